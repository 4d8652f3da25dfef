//! One entry for each definition that changed.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::owner::Owner;
use super::{Entry, Finding, Kind, Place, Wire, hash};
use crate::diagnostics::At;
use crate::diff::change::Change;
use crate::diff::contract::{Collected, Differences};
use crate::diff::rules;
use crate::diff::rust::RustChange;
use crate::diff::tree::Tree;
use crate::pointer::{FileId, Pointer};

/// The rule of what only readers notice.
const TEXT: &str = "description-changed";

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
