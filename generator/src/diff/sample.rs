//! Values that a schema takes: what the witnesses of a verdict are made of.

use serde_json::{Map, Number, Value, json};

use super::shape::{NodeId, Shape, Shapes};
use super::types::Types;

/// Deeper objects are left out; required ones make the sample fail.
const MAX_DEPTH: usize = 6;
/// A sample that needs more items or characters tells a reader nothing.
const MAX_SIZE: f64 = 64.0;

impl Shapes<'_> {
    /// A value that the node takes, if one is found easily. Only what is needed stands in it.
    pub fn sample(&mut self, node: NodeId) -> Option<Value> {
        self.sample_at(node, 0)
    }

    fn sample_at(&mut self, node: NodeId, depth: usize) -> Option<Value> {
        if depth > MAX_DEPTH {
            return None;
        }
        let shape = self.shape(node);
        if let Some(values) = &shape.values {
            return values.first().map(|value| value.value.clone());
        }
        if let Some(union) = shape.unions.first() {
            let branch = &union.branches.first()?.part;
            let branch = self.node(std::slice::from_ref(branch));
            let mut value = self.sample_at(branch, depth + 1)?;
            if let (Value::Object(map), true) = (&mut value, shape.types.has(Types::OBJECT)) {
                self.fill(map, &shape, depth)?;
            }
            return Some(value);
        }
        for types in [
            Types::STRING,
            Types::INTEGER,
            Types::FRACTION,
            Types::BOOLEAN,
            Types::OBJECT,
            Types::ARRAY,
            Types::NULL,
        ] {
            if shape.types.has(types) {
                return self.sample_of(&shape, types, depth);
            }
        }
        None
    }

    /// A value of one of the types that the shape takes.
    pub fn sample_of(&mut self, shape: &Shape<'_>, types: Types, depth: usize) -> Option<Value> {
        match types {
            Types::NULL => Some(Value::Null),
            Types::BOOLEAN => Some(Value::Bool(true)),
            Types::INTEGER | Types::FRACTION => number(shape, types == Types::FRACTION),
            Types::STRING => text(shape).map(Value::String),
            Types::ARRAY => {
                let least = shape
                    .counts
                    .get("minItems")
                    .map_or(0.0, |least| least.value);
                if least > MAX_SIZE || !shape.inner.is_empty() {
                    return None;
                }
                let mut items = Vec::new();
                for index in 0..least as usize {
                    let parts = shape.prefix.get(index).unwrap_or(&shape.items);
                    let item = self.node_of_any(parts);
                    items.push(match item {
                        Some(node) => self.sample_at(node, depth + 1)?,
                        None => json!("item"),
                    });
                }
                Some(Value::Array(items))
            }
            Types::OBJECT => {
                let mut map = Map::new();
                self.fill(&mut map, shape, depth)?;
                Some(Value::Object(map))
            }
            _ => None,
        }
    }

    fn fill(
        &mut self,
        map: &mut Map<String, Value>,
        shape: &Shape<'_>,
        depth: usize,
    ) -> Option<()> {
        for name in shape.required.keys() {
            if map.contains_key(*name) {
                continue;
            }
            let value = match shape.properties.get(name) {
                Some(property) => {
                    // The lifetimes of parts are those of the description, which `self` holds too.
                    let places: Vec<_> =
                        property.parts.iter().map(|part| part.at.clone()).collect();
                    let parts: Vec<_> = places
                        .iter()
                        .filter_map(|at| self.tree().part(at))
                        .collect();
                    let node = self.node(&parts);
                    self.sample_at(node, depth + 1)?
                }
                None => match shape.additional.as_deref() {
                    None => return None,
                    Some(parts) => match self.node_of_any(parts) {
                        Some(node) => self.sample_at(node, depth + 1)?,
                        None => json!("x"),
                    },
                },
            };
            map.insert((*name).to_owned(), value);
        }
        Some(())
    }

    fn node_of_any(&mut self, parts: &[super::tree::Part<'_>]) -> Option<NodeId> {
        let parts: Vec<_> = parts
            .iter()
            .filter_map(|part| self.tree().part(&part.at))
            .collect();
        (!parts.is_empty()).then(|| self.node(&parts))
    }
}

fn number(shape: &Shape<'_>, fraction: bool) -> Option<Value> {
    let step = shape.multiple_of.as_ref().map_or(1.0, |step| step.value);
    let shift = if fraction { 0.5 } else { 0.0 };
    let mut candidates = vec![shift, step + shift, -step - shift];
    for bound in [&shape.minimum, &shape.maximum].into_iter().flatten() {
        let value = bound.value.value;
        candidates.extend([value, value + step, value - step, value + 0.5, value - 0.5]);
        candidates.push((value / step).ceil() * step);
        candidates.push((value / step).floor() * step);
    }
    let found = candidates
        .into_iter()
        .find(|value| (value.fract() != 0.0) == fraction && takes_number(shape, *value));
    found.and_then(number_value)
}

/// The largest integer below which all are told apart as a double (2^53).
const MAX_INTEGER: f64 = 9_007_199_254_740_992.0;

/// A number as JSON writes it, without a fraction where there is none.
pub fn number_value(value: f64) -> Option<Value> {
    if value.fract() == 0.0 && value.abs() <= MAX_INTEGER {
        return Some(Value::Number(Number::from(value as i64)));
    }
    Number::from_f64(value).map(Value::Number)
}

/// Whether a number meets all rules.
pub fn takes_number(shape: &Shape<'_>, value: f64) -> bool {
    let types = if value.fract() == 0.0 {
        Types::INTEGER
    } else {
        Types::FRACTION
    };
    shape.types.has(types)
        && shape.minimum.as_ref().is_none_or(|bound| {
            value > bound.value.value || (value == bound.value.value && !bound.value.exclusive)
        })
        && shape.maximum.as_ref().is_none_or(|bound| {
            value < bound.value.value || (value == bound.value.value && !bound.value.exclusive)
        })
        && shape.multiple_of.as_ref().is_none_or(|step| {
            let times = value / step.value;
            (times - times.round()).abs() < 1e-9
        })
}

/// Whether a text meets all rules; formats are looked at only where they are simple.
pub fn takes_text(shape: &Shape<'_>, text: &str) -> bool {
    let length = text.chars().count() as f64;
    shape
        .counts
        .get("minLength")
        .is_none_or(|least| length >= least.value)
        && shape
            .counts
            .get("maxLength")
            .is_none_or(|most| length <= most.value)
        && shape
            .patterns
            .iter()
            .all(|pattern| matches(pattern.value, text))
        && shape.values.as_ref().is_none_or(|values| {
            values
                .iter()
                .any(|value| value.value.as_str() == Some(text))
        })
}

fn matches(pattern: &str, text: &str) -> bool {
    // Nested repetitions take long on long texts; candidates are short, patterns are cut off here.
    pattern.len() <= 512
        && regress::Regex::new(pattern).is_ok_and(|regex| regex.find(text).is_some())
}

/// Texts of many kinds, short ones first.
pub const TEXTS: [&str; 26] = [
    "",
    "x",
    "a",
    "A",
    "0",
    "1",
    "-",
    "_",
    " ",
    "é",
    "ab",
    "AB",
    "a1",
    "12",
    "abc",
    "ABC",
    "123",
    "a-b",
    "a_b",
    "a b",
    "a.b",
    "a@b.example",
    "https://a.example",
    "2020-01-31",
    "2020-01-31T12:00:00Z",
    "123e4567-e89b-12d3-a456-426614174000",
];

/// A text that meets all rules.
pub fn text(shape: &Shape<'_>) -> Option<String> {
    if let Some(text) = shape
        .format
        .as_ref()
        .and_then(|format| of_format(format.value))
        && takes_text(shape, text)
    {
        return Some(text.to_owned());
    }
    let least = shape
        .counts
        .get("minLength")
        .map_or(0.0, |least| least.value);
    if least > MAX_SIZE {
        return None;
    }
    let mut texts: Vec<String> = ["x", "a", "0"]
        .iter()
        .map(|text| text.repeat(least.max(1.0) as usize))
        .collect();
    texts.extend(["0", "a", "A"].iter().map(|text| text.repeat(24)));
    texts.extend(TEXTS.iter().map(|text| (*text).to_owned()));
    texts.into_iter().find(|text| takes_text(shape, text))
}

fn of_format(format: &str) -> Option<&'static str> {
    Some(match format {
        "date" => "2020-01-31",
        "date-time" => "2020-01-31T12:00:00Z",
        "time" => "12:00:00Z",
        "duration" => "P1D",
        "uuid" => "123e4567-e89b-12d3-a456-426614174000",
        "email" => "a@b.example",
        "hostname" => "a.example",
        "ipv4" => "192.0.2.1",
        "ipv6" => "2001:db8::1",
        "uri" | "url" | "uri-reference" => "https://a.example",
        "byte" => "AA==",
        _ => return None,
    })
}

/// A text that one shape takes and the other refuses.
pub fn text_between(taken: &Shape<'_>, refused: &Shape<'_>) -> Option<Value> {
    let mut texts: Vec<String> = TEXTS.iter().map(|text| (*text).to_owned()).collect();
    for pattern in &taken.patterns {
        // A pattern without special characters matches itself.
        texts.push(
            pattern
                .value
                .trim_start_matches('^')
                .trim_end_matches('$')
                .to_owned(),
        );
    }
    for length in [8, 24, 32, 40] {
        texts.extend(["0", "a", "A", "-"].iter().map(|text| text.repeat(length)));
    }
    let found = texts
        .into_iter()
        .find(|text| takes_text(taken, text) && !takes_text(refused, text));
    found.map(Value::String)
}
