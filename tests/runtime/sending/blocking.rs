//! Calls of programs that are not async.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use http::{Response, StatusCode};
use tests::runtime::blocking::{BodyReader, Wait as _};
use tests::runtime::transport::memory::MemoryTransport;
use tests::runtime::{Body, CallOptions, Core, CoreBuilder, RetryPolicy};

use crate::bodies::pieces;
use crate::support::{always, answer, builder, core, open};

#[test]
fn a_call_is_waited_for() {
    let core = core(&always(answer(200, &[], "hello")));
    let reply = core.execute(open()).wait().unwrap();
    assert_eq!(reply.body(), "hello");
}

#[test]
fn a_deadline_holds() {
    let core = CoreBuilder::new("https://api.test", "tests/1")
        .transport(crate::hooks::Silent)
        .build()
        .unwrap();
    let options = CallOptions::new().timeout(Duration::from_millis(5));
    let error = core.execute(open().options(options)).wait().unwrap_err();
    assert!(error.is_timeout());
}

/// Where somebody forgot that it is async code that runs.
#[tokio::test]
async fn waiting_inside_of_async_code_does_not_panic() {
    let core = core(&always(answer(200, &[], "hello")));
    let reply = core.execute(open()).wait().unwrap();
    assert_eq!(reply.status(), StatusCode::OK);
}

#[test]
fn a_stream_is_read() {
    let server = MemoryTransport::new(|_| Response::new(Body::stream(pieces(&["ab", "", "cde"]))));
    let core = builder(&server).build().unwrap();
    let reply = core.execute(open().streams(|_, _| true)).wait().unwrap();
    let mut reader = BodyReader::from(reply.stream().unwrap().into_body());
    let mut two = [0; 1];
    reader.read_exact(&mut two).unwrap();
    let mut rest = String::new();
    reader.read_to_string(&mut rest).unwrap();
    assert_eq!((&two, &*rest), (b"a", "bcde"));
    assert_eq!(reader.read(&mut two).unwrap(), 0);
}

/// Answers all requests of each connection, and counts the connections.
fn serve(listener: TcpListener, connections: Arc<AtomicUsize>) -> std::io::Result<()> {
    for stream in listener.incoming() {
        connections.fetch_add(1, Ordering::SeqCst);
        let stream = stream?;
        std::thread::spawn(move || -> std::io::Result<()> {
            let mut lines = BufReader::new(stream.try_clone()?).lines();
            let mut stream = stream;
            while let Some(line) = lines.next().transpose()? {
                if line.is_empty() {
                    stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok")?;
                }
            }
            Ok(())
        });
    }
    Ok(())
}

/// Connections outlive the calls, and many threads may wait.
#[test]
fn connections_are_used_again_by_later_calls() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let connections = Arc::new(AtomicUsize::new(0));
    let counted = connections.clone();
    std::thread::spawn(move || serve(listener, counted));
    let core: Core = CoreBuilder::new(url, "tests/1")
        .retry(RetryPolicy::none())
        .build()
        .unwrap();
    for _ in 0..20 {
        assert_eq!(core.execute(open()).wait().unwrap().body(), "ok");
    }
    // A call may come before the connection of the last one is free again.
    assert!(connections.load(Ordering::SeqCst) < 20);
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                for _ in 0..10 {
                    assert_eq!(core.execute(open()).wait().unwrap().body(), "ok");
                }
            });
        }
    });
}
