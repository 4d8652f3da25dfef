//! Arrays whose elements have types of their own.

use super::codec::{Decode, Encode};
use super::error::DecodeError;
use super::reader::{Array, Reader};
use super::value::Maybe;
use super::writer::Writer;

/// Reads the elements of one array in their order.
#[derive(Debug)]
pub struct Elements {
    start: usize,
    array: Option<Array>,
}

impl Elements {
    /// Begins with the array that comes next.
    pub fn begin(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let start = r.next_start()?;
        let array = Some(r.array()?);
        Ok(Self { start, array })
    }

    /// Whether one more element follows.
    fn step(&mut self, r: &mut Reader<'_>) -> Result<bool, DecodeError> {
        let Some(array) = &mut self.array else {
            return Ok(false);
        };
        let follows = r.item(array)?;
        if !follows {
            self.array = None;
        }
        Ok(follows)
    }

    /// An element that has to be there.
    pub fn required<T: Decode>(&mut self, r: &mut Reader<'_>) -> Result<T, DecodeError> {
        if self.step(r)? {
            T::decode(r)
        } else {
            Err(DecodeError::invalid(
                self.start,
                "the array has too few items",
            ))
        }
    }

    /// An element that may be absent; `null` is taken for that.
    pub fn optional<T: Decode>(&mut self, r: &mut Reader<'_>) -> Result<Option<T>, DecodeError> {
        if self.step(r)? {
            Option::decode(r)
        } else {
            Ok(None)
        }
    }

    /// An element that may be absent, which is not `null`.
    pub fn maybe<T: Decode>(&mut self, r: &mut Reader<'_>) -> Result<Maybe<T>, DecodeError> {
        if self.step(r)? {
            Maybe::decode(r)
        } else {
            Ok(Maybe::Absent)
        }
    }

    /// An element of any JSON that may be absent.
    pub fn any<T: Decode>(&mut self, r: &mut Reader<'_>) -> Result<Option<T>, DecodeError> {
        if self.step(r)? {
            T::decode(r).map(Some)
        } else {
            Ok(None)
        }
    }

    /// All that are left.
    pub fn rest<T: Decode>(&mut self, r: &mut Reader<'_>) -> Result<Vec<T>, DecodeError> {
        let mut rest = Vec::new();
        while self.step(r)? {
            rest.push(T::decode(r)?);
        }
        Ok(rest)
    }

    /// Passes over those that the type does not know.
    pub fn finish(mut self, r: &mut Reader<'_>) -> Result<(), DecodeError> {
        while self.step(r)? {
            r.unknown_value();
            r.skip()?;
        }
        Ok(())
    }
}

/// Writes the elements of one array in their order.
#[derive(Debug)]
pub struct ElementWriter<'w> {
    w: &'w mut Writer,
    /// Elements that are absent: they are `null` if another one follows.
    holes: usize,
}

impl<'w> ElementWriter<'w> {
    /// Begins an array.
    pub fn begin(w: &'w mut Writer) -> Self {
        w.begin_array();
        Self { w, holes: 0 }
    }

    /// An element that is always there.
    pub fn required<T: Encode>(&mut self, value: &T) {
        for _ in 0..std::mem::take(&mut self.holes) {
            self.w.element(&None::<bool>);
        }
        self.w.element(value);
    }

    /// An element that is there if it has a value.
    pub fn optional<T: Encode>(&mut self, value: &Option<T>) {
        match value {
            Some(value) => self.required(value),
            None => self.holes += 1,
        }
    }

    /// An element that may be absent, `null` or a value.
    pub fn maybe<T: Encode>(&mut self, value: &Maybe<T>) {
        match value {
            Maybe::Absent => self.holes += 1,
            _ => self.required(value),
        }
    }

    /// An element of any JSON that is there if it has a value.
    pub fn any<T: Encode>(&mut self, value: &Option<T>) {
        self.optional(value);
    }

    /// All that are left.
    pub fn rest<T: Encode>(&mut self, values: &[T]) {
        for value in values {
            self.required(value);
        }
    }

    /// Ends the array.
    pub fn finish(self) {
        self.w.end_array();
    }
}
