// @generated from an OpenAPI description; change that, its policy or the templates instead.

//! What a union is read as, where no property tells.

pub use super::codec::Decode;
pub use super::error::DecodeError;
pub use super::reader::{Kind, Reader};

/// Implements reading for a union: a line for each shape that a value may have, and the variant for it,
/// those that ask for most first; see [`Choice`](super::Choice).
///
/// A line begins with a [`Kind`], behind which are questions to the shape, or it is `any`, or `strange`
/// for what no line before knows a property of. Behind `or` is the variant of all else, or what is
/// expected if there is none.
///
/// `use runtime::json::choices;` brings in both this macro and the names that it needs.
#[allow(unused_macros, reason = "an API may have no such unions")]
macro_rules! choices {
    (
        $type:ty, or $otherwise:tt:
        $($kind:ident $(.$question:ident($($argument:literal),+))* => $variant:ident,)+
    ) => {
        #[automatically_derived]
        impl choices::Decode for $type {
            #[inline]
            fn decode(r: &mut choices::Reader<'_>) -> Result<Self, choices::DecodeError> {
                #[allow(unused_variables, reason = "it may be asked nothing")]
                let shape = r.shape()?;
                let mut choice = r.choice();
                $(
                    let fits = choices::choices!(@fits choice shape $kind) $(&& shape.$question($($argument),+))*;
                    choice.attempt(r, fits, Self::$variant);
                )+
                match choice.take(r) {
                    Some(value) => Ok(value),
                    None => choices::choices!(@otherwise r $otherwise),
                }
            }
        }
    };
    (@fits $choice:ident $shape:ident any) => { true };
    (@fits $choice:ident $shape:ident strange) => { $choice.is_strange_to(&$shape) };
    (@fits $choice:ident $shape:ident $kind:ident) => { $shape.kind() == choices::Kind::$kind };
    (@otherwise $r:ident $expected:literal) => { Err($r.error($expected)) };
    (@otherwise $r:ident $unknown:ident) => { $r.raw().map(Self::$unknown) };
}

#[allow(unused_imports, reason = "an API may have no such unions")]
pub(crate) use choices;
