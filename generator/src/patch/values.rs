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
        (None, Some(media)) if !is_text(media) => "binary",
        _ => return,
    };
    map.insert("format".to_owned(), json!(format));
    map.entry("type").or_insert_with(|| json!("string"));
}

/// Whether content of a media type is text, which a string can hold as it is.
fn is_text(media: &str) -> bool {
    let name = media.split(';').next().unwrap_or_default().trim();
    let name = name.to_ascii_lowercase();
    let texts = [
        "application/json",
        "application/xml",
        "application/yaml",
        "application/javascript",
        "application/jwt",
        "application/x-www-form-urlencoded",
    ];
    let ends = ["+json", "+xml", "+yaml"];
    name.starts_with("text/")
        || texts.contains(&name.as_str())
        || ends.iter().any(|end| name.ends_with(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodings_are_formats() {
        let table = [
            (
                json!({"contentEncoding": "base64", "contentMediaType": "image/png"}),
                Some("byte"),
            ),
            (json!({"contentMediaType": "image/png"}), Some("binary")),
            (
                json!({"contentMediaType": "application/octet-stream"}),
                Some("binary"),
            ),
            (json!({"contentMediaType": "Text/CSV; charset=utf-8"}), None),
            (json!({"contentMediaType": "application/geo+json"}), None),
            (json!({"contentEncoding": "quoted-printable"}), None),
            (
                json!({"format": "uuid", "contentEncoding": "base64"}),
                Some("uuid"),
            ),
        ];
        for (mut schema, wanted) in table {
            let Value::Object(map) = &mut schema else {
                continue;
            };
            encoding(map);
            let format = map.get("format").and_then(Value::as_str);
            assert_eq!(format, wanted, "{map:?}");
        }
    }
}
