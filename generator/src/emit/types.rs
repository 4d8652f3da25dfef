//! Structs, enums, unions and aliases: what people read.

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};
use serde::Serialize;

use super::Context;
use super::aliases;
use super::docs::{also, comment, describe, words_for};
use super::imports::imports_of_types;
use super::render::Renderer;
use super::tokens::compact;
use crate::analyse::{Member, only_value};
use crate::model::{
    Docs, Element, Enum, EnumValues, FloatFormat, IntegerFormat, Presence, Rules, Struct, Tuple,
    Type, TypeDef, TypeId, TypeKind, TypeUse, Union,
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
    match &ty.kind {
        TypeKind::Struct(structure) => {
            let view = struct_view(context, ty, structure);
            types.extend(
                view.fields
                    .iter()
                    .chain(&view.extra)
                    .map(|field| field.ty.clone()),
            );
            if view.built && (view.plain || !view.setters.is_empty()) {
                types.push("setters! {}".to_owned());
            }
            renderer.render("struct.rs", &view)
        }
        TypeKind::Enum(values) => match context.plan.same.get(&ty.id) {
            Some(defined) => renderer.render("alias.rs", &same_view(context, ty, *defined)),
            None => {
                types.push("open_enum! {}".to_owned());
                renderer.render("enum.rs", &enum_view(context, ty, values))
            }
        },
        TypeKind::Union(union) => {
            let view = union_view(context, ty, union);
            types.extend(view.variants.iter().map(|variant| variant.ty.clone()));
            if view.unknown.is_some() {
                types.push("RawJson".to_owned());
            }
            if view.converts {
                types.push("variants! {}".to_owned());
            }
            renderer.render("union.rs", &view)
        }
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
fn held_type(context: &Context<'_>, holder: TypeId, used: &TypeUse) -> TokenStream {
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
struct StructView {
    docs: String,
    deprecated: bool,
    name: String,
    fields: Vec<FieldView>,
    extra: Option<FieldView>,
    /// Users make it: it has a constructor and setters.
    built: bool,
    /// All that it has may be left out.
    plain: bool,
    /// More than clippy likes.
    many_parameters: bool,
    parameters: Vec<ParameterView>,
    setters: Vec<SetterView>,
    /// Fields as the constructor sets them.
    inits: Vec<String>,
}

#[derive(Serialize)]
struct FieldView {
    docs: String,
    deprecated: bool,
    name: String,
    ty: String,
}

#[derive(Serialize)]
pub struct ParameterView {
    pub name: String,
    pub ty: String,
}

#[derive(Serialize)]
struct SetterView {
    name: String,
    deprecated: bool,
    /// What it takes.
    ty: String,
}

/// How an argument of this type is taken, and how it becomes the value.
pub fn argument(
    context: &Context<'_>,
    used: &Type,
    name: &str,
    scope: Scope,
) -> (TokenStream, TokenStream) {
    let ident = format_ident!("{name}");
    let value = if converts(context, used) {
        quote!(#ident.into())
    } else {
        quote!(#ident)
    };
    (argument_type(context, used, scope), value)
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

fn struct_view(context: &Context<'_>, ty: &TypeDef, structure: &Struct) -> StructView {
    let names = context.names.ty(ty.id);
    let reach = context.facts.reach(ty.id);
    let members: Vec<(Member<'_>, &str)> = members(context, ty.id, structure).collect();
    let extra = structure.extra.as_ref().map(|extra| {
        let inner = type_of(context, extra, Scope::Types);
        FieldView {
            docs: comment(&extra_docs(extra)),
            deprecated: false,
            name: names.rest.clone(),
            ty: quote!(BTreeMap<String, #inner>).to_string(),
        }
    });
    let mut inits: Vec<String> = members
        .iter()
        .map(|(member, name)| init(context, ty.id, member, name))
        .collect();
    inits.extend(
        extra
            .iter()
            .map(|extra| field_init(&extra.name, "BTreeMap::new()")),
    );
    StructView {
        docs: comment(&with_constants(context, ty)),
        deprecated: ty.docs.deprecated,
        name: names.name.clone(),
        fields: members
            .iter()
            .map(|(member, name)| FieldView {
                docs: comment(&field_docs(context, member)),
                deprecated: member.field.docs.deprecated,
                name: (*name).to_owned(),
                ty: field_type(context, ty.id, &member.field.ty, member.presence).to_string(),
            })
            .collect(),
        extra,
        built: reach.request,
        plain: members.iter().all(|(member, _)| is_plain(member)),
        many_parameters: required(context, &members).count() > 7,
        parameters: required(context, &members)
            .map(|(member, name)| {
                let (ty, _) = argument(context, &member.field.ty.ty, name, Scope::Types);
                let ty = if member.presence == Presence::Nullable {
                    let inner = bare_type(context, &member.field.ty.ty, Scope::Types);
                    quote!(Option<#inner>).to_string()
                } else {
                    ty.to_string()
                };
                ParameterView {
                    name: (*name).to_owned(),
                    ty,
                }
            })
            .collect(),
        setters: members
            .iter()
            .filter(|(member, _)| {
                reach.request && !member.presence.must_be_given() && !member.read_only
            })
            .map(|(member, name)| setter(context, ty.id, member, name))
            .collect(),
        inits,
    }
}

fn extra_docs(extra: &TypeUse) -> String {
    let map = TypeUse::of(Type::Map(Box::new(extra.clone())));
    let mut text = "Properties that the description does not name.".to_owned();
    if let Some(rules) = rules_in_words(&map) {
        also(&mut text, &rules);
    }
    text
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

/// The constructor leaves it as it is by default.
fn is_plain(member: &Member<'_>) -> bool {
    member.read_only || !member.presence.must_be_given()
}

fn init(context: &Context<'_>, holder: TypeId, member: &Member<'_>, name: &str) -> String {
    if let Some(only) = only_variant(context, member) {
        return field_init(name, &only.to_string());
    }
    let value = match member.presence {
        _ if member.read_only && member.presence.must_be_given() => quote!(Default::default()),
        Presence::Required => {
            let (_, value) = argument(context, &member.field.ty.ty, name, Scope::Types);
            if is_boxed(context, holder, &member.field.ty) {
                quote!(Box::new(#value))
            } else {
                value
            }
        }
        Presence::Nullable => {
            let ident = format_ident!("{name}");
            if is_boxed(context, holder, &member.field.ty) {
                quote!(#ident.map(Box::new))
            } else {
                quote!(#ident)
            }
        }
        Presence::Optional => quote!(None),
        Presence::OptionalNullable => quote!(Maybe::Absent),
    };
    field_init(name, &value.to_string())
}

/// A field of a struct expression.
pub fn field_init(name: &str, value: &str) -> String {
    if name == value {
        name.to_owned()
    } else {
        format!("{name}: {value}")
    }
}

fn setter(context: &Context<'_>, holder: TypeId, member: &Member<'_>, name: &str) -> SetterView {
    let used = &member.field.ty;
    // A box is made of its content, not of what converts into that.
    let ty = if is_boxed(context, holder, used) {
        bare_type(context, &used.ty, Scope::Types)
    } else {
        argument_type(context, &used.ty, Scope::Types)
    };
    SetterView {
        name: name.to_owned(),
        deprecated: member.field.docs.deprecated,
        ty: compact(ty),
    }
}

fn field_docs(context: &Context<'_>, member: &Member<'_>) -> String {
    let field = member.field;
    let fallback = match field.ty.ty {
        Type::Named(id) => format!("See [`{}`].", context.names.ty(id).name),
        _ => words_for("property", &field.wire),
    };
    let mut text = describe(&field.docs, &fallback);
    if let Some(rules) = rules_in_words(&field.ty) {
        also(&mut text, &rules);
    }
    text
}

/// The rules of a value, for people.
pub fn rules_in_words(used: &TypeUse) -> Option<String> {
    let rules = &used.rules;
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
            rules: rules.clone(),
            ..TypeUse::of(Type::String(None))
        })
    };
    let found: Vec<String> = inner.rules.names.iter().filter_map(rules).collect();
    let said = |text: &String| {
        text.trim_start_matches("Rules: ")
            .trim_end_matches('.')
            .to_owned()
    };
    let found: Vec<String> = found.iter().map(said).collect();
    (!found.is_empty()).then(|| format!("names have {}", found.join("; ")))
}

fn with_constants(context: &Context<'_>, ty: &TypeDef) -> String {
    let mut text = type_docs(context, ty);
    for constant in context.facts.constants(ty.id) {
        text.push_str(&format!(
            "\n\nOn the wire its `{}` is always `{}`.",
            constant.wire, constant.value
        ));
    }
    text
}

fn type_docs(context: &Context<'_>, ty: &TypeDef) -> String {
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
struct UnionView {
    docs: String,
    deprecated: bool,
    name: String,
    variants: Vec<UnionVariantView>,
    /// It is made of what some variant holds.
    converts: bool,
    /// The variant for what the description does not know, if it has one.
    unknown: Option<String>,
}

#[derive(Serialize)]
struct UnionVariantView {
    docs: String,
    name: String,
    ty: String,
    /// The type to convert from, where only this variant holds it.
    from: Option<String>,
}

/// A union that comes from a server may hold what is not known yet.
pub fn has_unknown(context: &Context<'_>, id: TypeId) -> bool {
    context.facts.reach(id).response
}

fn union_view(context: &Context<'_>, ty: &TypeDef, union: &Union) -> UnionView {
    let names = context.names.ty(ty.id);
    let types: Vec<String> = union
        .variants
        .iter()
        .map(|variant| type_of(context, &variant.ty, Scope::Types).to_string())
        .collect();
    let defined: Vec<String> = union
        .variants
        .iter()
        .map(|variant| type_of(context, &by_definition(context, &variant.ty), Scope::Types))
        .map(|ty| ty.to_string())
        .collect();
    let variants: Vec<UnionVariantView> = union
        .variants
        .iter()
        .enumerate()
        .map(|(index, variant)| {
            let is_same = |other: &&String| **other == defined[index];
            let only = defined.iter().filter(is_same).count() == 1;
            let distinct = !is_alias(context, &variant.ty.ty);
            let held = if is_boxed(context, ty.id, &variant.ty) {
                format!("Box<{}>", types[index])
            } else {
                types[index].clone()
            };
            UnionVariantView {
                docs: comment(&variant_docs(union, index)),
                name: names.members[index].clone(),
                ty: held,
                from: (only && distinct).then(|| types[index].clone()),
            }
        })
        .collect();
    UnionView {
        docs: comment(&type_docs(context, ty)),
        deprecated: ty.docs.deprecated,
        name: names.name.clone(),
        converts: variants.iter().any(|variant| variant.from.is_some()),
        variants,
        unknown: has_unknown(context, ty.id).then(|| names.rest.clone()),
    }
}

/// The same type by the name that it is defined under.
fn by_definition(context: &Context<'_>, used: &TypeUse) -> TypeUse {
    let defined = match used.ty {
        Type::Named(id) => context.plan.same.get(&id),
        _ => None,
    };
    TypeUse {
        ty: defined.map_or_else(|| used.ty.clone(), |id| Type::Named(*id)),
        ..used.clone()
    }
}

/// Two aliases may be one type: there is no telling them apart by type.
fn is_alias(context: &Context<'_>, ty: &Type) -> bool {
    matches!(ty, Type::Named(id) if matches!(context.api.types[*id].kind, TypeKind::Alias(_)))
}

/// How many values of a tag the documentation of a variant lists.
const TAGS_TOLD: usize = 8;

fn variant_docs(union: &Union, index: usize) -> String {
    let variant = &union.variants[index];
    match (&union.tag, variant.tags.as_slice()) {
        (Some(tag), [_, ..]) => {
            let (told, rest) = variant.tags.split_at(variant.tags.len().min(TAGS_TOLD));
            let mut tags: Vec<String> = told.iter().map(|value| format!("`{value}`")).collect();
            if !rest.is_empty() {
                tags.push(format!("one of {} more", rest.len()));
            }
            format!("`{tag}` is {}.", tags.join(" or "))
        }
        _ => variant
            .title
            .as_deref()
            .map_or_else(|| "One of the alternatives.".to_owned(), super::docs::clean),
    }
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
