//! The public surface of a crate, read from its files: what a user can name, call, build and match.
//!
//! It is kept flat, one [`Piece`] for each thing that can change on its own: an item, a field, a
//! variant, a method, a trait that a type has, a feature.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use quote::ToTokens;
use syn::{Attribute, Fields, FnArg, ImplItem, Item, ReturnType, TraitItem, UseTree, Visibility};

use super::macros;

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
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Piece {
    /// What a reader sees of it, on one line.
    pub text: String,
    /// What it belongs to.
    pub parent: Option<String>,
    pub deprecated: bool,
    /// The `cfg` that it depends on.
    pub gate: Option<String>,
    /// More may come without breaking anybody: `#[non_exhaustive]`, or fields that are private.
    pub open: bool,
    /// Of a function.
    pub signature: Option<Signature>,
}

/// The parts of a function that calls depend on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
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
    /// Files that are no Rust.
    pub unreadable: Vec<String>,
}

/// A module on the way to its items.
struct Module {
    /// `types::pets`.
    path: Vec<String>,
    items: Vec<Item>,
}

/// Reads the surface. Files in `skip`, which are the same on both sides, are read only as far as they
/// tell where other modules are.
pub fn read(files: &Files, skip: &dyn Fn(&str) -> bool) -> Surface {
    let mut reader = Reader {
        files,
        surface: Surface::default(),
        modules: Vec::new(),
        public: HashMap::new(),
        types: HashMap::new(),
        skipped: HashSet::new(),
    };
    reader.module(Vec::new(), &["src/lib.rs".to_owned()], true, skip);
    reader.items();
    reader.manifest();
    reader.surface
}

struct Reader<'a> {
    files: &'a Files,
    surface: Surface,
    modules: Vec<Module>,
    /// Where the items of a module can be seen; nothing for those that are private.
    public: HashMap<Vec<String>, Option<Vec<String>>>,
    /// The public paths of types, by the module that defines them and their name.
    types: HashMap<(Vec<String>, String), String>,
    skipped: HashSet<Vec<String>>,
}

impl Reader<'_> {
    fn module(
        &mut self,
        path: Vec<String>,
        candidates: &[String],
        visible: bool,
        skip: &dyn Fn(&str) -> bool,
    ) {
        let found = candidates
            .iter()
            .find_map(|name| Some((name, self.files.get(name)?)));
        let Some((name, text)) = found else {
            return;
        };
        // Only these have modules below them.
        let has_modules = name.ends_with("mod.rs") || name.ends_with("lib.rs");
        if skip(name) && !has_modules {
            self.skipped.insert(path);
            return;
        }
        match syn::parse_file(text) {
            Ok(file) => self.inline(path, macros::expand(file.items), visible, skip),
            Err(_) => self.surface.unreadable.push(name.clone()),
        }
    }

    fn inline(
        &mut self,
        path: Vec<String>,
        items: Vec<Item>,
        visible: bool,
        skip: &dyn Fn(&str) -> bool,
    ) {
        if path.is_empty() {
            self.public.insert(Vec::new(), visible.then(Vec::new));
        }
        let globs: BTreeSet<String> = items.iter().filter_map(glob).collect();
        let mut rest = Vec::new();
        for item in items {
            let Item::Mod(module) = item else {
                rest.push(item);
                continue;
            };
            if is_hidden(&module.attrs) {
                continue;
            }
            let name = module.ident.to_string();
            let mut child = path.clone();
            child.push(name.clone());
            let here = self.public.get(&path).cloned().flatten();
            let place = if is_public(&module.vis) {
                let place = here.map(|mut here| {
                    here.push(name.clone());
                    here
                });
                if let Some(place) = &place {
                    self.push(
                        &place.join("::"),
                        Kind::Module,
                        piece(&module.attrs, format!("mod {name}")),
                    );
                }
                place
            } else {
                here.filter(|_| globs.contains(&name))
            };
            self.public.insert(child.clone(), place);
            match module.content {
                Some((_, items)) => self.inline(child, items, visible, skip),
                None => {
                    let folder = child.join("/");
                    let candidates = [format!("src/{folder}.rs"), format!("src/{folder}/mod.rs")];
                    self.module(child, &candidates, visible, skip);
                }
            }
        }
        self.modules.push(Module { path, items: rest });
    }

    fn push(&mut self, path: &str, kind: Kind, piece: Piece) {
        let key = Key {
            path: path.to_owned(),
            kind,
        };
        self.surface.pieces.insert(key, piece);
    }

    /// First the types, then what is implemented for them.
    fn items(&mut self) {
        let modules = std::mem::take(&mut self.modules);
        let mut exported: HashMap<(Vec<String>, String), Vec<String>> = HashMap::new();
        for module in &modules {
            let Some(Some(place)) = self.public.get(&module.path).cloned() else {
                continue;
            };
            for (target, name) in module
                .items
                .iter()
                .flat_map(|item| exports(item, &module.path))
            {
                let mut seen = place.clone();
                seen.push(name);
                exported.entry(target).or_insert(seen);
            }
        }
        for module in &modules {
            let place = self.public.get(&module.path).cloned().flatten();
            for item in &module.items {
                self.item(module, place.as_deref(), item, &exported);
            }
        }
        for ((module, name), seen) in &exported {
            let path = seen.join("::");
            let is_defined = self
                .types
                .get(&(module.clone(), name.clone()))
                .is_some_and(|known| *known == path);
            if !is_defined {
                let target = format!("{}::{name}", module.join("::"));
                let text = format!("pub use {}", target.trim_start_matches("::"));
                let piece = Piece {
                    text,
                    ..Piece::default()
                };
                self.push(&path, Kind::Export, piece);
            }
        }
        for module in &modules {
            for item in &module.items {
                if let Item::Impl(block) = item
                    && !is_hidden(&block.attrs)
                {
                    self.implementation(module, block);
                }
            }
        }
    }

    fn item(
        &mut self,
        module: &Module,
        place: Option<&[String]>,
        item: &Item,
        exported: &HashMap<(Vec<String>, String), Vec<String>>,
    ) {
        let Some((name, vis, attrs)) = head(item) else {
            return;
        };
        if is_hidden(attrs) || !is_public(vis) {
            return;
        }
        let own = (module.path.clone(), name.clone());
        let path = match place {
            Some(place) => {
                let mut path = place.to_vec();
                path.push(name.clone());
                path.join("::")
            }
            None => match exported.get(&own) {
                Some(seen) => seen.join("::"),
                None => return,
            },
        };
        self.types.insert(own, path.clone());
        match item {
            Item::Struct(item) => {
                let text = format!("struct {name}{}", tidy(&item.generics));
                let has_private = item.fields.iter().any(|field| !is_public(&field.vis));
                let open = is_open(attrs) || has_private;
                let piece = Piece {
                    open,
                    ..piece(attrs, text)
                };
                self.push(&path, Kind::Struct, piece);
                self.derives(&path, attrs);
                for (index, field) in item.fields.iter().enumerate() {
                    if is_public(&field.vis) && !is_hidden(&field.attrs) {
                        let name = field
                            .ident
                            .as_ref()
                            .map_or(index.to_string(), |name| name.to_string());
                        self.member(&path, &name, Kind::Field, &field.attrs, tidy(&field.ty));
                    }
                }
            }
            Item::Enum(item) => {
                let text = format!("enum {name}{}", tidy(&item.generics));
                let piece = Piece {
                    open: is_open(attrs),
                    ..piece(attrs, text)
                };
                self.push(&path, Kind::Enum, piece);
                self.derives(&path, attrs);
                for variant in &item.variants {
                    let text = match &variant.fields {
                        Fields::Unit => String::new(),
                        fields => tidy(fields),
                    };
                    self.member(
                        &path,
                        &variant.ident.to_string(),
                        Kind::Variant,
                        &variant.attrs,
                        text,
                    );
                }
            }
            Item::Trait(item) => {
                let text = format!(
                    "trait {name}{}: {}",
                    tidy(&item.generics),
                    tidy(&item.supertraits)
                );
                self.push(&path, Kind::Trait, piece(attrs, text));
                for member in &item.items {
                    if let TraitItem::Fn(function) = member {
                        let mut piece = function_piece(&function.attrs, &function.sig);
                        piece.parent = Some(path.clone());
                        // What has a body need not be written by those who implement it.
                        piece.open = function.default.is_some();
                        self.push(
                            &format!("{path}::{}", function.sig.ident),
                            Kind::Method,
                            piece,
                        );
                    }
                }
            }
            Item::Type(item) => {
                let text = format!("type {name}{} = {}", tidy(&item.generics), tidy(&item.ty));
                self.push(&path, Kind::Alias, piece(attrs, text));
            }
            Item::Const(item) => {
                let text = format!("const {name}: {} = {}", tidy(&item.ty), tidy(&item.expr));
                self.push(&path, Kind::Constant, piece(attrs, text));
            }
            Item::Static(item) => {
                let text = format!("static {name}: {}", tidy(&item.ty));
                self.push(&path, Kind::Constant, piece(attrs, text));
            }
            Item::Fn(item) => {
                self.push(&path, Kind::Function, function_piece(attrs, &item.sig));
            }
            _ => {}
        }
    }

    fn member(&mut self, parent: &str, name: &str, kind: Kind, attrs: &[Attribute], text: String) {
        let member = Piece {
            parent: Some(parent.to_owned()),
            ..piece(attrs, text)
        };
        self.push(&format!("{parent}::{name}"), kind, member);
    }

    fn derives(&mut self, path: &str, attrs: &[Attribute]) {
        let mut names = Vec::new();
        for attribute in attrs.iter().filter(|one| one.path().is_ident("derive")) {
            let _ = attribute.parse_nested_meta(|meta| {
                names.push(tidy(&meta.path));
                Ok(())
            });
        }
        for name in names {
            let derived = Piece {
                text: name.clone(),
                parent: Some(path.to_owned()),
                ..Piece::default()
            };
            self.push(&format!("{path}: {name}"), Kind::Impl, derived);
        }
    }

    /// Where a type is that an `impl` in this module names.
    fn resolve(&self, module: &Module, name: &str) -> Option<String> {
        let own = (module.path.clone(), name.to_owned());
        if let Some(path) = self.types.get(&own) {
            return Some(path.clone());
        }
        let mut imported = module
            .items
            .iter()
            .flat_map(|item| imports(item, &module.path));
        let target = imported.find(|(_, alias)| alias == name);
        let target = target.map(|(target, _)| target)?;
        if let Some(path) = self.types.get(&target) {
            return Some(path.clone());
        }
        // Of a file that was not read only the place is known.
        let (module, name) = target;
        let place = self.public.get(&module).cloned().flatten()?;
        self.skipped
            .contains(&module)
            .then(|| [place, vec![name]].concat().join("::"))
    }

    fn implementation(&mut self, module: &Module, block: &syn::ItemImpl) {
        let syn::Type::Path(target) = &*block.self_ty else {
            return;
        };
        let Some(last) = target.path.segments.last() else {
            return;
        };
        let Some(path) = self.resolve(module, &last.ident.to_string()) else {
            return;
        };
        if let Some((of, _)) = &block.trait_ {
            let text = tidy(of);
            let implemented = Piece {
                text: text.clone(),
                parent: Some(path.clone()),
                gate: gate(&block.attrs),
                ..Piece::default()
            };
            self.push(&format!("{path}: {text}"), Kind::Impl, implemented);
            return;
        }
        for member in &block.items {
            match member {
                ImplItem::Fn(function)
                    if is_public(&function.vis) && !is_hidden(&function.attrs) =>
                {
                    let mut method = function_piece(&function.attrs, &function.sig);
                    method.parent = Some(path.clone());
                    method.gate = method.gate.or_else(|| gate(&block.attrs));
                    self.push(
                        &format!("{path}::{}", function.sig.ident),
                        Kind::Method,
                        method,
                    );
                }
                ImplItem::Const(constant) if is_public(&constant.vis) => {
                    let text = format!("const {}: {}", constant.ident, tidy(&constant.ty));
                    self.member(
                        &path,
                        &constant.ident.to_string(),
                        Kind::Constant,
                        &constant.attrs,
                        text,
                    );
                }
                _ => {}
            }
        }
    }

    /// The features that `Cargo.toml` has.
    fn manifest(&mut self) {
        let Some(text) = self.files.get("Cargo.toml") else {
            return;
        };
        let Ok(manifest) = toml::from_str::<toml::Table>(text) else {
            self.surface.unreadable.push("Cargo.toml".to_owned());
            return;
        };
        let Some(features) = manifest.get("features").and_then(toml::Value::as_table) else {
            return;
        };
        for (name, enables) in features {
            let list = enables.as_array().map(Vec::as_slice).unwrap_or_default();
            let mut names: Vec<&str> = list.iter().filter_map(toml::Value::as_str).collect();
            names.sort_unstable();
            let feature = Piece {
                text: names.join(", "),
                ..Piece::default()
            };
            self.push(&format!("feature {name}"), Kind::Feature, feature);
        }
    }
}

/// The name, visibility and attributes of an item that can be named.
fn head(item: &Item) -> Option<(String, &Visibility, &[Attribute])> {
    let (name, vis, attrs) = match item {
        Item::Struct(item) => (&item.ident, &item.vis, &item.attrs),
        Item::Enum(item) => (&item.ident, &item.vis, &item.attrs),
        Item::Trait(item) => (&item.ident, &item.vis, &item.attrs),
        Item::Type(item) => (&item.ident, &item.vis, &item.attrs),
        Item::Const(item) => (&item.ident, &item.vis, &item.attrs),
        Item::Static(item) => (&item.ident, &item.vis, &item.attrs),
        Item::Fn(item) => (&item.sig.ident, &item.vis, &item.attrs),
        _ => return None,
    };
    Some((name.to_string(), vis, attrs))
}

fn is_public(vis: &Visibility) -> bool {
    matches!(vis, Visibility::Public(_))
}

fn is_hidden(attrs: &[Attribute]) -> bool {
    attrs.iter().any(|attribute| {
        let text = tidy(&attribute.meta);
        text == "doc(hidden)" || text == "cfg(test)"
    })
}

fn is_open(attrs: &[Attribute]) -> bool {
    attrs
        .iter()
        .any(|attribute| attribute.path().is_ident("non_exhaustive"))
}

fn gate(attrs: &[Attribute]) -> Option<String> {
    let found = attrs.iter().find(|one| one.path().is_ident("cfg"));
    found.map(|attribute| tidy(&attribute.meta))
}

fn piece(attrs: &[Attribute], text: String) -> Piece {
    Piece {
        text,
        deprecated: attrs.iter().any(|one| one.path().is_ident("deprecated")),
        gate: gate(attrs),
        ..Piece::default()
    }
}

fn function_piece(attrs: &[Attribute], of: &syn::Signature) -> Piece {
    let mut signature = Signature {
        qualifiers: [
            of.constness.map(|_| "const".to_owned()),
            of.asyncness.map(|_| "async".to_owned()),
            Some(tidy(&of.generics)),
            of.generics.where_clause.as_ref().map(tidy),
        ]
        .into_iter()
        .flatten()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" "),
        ..Signature::default()
    };
    if tidy(of).split(' ').any(|word| word == "unsafe") {
        signature.qualifiers.push_str(" unsafe");
    }
    for argument in &of.inputs {
        match argument {
            FnArg::Receiver(receiver) => {
                // Whether the method changes its own copy is its own matter.
                let text = tidy(receiver);
                signature.receiver = Some(text.strip_prefix("mut ").unwrap_or(&text).to_owned());
            }
            FnArg::Typed(typed) => {
                let name = tidy(&typed.pat);
                let name = name.strip_prefix("mut ").unwrap_or(&name).to_owned();
                signature.arguments.push((name, tidy(&typed.ty)));
            }
        }
    }
    if let ReturnType::Type(_, ty) = &of.output {
        signature.output = tidy(ty);
    }
    Piece {
        signature: Some(signature),
        ..piece(attrs, tidy(of))
    }
}

/// The module whose items `pub use self::module::*` brings here.
fn glob(item: &Item) -> Option<String> {
    let Item::Use(item) = item else { return None };
    if !is_public(&item.vis) {
        return None;
    }
    let mut tree = &item.tree;
    let mut path = Vec::new();
    loop {
        match tree {
            UseTree::Path(step) => {
                path.push(step.ident.to_string());
                tree = &step.tree;
            }
            UseTree::Glob(_) => break,
            _ => return None,
        }
    }
    path.retain(|step| step != "self");
    match path.as_slice() {
        [name] => Some(name.clone()),
        _ => None,
    }
}

type Target = (Vec<String>, String);

/// What `pub use` makes visible under which name.
fn exports(item: &Item, here: &[String]) -> Vec<(Target, String)> {
    match item {
        Item::Use(item) if is_public(&item.vis) && !is_hidden(&item.attrs) => {
            names(&item.tree, here)
        }
        _ => Vec::new(),
    }
}

/// What `use` brings into scope under which name.
fn imports(item: &Item, here: &[String]) -> Vec<(Target, String)> {
    match item {
        Item::Use(item) => names(&item.tree, here),
        _ => Vec::new(),
    }
}

fn names(tree: &UseTree, here: &[String]) -> Vec<(Target, String)> {
    let mut found = Vec::new();
    let mut open = vec![(tree, Vec::<String>::new())];
    while let Some((tree, path)) = open.pop() {
        match tree {
            UseTree::Path(step) => {
                let mut path = path;
                path.push(step.ident.to_string());
                open.push((&step.tree, path));
            }
            UseTree::Name(name) => {
                let name = name.ident.to_string();
                found.push(((absolute(&path, here), name.clone()), name));
            }
            UseTree::Rename(rename) => {
                let target = (absolute(&path, here), rename.ident.to_string());
                found.push((target, rename.rename.to_string()));
            }
            UseTree::Group(group) => {
                open.extend(group.items.iter().map(|tree| (tree, path.clone())));
            }
            UseTree::Glob(_) => {}
        }
    }
    found
}

/// A path of a `use` as one from the root of the crate.
fn absolute(path: &[String], here: &[String]) -> Vec<String> {
    let mut steps = path.iter();
    let mut full = match path.first().map(String::as_str) {
        Some("crate") => {
            steps.next();
            Vec::new()
        }
        Some("self") => {
            steps.next();
            here.to_vec()
        }
        Some("super") => here.to_vec(),
        // A crate of its own, or a module of this one.
        _ => here.to_vec(),
    };
    for step in steps {
        if step == "super" {
            full.pop();
        } else {
            full.push(step.clone());
        }
    }
    full
}

/// Tokens as one writes them, on one line. Paths lose what only says where the file stands.
fn tidy(tokens: &impl ToTokens) -> String {
    let mut text = tokens.to_token_stream().to_string();
    for (from, to) in [
        ("\n", " "),
        (" :: ", "::"),
        (":: ", "::"),
        (" ::", "::"),
        (" < ", "<"),
        ("< ", "<"),
        (" <", "<"),
        (" >", ">"),
        (" ,", ","),
        (" : ", ": "),
        ("& ", "&"),
        ("( ", "("),
        (" )", ")"),
        (" (", "("),
        ("[ ", "["),
        (" ]", "]"),
        (" ;", ";"),
        (",)", ")"),
        (",>", ">"),
        ("crate::", ""),
        ("super::", ""),
        ("self::", ""),
    ] {
        text = text.replace(from, to);
    }
    text.replace("->", " -> ")
        .replace("  ", " ")
        .trim()
        .to_owned()
}
