// @generated from an OpenAPI description; change that, its policy or the templates instead.

//! Calls that are complete as soon as they have their arguments: an operation without optional parameters
//! needs no type of its own for them.

use std::fmt;

use super::call::{Call, CallOptions, Operation};
use super::client::Core;
use super::sending::{Read, Sending};

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
/// Name it by the alias of its operation: that stays, where this becomes a type with more methods when the
/// operation gets optional parameters.
#[must_use = "nothing is sent before `send()`"]
pub struct Pending<'a, T, E> {
    core: &'a Core,
    call: Box<Call>,
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
