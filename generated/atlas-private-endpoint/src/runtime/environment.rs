// @generated from an OpenAPI description. To change this file, change the description, its policy
// or the templates, and run the generator again.

//! Settings from the variables of the environment.

use std::fmt;

use super::BuildError;

/// The value of the first of these variables that is set and not empty.
pub fn first(variables: &[&str]) -> Option<String> {
    variables
        .iter()
        .find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()))
}

/// Why no client could be made from the environment.
#[derive(Debug)]
#[non_exhaustive]
pub enum EnvironmentError {
    /// No complete set of credentials is there. Each set is the variables that
    /// were looked for, in order of priority.
    NoCredentials(&'static [&'static [&'static [&'static str]]]),
    /// The client could not be built with what was found.
    Build(BuildError),
}

impl fmt::Display for EnvironmentError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sets = match self {
            Self::NoCredentials(sets) => sets,
            Self::Build(error) => return error.fmt(f),
        };
        f.write_str("no credentials in the environment: set ")?;
        for (index, set) in sets.iter().enumerate() {
            if index > 0 {
                f.write_str("; or ")?;
            }
            let set: Vec<String> = set.iter().map(|names| names.join(" or ")).collect();
            f.write_str(&set.join(" and "))?;
        }
        Ok(())
    }
}

impl std::error::Error for EnvironmentError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::NoCredentials(_) => None,
            Self::Build(error) => Some(error),
        }
    }
}

impl From<BuildError> for EnvironmentError {
    fn from(error: BuildError) -> Self {
        Self::Build(error)
    }
}
