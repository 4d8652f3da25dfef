// @generated from an OpenAPI description; change that, its policy or the templates instead.

//! Rate limits: what answers say about them, and a limiter that goes by it.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use http::{HeaderMap, StatusCode};

use super::auth::Clock;
use super::response::header_str;
use super::retry::retry_after;

/// A number of seconds that is larger than this is a date.
const FIRST_DATE: f64 = 1e9;

/// What an answer says about the rate limit that its request counted against.
///
/// It is read from `RateLimit-Limit`, `RateLimit-Remaining` and `RateLimit-Reset`, from the same
/// with `X-` in front, or from a `RateLimit` header with all three.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct RateLimit {
    /// How many requests there are in all.
    pub limit: Option<u64>,
    /// How many requests are left.
    pub remaining: Option<u64>,
    /// How long until there are more.
    pub reset: Option<Duration>,
}

impl RateLimit {
    /// What the headers say; `None` if they say nothing of it.
    pub fn of(headers: &HeaderMap) -> Option<Self> {
        Self::at(headers, SystemTime::now())
    }

    /// The same, at that date.
    pub fn at(headers: &HeaderMap, now: SystemTime) -> Option<Self> {
        let all = header_str(headers, "ratelimit").map_or_else(Self::default, |text| {
            let members = text.split(',').map(|member| Self::member(member, now));
            if text.contains("remaining=") {
                // An older form has a single limit, whose parts stand behind commas.
                Self::member(&text.replace(',', ";"), now)
            } else {
                members
                    .filter(|one| one.remaining.is_some())
                    .min_by_key(|one| one.remaining)
                    .unwrap_or_default()
            }
        });
        let found = Self {
            limit: number(headers, "limit").or(all.limit),
            remaining: number(headers, "remaining").or(all.remaining),
            reset: text(headers, "reset")
                .and_then(|text| wait(text, now))
                .or(all.reset),
        };
        (found != Self::default()).then_some(found)
    }

    /// Reads `"name";r=50;t=30`, or `limit=100;remaining=50;reset=30`.
    fn member(member: &str, now: SystemTime) -> Self {
        let mut found = Self::default();
        for (name, value) in member.split(';').filter_map(|part| part.split_once('=')) {
            let value = value.trim();
            match name.trim() {
                "limit" | "q" => found.limit = value.parse().ok(),
                "remaining" | "r" => found.remaining = value.parse().ok(),
                "reset" | "t" => found.reset = wait(value, now),
                _ => {}
            }
        }
        found
    }
}

fn text<'h>(headers: &'h HeaderMap, what: &str) -> Option<&'h str> {
    ["ratelimit-", "x-ratelimit-", "x-rate-limit-"]
        .iter()
        .find_map(|start| header_str(headers, &format!("{start}{what}")))
}

/// The number that a header begins with: some servers put more limits behind it.
fn number(headers: &HeaderMap, what: &str) -> Option<u64> {
    let text = text(headers, what)?;
    let end = text.find([',', ';']).unwrap_or(text.len());
    text[..end].trim().parse().ok()
}

/// A number of seconds from now, or since 1970.
fn wait(text: &str, now: SystemTime) -> Option<Duration> {
    let seconds: f64 = text.parse().ok()?;
    let time = Duration::try_from_secs_f64(seconds).ok()?;
    if seconds < FIRST_DATE {
        return Some(time);
    }
    let date = SystemTime::UNIX_EPOCH.checked_add(time)?;
    Some(date.duration_since(now).unwrap_or_default())
}

/// How a client keeps to rate limits by itself: it holds requests back while answers say that
/// nothing is left, and after a 429 for as long as `Retry-After` says.
///
/// Limits are kept apart by operation, because servers do not say which operations share one. The
/// limiter only delays: where it would have to wait for too long, the request is sent and the
/// server decides. Waiting needs a tokio runtime.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub struct RateLimitPolicy {
    reserve: u64,
    pause: Duration,
    longest: Duration,
    shared: bool,
}

impl Default for RateLimitPolicy {
    /// Uses all requests up, pauses for 1 s where no answer says how long, and waits for 60 s at most.
    fn default() -> Self {
        Self {
            reserve: 0,
            pause: Duration::from_secs(1),
            longest: Duration::from_secs(60),
            shared: false,
        }
    }
}

impl RateLimitPolicy {
    /// The usual policy.
    pub fn new() -> Self {
        Self::default()
    }

    /// How many requests are left to others.
    pub fn reserve(mut self, requests: u64) -> Self {
        self.reserve = requests;
        self
    }

    /// How long to wait for one more request where no answer says when there are more.
    pub fn pause(mut self, pause: Duration) -> Self {
        self.pause = pause;
        self
    }

    /// The longest that a request is held back. A deadline of its call comes first.
    pub fn longest_wait(mut self, longest: Duration) -> Self {
        self.longest = longest;
        self
    }

    /// All operations count against one limit.
    pub fn shared_by_operations(mut self, shared: bool) -> Self {
        self.shared = shared;
        self
    }
}

/// Holds requests back by what answers have said.
#[derive(Debug)]
pub(super) struct Limiter {
    policy: RateLimitPolicy,
    buckets: Mutex<HashMap<&'static str, Bucket>>,
}

/// What is known of one limit.
#[derive(Debug, Default)]
struct Bucket {
    limit: Option<u64>,
    /// How many requests may be sent; unknown before the first answer.
    left: Option<u64>,
    /// How many requests are on their way, which no answer has counted yet.
    under_way: u64,
    /// When there are more.
    renewal: Option<Instant>,
    /// The server has named that time, and there will be all that the limit allows.
    full_renewal: bool,
    /// The server has refused a request: none is sent before the renewal.
    closed: bool,
}

/// A request that counts against a limit, until it is answered or given up.
#[derive(Debug)]
pub(super) struct Admission<'a> {
    limiter: &'a Limiter,
    key: &'static str,
}

impl Limiter {
    pub(super) fn new(policy: RateLimitPolicy) -> Self {
        Self {
            policy,
            buckets: Mutex::default(),
        }
    }

    /// Waits until a request may be sent, or for as long as is sensible.
    pub(super) async fn admit(
        &self,
        operation: &'static str,
        end: Option<Instant>,
        clock: &dyn Clock,
    ) -> Admission<'_> {
        let key = if self.policy.shared { "" } else { operation };
        let mut longest = self.policy.longest;
        loop {
            let now = clock.now();
            let left = end.map(|end| end.saturating_duration_since(now));
            let Some(wait) = self.with(key, |bucket| bucket.take(&self.policy, now)) else {
                return self.admission(key);
            };
            if wait > longest || left.is_some_and(|left| wait >= left) {
                return self.admission(key);
            }
            longest = longest.saturating_sub(wait.max(Duration::from_millis(1)));
            clock.sleep(wait).await;
        }
    }

    fn admission(&self, key: &'static str) -> Admission<'_> {
        self.with(key, |bucket| bucket.under_way += 1);
        Admission { limiter: self, key }
    }

    fn with<T>(&self, key: &'static str, change: impl FnOnce(&mut Bucket) -> T) -> T {
        change(self.lock().entry(key).or_default())
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<&'static str, Bucket>> {
        self.buckets.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Admission<'_> {
    /// Learns from the answer.
    pub(super) fn answered(self, status: StatusCode, headers: &HeaderMap, clock: &dyn Clock) {
        let (policy, now, date) = (&self.limiter.policy, clock.now(), clock.date());
        let limit = RateLimit::at(headers, date);
        self.limiter.with(self.key, |bucket| {
            if let Some(limit) = limit {
                bucket.learn(limit, policy, now);
            }
            if status == StatusCode::TOO_MANY_REQUESTS {
                let reset = limit.and_then(|limit| limit.reset);
                let wait = retry_after(headers, date).or(reset);
                bucket.close(wait.unwrap_or(policy.pause), now);
            }
        });
    }
}

/// Also where the call is dropped.
impl Drop for Admission<'_> {
    fn drop(&mut self) {
        self.limiter.with(self.key, |bucket| {
            bucket.under_way = bucket.under_way.saturating_sub(1);
        });
    }
}

impl Bucket {
    /// Takes one request out; or how long to wait before the next try.
    fn take(&mut self, policy: &RateLimitPolicy, now: Instant) -> Option<Duration> {
        if self.renewal.is_some_and(|renewal| renewal <= now) {
            self.renew(policy);
        }
        if !self.closed {
            match self.left {
                None => return None,
                Some(left) if left > policy.reserve => {
                    self.left = Some(left - 1);
                    return None;
                }
                Some(_) => {}
            }
        }
        if self.renewal.is_none() {
            self.renewal = now.checked_add(policy.pause);
        }
        let until = self.renewal.unwrap_or(now);
        Some(until.saturating_duration_since(now))
    }

    fn renew(&mut self, policy: &RateLimitPolicy) {
        self.left = if self.full_renewal {
            self.limit
        } else {
            // One request finds out.
            Some(policy.reserve.saturating_add(1))
        };
        self.renewal = None;
        self.full_renewal = false;
        self.closed = false;
    }

    fn learn(&mut self, limit: RateLimit, policy: &RateLimitPolicy, now: Instant) {
        self.limit = limit.limit.or(self.limit);
        if self.closed {
            return;
        }
        if let Some(remaining) = limit.remaining {
            // The others that are under way have not been counted yet.
            let others = self.under_way.saturating_sub(1);
            self.left = Some(remaining.saturating_sub(others));
            self.renewal = None;
        }
        let used_up = self.left.is_some_and(|left| left <= policy.reserve);
        if let Some(reset) = limit.reset.filter(|_| used_up) {
            self.renewal = now.checked_add(reset);
            self.full_renewal = true;
        }
    }

    fn close(&mut self, wait: Duration, now: Instant) {
        self.closed = true;
        self.left = Some(0);
        let until = now.checked_add(wait);
        self.renewal = self.renewal.max(until);
        self.full_renewal = false;
    }
}
