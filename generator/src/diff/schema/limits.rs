//! Limits: of numbers, and of the size of all else.

use serde_json::Value;

use super::{Local, site};
use crate::diff::relation::{Relation, Side};
use crate::diff::sample;
use crate::diff::shape::{Bound, COUNTS, Sited};
use crate::diff::types::Types;

impl<'a> Local<'_, 'a> {
    pub(super) fn numbers(&mut self) {
        let (old, new) = (self.old, self.new);
        self.bound("minimum", &old.minimum, &new.minimum, 1.0);
        self.bound("maximum", &old.maximum, &new.maximum, -1.0);
        let (lost, gained) = match (&old.multiple_of, &new.multiple_of) {
            (None, None) => return,
            (None, Some(_)) => (true, false),
            (Some(_), None) => (false, true),
            (Some(from), Some(to)) if from.value == to.value => return,
            (Some(from), Some(to)) => (
                !divides(to.value, from.value),
                !divides(from.value, to.value),
            ),
        };
        let shown = |step: &Option<Sited<f64>>| {
            step.as_ref()
                .map_or("none".to_owned(), |step| number_text(step.value))
        };
        let change = self.change(
            "multiple-changed",
            site(&old.multiple_of),
            site(&new.multiple_of),
        );
        let change = change
            .arg("old", shown(&old.multiple_of))
            .arg("new", shown(&new.multiple_of));
        let (by, witness) = match (&old.multiple_of, &new.multiple_of) {
            (Some(step), _) if lost => (Side::Old, sample::number_value(step.value)),
            (None, Some(step)) if old.types.has(Types::FRACTION) => {
                (Side::Old, sample::number_value(step.value / 2.0))
            }
            (None, Some(step)) => (Side::Old, sample::number_value(step.value + 1.0)),
            (_, Some(step)) => (Side::New, sample::number_value(step.value)),
            (Some(step), None) => (Side::New, sample::number_value(step.value + 1.0)),
            (None, None) => (Side::Old, None),
        };
        self.push(
            change
                .values(Relation::of(lost, gained))
                .witness(by, witness),
        );
    }

    pub(super) fn bound(
        &mut self,
        keyword: &str,
        old: &Option<Sited<Bound>>,
        new: &Option<Sited<Bound>>,
        sign: f64,
    ) {
        let rank = |bound: &Option<Sited<Bound>>| {
            bound.as_ref().map_or((f64::NEG_INFINITY, false), |bound| {
                (bound.value.value * sign, bound.value.exclusive)
            })
        };
        let (from, to) = (rank(old), rank(new));
        if from == to {
            return;
        }
        let tighter = to > from;
        let relation = if tighter {
            Relation::Narrowed
        } else {
            Relation::Widened
        };
        // A value between both bounds: the looser bound itself, or beside the tighter one.
        let (loose, tight, shape) = if tighter {
            (old, new, self.old)
        } else {
            (new, old, self.new)
        };
        let mut candidates: Vec<f64> = Vec::new();
        candidates.extend(loose.as_ref().map(|bound| bound.value.value));
        candidates.extend(tight.iter().flat_map(|bound| {
            let value = bound.value.value;
            [value, value - sign, value - sign * 0.5]
        }));
        let other = if tighter { self.new } else { self.old };
        let between = candidates.into_iter().find(|value| {
            sample::takes_number(shape, *value) && !sample::takes_number(other, *value)
        });
        let shown = |bound: &Option<Sited<Bound>>| match bound {
            None => "none".to_owned(),
            Some(bound) if bound.value.exclusive => {
                format!("{} (exclusive)", number_text(bound.value.value))
            }
            Some(bound) => number_text(bound.value.value),
        };
        let rule = if tighter {
            "limit-tightened"
        } else {
            "limit-loosened"
        };
        let change = self
            .change(rule, site(old), site(new))
            .arg("keyword", keyword)
            .arg("old", shown(old))
            .arg("new", shown(new));
        let side = if tighter { Side::Old } else { Side::New };
        self.push(
            change
                .values(relation)
                .witness(side, between.and_then(sample::number_value)),
        );
    }

    pub(super) fn counts(&mut self, common: Types) {
        for keyword in COUNTS {
            let types = match &keyword[3..] {
                "Length" => Types::STRING,
                "Properties" => Types::OBJECT,
                _ => Types::ARRAY,
            };
            if !common.has(types) {
                continue;
            }
            let sign = if keyword.starts_with("min") {
                1.0
            } else {
                -1.0
            };
            let (old, new) = (
                self.old.counts.get(keyword).cloned(),
                self.new.counts.get(keyword).cloned(),
            );
            let rank = |count: &Option<Sited<f64>>| {
                count
                    .as_ref()
                    .map_or(f64::NEG_INFINITY, |count| count.value * sign)
            };
            let (from, to) = (rank(&old), rank(&new));
            if from == to {
                continue;
            }
            let tighter = to > from;
            let relation = if tighter {
                Relation::Narrowed
            } else {
                Relation::Widened
            };
            let witness = self.of_size(keyword, tighter);
            let shown = |count: &Option<Sited<f64>>| {
                count
                    .as_ref()
                    .map_or("none".to_owned(), |count| number_text(count.value))
            };
            let rule = if tighter {
                "limit-tightened"
            } else {
                "limit-loosened"
            };
            let change = self
                .change(rule, site(&old), site(&new))
                .arg("keyword", keyword)
                .arg("old", shown(&old))
                .arg("new", shown(&new));
            let side = if tighter { Side::Old } else { Side::New };
            self.push(change.values(relation).witness(side, witness));
        }
    }

    /// A text whose length only the looser side takes.
    pub(super) fn of_size(&mut self, keyword: &str, tighter: bool) -> Option<Value> {
        if !keyword.ends_with("Length") {
            return None;
        }
        let (taken, refused) = if tighter {
            (self.old, self.new)
        } else {
            (self.new, self.old)
        };
        let limit = refused.counts.get(keyword)?.value;
        let length = if keyword.starts_with("min") {
            limit - 1.0
        } else {
            limit + 1.0
        };
        if !(0.0..=200.0).contains(&length) {
            return None;
        }
        let texts = ["a", "0", "A", "x"].map(|text| text.repeat(length as usize));
        let found = texts
            .into_iter()
            .find(|text| sample::takes_text(taken, text));
        found.map(Value::String)
    }
}

pub(super) fn number_text(value: f64) -> String {
    sample::number_value(value).map_or_else(|| value.to_string(), |value| value.to_string())
}

fn divides(part: f64, whole: f64) -> bool {
    let times = whole / part;
    (times - times.round()).abs() < 1e-9
}
