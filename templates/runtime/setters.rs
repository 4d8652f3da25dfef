//! Setters of optional properties.

pub use super::json::Slot;

/// Defines methods that set a property and give the value back: one for each `name: argument type`.
/// With `new;` before them, `new` is defined as well, for a type that needs nothing.
///
/// `use runtime::setters;` brings in both this macro and the trait that it needs.
#[allow(unused_macros, reason = "an API may send no objects")]
macro_rules! setters {
    ($type:ident: new; $($setters:tt)*) => {
        impl $type {
            /// Makes one with nothing in it.
            pub fn new() -> Self {
                Default::default()
            }
        }

        setters! { $type: $($setters)* }
    };
    ($type:ident: $($(#[$attribute:meta])* $name:ident: $argument:ty,)*) => {
        impl $type {
            $(
                /// Sets the field of this name.
                $(#[$attribute])*
                #[must_use]
                pub fn $name(mut self, $name: $argument) -> Self {
                    setters::Slot::fill(&mut self.$name, $name);
                    self
                }
            )*
        }
    };
}

#[allow(unused_imports, reason = "an API may send no objects")]
pub(crate) use setters;
