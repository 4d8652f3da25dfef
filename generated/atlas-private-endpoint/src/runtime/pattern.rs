// @generated from an OpenAPI description. To change this file, change the description, its policy
// or the templates, and run the generator again.

//! Patterns: regular expressions as ECMA-262 defines them, with look-ahead.

use std::sync::OnceLock;

use regress::Regex;

use super::validate::Validator;

/// A pattern of the description, compiled when it is first used.
///
/// A pattern that cannot be compiled matches everything: a fault of the description must not
/// stop a request.
#[derive(Debug)]
pub struct Pattern {
    source: &'static str,
    compiled: OnceLock<Option<Regex>>,
}

impl Pattern {
    /// A pattern with that source.
    pub const fn new(source: &'static str) -> Self {
        Self {
            source,
            compiled: OnceLock::new(),
        }
    }

    /// The pattern's source.
    pub const fn source(&self) -> &'static str {
        self.source
    }

    /// True when the pattern is found in the text.
    pub fn is_match(&self, text: &str) -> bool {
        let compiled = self.compiled.get_or_init(|| Regex::new(self.source).ok());
        compiled
            .as_ref()
            .is_none_or(|regex| regex.find(text).is_some())
    }
}

impl Validator {
    /// A string must match a pattern.
    pub fn pattern(&mut self, value: &str, pattern: &'static Pattern) {
        if !pattern.is_match(value) {
            self.report(
                "pattern",
                format!("must match the pattern `{}`", pattern.source),
            );
        }
    }
}
