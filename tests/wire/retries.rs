//! How often a POST really arrives.

use std::sync::atomic::{AtomicUsize, Ordering};

use atlas_private_endpoint::runtime::Sent;
use atlas_private_endpoint::types::CloudProvider;
use atlas_private_endpoint::{CallOptions, RetryPolicy};

use crate::support::{
    AWS_BODY, AWS_REPLY, Answer, GROUP, Outcome, SERVICE, Server, answer, aws, build, builder, json,
};

/// A server that answers so once, and then with a success; and what becomes of a call.
async fn after(first: Answer, options: CallOptions) -> (Server, Outcome) {
    let count = AtomicUsize::new(0);
    let server = Server::start(move |_| match count.fetch_add(1, Ordering::SeqCst) {
        0 => first.clone(),
        _ => json(200, AWS_REPLY),
    })
    .await;
    let client = build(builder(server.url()).retry(RetryPolicy::new()));
    let call = client.create_private_endpoint(GROUP, CloudProvider::Aws, SERVICE, aws());
    let outcome = call.options(options).send().await;
    (server, outcome)
}

#[tokio::test]
async fn a_limited_post_is_sent_again() {
    let limited = answer(429, &[("retry-after", "0")], "");
    let (server, outcome) = after(limited, CallOptions::new()).await;
    assert_eq!(outcome.expect("a success").attempts(), 2);
    let requests = server.requests();
    assert_eq!(requests.len(), 2);
    assert!(requests.iter().all(|request| request.body() == AWS_BODY));
}

#[tokio::test]
async fn a_post_that_may_have_happened_arrives_once() {
    for status in [408, 500, 502, 503, 504] {
        let failed = answer(status, &[("retry-after", "0")], "");
        let (server, outcome) = after(failed, CallOptions::new()).await;
        let error = outcome.expect_err("a failure");
        assert_eq!((error.attempts(), error.request_sent()), (1, Sent::Yes));
        assert_eq!(server.requests().len(), 1, "{status}");
    }
}

#[tokio::test]
async fn the_caller_may_say_that_it_does_no_harm() {
    let failed = answer(503, &[("retry-after", "0")], "");
    let (server, outcome) = after(failed, CallOptions::new().idempotent(true)).await;
    assert_eq!(outcome.expect("a success").attempts(), 2);
    assert_eq!(server.requests().len(), 2);
}

#[tokio::test]
async fn a_wait_beyond_the_cap_is_left_to_the_caller() {
    let limited = answer(429, &[("retry-after", "121")], "");
    let (server, outcome) = after(limited, CallOptions::new()).await;
    assert_eq!(outcome.expect_err("a failure").attempts(), 1);
    assert_eq!(server.requests().len(), 1);
}
