//! Types under all of their names.

use std::collections::BTreeSet;

use super::names::{definition, definitions, types};
use super::{Files, Key, Kind, Piece, Surface};

/// Makes each alias of a type a type of its own.
///
/// Which of several types that say the same is the one to be defined is no part of the surface: a name
/// stands for what the type has. One that gets something of its own is then a type with one thing more.
pub(super) fn spell_out(surface: &mut Surface, files: &Files) {
    let elsewhere = missing(surface, files);
    let mut made = Vec::new();
    for (alias, target) in aliases(surface) {
        let found = defined(surface, &target).map(|key| (pieces(surface, &key), key));
        let found = found
            .or_else(|| defined(&elsewhere, &target).map(|key| (pieces(&elsewhere, &key), key)));
        made.extend(found.map(|(pieces, target)| (alias, target, pieces)));
    }
    for (alias, target, pieces) in made {
        if let Some(defined) = surface.pieces.get_mut(&target) {
            defined.has_names = true;
        }
        let known = surface.pieces.remove(&alias).unwrap_or_default();
        let renamed = pieces.into_iter().map(|(key, mut piece)| {
            piece.gate.clone_from(&known.gate);
            if key == target {
                piece.has_names = true;
                piece.text = format!("{} {}", key.kind.name(), last(&alias.path));
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

/// The types that aliases are names of and that are not there, read out of all files with types.
fn missing(surface: &Surface, files: &Files) -> Surface {
    let wanted: BTreeSet<String> = aliases(surface)
        .filter(|(_, target)| defined(surface, target).is_none())
        .map(|(_, target)| last(&target).to_owned())
        .collect();
    if wanted.is_empty() {
        return Surface::default();
    }
    let found = types(files).flat_map(|(_, text)| definitions(text));
    let found: Vec<_> = found.filter(|(name, _)| wanted.contains(*name)).collect();
    let names: BTreeSet<&str> = found.iter().map(|(name, _)| *name).collect();
    let others = wanted.iter().map(String::as_str);
    let others: BTreeSet<&str> = others.filter(|name| !names.contains(name)).collect();
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

/// The files with types that no macro defines: tuples, and what a template of the user's own wrote.
fn written_otherwise(names: &BTreeSet<&str>, files: &Files) -> Surface {
    if names.is_empty() {
        return Surface::default();
    }
    let holds = |text: &String| {
        let mut defined = text.lines().filter_map(definition);
        defined.any(|name| names.contains(name))
    };
    let needed: BTreeSet<&str> = types(files)
        .filter(|(_, text)| holds(text))
        .map(|(path, _)| path.as_str())
        .collect();
    super::read_files(files, &|path| !needed.contains(path))
}

/// A type and what belongs to it.
fn pieces(surface: &Surface, target: &Key) -> Vec<(Key, Piece)> {
    let own = surface.pieces.get_key_value(target);
    // `types::A::field` and `types::A: Clone`, but not `types::Ab`.
    let near = [":", ";"].map(|end| Key {
        path: format!("{}{end}", target.path),
        kind: Kind::Module,
    });
    let [first, end] = near;
    let near = surface.pieces.range(first..end);
    let members = near.filter(|(_, piece)| piece.parent.as_deref() == Some(&target.path));
    own.into_iter()
        .chain(members)
        .map(|(key, piece)| (key.clone(), piece.clone()))
        .collect()
}

/// The aliases, with the path of the type that they are a name of.
fn aliases(surface: &Surface) -> impl Iterator<Item = (Key, String)> {
    let pieces = surface.pieces.keys();
    let aliases = pieces.filter(|key| key.kind == Kind::Alias);
    aliases.filter_map(|key| {
        let (module, name) = key.path.rsplit_once("::")?;
        let target = surface.names.get(name)?;
        Some((key.clone(), format!("{module}::{target}")))
    })
}

/// The struct or enum with a path.
fn defined(surface: &Surface, path: &str) -> Option<Key> {
    let keys = [Kind::Struct, Kind::Enum].map(|kind| Key {
        path: path.to_owned(),
        kind,
    });
    keys.into_iter()
        .find(|key| surface.pieces.contains_key(key))
}

fn last(path: &str) -> &str {
    path.rsplit("::").next().unwrap_or(path)
}
