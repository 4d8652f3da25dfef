//! Documentation and what stands in the braces of macros, which need no parser, are replaced by marks
//! while the rest is laid out: they are most of the text.

use std::collections::BTreeSet;

use crate::lexer::{Kind, Lexer, Token, Unsure};

/// What no text has.
const MARK: char = '\u{1}';

/// A text with marks, and the lines that they stand for.
pub struct Folded<'t> {
    pub text: String,
    /// Where the lines of each mark end.
    ends: Vec<usize>,
    lines: Vec<Line<'t>>,
}

struct Line<'t> {
    /// By how many brackets it is indented.
    depth: usize,
    text: &'t str,
}

/// Replaces what can be; fails where the text is not understood.
pub fn fold(text: &str) -> Result<Folded<'_>, Unsure> {
    if memchr::memchr3(MARK as u8, b'\t', b'\r', text.as_bytes()).is_some() {
        return Err(Unsure);
    }
    let mut folding = Folding {
        source: text,
        lexer: Lexer::new(text),
        copied: 0,
        folded: Folded {
            text: String::new(),
            ends: Vec::new(),
            lines: Vec::new(),
        },
    };
    folding.all()?;
    Ok(folding.folded)
}

impl Folded<'_> {
    /// Puts the lines back; `None` if not each mark stands alone in a line, in order.
    pub fn unfold(&self, text: &str) -> Option<String> {
        let mut parts = text.split(MARK);
        let first = parts.next()?;
        let mut result = String::with_capacity(text.len() * 4);
        result.push_str(first);
        let mut start = 0;
        for (number, end) in self.ends.iter().enumerate() {
            let rest = parts.next()?;
            let (found, rest) = rest.split_once('\n')?;
            if found.parse() != Ok(number) || !result.ends_with("///") {
                return None;
            }
            result.truncate(result.len() - "///".len());
            let indent = result.len() - result.trim_end_matches(' ').len();
            result.truncate(result.len() - indent);
            if !result.is_empty() && !result.ends_with('\n') {
                return None;
            }
            for line in &self.lines[start..*end] {
                let width = indent + 4 * line.depth;
                result.extend(std::iter::repeat_n(' ', width));
                result.push_str(line.text);
                result.push('\n');
            }
            result.push_str(rest);
            start = *end;
        }
        parts.next().is_none().then_some(result)
    }
}

struct Folding<'t> {
    source: &'t str,
    lexer: Lexer<'t>,
    /// How much of the source is in the result.
    copied: usize,
    folded: Folded<'t>,
}

impl<'t> Folding<'t> {
    fn all(&mut self) -> Result<(), Unsure> {
        let mut depth = 0_usize;
        // Of a call of a macro: its name, and the name with its `!`.
        let (mut is_name, mut is_call) = (false, false);
        let mut next = self.lexer.token()?;
        while let Some(token) = next {
            next = match token.kind {
                Kind::Docs if self.is_first_of_line(token.at) => self.docs(token)?,
                Kind::Open if is_call && depth == 0 && token.text == "{" => {
                    if !self.body(token)? {
                        depth += 1;
                    }
                    self.lexer.token()?
                }
                Kind::Open => {
                    depth += 1;
                    self.lexer.token()?
                }
                Kind::Close => {
                    depth = depth.checked_sub(1).ok_or(Unsure)?;
                    self.lexer.token()?
                }
                _ => self.lexer.token()?,
            };
            is_call = is_name && token.is("!");
            is_name = token.kind == Kind::Word;
        }
        self.folded.text.push_str(&self.source[self.copied..]);
        Ok(())
    }

    fn is_first_of_line(&self, at: usize) -> bool {
        let before = self.source[..at].trim_end_matches(' ');
        before.is_empty() || before.ends_with('\n')
    }

    /// Lines of documentation that follow one another; gives what comes after.
    fn docs(&mut self, first: Token<'t>) -> Result<Option<Token<'t>>, Unsure> {
        let mut last = first;
        loop {
            self.line(0, last.text);
            let next = self.lexer.token()?;
            match next {
                Some(token) if token.kind == Kind::Docs => last = token,
                _ => {
                    self.mark(first.at, last.at + last.text.len());
                    return Ok(next);
                }
            }
        }
    }

    fn line(&mut self, depth: usize, text: &'t str) {
        let text = text.trim();
        if !text.is_empty() {
            self.folded.lines.push(Line { depth, text });
        }
    }

    /// Puts a mark in the place of a part of the source, for the lines since the last one.
    fn mark(&mut self, start: usize, end: usize) {
        let text = &mut self.folded.text;
        text.push_str(&self.source[self.copied..start]);
        text.push_str("///");
        text.push(MARK);
        text.push_str(&self.folded.ends.len().to_string());
        self.folded.ends.push(self.folded.lines.len());
        self.copied = end;
    }

    /// What stands in the braces of a macro, if it has lines of its own. Goes behind the brace.
    fn body(&mut self, open: Token<'t>) -> Result<bool, Unsure> {
        let mut lexer = self.lexer.clone();
        let start = open.at + 1;
        let mut lines = Lines::new(self.source, start);
        let mut open = Vec::new();
        let mut nested = BTreeSet::new();
        let close = loop {
            let token = lexer.token()?.ok_or(Unsure)?;
            match token.kind {
                Kind::Open => open.push((lines.number(token.at), token.text)),
                Kind::Close => match open.pop() {
                    Some((line, text)) if closes(text, token.text) => {
                        nested.insert((line, lines.number(token.at)));
                    }
                    Some(_) => return Err(Unsure),
                    None if token.text == "}" => break token.at,
                    None => return Err(Unsure),
                },
                _ => {}
            }
        };
        let body = &self.source[start..close];
        let is_apart = body.trim_start_matches(' ').starts_with('\n')
            && body.trim_end_matches(' ').ends_with('\n')
            && !body.trim().is_empty();
        if !is_apart {
            return Ok(false);
        }
        for (text, depth) in body.lines().zip(depths(&nested, lines.number(close))) {
            self.line(depth, text);
        }
        self.folded.text.reserve(start - self.copied + 16);
        self.mark_body(start, close);
        self.lexer = lexer;
        Ok(true)
    }

    fn mark_body(&mut self, start: usize, close: usize) {
        let head = &self.source[self.copied..start];
        self.folded.text.push_str(head);
        self.folded.text.push('\n');
        self.copied = start;
        self.mark(start, close);
        self.folded.text.push('\n');
    }
}

/// Counts lines on the way through a text.
struct Lines<'t> {
    text: &'t str,
    at: usize,
    number: usize,
}

impl<'t> Lines<'t> {
    fn new(text: &'t str, at: usize) -> Self {
        Self {
            text,
            at,
            number: 0,
        }
    }

    /// The number of the line of a place that is not before the last one.
    fn number(&mut self, at: usize) -> usize {
        let passed = self.text.as_bytes()[self.at..at].iter();
        self.number += passed.filter(|byte| **byte == b'\n').count();
        self.at = at;
        self.number
    }
}

fn closes(open: &str, close: &str) -> bool {
    matches!((open, close), ("(", ")") | ("[", "]") | ("{", "}"))
}

/// Of each line, in how many brackets it stands; those that open and close in the same lines count as one.
pub(super) fn depths(nested: &BTreeSet<(usize, usize)>, lines: usize) -> Vec<usize> {
    let mut opened = vec![0_usize; lines + 2];
    let mut closed = vec![0_usize; lines + 2];
    for (open, close) in nested.iter().filter(|(open, close)| open < close) {
        opened[open + 1] += 1;
        closed[*close] += 1;
    }
    let depths = opened
        .iter()
        .zip(&closed)
        .scan(0, |depth, (opened, closed)| {
            *depth = *depth + opened - closed;
            Some(*depth)
        });
    depths.collect()
}
