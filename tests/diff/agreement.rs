//! Our verdicts against those of an established tool, on pairs of descriptions (`../shared/diff`).
//!
//! `DIFF_DATA` names another folder of the same form: `cases/<pair>/{base,revision,expected}.json`.
//! Skipped where there is none: the pairs are not part of the repository. Where we mean to differ is in
//! `intended.toml`, with the reason; anything else fails, and so does an entry of a pair that agrees.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use generator::diagnostics::Diagnostics;
use generator::diff::contract::{self, Call, Differences};
use generator::diff::relation::{Direction, Severity};
use generator::diff::{Tree, change::Change};
use generator::load::{self, Sources};
use generator::pointer::Pointer;
use serde_json::Value;

use crate::support::root;

/// What is not ours and not in the repository; `SHARED` says where it is elsewhere.
pub fn shared() -> PathBuf {
    std::env::var_os("SHARED").map_or_else(|| root().join("../shared"), PathBuf::from)
}

fn folder() -> PathBuf {
    std::env::var_os("DIFF_DATA").map_or_else(|| shared().join("diff"), PathBuf::from)
}

/// The pairs, or nothing where the folder is missing.
pub fn pairs() -> Vec<PathBuf> {
    let cases = folder().join("cases");
    let Ok(entries) = fs::read_dir(&cases) else {
        println!("skipped: {} is not there", cases.display());
        return Vec::new();
    };
    let mut pairs: Vec<_> = entries
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.join("base.json").is_file())
        .collect();
    pairs.sort();
    pairs
}

/// A description from the disk.
pub fn sources(path: &Path) -> Sources {
    load::load(path, &mut Diagnostics::default())
        .unwrap_or_else(|problems| panic!("{}: {problems}", path.display()))
}

/// How bad the other tool finds a change.
const ERROR: u64 = 3;
const WARNING: u64 = 2;

/// What one of both tools says of one operation in one direction.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Spot {
    /// `GET /pets`; nothing for the description as a whole.
    call: Option<String>,
    /// Nothing where the other tool does not say it.
    direction: Option<Direction>,
}

/// What the other tool reports: the place, the rule, the level.
fn theirs(pair: &Path) -> Vec<(Spot, String, u64)> {
    let text = fs::read_to_string(pair.join("expected.json")).unwrap();
    let all: Vec<Value> = serde_json::from_str(&text).unwrap();
    all.iter().map(report).collect()
}

fn report(one: &Value) -> (Spot, String, u64) {
    let text = |key: &str| one.get(key).and_then(Value::as_str);
    let id = text("id").unwrap_or_default().to_owned();
    let call = match (text("operation"), text("path")) {
        (Some(method), Some(path)) if !method.is_empty() => Some(format!("{method} {path}")),
        _ => None,
    };
    let has = |word: &str| id.split('-').any(|part| part == word);
    let direction = match (has("request"), has("response")) {
        (true, _) => Some(Direction::Request),
        (_, true) => Some(Direction::Response),
        _ => None,
    };
    let spot = Spot { call, direction };
    (spot, id, one["level"].as_u64().unwrap_or_default())
}

/// All names of a call: that of each side, and that of the operation whose callback it is.
fn names(call: &Call) -> Vec<String> {
    let sides = [&call.old, &call.new].into_iter().flatten();
    sides.filter_map(name).collect()
}

fn name(at: &Pointer) -> Option<String> {
    let segments: Vec<_> = at.segments().take(3).collect();
    match segments.as_slice() {
        [paths, path, method] if paths == "paths" => {
            Some(format!("{} {path}", method.to_uppercase()))
        }
        _ => None,
    }
}

/// Whether a change stands where the other tool says it does.
fn is_at(spot: &Spot, calls: &[Vec<String>], change: &Change, least: Severity) -> bool {
    let meets = match &spot.call {
        None => true,
        Some(name) => calls.is_empty() || calls.iter().flatten().any(|other| other == name),
    };
    let severity = match spot.direction {
        Some(direction) => change.effect(direction).severity,
        None => change.severity(),
    };
    meets && severity >= least
}

/// The disagreements about a pair: what we do not see, and what only we see.
fn disagreements(pair: &Path) -> (Vec<String>, Vec<String>) {
    let (old, new) = (
        sources(&pair.join("base.json")),
        sources(&pair.join("revision.json")),
    );
    let Differences { calls, found, .. } =
        contract::compare(Tree::new(&old), Tree::new(&new), Some("2026-01-31"));
    let calls: Vec<Vec<String>> = calls.iter().map(names).collect();
    let ours: Vec<(Vec<Vec<String>>, &Change)> = found
        .iter()
        .map(|one| {
            let met = one.calls.iter().map(|call| calls[*call].clone()).collect();
            (met, &one.change)
        })
        .collect();
    let theirs = theirs(pair);
    let is_seen = |spot: &Spot, least| {
        let mut all = ours.iter();
        all.any(|(calls, change)| is_at(spot, calls, change, least))
    };
    let missed = theirs
        .iter()
        .filter(|(spot, _, level)| *level >= ERROR && !is_seen(spot, Severity::Breaking))
        .map(|(spot, id, _)| format!("missed {id} of {}", spot.call.as_deref().unwrap_or("all")));
    let is_known = |calls: &[Vec<String>], change: &Change, direction| {
        theirs.iter().any(|(spot, _, level)| {
            let same = spot.direction.is_none_or(|theirs| theirs == direction);
            let at = Spot {
                direction: None,
                ..spot.clone()
            };
            *level >= WARNING && same && is_at(&at, calls, change, Severity::None)
        })
    };
    let extra: BTreeSet<String> = ours
        .iter()
        .flat_map(|(calls, change)| {
            [Direction::Request, Direction::Response].map(|direction| (calls, *change, direction))
        })
        .filter(|(calls, change, direction)| {
            change.effect(*direction).severity == Severity::Breaking
                && !is_known(calls, change, *direction)
        })
        .map(|(_, change, direction)| format!("only ours: {} ({direction:?})", change.rule))
        .collect();
    (missed.collect(), extra.into_iter().collect())
}

/// Where our verdict is meant to be another, and why.
fn intended() -> BTreeMap<String, String> {
    let text = include_str!("intended.toml");
    toml::from_str(text).unwrap()
}

#[test]
fn verdicts_agree() {
    let pairs = pairs();
    let intended = intended();
    let (mut errors, mut agree, mut open) = (0, 0, Vec::new());
    let mut met = 0;
    for pair in &pairs {
        let name = pair.file_name().unwrap().to_string_lossy().into_owned();
        errors += theirs(pair).iter().filter(|one| one.2 >= ERROR).count();
        let (missed, extra) = disagreements(pair);
        let differs = !missed.is_empty() || !extra.is_empty();
        let all = [missed, extra].concat().join("; ");
        match (differs, intended.get(&name)) {
            (false, None) => agree += 1,
            (true, Some(reason)) => {
                met += 1;
                println!("intended: {name}: {all}: {reason}");
            }
            (true, None) => open.push(format!("{name}: {all}")),
            (false, Some(_)) => open.push(format!("{name}: agrees, but `intended.toml` has it")),
        }
    }
    println!(
        "{} pairs with {errors} errors: {agree} agree, {met} differ as intended, {} differ",
        pairs.len(),
        open.len()
    );
    assert!(open.is_empty(), "\n{}", open.join("\n"));
}
