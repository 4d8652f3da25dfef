//! The values of a policy's keys: what is not of the expected type is a problem.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::diagnostics::{At, Diagnostic};

pub(super) type Key<'t> = Spanned<std::borrow::Cow<'t, str>>;
pub(super) type Item<'t> = Spanned<DeValue<'t>>;
pub(super) type Text = Spanned<String>;

pub(super) struct Reader {
    pub(super) problems: Vec<Diagnostic>,
}

impl Reader {
    pub(super) fn text(&mut self, item: &Item<'_>) -> Option<Text> {
        let DeValue::String(text) = item.get_ref() else {
            return self.wrong_type(item, "a text in quotes");
        };
        if text.trim().is_empty() {
            self.value_error(item.span(), "this text is empty");
            return None;
        }
        Some(Spanned::new(item.span(), text.clone().into_owned()))
    }

    pub(super) fn problems(&self) -> &[Diagnostic] {
        &self.problems
    }

    pub(super) fn checked(
        &mut self,
        item: &Item<'_>,
        is_good: fn(&str) -> bool,
        expected: &str,
    ) -> Option<Text> {
        let text = self.text(item)?;
        if !is_good(text.get_ref()) {
            self.value_error(
                item.span(),
                format!("`{}` is not {expected}", text.get_ref()),
            );
            return None;
        }
        Some(text)
    }

    /// A list of texts; one text alone stands for a list of one.
    pub(super) fn texts(&mut self, item: &Item<'_>) -> Vec<Text> {
        if matches!(item.get_ref(), DeValue::String(_)) {
            return self.text(item).into_iter().collect();
        }
        let Some(items) = self.array(item, "a list of texts") else {
            return Vec::new();
        };
        items.iter().filter_map(|item| self.text(item)).collect()
    }

    pub(super) fn table<'v, 't>(&mut self, item: &'v Item<'t>) -> Option<&'v DeTable<'t>> {
        item.get_ref()
            .as_table()
            .or_else(|| self.wrong_type(item, "a table"))
    }

    pub(super) fn array<'v, 't>(
        &mut self,
        item: &'v Item<'t>,
        expected: &str,
    ) -> Option<&'v [Item<'t>]> {
        let array = item.get_ref().as_array().map(|array| &**array);
        array.or_else(|| self.wrong_type(item, expected))
    }

    pub(super) fn wrong_type<T>(&mut self, item: &Item<'_>, expected: &str) -> Option<T> {
        let message = format!("expected {expected}, found {}", described(item.get_ref()));
        self.problems.push(Diagnostic::error(
            "policy-type",
            At::Policy(item.span()),
            message,
        ));
        None
    }

    pub(super) fn value_error(&mut self, range: Range<usize>, message: impl Into<String>) {
        self.problems.push(Diagnostic::error(
            "policy-value",
            At::Policy(range),
            message,
        ));
    }

    pub(super) fn unknown(&mut self, key: &Key<'_>, place: &str, known: &[&str]) {
        let message = format!("{place} has no key `{}`", key.get_ref());
        let hint = format!(
            "its keys are {}",
            known
                .iter()
                .map(|key| format!("`{key}`"))
                .collect::<Vec<_>>()
                .join(", ")
        );
        self.problems.push(
            Diagnostic::error("unknown-policy-key", At::Policy(key.span()), message).hint(hint),
        );
    }
}

pub(super) fn owned(key: &Key<'_>) -> Text {
    Spanned::new(key.span(), key.get_ref().clone().into_owned())
}

/// The entries as they stand in the file; the table itself sorts them by key.
pub(super) fn in_order<'v, 't>(table: &'v DeTable<'t>) -> Vec<(&'v Key<'t>, &'v Item<'t>)> {
    let mut entries: Vec<_> = table.iter().collect();
    entries.sort_by_key(|(key, _)| key.span().start);
    entries
}

fn described(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a text",
        DeValue::Integer(_) | DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}
