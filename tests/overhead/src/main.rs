//! What a call of the generated client costs over the same call written by hand.
//!
//! ```sh
//! cargo run --release -p overhead             # 100 rounds
//! cargo run --release -p overhead -- 400      # as many rounds
//! cargo run --release -p overhead -- 400 small generated     # for a profiler: no ratios
//! ```
//!
//! All go over one connection to a loopback server, which is a process of its own. In each round
//! every contender makes the same number of calls, in turns; a ratio is the median of the ratios of
//! the rounds, so what else the machine does falls on all of them.

mod by_hand;
mod generated;
mod measure;
mod server;

use std::error::Error;
use std::process::{Child, Command, Stdio};

use measure::{Block, Sum};

/// The calls of one contender in one round.
const CALLS: usize = 50;

/// A request and its answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Case {
    /// One id, and an answer of five values.
    Small,
    /// A group of fifty forwarding rules, there and back.
    Large,
}

/// How a call is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Contender {
    Generated,
    /// The answer is an enum of the providers, as the description has it.
    ByHand,
    /// The answer is the struct of the one provider that was asked for, whatever the server says.
    ByHandOne,
}

const CONTENDERS: [Contender; 3] = [
    Contender::Generated,
    Contender::ByHand,
    Contender::ByHandOne,
];

impl Contender {
    fn name(self) -> &'static str {
        match self {
            Self::Generated => "generated",
            Self::ByHand => "by hand",
            Self::ByHandOne => "by hand, one provider",
        }
    }
}

/// What a program would have in hand to make calls.
struct Clients {
    generated: atlas_private_endpoint::Client,
    by_hand: by_hand::Client,
}

impl Clients {
    async fn call(&self, contender: Contender, case: Case) -> Result<usize, Box<dyn Error>> {
        match contender {
            Contender::Generated => generated::call(&self.generated, case).await,
            Contender::ByHand => by_hand::call(&self.by_hand, case).await,
            Contender::ByHandOne => by_hand::call_one(&self.by_hand, case).await,
        }
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let argument = std::env::args().nth(1);
    if argument.as_deref() == Some("serve") {
        return Ok(server::serve()?);
    }
    let rounds = argument.map_or(Ok(100), |rounds| rounds.parse())?;
    let [case, contender] = [2, 3].map(|n| std::env::args().nth(n).unwrap_or_default());
    let plan = Plan {
        rounds,
        cases: chosen(&[Case::Small, Case::Large], &case)?,
        contenders: chosen(&CONTENDERS, &contender)?,
    };
    let (child, address) = start_server()?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let result = runtime.block_on(compare(&format!("http://{address}"), &plan));
    stop(child)?;
    result
}

/// What is measured.
struct Plan {
    rounds: usize,
    cases: Vec<Case>,
    contenders: Vec<Contender>,
}

/// Those whose name is the one that was given, or all if none was.
fn chosen<T: Copy + std::fmt::Debug>(all: &[T], name: &str) -> Result<Vec<T>, String> {
    let is_meant = |one: &&T| name.is_empty() || format!("{one:?}").eq_ignore_ascii_case(name);
    let chosen: Vec<T> = all.iter().filter(is_meant).copied().collect();
    if chosen.is_empty() {
        return Err(format!("`{name}` is none of {all:?}"));
    }
    Ok(chosen)
}

async fn compare(url: &str, plan: &Plan) -> Result<(), Box<dyn Error>> {
    let Plan {
        rounds,
        cases,
        contenders,
    } = plan;
    let by_hand = by_hand::Client::new(url)?;
    let clients = Clients {
        generated: generated::client(url, by_hand.http.clone())?,
        by_hand,
    };
    for &case in cases {
        let mut sums: Vec<(Contender, Sum)> = Vec::new();
        sums.extend(contenders.iter().map(|one| (*one, Sum::default())));
        // The first round warms up.
        for round in 0..=*rounds {
            for turn in 0..sums.len() {
                let index = (round + turn) % sums.len();
                let (contender, sum) = &mut sums[index];
                let block = block(&clients, *contender, case).await?;
                if round > 0 {
                    sum.add(block);
                }
            }
        }
        report(case, *rounds, &sums);
    }
    Ok(())
}

async fn block(
    clients: &Clients,
    contender: Contender,
    case: Case,
) -> Result<Block, Box<dyn Error>> {
    let expected = match case {
        Case::Small => 1,
        Case::Large => server::RULES,
    };
    let start = measure::Start::now();
    for _ in 0..CALLS {
        let found = clients.call(contender, case).await?;
        if found != expected {
            return Err(format!("{contender:?}, {case:?}: {found} in place of {expected}").into());
        }
    }
    Ok(start.end(CALLS))
}

fn report(case: Case, rounds: usize, sums: &[(Contender, Sum)]) {
    println!("{case:?}, {rounds} rounds of {CALLS} calls, medians per call");
    println!(
        "  {:<24}{:>10}{:>10}{:>13}{:>10}",
        "", "time", "CPU", "allocations", "bytes"
    );
    for (contender, sum) in sums {
        let [time, cpu, allocations, bytes] = sum.medians();
        let name = contender.name();
        println!("  {name:<24}{time:>7.1} µs{cpu:>7.1} µs{allocations:>13.1}{bytes:>10.0}");
    }
    let Some(((Contender::Generated, generated), by_hand)) = sums.split_first() else {
        return;
    };
    for (contender, sum) in by_hand {
        let [time, cpu, allocations, bytes] = generated.ratios(sum);
        let name = format!("over {}", contender.name());
        println!("  {name:<24}{time:>10.3}{cpu:>10.3}{allocations:>13.3}{bytes:>10.3}");
    }
}

fn start_server() -> Result<(Child, String), Box<dyn Error>> {
    use std::io::BufRead as _;
    let mut child = Command::new(std::env::current_exe()?)
        .arg("serve")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()?;
    let output = child.stdout.take().ok_or("no output")?;
    let mut address = String::new();
    std::io::BufReader::new(output).read_line(&mut address)?;
    Ok((child, address.trim().to_owned()))
}

fn stop(mut child: Child) -> std::io::Result<()> {
    // The server ends with its input.
    drop(child.stdin.take());
    child.wait()?;
    Ok(())
}
