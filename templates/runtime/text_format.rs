//! Types of other crates that stand as a text in JSON and in parameters.

/// Makes them readable and writable: the type, what to say of other texts, and what is called with a
/// text to read and with a reference to a value to write.
#[allow(unused_macros, reason = "an API may have no such types")]
macro_rules! text_format {
    ($type:ty, $expected:literal, $read:expr, $write:expr) => {
        impl $crate::runtime::json::Decode for $type {
            fn decode(
                r: &mut $crate::runtime::json::Reader<'_>,
            ) -> Result<Self, $crate::runtime::json::DecodeError> {
                let start = r.next_start()?;
                ($read)(r.string()?)
                    .map_err(|_| $crate::runtime::json::DecodeError::invalid(start, $expected))
            }
        }

        impl $crate::runtime::json::Encode for $type {
            fn encode(&self, w: &mut $crate::runtime::json::Writer) {
                w.string(&($write)(self).to_string());
            }
        }

        impl $crate::runtime::params::ToParam for $type {
            fn to_param(&self) -> $crate::runtime::params::ParamValue {
                $crate::runtime::params::ParamValue::Scalar(($write)(self).to_string())
            }
        }
    };
}

#[allow(unused_imports, reason = "an API may have no such types")]
pub(crate) use text_format;
