// @generated from an OpenAPI description; change that, its policy or the templates instead.

//! What the errors of all operations have in common.

use std::error::Error;
use std::fmt;
use std::ops::Deref;
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use super::call::Operation;
use super::error::{CallError, Sent, TimeoutError, Undecodable, UnexpectedStatus};
use super::error_shape::{ErrorShape, FieldProblem};
use super::progress::Tries;
use super::rate_limit::RateLimit;
use super::response::{Reply, Response, one_line, request_id};
use super::transport::TransportError;
use super::{CredentialsError, ValidationError, retry};

/// How many wrong fields a message names.
const FIELDS_SHOWN: usize = 5;

/// The body of an error answer, as far as messages are made of it.
pub trait ErrorBody {
    /// The stable code of the error, if the body has one.
    fn code(&self) -> Option<&str> {
        None
    }

    /// The sentence that explains the error, if the body has one.
    fn message(&self) -> Option<&str> {
        None
    }

    /// What can be done about it.
    fn hint(&self) -> Option<&'static str> {
        None
    }

    /// Where bodies of this type say more.
    fn shape(&self) -> Option<&'static ErrorShape> {
        None
    }
}

impl ErrorBody for () {}
impl ErrorBody for serde_json::Value {}
impl ErrorBody for bytes::Bytes {}
impl<T> ErrorBody for Vec<T> {}
impl<K, V> ErrorBody for std::collections::BTreeMap<K, V> {}

impl ErrorBody for String {
    fn message(&self) -> Option<&str> {
        Some(self)
    }
}

impl<T: ErrorBody> ErrorBody for Option<T> {
    fn code(&self) -> Option<&str> {
        self.as_ref()?.code()
    }

    fn message(&self) -> Option<&str> {
        self.as_ref()?.message()
    }

    fn hint(&self) -> Option<&'static str> {
        self.as_ref()?.hint()
    }

    fn shape(&self) -> Option<&'static ErrorShape> {
        self.as_ref()?.shape()
    }
}

/// An error before there was an answer, and the operation that it was met in.
pub struct Failed<T> {
    operation: Option<&'static Operation>,
    error: T,
}

impl<T> Failed<T> {
    /// The error of that operation.
    pub fn new(operation: &'static Operation, error: T) -> Self {
        Self {
            operation: Some(operation),
            error,
        }
    }

    /// The error of that operation, if it is known.
    pub fn of(operation: Option<&'static Operation>, error: T) -> Self {
        Self { operation, error }
    }

    /// The operation, where it is known.
    pub fn operation(&self) -> Option<&'static Operation> {
        self.operation
    }

    /// The error itself.
    pub fn into_inner(self) -> T {
        self.error
    }
}

impl<T> Deref for Failed<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.error
    }
}

impl<T: fmt::Debug> fmt::Debug for Failed<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.error.fmt(f)
    }
}

impl<T: fmt::Display> fmt::Display for Failed<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.error.fmt(f)
    }
}

/// A view of an error that is the same for all operations: for code that reports any of them.
#[derive(Clone, Copy)]
pub struct Failure<'a> {
    operation: Option<&'static Operation>,
    cause: Cause<'a>,
}

/// What failed.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub enum Cause<'a> {
    /// The server answered with a status that the description lists.
    Answer(Answer<'a>),
    /// The server answered with a status that the description does not list.
    UnexpectedStatus(&'a UnexpectedStatus),
    /// The body of the answer is not what the description says.
    Undecodable(&'a Undecodable),
    /// The request could not be carried out.
    Transport(&'a TransportError),
    /// The answer took too long.
    Timeout(&'a TimeoutError),
    /// There are no credentials, or they could not be used.
    Credentials(&'a CredentialsError),
    /// The request breaks a rule of the description.
    Validation(&'a ValidationError),
}

/// An error answer that the description lists.
#[derive(Clone, Copy)]
pub struct Answer<'a> {
    reply: &'a Reply,
    body: &'a dyn ErrorBody,
}

impl<'a> Failure<'a> {
    /// The view of an operation's error.
    pub fn new(operation: Option<&'static Operation>, cause: Cause<'a>) -> Self {
        Self { operation, cause }
    }

    /// The view of an error answer.
    pub fn answer<T: ErrorBody>(response: &'a Response<T>) -> Self {
        let answer = Answer {
            reply: response.reply(),
            body: response.body(),
        };
        Self::new(Some(response.operation()), Cause::Answer(answer))
    }

    /// The operation that failed, where that is known.
    pub fn operation(&self) -> Option<&'static Operation> {
        self.operation
    }

    /// What failed.
    pub fn cause(&self) -> Cause<'a> {
        self.cause
    }

    fn reply(&self) -> Option<&'a Reply> {
        match self.cause {
            Cause::Answer(answer) => Some(answer.reply),
            Cause::UnexpectedStatus(error) => Some(error.reply()),
            Cause::Undecodable(error) => Some(error.reply()),
            Cause::Transport(_)
            | Cause::Timeout(_)
            | Cause::Credentials(_)
            | Cause::Validation(_) => None,
        }
    }

    /// The status of the answer, if there was one.
    pub fn status(&self) -> Option<StatusCode> {
        self.reply().map(Reply::status)
    }

    /// The headers of the answer, if there was one.
    pub fn headers(&self) -> Option<&'a HeaderMap> {
        self.reply().map(Reply::headers)
    }

    /// The body of the answer as it was received, if there was one.
    pub fn body(&self) -> Option<&'a Bytes> {
        self.reply().map(Reply::body)
    }

    /// The server's code of the error, if it sent one.
    ///
    /// It is also found in answers that the description does not have.
    pub fn code(&self) -> Option<&'a str> {
        match self.cause {
            Cause::Answer(answer) => answer.body.code(),
            Cause::UnexpectedStatus(error) => error.code(),
            Cause::Undecodable(error) => error.code(),
            Cause::Credentials(CredentialsError::Refused(refusal)) => refusal.code.as_deref(),
            Cause::Transport(_)
            | Cause::Timeout(_)
            | Cause::Credentials(_)
            | Cause::Validation(_) => None,
        }
    }

    /// The server's sentence about the error, if it sent one.
    pub fn message(&self) -> Option<&'a str> {
        match self.cause {
            Cause::Answer(answer) => answer.body.message(),
            Cause::UnexpectedStatus(error) => error.message(),
            Cause::Undecodable(error) => error.message(),
            Cause::Credentials(CredentialsError::Refused(refusal)) => {
                refusal.description.as_deref()
            }
            Cause::Transport(_)
            | Cause::Timeout(_)
            | Cause::Credentials(_)
            | Cause::Validation(_) => None,
        }
    }

    /// The fields of the request that the server finds wrong, if it names them.
    pub fn field_problems(&self) -> Vec<FieldProblem> {
        let shape = match self.cause {
            Cause::Answer(answer) => answer.body.shape(),
            _ => self.reply().and_then(Reply::shape),
        };
        let read = |(shape, body): (&ErrorShape, &Bytes)| shape.field_problems(body);
        shape.zip(self.body()).map(read).unwrap_or_default()
    }

    /// What can be done about the error.
    pub fn hint(&self) -> Option<&'static str> {
        match self.cause {
            Cause::Answer(answer) => answer.body.hint(),
            Cause::UnexpectedStatus(error) => error.hint(),
            Cause::Undecodable(error) => error.hint(),
            Cause::Transport(_)
            | Cause::Timeout(_)
            | Cause::Credentials(_)
            | Cause::Validation(_) => None,
        }
    }

    /// Whether the failure may pass and sending the call again does no harm: what the client's own
    /// retries go by.
    ///
    /// An operation that is not idempotent is only retryable where the server cannot have acted.
    pub fn is_retryable(&self) -> bool {
        let by_method = || {
            self.operation
                .is_some_and(|operation| operation.method.is_idempotent())
        };
        let idempotent = self.tries().idempotent.unwrap_or_else(by_method);
        match self.cause {
            Cause::Transport(error) => retry::transport_repeats(error, idempotent),
            Cause::Timeout(error) => retry::timeout_repeats(error, idempotent),
            Cause::Credentials(error) => retry::credentials_repeat(error),
            _ => self
                .status()
                .is_some_and(|status| retry::status_repeats(status, idempotent)),
        }
    }

    /// How long the server wants to be left alone, counted from now if it named a date.
    pub fn retry_after(&self) -> Option<Duration> {
        if let Cause::Credentials(CredentialsError::Refused(refusal)) = self.cause {
            return refusal.retry_after.map(Duration::from_secs);
        }
        retry::retry_after(self.headers()?, SystemTime::now())
    }

    /// The server's id for the request, which its support asks for.
    pub fn request_id(&self) -> Option<&'a str> {
        request_id(self.headers()?)
    }

    /// What the answer says about the rate limit.
    pub fn rate_limit(&self) -> Option<RateLimit> {
        RateLimit::of(self.headers()?)
    }

    /// Whether the server may have acted on the request.
    pub fn request_sent(&self) -> Sent {
        match self.cause {
            Cause::Answer(_) | Cause::UnexpectedStatus(_) | Cause::Undecodable(_) => Sent::Yes,
            Cause::Transport(error) => error.request_sent(),
            Cause::Timeout(error) => error.request_sent(),
            Cause::Credentials(_) | Cause::Validation(_) => Sent::No,
        }
    }

    /// How often the call was tried.
    pub fn attempts(&self) -> u32 {
        self.tries().count
    }

    fn tries(&self) -> Tries {
        match self.cause {
            Cause::Transport(error) => error.tries(),
            Cause::Timeout(error) => error.tries(),
            _ => self.reply().map(Reply::tries).unwrap_or_default(),
        }
    }

    /// The error that this one was made of.
    pub fn source(&self) -> Option<&'a (dyn Error + 'static)> {
        match self.cause {
            Cause::Answer(_) => None,
            Cause::UnexpectedStatus(error) => error.source(),
            Cause::Undecodable(error) => error.source(),
            Cause::Transport(error) => error.source(),
            Cause::Timeout(error) => error.source(),
            Cause::Credentials(error) => error.source(),
            Cause::Validation(error) => error.source(),
        }
    }
}

/// One line: the operation, what happened, what is wrong, what can be done, and how it came about.
impl fmt::Display for Failure<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(operation) = self.operation {
            write!(f, "{}: ", operation.id)?;
        }
        self.cause.fmt(f)?;
        for problem in self.field_problems().iter().take(FIELDS_SHOWN) {
            let (field, message) = (one_line(&problem.field), one_line(&problem.message));
            write!(f, "; {field}: {message}")?;
        }
        if let Some(hint) = self.hint() {
            write!(f, "; {hint}")?;
        }
        if let Some(id) = self.request_id() {
            write!(f, "; request id {id}")?;
        }
        match self.attempts() {
            0 | 1 => Ok(()),
            attempts => write!(f, "; after {attempts} attempts"),
        }
    }
}

impl fmt::Debug for Failure<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Failure({self})")
    }
}

impl fmt::Display for Cause<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Answer(answer) => {
                answer.reply.status().fmt(f)?;
                match told(answer.body.code(), answer.body.message()) {
                    Some(told) => write!(f, ": {told}"),
                    None => Ok(()),
                }
            }
            Self::UnexpectedStatus(error) => error.fmt(f),
            Self::Undecodable(error) => error.fmt(f),
            Self::Transport(error) => error.fmt(f),
            Self::Timeout(error) => error.fmt(f),
            Self::Credentials(error) => error.fmt(f),
            Self::Validation(error) => error.fmt(f),
        }
    }
}

/// The server's words on one line.
pub(super) fn told(code: Option<&str>, message: Option<&str>) -> Option<String> {
    Some(match (code.map(one_line), message.map(one_line)) {
        (Some(code), Some(message)) => format!("{message} ({code})"),
        (Some(text), None) | (None, Some(text)) => text,
        (None, None) => return None,
    })
}

impl<'a> From<&'a UnexpectedStatus> for Failure<'a> {
    fn from(error: &'a UnexpectedStatus) -> Self {
        Self::new(
            Some(error.reply().operation()),
            Cause::UnexpectedStatus(error),
        )
    }
}

impl<'a> From<&'a Undecodable> for Failure<'a> {
    fn from(error: &'a Undecodable) -> Self {
        Self::new(Some(error.reply().operation()), Cause::Undecodable(error))
    }
}

impl<'a> From<&'a CallError> for Failure<'a> {
    fn from(error: &'a CallError) -> Self {
        let cause = match error {
            CallError::UnexpectedStatus(error) => Cause::UnexpectedStatus(error),
            CallError::Undecodable(error) => Cause::Undecodable(error),
            CallError::Transport(error) => Cause::Transport(error),
            CallError::Timeout(error) => Cause::Timeout(error),
            CallError::Credentials(error) => Cause::Credentials(error),
            CallError::Validation(error) => Cause::Validation(error),
        };
        Self {
            operation: None,
            cause,
        }
    }
}
