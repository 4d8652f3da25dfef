//! OpenAPI Overlay documents (1.0 and 1.1): a list of changes to a description, each at the places
//! that a JSONPath (RFC 9535) selects.
//!
//! They are applied to the one tree, in the order of the policy. What an action adds stands in the
//! overlay's text, which problems then show. An action that selects nothing is an error, so that none
//! outlives what it was for.

mod action;
mod apply;
#[cfg(test)]
mod tests;

use std::path::Path;

use serde_json::Value;

use super::documents::Documents;
use super::{Disk, Sources, UNREADABLE, load};
use crate::config::Policy;
use crate::diagnostics::{At, Diagnostic, Diagnostics};
use crate::pointer::{FileId, Pointer};

type Outcome<T> = Result<T, Diagnostic>;

/// The versions of the specification that are understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Version {
    V1_0,
    V1_1,
}

/// Reads the description at `path`, with the overlays of its policy.
///
/// # Errors
/// Like [`load`] and [`overlay`].
pub fn load_for(
    path: &Path,
    policy: &Policy,
    diagnostics: &mut Diagnostics,
) -> Result<Sources, Diagnostics> {
    let sources = load(path, diagnostics)?;
    overlay(sources, policy, &Disk, diagnostics)
}

/// Applies the overlays of a policy.
///
/// # Errors
/// An overlay that can't be read, is none, or does not fit the description.
pub fn overlay(
    mut sources: Sources,
    policy: &Policy,
    documents: &dyn Documents,
    diagnostics: &mut Diagnostics,
) -> Result<Sources, Diagnostics> {
    if policy.overlays.is_empty() {
        return Ok(sources);
    }
    sources.merged = Some(sources.root().clone());
    let mut left = apply::MAX_ADDED;
    for entry in &policy.overlays {
        let folder = policy.source.as_ref().map(|source| source.path.as_path());
        let path = documents.beside(folder.unwrap_or(Path::new("")), entry.get_ref());
        let applied = documents
            .read(&path)
            .map_err(|problem| at_policy(problem, At::Policy(entry.span())))
            .and_then(|text| sources.add(&path, text, diagnostics))
            .and_then(|file| apply_one(&mut sources, file, &mut left, diagnostics));
        if let Err(problem) = applied {
            diagnostics.push(problem);
        }
    }
    diagnostics.checkpoint().map_err(|mut problems| {
        problems.attach_sources(std::mem::take(&mut sources));
        problems
    })?;
    Ok(sources)
}

/// A file that is not there is shown where it is named.
fn at_policy(problem: Diagnostic, at: At) -> Diagnostic {
    if problem.code != UNREADABLE {
        return problem;
    }
    let path = match &problem.at {
        At::Path(path) => path.display().to_string(),
        _ => String::new(),
    };
    let message = format!("`{path}`: {}", problem.message);
    Diagnostic::error(UNREADABLE, at, message).hint("the path is relative to the policy")
}

fn apply_one(
    sources: &mut Sources,
    file: FileId,
    left: &mut usize,
    diagnostics: &mut Diagnostics,
) -> Outcome<()> {
    let root = Pointer::root(file);
    let document = sources.original(&root).cloned().unwrap_or_default();
    let version = version(&root, &document)?;
    let actions = actions(&root, &document)?;
    for (index, action) in actions.iter().enumerate() {
        let at = root.child("actions").index(index);
        let done = action::read(&at, action, version)
            .and_then(|action| apply::apply(sources, &action, version, left));
        if let Err(problem) = done {
            diagnostics.push(problem);
        }
        if *left == 0 {
            break;
        }
    }
    Ok(())
}

fn invalid(at: Pointer, message: impl Into<String>) -> Diagnostic {
    Diagnostic::error("invalid-overlay", At::Value(at), message)
}

fn version(root: &Pointer, document: &Value) -> Outcome<Version> {
    let found = document.get("overlay");
    let text = found.and_then(Value::as_str).unwrap_or_default();
    let mut parts = text.splitn(3, '.');
    match (parts.next(), parts.next(), parts.next()) {
        (Some("1"), Some("0"), Some(_)) => Ok(Version::V1_0),
        (Some("1"), Some("1"), Some(_)) => Ok(Version::V1_1),
        _ => {
            let (at, message) = match found {
                Some(found) => (
                    root.child("overlay"),
                    format!(
                        "{found} is no version of the Overlay Specification that is understood"
                    ),
                ),
                None => (
                    root.clone(),
                    "this is no overlay: it has no `overlay` field".to_owned(),
                ),
            };
            Err(invalid(at, message)
                .hint("an overlay starts with `overlay: 1.0.0` or `overlay: 1.1.0`"))
        }
    }
}

fn actions<'v>(root: &Pointer, document: &'v Value) -> Outcome<&'v [Value]> {
    match document.get("actions").and_then(Value::as_array) {
        Some(actions) if !actions.is_empty() => Ok(actions),
        _ => Err(invalid(
            root.child("actions"),
            "an overlay has a list of `actions`, at least one",
        )),
    }
}
