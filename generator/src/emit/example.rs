//! Examples for the documentation that compile.

use quote::quote;

use super::Context;
use super::structs::{members, required};
use super::types::is_boxed;
use crate::model::{
    Content, Docs, EnumValues, Form, Presence, Segment, Tuple, Type, TypeId, TypeKind, TypeUse,
};

/// Deeper than this, an example says more than it shows.
const DEPTH: usize = 4;

/// Where an example has its client from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Setup<'a> {
    /// It is there.
    Given,
    /// The example makes it. It is no part of the operation's own file, so it may have to say which
    /// feature it needs.
    Made(Option<&'a str>),
}

/// A call of an operation with what it requires, as a fenced block. `None` if
/// there is no short way to make one of its arguments.
pub fn call(context: &Context<'_>, index: usize, setup: Setup<'_>) -> Option<String> {
    let operation = &context.api.operations[index];
    let names = &context.names.operations[index];
    let krate = context.policy.crate_name().replace('-', "_");
    let mut arguments = Vec::new();
    let mut order: Vec<usize> = (0..operation.parameters.len())
        .filter(|at| operation.parameters[*at].required)
        .collect();
    order.sort_by_key(|at| {
        let parameter = &operation.parameters[*at];
        let place = operation
            .path
            .segments
            .iter()
            .position(|segment| *segment == Segment::Parameter(*at));
        (parameter.location, place, parameter.wire.clone())
    });
    for at in order {
        let parameter = &operation.parameters[at];
        arguments.push(value(
            context,
            &parameter.ty,
            text_for(&parameter.docs, &names.parameters[at]),
            DEPTH,
        )?);
    }
    if let Some(body) = operation.body.as_ref().filter(|body| body.required) {
        arguments.push(match &body.media.content {
            Content::Json(used) | Content::Form(Form { ty: used, .. }) => {
                argument(context, used, "body", DEPTH)?
            }
            Content::Multipart(_) => return None,
            Content::Text => "\"text\"".to_owned(),
            Content::Bytes | Content::Events(_) | Content::Lines(_) => "\"bytes\"".to_owned(),
        });
    }
    let uses_types = arguments.iter().any(|argument| argument.contains("::"));
    let mut lines = Vec::new();
    if setup != Setup::Given {
        lines.push(format!("use {krate}::Client;"));
    }
    if uses_types {
        lines.push(format!("use {krate}::types::*;"));
    }
    if setup != Setup::Given {
        lines.push(String::new());
        lines.push(format!("let client = {};", client(context)));
    }
    lines.push(sent(&names.method, &arguments));
    lines.push("println!(\"{:?}\", response.body());".to_owned());
    let deprecated = if operation.docs.deprecated {
        "# #![allow(deprecated)]\n"
    } else {
        ""
    };
    let parameter = if setup == Setup::Given {
        format!("client: {krate}::Client")
    } else {
        String::new()
    };
    let gate = match setup {
        Setup::Made(Some(feature)) => format!("# #[cfg(feature = {feature:?})]\n"),
        Setup::Made(None) | Setup::Given => String::new(),
    };
    Some(format!(
        "```no_run\n{deprecated}{gate}# async fn example({parameter}) -> Result<(), Box<dyn std::error::Error>> {{\n{}\n# Ok(()) }}\n```",
        lines.join("\n")
    ))
}

fn client(context: &Context<'_>) -> &'static str {
    if context.policy.environment.credentials.is_empty() {
        "Client::builder().build()?"
    } else {
        "Client::from_env()?"
    }
}

/// The call with its answer, as rustfmt would write it.
fn sent(method: &str, arguments: &[String]) -> String {
    let call = format!(".{method}({})", arguments.join(", "));
    if call.len() <= 60 {
        return format!("let response = client{call}.send().await?;");
    }
    let call = format!(".{method}({})", wrap(arguments));
    format!("let response = client\n    {call}\n    .send()\n    .await?;")
}

/// One line for each argument, where they don't fit on one.
fn wrap(arguments: &[String]) -> String {
    let line = arguments.join(", ");
    if line.len() <= 50 {
        return line;
    }
    let lines: String = arguments
        .iter()
        .map(|argument| format!("        {argument},\n"))
        .collect();
    format!("\n{lines}    ")
}

/// An argument that is taken as `impl Into<…>`: a variant converts by itself.
fn argument(context: &Context<'_>, used: &TypeUse, name: &str, depth: usize) -> Option<String> {
    if let Type::Named(id) = used.ty
        && let TypeKind::Union(union) = &context.api.types[id].kind
        && !used.nullable
        && let Some(variant) = union.variants.first()
        && matches!(variant.ty.ty, Type::Named(inner) if matches!(context.api.types[inner].kind, TypeKind::Struct(_)))
        && union
            .variants
            .iter()
            .filter(|other| other.ty == variant.ty)
            .count()
            == 1
    {
        return value(context, &variant.ty, name, depth);
    }
    value(context, used, name, depth)
}

/// The text that stands for a value: the description's example if it is short,
/// else the value's name.
fn text_for<'a>(docs: &'a Docs, name: &'a str) -> &'a str {
    docs.example
        .as_deref()
        .filter(|text| text.len() <= 40 && !text.chars().any(char::is_control))
        .unwrap_or(name)
}

fn value(context: &Context<'_>, used: &TypeUse, name: &str, depth: usize) -> Option<String> {
    if used.nullable {
        return Some("None".to_owned());
    }
    let depth = depth.checked_sub(1)?;
    Some(match &used.ty {
        Type::Bool => "true".to_owned(),
        Type::Integer(_) => "1".to_owned(),
        Type::Float(_) => "1.0".to_owned(),
        Type::String(_) | Type::Binary | Type::File => quote!(#name).to_string(),
        Type::List(_) => "Vec::new()".to_owned(),
        Type::Map(_) => "Default::default()".to_owned(),
        Type::Json => "serde_json::Value::Null".to_owned(),
        Type::Format(format) => super::formats::example(context, format)?,
        Type::Base64 => return None,
        Type::Named(id) => {
            let ty = &context.api.types[*id];
            let names = context.names.ty(*id);
            match &ty.kind {
                TypeKind::Enum(values) if is_empty(&values.values) => return None,
                TypeKind::Enum(_) => format!("{}::{}", names.name, names.members.first()?),
                TypeKind::Alias(_) if context.facts.newtypes.contains(id) => return None,
                TypeKind::Alias(target) => value(context, target, name, depth)?,
                TypeKind::Tuple(tuple) => tuple_value(context, *id, tuple, depth)?,
                TypeKind::Union(union) => {
                    let variant = union.variants.first()?;
                    if context.facts.boxed.iter().any(|(holder, _)| holder == id) {
                        return None;
                    }
                    let inner = owned(context, &variant.ty, name, depth)?;
                    format!("{}::{}({inner})", names.name, names.members.first()?)
                }
                TypeKind::Struct(structure) => {
                    let members: Vec<_> = members(context, *id, structure).collect();
                    let arguments = required(context, &members)
                        .map(|(member, name)| {
                            let used = TypeUse {
                                nullable: member.presence == crate::model::Presence::Nullable,
                                ..member.field.ty.clone()
                            };
                            argument(context, &used, text_for(&member.field.docs, name), depth)
                        })
                        .collect::<Option<Vec<_>>>()?;
                    format!("{}::new({})", names.name, arguments.join(", "))
                }
            }
        }
    })
}

/// A value that is not converted on its way.
fn owned(context: &Context<'_>, used: &TypeUse, name: &str, depth: usize) -> Option<String> {
    let text = value(context, used, name, depth)?;
    Some(if text.starts_with('"') {
        format!("{text}.into()")
    } else {
        text
    })
}

fn tuple_value(context: &Context<'_>, id: TypeId, tuple: &Tuple, depth: usize) -> Option<String> {
    let mut values = Vec::new();
    for element in &tuple.elements {
        values.push(match element.presence {
            Presence::Required if is_boxed(context, id, &element.ty) => return None,
            Presence::Required => owned(context, &element.ty, "value", depth)?,
            Presence::Optional | Presence::Nullable => "None".to_owned(),
            Presence::OptionalNullable => return None,
        });
    }
    values.extend(tuple.rest.iter().map(|_| "Vec::new()".to_owned()));
    let name = &context.names.ty(id).name;
    Some(format!("{name}({})", values.join(", ")))
}

fn is_empty(values: &EnumValues) -> bool {
    match values {
        EnumValues::Strings(values) => values.is_empty(),
        EnumValues::Integers(values) => values.is_empty(),
    }
}
