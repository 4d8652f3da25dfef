//! What makes a crate of it: `Cargo.toml`, README, `lib.rs` and the module files.

use serde::Serialize;
use toml::Spanned;

use super::Context;
use super::assets::Parts;
use super::docs::{clean, inner};
use super::example;
use super::features::{self, Features};
use super::render::Renderer;
use crate::plan::Module;

pub fn files(
    context: &Context<'_>,
    renderer: &Renderer,
    has_calls: bool,
) -> Result<Vec<(String, String)>, String> {
    let package = Package {
        has_calls,
        ..package(context)
    };
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
    ];
    let groups = [
        (
            "operations",
            "Builders, answers and errors of the operations.",
        ),
        ("types", "The types of the API."),
        (
            "codec",
            "The rules of the types, and how those are read of which the definition does not tell.",
        ),
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
    let has_items = |module: &&Module| match folder {
        "operations" => !module.operations.is_empty(),
        "codec" => super::codec::is_needed(context, module),
        _ => !module.types.is_empty(),
    };
    let modules = || {
        let modules = context.plan.modules.iter().filter(has_items);
        modules.map(|module| {
            (
                features::gate(context, &module.users).unwrap_or_default(),
                &module.name,
            )
        })
    };
    let mut text = inner(about);
    for (gate, name) in modules() {
        text.push_str(&format!("{gate}\nmod {name};\n"));
    }
    if folder == "codec" {
        text.push_str(&super::formats::codecs(context));
    } else {
        for (gate, name) in modules() {
            text.push_str(&format!("{gate}\npub use self::{name}::*;\n"));
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
    features: Features,
    parts: PartsView,
    /// Lines for what the policy's formats need.
    formats: Vec<String>,
    crate_name: String,
    krate: String,
    title: String,
    docs: String,
    about: String,
    /// The version, or the table, of a dependency on the crate with what the example needs.
    dependency: String,
    /// For the README.
    example: String,
    /// For the crate's documentation.
    example_docs: String,
    operations: Vec<OperationView>,
    /// Operations have calls in common.
    has_calls: bool,
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
    let version = one(&policy.version, "0.1.0");
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
    let features = Features::of(context);
    let first = shown_operation(context, &features);
    Package {
        name: toml_text(&crate_name),
        version: toml_text(&version),
        description: toml_text(&one(
            &policy.description,
            &format!("A client of the API {title:?}, generated from its OpenAPI description"),
        )),
        license: toml_text(&one(&policy.license, "MIT OR Apache-2.0")),
        license_name: one(&policy.license, "MIT OR Apache-2.0"),
        optional,
        rust_version: toml_text(&one(&policy.rust_version, OLDEST_RUST)),
        minimum_rust: one(&policy.rust_version, OLDEST_RUST),
        dependency: dependency(&toml_text(&version), &features, first.as_ref()),
        features,
        parts: PartsView {
            pattern: parts.pattern,
            digest: parts.digest,
        },
        formats: super::formats::dependencies(context),
        krate: crate_name.replace('-', "_"),
        docs: inner(&about),
        about,
        example: first
            .as_ref()
            .map(|first| shown(&first.text))
            .unwrap_or_default(),
        example_docs: inner(&first.map(|first| first.text).unwrap_or_default()),
        operations,
        has_calls: false,
        environment: !context.policy.environment.credentials.is_empty()
            || !context.policy.environment.base_url.is_empty(),
        root: context.root.to_owned(),
        runtime: context.runtime.to_owned(),
        title,
        crate_name,
    }
}

/// An operation that shows how the crate is used.
struct Shown<'c> {
    text: String,
    /// The feature that it needs.
    feature: Option<&'c str>,
}

/// The first operation that has an example, if possible one that is there by default.
fn shown_operation<'c>(context: &Context<'c>, features: &Features) -> Option<Shown<'c>> {
    let mut found: Vec<Shown<'c>> = Vec::new();
    for module in &context.plan.modules {
        let feature = features::of_users(context, &module.users).first().copied();
        let text = module
            .operations
            .iter()
            .find_map(|index| example::call(context, *index, example::Setup::Made(feature)));
        found.extend(text.map(|text| Shown { text, feature }));
    }
    let is_default = |shown: &Shown<'c>| shown.feature.is_none_or(|name| features.is_default(name));
    let first = found.iter().position(is_default).unwrap_or(0);
    (first < found.len()).then(|| found.swap_remove(first))
}

fn dependency(version: &str, features: &Features, shown: Option<&Shown<'_>>) -> String {
    let feature = shown.and_then(|shown| shown.feature);
    match feature.filter(|name| !features.is_default(name)) {
        Some(name) => format!("{{ version = {version}, features = [{name:?}] }}"),
        None => version.to_owned(),
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
