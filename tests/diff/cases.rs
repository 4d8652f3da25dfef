//! The verdicts of an established tool on 200 pairs (`../shared/diff`), against ours.
//!
//! Skipped where the pairs are not there: they are not part of the repository.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use generator::diagnostics::Diagnostics;
use generator::diff::relation::{Relation, Severity};
use generator::diff::{Tree, contract};
use generator::load::{self, Sources};

use crate::support::root;

fn folder() -> PathBuf {
    std::env::var_os("DIFF_DATA").map_or_else(|| root().join("../shared/diff"), PathBuf::from)
}

pub fn sources(path: &Path) -> Sources {
    load::load(path, &mut Diagnostics::default())
        .unwrap_or_else(|problems| panic!("{}: {problems}", path.display()))
}

/// Where our verdict is meant to be another, and why.
const INTENDED: [(&str, &str); 21] = [
    (
        "0241597e5d",
        "another `allOf` branch that only describes an optional property is the property itself",
    ),
    ("03ad0eb8e0", "`minItems` means nothing for a string"),
    (
        "0873513f43",
        "the schema in place of the other one takes the same values",
    ),
    ("2be69754dd", "clients talk to the server that is gone"),
    (
        "30e409476c",
        "`required` names a property with an empty name now",
    ),
    (
        "5215b9efba",
        "of a webhook the client is the one that is called",
    ),
    (
        "59b30ca438",
        "an object that became a text is another thing in XML, too",
    ),
    ("5b8f0cca44", "clients without the credentials are refused"),
    ("61f6f67470", "`minLength` means nothing for an object"),
    (
        "6a29b32ef2",
        "another `allOf` branch that says what the others say",
    ),
    ("6f74978624", "`maxLength` means nothing for an object"),
    (
        "72c1a3a288",
        "a text takes what a number or a boolean is in a query",
    ),
    ("777a6a641b", "clients without the scope are refused"),
    ("861eefc269", "without `enum` all values are taken"),
    ("8e49e41bbe", "`maxItems` means nothing for a string"),
    ("90a0c2d2c9", "without `enum` all values are taken"),
    ("b1b0acdc70", "`maximum` means nothing for an object"),
    ("bbb76243dc", "a property that is `readOnly` is not sent"),
    (
        "e152f20e71",
        "a text that became an object is another thing in XML, too",
    ),
    ("ed3d54ff48", "clients without the scope are refused"),
    ("fc2c11b6d6", "`maximum` means nothing for a string"),
];

#[test]
fn verdicts_agree() {
    let table = folder().join("cases.tsv");
    let Ok(table) = fs::read_to_string(&table) else {
        println!("skipped: {} is not there", table.display());
        return;
    };
    let mut expected: BTreeMap<&str, &str> = BTreeMap::new();
    for line in table.lines().skip(1) {
        let mut columns = line.split('\t');
        let (pair, ids) = (columns.next().unwrap(), columns.next().unwrap_or(""));
        expected.insert(pair, ids);
    }
    assert!(expected.len() >= 200);
    let mut differ = Vec::new();
    let mut breaking = 0;
    for (pair, ids) in &expected {
        let of = |file: &str| sources(&folder().join("cases").join(pair).join(file));
        let (old, new) = (of("base.json"), of("revision.json"));
        let differences = contract::compare(Tree::new(&old), Tree::new(&new), None);
        let found = differences.found.iter();
        let ours = found.map(|found| found.change.severity()).max();
        let ours = ours.unwrap_or_default();
        let is_breaking = ids.contains(":ERR");
        breaking += usize::from(is_breaking);
        let agrees = is_breaking == (ours == Severity::Breaking)
            || (ids.contains(":WARN") && ours >= Severity::Risky);
        if !agrees {
            differ.push(*pair);
        }
    }
    println!(
        "{} pairs, {breaking} of them breaking, {} intended differences",
        expected.len(),
        differ.len()
    );
    assert_eq!(differ, INTENDED.map(|(pair, _)| pair));
}

/// The other side's view of the same change.
fn swapped(severity: Relation) -> Relation {
    severity.swapped()
}

#[test]
fn the_other_way_round_everything_is_the_other_way_round() {
    let Ok(pairs) = fs::read_dir(folder().join("cases")) else {
        println!("skipped: {} is not there", folder().display());
        return;
    };
    let mut compared = 0;
    for pair in pairs {
        let pair = pair.unwrap().path();
        if !pair.is_dir() {
            continue;
        }
        let of = |file: &str| sources(&pair.join(file));
        let (old, new) = (of("base.json"), of("revision.json"));
        let relations = |one: &Sources, two: &Sources| -> (Relation, Relation) {
            let differences = contract::compare(Tree::new(one), Tree::new(two), None);
            let mut both = (Relation::Equal, Relation::Equal);
            for found in &differences.found {
                both.0 = both.0.join(found.change.request.relation);
                both.1 = both.1.join(found.change.response.relation);
            }
            both
        };
        let (there, back) = (relations(&old, &new), relations(&new, &old));
        assert_eq!(
            (swapped(there.0), swapped(there.1)),
            back,
            "{}",
            pair.display()
        );
        assert_eq!(relations(&old, &old), Default::default());
        compared += 1;
    }
    assert!(compared >= 200);
}
