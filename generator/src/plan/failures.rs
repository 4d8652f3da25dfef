//! Which operations fail in the same way, so that one error type serves them, and which error an
//! operation keeps.

mod key;

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use super::users::Users;
use crate::config::Policy;
use crate::diagnostics::{At, Diagnostic, Diagnostics};
use crate::lock::{LockedFailure, Places};
use crate::model::{Api, Content, Operation, Response, Status, Type, TypeId};
use crate::names::{self, Names};
pub use key::Key;

/// The errors that operations share.
#[derive(Debug, Default)]
pub struct Failures {
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
    pub statuses: BTreeMap<Status, Told>,
    /// Whose operations have it.
    pub users: Users,
    tags: BTreeSet<Option<usize>>,
}

/// An answer that a shared error has a variant for.
#[derive(Debug)]
pub struct Told {
    /// The name of the variant.
    pub variant: String,
    pub body: Option<TypeId>,
}

/// What error an operation has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// The description has no error answers.
    Undescribed,
    Shared(Key),
    /// One of its own.
    Own,
}

/// An error is shared by the type of its body, not by its statuses: a further status in one
/// operation adds a variant, and changes no type. Answers with several types of bodies are shared by
/// all operations that have the same. Where a further status has another body than the error can
/// take, the operation keeps the error that the lock knows, unless the policy gives it one of its own.
pub fn failures(
    api: &Api,
    names: &Names,
    policy: &Policy,
    diagnostics: &mut Diagnostics,
) -> Failures {
    let places = Places::for_lock(api, &policy.lock);
    let of = api.operations.iter().map(|operation| {
        let kept = kept(operation, policy, &places);
        kept.unwrap_or_else(|| natural(api, operation))
    });
    let mut failures = Failures {
        of: of.collect(),
        untold: vec![Vec::new(); api.operations.len()],
        ..Failures::default()
    };
    // Where two add different answers, the order of the description must not decide.
    let mut order: Vec<usize> = (0..api.operations.len()).collect();
    order.sort_by_key(|index| &api.operations[*index].key);
    for index in order {
        failures.add(&api.operations[index], index, names);
    }
    let is_divided = !names.features.is_empty();
    for shared in failures.shared.values_mut() {
        shared.users = Users::of(&shared.tags, is_divided).unwrap_or_default();
    }
    let wanted = failures.shared.iter_mut().map(|(key, shared)| {
        let bodies = key.bodies();
        let bodies: Vec<&str> = bodies.iter().map(|id| &*names.ty(*id).name).collect();
        (key.name(&bodies), &mut shared.name)
    });
    names::failures(wanted.collect());
    report(api, names, &failures, diagnostics);
    failures
}

impl Failures {
    fn add(&mut self, operation: &Operation, index: usize, names: &Names) {
        let variants = names.operations[index].failures(operation);
        let failure = self.of[index].clone();
        let mut untold = Vec::new();
        for (response, variant) in operation.responses.failures().zip(variants) {
            let is_told = match &failure {
                Failure::Undescribed => false,
                Failure::Own => true,
                Failure::Shared(key) => self.tell(key, response, variant),
            };
            if !is_told {
                untold.push(response.status);
            }
        }
        if let Failure::Shared(key) = failure {
            let shared = self.shared.entry(key).or_default();
            shared.tags.insert(operation.tag);
        }
        self.untold[index] = untold;
    }

    /// Whether a shared error has a variant for that answer, or gets one.
    fn tell(&mut self, key: &Key, response: &Response, variant: &str) -> bool {
        let Some(body) = plain(response).filter(|body| key.tells(response.status, *body)) else {
            return false;
        };
        let shared = self.shared.entry(key.clone()).or_default();
        match shared.statuses.entry(response.status) {
            Entry::Occupied(known) => known.get().body == body,
            Entry::Vacant(free) => {
                let variant = variant.to_owned();
                free.insert(Told { variant, body });
                true
            }
        }
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
            Failure::Shared(Key::of_body(places.find(body)?, ranges.iter().copied()))
        }
        LockedFailure::Answers(answers) => {
            let answers = answers.iter().map(|(status, body)| {
                let body = match body {
                    Some(place) => Some(places.find(place)?),
                    None => None,
                };
                Some((*status, body))
            });
            Failure::Shared(Key::Answers(answers.collect::<Option<_>>()?))
        }
    })
}

/// As many types of bodies make a name that people can read.
const FEW: usize = 3;

/// The error that follows from the answers alone.
fn natural(api: &Api, operation: &Operation) -> Failure {
    let answers = operation.responses.failures();
    let answers = answers.map(|response| Some((response.status, plain(response)?)));
    let Some(answers) = answers.collect::<Option<BTreeMap<_, _>>>() else {
        return Failure::Own;
    };
    let mut bodies = answers.values();
    let Some(first) = bodies.next() else {
        return Failure::Undescribed;
    };
    if let Some(body) = *first
        && bodies.all(|other| other == first)
    {
        return Failure::Shared(Key::of_body(body, answers.into_keys()));
    }
    let key = Key::Answers(answers);
    let bodies = key.bodies();
    let has_names = bodies
        .iter()
        .all(|id| names::component(&api.types[*id].at).is_some());
    match has_names && bodies.len() <= FEW {
        true => Failure::Shared(key),
        false => Failure::Own,
    }
}

/// What a body is that errors share: a named type of JSON, or nothing at all. `None` for others.
fn plain(response: &Response) -> Option<Option<TypeId>> {
    match response.object.media {
        None => Some(None),
        Some(_) => body(response).map(Some),
    }
}

/// The named type of a JSON body.
pub fn body(response: &Response) -> Option<TypeId> {
    match &response.object.media.as_ref()?.content {
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
                    At::Value(response.object.at.clone()),
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
