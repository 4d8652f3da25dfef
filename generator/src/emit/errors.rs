//! What error answers hold, and the errors that operations share.

use std::collections::BTreeSet;

use quote::quote;
use serde::Serialize;
use toml::Spanned;

use super::Context;
use super::aliases::{self, AliasView};
use super::docs::{comment, inner};
use super::features;
use super::operation::pattern;
use super::render::Renderer;
use super::tokens::compact;
use super::types::{Scope, bare_type, inner_docs, named};
use crate::config::FieldsPolicy;
use crate::model::{Presence, Status, Struct, Type, TypeId, TypeKind};
use crate::plan::{Key, Shared, Told};

/// The errors of all tags, and a file for those that only some tags have.
pub fn files(context: &Context<'_>, renderer: &Renderer) -> Result<Vec<(String, String)>, String> {
    let mut errors = errors(context);
    let mut files = Vec::new();
    for module in &context.plan.modules {
        let Some(gate) = features::gate(context, &module.users) else {
            continue;
        };
        let own = errors.take(|id| module.types.contains(&id));
        if own.bodies.is_empty() && own.failures.is_empty() {
            continue;
        }
        errors.modules.push(ModuleView {
            name: module.name.clone(),
            gate,
            exports: !own.failures.is_empty(),
        });
        let view = Errors {
            docs: inner_docs(context, module, "Errors"),
            has_types: own.names_types(),
            ..own
        };
        let path = format!("src/errors/{}.rs", module.name);
        files.push((path, renderer.render("errors.rs", &view)?));
    }
    errors.has_types = errors.names_types();
    errors.all_gated = errors.failures.iter().all(|one| one.gate.is_some());
    files.push((
        "src/errors.rs".to_owned(),
        renderer.render("errors.rs", &errors)?,
    ));
    Ok(files)
}

#[derive(Serialize)]
struct Errors {
    docs: String,
    root: String,
    runtime: String,
    /// The files of single tags.
    modules: Vec<ModuleView>,
    bodies: Vec<BodyView>,
    /// Types of bodies that have no parts.
    plain: BTreeSet<String>,
    /// The policy says what error bodies look like, and there are some here.
    shape: bool,
    /// What is defined for the errors of all tags, in a file for some of them.
    borrows: Option<&'static str>,
    /// Expressions of `Option<&'static str>`.
    code: String,
    message: String,
    fields: Option<FieldsView>,
    /// (code, advice) as literals.
    hints: Vec<(String, String)>,
    failures: Vec<FailureView>,
    /// None of them may be there.
    all_gated: bool,
    /// Something has a type of the description.
    has_types: bool,
}

/// A file that is there with some features only.
#[derive(Serialize)]
struct ModuleView {
    name: String,
    gate: String,
    /// It defines errors.
    exports: bool,
}

impl Errors {
    fn names_types(&self) -> bool {
        let mut answers = self.failures.iter().flat_map(|failure| &failure.answers);
        !self.bodies.is_empty() || answers.any(|answer| answer.body != "()")
    }

    /// Takes out what belongs to some types of bodies.
    fn take(&mut self, belongs: impl Fn(TypeId) -> bool) -> Self {
        let bodies = self.bodies.extract_if(.., |body| belongs(body.id));
        let bodies: Vec<BodyView> = bodies.collect();
        let failures = (self.failures).extract_if(.., |failure| failure.body.is_some_and(&belongs));
        let shape = self.shape && !bodies.is_empty();
        let has_hints = bodies.iter().any(|body| body.hint);
        Self {
            docs: String::new(),
            root: self.root.clone(),
            runtime: self.runtime.clone(),
            modules: Vec::new(),
            bodies,
            plain: BTreeSet::new(),
            shape,
            borrows: match (shape, has_hints) {
                (true, true) => Some("{SHAPE, hint}"),
                (true, false) => Some("SHAPE"),
                // A hint follows from a code, and that is part of the shape.
                (false, _) => None,
            },
            code: String::new(),
            message: String::new(),
            fields: None,
            hints: Vec::new(),
            failures: failures.collect(),
            all_gated: false,
            has_types: false,
        }
    }
}

/// An error that operations share.
#[derive(Serialize)]
struct FailureView {
    /// The body of all answers, where they have one.
    #[serde(skip)]
    body: Option<TypeId>,
    docs: String,
    /// Only some tags have it, and nothing else tells that.
    gate: Option<String>,
    name: String,
    /// The names that it had.
    aliases: Vec<AliasView>,
    answers: Vec<AnswerView>,
    /// There are statuses that it has no variant for.
    has_others: bool,
    /// What is made of every status, where that is the same.
    always: Option<String>,
}

/// A variant, and what makes it.
#[derive(Serialize)]
struct AnswerView {
    docs: String,
    name: String,
    pattern: String,
    body: String,
    /// The method of a reply.
    reader: &'static str,
}

fn failures(context: &Context<'_>) -> Vec<FailureView> {
    let shared = context.plan.failures.shared.iter();
    let mut views: Vec<FailureView> = shared
        .map(|(key, shared)| failure(context, key, shared))
        .collect();
    views.sort_by(|a, b| a.name.cmp(&b.name));
    views
}

fn failure(context: &Context<'_>, key: &Key, shared: &Shared) -> FailureView {
    let (body, gate) = match key {
        Key::Body { body, .. } => (Some(*body), None),
        Key::Answers(_) => (None, features::gate(context, &shared.users)),
    };
    let mut aliases = aliases::of_failure(context, key, &shared.name);
    for alias in &mut aliases {
        alias.gate.clone_from(&gate);
    }
    let answers = shared.statuses.iter();
    let answers: Vec<AnswerView> = answers
        .map(|(status, told)| answer(context, *status, told))
        .collect();
    let takes_all = shared.statuses.contains_key(&Status::Default);
    FailureView {
        body,
        docs: comment(&format!(
            "Why an operation failed whose error answers {}.",
            answers_in_words(context, key, shared)
        )),
        gate,
        name: shared.name.clone(),
        aliases,
        always: match answers.as_slice() {
            [] => Some("reply.unexpected().into()".to_owned()),
            [only] if takes_all => Some(format!("reply.{}(Self::{})", only.reader, only.name)),
            _ => None,
        },
        answers,
        has_others: !takes_all,
    }
}

fn answers_in_words(context: &Context<'_>, key: &Key, shared: &Shared) -> String {
    let told: BTreeSet<Option<TypeId>> = shared.statuses.values().map(|told| told.body).collect();
    // A type that no answer has any more may not be there, unless it is the only one.
    let is_there = |id: &TypeId| matches!(key, Key::Body { .. }) || told.contains(&Some(*id));
    let bodies: Vec<String> = (key.bodies().into_iter().filter(is_there))
        .map(|id| format!("[`{}`]", body(context, id)))
        .collect();
    match bodies.as_slice() {
        [] => "have no body".to_owned(),
        bodies => format!("are {}", bodies.join(" or ")),
    }
}

fn answer(context: &Context<'_>, status: Status, told: &Told) -> AnswerView {
    AnswerView {
        docs: comment(&match status {
            Status::Code(code) => format!("The answer `{code}`."),
            Status::Class(class) => format!("An answer `{class}xx`."),
            Status::Default => "Any other answer.".to_owned(),
        }),
        name: told.variant.clone(),
        pattern: pattern(status),
        body: (told.body).map_or_else(|| "()".to_owned(), |id| body(context, id)),
        reader: match told.body {
            Some(_) => "json_error",
            None => "empty_error",
        },
    }
}

fn body(context: &Context<'_>, id: TypeId) -> String {
    compact(named(context, id, Scope::Elsewhere))
}

/// Where error bodies list wrong fields, as literals.
#[derive(Serialize)]
struct FieldsView {
    list: String,
    field: String,
    message: String,
}

#[derive(Serialize)]
struct BodyView {
    #[serde(skip)]
    id: TypeId,
    name: String,
    /// Expressions of `Option<&str>`.
    code: Option<String>,
    message: Option<String>,
    hint: bool,
    shape: bool,
}

/// The types of error bodies, with the properties that the policy names.
fn errors(context: &Context<'_>) -> Errors {
    let policy = &context.policy.errors;
    let mut ids: Vec<_> = error_types(context);
    ids.sort_by_key(|id| &context.names.ty(*id).name);
    let hints: Vec<(String, String)> = policy
        .hints
        .iter()
        .map(|entry| {
            let (code, advice) = (entry.key.get_ref(), entry.name.get_ref());
            (quote!(#code).to_string(), quote!(#advice).to_string())
        })
        .collect();
    let bodies = ids
        .into_iter()
        .map(|id| {
            let property = |wanted: &Option<Spanned<String>>| {
                let wanted = wanted.as_ref()?.get_ref();
                let crate::model::TypeDef {
                    kind: TypeKind::Struct(structure),
                    ..
                } = &context.api.types[id]
                else {
                    return None;
                };
                text_property(context, id, structure, wanted)
            };
            let code = property(&policy.code);
            BodyView {
                id,
                name: context.names.ty(id).name.clone(),
                hint: code.is_some() && !hints.is_empty(),
                code,
                message: property(&policy.message),
                shape: has_error_shape(context),
            }
        })
        .collect();
    Errors {
        docs: inner("What the errors of this API say, and what can be done about them."),
        root: context.root.to_owned(),
        runtime: context.runtime.to_owned(),
        modules: Vec::new(),
        shape: has_error_shape(context),
        borrows: None,
        bodies,
        plain: plain_bodies(context),
        code: optional_literal(policy.code.as_ref()),
        message: optional_literal(policy.message.as_ref()),
        fields: policy.fields.as_ref().map(fields_view),
        hints,
        failures: failures(context),
        all_gated: false,
        has_types: false,
    }
}

fn optional_literal(text: Option<&Spanned<String>>) -> String {
    match text.map(Spanned::get_ref) {
        Some(text) => quote!(Some(#text)).to_string(),
        None => "None".to_owned(),
    }
}

fn fields_view(policy: &FieldsPolicy) -> FieldsView {
    let list: Vec<&str> = policy.list_path().collect();
    let (field, message) = (policy.field.get_ref(), policy.message.get_ref());
    FieldsView {
        list: quote!(&[#(#list),*]).to_string(),
        field: quote!(#field).to_string(),
        message: quote!(#message).to_string(),
    }
}

/// Whether the policy says what error bodies look like, and there are such bodies.
pub fn has_error_shape(context: &Context<'_>) -> bool {
    let policy = &context.policy.errors;
    let says = policy.code.is_some() || policy.message.is_some() || policy.fields.is_some();
    says && !error_types(context).is_empty()
}

/// The named types that stand for the body of an error answer, by the names that they are defined under.
pub fn error_types(context: &Context<'_>) -> Vec<TypeId> {
    let defined = |ty: &Type| match ty {
        Type::Named(id) => Some(context.plan.defined(*id)),
        _ => None,
    };
    let ids: BTreeSet<TypeId> = error_bodies(context).filter_map(defined).collect();
    ids.into_iter().collect()
}

/// The types of bodies that have no parts and are not among those that the runtime knows.
fn plain_bodies(context: &Context<'_>) -> BTreeSet<String> {
    let is_known = |path: &String| {
        path.contains('<')
            || ["String", "serde_json::Value", "bytes::Bytes"].contains(&path.as_str())
    };
    let path = |ty: &Type| match ty {
        Type::Base64 => Some(format!("{}::json::Base64", context.runtime)),
        Type::Bool | Type::Integer(_) | Type::Float(_) | Type::Format(_) => {
            Some(compact(bare_type(context, ty, Scope::Elsewhere)))
        }
        _ => None,
    };
    let paths = error_bodies(context).filter_map(path);
    paths.filter(|path| !is_known(path)).collect()
}

/// What error answers have as bodies, behind aliases.
fn error_bodies<'a>(context: &'a Context<'_>) -> impl Iterator<Item = &'a Type> {
    let responses = context.api.operations.iter();
    let responses = responses.flat_map(|operation| operation.responses.failures());
    responses.filter_map(|response| {
        let mut ty = &response.object.media.as_ref()?.content.ty()?.ty;
        for _ in 0..64 {
            let Type::Named(id) = ty else { break };
            match &context.api.types[*id].kind {
                TypeKind::Alias(target) if !context.facts.newtypes.contains(id) => ty = &target.ty,
                _ => break,
            }
        }
        Some(ty)
    })
}

pub fn text_property(
    context: &Context<'_>,
    id: TypeId,
    structure: &Struct,
    wire: &str,
) -> Option<String> {
    let (member, name) = super::structs::members(context, id, structure)
        .find(|(member, _)| member.field.wire == wire)?;
    let text = match (&member.field.ty.ty, member.presence) {
        (Type::String(_), Presence::Required) => format!("Some(&self.{name})"),
        (Type::String(_), _) => format!("self.{name}.as_deref()"),
        (Type::Named(id), presence) => {
            let TypeKind::Enum(values) = &context.api.types[*id].kind else {
                return None;
            };
            if matches!(values.values, crate::model::EnumValues::Integers(_)) {
                return None;
            }
            match presence {
                Presence::Required => format!("Some(self.{name}.as_str())"),
                _ => format!("self.{name}.as_ref().map(|value| value.as_str())"),
            }
        }
        _ => return None,
    };
    Some(text)
}
