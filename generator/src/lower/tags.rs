//! Unions whose alternatives tell themselves apart by a property, although the description names no
//! discriminator: each has to have it and allows one value, which is its own.

use std::collections::BTreeSet;

use crate::model::{
    Access, EnumValues, Field, Presence, Struct, Type, TypeId, TypeKind, TypeUse, Types, Union,
};

/// Gives such unions their tag; of several properties the first in the order of their names.
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
