//! The modules of a crate, and where their items can be seen.

use std::collections::{BTreeSet, HashMap, HashSet};

use syn::Item;

use super::attributes::*;
use super::gates::{both, folder};
use super::imports::*;
use super::{Files, Key, Kind, Piece, Surface};
use crate::diff::macros;

/// A module on the way to its items.
pub(super) struct Module {
    /// `types::pets`.
    pub(super) path: Vec<String>,
    pub(super) items: Vec<Item>,
}

pub(super) struct Reader<'a> {
    pub(super) files: &'a Files,
    pub(super) surface: Surface,
    pub(super) modules: Vec<Module>,
    /// Where the items of a module can be seen; nothing for those that are private.
    pub(super) public: HashMap<Vec<String>, Option<Vec<String>>>,
    /// The public paths of types, by the module that defines them and their name.
    pub(super) types: HashMap<(Vec<String>, String), String>,
    pub(super) skipped: HashSet<Vec<String>>,
    /// The conditions of modules.
    gates: HashMap<Vec<String>, String>,
    /// The condition of the module whose items are read.
    pub(super) gate: Option<String>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(files: &'a Files) -> Self {
        Self {
            files,
            surface: Surface::default(),
            modules: Vec::new(),
            public: HashMap::new(),
            types: HashMap::new(),
            skipped: HashSet::new(),
            gates: HashMap::new(),
            gate: None,
        }
    }

    pub(super) fn module(
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
        let below = format!("{}/", folder(name));
        let has_modules = self.files.keys().any(|path| path.starts_with(&below));
        if skip(name) && !has_modules {
            self.skipped.insert(path);
            return;
        }
        match syn::parse_file(&without_docs(text)) {
            Ok(file) => self.inline(path, macros::expand(file.items), visible, skip),
            Err(_) => self.surface.unreadable.push(name.clone()),
        }
    }

    pub(super) fn inline(
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
            let gate = both(self.gates.get(&path), gate(&module.attrs));
            self.gates
                .extend(gate.clone().map(|gate| (child.clone(), gate)));
            let here = self.public.get(&path).cloned().flatten();
            let place = if is_public(&module.vis) {
                let place = here.map(|mut here| {
                    here.push(name.clone());
                    here
                });
                if let Some(place) = &place {
                    let piece = Piece {
                        gate,
                        ..piece(&module.attrs, format!("mod {name}"))
                    };
                    self.push(&place.join("::"), Kind::Module, piece);
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

    pub(super) fn push(&mut self, path: &str, kind: Kind, mut piece: Piece) {
        piece.gate = both(self.gate.as_ref(), piece.gate);
        let key = Key {
            path: path.to_owned(),
            kind,
        };
        self.surface.pieces.insert(key, piece);
    }

    /// First the types, then what is implemented for them.
    pub(super) fn items(&mut self) {
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
            self.gate = self.gates.get(&module.path).cloned();
            let place = self.public.get(&module.path).cloned().flatten();
            for item in &module.items {
                self.item(module, place.as_deref(), item, &exported);
            }
        }
        self.gate = None;
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
            self.gate = self.gates.get(&module.path).cloned();
            for item in &module.items {
                if let Item::Impl(block) = item
                    && !is_hidden(&block.attrs)
                {
                    self.implementation(module, block);
                }
            }
        }
        self.gate = None;
    }

    /// Where a type is that an `impl` in this module names.
    pub(super) fn resolve(&self, module: &Module, name: &str) -> Option<String> {
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
}

/// The text without the lines of documentation, which are a third of it and nothing to compare.
fn without_docs(text: &str) -> String {
    let is_code = |line: &&str| !line.trim_start().starts_with("///");
    text.split_inclusive('\n').filter(is_code).collect()
}
