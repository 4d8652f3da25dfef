//! The result: one entry for each definition that changed, as data for all outputs.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::Serialize;

use super::change::Change;
use super::contract::{Collected, Differences};
use super::outline::Outlines;
use super::relation::{Effect, Relation, Severity};
use super::rules;
use super::rust::{Bump, RustChange};
use super::tree::Tree;
use super::version::{self, Versions};
use crate::diagnostics::At;
use crate::pointer::{FileId, Pointer};

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

/// The definition that a place belongs to.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Owner {
    pub kind: Kind,
    pub name: String,
    /// How many segments of a pointer name it.
    pub depth: usize,
}

impl Owner {
    /// The definition that holds a place.
    pub fn of(at: &Pointer) -> Self {
        let segments: Vec<_> = at.segments().take(4).collect();
        let owner = |kind, name: String, depth| Self { kind, name, depth };
        match segments.as_slice() {
            [first, section, name, ..] if first == "components" => {
                let kind = match &**section {
                    "schemas" => Kind::Schema,
                    "parameters" => Kind::Parameter,
                    "headers" => Kind::Header,
                    "requestBodies" => Kind::Body,
                    "responses" => Kind::Response,
                    "securitySchemes" => Kind::Security,
                    _ => Kind::Component,
                };
                owner(kind, name.to_string(), 3)
            }
            [first, path, method, ..] if first == "paths" && method != "parameters" => owner(
                Kind::Operation,
                format!("{} {path}", method.to_uppercase()),
                3,
            ),
            [first, path, ..] if first == "paths" => owner(Kind::Path, path.to_string(), 2),
            [first, name, ..] if first == "webhooks" => owner(Kind::Webhook, name.to_string(), 2),
            [first, ..] => owner(Kind::Document, first.to_string(), 1),
            [] => owner(Kind::Document, "description".to_owned(), 0),
        }
    }

    fn is_document(&self) -> bool {
        self.kind == Kind::Document
    }

    /// The place of the definition, from a place in it.
    pub fn place(&self, at: &Pointer) -> Pointer {
        let segments: Vec<_> = at.segments().take(self.depth).collect();
        segments
            .iter()
            .fold(Pointer::root(at.file()), |at, segment| at.child(segment))
    }
}

/// Puts findings into entries.
pub struct Builder<'a> {
    old: Tree<'a>,
    new: Tree<'a>,
    entries: BTreeMap<Owner, Draft>,
    /// Old names of definitions that go on under another name.
    renamed: HashMap<Owner, Owner>,
}

#[derive(Default)]
struct Draft {
    old: Option<Pointer>,
    new: Option<Pointer>,
    changes: Vec<(Change, BTreeSet<String>)>,
    rust: Vec<RustChange>,
}

impl<'a> Builder<'a> {
    pub fn new(old: Tree<'a>, new: Tree<'a>) -> Self {
        Self {
            old,
            new,
            entries: BTreeMap::new(),
            renamed: HashMap::new(),
        }
    }

    /// Takes what the comparison found.
    pub fn differences(&mut self, differences: &Differences) {
        for call in &differences.calls {
            if let (Some(old), Some(new)) = (&call.old, &call.new) {
                let (one, two) = (Owner::of(old), Owner::of(new));
                if one != two {
                    self.renamed.insert(one, two);
                }
            }
        }
        for Collected { change, calls } in &differences.found {
            let calls = calls
                .iter()
                .map(|call| differences.calls[*call].name.clone())
                .collect();
            self.push(change.clone(), calls);
        }
    }

    /// Says that a definition goes on under another name.
    pub fn rename(&mut self, old: Owner, new: Owner) {
        self.renamed.insert(old, new);
    }

    /// The definition that a change is of.
    fn owner(&self, change: &Change) -> Owner {
        let new = change.new.as_ref().map(Owner::of);
        let old = change.old.as_ref().map(Owner::of);
        let old = old.map(|owner| self.renamed.get(&owner).cloned().unwrap_or(owner));
        match (old, new) {
            (Some(old), Some(new)) if new.is_document() && !old.is_document() => old,
            (_, Some(new)) => new,
            (Some(old), None) => old,
            (None, None) => Owner::of(&Pointer::root(FileId::default())),
        }
    }

    /// Adds one change.
    pub fn push(&mut self, change: Change, calls: BTreeSet<String>) {
        let owner = self.owner(&change);
        let places = [change.old.as_ref(), change.new.as_ref()].map(|at| {
            let at = at?;
            let own = Owner::of(at);
            let same = own == owner || self.renamed.get(&own) == Some(&owner);
            same.then(|| own.place(at))
        });
        let draft = self.entries.entry(owner).or_default();
        let [old, new] = places;
        draft.old = draft.old.take().or(old);
        draft.new = draft.new.take().or(new);
        draft.changes.push((change, calls));
    }

    /// Adds what changed in Rust to the entry of the definition behind it.
    pub fn rust(&mut self, old: Option<&Pointer>, new: Option<&Pointer>, change: RustChange) {
        let owner = match (new, old) {
            (Some(at), _) => Owner::of(at),
            (None, Some(at)) => {
                let owner = Owner::of(at);
                self.renamed.get(&owner).cloned().unwrap_or(owner)
            }
            (None, None) => Owner {
                kind: Kind::Crate,
                name: "crate".to_owned(),
                depth: 0,
            },
        };
        let place = |at: &Pointer| Owner::of(at).place(at);
        let draft = self.entries.entry(owner).or_default();
        draft.old = draft.old.take().or(old.map(place));
        draft.new = draft.new.take().or(new.map(place));
        draft.rust.push(change);
    }

    /// The entries, the gravest first.
    pub fn finish(self) -> Vec<Entry> {
        let (old, new) = (self.old, self.new);
        let mut entries: Vec<Entry> = Vec::new();
        let mut texts = Draft::default();
        for (owner, draft) in self.entries {
            let is_text = |(change, _): &(Change, _)| change.rule == TEXT;
            if draft.rust.is_empty() && draft.changes.iter().all(is_text) {
                texts.changes.extend(draft.changes);
            } else {
                entries.push(entry(&owner, draft, old, new));
            }
        }
        if !texts.changes.is_empty() {
            let mut entry = entry(&documentation(), texts, old, new);
            entry.message = match entry.changes.len() {
                1 => "the text of one definition changed".to_owned(),
                count => format!("the texts of {count} definitions changed"),
            };
            entries.push(entry);
        }
        entries.sort_by_key(|entry| {
            (
                std::cmp::Reverse((entry.severity, entry.bump)),
                entry.kind,
                entry.name.clone(),
            )
        });
        entries
    }
}

/// The rule of what only readers notice.
const TEXT: &str = "description-changed";

/// All texts that changed where nothing else did are one entry.
fn documentation() -> Owner {
    Owner {
        kind: Kind::Document,
        name: "texts".to_owned(),
        depth: 0,
    }
}

fn entry(owner: &Owner, draft: Draft, old: Tree<'_>, new: Tree<'_>) -> Entry {
    let mut operations = BTreeSet::new();
    let mut wire = Wire::default();
    let mut findings: Vec<Finding> = Vec::new();
    for (change, calls) in draft.changes {
        operations.extend(calls.iter().cloned());
        wire.request.join(&change.request);
        wire.response.join(&change.response);
        findings.push(finding(owner, change, calls, old, new));
    }
    findings.sort_by_key(|finding| {
        (
            std::cmp::Reverse(finding.severity),
            finding.path.clone(),
            finding.rule.clone(),
        )
    });
    let mut rust = draft.rust;
    rust.sort_by(|one, two| {
        (two.bump, &one.item, &one.reason).cmp(&(one.bump, &two.item, &two.reason))
    });
    let bump = rust
        .iter()
        .map(|change| change.bump)
        .max()
        .unwrap_or_default();
    let first = findings.first();
    let rule = first
        .map_or("rust-surface-changed", |finding| &finding.rule)
        .to_owned();
    let message = first.map_or_else(
        || rules::text(&rule, |_| None),
        |finding| finding.message.clone(),
    );
    let mut text = format!("{} {}", owner.kind.name(), owner.name);
    for part in findings.iter().map(|finding| &finding.fingerprint) {
        text.push_str(part);
    }
    for change in &rust {
        text.push_str(&format!(
            "{}{:?}{:?}",
            change.item, change.before, change.after
        ));
    }
    Entry {
        fingerprint: hash(&text),
        kind: owner.kind,
        name: owner.name.clone(),
        arguments: first
            .map(|finding| finding.arguments.clone())
            .unwrap_or_default(),
        rule,
        message,
        severity: wire.request.severity.max(wire.response.severity),
        old: draft.old.and_then(|at| place(old, &at)),
        new: draft.new.and_then(|at| place(new, &at)),
        wire,
        rust,
        bump,
        operations: operations.into_iter().collect(),
        changes: findings,
        ignored: None,
    }
}

fn finding(
    owner: &Owner,
    change: Change,
    calls: BTreeSet<String>,
    old: Tree<'_>,
    new: Tree<'_>,
) -> Finding {
    let inside = |at: &Pointer| {
        let own = Owner::of(at);
        let rest: Vec<_> = at
            .segments()
            .skip(own.depth)
            .map(|segment| segment.into_owned())
            .collect();
        (own == *owner).then(|| rest.join("/"))
    };
    let ways =
        [&change.new, &change.old].map(|at| at.as_ref().and_then(inside).unwrap_or_default());
    let whole = || change.new.as_ref().or(change.old.as_ref());
    // The longer one is the place itself, the other what holds it.
    let [new_way, old_way] = ways;
    let path = if owner.is_document() && owner.depth == 0 {
        whole().map_or(String::new(), Pointer::to_string)
    } else if new_way.len() >= old_way.len() {
        new_way
    } else {
        old_way
    };
    let mut text = change.rule.to_owned();
    for at in [&change.old, &change.new].into_iter().flatten() {
        text.push_str(&format!("\n{at}"));
    }
    for (name, value) in &change.arguments {
        text.push_str(&format!("\n{name}={value}"));
    }
    Finding {
        fingerprint: hash(&text),
        rule: change.rule.to_owned(),
        message: rules::text(change.rule, |name| {
            change.arguments.get(name).map(String::as_str)
        }),
        path,
        severity: change.severity(),
        old: change.old.as_ref().and_then(|at| place(old, at)),
        new: change.new.as_ref().and_then(|at| place(new, at)),
        arguments: change
            .arguments
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value))
            .collect(),
        wire: Wire {
            request: change.request,
            response: change.response,
        },
        operations: calls.into_iter().collect(),
        ignored: None,
    }
}

fn place(tree: Tree<'_>, at: &Pointer) -> Option<Place> {
    let origin = tree.sources().origin(at);
    let source = tree.sources().source(origin.file())?;
    let position = tree.sources().position(&At::Key(at.clone()))?;
    Some(Place {
        pointer: origin.to_string(),
        file: source.path.display().to_string(),
        line: position.line,
        column: position.column,
    })
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

impl Wire {
    /// The worse of both relations, for one word about it.
    pub fn relation(&self) -> Relation {
        self.request.relation.join(self.response.relation)
    }
}
