//! A call that is under way.
//!
//! An operation has no future of its own: compilers spend far more time on an `async fn` than on a
//! function that returns this one.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use super::call::{Call, Operation};
use super::client::Core;
use super::error::CallError;
use super::failure::Failed;
use super::json::Decode;
use super::response::{Reply, Response};
use super::transport::BoxFuture;

/// Makes an answer of a reply, and of the status that means success where there is only one.
pub type Read<T, E> = fn(Reply, u16) -> Result<Response<T>, E>;

/// The future of a call's answer. Nothing is sent before it is awaited.
#[must_use = "nothing is sent before it is awaited"]
pub struct Sending<'a, T, E> {
    reply: BoxFuture<'a, Result<Reply, CallError>>,
    operation: &'static Operation,
    success: u16,
    read: Read<T, E>,
}

impl<'a, T, E> Sending<'a, T, E> {
    /// Sends the call, and reads the answer by the function. No status is given to it.
    pub fn new(core: &'a Core, call: Box<Call>, read: Read<T, E>) -> Self {
        Self::expecting(0, core, call, read)
    }

    /// The same, where one status means success.
    pub(super) fn expecting(
        success: u16,
        core: &'a Core,
        call: Box<Call>,
        read: Read<T, E>,
    ) -> Self {
        let operation = call.operation;
        Self {
            reply: core.sending(call),
            operation,
            success,
            read,
        }
    }
}

impl<'a, T: Decode, E: From<Reply> + From<CallError>> Sending<'a, T, E> {
    /// Sends the call. An answer of that status is JSON, any other one is an error.
    pub fn json(core: &'a Core, call: Box<Call>, success: u16) -> Self {
        Self::expecting(success, core, call, json)
    }
}

impl<'a, E: From<Reply> + From<CallError>> Sending<'a, (), E> {
    /// Sends the call. An answer of that status has no body, any other one is an error.
    pub fn empty(core: &'a Core, call: Box<Call>, success: u16) -> Self {
        Self::expecting(success, core, call, empty)
    }
}

/// Reads JSON from an answer of that status; any other one is an error.
pub fn json<T: Decode, E: From<Reply> + From<CallError>>(
    reply: Reply,
    success: u16,
) -> Result<Response<T>, E> {
    if reply.status().as_u16() != success {
        return Err(reply.into());
    }
    match reply.json() {
        Ok(response) => Ok(response),
        Err(error) => Err(error.into()),
    }
}

/// Reads nothing from an answer of that status; any other one is an error.
pub fn empty<E: From<Reply> + From<CallError>>(
    reply: Reply,
    success: u16,
) -> Result<Response<()>, E> {
    if reply.status().as_u16() == success {
        Ok(reply.empty()?)
    } else {
        Err(reply.into())
    }
}

impl<T, E: From<Failed<CallError>>> Future for Sending<'_, T, E> {
    type Output = Result<Response<T>, E>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let reply = ready!(self.reply.as_mut().poll(cx));
        Poll::Ready(match reply {
            Ok(reply) => (self.read)(reply, self.success),
            Err(error) => Err(Failed::new(self.operation, error).into()),
        })
    }
}

impl<T, E> std::fmt::Debug for Sending<'_, T, E> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sending").finish_non_exhaustive()
    }
}
