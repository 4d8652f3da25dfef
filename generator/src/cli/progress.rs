//! Lines like cargo's on standard error.

use std::fmt::Display;
use std::io::Write;
use std::path::Path;

use anstream::adapter::strip_str;
use anstream::{AutoStream, ColorChoice};
use clap::builder::styling::{AnsiColor, Style};
use generator::config::PolicySource;
use generator::diagnostics::{self, Diagnostics};
use generator::load::Sources;

/// More files than this are counted, not listed.
const MAX_LINES: usize = 12;

/// Tells what a run does. Colors go only to where they are seen.
pub struct Progress {
    quiet: bool,
}

impl Progress {
    /// With `quiet` only problems are told.
    pub fn new(quiet: bool) -> Self {
        Self { quiet }
    }

    /// One line: a verb at the right of its column, and what it is about.
    pub fn step(&mut self, verb: &str, what: impl Display) {
        if !self.quiet {
            let style = AnsiColor::BrightGreen.on_default().bold();
            line(format_args!("{style}{verb:>12}{style:#} {what}"));
        }
    }

    /// One line for each file, or their number when there are many.
    pub fn files(&mut self, verb: &str, dir: &Path, files: &[String]) {
        if files.len() <= MAX_LINES {
            files
                .iter()
                .for_each(|file| self.step(verb, dir.join(file).display()));
        } else {
            self.step(
                verb,
                format_args!("{} in {}", count(files.len(), "file"), dir.display()),
            );
        }
    }

    /// Problems with their places.
    pub fn problems(
        &mut self,
        problems: &Diagnostics,
        sources: &Sources,
        policy: Option<&PolicySource>,
    ) {
        say_at_once(&diagnostics::render(problems, sources, policy, true));
    }

    /// The line that sums up a failed API.
    pub fn failed(&mut self, action: &str, name: &str, errors: usize, warnings: usize) {
        let mut parts = Vec::new();
        parts.extend((errors > 0).then(|| count(errors, "error")));
        parts.extend((warnings > 0).then(|| count(warnings, "warning")));
        self.error(format_args!(
            "could not {action} `{name}`: {}",
            parts.join(", ")
        ));
    }

    /// The line that sums up the warnings of a good one.
    pub fn warned(&mut self, name: &str, warnings: usize) {
        if warnings > 0 {
            let style = AnsiColor::Yellow.on_default().bold();
            say(
                style,
                "warning",
                format_args!("`{name}` has {}", count(warnings, "warning")),
            );
        }
    }

    /// An error without a place.
    pub fn error(&mut self, message: impl Display) {
        say(AnsiColor::BrightRed.on_default().bold(), "error", message);
    }
}

fn say(style: Style, level: &str, message: impl Display) {
    line(format_args!("{style}{level}{style:#}: {message}"));
}

fn line(text: impl Display) {
    say_at_once(&format!("{text}\n"));
}

/// In one piece: `anstream` writes what is between colors piece by piece.
fn say_at_once(text: &str) {
    let mut stderr = std::io::stderr();
    // A closed pipe is no reason to fail.
    let _ = match AutoStream::choice(&stderr) {
        ColorChoice::Never => stderr.write_all(strip_str(text).to_string().as_bytes()),
        _ => anstream::stderr().write_all(text.as_bytes()),
    };
}

/// `1 file`, `2 files`.
pub fn count(number: usize, what: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {what}{plural}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts() {
        assert_eq!(count(1, "operation"), "1 operation");
        assert_eq!(count(0, "type"), "0 types");
    }
}
