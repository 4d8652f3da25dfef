//! Alternatives that only list values: together they are one `enum`.

use foldhash::HashSet;
use foldhash::fast::RandomState;
use indexmap::IndexSet;
use serde_json::{Map, Value};

use super::{Node, Resolver};
use crate::model::Docs;
use crate::pointer::Pointer;

/// Keywords that say nothing about what values look like.
const REMARKS: [&str; 7] = [
    "title",
    "description",
    "deprecated",
    "example",
    "examples",
    "externalDocs",
    "$comment",
];

/// What alternatives come to.
#[derive(Default)]
struct Listed {
    kind: Option<String>,
    values: IndexSet<Value, RandomState>,
    about: Vec<(Value, Docs)>,
    nullable: bool,
    /// One of them takes every value of its type.
    is_free: bool,
}

impl Resolver<'_> {
    /// `oneOf: [{const: 1, title: One}, …]` is `enum: [1, …]`, and the title is the name of the value.
    ///
    /// `anyOf: [{type: string}, {enum: […]}]` is one too, since every enum takes more than it knows.
    pub(super) fn take_listed(&self, node: &mut Node) {
        let members = match (node.one_of.is_empty(), node.any_of.is_empty()) {
            (false, true) => &node.one_of,
            (true, false) => &node.any_of,
            _ => return,
        };
        let says_more =
            !node.properties.is_empty() || node.discriminator.is_some() || !node.values.is_empty();
        if says_more || !node.all_of.is_empty() {
            return;
        }
        let Some(listed) = self.listed(members, node.kind.clone()) else {
            return;
        };
        node.one_of.clear();
        node.any_of.clear();
        node.kind = listed.kind;
        node.nullable |= listed.nullable;
        node.values = listed.values.into_iter().collect();
        node.about = listed.about;
    }

    fn listed(&self, members: &[Pointer], kind: Option<String>) -> Option<Listed> {
        let mut found = Listed {
            kind,
            ..Listed::default()
        };
        let mut todo: Vec<Pointer> = members.iter().rev().cloned().collect();
        let mut seen = HashSet::default();
        while let Some(member) = todo.pop() {
            let at = self.follow(&member).ok()?;
            if !seen.insert(at.clone()) {
                continue;
            }
            let schema = self.get(&at)?.as_object()?;
            let inner = found.take(schema)?;
            let count = schema
                .get(inner)
                .and_then(Value::as_array)
                .map_or(0, Vec::len);
            let below = at.child(inner);
            todo.extend((0..count).rev().map(|index| below.index(index)));
        }
        (found.fits() && !found.values.is_empty()).then_some(found)
    }
}

impl Listed {
    /// Takes what an alternative lists; tells the keyword of further alternatives in it, if it is not
    /// empty. `None` if it says anything else.
    fn take(&mut self, schema: &Map<String, Value>) -> Option<&'static str> {
        let is_known = |key: &String| {
            key.starts_with("x-")
                || REMARKS.contains(&key.as_str())
                || matches!(key.as_str(), "type" | "enum" | "nullable" | "format")
                || matches!(key.as_str(), "oneOf" | "anyOf")
        };
        if !schema.keys().all(is_known) {
            return None;
        }
        self.nullable |= schema.get("nullable").and_then(Value::as_bool) == Some(true);
        match schema.get("type").and_then(Value::as_str) {
            Some("null") => {
                self.nullable = true;
                return Some("");
            }
            Some(kind) if self.kind.as_deref().is_some_and(|had| had != kind) => return None,
            Some(kind) => self.kind = Some(kind.to_owned()),
            None => {}
        }
        let inner = ["oneOf", "anyOf"]
            .into_iter()
            .find(|key| schema.contains_key(*key));
        match (schema.get("enum").and_then(Value::as_array), inner) {
            (Some(values), None) => self.add(schema, values),
            (None, Some(inner)) => return Some(inner),
            (None, None) if schema.contains_key("type") && !schema.contains_key("format") => {
                self.is_free = true;
            }
            _ => return None,
        }
        Some("")
    }

    fn add(&mut self, schema: &Map<String, Value>, values: &[Value]) {
        for value in values {
            if value.is_null() {
                self.nullable = true;
            } else if !self.values.contains(value) {
                self.values.insert(value.clone());
            }
        }
        if let [value] = values {
            self.about.push((value.clone(), docs(schema)));
        } else {
            self.about.extend(extensions(schema, values));
        }
    }

    /// Whether the values are all strings or all integers, and of the type that is said.
    fn fits(&self) -> bool {
        let strings = self.values.iter().all(Value::is_string);
        let integers = self.values.iter().all(Value::is_i64);
        match self.kind.as_deref() {
            None => !self.is_free && (strings || integers),
            Some("string") => strings,
            Some("integer") => integers,
            Some("number") => integers && !self.is_free,
            Some(_) => false,
        }
    }
}

fn docs(schema: &Map<String, Value>) -> Docs {
    let text = |key: &str| schema.get(key).and_then(Value::as_str).map(str::to_owned);
    Docs {
        title: text("title"),
        description: text("description"),
        deprecated: schema.get("deprecated").and_then(Value::as_bool) == Some(true),
        ..Docs::default()
    }
}

/// What `x-enum-varnames`, `x-enum-descriptions` and their like say of the values of an `enum`.
pub(super) fn extensions(schema: &Map<String, Value>, values: &[Value]) -> Vec<(Value, Docs)> {
    if values.is_empty() {
        return Vec::new();
    }
    let list = |keys: [&str; 3]| {
        let mut found = keys
            .into_iter()
            .filter_map(|key| schema.get(key)?.as_array());
        found.next().filter(|list| list.len() == values.len())
    };
    let names = list(["x-enum-varnames", "x-enumNames", "x-enum-names"]);
    let texts = list([
        "x-enum-descriptions",
        "x-enumDescriptions",
        "x-enum-comments",
    ]);
    if names.is_none() && texts.is_none() {
        return Vec::new();
    }
    let text = |list: Option<&Vec<Value>>, index: usize| {
        let text = list?.get(index)?.as_str()?;
        (!text.is_empty()).then(|| text.to_owned())
    };
    let about = |(index, value): (usize, &Value)| {
        let docs = Docs {
            title: text(names, index),
            description: text(texts, index),
            ..Docs::default()
        };
        (value.clone(), docs)
    };
    values.iter().enumerate().map(about).collect()
}
