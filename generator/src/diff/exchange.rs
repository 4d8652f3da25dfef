//! Bodies, responses, headers and media types.

use std::collections::BTreeMap;

use super::change::Change;
use super::contract::{Contract, followed};
use super::encoding;
use super::operation::Op;
use super::parameter;
use super::relation::{Direction, Relation, Severity};
use super::schema::Form;
use super::tree::Part;

/// Compares the request bodies of an operation.
pub fn body<'a>(contract: &mut Contract<'a>, call: usize, old: &Op<'a>, new: &Op<'a>) {
    let from = old
        .part
        .child("requestBody")
        .map(|part| contract.old.follow(part));
    let to = new
        .part
        .child("requestBody")
        .map(|part| contract.new.follow(part));
    match (from, to) {
        (None, None) => {}
        (None, Some(body)) => {
            let required = body.flag("required");
            let rule = if required {
                "required-body-added"
            } else {
                "optional-body-added"
            };
            // Without a body it is refused, with one it is taken now.
            let relation = if required {
                Relation::Incomparable
            } else {
                Relation::Widened
            };
            contract.add(
                Some(call),
                Change::new(rule, &old.part.at, &body.at).request(relation),
            );
        }
        (Some(body), None) => {
            let change = Change::new("body-removed", &body.at, &new.part.at);
            let relation = if body.flag("required") {
                Relation::Incomparable
            } else {
                Relation::Narrowed
            };
            contract.add(Some(call), change.request(relation));
        }
        (Some(from), Some(to)) => {
            let change = |rule| Change::new(rule, &from.at, &to.at);
            match (from.flag("required"), to.flag("required")) {
                (false, true) => contract.add(
                    Some(call),
                    change("body-became-required").request(Relation::Narrowed),
                ),
                (true, false) => contract.add(
                    Some(call),
                    change("body-became-optional").request(Relation::Widened),
                ),
                _ => {}
            }
            if from.text("description") != to.text("description") {
                contract.add(
                    Some(call),
                    change("description-changed").request_is(Severity::Compatible),
                );
            }
            contents(contract, call, &from, &to, Direction::Request);
        }
    }
}

fn contents<'a>(
    contract: &mut Contract<'a>,
    call: usize,
    old: &Part<'a>,
    new: &Part<'a>,
    direction: Direction,
) {
    match (old.child("content"), new.child("content")) {
        (Some(from), Some(to)) => content(contract, call, &from, &to, direction),
        (from, to) => {
            // A part without entries stands for content that is missing.
            let none = |part: &Part<'a>| Part {
                at: part.at.clone(),
                value: NOTHING,
            };
            let (from, to) = (
                from.unwrap_or_else(|| none(old)),
                to.unwrap_or_else(|| none(new)),
            );
            content(contract, call, &from, &to, direction);
        }
    }
}

static NOTHING: &serde_json::Value = &serde_json::Value::Null;

/// A media type as it is compared: lower case, without spaces.
fn normal(name: &str) -> String {
    name.chars()
        .filter(|c| !c.is_whitespace())
        .collect::<String>()
        .to_lowercase()
}

fn essence(name: &str) -> &str {
    name.split(';').next().unwrap_or(name)
}

/// Whether a range (`application/*`) or a type without parameters takes this type.
fn covers(range: &str, name: &str) -> bool {
    let name = essence(name);
    range == "*/*"
        || range == name
        || range
            .strip_suffix('*')
            .is_some_and(|start| start.ends_with('/') && name.starts_with(start))
}

fn form(name: &str) -> Form {
    let name = essence(name);
    let is_json = name == "application/json"
        || name.ends_with("+json")
        || name.ends_with("/json")
        || name.contains('*')
        || name.ends_with("json");
    if is_json { Form::Json } else { Form::Text }
}

/// Compares the media types of one body.
pub fn content<'a>(
    contract: &mut Contract<'a>,
    call: usize,
    old: &Part<'a>,
    new: &Part<'a>,
    direction: Direction,
) {
    let list = |part: &Part<'a>| -> BTreeMap<String, Part<'a>> {
        part.entries()
            .into_iter()
            .map(|(name, part)| (normal(name), part))
            .collect()
    };
    let (mut from, mut to) = (list(old), list(new));
    let same: Vec<String> = from
        .keys()
        .filter(|name| to.contains_key(*name))
        .cloned()
        .collect();
    for name in same {
        if let (Some(one), Some(two)) = (from.remove(&name), to.remove(&name)) {
            media(contract, call, &name, &one, &two, direction);
        }
    }
    // One name became another that takes it, or that it takes.
    let related: Vec<(String, String)> = from
        .keys()
        .filter_map(|name| {
            let other = to
                .keys()
                .find(|other| covers(other, name) || covers(name, other))?;
            Some((name.clone(), other.clone()))
        })
        .collect();
    for (name, other) in related {
        let (Some(one), Some(two)) = (from.remove(&name), to.remove(&other)) else {
            continue;
        };
        let wider = covers(&other, &name);
        // `application/json` with and without `charset` are taken for each other.
        if essence(&name) != essence(&other) {
            let relation = if wider {
                Relation::Widened
            } else {
                Relation::Narrowed
            };
            let rule = if wider {
                "media-type-widened"
            } else {
                "media-type-narrowed"
            };
            let change = Change::new(rule, &one.at, &two.at)
                .arg("old", &name)
                .arg("new", &other);
            contract.add(Some(call), in_direction(change, direction, relation, None));
        }
        media(contract, call, &name, &one, &two, direction);
    }
    for (name, part) in from {
        let change = Change::new("media-type-removed", &part.at, &new.at).arg("media", name);
        // Who asks for it does not get it any more.
        let severity = (direction == Direction::Response).then_some(Severity::Breaking);
        contract.add(
            Some(call),
            in_direction(change, direction, Relation::Narrowed, severity),
        );
    }
    for (name, part) in to {
        let change = Change::new("media-type-added", &old.at, &part.at).arg("media", name);
        let severity = (direction == Direction::Response).then_some(Severity::Compatible);
        contract.add(
            Some(call),
            in_direction(change, direction, Relation::Widened, severity),
        );
    }
}

fn in_direction(
    change: Change,
    direction: Direction,
    relation: Relation,
    severity: Option<Severity>,
) -> Change {
    match direction {
        Direction::Request => {
            let change = change.request(relation);
            severity.map_or(change.clone(), |severity| change.request_is(severity))
        }
        Direction::Response => {
            let change = change.response(relation);
            severity.map_or(change.clone(), |severity| change.response_is(severity))
        }
    }
}

fn media<'a>(
    contract: &mut Contract<'a>,
    call: usize,
    name: &str,
    old: &Part<'a>,
    new: &Part<'a>,
    direction: Direction,
) {
    let form = form(name);
    for keyword in ["schema", "itemSchema"] {
        match (old.child(keyword), new.child(keyword)) {
            (None, None) => {}
            (Some(from), Some(to)) => contract.schemas(call, &from, &to, form, direction),
            (from, to) => {
                let relation = if to.is_some() {
                    Relation::Narrowed
                } else {
                    Relation::Widened
                };
                let rule = if to.is_some() {
                    "schema-added"
                } else {
                    "schema-removed"
                };
                let places = (
                    from.map_or(old.at.clone(), |part| part.at),
                    to.map_or(new.at.clone(), |part| part.at),
                );
                let change = Change::new(rule, &places.0, &places.1);
                let severity = (direction == Direction::Response && relation == Relation::Widened)
                    .then_some(Severity::Risky);
                contract.add(
                    Some(call),
                    in_direction(change, direction, relation, severity),
                );
            }
        }
    }
    let (from, to) = (
        followed(contract.old, old.child("encoding")),
        followed(contract.new, new.child("encoding")),
    );
    let names: std::collections::BTreeSet<&String> = from.keys().chain(to.keys()).collect();
    for property in names {
        let (one, two) = (from.get(property), to.get(property));
        let relation = encoding::relation(one, two);
        if relation == Relation::Equal {
            continue;
        }
        let change = Change::new(
            "encoding-changed",
            one.map_or(&old.at, |part| &part.at),
            two.map_or(&new.at, |part| &part.at),
        );
        contract.add(
            Some(call),
            in_direction(change.arg("property", property), direction, relation, None),
        );
    }
}

fn is_success(status: &str) -> bool {
    status.starts_with(['1', '2', '3'])
}

fn class(status: &str) -> String {
    status.chars().take(1).chain(['X', 'X']).collect()
}

/// The entry that stands for a status: itself, its class, else the default one.
fn find<'m, 'a>(
    all: &'m BTreeMap<String, Part<'a>>,
    status: &str,
) -> Option<(&'m String, &'m Part<'a>)> {
    let fallback = if is_success(status) {
        None
    } else {
        Some("default".to_owned())
    };
    let names = [Some(status.to_owned()), Some(class(status)), fallback];
    names
        .into_iter()
        .flatten()
        .find_map(|name| all.get_key_value(&name))
}

/// Compares the responses of an operation.
pub fn responses<'a>(contract: &mut Contract<'a>, call: usize, old: &Op<'a>, new: &Op<'a>) {
    let list = |part: &Part<'a>, tree: super::tree::Tree<'a>| -> BTreeMap<String, Part<'a>> {
        let all = followed(tree, part.child("responses"));
        let all = all.into_iter().filter(|(name, _)| !name.starts_with("x-"));
        all.map(|(name, part)| (name.to_uppercase().replace("DEFAULT", "default"), part))
            .collect()
    };
    let (from, to) = (list(&old.part, contract.old), list(&new.part, contract.new));
    let mut met = std::collections::BTreeSet::new();
    for (status, part) in &from {
        match find(&to, status) {
            Some((other, two)) => {
                met.insert(other.clone());
                response(contract, call, part, two);
            }
            None => {
                let is_success = is_success(status);
                let rule = if is_success {
                    "success-status-removed"
                } else {
                    "error-status-removed"
                };
                let change = Change::new(rule, &part.at, &new.part.at).arg("status", status);
                let change = change.response(Relation::Narrowed);
                let severity = if is_success {
                    Severity::Breaking
                } else {
                    Severity::Compatible
                };
                contract.add(Some(call), change.response_is(severity));
            }
        }
    }
    for (status, part) in to.iter().filter(|(status, _)| !met.contains(*status)) {
        match find(&from, status) {
            Some((_, one)) => response(contract, call, one, part),
            None => {
                // A class that stands for single codes of before.
                let codes: Vec<_> = from
                    .iter()
                    .filter(|(code, _)| status.ends_with("XX") && class(code) == *status)
                    .collect();
                for (_, one) in &codes {
                    response(contract, call, one, part);
                }
                if !codes.is_empty() {
                    continue;
                }
                let is_success = is_success(status);
                let rule = if is_success {
                    "success-status-added"
                } else {
                    "error-status-added"
                };
                let change = Change::new(rule, &old.part.at, &part.at).arg("status", status);
                let severity = if is_success {
                    Severity::Risky
                } else {
                    Severity::Compatible
                };
                contract.add(
                    Some(call),
                    change.response(Relation::Widened).response_is(severity),
                );
            }
        }
    }
}

fn response<'a>(contract: &mut Contract<'a>, call: usize, old: &Part<'a>, new: &Part<'a>) {
    if old.text("description") != new.text("description") {
        let change = Change::new("description-changed", &old.at, &new.at);
        contract.add(Some(call), change.response_is(Severity::Compatible));
    }
    contents(contract, call, old, new, Direction::Response);
    headers(contract, call, old, new);
}

fn headers<'a>(contract: &mut Contract<'a>, call: usize, old: &Part<'a>, new: &Part<'a>) {
    let list = |tree: super::tree::Tree<'a>, part: &Part<'a>| -> BTreeMap<String, Part<'a>> {
        let all = followed(tree, part.child("headers")).into_iter();
        // RFC 9110: the type of the content is not described here.
        all.map(|(name, part)| (name.to_lowercase(), part))
            .filter(|(name, _)| name != "content-type")
            .collect()
    };
    let (from, to) = (list(contract.old, old), list(contract.new, new));
    for (name, one) in &from {
        let Some(two) = to.get(name) else {
            let required = one.flag("required");
            let rule = if required {
                "required-header-removed"
            } else {
                "optional-header-removed"
            };
            let change = Change::new(rule, &one.at, &new.at).arg("header", name);
            let change = if required {
                change.response(Relation::Widened)
            } else {
                change
                    .response(Relation::Narrowed)
                    .response_is(Severity::Risky)
            };
            contract.add(Some(call), change);
            continue;
        };
        let change = |rule| Change::new(rule, &one.at, &two.at).arg("header", name);
        match (one.flag("required"), two.flag("required")) {
            (true, false) => contract.add(
                Some(call),
                change("header-became-optional").response(Relation::Widened),
            ),
            (false, true) => contract.add(
                Some(call),
                change("header-became-required").response(Relation::Narrowed),
            ),
            _ => {}
        }
        if one.flag("deprecated") != two.flag("deprecated") {
            contract.add(
                Some(call),
                change("header-deprecated").response_is(Severity::Compatible),
            );
        }
        match (one.child("content"), two.child("content")) {
            (Some(one), Some(two)) => content(contract, call, &one, &two, Direction::Response),
            (None, None) => parameter::schemas(contract, call, one, two, Direction::Response),
            _ => contract.add(
                Some(call),
                change("header-style-changed").response(Relation::Incomparable),
            ),
        }
    }
    for (name, two) in to.iter().filter(|(name, _)| !from.contains_key(*name)) {
        let required = two.flag("required");
        let rule = if required {
            "required-header-added"
        } else {
            "optional-header-added"
        };
        let change = Change::new(rule, &old.at, &two.at).arg("header", name);
        let change = if required {
            change.response(Relation::Narrowed)
        } else {
            change
                .response(Relation::Widened)
                .response_is(Severity::Compatible)
        };
        contract.add(Some(call), change);
    }
}
