//! What the definitions of the types do not say: rules, and how some are read. The plumbing.

use serde::Serialize;

use super::Context;
use super::checks;
use super::imports::imports;
use super::render::Renderer;
use super::tokens::compact;
use super::types::{Scope, inner_docs, named};
use super::unions;
use crate::analyse::takes_null;
use crate::model::{Element, Presence, Tuple, TypeDef, TypeId, TypeKind};
use crate::plan::Module;

/// Whether a module has types with more plumbing than their definition.
pub fn is_needed(context: &Context<'_>, module: &Module) -> bool {
    types(context, module).any(|ty| {
        has_codec(ty)
            || context.facts.reach(ty.id).parameter
            || checks::of_type(context, ty).is_some()
    })
}

/// Most definitions are a codec as well.
fn has_codec(ty: &TypeDef) -> bool {
    match &ty.kind {
        TypeKind::Union(union) => unions::plain_tag(union).is_none(),
        TypeKind::Tuple(_) | TypeKind::Alias(_) => true,
        TypeKind::Struct(_) | TypeKind::Enum(_) => false,
    }
}

/// Whether it is compared and shown by its JSON, and its definition does not say so.
fn is_value(ty: &TypeDef) -> bool {
    has_codec(ty) && !matches!(ty.kind, TypeKind::Union(_))
}

/// The types of a module that may have more to say than their definition: an enum has not, and an
/// alias is another type.
fn types<'a>(context: &'a Context<'_>, module: &'a Module) -> impl Iterator<Item = &'a TypeDef> {
    let types = module.types.iter().map(|id| &context.api.types[*id]);
    let types = types.filter(|ty| !context.plan.same.contains_key(&ty.id));
    types.filter(|ty| match &ty.kind {
        TypeKind::Struct(_) | TypeKind::Union(_) | TypeKind::Tuple(_) => true,
        TypeKind::Alias(_) => context.facts.newtypes.contains(&ty.id),
        TypeKind::Enum(_) => false,
    })
}

pub fn file(context: &Context<'_>, renderer: &Renderer, module: &Module) -> Result<String, String> {
    let (mut items, mut used) = (String::new(), String::new());
    let mut values = Vec::new();
    for ty in types(context, module) {
        items.push_str(&item(context, renderer, ty, &mut used)?);
        if is_value(ty) {
            values.push(path(context, ty.id));
        }
    }
    if !values.is_empty() {
        used.push_str("values! {}");
    }
    let view = File {
        docs: inner_docs(
            context,
            module,
            "The rules of types, and how some are read, for those",
        ),
        imports: imports(context, &used)?,
        values,
        items,
    };
    renderer.render("codec.rs", &view)
}

#[derive(Serialize)]
struct File {
    docs: String,
    imports: Vec<String>,
    /// The types that are compared and shown by their JSON, where their definition does not say so.
    values: Vec<String>,
    items: String,
}

/// What a type's definition does not say; what that names is added to `used`.
fn item(
    context: &Context<'_>,
    renderer: &Renderer,
    ty: &TypeDef,
    used: &mut String,
) -> Result<String, String> {
    let name = path(context, ty.id);
    let mut text = match &ty.kind {
        TypeKind::Union(union) if has_codec(ty) => {
            unions::codec(context, renderer, ty, union, used)?
        }
        _ => String::new(),
    };
    let mut more = String::new();
    match &ty.kind {
        TypeKind::Tuple(tuple) => {
            let view = tuple_view(context, name.clone(), tuple);
            more.push_str(&renderer.render("tuple_codec.rs", &view)?);
        }
        TypeKind::Alias(_) => {
            let view = Named { name: name.clone() };
            more.push_str(&renderer.render("newtype_codec.rs", &view)?);
        }
        TypeKind::Struct(_) | TypeKind::Enum(_) | TypeKind::Union(_) => {}
    }
    if context.facts.reach(ty.id).parameter {
        let view = Named { name: name.clone() };
        more.push_str(&renderer.render("to_param.rs", &view)?);
    }
    if let Some(body) = checks::of_type(context, ty) {
        let body = body.to_string();
        more.push_str(&renderer.render("validate.rs", &ValidateView { name, body })?);
    }
    used.push_str(&more);
    text.push_str(&more);
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

fn tuple_view(context: &Context<'_>, name: String, tuple: &Tuple) -> TupleView {
    let word = |element: &Element| match element.presence {
        Presence::Required | Presence::Nullable => "required",
        Presence::Optional if takes_null(context.api, &element.ty) => "any",
        Presence::Optional => "optional",
        Presence::OptionalNullable => "maybe",
    };
    let words = tuple.elements.iter().map(word);
    let words = words.chain(tuple.rest.iter().map(|_| "rest"));
    TupleView {
        name,
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
