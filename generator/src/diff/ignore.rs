//! The ignore file: changes that somebody has looked at and takes, each with a reason and an end.

use serde::Deserialize;
use toml::Spanned;

use super::review::{Entry, Finding, Place, Review};
use super::rust::RustChange;
use crate::config::PolicySource;
use crate::diagnostics::{At, Diagnostic, Diagnostics};

/// What the file says.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ignored {
    #[serde(default)]
    ignore: Vec<Spanned<Rule>>,
}

/// What is ignored: all of what is given must fit. `*` stands for anything.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Rule {
    /// Of an entry or of one change.
    fingerprint: Option<String>,
    rule: Option<String>,
    operation: Option<String>,
    pointer: Option<String>,
    /// The path of a Rust item.
    item: Option<String>,
    reason: String,
    /// The last day on which it counts, `2026-01-31`.
    expires: Option<String>,
}

/// Reads the file.
///
/// # Errors
/// With what is wrong with it, and where.
pub fn read(source: &PolicySource) -> Result<Ignored, Diagnostics> {
    let mut problems = Diagnostics::default();
    let file: Ignored = match toml::from_str(&source.text) {
        Ok(file) => file,
        Err(error) => {
            let at = error.span().map_or(At::Nowhere, At::Policy);
            let message = error.message().lines().collect::<Vec<_>>().join(", ");
            problems.push(
                Diagnostic::error("invalid-ignore-file", at, message)
                    .hint("`[[ignore]]` takes `fingerprint`, `rule`, `operation`, `pointer`, `item`, `reason`, `expires`"),
            );
            return Err(problems.take());
        }
    };
    for entry in &file.ignore {
        if let Some((message, hint)) = entry.get_ref().mistake() {
            let at = At::Policy(entry.span());
            problems.push(Diagnostic::error("invalid-ignore-entry", at, message).hint(hint));
        }
    }
    problems.checkpoint()?;
    Ok(file)
}

impl Rule {
    fn mistake(&self) -> Option<(&'static str, &'static str)> {
        let given = [&self.rule, &self.operation, &self.pointer, &self.item];
        if self.reason.trim().is_empty() {
            return Some((
                "an entry of the ignore file has no reason",
                "say in `reason` why the change is taken",
            ));
        }
        if self.fingerprint.is_none() && given.iter().all(|part| part.is_none()) {
            return Some((
                "an entry of the ignore file fits everything",
                "name a `fingerprint`, `rule`, `operation`, `pointer` or `item`",
            ));
        }
        let is_day = |day: &String| super::is_day(day);
        if !self.expires.as_ref().is_none_or(is_day) {
            return Some((
                "`expires` is no day",
                "a day is written like `\"2026-01-31\"`",
            ));
        }
        None
    }

    fn is_expired(&self, today: Option<&str>) -> bool {
        match (&self.expires, today) {
            (Some(day), Some(today)) => day.as_str() < today,
            _ => false,
        }
    }

    fn is_of_entry(&self, entry: &Entry) -> bool {
        self.fingerprint.as_ref() == Some(&entry.fingerprint)
    }

    fn fits(&self, finding: &Finding) -> bool {
        let places = [&finding.old, &finding.new];
        let is_at = |pattern: &String| {
            let mut places = places.iter().filter_map(|place| place.as_ref());
            places.any(|place: &Place| matches(pattern, &place.pointer))
        };
        self.item.is_none()
            && self
                .fingerprint
                .as_ref()
                .is_none_or(|print| *print == finding.fingerprint)
            && self
                .rule
                .as_ref()
                .is_none_or(|pattern| matches(pattern, &finding.rule))
            && self.operation.as_ref().is_none_or(|pattern| {
                !finding.operations.is_empty()
                    && finding.operations.iter().all(|name| matches(pattern, name))
            })
            && self.pointer.as_ref().is_none_or(is_at)
    }

    fn fits_rust(&self, change: &RustChange) -> bool {
        let others = [
            &self.fingerprint,
            &self.rule,
            &self.operation,
            &self.pointer,
        ];
        others.iter().all(|part| part.is_none())
            && self
                .item
                .as_ref()
                .is_some_and(|pattern| matches(pattern, &change.item))
    }
}

impl Ignored {
    /// Marks what is ignored and counts again. Says which entries are not needed any more.
    pub fn apply(&self, review: &mut Review, today: Option<&str>) -> Diagnostics {
        let mut problems = Diagnostics::default();
        for rule in &self.ignore {
            let at = At::Policy(rule.span());
            let rule = rule.get_ref();
            if rule.is_expired(today) {
                let day = rule.expires.as_deref().unwrap_or_default();
                let message = format!("an entry of the ignore file has ended on {day}");
                let hint = "look at the change again: take the entry out, or give it another day";
                problems.push(Diagnostic::error("expired-ignore-entry", at, message).hint(hint));
            } else if !mark(rule, &mut review.entries) {
                let message = "an entry of the ignore file fits no change";
                let hint = "take it out, so that it hides nothing later";
                problems.push(Diagnostic::error("unused-ignore-entry", at, message).hint(hint));
            }
        }
        review.summarize();
        problems
    }
}

/// Says whether it fits anything.
fn mark(rule: &Rule, entries: &mut [Entry]) -> bool {
    let mut is_used = false;
    for entry in entries {
        let whole = rule.is_of_entry(entry);
        for finding in &mut entry.changes {
            if whole || rule.fits(finding) {
                finding.ignored.get_or_insert_with(|| rule.reason.clone());
                is_used = true;
            }
        }
        for change in &mut entry.rust {
            if whole || rule.fits_rust(change) {
                change.ignored.get_or_insert_with(|| rule.reason.clone());
                is_used = true;
            }
        }
        let is_open = entry
            .changes
            .iter()
            .any(|finding| finding.ignored.is_none())
            || entry.rust.iter().any(|change| change.ignored.is_none());
        if !is_open {
            entry.ignored.get_or_insert_with(|| rule.reason.clone());
        }
    }
    is_used
}

/// Whether a text fits a pattern in which `*` stands for any text.
fn matches(pattern: &str, text: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(mut rest) = text.strip_prefix(parts.next().unwrap_or_default()) else {
        return false;
    };
    let Some(last) = parts.next_back() else {
        return rest.is_empty();
    };
    for part in parts {
        let Some(at) = rest.find(part) else {
            return false;
        };
        rest = &rest[at + part.len()..];
    }
    rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns() {
        for (pattern, text, fits) in [
            ("a", "a", true),
            ("a", "ab", false),
            ("a*", "ab", true),
            ("*", "", true),
            ("*b", "ab", true),
            ("a*b*c", "a-b-c", true),
            ("a*b*c", "a-c-b", false),
            ("ab*b", "ab", false),
            (
                "#/components/schemas/Pet/*",
                "#/components/schemas/Pet/type",
                true,
            ),
        ] {
            assert_eq!(matches(pattern, text), fits, "{pattern} {text}");
        }
    }
}
