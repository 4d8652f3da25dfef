//! What is said about bad input: each file in `tests/errors/` is a case, with its snapshot beside it.
//!
//! A policy without a description of the same name says which one it is for.

use std::collections::BTreeMap;
use std::fs;
use std::panic::AssertUnwindSafe;
use std::path::Path;

use crate::{files, run, tests};

/// The description that the policies are for; no case of its own.
const BASE: &str = "base";

/// Cases where nothing is lost but a remark: no error under `--strict` either.
const ONLY_WARNINGS: [&str; 2] = ["left_out", "left_out_3_1"];

#[test]
fn errors() {
    let cases = cases();
    assert!(cases.len() >= 25, "only {} cases", cases.len());
    let mut failed = Vec::new();
    for (name, file) in &cases {
        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path(tests().join("errors"));
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        let compare = || {
            let (text, is_harmless) = transcript(file);
            settings.bind(|| insta::assert_snapshot!(name.clone(), text));
            assert_eq!(
                is_harmless,
                ONLY_WARNINGS.contains(&name.as_str()),
                "{name}"
            );
        };
        // All that differ are shown, not the first alone.
        if std::panic::catch_unwind(AssertUnwindSafe(compare)).is_err() {
            failed.push(name);
        }
    }
    assert!(failed.is_empty(), "these cases differ: {failed:?}");
}

/// Names of cases, and the file to name on the command line.
fn cases() -> BTreeMap<String, String> {
    let mut cases = BTreeMap::new();
    for file in files(&tests().join("errors")) {
        let Some((name, extension)) = file.rsplit_once('.') else {
            continue;
        };
        // What stands in a folder is part of another case.
        let is_input =
            matches!(extension, "yaml" | "json" | "toml") && name != BASE && !name.contains('/');
        // A policy comes before the description that it is for.
        if is_input && (extension == "toml" || !cases.contains_key(name)) {
            cases.insert(name.to_owned(), file.clone());
        }
    }
    cases
}

/// What the program says, normally and under `--strict`, and whether both went well.
fn transcript(file: &str) -> (String, bool) {
    let option = if file.ends_with(".toml") {
        "--policy"
    } else {
        "--spec"
    };
    let arguments = ["generate", option, file, "--out", "out", "--quiet"];
    let (exit, told) = attempt(&arguments);
    let (strict_exit, strict_told) = attempt(&[&arguments[..], &["--strict"]].concat());
    assert!(strict_exit >= exit, "{file}");
    let mut text = format!("exit {exit}\n{told}");
    if (exit, &told) != (strict_exit, &strict_told) {
        text.push_str(&format!("\n--strict: exit {strict_exit}\n{strict_told}"));
    }
    (text, exit == 0 && strict_exit == 0)
}

/// One run on a copy of the inputs.
fn attempt(arguments: &[&str]) -> (i32, String) {
    let temp = tempfile::tempdir().unwrap();
    copy_inputs(temp.path());
    let before = files(temp.path());
    let run = run(temp.path(), arguments);
    assert_eq!(run.out, "", "{arguments:?}");
    let after = files(temp.path());
    if run.exit == 0 {
        assert!(
            after.contains(&"out/Cargo.toml".to_owned()),
            "{arguments:?}"
        );
    } else {
        assert_eq!(after, before, "{arguments:?} left something behind");
        assert!(run.err.contains("error"), "{arguments:?} gives no reason");
    }
    (run.exit, run.err)
}

fn copy_inputs(folder: &Path) {
    for file in files(&tests().join("errors")) {
        if file.ends_with('/') {
            fs::create_dir(folder.join(&file)).unwrap();
        } else if !file.ends_with(".snap") {
            fs::copy(tests().join("errors").join(&file), folder.join(&file)).unwrap();
        }
    }
}
