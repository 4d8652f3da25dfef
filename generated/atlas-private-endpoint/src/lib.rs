// @generated from an OpenAPI description; change that, its policy or the templates instead.

//! A client of *MongoDB Atlas private endpoints*.
//!
//! Registers private endpoints of AWS, Azure and Google Cloud with a MongoDB Atlas project, so
//! that applications reach their clusters without crossing the public internet.
//!
//! This is an unofficial description of a part of the MongoDB Atlas Administration API, in
//! words of its own. MongoDB publishes the complete reference at
//! <https://www.mongodb.com/docs/api/doc/atlas-admin-api-v2/>.
//!
//! # Example
//! ```no_run
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! use atlas_private_endpoint::Client;
//! use atlas_private_endpoint::types::*;
//!
//! let client = Client::from_env()?;
//! let response = client
//!     .create_private_endpoint(
//!         "5f2c9a8e7b1d3046a9c8e5f1",
//!         CloudProvider::Aws,
//!         "64d1b7e0c3a95f2816e4d0b9",
//!         CreateAwsEndpointRequest::new("vpce-0a1b2c3d4e5f60718"),
//!     )
//!     .send()
//!     .await?;
//! println!("{:?}", response.body());
//! # Ok(()) }
//! ```
//!
//! # Features
//! - `rustls` (default), `rustls-no-provider`, `native-tls`: requests go over
//!   `reqwest` with this kind of TLS. Without any of them the client needs a
//!   [`Transport`](runtime::Transport) of your own.
//! - `blocking`: calls for programs that are not async, as `.send().wait()`.
//! - `tracing`: a span for each call and each attempt.
//! - `serde`: `Serialize` and `Deserialize` for all types.
#![forbid(unsafe_code)]
#![warn(missing_docs)]
#![cfg_attr(docsrs, feature(doc_cfg))]
#![allow(deprecated, clippy::type_complexity)]
#![allow(clippy::doc_lazy_continuation, clippy::doc_overindented_list_items)]
#![allow(clippy::match_overlapping_arm)]

#[rustfmt::skip]
pub mod client;

#[rustfmt::skip]
mod codec;

#[rustfmt::skip]
pub mod errors;

#[rustfmt::skip]
pub mod headers;

#[rustfmt::skip]
pub mod operations;

pub mod runtime;

#[rustfmt::skip]
pub mod types;

pub use client::{Client, ClientBuilder};
#[cfg(feature = "blocking")]
pub use runtime::blocking;
pub use runtime::{CallOptions, Maybe, RawJson, Response, RetryPolicy};
