//! `[select]`: which operations the crate has.

use glob::{MatchOptions, Pattern};
use toml::de::DeTable;

use super::values::{Item, Reader};
use crate::diagnostics::At;

/// `[select]`: which operations of the description the crate has, with the types that they need.
///
/// Without any entry these are all. An operation is selected if `operations` names it, or if it
/// fits `tags`, `paths` and `methods`, as far as these are given, at once; and if no entry of
/// `[select.exclude]` fits it. Each entry has to fit an operation of the description.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    /// `operations`, `tags`, `paths`, `methods`: what is selected.
    pub include: Criteria,
    /// `[select.exclude]` with the same keys: what is not, whatever else is said.
    pub exclude: Criteria,
}

impl Selection {
    /// Whether it has no entry, and so selects everything.
    pub fn is_empty(&self) -> bool {
        self.include.is_empty() && self.exclude.is_empty()
    }
}

/// What operations are chosen by.
#[derive(Clone, Debug, Default)]
pub struct Criteria {
    /// `operations`: operationIds, or method and path as in `GET /pets/{id}`.
    pub operations: Vec<Criterion>,
    /// `tags`: names of tags; one of an operation's tags is enough.
    pub tags: Vec<Criterion>,
    /// `paths`: patterns of paths: `*` stands for a part of a segment, `**` for any number of segments.
    pub paths: Vec<Criterion>,
    /// `methods`: `GET`, `POST` and so on.
    pub methods: Vec<Criterion>,
}

impl Criteria {
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.all().next().is_none()
    }

    /// All entries.
    pub fn all(&self) -> impl Iterator<Item = &Criterion> {
        let names = self.operations.iter().chain(&self.tags);
        names.chain(&self.paths).chain(&self.methods)
    }
}

/// One entry: its text, and where it stands, which is nowhere for the command line.
#[derive(Clone, Debug)]
pub struct Criterion {
    /// As it was written.
    pub text: String,
    /// Where.
    pub at: At,
}

impl Criterion {
    /// An entry of the command line.
    pub fn new(text: &str) -> Self {
        Self {
            text: text.to_owned(),
            at: At::Nowhere,
        }
    }
}

/// The methods that a Path Item Object has keys for.
pub const METHODS: [&str; 9] = [
    "GET", "PUT", "POST", "DELETE", "OPTIONS", "HEAD", "PATCH", "TRACE", "QUERY",
];

/// Whether this is the name of a method, in whatever case.
pub fn is_method(text: &str) -> bool {
    METHODS
        .iter()
        .any(|method| method.eq_ignore_ascii_case(text))
}

/// Why this is no pattern of paths; `None` if it is one.
pub fn path_pattern_problem(text: &str) -> Option<String> {
    if !text.starts_with('/') {
        return Some(format!("`{text}` does not start with `/`, as all paths do"));
    }
    let problem = Pattern::new(text).err()?;
    Some(format!("`{text}` is no pattern: {}", problem.msg))
}

/// Whether a path is the pattern itself, or fits it; `/pets/**` has `/pets`, too.
pub fn path_fits(pattern: &str, path: &str) -> bool {
    const OPTIONS: MatchOptions = MatchOptions {
        case_sensitive: true,
        require_literal_separator: true,
        require_literal_leading_dot: false,
    };
    let fits = |pattern: &str| {
        Pattern::new(pattern).is_ok_and(|pattern| pattern.matches_with(path, OPTIONS))
    };
    let above = pattern.strip_suffix("/**");
    pattern == path || fits(pattern) || above.is_some_and(|above| above == path || fits(above))
}

const CRITERIA: &[&str] = &["operations", "tags", "paths", "methods"];
const SELECT: &[&str] = &["operations", "tags", "paths", "methods", "exclude"];

impl Reader {
    pub(super) fn select(&mut self, table: &DeTable<'_>) -> Selection {
        let mut selection = Selection::default();
        for (key, item) in table {
            match key.get_ref().as_ref() {
                "exclude" => {
                    let table = self.table(item);
                    selection.exclude = table.map(|t| self.criteria(t)).unwrap_or_default();
                }
                name if CRITERIA.contains(&name) => {
                    self.criterion(&mut selection.include, name, item);
                }
                _ => self.unknown(key, "[select]", SELECT),
            }
        }
        selection
    }

    fn criteria(&mut self, table: &DeTable<'_>) -> Criteria {
        let mut criteria = Criteria::default();
        for (key, item) in table {
            match key.get_ref().as_ref() {
                name if CRITERIA.contains(&name) => self.criterion(&mut criteria, name, item),
                _ => self.unknown(key, "[select.exclude]", CRITERIA),
            }
        }
        criteria
    }

    fn criterion(&mut self, criteria: &mut Criteria, name: &str, item: &Item<'_>) {
        let mut entries = Vec::new();
        for text in self.texts(item) {
            let problem = match name {
                "paths" => path_pattern_problem(text.get_ref()),
                "methods" if !is_method(text.get_ref()) => Some(format!(
                    "`{}` is not one of {}",
                    text.get_ref(),
                    METHODS.join(", ")
                )),
                _ => None,
            };
            match problem {
                Some(problem) => self.value_error(text.span(), problem),
                None => entries.push(Criterion {
                    at: At::Policy(text.span()),
                    text: text.into_inner(),
                }),
            }
        }
        match name {
            "operations" => criteria.operations = entries,
            "tags" => criteria.tags = entries,
            "paths" => criteria.paths = entries,
            _ => criteria.methods = entries,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_of_paths() {
        for (pattern, path) in [
            ("/pets", "/pets"),
            ("/pets/*", "/pets/{id}"),
            ("/pets/{id}", "/pets/{id}"),
            ("/pets/**", "/pets"),
            ("/pets/**", "/pets/{id}/photos"),
            ("/**/photos", "/pets/{id}/photos"),
            ("/*/{id}/**", "/pets/{id}"),
            ("/v1/ba*", "/v1/balance"),
            ("/odd[", "/odd["),
            ("/**", "/"),
        ] {
            assert!(path_fits(pattern, path), "{pattern} {path}");
        }
        for (pattern, path) in [
            ("/pets", "/pets/{id}"),
            ("/pets/*", "/pets"),
            ("/pets/*", "/pets/{id}/photos"),
            ("/pets/**", "/petshops"),
            ("/Pets", "/pets"),
        ] {
            assert!(!path_fits(pattern, path), "{pattern} {path}");
        }
        assert!(path_pattern_problem("/a/**b").is_some() && path_pattern_problem("pets").is_some());
        assert!(path_pattern_problem("/a/**/{b}").is_none());
    }
}
