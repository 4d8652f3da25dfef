//! `allOf`: one schema made of its parts.

use std::rc::Rc;

use super::{Lowerer, Outcome};
use crate::diagnostics::{At, Diagnostic};
use crate::pointer::Pointer;
use crate::resolve::{Additional, Node};

impl Lowerer<'_, '_> {
    /// The schema with its `allOf` folded in. `child` is the schema that all
    /// is for: a parent that lists it as a variant gives it properties only.
    pub(super) fn merged(&mut self, child: &Pointer, node: &Rc<Node>) -> Outcome<Rc<Node>> {
        if node.all_of.is_empty() {
            return Ok(node.clone());
        }
        let mut whole = self.fold(child, node, &mut vec![child.clone()])?;
        whole.unevaluated = node.unevaluated.clone();
        if whole.additional == Additional::Unspecified {
            whole.additional = whole.unevaluated.clone();
        }
        Ok(Rc::new(whole))
    }

    fn fold(&mut self, child: &Pointer, node: &Node, stack: &mut Vec<Pointer>) -> Outcome<Node> {
        let mut whole = Node {
            at: node.at.clone(),
            ..Node::default()
        };
        for part in &node.all_of {
            let at = self.resolver.follow(part)?;
            if stack.contains(&at) {
                return Err(Diagnostic::error(
                    "all-of-cycle",
                    At::Value(part.clone()),
                    format!("`allOf` leads back to `{at}`"),
                )
                .hint("a schema can't be a part of itself")
                .into());
            }
            stack.push(at.clone());
            let part_node = self.resolver.node(&at)?;
            let mut part_node = super::deeper(|| self.fold(child, &part_node, stack))?;
            stack.pop();
            if self.lists_as_variant(&at, &part_node, child) {
                part_node.one_of.clear();
                part_node.any_of.clear();
                part_node.discriminator = None;
            }
            self.absorb(child, &mut whole, part_node, part);
        }
        let mut own = node.clone();
        own.all_of.clear();
        let at = node.at.clone().unwrap_or_else(|| child.clone());
        whole.docs = own.docs.clone();
        whole.nullable = own.nullable;
        self.absorb(child, &mut whole, own, &at);
        Ok(whole)
    }

    /// A property of a part, with what other parts say of it: objects have the properties of both.
    fn both_properties(
        &self,
        child: &Pointer,
        name: &str,
        whole: &Node,
        place: Pointer,
    ) -> Pointer {
        let Some(had) = whole.properties.get(name) else {
            return place;
        };
        let ((first, had_map), (second, has_map)) = (self.names_at(had), self.names_at(&place));
        let adds = first.iter().any(|name| !second.contains(name)) || had_map && !has_map;
        // Parts that lead back to the whole would have no end.
        let is_deep = child.path().matches("/allOf/properties/").count() > 3;
        if !adds || second.is_empty() || is_deep {
            return place;
        }
        let at = child.child("allOf").child("properties").child(name);
        let docs = self.resolver.node(&place).map(|node| node.docs.clone());
        self.resolver.add(
            at.clone(),
            Node {
                at: Some(at.clone()),
                all_of: vec![had.clone(), place],
                docs: docs.unwrap_or_default(),
                ..Node::default()
            },
        );
        at
    }

    /// The names of the properties that an object declares, itself or in the parts of its `allOf`, and
    /// whether it says what others are.
    fn names_at(&self, place: &Pointer) -> (Vec<String>, bool) {
        let node = |place: &Pointer| self.resolver.node(&self.resolver.follow(place)?);
        let Ok(own) = node(place) else {
            return (Vec::new(), false);
        };
        let parts = own.all_of.iter().filter_map(|part| node(part).ok());
        let (mut names, mut is_map) = (Vec::new(), false);
        for node in parts.chain([own.clone()]) {
            names.extend(node.properties.keys().cloned());
            is_map |= matches!(node.additional, Additional::Any | Additional::Schema(_));
        }
        (names, is_map)
    }

    /// Adds what a part says; what comes later is the more specific.
    fn absorb(&mut self, child: &Pointer, whole: &mut Node, part: Node, at: &Pointer) {
        if let (Some(had), Some(has)) = (&whole.kind, &part.kind)
            && had != has
        {
            self.defect(
                "all-of-conflict",
                at,
                format!(
                    "the parts of this `allOf` are of type `{had}` and `{has}`: no value is both"
                ),
                "the later type is taken",
            );
        }
        whole.kind = part.kind.or(whole.kind.take());
        whole.format = part.format.or(whole.format.take());
        for (name, place) in part.properties {
            let place = self.both_properties(child, &name, whole, place);
            whole.properties.insert(name, place);
        }
        for name in part.required {
            if !whole.required.contains(&name) {
                whole.required.push(name);
            }
        }
        if part.additional != Additional::Unspecified {
            whole.additional = part.additional;
        }
        take_list(&mut whole.prefix, part.prefix);
        for pattern in part.patterns {
            if !whole.patterns.contains(&pattern) {
                whole.patterns.push(pattern);
            }
        }
        whole.names = part.names.or(whole.names.take());
        whole.items = part.items.or(whole.items.take());
        take_list(&mut whole.one_of, part.one_of);
        take_list(&mut whole.any_of, part.any_of);
        take_list(&mut whole.values, part.values);
        whole.about.extend(part.about);
        whole.rules = super::schema::both(&whole.rules, &part.rules);
        whole.read_only |= part.read_only;
        whole.write_only |= part.write_only;
        whole.default = part.default.or(whole.default.take());
        whole.discriminator = part.discriminator.or(whole.discriminator.take());
        whole.ignored.extend(part.ignored);
    }
}

fn take_list<T>(whole: &mut Vec<T>, part: Vec<T>) {
    if !part.is_empty() {
        *whole = part;
    }
}
