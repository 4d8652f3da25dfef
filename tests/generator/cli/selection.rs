//! Choosing operations on the command line, and `slice`.

use std::fs;
use std::path::Path;

use crate::{files, run, tests};

/// A folder with the case `select`, as YAML and as JSON.
fn folder() -> tempfile::TempDir {
    let temp = tempfile::tempdir().unwrap();
    let spec = tests().join("cases/select/spec.yaml");
    fs::create_dir(temp.path().join("spec")).unwrap();
    fs::copy(&spec, temp.path().join("spec/zoo.yaml")).unwrap();
    fs::copy(
        spec.with_file_name("policy.toml"),
        temp.path().join("spec/zoo.toml"),
    )
    .unwrap();
    temp
}

fn methods(krate: &Path) -> Vec<String> {
    let mut methods = Vec::new();
    for file in files(&krate.join("src/operations")) {
        let text = fs::read_to_string(krate.join("src/operations").join(file)).unwrap();
        let starts = text.split("pub fn ").filter(|part| part.contains("&self"));
        methods.extend(starts.filter_map(|part| {
            let (name, rest) = part.split_once('(')?;
            let head = rest.split('{').next()?;
            // An error's view of itself is no call.
            let is_call = head.starts_with("&self")
                && head.contains("<'_>")
                && !head.ends_with("-> Failure<'_> ");
            is_call.then(|| name.to_owned())
        }));
    }
    methods.sort();
    methods
}

#[test]
fn operations_are_chosen() {
    let temp = folder();
    let cases: [(&[&str], &[&str]); 8] = [
        (&[], &["feed", "get_animal", "get_visitors", "list_animals"]),
        (&["--operation", "hire"], &["hire"]),
        (
            &["--operation", "hire", "--operation", "GET /visitors"],
            &["get_visitors", "hire"],
        ),
        (&["--tag", "keepers"], &["feed", "hire"]),
        (&["--path", "/animals/*"], &["get_animal", "remove_animal"]),
        (
            &["--path", "/animals/**", "--method", "get"],
            &["get_animal", "list_animals"],
        ),
        (
            &[
                "--tag",
                "keepers",
                "--method",
                "POST",
                "--operation",
                "feed",
            ],
            &["feed", "hire"],
        ),
        (
            &[
                "--exclude-path",
                "/animals/**",
                "--exclude-method",
                "GET",
                "--exclude-operation",
                "hire",
            ],
            &["post_visitors"],
        ),
    ];
    for (arguments, expected) in cases {
        let run = run(temp.path(), &[&["generate", "zoo"], arguments].concat());
        assert_eq!(run.exit, 0, "{arguments:?}: {}", run.err);
        // Links and callbacks are what the case has; nothing is said of what nobody asked for.
        let others = run.err.replace("warning[ignored-field]", "");
        let hires = expected.contains(&"hire");
        assert_eq!(
            others.contains("warning["),
            hires,
            "{arguments:?}: {others}"
        );
        let found = methods(&temp.path().join("generated/zoo"));
        assert_eq!(found, expected, "{arguments:?}");
    }
}

#[test]
fn what_fits_nothing_is_an_error() {
    let temp = folder();
    let before = files(temp.path());
    let cases: [(&[&str], i32, &str); 8] = [
        (
            &["--operation", "getAnimals"],
            3,
            "did you mean `getAnimal`?",
        ),
        (
            &["--operation", "POST /animals/{id}"],
            3,
            "no operation is called",
        ),
        (&["--tag", "Keepers"], 3, "did you mean `keepers`?"),
        (&["--path", "/zoo/**"], 3, "no path with an operation fits"),
        (&["--method", "TRACE"], 3, "no operation has the method"),
        (
            &["--tag", "visitors", "--method", "PUT"],
            3,
            "no operation is selected",
        ),
        (&["--path", "zoo"], 2, "does not start with `/`"),
        (&["--method", "GRAB"], 2, "the methods are GET"),
    ];
    for (arguments, exit, part) in cases {
        for command in [
            &["generate", "zoo"][..],
            &["slice", "--spec", "spec/zoo.yaml"],
        ] {
            let run = run(temp.path(), &[command, arguments].concat());
            assert_eq!(run.exit, exit, "{arguments:?}: {}", run.err);
            assert!(run.err.contains(part), "{arguments:?}: {}", run.err);
            assert_eq!(run.out, "", "{arguments:?}");
        }
    }
    assert_eq!(files(temp.path()), before);
}

#[test]
fn a_selection_is_about_one_description() {
    let temp = folder();
    fs::copy(
        temp.path().join("spec/zoo.yaml"),
        temp.path().join("spec/two.yaml"),
    )
    .unwrap();
    let run_both = run(temp.path(), &["generate", "--tag", "animals"]);
    assert_eq!(run_both.exit, 2, "{}", run_both.err);
    let run_none = run(temp.path(), &["generate", "three"]);
    assert_eq!(run_none.exit, 2, "{}", run_none.err);
    assert!(
        run_none
            .err
            .contains("there is no `three` here, only `two`, `zoo`"),
        "{}",
        run_none.err
    );
    let run_one = run(
        temp.path(),
        &["generate", "two", "--tag", "animals", "--quiet"],
    );
    assert_eq!(run_one.exit, 0, "{}", run_one.err);
    assert!(!temp.path().join("generated/zoo").exists());
}

/// The slice itself, as it was reviewed; `determinism` compares the crates that come of slices.
#[test]
fn a_slice_has_what_its_operations_need() {
    let temp = folder();
    let arguments = [
        "slice",
        "--spec",
        "spec/zoo.yaml",
        "--tag",
        "animals",
        "--operation",
        "GET /visitors",
    ];
    let yaml = run(temp.path(), &arguments);
    assert_eq!(yaml.exit, 0, "{}", yaml.err);
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(tests().join("cases/select"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!("slice", yaml.out));

    let out = temp.path().join("slice.yaml");
    let to_file = run(
        temp.path(),
        &[&arguments[..], &["--out", "slice.yaml"]].concat(),
    );
    assert_eq!(
        (to_file.exit, to_file.out.as_str()),
        (0, ""),
        "{}",
        to_file.err
    );
    assert!(
        to_file.err.contains("Written slice.yaml, "),
        "{}",
        to_file.err
    );
    assert_eq!(fs::read_to_string(out).unwrap(), yaml.out);
    let nowhere = run(
        temp.path(),
        &[&arguments[..], &["--out", "no/such/folder.yaml"]].concat(),
    );
    assert_eq!(nowhere.exit, 4, "{}", nowhere.err);
}

#[test]
fn a_slice_of_several_files_is_one() {
    let temp = folder();
    let spec = tests().join("cases/files/spec.yaml");
    let spec = spec.to_str().unwrap();
    let slice = run(
        temp.path(),
        &[
            "slice",
            "--spec",
            spec,
            "--operation",
            "addPet",
            "--out",
            "slice.yaml",
        ],
    );
    assert_eq!(slice.exit, 0, "{}", slice.err);
    let dump = |spec: &str| {
        let arguments = [
            "generate",
            "--spec",
            spec,
            "--operation",
            "addPet",
            "--dump",
            "name",
        ];
        let run = run(temp.path(), &arguments);
        assert_eq!(run.exit, 0, "{}", run.err);
        run.out
    };
    assert_eq!(dump("slice.yaml"), dump(spec));
}

#[test]
fn a_slice_is_written_as_its_description_is() {
    let temp = folder();
    let json = "{\"openapi\": \"3.1.0\", \"info\": {\"title\": \"T\", \"version\": \"1\"}, \"paths\": {}, \"webhooks\": {}}";
    fs::write(temp.path().join("a.json"), json).unwrap();
    let run_json = run(temp.path(), &["slice", "--spec", "a.json"]);
    assert_eq!(run_json.exit, 0, "{}", run_json.err);
    let expected = "{\n  \"openapi\": \"3.1.0\",\n  \"info\": {\n    \"title\": \"T\",\n    \"version\": \"1\"\n  },\n  \"paths\": {}\n}\n";
    assert_eq!(run_json.out, expected);
    assert!(
        run_json.err.contains("`webhooks` is not in the slice"),
        "{}",
        run_json.err
    );

    for (text, part) in [
        ("swagger: '2.0'", "Swagger 2.0"),
        ("openapi: 4.0.0", "4.0.0"),
        ("a: [", "not valid YAML"),
        (
            "openapi: 3.0.0\npaths: {/a: {get: {operationId: a, parameters: [{$ref: '#/b'}]}}}",
            "leads nowhere",
        ),
    ] {
        fs::write(temp.path().join("bad.yaml"), text).unwrap();
        let bad = run(temp.path(), &["slice", "--spec", "bad.yaml"]);
        assert_eq!((bad.exit, bad.out.as_str()), (3, ""), "{text}: {}", bad.err);
        assert!(bad.err.contains(part), "{text}: {}", bad.err);
    }
    assert_eq!(run(temp.path(), &["slice", "--spec", "none.yaml"]).exit, 4);
}
