//! Operations: the client's methods, their builders and their errors.

use std::collections::BTreeSet;

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};
use serde::Serialize;

use super::Context;
use super::checks;
use super::docs::{clean, comment, describe, words_for};
use super::example;
use super::imports::imports;
use super::render::Renderer;
use super::types::{
    ParameterView, Scope, argument, field_init, inner_docs, rules_in_words, type_of,
};
use crate::analyse::has_rules;
use crate::model::{
    Content, Location, Media, Operation, Parameter, Response, Segment, Status, Style, Type,
    TypeKind, TypeUse,
};
use crate::names::OperationNames;
use crate::plan::Module;

pub fn file(context: &Context<'_>, renderer: &Renderer, module: &Module) -> Result<String, String> {
    let mut items = String::new();
    for index in &module.operations {
        items.push_str(&renderer.render("operation.rs", &view(context, *index))?);
    }
    let view = File {
        docs: inner_docs(context, module, "Operations"),
        imports: imports(context, &items)?,
        items,
    };
    renderer.render("operations.rs", &view)
}

#[derive(Serialize)]
struct File {
    docs: String,
    imports: Vec<String>,
    items: String,
}

#[derive(Serialize)]
struct View {
    docs: String,
    deprecated: bool,
    /// More than clippy likes.
    many_parameters: bool,
    method: String,
    builder: String,
    error: String,
    id: String,
    constant: String,
    http_method: String,
    path: String,
    accept: String,
    security: String,
    idempotent: bool,
    /// (parameter, status property, content property), as literals.
    envelope: Option<(String, String, String)>,
    /// The expression that tells whether the caller asked for the envelope.
    asks_envelope: Option<String>,
    fields: Vec<FieldView>,
    /// What the client's method takes.
    parameters: Vec<ParameterView>,
    inits: Vec<String>,
    setters: Vec<SetterView>,
    /// Statements that check the request.
    checks: String,
    /// The method calls that put the request together.
    steps: Vec<String>,
    body_step: Option<BodyStep>,
    output: OutputView,
    headers: Option<HeadersView>,
    header_type: String,
    statuses: Vec<StatusView>,
    /// Patterns of the error's variants, those with one type together.
    answers: Vec<String>,
    /// The arms that choose by status.
    arms: Vec<ArmView>,
    catches_all: bool,
}

#[derive(Serialize)]
struct FieldView {
    name: String,
    ty: String,
}

#[derive(Serialize)]
struct SetterView {
    docs: String,
    deprecated: bool,
    name: String,
    ty: String,
    value: String,
}

#[derive(Serialize)]
struct BodyStep {
    /// The call for a body that is there; `body` is in scope where it is optional.
    step: String,
    optional: bool,
    field: String,
}

#[derive(Serialize)]
struct OutputView {
    ty: String,
    /// The variants of an enum of its own, if several types succeed.
    variants: Vec<VariantView>,
    name: String,
}

#[derive(Serialize)]
struct VariantView {
    docs: String,
    name: String,
    ty: Option<String>,
}

#[derive(Serialize)]
struct HeadersView {
    name: String,
    fields: Vec<HeaderView>,
}

#[derive(Serialize)]
struct HeaderView {
    docs: String,
    name: String,
    ty: String,
    wire: String,
}

#[derive(Serialize)]
struct StatusView {
    docs: String,
    name: String,
    ty: String,
}

#[derive(Serialize)]
struct ArmView {
    pattern: String,
    result: String,
}

fn view(context: &Context<'_>, index: usize) -> View {
    let operation = &context.api.operations[index];
    let names = &context.names.operations[index];
    let headers = headers_view(context, operation, names);
    let header_type = headers
        .as_ref()
        .map_or_else(|| "()".to_owned(), |headers| headers.name.clone());
    let constant = names.method.trim_end_matches('_').to_uppercase();
    let (output, success_arms) = output(context, operation, names);
    let (statuses, error_arms) = errors(context, operation, names);
    let mut arms: Vec<(Status, ArmView)> = success_arms.into_iter().chain(error_arms).collect();
    arms.sort_by_key(|(status, _)| *status);
    let catches_all = arms.iter().any(|(status, _)| *status == Status::Default);
    let envelope = envelope(context, operation, names);
    let mut steps = path_steps(operation, names);
    steps.extend(parameter_steps(operation, names));
    let literal = |text: &str| quote!(#text).to_string();
    let parameters = parameters(context, operation, names);
    View {
        docs: comment(&operation_docs(context, operation, index)),
        deprecated: operation.docs.deprecated,
        method: names.method.clone(),
        builder: names.builder.clone(),
        error: names.error.clone(),
        id: literal(&names.method),
        http_method: operation.method.name().to_owned(),
        path: literal(&operation.path.text),
        accept: literal(&accept(operation)),
        security: security(operation).to_string(),
        idempotent: operation.method.is_idempotent(),
        asks_envelope: envelope.as_ref().map(|(_, expression)| expression.clone()),
        envelope: envelope.map(|(literals, _)| literals),
        fields: fields(context, operation, names),
        many_parameters: parameters.len() > 6,
        parameters,
        inits: inits(context, operation, names),
        setters: setters(context, operation, names),
        checks: request_checks(context, operation, names).to_string(),
        steps,
        body_step: body_step(operation, names),
        output,
        headers,
        header_type,
        answers: answers(&statuses),
        statuses,
        arms: arms.into_iter().map(|(_, arm)| arm).collect(),
        catches_all,
        constant,
    }
}

fn operation_docs(context: &Context<'_>, operation: &Operation, index: usize) -> String {
    let endpoint = format!(
        "`{} {}`",
        operation.method.name(),
        operation.path.text.replace('`', "")
    );
    let mut text = describe(&operation.docs, &endpoint);
    if text != endpoint {
        text.push_str(&format!("\n\n{endpoint}"));
    }
    let names = &context.names.operations[index];
    let described: Vec<String> = ordered(operation)
        .filter_map(|at| {
            let parameter = &operation.parameters[at];
            let words = parameter.docs.description.as_deref().map(clean)?;
            Some(argument_docs(
                &names.parameters[at],
                &words.replace('\n', " "),
                &parameter.ty,
            ))
        })
        .collect();
    if !described.is_empty() {
        text.push_str(&format!("\n\n# Arguments\n{}", described.join("\n")));
    }
    text.push_str(&format!(
        "\n\n# Errors\n[`{}`] has a variant for each status that the server answers with.",
        names.error
    ));
    if let Some(example) = example::call(context, index, example::Setup::Given) {
        text.push_str(&format!("\n\n# Example\n{example}"));
    }
    text
}

fn argument_docs(name: &str, words: &str, ty: &TypeUse) -> String {
    let rules = rules_in_words(ty)
        .map(|rules| format!(" {rules}"))
        .unwrap_or_default();
    format!("- `{name}`: {words}{rules}")
}

/// Required parameters in the order of the method's arguments: as the path
/// names them, then by location and name.
fn ordered(operation: &Operation) -> impl Iterator<Item = usize> + '_ {
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

fn optional(operation: &Operation) -> impl Iterator<Item = usize> + '_ {
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
fn body_type(context: &Context<'_>, media: &Media) -> TokenStream {
    match &media.content {
        Content::Json(used) => type_of(context, used, Scope::Elsewhere),
        Content::Text => quote!(String),
        Content::Bytes => quote!(Bytes),
    }
}

fn body_argument(context: &Context<'_>, media: &Media, name: &str) -> (String, TokenStream) {
    let ident = format_ident!("{name}");
    match &media.content {
        Content::Json(used) if used.nullable => (
            type_of(context, used, Scope::Elsewhere).to_string(),
            quote!(#ident),
        ),
        Content::Json(used) => argument(context, &used.ty, name, Scope::Elsewhere),
        Content::Text => ("impl Into<String>".to_owned(), quote!(#ident.into())),
        Content::Bytes => ("impl Into<Bytes>".to_owned(), quote!(#ident.into())),
    }
}

fn fields(context: &Context<'_>, operation: &Operation, names: &OperationNames) -> Vec<FieldView> {
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

fn parameters(
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
                argument(context, &parameter.ty.ty, &name, Scope::Elsewhere).0
            };
            ParameterView { name, ty }
        })
        .collect();
    if let Some(body) = operation.body.as_ref().filter(|body| body.required) {
        let (ty, _) = body_argument(context, &body.media, &names.body);
        parameters.push(ParameterView {
            name: names.body.clone(),
            ty,
        });
    }
    parameters
}

fn inits(context: &Context<'_>, operation: &Operation, names: &OperationNames) -> Vec<String> {
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

fn setters(
    context: &Context<'_>,
    operation: &Operation,
    names: &OperationNames,
) -> Vec<SetterView> {
    let mut setters: Vec<SetterView> = optional(operation)
        .map(|at| {
            let (parameter, name) = (&operation.parameters[at], &names.parameters[at]);
            let (ty, value) = argument(context, &parameter.ty.ty, name, Scope::Elsewhere);
            SetterView {
                docs: comment(&parameter_docs(parameter)),
                deprecated: parameter.docs.deprecated,
                name: name.clone(),
                ty,
                value: quote!(Some(#value)).to_string(),
            }
        })
        .collect();
    if let Some(body) = operation.body.as_ref().filter(|body| !body.required) {
        let (ty, value) = body_argument(context, &body.media, &names.body);
        setters.push(SetterView {
            docs: comment(&describe(&body.docs, "Sets the request body.")),
            deprecated: false,
            name: names.body.clone(),
            ty,
            value: quote!(Some(#value)).to_string(),
        });
    }
    setters
}

fn parameter_docs(parameter: &Parameter) -> String {
    let place = match parameter.location {
        Location::Path => "path",
        Location::Query => "query",
        Location::Header => "header",
        Location::Cookie => "cookie",
    };
    let mut text = describe(&parameter.docs, &words_for(&parameter.wire));
    if let Some(rules) = rules_in_words(&parameter.ty) {
        text.push_str(&format!("\n\n{rules}"));
    }
    format!(
        "{text}\n\nSent as the {place} parameter `{}`.",
        parameter.wire.replace('`', "")
    )
}

/// The security of an operation as nested slices of scheme names.
fn security(operation: &Operation) -> TokenStream {
    let alternatives = operation
        .security
        .iter()
        .map(|schemes| quote!(&[#(#schemes),*]));
    quote!(&[#(#alternatives),*])
}

/// All media types that the answers come in, those of success first.
fn accept(operation: &Operation) -> String {
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

type Envelope = ((String, String, String), String);

/// The envelope of the policy, if this operation has its parameter.
fn envelope(
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

fn path_steps(operation: &Operation, names: &OperationNames) -> Vec<String> {
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

fn path_style(style: Style) -> proc_macro2::Ident {
    match style {
        Style::Label => format_ident!("Label"),
        Style::Matrix => format_ident!("Matrix"),
        _ => format_ident!("Simple"),
    }
}

fn parameter_steps(operation: &Operation, names: &OperationNames) -> Vec<String> {
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

fn step(parameter: &Parameter, field: &proc_macro2::Ident) -> TokenStream {
    let (wire, explode, reserved) = (&parameter.wire, parameter.explode, parameter.allow_reserved);
    let value = if parameter.style == Style::Json {
        quote!(&params::as_json(&self.#field))
    } else {
        quote!(&self.#field)
    };
    match parameter.location {
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

fn body_step(operation: &Operation, names: &OperationNames) -> Option<BodyStep> {
    let body = operation.body.as_ref()?;
    let field = format_ident!("{}", names.body);
    let media = content_type(&body.media);
    let by_reference = if body.required {
        quote!(&self.#field)
    } else {
        quote!(body)
    };
    let by_value = if body.required {
        quote!(self.#field.clone())
    } else {
        quote!(body.clone())
    };
    let step = match &body.media.content {
        Content::Json(_) => quote!(json(#media, #by_reference)),
        Content::Text => quote!(text(#media, #by_value)),
        Content::Bytes => quote!(bytes(#media, #by_value)),
    };
    Some(BodyStep {
        step: step.to_string(),
        optional: !body.required,
        field: names.body.clone(),
    })
}

/// A range can't be sent: the plainest type of its kind is.
fn content_type(media: &Media) -> String {
    if !media.name.contains('*') {
        return media.name.clone();
    }
    match media.content {
        Content::Json(_) => "application/json".to_owned(),
        Content::Text => "text/plain; charset=utf-8".to_owned(),
        Content::Bytes => "application/octet-stream".to_owned(),
    }
}

fn request_checks(
    context: &Context<'_>,
    operation: &Operation,
    names: &OperationNames,
) -> TokenStream {
    let mut checks = TokenStream::new();
    for at in ordered(operation).chain(optional(operation)) {
        let parameter = &operation.parameters[at];
        if !has_rules(&parameter.ty, &context.facts.ruled) {
            continue;
        }
        let (wire, field) = (&parameter.wire, format_ident!("{}", names.parameters[at]));
        let location = match parameter.location {
            Location::Path => format_ident!("path"),
            Location::Query => format_ident!("query"),
            Location::Header => format_ident!("header"),
            Location::Cookie => format_ident!("cookie"),
        };
        let check = checks::of_value(context, &quote!(value), &parameter.ty);
        checks.extend(if parameter.required && !parameter.ty.nullable {
            quote!(v.at(Place::#location(#wire), |v| { let value = &self.#field; #check });)
        } else {
            quote!(if let Some(value) = &self.#field { v.at(Place::#location(#wire), |v| { #check }); })
        });
    }
    let Some(body) = &operation.body else {
        return checks;
    };
    let Content::Json(used) = &body.media.content else {
        return checks;
    };
    if !has_rules(used, &context.facts.ruled) {
        return checks;
    }
    let field = format_ident!("{}", names.body);
    let check = checks::of_value(context, &quote!(value), used);
    checks.extend(if body.required && !used.nullable {
        quote!(v.at(Place::Body, |v| { let value = &self.#field; #check });)
    } else {
        quote!(if let Some(value) = &self.#field { v.at(Place::Body, |v| { #check }); })
    });
    checks
}

/// The Rust type of an answer's body.
fn response_type(context: &Context<'_>, response: &Response) -> String {
    match &response.media {
        None => "()".to_owned(),
        Some(media) => body_type(context, media).to_string(),
    }
}

/// What reads an answer's body.
fn read(response: &Response) -> TokenStream {
    match response.media.as_ref().map(|media| &media.content) {
        None => quote!(reply.empty()?),
        Some(Content::Json(_)) => quote!(reply.json()?),
        Some(Content::Text) => quote!(reply.text()?),
        Some(Content::Bytes) => quote!(reply.bytes()?),
    }
}

fn pattern(status: Status) -> String {
    match status {
        Status::Code(code) => code.to_string(),
        Status::Class(class) => format!("{class}00..={class}99"),
        Status::Default => "_".to_owned(),
    }
}

type Arms = Vec<(Status, ArmView)>;

/// What success is, and the arms that lead there.
fn output(
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
            name: names.output.clone(),
        },
        arms,
    )
}

fn arm(status: Status, result: TokenStream) -> (Status, ArmView) {
    (
        status,
        ArmView {
            pattern: pattern(status),
            result: result.to_string(),
        },
    )
}

fn errors(
    context: &Context<'_>,
    operation: &Operation,
    names: &OperationNames,
) -> (Vec<StatusView>, Arms) {
    let variants = &names.statuses[operation.responses.success.len()..];
    let mut statuses = Vec::new();
    let mut arms = Vec::new();
    for (response, variant) in operation
        .responses
        .errors
        .iter()
        .chain(&operation.responses.default)
        .zip(variants)
    {
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

/// One pattern for all variants of a type: `Self::A(response) | Self::B(response)`.
fn answers(statuses: &[StatusView]) -> Vec<String> {
    let mut patterns: Vec<(&str, String)> = Vec::new();
    for status in statuses {
        let pattern = format!("Self::{}(response)", status.name);
        match patterns.iter_mut().find(|(ty, _)| *ty == status.ty) {
            Some((_, all)) => all.push_str(&format!(" | {pattern}")),
            None => patterns.push((&status.ty, pattern)),
        }
    }
    patterns.into_iter().map(|(_, pattern)| pattern).collect()
}

fn status_docs(response: &Response) -> String {
    let status = match response.status {
        Status::Code(code) => code.to_string(),
        Status::Class(class) => format!("{class}xx"),
        Status::Default => "Any other status".to_owned(),
    };
    let words = response
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

fn headers_view(
    context: &Context<'_>,
    operation: &Operation,
    names: &OperationNames,
) -> Option<HeadersView> {
    let mut fields: Vec<HeaderView> = Vec::new();
    let mut seen = BTreeSet::new();
    for header in operation
        .responses
        .iter()
        .flat_map(|response| &response.headers)
    {
        let wire = header.wire.to_ascii_lowercase();
        if !seen.insert(wire.clone()) {
            continue;
        }
        let Some(name) = names.header_fields.get(&wire) else {
            continue;
        };
        fields.push(HeaderView {
            docs: comment(&describe(
                &header.docs,
                &format!("The header `{}`.", header.wire.replace('`', "")),
            )),
            name: name.clone(),
            ty: header_type(context, &header.ty).to_string(),
            wire: Literal::string(&wire).to_string(),
        });
    }
    fields.sort_by(|a, b| a.name.cmp(&b.name));
    (!fields.is_empty()).then(|| HeadersView {
        name: names.headers.clone(),
        fields,
    })
}

/// A header's type is read from text; what has no plain text form stays text.
fn header_type(context: &Context<'_>, used: &TypeUse) -> TokenStream {
    match &used.ty {
        Type::Bool | Type::Integer(_) | Type::Float(_) => {
            super::types::bare_type(context, &used.ty, Scope::Elsewhere)
        }
        Type::Named(id) => match &context.api.types[*id].kind {
            TypeKind::Enum(_) => super::types::named(context, *id, Scope::Elsewhere),
            TypeKind::Alias(target) if !context.facts.newtypes.contains(id) => {
                header_type(context, target)
            }
            _ => quote!(String),
        },
        _ => quote!(String),
    }
}
