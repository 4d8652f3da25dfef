//! What is not carried over is told, with its place.

use serde_json::Value;

use super::Lowerer;
use crate::model::{Rules, Type, TypeKind};
use crate::pointer::Pointer;
use crate::resolve::{Additional, Node};

/// What all that is left out of a schema comes to.
pub(super) const ACCEPTS_MORE: &str = "the generated types accept more than the description does";

impl Lowerer<'_, '_> {
    /// Keywords of a schema that nothing later knows of.
    pub(super) fn report_ignored(&mut self, node: &Node) {
        for place in &node.ignored {
            let keyword = place.last().unwrap_or_default();
            let message = match keyword.as_str() {
                "types" if self.types_are_said(node, place) => continue,
                "types" => "`type` is not carried over where other keywords choose between types",
                "not" if self.is_empty(place) => "nothing is allowed here, which no type can say",
                _ => &format!("the keyword `{keyword}` is not carried over"),
            };
            let hint = match keyword.as_str() {
                "defaultMapping" => "a tag that is not known gives the unknown variant",
                _ => ACCEPTS_MORE,
            };
            self.warning("ignored-keyword", place, message.to_owned(), hint);
        }
    }

    /// Whether the types of the list (`types`, see [`patch`](crate::patch)) are those that the
    /// values of an `enum` or the alternatives have anyway.
    fn types_are_said(&self, node: &Node, place: &Pointer) -> bool {
        let listed = self.resolver.get(place).and_then(Value::as_array);
        let takes = |kind: &str| {
            let mut names = listed.into_iter().flatten().filter_map(Value::as_str);
            names.any(|name| name == kind || name == "number" && kind == "integer")
        };
        let of_member = |member: &Pointer| {
            let node = self.resolver.follow(member);
            let node = node.and_then(|at| self.resolver.node(&at));
            node.is_ok_and(|node| node.kind.as_deref().is_some_and(&takes))
        };
        let members = || node.one_of.iter().chain(&node.any_of).chain(&node.all_of);
        if !node.values.is_empty() {
            return node.values.iter().all(|value| takes(kind_of(value)));
        }
        members().next().is_some() && members().all(of_member)
    }

    /// Rules of values that the type has, but no check.
    pub(super) fn report_rules(&mut self, at: &Pointer, node: &Node, ty: &Type) {
        let kept = keywords(&self.applicable(&node.rules, ty));
        let kind = node.kind.as_deref().or(self.kind_of_type(ty));
        for (keyword, of) in keywords(&node.rules) {
            let applies = kind.is_none_or(|kind| kind == of || of == "number" && kind == "integer");
            let place = at.child(keyword);
            // What several parts say is told where the first of them says it.
            if applies && !kept.contains(&(keyword, of)) && self.resolver.get(&place).is_some() {
                self.warning(
                    "ignored-rule",
                    &place,
                    format!("`{keyword}` is not checked for values of this type"),
                    "a request may break the rule; the server will tell",
                );
            }
        }
    }

    /// What stands beside a reference: OpenAPI 3.0 takes no notice of it, and newer versions have no
    /// such thing any more when they come here.
    pub(super) fn report_siblings(&mut self, place: &Pointer) {
        const REMARKS: [&str; 7] = [
            "$ref",
            "$comment",
            "title",
            "summary",
            "description",
            "example",
            "deprecated",
        ];
        let Some(Value::Object(object)) = self.resolver.get(place) else {
            return;
        };
        if !object.get("$ref").is_some_and(Value::is_string) {
            return;
        }
        for key in object.keys() {
            if !key.starts_with("x-") && !REMARKS.contains(&key.as_str()) {
                self.warning(
                    "ignored-sibling",
                    &place.child(key),
                    format!("`{key}` beside `$ref` is ignored (OpenAPI 3.0.3, 4.7.23)"),
                    "put the reference into an `allOf` of its own",
                );
            }
        }
    }

    /// What the values of a type are in JSON, where that is one thing.
    fn kind_of_type(&self, ty: &Type) -> Option<&'static str> {
        match self.behind_aliases(ty) {
            Type::Bool => Some("boolean"),
            Type::Integer(_) | Type::Float(_) => Some("number"),
            Type::String(_) | Type::Format(_) | Type::Base64 | Type::Binary | Type::File => {
                Some("string")
            }
            Type::List(_) => Some("array"),
            Type::Map(_) => Some("object"),
            Type::Named(id) => match &self.types[id.0 as usize].as_ref()?.kind {
                TypeKind::Struct(_) => Some("object"),
                TypeKind::Tuple(_) => Some("array"),
                // The values are listed.
                TypeKind::Enum(_) => Some("enum"),
                TypeKind::Union(_) | TypeKind::Alias(_) => None,
            },
            Type::Json => None,
        }
    }

    fn is_empty(&self, place: &Pointer) -> bool {
        let found = self.resolver.get(place).and_then(Value::as_object);
        found.is_some_and(serde_json::Map::is_empty)
    }

    /// A union takes properties that are nowhere declared.
    pub(super) fn report_unevaluated(&mut self, at: &Pointer, node: &Node) {
        // That there are none is what the variants say by themselves.
        if matches!(node.unevaluated, Additional::Any | Additional::Schema(_)) {
            self.warning(
                "ignored-keyword",
                &at.child("unevaluatedProperties"),
                "the keyword `unevaluatedProperties` is not carried over beside alternatives"
                    .to_owned(),
                ACCEPTS_MORE,
            );
        }
    }

    /// Values that are no enum: of several types, or neither strings nor integers.
    pub(super) fn report_values(&mut self, at: &Pointer, node: &Node) {
        let raw = self.resolver.get(&at.child("enum"));
        if raw.and_then(Value::as_array).is_some_and(Vec::is_empty) {
            self.defect(
                "empty-enum",
                &at.child("enum"),
                "an `enum` without values allows nothing".to_owned(),
                "it is left out",
            );
        }
        if node.values.iter().any(|value| !value.is_null()) {
            self.warning(
                "ignored-keyword",
                &at.child("enum"),
                "an `enum` is carried over if its values are all strings or all integers"
                    .to_owned(),
                ACCEPTS_MORE,
            );
        }
    }

    /// Calls that the server makes. Who selects operations has not asked for them.
    pub(super) fn report_webhooks(&mut self, at: &Pointer) {
        if self.policy.is_narrowed() {
            return;
        }
        for name in self.resolver.keys(at) {
            if !name.starts_with("x-") {
                self.warning(
                    "ignored-field",
                    &at.child(name),
                    format!("the webhook `{name}` is not carried over"),
                    "the client makes calls; it takes none",
                );
            }
        }
    }

    /// Warns of fields that nothing later knows of.
    pub(super) fn report_left_out(&mut self, at: &Pointer, keys: &[&str]) {
        let Some(object) = self.resolver.get(at) else {
            return;
        };
        for key in keys {
            if object.get(key).is_some() {
                self.warning(
                    "ignored-field",
                    &at.child(key),
                    format!("`{key}` is not carried over here"),
                    left_out(key),
                );
            }
        }
    }
}

/// What it means that a field is left out.
fn left_out(key: &str) -> &'static str {
    match key {
        "callbacks" => "the client makes calls; it takes none",
        "links" => "the value for the next call is in the body or a header of this one",
        "query" | "additionalOperations" => "there is no method for these operations",
        "itemSchema" => "the content has no type of its own; its items are read by the caller",
        _ => "the parts are written as their types say",
    }
}

/// The keywords of rules, and the type of the values that each is for.
fn keywords(rules: &Rules) -> Vec<(&'static str, &'static str)> {
    let found = [
        (!rules.patterns.is_empty(), "pattern", "string"),
        (rules.min_length.is_some(), "minLength", "string"),
        (rules.max_length.is_some(), "maxLength", "string"),
        (rules.minimum.is_some(), "minimum", "number"),
        (rules.maximum.is_some(), "maximum", "number"),
        (rules.multiple_of.is_some(), "multipleOf", "number"),
        (rules.min_items.is_some(), "minItems", "array"),
        (rules.max_items.is_some(), "maxItems", "array"),
        (rules.unique_items, "uniqueItems", "array"),
        (rules.min_properties.is_some(), "minProperties", "object"),
        (rules.max_properties.is_some(), "maxProperties", "object"),
    ];
    let given = found.into_iter().filter(|(given, _, _)| *given);
    given.map(|(_, keyword, of)| (keyword, of)).collect()
}

/// The name that JSON Schema has for the type of a value.
fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_f64() => "number",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}
