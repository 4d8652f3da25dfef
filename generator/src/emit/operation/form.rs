//! The static table that says how a form's properties are written.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::emit::Context;
use crate::model::{Encoding, Form, Style, Type, TypeKind, TypeUse};

/// How a property is written, as the runtime has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Written {
    ByType,
    Json,
    Style(Style, bool, bool),
}

/// What holds for the properties that are not listed, and the list.
pub fn table(context: &Context<'_>, form: &Form) -> (TokenStream, Vec<TokenStream>) {
    let mut listed: Vec<(&str, Written)> = form
        .encodings
        .iter()
        .map(|encoding| (encoding.property.as_str(), written(encoding)))
        .filter(|(property, how)| matters(context, &form.ty, property, *how))
        .collect();
    let rest = common(context, &form.ty, &listed).unwrap_or(Written::ByType);
    listed.retain(|(_, how)| *how != rest);
    let fields = listed.iter().map(|(property, how)| {
        let how = expression(*how);
        quote!((#property, #how))
    });
    (expression(rest), fields.collect())
}

fn written(encoding: &Encoding) -> Written {
    let is_json = |name: &String| {
        let essence = name.split(';').next().unwrap_or_default().trim();
        essence.eq_ignore_ascii_case("application/json") || essence.ends_with("+json")
    };
    match encoding.serialization {
        Some(how) => Written::Style(how.style, how.explode, how.allow_reserved),
        None if encoding.content_type.as_ref().is_some_and(is_json) => Written::Json,
        None => Written::ByType,
    }
}

/// A style makes no difference to what is one text in all of them.
fn matters(context: &Context<'_>, form: &TypeUse, property: &str, how: Written) -> bool {
    match how {
        Written::ByType => false,
        Written::Json | Written::Style(_, _, true) => true,
        Written::Style(_, _, false) => properties(context, form).is_none_or(|known| {
            let property = known.iter().find(|(wire, _)| *wire == property);
            property.is_some_and(|(_, ty)| !is_text(context, ty))
        }),
    }
}

/// What all properties that are more than one text have in common.
fn common(context: &Context<'_>, form: &TypeUse, listed: &[(&str, Written)]) -> Option<Written> {
    let (_, first) = listed.first()?;
    let covers = |(wire, ty): (&str, &TypeUse)| {
        let how = listed.iter().find(|(property, _)| *property == wire);
        how.map_or(is_text(context, ty), |(_, how)| how == first)
    };
    let safe = !matches!(first, Written::Json | Written::Style(_, _, true));
    (safe && properties(context, form)?.into_iter().all(covers)).then_some(*first)
}

/// The properties, where they are all known.
fn properties<'a>(
    context: &'a Context<'_>,
    ty: &'a TypeUse,
) -> Option<Vec<(&'a str, &'a TypeUse)>> {
    let Type::Named(id) = resolved(context, &ty.ty) else {
        return None;
    };
    match &context.api.types[*id].kind {
        TypeKind::Struct(structure) if structure.extra.is_none() => Some(
            structure
                .fields
                .iter()
                .map(|field| (field.wire.as_str(), &field.ty))
                .collect(),
        ),
        _ => None,
    }
}

fn is_text(context: &Context<'_>, ty: &TypeUse) -> bool {
    match resolved(context, &ty.ty) {
        Type::Bool
        | Type::Integer(_)
        | Type::Float(_)
        | Type::String(_)
        | Type::Format(_)
        | Type::Base64
        | Type::Binary
        | Type::File => true,
        Type::List(_) | Type::Map(_) | Type::Json => false,
        Type::Named(id) => matches!(context.api.types[*id].kind, TypeKind::Enum(_)),
    }
}

/// What an alias stands for, unless it leads back to itself.
fn resolved<'a>(context: &'a Context<'_>, ty: &'a Type) -> &'a Type {
    let mut ty = ty;
    while let Type::Named(id) = ty {
        match &context.api.types[*id].kind {
            TypeKind::Alias(target) if !context.facts.newtypes.contains(id) => ty = &target.ty,
            _ => break,
        }
    }
    ty
}

fn expression(how: Written) -> TokenStream {
    let style = |style: Style| match style {
        Style::SpaceDelimited => format_ident!("SpaceDelimited"),
        Style::PipeDelimited => format_ident!("PipeDelimited"),
        Style::DeepObject => format_ident!("DeepObject"),
        _ => format_ident!("Form"),
    };
    match how {
        Written::ByType => quote!(FormField::ByType),
        Written::Json => quote!(FormField::Json),
        Written::Style(Style::DeepObject, true, false) => quote!(FormField::DEEP),
        Written::Style(name, explode, false) => {
            let name = style(name);
            quote!(FormField::style(QueryStyle::#name, #explode))
        }
        Written::Style(name, explode, reserved) => {
            let name = style(name);
            quote!(FormField::Style { style: QueryStyle::#name, explode: #explode, reserved: #reserved })
        }
    }
}
