//! A soak: many calls on a bad network, and many with a token that keeps expiring.
//!
//! The usual run is short. The full one, with figures:
//!
//! ```sh
//! SOAK_CALLS=100000 cargo test -p tests --test faults soak -- --nocapture
//! ```
//!
//! Server and proxy live in the same process, so what they take is part of the memory. A connection
//! is three tasks: the client's, the proxy's and the server's. Pools keep those that were needed at
//! the same time, for 90 s after their last use.

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

/// The parts of the run on the bad network, after each of which is measured.
const PARTS: usize = 10;

/// What memory may grow by in the second half of the parts: of 100,000 calls it has 40,000, each of
/// which may lose a tenth of a kilobyte.
const GROWTH: u64 = 4 << 20;

/// The most connections that calls leave: each task has at most one open at a time with each of two
/// clients, and a new one while that of an attempt that failed is being closed.
const CONNECTIONS: usize = 4 * TASKS;

/// The client's, the proxy's and the server's.
const TASKS_OF_A_CONNECTION: usize = 3;

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

/// What the process holds at one moment.
struct Sample {
    memory: Option<u64>,
    tasks: usize,
}

impl Sample {
    fn take(when: &str, proxy: &Proxy) -> Self {
        let tasks = Handle::current().metrics().num_alive_tasks();
        let memory = memory();
        let kilobytes = memory.map_or("?".to_owned(), |bytes| (bytes >> 10).to_string());
        let open = proxy.open();
        println!("{when}: {kilobytes} KiB of memory, {tasks} tasks, {open} connections");
        Self { memory, tasks }
    }
}

/// A leak that depends on the number of calls is seen in the second half as in the first.
fn check_growth(samples: &[Sample]) {
    let (first, second) = samples.split_at(samples.len() / 2);
    let most = |samples: &[Sample]| samples.iter().filter_map(|sample| sample.memory).max();
    if let (Some(before), Some(after)) = (most(first), most(second)) {
        assert!(
            after < before + GROWTH,
            "memory grew from {before} to {after} bytes"
        );
    }
}

fn check_tasks(samples: &[Sample]) {
    let tasks = samples.iter().map(|sample| sample.tasks).max().unwrap_or(0);
    let most = CONNECTIONS * TASKS_OF_A_CONNECTION;
    assert!(tasks < most, "{tasks} tasks are left between the parts");
}

/// Waits until there are no more tasks than that.
async fn settle(tasks: usize) -> usize {
    let metrics = Handle::current().metrics();
    for _ in 0..200 {
        if metrics.num_alive_tasks() <= tasks {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    metrics.num_alive_tasks()
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
    let start = Sample::take("at the start", &proxy);

    // Four calls in five meet the bad network.
    let bad = calls * 4 / 5;
    let clients = Arc::new(Clients::new(ATTEMPTS));
    let mut network = Tally::default();
    let mut samples = Vec::new();
    for part in 0..PARTS {
        let (from, until) = (bad * part / PARTS, bad * (part + 1) / PARTS);
        let next = Arc::new(AtomicUsize::new(from));
        let task = || {
            let (clients, server) = (clients.clone(), server.clone());
            on_a_bad_network(clients, server, proxy.url(), next.clone(), until)
        };
        network.merge(join((0..TASKS).map(|_| tokio::spawn(task())).collect()).await);
        samples.push(Sample::take(&format!("after {until} calls"), &proxy));
    }

    let client = Client::builder()
        .base_url(format!("http://{}", server.address))
        .service_account("id", "secret")
        .build()
        .expect("a client");
    let next = Arc::new(AtomicUsize::new(0));
    let tasks = (0..TASKS).map(|_| with_a_token(client.clone(), next.clone(), calls - bad));
    let mut token = join(tasks.map(tokio::spawn).collect()).await;
    Sample::take("after the calls with a token", &proxy);

    network.report("on a bad network");
    token.report("with a token that lives two seconds");
    println!("  {} tokens were fetched", server.tokens());
    println!("{calls} calls in {:.1} s", began.elapsed().as_secs_f64());
    assert_eq!(
        network.micros.len() + token.micros.len(),
        calls,
        "none is lost"
    );
    check_tasks(&samples);
    // Other tests run in this process beside a short run.
    if calls > SHORT_RUN {
        check_growth(&samples);
    }

    // Nothing is left of a client that is gone.
    drop((clients, client));
    let tasks = settle(start.tasks).await;
    Sample::take("without the clients", &proxy);
    assert_eq!(proxy.open(), 0, "connections stay open");
    assert_eq!(tasks, start.tasks, "tasks stay");
}
