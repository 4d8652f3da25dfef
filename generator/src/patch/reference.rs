//! `$ref` with siblings: since 3.1 all of them count.

use serde_json::{Map, Value, json};

use super::walk::take;

/// Keywords that say nothing about what values look like.
const REMARKS: [&str; 11] = [
    "$ref",
    "$comment",
    "title",
    "summary",
    "description",
    "default",
    "deprecated",
    "example",
    "examples",
    "externalDocs",
    "readOnly",
];

/// Whether a reference has a sibling that is more than a remark.
pub(super) fn says_more(map: &Map<String, Value>) -> bool {
    map.keys()
        .any(|key| !key.starts_with("x-") && !REMARKS.contains(&key.as_str()))
}

/// `{$ref: a, description: …}` → `{description: …, allOf: [{$ref: a}]}`. The new member stands for
/// the schema itself.
pub(super) fn siblings(map: &mut Map<String, Value>, moved: &mut dyn FnMut(&str, &str)) {
    let is_alone = map
        .keys()
        .all(|key| key == "$ref" || key.starts_with("x-") || key == "$comment");
    if is_alone || !map.get("$ref").is_some_and(Value::is_string) {
        return;
    }
    let Some(target) = take(map, "$ref") else {
        return;
    };
    let all_of = map.entry("allOf").or_insert_with(|| json!([]));
    if let Value::Array(parts) = all_of {
        moved(&format!("/allOf/{}", parts.len()), "");
        parts.push(json!({ "$ref": target }));
    }
}
