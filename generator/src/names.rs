//! The only place that makes Rust names, and the only user of heck.
//!
//! A type's name follows from where its schema stands, never from what else
//! the description holds, but for the alternatives of its union; only a
//! collision adds a number, and the lock knows who was there first.

mod alternatives;
mod features;
mod hint;
mod members;
mod scope;
mod variants;
mod words;

use std::collections::BTreeMap;
use std::ops::Range;

use crate::analyse::{Constant, Facts};
use crate::config::{Policy, Rename};
use crate::diagnostics::{At, Diagnostic, Diagnostics};
use crate::lock::{Given, LockedOperation, LockedType, Places, location};
use crate::model::{Api, Operation, Parameter, Status, Struct, TypeDef, TypeId, TypeKind};
use crate::pointer::Pointer;

pub use features::sharing;
use hint::Hints;
pub use hint::component;
use members::{Members, Rank};
use scope::Scope;
pub use scope::{OPERATION_NAMES, TYPE_NAMES};
pub use variants::{VariantKey, value_keys, variant_keys};
pub use words::{module, pascal, snake};

/// Every name in the generated crate.
#[derive(Debug, Default)]
pub struct Names {
    pub types: Vec<TypeNames>,
    pub operations: Vec<OperationNames>,
    /// Module names of the tags, in the order of [`Api::tags`].
    pub tags: Vec<String>,
    /// The module of what belongs to no tag.
    pub untagged: String,
    /// The module of what several tags share.
    pub shared: String,
    /// The Cargo features of the tags; none where the crate is not divided by tags.
    pub features: BTreeMap<usize, String>,
    /// Constants of the headers of answers, by their names in lower case.
    pub headers: BTreeMap<String, String>,
}

#[derive(Debug, Default, Clone)]
pub struct TypeNames {
    pub name: String,
    /// Fields of a struct, values of an enum or variants of a union, in the
    /// order of the model.
    pub members: Vec<String>,
    /// The field for further properties, or the variant for what is unknown.
    pub rest: String,
}

#[derive(Debug, Default, Clone)]
pub struct OperationNames {
    pub method: String,
    pub builder: String,
    pub error: String,
    pub output: String,
    pub parameters: Vec<String>,
    pub body: String,
    /// Variants in the order success, errors, default.
    pub statuses: Vec<String>,
}

impl OperationNames {
    /// The variants for the answers that are no success.
    pub fn failures(&self, operation: &Operation) -> &[String] {
        &self.statuses[operation.responses.success.len()..]
    }
}

impl Names {
    pub fn ty(&self, id: TypeId) -> &TypeNames {
        &self.types[id.0 as usize]
    }
}

/// Names everything. An entry of the policy that matches nothing is an error.
pub fn name(api: &Api, facts: &Facts, policy: &Policy, diagnostics: &mut Diagnostics) -> Names {
    let mut namer = Namer {
        api,
        policy,
        used: Vec::new(),
    };
    let operations = namer.operations();
    let types = namer.types(facts, &operations);
    let mut modules = Scope::modules();
    let names = Names {
        tags: api
            .tags
            .iter()
            .map(|tag| modules.take(&module(&tag.name)))
            .collect(),
        untagged: modules.take("untagged"),
        shared: modules.take("shared"),
        features: features::features(api, policy),
        headers: headers(api, &policy.lock.headers),
        types,
        operations,
    };
    let used = namer.used;
    if !policy.is_narrowed() {
        report_unused(policy, &used, diagnostics);
    }
    names
}

fn headers(api: &Api, locked: &Given) -> BTreeMap<String, String> {
    let answers = api.operations.iter().flat_map(|one| one.responses.iter());
    // Capitals tell the words apart, and do not count otherwise.
    let wires: BTreeMap<String, &str> = answers
        .flat_map(|response| &response.object.headers)
        .map(|header| (header.wire.to_ascii_lowercase(), header.wire.as_str()))
        .collect();
    let mut order: Vec<_> = wires.into_iter().collect();
    order.sort_by_key(|(wire, _)| !locked.contains_key(wire));
    let mut scope = Scope::headers();
    let mut name = |(wire, spelled): (String, &str)| {
        let wanted = locked.get(&wire).cloned();
        let wanted = wanted.unwrap_or_else(|| snake(spelled).to_uppercase());
        (wire, scope.take(&wanted))
    };
    order.into_iter().map(&mut name).collect()
}

/// What an error would be called whose answers all have one body, with these ranges of statuses.
pub fn failure_of_body(body: &str, ranges: &[Status]) -> String {
    let ranges: String = (ranges.iter())
        .map(|range| match range {
            Status::Default => "Any".to_owned(),
            Status::Class(4) => "Client".to_owned(),
            Status::Class(5) => "Server".to_owned(),
            Status::Class(class) => format!("{class}xx"),
            Status::Code(code) => code.to_string(),
        })
        .collect();
    format!("{body}{ranges}Failure")
}

/// What an error would be called whose answers have several bodies, or none.
pub fn failure_of_answers(bodies: &[&str], statuses: &[Status]) -> String {
    let mut name = format!("{}Failure", bodies.join("Or"));
    let is_digit = |at: Option<char>| at.is_some_and(|c| c.is_ascii_digit());
    for status in statuses {
        let word = match status {
            Status::Default => "Any".to_owned(),
            Status::Class(class) => format!("{class}xx"),
            Status::Code(code) => code.to_string(),
        };
        // Only between two numbers may the name of a type have a `_`.
        if is_digit(name.chars().last()) && is_digit(word.chars().next()) {
            name.push('_');
        }
        name.push_str(&word);
    }
    name
}

/// Names the errors that operations share, as these would be called.
pub fn failures(mut errors: Vec<(String, &mut String)>) {
    errors.sort();
    let mut scope = Scope::types();
    for (wanted, name) in errors {
        *name = scope.take(&wanted);
    }
}

/// What calls are called that operations share, by what can be set.
pub fn calls(setters: &[Vec<&str>]) -> Vec<String> {
    let mut scope = Scope::calls();
    let name = |names: &Vec<&str>| {
        let words: Vec<String> = names.iter().map(|name| pascal(name)).collect();
        let words = match words.as_slice() {
            [one, two, others @ ..] if others.len() > 1 => {
                format!("{one}And{two}And{}More", others.len())
            }
            few => few.join("And"),
        };
        scope.take(&format!("With{words}"))
    };
    setters.iter().map(name).collect()
}

/// What belonged to a method of that name: the call, its error and its output.
pub fn of_method(method: &str) -> [String; 3] {
    ["", "Error", "Output"].map(|suffix| format!("{}{suffix}", pascal(method)))
}

/// What the policy calls a type.
pub fn type_rename<'a>(policy: &'a Policy, at: &Pointer) -> Option<&'a Rename> {
    let by_place = policy.types.get(&at.to_string());
    by_place.or_else(|| policy.types.get(&hint::component(at)?))
}

struct Namer<'a> {
    api: &'a Api,
    policy: &'a Policy,
    /// The entries of the policy that matched.
    used: Vec<Range<usize>>,
}

impl Namer<'_> {
    fn renamed(&mut self, entry: Option<&Rename>) -> Option<String> {
        let entry = entry?;
        self.used.push(entry.key.span());
        Some(entry.name.get_ref().clone())
    }

    fn operations(&mut self) -> Vec<OperationNames> {
        let (mut methods, mut items) = (Scope::methods(), Scope::operations());
        let api = self.api;
        let mut order: Vec<_> = (api.operations.iter().enumerate())
            .map(|(index, operation)| {
                let renamed = self.renamed(self.policy.operations.get(&operation.key));
                (index, operation, renamed)
            })
            .collect();
        // Who has a name goes first; then in the order of the keys, so that the order of paths has no
        // say.
        let locked = &self.policy.lock.operations;
        order.sort_by_key(|(_, one, renamed)| {
            let rank = Rank::of(renamed.is_some(), locked.contains_key(&one.key));
            (rank, &one.key)
        });
        let mut names = vec![OperationNames::default(); order.len()];
        for (index, operation, renamed) in order {
            let locked = locked.get(&operation.key).cloned().unwrap_or_default();
            let wanted = Wanted::new(operation, renamed, &locked);
            names[index] = operation_names(operation, wanted, &locked, &mut methods, &mut items);
        }
        names
    }

    fn types(&mut self, facts: &Facts, operations: &[OperationNames]) -> Vec<TypeNames> {
        let places = Places::for_lock(self.api, &self.policy.lock);
        let locked: Vec<LockedType> = (self.api.types.iter())
            .map(|ty| {
                let locked = places
                    .key(ty.id)
                    .and_then(|key| self.policy.lock.types.get(key));
                locked.cloned().unwrap_or_default()
            })
            .collect();
        let hints = Hints::new(self.api, facts, operations);
        let mut order: Vec<_> = (self.api.types.iter())
            .map(|ty| {
                let renamed = self.renamed(type_rename(self.policy, &ty.at));
                (ty, renamed, &locked[ty.id.0 as usize].name)
            })
            .collect();
        // Components have names of their own; the others follow by place.
        order.sort_by_cached_key(|(ty, renamed, locked)| {
            let rank = Rank::of(renamed.is_some(), locked.is_some());
            (rank, !hint::is_component(&ty.at), ty.at.clone())
        });
        let mut scope = Scope::types();
        let mut names = vec![TypeNames::default(); order.len()];
        for (ty, renamed, locked) in order {
            let wanted = renamed.or_else(|| locked.clone());
            let wanted = wanted.unwrap_or_else(|| {
                let name = hints.type_name(&ty.at);
                match scope.is_free(&name) {
                    true => name,
                    false => hints.long_name(&ty.at),
                }
            });
            names[ty.id.0 as usize].name = scope.take(&wanted);
        }
        for (ty, locked) in self.api.types.iter().zip(&locked) {
            let own = names[ty.id.0 as usize].name.clone();
            let (members, rest) = self.members(ty, &own, locked, facts, &names);
            let entry = &mut names[ty.id.0 as usize];
            entry.members = members;
            entry.rest = rest;
        }
        names
    }

    fn members(
        &mut self,
        ty: &TypeDef,
        own: &str,
        locked: &LockedType,
        facts: &Facts,
        names: &[TypeNames],
    ) -> (Vec<String>, String) {
        match &ty.kind {
            TypeKind::Struct(structure) => self.fields(structure, facts.constants(ty.id), locked),
            TypeKind::Enum(_) | TypeKind::Union(_) => {
                self.variants(own, variant_keys(self.api, ty, names), locked)
            }
            TypeKind::Tuple(_) | TypeKind::Alias(_) => (Vec::new(), String::new()),
        }
    }

    fn fields(
        &mut self,
        structure: &Struct,
        constants: &[Constant],
        locked: &LockedType,
    ) -> (Vec<String>, String) {
        let mut members = Members::new(Scope::fields(), locked);
        for field in &structure.fields {
            let renamed = self.renamed(self.policy.properties.get(&field.at.to_string()));
            if constants.iter().any(|constant| constant.wire == field.wire) {
                members.nameless();
            } else {
                members.add(renamed, &field.wire, snake(&field.wire));
            }
        }
        members.finish(&["extra"])
    }

    fn variants(
        &mut self,
        own: &str,
        wanted: Vec<VariantKey>,
        locked: &LockedType,
    ) -> (Vec<String>, String) {
        let mut members = Members::new(Scope::variants(), locked);
        for variant in wanted {
            let renamed = variant.find(|key| self.policy.variants.get(&format!("{own}.{key}")));
            let renamed = self.renamed(renamed);
            let known = variant.find(|key| locked.members.get_key_value(key));
            let key = known.map_or(&variant.key, |(key, _)| key);
            members.add(renamed, key, variant.natural.clone());
        }
        members.finish(&["Unknown", "Unrecognized", "UnknownValue"])
    }
}

/// The names that an operation asks for.
struct Wanted {
    method: String,
    builder: String,
}

impl Wanted {
    /// The policy's choice, what it was called, or what its key gives.
    fn new(operation: &Operation, renamed: Option<String>, locked: &LockedOperation) -> Self {
        let is_renamed = renamed.is_some();
        let text = renamed.unwrap_or_else(|| operation.key.clone());
        let kept = |name: &Option<String>| name.clone().filter(|_| !is_renamed);
        Self {
            method: kept(&locked.method).unwrap_or_else(|| snake(&text)),
            builder: kept(&locked.builder).unwrap_or_else(|| pascal(&text)),
        }
    }
}

fn operation_names(
    operation: &Operation,
    wanted: Wanted,
    locked: &LockedOperation,
    methods: &mut Scope,
    items: &mut Scope,
) -> OperationNames {
    let builder = items.take(&wanted.builder);
    let mut derived = |known: &Option<String>, suffix: &str| {
        let name = known
            .clone()
            .filter(|_| locked.builder.as_ref() == Some(&builder));
        items.take(&name.unwrap_or_else(|| format!("{builder}{suffix}")))
    };
    let mut statuses = Scope::statuses();
    let (parameters, body) = arguments(operation, locked);
    OperationNames {
        method: methods.take(&wanted.method),
        error: derived(&locked.error, "Error"),
        output: derived(&locked.output, "Output"),
        parameters,
        body,
        statuses: operation
            .responses
            .iter()
            .map(|response| statuses.take(&status_name(response.status)))
            .collect(),
        builder,
    }
}

/// The names of the parameters and of the body.
fn arguments(operation: &Operation, locked: &LockedOperation) -> (Vec<String>, String) {
    let locked = locked_arguments(operation, locked);
    let mut members = Members::new(Scope::builder(), &locked);
    for parameter in &operation.parameters {
        let key = parameter_key(parameter);
        members.add(None, &key, snake(&parameter.wire));
    }
    members.finish(&["body"])
}

/// The same as members of a type.
fn locked_arguments(operation: &Operation, locked: &LockedOperation) -> LockedType {
    let members = operation.parameters.iter().filter_map(|parameter| {
        let given = locked.parameters.get(location(parameter))?;
        Some((
            parameter_key(parameter),
            given.get(&parameter.wire)?.clone(),
        ))
    });
    LockedType {
        members: members.collect(),
        rest: locked.body.clone(),
        ..LockedType::default()
    }
}

fn parameter_key(parameter: &Parameter) -> String {
    format!("{}.{}", location(parameter), parameter.wire)
}

fn status_name(status: Status) -> String {
    match status {
        Status::Default => "Default".to_owned(),
        Status::Class(class) => words::status_class(class).to_owned(),
        Status::Code(code) => words::status_code(code),
    }
}

fn report_unused(policy: &Policy, used: &[Range<usize>], diagnostics: &mut Diagnostics) {
    let tables = [
        (
            "operations",
            &policy.operations,
            "no operation has this operationId",
        ),
        (
            "types",
            &policy.types,
            "no schema has this name, and none stands at this place",
        ),
        (
            "properties",
            &policy.properties,
            "no property stands at this place",
        ),
        (
            "variants",
            &policy.variants,
            "no enum or union has this variant",
        ),
    ];
    for (table, renames, why) in tables {
        for entry in renames
            .iter()
            .filter(|entry| !used.contains(&entry.key.span()))
        {
            diagnostics.push(
                Diagnostic::error(
                    "unused-policy-entry",
                    At::Policy(entry.key.span()),
                    format!(
                        "`{}` under `[{table}]` matches nothing: {why}",
                        entry.key.get_ref()
                    ),
                )
                .hint("correct or remove it"),
            );
        }
    }
}
