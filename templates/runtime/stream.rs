//! Answers that are a stream of values: server-sent events and lines of JSON.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::{Buf, Bytes, BytesMut};
use futures_core::Stream;
use http::header::ACCEPT;
use http::{HeaderMap, HeaderValue, StatusCode};

use super::body::Body;
use super::call::Call;
use super::error::CallError;
use super::json::{self, Decode, DecodeError};
use super::response::{Reply, Response, content_type};
use super::transport::TransportError;

/// The most bytes that one line may have.
const MAX_LINE: usize = 32 << 20;

/// Server-sent events (`text/event-stream`), as they come in.
///
/// It is read by [`next`](Self::next) or as a [`Stream`]. Dropping it ends the exchange. An event whose
/// data cannot be decoded is an error, after which the next event can be read; `[DONE]`, by which some
/// servers tell that nothing follows, is the end.
pub struct Events<T> {
    lines: Lines,
    decode: fn(&str) -> Result<T, DecodeError>,
    /// The event that is being received.
    data: Option<String>,
    name: Option<String>,
    id: Option<String>,
    retry: Option<Duration>,
}

/// One event.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Event<T> {
    /// What kind of event it is, if the server says so.
    pub name: Option<String>,
    /// The last id that the server has given.
    pub id: Option<String>,
    /// How long to wait before connecting again, as the server last said.
    pub retry: Option<Duration>,
    /// What it holds.
    pub data: T,
}

impl<T> Events<T> {
    fn new(body: Body, decode: fn(&str) -> Result<T, DecodeError>) -> Self {
        Self {
            lines: Lines::new(body, is_line_end),
            decode,
            data: None,
            name: None,
            id: None,
            retry: None,
        }
    }

    /// The next event; `None` at the end.
    pub async fn next(&mut self) -> Option<Result<Event<T>, StreamError>> {
        std::future::poll_fn(|cx| self.poll_event(cx)).await
    }

    fn poll_event(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Event<T>, StreamError>>> {
        loop {
            let line = match ready!(self.lines.poll_line(cx)) {
                Some(Ok(line)) => line,
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                // An event that is not complete is none.
                None => return Poll::Ready(None),
            };
            if !line.is_empty() {
                self.field(&String::from_utf8_lossy(&line));
            } else if let Some(data) = self.data.take() {
                if data.trim() == "[DONE]" {
                    self.lines.end();
                    return Poll::Ready(None);
                }
                return Poll::Ready(Some(self.event(&data)));
            } else {
                self.name = None;
            }
        }
    }

    fn field(&mut self, line: &str) {
        let (field, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match field {
            "data" => match &mut self.data {
                Some(data) => {
                    data.push('\n');
                    data.push_str(value);
                }
                None => self.data = Some(value.to_owned()),
            },
            "event" => self.name = Some(value.to_owned()),
            "id" if !value.contains('\0') => self.id = Some(value.to_owned()),
            "retry" if value.bytes().all(|byte| byte.is_ascii_digit()) => {
                self.retry = value.parse().ok().map(Duration::from_millis);
            }
            // Comments, and fields that are not known.
            _ => {}
        }
    }

    fn event(&mut self, data: &str) -> Result<Event<T>, StreamError> {
        let name = self.name.take();
        let data = (self.decode)(data).map_err(StreamError::Undecodable)?;
        Ok(Event {
            name,
            id: self.id.clone(),
            retry: self.retry,
            data,
        })
    }
}

/// Nothing in it is pinned.
impl<T> Unpin for Events<T> {}

impl<T> Stream for Events<T> {
    type Item = Result<Event<T>, StreamError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_event(cx)
    }
}

impl<T> fmt::Debug for Events<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Events").finish_non_exhaustive()
    }
}

/// Values of JSON, one a line (JSON Lines, NDJSON, `application/json-seq`), as they come in.
///
/// It is read by [`next`](Self::next) or as a [`Stream`]. Dropping it ends the exchange. A line that
/// cannot be decoded is an error, after which the next line can be read.
pub struct JsonLines<T> {
    lines: Lines,
    decode: fn(&[u8]) -> Result<T, DecodeError>,
}

impl<T: Decode> JsonLines<T> {
    fn new(body: Body, ends: fn(u8) -> bool) -> Self {
        Self {
            lines: Lines::new(body, ends),
            decode: json::from_slice,
        }
    }
}

impl<T> JsonLines<T> {
    /// The next value; `None` at the end.
    pub async fn next(&mut self) -> Option<Result<T, StreamError>> {
        std::future::poll_fn(|cx| self.poll_value(cx)).await
    }

    fn poll_value(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<T, StreamError>>> {
        loop {
            let next = match ready!(self.lines.poll_line(cx)) {
                // An empty line is no value.
                Some(Ok(line)) if line.trim_ascii().is_empty() => continue,
                Some(Ok(line)) => Some((self.decode)(&line).map_err(StreamError::Undecodable)),
                Some(Err(error)) => Some(Err(error)),
                None => None,
            };
            return Poll::Ready(next);
        }
    }
}

/// Nothing in it is pinned.
impl<T> Unpin for JsonLines<T> {}

impl<T> Stream for JsonLines<T> {
    type Item = Result<T, StreamError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_value(cx)
    }
}

impl<T> fmt::Debug for JsonLines<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JsonLines").finish_non_exhaustive()
    }
}

/// The next value of a stream cannot be had.
#[derive(Debug)]
#[non_exhaustive]
pub enum StreamError {
    /// The stream broke off; nothing more comes.
    Transport(TransportError),
    /// A value is not what the description says it is. Others may follow.
    Undecodable(DecodeError),
    /// A line is longer than 32 MiB; nothing more comes.
    TooLong,
}

impl fmt::Display for StreamError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Transport(error) => error.fmt(f),
            Self::Undecodable(error) => write!(f, "cannot decode a value of the stream: {error}"),
            Self::TooLong => f.write_str("a line of the stream is too long"),
        }
    }
}

impl std::error::Error for StreamError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Transport(error) => error.source(),
            Self::Undecodable(_) | Self::TooLong => None,
        }
    }
}

/// A body cut into lines.
struct Lines {
    body: Body,
    ends: fn(u8) -> bool,
    buffer: BytesMut,
    /// So much of the buffer is known to have no end of a line.
    searched: usize,
    /// The last line ended with CR, to which an LF may belong.
    after_cr: bool,
    /// Nothing has been received yet: there may be a byte order mark.
    at_start: bool,
    ended: bool,
}

fn is_line_end(byte: u8) -> bool {
    matches!(byte, b'\r' | b'\n')
}

impl Lines {
    fn new(body: Body, ends: fn(u8) -> bool) -> Self {
        Self {
            body,
            ends,
            buffer: BytesMut::new(),
            searched: 0,
            after_cr: false,
            at_start: true,
            ended: false,
        }
    }

    /// Nothing more is wanted.
    fn end(&mut self) {
        self.body = Body::empty();
        self.buffer.clear();
        self.searched = 0;
        self.ended = true;
    }

    fn poll_line(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, StreamError>>> {
        loop {
            if let Some(line) = self.buffered() {
                return Poll::Ready(Some(Ok(line)));
            }
            if self.ended {
                self.searched = 0;
                let rest = self.buffer.split().freeze();
                return Poll::Ready((!rest.is_empty()).then_some(Ok(rest)));
            }
            if self.buffer.len() > MAX_LINE {
                self.end();
                return Poll::Ready(Some(Err(StreamError::TooLong)));
            }
            match ready!(Pin::new(&mut self.body).poll_next(cx)) {
                Some(Ok(chunk)) => self.buffer.extend_from_slice(&chunk),
                Some(Err(error)) => {
                    self.end();
                    return Poll::Ready(Some(Err(StreamError::Transport(error))));
                }
                None => self.ended = true,
            }
        }
    }

    /// The first line of what has been received, without its end.
    fn buffered(&mut self) -> Option<Bytes> {
        self.skip_marks();
        let ends = self.ends;
        let found = self.buffer[self.searched..]
            .iter()
            .position(|byte| ends(*byte));
        let Some(length) = found.map(|at| self.searched + at) else {
            self.searched = self.buffer.len();
            return None;
        };
        self.searched = 0;
        let line = self.buffer.split_to(length).freeze();
        self.after_cr = self.buffer.first() == Some(&b'\r');
        self.buffer.advance(1);
        Some(line)
    }

    fn skip_marks(&mut self) {
        const MARK: &[u8] = b"\xEF\xBB\xBF";
        if self.at_start && (self.buffer.len() >= MARK.len() || self.ended) {
            self.at_start = false;
            if self.buffer.starts_with(MARK) {
                self.buffer.advance(MARK.len());
                self.searched = 0;
            }
        }
        if self.after_cr && !self.buffer.is_empty() {
            self.after_cr = false;
            if self.buffer.starts_with(b"\n") {
                self.buffer.advance(1);
                self.searched = 0;
            }
        }
    }
}

impl Call {
    /// Asks for another media type than the operation does.
    pub fn accepting(mut self: Box<Self>, media_types: &'static str) -> Box<Self> {
        self.headers
            .insert(ACCEPT, HeaderValue::from_static(media_types));
        self
    }
}

/// Whether an answer holds server-sent events; one that does not say what it holds may.
pub fn holds_events(_: StatusCode, headers: &HeaderMap) -> bool {
    content_type(headers).is_none_or(|name| is(name, "text/event-stream"))
}

/// Whether an answer can hold lines of JSON: servers call them by many names.
pub fn holds_lines(_: StatusCode, _: &HeaderMap) -> bool {
    true
}

fn is(name: &str, wanted: &str) -> bool {
    let essence = name.split(';').next().unwrap_or_default();
    essence.trim().eq_ignore_ascii_case(wanted)
}

impl Reply {
    /// Takes the body as server-sent events whose data is JSON.
    pub fn events<T: Decode>(self) -> Result<Response<Events<T>>, CallError> {
        self.events_by(|data| json::from_slice(data.as_bytes()))
    }

    /// Takes the body as server-sent events whose data is text.
    pub fn text_events(self) -> Result<Response<Events<String>>, CallError> {
        self.events_by(|data| Ok(data.to_owned()))
    }

    fn events_by<T>(
        self,
        decode: fn(&str) -> Result<T, DecodeError>,
    ) -> Result<Response<Events<T>>, CallError> {
        if !holds_events(self.status(), self.headers()) {
            return Err(self.undecodable(None));
        }
        Ok(self.stream()?.map(|body| Events::new(body, decode)))
    }

    /// Takes the body as values of JSON, one a line.
    pub fn json_lines<T: Decode>(self) -> Result<Response<JsonLines<T>>, CallError> {
        let records = self.content_type().is_some_and(|name| {
            is(name, "application/json-seq") || is(name, "application/geo+json-seq")
        });
        let ends: fn(u8) -> bool = match records {
            // RFC 7464: each text has this before it.
            true => |byte| byte == 0x1e,
            false => is_line_end,
        };
        Ok(self.stream()?.map(|body| JsonLines::new(body, ends)))
    }
}
