//! From a JSON pointer to its place in the text: an index of all keys and values, made on demand.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use saphyr_parser::{Event, Parser};

use super::Format;

/// A byte range of the text. Texts are limited to less than 4 GiB when they are read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Span {
    start: u32,
    end: u32,
}

impl Span {
    fn new(start: usize, end: usize) -> Self {
        Self {
            start: narrow(start),
            end: narrow(end.max(start)),
        }
    }

    pub(super) fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }
}

fn narrow(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// The places of one document's keys and values.
#[derive(Clone, Debug, Default)]
pub(super) struct Positions {
    /// Parents before children; number 0 is the root. A tree of links, since one document has some
    /// hundred thousand nodes and a map for each object would cost more than the parsing.
    nodes: Vec<Node>,
    /// All keys, one after the other.
    names: String,
    wide: Wide,
}

/// The children of objects and arrays with many of them, by key and index, as far as anybody asked.
#[derive(Debug, Default)]
struct Wide(Mutex<HashMap<u32, HashMap<String, u32>>>);

impl Clone for Wide {
    /// It is made again on demand.
    fn clone(&self) -> Self {
        Self::default()
    }
}

/// So many children are looked through one by one.
const NARROW: usize = 32;

#[derive(Clone, Debug)]
struct Node {
    /// The key's range in `names`.
    name: Span,
    key: Option<Span>,
    value: Span,
    kind: Kind,
    first: Option<u32>,
    next: Option<u32>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Scalar,
    Array,
    Object,
    /// Stands for another node, whose children are its children.
    Alias(u32),
}

/// What the index knows about one value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) key: Option<Span>,
    pub(super) value: Span,
    pub(super) is_scalar: bool,
}

impl Found {
    /// The same where its text begins at an offset of another.
    pub(super) fn moved(self, offset: usize) -> Self {
        let moved = |span: Span| Span::new(span.range().start + offset, span.range().end + offset);
        Self {
            key: self.key.map(moved),
            value: moved(self.value),
            is_scalar: self.is_scalar,
        }
    }
}

impl Positions {
    /// Makes the index of a text that has been read without error. Of a bad text it holds what
    /// comes before the mistake.
    pub(super) fn of(text: &str, format: Format) -> Self {
        Self::read(text, format).0
    }

    /// The same, and whether the text was read to its end.
    pub(super) fn read(text: &str, format: Format) -> (Self, bool) {
        let mut builder = Builder::default();
        let is_whole = match format {
            Format::Json => scan_json(text, &mut builder),
            Format::Yaml => scan_yaml(text, &mut builder),
        };
        (builder.positions, is_whole)
    }

    /// Finds a value. Of a value that is not there, the nearest that holds its place.
    pub(super) fn find<'s>(&self, segments: impl Iterator<Item = Cow<'s, str>>) -> Found {
        let mut number = 0;
        for segment in segments {
            match self.child(number, &segment, 0) {
                Some(child) => number = child,
                None => break,
            }
        }
        self.found(number)
    }

    /// The `nth` (from 0) key `name` in the object at `segments`.
    pub(super) fn find_key<'s>(
        &self,
        segments: impl Iterator<Item = Cow<'s, str>>,
        name: &str,
        nth: usize,
    ) -> Option<Span> {
        let mut number = 0;
        for segment in segments {
            number = self.child(number, &segment, 0)?;
        }
        let number = self.target(number);
        let same = self
            .children(number)
            .filter(|(_, node)| self.name(node) == name);
        same.filter_map(|(_, node)| node.key).nth(nth)
    }

    /// A node's places. Where the second parser gave up before the first value, the start of the text.
    fn found(&self, number: u32) -> Found {
        let Some(node) = self.nodes.get(number as usize) else {
            return Found::default();
        };
        let is_scalar = matches!(node.kind, Kind::Scalar | Kind::Alias(_));
        Found {
            key: node.key,
            value: node.value,
            is_scalar,
        }
    }

    fn name(&self, node: &Node) -> &str {
        self.names.get(node.name.range()).unwrap_or_default()
    }

    fn children(&self, number: u32) -> impl Iterator<Item = (u32, &Node)> {
        let node = |number: u32| self.nodes.get(number as usize);
        let mut next = node(number).and_then(|node| node.first);
        std::iter::from_fn(move || {
            let number = next?;
            let child = node(number)?;
            next = child.next;
            Some((number, child))
        })
    }

    fn child(&self, number: u32, segment: &str, depth: usize) -> Option<u32> {
        let number = self.target(number);
        match self.nodes.get(number as usize)?.kind {
            Kind::Array => match segment.parse().ok()? {
                index @ 0..NARROW => self.children(number).nth(index).map(|(number, _)| number),
                index => self.in_wide(number, &index.to_string()),
            },
            Kind::Object => self.property(number, segment, depth),
            Kind::Scalar | Kind::Alias(_) => None,
        }
    }

    fn property(&self, number: u32, segment: &str, depth: usize) -> Option<u32> {
        let mut first = self.children(number).take(NARROW);
        let own = first
            .find(|(_, node)| self.name(node) == segment)
            .map(|(number, _)| number);
        own.or_else(|| self.in_wide(number, segment))
            .or_else(|| self.merged(number, segment, depth))
    }

    /// One of the children behind the first.
    fn in_wide(&self, number: u32, segment: &str) -> Option<u32> {
        self.children(number).nth(NARROW)?;
        let Wide(wide) = &self.wide;
        let mut wide = wide.lock().unwrap_or_else(PoisonError::into_inner);
        let index = wide.entry(number).or_insert_with(|| self.index(number));
        index.get(segment).copied()
    }

    /// All children; of those with one name the first.
    fn index(&self, number: u32) -> HashMap<String, u32> {
        let mut index = HashMap::new();
        let is_object = self.nodes[number as usize].kind == Kind::Object;
        for (at, (child, node)) in self.children(number).enumerate() {
            let segment = match is_object {
                true => self.name(node).to_owned(),
                false => at.to_string(),
            };
            index.entry(segment).or_insert(child);
        }
        index
    }

    /// A property that came in by a merge key, from an object or a list of objects.
    fn merged(&self, number: u32, segment: &str, depth: usize) -> Option<u32> {
        // Loops can't be written in YAML that loads; this is for texts that didn't.
        if depth > 16 {
            return None;
        }
        let mut merges = self
            .children(number)
            .filter(|(_, node)| self.name(node) == "<<");
        merges.find_map(|(merge, _)| {
            let source = self.target(merge);
            match self.nodes.get(source as usize)?.kind {
                Kind::Array => self
                    .children(source)
                    .find_map(|(item, _)| self.child(item, segment, depth + 1)),
                _ => self.child(source, segment, depth + 1),
            }
        })
    }

    fn target(&self, number: u32) -> u32 {
        match self.nodes.get(number as usize).map(|node| node.kind) {
            Some(Kind::Alias(target)) => target,
            _ => number,
        }
    }
}

#[derive(Default)]
struct Builder {
    positions: Positions,
    open: Vec<Open>,
}

/// An array or object whose end has not come yet.
struct Open {
    number: u32,
    last: Option<u32>,
    is_object: bool,
    /// The key that was read last, waiting for its value.
    key: Option<(Span, Span)>,
}

impl Builder {
    /// Whether the next scalar is a key.
    fn wants_key(&self) -> bool {
        self.open
            .last()
            .is_some_and(|open| open.is_object && open.key.is_none())
    }

    fn key(&mut self, name: &str, span: Span) {
        let names = &mut self.positions.names;
        let start = names.len();
        names.push_str(name);
        let name = Span::new(start, names.len());
        if let Some(open) = self.open.last_mut() {
            open.key = Some((name, span));
        }
    }

    /// Adds a value to what is open.
    fn value(&mut self, value: Span, kind: Kind) -> u32 {
        let number = narrow(self.positions.nodes.len());
        let (name, key) = self.link(number);
        self.positions.nodes.push(Node {
            name,
            key,
            value,
            kind,
            first: None,
            next: None,
        });
        number
    }

    fn link(&mut self, number: u32) -> (Span, Option<Span>) {
        let Some(open) = self.open.last_mut() else {
            return (Span::default(), None);
        };
        let key = open.key.take();
        if open.is_object && key.is_none() {
            // A list or object as a key: such a text doesn't load, and the node has no name.
            open.key = Some((Span::default(), Span::default()));
            return (Span::default(), None);
        }
        let previous = open.last.replace(number);
        let link = match previous {
            Some(previous) => &mut self.positions.nodes[previous as usize].next,
            None => &mut self.positions.nodes[open.number as usize].first,
        };
        *link = Some(number);
        key.map_or((Span::default(), None), |(name, span)| (name, Some(span)))
    }

    fn begin(&mut self, start: Span, kind: Kind) -> u32 {
        let number = self.value(start, kind);
        self.open.push(Open {
            number,
            last: None,
            is_object: kind == Kind::Object,
            key: None,
        });
        number
    }

    fn end(&mut self, end: usize) {
        if let Some(open) = self.open.pop() {
            let node = &mut self.positions.nodes[open.number as usize];
            node.value = Span::new(node.value.start as usize, end);
        }
    }
}

/// Whether all could be read.
fn scan_yaml(text: &str, builder: &mut Builder) -> bool {
    let mut parser = Parser::new_from_str(text);
    let mut bytes = ByteOffsets::new(text);
    let mut anchors = HashMap::new();
    while let Some(Ok((event, span))) = parser.next_event() {
        let place = Span::new(bytes.of(span.start.index()), bytes.of(span.end.index()));
        let (number, anchor) = match event {
            Event::Scalar(text, ..) if builder.wants_key() => {
                builder.key(&text, place);
                continue;
            }
            Event::Scalar(_, _, anchor, _) => (builder.value(place, Kind::Scalar), anchor),
            Event::SequenceStart(anchor, _) => (builder.begin(place, Kind::Array), anchor),
            Event::MappingStart(anchor, _) => (builder.begin(place, Kind::Object), anchor),
            Event::Alias(anchor) => {
                let target = anchors.get(&anchor).copied();
                (
                    builder.value(place, target.map_or(Kind::Scalar, Kind::Alias)),
                    0,
                )
            }
            Event::SequenceEnd | Event::MappingEnd => {
                builder.end(place.range().start);
                continue;
            }
            Event::DocumentEnd => return true,
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentStart(_) => {
                continue;
            }
        };
        if anchor != 0 {
            anchors.insert(anchor, number);
        }
    }
    false
}

/// Character numbers to byte offsets, for numbers that mostly grow: it goes on from the last one.
struct ByteOffsets<'t> {
    text: &'t str,
    is_ascii: bool,
    index: usize,
    offset: usize,
}

impl<'t> ByteOffsets<'t> {
    fn new(text: &'t str) -> Self {
        Self {
            text,
            is_ascii: text.is_ascii(),
            index: 0,
            offset: 0,
        }
    }

    fn of(&mut self, index: usize) -> usize {
        if self.is_ascii {
            return index.min(self.text.len());
        }
        while self.index < index && self.offset < self.text.len() {
            self.offset += 1;
            self.index += usize::from(self.text.is_char_boundary(self.offset));
        }
        while self.index > index && self.offset > 0 {
            self.index -= usize::from(self.text.is_char_boundary(self.offset));
            self.offset -= 1;
        }
        while !self.text.is_char_boundary(self.offset) {
            self.offset -= 1;
        }
        self.offset
    }
}

/// Walks JSON that has been read before; anything unexpected just ends the walk.
fn scan_json(text: &str, builder: &mut Builder) -> bool {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(byte) = bytes.get(at).copied() {
        let start = at;
        at += 1;
        match byte {
            b'{' => drop(builder.begin(Span::new(start, at), Kind::Object)),
            b'[' => drop(builder.begin(Span::new(start, at), Kind::Array)),
            b'}' | b']' => builder.end(at),
            b'"' => {
                at = string_end(bytes, at);
                string(text, Span::new(start, at), builder);
            }
            b',' | b':' | b' ' | b'\t' | b'\r' | b'\n' => {}
            _ => {
                at = literal_end(bytes, at);
                builder.value(Span::new(start, at), Kind::Scalar);
            }
        }
    }
    builder.open.is_empty()
}

fn string(text: &str, span: Span, builder: &mut Builder) {
    if !builder.wants_key() {
        builder.value(span, Kind::Scalar);
        return;
    }
    let quoted = text.get(span.range()).unwrap_or_default();
    match quoted
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'))
    {
        Some(plain) if !plain.contains('\\') => builder.key(plain, span),
        _ => builder.key(
            &serde_json::from_str::<String>(quoted).unwrap_or_default(),
            span,
        ),
    }
}

fn string_end(bytes: &[u8], mut at: usize) -> usize {
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'"' => return at + 1,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    bytes.len()
}

fn literal_end(bytes: &[u8], at: usize) -> usize {
    let rest = &bytes[at..];
    let length = rest
        .iter()
        .position(|byte| b",:]} \t\r\n\"[{".contains(byte));
    at + length.unwrap_or(rest.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_are_found_forwards_and_backwards() {
        let text = "a\u{e9}b\u{20ac}\u{1f600}c";
        let places: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
        let mut bytes = ByteOffsets::new(text);
        for from in 0..places.len() {
            for to in 0..places.len() {
                assert_eq!(bytes.of(from), places[from]);
                assert_eq!(bytes.of(to), places[to], "{from} to {to}");
            }
            assert_eq!(bytes.of(places.len() + from), text.len());
        }
    }
}
