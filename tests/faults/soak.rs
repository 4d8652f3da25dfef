//! A soak: many calls on a bad network, and many with a token that keeps expiring.
//!
//! The usual run is short. The full one, with figures:
//!
//! ```sh
//! SOAK_CALLS=100000 cargo test -p tests --test faults soak -- --nocapture
//! ```
//!
//! Server and proxy live in the same process, so what they take is part of the memory.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use atlas_private_endpoint::Client;
use atlas_private_endpoint::types::{CloudProvider, CreateAwsEndpointRequest};
use tokio::runtime::Handle;

use crate::calls::{Clients, METHODS, Outcome};
use crate::proxy::{Fault, Proxy, Then, Wait};
use crate::server::Server;

const SHORT_RUN: usize = 2000;
const TASKS: usize = 32;
const ATTEMPTS: u32 = 3;

/// What an attempt may take; a server that never answers costs that much.
const ATTEMPT: Duration = Duration::from_secs(2);

/// A call that takes as long as this is stuck.
const STUCK: Duration = Duration::from_secs(60);

/// What memory may grow by after the first fifth: less than half a kilobyte for each of 80,000 calls.
const GROWTH: u64 = 32 << 20;

/// One exchange in five is spoiled, and one in a thousand is never answered.
fn plan(exchange: u64) -> Fault {
    const FAULTS: [Fault; 14] = [
        Fault::Delay(Duration::from_millis(5)),
        Fault::Trickle,
        Fault::ResetUnread,
        Fault::ResetAfterHead,
        Fault::CloseUnserved,
        Fault::Answer(502, None),
        Fault::Answer(503, Some(Wait::Seconds(0))),
        Fault::Answer(429, Some(Wait::Seconds(0))),
        Fault::Served(Then::Close),
        Fault::Served(Then::Reset),
        Fault::Served(Then::HalfHead),
        Fault::Served(Then::HalfBody),
        Fault::Served(Then::Garbage),
        Fault::Served(Then::CloseIdle),
    ];
    let mut random = fastrand::Rng::with_seed(exchange);
    match random.u32(..1000) {
        0 => Fault::Silent,
        1..200 => FAULTS[random.usize(..FAULTS.len())],
        _ => Fault::None,
    }
}

/// How calls ended, and how long they took.
#[derive(Default)]
struct Tally {
    ends: BTreeMap<String, usize>,
    micros: Vec<u32>,
    retried: usize,
}

impl Tally {
    fn add(&mut self, outcome: &Outcome, took: Duration) {
        *self.ends.entry(outcome.to_string()).or_default() += 1;
        self.micros
            .push(u32::try_from(took.as_micros()).unwrap_or(u32::MAX));
        self.retried += usize::from(outcome.attempts > 1);
    }

    fn merge(&mut self, other: Self) {
        for (end, count) in other.ends {
            *self.ends.entry(end).or_default() += count;
        }
        self.micros.extend(other.micros);
        self.retried += other.retried;
    }

    fn report(&mut self, what: &str) {
        self.micros.sort_unstable();
        let at = |share: f64| {
            let index = (self.micros.len() - 1) as f64 * share;
            f64::from(self.micros[index as usize]) / 1000.0
        };
        println!(
            "{what}: {} calls, {} of them tried again",
            self.micros.len(),
            self.retried
        );
        println!(
            "  milliseconds: 50 % {:.2}, 90 % {:.2}, 99 % {:.2}, 99.9 % {:.2}, longest {:.2}",
            at(0.5),
            at(0.9),
            at(0.99),
            at(0.999),
            at(1.0)
        );
        for (end, count) in &self.ends {
            println!("  {count:>7} {end}");
        }
    }
}

/// The memory of this process, in bytes, where the system says.
fn memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kilobytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kilobytes << 10)
}

fn print_memory(when: &str) {
    let tasks = Handle::current().metrics().num_alive_tasks();
    match memory() {
        Some(bytes) => println!("{when}: {} KiB of memory, {tasks} tasks", bytes >> 10),
        None => println!("{when}: {tasks} tasks; the system does not tell the memory"),
    }
}

/// The calls of one task over the proxy.
async fn on_a_bad_network(
    clients: Arc<Clients>,
    server: Arc<Server>,
    url: String,
    next: Arc<AtomicUsize>,
    calls: usize,
) -> Tally {
    let mut tally = Tally::default();
    loop {
        let number = next.fetch_add(1, Ordering::Relaxed);
        if number >= calls {
            return tally;
        }
        let method = METHODS[number % METHODS.len()];
        let case = number.to_string();
        let began = Instant::now();
        let call = clients.call(method, &url, &case, ATTEMPT);
        let outcome = tokio::time::timeout(STUCK, call).await;
        let outcome = outcome.unwrap_or_else(|_| panic!("stuck: call {number}, {method:?}"));
        tally.add(&outcome, began.elapsed());

        let arrived = server.take_arrived(&case);
        let told = format!("call {number}, {method:?}: {outcome:?}, arrived {arrived} times");
        assert!(outcome.attempts <= ATTEMPTS, "{told}");
        assert!(arrived <= u64::from(outcome.attempts), "{told}");
        assert!(method.is_idempotent() || arrived <= 1, "{told}");
        assert!(outcome.end != "ok" || arrived >= 1, "{told}");
        let ends = ["ok", "429", "502", "503", "Send", "Response", "Timeout"];
        assert!(ends.contains(&outcome.end.as_str()), "{told}");
        assert!(outcome.sent != "No", "{told}: every connection is made");
    }
}

/// The calls of one task with a service account, each of which has to succeed.
async fn with_a_token(client: Client, next: Arc<AtomicUsize>, calls: usize) -> Tally {
    let mut tally = Tally::default();
    while next.fetch_add(1, Ordering::Relaxed) < calls {
        let body = CreateAwsEndpointRequest::new("vpce-0a1b2c3d4e5f60718");
        let group = "5f2c9a8e7b1d3046a9c8e5f1";
        let service = "64d1b7e0c3a95f2816e4d0b9";
        let call = client.create_private_endpoint(group, CloudProvider::Aws, service, body);
        let began = Instant::now();
        let result = tokio::time::timeout(STUCK, call.send()).await;
        let reply = result.expect("stuck").expect("a success");
        let outcome = Outcome {
            end: "ok".to_owned(),
            attempts: reply.attempts(),
            sent: String::new(),
        };
        tally.add(&outcome, began.elapsed());
    }
    tally
}

async fn join(tasks: Vec<tokio::task::JoinHandle<Tally>>) -> Tally {
    let mut all = Tally::default();
    for task in tasks {
        all.merge(task.await.expect("the task ends well"));
    }
    all
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn soak() {
    let calls = std::env::var("SOAK_CALLS").map_or(SHORT_RUN, |calls| {
        calls.parse().expect("SOAK_CALLS is a number")
    });
    let began = Instant::now();
    let server = Arc::new(Server::start().await);
    let proxy = Proxy::start(server.address, plan).await;
    print_memory("at the start");

    // Four calls in five meet the bad network. A fifth of them first, to fill pools and buffers.
    let (warm, bad) = (calls / 5, calls * 4 / 5);
    let clients = Arc::new(Clients::new(ATTEMPTS));
    let run = |from: usize, until: usize| {
        let next = Arc::new(AtomicUsize::new(from));
        let task = || {
            let (clients, server) = (clients.clone(), server.clone());
            on_a_bad_network(clients, server, proxy.url(), next.clone(), until)
        };
        (0..TASKS).map(|_| tokio::spawn(task())).collect()
    };
    let mut network = join(run(0, warm)).await;
    let settled = memory();
    print_memory("after a fifth");
    network.merge(join(run(warm, bad)).await);
    print_memory("after the bad network");

    let client = Client::builder()
        .base_url(format!("http://{}", server.address))
        .service_account("id", "secret")
        .build()
        .expect("a client");
    let next = Arc::new(AtomicUsize::new(0));
    let tasks = (0..TASKS).map(|_| with_a_token(client.clone(), next.clone(), calls - bad));
    let mut token = join(tasks.map(tokio::spawn).collect()).await;
    print_memory("at the end");

    network.report("on a bad network");
    token.report("with a token that lives two seconds");
    println!("  {} tokens were fetched", server.tokens());
    println!("{calls} calls in {:.1} s", began.elapsed().as_secs_f64());
    assert_eq!(
        network.micros.len() + token.micros.len(),
        calls,
        "none is lost"
    );
    if let (Some(settled), Some(end)) = (settled, memory()) {
        assert!(
            end < settled + GROWTH,
            "memory grew from {settled} to {end} bytes"
        );
    }

    // Nothing is left of a client that is gone.
    drop((clients, client));
    for _ in 0..100 {
        if proxy.open() == 0 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert_eq!(proxy.open(), 0, "connections stay open");
}
