//! Features of tags: what each brings in compiles alone, and the policy has a say.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use generator::config::{Policy, PolicySource};
use generator::diagnostics::Diagnostics;
use generator::load::{self, Sources};
use generator::lock::Lock;

use crate::support::{generate_loaded, read_policy, root, spec};

const TAGS: [&str; 3] = ["boats", "crew-members", "serde-api"];

fn sources() -> Sources {
    let policy = Policy::default_for("features");
    load::load_for(&spec("features"), &policy, &mut Diagnostics::default()).unwrap()
}

fn generate(policy: &Policy) -> BTreeMap<String, String> {
    generate_loaded(&sources(), policy, &mut Diagnostics::default()).unwrap()
}

/// By cargo, as a user's program would have it; without reqwest, which is not what this is about.
#[test]
fn every_subset_compiles_without_warnings() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("features");
    let _ = fs::remove_dir_all(folder.join("src"));
    let policy = read_policy(&root().join("tests/cases/features/policy.toml"), "features");
    for (path, text) in generate(&policy) {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    let manifest = fs::read_to_string(folder.join("Cargo.toml")).unwrap();
    fs::write(folder.join("Cargo.toml"), manifest + "\n[workspace]\n").unwrap();
    fs::copy(root().join("Cargo.lock"), folder.join("Cargo.lock")).unwrap();
    for subset in 0..1 << TAGS.len() {
        let chosen = (0..TAGS.len()).filter(|at| subset & (1 << at) != 0);
        let chosen: Vec<&str> = chosen.map(|at| TAGS[at]).collect();
        check(&folder, &chosen.join(","));
    }
    check(&folder, "all");
}

#[track_caller]
fn check(folder: &Path, features: &str) {
    let checked = Command::new(env!("CARGO"))
        .args([
            "check",
            "--offline",
            "--quiet",
            "--no-default-features",
            "--features",
            features,
        ])
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", folder.join("target"))
        .env("CARGO_ENCODED_RUSTFLAGS", "-Dwarnings")
        .env("CARGO_TERM_COLOR", "never")
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&checked.stderr);
    assert!(checked.status.success(), "with {features:?}:\n{told}");
}

#[test]
fn the_policy_chooses() {
    let table: [(&str, &str, bool); 5] = [
        ("", r#"["rustls", "all"]"#, true),
        ("[features]\ntags = true", r#"["rustls", "all"]"#, true),
        (
            "[features]\ndefault = ['serde', 'Boats']",
            r#"["rustls", "boats", "serde-api"]"#,
            true,
        ),
        ("[features]\ndefault = []", r#"["rustls"]"#, true),
        ("[features]\ntags = false", r#"["rustls"]"#, false),
    ];
    for (text, default, is_divided) in table {
        let source = PolicySource {
            path: "features.toml".into(),
            text: text.to_owned(),
        };
        let policy = Policy::parse(source, &mut Diagnostics::default()).unwrap();
        let files = generate(&policy);
        let manifest = &files["Cargo.toml"];
        assert!(
            manifest.contains(&format!("\ndefault = {default}\n")),
            "{text}: {manifest}"
        );
        for tag in TAGS {
            assert_eq!(
                manifest.contains(&format!("\n{tag} = []\n")),
                is_divided,
                "{text}"
            );
            for file in ["README.md", "src/lib.rs"] {
                assert_eq!(
                    files[file].contains(&format!("| `{tag}`")),
                    is_divided,
                    "{text}"
                );
            }
        }
        for (path, text) in files
            .iter()
            .filter(|(path, _)| !path.starts_with("src/runtime/") && *path != "src/lib.rs")
        {
            let has_gates = text.contains("#[cfg(feature = \"boats\")]");
            let is_divider = ["src/errors.rs", "src/operations/mod.rs", "src/types/mod.rs"];
            assert_eq!(
                has_gates,
                is_divided && is_divider.contains(&path.as_str()),
                "{path}"
            );
        }
    }
}

/// What is needed by whom, where that does not follow from what goes over the wire.
#[test]
fn each_type_is_where_its_users_are() {
    let files = generate(&Policy::default_for("features"));
    for (name, module) in [
        ("struct BoatPage", "boats"),
        ("struct Boat", "boats_and_crew_members"),
        // Nobody sends it, but what is sent has it.
        ("struct Berth", "boats_and_crew_members"),
        // One of the enums is a name of the other.
        ("enum GetBoatOfMemberSort", "boats_and_crew_members"),
        ("type ListBoatsOrder", "boats"),
        ("enum Role", "crew_members"),
        ("struct Problem", "crew_members_and_serde"),
        // A constant of a header is always there.
        ("enum Order", "shared"),
        ("struct Health", "untagged"),
    ] {
        let path = format!("src/types/{module}.rs");
        let text = files
            .get(&path)
            .unwrap_or_else(|| panic!("there is no {path}"));
        assert!(
            [" ", ":"]
                .iter()
                .any(|end| text.contains(&format!("pub {name}{end}"))),
            "{name} is not in {path}"
        );
    }
}

#[test]
fn a_feature_keeps_its_name() {
    let mut policy = Policy::default_for("features");
    policy.lock = Lock::parse("[features]\nBoats = 'crew-members'\n").unwrap();
    let manifest = &generate(&policy)["Cargo.toml"];
    for line in [
        "crew-members = []",
        "crew-members-api = []",
        "serde-api = []",
    ] {
        assert!(manifest.contains(&format!("\n{line}\n")), "{manifest}");
    }
}
