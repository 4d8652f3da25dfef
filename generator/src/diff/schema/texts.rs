//! Rules on texts, and formats.

use serde_json::Value;

use super::Local;
use crate::diff::change::Change;
use crate::diff::relation::{Relation, Severity, Side};
use crate::diff::sample;
use crate::diff::types::Types;

impl<'a> Local<'_, 'a> {
    pub(super) fn strings(&mut self) {
        let (old, new) = (self.old, self.new);
        let lost: Vec<_> = old
            .patterns
            .iter()
            .filter(|one| !new.patterns.iter().any(|other| other.value == one.value))
            .collect();
        let gained: Vec<_> = new
            .patterns
            .iter()
            .filter(|one| !old.patterns.iter().any(|other| other.value == one.value))
            .collect();
        // Rules on text that only the server's answers meet seldom hurt a client.
        match (lost.as_slice(), gained.as_slice()) {
            ([], []) => {}
            ([from], [to]) => {
                let (one, two) = (
                    sample::text_between(old, new),
                    sample::text_between(new, old),
                );
                let change = self
                    .change("pattern-changed", Some(&from.at), Some(&to.at))
                    .arg("old", from.value)
                    .arg("new", to.value);
                let change = change
                    .values(Relation::Incomparable)
                    .response_is(Severity::Compatible);
                let change = change.witness(Side::Old, one).witness(Side::New, two);
                self.push(change);
            }
            (lost, gained) => {
                for pattern in lost {
                    let change = self
                        .change("pattern-removed", Some(&pattern.at), None)
                        .arg("pattern", pattern.value);
                    let change = change
                        .values(Relation::Widened)
                        .response_is(Severity::Compatible);
                    self.push(change.witness(Side::New, sample::text_between(new, old)));
                }
                for pattern in gained {
                    let change = self
                        .change("pattern-added", None, Some(&pattern.at))
                        .arg("pattern", pattern.value);
                    self.push(
                        change
                            .values(Relation::Narrowed)
                            .witness(Side::Old, sample::text_between(old, new)),
                    );
                }
            }
        }
        for keyword in ["contentEncoding", "contentMediaType"] {
            let (from, to) = (old.content.get(keyword), new.content.get(keyword));
            if from.map(|sited| sited.value) == to.map(|sited| sited.value) {
                continue;
            }
            let relation = match (from, to) {
                (None, _) => Relation::Narrowed,
                (_, None) => Relation::Widened,
                _ => Relation::Incomparable,
            };
            let change = self
                .change(
                    "content-changed",
                    from.map(|sited| &sited.at),
                    to.map(|sited| &sited.at),
                )
                .arg("keyword", keyword);
            let change = change
                .arg("old", from.map_or("none", |sited| sited.value))
                .arg("new", to.map_or("none", |sited| sited.value));
            self.push(change.values(relation));
        }
    }

    pub(super) fn formats(&mut self, common: Types) {
        let (old, new) = (self.old, self.new);
        let (from, to) = (old.format.as_ref(), new.format.as_ref());
        let (one, two) = (
            from.map(|format| format.value),
            to.map(|format| format.value),
        );
        if one == two {
            return;
        }
        let relation = if common.has(Types::STRING) {
            match (one, two) {
                (None, _) => Relation::Narrowed,
                (_, None) => Relation::Widened,
                _ => Relation::Incomparable,
            }
        } else if common.meets(Types::NUMBER) {
            let (from, to) = (width(one), width(two));
            Relation::of(from > to, to > from)
        } else {
            return;
        };
        let big = || sample::number_value(9_007_199_254_740_991.0);
        let (side, witness) = match relation {
            _ if common.has(Types::STRING) => match two {
                Some(_) if one.is_none() => (
                    Side::Old,
                    Some(Value::from("not of that format")).filter(|value| {
                        sample::takes_text(old, value.as_str().unwrap_or_default())
                    }),
                ),
                None => (
                    Side::New,
                    Some(Value::from("not of that format")).filter(|value| {
                        sample::takes_text(new, value.as_str().unwrap_or_default())
                    }),
                ),
                _ => (Side::Old, sample::text(old).map(Value::String)),
            },
            Relation::Widened if one == Some("int32") => (Side::New, big()),
            Relation::Narrowed if two == Some("int32") => (Side::Old, big()),
            _ => (Side::Old, None),
        };
        let change = self.change(
            "format-changed",
            from.map(|format| &format.at),
            to.map(|format| &format.at),
        );
        let change = change
            .arg("old", one.unwrap_or("none"))
            .arg("new", two.unwrap_or("none"));
        self.push(
            change
                .values(relation)
                .request_at_least(relation)
                .witness(side, witness),
        );
    }
}

impl Change {
    /// Where a relation is equal, nobody is concerned beyond knowing.
    fn request_at_least(self, relation: Relation) -> Self {
        match relation {
            Relation::Equal => self
                .request_is(Severity::Compatible)
                .response_is(Severity::Compatible),
            _ => self,
        }
    }
}

/// How many values a format of numbers has, compared to others. One without a format is as wide as
/// the widest of its kind.
fn width(format: Option<&str>) -> u8 {
    match format {
        Some("int8") => 1,
        Some("uint8") => 2,
        Some("int16") => 3,
        Some("uint16") => 4,
        Some("int32" | "float") => 5,
        Some("uint32") => 6,
        _ => 9,
    }
}
