//! Texts that say the same by the names of types.
//!
//! Inline types that say the same are one type under several names, and which of them a text has is
//! chance. A place has a name of its own, though, by which code can call what is there before and after.

use std::collections::{BTreeMap, HashSet};

use super::surface::Surface;

/// Which names of two surfaces can be the same one.
pub struct Alike<'s> {
    old: &'s BTreeMap<String, String>,
    new: &'s BTreeMap<String, String>,
    /// What one name is defined by in the old and in the new surface.
    both: HashSet<(&'s str, &'s str)>,
}

impl<'s> Alike<'s> {
    pub fn new(old: &'s Surface, new: &'s Surface) -> Self {
        let (old, new) = (&old.names, &new.names);
        let names = [old, new].into_iter().flatten();
        let names = names.flat_map(|(name, defined)| [name.as_str(), defined.as_str()]);
        let both = names.map(|name| (defined(old, name), defined(new, name)));
        Self {
            old,
            new,
            both: both.collect(),
        }
    }

    /// Whether a text of the old surface says the same as one of the new.
    pub fn texts(&self, old: &str, new: &str) -> bool {
        let (mut from, mut to) = (parts(old), parts(new));
        old == new
            || loop {
                match (from.next(), to.next()) {
                    (Some(from), Some(to)) if self.words(from, to) => {}
                    (None, None) => break true,
                    (Some(_), _) | (None, Some(_)) => break false,
                }
            }
    }

    fn words(&self, old: &str, new: &str) -> bool {
        let both = (defined(self.old, old), defined(self.new, new));
        old == new || self.both.contains(&both)
    }
}

/// The name that a type is defined by.
fn defined<'n>(names: &'n BTreeMap<String, String>, name: &'n str) -> &'n str {
    names.get(name).map_or(name, String::as_str)
}

/// The identifiers in a text and what is between them.
pub fn parts(text: &str) -> impl Iterator<Item = &str> {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let mut rest = text;
    std::iter::from_fn(move || {
        let is_first = is_word(rest.chars().next()?);
        let end = rest.find(|c| is_word(c) != is_first);
        let (part, left) = rest.split_at(end.unwrap_or(rest.len()));
        rest = left;
        Some(part)
    })
}
