// @generated from an OpenAPI description. To change this file, change the description, its policy
// or the templates, and run the generator again.

//! How the types are read and written, for those of *Private Endpoint Services*.

use crate::types;
use crate::runtime::json::{Decode, DecodeError, Encode, Reader, Writer, object, values};
use crate::runtime::validate::{Validate, Validator};

object! {
    types::ApiError:
    "badRequestDetail" => maybe bad_request_detail,
    "detail" => maybe detail,
    "error" => required error,
    "errorCode" => required error_code,
    "parameters" => optional parameters,
    "reason" => maybe reason,
}

object! {
    types::AwsInterfaceEndpoint:
    const "cloudProvider" = "AWS",
    "connectionStatus" => optional connection_status,
    "deleteRequested" => optional delete_requested,
    "errorMessage" => maybe error_message,
    "interfaceEndpointId" => optional interface_endpoint_id,
}

object! {
    types::AzurePrivateEndpoint:
    const "cloudProvider" = "AZURE",
    "deleteRequested" => optional delete_requested,
    "errorMessage" => maybe error_message,
    "privateEndpointConnectionName" => optional private_endpoint_connection_name,
    "privateEndpointIPAddress" => optional private_endpoint_ip_address,
    "privateEndpointResourceId" => optional private_endpoint_resource_id,
    "status" => optional status,
}

object! {
    types::BadRequestDetail:
    "fields" => optional fields,
}

object! {
    types::CreateAwsEndpointRequest:
    const "cloudProvider" = "AWS",
    "id" => required id,
}

impl Validate for types::CreateAwsEndpointRequest {
    fn validate(&self, v: &mut Validator) {
        v.inside("id").pattern(&self.id, "^vpce-[0-9a-f]{17}$");
    }
}

object! {
    types::CreateAzureEndpointRequest:
    const "cloudProvider" = "AZURE",
    "id" => required id,
    "privateEndpointIPAddress" => required private_endpoint_ip_address,
}

impl Validate for types::CreateAzureEndpointRequest {
    fn validate(&self, v: &mut Validator) {
        v.inside("privateEndpointIPAddress")
            .pattern(
                &self.private_endpoint_ip_address,
                "^((25[0-5]|(2[0-4]|1\\d|[1-9]|)\\d)(\\.(?!$)|$)){4}|([0-9a-f]{1,4}:){7}[0-9a-f]{1,4}$",
            );
    }
}

impl Decode for types::CreateEndpointRequest {
    fn decode(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        match r.tag("cloudProvider")?.as_deref() {
            Some("AWS") => Ok(Self::Aws(Decode::decode(r)?)),
            Some("AZURE") => Ok(Self::Azure(Decode::decode(r)?)),
            Some("GCP") => Ok(Self::Gcp(Decode::decode(r)?)),
            _ => Err(r.error("one of the variants of CreateEndpointRequest")),
        }
    }
}

impl Encode for types::CreateEndpointRequest {
    fn encode(&self, w: &mut Writer) {
        match self {
            Self::Aws(value) => value.encode(w),
            Self::Azure(value) => value.encode(w),
            Self::Gcp(value) => value.encode(w),
        }
    }
}

impl Validate for types::CreateEndpointRequest {
    fn validate(&self, v: &mut Validator) {
        match self {
            Self::Aws(value) => {
                v.check(value);
            }
            Self::Azure(value) => {
                v.check(value);
            }
            Self::Gcp(value) => {
                v.check(value);
            }
        }
    }
}

object! {
    types::CreateGcpEndpointGroupRequest:
    const "cloudProvider" = "GCP",
    "endpointGroupName" => required endpoint_group_name,
    "endpoints" => optional endpoints,
    "gcpProjectId" => required gcp_project_id,
}

impl Validate for types::CreateGcpEndpointGroupRequest {
    fn validate(&self, v: &mut Validator) {
        v.inside("endpoints").check(&self.endpoints);
        v.inside("gcpProjectId").pattern(&self.gcp_project_id, "^p-[0-9a-z]{24}$");
    }
}

object! {
    types::CreateGcpForwardingRuleRequest:
    "endpointName" => optional endpoint_name,
    "ipAddress" => optional ip_address,
}

impl Validate for types::CreateGcpForwardingRuleRequest {
    fn validate(&self, v: &mut Validator) {
        if let Some(value) = &self.ip_address {
            v.inside("ipAddress")
                .pattern(
                    value,
                    "^((25[0-5]|(2[0-4]|1\\d|[1-9]|)\\d)(\\.(?!$)|$)){4}|([0-9a-f]{1,4}:){7}[0-9a-f]{1,4}$",
                );
        }
    }
}

object! {
    types::FieldViolation:
    "description" => required description,
    "field" => required field,
}

object! {
    types::GcpConsumerForwardingRule:
    "endpointName" => optional endpoint_name,
    "ipAddress" => optional ip_address,
    "status" => optional status,
}

object! {
    types::PrivateGcpEndpointGroup:
    const "cloudProvider" = "GCP",
    "deleteRequested" => optional delete_requested,
    "endpointGroupName" => optional endpoint_group_name,
    "endpoints" => optional endpoints,
    "errorMessage" => maybe error_message,
    "gcpProjectId" => optional gcp_project_id,
    "portMappingEnabled" => optional port_mapping_enabled,
    "status" => optional status,
}

impl Decode for types::PrivateLinkEndpoint {
    fn decode(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        match r.tag("cloudProvider")?.as_deref() {
            Some("AWS") => Ok(Self::Aws(Decode::decode(r)?)),
            Some("AZURE") => Ok(Self::Azure(Decode::decode(r)?)),
            Some("GCP") => Ok(Self::Gcp(Decode::decode(r)?)),
            _ => Ok(Self::Unknown(r.raw()?)),
        }
    }
}

impl Encode for types::PrivateLinkEndpoint {
    fn encode(&self, w: &mut Writer) {
        match self {
            Self::Aws(value) => value.encode(w),
            Self::Azure(value) => value.encode(w),
            Self::Gcp(value) => value.encode(w),
            Self::Unknown(value) => value.encode(w),
        }
    }
}

values! {
    types::CreateEndpointRequest,
    types::PrivateLinkEndpoint,
}
