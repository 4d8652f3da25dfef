//! What makes a crate of it: `Cargo.toml`, README, `lib.rs`, the module files
//! and the texts about errors.

use quote::quote;
use serde::Serialize;
use toml::Spanned;

use super::Context;
use super::assets::Parts;
use super::docs::{clean, comment, inner};
use super::example;
use super::operation::pattern;
use super::render::Renderer;
use super::tokens::compact;
use super::types::{Scope, named};
use crate::config::FieldsPolicy;
use crate::model::{Presence, Status, Struct, Type, TypeKind};

pub fn files(context: &Context<'_>, renderer: &Renderer) -> Result<Vec<(String, String)>, String> {
    let package = package(context);
    let mut files = vec![
        (
            "Cargo.toml".to_owned(),
            renderer.render("Cargo.toml", &package)?,
        ),
        (
            "README.md".to_owned(),
            renderer.render("README.md", &package)?,
        ),
        (
            "src/lib.rs".to_owned(),
            renderer.render("lib.rs", &package)?,
        ),
        (
            "src/errors.rs".to_owned(),
            renderer.render("errors.rs", &errors(context))?,
        ),
    ];
    let groups = [
        (
            "operations",
            "Builders, answers and errors of the operations.",
        ),
        ("types", "The types of the API."),
        ("codec", "How the types are read and written."),
    ];
    for (folder, about) in groups {
        files.push((
            format!("src/{folder}/mod.rs"),
            module_file(context, folder, about),
        ));
    }
    Ok(files)
}

fn module_file(context: &Context<'_>, folder: &str, about: &str) -> String {
    let has_items = |module: &&crate::plan::Module| match folder {
        "operations" => !module.operations.is_empty(),
        _ => !module.types.is_empty(),
    };
    let modules: Vec<&str> = context
        .plan
        .modules
        .iter()
        .filter(has_items)
        .map(|module| module.name.as_str())
        .collect();
    let mut text = inner(about);
    for name in &modules {
        text.push_str(&format!("mod {name};\n"));
    }
    if folder == "codec" {
        text.push_str(&super::formats::codecs(context));
    } else {
        for name in &modules {
            text.push_str(&format!("pub use self::{name}::*;\n"));
        }
    }
    text
}

/// The API's title, in one line.
pub fn title(context: &Context<'_>) -> String {
    let title = clean(&context.api.info.title).replace('\n', " ");
    if title.is_empty() {
        context.policy.crate_name().to_owned()
    } else {
        title
    }
}

#[derive(Serialize)]
struct Package {
    /// Values for `Cargo.toml` are TOML literals.
    name: String,
    version: String,
    description: String,
    license: String,
    optional: Vec<(String, String)>,
    rust_version: String,
    parts: PartsView,
    /// Lines for what the policy's formats need.
    formats: Vec<String>,
    crate_name: String,
    krate: String,
    title: String,
    docs: String,
    about: String,
    /// For the README.
    example: String,
    /// For the crate's documentation.
    example_docs: String,
    operations: Vec<OperationView>,
    environment: bool,
    root: String,
    runtime: String,
    license_name: String,
    minimum_rust: String,
}

#[derive(Serialize)]
struct PartsView {
    pattern: bool,
    digest: bool,
}

#[derive(Serialize)]
struct OperationView {
    method: String,
    endpoint: String,
    summary: String,
}

/// The oldest Rust that the runtime's dependencies build with.
const OLDEST_RUST: &str = "1.88";

fn package(context: &Context<'_>) -> Package {
    let policy = &context.policy.krate;
    let one = |value: &Option<Spanned<String>>, default: &str| {
        value
            .as_ref()
            .map_or_else(|| default.to_owned(), |value| value.get_ref().clone())
    };
    let crate_name = context.policy.crate_name().to_owned();
    let title = title(context);
    let mut optional = Vec::new();
    let single = [
        ("repository", &policy.repository),
        ("homepage", &policy.homepage),
    ];
    optional.extend(
        single.into_iter().filter_map(|(key, value)| {
            Some((key.to_owned(), toml_text(value.as_ref()?.get_ref())))
        }),
    );
    let lists = [
        ("keywords", &policy.keywords),
        ("categories", &policy.categories),
        ("authors", &policy.authors),
    ];
    for (key, values) in lists.into_iter().filter(|(_, values)| !values.is_empty()) {
        let values: Vec<String> = values
            .iter()
            .map(|value| toml_text(value.get_ref()))
            .collect();
        optional.push((key.to_owned(), format!("[{}]", values.join(", "))));
    }
    let parts = Parts::of(context);
    let about = context
        .api
        .info
        .description
        .as_deref()
        .map(clean)
        .unwrap_or_default();
    let operations = operations(context);
    let first = context
        .plan
        .modules
        .iter()
        .flat_map(|module| &module.operations)
        .find_map(|index| example::call(context, *index, example::Setup::Made));
    Package {
        name: toml_text(&crate_name),
        version: toml_text(&one(&policy.version, "0.1.0")),
        description: toml_text(&one(
            &policy.description,
            &format!("A client of the API {title:?}, generated from its OpenAPI description"),
        )),
        license: toml_text(&one(&policy.license, "MIT OR Apache-2.0")),
        license_name: one(&policy.license, "MIT OR Apache-2.0"),
        optional,
        rust_version: toml_text(&one(&policy.rust_version, OLDEST_RUST)),
        minimum_rust: one(&policy.rust_version, OLDEST_RUST),
        parts: PartsView {
            pattern: parts.pattern,
            digest: parts.digest,
        },
        formats: super::formats::dependencies(context),
        krate: crate_name.replace('-', "_"),
        docs: inner(&about),
        about,
        example: first.as_deref().map(shown).unwrap_or_default(),
        example_docs: inner(&first.unwrap_or_default()),
        operations,
        environment: !context.policy.environment.credentials.is_empty()
            || !context.policy.environment.base_url.is_empty(),
        root: context.root.to_owned(),
        runtime: context.runtime.to_owned(),
        title,
        crate_name,
    }
}

/// An example without the lines that rustdoc hides.
fn shown(example: &str) -> String {
    let lines: Vec<&str> = example
        .lines()
        .filter(|line| !line.starts_with("# ") && *line != "#")
        .collect();
    lines.join("\n").replace("```no_run", "```rust")
}

/// A TOML basic string; whatever the text is, it stays one string.
fn toml_text(text: &str) -> String {
    toml::Value::String(text.lines().collect::<Vec<_>>().join(" ")).to_string()
}

fn operations(context: &Context<'_>) -> Vec<OperationView> {
    let indices = context
        .plan
        .modules
        .iter()
        .flat_map(|module| &module.operations);
    indices
        .map(|index| {
            let operation = &context.api.operations[*index];
            let title = operation
                .docs
                .title
                .as_deref()
                .map(clean)
                .unwrap_or_default();
            OperationView {
                method: context.names.operations[*index].method.clone(),
                endpoint: format!(
                    "{} {}",
                    operation.method.name(),
                    operation.path.text.replace(['`', '|'], "")
                ),
                summary: title.replace('\n', " ").replace('|', "\\|"),
            }
        })
        .collect()
}

#[derive(Serialize)]
struct Errors {
    root: String,
    runtime: String,
    bodies: Vec<BodyView>,
    /// The policy says what error bodies look like.
    shape: bool,
    /// Expressions of `Option<&'static str>`.
    code: String,
    message: String,
    fields: Option<FieldsView>,
    /// (code, advice) as literals.
    hints: Vec<(String, String)>,
    failures: Vec<FailureView>,
}

/// An error that operations share.
#[derive(Serialize)]
struct FailureView {
    name: String,
    body: String,
    statuses: Vec<SharedStatus>,
    /// There are statuses that it has no variant for.
    has_others: bool,
    /// The variant of all statuses.
    only: Option<String>,
}

#[derive(Serialize)]
struct SharedStatus {
    docs: String,
    name: String,
    pattern: String,
}

fn failures(context: &Context<'_>) -> Vec<FailureView> {
    let shared = context.plan.failures.shared.iter();
    let mut views: Vec<FailureView> = shared
        .map(|(key, shared)| FailureView {
            name: shared.name.clone(),
            body: compact(named(context, key.body, Scope::Elsewhere)),
            has_others: !key.takes_all(),
            only: match shared.statuses.iter().next() {
                Some((Status::Default, name)) if shared.statuses.len() == 1 => Some(name.clone()),
                _ => None,
            },
            statuses: shared
                .statuses
                .iter()
                .map(|(status, name)| SharedStatus {
                    docs: comment(&match status {
                        Status::Code(code) => format!("The answer `{code}`."),
                        Status::Class(class) => format!("An answer `{class}xx`."),
                        Status::Default => "Any other answer.".to_owned(),
                    }),
                    name: name.clone(),
                    pattern: pattern(*status),
                })
                .collect(),
        })
        .collect();
    views.sort_by(|a, b| a.name.cmp(&b.name));
    views
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
                name: context.names.ty(id).name.clone(),
                hint: code.is_some() && !hints.is_empty(),
                code,
                message: property(&policy.message),
                shape: has_error_shape(context),
            }
        })
        .collect();
    Errors {
        root: context.root.to_owned(),
        runtime: context.runtime.to_owned(),
        shape: has_error_shape(context),
        bodies,
        code: optional_literal(policy.code.as_ref()),
        message: optional_literal(policy.message.as_ref()),
        fields: policy.fields.as_ref().map(fields_view),
        hints,
        failures: failures(context),
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

/// The named types that stand for the body of an error answer.
pub fn error_types(context: &Context<'_>) -> Vec<crate::model::TypeId> {
    let mut ids = std::collections::BTreeSet::new();
    for operation in &context.api.operations {
        for response in operation.responses.failures() {
            let Some(used) = response.media.as_ref().and_then(|media| media.content.ty()) else {
                continue;
            };
            let mut ty = &used.ty;
            let mut steps = 0;
            while let Type::Named(id) = ty {
                match &context.api.types[*id].kind {
                    TypeKind::Alias(target)
                        if !context.facts.newtypes.contains(id) && steps < 64 =>
                    {
                        ty = &target.ty
                    }
                    _ => {
                        ids.insert(*id);
                        break;
                    }
                }
                steps += 1;
            }
        }
    }
    ids.into_iter().collect()
}

pub fn text_property(
    context: &Context<'_>,
    id: crate::model::TypeId,
    structure: &Struct,
    wire: &str,
) -> Option<String> {
    let (member, name) = super::types::members(context, id, structure)
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
