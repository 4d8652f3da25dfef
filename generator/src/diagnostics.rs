//! What a run has to tell: problems with their place, collected in a stage, checked between stages.

mod render;
mod report;

pub use render::render;
pub use report::{Kind, losses, report};

use std::fmt;
use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;

use foldhash::fast::RandomState;
use indexmap::IndexSet;

use crate::config::PolicySource;
use crate::load::Sources;
use crate::origins::Origins;
use crate::pointer::{FileId, Pointer};

/// How bad a problem is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// Nothing can be generated.
    Error,
    /// Worth knowing; never stops a run.
    Warning,
    /// Costs only a part of the description: a warning, or an error under `--strict`.
    Defect,
}

/// Where a problem is.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum At {
    /// The value at a pointer.
    Value(Pointer),
    /// The key that names the value at a pointer.
    Key(Pointer),
    /// A byte offset in the text of a source, when there is no tree (yet) to point into.
    Text {
        /// The source.
        file: FileId,
        /// The byte offset in its text.
        offset: usize,
    },
    /// A byte range of the policy file.
    Policy(Range<usize>),
    /// A file or folder as a whole.
    Path(PathBuf),
    /// No place: the run as a whole.
    Nowhere,
}

/// One problem.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Diagnostic {
    /// A stable name of the kind of problem, in kebab-case: `unresolved-reference`.
    pub code: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// Where it is.
    pub at: At,
    /// What is wrong: one sentence, lower case, no full stop.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
}

impl Diagnostic {
    /// A problem that stops the run.
    pub fn error(code: &'static str, at: At, message: impl Into<String>) -> Self {
        Self::new(code, Severity::Error, at, message.into())
    }

    /// A remark that never stops the run.
    pub fn warning(code: &'static str, at: At, message: impl Into<String>) -> Self {
        Self::new(code, Severity::Warning, at, message.into())
    }

    /// A problem that costs only a part; stops the run under `--strict`.
    pub fn defect(code: &'static str, at: At, message: impl Into<String>) -> Self {
        Self::new(code, Severity::Defect, at, message.into())
    }

    fn new(code: &'static str, severity: Severity, at: At, message: String) -> Self {
        Self {
            code,
            severity,
            at,
            message,
            hint: None,
        }
    }

    /// The same problem of a description, where it costs only a part, and what that means.
    #[must_use]
    pub fn costing(mut self, cost: &str) -> Self {
        if self.severity == Severity::Error {
            self.severity = Severity::Defect;
        }
        self.message = format!("{}; {cost}", self.message);
        self
    }

    /// The same problem, with advice.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

impl fmt::Display for Diagnostic {
    /// One line: `error[code]: message`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let level = if self.severity == Severity::Error {
            "error"
        } else {
            "warning"
        };
        write!(f, "{level}[{}]: {}", self.code, self.message)
    }
}

/// The problems of a run, in the order of their discovery.
#[derive(Clone, Debug, Default)]
pub struct Diagnostics {
    list: IndexSet<Diagnostic, RandomState>,
    strict: bool,
    /// Places of the tree that stand elsewhere in the text.
    origins: Arc<Origins>,
    /// The text behind the places, kept when reading it failed and nobody else holds it.
    texts: Texts,
}

#[derive(Clone, Debug, Default)]
struct Texts {
    sources: Option<Arc<Sources>>,
    policy: Option<Arc<PolicySource>>,
}

impl Diagnostics {
    /// An empty list. With `strict` each defect is counted as an error.
    pub fn new(strict: bool) -> Self {
        Self {
            strict,
            ..Self::default()
        }
    }

    /// Whether defects are errors.
    pub fn is_strict(&self) -> bool {
        self.strict
    }

    /// Adds one problem, unless it is known already.
    pub fn push(&mut self, mut diagnostic: Diagnostic) {
        if self.strict && diagnostic.severity == Severity::Defect {
            diagnostic.severity = Severity::Error;
        }
        if let At::Value(pointer) | At::Key(pointer) = &mut diagnostic.at {
            *pointer = self.origins.of(pointer);
        }
        // Two stages may find the same thing.
        self.list.insert(diagnostic);
    }

    /// Adds all problems of `others`.
    pub fn extend(&mut self, others: impl IntoIterator<Item = Diagnostic>) {
        others
            .into_iter()
            .for_each(|diagnostic| self.push(diagnostic));
    }

    /// Whether one of them stops the run.
    pub fn has_errors(&self) -> bool {
        self.errors() > 0
    }

    /// How many stop the run.
    pub fn errors(&self) -> usize {
        self.list
            .iter()
            .filter(|d| d.severity == Severity::Error)
            .count()
    }

    /// How many don't: warnings and, unless strict, defects.
    pub fn warnings(&self) -> usize {
        self.list.len() - self.errors()
    }

    /// The end of a stage: goes on when there is no error so far.
    ///
    /// # Errors
    /// All problems so far, warnings too, when one of them is an error; `self` is empty then.
    pub fn checkpoint(&mut self) -> Result<(), Diagnostics> {
        if self.has_errors() {
            Err(self.take())
        } else {
            Ok(())
        }
    }

    /// Moves everything out and stays behind empty, just as strict.
    pub fn take(&mut self) -> Diagnostics {
        let empty = Self {
            origins: self.origins.clone(),
            ..Self::new(self.strict)
        };
        std::mem::replace(self, empty)
    }

    /// The number of problems.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// The problems in order.
    pub fn iter(&self) -> indexmap::set::Iter<'_, Diagnostic> {
        self.list.iter()
    }

    /// From now on, places are those of a patched tree; kept are those of the text.
    pub(crate) fn set_origins(&mut self, origins: Arc<Origins>) {
        self.origins = origins;
    }

    /// Keeps the text that the places refer to, for a reader who never gets the `Sources`.
    pub(crate) fn attach_sources(&mut self, sources: Sources) {
        self.texts.sources = Some(Arc::new(sources));
    }

    /// Like [`attach_sources`](Self::attach_sources), for the policy file.
    pub(crate) fn attach_policy(&mut self, policy: PolicySource) {
        self.texts.policy = Some(Arc::new(policy));
    }

    pub(crate) fn attached_sources(&self) -> Option<&Sources> {
        self.texts.sources.as_deref()
    }

    pub(crate) fn attached_policy(&self) -> Option<&PolicySource> {
        self.texts.policy.as_deref()
    }
}

impl IntoIterator for Diagnostics {
    type Item = Diagnostic;
    type IntoIter = indexmap::set::IntoIter<Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.list.into_iter()
    }
}

impl<'a> IntoIterator for &'a Diagnostics {
    type Item = &'a Diagnostic;
    type IntoIter = indexmap::set::Iter<'a, Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.list.iter()
    }
}

impl fmt::Display for Diagnostics {
    /// One line per problem, without the places; [`render`] gives the full picture.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lines: Vec<_> = self.list.iter().map(ToString::to_string).collect();
        f.write_str(&lines.join("\n"))
    }
}

impl std::error::Error for Diagnostics {}

/// What was probably meant: the known name that looks most like the one given.
pub fn nearest<'n>(known: impl Iterator<Item = &'n str>, given: &str) -> Option<&'n str> {
    known
        .map(|name| (similar::TextDiff::from_chars(name, given).ratio(), name))
        .filter(|(ratio, _)| *ratio > 0.6)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_defect_is_an_error_only_when_strict() {
        for strict in [false, true] {
            let mut all = Diagnostics::new(strict);
            all.push(Diagnostic::defect("duplicate-key", At::Nowhere, "twice"));
            all.push(Diagnostic::warning("odd", At::Nowhere, "odd"));
            assert_eq!(all.has_errors(), strict);
            assert_eq!(all.warnings(), if strict { 1 } else { 2 });
            assert_eq!(all.checkpoint().is_err(), strict);
        }
    }

    #[test]
    fn a_checkpoint_hands_over_everything() {
        let mut all = Diagnostics::new(true);
        all.push(Diagnostic::warning("odd", At::Nowhere, "odd"));
        all.push(Diagnostic::error("bad", At::Nowhere, "bad").hint("mend it"));
        let taken = all.checkpoint().unwrap_err();
        assert_eq!(taken.to_string(), "warning[odd]: odd\nerror[bad]: bad");
        assert!(all.is_empty() && all.is_strict() && taken.is_strict());
    }
}
