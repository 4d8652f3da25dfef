// @generated from an OpenAPI description; change that, its policy or the templates instead.

//! Writes JSON texts.

use super::codec::Encode;

/// Most bodies of requests are not larger.
const SMALL: usize = 128;

/// Writes one JSON text, without any white space.
#[derive(Debug)]
pub struct Writer {
    out: Vec<u8>,
    request: bool,
}

impl Writer {
    /// A writer of everything that a value holds.
    pub fn new() -> Self {
        Self {
            out: Vec::with_capacity(SMALL),
            request: false,
        }
    }

    /// A writer for a request body, where properties that only a server sets are left out.
    pub fn for_request() -> Self {
        Self {
            request: true,
            ..Self::new()
        }
    }

    /// True when this text is the body of a request.
    #[inline]
    pub fn is_request(&self) -> bool {
        self.request
    }

    /// Begins an object.
    #[inline]
    pub fn begin_object(&mut self) -> &mut Self {
        self.out.push(b'{');
        self
    }

    /// Ends an object.
    #[inline]
    pub fn end_object(&mut self) {
        self.out.push(b'}');
    }

    /// Begins an array.
    #[inline]
    pub fn begin_array(&mut self) {
        self.out.push(b'[');
    }

    /// Ends an array.
    #[inline]
    pub fn end_array(&mut self) {
        self.out.push(b']');
    }

    /// A key, with the comma before it where one is needed.
    #[inline(never)]
    pub fn key(&mut self, key: &str) {
        self.comma();
        self.string(key);
        self.out.push(b':');
    }

    /// An item of an array, with the comma before it where one is needed.
    pub fn element<T: Encode + ?Sized>(&mut self, value: &T) {
        self.comma();
        value.encode(self);
    }

    /// A comma is needed unless an object or array has just begun; no value ends in these bytes.
    #[inline]
    fn comma(&mut self) {
        if !matches!(self.out.last(), None | Some(b'{' | b'[' | b':')) {
            self.out.push(b',');
        }
    }

    /// A string value, quoted and escaped.
    #[inline(never)]
    pub fn string(&mut self, value: &str) {
        if is_plain(value) {
            self.out.reserve(value.len() + 2);
            self.out.push(b'"');
            self.out.extend_from_slice(value.as_bytes());
            self.out.push(b'"');
            return;
        }
        // Writing to memory cannot fail, here and below.
        let _ = serde_json::to_writer(&mut self.out, value);
    }

    /// `null`.
    #[inline]
    pub fn null(&mut self) {
        self.out.extend_from_slice(b"null");
    }

    /// `true` or `false`.
    #[inline]
    pub fn bool(&mut self, value: bool) {
        self.out
            .extend_from_slice(if value { b"true" } else { b"false" });
    }

    /// A signed integer.
    #[inline(never)]
    pub fn i64(&mut self, value: i64) {
        let _ = serde_json::to_writer(&mut self.out, &value);
    }

    /// An unsigned integer.
    #[inline(never)]
    pub fn u64(&mut self, value: u64) {
        let _ = serde_json::to_writer(&mut self.out, &value);
    }

    /// A number; `null` when it is not finite, as JSON has no such numbers.
    #[inline(never)]
    pub fn f64(&mut self, value: f64) {
        let _ = serde_json::to_writer(&mut self.out, &value);
    }

    /// A number with the digits that an `f32` has; `null` when it is not finite.
    #[inline(never)]
    pub fn f32(&mut self, value: f32) {
        let _ = serde_json::to_writer(&mut self.out, &value);
    }

    /// A value that is JSON text already.
    pub fn raw(&mut self, json: &str) {
        self.out.extend_from_slice(json.as_bytes());
    }

    /// The text.
    pub fn into_bytes(self) -> Vec<u8> {
        self.out
    }
}

impl Default for Writer {
    fn default() -> Self {
        Self::new()
    }
}

/// Nothing is to be escaped. All bytes are looked at, so that a compiler takes many of them at once.
fn is_plain(text: &str) -> bool {
    let plain = |byte: u8| byte >= 0x20 && byte != b'"' && byte != b'\\';
    text.bytes().fold(true, |all, byte| all & plain(byte))
}
