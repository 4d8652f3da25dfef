//! A proxy that stands before a server and does what networks and gateways do on bad days.
//!
//! It speaks just enough HTTP/1.1 for that: heads, and bodies with a `Content-Length`.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::AbortHandle;

/// What becomes of one exchange.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Nothing bad.
    None,
    /// The request comes through; the answer waits that long.
    Delay(Duration),
    /// The request comes through; the answer trickles back in small pieces.
    Trickle,
    /// The connection is reset before the request is read.
    ResetUnread,
    /// The connection is reset after the request's head.
    ResetAfterHead,
    /// The connection is closed after the whole request, which goes nowhere.
    CloseUnserved,
    /// The request goes nowhere, and nothing ever comes back.
    Silent,
    /// The gateway answers instead of the server, with that `Retry-After`.
    Answer(u16, Option<Wait>),
    /// The request comes through, and then something happens to the answer.
    Served(Then),
}

/// What a `Retry-After` header asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wait {
    Seconds(u64),
    /// As a date that many seconds from now.
    Date(u64),
}

/// What happens to the answer of a server that has carried the request out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Then {
    /// The connection is closed before it.
    Close,
    /// The connection is reset before it.
    Reset,
    /// It never comes.
    Silence,
    /// A part of its head comes, then the end.
    HalfHead,
    /// Its head and a part of its body come, then the end.
    HalfBody,
    /// The same, then a reset.
    HalfBodyReset,
    /// The same, then nothing more.
    HalfBodySilence,
    /// Something that is not HTTP comes in its place.
    Garbage,
    /// Another answer comes in its place, with that `Retry-After`.
    Replace(u16, Option<Wait>),
    /// It comes, and the connection, which was to be kept, is closed behind it.
    CloseIdle,
}

/// Which fault the n-th exchange meets, counted from 0.
pub type Plan = dyn Fn(u64) -> Fault + Send + Sync;

/// Ends with the runtime of its test, or when it is dropped.
pub struct Proxy {
    address: SocketAddr,
    counters: Arc<Counters>,
    task: AbortHandle,
}

#[derive(Default)]
struct Counters {
    exchanges: AtomicU64,
    connections: AtomicU64,
    open: AtomicU64,
}

impl Proxy {
    pub async fn start(
        server: SocketAddr,
        plan: impl Fn(u64) -> Fault + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        Self::on(listener, server, plan)
    }

    /// On a listener of your own.
    pub fn on(
        listener: TcpListener,
        server: SocketAddr,
        plan: impl Fn(u64) -> Fault + Send + Sync + 'static,
    ) -> Self {
        let address = listener.local_addr().expect("an address");
        let counters: Arc<Counters> = Arc::default();
        let plan: Arc<Plan> = Arc::new(plan);
        let task = tokio::spawn(accept(listener, server, plan, counters.clone()));
        Self {
            address,
            counters,
            task: task.abort_handle(),
        }
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// How many requests have begun to come.
    pub fn exchanges(&self) -> u64 {
        self.counters.exchanges.load(Ordering::SeqCst)
    }

    /// How many connections have come.
    pub fn connections(&self) -> u64 {
        self.counters.connections.load(Ordering::SeqCst)
    }

    /// How many of them are open.
    pub fn open(&self) -> u64 {
        self.counters.open.load(Ordering::SeqCst)
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn accept(
    listener: TcpListener,
    server: SocketAddr,
    plan: Arc<Plan>,
    counters: Arc<Counters>,
) {
    while let Ok((client, _)) = listener.accept().await {
        let (plan, counters) = (plan.clone(), counters.clone());
        tokio::spawn(async move {
            counters.connections.fetch_add(1, Ordering::SeqCst);
            counters.open.fetch_add(1, Ordering::SeqCst);
            // The client's end may be gone at any time; that is its good right.
            let _ = serve(client, server, plan.as_ref(), &counters).await;
            counters.open.fetch_sub(1, Ordering::SeqCst);
        });
    }
}

/// The exchanges of one connection. Every return closes it.
async fn serve(
    mut client: TcpStream,
    server: SocketAddr,
    plan: &Plan,
    counters: &Counters,
) -> io::Result<()> {
    client.set_nodelay(true)?;
    let mut upstream = None;
    while client.peek(&mut [0]).await? > 0 {
        let fault = plan(counters.exchanges.fetch_add(1, Ordering::SeqCst));
        let wanted = match fault {
            Fault::ResetUnread => return reset(&client),
            Fault::ResetAfterHead => Wanted::Head,
            _ => Wanted::All,
        };
        let request = read_message(&mut client, wanted).await?;
        match fault {
            Fault::ResetAfterHead => return reset(&client),
            Fault::CloseUnserved => return Ok(()),
            Fault::Silent => return wait_for_end(&mut client).await,
            Fault::Answer(status, retry_after) => {
                client.write_all(&answer(status, retry_after)).await?;
                continue;
            }
            _ => {}
        }
        let reply = forward(&mut upstream, server, &request).await?;
        if give_back(&mut client, &reply, fault).await? == Connection::Ends {
            return Ok(());
        }
    }
    Ok(())
}

#[derive(PartialEq, Eq)]
enum Connection {
    Stays,
    Ends,
}

async fn give_back(client: &mut TcpStream, reply: &[u8], fault: Fault) -> io::Result<Connection> {
    match fault {
        Fault::Served(then) => return spoil(client, reply, then).await,
        Fault::Delay(time) => tokio::time::sleep(time).await,
        Fault::Trickle => {
            for piece in reply.chunks(7) {
                client.write_all(piece).await?;
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
            return Ok(Connection::Stays);
        }
        _ => {}
    }
    client.write_all(reply).await?;
    Ok(Connection::Stays)
}

async fn spoil(client: &mut TcpStream, reply: &[u8], then: Then) -> io::Result<Connection> {
    let head = head_length(reply).expect("a whole answer");
    let half_body = head + (reply.len() - head) / 2;
    match then {
        Then::Close => {}
        Then::Reset => reset(client)?,
        Then::Silence => wait_for_end(client).await?,
        Then::HalfHead => client.write_all(&reply[..head / 2]).await?,
        Then::HalfBody => client.write_all(&reply[..half_body]).await?,
        Then::HalfBodyReset => {
            client.write_all(&reply[..half_body]).await?;
            // A reset overtakes what is still on its way.
            tokio::time::sleep(Duration::from_millis(50)).await;
            reset(client)?;
        }
        Then::HalfBodySilence => {
            client.write_all(&reply[..half_body]).await?;
            wait_for_end(client).await?;
        }
        Then::Garbage => client.write_all(b"\x16\x03\x01 no HTTP\r\n\r\n").await?,
        Then::Replace(status, retry_after) => {
            client.write_all(&answer(status, retry_after)).await?;
            return Ok(Connection::Stays);
        }
        Then::CloseIdle => client.write_all(reply).await?,
    }
    Ok(Connection::Ends)
}

/// Sends the request on, and takes the whole answer. The connection to the server is kept.
async fn forward(
    upstream: &mut Option<TcpStream>,
    server: SocketAddr,
    request: &[u8],
) -> io::Result<Vec<u8>> {
    let stream = match upstream {
        Some(stream) => stream,
        None => {
            let stream = TcpStream::connect(server).await?;
            stream.set_nodelay(true)?;
            upstream.insert(stream)
        }
    };
    stream.write_all(request).await?;
    read_message(stream, Wanted::All).await
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Wanted {
    Head,
    All,
}

/// One request or answer, as far as it is wanted. There is never more than one on its way.
async fn read_message(stream: &mut TcpStream, wanted: Wanted) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    loop {
        if let Some(head) = head_length(&bytes) {
            let length = head + content_length(&bytes[..head]);
            if wanted == Wanted::Head || bytes.len() >= length {
                return Ok(bytes);
            }
        }
        if stream.read_buf(&mut bytes).await? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
    }
}

/// The length of the head with the empty line after it.
fn head_length(bytes: &[u8]) -> Option<usize> {
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n")?;
    Some(end + 4)
}

fn content_length(head: &[u8]) -> usize {
    let head = String::from_utf8_lossy(head);
    head.lines()
        .filter_map(|line| line.split_once(':'))
        .find(|(name, _)| name.eq_ignore_ascii_case("content-length"))
        .and_then(|(_, length)| length.trim().parse().ok())
        .unwrap_or(0)
}

fn answer(status: u16, retry_after: Option<Wait>) -> Vec<u8> {
    let retry_after = match retry_after {
        None => String::new(),
        Some(Wait::Seconds(seconds)) => format!("Retry-After: {seconds}\r\n"),
        Some(Wait::Date(seconds)) => {
            let date = SystemTime::now() + Duration::from_secs(seconds);
            format!("Retry-After: {}\r\n", httpdate::fmt_http_date(date))
        }
    };
    format!("HTTP/1.1 {status} Of The Proxy\r\nContent-Length: 0\r\n{retry_after}\r\n").into_bytes()
}

/// The connection will be reset, not closed, once it is dropped.
fn reset(stream: &TcpStream) -> io::Result<()> {
    stream.set_zero_linger()
}

/// Waits until the client has had enough.
async fn wait_for_end(stream: &mut TcpStream) -> io::Result<()> {
    while stream.read(&mut [0; 64]).await? > 0 {}
    Ok(())
}
