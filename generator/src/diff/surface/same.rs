//! Enums under all of their names.

use super::{Key, Kind, Piece, Surface};

/// Whether there are aliases that may be names of an enum that is not there.
pub(super) fn has_open(surface: &Surface) -> bool {
    aliases(surface).any(|(_, target)| !surface.pieces.contains_key(&target))
}

/// Makes each alias of an enum an enum of its own.
///
/// Which of several enums with the same values is the one to be defined is no part of the surface: a
/// name stands for its values. One that gets a value of its own is then an enum with one more variant.
pub(super) fn spell_out(surface: &mut Surface, enums: &Surface) {
    let found: Vec<(Key, Key)> = aliases(surface)
        .filter(|(_, target)| enums.pieces.contains_key(target))
        .collect();
    for (alias, target) in found {
        let piece = surface.pieces.remove(&alias);
        let deprecated = piece.is_some_and(|piece| piece.deprecated);
        let (name, other) = (last(&alias.path), last(&target.path));
        let own = |path: &str| format!("{}{}", alias.path, &path[target.path.len()..]);
        let belongs = |key: &Key, piece: &Piece| {
            *key == target || piece.parent.as_deref() == Some(&target.path)
        };
        let pieces = enums.pieces.iter();
        for (key, piece) in pieces.filter(|(key, piece)| belongs(key, piece)) {
            let is_type = *key == target;
            let piece = Piece {
                text: if is_type {
                    piece
                        .text
                        .replace(&format!("enum {other}"), &format!("enum {name}"))
                } else {
                    piece.text.clone()
                },
                parent: piece.parent.as_ref().map(|_| alias.path.clone()),
                deprecated: piece.deprecated || (is_type && deprecated),
                ..piece.clone()
            };
            let key = Key {
                path: own(&key.path),
                kind: key.kind,
            };
            surface.pieces.insert(key, piece);
        }
    }
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
