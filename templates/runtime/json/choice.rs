//! One of several types, where no property tells which.

use super::codec::Decode;
use super::reader::Reader;

/// How many choices inside of one another look for the best variant. Each may read its value once for
/// every variant, so that a union of itself would take twice the time and more for each level.
const THOROUGH: u32 = 4;

/// What the variants of a union made of a value so far; see [`Reader::choice`].
///
/// The first that knows all properties of the value, and the values of enums in it, is taken; else the
/// first of those that know most of them. Far inside of other choices the first that can be read is taken.
pub struct Choice<U> {
    /// The value, the offset behind it, and how much of it was not known.
    best: Option<(U, usize, usize)>,
}

impl<U> Choice<U> {
    pub(super) fn new() -> Self {
        Self { best: None }
    }

    /// No variant could be read yet.
    pub fn is_empty(&self) -> bool {
        self.best.is_none()
    }

    /// Reads the value as one more variant, if it may be one and a better one can still be found.
    ///
    /// Choices inside of one another read the text many times: [`Reader::tag`] is to be preferred.
    pub fn attempt<T: Decode>(&mut self, r: &mut Reader<'_>, fits: bool, variant: fn(T) -> U) {
        let had = self.best.as_ref().map_or(usize::MAX, |best| best.2);
        let settled = had == 0 || (!self.is_empty() && r.choices() >= THOROUGH);
        if !fits || settled {
            return;
        }
        let place = r.attempt();
        let value = T::decode(r);
        let (end, unknown) = r.back(place);
        if let Ok(value) = value
            && unknown < had
        {
            self.best = Some((variant(value), end, unknown));
        }
    }

    /// The best of them; the reader then stands behind the value.
    pub fn take(self, r: &mut Reader<'_>) -> Option<U> {
        let (value, end, unknown) = self.best?;
        r.resume(end, unknown);
        Some(value)
    }
}
