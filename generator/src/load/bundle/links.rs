//! The references in a piece.

use serde_json::{Map, Value};

use crate::grammar::{self, Kind};
use crate::pointer::Trail;

/// A reference.
pub(super) struct Link {
    /// The escaped path of the object that it stands in, from the beginning of the piece.
    pub(super) path: String,
    /// What it refers to.
    pub(super) kind: Kind,
    pub(super) section: Option<&'static str>,
    pub(super) text: String,
    /// Whether there is nothing beside it.
    pub(super) is_alone: bool,
}

/// The references in a value that are wanted, examples left out.
pub(super) fn links(
    value: &Value,
    kind: Kind,
    section: Option<&'static str>,
    is_wanted: &dyn Fn(&str) -> bool,
) -> Vec<Link> {
    let mut found = Vec::new();
    collect(value, kind, section, &Trail::Root, is_wanted, &mut found);
    found
}

fn collect(
    value: &Value,
    kind: Kind,
    section: Option<&'static str>,
    at: &Trail<'_>,
    is_wanted: &dyn Fn(&str) -> bool,
    found: &mut Vec<Link>,
) {
    match value {
        Value::Object(map) => {
            let mut add = |text: &str, kind, section, is_alone| {
                if is_wanted(text) {
                    found.push(Link {
                        path: at.path(),
                        kind,
                        section,
                        text: text.to_owned(),
                        is_alone,
                    });
                }
            };
            if let Some(text) = super::reference(value) {
                add(text, kind, section, super::is_only_reference(value));
            }
            for text in mapped(map, kind) {
                add(text, Kind::Schema, Some("schemas"), false);
            }
            for (key, value) in map {
                if let Some(child) = grammar::child(kind, key) {
                    let section = section_below(kind, section, key, child);
                    collect(
                        value,
                        child,
                        section,
                        &Trail::Key(at, key),
                        is_wanted,
                        found,
                    );
                }
            }
        }
        Value::Array(items) => {
            let Some(kind) = grammar::item(kind) else {
                return;
            };
            for (index, value) in items.iter().enumerate() {
                collect(
                    value,
                    kind,
                    section,
                    &Trail::Index(at, index),
                    is_wanted,
                    found,
                );
            }
        }
        _ => {}
    }
}

/// What a discriminator refers to by more than a name.
pub(super) fn mapped(map: &Map<String, Value>, kind: Kind) -> impl Iterator<Item = &str> {
    let discriminator = map.get("discriminator").filter(|_| kind == Kind::Schema);
    let mapping = discriminator.and_then(|found| found.get("mapping")?.as_object());
    let default = discriminator.and_then(|found| found.get("defaultMapping"));
    let values = mapping.into_iter().flat_map(|mapping| mapping.values());
    let texts = values.chain(default).filter_map(Value::as_str);
    texts.filter(|text| is_path(text))
}

/// Whether a text that is a name or a reference is a reference.
pub(super) fn is_path(text: &str) -> bool {
    let ends = [".yaml", ".yml", ".json"];
    text.contains(['#', '/']) || ends.iter().any(|end| text.ends_with(end))
}

/// Whether this is a collection, which can't be a component.
pub(super) fn is_collection(kind: Kind) -> bool {
    matches!(kind, Kind::Map(_) | Kind::List(_))
}

/// The section of what stands under a key: in a collection it is that of the collection.
pub(super) fn section_below(
    kind: Kind,
    section: Option<&'static str>,
    key: &str,
    child: Kind,
) -> Option<&'static str> {
    if is_collection(kind) {
        section
    } else {
        section_of(child, key)
    }
}

/// The section of the components for what stands under a key. Headers and parameters are of one kind,
/// and differ by what holds them.
fn section_of(kind: Kind, key: &str) -> Option<&'static str> {
    match kind {
        Kind::Map(Kind::Parameter) if key == "headers" => Some("headers"),
        Kind::Map(inner) | Kind::List(inner) => section_of(*inner, key),
        Kind::Schema => Some("schemas"),
        Kind::Response => Some("responses"),
        Kind::Parameter => Some("parameters"),
        Kind::RequestBody => Some("requestBodies"),
        Kind::Callback => Some("callbacks"),
        Kind::PathItem => Some("pathItems"),
        Kind::Example => Some("examples"),
        Kind::Link => Some("links"),
        Kind::SecurityScheme => Some("securitySchemes"),
        Kind::Document | Kind::Components | Kind::Operation | Kind::MediaType | Kind::Encoding => {
            None
        }
    }
}
