//! Arguments, exit codes, and where output goes.

mod commands;
mod diff;
mod jobs;
mod progress;
mod report;
mod selecting;
mod sides;
mod slice;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, ColorChoice, Parser, Subcommand};
use generator::config::is_crate_name;
use generator::{Options, Stage};

use self::progress::Progress;
use self::selecting::Selecting;

const EXIT_CODES: &str = "\
Exit codes:
  0  done; `check` found no difference
  1  `check` found differences, `diff` found what `--fail-on` names
  2  wrong use of the command line
  3  a description or a policy has errors, or, under `--deny-loss`, is not carried over as a
     whole; nothing was written for it
  4  a file could not be read or written; nothing was written for it";

/// Generates Rust client crates from OpenAPI descriptions.
///
/// Without a command, everything in the nearest `spec/` folder is generated anew.
#[derive(Debug, Parser)]
#[command(name = "generator", version, after_help = EXIT_CODES)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,

    /// Treat defects (what costs only a part of a description) as errors
    #[arg(long, global = true)]
    strict: bool,

    /// When to color the output
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    color: ColorChoice,

    /// Report problems only
    #[arg(short, long, global = true)]
    quiet: bool,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Write the crates, of everything in `spec/` or of one description
    #[command(after_help = EXIT_CODES)]
    Generate(Generate),
    /// Compare the crates on the disk with what would be generated; write nothing
    #[command(after_help = EXIT_CODES)]
    Check(Check),
    /// Write the selected operations, with what they need, as a description of its own
    #[command(after_help = EXIT_CODES)]
    Slice(Slice),
    /// Compare two descriptions: what breaks on the wire, and what in Rust
    #[command(after_help = EXIT_CODES)]
    Diff(diff::Diff),
}

/// Arguments of `generate`.
#[derive(Debug, Default, Args)]
struct Generate {
    /// Names of policies, descriptions or crates in `spec/` [default: all]
    #[arg(conflicts_with_all = ["spec", "policy"])]
    names: Vec<String>,

    /// The description, YAML or JSON [default: everything in the nearest `spec/` folder]
    #[arg(long, value_name = "FILE")]
    spec: Option<PathBuf>,

    /// The folder of the crate [default: what the policy says]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,

    /// The name of the crate [default: what the policy says, or made from the file's name]
    #[arg(long, value_name = "CRATE", value_parser = crate_name)]
    name: Option<String>,

    /// The generation policy
    #[arg(long, value_name = "FILE")]
    policy: Option<PathBuf>,

    #[command(flatten)]
    selecting: Selecting,

    #[command(flatten)]
    reporting: report::Reporting,

    /// Print what a stage made of the description, and write nothing
    #[arg(long, value_name = "STAGE", value_parser = stages())]
    dump: Option<Stage>,

    /// A folder with templates that replace built-in ones of the same name
    #[arg(long, value_name = "DIR")]
    templates: Option<PathBuf>,
}

/// Arguments of `check`.
#[derive(Debug, Args)]
struct Check {
    /// Names of policies, descriptions or crates [default: all]
    names: Vec<String>,

    /// A folder with templates that replace built-in ones of the same name
    #[arg(long, value_name = "DIR")]
    templates: Option<PathBuf>,
}

/// Arguments of `slice`.
#[derive(Debug, Args)]
struct Slice {
    /// The description, YAML or JSON
    #[arg(long, value_name = "FILE")]
    spec: PathBuf,

    /// Where the slice goes, in the format of the description [default: standard output]
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,

    #[command(flatten)]
    selecting: Selecting,
}

fn crate_name(text: &str) -> Result<String, String> {
    let is_good = is_crate_name(text);
    let problem = || {
        "a crate's name has letters, digits, `-` and `_`, at most 64, and starts with a letter"
            .to_owned()
    };
    is_good.then(|| text.to_owned()).ok_or_else(problem)
}

fn stages() -> impl TypedValueParser<Value = Stage> {
    let names = [
        "load", "patch", "resolve", "lower", "analyse", "name", "plan", "index", "surface",
    ];
    PossibleValuesParser::new(names).try_map(|name| {
        name.parse::<Stage>()
            .map_err(|_| format!("no stage `{name}`"))
    })
}

/// How a run ended. The numbers are part of the interface; the larger is the worse.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exit {
    /// All went well.
    Done = 0,
    /// `check` found differences.
    Different = 1,
    /// The command line makes no sense.
    Usage = 2,
    /// A description or a policy has errors.
    Invalid = 3,
    /// A file could not be read or written.
    Io = 4,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// Runs the program with the arguments of the process.
pub fn main() -> Exit {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            let _ = error.print();
            return if error.use_stderr() {
                Exit::Usage
            } else {
                Exit::Done
            };
        }
    };
    choose_color(cli.color);
    let mut progress = Progress::new(cli.quiet);
    let result = match cli.command {
        None => commands::generate(&Generate::default(), cli.strict, &mut progress),
        Some(Command::Generate(arguments)) => {
            commands::generate(&arguments, cli.strict, &mut progress)
        }
        Some(Command::Check(arguments)) => commands::check(&arguments, cli.strict, &mut progress),
        Some(Command::Slice(arguments)) => Ok(slice::slice(&arguments, cli.strict, &mut progress)),
        Some(Command::Diff(arguments)) => diff::run(&arguments, cli.strict, &mut progress),
    };
    result.unwrap_or_else(|misuse| {
        progress.error(&misuse);
        Exit::Usage
    })
}

fn choose_color(choice: ColorChoice) {
    let choice = match choice {
        ColorChoice::Auto => anstream::ColorChoice::Auto,
        ColorChoice::Always => anstream::ColorChoice::Always,
        ColorChoice::Never => anstream::ColorChoice::Never,
    };
    choice.write_global();
}

fn options(strict: bool, dump: Option<Stage>, templates: Option<&PathBuf>) -> Options {
    Options {
        extent: generator::Extent::Crate,
        without_lock: false,
        strict,
        dump,
        templates: templates.cloned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_arguments_are_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn each_stage_can_be_dumped() {
        for name in [
            "load", "patch", "resolve", "lower", "analyse", "name", "plan", "index", "surface",
        ] {
            assert!(
                Cli::try_parse_from(["generator", "generate", "--dump", name]).is_ok(),
                "{name}"
            );
        }
        assert!(Cli::try_parse_from(["generator", "generate", "--dump", "x"]).is_err());
        assert!(Cli::try_parse_from(["generator", "generate", "--name", "a b"]).is_err());
    }
}
