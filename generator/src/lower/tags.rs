//! Tags of unions that do not follow from the description alone: where alternatives tell themselves apart
//! by a property, although it names no discriminator (each has to have it and allows one value, which is
//! its own), where it names one for what has no properties, and where a schema does not declare it.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{
    Access, Docs, EnumValues, Field, Presence, Struct, Type, TypeId, TypeKind, TypeUse, Types,
    Union,
};

/// Gives unions without a discriminator their tag; of several properties the first in the order of
/// their names.
pub fn infer(types: &mut Types) {
    let inferred: Vec<(TypeId, String, Vec<Vec<String>>)> = (types.iter())
        .filter_map(|ty| {
            let TypeKind::Union(union) = &ty.kind else {
                return None;
            };
            let (tag, values) = tag(types, union)?;
            Some((ty.id, tag.to_owned(), values))
        })
        .collect();
    for (id, tag, values) in inferred {
        let TypeKind::Union(union) = &mut types.0[id.0 as usize].kind else {
            continue;
        };
        union.tag = Some(tag);
        union.infers_tag = true;
        for (variant, tags) in union.variants.iter_mut().zip(values) {
            variant.tags = tags;
        }
    }
}

/// Only objects have a property: an alternative that is a list, a text or a number is found by being
/// one, whatever the description says of its tag. A tag that is nobody's is none.
pub fn take_from_others(types: &mut Types) {
    let mut others: Vec<(TypeId, usize)> = Vec::new();
    for ty in types.iter() {
        let TypeKind::Union(union) = &ty.kind else {
            continue;
        };
        let is_other = |index: &usize| !may_be_object(types, &union.variants[*index].ty);
        let indices = 0..union.variants.len();
        others.extend(indices.filter(is_other).map(|index| (ty.id, index)));
    }
    for (id, index) in others {
        if let TypeKind::Union(union) = &mut types.0[id.0 as usize].kind {
            union.variants[index].tags.clear();
        }
    }
    for ty in &mut types.0 {
        if let TypeKind::Union(union) = &mut ty.kind {
            let is_told = union.variants.iter().any(|one| !one.tags.is_empty());
            union.tag.take_if(|_| !is_told);
        }
    }
}

/// Where several values lead to an alternative that does not have the tag among its properties, it gets
/// that property: else nothing would say which of them it is. It may be absent, since the schema may be
/// used where no tag is.
pub fn give_to_structs(types: &mut Types) {
    let mut values: BTreeMap<(TypeId, String), BTreeSet<String>> = BTreeMap::new();
    for ty in types.iter() {
        let TypeKind::Union(union) = &ty.kind else {
            continue;
        };
        let Some(tag) = &union.tag else { continue };
        for variant in &union.variants {
            if let Some(id) = types.target_struct(&variant.ty.ty) {
                let known = values.entry((id, tag.clone())).or_default();
                known.extend(variant.tags.iter().cloned());
            }
        }
    }
    values.retain(|_, values| values.len() > 1);
    for ((id, tag), values) in values {
        let ty = &mut types.0[id.0 as usize];
        let TypeKind::Struct(structure) = &mut ty.kind else {
            continue;
        };
        if structure.extra.is_some() || structure.fields.iter().any(|field| field.wire == tag) {
            continue;
        }
        structure.fields.push(Field {
            ty: TypeUse::of(Type::String(None)),
            presence: Presence::Optional,
            access: Access::Both,
            docs: Docs {
                description: Some(told(&values)),
                ..Docs::default()
            },
            at: ty.at.child("properties").child(&tag),
            wire: tag,
        });
    }
}

fn told(values: &BTreeSet<String>) -> String {
    const MANY: usize = 8;
    let listed: Vec<String> = values
        .iter()
        .take(MANY)
        .map(|value| format!("`{value}`"))
        .collect();
    let more = match values.len().saturating_sub(MANY) {
        0 => String::new(),
        more => format!(" or one of {more} more"),
    };
    format!("Tells the alternatives apart: {}{more}.", listed.join(", "))
}

/// Whether a value of the type can be an object.
fn may_be_object(types: &Types, used: &TypeUse) -> bool {
    let mut seen = BTreeSet::new();
    let mut todo = vec![used];
    while let Some(next) = todo.pop() {
        let id = match next.ty {
            Type::Named(id) => id,
            Type::Map(_) | Type::Json => return true,
            _ => continue,
        };
        if !seen.insert(id) {
            continue;
        }
        match &types[id].kind {
            TypeKind::Struct(_) => return true,
            TypeKind::Alias(target) => todo.push(target),
            TypeKind::Union(inner) => todo.extend(inner.variants.iter().map(|inner| &inner.ty)),
            TypeKind::Enum(_) | TypeKind::Tuple(_) => {}
        }
    }
    false
}

/// The property, and the values that are each alternative's.
fn tag<'a>(types: &'a Types, union: &'a Union) -> Option<(&'a str, Vec<Vec<String>>)> {
    if union.tag.is_some() {
        return None;
    }
    let mut first = structs(types, &union.variants.first()?.ty)?.into_iter();
    let properties: BTreeSet<&str> = (first.next()?.fields.iter())
        .filter(|field| only_text(types, field).is_some())
        .map(|field| field.wire.as_str())
        .collect();
    let told = |property| Some((property, values(types, union, property)?));
    properties.into_iter().find_map(told)
}

/// The values of a property that are each alternative's, if all have their own.
fn values(types: &Types, union: &Union, property: &str) -> Option<Vec<Vec<String>>> {
    let value = |structure: &Struct| {
        let mut fields = structure.fields.iter();
        let field = fields.find(|field| field.wire == property)?;
        only_text(types, field).map(str::to_owned)
    };
    let variants = union.variants.iter();
    let values: Vec<Vec<String>> = variants
        .map(|variant| {
            structs(types, &variant.ty)?
                .into_iter()
                .map(value)
                .collect()
        })
        .collect::<Option<_>>()?;
    let mut seen = BTreeSet::new();
    (values.iter().flatten().all(|value| seen.insert(value))).then(|| values.clone())
}

/// The structs that a type is, through aliases and the alternatives of unions; `None` if it may also be
/// anything else.
fn structs<'a>(types: &'a Types, used: &'a TypeUse) -> Option<Vec<&'a Struct>> {
    let mut found = Vec::new();
    let mut seen = BTreeSet::new();
    let mut todo = vec![used];
    while let Some(next) = todo.pop() {
        let Type::Named(id) = next.ty else {
            return None;
        };
        if next.nullable || !seen.insert(id) {
            return None;
        }
        match &types[id].kind {
            TypeKind::Struct(structure) => found.push(structure),
            TypeKind::Alias(target) => todo.push(target),
            TypeKind::Union(inner) => todo.extend(inner.variants.iter().map(|inner| &inner.ty)),
            TypeKind::Enum(_) | TypeKind::Tuple(_) => return None,
        }
    }
    Some(found)
}

/// The one text that a property has to have, whichever way it goes.
fn only_text<'a>(types: &'a Types, field: &Field) -> Option<&'a str> {
    let Type::Named(id) = field.ty.ty else {
        return None;
    };
    let TypeKind::Enum(listed) = &types[id].kind else {
        return None;
    };
    let is_there = field.presence == Presence::Required && field.access == Access::Both;
    match &listed.values {
        EnumValues::Strings(values) if is_there => match values.as_slice() {
            [only] => Some(only),
            _ => None,
        },
        _ => None,
    }
}
