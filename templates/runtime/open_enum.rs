//! What all open enums of strings have in common.

pub use std::convert::Infallible;
pub use std::fmt;
pub use std::str::FromStr;

pub use super::json::{Decode, DecodeError, Encode, Reader, Writer};
pub use super::params::{ParamValue, ToParam};

/// Implements, for enums with an `as_str` and a `From<&str>`, what follows from these two:
/// `From<String>`, `FromStr`, `Display`, and being JSON and a parameter.
///
/// `use runtime::open_enum;` brings in both this macro and the names that it needs.
#[allow(unused_macros, reason = "an API may have no enums")]
macro_rules! open_enum {
    ($($name:ty),+ $(,)?) => {$(
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
                r.string().map(Self::from)
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
    )+};
}

#[allow(unused_imports, reason = "an API may have no enums")]
pub(crate) use open_enum;
