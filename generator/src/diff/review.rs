//! The result: one entry for each definition that changed, as data for all outputs.

mod builder;
mod owner;

use std::collections::BTreeMap;

use serde::Serialize;

use super::outline::Outlines;
use super::relation::{Effect, Relation, Severity};
use super::rust::{Bump, RustChange};
use super::version::{self, Versions};

pub use builder::Builder;
pub use owner::Owner;

/// A whole review.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Review {
    /// The version of this format.
    pub format: u32,
    pub old: String,
    pub new: String,
    pub summary: Summary,
    pub entries: Vec<Entry>,
    /// What could not be compared, and why.
    pub notes: Vec<String>,
    /// The versions of the crates, where they were asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub versions: Option<Versions>,
    /// What the crate asks for in any case; `None` where the Rust is not known.
    #[serde(skip)]
    pub least: Option<Bump>,
    /// What a break on the wire asks for where Rust does not.
    #[serde(skip)]
    pub wire_bump: Bump,
    /// `Cargo.toml` of both crates.
    #[serde(skip)]
    pub manifests: Option<(String, String)>,
    /// The Rust items that changed, as users see them.
    #[serde(skip)]
    pub outlines: Outlines,
}

/// What one wants to know first.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Summary {
    /// The worst severity on the wire.
    pub wire: Severity,
    /// What the Rust surface alone asks for; `None` where it is not known.
    pub rust: Option<Bump>,
    /// The version bump that follows from both.
    pub bump: Bump,
    pub breaking: usize,
    pub risky: usize,
    pub compatible: usize,
    pub ignored: usize,
}

/// One definition that changed.
#[derive(Clone, Debug, Serialize)]
pub struct Entry {
    /// From the rules, pointers and arguments of its changes.
    pub fingerprint: String,
    pub kind: Kind,
    /// `GET /pets`, `Pet`.
    pub name: String,
    /// The rule and the arguments of the gravest change.
    pub rule: String,
    pub arguments: BTreeMap<String, String>,
    pub message: String,
    pub severity: Severity,
    pub old: Option<Place>,
    pub new: Option<Place>,
    pub wire: Wire,
    pub rust: Vec<RustChange>,
    /// The highest bump of `rust`.
    pub bump: Bump,
    /// The operations that reach it.
    pub operations: Vec<String>,
    pub changes: Vec<Finding>,
    /// Why it does not count, where the ignore file says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ignored: Option<String>,
}

/// One change of a definition.
#[derive(Clone, Debug, Serialize)]
pub struct Finding {
    pub fingerprint: String,
    pub rule: String,
    pub arguments: BTreeMap<String, String>,
    pub message: String,
    /// The way from the definition to the place, `properties/name`.
    pub path: String,
    pub severity: Severity,
    pub old: Option<Place>,
    pub new: Option<Place>,
    pub wire: Wire,
    /// The operations that meet it.
    pub operations: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ignored: Option<String>,
}

/// The verdicts of both directions.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Wire {
    pub request: Effect,
    pub response: Effect,
}

/// A place in one of the descriptions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Place {
    pub pointer: String,
    pub file: String,
    pub line: usize,
    pub column: usize,
}

/// What kind of definition an entry is about; the order is that of the outputs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    Document,
    Operation,
    Path,
    Webhook,
    Parameter,
    Header,
    Body,
    Response,
    Schema,
    Security,
    Component,
    /// The generated crate as a whole.
    Crate,
}

impl Kind {
    pub fn name(self) -> &'static str {
        match self {
            Self::Document => "description",
            Self::Operation => "operation",
            Self::Path => "path",
            Self::Webhook => "webhook",
            Self::Parameter => "parameter",
            Self::Header => "header",
            Self::Body => "request body",
            Self::Response => "response",
            Self::Schema => "schema",
            Self::Security => "security scheme",
            Self::Component => "component",
            Self::Crate => "crate",
        }
    }
}

/// 64 bits of FNV-1a: stable across versions and platforms, which a hasher of the library is not.
pub fn hash(text: &str) -> String {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    for byte in text.bytes() {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    }
    format!("{hash:016x}")
}

impl Review {
    /// Counts again what does count.
    pub fn summarize(&mut self) {
        let mut summary = Summary::default();
        let mut rust = self.least.unwrap_or_default();
        for entry in &mut self.entries {
            if entry.ignored.is_some() {
                summary.ignored += 1;
                continue;
            }
            let counted = entry
                .changes
                .iter()
                .filter(|finding| finding.ignored.is_none());
            let severity = counted
                .clone()
                .map(|finding| finding.severity)
                .max()
                .unwrap_or_default();
            entry.severity = severity;
            let counted = entry.rust.iter().filter(|change| change.ignored.is_none());
            entry.bump = counted.map(|change| change.bump).max().unwrap_or_default();
            summary.wire = summary.wire.max(severity);
            rust = rust.max(entry.bump);
            match severity {
                Severity::Breaking => summary.breaking += 1,
                Severity::Risky => summary.risky += 1,
                Severity::Compatible | Severity::None => summary.compatible += 1,
            }
        }
        summary.rust = self.least.map(|_| rust);
        let wire = match summary.wire {
            Severity::Breaking => self.wire_bump,
            Severity::None => Bump::None,
            Severity::Risky | Severity::Compatible => Bump::Patch,
        };
        summary.bump = rust.max(wire);
        self.summary = summary;
    }

    /// Compares the versions of both crates; says nothing where they are not known.
    pub fn check_version(&mut self) {
        let manifests = self.manifests.as_ref();
        self.versions =
            manifests.and_then(|(old, new)| version::check(old, new, self.summary.bump));
    }

    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}

impl Entry {
    /// Whether somebody has to look at it: it may break, or something in it can be decided otherwise.
    pub fn is_grave(&self) -> bool {
        self.severity >= Severity::Risky || self.bump == Bump::Major || self.is_choice()
    }

    /// Whether a policy can make something else of what changed in Rust.
    pub fn is_choice(&self) -> bool {
        let mut counted = self.rust.iter().filter(|change| change.ignored.is_none());
        counted.any(|change| change.help.is_some())
    }
}

impl Wire {
    /// The worse of both relations, for one word about it.
    pub fn relation(&self) -> Relation {
        self.request.relation.join(self.response.relation)
    }
}
