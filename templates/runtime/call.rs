//! A call: one operation with its parameters and body, before it is sent.

use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use http::header::COOKIE;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};

use super::base_url::BaseUrl;
use super::body::Body;
use super::client::BuildError;
use super::json::{self, Encode, scan};
use super::pairs::Pairs;
use super::params::{self, PathStyle, QueryStyle, ToParam};
use super::response::redacted;
use super::retry::RetryPolicy;
use super::transport::boxed;
use super::validate::{Validate, ValidationError, Validator};

pub use super::client::Core;
pub use super::pending::{Pending, Plan};
pub use super::sending::{self, Sending};
pub use super::validate::Place;
pub use http::Method;

/// What a description says about an operation.
#[derive(Debug)]
pub struct Operation {
    /// The operation's id, used in messages.
    pub id: &'static str,
    /// The HTTP method.
    pub method: Method,
    /// The path template, whose text is escaped already: braces stand for parameters alone.
    pub path: &'static str,
    /// The `Accept` header; none is sent when it is empty.
    pub accept: &'static str,
    /// Which security schemes it takes: any one of the lists, all schemes of a list together.
    pub security: &'static [&'static [&'static str]],
}

/// Room for values in a path, beyond their names in the template.
const VALUES: usize = 64;

/// A call of an operation, built up by its parameters and then executed.
#[derive(Clone)]
#[must_use]
pub struct Call {
    pub(super) operation: &'static Operation,
    pub(super) path: String,
    /// What follows in the template, from the name of a parameter on; empty behind the last one.
    template: &'static str,
    pub(super) query: Pairs,
    pub(super) headers: HeaderMap,
    pub(super) content_type: Option<HeaderValue>,
    pub(super) body: Body,
    // optional: multipart
    pub(super) parts: super::multipart::Multipart,
    // optional: server
    pub(super) server: Option<&'static super::server::Server>,
    pub(super) options: CallOptions,
    pub(super) streams: Option<fn(StatusCode, &HeaderMap) -> bool>,
    pub(super) cookies: Pairs,
    /// The path parameters whose text is nothing but dots, and where it begins in the path.
    dots: Vec<(usize, &'static str)>,
    pub(super) problems: Validator,
    /// The rules of the description are checked.
    is_checked: bool,
}

impl Call {
    /// A call without parameters. It is passed on so often that it is on the heap.
    pub fn new(operation: &'static Operation) -> Box<Self> {
        let mut call = boxed(|| Self {
            operation,
            path: String::with_capacity(operation.path.len() + VALUES),
            template: operation.path,
            query: Pairs::new("&"),
            headers: HeaderMap::new(),
            content_type: None,
            body: Body::empty(),
            // optional: multipart
            parts: super::multipart::Multipart::new(),
            // optional: server
            server: None,
            options: CallOptions::default(),
            streams: None,
            cookies: Pairs::new("; "),
            dots: Vec::new(),
            problems: Validator::new(),
            is_checked: false,
        });
        call.write_literal();
        call
    }

    /// The same call, where what breaks the rules of the description makes it fail.
    pub(super) fn checked(mut self: Box<Self>, is_checked: bool) -> Box<Self> {
        self.is_checked = is_checked;
        self
    }

    /// Where violations are reported, if the rules of the description are checked.
    pub fn checks(&mut self) -> Option<&mut Validator> {
        self.is_checked.then_some(&mut self.problems)
    }

    /// The text of the path up to the next parameter.
    fn write_literal(&mut self) {
        let (literal, rest) = split(self.template, b'{').unwrap_or((self.template, ""));
        self.path.push_str(literal);
        self.template = rest;
    }

    /// The name of the next parameter of the path.
    pub fn next_in_path(&self) -> &'static str {
        split(self.template, b'}').map_or(self.template, |(name, _)| name)
    }

    /// The next parameter of the path, in the usual style.
    pub fn path(self: Box<Self>, value: &dyn ToParam) -> Box<Self> {
        self.styled_path(PathStyle::Simple, false, value)
    }

    /// The next parameter of the path. One without any text would change the path, and makes the
    /// call fail.
    pub fn styled_path(
        mut self: Box<Self>,
        style: PathStyle,
        explode: bool,
        value: &dyn ToParam,
    ) -> Box<Self> {
        let (name, rest) = split(self.template, b'}').unwrap_or((self.template, ""));
        self.template = rest;
        let start = self.path.len();
        params::write_path(&mut self.path, name, style, explode, &value.to_param());
        if self.path.len() == start {
            let mut v = self.problems.inside(Place::path(name));
            v.report("required", "must not be empty");
        }
        if self.path[start..].bytes().all(|byte| byte == b'.') {
            self.dots.push((start, name));
        }
        self.write_literal();
        self
    }

    /// A query parameter in the usual style. A later value takes the place of an earlier one, here
    /// and below.
    pub fn query(self: Box<Self>, name: &'static str, value: &dyn ToParam) -> Box<Self> {
        self.styled_query(name, QueryStyle::Form, true, false, value)
    }

    /// A query parameter.
    pub fn styled_query(
        mut self: Box<Self>,
        name: &'static str,
        style: QueryStyle,
        explode: bool,
        allow_reserved: bool,
        value: &dyn ToParam,
    ) -> Box<Self> {
        let value = value.to_param();
        self.query.set(name, |out| {
            params::write_query(out, name, style, explode, allow_reserved, &value);
        });
        self
    }

    /// A header. A value that no header can hold makes the call fail.
    pub fn header(
        mut self: Box<Self>,
        name: &'static str,
        explode: bool,
        value: &dyn ToParam,
    ) -> Box<Self> {
        let Some(text) = params::header_text(explode, &value.to_param()) else {
            return self;
        };
        match (
            HeaderName::from_bytes(name.as_bytes()),
            HeaderValue::from_bytes(text.as_bytes()),
        ) {
            (Ok(name), Ok(value)) => {
                self.headers.insert(name, value);
            }
            (Err(_), _) => {
                let mut v = self.problems.inside(Place::header(name));
                v.report("name", "is not a valid header name");
            }
            (_, Err(_)) => {
                let message = "must not hold line breaks or other control characters";
                let mut v = self.problems.inside(Place::header(name));
                v.report("value", message);
            }
        }
        self
    }

    /// A cookie.
    pub fn cookie(
        mut self: Box<Self>,
        name: &'static str,
        explode: bool,
        value: &dyn ToParam,
    ) -> Box<Self> {
        let value = value.to_param();
        self.cookies.set(name, |out| {
            params::write_cookie(out, name, explode, &value);
        });
        self
    }

    /// A JSON body.
    pub fn json<T: Encode + ?Sized>(
        self: Box<Self>,
        content_type: &'static str,
        body: &T,
    ) -> Box<Self> {
        self.bytes(content_type, json::to_request(body))
    }

    /// A JSON body of a type with rules.
    pub fn checked_json<T: Encode + Validate>(
        mut self: Box<Self>,
        content_type: &'static str,
        body: &T,
    ) -> Box<Self> {
        if let Some(v) = self.checks() {
            v.inside(Place::Body).check(body);
        }
        self.json(content_type, body)
    }

    /// A text as the body.
    pub fn text(self: Box<Self>, content_type: &'static str, body: String) -> Box<Self> {
        self.bytes(content_type, body)
    }

    /// Bytes as the body, which may be a stream.
    pub fn bytes(self: Box<Self>, content_type: &'static str, body: impl Into<Body>) -> Box<Self> {
        self.body(media_type(content_type), body)
    }

    /// A body that may be a stream, whose content type need not be known in advance.
    pub fn body(
        mut self: Box<Self>,
        content_type: HeaderValue,
        body: impl Into<Body>,
    ) -> Box<Self> {
        self.body = body.into();
        self.content_type = Some(content_type);
        self
    }

    /// Leaves the body of a success as a stream, where the function says so.
    ///
    /// The call is then done when status and headers are there, and with it its time limits; what
    /// is left is bounded by the transport's wait for each chunk. The size of a stream has no limit.
    pub fn streams(mut self: Box<Self>, which: fn(StatusCode, &HeaderMap) -> bool) -> Box<Self> {
        self.streams = Some(which);
        self
    }

    /// Settings for this call.
    pub fn options(mut self: Box<Self>, options: CallOptions) -> Box<Self> {
        self.options = options;
        self
    }

    /// Checks what could not be written, and completes the headers.
    pub(super) fn finish(&mut self) -> Result<(), ValidationError> {
        self.check_segments();
        // optional: multipart
        self.join_parts();
        if !self.cookies.text().is_empty() {
            // All of it is percent-encoded.
            if let Ok(cookies) = HeaderValue::from_str(self.cookies.text()) {
                self.headers.insert(COOKIE, cookies);
            }
        }
        std::mem::take(&mut self.problems).finish()
    }

    /// A segment of `.` or `..` would be resolved away by URL parsers, escaped or not.
    fn check_segments(&mut self) {
        if self.dots.is_empty() {
            return;
        }
        let mut start = 0;
        for segment in self.path.split('/') {
            let end = start + segment.len();
            if matches!(segment, "." | "..") {
                let names = self
                    .dots
                    .iter()
                    .filter(|(at, _)| (start..=end).contains(at));
                for (_, name) in names {
                    let mut v = self.problems.inside(Place::path(name));
                    v.report("segment", "must not be `.` or `..`");
                }
            }
            start = end + 1;
        }
    }
}

/// A media type as a header. `from_static` is made for compilers: at run time it takes its time.
pub(super) fn media_type(text: &'static str) -> HeaderValue {
    let bytes = Bytes::from_static(text.as_bytes());
    HeaderValue::from_maybe_shared(bytes).unwrap_or_else(|_| HeaderValue::from_static(text))
}

/// What is before a character of ASCII, and what is behind it. The search of `split_once` costs more than
/// it saves on texts that are as short as these.
pub(super) fn split(text: &str, mark: u8) -> Option<(&str, &str)> {
    let at = scan::byte(text.as_bytes(), mark);
    Some((text.get(..at)?, text.get(at + 1..)?))
}

/// Shows that there is a call.
pub fn show(name: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    f.debug_struct(name).finish_non_exhaustive()
}

impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call")
            .field("operation", &self.operation.id)
            .field("path", &self.path)
            .field("headers", &redacted(&self.headers))
            .field("content_type", &self.content_type)
            .field("body", &self.body)
            .finish_non_exhaustive()
    }
}

/// Settings of one call, over those of the client.
#[derive(Clone, Default)]
#[must_use]
pub struct CallOptions {
    pub(super) timeout: Option<Duration>,
    pub(super) attempt_timeout: Option<Duration>,
    pub(super) retry: Option<RetryPolicy>,
    pub(super) idempotent: Option<bool>,
    pub(super) response_limit: Option<u64>,
    pub(super) headers: Option<Box<HeaderMap>>,
    pub(super) base_url: Option<Box<BaseUrl>>,
    // optional: paging
    pub(super) page: Option<String>,
}

impl CallOptions {
    /// The client's settings.
    pub fn new() -> Self {
        Self::default()
    }

    /// The longest that the whole call may take, with its retries and what credentials need.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// The longest that one attempt may wait for its answer.
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.attempt_timeout = Some(timeout);
        self
    }

    /// When this call is sent again, in place of the client's policy.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = Some(policy);
        self
    }

    /// Whether sending this call twice does no harm, in place of what its method says.
    pub fn idempotent(mut self, idempotent: bool) -> Self {
        self.idempotent = Some(idempotent);
        self
    }

    /// The most bytes that the body of an answer may have, in place of the client's limit. The
    /// limit is not for bodies that are handed out as streams.
    pub fn response_limit(mut self, bytes: u64) -> Self {
        self.response_limit = Some(bytes);
        self
    }

    /// A header to send, in place of one that would be sent otherwise.
    pub fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        let headers = self.headers.get_or_insert_default();
        headers.insert(name, value);
        self
    }

    /// Another server for this call. It will be given the client's credentials.
    pub fn base_url(mut self, url: &str) -> Result<Self, BuildError> {
        self.base_url = Some(Box::new(BaseUrl::parse(url)?));
        Ok(self)
    }
}

impl fmt::Debug for CallOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CallOptions")
            .field("timeout", &self.timeout)
            .field("attempt_timeout", &self.attempt_timeout)
            .field("retry", &self.retry)
            .field("idempotent", &self.idempotent)
            .field("response_limit", &self.response_limit)
            .field("headers", &self.headers.as_deref().map(redacted))
            .field("base_url", &self.base_url)
            .finish()
    }
}

/// Defines a call that is not sent yet: its struct, what the description says about the operation,
/// a method for each `name: argument type => step` of its optional parameters, and `options`.
///
/// One that has all this in common with others is a `type`: a [`Pending`], or behind `with` what there is
/// in the crate's `calls`. A constant of the same name is its [`Plan`].
///
/// `step("name on the wire", …)` is the method of [`Call`] that takes the value, and `where` begins a
/// check of it. `status reader => output, or error` defines `send`, by that function of [`Sending`], and
/// `= type` behind that is what the error is.
///
/// `use runtime::call;` brings in both this macro and the names that it needs.
#[allow(unused_macros, reason = "an API may have no operations")]
macro_rules! call {
    (
        $(#[$about:meta])*
        pub struct $type:ident = $id:literal:
        $method:ident $path:literal,
        accept $accept:literal,
        security [$([$($scheme:literal),*]),*]
        $(, $status:literal $reader:ident => $output:ty, or $error:ident $(= $shared:ty)?)?;
        $(
            $(#[$attribute:meta])*
            $name:ident: $argument:ty => $step:ident($wire:literal $(, $detail:expr)*)
            $(where $rule:ident($($bound:expr),*))*,
        )*
    ) => {
        $(#[$about])*
        #[must_use = "nothing is sent before `send()`"]
        pub struct $type<'a>(&'a call::Core, Box<call::Call>);

        impl<'a> $type<'a> {
            const OPERATION: &'static call::Operation = &call::Operation {
                id: $id,
                method: call::Method::$method,
                path: $path,
                accept: $accept,
                security: &[$(&[$($scheme),*]),*],
            };

            $(
                $(#[$attribute])*
                #[inline]
                pub fn $name(mut self, $name: $argument) -> Self {
                    $(
                        if let Some(v) = self.1.checks() {
                            v.inside(call::call!(@place $step $wire)).$rule($($bound),*);
                        }
                    )*
                    self.1 = self.1.$step($wire, $($detail,)* &$name);
                    self
                }
            )*

            /// Settings for this call alone: time limits, retries, more headers, another server.
            #[inline]
            pub fn options(mut self, options: call::CallOptions) -> Self {
                self.1 = self.1.options(options);
                self
            }

            $(
                /// Sends the request and reads the answer.
                #[inline]
                pub fn send(self) -> call::Sending<'a, $output, $error> {
                    call::Sending::$reader(self.0, self.1, $status)
                }
            )?
        }

        $($(
            #[doc = concat!("Why [`", stringify!($type), "`] failed.")]
            pub type $error = $shared;
        )?)?

        impl ::std::clone::Clone for $type<'_> {
            #[inline]
            fn clone(&self) -> Self {
                Self(self.0, self.1.clone())
            }
        }

        /// Parameters may be secrets: they are not shown.
        impl ::std::fmt::Debug for $type<'_> {
            #[inline]
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                call::show(stringify!($type), f)
            }
        }
    };
    (
        $(#[$about:meta])*
        pub type $type:ident = $id:literal:
        $method:ident $path:literal,
        accept $accept:literal,
        security [$([$($scheme:literal),*]),*],
        $status:literal $reader:ident => $output:ty, or $error:ident $(= $shared:ty)?
        $(, with $with:ident)?;
    ) => {
        call::call! { @alias [$(#[$about])*] $type [$output, $error] $($with)? }

        #[allow(non_upper_case_globals, reason = "it belongs to the type of that name")]
        const $type: call::Plan<$output, $error> = call::Plan {
            operation: &call::Operation {
                id: $id,
                method: call::Method::$method,
                path: $path,
                accept: $accept,
                security: &[$(&[$($scheme),*]),*],
            },
            success: $status,
            read: call::sending::$reader,
        };

        $(
            #[doc = concat!("Why [`", stringify!($type), "`] failed.")]
            pub type $error = $shared;
        )?
    };
    (@alias [$($about:tt)*] $type:ident [$output:ty, $error:ident]) => {
        $($about)*
        pub type $type<'a> = call::Pending<'a, $output, $error>;
    };
    (@alias [$($about:tt)*] $type:ident [$output:ty, $error:ident] $with:ident) => {
        $($about)*
        pub type $type<'a> = calls::$with<'a, $output, $error>;
    };
    (@place header $wire:literal) => { call::Place::header($wire) };
    (@place cookie $wire:literal) => { call::Place::cookie($wire) };
    (@place $query:ident $wire:literal) => { call::Place::query($wire) };
}

#[allow(unused_imports, reason = "an API may have no operations")]
pub(crate) use call;
