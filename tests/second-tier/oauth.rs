//! oidc-provider: OAuth 2.0 client credentials, whose secret holds what has to be escaped. The server
//! lets a request through to Prism with a token that it gave and that is still good.

use std::time::{Duration, Instant};

use atlas_private_endpoint::Client;
use atlas_private_endpoint::operations::CreatePrivateEndpointError;
use atlas_private_endpoint::runtime::CredentialsError;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::recorder::Recorder;
use crate::support::{GROUP, Raw, SERVICE, aws, azure, gcp, server};

pub const SECRET: &str = "s/e+c=r:e%t&";
/// The same, as a form has it.
pub const ESCAPED: &str = "s%2Fe%2Bc%3Dr%3Ae%25t%26";
/// Its tokens live for ten minutes.
pub const LONG: &str = "mdb_sa_id_long";
/// Its tokens live for four seconds.
const SHORT: &str = "mdb_sa_id_short";

const TOKEN: &str = "/api/oauth/token";
const CALL: &str = "/api/atlas/";

fn client(url: &str, id: &str, secret: &str) -> (Client, Recorder) {
    let recorder = Recorder::new();
    let client = Client::builder()
        .base_url(url)
        .service_account(id, secret)
        .transport(recorder.clone());
    (client.build().expect("a client"), recorder)
}

async fn call(client: &Client) -> Result<u16, CreatePrivateEndpointError> {
    let (provider, body) = aws();
    let call = client.create_private_endpoint(GROUP, provider, SERVICE, body);
    call.send().await.map(|reply| reply.status().as_u16())
}

#[tokio::test]
async fn oauth_fetches_one_token_for_calls_at_the_same_time() {
    let Some(url) = server("OAUTH_URL") else {
        return;
    };
    let (client, recorder) = client(&url, LONG, SECRET);
    let calls: Vec<_> = (0..20)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move { call(&client).await })
        })
        .collect();
    for one in calls {
        assert_eq!(one.await.expect("no panic").expect("a success"), 200);
    }
    assert_eq!(recorder.statuses(TOKEN), [200]);
    assert_eq!(recorder.statuses(CALL), [200; 20]);
}

#[tokio::test]
async fn oauth_calls_of_every_variant_pass_the_judge_behind() {
    let Some(url) = server("OAUTH_URL") else {
        return;
    };
    let (client, _) = client(&url, LONG, SECRET);
    for (provider, body) in [aws(), azure(), gcp()] {
        let call = client.create_private_endpoint(GROUP, provider.clone(), SERVICE, body);
        let reply = call.send().await;
        let reply = reply.unwrap_or_else(|error| panic!("{provider}: {error}"));
        assert_eq!(reply.status().as_u16(), 200);
    }
}

/// Ten seconds of calls by eight tasks, over at least two whole lives.
#[tokio::test]
async fn oauth_renews_a_token_before_it_expires() {
    let Some(url) = server("OAUTH_URL") else {
        return;
    };
    let (client, recorder) = client(&url, SHORT, SECRET);
    let end = Instant::now() + Duration::from_secs(10);
    let tasks: Vec<_> = (0..8)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move {
                while Instant::now() < end {
                    assert_eq!(call(&client).await.expect("a success"), 200);
                    tokio::time::sleep(Duration::from_millis(100)).await;
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.expect("every call is a success");
    }
    let (tokens, calls) = (recorder.statuses(TOKEN), recorder.statuses(CALL));
    println!("{} tokens for {} calls", tokens.len(), calls.len());
    assert!(calls.iter().all(|status| *status == 200), "{calls:?}");
    // A token of four seconds is renewed after two.
    assert!(tokens.iter().all(|status| *status == 200), "{tokens:?}");
    assert!((3..=6).contains(&tokens.len()), "{} tokens", tokens.len());
}

#[tokio::test]
async fn oauth_replaces_a_token_that_was_revoked() {
    let Some(url) = server("OAUTH_URL") else {
        return;
    };
    let (client, recorder) = client(&url, LONG, SECRET);
    assert_eq!(call(&client).await.expect("a success"), 200);
    let exchanges = recorder.exchanges();
    let header = &exchanges.last().expect("the call").authorization;
    let token = header.strip_prefix("Bearer ").expect("a bearer token");
    assert_eq!(revoke(&url, token), 200);

    assert_eq!(call(&client).await.expect("a success"), 200);
    assert_eq!(recorder.statuses(CALL), [200, 401, 200]);
    assert_eq!(recorder.statuses(TOKEN), [200, 200]);
}

#[tokio::test]
async fn oauth_takes_back_a_token_on_request() {
    let Some(url) = server("OAUTH_URL") else {
        return;
    };
    let (client, recorder) = client(&url, LONG, SECRET);
    assert_eq!(call(&client).await.expect("a success"), 200);
    let exchanges = recorder.exchanges();
    let header = &exchanges.last().expect("the call").authorization;
    let authorization = format!("Authorization: {header}\r\n");
    let with_token = || Raw {
        authorization: &authorization,
        ..Raw::default()
    };
    assert_eq!(with_token().send(&url), 200);

    client.core().revoke_tokens().await.expect("a success");
    assert_eq!(recorder.statuses("/api/oauth/revoke"), [200]);
    assert_eq!(with_token().send(&url), 401, "the server has forgotten it");
    assert_eq!(call(&client).await.expect("a success"), 200);
    assert_eq!(recorder.statuses(CALL), [200, 200]);
    assert_eq!(recorder.statuses(TOKEN), [200, 200]);
}

#[tokio::test]
async fn oauth_says_that_a_secret_is_wrong() {
    let Some(url) = server("OAUTH_URL") else {
        return;
    };
    let (client, recorder) = client(&url, LONG, "wr/ng+secret=");
    let error = call(&client).await.expect_err("the secret is wrong");
    let CreatePrivateEndpointError::Credentials(failed) = &error else {
        panic!("{error:?}")
    };
    let CredentialsError::Refused(refusal) = &**failed else {
        panic!("{error:?}")
    };
    assert_eq!(refusal.status.as_u16(), 401);
    assert_eq!(refusal.code.as_deref(), Some("invalid_client"));
    let said = format!("{error} {error:?}");
    assert!(
        !said.contains("wr/ng") && !said.contains("wr%2Fng"),
        "{said}"
    );
    assert_eq!(recorder.statuses(TOKEN), [401], "it is not tried again");
    assert_eq!(recorder.statuses(CALL), [] as [u16; 0], "nothing was sent");
}

/// Past the client.
#[test]
fn oauth_is_awake() {
    let Some(url) = server("OAUTH_URL") else {
        return;
    };
    let ask = |secret: &str| post(&url, TOKEN, secret, "grant_type=client_credentials");
    assert_eq!(ask(ESCAPED), 200);
    assert_eq!(ask(SECRET), 400, "the secret as it is: no good escape");
    assert_eq!(ask("wrong"), 401, "another secret");
    assert_eq!(
        Raw::default().send(&url),
        401,
        "a token that it did not give"
    );
}

fn revoke(url: &str, token: &str) -> u16 {
    let form = format!("token={token}&token_type_hint=access_token");
    post(url, "/api/oauth/revoke", ESCAPED, &form)
}

/// Sends a form with that secret, as it is; returns the status.
fn post(url: &str, path: &str, secret: &str, form: &str) -> u16 {
    let pair = STANDARD.encode(format!("{LONG}:{secret}"));
    Raw {
        path,
        content_type: "application/x-www-form-urlencoded",
        authorization: &format!("Authorization: Basic {pair}\r\n"),
        body: form,
    }
    .send(url)
}
