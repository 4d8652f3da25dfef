//! Brings the new contents into place.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::error::{WriteError, io_error};
use super::journal::Journal;
use super::manifest::{MANIFEST, manifest_of};
use super::{Changes, Output, plan};

/// Called before each step that changes the folder; tests let it fail.
pub(super) type Gate<'g> = dyn FnMut(&Path) -> io::Result<()> + 'g;

pub(super) fn apply_with(output: &Output, gate: &mut Gate<'_>) -> Result<Changes, WriteError> {
    let changes = plan(output)?;
    if changes.is_empty() {
        return Ok(changes);
    }
    let mut journal = Journal::default();
    match replace(output, &changes, &mut journal, gate) {
        Ok(()) => Ok(changes),
        Err(error) => {
            journal.roll_back();
            Err(error)
        }
    }
}

fn replace(
    output: &Output,
    changes: &Changes,
    journal: &mut Journal,
    gate: &mut Gate<'_>,
) -> Result<(), WriteError> {
    journal.make_folder(&output.dir, gate)?;
    // In the folder itself, since only there a rename is sure to stay on one file system.
    let staging = tempfile::Builder::new()
        .prefix(".generated-")
        .tempdir_in(&output.dir);
    // Its own message names the folder that it tried, with a random name.
    let staging = staging.map_err(|error| error.kind().into());
    let staging = staging.map_err(io_error("write to the output folder", &output.dir))?;
    let staging = journal.keep(staging);
    let manifest = manifest_of(&output.files);
    let mut files: Vec<_> = changes
        .written
        .iter()
        .map(|path| (path.as_str(), output.files[path].as_str()))
        .collect();
    files.push((MANIFEST, &manifest));
    let staged = stage(&files, &staging, &output.dir, gate)?;
    for (number, path) in changes.removed.iter().enumerate() {
        journal.remove(
            output.dir.join(path),
            staging.join(format!("removed-{number}")),
            gate,
        )?;
        journal.prune(&output.dir, path);
    }
    for ((path, _), new) in files.iter().zip(staged) {
        let target = output.dir.join(path);
        journal.make_folder(target.parent().unwrap_or(&output.dir), gate)?;
        journal.put(new, target, gate)?;
    }
    match &output.lock {
        Some((path, text)) if changes.lock => put_lock(path, text, journal, gate),
        _ => Ok(()),
    }
}

/// Written beside it first, as it may be on another file system than the folder.
fn put_lock(
    path: &Path,
    text: &str,
    journal: &mut Journal,
    gate: &mut Gate<'_>,
) -> Result<(), WriteError> {
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    let staging = tempfile::Builder::new()
        .prefix(".generated-")
        .tempdir_in(folder.unwrap_or(Path::new(".")));
    let staging = staging.map_err(|error| error.kind().into());
    let staging = journal.keep(staging.map_err(io_error("write the lock", path))?);
    let new = staging.join("new");
    let write = gate(&new).and_then(|()| fs::write(&new, text));
    write.map_err(io_error("write the lock", path))?;
    keep_permissions(path, &new).map_err(io_error("copy the permissions", path))?;
    journal.put(new, path.to_owned(), gate)
}

/// Writes the new contents into the staging folder: a full disk shows here, before anything moves.
fn stage(
    files: &[(&str, &str)],
    staging: &Path,
    dir: &Path,
    gate: &mut Gate<'_>,
) -> Result<Vec<PathBuf>, WriteError> {
    let mut staged = Vec::with_capacity(files.len());
    for (number, (path, text)) in files.iter().enumerate() {
        let target = dir.join(path);
        let new = staging.join(format!("new-{number}"));
        let write = gate(&new).and_then(|()| fs::write(&new, text));
        write.map_err(io_error("write a generated file", &target))?;
        keep_permissions(&target, &new).map_err(io_error("copy the permissions", &target))?;
        staged.push(new);
    }
    Ok(staged)
}

fn keep_permissions(old: &Path, new: &Path) -> io::Result<()> {
    match fs::symlink_metadata(old) {
        Ok(metadata) if metadata.is_file() => fs::set_permissions(new, metadata.permissions()),
        _ => Ok(()),
    }
}
