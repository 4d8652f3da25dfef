// @generated from an OpenAPI description. To change this file, change the description, its policy
// or the templates, and run the generator again.

//! Reading and writing objects whose properties are known.

use super::codec::{Decode, Encode};
use super::error::DecodeError;
use super::reader::{Object, Reader};
use super::writer::Writer;

pub use std::collections::BTreeMap;

pub use super::codec as traits;
pub use super::value::Maybe;
pub use super::{error, reader, writer};

/// Implements reading and writing for a struct, from a line for each property: its name on the
/// wire, how it is present, and its field.
///
/// - `required`: must be there, and is always written;
/// - `optional`: an `Option`, which is written if it is `Some`;
/// - `maybe`: a [`Maybe`], which is written unless it is `Absent`;
/// - `any`: an `Option` of any JSON, whose `null` is a value;
/// - `read_required`, `read_optional`, `read_maybe`, `read_any`: the same, but left out of requests.
///
/// `const "name" = "value"` is a property that always has this value and no field. `..rest` is the map
/// for properties that are not named.
///
/// `use runtime::json::object;` brings in both this macro and the names that it needs.
#[allow(unused_macros, reason = "an API may have no objects")]
macro_rules! object {
    (
        $type:ty:
        $(const $constant:literal = $value:literal,)*
        $($wire:literal => $presence:ident $field:ident,)*
        $(..$rest:ident,)?
    ) => {
        #[automatically_derived]
        impl object::traits::Decode for $type {
            fn decode(r: &mut object::reader::Reader<'_>) -> Result<Self, object::error::DecodeError> {
                $(let mut $field = object!(@empty $presence);)*
                $(let mut $rest = object::BTreeMap::new();)?
                let mut object = r.object()?;
                while let Some(key) = r.key(&mut object)? {
                    #[allow(unreachable_patterns, reason = "the map takes what is left")]
                    match key {
                        $($wire => r.$presence(&mut $field),)*
                        $($constant => r.skip(),)*
                        $(other => {
                            let name = other.to_owned();
                            r.entry(&mut $rest, name)
                        })?
                        _ => r.skip_unknown(),
                    }?;
                }
                Ok(Self {
                    $($field: object!(@filled $presence $field, object, $wire),)*
                    $($rest,)?
                })
            }
        }

        #[automatically_derived]
        impl object::traits::Encode for $type {
            fn encode(&self, w: &mut object::writer::Writer) {
                w.begin_object();
                $(w.required($constant, $value);)*
                $(w.$presence($wire, &self.$field);)*
                $(w.entries(&self.$rest);)?
                w.end_object();
            }
        }
    };
    // What a field is before its property was read.
    (@empty maybe) => { object::Maybe::Absent };
    (@empty read_maybe) => { object::Maybe::Absent };
    (@empty $presence:ident) => { None };
    // What a field is after all was read.
    (@filled required $field:ident, $object:ident, $wire:literal) => {
        match $field {
            Some(value) => value,
            None => return Err($object.missing($wire)),
        }
    };
    (@filled read_required $field:ident, $object:ident, $wire:literal) => {
        object!(@filled required $field, $object, $wire)
    };
    (@filled $presence:ident $field:ident, $object:ident, $wire:literal) => { $field };
}

#[allow(unused_imports, reason = "an API may have no objects")]
pub(crate) use object;

impl Reader<'_> {
    /// Reads a property that must be there; of several with one name the last counts, here and below.
    pub fn required<T: Decode>(&mut self, slot: &mut Option<T>) -> Result<(), DecodeError> {
        *slot = Some(T::decode(self)?);
        Ok(())
    }

    /// Reads a property whose `null` says no more than its absence.
    pub fn optional<T: Decode>(&mut self, slot: &mut Option<T>) -> Result<(), DecodeError> {
        *slot = Decode::decode(self)?;
        Ok(())
    }

    /// Reads a property whose `null` is not its absence.
    pub fn maybe<T: Decode>(&mut self, slot: &mut Maybe<T>) -> Result<(), DecodeError> {
        *slot = Decode::decode(self)?;
        Ok(())
    }

    /// Reads a property of any JSON, whose `null` is a value like others.
    pub fn any<T: Decode>(&mut self, slot: &mut Option<T>) -> Result<(), DecodeError> {
        self.required(slot)
    }

    /// [`required`](Self::required): only requests are without it.
    pub fn read_required<T: Decode>(&mut self, slot: &mut Option<T>) -> Result<(), DecodeError> {
        self.required(slot)
    }

    /// [`optional`](Self::optional): only requests are always without it.
    pub fn read_optional<T: Decode>(&mut self, slot: &mut Option<T>) -> Result<(), DecodeError> {
        self.optional(slot)
    }

    /// [`maybe`](Self::maybe): only requests are always without it.
    pub fn read_maybe<T: Decode>(&mut self, slot: &mut Maybe<T>) -> Result<(), DecodeError> {
        self.maybe(slot)
    }

    /// [`any`](Self::any): only requests are always without it.
    pub fn read_any<T: Decode>(&mut self, slot: &mut Option<T>) -> Result<(), DecodeError> {
        self.required(slot)
    }

    /// Reads a property that the description does not name.
    pub fn entry<T: Decode>(
        &mut self,
        rest: &mut BTreeMap<String, T>,
        name: String,
    ) -> Result<(), DecodeError> {
        rest.insert(name, T::decode(self)?);
        Ok(())
    }
}

impl Object {
    /// The object is at its end and has no property of this name.
    #[cold]
    pub fn missing(&self, name: &'static str) -> DecodeError {
        DecodeError::missing(self.start(), name)
    }
}

/// Where a value goes that may be absent.
pub trait Slot {
    /// What is in it.
    type Value;

    /// Puts a value in.
    fn fill(&mut self, value: impl Into<Self::Value>);
}

impl<T> Slot for Option<T> {
    type Value = T;

    fn fill(&mut self, value: impl Into<T>) {
        *self = Some(value.into());
    }
}

impl<T> Slot for Maybe<T> {
    type Value = T;

    fn fill(&mut self, value: impl Into<T>) {
        *self = Self::Value(value.into());
    }
}

impl Writer {
    /// A property that is always there.
    pub fn required<T: Encode + ?Sized>(&mut self, key: &'static str, value: &T) {
        self.key(key);
        value.encode(self);
    }

    /// A property that is there if it has a value.
    pub fn optional<T: Encode>(&mut self, key: &'static str, value: &Option<T>) {
        if let Some(value) = value {
            self.required(key, value);
        }
    }

    /// A property that may be absent, `null` or a value.
    pub fn maybe<T: Encode>(&mut self, key: &'static str, value: &Maybe<T>) {
        if !matches!(value, Maybe::Absent) {
            self.required(key, value);
        }
    }

    /// A property of any JSON that is there if it has a value.
    pub fn any<T: Encode>(&mut self, key: &'static str, value: &Option<T>) {
        self.optional(key, value);
    }

    /// [`any`](Self::any), but not in a request.
    pub fn read_any<T: Encode>(&mut self, key: &'static str, value: &Option<T>) {
        self.read_optional(key, value);
    }

    /// [`required`](Self::required), but not in a request.
    pub fn read_required<T: Encode + ?Sized>(&mut self, key: &'static str, value: &T) {
        if !self.is_request() {
            self.required(key, value);
        }
    }

    /// [`optional`](Self::optional), but not in a request.
    pub fn read_optional<T: Encode>(&mut self, key: &'static str, value: &Option<T>) {
        if !self.is_request() {
            self.optional(key, value);
        }
    }

    /// [`maybe`](Self::maybe), but not in a request.
    pub fn read_maybe<T: Encode>(&mut self, key: &'static str, value: &Maybe<T>) {
        if !self.is_request() {
            self.maybe(key, value);
        }
    }

    /// The properties of a map.
    pub fn entries<T: Encode>(&mut self, entries: &std::collections::BTreeMap<String, T>) {
        for (key, value) in entries {
            self.key(key);
            value.encode(self);
        }
    }
}
