//! `oneOf` and `anyOf`: more parts, a list of types or values, or a union.

use std::collections::{BTreeSet, HashSet};
use std::rc::Rc;

use super::merge::Merge;
use super::{Branch, Shape, Sited, Union, component_name};
use crate::diff::tree::Part;
use crate::diff::types::Types;

impl<'a> Merge<'_, 'a> {
    /// Takes a union as more parts or as a list of types or values where it is one, else as it is.
    pub(super) fn union(
        &mut self,
        part: &Part<'a>,
        branches: Vec<Part<'a>>,
        discriminator: Option<Part<'a>>,
    ) {
        let tree = self.shapes.tree;
        let ends: Vec<Part<'a>> = branches
            .iter()
            .map(|branch| tree.follow(branch.clone()))
            .collect();
        // A child of the union's own parent takes the parent's properties, not all its children.
        if ends.iter().any(|end| self.seen.contains(&end.at)) {
            return;
        }
        let mut kept = Vec::new();
        for (branch, end) in branches.iter().zip(&ends) {
            let node = self.shapes.node(std::slice::from_ref(branch));
            let shape = self.shapes.shape(node);
            if shape.types == Types::NULL && shape.unions.is_empty() {
                self.nullable = true;
            } else {
                kept.push((branch.clone(), end.clone(), shape));
            }
        }
        if let [(branch, _, _)] = kept.as_slice() {
            self.queue.push(branch.clone());
            return;
        }
        if kept
            .iter()
            .all(|(_, _, shape)| shape.is_plain() && shape.unions.is_empty())
            && self.fold(
                &kept
                    .iter()
                    .map(|(_, _, shape)| Rc::clone(shape))
                    .collect::<Vec<_>>(),
            )
        {
            return;
        }
        let mapping: Vec<_> = discriminator
            .iter()
            .filter_map(|discriminator| discriminator.child("mapping"))
            .flat_map(|mapping| mapping.entries())
            .filter_map(|(tag, entry)| Some((tag, self.mapped(&entry)?)))
            .collect();
        let mut seen = HashSet::new();
        kept.retain(|(_, end, _)| seen.insert(end.at.clone()));
        let is_tagged = discriminator.is_some();
        let branches = kept.into_iter().map(|(part, end, _)| {
            let name = component_name(&end.at);
            let listed = mapping.iter().filter(|(_, target)| target.at == end.at);
            let mut tags: BTreeSet<String> = listed.map(|(tag, _)| (*tag).to_owned()).collect();
            if tags.is_empty() && is_tagged {
                tags.extend(name.clone());
            }
            Branch { part, name, tags }
        });
        let tag = discriminator.and_then(|discriminator| {
            let name = discriminator.child("propertyName")?;
            Some(Sited {
                value: name.value.as_str()?,
                at: name.at,
            })
        });
        self.shape.unions.push(Union {
            at: part.at.clone(),
            branches: branches.collect(),
            tag,
        });
    }

    /// Branches that only list types or values are one list. Says whether they could be made one.
    pub(super) fn fold(&mut self, branches: &[Rc<Shape<'a>>]) -> bool {
        let types = branches
            .iter()
            .fold(Types::NONE, |all, shape| all.or(shape.types));
        let open = branches.iter().filter(|shape| shape.values.is_none());
        let open = open.fold(Types::NONE, |all, shape| all.or(shape.types));
        let mut listed = branches
            .iter()
            .filter_map(|shape| shape.values.as_ref())
            .flatten();
        if open.is_empty() {
            let listed: Vec<_> = listed.cloned().collect();
            self.restrict(listed);
        } else if !listed.all(|value| open.has(Types::of(&value.value))) {
            return false;
        }
        self.shape.types = self.shape.types.and(types);
        self.nullable |= types.has(Types::NULL);
        self.states_types = true;
        true
    }
}
