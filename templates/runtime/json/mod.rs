//! JSON: a pull reader, a writer, and the traits of what goes through them.
//!
//! Nothing here is generic over a data format, so that a type's codec is one small function.

pub mod choice;
pub mod choices;
pub mod codec;
pub mod error;
mod glance;
pub mod object;
pub mod one_of;
mod presence;
pub mod reader;
pub(super) mod scan;
// optional: tuple
pub mod tuple;
pub mod value;
pub mod values;
pub mod writer;

pub use choice::Choice;
#[allow(unused_imports, reason = "an API may have no such unions")]
pub(crate) use choices::choices;
pub use codec::{Decode, Encode};
pub use error::DecodeError;
#[allow(unused_imports, reason = "an API may have no objects")]
pub(crate) use object::object;
#[allow(unused_imports, reason = "an API may have no unions")]
pub(crate) use one_of::one_of;
pub use reader::{Array, Kind, Object, Reader, Shape};
pub use value::{Base64, Maybe, RawJson, Unrecognized};
#[allow(unused_imports, reason = "an API may have no types")]
pub(crate) use values::values;
pub use writer::Writer;

/// Decodes a whole JSON text; an error says where in the text it is.
pub fn from_slice<T: Decode>(bytes: &[u8]) -> Result<T, DecodeError> {
    let mut reader = Reader::new(bytes);
    let error = match T::decode(&mut reader) {
        Ok(value) => match reader.finish() {
            Ok(()) => return Ok(value),
            Err(error) => error,
        },
        Err(error) => error,
    };
    // The path is only looked for when there is something to report.
    Err(error.locate(bytes))
}

/// Encodes a value as JSON, with everything it holds.
pub fn to_vec<T: Encode + ?Sized>(value: &T) -> Vec<u8> {
    let mut writer = Writer::new();
    value.encode(&mut writer);
    writer.into_bytes()
}

/// Encodes a value as JSON for a request: what only a server may set is left out.
pub fn to_request<T: Encode + ?Sized>(value: &T) -> Vec<u8> {
    let mut writer = Writer::for_request();
    value.encode(&mut writer);
    writer.into_bytes()
}
