//! The generated text of each case, as it was reviewed: `cases/<name>/<name>.snap`.
//!
//! The text is what `build.rs` generated, so it is also what compiled. After a change of the
//! generator: `INSTA_UPDATE=always cargo test -p tests --test generator snapshots`, then read the diff.

use std::fs;
use std::panic::AssertUnwindSafe;
use std::path::Path;

use crate::support::{cases, files, root};

/// Cases whose point is the client, or what is told of errors.
const WITH_CLIENT: [&str; 4] = [
    "policy",
    "security",
    "servers_relative",
    "servers_variables",
];

/// The case that shows what is the same for all operations.
const WITH_BOILERPLATE: &str = "responses";

#[test]
fn snapshots() {
    let out = Path::new(env!("OUT_DIR")).join("cases");
    let mut failed = Vec::new();
    for case in cases() {
        let folder = root().join("tests/cases").join(&case);
        let text = text(&out.join(&case), &case);
        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path(&folder);
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        // All that differ are shown, not the first alone.
        let outcome = std::panic::catch_unwind(AssertUnwindSafe(|| {
            settings.bind(|| insta::assert_snapshot!(case.clone(), text));
        }));
        if outcome.is_err() {
            failed.push(case);
        }
    }
    assert!(failed.is_empty(), "these cases differ: {failed:?}");
}

fn text(folder: &Path, case: &str) -> String {
    let mut text = String::new();
    for part in [
        "calls.rs",
        "operations",
        "types",
        "codec",
        "client.rs",
        "errors.rs",
    ] {
        let wanted = |path: &&String| match part {
            "calls.rs" => *path == part,
            "client.rs" | "errors.rs" => *path == part && WITH_CLIENT.contains(&case),
            _ => path.starts_with(&format!("{part}/")) && !path.ends_with("/mod.rs"),
        };
        for path in files(folder).iter().filter(wanted) {
            let file = fs::read_to_string(folder.join(path)).unwrap();
            let body = without_header(&file);
            let body = if case == WITH_BOILERPLATE {
                body
            } else {
                without_boilerplate(&body)
            };
            text.push_str(&format!("// ==== {path} ====\n{}\n\n", body.trim()));
        }
    }
    text
}

fn without_header(text: &str) -> String {
    let lines = text.lines().skip_while(|line| line.starts_with("// "));
    lines.map(|line| format!("{line}\n")).collect()
}

/// Leaves out what is the same for each operation but for its name.
fn without_boilerplate(text: &str) -> String {
    let mut kept = String::new();
    let mut skipping = false;
    for line in text.lines() {
        let starts = [
            "impl fmt::Display for ",
            "impl std::error::Error for ",
            "impl From<CallError> for ",
            "impl From<ValidationError> for ",
        ];
        let is_error = line.starts_with("impl ") && line.ends_with("Error {");
        skipping |= starts.iter().any(|start| line.starts_with(start)) || is_error;
        if !skipping {
            kept.push_str(line);
            kept.push('\n');
        }
        skipping &= line != "}";
    }
    while kept.contains("\n\n\n") {
        kept = kept.replace("\n\n\n", "\n\n");
    }
    kept
}
