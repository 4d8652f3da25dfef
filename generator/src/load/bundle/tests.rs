use std::collections::HashMap;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::diagnostics::{At, Diagnostic, Diagnostics};
use crate::load::{Documents, Sources, UNREADABLE, clean, load_with};
use crate::pointer::{FileId, Pointer};

struct Texts(HashMap<&'static str, String>);

impl Documents for Texts {
    fn beside(&self, from: &Path, relative: &str) -> PathBuf {
        clean(&from.parent().unwrap_or(Path::new("")).join(relative))
    }

    fn read(&self, path: &Path) -> Result<String, Diagnostic> {
        let text = path.to_str().and_then(|path| self.0.get(path));
        let missing = || Diagnostic::error(UNREADABLE, At::Path(path.to_owned()), "not there");
        text.cloned().ok_or_else(missing)
    }
}

fn load(root: &Value, files: &[(&'static str, Value)]) -> Sources {
    let files = files.iter().map(|(path, value)| (*path, value.to_string()));
    let documents = Texts(files.collect());
    let mut diagnostics = Diagnostics::default();
    let sources = load_with(
        Path::new("api.json"),
        root.to_string(),
        &documents,
        &mut diagnostics,
    );
    assert!(diagnostics.is_empty(), "{diagnostics}");
    sources.unwrap()
}

fn schemas(schemas: Value) -> Value {
    json!({"openapi": "3.0.3", "components": {"schemas": schemas}})
}

/// The schemas of the one tree.
fn merged(given: Value, files: &[(&'static str, Value)]) -> Value {
    let sources = load(&schemas(given), files);
    sources.root()["components"]["schemas"].clone()
}

#[test]
fn an_index_of_schemas_in_a_file_stands_where_it_is_referred_to() {
    let files = [
        (
            "schemas/_index.json",
            json!({"Cat": {"$ref": "./Cat.json"}, "Name": {"type": "string"}}),
        ),
        (
            "schemas/Cat.json",
            json!({"properties": {"name": {"$ref": "_index.json#/Name"}, "kitten": {"$ref": "Cat.json"}}}),
        ),
    ];
    let found = merged(json!({"$ref": "schemas/_index.json"}), &files);
    let wanted = json!({
        "Cat": {"properties": {
            "name": {"$ref": "#/components/schemas/Name"},
            "kitten": {"$ref": "#/components/schemas/Cat"},
        }},
        "Name": {"type": "string"},
    });
    assert_eq!(found, wanted);
}

#[test]
fn what_claims_the_same_name_is_called_after_its_file() {
    let files = [
        ("a.json", json!({"T": {"title": "a"}, "U": {"title": "u"}})),
        (
            "b.json",
            json!({"T": {"title": "b"}, "Own": {"title": "own"}}),
        ),
    ];
    let given = |first: &str, second: &str| {
        json!({"Own": {"properties": {
            "t": {"$ref": first}, "t2": {"$ref": second}, "u": {"$ref": "a.json#/U"},
            "own": {"$ref": "b.json#/Own"},
        }}})
    };
    let one = merged(given("a.json#/T", "b.json#/T"), &files);
    let other = merged(given("b.json#/T", "a.json#/T"), &files);
    for found in [one, other] {
        let titles = ["a_T", "b_T", "U", "b_Own"].map(|name| found[name]["title"].clone());
        assert_eq!(titles, ["a", "b", "u", "own"], "{found}");
    }
}

#[test]
fn a_place_inside_of_what_is_there_is_no_component_of_its_own() {
    let files = [(
        "a.json",
        json!({"T": {"properties": {"id": {"type": "string"}}}}),
    )];
    let given = json!({
        "First": {"properties": {"id": {"$ref": "a.json#/T/properties/id"}}},
        "Second": {"properties": {"t": {"$ref": "a.json#/T"}}},
    });
    let found = merged(given, &files);
    let id = &found["First"]["properties"]["id"]["$ref"];
    assert_eq!(id, "#/components/schemas/T/properties/id");
    assert_eq!(found.as_object().unwrap().len(), 3);
}

#[test]
fn places_are_those_of_the_files() {
    let files = [("a.json", json!({"T": {"$ref": "#/U"}, "U": {"title": "u"}}))];
    let sources = load(&schemas(json!({"T": {"$ref": "a.json#/T"}})), &files);
    let at = |path: &str| Pointer::parse(FileId(0), path).unwrap();
    let origin = sources.origin(&at("/components/schemas/T/title"));
    assert_eq!((origin.file(), origin.path()), (FileId(1), "/U/title"));
    assert_eq!(
        sources.get(&at("/components/schemas/T/title")),
        Some(&json!("u"))
    );
    let own = sources.origin(&at("/components/schemas"));
    assert_eq!((own.file(), own.path()), (FileId(0), "/components/schemas"));
}

#[test]
fn what_leads_nowhere_stays_and_has_a_reason() {
    let files = [(
        "s/a.json",
        json!({"T": {"items": {"$ref": "#/components/schemas/Own"}}}),
    )];
    let given = json!({"Own": {"items": {"$ref": "s/a.json#/T"}, "not": {"$ref": "b.json"}}});
    let sources = load(&schemas(given), &files);
    let all = &sources.root()["components"]["schemas"];
    // Not taken for the component of the description.
    let text = all["T"]["items"]["$ref"].as_str().unwrap();
    assert_eq!(text, "s/a.json#/components/schemas/Own");
    assert!(sources.failure(text).unwrap().contains("there is no"));
    assert_eq!(sources.failure("b.json"), Some("`b.json`: not there"));
    assert_eq!(sources.failure("#/components/schemas/Own"), None);
}

#[test]
fn collections_that_unfold_without_end_stop() {
    let names = [
        "f0.json", "f1.json", "f2.json", "f3.json", "f4.json", "f5.json", "f6.json",
    ];
    let pair = |next: &str| {
        let properties =
            (0..100).map(|number| (format!("p{number}"), json!({"properties": {"$ref": next}})));
        properties.collect::<serde_json::Map<_, _>>().into()
    };
    let files: Vec<(&'static str, Value)> = names
        .iter()
        .zip(names.iter().skip(1).chain(["f0.json"].iter()))
        .map(|(name, next)| (*name, pair(next)))
        .collect();
    let sources = load(
        &schemas(json!({"A": {"properties": {"$ref": "f0.json"}}})),
        &files,
    );
    assert!(
        sources
            .failures
            .values()
            .any(|reason| reason.contains("unfold"))
    );
}
