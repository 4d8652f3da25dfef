//! curl against the same servers: what it is told, the client is told as well.

use std::process::Command;

use atlas_private_endpoint::Client;
use atlas_private_endpoint::types::PrivateLinkEndpoint;

use crate::oauth::{ESCAPED, LONG};
use crate::support::{GROUP, MEDIA_TYPE, Raw, SERVICE, aws, bearer, digest, server, status};

/// What came of a request: the status, and the body of a success.
type Outcome = (u16, Option<PrivateLinkEndpoint>);

/// Whether there is a curl, or a line that says why nothing is tested.
fn has_curl() -> bool {
    let found = Command::new("curl").arg("--version").output().is_ok();
    if !found {
        println!("skipped: curl is not installed");
    }
    found
}

/// Runs curl; returns the status and the body.
fn run(arguments: &[&str]) -> (u16, Vec<u8>) {
    // An empty configuration, whatever the user's is; the status comes on the last line.
    let output = Command::new("curl")
        .args(["--disable", "--silent", "--show-error", "--max-time", "20"])
        .args(["--noproxy", "*", "--write-out", "\n%{http_code}"])
        .args(arguments)
        .output()
        .expect("curl runs");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "curl: {said}");
    let end = output.stdout.iter().rposition(|byte| *byte == b'\n');
    let (body, status) = output.stdout.split_at(end.expect("a line with the status"));
    let status = String::from_utf8_lossy(&status[1..]);
    (status.parse().expect("a status"), body.to_vec())
}

/// The request that the client sends for `aws()`, by curl.
fn by_curl(url: &str, credentials: &[&str]) -> Outcome {
    let raw = Raw::default();
    let url = format!("{url}{}", raw.path);
    let content_type = format!("Content-Type: {MEDIA_TYPE}");
    let accept = format!("Accept: {MEDIA_TYPE}");
    let mut arguments = vec![
        "--data-binary",
        raw.body,
        "-H",
        &content_type,
        "-H",
        &accept,
    ];
    arguments.extend(credentials);
    arguments.push(&url);
    let (status, body) = run(&arguments);
    let body =
        (status == 200).then(|| serde_json::from_slice(&body).expect("the body of a success"));
    (status, body)
}

async fn by_client(client: &Client) -> Outcome {
    let (provider, body) = aws();
    let call = client.create_private_endpoint(GROUP, provider, SERVICE, body);
    match call.send().await {
        Ok(reply) => (reply.status().as_u16(), Some(reply.into_body())),
        Err(error) => (status(&error).unwrap_or_else(|| panic!("{error:?}")), None),
    }
}

#[tokio::test]
async fn curl_is_told_the_same_by_the_mocks() {
    for variable in ["STEADY_URL", "PRISM_URL"] {
        let Some(url) = server(variable).filter(|_| has_curl()) else {
            continue;
        };
        let theirs = by_curl(&url, &["-H", "Authorization: Bearer second-tier"]);
        assert_eq!(theirs.0, 200, "{variable}");
        assert_eq!(by_client(&bearer(&url)).await, theirs, "{variable}");
    }
}

#[tokio::test]
async fn curl_is_told_the_same_by_digest_servers() {
    for variable in ["APACHE_DIGEST_URL", "LIGHTTPD_DIGEST_URL"] {
        let Some(url) = server(variable).filter(|_| has_curl()) else {
            continue;
        };
        for (key, expected) in [("private/key+=", 200), ("wrong", 401)] {
            let user = format!("public-key:{key}");
            let theirs = by_curl(&url, &["--digest", "--user", &user]);
            assert_eq!(theirs.0, expected, "{variable}");
            assert_eq!(by_client(&digest(&url, key)).await, theirs, "{variable}");
        }
    }
}

#[tokio::test]
async fn curl_is_told_the_same_with_a_token() {
    let Some(url) = server("OAUTH_URL").filter(|_| has_curl()) else {
        return;
    };
    let endpoint = format!("{url}/api/oauth/token");
    let ask = |secret: &str| {
        let user = format!("{LONG}:{secret}");
        run(&[
            "--data",
            "grant_type=client_credentials",
            "--user",
            &user,
            &endpoint,
        ])
    };
    // For curl the pair has to be escaped by hand, as RFC 6749 wants.
    assert_eq!(ask("s/e+c=r:e%t&").0, 400, "the secret as it is");
    let (status, body) = ask(ESCAPED);
    assert_eq!(status, 200);
    let grant: serde_json::Value = serde_json::from_slice(&body).expect("JSON");
    let token = grant["access_token"].as_str().expect("a token");

    let theirs = by_curl(&url, &["-H", &format!("Authorization: Bearer {token}")]);
    assert_eq!(theirs.0, 200);
    let client = Client::builder()
        .base_url(&url)
        .service_account(LONG, "s/e+c=r:e%t&");
    assert_eq!(by_client(&client.build().expect("a client")).await, theirs);
}
