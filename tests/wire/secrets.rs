//! Nothing that a program may print shows a secret.

use std::io::Write;
use std::sync::{Arc, Mutex};

use atlas_private_endpoint::runtime::trace::TraceExchanges;
use atlas_private_endpoint::types::CloudProvider;
use atlas_private_endpoint::{CallOptions, Client, ClientBuilder};
use http::HeaderValue;
use http::header::{AUTHORIZATION, COOKIE};
use tracing_subscriber::fmt::format::FmtSpan;

use crate::support::{
    AWS_REPLY, GROUP, SERVICE, Seen, Server, answer, answered_with, aws, build, call, closed_port,
    header, json, texts,
};

const SECRET: &str = "hunter2+secret";
const FETCHED: &str = "fetched-token";

type SignIn = fn(ClientBuilder) -> ClientBuilder;

const ALL: [SignIn; 3] = [
    |builder| builder.bearer(SECRET),
    |builder| builder.service_account("id", SECRET),
    |builder| builder.api_key("user", SECRET),
];

#[track_caller]
fn clean(text: &str) {
    for secret in [SECRET, "hunter2%2Bsecret", "hunter2", FETCHED] {
        assert!(!text.contains(secret), "{text}");
    }
}

/// Plays any server: gives out tokens, challenges who has not answered, and then that answer.
async fn server(
    reply: impl Fn(&Seen) -> http::Response<bytes::Bytes> + Send + Sync + 'static,
) -> Server {
    Server::start(move |request| {
        if request.uri().path() == "/api/oauth/token" {
            return json(200, &format!(r#"{{"access_token":"{FETCHED}"}}"#));
        }
        if header(request, "authorization").is_empty() {
            let challenge = r#"Digest realm="r", nonce="n", qop="auth", algorithm=MD5"#;
            return answer(401, &[("www-authenticate", challenge)], "");
        }
        reply(request)
    })
    .await
}

#[tokio::test]
async fn clients_builders_and_calls_show_none() {
    for sign_in in ALL {
        let server = server(|_| json(200, AWS_REPLY)).await;
        let client = build(sign_in(Client::builder().base_url(server.url())));
        // Before and after there is a token or a nonce.
        for _ in 0..2 {
            let options = CallOptions::new()
                .header(COOKIE, HeaderValue::from_static("session=hunter2"))
                .header(AUTHORIZATION, HeaderValue::from_static("Basic hunter2"));
            clean(&format!("{client:?} {client:#?} {options:?}"));
            let request = client.create_private_endpoint(GROUP, CloudProvider::Aws, SERVICE, aws());
            clean(&format!("{:?}", request.options(options)));
            let response = call(&client).await.expect("a success");
            clean(&format!("{response:?}"));
        }
        assert!(format!("{client:?}").contains(server.url()), "{client:?}");
    }
}

#[tokio::test]
async fn failures_show_none() {
    let answers = [
        json(401, r#"{"error":401,"errorCode":"USER_UNAUTHORIZED"}"#),
        json(500, r#"{"error":500}"#),
        answer(302, &[("location", "/x")], ""),
    ];
    for reply in answers {
        for sign_in in ALL {
            let reply = reply.clone();
            let server = server(move |_| reply.clone()).await;
            let client = build(sign_in(Client::builder().base_url(server.url())));
            clean(&texts(&call(&client).await.expect_err("a failure")));
            clean(&format!("{client:?}"));
        }
    }
}

/// Keeps what a program would print.
#[derive(Clone, Default)]
struct Output(Arc<Mutex<Vec<u8>>>);

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().expect("the output").extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Everything that this crate and those below it log, at the most talkative level, with bodies.
#[tokio::test]
async fn logs_show_none() {
    let output = Output::default();
    // With a single subscriber in the process, places that another thread reaches first would be
    // taken for silent ones.
    let second = tracing::Dispatch::new(tracing::subscriber::NoSubscriber::default());
    let writer = output.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing_subscriber::filter::LevelFilter::TRACE)
        .with_span_events(FmtSpan::FULL)
        .with_ansi(false)
        .with_writer(move || writer.clone())
        .finish();
    // The runtime of a test has one thread.
    let guard = tracing::subscriber::set_default(subscriber);
    for sign_in in ALL {
        for status in [200, 409] {
            let reply = format!(
                r#"{{"cloudProvider":"AWS","error":409,"errorCode":"E","token":"{SECRET}"}}"#
            );
            let server = server(move |_| json(status, &reply)).await;
            let builder = sign_in(Client::builder().base_url(server.url()));
            let client = build(builder.hook(TraceExchanges::new().bodies(true)));
            for _ in 0..2 {
                let _ = call(&client).await;
            }
        }
    }
    drop((guard, second));
    let text = String::from_utf8(output.0.lock().expect("the output").clone()).expect("text");
    clean(&text);
    // Three kinds of credentials, two statuses, two calls.
    assert_eq!(text.matches("call done").count(), 12);
    assert!(text.contains(r#""token":"[redacted]""#), "bodies are there");
    assert!(text.contains("hyper"), "crates below are heard");
}

#[tokio::test]
async fn failures_without_an_answer_show_none() {
    let urls = [closed_port().await, "http://atlas.invalid".to_owned()];
    for url in &urls {
        for sign_in in ALL {
            let client = build(sign_in(Client::builder().base_url(url)));
            clean(&texts(&call(&client).await.expect_err("a failure")));
        }
    }
    let broken = build(Client::builder().bearer(format!("{SECRET}\n")));
    clean(&texts(&call(&broken).await.expect_err("no header")));
}

#[tokio::test]
async fn a_token_server_that_repeats_the_secret() {
    let echoes = [
        format!(r#"{{"error":"invalid_client","error_description":"{SECRET} is wrong"}}"#),
        r#"{"error":"hunter2%2Bsecret"}"#.to_owned(),
        SECRET.to_owned(),
        format!(r#"{{"token":"{SECRET}"}}"#),
    ];
    for status in [200, 401] {
        for body in &echoes {
            let server = Server::always(json(status, body)).await;
            let builder = Client::builder().base_url(server.url());
            let client = build(builder.service_account("id", SECRET));
            let error = call(&client).await.expect_err("no token");
            clean(&texts(&error));
            assert_eq!(crate::support::kind(&error), "Credentials");
        }
    }
}

#[tokio::test]
async fn answers_show_no_cookies() {
    let headers = [("set-cookie", "session=hunter2"), ("x-shown", "shown")];
    for (status, body) in [
        (200, AWS_REPLY),
        (409, r#"{"error":409,"errorCode":"E"}"#),
        (418, ""),
        (404, "{}"),
    ] {
        let outcome = answered_with(answer(status, &headers, body)).await;
        let text = format!("{outcome:?}");
        clean(&text);
        assert!(text.contains("shown"), "{text}");
        if let Ok(response) = outcome {
            // It is hidden, not lost.
            assert_eq!(response.headers()["set-cookie"], "session=hunter2");
        }
    }
}
