//! Copies what was reached.

use serde_json::{Map, Value, json};

use super::{Slicer, is_links};
use crate::pointer::{Pointer, escape};
use crate::select::is_method_key;

impl Slicer<'_, '_> {
    pub(super) fn document(&self) -> Value {
        let root = self.resolver.root();
        let mut document = Map::new();
        for key in self.resolver.keys(root) {
            let at = root.child(key);
            let part = match key {
                "webhooks" => None,
                key if key.starts_with("x-") => None,
                "paths" => Some(self.paths(&at)),
                "components" => self.components(&at),
                "tags" => self.tags(&at),
                "security" => self.needs_security.then(|| self.copy(&at)),
                _ => Some(self.copy(&at)),
            };
            document.extend(part.map(|part| (key.to_owned(), part)));
        }
        if !document.contains_key("components") && !self.moved.is_empty() {
            let components = self.with_moved(Map::new());
            document.insert("components".to_owned(), components.into());
        }
        document.into()
    }

    fn tags(&self, at: &Pointer) -> Option<Value> {
        let all = self.resolver.get(at)?.as_array()?;
        let name = |tag: &Value| tag.get("name").and_then(Value::as_str).map(str::to_owned);
        let is_used = |tag: &&Value| name(tag).is_some_and(|name| self.tags.contains(&name));
        let used: Vec<Value> = all.iter().filter(is_used).cloned().collect();
        (!used.is_empty()).then(|| used.into())
    }

    fn paths(&self, at: &Pointer) -> Value {
        let keys = self.resolver.keys(at).into_iter();
        let keys = keys.filter(|key| key.starts_with("x-") || self.selected.has_path(key));
        keys.map(|path| (path.to_owned(), self.path(path, &at.child(path))))
            .collect::<Map<_, _>>()
            .into()
    }

    fn path(&self, path: &str, at: &Pointer) -> Value {
        self.item(at, &|method| self.selected.has(path, method))
    }

    /// A Path Item Object with some of its operations.
    fn item(&self, at: &Pointer, has: &dyn Fn(&str) -> bool) -> Value {
        if self.text(at, "$ref").is_some() || !self.resolver.get(at).is_some_and(Value::is_object) {
            return self.copy(at);
        }
        let mut item = Map::new();
        for key in self.resolver.keys(at) {
            let place = at.child(key);
            if key == "additionalOperations" {
                let own = self
                    .resolver
                    .keys(&place)
                    .into_iter()
                    .filter(|key| has(key));
                let own = own.map(|method| (method.to_owned(), self.copy(&place.child(method))));
                let own: Map<_, _> = own.collect();
                if !own.is_empty() {
                    item.insert(key.to_owned(), own.into());
                }
            } else if !is_method_key(key) || has(key) {
                item.insert(key.to_owned(), self.copy(&place));
            }
        }
        item.into()
    }

    fn components(&self, at: &Pointer) -> Option<Value> {
        let mut components = Map::new();
        for section in self.resolver.keys(at) {
            let place = at.child(section);
            let names = self.resolver.keys(&place).into_iter();
            let kept = names.filter(|name| self.kept.contains(&place.child(name)));
            let kept = kept.map(|name| (name.to_owned(), self.component(&place.child(name))));
            let kept: Map<_, _> = kept.collect();
            if !kept.is_empty() {
                components.insert(section.to_owned(), kept.into());
            }
        }
        let components = self.with_moved(components);
        (!components.is_empty()).then(|| components.into())
    }

    fn component(&self, at: &Pointer) -> Value {
        match self.items.get(at) {
            Some(methods) => self.item(at, &|method| methods.contains(method)),
            None => self.copy(at),
        }
    }

    /// Adds what becomes a component, in the order of its names.
    fn with_moved(&self, mut components: Map<String, Value>) -> Map<String, Value> {
        let mut moved: Vec<_> = self.moved.iter().collect();
        moved.sort_by_key(|(_, to)| (to.section, &to.name));
        for (at, to) in moved {
            let section = components.entry(to.section).or_insert_with(|| json!({}));
            if let Value::Object(section) = section {
                section.insert(to.name.clone(), self.component(at));
            }
        }
        components
    }

    /// A copy whose references are to what the slice has.
    fn copy(&self, at: &Pointer) -> Value {
        match self.resolver.get(at) {
            Some(Value::Array(items)) => (0..items.len())
                .map(|index| self.copy(&at.index(index)))
                .collect(),
            Some(Value::Object(map)) => {
                let is_links = is_links(at);
                let mut copy = Map::new();
                for key in map.keys() {
                    let place = at.child(key);
                    if is_links && self.is_dead_link(&place) {
                        continue;
                    }
                    let part = self.reference(at, key).unwrap_or_else(|| self.copy(&place));
                    // Links that all lead to what is left out.
                    if !(super::is_links(&place) && part == json!({})) {
                        copy.insert(key.clone(), part);
                    }
                }
                copy.into()
            }
            other => other.cloned().unwrap_or_default(),
        }
    }

    /// What stands in place of a reference to something that was moved.
    fn reference(&self, at: &Pointer, key: &str) -> Option<Value> {
        let text = self.text(at, key)?;
        let in_mapping = at.last().is_some_and(|last| last == "mapping");
        let to = match key {
            "$ref" => self.target(at, text)?,
            _ if in_mapping => self.mapped(at, text)?,
            _ => return None,
        };
        let moved = self.moved.get(&to)?;
        let (section, name) = (moved.section, escape(&moved.name));
        Some(format!("#/components/{section}/{name}").into())
    }
}
