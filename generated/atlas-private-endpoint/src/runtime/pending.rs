// @generated from an OpenAPI description; change that, its policy or the templates instead.

//! Calls that operations have in common: what can be set before they are sent is the same, and only what
//! they give is not.

use std::fmt;

use super::call::{Call, Operation};
use super::sending::Read;

pub use super::call::{CallOptions, Place};
pub use super::client::Core;
pub use super::sending::Sending;

/// An operation and how its answer is read.
pub struct Plan<T, E> {
    /// What the description says about it.
    pub operation: &'static Operation,
    /// The status that means success.
    pub success: u16,
    /// What makes an answer of a reply.
    pub read: Read<T, E>,
}

impl<T, E> Plan<T, E> {
    /// The call that does it.
    pub fn of<'a>(&self, core: &'a Core, call: Box<Call>) -> Pending<'a, T, E> {
        Pending {
            core,
            call,
            success: self.success,
            read: self.read,
        }
    }
}

/// A call that is not sent yet. It gives a `T`, or fails with an `E`.
///
/// Name it by the alias of its operation: that stays, where this becomes another type when the operation
/// gets an optional parameter.
#[must_use = "nothing is sent before `send()`"]
pub struct Pending<'a, T, E> {
    core: &'a Core,
    pub(crate) call: Box<Call>,
    success: u16,
    read: Read<T, E>,
}

impl<'a, T, E> Pending<'a, T, E> {
    /// Settings for this call alone: time limits, retries, more headers, another server.
    pub fn options(mut self, options: CallOptions) -> Self {
        self.call = self.call.options(options);
        self
    }

    /// Sends the request and reads the answer.
    pub fn send(self) -> Sending<'a, T, E> {
        Sending::expecting(self.success, self.core, self.call, self.read)
    }
}

impl<T, E> Clone for Pending<'_, T, E> {
    fn clone(&self) -> Self {
        Self {
            core: self.core,
            call: self.call.clone(),
            success: self.success,
            read: self.read,
        }
    }
}

/// Parameters may be secrets: they are not shown.
impl<T, E> fmt::Debug for Pending<'_, T, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pending")
            .field("operation", &self.call.operation.id)
            .finish_non_exhaustive()
    }
}

/// Defines a call that is not sent yet, for all operations that take the same besides their arguments: a
/// [`Pending`] with a method for each parameter, in the form that `call!` has for them.
///
/// `use runtime::pending;` brings in both this macro and the names that it needs.
#[allow(unused_macros, reason = "an API may have no such operations")]
macro_rules! pending {
    (
        $(#[$about:meta])*
        pub struct $type:ident:
        $(
            $(#[$attribute:meta])*
            $name:ident: $argument:ty => $step:ident($wire:literal $(, $detail:expr)*)
            $(where $rule:ident($($bound:expr),*))*,
        )*
    ) => {
        $(#[$about])*
        #[must_use = "nothing is sent before `send()`"]
        pub struct $type<'a, T, E>(pub(crate) pending::Pending<'a, T, E>);

        impl<'a, T, E> $type<'a, T, E> {
            $(
                $(#[$attribute])*
                pub fn $name(mut self, $name: $argument) -> Self {
                    $(
                        if let Some(v) = self.0.call.checks() {
                            v.inside(pending::pending!(@place $step $wire)).$rule($($bound),*);
                        }
                    )*
                    self.0.call = self.0.call.$step($wire, $($detail,)* &$name);
                    self
                }
            )*

            /// Settings for this call alone: time limits, retries, more headers, another server.
            pub fn options(self, options: pending::CallOptions) -> Self {
                Self(self.0.options(options))
            }

            /// Sends the request and reads the answer.
            pub fn send(self) -> pending::Sending<'a, T, E> {
                self.0.send()
            }
        }

        impl<T, E> ::std::clone::Clone for $type<'_, T, E> {
            fn clone(&self) -> Self {
                Self(self.0.clone())
            }
        }

        impl<T, E> ::std::fmt::Debug for $type<'_, T, E> {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                ::std::fmt::Debug::fmt(&self.0, f)
            }
        }
    };
    (@place header $wire:literal) => { pending::Place::header($wire) };
    (@place cookie $wire:literal) => { pending::Place::cookie($wire) };
    (@place $query:ident $wire:literal) => { pending::Place::query($wire) };
}

#[allow(unused_imports, reason = "an API may have no such operations")]
pub(crate) use pending;
