//! The committed crates are what the descriptions give, and the order of things that have none
//! leaves no trace.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use generator::diagnostics::Diagnostics;
use generator::load;
use generator::write::{self, Output};
use serde_json::{Map, Value};

use crate::support::{cases, generate, generate_loaded, read_policy, root, spec};

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
        let output = Output {
            dir: root().join("generated").join(&name),
            files: generate(&spec, &policy, &name),
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
        let sources = load::load_text(path, text, &mut diagnostics).unwrap();
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
