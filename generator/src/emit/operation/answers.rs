//! What a call gives: its output, and the variants of its error.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use serde::Serialize;

use super::arguments::body_type;
use super::streaming::is_stream;
use crate::emit::Context;
use crate::emit::docs::{clean, comment};
use crate::emit::tokens::compact;
use crate::emit::types::Scope;
use crate::model::{Content, Media, Operation, Response, Status, Type, TypeKind, TypeUse};
use crate::names::OperationNames;
use crate::plan::{self, Key};

#[derive(Serialize)]
pub struct OutputView {
    pub ty: String,
    /// The variants of an enum of its own, if several types succeed.
    pub variants: Vec<VariantView>,
    /// One of them is a stream, which can be neither cloned nor compared.
    pub has_stream: bool,
    pub name: String,
}

#[derive(Serialize)]
pub struct VariantView {
    pub docs: String,
    pub name: String,
    pub ty: Option<String>,
}

#[derive(Serialize)]
pub struct StatusView {
    pub docs: String,
    pub name: String,
    pub ty: String,
}

#[derive(Clone)]
pub struct ArmView {
    pub pattern: String,
    pub result: String,
}

/// The Rust type of an answer's body.
pub fn response_type(context: &Context<'_>, response: &Response) -> String {
    media_type(context, response.object.media.as_ref())
}

pub fn media_type(context: &Context<'_>, media: Option<&Media>) -> String {
    match media {
        None => "()".to_owned(),
        Some(media) => match media.content {
            // It is received whole, unless the call asks for a stream.
            Content::Bytes => "Bytes".to_owned(),
            _ => compact(body_type(context, media)),
        },
    }
}

/// What reads an answer's body.
pub fn read(response: &Response) -> TokenStream {
    read_media(response.object.media.as_ref())
}

pub fn read_media(media: Option<&Media>) -> TokenStream {
    match media.map(|media| &media.content) {
        None => quote!(reply.empty()?),
        Some(Content::Json(_)) => quote!(reply.json()?),
        // Forms are only sent: one that comes back is text.
        Some(Content::Text | Content::Form(_)) => quote!(reply.text()?),
        Some(Content::Bytes | Content::Multipart(_)) => quote!(reply.bytes()?),
        Some(Content::Events(Some(_))) => quote!(reply.events()?),
        Some(Content::Events(None)) => quote!(reply.text_events()?),
        Some(Content::Lines(_)) => quote!(reply.json_lines()?),
    }
}

pub fn pattern(status: Status) -> String {
    match status {
        Status::Code(code) => code.to_string(),
        Status::Class(class) => format!("{class}00..={class}99"),
        Status::Default => "_".to_owned(),
    }
}

pub type Arms = Vec<(Status, ArmView)>;

/// What success is, and the arms that lead there.
pub fn output(
    context: &Context<'_>,
    operation: &Operation,
    names: &OperationNames,
) -> (OutputView, Arms) {
    let success = &operation.responses.success;
    let types: Vec<String> = success
        .iter()
        .map(|response| response_type(context, response))
        .collect();
    let plain = |ty: &str| OutputView {
        ty: ty.to_owned(),
        variants: Vec::new(),
        has_stream: false,
        name: names.output.clone(),
    };
    let Some(first) = types.first() else {
        return match &operation.responses.default {
            // Only `default` is there: a 2xx is what it describes.
            Some(default) => {
                let result = read(default);
                let arm = arm(Status::Class(2), quote!(return Ok(#result)));
                (plain(&response_type(context, default)), vec![arm])
            }
            None => (
                plain("()"),
                vec![arm(Status::Class(2), quote!(return Ok(reply.empty()?)))],
            ),
        };
    };
    if types.iter().all(|ty| ty == first) {
        let arms = success
            .iter()
            .map(|response| {
                let result = read(response);
                arm(response.status, quote!(return Ok(#result)))
            })
            .collect();
        return (plain(first), arms);
    }
    let name = format_ident!("{}", names.output);
    let mut arms = Vec::new();
    let mut variants = Vec::new();
    for ((response, ty), variant) in success.iter().zip(&types).zip(&names.statuses) {
        let (result, ident) = (read(response), format_ident!("{variant}"));
        let result = if ty == "()" {
            quote!(return Ok(#result.map(|()| #name::#ident)))
        } else {
            quote!(return Ok(#result.map(#name::#ident)))
        };
        arms.push(arm(response.status, result));
        variants.push(VariantView {
            docs: comment(&status_docs(response)),
            name: variant.clone(),
            ty: (ty != "()").then(|| ty.clone()),
        });
    }
    (
        OutputView {
            ty: names.output.clone(),
            variants,
            has_stream: success
                .iter()
                .any(|one| is_stream(one.object.media.as_ref())),
            name: names.output.clone(),
        },
        arms,
    )
}

pub fn arm(status: Status, result: TokenStream) -> (Status, ArmView) {
    (
        status,
        ArmView {
            pattern: pattern(status),
            result: result.to_string(),
        },
    )
}

pub fn errors(
    context: &Context<'_>,
    operation: &Operation,
    names: &OperationNames,
) -> (Vec<StatusView>, Arms) {
    let variants = names.failures(operation);
    let mut statuses = Vec::new();
    let mut arms = Vec::new();
    for (response, variant) in operation.responses.failures().zip(variants) {
        let (result, ident) = (read(response), format_ident!("{variant}"));
        statuses.push(StatusView {
            docs: comment(&status_docs(response)),
            name: variant.clone(),
            ty: response_type(context, response),
        });
        arms.push(arm(
            response.status,
            quote!(Error::#ident(Box::new(#result))),
        ));
    }
    (statuses, arms)
}

/// The arms for answers with another body than the error has that the operation shares: what was received
/// stays as it is. Where these are a range, the others come before it.
pub fn untold(operation: &Operation, key: &Key, untold: &[Status]) -> Arms {
    let answers = || operation.responses.failures();
    let is_told = |response: &Response| match key {
        Key::Body { body, .. } => plan::body(response) == Some(*body),
        Key::Answers(_) => !untold.contains(&response.status),
    };
    let is_range =
        answers().any(|response| !is_told(response) && !matches!(response.status, Status::Code(_)));
    let arms = answers().filter_map(|response| match is_told(response) {
        false => Some(arm(response.status, quote!(Err(reply.unexpected().into())))),
        true if is_range => Some(arm(response.status, quote!(Err(reply.into())))),
        true => None,
    });
    arms.collect()
}

pub fn status_docs(response: &Response) -> String {
    let status = match response.status {
        Status::Code(code) => code.to_string(),
        Status::Class(class) => format!("{class}xx"),
        Status::Default => "Any other status".to_owned(),
    };
    let words = response
        .object
        .docs
        .description
        .as_deref()
        .map(clean)
        .unwrap_or_default();
    if words.is_empty() {
        format!("{status}.")
    } else {
        format!("{status}: {words}")
    }
}

/// A header's type is read from text; what has no plain text form stays text.
pub fn header_type(context: &Context<'_>, used: &TypeUse) -> TokenStream {
    match &used.ty {
        Type::Bool | Type::Integer(_) | Type::Float(_) => {
            crate::emit::types::bare_type(context, &used.ty, Scope::Elsewhere)
        }
        Type::Named(id) => match &context.api.types[*id].kind {
            TypeKind::Enum(_) => crate::emit::types::named(context, *id, Scope::Elsewhere),
            TypeKind::Alias(target) if !context.facts.newtypes.contains(id) => {
                header_type(context, target)
            }
            _ => quote!(String),
        },
        _ => quote!(String),
    }
}
