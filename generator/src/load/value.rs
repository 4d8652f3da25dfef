//! One visitor that reads JSON and YAML into the same tree and notices keys that stand twice.

use std::fmt;

use saphyr_parser::Parser;
use serde::de::{DeserializeSeed, EnumAccess, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::map::{Entry, Map};
use serde_json::{Number, Value};

use super::{Format, count};
use crate::pointer::{Trail, unescape};

/// More duplicates than this tell a reader nothing new.
const MAX_DUPLICATES: usize = 100;

/// A key that stands more than once in the same object; all but the first are ignored.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Duplicate {
    /// The escaped JSON pointer of the object.
    pub(super) object: String,
    pub(super) key: String,
}

/// What went wrong, with the byte offset when it is known.
#[derive(Debug)]
pub(super) struct Failure {
    pub(super) message: String,
    pub(super) offset: Option<usize>,
}

/// Reads `text` as `format`.
///
/// Fails on bad syntax and on what JSON has no value for: tags, NaN, keys that are no text.
pub(super) fn read(text: &str, format: Format) -> Result<(Value, Vec<Duplicate>), Failure> {
    let mut context = Context::new(text, format);
    let seed = Node {
        context: &mut context,
        place: &Trail::Root,
    };
    let value = match format {
        Format::Json => read_json(text, seed),
        Format::Yaml => read_yaml(text, seed),
    }?;
    Ok((value, context.duplicates))
}

/// What `Value::pointer` gives, which copies each segment twice.
pub(super) fn at<'v>(root: &'v Value, path: &str) -> Option<&'v Value> {
    let mut segments = path.split('/');
    if !segments.next()?.is_empty() {
        return None;
    }
    segments.try_fold(root, below)
}

fn below<'v>(value: &'v Value, segment: &str) -> Option<&'v Value> {
    match value {
        Value::Object(map) => map.get(&*unescape(segment)),
        Value::Array(items) => items.get(number(segment)?),
        _ => None,
    }
}

/// Finds one place after another, from where the ways to them part.
#[derive(Debug)]
pub struct Finder<'v> {
    root: &'v Value,
    /// The last way that was gone.
    path: String,
    /// Where the segments of that path end, and what is there.
    steps: Vec<(usize, &'v Value)>,
}

impl<'v> Finder<'v> {
    pub fn new(root: &'v Value) -> Self {
        Self {
            root,
            path: String::new(),
            steps: Vec::new(),
        }
    }

    /// The value at an escaped path.
    pub fn find(&mut self, path: &str) -> Option<&'v Value> {
        self.go_back(path);
        let start = self.path.len();
        let mut value = self.steps.last().map_or(self.root, |(_, value)| value);
        let mut rest = path.get(start..)?;
        while let Some(on) = rest.strip_prefix('/') {
            let end = memchr::memchr(b'/', on.as_bytes()).unwrap_or(on.len());
            value = below(value, &on[..end])?;
            self.path.push_str(&rest[..=end]);
            self.steps.push((self.path.len(), value));
            rest = &on[end..];
        }
        Some(value)
    }

    /// To the last place that is on the way.
    fn go_back(&mut self, path: &str) {
        let goes_on = |end: usize| matches!(path.as_bytes().get(end), None | Some(b'/'));
        let is_on_the_way =
            |end: usize| path.as_bytes().get(..end) == self.path.as_bytes().get(..end);
        while let Some((end, _)) = self.steps.last()
            && !(goes_on(*end) && is_on_the_way(*end))
        {
            self.steps.pop();
        }
        let end = self.steps.last().map_or(0, |(end, _)| *end);
        self.path.truncate(end);
    }
}

/// A number without anything that JSON pointers do not have.
fn number(segment: &str) -> Option<usize> {
    let is_odd = segment.starts_with('+') || segment.starts_with('0') && segment.len() > 1;
    segment.parse().ok().filter(|_| !is_odd)
}

/// Writes a tree as `format`, in the order that it has.
pub fn to_text(value: &Value, format: Format) -> String {
    match format {
        // There is no value that JSON can't write.
        Format::Json => serde_json::to_string_pretty(value).unwrap_or_default() + "\n",
        Format::Yaml => super::yaml::write(value),
    }
}

fn read_json(text: &str, seed: Node<'_>) -> Result<Value, Failure> {
    let mut reader = serde_json::Deserializer::from_str(text);
    let result = seed
        .deserialize(&mut reader)
        .and_then(|value| reader.end().map(|()| value));
    result.map_err(|error| Failure {
        offset: Some(offset_of(text, error.line(), error.column())),
        message: without_places(&error.to_string()),
    })
}

fn read_yaml(text: &str, seed: Node<'_>) -> Result<Value, Failure> {
    if let Some(failure) = nested_too_deep(text) {
        return Err(failure);
    }
    let result = seed.deserialize(serde_yaml::Deserializer::from_str(text));
    result.map_err(|error| yaml_failure(text, &error))
}

fn yaml_failure(text: &str, error: &serde_yaml::Error) -> Failure {
    let whole = error.to_string();
    if whole.contains("more than one document") {
        let message = "there is more than one document in this file".to_owned();
        return Failure {
            message,
            offset: second_document(text),
        };
    }
    let offset = error
        .location()
        .map(|place| floor_boundary(text, place.index()));
    Failure {
        offset: offset_in_message(&whole).or(offset),
        message: without_places(&whole),
    }
}

/// Where the second `---` stands that begins a line; the first may begin the text.
fn second_document(text: &str) -> Option<usize> {
    let body = text.len() - text.trim_start().trim_start_matches("---").len();
    text.get(body..)?.find("\n---").map(|at| body + at + 1)
}

/// libyaml takes a time that grows with the square of the nesting of brackets: minutes for some
/// hundred kilobytes of `[`. So a text with far more opening than closing ones (in prose they are
/// about as many) is tried with the other parser, which gives up early.
fn nested_too_deep(text: &str) -> Option<Failure> {
    let mut open = 0;
    let is_odd = text.as_bytes().chunks(1024).any(|piece| {
        let most = open + count(piece, |byte| byte == b'[' || byte == b'{');
        open = most.saturating_sub(count(piece, |byte| byte == b']' || byte == b'}'));
        most > 1000
    });
    let error = is_odd.then(|| Parser::new_from_str(text).find_map(Result::err))??;
    let message = format!("{} (brackets)", error.info());
    Some(Failure {
        message,
        offset: Some(byte_offset(text, error.marker().index())),
    })
}

/// What all nodes of one document share.
struct Context {
    format: Format,
    duplicates: Vec<Duplicate>,
    /// Bytes of memory that the tree may still take. Only aliases can use it up: without them each
    /// node has its own text, and the budget is a multiple of the text.
    budget: usize,
}

const NODE_COST: usize = 64;

impl Context {
    fn new(text: &str, format: Format) -> Self {
        let budget = text
            .len()
            .saturating_mul(2 * NODE_COST)
            .saturating_add(128 << 20);
        Self {
            format,
            duplicates: Vec::new(),
            budget,
        }
    }

    fn spend<E: Error>(&mut self, bytes: usize) -> Result<(), E> {
        let left = self.budget.checked_sub(bytes + NODE_COST);
        self.budget = left.ok_or_else(|| {
            E::custom("the aliases of this document unfold to more than the memory it may take")
        })?;
        Ok(())
    }

    fn duplicate(&mut self, object: &Trail<'_>, key: &str) {
        if self.duplicates.len() < MAX_DUPLICATES {
            self.duplicates.push(Duplicate {
                object: object.path(),
                key: key.to_owned(),
            });
        }
    }
}

struct Node<'a> {
    context: &'a mut Context,
    place: &'a Trail<'a>,
}

impl<'de> DeserializeSeed<'de> for Node<'_> {
    type Value = Value;

    fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Node<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        self.context.spend(0).map(|()| Value::Null)
    }

    fn visit_none<E: Error>(self) -> Result<Value, E> {
        self.visit_unit()
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        self.context.spend(0).map(|()| Value::Bool(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Value, E> {
        self.context.spend(0).map(|()| value.into())
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        self.context.spend(0).map(|()| value.into())
    }

    fn visit_i128<E: Error>(self, value: i128) -> Result<Value, E> {
        self.visit_f64(value as f64)
    }

    fn visit_u128<E: Error>(self, value: u128) -> Result<Value, E> {
        self.visit_f64(value as f64)
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        self.context.spend(0)?;
        let number = Number::from_f64(value);
        number
            .map(Value::Number)
            .ok_or_else(|| E::custom(format!("`{value}` is no JSON number")))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Value, E> {
        self.context.spend(value.len())?;
        Ok(Value::String(value.to_owned()))
    }

    fn visit_string<E: Error>(self, value: String) -> Result<Value, E> {
        self.context.spend(value.len())?;
        Ok(Value::String(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        self.context.spend(0)?;
        let mut array = Vec::new();
        loop {
            let place = Trail::Index(self.place, array.len());
            let seed = Node {
                context: &mut *self.context,
                place: &place,
            };
            match items.next_element_seed(seed)? {
                Some(item) => array.push(item),
                None => return Ok(Value::Array(array)),
            }
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        self.context.spend(0)?;
        let mut object = Map::new();
        let mut merged = Vec::new();
        while let Some(key) = entries.next_key_seed(Key)? {
            self.context.spend(key.len())?;
            if self.context.format == Format::Yaml && key == "<<" {
                merged.push(value_of(self.context, self.place, &key, &mut entries)?);
                continue;
            }
            match object.entry(key) {
                Entry::Vacant(entry) => {
                    let value = value_of(self.context, self.place, entry.key(), &mut entries)?;
                    entry.insert(value);
                }
                Entry::Occupied(entry) => {
                    self.context.duplicate(self.place, entry.key());
                    entries.next_value::<IgnoredAny>()?;
                }
            }
        }
        merged
            .into_iter()
            .try_for_each(|source| merge(&mut object, source))?;
        Ok(Value::Object(object))
    }

    fn visit_enum<A: EnumAccess<'de>>(self, _: A) -> Result<Value, A::Error> {
        Err(A::Error::custom(
            "a YAML tag of one's own has no meaning in a description",
        ))
    }
}

fn value_of<'de, A: MapAccess<'de>>(
    context: &mut Context,
    object: &Trail<'_>,
    key: &str,
    entries: &mut A,
) -> Result<Value, A::Error> {
    let place = Trail::Key(object, key);
    entries.next_value_seed(Node {
        context,
        place: &place,
    })
}

/// Keys are read as text whatever they look like, so that `200:` is "200" and `1.0:` is "1.0".
struct Key;

impl<'de> DeserializeSeed<'de> for Key {
    type Value = String;

    fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<String, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Key {
    type Value = String;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key that is plain text")
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<String, E> {
        Ok(value.to_owned())
    }

    fn visit_string<E: Error>(self, value: String) -> Result<String, E> {
        Ok(value)
    }
}

/// Fills in what a YAML merge key (`<<: *base`) brings; the object's own keys win.
fn merge<E: Error>(object: &mut Map<String, Value>, source: Value) -> Result<(), E> {
    match source {
        Value::Object(entries) => {
            for (key, value) in entries {
                object.entry(key).or_insert(value);
            }
            Ok(())
        }
        Value::Array(items) if items.iter().all(Value::is_object) => {
            items.into_iter().try_for_each(|item| merge(object, item))
        }
        _ => Err(E::custom("`<<` takes an object or a list of objects")),
    }
}

/// The byte offset of a 1-based line and byte column, as serde_json counts them.
fn offset_of(text: &str, line: usize, column: usize) -> usize {
    let start = text
        .split_inclusive('\n')
        .take(line.saturating_sub(1))
        .map(str::len)
        .sum::<usize>();
    floor_boundary(text, start + column.saturating_sub(1))
}

/// The byte offset of the character number `index`, as saphyr counts them.
fn byte_offset(text: &str, index: usize) -> usize {
    text.char_indices()
        .nth(index)
        .map_or(text.len(), |(offset, _)| offset)
}

/// libyaml's reader gives no line for a bad character, only a byte "position" in the message.
fn offset_in_message(message: &str) -> Option<usize> {
    let (_, rest) = message.split_once(" at position ")?;
    let digits = rest.split(|c: char| !c.is_ascii_digit()).next()?;
    digits.parse().ok()
}

fn floor_boundary(text: &str, offset: usize) -> usize {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

/// Takes "at line 3 column 5" and "at position 7" out of a message: the place is shown with it.
fn without_places(message: &str) -> String {
    let mut parts = message.split(" at ");
    let mut result = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        match part
            .strip_prefix("line ")
            .or_else(|| part.strip_prefix("position "))
        {
            Some(place) => result.push_str(place.trim_start_matches(|c: char| {
                c.is_ascii_digit() || c == ' ' || "column".contains(c)
            })),
            None => {
                result.push_str(" at ");
                result.push_str(part);
            }
        }
    }
    result
}
