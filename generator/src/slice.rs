//! Cuts the selected operations out of a description, with all that they need: a smaller
//! description of the same version, in the order of the text.

mod copy;
mod reach;

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use serde_json::Value;

use crate::config::Selection;
use crate::diagnostics::{At, Diagnostic, Diagnostics};
use crate::load::Sources;
use crate::patch;
use crate::pointer::{FileId, Pointer};
use crate::resolve::Resolver;
use crate::select::{self, Selected};

/// The selected part of a description, as a description.
///
/// It holds the selected operations and what these lead to: components, by `$ref` and by
/// discriminators; security schemes; tags. The servers stay. What stands outside of the components
/// and is referred to becomes a component. Links to operations that are not selected are left out,
/// and so are webhooks and the extensions of the whole (`x-…` at the root), with a warning.
///
/// # Errors
/// When this is no OpenAPI 3 description, an entry of the selection fits no operation, or a `$ref`
/// of the part leads nowhere.
pub fn slice(
    sources: &Sources,
    selection: &Selection,
    diagnostics: &mut Diagnostics,
) -> Result<Value, Diagnostics> {
    let root = Pointer::root(FileId::default());
    // The slice is of the same version: nothing is rewritten.
    patch::check_version(sources, &root, diagnostics);
    diagnostics.checkpoint()?;
    let resolver = Resolver::new(sources, root);
    let selected = select::part(&resolver, selection, diagnostics);
    diagnostics.checkpoint()?;
    let mut slicer = Slicer {
        resolver: &resolver,
        selected: &selected,
        kept: HashSet::new(),
        moved: HashMap::new(),
        items: BTreeMap::new(),
        tags: BTreeSet::new(),
        needs_security: false,
        problems: Vec::new(),
    };
    slicer.reach();
    slicer.report_left_out();
    diagnostics.extend(std::mem::take(&mut slicer.problems));
    diagnostics.checkpoint()?;
    Ok(slicer.document())
}

struct Slicer<'a, 's> {
    resolver: &'a Resolver<'s>,
    selected: &'a Selected,
    /// The components that something leads to.
    kept: HashSet<Pointer>,
    /// What is referred to elsewhere: where it stands, and the component that it becomes.
    moved: HashMap<Pointer, Moved>,
    /// Path items among the components, with the methods that are selected.
    items: BTreeMap<Pointer, BTreeSet<String>>,
    tags: BTreeSet<String>,
    /// An operation takes the security of the whole description.
    needs_security: bool,
    problems: Vec<Diagnostic>,
}

/// A place among the components.
#[derive(Debug, Clone)]
struct Moved {
    section: &'static str,
    name: String,
}

impl Slicer<'_, '_> {
    /// Warns of what speaks about the description as a whole.
    fn report_left_out(&mut self) {
        let root = self.resolver.root();
        let keys = self.resolver.keys(root).into_iter();
        for key in keys.filter(|key| *key == "webhooks" || key.starts_with("x-")) {
            let at = At::Key(root.child(key));
            let message = format!("`{key}` is not in the slice");
            let hint = "it is no part of any operation";
            self.problems
                .push(Diagnostic::warning("left-out", at, message).hint(hint));
        }
    }

    fn text(&self, at: &Pointer, key: &str) -> Option<&str> {
        self.resolver.get(at)?.get(key)?.as_str()
    }

    /// Where a `$ref` leads, in one step.
    fn target(&self, from: &Pointer, reference: &str) -> Option<Pointer> {
        let to = Pointer::parse_fragment(from.file(), reference)?;
        self.resolver.get(&to).map(|_| to)
    }

    fn lost(&mut self, at: Pointer, reference: &str) {
        let message = format!("`$ref` to `{reference}` leads nowhere");
        let reason = self.resolver.failure(reference);
        self.problems.push(
            Diagnostic::error("unresolved-reference", At::Value(at), message)
                .hint(reason.unwrap_or("the slice can't hold what is not there")),
        );
    }

    /// Whether a link leads to an operation that is left out.
    fn is_dead_link(&self, link: &Pointer) -> bool {
        let Ok(link) = self.resolver.follow(link) else {
            return true;
        };
        if let Some(id) = self.text(&link, "operationId") {
            return !self.selected.has_id(id);
        }
        let Some(reference) = self.text(&link, "operationRef") else {
            return false;
        };
        let Some(to) = self.target(&link, reference) else {
            // Another document.
            return reference.starts_with('#');
        };
        let segments: Vec<_> = to.segments().collect();
        match segments.as_slice() {
            [paths, path, method] if paths == "paths" => !self.selected.has(path, method),
            _ => true,
        }
    }
}

/// Whether the links of a response stand here: below an operation, or in a component.
fn is_links(at: &Pointer) -> bool {
    let segments: Vec<_> = at.segments().collect();
    let parts: Vec<&str> = segments.iter().map(AsRef::as_ref).collect();
    matches!(
        parts.as_slice(),
        ["paths", _, _, "responses", _, "links"]
            | ["components", "responses", _, "links"]
            | ["components", _, _, _, "responses", _, "links"]
    )
}

/// The component that a place is, or is a part of.
fn component(at: &Pointer) -> Option<Pointer> {
    let segments: Vec<_> = at.segments().take(3).collect();
    let [components, section, name] = segments.as_slice() else {
        return None;
    };
    let root = Pointer::root(at.file()).child("components");
    (components == "components").then(|| root.child(section).child(name))
}
