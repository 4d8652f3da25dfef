//! A server without any HTTP library: it shows each byte that came, and may break the rules.

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// Takes one request.
pub struct RawServer {
    address: String,
    request: JoinHandle<String>,
}

impl RawServer {
    /// Sends these bytes as the answer, and closes the connection.
    pub async fn answering(bytes: impl Into<Vec<u8>>) -> Self {
        let bytes = bytes.into();
        Self::start(async move |mut stream: TcpStream| {
            let request = read_request(&mut stream).await;
            stream.write_all(&bytes).await.expect("the answer is sent");
            stream.shutdown().await.expect("the end is sent");
            request
        })
        .await
    }

    /// Reads the request and never answers.
    pub async fn silent() -> Self {
        Self::start(async |mut stream: TcpStream| {
            read_request(&mut stream).await;
            std::future::pending().await
        })
        .await
    }

    async fn start<F>(serve: impl FnOnce(TcpStream) -> F + Send + 'static) -> Self
    where
        F: Future<Output = String> + Send,
    {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address").to_string();
        let request = tokio::spawn(async move {
            let (stream, _) = listener.accept().await.expect("a connection");
            serve(stream).await
        });
        Self { address, request }
    }

    pub fn address(&self) -> &str {
        &self.address
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The request, head and body, as it was sent.
    pub async fn request(self) -> String {
        self.request.await.expect("the server ends well")
    }
}

/// A port that nobody listens on.
pub async fn closed_port() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    format!("http://{}", listener.local_addr().expect("an address"))
}

async fn read_request(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    while !is_complete(&bytes) {
        let mut chunk = [0; 1024];
        let length = stream.read(&mut chunk).await.expect("the request comes");
        assert_ne!(length, 0, "the client closed the connection");
        bytes.extend_from_slice(&chunk[..length]);
    }
    String::from_utf8(bytes).expect("UTF-8")
}

fn is_complete(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes);
    let Some((head, body)) = text.split_once("\r\n\r\n") else {
        return false;
    };
    let length = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length: "))
        .and_then(|length| length.parse().ok());
    body.len() >= length.unwrap_or(0)
}
