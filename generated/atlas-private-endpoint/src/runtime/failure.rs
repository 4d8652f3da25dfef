// @generated from an OpenAPI description. To change this file, change the description, its policy
// or the templates, and run the generator again.

//! What the errors of all operations have in common.

use std::error::Error;
use std::fmt;

use http::StatusCode;

use super::call::Operation;
use super::error::{CallError, Sent, TimeoutError, Undecodable, UnexpectedStatus};
use super::response::Response;
use super::transport::TransportError;
use super::{CredentialsError, ValidationError};

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
}

/// A view of an operation's error that knows nothing of the operation's types.
#[derive(Clone, Copy)]
pub enum Failure<'a> {
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
    operation: &'static Operation,
    status: StatusCode,
    attempts: u32,
    body: &'a dyn ErrorBody,
}

impl<'a> Failure<'a> {
    /// The view of an error answer.
    pub fn answer<T: ErrorBody, H>(
        operation: &'static Operation,
        response: &'a Response<T, H>,
    ) -> Self {
        Self::Answer(Answer {
            operation,
            status: response.status(),
            attempts: response.attempts(),
            body: response.body(),
        })
    }

    /// The status of the answer, if there was one.
    pub fn status(&self) -> Option<StatusCode> {
        match self {
            Self::Answer(answer) => Some(answer.status),
            Self::UnexpectedStatus(error) => Some(error.status()),
            Self::Undecodable(error) => Some(error.status()),
            Self::Transport(_) | Self::Timeout(_) | Self::Credentials(_) | Self::Validation(_) => {
                None
            }
        }
    }

    /// The server's code of the error, if it sent one.
    pub fn code(&self) -> Option<&'a str> {
        match self {
            Self::Answer(answer) => answer.body.code(),
            _ => None,
        }
    }

    /// What can be done about the error.
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            Self::Answer(answer) => answer.body.hint(),
            _ => None,
        }
    }

    /// Whether the server may have acted on the request.
    pub fn request_sent(&self) -> Sent {
        match self {
            Self::Answer(_) | Self::UnexpectedStatus(_) | Self::Undecodable(_) => Sent::Yes,
            Self::Transport(error) => error.request_sent(),
            Self::Timeout(error) => error.request_sent(),
            Self::Credentials(_) | Self::Validation(_) => Sent::No,
        }
    }

    /// How often the call was tried.
    pub fn attempts(&self) -> u32 {
        match self {
            Self::Answer(answer) => answer.attempts,
            Self::UnexpectedStatus(error) => error.attempts(),
            Self::Undecodable(error) => error.attempts(),
            Self::Transport(error) => error.attempts(),
            Self::Timeout(error) => error.attempts(),
            Self::Credentials(_) | Self::Validation(_) => 1,
        }
    }

    /// The error that this one was made of.
    pub fn source(&self) -> Option<&'a (dyn Error + 'static)> {
        match *self {
            Self::Answer(_) => None,
            Self::UnexpectedStatus(error) => error.source(),
            Self::Undecodable(error) => error.source(),
            Self::Transport(error) => error.source(),
            Self::Timeout(error) => error.source(),
            Self::Credentials(error) => error.source(),
            Self::Validation(error) => error.source(),
        }
    }
}

impl fmt::Display for Failure<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Answer(answer) => answer.fmt(f),
            Self::UnexpectedStatus(error) => error.fmt(f),
            Self::Undecodable(error) => error.fmt(f),
            Self::Transport(error) => error.fmt(f),
            Self::Timeout(error) => error.fmt(f),
            Self::Credentials(error) => error.fmt(f),
            Self::Validation(error) => error.fmt(f),
        }?;
        match self.attempts() {
            0 | 1 => Ok(()),
            attempts => write!(f, "; after {attempts} attempts"),
        }
    }
}

impl fmt::Display for Answer<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.operation.id, self.status)?;
        match (self.body.code(), self.body.message()) {
            (Some(code), Some(message)) => write!(f, ": {message} ({code})")?,
            (Some(text), None) | (None, Some(text)) => write!(f, ": {text}")?,
            (None, None) => {}
        }
        match self.body.hint() {
            Some(hint) => write!(f, "; {hint}"),
            None => Ok(()),
        }
    }
}

impl<'a> From<&'a CallError> for Failure<'a> {
    fn from(error: &'a CallError) -> Self {
        match error {
            CallError::UnexpectedStatus(error) => Self::UnexpectedStatus(error),
            CallError::Undecodable(error) => Self::Undecodable(error),
            CallError::Transport(error) => Self::Transport(error),
            CallError::Timeout(error) => Self::Timeout(error),
            CallError::Credentials(error) => Self::Credentials(error),
            CallError::Validation(error) => Self::Validation(error),
        }
    }
}
