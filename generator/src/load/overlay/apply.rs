//! What an action does to the tree.

use std::cmp::Reverse;
use std::collections::HashSet;

use serde_json::{Map, Value};
use serde_json_path::{JsonPath, NormalizedPath, PathElement};

use super::action::{Action, Change};
use super::{Outcome, Version, invalid};
use crate::diagnostics::{At, Diagnostic};
use crate::load::Sources;
use crate::origins::Origins;
use crate::pointer::{FileId, Pointer};

/// How many values overlays may add: selecting everything again and again doubles a tree.
pub(super) const MAX_ADDED: usize = 100_000;

pub(super) fn apply(
    sources: &mut Sources,
    action: &Action,
    version: Version,
    left: &mut usize,
) -> Outcome<()> {
    let mut tree = sources.merged.take().unwrap_or_default();
    let mut origins = std::mem::take(&mut sources.origins);
    let done = change(&mut tree, &mut origins, action, version, left);
    sources.origins = origins;
    sources.merged = Some(tree);
    done
}

fn change(
    tree: &mut Value,
    origins: &mut Origins,
    action: &Action,
    version: Version,
    left: &mut usize,
) -> Outcome<()> {
    let targets = select(&action.target, tree);
    if targets.is_empty() {
        let at = At::Value(action.at.child("target"));
        let message = "this selects nothing of the description";
        return Err(Diagnostic::error("unused-overlay-action", at, message)
            .hint("mend the path, or remove the action if it is not needed any more"));
    }
    let mut merger = Merger {
        origins,
        action,
        left,
    };
    match &action.change {
        Change::Remove => merger.remove(tree, &targets),
        Change::Update(value) => {
            let from = action.at.child("update");
            merger.merge_all(tree, &targets, value, &from, version)
        }
        Change::Copy(path) => {
            let (from, value) = one(path, tree, action)?;
            merger.merge_all(tree, &targets, &value, &from, version)
        }
    }
}

/// The places that a path selects, each once, in the order of the tree.
fn select(path: &JsonPath, tree: &Value) -> Vec<Pointer> {
    let found = path.query_located(tree);
    let mut places: Vec<Pointer> = Vec::new();
    let mut seen = HashSet::new();
    for place in found.locations().map(pointer) {
        if seen.insert(place.clone()) {
            places.push(place);
        }
    }
    places
}

fn pointer(path: &NormalizedPath<'_>) -> Pointer {
    let root = Pointer::root(FileId::default());
    path.iter().fold(root, |at, element| match element {
        PathElement::Name(name) => at.child(name),
        PathElement::Index(index) => at.index(*index),
    })
}

/// The only place that a path selects, and a copy of what is there.
fn one(path: &JsonPath, tree: &Value, action: &Action) -> Outcome<(Pointer, Value)> {
    let places = select(path, tree);
    match places.as_slice() {
        [place] => {
            let value = tree.pointer(place.path()).cloned().unwrap_or_default();
            Ok((place.clone(), value))
        }
        _ => {
            let message = format!(
                "this selects {} places, but one value is copied",
                places.len()
            );
            Err(invalid(action.at.child("copy"), message))
        }
    }
}

struct Merger<'a> {
    origins: &'a mut Origins,
    action: &'a Action,
    left: &'a mut usize,
}

impl Merger<'_> {
    /// Removes the places, the last first, so that the others stay where they are.
    fn remove(&mut self, tree: &mut Value, targets: &[Pointer]) -> Outcome<()> {
        let mut targets: Vec<_> = targets.iter().collect();
        targets.sort_by_cached_key(|target| Reverse(order(target)));
        for target in targets {
            let (Some(parent), Some(key)) = (target.parent(), target.last()) else {
                let at = self.action.at.child("target");
                return Err(invalid(at, "the whole description can't be removed"));
            };
            match tree.pointer_mut(parent.path()) {
                Some(Value::Object(map)) => {
                    map.shift_remove(&key);
                    self.origins.removed(target);
                }
                Some(Value::Array(items)) => {
                    if let Some(index) = key.parse().ok().filter(|index| *index < items.len()) {
                        items.remove(index);
                        self.origins.removed_item(&parent, index, items.len());
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn merge_all(
        &mut self,
        tree: &mut Value,
        targets: &[Pointer],
        value: &Value,
        from: &Pointer,
        version: Version,
    ) -> Outcome<()> {
        for target in targets {
            match (tree.pointer_mut(target.path()), value) {
                (Some(Value::Array(items)), Value::Array(more)) if version == Version::V1_1 => {
                    self.concatenate(items, more, target, from)?;
                }
                (Some(Value::Array(items)), value) => self.append(items, value, target, from)?,
                (Some(Value::Object(map)), Value::Object(more)) => {
                    self.merge(map, more, target, from)?;
                }
                (Some(there), value) if is_primitive(there) && is_primitive(value) => {
                    if version == Version::V1_0 {
                        return Err(self.no_primitives(target));
                    }
                    self.replace(there, value, target, from)?;
                }
                (Some(there), value) => {
                    return Err(self.incompatible(there, value, target, from));
                }
                (None, _) => {}
            }
        }
        Ok(())
    }

    fn no_primitives(&self, target: &Pointer) -> Diagnostic {
        let message = format!("`{target}` is no object or list");
        invalid(self.action.at.child("target"), message)
            .hint("select the object that holds it, or write `overlay: 1.1.0`")
    }

    fn merge(
        &mut self,
        map: &mut Map<String, Value>,
        more: &Map<String, Value>,
        place: &Pointer,
        from: &Pointer,
    ) -> Outcome<()> {
        for (key, value) in more {
            let (place, from) = (place.child(key), from.child(key));
            match (map.get_mut(key), value) {
                (None, value) => {
                    self.added(value, &place, &from)?;
                    map.insert(key.clone(), value.clone());
                }
                (Some(Value::Object(map)), Value::Object(more)) => {
                    self.merge(map, more, &place, &from)?;
                }
                (Some(Value::Array(items)), Value::Array(more)) => {
                    self.concatenate(items, more, &place, &from)?;
                }
                (Some(there), value) if is_primitive(there) && is_primitive(value) => {
                    self.replace(there, value, &place, &from)?;
                }
                (Some(there), value) => {
                    return Err(self.incompatible(there, value, &place, &from));
                }
            }
        }
        Ok(())
    }

    fn concatenate(
        &mut self,
        items: &mut Vec<Value>,
        more: &[Value],
        place: &Pointer,
        from: &Pointer,
    ) -> Outcome<()> {
        let mut more = more.iter().enumerate();
        more.try_for_each(|(index, item)| self.append(items, item, place, &from.index(index)))
    }

    fn append(
        &mut self,
        items: &mut Vec<Value>,
        item: &Value,
        place: &Pointer,
        from: &Pointer,
    ) -> Outcome<()> {
        self.added(item, &place.index(items.len()), from)?;
        items.push(item.clone());
        Ok(())
    }

    fn replace(
        &mut self,
        there: &mut Value,
        value: &Value,
        place: &Pointer,
        from: &Pointer,
    ) -> Outcome<()> {
        self.added(value, place, from)?;
        *there = value.clone();
        Ok(())
    }

    fn added(&mut self, value: &Value, place: &Pointer, from: &Pointer) -> Outcome<()> {
        let Some(left) = self.left.checked_sub(count(value)) else {
            *self.left = 0;
            let message = "the overlays add more than a description can have";
            return Err(invalid(self.action.at.clone(), message));
        };
        *self.left = left;
        self.origins.copied(place, from);
        Ok(())
    }

    fn incompatible(
        &self,
        there: &Value,
        value: &Value,
        place: &Pointer,
        from: &Pointer,
    ) -> Diagnostic {
        let message = format!(
            "{} can't be merged with {}, which `{place}` is",
            kind(value),
            kind(there)
        );
        // What is copied stands in the description, not in the action.
        let at = if self.action.at.contains(from) {
            from.clone()
        } else {
            self.action.at.clone()
        };
        let problem = invalid(at, message);
        problem.hint("remove it first, then add it to what holds it")
    }
}

/// Items in the order of their numbers.
fn order(place: &Pointer) -> Vec<(Option<usize>, String)> {
    let parts = place.segments();
    parts
        .map(|part| (part.parse().ok(), part.into_owned()))
        .collect()
}

fn is_primitive(value: &Value) -> bool {
    !value.is_object() && !value.is_array()
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Object(_) => "an object",
        Value::Array(_) => "a list",
        _ => "a single value",
    }
}

/// How many values there are in a value.
fn count(value: &Value) -> usize {
    match value {
        Value::Array(items) => 1 + items.iter().map(count).sum::<usize>(),
        Value::Object(map) => 1 + map.values().map(count).sum::<usize>(),
        _ => 1,
    }
}
