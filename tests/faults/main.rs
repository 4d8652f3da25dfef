//! The generated client behind a proxy that breaks things: what is sent again, how often a request
//! really arrives, and what the caller is told.

mod calls;
mod connections;
mod http2;
mod proxy;
mod server;
mod soak;
mod table;
