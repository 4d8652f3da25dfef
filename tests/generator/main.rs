//! Tests of the generator: what it makes of small descriptions, and that it keeps its promises.

mod snapshots;
mod support;
