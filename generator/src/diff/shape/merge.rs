//! Merges the parts of one node.

use std::collections::HashSet;

use serde_json::Value;

use super::{MAX_PARTS, Shape, Shapes, mapped};
use crate::diff::tree::Part;
use crate::diff::types::Types;
use crate::pointer::Pointer;

/// Merges the parts of one node.
pub(super) struct Merge<'s, 'a> {
    pub(super) shapes: &'s mut Shapes<'a>,
    pub(super) shape: Shape<'a>,
    pub(super) queue: Vec<Part<'a>>,
    pub(super) seen: HashSet<Pointer>,
    /// Null is taken beside what the types say.
    pub(super) nullable: bool,
    pub(super) states_types: bool,
    pub(super) unions: Vec<(Part<'a>, Vec<Part<'a>>, Option<Part<'a>>)>,
}

impl<'s, 'a> Merge<'s, 'a> {
    pub(super) fn new(shapes: &'s mut Shapes<'a>, parts: &[Part<'a>]) -> Self {
        let root = shapes.tree.root().at;
        let at = parts.first().map_or(&root, |part| &part.at);
        Self {
            shape: Shape::any(at),
            queue: Vec::new(),
            seen: HashSet::new(),
            nullable: false,
            states_types: false,
            unions: Vec::new(),
            shapes,
        }
    }

    pub(super) fn run(mut self, parts: Vec<Part<'a>>) -> Shape<'a> {
        self.queue = parts;
        self.queue.reverse();
        self.take_all();
        // What a union says may be more parts, with more unions.
        while let Some((part, branches, discriminator)) = self.unions.pop() {
            self.union(&part, branches, discriminator);
            self.take_all();
        }
        self.finish()
    }

    pub(super) fn take_all(&mut self) {
        while let Some(part) = self.queue.pop() {
            if self.seen.len() < MAX_PARTS && self.seen.insert(part.at.clone()) {
                self.take(&part);
            }
        }
    }

    pub(super) fn take(&mut self, part: &Part<'a>) {
        if let Some(target) = self.shapes.tree.target(part) {
            self.queue.push(target);
            if !self.shapes.tree.has_siblings() {
                return;
            }
        }
        match part.value {
            Value::Bool(false) => {
                self.shape.types = Types::NONE;
                self.states_types = true;
                return;
            }
            Value::Object(_) => {}
            _ => return,
        }
        self.shape.sites.push(part.at.clone());
        for branch in part
            .child("allOf")
            .map(|all| all.items())
            .unwrap_or_default()
            .into_iter()
            .rev()
        {
            self.queue.push(branch);
        }
        let discriminator = part.child("discriminator");
        let mut has_union = false;
        for keyword in ["anyOf", "oneOf"] {
            let Some(all) = part.child(keyword) else {
                continue;
            };
            let branches = all.items();
            if branches.is_empty() {
                continue;
            }
            has_union = true;
            self.unions.push((all, branches, discriminator.clone()));
        }
        // A mapping names the branches, too.
        if !has_union && let Some(discriminator) = &discriminator {
            let mapping = discriminator.child("mapping");
            let targets: Vec<_> = mapping
                .iter()
                .flat_map(Part::entries)
                .filter_map(|(_, target)| self.mapped(&target))
                .collect();
            if !targets.is_empty() {
                self.unions
                    .push((discriminator.clone(), targets, Some(discriminator.clone())));
            }
        }
        self.types(part);
        self.values(part);
        self.numbers(part);
        self.strings(part);
        self.arrays(part);
        self.objects(part);
        self.annotations(part);
    }

    /// What an entry of a discriminator's mapping stands for: a reference or a name.
    pub(super) fn mapped(&self, entry: &Part<'a>) -> Option<Part<'a>> {
        mapped(self.shapes.tree, entry)
    }
}
