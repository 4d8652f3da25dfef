//! What a call puts on the wire, to the byte.

use atlas_private_endpoint::types::{
    CloudProvider, CreateAwsEndpointRequest, CreateEndpointRequest, CreateGcpEndpointGroupRequest,
};
use atlas_private_endpoint::{CallOptions, Client, ClientBuilder};
use http::{HeaderName, HeaderValue};

use crate::support::{
    AWS_BODY, AWS_PATH, AWS_REPLY, GCP_PROJECT, GROUP, MEDIA_TYPE, RawServer, SERVICE, Server,
    TOKEN, aws, azure, build, builder, call, client, gcp, header, json, kind, peer, said,
};

async fn server() -> Server {
    Server::always(json(200, AWS_REPLY)).await
}

/// Each variant has the tag exactly once, and only properties of its own.
fn variants() -> [(CloudProvider, CreateEndpointRequest, &'static str); 4] {
    let bare = CreateGcpEndpointGroupRequest::new("orders", GCP_PROJECT);
    [
        (CloudProvider::Aws, aws(), AWS_BODY),
        (
            CloudProvider::Azure,
            azure(),
            r#"{"cloudProvider":"AZURE","id":"/subscriptions/1/privateEndpoints/a","privateEndpointIPAddress":"10.20.0.4"}"#,
        ),
        (
            CloudProvider::Gcp,
            gcp(),
            r#"{"cloudProvider":"GCP","endpointGroupName":"orders","endpoints":[{"endpointName":"rule-0","ipAddress":"10.30.0.10"},{}],"gcpProjectId":"p-acmeanalytics0000prod001"}"#,
        ),
        (
            CloudProvider::Gcp,
            bare.into(),
            r#"{"cloudProvider":"GCP","endpointGroupName":"orders","gcpProjectId":"p-acmeanalytics0000prod001"}"#,
        ),
    ]
}

#[tokio::test]
async fn every_variant_is_sent_as_described() {
    for (provider, body, bytes) in variants() {
        let server = server().await;
        let path = AWS_PATH.replace("/AWS/", &format!("/{provider}/"));
        client(server.url())
            .create_private_endpoint(GROUP, provider, SERVICE, body)
            .send()
            .await
            .expect("a success");
        let request = server.only();
        assert_eq!(request.method(), "POST");
        assert_eq!(request.uri().to_string(), path);
        assert_eq!(request.body(), bytes);
        assert_eq!(header(&request, "content-type"), MEDIA_TYPE);
        assert_eq!(
            header(&request, "accept"),
            "application/vnd.atlas.2023-01-01+json, application/json"
        );
        assert_eq!(header(&request, "authorization"), format!("Bearer {TOKEN}"));
        assert_eq!(header(&request, "content-length"), bytes.len().to_string());
    }
}

#[tokio::test]
async fn the_whole_request_byte_for_byte() {
    let reply = "HTTP/1.1 200 OK\r\ncontent-type: application/vnd.atlas.2023-01-01+json\r\n\
                 content-length: 23\r\n\r\n{\"cloudProvider\":\"AWS\"}";
    let server = RawServer::answering(reply).await;
    let address = server.address().to_owned();
    let client = build(builder(&server.url()).user_agent("wire-tests/1"));
    client
        .create_private_endpoint(GROUP, CloudProvider::Aws, SERVICE, aws())
        .pretty(true)
        .send()
        .await
        .expect("a success");
    let expected = format!(
        "POST {AWS_PATH}?pretty=true HTTP/1.1\r\n\
         user-agent: wire-tests/1\r\n\
         accept: application/vnd.atlas.2023-01-01+json, application/json\r\n\
         content-type: application/vnd.atlas.2023-01-01+json\r\n\
         authorization: Bearer t0ken-of-the-tests\r\n\
         host: {address}\r\n\
         content-length: 53\r\n\
         \r\n\
         {AWS_BODY}"
    );
    // Sent by the feature `gzip` of reqwest, which some crate of the workspace may switch on.
    let request = server
        .request()
        .await
        .replace("accept-encoding: gzip\r\n", "");
    assert_eq!(request, expected);
}

#[tokio::test]
async fn the_query_has_what_was_set_and_nothing_else() {
    let cases = [
        (None, None, None),
        (Some(true), None, Some("envelope=true")),
        (Some(false), None, Some("envelope=false")),
        (None, Some(true), Some("pretty=true")),
        (Some(false), Some(true), Some("envelope=false&pretty=true")),
    ];
    for (envelope, pretty, query) in cases {
        let server = server().await;
        let client = client(server.url());
        let mut request = client.create_private_endpoint(GROUP, CloudProvider::Aws, SERVICE, aws());
        if let Some(envelope) = envelope {
            request = request.envelope(envelope);
        }
        if let Some(pretty) = pretty {
            request = request.pretty(pretty);
        }
        request.send().await.expect("a success");
        assert_eq!(server.only().uri().query(), query);
    }
}

#[tokio::test]
async fn a_path_parameter_stays_in_its_segment() {
    let cases = [
        ("a/b?c#d %é", "a%2Fb%3Fc%23d%20%25%C3%A9"),
        ("a%2Fb", "a%252Fb"),
        ("..a", "..a"),
        ("...", "..."),
        ("../x", "..%2Fx"),
        ("a\r\nb", "a%0D%0Ab"),
        ("-._~", "-._~"),
        (
            "a;b=c,d:e@f&g+h$i!j*k'l(m)",
            "a%3Bb%3Dc%2Cd%3Ae%40f%26g%2Bh%24i%21j%2Ak%27l%28m%29",
        ),
    ];
    for (value, escaped) in cases {
        let server = server().await;
        client(server.url())
            .create_private_endpoint(value, CloudProvider::from(value), value, aws())
            .send()
            .await
            .expect("a success");
        let expected = format!(
            "/api/atlas/v2/groups/{escaped}/privateEndpoint/{escaped}/endpointService/{escaped}/endpoint"
        );
        assert_eq!(server.only().uri().to_string(), expected, "{value:?}");
    }
}

#[tokio::test]
async fn a_path_parameter_that_would_change_the_path_is_not_sent() {
    for value in ["", ".", ".."] {
        let server = server().await;
        let client = client(server.url());
        let group = client.create_private_endpoint(value, CloudProvider::Aws, SERVICE, aws());
        let provider = client.create_private_endpoint(GROUP, value.into(), SERVICE, aws());
        let service = client.create_private_endpoint(GROUP, CloudProvider::Aws, value, aws());
        for (request, name) in [
            (group, "groupId"),
            (provider, "cloudProvider"),
            (service, "endpointServiceId"),
        ] {
            let error = request.send().await.expect_err("not sent");
            assert_eq!(kind(&error), "Validation");
            let place = format!("path parameter `{name}`: ");
            assert!(said(&error).starts_with(&place), "{error}");
        }
        assert!(server.requests().is_empty());
    }
}

#[tokio::test]
async fn strings_are_escaped_as_json_wants_it() {
    let server = server().await;
    let body = CreateAwsEndpointRequest::new("\"\\/\u{8}\n\u{1f}\u{7f}é😀\u{2028}");
    client(server.url())
        .create_private_endpoint(GROUP, CloudProvider::Aws, SERVICE, body)
        .send()
        .await
        .expect("a success");
    assert_eq!(
        server.only().body(),
        "{\"cloudProvider\":\"AWS\",\"id\":\"\\\"\\\\/\\b\\n\\u001f\u{7f}é😀\u{2028}\"}"
    );
}

#[tokio::test]
async fn an_empty_list_is_not_an_absent_one() {
    let server = server().await;
    let body = CreateGcpEndpointGroupRequest::new("g", "p").endpoints(Vec::new());
    client(server.url())
        .create_private_endpoint(GROUP, CloudProvider::Gcp, SERVICE, body)
        .send()
        .await
        .expect("a success");
    assert_eq!(
        server.only().body(),
        r#"{"cloudProvider":"GCP","endpointGroupName":"g","endpoints":[],"gcpProjectId":"p"}"#
    );
}

#[tokio::test]
async fn a_base_url_may_have_a_path() {
    for (suffix, prefix) in [
        ("", ""),
        ("/", ""),
        ("/proxy/atlas", "/proxy/atlas"),
        ("/x/", "/x"),
    ] {
        let server = server().await;
        let client = client(&format!("{}{suffix}", server.url()));
        call(&client).await.expect("a success");
        assert_eq!(
            server.only().uri().to_string(),
            format!("{prefix}{AWS_PATH}")
        );
    }
}

#[test]
fn a_base_url_that_cannot_serve_is_refused() {
    let cases = [
        (
            "cloud.mongodb.com",
            "the base URL must begin with https:// or http:// and a host",
        ),
        (
            "/api",
            "the base URL must be absolute, such as https://example.com",
        ),
        (
            "ftp://example.com",
            "the base URL must begin with https:// or http:// and a host",
        ),
        (
            "https://u:p@example.com",
            "the base URL must not hold a user name or password",
        ),
        (
            "https://example.com/?a=b",
            "the base URL must not have a query",
        ),
        (
            "https://example.com/#a",
            "the base URL must not have a fragment",
        ),
        (
            "https://example.com/a/../b",
            "the base URL must not have `.` or `..` in its path",
        ),
        ("https://exa mple.com", "the base URL is not a valid URL"),
    ];
    for (url, message) in cases {
        let error = Client::builder().base_url(url).build().expect_err(url);
        assert_eq!(error.to_string(), message, "{url}");
        CallOptions::new().base_url(url).expect_err(url);
    }
    let error = Client::builder()
        .user_agent("a\nb")
        .build()
        .expect_err("no header");
    assert_eq!(
        error.to_string(),
        "the user agent has characters that no header can hold"
    );
}

#[tokio::test]
async fn the_user_agent_names_the_crate_unless_set() {
    let server = server().await;
    call(&client(server.url())).await.expect("a success");
    let user_agent = header(&server.only(), "user-agent").to_owned();
    let version = user_agent.strip_prefix("atlas-private-endpoint/");
    assert!(
        version.is_some_and(|version| version.contains('.')),
        "{user_agent}"
    );
}

#[tokio::test]
async fn options_count_for_one_call() {
    let (server, other) = (server().await, server().await);
    let client = client(server.url());
    let options = CallOptions::new()
        .header(
            HeaderName::from_static("x-trace"),
            HeaderValue::from_static("7"),
        )
        .header(
            http::header::ACCEPT,
            HeaderValue::from_static("application/json"),
        )
        .base_url(other.url())
        .expect("a URL");
    client
        .create_private_endpoint(GROUP, CloudProvider::Aws, SERVICE, aws())
        .options(options)
        .send()
        .await
        .expect("a success");
    let request = other.only();
    assert_eq!(header(&request, "x-trace"), "7");
    assert_eq!(header(&request, "accept"), "application/json");
    assert_eq!(header(&request, "authorization"), format!("Bearer {TOKEN}"));

    call(&client).await.expect("a success");
    assert_eq!(other.requests().len(), 1);
    assert_eq!(header(&server.only(), "x-trace"), "");
}

#[tokio::test]
async fn the_body_does_not_have_to_fit_the_path() {
    // A client that is stricter than the server breaks when the server learns something new.
    let server = server().await;
    client(server.url())
        .create_private_endpoint(GROUP, CloudProvider::from("OCI"), SERVICE, aws())
        .send()
        .await
        .expect("a success");
    let request = server.only();
    assert_eq!(
        request.uri().to_string(),
        AWS_PATH.replace("/AWS/", "/OCI/")
    );
    assert_eq!(request.body(), AWS_BODY);
}

#[tokio::test]
async fn clones_share_their_connection() {
    let server = server().await;
    let client = client(server.url());
    for client in [&client, &client.clone(), &client] {
        call(client).await.expect("a success");
    }
    let requests = server.requests();
    assert!(
        requests
            .iter()
            .all(|request| peer(request) == peer(&requests[0]))
    );
}

/// Fails to compile when one of them loses a property that programs rely on.
#[test]
fn clients_and_calls_go_where_threads_go() {
    fn shared<T: Clone + Send + Sync + Unpin + 'static>() {}
    fn sent<T: Send + 'static>(_: T) {}
    shared::<Client>();
    shared::<CallOptions>();
    sent::<Option<ClientBuilder>>(None);
    sent::<Option<crate::support::Outcome>>(None);

    let client = client("https://cloud.mongodb.com");
    sent(async move {
        client
            .create_private_endpoint(GROUP, CloudProvider::Aws, SERVICE, aws())
            .send()
            .await
    });
}
