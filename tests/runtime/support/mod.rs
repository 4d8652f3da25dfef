//! What the tests of the runtime share.
#![allow(dead_code, reason = "each test file uses a part of it")]

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant, SystemTime};

use bytes::Bytes;
use http::{Method, Request, Response, StatusCode};
use tests::runtime::auth::Clock;
use tests::runtime::transport::memory::MemoryTransport;
use tests::runtime::{BoxFuture, Call, Core, CoreBuilder, Operation, RetryPolicy};

pub const ENVELOPE: tests::runtime::Envelope = tests::runtime::Envelope {
    parameter: "envelope",
    status: "status",
    content: "content",
};

/// An operation that takes either of two schemes.
pub static SECURED: Operation = Operation {
    id: "secured",
    method: Method::POST,
    path: "/things",
    accept: "application/vnd.test+json",
    security: &[&["Token"], &["Digest"], &["Key", "Basic"]],
};

/// An operation that takes no credentials.
pub static OPEN: Operation = Operation {
    id: "open",
    method: Method::GET,
    path: "/things/{id}",
    accept: "application/json",
    security: &[],
};

/// Sends each call once.
pub fn builder(transport: &MemoryTransport) -> CoreBuilder {
    CoreBuilder::new("https://api.test", "runtime-tests/1")
        .transport(transport.clone())
        .retry(RetryPolicy::none())
}

pub fn core(transport: &MemoryTransport) -> Core {
    builder(transport).build().unwrap()
}

pub fn secured() -> Box<Call> {
    Call::new(&SECURED)
}

pub fn open() -> Box<Call> {
    Call::new(&OPEN).path(&1)
}

/// A call of an operation with that path template.
pub fn at(path: &'static str) -> Box<Call> {
    let operation = Operation {
        id: "open",
        method: Method::GET,
        path,
        accept: "application/json",
        security: &[],
    };
    Call::new(Box::leak(Box::new(operation)))
}

pub fn answer(status: u16, headers: &[(&str, &str)], body: &str) -> Response<Bytes> {
    let mut response = Response::builder().status(status);
    for (name, value) in headers {
        response = response.header(*name, *value);
    }
    response
        .body(Bytes::copy_from_slice(body.as_bytes()))
        .unwrap()
}

pub fn json(status: u16, body: &str) -> Response<Bytes> {
    answer(status, &[("content-type", "application/json")], body)
}

/// A server whose answers are all the same.
pub fn always(response: Response<Bytes>) -> MemoryTransport {
    MemoryTransport::new(move |_| response.clone())
}

pub fn authorization(request: &Request<Bytes>) -> &str {
    request
        .headers()
        .get("authorization")
        .map_or("", |value| value.to_str().unwrap())
}

pub const UNAUTHORIZED: StatusCode = StatusCode::UNAUTHORIZED;

/// A clock that stands still until it is moved.
#[derive(Clone)]
pub struct TestClock(Arc<Mutex<Instant>>, Arc<Mutex<Vec<Duration>>>);

impl TestClock {
    pub fn new() -> Self {
        Self(Arc::new(Mutex::new(Instant::now())), Arc::default())
    }

    pub fn advance(&self, seconds: u64) {
        *self.0.lock().unwrap() += Duration::from_secs(seconds);
    }

    /// The waits so far.
    pub fn waits(&self) -> Vec<Duration> {
        self.1.lock().unwrap().clone()
    }
}

impl Clock for TestClock {
    fn now(&self) -> Instant {
        *self.0.lock().unwrap()
    }

    fn date(&self) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000)
    }

    /// The time passes at once.
    fn sleep(&self, time: Duration) -> BoxFuture<'_, ()> {
        *self.0.lock().unwrap() += time;
        self.1.lock().unwrap().push(time);
        Box::pin(tokio::task::yield_now())
    }
}
