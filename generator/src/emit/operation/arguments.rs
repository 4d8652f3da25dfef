//! What a call takes: the arguments of the client's method, the builder's
//! fields and setters.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use serde::Serialize;

use crate::emit::Context;
use crate::emit::docs::{comment, describe, words_for};
use crate::emit::tokens::compact;
use crate::emit::types::{
    ParameterView, Scope, argument, argument_type, field_init, rules_in_words, type_of,
};
use crate::model::{Content, Form, Location, Media, Operation, Parameter, Segment};
use crate::names::OperationNames;

#[derive(Serialize)]
pub struct FieldView {
    pub name: String,
    pub ty: String,
}

#[derive(Serialize)]
pub struct SetterView {
    pub docs: String,
    pub deprecated: bool,
    pub name: String,
    /// What it takes.
    pub ty: String,
}

/// Required parameters in the order of the method's arguments: as the path
/// names them, then by location and name.
pub fn ordered(operation: &Operation) -> impl Iterator<Item = usize> + '_ {
    let in_path = |at: &usize| {
        operation
            .path
            .segments
            .iter()
            .position(|segment| *segment == Segment::Parameter(*at))
    };
    let mut order: Vec<usize> = (0..operation.parameters.len())
        .filter(|at| operation.parameters[*at].required)
        .collect();
    order.sort_by_key(|at| {
        let parameter = &operation.parameters[*at];
        (parameter.location, in_path(at), parameter.wire.clone())
    });
    order.into_iter()
}

pub fn optional(operation: &Operation) -> impl Iterator<Item = usize> + '_ {
    let mut order: Vec<usize> = (0..operation.parameters.len())
        .filter(|at| !operation.parameters[*at].required)
        .collect();
    order.sort_by_key(|at| {
        (
            operation.parameters[*at].location,
            operation.parameters[*at].wire.clone(),
        )
    });
    order.into_iter()
}

/// The type of a request body, by its media type.
pub fn body_type(context: &Context<'_>, media: &Media) -> TokenStream {
    match &media.content {
        Content::Json(used) | Content::Form(Form { ty: used, .. }) => {
            type_of(context, used, Scope::Elsewhere)
        }
        Content::Multipart(_) => quote!(Multipart),
        Content::Text => quote!(String),
        Content::Bytes => quote!(Body),
        Content::Events(Some(used)) => {
            let data = type_of(context, used, Scope::Elsewhere);
            quote!(Events<#data>)
        }
        Content::Events(None) => quote!(Events<String>),
        Content::Lines(used) => {
            let value = type_of(context, used, Scope::Elsewhere);
            quote!(JsonLines<#value>)
        }
    }
}

pub fn body_argument(
    context: &Context<'_>,
    media: &Media,
    name: &str,
) -> (TokenStream, TokenStream) {
    let ident = format_ident!("{name}");
    match &media.content {
        Content::Json(used) | Content::Form(Form { ty: used, .. }) if used.nullable => {
            (type_of(context, used, Scope::Elsewhere), quote!(#ident))
        }
        Content::Json(used) | Content::Form(Form { ty: used, .. }) => {
            argument(context, &used.ty, name, Scope::Elsewhere)
        }
        Content::Multipart(_) => (quote!(Multipart), quote!(#ident)),
        Content::Text => (quote!(impl Into<String>), quote!(#ident.into())),
        // Streams of values are only received.
        Content::Bytes | Content::Events(_) | Content::Lines(_) => {
            (quote!(impl Into<Body>), quote!(#ident.into()))
        }
    }
}

pub fn fields(
    context: &Context<'_>,
    operation: &Operation,
    names: &OperationNames,
) -> Vec<FieldView> {
    let mut fields: Vec<FieldView> = ordered(operation)
        .chain(optional(operation))
        .map(|at| {
            let parameter = &operation.parameters[at];
            let ty = type_of(context, &parameter.ty, Scope::Elsewhere);
            let ty = if parameter.required || parameter.ty.nullable {
                ty
            } else {
                quote!(Option<#ty>)
            };
            FieldView {
                name: names.parameters[at].clone(),
                ty: ty.to_string(),
            }
        })
        .collect();
    if let Some(body) = &operation.body {
        let ty = body_type(context, &body.media);
        let ty = if body.required {
            ty
        } else {
            quote!(Option<#ty>)
        };
        fields.push(FieldView {
            name: names.body.clone(),
            ty: ty.to_string(),
        });
    }
    fields
}

pub fn parameters(
    context: &Context<'_>,
    operation: &Operation,
    names: &OperationNames,
) -> Vec<ParameterView> {
    let mut parameters: Vec<ParameterView> = ordered(operation)
        .map(|at| {
            let parameter = &operation.parameters[at];
            let name = names.parameters[at].clone();
            let ty = if parameter.ty.nullable {
                type_of(context, &parameter.ty, Scope::Elsewhere).to_string()
            } else {
                argument_type(context, &parameter.ty.ty, Scope::Elsewhere).to_string()
            };
            ParameterView { name, ty }
        })
        .collect();
    if let Some(body) = operation.body.as_ref().filter(|body| body.required) {
        let (ty, _) = body_argument(context, &body.media, &names.body);
        parameters.push(ParameterView {
            name: names.body.clone(),
            ty: ty.to_string(),
        });
    }
    parameters
}

pub fn inits(context: &Context<'_>, operation: &Operation, names: &OperationNames) -> Vec<String> {
    let mut inits: Vec<String> = ordered(operation)
        .map(|at| {
            let (parameter, name) = (&operation.parameters[at], &names.parameters[at]);
            let value = if parameter.ty.nullable {
                name.clone()
            } else {
                argument(context, &parameter.ty.ty, name, Scope::Elsewhere)
                    .1
                    .to_string()
            };
            field_init(name, &value)
        })
        .collect();
    inits.extend(optional(operation).map(|at| field_init(&names.parameters[at], "None")));
    if let Some(body) = &operation.body {
        let value = if body.required {
            body_argument(context, &body.media, &names.body)
                .1
                .to_string()
        } else {
            "None".to_owned()
        };
        inits.push(field_init(&names.body, &value));
    }
    inits
}

pub fn setters(
    context: &Context<'_>,
    operation: &Operation,
    names: &OperationNames,
) -> Vec<SetterView> {
    let mut setters: Vec<SetterView> = optional(operation)
        .map(|at| {
            let (parameter, name) = (&operation.parameters[at], &names.parameters[at]);
            SetterView {
                docs: comment(&parameter_docs(parameter)),
                deprecated: parameter.docs.deprecated,
                name: name.clone(),
                ty: compact(argument_type(context, &parameter.ty.ty, Scope::Elsewhere)),
            }
        })
        .collect();
    if let Some(body) = operation.body.as_ref().filter(|body| !body.required) {
        setters.push(SetterView {
            docs: comment(&describe(&body.docs, "Sets the request body.")),
            deprecated: false,
            name: names.body.clone(),
            ty: compact(body_argument(context, &body.media, &names.body).0),
        });
    }
    setters
}

pub fn parameter_docs(parameter: &Parameter) -> String {
    let place = match parameter.location {
        Location::Path => "path",
        Location::Query => "query",
        Location::Header => "header",
        Location::Cookie => "cookie",
        Location::Part => "part",
    };
    let text = describe(&parameter.docs, &words_for("parameter", &parameter.wire));
    let wire = parameter.wire.replace('`', "");
    let sent = match parameter.location {
        Location::Part => format!("Sent as the part `{wire}` of the body."),
        _ => format!("Sent as the {place} parameter `{wire}`."),
    };
    match rules_in_words(&parameter.ty) {
        Some(rules) => format!("{text}\n\n{sent} {rules}"),
        None => format!("{text}\n\n{sent}"),
    }
}
