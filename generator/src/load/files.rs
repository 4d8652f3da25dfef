//! What the run reads from the disk besides descriptions: policies, and what stands in `spec/`.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

use super::UNREADABLE;
use crate::config::PolicySource;
use crate::diagnostics::{At, Diagnostic};
use crate::lock::Lock;

/// Far more than any description, and well below what positions can count.
const MAX_BYTES: u64 = 256 << 20;

/// The folder in a workspace that holds descriptions and policies.
pub const SPEC_DIR: &str = "spec";

/// Reads a text file whole; `what` names it in messages.
///
/// # Errors
/// [`UNREADABLE`] when the file is missing, no file or too large; `not-utf-8`.
pub fn read_text(path: &Path, what: &str) -> Result<String, Diagnostic> {
    let fail = |code, message: String| Diagnostic::error(code, At::Path(path.to_owned()), message);
    let mut bytes = Vec::new();
    let read = File::open(path).and_then(|file| {
        // A limited file does not tell its size.
        let size = file.metadata()?.len().min(MAX_BYTES);
        bytes.reserve(size as usize + 1);
        file.take(MAX_BYTES + 1).read_to_end(&mut bytes)
    });
    read.map_err(|error| fail(UNREADABLE, format!("could not read the {what}: {error}")))?;
    if bytes.len() as u64 > MAX_BYTES {
        return Err(fail(
            UNREADABLE,
            format!("the {what} is larger than {} MiB", MAX_BYTES >> 20),
        ));
    }
    let mut text = String::from_utf8(bytes).map_err(|error| {
        let offset = error.utf8_error().valid_up_to();
        fail(
            "not-utf-8",
            format!("the {what} is no UTF-8 text (byte {offset})"),
        )
        .hint("save the file as UTF-8")
    })?;
    if text.starts_with('\u{feff}') {
        text.drain(..'\u{feff}'.len_utf8());
    }
    Ok(text)
}

/// Reads the text of a policy file.
///
/// # Errors
/// Like [`read_text`].
pub fn read_policy(path: &Path) -> Result<PolicySource, Diagnostic> {
    Ok(PolicySource {
        path: path.to_owned(),
        text: read_text(path, "policy")?,
    })
}

/// Reads the lock of a crate; an empty one where there is no such file.
///
/// # Errors
/// Like [`read_text`], and `bad-lock`.
pub fn read_lock(path: &Path) -> Result<Lock, Diagnostic> {
    if !path.is_file() {
        return Ok(Lock::default());
    }
    parse_lock(path, &read_text(path, "lock")?)
}

/// Reads a lock from its text.
///
/// # Errors
/// `bad-lock`.
pub fn parse_lock(path: &Path, text: &str) -> Result<Lock, Diagnostic> {
    Lock::parse(text).map_err(|problem| {
        let message = format!("this is no lock: {problem}");
        Diagnostic::error("bad-lock", At::Path(path.to_owned()), message)
            .hint("take it from the last commit; after a merge take either side and generate")
    })
}

/// The nearest folder at or above `start` that holds `spec/`.
pub fn find_workspace(start: &Path) -> Option<&Path> {
    start
        .ancestors()
        .find(|folder| folder.join(SPEC_DIR).is_dir())
}

/// What stands in a `spec/` folder, each sorted by name.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct SpecFiles {
    /// `*.toml`.
    pub policies: Vec<PathBuf>,
    /// `*.yaml`, `*.yml`, `*.json`.
    pub descriptions: Vec<PathBuf>,
}

/// Lists a folder's policies and descriptions; hidden files and folders in it don't count.
///
/// # Errors
/// [`UNREADABLE`].
pub fn list_specs(folder: &Path) -> Result<SpecFiles, Diagnostic> {
    let fail = |error: std::io::Error| {
        let message = format!("could not list the folder: {error}");
        Diagnostic::error(UNREADABLE, At::Path(folder.to_owned()), message)
    };
    let mut found = SpecFiles::default();
    for entry in fs::read_dir(folder).map_err(fail)? {
        let path = entry.map_err(fail)?.path();
        let is_hidden = path
            .file_name()
            .is_some_and(|name| name.to_string_lossy().starts_with('.'));
        if is_hidden || path.is_dir() {
            continue;
        }
        match path.extension().and_then(|extension| extension.to_str()) {
            Some("toml") => found.policies.push(path),
            Some("yaml" | "yml" | "json") => found.descriptions.push(path),
            _ => {}
        }
    }
    found.policies.sort();
    found.descriptions.sort();
    Ok(found)
}

/// The description that belongs to a policy which doesn't name one: the same name, another extension.
pub fn description_beside(policy: &Path) -> Option<PathBuf> {
    let candidates = ["yaml", "yml", "json"].map(|extension| policy.with_extension(extension));
    candidates.into_iter().find(|path| path.is_file())
}

/// The user's own templates: the files in a folder, by name.
///
/// # Errors
/// [`UNREADABLE`] when the folder or a file in it can't be read.
pub fn templates(folder: Option<&Path>) -> Result<BTreeMap<String, String>, Diagnostic> {
    let mut templates = BTreeMap::new();
    let Some(folder) = folder else {
        return Ok(templates);
    };
    let fail = |error: std::io::Error| {
        let message = format!("could not list the folder of templates: {error}");
        Diagnostic::error(UNREADABLE, At::Path(folder.to_owned()), message)
    };
    for entry in fs::read_dir(folder).map_err(fail)? {
        let path = entry.map_err(fail)?.path();
        let name = path.file_name().and_then(|name| name.to_str());
        if let (true, Some(name)) = (path.is_file(), name) {
            templates.insert(name.to_owned(), read_text(&path, "template")?);
        }
    }
    Ok(templates)
}
