//! Which operations fail in the same way, so that one error type serves them.

use std::collections::BTreeMap;

use crate::model::{Api, Content, Operation, Response, Status, Type, TypeId};
use crate::names::{self, Names};

/// The errors that operations share.
#[derive(Debug, Default)]
pub struct Failures {
    /// By the type of the body, and the ranges of statuses.
    pub shared: BTreeMap<Key, Shared>,
    /// For each operation.
    pub of: Vec<Failure>,
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
        self.others & 1 != 0
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

/// An error is shared by the type of its body, not by its statuses: a further status in one
/// operation adds a variant, and changes no type.
pub fn failures(api: &Api, names: &Names) -> Failures {
    let mut failures = Failures::default();
    for (operation, names) in api.operations.iter().zip(&names.operations) {
        let mut failure = failure(operation);
        let variants: Vec<(Status, &String)> = operation
            .responses
            .failures()
            .map(|response| response.status)
            .zip(&names.statuses[operation.responses.success.len()..])
            .collect();
        if let Failure::Shared(key) = failure {
            let shared = &mut failures.shared.entry(key).or_default().statuses;
            let fits = variants
                .iter()
                .all(|(status, name)| shared.get(status).is_none_or(|known| known == *name));
            if fits {
                let named = variants
                    .iter()
                    .map(|(status, name)| (*status, (*name).clone()));
                shared.extend(named);
            } else {
                failure = Failure::Own;
            }
        }
        failures.of.push(failure);
    }
    let wanted = failures.shared.iter_mut().map(|(key, shared)| {
        (
            names.ty(key.body).name.as_str(),
            key.others,
            &mut shared.name,
        )
    });
    names::failures(wanted.collect());
    failures
}

fn failure(operation: &Operation) -> Failure {
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
    operation
        .responses
        .failures()
        .fold(0, |bits, response| match response.status {
            Status::Code(_) => bits,
            Status::Class(class) => bits | 1 << class.min(7),
            Status::Default => bits | 1,
        })
}

/// The named type of a JSON body.
fn body(response: &Response) -> Option<TypeId> {
    match &response.media.as_ref()?.content {
        Content::Json(used) if !used.nullable => match used.ty {
            Type::Named(id) => Some(id),
            _ => None,
        },
        _ => None,
    }
}
