//! Brings generated files to the disk: only what changed, all of it or nothing, and never over what
//! somebody else wrote.
//!
//! Each output folder holds a list of the files that a run has written, [`MANIFEST`]. What stands in
//! it belongs to the generator: it is replaced, and removed when it is no longer generated. All
//! other files stay as they are.

mod error;
mod found;
mod journal;
mod manifest;
mod replace;
mod state;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

pub use error::WriteError;
use error::io_error;
pub use manifest::MANIFEST;
use replace::apply_with;
use state::State;

/// A file without an entry in the manifest is taken for generated when one of its first lines has
/// this in it.
pub const MARK: &str = "@generated";

/// What a folder shall hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Output {
    /// The folder; made when it is missing.
    pub dir: PathBuf,
    /// The files by their path in the folder, with `/` as the separator.
    pub files: BTreeMap<String, String>,
    /// A file elsewhere that goes with them, and its text.
    pub lock: Option<(PathBuf, String)>,
}

/// Writes one text to the path that the user chose.
///
/// # Errors
/// When that can't be done.
pub fn text(path: &Path, text: &str) -> Result<(), WriteError> {
    fs::write(path, text).map_err(io_error("write the file", path))
}

/// The difference between the folder and what it shall hold, by paths in the folder.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// New or different.
    pub written: Vec<String>,
    /// As they should be.
    pub unchanged: Vec<String>,
    /// Generated once, no longer wanted.
    pub removed: Vec<String>,
    /// The manifest itself is missing or different.
    manifest: bool,
    /// The lock is new or different.
    pub lock: bool,
}

impl Changes {
    /// Whether the folder is as it should be.
    pub fn is_empty(&self) -> bool {
        self.written.is_empty() && self.removed.is_empty() && !self.manifest && !self.lock
    }
}

/// Compares a folder with what it shall hold. Changes nothing.
///
/// # Errors
/// Bad paths, foreign files in the way, a folder that can't be read.
pub fn plan(output: &Output) -> Result<Changes, WriteError> {
    let state = State::read(output)?;
    let foreign: Vec<_> = output
        .files
        .keys()
        .filter(|path| state.is_foreign(path))
        .cloned()
        .collect();
    if foreign.is_empty() {
        return Ok(state.changes());
    }
    Err(WriteError::Foreign {
        dir: output.dir.clone(),
        paths: foreign,
    })
}

/// Makes the folder what it shall be.
///
/// Files that stay the same are not touched. New content is first written beside, then moved into
/// place; when a step fails, all steps before it are taken back.
///
/// # Errors
/// Like [`plan`], and whatever the file system refuses; the folder is as before then.
pub fn apply(output: &Output) -> Result<Changes, WriteError> {
    apply_with(output, &mut |_| Ok(()))
}

/// One generated file that is not on the disk as it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The file's path in the folder.
    pub path: String,
    /// The change that a run would make, as a unified diff.
    pub diff: String,
}

/// Compares like [`plan`] and shows the differences, sorted by path. Changes nothing.
///
/// A foreign file in the way counts as a difference.
///
/// # Errors
/// Bad paths, a folder that can't be read.
pub fn check(output: &Output) -> Result<Vec<Difference>, WriteError> {
    let state = State::read(output)?;
    let changes = state.changes();
    let manifest = changes.manifest.then(|| MANIFEST.to_owned());
    let paths: BTreeSet<_> = changes
        .written
        .into_iter()
        .chain(changes.removed)
        .chain(manifest)
        .collect();
    let files = paths.into_iter().map(|path| state.difference(path));
    Ok(files.chain(state.lock_difference()).collect())
}
