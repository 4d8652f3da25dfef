//! Clients without a network, as the tests of a program that uses one would have them.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use atlas_private_endpoint::Client;
use atlas_private_endpoint::RetryPolicy;
use atlas_private_endpoint::runtime::transport::memory::{self, MemoryTransport};
use atlas_private_endpoint::runtime::{
    Body, BoxFuture, Sent, Transport, TransportError, TransportErrorKind,
};
use atlas_private_endpoint::types::{
    AwsConnectionStatus, CloudProvider, CreateAwsEndpointRequest, PrivateLinkEndpoint,
};
use http::StatusCode;

use crate::support::{
    AWS_BODY, AWS_PATH, AWS_REPLY, Failed, GROUP, SERVICE, VPCE, call, kind, said,
};

/// A piece of somebody's program.
async fn connect(client: &Client, vpce: &str) -> Result<bool, Failed> {
    let body = CreateAwsEndpointRequest::new(vpce);
    let request = client.create_private_endpoint(GROUP, CloudProvider::Aws, SERVICE, body);
    match request.send().await?.into_body() {
        PrivateLinkEndpoint::Aws(endpoint) => {
            Ok(endpoint.connection_status == Some(AwsConnectionStatus::Available))
        }
        _ => Ok(false),
    }
}

fn client(transport: impl Transport) -> Client {
    Client::builder()
        .bearer("test")
        .retry(RetryPolicy::none())
        .transport(transport)
        .build()
        .expect("a client")
}

#[tokio::test]
async fn a_program_is_tested_without_a_network() {
    let transport = MemoryTransport::new(|request| {
        if request.body() == AWS_BODY {
            memory::json(
                StatusCode::OK,
                r#"{"cloudProvider":"AWS","connectionStatus":"AVAILABLE"}"#,
            )
        } else {
            memory::json(StatusCode::CONFLICT, r#"{"error":409,"errorCode":"E"}"#)
        }
    });
    let client = client(transport.clone());
    assert!(connect(&client, VPCE).await.expect("a success"));
    assert_eq!(
        kind(&connect(&client, "other").await.expect_err("a conflict")),
        "Conflict"
    );

    let requests = transport.requests();
    assert_eq!(requests.len(), 2);
    assert_eq!(
        requests[0].uri().to_string(),
        format!("https://cloud.mongodb.com{AWS_PATH}")
    );
    assert_eq!(requests[0].headers()["authorization"], "Bearer test");
    assert!(
        !format!("{:?}", requests[0]).contains("Bearer"),
        "marked as sensitive"
    );
}

#[tokio::test]
async fn a_transport_may_fail() {
    let cases = [
        (
            TransportErrorKind::Connect,
            Sent::No,
            "Transport",
            "cannot connect: out of order",
        ),
        (
            TransportErrorKind::Send,
            Sent::Maybe,
            "Transport",
            "the connection failed: out of order",
        ),
        (
            TransportErrorKind::Timeout,
            Sent::Maybe,
            "Timeout",
            "timed out: out of order; the request may have been carried out",
        ),
    ];
    for (what, sent, variant, message) in cases {
        let fail =
            move || Err::<http::Response<Body>, _>(TransportError::new(what, "out of order"));
        let transport = MemoryTransport::fallible(move |_| fail());
        let error = call(&client(transport)).await.expect_err("out of order");
        assert_eq!(kind(&error), variant);
        assert_eq!(error.request_sent(), sent);
        assert_eq!(said(&error), message);
    }
}

/// Counts what goes through another transport.
struct Counting<T> {
    inner: T,
    count: Arc<AtomicUsize>,
}

impl<T: Transport> Transport for Counting<T> {
    fn send(
        &self,
        request: http::Request<Body>,
    ) -> BoxFuture<'_, Result<http::Response<Body>, TransportError>> {
        self.count.fetch_add(1, Ordering::SeqCst);
        self.inner.send(request)
    }
}

#[tokio::test]
async fn transports_can_be_stacked() {
    let inner = MemoryTransport::new(|_| memory::json(StatusCode::OK, AWS_REPLY));
    let count = Arc::new(AtomicUsize::new(0));
    let client = client(Counting {
        inner: Arc::new(inner),
        count: count.clone(),
    });
    call(&client).await.expect("a success");
    call(&client.clone()).await.expect("a success");
    assert_eq!(count.load(Ordering::SeqCst), 2);
}
