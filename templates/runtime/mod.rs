//! What every operation of this crate shares: JSON, parameters, checks, credentials and HTTP.
//!
//! None of it depends on one API: the operations and types of the crate are thin layers over it. What
//! these have is `#[inline]` for the sake of compilers: only who calls it compiles it.
#![deny(missing_docs)]
#![forbid(unsafe_code)]

pub mod auth;
pub mod base_url;
#[cfg(feature = "blocking")]
pub mod blocking;
pub mod body;
pub mod call;
pub mod client;
pub mod envelope;
pub mod environment;
pub mod error;
pub mod error_shape;
pub mod failure;
// optional: form
pub mod form;
pub mod hook;
pub mod json;
// optional: multipart
pub mod multipart;
pub mod open_enum;
pub mod operation_error;
mod pairs;
// optional: paging
pub mod paging;
pub mod params;
// optional: pattern
pub mod pattern;
pub mod pending;
mod progress;
pub mod rate_limit;
pub mod redact;
pub mod response;
pub mod retry;
mod send;
pub mod sending;
#[cfg(feature = "serde")]
mod serde_bridge;
// optional: server
pub mod server;
// optional: stream
pub mod stream;
pub mod text_format;
pub mod trace;
pub mod transport;
pub mod validate;

pub use auth::{AuthContext, Credentials, CredentialsError};
pub use body::Body;
#[allow(unused_imports, reason = "an API may have no operations")]
pub(crate) use call::call;
pub use call::{Call, CallOptions, Operation};
pub use client::{BuildError, Core, CoreBuilder};
pub use envelope::Envelope;
pub use error::{CallError, Sent, TimeoutError, Undecodable, UnexpectedStatus};
pub use error_shape::FieldProblem;
pub use failure::{Failed, Failure};
pub use hook::{Attempt, Exchange, Hook};
pub use json::{DecodeError, Maybe, RawJson, Unrecognized};
#[allow(unused_imports, reason = "an API may have no enums")]
pub(crate) use open_enum::open_enum;
pub use operation_error::CallFailure;
#[allow(unused_imports, reason = "an API may have no operations")]
pub(crate) use operation_error::operation_error;
pub use params::{ParamValue, PathStyle, QueryStyle, ToParam};
pub use pending::Pending;
#[allow(unused_imports, reason = "an API may have no such operations")]
pub(crate) use pending::pending;
pub use rate_limit::{RateLimit, RateLimitPolicy};
pub use response::{Header, Reply, Response, header};
pub use retry::RetryPolicy;
pub use secrecy::SecretString;
pub use sending::Sending;
#[allow(unused_imports, reason = "an API may have no such types")]
pub(crate) use text_format::text_format;
pub use transport::{BoxFuture, Transport, TransportError, TransportErrorKind};
pub use validate::{Validate, ValidationError, Validator};
