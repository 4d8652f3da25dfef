//! A review as SARIF 2.1.0, for tools that collect findings.

use serde_json::{Value, json};

use super::relation::Severity;
use super::review::{Entry, Finding, Place, Review};
use super::rules::RULES;
use super::rust::{Bump, RustChange};

/// The rule of what changed in Rust alone.
const RUST: &str = "rust-surface-changed";

pub fn render(review: &Review) -> String {
    let rules: Vec<Value> = RULES
        .iter()
        .map(|(id, text)| json!({"id": id, "shortDescription": {"text": text}}))
        .collect();
    let results: Vec<Value> = review.entries.iter().flat_map(results).collect();
    let notes = review
        .notes
        .iter()
        .map(|note| json!({"level": "warning", "message": {"text": note}}))
        .collect::<Vec<_>>();
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": "generator diff",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": rules,
            }},
            "columnKind": "unicodeCodePoints",
            "invocations": [{"executionSuccessful": true, "toolExecutionNotifications": notes}],
            "results": results,
        }],
    });
    serde_json::to_string_pretty(&log).unwrap_or_default()
}

fn results(entry: &Entry) -> Vec<Value> {
    let wire = entry.changes.iter().map(|finding| wire(entry, finding));
    let rust = entry.rust.iter().map(|change| rust(entry, change));
    wire.chain(rust).collect()
}

fn wire(entry: &Entry, finding: &Finding) -> Value {
    let level = match finding.severity {
        Severity::Breaking => "error",
        Severity::Risky => "warning",
        Severity::Compatible | Severity::None => "note",
    };
    let text = format!("{} {}: {}", entry.kind.name(), entry.name, finding.message);
    let mut result = json!({
        "ruleId": finding.rule,
        "level": level,
        "message": {"text": text},
        "partialFingerprints": {"openapiChange/v1": finding.fingerprint},
        "properties": {
            "request": finding.wire.request,
            "response": finding.wire.response,
            "operations": finding.operations,
        },
    });
    places(&mut result, finding.old.as_ref(), finding.new.as_ref());
    suppress(&mut result, finding.ignored.as_ref());
    result
}

fn rust(entry: &Entry, change: &RustChange) -> Value {
    let level = match change.bump {
        Bump::Major => "error",
        Bump::Minor | Bump::Patch | Bump::None => "note",
    };
    let print = super::review::hash(&format!(
        "{}{:?}{:?}",
        change.item, change.before, change.after
    ));
    let mut result = json!({
        "ruleId": RUST,
        "level": level,
        "message": {"text": format!("Rust {}: {}: {}", change.bump.name(), change.item, change.reason)},
        "partialFingerprints": {"openapiChange/v1": print},
        "properties": {"rust": change},
    });
    places(&mut result, entry.old.as_ref(), entry.new.as_ref());
    suppress(&mut result, change.ignored.as_ref());
    result
}

/// The new place is what a reviewer looks at; the old one goes with it.
fn places(result: &mut Value, old: Option<&Place>, new: Option<&Place>) {
    if let Some(place) = new.or(old) {
        result["locations"] = json!([location(place)]);
    }
    if let (Some(place), Some(_)) = (old, new) {
        let mut location = location(place);
        location["id"] = json!(1);
        location["message"] = json!({"text": "as it was"});
        result["relatedLocations"] = json!([location]);
    }
}

fn location(place: &Place) -> Value {
    json!({
        "physicalLocation": {
            "artifactLocation": {"uri": uri(&place.file)},
            "region": {"startLine": place.line, "startColumn": place.column},
        },
        "logicalLocations": [{"fullyQualifiedName": place.pointer}],
    })
}

/// The path of a file as a URI; of `REV:path` the path.
fn uri(file: &str) -> String {
    let path = super::path_of(file);
    let mut uri = String::new();
    if path.starts_with('/') {
        uri.push_str("file://");
    }
    for byte in path.bytes() {
        match byte {
            b'\\' => uri.push('/'),
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'.' | b'_' | b'~' => {
                uri.push(char::from(byte));
            }
            byte => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri
}

fn suppress(result: &mut Value, reason: Option<&String>) {
    if let Some(reason) = reason {
        result["suppressions"] = json!([{"kind": "external", "justification": reason}]);
    }
}
