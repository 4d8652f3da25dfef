//! The generated client against servers that other people wrote. `tests/second-tier/run` starts
//! them and says in the environment where they listen; without a server its tests are skipped.
//!
//! Each judge sees a part: Steady looks at bodies and media types, Prism at paths, parameters,
//! patterns and credentials, Apache at HTTP Digest. So every part also has a test that sends
//! broken requests past the client: a judge that accepts anything proves nothing.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use atlas_private_endpoint::operations::CreatePrivateEndpointError;
use atlas_private_endpoint::types::{
    ApiError, AwsConnectionStatus, AzureEndpointStatus, CloudProvider, CreateAwsEndpointRequest,
    CreateAzureEndpointRequest, CreateEndpointRequest, CreateGcpEndpointGroupRequest,
    CreateGcpForwardingRuleRequest, GcpForwardingRuleStatus, PrivateLinkEndpoint,
};
use atlas_private_endpoint::{CallOptions, Client};
use http::{HeaderName, HeaderValue};

const GROUP: &str = "5f2c9a8e7b1d3046a9c8e5f1";
const SERVICE: &str = "64d1b7e0c3a95f2816e4d0b9";
const VPCE: &str = "vpce-0a1b2c3d4e5f60718";
const AZURE_ID: &str = "/subscriptions/0f3d2c1b-5a49-4e68-9c7d-8b6a5f4e3d2c/resourceGroups/network-prod\
                        /providers/Microsoft.Network/privateEndpoints/atlas-orders";
const GCP_PROJECT: &str = "p-acmeanalytics0000prod001";
const MEDIA_TYPE: &str = "application/vnd.atlas.2023-01-01+json";

/// The value of a variable that `run` sets, or a line that says why nothing is tested.
fn server(variable: &str) -> Option<String> {
    let value = std::env::var(variable)
        .ok()
        .filter(|value| !value.is_empty());
    if value.is_none() {
        println!(
            "skipped: {variable} is not set; tests/second-tier/run starts the server and sets it"
        );
    }
    value
}

/// A client with a bearer token; what the token is does not matter to a mock server.
fn bearer(url: &str) -> Client {
    Client::builder()
        .base_url(url)
        .bearer("second-tier")
        .build()
        .expect("a client")
}

/// A client with an API key, which means HTTP Digest.
fn digest(url: &str, private_key: &str) -> Client {
    Client::builder()
        .base_url(url)
        .api_key("public-key", private_key)
        .build()
        .expect("a client")
}

fn aws() -> (CloudProvider, CreateEndpointRequest) {
    (
        CloudProvider::Aws,
        CreateAwsEndpointRequest::new(VPCE).into(),
    )
}

fn azure() -> (CloudProvider, CreateEndpointRequest) {
    (
        CloudProvider::Azure,
        CreateAzureEndpointRequest::new(AZURE_ID, "10.20.0.4").into(),
    )
}

fn gcp() -> (CloudProvider, CreateEndpointRequest) {
    let rule = |name: &str, address: &str| {
        CreateGcpForwardingRuleRequest::new()
            .endpoint_name(name)
            .ip_address(address)
    };
    let rules = vec![
        rule("atlas-orders-0", "10.30.0.10"),
        rule("atlas-orders-1", "10.30.0.11"),
    ];
    (
        CloudProvider::Gcp,
        CreateGcpEndpointGroupRequest::new("atlas-orders", GCP_PROJECT)
            .endpoints(rules)
            .into(),
    )
}

/// Asks Prism for the answer to give: `code=409` or `example=azure`.
fn prefer(wish: &str) -> CallOptions {
    let value = HeaderValue::from_str(wish).expect("a header value");
    CallOptions::new().header(HeaderName::from_static("prefer"), value)
}

/// The body of a documented error.
fn api_error(error: &CreatePrivateEndpointError) -> Option<&ApiError> {
    use CreatePrivateEndpointError as E;
    match error {
        E::BadRequest(reply)
        | E::Unauthorized(reply)
        | E::PaymentRequired(reply)
        | E::Forbidden(reply)
        | E::NotFound(reply)
        | E::Conflict(reply)
        | E::TooManyRequests(reply)
        | E::InternalServerError(reply) => Some(reply.body()),
        _ => None,
    }
}

/// The HTTP status of an error, when there was an answer.
fn status(error: &CreatePrivateEndpointError) -> Option<u16> {
    use CreatePrivateEndpointError as E;
    match error {
        E::Undecodable(reply) => Some(reply.status().as_u16()),
        E::UnexpectedStatus(reply) => Some(reply.status().as_u16()),
        other => api_error(other).and_then(|body| u16::try_from(body.error).ok()),
    }
}

/// What to send past the client.
struct Raw<'a> {
    path: &'a str,
    content_type: &'a str,
    authorization: &'a str,
    body: &'a str,
}

impl Default for Raw<'_> {
    /// A correct request.
    fn default() -> Self {
        Self {
            path: "/api/atlas/v2/groups/5f2c9a8e7b1d3046a9c8e5f1/privateEndpoint/AWS\
                   /endpointService/64d1b7e0c3a95f2816e4d0b9/endpoint",
            content_type: MEDIA_TYPE,
            authorization: "Authorization: Bearer second-tier\r\n",
            body: r#"{"cloudProvider":"AWS","id":"vpce-0a1b2c3d4e5f60718"}"#,
        }
    }
}

impl Raw<'_> {
    /// Sends it byte by byte, without any HTTP library; returns the status.
    fn send(&self, url: &str) -> u16 {
        let host = url.trim_start_matches("http://");
        let mut stream = TcpStream::connect(host).expect("the server listens");
        stream
            .set_read_timeout(Some(Duration::from_secs(20)))
            .expect("a timeout");
        let Self {
            path,
            content_type,
            authorization,
            body,
        } = self;
        let length = body.len();
        write!(
            stream,
            "POST {path} HTTP/1.1\r\nHost: {host}\r\nAccept: {MEDIA_TYPE}\r\n{authorization}\
             Content-Type: {content_type}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
        )
        .expect("the request is sent");
        let mut reply = Vec::new();
        // A reset after the answer is none of our business.
        let _ = stream.read_to_end(&mut reply);
        let reply = String::from_utf8_lossy(&reply);
        let code = reply.split(' ').nth(1).and_then(|code| code.parse().ok());
        code.unwrap_or_else(|| panic!("no status line: {reply:?}"))
    }
}

// ---- Steady: bodies and media types ----

#[tokio::test]
async fn steady_accepts_every_variant() {
    let Some(url) = server("STEADY_URL") else {
        return;
    };
    let client = bearer(&url);
    for (provider, body) in [aws(), azure(), gcp()] {
        let reply = client
            .create_private_endpoint(GROUP, provider.clone(), SERVICE, body)
            .send()
            .await;
        let reply = reply.unwrap_or_else(|error| panic!("{provider}: {error}"));
        assert_eq!(reply.status().as_u16(), 200);
        // Steady gives the same example whatever was sent.
        assert!(
            matches!(reply.body(), PrivateLinkEndpoint::Aws(_)),
            "{:?}",
            reply.body()
        );
    }
}

#[tokio::test]
async fn steady_refuses_an_unknown_provider_and_the_answer_is_kept() {
    let Some(url) = server("STEADY_URL") else {
        return;
    };
    let client = bearer(&url);
    let (_, body) = aws();
    let error = client
        .create_private_endpoint(GROUP, CloudProvider::from("OCI"), SERVICE, body)
        .send()
        .await;
    // The status is documented, but the body is Steady's own and no `ApiError`.
    let Err(CreatePrivateEndpointError::Undecodable(reply)) = error else {
        panic!("{error:?}")
    };
    assert_eq!(reply.status().as_u16(), 400);
    let text = String::from_utf8_lossy(reply.body());
    assert!(
        text.contains("path.cloudProvider") && text.contains("OCI"),
        "{text}"
    );
}

#[test]
fn steady_is_awake() {
    let Some(url) = server("STEADY_URL") else {
        return;
    };
    assert_eq!(Raw::default().send(&url), 200);
    let broken = [
        ("no id", r#"{"cloudProvider":"AWS"}"#),
        (
            "an id that is a number",
            r#"{"cloudProvider":"AWS","id":5}"#,
        ),
        (
            "an unknown provider",
            r#"{"cloudProvider":"OCI","id":"vpce-0a1b2c3d4e5f60718"}"#,
        ),
        (
            "Azure without its address",
            r#"{"cloudProvider":"AZURE","id":"/subscriptions/1"}"#,
        ),
        (
            "Google Cloud without its project",
            r#"{"cloudProvider":"GCP","endpointGroupName":"g"}"#,
        ),
        (
            "endpoints that are no list",
            r#"{"cloudProvider":"GCP","endpointGroupName":"g","gcpProjectId":"p-acmeanalytics0000prod001","endpoints":{}}"#,
        ),
        ("half a body", r#"{"cloudProvider":"AWS","id":"vpce"#),
        ("no body", ""),
    ];
    for (what, body) in broken {
        assert_eq!(
            Raw {
                body,
                ..Raw::default()
            }
            .send(&url),
            400,
            "{what}"
        );
    }
    assert_eq!(
        Raw {
            content_type: "application/json",
            ..Raw::default()
        }
        .send(&url),
        400,
        "plain JSON"
    );
}

// ---- Prism: paths, parameters, patterns, credentials; typed answers ----

#[tokio::test]
async fn prism_accepts_every_variant_and_answers_in_kind() {
    let Some(url) = server("PRISM_URL") else {
        return;
    };
    let client = bearer(&url);
    for ((provider, body), example) in [
        (aws(), "example=aws"),
        (azure(), "example=azure"),
        (gcp(), "example=gcp"),
    ] {
        let request = client
            .create_private_endpoint(GROUP, provider, SERVICE, body)
            .options(prefer(example));
        request
            .validate()
            .expect("what the judge accepts, we accept");
        let reply = request
            .send()
            .await
            .unwrap_or_else(|error| panic!("{example}: {error}"));
        assert_eq!(reply.values().rate_limit_limit, Some(100));
        assert_eq!(reply.values().rate_limit_remaining, Some(97));
        match (example, reply.into_body()) {
            ("example=aws", PrivateLinkEndpoint::Aws(endpoint)) => {
                assert_eq!(
                    endpoint.connection_status,
                    Some(AwsConnectionStatus::PendingAcceptance)
                );
                assert_eq!(endpoint.interface_endpoint_id.as_deref(), Some(VPCE));
                assert!(endpoint.error_message.is_null());
            }
            ("example=azure", PrivateLinkEndpoint::Azure(endpoint)) => {
                assert_eq!(endpoint.status, Some(AzureEndpointStatus::Initiating));
                assert_eq!(
                    endpoint.private_endpoint_resource_id.as_deref(),
                    Some(AZURE_ID)
                );
                assert_eq!(
                    endpoint.private_endpoint_ip_address.as_deref(),
                    Some("10.20.0.4")
                );
            }
            ("example=gcp", PrivateLinkEndpoint::Gcp(group)) => {
                let rules = group.endpoints.expect("the rules of the group");
                assert_eq!(rules.len(), 2);
                assert_eq!(rules[0].status, Some(GcpForwardingRuleStatus::Available));
                assert_eq!(group.port_mapping_enabled, Some(false));
            }
            (example, other) => panic!("{example}: {other:?}"),
        }
    }
}

#[tokio::test]
async fn prism_answers_with_every_documented_failure() {
    let Some(url) = server("PRISM_URL") else {
        return;
    };
    let client = bearer(&url);
    for code in [400, 401, 402, 403, 404, 409, 429, 500] {
        let (provider, body) = aws();
        let wish = format!("code={code}");
        let reply = client
            .create_private_endpoint(GROUP, provider, SERVICE, body)
            .options(prefer(&wish))
            .send()
            .await;
        let error = reply.expect_err("a failure was asked for");
        let body = api_error(&error).unwrap_or_else(|| panic!("{code}: {error:?}"));
        assert_eq!(body.error, code);
        use CreatePrivateEndpointError as E;
        match (code, &error) {
            (400, E::BadRequest(reply)) => {
                let detail = reply
                    .body()
                    .bad_request_detail
                    .as_ref()
                    .expect("which fields are bad");
                assert_eq!(detail.fields.as_ref().map_or(0, Vec::len), 1);
            }
            (409, E::Conflict(reply)) => {
                assert!(reply.body().error_code.ends_with("ALREADY_EXISTS"))
            }
            (429, E::TooManyRequests(reply)) => {
                let values = reply.values();
                assert_eq!(
                    (values.rate_limit_limit, values.retry_after),
                    (Some(100), Some(55))
                );
                // Strings and numbers side by side.
                let parameters = reply.body().parameters.as_deref().unwrap_or_default();
                assert!(
                    parameters[0].is_string() && parameters[1].is_number(),
                    "{parameters:?}"
                );
            }
            (401, E::Unauthorized(_))
            | (402, E::PaymentRequired(_))
            | (403, E::Forbidden(_))
            | (404, E::NotFound(_))
            | (500, E::InternalServerError(_)) => {}
            (code, error) => panic!("{code} came out as {error:?}"),
        }
    }
}

#[tokio::test]
async fn prism_refuses_what_validate_refuses() {
    let Some(url) = server("PRISM_URL") else {
        return;
    };
    let client = bearer(&url);
    let rule = CreateGcpForwardingRuleRequest::new().ip_address("10.0.0");
    let broken: [(&str, &str, CloudProvider, &str, CreateEndpointRequest); 6] = [
        (
            "group id",
            "not-an-id",
            CloudProvider::Aws,
            SERVICE,
            aws().1,
        ),
        ("service id", GROUP, CloudProvider::Aws, VPCE, aws().1),
        (
            "AWS id",
            GROUP,
            CloudProvider::Aws,
            SERVICE,
            CreateAwsEndpointRequest::new("vpce-xyz").into(),
        ),
        (
            "Azure address",
            GROUP,
            CloudProvider::Azure,
            SERVICE,
            CreateAzureEndpointRequest::new(AZURE_ID, "10.20.0.256").into(),
        ),
        (
            "Google Cloud project",
            GROUP,
            CloudProvider::Gcp,
            SERVICE,
            CreateGcpEndpointGroupRequest::new("atlas-orders", "my-project").into(),
        ),
        (
            "address of a rule",
            GROUP,
            CloudProvider::Gcp,
            SERVICE,
            CreateGcpEndpointGroupRequest::new("atlas-orders", GCP_PROJECT)
                .endpoints(vec![rule])
                .into(),
        ),
    ];
    for (what, group, provider, service, body) in broken {
        let request = client.create_private_endpoint(group, provider, service, body);
        assert!(
            request.validate().is_err(),
            "{what}: validate() sees nothing wrong"
        );
        let error = request.send().await.expect_err(what);
        assert!(
            matches!(error, CreatePrivateEndpointError::BadRequest(_)),
            "{what}: {error:?}"
        );
    }
}

#[tokio::test]
async fn prism_routes_a_path_with_reserved_characters() {
    let Some(url) = server("PRISM_URL") else {
        return;
    };
    let client = bearer(&url);
    // Unescaped, each of these would be another path, and the answer 404.
    for group in ["a/b", "a?b=c", "a#b", "a%2Fb", "ä b"] {
        let (provider, body) = aws();
        let reply = client
            .create_private_endpoint(group, provider, SERVICE, body)
            .send()
            .await;
        let error = reply.expect_err("no such group id");
        assert!(
            matches!(error, CreatePrivateEndpointError::BadRequest(_)),
            "{group}: {error:?}"
        );
    }
    // URL libraries take a segment of dots away even when it is escaped, so it is not sent at all.
    let (provider, body) = aws();
    let reply = client
        .create_private_endpoint("..", provider, SERVICE, body)
        .send()
        .await;
    assert!(
        matches!(reply, Err(CreatePrivateEndpointError::Validation(_))),
        "{reply:?}"
    );
}

#[tokio::test]
async fn prism_understands_the_query() {
    let Some(url) = server("PRISM_URL") else {
        return;
    };
    let client = bearer(&url);
    for flag in [false, true] {
        let (provider, body) = aws();
        let request = client
            .create_private_endpoint(GROUP, provider, SERVICE, body)
            .envelope(flag)
            .pretty(flag);
        // Prism does not wrap its answer, which is fine as well.
        let reply = request
            .send()
            .await
            .unwrap_or_else(|error| panic!("{flag}: {error}"));
        assert!(matches!(reply.body(), PrivateLinkEndpoint::Aws(_)));
    }
}

#[test]
fn prism_is_awake() {
    let Some(url) = server("PRISM_URL") else {
        return;
    };
    let good = Raw::default();
    assert_eq!(good.send(&url), 200);
    assert_eq!(
        Raw {
            authorization: "",
            ..Raw::default()
        }
        .send(&url),
        401,
        "no credentials"
    );
    let path = good.path.replace("/AWS/", "/OCI/");
    assert_eq!(
        Raw {
            path: &path,
            ..Raw::default()
        }
        .send(&url),
        400,
        "an unknown provider"
    );
    let path = format!("{}?envelope=perhaps", good.path);
    assert_eq!(
        Raw {
            path: &path,
            ..Raw::default()
        }
        .send(&url),
        400,
        "a boolean that is none"
    );
    let path = format!("{}/more", good.path);
    assert_eq!(
        Raw {
            path: &path,
            ..Raw::default()
        }
        .send(&url),
        404,
        "another path"
    );
    let body = r#"{"cloudProvider":"AWS","id":"vpce-0a1b2c3d4e5f6071"}"#;
    assert_eq!(
        Raw {
            body,
            ..Raw::default()
        }
        .send(&url),
        400,
        "an id that is too short"
    );
}

// ---- Apache: HTTP Digest ----

/// How many requests for that group got that status, from Apache's access log. Apache writes a line
/// when the answer is out, so wait a little for the last one.
async fn logged(group: &str, status: &str, expected: usize) -> usize {
    let log = std::env::var("APACHE_DIGEST_LOG").expect("`run` sets the log with the URL");
    let mut count = 0;
    for _ in 0..20 {
        let text = std::fs::read_to_string(&log).expect("the access log");
        count = text
            .lines()
            .filter(|line| line.starts_with(status) && line.contains(group))
            .count();
        if count >= expected {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    count
}

#[tokio::test]
async fn apache_digest_reuses_a_nonce_until_it_is_stale() {
    let Some(url) = server("APACHE_DIGEST_URL") else {
        return;
    };
    // A group of its own, to find the requests in the log.
    let group = "d16e57000000000000000001";
    let client = digest(&url, "private/key+=");
    let call = async |envelope: bool| {
        let (provider, body) = aws();
        let request = client.create_private_endpoint(group, provider, SERVICE, body);
        // The query is part of what the answer to a challenge signs.
        let request = if envelope {
            request.envelope(true)
        } else {
            request
        };
        let reply = request
            .send()
            .await
            .unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(reply.status().as_u16(), 200);
    };

    for envelope in [false, true, false] {
        call(envelope).await;
    }
    assert_eq!(logged(group, "200", 3).await, 3);
    assert_eq!(
        logged(group, "401", 1).await,
        1,
        "one challenge for three calls"
    );

    // A nonce lives for three seconds.
    tokio::time::sleep(Duration::from_millis(4200)).await;
    call(false).await;
    assert_eq!(logged(group, "200", 4).await, 4);
    assert_eq!(
        logged(group, "401", 2).await,
        2,
        "one more challenge, because the nonce was stale"
    );
}

#[tokio::test]
async fn apache_digest_serves_calls_at_the_same_time() {
    let Some(url) = server("APACHE_DIGEST_URL") else {
        return;
    };
    let client = digest(&url, "private/key+=");
    let call = |client: Client| async move {
        let (provider, body) = aws();
        client
            .create_private_endpoint(GROUP, provider, SERVICE, body)
            .send()
            .await
            .map(|reply| reply.status())
    };
    let calls: Vec<_> = (0..8).map(|_| tokio::spawn(call(client.clone()))).collect();
    for one in calls {
        let reply = one.await.expect("the call ends");
        assert_eq!(
            reply.unwrap_or_else(|error| panic!("{error}")).as_u16(),
            200
        );
    }
}

#[tokio::test]
async fn apache_digest_signs_the_escaped_path() {
    let Some(url) = server("APACHE_DIGEST_URL") else {
        return;
    };
    let client = digest(&url, "private/key+=");
    let (provider, body) = aws();
    let reply = client
        .create_private_endpoint("ä b&c", provider, SERVICE, body)
        .send()
        .await;
    // Steady behind it does not look at patterns, Prism does; what matters is that Apache let it through.
    if let Err(error) = reply {
        assert_eq!(status(&error), Some(400), "{error:?}");
    }
}

#[tokio::test]
async fn apache_digest_refuses_a_wrong_key() {
    let Some(url) = server("APACHE_DIGEST_URL") else {
        return;
    };
    let group = "d16e57000000000000000002";
    let client = digest(&url, "wrong");
    let (provider, body) = aws();
    let reply = client
        .create_private_endpoint(group, provider, SERVICE, body)
        .send()
        .await;
    // Apache's 401 is a page of HTML, no `ApiError`.
    let error = reply.expect_err("the key is wrong");
    assert_eq!(status(&error), Some(401), "{error:?}");
    assert!(
        !format!("{error:?} {error}").contains("wrong"),
        "the key is in the error"
    );
    // The first request without an answer, the second with a wrong one, and no third.
    assert_eq!(logged(group, "401", 2).await, 2);
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert_eq!(logged(group, "401", 3).await, 2);
}
