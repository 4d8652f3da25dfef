// @generated from an OpenAPI description; change that, its policy or the templates instead.

//! Types of other crates that stand as a text in JSON and in parameters.

pub use super::json::{Decode, DecodeError, Encode, Reader, Writer};
pub use super::params::{ParamValue, ToParam};

/// Makes them readable and writable: the type, what to say of other texts, and what is called with a
/// text to read and with a reference to a value to write.
///
/// `use runtime::text_format;` brings in both this macro and the names that it needs.
#[allow(unused_macros, reason = "an API may have no such types")]
macro_rules! text_format {
    ($type:ty, $expected:literal, $read:expr, $write:expr) => {
        impl text_format::Decode for $type {
            fn decode(r: &mut text_format::Reader<'_>) -> Result<Self, text_format::DecodeError> {
                let start = r.next_start()?;
                ($read)(r.string()?)
                    .map_err(|_| text_format::DecodeError::invalid(start, $expected))
            }
        }

        impl text_format::Encode for $type {
            fn encode(&self, w: &mut text_format::Writer) {
                w.string(&($write)(self).to_string());
            }
        }

        impl text_format::ToParam for $type {
            fn to_param(&self) -> text_format::ParamValue<'_> {
                text_format::ParamValue::Scalar(($write)(self).to_string().into())
            }
        }
    };
}

#[allow(unused_imports, reason = "an API may have no such types")]
pub(crate) use text_format;
