//! What a crate has decided once and keeps: the names of everything, and which fields are boxed.
//!
//! A policy is what a person decides; the lock beside it is what the generator decided, where another
//! part of the description could have made it decide otherwise. A new schema that wants a name that
//! is taken gets another one, and the one that has it keeps it. Without a lock all is decided anew.

mod failure;
mod places;
mod text;

use std::collections::{BTreeMap, BTreeSet};

use foldhash::HashMap;
use serde::Deserialize;

use crate::analyse::{self, Facts};
use crate::config::Policy;
use crate::model::{Api, Operation, TypeDef, TypeKind};
use crate::names::{Names, type_rename, value_keys, variant_keys};
use crate::plan::{Failure, Key, Plan};

pub use failure::LockedFailure;
pub use places::{Places, location};

/// Names by what they stand for.
pub type Given = BTreeMap<String, String>;

/// The lock of one crate.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Lock {
    /// By their keys.
    pub operations: BTreeMap<String, LockedOperation>,
    /// By their places.
    pub types: BTreeMap<String, LockedType>,
    /// Constants of headers, by the headers' names in lower case.
    pub headers: Given,
    /// Cargo features, by the tags.
    pub features: Given,
}

/// What an operation is called, and which error it has. What the policy names is not in here.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LockedOperation {
    pub method: Option<String>,
    pub builder: Option<String>,
    pub error: Option<String>,
    pub failure: Option<LockedFailure>,
    pub output: Option<String>,
    pub body: Option<String>,
    /// By their location, then by their wire names.
    pub parameters: BTreeMap<String, Given>,
}

/// What a type and its members are called, and how it holds others.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LockedType {
    pub name: Option<String>,
    /// Fields by their properties, variants by their values.
    pub members: Given,
    /// The field for further properties, or the variant for what is unknown.
    pub rest: Option<String>,
    /// The types that it holds in a `Box`, and those that it holds without.
    pub boxed: BTreeSet<String>,
    pub unboxed: BTreeSet<String>,
}

impl Lock {
    /// Reads a lock.
    ///
    /// # Errors
    /// With what is wrong, if it is no lock.
    pub fn parse(text: &str) -> Result<Self, String> {
        toml::from_str(text).map_err(|error| error.message().to_owned())
    }

    /// The lock as it is written.
    pub fn render(&self) -> String {
        text::render(self)
    }

    /// Whether nothing was decided yet.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// What was decided in this run.
    pub fn of(api: &Api, facts: &Facts, names: &Names, plan: &Plan, policy: &Policy) -> Self {
        let places = Places::new(api);
        let decided = Decided {
            api,
            facts,
            names,
            plan,
            policy,
            places: &places,
        };
        let is_there = |ty: &&TypeDef| !facts.groups[ty.id.0 as usize].is_empty();
        let types = api.types.iter().filter(is_there);
        Self {
            operations: (api.operations.iter().enumerate())
                .map(|(index, one)| (one.key.clone(), decided.operation(one, index)))
                .collect(),
            types: types
                .filter_map(|ty| Some((places.key(ty.id)?.to_owned(), decided.ty(ty))))
                .collect(),
            headers: names.headers.clone(),
            features: (names.features.iter())
                .map(|(tag, feature)| (api.tags[*tag].name.clone(), feature.clone()))
                .collect(),
        }
    }
}

struct Decided<'a> {
    api: &'a Api,
    facts: &'a Facts,
    names: &'a Names,
    plan: &'a Plan,
    policy: &'a Policy,
    places: &'a Places,
}

impl Decided<'_> {
    fn operation(&self, operation: &Operation, index: usize) -> LockedOperation {
        let names = &self.names.operations[index];
        let mut parameters: BTreeMap<String, Given> = BTreeMap::new();
        for (parameter, name) in operation.parameters.iter().zip(&names.parameters) {
            let given = parameters.entry(location(parameter).to_owned());
            let given = given.or_default();
            given.insert(parameter.wire.clone(), name.clone());
        }
        let is_renamed = self.policy.operations.get(&operation.key).is_some();
        let own = |name: &String| (!is_renamed).then(|| name.clone());
        LockedOperation {
            method: own(&names.method),
            builder: own(&names.builder),
            error: own(&names.error),
            failure: self.failure(index),
            output: own(&names.output),
            body: operation.body.as_ref().map(|_| names.body.clone()),
            parameters,
        }
    }

    /// The error of an operation; that of a body that can't be found again is not kept.
    fn failure(&self, index: usize) -> Option<LockedFailure> {
        Some(match &self.plan.failures.of[index] {
            Failure::Undescribed => LockedFailure::None,
            Failure::Own => LockedFailure::Own,
            Failure::Shared(Key::Body { body, ranges }) => LockedFailure::Shared {
                body: self.places.key(*body)?.to_owned(),
                ranges: ranges.clone(),
            },
            Failure::Shared(Key::Answers(answers)) => {
                let answers = answers.iter().map(|(status, body)| {
                    let body = match body {
                        Some(body) => Some(self.places.key(*body)?.to_owned()),
                        None => None,
                    };
                    Some((*status, body))
                });
                LockedFailure::Answers(answers.collect::<Option<_>>()?)
            }
        })
    }

    fn ty(&self, ty: &TypeDef) -> LockedType {
        let own = self.names.ty(ty.id);
        let has_rest = match &ty.kind {
            TypeKind::Struct(structure) => structure.extra.is_some(),
            TypeKind::Enum(_) | TypeKind::Union(_) => true,
            TypeKind::Tuple(_) | TypeKind::Alias(_) => false,
        };
        LockedType {
            name: type_rename(self.policy, &ty.at)
                .is_none()
                .then(|| own.name.clone()),
            members: self.members(ty),
            rest: has_rest.then(|| own.rest.clone()),
            boxed: self.held(ty, true),
            unboxed: self.held(ty, false),
        }
    }

    /// The types that a type holds in itself, with or without a `Box`.
    fn held(&self, ty: &TypeDef, boxed: bool) -> BTreeSet<String> {
        // An alias holds nothing.
        if matches!(ty.kind, TypeKind::Alias(_)) {
            return BTreeSet::new();
        }
        analyse::direct(&ty.kind)
            // Nor does an enum.
            .filter(|to| !matches!(self.api.types[*to].kind, TypeKind::Enum(_)))
            .filter(|to| self.facts.boxed.contains(&(ty.id, *to)) == boxed)
            .filter_map(|to| self.places.key(to).map(str::to_owned))
            .collect()
    }

    /// The names of members that the policy does not choose. Of several that are called alike none
    /// is kept: there is no telling them apart.
    fn members(&self, ty: &TypeDef) -> Given {
        let own = self.names.ty(ty.id);
        let keys = self.keys(ty, &own.name);
        let mut counts: HashMap<&str, usize> = HashMap::default();
        for (key, _) in &keys {
            *counts.entry(key).or_default() += 1;
        }
        keys.iter()
            .zip(&own.members)
            .filter(|((key, is_renamed), name)| {
                !is_renamed && !name.is_empty() && counts[key.as_str()] == 1
            })
            .map(|((key, _), name)| (key.clone(), name.clone()))
            .collect()
    }

    /// The members' keys, and whether the policy names them.
    fn keys(&self, ty: &TypeDef, own: &str) -> Vec<(String, bool)> {
        let chosen = |key: &str| self.policy.variants.get(&format!("{own}.{key}"));
        match &ty.kind {
            TypeKind::Struct(structure) => (structure.fields.iter())
                .map(|field| {
                    let renamed = self.policy.properties.get(&field.at.to_string());
                    (field.wire.clone(), renamed.is_some())
                })
                .collect(),
            TypeKind::Enum(listed) => {
                let is_renamed = |key: &str| chosen(key).is_some();
                let keys = value_keys(listed).into_iter();
                keys.map(|key| (key.clone(), is_renamed(&key))).collect()
            }
            TypeKind::Union(_) => {
                let variants = variant_keys(self.api, ty, &self.names.types).into_iter();
                variants
                    .map(|variant| {
                        let is_renamed = variant.find(chosen).is_some();
                        (variant.key, is_renamed)
                    })
                    .collect()
            }
            TypeKind::Tuple(_) | TypeKind::Alias(_) => Vec::new(),
        }
    }
}
