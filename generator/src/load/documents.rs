//! Where the other files of a description are: on the disk, in a revision of git, or nowhere.

use std::fs;
use std::path::{Component, Path, PathBuf};

use super::UNREADABLE;
use super::files::read_text;
use super::revision::Revision;
use crate::diagnostics::{At, Diagnostic};

/// Reads the files that a description refers to.
pub trait Documents {
    /// The path of a file that `from` refers to as `relative`.
    fn beside(&self, from: &Path, relative: &str) -> PathBuf;

    /// The text of a file.
    ///
    /// # Errors
    /// [`UNREADABLE`], `not-utf-8`.
    fn read(&self, path: &Path) -> Result<String, Diagnostic>;

    /// What two paths of the same file have in common.
    fn identity(&self, path: &Path) -> PathBuf {
        path.to_owned()
    }
}

/// Files on the disk.
pub struct Disk;

impl Documents for Disk {
    fn beside(&self, from: &Path, relative: &str) -> PathBuf {
        beside(from, relative)
    }

    fn read(&self, path: &Path) -> Result<String, Diagnostic> {
        let found = fs::metadata(path);
        // A pipe or a device may have no end.
        if found.is_ok_and(|found| !found.is_file()) {
            let at = At::Path(path.to_owned());
            return Err(Diagnostic::error(UNREADABLE, at, "this is no file"));
        }
        read_text(path, "file")
    }

    fn identity(&self, path: &Path) -> PathBuf {
        fs::canonicalize(path).unwrap_or_else(|_| path.to_owned())
    }
}

/// Files of the revision that the description is of.
pub struct Committed;

impl Documents for Committed {
    fn beside(&self, from: &Path, relative: &str) -> PathBuf {
        match Revision::parse(&from.to_string_lossy()) {
            Some(Revision { commit, path }) => {
                // `./` stands for the current folder, in place of the root.
                let here = if path.starts_with("./") { "./" } else { "" };
                let path = beside(Path::new(&path), relative);
                format!("{commit}:{here}{}", path.display()).into()
            }
            None => beside(from, relative),
        }
    }

    fn read(&self, path: &Path) -> Result<String, Diagnostic> {
        match Revision::parse(&path.to_string_lossy()) {
            Some(revision) => revision.read(),
            None => InMemory.read(path),
        }
    }
}

/// No files: the description is a text that came from elsewhere.
pub struct InMemory;

impl Documents for InMemory {
    fn beside(&self, from: &Path, relative: &str) -> PathBuf {
        beside(from, relative)
    }

    fn read(&self, path: &Path) -> Result<String, Diagnostic> {
        let message = "a description that is no file has no other files beside it";
        Err(Diagnostic::error(
            UNREADABLE,
            At::Path(path.to_owned()),
            message,
        ))
    }
}

fn beside(from: &Path, relative: &str) -> PathBuf {
    clean(&from.parent().unwrap_or(Path::new("")).join(relative))
}

/// Takes `a/..` and `.` out of a path, for the reader's sake.
pub fn clean(path: &Path) -> PathBuf {
    let mut clean = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir
                if matches!(clean.components().next_back(), Some(Component::Normal(_))) =>
            {
                clean.pop();
            }
            other => clean.push(other),
        }
    }
    clean
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_get_short() {
        assert_eq!(
            clean(Path::new("spec/../generated/./x")),
            Path::new("generated/x")
        );
        assert_eq!(clean(Path::new("../../x")), Path::new("../../x"));
        assert_eq!(clean(Path::new("/a/../b")), Path::new("/b"));
    }

    #[test]
    fn files_of_a_revision_stay_in_it() {
        let beside = |from: &str, relative: &str| Committed.beside(Path::new(from), relative);
        assert_eq!(
            beside("HEAD:spec/a.yaml", "../b.yaml"),
            Path::new("HEAD:b.yaml")
        );
        assert_eq!(
            beside("HEAD:./spec/a.yaml", "b.yaml"),
            Path::new("HEAD:./spec/b.yaml")
        );
        assert_eq!(
            beside("origin/main:a.yaml", "s/b.yaml"),
            Path::new("origin/main:s/b.yaml")
        );
    }
}
