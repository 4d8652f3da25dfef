//! Hooks before and after requests, and what the view of an exchange shows.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderValue, Request, Response};
use tests::runtime::auth::api_key::ApiKey;
use tests::runtime::auth::{AuthContext, Bearer, CredentialsError};
use tests::runtime::hook::{Outcome, Shown};
use tests::runtime::transport::memory::MemoryTransport;
use tests::runtime::{
    Attempt, Body, BoxFuture, Credentials, Exchange, Hook, RetryPolicy, TransportError,
    TransportErrorKind, redact,
};

use crate::support::{TestClock, answer, builder, json, open, secured};

/// Sets a header, and keeps what each exchange looks like.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<String>>>);

impl Log {
    fn take(&self) -> Vec<String> {
        std::mem::take(&mut *self.0.lock().unwrap())
    }
}

impl Hook for Log {
    fn before(&self, attempt: &Attempt, request: &mut Request<Body>) {
        let number = HeaderValue::from(attempt.number);
        request.headers_mut().insert("x-attempt", number);
    }

    fn after(&self, exchange: &Exchange<'_>) {
        let outcome = match exchange.outcome() {
            Outcome::Answered(reply) => reply.status().to_string(),
            Outcome::Failed(error) => error.to_string(),
            Outcome::Dropped => "dropped".to_owned(),
            _ => unreachable!("there is no other"),
        };
        self.0.lock().unwrap().push(format!(
            "{} {} {} {:?}: {outcome}",
            exchange.attempt().number,
            exchange.method(),
            exchange.operation().id,
            exchange.request_header("x-attempt"),
        ));
    }
}

/// Keeps the text of each exchange.
#[derive(Clone, Default)]
struct Texts {
    all: Arc<Mutex<Vec<String>>>,
    bodies: bool,
}

impl Hook for Texts {
    fn after(&self, exchange: &Exchange<'_>) {
        let shown: Shown<'_> = exchange.shown().bodies(self.bodies).without(["ssn"]);
        let text = format!("{shown}");
        assert_eq!(format!("{exchange:?}"), exchange.to_string());
        self.all.lock().unwrap().push(text);
    }
}

#[tokio::test]
async fn hooks_run_around_each_request() {
    let count = Mutex::new(0);
    let server = MemoryTransport::fallible(move |_| {
        let mut count = count.lock().unwrap();
        *count += 1;
        match *count {
            1 => Ok(answer(503, &[], "")),
            2 => Err(TransportError::new(TransportErrorKind::Connect, "broken")),
            _ => Ok(answer(200, &[], "")),
        }
    });
    let log = Log::default();
    let core = builder(&server)
        .retry(RetryPolicy::new())
        .clock(TestClock::new())
        .hook(log.clone())
        .hook(Arc::new(Log::default()))
        .build()
        .unwrap();
    core.execute(open()).await.unwrap();
    assert_eq!(
        log.take(),
        [
            "1 GET open Some(\"1\"): 503 Service Unavailable",
            "2 GET open Some(\"2\"): cannot connect: broken",
            "3 GET open Some(\"3\"): 200 OK",
        ]
    );
    let sent = |at: usize| server.requests()[at].headers()["x-attempt"].clone();
    assert_eq!(
        (sent(0), sent(2)),
        ("1".parse().unwrap(), "3".parse().unwrap())
    );
}

/// A transport that never answers.
pub struct Silent;

impl tests::runtime::Transport for Silent {
    fn send(&self, _: Request<Body>) -> BoxFuture<'_, Result<Response<Body>, TransportError>> {
        Box::pin(std::future::pending())
    }
}

#[tokio::test]
async fn a_dropped_call_is_told_as_well() {
    let log = Log::default();
    let core = tests::runtime::CoreBuilder::new("https://api.test", "tests/1")
        .transport(Silent)
        .timeout(Duration::from_millis(5))
        .hook(log.clone())
        .build()
        .unwrap();
    core.execute(open()).await.unwrap_err();
    assert_eq!(log.take(), ["1 GET open Some(\"1\"): dropped"]);
}

#[tokio::test]
async fn credentials_that_fail_are_told() {
    let log = Log::default();
    let core = builder(&MemoryTransport::new(|_| answer(200, &[], "")))
        .credentials("Token", Bearer::new("a\nb"))
        .hook(log.clone())
        .build()
        .unwrap();
    core.execute(secured()).await.unwrap_err();
    let told = log.take();
    assert_eq!(told.len(), 1);
    assert!(
        told[0].contains("the bearer token has characters"),
        "{told:?}"
    );
}

/// Credentials that mark nothing as sensitive.
struct Careless;

impl Credentials for Careless {
    fn authorize<'a>(
        &'a self,
        request: &'a mut Request<Body>,
        _: &'a AuthContext<'_>,
    ) -> BoxFuture<'a, Result<(), CredentialsError>> {
        let value = HeaderValue::from_static("hunter2");
        request.headers_mut().insert("x-signed", value.clone());
        request.headers_mut().insert("x-plain", value);
        Box::pin(std::future::ready(Ok(())))
    }
}

/// What an exchange looks like, with bodies and without.
async fn shown(bodies: bool) -> String {
    let reply = r#"{"id":7,"apiKey":{"private":"hunter2"},"list":[{"user_password":"hunter2"}]}"#;
    let headers = [
        ("content-type", "application/vnd.test+json"),
        ("set-cookie", "session=hunter2"),
        ("x-request-id", "r-9"),
    ];
    let server = MemoryTransport::new(move |_| answer(201, &headers, reply));
    let texts = Texts {
        bodies,
        ..Texts::default()
    };
    let core = builder(&server)
        .clock(TestClock::new())
        .credentials("Key", ApiKey::query("k", "hunter2"))
        .credentials("Basic", Careless)
        .hook(texts.clone())
        .build()
        .unwrap();
    let call = secured()
        .query("page_token", &"hunter2")
        .query("size", &5)
        .header("x-plain", false, &"mine")
        .bytes(
            "application/json",
            Bytes::from_static(br#"{"name":"n","ssn":"hunter2","clientSecret":"hunter2"}"#),
        );
    core.execute(call).await.unwrap();
    let all = texts.all.lock().unwrap();
    assert_eq!(all.len(), 1);
    all[0].clone()
}

#[tokio::test]
async fn an_exchange_is_shown_without_secrets() {
    let text = shown(false).await;
    assert_eq!(
        text,
        "secured (attempt 1)\n\
         > POST https://api.test/things?page_token=[redacted]&size=5\n\
         > user-agent: runtime-tests/1\n\
         > accept: application/vnd.test+json\n\
         > x-plain: [redacted]\n\
         > content-type: application/json\n\
         > x-signed: [redacted]\n\
         >\n\
         > [53 bytes, application/json]\n\
         < 201 Created after 0ns\n\
         < content-type: application/vnd.test+json\n\
         < set-cookie: [redacted]\n\
         < x-request-id: r-9\n\
         <\n\
         < [76 bytes, application/vnd.test+json]\n"
    );
    let text = shown(true).await;
    assert!(!text.contains("hunter2"), "{text}");
    // The order of properties is that of serde_json's maps, which a feature changes.
    for part in [
        r#""name":"n""#,
        r#""ssn":"[redacted]""#,
        r#""clientSecret":"[redacted]""#,
        r#""id":7"#,
        r#""apiKey":"[redacted]""#,
        r#""list":[{"user_password":"[redacted]"}]"#,
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
}

#[test]
fn bodies_are_shown_by_their_type() {
    let of = |ty: &'static str, body: &[u8]| {
        let headers = [("content-type".parse().unwrap(), ty.parse().unwrap())];
        redact::body(&headers.into_iter().collect(), body, &[])
    };
    let form = "application/x-www-form-urlencoded";
    assert_eq!(
        of(form, b"a=1&client%5Fsecret=s&b"),
        "a=1&client%5Fsecret=[redacted]&b"
    );
    assert_eq!(of("text/plain", b"hunter2"), "[7 bytes, text/plain]");
    // Not what it says it is.
    assert_eq!(
        of("application/json", b"hunter2"),
        "[7 bytes, application/json]"
    );
    assert_eq!(of(form, b"a=\xff"), format!("[3 bytes, {form}]"));
    let deep = "[".repeat(100_000);
    assert_eq!(
        of("application/json", deep.as_bytes()),
        "[100000 bytes, application/json]"
    );
    let long = format!("\"{}\"", "é".repeat(10_000));
    let text = of("application/json", long.as_bytes());
    assert!(text.ends_with("é… [20002 bytes in all]"), "{}", text.len());
    assert!(text.len() < 8300);
    let huge = vec![b' '; 2 << 20];
    assert_eq!(
        of("application/json", &huge),
        "[2097152 bytes, application/json]"
    );
}

#[tokio::test]
async fn an_answer_that_is_too_long_is_shown_by_its_head() {
    let texts = Texts::default();
    let core = builder(&MemoryTransport::new(|_| json(200, "[1,2,3]")))
        .response_limit(3)
        .clock(TestClock::new())
        .hook(texts.clone())
        .build()
        .unwrap();
    core.execute(open()).await.unwrap_err();
    let text = texts.all.lock().unwrap()[0].clone();
    assert!(
        text.contains("< 200 OK after 0ns\n< content-type"),
        "{text}"
    );
    assert!(text.ends_with("! the body cannot be used\n"), "{text}");
}
