//! The YAML that descriptions are written in, read in a small part of the time that a parser of all of
//! YAML takes.
//!
//! It gives up (`None`) at anything unusual, such as anchors, tags, tabs, comments amid a text, and
//! at all that may be wrong: then the other parser reads the text and says what the matter is. What
//! it reads it reads as that one does; the tests compare them.

use std::borrow::Cow;
use std::ops::Range;

/// Nested deeper than this, a description is for the other parser to refuse.
const MAX_DEPTH: usize = 100;

/// Longer keys are for the other parser to refuse.
const MAX_KEY: usize = 900;

/// What is told of a document, in the order of the text.
pub(super) trait Sink {
    fn key(&mut self, name: &str, place: Range<usize>) -> Option<()>;
    /// A plain text may be a number, a boolean or null.
    fn scalar(&mut self, text: &str, is_plain: bool, place: Range<usize>) -> Option<()>;
    fn begin(&mut self, is_object: bool, at: usize) -> Option<()>;
    /// The end of what began last.
    fn end(&mut self, at: usize) -> Option<()>;
}

/// Reads a document whose root is an object; `None` when it is not for this parser.
pub(super) fn read(text: &str, sink: &mut impl Sink) -> Option<()> {
    if !text.ends_with('\n') || !text.chars().all(is_usual) {
        return None;
    }
    let mut reader = Reader {
        text,
        bytes: text.as_bytes(),
        at: 0,
        line: 0,
        depth: 0,
        sink,
    };
    reader.document()
}

/// Not: tabs, control characters, and what counts as the end of a line besides `\n`.
fn is_usual(c: char) -> bool {
    match c {
        '\n' | ' '..='~' => true,
        '\u{a0}'..='\u{2027}' | '\u{202a}'..='\u{fefe}' | '\u{ff00}'..='\u{fffd}' => true,
        _ => c >= '\u{10000}',
    }
}

struct Reader<'t, 's, S> {
    text: &'t str,
    bytes: &'t [u8],
    at: usize,
    /// Where the line begins.
    line: usize,
    depth: usize,
    sink: &'s mut S,
}

/// The lines of a text as they are read.
#[derive(Default)]
struct Folded {
    text: String,
    /// The ends of lines that are not yet in the text.
    breaks: usize,
}

impl<'t, S: Sink> Reader<'t, '_, S> {
    fn document(&mut self) -> Option<()> {
        if self.text.starts_with("---\n") {
            self.at = 3;
        }
        self.skip();
        self.check(self.column() == 0 && self.is_key(self.at))?;
        self.mapping(0)?;
        self.check(self.at == self.bytes.len())
    }

    fn check(&self, is_good: bool) -> Option<()> {
        is_good.then_some(())
    }

    fn byte(&self, at: usize) -> u8 {
        self.bytes.get(at).copied().unwrap_or(b'\n')
    }

    fn is_end(&self) -> bool {
        self.at >= self.bytes.len()
    }

    fn column(&self) -> usize {
        self.at - self.line
    }

    fn is_blank(&self, at: usize) -> bool {
        matches!(self.byte(at), b' ' | b'\n')
    }

    fn spaces(&mut self) {
        while !self.is_end() && self.byte(self.at) == b' ' {
            self.at += 1;
        }
    }

    fn newline(&mut self) {
        self.at += 1;
        self.line = self.at;
    }

    /// Whether a comment begins here.
    fn is_comment(&self) -> bool {
        let is_apart = self.at == self.line || self.byte(self.at - 1) == b' ';
        !self.is_end() && self.byte(self.at) == b'#' && is_apart
    }

    /// Goes to the end of the line.
    fn rest_of_line(&mut self) -> &'t str {
        let rest = &self.text[self.at..];
        let rest = &rest[..rest.find('\n').unwrap_or(rest.len())];
        self.at += rest.len();
        rest
    }

    /// Goes to the next thing that is no space and no comment.
    fn skip(&mut self) {
        loop {
            self.spaces();
            if self.is_comment() {
                self.rest_of_line();
            }
            if self.is_end() || self.byte(self.at) != b'\n' {
                return;
            }
            self.newline();
        }
    }

    /// After a value: there is no more in its line.
    fn finish(&mut self) -> Option<()> {
        self.check(self.is_blank(self.at))?;
        self.spaces();
        self.check(self.byte(self.at) == b'\n' || self.is_comment())?;
        self.skip();
        Some(())
    }

    fn deeper(&mut self) -> Option<()> {
        self.depth += 1;
        self.check(self.depth < MAX_DEPTH)
    }

    fn is_dash(&self) -> bool {
        !self.is_end() && self.byte(self.at) == b'-' && self.is_blank(self.at + 1)
    }

    fn is_question(&self) -> bool {
        !self.is_end() && self.byte(self.at) == b'?' && self.is_blank(self.at + 1)
    }

    /// Three dashes or dots.
    fn is_marker(&self) -> bool {
        let rest = &self.text[self.at..];
        rest.starts_with("---") || rest.starts_with("...")
    }

    fn mapping(&mut self, column: usize) -> Option<()> {
        self.deeper()?;
        self.sink.begin(true, self.at)?;
        loop {
            // Here a document may end, or another one begin.
            self.check(column > 0 || !self.is_marker())?;
            if self.is_question() {
                self.explicit(column)?;
            } else {
                self.key()?;
                self.value(column)?;
            }
            if self.is_end() || self.column() < column {
                break;
            }
            self.check(self.column() == column && !self.is_dash())?;
        }
        self.depth -= 1;
        self.sink.end(self.at)
    }

    /// A question mark, a key in a line of its own, and its value after a colon.
    fn explicit(&mut self, column: usize) -> Option<()> {
        self.at += 1;
        self.spaces();
        self.check(self.is_plain(self.at))?;
        let start = self.at;
        let name = self.plain_line()?;
        self.sink.key(name, start..start + name.len())?;
        self.check(!self.is_comment() && self.continues(column) == Some(false))?;
        self.skip();
        self.check(self.column() == column && self.is_colon(self.at))?;
        self.at += 1;
        let after = self.at;
        self.spaces();
        if self.byte(self.at) == b'\n' || self.is_comment() {
            self.at = after;
            return self.value(column);
        }
        self.node(column)
    }

    fn sequence(&mut self, column: usize) -> Option<()> {
        self.deeper()?;
        self.sink.begin(false, self.at)?;
        while !self.is_end() && self.column() == column && self.is_dash() {
            self.at += 1;
            self.skip();
            self.check(!self.is_end() && self.column() > column)?;
            self.node(column)?;
        }
        self.depth -= 1;
        self.check(self.is_end() || self.column() <= column)?;
        self.sink.end(self.at)
    }

    /// What follows a key.
    fn value(&mut self, column: usize) -> Option<()> {
        let after = self.at;
        self.spaces();
        if self.byte(self.at) != b'\n' && !self.is_comment() {
            return self.scalar(column);
        }
        self.skip();
        if !self.is_end() && self.column() > column {
            self.node(column)
        } else if !self.is_end() && self.column() == column && self.is_dash() {
            self.sequence(column)
        } else {
            self.sink.scalar("", true, after..after)
        }
    }

    /// A value in a list, or in a line of its own.
    fn node(&mut self, parent: usize) -> Option<()> {
        let column = self.column();
        if self.is_dash() {
            self.sequence(column)
        } else if self.is_question() || self.is_key(self.at) {
            self.mapping(column)
        } else {
            self.scalar(parent)
        }
    }

    /// A value that is no list or object of several lines.
    fn scalar(&mut self, parent: usize) -> Option<()> {
        match self.byte(self.at) {
            b'|' | b'>' => return self.block(parent),
            b'"' | b'\'' => {
                let start = self.at;
                let text = self.quoted(Some(parent))?;
                self.sink.scalar(&text, false, start..self.at)?;
            }
            b'[' | b'{' => self.flow(parent)?,
            _ => return self.plain(parent),
        }
        self.finish()
    }

    /// Whether a text without quotes may begin here.
    fn is_plain(&self, at: usize) -> bool {
        match self.byte(at) {
            b'-' | b':' => !self.is_blank(at + 1),
            byte => !b"?,[]{}#&*!|>'\"%@` \n".contains(&byte),
        }
    }

    /// Whether a colon here is the end of a key.
    fn is_colon(&self, at: usize) -> bool {
        self.byte(at) == b':' && self.is_blank(at + 1)
    }

    /// Whether a key begins here.
    fn is_key(&self, start: usize) -> bool {
        self.key_end(start).is_some()
    }

    /// Where the key that begins here ends.
    fn key_end(&self, start: usize) -> Option<usize> {
        let mark = self.byte(start);
        let mut at = start;
        if matches!(mark, b'"' | b'\'') {
            at += 1;
            while self.byte(at) != mark {
                self.check(self.byte(at) != b'\n')?;
                at += if mark == b'"' && self.byte(at) == b'\\' {
                    2
                } else {
                    1
                };
            }
            at += 1;
            return self.is_colon(at).then_some(at);
        }
        self.check(self.is_plain(start))?;
        loop {
            match self.byte(at) {
                b'\n' => return None,
                b':' if self.is_colon(at) => return Some(at),
                b'#' if self.byte(at - 1) == b' ' => return None,
                _ => at += 1,
            }
        }
    }

    /// Reads a key and its colon.
    fn key(&mut self) -> Option<()> {
        let start = self.at;
        let end = self.key_end(start)?;
        self.check(end - start < MAX_KEY && self.byte(end - 1) != b' ')?;
        if matches!(self.byte(start), b'"' | b'\'') {
            let name = self.quoted(None)?;
            self.check(self.at == end)?;
            self.sink.key(&name, start..end)?;
        } else {
            self.sink.key(&self.text[start..end], start..end)?;
        }
        self.at = end + 1;
        Some(())
    }

    /// A text without quotes, of one or more lines.
    fn plain(&mut self, parent: usize) -> Option<()> {
        self.check(self.is_plain(self.at))?;
        let start = self.at;
        let first = self.plain_line()?;
        let mut folded: Option<Folded> = None;
        let mut end = start + first.len();
        while !self.is_comment() && self.continues(parent)? {
            let breaks = self.breaks();
            let line_start = self.at;
            let line = self.plain_line()?;
            let folded = folded.get_or_insert_with(|| Folded::of(first));
            folded.breaks = breaks;
            folded.push(line);
            end = line_start + line.len();
        }
        let text = folded.as_ref().map_or(first, |folded| folded.text.as_str());
        self.sink.scalar(text, true, start..end)?;
        self.skip();
        Some(())
    }

    /// The rest of a line up to a comment, without spaces at its end.
    fn plain_line(&mut self) -> Option<&'t str> {
        let start = self.at;
        loop {
            match self.byte(self.at) {
                b'\n' => break,
                b':' => {
                    self.check(!self.is_blank(self.at + 1))?;
                    self.at += 1;
                }
                b'#' if self.is_comment() => break,
                _ => self.at += 1,
            }
        }
        Some(self.text[start..self.at].trim_end_matches(' '))
    }

    /// Whether the next line with anything in it goes on with a text; it may not be a comment.
    fn continues(&self, parent: usize) -> Option<bool> {
        let mut at = self.at;
        let mut line = at;
        while at < self.bytes.len() && self.is_blank(at) {
            at += 1;
            if self.byte(at - 1) == b'\n' {
                line = at;
            }
        }
        let goes_on = at < self.bytes.len() && at - line > parent;
        (!goes_on || self.byte(at) != b'#').then_some(goes_on)
    }

    /// Goes to the next line with anything in it; tells how many lines ended on the way.
    fn breaks(&mut self) -> usize {
        let mut breaks = 0;
        while !self.is_end() && self.is_blank(self.at) {
            if self.byte(self.at) == b'\n' {
                breaks += 1;
                self.newline();
            } else {
                self.at += 1;
            }
        }
        breaks
    }

    /// A text in quotes, of one line only if there is no parent that further lines are indented below.
    fn quoted(&mut self, parent: Option<usize>) -> Option<Cow<'t, str>> {
        let mark = self.byte(self.at);
        self.at += 1;
        let start = self.at;
        let is_special = |byte: &u8| *byte == mark || matches!(byte, b'\n' | b'\\');
        let length = self.bytes[start..].iter().position(is_special)?;
        let end = start + length;
        if self.byte(end) == mark && self.byte(end + 1) != mark {
            self.at = end + 1;
            return Some(Cow::Borrowed(&self.text[start..end]));
        }
        let mut folded = Folded::default();
        loop {
            let line = self.quoted_line(mark, &mut folded)?;
            if line.is_end {
                return Some(Cow::Owned(folded.text));
            }
            let breaks = self.breaks();
            self.check(!self.is_end() && self.column() > parent?)?;
            folded.breaks = breaks;
            if line.is_joined {
                folded.text.extend(std::iter::repeat_n('\n', breaks - 1));
                folded.breaks = 0;
            }
        }
    }

    /// Up to the end of a line or the closing quote.
    fn quoted_line(&mut self, mark: u8, folded: &mut Folded) -> Option<QuotedLine> {
        folded.push("");
        let mut spaces = 0;
        loop {
            let start = self.at;
            while !matches!(self.byte(self.at), b'"' | b'\'' | b'\\' | b'\n' | b' ') {
                self.at += 1;
            }
            if self.at > start {
                folded.spaces(&mut spaces);
                folded.text.push_str(&self.text[start..self.at]);
            }
            match self.byte(self.at) {
                b' ' => spaces += 1,
                b'\n' => {
                    return Some(QuotedLine {
                        is_end: false,
                        is_joined: false,
                    });
                }
                b'\\' if mark == b'"' => {
                    folded.spaces(&mut spaces);
                    if self.byte(self.at + 1) == b'\n' {
                        self.at += 1;
                        return Some(QuotedLine {
                            is_end: false,
                            is_joined: true,
                        });
                    }
                    self.escape(&mut folded.text)?;
                    continue;
                }
                byte if byte == mark => {
                    folded.spaces(&mut spaces);
                    self.at += 1;
                    if mark == b'"' || self.byte(self.at) != mark {
                        return Some(QuotedLine {
                            is_end: true,
                            is_joined: false,
                        });
                    }
                    folded.text.push('\'');
                }
                byte => {
                    folded.spaces(&mut spaces);
                    folded.text.push(char::from(byte));
                }
            }
            self.at += 1;
        }
    }

    fn escape(&mut self, text: &mut String) -> Option<()> {
        let (c, length) = match self.byte(self.at + 1) {
            b'n' => ('\n', 2),
            b't' => ('\t', 2),
            b'r' => ('\r', 2),
            byte @ (b'"' | b'\\' | b'/' | b' ') => (char::from(byte), 2),
            b'u' => {
                let digits = self.text.get(self.at + 2..self.at + 6)?;
                self.check(digits.bytes().all(|byte| byte.is_ascii_hexdigit()))?;
                let code = u32::from_str_radix(digits, 16).ok()?;
                (char::from_u32(code).filter(|c| *c != '\0')?, 6)
            }
            _ => return None,
        };
        self.at += length;
        text.push(c);
        Some(())
    }

    /// A text of several lines after `|` or `>`.
    fn block(&mut self, parent: usize) -> Option<()> {
        let is_literal = self.byte(self.at) == b'|';
        self.at += 1;
        let header = self.rest_of_line().trim_end_matches(' ');
        let (mut chomp, mut indent) = (None, None);
        for sign in header.bytes() {
            match sign {
                b'-' | b'+' if chomp.is_none() => chomp = Some(sign),
                b'1'..=b'9' if indent.is_none() => indent = Some(parent + usize::from(sign - b'0')),
                _ => return None,
            }
        }
        self.newline();
        let indent = match indent {
            Some(indent) => indent,
            None => self.indentation(parent)?,
        };
        let mut text = String::new();
        let mut breaks = self.empty_lines(indent);
        let start = self.at;
        let (mut leading_break, mut was_indented) = (false, false);
        while !self.is_end() && self.column() == indent {
            let is_indented = self.byte(self.at) == b' ';
            let is_folded = !is_literal && leading_break && !was_indented && !is_indented;
            match (is_folded, leading_break) {
                (true, _) if breaks == 0 => text.push(' '),
                (false, true) => text.push('\n'),
                _ => {}
            }
            text.extend(std::iter::repeat_n('\n', breaks));
            was_indented = is_indented;
            text.push_str(self.rest_of_line());
            leading_break = true;
            self.newline();
            breaks = self.empty_lines(indent);
        }
        if chomp != Some(b'-') && leading_break {
            text.push('\n');
        }
        if chomp == Some(b'+') {
            text.extend(std::iter::repeat_n('\n', breaks));
        }
        self.sink
            .scalar(&text, false, start..self.line.max(start))?;
        self.skip();
        Some(())
    }

    /// The indentation of the first line with anything in it; none before may have more.
    fn indentation(&self, parent: usize) -> Option<usize> {
        let mut at = self.at;
        let mut most = 0;
        loop {
            let line = at;
            while at < self.bytes.len() && self.byte(at) == b' ' {
                at += 1;
            }
            let column = at - line;
            if at >= self.bytes.len() || self.byte(at) != b'\n' {
                self.check(most <= column.max(parent + 1))?;
                return Some(column.max(parent + 1));
            }
            most = most.max(column);
            at += 1;
        }
    }

    /// Goes through empty lines and into the indentation of the next one.
    fn empty_lines(&mut self, indent: usize) -> usize {
        let mut breaks = 0;
        loop {
            while !self.is_end() && self.column() < indent && self.byte(self.at) == b' ' {
                self.at += 1;
            }
            if self.is_end() || self.byte(self.at) != b'\n' {
                return breaks;
            }
            breaks += 1;
            self.newline();
        }
    }

    /// A list or object in brackets.
    fn flow(&mut self, parent: usize) -> Option<()> {
        self.deeper()?;
        let is_object = self.byte(self.at) == b'{';
        let close = if is_object { b'}' } else { b']' };
        self.sink.begin(is_object, self.at)?;
        self.at += 1;
        loop {
            self.flow_space(parent)?;
            if self.byte(self.at) == close {
                break;
            }
            if is_object {
                self.flow_key(parent)?;
            }
            self.flow_value(parent)?;
            self.flow_space(parent)?;
            if self.byte(self.at) == b',' {
                self.at += 1;
            } else if self.byte(self.at) != close {
                return None;
            }
        }
        self.sink.end(self.at)?;
        self.at += 1;
        self.depth -= 1;
        Some(())
    }

    fn flow_space(&mut self, parent: usize) -> Option<()> {
        if self.breaks() > 0 {
            let closes = matches!(self.byte(self.at), b']' | b'}');
            self.check(self.column() + usize::from(closes) > parent)?;
        }
        self.check(!self.is_end())
    }

    fn flow_key(&mut self, parent: usize) -> Option<()> {
        let start = self.at;
        if matches!(self.byte(start), b'"' | b'\'') {
            let name = self.quoted(None)?;
            self.sink.key(&name, start..self.at)?;
        } else {
            let name = self.flow_plain()?;
            self.sink.key(name, start..self.at)?;
        }
        self.check(self.at - start < MAX_KEY && self.is_colon(self.at))?;
        self.at += 1;
        self.flow_space(parent)
    }

    fn flow_value(&mut self, parent: usize) -> Option<()> {
        let start = self.at;
        match self.byte(start) {
            b'[' | b'{' => self.flow(parent),
            b'"' | b'\'' => {
                let text = self.quoted(Some(parent))?;
                self.sink.scalar(&text, false, start..self.at)
            }
            _ => {
                let text = self.flow_plain()?;
                self.sink.scalar(text, true, start..self.at)
            }
        }
    }

    /// A text without quotes within one line and brackets.
    fn flow_plain(&mut self) -> Option<&'t str> {
        let start = self.at;
        self.check(self.is_plain(start) && self.byte(start) != b':')?;
        let mut at = start;
        loop {
            match self.byte(at) {
                b',' | b'[' | b']' | b'{' | b'}' | b'\n' => break,
                b':' if self.is_blank(at + 1) => break,
                b':' if b",[]{}?".contains(&self.byte(at + 1)) => return None,
                b'?' | b'#' => return None,
                _ => at += 1,
            }
        }
        let text = self.text[start..at].trim_end_matches(' ');
        self.at = start + text.len();
        Some(text)
    }
}

/// How a line within quotes ended.
struct QuotedLine {
    /// With the closing quote.
    is_end: bool,
    /// With a backslash: the next line follows without a space.
    is_joined: bool,
}

impl Folded {
    fn of(first: &str) -> Self {
        Self {
            text: first.to_owned(),
            breaks: 0,
        }
    }

    /// Adds a line: one end of a line before it is a space, and of more all but the first count.
    fn push(&mut self, line: &str) {
        match self.breaks {
            0 => {}
            1 => self.text.push(' '),
            more => self.text.extend(std::iter::repeat_n('\n', more - 1)),
        }
        self.breaks = 0;
        self.text.push_str(line);
    }

    /// Adds spaces that turned out not to stand at the end of a line.
    fn spaces(&mut self, count: &mut usize) {
        self.text.extend(std::iter::repeat_n(' ', *count));
        *count = 0;
    }
}
