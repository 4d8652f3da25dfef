//! lighttpd: HTTP Digest with two challenges, SHA-256 and MD5, and a `charset`. It knows the user
//! by a SHA-256 hash only, so an answer to the weaker challenge gets nobody in.

use atlas_private_endpoint::Client;

use crate::recorder::Recorder;
use crate::support::{GROUP, SERVICE, aws, azure, gcp, server, status};

const KEY: &str = "private/key+=";

fn client(url: &str, private_key: &str) -> (Client, Recorder) {
    let recorder = Recorder::new();
    let client = Client::builder()
        .base_url(url)
        .api_key("public-key", private_key)
        .transport(recorder.clone());
    (client.build().expect("a client"), recorder)
}

#[tokio::test]
async fn lighttpd_digest_takes_the_stronger_challenge_once() {
    let Some(url) = server("LIGHTTPD_DIGEST_URL") else {
        return;
    };
    let (client, recorder) = client(&url, KEY);
    for (provider, body) in [aws(), azure(), gcp()] {
        let call = client.create_private_endpoint(GROUP, provider, SERVICE, body);
        let reply = call.envelope(true).send().await;
        assert_eq!(reply.expect("a success").status().as_u16(), 200);
    }
    assert_eq!(recorder.statuses("/"), [401, 200, 200, 200]);
    let exchanges = recorder.exchanges();
    assert_eq!(exchanges[0].authorization, "");
    for (exchange, count) in exchanges[1..]
        .iter()
        .zip(["00000001", "00000002", "00000003"])
    {
        let answer = &exchange.authorization;
        assert!(answer.contains("algorithm=SHA-256"), "{answer}");
        assert!(answer.contains(&format!("nc={count}")), "{answer}");
    }
}

#[tokio::test]
async fn lighttpd_digest_serves_calls_at_the_same_time() {
    let Some(url) = server("LIGHTTPD_DIGEST_URL") else {
        return;
    };
    let (client, recorder) = client(&url, KEY);
    let call = async |client: Client| {
        let (provider, body) = aws();
        let call = client.create_private_endpoint(GROUP, provider, SERVICE, body);
        call.send().await.map(|reply| reply.status().as_u16())
    };
    // The first call finds the nonce for those that follow.
    assert_eq!(call(client.clone()).await.expect("a success"), 200);
    let calls: Vec<_> = (0..16)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move { call(client).await })
        })
        .collect();
    for one in calls {
        assert_eq!(one.await.expect("no panic").expect("a success"), 200);
    }
    let challenged = recorder.statuses("/").into_iter().filter(|s| *s == 401);
    assert_eq!(challenged.count(), 1, "one nonce for all of them");
}

#[tokio::test]
async fn lighttpd_digest_refuses_a_wrong_key() {
    let Some(url) = server("LIGHTTPD_DIGEST_URL") else {
        return;
    };
    let (client, recorder) = client(&url, "wrong");
    let (provider, body) = aws();
    let call = client.create_private_endpoint(GROUP, provider, SERVICE, body);
    let error = call.send().await.expect_err("the key is wrong");
    assert_eq!(status(&error), Some(401), "{error:?}");
    assert_eq!(recorder.statuses("/"), [401, 401], "no third attempt");
}
