// @generated from an OpenAPI description. To change this file, change the description, its policy
// or the templates, and run the generator again.

//! What the errors of all operations can do.

pub use std::error::Error;
pub use std::fmt;
pub use std::time::Duration;

pub use http::StatusCode;

pub use super::error::{CallError, Sent};
pub use super::error_shape::FieldProblem;
pub use super::validate::ValidationError;

/// Implements, for an operation's error with a `failure()`, what follows from it.
///
/// `use runtime::operation_error;` brings in both this macro and the names that it needs.
#[allow(unused_macros, reason = "an API may have no operations")]
macro_rules! operation_error {
    ($error:ident) => {
        impl $error {
            /// The status of the answer, if there was one.
            #[inline]
            pub fn status(&self) -> Option<operation_error::StatusCode> {
                self.failure().status()
            }

            /// The server's code for the error, if it sent one.
            #[inline]
            pub fn error_code(&self) -> Option<&str> {
                self.failure().code()
            }

            /// The fields of the request that the server finds wrong, if it names them.
            #[inline]
            pub fn field_problems(&self) -> Vec<operation_error::FieldProblem> {
                self.failure().field_problems()
            }

            /// What can be done about the error, where that is known.
            #[inline]
            pub fn hint(&self) -> Option<&'static str> {
                self.failure().hint()
            }

            /// Whether the failure may pass, and sending the call again does no harm.
            #[inline]
            pub fn is_retryable(&self) -> bool {
                self.failure().is_retryable()
            }

            /// How long the server wants to be left alone, if it says so.
            #[inline]
            pub fn retry_after(&self) -> Option<operation_error::Duration> {
                self.failure().retry_after()
            }

            /// The server's id for the request, if it sent one.
            #[inline]
            pub fn request_id(&self) -> Option<&str> {
                self.failure().request_id()
            }

            /// Whether the request may have reached the server.
            #[inline]
            pub fn request_sent(&self) -> operation_error::Sent {
                self.failure().request_sent()
            }

            /// How often the call was tried.
            #[inline]
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

        impl From<operation_error::CallError> for $error {
            fn from(error: operation_error::CallError) -> Self {
                use operation_error::CallError;
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

        impl From<operation_error::ValidationError> for $error {
            fn from(error: operation_error::ValidationError) -> Self {
                Self::Validation(error)
            }
        }
    };
}

#[allow(unused_imports, reason = "an API may have no operations")]
pub(crate) use operation_error;
