//! Which failures are tried again, after which wait, and what is told of it.

mod support;

use std::collections::VecDeque;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Request, Response};
use support::{TestClock, answer, authorization, json, open, secured};
use tests::runtime::auth::client_credentials::ClientCredentials;
use tests::runtime::auth::{AuthContext, Bearer, CredentialsError};
use tests::runtime::retry::retry_after;
use tests::runtime::transport::memory::MemoryTransport;
use tests::runtime::{
    Body, BoxFuture, Call, CallError, CallOptions, Core, CoreBuilder, Credentials, RetryPolicy,
    Sent, Transport, TransportError, TransportErrorKind,
};

type Outcome = Result<Response<Bytes>, TransportError>;

/// How the first attempt ends, and how often a POST and a GET then arrive.
type Fault = (&'static str, fn() -> Outcome, usize, usize);

/// A server that gives these outcomes, and then 200s.
fn script(outcomes: Vec<Outcome>) -> MemoryTransport {
    let outcomes = Mutex::new(VecDeque::from(outcomes));
    MemoryTransport::fallible(move |_| {
        let next = outcomes.lock().unwrap().pop_front();
        next.unwrap_or_else(|| Ok(json(200, "{}")))
    })
}

fn status(status: u16) -> Outcome {
    Ok(answer(status, &[], ""))
}

fn limited(seconds: &str) -> Outcome {
    Ok(answer(429, &[("retry-after", seconds)], ""))
}

fn failed(kind: TransportErrorKind) -> Outcome {
    Err(TransportError::new(kind, "broken"))
}

fn builder(server: &MemoryTransport) -> CoreBuilder {
    support::builder(server).retry(RetryPolicy::new())
}

fn core(server: &MemoryTransport, clock: &TestClock) -> Core {
    builder(server)
        .credentials("Token", Bearer::new("t"))
        .clock(clock.clone())
        .build()
        .unwrap()
}

/// How often a call arrives whose first attempt ends so.
async fn arrivals(call: Box<Call>, first: Outcome) -> usize {
    let server = script(vec![first]);
    let _ = core(&server, &TestClock::new()).execute(call).await;
    server.requests().len()
}

#[tokio::test]
async fn each_fault_with_each_kind_of_operation() {
    use TransportErrorKind::{Connect, Request, Response, Send, Setup, Timeout};
    let faults: [Fault; 15] = [
        ("429", || status(429), 2, 2),
        ("408", || status(408), 1, 2),
        ("500", || status(500), 1, 2),
        ("502", || status(502), 1, 2),
        ("503", || status(503), 1, 2),
        ("504", || status(504), 1, 2),
        ("501", || status(501), 1, 1),
        ("409", || status(409), 1, 1),
        ("connect", || failed(Connect), 2, 2),
        ("timeout", || failed(Timeout), 1, 2),
        ("reset", || failed(Send), 1, 2),
        ("half a body", || failed(Response), 1, 2),
        ("refused stream", refused_stream, 2, 2),
        ("setup", || failed(Setup), 1, 1),
        ("request", || failed(Request), 1, 1),
    ];
    for (name, fault, post, get) in faults {
        assert_eq!(arrivals(secured(), fault()).await, post, "POST, {name}");
        assert_eq!(arrivals(open(), fault()).await, get, "GET, {name}");
        let safe = secured().options(CallOptions::new().idempotent(true));
        assert_eq!(arrivals(safe, fault()).await, get, "safe POST, {name}");
        let unsafe_get = open().options(CallOptions::new().idempotent(false));
        assert_eq!(arrivals(unsafe_get, fault()).await, post, "GET, {name}");
        let once = open().options(CallOptions::new().retry(RetryPolicy::none()));
        assert_eq!(arrivals(once, fault()).await, 1, "once, {name}");
    }
}

fn refused_stream() -> Outcome {
    failed(TransportErrorKind::Send).map_err(|error| error.with_sent(Sent::No))
}

#[tokio::test]
async fn the_last_failure_is_told_with_the_attempts() {
    let server = script((0..9).map(|_| status(503)).collect());
    let clock = TestClock::new();
    let reply = core(&server, &clock).execute(open()).await.unwrap();
    let error = reply.unexpected();
    assert_eq!((error.attempts(), server.requests().len()), (3, 3));
    assert!(error.to_string().ends_with("; after 3 attempts"), "{error}");
    assert_eq!(clock.waits().len(), 2);
}

#[tokio::test]
async fn an_earlier_attempt_may_have_been_sent() {
    use TransportErrorKind::{Connect, Send};
    let server = script(vec![failed(Send), failed(Connect), failed(Connect)]);
    let result = core(&server, &TestClock::new()).execute(open()).await;
    let error = result.unwrap_err();
    assert_eq!((error.request_sent(), error.attempts()), (Sent::Maybe, 3));
    let server = script(vec![status(429), failed(Connect), failed(Connect)]);
    let result = core(&server, &TestClock::new()).execute(secured()).await;
    assert_eq!(result.unwrap_err().request_sent(), Sent::No);
}

#[tokio::test]
async fn the_server_says_how_long_to_wait() {
    // The test's date is 2001-09-09 01:46:40.
    for (header, wait) in [
        ("0", 0),
        ("7", 7),
        ("120", 120),
        ("Sun, 09 Sep 2001 01:47:10 GMT", 30),
        ("Sun, 09 Sep 2001 01:46:10 GMT", 0),
    ] {
        let (server, clock) = (script(vec![limited(header)]), TestClock::new());
        let reply = core(&server, &clock).execute(secured()).await.unwrap();
        assert_eq!(reply.status(), 200, "{header}");
        assert_eq!(clock.waits(), [Duration::from_secs(wait)], "{header}");
    }
    for header in [
        "121",
        "99999999999999999999999",
        "Fri, 09 Sep 2101 01:46:10 GMT",
    ] {
        let (server, clock) = (script(vec![limited(header)]), TestClock::new());
        let reply = core(&server, &clock).execute(secured()).await.unwrap();
        assert_eq!(
            (reply.status().as_u16(), clock.waits().len()),
            (429, 0),
            "{header}"
        );
    }
}

#[test]
fn a_header_that_says_nothing() {
    for text in ["", "-1", "1.5", "soon", "+3"] {
        let mut headers = HeaderMap::new();
        headers.insert("retry-after", HeaderValue::from_static(text));
        assert_eq!(retry_after(&headers, SystemTime::now()), None, "{text}");
    }
}

#[tokio::test]
async fn waits_keep_to_their_bounds() {
    for seed in 0..300 {
        fastrand::seed(seed);
        let attempts = fastrand::u32(1..40);
        let policy = RetryPolicy::new().attempts(attempts);
        let server = script((0..50).map(|_| status(503)).collect());
        let clock = TestClock::new();
        let client = builder(&server).clock(clock.clone()).retry_budget(50);
        let call = open().options(CallOptions::new().retry(policy.clone()));
        client.build().unwrap().execute(call).await.unwrap();
        assert_eq!(server.requests().len(), attempts as usize);
        assert_eq!(clock.waits().len() + 1, server.requests().len());
        for (attempts, wait) in (1..).zip(clock.waits()) {
            assert!(wait <= policy.bound(attempts), "{seed}: {wait:?}");
        }
    }
    let bounds = [1, 2, 3, 4, 5, 6, 33, u32::MAX].map(|n| RetryPolicy::new().bound(n).as_millis());
    assert_eq!(bounds, [500, 1000, 2000, 4000, 8000, 8000, 8000, 8000]);
}

/// All of the room below the bound is used, and evenly: full jitter.
#[tokio::test]
async fn waits_are_spread_over_all_of_their_room() {
    fastrand::seed(7);
    let policy = RetryPolicy::new()
        .attempts(2)
        .backoff(Duration::from_secs(8), Duration::from_secs(8));
    let mut quarters = [0; 4];
    for _ in 0..400 {
        let (server, clock) = (script(vec![status(503)]), TestClock::new());
        let call = open().options(CallOptions::new().retry(policy.clone()));
        core(&server, &clock).execute(call).await.unwrap();
        let wait = clock.waits()[0].as_secs_f64();
        quarters[(wait / 2.0) as usize] += 1;
    }
    // 100 are expected in each, give or take 8.7.
    assert!(
        quarters.iter().all(|count| (60..140).contains(count)),
        "{quarters:?}"
    );
}

/// Any policy: bounds never shrink, and never exceed the longest wait.
#[test]
fn bounds_grow_up_to_the_longest() {
    let mut random = fastrand::Rng::with_seed(1);
    for _ in 0..1000 {
        let time = |random: &mut fastrand::Rng| {
            let bits = random.u32(0..64);
            Duration::from_millis(random.u64(..) >> bits)
        };
        let (first, longest) = (time(&mut random), time(&mut random));
        let policy = RetryPolicy::new().backoff(first, longest);
        assert_eq!(policy.bound(0), first.min(longest));
        assert_eq!(policy.bound(1), first.min(longest));
        let bounds: Vec<Duration> = (1..80).map(|attempts| policy.bound(attempts)).collect();
        assert!(bounds.is_sorted(), "{first:?} {longest:?}");
        assert!(bounds.iter().all(|bound| *bound <= longest));
        let reached = first.is_zero() || bounds[78] == longest || longest > first * (1 << 30);
        assert!(reached, "{first:?} {longest:?}");
    }
}

/// Either form of the header, and any cap: what was asked for is waited for, or not at all.
#[tokio::test]
async fn any_wait_that_is_asked_for() {
    let mut random = fastrand::Rng::with_seed(2);
    for _ in 0..200 {
        let (asked, cap) = (random.u64(0..300), random.u64(0..300));
        let date = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000 + asked);
        let header = if random.bool() {
            asked.to_string()
        } else {
            httpdate::fmt_http_date(date)
        };
        let (server, clock) = (script(vec![limited(&header)]), TestClock::new());
        let policy = RetryPolicy::new().retry_after_cap(Duration::from_secs(cap));
        let call = secured().options(CallOptions::new().retry(policy));
        let reply = core(&server, &clock).execute(call).await.unwrap();
        if asked <= cap {
            assert_eq!(reply.status(), 200, "{header}");
            assert_eq!(clock.waits(), [Duration::from_secs(asked)], "{header}");
        } else {
            assert_eq!((reply.status().as_u16(), clock.waits().len()), (429, 0));
        }
    }
}

/// Any mixture of answers: never more retries than there were in store, and one for ten successes.
#[tokio::test]
async fn the_budget_holds_for_any_answers() {
    for seed in 0..50 {
        let mut random = fastrand::Rng::with_seed(seed);
        let store = random.u32(0..8);
        let fails = random.u32(1..100);
        let successes = AtomicU64::new(0);
        let answers = Mutex::new(random.fork());
        let server = MemoryTransport::new(move |_| {
            let fails = answers.lock().unwrap().u32(0..100) < fails;
            answer(if fails { 503 } else { 200 }, &[], "")
        });
        let client = builder(&server).clock(TestClock::new()).retry_budget(store);
        let client = client.build().unwrap();
        let mut retries = 0;
        for _ in 0..100 {
            let reply = client.execute(open()).await.unwrap();
            let earned = successes.load(Ordering::SeqCst) / 10;
            retries += u64::from(reply.attempts() - 1);
            assert!(retries <= u64::from(store) + earned, "seed {seed}");
            if reply.status() == 200 {
                successes.fetch_add(1, Ordering::SeqCst);
            }
        }
    }
}

#[tokio::test]
async fn a_wait_beyond_the_deadline_is_not_begun() {
    let (server, clock) = (script(vec![limited("60")]), TestClock::new());
    let call = open().options(CallOptions::new().timeout(Duration::from_secs(30)));
    let reply = core(&server, &clock).execute(call).await.unwrap();
    assert_eq!((reply.status().as_u16(), clock.waits().len()), (429, 0));
}

#[tokio::test]
async fn the_budget_is_that_of_all_calls() {
    let server = script((0..30).map(|_| status(503)).collect());
    let client = builder(&server).clock(TestClock::new()).retry_budget(5);
    let client = client.build().unwrap();
    for _ in 0..10 {
        client.execute(open()).await.unwrap();
    }
    assert_eq!(server.requests().len(), 10 + 5);
    // The other 503s are used up by calls that may not be tried again.
    for _ in 0..15 {
        client.execute(open()).await.unwrap();
    }
    for _ in 0..10 {
        client.execute(open()).await.unwrap();
    }
    assert_eq!(server.requests().len(), 40, "one call, one request");
}

/// Never answers the first request.
struct SlowFirst(AtomicU64);

impl Transport for SlowFirst {
    fn send(&self, _: Request<Body>) -> BoxFuture<'_, Result<Response<Body>, TransportError>> {
        Box::pin(async {
            if self.0.fetch_add(1, Ordering::SeqCst) == 0 {
                std::future::pending::<()>().await;
            }
            Ok(json(200, "{}").map(Body::from))
        })
    }
}

#[tokio::test(start_paused = true)]
async fn an_attempt_has_a_limit_of_its_own() {
    let client = || {
        builder(&script(Vec::new()))
            .transport(SlowFirst(AtomicU64::new(0)))
            .credentials("Token", Bearer::new("t"))
            .attempt_timeout(Duration::from_secs(5))
            .build()
            .unwrap()
    };
    assert_eq!(client().execute(open()).await.unwrap().status(), 200);
    let error = client().execute(secured()).await.unwrap_err();
    assert_eq!((error.request_sent(), error.attempts()), (Sent::Maybe, 1));
    // The deadline of the call ends all attempts.
    let call = open().options(CallOptions::new().timeout(Duration::from_secs(2)));
    let error = client().execute(call).await.unwrap_err();
    assert!(error.is_timeout() && error.to_string().starts_with("no answer within 2s"));
}

/// Fails from the second request on.
#[derive(Default)]
struct Once(AtomicU64);

impl Credentials for Once {
    fn authorize<'a>(
        &'a self,
        _: &'a mut Request<Body>,
        _: &'a AuthContext<'_>,
    ) -> BoxFuture<'a, Result<(), CredentialsError>> {
        let first = self.0.fetch_add(1, Ordering::SeqCst) == 0;
        let result = if first {
            Ok(())
        } else {
            Err(CredentialsError::unusable("gone"))
        };
        Box::pin(std::future::ready(result))
    }
}

#[tokio::test]
async fn a_retry_that_cannot_be_signed_in_tells_the_failure_before_it() {
    let server = script(vec![failed(TransportErrorKind::Send)]);
    let client = builder(&server).custom_credentials(Once::default());
    let client = client.clock(TestClock::new()).build().unwrap();
    let error = client.execute(open()).await.unwrap_err();
    assert!(matches!(error, CallError::Transport(_)), "{error}");
    assert_eq!(error.request_sent(), Sent::Maybe);
}

#[tokio::test]
async fn a_limited_token_endpoint_is_waited_for() {
    let asked = AtomicU64::new(0);
    let server = MemoryTransport::new(move |request| match request.uri().path() {
        "/token" if asked.fetch_add(1, Ordering::SeqCst) == 0 => {
            answer(429, &[("retry-after", "9")], "")
        }
        "/token" => json(200, r#"{"access_token":"t","expires_in":3600}"#),
        _ => json(200, "{}"),
    });
    let clock = TestClock::new();
    let client = builder(&server)
        .credentials("Token", ClientCredentials::new("/token", "id", "secret"))
        .clock(clock.clone())
        .build()
        .unwrap();
    assert_eq!(client.execute(secured()).await.unwrap().status(), 200);
    assert_eq!(clock.waits(), [Duration::from_secs(9)]);
}

/// 1,000 calls of 50 tasks, while the server drops its token after every 100 answers.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_calls_fetch_each_token_once() {
    let served = Arc::new(AtomicU64::new(0));
    let token = |served: &AtomicU64| served.load(Ordering::SeqCst) / 100;
    let (state, one_at_a_time) = (served.clone(), Mutex::new(()));
    let server = MemoryTransport::new(move |request| {
        let _guard = one_at_a_time.lock().unwrap();
        let token = token(&state);
        if request.uri().path() == "/token" {
            return json(
                200,
                &format!(r#"{{"access_token":"t{token}","expires_in":3600}}"#),
            );
        }
        if authorization(request) != format!("Bearer t{token}") {
            return answer(401, &[], "");
        }
        state.fetch_add(1, Ordering::SeqCst);
        json(200, "{}")
    });
    let client = builder(&server)
        .credentials("Token", ClientCredentials::new("/token", "id", "secret"))
        .build()
        .unwrap();
    let tasks: Vec<_> = (0..50)
        .map(|_| {
            let (client, served) = (client.clone(), served.clone());
            tokio::spawn(async move { twenty_calls(client, || token(&served)).await })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    let requests = server.requests();
    let fetches = requests.iter().filter(|one| one.uri().path() == "/token");
    assert_eq!(fetches.count(), 10, "one for each token");
}

async fn twenty_calls(client: Core, token: impl Fn() -> u64) {
    let mut done = 0;
    while done < 20 {
        let before = token();
        let reply = client.execute(secured()).await.unwrap();
        assert_eq!(reply.attempts(), 1);
        match reply.status().as_u16() {
            200 => done += 1,
            // A call asks for one new token: it is refused if that one is dropped as well before it
            // is sent, as may be when the system lets the thread wait.
            status => assert!(status == 401 && token() > before, "{status}"),
        }
        tokio::task::yield_now().await;
    }
}
