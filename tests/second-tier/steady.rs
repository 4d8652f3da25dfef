//! Steady: bodies and media types.

use atlas_private_endpoint::operations::CreatePrivateEndpointError;
use atlas_private_endpoint::types::{CloudProvider, PrivateLinkEndpoint};

use crate::support::{GROUP, Raw, SERVICE, aws, azure, bearer, gcp, server};

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
