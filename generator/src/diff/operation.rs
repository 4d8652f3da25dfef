//! Operations, callbacks and webhooks: which belong together, and what became of each.

use std::collections::BTreeMap;

use super::change::Change;
use super::contract::{Call, Contract, followed};
use super::exchange;
use super::parameter;
use super::promise::{self, Promise};
use super::relation::{Relation, Severity};
use super::security;
use super::tree::{Part, Tree};
use crate::model::Method;

/// One operation of one side.
#[derive(Clone, Debug)]
pub struct Op<'a> {
    pub method: String,
    pub path: String,
    pub part: Part<'a>,
    /// The path item that holds it.
    pub item: Part<'a>,
}

impl<'a> Op<'a> {
    fn id(&self) -> Option<String> {
        self.part.text("operationId").map(str::to_owned)
    }

    pub fn name(&self) -> String {
        format!("{} {}", self.method.to_uppercase(), self.path)
    }

    /// The method, and the path without the names of its parameters.
    fn key(&self) -> (String, String) {
        (self.method.clone(), normal_path(&self.path))
    }
}

/// `/pets/{petId}/` and `/pets/{id}` are the same path.
pub fn normal_path(path: &str) -> String {
    let mut normal = String::new();
    let mut rest = path;
    while let Some(start) = rest.find('{') {
        let Some(end) = rest[start..].find('}') else {
            break;
        };
        normal.push_str(&rest[..start]);
        normal.push_str("{}");
        rest = &rest[start + end + 1..];
    }
    normal.push_str(rest);
    normal
}

/// The names of the parameters of a path, in order.
pub fn path_names(path: &str) -> Vec<&str> {
    let parts = path.split('{').skip(1);
    parts
        .filter_map(|part| part.split_once('}').map(|(name, _)| name))
        .collect()
}

/// The operations of a path item.
fn of_item<'a>(path: &str, item: &Part<'a>) -> Vec<Op<'a>> {
    let methods = Method::ALL
        .iter()
        .map(|method| method.key())
        .chain(["query"]);
    let mut found: Vec<Op<'a>> = Vec::new();
    for method in methods {
        if let Some(part) = item.child(method).filter(|part| part.value.is_object()) {
            found.push(Op {
                method: method.to_owned(),
                path: path.to_owned(),
                part,
                item: item.clone(),
            });
        }
    }
    for (method, part) in item
        .child("additionalOperations")
        .iter()
        .flat_map(Part::entries)
    {
        found.push(Op {
            method: method.to_owned(),
            path: path.to_owned(),
            part,
            item: item.clone(),
        });
    }
    found
}

fn all<'a>(tree: Tree<'a>, paths: Option<Part<'a>>) -> Vec<Op<'a>> {
    let entries = paths.iter().flat_map(Part::entries);
    entries
        .flat_map(|(path, item)| of_item(path, &tree.follow(item)))
        .collect()
}

/// Pairs by method and path, then by `operationId`.
type Pairs<'a> = Vec<(Option<Op<'a>>, Option<Op<'a>>)>;

fn pairs<'a>(old: Vec<Op<'a>>, new: Vec<Op<'a>>) -> Pairs<'a> {
    let mut by_key: BTreeMap<(String, String), Vec<Op<'a>>> = BTreeMap::new();
    for op in new {
        by_key.entry(op.key()).or_default().push(op);
    }
    let mut pairs: Pairs<'a> = Vec::new();
    let mut alone = Vec::new();
    for op in old {
        let candidates = by_key.get_mut(&op.key()).filter(|list| !list.is_empty());
        match candidates {
            Some(list) => {
                // Two paths that differ in their parameters' names only: the same names first.
                let same = list
                    .iter()
                    .position(|other| other.path == op.path)
                    .unwrap_or(0);
                let other = list.remove(same);
                pairs.push((Some(op), Some(other)));
            }
            None => alone.push(op),
        }
    }
    let mut rest: Vec<Op<'a>> = by_key.into_values().flatten().collect();
    for op in alone {
        let same = rest
            .iter()
            .position(|other| op.id().is_some() && other.id() == op.id());
        let other = same.map(|index| rest.remove(index));
        pairs.push((Some(op), other));
    }
    pairs.extend(rest.into_iter().map(|op| (None, Some(op))));
    pairs
}

/// Compares what stands under `paths`.
pub fn operations<'a>(contract: &mut Contract<'a>, old: &Part<'a>, new: &Part<'a>) {
    let pairs = pairs(
        all(contract.old, old.child("paths")),
        all(contract.new, new.child("paths")),
    );
    let places = (paths_place(old, "paths"), paths_place(new, "paths"));
    for (old, new) in pairs {
        let call = push(contract, old.as_ref(), new.as_ref(), false, "");
        match (old, new) {
            (Some(old), Some(new)) => both(contract, call, &old, &new),
            (Some(old), None) => {
                let change = removed(contract, &old, &places.1);
                contract.add(Some(call), change);
            }
            (None, Some(new)) => {
                let change = Change::new("operation-added", &places.0, &new.part.at)
                    .arg("operation", new.name());
                contract.add(Some(call), known(change.request(Relation::Widened)));
            }
            (None, None) => {}
        }
    }
}

fn paths_place(root: &Part<'_>, key: &str) -> crate::pointer::Pointer {
    root.child(key)
        .map_or_else(|| root.at.clone(), |part| part.at)
}

/// Compares what stands under `webhooks`.
pub fn webhooks<'a>(contract: &mut Contract<'a>, old: &Part<'a>, new: &Part<'a>) {
    let pairs = pairs(
        all(contract.old, old.child("webhooks")),
        all(contract.new, new.child("webhooks")),
    );
    let places = (paths_place(old, "webhooks"), paths_place(new, "webhooks"));
    reversed(
        contract,
        pairs,
        places,
        "webhook ",
        ("webhook-added", "webhook-removed"),
    );
}

fn reversed<'a>(
    contract: &mut Contract<'a>,
    pairs: Pairs<'a>,
    places: (crate::pointer::Pointer, crate::pointer::Pointer),
    prefix: &str,
    rules: (&'static str, &'static str),
) {
    for (old, new) in pairs {
        let call = push(contract, old.as_ref(), new.as_ref(), true, prefix);
        match (old, new) {
            (Some(old), Some(new)) => both(contract, call, &old, &new),
            (Some(old), None) => {
                let change =
                    Change::new(rules.1, &old.part.at, &places.1).arg("operation", old.name());
                // Who waits for it waits in vain.
                let change = change.response(Relation::Narrowed);
                contract.collect(Some(call), change.response_is(Severity::Breaking));
            }
            (None, Some(new)) => {
                let change =
                    Change::new(rules.0, &places.0, &new.part.at).arg("operation", new.name());
                let change = change.response(Relation::Widened);
                contract.collect(Some(call), change.response_is(Severity::Compatible));
            }
            (None, None) => {}
        }
    }
}

fn push(
    contract: &mut Contract<'_>,
    old: Option<&Op<'_>>,
    new: Option<&Op<'_>>,
    reversed: bool,
    prefix: &str,
) -> usize {
    let name = new.or(old).map(Op::name).unwrap_or_default();
    contract.calls.push(Call {
        name: format!("{prefix}{name}"),
        old: old.map(|op| op.part.at.clone()),
        new: new.map(|op| op.part.at.clone()),
        old_id: old.and_then(Op::id),
        new_id: new.and_then(Op::id),
        reversed,
    });
    contract.calls.len() - 1
}

/// What was announced may go, from its day on.
fn removed(contract: &Contract<'_>, op: &Op<'_>, place: &crate::pointer::Pointer) -> Change {
    let promise = Promise::of(&op.part);
    let change = Change::new("operation-removed", &op.part.at, place).arg("operation", op.name());
    let change = change.request(Relation::Narrowed);
    if !promise.deprecated {
        return change;
    }
    let change = change.arg("sunset", promise.sunset_text());
    if promise.may_go(contract.today.as_deref()) {
        change.request_is(Severity::Risky)
    } else {
        change
    }
}

fn known(change: Change) -> Change {
    change.request_is(Severity::Compatible)
}

fn both<'a>(contract: &mut Contract<'a>, call: usize, old: &Op<'a>, new: &Op<'a>) {
    about(contract, call, old, new);
    parameter::parameters(contract, call, old, new);
    exchange::body(contract, call, old, new);
    exchange::responses(contract, call, old, new);
    security::requirements(contract, call, old, new);
    security::servers(contract, call, old, new);
    callbacks(contract, call, old, new);
    links(contract, call, old, new);
}

/// Where it stands and what is said about it.
fn about<'a>(contract: &mut Contract<'a>, call: usize, old: &Op<'a>, new: &Op<'a>) {
    let change = |rule| Change::new(rule, &old.part.at, &new.part.at);
    if !contract.calls[call].reversed {
        if normal_path(&old.path) != normal_path(&new.path) {
            let change = change("path-changed")
                .arg("old", &old.path)
                .arg("new", &new.path);
            contract.add(Some(call), change.request(Relation::Incomparable));
        } else if old.path != new.path {
            let change = change("path-parameter-renamed")
                .arg("old", &old.path)
                .arg("new", &new.path);
            contract.add(Some(call), known(change));
        }
        if old.method != new.method {
            let change = change("method-changed")
                .arg("old", old.method.to_uppercase())
                .arg("new", new.method.to_uppercase());
            contract.add(Some(call), change.request(Relation::Incomparable));
        }
    }
    texts(contract, call, old, new);
    let (was, is) = (old.part.flag("deprecated"), new.part.flag("deprecated"));
    if was != is {
        let rule = if is {
            "operation-deprecated"
        } else {
            "operation-reactivated"
        };
        contract.add(Some(call), known(change(rule)));
    }
    let today = contract.today.clone();
    promise::of_call(contract, call, (&old.part, &new.part), today.as_deref());
}

fn texts<'a>(contract: &mut Contract<'a>, call: usize, old: &Op<'a>, new: &Op<'a>) {
    let change = |rule| Change::new(rule, &old.part.at, &new.part.at);
    let tags = |op: &Op<'a>| {
        let items = op
            .part
            .child("tags")
            .map(|tags| tags.items())
            .unwrap_or_default();
        items
            .iter()
            .filter_map(|tag| tag.value.as_str())
            .collect::<Vec<_>>()
            .join(", ")
    };
    let (from, to) = (tags(old), tags(new));
    if from != to {
        contract.add(
            Some(call),
            known(change("tags-changed").arg("old", from).arg("new", to)),
        );
    }
    let id = |op: &Op<'a>| op.id().unwrap_or_else(|| "none".to_owned());
    if old.id() != new.id() {
        let change = change("operation-id-changed")
            .arg("old", id(old))
            .arg("new", id(new));
        contract.add(Some(call), known(change));
    }
    if ["summary", "description"]
        .iter()
        .any(|key| old.part.text(key) != new.part.text(key))
    {
        contract.add(Some(call), known(change("description-changed")));
    }
}

fn callbacks<'a>(contract: &mut Contract<'a>, call: usize, old: &Op<'a>, new: &Op<'a>) {
    let of = |tree: Tree<'a>, op: &Op<'a>| -> Vec<Op<'a>> {
        let named = followed(tree, op.part.child("callbacks"));
        let items = named.into_iter().flat_map(|(name, callback)| {
            let entries = callback.entries().into_iter();
            entries
                .map(|(expression, item)| (format!("{name} {expression}"), item))
                .collect::<Vec<_>>()
        });
        items
            .flat_map(|(path, item)| of_item(&path, &tree.follow(item)))
            .collect()
    };
    let (from, to) = (of(contract.old, old), of(contract.new, new));
    if from.is_empty() && to.is_empty() {
        return;
    }
    let prefix = format!("{} callback ", contract.calls[call].name);
    let places = (old.part.at.clone(), new.part.at.clone());
    reversed(
        contract,
        pairs(from, to),
        places,
        &prefix,
        ("callback-added", "callback-removed"),
    );
}

/// Links are advice: a client that followed one must look for another way.
fn links<'a>(contract: &mut Contract<'a>, call: usize, old: &Op<'a>, new: &Op<'a>) {
    let of = |tree: Tree<'a>, op: &Op<'a>| -> BTreeMap<String, Part<'a>> {
        let responses = followed(tree, op.part.child("responses"));
        let all = responses.into_iter().flat_map(|(status, response)| {
            let links = followed(tree, response.child("links"));
            links
                .into_iter()
                .map(move |(name, link)| (format!("{status} {name}"), link))
        });
        all.collect()
    };
    let (from, to) = (of(contract.old, old), of(contract.new, new));
    for (name, link) in &from {
        match to.get(name) {
            None => {
                let change = Change::new("link-removed", &link.at, &new.part.at).arg("link", name);
                contract.add(Some(call), change.response_is(Severity::Risky));
            }
            Some(other) if other.value != link.value => {
                let change = Change::new("link-changed", &link.at, &other.at).arg("link", name);
                contract.add(Some(call), change.response_is(Severity::Compatible));
            }
            Some(_) => {}
        }
    }
    for (name, link) in to.iter().filter(|(name, _)| !from.contains_key(*name)) {
        let change = Change::new("link-added", &old.part.at, &link.at).arg("link", name);
        contract.add(Some(call), change.response_is(Severity::Compatible));
    }
}
