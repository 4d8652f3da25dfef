//! The review of two descriptions: `generator -- diff`.

mod agreement;
mod cases;
mod json;
mod operations;
mod rust;
#[path = "../generator/support.rs"]
#[allow(dead_code, reason = "the other tests use the rest")]
mod support;
mod wire;
