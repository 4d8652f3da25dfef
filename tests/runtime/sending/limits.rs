//! Rate limits that answers tell of, the limiter that goes by them, and requests in flight.

use std::future::Future;
use std::pin::pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Request, Response, StatusCode};
use tests::runtime::auth::Clock as _;
use tests::runtime::transport::memory::MemoryTransport;
use tests::runtime::{
    Body, BoxFuture, Call, CallOptions, Core, CoreBuilder, RateLimit, RateLimitPolicy, RetryPolicy,
    Transport, TransportError,
};
use tokio::sync::Semaphore;

use crate::bodies::pieces;
use crate::support::{TestClock, answer, builder, open, secured};

fn headers(all: &[(&str, &str)]) -> HeaderMap {
    let header = |(name, value): &(&str, &str)| {
        let name: HeaderName = name.parse().unwrap();
        (name, HeaderValue::from_str(value).unwrap())
    };
    all.iter().map(header).collect()
}

#[test]
fn answers_tell_of_limits() {
    type Case<'a> = (
        &'a [(&'a str, &'a str)],
        Option<u64>,
        Option<u64>,
        Option<u64>,
    );
    let now = SystemTime::UNIX_EPOCH + Duration::from_secs(2_000_000_000);
    let cases: [Case<'_>; 11] = [
        (
            &[
                ("ratelimit-limit", "100"),
                ("ratelimit-remaining", " 7 "),
                ("ratelimit-reset", "30"),
            ],
            Some(100),
            Some(7),
            Some(30),
        ),
        (
            &[
                ("x-ratelimit-limit", "60"),
                ("x-ratelimit-remaining", "0"),
                ("x-ratelimit-reset", "2000000090"),
            ],
            Some(60),
            Some(0),
            Some(90),
        ),
        // That date has passed.
        (&[("x-ratelimit-reset", "1999999999")], None, None, Some(0)),
        (&[("x-rate-limit-remaining", "5")], None, Some(5), None),
        (
            &[("ratelimit-limit", "10, 10;w=1, 1000;w=3600")],
            Some(10),
            None,
            None,
        ),
        (
            &[("ratelimit", "limit=100, remaining=50, reset=5")],
            Some(100),
            Some(50),
            Some(5),
        ),
        (
            &[("ratelimit", "\"default\";r=50;t=30")],
            None,
            Some(50),
            Some(30),
        ),
        // The one that is used up first counts.
        (
            &[("ratelimit", "\"day\";r=500;t=3600, \"burst\";q=9;r=0;t=1")],
            Some(9),
            Some(0),
            Some(1),
        ),
        (&[("ratelimit-remaining", "many")], None, None, None),
        (&[("ratelimit-reset", "-1")], None, None, None),
        (&[], None, None, None),
    ];
    for (given, limit, remaining, reset) in cases {
        let found = RateLimit::at(&headers(given), now);
        let reset = reset.map(Duration::from_secs);
        if (limit, remaining, reset) == (None, None, None) {
            assert_eq!(found, None, "{given:?}");
            continue;
        }
        let found = found.unwrap();
        assert_eq!(
            (found.limit, found.remaining, found.reset),
            (limit, remaining, reset),
            "{given:?}"
        );
    }
}

/// Gives these answers, the last one for ever.
fn script_of(answers: Vec<Response<Bytes>>) -> impl Fn() -> Response<Bytes> {
    let answers = Mutex::new(answers);
    move || {
        let mut answers = answers.lock().unwrap();
        if answers.len() > 1 {
            answers.remove(0)
        } else {
            answers[0].clone()
        }
    }
}

fn script(answers: Vec<Response<Bytes>>) -> MemoryTransport {
    let answers = script_of(answers);
    MemoryTransport::new(move |_| answers())
}

fn left(remaining: &str) -> Response<Bytes> {
    answer(200, &[("ratelimit-remaining", remaining)], "")
}

fn core(server: &MemoryTransport, clock: &TestClock, policy: RateLimitPolicy) -> Core {
    let builder = builder(server).clock(clock.clone()).rate_limit(policy);
    builder.build().unwrap()
}

/// How long after its beginning each of so many calls reaches the server, in seconds.
async fn waits(answers: Vec<Response<Bytes>>, calls: usize, policy: RateLimitPolicy) -> Vec<u64> {
    let clock = TestClock::new();
    let arrivals = Arc::new(Mutex::new(Vec::new()));
    let server = MemoryTransport::new({
        let (clock, arrivals, answers) = (clock.clone(), arrivals.clone(), script_of(answers));
        move |_| {
            arrivals.lock().unwrap().push(clock.now());
            answers()
        }
    });
    let core = core(&server, &clock, policy);
    let mut waits = Vec::new();
    for call in 1..=calls {
        let begin = clock.now();
        core.execute(open()).await.unwrap();
        let arrivals = arrivals.lock().unwrap();
        assert_eq!(arrivals.len(), call);
        assert_eq!(arrivals[call - 1], clock.now(), "no wait after the answer");
        waits.push(arrivals[call - 1].duration_since(begin).as_secs());
    }
    waits
}

#[tokio::test]
async fn nothing_is_sent_while_nothing_is_left() {
    let policy = RateLimitPolicy::new;
    let plenty = || left("10");
    let renewed = |seconds| {
        answer(
            200,
            &[
                ("ratelimit-limit", "3"),
                ("ratelimit-remaining", "0"),
                ("ratelimit-reset", seconds),
            ],
            "",
        )
    };
    let silent = || answer(200, &[], "");
    let refused = |wait| answer(429, &[("retry-after", wait)], "");
    let cases = [
        // As long as there is something left, and where nothing is said.
        (vec![left("1"), plenty()], policy(), vec![0, 0, 0]),
        (vec![silent()], policy(), vec![0, 0, 0]),
        // The answer says when there is more.
        (vec![renewed("5"), plenty()], policy(), vec![0, 5, 0]),
        // It does not: one request after a pause finds out.
        (
            vec![left("0"), left("0"), plenty()],
            policy().pause(Duration::from_secs(2)),
            vec![0, 2, 2, 0],
        ),
        // After the renewal there is all that the limit allows, which is then counted down.
        (
            vec![renewed("5"), silent()],
            policy(),
            vec![0, 5, 0, 0, 1, 1],
        ),
        // Some are left to others.
        (
            vec![left("3"), plenty()],
            policy().reserve(3),
            vec![0, 1, 0],
        ),
        // A refusal, with and without a time.
        (vec![refused("7"), plenty()], policy(), vec![0, 7, 0]),
        (
            vec![answer(429, &[], ""), plenty()],
            policy(),
            vec![0, 1, 0],
        ),
        // Too long: the server decides.
        (vec![refused("61"), plenty()], policy(), vec![0, 0, 0]),
        (
            vec![renewed("5"), plenty()],
            policy().longest_wait(Duration::from_secs(4)),
            vec![0, 0, 0],
        ),
        // Longer than any clock goes.
        (
            vec![refused("18446744073709551615"), plenty()],
            policy(),
            vec![0, 1, 0],
        ),
    ];
    for (index, (answers, policy, expected)) in cases.into_iter().enumerate() {
        let found = waits(answers, expected.len(), policy).await;
        assert_eq!(found, expected, "case {index}");
    }
}

#[tokio::test]
async fn a_deadline_comes_before_the_limit() {
    let clock = TestClock::new();
    let refused = answer(429, &[("retry-after", "7")], "");
    let core = core(&script(vec![refused]), &clock, RateLimitPolicy::new());
    let reply = core.execute(open()).await.unwrap();
    assert_eq!(reply.status(), StatusCode::TOO_MANY_REQUESTS);
    let options = CallOptions::new().timeout(Duration::from_secs(7));
    core.execute(open().options(options)).await.unwrap();
    assert!(clock.waits().is_empty(), "{:?}", clock.waits());
}

#[tokio::test]
async fn operations_have_limits_of_their_own_unless_told() {
    for shared in [false, true] {
        let clock = TestClock::new();
        let server = script(vec![left("0"), left("9")]);
        let core = builder(&server)
            .clock(clock.clone())
            .rate_limit(RateLimitPolicy::new().shared_by_operations(shared))
            .credentials("Token", tests::runtime::auth::Bearer::new("t"))
            .build()
            .unwrap();
        core.execute(open()).await.unwrap();
        core.execute(secured()).await.unwrap();
        assert_eq!(clock.waits().len(), usize::from(shared));
    }
}

/// Answers once there is a permit, and counts the requests that it has.
#[derive(Clone)]
struct Gate {
    permits: Arc<Semaphore>,
    now: Arc<AtomicUsize>,
    most: Arc<AtomicUsize>,
    response: Response<Bytes>,
}

impl Gate {
    fn new(permits: usize, response: Response<Bytes>) -> Self {
        Self {
            permits: Arc::new(Semaphore::new(permits)),
            now: Arc::default(),
            most: Arc::default(),
            response,
        }
    }

    fn builder(&self) -> CoreBuilder {
        CoreBuilder::new("https://api.test", "tests/1")
            .transport(self.clone())
            .retry(RetryPolicy::none())
    }
}

struct Count<'a>(&'a AtomicUsize);

impl Drop for Count<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

impl Transport for Gate {
    fn send(&self, _: Request<Body>) -> BoxFuture<'_, Result<Response<Body>, TransportError>> {
        Box::pin(async move {
            let now = self.now.fetch_add(1, Ordering::SeqCst) + 1;
            let _count = Count(&self.now);
            self.most.fetch_max(now, Ordering::SeqCst);
            for _ in 0..3 {
                tokio::task::yield_now().await;
            }
            self.permits.acquire().await.unwrap().forget();
            Ok(self.response.clone().map(Body::from))
        })
    }
}

/// Whether it is done after one more step.
fn step<F: Future>(future: std::pin::Pin<&mut F>) -> bool {
    let done = future.poll(&mut Context::from_waker(Waker::noop()));
    matches!(done, Poll::Ready(_))
}

fn run_a_while<F: Future>(mut future: std::pin::Pin<&mut F>) -> bool {
    (0..10).any(|_| step(future.as_mut()))
}

/// A request that was given up is no longer under way, and leaves room for others.
#[tokio::test]
async fn a_dropped_call_does_not_count_any_more() {
    let gate = Gate::new(0, left("1"));
    let clock = TestClock::new();
    let core = gate
        .builder()
        .clock(clock.clone())
        .rate_limit(RateLimitPolicy::new())
        .build()
        .unwrap();
    {
        let mut dropped = pin!(core.execute(open()));
        assert!(!run_a_while(dropped.as_mut()));
    }
    gate.permits.add_permits(3);
    core.execute(open()).await.unwrap();
    core.execute(open()).await.unwrap();
    assert!(clock.waits().is_empty(), "{:?}", clock.waits());

    // One that is still under way counts: of the one that is left, none remains.
    gate.permits.forget_permits(1);
    let mut open_call = pin!(core.execute(open()));
    assert!(!run_a_while(open_call.as_mut()));
    assert!(clock.waits().is_empty(), "{:?}", clock.waits());
    let mut next = pin!(core.execute(open()));
    assert!(!run_a_while(next.as_mut()));
    assert_eq!(clock.waits(), [Duration::from_secs(1)]);
}

/// An answer has not counted the requests that are still under way.
#[tokio::test]
async fn what_an_answer_leaves_is_for_those_under_way_first() {
    let gate = Gate::new(0, left("1"));
    let clock = TestClock::new();
    let builder = gate.builder().clock(clock.clone());
    let core = builder.rate_limit(RateLimitPolicy::new()).build().unwrap();
    let mut first = pin!(core.execute(open()));
    let mut second = pin!(core.execute(open()));
    assert!(!run_a_while(first.as_mut()));
    assert!(!run_a_while(second.as_mut()));
    gate.permits.add_permits(1);
    assert!(run_a_while(first.as_mut()));
    assert!(clock.waits().is_empty(), "{:?}", clock.waits());
    let mut third = pin!(core.execute(open()));
    assert!(!run_a_while(third.as_mut()));
    assert_eq!(clock.waits(), [Duration::from_secs(1)]);
}

#[tokio::test]
async fn what_is_left_is_shared_by_all_calls_at_once() {
    let clock = TestClock::new();
    let server = script(vec![
        answer(
            200,
            &[("ratelimit-remaining", "4"), ("ratelimit-limit", "5")],
            "",
        ),
        answer(200, &[], ""),
    ]);
    let core = core(&server, &clock, RateLimitPolicy::new());
    core.execute(open()).await.unwrap();
    let calls: Vec<_> = (0..6)
        .map(|_| {
            let core = core.clone();
            tokio::spawn(async move { core.execute(open()).await.unwrap() })
        })
        .collect();
    for call in calls {
        call.await.unwrap();
    }
    assert_eq!(server.requests().len(), 7);
    let waited: Duration = clock.waits().iter().sum();
    assert_eq!(waited, Duration::from_secs(2), "two had to wait");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_more_are_in_flight_than_allowed() {
    let gate = Gate::new(200, answer(200, &[], ""));
    let core = gate.builder().max_in_flight(3).build().unwrap();
    let calls: Vec<_> = (0..200)
        .map(|_| {
            let core = core.clone();
            tokio::spawn(async move { core.execute(open()).await })
        })
        .collect();
    for call in calls {
        call.await.unwrap().unwrap();
    }
    assert_eq!(gate.most.load(Ordering::SeqCst), 3);
}

#[tokio::test]
async fn turns_are_not_lost_with_dropped_calls() {
    let gate = Gate::new(0, answer(200, &[], ""));
    // None at all would be a client that does nothing.
    let core = gate.builder().max_in_flight(0).build().unwrap();
    let mut last = Box::pin(core.execute(open()));
    {
        let mut first = pin!(core.execute(open()));
        let mut second = pin!(core.execute(open()));
        assert!(!run_a_while(first.as_mut()));
        assert!(!run_a_while(second.as_mut()));
        assert!(!run_a_while(last.as_mut()));
        assert_eq!(gate.now.load(Ordering::SeqCst), 1);
    }
    assert!(!run_a_while(last.as_mut()));
    assert_eq!(gate.now.load(Ordering::SeqCst), 1, "its turn has come");
    gate.permits.add_permits(1);
    assert!(run_a_while(last.as_mut()));
}

#[tokio::test]
async fn waiting_for_a_turn_counts_towards_the_deadline() {
    let gate = Gate::new(0, answer(200, &[], ""));
    let core = gate.builder().max_in_flight(1).build().unwrap();
    let mut first = pin!(core.execute(open()));
    assert!(!run_a_while(first.as_mut()));
    let options = CallOptions::new().timeout(Duration::from_millis(20));
    let error = core.execute(open().options(options)).await.unwrap_err();
    assert!(error.is_timeout());
    assert_eq!(error.request_sent(), tests::runtime::Sent::No);
}

#[tokio::test]
async fn a_stream_keeps_its_turn_until_it_ends() {
    let server = MemoryTransport::new(|_| Response::new(Body::stream(pieces(&["a", "b"]))));
    let core = builder(&server).max_in_flight(1).build().unwrap();
    let streaming = || Call::streams(open(), |_, _| true);
    for drop_early in [true, false] {
        let reply = core.execute(streaming()).await.unwrap();
        let mut body = reply.stream().unwrap().into_body();
        let mut second = Box::pin(core.execute(open()));
        assert!(!run_a_while(second.as_mut()));
        assert_eq!(body.chunk().await.unwrap().unwrap(), "a");
        assert!(!run_a_while(second.as_mut()));
        if drop_early {
            drop(body);
        } else {
            assert_eq!(body.chunk().await.unwrap().unwrap(), "b");
            assert!(body.chunk().await.unwrap().is_none());
        }
        second.await.unwrap();
    }
}
