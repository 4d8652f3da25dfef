//! Tests of the generator: what it makes of small descriptions, and that it keeps its promises.

mod behaviour;
mod budget;
mod determinism;
mod features;
mod formats;
mod layering;
mod mutants;
mod mutation;
mod paging;
mod servers;
mod snapshots;
mod styles;
mod support;
