//! A review for people at a terminal: the verdict, then what breaks, then the rest in few lines.

use std::fmt::Write;

use self::style::{BLUE, BOLD, CYAN, DIM, GREEN, RED, Style, YELLOW};

use super::relation::{Effect, Relation, Severity, Side};
use super::review::{Entry, Finding, Place, Review};
use super::rust::{Bump, RustChange};

/// More lines of one kind than this are counted, not shown.
const MOST: usize = 8;
/// So many operations are named.
const MOST_OPERATIONS: usize = 4;
/// A longer witness tells nobody anything.
const MOST_WITNESS: usize = 160;

mod style {
    //! The escape codes; who prints takes them out where they would not be seen.

    pub type Style = &'static str;
    pub const BOLD: Style = "\u{1b}[1m";
    pub const DIM: Style = "\u{1b}[2m";
    pub const RED: Style = "\u{1b}[1;31m";
    pub const GREEN: Style = "\u{1b}[1;32m";
    pub const YELLOW: Style = "\u{1b}[1;33m";
    pub const BLUE: Style = "\u{1b}[1;34m";
    pub const CYAN: Style = "\u{1b}[36m";
    pub const RESET: Style = "\u{1b}[0m";
}

fn painted(style: Style, text: &str) -> String {
    format!("{style}{text}{}", style::RESET)
}

fn color(severity: Severity) -> Style {
    match severity {
        Severity::Breaking => RED,
        Severity::Risky => YELLOW,
        Severity::Compatible | Severity::None => GREEN,
    }
}

fn bump_color(bump: Bump) -> Style {
    match bump {
        Bump::Major => RED,
        Bump::Minor => YELLOW,
        Bump::Patch | Bump::None => GREEN,
    }
}

/// The text, with colors. With `all` nothing is folded.
pub fn render(review: &Review, all: bool) -> String {
    let mut text = String::new();
    let (grave, light): (Vec<&Entry>, Vec<&Entry>) = review
        .entries
        .iter()
        .filter(|entry| entry.ignored.is_none())
        .partition(|entry| all || entry.is_grave());
    for entry in grave {
        full(&mut text, entry, all);
    }
    if !light.is_empty() {
        let _ = writeln!(text, "{}", painted(BOLD, "Nothing breaks through these:"));
        let most = if all { light.len() } else { 3 * MOST };
        for entry in light.iter().take(most) {
            line(&mut text, entry);
        }
        if light.len() > most {
            let rest = light.len() - most;
            let _ = writeln!(text, "  … and {rest} more (`--all` shows them)");
        }
        text.push('\n');
    }
    for note in &review.notes {
        let _ = writeln!(text, "{}: {note}", painted(BLUE, "note"));
    }
    text.push_str(&verdict(review));
    text
}

/// What follows from all of it.
fn verdict(review: &Review) -> String {
    let summary = &review.summary;
    if review.is_empty() {
        return format!(
            "{}: {} and {} say the same\n",
            painted(GREEN, "equal"),
            review.old,
            review.new
        );
    }
    let mut parts = vec![format!(
        "wire {}",
        painted(color(summary.wire), summary.wire.name())
    )];
    if let Some(rust) = summary.rust {
        parts.push(format!(
            "Rust {}",
            painted(bump_color(rust), change_name(rust))
        ));
    }
    parts.push(format!(
        "version bump {}",
        painted(bump_color(summary.bump), summary.bump.name())
    ));
    let mut counts = vec![
        format!("{} breaking", summary.breaking),
        format!("{} risky", summary.risky),
        format!("{} compatible", summary.compatible),
    ];
    if summary.ignored > 0 {
        counts.push(format!("{} ignored", summary.ignored));
    }
    format!(
        "{}: {} → {}: {} ({})\n",
        painted(BOLD, "verdict"),
        review.old,
        review.new,
        parts.join(", "),
        counts.join(", ")
    )
}

fn change_name(bump: Bump) -> &'static str {
    match bump {
        Bump::None => "unchanged",
        other => other.name(),
    }
}

fn title(entry: &Entry) -> String {
    let level = match (entry.severity, entry.bump) {
        (severity, _) if severity >= Severity::Risky => {
            painted(color(severity), &format!("{:<10}", severity.name()))
        }
        (_, Bump::Major) => painted(RED, &format!("{:<10}", "rust major")),
        (severity, _) => painted(color(severity), &format!("{:<10}", severity.name())),
    };
    format!(
        "{level} {} {}",
        entry.kind.name(),
        painted(BOLD, &entry.name)
    )
}

fn line(text: &mut String, entry: &Entry) {
    let mut what = entry.message.clone();
    if entry.changes.len() > 1 {
        let _ = write!(what, ", and {} more", entry.changes.len() - 1);
    }
    if entry.bump > Bump::None {
        let _ = write!(what, " (Rust {})", entry.bump.name());
    }
    let _ = writeln!(
        text,
        "  {} {}: {what}",
        entry.kind.name(),
        painted(BOLD, &entry.name)
    );
}

fn full(text: &mut String, entry: &Entry, all: bool) {
    let _ = writeln!(text, "{}", title(entry));
    for place in [&entry.old, &entry.new].into_iter().flatten() {
        let _ = writeln!(text, "  {} {}", painted(BLUE, "-->"), position(place));
    }
    let grave = entry
        .changes
        .iter()
        .filter(|finding| finding.ignored.is_none());
    let (shown, folded): (Vec<_>, Vec<_>) =
        grave.partition(|finding| all || finding.severity >= Severity::Risky);
    let most = if all { shown.len() } else { MOST };
    for finding in shown.iter().take(most) {
        change(text, entry, finding);
    }
    let rest = folded.len() + shown.len().saturating_sub(most);
    if rest > 0 {
        let what = if shown.len() > most {
            "more"
        } else {
            "compatible"
        };
        let _ = writeln!(text, "    {}", painted(DIM, &format!("+ {rest} {what}")));
    }
    let changes: Vec<_> = entry
        .rust
        .iter()
        .filter(|change| change.ignored.is_none())
        .collect();
    let most = if all { changes.len() } else { MOST };
    for change in changes.iter().take(most) {
        rust(text, change);
    }
    if changes.len() > most {
        let rest = changes.len() - most;
        let _ = writeln!(
            text,
            "    {}",
            painted(DIM, &format!("+ {rest} more in Rust"))
        );
    }
    operations(text, entry, all);
    // What an ignore file may name.
    if all {
        let print = format!("fingerprint {}", entry.fingerprint);
        let _ = writeln!(text, "    {}", painted(DIM, &print));
    }
    text.push('\n');
}

fn position(place: &Place) -> String {
    format!(
        "{}:{}:{}  {}",
        place.file,
        place.line,
        place.column,
        painted(DIM, &place.pointer)
    )
}

fn change(text: &mut String, entry: &Entry, finding: &Finding) {
    let at = if finding.path.is_empty() {
        String::new()
    } else {
        format!(" {}", painted(CYAN, &finding.path))
    };
    let place = finding.new.as_ref().or(finding.old.as_ref());
    let holders = || [&entry.old, &entry.new].into_iter().flatten();
    let line = place.map_or(String::new(), |place| {
        let is_elsewhere = holders().all(|holder| holder.file != place.file);
        let file = if is_elsewhere {
            format!("{}:", place.file)
        } else {
            String::new()
        };
        painted(DIM, &format!(" ({file}{}:{})", place.line, place.column))
    });
    let _ = writeln!(
        text,
        "    {}{at}: {}{line}",
        painted(color(finding.severity), finding.severity.name()),
        finding.message
    );
    for (name, effect) in [
        ("request", &finding.wire.request),
        ("response", &finding.wire.response),
    ] {
        if effect.severity != Severity::None {
            let _ = writeln!(text, "      {}", direction(name, effect));
        }
    }
}

fn direction(name: &str, effect: &Effect) -> String {
    let mut line = format!(
        "in the {name}: {}",
        painted(color(effect.severity), effect.severity.name())
    );
    if effect.relation != Relation::Equal {
        let _ = write!(line, ", {}", effect.relation.name());
    }
    if let Some(witness) = &effect.witness {
        let shown = witness.value.to_string();
        if shown.len() <= MOST_WITNESS {
            let _ = match witness.taken_by {
                Side::Old => write!(line, "; {shown} was taken and is not any more"),
                Side::New => write!(line, "; {shown} is taken and was not"),
            };
        }
    }
    line
}

fn rust(text: &mut String, change: &RustChange) {
    let bump = painted(
        bump_color(change.bump),
        &format!("Rust {}", change.bump.name()),
    );
    let _ = writeln!(
        text,
        "    {bump} {}: {}",
        painted(CYAN, &change.item),
        change.reason
    );
    if let Some(before) = &change.before {
        let _ = writeln!(text, "      {} {before}", painted(RED, "-"));
    }
    if let Some(after) = &change.after {
        let _ = writeln!(text, "      {} {after}", painted(GREEN, "+"));
    }
    if let Some(help) = &change.help {
        let _ = writeln!(text, "      {}: {help}", painted(BLUE, "help"));
    }
}

fn operations(text: &mut String, entry: &Entry, all: bool) {
    let most = if all {
        entry.operations.len()
    } else {
        MOST_OPERATIONS
    };
    let named: Vec<_> = entry.operations.iter().take(most).cloned().collect();
    // An operation's own entry has its name already.
    if named.is_empty() || named == [entry.name.clone()] {
        return;
    }
    let rest = entry.operations.len() - named.len();
    let more = if rest > 0 {
        format!(" and {rest} more")
    } else {
        String::new()
    };
    let _ = writeln!(
        text,
        "    {}",
        painted(DIM, &format!("reached by {}{more}", named.join(", ")))
    );
}
