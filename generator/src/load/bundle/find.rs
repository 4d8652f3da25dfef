//! Finds all that a description leads to, and reads the files that it is in.

use std::collections::VecDeque;
use std::path::Path;

use super::links::{self, Link};
use super::{Bundler, MAX_FILES, Piece};
use crate::diagnostics::{Diagnostic, nearest};
use crate::grammar::{self, Kind};
use crate::load::UNREADABLE;
use crate::pointer::{FileId, Pointer, percent_decode};

impl Bundler<'_> {
    /// Goes from piece to piece. Those that have a place come first, since what they refer to may get
    /// one through them.
    pub(super) fn find(&mut self) -> Result<(), Diagnostic> {
        let root = Pointer::root(FileId::default());
        self.pieces.insert(
            root.clone(),
            Piece {
                kind: Kind::Document,
                section: None,
                place: Some(root.clone()),
            },
        );
        let mut todo = VecDeque::from([root]);
        while let Some(start) = todo.pop_front() {
            for link in self.links_of(&start) {
                if let Some(target) = self.target(start.file(), &link.text)? {
                    self.found(&start, &link, target, &mut todo);
                }
            }
        }
        Ok(())
    }

    fn links_of(&self, start: &Pointer) -> Vec<Link> {
        let found = self.pieces.get(start).zip(self.sources.original(start));
        // In most descriptions all references are local and lead to what the walk comes by anyway.
        let is_wanted = |text: &str| !is_local(start.file(), text) || local(text).is_some();
        found.map_or_else(Vec::new, |(piece, value)| {
            links::links(value, piece.kind, piece.section, &is_wanted)
        })
    }

    fn found(
        &mut self,
        start: &Pointer,
        link: &Link,
        target: Pointer,
        todo: &mut VecDeque<Pointer>,
    ) {
        let is_own = target.file() == FileId::default();
        let place = self.home(start, link).filter(|_| !is_own);
        if let Some(piece) = self.pieces.get_mut(&target) {
            if piece.place.is_none() && place.is_some() {
                piece.place = place;
                todo.push_front(target);
            }
            return;
        }
        if place.is_none() && self.covering(&target).is_some() {
            return;
        }
        let piece = Piece {
            kind: link.kind,
            section: link.section.filter(|_| !links::is_collection(link.kind)),
            // What the description has elsewhere stays there.
            place: place.or_else(|| is_own.then(|| target.clone())),
        };
        let has_place = piece.place.is_some();
        self.pieces.insert(target.clone(), piece);
        if has_place {
            todo.push_front(target);
        } else {
            todo.push_back(target);
        }
    }

    /// The place of what stands where there is only a reference to it: a component, a path, or a
    /// collection.
    fn home(&self, start: &Pointer, link: &Link) -> Option<Pointer> {
        let piece = self.pieces.get(start)?;
        let place = piece.place.as_ref()?.join(&link.path);
        (link.is_alone && is_home(&place, link.kind)).then_some(place)
    }

    /// The place in its own file that a reference leads to; `None` for one that is local, or leads
    /// nowhere.
    fn target(&mut self, file: FileId, text: &str) -> Result<Option<Pointer>, Diagnostic> {
        if is_local(file, text) {
            return Ok(local(text).filter(|to| self.sources.original(to).is_some()));
        }
        let key = (file, text.to_owned());
        if let Some(known) = self.targets.get(&key) {
            return Ok(known.clone().ok());
        }
        let found = self.look_up(file, text)?;
        let found = found.map_err(|reason| {
            let shown = self.shown(file, text);
            self.failures.insert(shown.clone(), reason);
            shown
        });
        self.targets.insert(key, found.clone());
        Ok(found.ok())
    }

    /// A reference, or why it leads nowhere.
    fn look_up(&mut self, file: FileId, text: &str) -> Result<Result<Pointer, String>, Diagnostic> {
        if has_scheme(text) {
            let reason = "nothing is fetched from the network; save the document beside this one, and refer to the file";
            return Ok(Err(reason.to_owned()));
        }
        let (path, fragment) = text.split_once('#').unwrap_or((text, ""));
        let to = match self.file(file, path)? {
            Ok(to) => to,
            Err(reason) => return Ok(Err(reason)),
        };
        let Some(pointer) = Pointer::parse_fragment(to, &format!("#{fragment}")) else {
            let reason =
                format!("`#{fragment}` is no JSON pointer, such as `#/components/schemas/Name`");
            return Ok(Err(reason));
        };
        Ok(match self.sources.original(&pointer) {
            Some(_) => Ok(pointer),
            None => Err(self.missing(&pointer)),
        })
    }

    /// Why there is nothing at a place of a file that there is.
    fn missing(&self, at: &Pointer) -> String {
        let parent = at.parent().unwrap_or_else(|| at.clone());
        let holder = self
            .sources
            .original(&parent)
            .and_then(|found| found.as_object());
        let keys = holder.into_iter().flat_map(|map| map.keys());
        let wanted = at.last().unwrap_or_default();
        let file = self.sources.source(at.file());
        let file = file.map_or_else(String::new, |source| source.path.display().to_string());
        match nearest(keys.map(String::as_str), &wanted) {
            Some(key) => format!("did you mean `{}` in `{file}`?", parent.child(key)),
            None => format!("there is no `{at}` in `{file}`"),
        }
    }

    /// The file that a path leads to, read when it is asked for first.
    fn file(&mut self, from: FileId, path: &str) -> Result<Result<FileId, String>, Diagnostic> {
        if path.is_empty() {
            return Ok(Ok(from));
        }
        let Some(path) = percent_decode(path) else {
            return Ok(Err("the path has a bad percent sequence".to_owned()));
        };
        let path = self.documents.beside(self.path(from), &path);
        let identity = self.documents.identity(&path);
        if self.files.is_empty() {
            let own = self.documents.identity(self.path(FileId::default()));
            self.files.insert(own, Ok(FileId::default()));
        }
        if let Some(known) = self.files.get(&identity) {
            return Ok(known.clone());
        }
        let read = match self.documents.read(&path) {
            Ok(_) if self.files.len() >= MAX_FILES => {
                Err(format!("a description has at most {MAX_FILES} files"))
            }
            Ok(text) => Ok(self.sources.add(&path, text, self.diagnostics)?),
            Err(problem) if problem.code == UNREADABLE => {
                Err(format!("`{}`: {}", path.display(), problem.message))
            }
            Err(problem) => return Err(problem),
        };
        self.files.insert(identity, read.clone());
        Ok(read)
    }

    fn path(&self, file: FileId) -> &Path {
        let source = self.sources.source(file);
        source.map_or(Path::new(""), |source| &source.path)
    }

    /// How a reference that leads nowhere stands in the one tree: where it would be taken for another
    /// one, with the path of its file.
    fn shown(&self, file: FileId, text: &str) -> String {
        if file == FileId::default() || has_scheme(text) {
            return text.to_owned();
        }
        let (path, fragment) = text.split_once('#').unwrap_or((text, ""));
        let path = match path {
            "" => self.path(file).to_owned(),
            path => self.documents.beside(self.path(file), path),
        };
        format!("{}#{fragment}", path.display())
    }
}

/// Whether a reference stays in the description's own file.
fn is_local(file: FileId, text: &str) -> bool {
    file == FileId::default() && text.starts_with('#')
}

/// Where such a reference leads, if a walk over the whole document does not come there anyway.
fn local(text: &str) -> Option<Pointer> {
    let target = Pointer::parse_fragment(FileId::default(), text);
    target.filter(|to| grammar::in_document(to).is_none())
}

/// Whether what is referred to here stands here.
pub(super) fn is_home(place: &Pointer, kind: Kind) -> bool {
    if links::is_collection(kind) {
        return true;
    }
    let segments: Vec<_> = place.segments().collect();
    match segments.as_slice() {
        [paths, _] => paths == "paths",
        [components, _, _] => components == "components",
        _ => false,
    }
}

/// Whether a reference names a protocol, `https:` or any other.
fn has_scheme(text: &str) -> bool {
    let Some((scheme, _)) = text.split_once(':') else {
        return false;
    };
    // One letter is a drive.
    scheme.len() > 1
        && scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
}
