// @generated from an OpenAPI description; change that, its policy or the templates instead.

//! A pull reader of JSON texts.
//!
//! It accepts what `serde_json` accepts: strict syntax, UTF-8, whole surrogate pairs, finite numbers, at
//! most 127 values inside one another.

use std::any::TypeId;
use std::borrow::Cow;
use std::cmp::Ordering;
use std::collections::BTreeMap;

use super::choice::Choice;
use super::error::DecodeError;
use super::value::RawJson;
use super::{glance, scan};

/// How deep values may be nested.
const DEPTH_LIMIT: u32 = 128;

/// What a type itself does not know counts more than what its parts do not.
pub(super) const OUTSIDE: u64 = 1 << 32;

/// Reads one JSON text from its beginning to its end.
pub struct Reader<'j> {
    /// The text, up to what is not UTF-8: a string in it needs no check of its own.
    text: &'j str,
    /// Whether there is such.
    is_cut: bool,
    at: usize,
    /// The last string that was not plain.
    unescaped: String,
    depth: u32,
    /// The depth that a choice is about, and how much was not known there and further inside.
    counted: u32,
    unknown: u64,
    /// How many choices this reader is inside of.
    choices: u32,
    /// The variants of the unions in these, by offset: to decide again in each reading would take
    /// twice the time and more for each level.
    decided: BTreeMap<(usize, TypeId), usize>,
}

/// The kind of a JSON value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `null`
    Null,
    /// `true` or `false`
    Bool,
    /// Any number.
    Number,
    /// A string.
    String,
    /// An array.
    Array,
    /// An object.
    Object,
}

/// Where a reader stands in an object; see [`Reader::object`].
#[derive(Debug)]
pub struct Object {
    start: usize,
    entered: bool,
}

/// Where a reader stands in an array; see [`Reader::array`].
#[derive(Debug)]
pub struct Array {
    entered: bool,
}

impl<'j> Reader<'j> {
    /// Begins to read a text.
    pub fn new(bytes: &'j [u8]) -> Self {
        let text = match std::str::from_utf8(bytes) {
            Ok(text) => text,
            Err(error) => std::str::from_utf8(&bytes[..error.valid_up_to()]).unwrap_or_default(),
        };
        Self::of(text, text.len() < bytes.len())
    }

    fn of(text: &'j str, is_cut: bool) -> Self {
        Self {
            text,
            is_cut,
            at: 0,
            unescaped: String::new(),
            depth: 0,
            counted: 0,
            unknown: 0,
            choices: 0,
            decided: BTreeMap::new(),
        }
    }

    /// The kind of the value that comes next; it is not consumed.
    pub fn kind(&mut self) -> Result<Kind, DecodeError> {
        Ok(match self.peek()? {
            b'n' => Kind::Null,
            b't' | b'f' => Kind::Bool,
            b'"' => Kind::String,
            b'[' => Kind::Array,
            b'{' => Kind::Object,
            b'-' | b'0'..=b'9' => Kind::Number,
            _ => return Err(self.syntax(self.at, "expected a value")),
        })
    }

    /// The first byte of the value that comes next.
    #[inline(always)]
    fn peek(&mut self) -> Result<u8, DecodeError> {
        let bytes = self.text.as_bytes();
        self.at = scan::space(bytes, self.at);
        match bytes.get(self.at) {
            Some(byte) => Ok(*byte),
            None => Err(self.syntax(self.at, "expected a value")),
        }
    }

    /// The text is no JSON at that offset.
    #[cold]
    fn syntax(&self, at: usize, problem: &'static str) -> DecodeError {
        let problem = match at < self.text.len() {
            true => problem,
            false if self.is_cut => "invalid UTF-8",
            false => "unexpected end of the text",
        };
        DecodeError::syntax(at, problem)
    }

    /// Consumes a `null` if one comes next.
    #[inline(always)]
    pub fn null(&mut self) -> Result<bool, DecodeError> {
        if self.peek()? != b'n' {
            return Ok(false);
        }
        self.word("null").map(|()| true)
    }

    /// Consumes a word, of which the first letter was seen.
    fn word(&mut self, word: &str) -> Result<(), DecodeError> {
        if !self.text.as_bytes()[self.at..].starts_with(word.as_bytes()) {
            return Err(self.syntax(self.at, "expected a value"));
        }
        self.at += word.len();
        Ok(())
    }

    /// Begins an object; its properties follow by [`Reader::key`].
    pub fn object(&mut self) -> Result<Object, DecodeError> {
        if self.peek()? != b'{' {
            return Err(self.error("an object"));
        }
        self.enter()?;
        Ok(Object {
            start: self.position(),
            entered: false,
        })
    }

    /// The next key of the object, whose value must then be read or skipped; `None` at its end.
    pub fn key(&mut self, object: &mut Object) -> Result<Option<&str>, DecodeError> {
        self.next_key(object)
    }

    /// The same for who asks so often that a call would cost.
    #[inline(always)]
    pub(super) fn next_key(&mut self, object: &mut Object) -> Result<Option<&str>, DecodeError> {
        let first = !std::mem::replace(&mut object.entered, true);
        let key = match self.plain_key(first) {
            Some(key) => key,
            None => self.exact_key(first)?.then_some(&*self.unescaped),
        };
        if key.is_none() {
            self.depth -= 1;
        }
        Ok(key)
    }

    /// Goes to the value behind the next key, if all is plain; `Some(None)` at the end of the object.
    #[inline(always)]
    fn plain_key(&mut self, first: bool) -> Option<Option<&'j str>> {
        let (bytes, text) = (self.text.as_bytes(), self.text);
        let mut at = scan::space(bytes, self.at);
        match bytes.get(at)? {
            b'{' if first => {}
            b',' if !first => {}
            b'}' if !first => {
                self.at = at + 1;
                return Some(None);
            }
            _ => return None,
        }
        at = scan::space(bytes, at + 1);
        if bytes.get(at) != Some(&b'"') {
            return None;
        }
        let key = scan::plain_string(text, at)?;
        at = scan::space(bytes, at + key.len() + 2);
        if bytes.get(at) != Some(&b':') {
            return None;
        }
        self.at = at + 1;
        Some(Some(key))
    }

    /// The same if it is not; the key is then the last string that was not plain. False at the end.
    #[cold]
    fn exact_key(&mut self, first: bool) -> Result<bool, DecodeError> {
        let bytes = self.text.as_bytes();
        let mark = scan::space(bytes, self.at);
        if bytes.get(mark) != Some(if first { &b'{' } else { &b',' }) {
            return Err(self.syntax(mark, "expected `,` or `}`"));
        }
        self.at = scan::space(bytes, mark + 1);
        match bytes.get(self.at) {
            Some(b'"') => {}
            Some(b'}') if first => {
                self.at += 1;
                return Ok(false);
            }
            _ => return Err(self.syntax(self.at, "expected a key in quotes")),
        }
        self.unescape()?;
        self.at = scan::space(bytes, self.at);
        if bytes.get(self.at) != Some(&b':') {
            return Err(self.syntax(self.at, "expected `:`"));
        }
        self.at += 1;
        Ok(true)
    }

    /// Begins an array; its items follow by [`Reader::item`].
    pub fn array(&mut self) -> Result<Array, DecodeError> {
        if self.peek()? != b'[' {
            return Err(self.error("an array"));
        }
        self.enter()?;
        Ok(Array { entered: false })
    }

    /// True when an item follows, which must then be read or skipped.
    pub fn item(&mut self, array: &mut Array) -> Result<bool, DecodeError> {
        let first = !std::mem::replace(&mut array.entered, true);
        let next = self.next_item(first)?;
        if !next {
            self.depth -= 1;
        }
        Ok(next)
    }

    fn enter(&mut self) -> Result<(), DecodeError> {
        self.depth += 1;
        if self.depth >= DEPTH_LIMIT {
            return Err(DecodeError::syntax(self.position(), "nested too deeply"));
        }
        Ok(())
    }

    /// Reads a boolean.
    pub fn bool(&mut self) -> Result<bool, DecodeError> {
        match self.peek()? {
            b't' => self.word("true").map(|()| true),
            b'f' => self.word("false").map(|()| false),
            _ => Err(self.error("a boolean")),
        }
    }

    /// Reads a string; it lives until the next step of the reader.
    #[inline(always)]
    pub fn string(&mut self) -> Result<&str, DecodeError> {
        if self.peek()? != b'"' {
            return Err(self.error("a string"));
        }
        match scan::plain_string(self.text, self.at) {
            Some(plain) => {
                self.at += plain.len() + 2;
                Ok(plain)
            }
            None => {
                self.unescape()?;
                Ok(&self.unescaped)
            }
        }
    }

    /// Reads the string that comes next, and keeps what its escapes mean.
    fn unescape(&mut self) -> Result<(), DecodeError> {
        match scan::unescape(self.text, self.at, &mut self.unescaped) {
            Some(end) => self.at = end,
            None => self.exact_string()?,
        }
        Ok(())
    }

    /// The same for escapes of more than one letter.
    #[cold]
    fn exact_string(&mut self) -> Result<(), DecodeError> {
        let start = self.at;
        self.at = match scan::behind_string(self.text.as_bytes(), start) {
            Ok(end) => end,
            Err(at) => return Err(self.syntax(at, "a control character in a string")),
        };
        self.unescaped = match serde_json::from_str(&self.text[start..self.at]) {
            Ok(meaning) => meaning,
            Err(error) => {
                return Err(self.syntax(start + error.column().saturating_sub(1), "invalid escape"));
            }
        };
        Ok(())
    }

    /// Reads an integer that fits 64 bits, with or without a sign.
    ///
    /// `1.0` and `1e3` are integers too: some servers write them so.
    pub fn integer(&mut self) -> Result<i128, DecodeError> {
        self.number("an integer")?;
        if let Some(decimal) = scan::decimal(self.text.as_bytes(), self.at)
            && let Some(value) = decimal.integer()
        {
            self.at = decimal.end;
            return Ok(i128::from(value));
        }
        self.long_integer()
    }

    /// The same with many digits, a fraction or an exponent.
    #[cold]
    fn long_integer(&mut self) -> Result<i128, DecodeError> {
        let start = self.position();
        let text = self.number_text()?;
        match text.parse().ok().or_else(|| exact_integer(text)) {
            Some(value) => Ok(value),
            None if text.contains(['.', 'e', 'E']) => Err(DecodeError::expected(
                start,
                "an integer",
                "a number with a fraction",
            )),
            None => Err(out_of_range(start)),
        }
    }

    /// A number must come next.
    fn number(&mut self, expected: &'static str) -> Result<(), DecodeError> {
        match self.peek()? {
            b'-' | b'0'..=b'9' => Ok(()),
            _ => Err(self.error(expected)),
        }
    }

    /// Reads a number as the nearest `f64`.
    pub fn float(&mut self) -> Result<f64, DecodeError> {
        self.number("a number")?;
        if let Some(decimal) = scan::decimal(self.text.as_bytes(), self.at) {
            self.at = decimal.end;
            return Ok(decimal.float());
        }
        let start = self.at;
        let value = self.number_text()?.parse();
        value.map_err(|_| out_of_range(start))
    }

    /// Reads a number as the text it is written with.
    pub fn number_text(&mut self) -> Result<&'j str, DecodeError> {
        self.number("a number")?;
        let (bytes, start) = (self.text.as_bytes(), self.at);
        if let Some(decimal) = scan::decimal(bytes, start) {
            self.at = decimal.end;
            return Ok(self.text_since(start));
        }
        self.at = match scan::number_end(bytes, start) {
            Ok(end) => end,
            Err(at) => return Err(self.syntax(at, "invalid number")),
        };
        let text = self.text_since(start);
        // Short digits cannot overflow; the rest is measured, as reading it would.
        if (text.len() > 300 || text.contains(['e', 'E'])) && !is_finite(text) {
            return Err(out_of_range(start));
        }
        Ok(text)
    }

    /// The value is none that the type knows.
    pub fn unknown_value(&mut self) {
        self.unknown += match self.depth.cmp(&self.counted) {
            // All of the value: there are fewer properties.
            Ordering::Less => OUTSIDE << 16,
            Ordering::Equal => OUTSIDE,
            Ordering::Greater => 1,
        };
    }

    /// Passes over the value that comes next, whatever it is.
    pub fn skip(&mut self) -> Result<(), DecodeError> {
        if self.peek()? == b'"'
            && let Some(plain) = scan::plain_string(self.text, self.at)
        {
            self.at += plain.len() + 2;
            return Ok(());
        }
        self.raw_text().map(drop)
    }

    /// The text of the value that comes next, which no type knows.
    pub fn raw(&mut self) -> Result<RawJson, DecodeError> {
        self.unknown_value();
        Ok(RawJson::trusted(self.raw_text()?))
    }

    /// The text of the value that comes next, in place.
    pub fn raw_text(&mut self) -> Result<&'j str, DecodeError> {
        self.peek()?;
        let start = self.at;
        self.skip_value()?;
        Ok(self.text_since(start))
    }

    /// Nothing but white space may follow.
    pub fn finish(&mut self) -> Result<(), DecodeError> {
        let at = scan::space(self.text.as_bytes(), self.at);
        if at == self.text.len() && !self.is_cut {
            return Ok(());
        }
        Err(self.syntax(at, "trailing characters"))
    }

    /// Looks ahead for a string property of the object that comes next; nothing is consumed.
    ///
    /// `None` when the property is not there or is not a string.
    pub fn tag(&mut self, property: &str) -> Result<Option<Cow<'j, str>>, DecodeError> {
        match glance::tag(self.text, self.at, property) {
            Some(tag) => Ok(tag.map(Cow::Borrowed)),
            None => self.exact_tag(property),
        }
    }

    #[cold]
    fn exact_tag(&mut self, property: &str) -> Result<Option<Cow<'j, str>>, DecodeError> {
        let mut ahead = self.ahead();
        let mut object = ahead.object()?;
        while let Some(key) = ahead.key(&mut object)? {
            if key != property {
                ahead.skip()?;
            } else if ahead.kind()? == Kind::String {
                return Ok(Some(ahead.string()?.to_owned().into()));
            } else {
                return Ok(None);
            }
        }
        Ok(None)
    }

    /// Looks ahead at the value that comes next; nothing is consumed.
    pub fn shape(&mut self) -> Result<Shape<'j>, DecodeError> {
        match glance::properties(self.text, self.at) {
            Some(properties) => Ok(Shape::plain(self.text, properties)),
            None => self.exact_shape(),
        }
    }

    #[cold]
    fn exact_shape(&mut self) -> Result<Shape<'j>, DecodeError> {
        let mut ahead = self.ahead();
        let kind = ahead.kind()?;
        let mut properties = Vec::new();
        if kind == Kind::Object {
            let mut object = ahead.object()?;
            while let Some(key) = ahead.key(&mut object)? {
                let key = key.to_owned();
                properties.push((key, ahead.raw_text()?));
            }
        }
        Ok(Shape::exact(kind, properties))
    }

    /// Begins to try the variants of a union on the value that comes next.
    pub fn choice<U: 'static>(&self) -> Choice<U> {
        Choice::new(self.decided.get(&(self.at, TypeId::of::<U>())).copied())
    }

    /// Keeps the variant of the union here, while it may be read again.
    pub(super) fn decide(&mut self, union: TypeId, variant: usize) {
        if self.choices > 0 {
            self.decided.insert((self.at, union), variant);
        } else {
            self.decided.clear();
        }
    }

    /// Begins to count what the next value's type does not know. Gives where [`Reader::back`] leads.
    pub(super) fn attempt(&mut self) -> Place {
        let place = Place {
            at: self.at,
            depth: self.depth,
            counted: self.counted,
            unknown: self.unknown,
        };
        self.counted = self.depth + 1;
        self.unknown = 0;
        self.choices += 1;
        place
    }

    /// Goes back to where an attempt began; gives where it ended, and how much was not known.
    pub(super) fn back(&mut self, place: Place) -> (usize, u64) {
        let ended = (self.at, self.unknown);
        self.at = place.at;
        self.depth = place.depth;
        self.counted = place.counted;
        self.unknown = place.unknown;
        self.choices -= 1;
        ended
    }

    /// Goes on where an attempt ended, of which so much was not known.
    pub(super) fn resume(&mut self, at: usize, unknown: u64) {
        // A variant may be a union itself.
        let is_variant = self.counted == self.depth + 1;
        self.unknown += if is_variant {
            unknown
        } else {
            unknown / OUTSIDE + unknown % OUTSIDE
        };
        self.at = at;
    }

    /// An error at the value that comes next, which is not `expected`.
    #[cold]
    pub fn error(&self, expected: &'static str) -> DecodeError {
        let mut ahead = self.ahead();
        match ahead.kind() {
            Ok(kind) => DecodeError::expected(ahead.position(), expected, kind.describe()),
            Err(error) => error,
        }
    }

    /// The offset of the next byte to read. Just after [`Reader::kind`] a value begins there.
    pub fn position(&self) -> usize {
        self.at
    }

    /// The offset at which the next value begins.
    pub fn next_start(&mut self) -> Result<usize, DecodeError> {
        self.peek()?;
        Ok(self.at)
    }

    /// A second reader that stands at the same place.
    fn ahead(&self) -> Reader<'j> {
        Reader {
            at: self.at,
            depth: self.depth,
            ..Self::of(self.text, self.is_cut)
        }
    }

    fn text_since(&self, start: usize) -> &'j str {
        &self.text[start..self.at]
    }

    /// Passes over a value without recursion; one bit of `objects` per open container.
    fn skip_value(&mut self) -> Result<(), DecodeError> {
        let mut objects: u128 = 0;
        let floor = self.depth;
        let mut opened = false;
        loop {
            if !opened {
                match self.peek()? {
                    open @ (b'{' | b'[') => {
                        self.enter()?;
                        objects = objects << 1 | u128::from(open == b'{');
                        opened = true;
                    }
                    first => self.skip_scalar(first)?,
                }
            }
            // Close what ends here, and stop in front of the next value.
            loop {
                if self.depth == floor {
                    return Ok(());
                }
                let more = self.step(objects & 1 == 1, opened)?;
                opened = false;
                if more {
                    break;
                }
                self.depth -= 1;
                objects >>= 1;
            }
        }
    }

    /// Goes to the next key's value, or to the next item; false at the end.
    fn step(&mut self, object: bool, first: bool) -> Result<bool, DecodeError> {
        if !object {
            return self.next_item(first);
        }
        match self.plain_key(first) {
            Some(key) => Ok(key.is_some()),
            None => self.exact_key(first),
        }
    }

    fn next_item(&mut self, first: bool) -> Result<bool, DecodeError> {
        let bytes = self.text.as_bytes();
        let at = scan::space(bytes, self.at);
        match bytes.get(at) {
            Some(b'[') if first => {}
            Some(b',') if !first => {}
            Some(b']') if !first => {
                self.at = at + 1;
                return Ok(false);
            }
            _ => return Err(self.syntax(at, "expected `,` or `]`")),
        }
        let at = scan::space(bytes, at + 1);
        let is_end = bytes.get(at) == Some(&b']');
        if is_end && !first {
            return Err(self.syntax(at, "expected a value"));
        }
        self.at = at + usize::from(is_end);
        Ok(!is_end)
    }

    fn skip_scalar(&mut self, first: u8) -> Result<(), DecodeError> {
        match first {
            b'"' => match scan::plain_string(self.text, self.at) {
                Some(plain) => self.at += plain.len() + 2,
                None => self.unescape()?,
            },
            b'n' => self.null().map(drop)?,
            b't' | b'f' => self.bool().map(drop)?,
            _ => self.number_text().map(drop)?,
        }
        Ok(())
    }
}

/// Where an attempt began; see [`Reader::attempt`].
pub(super) struct Place {
    at: usize,
    depth: u32,
    counted: u32,
    unknown: u64,
}

impl Kind {
    /// The kind with its article, as in an error message.
    pub const fn describe(self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool => "a boolean",
            Self::Number => "a number",
            Self::String => "a string",
            Self::Array => "an array",
            Self::Object => "an object",
        }
    }
}

impl Object {
    /// The offset at which the object begins.
    pub fn start(&self) -> usize {
        self.start
    }
}

/// What a value looks like from outside; see [`Reader::shape`].
#[derive(Clone, Debug)]
pub struct Shape<'j> {
    kind: Kind,
    text: &'j str,
    /// What a glance has seen.
    plain: Vec<glance::Property>,
    /// What an exact look has seen in its place.
    exact: Vec<(String, &'j str)>,
    /// A bit for each length that a key has: most names that are not there are of another.
    lengths: u64,
}

impl<'j> Shape<'j> {
    fn plain(text: &'j str, plain: Vec<glance::Property>) -> Self {
        let lengths = plain.iter().map(|one| length_bit(one.end - one.name));
        Self {
            kind: Kind::Object,
            text,
            lengths: lengths.fold(0, |all, bit| all | bit),
            plain,
            exact: Vec::new(),
        }
    }

    fn exact(kind: Kind, exact: Vec<(String, &'j str)>) -> Self {
        let lengths = exact.iter().map(|(key, _)| length_bit(key.len()));
        Self {
            kind,
            text: "",
            lengths: lengths.fold(0, |all, bit| all | bit),
            plain: Vec::new(),
            exact,
        }
    }

    /// The kind of the value.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// The value is an object with that property, of whatever value.
    pub fn has(&self, property: &str) -> bool {
        self.lengths & length_bit(property.len()) != 0
            && (self.seen(property).is_some() || self.looked_up(property).is_some())
    }

    /// The value is an object, and that property of it is that string.
    pub fn is(&self, property: &str, constant: &str) -> bool {
        self.text(property)
            .is_some_and(|text| match Reader::new(text.as_bytes()).string() {
                Ok(string) => string == constant,
                Err(_) => false,
            })
    }

    /// The value is an object, and that property of it is that integer.
    pub fn is_integer(&self, property: &str, constant: i64) -> bool {
        let read = |text: &str| Reader::new(text.as_bytes()).integer();
        let found = self.text(property).map(read);
        matches!(found, Some(Ok(integer)) if integer == i128::from(constant))
    }

    /// How many properties the value has.
    pub fn count(&self) -> usize {
        self.plain.len() + self.exact.len()
    }

    /// The JSON text of a property.
    pub fn text(&self, property: &str) -> Option<&str> {
        match self.seen(property) {
            Some(seen) => glance::value(self.text, seen.value),
            None => self.looked_up(property),
        }
    }

    fn seen(&self, name: &str) -> Option<&glance::Property> {
        let mut last_first = self.plain.iter().rev();
        last_first.find(|one| one.is(self.text.as_bytes(), name))
    }

    fn looked_up(&self, name: &str) -> Option<&'j str> {
        let mut last_first = self.exact.iter().rev();
        let (_, text) = last_first.find(|(key, _)| key == name)?;
        Some(text)
    }
}

fn length_bit(length: usize) -> u64 {
    1 << length.min(63)
}

#[cold]
fn out_of_range(offset: usize) -> DecodeError {
    DecodeError::invalid(offset, "the number is out of range")
}

fn is_finite(number: &str) -> bool {
    number.parse::<f64>().is_ok_and(f64::is_finite)
}

/// The integer that a JSON number is, if it is one and has no more than about 38 digits.
fn exact_integer(text: &str) -> Option<i128> {
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok()?),
        None => (text, 0),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let fraction = fraction.trim_end_matches('0');
    let mut digits = format!("{whole}{fraction}");
    let shift = i64::from(exponent) - fraction.len() as i64;
    if digits.trim_start_matches('-').bytes().all(|b| b == b'0') {
        return Some(0);
    }
    if shift > 40 {
        return None;
    }
    for _ in shift..0 {
        // Only zeros may be cut off.
        if digits.pop() != Some('0') {
            return None;
        }
    }
    digits.extend((0..shift).map(|_| '0'));
    digits.parse().ok()
}
