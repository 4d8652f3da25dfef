//! What reading and writing JSON costs, over the same by serde's derives and serde_json.
//!
//! ```sh
//! cargo run --release -p bench --bin codec              # a table for people
//! cargo run --release -p bench --bin codec -- --json    # for tests/bench/run
//! ```
//!
//! The types are those of `tests/cases/measured`; serde has its own, which mean the same. In each
//! round both do the same, in turns; a ratio is the median of the ratios of the rounds, so what else
//! the machine does falls on both.

#[path = "../../overhead/src/measure.rs"]
mod measure;
mod serde_types;
mod texts;

use std::error::Error;
use std::hint::black_box;

use measure::{Start, Sum};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use tests::cases::measured::types as generated;
use tests::runtime::json::{self as codec, Decode, Encode};

const ROUNDS: usize = 101;
/// So many bytes are read or written in a round.
const BYTES: usize = 2 << 20;

/// One figure for generated types and one for serde's, per text.
struct Outcome {
    what: &'static str,
    bytes: usize,
    decode: [Sum; 2],
    encode: [Sum; 2],
}

fn main() -> Result<(), Box<dyn Error>> {
    let outcomes = [
        compare::<generated::ClusterPage, serde_types::ClusterPage>(
            "a list of 1 MB, structs",
            &texts::clusters(),
        )?,
        compare::<generated::ClusterPage, serde_types::ClusterPage>(
            "one struct",
            &texts::one_cluster(),
        )?,
        compare::<generated::EventPage, serde_types::EventPage>(
            "400 of a union, tag first",
            &texts::events(),
        )?,
        compare::<generated::EventPage, serde_types::EventPage>(
            "400 of a union, tag last",
            &texts::events_tag_last(),
        )?,
        compare::<generated::EventPage, serde_types::EventPage>(
            "one of a union",
            &texts::one_event(),
        )?,
        compare::<generated::TargetPage, serde_types::TargetPage>(
            "400 of a union, no tag",
            &texts::targets(),
        )?,
    ];
    if std::env::args().any(|argument| argument == "--json") {
        let all: Vec<Value> = outcomes.iter().map(Outcome::json).collect();
        println!("{}", Value::from(all));
    } else {
        outcomes.iter().for_each(Outcome::print);
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
fn in_turns(bytes: usize, ours: impl Fn() -> bool, theirs: impl Fn() -> bool) -> [Sum; 2] {
    let calls = (BYTES / bytes).max(1);
    let mut sums = [Sum::default(), Sum::default()];
    // The first round warms up.
    for round in 0..=ROUNDS {
        for turn in [round % 2, 1 - round % 2] {
            let start = Start::now();
            for _ in 0..calls {
                assert!(black_box(if turn == 0 { ours() } else { theirs() }));
            }
            let block = start.end(calls);
            if round > 0 {
                sums[turn].add(block);
            }
        }
    }
    sums
}

impl Outcome {
    /// MB in a second of each, and how many times faster ours is; allocations the other way round.
    fn figures([ours, theirs]: &[Sum; 2], bytes: usize) -> [f64; 4] {
        let speed = |sum: &Sum| bytes as f64 / sum.medians()[1];
        let [_, cpu, allocations, _] = ours.ratios(theirs);
        [speed(ours), speed(theirs), 1.0 / cpu, allocations]
    }

    fn json(&self) -> Value {
        let side = |sums| {
            let [ours, theirs, times, allocations] = Self::figures(sums, self.bytes);
            json!({"this": ours, "serde": theirs, "times": times, "allocations": allocations})
        };
        json!({"what": self.what, "bytes": self.bytes, "decode": side(&self.decode), "encode": side(&self.encode)})
    }

    fn print(&self) {
        println!("{}, {} bytes", self.what, self.bytes);
        for (direction, sums) in [("decode", &self.decode), ("encode", &self.encode)] {
            let [ours, theirs, times, allocations] = Self::figures(sums, self.bytes);
            println!(
                "  {direction}  {ours:>7.0} MB/s, serde {theirs:>7.0} MB/s: {times:.2} times as fast, {allocations:.2} times the allocations"
            );
        }
    }
}
