//! A description of several files becomes one tree, in which every reference is local.
//!
//! What a file gives becomes a component, unless an entry of the description is nothing but a
//! reference to it: then it stands there. [`Origins`](crate::origins::Origins) knows where everything came from. A reference
//! that can't be followed stays, with the reason, for the stage that needs it: what is referred to in
//! vain costs only its part.

mod find;
mod links;
mod merge;
mod names;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::path::PathBuf;

use indexmap::IndexMap;
use serde_json::Value;

use super::Sources;
use super::documents::Documents;
use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::grammar::{self, Kind};
use crate::pointer::{FileId, Pointer};

/// Far more than anybody writes; a number of a file has 16 bits.
const MAX_FILES: usize = 10_000;

/// References that lead nowhere, as they stand in the tree, and why.
pub(super) type Failures = HashMap<String, String>;

/// Merges all files that the description leads to into its tree.
///
/// # Errors
/// With the problem of a file that can be read but not understood.
pub(super) fn bundle(
    sources: &mut Sources,
    documents: &dyn Documents,
    diagnostics: &mut Diagnostics,
) -> Result<(), Diagnostic> {
    let mut bundler = Bundler {
        sources,
        documents,
        diagnostics,
        files: HashMap::new(),
        targets: HashMap::new(),
        pieces: IndexMap::new(),
        failures: Failures::new(),
    };
    bundler.find()?;
    if bundler.targets.is_empty() {
        return Ok(());
    }
    bundler.name_components();
    let (root, origins) = bundler.merged();
    let failures = std::mem::take(&mut bundler.failures);
    sources.merged = Some(root);
    sources.origins = origins;
    sources.failures = failures;
    Ok(())
}

struct Bundler<'a> {
    sources: &'a mut Sources,
    documents: &'a dyn Documents,
    diagnostics: &'a mut Diagnostics,
    /// The files that were asked for, by identity, and why one could not be read.
    files: HashMap<PathBuf, Result<FileId, String>>,
    /// Where the references of a file lead that are not just local: the place in its own file, or the
    /// text that stands for it when it leads nowhere.
    targets: HashMap<(FileId, String), Result<Pointer, String>>,
    /// All that is referred to, by its own place, in the order of discovery.
    pieces: IndexMap<Pointer, Piece>,
    failures: Failures,
}

/// A part of a file that something refers to.
#[derive(Debug)]
struct Piece {
    kind: Kind,
    /// The section of the components that it would stand in.
    section: Option<&'static str>,
    /// Where it stands in the one tree.
    place: Option<Pointer>,
}

impl Bundler<'_> {
    /// The piece that holds a place, the largest one.
    fn covering(&self, at: &Pointer) -> Option<(&Pointer, &Piece)> {
        let mut above: Vec<Pointer> =
            std::iter::successors(Some(at.clone()), Pointer::parent).collect();
        above.reverse();
        above.iter().find_map(|start| {
            let (start, piece) = self.pieces.get_key_value(start)?;
            let is_somewhere = piece.place.is_some() || piece.section.is_some();
            let holds = || grammar::below(piece.kind, below(start, at).segments()).is_some();
            (is_somewhere && (start == at || holds())).then_some((start, piece))
        })
    }

    /// Where something stands in the one tree.
    fn place_of(&self, at: &Pointer) -> Option<Pointer> {
        if let Some((start, piece)) = self.covering(at) {
            let place = piece.place.as_ref()?;
            return Some(place.join(below(start, at).path()));
        }
        (at.file() == FileId::default()).then(|| at.clone())
    }
}

/// The way from `start` down to `at`.
fn below(start: &Pointer, at: &Pointer) -> Pointer {
    let path = at.path().get(start.path().len()..).unwrap_or_default();
    Pointer::root(at.file()).join(path)
}

/// The text of a reference, in an object that may be one.
fn reference(value: &Value) -> Option<&str> {
    value.get("$ref")?.as_str()
}

/// Whether a value is a reference and nothing else.
fn is_only_reference(value: &Value) -> bool {
    reference(value).is_some() && value.as_object().is_some_and(|map| map.len() == 1)
}
