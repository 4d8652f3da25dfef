//! Enums under all of their names.

use std::collections::BTreeSet;

use super::{Files, Key, Kind, Piece, Surface};

/// The enums that aliases may be names of and that are not there, read out of all files with types.
///
/// Such a file can be large, and few of its items are asked for: they are found by their text.
fn missing(surface: &Surface, files: &Files) -> Surface {
    let wanted: BTreeSet<String> = aliases(surface)
        .filter(|(_, target)| !surface.pieces.contains_key(target))
        .map(|(_, target)| last(&target.path).to_owned())
        .collect();
    if wanted.is_empty() {
        return Surface::default();
    }
    let types = files
        .iter()
        .filter(|(path, _)| path.starts_with("src/types"));
    let found = types.flat_map(|(_, text)| enums(text));
    let found: Vec<_> = found.filter(|(name, _)| wanted.contains(*name)).collect();
    let is_found = |name: &String| found.iter().any(|(known, _)| known == name);
    let others: BTreeSet<String> = wanted.into_iter().filter(|name| !is_found(name)).collect();
    let items: Vec<&str> = found.iter().map(|(_, text)| *text).collect();
    let made = [
        ("src/lib.rs", "pub mod types;".to_owned()),
        ("src/types/mod.rs", items.join("\n")),
    ];
    let made = made.map(|(path, text)| (path.to_owned(), text));
    let mut surface = super::read_files(&Files::from(made), &|_| false);
    surface
        .pieces
        .extend(written_otherwise(&others, files).pieces);
    surface
}

/// The files with enums that a template of the user's own wrote.
fn written_otherwise(names: &BTreeSet<String>, files: &Files) -> Surface {
    let holds = |text: &String| {
        let mut names = names.iter();
        names.any(|name| text.contains(&format!("pub enum {name} ")))
    };
    let needed: BTreeSet<&String> = (files.iter())
        .filter(|(path, text)| path.starts_with("src/types") && holds(text))
        .map(|(path, _)| path)
        .collect();
    if needed.is_empty() {
        return Surface::default();
    }
    super::read_files(files, &|path| !needed.iter().any(|one| *one == path))
}

/// The definitions of enums in a generated file, by name.
fn enums(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let starts = text.match_indices("open_enum! {\n");
    starts.filter_map(|(start, _)| {
        let rest = &text[start..];
        let definition = &rest[..rest.find("\n}\n")? + 2];
        let (_, name) = definition.split_once("pub enum ")?;
        let end = name.find(|c: char| !c.is_alphanumeric() && c != '_')?;
        Some((&name[..end], definition))
    })
}

/// Makes each alias of an enum an enum of its own.
///
/// Which of several enums with the same values is the one to be defined is no part of the surface: a
/// name stands for its values. One that gets a value of its own is then an enum with one more variant.
pub(super) fn spell_out(surface: &mut Surface, files: &Files) {
    let elsewhere = missing(surface, files);
    let mut made = Vec::new();
    for (alias, target) in aliases(surface) {
        let pieces = match pieces(surface, &target) {
            found if found.is_empty() => pieces(&elsewhere, &target),
            found => found,
        };
        if !pieces.is_empty() {
            made.push((alias, target, pieces));
        }
    }
    for (alias, target, pieces) in made {
        if let Some(defined) = surface.pieces.get_mut(&target) {
            defined.has_names = true;
        }
        let known = surface.pieces.remove(&alias).unwrap_or_default();
        let renamed = pieces.into_iter().map(|(key, mut piece)| {
            piece.gate.clone_from(&known.gate);
            piece.has_names = false;
            if key == target {
                piece.text = format!("enum {}", last(&alias.path));
                piece.deprecated |= known.deprecated;
            } else {
                piece.parent = Some(alias.path.clone());
            }
            let path = format!("{}{}", alias.path, &key.path[target.path.len()..]);
            (Key { path, ..key }, piece)
        });
        surface.pieces.extend(renamed);
    }
}

/// An enum and what belongs to it.
fn pieces(surface: &Surface, target: &Key) -> Vec<(Key, Piece)> {
    if !surface.pieces.contains_key(target) {
        return Vec::new();
    }
    // The path of what belongs to it begins with its own.
    let first = Key {
        path: target.path.clone(),
        kind: Kind::Struct,
    };
    let near = surface.pieces.range(first..);
    let near = near.take_while(|(key, _)| key.path.starts_with(&target.path));
    let own =
        near.filter(|(key, piece)| *key == target || piece.parent.as_deref() == Some(&target.path));
    own.map(|(key, piece)| (key.clone(), piece.clone()))
        .collect()
}

/// The aliases, with what would be the enum.
fn aliases(surface: &Surface) -> impl Iterator<Item = (Key, Key)> {
    let aliases = surface.pieces.iter();
    aliases.filter_map(|(key, piece)| {
        let (_, target) = piece.text.split_once(" = ")?;
        let (module, _) = key.path.rsplit_once("::")?;
        let is_name = target.chars().all(|c| c.is_alphanumeric() || c == '_');
        let target = Key {
            path: format!("{module}::{target}"),
            kind: Kind::Enum,
        };
        (key.kind == Kind::Alias && is_name).then(|| (key.clone(), target))
    })
}

fn last(path: &str) -> &str {
    path.rsplit("::").next().unwrap_or(path)
}
