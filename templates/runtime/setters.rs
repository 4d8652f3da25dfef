//! Setters of optional properties and parameters.

pub use super::call::CallOptions;
pub use super::json::Slot;
pub use super::validate::ValidationError;

use super::validate::{Validate, Validator};

/// What breaks the rules of a request.
pub fn validate(request: &dyn Validate) -> Result<(), ValidationError> {
    let mut validator = Validator::new();
    validator.check(request);
    validator.finish()
}

/// Defines methods that set a property and give the value back: one for each `name: argument type`.
///
/// `use runtime::setters;` brings in both this macro and the trait that it needs.
#[allow(unused_macros, reason = "an API may send no objects")]
macro_rules! setters {
    ($type:ident: $($(#[$attribute:meta])* $name:ident: $argument:ty,)+) => {
        impl $type {
            $(
                /// Sets the field of this name.
                $(#[$attribute])*
                #[must_use]
                pub fn $name(mut self, $name: $argument) -> Self {
                    setters::Slot::fill(&mut self.$name, $name);
                    self
                }
            )+
        }
    };
}

/// Defines the methods of a call that is not sent yet: one for each `name: argument type` of its
/// optional parameters, `validate` and `options`.
///
/// `use runtime::parameters;` brings in the macro, and [`setters`] what it needs.
#[allow(unused_macros, reason = "an API may have no operations")]
macro_rules! parameters {
    ($type:ident: $($(#[$attribute:meta])* $name:ident: $argument:ty,)*) => {
        impl $type<'_> {
            $(
                $(#[$attribute])*
                pub fn $name(mut self, $name: $argument) -> Self {
                    setters::Slot::fill(&mut self.$name, $name);
                    self
                }
            )*

            /// Checks the rules that the description has for the request.
            ///
            /// # Errors
            /// With all violations. The server has the last word: what passes here may still be
            /// refused, and rules may have been relaxed since.
            pub fn validate(&self) -> Result<(), setters::ValidationError> {
                setters::validate(self)
            }

            /// Settings for this call alone: time limits, retries, more headers, another server.
            pub fn options(mut self, options: setters::CallOptions) -> Self {
                self.options = options;
                self
            }
        }

        /// Parameters may be secrets: they are not shown.
        impl ::std::fmt::Debug for $type<'_> {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.debug_struct(stringify!($type)).finish_non_exhaustive()
            }
        }
    };
}

#[allow(unused_imports, reason = "an API may have no operations")]
pub(crate) use parameters;
#[allow(unused_imports, reason = "an API may send no objects")]
pub(crate) use setters;
