// @generated from an OpenAPI description. To change this file, change the description, its policy
// or the templates, and run the generator again.

//! Enums that take what they do not know.

pub use std::convert::Infallible;
pub use std::fmt;
pub use std::hash::{Hash, Hasher};
pub use std::num::ParseIntError;
pub use std::str::FromStr;

pub use super::json::{Decode, DecodeError, Encode, Reader, Unrecognized, Writer};
pub use super::params::{ParamValue, ToParam};

/// Defines an enum by its values on the wire; `_` stands for all that the description does not know.
///
/// The values are strings, or with `enum Name: i64` integers. It is read and written as such, and is a
/// parameter. Comparing, hashing and showing go through the value, so that they cost a line for each
/// enum and not one for each variant.
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
        open_enum!(
            @define [$(#[$attribute])*] $name [$($(#[$about])* $variant = $value,)*]
            $unknown open_enum::Unrecognized
        );
        open_enum!(@traits $name $unknown as_str open_enum::Reader::string);

        impl $name {
            /// The value as it is on the wire.
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $value,)*
                    Self::$unknown(value) => value.as_str(),
                }
            }
        }

        impl From<&str> for $name {
            fn from(value: &str) -> Self {
                match value {
                    $($value => Self::$variant,)*
                    _ => Self::$unknown(open_enum::Unrecognized::new(value)),
                }
            }
        }

        impl open_enum::FromStr for $name {
            type Err = open_enum::Infallible;

            fn from_str(value: &str) -> Result<Self, Self::Err> {
                Ok(Self::from(value))
            }
        }

        #[cfg(feature = "serde")]
        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let value = <String as ::serde::Deserialize>::deserialize(deserializer)?;
                Ok(Self::from(value.as_str()))
            }
        }
    };
    (
        $(#[$attribute:meta])*
        pub enum $name:ident: i64 {
            $($(#[$about:meta])* $variant:ident = $value:literal,)*
            _ => $unknown:ident,
        }
    ) => {
        open_enum!(
            @define [$(#[$attribute])*] $name [$($(#[$about])* $variant = $value,)*]
            $unknown i64
        );
        open_enum!(@traits $name $unknown value <i64 as open_enum::Decode>::decode);

        impl $name {
            /// The value as it is on the wire.
            pub fn value(&self) -> i64 {
                match self {
                    $(Self::$variant => $value,)*
                    Self::$unknown(value) => *value,
                }
            }
        }

        impl From<i64> for $name {
            fn from(value: i64) -> Self {
                match value {
                    $($value => Self::$variant,)*
                    _ => Self::$unknown(value),
                }
            }
        }

        impl open_enum::FromStr for $name {
            type Err = open_enum::ParseIntError;

            fn from_str(value: &str) -> Result<Self, Self::Err> {
                value.parse::<i64>().map(Self::from)
            }
        }

        #[cfg(feature = "serde")]
        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                <i64 as ::serde::Deserialize>::deserialize(deserializer).map(Self::from)
            }
        }
    };
    // The type itself, and what a value that is not known is kept in.
    (
        @define [$(#[$attribute:meta])*] $name:ident
        [$($(#[$about:meta])* $variant:ident = $value:literal,)*]
        $unknown:ident $kept:ty
    ) => {
        $(#[$attribute])*
        #[derive(Clone)]
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
    };
    // What goes through the value on the wire, and what reads that.
    (@traits $name:ident $unknown:ident $wire:ident $read:expr) => {
        impl open_enum::Decode for $name {
            fn decode(r: &mut open_enum::Reader<'_>) -> Result<Self, open_enum::DecodeError> {
                let value = Self::from($read(r)?);
                if matches!(value, Self::$unknown(_)) {
                    r.unknown_value();
                }
                Ok(value)
            }
        }

        impl PartialEq for $name {
            fn eq(&self, other: &Self) -> bool {
                self.$wire() == other.$wire()
            }
        }

        impl Eq for $name {}

        impl open_enum::Hash for $name {
            fn hash<H: open_enum::Hasher>(&self, state: &mut H) {
                self.$wire().hash(state);
            }
        }

        impl open_enum::fmt::Debug for $name {
            fn fmt(&self, f: &mut open_enum::fmt::Formatter<'_>) -> open_enum::fmt::Result {
                f.debug_tuple(stringify!($name)).field(&self.$wire()).finish()
            }
        }

        impl open_enum::fmt::Display for $name {
            fn fmt(&self, f: &mut open_enum::fmt::Formatter<'_>) -> open_enum::fmt::Result {
                open_enum::fmt::Display::fmt(&self.$wire(), f)
            }
        }

        impl open_enum::Encode for $name {
            fn encode(&self, w: &mut open_enum::Writer) {
                open_enum::Encode::encode(&self.$wire(), w);
            }
        }

        impl open_enum::ToParam for $name {
            fn to_param(&self) -> open_enum::ParamValue<'_> {
                open_enum::ParamValue::from(self.$wire())
            }
        }

        #[cfg(feature = "serde")]
        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                ::serde::Serialize::serialize(&self.$wire(), serializer)
            }
        }
    };
}

#[allow(unused_imports, reason = "an API may have no enums")]
pub(crate) use open_enum;
