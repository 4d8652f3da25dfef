//! Tokens of client credentials: one at a time, shared, limited, given back.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::{Request, Response};
use secrecy::ExposeSecret as _;
use tests::runtime::auth::client_credentials::ClientCredentials;
use tests::runtime::auth::{Clock as _, StoredToken, TokenKey, TokenStore};
use tests::runtime::transport::memory::MemoryTransport;
use tests::runtime::{
    BoxFuture, CallError, Core, CoreBuilder, CredentialsError, RetryPolicy, SecretString,
};

use crate::support::{TestClock, answer, authorization, builder, json, secured};

fn credentials() -> ClientCredentials {
    ClientCredentials::new("/token", "id", "TOPSECRET").revocation_url("/revoke")
}

fn client(server: &MemoryTransport, clock: &TestClock) -> CoreBuilder {
    builder(server)
        .clock(clock.clone())
        .credentials("Token", credentials())
}

fn asked(server: &MemoryTransport, path: &str) -> usize {
    let requests = server.requests();
    requests
        .iter()
        .filter(|one| one.uri().path() == path)
        .count()
}

/// A redirect would take the client's secret elsewhere: it is an answer without a token.
#[tokio::test]
async fn a_token_endpoint_is_not_followed_elsewhere() {
    for status in [301, 302, 303, 307, 308] {
        let asked = Arc::new(AtomicUsize::new(0));
        let elsewhere = {
            let asked = asked.clone();
            move || {
                asked.fetch_add(1, Ordering::Relaxed);
                async { r#"{"access_token":"t","token_type":"Bearer","expires_in":60}"# }
            }
        };
        let redirect = move || async move {
            let response = Response::builder().status(status);
            let response = response.header("location", "/elsewhere");
            response.body(axum::body::Body::empty()).unwrap()
        };
        let app = axum::Router::new()
            .route("/token", axum::routing::any(redirect))
            .route("/elsewhere", axum::routing::any(elsewhere));
        let url = crate::bodies::serve(app).await;
        let client = CoreBuilder::new(url, "tests").retry(RetryPolicy::none());
        let client = client.credentials("Token", credentials()).build().unwrap();
        let refusal = refusal(client.execute(secured()).await.unwrap_err());
        assert_eq!(refusal.status, status);
        assert_eq!(asked.load(Ordering::Relaxed), 0, "{status}");
    }
}

/// Calls with a token that lives 100 s, while the time goes on by a second with every answer.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_calls_outlive_their_tokens() {
    let clock = TestClock::new();
    let at_work = Arc::new(AtomicUsize::new(0));
    let answered = Arc::new(AtomicUsize::new(0));
    let server = MemoryTransport::new({
        let (clock, at_work, answered) = (clock.clone(), at_work.clone(), answered.clone());
        let tokens = Mutex::new(Vec::new());
        move |request: &Request<Bytes>| {
            if request.uri().path() == "/token" {
                assert_eq!(at_work.fetch_add(1, Ordering::SeqCst), 0, "one at a time");
                let mut tokens = tokens.lock().unwrap();
                let renewal = tokens
                    .last()
                    .map(|expires| *expires - Duration::from_secs(50));
                assert!(
                    renewal.is_none_or(|renewal| clock.now() >= renewal),
                    "once each time"
                );
                tokens.push(clock.now() + Duration::from_secs(100));
                at_work.fetch_sub(1, Ordering::SeqCst);
                let number = tokens.len();
                return json(
                    200,
                    &format!(r#"{{"access_token":"t{number}","expires_in":100}}"#),
                );
            }
            let number = authorization(request).strip_prefix("Bearer t");
            let number: usize = number.and_then(|text| text.parse().ok()).expect("a token");
            let expires = tokens.lock().unwrap()[number - 1];
            if clock.now() >= expires {
                return answer(401, &[], "{}");
            }
            if answered.fetch_add(1, Ordering::SeqCst) % 2 == 0 {
                clock.advance(1);
            }
            json(200, "{}")
        }
    });
    let client = client(&server, &clock).build().unwrap();
    let tasks: Vec<_> = (0..50)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move {
                for _ in 0..20 {
                    let reply = client.execute(secured()).await.unwrap();
                    assert_eq!((reply.status().as_u16(), reply.attempts()), (200, 1));
                    tokio::task::yield_now().await;
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    assert_eq!(answered.load(Ordering::SeqCst), 1000);
    // 500 s go by, and a token is renewed in the middle of its 100 s.
    let tokens = asked(&server, "/token");
    assert!((9..=11).contains(&tokens), "{tokens} tokens");
}

/// Refuses the first request for a token like this, and gives out one after that.
fn limited(status: u16, headers: &[(&str, &str)]) -> MemoryTransport {
    let first = answer(status, headers, r#"{"errorCode":"RATE_LIMITED"}"#);
    let first = Mutex::new(Some(first));
    MemoryTransport::new(move |request| match request.uri().path() {
        "/token" => {
            let token = || json(200, r#"{"access_token":"t","expires_in":3600}"#);
            first.lock().unwrap().take().unwrap_or_else(token)
        }
        _ => json(200, "{}"),
    })
}

fn refusal(error: CallError) -> Box<tests::runtime::auth::Refusal> {
    match error {
        CallError::Credentials(CredentialsError::Refused(refusal)) => refusal,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_server_that_limits_tokens_is_left_alone() {
    for (status, header) in [
        (429, "9"),
        (503, "9"),
        // Nine seconds after the date of the tests.
        (429, "Sun, 09 Sep 2001 01:46:49 GMT"),
    ] {
        let clock = TestClock::new();
        let server = limited(status, &[("retry-after", header)]);
        let client = client(&server, &clock).build().unwrap();
        for (seconds, left) in [(0, 9), (0, 9), (8, 1)] {
            clock.advance(seconds);
            let error = client.execute(secured()).await.unwrap_err();
            assert_eq!(refusal(error).retry_after, Some(left), "{header}");
            assert_eq!(asked(&server, "/token"), 1);
        }
        clock.advance(1);
        assert_eq!(client.execute(secured()).await.unwrap().status(), 200);
        assert_eq!(asked(&server, "/token"), 2);
    }
    // Nobody said how long: the next call asks.
    let server = limited(429, &[]);
    let client = client(&server, &TestClock::new()).build().unwrap();
    client.execute(secured()).await.unwrap_err();
    client.execute(secured()).await.unwrap();
}

#[tokio::test]
async fn many_calls_wait_until_the_limit_is_over() {
    let server = limited(429, &[("retry-after", "9")]);
    let client = client(&server, &TestClock::new()).retry(RetryPolicy::new());
    let client = client.build().unwrap();
    let calls: Vec<_> = (0..20)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move { client.execute(secured()).await.unwrap().status() })
        })
        .collect();
    for call in calls {
        assert_eq!(call.await.unwrap(), 200);
    }
    assert_eq!(asked(&server, "/token"), 2);
}

/// Gives out `t1`, `t2`, …, takes those that are not revoked, and counts.
fn server() -> MemoryTransport {
    let state = Mutex::new((0, Vec::<String>::new()));
    MemoryTransport::new(move |request| {
        let (given, revoked) = &mut *state.lock().unwrap();
        match request.uri().path() {
            "/token" => {
                *given += 1;
                json(
                    200,
                    &format!(r#"{{"access_token":"t{given}","expires_in":3600}}"#),
                )
            }
            "/revoke" => {
                let body = String::from_utf8(request.body().to_vec()).unwrap();
                let token = body
                    .strip_prefix("token=")
                    .and_then(|body| body.strip_suffix("&token_type_hint=access_token"));
                revoked.push(format!("Bearer {}", token.expect("a token")));
                json(200, "")
            }
            _ if revoked.iter().any(|token| token == authorization(request)) => json(401, "{}"),
            _ => json(200, "{}"),
        }
    })
}

fn last(server: &MemoryTransport) -> Request<Bytes> {
    server.requests().pop().expect("a request")
}

#[tokio::test]
async fn a_token_is_given_back() {
    let server = server();
    let client = client(&server, &TestClock::new()).build().unwrap();
    client.revoke_tokens().await.unwrap();
    assert!(server.requests().is_empty(), "there is none");
    client.execute(secured()).await.unwrap();
    client.revoke_tokens().await.unwrap();
    let request = last(&server);
    assert_eq!(
        (request.method().as_str(), request.uri().path()),
        ("POST", "/revoke")
    );
    assert_eq!(request.body(), "token=t1&token_type_hint=access_token");
    assert_eq!(
        authorization(&request),
        authorization(&server.requests()[0])
    );
    client.revoke_tokens().await.unwrap();
    assert_eq!(asked(&server, "/revoke"), 1);
    client.execute(secured()).await.unwrap();
    assert_eq!(authorization(&last(&server)), "Bearer t2");
}

#[tokio::test]
async fn a_token_that_is_not_taken_back_stays() {
    let server = MemoryTransport::new(|request| -> Response<Bytes> {
        match request.uri().path() {
            "/token" => json(200, r#"{"access_token":"TOKEN+1","expires_in":3600}"#),
            "/revoke" => json(
                503,
                r#"{"error":"unavailable","error_description":"not TOKEN+1, TOKEN%2B1 of TOPSECRET"}"#,
            ),
            _ => json(200, "{}"),
        }
    });
    let clock = TestClock::new();
    let one = client(&server, &clock).build().unwrap();
    one.execute(secured()).await.unwrap();
    let error = one.revoke_tokens().await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "the token was not revoked: the server answered 503 Service Unavailable, unavailable \
         (not [redacted], [redacted] of [redacted])"
    );
    one.execute(secured()).await.unwrap();
    assert_eq!(asked(&server, "/token"), 1);

    let credentials = ClientCredentials::new("/token", "id", "TOPSECRET");
    let other = builder(&server).credentials("Token", credentials);
    let error = other.build().unwrap().revoke_tokens().await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "tokens cannot be revoked: the revocation URL is not known"
    );
}

/// Keeps tokens in memory.
#[derive(Clone, Default)]
struct Shelf(Arc<Mutex<BTreeMap<TokenKey, StoredToken>>>);

impl Shelf {
    fn tokens(&self) -> Vec<String> {
        let tokens = self.0.lock().unwrap();
        let exposed = |token: &StoredToken| token.access_token.expose_secret().to_owned();
        tokens.values().map(exposed).collect()
    }

    fn put(&self, token: &str, renew_in: u64, expires_in: u64, clock: &TestClock) {
        let at = |seconds| Some(clock.date() + Duration::from_secs(seconds));
        let token = StoredToken::new(SecretString::from(token));
        let token = token.with_life(at(renew_in), at(expires_in));
        self.0.lock().unwrap().insert(key(), token);
    }
}

fn key() -> TokenKey {
    TokenKey::new("https://api.test/token", "id", "")
}

impl TokenStore for Shelf {
    fn load<'a>(&'a self, key: &'a TokenKey) -> BoxFuture<'a, Option<StoredToken>> {
        Box::pin(async { self.0.lock().unwrap().get(key).cloned() })
    }

    fn save<'a>(&'a self, key: &'a TokenKey, token: StoredToken) -> BoxFuture<'a, ()> {
        Box::pin(async { drop(self.0.lock().unwrap().insert(key.clone(), token)) })
    }

    fn remove<'a>(&'a self, key: &'a TokenKey) -> BoxFuture<'a, ()> {
        Box::pin(async { drop(self.0.lock().unwrap().remove(key)) })
    }
}

fn process(server: &MemoryTransport, clock: &TestClock, shelf: &Shelf) -> Core {
    let client = client(server, clock).token_store(shelf.clone());
    client.build().unwrap()
}

#[tokio::test]
async fn processes_share_a_token() {
    let (server, clock, shelf) = (server(), TestClock::new(), Shelf::default());
    for _ in 0..3 {
        process(&server, &clock, &shelf)
            .execute(secured())
            .await
            .unwrap();
        assert_eq!(authorization(&last(&server)), "Bearer t1");
    }
    // Another account, or other scopes: not their token.
    for (id, scopes, token) in [("other", "", "Bearer t2"), ("id", "read", "Bearer t3")] {
        let credentials = ClientCredentials::new("/token", id, "TOPSECRET").scopes(scopes);
        let client = builder(&server).clock(clock.clone());
        let client = client.credentials("Token", credentials);
        let own = Shelf(Arc::new(Mutex::new(shelf.0.lock().unwrap().clone())));
        let client = client.token_store(own.clone()).build().unwrap();
        client.execute(secured()).await.unwrap();
        assert_eq!(authorization(&last(&server)), token);
        assert_eq!(own.tokens().len(), 2, "each has a place of its own");
    }
    let stored = shelf.0.lock().unwrap()[&key()].clone();
    let date =
        |seconds| Some(SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000_u64 + seconds));
    assert_eq!(
        (stored.renew_at, stored.expires_at),
        (date(3540), date(3600))
    );
    // Given back by a process that never fetched it.
    process(&server, &clock, &shelf)
        .revoke_tokens()
        .await
        .unwrap();
    assert!(shelf.tokens().is_empty());
    assert_eq!(
        last(&server).body(),
        "token=t1&token_type_hint=access_token"
    );
    process(&server, &clock, &shelf)
        .execute(secured())
        .await
        .unwrap();
    assert_eq!(authorization(&last(&server)), "Bearer t4");
}

#[tokio::test]
async fn a_stored_token_is_only_as_good_as_it_is() {
    let clock = TestClock::new();
    for (renew_in, expires_in, used) in [(1, 60, "old"), (0, 60, "t1"), (0, 0, "t1")] {
        let (server, shelf) = (server(), Shelf::default());
        shelf.put("old", renew_in, expires_in, &clock);
        process(&server, &clock, &shelf)
            .execute(secured())
            .await
            .unwrap();
        assert_eq!(authorization(&last(&server)), format!("Bearer {used}"));
        assert_eq!(shelf.tokens(), [used]);
    }
    // Better than nothing where no new one can be had.
    let shelf = Shelf::default();
    shelf.put("old", 0, 60, &clock);
    let server = limited(429, &[("retry-after", "9")]);
    process(&server, &clock, &shelf)
        .execute(secured())
        .await
        .unwrap();
    assert_eq!(authorization(&last(&server)), "Bearer old");
    // What no header can hold is no token.
    shelf.put("o\nld", 1, 60, &clock);
    process(&server, &clock, &shelf)
        .execute(secured())
        .await
        .unwrap();
    assert_eq!(authorization(&last(&server)), "Bearer t");
}

#[tokio::test]
async fn a_stored_token_that_is_refused_is_replaced() {
    let (server, clock, shelf) = (server(), TestClock::new(), Shelf::default());
    let first = process(&server, &clock, &shelf);
    let second = process(&server, &clock, &shelf);
    for client in [&first, &second] {
        client.execute(secured()).await.unwrap();
    }
    // Somebody revokes the token behind the clients' backs.
    revoke_for(&server).await;
    for client in [&first, &second] {
        assert_eq!(client.execute(secured()).await.unwrap().status(), 200);
        assert_eq!(authorization(&last(&server)), "Bearer t2");
    }
    assert_eq!(shelf.tokens(), ["t2"]);
    assert_eq!(
        asked(&server, "/token"),
        2,
        "the second takes what the first has fetched"
    );
}

/// Revokes `t1` by a request of one's own.
async fn revoke_for(server: &MemoryTransport) {
    use tests::runtime::{Body, Transport as _};
    let body = Body::from("token=t1&token_type_hint=access_token");
    let request = Request::post("https://api.test/revoke").body(body);
    server.send(request.unwrap()).await.unwrap();
}
