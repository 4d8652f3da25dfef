// @generated from an OpenAPI description; change that, its policy or the templates instead.

//! The core of a client: where requests go, what they carry, and how a call is made.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::header::USER_AGENT;
use http::{HeaderMap, HeaderName, HeaderValue};
use tokio::sync::Semaphore;

use super::auth::{Clock, Credentials, CredentialsError, SystemClock, TokenStore};
use super::base_url::BaseUrl;
use super::call::{Call, Operation};
use super::envelope::Envelope;
use super::error::CallError;
use super::error_shape::ErrorShape;
use super::failure::Failed;
use super::hook::{Hook, Hooks};
use super::rate_limit::{Limiter, RateLimitPolicy};
use super::response::{Reply, redacted};
use super::retry::{Budget, RetryPolicy};
use super::send::Inner;
use super::transport::{BoxFuture, Transport, TransportError, boxed};

/// How many retries a client has in store.
const RETRY_BUDGET: u32 = 100;

/// How many bytes an answer may have: 64 MiB.
const RESPONSE_LIMIT: u64 = 64 << 20;

/// What all operations of a client share. A clone is the same client.
#[derive(Clone)]
pub struct Core {
    inner: Arc<Inner>,
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

    /// Begins a call. What breaks the rules of its request makes it fail, if the client checks them.
    pub fn start(&self, operation: &'static Operation) -> Box<Call> {
        Call::new(operation).checked(self.inner.validate)
    }

    /// Sends a call and receives its reply, whatever the status.
    ///
    /// # Errors
    /// When no reply can be had.
    pub async fn execute(&self, call: Box<Call>) -> Result<Reply, CallError> {
        self.inner.execute(call).await
    }

    /// The same, with errors that know the operation.
    ///
    /// # Errors
    /// When no reply can be had.
    pub async fn call(&self, call: Box<Call>) -> Result<Reply, Failed<CallError>> {
        let operation = call.operation;
        let result = self.inner.execute(call).await;
        result.map_err(|error| Failed::new(operation, error))
    }

    /// The future of a reply, on the heap.
    pub(super) fn sending(&self, call: Box<Call>) -> BoxFuture<'_, Result<Reply, CallError>> {
        Box::into_pin(boxed(|| self.inner.execute(call)))
    }

    /// Gives back the tokens that the client's credentials hold, such as at the end of a process.
    /// A later call fetches new ones.
    ///
    /// # Errors
    /// When the server does not take one back, or it is not known where to ask. The token is then
    /// still in use.
    pub async fn revoke_tokens(&self) -> Result<(), CredentialsError> {
        self.inner.revoke_tokens().await
    }
}

impl fmt::Debug for Core {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let headers: HeaderMap = self.inner.headers.iter().cloned().collect();
        let schemes: Vec<&str> = self
            .inner
            .schemes
            .iter()
            .map(|(scheme, _)| scheme.as_str())
            .collect();
        f.debug_struct("Core")
            .field("base_url", &self.inner.base_url)
            .field("schemes", &schemes)
            .field("headers", &redacted(&headers))
            .field("timeout", &self.inner.timeout)
            .field("attempt_timeout", &self.inner.attempt_timeout)
            .field("retry", &self.inner.retry)
            .field("response_limit", &self.inner.response_limit)
            .field("rate_limit", &self.inner.limiter)
            .field("in_flight", &self.inner.in_flight)
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
    connect_timeout: Option<Duration>,
    read_timeout: Option<Duration>,
    retry: RetryPolicy,
    retry_budget: u32,
    response_limit: u64,
    validate: bool,
    clock: Arc<dyn Clock>,
    errors: Option<&'static ErrorShape>,
    envelope: Option<&'static Envelope>,
    token_store: Option<Arc<dyn TokenStore>>,
    rate_limit: Option<RateLimitPolicy>,
    in_flight: Option<usize>,
    hooks: Hooks,
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
            connect_timeout: None,
            read_timeout: None,
            retry: RetryPolicy::default(),
            retry_budget: RETRY_BUDGET,
            response_limit: RESPONSE_LIMIT,
            validate: false,
            clock: Arc::new(SystemClock),
            errors: None,
            envelope: None,
            token_store: None,
            rate_limit: None,
            in_flight: None,
            hooks: Hooks::default(),
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

    /// The longest that the default transport waits for a connection; 5 s unless set.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = Some(timeout);
        self
    }

    /// The longest that the default transport waits for the next bytes of an answer; 60 s unless
    /// set.
    pub fn read_timeout(mut self, timeout: Duration) -> Self {
        self.read_timeout = Some(timeout);
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

    /// The most bytes that the body of an answer may have; 64 MiB unless set. A longer one is an
    /// error, which keeps status and headers. Bodies that are handed out as streams have no limit.
    pub fn response_limit(mut self, bytes: u64) -> Self {
        self.response_limit = bytes;
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

    /// What the API's errors look like, for answers that the description does not have.
    pub fn errors(mut self, shape: &'static ErrorShape) -> Self {
        self.errors = Some(shape);
        self
    }

    /// The envelope that calls may ask for. It is opened where they do.
    pub fn envelope(mut self, envelope: &'static Envelope) -> Self {
        self.envelope = Some(envelope);
        self
    }

    /// Where credentials keep the tokens that they fetch, so that other processes find them.
    pub fn token_store(mut self, store: impl TokenStore) -> Self {
        self.token_store = Some(Arc::new(store));
        self
    }

    /// Holds requests back while the server's rate limit is used up; off unless set.
    pub fn rate_limit(mut self, policy: RateLimitPolicy) -> Self {
        self.rate_limit = Some(policy);
        self
    }

    /// How many requests may be under way at the same time, without those of credentials; no
    /// bound unless set. 0 counts as 1. More of them wait for their turn, in order. A body that is
    /// handed out as a stream counts until it has been read or dropped.
    pub fn max_in_flight(mut self, requests: usize) -> Self {
        self.in_flight = Some(requests);
        self
    }

    /// Code to run before and after each request, behind earlier hooks.
    pub fn hook(mut self, hook: impl Hook) -> Self {
        self.hooks.0.push(Arc::new(hook));
        self
    }

    /// Builds the core.
    pub fn build(mut self) -> Result<Core, BuildError> {
        let user_agent =
            HeaderValue::from_str(&self.user_agent).map_err(|_| BuildError::UserAgent)?;
        let user_agent = self.headers.entry(USER_AGENT).or_insert(user_agent).clone();
        let transport = match self.transport {
            Some(_) if self.connect_timeout.or(self.read_timeout).is_some() => {
                return Err(BuildError::TransportTimeouts);
            }
            Some(transport) => transport,
            None => default_transport(self.connect_timeout, self.read_timeout)?,
        };
        let inner = Inner {
            base_url: BaseUrl::parse(&self.base_url)?,
            transport,
            schemes: self.schemes,
            always: self.always,
            user_agent,
            headers: pairs(&self.headers),
            timeout: self.timeout,
            attempt_timeout: self.attempt_timeout,
            retry: self.retry,
            budget: Budget::new(self.retry_budget),
            response_limit: self.response_limit,
            validate: self.validate,
            clock: self.clock,
            errors: self.errors,
            envelope: self.envelope,
            token_store: self.token_store,
            limiter: self.rate_limit.map(Limiter::new),
            in_flight: self.in_flight.map(in_flight),
            hooks: self.hooks,
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

fn pairs(headers: &HeaderMap) -> Vec<(HeaderName, HeaderValue)> {
    let pairs = headers.iter();
    pairs
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect()
}

fn in_flight(requests: usize) -> Arc<Semaphore> {
    Arc::new(Semaphore::new(requests.clamp(1, Semaphore::MAX_PERMITS)))
}

#[cfg(feature = "reqwest")]
fn default_transport(
    connect_timeout: Option<Duration>,
    read_timeout: Option<Duration>,
) -> Result<Arc<dyn Transport>, BuildError> {
    use super::transport::reqwest::{CONNECT_TIMEOUT, READ_TIMEOUT, ReqwestTransport};

    let transport = ReqwestTransport::with_timeouts(
        connect_timeout.unwrap_or(CONNECT_TIMEOUT),
        read_timeout.unwrap_or(READ_TIMEOUT),
    );
    Ok(Arc::new(transport?))
}

#[cfg(not(feature = "reqwest"))]
fn default_transport(
    _: Option<Duration>,
    _: Option<Duration>,
) -> Result<Arc<dyn Transport>, BuildError> {
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
    /// A variable in the URL of a server is not there, or has another value than it may have.
    ServerVariable(String),
    /// The user agent has characters that no header can hold.
    UserAgent,
    /// No transport was given, and the default one is not compiled in.
    NoTransport,
    /// A transport was given, and time limits that only the default one has.
    TransportTimeouts,
    /// The default transport could not be set up.
    Transport(TransportError),
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BaseUrl { reason } => write!(f, "the base URL {reason}"),
            Self::ServerVariable(problem) => f.write_str(problem),
            Self::UserAgent => f.write_str("the user agent has characters that no header can hold"),
            Self::NoTransport => f.write_str(
                "no transport: set one, or enable the crate's feature for the default one",
            ),
            Self::TransportTimeouts => f.write_str(
                "the time limits of connecting and reading are the default transport's: set them \
                 on the transport that is given",
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
