//! Puts the pieces together.

use serde_json::{Value, json};

use super::links::{self, is_path};
use super::{Bundler, is_only_reference, reference};
use crate::grammar::{self, Kind};
use crate::origins::Origins;
use crate::pointer::{FileId, Pointer, Trail};

/// How many values may be there in several copies. Only collections are copied where they are referred
/// to, so only a description that is made for it gets here.
const MAX_COPIED: usize = 500_000;

impl Bundler<'_> {
    /// The one tree, and where its parts come from.
    pub(super) fn merged(&mut self) -> (Value, Origins) {
        let root = Pointer::root(FileId::default());
        let mut merger = Merger {
            bundler: self,
            origins: Origins::default(),
            open: Vec::new(),
            left: MAX_COPIED,
        };
        let mut tree = merger.original(&root);
        merger.own_places(&mut tree);
        merger.rewrite(&mut tree, Kind::Document, root.file(), &Trail::Root);
        merger.add_components(&mut tree);
        (tree, merger.origins)
    }
}

struct Merger<'b, 'a> {
    bundler: &'b mut Bundler<'a>,
    origins: Origins,
    /// What is being put in place of a reference.
    open: Vec<Pointer>,
    left: usize,
}

impl Merger<'_, '_> {
    fn original(&self, at: &Pointer) -> Value {
        self.bundler
            .sources
            .original(at)
            .cloned()
            .unwrap_or_default()
    }

    /// Rewrites what the description has at places that a walk from its root does not come to.
    fn own_places(&mut self, tree: &mut Value) {
        let own = self.bundler.pieces.iter();
        let own = own.filter(|(at, piece)| {
            at.file() == FileId::default() && !at.is_root() && piece.place.as_ref() == Some(*at)
        });
        let own: Vec<(Pointer, Kind)> = own.map(|(at, piece)| (at.clone(), piece.kind)).collect();
        for (at, kind) in own {
            if let Some(value) = tree.pointer_mut(at.path()) {
                self.rewrite(value, kind, at.file(), &Trail::Start(&at));
            }
        }
    }

    fn add_components(&mut self, tree: &mut Value) {
        let pieces = self.bundler.pieces.iter();
        let added: Vec<(Pointer, Pointer, Kind)> = pieces
            .filter_map(|(at, piece)| Some((at.clone(), piece.place.clone()?, piece.kind)))
            .filter(|(_, place, _)| tree.pointer(place.path()).is_none())
            .collect();
        for (at, place, kind) in added {
            let mut value = self.original(&at);
            self.origins.moved(place.clone(), &at);
            self.open.push(at.clone());
            self.rewrite(&mut value, kind, at.file(), &Trail::Start(&place));
            self.open.pop();
            insert(tree, &place, value);
        }
    }

    /// Makes the references in a value of a file local.
    fn rewrite(&mut self, value: &mut Value, kind: Kind, file: FileId, place: &Trail<'_>) {
        if let Some(text) = reference(value) {
            match self.bundler.targets.get(&(file, text.to_owned())).cloned() {
                Some(Ok(target)) if self.belongs_here(value, kind, &target, place) => {
                    return self.put(value, kind, target, place);
                }
                Some(Ok(target)) => self.refer(value, &target),
                Some(Err(shown)) => set(value, shown),
                None => {}
            }
        }
        self.rewrite_mapping(value, kind, file);
        self.rewrite_below(value, kind, file, place);
    }

    fn rewrite_below(&mut self, value: &mut Value, kind: Kind, file: FileId, place: &Trail<'_>) {
        match value {
            Value::Object(map) => {
                for (key, value) in map.iter_mut() {
                    if let Some(kind) = grammar::child(kind, key) {
                        self.rewrite(value, kind, file, &Trail::Key(place, key));
                    }
                }
            }
            Value::Array(items) => {
                let Some(kind) = grammar::item(kind) else {
                    return;
                };
                for (index, value) in items.iter_mut().enumerate() {
                    self.rewrite(value, kind, file, &Trail::Index(place, index));
                }
            }
            _ => {}
        }
    }

    /// Whether what is referred to takes the place of the reference.
    fn belongs_here(&self, value: &Value, kind: Kind, target: &Pointer, place: &Trail<'_>) -> bool {
        let piece = self.bundler.pieces.get(target);
        let stands_here = || {
            let place = place.pointer(FileId::default());
            piece.is_some_and(|piece| piece.place.as_ref() == Some(&place))
        };
        let can_stand_elsewhere = || self.bundler.place_of(target).is_some();
        let must = links::is_collection(kind) || !can_stand_elsewhere();
        is_only_reference(value) && !self.open.contains(target) && (must || stands_here())
    }

    fn put(&mut self, value: &mut Value, kind: Kind, target: Pointer, place: &Trail<'_>) {
        let size = self.bundler.sources.original(&target).map_or(0, count);
        let Some(left) = self.left.checked_sub(size) else {
            self.fail(
                value,
                &target,
                "the files unfold to more than a description can have",
            );
            return;
        };
        self.left = left;
        *value = self.original(&target);
        self.origins
            .moved(place.pointer(FileId::default()), &target);
        self.open.push(target.clone());
        self.rewrite(value, kind, target.file(), place);
        self.open.pop();
    }

    /// Makes a value refer to where its target stands.
    fn refer(&mut self, value: &mut Value, target: &Pointer) {
        match self.bundler.place_of(target) {
            Some(place) => set(value, place.fragment()),
            None => self.fail(value, target, "it leads back to itself"),
        }
    }

    fn fail(&mut self, value: &mut Value, target: &Pointer, reason: &str) {
        let source = self.bundler.sources.source(target.file());
        let file = source.map_or_else(String::new, |source| source.path.display().to_string());
        let shown = format!("{file}{}", target.fragment());
        self.bundler
            .failures
            .insert(shown.clone(), reason.to_owned());
        set(value, shown);
    }

    fn rewrite_mapping(&mut self, value: &mut Value, kind: Kind, file: FileId) {
        if kind != Kind::Schema {
            return;
        }
        let Some(Value::Object(discriminator)) = value.get_mut("discriminator") else {
            return;
        };
        let mut texts: Vec<&mut Value> = Vec::new();
        for (key, value) in discriminator.iter_mut() {
            match (key.as_str(), value) {
                ("mapping", Value::Object(mapping)) => texts.extend(mapping.values_mut()),
                ("defaultMapping", value) => texts.push(value),
                _ => {}
            }
        }
        for value in texts {
            let Some(text) = value.as_str().filter(|text| is_path(text)) else {
                continue;
            };
            match self.bundler.targets.get(&(file, text.to_owned())) {
                Some(Ok(target)) => {
                    if let Some(place) = self.bundler.place_of(target) {
                        *value = place.fragment().into();
                    }
                }
                Some(Err(shown)) => *value = shown.clone().into(),
                None => {}
            }
        }
    }
}

fn set(value: &mut Value, reference: String) {
    if let Value::Object(map) = value {
        map.insert("$ref".to_owned(), reference.into());
    }
}

/// Puts a component into the tree; what holds it is made if it is not there.
fn insert(tree: &mut Value, place: &Pointer, value: Value) {
    let mut at = tree;
    for segment in place.segments() {
        let Value::Object(map) = at else { return };
        at = map.entry(segment.into_owned()).or_insert_with(|| json!({}));
    }
    *at = value;
}

/// How many values there are in a value.
fn count(value: &Value) -> usize {
    match value {
        Value::Array(items) => 1 + items.iter().map(count).sum::<usize>(),
        Value::Object(map) => 1 + map.values().map(count).sum::<usize>(),
        _ => 1,
    }
}
