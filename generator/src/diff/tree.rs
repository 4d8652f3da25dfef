//! One side of a comparison as a tree: places, values, and where references lead.

use std::collections::HashSet;

use serde_json::{Map, Value};

use crate::load::Sources;
use crate::pointer::{FileId, Pointer};

/// A value with its place.
#[derive(Clone, Debug)]
pub struct Part<'a> {
    pub at: Pointer,
    pub value: &'a Value,
}

impl<'a> Part<'a> {
    /// A property of an object.
    pub fn child(&self, key: &str) -> Option<Part<'a>> {
        let value = self.value.get(key)?;
        Some(Part {
            at: self.at.child(key),
            value,
        })
    }

    /// The items of an array.
    pub fn items(&self) -> Vec<Part<'a>> {
        let items = self.value.as_array().map(Vec::as_slice).unwrap_or_default();
        let part = |(index, value)| Part {
            at: self.at.index(index),
            value,
        };
        items.iter().enumerate().map(part).collect()
    }

    /// The properties of an object.
    pub fn entries(&self) -> Vec<(&'a str, Part<'a>)> {
        let Some(map) = self.value.as_object() else {
            return Vec::new();
        };
        let entry = |(key, value): (&'a String, &'a Value)| {
            let at = self.at.child(key);
            (key.as_str(), Part { at, value })
        };
        map.iter().map(entry).collect()
    }

    /// The properties, when this is an object.
    pub fn object(&self) -> Option<&'a Map<String, Value>> {
        self.value.as_object()
    }

    /// A property that is a text.
    pub fn text(&self, key: &str) -> Option<&'a str> {
        self.value.get(key)?.as_str()
    }

    /// A property that is true.
    pub fn flag(&self, key: &str) -> bool {
        self.value.get(key).and_then(Value::as_bool) == Some(true)
    }
}

/// A description as it was read, with its overlays.
#[derive(Clone, Copy, Debug)]
pub struct Tree<'a> {
    sources: &'a Sources,
    /// Before 3.1 what stands beside a `$ref` counts for nothing.
    siblings: bool,
}

impl<'a> Tree<'a> {
    pub fn new(sources: &'a Sources) -> Self {
        let version = sources.root().get("openapi").and_then(Value::as_str);
        Self {
            sources,
            siblings: !version.is_some_and(|version| version.starts_with("3.0")),
        }
    }

    pub fn sources(&self) -> &'a Sources {
        self.sources
    }

    /// The whole document.
    pub fn root(&self) -> Part<'a> {
        Part {
            at: Pointer::root(FileId::default()),
            value: self.sources.root(),
        }
    }

    /// What stands at a place.
    pub fn part(&self, at: &Pointer) -> Option<Part<'a>> {
        let value = self.sources.get(at)?;
        Some(Part {
            at: at.clone(),
            value,
        })
    }

    /// Whether what stands beside a `$ref` holds as well.
    pub fn has_siblings(&self) -> bool {
        self.siblings
    }

    /// Where the reference of a value leads; `None` for a value without one, or one that leads nowhere.
    pub fn target(&self, part: &Part<'a>) -> Option<Part<'a>> {
        let text = part.text("$ref")?;
        let at = Pointer::parse_fragment(part.at.file(), text)?;
        self.part(&at)
    }

    /// Follows references to the end. A circle, and a reference that leads nowhere, stay what they are.
    pub fn follow(&self, part: Part<'a>) -> Part<'a> {
        let mut seen = HashSet::new();
        let mut part = part;
        while seen.insert(part.at.clone()) {
            match self.target(&part) {
                Some(target) => part = target,
                None => break,
            }
        }
        part
    }
}
