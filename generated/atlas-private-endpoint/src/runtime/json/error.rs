// @generated from an OpenAPI description. To change this file, change the description, its policy
// or the templates, and run the generator again.

//! Why a JSON text could not be decoded, and where.

use std::fmt;

use jiter::{JiterError, JiterErrorType, JsonType};

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
    Syntax(String),
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
    pub fn syntax(offset: usize, problem: impl Into<String>) -> Self {
        Self::new(offset, Problem::Syntax(problem.into()))
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
        if self.0.path.is_none() {
            self.0.path = Some(path_to(bytes, self.0.offset));
        }
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

impl From<JiterError> for DecodeError {
    #[cold]
    fn from(error: JiterError) -> Self {
        match error.error_type {
            JiterErrorType::JsonError(problem) => Self::syntax(error.index, problem.to_string()),
            JiterErrorType::WrongType { expected, actual } => {
                Self::expected(error.index, describe(&expected), describe(&actual))
            }
        }
    }
}

fn describe(kind: &JsonType) -> &'static str {
    match kind {
        JsonType::Null => "null",
        JsonType::Bool => "a boolean",
        JsonType::Int | JsonType::Float => "a number",
        JsonType::String => "a string",
        JsonType::Array => "an array",
        JsonType::Object => "an object",
    }
}

/// Walks the text again, up to the value that holds `offset`.
fn path_to(bytes: &[u8], offset: usize) -> String {
    let mut steps = Vec::new();
    descend(&mut Reader::new(bytes), offset, &mut steps);
    let mut path = String::from("$");
    for step in &steps {
        step.push_onto(&mut path);
    }
    path
}

enum Step {
    Key(String),
    Index(usize),
}

impl Step {
    fn push_onto(&self, path: &mut String) {
        match self {
            Self::Index(index) => path.push_str(&format!("[{index}]")),
            Self::Key(key) if is_plain(key) => {
                path.push('.');
                path.push_str(key);
            }
            Self::Key(key) => path.push_str(&format!("[{:?}]", shorten(key))),
        }
    }
}

fn is_plain(key: &str) -> bool {
    (1..=64).contains(&key.len())
        && key
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'$'))
}

fn shorten(key: &str) -> String {
    let mut short: String = key.chars().take(64).collect();
    if short.len() < key.len() {
        short.push('…');
    }
    short
}

/// True when the value that comes next holds the offset; `steps` then lead to it.
fn descend(reader: &mut Reader<'_>, offset: usize, steps: &mut Vec<Step>) -> bool {
    let Ok(kind) = reader.kind() else { return true };
    if reader.position() >= offset {
        return true;
    }
    match kind {
        Kind::Object => descend_object(reader, offset, steps),
        Kind::Array => descend_array(reader, offset, steps),
        _ => reader.skip().is_err() || reader.position() > offset,
    }
}

fn descend_object(reader: &mut Reader<'_>, offset: usize, steps: &mut Vec<Step>) -> bool {
    let Ok(mut object) = reader.object() else {
        return true;
    };
    loop {
        match reader.key(&mut object) {
            Ok(Some(key)) => steps.push(Step::Key(key.to_owned())),
            Ok(None) => return reader.position() > offset,
            Err(_) => return true,
        }
        if descend(reader, offset, steps) {
            return true;
        }
        steps.pop();
    }
}

fn descend_array(reader: &mut Reader<'_>, offset: usize, steps: &mut Vec<Step>) -> bool {
    let Ok(mut array) = reader.array() else {
        return true;
    };
    let mut index = 0;
    loop {
        match reader.item(&mut array) {
            Ok(true) => steps.push(Step::Index(index)),
            Ok(false) => return reader.position() > offset,
            Err(_) => return true,
        }
        if descend(reader, offset, steps) {
            return true;
        }
        steps.pop();
        index += 1;
    }
}
