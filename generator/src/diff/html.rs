//! A review as one page that needs nothing else: side by side, with search, by keyboard, light and dark.

use std::collections::BTreeSet;
use std::fmt::Write;

use similar::{ChangeTag, TextDiff};

use super::Input;
use super::outline::shown_with;
use super::relation::{Effect, Relation, Severity, Side};
use super::review::{Entry, Finding, Place, Review};
use super::rust::{Bump, RustChange};

/// The frame; `{{name}}` is replaced.
const PAGE: &str = include_str!("page.html");
/// Longer definitions are cut: the page is for looking.
const MOST_LINES: usize = 400;
/// A longer witness tells nobody anything.
const MOST_WITNESS: usize = 300;

pub fn render(review: &Review, old: &Input, new: &Input) -> String {
    let mut entries = String::new();
    for entry in &review.entries {
        article(&mut entries, review, entry, old, new);
    }
    for note in &review.notes {
        let _ = writeln!(entries, "<p>{}</p>", escape(note));
    }
    let heading = format!("{} → {}", escape(&review.old), escape(&review.new));
    let parts = [
        ("{{title}}", format!("API review: {heading}")),
        ("{{heading}}", heading),
        ("{{verdict}}", verdict(review)),
        ("{{entries}}", entries),
    ];
    // What was put in is not looked at again.
    let mut page = String::new();
    let mut rest = PAGE;
    for (name, text) in parts {
        if let Some((before, after)) = rest.split_once(name) {
            page.push_str(before);
            page.push_str(&text);
            rest = after;
        }
    }
    page + rest
}

fn verdict(review: &Review) -> String {
    if review.is_empty() {
        return "Both descriptions say the same.".to_owned();
    }
    let summary = &review.summary;
    let mut text = mark(
        summary.wire.name(),
        &format!("wire {}", summary.wire.name()),
    );
    match summary.rust {
        Some(rust) => text.push_str(&mark(rust.name(), &format!("Rust {}", rust.name()))),
        None => text.push_str("Rust not compared "),
    }
    text.push_str(&mark(
        summary.bump.name(),
        &format!("version bump {}", summary.bump.name()),
    ));
    let _ = write!(
        text,
        "{} breaking, {} risky, {} compatible, {} ignored",
        summary.breaking, summary.risky, summary.compatible, summary.ignored
    );
    if let Some(versions) = &review.versions {
        let _ = write!(
            text,
            "; version {} → {}, at least {}",
            escape(&versions.old),
            escape(&versions.new),
            versions.least
        );
    }
    text
}

fn mark(class: &str, text: &str) -> String {
    format!("<span class=\"mark {class}\">{text}</span>")
}

fn article(text: &mut String, review: &Review, entry: &Entry, old: &Input, new: &Input) {
    let breaks = entry.severity == Severity::Breaking || entry.bump == Bump::Major;
    let grave = breaks || entry.severity == Severity::Risky;
    let level = match entry.severity {
        _ if breaks => "breaking",
        Severity::Risky => "risky",
        _ => "compatible",
    };
    let _ = write!(
        text,
        "<article id=\"{print}\" tabindex=\"-1\" data-is=\"{level}\"><details{open}><summary><h2 style=\"display:inline\">{wire}{rust}{kind} {name}</h2>",
        print = escape(&entry.fingerprint),
        open = if grave { " open" } else { "" },
        wire = mark(
            entry.severity.name(),
            &format!("wire {}", entry.severity.name())
        ),
        rust = match entry.bump {
            Bump::None => String::new(),
            bump => mark(bump.name(), &format!("Rust {}", bump.name())),
        },
        kind = entry.kind.name(),
        name = escape(&entry.name),
    );
    if let Some(reason) = &entry.ignored {
        let _ = write!(
            text,
            " <span class=\"soft\">ignored: {}</span>",
            escape(reason)
        );
    }
    text.push_str("</summary>\n");
    operations(text, entry);
    findings(text, &entry.changes);
    rust(text, review, entry);
    let sides = [(entry.old.as_ref(), old), (entry.new.as_ref(), new)];
    let [before, after] = sides.map(|(place, input)| place.and_then(|place| source(input, place)));
    if before.is_some() || after.is_some() {
        let heads = [&entry.old, &entry.new].map(|place| {
            place.as_ref().map_or(String::new(), |place| {
                format!("{}:{}", place.file, place.line)
            })
        });
        text.push_str("<h3>Description</h3>\n");
        side_by_side(text, &heads, before.as_deref(), after.as_deref());
    }
    let _ = writeln!(
        text,
        "<p class=\"soft\"><small>fingerprint <code>{}</code></small></p></details></article>",
        escape(&entry.fingerprint)
    );
}

fn operations(text: &mut String, entry: &Entry) {
    let others: Vec<String> = entry
        .operations
        .iter()
        .filter(|operation| **operation != entry.name)
        .map(|operation| format!("<code>{}</code>", escape(operation)))
        .collect();
    if others.is_empty() {
        return;
    }
    let _ = writeln!(
        text,
        "<details><summary class=\"soft\">reached by {}</summary><p>{}</p></details>",
        match others.len() {
            1 => "1 operation".to_owned(),
            count => format!("{count} operations"),
        },
        others.join(", ")
    );
}

fn findings(text: &mut String, findings: &[Finding]) {
    if findings.is_empty() {
        return;
    }
    text.push_str("<div class=\"table\"><table><thead><tr><th>What</th><th>Request</th><th>Response</th><th>Where</th></tr></thead><tbody>\n");
    for finding in findings {
        let place = finding.new.as_ref().or(finding.old.as_ref());
        let line = place.map_or(String::new(), |place| {
            format!(" {}:{}", place.line, place.column)
        });
        let ignored = finding.ignored.as_ref().map_or(String::new(), |reason| {
            format!(" <span class=\"soft\">ignored: {}</span>", escape(reason))
        });
        let _ = writeln!(
            text,
            "<tr><td>{}<br><code class=\"soft\">{}</code>{ignored}</td><td>{}</td><td>{}</td><td><code>{}</code><span class=\"soft\">{line}</span></td></tr>",
            sentence(&finding.message),
            escape(&finding.rule),
            effect(&finding.wire.request),
            effect(&finding.wire.response),
            escape(&finding.path),
        );
    }
    text.push_str("</tbody></table></div>\n");
}

fn effect(effect: &Effect) -> String {
    if effect.severity == Severity::None {
        return String::new();
    }
    let mut text = mark(effect.severity.name(), effect.severity.name());
    if effect.relation != Relation::Equal {
        text.push_str(effect.relation.name());
    }
    if let Some(witness) = &effect.witness {
        let value = witness.value.to_string();
        if value.len() <= MOST_WITNESS {
            let what = match witness.taken_by {
                Side::Old => "was taken",
                Side::New => "is taken now",
            };
            let _ = write!(text, "<br><code>{}</code> {what}", escape(&value));
        }
    }
    text
}

fn rust(text: &mut String, review: &Review, entry: &Entry) {
    if entry.rust.is_empty() {
        return;
    }
    text.push_str("<h3>Rust</h3>\n<div class=\"table\"><table><tbody>\n");
    for change in &entry.rust {
        change_of_rust(text, change);
    }
    text.push_str("</tbody></table></div>\n");
    let items = entry
        .rust
        .iter()
        .filter_map(|change| shown_with(&review.outlines, &change.item));
    for item in items.collect::<BTreeSet<_>>() {
        if let Some([before, after]) = review.outlines.get(item) {
            let heads = [item, item].map(str::to_owned);
            side_by_side(text, &heads, before.as_deref(), after.as_deref());
        }
    }
}

fn change_of_rust(text: &mut String, change: &RustChange) {
    let code = |sign: &str, line: &Option<String>| {
        line.as_ref().map_or(String::new(), |line| {
            format!("<br><code>{sign} {}</code>", escape(line))
        })
    };
    let help = change.help.as_ref().map_or(String::new(), |help| {
        format!("<br><span class=\"soft\">{}</span>", sentence(help))
    });
    let ignored = change.ignored.as_ref().map_or(String::new(), |reason| {
        format!(" <span class=\"soft\">ignored: {}</span>", escape(reason))
    });
    let _ = writeln!(
        text,
        "<tr><td>{}<code>{}</code>: {}{ignored}{}{}{help}</td></tr>",
        mark(change.bump.name(), change.bump.name()),
        escape(&change.item),
        sentence(&change.reason),
        code("−", &change.before),
        code("+", &change.after),
    );
}

/// The lines of a definition: from its key on, as far as they are indented deeper.
fn source(input: &Input, place: &Place) -> Option<String> {
    let docs = input.sources.docs().iter();
    let mut named = docs.filter(|doc| doc.path.display().to_string() == place.file);
    let mut lines = named.next()?.text.lines().skip(place.line.checked_sub(1)?);
    let indent = |line: &str| line.len() - line.trim_start().len();
    let first = lines.next()?;
    let depth = indent(first);
    let mut taken = vec![first];
    for line in lines {
        let ends = !line.trim().is_empty() && indent(line) <= depth;
        if ends || taken.len() >= MOST_LINES {
            if ends && line.trim_start().starts_with(['}', ']']) {
                taken.push(line);
            } else if !ends {
                taken.push("…");
            }
            break;
        }
        taken.push(line);
    }
    let dedented = taken
        .iter()
        .map(|line| line.get(depth..).unwrap_or(line.trim_start()));
    let mut text = dedented.collect::<Vec<_>>().join("\n");
    text.push('\n');
    Some(text)
}

/// Two columns, with what differs side by side.
fn side_by_side(text: &mut String, heads: &[String; 2], before: Option<&str>, after: Option<&str>) {
    let [old, new] = heads;
    let _ = writeln!(
        text,
        "<table class=\"code\"><thead><tr><th>{}</th><th>{}</th></tr></thead><tbody>",
        if before.is_some() {
            escape(old)
        } else {
            String::new()
        },
        if after.is_some() {
            escape(new)
        } else {
            String::new()
        },
    );
    let diff = TextDiff::from_lines(before.unwrap_or_default(), after.unwrap_or_default());
    let (mut went, mut came) = (Vec::new(), Vec::new());
    for change in diff.iter_all_changes() {
        let line = change.value().trim_end_matches(['\n', '\r']);
        match change.tag() {
            ChangeTag::Delete => went.push(line),
            ChangeTag::Insert => came.push(line),
            ChangeTag::Equal => {
                changed(text, &mut went, &mut came);
                let line = escape(line);
                let _ = writeln!(text, "<tr><td>{line}</td><td>{line}</td></tr>");
            }
        }
    }
    changed(text, &mut went, &mut came);
    text.push_str("</tbody></table>\n");
}

fn changed(text: &mut String, went: &mut Vec<&str>, came: &mut Vec<&str>) {
    for index in 0..went.len().max(came.len()) {
        let cell = |lines: &[&str], class: &str| match lines.get(index) {
            Some(line) => format!("<td class=\"{class}\">{}</td>", escape(line)),
            None => "<td class=\"gap\"></td>".to_owned(),
        };
        let _ = writeln!(
            text,
            "<tr>{}{}</tr>",
            cell(went, "went"),
            cell(came, "came")
        );
    }
    went.clear();
    came.clear();
}

/// A message; what it has in backticks is code.
fn sentence(text: &str) -> String {
    let mut shown = String::new();
    for (index, part) in text.split('`').enumerate() {
        match index % 2 {
            0 => shown.push_str(&escape(part)),
            _ => shown.push_str(&format!("<code>{}</code>", escape(part))),
        }
    }
    shown
}

/// Text that means nothing to HTML.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            c => escaped.push(c),
        }
    }
    escaped
}
