//! Names of types in the text of generated files.
//!
//! These files are large, and few of their items are asked for: those are found by their text.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::Files;

/// The files with types, by their paths.
pub(super) fn types(files: &Files) -> impl Iterator<Item = (&String, &String)> {
    let files = files.iter();
    files.filter(|(path, _)| path.starts_with("src/types"))
}

/// All that is but another name of a type, with the name that this is defined by.
pub(super) fn names(files: &Files) -> BTreeMap<String, String> {
    let (mut aliases, mut defined) = (HashMap::new(), HashSet::new());
    for (_, text) in types(files) {
        let mut lines = text.lines();
        while let Some(line) = lines.next() {
            if let Some(name) = definition(line) {
                defined.insert(name);
            } else if let Some((name, target)) = alias(line) {
                // A long one goes on in the next line.
                let target = Some(target).filter(|target| !target.is_empty());
                let target = target.or_else(|| lines.next());
                aliases.extend(target.and_then(only_name).map(|target| (name, target)));
            }
        }
    }
    let defined_by = |first: &str| {
        let next = |name: &&str| aliases.get(name).copied();
        let steps = std::iter::successors(aliases.get(first).copied(), next);
        // Not round in circles.
        let mut steps = steps.take(aliases.len());
        steps.find(|name| defined.contains(name))
    };
    let names = aliases.keys();
    let names = names.filter_map(|name| Some(((*name).to_owned(), defined_by(name)?.to_owned())));
    names.collect()
}

/// The name of the struct or enum that is defined in a line.
pub(super) fn definition(line: &str) -> Option<&str> {
    let item = line.trim_start().strip_prefix("pub ")?;
    let kinds = ["struct ", "enum "].into_iter();
    let mut names = kinds.filter_map(|kind| item.strip_prefix(kind));
    names.next().map(first_name)
}

/// The name of the alias in a line, and what comes behind its `=`.
fn alias(line: &str) -> Option<(&str, &str)> {
    let item = line.trim_start().strip_prefix("pub type ")?;
    let (name, target) = item.split_once('=')?;
    Some((name.trim(), target.trim()))
}

fn only_name(target: &str) -> Option<&str> {
    let target = target.trim().strip_suffix(';')?;
    (first_name(target) == target).then_some(target)
}

fn first_name(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_alphanumeric() && c != '_');
    &text[..end.unwrap_or(text.len())]
}

/// The macros that define types.
const MACROS: [&str; 3] = ["open_enum! {\n", "object! {\n", "one_of! {\n"];

/// The definitions in a file that are calls of macros, by name.
pub(super) fn definitions(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let calls = MACROS.into_iter().flat_map(|call| text.match_indices(call));
    calls.filter_map(|(start, _)| {
        let rest = &text[start..];
        let whole = &rest[..rest.find("\n}\n")? + 2];
        Some((whole.lines().find_map(definition)?, whole))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "\
use super::B;

object! {
    /// pub struct X
    pub struct A: new() {
        /// B.
        b: optional B = \"b\",
    }
}

one_of! {
    pub enum U {
        A(#[from] A),
    }
}

pub struct T(
    pub A,
);

pub type B = A;
pub type C =
    B;
pub type D = Vec<A>;
pub type E = String;
pub type F = F;
pub type G = T;
";

    #[test]
    fn names_lead_to_what_is_defined() {
        let files = Files::from([("src/types/a.rs".to_owned(), TEXT.to_owned())]);
        let found = [("B", "A"), ("C", "A"), ("G", "T")];
        let found = found.map(|(name, target)| (name.to_owned(), target.to_owned()));
        assert_eq!(names(&files), BTreeMap::from(found));
    }

    #[test]
    fn definitions_are_whole() {
        let found: Vec<_> = definitions(TEXT).collect();
        let names: Vec<_> = found.iter().map(|(name, _)| *name).collect();
        assert_eq!(names, ["A", "U"]);
        assert!(found[0].1.starts_with("object! {\n") && found[0].1.ends_with("\n}"));
        assert!(found[1].1.starts_with("one_of! {\n") && found[1].1.ends_with("\n}"));
    }
}
