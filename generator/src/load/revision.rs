//! Texts that are no files on the disk: of a revision that git keeps, and from standard input.

use std::io::Read;
use std::path::Path;
use std::process::Command;

use super::UNREADABLE;
use crate::diagnostics::{At, Diagnostic};

/// A file of a revision, written `REV:path` as git has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revision {
    /// The commit, a branch, a tag, `HEAD~2`.
    pub commit: String,
    /// From the root of the repository, or with `./` from the current folder.
    pub path: String,
}

impl Revision {
    /// Reads `REV:path`; `None` for what is no such thing.
    pub fn parse(text: &str) -> Option<Self> {
        let (commit, path) = text.split_once(':')?;
        let is_good = !commit.is_empty() && !path.is_empty() && !commit.starts_with('-');
        is_good.then(|| Self {
            commit: commit.to_owned(),
            path: path.to_owned(),
        })
    }

    /// The text of the file. A path that the root of the repository does not have is looked for in
    /// the current folder.
    ///
    /// # Errors
    /// [`UNREADABLE`] when git is not there or has no such file; `not-utf-8`.
    pub fn read(&self) -> Result<String, Diagnostic> {
        let here = format!("{}:./{}", self.commit, self.path);
        let named = format!("{}:{}", self.commit, self.path);
        let bytes = git(&["cat-file", "blob", &named], &named)
            .or_else(|problem| git(&["cat-file", "blob", &here], &named).map_err(|_| problem))?;
        String::from_utf8(bytes).map_err(|_| {
            let at = At::Path(named.into());
            Diagnostic::error("not-utf-8", at, "it is no UTF-8 text".to_owned())
        })
    }

    /// The files below the path, a folder, by their path in it.
    ///
    /// # Errors
    /// As [`read`](Self::read).
    pub fn list(&self) -> Result<Vec<String>, Diagnostic> {
        let named = format!("{}:{}", self.commit, self.path);
        let here = format!("{}:./{}", self.commit, self.path);
        let list = |tree: &str| git(&["ls-tree", "-r", "-z", "--name-only", tree], &named);
        let bytes = list(&here).or_else(|problem| list(&named).map_err(|_| problem))?;
        let text = String::from_utf8_lossy(&bytes).into_owned();
        Ok(text
            .split('\0')
            .filter(|name| !name.is_empty())
            .map(str::to_owned)
            .collect())
    }
}

fn git(arguments: &[&str], what: &str) -> Result<Vec<u8>, Diagnostic> {
    let fail = |message: String| Diagnostic::error(UNREADABLE, At::Path(what.into()), message);
    let output = Command::new("git").args(arguments).output();
    let output = output.map_err(|error| fail(format!("could not run git: {error}")))?;
    if output.status.success() {
        return Ok(output.stdout);
    }
    let said = String::from_utf8_lossy(&output.stderr);
    let said = said.lines().next().unwrap_or("it failed");
    Err(fail(format!("git: {}", said.trim_start_matches("fatal: "))))
}

/// The text on standard input.
///
/// # Errors
/// [`UNREADABLE`].
pub fn read_stdin() -> Result<String, Diagnostic> {
    let mut text = String::new();
    match std::io::stdin().read_to_string(&mut text) {
        Ok(_) => Ok(text),
        Err(error) => {
            let message = format!("could not read standard input: {error}");
            Err(Diagnostic::error(
                UNREADABLE,
                At::Path(Path::new("-").to_owned()),
                message,
            ))
        }
    }
}
