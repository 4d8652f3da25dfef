//! How to test code that uses the client: a transport in memory plays the server.
//!
//! `cargo test --example test_without_network` runs the tests; run as a program, it shows the same.

use std::process::ExitCode;

use atlas_private_endpoint::operations::CreatePrivateEndpointError as Error;
use atlas_private_endpoint::runtime::transport::memory::{MemoryTransport, json};
use atlas_private_endpoint::types::{CloudProvider, CreateAwsEndpointRequest, PrivateLinkEndpoint};
use atlas_private_endpoint::{Client, RetryPolicy};
use http::StatusCode;

const PROJECT: &str = "5f2c9a8e7b1d3046a9c8e5f1";
const SERVICE: &str = "64d1b7e0c3a95f2816e4d0b9";

/// The code under test: registers an endpoint, and is content if it is registered already.
async fn ensure_registered(client: &Client, vpce: &str) -> Result<&'static str, Error> {
    let request = CreateAwsEndpointRequest::new(vpce);
    let call = client.create_private_endpoint(PROJECT, CloudProvider::Aws, SERVICE, request);
    match call.send().await {
        Ok(answer) => match answer.body() {
            PrivateLinkEndpoint::Aws(_) => Ok("registered"),
            _ => Ok("registered as something else"),
        },
        Err(Error::Conflict(_)) => Ok("registered before"),
        Err(error) => Err(error),
    }
}

/// A client whose requests end up in that transport. It is sent to no network, so any token will do.
fn client(server: &MemoryTransport) -> Client {
    Client::builder()
        .bearer("a token")
        .transport(server.clone())
        .retry(RetryPolicy::none())
        .build()
        .expect("nothing here can be wrong")
}

async fn a_new_endpoint_is_registered() {
    let server = MemoryTransport::new(|_| {
        let body = r#"{"cloudProvider": "AWS", "interfaceEndpointId": "vpce-0a1b2c3d4e5f60718"}"#;
        json(StatusCode::OK, body)
    });
    let outcome = ensure_registered(&client(&server), "vpce-0a1b2c3d4e5f60718").await;
    assert_eq!(outcome.expect("a success"), "registered");

    // What was sent can be looked at, as a server would see it.
    let requests = server.requests();
    assert_eq!(requests.len(), 1);
    assert_eq!(requests[0].method(), "POST");
    assert!(requests[0].uri().path().ends_with("/endpoint"));
    assert_eq!(requests[0].headers()["authorization"], "Bearer a token");
    let body = r#"{"cloudProvider":"AWS","id":"vpce-0a1b2c3d4e5f60718"}"#;
    assert_eq!(requests[0].body(), body);
}

async fn a_conflict_is_no_failure() {
    let server = MemoryTransport::new(|_| {
        let code = "PRIVATELINK_INTERFACE_ENDPOINT_ALREADY_EXISTS";
        let body = format!(r#"{{"error": 409, "errorCode": "{code}"}}"#);
        json(StatusCode::CONFLICT, body)
    });
    let outcome = ensure_registered(&client(&server), "vpce-0a1b2c3d4e5f60718").await;
    assert_eq!(outcome.expect("a success"), "registered before");
}

async fn other_failures_are_passed_on() {
    let server = MemoryTransport::new(|_| json(StatusCode::SERVICE_UNAVAILABLE, "{}"));
    let outcome = ensure_registered(&client(&server), "vpce-0a1b2c3d4e5f60718").await;
    let error = outcome.expect_err("the server is not available");
    assert_eq!(error.status(), Some(StatusCode::SERVICE_UNAVAILABLE));
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    a_new_endpoint_is_registered().await;
    a_conflict_is_no_failure().await;
    other_failures_are_passed_on().await;
    println!("three tests passed, without a network");
    ExitCode::SUCCESS
}

#[cfg(test)]
mod tests {
    #[tokio::test]
    async fn a_new_endpoint_is_registered() {
        super::a_new_endpoint_is_registered().await;
    }

    #[tokio::test]
    async fn a_conflict_is_no_failure() {
        super::a_conflict_is_no_failure().await;
    }

    #[tokio::test]
    async fn other_failures_are_passed_on() {
        super::other_failures_are_passed_on().await;
    }
}
