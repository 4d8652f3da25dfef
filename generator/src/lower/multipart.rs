//! Bodies of `multipart/form-data`: each property of their schema is a part, and a parameter of the call.

use super::Lowerer;
use super::media::is_json;
use crate::model::{
    Access, Body, Content, Encoding, Field, Location, Parameter, Style, Type, TypeKind, TypeUse,
};
use crate::pointer::Pointer;

impl Lowerer<'_, '_> {
    /// Makes the parts parameters, where they are known one by one. Otherwise they are the body.
    pub(super) fn without_parts(
        &mut self,
        body: Option<Body>,
        parameters: &mut Vec<Parameter>,
    ) -> Option<Body> {
        let body = body?;
        let Content::Multipart(ty) = &body.media.content else {
            return Some(body);
        };
        let media = body.at.child("content").child(&body.media.name);
        let Some((fields, is_open)) = self.fields_of(ty) else {
            return Some(body);
        };
        if is_open {
            self.warning(
                "ignored-keyword",
                &media.child("schema"),
                "parts that the schema does not name are not carried over".to_owned(),
                "name them under `properties`",
            );
        }
        let encodings = self.encodings(&media, ty);
        for field in fields.iter().filter(|field| field.access != Access::Read) {
            let encoding = encodings.iter().find(|one| one.property == field.wire);
            self.report_part_headers(&media.child("encoding").child(&field.wire), encoding);
            let ty = self.one_or_several_files(&field.ty);
            parameters.push(part(field, &ty, encoding, body.required));
        }
        None
    }

    /// The properties of the object that a use leads to, and whether it may have others.
    fn fields_of(&self, ty: &TypeUse) -> Option<(Vec<Field>, bool)> {
        let mut ty = &ty.ty;
        // An alias can lead back to itself.
        for _ in 0..=self.types.len() {
            let Type::Named(id) = ty else { return None };
            match &self.types.get(id.0 as usize)?.as_ref()?.kind {
                TypeKind::Alias(target) => ty = &target.ty,
                TypeKind::Struct(structure) => {
                    return Some((structure.fields.clone(), structure.extra.is_some()));
                }
                TypeKind::Enum(_) | TypeKind::Union(_) | TypeKind::Tuple(_) => return None,
            }
        }
        None
    }

    /// A file or a list of files is a list: one that is alone is sent in the same way.
    fn one_or_several_files(&self, used: &TypeUse) -> TypeUse {
        let Type::Named(id) = self.behind_aliases(&used.ty) else {
            return used.clone();
        };
        let Some(TypeKind::Union(union)) = self.types[id.0 as usize].as_ref().map(|ty| &ty.kind)
        else {
            return used.clone();
        };
        let mut lists = union
            .variants
            .iter()
            .filter_map(|variant| match &variant.ty.ty {
                Type::List(items) if items.ty == Type::Binary => Some(&variant.ty),
                _ => None,
            });
        let list = lists.next();
        let others = union.variants.len() - list.iter().count();
        let files = union
            .variants
            .iter()
            .filter(|variant| variant.ty.ty == Type::Binary)
            .count();
        match list {
            Some(list) if others == files => list.clone(),
            _ => used.clone(),
        }
    }

    fn report_part_headers(&mut self, at: &Pointer, encoding: Option<&Encoding>) {
        if self.resolver.get(&at.child("headers")).is_some() {
            self.warning(
                "ignored-field",
                &at.child("headers"),
                "the headers of this part are not carried over".to_owned(),
                "headers can be set on the part where it is a file",
            );
        }
        if encoding.is_some_and(|encoding| encoding.serialization.is_some()) {
            self.warning(
                "ignored-field",
                at,
                "`style`, `explode` and `allowReserved` are not carried over for parts".to_owned(),
                "OpenAPI 3.0 has them for `application/x-www-form-urlencoded` alone",
            );
        }
    }
}

fn part(
    field: &Field,
    ty: &TypeUse,
    encoding: Option<&Encoding>,
    body_is_required: bool,
) -> Parameter {
    let named = encoding.and_then(|encoding| encoding.content_type.as_deref());
    // Of several types, or a range, it is the caller who chooses.
    let content_type = named.filter(|name| !name.contains([',', '*']));
    let style = match content_type {
        Some(name) if is_json(name) => Style::Json,
        _ => Style::Simple,
    };
    let mut ty = as_file(ty);
    // No part is what stands for null.
    ty.nullable = false;
    Parameter {
        wire: field.wire.clone(),
        location: Location::Part,
        style,
        explode: true,
        allow_reserved: false,
        required: body_is_required && field.presence == crate::model::Presence::Required,
        content_type: content_type.map(str::to_owned),
        ty,
        docs: field.docs.clone(),
        at: field.at.clone(),
    }
}

/// Octets are files, alone and in a list.
fn as_file(used: &TypeUse) -> TypeUse {
    let file = TypeUse::of(Type::File);
    match &used.ty {
        Type::Binary => file,
        Type::List(items) if items.ty == Type::Binary => TypeUse {
            ty: Type::List(Box::new(file)),
            ..used.clone()
        },
        _ => used.clone(),
    }
}
