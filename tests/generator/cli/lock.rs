//! The lock beside the policy.

use std::fs;

use crate::commands::workspace;
use crate::run;

#[test]
fn it_is_written_checked_and_held_to() {
    let temp = workspace();
    let (lock, spec) = (
        temp.path().join("spec/pets.lock"),
        temp.path().join("spec/pets.yaml"),
    );
    let first = run(temp.path(), &[]);
    assert!(
        first.err.contains("      Locked spec/pets.lock\n"),
        "{}",
        first.err
    );
    let text = fs::read_to_string(&lock).unwrap();
    assert!(
        text.contains("[types.\"#/components/schemas/Pet\"]\nname = \"Pet\"\n"),
        "{text}"
    );
    let second = run(temp.path(), &[]);
    assert!(!second.err.contains("Locked"), "{}", second.err);
    assert_eq!(run(temp.path(), &["check"]).exit, 0);

    // A part of the description, or another folder, is not what the lock is about.
    run(temp.path(), &["generate", "--operation", "none"]);
    run(
        temp.path(),
        &["generate", "--spec", "spec/pets.yaml", "--out", "other"],
    );
    assert_eq!(fs::read_to_string(&lock).unwrap(), text);

    fs::write(&lock, text.replace("name = \"Pet\"", "name = \"Animal\"")).unwrap();
    let held = run(temp.path(), &["check"]);
    assert_eq!(held.exit, 1, "{}", held.err);
    assert!(
        held.out.contains("+    pub struct Animal {"),
        "{}",
        held.out
    );

    fs::write(&lock, text.replace("members.name = \"name\"\n", "")).unwrap();
    let stale = run(temp.path(), &["check"]);
    assert_eq!(stale.exit, 1, "{}", stale.err);
    assert!(
        stale.out.contains("+members.name = \"name\"\n"),
        "{}",
        stale.out
    );

    fs::write(&lock, "<<<<<<< HEAD\n").unwrap();
    let bad = run(temp.path(), &[]);
    assert_eq!(bad.exit, 3, "{}", bad.err);
    assert!(
        bad.err.contains("error[bad-lock]: this is no lock"),
        "{}",
        bad.err
    );
    fs::remove_file(&lock).unwrap();
    assert_eq!(run(temp.path(), &["check"]).exit, 1);
    assert!(spec.is_file());
}

#[test]
fn a_review_is_held_to_the_lock_of_the_old_side() {
    let temp = workspace();
    run(temp.path(), &[]);
    let text = fs::read_to_string(temp.path().join("spec/pets.yaml")).unwrap();
    let pets = "    Pets: {type: array, items: {$ref: '#/components/schemas/Pet'}}\n";
    // A schema that comes first, and would take the name.
    let new = text.replace(pets, &format!("{pets}    PET: {{type: object, properties: {{pet: {{$ref: '#/components/schemas/Pet'}}}}}}\n"));
    let new = new.replace(
        "{name: {type: string}}}",
        "{name: {type: string}, more: {$ref: '#/components/schemas/PET'}}}",
    );
    assert_ne!(new, text);
    fs::write(temp.path().join("new.yaml"), new).unwrap();
    let major = [
        "diff",
        "spec/pets.yaml",
        "new.yaml",
        "--fail-on",
        "rust=major",
    ];
    let held = run(temp.path(), &major);
    assert_eq!(held.exit, 0, "{}", held.out);
    fs::remove_file(temp.path().join("spec/pets.lock")).unwrap();
    let free = run(temp.path(), &major);
    assert_eq!(free.exit, 1, "{}", free.out);
}
