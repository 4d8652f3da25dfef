//! What a change means for Rust code that uses the generated crate.

use serde::Serialize;

/// Which part of the version has to rise (the Cargo book, SemVer compatibility).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Bump {
    #[default]
    None,
    Patch,
    Minor,
    Major,
}

impl Bump {
    pub fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Patch => "patch",
            Self::Minor => "minor",
            Self::Major => "major",
        }
    }
}

/// A difference between two Rust surfaces.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RustChange {
    /// The path of the item, `types::Pet::name`.
    pub item: String,
    /// What is to be seen of it on each side; nothing where it is not there.
    pub before: Option<String>,
    pub after: Option<String>,
    pub reason: String,
    pub bump: Bump,
    /// What would keep users' code as it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
    /// Why it does not count, where the ignore file says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ignored: Option<String>,
}
