//! What the selected operations lead to.

use serde_json::Value;

use super::{Moved, Slicer, component, is_links};
use crate::pointer::{FileId, Pointer};
use crate::select::is_method_key;

/// The sections of the Components Object.
const SECTIONS: [&str; 11] = [
    "schemas",
    "responses",
    "parameters",
    "examples",
    "requestBodies",
    "headers",
    "securitySchemes",
    "links",
    "callbacks",
    "pathItems",
    "mediaTypes",
];

impl Slicer<'_, '_> {
    pub(super) fn reach(&mut self) {
        let root = self.resolver.root().clone();
        let paths = root.child("paths");
        for path in self.resolver.keys(&paths) {
            if !path.starts_with("x-") && self.selected.has_path(path) {
                self.reach_path(path, &paths.child(path));
            }
        }
        let schemes = self.resolver.components("securitySchemes");
        for scheme in self.resolver.keys(&schemes) {
            if self.selected.has_scheme(scheme) {
                self.keep(schemes.child(scheme));
            }
        }
        self.reach_tags(&root.child("tags"));
    }

    /// The fields of a path, and its operations that are selected.
    fn reach_path(&mut self, path: &str, place: &Pointer) {
        let Some(item) = self.path_item(path, place) else {
            return;
        };
        for key in self.resolver.keys(&item) {
            let at = item.child(key);
            if key == "additionalOperations" {
                let own = self.resolver.keys(&at).into_iter();
                own.filter(|method| self.selected.has(path, method))
                    .for_each(|method| self.reach_operation(at.child(method)));
            } else if !is_method_key(key) {
                self.walk(at);
            } else if self.selected.has(path, key) {
                self.reach_operation(at);
            }
        }
    }

    /// A path may be a reference to a component, which is cut to what is selected, too.
    fn path_item(&mut self, path: &str, place: &Pointer) -> Option<Pointer> {
        let at = self.resolver.follow(place).ok()?;
        if at != *place {
            let methods = self.resolver.keys(&at).into_iter();
            let methods = methods.filter(|key| self.selected.has(path, key));
            let methods: Vec<String> = methods.map(str::to_owned).collect();
            self.items.entry(at.clone()).or_default().extend(methods);
            self.moved_or_kept(place, &at);
        }
        Some(at)
    }

    fn reach_operation(&mut self, at: Pointer) {
        self.needs_security |= self.resolver.get(&at.child("security")).is_none();
        self.walk(at);
    }

    fn reach_tags(&mut self, declared: &Pointer) {
        let list = self.resolver.get(declared).and_then(Value::as_array);
        let list: Vec<&Value> = list.into_iter().flatten().collect();
        let text = |tag: &Value, key: &str| Some(tag.get(key)?.as_str()?.to_owned());
        let names = list.iter().filter_map(|tag| text(tag, "name"));
        let mut todo: Vec<String> = names.filter(|name| self.selected.has_tag(name)).collect();
        while let Some(name) = todo.pop() {
            let of_that_name = list
                .iter()
                .filter(|tag| text(tag, "name").as_ref() == Some(&name));
            let parents = of_that_name.filter_map(|tag| text(tag, "parent"));
            if self.tags.insert(name.clone()) {
                todo.extend(parents);
            }
        }
    }

    /// Keeps all that a place leads to.
    fn walk(&mut self, start: Pointer) {
        let mut todo = vec![start];
        while let Some(at) = todo.pop() {
            match self.resolver.get(&at) {
                Some(Value::Array(items)) => {
                    todo.extend((0..items.len()).map(|index| at.index(index)));
                }
                Some(Value::Object(map)) => {
                    let is_links = is_links(&at);
                    let children = map.keys().map(|key| at.child(key));
                    todo.extend(children.filter(|child| !is_links || !self.is_dead_link(child)));
                    todo.extend(self.led_to(&at));
                }
                _ => {}
            }
        }
    }

    /// Where an object leads by `$ref` and by a discriminator, as far as nobody has been there.
    fn led_to(&mut self, at: &Pointer) -> Vec<Pointer> {
        let mut found = Vec::new();
        if let Some(reference) = self.text(at, "$ref").map(str::to_owned) {
            match self.target(at, &reference) {
                Some(target) => found.extend(self.moved_or_kept(at, &target)),
                None if is_example(at) => {}
                None => self.lost(at.child("$ref"), &reference),
            }
        }
        for target in self.discriminated(at) {
            found.extend(self.moved_or_kept(at, &target));
        }
        found
    }

    /// The schemas that a discriminator may choose, besides those of `oneOf`.
    fn discriminated(&self, at: &Pointer) -> Vec<Pointer> {
        let discriminator = at.child("discriminator");
        if self.text(&discriminator, "propertyName").is_none() {
            return Vec::new();
        }
        let mapping = discriminator.child("mapping");
        let values = self.resolver.keys(&mapping).into_iter();
        let values = values.filter_map(|key| self.text(&mapping, key));
        let default = self.text(&discriminator, "defaultMapping");
        let mapped: Vec<_> = values
            .chain(default)
            .filter_map(|to| self.mapped(at, to))
            .collect();
        let is_empty = |key: &str| {
            let list = self.resolver.get(&at.child(key)).and_then(Value::as_array);
            list.is_none_or(Vec::is_empty)
        };
        if mapped.is_empty() && is_empty("oneOf") && is_empty("anyOf") {
            return self.resolver.children(at).to_vec();
        }
        mapped
    }

    /// A mapping names a component schema, or refers to one.
    pub(super) fn mapped(&self, at: &Pointer, value: &str) -> Option<Pointer> {
        let by_name = self.resolver.components("schemas").child(value);
        let is_name = self.resolver.get(&by_name).is_some();
        if is_name {
            Some(by_name)
        } else {
            self.target(at, value)
        }
    }

    /// The place to go on from, unless it was gone on from before.
    fn moved_or_kept(&mut self, from: &Pointer, target: &Pointer) -> Option<Pointer> {
        if self.items.contains_key(target) && component(target).is_some() {
            self.kept.insert(target.clone());
            return None;
        }
        if target.file() == FileId::default()
            && let Some(unit) = component(target)
        {
            return self.kept.insert(unit.clone()).then_some(unit);
        }
        if self.moved.contains_key(target) {
            return None;
        }
        let section = section(from);
        let name = self.free_name(section, target);
        self.moved.insert(target.clone(), Moved { section, name });
        Some(target.clone())
    }

    fn keep(&mut self, component: Pointer) {
        if self.kept.insert(component.clone()) {
            self.walk(component);
        }
    }

    /// A name for what becomes a component: the last part of its place that says something.
    fn free_name(&self, section: &str, target: &Pointer) -> String {
        let is_word = |c: char| c.is_ascii_alphanumeric() || "-_".contains(c);
        let mut segments: Vec<String> = target.segments().map(|part| part.into_owned()).collect();
        let telling = segments.len().saturating_sub(1);
        let is_numbered = segments
            .last()
            .is_some_and(|last| last.parse::<u32>().is_ok());
        let parts = if is_numbered {
            segments.split_off(telling.saturating_sub(1))
        } else {
            segments.split_off(telling)
        };
        let plain = |part: &String| {
            part.replace(|c| !is_word(c), "_")
                .trim_matches('_')
                .to_owned()
        };
        let wanted = parts.iter().map(plain).collect::<Vec<_>>().join("_");
        let wanted = if wanted.is_empty() {
            section.trim_end_matches('s').to_owned()
        } else {
            wanted
        };
        let is_taken = |name: &str| {
            let own = self.resolver.components(section).child(name);
            self.resolver.get(&own).is_some()
                || self
                    .moved
                    .values()
                    .any(|moved| moved.section == section && moved.name == name)
        };
        let mut names = (1..).map(|number| match number {
            1 => wanted.clone(),
            _ => format!("{wanted}{number}"),
        });
        names.find(|name| !is_taken(name)).unwrap_or(wanted.clone())
    }
}

/// What a reference stands for, by where it stands.
fn section(from: &Pointer) -> &'static str {
    let segments: Vec<_> = from.segments().collect();
    let parts: Vec<&str> = segments.iter().map(AsRef::as_ref).collect();
    let known = |name: &str| SECTIONS.into_iter().find(|section| *section == name);
    match parts.as_slice() {
        ["components", section, _] => known(section).unwrap_or("schemas"),
        ["paths", _] => "pathItems",
        [.., "requestBody"] => "requestBodies",
        [.., "properties" | "patternProperties" | "$defs", _] => "schemas",
        [.., holder, _] => match known(holder) {
            Some(
                section @ ("responses" | "parameters" | "examples" | "headers" | "links"
                | "callbacks"),
            ) => section,
            _ => "schemas",
        },
        _ => "schemas",
    }
}

/// A `$ref` in the value of an example is a value.
fn is_example(at: &Pointer) -> bool {
    at.segments().any(|part| {
        matches!(
            part.as_ref(),
            "example" | "examples" | "default" | "enum" | "const"
        )
    })
}
