//! The only place that makes Rust names, and the only user of heck.
//!
//! A type's name follows from where its schema stands, never from what else
//! the description holds; only a collision adds a number.

mod hint;
mod scope;
mod words;

use std::collections::BTreeMap;
use std::ops::Range;

use crate::analyse::Facts;
use crate::config::{Policy, Rename};
use crate::diagnostics::{At, Diagnostic, Diagnostics};
use crate::model::{Api, Enum, EnumValues, Operation, Status, TypeDef, TypeId, TypeKind, Variant};
use crate::pointer::Pointer;

use hint::Hints;
pub use hint::component;
use scope::Scope;
pub use scope::{OPERATION_NAMES, TYPE_NAMES};
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
        headers: headers(api),
        types,
        operations,
    };
    let used = namer.used;
    if !policy.is_narrowed() {
        report_unused(policy, &used, diagnostics);
    }
    names
}

fn headers(api: &Api) -> BTreeMap<String, String> {
    let answers = api.operations.iter().flat_map(|one| one.responses.iter());
    // Capitals tell the words apart, and do not count otherwise.
    let wires: BTreeMap<String, &str> = answers
        .flat_map(|response| &response.headers)
        .map(|header| (header.wire.to_ascii_lowercase(), header.wire.as_str()))
        .collect();
    let mut scope = Scope::headers();
    wires
        .into_iter()
        .map(|(wire, spelled)| (wire, scope.take(&snake(spelled).to_uppercase())))
        .collect()
}

/// Names the errors that operations share, by the type of their bodies and by the ranges of statuses
/// that they have: bit 0 is `default`, bit 4 is `4XX`.
pub fn failures(mut errors: Vec<(&str, u8, &mut String)>) {
    errors.sort();
    let mut scope = Scope::types();
    for (body, ranges, name) in errors {
        let ranges: String = (0..8)
            .filter(|bit| ranges & (1 << bit) != 0)
            .map(|bit| match bit {
                0 => "Any".to_owned(),
                4 => "Client".to_owned(),
                5 => "Server".to_owned(),
                class => format!("{class}xx"),
            })
            .collect();
        *name = scope.take(&format!("{body}{ranges}Failure"));
    }
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
        // In the order of the keys, so that the order of paths has no say.
        let mut order: Vec<usize> = (0..self.api.operations.len()).collect();
        order.sort_by_key(|index| &self.api.operations[*index].key);
        let mut names = vec![OperationNames::default(); order.len()];
        for index in order {
            let operation = &self.api.operations[index];
            let wanted = self
                .renamed(self.policy.operations.get(&operation.key))
                .unwrap_or_else(|| operation.key.clone());
            names[index] = operation_names(operation, &wanted, &mut methods, &mut items);
        }
        names
    }

    fn types(&mut self, facts: &Facts, operations: &[OperationNames]) -> Vec<TypeNames> {
        let hints = Hints::new(self.api, operations);
        let mut scope = Scope::types();
        // Components come first, as they have names of their own; then by place.
        let mut order: Vec<&TypeDef> = self.api.types.iter().collect();
        order.sort_by_key(|ty| (!hint::is_component(&ty.at), ty.at.clone()));
        let mut names = vec![TypeNames::default(); order.len()];
        for ty in order {
            let renamed = self.type_rename(&ty.at);
            let name = match renamed {
                Some(name) => scope.take_exactly(&name),
                None => scope.take(&hints.type_name(&ty.at)),
            };
            names[ty.id.0 as usize].name = name;
        }
        for ty in self.api.types.iter() {
            let own = names[ty.id.0 as usize].name.clone();
            let (members, rest) = self.members(ty, &own, facts, &names);
            let entry = &mut names[ty.id.0 as usize];
            entry.members = members;
            entry.rest = rest;
        }
        names
    }

    fn type_rename(&mut self, at: &Pointer) -> Option<String> {
        let by_place = self.renamed(self.policy.types.get(&at.to_string()));
        by_place.or_else(|| {
            let name = hint::component(at)?;
            self.renamed(self.policy.types.get(&name))
        })
    }

    fn members(
        &mut self,
        ty: &TypeDef,
        own: &str,
        facts: &Facts,
        names: &[TypeNames],
    ) -> (Vec<String>, String) {
        match &ty.kind {
            TypeKind::Struct(structure) => {
                let mut scope = Scope::fields();
                let constants = facts.constants(ty.id);
                let fields = structure
                    .fields
                    .iter()
                    .map(|field| {
                        let renamed =
                            self.renamed(self.policy.properties.get(&field.at.to_string()));
                        if constants.iter().any(|constant| constant.wire == field.wire) {
                            return String::new();
                        }
                        scope.take(&renamed.unwrap_or_else(|| snake(&field.wire)))
                    })
                    .collect();
                (fields, scope.take("extra"))
            }
            TypeKind::Enum(values) => {
                let wanted = value_names(values);
                self.variants(own, wanted)
            }
            TypeKind::Union(union) => {
                let wanted = union
                    .variants
                    .iter()
                    .map(|variant| variant_key(variant, names))
                    .collect();
                self.variants(own, wanted)
            }
            TypeKind::Tuple(_) | TypeKind::Alias(_) => (Vec::new(), String::new()),
        }
    }

    fn variants(&mut self, own: &str, wanted: Vec<(String, String)>) -> (Vec<String>, String) {
        let mut scope = Scope::variants();
        let variants = wanted
            .into_iter()
            .map(|(key, name)| {
                let renamed = self.renamed(self.policy.variants.get(&format!("{own}.{key}")));
                scope.take(&renamed.unwrap_or(name))
            })
            .collect();
        (
            variants,
            scope.first_free(&["Unknown", "Unrecognized", "UnknownValue"]),
        )
    }
}

/// What the values of an enum are called in the policy, and their names if that is silent.
fn value_names(listed: &Enum) -> Vec<(String, String)> {
    let (values, is_text): (Vec<String>, bool) = match &listed.values {
        EnumValues::Strings(values) => (values.clone(), true),
        EnumValues::Integers(values) => (values.iter().map(i64::to_string).collect(), false),
    };
    let titles: Vec<Option<String>> = listed
        .docs
        .iter()
        .map(|docs| {
            docs.title
                .as_deref()
                .and_then(|title| words::title(title, is_text))
        })
        .collect();
    let is_own = |title: &String| {
        let same = |other: &&Option<String>| other.as_ref() == Some(title);
        titles.iter().filter(same).count() == 1
    };
    // Titles that tell values apart, else none of them: names come from one source.
    let named = titles.iter().flatten().all(is_own);
    let names = values.into_iter().zip(titles).map(|(value, title)| {
        let title = title.filter(|_| named);
        let name = title.unwrap_or_else(|| words::variant(&value));
        (value, name)
    });
    names.collect()
}

/// What a variant is called in the policy, and its name if that is silent.
fn variant_key(variant: &Variant, names: &[TypeNames]) -> (String, String) {
    use crate::model::Type;
    if let [tag] = variant.tags.as_slice() {
        return (tag.clone(), words::variant(tag));
    }
    let name = match &variant.ty.ty {
        Type::Named(id) => names[id.0 as usize].name.clone(),
        Type::Bool => "Bool".to_owned(),
        Type::Integer(_) => "Integer".to_owned(),
        Type::Float(_) => "Number".to_owned(),
        Type::Format(format) => pascal(format),
        Type::String(_) | Type::Base64 | Type::Binary | Type::File => "String".to_owned(),
        Type::List(_) => "List".to_owned(),
        Type::Map(_) => "Map".to_owned(),
        Type::Json => variant
            .title
            .as_deref()
            .map_or_else(|| "Json".to_owned(), pascal),
    };
    (name.clone(), name)
}

fn operation_names(
    operation: &Operation,
    wanted: &str,
    methods: &mut Scope,
    items: &mut Scope,
) -> OperationNames {
    let builder = items.take(&pascal(wanted));
    let mut fields = Scope::builder();
    let mut statuses = Scope::statuses();
    OperationNames {
        method: methods.take(&snake(wanted)),
        error: items.take(&format!("{builder}Error")),
        output: items.take(&format!("{builder}Output")),
        parameters: operation
            .parameters
            .iter()
            .map(|parameter| fields.take(&snake(&parameter.wire)))
            .collect(),
        body: fields.take("body"),
        statuses: operation
            .responses
            .iter()
            .map(|response| statuses.take(&status_name(response.status)))
            .collect(),
        builder,
    }
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
