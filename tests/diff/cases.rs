//! What holds of every pair of descriptions, whatever they are.

use std::collections::BTreeMap;

use generator::diff::Tree;
use generator::diff::contract::{self, Differences};
use generator::diff::relation::Relation;
use generator::load::Sources;
use generator::pointer::Pointer;

use crate::agreement::{pairs, sources};

/// An operation, by its place on the old and on the new side.
type Place = (Option<Pointer>, Option<Pointer>);

/// What became of what each operation sends and gets.
pub fn relations(old: &Sources, new: &Sources) -> BTreeMap<Place, (Relation, Relation)> {
    let Differences { calls, found, .. } = contract::compare(Tree::new(old), Tree::new(new), None);
    let mut all: BTreeMap<Place, (Relation, Relation)> = BTreeMap::new();
    for one in &found {
        let mut places: Vec<Place> = one
            .calls
            .iter()
            .map(|call| (calls[*call].old.clone(), calls[*call].new.clone()))
            .collect();
        if places.is_empty() {
            places.push((None, None));
        }
        for place in places {
            let known = all.entry(place).or_default();
            known.0 = known.0.join(one.change.request.relation);
            known.1 = known.1.join(one.change.response.relation);
        }
    }
    all
}

#[test]
fn the_other_way_round_everything_is_the_other_way_round() {
    for pair in pairs() {
        let (old, new) = (
            sources(&pair.join("base.json")),
            sources(&pair.join("revision.json")),
        );
        let there = relations(&old, &new);
        let turned: BTreeMap<_, _> = there
            .into_iter()
            .map(|((old, new), (request, response))| {
                ((new, old), (request.swapped(), response.swapped()))
            })
            .collect();
        assert_eq!(turned, relations(&new, &old), "{}", pair.display());
        assert!(relations(&old, &old).is_empty(), "{}", pair.display());
    }
}
