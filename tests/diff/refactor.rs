//! Random refactorings that mean the same are silent.

use generator::diagnostics::Diagnostics;
use generator::diff::{Tree, contract};
use generator::load::{self, Sources};
use serde_json::{Value, json};

use crate::mutation::Random;
use crate::support::{cases, root, spec};

const TRIES: u64 = 400;

/// The places of schemas that stand for themselves: not the components, whose names may mean something.
fn schemas(value: &Value, at: String, found: &mut Vec<String>) {
    let child = |key: &str| format!("{at}/{}", key.replace('~', "~0").replace('/', "~1"));
    match value {
        Value::Object(map) => {
            for (key, inner) in map {
                // Examples look like anything, and an encoding has names of properties.
                if matches!(
                    key.as_str(),
                    "example" | "examples" | "default" | "enum" | "const" | "encoding"
                ) {
                    continue;
                }
                let place = child(key);
                match (key.as_str(), inner) {
                    ("schema" | "items", Value::Object(_)) => found.push(place.clone()),
                    ("properties", Value::Object(properties)) => {
                        for name in properties.keys() {
                            let name = name.replace('~', "~0").replace('/', "~1");
                            found.push(format!("{place}/{name}"));
                        }
                    }
                    _ => {}
                }
                schemas(inner, place, found);
            }
        }
        Value::Array(items) => {
            for (index, inner) in items.iter().enumerate() {
                schemas(inner, child(&index.to_string()), found);
            }
        }
        _ => {}
    }
}

fn turned(list: &mut Value) {
    if let Some(items) = list.as_array_mut() {
        items.reverse();
    }
}

/// Says the same in another way.
fn refactor(document: &mut Value, random: &mut Random) -> Option<()> {
    let mut places = Vec::new();
    schemas(document, String::new(), &mut places);
    if places.is_empty() {
        return None;
    }
    let place = &places[random.below(places.len())];
    let schema = document
        .pointer(place)
        .filter(|schema| schema.is_object())?
        .clone();
    let new = match random.below(6) {
        0 => json!({"allOf": [schema]}),
        1 => json!({"allOf": [{"description": "All."}, schema, {}]}),
        2 => {
            let name = format!("Extracted{}", random.below(1 << 30));
            let components = document.pointer_mut("/components")?.as_object_mut()?;
            let all = components.entry("schemas").or_insert_with(|| json!({}));
            all.as_object_mut()?.insert(name.clone(), schema);
            json!({"$ref": format!("#/components/schemas/{name}")})
        }
        3 => {
            let map = schema.as_object()?.iter().rev();
            let mut map: Value = map
                .map(|(key, value)| (key.clone(), value.clone()))
                .collect();
            for key in ["required", "enum"] {
                if let Some(list) = map.get_mut(key) {
                    turned(list);
                }
            }
            map
        }
        // What is referred to, in place.
        4 => {
            // What stands beside a reference counts in 3.1.
            if schema.as_object()?.len() > 1 {
                return None;
            }
            let target = schema.get("$ref")?.as_str()?.strip_prefix('#')?;
            let target = document.pointer(target)?;
            // The children of a union know it by its name.
            if target.get("discriminator").is_some() || target.get("oneOf").is_some() {
                return None;
            }
            target.clone()
        }
        _ => json!({"oneOf": [schema]}),
    };
    *document.pointer_mut(place)? = new;
    Some(())
}

fn sources(value: &Value) -> Sources {
    let text = serde_json::to_string_pretty(value).unwrap();
    let path = std::path::Path::new("refactored.json");
    load::load_text(path, text, &mut Diagnostics::default()).unwrap()
}

#[test]
fn refactorings_are_silent() {
    let own = root().join("spec/atlas-private-endpoint.yaml");
    let files = cases().into_iter().map(|case| spec(&case)).chain([own]);
    let seeds: Vec<Value> = files
        .map(|file| {
            load::load(&file, &mut Diagnostics::default())
                .unwrap()
                .root()
                .clone()
        })
        .filter(|value| value.pointer("/components").is_some())
        .collect();
    let (mut tried, mut problems) = (0, Vec::new());
    for number in 0..TRIES {
        let mut random = Random(number);
        let old = &seeds[random.below(seeds.len())];
        let mut new = old.clone();
        let done = (0..4)
            .filter(|_| refactor(&mut new, &mut random).is_some())
            .count();
        if done == 0 {
            continue;
        }
        tried += 1;
        let (one, two) = (sources(old), sources(&new));
        let found = contract::compare(Tree::new(&one), Tree::new(&two), None).found;
        let rules: Vec<String> = found
            .iter()
            .filter(|one| one.change.rule != "description-changed")
            .map(|one| {
                format!(
                    "{} {:?} {:?}",
                    one.change.rule, one.change.old, one.change.new
                )
            })
            .collect();
        if !rules.is_empty() {
            problems.push(format!(
                "{number} of {}: {}",
                old["info"]["title"],
                rules.join("; ")
            ));
        }
    }
    assert!(tried > TRIES / 2, "{tried} tried");
    assert!(
        problems.is_empty(),
        "{} of {tried}:\n{}",
        problems.len(),
        problems.join("\n")
    );
}
