//! What the tests share: the runtime, and each case below `cases/` as a module.
//!
//! That all of it compiles without warnings is a test of its own.
#![deny(warnings)]

#[path = "../../templates/runtime/mod.rs"]
pub mod runtime;

/// The modules that `build.rs` generates, one for each folder below `cases/`.
#[deny(missing_docs)]
// As in the `lib.rs` of a generated crate.
#[allow(deprecated, clippy::type_complexity, clippy::match_overlapping_arm)]
#[allow(clippy::doc_lazy_continuation, clippy::doc_overindented_list_items)]
pub mod cases {
    include!(concat!(env!("OUT_DIR"), "/cases.rs"));
}
