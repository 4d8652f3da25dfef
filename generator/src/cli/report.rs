//! What a run has lost: `--report` and `--deny-loss`.

use std::path::{Path, PathBuf};

use clap::Args;
use generator::diagnostics::{self, Diagnostics};
use generator::load::Sources;
use generator::write;
use serde_json::{Value, json};

use super::Exit;
use super::jobs::Job;
use super::progress::Progress;

/// Arguments about what is not carried over.
#[derive(Debug, Default, Args)]
pub struct Reporting {
    /// Write all problems, with their places, as JSON
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,

    /// Fail when anything of a description is not carried over
    #[arg(long)]
    deny_loss: bool,
}

/// The problems of all crates of a run.
#[derive(Debug, Default)]
pub struct Report {
    deny_loss: bool,
    /// Where they are written as data, if anybody asked for that.
    file: Option<PathBuf>,
    crates: Vec<Value>,
}

impl Report {
    /// An empty report.
    pub fn new(arguments: &Reporting) -> Self {
        Self {
            deny_loss: arguments.deny_loss,
            file: arguments.report.clone(),
            crates: Vec::new(),
        }
    }

    /// Adds the problems of one crate.
    pub fn add(&mut self, job: &Job, problems: &Diagnostics, sources: &Sources) {
        if self.file.is_none() {
            return;
        }
        let mut entry = diagnostics::report(problems, sources, job.policy_source());
        entry.shift_insert(0, "name".to_owned(), json!(job.name));
        self.crates.push(Value::Object(entry));
    }

    /// Tells what was lost in one line. `Err` if that is not allowed.
    pub fn sum_up(
        &self,
        job: &Job,
        problems: &Diagnostics,
        progress: &mut Progress,
    ) -> Result<(), Exit> {
        let losses = diagnostics::losses(problems);
        if losses.is_empty() {
            return Ok(());
        }
        let parts: Vec<String> = losses
            .iter()
            .map(|(code, count)| format!("{count} {code}"))
            .collect();
        let parts = parts.join(", ");
        if self.deny_loss {
            progress.error(format_args!("`{}` loses {parts}", job.name));
            return Err(Exit::Invalid);
        }
        progress.step("Lost", parts);
        Ok(())
    }

    /// Writes the file that was asked for.
    pub fn write(&self, progress: &mut Progress) -> Exit {
        let Some(path) = &self.file else {
            return Exit::Done;
        };
        let text = serde_json::to_string_pretty(&json!({ "crates": self.crates }));
        self.write_to(path, &format!("{}\n", text.unwrap_or_default()), progress)
    }

    fn write_to(&self, path: &Path, text: &str, progress: &mut Progress) -> Exit {
        match write::text(path, text) {
            Ok(()) => {
                progress.step("Reported", path.display());
                Exit::Done
            }
            Err(error) => {
                let mut problems = Diagnostics::default();
                problems.push(error.to_diagnostic());
                progress.problems(&problems, &Sources::default(), None);
                Exit::Io
            }
        }
    }
}
