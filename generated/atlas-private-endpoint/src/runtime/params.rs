// @generated from an OpenAPI description; change that, its policy or the templates instead.

//! How values become parts of a path, a query, a header or a cookie.
//!
//! The styles are those of OpenAPI 3.0 (its "Style Examples" table), which are RFC 6570's.

use std::borrow::Cow;
use std::collections::BTreeMap;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::json::{
    self, Base64, Decode, DecodeError, Encode, Kind, Maybe, Reader, Unrecognized, to_request,
};

/// A parameter's value, ready to be written in any style.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ParamValue<'a> {
    /// There is no value; nothing is written.
    Absent,
    /// One text.
    Scalar(Cow<'a, str>),
    /// Several values.
    List(Vec<ParamValue<'a>>),
    /// Named values.
    Object(Vec<(Cow<'a, str>, ParamValue<'a>)>),
}

/// A type whose values can be parameters.
pub trait ToParam {
    /// The value as text.
    fn to_param(&self) -> ParamValue<'_>;
}

macro_rules! parameters {
    ($([$($bound:tt)*] $type:ty: $value:ident => $parameter:expr,)+) => {$(
        impl<$($bound)*> ToParam for $type {
            fn to_param(&self) -> ParamValue<'_> {
                let $value = self;
                $parameter
            }
        }
    )+};
}

macro_rules! displayed {
    ($($type:ty),+) => {
        parameters!($([] $type: value => ParamValue::Scalar(value.to_string().into()),)+);
    };
}

displayed!(bool, i8, i16, i32, i64, u8, u16, u32, u64, f32, f64, Base64);

parameters! {
    [] str: text => ParamValue::Scalar(text.into()),
    [] String: text => text.as_str().to_param(),
    [] Unrecognized: text => text.as_str().to_param(),
    [] ParamValue<'_>: value => value.clone(),
    [T: ToParam + ?Sized] &T: value => T::to_param(value),
    [T: ToParam + ?Sized] Box<T>: value => T::to_param(value),
    [T: ToParam] Option<T>: value => value.as_ref().map_or(ParamValue::Absent, T::to_param),
    [T: ToParam] Maybe<T>: value => value.as_ref().map_or(ParamValue::Absent, T::to_param),
    [T: ToParam] [T]: items => ParamValue::list(items.iter().map(T::to_param)),
    [T: ToParam] Vec<T>: items => items.as_slice().to_param(),
    [T: ToParam] BTreeMap<String, T>: map => {
        ParamValue::object(map.iter().map(|(key, value)| (key.into(), value.to_param())))
    },
}

/// A value as JSON text: the parameter has `content` with a JSON media type.
pub fn as_json<T: Encode>(value: &T) -> ParamValue<'static> {
    match String::from_utf8(to_request(value)) {
        Ok(text) if text != "null" => ParamValue::Scalar(text.into()),
        _ => ParamValue::Absent,
    }
}

impl ToParam for serde_json::Value {
    fn to_param(&self) -> ParamValue<'_> {
        match self {
            Self::Null => ParamValue::Absent,
            Self::Array(items) => items.as_slice().to_param(),
            Self::Object(map) => ParamValue::object(
                map.iter()
                    .map(|(key, value)| (key.into(), value.to_param())),
            ),
            Self::String(text) => text.to_param(),
            Self::Bool(_) | Self::Number(_) => ParamValue::Scalar(self.to_string().into()),
        }
    }
}

impl<'a> From<&'a str> for ParamValue<'a> {
    fn from(text: &'a str) -> Self {
        text.to_param()
    }
}

impl From<i64> for ParamValue<'_> {
    fn from(number: i64) -> Self {
        Self::Scalar(number.to_string().into())
    }
}

/// `null` is no value: what holds it is written as if it were not there.
impl Decode for ParamValue<'static> {
    fn decode(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        Ok(match r.kind()? {
            Kind::Null => {
                r.null()?;
                Self::Absent
            }
            Kind::Bool => Self::Scalar(r.bool()?.to_string().into()),
            Kind::Number => Self::Scalar(r.number_text()?.to_owned().into()),
            Kind::String => Self::Scalar(r.string()?.to_owned().into()),
            Kind::Array => Self::list(Vec::decode(r)?),
            Kind::Object => {
                let mut pairs = Vec::new();
                let mut object = r.object()?;
                while let Some(key) = r.key(&mut object)? {
                    let key = Cow::Owned(key.to_owned());
                    pairs.push((key, Self::decode(r)?));
                }
                Self::object(pairs)
            }
        })
    }
}

impl ParamValue<'static> {
    /// The value that a type has as JSON, as a parameter.
    pub fn from_json<T: Encode>(value: &T) -> Self {
        // What a writer has written can be read.
        json::from_slice(&to_request(value)).unwrap_or(Self::Absent)
    }
}

impl<'a> ParamValue<'a> {
    /// A list of those values that are there.
    pub fn list(items: impl IntoIterator<Item = Self>) -> Self {
        let items = items.into_iter().filter(|item| *item != Self::Absent);
        Self::List(items.collect())
    }

    /// An object with those properties that are there.
    pub fn object(pairs: impl IntoIterator<Item = (Cow<'a, str>, Self)>) -> Self {
        let pairs = pairs.into_iter();
        Self::Object(pairs.filter(|(_, value)| *value != Self::Absent).collect())
    }

    /// A value inside another one has no style of its own: it is one text.
    fn text(&self) -> Cow<'_, str> {
        match self {
            Self::Absent => Cow::Borrowed(""),
            Self::Scalar(text) => Cow::Borrowed(text),
            Self::List(items) => {
                let items: Vec<_> = items.iter().map(Self::text).collect();
                Cow::Owned(items.join(","))
            }
            Self::Object(pairs) => {
                let pair = |(key, value): &(Cow<'_, str>, Self)| format!("{key},{}", value.text());
                let pairs: Vec<_> = pairs.iter().map(pair).collect();
                Cow::Owned(pairs.join(","))
            }
        }
    }

    /// No value, or a list or object of none: RFC 6570 leaves such a parameter out.
    fn is_undefined(&self) -> bool {
        match self {
            Self::Absent => true,
            Self::Scalar(_) => false,
            Self::List(items) => items.is_empty(),
            Self::Object(pairs) => pairs.is_empty(),
        }
    }
}

/// The styles of a path parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PathStyle {
    /// `blue,black`
    Simple,
    /// `.blue.black`
    Label,
    /// `;color=blue;color=black`
    Matrix,
}

/// The styles of a query parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QueryStyle {
    /// `color=blue&color=black`, or `color=blue,black` when not exploded.
    Form,
    /// `color=blue%20black`
    SpaceDelimited,
    /// `color=blue%7Cblack`
    PipeDelimited,
    /// `color[R]=100`, with a pair of brackets for each further level; lists are `color[]=blue`,
    /// or `color[0][R]=100` where they hold more than texts. The specification leaves all but the
    /// first level open: this is what PHP, Rails, `qs` and Stripe read.
    DeepObject,
}

/// What RFC 3986 calls unreserved stays; everything else is escaped.
const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// Reserved characters that may stand in a query value without ending it or being rewritten.
///
/// `#[]&+'` are escaped all the same: a server reads them back as they were, and unescaped they
/// would mean something else to it, or be escaped by the HTTP client after a request is signed.
const RESERVED_KEPT: &AsciiSet = &UNRESERVED
    .remove(b':')
    .remove(b'/')
    .remove(b'?')
    .remove(b'@')
    .remove(b'!')
    .remove(b'$')
    .remove(b'(')
    .remove(b')')
    .remove(b'*')
    .remove(b',')
    .remove(b';')
    .remove(b'=');

/// Percent-encodes everything that RFC 3986 does not call unreserved.
pub fn percent_encode(text: &str) -> String {
    utf8_percent_encode(text, UNRESERVED).to_string()
}

/// Writes one text, escaped in some way.
pub(super) type Escape = fn(&mut String, &str);

fn keep(out: &mut String, text: &str) {
    out.push_str(text);
}

/// Percent-encodes everything that RFC 3986 does not call unreserved.
pub(super) fn escape_all(out: &mut String, text: &str) {
    // Ids and numbers have nothing to escape, and are most of what there is.
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    if text.bytes().all(plain) {
        out.push_str(text);
    } else {
        out.extend(utf8_percent_encode(text, UNRESERVED));
    }
}

/// Escapes with reserved characters kept, and escapes that are there already.
pub(super) fn escape_reserved(out: &mut String, text: &str) {
    let mut rest = text;
    while let Some(at) = rest.find('%') {
        out.extend(utf8_percent_encode(&rest[..at], RESERVED_KEPT));
        rest = &rest[at + 1..];
        let is_escape = rest.len() >= 2 && rest.as_bytes()[..2].iter().all(u8::is_ascii_hexdigit);
        out.push_str(if is_escape { "%" } else { "%25" });
    }
    out.extend(utf8_percent_encode(rest, RESERVED_KEPT));
}

/// Writes a path parameter after what is already in `out`.
pub fn write_path(
    out: &mut String,
    name: &str,
    style: PathStyle,
    explode: bool,
    value: &ParamValue<'_>,
) {
    if value.is_undefined() {
        return;
    }
    match style {
        PathStyle::Simple => write_joined(out, value, explode, ",", escape_all),
        PathStyle::Label => {
            let separator = if explode { "." } else { "," };
            out.push('.');
            write_joined(out, value, explode, separator, escape_all);
        }
        PathStyle::Matrix => write_matrix(out, &percent_encode(name), explode, value),
    }
}

fn write_matrix(out: &mut String, name: &str, explode: bool, value: &ParamValue<'_>) {
    match value {
        ParamValue::List(items) if explode => {
            for item in items {
                push_matrix(out, name, &percent_encode(&item.text()));
            }
        }
        ParamValue::Object(pairs) if explode => {
            for (key, item) in pairs {
                push_matrix(out, &percent_encode(key), &percent_encode(&item.text()));
            }
        }
        _ => {
            let mut text = String::new();
            write_joined(&mut text, value, false, ",", escape_all);
            push_matrix(out, name, &text);
        }
    }
}

/// `;name=value`; an empty value has no `=`.
fn push_matrix(out: &mut String, name: &str, value: &str) {
    out.push(';');
    out.push_str(name);
    if !value.is_empty() {
        out.push('=');
        out.push_str(value);
    }
}

/// Writes a query parameter, with the `&` before it where one is needed.
pub fn write_query(
    out: &mut String,
    name: &str,
    style: QueryStyle,
    explode: bool,
    allow_reserved: bool,
    value: &ParamValue<'_>,
) {
    let escape: Escape = if allow_reserved {
        escape_reserved
    } else {
        escape_all
    };
    write_form(out, "&", name, style, explode, escape, value);
}

/// Writes a cookie, with the `; ` before it where one is needed.
pub fn write_cookie(out: &mut String, name: &str, explode: bool, value: &ParamValue<'_>) {
    write_form(
        out,
        "; ",
        name,
        QueryStyle::Form,
        explode,
        escape_all,
        value,
    );
}

/// Writes a value in a form's style, with the separator before it where one is needed.
pub(super) fn write_form(
    out: &mut String,
    separator: &str,
    name: &str,
    style: QueryStyle,
    explode: bool,
    escape: Escape,
    value: &ParamValue<'_>,
) {
    if value.is_undefined() {
        return;
    }
    let encoded = percent_encode(name);
    match value {
        _ if style == QueryStyle::DeepObject => write_deep(out, separator, encoded, escape, value),
        ParamValue::Object(pairs) if explode => {
            for (key, item) in pairs {
                begin_pair(out, separator, &percent_encode(key));
                escape(out, &item.text());
            }
        }
        ParamValue::List(items) if explode => {
            for item in items {
                begin_pair(out, separator, &encoded);
                escape(out, &item.text());
            }
        }
        _ => {
            let comma = match style {
                QueryStyle::SpaceDelimited => "%20",
                QueryStyle::PipeDelimited => "%7C",
                QueryStyle::Form | QueryStyle::DeepObject => ",",
            };
            begin_pair(out, separator, &encoded);
            write_joined(out, value, false, comma, escape);
        }
    }
}

fn write_deep(
    out: &mut String,
    separator: &str,
    name: String,
    escape: Escape,
    value: &ParamValue<'_>,
) {
    match value {
        ParamValue::Absent => {}
        ParamValue::Scalar(text) => {
            begin_pair(out, separator, &name);
            escape(out, text);
        }
        ParamValue::List(items) => {
            let plain = |item: &ParamValue<'_>| matches!(item, ParamValue::Scalar(_));
            let all_plain = items.iter().all(plain);
            for (index, item) in items.iter().enumerate() {
                let name = if all_plain {
                    format!("{name}%5B%5D")
                } else {
                    format!("{name}%5B{index}%5D")
                };
                write_deep(out, separator, name, escape, item);
            }
        }
        ParamValue::Object(pairs) => {
            for (key, item) in pairs {
                let name = format!("{name}%5B{}%5D", percent_encode(key));
                write_deep(out, separator, name, escape, item);
            }
        }
    }
}

/// `name=`, with the separator before it where one is needed.
fn begin_pair(out: &mut String, separator: &str, name: &str) {
    if !out.is_empty() {
        out.push_str(separator);
    }
    out.push_str(name);
    out.push('=');
}

/// The text of a header in the simple style; `None` when there is nothing to send.
pub fn header_text(explode: bool, value: &ParamValue<'_>) -> Option<String> {
    let mut text = String::new();
    write_joined(&mut text, value, explode, ",", keep);
    (!value.is_undefined()).then_some(text)
}

/// Writes the value as one text: an object as `k,v` pairs, or `k=v` when exploded.
fn write_joined(
    out: &mut String,
    value: &ParamValue<'_>,
    explode: bool,
    separator: &str,
    escape: Escape,
) {
    match value {
        ParamValue::Absent => {}
        ParamValue::Scalar(text) => escape(out, text),
        ParamValue::List(items) => {
            for (index, item) in items.iter().enumerate() {
                out.push_str(if index > 0 { separator } else { "" });
                escape(out, &item.text());
            }
        }
        ParamValue::Object(pairs) => {
            let equals = if explode { "=" } else { separator };
            for (index, (key, item)) in pairs.iter().enumerate() {
                out.push_str(if index > 0 { separator } else { "" });
                escape(out, key);
                out.push_str(equals);
                escape(out, &item.text());
            }
        }
    }
}
