//! What is at the place of a file.

use std::fs;
use std::io;
use std::path::Path;

use super::error::{WriteError, io_error};

pub(super) enum Found {
    Text(String),
    /// Something else at a file's place: a folder, a link, bytes that are no text.
    Other,
    /// A file or a link stands where a folder on the way to it should be.
    Blocked,
}

pub(super) fn expect_folder(dir: &Path) -> Result<(), WriteError> {
    match fs::metadata(dir) {
        Ok(metadata) if !metadata.is_dir() => {
            let source = io::ErrorKind::NotADirectory.into();
            Err(io_error("use this as the output folder", dir)(source))
        }
        _ => Ok(()),
    }
}

pub(super) fn read(dir: &Path, path: &str) -> Result<Option<Found>, WriteError> {
    let fail = |error| io_error("read a generated file", &dir.join(path))(error);
    if let Some(other) = blocked(dir, path) {
        return Ok(other.then_some(Found::Blocked));
    }
    let place = dir.join(path);
    match fs::symlink_metadata(&place) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(fail(error)),
        Ok(metadata) if metadata.is_file() => match fs::read(&place).map(String::from_utf8) {
            Ok(Ok(text)) => Ok(Some(Found::Text(text))),
            Ok(Err(_)) => Ok(Some(Found::Other)),
            Err(error) => Err(fail(error)),
        },
        Ok(_) => Ok(Some(Found::Other)),
    }
}

/// The text of a lock, if there is one.
pub(super) fn read_lock(path: &Path) -> Result<Option<String>, WriteError> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(io_error("read the lock", path)(error)),
    }
}

/// Whether a folder on the way to a file is missing (`false`) or is no folder (`true`). A link to a
/// folder counts as none: following it could lead anywhere.
fn blocked(dir: &Path, path: &str) -> Option<bool> {
    let folders = path.match_indices('/').map(|(at, _)| dir.join(&path[..at]));
    for folder in folders {
        match fs::symlink_metadata(folder) {
            Ok(metadata) if metadata.is_dir() => {}
            Ok(_) => return Some(true),
            Err(_) => return Some(false),
        }
    }
    None
}
