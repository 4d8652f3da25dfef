//! The table of faults, methods and expected behaviour.
//!
//! Each fault is met twice: by the first attempt only, and by all of them. Both over a connection
//! of its own and over one that has served a call before.

use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::Semaphore;

use crate::calls::{Clients, METHODS, Method, Outcome};
use crate::proxy::{Fault, Proxy, Then, Wait};
use crate::server::Server;

/// As often as the usual policy tries.
const ATTEMPTS: u32 = 3;

/// Far more than a busy machine needs.
const LONG: Duration = Duration::from_secs(30);

/// What an attempt may take where the fault is that it takes too long.
const SHORT: Duration = Duration::from_secs(1);

/// Which calls are sent again after a fault.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Again {
    Nothing,
    Idempotent,
    Everything,
}

impl Again {
    fn covers(self, method: Method) -> bool {
        match self {
            Self::Nothing => false,
            Self::Idempotent => method.is_idempotent(),
            Self::Everything => true,
        }
    }
}

/// A fault, and what is right.
struct Row {
    name: &'static str,
    fault: Fault,
    again: Again,
    /// How the call ends when there is no other attempt, and what it says of its request.
    end: &'static str,
    sent: &'static str,
    /// How often each attempt arrives at the server.
    arrives: u64,
    /// How long a second attempt waits at least.
    waits: Duration,
    /// How long an attempt may take.
    limit: Duration,
}

impl Row {
    /// A fault before the server has seen anything.
    const fn before(
        name: &'static str,
        fault: Fault,
        again: Again,
        end: &'static str,
        sent: &'static str,
    ) -> Self {
        Self {
            name,
            fault,
            again,
            end,
            sent,
            arrives: 0,
            waits: Duration::ZERO,
            limit: LONG,
        }
    }

    /// A fault after the server has carried the request out.
    const fn after(
        name: &'static str,
        then: Then,
        again: Again,
        end: &'static str,
        sent: &'static str,
    ) -> Self {
        let mut row = Self::before(name, Fault::Served(then), again, end, sent);
        row.arrives = 1;
        row
    }

    /// Nothing that keeps a call from its success.
    const fn harmless(name: &'static str, fault: Fault) -> Self {
        let mut row = Self::before(name, fault, Again::Nothing, "ok", "");
        row.arrives = 1;
        row
    }

    const fn waits(mut self, seconds: u64) -> Self {
        self.waits = Duration::from_secs(seconds);
        self
    }

    /// Attempts end after a short time.
    const fn limited(mut self) -> Self {
        self.limit = SHORT;
        self
    }

    fn is_limited(&self) -> bool {
        self.limit == SHORT
    }

    fn expected(&self, method: Method, persists: bool) -> (Outcome, u64) {
        let again = self.again.covers(method);
        let (attempts, end, sent) = match (again, persists) {
            (true, false) => (2, "ok", ""),
            (true, true) => (ATTEMPTS, self.end, self.sent),
            (false, _) => (1, self.end, self.sent),
        };
        let arrives = match (again, persists) {
            (true, false) => self.arrives + 1,
            _ => self.arrives * u64::from(attempts),
        };
        let outcome = Outcome {
            end: end.to_owned(),
            attempts,
            sent: sent.to_owned(),
        };
        (outcome, arrives)
    }
}

fn rows() -> Vec<Row> {
    use Again::{Everything, Idempotent, Nothing};
    let gateway = |name, status, wait, again, end| {
        Row::before(name, Fault::Answer(status, wait), again, end, "Yes")
    };
    let seconds = |wait| Some(Wait::Seconds(wait));
    vec![
        Row::harmless("none", Fault::None),
        Row::harmless("a slow answer", Fault::Delay(Duration::from_millis(300))),
        Row::harmless("an answer in small pieces", Fault::Trickle),
        Row::harmless("closed behind the answer", Fault::Served(Then::CloseIdle)),
        Row::before(
            "reset, unread",
            Fault::ResetUnread,
            Idempotent,
            "Send",
            "Maybe",
        ),
        Row::before(
            "reset after the head",
            Fault::ResetAfterHead,
            Idempotent,
            "Send",
            "Maybe",
        ),
        Row::before(
            "closed, unserved",
            Fault::CloseUnserved,
            Idempotent,
            "Send",
            "Maybe",
        ),
        Row::before(
            "silence, unserved",
            Fault::Silent,
            Idempotent,
            "Timeout",
            "Maybe",
        )
        .limited(),
        gateway("429", 429, None, Everything, "429"),
        gateway("429, Retry-After: 0", 429, seconds(0), Everything, "429"),
        gateway("429, Retry-After: 1", 429, seconds(1), Everything, "429").waits(1),
        gateway(
            "429, a date in 2 s",
            429,
            Some(Wait::Date(2)),
            Everything,
            "429",
        )
        .waits(1),
        gateway("429, Retry-After: 600", 429, seconds(600), Nothing, "429"),
        gateway("503", 503, None, Idempotent, "503"),
        gateway("503, Retry-After: 1", 503, seconds(1), Idempotent, "503").waits(1),
        gateway("503, Retry-After: 600", 503, seconds(600), Nothing, "503"),
        gateway("408", 408, None, Idempotent, "408"),
        gateway("500", 500, None, Idempotent, "500"),
        gateway("502", 502, None, Idempotent, "502"),
        gateway("504", 504, None, Idempotent, "504"),
        gateway("501", 501, None, Nothing, "501"),
        gateway("409", 409, None, Nothing, "409"),
        gateway("307", 307, None, Nothing, "307"),
        Row::after(
            "served, then closed",
            Then::Close,
            Idempotent,
            "Send",
            "Maybe",
        ),
        Row::after(
            "served, then reset",
            Then::Reset,
            Idempotent,
            "Send",
            "Maybe",
        ),
        Row::after(
            "served, then silence",
            Then::Silence,
            Idempotent,
            "Timeout",
            "Maybe",
        )
        .limited(),
        Row::after(
            "served, half a head",
            Then::HalfHead,
            Idempotent,
            "Send",
            "Maybe",
        ),
        Row::after(
            "served, half a body",
            Then::HalfBody,
            Idempotent,
            "Response",
            "Yes",
        ),
        Row::after(
            "served, half a body, reset",
            Then::HalfBodyReset,
            Idempotent,
            "Response",
            "Yes",
        ),
        Row::after(
            "served, half a body, silence",
            Then::HalfBodySilence,
            Idempotent,
            "Timeout",
            "Maybe",
        )
        .limited(),
        Row::after(
            "served, then no HTTP",
            Then::Garbage,
            Idempotent,
            "Send",
            "Maybe",
        ),
        Row::after(
            "served, then 500",
            Then::Replace(500, None),
            Idempotent,
            "500",
            "Yes",
        ),
        Row::after(
            "served, then 503",
            Then::Replace(503, None),
            Idempotent,
            "503",
            "Yes",
        ),
    ]
}

/// One field of the table.
struct Cell {
    row: usize,
    method: Method,
    /// The fault is met by all attempts.
    persists: bool,
    /// Over a connection that has served a call before.
    kept: bool,
    outcome: Outcome,
    arrived: u64,
    took: Duration,
}

/// So many calls at a time that the machine keeps its time limits.
const AT_A_TIME: usize = 100;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_fault_meets_every_method() {
    let server = Arc::new(Server::start().await);
    let clients = Arc::new(Clients::new(ATTEMPTS));
    let turns = Arc::new(Semaphore::new(AT_A_TIME));
    let mut running = Vec::new();
    let rows = rows();
    // Those that wait for a time limit come last, when nothing else keeps the machine busy.
    let (slow, quick): (Vec<_>, Vec<_>) = (0..rows.len()).partition(|row| rows[*row].is_limited());
    for row in quick.into_iter().chain(slow) {
        for method in METHODS {
            for (persists, kept) in [(false, false), (false, true), (true, false), (true, true)] {
                let Row { fault, limit, .. } = rows[row];
                let (server, clients, turns) = (server.clone(), clients.clone(), turns.clone());
                running.push(tokio::spawn(async move {
                    let _turn = turns.acquire().await.expect("it is never closed");
                    let case = format!("{row} {method:?} {persists} {kept}");
                    let warm = u64::from(kept);
                    let meets = move |n| match n {
                        n if n < warm => Fault::None,
                        n if n == warm || persists => fault,
                        _ => Fault::None,
                    };
                    let proxy = Proxy::start(server.address, meets).await;
                    if kept {
                        let first = clients.call(method, &proxy.url(), "warm", LONG).await;
                        assert_eq!(first.end, "ok", "{case}");
                    }
                    let began = Instant::now();
                    let outcome = clients.call(method, &proxy.url(), &case, limit).await;
                    let took = began.elapsed();
                    if kept && outcome.attempts == 1 {
                        assert_eq!(proxy.connections(), 1, "{case}: the connection was kept");
                    }
                    let arrived = server.arrived(&case);
                    Cell {
                        row,
                        method,
                        persists,
                        kept,
                        outcome,
                        arrived,
                        took,
                    }
                }));
            }
        }
    }
    let mut cells = Vec::new();
    for one in running {
        cells.push(one.await.expect("a call that ends"));
    }
    print(&rows, &cells);
    for cell in &cells {
        check(&rows[cell.row], cell);
    }
}

fn check(row: &Row, cell: &Cell) {
    let place = format!(
        "{} / {} / persists: {} / kept: {}",
        row.name,
        cell.method.name(),
        cell.persists,
        cell.kept
    );
    let (outcome, arrived) = row.expected(cell.method, cell.persists);
    assert_eq!(
        (&cell.outcome, cell.arrived),
        (&outcome, arrived),
        "{place}"
    );
    let waits = row.waits * (cell.outcome.attempts - 1);
    assert!(cell.took >= waits, "{place}: after {:?} already", cell.took);
}

/// One line for each fault; methods that have to behave the same share a column.
fn print(rows: &[Row], cells: &[Cell]) {
    println!(
        "\n| fault | POST, PATCH, PUT once | GET, PUT, DELETE, POST idempotent |\n|---|---|---|\n\
         | | expected: how it ends, attempts, arrivals (so many calls did) | the same |"
    );
    for (index, row) in rows.iter().enumerate() {
        let column = |idempotent: bool| {
            let of_row =
                |cell: &&Cell| cell.row == index && cell.method.is_idempotent() == idempotent;
            let cells: Vec<&Cell> = cells.iter().filter(of_row).collect();
            [false, true]
                .map(|persists| summary(row, &cells, persists))
                .join("; ")
        };
        println!("| {} | {} | {} |", row.name, column(false), column(true));
    }
}

fn summary(row: &Row, cells: &[&Cell], persists: bool) -> String {
    let when = if persists { "always" } else { "once" };
    let cells: Vec<_> = cells
        .iter()
        .filter(|cell| cell.persists == persists)
        .collect();
    let Some(one) = cells.first() else {
        return String::new();
    };
    let expected = row.expected(one.method, persists);
    let is_so = |cell: &&&&Cell| cell.outcome == expected.0 && cell.arrived == expected.1;
    let (outcome, arrived) = &expected;
    format!(
        "{when}: {outcome}, {}, {arrived} ({} of {})",
        outcome.attempts,
        cells.iter().filter(is_so).count(),
        cells.len()
    )
}
