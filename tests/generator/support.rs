//! What these tests share.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use generator::config::Policy;
use generator::diagnostics::Diagnostics;
use generator::load::{self, Sources};
use generator::{Generated, Options};

/// The workspace's folder.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The names below `tests/cases/`.
pub fn cases() -> Vec<String> {
    let folder = root().join("tests/cases");
    let entries = fs::read_dir(folder).unwrap().map(Result::unwrap);
    let mut names: Vec<String> = entries
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

/// The file with a case's description.
pub fn spec(case: &str) -> PathBuf {
    let folder = root().join("tests/cases").join(case);
    let paths = ["spec.yaml", "spec.json"].map(|file| folder.join(file));
    let found = paths.into_iter().find(|path| path.is_file());
    found.unwrap_or_else(|| panic!("the case {case} has no description"))
}

/// All files below a folder, as sorted paths relative to it.
pub fn files(folder: &Path) -> Vec<String> {
    fn collect(folder: &Path, prefix: &str, found: &mut Vec<String>) {
        for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
            let path = format!("{prefix}{}", entry.file_name().to_string_lossy());
            if entry.path().is_dir() {
                collect(&entry.path(), &format!("{path}/"), found);
            } else {
                found.push(path);
            }
        }
    }
    let mut found = Vec::new();
    collect(folder, "", &mut found);
    found.sort();
    found
}

/// Generates from a file on the disk; the policy may be there or not.
pub fn generate(spec: &Path, policy: &Path, name: &str) -> BTreeMap<String, String> {
    generate_all(spec, policy, name).files
}

/// The same with all that belongs to it.
pub fn generate_all(spec: &Path, policy: &Path, name: &str) -> Generated {
    let mut diagnostics = Diagnostics::default();
    let policy = read_policy(policy, name);
    let sources = load::load_for(spec, &policy, &mut diagnostics).unwrap();
    generator::generate(&sources, &policy, &Options::default(), &mut diagnostics)
        .unwrap_or_else(|problems| panic!("{}: {problems}", spec.display()))
}

/// Generates a crate of what is loaded.
pub fn generate_loaded(
    sources: &Sources,
    policy: &Policy,
    diagnostics: &mut Diagnostics,
) -> Result<BTreeMap<String, String>, Diagnostics> {
    generator::generate(sources, policy, &Options::default(), diagnostics)
        .map(|generated| generated.files)
}

/// A policy, or the default for a name.
pub fn read_policy(path: &Path, name: &str) -> Policy {
    if !path.is_file() {
        return Policy::default_for(name);
    }
    let source = load::read_policy(path).unwrap();
    let mut policy = Policy::parse(source, &mut Diagnostics::default()).unwrap();
    policy.lock = load::read_lock(&path.with_extension("lock")).unwrap();
    policy
}
