// @generated from an OpenAPI description; change that, its policy or the templates instead.

//! The traits of what can be read and written, for the types that every description uses.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use super::error::DecodeError;
use super::reader::{Kind, Reader};
use super::value::{Base64, Maybe, RawJson};
use super::writer::Writer;

/// A type that can be read from JSON.
pub trait Decode: Sized {
    /// Reads the value that comes next.
    fn decode(r: &mut Reader<'_>) -> Result<Self, DecodeError>;
}

/// A type that can be written as JSON.
pub trait Encode {
    /// Writes the value.
    fn encode(&self, w: &mut Writer);
}

impl Decode for bool {
    fn decode(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        r.bool()
    }
}

impl Encode for bool {
    fn encode(&self, w: &mut Writer) {
        w.bool(*self);
    }
}

macro_rules! integers {
    ($writer:ident: $($type:ty),+) => {$(
        impl Decode for $type {
            fn decode(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
                let start = r.next_start()?;
                <$type>::try_from(r.integer()?)
                    .map_err(|_| DecodeError::invalid(start, concat!("the number does not fit ", stringify!($type))))
            }
        }

        impl Encode for $type {
            fn encode(&self, w: &mut Writer) {
                w.$writer((*self).into());
            }
        }
    )+};
}

integers!(i64: i8, i16, i32, i64);
integers!(u64: u8, u16, u32, u64);

impl Decode for f64 {
    fn decode(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        r.float()
    }
}

impl Encode for f64 {
    fn encode(&self, w: &mut Writer) {
        w.f64(*self);
    }
}

impl Decode for f32 {
    fn decode(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let start = r.next_start()?;
        // From the digits: rounding to f64 first may give a neighbour.
        match r.number_text()?.parse::<f32>() {
            Ok(value) if value.is_finite() => Ok(value),
            _ => Err(DecodeError::invalid(start, "the number does not fit f32")),
        }
    }
}

impl Encode for f32 {
    fn encode(&self, w: &mut Writer) {
        w.f32(*self);
    }
}

impl Decode for String {
    fn decode(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        r.string().map(str::to_owned)
    }
}

impl Encode for String {
    fn encode(&self, w: &mut Writer) {
        w.string(self);
    }
}

impl Encode for str {
    fn encode(&self, w: &mut Writer) {
        w.string(self);
    }
}

impl<T: Encode + ?Sized> Encode for &T {
    fn encode(&self, w: &mut Writer) {
        T::encode(self, w);
    }
}

impl<T: Decode> Decode for Vec<T> {
    fn decode(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        // Spelled out: there is one of these for each type, and `?` and `map` are more code.
        let mut items = Self::new();
        let mut array = r.array()?;
        loop {
            match r.item(&mut array) {
                Ok(true) => {}
                Ok(false) => return Ok(items),
                Err(error) => return Err(error),
            }
            match T::decode(r) {
                Ok(item) => items.push(item),
                Err(error) => return Err(error),
            }
        }
    }
}

impl<T: Encode> Encode for [T] {
    fn encode(&self, w: &mut Writer) {
        w.begin_array();
        for item in self {
            w.element(item);
        }
        w.end_array();
    }
}

impl<T: Encode> Encode for Vec<T> {
    fn encode(&self, w: &mut Writer) {
        self.as_slice().encode(w);
    }
}

impl<T: Decode> Decode for BTreeMap<String, T> {
    fn decode(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let mut map = Self::new();
        let mut object = r.object()?;
        while let Some(key) = r.key(&mut object)? {
            let key = key.to_owned();
            map.insert(key, T::decode(r)?);
        }
        Ok(map)
    }
}

impl<T: Encode> Encode for BTreeMap<String, T> {
    fn encode(&self, w: &mut Writer) {
        w.begin_object();
        w.entries(self);
        w.end_object();
    }
}

impl<T: Decode> Decode for Option<T> {
    fn decode(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        match r.null() {
            Ok(true) => Ok(None),
            Ok(false) => match T::decode(r) {
                Ok(value) => Ok(Some(value)),
                Err(error) => Err(error),
            },
            Err(error) => Err(error),
        }
    }
}

impl<T: Encode> Encode for Option<T> {
    fn encode(&self, w: &mut Writer) {
        match self {
            Some(value) => value.encode(w),
            None => w.null(),
        }
    }
}

impl<T: Decode> Decode for Maybe<T> {
    fn decode(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        match r.null() {
            Ok(true) => Ok(Self::Null),
            Ok(false) => match T::decode(r) {
                Ok(value) => Ok(Self::Value(value)),
                Err(error) => Err(error),
            },
            Err(error) => Err(error),
        }
    }
}

impl<T: Encode> Encode for Maybe<T> {
    fn encode(&self, w: &mut Writer) {
        match self {
            Self::Value(value) => value.encode(w),
            Self::Absent | Self::Null => w.null(),
        }
    }
}

impl<T: Decode> Decode for Box<T> {
    fn decode(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        match T::decode(r) {
            Ok(value) => Ok(Self::new(value)),
            Err(error) => Err(error),
        }
    }
}

impl<T: Encode + ?Sized> Encode for Box<T> {
    fn encode(&self, w: &mut Writer) {
        T::encode(self, w);
    }
}

impl Decode for RawJson {
    fn decode(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        r.raw()
    }
}

impl Encode for RawJson {
    fn encode(&self, w: &mut Writer) {
        w.raw(self.get());
    }
}

impl Decode for Base64 {
    fn decode(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let start = r.next_start()?;
        match STANDARD.decode(r.string()?) {
            Ok(bytes) => Ok(Self(bytes)),
            Err(_) => Err(DecodeError::invalid(start, "the string is not base64")),
        }
    }
}

impl Encode for Base64 {
    fn encode(&self, w: &mut Writer) {
        w.string(&self.to_string());
    }
}

impl Decode for Value {
    fn decode(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        Ok(match r.kind()? {
            Kind::Null => {
                r.null()?;
                Self::Null
            }
            Kind::Bool => Self::Bool(r.bool()?),
            Kind::String => Self::String(String::decode(r)?),
            Kind::Number => Self::Number(decode_number(r)?),
            Kind::Array => Self::Array(Vec::decode(r)?),
            Kind::Object => {
                let mut map = serde_json::Map::new();
                let mut object = r.object()?;
                while let Some(key) = r.key(&mut object)? {
                    let key = key.to_owned();
                    map.insert(key, Self::decode(r)?);
                }
                Self::Object(map)
            }
        })
    }
}

/// As `serde_json` does: an integer while it fits 64 bits, else the nearest float.
fn decode_number(r: &mut Reader<'_>) -> Result<serde_json::Number, DecodeError> {
    let start = r.position();
    let text = r.number_text()?;
    // A negative zero keeps its sign only as a float.
    if text != "-0" {
        if let Ok(value) = text.parse::<i64>() {
            return Ok(value.into());
        }
        if let Ok(value) = text.parse::<u64>() {
            return Ok(value.into());
        }
    }
    let float = text.parse().ok().and_then(serde_json::Number::from_f64);
    float.ok_or_else(|| DecodeError::invalid(start, "the number is out of range"))
}

impl Encode for Value {
    fn encode(&self, w: &mut Writer) {
        match self {
            Self::Null => w.null(),
            Self::Bool(value) => w.bool(*value),
            Self::Number(value) => w.raw(&value.to_string()),
            Self::String(value) => w.string(value),
            Self::Array(items) => items.encode(w),
            Self::Object(map) => {
                w.begin_object();
                for (key, value) in map {
                    w.key(key);
                    value.encode(w);
                }
                w.end_object();
            }
        }
    }
}
