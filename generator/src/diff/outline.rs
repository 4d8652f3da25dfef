//! What a user sees of one item of a crate, as Rust: for pages that show it before and after.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use super::rust::RustChange;
use super::semver::Renames;
use super::surface::{Key, Kind, Piece, Surface};

/// Items with more members than this are not shown as a whole: the client has a method for each operation.
const MOST_MEMBERS: usize = 60;

/// The text of an item on each side, by the path that a change names.
pub type Outlines = BTreeMap<String, [Option<String>; 2]>;

/// The items that changes are about.
pub fn outlines<'c>(
    old: &Surface,
    new: &Surface,
    renames: &Renames,
    changes: impl Iterator<Item = &'c RustChange>,
) -> Outlines {
    let (before, after) = (Members::of(old), Members::of(new));
    let back: BTreeMap<&String, &String> =
        renames.types.iter().map(|(old, new)| (new, old)).collect();
    let mut outlines = Outlines::new();
    let holders: BTreeSet<String> = changes
        .map(|change| change.item.split(": ").next().unwrap_or_default())
        .filter_map(|item| before.holder(item).or_else(|| after.holder(item)))
        .collect();
    for path in holders {
        let other = |names: &dyn Fn(&str) -> Option<String>| {
            let (module, name) = path.rsplit_once("::").unwrap_or(("", &path));
            names(name).map(|name| format!("{module}::{name}"))
        };
        let was = other(&|name| back.get(&name.to_owned()).map(|name| (*name).clone()));
        let is = other(&|name| renames.types.get(name).cloned());
        let texts = [
            before.text(&path).or_else(|| before.text(was.as_ref()?)),
            after.text(&path).or_else(|| after.text(is.as_ref()?)),
        ];
        outlines.insert(path, texts);
    }
    outlines
}

/// The path of the item that a change is shown with.
pub fn shown_with<'o>(outlines: &'o Outlines, item: &str) -> Option<&'o str> {
    let mut path = item.split(": ").next().unwrap_or(item);
    loop {
        if let Some((known, _)) = outlines.get_key_value(path) {
            return Some(known);
        }
        path = path.rsplit_once("::")?.0;
    }
}

/// A surface by who holds what.
struct Members<'s> {
    surface: &'s Surface,
    members: BTreeMap<&'s str, Vec<(&'s Key, &'s Piece)>>,
}

const ITEMS: [Kind; 4] = [Kind::Struct, Kind::Enum, Kind::Trait, Kind::Alias];

impl<'s> Members<'s> {
    fn of(surface: &'s Surface) -> Self {
        let mut members: BTreeMap<&str, Vec<_>> = BTreeMap::new();
        for (key, piece) in &surface.pieces {
            if let Some(parent) = &piece.parent {
                members.entry(parent).or_default().push((key, piece));
            }
        }
        Self { surface, members }
    }

    fn item(&self, path: &str) -> Option<&'s Piece> {
        let mut kinds = ITEMS.into_iter();
        kinds.find_map(|kind| {
            self.surface.pieces.get(&Key {
                path: path.to_owned(),
                kind,
            })
        })
    }

    /// The item itself, or what it is a member of.
    fn holder(&self, item: &str) -> Option<String> {
        let path = match self.item(item) {
            Some(_) => item,
            None => item.rsplit_once("::")?.0,
        };
        self.text(path).map(|_| path.to_owned())
    }

    fn text(&self, path: &str) -> Option<String> {
        let item = self.item(path)?;
        let none = Vec::new();
        let members = self.members.get(path).unwrap_or(&none);
        (members.len() <= MOST_MEMBERS).then(|| text(item, path, members))
    }
}

fn text(item: &Piece, path: &str, members: &[(&Key, &Piece)]) -> String {
    let of = |kind: Kind| members.iter().filter(move |(key, _)| key.kind == kind);
    let traits: Vec<&str> = of(Kind::Impl)
        .map(|(_, piece)| piece.text.as_str())
        .collect();
    let mut text = String::new();
    if !traits.is_empty() {
        let _ = writeln!(text, "// {}", traits.join(", "));
    }
    if item.open {
        text.push_str("#[non_exhaustive]\n");
    }
    let body: Vec<_> = of(Kind::Field).chain(of(Kind::Variant)).collect();
    let _ = match body.is_empty() {
        true => writeln!(text, "pub {};", item.text),
        false => writeln!(text, "pub {} {{", item.text),
    };
    for (key, piece) in &body {
        let name = key.path.rsplit("::").next().unwrap_or_default();
        let _ = match key.kind {
            Kind::Field => writeln!(text, "    pub {name}: {},", piece.text),
            _ => writeln!(text, "    {name}{},", piece.text),
        };
    }
    if !body.is_empty() {
        text.push_str("}\n");
    }
    let methods: Vec<_> = of(Kind::Method).collect();
    if !methods.is_empty() {
        let name = path.rsplit("::").next().unwrap_or_default();
        let _ = writeln!(text, "\nimpl {name} {{");
        for (_, piece) in methods {
            let _ = writeln!(text, "    pub {};", piece.text);
        }
        text.push_str("}\n");
    }
    text
}
