//! A client of *{{ title }}*.
//!
{{ docs }}
{% if example %}
//!
//! # Example
{{ example_docs }}
{% endif %}
//!
//! # Features
//! - `rustls` (default), `rustls-no-provider`, `native-tls`: requests go over
//!   `reqwest` with this kind of TLS. Without any of them the client needs a
//!   [`Transport`](runtime::Transport) of your own.
//! - `blocking`: calls for programs that are not async, as `.send().wait()`.
//! - `tracing`: a span for each call and each attempt.
//! - `serde`: `Serialize` and `Deserialize` for all types.
{% if features.tags %}
//! - `all`{% if features.all_by_default %} (default){% endif %}: all operations, with the types that they need.
//!
//! ## Operations
//! Each tag of the description has a feature for its operations, so that a program compiles no more
//! than it calls:
//!
//! ```toml
//! {{ crate_name }} = { version = {{ version }}, default-features = false, features = ["rustls", {{ features.example }}] }
//! ```
//!
//! | feature | operations | tag |
//! | --- | --: | --- |
{% for tag in features.tags %}
//! | `{{ tag.name }}`{% if tag.is_chosen %} (default){% endif %} | {{ tag.operations }} | {{ tag.tag }} |
{% endfor %}
{% if features.untagged %}
//!
//! Operations without a tag ({{ features.untagged }}) are always there.
{% endif %}
{% endif %}
#![forbid(unsafe_code)]
#![warn(missing_docs)]
#![cfg_attr(docsrs, feature(doc_cfg))]
// What the description deprecates still has to work, and its texts and types are as they are.
#![allow(deprecated, clippy::type_complexity)]
#![allow(clippy::doc_lazy_continuation, clippy::doc_overindented_list_items)]
// Behind `404` there may be an arm for all of `4XX`.
#![allow(clippy::match_overlapping_arm)]

{% if has_calls %}
#[rustfmt::skip]
pub mod calls;
{% endif %}
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
