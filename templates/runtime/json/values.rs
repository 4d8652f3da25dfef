//! What follows from a type's JSON, so that it costs one line for each type and not code for each field.

use super::codec::Encode;

use std::fmt;

#[cfg(feature = "serde")]
pub use super::super::serde_bridge::{deserialize, serialize};

/// Implements comparing and showing for types that have a codec, and `serde`'s traits where that
/// feature is on.
///
/// Two values are equal if their JSON is. A value is shown as its type's name and its JSON, with
/// `{:#?}` over several lines.
///
/// `use runtime::json::values;` brings in both this macro and the functions that it calls.
#[allow(unused_macros, reason = "an API may have no types")]
macro_rules! values {
    ($($type:ty,)+) => {
        $(values::values! { @one values, $type })+
    };
    // The module's own name, as it is called where the macro is used.
    (@one $($values:ident)::+, $type:ty) => {
        #[automatically_derived]
        impl PartialEq for $type {
            #[inline]
            fn eq(&self, other: &Self) -> bool {
                $($values)::+::equal(self, other)
            }
        }

        #[automatically_derived]
        impl ::std::fmt::Debug for $type {
            #[inline]
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                $($values)::+::show(stringify!($type), self, f)
            }
        }

        $($values)::+::bridge! { $($values)::+, $type }
    };
}

#[allow(unused_imports, reason = "an API may have no types")]
pub(crate) use values;

/// `serde`'s traits.
#[cfg(feature = "serde")]
#[allow(unused_macros, reason = "an API may have no types")]
macro_rules! bridge {
    ($($values:ident)::+, $type:ty) => {
        impl ::serde::Serialize for $type {
            #[inline]
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                $($values)::+::serialize(self, serializer)
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $type {
            #[inline]
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                $($values)::+::deserialize(deserializer)
            }
        }
    };
}

/// Without the feature they are not even read: a compiler would take its time to leave them out.
#[cfg(not(feature = "serde"))]
#[allow(unused_macros, reason = "an API may have no types")]
macro_rules! bridge {
    ($($any:tt)*) => {};
}

#[allow(unused_imports, reason = "an API may have no types")]
pub(crate) use bridge;

/// Whether two values have the same JSON.
pub fn equal(a: &dyn Encode, b: &dyn Encode) -> bool {
    super::to_vec(a) == super::to_vec(b)
}

/// Shows a value by the last part of its type's path and its JSON.
pub fn show(path: &str, value: &dyn Encode, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let json = super::to_vec(value);
    let name = path.rsplit(':').next().unwrap_or(path).trim();
    write!(f, "{name} ")?;
    match super::from_slice::<serde_json::Value>(&json) {
        Ok(tree) if f.alternate() => write!(f, "{tree:#}"),
        _ => f.write_str(&String::from_utf8_lossy(&json)),
    }
}
