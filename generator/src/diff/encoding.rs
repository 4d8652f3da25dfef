//! How a property of a form or a multipart body is written (Encoding Object).

use std::collections::BTreeSet;

use serde_json::Value;

use super::relation::Relation;
use super::tree::Part;

/// What became of the ways to write it.
pub fn relation(old: Option<&Part<'_>>, new: Option<&Part<'_>>) -> Relation {
    let (from, to) = (Written::of(old), Written::of(new));
    if from.rest != to.rest {
        return Relation::Incomparable;
    }
    match (&from.media, &to.media) {
        (None, None) => Relation::Equal,
        // What is said of nothing follows from the schema, and may be anything.
        (None, Some(_)) | (Some(_), None) => Relation::Incomparable,
        (Some(from), Some(to)) => Relation::of(!from.is_subset(to), !to.is_subset(from)),
    }
}

struct Written<'a> {
    media: Option<BTreeSet<&'a str>>,
    /// The style, whether it is exploded, whether reserved characters stay; and all else.
    rest: (&'a str, bool, bool, Vec<(&'a str, &'a Value)>),
}

impl<'a> Written<'a> {
    fn of(part: Option<&Part<'a>>) -> Self {
        let value = |key: &str| part.and_then(|part| part.value.get(key));
        let style = value("style").and_then(Value::as_str).unwrap_or("form");
        let explode = value("explode").and_then(Value::as_bool);
        let reserved = value("allowReserved").and_then(Value::as_bool);
        let others = part.map(Part::entries).unwrap_or_default().into_iter();
        let is_other = |key: &str| {
            !["contentType", "style", "explode", "allowReserved"].contains(&key)
                && !key.starts_with("x-")
        };
        Self {
            media: value("contentType")
                .and_then(Value::as_str)
                .map(|text| text.split(',').map(str::trim).collect()),
            rest: (
                style,
                explode.unwrap_or(style == "form"),
                reserved.unwrap_or_default(),
                others
                    .filter(|(key, _)| is_other(key))
                    .map(|(key, part)| (key, part.value))
                    .collect(),
            ),
        }
    }
}
