// @generated from an OpenAPI description; change that, its policy or the templates instead.

//! The errors of operations.

pub use std::error::Error;
pub use std::fmt;
pub use std::time::Duration;

pub use http::StatusCode;

pub use super::auth::CredentialsError;
pub use super::error::{CallError, Sent, TimeoutError, Undecodable, UnexpectedStatus};
pub use super::error_shape::FieldProblem;
pub use super::failure::{Cause, Failed, Failure};
pub use super::response::Response;
pub use super::transport::TransportError;
pub use super::validate::ValidationError;

/// Defines an error of operations by the error answers that the description has, each with the type
/// of its body. What else can go wrong is added to them.
///
/// `use runtime::operation_error;` brings in both this macro and the names that it needs.
macro_rules! operation_error {
    (
        $(#[$attribute:meta])*
        pub enum $error:ident {
            $($(#[$docs:meta])* $variant:ident($body:ty),)*
        }
    ) => {
        $(#[$attribute])*
        #[derive(Debug)]
        #[non_exhaustive]
        pub enum $error {
            $($(#[$docs])* $variant(Box<operation_error::Response<$body>>),)*
            /// The server answered with a status that the description does not list.
            UnexpectedStatus(Box<operation_error::UnexpectedStatus>),
            /// The answer is not what the description says it is.
            Undecodable(Box<operation_error::Undecodable>),
            /// The request could not be carried out.
            Transport(operation_error::Failed<operation_error::TransportError>),
            /// The answer took too long.
            Timeout(operation_error::Failed<operation_error::TimeoutError>),
            /// There are no credentials for this operation, or they could not be used.
            Credentials(operation_error::Failed<operation_error::CredentialsError>),
            /// The request breaks a rule of the description. It was not sent.
            Validation(operation_error::Failed<operation_error::ValidationError>),
        }

        impl $error {
            /// A view of the error that is the same for all operations.
            pub fn failure(&self) -> operation_error::Failure<'_> {
                use operation_error::{Cause, Failure};
                match self {
                    $(Self::$variant(response) => Failure::answer(response),)*
                    Self::UnexpectedStatus(error) => Failure::from(error.as_ref()),
                    Self::Undecodable(error) => Failure::from(error.as_ref()),
                    Self::Transport(error) => Failure::new(error.operation(), Cause::Transport(error)),
                    Self::Timeout(error) => Failure::new(error.operation(), Cause::Timeout(error)),
                    Self::Credentials(error) => Failure::new(error.operation(), Cause::Credentials(error)),
                    Self::Validation(error) => Failure::new(error.operation(), Cause::Validation(error)),
                }
            }

            /// The status of the answer, if there was one.
            pub fn status(&self) -> Option<operation_error::StatusCode> {
                self.failure().status()
            }

            /// The server's code for the error, if it sent one.
            pub fn error_code(&self) -> Option<&str> {
                self.failure().code()
            }

            /// The fields of the request that the server finds wrong, if it names them.
            pub fn field_problems(&self) -> Vec<operation_error::FieldProblem> {
                self.failure().field_problems()
            }

            /// What can be done about the error, where that is known.
            pub fn hint(&self) -> Option<&'static str> {
                self.failure().hint()
            }

            /// Whether the failure may pass, and sending the call again does no harm.
            pub fn is_retryable(&self) -> bool {
                self.failure().is_retryable()
            }

            /// How long the server wants to be left alone, if it says so.
            pub fn retry_after(&self) -> Option<operation_error::Duration> {
                self.failure().retry_after()
            }

            /// The server's id for the request, if it sent one.
            pub fn request_id(&self) -> Option<&str> {
                self.failure().request_id()
            }

            /// Whether the request may have reached the server.
            pub fn request_sent(&self) -> operation_error::Sent {
                self.failure().request_sent()
            }

            /// How often the call was tried.
            pub fn attempts(&self) -> u32 {
                self.failure().attempts()
            }
        }

        impl operation_error::fmt::Display for $error {
            fn fmt(
                &self,
                f: &mut operation_error::fmt::Formatter<'_>,
            ) -> operation_error::fmt::Result {
                self.failure().fmt(f)
            }
        }

        impl operation_error::Error for $error {
            fn source(&self) -> Option<&(dyn operation_error::Error + 'static)> {
                self.failure().source()
            }
        }

        impl From<operation_error::Failed<operation_error::CallError>> for $error {
            fn from(failed: operation_error::Failed<operation_error::CallError>) -> Self {
                use operation_error::{CallError, Failed};
                let operation = failed.operation();
                match failed.into_inner() {
                    CallError::UnexpectedStatus(error) => Self::UnexpectedStatus(error),
                    CallError::Undecodable(error) => Self::Undecodable(error),
                    CallError::Transport(error) => Self::Transport(Failed::of(operation, error)),
                    CallError::Timeout(error) => Self::Timeout(Failed::of(operation, error)),
                    CallError::Credentials(error) => Self::Credentials(Failed::of(operation, error)),
                    CallError::Validation(error) => Self::Validation(Failed::of(operation, error)),
                }
            }
        }

        impl From<operation_error::CallError> for $error {
            fn from(error: operation_error::CallError) -> Self {
                Self::from(operation_error::Failed::of(None, error))
            }
        }
    };
}

pub(crate) use operation_error;

mod without_answers {
    use super::super::operation_error;

    operation_error! {
        /// Why a call of an operation failed whose error answers the description does not tell.
        pub enum CallFailure {
        }
    }
}

pub use without_answers::CallFailure;

/// An answer that the description does not tell.
impl From<super::Reply> for CallFailure {
    fn from(reply: super::Reply) -> Self {
        reply.unexpected().into()
    }
}
