//! A review as a comment of a pull request: the verdict, a table of what breaks, the rest folded.

use std::fmt::Write;

use super::relation::Severity;
use super::review::{Entry, Review};
use super::rust::Bump;

/// What a comment may have at most, with some room for what a bot adds.
pub const MOST: usize = 65_000;
/// By this a bot finds its comment again.
const MARKER: &str = "<!-- openapi-review -->";
/// So many operations are named.
const MOST_OPERATIONS: usize = 3;

/// The comment. What would make it too long is left out, and it says so.
pub fn render(review: &Review) -> String {
    let mut text = format!("{MARKER}\n{}\n", verdict(review));
    let entries: Vec<&Entry> = review
        .entries
        .iter()
        .filter(|entry| entry.ignored.is_none())
        .collect();
    let (breaking, rest): (Vec<&Entry>, Vec<&Entry>) =
        entries.into_iter().partition(|entry| breaks(entry));
    let mut cut = 0;
    if !breaking.is_empty() {
        text.push_str("\n| | What | Wire | Rust |\n| --- | --- | --- | --- |\n");
        cut += rows(&mut text, &breaking, 0);
    }
    if !rest.is_empty() {
        let close = "\n</details>\n";
        let _ = write!(
            text,
            "\n<details><summary>{} that break nothing</summary>\n\n| | What | Wire | Rust |\n| --- | --- | --- | --- |\n",
            rest.len()
        );
        cut += rows(&mut text, &rest, close.len());
        text.push_str(close);
    }
    for note in &review.notes {
        let line = format!("\n> {}\n", escape(note));
        if text.len() + line.len() < MOST {
            text.push_str(&line);
        }
    }
    if cut > 0 {
        let _ = write!(
            text,
            "\n**{cut} more entries did not fit into this comment**; `generator diff --format json` has them all.\n"
        );
    }
    text
}

fn breaks(entry: &Entry) -> bool {
    entry.severity >= Severity::Risky || entry.bump == Bump::Major
}

fn verdict(review: &Review) -> String {
    if review.is_empty() {
        return "**No change**: both descriptions say the same.".to_owned();
    }
    let summary = &review.summary;
    let rust = summary.rust.map_or("not compared", |rust| match rust {
        Bump::None => "unchanged",
        other => other.name(),
    });
    let version = match &review.versions {
        Some(versions) if !versions.enough => format!(
            " **The version goes from {} to {}, but {} at least is asked for.**",
            escape(&versions.old),
            escape(&versions.new),
            versions.least
        ),
        _ => String::new(),
    };
    format!(
        "**Wire: {}. Rust: {rust}. Version bump: {}.** {} breaking, {} risky, {} compatible, {} ignored.{version}",
        summary.wire.name(),
        summary.bump.name(),
        summary.breaking,
        summary.risky,
        summary.compatible,
        summary.ignored
    )
}

/// Writes rows as long as there is room; says how many were left out.
fn rows(text: &mut String, entries: &[&Entry], reserve: usize) -> usize {
    // The table, its end and the line about what was cut.
    const ROOM: usize = 600;
    for (index, entry) in entries.iter().enumerate() {
        let row = row(entry);
        if text.len() + row.len() + reserve + ROOM > MOST {
            return entries.len() - index;
        }
        text.push_str(&row);
    }
    0
}

fn row(entry: &Entry) -> String {
    let mut what = sentence(&entry.message);
    if entry.changes.len() > 1 {
        let _ = write!(what, " (+{})", entry.changes.len() - 1);
    }
    // Where the gravest change stands, or the whole.
    let first = entry.changes.first();
    let exact = first.and_then(|first| first.new.as_ref().or(first.old.as_ref()));
    if let Some(place) = exact.or(entry.new.as_ref()).or(entry.old.as_ref()) {
        let _ = write!(
            what,
            "<br>{}",
            code(&format!("{}:{}", place.file, place.line))
        );
    }
    let operations: Vec<String> = entry
        .operations
        .iter()
        .take(MOST_OPERATIONS)
        .filter(|operation| **operation != entry.name)
        .map(|operation| code(operation))
        .collect();
    if !operations.is_empty() {
        let _ = write!(what, "<br>reached by {}", operations.join(", "));
        if entry.operations.len() > MOST_OPERATIONS {
            let _ = write!(what, " +{}", entry.operations.len() - MOST_OPERATIONS);
        }
    }
    let wire = format!(
        "request {}, response {}",
        entry.wire.request.severity.name(),
        entry.wire.response.severity.name()
    );
    let mut changes = entry.rust.iter().filter(|change| change.ignored.is_none());
    let rust = match changes.next() {
        None => String::new(),
        Some(first) => {
            let more = changes.count();
            let more = if more > 0 {
                format!(" (+{more})")
            } else {
                String::new()
            };
            format!(
                "{}: {} {}{more}",
                first.bump.name(),
                code(&first.item),
                sentence(&first.reason)
            )
        }
    };
    format!(
        "| {} {} | {what} | {wire} | {rust} |\n",
        entry.kind.name(),
        code(&entry.name)
    )
}

/// A message; what it has in backticks stays code, in which nothing is escaped.
pub(super) fn sentence(text: &str) -> String {
    let mut shown = String::new();
    for (index, part) in cut(text).split('`').enumerate() {
        match index % 2 {
            0 => shown.push_str(&escape(part)),
            _ => shown.push_str(&code(part)),
        }
    }
    shown
}

/// Text that means nothing to Markdown or HTML, and stays in its cell.
pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::new();
    for c in cut(text).chars() {
        match c {
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '&' => escaped.push_str("&amp;"),
            '\n' | '\r' => escaped.push(' '),
            // Nobody is to be notified by a description.
            '@' => escaped.push_str("@\u{200b}"),
            '|' | '*' | '_' | '[' | ']' | '\\' => {
                escaped.push('\\');
                escaped.push(c);
            }
            c => escaped.push(c),
        }
    }
    escaped
}

pub(super) fn code(text: &str) -> String {
    let text = cut(text)
        .replace(['\n', '\r'], " ")
        .replace('`', "'")
        .replace('|', "\\|");
    format!("`{text}`")
}

/// No single text takes the room of many.
fn cut(text: &str) -> String {
    const LONGEST: usize = 300;
    if text.chars().count() <= LONGEST {
        return text.to_owned();
    }
    text.chars().take(LONGEST).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diff::review::{Kind, Wire};

    fn entry(name: &str) -> Entry {
        Entry {
            fingerprint: String::new(),
            kind: Kind::Schema,
            name: name.to_owned(),
            rule: String::new(),
            arguments: Default::default(),
            message: "a | b <script> @all".repeat(20),
            severity: Severity::Breaking,
            old: None,
            new: None,
            wire: Wire::default(),
            rust: Vec::new(),
            bump: Bump::None,
            operations: Vec::new(),
            changes: Vec::new(),
            ignored: None,
        }
    }

    #[test]
    fn a_comment_fits_and_says_what_was_cut() {
        let mut review = Review {
            entries: (0..2000)
                .map(|number| entry(&format!("Pet{number}")))
                .collect(),
            ..Review::default()
        };
        for entry in review.entries.iter_mut().skip(1000) {
            entry.severity = Severity::Compatible;
        }
        let text = render(&review);
        assert!(
            text.chars().count() < 65_536 && text.len() <= MOST,
            "{}",
            text.len()
        );
        let shown = text.matches("| schema `").count();
        assert!(text.contains(&format!("**{} more entries did not fit", 2000 - shown)));
        assert!(!text.contains("<script>") && !text.contains("@all"));
        assert!(text.starts_with(MARKER));
        assert_eq!(
            text.matches("<details>").count(),
            text.matches("</details>").count()
        );
    }
}
