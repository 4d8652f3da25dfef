//! `[envelope]`: replies that come wrapped.

use std::ops::Range;

use toml::Spanned;
use toml::de::DeTable;

use super::values::Reader;

/// `[envelope]`: a parameter asks the API to wrap the reply into an object with the status in it.
#[derive(Clone, Debug)]
pub struct EnvelopePolicy {
    /// `parameter`: the query parameter that asks for it.
    pub parameter: Spanned<String>,
    /// `status`: the property that holds the status. Default: `status`.
    pub status: Option<Spanned<String>>,
    /// `content`: the property that holds the reply. Default: `content`.
    pub content: Option<Spanned<String>>,
}

impl EnvelopePolicy {
    /// The property that holds the status.
    pub fn status(&self) -> &str {
        self.status.as_ref().map_or("status", |name| name.get_ref())
    }

    /// The property that holds the reply.
    pub fn content(&self) -> &str {
        self.content
            .as_ref()
            .map_or("content", |name| name.get_ref())
    }
}

impl Reader {
    pub(super) fn envelope(
        &mut self,
        table: &DeTable<'_>,
        range: Range<usize>,
    ) -> Option<EnvelopePolicy> {
        let (mut parameter, mut status, mut content) = (None, None, None);
        let before = self.problems.len();
        for (key, item) in table {
            match key.get_ref().as_ref() {
                "parameter" => parameter = self.text(item),
                "status" => status = self.text(item),
                "content" => content = self.text(item),
                _ => self.unknown(key, "[envelope]", &["parameter", "status", "content"]),
            }
        }
        if parameter.is_none() && self.problems.len() == before {
            self.value_error(
                range,
                "[envelope] needs `parameter`, the query parameter that asks for the envelope",
            );
        }
        Some(EnvelopePolicy {
            parameter: parameter?,
            status,
            content,
        })
    }
}
