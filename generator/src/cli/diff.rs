//! `diff`: the two sides from where they are, the review, and how it is shown.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::{SystemTime, UNIX_EPOCH};

use clap::{Args, ValueEnum};
use generator::config::{Policy, PolicySource, crate_name};
use generator::diagnostics::{Diagnostic, Diagnostics};
use generator::diff::relation::Severity;
use generator::diff::review::Review;
use generator::diff::rust::Bump;
use generator::diff::{self, Input, Settings, markdown, terminal};
use generator::load::{self, Committed, Disk, Documents, InMemory, Revision};

use super::Exit;
use super::commands::{fail_to_read as fail, print_styled};
use super::jobs::{self, Job};
use super::progress::Progress;

/// Arguments of `diff`.
#[derive(Debug, Args)]
pub struct Diff {
    /// What there was: a file, `REV:path` of git, or `-` for standard input. Alone, the name of an
    /// API in `spec/`: its description and its crate as they were committed
    old: String,

    /// What there is now, in the same form [default: what is in `spec/` now]
    new: Option<String>,

    /// The commit that an API is compared with
    #[arg(
        long,
        value_name = "REV",
        default_value = "HEAD",
        conflicts_with = "new"
    )]
    base: String,

    /// The policy of both sides [default: the `.toml` file beside each]
    #[arg(long, value_name = "FILE")]
    policy: Option<String>,

    /// The policy of the old side, where it is another
    #[arg(long, value_name = "FILE")]
    old_policy: Option<String>,

    /// How to show the result
    #[arg(long, value_name = "FORMAT", default_value = "terminal")]
    format: Format,

    /// Exit with 1 on these, separated by commas: `wire=breaking`, `wire=risky`, `wire=any`,
    /// `rust=major`, `rust=minor`, `rust=patch`
    #[arg(long, value_name = "LIST", value_delimiter = ',')]
    fail_on: Vec<FailOn>,

    /// The day that sunsets are compared with [default: today]
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    today: Option<String>,

    /// Fold nothing
    #[arg(long)]
    all: bool,
}

/// The forms of the result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people, with colors
    Terminal,
    /// For a comment of a pull request
    Markdown,
    /// All of it, for programs
    Json,
    /// The JSON Schema of `json`
    JsonSchema,
}

/// What makes a run fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum FailOn {
    Wire(Severity),
    Rust(Bump),
}

impl FromStr for FailOn {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "wire=breaking" => Ok(Self::Wire(Severity::Breaking)),
            "wire=risky" => Ok(Self::Wire(Severity::Risky)),
            "wire=any" => Ok(Self::Wire(Severity::Compatible)),
            "rust=major" => Ok(Self::Rust(Bump::Major)),
            "rust=minor" => Ok(Self::Rust(Bump::Minor)),
            "rust=patch" => Ok(Self::Rust(Bump::Patch)),
            _ => Err(
                "it is `wire=` breaking, risky or any, or `rust=` major, minor or patch".to_owned(),
            ),
        }
    }
}

impl FailOn {
    fn is_met(self, review: &Review) -> bool {
        match self {
            Self::Wire(severity) => review.summary.wire >= severity,
            // A surface that is not known may have changed in any way.
            Self::Rust(bump) => review.summary.rust.is_none_or(|rust| rust >= bump),
        }
    }
}

fn day(text: &str) -> Result<String, String> {
    let parts: Vec<_> = text.split('-').collect();
    let number = |part: &str, length: usize| {
        (part.len() == length && part.bytes().all(|byte| byte.is_ascii_digit()))
            .then(|| part.parse::<u32>().ok())
            .flatten()
    };
    let is_day = matches!(
        parts.as_slice(),
        [year, month, day] if number(year, 4).is_some()
            && number(month, 2).is_some_and(|month| (1..=12).contains(&month))
            && number(day, 2).is_some_and(|day| (1..=31).contains(&day))
    );
    is_day
        .then(|| text.to_owned())
        .ok_or_else(|| "a day is written like 2026-01-31".to_owned())
}

/// The day by the clock, in UTC.
fn today() -> String {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    civil((since.as_secs() / 86_400) as i64)
}

/// The date of a day since 1970-01-01 (Howard Hinnant's `civil_from_days`).
fn civil(days: i64) -> String {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 {
        shifted + 3
    } else {
        shifted - 9
    };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}")
}

/// Compares and shows.
///
/// Fails with a message when the arguments make no sense.
pub fn run(arguments: &Diff, strict: bool, progress: &mut Progress) -> Result<Exit, String> {
    let sides = match &arguments.new {
        Some(new) if arguments.old == "-" && new == "-" => {
            return Err("only one side can come from standard input".to_owned());
        }
        Some(new) => {
            let old_policy = arguments.old_policy.as_ref().or(arguments.policy.as_ref());
            input(&arguments.old, old_policy, strict, progress).and_then(|old| {
                Ok((
                    old,
                    input(new, arguments.policy.as_ref(), strict, progress)?,
                ))
            })
        }
        None => api(&arguments.old, &arguments.base, strict, progress)?,
    };
    let (old, new) = match sides {
        Ok(sides) => sides,
        Err(exit) => return Ok(exit),
    };
    let settings = Settings {
        today: Some(arguments.today.clone().unwrap_or_else(today)),
        ..Settings::default()
    };
    let review = diff::review(&old, &new, &settings);
    let text = match arguments.format {
        Format::Terminal => terminal::render(&review, arguments.all),
        Format::Markdown => markdown::render(&review),
        Format::Json => diff::json(&review),
        Format::JsonSchema => diff::JSON_SCHEMA.to_owned(),
    };
    let shown = print_styled(&text);
    let is_met = arguments.fail_on.iter().any(|fail| fail.is_met(&review));
    Ok(if is_met {
        shown.max(Exit::Different)
    } else {
        shown
    })
}

/// Where a side comes from.
enum Origin {
    File(PathBuf),
    Revision(Revision),
    Stdin,
}

impl Origin {
    /// What stands on the disk is meant before what git may have under that name.
    fn of(text: &str) -> Self {
        let path = Path::new(text);
        match Revision::parse(text) {
            _ if text == "-" => Self::Stdin,
            Some(revision) if !path.exists() => Self::Revision(revision),
            _ => Self::File(path.to_owned()),
        }
    }

    fn read(&self, what: &str) -> Result<String, Diagnostic> {
        match self {
            Self::File(path) => load::read_text(path, what),
            Self::Revision(revision) => revision.read(),
            Self::Stdin => load::read_stdin(),
        }
    }

    /// Where the other files of the description are.
    fn documents(&self) -> &'static dyn Documents {
        match self {
            Self::File(_) => &Disk,
            Self::Revision(_) => &Committed,
            Self::Stdin => &InMemory,
        }
    }

    /// The policy beside a description: the same name with `.toml`.
    fn beside(&self) -> Option<(PathBuf, String)> {
        match self {
            Self::File(path) => {
                let policy = path.with_extension("toml");
                let text = policy
                    .is_file()
                    .then(|| load::read_text(&policy, "policy").ok())?;
                Some((policy, text?))
            }
            Self::Revision(revision) => {
                let path = Path::new(&revision.path).with_extension("toml");
                let path = path.to_string_lossy().into_owned();
                let policy = Revision {
                    path: path.clone(),
                    ..revision.clone()
                };
                let text = policy.read().ok()?;
                Some((format!("{}:{path}", revision.commit).into(), text))
            }
            Self::Stdin => None,
        }
    }
}

/// Reads one side; tells the problems on the way.
fn input(
    text: &str,
    policy: Option<&String>,
    strict: bool,
    progress: &mut Progress,
) -> Result<Input, Exit> {
    let mut diagnostics = Diagnostics::new(strict);
    let result = read(text, policy, &mut diagnostics);
    let input = result.map_err(|problems| fail(text, &problems, progress))?;
    progress.problems(&diagnostics, &input.sources, input.policy.source.as_ref());
    Ok(input)
}

fn read(
    text: &str,
    policy: Option<&String>,
    diagnostics: &mut Diagnostics,
) -> Result<Input, Diagnostics> {
    let origin = Origin::of(text);
    let label = if text == "-" { "standard input" } else { text };
    let sources = match &origin {
        Origin::File(path) => load::load(path, diagnostics)?,
        other => {
            let content = other
                .read("description")
                .map_err(|problem| one(problem, diagnostics))?;
            load::load_with(Path::new(label), content, other.documents(), diagnostics)?
        }
    };
    // The overlays are beside the policy.
    let (source, documents) = match policy {
        Some(name) => {
            let origin = Origin::of(name);
            let text = origin.read("policy");
            let text = text.map_err(|problem| one(problem, diagnostics))?;
            (Some((PathBuf::from(name), text)), origin.documents())
        }
        None => (origin.beside(), origin.documents()),
    };
    let policy = match source {
        Some((path, text)) => Policy::parse(PolicySource { path, text }, diagnostics)?,
        None => {
            let stem = Path::new(text).file_stem().unwrap_or_default();
            Policy::default_for(&crate_name(&stem.to_string_lossy()))
        }
    };
    let sources = load::overlay(sources, &policy, documents, diagnostics)?;
    Ok(Input {
        label: label.to_owned(),
        sources,
        policy,
        files: None,
    })
}

/// An API as it was committed, with its crate, and as it is.
///
/// Fails with a message when there is no such API.
fn api(
    name: &str,
    base: &str,
    strict: bool,
    progress: &mut Progress,
) -> Result<Result<(Input, Input), Exit>, String> {
    let jobs = jobs::in_workspace(strict)?;
    let Some(job) = jobs.iter().find(|job| job.is_called(name)) else {
        let known: Vec<_> = jobs.iter().map(|job| format!("`{}`", job.name)).collect();
        return Err(format!(
            "there is no `{name}` in `spec/`, only {}; to compare two descriptions, name both",
            known.join(", ")
        ));
    };
    let mut diagnostics = Diagnostics::new(strict);
    let both = committed(job, base, &mut diagnostics).and_then(|old| {
        Ok((
            old,
            read(
                &job.spec.to_string_lossy(),
                policy_of(job).as_ref(),
                &mut diagnostics,
            )?,
        ))
    });
    Ok(both.map_err(|problems| fail(name, &problems, progress)))
}

fn policy_of(job: &Job) -> Option<String> {
    let source = job.policy_source()?;
    Some(source.path.to_string_lossy().into_owned())
}

/// The description, the policy and the crate of a job as a commit has them.
fn committed(job: &Job, base: &str, diagnostics: &mut Diagnostics) -> Result<Input, Diagnostics> {
    let revision = |path: &Path| Revision {
        commit: base.to_owned(),
        path: format!("./{}", path.display()),
    };
    let named = |path: &str| format!("{base}:./{path}");
    let policy = policy_of(job).filter(|path| revision(Path::new(path)).read().is_ok());
    let mut input = read(
        &named(&job.spec.to_string_lossy()),
        policy.as_deref().map(named).as_ref(),
        diagnostics,
    )?;
    let mut files = BTreeMap::new();
    let listed = revision(&job.out)
        .list()
        .map_err(|problem| one(problem, diagnostics))?;
    for path in listed {
        // What the surface is made of.
        if path == "Cargo.toml" || (path.starts_with("src/") && path.ends_with(".rs")) {
            let text = revision(&job.out.join(&path)).read();
            files.insert(path, text.map_err(|problem| one(problem, diagnostics))?);
        }
    }
    input.files = Some(files);
    Ok(input)
}

fn one(problem: Diagnostic, diagnostics: &mut Diagnostics) -> Diagnostics {
    diagnostics.push(problem);
    diagnostics.take()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days() {
        assert_eq!(civil(0), "1970-01-01");
        assert_eq!(civil(19_782), "2024-02-29");
        assert_eq!(civil(20_454), "2026-01-01");
        assert!(day("2026-01-31").is_ok());
        for bad in ["2026-13-01", "26-01-01", "2026-1-1", "today", "2026-01-01x"] {
            assert!(day(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn conditions() {
        assert_eq!(
            "wire=breaking".parse(),
            Ok(FailOn::Wire(Severity::Breaking))
        );
        assert!("wire=".parse::<FailOn>().is_err());
    }
}
