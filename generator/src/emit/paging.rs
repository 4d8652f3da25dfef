//! Lists that come in pages, as the policy says.

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};
use serde::Serialize;

use super::Context;
use super::operation::request;
use super::policy::behind_aliases;
use super::structs::members;
use super::types::{Scope, type_of};
use crate::config::{PageStep, PaginationPolicy};
use crate::diagnostics::{At, Diagnostic, Diagnostics};
use crate::model::{Content, EnumValues, Location, Operation, Presence, Type, TypeKind, TypeUse};
use crate::pointer::{FileId, Pointer};

#[derive(Serialize)]
pub struct PagingView {
    builder: String,
    error: String,
    method: &'static str,
    /// The type of an item.
    item: String,
    /// An expression of what leads to the next page, from `response`.
    mark: Option<String>,
    /// Whether the answer says that there is more, from `response`.
    more: Option<String>,
    /// The list, from `response`.
    items: String,
    /// The method of the call that gives the next one, from `items` and `mark`.
    next: String,
}

/// The stream of an operation's items, if the policy has one.
pub fn view(context: &Context<'_>, index: usize) -> Option<PagingView> {
    let operation = &context.api.operations[index];
    let policy = context
        .policy
        .pagination
        .iter()
        .find(|policy| fits(policy, operation))?;
    made(context, index, policy).ok()
}

fn fits(policy: &PaginationPolicy, operation: &Operation) -> bool {
    policy.fits(
        &operation.key,
        operation.method.name(),
        &operation.path.text,
    )
}

/// Each entry of the policy has to be good for an operation.
pub fn check(context: &Context<'_>, diagnostics: &mut Diagnostics) {
    for policy in &context.policy.pagination {
        let operations = context.api.operations.iter().enumerate();
        let meant = operations.filter(|(_, operation)| fits(policy, operation));
        let outcomes: Vec<_> = meant
            .map(|(index, _)| made(context, index, policy))
            .collect();
        if outcomes.iter().any(Result::is_ok) {
            continue;
        }
        let why = outcomes.into_iter().find_map(Result::err);
        let message = why.unwrap_or_else(|| "no operation fits `operations`".to_owned());
        let at = At::Policy(policy.range.clone());
        diagnostics.push(
            Diagnostic::error("unused-policy-entry", at, message).hint("correct or remove it"),
        );
    }
}

fn made(
    context: &Context<'_>,
    index: usize,
    policy: &PaginationPolicy,
) -> Result<PagingView, String> {
    let operation = &context.api.operations[index];
    let names = &context.names.operations[index];
    let body = body(operation)?;
    let (items, list) = access(context, body, &policy.items, Take::Value)?;
    let Type::List(item) = behind_aliases(context, &list.ty) else {
        return Err(format!(
            "`{}` is no list in the answer of `{}`",
            policy.items, operation.key
        ));
    };
    let mark = mark(context, body, &policy.step)?;
    let more = policy
        .more
        .as_deref()
        .map(|place| more(context, body, place));
    let next = next(context, index, item, &policy.step)?.to_string();
    let takes_items = names.parameters.iter().any(|name| name == "items");
    Ok(PagingView {
        builder: names.builder.clone(),
        error: names.error.clone(),
        method: if takes_items { "all_items" } else { "items" },
        item: type_of(context, item, Scope::Elsewhere).to_string(),
        mark: mark.map(|mark| mark.to_string()),
        more: more.transpose()?.map(|more| more.to_string()),
        items: taken(&items).to_string(),
        next,
    })
}

/// The list of an answer, taken out of it.
fn taken(steps: &TokenStream) -> TokenStream {
    if steps.is_empty() {
        quote!(response.into_body())
    } else {
        quote!(Some(response.into_body()) #steps .unwrap_or_default())
    }
}

/// The body of the only answer of success.
fn body(operation: &Operation) -> Result<&TypeUse, String> {
    let content = match operation.responses.success.as_slice() {
        [only] => only.object.media.as_ref().map(|media| &media.content),
        _ => None,
    };
    match content {
        Some(Content::Json(used)) => Ok(used),
        _ => Err(format!("`{}` has not one answer with JSON", operation.key)),
    }
}

/// What leads to the next page.
fn mark(
    context: &Context<'_>,
    body: &TypeUse,
    step: &PageStep,
) -> Result<Option<TokenStream>, String> {
    Ok(match step {
        PageStep::Page { .. } | PageStep::Offset(_) | PageStep::Last { .. } => None,
        PageStep::Link => Some(quote!(paging::next_link(response.headers()))),
        PageStep::Cursor { next, .. } | PageStep::Url(next) => {
            let steps = text(context, body, next)?;
            Some(quote!(Some(response.body()) #steps .map(ToString::to_string)))
        }
    })
}

/// The steps down to a text or a number.
fn text(context: &Context<'_>, from: &TypeUse, pointer: &str) -> Result<TokenStream, String> {
    let (steps, found) = access(context, from, pointer, Take::Reference)?;
    let is_text = match behind_aliases(context, &found.ty) {
        Type::String(_) | Type::Integer(_) => true,
        Type::Named(id) => matches!(context.api.types[*id].kind, TypeKind::Enum(_)),
        _ => false,
    };
    if is_text {
        Ok(steps)
    } else {
        Err(format!("`{pointer}` is no text in the answer"))
    }
}

fn is_text(context: &Context<'_>, used: &TypeUse) -> bool {
    match behind_aliases(context, &used.ty) {
        Type::String(_) => true,
        Type::Named(id) => matches!(
            &context.api.types[*id].kind,
            TypeKind::Enum(listed) if matches!(listed.values, EnumValues::Strings(_))
        ),
        _ => false,
    }
}

/// Whether the answer says that there is more.
fn more(context: &Context<'_>, body: &TypeUse, pointer: &str) -> Result<TokenStream, String> {
    let (steps, found) = access(context, body, pointer, Take::Reference)?;
    match behind_aliases(context, &found.ty) {
        Type::Bool => Ok(quote!(Some(response.body()) #steps == Some(&true))),
        _ => Err(format!("`{pointer}` is no boolean in the answer")),
    }
}

/// The method of the call that gives the call for the next page.
fn next(
    context: &Context<'_>,
    index: usize,
    item: &TypeUse,
    step: &PageStep,
) -> Result<TokenStream, String> {
    let operation = &context.api.operations[index];
    let number = |wanted: &str| match parameter(operation, wanted)? {
        (place, Type::Integer(_)) => Ok(place),
        _ => Err(format!(
            "the parameter `{wanted}` of `{}` is no integer",
            operation.key
        )),
    };
    Ok(match step {
        PageStep::Page { parameter, first } => {
            let (place, first) = (number(parameter)?, Literal::i64_unsuffixed(*first));
            quote!(advance(#place, #first, usize::from(!items.is_empty())))
        }
        PageStep::Offset(parameter) => {
            let place = number(parameter)?;
            quote!(advance(#place, 0, items.len()))
        }
        PageStep::Cursor {
            parameter: wanted, ..
        } => {
            let (place, _) = parameter(operation, wanted)?;
            quote!(after(#place, mark))
        }
        PageStep::Last {
            parameter: wanted,
            last,
        } => {
            let (place, _) = parameter(operation, wanted)?;
            let steps = text(context, item, last)?;
            quote!(after(#place, items.last() #steps .map(ToString::to_string)))
        }
        PageStep::Url(_) | PageStep::Link => quote!(follow(mark)),
    })
}

/// Where a parameter is that a page is chosen by, and its type.
fn parameter<'o>(
    operation: &'o Operation,
    wanted: &str,
) -> Result<(TokenStream, &'o Type), String> {
    let chooses = |location| {
        matches!(
            location,
            Location::Query | Location::Header | Location::Cookie
        )
    };
    let mut parameters = operation.parameters.iter();
    let found = parameters.find(|one| one.wire == wanted && chooses(one.location));
    let found = found.ok_or_else(|| format!("`{}` has no parameter `{wanted}`", operation.key))?;
    Ok((request::place(found), &found.ty.ty))
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Take {
    Value,
    Reference,
}

/// The steps from an `Option` of the body down to what is at a JSON pointer, and its type.
fn access<'c>(
    context: &Context<'c>,
    body: &'c TypeUse,
    pointer: &str,
    take: Take,
) -> Result<(TokenStream, &'c TypeUse), String> {
    let nowhere = || format!("there is no `{pointer}` in the answer");
    let at = Pointer::parse(FileId::default(), pointer).ok_or_else(nowhere)?;
    let (mut steps, mut used) = (TokenStream::new(), body);
    if body.nullable {
        steps.extend(match take {
            Take::Value => quote!(.flatten()),
            Take::Reference => quote!(.and_then(|value| value.as_ref())),
        });
    }
    for segment in at.segments() {
        let (segment, chosen) = chosen(&segment);
        let Type::Named(id) = behind_aliases(context, &used.ty) else {
            return Err(nowhere());
        };
        let TypeKind::Struct(structure) = &context.api.types[*id].kind else {
            return Err(nowhere());
        };
        let mut members = members(context, *id, structure);
        let found = members.find(|(member, _)| member.field.wire == segment);
        let (member, name) = found.ok_or_else(nowhere)?;
        if matches!(member.field.ty.ty, Type::Named(inner) if context.facts.boxed.contains(&(*id, inner)))
        {
            return Err(format!("`{pointer}` leads through a recursive type"));
        }
        let name = format_ident!("{name}");
        steps.extend(match (member.presence, take) {
            (Presence::Required, Take::Value) => quote!(.map(|value| value.#name)),
            (Presence::Required, Take::Reference) => quote!(.map(|value| &value.#name)),
            (Presence::Optional | Presence::Nullable, Take::Value) => {
                quote!(.and_then(|value| value.#name))
            }
            (Presence::OptionalNullable, Take::Value) => {
                quote!(.and_then(|value| value.#name.into_option()))
            }
            (_, Take::Reference) => quote!(.and_then(|value| value.#name.as_ref())),
        });
        let field = structure.fields.iter().find(|field| field.wire == segment);
        used = &field.ok_or_else(nowhere)?.ty;
        if let Some((property, value)) = chosen {
            let Type::List(item) = behind_aliases(context, &used.ty) else {
                return Err(format!("`{segment}` of `{pointer}` is no list"));
            };
            let (inner, found) = access(context, item, &format!("/{property}"), Take::Reference)?;
            if !is_text(context, found) {
                return Err(format!("`{property}` in `{pointer}` is no text"));
            }
            let is_it = quote!(Some(*one) #inner .is_some_and(|found| found.as_str() == #value));
            steps.extend(quote!(.and_then(|list| list.iter().find(|one| #is_it))));
            used = item;
        }
    }
    Ok((steps, used))
}

/// `links[rel=next]`: a list, and the property and its value that choose one of its objects.
fn chosen(segment: &str) -> (&str, Option<(&str, &str)>) {
    let choice = segment.strip_suffix(']').and_then(|text| {
        let (list, choice) = text.split_once('[')?;
        Some((list, choice.split_once('=')?))
    });
    match choice {
        Some((list, choice)) => (list, Some(choice)),
        None => (segment, None),
    }
}
