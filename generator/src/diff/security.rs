//! Who may call, and where the server is.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::change::Change;
use super::contract::{Contract, followed};
use super::operation::Op;
use super::relation::{Relation, Severity};
use super::tree::Part;

/// Schemes that are needed together, with their scopes.
type Alternative = BTreeMap<String, BTreeSet<String>>;

/// What an operation asks for, with the place that says it. Nothing at all is one alternative.
fn alternatives<'a>(root: &Part<'a>, op: &Op<'a>) -> (Part<'a>, Vec<Alternative>) {
    let stated = op.part.child("security").or_else(|| root.child("security"));
    let Some(stated) = stated else {
        return (root.clone(), vec![Alternative::new()]);
    };
    let each = stated.items().into_iter().map(|alternative| {
        let schemes = alternative.entries().into_iter().map(|(scheme, scopes)| {
            let scopes = scopes
                .items()
                .iter()
                .filter_map(|scope| scope.value.as_str().map(str::to_owned))
                .collect();
            (scheme.to_owned(), scopes)
        });
        schemes.collect()
    });
    let mut all: Vec<Alternative> = each.collect();
    if all.is_empty() {
        all.push(Alternative::new());
    }
    (stated, all)
}

/// Whether who has what `given` says may call where `needed` is asked for.
fn serves(given: &Alternative, needed: &Alternative) -> bool {
    needed.iter().all(|(scheme, scopes)| {
        given
            .get(scheme)
            .is_some_and(|known| scopes.is_subset(known))
    })
}

fn shown(all: &[Alternative]) -> String {
    let one = |alternative: &Alternative| {
        let schemes = alternative
            .iter()
            .map(|(scheme, scopes)| match scopes.is_empty() {
                true => scheme.clone(),
                false => format!(
                    "{scheme} ({})",
                    scopes.iter().cloned().collect::<Vec<_>>().join(", ")
                ),
            });
        let text = schemes.collect::<Vec<_>>().join(" and ");
        if text.is_empty() {
            "nothing".to_owned()
        } else {
            text
        }
    };
    all.iter().map(one).collect::<Vec<_>>().join(", or ")
}

/// Compares what an operation asks for.
pub fn requirements<'a>(contract: &mut Contract<'a>, call: usize, old: &Op<'a>, new: &Op<'a>) {
    if contract.calls[call].reversed {
        return;
    }
    let (old_root, new_root) = (contract.old.root(), contract.new.root());
    let (from_at, from) = alternatives(&old_root, old);
    let (to_at, to) = alternatives(&new_root, new);
    if from == to {
        return;
    }
    // Who could call before must be able to call now, and the other way round.
    let lost = from
        .iter()
        .any(|given| !to.iter().any(|needed| serves(given, needed)));
    let gained = to
        .iter()
        .any(|given| !from.iter().any(|needed| serves(given, needed)));
    let relation = Relation::of(lost, gained);
    if relation == Relation::Equal {
        return;
    }
    let change = Change::new("security-changed", &from_at.at, &to_at.at);
    let change = change.arg("old", shown(&from)).arg("new", shown(&to));
    contract.add(Some(call), change.request(relation));
}

/// Compares the schemes themselves.
pub fn schemes<'a>(contract: &mut Contract<'a>, old: &Part<'a>, new: &Part<'a>) {
    let of = |root: &Part<'a>| {
        root.child("components")
            .and_then(|all| all.child("securitySchemes"))
    };
    let (from, to) = (
        followed(contract.old, of(old)),
        followed(contract.new, of(new)),
    );
    for (name, one) in &from {
        let Some(two) = to.get(name) else {
            let change =
                Change::new("security-scheme-removed", &one.at, &new.at).arg("scheme", name);
            contract.add(None, change.request_is(Severity::Risky));
            continue;
        };
        let change = |rule| Change::new(rule, &one.at, &two.at).arg("scheme", name);
        for key in ["type", "scheme", "in", "name"] {
            let (was, is) = (lower(one.text(key), key), lower(two.text(key), key));
            if was != is {
                let change = change("security-scheme-changed").arg("keyword", key);
                let change = change
                    .arg("old", was.unwrap_or_default())
                    .arg("new", is.unwrap_or_default());
                contract.add(None, change.request(Relation::Incomparable));
            }
        }
        flows(contract, name, one, two);
    }
    for (name, two) in to.iter().filter(|(name, _)| !from.contains_key(*name)) {
        let change = Change::new("security-scheme-added", &old.at, &two.at).arg("scheme", name);
        contract.add(None, change.request_is(Severity::Compatible));
    }
}

/// The names of HTTP schemes and of headers have no case.
fn lower(text: Option<&str>, key: &str) -> Option<String> {
    text.map(|text| {
        if matches!(key, "scheme" | "name") {
            text.to_lowercase()
        } else {
            text.to_owned()
        }
    })
}

fn flows<'a>(contract: &mut Contract<'a>, name: &str, old: &Part<'a>, new: &Part<'a>) {
    let of = |part: &Part<'a>| -> BTreeMap<&'a str, Part<'a>> {
        part.child("flows").iter().flat_map(Part::entries).collect()
    };
    let (from, to) = (of(old), of(new));
    for (flow, one) in &from {
        let Some(two) = to.get(flow) else {
            let change = Change::new("oauth-flow-removed", &one.at, &new.at)
                .arg("scheme", name)
                .arg("flow", *flow);
            contract.add(None, change.request(Relation::Narrowed));
            continue;
        };
        for key in [
            "authorizationUrl",
            "tokenUrl",
            "refreshUrl",
            "deviceAuthorizationUrl",
        ] {
            let (was, is) = (one.text(key), two.text(key));
            if was != is {
                let change = Change::new("oauth-url-changed", &one.at, &two.at)
                    .arg("scheme", name)
                    .arg("keyword", key);
                let change = change
                    .arg("old", was.unwrap_or("none"))
                    .arg("new", is.unwrap_or("none"));
                contract.add(None, change.request_is(Severity::Risky));
            }
        }
        scopes(contract, name, one, two);
    }
    for (flow, two) in to.iter().filter(|(flow, _)| !from.contains_key(*flow)) {
        let change = Change::new("oauth-flow-added", &old.at, &two.at)
            .arg("scheme", name)
            .arg("flow", *flow);
        contract.add(None, change.request(Relation::Widened));
    }
}

fn scopes<'a>(contract: &mut Contract<'a>, name: &str, old: &Part<'a>, new: &Part<'a>) {
    let of = |part: &Part<'a>| -> BTreeSet<&'a str> {
        part.child("scopes")
            .iter()
            .flat_map(Part::entries)
            .map(|(scope, _)| scope)
            .collect()
    };
    let (from, to) = (of(old), of(new));
    for scope in from.difference(&to) {
        let change = Change::new("oauth-scope-removed", &old.at, &new.at)
            .arg("scheme", name)
            .arg("scope", *scope);
        contract.add(None, change.request_is(Severity::Risky));
    }
    for scope in to.difference(&from) {
        let change = Change::new("oauth-scope-added", &old.at, &new.at)
            .arg("scheme", name)
            .arg("scope", *scope);
        contract.add(None, change.request_is(Severity::Compatible));
    }
}

/// The URLs at which an operation is served, and the place that says it.
fn urls<'a>(root: &Part<'a>, op: &Op<'a>) -> (Part<'a>, Vec<String>) {
    let stated = [&op.part, &op.item, root]
        .into_iter()
        .find_map(|holder| holder.child("servers"));
    let Some(stated) = stated else {
        return (root.clone(), vec!["/".to_owned()]);
    };
    let mut all: Vec<String> = stated.items().iter().map(url).collect();
    if all.is_empty() {
        all.push("/".to_owned());
    }
    (stated, all)
}

/// The values that variables of servers may have, where they are listed, by the URL and the name.
fn variables<'a>(stated: &Part<'a>) -> BTreeMap<(&'a str, &'a str), BTreeSet<&'a str>> {
    let mut found = BTreeMap::new();
    for server in stated.items() {
        let template = server.text("url").unwrap_or_default();
        for (name, variable) in server.child("variables").iter().flat_map(Part::entries) {
            let Some(values) = variable.child("enum") else {
                continue;
            };
            let values = values.items();
            let values = values.iter().filter_map(|value| value.value.as_str());
            found.insert((template, name), values.collect());
        }
    }
    found
}

/// With each variable replaced by its default.
fn url(server: &Part<'_>) -> String {
    let mut url = server.text("url").unwrap_or_default().to_owned();
    for (name, variable) in server.child("variables").iter().flat_map(Part::entries) {
        if let Some(default) = variable.value.get("default").and_then(Value::as_str) {
            url = url.replace(&format!("{{{name}}}"), default);
        }
    }
    if url.len() > 1 {
        url.trim_end_matches('/').to_owned()
    } else {
        url
    }
}

/// Compares where an operation is served.
pub fn servers<'a>(contract: &mut Contract<'a>, call: usize, old: &Op<'a>, new: &Op<'a>) {
    if contract.calls[call].reversed {
        return;
    }
    let (from_at, from) = urls(&contract.old.root(), old);
    let (to_at, to) = urls(&contract.new.root(), new);
    choices(contract, call, &from_at, &to_at);
    let (one, two): (BTreeSet<_>, BTreeSet<_>) = (from.iter().collect(), to.iter().collect());
    if one == two {
        return;
    }
    let relation = Relation::of(!one.is_subset(&two), !two.is_subset(&one));
    let change = Change::new("servers-changed", &from_at.at, &to_at.at);
    let change = change
        .arg("old", from.join(", "))
        .arg("new", to.join(", "))
        .request(relation);
    // Clients talk to the first unless they are told otherwise.
    let first_is_served = from.first().is_some_and(|first| two.contains(first));
    let change = if first_is_served && relation != Relation::Widened {
        change.request_is(Severity::Risky)
    } else {
        change
    };
    contract.add(Some(call), change);
}

/// What may stand in the place of a variable. Clients have the default unless they chose otherwise.
fn choices<'a>(contract: &mut Contract<'a>, call: usize, old: &Part<'a>, new: &Part<'a>) {
    let (from, to) = (variables(old), variables(new));
    for ((url, name), values) in &from {
        let Some(others) = to.get(&(*url, *name)).filter(|others| *others != values) else {
            continue;
        };
        let relation = Relation::of(!values.is_subset(others), !others.is_subset(values));
        let listed = |values: &BTreeSet<&str>| Vec::from_iter(values.iter().copied()).join(", ");
        let change = Change::new("server-variable-changed", &old.at, &new.at)
            .arg("variable", *name)
            .arg("old", listed(values))
            .arg("new", listed(others))
            .request(relation);
        let change = match relation {
            Relation::Widened => change,
            _ => change.request_is(Severity::Risky),
        };
        contract.add(Some(call), change);
    }
}
