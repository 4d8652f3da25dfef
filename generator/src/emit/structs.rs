//! Structs: objects whose properties are known.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use serde::Serialize;

use super::Context;
use super::docs::{also, comment, describe};
use super::render::Renderer;
use super::tokens::compact;
use super::types::{
    Scope, argument_type, bare_type, converts, held_type, is_boxed, named, rules_in_words,
    type_docs, type_of,
};
use crate::analyse::{Member, only_value, takes_null};
use crate::model::{Presence, Struct, Type, TypeDef, TypeId, TypeUse};

#[derive(Serialize)]
struct StructView {
    docs: String,
    deprecated: bool,
    name: String,
    /// What the constructor takes, and what else it knows; `None` if nobody makes one.
    new: Option<String>,
    /// Constant properties: (wire name, value) as literals.
    constants: Vec<(String, String)>,
    fields: Vec<FieldView>,
    /// The map for what is not named.
    extra: Option<ExtraView>,
}

#[derive(Serialize)]
struct FieldView {
    docs: String,
    deprecated: bool,
    name: String,
    /// The word for how it is present.
    presence: &'static str,
    /// The type of its value.
    ty: String,
    /// The name on the wire, as a literal.
    wire: String,
    /// What the setter takes in place of the type.
    from: Option<String>,
}

#[derive(Serialize)]
struct ExtraView {
    name: String,
    ty: String,
}

/// The text of a struct.
pub fn item(
    context: &Context<'_>,
    renderer: &Renderer,
    ty: &TypeDef,
    structure: &Struct,
) -> Result<String, String> {
    renderer.render("struct.rs", &view(context, ty, structure))
}

fn view(context: &Context<'_>, ty: &TypeDef, structure: &Struct) -> StructView {
    let names = context.names.ty(ty.id);
    let literal = |text: &str| quote!(#text).to_string();
    let is_built = context.facts.reach(ty.id).request;
    let members: Vec<(Member<'_>, &str)> = members(context, ty.id, structure).collect();
    let constants = context.facts.constants(ty.id).iter();
    StructView {
        docs: comment(&docs(context, ty, structure)),
        deprecated: ty.docs.deprecated,
        name: names.name.clone(),
        new: is_built.then(|| constructor(context, ty.id, &members)),
        constants: constants
            .map(|constant| (literal(&constant.wire), literal(&constant.value)))
            .collect(),
        fields: members
            .iter()
            .map(|(member, name)| field(context, ty.id, member, name))
            .collect(),
        extra: structure.extra.as_ref().map(|extra| ExtraView {
            name: names.rest.clone(),
            ty: compact(type_of(context, extra, Scope::Types)),
        }),
    }
}

fn field(context: &Context<'_>, holder: TypeId, member: &Member<'_>, name: &str) -> FieldView {
    let (used, wire) = (&member.field.ty, &member.field.wire);
    let is_built = context.facts.reach(holder).request;
    let inner = held_type(context, holder, used);
    let ty = match member.presence {
        Presence::Nullable => quote!(Option<#inner>),
        Presence::Required | Presence::Optional | Presence::OptionalNullable => inner,
    };
    let ty = compact(ty);
    let is_set = is_built && !member.presence.must_be_given() && !member.read_only;
    let from = is_set.then(|| setter_type(context, holder, used));
    FieldView {
        docs: comment(&field_docs(member)),
        deprecated: member.field.docs.deprecated,
        name: name.to_owned(),
        presence: presence(context, member, member.read_only && is_built),
        wire: quote!(#wire).to_string(),
        from: from.filter(|from| *from != ty),
        ty,
    }
}

/// What a setter takes.
fn setter_type(context: &Context<'_>, holder: TypeId, used: &TypeUse) -> String {
    // A box is made of its content, not of what converts into that.
    compact(if is_boxed(context, holder, used) {
        bare_type(context, &used.ty, Scope::Types)
    } else {
        argument_type(context, &used.ty, Scope::Types)
    })
}

fn presence(context: &Context<'_>, member: &Member<'_>, only_in_responses: bool) -> &'static str {
    let takes_null = takes_null(context.api, &member.field.ty);
    match (member.presence, only_in_responses) {
        (Presence::Optional, false) if takes_null => "any",
        (Presence::Optional, true) if takes_null => "read_any",
        (Presence::Required | Presence::Nullable, false) => "required",
        (Presence::Optional, false) => "optional",
        (Presence::OptionalNullable, false) => "maybe",
        (Presence::Required | Presence::Nullable, true) => "read_required",
        (Presence::Optional, true) => "read_optional",
        (Presence::OptionalNullable, true) => "read_maybe",
    }
}

/// How long the line is that a constructor stands in.
const WIDTH: usize = 100;

/// The arguments of the constructor, each on a line of its own where there are many, and behind a `;` the fields that it has another value for.
fn constructor(context: &Context<'_>, holder: TypeId, members: &[(Member<'_>, &str)]) -> String {
    let arguments = required(context, members).map(|(member, name)| {
        let used = &member.field.ty;
        let ty = match member.presence {
            Presence::Nullable => {
                let inner = bare_type(context, &used.ty, Scope::Types);
                quote!(Option<#inner>)
            }
            _ => argument_type(context, &used.ty, Scope::Types),
        };
        format!("{name}: {}", compact(ty))
    });
    let arguments: Vec<String> = arguments.collect();
    let known = members
        .iter()
        .filter_map(|(member, name)| known(context, holder, member, name));
    let known: Vec<String> = known.collect();
    let known = known.join(", ");
    let head = "    pub struct : new() {".len() + context.names.ty(holder).name.len();
    let behind = if known.is_empty() { "" } else { "; " };
    let line = format!("{}{behind}{known}", arguments.join(", "));
    if head + line.len() <= WIDTH || arguments.is_empty() {
        return line;
    }
    let arguments = arguments.join(",\n");
    match known.is_empty() {
        true => format!("\n{arguments},\n"),
        false => format!("\n{arguments};\n{known}\n"),
    }
}

/// The value of a field that does not come of the argument of its name alone.
fn known(context: &Context<'_>, holder: TypeId, member: &Member<'_>, name: &str) -> Option<String> {
    if let Some(only) = only_variant(context, member) {
        return Some(format!("{name} = {}", compact(only)));
    }
    let is_boxed = is_boxed(context, holder, &member.field.ty) && !member.read_only;
    match member.presence {
        // What converts into the content does not convert into the box.
        Presence::Required if is_boxed && converts(context, &member.field.ty.ty) => {
            let inner = bare_type(context, &member.field.ty.ty, Scope::Types);
            let inner = compact(inner);
            Some(format!("{name} = Into::<{inner}>::into({name})"))
        }
        Presence::Nullable if is_boxed => Some(format!("{name} = {name}.map(Box::new)")),
        _ => None,
    }
}

/// A struct's fields with their names.
pub fn members<'a>(
    context: &'a Context<'_>,
    id: TypeId,
    structure: &'a Struct,
) -> impl Iterator<Item = (Member<'a>, &'a str)> {
    let names = context.names.ty(id);
    context.facts.members(id, structure).map(move |member| {
        let index = structure
            .fields
            .iter()
            .position(|field| std::ptr::eq(field, member.field))
            .unwrap_or_default();
        (member, names.members[index].as_str())
    })
}

/// What the constructor takes. The order is that of the wire names: neither
/// the order of properties nor that of `required` can change a signature.
///
/// What can have only one value is given that.
pub fn required<'a, 'b>(
    context: &Context<'_>,
    members: &'b [(Member<'a>, &'a str)],
) -> impl Iterator<Item = &'b (Member<'a>, &'a str)> {
    let mut required: Vec<_> = members
        .iter()
        .filter(|(member, _)| member.presence.must_be_given() && !member.read_only)
        .filter(|(member, _)| only_variant(context, member).is_none())
        .collect();
    required.sort_by_key(|(member, _)| &member.field.wire);
    required.into_iter()
}

/// The value of a property that has to be there and can have only one.
fn only_variant(context: &Context<'_>, member: &Member<'_>) -> Option<TokenStream> {
    let used = &member.field.ty;
    let Type::Named(id) = used.ty else {
        return None;
    };
    let is_given = member.presence == Presence::Required && !member.read_only;
    only_value(context.api, used).filter(|_| is_given)?;
    let ty = named(context, id, Scope::Types);
    let variant = format_ident!("{}", context.names.ty(id).members.first()?);
    Some(quote!(#ty::#variant))
}

/// What is said about a field; nothing is where its name and its type say all there is to say.
fn field_docs(member: &Member<'_>) -> String {
    let field = member.field;
    let mut text = describe(&field.docs, "");
    if let Some(rules) = rules_in_words(&field.ty) {
        also(&mut text, &rules);
    }
    text
}

/// With what no field can tell.
fn docs(context: &Context<'_>, ty: &TypeDef, structure: &Struct) -> String {
    let mut text = type_docs(context, ty);
    for constant in context.facts.constants(ty.id) {
        text.push_str(&format!(
            "\n\nOn the wire its `{}` is always `{}`.",
            constant.wire, constant.value
        ));
    }
    let rest = structure.extra.clone();
    let rest = rest.map(|rest| TypeUse::of(Type::Map(Box::new(rest))));
    if let Some(rules) = rest.as_ref().and_then(rules_in_words) {
        text.push_str("\n\nProperties that it does not name: ");
        text.push_str(&rules);
    }
    text
}
