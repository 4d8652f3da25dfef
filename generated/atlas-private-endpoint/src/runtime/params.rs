// @generated from an OpenAPI description. To change this file, change the description, its policy
// or the templates, and run the generator again.

//! How values become parts of a path, a query, a header or a cookie.
//!
//! The styles are those of OpenAPI 3.0 (its "Style Examples" table), which are RFC 6570's.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::json::{Base64, Encode, Maybe, Unrecognized, to_request};

/// A parameter's value, ready to be written in any style.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ParamValue {
    /// There is no value; nothing is written.
    Absent,
    /// One text.
    Scalar(String),
    /// Several texts.
    List(Vec<String>),
    /// Named texts.
    Object(Vec<(String, String)>),
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
        ParamValue::List(
            self.iter()
                .filter_map(|item| item.to_param().into_text())
                .collect(),
        )
    }
}

impl<T: ToParam> ToParam for Vec<T> {
    fn to_param(&self) -> ParamValue {
        self.as_slice().to_param()
    }
}

impl<T: ToParam> ToParam for BTreeMap<String, T> {
    fn to_param(&self) -> ParamValue {
        let pairs = self.iter();
        ParamValue::Object(
            pairs
                .filter_map(|(key, value)| Some((key.clone(), value.to_param().into_text()?)))
                .collect(),
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
            Self::Object(map) => {
                let pairs = map.iter();
                ParamValue::Object(
                    pairs
                        .filter_map(|(key, value)| {
                            Some((key.clone(), value.to_param().into_text()?))
                        })
                        .collect(),
                )
            }
            Self::String(text) => ParamValue::Scalar(text.clone()),
            Self::Bool(_) | Self::Number(_) => ParamValue::Scalar(self.to_string()),
        }
    }
}

impl ParamValue {
    /// The value that a type has as JSON, as a parameter.
    pub fn from_json<T: Encode>(value: &T) -> Self {
        let json = serde_json::from_slice(&to_request(value));
        json.map_or(Self::Absent, |value: serde_json::Value| value.to_param())
    }

    /// A value inside another one has no style of its own: it is one text.
    pub fn into_text(self) -> Option<String> {
        match self {
            Self::Absent => None,
            Self::Scalar(text) => Some(text),
            Self::List(items) => Some(items.join(",")),
            Self::Object(pairs) => Some(
                pairs
                    .iter()
                    .map(|(key, value)| format!("{key},{value}"))
                    .collect::<Vec<_>>()
                    .join(","),
            ),
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
    /// `color[R]=100`
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
type Escape = fn(&str) -> String;

fn keep(text: &str) -> String {
    text.to_owned()
}

/// Escapes with reserved characters kept, and escapes that are there already.
fn escape_reserved(text: &str) -> String {
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
                push_pair(out, ";", name, &percent_encode(item), false);
            }
        }
        ParamValue::Object(pairs) if explode => {
            for (key, item) in pairs {
                push_pair(out, ";", &percent_encode(key), &percent_encode(item), false);
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

fn write_form(
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
        ParamValue::Object(pairs) if style == QueryStyle::DeepObject => {
            for (key, item) in pairs {
                let key = format!("{encoded}%5B{}%5D", percent_encode(key));
                push_pair(out, separator, &key, &escape(item), true);
            }
        }
        ParamValue::Object(pairs) if explode => {
            for (key, item) in pairs {
                push_pair(out, separator, &percent_encode(key), &escape(item), true);
            }
        }
        ParamValue::List(items) if explode => {
            for item in items {
                push_pair(out, separator, &encoded, &escape(item), true);
            }
        }
        _ => {
            let comma = match style {
                QueryStyle::SpaceDelimited => "%20",
                QueryStyle::PipeDelimited => "%7C",
                QueryStyle::Form | QueryStyle::DeepObject => ",",
            };
            push_pair(
                out,
                separator,
                &encoded,
                &joined(value, false, comma, escape),
                true,
            );
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
            .map(|item| escape(item))
            .collect::<Vec<_>>()
            .join(separator),
        ParamValue::Object(pairs) => {
            let equals = if explode { "=" } else { separator };
            let pair =
                |(key, item): &(String, String)| format!("{}{equals}{}", escape(key), escape(item));
            pairs.iter().map(pair).collect::<Vec<_>>().join(separator)
        }
    }
}
