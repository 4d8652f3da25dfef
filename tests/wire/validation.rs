//! The rules of the description: checked when asked, and never in the way otherwise.

use atlas_private_endpoint::runtime::ValidationError;
use atlas_private_endpoint::runtime::transport::memory::{self, MemoryTransport};
use atlas_private_endpoint::types::{
    CloudProvider, CreateAwsEndpointRequest, CreateAzureEndpointRequest, CreateEndpointRequest,
    CreateGcpEndpointGroupRequest, CreateGcpForwardingRuleRequest,
};

use crate::support::{
    AWS_REPLY, Failed, GCP_PROJECT, GROUP, SERVICE, Server, VPCE, aws, azure, build, builder, gcp,
    json, said,
};

/// What a client that checks says of a request, which nobody receives.
async fn check(
    group: &str,
    service: &str,
    body: CreateEndpointRequest,
) -> Result<(), ValidationError> {
    let nobody = MemoryTransport::new(|_| memory::json(http::StatusCode::OK, AWS_REPLY));
    let client = build(
        builder("https://atlas.test")
            .transport(nobody)
            .validate(true),
    );
    let call = client.create_private_endpoint(group, CloudProvider::Aws, service, body);
    match call.send().await {
        Err(Failed::Validation(failed)) => Err(failed.into_inner()),
        _ => Ok(()),
    }
}

/// The places of all violations.
fn places(result: Result<(), ValidationError>) -> Vec<String> {
    let violations = result.err().map(|error| error.violations().to_vec());
    let violations = violations.unwrap_or_default().into_iter();
    violations
        .map(|violation| format!("{} {}", violation.place, violation.rule))
        .collect()
}

#[tokio::test]
async fn what_follows_the_rules_passes() {
    for body in [
        aws(),
        azure(),
        gcp(),
        CreateGcpEndpointGroupRequest::new("", GCP_PROJECT).into(),
    ] {
        check(GROUP, SERVICE, body).await.expect("no violation");
    }
}

#[tokio::test]
async fn each_broken_rule_is_named() {
    let rule = |address: &str| CreateGcpForwardingRuleRequest::new().ip_address(address);
    let cases: [(&str, &str, CreateEndpointRequest, &[&str]); 8] = [
        (
            "",
            SERVICE,
            aws(),
            &[
                "path parameter `groupId` pattern",
                "path parameter `groupId` required",
            ],
        ),
        (
            &GROUP.to_uppercase(),
            SERVICE,
            aws(),
            &["path parameter `groupId` pattern"],
        ),
        // The pattern has both anchors.
        (
            &format!("{GROUP}0"),
            SERVICE,
            aws(),
            &["path parameter `groupId` pattern"],
        ),
        (
            GROUP,
            &format!("{SERVICE}\n"),
            aws(),
            &["path parameter `endpointServiceId` pattern"],
        ),
        (
            GROUP,
            SERVICE,
            CreateAwsEndpointRequest::new("vpce-0A1B2C3D4E5F60718").into(),
            &["body $.id pattern"],
        ),
        (
            GROUP,
            SERVICE,
            CreateAzureEndpointRequest::new("anything", "10.20.0.4.").into(),
            &["body $.privateEndpointIPAddress pattern"],
        ),
        (
            GROUP,
            SERVICE,
            CreateGcpEndpointGroupRequest::new("g", "my-project").into(),
            &["body $.gcpProjectId pattern"],
        ),
        (
            "x",
            VPCE,
            CreateGcpEndpointGroupRequest::new("g", "p-")
                .endpoints(vec![rule("10.0.0.1"), rule("10.0.0"), rule("")])
                .into(),
            &[
                "path parameter `groupId` pattern",
                "path parameter `endpointServiceId` pattern",
                "body $.endpoints[1].ipAddress pattern",
                "body $.endpoints[2].ipAddress pattern",
                "body $.gcpProjectId pattern",
            ],
        ),
    ];
    for (group, service, body, expected) in cases {
        assert_eq!(places(check(group, service, body).await), expected);
    }
}

#[tokio::test]
async fn the_pattern_with_a_look_ahead_is_understood() {
    let good = [
        "0.0.0.0",
        "10.20.0.4",
        "255.255.255.255",
        "1:2:3:4:5:6:7:8",
        "2001:db8:0:0:0:0:0:1",
        "fe80:0000:0000:0000:0202:b3ff:fe1e:8329",
        // Not an address, but the pattern is the server's, and it has no anchor there.
        "10.20.0.4.5",
    ];
    let bad = [
        "",
        "10.20.0",
        "10.20.0.4.",
        "10.20.0.256",
        "::1",
        "a.b.c.d",
        "10,20,0,4",
    ];
    for (addresses, expected) in [(&good[..], true), (&bad[..], false)] {
        for address in addresses {
            let body = CreateAzureEndpointRequest::new("id", *address);
            assert_eq!(
                check(GROUP, SERVICE, body.into()).await.is_ok(),
                expected,
                "{address}"
            );
        }
    }
}

#[tokio::test]
async fn a_client_checks_only_when_told_to() {
    let server = Server::always(json(200, AWS_REPLY)).await;
    let send = async |validate: Option<bool>| {
        let mut builder = builder(server.url());
        if let Some(validate) = validate {
            builder = builder.validate(validate);
        }
        build(builder)
            .create_private_endpoint("not-an-id", CloudProvider::Aws, SERVICE, aws())
            .send()
            .await
    };
    for lax in [None, Some(false)] {
        send(lax).await.expect("the server takes it");
    }
    assert_eq!(server.requests().len(), 2);

    let error = send(Some(true)).await.expect_err("a violation");
    assert_eq!(server.requests().len(), 2, "nothing was sent");
    assert_eq!(
        said(&error),
        "path parameter `groupId`: must match the pattern `^([a-f0-9]{24})$`"
    );
    assert_eq!(error.status(), None);
    let Failed::Validation(error) = error else {
        panic!("{error:?}");
    };
    let violation = &error.violations()[0];
    assert_eq!(
        (violation.place.as_str(), violation.rule),
        ("path parameter `groupId`", "pattern")
    );
}

#[tokio::test]
async fn a_strict_client_sends_what_follows_the_rules() {
    let server = Server::always(json(200, AWS_REPLY)).await;
    let client = build(builder(server.url()).validate(true));
    for body in [aws(), azure(), gcp()] {
        client
            .create_private_endpoint(GROUP, CloudProvider::Aws, SERVICE, body)
            .send()
            .await
            .expect("a success");
    }
    assert_eq!(server.requests().len(), 3);
}

#[tokio::test]
async fn a_message_does_not_repeat_the_value() {
    let error = check(
        "hunter2",
        SERVICE,
        CreateAwsEndpointRequest::new("hunter2").into(),
    )
    .await;
    let error = error.expect_err("two violations");
    assert_eq!(error.violations().len(), 2);
    assert!(
        !format!("{error} {error:?}").contains("hunter2"),
        "{error:?}"
    );
}
