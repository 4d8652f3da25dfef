//! The committed crates are what the descriptions give, and the order of things that have none
//! leaves no trace.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use generator::config::{Criterion, Selection};
use generator::diagnostics::Diagnostics;
use generator::load;
use generator::slice::slice;
use generator::write::{self, Output};
use serde_json::{Map, Value};

use crate::support::{cases, generate, generate_all, generate_loaded, read_policy, root, spec};

/// The descriptions in `spec/` with their policies.
fn apis() -> Vec<(std::path::PathBuf, std::path::PathBuf)> {
    let found = load::list_specs(&root().join("spec")).unwrap();
    let pairs = found.descriptions.into_iter();
    let pairs: Vec<_> = pairs
        .map(|spec| (spec.clone(), spec.with_extension("toml")))
        .collect();
    assert!(!pairs.is_empty());
    pairs
}

#[test]
fn generated_crates_are_fresh() {
    for (spec, policy) in apis() {
        let name = read_policy(&policy, "").crate_name().to_owned();
        let generated = generate_all(&spec, &policy, &name);
        let output = Output {
            dir: root().join("generated").join(&name),
            lock: Some((spec.with_extension("lock"), generated.lock.render())),
            files: generated.files,
        };
        let differences = write::check(&output).unwrap();
        let paths: Vec<&str> = differences
            .iter()
            .map(|found| found.path.as_str())
            .collect();
        assert!(
            differences.is_empty(),
            "generated/{name} is not what its description gives; run `cargo run -p generator`: {paths:?}\n{}",
            differences[0].diff
        );
    }
}

#[test]
fn two_runs_give_the_same_bytes() {
    for case in cases() {
        let (spec, policy) = (spec(&case), spec(&case).with_file_name("policy.toml"));
        let first = generate(&spec, &policy, &case);
        assert!(first.len() > 10, "{case}");
        assert_eq!(first, generate(&spec, &policy, &case), "{case}");
    }
}

#[test]
fn order_without_meaning_leaves_no_trace() {
    let mut changed = 0;
    for case in cases() {
        changed += usize::from(survives_reordering(
            &spec(&case),
            &spec(&case).with_file_name("policy.toml"),
            &case,
        ));
    }
    for (spec, policy) in apis() {
        changed += usize::from(survives_reordering(&spec, &policy, "api"));
    }
    assert!(changed > 15, "only {changed} descriptions had an order");
}

/// Compares what a description gives with what it gives backwards; tells if that made a difference.
fn survives_reordering(spec: &Path, policy: &Path, name: &str) -> bool {
    let policy = read_policy(policy, name);
    let read = |path: &Path, text: String| {
        let mut diagnostics = Diagnostics::default();
        let sources = load::load_with(path, text, &load::Disk, &mut diagnostics).unwrap();
        let files = generate_loaded(&sources, &policy, &mut diagnostics);
        let files = files.unwrap_or_else(|problems| panic!("{}: {problems}", path.display()));
        (files, sources)
    };
    let (files, sources) = read(spec, fs::read_to_string(spec).unwrap());
    let backwards = serde_json::to_string(&reordered(sources.root(), "")).unwrap();
    let is_other = backwards != serde_json::to_string(sources.root()).unwrap();
    let (others, _) = read(Path::new("backwards.json"), backwards);
    let paths = |files: &BTreeMap<String, String>| files.keys().cloned().collect::<Vec<_>>();
    assert_eq!(paths(&files), paths(&others), "{}", spec.display());
    for ((path, text), other) in files.iter().zip(others.values()) {
        let mut lines = text.lines().zip(other.lines());
        let different = lines.find(|(line, other)| line != other);
        assert_eq!(different, None, "{}: {path}", spec.display());
        assert_eq!(text.len(), other.len(), "{}: {path}", spec.display());
    }
    is_other
}

/// The same tree with all keys backwards, but for `properties` (their order is that of the fields),
/// the media types of a `content` and what stands in examples. `parent` is the key of the tree.
fn reordered(value: &Value, parent: &str) -> Value {
    match value {
        Value::Array(items) => items.iter().map(|item| reordered(item, "")).collect(),
        Value::Object(_) if matches!(parent, "example" | "examples" | "default") => value.clone(),
        Value::Object(members) => {
            let mut members: Vec<_> = members
                .iter()
                .map(|(key, value)| (key.clone(), reordered(value, key)))
                .collect();
            if !matches!(parent, "properties" | "content") {
                members.reverse();
            }
            members.into_iter().collect::<Map<_, _>>().into()
        }
        other => other.clone(),
    }
}

/// What is selected of a description, and the slice of it, give the same crate.
#[test]
fn a_slice_gives_the_crate_that_a_selection_gives() {
    let mut compared = 0;
    for case in cases() {
        let sources = load::load(&spec(&case), &mut Diagnostics::default()).unwrap();
        for name in operations(sources.root()) {
            let mut selection = Selection::default();
            selection.include.operations.push(Criterion::new(&name));
            let document = slice(&sources, &selection, &mut Diagnostics::default()).unwrap();
            let text = load::to_text(&document, load::Format::Yaml);
            let sliced = load::load_text(
                Path::new("slice.yaml"),
                text.clone(),
                &mut Diagnostics::default(),
            );
            let mut policy = read_policy(&spec(&case).with_file_name("policy.toml"), &case);
            policy.narrow(selection);
            let generate = |sources, policy: &_| {
                let outcome = generate_loaded(sources, policy, &mut Diagnostics::default());
                outcome.map_err(|problems| problems.to_string())
            };
            let selected = generate(&sources, &policy);
            policy.narrow(Selection::default());
            assert_eq!(
                generate(&sliced.unwrap(), &policy),
                selected,
                "{case}, {name}:\n{text}"
            );
            compared += 1;
        }
    }
    assert!(compared > 30);
}

/// The first and the last operation of a description, and all with a `$ref` to a path item.
fn operations(root: &Value) -> Vec<String> {
    let mut names = Vec::new();
    for (path, item) in root["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            if let Some(id) = operation.get("operationId") {
                names.push(id.as_str().unwrap().to_owned());
            } else if method == "$ref" {
                names.push(format!("GET {path}"));
            } else if operation.get("responses").is_some() {
                names.push(format!("{} {path}", method.to_uppercase()));
            }
        }
    }
    let last = names.len() - 1;
    let is_wanted = |(at, name): (usize, String)| {
        (at == 0 || at == last || name.starts_with("GET ")).then_some(name)
    };
    names
        .into_iter()
        .enumerate()
        .filter_map(is_wanted)
        .collect()
}
