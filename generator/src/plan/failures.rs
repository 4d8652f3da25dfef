//! Which operations fail in the same way, so that one error type serves them.

use std::collections::BTreeMap;

use crate::model::{Api, Content, Operation, Response, Status, Type, TypeId};
use crate::names::Names;

/// The errors that operations share.
#[derive(Debug, Default)]
pub struct Failures {
    /// By the type of the body, and the ranges of statuses.
    pub shared: BTreeMap<Key, BTreeMap<Status, String>>,
    /// For each operation.
    pub of: Vec<Failure>,
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

    /// The name of the error.
    pub fn name(self, names: &Names) -> String {
        let body = &names.ty(self.body).name;
        let ranges: String = (0..8)
            .filter(|bit| self.others & (1 << bit) != 0)
            .map(|bit| match bit {
                0 => "Any".to_owned(),
                4 => "Client".to_owned(),
                5 => "Server".to_owned(),
                class => format!("{class}xx"),
            })
            .collect();
        format!("{body}{ranges}Failure")
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
        let variants: Vec<(Status, &String)> = errors(operation)
            .map(|response| response.status)
            .zip(&names.statuses[operation.responses.success.len()..])
            .collect();
        if let Failure::Shared(key) = failure {
            let shared = failures.shared.entry(key).or_default();
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
    failures
}

fn failure(operation: &Operation) -> Failure {
    let mut bodies = errors(operation).map(body);
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
    errors(operation).fold(0, |bits, response| match response.status {
        Status::Code(_) => bits,
        Status::Class(class) => bits | 1 << class.min(7),
        Status::Default => bits | 1,
    })
}

fn errors(operation: &Operation) -> impl Iterator<Item = &Response> {
    let responses = &operation.responses;
    // Where nothing else is there, `default` is what success is, too.
    responses.errors.iter().chain(&responses.default)
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
