//! One schema, without its children: they are places of their own.

use indexmap::IndexMap;
use openapiv3::{AdditionalProperties, AnySchema, ExternalDocumentation, Schema, SchemaKind, Type};
use serde_json::Value;

use super::{Cut, Outcome, Resolver};
use crate::model::{Bound, Docs, Link, Rules};
use crate::pointer::Pointer;

/// A Schema Object (OpenAPI 3.0.3).
#[derive(Debug, Clone, Default)]
pub struct Node {
    pub at: Option<Pointer>,
    pub kind: Option<String>,
    pub format: Option<String>,
    pub properties: IndexMap<String, Pointer>,
    pub required: Vec<String>,
    pub additional: Additional,
    /// `unevaluatedProperties`, where other schemas join in: what no part of them knows.
    pub unevaluated: Additional,
    pub items: Option<Pointer>,
    /// `prefixItems`: the first elements, each with a schema of its own.
    pub prefix: Vec<Pointer>,
    /// `patternProperties`: pattern and schema.
    pub patterns: Vec<(String, Pointer)>,
    /// `propertyNames`.
    pub names: Option<Pointer>,
    pub all_of: Vec<Pointer>,
    pub one_of: Vec<Pointer>,
    pub any_of: Vec<Pointer>,
    pub values: Vec<Value>,
    /// What is said of single values.
    pub about: Vec<(Value, Docs)>,
    pub rules: Rules,
    pub nullable: bool,
    pub read_only: bool,
    pub write_only: bool,
    pub default: Option<Box<Value>>,
    pub discriminator: Option<Discriminator>,
    pub docs: Docs,
    /// The places of keywords that nothing later knows of.
    pub ignored: Vec<Pointer>,
}

/// `additionalProperties`.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum Additional {
    #[default]
    Unspecified,
    Forbidden,
    Any,
    Schema(Pointer),
}

#[derive(Debug, Clone)]
pub struct Discriminator {
    pub property: String,
    /// Tag value and what it names: a component or a reference.
    pub mapping: IndexMap<String, String>,
}

impl Node {
    /// Whether null is its only value.
    pub fn is_null(&self) -> bool {
        self.kind.as_deref() == Some("null") || matches!(self.values.as_slice(), [Value::Null])
    }

    /// Whether it says anything about what values look like.
    pub fn is_structural(&self) -> bool {
        self.kind.is_some() || !self.rules.is_empty() || self.has_parts() || self.has_content()
    }

    /// Whether it is made of other schemas.
    pub fn has_parts(&self) -> bool {
        !self.all_of.is_empty() || self.has_alternatives() || self.discriminator.is_some()
    }

    pub fn has_alternatives(&self) -> bool {
        !self.one_of.is_empty() || !self.any_of.is_empty()
    }

    /// Whether it says itself what is in values, or which there are.
    pub fn has_content(&self) -> bool {
        !self.properties.is_empty()
            || !self.required.is_empty()
            || self.additional != Additional::Unspecified
            || matches!(self.unevaluated, Additional::Any | Additional::Schema(_))
            || self.items.is_some()
            || !self.prefix.is_empty()
            || !self.patterns.is_empty()
            || !self.values.is_empty()
    }
}

/// The keywords of the Schema Object (OpenAPI 3.0.3), and those of 3.1 that mean something here or
/// say nothing about values.
const KEYWORDS: [&str; 50] = [
    "title",
    "multipleOf",
    "maximum",
    "exclusiveMaximum",
    "minimum",
    "exclusiveMinimum",
    "maxLength",
    "minLength",
    "pattern",
    "maxItems",
    "minItems",
    "uniqueItems",
    "maxProperties",
    "minProperties",
    "required",
    "enum",
    "type",
    "allOf",
    "oneOf",
    "anyOf",
    "items",
    "properties",
    "additionalProperties",
    "description",
    "format",
    "default",
    "nullable",
    "discriminator",
    "readOnly",
    "writeOnly",
    "xml",
    "externalDocs",
    "example",
    "deprecated",
    "$ref",
    "$schema",
    "$comment",
    "$id",
    "$anchor",
    "$dynamicAnchor",
    "$defs",
    "definitions",
    "examples",
    "prefixItems",
    "patternProperties",
    "propertyNames",
    "unevaluatedProperties",
    "contentEncoding",
    "contentMediaType",
    "summary",
];

const CUTS: [(&str, Cut); 17] = [
    ("items", Cut::One),
    ("not", Cut::Drop),
    ("additionalProperties", Cut::One),
    ("properties", Cut::Each),
    ("allOf", Cut::Each),
    ("oneOf", Cut::Each),
    ("anyOf", Cut::Each),
    ("xml", Cut::Drop),
    ("example", Cut::Drop),
    // Not of 3.0: read from the tree, where they mean anything.
    ("examples", Cut::Drop),
    ("prefixItems", Cut::Drop),
    ("patternProperties", Cut::Drop),
    ("propertyNames", Cut::Drop),
    ("unevaluatedProperties", Cut::Drop),
    ("$defs", Cut::Drop),
    ("definitions", Cut::Drop),
    ("dependentSchemas", Cut::Drop),
];

pub fn read(resolver: &Resolver<'_>, at: &Pointer) -> Outcome<Node> {
    let schema: Schema = resolver.read_mended(at, "schema", &CUTS, |_| true)?;
    let data = schema.schema_data;
    let raw = resolver.get(at);
    let mut node = from_any(any(schema.schema_kind), raw, at);
    node.at = Some(at.clone());
    node.prefix = items_below(raw, at, "prefixItems");
    let below = |key: &str| raw.and_then(|raw| raw.get(key));
    if let Some(Value::Object(patterns)) = below("patternProperties") {
        let place = at.child("patternProperties");
        node.patterns = (patterns.keys())
            .map(|pattern| (pattern.clone(), place.child(pattern)))
            .collect();
    }
    // Their order has no meaning.
    node.patterns.sort();
    node.names = below("propertyNames").map(|_| at.child("propertyNames"));
    node.unevaluated = match below("unevaluatedProperties") {
        None => Additional::Unspecified,
        Some(Value::Bool(false)) => Additional::Forbidden,
        Some(Value::Bool(true)) => Additional::Any,
        Some(_) => Additional::Schema(at.child("unevaluatedProperties")),
    };
    if let Some(Value::Object(raw)) = raw {
        node.about = super::listed::extensions(raw, &node.values);
    }
    node.nullable = data.nullable;
    node.read_only = data.read_only;
    node.write_only = data.write_only;
    node.default = data.default.map(Box::new);
    node.discriminator = data.discriminator.map(|mut found| {
        // Its order has no meaning.
        found.mapping.sort_unstable_keys();
        Discriminator {
            property: found.property_name,
            mapping: found.mapping,
        }
    });
    node.docs = Docs {
        title: data.title,
        description: data.description,
        deprecated: data.deprecated,
        link: data.external_docs.map(link),
        example: below("example").and_then(Value::as_str).map(Box::from),
    };
    node.ignored = unknown(raw, at, &KEYWORDS);
    if let Some(discriminator) = below("discriminator") {
        let place = at.child("discriminator");
        let known = ["propertyName", "mapping"];
        node.ignored
            .extend(unknown(Some(discriminator), &place, &known));
    }
    resolver.take_listed(&mut node);
    Ok(node)
}

/// An External Documentation Object as the model has it.
pub fn link(docs: ExternalDocumentation) -> Box<Link> {
    Box::new(Link {
        url: docs.url,
        text: docs.description,
    })
}

/// The places of the keys of an object that are not known.
fn unknown(object: Option<&Value>, at: &Pointer, known: &[&str]) -> Vec<Pointer> {
    let Some(Value::Object(object)) = object else {
        return Vec::new();
    };
    (object.keys())
        .filter(|key| !key.starts_with("x-") && !known.contains(&key.as_str()))
        .map(|key| at.child(key))
        .collect()
}

fn items_below(raw: Option<&Value>, at: &Pointer, key: &str) -> Vec<Pointer> {
    let Some(Value::Array(list)) = raw.and_then(|raw| raw.get(key)) else {
        return Vec::new();
    };
    let place = at.child(key);
    (0..list.len()).map(|index| place.index(index)).collect()
}

fn members_below(raw: Option<&Value>, at: &Pointer, key: &str) -> IndexMap<String, Pointer> {
    let Some(Value::Object(members)) = raw.and_then(|raw| raw.get(key)) else {
        return IndexMap::new();
    };
    let place = at.child(key);
    let names = members.keys();
    names
        .map(|name| (name.clone(), place.child(name)))
        .collect()
}

/// `openapiv3` sorts schemas into kinds; here all keywords stand side by side.
fn any(kind: SchemaKind) -> AnySchema {
    let named = |name: &str| AnySchema {
        typ: Some(name.to_owned()),
        ..AnySchema::default()
    };
    match kind {
        SchemaKind::Any(any) => any,
        SchemaKind::OneOf { one_of } => AnySchema {
            one_of,
            ..AnySchema::default()
        },
        SchemaKind::AllOf { all_of } => AnySchema {
            all_of,
            ..AnySchema::default()
        },
        SchemaKind::AnyOf { any_of } => AnySchema {
            any_of,
            ..AnySchema::default()
        },
        SchemaKind::Not { not } => AnySchema {
            not: Some(not),
            ..AnySchema::default()
        },
        SchemaKind::Type(Type::String(string)) => AnySchema {
            format: format_name(&string.format),
            pattern: string.pattern,
            enumeration: values(string.enumeration),
            min_length: string.min_length,
            max_length: string.max_length,
            ..named("string")
        },
        SchemaKind::Type(Type::Number(number)) => AnySchema {
            format: format_name(&number.format),
            multiple_of: number.multiple_of,
            exclusive_minimum: Some(number.exclusive_minimum),
            exclusive_maximum: Some(number.exclusive_maximum),
            minimum: number.minimum,
            maximum: number.maximum,
            enumeration: values(number.enumeration),
            ..named("number")
        },
        SchemaKind::Type(Type::Integer(integer)) => AnySchema {
            format: format_name(&integer.format),
            multiple_of: integer.multiple_of.map(|value| value as f64),
            exclusive_minimum: Some(integer.exclusive_minimum),
            exclusive_maximum: Some(integer.exclusive_maximum),
            minimum: integer.minimum.map(|value| value as f64),
            maximum: integer.maximum.map(|value| value as f64),
            enumeration: values(integer.enumeration),
            ..named("integer")
        },
        SchemaKind::Type(Type::Boolean(boolean)) => AnySchema {
            enumeration: values(boolean.enumeration),
            ..named("boolean")
        },
        SchemaKind::Type(Type::Object(object)) => AnySchema {
            properties: object.properties,
            required: object.required,
            additional_properties: object.additional_properties,
            min_properties: object.min_properties,
            max_properties: object.max_properties,
            ..named("object")
        },
        SchemaKind::Type(Type::Array(array)) => AnySchema {
            items: array.items,
            min_items: array.min_items,
            max_items: array.max_items,
            unique_items: Some(array.unique_items),
            ..named("array")
        },
    }
}

fn format_name<T: serde::Serialize>(format: &T) -> Option<String> {
    serde_json::to_value(format)
        .ok()?
        .as_str()
        .map(str::to_owned)
        .filter(|name| !name.is_empty())
}

fn values<T: Into<Value>>(list: Vec<Option<T>>) -> Vec<Value> {
    list.into_iter()
        .map(|value| value.map_or(Value::Null, Into::into))
        .collect()
}

/// What is cut out of a schema is in the tree.
fn from_any(any: AnySchema, raw: Option<&Value>, at: &Pointer) -> Node {
    let items = |key: &str| items_below(raw, at, key);
    Node {
        rules: rules(&any),
        properties: members_below(raw, at, "properties"),
        required: any.required,
        additional: match &any.additional_properties {
            None => Additional::Unspecified,
            Some(AdditionalProperties::Any(false)) => Additional::Forbidden,
            Some(AdditionalProperties::Any(true)) => Additional::Any,
            Some(AdditionalProperties::Schema(_)) => {
                Additional::Schema(at.child("additionalProperties"))
            }
        },
        items: any.items.map(|_| at.child("items")),
        all_of: items("allOf"),
        one_of: items("oneOf"),
        any_of: items("anyOf"),
        values: any.enumeration,
        kind: any.typ,
        format: any.format,
        ..Node::default()
    }
}

fn rules(any: &AnySchema) -> Rules {
    let bound = |value: Option<f64>, exclusive: Option<bool>| {
        value.map(|value| Bound {
            value,
            exclusive: exclusive.unwrap_or(false),
        })
    };
    Rules {
        patterns: any.pattern.iter().cloned().collect(),
        min_length: any.min_length,
        max_length: any.max_length,
        minimum: bound(any.minimum, any.exclusive_minimum),
        maximum: bound(any.maximum, any.exclusive_maximum),
        multiple_of: any.multiple_of,
        min_items: any.min_items,
        max_items: any.max_items,
        unique_items: any.unique_items.unwrap_or(false),
        min_properties: any.min_properties,
        max_properties: any.max_properties,
        names: Vec::new(),
    }
}
