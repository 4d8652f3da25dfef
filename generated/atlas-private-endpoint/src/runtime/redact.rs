// @generated from an OpenAPI description; change that, its policy or the templates instead.

//! Requests and answers for people to read, without what lets its reader act as someone else.

use std::fmt::Write as _;

use http::{HeaderMap, HeaderName, HeaderValue};
use percent_encoding::percent_decode_str;
use serde_json::Value;

use super::response::{content_type, is_json};

/// What stands in place of a secret.
pub const REDACTED: &str = "[redacted]";

/// The longest body that is read, and the longest text that is shown of it.
const LONGEST: usize = 1 << 20;
const SHOWN: usize = 8 << 10;

/// Headers that hold credentials.
const HEADERS: [&str; 8] = [
    "authorization",
    "proxy-authorization",
    "authentication-info",
    "cookie",
    "set-cookie",
    "x-api-key",
    "api-key",
    "x-auth-token",
];

/// What the names of secrets have in them, in small letters and without separators.
const NAMES: [&str; 14] = [
    "password",
    "passwd",
    "passphrase",
    "secret",
    "token",
    "apikey",
    "privatekey",
    "accesskey",
    "credential",
    "authorization",
    "signature",
    "assertion",
    "cookie",
    "connectionstring",
];

/// True for headers that hold credentials.
pub fn is_secret_header(name: &HeaderName, value: &HeaderValue) -> bool {
    value.is_sensitive() || HEADERS.contains(&name.as_str())
}

/// True for names of properties and parameters that sound like secrets, and for those of `more`.
pub fn is_secret_name(name: &str, more: &[String]) -> bool {
    let plain: String = name
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_lowercase())
        .collect();
    NAMES.iter().any(|secret| plain.contains(secret)) || more.iter().any(|secret| secret == name)
}

/// A query or a form, without the values of secrets.
pub fn pairs(text: &str, more: &[String]) -> String {
    let mut shown = String::with_capacity(text.len());
    for (index, pair) in text.split('&').enumerate() {
        if index > 0 {
            shown.push('&');
        }
        match pair.split_once('=') {
            Some((name, _)) if is_secret_name(&decoded(name), more) => {
                shown.push_str(name);
                shown.push('=');
                shown.push_str(REDACTED);
            }
            _ => shown.push_str(pair),
        }
    }
    shown
}

fn decoded(name: &str) -> String {
    percent_decode_str(name).decode_utf8_lossy().into_owned()
}

/// A body by its type: JSON and forms without the values of secrets, and of others the size only,
/// because nobody knows what is in them.
pub fn body(headers: &HeaderMap, body: &[u8], more: &[String]) -> String {
    let content_type = content_type(headers);
    let form = content_type.is_some_and(|ty| ty.starts_with("application/x-www-form-urlencoded"));
    let text = if body.len() > LONGEST {
        None
    } else if form {
        std::str::from_utf8(body).ok().map(|text| pairs(text, more))
    } else if is_json(content_type) {
        json(body, more)
    } else {
        None
    };
    match text {
        Some(text) => shortened(text),
        None => size(body.len() as u64, content_type),
    }
}

/// What is said of a body that is not shown.
pub fn size(bytes: u64, content_type: Option<&str>) -> String {
    let ty = content_type.unwrap_or("no content type");
    format!("[{bytes} bytes, {ty}]")
}

fn json(body: &[u8], more: &[String]) -> Option<String> {
    let mut value: Value = serde_json::from_slice(body).ok()?;
    hide(&mut value, more);
    Some(value.to_string())
}

/// JSON that could be read is not nested deeply.
fn hide(value: &mut Value, more: &[String]) {
    match value {
        Value::Object(object) => {
            for (name, value) in object {
                if is_secret_name(name, more) && !value.is_null() {
                    *value = Value::String(REDACTED.to_owned());
                } else {
                    hide(value, more);
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| hide(item, more)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn shortened(mut text: String) -> String {
    if text.len() > SHOWN {
        let length = text.len();
        let end = (0..=SHOWN).rev().find(|at| text.is_char_boundary(*at));
        text.truncate(end.unwrap_or_default());
        let _ = write!(text, "… [{length} bytes in all]");
    }
    text
}
