// @generated from an OpenAPI description; change that, its policy or the templates instead.

//! What carries requests to a server and answers back.

pub mod memory;
#[cfg(feature = "reqwest")]
pub mod reqwest;

use std::error::Error;
use std::fmt;
use std::future::Future;
use std::pin::Pin;

use super::body::Body;
use super::error::Sent;
use super::progress::Tries;

/// A future on the heap, as a trait's method returns it.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// What the function makes, in its place on the heap. `Box::new` has it on the stack first, and copies all
/// of it, because there might be no room.
#[inline(always)]
pub(super) fn boxed<T>(make: impl FnOnce() -> T) -> Box<T> {
    let room = Box::new_uninit();
    Box::write(room, make())
}

/// Sends one request and receives the answer, whose body may follow as a stream.
///
/// It must not follow redirects, send again, or give up on an error status: that is decided above.
/// Dropping the future, or the body of the answer, abandons the request.
pub trait Transport: Send + Sync + 'static {
    /// Sends the request.
    fn send(
        &self,
        request: http::Request<Body>,
    ) -> BoxFuture<'_, Result<http::Response<Body>, TransportError>>;
}

impl<T: Transport + ?Sized> Transport for std::sync::Arc<T> {
    fn send(
        &self,
        request: http::Request<Body>,
    ) -> BoxFuture<'_, Result<http::Response<Body>, TransportError>> {
        T::send(self, request)
    }
}

/// A request could not be sent, or its answer not received.
pub struct TransportError {
    kind: TransportErrorKind,
    sent: Sent,
    tries: Tries,
    source: Box<dyn Error + Send + Sync>,
}

/// What a transport failed at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TransportErrorKind {
    /// The transport could not be set up.
    Setup,
    /// The request is not one that can be sent.
    Request,
    /// No connection could be made.
    Connect,
    /// It took too long.
    Timeout,
    /// The connection failed before the head of an answer came, or what came is not HTTP.
    Send,
    /// The body of the answer broke off.
    Response,
    /// The stream that gives the request's body failed.
    Body,
}

impl TransportError {
    /// An error; the kind tells whether the request may have been sent.
    pub fn new(kind: TransportErrorKind, source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        let sent = match kind {
            TransportErrorKind::Setup
            | TransportErrorKind::Request
            | TransportErrorKind::Connect => Sent::No,
            TransportErrorKind::Timeout | TransportErrorKind::Send | TransportErrorKind::Body => {
                Sent::Maybe
            }
            TransportErrorKind::Response => Sent::Yes,
        };
        Self {
            kind,
            sent,
            tries: Tries::default(),
            source: source.into(),
        }
    }

    /// The same error, where the transport knows better whether the request was sent.
    #[must_use]
    pub fn with_sent(mut self, sent: Sent) -> Self {
        self.sent = sent;
        self
    }

    /// The same error, as that of a call that was tried that often.
    pub(super) fn with_tries(mut self, tries: Tries) -> Self {
        self.tries = tries;
        self
    }

    pub(super) fn tries(&self) -> Tries {
        self.tries
    }

    /// How often the call was tried.
    pub fn attempts(&self) -> u32 {
        self.tries.count
    }

    /// What failed.
    pub fn kind(&self) -> TransportErrorKind {
        self.kind
    }

    /// It took too long.
    pub fn is_timeout(&self) -> bool {
        self.kind == TransportErrorKind::Timeout
    }

    /// Whether the request may have reached the server.
    pub fn request_sent(&self) -> Sent {
        self.sent
    }
}

/// The message ends with the causes, as they are what helps.
impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.kind {
            TransportErrorKind::Setup => "cannot set up the transport",
            TransportErrorKind::Request => "cannot send such a request",
            TransportErrorKind::Connect => "cannot connect",
            TransportErrorKind::Timeout => "timed out",
            TransportErrorKind::Send => "the connection failed",
            TransportErrorKind::Response => "cannot receive the answer",
            TransportErrorKind::Body => "cannot read the body to send",
        })?;
        let mut cause: Option<&(dyn Error + 'static)> = Some(self.source.as_ref());
        while let Some(error) = cause {
            write!(f, ": {error}")?;
            cause = error.source();
        }
        Ok(())
    }
}

impl fmt::Debug for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TransportError")
            .field("kind", &self.kind)
            .field("sent", &self.sent)
            .field("message", &self.to_string())
            .finish()
    }
}

impl Error for TransportError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(self.source.as_ref())
    }
}
