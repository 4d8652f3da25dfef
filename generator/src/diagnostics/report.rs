//! The loss report: all problems as data, for programs to read.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::render::{Texts, mark};
use super::{At, Diagnostic, Diagnostics, Severity};
use crate::config::PolicySource;
use crate::load::Sources;

/// What a problem costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Everything: nothing is generated.
    Error,
    /// Something is wrong in the description; a part of it is mended or left out.
    Defect,
    /// Something that is right in the description is not carried over.
    Loss,
    /// Nothing.
    Note,
}

impl Kind {
    /// All kinds, the worst first.
    pub const ALL: [Self; 4] = [Self::Error, Self::Defect, Self::Loss, Self::Note];

    /// The name in the report.
    pub fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Defect => "defect",
            Self::Loss => "loss",
            Self::Note => "note",
        }
    }
}

/// Warnings about what is carried over nevertheless, or is nothing by the specification.
const NOTES: [&str; 5] = [
    "ambiguous-union",
    "ignored-header-parameter",
    "ignored-sibling",
    "newer-media-type",
    "untyped-header",
];

impl Diagnostic {
    /// What the problem costs.
    pub fn kind(&self) -> Kind {
        match self.severity {
            Severity::Error => Kind::Error,
            Severity::Defect => Kind::Defect,
            Severity::Warning if NOTES.contains(&self.code) => Kind::Note,
            Severity::Warning => Kind::Loss,
        }
    }
}

/// How often each code stands for a defect or a loss.
pub fn losses(diagnostics: &Diagnostics) -> BTreeMap<&'static str, usize> {
    let mut counts = BTreeMap::new();
    for diagnostic in diagnostics {
        if matches!(diagnostic.kind(), Kind::Defect | Kind::Loss) {
            *counts.entry(diagnostic.code).or_default() += 1;
        }
    }
    counts
}

/// `{"counts": {"error": 0, …}, "problems": [{"code", "kind", "message", "hint", "file", "line",
/// "column", "pointer"}]}`, in the order of their discovery. What a problem does not have is null;
/// lines and columns count from 1, columns in characters.
pub fn report(
    diagnostics: &Diagnostics,
    sources: &Sources,
    policy: Option<&PolicySource>,
) -> Map<String, Value> {
    let texts = Texts::of(diagnostics, sources, policy);
    let count = |kind: Kind| {
        let same = diagnostics.iter().filter(|found| found.kind() == kind);
        (kind.name().to_owned(), Value::from(same.count()))
    };
    let problems = diagnostics.iter().map(|problem| entry(problem, &texts));
    Map::from_iter([
        (
            "counts".to_owned(),
            Kind::ALL.map(count).into_iter().collect(),
        ),
        ("problems".to_owned(), problems.collect()),
    ])
}

fn entry(problem: &Diagnostic, texts: &Texts<'_>) -> Value {
    let mark = mark(&problem.at, texts);
    let file = match (&mark, &problem.at) {
        (Some(mark), _) => Some(mark.path.clone()),
        (None, At::Path(path)) => Some(path.display().to_string()),
        (None, _) => None,
    };
    let pointer = match &problem.at {
        At::Value(pointer) | At::Key(pointer) => Some(texts.sources.origin(pointer).to_string()),
        At::Text { .. } | At::Policy(_) | At::Path(_) | At::Nowhere => None,
    };
    json!({
        "code": problem.code,
        "kind": problem.kind().name(),
        "message": problem.message,
        "hint": problem.hint,
        "file": file,
        "line": mark.as_ref().map(|mark| mark.position.line),
        "column": mark.as_ref().map(|mark| mark.position.column),
        "pointer": pointer,
    })
}
