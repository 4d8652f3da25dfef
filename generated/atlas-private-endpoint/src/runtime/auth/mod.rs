// @generated from an OpenAPI description; change that, its policy or the templates instead.

//! Credentials: what makes a server believe who asks.

pub mod bearer;
pub mod client_credentials;
pub mod digest;
mod token_endpoint;
pub mod token_store;

use std::error::Error;
use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use bytes::Bytes;
use http::header::USER_AGENT;
use http::request::Parts;
use http::{HeaderValue, Request, Response, StatusCode};

use super::base_url::BaseUrl;
use super::body::{Body, CollectError};
use super::response::Reply;
use super::transport::{BoxFuture, Transport, TransportError};

pub use bearer::Bearer;
pub use token_store::{StoredToken, TokenKey, TokenStore};

/// How long the answer to a request of the credentials' own may be.
const ANSWER_LIMIT: u64 = 1 << 20;

/// Puts credentials on requests.
///
/// One value serves all calls of a client, at the same time. It must show no secret in `Debug`
/// or errors, and must be able to lose a future at any point.
pub trait Credentials: Send + Sync + 'static {
    /// Puts the credentials on a request that is about to be sent.
    fn authorize<'a>(
        &'a self,
        request: &'a mut Request<Body>,
        cx: &'a AuthContext<'_>,
    ) -> BoxFuture<'a, Result<(), CredentialsError>>;

    /// The same without a future, where nothing has to be waited for; `None` if
    /// [`authorize`](Self::authorize) is to be asked, and the request is as it was.
    fn authorize_at_once(
        &self,
        request: &mut Request<Body>,
        cx: &AuthContext<'_>,
    ) -> Option<Result<(), CredentialsError>> {
        let _ = (request, cx);
        None
    }

    /// Whether new credentials may follow a 401. If not, nobody asks [`rejected`](Self::rejected),
    /// and the request is not kept for it.
    fn are_renewable(&self) -> bool {
        true
    }

    /// The request was answered with 401; says whether to authorize and send it once more.
    ///
    /// A request whose body is gone is not sent again, whatever the answer.
    fn rejected<'a>(
        &'a self,
        request: &'a Parts,
        reply: &'a Reply,
        cx: &'a AuthContext<'_>,
    ) -> BoxFuture<'a, Result<Again, CredentialsError>> {
        let _ = (request, reply, cx);
        ready(Ok(Again::No))
    }

    /// Gives back what the credentials have fetched; nothing, unless they say otherwise.
    fn revoke<'a>(
        &'a self,
        cx: &'a AuthContext<'_>,
    ) -> BoxFuture<'a, Result<(), CredentialsError>> {
        let _ = cx;
        ready(Ok(()))
    }
}

/// Clients can share credentials, and so a token.
impl<T: Credentials + ?Sized> Credentials for Arc<T> {
    fn authorize<'a>(
        &'a self,
        request: &'a mut Request<Body>,
        cx: &'a AuthContext<'_>,
    ) -> BoxFuture<'a, Result<(), CredentialsError>> {
        T::authorize(self, request, cx)
    }

    fn authorize_at_once(
        &self,
        request: &mut Request<Body>,
        cx: &AuthContext<'_>,
    ) -> Option<Result<(), CredentialsError>> {
        T::authorize_at_once(self, request, cx)
    }

    fn are_renewable(&self) -> bool {
        T::are_renewable(self)
    }

    fn rejected<'a>(
        &'a self,
        request: &'a Parts,
        reply: &'a Reply,
        cx: &'a AuthContext<'_>,
    ) -> BoxFuture<'a, Result<Again, CredentialsError>> {
        T::rejected(self, request, reply, cx)
    }

    fn revoke<'a>(
        &'a self,
        cx: &'a AuthContext<'_>,
    ) -> BoxFuture<'a, Result<(), CredentialsError>> {
        T::revoke(self, cx)
    }
}

/// Whether to send a rejected request once more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Again {
    /// There are new credentials to try.
    Yes,
    /// There is nothing else to try.
    No,
}

/// What credentials may use to do their work.
pub struct AuthContext<'a> {
    transport: &'a dyn Transport,
    base_url: &'a BaseUrl,
    clock: &'a dyn Clock,
    user_agent: Option<&'a HeaderValue>,
    token_store: Option<&'a dyn TokenStore>,
    rejections: u32,
}

impl<'a> AuthContext<'a> {
    /// The context of a call that has not been sent yet.
    pub fn new(
        transport: &'a dyn Transport,
        base_url: &'a BaseUrl,
        clock: &'a dyn Clock,
        user_agent: Option<&'a HeaderValue>,
    ) -> Self {
        Self {
            transport,
            base_url,
            clock,
            user_agent,
            token_store: None,
            rejections: 0,
        }
    }

    /// The same context, with a store of tokens.
    #[must_use]
    pub fn with_token_store(mut self, store: Option<&'a dyn TokenStore>) -> Self {
        self.token_store = store;
        self
    }

    /// Where tokens are kept between processes, if they are.
    pub fn token_store(&self) -> Option<&'a dyn TokenStore> {
        self.token_store
    }

    /// The server that the call goes to.
    pub fn base_url(&self) -> &BaseUrl {
        self.base_url
    }

    /// The time.
    pub fn now(&self) -> Instant {
        self.clock.now()
    }

    /// The date.
    pub fn date(&self) -> SystemTime {
        self.clock.date()
    }

    /// How often this call has been rejected and sent again.
    pub fn rejections(&self) -> u32 {
        self.rejections
    }

    /// The same context, of a call that has been rejected and sent again so often.
    #[must_use]
    pub fn with_rejections(mut self, rejections: u32) -> Self {
        self.rejections = rejections;
        self
    }

    /// Sends a request of the credentials' own, such as one for a token.
    ///
    /// # Errors
    /// When it cannot be sent, or its answer not be received or very long.
    pub async fn send(
        &self,
        mut request: Request<Bytes>,
    ) -> Result<Response<Bytes>, CredentialsError> {
        if let Some(user_agent) = self.user_agent {
            request.headers_mut().insert(USER_AGENT, user_agent.clone());
        }
        let response = self.transport.send(request.map(Body::from)).await?;
        let (parts, body) = response.into_parts();
        match body.collect(ANSWER_LIMIT).await {
            Ok(body) => Ok(Response::from_parts(parts, body)),
            Err(CollectError::Transport(error)) => Err(error.into()),
            Err(CollectError::TooLarge { .. }) => Err(CredentialsError::unusable(
                "the answer to a request for credentials is too long",
            )),
        }
    }
}

impl fmt::Debug for AuthContext<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AuthContext")
            .field("base_url", &self.base_url)
            .finish_non_exhaustive()
    }
}

/// Tells the time, so that tests can make it pass.
pub trait Clock: Send + Sync + 'static {
    /// The time, which never goes back.
    fn now(&self) -> Instant;

    /// The date, which servers may name.
    fn date(&self) -> SystemTime {
        SystemTime::now()
    }

    /// Lets that much time pass. It needs a tokio runtime.
    fn sleep(&self, time: Duration) -> BoxFuture<'_, ()> {
        Box::pin(tokio::time::sleep(time))
    }
}

impl<T: Clock + ?Sized> Clock for Arc<T> {
    fn now(&self) -> Instant {
        T::now(self)
    }

    fn date(&self) -> SystemTime {
        T::date(self)
    }

    fn sleep(&self, time: Duration) -> BoxFuture<'_, ()> {
        T::sleep(self, time)
    }
}

/// The clock of this machine.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Instant {
        Instant::now()
    }
}

/// The credentials are missing, unusable, or could not be obtained.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum CredentialsError {
    /// The client has no credentials that the operation takes.
    Missing {
        /// The operation's security schemes: one list is enough, with all that is in it.
        schemes: &'static [&'static [&'static str]],
    },
    /// They would travel unencrypted over the network.
    Insecure {
        /// The server.
        url: String,
    },
    /// They cannot be put on a request.
    Unusable {
        /// What is wrong with them, without them.
        reason: &'static str,
    },
    /// The server that gives out tokens refused.
    Refused(Box<Refusal>),
    /// The server that gives out tokens did not take one back.
    NotRevoked(Box<Refusal>),
    /// The server that gives out tokens could not be asked.
    Transport(Arc<TransportError>),
    /// The server's challenge cannot be answered.
    Challenge {
        /// Why.
        reason: String,
    },
    /// Credentials of another crate failed.
    Other(Arc<dyn Error + Send + Sync>),
}

/// The answer of a server that gives out no token, or takes none back.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Refusal {
    /// The status of the answer.
    pub status: StatusCode,
    /// The server's code for the problem, such as `invalid_client`.
    pub code: Option<String>,
    /// What the server says about it.
    pub description: Option<String>,
    /// How many seconds the server wants to be left alone.
    pub retry_after: Option<u64>,
}

impl CredentialsError {
    /// None of the schemes is configured.
    pub fn missing(schemes: &'static [&'static [&'static str]]) -> Self {
        Self::Missing { schemes }
    }

    /// The URL is neither encrypted nor local.
    pub fn insecure(url: &str) -> Self {
        Self::Insecure {
            url: url.to_owned(),
        }
    }

    /// The credentials cannot be put on a request.
    pub const fn unusable(reason: &'static str) -> Self {
        Self::Unusable { reason }
    }

    /// An error of credentials of another crate.
    pub fn other(error: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::Other(Arc::from(error.into()))
    }
}

impl fmt::Display for CredentialsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing { schemes } => {
                let alternatives: Vec<String> =
                    schemes.iter().map(|all| all.join(" and ")).collect();
                write!(
                    f,
                    "no credentials for this operation, which takes {}",
                    alternatives.join(", or ")
                )
            }
            Self::Insecure { url } => {
                write!(
                    f,
                    "credentials are not sent over plain http to {url}; use https"
                )
            }
            Self::Unusable { reason } => f.write_str(reason),
            Self::Refused(refusal) => write!(f, "no token: {refusal}"),
            Self::NotRevoked(refusal) => write!(f, "the token was not revoked: {refusal}"),
            Self::Transport(error) => write!(f, "cannot ask for a token: {error}"),
            Self::Challenge { reason } => {
                write!(f, "cannot answer the server's challenge: {reason}")
            }
            Self::Other(error) => error.fmt(f),
        }
    }
}

impl Error for CredentialsError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Transport(error) => Some(error.as_ref()),
            Self::Other(error) => error.source(),
            _ => None,
        }
    }
}

impl From<TransportError> for CredentialsError {
    fn from(error: TransportError) -> Self {
        Self::Transport(Arc::new(error))
    }
}

impl Refusal {
    /// What the code means for who holds the credentials, where that is known.
    pub fn explanation(&self) -> Option<&'static str> {
        Some(match self.code.as_deref() {
            Some("access_denied") => {
                "the server gives this client no further token, perhaps because too many are \
                 valid: share one client or a token store, and revoke what is not needed"
            }
            Some("invalid_client") => {
                "the client's id or secret is wrong, or the secret has expired"
            }
            Some("unauthorized_client") => "this client may not get tokens in this way",
            Some("invalid_scope") => "the client may not have these scopes, or there are no such",
            _ if self.status == StatusCode::TOO_MANY_REQUESTS => {
                "tokens are asked for too often: share one client or a token store"
            }
            _ => return None,
        })
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the server answered {}", self.status)?;
        if let Some(code) = &self.code {
            write!(f, ", {code}")?;
        }
        if let Some(description) = &self.description {
            write!(f, " ({description})")?;
        }
        if let Some(explanation) = self.explanation() {
            write!(f, "; {explanation}")?;
        }
        Ok(())
    }
}

/// A header's value that is never printed.
pub fn sensitive(text: String, problem: &'static str) -> Result<HeaderValue, CredentialsError> {
    let value = HeaderValue::try_from(text).ok();
    let is_text = |value: &HeaderValue| value.to_str().is_ok();
    let mut value = value
        .filter(is_text)
        .ok_or(CredentialsError::unusable(problem))?;
    value.set_sensitive(true);
    Ok(value)
}

/// The future of what is known at once.
pub fn ready<'a, T: Send + 'a>(value: T) -> BoxFuture<'a, T> {
    Box::pin(std::future::ready(value))
}
