// @generated from an OpenAPI description; change that, its policy or the templates instead.

//! Sending a call again after a failure that may pass.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, SystemTime};

use http::header::RETRY_AFTER;
use http::{HeaderMap, StatusCode};

use super::auth::CredentialsError;
use super::error::{CallError, Sent, TimeoutError};
use super::response::{Reply, header_str};
use super::transport::{TransportError, TransportErrorKind};

/// When a call is sent again, and how long it waits before that.
///
/// An operation that is not idempotent is sent again only where nothing can have happened: the
/// server answered 429, or the request was never sent. An idempotent one also after 408, 500, 502,
/// 503, 504, a timeout of an attempt, and a broken connection.
///
/// The wait is random, between nothing and a bound that doubles. A `Retry-After` header replaces
/// it; when that asks for longer than the cap, the answer is returned at once.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub struct RetryPolicy {
    attempts: u32,
    first: Duration,
    longest: Duration,
    cap: Duration,
}

impl Default for RetryPolicy {
    /// Three attempts, waits of up to 0.5 s and then up to 8 s, and of up to 120 s by `Retry-After`.
    fn default() -> Self {
        Self {
            attempts: 3,
            first: Duration::from_millis(500),
            longest: Duration::from_secs(8),
            cap: Duration::from_secs(120),
        }
    }
}

impl RetryPolicy {
    /// The usual policy.
    pub fn new() -> Self {
        Self::default()
    }

    /// Each call is sent once.
    pub fn none() -> Self {
        Self::default().attempts(1)
    }

    /// How often a call is sent at most; 0 counts as 1.
    pub fn attempts(mut self, attempts: u32) -> Self {
        self.attempts = attempts.max(1);
        self
    }

    /// The bound of the first wait, and the one that later bounds grow up to.
    pub fn backoff(mut self, first: Duration, longest: Duration) -> Self {
        self.first = first;
        self.longest = longest;
        self
    }

    /// The longest wait that a server may ask for.
    pub fn retry_after_cap(mut self, cap: Duration) -> Self {
        self.cap = cap;
        self
    }

    /// The bound of the wait after that many attempts.
    pub fn bound(&self, attempts: u32) -> Duration {
        let factor = 1_u32
            .checked_shl(attempts.saturating_sub(1))
            .unwrap_or(u32::MAX);
        self.first.saturating_mul(factor).min(self.longest)
    }

    /// The wait before the next attempt; `None` when there is to be none.
    pub(super) fn delay(
        &self,
        result: &Result<Reply, CallError>,
        idempotent: bool,
        attempts: u32,
        now: SystemTime,
    ) -> Option<Duration> {
        if attempts >= self.attempts || !may_repeat(result, idempotent) {
            return None;
        }
        match asked_wait(result, now) {
            Some(wait) => Some(wait).filter(|wait| *wait <= self.cap),
            None => Some(self.bound(attempts).mul_f64(fastrand::f64())),
        }
    }
}

/// Whether a failure may pass, and sending the call again does no harm.
fn may_repeat(result: &Result<Reply, CallError>, idempotent: bool) -> bool {
    match result {
        Ok(reply) => status_repeats(reply.status(), idempotent),
        Err(CallError::Transport(error)) => transport_repeats(error, idempotent),
        Err(CallError::Timeout(error)) => timeout_repeats(error, idempotent),
        Err(CallError::Credentials(error)) => credentials_repeat(error),
        Err(_) => false,
    }
}

pub(super) fn status_repeats(status: StatusCode, idempotent: bool) -> bool {
    match status.as_u16() {
        429 => true,
        408 | 500 | 502 | 503 | 504 => idempotent,
        _ => false,
    }
}

pub(super) fn transport_repeats(error: &TransportError, idempotent: bool) -> bool {
    may_pass(error) && (idempotent || error.request_sent() == Sent::No)
}

pub(super) fn timeout_repeats(error: &TimeoutError, idempotent: bool) -> bool {
    idempotent || error.request_sent() == Sent::No
}

/// The call itself has not been sent, and asking for a token does no harm.
pub(super) fn credentials_repeat(error: &CredentialsError) -> bool {
    match error {
        CredentialsError::Transport(error) => may_pass(error),
        CredentialsError::Refused(refusal) => matches!(refusal.status.as_u16(), 429 | 503),
        _ => false,
    }
}

fn may_pass(error: &TransportError) -> bool {
    matches!(
        error.kind(),
        TransportErrorKind::Connect
            | TransportErrorKind::Timeout
            | TransportErrorKind::Send
            | TransportErrorKind::Response
    )
}

/// How long the server wants to be left alone.
fn asked_wait(result: &Result<Reply, CallError>, now: SystemTime) -> Option<Duration> {
    match result {
        Ok(reply) => retry_after(reply.headers(), now),
        Err(CallError::Credentials(CredentialsError::Refused(refusal))) => {
            refusal.retry_after.map(Duration::from_secs)
        }
        Err(_) => None,
    }
}

/// The `Retry-After` header, which is a number of seconds or a date.
pub fn retry_after(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let text = header_str(headers, RETRY_AFTER.as_str())?;
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        // More than fits is more than any cap.
        return Some(Duration::from_secs(text.parse().unwrap_or(u64::MAX)));
    }
    let date = httpdate::parse_http_date(text).ok()?;
    Some(date.duration_since(now).unwrap_or_default())
}

/// What a retry costs, in the unit of which an answered call earns one.
const PRICE: u32 = 10;

/// What a client may spend on retries, so that they do not keep a server down.
///
/// Ten answers in good order pay for one more retry.
#[derive(Debug)]
pub(super) struct Budget {
    left: AtomicU32,
    full: u32,
}

impl Budget {
    pub(super) fn new(retries: u32) -> Self {
        let full = retries.saturating_mul(PRICE);
        Self {
            left: AtomicU32::new(full),
            full,
        }
    }

    /// Pays for a retry; false when there is too little left.
    pub(super) fn spend(&self) -> bool {
        self.change(|left| left.checked_sub(PRICE))
    }

    /// Earns a little by an answer in good order.
    pub(super) fn earn(&self) {
        self.change(|left| left.checked_add(1).filter(|left| *left <= self.full));
    }

    fn change(&self, change: impl FnMut(u32) -> Option<u32>) -> bool {
        self.left
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, change)
            .is_ok()
    }
}
