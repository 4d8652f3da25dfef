//! `enum` with values of several types: alternatives, one for each type.

use serde_json::{Map, Value, json};

use super::walk::take;

/// `enum: [1, auto, null]` → `nullable: true, anyOf: [{type: integer, enum: [1]}, {type: string, enum:
/// [auto]}]`, in the order in which the types appear.
///
/// Values that are arrays or objects have no type of their own: with one of them, all stays.
pub(super) fn alternatives(map: &mut Map<String, Value>, moved: &mut dyn FnMut(&str, &str)) {
    let Some(groups) = map.get("enum").and_then(groups) else {
        return;
    };
    if says_otherwise(map, &groups) {
        return;
    }
    let has_null = take(map, "enum")
        .as_ref()
        .and_then(Value::as_array)
        .is_some_and(|values| values.contains(&Value::Null));
    if has_null {
        map.insert("nullable".to_owned(), Value::Bool(true));
    }
    take(map, "types");
    for (index, (_, values)) in groups.iter().enumerate() {
        let at = format!("/anyOf/{index}");
        moved(&at, "");
        moved(&format!("{at}/enum"), "/enum");
        for (place, (origin, _)) in values.iter().enumerate() {
            moved(&format!("{at}/enum/{place}"), &format!("/enum/{origin}"));
        }
    }
    let members = groups.into_iter().map(member).collect();
    map.insert("anyOf".to_owned(), Value::Array(members));
}

/// Whether there is such an `enum` anywhere; what is none but looks like it counts.
pub(super) fn is_in(value: &Value) -> bool {
    match value {
        Value::Object(map) => map.get("enum").is_some_and(is_mixed) || map.values().any(is_in),
        Value::Array(items) => items.iter().any(is_in),
        _ => false,
    }
}

/// Whether a list has values of several types besides `null`, all of which can be values of an enum.
fn is_mixed(list: &Value) -> bool {
    let values = list.as_array().into_iter().flatten();
    let kinds: Option<Vec<_>> = values.filter(|value| !value.is_null()).map(kind).collect();
    kinds.is_some_and(|kinds| kinds.iter().any(|kind| *kind != kinds[0]))
}

/// The values of a type, each with its index among all.
type Group = (&'static str, Vec<(usize, Value)>);

/// The values by their types, without `null`; `None` unless there are several types.
fn groups(list: &Value) -> Option<Vec<Group>> {
    let mut groups: Vec<Group> = Vec::new();
    let values = list.as_array()?.iter().enumerate();
    for (index, value) in values.filter(|(_, value)| !value.is_null()) {
        let (kind, value) = (kind(value)?, (index, value.clone()));
        match groups.iter_mut().find(|(known, _)| *known == kind) {
            Some((_, values)) => values.push(value),
            None => groups.push((kind, vec![value])),
        }
    }
    (groups.len() > 1).then_some(groups)
}

fn kind(value: &Value) -> Option<&'static str> {
    match value {
        Value::String(_) => Some("string"),
        Value::Number(_) => Some("number"),
        Value::Bool(_) => Some("boolean"),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

/// Whether other keywords choose between types, or leave one out that has values.
fn says_otherwise(map: &Map<String, Value>, groups: &[Group]) -> bool {
    let choosers = ["oneOf", "anyOf", "allOf", "$ref", "type"];
    let types = map.get("types").and_then(Value::as_array);
    let allows = |kind: &str| {
        types.is_none_or(|types| {
            let is_it = |name: &str| name == kind || (name == "integer" && kind == "number");
            types.iter().filter_map(Value::as_str).any(is_it)
        })
    };
    choosers.iter().any(|key| map.contains_key(*key))
        || !groups.iter().all(|(kind, _)| allows(kind))
}

/// The schema for the values of a type. The title is what the alternative is called by.
fn member((kind, values): Group) -> Value {
    let values: Vec<Value> = values.into_iter().map(|(_, value)| value).collect();
    let is_any_boolean = [true, false].iter().all(|one| values.contains(&json!(one)));
    match kind {
        "number" if values.iter().all(Value::is_i64) => {
            json!({"title": "Integer", "type": "integer", "enum": values})
        }
        "number" => json!({"title": "Number", "type": kind, "enum": values}),
        "boolean" if is_any_boolean => json!({"type": kind}),
        "boolean" => json!({"type": kind, "enum": values}),
        _ => json!({"title": "String", "type": kind, "enum": values}),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_type_is_an_alternative() {
        let table = [
            (
                json!({"title": "T", "enum": ["auto", 1, null, "off", 2]}),
                json!({"title": "T", "nullable": true, "anyOf": [
                    {"title": "String", "type": "string", "enum": ["auto", "off"]},
                    {"title": "Integer", "type": "integer", "enum": [1, 2]},
                ]}),
            ),
            (
                json!({"enum": [true, 0.5, false], "types": ["boolean", "number", "array"]}),
                json!({"anyOf": [{"type": "boolean"}, {"title": "Number", "type": "number", "enum": [0.5]}]}),
            ),
            (
                json!({"enum": [1, "a"], "types": ["string", "integer"]}),
                json!({"anyOf": [
                    {"title": "Integer", "type": "integer", "enum": [1]},
                    {"title": "String", "type": "string", "enum": ["a"]},
                ]}),
            ),
        ];
        for (mut given, wanted) in table {
            assert!(is_in(&json!([{"x": given}])), "{given}");
            alternatives(given.as_object_mut().unwrap(), &mut |_, _| {});
            assert_eq!(given, wanted);
        }
    }

    #[test]
    fn others_stay() {
        for mut given in [
            json!({"enum": ["a", "b", null]}),
            json!({"enum": [1, 2.5]}),
            json!({"enum": ["a", 1, [2]]}),
            json!({"enum": ["a", 1], "type": "string"}),
            json!({"enum": ["a", 1], "types": ["string", "array"]}),
            json!({"enum": ["a", 1], "oneOf": [{}]}),
            json!({"enum": "a"}),
        ] {
            let before = given.clone();
            alternatives(given.as_object_mut().unwrap(), &mut |_, _| {});
            assert_eq!(given, before);
        }
    }
}
