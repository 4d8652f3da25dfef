//! A server that carries everything out, and counts it.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::Request;
use http::StatusCode;
use http::header::{AUTHORIZATION, CONTENT_TYPE};
use tokio::net::TcpListener;

/// The header by which a test knows its requests again.
pub const CASE: &str = "x-case";

/// A body that is a success of all operations that the tests call.
pub const BODY: &str = r#"{"cloudProvider":"AWS","name":"a thing of some length"}"#;

/// A token is the time of its making, in milliseconds of the server's own clock, after this.
const TOKEN: &str = "Bearer made-at-";

/// How long a token is good.
const LIFE: Duration = Duration::from_secs(2);

/// Ends with the runtime of its test.
pub struct Server {
    pub address: SocketAddr,
    state: Arc<State>,
}

struct State {
    began: Instant,
    arrived: Mutex<HashMap<String, u64>>,
    tokens: AtomicU64,
}

impl Server {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let state = Arc::new(State {
            began: Instant::now(),
            arrived: Mutex::default(),
            tokens: AtomicU64::new(0),
        });
        let shared = state.clone();
        let app = Router::new().fallback(move |request: Request| {
            let (status, body) = shared.answer(&request);
            std::future::ready((status, [(CONTENT_TYPE, "application/json")], body))
        });
        tokio::spawn(async move { axum::serve(listener, app).await });
        Self { address, state }
    }

    /// How many requests of that case have arrived.
    pub fn arrived(&self, case: &str) -> u64 {
        let arrived = self.state.arrived.lock().expect("the counter");
        arrived.get(case).copied().unwrap_or(0)
    }

    /// The same, of a case that is over.
    pub fn take_arrived(&self, case: &str) -> u64 {
        let mut arrived = self.state.arrived.lock().expect("the counter");
        arrived.remove(case).unwrap_or(0)
    }

    /// How many tokens have been fetched.
    pub fn tokens(&self) -> u64 {
        self.state.tokens.load(Ordering::Relaxed)
    }
}

impl State {
    fn answer(&self, request: &Request) -> (StatusCode, String) {
        if request.uri().path() == "/api/oauth/token" {
            return (StatusCode::OK, self.token());
        }
        if self.is_too_old(request) {
            return (StatusCode::UNAUTHORIZED, String::from("{}"));
        }
        let case = request
            .headers()
            .get(CASE)
            .map_or("", |case| case.to_str().expect("text"));
        let mut arrived = self.arrived.lock().expect("the counter");
        *arrived.entry(case.to_owned()).or_default() += 1;
        (StatusCode::OK, BODY.to_owned())
    }

    fn token(&self) -> String {
        self.tokens.fetch_add(1, Ordering::Relaxed);
        let (now, life) = (self.began.elapsed().as_millis(), LIFE.as_secs());
        let token = TOKEN.trim_start_matches("Bearer ");
        format!(r#"{{"access_token":"{token}{now}","token_type":"Bearer","expires_in":{life}}}"#)
    }

    /// Whether the request bears a token of the server's that has expired.
    fn is_too_old(&self, request: &Request) -> bool {
        let header = request.headers().get(AUTHORIZATION);
        let text = header.and_then(|header| header.to_str().ok());
        let made = text.and_then(|text| text.strip_prefix(TOKEN));
        made.is_some_and(|made| {
            let made = Duration::from_millis(made.parse().expect("a time"));
            self.began.elapsed() > made + LIFE
        })
    }
}
