//! Cargo features for tags: what they gate, and what is said of them.

use std::collections::BTreeSet;
use std::ops::Range;

use serde::Serialize;
use toml::Spanned;

use super::Context;
use super::docs::clean;
use crate::diagnostics::{At, Diagnostic, Diagnostics};
use crate::plan::Users;

/// The attribute of what is there with some features only. docs.rs shows it at each item.
pub fn gate(context: &Context<'_>, users: &Users) -> Option<String> {
    Some(format!("#[cfg({})]", condition(context, users)?))
}

fn condition(context: &Context<'_>, users: &Users) -> Option<String> {
    let tests: Vec<String> = of_users(context, users)
        .iter()
        .map(|feature| format!("feature = {feature:?}"))
        .collect();
    match tests.as_slice() {
        [] => None,
        [test] => Some(test.clone()),
        several => Some(format!("any({})", several.join(", "))),
    }
}

/// The features any of which brings in what these need; none if it is always there.
///
/// Modules that are mounted elsewhere have no `Cargo.toml` of their own.
pub fn of_users<'c>(context: &Context<'c>, users: &Users) -> Vec<&'c str> {
    let Users::Tags(tags) = users else {
        return Vec::new();
    };
    let features = &context.names.features;
    let features = tags.iter().filter_map(|tag| features.get(tag));
    let mut features: Vec<&str> = features.map(String::as_str).collect();
    features.sort_unstable();
    features.retain(|_| context.root == "crate");
    features
}

/// All that the manifest and the documentation say of such features.
#[derive(Debug, Serialize)]
pub struct Features {
    /// By name.
    tags: Vec<TagFeature>,
    /// `default` of the manifest, in quotes.
    default: Vec<String>,
    all_by_default: bool,
    /// One of them, in quotes.
    example: String,
    /// How many operations are always there.
    untagged: usize,
}

/// The feature of one tag.
#[derive(Debug, Serialize)]
struct TagFeature {
    name: String,
    /// The tag, for Markdown.
    tag: String,
    operations: usize,
    /// The policy has it among the default ones, and not all are.
    is_chosen: bool,
}

impl Features {
    pub fn of(context: &Context<'_>) -> Self {
        let chosen = chosen_tags(context);
        let features = context.names.features.iter();
        let mut tags: Vec<TagFeature> = features
            .map(|(tag, name)| {
                let wire = context.api.tags[*tag].name.as_str();
                TagFeature {
                    name: name.clone(),
                    tag: clean(wire).replace('\n', " ").replace('|', "\\|"),
                    operations: count(context, &Users::one(*tag)),
                    is_chosen: chosen.as_ref().is_some_and(|tags| tags.contains(&wire)),
                }
            })
            .collect();
        tags.sort_by(|a, b| a.name.cmp(&b.name));
        let all_by_default = chosen.is_none() && !tags.is_empty();
        let all = all_by_default.then_some("all");
        let chosen = tags.iter().filter(|tag| tag.is_chosen);
        let default = ["rustls"].into_iter().chain(all);
        let default = default.chain(chosen.map(|tag| tag.name.as_str()));
        Self {
            default: default.map(|name| format!("{name:?}")).collect(),
            all_by_default,
            example: tags
                .first()
                .map_or_else(String::new, |tag| format!("{:?}", tag.name)),
            untagged: count(context, &Users::Untagged),
            tags,
        }
    }

    /// Whether the feature of a tag is on by default.
    pub fn is_default(&self, name: &str) -> bool {
        let mut tags = self.tags.iter();
        self.all_by_default || tags.any(|tag| tag.is_chosen && tag.name == name)
    }
}

/// How many operations there are for these.
fn count(context: &Context<'_>, users: &Users) -> usize {
    let mut modules = context.plan.modules.iter();
    let module = modules.find(|module| module.users == *users);
    module.map_or(0, |module| module.operations.len())
}

/// The tags that the policy wants to be on by default; `None` for all.
fn chosen_tags<'c>(context: &Context<'c>) -> Option<Vec<&'c str>> {
    let chosen = context.policy.features.default.as_ref()?;
    let tags = chosen.get_ref().iter();
    Some(tags.map(|tag| tag.get_ref().as_str()).collect())
}

/// Entries of the policy about such features that fit nothing.
pub fn check(context: &Context<'_>, diagnostics: &mut Diagnostics) {
    let mut unused = |at: Range<usize>, message: String, hint: String| {
        diagnostics
            .push(Diagnostic::error("unused-policy-entry", At::Policy(at), message).hint(hint));
    };
    let (policy, operations) = (&context.policy.features, &context.api.operations);
    let used: BTreeSet<usize> = operations.iter().filter_map(|one| one.tag).collect();
    if used.len() < 2 {
        let message = "there are no features for tags: fewer than two tags have operations";
        let entries = [
            policy.tags.as_ref().map(Spanned::span),
            policy.default.as_ref().map(Spanned::span),
        ];
        for at in entries.into_iter().flatten() {
            unused(at, message.to_owned(), "remove it".to_owned());
        }
        return;
    }
    let Some(chosen) = &policy.default else {
        return;
    };
    if !policy.has_tags() {
        let message = "there are no features for tags: `tags` is `false`";
        unused(
            chosen.span(),
            message.to_owned(),
            "remove one of both".to_owned(),
        );
        return;
    }
    let names: BTreeSet<&str> = used
        .iter()
        .map(|tag| context.api.tags[*tag].name.as_str())
        .collect();
    for tag in chosen
        .get_ref()
        .iter()
        .filter(|tag| !names.contains(tag.get_ref().as_str()))
    {
        let message = format!("no operation has `{}` as its first tag", tag.get_ref());
        let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
        unused(
            tag.span(),
            message,
            format!("the tags are {}", names.join(", ")),
        );
    }
}
