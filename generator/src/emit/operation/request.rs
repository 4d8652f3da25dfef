//! How a call becomes a request: its path, parameters, body and checks.

use std::collections::BTreeSet;

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::{format_ident, quote};

use super::arguments::{is_text, ordered};
use super::form;
use crate::analyse::has_rules;
use crate::emit::Context;
use crate::emit::checks::{self, Checks, Value};
use crate::model::{
    Body, Content, Location, Media, Operation, Parameter, Segment, Style, Type, TypeUse,
};
use crate::names::OperationNames;

/// The method call that puts a value into the request.
pub struct Step {
    pub call: TokenStream,
    /// The call without the value, if it is its last argument as it is.
    pub brief: Option<TokenStream>,
}

/// The security of an operation as nested slices of scheme names.
pub fn security(operation: &Operation) -> TokenStream {
    let alternatives = operation
        .security
        .iter()
        .map(|schemes| quote!([#(#schemes),*]));
    quote!([#(#alternatives),*])
}

/// All media types that the answers come in, those of success first.
pub fn accept(operation: &Operation) -> String {
    let mut seen = BTreeSet::new();
    let names: Vec<&str> = operation
        .responses
        .iter()
        .filter_map(|response| response.object.media.as_ref())
        .map(|media| media.name.as_str())
        .filter(|name| seen.insert(*name))
        .collect();
    if names.is_empty() {
        "*/*".to_owned()
    } else {
        names.join(", ")
    }
}

/// The path template, with its text as it stands in a URL.
pub fn path_template(operation: &Operation) -> String {
    let segments = operation.path.segments.iter();
    let text = segments.map(|segment| match segment {
        Segment::Literal(text) => escape_path(text),
        Segment::Parameter(at) => format!("{{{}}}", operation.parameters[*at].wire),
    });
    let mut text: String = text.collect();
    if !operation.path.query.is_empty() {
        text.push('?');
        text.push_str(&escape_path(&operation.path.query));
    }
    text
}

/// How what is required becomes a request.
pub struct Request {
    /// The method calls that put it together.
    pub steps: Vec<TokenStream>,
    /// The checks that no step does, where `v` is the validator.
    pub checks: Checks,
}

/// The steps for the parameters of the path, in its order, then for the others, then for the body.
pub fn request(context: &Context<'_>, operation: &Operation, names: &OperationNames) -> Request {
    let in_path = operation.path.segments.iter();
    let in_path = in_path.filter_map(|segment| match segment {
        Segment::Literal(_) => None,
        Segment::Parameter(at) => Some(*at),
    });
    let others =
        ordered(operation).filter(|at| operation.parameters[*at].location != Location::Path);
    let mut request = Request {
        steps: Vec::new(),
        checks: Checks::default(),
    };
    let mut seen = BTreeSet::new();
    for at in in_path.chain(others) {
        let (parameter, name) = (&operation.parameters[at], &names.parameters[at]);
        let checks = if seen.insert(at) {
            parameter_checks(context, parameter, name)
        } else {
            Checks::default()
        };
        match path_like(context, parameter, &checks) {
            Some(step) => request.steps.push(step),
            None => {
                request.steps.push(step(parameter, name).call);
                request.checks = request.checks.and(checks.inside(&place(parameter)));
            }
        }
    }
    if let Some(body) = operation.body.as_ref().filter(|body| body.required) {
        let step = body_step(context, &body.media, &names.body);
        let checks = body_checks(context, body, &names.body);
        let checked = checked_json(body, &checks, &step);
        if checked.is_none() {
            request.checks = request.checks.and(checks.inside(&quote!(Place::Body)));
        }
        request.steps.push(checked.unwrap_or(step));
    }
    request
}

/// The step for a text in the path that has one pattern to match.
fn path_like(context: &Context<'_>, parameter: &Parameter, checks: &Checks) -> Option<TokenStream> {
    let is_plain = parameter.location == Location::Path
        && path_style(parameter.style).is_none()
        && parameter.style != Style::Json
        && !parameter.explode
        && !parameter.ty.nullable
        && is_text(context, &parameter.ty.ty);
    renamed(checks, "pattern", "path_like").filter(|_| is_plain)
}

/// The step for a JSON body whose type checks itself.
fn checked_json(body: &Body, checks: &Checks, step: &TokenStream) -> Option<TokenStream> {
    let is_json = matches!(body.media.content, Content::Json(_)) && !is_nullable(body);
    renamed(checks, "check", "check").filter(|_| is_json)?;
    let mut tokens = step.clone().into_iter();
    tokens.next();
    Some(quote!(checked_json #(#tokens)*))
}

fn is_nullable(body: &Body) -> bool {
    body.media.content.ty().is_some_and(|used| used.nullable)
}

/// The arguments of the one check that there is, for a method of another name.
fn renamed(checks: &Checks, check: &str, method: &str) -> Option<TokenStream> {
    let calls = checks.calls()?;
    let [call] = calls.as_slice() else {
        return None;
    };
    let mut tokens = call.clone().into_iter();
    let is_it = matches!(tokens.next(), Some(TokenTree::Ident(ident)) if ident == check);
    let method = format_ident!("{method}");
    is_it.then(|| quote!(#method #(#tokens)*))
}

/// Path text as it stands in a URL: what is legal there stays as it is, `%2F` but not `100%`.
fn escape_path(text: &str) -> String {
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

/// The step for a parameter, whose value has its name.
pub fn step(parameter: &Parameter, name: &str) -> Step {
    let (wire, explode, reserved) = (&parameter.wire, parameter.explode, parameter.allow_reserved);
    let brief = match parameter.location {
        Location::Part => {
            let call = part(parameter, name);
            return Step { call, brief: None };
        }
        Location::Header => quote!(header(#wire, #explode)),
        Location::Cookie => quote!(cookie(#wire, #explode)),
        Location::Path => match (path_style(parameter.style), explode) {
            (None, false) => quote!(path()),
            (style, _) => {
                let style = style.unwrap_or_else(|| format_ident!("Simple"));
                quote!(styled_path(PathStyle::#style, #explode))
            }
        },
        Location::Query => match (query_style(parameter.style), explode, reserved) {
            (None, true, false) => quote!(query(#wire)),
            (style, ..) => {
                let style = style.unwrap_or_else(|| format_ident!("Form"));
                quote!(styled_query(#wire, QueryStyle::#style, #explode, #reserved))
            }
        },
    };
    let name = format_ident!("{name}");
    let is_json = parameter.style == Style::Json;
    let value = if is_json {
        quote!(&params::as_json(&#name))
    } else {
        quote!(&#name)
    };
    Step {
        call: with_argument(brief.clone(), &value),
        brief: (!is_json).then_some(brief),
    }
}

/// The call with one more argument.
fn with_argument(call: TokenStream, value: &TokenStream) -> TokenStream {
    let mut tokens: Vec<TokenTree> = call.into_iter().collect();
    if let Some(TokenTree::Group(group)) = tokens.pop() {
        let before = group.stream();
        let comma = (!before.is_empty()).then(|| quote!(,));
        let arguments = quote!((#before #comma #value));
        tokens.extend(arguments);
    }
    tokens.into_iter().collect()
}

/// A style of the path other than the usual one.
fn path_style(style: Style) -> Option<Ident> {
    match style {
        Style::Label => Some(format_ident!("Label")),
        Style::Matrix => Some(format_ident!("Matrix")),
        _ => None,
    }
}

/// A style of the query other than the usual one.
fn query_style(style: Style) -> Option<Ident> {
    match style {
        Style::SpaceDelimited => Some(format_ident!("SpaceDelimited")),
        Style::PipeDelimited => Some(format_ident!("PipeDelimited")),
        Style::DeepObject => Some(format_ident!("DeepObject")),
        _ => None,
    }
}

/// Files are named one by one, all else is written from its JSON.
fn part(parameter: &Parameter, name: &str) -> TokenStream {
    let (wire, name) = (&parameter.wire, format_ident!("{name}"));
    let content_type = match &parameter.content_type {
        Some(name) => quote!(Some(#name)),
        None => quote!(None),
    };
    let files = match &parameter.ty.ty {
        Type::File => Some(quote!([&#name])),
        Type::List(items) if items.ty == Type::File => Some(quote!(&#name)),
        _ => None,
    };
    if let Some(files) = files {
        return quote!(files(#wire, #content_type, #files));
    }
    let how = match parameter.style {
        Style::Json => quote!(PartField::Json),
        _ => quote!(PartField::ByType),
    };
    quote!(part(#wire, #how, #content_type, &#name))
}

/// The step for a body, whose value has that name.
pub fn body_step(context: &Context<'_>, body: &Media, name: &str) -> TokenStream {
    let (name, media) = (format_ident!("{name}"), content_type(body));
    match &body.content {
        Content::Json(_) => quote!(json(#media, &#name)),
        Content::Form(form) => {
            let (rest, fields) = form::table(context, form);
            quote!(form(#media, #rest, &[#(#fields),*], &#name))
        }
        Content::Multipart(_) => quote!(multipart(&#name)),
        Content::Text => quote!(text(#media, #name.into())),
        Content::Bytes | Content::Events(_) | Content::Lines(_) => {
            quote!(bytes(#media, #name))
        }
    }
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

/// The checks of a parameter, whose value has its name.
pub fn parameter_checks(context: &Context<'_>, parameter: &Parameter, name: &str) -> Checks {
    let (used, ident) = (&parameter.ty, format_ident!("{name}"));
    if parameter.required && used.nullable {
        optional_checks(context, used, &ident)
    } else if is_text(context, &used.ty) {
        checks_of(context, used, &Value::referred(quote!(#ident)))
    } else {
        checks_of(context, used, &Value::held(quote!(#ident)))
    }
}

/// The checks of a body, whose value has that name.
pub fn body_checks(context: &Context<'_>, body: &Body, name: &str) -> Checks {
    let Some(used) = body.media.content.ty() else {
        return Checks::default();
    };
    let name = format_ident!("{name}");
    if used.nullable {
        optional_checks(context, used, &name)
    } else {
        checks_of(context, used, &Value::held(quote!(#name)))
    }
}

fn optional_checks(context: &Context<'_>, used: &TypeUse, name: &Ident) -> Checks {
    let checks = checks_of(context, used, &Value::referred(quote!(value)));
    checks.behind(&quote!(if let Some(value) = &#name))
}

fn checks_of(context: &Context<'_>, used: &TypeUse, value: &Value) -> Checks {
    if has_rules(used, &context.facts.ruled) {
        checks::of_value(context, value, used)
    } else {
        Checks::default()
    }
}

/// The validator's word for where a parameter is.
pub fn place(parameter: &Parameter) -> TokenStream {
    let location = match parameter.location {
        Location::Path => format_ident!("path"),
        Location::Query => format_ident!("query"),
        Location::Header => format_ident!("header"),
        Location::Cookie => format_ident!("cookie"),
        Location::Part => format_ident!("part"),
    };
    let wire = &parameter.wire;
    quote!(Place::#location(#wire))
}
