//! Bodies of several parts (`multipart/form-data`, RFC 7578), which may be streams.

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderValue};

use super::body::Body;
use super::call::Call;
use super::json::{self, DecodeError, Encode, Kind, Reader};

/// A file, or another part of a body, with what is to be said of it.
///
/// A text or bytes make one, and so does a [`Body`], which may be a stream.
#[derive(Clone, Debug)]
pub struct Part {
    body: Body,
    file_name: Option<String>,
    headers: HeaderMap,
}

impl Part {
    /// A part of that content.
    pub fn new(body: impl Into<Body>) -> Self {
        Self {
            body: body.into(),
            file_name: None,
            headers: HeaderMap::new(),
        }
    }

    /// The name of the file that it is.
    #[must_use]
    pub fn file_name(mut self, name: impl Into<String>) -> Self {
        self.file_name = Some(name.into());
        self
    }

    /// Its media type.
    #[must_use]
    pub fn content_type(self, content_type: HeaderValue) -> Self {
        self.header(CONTENT_TYPE, content_type)
    }

    /// A header of the part.
    #[must_use]
    pub fn header(mut self, name: http::HeaderName, value: HeaderValue) -> Self {
        self.headers.insert(name, value);
        self
    }

    /// What stands before its content.
    fn head(&self, boundary: &str, name: &str) -> Vec<u8> {
        let mut head = format!(
            "--{boundary}\r\nContent-Disposition: form-data; name=\"{}\"",
            quoted(name)
        );
        if let Some(file) = &self.file_name {
            head.push_str(&format!("; filename=\"{}\"", quoted(file)));
        }
        head.push_str("\r\n");
        let mut head = head.into_bytes();
        for (name, value) in &self.headers {
            head.extend_from_slice(name.as_str().as_bytes());
            head.extend_from_slice(b": ");
            head.extend_from_slice(value.as_bytes());
            head.extend_from_slice(b"\r\n");
        }
        head.extend_from_slice(b"\r\n");
        head
    }
}

macro_rules! parts {
    ($($type:ty),+) => {$(
        impl From<$type> for Part {
            fn from(body: $type) -> Self {
                Self::new(body)
            }
        }
    )+};
}

parts!(Body, Bytes, String, Vec<u8>, &'static str, &'static [u8]);

/// Text that stands in quotes, as browsers write it: nothing in it can end the header.
fn quoted(text: &str) -> String {
    text.replace('"', "%22")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

/// The parts of a body, in the order in which they are sent.
#[derive(Clone, Debug, Default)]
pub struct Multipart {
    parts: Vec<(String, Part)>,
}

impl Multipart {
    /// No parts.
    pub fn new() -> Self {
        Self::default()
    }

    /// One more part. Several may have the same name.
    #[must_use]
    pub fn part(mut self, name: impl Into<String>, part: impl Into<Part>) -> Self {
        self.parts.push((name.into(), part.into()));
        self
    }

    fn remove(&mut self, name: &str) {
        self.parts.retain(|(known, _)| known != name);
    }

    /// Whether there are no parts.
    pub fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }

    /// The media type, and the body.
    pub fn encode(self) -> (HeaderValue, Body) {
        let boundary = format!("{:016x}{:016x}", fastrand::u64(..), fastrand::u64(..));
        let mut pieces = Vec::with_capacity(self.parts.len() * 3 + 1);
        for (name, part) in self.parts {
            pieces.push(part.head(&boundary, &name).into());
            pieces.push(part.body);
            pieces.push(Body::from("\r\n"));
        }
        pieces.push(format!("--{boundary}--\r\n").into());
        let content_type = format!("multipart/form-data; boundary={boundary}");
        let content_type = HeaderValue::try_from(content_type)
            .unwrap_or(HeaderValue::from_static("multipart/form-data"));
        (content_type, Body::chain(pieces))
    }
}

/// How a property becomes parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PartField {
    /// A part for each item of a list; an object as JSON, anything else as text.
    ByType,
    /// One part of JSON.
    Json,
}

impl Call {
    /// A property of the body. Nothing is sent for one that is not there.
    pub fn part<T: Encode + ?Sized>(
        mut self: Box<Self>,
        name: &'static str,
        how: PartField,
        content_type: Option<&'static str>,
        value: &T,
    ) -> Box<Self> {
        self.parts.remove(name);
        let value = json::to_request(value);
        let parts = match how {
            PartField::ByType => by_type(&value),
            PartField::Json => Ok(vec![as_json(&value)]),
        };
        // What was encoded can be read.
        for part in parts.unwrap_or_default() {
            let part = match content_type {
                Some(content_type) => part.content_type(HeaderValue::from_static(content_type)),
                None => part,
            };
            self.parts = self.parts.part(name, part);
        }
        self
    }

    /// Files of the body. Without a name they are sent by that of the property.
    pub fn files<'p>(
        mut self: Box<Self>,
        name: &'static str,
        content_type: Option<&'static str>,
        files: impl IntoIterator<Item = &'p Part>,
    ) -> Box<Self> {
        self.parts.remove(name);
        for file in files {
            let mut file = file.clone();
            file.file_name.get_or_insert_with(|| name.to_owned());
            let usual = content_type.unwrap_or("application/octet-stream");
            file.headers
                .entry(CONTENT_TYPE)
                .or_insert(HeaderValue::from_static(usual));
            self.parts = self.parts.part(name, file);
        }
        self
    }

    /// Parts that are known to the caller alone.
    pub fn multipart(mut self: Box<Self>, parts: &Multipart) -> Box<Self> {
        self.parts.parts.extend_from_slice(&parts.parts);
        self
    }

    /// The parts become the body.
    pub(super) fn join_parts(&mut self) {
        let parts = std::mem::take(&mut self.parts);
        if !parts.is_empty() {
            let (content_type, body) = parts.encode();
            self.content_type = Some(content_type);
            self.body = body;
        }
    }
}

fn by_type(json: &[u8]) -> Result<Vec<Part>, DecodeError> {
    let mut r = Reader::new(json);
    if r.kind()? != Kind::Array {
        return Ok(text(r.raw_text()?)?.into_iter().collect());
    }
    let mut parts = Vec::new();
    let mut array = r.array()?;
    while r.item(&mut array)? {
        parts.extend(text(r.raw_text()?)?);
    }
    Ok(parts)
}

/// A scalar as its text, anything else as JSON, and nothing for `null`.
fn text(value: &str) -> Result<Option<Part>, DecodeError> {
    Ok(match value.as_bytes().first() {
        Some(b'{' | b'[') => Some(as_json(value.as_bytes())),
        Some(b'"') => Some(Part::new(json::from_slice::<String>(value.as_bytes())?)),
        _ if value == "null" => None,
        _ => Some(Part::new(value.to_owned())),
    })
}

fn as_json(value: &[u8]) -> Part {
    Part::new(value.to_vec()).content_type(HeaderValue::from_static("application/json"))
}
