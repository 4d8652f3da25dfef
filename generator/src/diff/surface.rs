//! The public surface of a crate, read from its files: what a user can name, call, build and match.
//!
//! It is kept flat, one [`Piece`] for each thing that can change on its own: an item, a field, a
//! variant, a method, a trait that a type has, a feature.

mod attributes;
pub mod gates;
mod imports;
mod items;
mod modules;
mod names;
mod same;

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::json;

use modules::Reader;

/// All files of a crate by their path in it.
pub type Files = BTreeMap<String, String>;

/// What kind of thing a piece is; part of its identity, since a field and a method may share a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    Module,
    Struct,
    Enum,
    Trait,
    Alias,
    Function,
    Constant,
    Export,
    Macro,
    Field,
    Variant,
    Method,
    /// A trait that a type implements.
    Impl,
    Feature,
}

impl Kind {
    pub fn name(self) -> &'static str {
        match self {
            Self::Module => "module",
            Self::Struct => "struct",
            Self::Enum => "enum",
            Self::Trait => "trait",
            Self::Alias => "type",
            Self::Function => "function",
            Self::Constant => "constant",
            Self::Export => "name",
            Self::Macro => "macro",
            Self::Field => "field",
            Self::Variant => "variant",
            Self::Method => "method",
            Self::Impl => "trait",
            Self::Feature => "feature",
        }
    }
}

/// The path of a piece and its kind.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Key {
    pub path: String,
    pub kind: Kind,
}

/// One thing that can change on its own.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Piece {
    /// What a reader sees of it, on one line.
    pub text: String,
    /// What it belongs to.
    pub parent: Option<String>,
    pub deprecated: bool,
    /// The `cfg` that it depends on, with those of the modules that it is in.
    pub gate: Option<String>,
    /// A type of several names: it is there for those who need any of them, or what holds it.
    pub has_names: bool,
    /// More may come without breaking anybody: `#[non_exhaustive]`, or fields that are private.
    pub open: bool,
    /// Of a function.
    pub signature: Option<Signature>,
}

/// The parts of a function that calls depend on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Signature {
    /// `async`, `const`, `unsafe`, generics and where clauses.
    pub qualifiers: String,
    pub receiver: Option<String>,
    /// Names and types.
    pub arguments: Vec<(String, String)>,
    pub output: String,
}

/// A whole surface.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Surface {
    pub pieces: BTreeMap<Key, Piece>,
    /// Types that are the same under another name, with the name that texts know them by.
    pub names: BTreeMap<String, String>,
    /// Files that are no Rust.
    pub unreadable: Vec<String>,
}

impl Surface {
    /// As data for other programs: a list of all pieces, by path.
    pub fn json(&self) -> String {
        let pieces = self.pieces.iter().map(|(key, piece)| {
            let mut one = json!(piece);
            one["path"] = json!(key.path);
            one["kind"] = json!(key.kind.name());
            one
        });
        serde_json::to_string_pretty(&pieces.collect::<Vec<_>>()).unwrap_or_default()
    }
}

/// Reads the surface. Files in `skip`, which are the same on both sides, are read only as far as they
/// tell where other modules are.
pub fn read(files: &Files, skip: &dyn Fn(&str) -> bool) -> Surface {
    let mut surface = read_files(files, skip);
    surface.names = names::names(files);
    same::spell_out(&mut surface, files);
    surface
}

fn read_files(files: &Files, skip: &dyn Fn(&str) -> bool) -> Surface {
    let mut reader = Reader::new(files);
    reader.module(Vec::new(), &["src/lib.rs".to_owned()], true, skip);
    reader.items();
    reader.manifest();
    reader.surface
}
