//! Types and values: `type`, `enum`, `const`.

use serde_json::Value;

use super::{Form, Local, text};
use crate::diff::relation::{Relation, Severity, Side};
use crate::diff::sample;
use crate::diff::shape::{Shape, Sited};
use crate::diff::types::Types;
use crate::pointer::Pointer;

impl<'a> Local<'_, 'a> {
    /// Compares the types and says which ones both have.
    pub(super) fn types(&mut self) -> Types {
        let (old, new) = (self.old.types, self.new.types);
        let common = old.and(new);
        if old == new {
            return common;
        }
        let (old_at, new_at) = (&self.old.types_at, &self.new.types_at);
        let is_null = |types: Types| !types.is_empty() && types.without(Types::NULL).is_empty();
        if is_null(old.without(new)) && !old.without(Types::NULL).is_empty() {
            let change = self.change("became-not-nullable", Some(old_at), Some(new_at));
            self.push(
                change
                    .values(Relation::Narrowed)
                    .witness(Side::Old, Some(Value::Null)),
            );
        }
        if is_null(new.without(old)) && !new.without(Types::NULL).is_empty() {
            let change = self.change("became-nullable", Some(old_at), Some(new_at));
            self.push(
                change
                    .values(Relation::Widened)
                    .witness(Side::New, Some(Value::Null)),
            );
        }
        let (old, new) = (old.without(Types::NULL), new.without(Types::NULL));
        let lost = old.without(self.as_text(new, self.new));
        let gained = new.without(self.as_text(old, self.old));
        if old == new {
            return common;
        }
        // One value is an array of one in a query.
        if self.form == Form::Text && self.listed(lost, gained) {
            return Types::NONE;
        }
        let relation = Relation::of(!lost.is_empty(), !gained.is_empty());
        let rule = match relation {
            Relation::Narrowed => "type-narrowed",
            Relation::Widened => "type-widened",
            Relation::Equal | Relation::Incomparable => "type-changed",
        };
        let witness = match relation {
            Relation::Widened => (Side::New, self.sample_new(gained)),
            _ => (Side::Old, self.sample_old(lost)),
        };
        let change = self
            .change(rule, Some(old_at), Some(new_at))
            .arg("old", old.names())
            .arg("new", new.names());
        self.push(change.values(relation).witness(witness.0, witness.1));
        common
    }

    /// In text form, what a set of types takes: a text without rules takes all.
    pub(super) fn as_text(&self, types: Types, shape: &Shape<'_>) -> Types {
        if self.form == Form::Json || !types.has(Types::STRING) {
            return types;
        }
        let is_free = shape.values.is_none()
            && shape.patterns.is_empty()
            && shape.format.is_none()
            && shape.counts.is_empty();
        if is_free {
            types.or(Types::SCALARS)
        } else {
            types
        }
    }

    /// A single value that became an array in text form, or the other way round.
    pub(super) fn listed(&mut self, lost: Types, gained: Types) -> bool {
        let (old, new) = (self.old, self.new);
        let scalars = |types: Types| types.without(Types::SCALARS).is_empty() && !types.is_empty();
        let (rule, old_parts, new_parts) = if gained == Types::ARRAY
            && scalars(old.types)
            && new.types.without(Types::NULL) == Types::ARRAY
        {
            let parts = self.comparer.old.parts(self.nodes.0).to_vec();
            ("type-widened", parts, new.items.clone())
        } else if lost == Types::ARRAY
            && scalars(new.types)
            && old.types.without(Types::NULL) == Types::ARRAY
        {
            let parts = self.comparer.new.parts(self.nodes.1).to_vec();
            ("type-narrowed", old.items.clone(), parts)
        } else {
            return false;
        };
        let relation = if old_parts.is_empty() || new_parts.is_empty() {
            Relation::Equal
        } else {
            let inner = self.comparer.pair(&old_parts, &new_parts, Form::Text);
            self.comparer.relation(inner)
        };
        let whole = if rule == "type-widened" {
            Relation::Widened
        } else {
            Relation::Narrowed
        };
        let relation = whole.join(relation);
        let rule = if relation == Relation::Incomparable {
            "type-changed"
        } else {
            rule
        };
        let change = self.change(rule, Some(&old.types_at), Some(&new.types_at));
        self.push(
            change
                .arg("old", old.types.names())
                .arg("new", new.types.names())
                .values(relation),
        );
        true
    }

    pub(super) fn values(&mut self, common: Types) {
        let (old, new) = (self.old, self.new);
        match (&old.values, &new.values) {
            (None, None) => {}
            (Some(old_values), Some(new_values)) => self.lists(old_values, new_values, common),
            (None, Some(values)) => {
                // The new types say it already.
                if old.types.and(common).is_empty() {
                    return;
                }
                let listed: Vec<_> = values.iter().map(|value| value.value.clone()).collect();
                let witness = self.outside(true, common, &listed);
                let at = list_at(values, &new.at);
                let change = self
                    .change("enum-added", None, Some(&at))
                    .arg("values", shown(values));
                self.push(
                    change
                        .values(Relation::Narrowed)
                        .witness(Side::Old, witness),
                );
            }
            (Some(values), None) => {
                if new.types.and(common).is_empty() {
                    return;
                }
                let listed: Vec<_> = values.iter().map(|value| value.value.clone()).collect();
                let witness = self.outside(false, common, &listed);
                let at = list_at(values, &old.at);
                let change = self
                    .change("enum-removed", Some(&at), None)
                    .arg("values", shown(values));
                self.push(change.values(Relation::Widened).witness(Side::New, witness));
            }
        }
        self.extensible();
    }

    pub(super) fn lists(&mut self, old: &[Sited<Value>], new: &[Sited<Value>], common: Types) {
        let lost: Vec<_> = old
            .iter()
            .filter(|one| !new.iter().any(|other| other.value == one.value))
            .collect();
        let gained: Vec<_> = new
            .iter()
            .filter(|one| !old.iter().any(|other| other.value == one.value))
            .collect();
        if common.is_empty() {
            return;
        }
        if let ([from], [to], 1, 1) = (lost.as_slice(), gained.as_slice(), old.len(), new.len()) {
            let change = self.change("constant-changed", Some(&from.at), Some(&to.at));
            let change = change
                .arg("old", text(&from.value))
                .arg("new", text(&to.value));
            self.push(
                change
                    .values(Relation::Incomparable)
                    .witness(Side::Old, Some(from.value.clone())),
            );
            return;
        }
        let new_list = list_at(new, &self.new.at);
        let old_list = list_at(old, &self.old.at);
        for value in lost {
            let change = self
                .change("enum-value-removed", Some(&value.at), Some(&new_list))
                .arg("value", text(&value.value));
            self.push(
                change
                    .values(Relation::Narrowed)
                    .witness(Side::Old, Some(value.value.clone())),
            );
        }
        for value in gained {
            let change = self
                .change("enum-value-added", Some(&old_list), Some(&value.at))
                .arg("value", text(&value.value));
            let change = change
                .values(Relation::Widened)
                .response_is(Severity::Risky);
            self.push(change.witness(Side::New, Some(value.value.clone())));
        }
    }

    /// `x-extensible-enum`: a list that clients must expect to grow.
    pub(super) fn extensible(&mut self) {
        let (old, new) = (&self.old.extensible, &self.new.extensible);
        if old.is_empty() || new.is_empty() {
            return;
        }
        for value in old
            .iter()
            .filter(|one| !new.iter().any(|other| other.value == one.value))
        {
            let change = self
                .change("extensible-value-removed", Some(&value.at), None)
                .arg("value", text(value.value));
            self.push(
                change
                    .values(Relation::Narrowed)
                    .witness(Side::Old, Some(value.value.clone())),
            );
        }
        for value in new
            .iter()
            .filter(|one| !old.iter().any(|other| other.value == one.value))
        {
            let change = self
                .change("extensible-value-added", None, Some(&value.at))
                .arg("value", text(value.value));
            let change = change
                .values(Relation::Widened)
                .response_is(Severity::Compatible);
            self.push(change.witness(Side::New, Some(value.value.clone())));
        }
    }

    /// A value of the side without a list that the list does not have.
    pub(super) fn outside(
        &mut self,
        of_old: bool,
        common: Types,
        listed: &[Value],
    ) -> Option<Value> {
        let shape = if of_old { self.old } else { self.new };
        if common.has(Types::STRING) {
            let found = sample::TEXTS.iter().rev().find(|text| {
                sample::takes_text(shape, text)
                    && !listed.iter().any(|value| value.as_str() == Some(text))
            });
            return found.map(|text| Value::String((*text).to_owned()));
        }
        let numbers = (0..1000)
            .map(f64::from)
            .filter(|number| sample::takes_number(shape, *number));
        numbers
            .filter_map(sample::number_value)
            .find(|number| !listed.contains(number))
    }
}

fn list_at(values: &[Sited<Value>], other: &Pointer) -> Pointer {
    let first = values.first().map(|value| &value.at);
    let list = first.and_then(|at| {
        if at.last().is_some_and(|last| last == "const") {
            Some(at.clone())
        } else {
            at.parent()
        }
    });
    list.unwrap_or_else(|| other.clone())
}

fn shown(values: &[Sited<Value>]) -> String {
    const MOST: usize = 8;
    let mut shown: Vec<String> = values
        .iter()
        .take(MOST)
        .map(|value| text(&value.value))
        .collect();
    if values.len() > MOST {
        shown.push("…".to_owned());
    }
    shown.join(", ")
}
