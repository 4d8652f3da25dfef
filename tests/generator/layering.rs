//! Which part of the generator may use what.

use std::fs;

use crate::support::{files, root};

/// What is written in the code, and the only places (below `generator/src`) where it may stand.
const RULES: [(&str, &[&str]); 10] = [
    ("openapiv3", &["resolve", "lower"]),
    ("quote", &["emit", "diff"]),
    ("proc_macro2", &["emit", "format"]),
    ("prettyplease", &["format"]),
    ("minijinja", &["emit"]),
    ("heck", &["names"]),
    ("serde_yaml", &["load"]),
    ("serde_json_path", &["load"]),
    ("std::fs", &["load", "write"]),
    ("clap", &["cli"]),
];

#[test]
fn each_tool_has_its_place() {
    let sources = sources();
    for (tool, places) in RULES {
        let users: Vec<&str> = sources
            .iter()
            .filter(|(_, code)| uses(code, tool))
            .map(|(path, _)| path.as_str())
            .collect();
        assert!(!users.is_empty(), "nothing uses {tool}: is the rule stale?");
        for path in users {
            let part = path.split(['/', '.']).next().unwrap();
            assert!(
                places.contains(&part),
                "{path} uses {tool}, which is for {places:?}"
            );
        }
    }
}

/// `fs::read`, `File::open` and the like need no `std::` before them.
#[test]
fn only_load_and_write_touch_files() {
    for (path, code) in sources() {
        let part = path.split(['/', '.']).next().unwrap();
        let touches = uses(&code, "fs")
            || ["File::open", "File::create", "OpenOptions::", "tempfile::"]
                .iter()
                .any(|call| code.contains(call));
        assert!(
            !touches || ["load", "write"].contains(&part),
            "{path} touches files"
        );
    }
}

#[test]
fn the_model_knows_no_stage() {
    let sources = sources();
    let (_, model) = sources.iter().find(|(path, _)| path == "model.rs").unwrap();
    let imports: Vec<&str> = model
        .lines()
        .map(str::trim)
        .filter(|line| line.contains("use ") && line.ends_with(';'))
        .collect();
    assert_eq!(
        imports,
        [
            "use std::ops::Index;",
            "use std::sync::Arc;",
            "use serde_json::Value;",
            "use crate::pointer::Pointer;"
        ]
    );
}

#[test]
fn all_templates_are_built_in() {
    let assets = fs::read_to_string(root().join("generator/src/emit/assets.rs")).unwrap();
    let mut listed: Vec<&str> = quoted(table(&assets, "TEMPLATES")).collect();
    let runtime: Vec<String> = quoted(table(&assets, "RUNTIME"))
        .map(|file| format!("runtime/{file}"))
        .collect();
    listed.extend(runtime.iter().map(String::as_str));
    listed.sort_unstable();
    assert_eq!(listed, files(&root().join("templates")));
}

/// The text of one of the tables in `assets.rs`.
fn table<'a>(assets: &'a str, name: &str) -> &'a str {
    let start = assets.find(&format!("const {name}:")).unwrap();
    let list = &assets[start..];
    let list = &list[list.find("texts!").unwrap()..];
    // Behind the name of the folder.
    let list = &list[list.find(':').unwrap()..];
    &list[..list.find("];").unwrap()]
}

fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.split('"').skip(1).step_by(2)
}

/// The files of the generator, without their comments and tests.
fn sources() -> Vec<(String, String)> {
    let folder = root().join("generator/src");
    let paths = files(&folder).into_iter();
    let paths = paths.filter(|path| !path.ends_with("/tests.rs"));
    let sources: Vec<_> = paths
        .map(|path| {
            let text = fs::read_to_string(folder.join(&path)).unwrap();
            let text = text.split("#[cfg(test)]").next().unwrap();
            let code = text
                .lines()
                .filter(|line| !line.trim_start().starts_with("//"));
            (path, code.collect::<Vec<_>>().join("\n"))
        })
        .collect();
    assert!(sources.len() > 30);
    sources
}

/// Whether a path or an import names this: `word::…`, `use word;`, `word!`.
fn uses(code: &str, word: &str) -> bool {
    code.match_indices(word).any(|(at, _)| {
        let before = code[..at].chars().next_back();
        let after = &code[at + word.len()..];
        let is_word = |c: char| c.is_alphanumeric() || c == '_';
        !before.is_some_and(|c| is_word(c) || c == '"' || c == '`' || c == '.')
            && (after.starts_with("::")
                || after.starts_with(';')
                || after.starts_with('!')
                || after.starts_with(','))
    })
}
