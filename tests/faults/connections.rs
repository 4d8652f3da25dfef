//! Connections that are refused, that come late, and that end between two calls.

use std::sync::Arc;
use std::time::Duration;

use tokio::net::{TcpListener, TcpSocket};

use crate::calls::{Clients, METHODS, Method, Outcome};
use crate::proxy::{Fault, Proxy, Then};
use crate::server::Server;

const LIMIT: Duration = Duration::from_secs(30);

/// A port of the loopback that is taken, but that nobody listens on.
fn mute_port() -> (TcpSocket, String) {
    let socket = TcpSocket::new_v4().expect("a socket");
    socket
        .bind("127.0.0.1:0".parse().expect("an address"))
        .expect("a port");
    let url = format!("http://{}", socket.local_addr().expect("an address"));
    (socket, url)
}

#[tokio::test]
async fn a_refused_connection_is_tried_again_by_every_method() {
    let (_socket, url) = mute_port();
    let clients = Clients::new(3);
    for method in METHODS {
        let outcome = clients.call(method, &url, "refused", LIMIT).await;
        let expected = Outcome {
            end: "Connect".to_owned(),
            attempts: 3,
            sent: "No".to_owned(),
        };
        assert_eq!(outcome, expected, "{}", method.name());
    }
}

#[tokio::test]
async fn a_server_that_comes_up_late_is_reached_once() {
    let server = Server::start().await;
    let clients = Clients::new(u32::MAX);
    for method in METHODS {
        let (socket, url) = mute_port();
        let case = format!("late {method:?}");
        let (outcome, _proxy) = tokio::join!(clients.call(method, &url, &case, LIMIT), async {
            tokio::time::sleep(Duration::from_millis(20)).await;
            let listener: TcpListener = socket.listen(16).expect("a listener");
            Proxy::on(listener, server.address, |_| Fault::None)
        });
        assert_eq!(outcome.end, "ok", "{case}");
        assert!(outcome.attempts > 1, "{case}: {outcome:?}");
        assert_eq!(server.arrived(&case), 1, "{case}");
    }
}

/// The server closes a kept connection just as the next request goes out over it. The client can't
/// tell whether that request was read.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_kept_connection_that_ends_costs_no_post_twice() {
    const CALLS: u64 = 300;
    let server = Server::start().await;
    let clients = Clients::new(3);
    let idle_ends = |_| Fault::Served(Then::CloseIdle);
    for method in [Method::Post, Method::Put] {
        let proxy = Proxy::start(server.address, idle_ends).await;
        let mut failed = 0;
        for n in 0..CALLS {
            let case = format!("idle {method:?} {n}");
            let outcome = clients.call(method, &proxy.url(), &case, LIMIT).await;
            let arrived = server.arrived(&case);
            match outcome.end.as_str() {
                "ok" => assert!(method.is_idempotent() || arrived == 1, "{case}: {arrived}"),
                "Send" => {
                    failed += 1;
                    assert_eq!((outcome.attempts, outcome.sent.as_str()), (1, "Maybe"));
                    assert!(!method.is_idempotent() && arrived <= 1, "{case}: {arrived}");
                }
                other => panic!("{case}: {other}"),
            }
        }
        println!("{CALLS} calls of {}: {failed} met the end", method.name());
    }
}

/// Fifty calls at once share connections, and leave none behind when the client goes.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn connections_are_kept_and_given_up() {
    let server = Server::start().await;
    let proxy = Arc::new(Proxy::start(server.address, |_| Fault::None).await);
    let clients = Arc::new(Clients::new(1));
    let tasks: Vec<_> = (0..50)
        .map(|_| {
            let (proxy, clients) = (proxy.clone(), clients.clone());
            tokio::spawn(async move {
                for _ in 0..10 {
                    let outcome = clients
                        .call(Method::Post, &proxy.url(), "kept", LIMIT)
                        .await;
                    assert_eq!(outcome.end, "ok");
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.expect("the calls end");
    }
    assert_eq!((server.arrived("kept"), proxy.exchanges()), (500, 500));
    assert!(proxy.connections() <= 100, "{}", proxy.connections());
    drop(clients);
    for _ in 0..100 {
        if proxy.open() == 0 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("{} connections are still open", proxy.open());
}
