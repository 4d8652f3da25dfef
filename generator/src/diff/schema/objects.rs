//! Objects: properties, who may send them, and what else there may be.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{Edge, Local};
use crate::diff::change::Change;
use crate::diff::relation::{Direction, Relation, Severity, Side};
use crate::diff::shape::{Shapes, Sited};
use crate::diff::tree::Part;
use crate::diff::types::Types;
use crate::pointer::Pointer;

impl<'a> Local<'_, 'a> {
    pub(super) fn objects(&mut self) {
        let (old, new) = (self.old, self.new);
        for (name, property) in &old.properties {
            match new.properties.get(name) {
                Some(other) => self.property(name, &property.parts, &other.parts),
                None => self.removed(name, &property.parts),
            }
        }
        for (name, property) in &new.properties {
            if !old.properties.contains_key(name) {
                self.added(name, &property.parts);
            }
        }
        // What is required without being described.
        let described =
            |name: &str| old.properties.contains_key(name) || new.properties.contains_key(name);
        for (name, at) in &new.required {
            if !described(name) && !old.required.contains_key(name) {
                let change = self
                    .change("requirement-added", None, Some(at))
                    .arg("property", *name);
                self.push(change.values(Relation::Narrowed));
            }
        }
        for (name, at) in &old.required {
            if !described(name) && !new.required.contains_key(name) {
                let change = self
                    .change("requirement-removed", Some(at), None)
                    .arg("property", *name);
                self.push(change.values(Relation::Widened));
            }
        }
        self.additional();
        self.dependents();
    }

    /// Who may send a property: request, response.
    pub(super) fn access(shapes: &mut Shapes<'a>, parts: &[Part<'a>]) -> (bool, bool) {
        let node = shapes.node(parts);
        let shape = shapes.shape(node);
        (shape.read_only.is_none(), shape.write_only.is_none())
    }

    pub(super) fn property(&mut self, name: &str, old: &[Part<'a>], new: &[Part<'a>]) {
        let from = Self::access(&mut self.comparer.old, old);
        let to = Self::access(&mut self.comparer.new, new);
        let pair = self.comparer.pair(old, new, self.form);
        self.pair.edges.push(Edge {
            to: pair,
            request: from.0 && to.0,
            response: from.1 && to.1,
            inverted: false,
        });
        let places = (
            old.first().map(|part| part.at.clone()),
            new.first().map(|part| part.at.clone()),
        );
        let (was, is) = (
            self.old.required.get(name).cloned(),
            self.new.required.get(name).cloned(),
        );
        let with = |change: Change| {
            let change = if from.0 && to.0 {
                change
            } else {
                change.without(Direction::Request)
            };
            if from.1 && to.1 {
                change
            } else {
                change.without(Direction::Response)
            }
        };
        if was.is_none()
            && let Some(at) = &is
        {
            let witness = self.object_without(true, name);
            let change = self
                .change("property-became-required", places.0.as_ref(), Some(at))
                .arg("property", name);
            self.push(with(
                change
                    .values(Relation::Narrowed)
                    .witness(Side::Old, witness),
            ));
        }
        if is.is_none()
            && let Some(at) = &was
        {
            let witness = self.object_without(false, name);
            let change = self
                .change("property-became-optional", Some(at), places.1.as_ref())
                .arg("property", name);
            self.push(with(
                change.values(Relation::Widened).witness(Side::New, witness),
            ));
        }
        if from != to {
            self.access_changed(name, from, to, places, is.is_some() || was.is_some());
        }
    }

    pub(super) fn access_changed(
        &mut self,
        name: &str,
        from: (bool, bool),
        to: (bool, bool),
        places: (Option<Pointer>, Option<Pointer>),
        required: bool,
    ) {
        let was_required = self.old.required.contains_key(name);
        let is_required = self.new.required.contains_key(name);
        for (rule, was, is, direction) in [
            ("read-only-changed", from.0, to.0, Direction::Request),
            ("write-only-changed", from.1, to.1, Direction::Response),
        ] {
            if was == is {
                continue;
            }
            let relation = if is {
                Relation::Widened
            } else {
                Relation::Narrowed
            };
            let change = self
                .change(rule, places.0.as_ref(), places.1.as_ref())
                .arg("property", name);
            let change = change
                .arg("old", (!was).to_string())
                .arg("new", (!is).to_string());
            let change = match direction {
                // What was ignored is now wanted.
                Direction::Request if is && is_required => change.request(Relation::Narrowed),
                Direction::Request if !is && was_required => change
                    .request(Relation::Widened)
                    .request_is(Severity::Risky),
                Direction::Request => change.request(relation).request_is(Severity::Risky),
                Direction::Response => {
                    let severity = if is && !required {
                        Severity::Compatible
                    } else {
                        Severity::Risky
                    };
                    change.response(relation).response_is(severity)
                }
            };
            self.push(change);
        }
    }

    pub(super) fn object_without(&mut self, of_old: bool, name: &str) -> Option<Value> {
        let mut value = if of_old {
            self.sample_old(Types::OBJECT)
        } else {
            self.sample_new(Types::OBJECT)
        }?;
        if let Value::Object(map) = &mut value {
            map.remove(name);
        }
        Some(value)
    }

    pub(super) fn object_with(
        &mut self,
        of_old: bool,
        name: &str,
        parts: &[Part<'a>],
    ) -> Option<Value> {
        let mut value = if of_old {
            self.sample_old(Types::OBJECT)
        } else {
            self.sample_new(Types::OBJECT)
        }?;
        let shapes = if of_old {
            &mut self.comparer.old
        } else {
            &mut self.comparer.new
        };
        let node = shapes.node(parts);
        let property = shapes.sample(node)?;
        if let Value::Object(map) = &mut value {
            map.insert(name.to_owned(), property);
        }
        Some(value)
    }

    pub(super) fn added(&mut self, name: &str, parts: &[Part<'a>]) {
        let access = Self::access(&mut self.comparer.new, parts);
        let at = parts.first().map(|part| part.at.clone());
        let required = self.new.required.contains_key(name);
        let was_open = self.old.additional.is_some();
        let rule = if required {
            "required-property-added"
        } else {
            "optional-property-added"
        };
        let change = self.change(rule, None, at.as_ref()).arg("property", name);
        let mut change = if required {
            let witness = self.object_without(true, name);
            change
                .values(Relation::Narrowed)
                .witness(Side::Old, witness)
        } else {
            let severity = if was_open {
                Severity::Compatible
            } else {
                Severity::Risky
            };
            let witness = self.object_with(false, name, parts);
            change
                .values(Relation::Widened)
                .response_is(severity)
                .witness(Side::New, witness)
        };
        if !access.0 {
            change = change.without(Direction::Request);
        }
        if !access.1 {
            change = change.without(Direction::Response);
        }
        self.push(change);
        if let Some(rest) = self.old.additional.clone().filter(|rest| !rest.is_empty()) {
            self.edge(&rest, parts);
        }
    }

    pub(super) fn removed(&mut self, name: &str, parts: &[Part<'a>]) {
        let access = Self::access(&mut self.comparer.old, parts);
        let at = parts.first().map(|part| part.at.clone());
        let required = self.old.required.contains_key(name);
        let is_open = self.new.additional.is_some();
        let refused = if is_open {
            Severity::Risky
        } else {
            Severity::Breaking
        };
        let rule = if required {
            "required-property-removed"
        } else {
            "optional-property-removed"
        };
        let change = self.change(rule, at.as_ref(), None).arg("property", name);
        let mut change = if required {
            let witness = self.object_without(false, name);
            change
                .values(Relation::Widened)
                .request_is(refused)
                .witness(Side::New, witness)
        } else {
            let witness = self.object_with(true, name, parts);
            change
                .values(Relation::Narrowed)
                .request_is(refused)
                .response_is(Severity::Risky)
                .witness(Side::Old, witness)
        };
        if !access.0 {
            change = change.without(Direction::Request);
        }
        if !access.1 {
            change = change.without(Direction::Response);
        }
        self.push(change);
        if let Some(rest) = self.new.additional.clone().filter(|rest| !rest.is_empty()) {
            self.edge(parts, &rest);
        }
    }

    pub(super) fn additional(&mut self) {
        let (old, new) = (self.old, self.new);
        let places = (&old.additional_at, &new.additional_at);
        match (&old.additional, &new.additional) {
            (None, None) => {}
            (Some(_), None) => {
                let change = self.change("object-closed", Some(places.0), Some(places.1));
                let witness = serde_json::json!({"anotherProperty": true});
                self.push(
                    change
                        .values(Relation::Narrowed)
                        .witness(Side::Old, Some(witness)),
                );
            }
            (None, Some(_)) => {
                let change = self.change("object-opened", Some(places.0), Some(places.1));
                let witness = serde_json::json!({"anotherProperty": true});
                let change = change.values(Relation::Widened);
                self.push(change.witness(Side::New, Some(witness)));
            }
            (Some(from), Some(to)) => self.optional_schema("additionalProperties", from, to),
        }
        for (pattern, from) in &old.pattern_properties {
            match new.pattern_properties.get(pattern) {
                Some(to) => self.edge(from, to),
                None => self.optional_schema("patternProperties", from, &[]),
            }
        }
        for (pattern, to) in &new.pattern_properties {
            if !old.pattern_properties.contains_key(pattern) {
                self.optional_schema("patternProperties", &[], to);
            }
        }
    }

    pub(super) fn dependents(&mut self) {
        let (old, new) = (self.old, self.new);
        let names: BTreeSet<&str> = old
            .dependent_required
            .keys()
            .chain(new.dependent_required.keys())
            .copied()
            .collect();
        for name in names {
            let (from, to) = (
                old.dependent_required.get(name),
                new.dependent_required.get(name),
            );
            let empty = BTreeSet::new();
            let needs = |sited: Option<&Sited<BTreeSet<&'a str>>>| {
                sited.map_or(empty.clone(), |sited| sited.value.clone())
            };
            let (one, two) = (needs(from), needs(to));
            if one == two {
                continue;
            }
            let relation = Relation::of(!two.is_subset(&one), !one.is_subset(&two));
            let shown =
                |needs: &BTreeSet<&str>| needs.iter().copied().collect::<Vec<_>>().join(", ");
            let change = self.change(
                "dependent-required-changed",
                from.map(|sited| &sited.at),
                to.map(|sited| &sited.at),
            );
            self.push(
                change
                    .arg("property", name)
                    .arg("old", shown(&one))
                    .arg("new", shown(&two))
                    .values(relation),
            );
        }
        let names: BTreeSet<&str> = old
            .dependent_schemas
            .keys()
            .chain(new.dependent_schemas.keys())
            .copied()
            .collect();
        for name in names {
            let none = Vec::new();
            let from = old.dependent_schemas.get(name).unwrap_or(&none);
            let to = new.dependent_schemas.get(name).unwrap_or(&none);
            self.optional_schema("dependentSchemas", from, to);
        }
    }
}
