//! Cuts a piece out of the tree and reads it.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use super::Outcome;
use crate::diagnostics::{At, Diagnostic};
use crate::pointer::Pointer;

/// What stands for a part when its piece is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cut {
    /// A reference to the part's place.
    One,
    /// A reference for each element of an array or value of an object.
    Each,
    /// An empty object for each value: they are read on their own.
    Hollow,
    /// Nothing.
    Drop,
}

pub fn read<T: DeserializeOwned>(
    value: &Value,
    at: &Pointer,
    what: &str,
    cuts: &[(&str, Cut)],
) -> Outcome<T> {
    let Value::Object(map) = value else {
        return Err(wrong(at, what, "expected an object"));
    };
    match serde_json::from_value(Value::Object(cut(map, at, cuts))) {
        Ok(read) => Ok(read),
        Err(error) => {
            let piece = cut(map, at, cuts);
            Err(wrong(&culprit::<T>(&piece, at), what, &error.to_string()))
        }
    }
}

fn wrong(at: &Pointer, what: &str, why: &str) -> Box<Diagnostic> {
    let problem = Diagnostic::error(
        "malformed",
        At::Value(at.clone()),
        format!("this is not a valid {what}: {why}"),
    );
    let hint = HINTS.iter().find(|(part, _)| why.contains(part));
    let general = "compare it with the OpenAPI 3.0.3 specification";
    Box::new(problem.hint(hint.map_or(general, |(_, hint)| hint)))
}

/// A part of serde's message, and what to do about it.
const HINTS: [(&str, &str); 6] = [
    (
        "invalid type: sequence, expected a string",
        "one text is expected here; a list of types is OpenAPI 3.1, `nullable: true` is the 3.0 way to allow null",
    ),
    (
        "expected a string",
        "put a text here, in quotes where it looks like a number",
    ),
    (
        "expected a boolean",
        "write `true` or `false`, without quotes",
    ),
    ("expected usize", "write a whole number, without quotes"),
    (
        "expected a sequence",
        "write a list: `[a, b]`, or lines that start with `- `",
    ),
    ("missing field", "add what is missing"),
];

/// The member without which the piece would read well, else the piece itself.
fn culprit<T: DeserializeOwned>(piece: &Map<String, Value>, at: &Pointer) -> Pointer {
    let mends = |key: &String| {
        let mut rest = piece.clone();
        rest.shift_remove(key);
        serde_json::from_value::<T>(Value::Object(rest)).is_ok()
    };
    piece
        .keys()
        .find(|key| mends(key))
        .map_or_else(|| at.clone(), |key| at.child(key))
}

fn cut(map: &Map<String, Value>, at: &Pointer, cuts: &[(&str, Cut)]) -> Map<String, Value> {
    let mut piece = Map::new();
    for (key, value) in map {
        let how = cuts
            .iter()
            .find(|(name, _)| name == key)
            .map(|(_, how)| *how);
        let place = || at.child(key);
        let value = match (how, value) {
            (None, value) => value.clone(),
            (Some(Cut::Drop), _) => continue,
            (Some(Cut::One), Value::Object(_)) => reference(&place()),
            (Some(Cut::Each), Value::Array(items)) => {
                let place = place();
                (0..items.len())
                    .map(|index| reference(&place.index(index)))
                    .collect()
            }
            (Some(Cut::Each), Value::Object(items)) => {
                let place = place();
                items
                    .keys()
                    .map(|name| (name.clone(), reference(&place.child(name))))
                    .collect::<Map<_, _>>()
                    .into()
            }
            (Some(Cut::Hollow), Value::Object(items)) => items
                .keys()
                .map(|name| (name.clone(), json!({})))
                .collect::<Map<_, _>>()
                .into(),
            // A wrong kind of value stays, so that reading it says what is wrong.
            (Some(_), value) => value.clone(),
        };
        piece.insert(key.clone(), value);
    }
    piece
}

fn reference(place: &Pointer) -> Value {
    json!({ "$ref": place.fragment() })
}
