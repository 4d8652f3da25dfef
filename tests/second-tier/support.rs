//! What the tests of all servers need: clients, requests, and a way past the client.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use atlas_private_endpoint::Client;
use atlas_private_endpoint::operations::CreatePrivateEndpointError;
use atlas_private_endpoint::types::{
    ApiError, CloudProvider, CreateAwsEndpointRequest, CreateAzureEndpointRequest,
    CreateEndpointRequest, CreateGcpEndpointGroupRequest, CreateGcpForwardingRuleRequest,
};

pub const GROUP: &str = "5f2c9a8e7b1d3046a9c8e5f1";
pub const SERVICE: &str = "64d1b7e0c3a95f2816e4d0b9";
pub const VPCE: &str = "vpce-0a1b2c3d4e5f60718";
pub const AZURE_ID: &str = "/subscriptions/0f3d2c1b-5a49-4e68-9c7d-8b6a5f4e3d2c/resourceGroups/network-prod\
                        /providers/Microsoft.Network/privateEndpoints/atlas-orders";
pub const GCP_PROJECT: &str = "p-acmeanalytics0000prod001";
pub const MEDIA_TYPE: &str = "application/vnd.atlas.2023-01-01+json";

/// The value of a variable that `run` sets, or a line that says why nothing is tested.
pub fn server(variable: &str) -> Option<String> {
    let value = std::env::var(variable)
        .ok()
        .filter(|value| !value.is_empty());
    if value.is_none() {
        println!(
            "skipped: {variable} is not set; tests/second-tier/run starts the server and sets it"
        );
    }
    value
}

/// A client with a bearer token; what the token is does not matter to a mock server.
pub fn bearer(url: &str) -> Client {
    let builder = Client::builder().base_url(url).bearer("second-tier");
    builder.build().expect("a client")
}

/// The same, which checks the rules of the description before it sends.
pub fn checking(url: &str) -> Client {
    let builder = Client::builder().base_url(url).bearer("second-tier");
    builder.validate(true).build().expect("a client")
}

/// A client with an API key, which means HTTP Digest.
pub fn digest(url: &str, private_key: &str) -> Client {
    Client::builder()
        .base_url(url)
        .api_key("public-key", private_key)
        .build()
        .expect("a client")
}

pub fn aws() -> (CloudProvider, CreateEndpointRequest) {
    (
        CloudProvider::Aws,
        CreateAwsEndpointRequest::new(VPCE).into(),
    )
}

pub fn azure() -> (CloudProvider, CreateEndpointRequest) {
    (
        CloudProvider::Azure,
        CreateAzureEndpointRequest::new(AZURE_ID, "10.20.0.4").into(),
    )
}

pub fn gcp() -> (CloudProvider, CreateEndpointRequest) {
    let rule = |name: &str, address: &str| {
        CreateGcpForwardingRuleRequest::new()
            .endpoint_name(name)
            .ip_address(address)
    };
    let rules = vec![
        rule("atlas-orders-0", "10.30.0.10"),
        rule("atlas-orders-1", "10.30.0.11"),
    ];
    (
        CloudProvider::Gcp,
        CreateGcpEndpointGroupRequest::new("atlas-orders", GCP_PROJECT)
            .endpoints(rules)
            .into(),
    )
}

/// The body of a documented error.
pub fn api_error(error: &CreatePrivateEndpointError) -> Option<&ApiError> {
    use CreatePrivateEndpointError as E;
    match error {
        E::BadRequest(reply)
        | E::Unauthorized(reply)
        | E::PaymentRequired(reply)
        | E::Forbidden(reply)
        | E::NotFound(reply)
        | E::Conflict(reply)
        | E::TooManyRequests(reply)
        | E::InternalServerError(reply) => Some(reply.body()),
        _ => None,
    }
}

/// The HTTP status of an error, when there was an answer.
pub fn status(error: &CreatePrivateEndpointError) -> Option<u16> {
    use CreatePrivateEndpointError as E;
    match error {
        E::Undecodable(reply) => Some(reply.status().as_u16()),
        E::UnexpectedStatus(reply) => Some(reply.status().as_u16()),
        other => api_error(other).and_then(|body| u16::try_from(body.error).ok()),
    }
}

/// What to send past the client.
pub struct Raw<'a> {
    pub path: &'a str,
    pub content_type: &'a str,
    pub authorization: &'a str,
    pub body: &'a str,
}

impl Default for Raw<'_> {
    /// A correct request.
    fn default() -> Self {
        Self {
            path: "/api/atlas/v2/groups/5f2c9a8e7b1d3046a9c8e5f1/privateEndpoint/AWS\
                   /endpointService/64d1b7e0c3a95f2816e4d0b9/endpoint",
            content_type: MEDIA_TYPE,
            authorization: "Authorization: Bearer second-tier\r\n",
            body: r#"{"cloudProvider":"AWS","id":"vpce-0a1b2c3d4e5f60718"}"#,
        }
    }
}

impl Raw<'_> {
    /// Sends it byte by byte, without any HTTP library; returns the status.
    pub fn send(&self, url: &str) -> u16 {
        let host = url.trim_start_matches("http://");
        let mut stream = TcpStream::connect(host).expect("the server listens");
        stream
            .set_read_timeout(Some(Duration::from_secs(20)))
            .expect("a timeout");
        let Self {
            path,
            content_type,
            authorization,
            body,
        } = self;
        let length = body.len();
        write!(
            stream,
            "POST {path} HTTP/1.1\r\nHost: {host}\r\nAccept: {MEDIA_TYPE}\r\n{authorization}\
             Content-Type: {content_type}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
        )
        .expect("the request is sent");
        let mut reply = Vec::new();
        // A reset after the answer is none of our business.
        let _ = stream.read_to_end(&mut reply);
        let reply = String::from_utf8_lossy(&reply);
        let code = reply.split(' ').nth(1).and_then(|code| code.parse().ok());
        code.unwrap_or_else(|| panic!("no status line: {reply:?}"))
    }
}
