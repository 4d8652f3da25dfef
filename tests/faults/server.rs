//! A server that carries everything out, and counts it.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::Request;
use http::header::CONTENT_TYPE;
use tokio::net::TcpListener;

/// The header by which a test knows its requests again.
pub const CASE: &str = "x-case";

/// A body that is a success of all operations that the tests call.
pub const BODY: &str = r#"{"cloudProvider":"AWS","name":"a thing of some length"}"#;

/// Ends with the runtime of its test.
pub struct Server {
    pub address: SocketAddr,
    arrived: Arc<Mutex<HashMap<String, u64>>>,
}

impl Server {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let arrived: Arc<Mutex<HashMap<String, u64>>> = Arc::default();
        let count = arrived.clone();
        let app = Router::new().fallback(move |request: Request| {
            let case = request
                .headers()
                .get(CASE)
                .map_or("", |case| case.to_str().expect("text"));
            let mut count = count.lock().expect("the counter");
            *count.entry(case.to_owned()).or_default() += 1;
            std::future::ready(([(CONTENT_TYPE, "application/json")], BODY))
        });
        tokio::spawn(async move { axum::serve(listener, app).await });
        Self { address, arrived }
    }

    /// How many requests of that case have arrived.
    pub fn arrived(&self, case: &str) -> u64 {
        let arrived = self.arrived.lock().expect("the counter");
        arrived.get(case).copied().unwrap_or(0)
    }
}
