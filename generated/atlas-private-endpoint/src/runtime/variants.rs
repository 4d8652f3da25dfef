// @generated from an OpenAPI description. To change this file, change the description, its policy
// or the templates, and run the generator again.

//! Conversions into unions.

/// Implements [`From`] for a union from what its variants hold: one for each `Variant(type)`.
///
/// A variant whose content is on the heap is made of the content itself.
///
/// `use runtime::variants;` brings in this macro.
#[allow(unused_macros, reason = "an API may have no unions")]
macro_rules! variants {
    ($type:ident: $($variant:ident($held:ty),)+) => {$(
        #[allow(clippy::useless_conversion, reason = "most variants hold it as it is")]
        impl From<$held> for $type {
            fn from(value: $held) -> Self {
                Self::$variant(value.into())
            }
        }
    )+};
}

#[allow(unused_imports, reason = "an API may have no unions")]
pub(crate) use variants;
