// @generated from an OpenAPI description; change that, its policy or the templates instead.

//! Spans for `tracing`: one for each call, and in it one for each attempt.
//!
//! They hold the operation, the status, the time and the server's id for the request; bodies and
//! credentials never. Without the feature `tracing` there is nothing of it.

#[cfg(feature = "tracing")]
pub use spans::TraceExchanges;
#[cfg(feature = "tracing")]
pub(super) use spans::{attempt, call, retry};
#[cfg(not(feature = "tracing"))]
pub(super) use without::{attempt, call, retry};

#[cfg(feature = "tracing")]
mod spans {
    use std::time::{Duration, Instant};

    use tracing::field::Empty;
    use tracing::{Instrument as _, Span, debug, debug_span, info_span, trace};

    use super::super::call::Operation;
    use super::super::error::CallError;
    use super::super::hook::{Exchange, Hook};
    use super::super::response::Reply;

    type Result = std::result::Result<Reply, CallError>;

    /// The span of a whole call.
    pub async fn call(operation: &'static Operation, run: impl Future<Output = Result>) -> Result {
        let span = info_span!(
            "api_call",
            operation = operation.id,
            attempts = Empty,
            status = Empty,
            duration_ms = Empty,
            request_id = Empty,
            error = Empty,
        );
        let began = Instant::now();
        // A compiler keeps room for each place that a future moves to.
        let result = Box::pin(run).instrument(span.clone()).await;
        let attempts = match &result {
            Ok(reply) => reply.attempts(),
            Err(error) => error.attempts(),
        };
        span.record("attempts", attempts);
        record(&span, &result, began.elapsed());
        span.in_scope(|| debug!("call done"));
        result
    }

    /// The span of one attempt.
    pub async fn attempt(
        operation: &'static Operation,
        number: u32,
        run: impl Future<Output = Result>,
    ) -> Result {
        let span = debug_span!(
            "api_attempt",
            attempt = number,
            method = operation.method.as_str(),
            path = operation.path,
            status = Empty,
            duration_ms = Empty,
            request_id = Empty,
            error = Empty,
        );
        let began = Instant::now();
        let result = Box::pin(run).instrument(span.clone()).await;
        record(&span, &result, began.elapsed());
        span.in_scope(|| debug!("attempt done"));
        result
    }

    /// The call is going to be sent again.
    pub fn retry(wait: Duration) {
        debug!(wait_ms = millis(wait), "trying again");
    }

    fn record(span: &Span, result: &Result, time: Duration) {
        span.record("duration_ms", millis(time));
        match result {
            Ok(reply) => {
                span.record("status", reply.status().as_u16());
                if let Some(id) = reply.request_id() {
                    span.record("request_id", id);
                }
            }
            Err(error) => record_error(span, error),
        }
    }

    /// The message of an error that holds an answer shows some of its body, which is left out.
    fn record_error(span: &Span, error: &CallError) {
        match error {
            CallError::UnexpectedStatus(_) | CallError::Undecodable(_) => {
                span.record("error", "the answer cannot be used");
            }
            CallError::Transport(_)
            | CallError::Timeout(_)
            | CallError::Credentials(_)
            | CallError::Validation(_) => {
                span.record("error", tracing::field::display(error));
            }
        }
        if let Some(status) = error.status() {
            span.record("status", status.as_u16());
        }
    }

    fn millis(time: Duration) -> u64 {
        u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
    }

    /// A hook that writes each request and its answer as an event of level TRACE, with the target
    /// `api_exchange`, and without credentials.
    #[derive(Clone, Debug, Default)]
    #[must_use]
    pub struct TraceExchanges {
        bodies: bool,
        secrets: Vec<String>,
    }

    impl TraceExchanges {
        /// Writes the headers.
        pub fn new() -> Self {
            Self::default()
        }

        /// Writes the bodies as well, if they are JSON or a form, without the values of properties
        /// whose names sound like secrets.
        pub fn bodies(mut self, bodies: bool) -> Self {
            self.bodies = bodies;
            self
        }

        /// Leaves out the values of these properties, parameters and headers as well.
        pub fn without<S: Into<String>>(mut self, names: impl IntoIterator<Item = S>) -> Self {
            self.secrets.extend(names.into_iter().map(Into::into));
            self
        }
    }

    impl Hook for TraceExchanges {
        fn after(&self, exchange: &Exchange<'_>) {
            if tracing::enabled!(target: "api_exchange", tracing::Level::TRACE) {
                let shown = exchange.shown().bodies(self.bodies);
                let shown = shown.without(self.secrets.iter().cloned());
                trace!(target: "api_exchange", "{shown}");
            }
        }
    }
}

#[cfg(not(feature = "tracing"))]
mod without {
    use std::time::Duration;

    use super::super::call::Operation;

    pub fn call<F: Future>(_: &'static Operation, run: F) -> F {
        run
    }

    pub fn attempt<F: Future>(_: &'static Operation, _: u32, run: F) -> F {
        run
    }

    pub fn retry(_: Duration) {}
}
