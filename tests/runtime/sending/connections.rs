//! Connections: how long they may take, and that they serve more than one call.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tests::runtime::server::Server;
use tests::runtime::transport::reqwest::ReqwestTransport;
use tests::runtime::{
    BuildError, Call, CallError, CallOptions, Core, CoreBuilder, RetryPolicy, Sent,
};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpSocket, TcpStream};

use crate::support::{self, always, json, open};

const SHORT: Duration = Duration::from_millis(100);

fn client(address: SocketAddr) -> CoreBuilder {
    CoreBuilder::new(format!("http://{address}"), "runtime-tests/1").retry(RetryPolicy::none())
}

/// Answers every request of a connection, by its head.
async fn answer_all(mut connection: TcpStream, body: impl Fn(&str) -> String) {
    let mut seen = Vec::new();
    let mut buffer = [0; 1024];
    while let Ok(length @ 1..) = connection.read(&mut buffer).await {
        seen.extend_from_slice(&buffer[..length]);
        // It speaks no TLS.
        if !seen[0].is_ascii_alphabetic() {
            return;
        }
        while let Some(end) = seen.windows(4).position(|four| four == b"\r\n\r\n") {
            let head: Vec<u8> = seen.drain(..end + 4).collect();
            let body = body(&String::from_utf8_lossy(&head));
            let length = body.len();
            let answer = format!("HTTP/1.1 200 OK\r\ncontent-length: {length}\r\n\r\n{body}");
            if connection.write_all(answer.as_bytes()).await.is_err() {
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
            tokio::spawn(answer_all(connection, |_| "{}".to_owned()));
        }
    });
    let client = client(address).build().unwrap();
    for _ in 0..20 {
        // A clone is the same client.
        assert_eq!(client.clone().execute(open()).await.unwrap().status(), 200);
    }
    assert_eq!(connections.load(Ordering::SeqCst), 1);
}

/// A server that says where it listens, and for which host and target it was asked.
async fn telling() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((connection, _)) = listener.accept().await {
            tokio::spawn(answer_all(connection, move |head| {
                let target = head.split(' ').nth(1).unwrap_or_default();
                let host = head.lines().find_map(|line| line.strip_prefix("host: "));
                format!("{address} as {}{target}", host.unwrap_or_default())
            }));
        }
    });
    address
}

fn at(url: &str) -> Box<Call> {
    open().options(CallOptions::new().base_url(url).unwrap())
}

/// A call of an operation that has a server of its own.
fn of_server(url: String) -> Box<Call> {
    let (url, description) = (String::leak(url), "");
    open().server(Box::leak(Box::new(Server {
        url,
        description,
        variables: &[],
    })))
}

/// The transport keeps the parsed URL of one server, and must not take it for another.
#[tokio::test]
async fn each_call_reaches_its_own_server() {
    let (one, two) = (telling().await, telling().await);
    let client = client(one).build().unwrap();
    let calls = [
        (open(), one, "/things/1"),
        (at(&format!("http://{two}")), two, "/things/1"),
        (open(), one, "/things/1"),
        (at(&format!("http://{two}/v2")), two, "/v2/things/1"),
        (at(&format!("http://{two}/v3")), two, "/v3/things/1"),
        (of_server(format!("http://{one}/own")), one, "/own/things/1"),
        (of_server(format!("http://{two}")), two, "/things/1"),
        (of_server(format!("http://{one}")), one, "/things/1"),
        (of_server("/own".to_owned()), one, "/own/things/1"),
        // The options of a call come before the server of its operation.
        (
            of_server(format!("http://{one}")).options(
                CallOptions::new()
                    .base_url(&format!("http://{two}"))
                    .unwrap(),
            ),
            two,
            "/things/1",
        ),
    ];
    for (index, (call, server, target)) in calls.into_iter().enumerate() {
        let reply = client.execute(call).await.unwrap();
        let expected = format!("{server} as {server}{target}");
        assert_eq!(reply.body(), expected.as_bytes(), "call {index}");
    }
    // The same host and port by another scheme.
    let error = client.execute(at(&format!("https://{one}"))).await;
    assert_eq!(error.unwrap_err().request_sent(), Sent::No);
    // One server by two names.
    let url = format!("http://localhost:{}", one.port());
    for (call, host) in [
        (open(), one.to_string()),
        (at(&url), url.replace("http://", "")),
    ] {
        let reply = client.execute(call).await.unwrap();
        let expected = format!("{one} as {host}/things/1");
        assert_eq!(reply.body(), expected.as_bytes());
    }
}

/// The first request to a server has its URL parsed, and later ones are put together.
#[tokio::test]
async fn all_requests_of_a_call_have_the_same_target() {
    let (one, two) = (telling().await, telling().await);
    let client = client(one).build().unwrap();
    for path in [
        "/a%2Fb",
        "/a//b",
        "/%C3%A4%20b",
        "/a'b",
        "/a:b@c;d=e,f",
        "/",
    ] {
        for value in ["", "a b", "a&b=c", "'|^`{}", "ä?#/%"] {
            let call = || support::at(path).query("q", &value);
            let first = client.execute(call()).await.unwrap();
            let again = client.execute(call()).await.unwrap();
            assert_eq!(first.body(), again.body(), "{path} {value}");
            client.execute(at(&format!("http://{two}"))).await.unwrap();
        }
    }
}

/// An address where a connection neither succeeds nor fails.
#[cfg(target_os = "linux")]
async fn full_address() -> (SocketAddr, Vec<TcpStream>, TcpListener) {
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
async fn stuck(said: &'static str) -> SocketAddr {
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

/// No more of an answer is received than is allowed, and then the connection is closed.
#[tokio::test]
async fn an_answer_without_end_is_given_up() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let server = tokio::spawn(async move {
        let (mut connection, _) = listener.accept().await.unwrap();
        let mut buffer = [0; 4096];
        let _ = connection.read(&mut buffer).await;
        let head = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n";
        let chunk = format!("400\r\n{}\r\n", "x".repeat(1024));
        let mut sent = connection.write_all(head.as_bytes()).await;
        while sent.is_ok() {
            sent = connection.write_all(chunk.as_bytes()).await;
        }
    });
    let client = client(address).response_limit(100_000).build().unwrap();
    let call = tokio::time::timeout(Duration::from_secs(20), client.execute(open()));
    let error = call.await.expect("an end").unwrap_err();
    let CallError::Undecodable(problem) = &error else {
        panic!("{error:?}")
    };
    assert_eq!(problem.exceeded_limit(), Some(100_000));
    let closed = tokio::time::timeout(Duration::from_secs(20), server);
    closed.await.expect("the connection is closed").unwrap();
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
