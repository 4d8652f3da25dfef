//! Replies whose status is inside of the body.

use atlas_private_endpoint::headers;
use atlas_private_endpoint::types::{CloudProvider, PrivateLinkEndpoint};

use crate::support::{
    AWS_REPLY, Answer, Failed, GROUP, Outcome, SERVICE, Server, answer, api_error, aws, client,
    json, kind,
};

const CONFLICT: &str = r#"{"error":409,"errorCode":"E","detail":"d"}"#;

async fn call(envelope: Option<bool>, answer: Answer) -> Outcome {
    let server = Server::always(answer).await;
    let client = client(server.url());
    let mut request = client.create_private_endpoint(GROUP, CloudProvider::Aws, SERVICE, aws());
    if let Some(envelope) = envelope {
        request = request.envelope(envelope);
    }
    request.send().await
}

fn wrapped(status: &str, content: &str) -> String {
    format!(r#"{{"status":{status},"content":{content}}}"#)
}

#[tokio::test]
async fn a_success_is_opened() {
    for body in [
        wrapped("200", AWS_REPLY),
        format!(r#"{{"content": {AWS_REPLY} , "more":[{{"status":500}}], "status":200}}"#),
        // Only the outermost status counts.
        wrapped(
            "200",
            r#"{"status":404,"content":{},"cloudProvider":"AWS"}"#,
        ),
        // Not wrapped although it was asked for.
        AWS_REPLY.to_owned(),
        // A status, but the reply around it.
        r#"{"status":200,"cloudProvider":"AWS","errorMessage":null}"#.to_owned(),
    ] {
        let response = call(Some(true), json(200, &body))
            .await
            .unwrap_or_else(|e| panic!("{body}: {e}"));
        assert_eq!(response.status(), 200, "{body}");
        assert!(
            matches!(response.body(), PrivateLinkEndpoint::Aws(_)),
            "{body}"
        );
    }
    let response = call(Some(true), json(200, &wrapped("200", AWS_REPLY)))
        .await
        .expect("a success");
    assert_eq!(
        response.raw(),
        AWS_REPLY,
        "the raw bytes are those that were decoded"
    );
}

#[tokio::test]
async fn the_status_of_the_body_counts_and_headers_stay() {
    for line in [200, 409, 500] {
        let headers = [
            ("content-type", "application/json"),
            ("ratelimit-limit", "7"),
        ];
        let answer = answer(line, &headers, &wrapped("409", CONFLICT));
        let error = call(Some(true), answer).await.expect_err("a conflict");
        assert_eq!(kind(&error), "Conflict");
        assert_eq!(error.status().map(|status| status.as_u16()), Some(409));
        let response = api_error(&error);
        assert_eq!(response.body().error_code, "E");
        assert_eq!(response.header(headers::RATE_LIMIT_LIMIT), Some(7));
    }
}

#[tokio::test]
async fn failures_come_in_many_wrappings() {
    let cases = [
        // Not wrapped: the status line counts.
        (409, CONFLICT.to_owned(), "Conflict"),
        // No content: the body is the error.
        (
            200,
            r#"{"status":409,"error":409,"errorCode":"E"}"#.to_owned(),
            "Conflict",
        ),
        (200, wrapped("418", "{}"), "UnexpectedStatus"),
        (200, wrapped("409", r#"{"errorCode":"E"}"#), "Undecodable"),
        (200, wrapped("409", "null"), "Undecodable"),
        (200, wrapped("200", "null"), "Undecodable"),
        (
            200,
            r#"{"status":409,"content":{"error""#.to_owned(),
            "Undecodable",
        ),
    ];
    for (line, body, expected) in cases {
        let error = call(Some(true), json(line, &body)).await.expect_err(&body);
        assert_eq!(kind(&error), expected, "{body}");
    }
}

#[tokio::test]
async fn a_status_that_is_none_leaves_the_reply_alone() {
    // GCP replies have a `status` of their own, which is a string.
    let statuses = [
        r#""409""#,
        r#""AVAILABLE""#,
        "null",
        "99",
        "600",
        "200.5",
        "-409",
        "[409]",
    ];
    for status in statuses {
        let body = format!(r#"{{"cloudProvider":"OCI","status":{status}}}"#);
        let response = call(Some(true), json(200, &body))
            .await
            .unwrap_or_else(|e| panic!("{body}: {e}"));
        assert_eq!(response.status(), 200);
        assert_eq!(response.raw(), &body);
    }
}

#[tokio::test]
async fn nobody_looks_for_an_envelope_that_was_not_asked_for() {
    let body = wrapped("409", CONFLICT);
    for envelope in [None, Some(false)] {
        let response = call(envelope, json(200, &body))
            .await
            .expect("a success, by its status line");
        let PrivateLinkEndpoint::Unknown(raw) = response.body() else {
            panic!("{response:?}");
        };
        assert_eq!(raw.get(), body);
    }
}

#[tokio::test]
async fn what_is_not_json_is_not_opened() {
    let html = answer(
        200,
        &[("content-type", "text/html")],
        &wrapped("409", CONFLICT),
    );
    let error = call(Some(true), html).await.expect_err("HTML");
    let Failed::Undecodable(error) = error else {
        panic!("{error:?}");
    };
    assert_eq!(error.status(), 200);
    assert_eq!(error.body(), &wrapped("409", CONFLICT));
}
