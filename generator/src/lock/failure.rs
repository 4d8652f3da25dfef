//! Which error an operation has, as a word.

use std::fmt;

use serde::Deserialize;

/// The error that an operation keeps, whatever answers are added.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(from = "String")]
pub enum LockedFailure {
    /// The one of operations without error answers.
    None,
    /// One of its own.
    Own,
    /// The one that it shares with all whose error answers have this body.
    Shared {
        /// The place of the body's type.
        body: String,
        /// The statuses that are no single one: `4XX`, `default`.
        ranges: Vec<String>,
    },
}

/// `none`, `own`, or the ranges and the place: `default #/components/schemas/Problem`.
impl fmt::Display for LockedFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::None => f.write_str("none"),
            Self::Own => f.write_str("own"),
            Self::Shared { body, ranges } => {
                for range in ranges {
                    write!(f, "{range} ")?;
                }
                f.write_str(body)
            }
        }
    }
}

impl From<String> for LockedFailure {
    fn from(text: String) -> Self {
        match text.as_str() {
            "none" => return Self::None,
            "own" => return Self::Own,
            _ => {}
        }
        let (mut ranges, mut body) = (Vec::new(), text.as_str());
        while let Some((range, rest)) = body.split_once(' ').filter(|(range, _)| is_range(range)) {
            ranges.push(range.to_owned());
            body = rest;
        }
        Self::Shared {
            body: body.to_owned(),
            ranges,
        }
    }
}

fn is_range(text: &str) -> bool {
    text == "default" || text.len() == 3 && text.ends_with("XX")
}
