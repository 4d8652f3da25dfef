//! Where everything went: the Rust type of each schema, the method and the
//! arguments of each operation, as JSON for tools.

use serde::Serialize;

use super::Context;
use super::operation::arguments::{body_type, is_text, optional, ordered};
use super::types::{Scope, named, type_of};
use crate::model::{Content, Location, Media, Operation};
use crate::names::component;
use crate::pointer::Pointer;

#[derive(Serialize)]
struct Index {
    schemas: Vec<Schema>,
    operations: Vec<Call>,
}

#[derive(Serialize)]
struct Schema {
    at: String,
    ty: String,
}

#[derive(Serialize)]
struct Call {
    at: String,
    method: String,
    path: String,
    name: String,
    /// First the arguments of the method, in its order; then those with a setter.
    arguments: Vec<Argument>,
}

#[derive(Serialize)]
struct Argument {
    at: String,
    /// The name on the wire; none for a body.
    wire: Option<String>,
    /// Where it goes: `path`, `query`, `header`, `cookie`, `json`, `text` or `bytes`.
    place: &'static str,
    media: Option<String>,
    /// The setter of what is not required.
    setter: Option<String>,
    /// Null is a value of its own.
    nullable: bool,
    /// It is taken by reference: text that is written at once.
    borrowed: bool,
    ty: String,
}

/// The index of what is generated.
pub fn index(context: &Context<'_>) -> String {
    let mut schemas: Vec<Schema> = context
        .plan
        .modules
        .iter()
        .flat_map(|module| &module.types)
        .map(|id| &context.api.types[*id])
        .filter(|ty| component(&ty.at).is_some())
        .map(|ty| schema(&ty.at, named(context, ty.id, Scope::Elsewhere).to_string()))
        .collect();
    for operation in &context.api.operations {
        let body = operation.body.iter().map(|body| (&body.at, &body.media));
        let answers = operation
            .responses
            .iter()
            .filter_map(|response| Some((&response.object.at, response.object.media.as_ref()?)));
        schemas.extend(
            body.chain(answers)
                .filter_map(|(at, media)| content(context, at, media)),
        );
    }
    schemas.sort_by(|a, b| a.at.cmp(&b.at));
    schemas.dedup_by(|a, b| a.at == b.at);
    let operations = (0..context.api.operations.len())
        .map(|number| call(context, number))
        .collect();
    let index = Index {
        schemas,
        operations,
    };
    serde_json::to_string_pretty(&index).unwrap_or_default()
}

fn schema(at: &Pointer, ty: String) -> Schema {
    Schema {
        at: at.to_string(),
        ty,
    }
}

fn content(context: &Context<'_>, at: &Pointer, media: &Media) -> Option<Schema> {
    let Content::Json(used) = &media.content else {
        return None;
    };
    let at = at.child("content").child(&media.name).child("schema");
    Some(schema(
        &at,
        type_of(context, used, Scope::Elsewhere).to_string(),
    ))
}

fn call(context: &Context<'_>, number: usize) -> Call {
    let operation = &context.api.operations[number];
    let names = &context.names.operations[number];
    let body = |required| body(context, number, required);
    let mut arguments: Vec<Argument> = ordered(operation)
        .map(|at| parameter(context, number, at))
        .collect();
    arguments.extend(body(true));
    arguments.extend(optional(operation).map(|at| parameter(context, number, at)));
    arguments.extend(body(false));
    Call {
        at: operation.at.to_string(),
        method: operation.method.name().to_owned(),
        path: operation.path.text.clone(),
        name: names.method.clone(),
        arguments,
    }
}

fn parameter(context: &Context<'_>, number: usize, at: usize) -> Argument {
    let Operation { parameters, .. } = &context.api.operations[number];
    let (parameter, name) = (
        &parameters[at],
        &context.names.operations[number].parameters[at],
    );
    Argument {
        at: parameter.at.to_string(),
        wire: Some(parameter.wire.clone()),
        place: match parameter.location {
            Location::Path => "path",
            Location::Query => "query",
            Location::Header => "header",
            Location::Cookie => "cookie",
            Location::Part => "part",
        },
        media: None,
        setter: (!parameter.required).then(|| name.clone()),
        nullable: parameter.ty.nullable,
        borrowed: is_text(context, &parameter.ty.ty),
        ty: super::types::bare_type(context, &parameter.ty.ty, Scope::Elsewhere).to_string(),
    }
}

/// The body, if whether it is required is as wanted.
fn body(context: &Context<'_>, number: usize, required: bool) -> Option<Argument> {
    let names = &context.names.operations[number];
    let body = context.api.operations[number].body.as_ref()?;
    (body.required == required).then(|| Argument {
        at: body.at.to_string(),
        wire: None,
        place: match body.media.content {
            Content::Json(_) => "json",
            Content::Text => "text",
            Content::Form(_) => "form",
            Content::Multipart(_) => "multipart",
            Content::Bytes | Content::Events(_) | Content::Lines(_) => "bytes",
        },
        media: Some(body.media.name.clone()),
        setter: (!required).then(|| names.body.clone()),
        nullable: false,
        borrowed: false,
        ty: body_type(context, &body.media).to_string(),
    })
}
