//! The review of two descriptions: `generator -- diff`.

mod agreement;
mod cases;
mod edits;
mod json;
#[path = "../generator/mutation.rs"]
mod mutation;
mod names;
mod operations;
mod outputs;
mod refactor;
mod rust;
mod slice;
mod stability;
#[path = "../generator/support.rs"]
#[allow(dead_code, reason = "the other tests use the rest")]
mod support;
mod wire;
