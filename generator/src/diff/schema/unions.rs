//! Unions: which branches belong together.

use serde_json::Value;

use super::{Edge, Local, PairId};
use crate::diff::relation::{Relation, Side};
use crate::diff::shape::{Branch, Union};
use crate::pointer::Pointer;

impl<'a> Local<'_, 'a> {
    /// One side is a union, the other is not: one value set against several.
    pub(super) fn wrapped(&mut self, new_is_union: bool) {
        let (old, new) = (self.old, self.new);
        let union = if new_is_union {
            &new.unions[0]
        } else {
            &old.unions[0]
        };
        let plain = if new_is_union {
            self.comparer.old.parts(self.nodes.0)
        } else {
            self.comparer.new.parts(self.nodes.1)
        };
        let plain = plain.to_vec();
        let mut best: Option<(usize, PairId, Relation)> = None;
        for (index, branch) in union.branches.iter().enumerate() {
            let part = std::slice::from_ref(&branch.part);
            let form = self.form;
            let pair = if new_is_union {
                self.comparer.pair(&plain, part, form)
            } else {
                self.comparer.pair(part, &plain, form)
            };
            let relation = self.comparer.relation(pair);
            let rank = |relation: Relation| match (relation, new_is_union) {
                (Relation::Equal, _) => 0,
                (Relation::Widened, true) | (Relation::Narrowed, false) => 1,
                _ => 2,
            };
            if best.is_none_or(|(_, _, known)| rank(relation) < rank(known)) {
                best = Some((index, pair, relation));
            }
        }
        let found = best.filter(|(_, _, relation)| {
            *relation == Relation::Equal
                || *relation
                    == if new_is_union {
                        Relation::Widened
                    } else {
                        Relation::Narrowed
                    }
        });
        let at = union.at.clone();
        let shown = names(union);
        match found {
            Some((chosen, pair, _)) => {
                self.pair.edges.push(Edge::plain(pair));
                let others: Vec<Branch<'a>> = union
                    .branches
                    .iter()
                    .enumerate()
                    .filter(|(index, _)| *index != chosen)
                    .map(|(_, branch)| branch.clone())
                    .collect();
                for branch in others {
                    self.branch_alone(&branch, new_is_union, &at);
                }
            }
            None => {
                let rule = if new_is_union {
                    "became-union"
                } else {
                    "became-single"
                };
                let (old_at, new_at) = if new_is_union {
                    (None, Some(&at))
                } else {
                    (Some(&at), None)
                };
                let change = self.change(rule, old_at, new_at).arg("variants", shown);
                self.push(change.values(Relation::Incomparable));
            }
        }
    }

    pub(super) fn unions(&mut self) {
        let (old, new) = (self.old, self.new);
        for index in 0..old.unions.len().max(new.unions.len()) {
            match (old.unions.get(index), new.unions.get(index)) {
                (Some(from), Some(to)) => self.union(from, to),
                (Some(from), None) => {
                    let change = self
                        .change("union-removed", Some(&from.at), None)
                        .arg("variants", names(from));
                    self.push(change.values(Relation::Widened));
                }
                (None, Some(to)) => {
                    let change = self
                        .change("union-added", None, Some(&to.at))
                        .arg("variants", names(to));
                    self.push(change.values(Relation::Narrowed));
                }
                (None, None) => {}
            }
        }
    }

    pub(super) fn union(&mut self, old: &Union<'a>, new: &Union<'a>) {
        if let (Some(from), Some(to)) = (&old.tag, &new.tag)
            && from.value != to.value
        {
            let change = self
                .change("discriminator-changed", Some(&from.at), Some(&to.at))
                .arg("old", from.value)
                .arg("new", to.value);
            self.push(change.values(Relation::Incomparable));
        }
        let mut lost: Vec<&Branch<'a>> = old.branches.iter().collect();
        let mut gained: Vec<&Branch<'a>> = new.branches.iter().collect();
        let mut matched = Vec::new();
        let mut take =
            |lost: &mut Vec<&'_ Branch<'a>>,
             gained: &mut Vec<&'_ Branch<'a>>,
             same: &mut dyn FnMut(&Branch<'a>, &Branch<'a>) -> bool| {
                let mut index = 0;
                while index < lost.len() {
                    match gained.iter().position(|other| same(lost[index], other)) {
                        Some(other) => {
                            matched.push((lost.remove(index).clone(), gained.remove(other).clone()))
                        }
                        None => index += 1,
                    }
                }
            };
        take(&mut lost, &mut gained, &mut |one, two| {
            one.name.is_some() && one.name == two.name
        });
        take(&mut lost, &mut gained, &mut |one, two| {
            !one.tags.is_empty() && one.tags == two.tags
        });
        let form = self.form;
        let comparer = &mut *self.comparer;
        let mut relation = |one: &Branch<'a>, two: &Branch<'a>| {
            let pair = comparer.pair(
                std::slice::from_ref(&one.part),
                std::slice::from_ref(&two.part),
                form,
            );
            comparer.relation(pair)
        };
        take(&mut lost, &mut gained, &mut |one, two| {
            relation(one, two) == Relation::Equal
        });
        let title = |branch: &Branch<'a>| branch.part.text("title");
        take(&mut lost, &mut gained, &mut |one, two| {
            title(one).is_some() && title(one) == title(two)
        });
        take(&mut lost, &mut gained, &mut |one, two| {
            one.name.is_none() && two.name.is_none() && relation(one, two) != Relation::Incomparable
        });
        // What is left of anonymous branches is one branch that changed.
        if let ([one], [two]) = (lost.as_slice(), gained.as_slice())
            && one.name.is_none()
            && two.name.is_none()
        {
            take(&mut lost, &mut gained, &mut |_, _| true);
        }
        for (from, to) in matched {
            self.edge(
                std::slice::from_ref(&from.part),
                std::slice::from_ref(&to.part),
            );
            self.tags(&from, &to);
        }
        for branch in lost {
            if !self.is_taken(branch, new, true) {
                self.branch_alone(branch, false, &new.at);
            }
        }
        for branch in gained {
            if !self.is_taken(branch, old, false) {
                self.branch_alone(branch, true, &old.at);
            }
        }
    }

    /// Whether another branch of the other side takes all that this one takes.
    pub(super) fn is_taken(
        &mut self,
        branch: &Branch<'a>,
        others: &Union<'a>,
        of_old: bool,
    ) -> bool {
        let form = self.form;
        others.branches.iter().any(|other| {
            let (one, two) = (
                std::slice::from_ref(&branch.part),
                std::slice::from_ref(&other.part),
            );
            if of_old {
                let pair = self.comparer.pair(one, two, form);
                self.comparer.relation(pair).keeps_all()
            } else {
                let pair = self.comparer.pair(two, one, form);
                matches!(
                    self.comparer.relation(pair),
                    Relation::Equal | Relation::Narrowed
                )
            }
        })
    }

    /// A branch that only one side has.
    pub(super) fn branch_alone(&mut self, branch: &Branch<'a>, added: bool, other: &Pointer) {
        let shapes = if added {
            &mut self.comparer.new
        } else {
            &mut self.comparer.old
        };
        let node = shapes.node(std::slice::from_ref(&branch.part));
        let sample = shapes.sample(node);
        let name = branch_name(branch);
        let (rule, old, new, relation, side) = if added {
            (
                "variant-added",
                other,
                &branch.part.at,
                Relation::Widened,
                Side::New,
            )
        } else {
            (
                "variant-removed",
                &branch.part.at,
                other,
                Relation::Narrowed,
                Side::Old,
            )
        };
        let change = self.change(rule, Some(old), Some(new)).arg("variant", name);
        self.push(change.values(relation).witness(side, sample));
    }

    pub(super) fn tags(&mut self, old: &Branch<'a>, new: &Branch<'a>) {
        if old.tags == new.tags || old.tags.is_empty() || new.tags.is_empty() {
            return;
        }
        let lost: Vec<_> = old.tags.difference(&new.tags).cloned().collect();
        let gained: Vec<_> = new.tags.difference(&old.tags).cloned().collect();
        let change = self.change(
            "discriminator-values-changed",
            Some(&old.part.at),
            Some(&new.part.at),
        );
        let change = change
            .arg("variant", branch_name(new))
            .arg("old", lost.join(", "))
            .arg("new", gained.join(", "));
        let (side, witness) = match lost.first() {
            Some(tag) => (Side::Old, Some(Value::from(tag.as_str()))),
            None => (
                Side::New,
                gained.first().map(|tag| Value::from(tag.as_str())),
            ),
        };
        let relation = Relation::of(!lost.is_empty(), !gained.is_empty());
        // The witness is the tag alone, not a value with all that is beside it.
        let change = change.values(relation).witness(side, witness);
        self.pair.changes.push(change);
    }
}

fn branch_name(branch: &Branch<'_>) -> String {
    let title = branch.part.text("title").map(str::to_owned);
    let last = || branch.part.at.last().map(|last| format!("number {last}"));
    branch
        .name
        .clone()
        .or(title)
        .or_else(last)
        .unwrap_or_default()
}

fn names(union: &Union<'_>) -> String {
    union
        .branches
        .iter()
        .map(branch_name)
        .collect::<Vec<_>>()
        .join(", ")
}
