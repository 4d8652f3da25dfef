//! Servers on the loopback, clients that talk to them, and one request of each kind.

mod http_server;
mod raw_server;

use atlas_private_endpoint::operations::CreatePrivateEndpointError;
use atlas_private_endpoint::types::{
    ApiError, CloudProvider, CreateAwsEndpointRequest, CreateAzureEndpointRequest,
    CreateEndpointRequest, CreateGcpEndpointGroupRequest, CreateGcpForwardingRuleRequest,
    PrivateLinkEndpoint,
};
use atlas_private_endpoint::{Client, ClientBuilder, Response, RetryPolicy};

pub use http_server::{Answer, Seen, Server, answer, header, json, peer};
pub use raw_server::{RawServer, closed_port};

pub const GROUP: &str = "5f2c9a8e7b1d3046a9c8e5f1";
pub const SERVICE: &str = "64d1b7e0c3a95f2816e4d0b9";
pub const VPCE: &str = "vpce-0a1b2c3d4e5f60718";
pub const GCP_PROJECT: &str = "p-acmeanalytics0000prod001";
pub const MEDIA_TYPE: &str = "application/vnd.atlas.2023-01-01+json";
pub const AWS_PATH: &str = "/api/atlas/v2/groups/5f2c9a8e7b1d3046a9c8e5f1/privateEndpoint/AWS\
                            /endpointService/64d1b7e0c3a95f2816e4d0b9/endpoint";
pub const AWS_BODY: &str = r#"{"cloudProvider":"AWS","id":"vpce-0a1b2c3d4e5f60718"}"#;
/// The shortest answer that is a success.
pub const AWS_REPLY: &str = r#"{"cloudProvider":"AWS"}"#;
pub const TOKEN: &str = "t0ken-of-the-tests";

pub type Success = Response<PrivateLinkEndpoint>;
pub type Failed = CreatePrivateEndpointError;
pub type Outcome = Result<Success, Failed>;

/// A client of that server, with a bearer token. It sends each call once.
pub fn client(url: &str) -> Client {
    build(builder(url))
}

pub fn builder(url: &str) -> ClientBuilder {
    Client::builder()
        .base_url(url)
        .bearer(TOKEN)
        .retry(RetryPolicy::none())
}

pub fn build(builder: ClientBuilder) -> Client {
    builder.build().expect("a client")
}

/// One correct call.
pub async fn call(client: &Client) -> Outcome {
    client
        .create_private_endpoint(GROUP, CloudProvider::Aws, SERVICE, aws())
        .send()
        .await
}

/// What one correct call makes of an answer.
pub async fn answered_with(answer: Answer) -> Outcome {
    let server = Server::always(answer).await;
    call(&client(server.url())).await
}

pub fn aws() -> CreateEndpointRequest {
    CreateAwsEndpointRequest::new(VPCE).into()
}

pub fn azure() -> CreateEndpointRequest {
    CreateAzureEndpointRequest::new("/subscriptions/1/privateEndpoints/a", "10.20.0.4").into()
}

pub fn gcp() -> CreateEndpointRequest {
    let rules = vec![
        CreateGcpForwardingRuleRequest::new()
            .endpoint_name("rule-0")
            .ip_address("10.30.0.10"),
        // Both properties are optional.
        CreateGcpForwardingRuleRequest::new(),
    ];
    CreateGcpEndpointGroupRequest::new("orders", GCP_PROJECT)
        .endpoints(rules)
        .into()
}

/// An error's message, without the operation that each begins with.
pub fn said(error: &Failed) -> String {
    let message = error.to_string();
    let said = message.strip_prefix("create_private_endpoint: ");
    said.expect("the operation").to_owned()
}

/// The name of an error's variant.
pub fn kind(error: &Failed) -> &'static str {
    match error {
        Failed::BadRequest(_) => "BadRequest",
        Failed::Unauthorized(_) => "Unauthorized",
        Failed::PaymentRequired(_) => "PaymentRequired",
        Failed::Forbidden(_) => "Forbidden",
        Failed::NotFound(_) => "NotFound",
        Failed::Conflict(_) => "Conflict",
        Failed::TooManyRequests(_) => "TooManyRequests",
        Failed::InternalServerError(_) => "InternalServerError",
        Failed::UnexpectedStatus(_) => "UnexpectedStatus",
        Failed::Undecodable(_) => "Undecodable",
        Failed::Transport(_) => "Transport",
        Failed::Timeout(_) => "Timeout",
        Failed::Credentials(_) => "Credentials",
        Failed::Validation(_) => "Validation",
        _ => "a variant that the tests do not know",
    }
}

/// The answer that a documented failure holds.
pub fn api_error(error: &Failed) -> &Response<ApiError> {
    match error {
        Failed::BadRequest(answer)
        | Failed::Unauthorized(answer)
        | Failed::PaymentRequired(answer)
        | Failed::Forbidden(answer)
        | Failed::NotFound(answer)
        | Failed::Conflict(answer)
        | Failed::TooManyRequests(answer)
        | Failed::InternalServerError(answer) => answer,
        other => panic!("no documented failure: {other:?}"),
    }
}

/// All that a person may get to see of an error: its own text and that of its causes.
pub fn texts(error: &dyn std::error::Error) -> String {
    let mut all = format!("{error}\n{error:?}\n{error:#?}");
    let mut cause = error.source();
    while let Some(error) = cause {
        all.push_str(&format!("\n{error}\n{error:?}"));
        cause = error.source();
    }
    all
}
