//! Calls, replies, envelopes, errors and timeouts.

mod support;

use std::error::Error as _;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Request, Response, StatusCode};
use serde_json::{Value, json as tree};
use support::{ENVELOPE, always, answer, builder, core, json, open, secured};
use tests::runtime::response::is_json;
use tests::runtime::transport::memory::MemoryTransport;
use tests::runtime::{
    Body, BoxFuture, BuildError, CallError, CallOptions, Core, CoreBuilder, Header, Sent,
    Transport, TransportError, TransportErrorKind,
};

const LIMIT: Header<i64> = Header::new("ratelimit-limit");
const REMAINING: Header<i64> = Header::new("ratelimit-remaining");

#[tokio::test]
async fn a_response_has_all_that_came() {
    let headers = [
        ("content-type", "application/vnd.x+json;v=1"),
        ("RateLimit-Limit", " 10 "),
        ("RateLimit-Remaining", "many"),
    ];
    let server = always(answer(200, &headers, "{\"a\":1}"));
    let reply = core(&server).execute(open()).await.unwrap();
    assert_eq!(
        (reply.status(), reply.content_type()),
        (StatusCode::OK, Some("application/vnd.x+json;v=1"))
    );
    let response = reply.json::<Value>().unwrap();
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(response.header(LIMIT), Some(10));
    assert_eq!(response.header(REMAINING), None);
    assert_eq!(format!("{LIMIT:?}"), "Header(\"ratelimit-limit\")");
    assert_eq!(response.body(), &tree!({"a": 1}));
    assert_eq!(response.raw(), "{\"a\":1}");
    assert_eq!(response.headers()["ratelimit-remaining"], "many");
    let (status, headers, body) = response.clone().into_parts();
    assert_eq!(
        (status, LIMIT.get(&headers), body),
        (StatusCode::OK, Some(10), tree!({"a": 1}))
    );
}

#[tokio::test]
async fn bodies_of_other_kinds() {
    let server = always(answer(200, &[("content-type", "text/plain")], "häy"));
    let reply = || async { core(&server).execute(open()).await.unwrap() };
    assert_eq!(reply().await.text().unwrap().into_body(), "häy");
    assert_eq!(reply().await.bytes().unwrap().into_body(), "häy");
    reply().await.empty().unwrap();
    let mut broken = answer(200, &[], "");
    *broken.body_mut() = Bytes::from_static(b"a\xff");
    let reply = core(&always(broken)).execute(open()).await.unwrap();
    let error = reply.text().unwrap_err().to_string();
    assert!(error.contains("the text is not UTF-8"), "{error}");
}

#[test]
fn json_media_types() {
    for yes in [
        None,
        Some("application/json"),
        Some("Application/JSON; charset=utf-8"),
        Some("text/json"),
        Some("application/vnd.atlas.2023-01-01+json"),
        Some("application/problem+json;a=b"),
    ] {
        assert!(is_json(yes), "{yes:?}");
    }
    for no in [
        "text/html",
        "application/jsonx",
        "application/+json",
        "json",
        "",
        "application/json-seq",
        "text/plain; a=+json",
    ] {
        assert!(!is_json(Some(no)), "{no}");
    }
}

#[tokio::test]
async fn wrong_bodies_keep_everything() {
    let server = always(answer(
        200,
        &[("content-type", "text/html"), ("x-id", "7")],
        "<h1>\n  Hello</h1>",
    ));
    let reply = core(&server).execute(open()).await.unwrap();
    let CallError::Undecodable(error) = reply.json::<Value>().unwrap_err() else {
        panic!()
    };
    assert_eq!(error.status(), StatusCode::OK);
    assert_eq!(error.body(), "<h1>\n  Hello</h1>");
    assert_eq!(error.headers()["x-id"], "7");
    assert_eq!(
        (error.operation(), error.content_type()),
        ("open", Some("text/html"))
    );
    assert!(error.problem().is_none());
    assert_eq!(
        error.to_string(),
        "cannot read the body of the answer 200 OK (text/html): \
         not the content type of a documented answer; the body is: <h1>   Hello</h1>"
    );

    let server = always(json(404, "{\"a\":[1,"));
    let reply = core(&server).execute(open()).await.unwrap();
    let error = reply.json::<Value>().unwrap_err();
    assert_eq!(
        (error.status(), error.request_sent()),
        (Some(StatusCode::NOT_FOUND), Sent::Yes)
    );
    assert!(
        error
            .source()
            .unwrap()
            .to_string()
            .starts_with("at `$.a[1]` (byte 8): invalid JSON")
    );
    assert!(
        error.to_string().contains("at `$.a[1]` (byte 8)"),
        "{error}"
    );

    let server = always(answer(503, &[], &"long ".repeat(1000)));
    let error = core(&server).execute(open()).await.unwrap().unexpected();
    assert!(
        error
            .to_string()
            .starts_with("unexpected status 503 Service Unavailable (no content type): long long")
    );
    assert!(error.to_string().chars().count() < 300 && error.to_string().ends_with('…'));
    assert_eq!(error.body().unwrap().len(), 5000);
}

#[test]
fn envelopes() {
    let open = |body: &'static str| {
        ENVELOPE
            .open(&Bytes::from_static(body.as_bytes()))
            .map(|(status, body)| (status.as_u16(), body))
    };
    assert_eq!(
        open(r#"{"status":200,"content":{"a" : 1}}"#),
        Some((200, "{\"a\" : 1}".into()))
    );
    assert_eq!(
        open(r#" { "content": [1] , "x":{}, "status": 409.0 } "#),
        Some((409, "[1]".into()))
    );
    let list = r#"{"results":[],"status":200}"#;
    assert_eq!(open(list), Some((200, list.into())));
    assert_eq!(
        open(r#"{"status":204,"content":null}"#),
        Some((204, "null".into()))
    );
    for unwrapped in [
        r#"{"status":"AVAILABLE","content":1}"#,
        r#"{"status":99}"#,
        r#"{"status":600}"#,
        r#"{"status":200.5}"#,
        r#"{"status":null}"#,
        r#"{"content":1}"#,
        r#"{"status":200,"content":1"#,
        r#"{"status":200} x"#,
        r#"[{"status":200}]"#,
        "200",
        "",
        "<html>",
    ] {
        assert_eq!(open(unwrapped), None, "{unwrapped}");
    }
}

fn with_envelope(transport: &MemoryTransport) -> Core {
    builder(transport).envelope(&ENVELOPE).build().unwrap()
}

#[tokio::test]
async fn envelopes_are_opened_when_asked_for() {
    let server = always(json(200, r#"{"status":409,"content":{"error":409}}"#));
    let reply = with_envelope(&server)
        .execute(open().query("envelope", &true))
        .await
        .unwrap();
    assert_eq!(
        (reply.status(), reply.body()),
        (StatusCode::CONFLICT, &Bytes::from("{\"error\":409}"))
    );
    for call in [open(), open().query("envelope", &false)] {
        let reply = with_envelope(&server).execute(call).await.unwrap();
        assert_eq!(reply.status(), StatusCode::OK);
    }
    let reply = core(&server)
        .execute(open().query("envelope", &true))
        .await
        .unwrap();
    assert_eq!(reply.status(), StatusCode::OK, "an API without one");
    let text = always(answer(
        200,
        &[("content-type", "text/plain")],
        r#"{"status":409}"#,
    ));
    let reply = with_envelope(&text)
        .execute(open().query("envelope", &true))
        .await
        .unwrap();
    assert_eq!(reply.status(), StatusCode::OK);
}

#[tokio::test]
async fn base_urls() {
    let server = always(json(200, "{}"));
    for (base, url) in [
        ("https://a.test", "https://a.test/things/1"),
        ("https://a.test/", "https://a.test/things/1"),
        (
            "https://a.test:8443/api/v2//",
            "https://a.test:8443/api/v2/things/1",
        ),
        ("http://[::1]:80/x", "http://[::1]:80/x/things/1"),
    ] {
        builder(&server)
            .base_url(base)
            .build()
            .unwrap()
            .execute(open())
            .await
            .unwrap();
        assert_eq!(server.requests().last().unwrap().uri(), url);
    }
    let options = CallOptions::new().base_url("https://b.test/p/").unwrap();
    core(&server)
        .execute(open().options(options))
        .await
        .unwrap();
    assert_eq!(
        server.requests().last().unwrap().uri(),
        "https://b.test/p/things/1"
    );
    for bad in [
        "",
        "a.test",
        "/x",
        "ftp://a.test",
        "https://",
        "https://u:p@a.test",
        "https://a.test/?q=1",
        "https://a.test/#f",
        "https://a.test/a/../b",
        "https://a.test/%2e%2E/",
        "https://a b.test",
    ] {
        let error = CoreBuilder::new(bad, "x")
            .transport(server.clone())
            .build()
            .unwrap_err();
        assert!(
            matches!(error, BuildError::BaseUrl { .. }),
            "{bad}: {error}"
        );
        assert!(!error.to_string().contains("u:p"));
    }
    assert!(matches!(
        builder(&server).user_agent("a\nb").build(),
        Err(BuildError::UserAgent)
    ));
}

#[tokio::test]
async fn headers_of_client_and_call() {
    let server = always(json(200, "{}"));
    let name = HeaderName::from_static("x-one");
    let client = builder(&server)
        .default_header(name.clone(), HeaderValue::from_static("client"))
        .validate(true);
    let client = client.build().unwrap();
    assert!(client.validates() && !core(&server).validates());
    client.execute(open()).await.unwrap();
    let options = CallOptions::new().header(name, HeaderValue::from_static("call"));
    client.execute(open().options(options)).await.unwrap();
    let sent: Vec<_> = server
        .requests()
        .iter()
        .map(|request| request.headers()["x-one"].clone())
        .collect();
    assert_eq!(sent, ["client", "call"]);
}

/// Answers after a while, or never.
struct Slow(Option<Duration>);

impl Transport for Slow {
    fn send(&self, _: Request<Body>) -> BoxFuture<'_, Result<Response<Body>, TransportError>> {
        Box::pin(async move {
            match self.0 {
                Some(time) => tokio::time::sleep(time).await,
                None => std::future::pending().await,
            }
            Ok(json(200, "{}").map(Body::from))
        })
    }
}

#[tokio::test(start_paused = true)]
async fn timeouts() {
    let client = CoreBuilder::new("https://a.test", "x")
        .transport(Slow(None))
        .timeout(Duration::from_secs(30));
    let client = client.build().unwrap();
    let error = client.execute(open()).await.unwrap_err();
    assert!(error.is_timeout());
    assert_eq!(error.request_sent(), Sent::Maybe);
    assert_eq!(
        error.to_string(),
        "no answer within 30s; the request may have been carried out"
    );
    let options = CallOptions::new().timeout(Duration::from_millis(5));
    let error = client.execute(open().options(options)).await.unwrap_err();
    assert!(error.to_string().starts_with("no answer within 5ms"));
    let slow = CoreBuilder::new("https://a.test", "x")
        .transport(Slow(Some(Duration::from_secs(3600))))
        .build()
        .unwrap();
    slow.execute(open()).await.unwrap();
}

#[tokio::test]
async fn transport_errors_say_whether_the_request_was_sent() {
    use TransportErrorKind::{Connect, Request, Response, Send, Setup, Timeout};
    let fail = |kind| Err::<http::Response<Body>, _>(TransportError::new(kind, "out of order"));
    for (kind, sent) in [
        (Setup, Sent::No),
        (Request, Sent::No),
        (Connect, Sent::No),
        (Timeout, Sent::Maybe),
        (Send, Sent::Maybe),
        (Response, Sent::Yes),
        (TransportErrorKind::Body, Sent::Maybe),
    ] {
        let server = MemoryTransport::fallible(move |_| fail(kind));
        let error = core(&server).execute(open()).await.unwrap_err();
        assert_eq!(error.request_sent(), sent);
        assert_eq!(error.is_timeout(), kind == Timeout);
        assert!(error.to_string().contains("out of order"), "{error}");
        assert!(error.source().is_some());
    }
    let refused = TransportError::new(Timeout, "connecting").with_sent(Sent::No);
    assert_eq!(
        CallError::from(refused).to_string(),
        "timed out: connecting; the request was not sent"
    );
}

#[tokio::test]
async fn credentials_that_are_missing_are_named() {
    let server = always(json(200, "{}"));
    let error = core(&server).execute(secured()).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "no credentials for this operation, which takes Token, or Digest, or Key and Basic"
    );
    assert_eq!(error.request_sent(), Sent::No);
    assert!(server.requests().is_empty());
}

#[cfg(feature = "reqwest")]
#[tokio::test]
async fn reqwest_carries_it() {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let server = tokio::spawn(async move {
        let (mut socket, _) = listener.accept().await.unwrap();
        let mut request = vec![0; 4096];
        let length = socket.read(&mut request).await.unwrap();
        let answer = "HTTP/1.1 302 Found\r\nlocation: /x\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}";
        socket.write_all(answer.as_bytes()).await.unwrap();
        (
            String::from_utf8(request[..length].to_vec()).unwrap(),
            socket,
        )
    });
    let client = CoreBuilder::new(format!("http://{address}/base"), "agent/1")
        .build()
        .unwrap();
    let reply = client.execute(open()).await.unwrap();
    assert_eq!(
        (reply.status(), reply.body()),
        (StatusCode::FOUND, &Bytes::from("{}"))
    );
    let (request, socket) = server.await.unwrap();
    assert!(
        request.starts_with("GET /base/things/1 HTTP/1.1\r\n"),
        "{request}"
    );
    assert!(
        request
            .to_ascii_lowercase()
            .contains("user-agent: agent/1\r\n"),
        "{request}"
    );
    assert!(
        !request.to_ascii_lowercase().contains("content-length"),
        "{request}"
    );
    drop(socket);
    // A connection that is kept might be tried first; a new client has none.
    let client = CoreBuilder::new(format!("http://{address}/base"), "agent/1")
        .build()
        .unwrap();
    let error = client.execute(open()).await.unwrap_err();
    assert_eq!(error.request_sent(), Sent::No, "{error}");
    assert!(
        error.to_string().starts_with("cannot connect: ") && !error.to_string().contains("/base"),
        "{error}"
    );
}

/// The URL of a server is parsed once: what follows is put after it, also where it looks like the
/// name of another server.
#[cfg(feature = "reqwest")]
#[tokio::test]
async fn reqwest_finds_the_same_server_again() {
    use tests::runtime::transport::reqwest::ReqwestTransport;
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        let (mut socket, _) = listener.accept().await.unwrap();
        let mut request = vec![0; 4096];
        loop {
            let length = socket.read(&mut request).await.unwrap();
            let text = std::str::from_utf8(&request[..length]).unwrap();
            let line = text.lines().next().unwrap_or_default();
            let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n", line.len());
            let answer = format!("{head}\r\n{line}");
            socket.write_all(answer.as_bytes()).await.unwrap();
        }
    });
    let transport = ReqwestTransport::new().unwrap();
    for target in [
        "/first?a=1",
        "/a%2Fb//c/%20d;e=f,g:h@i?j=k/l?m&n=%26",
        "//example.com/path",
        "/%5C%5Cexample.com/",
        r"/\example.com/path",
        "/?",
        "/",
        "/https://example.com/",
    ] {
        let request = Request::get(format!("http://{address}{target}"));
        let request = request.body(Body::empty()).unwrap();
        let answer = transport.send(request).await.unwrap();
        let line = answer.into_body().collect(1000).await.unwrap();
        // To a URL, both are slashes; two of them would begin the name of another server.
        let sent = target.replace('\\', "/");
        assert_eq!(line, format!("GET {sent} HTTP/1.1"));
    }
}

/// Digest signs the URL, so the parser in reqwest must not write it in another way.
#[cfg(feature = "reqwest")]
#[tokio::test]
async fn reqwest_leaves_urls_as_they_are() {
    use tests::runtime::{PathStyle, QueryStyle};
    let server = always(json(200, "{}"));
    let all: String = (1..=127_u8).map(char::from).chain("é😀".chars()).collect();
    let call = support::at("/a{m}{l}/{p}")
        .styled_path(PathStyle::Matrix, true, &vec![all.clone(), "..".into()])
        .styled_path(PathStyle::Label, true, &vec![".", "", "."])
        .path(&vec![all.clone(), all.clone()])
        .query("q", &all)
        .styled_query("r", QueryStyle::Form, true, true, &all)
        .styled_query(
            "s",
            QueryStyle::PipeDelimited,
            false,
            false,
            &vec![&all, &all],
        );
    core(&server).execute(call).await.unwrap();
    let uri = server.requests()[0].uri().to_string();
    assert_eq!(reqwest::Url::parse(&uri).unwrap().as_str(), uri);
}

#[cfg(not(feature = "reqwest"))]
#[test]
fn without_reqwest_a_transport_is_needed() {
    let error = CoreBuilder::new("https://a.test", "x").build().unwrap_err();
    assert!(matches!(error, BuildError::NoTransport));
}

/// The lock of the case knows which errors its operations have: they keep them, answers that came later
/// are raw, and what had a variant has it still.
#[tokio::test]
async fn errors_are_kept() {
    use tests::cases::errors_kept::errors::ProblemFailure;
    use tests::cases::errors_kept::{Client, operations};
    use tests::runtime::CallFailure;

    const PROBLEM: &str = r#"{"detail":"d"}"#;
    const OTHER: &str = r#"{"reason":"r"}"#;
    let client = |status: u16, body: &'static str| {
        let server = always(answer(
            status,
            &[("content-type", "application/json")],
            body,
        ));
        let builder = Client::builder().base_url("https://api.test");
        builder.transport(server).build().unwrap()
    };
    let shown = |error: ProblemFailure| match error {
        ProblemFailure::NotFound(response) => format!("NotFound {}", response.body().detail),
        ProblemFailure::Gone(response) => format!("Gone {}", response.body().detail),
        ProblemFailure::UnexpectedStatus(error) => {
            format!(
                "{} {}",
                error.status().as_u16(),
                error.body().escape_ascii()
            )
        }
        other => format!("{other:?}"),
    };
    let raw = |status: u16, body: &str| format!("{status} {}", body.escape_debug());
    macro_rules! shared {
        ($($method:ident, $status:literal, $body:ident => $expected:expr;)*) => {$({
            let error = client($status, $body).$method().send().await.unwrap_err();
            assert_eq!(shown(error), $expected, "{} {}", stringify!($method), $status);
        })*};
    }
    shared! {
        code_added, 404, PROBLEM => "NotFound d";
        code_added, 410, OTHER => raw(410, OTHER);
        range_added, 404, PROBLEM => "NotFound d";
        range_added, 410, OTHER => raw(410, OTHER);
        range_added, 500, OTHER => raw(500, OTHER);
        default_added, 404, PROBLEM => "NotFound d";
        default_added, 410, OTHER => raw(410, OTHER);
        default_of_the_same_added, 410, PROBLEM => "Gone d";
        default_of_the_same_added, 500, PROBLEM => raw(500, PROBLEM);
        all_gone, 404, PROBLEM => "NotFound d";
        free, 410, PROBLEM => "Gone d";
    }
    let error = client(410, PROBLEM).first_added().send().await.unwrap_err();
    assert!(
        matches!(error, CallFailure::UnexpectedStatus(_)),
        "{error:?}"
    );
    let error = client(404, PROBLEM).own_gone().send().await.unwrap_err();
    assert!(matches!(
        error,
        operations::OwnGoneError::UnexpectedStatus(_)
    ));
    client(204, "").own_gone().send().await.unwrap();
    let error = client(410, OTHER).chosen().send().await.unwrap_err();
    let operations::ChosenError::Gone(response) = error else {
        panic!("{error:?}");
    };
    assert_eq!(response.body().reason, "r");
}
