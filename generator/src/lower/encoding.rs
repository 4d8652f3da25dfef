//! Encoding Objects (OpenAPI 3.0.4, 4.8.15): how the properties of a form are written.

use serde_json::Value;

use super::Lowerer;
use crate::model::{Encoding, Serialization, Style, Type, TypeKind, TypeUse};
use crate::pointer::Pointer;

impl Lowerer<'_, '_> {
    /// The encodings of a media type object whose schema came to that type.
    pub(super) fn encodings(&mut self, media: &Pointer, ty: &TypeUse) -> Vec<Encoding> {
        let at = media.child("encoding");
        let mut names = self.resolver.keys(&at);
        names.sort_unstable();
        names
            .into_iter()
            .map(|property| {
                let at = at.child(property);
                self.report_unknown_property(ty, property, &at);
                self.encoding(property, &at)
            })
            .collect()
    }

    fn encoding(&mut self, property: &str, at: &Pointer) -> Encoding {
        let style = self.member(at, "style", Value::as_str, "a text");
        let explode = self.member(at, "explode", Value::as_bool, "`true` or `false`");
        let reserved = self.member(at, "allowReserved", Value::as_bool, "`true` or `false`");
        let content_type = self.member(at, "contentType", Value::as_str, "a text");
        let serialization =
            (style.is_some() || explode.is_some() || reserved.is_some()).then(|| {
                let style = self.encoding_style(style.unwrap_or("form"), &at.child("style"));
                Serialization {
                    style,
                    explode: explode.unwrap_or(matches!(style, Style::Form | Style::DeepObject)),
                    allow_reserved: reserved.unwrap_or(false),
                }
            });
        Encoding {
            property: property.to_owned(),
            content_type: content_type.map(str::to_owned),
            serialization,
        }
    }

    fn encoding_style(&mut self, name: &str, at: &Pointer) -> Style {
        match name {
            "form" => Style::Form,
            "spaceDelimited" => Style::SpaceDelimited,
            "pipeDelimited" => Style::PipeDelimited,
            "deepObject" => Style::DeepObject,
            _ => {
                self.defect(
                    "invalid-style",
                    at,
                    format!("`{}` is not a style of a query parameter", name.escape_debug()),
                    "it is written as `form`; there are form, spaceDelimited, pipeDelimited and deepObject",
                );
                Style::Form
            }
        }
    }

    fn member<'v, T>(
        &mut self,
        at: &Pointer,
        key: &str,
        read: impl FnOnce(&'v Value) -> Option<T>,
        wanted: &str,
    ) -> Option<T>
    where
        Self: 'v,
    {
        let place = at.child(key);
        let value = self.resolver.get(&place)?;
        let read = read(value);
        if read.is_none() {
            self.defect(
                "malformed",
                &place,
                format!("`{key}` is not {wanted}"),
                "it is left out",
            );
        }
        read
    }

    fn report_unknown_property(&mut self, ty: &TypeUse, property: &str, at: &Pointer) {
        let Type::Named(id) = ty.ty else { return };
        let Some(TypeKind::Struct(structure)) =
            self.types[id.0 as usize].as_ref().map(|ty| &ty.kind)
        else {
            return;
        };
        if structure.extra.is_none()
            && !structure.fields.iter().any(|field| field.wire == *property)
        {
            self.warning(
                "unknown-encoding",
                at,
                format!(
                    "`encoding` names `{}`, which is no property of the schema",
                    property.escape_debug()
                ),
                "it changes nothing",
            );
        }
    }
}
