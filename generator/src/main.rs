//! The command line of the generator; see `cargo run -p generator -- --help`.

mod cli;

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::main().into()
}
