// @generated from an OpenAPI description; change that, its policy or the templates instead.

//! A look at the object that comes next, before it is read: which variant of a union it is.
//!
//! A glance goes over the text quickly and does not check it: it only has to find where keys and values
//! begin and end. It may do so because nothing is made of what it passes over. The variant that is
//! chosen reads the same text afterwards, and finds what is wrong with it. Where a glance itself meets
//! what is not plain (an escape in a key or in the tag, a text that breaks off) it gives `None`, and the
//! reader looks again, exactly.

use super::scan::{behind_good_string, bracket, plain_string, scalar_end, space, special};

/// The properties of an object, one after the other.
struct Glance<'j> {
    bytes: &'j [u8],
    at: usize,
}

/// A property in a text: where its name begins and ends, and where its value begins.
#[derive(Clone, Copy, Debug)]
pub struct Property {
    pub name: usize,
    pub end: usize,
    pub value: usize,
}

impl Property {
    /// Whether it has that name, in that text.
    pub fn is(&self, bytes: &[u8], name: &str) -> bool {
        self.end - self.name == name.len()
            && bytes.get(self.name..self.end) == Some(name.as_bytes())
    }
}

impl<'j> Glance<'j> {
    /// Begins at the object at `at`.
    fn new(bytes: &'j [u8], at: usize) -> Option<Self> {
        let at = space(bytes, at);
        (bytes.get(at) == Some(&b'{')).then_some(Self { bytes, at })
    }

    /// The first property, or the one behind the value that the glance has passed; `Some(None)` at the
    /// end of the object.
    #[inline(always)]
    fn property(&mut self) -> Option<Option<Property>> {
        let bytes = self.bytes;
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
        let name = at + 1;
        let end = special(bytes, name);
        if bytes.get(end) != Some(&b'"') {
            return None;
        }
        at = space(bytes, end + 1);
        if bytes.get(at) != Some(&b':') {
            return None;
        }
        let value = space(bytes, at + 1);
        self.at = value;
        Some(Some(Property { name, end, value }))
    }

    /// Passes over the value of the property.
    #[inline(always)]
    fn pass(&mut self) -> Option<()> {
        self.at = behind(self.bytes, self.at)?;
        Some(())
    }
}

/// The string that is the first property of this name in the object at `at`; `Some(None)` if it is not
/// there or is no string.
pub fn tag<'j>(text: &'j str, at: usize, property: &str) -> Option<Option<&'j str>> {
    let bytes = text.as_bytes();
    let mut glance = Glance::new(bytes, at)?;
    while let Some(found) = glance.property()? {
        if !found.is(bytes, property) {
            glance.pass()?;
        } else if bytes.get(found.value) == Some(&b'"') {
            return plain_string(text, found.value).map(Some);
        } else {
            return Some(None);
        }
    }
    Some(None)
}

/// The properties of the object at `at`.
pub fn properties(text: &str, at: usize) -> Option<Vec<Property>> {
    let mut glance = Glance::new(text.as_bytes(), at)?;
    let mut properties = Vec::with_capacity(8);
    while let Some(property) = glance.property()? {
        properties.push(property);
        glance.pass()?;
    }
    Some(properties)
}

/// The text of the value at `at`.
pub fn value(text: &str, at: usize) -> Option<&str> {
    text.get(at..behind(text.as_bytes(), at)?)
}

/// The offset behind the value at `at`: the brackets in it are counted, and not told apart.
#[inline(always)]
fn behind(bytes: &[u8], at: usize) -> Option<usize> {
    match bytes.get(at)? {
        b'"' => behind_good_string(bytes, at),
        b'{' | b'[' => behind_brackets(bytes, at),
        _ => Some(scalar_end(bytes, at)),
    }
}

fn behind_brackets(bytes: &[u8], mut at: usize) -> Option<usize> {
    let mut open = 0_usize;
    loop {
        at = match bytes.get(at)? {
            b'"' => behind_good_string(bytes, at)?,
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
