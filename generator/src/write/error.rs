//! Why nothing was written.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use super::MANIFEST;
use crate::diagnostics::{At, Diagnostic};

/// Why nothing was written.
#[derive(Debug)]
pub enum WriteError {
    /// A generated file's path would leave the folder, or is no path that all systems can hold.
    BadPath(String),
    /// Files that the generator did not write stand where it would write.
    Foreign {
        /// The output folder.
        dir: PathBuf,
        /// What is in the way, by paths in the folder.
        paths: Vec<String>,
    },
    /// The file system refused.
    Io {
        /// What was tried, as in "could not …".
        action: &'static str,
        /// With what.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
}

impl WriteError {
    /// The same as a problem to be rendered.
    pub fn to_diagnostic(&self) -> Diagnostic {
        let message = self.to_string();
        match self {
            Self::BadPath(_) => Diagnostic::error("bad-output-path", At::Nowhere, message),
            Self::Foreign { dir, .. } => {
                let hint = format!(
                    "move it away, or choose another folder; `{MANIFEST}` lists the generated files"
                );
                Diagnostic::error("foreign-file", At::Path(dir.clone()), message).hint(hint)
            }
            Self::Io { path, .. } => {
                let hint = "nothing was changed";
                Diagnostic::error("unwritable-output", At::Path(path.clone()), message).hint(hint)
            }
        }
    }
}

impl fmt::Display for WriteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BadPath(path) => write!(
                f,
                "`{}` is no path of a generated file",
                path.escape_debug()
            ),
            Self::Foreign { paths, .. } => {
                let names: Vec<_> = paths.iter().map(|path| format!("`{path}`")).collect();
                write!(
                    f,
                    "the generator did not write {} and leaves it alone",
                    names.join(", ")
                )
            }
            Self::Io { action, source, .. } => write!(f, "could not {action}: {source}"),
        }
    }
}

impl std::error::Error for WriteError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io { source, .. } => Some(source),
            Self::BadPath(_) | Self::Foreign { .. } => None,
        }
    }
}

pub(super) fn io_error(
    action: &'static str,
    path: &Path,
) -> impl FnOnce(io::Error) -> WriteError + use<> {
    let path = path.to_owned();
    move |source| WriteError::Io {
        action,
        path,
        source,
    }
}
