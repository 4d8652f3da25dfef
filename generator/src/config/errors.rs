//! `[errors]`: what error bodies say, and which operations have errors of their own.

use std::ops::Range;

use toml::Spanned;
use toml::de::DeTable;

use super::renames::Renames;
use super::values::Reader;

const ERRORS: &[&str] = &["code", "message", "fields", "hints", "own"];

/// `[errors]`: what to tell people about an error reply.
#[derive(Clone, Debug, Default)]
pub struct ErrorPolicy {
    /// `code`: the property of error bodies that holds a stable code.
    pub code: Option<Spanned<String>>,
    /// `message`: the property of error bodies that holds a text for people.
    pub message: Option<Spanned<String>>,
    /// `fields`: where error bodies list the fields that are wrong.
    pub fields: Option<FieldsPolicy>,
    /// `[errors.hints]`: `CODE = "what to do"`.
    pub hints: Renames,
    /// `own`: operations that have an error of their own, by `operationId` or by method and path.
    ///
    /// An operation whose error answers have one type shares its error with others, and keeps it when an
    /// answer of another type is added, which is then an unexpected status. With an error of its own it
    /// has a variant for each answer.
    pub own: Vec<Spanned<String>>,
}

impl ErrorPolicy {
    /// Whether an operation is to have an error of its own.
    pub fn is_own(&self, operation: &str) -> bool {
        self.own.iter().any(|own| own.get_ref() == operation)
    }
}

/// `fields` of `[errors]`: where error bodies list the fields of a request that are wrong.
#[derive(Clone, Debug)]
pub struct FieldsPolicy {
    /// `list`: the list, or the properties that lead to it, with dots between them.
    pub list: Spanned<String>,
    /// `field`: the property of an entry that names the field.
    pub field: Spanned<String>,
    /// `message`: the property of an entry that says what is wrong with it.
    pub message: Spanned<String>,
}

impl FieldsPolicy {
    /// The properties that lead to the list.
    pub fn list_path(&self) -> impl Iterator<Item = &str> {
        self.list.get_ref().split('.')
    }
}

impl Reader {
    pub(super) fn errors(&mut self, table: &DeTable<'_>) -> ErrorPolicy {
        let mut errors = ErrorPolicy::default();
        for (key, item) in table {
            match key.get_ref().as_ref() {
                "code" => errors.code = self.text(item),
                "message" => errors.message = self.text(item),
                "fields" => {
                    errors.fields = self.table(item).and_then(|t| self.fields(t, item.span()))
                }
                "hints" => errors.hints = self.renames(item),
                "own" => errors.own = self.texts(item),
                _ => self.unknown(key, "[errors]", ERRORS),
            }
        }
        errors
    }

    fn fields(&mut self, table: &DeTable<'_>, range: Range<usize>) -> Option<FieldsPolicy> {
        let (mut list, mut field, mut message) = (None, None, None);
        let before = self.problems.len();
        for (key, item) in table {
            match key.get_ref().as_ref() {
                "list" => list = self.text(item),
                "field" => field = self.text(item),
                "message" => message = self.text(item),
                _ => self.unknown(key, "`fields` of [errors]", &["list", "field", "message"]),
            }
        }
        let complete = list.is_some() && field.is_some() && message.is_some();
        if !complete && self.problems.len() == before {
            self.value_error(
                range,
                "`fields` needs `list`, where the wrong fields are listed, and `field` and `message`, \
                 the properties of an entry",
            );
        }
        Some(FieldsPolicy {
            list: list?,
            field: field?,
            message: message?,
        })
    }
}
