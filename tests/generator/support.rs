//! What these tests share.

use std::fs;
use std::path::{Path, PathBuf};

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
