//! `type` as a list, tuples, and what is not evaluated otherwise.

use serde_json::{Map, Value, json};

use super::walk::take;

const ALL: [&str; 5] = ["string", "number", "boolean", "array", "object"];

/// `type: [string, "null"]` → `type: string, nullable: true`; of several types an `anyOf`, whose
/// members stand for the schema itself. Beside keywords that choose between types, the list goes by
/// the name `types`, which is no keyword: what reads the schema has to judge it.
pub(super) fn type_list(map: &mut Map<String, Value>, moved: &mut dyn FnMut(&str, &str)) {
    let Some(Value::Array(list)) = map.get("type") else {
        return;
    };
    let Some(mut names) = texts(list) else { return };
    let count = names.len();
    names.retain(|name| name != "null");
    if names.len() < count && !names.is_empty() {
        map.insert("nullable".to_owned(), Value::Bool(true));
    }
    if names.iter().any(|name| name == "number") {
        names.retain(|name| name != "integer");
    }
    match names.as_slice() {
        [] if count == 0 => drop(take(map, "type")),
        [] => drop(map.insert("type".to_owned(), json!("null"))),
        [only] => {
            let only = json!(only);
            map.insert("type".to_owned(), only);
        }
        _ if ALL.iter().all(|name| names.iter().any(|n| n == name)) => drop(take(map, "type")),
        _ if says_otherwise(map) => {
            take(map, "type");
            map.insert("types".to_owned(), json!(names));
            moved("/types", "/type");
        }
        _ => {
            let members: Vec<Value> = names.iter().map(|name| member(map, name)).collect();
            take(map, "type");
            (0..members.len()).for_each(|index| moved(&format!("/anyOf/{index}"), ""));
            map.insert("anyOf".to_owned(), Value::Array(members));
        }
    }
}

/// The names in a list of types, each once; `None` if it holds anything else.
fn texts(list: &[Value]) -> Option<Vec<String>> {
    let mut names: Vec<String> = Vec::new();
    for name in list {
        let name = name.as_str()?;
        if !names.iter().any(|known| known == name) {
            names.push(name.to_owned());
        }
    }
    Some(names)
}

/// Whether other keywords say which types there are.
fn says_otherwise(map: &Map<String, Value>) -> bool {
    ["enum", "const", "oneOf", "anyOf", "allOf", "$ref"]
        .iter()
        .any(|key| map.contains_key(*key))
}

/// The schema for one of several types: all that is said about its values.
fn member(map: &mut Map<String, Value>, name: &str) -> Value {
    let mut member = Map::new();
    member.insert("type".to_owned(), json!(name));
    for key in keywords(name) {
        if let Some(value) = take(map, key) {
            member.insert((*key).to_owned(), value);
        }
    }
    let is_for_number = |format: &str| {
        matches!(format, "float" | "double" | "decimal")
            || format.trim_start_matches('u').starts_with("int")
    };
    if let Some(format) = map.get("format").and_then(Value::as_str)
        && is_for_number(format) == matches!(name, "integer" | "number")
        && matches!(name, "integer" | "number" | "string")
        && let Some(format) = take(map, "format")
    {
        member.insert("format".to_owned(), format);
    }
    Value::Object(member)
}

/// The keywords that say something about values of a type only.
fn keywords(name: &str) -> &'static [&'static str] {
    match name {
        "string" => &[
            "pattern",
            "minLength",
            "maxLength",
            "contentEncoding",
            "contentMediaType",
            "contentSchema",
        ],
        "integer" | "number" => &[
            "minimum",
            "maximum",
            "exclusiveMinimum",
            "exclusiveMaximum",
            "multipleOf",
        ],
        "array" => &[
            "items",
            "prefixItems",
            "additionalItems",
            "unevaluatedItems",
            "contains",
            "minContains",
            "maxContains",
            "minItems",
            "maxItems",
            "uniqueItems",
        ],
        "object" => &[
            "properties",
            "required",
            "additionalProperties",
            "patternProperties",
            "unevaluatedProperties",
            "propertyNames",
            "minProperties",
            "maxProperties",
            "dependentRequired",
            "dependentSchemas",
        ],
        _ => &[],
    }
}

/// A list under `items` is what is now called `prefixItems`. With them, `items: false` says that
/// there are no more.
pub(super) fn tuple(map: &mut Map<String, Value>, moved: &mut dyn FnMut(&str, &str)) {
    if map.get("items").is_some_and(Value::is_array) {
        if let Some(list) = take(map, "items") {
            map.insert("prefixItems".to_owned(), list);
            moved("/prefixItems", "/items");
        }
        if let Some(rest) = take(map, "additionalItems") {
            map.insert("items".to_owned(), rest);
            moved("/items", "/additionalItems");
        }
    }
    let Some(count) = map
        .get("prefixItems")
        .and_then(Value::as_array)
        .map(Vec::len)
    else {
        return;
    };
    if !map.contains_key("items")
        && let Some(rest) = take(map, "unevaluatedItems")
    {
        map.insert("items".to_owned(), rest);
        moved("/items", "/unevaluatedItems");
    }
    match map.get("items") {
        Some(Value::Bool(false)) => {
            take(map, "items");
            let given = map.get("maxItems").and_then(Value::as_u64);
            if given.is_none_or(|given| given > count as u64) {
                map.insert("maxItems".to_owned(), json!(count));
                moved("/maxItems", "/items");
            }
        }
        Some(Value::Bool(true)) => drop(take(map, "items")),
        _ => {}
    }
    map.entry("type").or_insert_with(|| json!("array"));
}

/// `unevaluatedProperties` of a plain object is `additionalProperties`. It stays where other schemas
/// join in.
pub(super) fn unevaluated(map: &mut Map<String, Value>, moved: &mut dyn FnMut(&str, &str)) {
    let others = ["allOf", "oneOf", "anyOf", "$ref", "additionalProperties"];
    if others.iter().any(|key| map.contains_key(*key)) {
        return;
    }
    if let Some(found) = take(map, "unevaluatedProperties") {
        map.insert("additionalProperties".to_owned(), found);
        moved("/additionalProperties", "/unevaluatedProperties");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rewritten(mut given: Value) -> Value {
        let map = given.as_object_mut().unwrap();
        type_list(map, &mut |_, _| {});
        tuple(map, &mut |_, _| {});
        unevaluated(map, &mut |_, _| {});
        given
    }

    #[test]
    fn lists_of_types() {
        let table = [
            (
                json!({"type": ["string", "null"]}),
                json!({"type": "string", "nullable": true}),
            ),
            (json!({"type": ["null"]}), json!({"type": "null"})),
            (
                json!({"type": ["integer", "number"]}),
                json!({"type": "number"}),
            ),
            (
                json!({"type": ["string", "integer", "null"], "format": "int64", "pattern": "^a", "title": "T"}),
                json!({"title": "T", "nullable": true, "anyOf": [
                    {"type": "string", "pattern": "^a"},
                    {"type": "integer", "format": "int64"},
                ]}),
            ),
            (
                json!({"type": ["string", "number"], "enum": ["a", 1]}),
                json!({"enum": ["a", 1], "types": ["string", "number"]}),
            ),
            (
                json!({"type": ["string", "number", "boolean", "array", "object", "null"]}),
                json!({"nullable": true}),
            ),
            (
                json!({"type": ["string", 1]}),
                json!({"type": ["string", 1]}),
            ),
        ];
        for (given, wanted) in table {
            assert_eq!(rewritten(given), wanted);
        }
    }

    #[test]
    fn tuples() {
        let table = [
            (
                json!({"prefixItems": [{}, {}], "items": false}),
                json!({"prefixItems": [{}, {}], "maxItems": 2, "type": "array"}),
            ),
            (
                json!({"type": "array", "items": [{}], "additionalItems": {"type": "string"}}),
                json!({"type": "array", "prefixItems": [{}], "items": {"type": "string"}}),
            ),
        ];
        for (given, wanted) in table {
            assert_eq!(rewritten(given), wanted);
        }
    }

    #[test]
    fn unevaluated_properties() {
        let table = [
            (
                json!({"unevaluatedProperties": {"type": "string"}}),
                json!({"additionalProperties": {"type": "string"}}),
            ),
            (
                json!({"allOf": [], "unevaluatedProperties": false}),
                json!({"allOf": [], "unevaluatedProperties": false}),
            ),
            (
                json!({"allOf": [], "unevaluatedProperties": {}}),
                json!({"allOf": [], "unevaluatedProperties": {}}),
            ),
        ];
        for (given, wanted) in table {
            assert_eq!(rewritten(given), wanted);
        }
    }
}
