// @generated from an OpenAPI description. To change this file, change the description, its policy
// or the templates, and run the generator again.

//! A pull reader of JSON texts, over `jiter`.
//!
//! It accepts what `serde_json` accepts: strict syntax, UTF-8, whole surrogate pairs, finite
//! numbers, at most 127 values inside one another.

use std::borrow::Cow;

use jiter::{Jiter, NumberInt, Peek};

use super::choice::Choice;
use super::error::DecodeError;
use super::value::RawJson;

/// How deep values may be nested.
const DEPTH_LIMIT: u32 = 128;

/// Reads one JSON text from its beginning to its end.
pub struct Reader<'j> {
    bytes: &'j [u8],
    jiter: Jiter<'j>,
    depth: u32,
    /// The depth at which properties that are not known are counted, and how many there were.
    counted: u32,
    unknown: usize,
    /// How many choices this reader is inside of.
    choices: u32,
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
        Self {
            bytes,
            jiter: Jiter::new(bytes),
            depth: 0,
            counted: 0,
            unknown: 0,
            choices: 0,
        }
    }

    /// The kind of the value that comes next; it is not consumed.
    pub fn kind(&mut self) -> Result<Kind, DecodeError> {
        Ok(match self.jiter.peek()? {
            Peek::Null => Kind::Null,
            Peek::True | Peek::False => Kind::Bool,
            Peek::String => Kind::String,
            Peek::Array => Kind::Array,
            Peek::Object => Kind::Object,
            peek if peek.is_num() && !matches!(peek, Peek::NaN | Peek::Infinity) => Kind::Number,
            _ => return Err(DecodeError::syntax(self.position(), "expected a value")),
        })
    }

    /// Consumes a `null` if one comes next.
    pub fn null(&mut self) -> Result<bool, DecodeError> {
        let is_null = self.jiter.peek()? == Peek::Null;
        if is_null {
            self.jiter.known_null()?;
        }
        Ok(is_null)
    }

    /// Begins an object; its properties follow by [`Reader::key`].
    pub fn object(&mut self) -> Result<Object, DecodeError> {
        if self.jiter.peek()? != Peek::Object {
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
        let key = if object.entered {
            self.jiter.next_key()?
        } else {
            object.entered = true;
            self.jiter.known_object()?
        };
        if key.is_none() {
            self.depth -= 1;
        }
        Ok(key)
    }

    /// Begins an array; its items follow by [`Reader::item`].
    pub fn array(&mut self) -> Result<Array, DecodeError> {
        if self.jiter.peek()? != Peek::Array {
            return Err(self.error("an array"));
        }
        self.enter()?;
        Ok(Array { entered: false })
    }

    /// True when an item follows, which must then be read or skipped.
    pub fn item(&mut self, array: &mut Array) -> Result<bool, DecodeError> {
        let next = if array.entered {
            self.jiter.array_step()?
        } else {
            array.entered = true;
            self.jiter.known_array()?
        };
        if next.is_none() {
            self.depth -= 1;
        }
        Ok(next.is_some())
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
        match self.jiter.peek()? {
            peek @ (Peek::True | Peek::False) => Ok(self.jiter.known_bool(peek)?),
            _ => Err(self.error("a boolean")),
        }
    }

    /// Reads a string; it lives until the next step of the reader.
    pub fn string(&mut self) -> Result<&str, DecodeError> {
        if self.jiter.peek()? != Peek::String {
            return Err(self.error("a string"));
        }
        Ok(self.jiter.known_str()?)
    }

    /// Reads an integer that fits 64 bits, with or without a sign.
    ///
    /// `1.0` and `1e3` are integers too: some servers write them so.
    pub fn integer(&mut self) -> Result<i128, DecodeError> {
        let peek = self.jiter.peek()?;
        if !peek.is_num() {
            return Err(self.error("an integer"));
        }
        match self.jiter.known_int(peek) {
            Ok(NumberInt::Int(value)) => Ok(i128::from(value)),
            // Beyond i64, or with a fraction or an exponent.
            _ => self.long_integer(),
        }
    }

    #[cold]
    fn long_integer(&mut self) -> Result<i128, DecodeError> {
        let start = self.position();
        let text = self.number_text()?;
        match exact_integer(text) {
            Some(value) => Ok(value),
            None if text.contains(['.', 'e', 'E']) => Err(DecodeError::expected(
                start,
                "an integer",
                "a number with a fraction",
            )),
            None => Err(out_of_range(start)),
        }
    }

    /// Reads a number as the nearest `f64`.
    pub fn float(&mut self) -> Result<f64, DecodeError> {
        let peek = self.jiter.peek()?;
        if !peek.is_num() {
            return Err(self.error("a number"));
        }
        let start = self.position();
        let value = self.jiter.known_float(peek)?;
        if value.is_finite() {
            Ok(value)
        } else {
            Err(out_of_range(start))
        }
    }

    /// Reads a number as the text it is written with.
    pub fn number_text(&mut self) -> Result<&'j str, DecodeError> {
        let peek = self.jiter.peek()?;
        if !peek.is_num() {
            return Err(self.error("a number"));
        }
        let start = self.position();
        self.jiter.known_number_bytes(peek)?;
        let text = self.text_since(start)?;
        // Short digits cannot overflow; the rest is measured, as reading it would.
        if (text.len() > 300 || text.contains(['e', 'E'])) && !is_finite(text) {
            return Err(out_of_range(start));
        }
        Ok(text)
    }

    /// Passes over the value of a property that the type does not know.
    pub fn skip_unknown(&mut self) -> Result<(), DecodeError> {
        self.unknown_value();
        self.skip()
    }

    /// The value that was read is none that the type knows by name.
    pub fn unknown_value(&mut self) {
        self.unknown += usize::from(self.depth == self.counted);
    }

    /// Passes over the value that comes next, whatever it is.
    pub fn skip(&mut self) -> Result<(), DecodeError> {
        self.jiter.peek()?;
        let start = self.position();
        self.skip_value()?;
        // jiter does not look at the bytes of the strings it passes over.
        self.text_since(start).map(drop)
    }

    /// The text of the value that comes next.
    pub fn raw(&mut self) -> Result<RawJson, DecodeError> {
        Ok(RawJson::trusted(self.raw_text()?))
    }

    /// The text of the value that comes next, in place.
    pub fn raw_text(&mut self) -> Result<&'j str, DecodeError> {
        self.jiter.peek()?;
        let start = self.position();
        self.skip_value()?;
        self.text_since(start)
    }

    /// Nothing but white space may follow.
    pub fn finish(&mut self) -> Result<(), DecodeError> {
        Ok(self.jiter.finish()?)
    }

    /// Looks ahead for a string property of the object that comes next; nothing is consumed.
    ///
    /// `None` when the property is not there or is not a string.
    pub fn tag(&mut self, property: &str) -> Result<Option<Cow<'j, str>>, DecodeError> {
        let mut ahead = self.ahead();
        let mut object = ahead.object()?;
        while let Some(key) = ahead.key(&mut object)? {
            if key == property {
                return ahead.string_if_any();
            }
            ahead.skip()?;
        }
        Ok(None)
    }

    /// Looks ahead at the value that comes next; nothing is consumed.
    pub fn shape(&mut self) -> Result<Shape<'j>, DecodeError> {
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
        Ok(Shape { kind, properties })
    }

    /// Begins to try the variants of a union on the value that comes next.
    pub fn choice<U>(&self) -> Choice<'j, U> {
        Choice::new()
    }

    /// A second reader that counts what the type of the next value does not know: properties, and
    /// values of enums.
    pub(super) fn counting(&self) -> Reader<'j> {
        Reader {
            counted: self.depth + 1,
            choices: self.choices + 1,
            ..self.ahead()
        }
    }

    pub(super) fn unknown(&self) -> usize {
        self.unknown
    }

    pub(super) fn choices(&self) -> u32 {
        self.choices
    }

    /// Goes on where another reader, of [`Reader::counting`], stands.
    pub(super) fn resume(&mut self, behind: Reader<'j>) {
        // A variant may be a union itself.
        if self.counted == self.depth + 1 {
            self.unknown += behind.unknown;
        }
        self.jiter = behind.jiter;
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
        self.jiter.current_index()
    }

    /// The offset at which the next value begins.
    pub fn next_start(&mut self) -> Result<usize, DecodeError> {
        self.jiter.peek()?;
        Ok(self.position())
    }

    /// A second reader that stands at the same place.
    fn ahead(&self) -> Reader<'j> {
        Reader {
            bytes: self.bytes,
            jiter: self.jiter.clone(),
            depth: self.depth,
            counted: 0,
            unknown: 0,
            choices: self.choices,
        }
    }

    fn string_if_any(&mut self) -> Result<Option<Cow<'j, str>>, DecodeError> {
        if self.kind()? != Kind::String {
            return Ok(None);
        }
        let start = self.position();
        let decoded = self.string()?.to_owned();
        let inner = &self.bytes[start + 1..self.position() - 1];
        Ok(Some(match std::str::from_utf8(inner) {
            Ok(text) if text == decoded => Cow::Borrowed(text),
            _ => Cow::Owned(decoded),
        }))
    }

    fn text_since(&self, start: usize) -> Result<&'j str, DecodeError> {
        std::str::from_utf8(self.jiter.slice_to_current(start))
            .map_err(|e| DecodeError::syntax(start + e.valid_up_to(), "invalid UTF-8"))
    }

    /// Passes over a value without recursion; one bit of `objects` per open container.
    fn skip_value(&mut self) -> Result<(), DecodeError> {
        let mut objects: u128 = 0;
        let floor = self.depth;
        let mut opened = false;
        loop {
            if !opened {
                match self.jiter.peek()? {
                    peek @ (Peek::Object | Peek::Array) => {
                        self.enter()?;
                        objects = objects << 1 | u128::from(peek == Peek::Object);
                        opened = true;
                    }
                    peek => self.skip_scalar(peek)?,
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

    fn step(&mut self, object: bool, first: bool) -> Result<bool, DecodeError> {
        Ok(match (object, first) {
            (true, true) => self.jiter.next_object_bytes()?.is_some(),
            (true, false) => self.jiter.next_key_bytes()?.is_some(),
            (false, true) => self.jiter.known_array()?.is_some(),
            (false, false) => self.jiter.array_step()?.is_some(),
        })
    }

    fn skip_scalar(&mut self, peek: Peek) -> Result<(), DecodeError> {
        match peek {
            Peek::String => self.jiter.known_bytes().map(drop)?,
            Peek::Null => self.jiter.known_null()?,
            Peek::True | Peek::False => self.jiter.known_bool(peek).map(drop)?,
            _ => self.number_text().map(drop)?,
        }
        Ok(())
    }
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
    properties: Vec<(String, &'j str)>,
}

impl Shape<'_> {
    /// The kind of the value.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// The value is an object with that property, of whatever value.
    pub fn has(&self, property: &str) -> bool {
        self.text(property).is_some()
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

    /// The JSON text of a property.
    pub fn text(&self, property: &str) -> Option<&str> {
        self.properties
            .iter()
            .rev()
            .find(|(key, _)| key == property)
            .map(|(_, text)| *text)
    }
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
