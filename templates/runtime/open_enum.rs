//! Enums of strings that take what they do not know.

pub use std::convert::Infallible;
pub use std::fmt;
pub use std::str::FromStr;

pub use super::json::{Decode, DecodeError, Encode, Reader, Unrecognized, Writer};
pub use super::params::{ParamValue, ToParam};

/// Defines an enum by its values on the wire; `_` stands for all that the description does not know.
///
/// It is read from and written as a string, and is a parameter.
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
        $(#[$attribute])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        #[allow(missing_docs, reason = "only rustdoc is shown the values")]
        pub enum $name {
            $(
                #[cfg_attr(doc, doc = concat!("`` ", $value, " ``\n"))]
                $(#[$about])*
                $variant,
            )*
            /// A value that the description does not know.
            $unknown(open_enum::Unrecognized),
        }

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

        impl From<String> for $name {
            fn from(value: String) -> Self {
                Self::from(value.as_str())
            }
        }

        impl open_enum::FromStr for $name {
            type Err = open_enum::Infallible;

            fn from_str(value: &str) -> Result<Self, Self::Err> {
                Ok(Self::from(value))
            }
        }

        impl open_enum::fmt::Display for $name {
            fn fmt(&self, f: &mut open_enum::fmt::Formatter<'_>) -> open_enum::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl open_enum::Decode for $name {
            fn decode(r: &mut open_enum::Reader<'_>) -> Result<Self, open_enum::DecodeError> {
                let value = Self::from(r.string()?);
                if matches!(value, Self::$unknown(_)) {
                    r.unknown_value();
                }
                Ok(value)
            }
        }

        impl open_enum::Encode for $name {
            fn encode(&self, w: &mut open_enum::Writer) {
                w.string(self.as_str());
            }
        }

        impl open_enum::ToParam for $name {
            fn to_param(&self) -> open_enum::ParamValue {
                self.as_str().to_param()
            }
        }

        #[cfg(feature = "serde")]
        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        #[cfg(feature = "serde")]
        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                <String as ::serde::Deserialize>::deserialize(deserializer).map(Self::from)
            }
        }
    };
}

#[allow(unused_imports, reason = "an API may have no enums")]
pub(crate) use open_enum;
