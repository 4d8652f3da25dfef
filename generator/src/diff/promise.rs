//! What a description promises of the time to come: how stable something is, and until when it stays.

use serde_json::Value;

use super::change::Change;
use super::contract::Contract;
use super::relation::Severity;
use super::schema::text;
use super::tree::Part;

const SUNSET: &str = "x-sunset";
const STABILITY: &str = "x-stability-level";
/// From what may go at any time to what stays.
const LEVELS: [&str; 4] = ["draft", "alpha", "beta", "stable"];

/// What is said of one thing.
#[derive(Clone, Debug, Default)]
pub struct Promise<'a> {
    pub deprecated: bool,
    pub sunset: Option<&'a Value>,
    pub stability: Option<&'a Value>,
}

/// A promise that changed.
pub struct Changed {
    pub rule: &'static str,
    pub arguments: Vec<(&'static str, String)>,
    pub severity: Severity,
}

impl<'a> Promise<'a> {
    pub fn of(part: &Part<'a>) -> Self {
        Self {
            deprecated: part.flag("deprecated"),
            sunset: part.value.get(SUNSET),
            stability: part.value.get(STABILITY),
        }
    }

    /// Adds what another part says of the same thing.
    pub fn add(&mut self, part: &Part<'a>) {
        let other = Self::of(part);
        self.deprecated |= other.deprecated;
        self.sunset = self.sunset.or(other.sunset);
        self.stability = self.stability.or(other.stability);
    }

    /// The day after which it may go, if one is said.
    fn day(&self) -> Option<&'a str> {
        let text = self.sunset?.as_str()?;
        text.get(..10).filter(|day| super::is_day(day))
    }

    /// Whether it was announced that it goes, and its day has come.
    pub fn may_go(&self, today: Option<&str>) -> bool {
        self.deprecated && !self.is_early(today)
    }

    /// Whether it was to stay for longer.
    pub fn is_early(&self, today: Option<&str>) -> bool {
        self.sunset.is_some()
            && match (self.day(), today) {
                (Some(day), Some(today)) => day > today,
                _ => true,
            }
    }

    /// The day as one would tell it.
    pub fn sunset_text(&self) -> String {
        self.sunset.map_or_else(|| "none".to_owned(), text)
    }
}

/// What became of the promises; `today` tells whether a new day is a surprise.
pub fn compare(old: &Promise<'_>, new: &Promise<'_>, today: Option<&str>) -> Vec<Changed> {
    let changes = [sunset(old, new, today), stability(old, new)];
    changes.into_iter().flatten().collect()
}

/// Notes what became of the promises about an operation or a parameter.
pub fn of_call<'a>(
    contract: &mut Contract<'a>,
    call: usize,
    (old, new): (&Part<'a>, &Part<'a>),
    today: Option<&str>,
) {
    for changed in compare(&Promise::of(old), &Promise::of(new), today) {
        let change = Change::new(changed.rule, &old.at, &new.at);
        let change = changed.told(change).request_is(changed.severity);
        contract.add(Some(call), change);
    }
}

impl Changed {
    /// With its arguments.
    pub fn told(&self, change: Change) -> Change {
        let arguments = self.arguments.iter();
        arguments.fold(change, |change, (name, value)| change.arg(name, value))
    }
}

fn sunset(old: &Promise<'_>, new: &Promise<'_>, today: Option<&str>) -> Option<Changed> {
    if old.sunset == new.sunset {
        return None;
    }
    if new.sunset.is_some() && new.day().is_none() {
        return Some(Changed {
            rule: "sunset-invalid",
            arguments: vec![("sunset", new.sunset_text())],
            severity: Severity::Breaking,
        });
    }
    let is_worse = match (old.day(), new.day()) {
        (Some(from), Some(to)) => to < from,
        (None, Some(to)) => today.is_some_and(|today| to < today),
        // It may go any day now.
        (_, None) => new.deprecated,
    };
    Some(Changed {
        rule: "sunset-changed",
        arguments: vec![("old", old.sunset_text()), ("new", new.sunset_text())],
        severity: if is_worse {
            Severity::Breaking
        } else {
            Severity::Compatible
        },
    })
}

/// What was promised to stay may not become less than that.
fn stability(old: &Promise<'_>, new: &Promise<'_>) -> Option<Changed> {
    let level = |value: Option<&Value>| match value {
        None => Ok(LEVELS.len() - 1),
        Some(value) => {
            let name = value.as_str();
            let known = LEVELS.iter().position(|known| Some(*known) == name);
            known.ok_or_else(|| value.to_string())
        }
    };
    let (rule, arguments, severity) = match (level(old.stability), level(new.stability)) {
        (Err(level), _) | (_, Err(level)) => (
            "stability-level-invalid",
            vec![("level", level)],
            Severity::Breaking,
        ),
        (Ok(was), Ok(is)) if was == is => return None,
        (Ok(was), Ok(is)) => {
            let arguments = vec![
                ("old", LEVELS[was].to_owned()),
                ("new", LEVELS[is].to_owned()),
            ];
            if was > is && old.stability.is_some() {
                ("stability-decreased", arguments, Severity::Breaking)
            } else {
                ("stability-changed", arguments, Severity::Compatible)
            }
        }
    };
    Some(Changed {
        rule,
        arguments,
        severity,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn sunsets() {
        let day = |text: &str| json!(text);
        let severity = |old: Option<&Value>, new: Option<&Value>, deprecated| {
            let promise = |sunset| Promise {
                deprecated,
                sunset,
                stability: None,
            };
            let found = compare(&promise(old), &promise(new), Some("2026-01-31"));
            found.first().map(|changed| changed.severity)
        };
        let (near, far) = (day("2026-03-01"), day("2026-05-01T00:00:00Z"));
        let (past, bad) = (day("2025-01-01"), day("soon"));
        for (old, new, deprecated, expected) in [
            (Some(&near), Some(&near), true, None),
            (Some(&near), Some(&far), true, Some(Severity::Compatible)),
            (Some(&far), Some(&near), true, Some(Severity::Breaking)),
            (Some(&far), None, true, Some(Severity::Breaking)),
            (Some(&far), None, false, Some(Severity::Compatible)),
            (None, Some(&far), true, Some(Severity::Compatible)),
            (None, Some(&past), true, Some(Severity::Breaking)),
            (None, Some(&bad), true, Some(Severity::Breaking)),
        ] {
            assert_eq!(severity(old, new, deprecated), expected, "{old:?} {new:?}");
        }
    }
}
