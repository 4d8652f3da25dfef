//! `diff`: the review of two sides, what counts, and how it is shown.

use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::{SystemTime, UNIX_EPOCH};

use clap::{Args, ValueEnum};
use generator::config::PolicySource;
use generator::diagnostics::Diagnostics;
use generator::diff::ignore::{self, Ignored};
use generator::diff::preset::Preset;
use generator::diff::relation::Severity;
use generator::diff::review::Review;
use generator::diff::rust::Bump;
use generator::diff::{self, Input, Settings, changelog, github, html, markdown, sarif, terminal};
use generator::load::{self, Sources};

use super::Exit;
use super::commands::{fail_to_read, print_styled};
use super::progress::Progress;
use super::sides::{api, input};

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

    /// Changes that are taken, each with a reason (TOML). An entry that has expired or fits nothing is an
    /// error
    #[arg(long, value_name = "FILE")]
    ignore: Option<PathBuf>,

    /// Whose clients the severities are meant for
    #[arg(long, value_name = "PRESET", default_value = "standard")]
    preset: Strictness,

    /// The bump that a break on the wire asks for where the Rust stays as it is: clients in use are broken
    /// already, and the sooner they get the new crate, the better
    #[arg(long, value_name = "BUMP", default_value = "patch")]
    wire_bump: WireBump,

    /// Exit with 1 if the version of the crate does not rise as far as the changes ask for
    #[arg(long)]
    check_version: bool,

    /// A folder with templates that replace built-in ones of the same name, on both sides
    #[arg(long, value_name = "DIR")]
    templates: Option<PathBuf>,

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
    /// SARIF 2.1.0, for tools that collect findings
    Sarif,
    /// Annotations of GitHub Actions
    Github,
    /// A section of the crate's CHANGELOG
    Changelog,
    /// One page to look at in a browser
    Html,
}

/// The names of the presets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Strictness {
    /// What is risky breaks
    Strict,
    /// Clients that read only what they know of
    Standard,
    /// Clients of this generator, which keep values that they do not know
    Generated,
}

impl From<Strictness> for Preset {
    fn from(strictness: Strictness) -> Self {
        match strictness {
            Strictness::Strict => Self::Strict,
            Strictness::Standard => Self::Standard,
            Strictness::Generated => Self::Generated,
        }
    }
}

/// What a break on the wire asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum WireBump {
    /// What `cargo update` brings
    Patch,
    /// The next minor version
    Minor,
    /// The next major version
    Major,
}

impl From<WireBump> for Bump {
    fn from(bump: WireBump) -> Self {
        match bump {
            WireBump::Patch => Self::Patch,
            WireBump::Minor => Self::Minor,
            WireBump::Major => Self::Major,
        }
    }
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
    diff::is_day(text)
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
    let (mut old, mut new) = match sides {
        Ok(sides) => sides,
        Err(exit) => return Ok(exit),
    };
    for side in [&mut old, &mut new] {
        side.templates.clone_from(&arguments.templates);
    }
    // What is generated next is held to what there is.
    if new.policy.lock.is_empty() {
        new.policy.lock = old.policy.lock.clone();
    }
    let ignored = match arguments.ignore.as_deref().map(ignored).transpose() {
        Ok(ignored) => ignored,
        Err(problem) => return Ok(problem.tell(progress)),
    };
    let today = arguments.today.clone().unwrap_or_else(today);
    let settings = Settings {
        today: Some(today.clone()),
        wire_bump: arguments.wire_bump.into(),
    };
    let mut review = diff::review(&old, &new, &settings);
    Preset::from(arguments.preset).apply(&mut review);
    let stale = ignored.map(|(ignored, source)| Problems {
        diagnostics: ignored.apply(&mut review, Some(&today)),
        source,
    });
    if arguments.check_version {
        review.check_version();
    }
    let shown = print_styled(&shown(arguments, &review, &old, &new));
    let stale = stale.filter(|stale| stale.diagnostics.has_errors());
    let exits = [
        Some(shown),
        verdict(arguments, &review, progress).then_some(Exit::Different),
        stale.map(|stale| stale.tell(progress)),
    ];
    Ok(exits.into_iter().flatten().max().unwrap_or(Exit::Done))
}

fn shown(arguments: &Diff, review: &Review, old: &Input, new: &Input) -> String {
    match arguments.format {
        Format::Terminal => terminal::render(review, arguments.all),
        Format::Markdown => markdown::render(review),
        Format::Json => diff::json(review),
        Format::JsonSchema => diff::JSON_SCHEMA.to_owned(),
        Format::Sarif => sarif::render(review),
        Format::Github => github::render(review),
        Format::Changelog => changelog::render(review),
        Format::Html => html::render(review, old, new),
    }
}

/// Whether the review does not pass.
fn verdict(arguments: &Diff, review: &Review, progress: &mut Progress) -> bool {
    let is_met = arguments.fail_on.iter().any(|fail| fail.is_met(review));
    if !arguments.check_version {
        return is_met;
    }
    match &review.versions {
        Some(versions) if versions.enough => return is_met,
        Some(versions) => progress.error(format_args!(
            "the version of the crate goes from {} to {}, but the changes ask for {} at least",
            versions.old, versions.new, versions.least
        )),
        None => progress.error("the versions of the crates are not known"),
    }
    true
}

/// What is wrong with the ignore file.
struct Problems {
    diagnostics: Diagnostics,
    source: PolicySource,
}

impl Problems {
    fn tell(&self, progress: &mut Progress) -> Exit {
        if self.source.text.is_empty() {
            let name = self.source.path.display().to_string();
            return fail_to_read(&name, &self.diagnostics, progress);
        }
        progress.problems(&self.diagnostics, &Sources::default(), Some(&self.source));
        Exit::Invalid
    }
}

fn ignored(path: &Path) -> Result<(Ignored, PolicySource), Box<Problems>> {
    let mut source = PolicySource {
        path: path.to_path_buf(),
        text: String::new(),
    };
    let text = load::read_text(path, "ignore file").map_err(|problem| {
        let mut diagnostics = Diagnostics::default();
        diagnostics.push(problem);
        Box::new(Problems {
            diagnostics,
            source: source.clone(),
        })
    })?;
    source.text = text;
    match ignore::read(&source) {
        Ok(ignored) => Ok((ignored, source)),
        Err(diagnostics) => Err(Box::new(Problems {
            diagnostics,
            source,
        })),
    }
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
