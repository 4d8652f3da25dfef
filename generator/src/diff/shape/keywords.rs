//! What the keywords of one schema say.

use serde_json::Value;

use super::merge::Merge;
use super::{Bound, CONTENT, COUNTS, INNER, Sited};
use crate::diff::tree::Part;
use crate::diff::types::Types;

impl<'a> Merge<'_, 'a> {
    pub(super) fn types(&mut self, part: &Part<'a>) {
        let stated = match part.value.get("type") {
            Some(Value::String(name)) => Types::named(name),
            Some(Value::Array(names)) => names
                .iter()
                .filter_map(Value::as_str)
                .fold(Types::NONE, |all, name| all.or(Types::named(name))),
            _ => {
                self.nullable |= part.flag("nullable");
                return;
            }
        };
        if stated.is_empty() {
            return;
        }
        let stated = if part.flag("nullable") {
            stated.or(Types::NULL)
        } else {
            stated
        };
        self.nullable |= part.flag("nullable");
        self.shape.types = self.shape.types.and(stated);
        self.shape.types_at = part.at.child("type");
        self.states_types = true;
    }

    pub(super) fn values(&mut self, part: &Part<'a>) {
        let mut listed: Option<Vec<Sited<Value>>> = None;
        if let Some(all) = part.child("enum").filter(|all| all.value.is_array()) {
            let values = all.items().into_iter();
            listed = Some(
                values
                    .map(|value| Sited {
                        value: value.value.clone(),
                        at: value.at,
                    })
                    .collect(),
            );
        }
        if let Some(one) = part.child("const") {
            listed = Some(vec![Sited {
                value: one.value.clone(),
                at: one.at,
            }]);
        }
        if let Some(listed) = listed {
            self.restrict(listed);
        }
        for value in part
            .child("x-extensible-enum")
            .map(|all| all.items())
            .unwrap_or_default()
        {
            self.shape.extensible.push(Sited {
                value: value.value,
                at: value.at,
            });
        }
    }

    pub(super) fn restrict(&mut self, listed: Vec<Sited<Value>>) {
        self.shape.values = Some(match self.shape.values.take() {
            Some(known) => known
                .into_iter()
                .filter(|one| listed.iter().any(|other| other.value == one.value))
                .collect(),
            None => listed,
        });
    }

    pub(super) fn numbers(&mut self, part: &Part<'a>) {
        let number = |key: &str| part.value.get(key).and_then(Value::as_f64);
        let lower = [
            number("minimum").map(|value| (value, part.flag("exclusiveMinimum"), "minimum")),
            number("exclusiveMinimum").map(|value| (value, true, "exclusiveMinimum")),
        ];
        for (value, exclusive, keyword) in lower.into_iter().flatten() {
            let tighter = self.shape.minimum.as_ref().is_none_or(|known| {
                (value, exclusive) > (known.value.value, known.value.exclusive)
            });
            if tighter {
                let bound = Bound { value, exclusive };
                self.shape.minimum = Some(Sited {
                    value: bound,
                    at: part.at.child(keyword),
                });
            }
        }
        let upper = [
            number("maximum").map(|value| (value, part.flag("exclusiveMaximum"), "maximum")),
            number("exclusiveMaximum").map(|value| (value, true, "exclusiveMaximum")),
        ];
        for (value, exclusive, keyword) in upper.into_iter().flatten() {
            let tighter = self.shape.maximum.as_ref().is_none_or(|known| {
                (-value, exclusive) > (-known.value.value, known.value.exclusive)
            });
            if tighter {
                let bound = Bound { value, exclusive };
                self.shape.maximum = Some(Sited {
                    value: bound,
                    at: part.at.child(keyword),
                });
            }
        }
        if let Some(value) = number("multipleOf").filter(|value| *value > 0.0) {
            self.shape.multiple_of = Some(Sited {
                value,
                at: part.at.child("multipleOf"),
            });
        }
        for keyword in COUNTS {
            let Some(value) = number(keyword) else {
                continue;
            };
            // `minContains: 0` says that nothing need be contained, all other zeros nothing at all.
            if value == 0.0 && keyword.starts_with("min") && keyword != "minContains" {
                continue;
            }
            let sited = Sited {
                value,
                at: part.at.child(keyword),
            };
            let known = self.shape.counts.get(keyword).map(|known| known.value);
            let is_tighter = known.is_none_or(|known| {
                if keyword.starts_with("min") {
                    value > known
                } else {
                    value < known
                }
            });
            if is_tighter {
                self.shape.counts.insert(keyword, sited);
            }
        }
    }

    pub(super) fn strings(&mut self, part: &Part<'a>) {
        if let Some(pattern) = part.text("pattern").filter(|pattern| !takes_all(pattern))
            && !self
                .shape
                .patterns
                .iter()
                .any(|known| known.value == pattern)
        {
            self.shape.patterns.push(Sited {
                value: pattern,
                at: part.at.child("pattern"),
            });
        }
        let (format, content) = binary(part);
        if let Some((keyword, format)) = format {
            self.shape.format = Some(Sited {
                value: format,
                at: part.at.child(keyword),
            });
        }
        for keyword in CONTENT {
            if content.contains(&keyword)
                && let Some(value) = part.text(keyword)
            {
                self.shape.content.insert(
                    keyword,
                    Sited {
                        value,
                        at: part.at.child(keyword),
                    },
                );
            }
        }
        for keyword in INNER {
            if let Some(inner) = part.child(keyword) {
                self.shape.inner.entry(keyword).or_default().push(inner);
            }
        }
    }

    pub(super) fn arrays(&mut self, part: &Part<'a>) {
        if part.flag("uniqueItems") {
            self.shape.unique = Some(part.at.child("uniqueItems"));
        }
        // Before 2020-12 a list of `items` was what `prefixItems` is now.
        let (list, rest) = match part.child("items") {
            Some(items) if items.value.is_array() => (Some(items), part.child("additionalItems")),
            items => (part.child("prefixItems"), items),
        };
        for (index, item) in list
            .map(|list| list.items())
            .unwrap_or_default()
            .into_iter()
            .enumerate()
        {
            if self.shape.prefix.len() <= index {
                self.shape.prefix.push(Vec::new());
            }
            self.shape.prefix[index].push(item);
        }
        let rest = rest.or_else(|| part.child("unevaluatedItems"));
        self.shape
            .items
            .extend(rest.filter(|rest| *rest.value != Value::Bool(true)));
    }

    pub(super) fn objects(&mut self, part: &Part<'a>) {
        for (name, property) in part.child("properties").iter().flat_map(Part::entries) {
            self.shape
                .properties
                .entry(name)
                .or_default()
                .parts
                .push(property);
        }
        for item in part
            .child("required")
            .map(|all| all.items())
            .unwrap_or_default()
        {
            if let Some(name) = item.value.as_str() {
                self.shape.required.entry(name).or_insert(item.at);
            }
        }
        for keyword in ["additionalProperties", "unevaluatedProperties"] {
            let Some(rest) = part.child(keyword) else {
                continue;
            };
            self.shape.additional_at = rest.at.clone();
            match rest.value {
                Value::Bool(true) => {}
                Value::Bool(false) => self.shape.additional = None,
                Value::Object(map) if map.is_empty() => {}
                _ => {
                    if let Some(known) = &mut self.shape.additional {
                        known.push(rest);
                    }
                }
            }
        }
        for (pattern, property) in part
            .child("patternProperties")
            .iter()
            .flat_map(Part::entries)
        {
            self.shape
                .pattern_properties
                .entry(pattern)
                .or_default()
                .push(property);
        }
        for (name, needs) in part
            .child("dependentRequired")
            .iter()
            .flat_map(Part::entries)
        {
            let names = needs
                .items()
                .iter()
                .filter_map(|item| item.value.as_str())
                .collect();
            self.shape.dependent_required.insert(
                name,
                Sited {
                    value: names,
                    at: needs.at,
                },
            );
        }
        for (name, schema) in part
            .child("dependentSchemas")
            .iter()
            .flat_map(Part::entries)
        {
            self.shape
                .dependent_schemas
                .entry(name)
                .or_default()
                .push(schema);
        }
    }

    pub(super) fn annotations(&mut self, part: &Part<'a>) {
        let shape = &mut self.shape;
        shape.title = shape.title.or(part.text("title"));
        if shape.default.is_none()
            && let Some(default) = part.child("default")
        {
            shape.default = Some(Sited {
                value: default.value,
                at: default.at,
            });
        }
        if part.flag("deprecated") {
            shape.deprecated = Some(part.at.child("deprecated"));
        }
        shape.promise.add(part);
        if part.flag("readOnly") {
            shape.read_only = Some(part.at.child("readOnly"));
        }
        if part.flag("writeOnly") {
            shape.write_only = Some(part.at.child("writeOnly"));
        }
        if shape.description.is_none()
            && let Some(text) = part.text("description")
        {
            shape.description = Some(Sited {
                value: text,
                at: part.at.child("description"),
            });
        }
    }
}

/// The format with the keyword that says it, and the keywords of [`CONTENT`] that say more than that:
/// what is `format: byte` or `binary` in 3.0 is said by these in 3.1.
fn binary<'a>(part: &Part<'a>) -> (Option<(&'static str, &'a str)>, &'static [&'static str]) {
    let [encoding, media] = &CONTENT;
    let format = part.text("format").map(|format| ("format", format));
    match (format, part.text(encoding), part.text(media)) {
        (None, Some(text), _) if text.eq_ignore_ascii_case("base64") => {
            (Some((encoding, "byte")), &CONTENT[1..])
        }
        (Some((_, "byte")), Some(text), _) if text.eq_ignore_ascii_case("base64") => {
            (format, &CONTENT[1..])
        }
        (None | Some((_, "binary")), None, Some("application/octet-stream")) => {
            (format.or(Some((media, "binary"))), &[])
        }
        _ => (format, &CONTENT),
    }
}

/// Patterns that every text matches.
fn takes_all(pattern: &str) -> bool {
    matches!(
        pattern,
        "" | ".*"
            | "^.*$"
            | "^.*"
            | ".*$"
            | "(.*)"
            | "^(.*)$"
            | "^"
            | "$"
            | "[\\s\\S]*"
            | "^[\\s\\S]*$"
    )
}
