//! What a call makes of each answer: successes, documented failures, and everything else.

use atlas_private_endpoint::runtime::Sent;
use atlas_private_endpoint::types::{
    AwsConnectionStatus, AzureEndpointStatus, GcpEndpointGroupStatus, GcpForwardingRuleStatus,
    PrivateLinkEndpoint,
};
use atlas_private_endpoint::{Maybe, headers};
use http::{HeaderMap, StatusCode};
use serde_json::json as tree;

use crate::support::{
    AWS_REPLY, Failed, MEDIA_TYPE, Server, answer, answered_with, api_error, call, client, json,
    kind,
};
use crate::types::{AWS, AZURE, GCP};

async fn success(body: &str) -> PrivateLinkEndpoint {
    let outcome = answered_with(json(200, body)).await;
    outcome
        .unwrap_or_else(|e| panic!("{body}: {e}"))
        .into_body()
}

#[tokio::test]
async fn aws() {
    let PrivateLinkEndpoint::Aws(endpoint) = success(AWS).await else {
        panic!("not AWS");
    };
    assert_eq!(
        endpoint.connection_status,
        Some(AwsConnectionStatus::PendingAcceptance)
    );
    assert_eq!(endpoint.delete_requested, Some(false));
    assert_eq!(endpoint.error_message, Maybe::Null);
    assert_eq!(endpoint.interface_endpoint_id.as_deref(), Some("vpce-1"));
}

#[tokio::test]
async fn azure() {
    let PrivateLinkEndpoint::Azure(endpoint) = success(AZURE).await else {
        panic!("not Azure");
    };
    assert_eq!(endpoint.delete_requested, Some(true));
    assert_eq!(endpoint.error_message, Maybe::Value("broken".into()));
    assert_eq!(
        endpoint.private_endpoint_connection_name.as_deref(),
        Some("n")
    );
    assert_eq!(
        endpoint.private_endpoint_ip_address.as_deref(),
        Some("10.0.0.1")
    );
    assert_eq!(endpoint.private_endpoint_resource_id.as_deref(), Some("/r"));
    assert_eq!(endpoint.status, Some(AzureEndpointStatus::Initiating));
}

#[tokio::test]
async fn gcp() {
    let PrivateLinkEndpoint::Gcp(group) = success(GCP).await else {
        panic!("not Google Cloud");
    };
    assert_eq!(group.endpoint_group_name.as_deref(), Some("g"));
    assert_eq!(group.gcp_project_id.as_deref(), Some("p"));
    assert_eq!(group.port_mapping_enabled, Some(true));
    assert_eq!(group.status, Some(GcpEndpointGroupStatus::Verified));
    assert_eq!(group.error_message, Maybe::Absent);
    let rules = group.endpoints.expect("rules");
    assert_eq!(rules.len(), 2);
    assert_eq!(rules[0].endpoint_name.as_deref(), Some("e"));
    assert_eq!(rules[0].ip_address.as_deref(), Some("10.0.0.2"));
    assert_eq!(rules[0].status, Some(GcpForwardingRuleStatus::Available));
    let later = rules[1].status.as_ref().expect("a status");
    assert!(matches!(later, GcpForwardingRuleStatus::Unknown(_)));
    assert_eq!(later.as_str(), "PAUSED");
}

#[tokio::test]
async fn what_is_not_described_does_no_harm() {
    // Missing optional properties, properties nobody knows, the tag last, a property twice.
    let body = r#"{"new":{"deep":[1,{"errorMessage":5}]},"connectionStatus":"PENDING",
                   "connectionStatus":"REJECTED","deleteRequested":null,"cloudProvider":"AWS"}"#;
    let PrivateLinkEndpoint::Aws(endpoint) = success(body).await else {
        panic!("not AWS");
    };
    assert_eq!(
        endpoint.connection_status,
        Some(AwsConnectionStatus::Rejected)
    );
    assert_eq!(endpoint.delete_requested, None);
    assert_eq!(endpoint.error_message, Maybe::Absent);
    assert_eq!(endpoint.interface_endpoint_id, None);
}

#[tokio::test]
async fn a_provider_of_the_future_is_kept_as_json() {
    for body in [
        r#"{"cloudProvider":"OCI","status":"AVAILABLE","n":18446744073709551616}"#,
        r#"{"status":"AVAILABLE"}"#,
        r#"{"cloudProvider":"aws"}"#,
    ] {
        let PrivateLinkEndpoint::Unknown(raw) = success(body).await else {
            panic!("{body} is known");
        };
        assert_eq!(raw.get(), body);
    }
}

#[tokio::test]
async fn the_answer_is_at_hand_as_it_came() {
    let body = "\n{ \"cloudProvider\" : \"AWS\" }\n";
    let headers = [("content-type", "application/json"), ("x-java-method", "m")];
    let response = answered_with(answer(200, &headers, body))
        .await
        .expect("a success");
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(response.raw(), body);
    assert_eq!(response.headers()["x-java-method"], "m");
}

#[tokio::test]
async fn every_documented_failure_is_typed() {
    let cases = [
        (400, "BadRequest"),
        (401, "Unauthorized"),
        (402, "PaymentRequired"),
        (403, "Forbidden"),
        (404, "NotFound"),
        (409, "Conflict"),
        (429, "TooManyRequests"),
        (500, "InternalServerError"),
    ];
    for (status, name) in cases {
        let body = format!(r#"{{"error":{status},"errorCode":"CODE","reason":"R","detail":"D"}}"#);
        let error = answered_with(json(status, &body)).await.expect_err(name);
        assert_eq!(kind(&error), name);
        let response = api_error(&error);
        assert_eq!(response.status().as_u16(), status);
        assert_eq!(response.body().error, i32::from(status));
        assert_eq!(response.body().error_code, "CODE");
        assert_eq!(response.body().reason.as_deref(), Some("R"));
        assert_eq!(response.body().detail.as_deref(), Some("D"));
        assert_eq!(error.status().map(|status| status.as_u16()), Some(status));
        assert_eq!(error.error_code(), Some("CODE"));
        assert_eq!(error.hint(), None);
        assert_eq!(error.request_sent(), Sent::Yes);
    }
}

#[tokio::test]
async fn a_failure_tells_all_it_knows() {
    let body = r#"{"error":400,"errorCode":"VALIDATION_ERROR","detail":null,
        "parameters":["id",55,9007199254740993,18446744073709551615,1.5,null,true,{"a":["b"]}],
        "badRequestDetail":{"fields":[{"field":"id","description":"is too short"}]}}"#;
    let error = answered_with(json(400, body)).await.expect_err("400");
    let error = api_error(&error).body();
    assert_eq!(error.detail, Maybe::Null);
    assert_eq!(error.reason, Maybe::Absent);
    let detail = error.bad_request_detail.as_ref().expect("a detail");
    let fields = detail.fields.as_deref().expect("fields");
    assert_eq!(fields.len(), 1);
    assert_eq!(
        (fields[0].field.as_str(), fields[0].description.as_str()),
        ("id", "is too short")
    );
    // The third has no exact f64.
    let expected = [
        tree!("id"),
        tree!(55),
        tree!(9_007_199_254_740_993_u64),
        tree!(u64::MAX),
        tree!(1.5),
        tree!(null),
        tree!(true),
        tree!({"a": ["b"]}),
    ];
    assert_eq!(error.parameters.as_deref(), Some(&expected[..]));
}

#[tokio::test]
async fn a_status_that_is_not_documented_keeps_the_answer() {
    let html = "<html><body>Bad Gateway</body></html>";
    let cases = [
        (
            418,
            "application/json",
            r#"{"error":418,"errorCode":"TEAPOT"}"#,
        ),
        (502, "text/html", html),
        (503, "text/plain", ""),
        // Success, but not one that has a meaning here.
        (201, "application/json", AWS_REPLY),
        (204, "application/json", ""),
    ];
    for (status, media_type, body) in cases {
        let headers = [("content-type", media_type), ("retry-after", "9")];
        let error = answered_with(answer(status, &headers, body))
            .await
            .expect_err("no variant");
        assert_eq!(error.status().map(|status| status.as_u16()), Some(status));
        assert_eq!(error.request_sent(), Sent::Yes);
        let Failed::UnexpectedStatus(error) = error else {
            panic!("{status}: {error:?}");
        };
        assert_eq!(error.body(), body);
        assert_eq!(error.content_type(), Some(media_type));
        assert_eq!(error.headers()["retry-after"], "9");
        assert_eq!(error.operation(), "create_private_endpoint");
    }
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    for status in [301, 302, 303, 307, 308] {
        let server = Server::always(answer(status, &[("location", "/elsewhere")], "")).await;
        let error = call(&client(server.url())).await.expect_err("no variant");
        assert_eq!(kind(&error), "UnexpectedStatus");
        assert_eq!(error.status().map(|status| status.as_u16()), Some(status));
        server.only();
    }
}

/// The path and the message of a body that cannot be decoded.
async fn undecodable(status: u16, body: &str) -> (Option<String>, String) {
    let error = answered_with(json(status, body)).await.expect_err(body);
    let source = std::error::Error::source(&error).map(ToString::to_string);
    let Failed::Undecodable(error) = error else {
        panic!("{body}: {error:?}");
    };
    // What came is never lost.
    assert_eq!(error.status().as_u16(), status);
    assert_eq!(error.body(), body);
    assert_eq!(error.content_type(), Some("application/json"));
    let problem = error.problem().expect("a problem");
    assert_eq!(source, Some(problem.to_string()));
    (problem.path().map(str::to_owned), problem.to_string())
}

#[tokio::test]
async fn a_body_that_is_not_as_described_says_where() {
    let cases = [
        (400, r#"{"errorCode":"E"}"#, "$", "missing property `error`"),
        (409, r#"{"error":409}"#, "$", "missing property `errorCode`"),
        (
            400,
            r#"{"error":400,"errorCode":"E","badRequestDetail":{"fields":[{"field":"f","description":"d"},{"field":"f"}]}}"#,
            "$.badRequestDetail.fields[1]",
            "missing property `description`",
        ),
        (
            404,
            r#"{"error":"404","errorCode":"E"}"#,
            "$.error",
            "expected an integer, found a string",
        ),
        (
            404,
            r#"{"error":null,"errorCode":"E"}"#,
            "$.error",
            "expected an integer, found null",
        ),
        (404, r#"{"error":404.5,"errorCode":"E"}"#, "$.error", ""),
        (
            404,
            r#"{"error":2147483648,"errorCode":"E"}"#,
            "$.error",
            "",
        ),
        (500, "[]", "$", "expected an object, found an array"),
        (
            200,
            r#"{"cloudProvider":"AWS","connectionStatus":{}}"#,
            "$.connectionStatus",
            "expected a string, found an object",
        ),
        (
            200,
            r#"{"cloudProvider":"GCP","endpoints":[{},{"ipAddress":7}]}"#,
            "$.endpoints[1].ipAddress",
            "expected a string, found a number",
        ),
    ];
    for (status, body, path, problem) in cases {
        let (found, message) = undecodable(status, body).await;
        assert_eq!(found.as_deref(), Some(path), "{body}");
        assert!(message.ends_with(problem), "{body}: {message}");
    }
}

#[tokio::test]
async fn a_body_that_is_no_json_is_undecodable() {
    for body in [
        "",
        " ",
        r#"{"cloudProvider":"AWS""#,
        r#"{"cloudProvider":"AWS"} x"#,
        r#"{"cloudProvider":"OCI","a":[1,2}"#,
        "<html>",
        "{'cloudProvider':'AWS'}",
        "\u{feff}{\"cloudProvider\":\"AWS\"}",
    ] {
        let (_, message) = undecodable(200, body).await;
        assert!(
            message.contains("invalid JSON") || message.contains("end of"),
            "{body:?}: {message}"
        );
    }
    // As deep as it can get.
    undecodable(200, &"[".repeat(100_000)).await;
}

#[tokio::test]
async fn the_content_type_must_be_json() {
    let cases = [
        (MEDIA_TYPE, true),
        ("application/json", true),
        ("Application/JSON; charset=utf-8", true),
        ("application/vnd.atlas.2043-01-01+json;charset=UTF-8", true),
        ("text/html", false),
        ("text/plain", false),
        ("application/jsonl", false),
        ("application/octet-stream", false),
        ("nonsense", false),
    ];
    for (media_type, is_json) in cases {
        let outcome = answered_with(answer(200, &[("content-type", media_type)], AWS_REPLY)).await;
        let Err(error) = outcome else {
            assert!(is_json, "{media_type} was read");
            continue;
        };
        assert!(!is_json, "{media_type}: {error}");
        let Failed::Undecodable(error) = error else {
            panic!("{media_type}: {error:?}");
        };
        assert!(error.problem().is_none());
        assert_eq!(error.content_type(), Some(media_type));
        assert_eq!(error.body(), AWS_REPLY);
    }
    // Some servers do not say what they send.
    answered_with(answer(200, &[], AWS_REPLY))
        .await
        .expect("a success");
}

/// Limit, remaining, and when to try again.
type Limits = [Option<i64>; 3];

#[tokio::test]
async fn rate_limits_are_typed() {
    let none = [None, None, None];
    let cases: [(&[(&str, &str)], Limits); 6] = [
        (&[], none),
        (
            &[("RateLimit-Limit", "100"), ("RateLimit-Remaining", "97")],
            [Some(100), Some(97), None],
        ),
        (
            &[("ratelimit-remaining", " 0 "), ("retry-after", "55")],
            [None, Some(0), Some(55)],
        ),
        (
            &[("ratelimit-limit", "9223372036854775807")],
            [Some(i64::MAX), None, None],
        ),
        // A date is allowed in HTTP, but not described.
        (
            &[
                ("retry-after", "Wed, 21 Oct 2026 07:28:00 GMT"),
                ("ratelimit-limit", ""),
            ],
            none,
        ),
        (
            &[
                ("ratelimit-limit", "1.5"),
                ("ratelimit-remaining", "9223372036854775808"),
            ],
            none,
        ),
    ];
    let values = |headers: &HeaderMap| {
        [
            headers::RATE_LIMIT_LIMIT.get(headers),
            headers::RATE_LIMIT_REMAINING.get(headers),
            headers::RETRY_AFTER.get(headers),
        ]
    };
    for (headers, expected) in cases {
        let success = answered_with(answer(200, headers, AWS_REPLY))
            .await
            .expect("a success");
        assert_eq!(values(success.headers()), expected, "{headers:?}");
        let failure = answered_with(answer(429, headers, r#"{"error":429,"errorCode":"E"}"#)).await;
        let failure = failure.expect_err("429");
        assert_eq!(
            values(api_error(&failure).headers()),
            expected,
            "{headers:?}"
        );
    }
}
