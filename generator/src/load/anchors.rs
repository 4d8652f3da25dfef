//! `$anchor`, `$dynamicAnchor` and `$id`: names of schemas that references may use. Here all references
//! are places.

use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value};

use super::Sources;
use crate::grammar::{self, Kind};
use crate::pointer::{FileId, Pointer, Trail};

/// Makes places of references by name.
pub(super) fn resolve(sources: &mut Sources) {
    let file = FileId::default();
    let document = sources.root();
    let mut names = Names::default();
    walk(document, Kind::Document, &Trail::Root, &mut |schema, at| {
        if Names::KEYS.iter().any(|key| schema.contains_key(*key)) {
            names.add(schema, at.pointer(file));
        }
    });
    if names.is_empty() {
        return;
    }
    let mut found = Vec::new();
    walk(document, Kind::Document, &Trail::Root, &mut |schema, at| {
        for key in ["$ref", "$dynamicRef"] {
            let text = schema.get(key).and_then(Value::as_str);
            let at = at.pointer(file);
            if let Some(to) = text.and_then(|text| names.target(document, key, text, &at)) {
                found.push((at, key, to.fragment()));
            }
        }
    });
    let Some(document) = sources.root_mut() else {
        return;
    };
    for (at, key, to) in found {
        if let Some(Value::Object(schema)) = document.pointer_mut(at.path()) {
            schema.shift_remove(key);
            schema.insert("$ref".to_owned(), Value::String(to));
        }
    }
}

#[derive(Default)]
struct Names {
    anchors: HashMap<String, Pointer>,
    /// Dynamic anchors of which there are several: where they lead depends on the way there.
    dynamic: HashMap<String, usize>,
    ids: HashMap<String, Pointer>,
    /// The places of schemas with an `$id`: a fragment inside starts there.
    resources: HashSet<Pointer>,
}

impl Names {
    /// What gives a schema a name.
    const KEYS: [&str; 3] = ["$anchor", "$dynamicAnchor", "$id"];

    fn is_empty(&self) -> bool {
        self.anchors.is_empty() && self.ids.is_empty()
    }

    fn add(&mut self, schema: &Map<String, Value>, at: Pointer) {
        let text = |key: &str| schema.get(key).and_then(Value::as_str).map(str::to_owned);
        if let Some(name) = text("$dynamicAnchor") {
            *self.dynamic.entry(name.clone()).or_default() += 1;
            self.anchors.entry(name).or_insert_with(|| at.clone());
        }
        if let Some(name) = text("$anchor") {
            self.anchors.entry(name).or_insert_with(|| at.clone());
        }
        if let Some(id) = text("$id") {
            let id = id.trim_end_matches('#').to_owned();
            self.ids.entry(id).or_insert_with(|| at.clone());
            self.resources.insert(at);
        }
    }

    /// Where a reference by name leads; `None` for those that stay as they are.
    fn target(&self, document: &Value, key: &str, text: &str, at: &Pointer) -> Option<Pointer> {
        let (id, fragment) = text.split_once('#').unwrap_or((text, ""));
        let is_dynamic = key == "$dynamicRef";
        if is_dynamic && self.dynamic.get(fragment).is_some_and(|count| *count > 1) {
            return None;
        }
        let resource = if id.is_empty() {
            self.resource(at)
        } else {
            Some(self.ids.get(id)?.clone())
        };
        if !fragment.is_empty() && !fragment.starts_with('/') {
            return self.anchors.get(fragment).cloned();
        }
        // `#/…` means the document, but inside of a schema with an `$id` that schema.
        let resource = resource?;
        let inner = Pointer::parse_fragment(at.file(), &format!("#{fragment}"))?;
        let to = resource.join(inner.path());
        let is_there = document.pointer(to.path()).is_some();
        (is_there && (!id.is_empty() || !resource.path().is_empty())).then_some(to)
    }

    /// The closest schema with an `$id` that a place is in.
    fn resource(&self, at: &Pointer) -> Option<Pointer> {
        let mut above = Some(at.clone());
        while let Some(place) = above {
            if self.resources.contains(&place) {
                return Some(place);
            }
            above = place.parent();
        }
        None
    }
}

/// Shows each schema and its place.
fn walk(
    value: &Value,
    kind: Kind,
    at: &Trail<'_>,
    see: &mut dyn FnMut(&Map<String, Value>, &Trail<'_>),
) {
    match value {
        Value::Object(map) => {
            if kind == Kind::Schema {
                see(map, at);
            }
            for (key, value) in map {
                if let Some(kind) = grammar::child(kind, key) {
                    walk(value, kind, &Trail::Key(at, key), see);
                }
            }
        }
        Value::Array(items) => {
            let Some(kind) = grammar::item(kind) else {
                return;
            };
            for (index, value) in items.iter().enumerate() {
                walk(value, kind, &Trail::Index(at, index), see);
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::pointer::FileId;

    fn pointer(path: &str) -> Pointer {
        Pointer::parse(FileId::default(), path).unwrap()
    }

    #[test]
    fn names_lead_to_places() {
        let document = json!({"components": {"schemas": {
            "A": {"$anchor": "a", "$id": "https://x/a"},
            "B": {"$id": "b.json", "$defs": {"c": {"$dynamicAnchor": "node"}}},
        }}});
        let mut names = Names::default();
        walk(
            &document,
            Kind::Document,
            &Trail::Root,
            &mut |schema, at| {
                names.add(schema, at.pointer(FileId::default()));
            },
        );
        let b = "/components/schemas/B";
        let table = [
            ("$ref", "#a", "", Some("/components/schemas/A")),
            ("$ref", "https://x/a", "", Some("/components/schemas/A")),
            (
                "$ref",
                "b.json#/$defs/c",
                "",
                Some("/components/schemas/B/$defs/c"),
            ),
            (
                "$ref",
                "#/$defs/c",
                b,
                Some("/components/schemas/B/$defs/c"),
            ),
            ("$ref", "#/components/schemas/A", b, None),
            ("$ref", "#/components/schemas/A", "", None),
            ("$ref", "other.json#a", "", None),
            ("$ref", "#b", "", None),
            (
                "$dynamicRef",
                "#node",
                "",
                Some("/components/schemas/B/$defs/c"),
            ),
        ];
        for (key, text, at, wanted) in table {
            let found = names.target(&document, key, text, &pointer(at));
            assert_eq!(found.as_ref().map(Pointer::path), wanted, "{text} at {at}");
        }
    }
}
