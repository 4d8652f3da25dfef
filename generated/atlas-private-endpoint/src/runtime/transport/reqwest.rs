// @generated from an OpenAPI description. To change this file, change the description, its policy
// or the templates, and run the generator again.

//! The default transport, over `reqwest`.

use std::time::Duration;

use ::reqwest::redirect::Policy;
use bytes::Bytes;
use http::{Request, Response};

use super::super::error::Sent;
use super::{BoxFuture, Transport, TransportError, TransportErrorKind};

/// Sends requests by a `reqwest` client.
#[derive(Clone, Debug)]
pub struct ReqwestTransport {
    client: ::reqwest::Client,
}

impl ReqwestTransport {
    /// A client that waits 5 s for a connection and 60 s for data, and follows no redirects.
    ///
    /// # Panics
    ///
    /// With the feature `rustls-no-provider`, `reqwest` panics unless a provider of cryptography
    /// has been installed.
    pub fn new() -> Result<Self, TransportError> {
        let builder = ::reqwest::Client::builder()
            .connect_timeout(Duration::from_secs(5))
            .read_timeout(Duration::from_secs(60))
            .redirect(Policy::none());
        builder
            .build()
            .map(Self::from)
            .map_err(|e| TransportError::new(TransportErrorKind::Setup, e))
    }

    async fn exchange(&self, request: Request<Bytes>) -> Result<Response<Bytes>, ::reqwest::Error> {
        let mut answer = self.client.execute(request.try_into()?).await?;
        let mut response = Response::new(Bytes::new());
        *response.status_mut() = answer.status();
        *response.version_mut() = answer.version();
        std::mem::swap(response.headers_mut(), answer.headers_mut());
        *response.body_mut() = answer.bytes().await?;
        Ok(response)
    }
}

/// A client of your own. It should not follow redirects.
impl From<::reqwest::Client> for ReqwestTransport {
    fn from(client: ::reqwest::Client) -> Self {
        Self { client }
    }
}

impl Transport for ReqwestTransport {
    fn send(
        &self,
        request: Request<Bytes>,
    ) -> BoxFuture<'_, Result<Response<Bytes>, TransportError>> {
        Box::pin(async move { self.exchange(request).await.map_err(explain) })
    }
}

/// The URL is left out: its query may hold a key.
fn explain(error: ::reqwest::Error) -> TransportError {
    let connect = error.is_connect();
    let kind = if error.is_timeout() {
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
