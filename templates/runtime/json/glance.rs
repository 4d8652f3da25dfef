//! A look at the object that comes next, before it is read: which variant of a union it is.
//!
//! A glance goes over the text quickly and does not check it: it only has to find where keys and values
//! begin and end. It may do so because nothing is made of what it passes over. The variant that is
//! chosen reads the same text afterwards, and finds what is wrong with it. Where a glance itself meets
//! what is not plain (an escape in a key or in the tag, a text that breaks off) it gives `None`, and the
//! reader looks again, exactly.

use std::borrow::Cow;

use super::scan::{behind_string, bracket, plain_string, scalar_end, space};

/// The properties of an object, one after the other.
pub struct Glance<'j> {
    text: &'j str,
    at: usize,
}

/// A property, and the offset at which its value begins.
pub type Property<'j> = (&'j str, usize);

impl<'j> Glance<'j> {
    /// Begins at the object at `at`.
    pub fn new(text: &'j str, at: usize) -> Option<Self> {
        let at = space(text.as_bytes(), at);
        (text.as_bytes().get(at) == Some(&b'{')).then_some(Self { text, at })
    }

    /// The first property, or the one behind the value that the glance has passed; `Some(None)` at the
    /// end of the object.
    #[inline(always)]
    pub fn property(&mut self) -> Option<Option<Property<'j>>> {
        let bytes = self.text.as_bytes();
        let mut at = space(bytes, self.at);
        match bytes.get(at)? {
            b',' | b'{' => at = space(bytes, at + 1),
            b'}' => return Some(None),
            _ => return None,
        }
        match bytes.get(at)? {
            b'"' => {}
            b'}' => return Some(None),
            _ => return None,
        }
        let key = plain_string(self.text, at)?;
        at = space(bytes, at + key.len() + 2);
        if bytes.get(at) != Some(&b':') {
            return None;
        }
        self.at = space(bytes, at + 1);
        Some(Some((key, self.at)))
    }

    /// Passes over the value of the property, and gives its text.
    pub fn value(&mut self) -> Option<&'j str> {
        let start = self.at;
        self.at = behind(self.text.as_bytes(), start)?;
        self.text.get(start..self.at)
    }
}

/// The string that is the first property of this name in the object at `at`; `Some(None)` if it is not
/// there or is no string.
pub fn tag<'j>(text: &'j str, at: usize, property: &str) -> Option<Option<&'j str>> {
    let mut glance = Glance::new(text, at)?;
    while let Some((key, value)) = glance.property()? {
        if key != property {
            glance.at = behind(text.as_bytes(), value)?;
        } else if text.as_bytes().get(value) == Some(&b'"') {
            return plain_string(text, value).map(Some);
        } else {
            return Some(None);
        }
    }
    Some(None)
}

/// The properties of the object at `at`, each with the text of its value.
pub fn properties(text: &str, at: usize) -> Option<Vec<(Cow<'_, str>, &str)>> {
    let mut glance = Glance::new(text, at)?;
    let mut properties = Vec::with_capacity(8);
    while let Some((key, _)) = glance.property()? {
        properties.push((Cow::Borrowed(key), glance.value()?));
    }
    Some(properties)
}

/// The offset behind the value at `at`: the brackets in it are counted, and not told apart.
#[inline]
fn behind(bytes: &[u8], at: usize) -> Option<usize> {
    match bytes.get(at)? {
        b'"' => behind_string(bytes, at),
        b'{' | b'[' => behind_brackets(bytes, at),
        _ => Some(scalar_end(bytes, at)),
    }
}

fn behind_brackets(bytes: &[u8], mut at: usize) -> Option<usize> {
    let mut open = 0_usize;
    loop {
        at = match bytes.get(at)? {
            b'"' => behind_string(bytes, at)?,
            b'{' | b'[' => {
                open += 1;
                at + 1
            }
            b'}' | b']' => {
                open -= 1;
                at + 1
            }
            b',' | b':' => at + 1,
            _ => bracket(bytes, at),
        };
        if open == 0 {
            return Some(at);
        }
    }
}
