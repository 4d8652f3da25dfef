//! Prism: paths, parameters, patterns, credentials; typed answers.

use atlas_private_endpoint::operations::CreatePrivateEndpointError;
use atlas_private_endpoint::types::{
    AwsConnectionStatus, AzureEndpointStatus, CloudProvider, CreateAwsEndpointRequest,
    CreateAzureEndpointRequest, CreateEndpointRequest, CreateGcpEndpointGroupRequest,
    CreateGcpForwardingRuleRequest, GcpForwardingRuleStatus, PrivateLinkEndpoint,
};
use atlas_private_endpoint::{CallOptions, Client, RetryPolicy, headers};
use http::{HeaderName, HeaderValue};

use crate::support::{
    AZURE_ID, GCP_PROJECT, GROUP, Raw, SERVICE, VPCE, api_error, aws, azure, bearer, checking, gcp,
    server,
};

/// Asks Prism for the answer to give: `code=409` or `example=azure`.
fn prefer(wish: &str) -> CallOptions {
    let value = HeaderValue::from_str(wish).expect("a header value");
    CallOptions::new().header(HeaderName::from_static("prefer"), value)
}

#[tokio::test]
async fn prism_accepts_every_variant_and_answers_in_kind() {
    let Some(url) = server("PRISM_URL") else {
        return;
    };
    // What the judge accepts, we accept.
    let client = checking(&url);
    for ((provider, body), example) in [
        (aws(), "example=aws"),
        (azure(), "example=azure"),
        (gcp(), "example=gcp"),
    ] {
        let request = client
            .create_private_endpoint(GROUP, provider, SERVICE, body)
            .options(prefer(example));
        let reply = request
            .send()
            .await
            .unwrap_or_else(|error| panic!("{example}: {error}"));
        assert_eq!(reply.header(headers::RATE_LIMIT_LIMIT), Some(100));
        assert_eq!(reply.header(headers::RATE_LIMIT_REMAINING), Some(97));
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
            // The 429 says to wait for 55 seconds.
            .options(prefer(&wish).retry(RetryPolicy::none()))
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
                assert_eq!(
                    (
                        reply.header(headers::RATE_LIMIT_LIMIT),
                        reply.header(headers::RETRY_AFTER),
                    ),
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
    let (client, strict) = (bearer(&url), checking(&url));
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
        let call = async |client: &Client| {
            let (provider, body) = (provider.clone(), body.clone());
            client
                .create_private_endpoint(group, provider, service, body)
                .send()
                .await
        };
        let error = call(&strict).await.expect_err(what);
        assert!(
            matches!(error, CreatePrivateEndpointError::Validation(_)),
            "{what}: a client that checks sees nothing wrong: {error:?}"
        );
        let error = call(&client).await.expect_err(what);
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
