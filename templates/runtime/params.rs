//! How values become parts of a path, a query, a header or a cookie.
//!
//! The styles are those of OpenAPI 3.0 (its "Style Examples" table), which are RFC 6570's.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Write as _;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::json::{
    self, Base64, Decode, DecodeError, Encode, Kind, Maybe, Reader, Unrecognized, to_request,
};

/// A parameter's value, ready to be written in any style.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ParamValue {
    /// There is no value; nothing is written.
    Absent,
    /// One text.
    Scalar(String),
    /// Several values.
    List(Vec<ParamValue>),
    /// Named values.
    Object(Vec<(String, ParamValue)>),
}

/// A type whose values can be parameters.
pub trait ToParam {
    /// The value as text.
    fn to_param(&self) -> ParamValue;
}

macro_rules! displayed {
    ($($type:ty),+) => {$(
        impl ToParam for $type {
            fn to_param(&self) -> ParamValue {
                ParamValue::Scalar(self.to_string())
            }
        }
    )+};
}

displayed!(
    bool,
    i8,
    i16,
    i32,
    i64,
    u8,
    u16,
    u32,
    u64,
    f32,
    f64,
    str,
    String,
    Base64,
    Unrecognized
);

impl<T: ToParam + ?Sized> ToParam for &T {
    fn to_param(&self) -> ParamValue {
        T::to_param(self)
    }
}

impl<T: ToParam + ?Sized> ToParam for Box<T> {
    fn to_param(&self) -> ParamValue {
        T::to_param(self)
    }
}

impl<T: ToParam> ToParam for Option<T> {
    fn to_param(&self) -> ParamValue {
        self.as_ref().map_or(ParamValue::Absent, T::to_param)
    }
}

impl<T: ToParam> ToParam for Maybe<T> {
    fn to_param(&self) -> ParamValue {
        self.as_ref().map_or(ParamValue::Absent, T::to_param)
    }
}

impl<T: ToParam> ToParam for [T] {
    fn to_param(&self) -> ParamValue {
        ParamValue::list(self.iter().map(T::to_param))
    }
}

impl<T: ToParam> ToParam for Vec<T> {
    fn to_param(&self) -> ParamValue {
        self.as_slice().to_param()
    }
}

impl<T: ToParam> ToParam for BTreeMap<String, T> {
    fn to_param(&self) -> ParamValue {
        ParamValue::object(
            self.iter()
                .map(|(key, value)| (key.clone(), value.to_param())),
        )
    }
}

/// A value as JSON text: the parameter has `content` with a JSON media type.
pub fn as_json<T: Encode>(value: &T) -> ParamValue {
    match String::from_utf8(to_request(value)) {
        Ok(text) if text != "null" => ParamValue::Scalar(text),
        _ => ParamValue::Absent,
    }
}

impl ToParam for ParamValue {
    fn to_param(&self) -> ParamValue {
        self.clone()
    }
}

impl ToParam for serde_json::Value {
    fn to_param(&self) -> ParamValue {
        match self {
            Self::Null => ParamValue::Absent,
            Self::Array(items) => items.as_slice().to_param(),
            Self::Object(map) => ParamValue::object(
                map.iter()
                    .map(|(key, value)| (key.clone(), value.to_param())),
            ),
            Self::String(text) => ParamValue::Scalar(text.clone()),
            Self::Bool(_) | Self::Number(_) => ParamValue::Scalar(self.to_string()),
        }
    }
}

impl From<&str> for ParamValue {
    fn from(text: &str) -> Self {
        Self::Scalar(text.to_owned())
    }
}

/// `null` is no value: what holds it is written as if it were not there.
impl Decode for ParamValue {
    fn decode(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        Ok(match r.kind()? {
            Kind::Null => {
                r.null()?;
                Self::Absent
            }
            Kind::Bool => Self::Scalar(r.bool()?.to_string()),
            Kind::Number => Self::Scalar(r.number_text()?.to_owned()),
            Kind::String => Self::Scalar(r.string()?.to_owned()),
            Kind::Array => Self::list(Vec::decode(r)?),
            Kind::Object => {
                let mut pairs = Vec::new();
                let mut object = r.object()?;
                while let Some(key) = r.key(&mut object)? {
                    let key = key.to_owned();
                    pairs.push((key, Self::decode(r)?));
                }
                Self::object(pairs)
            }
        })
    }
}

impl ParamValue {
    /// The value that a type has as JSON, as a parameter.
    pub fn from_json<T: Encode>(value: &T) -> Self {
        // What a writer has written can be read.
        json::from_slice(&to_request(value)).unwrap_or(Self::Absent)
    }

    /// A list of those values that are there.
    pub fn list(items: impl IntoIterator<Item = Self>) -> Self {
        let items = items.into_iter().filter(|item| *item != Self::Absent);
        Self::List(items.collect())
    }

    /// An object with those properties that are there.
    pub fn object(pairs: impl IntoIterator<Item = (String, Self)>) -> Self {
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
                let pair = |(key, value): &(String, Self)| format!("{key},{}", value.text());
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

/// How one text is escaped.
pub(super) type Escape = fn(&str) -> String;

fn keep(text: &str) -> String {
    text.to_owned()
}

/// Escapes with reserved characters kept, and escapes that are there already.
pub(super) fn escape_reserved(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('%') {
        out.extend(utf8_percent_encode(&rest[..at], RESERVED_KEPT));
        rest = &rest[at + 1..];
        let is_escape = rest.len() >= 2 && rest.as_bytes()[..2].iter().all(u8::is_ascii_hexdigit);
        out.push_str(if is_escape { "%" } else { "%25" });
    }
    out.extend(utf8_percent_encode(rest, RESERVED_KEPT));
    out
}

/// Writes a path parameter after what is already in `out`.
pub fn write_path(
    out: &mut String,
    name: &str,
    style: PathStyle,
    explode: bool,
    value: &ParamValue,
) {
    if value.is_undefined() {
        return;
    }
    match style {
        PathStyle::Simple => out.push_str(&joined(value, explode, ",", percent_encode)),
        PathStyle::Label => {
            out.push('.');
            out.push_str(&joined(
                value,
                explode,
                if explode { "." } else { "," },
                percent_encode,
            ));
        }
        PathStyle::Matrix => write_matrix(out, &percent_encode(name), explode, value),
    }
}

fn write_matrix(out: &mut String, name: &str, explode: bool, value: &ParamValue) {
    match value {
        ParamValue::List(items) if explode => {
            for item in items {
                push_pair(out, ";", name, &percent_encode(&item.text()), false);
            }
        }
        ParamValue::Object(pairs) if explode => {
            for (key, item) in pairs {
                push_pair(
                    out,
                    ";",
                    &percent_encode(key),
                    &percent_encode(&item.text()),
                    false,
                );
            }
        }
        _ => push_pair(
            out,
            ";",
            name,
            &joined(value, false, ",", percent_encode),
            false,
        ),
    }
}

/// Writes a query parameter, with the `&` before it where one is needed.
pub fn write_query(
    out: &mut String,
    name: &str,
    style: QueryStyle,
    explode: bool,
    allow_reserved: bool,
    value: &ParamValue,
) {
    let escape: Escape = if allow_reserved {
        escape_reserved
    } else {
        percent_encode
    };
    write_form(out, "&", name, style, explode, escape, value);
}

/// Writes a cookie, with the `; ` before it where one is needed.
pub fn write_cookie(out: &mut String, name: &str, explode: bool, value: &ParamValue) {
    write_form(
        out,
        "; ",
        name,
        QueryStyle::Form,
        explode,
        percent_encode,
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
    value: &ParamValue,
) {
    if value.is_undefined() {
        return;
    }
    let encoded = percent_encode(name);
    match value {
        _ if style == QueryStyle::DeepObject => write_deep(out, separator, encoded, escape, value),
        ParamValue::Object(pairs) if explode => {
            for (key, item) in pairs {
                let item = escape(&item.text());
                push_pair(out, separator, &percent_encode(key), &item, true);
            }
        }
        ParamValue::List(items) if explode => {
            for item in items {
                push_pair(out, separator, &encoded, &escape(&item.text()), true);
            }
        }
        _ => {
            let comma = match style {
                QueryStyle::SpaceDelimited => "%20",
                QueryStyle::PipeDelimited => "%7C",
                QueryStyle::Form | QueryStyle::DeepObject => ",",
            };
            let text = joined(value, false, comma, escape);
            push_pair(out, separator, &encoded, &text, true);
        }
    }
}

fn write_deep(out: &mut String, separator: &str, name: String, escape: Escape, value: &ParamValue) {
    match value {
        ParamValue::Absent => {}
        ParamValue::Scalar(text) => push_pair(out, separator, &name, &escape(text), true),
        ParamValue::List(items) => {
            let plain = |item: &ParamValue| matches!(item, ParamValue::Scalar(_));
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

/// `name=value`; an empty value keeps its `=` in a form, and loses it in a matrix.
fn push_pair(out: &mut String, separator: &str, name: &str, value: &str, form: bool) {
    if !form || !out.is_empty() {
        out.push_str(separator);
    }
    out.push_str(name);
    if form || !value.is_empty() {
        let _ = write!(out, "={value}");
    }
}

/// The text of a header in the simple style; `None` when there is nothing to send.
pub fn header_text(explode: bool, value: &ParamValue) -> Option<String> {
    (!value.is_undefined()).then(|| joined(value, explode, ",", keep))
}

/// The value as one text: an object as `k,v` pairs, or `k=v` when exploded.
fn joined(value: &ParamValue, explode: bool, separator: &str, escape: Escape) -> String {
    match value {
        ParamValue::Absent => String::new(),
        ParamValue::Scalar(text) => escape(text),
        ParamValue::List(items) => items
            .iter()
            .map(|item| escape(&item.text()))
            .collect::<Vec<_>>()
            .join(separator),
        ParamValue::Object(pairs) => {
            let equals = if explode { "=" } else { separator };
            let pair = |(key, item): &(String, ParamValue)| {
                format!("{}{equals}{}", escape(key), escape(&item.text()))
            };
            pairs.iter().map(pair).collect::<Vec<_>>().join(separator)
        }
    }
}
