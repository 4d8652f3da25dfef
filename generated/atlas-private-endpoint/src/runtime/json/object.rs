// @generated from an OpenAPI description; change that, its policy or the templates instead.

//! Reading and writing objects whose properties are known.

use super::codec::{Decode, Encode};
use super::error::DecodeError;
use super::reader::{Object, Reader};
use super::scan;
use super::writer::Writer;

pub use std::collections::BTreeMap;

pub use super::codec as traits;
#[allow(unused_imports, reason = "an API may have no objects")]
pub(crate) use super::presence::{empty, held};
pub use super::value::Maybe;
#[allow(unused_imports, reason = "an API may have no objects")]
pub(crate) use super::values;
pub use super::{error, reader, writer};

/// Defines a struct that is a JSON object: a line for each field says how its property is present, its
/// type, and its name on the wire. It is read, written, copied, compared and shown.
///
/// - `required T`: must be there, and is always written;
/// - `optional T`: an `Option`, which is written if it is `Some`;
/// - `maybe T`: a [`Maybe`], which is written unless it is `Absent`;
/// - `any T`: an `Option` of any JSON, whose `null` is a value;
/// - `read_required`, `read_optional`, `read_maybe`, `read_any`: the same, but left out of requests.
///
/// `"name" = "value"` is a property that always has this value and no field. `..rest: T` is a map
/// for properties that are not named.
///
/// With `new(arguments)` behind its name people make the struct: there are `new`, `Default` if it takes
/// nothing, and a setter for each field that may be left out. It takes the field's `T`, or what is
/// `from` another type. Fields that `new` has a value for stand behind a `;`.
///
/// `use runtime::json::object;` brings in both this macro and the names that it needs.
#[allow(unused_macros, reason = "an API may have no objects")]
macro_rules! object {
    (
        $(#[$about:meta])*
        pub struct $type:ident: new $new:tt { $($body:tt)* }
    ) => {
        object::object! { $(#[$about])* pub struct $type { $($body)* } }
        object::object! { @new $type $new $($body)* }
    };
    (
        $(#[$about:meta])*
        pub struct $type:ident {
            $($constant:literal = $always:literal,)*
            $(
                $(#[doc = $doc:literal])*
                $(#[deprecated = $note:literal])?
                $field:ident: $presence:ident $held:ty = $wire:literal $(from $argument:ty)?,
            )*
            $(..$rest:ident: $other:ty,)?
        }
    ) => {
        $(#[$about])*
        #[non_exhaustive]
        #[allow(missing_docs, reason = "some fields are told by their names alone")]
        pub struct $type {
            $(
                $(#[doc = $doc])*
                $(#[deprecated = $note])?
                pub $field: object::held::$presence<$held>,
            )*
            $(
                /// Properties that the description does not name.
                pub $rest: object::BTreeMap<String, $other>,
            )?
        }

        impl Clone for $type {
            #[inline]
            fn clone(&self) -> Self {
                Self {
                    $($field: self.$field.clone(),)*
                    $($rest: self.$rest.clone(),)?
                }
            }
        }

        #[automatically_derived]
        impl object::traits::Decode for $type {
            #[inline]
            fn decode(r: &mut object::reader::Reader<'_>) -> Result<Self, object::error::DecodeError> {
                $(let mut $field = object::empty::$presence;)*
                $(let mut $rest = object::BTreeMap::new();)?
                let read = r.properties(
                    &[$($constant,)* $($wire,)*],
                    &mut [$(object::part!(skip $constant),)* $(&mut $field,)*],
                    object::part!(rest $($rest)?),
                );
                // A compiler takes twice as long for `?`.
                match read {
                    Ok(object) => Ok(Self {
                        $($field: object::part!(filled $presence $field, object, $wire),)*
                        $($rest,)?
                    }),
                    Err(error) => Err(error),
                }
            }
        }

        #[automatically_derived]
        impl object::traits::Encode for $type {
            #[inline]
            fn encode(&self, w: &mut object::writer::Writer) {
                w.begin_object()
                    $(.required($constant, $always))*
                    $(.$presence($wire, &self.$field))*
                    $(.entries(&self.$rest))?
                    .end_object();
            }
        }

        object::values! { @one object::values, $type }
    };
    // What people need who make one.
    (
        @new $type:ident ($($parameter:ident: $given:ty),* $(,)? $(; $($known:ident = $value:expr),+)?)
        $($constant:literal = $always:literal,)*
        $(
            $(#[doc = $doc:literal])*
            $(#[deprecated = $note:literal])?
            $field:ident: $presence:ident $held:ty = $wire:literal $(from $argument:ty)?,
        )*
        $(..$rest:ident: $other:ty,)?
    ) => {
        impl $type {
            /// Makes one with what is required.
            #[allow(clippy::too_many_arguments, clippy::useless_conversion, reason = "the description decides")]
            #[inline]
            pub fn new($($parameter: $given),*) -> Self {
                $($(let $known = $value;)+)?
                Self {
                    $($field: object::part!(init $presence $field),)*
                    $($rest: object::BTreeMap::new(),)?
                }
            }

            $(object::part! { setter $presence $field [$($note)?] [$($argument)?] $held })*
        }

        object::part! { default $type $($parameter)* }
    };
}

#[allow(unused_imports, reason = "an API may have no objects")]
pub(crate) use object;

/// What the parts of an object are, by how its properties are present. A compiler finds a macro with a
/// path sooner than one of the file, and this one is called for each field.
#[allow(unused_macros, reason = "an API may have no objects")]
macro_rules! part {
    // A field of a new object.
    (init required $field:ident) => { $field.into() };
    (init read_required $field:ident) => { Default::default() };
    (init any $field:ident) => { None };
    (init read_any $field:ident) => { None };
    (init $presence:ident $field:ident) => { object::empty::$presence };
    // What may be left out has a setter.
    (setter required $($rest:tt)*) => {};
    (setter read_required $($rest:tt)*) => {};
    (setter read_optional $($rest:tt)*) => {};
    (setter read_maybe $($rest:tt)*) => {};
    (setter read_any $($rest:tt)*) => {};
    (setter maybe $field:ident [$($note:literal)?] [] $held:ty) => {
        object::part!(set $field: $held, [$($note)?] object::Maybe::Value($field));
    };
    (setter maybe $field:ident [$($note:literal)?] [$argument:ty] $held:ty) => {
        object::part!(set $field: $argument, [$($note)?] object::Maybe::Value($field.into()));
    };
    (setter $presence:ident $field:ident [$($note:literal)?] [] $held:ty) => {
        object::part!(set $field: $held, [$($note)?] Some($field));
    };
    (setter $presence:ident $field:ident [$($note:literal)?] [$argument:ty] $held:ty) => {
        object::part!(set $field: $argument, [$($note)?] Some($field.into()));
    };
    (set $field:ident: $argument:ty, [$($note:literal)?] $value:expr) => {
        /// Sets the field of this name.
        $(#[deprecated = $note])?
        #[must_use]
        #[inline]
        pub fn $field(mut self, $field: $argument) -> Self {
            self.$field = $value;
            self
        }
    };
    // What a field is after all was read.
    (filled required $field:ident, $object:ident, $wire:literal) => {
        match $field {
            object::Read::Value(value) => value,
            object::Read::Nothing => return Err($object.missing($wire)),
        }
    };
    (filled read_required $field:ident, $object:ident, $wire:literal) => {
        object::part!(filled required $field, $object, $wire)
    };
    (filled any $field:ident, $object:ident, $wire:literal) => { $field.value() };
    (filled read_any $field:ident, $object:ident, $wire:literal) => { $field.value() };
    (filled $presence:ident $field:ident, $object:ident, $wire:literal) => { $field };
    // Where the value of a constant goes.
    (skip $constant:literal) => { &mut object::Constant };
    // Where properties go that have no field.
    (rest) => { None };
    (rest $rest:ident) => { Some(&mut $rest) };
    (default $type:ident) => {
        impl Default for $type {
            #[inline]
            fn default() -> Self {
                Self::new()
            }
        }
    };
    (default $type:ident $($parameter:ident)+) => {};
}

#[allow(unused_imports, reason = "an API may have no objects")]
pub(crate) use part;

/// Where a property goes.
pub trait Property {
    /// Reads its value; of several with one name the last counts.
    fn read(&mut self, r: &mut Reader<'_>) -> Result<(), DecodeError>;
}

/// Where properties go that the description does not name.
pub trait Rest {
    /// Reads one of them.
    fn read(&mut self, name: String, r: &mut Reader<'_>) -> Result<(), DecodeError>;
}

/// A property that must be there, or whose `null` is a value like others.
pub enum Read<T> {
    /// It was not there yet.
    Nothing,
    /// This is what was there.
    Value(T),
}

impl<T> Read<T> {
    /// What was there.
    pub fn value(self) -> Option<T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Nothing => None,
        }
    }
}

/// A property of which the value is known.
pub struct Constant;

// Not for all that is `Decode`: that takes a compiler longer, as `?` and `map` do, which would be there
// once for each type.
impl<T: Decode> Property for Read<T> {
    fn read(&mut self, r: &mut Reader<'_>) -> Result<(), DecodeError> {
        match T::decode(r) {
            Ok(value) => {
                *self = Self::Value(value);
                Ok(())
            }
            Err(error) => Err(error),
        }
    }
}

impl<T: Decode> Property for Maybe<T> {
    fn read(&mut self, r: &mut Reader<'_>) -> Result<(), DecodeError> {
        match Self::decode(r) {
            Ok(value) => {
                *self = value;
                Ok(())
            }
            Err(error) => Err(error),
        }
    }
}

/// `null` is taken for absence, which counts where variants are compared.
impl<T: Decode> Property for Option<T> {
    fn read(&mut self, r: &mut Reader<'_>) -> Result<(), DecodeError> {
        match r.null() {
            Ok(true) => {
                *self = None;
                r.unknown_value();
                Ok(())
            }
            Ok(false) => match T::decode(r) {
                Ok(value) => {
                    *self = Some(value);
                    Ok(())
                }
                Err(error) => Err(error),
            },
            Err(error) => Err(error),
        }
    }
}

impl Property for Constant {
    fn read(&mut self, r: &mut Reader<'_>) -> Result<(), DecodeError> {
        r.skip()
    }
}

impl<T: Decode> Rest for BTreeMap<String, T> {
    fn read(&mut self, name: String, r: &mut Reader<'_>) -> Result<(), DecodeError> {
        self.insert(name, T::decode(r)?);
        Ok(())
    }
}

impl Reader<'_> {
    /// Reads an object, whose properties go where those names say.
    pub fn properties(
        &mut self,
        names: &[&str],
        properties: &mut [&mut dyn Property],
        mut rest: Option<&mut dyn Rest>,
    ) -> Result<Object, DecodeError> {
        let mut object = self.object()?;
        let mut expected = 0;
        while let Some(key) = self.next_key(&mut object)? {
            match position(names, key, expected) {
                Some(at) => {
                    expected = at + 1;
                    properties[at].read(self)?;
                }
                None => match &mut rest {
                    Some(rest) => {
                        let name = key.to_owned();
                        rest.read(name, self)?;
                    }
                    None => {
                        self.unknown_value();
                        self.skip()?;
                    }
                },
            }
        }
        Ok(object)
    }
}

/// Which of the names it is. Servers mostly write properties in one order.
#[inline(always)]
fn position(names: &[&str], key: &str, expected: usize) -> Option<usize> {
    let is = |name: &&str| scan::same(name.as_bytes(), key.as_bytes());
    if names.get(expected).is_some_and(is) {
        return Some(expected);
    }
    names.iter().position(is)
}

impl Object {
    /// The object is at its end and has no property of this name.
    #[cold]
    pub fn missing(&self, name: &'static str) -> DecodeError {
        DecodeError::missing(self.start(), name)
    }
}

macro_rules! answers_only {
    ($($name:ident($value:ty) => $method:ident,)+) => {$(
        /// The same property, but not in a request.
        pub fn $name<T: Encode>(&mut self, key: &'static str, value: $value) -> &mut Self {
            if self.is_request() {
                self
            } else {
                self.$method(key, value)
            }
        }
    )+};
}

impl Writer {
    /// A property that is always there.
    pub fn required<T: Encode + ?Sized>(&mut self, key: &'static str, value: &T) -> &mut Self {
        self.key(key);
        value.encode(self);
        self
    }

    /// A property that is there if it has a value.
    pub fn optional<T: Encode>(&mut self, key: &'static str, value: &Option<T>) -> &mut Self {
        if let Some(value) = value {
            self.required(key, value);
        }
        self
    }

    /// A property that may be absent, `null` or a value.
    pub fn maybe<T: Encode>(&mut self, key: &'static str, value: &Maybe<T>) -> &mut Self {
        if !matches!(value, Maybe::Absent) {
            self.required(key, value);
        }
        self
    }

    /// A property of any JSON that is there if it has a value.
    pub fn any<T: Encode>(&mut self, key: &'static str, value: &Option<T>) -> &mut Self {
        self.optional(key, value)
    }

    answers_only! {
        read_required(&T) => required,
        read_optional(&Option<T>) => optional,
        read_maybe(&Maybe<T>) => maybe,
        read_any(&Option<T>) => any,
    }

    /// The properties of a map.
    pub fn entries<T: Encode>(&mut self, entries: &BTreeMap<String, T>) -> &mut Self {
        for (key, value) in entries {
            self.key(key);
            value.encode(self);
        }
        self
    }
}
