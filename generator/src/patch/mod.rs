//! Mends the tree before anything reads it: OpenAPI 3.1 and 3.2 become what 3.0 says in its words, and
//! an `enum` of several types becomes alternatives.
//!
//! Keywords are rewritten where they stand, so that pointers stay right; for the few that move,
//! [`Origins`] knows where they came from. What 3.0 has no words for (`prefixItems`, `itemSchema`,
//! `webhooks`) stays as it is, for the later stages to look at.

mod document;
mod mixed;
mod numbers;
mod reference;
mod types;
mod values;
mod version;
mod walk;

use std::borrow::Cow;
use std::sync::Arc;

pub use version::Version;

use crate::diagnostics::Diagnostics;
use crate::load::Sources;
use crate::origins::Origins;
use crate::pointer::Pointer;

/// A tree in the words of OpenAPI 3.0.
#[derive(Debug)]
pub struct Patched<'a> {
    pub sources: Cow<'a, Sources>,
    pub version: Version,
}

/// Pushes an error if a description is of an unknown version.
pub fn check_version(sources: &Sources, root: &Pointer, diagnostics: &mut Diagnostics) {
    version::version(sources, root, diagnostics);
}

/// Patches what was loaded; `None` and an error if it is of an unknown version.
///
/// From now on, `diagnostics` takes places of the patched tree and keeps those of the text.
pub fn patch<'a>(
    sources: &'a Sources,
    root: &Pointer,
    diagnostics: &mut Diagnostics,
) -> Option<Patched<'a>> {
    let version = version::version(sources, root, diagnostics)?;
    let is_mixed = || sources.get(root).is_some_and(mixed::is_in);
    if version == Version::V3_0 && !is_mixed() {
        return Some(Patched {
            sources: Cow::Borrowed(sources),
            version,
        });
    }
    let mut patched = sources.clone();
    let mut origins = Origins::default();
    walk::rewrite(&mut patched, root, version, &mut origins);
    diagnostics.set_origins(Arc::new(origins));
    Some(Patched {
        sources: Cow::Owned(patched),
        version,
    })
}
