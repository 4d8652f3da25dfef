// @generated from an OpenAPI description; change that, its policy or the templates instead.

//! Replies that carry their status inside of the body.
//!
//! Some servers can be asked to answer with `{"status": 409, "content": {…}}` and a status line
//! that always says 200. A client that only looks at the status line takes an error for a success.

use bytes::Bytes;
use http::StatusCode;

use super::json::Reader;
use super::pairs::Pairs;

/// How an envelope is asked for and what it looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Envelope {
    /// The query parameter that asks for an envelope.
    pub parameter: &'static str,
    /// The property with the status.
    pub status: &'static str,
    /// The property with the body that would have been sent without an envelope.
    pub content: &'static str,
}

impl Envelope {
    /// Whether a query asks for it.
    pub(super) fn is_wanted(&self, query: &Pairs) -> bool {
        query
            .value(self.parameter)
            .is_some_and(|value| value == "true")
    }

    /// The status and body inside; `None` when the body is not an envelope.
    ///
    /// Where there is no content (lists are sent so), the body stays as it is.
    pub fn open(&self, body: &Bytes) -> Option<(StatusCode, Bytes)> {
        let mut reader = Reader::new(body);
        let mut object = reader.object().ok()?;
        let mut status = None;
        let mut content = None;
        while let Some(key) = reader.key(&mut object).ok()? {
            let (is_status, is_content) = (key == self.status, key == self.content);
            let value = reader.raw_text().ok()?;
            if is_status {
                status = status_of(value);
            } else if is_content {
                content = Some(body.slice_ref(value.as_bytes()));
            }
        }
        reader.finish().ok()?;
        Some((status?, content.unwrap_or_else(|| body.clone())))
    }
}

fn status_of(value: &str) -> Option<StatusCode> {
    let status = Reader::new(value.as_bytes()).integer().ok()?;
    let status = u16::try_from(status)
        .ok()
        .filter(|status| (100..=599).contains(status))?;
    StatusCode::from_u16(status).ok()
}
