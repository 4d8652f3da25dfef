// @generated from an OpenAPI description; change that, its policy or the templates instead.

//! Why a call failed.
//!
//! Each message is complete on one line and says nothing of credentials.

use std::error::Error;
use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use super::auth::CredentialsError;
use super::error_shape::Told;
use super::failure::{Failure, told};
use super::json::DecodeError;
use super::progress::Tries;
use super::response::{Reply, excerpt, redacted};
use super::transport::TransportError;
use super::validate::ValidationError;

/// Whether a request may have reached the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sent {
    /// It has not been sent: nothing can have happened.
    No,
    /// It may have been sent: the server may have acted on it.
    Maybe,
    /// It has been sent: the server has answered.
    Yes,
}

/// A call did not lead to a documented response.
#[derive(Debug)]
#[non_exhaustive]
pub enum CallError {
    /// The server answered with a status that the description does not have.
    UnexpectedStatus(Box<UnexpectedStatus>),
    /// The server answered with a body that is not what the description says.
    Undecodable(Box<Undecodable>),
    /// The request could not be sent, or its answer not received.
    Transport(TransportError),
    /// It took too long.
    Timeout(TimeoutError),
    /// The credentials are missing, refused, or could not be obtained.
    Credentials(CredentialsError),
    /// The request breaks rules of the description and was not sent.
    Validation(ValidationError),
}

impl CallError {
    /// The call took too long.
    pub fn is_timeout(&self) -> bool {
        matches!(self, Self::Timeout(_))
    }

    /// Whether the request may have reached the server.
    pub fn request_sent(&self) -> Sent {
        match self {
            Self::UnexpectedStatus(_) | Self::Undecodable(_) => Sent::Yes,
            Self::Transport(error) => error.request_sent(),
            Self::Timeout(error) => error.request_sent(),
            Self::Credentials(_) | Self::Validation(_) => Sent::No,
        }
    }

    fn reply(&self) -> Option<&Reply> {
        match self {
            Self::UnexpectedStatus(error) => Some(error.reply()),
            Self::Undecodable(error) => Some(error.reply()),
            _ => None,
        }
    }

    /// The status, when the server answered.
    pub fn status(&self) -> Option<StatusCode> {
        self.reply().map(Reply::status)
    }

    /// The headers, when the server answered.
    pub fn headers(&self) -> Option<&HeaderMap> {
        self.reply().map(Reply::headers)
    }

    /// The body, when the server answered.
    pub fn body(&self) -> Option<&Bytes> {
        self.reply().map(Reply::body)
    }

    /// How often the call was tried.
    pub fn attempts(&self) -> u32 {
        Failure::from(self).attempts()
    }

    fn inner(&self) -> &(dyn Error + 'static) {
        match self {
            Self::UnexpectedStatus(error) => error.as_ref(),
            Self::Undecodable(error) => error.as_ref(),
            Self::Transport(error) => error,
            Self::Timeout(error) => error,
            Self::Credentials(error) => error,
            Self::Validation(error) => error,
        }
    }
}

impl fmt::Display for CallError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&Failure::from(self), f)
    }
}

impl Error for CallError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.inner().source()
    }
}

macro_rules! from {
    ($($variant:ident($type:ty)),+) => {$(
        impl From<$type> for CallError {
            #[cold]
            fn from(error: $type) -> Self {
                Self::$variant(error)
            }
        }
    )+};
}

from!(
    Timeout(TimeoutError),
    Credentials(CredentialsError),
    Validation(ValidationError)
);

impl From<TransportError> for CallError {
    #[cold]
    fn from(error: TransportError) -> Self {
        if error.is_timeout() {
            let sent = error.request_sent();
            Self::Timeout(TimeoutError::new(None, sent).with_source(error))
        } else {
            Self::Transport(error)
        }
    }
}

/// An answer, and what its body says where it is one of an error.
struct Answer {
    reply: Reply,
    told: Told,
}

impl From<Reply> for Answer {
    fn from(reply: Reply) -> Self {
        let told = reply.shape().map(|shape| shape.read(reply.body()));
        let told = told.unwrap_or_default();
        Self { reply, told }
    }
}

impl Answer {
    fn hint(&self) -> Option<&'static str> {
        (self.reply.shape()?.hint)(self.told.code.as_deref()?)
    }

    fn media_type(&self) -> &str {
        self.reply.content_type().unwrap_or("no content type")
    }

    /// The beginning of the body for a message, after a few words.
    fn shown(&self, before: &str) -> String {
        match excerpt(self.reply.body()) {
            text if text.is_empty() => "the body is empty".to_owned(),
            text => format!("{before}{text}"),
        }
    }

    fn debug(
        &self,
        f: &mut fmt::Formatter<'_>,
        name: &str,
        problem: Option<&Problem>,
    ) -> fmt::Result {
        let mut debug = f.debug_struct(name);
        debug
            .field("operation", &self.reply.operation().id)
            .field("status", &self.reply.status())
            .field("headers", &redacted(self.reply.headers()))
            .field("body", &excerpt(self.reply.body()));
        if let Some(problem) = problem {
            debug.field("problem", problem);
        }
        debug.finish()
    }
}

macro_rules! answer {
    ($type:ident) => {
        impl $type {
            /// The id of the operation.
            pub fn operation(&self) -> &'static str {
                self.answer.reply.operation().id
            }

            /// The reply that it is about.
            pub(super) fn reply(&self) -> &Reply {
                &self.answer.reply
            }

            /// The status.
            pub fn status(&self) -> StatusCode {
                self.answer.reply.status()
            }

            /// The headers.
            pub fn headers(&self) -> &HeaderMap {
                self.answer.reply.headers()
            }

            /// The body as it was received.
            pub fn body(&self) -> &Bytes {
                self.answer.reply.body()
            }

            /// How often the call was tried.
            pub fn attempts(&self) -> u32 {
                self.answer.reply.attempts()
            }

            /// The server's code for the error, if it sent one.
            pub fn code(&self) -> Option<&str> {
                self.answer.told.code.as_deref()
            }

            /// The server's sentence about the error, if it sent one.
            pub fn message(&self) -> Option<&str> {
                self.answer.told.message.as_deref()
            }

            /// What can be done about the error, where its code is known.
            pub fn hint(&self) -> Option<&'static str> {
                self.answer.hint()
            }

            /// The `Content-Type` header.
            pub fn content_type(&self) -> Option<&str> {
                self.answer.reply.content_type()
            }
        }
    };
}

/// An answer with a status that the description does not have.
pub struct UnexpectedStatus {
    answer: Answer,
}

answer!(UnexpectedStatus);

impl UnexpectedStatus {
    /// The error of that answer.
    pub(super) fn new(reply: Reply) -> Self {
        let answer = reply.into();
        Self { answer }
    }
}

impl fmt::Display for UnexpectedStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let answer = &self.answer;
        if let Some(told) = told(self.code(), self.message()) {
            return write!(f, "unexpected status {}: {told}", self.status());
        }
        write!(
            f,
            "unexpected status {} ({}): {}",
            self.status(),
            answer.media_type(),
            answer.shown("")
        )
    }
}

impl fmt::Debug for UnexpectedStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.answer.debug(f, "UnexpectedStatus", None)
    }
}

impl Error for UnexpectedStatus {}

/// An answer whose body cannot be used.
pub struct Undecodable {
    answer: Answer,
    problem: Problem,
}

/// What is wrong with a body.
#[derive(Debug)]
enum Problem {
    ContentType,
    Decode(DecodeError),
    TooLarge(u64),
}

answer!(Undecodable);

impl Undecodable {
    /// The error of that answer; without a problem, its content type is the problem.
    pub(super) fn new(reply: Reply, problem: Option<DecodeError>) -> Self {
        Self {
            answer: reply.into(),
            problem: problem.map_or(Problem::ContentType, Problem::Decode),
        }
    }

    /// The error of an answer with more than so many bytes. None of them are kept.
    pub(super) fn too_large(reply: Reply, limit: u64) -> Self {
        Self {
            answer: reply.into(),
            problem: Problem::TooLarge(limit),
        }
    }

    /// The same error, as that of a call that was made so.
    pub(super) fn with_tries(mut self, tries: Tries) -> Self {
        self.answer.reply = self.answer.reply.with_tries(tries);
        self
    }

    /// What is wrong with the body, where it is of the right type and size.
    pub fn problem(&self) -> Option<&DecodeError> {
        match &self.problem {
            Problem::Decode(problem) => Some(problem),
            Problem::ContentType | Problem::TooLarge(_) => None,
        }
    }

    /// The limit that the body exceeds, where that is the problem.
    pub fn exceeded_limit(&self) -> Option<u64> {
        match self.problem {
            Problem::TooLarge(limit) => Some(limit),
            Problem::ContentType | Problem::Decode(_) => None,
        }
    }
}

impl fmt::Display for Undecodable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let answer = &self.answer;
        write!(
            f,
            "cannot read the body of the answer {} ({}): ",
            self.status(),
            answer.media_type()
        )?;
        match &self.problem {
            Problem::ContentType => f.write_str("not the content type of a documented answer; ")?,
            Problem::Decode(problem) => write!(f, "{problem}; ")?,
            Problem::TooLarge(limit) => {
                return write!(f, "it has more than the {limit} bytes that are allowed");
            }
        }
        f.write_str(&answer.shown("the body is: "))
    }
}

impl fmt::Debug for Undecodable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.answer.debug(f, "Undecodable", Some(&self.problem))
    }
}

impl Error for Undecodable {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.problem().map(|problem| problem as _)
    }
}

/// A call took longer than it may.
#[derive(Debug)]
pub struct TimeoutError {
    limit: Option<Duration>,
    sent: Sent,
    tries: Tries,
    source: Option<Box<TransportError>>,
}

impl TimeoutError {
    /// The error of that limit; without one, it was a limit of the transport.
    pub fn new(limit: Option<Duration>, sent: Sent) -> Self {
        Self {
            limit,
            sent,
            tries: Tries::default(),
            source: None,
        }
    }

    /// With what the transport says.
    #[must_use]
    pub fn with_source(mut self, source: TransportError) -> Self {
        self.source = Some(Box::new(source));
        self
    }

    /// The same error, where more is known about whether the request was sent.
    #[must_use]
    pub fn with_sent(mut self, sent: Sent) -> Self {
        self.sent = sent;
        self
    }

    /// The same error, as that of a call that was made so.
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

    /// The limit that was set for the call.
    pub fn limit(&self) -> Option<Duration> {
        self.limit
    }

    /// Whether the request may have reached the server.
    pub fn request_sent(&self) -> Sent {
        self.sent
    }
}

impl fmt::Display for TimeoutError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.limit, &self.source) {
            (Some(limit), _) => write!(f, "no answer within {limit:?}")?,
            (None, Some(source)) => write!(f, "{source}")?,
            (None, None) => f.write_str("the transport timed out")?,
        }
        f.write_str(match self.sent {
            Sent::No => "; the request was not sent",
            Sent::Maybe | Sent::Yes => "; the request may have been carried out",
        })
    }
}

impl Error for TimeoutError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}
