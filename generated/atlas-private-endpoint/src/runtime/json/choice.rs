// @generated from an OpenAPI description; change that, its policy or the templates instead.

//! One of several types, where no property tells which.

use std::any::TypeId;

use super::codec::Decode;
use super::reader::{OUTSIDE, Place, Reader, Shape};

/// What the variants of a union made of a value so far; see [`Reader::choice`].
///
/// The first that knows all of the value is taken, else the first that knows most of its properties; what
/// is further inside counts less.
pub struct Choice<U> {
    best: Option<U>,
    tally: Tally,
}

/// How the variants did. It is the same code for all unions.
#[derive(Default)]
struct Tally {
    /// Of the best value: the offset behind it, how much was not known, the variant.
    best: Option<(usize, u64, usize)>,
    /// How many variants were asked, and how many of them have read the value.
    asked: usize,
    read: usize,
    /// The best variant when the value was read before.
    decided: Option<usize>,
}

impl Tally {
    fn unknown(&self) -> u64 {
        self.best.map_or(u64::MAX, |(_, unknown, _)| unknown)
    }

    /// Where the reader is, if one more variant is to read the value.
    fn begin(&mut self, r: &mut Reader<'_>, fits: bool) -> Option<Place> {
        let number = self.asked;
        self.asked += 1;
        let is_decided = self.decided.is_some_and(|decided| decided != number);
        if !fits || self.unknown() == 0 || is_decided {
            return None;
        }
        self.read += 1;
        Some(r.attempt())
    }

    /// Goes back; whether what was read is the best so far.
    fn end(&mut self, r: &mut Reader<'_>, place: Place, is_read: bool) -> bool {
        let (end, unknown) = r.back(place);
        let is_best = is_read && unknown < self.unknown();
        if is_best {
            self.best = Some((end, unknown, self.asked - 1));
        }
        is_best
    }
}

impl<U: 'static> Choice<U> {
    pub(super) fn new(decided: Option<usize>) -> Self {
        let tally = Tally {
            decided,
            ..Tally::default()
        };
        Self { best: None, tally }
    }

    /// No variant was read yet, or the best knows no property: any JSON is better.
    pub fn is_strange_to(&self, shape: &Shape<'_>) -> bool {
        let count = shape.count() as u64;
        self.best.is_none() || count > 0 && self.tally.unknown() / OUTSIDE >= count
    }

    /// Reads the value as one more variant, if it may be one and a better one can still be found.
    pub fn attempt<T: Decode>(&mut self, r: &mut Reader<'_>, fits: bool, variant: fn(T) -> U) {
        let Some(place) = self.tally.begin(r, fits) else {
            return;
        };
        let value = T::decode(r);
        let is_best = self.tally.end(r, place, value.is_ok());
        if let Ok(value) = value
            && is_best
        {
            self.best = Some(variant(value));
        }
    }

    /// The best of them; the reader then stands behind the value.
    pub fn take(self, r: &mut Reader<'_>) -> Option<U> {
        let best = self.tally.best;
        if self.tally.read > 1 {
            let variant = best.map_or(usize::MAX, |(_, _, variant)| variant);
            r.decide(TypeId::of::<U>(), variant);
        }
        if let Some((end, unknown, _)) = best {
            r.resume(end, unknown);
        }
        self.best
    }
}
