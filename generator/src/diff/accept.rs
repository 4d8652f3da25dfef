//! Whether a schema takes a value, as far as that is sure.

use serde_json::{Map, Value};

use super::sample::{takes_number, takes_text};
use super::shape::{Shape, Shapes, Union};
use super::tree::Part;
use super::types::Types;

/// Values of witnesses are small.
const MAX_DEPTH: usize = 8;

impl Shapes<'_> {
    /// `None` where it can't be told: by a format, by what is not described, by rules that are not looked at.
    pub fn takes(&mut self, shape: &Shape<'_>, value: &Value) -> Option<bool> {
        self.takes_at(shape, value, 0)
    }

    fn takes_at(&mut self, shape: &Shape<'_>, value: &Value, depth: usize) -> Option<bool> {
        if depth > MAX_DEPTH {
            return None;
        }
        if !shape.types.has(Types::of(value)) {
            return Some(false);
        }
        let is_listed = |values: &Vec<super::shape::Sited<Value>>| {
            value.is_null() || values.iter().any(|one| one.value == *value)
        };
        if !shape.values.as_ref().is_none_or(is_listed) {
            return Some(false);
        }
        let own = match value {
            Value::Number(number) => {
                let is_sure = shape.format.is_none();
                let own = number.as_f64().map(|value| takes_number(shape, value));
                all([own, is_sure.then_some(true)])
            }
            Value::String(text) => {
                let is_sure = shape.format.is_none() && shape.content.is_empty();
                all([Some(takes_text(shape, text)), is_sure.then_some(true)])
            }
            Value::Array(items) => self.takes_items(shape, items, depth),
            Value::Object(map) => self.takes_members(shape, map, depth),
            Value::Null | Value::Bool(_) => Some(true),
        };
        let unions: Vec<_> = (shape.unions.iter())
            .map(|union| self.takes_branch(union, value, depth))
            .collect();
        let is_sure = shape.inner.is_empty();
        all([own, is_sure.then_some(true)].into_iter().chain(unions))
    }

    /// Whether any branch takes it.
    fn takes_branch(&mut self, union: &Union<'_>, value: &Value, depth: usize) -> Option<bool> {
        let answers: Vec<_> = (union.branches.iter())
            .map(|branch| self.takes_parts(std::slice::from_ref(&branch.part), value, depth))
            .collect();
        if answers.contains(&Some(true)) {
            Some(true)
        } else if answers.iter().all(|answer| *answer == Some(false)) {
            Some(false)
        } else {
            None
        }
    }

    fn takes_items(&mut self, shape: &Shape<'_>, items: &[Value], depth: usize) -> Option<bool> {
        let count = items.len() as f64;
        let is_sure = shape.unique.is_none();
        let mut answers = vec![
            within(shape, "minItems", "maxItems", count),
            is_sure.then_some(true),
        ];
        for (index, item) in items.iter().enumerate() {
            let parts = shape.prefix.get(index).unwrap_or(&shape.items);
            answers.push(self.takes_parts(parts, item, depth));
        }
        all(answers)
    }

    fn takes_members(
        &mut self,
        shape: &Shape<'_>,
        map: &Map<String, Value>,
        depth: usize,
    ) -> Option<bool> {
        let has_all = shape.required.keys().all(|name| map.contains_key(*name));
        let is_sure = shape.pattern_properties.is_empty()
            && shape.dependent_required.is_empty()
            && shape.dependent_schemas.is_empty();
        let count = map.len() as f64;
        let mut answers = vec![
            Some(has_all),
            within(shape, "minProperties", "maxProperties", count),
            is_sure.then_some(true),
        ];
        for (name, value) in map {
            answers.push(
                match (shape.properties.get(name.as_str()), &shape.additional) {
                    (Some(property), _) => self.takes_parts(&property.parts, value, depth),
                    (None, None) => is_sure.then_some(false),
                    // What is not described may be taken, and may come to be described otherwise.
                    (None, Some(parts)) if parts.is_empty() => None,
                    (None, Some(parts)) => self.takes_parts(parts, value, depth),
                },
            );
        }
        all(answers)
    }

    fn takes_parts(&mut self, parts: &[Part<'_>], value: &Value, depth: usize) -> Option<bool> {
        let tree = self.tree();
        let parts: Vec<_> = parts
            .iter()
            .filter_map(|part| tree.part(&part.at))
            .collect();
        if parts.is_empty() {
            return Some(true);
        }
        let node = self.node(&parts);
        let shape = self.shape(node);
        self.takes_at(&shape, value, depth + 1)
    }
}

/// One that is refused is enough; all have to be sure for it to be taken.
fn all(answers: impl IntoIterator<Item = Option<bool>>) -> Option<bool> {
    let mut result = Some(true);
    for answer in answers {
        match answer {
            Some(false) => return Some(false),
            Some(true) => {}
            None => result = None,
        }
    }
    result
}

fn within(shape: &Shape<'_>, least: &str, most: &str, count: f64) -> Option<bool> {
    let least = shape
        .counts
        .get(least)
        .is_none_or(|least| count >= least.value);
    let most = shape
        .counts
        .get(most)
        .is_none_or(|most| count <= most.value);
    Some(least && most)
}
