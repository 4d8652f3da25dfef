//! Which operations fail in the same way, so that one error type serves them, and which error an
//! operation keeps.

use std::collections::BTreeMap;

use crate::config::Policy;
use crate::diagnostics::{At, Diagnostic, Diagnostics};
use crate::lock::{LockedFailure, Places};
use crate::model::{Api, Content, Operation, Response, Status, Type, TypeId};
use crate::names::{self, Names};

/// The errors that operations share.
#[derive(Debug, Default)]
pub struct Failures {
    /// By the type of the body, and the ranges of statuses.
    pub shared: BTreeMap<Key, Shared>,
    /// For each operation.
    pub of: Vec<Failure>,
    /// For each operation, the answers that its error has no variant for.
    pub untold: Vec<Vec<Status>>,
}

/// An error of several operations.
#[derive(Debug, Default)]
pub struct Shared {
    pub name: String,
    /// The names of its variants.
    pub statuses: BTreeMap<Status, String>,
}

/// All error answers have a body of this type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key {
    pub body: TypeId,
    /// The statuses that are no single one: bit 0 is `default`, bit 4 is `4XX`.
    others: u8,
}

impl Key {
    /// Whether it has an answer for every status.
    pub fn takes_all(self) -> bool {
        self.has(Status::Default)
    }

    /// The ranges of statuses, as descriptions write them.
    pub fn ranges(self) -> Vec<String> {
        let bits = (0..8).filter(|bit| self.others & (1 << bit) != 0);
        bits.map(|bit| match bit {
            0 => Status::Default.to_string(),
            class => Status::Class(class).to_string(),
        })
        .collect()
    }

    /// Of the ranges that a lock has.
    fn of(body: TypeId, ranges: &[String]) -> Self {
        let bits = ranges.iter().map(|range| match range.as_bytes().first() {
            Some(class @ b'1'..=b'7') => 1 << (class - b'0'),
            _ => 1,
        });
        Self {
            body,
            others: bits.fold(0, |all, bit| all | bit),
        }
    }

    /// Whether an answer of that status can have a variant.
    fn has(self, status: Status) -> bool {
        let bit = bit(status);
        self.others & bit == bit
    }
}

/// Nothing for a single status.
fn bit(status: Status) -> u8 {
    match status {
        Status::Code(_) => 0,
        Status::Class(class) => 1 << class.min(7),
        Status::Default => 1,
    }
}

/// What error an operation has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failure {
    /// The description has no error answers.
    Undescribed,
    Shared(Key),
    /// One of its own, as its answers differ in type.
    Own,
}

impl Failure {
    /// Whether it has a variant for an answer.
    fn tells(self, response: &Response) -> bool {
        match self {
            Self::Undescribed => false,
            Self::Shared(key) => body(response) == Some(key.body) && key.has(response.status),
            Self::Own => true,
        }
    }
}

/// An error is shared by the type of its body, not by its statuses: a further status in one
/// operation adds a variant, and changes no type. Where a further status has another body, the
/// operation keeps the error that the lock knows, unless the policy gives it one of its own.
pub fn failures(
    api: &Api,
    names: &Names,
    policy: &Policy,
    diagnostics: &mut Diagnostics,
) -> Failures {
    let places = Places::new(api);
    let mut failures = Failures::default();
    for (operation, names) in api.operations.iter().zip(&names.operations) {
        let failure = kept(operation, policy, &places).unwrap_or_else(|| natural(operation));
        failures.add(operation, failure, names.failures(operation));
    }
    let wanted = failures.shared.iter_mut().map(|(key, shared)| {
        (
            names.ty(key.body).name.as_str(),
            key.others,
            &mut shared.name,
        )
    });
    names::failures(wanted.collect());
    report(api, names, &failures, diagnostics);
    failures
}

impl Failures {
    fn add(&mut self, operation: &Operation, failure: Failure, names: &[String]) {
        let answers = operation.responses.failures();
        let (told, untold): (Vec<_>, Vec<_>) = answers
            .zip(names)
            .partition(|(response, _)| failure.tells(response));
        if let Failure::Shared(key) = failure {
            let shared = self.shared.entry(key).or_default();
            let named = told.iter();
            shared
                .statuses
                .extend(named.map(|(response, name)| (response.status, (*name).clone())));
        }
        self.of.push(failure);
        let untold = untold.iter().map(|(response, _)| response.status);
        self.untold.push(untold.collect());
    }
}

/// The error that an operation has had, or is to have.
fn kept(operation: &Operation, policy: &Policy, places: &Places) -> Option<Failure> {
    if policy.errors.is_own(&operation.key) {
        return Some(Failure::Own);
    }
    let locked = policy.lock.operations.get(&operation.key)?;
    Some(match locked.failure.as_ref()? {
        LockedFailure::None => Failure::Undescribed,
        LockedFailure::Own => Failure::Own,
        LockedFailure::Shared { body, ranges } => {
            Failure::Shared(Key::of(places.find(body)?, ranges))
        }
    })
}

/// The error that follows from the answers alone.
fn natural(operation: &Operation) -> Failure {
    let mut bodies = operation.responses.failures().map(body);
    let Some(first) = bodies.next() else {
        return Failure::Undescribed;
    };
    match first {
        Some(body) if bodies.all(|other| other == first) => Failure::Shared(Key {
            body,
            others: others(operation),
        }),
        _ => Failure::Own,
    }
}

fn others(operation: &Operation) -> u8 {
    let answers = operation.responses.failures();
    answers.fold(0, |bits, response| bits | bit(response.status))
}

/// The named type of a JSON body.
pub fn body(response: &Response) -> Option<TypeId> {
    match &response.media.as_ref()?.content {
        Content::Json(used) if !used.nullable => match used.ty {
            Type::Named(id) => Some(id),
            _ => None,
        },
        _ => None,
    }
}

/// Tells which answers have no type, and what would give them one.
fn report(api: &Api, names: &Names, failures: &Failures, diagnostics: &mut Diagnostics) {
    for (index, operation) in api.operations.iter().enumerate() {
        let untold = &failures.untold[index];
        let answers = operation.responses.failures();
        for response in answers.filter(|response| untold.contains(&response.status)) {
            let error = &names.operations[index].error;
            diagnostics.push(
                Diagnostic::warning(
                    "untold-answer",
                    At::Value(response.at.clone()),
                    format!(
                        "`{error}` keeps the type that it has, which has no variant for the answer `{}`: \
                         it is an unexpected status with a raw body",
                        response.status
                    ),
                )
                .hint(format!(
                    "`own = [{:?}]` under `[errors]` of the policy gives the operation an error of its own",
                    operation.key
                )),
            );
        }
    }
}
