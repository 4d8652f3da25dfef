// @generated from an OpenAPI description. To change this file, change the description, its policy
// or the templates, and run the generator again.

//! Types of *Private Endpoint Services*.

use crate::runtime::{open_enum, setters, variants};
use crate::runtime::json::{Maybe, RawJson};

/// What Atlas says when a request fails.
///
/// Decide by `errorCode`: it is stable, while `reason` and `detail` are written for people
/// and may change.
#[derive(Clone)]
#[non_exhaustive]
pub struct ApiError {
    /// See [`BadRequestDetail`].
    pub bad_request_detail: Maybe<BadRequestDetail>,
    /// What went wrong this time, in a sentence.
    pub detail: Maybe<String>,
    /// The HTTP status. Inside an envelope it is the only one to trust.
    ///
    /// [The meaning of each HTTP status](https://developer.mozilla.org/en-US/docs/Web/HTTP/Status)
    pub error: i32,
    /// A short constant such as `RATE_LIMITED` that names the kind of failure.
    pub error_code: String,
    /// The values that `detail` speaks of. Any JSON value may occur, mostly strings and
    /// numbers.
    pub parameters: Option<Vec<serde_json::Value>>,
    /// The name of the HTTP status, for example `Conflict`.
    pub reason: Maybe<String>,
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

/// AWS
///
/// A registered AWS VPC interface endpoint.
///
/// On the wire its `cloudProvider` is always `AWS`.
#[derive(Clone)]
#[non_exhaustive]
pub struct AwsInterfaceEndpoint {
    /// How far the PrivateLink connection is.
    pub connection_status: Option<AwsConnectionStatus>,
    /// Whether somebody has asked for the endpoint to be removed.
    pub delete_requested: Option<bool>,
    /// What went wrong with the connection. Null as long as nothing did.
    pub error_message: Maybe<String>,
    /// Id of the interface endpoint that was registered.
    pub interface_endpoint_id: Option<String>,
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

/// AZURE
///
/// A registered Azure private endpoint.
///
/// On the wire its `cloudProvider` is always `AZURE`.
#[derive(Clone)]
#[non_exhaustive]
pub struct AzurePrivateEndpoint {
    /// Whether somebody has asked for the endpoint to be removed.
    pub delete_requested: Option<bool>,
    /// What went wrong with the connection. Null as long as nothing did.
    pub error_message: Maybe<String>,
    /// The name that Atlas made up for the connection: three parts with `%2F` between them. Rules: pattern `^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}%2[fF]([-\w._()]+)%2[fF]([-\w._()]+)`.
    pub private_endpoint_connection_name: Option<String>,
    /// Address of the endpoint inside your virtual network. Rules: pattern `^((25[0-5]|(2[0-4]|1\d|[1-9]|)\d)(\.(?!$)|$)){4}|([0-9a-f]{1,4}:){7}[0-9a-f]{1,4}$`.
    pub private_endpoint_ip_address: Option<String>,
    /// Resource id of the private endpoint in Azure.
    pub private_endpoint_resource_id: Option<String>,
    /// How far the Private Link connection is.
    pub status: Option<AzureEndpointStatus>,
}

/// Tells which parts of a request body were not acceptable.
#[derive(Clone)]
#[non_exhaustive]
pub struct BadRequestDetail {
    /// One entry for each fault.
    pub fields: Option<Vec<FieldViolation>>,
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

/// AWS
///
/// An AWS VPC interface endpoint to register.
///
/// On the wire its `cloudProvider` is always `AWS`.
#[derive(Clone)]
#[non_exhaustive]
pub struct CreateAwsEndpointRequest {
    /// Id of the interface endpoint, as AWS shows it: `vpce-` and 17 hexadecimal digits. Rules: pattern `^vpce-[0-9a-f]{17}$`.
    pub id: String,
}

impl CreateAwsEndpointRequest {
    /// Makes one with what is required.
    pub fn new(id: impl Into<String>) -> Self {
        Self { id: id.into() }
    }
}

/// AZURE
///
/// An Azure private endpoint to register.
///
/// On the wire its `cloudProvider` is always `AZURE`.
#[derive(Clone)]
#[non_exhaustive]
pub struct CreateAzureEndpointRequest {
    /// Resource id of the private endpoint in Azure, the long path that starts with
    /// `/subscriptions/`.
    pub id: String,
    /// Address of the endpoint inside your virtual network. Rules: pattern `^((25[0-5]|(2[0-4]|1\d|[1-9]|)\d)(\.(?!$)|$)){4}|([0-9a-f]{1,4}:){7}[0-9a-f]{1,4}$`.
    pub private_endpoint_ip_address: String,
}

impl CreateAzureEndpointRequest {
    /// Makes one with what is required.
    pub fn new(
        id: impl Into<String>,
        private_endpoint_ip_address: impl Into<String>,
    ) -> Self {
        Self {
            id: id.into(),
            private_endpoint_ip_address: private_endpoint_ip_address.into(),
        }
    }
}

/// An endpoint to register, in the form of its cloud provider.
///
/// The property `cloudProvider` tells the forms apart on the wire.
#[derive(Clone)]
#[non_exhaustive]
#[allow(
    clippy::large_enum_variant,
    reason = "what a variant holds is decided by the description"
)]
pub enum CreateEndpointRequest {
    /// `cloudProvider` is `AWS`.
    Aws(CreateAwsEndpointRequest),
    /// `cloudProvider` is `AZURE`.
    Azure(CreateAzureEndpointRequest),
    /// `cloudProvider` is `GCP`.
    Gcp(CreateGcpEndpointGroupRequest),
}

variants! {
    CreateEndpointRequest:
    Aws(CreateAwsEndpointRequest),
    Azure(CreateAzureEndpointRequest),
    Gcp(CreateGcpEndpointGroupRequest),
}

/// GCP
///
/// A group of Google Cloud forwarding rules to register.
///
/// On the wire its `cloudProvider` is always `GCP`.
#[derive(Clone)]
#[non_exhaustive]
pub struct CreateGcpEndpointGroupRequest {
    /// A name of your choice for the group. Always give one: a service with port mapping
    /// asks for it too, although it then makes no use of it.
    pub endpoint_group_name: String,
    /// The forwarding rules of the group. A service with port mapping takes exactly one
    /// rule.
    ///
    /// [How forwarding rules work](https://cloud.google.com/load-balancing/docs/forwarding-rule-concepts)
    pub endpoints: Option<Vec<CreateGcpForwardingRuleRequest>>,
    /// The Google Cloud project that the forwarding rules belong to.
    ///
    /// [About Google Cloud projects](https://cloud.google.com/resource-manager/docs/creating-managing-projects). Rules: pattern `^p-[0-9a-z]{24}$`.
    pub gcp_project_id: String,
}

impl CreateGcpEndpointGroupRequest {
    /// Makes one with what is required.
    pub fn new(
        endpoint_group_name: impl Into<String>,
        gcp_project_id: impl Into<String>,
    ) -> Self {
        Self {
            endpoint_group_name: endpoint_group_name.into(),
            endpoints: None,
            gcp_project_id: gcp_project_id.into(),
        }
    }
}

setters! {
    CreateGcpEndpointGroupRequest:
    endpoints: Vec<CreateGcpForwardingRuleRequest>,
}

/// GCP Forwarding Rules
///
/// One Google Cloud forwarding rule of a group to register.
#[derive(Clone, Default)]
#[non_exhaustive]
pub struct CreateGcpForwardingRuleRequest {
    /// Name of the forwarding rule in Google Cloud.
    ///
    /// [How forwarding rules work](https://cloud.google.com/load-balancing/docs/forwarding-rule-concepts)
    pub endpoint_name: Option<String>,
    /// The private IPv4 address of the forwarding rule. Rules: pattern `^((25[0-5]|(2[0-4]|1\d|[1-9]|)\d)(\.(?!$)|$)){4}|([0-9a-f]{1,4}:){7}[0-9a-f]{1,4}$`.
    pub ip_address: Option<String>,
}

setters! {
    CreateGcpForwardingRuleRequest: new;
    endpoint_name: impl Into<String>,
    ip_address: impl Into<String>,
}

/// One fault in a request body.
#[derive(Clone)]
#[non_exhaustive]
pub struct FieldViolation {
    /// What is wrong with the value.
    pub description: String,
    /// Where the value stands in the body.
    pub field: String,
}

/// One Google Cloud forwarding rule of a registered group.
#[derive(Clone)]
#[non_exhaustive]
pub struct GcpConsumerForwardingRule {
    /// Name of the forwarding rule in Google Cloud.
    ///
    /// [How forwarding rules work](https://cloud.google.com/load-balancing/docs/forwarding-rule-concepts)
    pub endpoint_name: Option<String>,
    /// The private IPv4 address of the forwarding rule. Rules: pattern `^((25[0-5]|(2[0-4]|1\d|[1-9]|)\d)(\.(?!$)|$)){4}|([0-9a-f]{1,4}:){7}[0-9a-f]{1,4}$`.
    pub ip_address: Option<String>,
    /// How far this one rule is.
    pub status: Option<GcpForwardingRuleStatus>,
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

/// GCP
///
/// A registered group of Google Cloud forwarding rules.
///
/// On the wire its `cloudProvider` is always `GCP`.
#[derive(Clone)]
#[non_exhaustive]
pub struct PrivateGcpEndpointGroup {
    /// Whether somebody has asked for the endpoint to be removed.
    pub delete_requested: Option<bool>,
    /// Name of the group; with port mapping, name of its only endpoint.
    ///
    /// [How forwarding rules work](https://cloud.google.com/load-balancing/docs/forwarding-rule-concepts)
    pub endpoint_group_name: Option<String>,
    /// The forwarding rules of the group; with port mapping, exactly one.
    ///
    /// [How forwarding rules work](https://cloud.google.com/load-balancing/docs/forwarding-rule-concepts)
    pub endpoints: Option<Vec<GcpConsumerForwardingRule>>,
    /// What went wrong with the connection. Null as long as nothing did.
    pub error_message: Maybe<String>,
    /// The Google Cloud project that the forwarding rules belong to.
    ///
    /// [About Google Cloud projects](https://cloud.google.com/resource-manager/docs/creating-managing-projects)
    pub gcp_project_id: Option<String>,
    /// Whether the endpoint service works with Private Service Connect port mapping.
    pub port_mapping_enabled: Option<bool>,
    /// How far the group as a whole is.
    pub status: Option<GcpEndpointGroupStatus>,
}

/// A registered endpoint, in the form of its cloud provider.
///
/// The property `cloudProvider` tells the forms apart on the wire.
#[derive(Clone)]
#[non_exhaustive]
#[allow(
    clippy::large_enum_variant,
    reason = "what a variant holds is decided by the description"
)]
pub enum PrivateLinkEndpoint {
    /// `cloudProvider` is `AWS`.
    Aws(AwsInterfaceEndpoint),
    /// `cloudProvider` is `AZURE`.
    Azure(AzurePrivateEndpoint),
    /// `cloudProvider` is `GCP`.
    Gcp(PrivateGcpEndpointGroup),
    /// A variant that the description does not know, as JSON.
    Unknown(RawJson),
}

variants! {
    PrivateLinkEndpoint:
    Aws(AwsInterfaceEndpoint),
    Azure(AzurePrivateEndpoint),
    Gcp(PrivateGcpEndpointGroup),
}
