//! Checks that the description is of a version the later stages understand.

use serde_json::Value;

use crate::diagnostics::{At, Diagnostic, Diagnostics};
use crate::load::Sources;
use crate::pointer::Pointer;

/// Accepts OpenAPI 3.0.x and says what else it found.
///
/// # Errors
/// Pushes an error when the root is no object, or of another version.
pub fn check_version(sources: &Sources, root: &Pointer, diagnostics: &mut Diagnostics) {
    let Some(Value::Object(document)) = sources.get(root) else {
        diagnostics.push(
            Diagnostic::error(
                "not-openapi",
                At::Value(root.clone()),
                "an OpenAPI description is an object",
            )
            .hint("start it with `openapi: 3.0.3`"),
        );
        return;
    };
    if let Some(found) = document.get("swagger") {
        diagnostics.push(
            Diagnostic::error(
                "unsupported-version",
                At::Value(root.child("swagger")),
                format!("Swagger {} is not supported", plain(found)),
            )
            .hint("convert the description to OpenAPI 3.0 first"),
        );
        return;
    }
    match document.get("openapi") {
        None => diagnostics.push(
            Diagnostic::error(
                "missing-version",
                At::Value(root.clone()),
                "there is no `openapi` field",
            )
            .hint("an OpenAPI 3.0 description starts with `openapi: 3.0.3`"),
        ),
        Some(Value::String(version)) if version.starts_with("3.0.") || version == "3.0" => {}
        Some(found) => diagnostics.push(
            Diagnostic::error(
                "unsupported-version",
                At::Value(root.child("openapi")),
                format!("OpenAPI version {} is not supported", plain(found)),
            )
            .hint("supported are 3.0.0 to 3.0.4; the version is a quoted string"),
        ),
    }
}

/// A value as it stands in the text, without the quotes.
fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
