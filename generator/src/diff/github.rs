//! A review as commands of GitHub Actions, which shows them beside the lines of a pull request.

use std::fmt::Write;

use super::relation::Severity;
use super::review::{Entry, Review};
use super::rust::{Bump, RustChange};

/// GitHub shows ten of each kind for a step; the log has them all.
pub fn render(review: &Review) -> String {
    let mut text = String::new();
    let counted = review
        .entries
        .iter()
        .filter(|entry| entry.ignored.is_none());
    for entry in counted {
        let level = match (entry.severity, entry.bump) {
            (Severity::Breaking, _) | (_, Bump::Major) => "error",
            (Severity::Risky, _) => "warning",
            _ if entry.is_choice() => "notice",
            _ => continue,
        };
        command(&mut text, level, entry);
    }
    for note in &review.notes {
        let _ = writeln!(text, "::warning::{}", data(note));
    }
    let summary = &review.summary;
    let rust = summary.rust.map_or("not compared", Bump::name);
    let verdict = format!(
        "wire {}, Rust {rust}, version bump {}: {} breaking, {} risky, {} compatible, {} ignored",
        summary.wire.name(),
        summary.bump.name(),
        summary.breaking,
        summary.risky,
        summary.compatible,
        summary.ignored,
    );
    let _ = writeln!(text, "::notice title=API review::{}", data(&verdict));
    text
}

fn command(text: &mut String, level: &str, entry: &Entry) {
    let mut properties = Vec::new();
    // Only the new side is in the checkout.
    let exact = entry.changes.iter().find_map(|finding| {
        let counts = finding.ignored.is_none() && finding.severity >= Severity::Risky;
        finding.new.as_ref().filter(|_| counts)
    });
    if let Some(place) = exact.or(entry.new.as_ref()) {
        properties.push(format!("file={}", property(super::path_of(&place.file))));
        properties.push(format!("line={}", place.line));
        properties.push(format!("col={}", place.column));
    }
    let title = format!("{} {}", entry.kind.name(), entry.name);
    properties.push(format!("title={}", property(&title)));
    let findings = entry
        .changes
        .iter()
        .filter(|finding| finding.ignored.is_none() && finding.severity >= Severity::Risky);
    let rust = entry
        .rust
        .iter()
        .filter(|change| change.ignored.is_none())
        .filter(|change| change.bump == Bump::Major || change.help.is_some());
    let lines: Vec<String> = findings
        .map(|finding| match finding.path.as_str() {
            "" => format!("{}: {}", finding.severity.name(), finding.message),
            path => format!("{}: {path}: {}", finding.severity.name(), finding.message),
        })
        .chain(rust.map(line_of))
        .collect();
    let _ = writeln!(
        text,
        "::{level} {}::{}",
        properties.join(","),
        data(&lines.join("\n"))
    );
}

fn line_of(change: &RustChange) -> String {
    let line = format!(
        "Rust {}: {}: {}",
        change.bump.name(),
        change.item,
        change.reason
    );
    match &change.help {
        Some(help) if change.bump < Bump::Major => format!("{line}; {help}"),
        _ => line,
    }
}

fn data(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
