//! Enums that take what they do not know.

pub use std::convert::Infallible;
pub use std::fmt::{Debug, Display, Formatter, Result as Shown};
pub use std::hash::{Hash, Hasher};
pub use std::num::ParseIntError;
pub use std::str::FromStr;

pub use super::json::{Decode, DecodeError, Encode, Reader, Unrecognized, Writer};
pub use super::params::{ParamValue, ToParam};

/// Defines an enum by its values on the wire; `_` stands for all that the description does not know.
///
/// The values are strings, or with `enum Name: i64` integers. It is read and written as such, and is a
/// parameter. Copying, comparing, hashing and showing go through the value, so that they cost a line for
/// each enum and not one for each variant.
///
/// `use runtime::open_enum;` brings in both this macro and the names that it needs.
#[allow(unused_macros, reason = "an API may have no enums")]
macro_rules! open_enum {
    (
        $(#[$attribute:meta])*
        pub enum $name:ident {
            $($(#[$about:meta])* $variant:ident = $value:literal,)*
            _ => $unknown:ident,
        }
    ) => {
        open_enum::open_enum!(
            @define [$(#[$attribute])*] $name [$($(#[$about])* $variant = $value,)*]
            $unknown open_enum::Unrecognized, as_str
        );
        impl $name {
            /// The value as it is on the wire.
            #[inline]
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $value,)*
                    Self::$unknown(value) => value.as_str(),
                }
            }
        }

        impl From<&str> for $name {
            #[inline]
            fn from(value: &str) -> Self {
                match value {
                    $($value => Self::$variant,)*
                    _ => Self::$unknown(open_enum::Unrecognized::new(value)),
                }
            }
        }

        impl open_enum::FromStr for $name {
            type Err = open_enum::Infallible;

            #[inline]
            fn from_str(value: &str) -> Result<Self, open_enum::Infallible> {
                Ok(Self::from(value))
            }
        }

        impl open_enum::Hash for $name {
            #[inline]
            fn hash<H: open_enum::Hasher>(&self, state: &mut H) {
                open_enum::Hash::hash(self.as_str(), state);
            }
        }

        impl open_enum::Decode for $name {
            #[inline]
            fn decode(r: &mut open_enum::Reader<'_>) -> Result<Self, open_enum::DecodeError> {
                match r.string() {
                    Ok(text) => {
                        let value = Self::from(text);
                        if let Self::$unknown(_) = value {
                            r.unknown_value();
                        }
                        Ok(value)
                    }
                    Err(error) => Err(error),
                }
            }
        }

        impl open_enum::Encode for $name {
            #[inline]
            fn encode(&self, w: &mut open_enum::Writer) {
                w.string(self.as_str());
            }
        }

        impl open_enum::ToParam for $name {
            #[inline]
            fn to_param(&self) -> open_enum::ParamValue<'_> {
                open_enum::ParamValue::from(self.as_str())
            }
        }

        impl open_enum::Display for $name {
            #[inline]
            fn fmt(&self, f: &mut open_enum::Formatter<'_>) -> open_enum::Shown {
                f.pad(self.as_str())
            }
        }

        open_enum::bridge! { text $name }
    };
    (
        $(#[$attribute:meta])*
        pub enum $name:ident: i64 {
            $($(#[$about:meta])* $variant:ident = $value:literal,)*
            _ => $unknown:ident,
        }
    ) => {
        open_enum::open_enum!(
            @define [$(#[$attribute])*] $name [$($(#[$about])* $variant = $value,)*]
            $unknown i64, value
        );
        impl $name {
            /// The value as it is on the wire.
            #[inline]
            pub fn value(&self) -> i64 {
                match self {
                    $(Self::$variant => $value,)*
                    Self::$unknown(value) => *value,
                }
            }
        }

        impl From<i64> for $name {
            #[inline]
            fn from(value: i64) -> Self {
                match value {
                    $($value => Self::$variant,)*
                    _ => Self::$unknown(value),
                }
            }
        }

        impl open_enum::Decode for $name {
            #[inline]
            fn decode(r: &mut open_enum::Reader<'_>) -> Result<Self, open_enum::DecodeError> {
                let value = Self::from(<i64 as open_enum::Decode>::decode(r)?);
                if matches!(value, Self::$unknown(_)) {
                    r.unknown_value();
                }
                Ok(value)
            }
        }

        impl open_enum::Hash for $name {
            #[inline]
            fn hash<H: open_enum::Hasher>(&self, state: &mut H) {
                self.value().hash(state);
            }
        }

        impl open_enum::Display for $name {
            #[inline]
            fn fmt(&self, f: &mut open_enum::Formatter<'_>) -> open_enum::Shown {
                open_enum::Display::fmt(&self.value(), f)
            }
        }

        impl open_enum::Encode for $name {
            #[inline]
            fn encode(&self, w: &mut open_enum::Writer) {
                open_enum::Encode::encode(&self.value(), w);
            }
        }

        impl open_enum::ToParam for $name {
            #[inline]
            fn to_param(&self) -> open_enum::ParamValue<'_> {
                open_enum::ParamValue::from(self.value())
            }
        }

        impl open_enum::FromStr for $name {
            type Err = open_enum::ParseIntError;

            #[inline]
            fn from_str(value: &str) -> Result<Self, Self::Err> {
                value.parse::<i64>().map(Self::from)
            }
        }

        open_enum::bridge! { i64 $name }
    };
    // The type itself, what a value that is not known is kept in, and the method that tells the value.
    (
        @define [$(#[$attribute:meta])*] $name:ident
        [$($(#[$about:meta])* $variant:ident = $value:literal,)*]
        $unknown:ident $kept:ty, $wire:ident
    ) => {
        $(#[$attribute])*
        #[non_exhaustive]
        #[allow(missing_docs, reason = "only rustdoc is shown the values")]
        pub enum $name {
            $(
                #[cfg_attr(doc, doc = concat!("`` ", $value, " ``\n"))]
                $(#[$about])*
                $variant,
            )*
            /// A value that the description does not know.
            $unknown($kept),
        }

        impl ::std::clone::Clone for $name {
            #[inline]
            fn clone(&self) -> Self {
                Self::from(self.$wire())
            }
        }

        impl PartialEq for $name {
            #[inline]
            fn eq(&self, other: &Self) -> bool {
                self.$wire() == other.$wire()
            }
        }

        impl Eq for $name {}

        impl open_enum::Debug for $name {
            #[inline]
            fn fmt(&self, f: &mut open_enum::Formatter<'_>) -> open_enum::Shown {
                open_enum::show(stringify!($name), &self.$wire(), f)
            }
        }
    };
}

#[allow(unused_imports, reason = "an API may have no enums")]
pub(crate) use open_enum;

/// Shows a value as the name of its type and what it is on the wire.
pub fn show(name: &str, value: &dyn Debug, f: &mut Formatter<'_>) -> Shown {
    f.debug_tuple(name).field(value).finish()
}

/// `serde`'s traits.
#[cfg(feature = "serde")]
#[allow(unused_macros, reason = "an API may have no enums")]
macro_rules! bridge {
    (text $name:ident) => {
        impl ::serde::Serialize for $name {
            #[inline]
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            #[inline]
            fn deserialize<D: ::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> Result<Self, D::Error> {
                let value = <String as ::serde::Deserialize>::deserialize(deserializer)?;
                Ok(Self::from(value.as_str()))
            }
        }
    };
    (i64 $name:ident) => {
        impl ::serde::Serialize for $name {
            #[inline]
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                ::serde::Serialize::serialize(&self.value(), serializer)
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            #[inline]
            fn deserialize<D: ::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> Result<Self, D::Error> {
                <i64 as ::serde::Deserialize>::deserialize(deserializer).map(Self::from)
            }
        }
    };
}

/// Without the feature they are not even read.
#[cfg(not(feature = "serde"))]
#[allow(unused_macros, reason = "an API may have no enums")]
macro_rules! bridge {
    ($($any:tt)*) => {};
}

#[allow(unused_imports, reason = "an API may have no enums")]
pub(crate) use bridge;
