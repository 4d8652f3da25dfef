//! A server on axum: it keeps the requests as they came and answers by a function.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{ConnectInfo, Request};
use bytes::Bytes;
use tokio::net::TcpListener;

/// A request as it came: the target is not decoded, the body is bytes.
pub type Seen = http::Request<Bytes>;
pub type Answer = http::Response<Bytes>;

/// Ends with the runtime of its test.
pub struct Server {
    url: String,
    seen: Arc<Mutex<Vec<Seen>>>,
}

impl Server {
    pub async fn start(handler: impl Fn(&Seen) -> Answer + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let seen: Arc<Mutex<Vec<Seen>>> = Arc::default();
        let log = seen.clone();
        let handler = Arc::new(handler);
        let app = Router::new().fallback(move |request: Request| {
            let (handler, log) = (handler.clone(), log.clone());
            async move {
                let request = receive(request).await;
                let answer = handler(&request);
                log.lock().expect("the log").push(request);
                answer.map(Body::from)
            }
        });
        let app = app.into_make_service_with_connect_info::<SocketAddr>();
        tokio::spawn(async move { axum::serve(listener, app).await });
        Self { url, seen }
    }

    /// A server that gives the same answer to all requests.
    pub async fn always(answer: Answer) -> Self {
        Self::start(move |_| answer.clone()).await
    }

    pub fn url(&self) -> &str {
        &self.url
    }

    pub fn requests(&self) -> Vec<Seen> {
        self.seen.lock().expect("the log").clone()
    }

    /// The one request that came.
    pub fn only(&self) -> Seen {
        let mut requests = self.requests();
        assert_eq!(requests.len(), 1, "{requests:?}");
        requests.remove(0)
    }
}

async fn receive(request: Request) -> Seen {
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, usize::MAX).await.expect("a whole body");
    Seen::from_parts(parts, body)
}

/// The client's end of the connection that a request came over.
pub fn peer(request: &Seen) -> SocketAddr {
    let ConnectInfo(peer) = request
        .extensions()
        .get()
        .expect("the server puts it there");
    *peer
}

/// An answer of JSON.
pub fn json(status: u16, body: &str) -> Answer {
    answer(status, &[("content-type", "application/json")], body)
}

pub fn answer(status: u16, headers: &[(&str, &str)], body: &str) -> Answer {
    let mut response = http::Response::builder().status(status);
    for (name, value) in headers {
        response = response.header(*name, *value);
    }
    response
        .body(Bytes::copy_from_slice(body.as_bytes()))
        .expect("an answer")
}

/// The only header of that name, or nothing.
pub fn header<'r>(request: &'r Seen, name: &str) -> &'r str {
    let mut values = request.headers().get_all(name).iter();
    let first = values
        .next()
        .map_or("", |value| value.to_str().expect("text"));
    assert!(values.next().is_none(), "{name} is there twice");
    first
}
