//! Names inside of one type or one call: who has a name keeps it, and who comes gets what is left.

use super::scope::Scope;
use crate::lock::LockedType;

/// Who is named first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rank {
    /// The policy says its name.
    Chosen,
    /// It has its name since an earlier run.
    Known,
    New,
}

impl Rank {
    pub fn of(is_chosen: bool, is_known: bool) -> Self {
        match (is_chosen, is_known) {
            (true, _) => Self::Chosen,
            (_, true) => Self::Known,
            _ => Self::New,
        }
    }
}

/// Members that are to be named.
pub struct Members<'a> {
    scope: Scope,
    locked: &'a LockedType,
    /// The wanted names; `None` for what has no name in Rust.
    wanted: Vec<Option<(Rank, String)>>,
    seen: Vec<String>,
}

impl<'a> Members<'a> {
    pub fn new(scope: Scope, locked: &'a LockedType) -> Self {
        Self {
            scope,
            locked,
            wanted: Vec::new(),
            seen: Vec::new(),
        }
    }

    /// One that is written as it is.
    pub fn nameless(&mut self) {
        self.wanted.push(None);
    }

    /// One that is called `natural`, if nobody wants it otherwise.
    pub fn add(&mut self, chosen: Option<String>, key: &str, natural: String) {
        // Of several with one key the first is who was known.
        let known = self.locked.members.get(key);
        let known = known.filter(|_| !self.seen.iter().any(|other| other == key));
        self.seen.push(key.to_owned());
        let rank = Rank::of(chosen.is_some(), known.is_some());
        let name = chosen.or_else(|| known.cloned()).unwrap_or(natural);
        self.wanted.push(Some((rank, name)));
    }

    /// Their names, and the one of what is left: the first of several that is free.
    pub fn finish(mut self, rest: &[&str]) -> (Vec<String>, String) {
        let mut names = vec![String::new(); self.wanted.len()];
        let mut kept = None;
        for rank in [Rank::Chosen, Rank::Known, Rank::New] {
            for (wanted, name) in self.wanted.iter().zip(&mut names) {
                if let Some((_, wanted)) = wanted.as_ref().filter(|(its, _)| *its == rank) {
                    *name = self.scope.take(wanted);
                }
            }
            if rank == Rank::Known {
                kept = self.locked.rest.as_ref().map(|rest| self.scope.take(rest));
            }
        }
        let rest = kept.unwrap_or_else(|| self.scope.first_free(rest));
        (names, rest)
    }
}
