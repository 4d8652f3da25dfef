//! The generated client against servers that other people wrote. `tests/second-tier/run` starts
//! them and says in the environment where they listen; without a server its tests are skipped.
//!
//! Each judge sees a part: Steady looks at bodies and media types, Prism at paths, parameters,
//! patterns and credentials, Apache and lighttpd at HTTP Digest, oidc-provider at OAuth 2.0. So every
//! part also has a test that sends broken requests past the client: a judge that accepts anything
//! proves nothing. curl, which nobody here wrote either, is asked for a second opinion.

mod apache;
mod curl;
mod judges;
mod lighttpd;
mod oauth;
mod prism;
mod recorder;
mod steady;
mod support;
