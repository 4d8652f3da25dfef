//! How two sets of values relate, and how bad that is.

use serde::Serialize;
use serde_json::Value;

/// What became of the set of values that one place takes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Relation {
    /// The same values.
    #[default]
    Equal,
    /// Some values are not taken any more, and no others are.
    Narrowed,
    /// More values are taken, and all that were.
    Widened,
    /// Some values are not taken any more, others are.
    Incomparable,
}

impl Relation {
    /// What holds when both hold of parts of the same thing.
    pub fn join(self, other: Self) -> Self {
        match (self, other) {
            (Self::Equal, relation) | (relation, Self::Equal) => relation,
            (one, two) if one == two => one,
            _ => Self::Incomparable,
        }
    }

    /// What holds with the sides swapped.
    pub fn swapped(self) -> Self {
        match self {
            Self::Narrowed => Self::Widened,
            Self::Widened => Self::Narrowed,
            same => same,
        }
    }

    /// Whether all old values are still taken.
    pub fn keeps_all(self) -> bool {
        matches!(self, Self::Equal | Self::Widened)
    }

    /// From what went and what came.
    pub fn of(lost: bool, gained: bool) -> Self {
        match (lost, gained) {
            (false, false) => Self::Equal,
            (true, false) => Self::Narrowed,
            (false, true) => Self::Widened,
            (true, true) => Self::Incomparable,
        }
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::Equal => "equal",
            Self::Narrowed => "narrowed",
            Self::Widened => "widened",
            Self::Incomparable => "incomparable",
        }
    }
}

/// What a change means for clients that are in use.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// It does not concern them.
    #[default]
    None,
    /// They go on as before.
    Compatible,
    /// They go on, but may see what they did not expect or do something else than before.
    Risky,
    /// Something that worked does not work any more.
    Breaking,
}

impl Severity {
    pub fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Compatible => "compatible",
            Self::Risky => "risky",
            Self::Breaking => "breaking",
        }
    }
}

/// Which way a value travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    /// From the client to the server.
    Request,
    /// From the server to the client.
    Response,
}

impl Direction {
    /// A server must take what it took; a client must be able to read what comes.
    pub fn severity(self, relation: Relation) -> Severity {
        match (self, relation) {
            (_, Relation::Equal) => Severity::Compatible,
            (_, Relation::Incomparable) => Severity::Breaking,
            (Self::Request, Relation::Narrowed) | (Self::Response, Relation::Widened) => {
                Severity::Breaking
            }
            (Self::Request, Relation::Widened) | (Self::Response, Relation::Narrowed) => {
                Severity::Compatible
            }
        }
    }
}

/// A value that one side takes and the other does not.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Witness {
    pub value: Value,
    /// The side that takes it.
    pub taken_by: Side,
}

/// One of the two descriptions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Side {
    Old,
    New,
}

/// What a change does in one direction.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Effect {
    pub relation: Relation,
    pub severity: Severity,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub witness: Option<Witness>,
}

impl Effect {
    /// Both of two effects at once.
    pub fn join(&mut self, other: &Self) {
        self.relation = self.relation.join(other.relation);
        self.severity = self.severity.max(other.severity);
        if self.witness.is_none() {
            self.witness.clone_from(&other.witness);
        }
    }
}
