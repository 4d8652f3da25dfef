//! What reading and writing JSON costs, over the same by serde's derives and serde_json.
//!
//! ```sh
//! cargo run --release -p bench --bin codec              # for people
//! cargo run --release -p bench --bin codec -- union     # only what has this in its name
//! cargo run --release -p bench --bin codec -- --json    # for tests/bench/run
//! ```
//!
//! The types are those of `tests/cases/measured`; serde has its own, which mean the same. In each
//! round both do the same, in turns; a ratio is the median of the ratios of the rounds, so what else
//! the machine does falls on both.

mod serde_types;
mod texts;

use std::error::Error;
use std::hint::black_box;

use cpu_time::ProcessTime;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use tests::cases::measured::types as generated;
use tests::runtime::json::{self as codec, Decode, Encode};

const ROUNDS: usize = 101;
/// So many bytes are read or written in a round.
const BYTES: usize = 2 << 20;

/// Seconds of the processor for generated types and for serde's, round by round.
type Rounds = Vec<[f64; 2]>;

struct Outcome {
    what: &'static str,
    bytes: usize,
    decode: Rounds,
    encode: Rounds,
}

type Compare = fn(&'static str, &Value) -> Result<Outcome, Box<dyn Error>>;

const CLUSTERS: Compare = compare::<generated::ClusterPage, serde_types::ClusterPage>;
const EVENTS: Compare = compare::<generated::EventPage, serde_types::EventPage>;
const TARGETS: Compare = compare::<generated::TargetPage, serde_types::TargetPage>;

/// What is read and written, by what, and what makes the text.
type Case = (&'static str, Compare, fn() -> Value);

const CASES: [Case; 6] = [
    ("a list of 1 MB, structs", CLUSTERS, texts::clusters),
    ("one struct", CLUSTERS, texts::one_cluster),
    ("400 of a union, tag first", EVENTS, texts::events),
    ("400 of a union, tag last", EVENTS, texts::events_tag_last),
    ("one of a union", EVENTS, texts::one_event),
    ("400 of a union, no tag", TARGETS, texts::targets),
];

fn main() -> Result<(), Box<dyn Error>> {
    let (options, parts): (Vec<String>, Vec<String>) =
        std::env::args().skip(1).partition(|word| word == "--json");
    let mut outcomes = Vec::new();
    for (what, compare, text) in CASES {
        if parts.iter().all(|part| what.contains(part)) {
            outcomes.push(compare(what, &text())?);
        }
    }
    if options.is_empty() {
        outcomes.iter().for_each(Outcome::print);
    } else {
        let all: Vec<Value> = outcomes.iter().map(Outcome::json).collect();
        println!("{}", Value::from(all));
    }
    Ok(())
}

fn compare<G: Decode + Encode, S: DeserializeOwned + Serialize>(
    what: &'static str,
    value: &Value,
) -> Result<Outcome, Box<dyn Error>> {
    let text = serde_json::to_vec(value)?;
    let ours: G = codec::from_slice(&text)?;
    let theirs: S = serde_json::from_slice(&text)?;
    let written: Value = serde_json::from_slice(&codec::to_vec(&ours))?;
    if written != serde_json::to_value(&theirs)? {
        return Err(format!("{what}: the two do not write the same").into());
    }
    Ok(Outcome {
        what,
        bytes: text.len(),
        decode: in_turns(
            text.len(),
            || codec::from_slice::<G>(black_box(&text)).is_ok(),
            || serde_json::from_slice::<S>(black_box(&text)).is_ok(),
        ),
        encode: in_turns(
            text.len(),
            || !codec::to_vec(black_box(&ours)).is_empty(),
            || serde_json::to_vec(black_box(&theirs)).is_ok_and(|text| !text.is_empty()),
        ),
    })
}

/// Each of the two in every round, the other one first in the next.
fn in_turns(bytes: usize, ours: impl Fn() -> bool, theirs: impl Fn() -> bool) -> Rounds {
    let calls = (BYTES / bytes).max(1);
    let round = |round: usize| {
        let mut seconds = [0.0; 2];
        for turn in [round % 2, 1 - round % 2] {
            let start = ProcessTime::now();
            for _ in 0..calls {
                assert!(black_box(if turn == 0 { ours() } else { theirs() }));
            }
            seconds[turn] = start.elapsed().as_secs_f64() / calls as f64;
        }
        seconds
    };
    // The first one warms up.
    round(0);
    (1..=ROUNDS).map(round).collect()
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

impl Outcome {
    /// MB in a second of each, and how many times as fast ours is.
    fn figures(&self, rounds: &Rounds) -> [f64; 3] {
        let speed = |side: usize| {
            let seconds = median(rounds.iter().map(|round| round[side]));
            self.bytes as f64 / 1e6 / seconds
        };
        let times = median(rounds.iter().map(|[ours, theirs]| theirs / ours));
        [speed(0), speed(1), times]
    }

    fn json(&self) -> Value {
        let side = |rounds| {
            let [ours, theirs, times] = self.figures(rounds);
            json!({"this": ours, "serde": theirs, "times": times})
        };
        json!({
            "what": self.what,
            "bytes": self.bytes,
            "decode": side(&self.decode),
            "encode": side(&self.encode),
        })
    }

    fn print(&self) {
        println!("{}, {} bytes", self.what, self.bytes);
        for (direction, rounds) in [("decode", &self.decode), ("encode", &self.encode)] {
            let [ours, theirs, times] = self.figures(rounds);
            println!(
                "  {direction}  {ours:>7.0} MB/s, serde {theirs:>7.0} MB/s: {times:.2} times as fast"
            );
        }
    }
}
