//! A transport that keeps an account of what goes over it.

use std::sync::{Arc, Mutex};

use atlas_private_endpoint::runtime::transport::reqwest::ReqwestTransport;
use atlas_private_endpoint::runtime::{Body, BoxFuture, Transport, TransportError};
use http::header::AUTHORIZATION;
use http::{Request, Response};

/// One request and the status of its answer.
#[derive(Clone)]
pub struct Exchange {
    pub path: String,
    pub authorization: String,
    pub status: u16,
}

/// A clone is the same recorder.
#[derive(Clone)]
pub struct Recorder {
    transport: ReqwestTransport,
    exchanges: Arc<Mutex<Vec<Exchange>>>,
}

impl Recorder {
    pub fn new() -> Self {
        Self {
            transport: ReqwestTransport::new().expect("a transport"),
            exchanges: Arc::default(),
        }
    }

    /// What has been answered so far.
    pub fn exchanges(&self) -> Vec<Exchange> {
        self.exchanges.lock().expect("the account").clone()
    }

    /// The statuses of the requests whose path holds that text.
    pub fn statuses(&self, path: &str) -> Vec<u16> {
        let exchanges = self.exchanges();
        let of_path = exchanges.iter().filter(|one| one.path.contains(path));
        of_path.map(|one| one.status).collect()
    }
}

impl Transport for Recorder {
    fn send(
        &self,
        request: Request<Body>,
    ) -> BoxFuture<'_, Result<Response<Body>, TransportError>> {
        Box::pin(async move {
            let authorization = request.headers().get(AUTHORIZATION);
            let mut exchange = Exchange {
                path: request.uri().path().to_owned(),
                authorization: authorization
                    .map_or("", |value| value.to_str().expect("text"))
                    .to_owned(),
                status: 0,
            };
            let response = self.transport.send(request).await?;
            exchange.status = response.status().as_u16();
            self.exchanges.lock().expect("the account").push(exchange);
            Ok(response)
        })
    }
}
