//! Features, and what is there only with them.
//!
//! Whoever has the default features, or `all`, notices nothing of an operation that moves from one
//! feature to another. Whoever turned the default ones off and named the one that it had does: that
//! is a break of their code, so it counts as one.

use std::collections::BTreeSet;

use super::rust::{Bump, RustChange};
use super::surface::gates::features;
use super::surface::{Key, Kind, Piece, Surface};

/// Features of both sides.
pub struct Gates<'s> {
    old: &'s Surface,
    new: &'s Surface,
    gone: BTreeSet<&'s str>,
    /// The crate has features for tags, and had none.
    is_divided: bool,
}

const ALL: &str = "all";

impl<'s> Gates<'s> {
    pub fn new(old: &'s Surface, new: &'s Surface) -> Self {
        let (from, to) = (named(old), named(new));
        Self {
            old,
            new,
            is_divided: to.contains(ALL) && !from.contains(ALL),
            gone: from.difference(&to).copied().collect(),
        }
    }

    pub fn is_gone(&self, feature: &str) -> bool {
        self.gone.contains(feature)
    }

    /// What it means that a piece has another condition.
    pub fn change(&self, old: &Piece, new: &Piece, of: &RustChange) -> Option<RustChange> {
        // Where a type is defined is no part of the surface, see `surface::same`.
        let is_defined_anywhere = old.has_names || new.has_names;
        if old.gate == new.gate || is_defined_anywhere || self.goes_with_parent(old, new) {
            return None;
        }
        let (reason, bump) = self.reason(old.gate.as_deref(), new.gate.as_deref())?;
        Some(RustChange {
            reason,
            bump,
            ..of.clone()
        })
    }

    /// Fields, and all else that is there as long as its type is.
    fn goes_with_parent(&self, old: &Piece, new: &Piece) -> bool {
        let has_gate_of = |surface: &Surface, piece: &Piece| {
            let parent = piece.parent.as_deref();
            parent.is_some_and(|parent| {
                [Kind::Struct, Kind::Enum, Kind::Trait]
                    .into_iter()
                    .any(|kind| {
                        let key = Key {
                            path: parent.to_owned(),
                            kind,
                        };
                        surface
                            .pieces
                            .get(&key)
                            .is_some_and(|parent| parent.gate == piece.gate)
                    })
            })
        };
        has_gate_of(self.old, old) && has_gate_of(self.new, new)
    }

    fn reason(&self, old: Option<&str>, new: Option<&str>) -> Option<(String, Bump)> {
        let from = old.and_then(features);
        let Some(new) = new else {
            // Whoever named a feature that is gone has more to do than to be glad.
            let all_gone = from.is_some_and(|from| from.iter().all(|name| self.is_gone(name)));
            return (!all_gone).then(|| ("it is always there".to_owned(), Bump::Minor));
        };
        let Some(to) = features(new) else {
            return Some((format!("it is there only with {new}"), Bump::Major));
        };
        let Some(from) = from else {
            let is_news = old.is_some() || !self.is_divided;
            return is_news.then(|| (needs(&to, &BTreeSet::new()), Bump::Major));
        };
        let lost: BTreeSet<&str> = from.difference(&to).copied().collect();
        let left: BTreeSet<&str> = lost
            .iter()
            .filter(|name| !self.is_gone(name))
            .copied()
            .collect();
        match (lost.is_empty(), left.is_empty()) {
            (true, _) => {
                let more: BTreeSet<&str> = to.difference(&from).copied().collect();
                Some((
                    format!("it is there with {} as well", list(&more)),
                    Bump::Minor,
                ))
            }
            (false, false) => Some((needs(&to, &left), Bump::Major)),
            // That the feature is gone says it all.
            (false, true) => None,
        }
    }

    /// A feature that makes others of what was always there.
    pub fn added(&self, change: RustChange) -> RustChange {
        if !self.is_divided || change.item != format!("feature {ALL}") {
            return change;
        }
        RustChange {
            reason:
                "operations and types need the features of their tags now: code that has the crate \
                     with `default-features = false` does not find them"
                    .to_owned(),
            bump: Bump::Major,
            help: Some(
                "keep the crate undivided in the policy: `[features]` takes `tags = false`"
                    .to_owned(),
            ),
            ..change
        }
    }
}

fn named(surface: &Surface) -> BTreeSet<&str> {
    let features = surface
        .pieces
        .keys()
        .filter(|key| key.kind == Kind::Feature);
    features
        .filter_map(|key| key.path.strip_prefix("feature "))
        .collect()
}

fn needs(now: &BTreeSet<&str>, before: &BTreeSet<&str>) -> String {
    let had = match before.is_empty() {
        true => String::new(),
        false => format!(" and {}", list(before)),
    };
    format!(
        "it needs {} now: code that has the crate with `default-features = false`{had} does not find it",
        list(now)
    )
}

/// ``the feature `a` or `b` ``
fn list(names: &BTreeSet<&str>) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    format!("the feature {}", names.join(" or "))
}
