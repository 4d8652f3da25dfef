//! Reads a description, JSON or YAML, into one kind of tree, and knows where each value stands.

mod anchors;
mod bundle;
mod documents;
mod files;
mod outline;
mod overlay;
mod positions;
mod revision;
mod value;
mod yaml;

use std::borrow::Cow;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use serde_json::Value;

pub use self::value::{Finder, to_text};

use self::bundle::Failures;
pub use self::documents::{Committed, Disk, Documents, InMemory, clean};
pub use self::files::{
    SPEC_DIR, SpecFiles, description_beside, find_workspace, list_specs, parse_lock, read_lock,
    read_policy, read_text, templates,
};
use self::outline::Outline;
pub use self::overlay::{load_for, overlay};
use self::positions::{Found, Positions};
pub use self::revision::{Revision, read_stdin};
use self::value::{Duplicate, Failure};
use crate::diagnostics::{At, Diagnostic, Diagnostics};
use crate::origins::Origins;
use crate::pointer::{FileId, Pointer};

/// The code of a problem with reading a file at all, as opposed to what stands in it.
pub const UNREADABLE: &str = "unreadable-file";

/// How a document is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// JSON.
    Json,
    /// YAML 1.2.
    Yaml,
}

/// One document.
#[derive(Clone, Debug)]
pub struct Source {
    /// Where it came from, as the user wrote it.
    pub path: PathBuf,
    /// Its text, without a byte order mark.
    pub text: String,
    /// Its content, in the order of the text. `Null` when the text could not be read.
    pub value: Value,
    /// How it is written.
    pub format: Format,
    outline: Outline,
    positions: OnceLock<Positions>,
    index: OnceLock<Index>,
}

/// A place in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
    /// The byte offset.
    pub offset: usize,
    /// The length in bytes; never past the end of the line.
    pub len: usize,
}

/// The documents of one run; number 0 is the description itself. What it refers to in other files is
/// part of one tree, in which all references are local.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    docs: Vec<Source>,
    /// The tree, where it is not the first document.
    merged: Option<Value>,
    /// Where the parts of the tree stand in the documents.
    origins: Origins,
    failures: Failures,
}

/// Reads the description at `path`.
///
/// Keys that stand twice become defects in `diagnostics`.
///
/// # Errors
/// A file that can't be read ([`UNREADABLE`]), is no UTF-8, has bad syntax, or is no object. The
/// result holds what was in `diagnostics` before, too, and the text, so that it can be rendered.
pub fn load(path: &Path, diagnostics: &mut Diagnostics) -> Result<Sources, Diagnostics> {
    match files::read_text(path, "description") {
        Ok(text) => load_with(path, text, &Disk, diagnostics),
        Err(problem) => {
            diagnostics.push(problem);
            Err(diagnostics.take())
        }
    }
}

/// Reads a description from a text in memory; `path` gives its name and, by its extension, its format.
///
/// # Errors
/// Like [`load`].
pub fn load_text(
    path: &Path,
    text: String,
    diagnostics: &mut Diagnostics,
) -> Result<Sources, Diagnostics> {
    load_with(path, text, &InMemory, diagnostics)
}

/// The same for a description that may refer to other documents.
///
/// # Errors
/// Like [`load`].
pub fn load_with(
    path: &Path,
    text: String,
    documents: &dyn Documents,
    diagnostics: &mut Diagnostics,
) -> Result<Sources, Diagnostics> {
    let mut sources = Sources::default();
    let text = text
        .strip_prefix('\u{feff}')
        .map(str::to_owned)
        .unwrap_or(text);
    let read = sources.add(path, text, diagnostics);
    let read = read.and_then(|file| {
        sources.expect_object(file, diagnostics);
        anchors::resolve(&mut sources);
        bundle::bundle(&mut sources, documents, diagnostics)
    });
    if let Err(problem) = read {
        diagnostics.push(problem);
    }
    diagnostics.checkpoint().map_err(|mut problems| {
        problems.attach_sources(std::mem::take(&mut sources));
        problems
    })?;
    Ok(sources)
}

impl Sources {
    /// The documents; the first is the description.
    pub fn docs(&self) -> &[Source] {
        &self.docs
    }

    /// One document.
    pub fn source(&self, file: FileId) -> Option<&Source> {
        self.docs.get(usize::from(file.0))
    }

    /// The description's content; `Null` when there is none.
    pub fn root(&self) -> &Value {
        let first = || self.docs.first().map(|source| &source.value);
        self.merged.as_ref().or_else(first).unwrap_or(&Value::Null)
    }

    /// The description's content, to be mended. Its text stays as it is, and so do the places.
    pub(crate) fn root_mut(&mut self) -> Option<&mut Value> {
        let first = self.docs.first_mut().map(|source| &mut source.value);
        self.merged.as_mut().or(first)
    }

    /// The value at a pointer.
    pub fn get(&self, pointer: &Pointer) -> Option<&Value> {
        match pointer.file() {
            FileId(0) => value::at(self.root(), pointer.path()),
            _ => self.original(pointer),
        }
    }

    /// The value at a pointer into a document as it was read.
    fn original(&self, pointer: &Pointer) -> Option<&Value> {
        value::at(&self.source(pointer.file())?.value, pointer.path())
    }

    /// Where something of the tree stands in the documents.
    pub fn origin(&self, pointer: &Pointer) -> Pointer {
        self.origins.of(pointer)
    }

    /// Why a reference leads nowhere, if it is one to another file.
    pub fn failure(&self, reference: &str) -> Option<&str> {
        self.failures.get(reference).map(String::as_str)
    }

    /// Where something stands in the text, within one line.
    ///
    /// Of a value that is not there, the nearest one that should hold it. Of an object or array, the
    /// key that names it. `None` for places outside of the documents.
    pub fn position(&self, at: &At) -> Option<Position> {
        let (source, range) = match at {
            At::Value(pointer) => self
                .find(pointer)
                .map(|(source, found)| (source, value_range(found)))?,
            At::Key(pointer) => self
                .find(pointer)
                .map(|(source, found)| (source, key_range(found)))?,
            At::Text { file, offset } => {
                let source = self.source(*file)?;
                (source, word_at(&source.text, *offset))
            }
            At::Policy(_) | At::Path(_) | At::Nowhere => return None,
        };
        Some(source.position_in(range))
    }

    fn find(&self, pointer: &Pointer) -> Option<(&Source, Found)> {
        let pointer = self.origin(pointer);
        let source = self.source(pointer.file())?;
        Some((source, source.find(&pointer)))
    }

    /// Adds a document. One that can't be read stays, without content, for the sake of its text.
    fn add(
        &mut self,
        path: &Path,
        text: String,
        diagnostics: &mut Diagnostics,
    ) -> Result<FileId, Diagnostic> {
        let file = FileId(u16::try_from(self.docs.len()).unwrap_or(u16::MAX));
        let (format, result) = parse(path, &text);
        let source = Source {
            path: path.to_owned(),
            text,
            value: Value::Null,
            format,
            outline: Outline::default(),
            positions: OnceLock::new(),
            index: OnceLock::new(),
        };
        self.docs.push(source);
        let Some(source) = self.docs.last_mut() else {
            return Ok(file);
        };
        let (value, duplicates) = result.map_err(|failure| syntax_error(file, source, failure))?;
        source.value = value;
        diagnostics.extend(source.describe_duplicates(file, duplicates));
        Ok(file)
    }

    fn expect_object(&self, file: FileId, diagnostics: &mut Diagnostics) {
        let Some(source) = self.source(file) else {
            return;
        };
        if !source.value.is_object() {
            let message = format!(
                "a description is an object, but this is {}",
                kind_of(source)
            );
            let at = At::Text {
                file,
                offset: source.text.len() - source.text.trim_start().len(),
            };
            let hint = "it starts with `openapi: 3.0.3` (YAML) or `{\"openapi\": \"3.0.3\"` (JSON)";
            diagnostics.push(Diagnostic::error("not-a-description", at, message).hint(hint));
        }
    }
}

impl Source {
    fn find(&self, pointer: &Pointer) -> Found {
        let (found, start) = self.look(pointer, |positions, rest| {
            positions.find(rest.iter().cloned())
        });
        found.moved(start)
    }

    /// Looks for what stands at a place, or below it, in as little of the text as is known to hold it.
    /// Tells the offset of that part as well.
    fn look<T>(
        &self,
        pointer: &Pointer,
        ask: impl FnOnce(&Positions, &[Cow<'_, str>]) -> T,
    ) -> (T, usize) {
        let segments: Vec<_> = pointer.segments().collect();
        let is_unread = self.format == Format::Yaml && self.positions.get().is_none();
        if is_unread && let Some(part) = self.outline.part(&self.text, &self.value, &segments) {
            return (ask(&part.positions, part.rest), part.start);
        }
        (ask(self.positions(), &segments), 0)
    }

    fn positions(&self) -> &Positions {
        self.positions
            .get_or_init(|| Positions::of(&self.text, self.format))
    }

    /// Like the function of this name, for many places in one text, which may be one long line.
    fn position_in(&self, range: Range<usize>) -> Position {
        let index = self.index.get_or_init(|| Index::of(&self.text));
        let offset = floor(&self.text, range.start);
        let line = index.before(&self.text, offset).lines + 1;
        let start =
            memchr::memrchr(b'\n', &self.text.as_bytes()[..offset]).map_or(0, |end| end + 1);
        Position {
            line,
            column: index.before(&self.text, offset).chars - index.before(&self.text, start).chars
                + 1,
            offset,
            len: marked(&self.text, offset..range.end),
        }
    }

    fn describe_duplicates(&self, file: FileId, duplicates: Vec<Duplicate>) -> Vec<Diagnostic> {
        let mut problems: Vec<Diagnostic> = Vec::new();
        for (number, duplicate) in duplicates.iter().enumerate() {
            let earlier = duplicates[..number]
                .iter()
                .filter(|other| *other == duplicate)
                .count();
            let problem = self.describe_duplicate(file, duplicate, earlier + 1);
            // An object with an anchor is read once for each alias, and tells the same each time.
            if !problems.iter().any(|other| other.at == problem.at) {
                problems.push(problem);
            }
        }
        problems
    }

    fn describe_duplicate(&self, file: FileId, duplicate: &Duplicate, nth: usize) -> Diagnostic {
        let object = Pointer::parse(file, &duplicate.object).unwrap_or_else(|| Pointer::root(file));
        let key = &duplicate.key;
        let (found, start) = self.look(&object, |positions, rest| {
            positions.find_key(rest.iter().cloned(), key, nth)
        });
        let at = match found {
            Some(span) => At::Text {
                file,
                offset: start + span.range().start,
            },
            None => At::Key(object.child(key)),
        };
        let message =
            format!("the key `{key}` stands more than once in `{object}`; only the first counts");
        Diagnostic::defect("duplicate-key", at, message).hint("remove or rename one of them")
    }
}

type Content = Result<(Value, Vec<Duplicate>), Failure>;

/// Reads by extension; JSON in a `.yaml` file is read as JSON, since it is faster and YAML knows
/// no surrogate escapes.
fn parse(path: &Path, text: &str) -> (Format, Content) {
    let extension = path
        .extension()
        .map(|extension| extension.to_ascii_lowercase());
    let looks_like_json = text.trim_start().starts_with('{');
    if extension.is_some_and(|extension| extension == "json") {
        return (Format::Json, value::read(text, Format::Json));
    }
    if looks_like_json && let Ok(content) = value::read(text, Format::Json) {
        return (Format::Json, Ok(content));
    }
    let yaml = path
        .extension()
        .is_some_and(|e| e.eq_ignore_ascii_case("yaml") || e.eq_ignore_ascii_case("yml"));
    let format = if looks_like_json && !yaml {
        Format::Json
    } else {
        Format::Yaml
    };
    (format, value::read(text, format))
}

fn syntax_error(file: FileId, source: &Source, failure: Failure) -> Diagnostic {
    let (code, name) = match source.format {
        Format::Json => ("invalid-json", "JSON"),
        Format::Yaml => ("invalid-yaml", "YAML"),
    };
    let at = match failure.offset {
        Some(offset) => At::Text { file, offset },
        None => At::Path(source.path.clone()),
    };
    let hint = syntax_hint(source, &failure);
    let mut problem = Diagnostic::error(
        code,
        at,
        format!("this is not valid {name}: {}", failure.message),
    );
    problem.hint = hint.map(str::to_owned);
    problem
}

/// Advice for the mistakes that people make most.
fn syntax_hint(source: &Source, failure: &Failure) -> Option<&'static str> {
    const HINTS: [(&str, &str); 14] = [
        ("trailing comma", "remove the comma after the last element"),
        (
            "trailing characters",
            "there is more than one value in this file; keep one",
        ),
        (
            "recursion limit",
            "descriptions may be nested 128 levels deep",
        ),
        ("repetition limit", "use `$ref` instead of YAML aliases"),
        ("aliases", "use `$ref` instead of YAML aliases"),
        ("more than one document", "keep one document per file"),
        (
            "mapping values are not allowed",
            "put a value that contains `: ` in quotes, or check the indentation",
        ),
        (
            "did not find expected key",
            "check the indentation, and quotes inside of a quoted value",
        ),
        (
            "could not find expected ':'",
            "check the indentation; a text of several lines needs `|` or `>`",
        ),
        (
            "is no JSON number",
            "put it in quotes if it is meant as text",
        ),
        ("a YAML tag", "remove the tag (`!…`)"),
        ("unknown anchor", "put it in quotes if it is meant as text"),
        (
            "scanning an alias",
            "put a text that starts with `*` in quotes",
        ),
        (
            "scanning an anchor",
            "put a text that starts with `&` in quotes",
        ),
    ];
    let message = failure.message.as_str();
    let rest = source
        .text
        .get(failure.offset.unwrap_or_default()..)
        .unwrap_or_default();
    if message.contains("cannot start any token") {
        let is_tab = rest.starts_with('\t');
        return Some(if is_tab {
            "YAML is indented with spaces, not with tabs"
        } else {
            "put a text that starts with this character in quotes"
        });
    }
    if source.format == Format::Json && failure.offset == Some(0) {
        return Some("if this is YAML, call the file `….yaml`");
    }
    HINTS
        .iter()
        .find(|(part, _)| message.contains(part))
        .map(|(_, hint)| *hint)
}

fn kind_of(source: &Source) -> &'static str {
    match &source.value {
        Value::Null if source.text.trim().is_empty() => "an empty file",
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

fn value_range(found: Found) -> Range<usize> {
    match found.key {
        // Marking the first line of an object would mark its first property.
        Some(key) if !found.is_scalar || found.value.range().is_empty() => key.range(),
        _ => found.value.range(),
    }
}

fn key_range(found: Found) -> Range<usize> {
    found.key.unwrap_or(found.value).range()
}

/// What a reader takes for one word at a place that only has a beginning.
fn word_at(text: &str, offset: usize) -> Range<usize> {
    let start = floor(text, offset);
    let rest = &text[start..];
    let Some(first) = rest.chars().next() else {
        return start..start;
    };
    let is_word = |c: char| c.is_alphanumeric() || "_-$.\"'".contains(c);
    let length = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
    start
        ..start
            + if is_word(first) {
                length
            } else {
                first.len_utf8()
            }
}

fn floor(text: &str, offset: usize) -> usize {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

/// Counts lines and columns of a byte range, and cuts it at the end of its first line.
pub(crate) fn position_in(text: &str, range: Range<usize>) -> Position {
    let offset = floor(text, range.start);
    let before = &text[..offset];
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    Position {
        line: before.bytes().filter(|byte| *byte == b'\n').count() + 1,
        column: before[line_start..].chars().count() + 1,
        offset,
        len: marked(text, offset..range.end),
    }
}

/// The length of a range, cut at the end of its first line.
fn marked(text: &str, range: Range<usize>) -> usize {
    let marked = text.get(range.start..floor(text, range.end));
    let line = marked.and_then(|marked| marked.lines().next());
    line.map_or(0, |line| line.trim_end().len())
}

/// What is counted once of a text, so that looking up a place does not take as long as reading it: what
/// comes before each multiple of [`STEP`](Self::STEP).
#[derive(Clone, Debug)]
struct Index(Vec<Count>);

/// How many lines end, and how many characters start, in a part of a UTF-8 text.
#[derive(Clone, Copy, Debug, Default)]
struct Count {
    lines: usize,
    chars: usize,
}

impl Count {
    fn and(self, part: &[u8]) -> Self {
        let is_start = |byte| byte & 0b1100_0000 != 0b1000_0000;
        Self {
            lines: self.lines + count(part, |byte| byte == b'\n'),
            chars: self.chars + count(part, is_start),
        }
    }
}

impl Index {
    const STEP: usize = 4096;

    fn of(text: &str) -> Self {
        let mut before = vec![Count::default()];
        for block in text.as_bytes().chunks(Self::STEP) {
            before.push(before.last().copied().unwrap_or_default().and(block));
        }
        Self(before)
    }

    fn before(&self, text: &str, offset: usize) -> Count {
        let block = offset / Self::STEP;
        self.0[block].and(&text.as_bytes()[block * Self::STEP..offset])
    }
}

/// How many bytes are such. Counted in bytes, for which a compiler has wide instructions.
fn count(text: &[u8], is_such: impl Fn(u8) -> bool) -> usize {
    let count = |part: &[u8]| part.iter().map(|byte| u8::from(is_such(*byte))).sum::<u8>();
    text.chunks(255).map(|part| usize::from(count(part))).sum()
}

#[cfg(test)]
mod tests;
