//! The JSON form against its schema.

use generator::config::PolicySource;
use generator::diff::{self, Settings};
use serde_json::Value;

use crate::rust::{CHANGES, base, input};

/// The keywords that the schema uses, and no others.
fn check(root: &Value, schema: &Value, value: &Value, at: &str) {
    for (keyword, rule) in schema.as_object().unwrap() {
        match keyword.as_str() {
            "$schema" | "title" | "description" | "$defs" => {}
            "$ref" => {
                let target = rule.as_str().unwrap().trim_start_matches('#');
                check(root, root.pointer(target).unwrap(), value, at);
            }
            "const" => assert_eq!(value, rule, "{at}"),
            "enum" => assert!(rule.as_array().unwrap().contains(value), "{at}: {value}"),
            "type" => {
                let name = match value {
                    Value::Null => "null",
                    Value::Bool(_) => "boolean",
                    Value::Number(_) => "integer",
                    Value::String(_) => "string",
                    Value::Array(_) => "array",
                    Value::Object(_) => "object",
                };
                let is_one = rule.as_str() == Some(name)
                    || rule
                        .as_array()
                        .is_some_and(|all| all.iter().any(|one| one == name));
                assert!(is_one, "{at}: {value}");
            }
            "pattern" => {
                assert_eq!(rule, "^[0-9a-f]{16}$");
                let text = value.as_str().unwrap();
                assert!(
                    text.len() == 16 && text.bytes().all(|b| b.is_ascii_hexdigit()),
                    "{at}"
                );
            }
            "required" => {
                for name in rule
                    .as_array()
                    .unwrap()
                    .iter()
                    .filter(|_| value.is_object())
                {
                    assert!(value.get(name.as_str().unwrap()).is_some(), "{at}: {name}");
                }
            }
            "properties" => {
                for (name, value) in value.as_object().into_iter().flatten() {
                    if let Some(schema) = rule.get(name) {
                        check(root, schema, value, &format!("{at}/{name}"));
                    }
                }
            }
            "additionalProperties" => {
                for (name, value) in value.as_object().into_iter().flatten() {
                    let is_known = schema.pointer(&format!("/properties/{name}")).is_some();
                    match rule {
                        Value::Bool(_) => assert!(is_known, "{at}: {name}"),
                        rule => check(root, rule, value, &format!("{at}/{name}")),
                    }
                }
            }
            "items" => {
                for value in value.as_array().unwrap() {
                    check(root, rule, value, &format!("{at}/-"));
                }
            }
            other => panic!("the schema has a keyword `{other}` that is not checked here"),
        }
    }
}

#[test]
fn the_output_is_what_the_schema_says() {
    let schema: Value = serde_json::from_str(diff::JSON_SCHEMA).unwrap();
    let (_, from, to, ..) = CHANGES[2];
    let new = base()
        .replace(from, to)
        .replace("enum: [cat, dog]", "enum: [cat]")
        .replace("operationId: getPet", "operationId: findPet");
    let mut review = diff::review(&input(base()), &input(&new), &Settings::default());
    review.check_version();
    let ignore = PolicySource {
        path: "ignore.toml".into(),
        text: "[[ignore]]\nrule = \"operation-id-changed\"\nreason = \"Known.\"\n[[ignore]]\nitem = \"*get_pet\"\nreason = \"Known.\"\n".to_owned(),
    };
    let ignored = diff::ignore::read(&ignore).unwrap();
    assert!(!ignored.apply(&mut review, None).has_errors());
    let value: Value = serde_json::from_str(&diff::json(&review)).unwrap();
    check(&schema, &schema, &value, "");
    let entries = value["entries"].as_array().unwrap();
    assert!(entries.len() >= 2);
    let kind = entries
        .iter()
        .find(|entry| entry["name"] == "Kind")
        .unwrap();
    let witness = kind.pointer("/changes/0/wire/response/witness/value");
    assert_eq!(witness, Some(&Value::from("dog")));
}
