//! Parameters: where they stand, how they are written, whether they must be there.

use std::collections::BTreeMap;

use serde_json::Value;

use super::change::Change;
use super::contract::Contract;
use super::operation::{Op, path_names};
use super::promise::{self, Promise};
use super::relation::{Direction, Relation, Severity};
use super::schema::{Form, text};
use super::shape::{Shapes, Sited};
use super::tree::{Part, Tree};
use super::types::Types;

/// Place and name; the name of one in a path is its number there.
type Key = (String, String);

/// Headers that are not parameters (OpenAPI, Parameter Object).
const NO_PARAMETERS: [&str; 3] = ["accept", "content-type", "authorization"];

fn of<'a>(tree: Tree<'a>, op: &Op<'a>) -> BTreeMap<Key, Part<'a>> {
    let mut found = BTreeMap::new();
    let names = path_names(&op.path);
    for holder in [&op.item, &op.part] {
        for part in holder
            .child("parameters")
            .map(|all| all.items())
            .unwrap_or_default()
        {
            let part = tree.follow(part);
            let (Some(place), Some(name)) = (part.text("in"), part.text("name")) else {
                continue;
            };
            let key = match place {
                "path" => match names.iter().position(|known| *known == name) {
                    Some(index) => format!("{{{index}}}"),
                    None => name.to_owned(),
                },
                "header" => name.to_lowercase(),
                _ => name.to_owned(),
            };
            if place == "header" && NO_PARAMETERS.contains(&key.as_str()) {
                continue;
            }
            found.insert((place.to_owned(), key), part);
        }
    }
    found
}

fn name(part: &Part<'_>) -> String {
    part.text("name").unwrap_or_default().to_owned()
}

fn is_required(part: &Part<'_>) -> bool {
    part.flag("required") || part.text("in") == Some("path")
}

/// Compares the parameters of an operation.
pub fn parameters<'a>(contract: &mut Contract<'a>, call: usize, old: &Op<'a>, new: &Op<'a>) {
    let mut from = of(contract.old, old);
    let mut to = of(contract.new, new);
    let both: Vec<Key> = from
        .keys()
        .filter(|key| to.contains_key(*key))
        .cloned()
        .collect();
    for key in both {
        if let (Some(one), Some(two)) = (from.remove(&key), to.remove(&key)) {
            parameter(contract, call, &one, &two);
        }
    }
    // The same name at another place is the same parameter, moved.
    let moved: Vec<(Key, Key)> = from
        .iter()
        .filter_map(|(key, part)| {
            let other = to
                .iter()
                .find(|(_, other)| name(other).eq_ignore_ascii_case(&name(part)))?;
            Some((key.clone(), other.0.clone()))
        })
        .collect();
    for (key, other) in moved {
        if let (Some(one), Some(two)) = (from.remove(&key), to.remove(&other)) {
            let change =
                Change::new("parameter-moved", &one.at, &two.at).arg("parameter", name(&two));
            let change = change.arg("old", &key.0).arg("new", &other.0);
            contract.add(Some(call), change.request(Relation::Incomparable));
            required(contract, call, &one, &two);
        }
    }
    for part in from.values() {
        let change =
            Change::new("parameter-removed", &part.at, &new.part.at).arg("parameter", name(part));
        let change = change.arg("in", part.text("in").unwrap_or_default());
        let relation = if is_required(part) {
            Relation::Widened
        } else {
            Relation::Narrowed
        };
        // It was to stay for longer.
        let is_early = Promise::of(part).is_early(contract.today.as_deref());
        let severity = if is_early {
            Severity::Breaking
        } else {
            Severity::Risky
        };
        contract.add(Some(call), change.request(relation).request_is(severity));
    }
    for part in to.values() {
        let is_required = is_required(part);
        let rule = if is_required {
            "required-parameter-added"
        } else {
            "optional-parameter-added"
        };
        let change = Change::new(rule, &old.part.at, &part.at).arg("parameter", name(part));
        let change = change.arg("in", part.text("in").unwrap_or_default());
        let relation = if is_required {
            Relation::Narrowed
        } else {
            Relation::Widened
        };
        contract.add(Some(call), change.request(relation));
    }
}

fn required<'a>(contract: &mut Contract<'a>, call: usize, old: &Part<'a>, new: &Part<'a>) {
    let change = |rule| Change::new(rule, &old.at, &new.at).arg("parameter", name(new));
    match (is_required(old), is_required(new)) {
        (false, true) => contract.add(
            Some(call),
            change("parameter-became-required").request(Relation::Narrowed),
        ),
        (true, false) => contract.add(
            Some(call),
            change("parameter-became-optional").request(Relation::Widened),
        ),
        _ => {}
    }
}

fn parameter<'a>(contract: &mut Contract<'a>, call: usize, old: &Part<'a>, new: &Part<'a>) {
    let change = |rule| Change::new(rule, &old.at, &new.at).arg("parameter", name(new));
    required(contract, call, old, new);
    match (old.flag("deprecated"), new.flag("deprecated")) {
        (false, true) => contract.add(
            Some(call),
            change("parameter-deprecated").request_is(Severity::Compatible),
        ),
        (true, false) => contract.add(
            Some(call),
            change("parameter-reactivated").request_is(Severity::Compatible),
        ),
        _ => {}
    }
    let today = contract.today.clone();
    promise::of_call(contract, call, (old, new), today.as_deref());
    if old.text("description") != new.text("description") {
        contract.add(
            Some(call),
            change("description-changed").request_is(Severity::Compatible),
        );
    }
    match (old.flag("allowEmptyValue"), new.flag("allowEmptyValue")) {
        (true, false) => contract.add(
            Some(call),
            change("empty-value-refused").request(Relation::Narrowed),
        ),
        (false, true) => contract.add(
            Some(call),
            change("empty-value-allowed").request(Relation::Widened),
        ),
        _ => {}
    }
    default(contract, call, old, new);
    match (old.child("content"), new.child("content")) {
        (Some(from), Some(to)) => contract.content(call, &from, &to, Direction::Request),
        (None, None) => {
            style(contract, call, old, new);
            schemas(contract, call, old, new, Direction::Request);
        }
        (from, _) => {
            let shown = |content: bool| if content { "content" } else { "schema" };
            let change = change("parameter-style-changed")
                .arg("old", shown(from.is_some()))
                .arg("new", shown(from.is_none()));
            contract.add(Some(call), change.request(Relation::Incomparable));
        }
    }
}

/// The schemas of a parameter or a header; one without a schema takes anything.
pub fn schemas<'a>(
    contract: &mut Contract<'a>,
    call: usize,
    old: &Part<'a>,
    new: &Part<'a>,
    direction: Direction,
) {
    match (old.child("schema"), new.child("schema")) {
        (Some(from), Some(to)) => contract.schemas(call, &from, &to, Form::Text, direction),
        (None, None) => {}
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
            let change = match direction {
                Direction::Request => change.request(relation),
                Direction::Response => change.response(relation).response_is(Severity::Risky),
            };
            contract.add(Some(call), change);
        }
    }
}

/// A client that leaves an optional parameter out gets what the default says.
fn default<'a>(contract: &mut Contract<'a>, call: usize, old: &Part<'a>, new: &Part<'a>) {
    if is_required(old) || is_required(new) {
        return;
    }
    let of = |shapes: &mut Shapes<'a>, part: &Part<'a>| {
        let node = shapes.node(&[part.child("schema")?]);
        shapes.shape(node).default.clone()
    };
    let from = of(&mut contract.comparer.old, old);
    let to = of(&mut contract.comparer.new, new);
    let value = |sited: &Option<Sited<&'a Value>>| sited.as_ref().map(|sited| sited.value);
    if value(&from) == value(&to) {
        return;
    }
    let shown = |sited: &Option<Sited<&'a Value>>| value(sited).map_or("none".to_owned(), text);
    let change = Change::new(
        "parameter-default-changed",
        from.as_ref().map_or(&old.at, |part| &part.at),
        to.as_ref().map_or(&new.at, |part| &part.at),
    );
    let change = change
        .arg("parameter", name(new))
        .arg("old", shown(&from))
        .arg("new", shown(&to));
    contract.add(Some(call), change.request(Relation::Incomparable));
}

fn style<'a>(contract: &mut Contract<'a>, call: usize, old: &Part<'a>, new: &Part<'a>) {
    let (mut from, mut to) = (written(contract, old, true), written(contract, new, false));
    // One value is written like an exploded list of one.
    if from.scalar != to.scalar {
        for side in [&mut from, &mut to] {
            side.explode |= side.scalar && side.style == "form";
        }
    }
    if (&from.style, from.explode, from.reserved) == (&to.style, to.explode, to.reserved) {
        return;
    }
    let change =
        Change::new("parameter-style-changed", &old.at, &new.at).arg("parameter", name(new));
    let shown = |written: &Written| {
        let mut shown = written.style.clone();
        if written.explode {
            shown.push_str(", exploded");
        }
        if written.reserved {
            shown.push_str(", reserved characters as they are");
        }
        shown
    };
    let change = change.arg("old", shown(&from)).arg("new", shown(&to));
    contract.add(Some(call), change.request(Relation::Incomparable));
}

/// How a parameter is written.
struct Written {
    style: String,
    explode: bool,
    reserved: bool,
    /// It is one value, no list and no object.
    scalar: bool,
}

/// Style, explode, allowReserved, as far as they make a difference for values of this type.
fn written<'a>(contract: &mut Contract<'a>, part: &Part<'a>, of_old: bool) -> Written {
    let place = part.text("in").unwrap_or_default();
    let usual = if matches!(place, "query" | "cookie") {
        "form"
    } else {
        "simple"
    };
    let style = part.text("style").unwrap_or(usual);
    let explode = part
        .value
        .get("explode")
        .and_then(serde_json::Value::as_bool)
        .unwrap_or(style == "form");
    let shapes = if of_old {
        &mut contract.comparer.old
    } else {
        &mut contract.comparer.new
    };
    let types = part.child("schema").map_or(Types::ALL, |schema| {
        let node = shapes.node(&[schema]);
        shapes.shape(node).types
    });
    let is_scalar = !types.meets(Types::ARRAY.or(Types::OBJECT));
    let reserved = part.flag("allowReserved");
    let is_usual = is_scalar && matches!(place, "query" | "cookie" | "header");
    Written {
        style: if is_usual { usual } else { style }.to_owned(),
        explode: explode && !is_scalar,
        reserved,
        scalar: is_scalar,
    }
}
