//! Both judges behind each server that looks at credentials: what the client sends with them is
//! accepted by either, and each still judges there.

use atlas_private_endpoint::operations::CreatePrivateEndpointError;
use atlas_private_endpoint::types::{CloudProvider, CreateEndpointRequest};
use atlas_private_endpoint::{CallOptions, Client};
use http::HeaderValue;
use http::header::CONTENT_TYPE;

use crate::oauth::{LONG, SECRET};
use crate::support::{GROUP, SERVICE, aws, azure, digest, gcp, server, status};

#[derive(Clone, Copy)]
enum Judge {
    Steady,
    Prism,
}

fn api_key(url: &str) -> Client {
    digest(url, "private/key+=")
}

fn service_account(url: &str) -> Client {
    let builder = Client::builder()
        .base_url(url)
        .service_account(LONG, SECRET);
    builder.build().expect("a client")
}

async fn call(
    client: &Client,
    group: &str,
    (provider, body): (CloudProvider, CreateEndpointRequest),
    options: CallOptions,
) -> u16 {
    let call = client.create_private_endpoint(group, provider, SERVICE, body);
    let reply = call.options(options).send().await;
    let failed = |error: CreatePrivateEndpointError| {
        status(&error).unwrap_or_else(|| panic!("no status: {error:?}"))
    };
    reply.map_or_else(failed, |reply| reply.status().as_u16())
}

/// The variable with the URL of a server, who calls it, and who is behind it.
type Front = (&'static str, fn(&str) -> Client, Judge);

#[tokio::test]
async fn either_judge_accepts_what_comes_with_credentials() {
    let servers: [Front; 6] = [
        ("APACHE_DIGEST_URL", api_key, Judge::Steady),
        ("APACHE_PRISM_URL", api_key, Judge::Prism),
        ("LIGHTTPD_DIGEST_URL", api_key, Judge::Steady),
        ("LIGHTTPD_PRISM_URL", api_key, Judge::Prism),
        ("OAUTH_STEADY_URL", service_account, Judge::Steady),
        ("OAUTH_URL", service_account, Judge::Prism),
    ];
    for (variable, client, judge) in servers {
        let Some(url) = server(variable) else {
            continue;
        };
        let client = client(&url);
        for request in [aws(), azure(), gcp()] {
            let what = format!("{variable}, {}", request.0);
            let status = call(&client, GROUP, request, CallOptions::new()).await;
            assert_eq!(status, 200, "{what}");
        }
        // Each sees something that the other does not: Prism a pattern, Steady a media type.
        let (pattern, media_type) = match judge {
            Judge::Prism => (400, 200),
            Judge::Steady => (200, 400),
        };
        let status = call(&client, "not-an-id", aws(), CallOptions::new()).await;
        assert_eq!(status, pattern, "{variable}, a bad group id");
        let plain = HeaderValue::from_static("application/json");
        let options = CallOptions::new().header(CONTENT_TYPE, plain);
        let status = call(&client, GROUP, aws(), options).await;
        assert_eq!(status, media_type, "{variable}, plain JSON");
    }
}
