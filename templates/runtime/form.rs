//! Forms (`application/x-www-form-urlencoded`), written from what a body is as JSON.
//!
//! A static table says how each property is written: no type needs code of its own for it.

use super::call::Call;
use super::json::{self, Decode, DecodeError, Encode, Kind, Reader};
use super::params::{Escape, ParamValue, QueryStyle, escape_all, escape_reserved, write_form};
use super::validate::Place;

/// How a property of a form is written (OpenAPI's Encoding Object).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FormField {
    /// A list as a pair for each item, an object as JSON, anything else as text.
    ByType,
    /// As JSON, whatever it is.
    Json,
    /// In that style of a query parameter.
    Style {
        /// The style.
        style: QueryStyle,
        /// Each item or property makes a pair of its own.
        explode: bool,
        /// Reserved characters are not escaped.
        reserved: bool,
    },
}

impl FormField {
    /// `name[key]=value`, with more brackets for what is inside.
    pub const DEEP: Self = Self::style(QueryStyle::DeepObject, true);

    /// That style, with reserved characters escaped.
    pub const fn style(style: QueryStyle, explode: bool) -> Self {
        Self::Style {
            style,
            explode,
            reserved: false,
        }
    }
}

impl Call {
    /// A form as the body; properties that are not in the table are written as `rest`.
    pub fn form<T: Encode + ?Sized>(
        self: Box<Self>,
        content_type: &'static str,
        rest: FormField,
        fields: &[(&str, FormField)],
        body: &T,
    ) -> Box<Self> {
        self.written(content_type, encode(&json::to_request(body), rest, fields))
    }

    fn written(
        mut self: Box<Self>,
        content_type: &'static str,
        form: Result<String, DecodeError>,
    ) -> Box<Self> {
        match form {
            Ok(form) => self.text(content_type, form),
            Err(_) => {
                let problem = "must be an object to be sent as a form";
                self.problems.inside(Place::Body).report("object", problem);
                self
            }
        }
    }
}

/// Writes a JSON object as a form; properties that are not in the table are written as `rest`.
pub fn encode(
    object: &[u8],
    rest: FormField,
    fields: &[(&str, FormField)],
) -> Result<String, DecodeError> {
    let mut out = String::new();
    let mut r = Reader::new(object);
    let mut properties = r.object()?;
    while let Some(key) = r.key(&mut properties)? {
        let key = key.to_owned();
        let listed = fields.iter().find(|(name, _)| *name == key);
        let how = listed.map_or(rest, |(_, how)| *how);
        write_property(&mut out, &key, how, &mut r)?;
    }
    Ok(out)
}

fn write_property(
    out: &mut String,
    name: &str,
    how: FormField,
    r: &mut Reader<'_>,
) -> Result<(), DecodeError> {
    let plain = QueryStyle::Form;
    let (style, explode, reserved, value) = match how {
        FormField::ByType => (plain, true, false, by_type(r)?),
        FormField::Json => (plain, true, false, r.raw_text()?.into()),
        FormField::Style {
            style,
            explode,
            reserved,
        } => (style, explode, reserved, ParamValue::decode(r)?),
    };
    let escape: Escape = if reserved {
        escape_reserved
    } else {
        escape_all
    };
    write_form(out, "&", name, style, explode, escape, &value);
    Ok(())
}

fn by_type<'j>(r: &mut Reader<'j>) -> Result<ParamValue<'j>, DecodeError> {
    if r.kind()? != Kind::Array {
        return text(r.raw_text()?);
    }
    let mut items = Vec::new();
    let mut array = r.array()?;
    while r.item(&mut array)? {
        items.push(text(r.raw_text()?)?);
    }
    Ok(ParamValue::list(items))
}

/// A scalar as its text, anything else as JSON.
fn text(value: &str) -> Result<ParamValue<'_>, DecodeError> {
    if value.starts_with(['{', '[']) {
        Ok(value.into())
    } else {
        json::from_slice(value.as_bytes())
    }
}
