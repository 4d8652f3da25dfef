use std::fs;
use std::io;

use super::replace::apply_with;
use super::*;

fn output(dir: &Path, files: &[(&str, &str)]) -> Output {
    let files = files
        .iter()
        .map(|(path, text)| ((*path).to_owned(), (*text).to_owned()));
    Output {
        dir: dir.to_owned(),
        files: files.collect(),
        lock: None,
    }
}

/// Everything below a folder: paths and contents.
fn listing(dir: &Path) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() {
            found.insert(format!("{name}/"), String::new());
            found.extend(
                listing(&path)
                    .into_iter()
                    .map(|(below, text)| (format!("{name}/{below}"), text)),
            );
        } else {
            found.insert(name, fs::read_to_string(&path).unwrap());
        }
    }
    found
}

fn old_and_new(dir: &Path) -> (Output, Output) {
    let mut old = output(
        dir,
        &[
            ("Cargo.toml", "1"),
            ("src/a.rs", "a"),
            ("src/old/b.rs", "b"),
            ("src/same.rs", "s"),
        ],
    );
    let mut new = output(
        dir,
        &[
            ("Cargo.toml", "2"),
            ("src/a.rs", "aa"),
            ("src/new/c.rs", "c"),
            ("src/same.rs", "s"),
        ],
    );
    let lock = dir.parent().unwrap().join("crate.lock");
    old.lock = Some((lock.clone(), "one".to_owned()));
    new.lock = Some((lock, "two".to_owned()));
    (old, new)
}

#[test]
fn writes_what_changed_and_removes_what_is_stale() {
    let temp = tempfile::tempdir().unwrap();
    let dir = temp.path().join("deep/crate");
    let (old, new) = old_and_new(&dir);
    assert_eq!(apply(&old).unwrap().written.len(), 4);
    fs::write(dir.join("mine.txt"), "mine").unwrap();
    let time = fs::metadata(dir.join("src/same.rs"))
        .unwrap()
        .modified()
        .unwrap();
    let changes = apply(&new).unwrap();
    assert_eq!(changes.written, ["Cargo.toml", "src/a.rs", "src/new/c.rs"]);
    assert_eq!(
        (changes.unchanged, changes.removed),
        (
            vec!["src/same.rs".to_owned()],
            vec!["src/old/b.rs".to_owned()]
        )
    );
    assert_eq!(
        fs::metadata(dir.join("src/same.rs"))
            .unwrap()
            .modified()
            .unwrap(),
        time
    );
    let names: Vec<_> = listing(&dir).into_keys().collect();
    assert_eq!(
        names,
        [
            ".generated",
            "Cargo.toml",
            "mine.txt",
            "src/",
            "src/a.rs",
            "src/new/",
            "src/new/c.rs",
            "src/same.rs"
        ]
    );
    assert!(apply(&new).unwrap().is_empty() && check(&new).unwrap().is_empty());
}

#[test]
fn a_failure_at_any_step_leaves_everything_as_it_was() {
    for fresh in [true, false] {
        let mut steps = 0;
        loop {
            let temp = tempfile::tempdir().unwrap();
            let (old, new) = old_and_new(&temp.path().join("crate"));
            if !fresh {
                apply(&old).unwrap();
                fs::write(temp.path().join("crate/mine.txt"), "mine").unwrap();
            }
            let before = listing(temp.path());
            let mut count = 0;
            let result = apply_with(&new, &mut |_| {
                count += 1;
                if count > steps {
                    Err(io::ErrorKind::StorageFull.into())
                } else {
                    Ok(())
                }
            });
            if result.is_ok() {
                break;
            }
            assert_eq!(listing(temp.path()), before, "after {steps} steps");
            steps += 1;
        }
        assert!(steps > 10, "only {steps} steps");
    }
}

#[test]
fn foreign_files_stay() {
    let temp = tempfile::tempdir().unwrap();
    let wanted = output(
        temp.path(),
        &[("a.rs", "new"), ("b.rs", "new"), ("c.rs", "new")],
    );
    fs::write(temp.path().join("a.rs"), "by hand").unwrap();
    fs::write(temp.path().join("b.rs"), "// @generated\nold").unwrap();
    fs::write(temp.path().join("c.rs"), "new").unwrap();
    let before = listing(temp.path());
    let error = apply(&wanted).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the generator did not write `a.rs` and leaves it alone"
    );
    assert_eq!(listing(temp.path()), before);
    fs::remove_file(temp.path().join("a.rs")).unwrap();
    assert_eq!(apply(&wanted).unwrap().written, ["a.rs", "b.rs"]);
}

#[test]
fn an_edited_manifest_reaches_nothing_outside() {
    let temp = tempfile::tempdir().unwrap();
    let dir = temp.path().join("crate");
    fs::create_dir(&dir).unwrap();
    fs::write(temp.path().join("secret"), "x").unwrap();
    let secret = temp.path().join("secret").display().to_string();
    fs::write(
        dir.join(MANIFEST),
        format!("../secret\n{secret}\na/../../secret\n./x\n"),
    )
    .unwrap();
    assert_eq!(
        apply(&output(&dir, &[("a", "a")])).unwrap().removed.len(),
        0
    );
    assert!(temp.path().join("secret").exists());
}

#[test]
fn bad_paths_and_places_are_errors() {
    let temp = tempfile::tempdir().unwrap();
    for path in [
        "", "/etc/x", "../x", "a//b", "a/./b", "a\\b", "c:x", MANIFEST,
    ] {
        assert!(
            matches!(
                plan(&output(temp.path(), &[(path, "")])),
                Err(WriteError::BadPath(_))
            ),
            "{path}"
        );
    }
    let file = temp.path().join("file");
    fs::write(&file, "").unwrap();
    assert!(matches!(
        apply(&output(&file, &[("a", "")])),
        Err(WriteError::Io { .. })
    ));
    assert!(matches!(
        apply(&output(&file.join("b"), &[("a", "")])),
        Err(WriteError::Io { .. })
    ));
    assert_eq!(fs::read_to_string(&file).unwrap(), "");
}

#[test]
fn a_file_can_become_a_folder_and_back() {
    let temp = tempfile::tempdir().unwrap();
    let dir = temp.path();
    let file = output(dir, &[("src/pets", "x")]);
    let folder = output(dir, &[("src/pets/mod.rs", "y")]);
    for wanted in [&file, &folder, &file, &folder] {
        apply(wanted).unwrap();
        assert!(check(wanted).unwrap().is_empty());
    }
    fs::write(dir.join("src/pets/mine"), "mine").unwrap();
    let before = listing(dir);
    assert!(apply(&file).is_err());
    assert_eq!(listing(dir), before);
}

#[cfg(unix)]
#[test]
fn links_are_replaced_but_never_followed() {
    let temp = tempfile::tempdir().unwrap();
    let dir = temp.path().join("crate");
    let wanted = output(&dir, &[("a", "new"), ("src/b", "new")]);
    apply(&output(&dir, &[("a", "old"), ("src/b", "old")])).unwrap();
    let outside = temp.path().join("outside");
    fs::create_dir(&outside).unwrap();
    fs::write(outside.join("b"), "outside").unwrap();
    fs::remove_file(dir.join("a")).unwrap();
    std::os::unix::fs::symlink(outside.join("b"), dir.join("a")).unwrap();
    apply(&wanted).unwrap();
    assert_eq!(fs::read_to_string(dir.join("a")).unwrap(), "new");
    fs::remove_dir_all(dir.join("src")).unwrap();
    std::os::unix::fs::symlink(&outside, dir.join("src")).unwrap();
    assert!(apply(&wanted).is_err());
    assert_eq!(fs::read_to_string(outside.join("b")).unwrap(), "outside");
}

#[cfg(unix)]
#[test]
fn permissions_stay() {
    use std::os::unix::fs::PermissionsExt;
    let temp = tempfile::tempdir().unwrap();
    let place = temp.path().join("a");
    apply(&output(temp.path(), &[("a", "1")])).unwrap();
    fs::set_permissions(&place, fs::Permissions::from_mode(0o444)).unwrap();
    apply(&output(temp.path(), &[("a", "2")])).unwrap();
    assert_eq!(fs::read_to_string(&place).unwrap(), "2");
    assert_eq!(
        fs::metadata(&place).unwrap().permissions().mode() & 0o777,
        0o444
    );
}

#[test]
fn check_shows_each_kind_of_difference() {
    let temp = tempfile::tempdir().unwrap();
    apply(&output(
        temp.path(),
        &[("changed", "a\nb\n"), ("stale", "s\n")],
    ))
    .unwrap();
    let before = listing(temp.path());
    let found = check(&output(
        temp.path(),
        &[("changed", "a\nc\n"), ("new", "n\n")],
    ))
    .unwrap();
    assert_eq!(listing(temp.path()), before);
    let diffs: Vec<_> = found
        .iter()
        .map(|d| (d.path.as_str(), d.diff.lines().skip(2).collect::<Vec<_>>()))
        .collect();
    assert_eq!(
        diffs[1],
        ("changed", vec!["@@ -1,2 +1,2 @@", " a", "-b", "+c"])
    );
    assert_eq!(diffs[2], ("new", vec!["@@ -0,0 +1 @@", "+n"]));
    assert_eq!(diffs[3], ("stale", vec!["@@ -1 +0,0 @@", "-s"]));
    assert!(diffs[0].0 == MANIFEST && found[2].diff.starts_with("--- /dev/null\n+++ b/"));
    assert!(found[3].diff.contains("\n+++ /dev/null\n"));
}
