//! Calls that get no answer, and what the messages of all failures say.

use std::error::Error as _;
use std::time::Duration;

use atlas_private_endpoint::runtime::{RetryPolicy, Sent, TransportErrorKind};
use atlas_private_endpoint::types::CloudProvider;
use atlas_private_endpoint::{CallOptions, Client};

use crate::support::{
    Answer, Failed, GROUP, RawServer, SERVICE, Server, answer, answered_with, aws, build, builder,
    call, client, closed_port, json, kind,
};

const SHORT: Duration = Duration::from_millis(50);
const LONG: Duration = Duration::from_secs(30);

#[tokio::test]
async fn a_silent_server_runs_into_the_time_limit() {
    // The limit of the client, and that of the call, which wins.
    for (of_client, of_call) in [
        (Some(SHORT), None),
        (None, Some(SHORT)),
        (Some(LONG), Some(SHORT)),
    ] {
        let server = RawServer::silent().await;
        let mut builder = builder(&server.url());
        if let Some(limit) = of_client {
            builder = builder.timeout(limit);
        }
        let mut options = CallOptions::new();
        if let Some(limit) = of_call {
            options = options.timeout(limit);
        }
        let client = build(builder);
        let request = client.create_private_endpoint(GROUP, CloudProvider::Aws, SERVICE, aws());
        let error = request
            .options(options)
            .send()
            .await
            .expect_err("no answer");
        assert_eq!(
            error.to_string(),
            "create_private_endpoint: no answer within 50ms; the request may have been carried out"
        );
        assert_eq!(error.request_sent(), Sent::Maybe);
        assert_eq!(error.status(), None);
        let Failed::Timeout(error) = error else {
            panic!("{error:?}");
        };
        assert_eq!(error.limit(), Some(SHORT));
    }
}

#[tokio::test]
async fn a_token_that_does_not_come_counts_as_not_sent() {
    let server = RawServer::silent().await;
    let builder = Client::builder().base_url(server.url()).timeout(SHORT);
    let error = call(&build(builder.service_account("id", "secret"))).await;
    let error = error.expect_err("no token");
    assert_eq!(
        error.to_string(),
        "create_private_endpoint: no answer within 50ms; the request was not sent"
    );
    assert_eq!(error.request_sent(), Sent::No);
}

#[tokio::test]
async fn a_limit_of_the_call_can_be_longer_than_that_of_the_client() {
    let reply = "HTTP/1.1 200 OK\r\ncontent-length: 23\r\n\r\n{\"cloudProvider\":\"AWS\"}";
    let server = RawServer::answering(reply).await;
    let client = build(builder(&server.url()).timeout(Duration::ZERO));
    client
        .create_private_endpoint(GROUP, CloudProvider::Aws, SERVICE, aws())
        .options(CallOptions::new().timeout(LONG))
        .send()
        .await
        .expect("a success");
}

#[tokio::test]
async fn nobody_listens() {
    let error = call(&client(&closed_port().await))
        .await
        .expect_err("refused");
    assert_eq!(error.request_sent(), Sent::No);
    assert!(
        error
            .to_string()
            .starts_with("create_private_endpoint: cannot connect: "),
        "{error}"
    );
    assert!(
        error.to_string().to_lowercase().contains("refused"),
        "{error}"
    );
    assert!(error.source().is_some());
    let Failed::Transport(error) = error else {
        panic!("{error:?}");
    };
    assert_eq!(error.kind(), TransportErrorKind::Connect);
}

#[tokio::test]
async fn a_connection_that_breaks() {
    use TransportErrorKind::{Response, Send};
    let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n";
    let cases = [
        // Nothing comes back.
        (String::new(), Send, Sent::Maybe),
        // Half a head.
        ("HTTP/1.1 200 OK\r\nconte".to_owned(), Send, Sent::Maybe),
        ("this is not HTTP\r\n\r\n".to_owned(), Send, Sent::Maybe),
        // Half a body, even though it is a whole JSON text.
        (
            format!("{head}content-length: 100\r\n\r\n{{\"cloudProvider\":\"AWS\"}}"),
            Response,
            Sent::Yes,
        ),
        (
            format!(
                "{head}transfer-encoding: chunked\r\n\r\n17\r\n{{\"cloudProvider\":\"AWS\"}}\r\n"
            ),
            Response,
            Sent::Yes,
        ),
    ];
    for (bytes, expected, sent) in cases {
        let server = RawServer::answering(bytes.clone()).await;
        let error = call(&client(&server.url()))
            .await
            .expect_err("no whole answer");
        assert_eq!(error.request_sent(), sent, "{bytes:?}: {error}");
        let Failed::Transport(error) = error else {
            panic!("{bytes:?}: {error:?}");
        };
        assert_eq!(error.kind(), expected, "{bytes:?}: {error}");
    }
}

#[tokio::test]
async fn a_chunked_answer_is_put_together() {
    let reply = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n\
                 3\r\n{\"c\r\n14\r\nloudProvider\":\"AWS\"}\r\n0\r\n\r\n";
    let server = RawServer::answering(reply).await;
    let response = call(&client(&server.url())).await.expect("a success");
    assert_eq!(response.raw(), r#"{"cloudProvider":"AWS"}"#);
}

/// Each message is one line that says what happened and, where that is known, what to do.
#[tokio::test]
async fn messages_help() {
    let html = [("content-type", "text/html; charset=utf-8")];
    let cases: [(Answer, &str); 11] = [
        (
            json(
                409,
                r#"{"error":409,"errorCode":"PRIVATELINK_INTERFACE_ENDPOINT_ALREADY_EXISTS","detail":"The service has it."}"#,
            ),
            "create_private_endpoint: 409 Conflict: The service has it. \
             (PRIVATELINK_INTERFACE_ENDPOINT_ALREADY_EXISTS); \
             this interface endpoint is registered already; look it up instead of creating it",
        ),
        (
            json(429, r#"{"error":429,"errorCode":"RATE_LIMITED"}"#),
            "create_private_endpoint: 429 Too Many Requests: RATE_LIMITED; \
             wait as long as the header Retry-After says, then try again",
        ),
        (
            json(
                403,
                r#"{"error":403,"errorCode":"NEW_CODE","detail":"No."}"#,
            ),
            "create_private_endpoint: 403 Forbidden: No. (NEW_CODE)",
        ),
        (
            answer(
                400,
                &[
                    ("content-type", "application/json"),
                    ("x-request-id", "r-1"),
                ],
                INVALID,
            ),
            "create_private_endpoint: 400 Bad Request: Bad. (VALIDATION_ERROR); id: too long; \
             a value in the request is not allowed; \
             a client with `validate(true)` finds most of them before anything is sent; request id r-1",
        ),
        // The description does not have this status, and the hint is there all the same.
        (
            json(
                503,
                r#"{"error":503,"errorCode":"WRITES_NOT_ALLOWED_DURING_APP_UPGRADES","detail":"Later,\nplease."}"#,
            ),
            "create_private_endpoint: unexpected status 503 Service Unavailable: \
             Later, please. (WRITES_NOT_ALLOWED_DURING_APP_UPGRADES); \
             Atlas is being upgraded and takes no changes; try again in a few minutes",
        ),
        // Not as described (`error` is missing), but the code is there.
        (
            json(403, r#"{"errorCode":"USER_UNAUTHORIZED"}"#),
            "create_private_endpoint: cannot read the body of the answer 403 Forbidden \
             (application/json): at `$` (byte 0): missing property `error`; \
             the body is: {\"errorCode\":\"USER_UNAUTHORIZED\"}; \
             the role of these credentials is too small; this call needs Project Owner",
        ),
        (
            json(500, r#"{"error":500}"#),
            "create_private_endpoint: cannot read the body of the answer 500 Internal Server Error (application/json): \
             at `$` (byte 0): missing property `errorCode`; the body is: {\"error\":500}",
        ),
        (
            answer(200, &html, "<html>\n<body>Sign in</body>\n</html>\n"),
            "create_private_endpoint: cannot read the body of the answer 200 OK (text/html; charset=utf-8): \
             not the content type of a documented answer; \
             the body is: <html> <body>Sign in</body> </html>",
        ),
        (
            answer(502, &html, "<h1>Bad Gateway</h1>"),
            "create_private_endpoint: unexpected status 502 Bad Gateway (text/html; charset=utf-8): <h1>Bad Gateway</h1>",
        ),
        (
            answer(418, &[], ""),
            "create_private_endpoint: unexpected status 418 I'm a teapot (no content type): the body is empty",
        ),
        (
            json(200, ""),
            "create_private_endpoint: cannot read the body of the answer 200 OK (application/json): \
             at `$` (byte 0): invalid JSON: unexpected end of the text; the body is empty",
        ),
    ];
    for (answer, message) in cases {
        let error = answered_with(answer).await.expect_err(message);
        assert_eq!(error.to_string(), message);
        let debug = format!("{error:?}");
        assert!(debug.starts_with(kind(&error)), "{debug}");
    }
}

const INVALID: &str = r#"{"error":400,"errorCode":"VALIDATION_ERROR","detail":"Bad.",
    "badRequestDetail":{"fields":[{"field":"id","description":"too long"}]}}"#;

/// What users ask an error for.
#[tokio::test]
async fn an_error_answers_questions() {
    let json_with = |name, value| [("content-type", "application/json"), (name, value)];
    let limited = answer(
        429,
        &json_with("retry-after", "7"),
        r#"{"error":429,"errorCode":"RATE_LIMITED"}"#,
    );
    let error = answered_with(limited).await.expect_err("limited");
    assert_eq!(error.status().map(|status| status.as_u16()), Some(429));
    assert_eq!(error.error_code(), Some("RATE_LIMITED"));
    assert_eq!(error.retry_after(), Some(Duration::from_secs(7)));
    assert!(error.is_retryable());
    assert!(error.field_problems().is_empty());

    let refused = answer(400, &json_with("x-request-id", "r-1"), INVALID);
    let error = answered_with(refused).await.expect_err("refused");
    let fields = error.field_problems();
    assert_eq!(fields.len(), 1);
    assert_eq!((&*fields[0].field, &*fields[0].message), ("id", "too long"));
    assert_eq!(error.request_id(), Some("r-1"));
    assert_eq!(error.retry_after(), None);
    assert!(!error.is_retryable());
    assert_eq!(error.failure().message(), Some("Bad."));
    let operation = error.failure().operation().map(|operation| operation.id);
    assert_eq!(operation, Some("create_private_endpoint"));

    // A POST may have been carried out: it is not sent again, whatever is behind the status.
    for status in [500, 502, 503, 504, 408] {
        let error = answered_with(answer(status, &[], "")).await;
        assert!(!error.expect_err("a failure").is_retryable(), "{status}");
    }
    let error = call(&client(&closed_port().await)).await;
    assert!(error.expect_err("refused").is_retryable());
    // Without an answer, only what was not sent.
    let broken = RawServer::answering("").await;
    let error = call(&client(&broken.url())).await.expect_err("broken");
    assert!(!error.is_retryable(), "{error}");
    let silent = RawServer::silent().await;
    let error = call(&build(builder(&silent.url()).timeout(SHORT))).await;
    assert!(!error.expect_err("no answer").is_retryable());
    let silent = RawServer::silent().await;
    let without_token = Client::builder().base_url(silent.url()).timeout(SHORT);
    let error = call(&build(without_token.service_account("id", "secret"))).await;
    assert!(error.expect_err("no token").is_retryable());
    let unsafe_url = build(builder("http://192.0.2.1"));
    let error = call(&unsafe_url).await.expect_err("plain http");
    assert!(!error.is_retryable());
    assert_eq!(error.status(), None);
}

/// What a call says of itself comes before what its method says.
#[tokio::test]
async fn a_call_tells_whether_it_may_be_sent_again() {
    let failure_of = async |url: String, idempotent: bool| {
        let client = build(builder(&url).retry(RetryPolicy::none()).timeout(LONG));
        let options = CallOptions::new().idempotent(idempotent);
        let call = client.create_private_endpoint(GROUP, CloudProvider::Aws, SERVICE, aws());
        let result = call.options(options.attempt_timeout(SHORT)).send().await;
        result.expect_err("a failure")
    };
    for idempotent in [true, false] {
        for status in [500, 502, 503, 504, 408, 418] {
            let server = Server::always(answer(status, &[], "")).await;
            let error = failure_of(server.url().to_owned(), idempotent).await;
            let expected = idempotent && status != 418;
            assert_eq!(error.is_retryable(), expected, "{idempotent}: {error}");
        }
        for server in [RawServer::answering("").await, RawServer::silent().await] {
            let error = failure_of(server.url(), idempotent).await;
            assert_eq!(error.is_retryable(), idempotent, "{error}");
        }
    }
}

#[tokio::test]
async fn a_message_shows_the_beginning_of_a_long_body() {
    let body = "é".repeat(100_000);
    let error = answered_with(answer(503, &[], &body))
        .await
        .expect_err("503");
    let message = error.to_string();
    assert!(message.ends_with("éé…"), "{message}");
    assert!(message.chars().count() < 300, "{message}");
}

#[tokio::test]
async fn an_error_can_be_passed_on() {
    async fn program() -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
        call(&client(&closed_port().await)).await?;
        Ok(())
    }
    let error = program().await.expect_err("refused");
    error
        .downcast_ref::<Failed>()
        .expect("the operation's error");
}
