// @generated from an OpenAPI description; change that, its policy or the templates instead.

//! What comes back: the reply as bytes, and the typed response made of it.

use std::fmt;
use std::marker::PhantomData;
use std::str::FromStr;

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, StatusCode};

use super::body::Body;
use super::call::{Operation, split};
use super::error::{CallError, Undecodable, UnexpectedStatus};
use super::error_shape::ErrorShape;
use super::json::{self, Decode, DecodeError};
use super::progress::Tries;
use super::rate_limit::RateLimit;
use super::redact::is_secret_header;
use super::transport::boxed;

/// A reply whose body has not been decoded yet.
#[derive(Clone)]
pub struct Reply(Box<Received>);

/// It is passed on so often that it is on the heap.
#[derive(Clone)]
struct Received {
    operation: &'static Operation,
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
    /// The body that has not been received yet; the other one is empty then.
    stream: Option<Body>,
    tries: Tries,
    errors: Option<&'static ErrorShape>,
}

impl Reply {
    /// A reply of that operation.
    pub fn new(
        operation: &'static Operation,
        status: StatusCode,
        headers: HeaderMap,
        body: Bytes,
    ) -> Self {
        Self(boxed(|| Received {
            operation,
            status,
            headers,
            body,
            stream: None,
            tries: Tries::default(),
            errors: None,
        }))
    }

    /// The same reply, whose body is still to be received.
    #[must_use]
    pub fn with_stream(mut self, body: Body) -> Self {
        self.0.stream = Some(body);
        self
    }

    pub(super) fn with_body(mut self, body: Bytes) -> Self {
        self.0.body = body;
        self
    }

    /// The same reply with what was inside of its body.
    pub(super) fn with_content(mut self, status: StatusCode, body: Bytes) -> Self {
        self.0.status = status;
        self.with_body(body)
    }

    /// The same reply, of a call that was made so.
    pub(super) fn with_tries(mut self, tries: Tries) -> Self {
        self.0.tries = tries;
        self
    }

    /// The same reply, of an API whose errors look like that.
    #[must_use]
    pub fn with_errors(mut self, shape: Option<&'static ErrorShape>) -> Self {
        self.0.errors = shape;
        self
    }

    pub(super) fn tries(&self) -> Tries {
        self.0.tries
    }

    /// What the API's errors look like, where it is one of them.
    pub(super) fn shape(&self) -> Option<&'static ErrorShape> {
        self.0.errors.filter(|_| !self.0.status.is_success())
    }

    /// How often the call was tried.
    pub fn attempts(&self) -> u32 {
        self.0.tries.count
    }

    /// The operation that it answers.
    pub fn operation(&self) -> &'static Operation {
        self.0.operation
    }

    /// The status; the one inside of the envelope, if there was an envelope.
    pub fn status(&self) -> StatusCode {
        self.0.status
    }

    /// The headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.0.headers
    }

    /// The body; what was inside of the envelope, if there was an envelope. It is empty where the
    /// body was left as a stream.
    pub fn body(&self) -> &Bytes {
        &self.0.body
    }

    /// Whether the body has been left as a stream.
    pub fn is_streaming(&self) -> bool {
        self.0.stream.is_some()
    }

    /// The same reply, which keeps something until its body has been read.
    pub(super) fn keeping<T: Send + Unpin + 'static>(mut self, kept: T) -> Self {
        self.0.stream = self.0.stream.take().map(|body| body.keeping(kept));
        self
    }

    /// The server's id for the request, if it sent one.
    pub fn request_id(&self) -> Option<&str> {
        request_id(&self.0.headers)
    }

    /// The `Content-Type` header.
    pub fn content_type(&self) -> Option<&str> {
        content_type(&self.0.headers)
    }

    /// Decodes a JSON body.
    pub fn json<T: Decode>(self) -> Result<Response<T>, CallError> {
        match self.expect_json() {
            Ok(reply) => match json::from_slice(&reply.0.body) {
                Ok(body) => Ok(reply.into_response(body)),
                Err(error) => Err(reply.undecodable(Some(error))),
            },
            Err(error) => Err(error),
        }
    }

    /// The error with that JSON, or the one of a body that is none.
    pub fn json_error<T: Decode, E: From<CallError>>(self, make: fn(Box<Response<T>>) -> E) -> E {
        match self.json() {
            Ok(response) => make(Box::new(response)),
            Err(error) => error.into(),
        }
    }

    /// The error without a body.
    pub fn empty_error<E>(self, make: fn(Box<Response<()>>) -> E) -> E {
        make(Box::new(self.into_response(())))
    }

    /// Takes no notice of the body.
    pub fn empty(self) -> Result<Response<()>, CallError> {
        Ok(self.into_response(()))
    }

    /// Takes the body as UTF-8 text.
    pub fn text(self) -> Result<Response<String>, CallError> {
        match std::str::from_utf8(&self.0.body) {
            Ok(text) => {
                let text = text.to_owned();
                Ok(self.into_response(text))
            }
            Err(error) => {
                let problem = DecodeError::invalid(error.valid_up_to(), "the text is not UTF-8");
                Err(self.undecodable(Some(problem)))
            }
        }
    }

    /// Takes the body as it is.
    pub fn bytes(self) -> Result<Response<Bytes>, CallError> {
        let body = self.0.body.clone();
        Ok(self.into_response(body))
    }

    /// Takes the body as a stream, also where it has been received already.
    pub fn stream(mut self) -> Result<Response<Body>, CallError> {
        let body = self.0.stream.take();
        let body = body.unwrap_or_else(|| self.0.body.clone().into());
        Ok(self.into_response(body))
    }

    /// The error for a status that the description does not have.
    pub fn unexpected(self) -> CallError {
        CallError::UnexpectedStatus(Box::new(UnexpectedStatus::new(self)))
    }

    /// The error for a body that is not what the description says.
    pub fn undecodable(self, problem: Option<DecodeError>) -> CallError {
        CallError::Undecodable(Box::new(Undecodable::new(self, problem)))
    }

    fn expect_json(self) -> Result<Self, CallError> {
        if is_json(self.content_type()) {
            Ok(self)
        } else {
            Err(self.undecodable(None))
        }
    }

    fn into_response<T>(self, body: T) -> Response<T> {
        Response { reply: self, body }
    }
}

impl fmt::Debug for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reply")
            .field("operation", &self.0.operation.id)
            .field("status", &self.0.status)
            .field("headers", &redacted(&self.0.headers))
            .field("body", &format_args!("{} bytes", self.0.body.len()))
            .finish()
    }
}

/// A decoded response: the body, and all that came with it.
#[derive(Clone)]
pub struct Response<T> {
    reply: Reply,
    body: T,
}

impl<T> Response<T> {
    /// The operation that it answers.
    pub fn operation(&self) -> &'static Operation {
        self.reply.operation()
    }

    /// The status.
    pub fn status(&self) -> StatusCode {
        self.reply.status()
    }

    /// All headers.
    pub fn headers(&self) -> &HeaderMap {
        self.reply.headers()
    }

    /// The value of a header that the description names; `None` when it is not there or cannot be
    /// parsed.
    pub fn header<V: FromStr>(&self, header: Header<V>) -> Option<V> {
        header.get(self.headers())
    }

    /// The body.
    pub fn body(&self) -> &T {
        &self.body
    }

    /// The same with another body.
    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Response<U> {
        self.reply.into_response(f(self.body))
    }

    /// The body, by value.
    pub fn into_body(self) -> T {
        self.body
    }

    /// The bytes that the body was decoded from.
    pub fn raw(&self) -> &Bytes {
        self.reply.body()
    }

    /// How often the call was tried.
    pub fn attempts(&self) -> u32 {
        self.reply.attempts()
    }

    pub(super) fn reply(&self) -> &Reply {
        &self.reply
    }

    /// The server's id for the request, if it sent one.
    pub fn request_id(&self) -> Option<&str> {
        self.reply.request_id()
    }

    /// What the answer says about the rate limit.
    pub fn rate_limit(&self) -> Option<RateLimit> {
        RateLimit::of(self.headers())
    }

    /// The status, the headers and the body.
    pub fn into_parts(self) -> (StatusCode, HeaderMap, T) {
        (self.status(), self.reply.0.headers, self.body)
    }
}

impl<T: fmt::Debug> fmt::Debug for Response<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response")
            .field("status", &self.status())
            .field("headers", &redacted(self.headers()))
            .field("body", &self.body)
            .finish_non_exhaustive()
    }
}

/// A header of answers, by its name and the type of its value.
pub struct Header<T> {
    name: &'static str,
    value: PhantomData<fn() -> T>,
}

impl<T> Header<T> {
    /// The header of this name.
    pub const fn new(name: &'static str) -> Self {
        Self {
            name,
            value: PhantomData,
        }
    }

    /// Its name.
    pub fn name(&self) -> &'static str {
        self.name
    }
}

impl<T: FromStr> Header<T> {
    /// Its value; `None` when it is not there or cannot be parsed.
    pub fn get(&self, headers: &HeaderMap) -> Option<T> {
        header(headers, self.name)
    }
}

impl<T> fmt::Debug for Header<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Header").field(&self.name).finish()
    }
}

/// A header's value; `None` when it is not there or cannot be parsed.
pub fn header<T: FromStr>(headers: &HeaderMap, name: &str) -> Option<T> {
    header_str(headers, name)?.parse().ok()
}

/// A header's text, without the space around it.
pub fn header_str<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers.get(name)?.to_str().ok().map(str::trim)
}

/// The server's id for a request, by the names that servers and proxies give it.
pub fn request_id(headers: &HeaderMap) -> Option<&str> {
    const NAMES: [&str; 6] = [
        "x-request-id",
        "request-id",
        "x-correlation-id",
        "x-trace-id",
        "x-amzn-requestid",
        "cf-ray",
    ];
    let id = NAMES.iter().find_map(|name| header_str(headers, name))?;
    (!id.is_empty() && id.len() <= 200).then_some(id)
}

/// The `Content-Type` header.
pub fn content_type(headers: &HeaderMap) -> Option<&str> {
    let content_type = headers.get(CONTENT_TYPE)?.to_str().ok()?;
    Some(content_type.trim_ascii())
}

/// True for JSON media types, and when there is none: some servers don't say what they send.
pub fn is_json(content_type: Option<&str>) -> bool {
    let Some(content_type) = content_type else {
        return true;
    };
    // Searches for characters in a `str` are made for longer texts.
    let (essence, _) = split(content_type, b';').unwrap_or((content_type, ""));
    let Some((kind, subtype)) = split(essence.trim_ascii(), b'/') else {
        return false;
    };
    let is = |part: &str, name: &str| part.eq_ignore_ascii_case(name);
    match subtype.bytes().rposition(|byte| byte == b'+') {
        Some(plus) => plus > 0 && is(&subtype[plus + 1..], "json"),
        None => is(subtype, "json") && (is(kind, "application") || is(kind, "text")),
    }
}

/// Headers for `Debug`, without those that let their reader act as someone else.
pub fn redacted(headers: &HeaderMap) -> impl fmt::Debug + '_ {
    Redacted(headers)
}

struct Redacted<'h>(&'h HeaderMap);

impl fmt::Debug for Redacted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut map = f.debug_map();
        for (name, value) in self.0 {
            if is_secret_header(name, value) {
                map.entry(&name.as_str(), &format_args!("[redacted]"));
            } else {
                map.entry(&name.as_str(), value);
            }
        }
        map.finish()
    }
}

/// The beginning of a body on one line, for messages.
pub fn excerpt(body: &[u8]) -> String {
    // Four bytes at most make a character, and a broken last one is cut off below.
    one_line(&String::from_utf8_lossy(
        &body[..body.len().min(EXCERPT * 4)],
    ))
}

/// How many characters of somebody else's text a message shows.
const EXCERPT: usize = 200;

/// The beginning of a text on one line, for messages.
pub fn one_line(text: &str) -> String {
    let mut line = String::new();
    for (length, c) in text.trim().chars().enumerate() {
        if length == EXCERPT {
            line.push('…');
            break;
        }
        line.push(if c.is_control() || c.is_whitespace() {
            ' '
        } else {
            c
        });
    }
    line
}
