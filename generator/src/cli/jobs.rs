//! Which descriptions a run is about, and where their crates go.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use generator::config::{Policy, PolicySource, crate_name};
use generator::diagnostics::{At, Diagnostic, Diagnostics};
use generator::load::{self, clean};

use super::Generate;

/// One crate to make.
pub struct Job {
    /// What the user calls it: the name of the policy file or of the description.
    pub name: String,
    /// What is wrong before the work has begun.
    pub problem: Option<Diagnostics>,
    pub policy: Policy,
    pub spec: PathBuf,
    pub out: PathBuf,
    /// Where the lock is written, for a crate that is where its policy says.
    pub lock: Option<PathBuf>,
}

/// The jobs of the arguments.
///
/// Fails when the arguments make no sense together.
pub fn from_arguments(arguments: &Generate, strict: bool) -> Result<Vec<Job>, String> {
    if arguments.spec.is_none() && arguments.policy.is_none() {
        if arguments.out.is_some() || arguments.name.is_some() {
            return Err("`--out` and `--name` need `--spec` or `--policy`".to_owned());
        }
        let mut jobs = called(in_workspace(strict)?, &arguments.names)?;
        if let Some(selection) = arguments.selecting.selection() {
            let [job] = jobs.as_mut_slice() else {
                return Err("a selection is about one description; name it".to_owned());
            };
            job.policy.narrow(selection);
        }
        return Ok(jobs);
    }
    let mut job = match &arguments.policy {
        Some(policy) => with_policy(policy, strict),
        None => without_policy(arguments.spec.as_deref().unwrap_or(Path::new(""))),
    };
    if let Some(name) = &arguments.name {
        job.rename(name);
    }
    if let Some(selection) = arguments.selecting.selection() {
        job.policy.narrow(selection);
    }
    if arguments.spec.is_some() || arguments.out.is_some() {
        job.lock = None;
    }
    if let Some(spec) = &arguments.spec {
        job.spec.clone_from(spec);
    }
    if let Some(out) = &arguments.out {
        job.out.clone_from(out);
    } else if arguments.policy.is_none() && arguments.dump.is_none() {
        return Err("`--spec` needs `--out`, the folder of the crate".to_owned());
    }
    Ok(vec![job])
}

/// Those of the jobs that have one of these names; all if there are no names.
///
/// Fails when a name is unknown.
pub fn called(mut jobs: Vec<Job>, names: &[String]) -> Result<Vec<Job>, String> {
    for name in names {
        if !jobs.iter().any(|job| job.is_called(name)) {
            let known: Vec<_> = jobs.iter().map(|job| format!("`{}`", job.name)).collect();
            return Err(format!(
                "there is no `{name}` here, only {}",
                known.join(", ")
            ));
        }
    }
    jobs.retain(|job| names.is_empty() || names.iter().any(|name| job.is_called(name)));
    Ok(jobs)
}

/// A job for each policy and for each description without one, in the order of their names.
pub fn in_workspace(strict: bool) -> Result<Vec<Job>, String> {
    let here =
        std::env::current_dir().map_err(|error| format!("there is no current folder: {error}"))?;
    let root = load::find_workspace(&here);
    let root = root.ok_or_else(|| {
        format!(
            "no `spec` folder in {} or above; use `generate --spec FILE --out DIR`",
            here.display()
        )
    })?;
    let folder = shortest(&root.join(load::SPEC_DIR), &here);
    let files = match load::list_specs(&folder) {
        Ok(files) => files,
        Err(problem) => return Ok(vec![failed("spec", one(problem, strict))]),
    };
    let mut jobs: Vec<_> = files
        .policies
        .iter()
        .map(|path| with_policy(path, strict))
        .collect();
    let taken: BTreeSet<_> = jobs.iter().flat_map(Job::inputs).collect();
    let alone = files
        .descriptions
        .iter()
        .filter(|path| !taken.contains(*path));
    jobs.extend(alone.map(|path| without_policy(path).locked(path, strict)));
    jobs.sort_by(|a, b| a.name.cmp(&b.name));
    refuse_shared_folders(&mut jobs, strict);
    Ok(jobs)
}

fn with_policy(path: &Path, strict: bool) -> Job {
    let name = stem(path);
    let mut diagnostics = Diagnostics::new(strict);
    let source = match load::read_policy(path) {
        Ok(source) => source,
        Err(problem) => {
            return Job {
                spec: beside(path),
                ..failed(&name, one(problem, strict))
            };
        }
    };
    match Policy::parse(source, &mut diagnostics) {
        Ok(policy) => from_policy(name, path, policy).locked(path, strict),
        Err(problems) => Job {
            spec: beside(path),
            ..failed(&name, problems)
        },
    }
}

fn from_policy(name: String, path: &Path, policy: Policy) -> Job {
    let folder = path.parent().unwrap_or(Path::new(""));
    let spec = policy
        .spec
        .as_ref()
        .map_or_else(|| beside(path), |spec| clean(&folder.join(spec.get_ref())));
    let out = policy
        .out
        .as_ref()
        .map(|out| clean(&folder.join(out.get_ref())));
    let out = out.unwrap_or_else(|| default_out(folder, policy.crate_name()));
    Job {
        name,
        problem: None,
        policy,
        spec,
        out,
        lock: None,
    }
}

fn without_policy(spec: &Path) -> Job {
    let name = stem(spec);
    let policy = Policy::default_for(&crate_name(&name));
    let out = default_out(spec.parent().unwrap_or(Path::new("")), policy.crate_name());
    Job {
        name,
        problem: None,
        policy,
        spec: spec.to_owned(),
        out,
        lock: None,
    }
}

fn failed(name: &str, problems: Diagnostics) -> Job {
    let policy = Policy::default_for(name);
    Job {
        name: name.to_owned(),
        problem: Some(problems),
        policy,
        spec: PathBuf::new(),
        out: PathBuf::new(),
        lock: None,
    }
}

impl Job {
    /// With the lock beside its policy or, without one, beside its description.
    fn locked(mut self, beside: &Path, strict: bool) -> Self {
        let path = beside.with_extension("lock");
        match load::read_lock(&path) {
            Ok(lock) => self.policy.lock = lock,
            Err(problem) => self.problem = Some(one(problem, strict)),
        }
        self.lock = Some(path);
        self
    }

    fn rename(&mut self, name: &str) {
        name.clone_into(&mut self.name);
        self.policy.set_crate_name(name);
    }

    /// The description and its overlays.
    fn inputs(&self) -> Vec<PathBuf> {
        let policy = self.policy.source.as_ref();
        let folder = policy.and_then(|policy| policy.path.parent());
        let overlays = self.policy.overlays.iter().map(|overlay| {
            let folder = folder.unwrap_or(Path::new(""));
            clean(&folder.join(overlay.get_ref()))
        });
        std::iter::once(self.spec.clone()).chain(overlays).collect()
    }

    /// The text of the policy file, for messages.
    pub fn policy_source(&self) -> Option<&PolicySource> {
        self.policy.source.as_ref()
    }

    /// Whether the user means this job by `name`.
    pub fn is_called(&self, name: &str) -> bool {
        self.name == name || self.policy.crate_name() == name
    }
}

/// Two crates in one folder would take turns in removing each other's files.
fn refuse_shared_folders(jobs: &mut [Job], strict: bool) {
    for number in 1..jobs.len() {
        let (earlier, rest) = jobs.split_at_mut(number);
        let Some(job) = rest.first_mut().filter(|job| job.problem.is_none()) else {
            continue;
        };
        if let Some(other) = earlier
            .iter()
            .find(|other| other.problem.is_none() && other.out == job.out)
        {
            let message = format!(
                "`{}` and `{}` are generated into the same folder",
                other.name, job.name
            );
            let at = job
                .policy
                .out
                .as_ref()
                .map_or(At::Path(job.out.clone()), |out| At::Policy(out.span()));
            let problem = Diagnostic::error("shared-output", at, message);
            job.problem = Some(one(problem.hint("give each its own `out`"), strict));
        }
    }
}

fn one(problem: Diagnostic, strict: bool) -> Diagnostics {
    let mut problems = Diagnostics::new(strict);
    problems.push(problem);
    problems
}

fn beside(policy: &Path) -> PathBuf {
    load::description_beside(policy).unwrap_or_else(|| policy.with_extension("yaml"))
}

fn default_out(folder: &Path, name: &str) -> PathBuf {
    clean(&folder.join("..").join("generated").join(name))
}

fn stem(path: &Path) -> String {
    path.file_stem()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

/// A path as seen from the current folder, when it lies below.
fn shortest(path: &Path, here: &Path) -> PathBuf {
    path.strip_prefix(here)
        .map_or_else(|_| path.to_owned(), Path::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn crates_go_beside_the_descriptions() {
        assert_eq!(
            default_out(Path::new("spec"), "x"),
            Path::new("generated/x")
        );
    }
}
