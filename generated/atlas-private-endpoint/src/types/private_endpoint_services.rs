// @generated from an OpenAPI description; change that, its policy or the templates instead.

//! Types of *Private Endpoint Services*.

use crate::runtime::open_enum;
use crate::runtime::json::{object, one_of};

object! {
    /// What Atlas says when a request fails.
    ///
    /// Decide by `errorCode`: it is stable, while `reason` and `detail` are written for people
    /// and may change.
    pub struct ApiError {
        bad_request_detail: maybe BadRequestDetail = "badRequestDetail",
        /// What went wrong this time, in a sentence.
        detail: maybe String = "detail",
        /// The HTTP status. Inside an envelope it is the only one to trust.
        ///
        /// [The meaning of each HTTP status](https://developer.mozilla.org/en-US/docs/Web/HTTP/Status)
        error: required i32 = "error",
        /// A short constant such as `RATE_LIMITED` that names the kind of failure.
        error_code: required String = "errorCode",
        /// The values that `detail` speaks of. Any JSON value may occur, mostly strings and
        /// numbers.
        parameters: optional Vec<serde_json::Value> = "parameters",
        /// The name of the HTTP status, for example `Conflict`.
        reason: maybe String = "reason",
    }
}

open_enum! {
    /// How far the PrivateLink connection is.
    pub enum AwsConnectionStatus {
        PendingAcceptance = "PENDING_ACCEPTANCE",
        Pending = "PENDING",
        Available = "AVAILABLE",
        Rejected = "REJECTED",
        Deleting = "DELETING",
        _ => Unknown,
    }
}

object! {
    /// AWS
    ///
    /// A registered AWS VPC interface endpoint.
    ///
    /// On the wire its `cloudProvider` is always `AWS`.
    pub struct AwsInterfaceEndpoint {
        "cloudProvider" = "AWS",
        /// How far the PrivateLink connection is.
        connection_status: optional AwsConnectionStatus = "connectionStatus",
        /// Whether somebody has asked for the endpoint to be removed.
        delete_requested: optional bool = "deleteRequested",
        /// What went wrong with the connection. Null as long as nothing did.
        error_message: maybe String = "errorMessage",
        /// Id of the interface endpoint that was registered.
        interface_endpoint_id: optional String = "interfaceEndpointId",
    }
}

open_enum! {
    /// How far the Private Link connection is.
    pub enum AzureEndpointStatus {
        Initiating = "INITIATING",
        Available = "AVAILABLE",
        Failed = "FAILED",
        Deleting = "DELETING",
        _ => Unknown,
    }
}

object! {
    /// AZURE
    ///
    /// A registered Azure private endpoint.
    ///
    /// On the wire its `cloudProvider` is always `AZURE`.
    pub struct AzurePrivateEndpoint {
        "cloudProvider" = "AZURE",
        /// Whether somebody has asked for the endpoint to be removed.
        delete_requested: optional bool = "deleteRequested",
        /// What went wrong with the connection. Null as long as nothing did.
        error_message: maybe String = "errorMessage",
        /// The name that Atlas made up for the connection: three parts with `%2F` between them. Rules: pattern `^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}%2[fF]([-\w._()]+)%2[fF]([-\w._()]+)`.
        private_endpoint_connection_name: optional String = "privateEndpointConnectionName",
        /// Address of the endpoint inside your virtual network. Rules: pattern `^((25[0-5]|(2[0-4]|1\d|[1-9]|)\d)(\.(?!$)|$)){4}|([0-9a-f]{1,4}:){7}[0-9a-f]{1,4}$`.
        private_endpoint_ip_address: optional String = "privateEndpointIPAddress",
        /// Resource id of the private endpoint in Azure.
        private_endpoint_resource_id: optional String = "privateEndpointResourceId",
        /// How far the Private Link connection is.
        status: optional AzureEndpointStatus = "status",
    }
}

object! {
    /// Tells which parts of a request body were not acceptable.
    pub struct BadRequestDetail {
        /// One entry for each fault.
        fields: optional Vec<FieldViolation> = "fields",
    }
}

open_enum! {
    /// The schema of `parameters`.
    pub enum CloudProvider {
        Aws = "AWS",
        Azure = "AZURE",
        Gcp = "GCP",
        _ => Unknown,
    }
}

object! {
    /// AWS
    ///
    /// An AWS VPC interface endpoint to register.
    ///
    /// On the wire its `cloudProvider` is always `AWS`.
    pub struct CreateAwsEndpointRequest: new(id: impl Into<String>) {
        "cloudProvider" = "AWS",
        /// Id of the interface endpoint, as AWS shows it: `vpce-` and 17 hexadecimal digits. Rules: pattern `^vpce-[0-9a-f]{17}$`.
        id: required String = "id",
    }
}

object! {
    /// AZURE
    ///
    /// An Azure private endpoint to register.
    ///
    /// On the wire its `cloudProvider` is always `AZURE`.
    pub struct CreateAzureEndpointRequest: new(
        id: impl Into<String>,
        private_endpoint_ip_address: impl Into<String>,
    ) {
        "cloudProvider" = "AZURE",
        /// Resource id of the private endpoint in Azure, the long path that starts with
        /// `/subscriptions/`.
        id: required String = "id",
        /// Address of the endpoint inside your virtual network. Rules: pattern `^((25[0-5]|(2[0-4]|1\d|[1-9]|)\d)(\.(?!$)|$)){4}|([0-9a-f]{1,4}:){7}[0-9a-f]{1,4}$`.
        private_endpoint_ip_address: required String = "privateEndpointIPAddress",
    }
}

one_of! {
    /// An endpoint to register, in the form of its cloud provider.
    ///
    /// The property `cloudProvider` tells the forms apart on the wire.
    pub enum CreateEndpointRequest by "cloudProvider" {
        Aws(#[from] CreateAwsEndpointRequest) = "AWS",
        Azure(#[from] CreateAzureEndpointRequest) = "AZURE",
        Gcp(#[from] CreateGcpEndpointGroupRequest) = "GCP",
    }
}

object! {
    /// GCP
    ///
    /// A group of Google Cloud forwarding rules to register.
    ///
    /// On the wire its `cloudProvider` is always `GCP`.
    pub struct CreateGcpEndpointGroupRequest: new(
        endpoint_group_name: impl Into<String>,
        gcp_project_id: impl Into<String>,
    ) {
        "cloudProvider" = "GCP",
        /// A name of your choice for the group. Always give one: a service with port mapping
        /// asks for it too, although it then makes no use of it.
        endpoint_group_name: required String = "endpointGroupName",
        /// The forwarding rules of the group. A service with port mapping takes exactly one
        /// rule.
        ///
        /// [How forwarding rules work](https://cloud.google.com/load-balancing/docs/forwarding-rule-concepts)
        endpoints: optional Vec<CreateGcpForwardingRuleRequest> = "endpoints",
        /// The Google Cloud project that the forwarding rules belong to.
        ///
        /// [About Google Cloud projects](https://cloud.google.com/resource-manager/docs/creating-managing-projects). Rules: pattern `^p-[0-9a-z]{24}$`.
        gcp_project_id: required String = "gcpProjectId",
    }
}

object! {
    /// GCP Forwarding Rules
    ///
    /// One Google Cloud forwarding rule of a group to register.
    pub struct CreateGcpForwardingRuleRequest: new() {
        /// Name of the forwarding rule in Google Cloud.
        ///
        /// [How forwarding rules work](https://cloud.google.com/load-balancing/docs/forwarding-rule-concepts)
        endpoint_name: optional String = "endpointName" from impl Into<String>,
        /// The private IPv4 address of the forwarding rule. Rules: pattern `^((25[0-5]|(2[0-4]|1\d|[1-9]|)\d)(\.(?!$)|$)){4}|([0-9a-f]{1,4}:){7}[0-9a-f]{1,4}$`.
        ip_address: optional String = "ipAddress" from impl Into<String>,
    }
}

object! {
    /// One fault in a request body.
    pub struct FieldViolation {
        /// What is wrong with the value.
        description: required String = "description",
        /// Where the value stands in the body.
        field: required String = "field",
    }
}

object! {
    /// One Google Cloud forwarding rule of a registered group.
    pub struct GcpConsumerForwardingRule {
        /// Name of the forwarding rule in Google Cloud.
        ///
        /// [How forwarding rules work](https://cloud.google.com/load-balancing/docs/forwarding-rule-concepts)
        endpoint_name: optional String = "endpointName",
        /// The private IPv4 address of the forwarding rule. Rules: pattern `^((25[0-5]|(2[0-4]|1\d|[1-9]|)\d)(\.(?!$)|$)){4}|([0-9a-f]{1,4}:){7}[0-9a-f]{1,4}$`.
        ip_address: optional String = "ipAddress",
        /// How far this one rule is.
        status: optional GcpForwardingRuleStatus = "status",
    }
}

open_enum! {
    /// How far the group as a whole is.
    pub enum GcpEndpointGroupStatus {
        Initiating = "INITIATING",
        Verified = "VERIFIED",
        Available = "AVAILABLE",
        Failed = "FAILED",
        Deleting = "DELETING",
        Deleted = "DELETED",
        _ => Unknown,
    }
}

/// How far this one rule is.
pub type GcpForwardingRuleStatus = AzureEndpointStatus;

object! {
    /// GCP
    ///
    /// A registered group of Google Cloud forwarding rules.
    ///
    /// On the wire its `cloudProvider` is always `GCP`.
    pub struct PrivateGcpEndpointGroup {
        "cloudProvider" = "GCP",
        /// Whether somebody has asked for the endpoint to be removed.
        delete_requested: optional bool = "deleteRequested",
        /// Name of the group; with port mapping, name of its only endpoint.
        ///
        /// [How forwarding rules work](https://cloud.google.com/load-balancing/docs/forwarding-rule-concepts)
        endpoint_group_name: optional String = "endpointGroupName",
        /// The forwarding rules of the group; with port mapping, exactly one.
        ///
        /// [How forwarding rules work](https://cloud.google.com/load-balancing/docs/forwarding-rule-concepts)
        endpoints: optional Vec<GcpConsumerForwardingRule> = "endpoints",
        /// What went wrong with the connection. Null as long as nothing did.
        error_message: maybe String = "errorMessage",
        /// The Google Cloud project that the forwarding rules belong to.
        ///
        /// [About Google Cloud projects](https://cloud.google.com/resource-manager/docs/creating-managing-projects)
        gcp_project_id: optional String = "gcpProjectId",
        /// Whether the endpoint service works with Private Service Connect port mapping.
        port_mapping_enabled: optional bool = "portMappingEnabled",
        /// How far the group as a whole is.
        status: optional GcpEndpointGroupStatus = "status",
    }
}

one_of! {
    /// A registered endpoint, in the form of its cloud provider.
    ///
    /// The property `cloudProvider` tells the forms apart on the wire.
    pub enum PrivateLinkEndpoint by "cloudProvider" {
        Aws(#[from] AwsInterfaceEndpoint) = "AWS",
        Azure(#[from] AzurePrivateEndpoint) = "AZURE",
        Gcp(#[from] PrivateGcpEndpointGroup) = "GCP",
        _ => Unknown,
    }
}
