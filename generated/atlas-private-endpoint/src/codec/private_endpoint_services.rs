// @generated from an OpenAPI description. To change this file, change the description, its policy
// or the templates, and run the generator again.

//! How the types are read and written, for those of *Private Endpoint Services*.

use crate::types;
use crate::runtime::json::{
    Decode, DecodeError, Encode, Maybe, Reader, Unrecognized, Writer, required,
};
use crate::runtime::pattern::Pattern;
use crate::runtime::validate::{Place, Validate, Validator};

impl Decode for types::ApiError {
    fn decode(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let mut bad_request_detail = Maybe::Absent;
        let mut detail = Maybe::Absent;
        let mut error = None;
        let mut error_code = None;
        let mut parameters = None;
        let mut reason = Maybe::Absent;
        let mut object = r.object()?;
        while let Some(key) = r.key(&mut object)? {
            match key {
                "badRequestDetail" => bad_request_detail = Decode::decode(r)?,
                "detail" => detail = Decode::decode(r)?,
                "error" => error = Some(Decode::decode(r)?),
                "errorCode" => error_code = Some(Decode::decode(r)?),
                "parameters" => parameters = Decode::decode(r)?,
                "reason" => reason = Decode::decode(r)?,
                _ => r.skip()?,
            }
        }
        Ok(Self {
            bad_request_detail,
            detail,
            error: required(error, "error", r, &object)?,
            error_code: required(error_code, "errorCode", r, &object)?,
            parameters,
            reason,
        })
    }
}

impl Encode for types::ApiError {
    fn encode(&self, w: &mut Writer) {
        w.begin_object();
        w.maybe("badRequestDetail", &self.bad_request_detail);
        w.maybe("detail", &self.detail);
        w.field("error", &self.error);
        w.field("errorCode", &self.error_code);
        w.optional("parameters", &self.parameters);
        w.maybe("reason", &self.reason);
        w.end_object();
    }
}

impl From<&str> for types::AwsConnectionStatus {
    fn from(value: &str) -> Self {
        match value {
            "PENDING_ACCEPTANCE" => Self::PendingAcceptance,
            "PENDING" => Self::Pending,
            "AVAILABLE" => Self::Available,
            "REJECTED" => Self::Rejected,
            "DELETING" => Self::Deleting,
            _ => Self::Unknown(Unrecognized::new(value)),
        }
    }
}

impl Decode for types::AwsInterfaceEndpoint {
    fn decode(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let mut connection_status = None;
        let mut delete_requested = None;
        let mut error_message = Maybe::Absent;
        let mut interface_endpoint_id = None;
        let mut object = r.object()?;
        while let Some(key) = r.key(&mut object)? {
            match key {
                "connectionStatus" => connection_status = Decode::decode(r)?,
                "deleteRequested" => delete_requested = Decode::decode(r)?,
                "errorMessage" => error_message = Decode::decode(r)?,
                "interfaceEndpointId" => interface_endpoint_id = Decode::decode(r)?,
                _ => r.skip()?,
            }
        }
        Ok(Self {
            connection_status,
            delete_requested,
            error_message,
            interface_endpoint_id,
        })
    }
}

impl Encode for types::AwsInterfaceEndpoint {
    fn encode(&self, w: &mut Writer) {
        w.begin_object();
        w.field("cloudProvider", "AWS");
        w.optional("connectionStatus", &self.connection_status);
        w.optional("deleteRequested", &self.delete_requested);
        w.maybe("errorMessage", &self.error_message);
        w.optional("interfaceEndpointId", &self.interface_endpoint_id);
        w.end_object();
    }
}

impl From<&str> for types::AzureEndpointStatus {
    fn from(value: &str) -> Self {
        match value {
            "INITIATING" => Self::Initiating,
            "AVAILABLE" => Self::Available,
            "FAILED" => Self::Failed,
            "DELETING" => Self::Deleting,
            _ => Self::Unknown(Unrecognized::new(value)),
        }
    }
}

impl Decode for types::AzurePrivateEndpoint {
    fn decode(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let mut delete_requested = None;
        let mut error_message = Maybe::Absent;
        let mut private_endpoint_connection_name = None;
        let mut private_endpoint_ip_address = None;
        let mut private_endpoint_resource_id = None;
        let mut status = None;
        let mut object = r.object()?;
        while let Some(key) = r.key(&mut object)? {
            match key {
                "deleteRequested" => delete_requested = Decode::decode(r)?,
                "errorMessage" => error_message = Decode::decode(r)?,
                "privateEndpointConnectionName" => {
                    private_endpoint_connection_name = Decode::decode(r)?;
                }
                "privateEndpointIPAddress" => {
                    private_endpoint_ip_address = Decode::decode(r)?;
                }
                "privateEndpointResourceId" => {
                    private_endpoint_resource_id = Decode::decode(r)?;
                }
                "status" => status = Decode::decode(r)?,
                _ => r.skip()?,
            }
        }
        Ok(Self {
            delete_requested,
            error_message,
            private_endpoint_connection_name,
            private_endpoint_ip_address,
            private_endpoint_resource_id,
            status,
        })
    }
}

impl Encode for types::AzurePrivateEndpoint {
    fn encode(&self, w: &mut Writer) {
        w.begin_object();
        w.field("cloudProvider", "AZURE");
        w.optional("deleteRequested", &self.delete_requested);
        w.maybe("errorMessage", &self.error_message);
        w.optional(
            "privateEndpointConnectionName",
            &self.private_endpoint_connection_name,
        );
        w.optional("privateEndpointIPAddress", &self.private_endpoint_ip_address);
        w.optional("privateEndpointResourceId", &self.private_endpoint_resource_id);
        w.optional("status", &self.status);
        w.end_object();
    }
}

impl Decode for types::BadRequestDetail {
    fn decode(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let mut fields = None;
        let mut object = r.object()?;
        while let Some(key) = r.key(&mut object)? {
            match key {
                "fields" => fields = Decode::decode(r)?,
                _ => r.skip()?,
            }
        }
        Ok(Self { fields })
    }
}

impl Encode for types::BadRequestDetail {
    fn encode(&self, w: &mut Writer) {
        w.begin_object();
        w.optional("fields", &self.fields);
        w.end_object();
    }
}

impl From<&str> for types::CloudProvider {
    fn from(value: &str) -> Self {
        match value {
            "AWS" => Self::Aws,
            "AZURE" => Self::Azure,
            "GCP" => Self::Gcp,
            _ => Self::Unknown(Unrecognized::new(value)),
        }
    }
}

impl Decode for types::CreateAwsEndpointRequest {
    fn decode(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let mut id = None;
        let mut object = r.object()?;
        while let Some(key) = r.key(&mut object)? {
            match key {
                "id" => id = Some(Decode::decode(r)?),
                _ => r.skip()?,
            }
        }
        Ok(Self {
            id: required(id, "id", r, &object)?,
        })
    }
}

impl Encode for types::CreateAwsEndpointRequest {
    fn encode(&self, w: &mut Writer) {
        w.begin_object();
        w.field("cloudProvider", "AWS");
        w.field("id", &self.id);
        w.end_object();
    }
}

impl Validate for types::CreateAwsEndpointRequest {
    fn validate(&self, v: &mut Validator) {
        v.at(
            Place::Property("id"),
            |v| {
                let value = &self.id;
                static PATTERN: Pattern = Pattern::new("^vpce-[0-9a-f]{17}$");
                v.pattern(value, &PATTERN);
            },
        );
    }
}

impl Decode for types::CreateAzureEndpointRequest {
    fn decode(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let mut id = None;
        let mut private_endpoint_ip_address = None;
        let mut object = r.object()?;
        while let Some(key) = r.key(&mut object)? {
            match key {
                "id" => id = Some(Decode::decode(r)?),
                "privateEndpointIPAddress" => {
                    private_endpoint_ip_address = Some(Decode::decode(r)?);
                }
                _ => r.skip()?,
            }
        }
        Ok(Self {
            id: required(id, "id", r, &object)?,
            private_endpoint_ip_address: required(
                private_endpoint_ip_address,
                "privateEndpointIPAddress",
                r,
                &object,
            )?,
        })
    }
}

impl Encode for types::CreateAzureEndpointRequest {
    fn encode(&self, w: &mut Writer) {
        w.begin_object();
        w.field("cloudProvider", "AZURE");
        w.field("id", &self.id);
        w.field("privateEndpointIPAddress", &self.private_endpoint_ip_address);
        w.end_object();
    }
}

impl Validate for types::CreateAzureEndpointRequest {
    fn validate(&self, v: &mut Validator) {
        v.at(
            Place::Property("privateEndpointIPAddress"),
            |v| {
                let value = &self.private_endpoint_ip_address;
                static PATTERN: Pattern = Pattern::new(
                    "^((25[0-5]|(2[0-4]|1\\d|[1-9]|)\\d)(\\.(?!$)|$)){4}|([0-9a-f]{1,4}:){7}[0-9a-f]{1,4}$",
                );
                v.pattern(value, &PATTERN);
            },
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
                Validate::validate(value, v);
            }
            Self::Azure(value) => {
                Validate::validate(value, v);
            }
            Self::Gcp(value) => {
                Validate::validate(value, v);
            }
        }
    }
}

impl Decode for types::CreateGcpEndpointGroupRequest {
    fn decode(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let mut endpoint_group_name = None;
        let mut endpoints = None;
        let mut gcp_project_id = None;
        let mut object = r.object()?;
        while let Some(key) = r.key(&mut object)? {
            match key {
                "endpointGroupName" => endpoint_group_name = Some(Decode::decode(r)?),
                "endpoints" => endpoints = Decode::decode(r)?,
                "gcpProjectId" => gcp_project_id = Some(Decode::decode(r)?),
                _ => r.skip()?,
            }
        }
        Ok(Self {
            endpoint_group_name: required(
                endpoint_group_name,
                "endpointGroupName",
                r,
                &object,
            )?,
            endpoints,
            gcp_project_id: required(gcp_project_id, "gcpProjectId", r, &object)?,
        })
    }
}

impl Encode for types::CreateGcpEndpointGroupRequest {
    fn encode(&self, w: &mut Writer) {
        w.begin_object();
        w.field("cloudProvider", "GCP");
        w.field("endpointGroupName", &self.endpoint_group_name);
        w.optional("endpoints", &self.endpoints);
        w.field("gcpProjectId", &self.gcp_project_id);
        w.end_object();
    }
}

impl Validate for types::CreateGcpEndpointGroupRequest {
    fn validate(&self, v: &mut Validator) {
        if let Some(value) = &self.endpoints {
            v.at(
                Place::Property("endpoints"),
                |v| {
                    for (index, value) in value.iter().enumerate() {
                        v.at(
                            Place::Index(index),
                            |v| {
                                Validate::validate(value, v);
                            },
                        );
                    }
                },
            );
        }
        v.at(
            Place::Property("gcpProjectId"),
            |v| {
                let value = &self.gcp_project_id;
                static PATTERN: Pattern = Pattern::new("^p-[0-9a-z]{24}$");
                v.pattern(value, &PATTERN);
            },
        );
    }
}

impl Decode for types::CreateGcpForwardingRuleRequest {
    fn decode(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let mut endpoint_name = None;
        let mut ip_address = None;
        let mut object = r.object()?;
        while let Some(key) = r.key(&mut object)? {
            match key {
                "endpointName" => endpoint_name = Decode::decode(r)?,
                "ipAddress" => ip_address = Decode::decode(r)?,
                _ => r.skip()?,
            }
        }
        Ok(Self { endpoint_name, ip_address })
    }
}

impl Encode for types::CreateGcpForwardingRuleRequest {
    fn encode(&self, w: &mut Writer) {
        w.begin_object();
        w.optional("endpointName", &self.endpoint_name);
        w.optional("ipAddress", &self.ip_address);
        w.end_object();
    }
}

impl Validate for types::CreateGcpForwardingRuleRequest {
    fn validate(&self, v: &mut Validator) {
        if let Some(value) = &self.ip_address {
            v.at(
                Place::Property("ipAddress"),
                |v| {
                    static PATTERN: Pattern = Pattern::new(
                        "^((25[0-5]|(2[0-4]|1\\d|[1-9]|)\\d)(\\.(?!$)|$)){4}|([0-9a-f]{1,4}:){7}[0-9a-f]{1,4}$",
                    );
                    v.pattern(value, &PATTERN);
                },
            );
        }
    }
}

impl Decode for types::FieldViolation {
    fn decode(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let mut description = None;
        let mut field = None;
        let mut object = r.object()?;
        while let Some(key) = r.key(&mut object)? {
            match key {
                "description" => description = Some(Decode::decode(r)?),
                "field" => field = Some(Decode::decode(r)?),
                _ => r.skip()?,
            }
        }
        Ok(Self {
            description: required(description, "description", r, &object)?,
            field: required(field, "field", r, &object)?,
        })
    }
}

impl Encode for types::FieldViolation {
    fn encode(&self, w: &mut Writer) {
        w.begin_object();
        w.field("description", &self.description);
        w.field("field", &self.field);
        w.end_object();
    }
}

impl Decode for types::GcpConsumerForwardingRule {
    fn decode(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let mut endpoint_name = None;
        let mut ip_address = None;
        let mut status = None;
        let mut object = r.object()?;
        while let Some(key) = r.key(&mut object)? {
            match key {
                "endpointName" => endpoint_name = Decode::decode(r)?,
                "ipAddress" => ip_address = Decode::decode(r)?,
                "status" => status = Decode::decode(r)?,
                _ => r.skip()?,
            }
        }
        Ok(Self {
            endpoint_name,
            ip_address,
            status,
        })
    }
}

impl Encode for types::GcpConsumerForwardingRule {
    fn encode(&self, w: &mut Writer) {
        w.begin_object();
        w.optional("endpointName", &self.endpoint_name);
        w.optional("ipAddress", &self.ip_address);
        w.optional("status", &self.status);
        w.end_object();
    }
}

impl From<&str> for types::GcpEndpointGroupStatus {
    fn from(value: &str) -> Self {
        match value {
            "INITIATING" => Self::Initiating,
            "VERIFIED" => Self::Verified,
            "AVAILABLE" => Self::Available,
            "FAILED" => Self::Failed,
            "DELETING" => Self::Deleting,
            "DELETED" => Self::Deleted,
            _ => Self::Unknown(Unrecognized::new(value)),
        }
    }
}

impl From<&str> for types::GcpForwardingRuleStatus {
    fn from(value: &str) -> Self {
        match value {
            "INITIATING" => Self::Initiating,
            "AVAILABLE" => Self::Available,
            "FAILED" => Self::Failed,
            "DELETING" => Self::Deleting,
            _ => Self::Unknown(Unrecognized::new(value)),
        }
    }
}

impl Decode for types::PrivateGcpEndpointGroup {
    fn decode(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let mut delete_requested = None;
        let mut endpoint_group_name = None;
        let mut endpoints = None;
        let mut error_message = Maybe::Absent;
        let mut gcp_project_id = None;
        let mut port_mapping_enabled = None;
        let mut status = None;
        let mut object = r.object()?;
        while let Some(key) = r.key(&mut object)? {
            match key {
                "deleteRequested" => delete_requested = Decode::decode(r)?,
                "endpointGroupName" => endpoint_group_name = Decode::decode(r)?,
                "endpoints" => endpoints = Decode::decode(r)?,
                "errorMessage" => error_message = Decode::decode(r)?,
                "gcpProjectId" => gcp_project_id = Decode::decode(r)?,
                "portMappingEnabled" => port_mapping_enabled = Decode::decode(r)?,
                "status" => status = Decode::decode(r)?,
                _ => r.skip()?,
            }
        }
        Ok(Self {
            delete_requested,
            endpoint_group_name,
            endpoints,
            error_message,
            gcp_project_id,
            port_mapping_enabled,
            status,
        })
    }
}

impl Encode for types::PrivateGcpEndpointGroup {
    fn encode(&self, w: &mut Writer) {
        w.begin_object();
        w.field("cloudProvider", "GCP");
        w.optional("deleteRequested", &self.delete_requested);
        w.optional("endpointGroupName", &self.endpoint_group_name);
        w.optional("endpoints", &self.endpoints);
        w.maybe("errorMessage", &self.error_message);
        w.optional("gcpProjectId", &self.gcp_project_id);
        w.optional("portMappingEnabled", &self.port_mapping_enabled);
        w.optional("status", &self.status);
        w.end_object();
    }
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

use crate::runtime::open_enum;

open_enum!(
    types::AwsConnectionStatus, types::AzureEndpointStatus, types::CloudProvider,
    types::GcpEndpointGroupStatus, types::GcpForwardingRuleStatus,
);

#[cfg(feature = "serde")]
use crate::runtime::serde_bridge;

#[cfg(feature = "serde")]
serde_bridge!(
    types::ApiError, types::AwsConnectionStatus, types::AwsInterfaceEndpoint,
    types::AzureEndpointStatus, types::AzurePrivateEndpoint, types::BadRequestDetail,
    types::CloudProvider, types::CreateAwsEndpointRequest,
    types::CreateAzureEndpointRequest, types::CreateEndpointRequest,
    types::CreateGcpEndpointGroupRequest, types::CreateGcpForwardingRuleRequest,
    types::FieldViolation, types::GcpConsumerForwardingRule,
    types::GcpEndpointGroupStatus, types::GcpForwardingRuleStatus,
    types::PrivateGcpEndpointGroup, types::PrivateLinkEndpoint,
);
