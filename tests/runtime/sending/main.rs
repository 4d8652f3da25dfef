//! How calls are sent: bodies, limits, hooks, and what holds when many run at once.

#[path = "../support/mod.rs"]
mod support;

mod blocking;
mod bodies;
mod cancelling;
mod connections;
mod hooks;
mod limits;
mod tokens;
mod traces;
