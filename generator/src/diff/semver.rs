//! Compares two surfaces by the rules of the Cargo book ("SemVer Compatibility").

use std::collections::BTreeMap;

use super::alike::{self, Alike};
use super::gates::Gates;
use super::rust::{Bump, RustChange};
use super::surface::{Key, Kind, Piece, Signature, Surface};

/// Names of the old surface that stand for others in the new one.
#[derive(Clone, Debug, Default)]
pub struct Renames {
    /// Types, by name.
    pub types: BTreeMap<String, String>,
    /// Methods, by name.
    pub methods: BTreeMap<String, String>,
}

/// Replaces the names that moved, so that what only moved compares as the same.
pub fn renamed(surface: &Surface, renames: &Renames) -> Surface {
    if renames.types.is_empty() && renames.methods.is_empty() {
        return surface.clone();
    }
    let mut pieces = BTreeMap::new();
    for (key, piece) in &surface.pieces {
        // The runtime knows no names of a description, but may have the same.
        if key.path.starts_with("runtime::") {
            pieces.insert(key.clone(), piece.clone());
            continue;
        }
        let mut key = key.clone();
        let mut piece = piece.clone();
        key.path = match (key.kind, key.path.rsplit_once("::")) {
            (Kind::Method | Kind::Field | Kind::Variant, Some((parent, name))) => {
                let parent = words(parent, &renames.types);
                let name = match renames.methods.get(name) {
                    Some(other) if key.kind == Kind::Method && parent.ends_with("Client") => other,
                    _ => name,
                };
                format!("{parent}::{name}")
            }
            _ => words(&key.path, &renames.types),
        };
        piece.parent = piece.parent.map(|parent| words(&parent, &renames.types));
        piece.text = words(&piece.text, &renames.methods);
        reword(&mut piece, &renames.types);
        pieces.insert(key, piece);
    }
    let names = surface.names.iter();
    let names = names.map(|(name, defined)| {
        let [name, defined] = [name, defined].map(|name| words(name, &renames.types));
        (name, defined)
    });
    Surface {
        pieces,
        names: names.collect(),
        unreadable: surface.unreadable.clone(),
    }
}

fn reword(piece: &mut Piece, types: &BTreeMap<String, String>) {
    piece.text = words(&piece.text, types);
    if let Some(signature) = &mut piece.signature {
        for (_, ty) in &mut signature.arguments {
            *ty = words(ty, types);
        }
        signature.output = words(&signature.output, types);
        signature.qualifiers = words(&signature.qualifiers, types);
    }
}

/// Replaces whole identifiers.
fn words(text: &str, names: &BTreeMap<String, String>) -> String {
    let parts = alike::parts(text);
    parts
        .map(|part| names.get(part).map_or(part, String::as_str))
        .collect()
}

/// All differences between two surfaces.
pub fn compare(old: &Surface, new: &Surface) -> Vec<RustChange> {
    let mut found = Vec::new();
    let gates = Gates::new(old, new);
    let alike = Alike::new(old, new);
    for (key, piece) in &old.pieces {
        match counterpart(new, key, |text| alike.texts(&piece.text, text)) {
            Some(other) => {
                let both = change(key, Some(piece), Some(other));
                found.extend(gates.change(piece, other, &both));
                changed(&mut found, (&gates, &alike), key, piece, other);
            }
            None if stands(new, piece) => found.push(removed(key, piece)),
            None => {}
        }
    }
    for (key, piece) in &new.pieces {
        let known = counterpart(old, key, |text| alike.texts(text, &piece.text));
        if known.is_none() && stands(old, piece) {
            found.push(gates.added(added(key, piece, old)));
        }
    }
    found
}

/// The same thing in the other surface: a trait may be of a type that has another name there.
fn counterpart<'s>(
    surface: &'s Surface,
    key: &Key,
    is_alike: impl Fn(&str) -> bool,
) -> Option<&'s Piece> {
    let same = surface.pieces.get(key);
    if same.is_some() || key.kind != Kind::Impl {
        return same;
    }
    let (parent, _) = key.path.split_once(": ")?;
    let [first, end] = [":", ";"].map(|end| Key {
        path: format!("{parent}{end}"),
        kind: Kind::Module,
    });
    let mut members = surface.pieces.range(first..end);
    members
        .find(|(key, piece)| key.kind == Kind::Impl && is_alike(&piece.text))
        .map(|(_, piece)| piece)
}

/// Whether what a piece belongs to is there; if not, it goes or comes with that.
fn stands(surface: &Surface, piece: &Piece) -> bool {
    match &piece.parent {
        None => true,
        Some(parent) => holder(surface, parent).is_some() || !is_read(surface, parent),
    }
}

fn holder<'s>(surface: &'s Surface, path: &str) -> Option<&'s Piece> {
    [Kind::Struct, Kind::Enum, Kind::Trait, Kind::Alias]
        .into_iter()
        .find_map(|kind| {
            surface.pieces.get(&Key {
                path: path.to_owned(),
                kind,
            })
        })
}

/// Types of files that are the same on both sides were not read.
fn is_read(surface: &Surface, parent: &str) -> bool {
    let module = parent.rsplit_once("::").map_or("", |(module, _)| module);
    surface.pieces.keys().any(|key| {
        matches!(key.kind, Kind::Struct | Kind::Enum | Kind::Trait)
            && key.path.rsplit_once("::").map_or("", |(module, _)| module) == module
    })
}

fn change(key: &Key, before: Option<&Piece>, after: Option<&Piece>) -> RustChange {
    let shown = |piece: &Piece| {
        let last = key.path.rsplit("::").next().unwrap_or_default();
        match key.kind {
            Kind::Field => format!("pub {last}: {}", piece.text),
            Kind::Variant => format!("{last}{}", piece.text),
            Kind::Impl => format!("impl {}", piece.text),
            Kind::Feature => format!("{last} = [{}]", piece.text),
            _ => piece.text.clone(),
        }
    };
    RustChange {
        item: key.path.clone(),
        before: before.map(shown),
        after: after.map(shown),
        reason: String::new(),
        bump: Bump::Major,
        help: None,
        ignored: None,
    }
}

fn removed(key: &Key, piece: &Piece) -> RustChange {
    let reason = match key.kind {
        Kind::Impl => "the type does not have this trait any more".to_owned(),
        kind => format!("the {} is gone", kind.name()),
    };
    RustChange {
        reason,
        ..change(key, Some(piece), None)
    }
}

fn added(key: &Key, piece: &Piece, old: &Surface) -> RustChange {
    let parent = piece.parent.as_ref().and_then(|parent| holder(old, parent));
    let is_open = parent.is_none_or(|parent| parent.open);
    let (reason, bump) = match key.kind {
        Kind::Field if !is_open => (
            "a field of a struct that users build and match whole".to_owned(),
            Bump::Major,
        ),
        Kind::Variant if !is_open => (
            "a variant of an enum that users match whole".to_owned(),
            Bump::Major,
        ),
        Kind::Method
            if !piece.open
                && piece.parent.as_ref().is_some_and(|parent| {
                    old.pieces.contains_key(&Key {
                        path: parent.clone(),
                        kind: Kind::Trait,
                    })
                }) =>
        {
            (
                "a method that all who implement the trait must write".to_owned(),
                Bump::Major,
            )
        }
        Kind::Impl => ("the type has one more trait".to_owned(), Bump::Minor),
        kind => (format!("the {} is new", kind.name()), Bump::Minor),
    };
    RustChange {
        reason,
        bump,
        ..change(key, None, Some(piece))
    }
}

fn changed(
    found: &mut Vec<RustChange>,
    (gates, alike): (&Gates<'_>, &Alike<'_>),
    key: &Key,
    old: &Piece,
    new: &Piece,
) {
    let mut push = |reason: String, bump: Bump| {
        found.push(RustChange {
            reason,
            bump,
            ..change(key, Some(old), Some(new))
        });
    };
    if old.deprecated != new.deprecated {
        match new.deprecated {
            true => push("it is deprecated now".to_owned(), Bump::Minor),
            false => push("it is not deprecated any more".to_owned(), Bump::Patch),
        }
    }
    if old.open != new.open && matches!(key.kind, Kind::Struct | Kind::Enum) {
        match new.open {
            true => push("it became non-exhaustive".to_owned(), Bump::Major),
            false => push("it is exhaustive now".to_owned(), Bump::Minor),
        }
    }
    if alike.texts(&old.text, &new.text) {
        return;
    }
    match key.kind {
        Kind::Field => push("the type of the field changed".to_owned(), Bump::Major),
        Kind::Variant => push("what the variant holds changed".to_owned(), Bump::Major),
        Kind::Feature => feature(&mut push, gates, old, new),
        Kind::Constant => {
            let ty = |piece: &Piece| piece.text.split(" = ").next().map(str::to_owned);
            if ty(old) == ty(new) {
                push("the value changed".to_owned(), Bump::Patch);
            } else {
                push("the type of the constant changed".to_owned(), Bump::Major);
            }
        }
        Kind::Method | Kind::Function => {
            let (Some(one), Some(two)) = (&old.signature, &new.signature) else {
                return;
            };
            let (reason, bump) = signature(alike, one, two);
            push(reason, bump);
        }
        kind => push(format!("the {} changed", kind.name()), Bump::Major),
    }
}

fn feature(push: &mut impl FnMut(String, Bump), gates: &Gates<'_>, old: &Piece, new: &Piece) {
    let list = |piece: &Piece| -> Vec<String> {
        let names = piece.text.split(", ").filter(|name| !name.is_empty());
        names.map(str::to_owned).collect()
    };
    let (from, to) = (list(old), list(new));
    let lost: Vec<_> = from
        .iter()
        // A feature that is gone is told of by itself.
        .filter(|name| !to.contains(name) && !gates.is_gone(name))
        .cloned()
        .collect();
    if lost.is_empty() {
        if to.iter().any(|name| !from.contains(name)) {
            push("the feature enables more".to_owned(), Bump::Minor);
        }
    } else {
        push(
            format!("the feature does not enable {} any more", lost.join(", ")),
            Bump::Major,
        );
    }
}

/// The gravest difference between two signatures.
fn signature(alike: &Alike<'_>, old: &Signature, new: &Signature) -> (String, Bump) {
    let major = |reason: &str| (reason.to_owned(), Bump::Major);
    if old.receiver != new.receiver {
        return major("it takes `self` in another way");
    }
    if old.arguments.len() != new.arguments.len() {
        return (
            format!(
                "it takes {} arguments, not {}",
                new.arguments.len(),
                old.arguments.len()
            ),
            Bump::Major,
        );
    }
    let mut bump = Bump::None;
    let mut reason = "only names of arguments changed".to_owned();
    for ((_, from), (name, to)) in old.arguments.iter().zip(&new.arguments) {
        if alike.texts(from, to) {
            continue;
        }
        // Who gave a `T` may give it still.
        if alike.texts(&format!("impl Into<{from}>"), to) {
            bump = bump.max(Bump::Minor);
            reason = format!("the argument `{name}` takes more");
        } else {
            return (
                format!("the type of the argument `{name}` changed"),
                Bump::Major,
            );
        }
    }
    let names = |signature: &Signature| -> Vec<String> {
        let names = signature.arguments.iter();
        names.map(|(name, _)| name.clone()).collect()
    };
    let (mut one, mut two) = (names(old), names(new));
    if one != two {
        one.sort();
        two.sort();
        if one == two {
            // The compiler takes it, the server gets the wrong values.
            return major("the order of the arguments changed");
        }
        bump = bump.max(Bump::Patch);
    }
    if !alike.texts(&old.output, &new.output) {
        return major("it returns another type");
    }
    if !alike.texts(&old.qualifiers, &new.qualifiers) && bump < Bump::Minor {
        return major("its generics or its kind changed");
    }
    (reason, bump.max(Bump::Patch))
}
