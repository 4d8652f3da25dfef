//! Answers that are streams of values or of bytes, over sockets and from memory.

mod support;

use std::collections::VecDeque;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream;
use http::{Response, StatusCode};
use support::{always, answer};
use tests::cases::streams::{self, operations, types::Tick};
use tests::runtime::RetryPolicy;
use tests::runtime::stream::StreamError;
use tests::runtime::transport::memory::MemoryTransport;

fn client(server: &MemoryTransport) -> streams::Client {
    let builder = streams::Client::builder().base_url("https://api.test");
    builder
        .transport(server.clone())
        .retry(RetryPolicy::none())
        .build()
        .unwrap()
}

/// A body in pieces.
struct Pieces(VecDeque<Bytes>);

impl Stream for Pieces {
    type Item = Result<Bytes, std::io::Error>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(self.0.pop_front().map(Ok))
    }
}

/// A server whose answers come in pieces of that many bytes.
fn server(content_type: &'static str, text: &'static str, size: usize) -> MemoryTransport {
    MemoryTransport::new(move |_| {
        let chunks = text.as_bytes().chunks(size).map(Bytes::from_static);
        let body = tests::runtime::Body::stream(Pieces(chunks.collect()));
        let response = Response::builder().header("content-type", content_type);
        response.body(body).unwrap()
    })
}

const EVENTS: &str = "\u{feff}: a comment\r\nid: 1\r\nevent: tick\r\ndata: {\"n\":\r\ndata: 1}\r\n\r\n\
    data:{\"n\":2}\nretry: 250\nretry: x\nnothing: x\n\n\
    event: unsent\n\n\
    data: {\"n\":3}\rid\r\r\
    data: wrong\n\n\
    data: {\"n\":4}\n\n\
    data: [DONE]\n\n\
    data: {\"n\":5}\n\n";

/// However the bytes are cut.
#[tokio::test]
async fn events_are_read_as_the_standard_says() {
    for size in [1, 2, 3, 7, 1000] {
        let server = server("text/event-stream; charset=utf-8", EVENTS, size);
        let response = client(&server).events().send().await.unwrap();
        assert_eq!(
            server.requests()[0].headers()["accept"],
            "text/event-stream"
        );
        let mut events = response.into_body();
        let mut seen = Vec::new();
        while let Some(event) = events.next().await {
            seen.push(match event {
                Ok(event) => format!(
                    "{} {:?} {:?} {:?}",
                    event.data.n, event.name, event.id, event.retry
                ),
                Err(StreamError::Undecodable(error)) => {
                    assert!(!error.to_string().is_empty());
                    "undecodable".to_owned()
                }
                Err(other) => panic!("{other}"),
            });
        }
        assert_eq!(
            seen,
            [
                "1 Some(\"tick\") Some(\"1\") None",
                "2 None Some(\"1\") Some(250ms)",
                "3 None Some(\"\") Some(250ms)",
                "undecodable",
                "4 None Some(\"\") Some(250ms)",
            ],
            "in pieces of {size}"
        );
        assert!(events.next().await.is_none());
    }
}

#[tokio::test]
async fn events_may_be_text_and_the_last_must_be_complete() {
    let server = server(
        "text/event-stream",
        "data: a\ndata\ndata: b\n\ndata: c\n",
        4,
    );
    let mut events = client(&server)
        .text_events()
        .send()
        .await
        .unwrap()
        .into_body();
    assert_eq!(events.next().await.unwrap().unwrap().data, "a\n\nb");
    assert!(events.next().await.is_none());
}

#[tokio::test]
async fn a_stream_is_asked_for() {
    let server = server("text/event-stream", "data: {\"n\":1}\n\n", 5);
    let call = client(&server);
    let call = call.chat(streams::types::ChatBody::new().stream(true));
    let response = call.clone().send_streaming().await.unwrap();
    assert_eq!(
        server.requests()[0].headers()["accept"],
        "text/event-stream"
    );
    let event = response.into_body().next().await.unwrap().unwrap();
    assert!(matches!(event.data, Tick { n: 1, .. }));
    // Asked for as a whole, events are not what was to come.
    let error = call.send().await.unwrap_err();
    assert!(
        matches!(error, operations::ChatError::Undecodable(_)),
        "{error}"
    );
    assert_eq!(server.requests()[1].headers()["accept"], "application/json");
}

#[tokio::test]
async fn what_is_no_stream_is_told_with_its_body() {
    let json = [("content-type", "application/json")];
    let server = always(answer(200, &json, r#"{"text":"whole"}"#));
    let call = client(&server);
    let call = call.chat(streams::types::ChatBody::new());
    let error = call.clone().send_streaming().await.unwrap_err();
    match error {
        operations::ChatError::Undecodable(error) => {
            assert_eq!(error.body(), r#"{"text":"whole"}"#);
        }
        other => panic!("{other}"),
    }
    let server = always(answer(500, &json, r#"{"message":"broken"}"#));
    let call = client(&server);
    let call = call.chat(streams::types::ChatBody::new());
    match call.send_streaming().await.unwrap_err() {
        operations::ChatError::Default(response) => {
            assert_eq!(response.body().message.as_deref(), Some("broken"));
        }
        other => panic!("{other}"),
    }
}

#[tokio::test]
async fn lines_of_json() {
    for size in [1, 4, 1000] {
        let server = server(
            "application/x-ndjson",
            "{\"n\":1}\n\r\n{\"n\":}\n {\"n\":3}",
            size,
        );
        let mut lines = client(&server).lines().send().await.unwrap().into_body();
        assert_eq!(lines.next().await.unwrap().unwrap().n, 1);
        let error = lines.next().await.unwrap().unwrap_err();
        assert!(matches!(error, StreamError::Undecodable(_)), "{error}");
        assert_eq!(lines.next().await.unwrap().unwrap().n, 3);
        assert!(lines.next().await.is_none());
    }
    let records = "\u{1e}{\"n\":\n1}\n\u{1e}{\"n\":2}\n";
    let server = server("application/json-seq", records, 3);
    let mut lines = client(&server).lines().send().await.unwrap().into_body();
    assert_eq!(lines.next().await.unwrap().unwrap().n, 1);
    assert_eq!(lines.next().await.unwrap().unwrap().n, 2);
    assert!(lines.next().await.is_none());
}

#[tokio::test]
async fn a_stream_may_be_one_of_several_answers() {
    let server = always(answer(
        202,
        &[("content-type", "application/json")],
        "\"id\"",
    ));
    match client(&server).either().send().await.unwrap().into_body() {
        operations::EitherOutput::Accepted(id) => assert_eq!(id, "id"),
        other => panic!("{other:?}"),
    }
    let server = server_of_numbers();
    match client(&server).either().send().await.unwrap().into_body() {
        operations::EitherOutput::Ok(mut numbers) => {
            assert_eq!(numbers.next().await.unwrap().unwrap(), 1);
            assert_eq!(numbers.next().await.unwrap().unwrap(), 2);
            assert!(numbers.next().await.is_none());
        }
        other => panic!("{other:?}"),
    }
}

fn server_of_numbers() -> MemoryTransport {
    server("application/jsonl", "1\n2\n", 1)
}

/// What OpenAPI 3.2 says of items comes to the same.
#[tokio::test]
async fn streams_described_by_their_items() {
    use tests::cases::streams_3_2::Client;
    let client = |server: &MemoryTransport| {
        let builder = Client::builder().base_url("https://api.test");
        builder.transport(server.clone()).build().unwrap()
    };
    let events = server("text/event-stream", "data: {\"n\":1}\n\n", 9);
    let mut ticks = client(&events).ticks().send().await.unwrap().into_body();
    assert_eq!(ticks.next().await.unwrap().unwrap().data.n, 1);
    let mut words = client(&events).words().send().await.unwrap().into_body();
    assert_eq!(words.next().await.unwrap().unwrap().data, "{\"n\":1}");
    let lines = server("application/jsonl", "{\"n\":2}\n", 9);
    let mut lines = client(&lines).lines().send().await.unwrap().into_body();
    assert_eq!(lines.next().await.unwrap().unwrap().n, 2);
}

async fn serve(app: axum::Router) -> streams::Client {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, app).await });
    streams::Client::builder().base_url(&url).build().unwrap()
}

/// 64 MiB, which nobody holds as a whole: that is more than an answer may have.
#[tokio::test]
async fn a_download_is_not_held_in_memory() {
    const CHUNKS: usize = 1024;
    let file = || async {
        let chunks = std::iter::repeat_n(Bytes::from_static(&[7; 65_536]), CHUNKS);
        let body = axum::body::Body::from_stream(Pieces(chunks.collect()));
        Response::builder()
            .header("content-type", "application/pdf")
            .body(body)
            .unwrap()
    };
    let client = serve(axum::Router::new().route("/file", axum::routing::get(file))).await;
    let limit = tests::runtime::CallOptions::new().response_limit(1 << 20);
    let response = client
        .download()
        .options(limit.clone())
        .send_streaming()
        .await
        .unwrap();
    assert_eq!(response.status(), StatusCode::OK);
    let mut body = response.into_body();
    let mut size = 0;
    while let Some(chunk) = body.chunk().await.unwrap() {
        size += chunk.len();
    }
    assert_eq!(size, CHUNKS * 65_536);
    let error = client.download().options(limit).send().await.unwrap_err();
    assert!(error.to_string().contains("1048576 bytes"), "{error}");
}

/// An event is there before the answer ends, and leaving ends the exchange.
#[tokio::test]
async fn events_arrive_one_by_one() {
    struct Slow(u32);
    impl Stream for Slow {
        type Item = Result<Bytes, std::io::Error>;
        fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
            self.0 += 1;
            match self.0 {
                1 => Poll::Ready(Some(Ok("data: {\"n\":1}\n\n".into()))),
                _ => Poll::Pending,
            }
        }
    }
    let events = || async {
        let response = Response::builder().header("content-type", "text/event-stream");
        response
            .body(axum::body::Body::from_stream(Slow(0)))
            .unwrap()
    };
    let client = serve(axum::Router::new().route("/events", axum::routing::get(events))).await;
    let mut events = client.events().send().await.unwrap().into_body();
    let first = tokio::time::timeout(Duration::from_secs(10), events.next()).await;
    assert_eq!(first.unwrap().unwrap().unwrap().data.n, 1);
}

/// gzip of `{"n":1}` and a line feed, made by gzip(1).
const COMPRESSED: &[u8] = include_bytes!("tick.json.gz");

#[tokio::test]
async fn answers_may_be_compressed() {
    let lines = |headers: http::HeaderMap| async move {
        assert!(
            headers["accept-encoding"]
                .to_str()
                .unwrap()
                .contains("gzip")
        );
        let response = Response::builder()
            .header("content-type", "application/x-ndjson")
            .header("content-encoding", "gzip");
        response.body(axum::body::Body::from(COMPRESSED)).unwrap()
    };
    let client = serve(axum::Router::new().route("/lines", axum::routing::get(lines))).await;
    let mut lines = client.lines().send().await.unwrap().into_body();
    assert_eq!(lines.next().await.unwrap().unwrap().n, 1);
    assert!(lines.next().await.is_none());
}
