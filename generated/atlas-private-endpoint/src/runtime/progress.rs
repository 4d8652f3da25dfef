// @generated from an OpenAPI description; change that, its policy or the templates instead.

//! How far a call has come, and what its answer or error tells of that.

use http::StatusCode;

use super::error::{CallError, Sent};
use super::response::Reply;

/// How a call was made.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tries {
    /// How often it was tried.
    pub(super) count: u32,
    /// Whether sending it twice does no harm, where that is not left to the method.
    pub(super) idempotent: Option<bool>,
}

impl Default for Tries {
    fn default() -> Self {
        Self {
            count: 1,
            idempotent: None,
        }
    }
}

/// How far a call has come. It outlives the call's future, which may be dropped at a time limit.
#[derive(Debug)]
pub(super) struct Progress {
    pub(super) tries: Tries,
    /// Whether the attempt that runs may have been sent.
    pub(super) sent: Sent,
    /// The same for those before it.
    earlier: Sent,
}

impl Progress {
    pub(super) fn new(idempotent: Option<bool>) -> Self {
        Self {
            tries: Tries {
                count: 0,
                idempotent,
            },
            sent: Sent::No,
            earlier: Sent::No,
        }
    }

    pub(super) fn begin(&mut self) {
        self.tries.count += 1;
        self.sent = Sent::No;
    }

    /// Whether any attempt may have been sent.
    pub(super) fn any_sent(&self) -> Sent {
        self.earlier.max(self.sent)
    }

    /// The attempt is over, and there will be another one.
    pub(super) fn end(&mut self, result: &Result<Reply, CallError>) {
        self.sent = Sent::No;
        self.earlier = self.earlier.max(match result {
            // The server says that it did nothing.
            Ok(reply) if reply.status() == StatusCode::TOO_MANY_REQUESTS => Sent::No,
            Ok(_) => Sent::Yes,
            Err(error) => error.request_sent(),
        });
    }

    /// The result of the last attempt, told as that of the whole call.
    pub(super) fn tell(&self, result: Result<Reply, CallError>) -> Result<Reply, CallError> {
        match result {
            Ok(reply) => Ok(reply.with_tries(self.tries)),
            Err(CallError::Transport(error)) => {
                let sent = error.request_sent().max(self.earlier);
                let error = error.with_sent(sent).with_tries(self.tries);
                Err(CallError::Transport(error))
            }
            Err(CallError::Timeout(error)) => {
                let sent = error.request_sent().max(self.earlier);
                Err(error.with_sent(sent).with_tries(self.tries).into())
            }
            Err(CallError::Undecodable(error)) => {
                let error = error.with_tries(self.tries);
                Err(CallError::Undecodable(Box::new(error)))
            }
            Err(error) => Err(error),
        }
    }
}
