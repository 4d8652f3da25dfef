//! `diff`: where the sides come from, and what the exit code says.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use super::run;

const OLD: &str = "\
openapi: 3.0.3
info: {title: Pets, version: '1'}
paths:
  /pets:
    get:
      operationId: listPets
      parameters:
        - {name: limit, in: query, schema: {type: integer, maximum: 100}}
      responses:
        '200':
          description: Pets.
          content:
            application/json:
              schema: {$ref: '#/components/schemas/Pet'}
components:
  schemas:
    Pet:
      type: object
      required: [name]
      properties:
        name: {type: string}
";

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let new = OLD
        .replace("maximum: 100", "maximum: 50")
        .replace("required: [name]", "required: []");
    fs::write(folder.path().join("old.yaml"), OLD).unwrap();
    fs::write(folder.path().join("new.yaml"), new).unwrap();
    folder
}

#[test]
fn breaks_are_told_with_their_places() {
    let folder = folder();
    let run = run(folder.path(), &["diff", "old.yaml", "new.yaml"]);
    assert_eq!(run.exit, 0, "{}", run.err);
    let expected = r#"breaking   schema Pet
  --> old.yaml:17:5  #/components/schemas/Pet
  --> new.yaml:17:5  #/components/schemas/Pet
    breaking properties/name: the property `name` became optional (21:9)
      in the response: breaking, widened; {} is taken and was not
    Rust major types::Pet::name: the type of the field changed
      - pub name: String
      + pub name: Option<String>
    reached by GET /pets

breaking   operation GET /pets
  --> old.yaml:5:5  #/paths/~1pets/get
  --> new.yaml:5:5  #/paths/~1pets/get
    breaking parameters/0/schema/maximum: `maximum` was tightened from 100 to 50 (8:60)
      in the request: breaking, narrowed; 100 was taken and is not any more

verdict: old.yaml → new.yaml: wire breaking, Rust major, version bump major (2 breaking, 0 risky, 0 compatible)
"#;
    assert_eq!(run.out, expected);
}

#[test]
fn the_exit_code_is_what_was_asked_for() {
    let folder = folder();
    let exit = |arguments: &[&str]| {
        let arguments: Vec<_> = ["diff"].iter().chain(arguments).copied().collect();
        run(folder.path(), &arguments).exit
    };
    assert_eq!(
        exit(&["old.yaml", "new.yaml", "--fail-on", "wire=breaking"]),
        1
    );
    assert_eq!(exit(&["old.yaml", "old.yaml", "--fail-on", "wire=any"]), 0);
    assert_eq!(
        exit(&["old.yaml", "new.yaml", "--fail-on", "rust=major"]),
        1
    );
    assert_eq!(
        exit(&["old.yaml", "old.yaml", "--fail-on", "rust=patch"]),
        0
    );
    assert_eq!(exit(&["old.yaml", "new.yaml", "--fail-on", "wire=bad"]), 2);
    assert_eq!(exit(&["old.yaml", "new.yaml", "--today", "tomorrow"]), 2);
    assert_eq!(exit(&["-", "-"]), 2);
    assert_eq!(exit(&["old.yaml", "missing.yaml"]), 4);
    assert_eq!(exit(&["old.yaml", "HEAD:old.yaml"]), 4);
    fs::write(folder.path().join("bad.yaml"), "{").unwrap();
    assert_eq!(exit(&["old.yaml", "bad.yaml"]), 3);
}

fn git(folder: &Path, arguments: &[&str]) {
    let output = Command::new("git")
        .args(["-c", "user.name=x", "-c", "user.email=x@example.com"])
        .args(arguments)
        .current_dir(folder)
        .output()
        .unwrap();
    let err = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "git {arguments:?}: {err}");
}

#[test]
fn a_side_may_be_a_revision_or_standard_input() {
    let folder = folder();
    git(folder.path(), &["init", "-q"]);
    git(folder.path(), &["add", "old.yaml"]);
    git(folder.path(), &["commit", "-qm", "old"]);
    let same = run(folder.path(), &["diff", "HEAD:old.yaml", "old.yaml"]);
    assert_eq!(same.out, "equal: HEAD:old.yaml and old.yaml say the same\n");
    let mut child = Command::new(env!("CARGO_BIN_EXE_generator"))
        .args(["diff", "HEAD:old.yaml", "-", "--fail-on", "wire=any"])
        .current_dir(folder.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let new = fs::read(folder.path().join("new.yaml")).unwrap();
    child.stdin.take().unwrap().write_all(&new).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let out = String::from_utf8(output.stdout).unwrap();
    assert!(out.contains("standard input:5:5"), "{out}");
}

#[test]
fn an_api_is_compared_with_what_was_committed() {
    let folder = tempfile::tempdir().unwrap();
    let spec = folder.path().join("spec");
    fs::create_dir(&spec).unwrap();
    fs::write(spec.join("pets.yaml"), OLD).unwrap();
    assert_eq!(run(folder.path(), &[]).exit, 0);
    git(folder.path(), &["init", "-q"]);
    git(folder.path(), &["add", "."]);
    git(folder.path(), &["commit", "-qm", "old"]);
    let same = run(
        folder.path(),
        &["diff", "pets", "--fail-on", "wire=any,rust=patch"],
    );
    assert_eq!((same.exit, same.err.as_str()), (0, ""));
    fs::write(spec.join("pets.yaml"), OLD.replace("name: {", "title: {")).unwrap();
    let other = run(
        folder.path(),
        &[
            "diff",
            "pets",
            "--fail-on",
            "rust=major",
            "--format",
            "markdown",
        ],
    );
    assert_eq!(other.exit, 1);
    assert!(
        other.out.contains("**Wire: breaking. Rust: major."),
        "{}",
        other.out
    );
    assert_eq!(run(folder.path(), &["diff", "dogs"]).exit, 2);
    assert_eq!(
        run(folder.path(), &["diff", "pets", "--base", "nothing"]).exit,
        4
    );
}

/// A description of two files, as a commit has it, and as it is.
#[test]
fn other_files_are_those_of_the_same_revision() {
    let folder = folder();
    let file = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    let start = OLD.find("    Pet:\n").unwrap();
    let root = OLD[..start].to_owned() + "    Pet: {$ref: parts/pet.yaml}\n";
    fs::create_dir(folder.path().join("parts")).unwrap();
    file("pets.yaml", &root);
    file(
        "parts/pet.yaml",
        "type: object\nrequired: [name]\nproperties:\n  name: {type: string}\n",
    );
    git(folder.path(), &["init", "-q"]);
    git(folder.path(), &["add", "."]);
    git(folder.path(), &["commit", "-q", "-m", "first"]);
    file(
        "parts/pet.yaml",
        "type: object\nproperties:\n  name: {type: string}\n",
    );
    let run = run(folder.path(), &["diff", "HEAD:pets.yaml", "pets.yaml"]);
    assert_eq!(run.exit, 0, "{}", run.err);
    let places = "\
breaking   schema Pet
  --> HEAD:parts/pet.yaml:1:1  #
  --> parts/pet.yaml:1:1  #
    breaking properties/name: the property `name` became optional (3:3)
";
    assert!(run.out.starts_with(places), "{}", run.out);
}

/// Each side with the overlays that its policy has.
#[test]
fn overlays_are_applied_to_both_sides() {
    let folder = folder();
    let file = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    let overlay = |maximum: u32| {
        format!(
            "overlay: 1.0.0\nactions:\n  - target: $..parameters[0].schema\n    update: {{maximum: {maximum}}}\n"
        )
    };
    file("pets.yaml", OLD);
    file("pets.toml", "overlays = ['mend.yaml']");
    file("mend.yaml", &overlay(10));
    git(folder.path(), &["init", "-q"]);
    git(folder.path(), &["add", "."]);
    git(folder.path(), &["commit", "-q", "-m", "first"]);
    file("mend.yaml", &overlay(5));
    let run = run(folder.path(), &["diff", "HEAD:pets.yaml", "pets.yaml"]);
    assert_eq!(run.exit, 0, "{}", run.err);
    let told = "`maximum` was tightened from 10 to 5 (mend.yaml:4:14)";
    assert!(run.out.contains(told), "{}", run.out);
}

#[test]
fn an_ignore_file_has_to_be_right_and_needed() {
    let folder = folder();
    let write = |text: &str| fs::write(folder.path().join("ignore.toml"), text).unwrap();
    let diff = |extra: &[&str]| {
        let arguments = ["diff", "old.yaml", "new.yaml", "--today", "2026-01-31"];
        let arguments: Vec<_> = arguments.iter().chain(extra).copied().collect();
        run(folder.path(), &arguments)
    };
    let all = ["--ignore", "ignore.toml", "--fail-on", "wire=breaking"];
    write("[[ignore]]\nrule = \"*\"\nreason = \"Agreed on.\"\nexpires = \"2026-01-31\"\n");
    assert_eq!(diff(&all).exit, 0);
    write("[[ignore]]\nrule = \"limit-*\"\nreason = \"Agreed on.\"\n");
    assert_eq!(diff(&all).exit, 1);
    write("[[ignore]]\nrule = \"*\"\nreason = \"Agreed on.\"\nexpires = \"2026-01-30\"\n");
    let expired = diff(&all);
    assert_eq!(expired.exit, 3);
    assert!(expired.err.contains("ignore.toml:1:1"), "{}", expired.err);
    assert!(expired.out.contains("wire breaking"), "{}", expired.out);
    write("[[ignore]]\n");
    assert_eq!(diff(&all).exit, 3);
    assert_eq!(diff(&["--ignore", "missing.toml"]).exit, 4);
}

#[test]
fn the_version_has_to_rise_far_enough() {
    let folder = folder();
    let policy = |file: &str, version: &str| {
        let text = format!("[crate]\nname = \"pets\"\nversion = \"{version}\"\n");
        fs::write(folder.path().join(file), text).unwrap();
    };
    policy("old.toml", "0.1.0");
    for (version, exit) in [("0.1.0", 1), ("0.1.1", 1), ("0.2.0", 0)] {
        policy("new.toml", version);
        let run = run(
            folder.path(),
            &["diff", "old.yaml", "new.yaml", "--check-version"],
        );
        assert_eq!(run.exit, exit, "{version}: {}", run.err);
        assert_eq!(run.err.contains("0.2.0 at least"), exit == 1, "{}", run.err);
    }
}

/// Clients in use are broken already where only the wire breaks: how that is numbered is a policy.
#[test]
fn a_break_on_the_wire_asks_for_what_was_said() {
    let folder = folder();
    let old = fs::read_to_string(folder.path().join("old.yaml")).unwrap();
    fs::write(
        folder.path().join("moved.yaml"),
        old.replace("  /pets:", "  /v2/pets:"),
    )
    .unwrap();
    for (arguments, bump) in [
        (&[][..], "patch"),
        (&["--wire-bump", "minor"], "minor"),
        (&["--wire-bump", "major"], "major"),
    ] {
        let diff = ["diff", "old.yaml", "moved.yaml"];
        let run = run(folder.path(), &[&diff[..], arguments].concat());
        let verdict = format!("wire breaking, Rust patch, version bump {bump}");
        assert!(run.out.contains(&verdict), "{bump}: {}", run.out);
    }
}
