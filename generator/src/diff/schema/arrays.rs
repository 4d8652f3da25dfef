//! Arrays, and schemas under other keywords.

use std::collections::BTreeSet;

use super::{Edge, Form, Local};
use crate::diff::relation::{Relation, Side};
use crate::diff::shape::Shapes;
use crate::diff::tree::Part;

impl<'a> Local<'_, 'a> {
    pub(super) fn arrays(&mut self) {
        let (old, new) = (self.old, self.new);
        match (&old.unique, &new.unique) {
            (None, Some(at)) => {
                let change = self.change("unique-items-added", None, Some(at));
                self.push(change.values(Relation::Narrowed).witness(Side::Old, None));
            }
            (Some(at), None) => {
                let change = self.change("unique-items-removed", Some(at), None);
                self.push(change.values(Relation::Widened));
            }
            _ => {}
        }
        for index in 0..old.prefix.len().max(new.prefix.len()) {
            match (old.prefix.get(index), new.prefix.get(index)) {
                (Some(from), Some(to)) => self.edge(from, to),
                // What has no schema of its own at this place has the one of all others.
                (Some(from), None) if !new.items.is_empty() => self.edge(from, &new.items),
                (None, Some(to)) if !old.items.is_empty() => self.edge(&old.items, to),
                (Some(from), None) => {
                    let at = from.first().map(|part| &part.at);
                    let change = self
                        .change("tuple-item-removed", at, None)
                        .arg("index", index.to_string());
                    self.push(change.values(Relation::Incomparable));
                }
                (None, Some(to)) => {
                    let at = to.first().map(|part| &part.at);
                    let change = self
                        .change("tuple-item-added", None, at)
                        .arg("index", index.to_string());
                    // More rules for who writes, and a longer tuple for who reads.
                    self.push(change.values(Relation::Incomparable));
                }
                (None, None) => {}
            }
        }
        self.optional_schema("items", &old.items, &new.items);
    }

    /// A schema that may be missing, and then takes anything.
    pub(super) fn optional_schema(
        &mut self,
        keyword: &'static str,
        old: &[Part<'a>],
        new: &[Part<'a>],
    ) {
        // `contains: {}` wants something, `not: {}` takes nothing.
        let may_be_left_out = !matches!(keyword, "contains" | "not" | "if");
        match (old.first(), new.first()) {
            (None, None) => {}
            (Some(_), Some(_)) => self.edge(old, new),
            (None, Some(_)) if may_be_left_out && takes_all(&mut self.comparer.new, new) => {}
            (Some(_), None) if may_be_left_out && takes_all(&mut self.comparer.old, old) => {}
            (None, Some(part)) => {
                let change = self
                    .change("schema-keyword-added", None, Some(&part.at))
                    .arg("keyword", keyword);
                self.push(change.values(Relation::Narrowed));
            }
            (Some(part), None) => {
                let change = self
                    .change("schema-keyword-removed", Some(&part.at), None)
                    .arg("keyword", keyword);
                self.push(change.values(Relation::Widened));
            }
        }
    }

    pub(super) fn inner(&mut self) {
        let (old, new) = (self.old, self.new);
        let keywords: BTreeSet<&'static str> =
            old.inner.keys().chain(new.inner.keys()).copied().collect();
        for keyword in keywords {
            let none = Vec::new();
            let from = old.inner.get(keyword).unwrap_or(&none);
            let to = new.inner.get(keyword).unwrap_or(&none);
            for index in 0..from.len().max(to.len()) {
                match (from.get(index), to.get(index)) {
                    (Some(from), Some(to)) => self.inner_pair(keyword, from, to),
                    (Some(from), None) => {
                        self.optional_schema(keyword, std::slice::from_ref(from), &[])
                    }
                    (None, Some(to)) => {
                        self.optional_schema(keyword, &[], std::slice::from_ref(to))
                    }
                    (None, None) => {}
                }
            }
        }
    }

    pub(super) fn inner_pair(&mut self, keyword: &'static str, old: &Part<'a>, new: &Part<'a>) {
        let pair = self.comparer.pair(
            std::slice::from_ref(old),
            std::slice::from_ref(new),
            Form::Json,
        );
        if keyword == "if" {
            // A condition that changed moves values from one rule to another.
            if self.comparer.relation(pair) != Relation::Equal {
                let change = self.change("condition-changed", Some(&old.at), Some(&new.at));
                self.push(change.values(Relation::Incomparable));
            }
            return;
        }
        self.pair.edges.push(Edge {
            inverted: keyword == "not",
            ..Edge::plain(pair)
        });
    }
}

/// Whether a schema says nothing about values.
fn takes_all<'a>(shapes: &mut Shapes<'a>, parts: &[Part<'a>]) -> bool {
    let node = shapes.node(parts);
    shapes.shape(node).takes_all()
}
