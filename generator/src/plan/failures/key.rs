//! What operations have in common that share an error.

use std::collections::BTreeMap;

use crate::model::{Status, TypeId};
use crate::names;

/// What the error answers are.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Key {
    /// All have a body of this type, whatever their statuses.
    Body {
        body: TypeId,
        /// Those of them that are no single status.
        ranges: Vec<Status>,
    },
    /// Each status has a body of its type, or none.
    Answers(BTreeMap<Status, Option<TypeId>>),
}

impl Key {
    /// Answers that all have this body; of their statuses the ranges matter.
    pub fn of_body(body: TypeId, statuses: impl IntoIterator<Item = Status>) -> Self {
        let ranges = statuses.into_iter();
        let mut ranges: Vec<Status> = ranges
            .filter(|status| !matches!(status, Status::Code(_)))
            .collect();
        // The errors' names have them in this order.
        ranges.sort_by_key(|range| (*range != Status::Default, *range));
        ranges.dedup();
        Self::Body { body, ranges }
    }

    /// Whether an answer with that body, or with none, can have a variant.
    ///
    /// A single status may come later, a range would change what the others are.
    pub fn tells(&self, status: Status, body: Option<TypeId>) -> bool {
        let is_code = matches!(status, Status::Code(_));
        match self {
            Self::Body { body: own, ranges } => {
                body == Some(*own) && (is_code || ranges.contains(&status))
            }
            Self::Answers(answers) => match answers.get(&status) {
                Some(known) => body == *known,
                None => is_code,
            },
        }
    }

    /// The types of the bodies, by status.
    pub fn bodies(&self) -> Vec<TypeId> {
        match self {
            Self::Body { body, .. } => vec![*body],
            Self::Answers(answers) => {
                let mut bodies = Vec::new();
                for body in answers.values().flatten() {
                    if !bodies.contains(body) {
                        bodies.push(*body);
                    }
                }
                bodies
            }
        }
    }

    /// What an error is to be called that is shared so, where its bodies are called that.
    pub fn name(&self, bodies: &[&str]) -> String {
        match self {
            Self::Body { ranges, .. } => names::failure_of_body(&bodies.concat(), ranges),
            Self::Answers(answers) => {
                let statuses: Vec<Status> = answers.keys().copied().collect();
                names::failure_of_answers(bodies, &statuses)
            }
        }
    }
}
