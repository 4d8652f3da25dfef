//! A value of which two schemas speak: a property that two parts of an `allOf` have, the items of two
//! lists, or what a union says beside its alternatives and one of these says as well.

use foldhash::HashSet;

use super::Lowerer;
use crate::pointer::Pointer;
use crate::resolve::{Additional, Node};

/// What a schema says of the form of its values, together with the parts of its `allOf`.
#[derive(Default)]
struct Outline {
    /// Its own place and those of its parts, behind references.
    schemas: Vec<Pointer>,
    kind: Option<String>,
    names: HashSet<String>,
    /// It says what further properties are.
    is_map: bool,
    items: Option<Pointer>,
    lists_values: bool,
    /// It has a format or rules.
    is_limited: bool,
    is_union: bool,
    is_silent: bool,
}

impl Outline {
    fn take(&mut self, node: &Node) {
        let is_union = node.has_alternatives() || node.discriminator.is_some();
        let says = node.kind.is_some() || !node.rules.is_empty() || node.has_content() || is_union;
        self.kind = self.kind.take().or_else(|| node.kind.clone());
        self.names.extend(node.properties.keys().cloned());
        self.is_map |= matches!(node.additional, Additional::Any | Additional::Schema(_));
        self.items = self.items.take().or_else(|| node.items.clone());
        self.lists_values |= !node.values.is_empty();
        self.is_limited |= node.format.is_some() || !node.rules.is_empty();
        self.is_union |= is_union;
        self.is_silent &= !says;
    }

    /// Whether the other one is a part of it, or the same.
    fn has_part(&self, other: &Self) -> bool {
        let target = other.schemas.first();
        target.is_some_and(|target| self.schemas.contains(target))
    }

    fn may_be(&self, kind: &str) -> bool {
        self.kind.as_deref().is_none_or(|own| own == kind)
    }
}

impl Lowerer<'_, '_> {
    /// The schema of a value of which two speak; the second is the more specific. It is that one,
    /// unless the first adds to what it says: then it is the one that has the other as a part, or one
    /// of both, which is made at `at`.
    pub(super) fn both_at(&self, at: Pointer, first: &Pointer, second: Pointer) -> Pointer {
        let (had, has) = (self.outline(first), self.outline(&second));
        if is_deep(&at) || has.has_part(&had) || !self.adds(&had, &has, 0) {
            return second;
        }
        // Listed values are a type with a name: that of the first, not a second one like it.
        if had.has_part(&has) || had.lists_values {
            return first.clone();
        }
        let said = self.resolver.node(&second).unwrap_or_default();
        let parts = match self.resolver.node(first) {
            // The one of the parts before.
            Ok(node) if *first == at => node.all_of.clone(),
            _ => vec![first.clone()],
        };
        let node = Node {
            at: Some(at.clone()),
            all_of: parts.into_iter().chain([second]).collect(),
            nullable: said.nullable,
            default: said.default.clone(),
            docs: said.docs.clone(),
            ..Node::default()
        };
        self.resolver.add(at.clone(), node);
        at
    }

    /// Whether values of the schema have parts: properties or items.
    pub(super) fn says_of_parts(&self, place: &Pointer) -> bool {
        let outline = self.outline(place);
        !outline.names.is_empty() || outline.is_map || outline.items.is_some()
    }

    fn outline(&self, place: &Pointer) -> Outline {
        let mut outline = Outline {
            is_silent: true,
            ..Outline::default()
        };
        let mut todo = vec![place.clone()];
        while let Some(place) = todo.pop() {
            let Ok(at) = self.resolver.follow(&place) else {
                continue;
            };
            let Ok(node) = self.resolver.node(&at) else {
                continue;
            };
            if !outline.schemas.contains(&at) {
                outline.schemas.push(at);
                outline.take(&node);
                todo.extend(node.all_of.iter().rev().cloned());
            }
        }
        outline
    }

    /// Whether the first says something of the same values that the second leaves open.
    fn adds(&self, first: &Outline, second: &Outline, depth: usize) -> bool {
        if first.is_silent || second.is_silent {
            return !first.is_silent;
        }
        if first.is_union || second.is_union || depth > 3 {
            return false;
        }
        if !first.names.is_empty() || first.is_map {
            let is_new = first.names.iter().any(|name| !second.names.contains(name));
            return second.may_be("object") && (is_new || first.is_map && !second.is_map);
        }
        match (&first.items, &second.items) {
            (Some(first), Some(second)) => {
                self.adds(&self.outline(first), &self.outline(second), depth + 1)
            }
            (Some(_), None) => second.may_be("array"),
            (None, _) => {
                let is_new = first.kind.is_some() && second.kind.is_none();
                !second.lists_values
                    && (is_new || first.kind == second.kind)
                    && (is_new || first.lists_values || first.is_limited)
            }
        }
    }
}

/// Whether it is inside of enough of them: schemas that lead back to the whole would have no end.
fn is_deep(at: &Pointer) -> bool {
    let path = at.path();
    path.matches("/allOf/properties/").count() + path.matches("/allOf/items").count() > 3
}
