//! The generated client over real sockets: what it puts on the wire, and what it makes of each answer.
//!
//! All servers are on the loopback and in this process, so that nothing but cargo is needed.

mod credentials;
mod envelope;
mod environment;
mod failures;
mod replies;
mod requests;
mod retries;
mod secrets;
mod support;
mod transports;
mod types;
mod validation;
