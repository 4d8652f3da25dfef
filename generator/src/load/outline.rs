//! From a JSON pointer to the lines of a YAML text that hold its place, without reading the others.
//!
//! The keys of a block mapping are the lines of its column that are not part of a value before them.
//! That these were found, and no others, is certain where they are the keys that were loaded.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use serde_json::Value;

use super::Format;
use super::positions::Positions;

/// The mappings that were looked through, by the offset where each begins.
#[derive(Debug, Default)]
pub(super) struct Outline {
    blocks: Mutex<HashMap<usize, Option<Block>>>,
    /// How many bytes were read so far.
    read: AtomicUsize,
}

/// Where the properties of a mapping stand, in the order of the text; each has whole lines.
type Block = Vec<Range<usize>>;

/// Some lines of a text, read on their own.
pub(super) struct Part<'s> {
    pub(super) positions: Positions,
    /// Where they begin in the text.
    pub(super) start: usize,
    /// The way to the place from there.
    pub(super) rest: &'s [Cow<'s, str>],
}

impl Clone for Outline {
    /// What was found is found again.
    fn clone(&self) -> Self {
        Self::default()
    }
}

impl Outline {
    /// Reads the lines that hold a place. `None` if it takes more than lines to find it.
    pub(super) fn part<'s>(
        &self,
        text: &str,
        mut value: &Value,
        segments: &'s [Cow<'s, str>],
    ) -> Option<Part<'s>> {
        let mut lines = 0..text.len();
        let mut passed = 0_usize;
        for segment in segments {
            let inside = match passed {
                0 => Some(lines.clone()),
                _ => below_key(text, &lines),
            };
            let property = inside.and_then(|inside| self.property(text, inside, value, segment));
            let Some((property, child)) = property else {
                break;
            };
            (lines, value) = (property, child);
            passed += 1;
        }
        let rest = segments.get(passed.checked_sub(1)?..)?;
        // At some point it takes less to read the whole text, once.
        let before = self.read.fetch_add(lines.len(), Ordering::Relaxed);
        if before + lines.len() > text.len() {
            return None;
        }
        let (positions, is_whole) = Positions::read(text.get(lines.clone())?, Format::Yaml);
        // A part of a text may refer to what is not in it.
        is_whole.then_some(Part {
            positions,
            start: lines.start,
            rest,
        })
    }

    /// The lines and the value of a property of the mapping in those lines.
    fn property<'v>(
        &self,
        text: &str,
        lines: Range<usize>,
        value: &'v Value,
        name: &str,
    ) -> Option<(Range<usize>, &'v Value)> {
        let object = value.as_object()?;
        let child = object.get(name)?;
        let mut blocks = self.blocks.lock().unwrap_or_else(PoisonError::into_inner);
        let block = blocks
            .entry(lines.start)
            .or_insert_with(|| block(text, lines, object.keys().map(String::as_str)))
            .as_ref()?;
        let number = object.keys().position(|key| key == name)?;
        Some((block.get(number)?.clone(), child))
    }
}

/// What follows the line of the key, if no more than the key is in it: what begins there may be in flow
/// style, and its lines only look like a block.
fn below_key(text: &str, lines: &Range<usize>) -> Option<Range<usize>> {
    let (line, _) = text.get(lines.clone())?.split_once('\n')?;
    let (_, rest) = split_key(line.trim_start_matches(' '))?;
    (rest.trim() == ":").then(|| lines.start + line.len() + 1..lines.end)
}

/// The properties of a mapping with these keys, if it is written as a block of lines.
fn block<'k>(
    text: &str,
    lines: Range<usize>,
    mut keys: impl Iterator<Item = &'k str>,
) -> Option<Block> {
    let mut column = None;
    let mut starts = Vec::new();
    let mut start = 0;
    let text = text.get(lines.clone())?;
    let newlines = memchr::memchr_iter(b'\n', text.as_bytes());
    let last = (!text.ends_with('\n')).then_some(text.len());
    for end in newlines.map(|at| at + 1).chain(last) {
        let line = text.get(start..end)?;
        if let Some(content) = content(line, column) {
            column = Some(line.len() - content.len());
            let is_marker = starts.is_empty() && line.trim_end() == "---";
            if !is_marker && !goes_on(content) {
                if key(content)? != keys.next()? {
                    return None;
                }
                starts.push(lines.start + start);
            }
        }
        start = end;
    }
    if keys.next().is_some() {
        return None;
    }
    let ends = starts.iter().skip(1).copied().chain([lines.end]);
    Some(
        starts
            .iter()
            .zip(ends)
            .map(|(start, end)| *start..end)
            .collect(),
    )
}

/// What stands in a line that begins in this column, or in any.
fn content(line: &str, column: Option<usize>) -> Option<&str> {
    let indent = |line: &str| line.bytes().take_while(|byte| *byte == b' ').count();
    let column = match column {
        // Most lines are inside of the properties.
        Some(column) if line.as_bytes().get(column) == Some(&b' ') => return None,
        Some(column) => column,
        None => indent(line),
    };
    let (space, content) = line.split_at_checked(column)?;
    (indent(space) == column && !content.starts_with(['\n', '\r', '#'])).then_some(content)
}

/// In the column of a key may stand the items of its list, and its value where the key stands alone.
fn goes_on(line: &str) -> bool {
    line.starts_with(['-', ':']) && line[1..].starts_with([' ', '\r', '\n'])
}

/// The key at the beginning of a line, if it needs no reader of YAML.
fn key(line: &str) -> Option<&str> {
    let (key, rest) = split_key(line)?;
    let is_plain = !key.contains(['\\', '#']) && rest.trim_start().starts_with(':');
    is_plain.then_some(key)
}

/// The key and what follows it, from the colon on.
fn split_key(line: &str) -> Option<(&str, &str)> {
    let line = line.trim_end();
    Some(match (line.strip_prefix("? "), line.chars().next()?) {
        (Some(alone), _) => (alone, ":"),
        (None, quote @ ('"' | '\'')) => line[1..].split_once(quote)?,
        _ => match line.find(": ") {
            Some(end) => line.split_at(end),
            None => (line.strip_suffix(':')?, ":"),
        },
    })
}
