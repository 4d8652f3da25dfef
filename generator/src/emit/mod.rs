//! The model → Rust source text, through the templates.
//!
//! Small nested parts (types, literals, expressions) are made with quote;
//! what a reader should recognise as Rust is in `templates/`.

mod aliases;
mod assets;
mod calls;
mod checks;
mod client;
mod codec;
mod docs;
mod errors;
mod example;
mod features;
mod formats;
mod headers;
mod imports;
mod index;
mod operation;
mod package;
mod paging;
mod policy;
mod render;
mod servers;
mod structs;
mod tokens;
mod types;
mod unions;

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::Extent;
use crate::analyse::Facts;
use crate::config::Policy;
use crate::diagnostics::{At, Diagnostic, Diagnostics};
use crate::format;
use crate::model::Api;
use crate::names::Names;
use crate::plan::{Module, Plan};

pub use assets::TEMPLATES;
pub use index::index;
use render::Renderer;

/// What all emitters look at.
pub struct Context<'a> {
    pub api: &'a Api,
    pub facts: &'a Facts,
    pub names: &'a Names,
    pub plan: &'a Plan,
    pub policy: &'a Policy,
    /// Where the generated modules are mounted: `crate` in a crate of its own.
    pub root: &'a str,
    /// Where the runtime is mounted.
    pub runtime: &'a str,
}

type Files = BTreeMap<String, String>;

/// The files of the crate; those of a whole one are formatted.
///
/// # Errors
/// Pushes an error for a template that fails, or that gives no Rust.
pub fn emit(
    context: &Context<'_>,
    overrides: &BTreeMap<String, String>,
    extent: Extent,
    diagnostics: &mut Diagnostics,
) -> Files {
    let mut files = Files::new();
    policy::check(context, diagnostics);
    match draft(context, overrides, extent) {
        Ok(drafts) if extent == Extent::Surface => files.extend(drafts),
        Ok(drafts) => {
            let formatted: Vec<_> = drafts
                .into_par_iter()
                .map(|(path, text)| (finish(&path, text), path))
                .collect();
            for (outcome, path) in formatted {
                match outcome {
                    Ok(text) => {
                        files.insert(path, text);
                    }
                    Err(problem) => diagnostics.push(
                        Diagnostic::error(
                            "template",
                            At::Nowhere,
                            format!("the text made for {path} is not Rust: {problem}"),
                        )
                        .hint("this is a fault of a template, or of the generator"),
                    ),
                }
            }
        }
        Err(problem) => diagnostics.push(Diagnostic::error("template", At::Nowhere, problem)),
    }
    files
}

fn draft(
    context: &Context<'_>,
    overrides: &BTreeMap<String, String>,
    extent: Extent,
) -> Result<Vec<(String, String)>, String> {
    let renderer = Renderer::new(overrides)?;
    let mut views = operation::views(context);
    let calls = match extent {
        Extent::Crate => calls::share(context, &renderer, &mut views)?,
        // Each operation's call is used by its own name: which others have the same type does not count.
        Extent::Surface => None,
    };
    let mut drafts = package::files(context, &renderer, calls.is_some())?;
    drafts.extend(calls.map(|text| ("src/calls.rs".to_owned(), text)));
    drafts.extend(errors::files(context, &renderer)?);
    drafts.push((
        "src/client.rs".to_owned(),
        client::file(context, &renderer)?,
    ));
    drafts.push((
        "src/headers.rs".to_owned(),
        headers::file(context, &renderer)?,
    ));
    for module in &context.plan.modules {
        drafts.extend(module_files(context, &renderer, module, &views, extent)?);
    }
    if context.root == "crate" {
        drafts.extend(assets::runtime(context));
    }
    Ok(drafts)
}

fn module_files(
    context: &Context<'_>,
    renderer: &Renderer,
    module: &Module,
    views: &[operation::View],
    extent: Extent,
) -> Result<Vec<(String, String)>, String> {
    let mut files = Vec::new();
    let name = &module.name;
    if !module.operations.is_empty() {
        files.push((
            format!("src/operations/{name}.rs"),
            operation::file(context, renderer, module, views)?,
        ));
    }
    if !module.types.is_empty() {
        files.push((
            format!("src/types/{name}.rs"),
            types::file(context, renderer, module)?,
        ));
        if extent == Extent::Crate && codec::is_needed(context, module) {
            files.push((
                format!("src/codec/{name}.rs"),
                codec::file(context, renderer, module)?,
            ));
        }
    }
    Ok(files)
}

/// Formats Rust; the runtime is copied as it is.
fn finish(path: &str, text: String) -> Result<String, String> {
    if !path.ends_with(".rs") {
        return Ok(text);
    }
    if path.starts_with("src/runtime/") {
        return Ok(format!("{}\n\n{text}", assets::HEADER));
    }
    format::rust(&text, assets::HEADER).map_err(|error| error.to_string())
}
