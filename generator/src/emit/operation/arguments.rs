//! What a call takes: the arguments of the client's method, and the setters of what is not required.

use std::rc::Rc;

use foldhash::HashMap;
use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use serde::Serialize;

use super::request;
use crate::emit::Context;
use crate::emit::docs::{also, clean, comment, describe, words_for};
use crate::emit::policy::behind_aliases;
use crate::emit::tokens::compact;
use crate::emit::types::{Scope, bare_type, converts, rules_in_words, type_of};
use crate::model::{Content, Form, Location, Media, Operation, Parameter, Segment, Type};
use crate::names::OperationNames;
use crate::pointer::Pointer;

/// A method that sets something.
#[derive(Serialize, PartialEq, Eq, Hash)]
pub struct SetterView {
    pub docs: String,
    pub deprecated: bool,
    pub name: String,
    /// What it takes.
    pub ty: String,
    /// The method in a line; it is written out where it does not fit into one.
    pub brief: Option<Brief>,
    pub conversion: Option<String>,
    /// Statements that check the value.
    pub checks: String,
    /// The method call that puts the value into the request.
    pub step: String,
}

#[derive(Serialize, PartialEq, Eq, Hash)]
pub struct Brief {
    /// The step without the value.
    pub step: String,
    pub rules: Vec<String>,
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

/// An argument of a method, as far as its body is concerned.
pub struct Taken {
    pub ty: TokenStream,
    /// A statement that makes the value of what was given, where these differ.
    pub conversion: Option<TokenStream>,
}

impl Taken {
    fn as_is(ty: TokenStream) -> Self {
        Self {
            ty,
            conversion: None,
        }
    }

    fn converted(name: &str, ty: &TokenStream) -> Self {
        let name = format_ident!("{name}");
        Self {
            ty: quote!(impl Into<#ty>),
            conversion: Some(quote!(let #name: #ty = #name.into();)),
        }
    }
}

/// How a parameter is taken. It is written at once: text is borrowed, all else is small or converts.
pub fn parameter_argument(context: &Context<'_>, parameter: &Parameter, name: &str) -> Taken {
    let used = &parameter.ty;
    let ty = if is_text(context, &used.ty) {
        quote!(&str)
    } else {
        bare_type(context, &used.ty, Scope::Elsewhere)
    };
    if used.nullable && parameter.required {
        Taken::as_is(quote!(Option<#ty>))
    } else if is_text(context, &used.ty) {
        Taken::as_is(ty)
    } else if converts(context, &used.ty) {
        Taken::converted(name, &ty)
    } else {
        Taken::as_is(ty)
    }
}

/// Whether it is taken by reference.
pub fn is_text(context: &Context<'_>, ty: &Type) -> bool {
    matches!(behind_aliases(context, ty), Type::String(_) | Type::Binary)
}

pub fn body_argument(context: &Context<'_>, media: &Media, name: &str) -> Taken {
    match &media.content {
        Content::Json(used) | Content::Form(Form { ty: used, .. }) => {
            let ty = type_of(context, used, Scope::Elsewhere);
            if !used.nullable && converts(context, &used.ty) {
                Taken::converted(name, &ty)
            } else {
                Taken::as_is(ty)
            }
        }
        Content::Multipart(_) => Taken::as_is(quote!(Multipart)),
        Content::Text => Taken::as_is(quote!(impl Into<String>)),
        // Streams of values are only received.
        Content::Bytes | Content::Events(_) | Content::Lines(_) => {
            Taken::as_is(quote!(impl Into<Body>))
        }
    }
}

/// The arguments of the client's method.
pub fn arguments(
    context: &Context<'_>,
    operation: &Operation,
    names: &OperationNames,
) -> Vec<(String, Taken)> {
    let mut arguments: Vec<(String, Taken)> = ordered(operation)
        .map(|at| {
            let name = &names.parameters[at];
            let taken = parameter_argument(context, &operation.parameters[at], name);
            (name.clone(), taken)
        })
        .collect();
    if let Some(body) = operation.body.as_ref().filter(|body| body.required) {
        let taken = body_argument(context, &body.media, &names.body);
        arguments.push((names.body.clone(), taken));
    }
    arguments
}

/// What was made of parameters: operations refer to the same few.
#[derive(Default)]
pub struct Made<'a> {
    setters: HashMap<Key<'a>, Rc<SetterView>>,
    docs: HashMap<Key<'a>, Option<String>>,
}

/// A parameter, by where it stands, what an operation's path makes of it, and what it is called there.
type Key<'a> = (&'a Pointer, Location, &'a str, &'a str);

fn key<'a>(parameter: &'a Parameter, name: &'a str) -> Key<'a> {
    (&parameter.at, parameter.location, &parameter.wire, name)
}

impl<'a> Made<'a> {
    /// The methods for what is not required, in the order of the documentation.
    pub fn setters(
        &mut self,
        context: &Context<'a>,
        operation: &'a Operation,
        names: &'a OperationNames,
    ) -> Vec<Rc<SetterView>> {
        let mut setters: Vec<Rc<SetterView>> = optional(operation)
            .map(|at| {
                let (parameter, name) = (&operation.parameters[at], &names.parameters[at]);
                let setter = self.setters.entry(key(parameter, name));
                let made = || Rc::new(parameter_setter(context, parameter, name));
                setter.or_insert_with(made).clone()
            })
            .collect();
        setters.extend(body_setter(context, operation, names).map(Rc::new));
        setters
    }

    /// The lines about the method's arguments that something is said of.
    pub fn docs(&mut self, operation: &'a Operation, names: &'a OperationNames) -> Vec<String> {
        ordered(operation)
            .filter_map(|at| {
                let (parameter, name) = (&operation.parameters[at], &names.parameters[at]);
                let docs = self.docs.entry(key(parameter, name));
                docs.or_insert_with(|| argument_docs(name, parameter))
                    .clone()
            })
            .collect()
    }
}

fn argument_docs(name: &str, parameter: &Parameter) -> Option<String> {
    let words = parameter.docs.description.as_deref().map(clean)?;
    let words = words.replace('\n', " ");
    let rules = rules_in_words(&parameter.ty)
        .map(|rules| format!(" {rules}"))
        .unwrap_or_default();
    Some(format!("- `{name}`: {words}{rules}"))
}

fn parameter_setter(context: &Context<'_>, parameter: &Parameter, name: &str) -> SetterView {
    let taken = parameter_argument(context, parameter, name);
    let step = request::step(parameter, name);
    let checks = request::parameter_checks(context, parameter, name);
    let brief = match (&taken.conversion, &step.brief, checks.calls()) {
        (None, Some(brief), Some(calls)) => Some(Brief {
            step: compact(brief.clone()),
            rules: calls.into_iter().map(compact).collect(),
        }),
        _ => None,
    };
    SetterView {
        docs: comment(&parameter_docs(parameter)),
        deprecated: parameter.docs.deprecated,
        name: name.to_owned(),
        ty: compact(taken.ty),
        brief,
        conversion: taken.conversion.map(|it| it.to_string()),
        checks: checks
            .inside(&request::place(parameter))
            .tokens()
            .to_string(),
        step: step.call.to_string(),
    }
}

fn body_setter(
    context: &Context<'_>,
    operation: &Operation,
    names: &OperationNames,
) -> Option<SetterView> {
    let body = operation.body.as_ref().filter(|body| !body.required)?;
    let taken = body_argument(context, &body.media, &names.body);
    Some(SetterView {
        docs: comment(&describe(&body.docs, "Sets the request body.")),
        deprecated: false,
        name: names.body.clone(),
        ty: compact(taken.ty),
        brief: None,
        conversion: taken.conversion.map(|it| it.to_string()),
        checks: request::body_checks(context, body, &names.body)
            .inside(&quote!(Place::Body))
            .tokens()
            .to_string(),
        step: request::body_step(context, &body.media, &names.body).to_string(),
    })
}

pub fn parameter_docs(parameter: &Parameter) -> String {
    let place = match parameter.location {
        Location::Path => "path",
        Location::Query => "query",
        Location::Header => "header",
        Location::Cookie => "cookie",
        Location::Part => "part",
    };
    let mut text = describe(&parameter.docs, &words_for("parameter", &parameter.wire));
    let wire = parameter.wire.replace('`', "");
    let sent = match parameter.location {
        Location::Part => format!("Sent as the part `{wire}` of the body."),
        _ => format!("Sent as the {place} parameter `{wire}`."),
    };
    also(&mut text, &sent);
    if let Some(rules) = rules_in_words(&parameter.ty) {
        also(&mut text, &rules);
    }
    text
}
