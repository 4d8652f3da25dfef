//! Which version of OpenAPI a description is of.

use serde_json::Value;

use crate::diagnostics::{At, Diagnostic, Diagnostics};
use crate::load::Sources;
use crate::pointer::Pointer;

/// The versions that are understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Version {
    V3_0,
    V3_1,
    V3_2,
}

/// The version of a description; pushes an error when it is none that is understood.
pub(super) fn version(
    sources: &Sources,
    root: &Pointer,
    diagnostics: &mut Diagnostics,
) -> Option<Version> {
    let problem = match sources.get(root) {
        Some(Value::Object(document)) => match (document.get("swagger"), document.get("openapi")) {
            (Some(found), _) => swagger(root, found),
            (None, Some(found)) => match of(found) {
                Some(version) => return Some(version),
                None => unknown(root, found),
            },
            (None, None) => missing(root),
        },
        _ => Diagnostic::error(
            "not-openapi",
            At::Value(root.clone()),
            "an OpenAPI description is an object",
        )
        .hint("start it with `openapi: 3.0.3`"),
    };
    diagnostics.push(problem);
    None
}

fn of(found: &Value) -> Option<Version> {
    let text = found.as_str()?;
    let mut parts = text.splitn(3, '.');
    match (parts.next()?, parts.next()?) {
        ("3", "0") => Some(Version::V3_0),
        ("3", "1") => Some(Version::V3_1),
        ("3", "2") => Some(Version::V3_2),
        _ => None,
    }
}

fn swagger(root: &Pointer, found: &Value) -> Diagnostic {
    Diagnostic::error(
        "unsupported-version",
        At::Value(root.child("swagger")),
        format!("Swagger {} is not supported", plain(found)),
    )
    .hint("convert the description to OpenAPI 3.0 first, for example with swagger2openapi")
}

fn unknown(root: &Pointer, found: &Value) -> Diagnostic {
    Diagnostic::error(
        "unsupported-version",
        At::Value(root.child("openapi")),
        format!("OpenAPI version {} is not supported", plain(found)),
    )
    .hint("supported are 3.0, 3.1 and 3.2; the version is a quoted string, such as `\"3.1.1\"`")
}

fn missing(root: &Pointer) -> Diagnostic {
    Diagnostic::error(
        "missing-version",
        At::Value(root.clone()),
        "there is no `openapi` field",
    )
    .hint("an OpenAPI description starts with its version: `openapi: 3.0.3`")
}

/// A value as it stands in the text, without the quotes.
fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
