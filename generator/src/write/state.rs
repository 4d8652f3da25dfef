//! What is wanted and what is there, and how they differ.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use similar::TextDiff;

use super::error::WriteError;
use super::found::{Found, expect_folder, read, read_lock};
use super::manifest::{MANIFEST, is_good_path, manifest_of, owned_files};
use super::{Changes, Difference, MARK, Output};

/// What is wanted and what is there.
pub(super) struct State<'o> {
    output: &'o Output,
    manifest: String,
    /// What the manifest on the disk lists.
    owned: BTreeSet<String>,
    /// The content of everything that is wanted or owned and exists.
    found: BTreeMap<String, Found>,
    /// The lock as it is on the disk.
    lock: Option<String>,
}

impl<'o> State<'o> {
    pub(super) fn read(output: &'o Output) -> Result<Self, WriteError> {
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
        let lock = match &output.lock {
            Some((path, _)) => read_lock(path)?,
            None => None,
        };
        Ok(Self {
            output,
            lock,
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

    pub(super) fn is_foreign(&self, path: &str) -> bool {
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

    pub(super) fn changes(&self) -> Changes {
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
            lock: self.lock_differs(),
        }
    }

    fn lock_differs(&self) -> bool {
        let wanted = self.output.lock.as_ref().map(|(_, text)| text);
        wanted.is_some() && wanted != self.lock.as_ref()
    }

    pub(super) fn lock_difference(&self) -> Option<Difference> {
        let (path, text) = self.output.lock.as_ref()?;
        let path = slashes(path);
        let diff = unified(&path, self.lock.as_deref(), Some(text));
        self.lock_differs().then_some(Difference { path, diff })
    }

    pub(super) fn difference(&self, path: String) -> Difference {
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

pub(super) fn unified(place: &str, old: Option<&str>, new: Option<&str>) -> String {
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
