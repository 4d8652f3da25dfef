//! One difference: a rule, its arguments, its places, and what it does in each direction.

use std::collections::BTreeMap;

use super::relation::{Direction, Effect, Relation, Severity, Side, Witness};
use crate::pointer::Pointer;

/// A difference at one place.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// See [`rules`](super::rules).
    pub rule: &'static str,
    pub arguments: BTreeMap<&'static str, String>,
    /// Of what was added, the place that holds it.
    pub old: Option<Pointer>,
    /// Of what was removed, the place that held it.
    pub new: Option<Pointer>,
    pub request: Effect,
    pub response: Effect,
}

impl Change {
    /// A difference that concerns nobody yet.
    pub fn new(rule: &'static str, old: &Pointer, new: &Pointer) -> Self {
        Self {
            rule,
            arguments: BTreeMap::new(),
            old: Some(old.clone()),
            new: Some(new.clone()),
            request: Effect::default(),
            response: Effect::default(),
        }
    }

    pub fn arg(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.arguments.insert(name, value.into());
        self
    }

    /// Values went or came, whichever way they travel.
    pub fn values(self, relation: Relation) -> Self {
        self.request(relation).response(relation)
    }

    pub fn request(mut self, relation: Relation) -> Self {
        self.request.relation = relation;
        self.request.severity = Direction::Request.severity(relation);
        self
    }

    pub fn response(mut self, relation: Relation) -> Self {
        self.response.relation = relation;
        self.response.severity = Direction::Response.severity(relation);
        self
    }

    /// Other than what follows from the relation.
    pub fn request_is(mut self, severity: Severity) -> Self {
        self.request.severity = severity;
        self
    }

    /// Other than what follows from the relation.
    pub fn response_is(mut self, severity: Severity) -> Self {
        self.response.severity = severity;
        self
    }

    /// No value of this kind travels this way.
    pub fn without(mut self, direction: Direction) -> Self {
        *self.effect_mut(direction) = Effect::default();
        self
    }

    /// A value that only this side takes.
    pub fn witness(mut self, taken_by: Side, value: Option<serde_json::Value>) -> Self {
        if let Some(value) = value {
            let witness = Some(Witness { value, taken_by });
            for effect in [&mut self.request, &mut self.response] {
                if effect.relation != Relation::Equal && effect.witness.is_none() {
                    effect.witness.clone_from(&witness);
                }
            }
        }
        self
    }

    pub fn effect(&self, direction: Direction) -> &Effect {
        match direction {
            Direction::Request => &self.request,
            Direction::Response => &self.response,
        }
    }

    fn effect_mut(&mut self, direction: Direction) -> &mut Effect {
        match direction {
            Direction::Request => &mut self.request,
            Direction::Response => &mut self.response,
        }
    }

    /// The set of values that is meant is the one outside of this: what went there came here.
    pub fn inverted(mut self) -> Self {
        for direction in [Direction::Request, Direction::Response] {
            let effect = self.effect_mut(direction);
            effect.relation = effect.relation.swapped();
            if effect.severity != Severity::None {
                effect.severity = direction.severity(effect.relation);
            }
            if let Some(witness) = &mut effect.witness {
                witness.taken_by = match witness.taken_by {
                    Side::Old => Side::New,
                    Side::New => Side::Old,
                };
            }
        }
        self
    }

    /// The worse of both directions.
    pub fn severity(&self) -> Severity {
        self.request.severity.max(self.response.severity)
    }

    /// What makes it the same change when it is met again.
    pub fn key(&self) -> Key {
        Key {
            rule: self.rule,
            old: self.old.clone(),
            new: self.new.clone(),
            arguments: self.arguments.clone(),
        }
    }
}

/// The identity of a [`Change`].
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Key {
    pub old: Option<Pointer>,
    pub new: Option<Pointer>,
    pub rule: &'static str,
    pub arguments: BTreeMap<&'static str, String>,
}
