//! Time, processor time and allocations of some calls.

use std::alloc::System;
use std::time::Instant;

use cpu_time::ProcessTime;
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// Time in microseconds, the same on the processor, allocations, and bytes allocated; of one call.
pub type Block = [f64; 4];

pub struct Start {
    region: Region<'static, System>,
    cpu: ProcessTime,
    time: Instant,
}

impl Start {
    pub fn now() -> Self {
        Self {
            region: Region::new(ALLOCATOR),
            cpu: ProcessTime::now(),
            time: Instant::now(),
        }
    }

    pub fn end(self, calls: usize) -> Block {
        let (time, cpu) = (self.time.elapsed(), self.cpu.elapsed());
        let stats = self.region.change();
        let allocations = stats.allocations + stats.reallocations;
        [
            time.as_secs_f64() * 1e6,
            cpu.as_secs_f64() * 1e6,
            allocations as f64,
            stats.bytes_allocated as f64,
        ]
        .map(|value| value / calls as f64)
    }
}

/// The blocks of all rounds.
#[derive(Default)]
pub struct Sum {
    blocks: Vec<Block>,
}

impl Sum {
    pub fn add(&mut self, block: Block) {
        self.blocks.push(block);
    }

    pub fn medians(&self) -> Block {
        medians(self.blocks.iter().copied())
    }

    /// The medians of this one's values over the other's, round by round.
    pub fn ratios(&self, other: &Self) -> Block {
        let rounds = self.blocks.iter().zip(&other.blocks);
        medians(rounds.map(|(ours, theirs)| std::array::from_fn(|i| ours[i] / theirs[i])))
    }
}

fn medians(blocks: impl Iterator<Item = Block>) -> Block {
    let blocks: Vec<Block> = blocks.collect();
    std::array::from_fn(|i| {
        let mut values: Vec<f64> = blocks.iter().map(|block| block[i]).collect();
        values.sort_by(f64::total_cmp);
        values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
    })
}
