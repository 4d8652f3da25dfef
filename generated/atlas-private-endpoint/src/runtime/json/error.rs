// @generated from an OpenAPI description; change that, its policy or the templates instead.

//! Why a JSON text could not be decoded, and where.

use std::fmt;

use super::reader::{Kind, Reader};

/// A JSON text is malformed or is not what the description says.
///
/// The message names the place and the two kinds of value, never the value itself.
#[derive(Clone, PartialEq, Eq)]
pub struct DecodeError(Box<Inner>);

#[derive(Clone, PartialEq, Eq)]
struct Inner {
    offset: usize,
    path: Option<String>,
    problem: Problem,
}

#[derive(Clone, PartialEq, Eq)]
enum Problem {
    Expected {
        expected: &'static str,
        found: &'static str,
    },
    Missing(&'static str),
    Invalid(&'static str),
    Syntax(&'static str),
}

impl DecodeError {
    /// One kind of value stands where another is expected.
    #[cold]
    pub fn expected(offset: usize, expected: &'static str, found: &'static str) -> Self {
        Self::new(offset, Problem::Expected { expected, found })
    }

    /// A required property is not there; `offset` is where its object begins.
    #[cold]
    pub fn missing(offset: usize, name: &'static str) -> Self {
        Self::new(offset, Problem::Missing(name))
    }

    /// The value is of the right kind but breaks a rule, such as `number out of range`.
    #[cold]
    pub fn invalid(offset: usize, problem: &'static str) -> Self {
        Self::new(offset, Problem::Invalid(problem))
    }

    /// The text is not JSON.
    #[cold]
    pub fn syntax(offset: usize, problem: &'static str) -> Self {
        Self::new(offset, Problem::Syntax(problem))
    }

    fn new(offset: usize, problem: Problem) -> Self {
        Self(Box::new(Inner {
            offset,
            path: None,
            problem,
        }))
    }

    /// The byte of the text at which the problem was seen.
    pub fn offset(&self) -> usize {
        self.0.offset
    }

    /// The place in the document, such as `$.results[3].status`.
    pub fn path(&self) -> Option<&str> {
        self.0.path.as_deref()
    }

    /// Finds the path of the error in the text it came from.
    #[cold]
    pub fn locate(mut self, bytes: &[u8]) -> Self {
        let offset = self.0.offset;
        self.0.path.get_or_insert_with(|| path_to(bytes, offset));
        self
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0.path {
            Some(path) => write!(
                f,
                "at `{path}` (byte {}): {}",
                self.0.offset, self.0.problem
            ),
            None => write!(f, "at byte {}: {}", self.0.offset, self.0.problem),
        }
    }
}

impl fmt::Debug for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DecodeError({self})")
    }
}

impl std::error::Error for DecodeError {}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Expected { expected, found } => write!(f, "expected {expected}, found {found}"),
            Self::Missing(name) => write!(f, "missing property `{name}`"),
            Self::Invalid(problem) => f.write_str(problem),
            Self::Syntax(problem) => write!(f, "invalid JSON: {problem}"),
        }
    }
}

/// Walks the text again, up to the value that holds `offset` or to what is no JSON.
fn path_to(bytes: &[u8], offset: usize) -> String {
    let mut path = String::from("$");
    let _ = descend(&mut Reader::new(bytes), offset, &mut path);
    path
}

fn push_key(path: &mut String, key: &str) {
    let is_plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'$');
    if (1..=64).contains(&key.len()) && key.bytes().all(is_plain) {
        path.push('.');
        path.push_str(key);
    } else {
        path.push_str(&format!("[{:?}]", shorten(key)));
    }
}

fn shorten(key: &str) -> String {
    let mut short: String = key.chars().take(64).collect();
    if short.len() < key.len() {
        short.push('…');
    }
    short
}

/// True when the value that comes next holds the offset; `path` then leads to it.
fn descend(r: &mut Reader<'_>, offset: usize, path: &mut String) -> Result<bool, DecodeError> {
    let (kind, outside) = (r.kind()?, path.len());
    if r.position() >= offset {
        return Ok(true);
    }
    if kind == Kind::Object {
        let mut object = r.object()?;
        while let Some(key) = r.key(&mut object)? {
            push_key(path, key);
            if descend(r, offset, path)? {
                return Ok(true);
            }
            path.truncate(outside);
        }
    } else if kind == Kind::Array {
        let (mut array, mut index) = (r.array()?, 0);
        while r.item(&mut array)? {
            path.push_str(&format!("[{index}]"));
            if descend(r, offset, path)? {
                return Ok(true);
            }
            path.truncate(outside);
            index += 1;
        }
    } else {
        r.skip()?;
    }
    Ok(r.position() > offset)
}
