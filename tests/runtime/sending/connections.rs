//! Connections: how long they may take, and that they serve more than one call.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tests::runtime::transport::reqwest::ReqwestTransport;
use tests::runtime::{BuildError, CallError, CallOptions, Core, CoreBuilder, RetryPolicy, Sent};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpSocket, TcpStream};

use crate::support::{always, json, open};

const SHORT: Duration = Duration::from_millis(100);

fn client(address: std::net::SocketAddr) -> CoreBuilder {
    CoreBuilder::new(format!("http://{address}"), "runtime-tests/1").retry(RetryPolicy::none())
}

/// Answers every request of a connection.
async fn answer_all(mut connection: TcpStream) {
    let mut seen = Vec::new();
    let mut buffer = [0; 1024];
    while let Ok(length @ 1..) = connection.read(&mut buffer).await {
        seen.extend_from_slice(&buffer[..length]);
        while let Some(end) = seen.windows(4).position(|four| four == b"\r\n\r\n") {
            seen.drain(..end + 4);
            let answer = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}";
            if connection.write_all(answer).await.is_err() {
                return;
            }
        }
    }
}

#[tokio::test]
async fn calls_share_a_connection() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let connections = Arc::new(AtomicUsize::new(0));
    let counted = connections.clone();
    tokio::spawn(async move {
        while let Ok((connection, _)) = listener.accept().await {
            counted.fetch_add(1, Ordering::SeqCst);
            tokio::spawn(answer_all(connection));
        }
    });
    let client = client(address).build().unwrap();
    for _ in 0..20 {
        // A clone is the same client.
        assert_eq!(client.clone().execute(open()).await.unwrap().status(), 200);
    }
    assert_eq!(connections.load(Ordering::SeqCst), 1);
}

/// An address where a connection neither succeeds nor fails.
#[cfg(target_os = "linux")]
async fn full_address() -> (std::net::SocketAddr, Vec<TcpStream>, TcpListener) {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let listener = socket.listen(1).unwrap();
    let address = listener.local_addr().unwrap();
    let mut waiting = Vec::new();
    for _ in 0..64 {
        match tokio::time::timeout(SHORT, TcpStream::connect(address)).await {
            Ok(connection) => waiting.push(connection.unwrap()),
            Err(_) => return (address, waiting, listener),
        }
    }
    panic!("the listener takes all connections");
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn connecting_has_a_limit() {
    let (address, _waiting, _listener) = full_address().await;
    let client = client(address).connect_timeout(SHORT).build().unwrap();
    let within = tokio::time::timeout(Duration::from_secs(4), client.execute(open()));
    let error = within
        .await
        .expect("the limit of connecting")
        .expect_err("a failure");
    assert!(error.is_timeout(), "{error:?}");
    assert_eq!(error.request_sent(), Sent::No);
    assert!(
        error.to_string().ends_with("; the request was not sent"),
        "{error}"
    );
}

/// Says this after each request, and then nothing more.
async fn stuck(said: &'static str) -> std::net::SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        let mut open = Vec::new();
        while let Ok((mut connection, _)) = listener.accept().await {
            let mut buffer = [0; 4096];
            let _ = connection.read(&mut buffer).await;
            let _ = connection.write_all(said.as_bytes()).await;
            open.push(connection);
        }
    });
    address
}

#[tokio::test]
async fn reading_has_a_limit() {
    for said in ["", "HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{\"a\""] {
        let address = stuck(said).await;
        let client = client(address).read_timeout(SHORT).build().unwrap();
        let within = tokio::time::timeout(Duration::from_secs(20), client.execute(open()));
        let error = within
            .await
            .expect("the limit of reading")
            .expect_err("a failure");
        assert!(error.is_timeout(), "{error:?}");
        assert_ne!(error.request_sent(), Sent::No);
    }
}

#[tokio::test]
async fn a_deadline_ends_a_call_that_is_stuck() {
    let address = stuck("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{\"a\"").await;
    let client = client(address).build().unwrap();
    let call = open().options(CallOptions::new().timeout(SHORT));
    let error = client.execute(call).await.unwrap_err();
    let CallError::Timeout(timeout) = &error else {
        panic!("{error:?}")
    };
    assert_eq!(timeout.limit(), Some(SHORT));
}

#[test]
fn limits_of_the_default_transport_are_not_for_another() {
    let server = always(json(200, "{}"));
    let with = |set: fn(CoreBuilder) -> CoreBuilder| -> Result<Core, BuildError> {
        set(crate::support::builder(&server)).build()
    };
    for result in [
        with(|builder| builder.connect_timeout(SHORT)),
        with(|builder| builder.read_timeout(SHORT)),
        with(|builder| {
            builder
                .transport(ReqwestTransport::new().unwrap())
                .read_timeout(SHORT)
        }),
    ] {
        let error = result.unwrap_err();
        assert!(matches!(error, BuildError::TransportTimeouts), "{error}");
    }
    assert!(with(|builder| builder).is_ok());
}
