// @generated from an OpenAPI description; change that, its policy or the templates instead.

//! The headers of answers that the description names: `response.header(headers::NAME)`.

use crate::runtime::Header;

/// How many requests the rate limit grants you in its time window.
pub const RATE_LIMIT_LIMIT: Header<i64> = Header::new("ratelimit-limit");

/// How many of those requests you have left.
pub const RATE_LIMIT_REMAINING: Header<i64> = Header::new("ratelimit-remaining");

/// Whole seconds to wait before you try again. Comes with 429, and sometimes with 503.
pub const RETRY_AFTER: Header<i64> = Header::new("retry-after");
