//! Cargo features for tags, and files for what a few of them share.

use std::collections::{BTreeMap, BTreeSet};

use super::scope::Scope;
use super::{Names, words};
use crate::config::Policy;
use crate::model::Api;

/// The features of the tags that have operations. One tag alone is all of the API and gets none.
pub fn features(api: &Api, policy: &Policy) -> BTreeMap<usize, String> {
    let used: BTreeSet<usize> = api.operations.iter().filter_map(|one| one.tag).collect();
    if used.len() < 2 || !policy.features.has_tags() {
        return BTreeMap::new();
    }
    let locked = &policy.lock.features;
    let name = |tag: &usize| &api.tags[*tag].name;
    let mut order: Vec<usize> = used.into_iter().collect();
    order.sort_by_key(|tag| (!locked.contains_key(name(tag)), name(tag)));
    let mut scope = Scope::features();
    let mut take = |tag: usize| {
        let wanted = locked.get(name(&tag)).cloned();
        let wanted = wanted.unwrap_or_else(|| words::feature(name(&tag)));
        (tag, scope.take(&wanted))
    };
    order.into_iter().map(&mut take).collect()
}

/// Names the files of what several tags share: `clusters_and_teams`.
pub fn sharing(names: &Names, wanted: Vec<(&[usize], &mut String)>) {
    let mut scope = Scope::modules();
    for taken in names.tags.iter().chain([&names.untagged, &names.shared]) {
        scope.take(taken);
    }
    for (tags, name) in wanted {
        let tags: BTreeSet<&str> = tags.iter().map(|tag| names.tags[*tag].as_str()).collect();
        let tags: Vec<&str> = tags.into_iter().collect();
        *name = scope.take(&tags.join("_and_"));
    }
}
