use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::super::load_text;
use super::*;
use crate::config::PolicySource;

/// One overlay, whatever it is called.
struct One(Value);

impl Documents for One {
    fn beside(&self, _: &Path, relative: &str) -> PathBuf {
        relative.into()
    }

    fn read(&self, _: &Path) -> Result<String, Diagnostic> {
        Ok(self.0.to_string())
    }
}

fn description() -> Value {
    json!({
        "openapi": "3.0.3",
        "tags": [{"name": "a"}, {"name": "b"}, {"name": "c"}],
        "paths": {
            "/a": {"get": {"summary": "A", "tags": ["x", "y"]}, "post": {}},
            "/b": {"get": {"summary": "B"}},
        },
    })
}

fn applied(version: &str, actions: Value) -> Result<Sources, Diagnostics> {
    let mut diagnostics = Diagnostics::default();
    let text = description().to_string();
    let sources = load_text(Path::new("api.json"), text, &mut diagnostics).unwrap();
    let source = PolicySource {
        path: "api.toml".into(),
        text: "overlays = ['o.json']".to_owned(),
    };
    let policy = Policy::parse(source, &mut diagnostics).unwrap();
    let document = One(json!({"overlay": version, "actions": actions}));
    overlay(sources, &policy, &document, &mut diagnostics)
}

/// What a place is after some actions of version 1.1.
fn after(actions: Value, place: &str) -> Value {
    let sources = applied("1.1.0", actions).unwrap_or_else(|problems| panic!("{problems}"));
    let found = sources.root().pointer(place);
    found.cloned().unwrap_or(json!("nothing"))
}

#[test]
fn updates_merge() {
    let table = [
        // Objects, recursively.
        (
            json!([{"target": "$", "update": {"paths": {"/b": {"get": {"summary": "C", "x": 1}, "put": {}}}}}]),
            "/paths/~1b",
            json!({"get": {"summary": "C", "x": 1}, "put": {}}),
        ),
        // All that is selected; a place that is selected twice, once.
        (
            json!([{"target": "$.paths[*,*].get", "update": {"tags": ["z"]}}]),
            "/paths",
            json!({
                "/a": {"get": {"summary": "A", "tags": ["x", "y", "z"]}, "post": {}},
                "/b": {"get": {"summary": "B", "tags": ["z"]}},
            }),
        ),
        // An entry for a list; a list for a list; a single value.
        (
            json!([{"target": "$.tags", "update": {"name": "d"}}]),
            "/tags/3",
            json!({"name": "d"}),
        ),
        (
            json!([{"target": "$.paths['/a'].get.tags", "update": ["z", "w"]}]),
            "/paths/~1a/get/tags",
            json!(["x", "y", "z", "w"]),
        ),
        (
            json!([{"target": "$.paths['/a'].get.summary", "update": "other"}]),
            "/paths/~1a/get/summary",
            json!("other"),
        ),
        // One after the other.
        (
            json!([
                {"target": "$.paths['/a'].get", "remove": true},
                {"target": "$.paths['/a']", "update": {"get": {"summary": "new"}}},
            ]),
            "/paths/~1a/get",
            json!({"summary": "new"}),
        ),
    ];
    for (actions, place, wanted) in table {
        assert_eq!(after(actions.clone(), place), wanted, "{actions}");
    }
}

#[test]
fn removals() {
    let table = [
        (
            json!("$.paths.*.get"),
            "/paths",
            json!({"/a": {"post": {}}, "/b": {}}),
        ),
        (json!("$.tags[0, 2]"), "/tags", json!([{"name": "b"}])),
        (
            json!("$.tags[?@.name != 'b']"),
            "/tags",
            json!([{"name": "b"}]),
        ),
        (
            json!("$..tags[?@ == 'x']"),
            "/paths/~1a/get/tags",
            json!(["y"]),
        ),
        // What is below goes with what holds it.
        (
            json!("$.paths['/a', '/a'].get"),
            "/paths/~1a",
            json!({"post": {}}),
        ),
        (json!("$..*"), "", json!({})),
    ];
    for (target, place, wanted) in table {
        let found = after(json!([{"target": target, "remove": true}]), place);
        assert_eq!(found, wanted, "{target}");
    }
}

#[test]
fn copies() {
    let moved = json!([
        {"target": "$.paths", "update": {"/c": {}}},
        {"target": "$.paths['/c']", "copy": "$.paths['/a']"},
        {"target": "$.paths['/a']", "remove": true},
    ]);
    let wanted = json!({
        "/b": {"get": {"summary": "B"}},
        "/c": {"get": {"summary": "A", "tags": ["x", "y"]}, "post": {}},
    });
    assert_eq!(after(moved, "/paths"), wanted);
}

#[test]
fn places_are_those_of_the_texts() {
    let actions = json!([
        {"target": "$.tags[?@.name == 'a']", "remove": true},
        {"target": "$.tags", "update": {"name": "d"}},
        {"target": "$.paths['/b']", "copy": "$.paths['/a']"},
        {"target": "$.paths['/a'].get", "update": {"summary": "new"}},
    ]);
    let sources = applied("1.1.0", actions).unwrap();
    let table = [
        ("/tags/0/name", 0, "/tags/1/name"),
        ("/tags/2/name", 1, "/actions/1/update/name"),
        ("/paths/~1b/post", 0, "/paths/~1a/post"),
        ("/paths/~1a/get/summary", 1, "/actions/3/update/summary"),
        ("/paths/~1b/get/tags/0", 0, "/paths/~1a/get/tags/0"),
    ];
    for (place, file, origin) in table {
        let place = Pointer::parse(FileId(0), place).unwrap();
        let found = sources.origin(&place);
        assert_eq!((found.file().0, found.path()), (file, origin), "{place}");
    }
}

#[test]
fn what_does_not_fit_is_told() {
    let table = [
        (
            "1.0.0",
            json!({"target": "$.paths['/c']", "remove": true}),
            "/target",
            "selects nothing",
        ),
        (
            "1.0.0",
            json!({"target": "$.paths.*.get.summary", "update": "x"}),
            "/target",
            "no object or list",
        ),
        (
            "1.0.0",
            json!({"target": "$.paths", "copy": "$.tags"}),
            "/copy",
            "no `copy`",
        ),
        (
            "1.1.0",
            json!({"target": "$.paths", "copy": "$.tags[*]"}),
            "/copy",
            "selects 3 places",
        ),
        (
            "1.1.0",
            json!({"target": "$.paths", "copy": "$.tags"}),
            "",
            "a list can't be merged with an object",
        ),
        (
            "1.1.0",
            json!({"target": "$", "update": {"tags": {"a": 1}}}),
            "/update/tags",
            "an object can't be merged with a list",
        ),
        (
            "1.1.0",
            json!({"target": "$", "update": 1}),
            "/update",
            "a single value can't be merged",
        ),
        (
            "1.1.0",
            json!({"target": "$", "remove": true}),
            "/target",
            "the whole description",
        ),
        (
            "1.1.0",
            json!({"target": "$[", "remove": true}),
            "/target",
            "no JSONPath",
        ),
        (
            "1.1.0",
            json!({"target": 1, "remove": true}),
            "/target",
            "is a text",
        ),
        (
            "1.1.0",
            json!({"target": "$", "remove": 1}),
            "/remove",
            "true or false",
        ),
        (
            "1.1.0",
            json!({"target": "$", "updat": 1}),
            "/updat",
            "no field `updat`",
        ),
        ("1.1.0", json!({"target": "$"}), "", "does nothing"),
        ("1.1.0", json!({"update": 1}), "", "needs a `target`"),
        (
            "1.1.0",
            json!({"target": "$", "update": {"a": {"$ref": "b.yaml"}}}),
            "/update/a/$ref",
            "can't refer to `b.yaml`",
        ),
        ("1.1.0", json!("x"), "", "is an object"),
    ];
    for (version, action, place, message) in table {
        let problems = applied(version, json!([action])).unwrap_err();
        let problem = problems.iter().next().unwrap();
        let at = Pointer::parse(FileId(1), &format!("/actions/0{place}")).unwrap();
        assert_eq!(problem.at, At::Value(at), "{action}: {problem}");
        assert!(problem.message.contains(message), "{action}: {problem}");
    }
    for (version, actions) in [
        ("2.0.0", json!([{}])),
        ("1.0", json!([{}])),
        ("1.0.0", json!([])),
        ("1.0.0", json!(1)),
    ] {
        let problems = applied(version, actions).unwrap_err();
        assert_eq!(problems.iter().next().unwrap().code, "invalid-overlay");
    }
}

#[test]
fn what_grows_without_end_stops() {
    let actions: Vec<Value> = (0..40)
        .flat_map(|number| {
            [
                json!({"target": "$", "update": {format!("x-{number}"): {}}}),
                json!({"target": format!("$['x-{number}']"), "copy": "$"}),
            ]
        })
        .collect();
    let problems = applied("1.1.0", actions.into()).unwrap_err();
    assert!(
        problems
            .iter()
            .any(|problem| problem.message.contains("add more"))
    );
}
