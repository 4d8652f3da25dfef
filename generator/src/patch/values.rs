//! Keywords that hold values: `const`, `examples`, `contentEncoding`, and schemas that are booleans.

use serde_json::{Map, Value, json};

use super::walk::take;

/// `true` takes everything, `false` nothing.
pub(super) fn boolean_schema(allows: bool) -> Value {
    if allows {
        json!({})
    } else {
        json!({"not": {}})
    }
}

/// `const: a` → `enum: [a]`.
pub(super) fn constant(map: &mut Map<String, Value>, moved: &mut dyn FnMut(&str, &str)) {
    if let Some(value) = take(map, "const") {
        map.insert("enum".to_owned(), Value::Array(vec![value]));
        moved("/enum", "/const");
        moved("/enum/0", "/const");
    }
}

/// `examples: [a, b]` → `example: a`.
pub(super) fn examples(map: &mut Map<String, Value>) {
    if let Some(Value::Array(examples)) = map.get("examples")
        && !map.contains_key("example")
        && let Some(first) = examples.first().cloned()
    {
        map.insert("example".to_owned(), first);
    }
}

/// `contentEncoding: base64` → `format: byte`; binary content as such → `format: binary`.
pub(super) fn encoding(map: &mut Map<String, Value>) {
    if map.contains_key("format") {
        return;
    }
    let text = |key: &str| map.get(key).and_then(Value::as_str);
    let format = match (text("contentEncoding"), text("contentMediaType")) {
        (Some(encoding), _) if encoding.eq_ignore_ascii_case("base64") => "byte",
        (Some(encoding), _) if encoding.eq_ignore_ascii_case("base64url") => "base64url",
        (None, Some("application/octet-stream")) => "binary",
        _ => return,
    };
    map.insert("format".to_owned(), json!(format));
    map.entry("type").or_insert_with(|| json!("string"));
}
