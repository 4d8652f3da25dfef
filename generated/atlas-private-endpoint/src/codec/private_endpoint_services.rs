// @generated from an OpenAPI description; change that, its policy or the templates instead.

//! The rules of types, and how some are read, for those of *Private Endpoint Services*.

use crate::types;
use crate::runtime::validate::{Validate, Validator};

impl Validate for types::CreateAwsEndpointRequest {
    #[inline]
    fn validate(&self, v: &mut Validator) {
        v.inside("id").pattern(&self.id, "^vpce-[0-9a-f]{17}$");
    }
}

impl Validate for types::CreateAzureEndpointRequest {
    #[inline]
    fn validate(&self, v: &mut Validator) {
        v.inside("privateEndpointIPAddress")
            .pattern(
                &self.private_endpoint_ip_address,
                "^((25[0-5]|(2[0-4]|1\\d|[1-9]|)\\d)(\\.(?!$)|$)){4}|([0-9a-f]{1,4}:){7}[0-9a-f]{1,4}$",
            );
    }
}

impl Validate for types::CreateEndpointRequest {
    #[inline]
    fn validate(&self, v: &mut Validator) {
        match self {
            Self::Aws(value) => v.check(value),
            Self::Azure(value) => v.check(value),
            Self::Gcp(value) => v.check(value),
        }
    }
}

impl Validate for types::CreateGcpEndpointGroupRequest {
    #[inline]
    fn validate(&self, v: &mut Validator) {
        v.inside("endpoints").check(&self.endpoints);
        v.inside("gcpProjectId").pattern(&self.gcp_project_id, "^p-[0-9a-z]{24}$");
    }
}

impl Validate for types::CreateGcpForwardingRuleRequest {
    #[inline]
    fn validate(&self, v: &mut Validator) {
        v.inside("ipAddress")
            .pattern(
                &self.ip_address,
                "^((25[0-5]|(2[0-4]|1\\d|[1-9]|)\\d)(\\.(?!$)|$)){4}|([0-9a-f]{1,4}:){7}[0-9a-f]{1,4}$",
            );
    }
}
