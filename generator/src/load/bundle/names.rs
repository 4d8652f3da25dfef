//! Names for what becomes a component.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use super::Bundler;
use crate::pointer::{FileId, Pointer};

impl Bundler<'_> {
    /// Gives a place to each piece that has none and is not part of another one.
    ///
    /// A piece is called after its key, or after its file where it is all of it. Where that is taken,
    /// the names of all that claim it begin with their file's name: the order does not count.
    pub(super) fn name_components(&mut self) {
        let todo: Vec<(Pointer, &'static str)> = self
            .pieces
            .iter()
            .filter(|(at, piece)| piece.place.is_none() && self.is_largest(at))
            .filter_map(|(at, piece)| Some((at.clone(), piece.section?)))
            .collect();
        let mut claims: HashMap<(&str, String), usize> = HashMap::new();
        for (at, section) in &todo {
            *claims.entry((section, self.short_name(at))).or_default() += 1;
        }
        let mut taken = self.taken();
        let components = Pointer::root(FileId::default()).child("components");
        for (at, section) in todo {
            let short = self.short_name(&at);
            let claims = claims.get(&(section, short.clone()));
            let section = components.child(section);
            let is_free = claims == Some(&1) && !taken.contains(&section.child(&short));
            let wanted = if is_free { short } else { self.long_name(&at) };
            let place = free(&section, &wanted, &taken);
            taken.insert(place.clone());
            if let Some(piece) = self.pieces.get_mut(&at) {
                piece.place = Some(place);
            }
        }
    }

    fn is_largest(&self, at: &Pointer) -> bool {
        self.covering(at).is_none_or(|(start, _)| start == at)
    }

    fn short_name(&self, at: &Pointer) -> String {
        let is_word = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
        let name = at.last().unwrap_or_else(|| self.stem(at.file()));
        name.replace(|c| !is_word(c), "_")
    }

    fn long_name(&self, at: &Pointer) -> String {
        match at.last() {
            Some(_) => format!("{}_{}", self.stem(at.file()), self.short_name(at)),
            None => {
                let source = self.sources.source(at.file());
                let folder = source.and_then(|source| source.path.parent()?.file_name());
                let folder = folder.unwrap_or_default().to_string_lossy();
                format!("{folder}_{}", self.short_name(at))
            }
        }
    }

    /// A file's name without its extension.
    fn stem(&self, file: FileId) -> String {
        let source = self.sources.source(file);
        let stem = source.and_then(|source| source.path.file_stem());
        stem.unwrap_or_default().to_string_lossy().into_owned()
    }

    /// The places of the components that there are.
    fn taken(&self) -> HashSet<Pointer> {
        let mut taken = HashSet::new();
        let components = Pointer::root(FileId::default()).child("components");
        for (at, piece) in &self.pieces {
            taken.extend(piece.place.clone());
            let is_section = |place: &Pointer| place.parent().as_ref() == Some(&components);
            if let Some(section) = piece.place.as_ref().filter(|place| is_section(place)) {
                taken.extend(self.keys(at).map(|key| section.child(key)));
            }
        }
        for section in self.keys(&components) {
            let section = components.child(section);
            taken.extend(self.keys(&section).map(|key| section.child(key)));
        }
        taken
    }

    fn keys(&self, at: &Pointer) -> impl Iterator<Item = &str> {
        let map = self.sources.original(at).and_then(Value::as_object);
        map.into_iter()
            .flat_map(|map| map.keys())
            .map(String::as_str)
    }
}

/// The place of this name, or of the first like it that is free.
fn free(section: &Pointer, wanted: &str, taken: &HashSet<Pointer>) -> Pointer {
    let mut place = section.child(wanted);
    let mut number = 2;
    while taken.contains(&place) {
        place = section.child(&format!("{wanted}{number}"));
        number += 1;
    }
    place
}
