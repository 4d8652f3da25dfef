//! One walk over all that is rewritten.

use serde_json::{Map, Value};

use super::version::Version;
use super::{document, mixed, numbers, reference, types, values};
use crate::grammar::{self, Kind};
use crate::load::Sources;
use crate::origins::Origins;
use crate::pointer::{FileId, Pointer, Trail};

pub(super) struct Rewriter<'a> {
    file: FileId,
    version: Version,
    origins: &'a mut Origins,
}

/// Rewrites the document at `root`.
pub(super) fn rewrite(
    sources: &mut Sources,
    root: &Pointer,
    version: Version,
    origins: &mut Origins,
) {
    let mut rewriter = Rewriter {
        file: root.file(),
        version,
        origins,
    };
    if let Some(value) = sources.root_mut() {
        rewriter.walk(value, Kind::Document, &Trail::Root);
    }
}

impl Rewriter<'_> {
    fn walk(&mut self, value: &mut Value, kind: Kind, at: &Trail<'_>) {
        match (kind, &mut *value) {
            (Kind::Schema, Value::Object(map)) if self.version == Version::V3_0 => {
                mixed::alternatives(map, &mut |place, origin| self.moved(at, place, origin));
            }
            _ if self.version == Version::V3_0 => {}
            (Kind::Schema, _) => self.schema(value, at),
            (Kind::Document, Value::Object(map)) => document::document(map),
            (Kind::Operation, Value::Object(map)) => document::operation(map),
            (Kind::Response, Value::Object(map)) => document::response(map),
            _ => {}
        }
        match value {
            Value::Object(map) => {
                for (key, value) in map.iter_mut() {
                    if let Some(kind) = grammar::child(kind, key) {
                        self.walk(value, kind, &Trail::Key(at, key));
                    }
                }
            }
            Value::Array(items) => {
                let Some(kind) = grammar::item(kind) else {
                    return;
                };
                for (index, value) in items.iter_mut().enumerate() {
                    self.walk(value, kind, &Trail::Index(at, index));
                }
            }
            _ => {}
        }
    }

    fn schema(&mut self, value: &mut Value, at: &Trail<'_>) {
        if let Value::Bool(allows) = *value {
            if !may_be_boolean(at) {
                *value = values::boolean_schema(allows);
                self.moved(at, "/not", "");
            }
            return;
        }
        let Value::Object(map) = value else { return };
        let moved = &mut |place: &str, origin: &str| self.moved(at, place, origin);
        // First what makes schemas of one: they are walked through in their turn.
        types::type_list(map, moved);
        if !matches!(at, Trail::Index(..)) || reference::says_more(map) {
            reference::siblings(map, moved);
        }
        mixed::alternatives(map, moved);
        values::constant(map, moved);
        values::examples(map);
        values::encoding(map);
        numbers::bounds(map, moved);
        types::tuple(map, moved);
        types::unevaluated(map, moved);
    }

    /// Remembers where in a schema something stood that is elsewhere in it now.
    fn moved(&mut self, at: &Trail<'_>, place: &str, origin: &str) {
        let at = at.pointer(self.file);
        self.origins.moved(at.join(place), &at.join(origin));
    }
}

/// `true` and `false` mean here what they mean in OpenAPI 3.0.
fn may_be_boolean(at: &Trail<'_>) -> bool {
    let key = match at {
        // A property of this name is a schema.
        Trail::Key(Trail::Key(_, "properties" | "patternProperties" | "$defs"), _) => None,
        _ => at.key(),
    };
    key.is_some_and(|key| {
        matches!(
            key,
            "additionalProperties" | "unevaluatedProperties" | "unevaluatedItems"
        )
    })
}

/// A map without one key; tells what stood there.
pub(super) fn take(map: &mut Map<String, Value>, key: &str) -> Option<Value> {
    // Most schemas have none of what is looked for.
    map.contains_key(key).then(|| map.shift_remove(key))?
}
