// @generated from an OpenAPI description. To change this file, change the description, its policy
// or the templates, and run the generator again.

//! One of several types, where no property tells which.

use std::any::TypeId;

use super::codec::Decode;
use super::reader::{OUTSIDE, Reader, Shape};

/// What the variants of a union made of a value so far; see [`Reader::choice`].
///
/// The first that knows all properties of the value, and the values of enums in it, is taken; else the
/// first that knows most of them, and most of what is further inside.
pub struct Choice<U> {
    /// The best value, the offset behind it, how much was not known, the variant.
    best: Option<(U, usize, u64, usize)>,
    /// How many variants were asked, and how many of them have read the value.
    asked: usize,
    read: usize,
    /// The best variant when the value was read before.
    decided: Option<usize>,
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

    /// No variant was read yet, or the best knows no property: any JSON is better.
    pub fn is_strange_to(&self, shape: &Shape<'_>) -> bool {
        let count = shape.count() as u64;
        let best = self.best.as_ref();
        best.is_none_or(|best| count > 0 && best.2 / OUTSIDE >= count)
    }

    /// Reads the value as one more variant, if it may be one and a better one can still be found.
    pub fn attempt<T: Decode>(&mut self, r: &mut Reader<'_>, fits: bool, variant: fn(T) -> U) {
        let number = self.asked;
        self.asked += 1;
        let had = self.best.as_ref().map_or(u64::MAX, |best| best.2);
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
            self.best = Some((variant(value), end, unknown, number));
        }
    }

    /// The best of them; the reader then stands behind the value.
    pub fn take(self, r: &mut Reader<'_>) -> Option<U> {
        if self.read > 1 {
            let variant = self.best.as_ref().map_or(usize::MAX, |best| best.3);
            r.decide(TypeId::of::<U>(), variant);
        }
        let (value, end, unknown, _) = self.best?;
        r.resume(end, unknown);
        Some(value)
    }
}
