//! Apache httpd: HTTP Digest with MD5, and nonces that live for three seconds.

use std::time::Duration;

use atlas_private_endpoint::Client;

use crate::support::{GROUP, SERVICE, aws, digest, server, status};

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
    // Both get through Apache. Steady does not look at patterns, Prism does.
    for (variable, expected) in [("APACHE_DIGEST_URL", 200), ("APACHE_PRISM_URL", 400)] {
        let Some(url) = server(variable) else {
            continue;
        };
        let client = digest(&url, "private/key+=");
        let (provider, body) = aws();
        let call = client.create_private_endpoint("ä b&c", provider, SERVICE, body);
        let found = match call.send().await {
            Ok(reply) => Some(reply.status().as_u16()),
            Err(error) => status(&error),
        };
        assert_eq!(found, Some(expected), "{variable}");
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
