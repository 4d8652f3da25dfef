//! Where what was moved or added to a tree stands in the text.

use std::collections::HashMap;

use crate::pointer::Pointer;

/// Places of a tree that stand elsewhere, or nowhere, in the text.
///
/// What lies below such a place is found below the other one; all other places are their own.
#[derive(Debug, Clone, Default)]
pub struct Origins(HashMap<Pointer, Pointer>);

impl Origins {
    /// Remembers that what is now at `place` came from `origin`, a place of the tree as it was.
    ///
    /// What holds `origin` must not move any more.
    pub(crate) fn moved(&mut self, place: Pointer, origin: &Pointer) {
        let origin = self.of(origin);
        self.0.insert(place, origin);
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
}
