//! Compares two descriptions for a review: what changed, what breaks on the wire, what breaks in Rust.

mod accept;
mod alike;
pub mod change;
pub mod changelog;
pub mod contract;
mod crates;
mod encoding;
mod exchange;
mod gates;
pub mod github;
pub mod html;
pub mod ignore;
mod macros;
pub mod markdown;
mod operation;
mod outline;
mod parameter;
pub mod preset;
mod promise;
pub mod relation;
pub mod review;
pub mod rules;
pub mod rust;
mod sample;
pub mod sarif;
pub mod schema;
mod security;
mod semver;
mod shape;
pub mod surface;
mod tree;
mod types;
pub mod version;

pub mod terminal;

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::config::Policy;
use crate::load::Sources;
use review::{Builder, Review};
use rust::Bump;
pub use tree::Tree;

/// One of the two that are compared.
#[derive(Clone, Debug, Default)]
pub struct Input {
    /// What to call it.
    pub label: String,
    pub sources: Sources,
    pub policy: Policy,
    /// The crate as it was, where it is not what this generator makes of the description.
    pub files: Option<BTreeMap<String, String>>,
    /// A folder with templates that take the place of the built-in ones.
    pub templates: Option<PathBuf>,
}

/// What a review depends on beside its two sides.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The day that sunsets are compared with, `2026-01-31`.
    pub today: Option<String>,
    /// The bump that a break on the wire asks for where the Rust stays as it is.
    pub wire_bump: Bump,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            today: None,
            wire_bump: Bump::Patch,
        }
    }
}

/// The version of the format of [`Review`] as data.
pub const FORMAT: u32 = 1;

/// What [`json`] gives, as a JSON Schema.
pub const JSON_SCHEMA: &str = include_str!("review.schema.json");

/// A review as data for other programs.
pub fn json(review: &Review) -> String {
    serde_json::to_string_pretty(review).unwrap_or_default()
}

/// Compares two descriptions.
pub fn review(old: &Input, new: &Input, settings: &Settings) -> Review {
    // Schemas may stand in one another as deep as a description likes.
    stacker::grow(crate::STACK, || compared(old, new, settings))
}

fn compared(old: &Input, new: &Input, settings: &Settings) -> Review {
    let trees = (Tree::new(&old.sources), Tree::new(&new.sources));
    let differences = contract::compare(trees.0, trees.1, settings.today.as_deref());
    let mut builder = Builder::new(trees.0, trees.1);
    builder.differences(&differences);
    let mut notes = Vec::new();
    let mut rust = crates::compare(old, new, &differences, &mut notes);
    let least = rust.as_ref().map_or(Bump::None, |rust| rust.least);
    let has_rust = rust.is_some();
    let manifests = rust.as_ref().and_then(|rust| rust.manifests.clone());
    let outlines = rust
        .as_mut()
        .map(|rust| std::mem::take(&mut rust.outlines))
        .unwrap_or_default();
    for change in rust.into_iter().flat_map(|rust| rust.changes) {
        builder.rust(change.old.as_ref(), change.new.as_ref(), change.change);
    }
    let mut review = Review {
        format: FORMAT,
        old: old.label.clone(),
        new: new.label.clone(),
        entries: builder.finish(),
        notes,
        least: has_rust.then_some(least),
        wire_bump: settings.wire_bump,
        manifests,
        outlines,
        ..Review::default()
    };
    review.summarize();
    review
}

/// Whether a text is a day, `2026-01-31`.
pub fn is_day(text: &str) -> bool {
    let parts: Vec<_> = text.split('-').collect();
    let number = |part: &str, length: usize| {
        (part.len() == length && part.bytes().all(|byte| byte.is_ascii_digit()))
            .then(|| part.parse::<u32>().ok())
            .flatten()
    };
    matches!(
        parts.as_slice(),
        [year, month, day] if number(year, 4).is_some()
            && number(month, 2).is_some_and(|month| (1..=12).contains(&month))
            && number(day, 2).is_some_and(|day| (1..=31).contains(&day))
    )
}

/// Of `REV:path` the path; of a file itself.
fn path_of(label: &str) -> &str {
    match label.split_once(':') {
        Some((revision, path)) if revision.len() > 1 && !path.is_empty() => {
            path.trim_start_matches("./")
        }
        _ => label,
    }
}
