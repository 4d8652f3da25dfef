// @generated from an OpenAPI description; change that, its policy or the templates instead.

//! Hooks: code of the user's that runs before and after each request.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use http::{HeaderMap, HeaderName, Method, Request, StatusCode, Uri};

use super::auth::Clock;
use super::body::Body;
use super::call::Operation;
use super::error::CallError;
use super::rate_limit::RateLimit;
use super::redact;
use super::response::{Reply, request_id};

/// Runs before and after each request of a call, also of those that are sent again. The requests
/// that credentials make of their own, such as for a token, are not among them.
///
/// It runs on the task of the call, and should be quick.
pub trait Hook: Send + Sync + 'static {
    /// Before a request is signed in and sent. It may change the headers.
    fn before(&self, attempt: &Attempt, request: &mut Request<Body>) {
        let _ = (attempt, request);
    }

    /// After the answer has come, the request has failed, or the call was dropped.
    fn after(&self, exchange: &Exchange<'_>) {
        let _ = exchange;
    }
}

/// What collects data is also read by somebody else.
impl<T: Hook + ?Sized> Hook for Arc<T> {
    fn before(&self, attempt: &Attempt, request: &mut Request<Body>) {
        T::before(self, attempt, request);
    }

    fn after(&self, exchange: &Exchange<'_>) {
        T::after(self, exchange);
    }
}

/// Which request of a call it is.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Attempt {
    /// The operation that is called.
    pub operation: &'static Operation,
    /// 1, and more where the call is sent again. Sending it again with new credentials is not
    /// counted.
    pub number: u32,
}

/// What came of a request.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub enum Outcome<'a> {
    /// The server answered, with whatever status.
    Answered(&'a Reply),
    /// There is no answer, or none that can be used.
    Failed(&'a CallError),
    /// The call was dropped, or has run out of time.
    Dropped,
}

/// A request and what came of it. Its parts and its `Display` show no credentials.
#[derive(Clone, Copy)]
pub struct Exchange<'a> {
    watch: &'a Watch<'a>,
    outcome: Outcome<'a>,
    elapsed: Duration,
}

impl<'a> Exchange<'a> {
    /// Which request it is.
    pub fn attempt(&self) -> Attempt {
        self.watch.attempt
    }

    /// The operation that is called.
    pub fn operation(&self) -> &'static Operation {
        self.watch.attempt.operation
    }

    /// The method.
    pub fn method(&self) -> &'a Method {
        &self.watch.method
    }

    /// The URL, without what credentials add to it and without the values of secrets.
    pub fn url(&self) -> String {
        url(&self.watch.uri, &[])
    }

    /// A header of the request, unless it holds credentials.
    pub fn request_header(&self, name: &str) -> Option<&'a str> {
        let (name, value) = self.watch.headers.iter().find(|(one, _)| *one == name)?;
        let secret = redact::is_secret_header(name, value) || self.watch.is_signed(name);
        value.to_str().ok().filter(|_| !secret)
    }

    /// What came of it.
    pub fn outcome(&self) -> Outcome<'a> {
        self.outcome
    }

    /// The status of the answer, if there is one.
    pub fn status(&self) -> Option<StatusCode> {
        match self.outcome {
            Outcome::Answered(reply) => Some(reply.status()),
            Outcome::Failed(error) => error.status(),
            Outcome::Dropped => None,
        }
    }

    /// The headers of the answer, if there is one. They may hold cookies.
    pub fn answer_headers(&self) -> Option<&'a HeaderMap> {
        match self.outcome {
            Outcome::Answered(reply) => Some(reply.headers()),
            Outcome::Failed(error) => error.headers(),
            Outcome::Dropped => None,
        }
    }

    /// The server's id for the request, if it sent one.
    pub fn request_id(&self) -> Option<&'a str> {
        request_id(self.answer_headers()?)
    }

    /// What the answer says about the rate limit.
    pub fn rate_limit(&self) -> Option<RateLimit> {
        RateLimit::of(self.answer_headers()?)
    }

    /// How long it took from the moment it was signed in; to the end of the body, if that is no
    /// stream.
    pub fn elapsed(&self) -> Duration {
        self.elapsed
    }

    /// The exchange as text for people: without bodies, unless they are asked for.
    pub fn shown(&self) -> Shown<'a> {
        Shown {
            exchange: *self,
            bodies: false,
            secrets: Vec::new(),
        }
    }
}

impl fmt::Display for Exchange<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.shown(), f)
    }
}

impl fmt::Debug for Exchange<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.shown(), f)
    }
}

/// An exchange as text for people, which shows no secrets.
#[derive(Clone)]
#[must_use]
pub struct Shown<'a> {
    exchange: Exchange<'a>,
    bodies: bool,
    secrets: Vec<String>,
}

impl Shown<'_> {
    /// Shows the bodies as well, if they are JSON or a form, without the values of properties
    /// whose names sound like secrets.
    pub fn bodies(mut self, bodies: bool) -> Self {
        self.bodies = bodies;
        self
    }

    /// Leaves out the values of these properties, parameters and headers as well.
    pub fn without<S: Into<String>>(mut self, names: impl IntoIterator<Item = S>) -> Self {
        self.secrets.extend(names.into_iter().map(Into::into));
        self
    }

    fn headers(
        &self,
        f: &mut fmt::Formatter<'_>,
        mark: char,
        headers: &HeaderMap,
        signed: &[HeaderName],
    ) -> fmt::Result {
        for (name, value) in headers {
            let secret = redact::is_secret_header(name, value)
                || signed.contains(name)
                || self.secrets.iter().any(|one| name == one.as_str());
            match value.to_str() {
                _ if secret => writeln!(f, "{mark} {name}: {}", redact::REDACTED)?,
                Ok(value) => writeln!(f, "{mark} {name}: {value}")?,
                Err(_) => writeln!(f, "{mark} {name}: {value:?}")?,
            }
        }
        for name in signed.iter().filter(|name| !headers.contains_key(*name)) {
            writeln!(f, "{mark} {name}: {}", redact::REDACTED)?;
        }
        Ok(())
    }

    fn body(
        &self,
        f: &mut fmt::Formatter<'_>,
        mark: char,
        headers: &HeaderMap,
        body: Option<&Bytes>,
    ) -> fmt::Result {
        match body {
            Some(bytes) if bytes.is_empty() => Ok(()),
            Some(bytes) if self.bodies => {
                let text = redact::body(headers, bytes, &self.secrets);
                writeln!(f, "{mark}\n{mark} {text}")
            }
            Some(bytes) => {
                let ty = super::response::content_type(headers);
                let size = redact::size(bytes.len() as u64, ty);
                writeln!(f, "{mark}\n{mark} {size}")
            }
            None => writeln!(f, "{mark}\n{mark} [a stream]"),
        }
    }
}

/// `>` marks what is sent, `<` what comes back.
impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let exchange = &self.exchange;
        let watch = exchange.watch;
        let Attempt { operation, number } = watch.attempt;
        writeln!(f, "{} (attempt {number})", operation.id)?;
        writeln!(f, "> {} {}", watch.method, url(&watch.uri, &self.secrets))?;
        self.headers(f, '>', &watch.headers, &watch.signed)?;
        self.body(f, '>', &watch.headers, watch.body.as_ref())?;
        let elapsed = exchange.elapsed;
        match exchange.outcome {
            Outcome::Answered(reply) => {
                writeln!(f, "< {} after {elapsed:?}", reply.status())?;
                self.headers(f, '<', reply.headers(), &[])?;
                let body = Some(reply.body()).filter(|_| !reply.is_streaming());
                self.body(f, '<', reply.headers(), body)
            }
            Outcome::Failed(CallError::Undecodable(error)) => {
                writeln!(f, "< {} after {elapsed:?}", error.status())?;
                self.headers(f, '<', error.headers(), &[])?;
                writeln!(f, "! the body cannot be used")
            }
            Outcome::Failed(error) => writeln!(f, "! {error} after {elapsed:?}"),
            Outcome::Dropped => writeln!(f, "! dropped after {elapsed:?}"),
        }
    }
}

fn url(uri: &Uri, secrets: &[String]) -> String {
    let text = uri.to_string();
    match text.split_once('?') {
        Some((before, query)) => format!("{before}?{}", redact::pairs(query, secrets)),
        None => text,
    }
}

/// All hooks of a client.
#[derive(Clone, Default)]
pub(super) struct Hooks(pub(super) Vec<Arc<dyn Hook>>);

impl Hooks {
    /// Runs the hooks before a request, and keeps of it what those after it may see.
    pub(super) fn before<'a>(
        &'a self,
        attempt: Attempt,
        request: &mut Request<Body>,
        clock: &'a dyn Clock,
    ) -> Option<Box<Watch<'a>>> {
        if self.0.is_empty() {
            return None;
        }
        for hook in &self.0 {
            hook.before(&attempt, request);
        }
        Some(Box::new(Watch {
            hooks: self,
            clock,
            attempt,
            began: clock.now(),
            method: request.method().clone(),
            uri: request.uri().clone(),
            headers: request.headers().clone(),
            body: request.body().as_bytes().cloned(),
            signed: Vec::new(),
            done: false,
        }))
    }
}

/// A request that hooks wait for.
pub(super) struct Watch<'a> {
    hooks: &'a Hooks,
    clock: &'a dyn Clock,
    attempt: Attempt,
    began: Instant,
    method: Method,
    /// As they were before the credentials were put on.
    uri: Uri,
    headers: HeaderMap,
    /// `None` for a stream.
    body: Option<Bytes>,
    /// The headers that the credentials have put on.
    signed: Vec<HeaderName>,
    done: bool,
}

impl Watch<'_> {
    /// Notes what the credentials have put on the request.
    pub(super) fn signed_in(&mut self, headers: &HeaderMap) {
        let changed = headers.keys().filter(|name| {
            let values = |headers: &HeaderMap| headers.get_all(*name).iter().count();
            values(headers) != values(&self.headers)
                || headers.get(*name) != self.headers.get(*name)
        });
        self.signed = changed.cloned().collect();
        self.began = self.clock.now();
    }

    fn is_signed(&self, name: &HeaderName) -> bool {
        self.signed.contains(name)
    }

    /// Runs the hooks after the request.
    pub(super) fn done(mut self, result: &Result<Reply, CallError>) {
        self.tell(match result {
            Ok(reply) => Outcome::Answered(reply),
            Err(error) => Outcome::Failed(error),
        });
    }

    pub(super) fn failed(mut self, error: &CallError) {
        self.tell(Outcome::Failed(error));
    }

    fn tell(&mut self, outcome: Outcome<'_>) {
        self.done = true;
        let elapsed = self.clock.now().saturating_duration_since(self.began);
        let exchange = Exchange {
            watch: self,
            outcome,
            elapsed,
        };
        for hook in &exchange.watch.hooks.0 {
            hook.after(&exchange);
        }
    }
}

impl Drop for Watch<'_> {
    fn drop(&mut self) {
        if !self.done {
            self.tell(Outcome::Dropped);
        }
    }
}
