//! Cuts a piece out of the tree and reads it.

use std::sync::LazyLock;

use serde::de::value::StrDeserializer;
use serde::de::{DeserializeOwned, DeserializeSeed, Deserializer, Error as _, MapAccess, Visitor};
use serde_json::map::Iter;
use serde_json::{Error, Map, Value, json};

use super::Outcome;
use crate::diagnostics::{At, Diagnostic};
use crate::pointer::Pointer;

/// What stands for a part when its piece is read, so that what is inside can be read on its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cut {
    /// Some reference, for an object.
    One,
    /// An array or object with nothing in it.
    Each,
    /// Nothing.
    Drop,
}

static REFERENCE: LazyLock<Value> = LazyLock::new(|| json!({ "$ref": "#" }));
static NO_ITEMS: LazyLock<Value> = LazyLock::new(|| json!([]));
static NO_MEMBERS: LazyLock<Value> = LazyLock::new(|| json!({}));

pub fn read<T: DeserializeOwned>(
    value: &Value,
    at: &Pointer,
    what: &str,
    cuts: &[(&str, Cut)],
) -> Outcome<T> {
    let Value::Object(map) = value else {
        return Err(wrong(at, what, "expected an object"));
    };
    let piece = Piece { map, cuts };
    match T::deserialize(piece) {
        Ok(read) => Ok(read),
        Err(error) => {
            let piece = piece.to_map();
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

/// An object with its parts cut. It is read in place: most of it would be copied for one look.
#[derive(Clone, Copy)]
struct Piece<'v> {
    map: &'v Map<String, Value>,
    cuts: &'v [(&'v str, Cut)],
}

impl<'v> Piece<'v> {
    /// What is read in place of a value; nothing if it is dropped.
    fn left(&self, key: &str, value: &'v Value) -> Option<&'v Value> {
        let found = self.cuts.iter().find(|(name, _)| *name == key);
        let Some((_, how)) = found else {
            return Some(value);
        };
        match (how, value) {
            (Cut::Drop, _) => None,
            (Cut::One, Value::Object(_)) => Some(&REFERENCE),
            (Cut::Each, Value::Array(_)) => Some(&NO_ITEMS),
            (Cut::Each, Value::Object(_)) => Some(&NO_MEMBERS),
            // A wrong kind of value stays, so that reading it says what is wrong.
            (Cut::One | Cut::Each, _) => Some(value),
        }
    }

    fn to_map(self) -> Map<String, Value> {
        let left = |(key, value): (&String, &'v Value)| {
            let left = self.left(key, value)?;
            Some((key.clone(), left.clone()))
        };
        self.map.iter().filter_map(left).collect()
    }
}

impl<'de> Deserializer<'de> for Piece<'de> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_map(Entries {
            piece: self,
            rest: self.map.iter(),
            value: None,
        })
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit
        unit_struct newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

struct Entries<'v> {
    piece: Piece<'v>,
    rest: Iter<'v>,
    value: Option<&'v Value>,
}

impl<'v> MapAccess<'v> for Entries<'v> {
    type Error = Error;

    fn next_key_seed<K: DeserializeSeed<'v>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Error> {
        for (key, value) in self.rest.by_ref() {
            self.value = self.piece.left(key, value);
            if self.value.is_some() {
                return seed.deserialize(StrDeserializer::new(key)).map(Some);
            }
        }
        Ok(None)
    }

    fn next_value_seed<S: DeserializeSeed<'v>>(&mut self, seed: S) -> Result<S::Value, Error> {
        match self.value.take() {
            Some(value) => seed.deserialize(value),
            None => Err(Error::custom("a value is asked for before its key")),
        }
    }
}
