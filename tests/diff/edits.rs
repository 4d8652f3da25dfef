//! Random edits of descriptions: a review never fails, says nothing of what is the same, and says of
//! the way back the opposite of what it says of the way there.

use std::collections::BTreeMap;
use std::panic::AssertUnwindSafe;
use std::path::Path;
use std::time::{Duration, Instant};

use generator::config::Policy;
use generator::diagnostics::Diagnostics;
use generator::diff::change::Change;
use generator::diff::{self, Input, Settings, Tree, contract, markdown, terminal};
use generator::load::{self, Sources};
use serde_json::Value;

use crate::cases::relations;
use crate::mutation::{Random, mutate};
use crate::support::{cases, root, spec};

/// How many edits are tried, if time allows. `MUTANTS=20000` tries that many, however long it takes.
const EDITS: u64 = 2000;
/// No more time than this, so that the test stays quick on a slow machine.
const TIME: Duration = Duration::from_secs(15);
/// However slow the machine: fewer would be no test.
const AT_LEAST: u64 = 150;

/// Our own descriptions; `MUTANTS_OF=FILE` takes another one.
pub fn seeds() -> Vec<Value> {
    let files = match std::env::var_os("MUTANTS_OF") {
        Some(file) => vec![file.into()],
        None => {
            let own = root().join("spec/atlas-private-endpoint.yaml");
            cases().iter().map(|case| spec(case)).chain([own]).collect()
        }
    };
    let read = |file: &std::path::PathBuf| {
        let sources = load::load(file, &mut Diagnostics::default()).unwrap();
        sources.root().clone()
    };
    files.iter().map(read).collect()
}

fn sources(value: &Value) -> Option<Sources> {
    let text = serde_json::to_string_pretty(value).unwrap();
    load::load_text(Path::new("edited.json"), text, &mut Diagnostics::default()).ok()
}

fn input(sources: Sources) -> Input {
    Input {
        label: "edited.json".to_owned(),
        sources,
        policy: Policy::default_for("edited"),
        ..Input::default()
    }
}

/// What was found, for who has to find out why.
fn told(old: &Sources, new: &Sources) -> String {
    let found = contract::compare(Tree::new(old), Tree::new(new), None).found;
    let lines = found.iter().map(|one| {
        let Change {
            rule,
            old,
            new,
            request,
            response,
            ..
        } = &one.change;
        let relations = (request.relation, response.relation);
        format!("{rule} {old:?} {new:?} {relations:?}")
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// Compares in all ways there are; says whether anything differed.
fn check(old: &Value, new: &Value) -> Option<bool> {
    let (old, new) = (sources(old)?, sources(new)?);
    let there = relations(&old, &new);
    let turned: BTreeMap<_, _> = there
        .iter()
        .map(|((old, new), (request, response))| {
            let place = (new.clone(), old.clone());
            (place, (request.swapped(), response.swapped()))
        })
        .collect();
    let back = relations(&new, &old);
    assert_eq!(turned, back, "{}\n{}", told(&old, &new), told(&new, &old));
    assert!(relations(&new, &new).is_empty(), "the same twice");
    let review = diff::review(&input(old), &input(new), &Settings::default());
    let _ = (
        terminal::render(&review, true),
        markdown::render(&review),
        diff::json(&review),
    );
    Some(!review.is_empty())
}

#[test]
fn edits() {
    let seeds = seeds();
    let wanted = std::env::var("MUTANTS").ok();
    let wanted = wanted.map(|number| number.parse().expect("MUTANTS is a number"));
    let start = Instant::now();
    let (mut tried, mut compared, mut different) = (0, 0, 0);
    for number in 0..wanted.unwrap_or(EDITS) {
        if wanted.is_none() && start.elapsed() > TIME && number >= AT_LEAST {
            break;
        }
        let mut random = Random(number);
        let old = &seeds[random.below(seeds.len())];
        let mut new = old.clone();
        for _ in 0..=random.below(2) {
            mutate(&mut new, &mut random);
        }
        let outcome = std::panic::catch_unwind(AssertUnwindSafe(|| check(old, &new)));
        let outcome = outcome.unwrap_or_else(|_| {
            let text = serde_json::to_string_pretty(&new).unwrap();
            panic!("edit {number} of\n{old}\n{text}")
        });
        tried += 1;
        compared += u64::from(outcome.is_some());
        different += u64::from(outcome == Some(true));
    }
    println!("{tried} edits, {compared} compared, {different} with differences");
    assert!(compared > tried / 2, "{compared} of {tried} compared");
    assert!(different > tried / 4, "{different} of {tried} differ");
}
