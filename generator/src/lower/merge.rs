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
        let parts = child.child("allOf");
        for (name, mut place) in part.properties {
            if let Some(had) = whole.properties.get(&name) {
                place = self.both_at(parts.child("properties").child(&name), had, place);
            }
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
        whole.items = match (whole.items.take(), part.items) {
            (Some(had), Some(has)) => Some(self.both_at(parts.child("items"), &had, has)),
            (had, has) => has.or(had),
        };
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
