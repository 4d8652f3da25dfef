//! The core of a client: where requests go, what they carry, and how a call is made.

use std::fmt;
use std::net::{Ipv4Addr, Ipv6Addr};
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use http::header::{ACCEPT, USER_AGENT};
use http::{HeaderMap, HeaderName, HeaderValue, Request, StatusCode, Uri};

use super::auth::{Again, AuthContext, Clock, Credentials, CredentialsError, SystemClock};
use super::call::{Call, Operation};
use super::error::{CallError, Sent, TimeoutError};
use super::response::{Reply, content_type, is_json, redacted};
use super::retry::{Budget, Progress, RetryPolicy};
use super::transport::{Transport, TransportError, TransportErrorKind};

/// How often one call may be sent again with new credentials.
const MAX_REJECTIONS: u32 = 3;

/// How many retries a client has in store.
const RETRY_BUDGET: u32 = 100;

/// What all operations of a client share. A clone is the same client.
#[derive(Clone)]
pub struct Core {
    inner: Arc<Inner>,
}

struct Inner {
    base_url: BaseUrl,
    transport: Arc<dyn Transport>,
    schemes: Vec<(String, Arc<dyn Credentials>)>,
    always: Vec<Arc<dyn Credentials>>,
    headers: HeaderMap,
    timeout: Option<Duration>,
    attempt_timeout: Option<Duration>,
    retry: RetryPolicy,
    budget: Budget,
    validate: bool,
    clock: Arc<dyn Clock>,
}

impl Core {
    /// True when requests are to be checked before they are sent.
    pub fn validates(&self) -> bool {
        self.inner.validate
    }

    /// The URL that paths are put after.
    pub fn base_url(&self) -> &str {
        self.inner.base_url.as_str()
    }

    /// Sends a call and receives its reply, whatever the status.
    pub async fn execute(&self, mut call: Call) -> Result<Reply, CallError> {
        call.finish()?;
        let mut progress = Progress::new();
        let Some(limit) = self.inner.limit(&call) else {
            return self.inner.run(&call, &mut progress).await;
        };
        let result = tokio::time::timeout(limit, self.inner.run(&call, &mut progress)).await;
        result.unwrap_or_else(|_| {
            let error = TimeoutError::new(Some(limit), progress.any_sent());
            Err(error.with_attempts(progress.attempts).into())
        })
    }
}

/// A call that is ready to be sent.
struct Prepared<'a> {
    call: &'a Call,
    base_url: &'a BaseUrl,
    credentials: Vec<&'a dyn Credentials>,
    request: Request<Bytes>,
}

impl Inner {
    /// The longest that the whole call may take.
    fn limit(&self, call: &Call) -> Option<Duration> {
        call.options.timeout.or(self.timeout)
    }

    /// Sends the call, and again where its failure may pass.
    ///
    /// `progress` is kept up to date for the case that this future is dropped.
    async fn run(&self, call: &Call, progress: &mut Progress) -> Result<Reply, CallError> {
        let prepared = self.prepare(call)?;
        let end = self
            .limit(call)
            .and_then(|limit| self.clock.now().checked_add(limit));
        let mut earlier = None;
        loop {
            progress.begin();
            let result = self.attempt(&prepared, progress).await;
            let Some(delay) = self.delay(call, &result, progress.attempts, end) else {
                return match (result, earlier) {
                    // The failure that led here says more than that it could not be tried again.
                    (Err(CallError::Credentials(_)), Some(earlier)) => progress.tell(earlier),
                    (result, _) => progress.tell(result),
                };
            };
            progress.end(&result);
            earlier = Some(result);
            self.clock.sleep(delay).await;
        }
    }

    fn prepare<'a>(&'a self, call: &'a Call) -> Result<Prepared<'a>, CallError> {
        let credentials = self.select(call.operation)?;
        let base_url = call.options.base_url.as_ref().unwrap_or(&self.base_url);
        if !credentials.is_empty() && !base_url.keeps_secrets() {
            return Err(CredentialsError::insecure(base_url.as_str()).into());
        }
        Ok(Prepared {
            call,
            base_url,
            credentials,
            request: self.request(call, base_url)?,
        })
    }

    /// How long to wait before another attempt that ends in time; `None` if there is to be none.
    fn delay(
        &self,
        call: &Call,
        result: &Result<Reply, CallError>,
        attempts: u32,
        end: Option<Instant>,
    ) -> Option<Duration> {
        if matches!(result, Ok(reply) if reply.status().is_success()) {
            self.budget.earn();
        }
        let options = &call.options;
        let policy = options.retry.as_ref().unwrap_or(&self.retry);
        let idempotent = options.idempotent.unwrap_or(call.operation.idempotent);
        let delay = policy.delay(result, idempotent, attempts, self.clock.date())?;
        let left = end.map(|end| end.saturating_duration_since(self.clock.now()));
        let in_time = left.is_none_or(|left| delay < left);
        (in_time && self.budget.spend()).then_some(delay)
    }

    /// Sends the call, and again where a 401 leads to new credentials.
    async fn attempt(
        &self,
        prepared: &Prepared<'_>,
        progress: &mut Progress,
    ) -> Result<Reply, CallError> {
        let call = prepared.call;
        let mut context = self.context(prepared.base_url);
        loop {
            let mut request = prepared.request.clone();
            for one in &prepared.credentials {
                one.authorize(&mut request, &context).await?;
            }
            progress.sent = Sent::Maybe;
            let response = self.exchange(call, request.clone()).await?;
            let response = open_envelope(call, response);
            if response.status() == StatusCode::UNAUTHORIZED
                && context.rejections() < MAX_REJECTIONS
            {
                progress.sent = Sent::No;
                if again(&prepared.credentials, &request, &response, &context).await? {
                    context.count_rejection();
                    continue;
                }
            }
            let (parts, body) = response.into_parts();
            return Ok(Reply::new(
                call.operation,
                parts.status,
                parts.headers,
                body,
            ));
        }
    }

    /// Sends one request, within the time limit of an attempt.
    async fn exchange(
        &self,
        call: &Call,
        request: Request<Bytes>,
    ) -> Result<http::Response<Bytes>, CallError> {
        let answer = self.transport.send(request);
        let Some(limit) = call.options.attempt_timeout.or(self.attempt_timeout) else {
            return Ok(answer.await?);
        };
        match tokio::time::timeout(limit, answer).await {
            Ok(result) => Ok(result?),
            Err(_) => Err(TimeoutError::new(Some(limit), Sent::Maybe).into()),
        }
    }

    fn context<'a>(&'a self, base_url: &'a BaseUrl) -> AuthContext<'a> {
        AuthContext::new(
            self.transport.as_ref(),
            base_url,
            self.clock.as_ref(),
            self.headers.get(USER_AGENT),
        )
    }

    /// The credentials for an operation: those of the first alternative that is complete.
    fn select(&self, operation: &Operation) -> Result<Vec<&dyn Credentials>, CredentialsError> {
        let complete = |schemes: &&&[&str]| {
            !schemes.is_empty() && schemes.iter().all(|scheme| self.scheme(scheme).is_some())
        };
        let always = self.always.iter().map(Arc::as_ref);
        if let Some(schemes) = operation.security.iter().find(complete) {
            return Ok(schemes
                .iter()
                .filter_map(|scheme| self.scheme(scheme))
                .chain(always)
                .collect());
        }
        let optional = operation.security.iter().any(|schemes| schemes.is_empty());
        if operation.security.is_empty() || optional || !self.always.is_empty() {
            return Ok(always.collect());
        }
        Err(CredentialsError::missing(operation.security))
    }

    fn scheme(&self, name: &str) -> Option<&dyn Credentials> {
        self.schemes
            .iter()
            .find(|(scheme, _)| scheme == name)
            .map(|(_, one)| one.as_ref())
    }

    fn request(&self, call: &Call, base_url: &BaseUrl) -> Result<Request<Bytes>, TransportError> {
        let uri = base_url.join(&call.path, &call.query)?;
        let mut request = Request::new(call.body.clone());
        *request.method_mut() = call.operation.method.clone();
        *request.uri_mut() = uri;
        let headers = request.headers_mut();
        headers.clone_from(&self.headers);
        if !call.operation.accept.is_empty() {
            headers.insert(ACCEPT, HeaderValue::from_static(call.operation.accept));
        }
        for (name, value) in call.headers.iter().chain(&call.options.headers) {
            headers.insert(name, value.clone());
        }
        Ok(request)
    }
}

async fn again(
    credentials: &[&dyn Credentials],
    request: &Request<Bytes>,
    response: &http::Response<Bytes>,
    context: &AuthContext<'_>,
) -> Result<bool, CredentialsError> {
    let mut again = false;
    for one in credentials {
        again |= one.rejected(request, response, context).await? == Again::Yes;
    }
    Ok(again)
}

fn open_envelope(call: &Call, mut response: http::Response<Bytes>) -> http::Response<Bytes> {
    let envelope = call.operation.envelope.filter(|_| call.opens_envelope);
    if let Some(envelope) = envelope.filter(|_| is_json(content_type(response.headers())))
        && let Some((status, content)) = envelope.open(response.body())
    {
        *response.status_mut() = status;
        *response.body_mut() = content;
    }
    response
}

impl fmt::Debug for Core {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let schemes: Vec<&str> = self
            .inner
            .schemes
            .iter()
            .map(|(scheme, _)| scheme.as_str())
            .collect();
        f.debug_struct("Core")
            .field("base_url", &self.inner.base_url)
            .field("schemes", &schemes)
            .field("headers", &redacted(&self.inner.headers))
            .field("timeout", &self.inner.timeout)
            .field("attempt_timeout", &self.inner.attempt_timeout)
            .field("retry", &self.inner.retry)
            .field("validate", &self.inner.validate)
            .finish_non_exhaustive()
    }
}

/// Builds a [`Core`].
#[must_use]
pub struct CoreBuilder {
    base_url: String,
    user_agent: String,
    transport: Option<Arc<dyn Transport>>,
    schemes: Vec<(String, Arc<dyn Credentials>)>,
    always: Vec<Arc<dyn Credentials>>,
    headers: HeaderMap,
    timeout: Option<Duration>,
    attempt_timeout: Option<Duration>,
    retry: RetryPolicy,
    retry_budget: u32,
    validate: bool,
    clock: Arc<dyn Clock>,
}

impl CoreBuilder {
    /// A builder with the server and the user agent that are used unless others are set.
    pub fn new(base_url: impl Into<String>, user_agent: impl Into<String>) -> Self {
        Self {
            base_url: base_url.into(),
            user_agent: user_agent.into(),
            transport: None,
            schemes: Vec::new(),
            always: Vec::new(),
            headers: HeaderMap::new(),
            timeout: None,
            attempt_timeout: None,
            retry: RetryPolicy::default(),
            retry_budget: RETRY_BUDGET,
            validate: false,
            clock: Arc::new(SystemClock),
        }
    }

    /// The URL that paths are put after. It may have a path of its own.
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = url.into();
        self
    }

    /// The `User-Agent` header.
    pub fn user_agent(mut self, user_agent: impl Into<String>) -> Self {
        self.user_agent = user_agent.into();
        self
    }

    /// What carries the requests, in place of the default.
    pub fn transport(mut self, transport: impl Transport) -> Self {
        self.transport = Some(Arc::new(transport));
        self
    }

    /// Credentials for a security scheme of the description; they replace earlier ones for it.
    pub fn credentials(mut self, scheme: impl Into<String>, credentials: impl Credentials) -> Self {
        let scheme = scheme.into();
        self.schemes.retain(|(other, _)| *other != scheme);
        self.schemes.push((scheme, Arc::new(credentials)));
        self
    }

    /// Credentials for every request, whatever the description says.
    pub fn custom_credentials(mut self, credentials: impl Credentials) -> Self {
        self.always.push(Arc::new(credentials));
        self
    }

    /// A header for every request.
    pub fn default_header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.insert(name, value);
        self
    }

    /// The longest that a call may take, with its retries and what credentials need; unlimited
    /// unless set. It needs a tokio runtime.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// The longest that one attempt may wait for its answer; left to the transport unless set.
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.attempt_timeout = Some(timeout);
        self
    }

    /// When calls are sent again. Waiting needs a tokio runtime.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = policy;
        self
    }

    /// How many retries all calls together may make, beyond one for every ten successes; 100
    /// unless set.
    pub fn retry_budget(mut self, retries: u32) -> Self {
        self.retry_budget = retries;
        self
    }

    /// Checks the rules of the description before a request is sent; off unless set.
    pub fn validate(mut self, validate: bool) -> Self {
        self.validate = validate;
        self
    }

    /// The clock that tells when tokens expire.
    pub fn clock(mut self, clock: impl Clock) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// Builds the core.
    pub fn build(mut self) -> Result<Core, BuildError> {
        let user_agent =
            HeaderValue::from_str(&self.user_agent).map_err(|_| BuildError::UserAgent)?;
        self.headers.entry(USER_AGENT).or_insert(user_agent);
        let transport = match self.transport {
            Some(transport) => transport,
            None => default_transport()?,
        };
        let inner = Inner {
            base_url: BaseUrl::parse(&self.base_url)?,
            transport,
            schemes: self.schemes,
            always: self.always,
            headers: self.headers,
            timeout: self.timeout,
            attempt_timeout: self.attempt_timeout,
            retry: self.retry,
            budget: Budget::new(self.retry_budget),
            validate: self.validate,
            clock: self.clock,
        };
        Ok(Core {
            inner: Arc::new(inner),
        })
    }
}

impl fmt::Debug for CoreBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CoreBuilder")
            .field("headers", &redacted(&self.headers))
            .finish_non_exhaustive()
    }
}

#[cfg(feature = "reqwest")]
fn default_transport() -> Result<Arc<dyn Transport>, BuildError> {
    Ok(Arc::new(super::transport::reqwest::ReqwestTransport::new()?))
}

#[cfg(not(feature = "reqwest"))]
fn default_transport() -> Result<Arc<dyn Transport>, BuildError> {
    Err(BuildError::NoTransport)
}

/// A client could not be built.
#[derive(Debug)]
#[non_exhaustive]
pub enum BuildError {
    /// The base URL cannot be used.
    BaseUrl {
        /// Why.
        reason: &'static str,
    },
    /// The user agent has characters that no header can hold.
    UserAgent,
    /// No transport was given, and the default one is not compiled in.
    NoTransport,
    /// The default transport could not be set up.
    Transport(TransportError),
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BaseUrl { reason } => write!(f, "the base URL {reason}"),
            Self::UserAgent => f.write_str("the user agent has characters that no header can hold"),
            Self::NoTransport => f.write_str(
                "no transport: set one, or enable the crate's feature for the default one",
            ),
            Self::Transport(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for BuildError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Transport(error) => error.source(),
            _ => None,
        }
    }
}

impl From<TransportError> for BuildError {
    fn from(error: TransportError) -> Self {
        Self::Transport(error)
    }
}

/// The URL of a server, which paths are put after.
#[derive(Clone, PartialEq, Eq)]
pub struct BaseUrl {
    /// Without a slash at the end.
    text: String,
    keeps_secrets: bool,
}

impl BaseUrl {
    /// Takes an absolute `http` or `https` URL.
    pub fn parse(url: &str) -> Result<Self, BuildError> {
        let reject = |reason| BuildError::BaseUrl { reason };
        if url.contains('#') {
            return Err(reject("must not have a fragment"));
        }
        let uri: Uri = url.parse().map_err(|_| reject("is not a valid URL"))?;
        let authority = uri
            .authority()
            .ok_or(reject("must be absolute, such as https://example.com"))?;
        if authority.as_str().contains('@') {
            return Err(reject("must not hold a user name or password"));
        }
        if uri.query().is_some() {
            return Err(reject("must not have a query"));
        }
        if uri.path().split('/').any(is_dots) {
            return Err(reject("must not have `.` or `..` in its path"));
        }
        let scheme = uri.scheme_str().unwrap_or_default();
        if authority.host().is_empty() || !matches!(scheme, "http" | "https") {
            return Err(reject("must begin with https:// or http:// and a host"));
        }
        let text = format!("{scheme}://{authority}{}", uri.path().trim_end_matches('/'));
        Ok(Self {
            text,
            keeps_secrets: keeps_secrets(&uri),
        })
    }

    /// The URL, without a slash at the end.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The connection is encrypted, or does not leave this machine.
    pub fn keeps_secrets(&self) -> bool {
        self.keeps_secrets
    }

    /// The URL of a path and query on that server; both are escaped already.
    pub fn join(&self, path: &str, query: &str) -> Result<Uri, TransportError> {
        let slash = if path.starts_with('/') { "" } else { "/" };
        let question = if query.is_empty() { "" } else { "?" };
        let url = format!("{}{slash}{path}{question}{query}", self.text);
        Uri::try_from(url).map_err(|e| TransportError::new(TransportErrorKind::Request, e))
    }
}

impl fmt::Debug for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// The connection to that URL is encrypted, or does not leave this machine.
pub fn keeps_secrets(url: &Uri) -> bool {
    url.scheme_str() == Some("https") || url.host().is_some_and(is_loopback)
}

fn is_dots(segment: &str) -> bool {
    let plain = segment.replace("%2e", ".").replace("%2E", ".");
    matches!(plain.as_str(), "." | "..")
}

fn is_loopback(host: &str) -> bool {
    let address = host.trim_start_matches('[').trim_end_matches(']');
    host.eq_ignore_ascii_case("localhost")
        || address.parse::<Ipv4Addr>().is_ok_and(|ip| ip.is_loopback())
        || address.parse::<Ipv6Addr>().is_ok_and(|ip| ip.is_loopback())
}
