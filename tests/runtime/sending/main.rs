//! How calls are sent: bodies, limits, hooks, and what holds when many run at once.

#[path = "../support/mod.rs"]
mod support;

mod bodies;
mod cancelling;
mod connections;
mod tokens;
