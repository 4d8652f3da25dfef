//! Generates each case below `cases/` as a module of the library, so that all of them compile.

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{env, fs};

use generator::config::{Policy, PolicySource};
use generator::diagnostics::{Diagnostics, render};
use generator::load::{self, Sources};
use generator::{Mount, Options};

/// What `lib.rs` of a generated crate declares besides the runtime, which the cases share.
const MODULES: [(&str, &str); 7] = [
    ("calls", "calls.rs"),
    ("client", "client.rs"),
    ("codec", "codec/mod.rs"),
    ("errors", "errors.rs"),
    ("headers", "headers.rs"),
    ("operations", "operations/mod.rs"),
    ("types", "types/mod.rs"),
];

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("{problem}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), Box<dyn Error>> {
    let cases = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?).join("cases");
    println!("cargo:rerun-if-changed={}", cases.display());
    let out = PathBuf::from(env::var("OUT_DIR")?);
    let mut modules = String::new();
    let mut problems = String::new();
    for name in folders(&cases)? {
        match generate(&cases.join(&name), &name) {
            Ok(files) => {
                let folder = out.join("cases").join(&name);
                write_all(&folder, &files)?;
                modules.push_str(&module(&name, &folder, &files)?);
            }
            Err(problem) => write!(
                problems,
                "\nthe case `{name}` does not generate:\n{problem}"
            )?,
        }
    }
    write_if_changed(&out.join("cases.rs"), &modules)?;
    if problems.is_empty() {
        Ok(())
    } else {
        Err(problems.into())
    }
}

fn folders(cases: &Path) -> Result<Vec<String>, Box<dyn Error>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(cases)? {
        let entry = entry?;
        if entry.path().is_dir() {
            names.push(entry.file_name().to_string_lossy().into_owned());
        }
    }
    names.sort();
    Ok(names)
}

fn generate(folder: &Path, name: &str) -> Result<BTreeMap<String, String>, String> {
    let mut diagnostics = Diagnostics::new(false);
    let spec = ["spec.yaml", "spec.json"].map(|file| folder.join(file));
    let spec = spec.into_iter().find(|path| path.is_file());
    let spec = spec.ok_or("it has neither spec.yaml nor spec.json")?;
    let told = |problems: Diagnostics, sources: &Sources, policy: Option<&PolicySource>| {
        render(&problems, sources, policy, false)
    };
    let policy = policy(folder, name, &mut diagnostics)
        .map_err(|problems| told(problems, &Sources::default(), None))?;
    let sources = load::load_for(&spec, &policy, &mut diagnostics)
        .map_err(|problems| told(problems, &Sources::default(), None))?;
    let mount = Mount {
        root: &format!("crate::cases::{name}"),
        runtime: "crate::runtime",
    };
    generator::generate_at(
        mount,
        &sources,
        &policy,
        &Options::default(),
        &mut diagnostics,
    )
    .map(|generated| generated.files)
    .map_err(|problems| told(problems, &sources, policy.source.as_ref()))
}

fn policy(folder: &Path, name: &str, diagnostics: &mut Diagnostics) -> Result<Policy, Diagnostics> {
    let path = folder.join("policy.toml");
    if !path.is_file() {
        return Ok(Policy::default_for(name));
    }
    let source = load::read_policy(&path).map_err(|problem| {
        let mut problems = Diagnostics::default();
        problems.push(problem);
        problems
    })?;
    let mut policy = Policy::parse(source, diagnostics)?;
    policy.set_crate_name(name);
    policy.lock = load::read_lock(&path.with_extension("lock")).map_err(|problem| {
        let mut problems = Diagnostics::default();
        problems.push(problem);
        problems
    })?;
    Ok(policy)
}

fn write_all(folder: &Path, files: &BTreeMap<String, String>) -> Result<(), Box<dyn Error>> {
    for (path, text) in files {
        if let Some(path) = path.strip_prefix("src/") {
            write_if_changed(&folder.join(path), text)?;
        }
    }
    Ok(())
}

/// Leaves the file time of what is the same, so that cargo compiles no more than it must.
fn write_if_changed(path: &Path, text: &str) -> Result<(), Box<dyn Error>> {
    if fs::read_to_string(path).is_ok_and(|had| had == text) {
        return Ok(());
    }
    fs::create_dir_all(path.parent().unwrap_or(path))?;
    Ok(fs::write(path, text)?)
}

fn module(
    name: &str,
    folder: &Path,
    files: &BTreeMap<String, String>,
) -> Result<String, Box<dyn Error>> {
    let mut text = format!("/// The case `{name}`.\npub mod {name} {{\n");
    for (module, file) in MODULES {
        // Not every crate has calls that operations share.
        if !files.contains_key(&format!("src/{file}")) {
            continue;
        }
        let path = folder.join(file);
        writeln!(text, "    #[path = {path:?}]\n    pub mod {module};")?;
    }
    text.push_str("    pub use self::client::{Client, ClientBuilder};\n}\n");
    Ok(text)
}
