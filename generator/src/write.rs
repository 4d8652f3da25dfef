//! Brings generated files to the disk: only what changed, all of it or nothing, and never over what
//! somebody else wrote.
//!
//! Each output folder holds a list of the files that a run has written, [`MANIFEST`]. What stands in
//! it belongs to the generator: it is replaced, and removed when it is no longer generated. All
//! other files stay as they are.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use similar::TextDiff;

use crate::diagnostics::{At, Diagnostic};

/// The file in the output folder that lists the generated files, one path a line, sorted.
pub const MANIFEST: &str = ".generated";

/// A file without an entry in the manifest is taken for generated when one of its first lines has
/// this in it.
pub const MARK: &str = "@generated";

const MANIFEST_HEAD: &str =
    "# The files of this folder that the generator wrote, and may replace or remove.\n";

/// What a folder shall hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Output {
    /// The folder; made when it is missing.
    pub dir: PathBuf,
    /// The files by their path in the folder, with `/` as the separator.
    pub files: BTreeMap<String, String>,
}

/// Writes one text to the path that the user chose.
///
/// # Errors
/// When that can't be done.
pub fn text(path: &Path, text: &str) -> Result<(), WriteError> {
    fs::write(path, text).map_err(io_error("write the file", path))
}

/// The difference between the folder and what it shall hold, by paths in the folder.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// New or different.
    pub written: Vec<String>,
    /// As they should be.
    pub unchanged: Vec<String>,
    /// Generated once, no longer wanted.
    pub removed: Vec<String>,
    /// The manifest itself is missing or different.
    manifest: bool,
}

impl Changes {
    /// Whether the folder is as it should be.
    pub fn is_empty(&self) -> bool {
        self.written.is_empty() && self.removed.is_empty() && !self.manifest
    }
}

/// Why nothing was written.
#[derive(Debug)]
pub enum WriteError {
    /// A generated file's path would leave the folder, or is no path that all systems can hold.
    BadPath(String),
    /// Files that the generator did not write stand where it would write.
    Foreign {
        /// The output folder.
        dir: PathBuf,
        /// What is in the way, by paths in the folder.
        paths: Vec<String>,
    },
    /// The file system refused.
    Io {
        /// What was tried, as in "could not …".
        action: &'static str,
        /// With what.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
}

impl WriteError {
    /// The same as a problem to be rendered.
    pub fn to_diagnostic(&self) -> Diagnostic {
        let message = self.to_string();
        match self {
            Self::BadPath(_) => Diagnostic::error("bad-output-path", At::Nowhere, message),
            Self::Foreign { dir, .. } => {
                let hint = format!(
                    "move it away, or choose another folder; `{MANIFEST}` lists the generated files"
                );
                Diagnostic::error("foreign-file", At::Path(dir.clone()), message).hint(hint)
            }
            Self::Io { path, .. } => {
                let hint = "nothing was changed";
                Diagnostic::error("unwritable-output", At::Path(path.clone()), message).hint(hint)
            }
        }
    }
}

impl fmt::Display for WriteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BadPath(path) => write!(
                f,
                "`{}` is no path of a generated file",
                path.escape_debug()
            ),
            Self::Foreign { paths, .. } => {
                let names: Vec<_> = paths.iter().map(|path| format!("`{path}`")).collect();
                write!(
                    f,
                    "the generator did not write {} and leaves it alone",
                    names.join(", ")
                )
            }
            Self::Io { action, source, .. } => write!(f, "could not {action}: {source}"),
        }
    }
}

impl std::error::Error for WriteError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io { source, .. } => Some(source),
            Self::BadPath(_) | Self::Foreign { .. } => None,
        }
    }
}

fn io_error(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> WriteError + use<> {
    let path = path.to_owned();
    move |source| WriteError::Io {
        action,
        path,
        source,
    }
}

/// Compares a folder with what it shall hold. Changes nothing.
///
/// # Errors
/// Bad paths, foreign files in the way, a folder that can't be read.
pub fn plan(output: &Output) -> Result<Changes, WriteError> {
    let state = State::read(output)?;
    let foreign: Vec<_> = output
        .files
        .keys()
        .filter(|path| state.is_foreign(path))
        .cloned()
        .collect();
    if foreign.is_empty() {
        return Ok(state.changes());
    }
    Err(WriteError::Foreign {
        dir: output.dir.clone(),
        paths: foreign,
    })
}

/// Makes the folder what it shall be.
///
/// Files that stay the same are not touched. New content is first written beside, then moved into
/// place; when a step fails, all steps before it are taken back.
///
/// # Errors
/// Like [`plan`], and whatever the file system refuses; the folder is as before then.
pub fn apply(output: &Output) -> Result<Changes, WriteError> {
    apply_with(output, &mut |_| Ok(()))
}

/// One generated file that is not on the disk as it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The file's path in the folder.
    pub path: String,
    /// The change that a run would make, as a unified diff.
    pub diff: String,
}

/// Compares like [`plan`] and shows the differences, sorted by path. Changes nothing.
///
/// A foreign file in the way counts as a difference.
///
/// # Errors
/// Bad paths, a folder that can't be read.
pub fn check(output: &Output) -> Result<Vec<Difference>, WriteError> {
    let state = State::read(output)?;
    let changes = state.changes();
    let manifest = changes.manifest.then(|| MANIFEST.to_owned());
    let paths: BTreeSet<_> = changes
        .written
        .into_iter()
        .chain(changes.removed)
        .chain(manifest)
        .collect();
    Ok(paths
        .into_iter()
        .map(|path| state.difference(path))
        .collect())
}

/// What is wanted and what is there.
struct State<'o> {
    output: &'o Output,
    manifest: String,
    /// What the manifest on the disk lists.
    owned: BTreeSet<String>,
    /// The content of everything that is wanted or owned and exists.
    found: BTreeMap<String, Found>,
}

enum Found {
    Text(String),
    /// Something else at a file's place: a folder, a link, bytes that are no text.
    Other,
    /// A file or a link stands where a folder on the way to it should be.
    Blocked,
}

impl<'o> State<'o> {
    fn read(output: &'o Output) -> Result<Self, WriteError> {
        if let Some(bad) = output.files.keys().find(|path| !is_good_path(path)) {
            return Err(WriteError::BadPath(bad.clone()));
        }
        expect_folder(&output.dir)?;
        let owned = owned_files(&output.dir)?;
        let mut found = BTreeMap::new();
        let manifest = MANIFEST.to_owned();
        for path in output.files.keys().chain(&owned).chain([&manifest]) {
            if let Some(content) = read(&output.dir, path)? {
                found.insert(path.clone(), content);
            }
        }
        Ok(Self {
            output,
            manifest: manifest_of(&output.files),
            owned,
            found,
        })
    }

    fn wanted(&self, path: &str) -> Option<&str> {
        if path == MANIFEST {
            return Some(&self.manifest);
        }
        self.output.files.get(path).map(String::as_str)
    }

    fn is_same(&self, path: &str) -> bool {
        matches!(self.found.get(path), Some(Found::Text(text)) if Some(text.as_str()) == self.wanted(path))
    }

    fn is_foreign(&self, path: &str) -> bool {
        match self.found.get(path) {
            None => false,
            Some(Found::Blocked) => !self.gives_way(path),
            Some(_) if self.owned.contains(path) || self.is_same(path) => false,
            Some(Found::Text(text)) => !text.lines().take(5).any(|line| line.contains(MARK)),
            Some(Found::Other) => !self.gives_way(path),
        }
    }

    /// Whether what is at the place of a file goes away with the stale files: a folder that holds
    /// some, or one of them standing where a folder is needed.
    fn gives_way(&self, path: &str) -> bool {
        let stale = |owned: &&String| self.is_stale(owned);
        let below = |a: &str, b: &str| a.strip_prefix(b).is_some_and(|rest| rest.starts_with('/'));
        self.owned
            .iter()
            .filter(stale)
            .any(|owned| below(owned, path) || below(path, owned))
    }

    fn is_stale(&self, owned: &str) -> bool {
        let found = matches!(self.found.get(owned), Some(Found::Text(_) | Found::Other));
        found && !self.output.files.contains_key(owned)
    }

    fn changes(&self) -> Changes {
        let (unchanged, written) = self
            .output
            .files
            .keys()
            .cloned()
            .partition(|path| self.is_same(path));
        let removed = self
            .owned
            .iter()
            .filter(|path| self.is_stale(path))
            .cloned()
            .collect();
        Changes {
            written,
            unchanged,
            removed,
            manifest: !self.is_same(MANIFEST),
        }
    }

    fn difference(&self, path: String) -> Difference {
        let old = match self.found.get(&path) {
            Some(Found::Text(text)) => Some(text.as_str()),
            Some(Found::Other) => Some("(not a text file)\n"),
            Some(Found::Blocked) | None => None,
        };
        let place = slashes(&self.output.dir.join(&path));
        let diff = unified(&place, old, self.wanted(&path));
        Difference { path, diff }
    }
}

fn unified(place: &str, old: Option<&str>, new: Option<&str>) -> String {
    let name = |side: &str, text: Option<&str>| {
        text.map_or("/dev/null".to_owned(), |_| format!("{side}/{place}"))
    };
    let (from, to) = (name("a", old), name("b", new));
    let (old, new) = (old.unwrap_or_default(), new.unwrap_or_default());
    if old.is_empty() && new.is_empty() {
        // An empty file that comes or goes has no lines to show.
        return format!("--- {from}\n+++ {to}\n");
    }
    TextDiff::from_lines(old, new)
        .unified_diff()
        .context_radius(3)
        .header(&from, &to)
        .to_string()
}

fn slashes(path: &Path) -> String {
    let text = path.to_string_lossy().replace('\\', "/");
    text.trim_start_matches("./")
        .trim_start_matches('/')
        .to_owned()
}

fn manifest_of(files: &BTreeMap<String, String>) -> String {
    let mut text = MANIFEST_HEAD.to_owned();
    for path in files.keys() {
        text.push_str(path);
        text.push('\n');
    }
    text
}

fn expect_folder(dir: &Path) -> Result<(), WriteError> {
    match fs::metadata(dir) {
        Ok(metadata) if !metadata.is_dir() => {
            let source = io::ErrorKind::NotADirectory.into();
            Err(io_error("use this as the output folder", dir)(source))
        }
        _ => Ok(()),
    }
}

fn owned_files(dir: &Path) -> Result<BTreeSet<String>, WriteError> {
    let Some(Found::Text(text)) = read(dir, MANIFEST)? else {
        return Ok(BTreeSet::new());
    };
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    // Someone may have edited it: nothing outside of the folder is ever ours.
    Ok(lines
        .filter(|line| is_good_path(line))
        .map(str::to_owned)
        .collect())
}

/// Paths in the folder that mean the same on all systems.
fn is_good_path(path: &str) -> bool {
    let is_good = |part: &str| {
        !part.is_empty()
            && part != "."
            && part != ".."
            && !part.contains(['\\', ':', '\0', '\n', '\r'])
    };
    path != MANIFEST && !path.starts_with('#') && path.split('/').all(is_good)
}

fn read(dir: &Path, path: &str) -> Result<Option<Found>, WriteError> {
    let fail = |error| io_error("read a generated file", &dir.join(path))(error);
    if let Some(other) = blocked(dir, path) {
        return Ok(other.then_some(Found::Blocked));
    }
    let place = dir.join(path);
    match fs::symlink_metadata(&place) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(fail(error)),
        Ok(metadata) if metadata.is_file() => match fs::read(&place).map(String::from_utf8) {
            Ok(Ok(text)) => Ok(Some(Found::Text(text))),
            Ok(Err(_)) => Ok(Some(Found::Other)),
            Err(error) => Err(fail(error)),
        },
        Ok(_) => Ok(Some(Found::Other)),
    }
}

/// Whether a folder on the way to a file is missing (`false`) or is no folder (`true`). A link to a
/// folder counts as none: following it could lead anywhere.
fn blocked(dir: &Path, path: &str) -> Option<bool> {
    let folders = path.match_indices('/').map(|(at, _)| dir.join(&path[..at]));
    for folder in folders {
        match fs::symlink_metadata(folder) {
            Ok(metadata) if metadata.is_dir() => {}
            Ok(_) => return Some(true),
            Err(_) => return Some(false),
        }
    }
    None
}

/// Called before each step that changes the folder; tests let it fail.
type Gate<'g> = dyn FnMut(&Path) -> io::Result<()> + 'g;

fn apply_with(output: &Output, gate: &mut Gate<'_>) -> Result<Changes, WriteError> {
    let changes = plan(output)?;
    if changes.is_empty() {
        return Ok(changes);
    }
    let mut journal = Journal::default();
    match replace(output, &changes, &mut journal, gate) {
        Ok(()) => Ok(changes),
        Err(error) => {
            journal.roll_back();
            Err(error)
        }
    }
}

fn replace(
    output: &Output,
    changes: &Changes,
    journal: &mut Journal,
    gate: &mut Gate<'_>,
) -> Result<(), WriteError> {
    journal.make_folder(&output.dir, gate)?;
    // In the folder itself, since only there a rename is sure to stay on one file system.
    let staging = tempfile::Builder::new()
        .prefix(".generated-")
        .tempdir_in(&output.dir);
    // Its own message names the folder that it tried, with a random name.
    let staging = staging.map_err(|error| error.kind().into());
    let staging = staging.map_err(io_error("write to the output folder", &output.dir))?;
    let staging = journal.keep(staging);
    let manifest = manifest_of(&output.files);
    let mut files: Vec<_> = changes
        .written
        .iter()
        .map(|path| (path.as_str(), output.files[path].as_str()))
        .collect();
    files.push((MANIFEST, &manifest));
    let staged = stage(&files, &staging, &output.dir, gate)?;
    for (number, path) in changes.removed.iter().enumerate() {
        journal.remove(
            output.dir.join(path),
            staging.join(format!("removed-{number}")),
            gate,
        )?;
        journal.prune(&output.dir, path);
    }
    for ((path, _), new) in files.iter().zip(staged) {
        let target = output.dir.join(path);
        journal.make_folder(target.parent().unwrap_or(&output.dir), gate)?;
        journal.put(new, target, gate)?;
    }
    Ok(())
}

/// Writes the new contents into the staging folder: a full disk shows here, before anything moves.
fn stage(
    files: &[(&str, &str)],
    staging: &Path,
    dir: &Path,
    gate: &mut Gate<'_>,
) -> Result<Vec<PathBuf>, WriteError> {
    let mut staged = Vec::with_capacity(files.len());
    for (number, (path, text)) in files.iter().enumerate() {
        let target = dir.join(path);
        let new = staging.join(format!("new-{number}"));
        let write = gate(&new).and_then(|()| fs::write(&new, text));
        write.map_err(io_error("write a generated file", &target))?;
        keep_permissions(&target, &new).map_err(io_error("copy the permissions", &target))?;
        staged.push(new);
    }
    Ok(staged)
}

fn keep_permissions(old: &Path, new: &Path) -> io::Result<()> {
    match fs::symlink_metadata(old) {
        Ok(metadata) if metadata.is_file() => fs::set_permissions(new, metadata.permissions()),
        _ => Ok(()),
    }
}

/// What has been done, so that it can be undone.
#[derive(Default)]
struct Journal {
    steps: Vec<Step>,
}

enum Step {
    MadeFolder(PathBuf),
    /// Holds what was moved aside; goes when everything is back, or at the good end.
    Staging(tempfile::TempDir),
    RemovedFolder(PathBuf),
    /// `from` now stands at `to`.
    Moved {
        from: PathBuf,
        to: PathBuf,
    },
}

impl Journal {
    fn keep(&mut self, staging: tempfile::TempDir) -> PathBuf {
        let path = staging.path().to_owned();
        self.steps.push(Step::Staging(staging));
        path
    }

    fn make_folder(&mut self, folder: &Path, gate: &mut Gate<'_>) -> Result<(), WriteError> {
        let missing = folder
            .ancestors()
            .take_while(|folder| !folder.as_os_str().is_empty() && !folder.exists());
        let missing: Vec<_> = missing.collect();
        for folder in missing.into_iter().rev() {
            let made = gate(folder).and_then(|()| fs::create_dir(folder));
            made.map_err(io_error("make a folder", folder))?;
            self.steps.push(Step::MadeFolder(folder.to_owned()));
        }
        Ok(())
    }

    fn rename(&mut self, from: PathBuf, to: PathBuf, gate: &mut Gate<'_>) -> io::Result<()> {
        gate(&to)?;
        fs::rename(&from, &to)?;
        self.steps.push(Step::Moved { from, to });
        Ok(())
    }

    fn remove(
        &mut self,
        file: PathBuf,
        aside: PathBuf,
        gate: &mut Gate<'_>,
    ) -> Result<(), WriteError> {
        let fail = io_error("remove a stale file", &file);
        self.rename(file, aside, gate).map_err(fail)
    }

    /// Moves a new file into place, and what was there aside.
    fn put(
        &mut self,
        new: PathBuf,
        target: PathBuf,
        gate: &mut Gate<'_>,
    ) -> Result<(), WriteError> {
        let fail = io_error("write a generated file", &target);
        let aside = new.with_extension("old");
        let result = match fs::symlink_metadata(&target) {
            // A folder may hold more than what is ours.
            Ok(metadata) if metadata.is_dir() => Err(io::ErrorKind::IsADirectory.into()),
            Ok(_) => self.rename(target.clone(), aside, gate),
            Err(_) => Ok(()),
        };
        result
            .and_then(|()| self.rename(new, target, gate))
            .map_err(fail)
    }

    /// Removes the folders that a removed file leaves empty.
    fn prune(&mut self, dir: &Path, path: &str) {
        for (at, _) in path.rmatch_indices('/') {
            let folder = dir.join(&path[..at]);
            if fs::remove_dir(&folder).is_err() {
                return;
            }
            self.steps.push(Step::RemovedFolder(folder));
        }
    }

    /// Best effort: where the file system refuses even this, there is nothing left to do.
    fn roll_back(self) {
        for step in self.steps.into_iter().rev() {
            let _ = match step {
                Step::MadeFolder(folder) => fs::remove_dir(folder),
                Step::Staging(folder) => folder.close(),
                Step::RemovedFolder(folder) => fs::create_dir(folder),
                Step::Moved { from, to } => fs::rename(to, from),
            };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn output(dir: &Path, files: &[(&str, &str)]) -> Output {
        let files = files
            .iter()
            .map(|(path, text)| ((*path).to_owned(), (*text).to_owned()));
        Output {
            dir: dir.to_owned(),
            files: files.collect(),
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
        let old = output(
            dir,
            &[
                ("Cargo.toml", "1"),
                ("src/a.rs", "a"),
                ("src/old/b.rs", "b"),
                ("src/same.rs", "s"),
            ],
        );
        let new = output(
            dir,
            &[
                ("Cargo.toml", "2"),
                ("src/a.rs", "aa"),
                ("src/new/c.rs", "c"),
                ("src/same.rs", "s"),
            ],
        );
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
}
