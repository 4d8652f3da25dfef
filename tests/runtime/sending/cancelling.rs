//! A call may be dropped at any point, and loses nothing but itself.

use std::collections::BTreeSet;
use std::future::Future;
use std::pin::pin;
use std::sync::{Arc, Mutex};
use std::task::Poll;

use bytes::Bytes;
use http::{Request, Response};
use tests::runtime::auth::client_credentials::ClientCredentials;
use tests::runtime::auth::digest::Digest;
use tests::runtime::transport::memory::MemoryTransport;
use tests::runtime::{
    Body, BoxFuture, Core, CoreBuilder, Credentials, RetryPolicy, Transport, TransportError,
};

use crate::support::{TestClock, answer, authorization, json, secured};

/// Takes a few polls before the server has the request, and a few more until its answer is there.
struct Slow(MemoryTransport);

impl Transport for Slow {
    fn send(
        &self,
        request: Request<Body>,
    ) -> BoxFuture<'_, Result<Response<Body>, TransportError>> {
        Box::pin(async move {
            yields(2).await;
            let answer = self.0.send(request).await;
            yields(2).await;
            answer
        })
    }
}

async fn yields(times: usize) {
    for _ in 0..times {
        let mut first = true;
        std::future::poll_fn(|cx| {
            if std::mem::take(&mut first) {
                cx.waker().wake_by_ref();
                return Poll::Pending;
            }
            Poll::Ready(())
        })
        .await;
    }
}

/// Polls that often at most; `None` if the future was dropped before its end.
async fn polled<F: Future>(future: F, times: usize) -> Option<F::Output> {
    let mut future = pin!(future);
    for _ in 0..times {
        let once = std::future::poll_fn(|cx| Poll::Ready(future.as_mut().poll(cx)));
        if let Poll::Ready(output) = once.await {
            return Some(output);
        }
        tokio::task::yield_now().await;
    }
    None
}

fn client(server: &MemoryTransport, credentials: impl Credentials, scheme: &str) -> Core {
    CoreBuilder::new("https://api.test", "runtime-tests/1")
        .transport(Slow(server.clone()))
        .clock(TestClock::new())
        .credentials(scheme, credentials)
        .retry(RetryPolicy::default())
        .build()
        .unwrap()
}

/// Gives out `t1`, `t2`, …; the first call is limited, and `t1` is refused once it was used.
fn token_server() -> MemoryTransport {
    let state = Mutex::new((0_u32, 0_u32));
    MemoryTransport::new(move |request| {
        let (tokens, calls) = &mut *state.lock().unwrap();
        if request.uri().path() == "/token" {
            *tokens += 1;
            return json(
                200,
                &format!(r#"{{"access_token":"t{tokens}","expires_in":3600}}"#),
            );
        }
        *calls += 1;
        match (*calls, authorization(request)) {
            (1, _) => answer(429, &[("retry-after", "1")], "{}"),
            (_, "Bearer t1") => answer(401, &[], "{}"),
            _ => json(200, "{}"),
        }
    })
}

fn fetches(server: &MemoryTransport) -> usize {
    let requests = server.requests();
    let tokens = requests.iter().filter(|one| one.uri().path() == "/token");
    tokens.count()
}

#[tokio::test]
async fn a_call_with_a_token_is_dropped_at_each_point() {
    let mut points = 0;
    for times in 0..200 {
        let server = token_server();
        let client = client(&server, ClientCredentials::new("/token", "i", "s"), "Token");
        let done = polled(client.execute(secured()), times).await;
        // Another call is as well off as if the dropped one had never been.
        let reply = client.execute(secured()).await.unwrap();
        assert_eq!(reply.status(), 200, "dropped after {times} polls");
        // A token whose request was abandoned is asked for once more.
        assert!((2..=3).contains(&fetches(&server)), "{times}");
        if let Some(reply) = done {
            assert_eq!(reply.unwrap().status(), 200);
            points = times;
            break;
        }
    }
    assert!(points > 20, "only {points} points to drop it at");
}

#[tokio::test]
async fn a_call_is_dropped_while_others_wait_for_its_token() {
    for times in 1..12 {
        let server = token_server();
        let client = client(&server, ClientCredentials::new("/token", "i", "s"), "Token");
        let dropped = polled(client.execute(secured()), times);
        let others = async {
            let calls: Vec<_> = (0..10)
                .map(|_| {
                    let client = client.clone();
                    tokio::spawn(async move { client.execute(secured()).await.unwrap().status() })
                })
                .collect();
            for call in calls {
                assert_eq!(call.await.unwrap(), 200, "{times}");
            }
        };
        tokio::join!(dropped, others);
        assert!((2..=3).contains(&fetches(&server)), "{times}");
    }
}

/// Challenges, takes each count of a nonce once, and calls a nonce stale after two answers.
fn digest_server(seen: &Arc<Mutex<BTreeSet<String>>>) -> MemoryTransport {
    let seen = seen.clone();
    let state = Mutex::new((1_u32, 0_u32));
    MemoryTransport::new(move |request: &Request<Bytes>| {
        let (nonce, used) = &mut *state.lock().unwrap();
        let text = authorization(request).to_owned();
        let count = text.split(", ").find(|pair| pair.starts_with("nc="));
        let known = text.contains(&format!("nonce=\"n{nonce}\""));
        if let Some(count) = count {
            let name = text.split("nonce=").nth(1).unwrap_or_default();
            let name = name.split(',').next().unwrap_or_default();
            assert!(seen.lock().unwrap().insert(format!("{name} {count}")));
        }
        if known && *used < 2 {
            *used += 1;
            return json(200, "{}");
        }
        if known {
            *nonce += 1;
            *used = 0;
        }
        let challenge =
            format!("Digest realm=\"r\", nonce=\"n{nonce}\", qop=\"auth\", stale={known}");
        answer(401, &[("www-authenticate", &challenge)], "{}")
    })
}

#[tokio::test]
async fn a_call_with_a_digest_is_dropped_at_each_point() {
    let mut points = 0;
    for times in 0..100 {
        let seen = Arc::default();
        let server = digest_server(&seen);
        let client = client(&server, Digest::new("u", "p"), "Digest");
        let done = polled(client.execute(secured()), times).await;
        for _ in 0..5 {
            let reply = client.execute(secured()).await.unwrap();
            assert_eq!(reply.status(), 200, "dropped after {times} polls");
        }
        if let Some(reply) = done {
            assert_eq!(reply.unwrap().status(), 200);
            points = times;
            break;
        }
    }
    assert!(points > 5, "only {points} points to drop it at");
}
