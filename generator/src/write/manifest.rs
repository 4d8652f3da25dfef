//! The list of the files that are the generator's.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::error::WriteError;
use super::found::{Found, read};

/// The file in the output folder that lists the generated files, one path a line, sorted.
pub const MANIFEST: &str = ".generated";

const HEAD: &str =
    "# The files of this folder that the generator wrote, and may replace or remove.\n";

pub(super) fn manifest_of(files: &BTreeMap<String, String>) -> String {
    let mut text = HEAD.to_owned();
    for path in files.keys() {
        text.push_str(path);
        text.push('\n');
    }
    text
}

pub(super) fn owned_files(dir: &Path) -> Result<BTreeSet<String>, WriteError> {
    let Some(Found::Text(text)) = read(dir, MANIFEST)? else {
        return Ok(BTreeSet::new());
    };
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    // Someone may have edited it: nothing outside of the folder is ever ours.
    Ok(lines
        .filter(|line| is_good_path(line))
        .map(str::to_owned)
        .collect())
}

/// Paths in the folder that mean the same on all systems.
pub(super) fn is_good_path(path: &str) -> bool {
    let is_good = |part: &str| {
        !part.is_empty()
            && part != "."
            && part != ".."
            && !part.contains(['\\', ':', '\0', '\n', '\r'])
    };
    path != MANIFEST && !path.starts_with('#') && path.split('/').all(is_good)
}
