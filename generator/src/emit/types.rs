//! Structs, enums, unions and aliases: what people read.

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};
use serde::Serialize;

use super::Context;
use super::aliases;
use super::docs::{also, comment, describe, words_for};
use super::imports::imports_of_types;
use super::render::Renderer;
use super::structs;
use super::unions;
use crate::model::{
    Docs, Element, Enum, EnumValues, FloatFormat, IntegerFormat, Presence, Rules, Tuple, Type,
    TypeDef, TypeId, TypeKind, TypeUse,
};
use crate::plan::{Module, Users};

/// Where a type expression is going to stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// Among the types: their names are in scope.
    Types,
    /// Elsewhere: through the module `types`.
    Elsewhere,
}

pub fn file(context: &Context<'_>, renderer: &Renderer, module: &Module) -> Result<String, String> {
    let (mut items, mut types) = (String::new(), Vec::new());
    for id in &module.types {
        items.push_str(&item(
            context,
            renderer,
            &context.api.types[*id],
            &mut types,
        )?);
        let before = aliases::of(context, &context.names.ty(*id).name);
        items.push_str(&aliases::items(before, renderer)?);
    }
    let view = File {
        docs: inner_docs(context, module, "Types"),
        imports: imports_of_types(context, &types.join(" "))?,
        siblings: context.plan.modules.len() > 1,
        items,
    };
    renderer.render("types.rs", &view)
}

/// What a module is about, as `//!` lines.
pub fn inner_docs(context: &Context<'_>, module: &Module, what: &str) -> String {
    let name = |tag: &usize| super::docs::clean(&context.api.tags[*tag].name).replace('\n', " ");
    let about = match &module.users {
        Users::Tags(tags) => {
            let mut tags: Vec<String> = tags.iter().map(|tag| format!("*{}*", name(tag))).collect();
            tags.sort();
            match tags.split_last() {
                Some((last, [])) => format!("{what} of {last}."),
                Some((last, others)) => {
                    format!("{what} that {} and {last} share.", others.join(", "))
                }
                None => format!("{what}."),
            }
        }
        Users::Many => format!("{what} that several groups of operations share."),
        Users::Untagged if what == "Operations" => "Operations without a tag.".to_owned(),
        Users::Untagged => format!("{what} of operations without a tag."),
    };
    super::docs::inner(&about)
}

#[derive(Serialize)]
struct File {
    docs: String,
    imports: Vec<String>,
    /// There are other files with types.
    siblings: bool,
    items: String,
}

/// One type's text; the types that it names are added to `types`.
fn item(
    context: &Context<'_>,
    renderer: &Renderer,
    ty: &TypeDef,
    types: &mut Vec<String>,
) -> Result<String, String> {
    if let Some(defined) = context.plan.same.get(&ty.id) {
        return renderer.render("alias.rs", &same_view(context, ty, *defined));
    }
    match &ty.kind {
        TypeKind::Struct(structure) => {
            let text = structs::item(context, renderer, ty, structure)?;
            types.push(text.clone());
            Ok(text)
        }
        TypeKind::Enum(values) => {
            types.push("open_enum! {}".to_owned());
            renderer.render("enum.rs", &enum_view(context, ty, values))
        }
        TypeKind::Union(union) => unions::item(context, renderer, ty, union, types),
        TypeKind::Tuple(tuple) => {
            let view = tuple_view(context, ty, tuple);
            types.extend(view.elements.iter().map(|element| element.ty.clone()));
            renderer.render("tuple.rs", &view)
        }
        TypeKind::Alias(target) => {
            let view = alias_view(context, ty, target);
            types.push(view.ty.clone());
            renderer.render("alias.rs", &view)
        }
    }
}

/// The Rust type of a use; null is an `Option`.
pub fn type_of(context: &Context<'_>, used: &TypeUse, scope: Scope) -> TokenStream {
    let ty = bare_type(context, &used.ty, scope);
    if used.nullable {
        quote!(Option<#ty>)
    } else {
        ty
    }
}

/// The type that the policy has for a format.
fn format_type(context: &Context<'_>, format: &str) -> TokenStream {
    let ty = context.policy.format(format);
    let ty = ty.and_then(|policy| policy.ty.parse().ok());
    ty.unwrap_or_else(|| quote!(String))
}

/// The Rust type without regard to null.
pub fn bare_type(context: &Context<'_>, ty: &Type, scope: Scope) -> TokenStream {
    match ty {
        Type::Bool => quote!(bool),
        Type::Integer(IntegerFormat::Int32) => quote!(i32),
        Type::Integer(IntegerFormat::Int64) => quote!(i64),
        Type::Integer(IntegerFormat::UInt32) => quote!(u32),
        Type::Integer(IntegerFormat::UInt64) => quote!(u64),
        Type::Float(FloatFormat::Float) => quote!(f32),
        Type::Float(FloatFormat::Double) => quote!(f64),
        Type::String(_) | Type::Binary => quote!(String),
        Type::Format(format) => format_type(context, format),
        Type::Base64 => quote!(Base64),
        Type::File => quote!(Part),
        Type::List(inner) => {
            let inner = type_of(context, inner, scope);
            quote!(Vec<#inner>)
        }
        Type::Map(inner) => {
            let inner = type_of(context, inner, scope);
            quote!(BTreeMap<String, #inner>)
        }
        Type::Named(id) => named(context, *id, scope),
        Type::Json => quote!(serde_json::Value),
    }
}

pub fn named(context: &Context<'_>, id: TypeId, scope: Scope) -> TokenStream {
    let name = format_ident!("{}", context.names.ty(id).name);
    match scope {
        Scope::Types => quote!(#name),
        Scope::Elsewhere => quote!(types::#name),
    }
}

/// The type of a field that may need a box for its struct to have a size.
pub fn held_type(context: &Context<'_>, holder: TypeId, used: &TypeUse) -> TokenStream {
    let ty = bare_type(context, &used.ty, Scope::Types);
    if is_boxed(context, holder, used) {
        quote!(Box<#ty>)
    } else {
        ty
    }
}

pub fn is_boxed(context: &Context<'_>, holder: TypeId, used: &TypeUse) -> bool {
    matches!(used.ty, Type::Named(id) if context.facts.boxed.contains(&(holder, id)))
}

fn field_type(
    context: &Context<'_>,
    holder: TypeId,
    used: &TypeUse,
    presence: Presence,
) -> TokenStream {
    let ty = held_type(context, holder, used);
    match presence {
        Presence::Required => ty,
        Presence::Optional | Presence::Nullable => quote!(Option<#ty>),
        Presence::OptionalNullable => quote!(Maybe<#ty>),
    }
}

#[derive(Serialize)]
pub struct ParameterView {
    pub name: String,
    pub ty: String,
}

/// The type of an argument: whatever converts, where people would have to convert.
pub fn argument_type(context: &Context<'_>, used: &Type, scope: Scope) -> TokenStream {
    let ty = bare_type(context, used, scope);
    if converts(context, used) {
        quote!(impl Into<#ty>)
    } else {
        ty
    }
}

pub fn converts(context: &Context<'_>, used: &Type) -> bool {
    match used {
        Type::String(_) | Type::Binary | Type::File => true,
        Type::Named(id) => match &context.api.types[*id].kind {
            TypeKind::Union(_) => true,
            TypeKind::Alias(target) => {
                !context.facts.newtypes.contains(id) && matches!(target.ty, Type::String(_))
            }
            TypeKind::Struct(_) | TypeKind::Enum(_) | TypeKind::Tuple(_) => false,
        },
        _ => false,
    }
}

/// The rules of a value, for people.
pub fn rules_in_words(used: &TypeUse) -> Option<String> {
    let rules = used.rules();
    let mut parts = Vec::new();
    let shown = |pattern: &&String| !pattern.contains(['`', '\n', '\r']);
    let patterns = rules.patterns.iter().filter(shown);
    parts.extend(patterns.map(|pattern| format!("pattern `{pattern}`")));
    let mut span = |what: &str, min: Option<String>, max: Option<String>| match (min, max) {
        (Some(min), Some(max)) => parts.push(format!("{what} {min} to {max}")),
        (Some(min), None) => parts.push(format!("{what} at least {min}")),
        (None, Some(max)) => parts.push(format!("{what} at most {max}")),
        (None, None) => {}
    };
    let number = |bound: Option<crate::model::Bound>| {
        bound.map(|bound| {
            format!(
                "{}{}",
                bound.value,
                if bound.exclusive { " (excluded)" } else { "" }
            )
        })
    };
    let count = |value: Option<usize>| value.map(|value| value.to_string());
    span("length", count(rules.min_length), count(rules.max_length));
    span("value", number(rules.minimum), number(rules.maximum));
    span(
        "number of items",
        count(rules.min_items),
        count(rules.max_items),
    );
    span(
        "number of properties",
        count(rules.min_properties),
        count(rules.max_properties),
    );
    if let Some(factor) = rules.multiple_of {
        parts.push(format!("a multiple of {factor}"));
    }
    if rules.unique_items {
        parts.push("no item twice".to_owned());
    }
    parts.extend(names_in_words(used));
    if let Some(default) = &used.default {
        let text = default.to_string();
        if !text.contains(['`', '\n']) && text.len() < 60 {
            parts.push(format!("default `{text}`"));
        }
    }
    if parts.is_empty() {
        None
    } else {
        Some(format!("Rules: {}.", parts.join("; ")))
    }
}

/// The rules of the names in a map.
fn names_in_words(used: &TypeUse) -> Option<String> {
    let Type::Map(inner) = &used.ty else {
        return None;
    };
    let rules = |rules: &Rules| {
        rules_in_words(&TypeUse {
            rules: rules.clone().boxed(),
            ..TypeUse::of(Type::String(None))
        })
    };
    let found: Vec<String> = inner.rules().names.iter().filter_map(rules).collect();
    let said = |text: &String| {
        text.trim_start_matches("Rules: ")
            .trim_end_matches('.')
            .to_owned()
    };
    let found: Vec<String> = found.iter().map(said).collect();
    (!found.is_empty()).then(|| format!("names have {}", found.join("; ")))
}

pub fn type_docs(context: &Context<'_>, ty: &TypeDef) -> String {
    let name = &context.names.ty(ty.id).name;
    let docs = Docs {
        title: ty.docs.title.clone().filter(|title| title != name),
        ..ty.docs.clone()
    };
    // The last name on the way to the schema: a component, a property, a parameter.
    let place = ty.at.segments().collect::<Vec<_>>();
    let structural = |word: &str| {
        matches!(
            word,
            "schema"
                | "items"
                | "prefixItems"
                | "oneOf"
                | "anyOf"
                | "allOf"
                | "additionalProperties"
                | "patternProperties"
        ) || word.parse::<usize>().is_ok()
    };
    let named = place.iter().rev().find(|word| !structural(word));
    let fallback = match named {
        Some(word) if place.len() == 3 => words_for("schema", word),
        Some(word) => words_for("schema of", word),
        None => words_for("schema", name),
    };
    describe(&docs, &fallback)
}

#[derive(Serialize)]
struct EnumView {
    docs: String,
    deprecated: bool,
    name: String,
    integers: bool,
    variants: Vec<EnumVariantView>,
    unknown: String,
}

#[derive(Serialize)]
struct EnumVariantView {
    name: String,
    /// The value as a Rust literal.
    literal: String,
    /// What the description says of it.
    about: String,
    deprecated: bool,
}

fn enum_view(context: &Context<'_>, ty: &TypeDef, values: &Enum) -> EnumView {
    let names = context.names.ty(ty.id);
    let literals: Vec<String> = match &values.values {
        EnumValues::Strings(values) => {
            let literals = values.iter().map(|value| quote!(#value).to_string());
            literals.collect()
        }
        EnumValues::Integers(values) => {
            let literals = values.iter().copied().map(Literal::i64_unsuffixed);
            literals.map(|literal| literal.to_string()).collect()
        }
    };
    let variants = names
        .members
        .iter()
        .zip(literals)
        .zip(&values.docs)
        .map(|((name, literal), docs)| EnumVariantView {
            name: name.clone(),
            literal,
            about: comment(&value_remarks(docs, name)),
            deprecated: docs.deprecated,
        })
        .collect();
    EnumView {
        docs: comment(&type_docs(context, ty)),
        deprecated: ty.docs.deprecated,
        name: names.name.clone(),
        integers: matches!(values.values, EnumValues::Integers(_)),
        variants,
        unknown: names.rest.clone(),
    }
}

/// Title and description of a value, without a title that became its name.
fn value_remarks(docs: &Docs, name: &str) -> String {
    let is_name = |title: &String| crate::names::pascal(title) == name;
    let docs = Docs {
        title: docs.title.clone().filter(|title| !is_name(title)),
        deprecated: false,
        ..docs.clone()
    };
    describe(&docs, "")
}

#[derive(Serialize)]
struct TupleView {
    docs: String,
    deprecated: bool,
    name: String,
    elements: Vec<ElementView>,
}

#[derive(Serialize)]
struct ElementView {
    docs: String,
    deprecated: bool,
    ty: String,
}

fn tuple_view(context: &Context<'_>, ty: &TypeDef, tuple: &Tuple) -> TupleView {
    let view = |(index, element): (usize, &Element)| {
        let fallback = format!("Item {}.", index + 1);
        let mut text = describe(&element.docs, &fallback);
        if let Some(rules) = rules_in_words(&element.ty) {
            also(&mut text, &rules);
        }
        ElementView {
            docs: comment(&text),
            deprecated: element.docs.deprecated,
            ty: field_type(context, ty.id, &element.ty, element.presence).to_string(),
        }
    };
    let mut elements: Vec<ElementView> = tuple.elements.iter().enumerate().map(view).collect();
    elements.extend(tuple.rest.iter().map(|rest| ElementView {
        docs: comment("What follows."),
        deprecated: false,
        ty: type_of(context, rest, Scope::Types).to_string(),
    }));
    TupleView {
        docs: comment(&type_docs(context, ty)),
        deprecated: ty.docs.deprecated,
        name: context.names.ty(ty.id).name.clone(),
        elements,
    }
}

#[derive(Serialize)]
struct AliasView {
    docs: String,
    deprecated: bool,
    name: String,
    ty: String,
    /// It leads back to itself, so it has to be a type of its own.
    newtype: bool,
}

/// One more name of an enum.
fn same_view(context: &Context<'_>, ty: &TypeDef, defined: TypeId) -> AliasView {
    AliasView {
        docs: comment(&type_docs(context, ty)),
        deprecated: ty.docs.deprecated,
        name: context.names.ty(ty.id).name.clone(),
        ty: named(context, defined, Scope::Types).to_string(),
        newtype: false,
    }
}

fn alias_view(context: &Context<'_>, ty: &TypeDef, target: &TypeUse) -> AliasView {
    AliasView {
        docs: comment(&type_docs(context, ty)),
        deprecated: ty.docs.deprecated,
        name: context.names.ty(ty.id).name.clone(),
        ty: type_of(context, target, Scope::Types).to_string(),
        newtype: context.facts.newtypes.contains(&ty.id),
    }
}
