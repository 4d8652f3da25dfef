//! HTTP/2, where a server can say that it has not begun a request.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use atlas_private_endpoint::runtime::transport::reqwest::ReqwestTransport;
use atlas_private_endpoint::types::{CloudProvider, CreateAwsEndpointRequest};
use atlas_private_endpoint::{Client, RetryPolicy};
use bytes::Bytes;
use h2::Reason;
use h2::server::{self, Connection, SendResponse};
use http::Response;
use tokio::net::{TcpListener, TcpStream};

use crate::server::BODY;

/// What the server does with its first request. The others are answered.
#[derive(Clone, Copy, Debug)]
enum First {
    /// `REFUSED_STREAM`: it was not processed.
    Refused,
    /// Reset for another reason: it may have been processed.
    Reset(Reason),
    /// Carried out, but the connection says good-bye and ends before the answer.
    GoAway,
}

async fn start(first: First) -> (SocketAddr, Arc<AtomicU32>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let begun = Arc::new(AtomicU32::new(0));
    let count = begun.clone();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(serve(stream, first, count.clone()));
        }
    });
    (address, begun)
}

async fn serve(stream: TcpStream, first: First, begun: Arc<AtomicU32>) {
    let mut connection = server::handshake(stream).await.expect("HTTP/2");
    while let Some(Ok((_, mut respond))) = connection.accept().await {
        if begun.fetch_add(1, Ordering::SeqCst) > 0 {
            answer(respond);
            continue;
        }
        match first {
            First::Refused => respond.send_reset(Reason::REFUSED_STREAM),
            First::Reset(reason) => respond.send_reset(reason),
            First::GoAway => return go_away(connection).await,
        }
    }
}

fn answer(mut respond: SendResponse<Bytes>) {
    let head = Response::builder().header("content-type", "application/json");
    let mut stream = respond
        .send_response(head.body(()).expect("an answer"), false)
        .expect("a stream");
    stream
        .send_data(Bytes::from_static(BODY.as_bytes()), true)
        .expect("a body");
}

async fn go_away(mut connection: Connection<TcpStream, Bytes>) {
    connection.abrupt_shutdown(Reason::NO_ERROR);
    // Sends what is to be sent, and closes.
    while connection.accept().await.is_some() {}
}

/// How often a POST arrived, how it ended, and after how many attempts.
async fn post(first: First) -> (u32, String, u32) {
    let (address, begun) = start(first).await;
    let transport = reqwest::Client::builder()
        .http2_prior_knowledge()
        .build()
        .expect("a client");
    let client = Client::builder()
        .base_url(format!("http://{address}"))
        .bearer("token")
        .transport(ReqwestTransport::from(transport))
        .retry(RetryPolicy::new())
        .build()
        .expect("a client");
    let body = CreateAwsEndpointRequest::new("vpce-0a1b2c3d4e5f60718");
    let call = client.create_private_endpoint("1", CloudProvider::Aws, "1", body);
    let (end, attempts) = match call.send().await {
        Ok(answer) => ("ok".to_owned(), answer.attempts()),
        Err(error) => (format!("{:?}", error.request_sent()), error.attempts()),
    };
    (begun.load(Ordering::SeqCst), end, attempts)
}

/// The transport itself sends it again, which is no attempt of the client.
#[tokio::test]
async fn a_refused_stream_is_opened_again() {
    assert_eq!(post(First::Refused).await, (2, "ok".to_owned(), 1));
}

#[tokio::test]
async fn a_stream_that_may_have_been_served_is_not() {
    let reasons = [Reason::INTERNAL_ERROR, Reason::CANCEL, Reason::NO_ERROR];
    for reason in reasons {
        let outcome = post(First::Reset(reason)).await;
        assert_eq!(outcome, (1, "Maybe".to_owned(), 1), "{reason:?}");
    }
    assert_eq!(post(First::GoAway).await, (1, "Maybe".to_owned(), 1));
}
