//! The call by the generated client.

use std::error::Error;

use atlas_private_endpoint::Client;
use atlas_private_endpoint::runtime::transport::reqwest::ReqwestTransport;
use atlas_private_endpoint::types::{
    CloudProvider, CreateAwsEndpointRequest, CreateEndpointRequest, CreateGcpEndpointGroupRequest,
    CreateGcpForwardingRuleRequest, PrivateLinkEndpoint,
};

use crate::Case;
use crate::by_hand::{GROUP, PROJECT, SERVICE, TOKEN, VPCE};
use crate::server::RULES;

/// Over the same connection as the calls by hand: two connections are two threads of the server, and
/// which processors those are on weighs more than what is measured here.
pub fn client(url: &str, http: reqwest::Client) -> Result<Client, Box<dyn Error>> {
    let transport = ReqwestTransport::from(http);
    let client = Client::builder().base_url(url).bearer(TOKEN);
    Ok(client.transport(transport).build()?)
}

fn large() -> CreateEndpointRequest {
    let rule = |n| {
        CreateGcpForwardingRuleRequest::new()
            .endpoint_name(format!("atlas-orders-{n}"))
            .ip_address(format!("10.30.0.{n}"))
    };
    CreateGcpEndpointGroupRequest::new("atlas-orders", PROJECT)
        .endpoints((0..RULES).map(rule).collect::<Vec<_>>())
        .into()
}

/// How many endpoints or rules the answer has.
pub async fn call(client: &Client, case: Case) -> Result<usize, Box<dyn Error>> {
    let (provider, body) = match case {
        Case::Small => (
            CloudProvider::Aws,
            CreateAwsEndpointRequest::new(VPCE).into(),
        ),
        Case::Large => (CloudProvider::Gcp, large()),
    };
    let call = client.create_private_endpoint(GROUP, provider, SERVICE, body);
    let reply = call.send().await?;
    Ok(match reply.into_body() {
        PrivateLinkEndpoint::Aws(endpoint) => {
            usize::from(endpoint.interface_endpoint_id.as_deref() == Some(VPCE))
        }
        PrivateLinkEndpoint::Gcp(group) => group.endpoints.map_or(0, |rules| rules.len()),
        _ => 0,
    })
}
