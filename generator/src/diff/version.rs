//! Whether the version of a crate rises as far as its changes ask for (the Cargo book).

use serde::Serialize;

use super::rust::Bump;

/// The versions of both crates, and what is asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Versions {
    pub old: String,
    pub new: String,
    /// The lowest version that says enough.
    pub least: String,
    pub enough: bool,
}

/// `1.2.3`; what follows a `-` comes before it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Version {
    numbers: [u64; 3],
    /// A release comes after what was there before it.
    release: bool,
}

impl Version {
    fn parse(text: &str) -> Option<Self> {
        let text = text.split('+').next()?;
        let (numbers, rest) = text.split_once('-').unwrap_or((text, ""));
        let mut parts = numbers.split('.').map(|part| part.parse::<u64>().ok());
        let version = Self {
            numbers: [parts.next()??, parts.next()??, parts.next()??],
            release: rest.is_empty(),
        };
        parts.next().is_none().then_some(version)
    }

    /// Below 1.0.0 each number counts for the one before it.
    fn raised(&self, bump: Bump) -> [u64; 3] {
        let [major, minor, patch] = self.numbers;
        match (bump, major, minor) {
            (Bump::None, ..) => self.numbers,
            // What was never released breaks nobody.
            _ if !self.release => self.numbers,
            (Bump::Major, 1.., _) => [major + 1, 0, 0],
            (Bump::Minor, 1.., _) => [major, minor + 1, 0],
            (Bump::Major, 0, 1..) => [0, minor + 1, 0],
            (Bump::Major, 0, 0) | (Bump::Minor | Bump::Patch, ..) => [major, minor, patch + 1],
        }
    }
}

/// Compares the versions of two manifests; nothing where there is none to be read.
pub fn check(old: &str, new: &str, bump: Bump) -> Option<Versions> {
    let (old, new) = (of_manifest(old)?, of_manifest(new)?);
    let (from, to) = (Version::parse(&old)?, Version::parse(&new)?);
    let [major, minor, patch] = from.raised(bump);
    Some(Versions {
        least: format!("{major}.{minor}.{patch}"),
        enough: to.numbers >= [major, minor, patch] && to >= from,
        old,
        new,
    })
}

fn of_manifest(text: &str) -> Option<String> {
    let manifest: toml::Table = toml::from_str(text).ok()?;
    let version = manifest.get("package")?.get("version")?.as_str()?;
    Some(version.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions() {
        let manifest = |version: &str| format!("[package]\nversion = \"{version}\"\n");
        for (old, new, bump, enough) in [
            ("1.2.3", "1.2.3", Bump::None, true),
            ("1.2.3", "1.2.3", Bump::Patch, false),
            ("1.2.3", "1.2.4", Bump::Patch, true),
            ("1.2.3", "1.2.4", Bump::Minor, false),
            ("1.2.3", "1.3.0", Bump::Minor, true),
            ("1.2.3", "1.3.0", Bump::Major, false),
            ("1.2.3", "2.0.0", Bump::Major, true),
            ("0.2.3", "0.2.4", Bump::Minor, true),
            ("0.2.3", "0.2.4", Bump::Major, false),
            ("0.2.3", "0.3.0", Bump::Major, true),
            ("0.0.3", "0.0.4", Bump::Major, true),
            ("1.0.0-rc.1", "1.0.0", Bump::Major, true),
            ("1.0.0", "2.0.0-rc.1", Bump::Major, true),
            ("1.2.3", "1.2.2", Bump::None, false),
        ] {
            let versions = check(&manifest(old), &manifest(new), bump).unwrap();
            assert_eq!(versions.enough, enough, "{versions:?}");
        }
        assert_eq!(check("", "", Bump::None), None);
        assert_eq!(check(&manifest("1"), &manifest("2"), Bump::None), None);
    }
}
