//! How a call becomes a request: its path, parameters, body and checks.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use serde::Serialize;

use super::arguments::{optional, ordered};
use super::form;
use crate::analyse::has_rules;
use crate::emit::Context;
use crate::emit::checks::{self, Checks};
use crate::model::{
    Content, Location, Media, Operation, Parameter, Presence, Segment, Style, Type, TypeUse,
};
use crate::names::OperationNames;

#[derive(Serialize)]
pub struct BodyStep {
    /// The call for a body that is there; `body` is in scope where it is optional.
    pub step: String,
    pub optional: bool,
    pub field: String,
}

/// The security of an operation as nested slices of scheme names.
pub fn security(operation: &Operation) -> TokenStream {
    let alternatives = operation
        .security
        .iter()
        .map(|schemes| quote!(&[#(#schemes),*]));
    quote!(&[#(#alternatives),*])
}

/// All media types that the answers come in, those of success first.
pub fn accept(operation: &Operation) -> String {
    let mut seen = BTreeSet::new();
    let names: Vec<&str> = operation
        .responses
        .iter()
        .filter_map(|response| response.media.as_ref())
        .map(|media| media.name.as_str())
        .filter(|name| seen.insert(*name))
        .collect();
    if names.is_empty() {
        "*/*".to_owned()
    } else {
        names.join(", ")
    }
}

pub type Envelope = ((String, String, String), String);

/// The envelope of the policy, if this operation has its parameter.
pub fn envelope(
    context: &Context<'_>,
    operation: &Operation,
    names: &OperationNames,
) -> Option<Envelope> {
    let policy = context.policy.envelope.as_ref()?;
    let wanted = policy.parameter.get_ref();
    let at = operation.parameters.iter().position(|parameter| {
        parameter.location == Location::Query
            && parameter.wire == *wanted
            && parameter.ty.ty == Type::Bool
    })?;
    let field = format_ident!("{}", names.parameters[at]);
    let expression = if operation.parameters[at].required {
        quote!(self.#field)
    } else {
        quote!(self.#field == Some(true))
    };
    let literal = |text: &str| quote!(#text).to_string();
    Some((
        (
            literal(wanted),
            literal(policy.status()),
            literal(policy.content()),
        ),
        expression.to_string(),
    ))
}

pub fn path_steps(operation: &Operation, names: &OperationNames) -> Vec<String> {
    operation
        .path
        .segments
        .iter()
        .map(|segment| match segment {
            Segment::Literal(text) => {
                let text = escape_path(text);
                quote!(literal(#text)).to_string()
            }
            Segment::Parameter(at) => {
                let (parameter, field) = (
                    &operation.parameters[*at],
                    format_ident!("{}", names.parameters[*at]),
                );
                let (wire, explode, style) = (
                    &parameter.wire,
                    parameter.explode,
                    path_style(parameter.style),
                );
                quote!(path(#wire, PathStyle::#style, #explode, &self.#field)).to_string()
            }
        })
        .collect()
}

/// Path text as it stands in a URL: what is legal there stays as it is, `%2F` but not `100%`.
pub fn escape_path(text: &str) -> String {
    let mut escaped = String::new();
    for (index, byte) in text.bytes().enumerate() {
        let c = byte as char;
        let digits = text.as_bytes().get(index + 1..index + 3);
        let is_escape =
            c == '%' && digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit));
        if is_escape || c.is_ascii_alphanumeric() || "/-._~!$&'()*+,;=:@".contains(c) {
            escaped.push(c);
        } else {
            escaped.push_str(&format!("%{byte:02X}"));
        }
    }
    escaped
}

pub fn path_style(style: Style) -> proc_macro2::Ident {
    match style {
        Style::Label => format_ident!("Label"),
        Style::Matrix => format_ident!("Matrix"),
        _ => format_ident!("Simple"),
    }
}

pub fn parameter_steps(operation: &Operation, names: &OperationNames) -> Vec<String> {
    ordered(operation)
        .chain(optional(operation))
        .filter(|at| operation.parameters[*at].location != Location::Path)
        .map(|at| {
            let parameter = &operation.parameters[at];
            let field = format_ident!("{}", names.parameters[at]);
            step(parameter, &field).to_string()
        })
        .collect()
}

pub fn step(parameter: &Parameter, field: &proc_macro2::Ident) -> TokenStream {
    let (wire, explode, reserved) = (&parameter.wire, parameter.explode, parameter.allow_reserved);
    let value = if parameter.style == Style::Json {
        quote!(&params::as_json(&self.#field))
    } else {
        quote!(&self.#field)
    };
    match parameter.location {
        Location::Part => part(parameter, field),
        Location::Header => quote!(header(#wire, #explode, #value)),
        Location::Cookie => quote!(cookie(#wire, #explode, #value)),
        Location::Path | Location::Query => {
            let style = match parameter.style {
                Style::SpaceDelimited => format_ident!("SpaceDelimited"),
                Style::PipeDelimited => format_ident!("PipeDelimited"),
                Style::DeepObject => format_ident!("DeepObject"),
                _ => format_ident!("Form"),
            };
            quote!(query(#wire, QueryStyle::#style, #explode, #reserved, #value))
        }
    }
}

/// Files are named one by one, all else is written from its JSON.
fn part(parameter: &Parameter, field: &proc_macro2::Ident) -> TokenStream {
    let (wire, optional) = (&parameter.wire, !parameter.required);
    let content_type = match &parameter.content_type {
        Some(name) => quote!(Some(#name)),
        None => quote!(None),
    };
    let files = match &parameter.ty.ty {
        Type::File if optional => Some(quote!(&self.#field)),
        Type::File => Some(quote!([&self.#field])),
        Type::List(items) if items.ty == Type::File && optional => {
            Some(quote!(self.#field.iter().flatten()))
        }
        Type::List(items) if items.ty == Type::File => Some(quote!(&self.#field)),
        _ => None,
    };
    if let Some(files) = files {
        return quote!(files(#wire, #content_type, #files));
    }
    let how = match parameter.style {
        Style::Json => quote!(PartField::Json),
        _ => quote!(PartField::ByType),
    };
    quote!(part(#wire, #how, #content_type, &self.#field))
}

pub fn body_step(
    context: &Context<'_>,
    operation: &Operation,
    names: &OperationNames,
) -> Option<BodyStep> {
    let body = operation.body.as_ref()?;
    let field = format_ident!("{}", names.body);
    let media = content_type(&body.media);
    let value = if body.required {
        quote!(self.#field)
    } else {
        quote!(body)
    };
    let step = match &body.media.content {
        Content::Json(_) => quote!(json(#media, &#value)),
        Content::Form(form) => {
            let (rest, fields) = form::table(context, form);
            quote!(form(#media, #rest, &[#(#fields),*], &#value))
        }
        Content::Multipart(_) => quote!(multipart(&#value)),
        Content::Text => quote!(text(#media, #value)),
        Content::Bytes | Content::Events(_) | Content::Lines(_) => {
            quote!(bytes(#media, #value))
        }
    };
    Some(BodyStep {
        step: step.to_string(),
        optional: !body.required,
        field: names.body.clone(),
    })
}

/// A range can't be sent: the plainest type of its kind is.
pub fn content_type(media: &Media) -> String {
    if !media.name.contains('*') {
        return media.name.clone();
    }
    match media.content {
        Content::Json(_) => "application/json".to_owned(),
        Content::Form(_) => "application/x-www-form-urlencoded".to_owned(),
        Content::Multipart(_) => "multipart/form-data".to_owned(),
        Content::Text => "text/plain; charset=utf-8".to_owned(),
        Content::Bytes | Content::Events(_) | Content::Lines(_) => {
            "application/octet-stream".to_owned()
        }
    }
}

/// The statements that check a request, where `v` is the validator.
pub fn request_checks(
    context: &Context<'_>,
    operation: &Operation,
    names: &OperationNames,
) -> TokenStream {
    let parameters = ordered(operation).chain(optional(operation)).map(|at| {
        let (parameter, field) = (&operation.parameters[at], &names.parameters[at]);
        let (wire, location) = (&parameter.wire, location(parameter.location));
        let place = quote!(Place::#location(#wire));
        checks_of(context, &parameter.ty, parameter.required, field, &place)
    });
    let checks: Checks = parameters.collect();
    let used = operation.body.as_ref().and_then(|body| {
        let used = body.media.content.ty()?;
        Some(checks_of(
            context,
            used,
            body.required,
            &names.body,
            &quote!(Place::Body),
        ))
    });
    checks.and(used.unwrap_or_default()).tokens()
}

fn checks_of(
    context: &Context<'_>,
    used: &TypeUse,
    required: bool,
    field: &str,
    place: &TokenStream,
) -> Checks {
    if !has_rules(used, &context.facts.ruled) {
        return Checks::default();
    }
    let presence = if required && !used.nullable {
        Presence::Required
    } else {
        Presence::Optional
    };
    let field = format_ident!("{field}");
    checks::of_present(context, presence, &quote!(self.#field), used, place)
}

/// The validator's word for where a parameter is.
fn location(location: Location) -> proc_macro2::Ident {
    match location {
        Location::Path => format_ident!("path"),
        Location::Query => format_ident!("query"),
        Location::Header => format_ident!("header"),
        Location::Cookie => format_ident!("cookie"),
        Location::Part => format_ident!("part"),
    }
}
