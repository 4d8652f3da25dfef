//! Where what was moved or added to a tree stands in the text.

use std::collections::BTreeMap;

use crate::pointer::Pointer;

/// Places of a tree that stand elsewhere, or nowhere, in the text.
///
/// What lies below such a place is found below the other one; all other places are their own.
#[derive(Debug, Clone, Default)]
pub struct Origins(BTreeMap<Pointer, Pointer>);

/// The character after `/`: the end of what lies below a place, in the order of places.
const AFTER_SLASH: &str = "0";

impl Origins {
    /// Remembers that what is now at `place` came from `origin`, a place of the tree as it was.
    ///
    /// What holds `origin` must not move any more.
    pub(crate) fn moved(&mut self, place: Pointer, origin: &Pointer) {
        let origin = self.of(origin);
        self.0.insert(place, origin);
    }

    /// Remembers that what is at `place` is a copy of what is at `from`.
    pub(crate) fn copied(&mut self, place: &Pointer, from: &Pointer) {
        let below = |at: &Pointer| place.join(&at.path()[from.path().len()..]);
        let known = self.0.range(from.join("/")..from.join(AFTER_SLASH));
        let known: Vec<_> = known.map(|(at, to)| (below(at), to.clone())).collect();
        self.removed(place);
        self.moved(place.clone(), from);
        self.0.extend(known);
    }

    /// Forgets a place, and what is below it.
    pub(crate) fn removed(&mut self, place: &Pointer) {
        let below = self.0.range(place.join("/")..place.join(AFTER_SLASH));
        let below: Vec<_> = below.map(|(at, _)| at.clone()).collect();
        for at in below.iter().chain([place]) {
            self.0.remove(at);
        }
    }

    /// Remembers that an item is gone from an array, of which `left` items are left.
    pub(crate) fn removed_item(&mut self, array: &Pointer, index: usize, left: usize) {
        self.removed(&array.index(index));
        for later in index..left {
            let (place, from) = (array.index(later), array.index(later + 1));
            self.copied(&place, &from);
        }
        self.removed(&array.index(left));
    }

    /// The place in the text.
    pub fn of(&self, place: &Pointer) -> Pointer {
        let mut above = (!self.0.is_empty()).then(|| place.clone());
        while let Some(at) = above {
            if let Some(origin) = self.0.get(&at) {
                return origin.join(&place.path()[at.path().len()..]);
            }
            above = at.parent();
        }
        place.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pointer::FileId;

    #[test]
    fn follows_what_was_moved() {
        let at = |path| Pointer::parse(FileId(0), path).unwrap();
        let mut origins = Origins::default();
        assert_eq!(origins.of(&at("/a")), at("/a"));
        origins.moved(at("/a/anyOf/1"), &at("/a"));
        origins.moved(at("/a/anyOf/1/items/allOf/0"), &at("/a/anyOf/1/items"));
        assert_eq!(
            origins.of(&at("/a/anyOf/1/items/allOf/0/$ref")),
            at("/a/items/$ref")
        );
        assert_eq!(origins.of(&at("/a/anyOf/10")), at("/a/anyOf/10"));
    }

    #[test]
    fn follows_what_was_removed_and_copied() {
        let at = |path| Pointer::parse(FileId(0), path).unwrap();
        let other = |path| Pointer::parse(FileId(1), path).unwrap();
        let mut origins = Origins::default();
        origins.moved(at("/list/2/b"), &other("/x"));
        origins.removed_item(&at("/list"), 0, 2);
        for (place, origin) in [
            ("/list/0/a", at("/list/1/a")),
            ("/list/1/a", at("/list/2/a")),
            ("/list/1/b/c", other("/x/c")),
            ("/list/2", at("/list/2")),
        ] {
            assert_eq!(origins.of(&at(place)), origin, "{place}");
        }
        origins.copied(&at("/copy"), &at("/list/1"));
        assert_eq!(origins.of(&at("/copy/a")), at("/list/2/a"));
        assert_eq!(origins.of(&at("/copy/b")), other("/x"));
    }
}
