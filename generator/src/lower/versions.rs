//! Which one of several media types is spoken: the policy's choice, else the best of its kind.

use std::collections::BTreeSet;

use crate::config::{MediaPolicy, MediaVersion};

/// What a policy's `[media]` and `[formats]` came to.
#[derive(Debug, Default)]
pub(super) struct Used {
    /// The entries of `prefer` that chose something.
    pub(super) preferred: Vec<usize>,
    /// There was a choice between versions.
    pub(super) version: bool,
    /// The formats that strings have, of those of the policy.
    pub(super) formats: BTreeSet<String>,
}

/// Why one of the media types was chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Choice {
    Plain,
    /// All of them are newer than the policy allows; the oldest is taken.
    TooNew,
}

/// The index of the media type to speak. `names` are of one kind, in the order of the description.
pub(super) fn choose(names: &[&str], policy: &MediaPolicy, used: &mut Used) -> (usize, Choice) {
    let versions: Vec<(usize, Versioned)> = names
        .iter()
        .enumerate()
        .filter_map(|(index, name)| Some((index, versioned(name)?)))
        .collect();
    let Some((_, first)) = versions.first() else {
        return (0, Choice::Plain);
    };
    used.version = true;
    // Only versions of the same thing can be compared.
    let family = versions
        .iter()
        .filter(|(_, other)| other.family == first.family);
    let newest = family
        .clone()
        .max_by(|(_, a), (_, b)| a.version.cmp(&b.version));
    let Some(MediaVersion::NotAfter(limit)) = policy.version.as_ref().map(|own| own.get_ref())
    else {
        return (newest.map_or(0, |(index, _)| *index), Choice::Plain);
    };
    let allowed = family
        .clone()
        .filter(|(_, one)| one.version.is_allowed(limit))
        .max_by(|(_, a), (_, b)| a.version.cmp(&b.version));
    match allowed {
        Some((index, _)) => (*index, Choice::Plain),
        None => {
            let oldest = family.min_by(|(_, a), (_, b)| a.version.cmp(&b.version));
            (oldest.map_or(0, |(index, _)| *index), Choice::TooNew)
        }
    }
}

/// A media type with a version in its name.
#[derive(Debug, PartialEq, Eq)]
struct Versioned {
    /// The name without the version.
    family: String,
    version: Version,
}

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Version {
    /// `v2`
    Number(u32),
    /// `2024-08-05`
    Date(String),
}

impl Version {
    /// A number says nothing of when it was.
    fn is_allowed(&self, limit: &str) -> bool {
        match self {
            Self::Number(_) => true,
            Self::Date(date) => date.as_str() <= limit,
        }
    }
}

/// `application/vnd.x.2024-08-05+json` and `application/vnd.x.v2+json`; in `vnd.x.v3.star+json` the
/// number is part of a longer name, which stands for something else.
fn versioned(name: &str) -> Option<Versioned> {
    let (essence, parameters) = name.split_once(';').unwrap_or((name, ""));
    let (essence, suffix) = essence.split_once('+').unwrap_or((essence, ""));
    let essence = essence.trim().to_ascii_lowercase();
    let (before, last) = essence.rsplit_once('.')?;
    let version = if is_date(last) {
        Version::Date(last.to_owned())
    } else {
        Version::Number(last.strip_prefix('v')?.parse().ok()?)
    };
    Some(Versioned {
        family: format!("{before}+{suffix};{parameters}"),
        version,
    })
}

pub(super) use crate::config::is_date;

#[cfg(test)]
mod tests {
    use super::*;
    use toml::Spanned;

    const DATES: [&str; 4] = [
        "application/vnd.a.2023-01-01+json",
        "application/vnd.a.2024-08-05+json",
        "application/vnd.a.2024-05-30+json",
        "application/vnd.a.preview+json",
    ];

    fn chosen(names: &[&str], limit: Option<&str>) -> (usize, Choice) {
        let version = limit.map(|limit| Spanned::new(0..0, MediaVersion::NotAfter(limit.into())));
        let policy = MediaPolicy {
            version,
            ..MediaPolicy::default()
        };
        choose(names, &policy, &mut Used::default())
    }

    #[test]
    fn dates() {
        assert_eq!(chosen(&DATES, None), (1, Choice::Plain));
        assert_eq!(chosen(&DATES, Some("2024-06-01")), (2, Choice::Plain));
        assert_eq!(chosen(&DATES, Some("2024-05-30")), (2, Choice::Plain));
        assert_eq!(chosen(&DATES, Some("2022-01-01")), (0, Choice::TooNew));
    }

    #[test]
    fn numbers_and_other_names() {
        let names = ["application/vnd.a.v2+json", "application/vnd.a.v10+json"];
        assert_eq!(chosen(&names, None).0, 1);
        let names = ["application/json", "application/vnd.github.v3.star+json"];
        assert_eq!(chosen(&names, None).0, 0);
        // Versions of something else are not compared with.
        let names = [
            "application/vnd.a.2023-01-01+json",
            "application/vnd.b.2024-01-01+json",
        ];
        assert_eq!(chosen(&names, None).0, 0);
    }
}
