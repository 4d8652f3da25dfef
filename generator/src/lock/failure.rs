//! Which error an operation has, as words.

use std::fmt;

use serde::Deserialize;

use crate::model::Status;

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
        ranges: Vec<Status>,
    },
    /// The one that it shares with all that have these answers: the place of each body's type, or none.
    Answers(Vec<(Status, Option<String>)>),
}

/// Between answers.
const AND: &str = " | ";
/// In place of a body.
const NONE: &str = "-";

/// `none`, `own`, the ranges and the place as in `default #/components/schemas/Problem`, or each answer
/// as in `304 - | 404 #/components/schemas/Problem`.
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
            Self::Answers(answers) => {
                for (at, (status, body)) in answers.iter().enumerate() {
                    let between = if at == 0 { "" } else { AND };
                    let body = body.as_deref().unwrap_or(NONE);
                    write!(f, "{between}{status} {body}")?;
                }
                Ok(())
            }
        }
    }
}

impl From<String> for LockedFailure {
    fn from(text: String) -> Self {
        match text.as_str() {
            "none" => Self::None,
            "own" => Self::Own,
            _ => answers(&text).unwrap_or_else(|| shared(&text)),
        }
    }
}

/// Several answers, or one without a body: else it is an error that is shared by its body.
fn answers(text: &str) -> Option<LockedFailure> {
    let answers = text.split(AND).map(|answer| {
        let (status, body) = answer.split_once(' ')?;
        let body = (body != NONE).then(|| body.to_owned());
        Some((status_of(status)?, body))
    });
    let answers: Vec<_> = answers.collect::<Option<_>>()?;
    let is_shared = matches!(answers.as_slice(), [(_, Some(_))]);
    (!is_shared).then_some(LockedFailure::Answers(answers))
}

fn shared(text: &str) -> LockedFailure {
    let (mut ranges, mut body) = (Vec::new(), text);
    while let Some((word, rest)) = body.split_once(' ')
        && let Some(range) = status_of(word)
    {
        ranges.push(range);
        body = rest;
    }
    LockedFailure::Shared {
        body: body.to_owned(),
        ranges,
    }
}

fn status_of(word: &str) -> Option<Status> {
    match word.strip_suffix("XX") {
        Some(class) => class.parse().ok().map(Status::Class),
        None if word == "default" => Some(Status::Default),
        None => word.parse().ok().map(Status::Code),
    }
}
