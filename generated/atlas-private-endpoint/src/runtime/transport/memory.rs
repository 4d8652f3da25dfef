// @generated from an OpenAPI description; change that, its policy or the templates instead.

//! A transport without a network, for tests of what uses a client.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderValue, Request, Response, StatusCode};

use super::super::body::{Body, CollectError};
use super::{BoxFuture, Transport, TransportError, TransportErrorKind};

type Handler = dyn Fn(&Request<Bytes>) -> Result<Response<Body>, TransportError> + Send + Sync;

/// Answers requests by a function and keeps them. A clone is the same transport.
#[derive(Clone)]
pub struct MemoryTransport {
    shared: Arc<Shared>,
}

struct Shared {
    handler: Box<Handler>,
    requests: Mutex<Vec<Request<Bytes>>>,
}

impl MemoryTransport {
    /// A transport whose answers a function gives.
    pub fn new<B: Into<Body>>(
        handler: impl Fn(&Request<Bytes>) -> Response<B> + Send + Sync + 'static,
    ) -> Self {
        Self::fallible(move |request| Ok(handler(request)))
    }

    /// A transport that can also fail.
    pub fn fallible<B: Into<Body>>(
        handler: impl Fn(&Request<Bytes>) -> Result<Response<B>, TransportError> + Send + Sync + 'static,
    ) -> Self {
        let shared = Shared {
            handler: Box::new(move |request| Ok(handler(request)?.map(Into::into))),
            requests: Mutex::default(),
        };
        Self {
            shared: Arc::new(shared),
        }
    }

    /// The requests so far. They hold credentials, as a server would see them.
    pub fn requests(&self) -> Vec<Request<Bytes>> {
        self.shared
            .requests
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

impl Transport for MemoryTransport {
    fn send(
        &self,
        request: Request<Body>,
    ) -> BoxFuture<'_, Result<Response<Body>, TransportError>> {
        Box::pin(async move {
            let (parts, body) = request.into_parts();
            let body = body.collect(u64::MAX).await.map_err(unreadable)?;
            let request = Request::from_parts(parts, body);
            let mut requests = self
                .shared
                .requests
                .lock()
                .unwrap_or_else(PoisonError::into_inner);
            requests.push(request.clone());
            drop(requests);
            (self.shared.handler)(&request)
        })
    }
}

fn unreadable(error: CollectError) -> TransportError {
    match error {
        CollectError::Transport(error) => error,
        error => TransportError::new(TransportErrorKind::Body, error),
    }
}

impl fmt::Debug for MemoryTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MemoryTransport").finish_non_exhaustive()
    }
}

/// A JSON answer with that status and body.
pub fn json(status: StatusCode, body: impl Into<Bytes>) -> Response<Bytes> {
    let mut response = Response::new(body.into());
    *response.status_mut() = status;
    response
        .headers_mut()
        .insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}
