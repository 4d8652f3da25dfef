//! The command line of the generator; see `cargo run -p generator -- --help`.

mod cli;

use std::process::ExitCode;

/// A run is short and takes a million pieces of memory: the system's allocator has an eighth of its time.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    cli::main().into()
}
