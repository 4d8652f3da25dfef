//! One of several types, where no property tells which.

use std::any::TypeId;

use super::codec::Decode;
use super::reader::{Reader, Shape};

/// What the variants of a union made of a value so far; see [`Reader::choice`].
///
/// The first that knows all properties of the value, and the values of enums in it, is taken; else the
/// first of those that know most of them.
pub struct Choice<U> {
    best: Option<Best<U>>,
    /// How many variants were asked, and how many of them have read the value.
    asked: usize,
    read: usize,
    /// The best variant when the value was read before.
    decided: Option<usize>,
}

struct Best<U> {
    value: U,
    /// The offset behind the value.
    end: usize,
    /// How much of it was not known.
    unknown: usize,
    variant: usize,
}

impl<U: 'static> Choice<U> {
    pub(super) fn new(decided: Option<usize>) -> Self {
        Self {
            best: None,
            asked: 0,
            read: 0,
            decided,
        }
    }

    /// No variant could be read yet, or the best knows none of the properties: any JSON is better.
    pub fn is_strange_to(&self, shape: &Shape<'_>) -> bool {
        let count = shape.count();
        let best = self.best.as_ref();
        best.is_none_or(|best| count > 0 && best.unknown >= count)
    }

    /// Reads the value as one more variant, if it may be one and a better one can still be found.
    ///
    /// That takes a reading for each: [`Reader::tag`] is to be preferred.
    pub fn attempt<T: Decode>(&mut self, r: &mut Reader<'_>, fits: bool, variant: fn(T) -> U) {
        let number = self.asked;
        self.asked += 1;
        let had = self.best.as_ref().map_or(usize::MAX, |best| best.unknown);
        if !fits || had == 0 || self.decided.is_some_and(|decided| decided != number) {
            return;
        }
        self.read += 1;
        let place = r.attempt();
        let value = T::decode(r);
        let (end, unknown) = r.back(place);
        if let Ok(value) = value
            && unknown < had
        {
            self.best = Some(Best {
                value: variant(value),
                end,
                unknown,
                variant: number,
            });
        }
    }

    /// The best of them; the reader then stands behind the value.
    pub fn take(self, r: &mut Reader<'_>) -> Option<U> {
        if self.read > 1 {
            let variant = self.best.as_ref().map_or(usize::MAX, |best| best.variant);
            r.decide(TypeId::of::<U>(), variant);
        }
        let best = self.best?;
        r.resume(best.end, best.unknown);
        Some(best.value)
    }
}
