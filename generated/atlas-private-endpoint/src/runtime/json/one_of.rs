// @generated from an OpenAPI description; change that, its policy or the templates instead.

//! Unions: values of one of several types.

pub use super::codec as traits;
pub use super::value::RawJson;
#[allow(unused_imports, reason = "an API may have no unions")]
pub(crate) use super::values;
pub use super::{error, reader, writer};

/// Defines a union by its variants. It is written, copied, compared and shown as what it holds.
///
/// Behind `by` is the property that tells the variants apart, and each variant has its values of it: so
/// it is read. Without `by`, what implements `Decode` stands elsewhere.
///
/// - `#[from]`: the union is made of what the variant holds, `#[from(T)]`: of what the variant's box has
///   in it;
/// - `_ => Unknown`: a variant for what the description does not know, as JSON.
///
/// `use runtime::json::one_of;` brings in both this macro and the names that it needs.
#[allow(unused_macros, reason = "an API may have no unions")]
macro_rules! one_of {
    (
        $(#[$about:meta])*
        pub enum $type:ident by $tag:literal { $($body:tt)* }
    ) => {
        one_of::one_of! { $(#[$about])* pub enum $type { $($body)* } }
        one_of::one_of! { @by $tag $type $($body)* }
    };
    (
        $(#[$about:meta])*
        pub enum $type:ident {
            $(
                $(#[doc = $doc:literal])*
                $variant:ident($(#[$from:ident $(($made:ty))?])? $held:ty) $(= $($value:literal)|+)?,
            )*
            $(_ => $unknown:ident,)?
        }
    ) => {
        $(#[$about])*
        #[non_exhaustive]
        #[allow(missing_docs, reason = "only rustdoc is shown the values")]
        #[allow(clippy::large_enum_variant, reason = "what a variant holds is decided by the description")]
        pub enum $type {
            $(
                $($(#[cfg_attr(doc, doc = concat!("`` ", $value, " ``\n"))])+)?
                $(#[doc = $doc])*
                $variant($held),
            )*
            $(
                /// A variant that the description does not know, as JSON.
                $unknown(one_of::RawJson),
            )?
        }

        impl Clone for $type {
            #[inline]
            fn clone(&self) -> Self {
                match self {
                    $(Self::$variant(value) => Self::$variant(value.clone()),)*
                    $(Self::$unknown(value) => Self::$unknown(value.clone()),)?
                }
            }
        }

        #[automatically_derived]
        impl one_of::traits::Encode for $type {
            #[inline]
            fn encode(&self, w: &mut one_of::writer::Writer) {
                match self {
                    $(Self::$variant(value) => one_of::traits::Encode::encode(value, w),)*
                    $(Self::$unknown(value) => one_of::traits::Encode::encode(value, w),)?
                }
            }
        }

        one_of::values! { @one one_of::values, $type }
        $($(one_of::one_of! { @$from $type $variant($held) $($made)? })?)*
    };
    // By the value of a property.
    (
        @by $tag:literal $type:ident
        $(
            $(#[doc = $doc:literal])*
            $variant:ident($(#[$from:ident $(($made:ty))?])? $held:ty) = $($value:literal)|+,
        )*
        $(_ => $unknown:ident,)?
    ) => {
        #[automatically_derived]
        impl one_of::traits::Decode for $type {
            #[inline]
            fn decode(r: &mut one_of::reader::Reader<'_>) -> Result<Self, one_of::error::DecodeError> {
                match r.tag($tag)?.as_deref() {
                    $(Some($($value)|+) => r.variant(Self::$variant),)*
                    _ => one_of::one_of!(@other r $type $($unknown)?),
                }
            }
        }
    };
    (@other $r:ident $type:ident) => { Err($r.error(concat!("one of the variants of ", stringify!($type)))) };
    (@other $r:ident $type:ident $unknown:ident) => { $r.raw().map(Self::$unknown) };
    (@from $type:ident $variant:ident($held:ty)) => {
        impl From<$held> for $type {
            #[inline]
            fn from(value: $held) -> Self {
                Self::$variant(value)
            }
        }
    };
    (@from $type:ident $variant:ident($held:ty) $made:ty) => {
        impl From<$made> for $type {
            #[inline]
            fn from(value: $made) -> Self {
                Self::$variant(value.into())
            }
        }
    };
}

#[allow(unused_imports, reason = "an API may have no unions")]
pub(crate) use one_of;

impl reader::Reader<'_> {
    /// Reads the value that comes next as what a variant holds.
    pub fn variant<T: traits::Decode, U>(
        &mut self,
        variant: fn(T) -> U,
    ) -> Result<U, error::DecodeError> {
        match T::decode(self) {
            Ok(value) => Ok(variant(value)),
            Err(error) => Err(error),
        }
    }
}
