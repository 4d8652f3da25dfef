//! Bodies that are streams, and how large an answer may be.

use std::collections::VecDeque;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};

use axum::Router;
use bytes::Bytes;
use futures_core::Stream;
use http::{HeaderMap, HeaderValue, Request, Response, StatusCode};
use tests::runtime::auth::client_credentials::ClientCredentials;
use tests::runtime::auth::digest::Digest;
use tests::runtime::transport::memory::MemoryTransport;
use tests::runtime::transport::reqwest::ReqwestTransport;
use tests::runtime::{
    Body, Call, CallError, CallOptions, Core, CoreBuilder, Operation, Reply, RetryPolicy, Sent,
    TransportErrorKind,
};

use crate::support::{TestClock, answer, authorization, builder, core, json, open, secured};

/// Some chunks, each after a moment.
pub struct Pieces(VecDeque<Result<Bytes, std::io::Error>>);

impl Stream for Pieces {
    type Item = Result<Bytes, std::io::Error>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(self.0.pop_front())
    }
}

pub fn pieces(texts: &[&'static str]) -> Pieces {
    Pieces(
        texts
            .iter()
            .map(|text| Ok(Bytes::from_static(text.as_bytes())))
            .collect(),
    )
}

/// An operation that takes a body and no credentials.
static PUT: Operation = Operation {
    id: "put",
    method: http::Method::PUT,
    path: "/things/1",
    accept: "",
    security: &[],
};

fn put() -> Box<Call> {
    Call::new(&PUT)
}

fn upload(call: Box<Call>, body: Body) -> Box<Call> {
    call.body(HeaderValue::from_static("application/octet-stream"), body)
}

fn all(_: StatusCode, _: &HeaderMap) -> bool {
    true
}

/// The bytes of a reply's stream.
async fn received(reply: Reply) -> Bytes {
    let response = reply.stream().unwrap();
    response.into_body().collect(1 << 30).await.unwrap()
}

pub async fn serve(app: Router) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, app).await });
    url
}

fn real(url: &str) -> Core {
    CoreBuilder::new(url, "runtime-tests/1")
        .transport(ReqwestTransport::new().unwrap())
        .build()
        .unwrap()
}

/// Sends back what it gets, and how the length was told.
async fn echo(request: axum::extract::Request) -> Response<axum::body::Body> {
    let (parts, body) = request.into_parts();
    let mut answer = Response::new(body);
    for name in ["content-length", "transfer-encoding"] {
        if let Some(value) = parts.headers.get(name) {
            answer.headers_mut().insert(
                format!("x-{name}").parse::<http::HeaderName>().unwrap(),
                value.clone(),
            );
        }
    }
    answer
}

#[tokio::test]
async fn streams_go_out_and_come_in() {
    let client = real(&serve(Router::new().fallback(echo)).await);
    let told = upload(put(), Body::stream(pieces(&["one ", "two"])).with_length(7)).streams(all);
    let reply = client.execute(told).await.unwrap();
    assert_eq!(reply.headers()["x-content-length"], "7");
    assert!(reply.body().is_empty());
    assert_eq!(received(reply).await, "one two");

    let untold = upload(put(), Body::stream(pieces(&["one ", "two"])));
    let reply = client.execute(untold).await.unwrap();
    assert_eq!(reply.headers()["x-transfer-encoding"], "chunked");
    assert_eq!(reply.body(), "one two");
}

#[tokio::test]
async fn a_stream_arrives_while_it_is_sent() {
    let gate = Arc::new(tokio::sync::Notify::new());
    let server_gate = gate.clone();
    let app = Router::new().fallback(move || async move {
        let (sender, receiver) = tokio::sync::mpsc::channel::<Bytes>(1);
        tokio::spawn(async move {
            sender.send(Bytes::from_static(b"first")).await.unwrap();
            server_gate.notified().await;
            sender.send(Bytes::from_static(b"second")).await.unwrap();
        });
        Response::new(axum::body::Body::from_stream(Receiver(receiver)))
    });
    let client = real(&serve(app).await);
    let reply = client.execute(open().streams(all)).await.unwrap();
    let mut body = reply.stream().unwrap().into_body();
    assert_eq!(body.length(), None);
    assert_eq!(body.chunk().await.unwrap().unwrap(), "first");
    gate.notify_one();
    assert_eq!(body.chunk().await.unwrap().unwrap(), "second");
    assert!(body.chunk().await.unwrap().is_none());
    assert!(body.chunk().await.unwrap().is_none());
}

struct Receiver(tokio::sync::mpsc::Receiver<Bytes>);

impl Stream for Receiver {
    type Item = Result<Bytes, std::io::Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.poll_recv(cx).map(|chunk| chunk.map(Ok))
    }
}

#[tokio::test]
async fn only_successes_are_streams() {
    let server = MemoryTransport::new(|request| {
        let status = if request.uri().query().is_some() {
            200
        } else {
            404
        };
        Response::builder()
            .status(status)
            .body(Body::stream(pieces(&["a", "b"])))
            .unwrap()
    });
    let reply = core(&server).execute(open().streams(all)).await.unwrap();
    assert_eq!(
        (reply.status().as_u16(), reply.body().as_ref()),
        (404, &b"ab"[..])
    );
    assert_eq!(
        received(reply).await,
        "ab",
        "what was received is a stream, too"
    );

    let by_type = |_: StatusCode, headers: &HeaderMap| headers.contains_key("x-stream");
    let call = open().query("q", &1);
    let reply = core(&server).execute(call.streams(by_type)).await.unwrap();
    assert_eq!(
        (reply.status().as_u16(), reply.body().as_ref()),
        (200, &b"ab"[..])
    );
}

fn large(told: bool) -> MemoryTransport {
    MemoryTransport::new(move |_| {
        let body = Body::stream(pieces(&["12345", "67890"]));
        let body = if told { body.with_length(10) } else { body };
        Response::builder()
            .status(503)
            .header("x-a", "b")
            .body(body)
            .unwrap()
    })
}

#[tokio::test]
async fn an_answer_can_be_too_large() {
    for told in [true, false] {
        let client = builder(&large(told)).response_limit(9).build().unwrap();
        let error = client.execute(open()).await.unwrap_err();
        assert_eq!(error.status().unwrap(), 503);
        assert_eq!(error.headers().unwrap()["x-a"], "b");
        assert_eq!(error.request_sent(), Sent::Yes);
        let CallError::Undecodable(problem) = &error else {
            panic!("{error:?}")
        };
        assert_eq!(
            (problem.exceeded_limit(), problem.problem()),
            (Some(9), None)
        );
        assert_eq!(
            error.to_string(),
            "cannot read the body of the answer 503 Service Unavailable (no content type): \
             it has more than the 9 bytes that are allowed"
        );
        let options = CallOptions::new().response_limit(10);
        let reply = client.execute(open().options(options)).await.unwrap();
        assert_eq!(reply.body(), "1234567890");
    }
}

/// A few kilobytes that become many megabytes: the limit is for what comes out.
#[tokio::test]
async fn a_compressed_answer_can_be_too_large() {
    use std::io::Write as _;
    const LENGTH: usize = 64 << 20;
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    for _ in 0..LENGTH >> 20 {
        packed.write_all(&vec![b' '; 1 << 20]).unwrap();
    }
    let packed = packed.finish().unwrap();
    assert!(packed.len() < LENGTH / 900, "{} bytes", packed.len());
    let bomb = move || {
        let packed = packed.clone();
        async move {
            let response = Response::builder().header("content-encoding", "gzip");
            response.body(axum::body::Body::from(packed)).unwrap()
        }
    };
    let url = serve(Router::new().fallback(bomb)).await;
    let client = CoreBuilder::new(url, "tests").response_limit(1 << 20);
    let client = client.retry(RetryPolicy::none()).build().unwrap();
    let CallError::Undecodable(error) = client.execute(open()).await.unwrap_err() else {
        panic!("another error");
    };
    assert_eq!(error.exceeded_limit(), Some(1 << 20));
    let whole = CallOptions::new().response_limit(LENGTH as u64);
    let reply = client.execute(open().options(whole)).await.unwrap();
    assert_eq!(reply.body().len(), LENGTH);
}

/// Answers 503 until the given number of requests have come; keeps what came.
fn unavailable(times: usize) -> MemoryTransport {
    let left = Mutex::new(times);
    MemoryTransport::new(move |_| {
        let mut left = left.lock().unwrap();
        if *left == 0 {
            return json(200, "{}");
        }
        *left -= 1;
        json(503, "{}")
    })
}

fn retrying(server: &MemoryTransport) -> CoreBuilder {
    builder(server)
        .retry(RetryPolicy::default())
        .clock(TestClock::new())
}

#[tokio::test]
async fn a_stream_is_sent_again_only_where_it_can_be_made_again() {
    let server = unavailable(1);
    let client = retrying(&server).build().unwrap();
    let once = upload(put(), Body::stream(pieces(&["one ", "two"])));
    let reply = client.execute(once).await.unwrap();
    assert_eq!((reply.status().as_u16(), reply.attempts()), (503, 1));

    let server = unavailable(2);
    let client = retrying(&server).build().unwrap();
    let again = upload(put(), Body::replayable(|| pieces(&["one ", "two"])));
    let reply = client.execute(again).await.unwrap();
    assert_eq!((reply.status().as_u16(), reply.attempts()), (200, 3));
    let sent = server.requests();
    assert!(sent.len() == 3 && sent.iter().all(|request| request.body() == "one two"));
}

#[tokio::test]
async fn a_stream_that_was_not_sent_is_not_spent() {
    // The token endpoint fails first, before the stream is touched.
    let tokens = Mutex::new(0);
    let server = MemoryTransport::new(move |request| {
        if request.uri().path() != "/token" {
            return json(200, "{}");
        }
        let mut tokens = tokens.lock().unwrap();
        *tokens += 1;
        match *tokens {
            1 => answer(429, &[("retry-after", "1")], "{}"),
            _ => json(200, r#"{"access_token":"t","expires_in":60}"#),
        }
    });
    let client = retrying(&server)
        .credentials("Token", ClientCredentials::new("/token", "i", "s"))
        .build()
        .unwrap();
    let call = upload(secured(), Body::stream(pieces(&["one"])));
    let reply = client.execute(call).await.unwrap();
    assert_eq!((reply.status().as_u16(), reply.attempts()), (200, 2));
    assert_eq!(server.requests().last().unwrap().body(), "one");
}

fn digest_server() -> MemoryTransport {
    MemoryTransport::new(|request: &Request<Bytes>| {
        let (status, stale) = match authorization(request) {
            "" => (401, ""),
            answer if answer.contains("nonce=\"old\"") => (401, ", stale=true"),
            _ => (200, ""),
        };
        let nonce = if stale.is_empty() { "old" } else { "new" };
        let challenge = format!("Digest realm=\"r\", nonce=\"{nonce}\", qop=\"auth\"{stale}");
        answer(status, &[("www-authenticate", &challenge)], "{}")
    })
}

#[tokio::test]
async fn a_challenge_is_fetched_before_a_stream_is_sent() {
    let server = digest_server();
    let client = builder(&server)
        .credentials("Digest", Digest::new("u", "p"))
        .build()
        .unwrap();
    let stream = || upload(secured(), Body::stream(pieces(&["one"])));
    // The first nonce is refused as too old: the stream is gone, but the next call has a new one.
    let reply = client.execute(stream()).await.unwrap();
    assert_eq!(reply.status(), 401);
    let reply = client.execute(stream()).await.unwrap();
    assert_eq!(reply.status(), 200);
    let bodies: Vec<_> = server.requests().iter().map(|r| r.body().clone()).collect();
    assert_eq!(bodies, ["", "one", "one"]);
    // A long body is not sent in vain either.
    let server = digest_server();
    let client = builder(&server)
        .credentials("Digest", Digest::new("u", "p"))
        .build()
        .unwrap();
    let long = || upload(secured(), vec![b'x'; 20_000].into());
    client.execute(long()).await.unwrap();
    client.execute(long()).await.unwrap();
    let lengths: Vec<_> = server.requests().iter().map(|r| r.body().len()).collect();
    assert_eq!(lengths, [0, 20_000, 20_000, 20_000]);
}

#[tokio::test]
async fn a_stream_that_fails_is_the_callers_problem() {
    let client = real(&serve(Router::new().fallback(echo)).await);
    let failing = || {
        let mut stream = pieces(&["one"]);
        stream
            .0
            .push_back(Err(std::io::Error::other("the disk is gone")));
        stream
    };
    let error = client
        .execute(upload(put(), Body::replayable(failing)))
        .await
        .unwrap_err();
    let CallError::Transport(cause) = &error else {
        panic!("{error:?}")
    };
    assert_eq!(cause.kind(), TransportErrorKind::Body);
    assert_eq!((error.request_sent(), error.attempts()), (Sent::Maybe, 1));
    assert!(error.to_string().contains("the disk is gone"), "{error}");
}
