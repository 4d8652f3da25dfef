//! A review as a section of a CHANGELOG, for those who use the crate.

use std::collections::BTreeSet;
use std::fmt::Write;

use super::markdown::{code, sentence};
use super::relation::Severity;
use super::review::{Entry, Finding, Review};
use super::rust::{Bump, RustChange};

/// The headings, in order.
const SECTIONS: [&str; 6] = [
    "Breaking in Rust",
    "Breaking on the wire",
    "Added",
    "Deprecated",
    "May behave differently",
    "Changed",
];

pub fn render(review: &Review) -> String {
    let version = review.versions.as_ref().map(|versions| {
        if versions.enough {
            &versions.new
        } else {
            &versions.least
        }
    });
    let mut text = match version {
        Some(version) => format!("## {version}\n"),
        None => "## Unreleased\n".to_owned(),
    };
    let mut sections: [BTreeSet<String>; 6] = Default::default();
    let counted = review
        .entries
        .iter()
        .filter(|entry| entry.ignored.is_none());
    for entry in counted {
        for change in entry.rust.iter().filter(|change| change.ignored.is_none()) {
            sections[rust_section(change)].insert(rust(change));
        }
        for finding in entry.changes.iter().filter(|one| one.ignored.is_none()) {
            if let Some(section) = wire_section(finding) {
                sections[section].insert(wire(entry, finding));
            }
        }
    }
    for (title, lines) in SECTIONS.iter().zip(&sections) {
        if lines.is_empty() {
            continue;
        }
        let _ = write!(text, "\n### {title}\n\n");
        for line in lines {
            let _ = writeln!(text, "- {line}");
        }
    }
    if sections.iter().all(BTreeSet::is_empty) {
        text.push_str("\nOnly documentation changed.\n");
    }
    text
}

fn rust_section(change: &RustChange) -> usize {
    match (change.bump, &change.before) {
        (Bump::Major, _) => 0,
        // What stays as it is has neither.
        (_, None) if change.after.is_some() => 2,
        _ if change.reason.contains("deprecated") => 3,
        _ => 5,
    }
}

/// What is compatible shows in Rust, or not at all.
fn wire_section(finding: &Finding) -> Option<usize> {
    match finding.severity {
        Severity::Breaking => Some(1),
        Severity::Risky => Some(4),
        Severity::Compatible | Severity::None => None,
    }
}

fn rust(change: &RustChange) -> String {
    let mut line = format!("{}: {}", code(&change.item), sentence(&change.reason));
    if let (Some(before), Some(after)) = (&change.before, &change.after) {
        let _ = write!(line, ": {} → {}", code(before), code(after));
    }
    if let Some(help) = &change.help {
        let _ = write!(line, " ({})", sentence(help));
    }
    line
}

fn wire(entry: &Entry, finding: &Finding) -> String {
    let at = match finding.path.as_str() {
        "" => String::new(),
        path => format!(", {}", code(path)),
    };
    format!(
        "{} {}{at}: {}",
        entry.kind.name(),
        code(&entry.name),
        sentence(&finding.message)
    )
}
