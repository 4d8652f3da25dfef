//! The `cfg` that pieces depend on, by their own attributes and by the modules that they are in.

use std::collections::{BTreeMap, BTreeSet};

use syn::Item;

use super::Files;
use super::attributes::gate;

/// Both of two conditions.
pub(super) fn both(outer: Option<&String>, inner: Option<String>) -> Option<String> {
    match (outer, inner) {
        (None, gate) => gate,
        (Some(gate), None) => Some(gate.clone()),
        (Some(one), Some(two)) if *one == two => Some(two),
        (Some(one), Some(two)) => Some(format!("cfg(all({}, {}))", inside(one), inside(&two))),
    }
}

fn inside(gate: &str) -> &str {
    let inside = gate.strip_prefix("cfg(");
    inside
        .and_then(|text| text.strip_suffix(')'))
        .unwrap_or(gate)
}

/// The features of which one is enough; nothing for a condition of another kind.
pub fn features(gate: &str) -> Option<BTreeSet<&str>> {
    let condition = inside(gate);
    let any = condition.strip_prefix("any(");
    let list = any
        .and_then(|text| text.strip_suffix(')'))
        .unwrap_or(condition);
    list.split(',').map(feature).collect()
}

/// `feature = "name"`
fn feature(test: &str) -> Option<&str> {
    let value = test.trim().strip_prefix("feature")?.trim_start();
    let value = value.strip_prefix('=')?.trim_start();
    value.strip_prefix('"')?.strip_suffix('"')
}

/// The conditions of the files of modules, by path.
///
/// A file may be the same while the one that declares it has another condition for it.
pub fn of_files(files: &Files) -> BTreeMap<String, String> {
    let mut gates = BTreeMap::new();
    for (path, text) in files {
        if !text.contains("#[cfg(") || !path.starts_with("src/") {
            continue;
        }
        let folder = folder(path);
        let items = syn::parse_file(text)
            .map(|file| file.items)
            .unwrap_or_default();
        for item in items {
            if let Item::Mod(module) = item
                && let Some(gate) = gate(&module.attrs)
            {
                gates.insert(format!("{folder}/{}.rs", module.ident), gate);
            }
        }
    }
    gates
}

/// Where the modules of a file are.
pub(super) fn folder(path: &str) -> &str {
    let stem = path.strip_suffix(".rs").unwrap_or(path);
    match stem.rsplit_once('/') {
        Some((folder, "mod" | "lib")) => folder,
        _ => stem,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn features_of_a_condition() {
        let found = |gate| features(gate).map(|names| names.into_iter().collect::<Vec<_>>());
        assert_eq!(found("cfg(feature = \"a\")"), Some(vec!["a"]));
        assert_eq!(
            found("cfg(any(feature = \"b-c\", feature = \"a\"))"),
            Some(vec!["a", "b-c"])
        );
        for other in [
            "cfg(unix)",
            "cfg(all(feature = \"a\", unix))",
            "cfg(not(feature = \"a\"))",
        ] {
            assert_eq!(found(other), None, "{other}");
        }
        let both = both(
            Some(&"cfg(unix)".to_owned()),
            Some("cfg(feature = \"a\")".to_owned()),
        );
        assert_eq!(both.as_deref(), Some("cfg(all(unix, feature = \"a\"))"));
    }
}
