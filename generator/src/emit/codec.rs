//! Reading and writing the types as JSON, and their rules: the plumbing.

use indexmap::IndexMap;
use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};
use serde::Serialize;

use super::Context;
use super::checks;
use super::imports::imports;
use super::render::Renderer;
use super::tokens::{compact, mentions};
use super::types::{Scope, has_unknown, inner_docs, members, named};
use crate::analyse::{JsonKind, Member, Only, Shape, shapes, takes_null};
use crate::model::{Element, Presence, Struct, Tuple, TypeDef, TypeId, TypeKind, Union};
use crate::plan::Module;

/// Whether a module has anything to be read and written.
pub fn is_needed(context: &Context<'_>, module: &Module) -> bool {
    module.types.iter().any(|id| has_codec(context, *id))
}

/// The definition of an enum is its codec as well, and an alias has that of another type.
fn has_codec(context: &Context<'_>, id: TypeId) -> bool {
    match &context.api.types[id].kind {
        TypeKind::Struct(_) | TypeKind::Union(_) | TypeKind::Tuple(_) => true,
        TypeKind::Alias(_) => context.facts.newtypes.contains(&id),
        TypeKind::Enum(_) => false,
    }
}

pub fn file(context: &Context<'_>, renderer: &Renderer, module: &Module) -> Result<String, String> {
    let mut items = String::new();
    let mut values = Vec::new();
    for id in module.types.iter().filter(|id| has_codec(context, **id)) {
        items.push_str(&item(context, renderer, &context.api.types[*id])?);
        if !matches!(context.api.types[*id].kind, TypeKind::Struct(_)) {
            values.push(path(context, *id));
        }
    }
    let call = if values.is_empty() { "" } else { "values! {}" };
    let view = File {
        docs: inner_docs(
            context,
            module,
            "How the types are read and written, for those",
        ),
        imports: imports(context, &format!("{items}{call}"))?,
        values,
        items,
    };
    renderer.render("codec.rs", &view)
}

#[derive(Serialize)]
struct File {
    docs: String,
    imports: Vec<String>,
    /// The types that are compared and shown by their JSON, without structs.
    values: Vec<String>,
    items: String,
}

fn item(context: &Context<'_>, renderer: &Renderer, ty: &TypeDef) -> Result<String, String> {
    let mut text = match &ty.kind {
        TypeKind::Struct(structure) => {
            renderer.render("struct_codec.rs", &struct_view(context, ty, structure))?
        }
        TypeKind::Enum(_) => String::new(),
        TypeKind::Union(union) => {
            renderer.render("union_codec.rs", &union_view(context, ty, union))?
        }
        TypeKind::Tuple(tuple) => {
            renderer.render("tuple_codec.rs", &tuple_view(context, ty, tuple))?
        }
        TypeKind::Alias(_) => renderer.render(
            "newtype_codec.rs",
            &Named {
                name: path(context, ty.id),
            },
        )?,
    };
    if context.facts.reach(ty.id).parameter {
        text.push_str(&renderer.render(
            "to_param.rs",
            &Named {
                name: path(context, ty.id),
            },
        )?);
    }
    if let Some(body) = checks::of_type(context, ty) {
        let view = ValidateView {
            name: path(context, ty.id),
            body: body.to_string(),
        };
        text.push_str(&renderer.render("validate.rs", &view)?);
    }
    Ok(text)
}

fn path(context: &Context<'_>, id: TypeId) -> String {
    compact(named(context, id, Scope::Elsewhere))
}

#[derive(Serialize)]
struct TupleView {
    name: String,
    elements: Vec<ElementView>,
}

#[derive(Serialize)]
struct ElementView {
    index: usize,
    /// The word for how it is present.
    presence: &'static str,
}

fn tuple_view(context: &Context<'_>, ty: &TypeDef, tuple: &Tuple) -> TupleView {
    let word = |element: &Element| match element.presence {
        Presence::Required | Presence::Nullable => "required",
        Presence::Optional if takes_null(context.api, &element.ty) => "any",
        Presence::Optional => "optional",
        Presence::OptionalNullable => "maybe",
    };
    let words = tuple.elements.iter().map(word);
    let words = words.chain(tuple.rest.iter().map(|_| "rest"));
    TupleView {
        name: path(context, ty.id),
        elements: words
            .enumerate()
            .map(|(index, presence)| ElementView { index, presence })
            .collect(),
    }
}

#[derive(Serialize)]
struct Named {
    name: String,
}

#[derive(Serialize)]
struct ValidateView {
    name: String,
    body: String,
}

#[derive(Serialize)]
struct StructView {
    name: String,
    fields: Vec<FieldView>,
    /// Constant properties: (wire name, value) as literals.
    constants: Vec<(String, String)>,
    extra: Option<String>,
}

#[derive(Serialize)]
struct FieldView {
    name: String,
    wire: String,
    /// The word for how it is present.
    presence: &'static str,
}

fn struct_view(context: &Context<'_>, ty: &TypeDef, structure: &Struct) -> StructView {
    let reach = context.facts.reach(ty.id);
    let literal = |text: &str| quote!(#text).to_string();
    StructView {
        name: path(context, ty.id),
        constants: context
            .facts
            .constants(ty.id)
            .iter()
            .map(|constant| (literal(&constant.wire), literal(&constant.value)))
            .collect(),
        fields: members(context, ty.id, structure)
            .map(|(member, name)| FieldView {
                name: name.to_owned(),
                wire: literal(&member.field.wire),
                presence: presence(context, &member, member.read_only && reach.request),
            })
            .collect(),
        extra: structure
            .extra
            .as_ref()
            .map(|_| context.names.ty(ty.id).rest.clone()),
    }
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

#[derive(Serialize)]
struct UnionView {
    name: String,
    /// The statements that find the variant and read it.
    decode: String,
    variants: Vec<String>,
    unknown: Option<String>,
    /// What is expected where nothing fits.
    expected: String,
}

fn union_view(context: &Context<'_>, ty: &TypeDef, union: &Union) -> UnionView {
    let names = context.names.ty(ty.id);
    let decode = match &union.tag {
        Some(tag) => by_tag(context, ty, union, tag),
        None => by_shape(context, ty, union),
    };
    UnionView {
        name: path(context, ty.id),
        decode: decode.to_string(),
        variants: names.members.clone(),
        unknown: has_unknown(context, ty.id).then(|| names.rest.clone()),
        expected: format!("one of the variants of {}", names.name),
    }
}

/// What reads a value that no variant fits.
fn otherwise(context: &Context<'_>, ty: &TypeDef) -> TokenStream {
    let names = context.names.ty(ty.id);
    if has_unknown(context, ty.id) {
        let unknown = format_ident!("{}", names.rest);
        quote!(Ok(Self::#unknown(r.raw()?)))
    } else {
        let expected = format!("one of the variants of {}", names.name);
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

fn by_shape(context: &Context<'_>, ty: &TypeDef, union: &Union) -> TokenStream {
    let all: Vec<usize> = (0..union.variants.len()).collect();
    looked_at(among(context, ty, union, &all, None))
}

/// With the look that the questions to a value need.
fn looked_at(read: TokenStream) -> TokenStream {
    if mentions(read.clone(), "shape") {
        quote!(let shape = r.shape()?; #read)
    } else {
        read
    }
}

/// Tries those of the variants whose shape fits, those that ask for most first; where the tag is known
/// already, without the shapes that it excludes.
fn among(
    context: &Context<'_>,
    ty: &TypeDef,
    union: &Union,
    variants: &[usize],
    tagged: Option<(&str, &[&str])>,
) -> TokenStream {
    let mut tries: Vec<(usize, TokenStream)> = Vec::new();
    for index in variants {
        let used = &union.variants[*index].ty;
        let name = format_ident!("{}", context.names.ty(ty.id).members[*index]);
        for shape in shapes(context.api, context.facts, used) {
            if tagged.is_some_and(|(tag, values)| shape.excludes(tag, values)) {
                continue;
            }
            let condition = match condition(&shape) {
                // Any JSON would know all properties.
                None if takes_null(context.api, used) => quote!(choice.is_strange_to(&shape)),
                None => quote!(true),
                Some(condition) => condition,
            };
            tries.push((
                shape.rank(),
                quote!(choice.attempt(r, #condition, Self::#name);),
            ));
        }
    }
    tries.sort_by_key(|(rank, _)| usize::MAX - rank);
    let tries = tries.into_iter().map(|(_, tokens)| tokens);
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

/// The questions to the value.
fn condition(shape: &Shape) -> Option<TokenStream> {
    let kind = match shape.kind? {
        JsonKind::Bool => quote!(Kind::Bool),
        JsonKind::Number => quote!(Kind::Number),
        JsonKind::String => quote!(Kind::String),
        JsonKind::Array => quote!(Kind::Array),
        JsonKind::Object => quote!(Kind::Object),
    };
    let constants = shape.constants.iter().map(|(wire, value)| match value {
        Only::Text(value) => quote!(&& shape.is(#wire, #value)),
        Only::Integer(value) => {
            let value = Literal::i64_unsuffixed(*value);
            quote!(&& shape.is_integer(#wire, #value))
        }
    });
    let required = shape
        .required
        .iter()
        .map(|wire| quote!(&& shape.has(#wire)));
    Some(quote!(shape.kind() == #kind #(#constants)* #(#required)*))
}
