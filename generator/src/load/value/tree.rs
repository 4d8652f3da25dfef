//! The tree of YAML as most descriptions write it.

use std::ops::Range;

use serde_json::map::{Entry, Map};
use serde_json::{Number, Value};

use super::{Duplicate, MAX_DUPLICATES};
use crate::load::{Format, plain};
use crate::pointer::escape;

/// The tree of a text; `None` for what is better read by those who know all of YAML.
pub(in crate::load) fn read(text: &str) -> Option<(Value, Vec<Duplicate>)> {
    let mut tree = Tree::default();
    plain::read(text, &mut tree)?;
    Some((tree.root, tree.duplicates))
}

#[derive(Default)]
struct Tree {
    root: Value,
    /// What is not complete, each in the one before.
    open: Vec<Open>,
    duplicates: Vec<Duplicate>,
}

enum Open {
    List(Vec<Value>),
    /// The key is that of the value to come.
    Object(Map<String, Value>, String),
}

impl Tree {
    fn add(&mut self, value: Value) -> Option<()> {
        match self.open.last_mut() {
            None => self.root = value,
            Some(Open::List(items)) => items.push(value),
            Some(Open::Object(entries, key)) => match entries.entry(std::mem::take(key)) {
                Entry::Vacant(entry) => drop(entry.insert(value)),
                Entry::Occupied(entry) => {
                    let key = entry.key().clone();
                    return self.duplicate(key, &value);
                }
            },
        }
        Some(())
    }

    /// Tells of a key that stands twice. What is in its value is not for this reader.
    fn duplicate(&mut self, key: String, value: &Value) -> Option<()> {
        if value.is_object() || value.is_array() || self.duplicates.len() >= MAX_DUPLICATES {
            return None;
        }
        let (_, parents) = self.open.split_last()?;
        let mut object = String::new();
        for parent in parents {
            object.push('/');
            match parent {
                Open::List(items) => object.push_str(&items.len().to_string()),
                Open::Object(_, key) => object.push_str(&escape(key)),
            }
        }
        self.duplicates.push(Duplicate { object, key });
        Some(())
    }
}

impl plain::Sink for Tree {
    fn key(&mut self, name: &str, _: Range<usize>) -> Option<()> {
        match self.open.last_mut() {
            Some(Open::Object(_, key)) if name != "<<" => {
                *key = name.to_owned();
                Some(())
            }
            _ => None,
        }
    }

    fn scalar(&mut self, text: &str, is_plain: bool, _: Range<usize>) -> Option<()> {
        let value = if is_plain {
            resolved(text)?
        } else {
            text.into()
        };
        self.add(value)
    }

    fn begin(&mut self, is_object: bool, _: usize) -> Option<()> {
        self.open.push(if is_object {
            Open::Object(Map::new(), String::new())
        } else {
            Open::List(Vec::new())
        });
        Some(())
    }

    fn end(&mut self, _: usize) -> Option<()> {
        let value = match self.open.pop()? {
            Open::List(items) => Value::Array(items),
            Open::Object(entries, _) => Value::Object(entries),
        };
        self.add(value)
    }
}

/// Whether a text without quotes may be something else than a text.
fn may_be_special(text: &str) -> bool {
    if text.contains([' ', '\n']) {
        return false;
    }
    let unsigned = text.trim_start_matches(['+', '-']);
    match unsigned.chars().next() {
        Some('0'..='9') => true,
        Some('.') => unsigned[1..].starts_with(|c: char| c.is_ascii_alphanumeric()),
        Some('~' | 't' | 'T' | 'f' | 'F' | 'n' | 'N') => text.len() <= 5,
        _ => false,
    }
}

/// What a text without quotes means.
fn resolved(text: &str) -> Option<Value> {
    match text {
        "" => return Some(Value::Null),
        "true" => return Some(Value::Bool(true)),
        "false" => return Some(Value::Bool(false)),
        _ => {}
    }
    if !may_be_special(text) {
        return Some(text.into());
    }
    let digits =
        text.len() < 16 && !text.starts_with('0') && text.bytes().all(|byte| byte.is_ascii_digit());
    if digits {
        return text
            .parse()
            .ok()
            .map(|number: u64| Value::Number(Number::from(number)));
    }
    // Other numbers, and what looks like one.
    let (value, _) = super::read_slowly(text, Format::Yaml).ok()?;
    (!value.is_object() && !value.is_array()).then_some(value)
}
