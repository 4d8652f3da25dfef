// @generated from an OpenAPI description; change that, its policy or the templates instead.

//! Settings from the variables of the environment.

use std::fmt;

use super::BuildError;

/// Variables by priority: sets of values, and for each value the names that it may have.
type Sets = &'static [&'static [&'static [&'static str]]];

/// The value of the first of these variables that is set and not empty.
///
/// # Errors
/// When that one is no text.
pub fn first(variables: &[&'static str]) -> Result<Option<String>, EnvironmentError> {
    let Some(name) = variables.iter().find(|name| is_set(name)) else {
        return Ok(None);
    };
    match std::env::var(name) {
        Ok(value) => Ok(Some(value)),
        Err(_) => Err(EnvironmentError::NotUnicode(name)),
    }
}

fn is_set(name: &str) -> bool {
    std::env::var_os(name).is_some_and(|value| !value.is_empty())
}

/// Why no client could be made from the environment.
#[derive(Debug)]
#[non_exhaustive]
pub enum EnvironmentError {
    /// No complete set of credentials is there.
    NoCredentials {
        /// The variables that were looked for: sets in order of priority, and for each value of a
        /// set the names that it may have.
        sets: &'static [&'static [&'static [&'static str]]],
        /// Those of them that are set.
        found: Vec<&'static str>,
    },
    /// That variable does not hold UTF-8.
    NotUnicode(&'static str),
    /// The client could not be built with what was found.
    Build(BuildError),
}

impl EnvironmentError {
    /// None of these sets is complete.
    pub fn no_credentials(sets: Sets) -> Self {
        let names = sets.iter().copied().flatten().copied().flatten().copied();
        Self::NoCredentials {
            sets,
            found: names.filter(|name| is_set(name)).collect(),
        }
    }
}

impl fmt::Display for EnvironmentError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoCredentials { sets, found } => no_credentials(f, sets, found),
            Self::NotUnicode(name) => write!(f, "the environment's {name} is not UTF-8"),
            Self::Build(error) => error.fmt(f),
        }
    }
}

fn no_credentials(f: &mut fmt::Formatter<'_>, sets: Sets, found: &[&str]) -> fmt::Result {
    f.write_str("no credentials in the environment: set ")?;
    for (index, set) in sets.iter().enumerate() {
        if index > 0 {
            f.write_str("; or ")?;
        }
        let set: Vec<String> = set.iter().map(|names| names.join(" or ")).collect();
        f.write_str(&set.join(" and "))?;
    }
    match found {
        [] => f.write_str(" (none of them is set)"),
        found => write!(f, " (only {} is set)", found.join(", ")),
    }
}

impl std::error::Error for EnvironmentError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::NoCredentials { .. } | Self::NotUnicode(_) => None,
            Self::Build(error) => Some(error),
        }
    }
}

impl From<BuildError> for EnvironmentError {
    fn from(error: BuildError) -> Self {
        Self::Build(error)
    }
}
