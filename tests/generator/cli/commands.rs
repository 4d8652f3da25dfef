//! The commands, from the outside.

use std::fs;
use std::path::Path;
use std::time::SystemTime;

use crate::{files, run, tests};

const SPEC: &str = "\
openapi: 3.0.3
info: {title: Pets, version: '1'}
paths:
  /pets:
    get:
      operationId: listPets
      tags: [pets]
      responses:
        '200': {description: All., content: {application/json: {schema: {$ref: '#/components/schemas/Pets'}}}}
components:
  schemas:
    Pets: {type: array, items: {$ref: '#/components/schemas/Pet'}}
    Pet: {type: object, required: [name], properties: {name: {type: string}}}
";

/// The description without its types.
const SMALLER: &str = "\
openapi: 3.0.3
info: {title: Pets, version: '1'}
paths: {/pets: {get: {operationId: listPets, responses: {'204': {description: None.}}}}}
";

/// A workspace with `spec/pets.yaml`.
pub fn workspace() -> tempfile::TempDir {
    let temp = tempfile::tempdir().unwrap();
    fs::create_dir(temp.path().join("spec")).unwrap();
    fs::write(temp.path().join("spec/pets.yaml"), SPEC).unwrap();
    temp
}

fn times(folder: &Path) -> Vec<(String, SystemTime)> {
    let paths = files(folder).into_iter();
    paths
        .map(|path| {
            let time = fs::metadata(folder.join(&path))
                .unwrap()
                .modified()
                .unwrap();
            (path, time)
        })
        .collect()
}

#[test]
fn without_arguments_all_of_spec_is_generated() {
    let temp = workspace();
    let first = run(temp.path(), &[]);
    assert_eq!((first.exit, first.out.as_str()), (0, ""), "{}", first.err);
    for part in [
        "     Parsing spec/pets.yaml\n",
        "   Generated 1 operation, 2 types in ",
        "     Written ",
        "    Finished 1 crate in ",
    ] {
        assert!(first.err.contains(part), "{}", first.err);
    }
    let krate = temp.path().join("generated/pets");
    let found = files(&krate);
    for file in ["Cargo.toml", "README.md", "src/lib.rs", "src/types/pets.rs"] {
        assert!(found.contains(&file.to_owned()), "{file}: {found:?}");
    }

    let before = times(&krate);
    let second = run(temp.path(), &[]);
    assert_eq!(second.exit, 0, "{}", second.err);
    assert!(second.err.contains("Unchanged "), "{}", second.err);
    assert!(!second.err.contains("Written "), "{}", second.err);
    assert_eq!(times(&krate), before);
}

#[test]
fn from_below_the_workspace_it_is_the_same() {
    let temp = workspace();
    let below = temp.path().join("some/where");
    fs::create_dir_all(&below).unwrap();
    assert_eq!(run(&below, &[]).exit, 0);
    assert!(temp.path().join("generated/pets/Cargo.toml").is_file());
}

#[test]
fn stale_files_go_and_foreign_files_stay() {
    let temp = workspace();
    assert_eq!(run(temp.path(), &["-q"]).exit, 0);
    let krate = temp.path().join("generated/pets");
    fs::write(krate.join("src/mine.rs"), "// mine\n").unwrap();
    fs::write(temp.path().join("spec/pets.yaml"), SMALLER).unwrap();
    let run = run(temp.path(), &[]);
    assert_eq!(run.exit, 0, "{}", run.err);
    assert!(
        run.err.contains("Removed generated/pets/src/types/pets.rs"),
        "{}",
        run.err
    );
    let found = files(&krate);
    assert!(
        !found.contains(&"src/types/pets.rs".to_owned()),
        "{found:?}"
    );
    assert!(
        !found.contains(&"src/operations/pets.rs".to_owned()),
        "{found:?}"
    );
    assert!(found.contains(&"src/mine.rs".to_owned()), "{found:?}");
}

#[test]
fn a_file_of_someone_else_is_in_the_way() {
    let temp = workspace();
    fs::create_dir_all(temp.path().join("generated/pets/src")).unwrap();
    let mine = temp.path().join("generated/pets/src/lib.rs");
    fs::write(&mine, "// mine\n").unwrap();
    let before = files(temp.path());
    let run = run(temp.path(), &[]);
    assert_eq!(run.exit, 4, "{}", run.err);
    assert!(run.err.contains("src/lib.rs"), "{}", run.err);
    assert_eq!(files(temp.path()), before);
    assert_eq!(fs::read_to_string(mine).unwrap(), "// mine\n");
}

#[test]
fn an_output_folder_below_a_file_can_not_be_written() {
    let temp = workspace();
    fs::write(temp.path().join("file"), "").unwrap();
    let before = files(temp.path());
    let run = run(
        temp.path(),
        &["generate", "--spec", "spec/pets.yaml", "--out", "file/out"],
    );
    assert_eq!(run.exit, 4, "{}", run.err);
    assert!(run.err.contains("error["), "{}", run.err);
    assert_eq!(files(temp.path()), before);
}

#[test]
fn one_description_without_a_policy() {
    let temp = workspace();
    let arguments = ["generate", "--spec", "spec/pets.yaml", "--out", "deep/out"];
    let run_named = run(
        temp.path(),
        &[&arguments[..], &["--name", "my_pets"]].concat(),
    );
    assert_eq!(run_named.exit, 0, "{}", run_named.err);
    let manifest = temp.path().join("deep/out/Cargo.toml");
    let name = |path: &Path| {
        let text = fs::read_to_string(path).unwrap();
        let line = text.lines().find(|line| line.starts_with("name = "));
        line.unwrap().to_owned()
    };
    assert_eq!(name(&manifest), "name = \"my_pets\"");
    assert_eq!(run(temp.path(), &arguments).exit, 0);
    assert_eq!(name(&manifest), "name = \"pets\"");
    assert!(!temp.path().join("generated").exists());
}

#[test]
fn check_shows_what_would_change() {
    let temp = workspace();
    let missing = run(temp.path(), &["check"]);
    assert_eq!(missing.exit, 1, "{}", missing.err);
    assert!(missing.out.contains("+++ b/"), "{}", missing.out);
    assert!(
        missing.err.contains("run `cargo run -p generator`"),
        "{}",
        missing.err
    );
    assert!(!temp.path().join("generated").exists());

    assert_eq!(run(temp.path(), &["-q"]).exit, 0);
    let fresh = run(temp.path(), &["check"]);
    assert_eq!((fresh.exit, fresh.out.as_str()), (0, ""), "{}", fresh.err);
    assert!(fresh.err.contains("Fresh generated/pets"), "{}", fresh.err);

    let file = temp.path().join("generated/pets/src/types/pets.rs");
    let text = fs::read_to_string(&file).unwrap();
    fs::write(
        &file,
        text.replace("name: required String", "name: required Text"),
    )
    .unwrap();
    let before = times(&temp.path().join("generated"));
    let stale = run(temp.path(), &["check", "pets"]);
    assert_eq!(stale.exit, 1, "{}", stale.err);
    for line in [
        "\n-        name: required Text = ",
        "\n+        name: required String = ",
    ] {
        assert!(stale.out.contains(line), "{}", stale.out);
    }
    assert!(stale.out.contains("src/types/pets.rs"), "{}", stale.out);
    assert_eq!(times(&temp.path().join("generated")), before);
}

#[test]
fn each_stage_can_be_looked_at() {
    let temp = workspace();
    let stages = [
        ("load", "\"openapi\": \"3.0.3\""),
        ("patch", "\"openapi\": \"3.0.3\""),
        ("resolve", "#/components/schemas/Pet"),
        ("lower", "wire: \"name\""),
        ("analyse", "Facts {"),
        ("name", "\"list_pets\""),
        ("plan", "Plan {"),
        ("surface", "\"path\": \"client::Client::list_pets\""),
    ];
    for (stage, part) in stages {
        let run = run(temp.path(), &["generate", "--dump", stage]);
        assert_eq!(run.exit, 0, "{stage}: {}", run.err);
        assert!(run.out.contains(part), "{stage}: {}", run.out);
        assert!(!temp.path().join("generated").exists(), "{stage}");
    }
}

#[test]
fn templates_can_be_replaced() {
    let temp = workspace();
    let own = temp.path().join("own");
    fs::create_dir(&own).unwrap();
    fs::write(own.join("README.md"), "Only {{ crate_name }}.\n").unwrap();
    let arguments = ["generate", "--templates", "own"];
    let good = run(temp.path(), &arguments);
    assert_eq!(good.exit, 0, "{}", good.err);
    let readme = fs::read_to_string(temp.path().join("generated/pets/README.md")).unwrap();
    assert_eq!(readme, "Only pets.\n");

    let before = files(temp.path());
    for (file, text) in [
        ("README.md", "{{ no_such_value }}"),
        ("README.md", "{% if %}"),
        ("struct.rs", "pub struct {"),
    ] {
        fs::write(own.join(file), text).unwrap();
        let bad = run(temp.path(), &arguments);
        assert_eq!(bad.exit, 3, "{text}: {}", bad.err);
        assert!(bad.err.contains("error[template]"), "{}", bad.err);
        fs::remove_file(own.join(file)).unwrap();
    }
    fs::write(own.join("README.md"), "").unwrap();
    assert_eq!(files(temp.path()), before);
    let missing = run(temp.path(), &["generate", "--templates", "nowhere"]);
    assert_eq!(missing.exit, 4, "{}", missing.err);
}

#[test]
fn wrong_use() {
    let temp = workspace();
    let empty = tempfile::tempdir().unwrap();
    let wrong: [&[&str]; 8] = [
        &["nonsense"],
        &["generate", "--nonsense"],
        &["generate", "--spec", "spec/pets.yaml"],
        &["generate", "--out", "x"],
        &["generate", "--name", "not a name"],
        &["generate", "--dump", "nothing"],
        &["check", "nobody"],
        &["check", "--strict=maybe"],
    ];
    for arguments in wrong {
        let run = run(temp.path(), arguments);
        assert_eq!(run.exit, 2, "{arguments:?}: {}", run.err);
        assert!(run.err.starts_with("error: "), "{arguments:?}: {}", run.err);
    }
    assert_eq!(run(empty.path(), &[]).exit, 2);
    assert_eq!(run(temp.path(), &["--help"]).exit, 0);
    assert!(run(temp.path(), &["--help"]).out.contains("Exit codes:"));
    assert!(!temp.path().join("generated").exists());
}

#[test]
fn one_bad_description_does_not_hold_up_the_others() {
    let temp = workspace();
    fs::write(temp.path().join("spec/bad.yaml"), "openapi: 3.0.3\n").unwrap();
    let run_all = run(temp.path(), &[]);
    assert_eq!(run_all.exit, 3, "{}", run_all.err);
    assert!(temp.path().join("generated/pets/Cargo.toml").is_file());
    assert!(!temp.path().join("generated/bad").exists());
    let missing = run(
        temp.path(),
        &["generate", "--spec", "no.yaml", "--out", "out"],
    );
    assert_eq!(missing.exit, 4, "{}", missing.err);
    assert!(missing.err.contains("no.yaml"), "{}", missing.err);
}

#[test]
fn two_policies_for_one_folder() {
    let temp = workspace();
    fs::write(
        temp.path().join("spec/a.toml"),
        "spec = 'pets.yaml'\nout = '../x'\n",
    )
    .unwrap();
    fs::write(
        temp.path().join("spec/b.toml"),
        "spec = 'pets.yaml'\nout = '../x'\n",
    )
    .unwrap();
    let run = run(temp.path(), &[]);
    assert_eq!(run.exit, 3, "{}", run.err);
    assert!(run.err.contains("error[shared-output]"), "{}", run.err);
}

#[test]
fn losses_are_reported_and_can_be_denied() {
    let folder = tempfile::tempdir().unwrap();
    let spec = tests().join("errors/left_out.yaml");
    fs::copy(&spec, folder.path().join("api.yaml")).unwrap();
    let arguments = ["generate", "--spec", "api.yaml", "--out", "out"];
    let report = ["--report", "report.json"];
    let run_it = run(folder.path(), &[&arguments[..], &report].concat());
    assert_eq!(run_it.exit, 0, "{}", run_it.err);
    assert!(
        run_it.err.contains("        Lost 2 ignored-field\n"),
        "{}",
        run_it.err
    );
    let text = fs::read_to_string(folder.path().join("report.json")).unwrap();
    let told: serde_json::Value = serde_json::from_str(&text).unwrap();
    let api = &told["crates"][0];
    assert_eq!(api["name"], "api");
    assert_eq!(
        api["counts"],
        serde_json::json!({"error": 0, "defect": 0, "loss": 2, "note": 0})
    );
    assert_eq!(
        api["problems"][0],
        serde_json::json!({
            "code": "ignored-field",
            "kind": "loss",
            "message": "`callbacks` is not carried over here",
            "hint": "the client makes calls; it takes none",
            "file": "api.yaml",
            "line": 8,
            "column": 7,
            "pointer": "#/paths/~1a/get/callbacks",
        })
    );

    let denied = run(
        folder.path(),
        &[
            "generate",
            "--spec",
            "api.yaml",
            "--out",
            "denied",
            "--deny-loss",
        ],
    );
    assert_eq!(denied.exit, 3);
    assert!(
        denied.err.contains("error: `api` loses 2 ignored-field\n"),
        "{}",
        denied.err
    );
    assert!(!folder.path().join("denied").exists());
}

#[test]
fn a_failed_run_is_reported_too() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("api.yaml"), "openapi: 4.0.0\n").unwrap();
    let arguments = ["generate", "--spec", "api.yaml", "--out", "out"];
    let report = ["--report", "report.json"];
    assert_eq!(
        run(folder.path(), &[&arguments[..], &report].concat()).exit,
        3
    );
    let text = fs::read_to_string(folder.path().join("report.json")).unwrap();
    let told: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(told["crates"][0]["counts"]["error"], 1);
    assert_eq!(
        told["crates"][0]["problems"][0]["code"],
        "unsupported-version"
    );
}
