// @generated from an OpenAPI description. To change this file, change the description, its policy
// or the templates, and run the generator again.

//! `serde` on top of [`Decode`] and [`Encode`], for those who keep values in other formats.

use serde::de::Error as _;
use serde::ser::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

use super::json::{self, Base64, Decode, Encode, RawJson};

/// Serializes through a JSON tree.
pub fn serialize<T: Encode, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
    let tree: Value = json::from_slice(&json::to_vec(value)).map_err(S::Error::custom)?;
    tree.serialize(serializer)
}

/// Deserializes through a JSON tree.
pub fn deserialize<'de, T: Decode, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    let tree = Value::deserialize(deserializer)?;
    json::from_slice(&json::to_vec(&tree)).map_err(D::Error::custom)
}

/// Implements `serde::Serialize` and `serde::Deserialize` for types that have a codec.
///
/// `use runtime::serde_bridge;` brings in both this macro and the functions that it calls.
macro_rules! serde_bridge {
    ($($type:ty),+ $(,)?) => {$(
        impl ::serde::Serialize for $type {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serde_bridge::serialize(self, serializer)
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $type {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                serde_bridge::deserialize(deserializer)
            }
        }
    )+};
}

pub(crate) use serde_bridge;

mod bridged {
    use super::super::serde_bridge;
    use super::{Base64, RawJson};

    serde_bridge!(RawJson, Base64);
}
