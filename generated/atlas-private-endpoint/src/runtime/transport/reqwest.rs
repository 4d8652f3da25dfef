// @generated from an OpenAPI description; change that, its policy or the templates instead.

//! The default transport, over `reqwest`.

use std::error::Error;
use std::fmt;
use std::pin::{Pin, pin};
use std::sync::{Arc, PoisonError, RwLock};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use ::reqwest::Url;
use ::reqwest::redirect::Policy;
use bytes::Bytes;
use futures_core::Stream;
use http::uri::{Authority, Scheme};
use http::{Request, Response, Uri};
use http_body::{Frame, SizeHint};

use super::super::body::Body;
use super::super::error::Sent;
use super::{BoxFuture, Transport, TransportError, TransportErrorKind, boxed};

/// How long a connection may take, unless set.
pub const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// How long the next bytes of an answer may take, unless set.
pub const READ_TIMEOUT: Duration = Duration::from_secs(60);

/// Sends requests by a `reqwest` client.
#[derive(Clone)]
pub struct ReqwestTransport {
    client: ::reqwest::Client,
    last: Arc<RwLock<Option<Server>>>,
}

/// A server with its URL, which is costly to parse: every request to the same server would do it.
struct Server {
    scheme: Scheme,
    authority: Authority,
    url: Url,
}

impl Server {
    fn of(uri: &Uri, mut url: Url) -> Option<Self> {
        url.set_path("");
        url.set_query(None);
        Some(Self {
            scheme: uri.scheme()?.clone(),
            authority: uri.authority()?.clone(),
            url,
        })
    }

    /// The URL of a resource on this server.
    fn url(&self, uri: &Uri) -> Option<Url> {
        let scheme = uri.scheme_str() == Some(self.scheme.as_str());
        let authority = uri.authority().map(Authority::as_str) == Some(self.authority.as_str());
        let path = uri.path_and_query()?.as_str();
        // Two slashes, or backslashes, would begin the name of another server.
        let names_another = matches!(path.as_bytes(), [_, b'/' | b'\\', ..]);
        if scheme && authority && !names_another {
            self.url.join(path).ok()
        } else {
            None
        }
    }
}

impl ReqwestTransport {
    /// A client that waits 5 s for a connection and 60 s for data, and follows no redirects.
    ///
    /// # Panics
    ///
    /// With the feature `rustls-no-provider`, `reqwest` panics unless a provider of cryptography
    /// has been installed.
    pub fn new() -> Result<Self, TransportError> {
        Self::with_timeouts(CONNECT_TIMEOUT, READ_TIMEOUT)
    }

    /// A client with these time limits, which follows no redirects.
    ///
    /// # Panics
    ///
    /// As [`new`](Self::new).
    pub fn with_timeouts(connect: Duration, read: Duration) -> Result<Self, TransportError> {
        let builder = ::reqwest::Client::builder()
            .connect_timeout(connect)
            .read_timeout(read)
            .redirect(Policy::none());
        builder
            .build()
            .map(Self::from)
            .map_err(|e| TransportError::new(TransportErrorKind::Setup, e))
    }

    fn outgoing(&self, request: Request<Body>) -> Result<::reqwest::Request, ::reqwest::Error> {
        let last = self.last.read().unwrap_or_else(PoisonError::into_inner);
        let known = last.as_ref().and_then(|server| server.url(request.uri()));
        drop(last);
        let Some(url) = known else {
            return self.to_unknown(request);
        };
        let (parts, body) = request.into_parts();
        let mut request = ::reqwest::Request::new(parts.method, url);
        *request.version_mut() = parts.version;
        *request.headers_mut() = parts.headers;
        *request.body_mut() = Some(outgoing(body));
        Ok(request)
    }

    /// A request to another server than the one before.
    #[cold]
    fn to_unknown(&self, request: Request<Body>) -> Result<::reqwest::Request, ::reqwest::Error> {
        let uri = request.uri().clone();
        let request = ::reqwest::Request::try_from(request.map(outgoing))?;
        let mut last = self.last.write().unwrap_or_else(PoisonError::into_inner);
        *last = Server::of(&uri, request.url().clone());
        Ok(request)
    }
}

fn outgoing(body: Body) -> ::reqwest::Body {
    match body.into_bytes() {
        Ok(bytes) => bytes.into(),
        Err(body) => ::reqwest::Body::wrap(Outgoing(body)),
    }
}

/// A stream that is sent.
struct Outgoing(Body);

impl http_body::Body for Outgoing {
    type Data = Bytes;
    type Error = TransportError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, TransportError>>> {
        let next = ready!(Pin::new(&mut self.0).poll_next(cx));
        Poll::Ready(next.map(|chunk| chunk.map(Frame::data)))
    }

    fn size_hint(&self) -> SizeHint {
        self.0
            .length()
            .map_or_else(SizeHint::default, SizeHint::with_exact)
    }
}

fn response(mut answer: ::reqwest::Response) -> Response<Body> {
    let (status, version) = (answer.status(), answer.version());
    let headers = std::mem::take(answer.headers_mut());
    let mut response = Response::new(incoming(answer));
    *response.status_mut() = status;
    *response.version_mut() = version;
    *response.headers_mut() = headers;
    response
}

fn incoming(answer: ::reqwest::Response) -> Body {
    let length = answer.content_length();
    let body = Body::from_chunks(Box::into_pin(boxed(|| Incoming(answer))));
    match length {
        Some(length) => body.with_length(length),
        None => body,
    }
}

/// A stream that is received.
struct Incoming(::reqwest::Response);

impl Stream for Incoming {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        // What has come is not in this future, which may be made anew for each poll.
        let chunk = ready!(pin!(self.0.chunk()).poll(cx));
        Poll::Ready(chunk.map_err(explain).transpose())
    }
}

/// What `reqwest` shows of a client has its headers and proxies in it, and so perhaps secrets.
impl fmt::Debug for ReqwestTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReqwestTransport").finish_non_exhaustive()
    }
}

/// A client of your own. It should not follow redirects.
impl From<::reqwest::Client> for ReqwestTransport {
    fn from(client: ::reqwest::Client) -> Self {
        let last = Arc::default();
        Self { client, last }
    }
}

impl Transport for ReqwestTransport {
    fn send(
        &self,
        request: Request<Body>,
    ) -> BoxFuture<'_, Result<Response<Body>, TransportError>> {
        // Nothing of it is sent before it is polled.
        let answer = match self.outgoing(request) {
            Ok(request) => self.client.execute(request),
            Err(error) => return refused(error),
        };
        Box::pin(async move { answer.await.map(response).map_err(explain) })
    }
}

#[cold]
fn refused<'a, T: Send + 'a>(error: ::reqwest::Error) -> BoxFuture<'a, Result<T, TransportError>> {
    Box::pin(std::future::ready(Err(explain(error))))
}

/// The URL is left out: its query may hold a key.
#[cold]
fn explain(error: ::reqwest::Error) -> TransportError {
    let connect = error.is_connect();
    let kind = if is_of_request_body(&error) {
        TransportErrorKind::Body
    } else if error.is_timeout() {
        TransportErrorKind::Timeout
    } else if error.is_builder() {
        TransportErrorKind::Request
    } else if connect {
        TransportErrorKind::Connect
    } else if error.is_body() || error.is_decode() {
        TransportErrorKind::Response
    } else {
        TransportErrorKind::Send
    };
    let error = TransportError::new(kind, error.without_url());
    if connect {
        error.with_sent(Sent::No)
    } else {
        error
    }
}

/// The stream that gave the request's body failed, not the network.
fn is_of_request_body(error: &::reqwest::Error) -> bool {
    let mut cause = error.source();
    while let Some(error) = cause {
        if let Some(error) = error.downcast_ref::<TransportError>() {
            return error.kind() == TransportErrorKind::Body;
        }
        cause = error.source();
    }
    false
}
