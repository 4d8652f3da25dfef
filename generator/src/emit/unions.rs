//! Unions: their definitions, and how a value finds its variant.

use indexmap::IndexMap;
use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};
use serde::Serialize;

use super::Context;
use super::docs::comment;
use super::render::Renderer;
use super::tokens::{compact, mentions};
use super::types::{Scope, is_boxed, named, type_docs, type_of};
use crate::analyse::{JsonKind, Only, Shape, shapes, takes_null};
use crate::model::{Type, TypeDef, TypeId, TypeKind, TypeUse, Union};

/// The text of a union; the types that it names are added to `types`.
pub fn item(
    context: &Context<'_>,
    renderer: &Renderer,
    ty: &TypeDef,
    union: &Union,
    types: &mut Vec<String>,
) -> Result<String, String> {
    let view = view(context, ty, union);
    types.push("one_of! {}".to_owned());
    types.extend(view.variants.iter().map(|variant| variant.ty.clone()));
    renderer.render("union.rs", &view)
}

/// A union that comes from a server may hold what is not known yet.
pub fn has_unknown(context: &Context<'_>, id: TypeId) -> bool {
    context.facts.reach(id).response
}

/// The property that tells the variants apart, if each of its values is for one variant and each
/// variant has one: the definition alone says then how to read it.
pub fn plain_tag(union: &Union) -> Option<&str> {
    let claims = claims(union);
    let is_told = union
        .variants
        .iter()
        .all(|variant| !variant.tags.is_empty());
    let is_plain = is_told && claims.keys().all(|variants| variants.len() == 1);
    union.tag.as_deref().filter(|_| is_plain)
}

#[derive(Serialize)]
struct Tagged {
    name: String,
    /// The statements that find the variant and read it.
    decode: String,
}

#[derive(Serialize)]
struct Choices {
    name: String,
    /// What a value is asked, and the variant for it.
    tries: Vec<(String, String)>,
    /// The variant of what no other fits, or as a literal what is expected.
    otherwise: String,
}

/// The text of what reads a union, where its definition does not say it; what it names is added to `used`.
pub fn codec(
    context: &Context<'_>,
    renderer: &Renderer,
    ty: &TypeDef,
    union: &Union,
    used: &mut String,
) -> Result<String, String> {
    let names = context.names.ty(ty.id);
    let name = compact(named(context, ty.id, Scope::Elsewhere));
    if let Some(tag) = &union.tag {
        let decode = by_tag(context, ty, union, tag).to_string();
        let text = renderer.render("union_codec.rs", &Tagged { name, decode })?;
        used.push_str(&text);
        return Ok(text);
    }
    // The names of its variants mean nothing there.
    used.push_str(&format!("choices! {{ {name} }}\n"));
    let all: Vec<usize> = (0..union.variants.len()).collect();
    let tries = tries(context, union, &all, None).into_iter();
    let otherwise = match has_unknown(context, ty.id) {
        true => names.rest.clone(),
        false => {
            let expected = expected(&names.name);
            quote!(#expected).to_string()
        }
    };
    let view = Choices {
        name,
        tries: tries
            .map(|(index, shape)| {
                let asked = asked(context, &union.variants[index].ty, &shape);
                (asked, names.members[index].clone())
            })
            .collect(),
        otherwise,
    };
    renderer.render("choices.rs", &view)
}

fn expected(name: &str) -> String {
    format!("one of the variants of {name}")
}

#[derive(Serialize)]
struct UnionView {
    docs: String,
    deprecated: bool,
    name: String,
    /// The property that tells the variants apart, as a literal, where that is all there is to it.
    tag: Option<String>,
    variants: Vec<UnionVariantView>,
    /// The variant for what the description does not know, if it has one.
    unknown: Option<String>,
}

#[derive(Serialize)]
struct UnionVariantView {
    docs: String,
    name: String,
    ty: String,
    /// It is made of what it holds, or of what is boxed in that: the attribute that says so. Only
    /// where no other variant holds the same.
    from: Option<String>,
    /// The values of the tag, as a pattern.
    tags: Option<String>,
}

fn view(context: &Context<'_>, ty: &TypeDef, union: &Union) -> UnionView {
    let (names, tag) = (context.names.ty(ty.id), plain_tag(union));
    let types: Vec<String> = union
        .variants
        .iter()
        .map(|variant| compact(type_of(context, &variant.ty, Scope::Types)))
        .collect();
    let defined: Vec<String> = union
        .variants
        .iter()
        .map(|variant| context.plan.by_definition(&variant.ty))
        .map(|used| type_of(context, &used, Scope::Types).to_string())
        .collect();
    let variants: Vec<UnionVariantView> = union
        .variants
        .iter()
        .enumerate()
        .map(|(index, variant)| {
            let is_same = |other: &&String| **other == defined[index];
            let only = defined.iter().filter(is_same).count() == 1;
            let distinct = !is_alias(context, &variant.ty.ty);
            let inner = &types[index];
            let (held, from) = if is_boxed(context, ty.id, &variant.ty) {
                (format!("Box<{inner}>"), format!("from({inner})"))
            } else {
                (inner.clone(), "from".to_owned())
            };
            let tags = variant.tags.iter().map(|tag| quote!(#tag).to_string());
            let tags: Vec<String> = tags.collect();
            UnionVariantView {
                docs: match tag {
                    // The values stand beside it.
                    Some(_) => String::new(),
                    None => comment(&variant_docs(union, index)),
                },
                name: names.members[index].clone(),
                ty: held,
                from: (only && distinct).then_some(from),
                tags: tag.map(|_| tags.join(" | ")),
            }
        })
        .collect();
    UnionView {
        docs: comment(&type_docs(context, ty)),
        deprecated: ty.docs.deprecated,
        name: names.name.clone(),
        tag: tag.map(|tag| quote!(#tag).to_string()),
        variants,
        unknown: has_unknown(context, ty.id).then(|| names.rest.clone()),
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
        _ => (variant.title.as_deref()).map_or_else(String::new, super::docs::clean),
    }
}

/// What reads a value that no variant fits.
fn otherwise(context: &Context<'_>, ty: &TypeDef) -> TokenStream {
    let names = context.names.ty(ty.id);
    if has_unknown(context, ty.id) {
        let unknown = format_ident!("{}", names.rest);
        quote!(Ok(Self::#unknown(r.raw()?)))
    } else {
        let expected = expected(&names.name);
        quote!(Err(r.error(#expected)))
    }
}

/// Reads the variant that the tag names. Several may claim the same value, and some none (an inline
/// alternative without the property): among these the rest of the value decides.
fn by_tag(context: &Context<'_>, ty: &TypeDef, union: &Union, tag: &str) -> TokenStream {
    let claims = claims(union);
    let arms = claims.iter().map(|(variants, tags)| {
        let read = match variants.as_slice() {
            [only] => {
                let name = format_ident!("{}", context.names.ty(ty.id).members[*only]);
                quote!(Ok(Self::#name(Decode::decode(r)?)))
            }
            several => {
                let read = looked_at(among(context, ty, union, several, Some((tag, tags))));
                quote!({ #read })
            }
        };
        quote!(#(Some(#tags))|* => #read,)
    });
    let variants = union.variants.iter().enumerate();
    let unclaimed: Vec<usize> = variants
        .filter(|(_, variant)| variant.tags.is_empty())
        .map(|(index, _)| index)
        .collect();
    if unclaimed.is_empty() {
        let otherwise = otherwise(context, ty);
        return quote!(match r.tag(#tag)?.as_deref() { #(#arms)* _ => #otherwise, });
    }
    let read = among(context, ty, union, &unclaimed, None);
    quote! {
        let shape = r.shape()?;
        let tag = if shape.kind() == Kind::Object { r.tag(#tag)? } else { None };
        match tag.as_deref() { #(#arms)* _ => { #read } }
    }
}

/// The values of the tag, by the variants that claim them.
fn claims(union: &Union) -> IndexMap<Vec<usize>, Vec<&str>> {
    let mut claimants: IndexMap<&str, Vec<usize>> = IndexMap::new();
    for (index, variant) in union.variants.iter().enumerate() {
        for tag in &variant.tags {
            claimants.entry(tag).or_default().push(index);
        }
    }
    let mut claims: IndexMap<Vec<usize>, Vec<&str>> = IndexMap::new();
    for (tag, variants) in claimants {
        claims.entry(variants).or_default().push(tag);
    }
    claims
}

/// With the look that the questions to a value need.
fn looked_at(read: TokenStream) -> TokenStream {
    if mentions(read.clone(), "shape") {
        quote!(let shape = r.shape()?; #read)
    } else {
        read
    }
}

/// Tries those of the variants whose shape fits.
fn among(
    context: &Context<'_>,
    ty: &TypeDef,
    union: &Union,
    variants: &[usize],
    tagged: Option<(&str, &[&str])>,
) -> TokenStream {
    let tries = tries(context, union, variants, tagged).into_iter();
    let tries = tries.map(|(index, shape)| {
        let name = format_ident!("{}", context.names.ty(ty.id).members[index]);
        let condition = condition(context, &union.variants[index].ty, &shape);
        quote!(choice.attempt(r, #condition, Self::#name);)
    });
    let otherwise = otherwise(context, ty);
    quote! {
        let mut choice = r.choice();
        #(#tries)*
        match choice.take(r) {
            Some(value) => Ok(value),
            None => #otherwise,
        }
    }
}

/// Which variants are tried and when, those that ask for most first; where the tag is known already,
/// without the shapes that it excludes.
fn tries(
    context: &Context<'_>,
    union: &Union,
    variants: &[usize],
    tagged: Option<(&str, &[&str])>,
) -> Vec<(usize, Shape)> {
    let shapes = variants.iter().flat_map(|index| {
        let shapes = shapes(context.api, context.facts, &union.variants[*index].ty);
        shapes.into_iter().map(|shape| (*index, shape))
    });
    let mut tries: Vec<(usize, Shape)> = shapes
        .filter(|(_, shape)| !tagged.is_some_and(|(tag, values)| shape.excludes(tag, values)))
        .collect();
    tries.sort_by_key(|(_, shape)| usize::MAX - shape.rank());
    tries
}

/// The questions to the value.
fn condition(context: &Context<'_>, used: &TypeUse, shape: &Shape) -> TokenStream {
    let Some(kind) = shape.kind else {
        // Any JSON would know all properties.
        return match takes_null(context.api, used) {
            true => quote!(choice.is_strange_to(&shape)),
            false => quote!(true),
        };
    };
    let kind = format_ident!("{}", kind_name(kind));
    let questions = questions(shape);
    quote!(shape.kind() == Kind::#kind #(&& shape.#questions)*)
}

/// The same questions, as `choices!` takes them.
fn asked(context: &Context<'_>, used: &TypeUse, shape: &Shape) -> String {
    let Some(kind) = shape.kind else {
        let word = match takes_null(context.api, used) {
            true => "strange",
            false => "any",
        };
        return word.to_owned();
    };
    let questions = questions(shape).into_iter();
    let questions: String = questions
        .map(|question| format!(".{}", compact(question)))
        .collect();
    format!("{}{questions}", kind_name(kind))
}

fn kind_name(kind: JsonKind) -> &'static str {
    match kind {
        JsonKind::Bool => "Bool",
        JsonKind::Number => "Number",
        JsonKind::String => "String",
        JsonKind::Array => "Array",
        JsonKind::Object => "Object",
    }
}

/// What an object is asked besides, as calls.
fn questions(shape: &Shape) -> Vec<TokenStream> {
    let constants = shape.constants.iter().map(|(wire, value)| match value {
        Only::Text(value) => quote!(is(#wire, #value)),
        Only::Integer(value) => {
            let value = Literal::i64_unsuffixed(*value);
            quote!(is_integer(#wire, #value))
        }
    });
    let required = shape.required.iter().map(|wire| quote!(has(#wire)));
    constants.chain(required).collect()
}
