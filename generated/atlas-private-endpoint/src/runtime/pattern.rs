// @generated from an OpenAPI description; change that, its policy or the templates instead.

//! Patterns: regular expressions as ECMA-262 defines them, with look-ahead.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, PoisonError, RwLock};

use regress::Regex;

use super::call::{Call, Place};
use super::validate::{Given, Validator};

/// What was compiled so far, by source. One that cannot be compiled is kept as `None`.
type Compiled = HashMap<&'static str, Option<Arc<Regex>>>;

static COMPILED: LazyLock<RwLock<Compiled>> = LazyLock::new(RwLock::default);

/// True when the pattern is found in the text.
///
/// A pattern is compiled when it is first used. One that cannot be compiled matches everything: a
/// fault of the description must not stop a request.
pub fn is_match(pattern: &'static str, text: &str) -> bool {
    let regex = compiled(pattern);
    regex.is_none_or(|regex| regex.find(text).is_some())
}

fn compiled(pattern: &'static str) -> Option<Arc<Regex>> {
    let known = COMPILED.read().unwrap_or_else(PoisonError::into_inner);
    if let Some(regex) = known.get(pattern) {
        return regex.clone();
    }
    drop(known);
    let regex = Regex::new(pattern).ok().map(Arc::new);
    let mut known = COMPILED.write().unwrap_or_else(PoisonError::into_inner);
    known.insert(pattern, regex.clone());
    regex
}

impl Validator {
    /// A string must match a pattern.
    pub fn pattern<'a>(
        &mut self,
        value: &'a (impl Given<'a, &'a str> + ?Sized),
        pattern: &'static str,
    ) {
        if value.given().is_some_and(|text| !is_match(pattern, text)) {
            self.report("pattern", format!("must match the pattern `{pattern}`"));
        }
    }
}

impl Call {
    /// The next parameter of the path, a text that has a pattern to match.
    pub fn path_like(mut self: Box<Self>, value: &str, pattern: &'static str) -> Box<Self> {
        let place = Place::path(self.next_in_path());
        if let Some(v) = self.checks() {
            v.inside(place).pattern(value, pattern);
        }
        self.path(&value)
    }
}
