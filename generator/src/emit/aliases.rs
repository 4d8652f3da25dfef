//! The names that items had in an earlier version, as deprecated aliases.

use quote::quote;
use serde::Serialize;

use super::Context;
use super::render::Renderer;
use crate::diagnostics::{At, Diagnostic, Diagnostics};
use crate::names::{self, OperationNames};
use crate::plan::Key;

/// An earlier name.
#[derive(Debug, Serialize)]
pub struct AliasView {
    pub before: String,
    pub name: String,
    /// The parameters of both.
    pub generics: &'static str,
    /// What is said to those who use it, as a literal.
    pub note: String,
    /// Only some tags have it, and nothing else tells that.
    pub gate: Option<String>,
}

impl AliasView {
    fn new(before: &str, name: &str) -> Self {
        let note = format!("it is called `{name}` now");
        Self {
            before: before.to_owned(),
            name: name.to_owned(),
            generics: "",
            note: quote!(#note).to_string(),
            gate: None,
        }
    }
}

#[derive(Serialize)]
struct File {
    aliases: Vec<AliasView>,
}

/// The items of some aliases.
pub fn items(aliases: Vec<AliasView>, renderer: &Renderer) -> Result<String, String> {
    if aliases.is_empty() {
        return Ok(String::new());
    }
    renderer.render("names_before.rs", &File { aliases })
}

/// The earlier names of a type or a method.
pub fn of(context: &Context<'_>, name: &str) -> Vec<AliasView> {
    let aliases = context.policy.aliases.iter();
    aliases
        .filter(|alias| alias.name.get_ref() == name)
        .map(|alias| AliasView::new(alias.key.get_ref(), name))
        .collect()
}

/// The earlier names of an error that operations share: it is called after its bodies.
pub fn of_failure(context: &Context<'_>, key: &Key, failure: &str) -> Vec<AliasView> {
    let bodies = key.bodies();
    let names: Vec<&str> = (bodies.iter())
        .map(|id| context.names.ty(*id).name.as_str())
        .collect();
    let mut aliases = Vec::new();
    for (at, body) in names.iter().enumerate() {
        for alias in of(context, body) {
            let mut before = names.clone();
            before[at] = &alias.before;
            aliases.push(AliasView::new(&key.name(&before), failure));
        }
    }
    aliases
}

/// The earlier names of what belongs to an operation: its call, its error and its output.
pub fn of_call(context: &Context<'_>, names: &OperationNames, has_output: bool) -> Vec<AliasView> {
    let mut aliases = Vec::new();
    for method in of(context, &names.method) {
        let before = names::of_method(&method.before);
        let now = [&names.builder, &names.error, &names.output];
        let mut own: Vec<AliasView> = (before.iter().zip(now))
            .map(|(before, name)| AliasView::new(before, name))
            .collect();
        own[0].generics = "<'a>";
        own.truncate(if has_output { 3 } else { 2 });
        aliases.extend(own);
    }
    aliases
}

/// Aliases of what is not there, and such as have the name of something else.
pub fn check(context: &Context<'_>, diagnostics: &mut Diagnostics) {
    let types = context.names.types.iter().map(|ty| &ty.name);
    let methods = context.names.operations.iter().map(|one| &one.method);
    let known: Vec<&String> = types.chain(methods).collect();
    for alias in context.policy.aliases.iter() {
        let (before, name) = (alias.key.get_ref(), alias.name.get_ref());
        let mut problem = |at: std::ops::Range<usize>, message: String| {
            diagnostics.push(
                Diagnostic::error("unused-policy-entry", At::Policy(at), message)
                    .hint("correct or remove it"),
            );
        };
        if !known.contains(&name) {
            let message = format!("`aliases`: neither a type nor a method is called `{name}`");
            problem(alias.name.span(), message);
        } else if known.contains(&before) {
            let message = format!("`aliases`: something else is called `{before}`");
            problem(alias.key.span(), message);
        }
    }
}
