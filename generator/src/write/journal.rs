//! What was done to a folder, so that it can be undone.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::error::{WriteError, io_error};
use super::replace::Gate;

/// What has been done, so that it can be undone.
#[derive(Default)]
pub(super) struct Journal {
    steps: Vec<Step>,
}

enum Step {
    MadeFolder(PathBuf),
    /// Holds what was moved aside; goes when everything is back, or at the good end.
    Staging(tempfile::TempDir),
    RemovedFolder(PathBuf),
    /// `from` now stands at `to`.
    Moved {
        from: PathBuf,
        to: PathBuf,
    },
}

impl Journal {
    pub(super) fn keep(&mut self, staging: tempfile::TempDir) -> PathBuf {
        let path = staging.path().to_owned();
        self.steps.push(Step::Staging(staging));
        path
    }

    pub(super) fn make_folder(
        &mut self,
        folder: &Path,
        gate: &mut Gate<'_>,
    ) -> Result<(), WriteError> {
        let missing = folder
            .ancestors()
            .take_while(|folder| !folder.as_os_str().is_empty() && !folder.exists());
        let missing: Vec<_> = missing.collect();
        for folder in missing.into_iter().rev() {
            let made = gate(folder).and_then(|()| fs::create_dir(folder));
            made.map_err(io_error("make a folder", folder))?;
            self.steps.push(Step::MadeFolder(folder.to_owned()));
        }
        Ok(())
    }

    fn rename(&mut self, from: PathBuf, to: PathBuf, gate: &mut Gate<'_>) -> io::Result<()> {
        gate(&to)?;
        fs::rename(&from, &to)?;
        self.steps.push(Step::Moved { from, to });
        Ok(())
    }

    pub(super) fn remove(
        &mut self,
        file: PathBuf,
        aside: PathBuf,
        gate: &mut Gate<'_>,
    ) -> Result<(), WriteError> {
        let fail = io_error("remove a stale file", &file);
        self.rename(file, aside, gate).map_err(fail)
    }

    /// Moves a new file into place, and what was there aside.
    pub(super) fn put(
        &mut self,
        new: PathBuf,
        target: PathBuf,
        gate: &mut Gate<'_>,
    ) -> Result<(), WriteError> {
        let fail = io_error("write a generated file", &target);
        let aside = new.with_extension("old");
        let result = match fs::symlink_metadata(&target) {
            // A folder may hold more than what is ours.
            Ok(metadata) if metadata.is_dir() => Err(io::ErrorKind::IsADirectory.into()),
            Ok(_) => self.rename(target.clone(), aside, gate),
            Err(_) => Ok(()),
        };
        result
            .and_then(|()| self.rename(new, target, gate))
            .map_err(fail)
    }

    /// Removes the folders that a removed file leaves empty.
    pub(super) fn prune(&mut self, dir: &Path, path: &str) {
        for (at, _) in path.rmatch_indices('/') {
            let folder = dir.join(&path[..at]);
            if fs::remove_dir(&folder).is_err() {
                return;
            }
            self.steps.push(Step::RemovedFolder(folder));
        }
    }

    /// Best effort: where the file system refuses even this, there is nothing left to do.
    pub(super) fn roll_back(self) {
        for step in self.steps.into_iter().rev() {
            let _ = match step {
                Step::MadeFolder(folder) => fs::remove_dir(folder),
                Step::Staging(folder) => folder.close(),
                Step::RemovedFolder(folder) => fs::create_dir(folder),
                Step::Moved { from, to } => fs::rename(to, from),
            };
        }
    }
}
