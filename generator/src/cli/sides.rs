//! The two sides of `diff`, from where they are: files, revisions of git, standard input, an API.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use generator::config::{Policy, PolicySource, crate_name};
use generator::diagnostics::{Diagnostic, Diagnostics};
use generator::diff::Input;
use generator::load::{self, Committed, Disk, Documents, InMemory, Revision};

use super::Exit;
use super::commands::fail_to_read as fail;
use super::jobs::{self, Job};
use super::progress::Progress;

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

    /// The policy or the lock beside a description: the same name with another extension.
    fn beside(&self, extension: &str) -> Option<(PathBuf, String)> {
        match self {
            Self::File(path) => {
                let file = path.with_extension(extension);
                let text = file
                    .is_file()
                    .then(|| load::read_text(&file, "policy or lock").ok())?;
                Some((file, text?))
            }
            Self::Revision(revision) => {
                let path = Path::new(&revision.path).with_extension(extension);
                let path = path.to_string_lossy().into_owned();
                let file = Revision {
                    path: path.clone(),
                    ..revision.clone()
                };
                let text = file.read().ok()?;
                Some((format!("{}:{path}", revision.commit).into(), text))
            }
            Self::Stdin => None,
        }
    }
}

/// Reads one side; tells the problems on the way.
pub fn input(
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
    let (source, lock, documents) = match policy {
        Some(name) => {
            let origin = Origin::of(name);
            let text = origin.read("policy");
            let text = text.map_err(|problem| one(problem, diagnostics))?;
            let source = Some((PathBuf::from(name), text));
            (source, origin.beside("lock"), origin.documents())
        }
        None => (
            origin.beside("toml"),
            origin.beside("lock"),
            origin.documents(),
        ),
    };
    let mut policy = match source {
        Some((path, text)) => Policy::parse(PolicySource { path, text }, diagnostics)?,
        None => {
            let stem = Path::new(text).file_stem().unwrap_or_default();
            Policy::default_for(&crate_name(&stem.to_string_lossy()))
        }
    };
    if let Some((path, text)) = lock {
        let lock = load::parse_lock(&path, &text);
        policy.lock = lock.map_err(|problem| one(problem, diagnostics))?;
    }
    let sources = load::overlay(sources, &policy, documents, diagnostics)?;
    Ok(Input {
        label: label.to_owned(),
        sources,
        policy,
        files: None,
        templates: None,
    })
}

/// An API as it was committed, with its crate, and as it is.
///
/// Fails with a message when there is no such API.
pub fn api(
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
