//! Compares two descriptions: who calls what, where, with which rights.
//!
//! Everything that is sent is handed on to [`schema`](super::schema). What is found is collected once
//! for each place, with the operations that reach it.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use indexmap::IndexMap;

use super::change::{Change, Key};
use super::relation::{Direction, Relation, Severity};
use super::schema::{Comparer, Form, PairId};
use super::tree::{Part, Tree};
use super::{exchange, operation, security};
use crate::pointer::Pointer;

/// A change and who meets it.
#[derive(Clone, Debug)]
pub struct Collected {
    pub change: Change,
    /// Indices in [`Contract::calls`]; empty for what concerns the description as a whole.
    pub calls: BTreeSet<usize>,
}

/// Something that is called: an operation, a callback, a webhook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// `GET /pets`, as the new side has it.
    pub name: String,
    /// The place on each side that has it.
    pub old: Option<Pointer>,
    pub new: Option<Pointer>,
    /// `operationId` on each side.
    pub old_id: Option<String>,
    pub new_id: Option<String>,
    /// The server calls, the client answers.
    pub reversed: bool,
}

/// The differences between two descriptions, as far as clients and servers see them.
#[derive(Debug, Default)]
pub struct Differences {
    pub calls: Vec<Call>,
    pub found: Vec<Collected>,
    /// Component schemas that go on unchanged under another name: old, new.
    pub renamed: BTreeMap<String, String>,
}

/// The state of the comparison.
pub struct Contract<'a> {
    pub old: Tree<'a>,
    pub new: Tree<'a>,
    pub comparer: Comparer<'a>,
    pub calls: Vec<Call>,
    found: IndexMap<Key, Collected>,
    walked: HashSet<(usize, PairId, Direction, bool)>,
    /// The day that sunsets are compared with, `2026-01-31`.
    pub today: Option<String>,
}

/// Compares two descriptions.
pub fn compare(old: Tree<'_>, new: Tree<'_>, today: Option<&str>) -> Differences {
    let mut contract = Contract {
        old,
        new,
        comparer: Comparer::new(old, new),
        calls: Vec::new(),
        found: IndexMap::new(),
        walked: HashSet::new(),
        today: today.map(str::to_owned),
    };
    contract.document();
    let renamed = contract.renamed();
    let mut found: Vec<_> = contract.found.into_values().collect();
    found.sort_by_key(|collected| collected.change.key());
    Differences {
        calls: contract.calls,
        found,
        renamed,
    }
}

impl<'a> Contract<'a> {
    fn document(&mut self) {
        let (old, new) = (self.old.root(), self.new.root());
        operation::operations(self, &old, &new);
        operation::webhooks(self, &old, &new);
        security::schemes(self, &old, &new);
    }

    /// The schemas that stand for one another, where neither side has both names.
    fn renamed(&mut self) -> BTreeMap<String, String> {
        let has = |tree: Tree<'a>, name: &str| {
            let schemas = tree.root().child("components")?.child("schemas")?;
            schemas.child(name)
        };
        let mut renamed = BTreeMap::new();
        let mut taken = BTreeSet::new();
        for id in self.comparer.ids().collect::<Vec<_>>() {
            let Some((from, to)) = self.comparer.components(id) else {
                continue;
            };
            let is_move =
                from != to && has(self.new, &from).is_none() && has(self.old, &to).is_none();
            if is_move
                && !renamed.contains_key(&from)
                && !taken.contains(&to)
                && self.comparer.relation(id) == Relation::Equal
            {
                taken.insert(to.clone());
                renamed.insert(from, to);
            }
        }
        renamed
    }

    /// Notes a change that a call meets, in both directions.
    pub fn add(&mut self, call: Option<usize>, change: Change) {
        let reversed = call.is_some_and(|call| self.calls[call].reversed);
        let change = if reversed { mirrored(change) } else { change };
        self.collect(call, change);
    }

    /// Notes a change that is seen from the client's side already.
    pub fn collect(&mut self, call: Option<usize>, change: Change) {
        match self.found.entry(change.key()) {
            indexmap::map::Entry::Occupied(mut known) => {
                let known = known.get_mut();
                known.change.request.join(&change.request);
                known.change.response.join(&change.response);
                known.calls.extend(call);
            }
            indexmap::map::Entry::Vacant(place) => {
                place.insert(Collected {
                    change,
                    calls: call.into_iter().collect(),
                });
            }
        }
    }

    /// Notes what differs in a pair and below it, for what travels this way.
    pub fn walk(&mut self, call: usize, pair: PairId, direction: Direction) {
        let direction = if self.calls[call].reversed {
            opposite(direction)
        } else {
            direction
        };
        let mut open = vec![(pair, false)];
        while let Some((pair, inverted)) = open.pop() {
            if !self.walked.insert((call, pair, direction, inverted)) {
                continue;
            }
            let found = self.comparer.compare(pair);
            for change in &found.changes {
                if change.effect(direction).severity == Severity::None {
                    continue;
                }
                let change = change.clone().without(opposite(direction));
                let change = if inverted { change.inverted() } else { change };
                self.collect(Some(call), change);
            }
            for edge in &found.edges {
                let follows = match direction {
                    Direction::Request => edge.request,
                    Direction::Response => edge.response,
                };
                if follows {
                    open.push((edge.to, inverted != edge.inverted));
                }
            }
        }
    }

    /// Compares two schemas and notes what differs.
    pub fn schemas(
        &mut self,
        call: usize,
        old: &Part<'a>,
        new: &Part<'a>,
        form: Form,
        direction: Direction,
    ) {
        let pair = self
            .comparer
            .pair(std::slice::from_ref(old), std::slice::from_ref(new), form);
        self.walk(call, pair, direction);
    }

    /// Compares the `content` of a body, a response, a header or a parameter.
    pub fn content(&mut self, call: usize, old: &Part<'a>, new: &Part<'a>, direction: Direction) {
        exchange::content(self, call, old, new, direction);
    }
}

fn opposite(direction: Direction) -> Direction {
    match direction {
        Direction::Request => Direction::Response,
        Direction::Response => Direction::Request,
    }
}

/// The same seen by the one who is called.
fn mirrored(change: Change) -> Change {
    let Change {
        rule,
        arguments,
        old,
        new,
        request,
        response,
    } = change;
    let turned = |mut effect: super::relation::Effect, direction: Direction| {
        if effect.severity != Severity::None {
            effect.severity = direction.severity(effect.relation);
        }
        effect
    };
    Change {
        rule,
        arguments,
        old,
        new,
        request: turned(response, Direction::Request),
        response: turned(request, Direction::Response),
    }
}

/// Follows each entry of a map (`headers`, `callbacks`) to what it refers to.
pub fn followed<'a>(tree: Tree<'a>, map: Option<Part<'a>>) -> BTreeMap<String, Part<'a>> {
    let entries = map.iter().flat_map(Part::entries);
    entries
        .map(|(name, part)| (name.to_owned(), tree.follow(part)))
        .collect()
}
