//! The program from outside: exit codes, output, and what it leaves on the disk.
//!
//! A test of the package `generator`, because only its tests know where cargo put the program.

mod commands;
mod diff;
mod errors;
mod lock;
mod selection;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// How a run ended.
struct Run {
    exit: i32,
    out: String,
    err: String,
}

/// Runs the program in a folder.
fn run(folder: &Path, arguments: &[&str]) -> Run {
    let output = Command::new(env!("CARGO_BIN_EXE_generator"))
        .args(["--color", "never"])
        .args(arguments)
        .current_dir(folder)
        .output()
        .unwrap();
    let run = Run {
        exit: output.status.code().expect("no signal ends it"),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    };
    assert!(!run.err.contains("panicked"), "{arguments:?}: {}", run.err);
    run
}

/// `tests/` of the workspace.
fn tests() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests")
}

/// All files below a folder, as sorted paths relative to it.
fn files(folder: &Path) -> Vec<String> {
    fn collect(folder: &Path, prefix: &str, found: &mut Vec<String>) {
        for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
            let path = format!("{prefix}{}", entry.file_name().to_string_lossy());
            if entry.path().is_dir() {
                found.push(format!("{path}/"));
                collect(&entry.path(), &format!("{path}/"), found);
            } else {
                found.push(path);
            }
        }
    }
    let mut found = Vec::new();
    collect(folder, "", &mut found);
    found.sort();
    found
}
