//! From TOML to a [`Policy`]: each key checked, each problem noted, none hiding the next.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::tables::{
    CratePolicy, Credential, EnvelopePolicy, Environment, ErrorPolicy, FieldsPolicy, MediaPolicy,
    MediaVersion, Rename, Renames, SecurityPolicy, is_date,
};
use super::{Policy, is_crate_name};
use crate::diagnostics::{At, Diagnostic};

pub(super) type Key<'t> = Spanned<std::borrow::Cow<'t, str>>;
pub(super) type Item<'t> = Spanned<DeValue<'t>>;
pub(super) type Text = Spanned<String>;

/// Reads a policy and everything that is wrong with it, in the order of the text.
pub(super) fn read(text: &str) -> (Policy, Vec<Diagnostic>) {
    let (table, errors) = DeTable::parse_recoverable(text);
    let mut reader = Reader {
        problems: errors.iter().map(syntax_error).collect(),
    };
    // What follows a syntax mistake is guesswork: don't blame it.
    if !reader.problems.is_empty() {
        return (Policy::default(), reader.problems);
    }
    let policy = reader.policy(table.get_ref());
    reader.problems.sort_by_key(|problem| match &problem.at {
        At::Policy(range) => range.start,
        _ => 0,
    });
    (policy, reader.problems)
}

fn syntax_error(error: &toml::de::Error) -> Diagnostic {
    let at = error.span().map_or(At::Nowhere, At::Policy);
    let message = error.message().lines().collect::<Vec<_>>().join(", ");
    Diagnostic::error(
        "invalid-toml",
        at,
        format!("this is not valid TOML: {message}"),
    )
}

pub(super) struct Reader {
    problems: Vec<Diagnostic>,
}

const TOP: &[&str] = &[
    "spec",
    "overlays",
    "out",
    "crate",
    "operations",
    "types",
    "properties",
    "variants",
    "envelope",
    "environment",
    "security",
    "errors",
    "media",
    "formats",
    "pagination",
    "features",
    "select",
];
const CRATE: &[&str] = &[
    "name",
    "version",
    "description",
    "license",
    "repository",
    "homepage",
    "keywords",
    "categories",
    "rust-version",
    "authors",
];

impl Reader {
    fn policy(&mut self, table: &DeTable<'_>) -> Policy {
        let mut policy = Policy::default();
        for (key, item) in table {
            match key.get_ref().as_ref() {
                "spec" => policy.spec = self.text(item),
                "overlays" => policy.overlays = self.texts(item),
                "out" => policy.out = self.text(item),
                "crate" => {
                    policy.krate = self.table(item).map(|t| self.krate(t)).unwrap_or_default()
                }
                "operations" => policy.operations = self.renames(item),
                "types" => policy.types = self.identifiers(item),
                "properties" => policy.properties = self.identifiers(item),
                "variants" => policy.variants = self.identifiers(item),
                "envelope" => {
                    policy.envelope = self.table(item).and_then(|t| self.envelope(t, item.span()))
                }
                "environment" => {
                    policy.environment = self
                        .table(item)
                        .map(|t| self.environment(t))
                        .unwrap_or_default()
                }
                "security" => {
                    policy.security = self
                        .table(item)
                        .map(|t| self.security(t))
                        .unwrap_or_default()
                }
                "errors" => {
                    policy.errors = self.table(item).map(|t| self.errors(t)).unwrap_or_default()
                }
                "media" => {
                    policy.media = self.table(item).map(|t| self.media(t)).unwrap_or_default()
                }
                "formats" => {
                    policy.formats = self
                        .table(item)
                        .map(|t| self.formats(t))
                        .unwrap_or_default()
                }
                "pagination" => policy.pagination = self.pagination(item),
                "features" => {
                    policy.features = self
                        .table(item)
                        .map(|t| self.features(t))
                        .unwrap_or_default()
                }
                "select" => {
                    policy.select = self.table(item).map(|t| self.select(t)).unwrap_or_default()
                }
                _ => self.unknown(key, "a policy", TOP),
            }
        }
        policy
    }

    fn krate(&mut self, table: &DeTable<'_>) -> CratePolicy {
        let mut krate = CratePolicy::default();
        for (key, item) in table {
            match key.get_ref().as_ref() {
                "name" => {
                    krate.name = self.checked(item, is_crate_name, "a crate name like `my-api`")
                }
                "version" => {
                    krate.version = self.checked(item, is_version, "a version like `1.2.3`")
                }
                "description" => krate.description = self.text(item),
                "license" => krate.license = self.text(item),
                "repository" => krate.repository = self.text(item),
                "homepage" => krate.homepage = self.text(item),
                "keywords" => krate.keywords = self.keywords(item),
                "categories" => krate.categories = self.texts(item),
                "rust-version" => {
                    krate.rust_version =
                        self.checked(item, is_rust_version, "a version like `1.88`")
                }
                "authors" => krate.authors = self.texts(item),
                _ => self.unknown(key, "[crate]", CRATE),
            }
        }
        krate
    }

    fn keywords(&mut self, item: &Item<'_>) -> Vec<Text> {
        let keywords = self.texts(item);
        if keywords.len() > 5 {
            self.value_error(item.span(), "the package index takes five keywords at most");
        }
        for keyword in keywords
            .iter()
            .filter(|keyword| !is_keyword(keyword.get_ref()))
        {
            let message = "a keyword has at most 20 characters: letters, digits, `-`, `_`, `+`, the first a letter or digit";
            self.value_error(keyword.span(), message);
        }
        keywords
    }

    fn envelope(&mut self, table: &DeTable<'_>, range: Range<usize>) -> Option<EnvelopePolicy> {
        let (mut parameter, mut status, mut content) = (None, None, None);
        let before = self.problems.len();
        for (key, item) in table {
            match key.get_ref().as_ref() {
                "parameter" => parameter = self.text(item),
                "status" => status = self.text(item),
                "content" => content = self.text(item),
                _ => self.unknown(key, "[envelope]", &["parameter", "status", "content"]),
            }
        }
        if parameter.is_none() && self.problems.len() == before {
            self.value_error(
                range,
                "[envelope] needs `parameter`, the query parameter that asks for the envelope",
            );
        }
        Some(EnvelopePolicy {
            parameter: parameter?,
            status,
            content,
        })
    }

    fn environment(&mut self, table: &DeTable<'_>) -> Environment {
        let mut environment = Environment::default();
        for (key, item) in table {
            match key.get_ref().as_ref() {
                "base-url" => environment.base_url = self.texts(item),
                "credentials" => environment.credentials = self.credentials(item),
                _ => self.unknown(key, "[environment]", &["base-url", "credentials"]),
            }
        }
        environment
    }

    fn credentials(&mut self, item: &Item<'_>) -> Vec<Credential> {
        let Some(items) = self.array(item, "a list of tables") else {
            return Vec::new();
        };
        items
            .iter()
            .filter_map(|item| self.credential(item))
            .collect()
    }

    fn credential(&mut self, item: &Item<'_>) -> Option<Credential> {
        let table = self.table(item)?;
        let mut credential = Credential {
            scheme: None,
            variables: Vec::new(),
            range: item.span(),
        };
        for (key, item) in in_order(table) {
            match key.get_ref().as_ref() {
                "scheme" => credential.scheme = self.text(item),
                _ => credential.variables.push((owned(key), self.texts(item))),
            }
        }
        let is_bearer = credential
            .variables
            .iter()
            .any(|(key, _)| key.get_ref() == "bearer");
        if credential.scheme.is_none() && !is_bearer {
            let message = "this needs `scheme = \"…\"` and the variables of its arguments, or `bearer = [\"VARIABLE\"]`";
            self.value_error(item.span(), message);
        }
        Some(credential)
    }

    fn security(&mut self, table: &DeTable<'_>) -> Vec<SecurityPolicy> {
        let schemes = in_order(table);
        schemes
            .into_iter()
            .filter_map(|(key, item)| self.table(item).map(|table| self.scheme(key, table)))
            .collect()
    }

    fn scheme(&mut self, key: &Key<'_>, table: &DeTable<'_>) -> SecurityPolicy {
        let mut policy = SecurityPolicy {
            scheme: owned(key),
            method: None,
            arguments: Vec::new(),
            token_url: None,
            revocation_url: None,
        };
        for (key, item) in table {
            match key.get_ref().as_ref() {
                "method" => policy.method = self.text(item),
                "arguments" => policy.arguments = self.texts(item),
                "token-url" => policy.token_url = self.text(item),
                "revocation-url" => policy.revocation_url = self.text(item),
                _ => {
                    let known = ["method", "arguments", "token-url", "revocation-url"];
                    self.unknown(key, "[security.…]", &known);
                }
            }
        }
        policy
    }

    fn errors(&mut self, table: &DeTable<'_>) -> ErrorPolicy {
        let mut errors = ErrorPolicy::default();
        for (key, item) in table {
            match key.get_ref().as_ref() {
                "code" => errors.code = self.text(item),
                "message" => errors.message = self.text(item),
                "fields" => {
                    errors.fields = self.table(item).and_then(|t| self.fields(t, item.span()))
                }
                "hints" => errors.hints = self.renames(item),
                _ => self.unknown(key, "[errors]", &["code", "message", "fields", "hints"]),
            }
        }
        errors
    }

    fn fields(&mut self, table: &DeTable<'_>, range: Range<usize>) -> Option<FieldsPolicy> {
        let (mut list, mut field, mut message) = (None, None, None);
        let before = self.problems.len();
        for (key, item) in table {
            match key.get_ref().as_ref() {
                "list" => list = self.text(item),
                "field" => field = self.text(item),
                "message" => message = self.text(item),
                _ => self.unknown(key, "`fields` of [errors]", &["list", "field", "message"]),
            }
        }
        let complete = list.is_some() && field.is_some() && message.is_some();
        if !complete && self.problems.len() == before {
            self.value_error(
                range,
                "`fields` needs `list`, where the wrong fields are listed, and `field` and `message`, \
                 the properties of an entry",
            );
        }
        Some(FieldsPolicy {
            list: list?,
            field: field?,
            message: message?,
        })
    }

    fn media(&mut self, table: &DeTable<'_>) -> MediaPolicy {
        let mut media = MediaPolicy::default();
        for (key, item) in table {
            match key.get_ref().as_ref() {
                "version" => media.version = self.media_version(item),
                "prefer" => media.prefer = self.texts(item),
                _ => self.unknown(key, "[media]", &["version", "prefer"]),
            }
        }
        media
    }

    fn media_version(&mut self, item: &Item<'_>) -> Option<Spanned<MediaVersion>> {
        let expected = "`newest` or a date like `2024-08-05`";
        let text = self.checked(item, |text| text == "newest" || is_date(text), expected)?;
        let version = match text.get_ref().as_str() {
            "newest" => MediaVersion::Newest,
            date => MediaVersion::NotAfter(date.to_owned()),
        };
        Some(Spanned::new(text.span(), version))
    }

    fn renames(&mut self, item: &Item<'_>) -> Renames {
        let Some(table) = self.table(item) else {
            return Renames::default();
        };
        let entries = in_order(table).into_iter();
        Renames(
            entries
                .filter_map(|(key, item)| {
                    Some(Rename {
                        key: owned(key),
                        name: self.text(item)?,
                    })
                })
                .collect(),
        )
    }

    /// Renames to names that stand in the crate as they are.
    fn identifiers(&mut self, item: &Item<'_>) -> Renames {
        let mut renames = self.renames(item);
        renames.0.retain(|rename| {
            let name = rename.name.get_ref();
            let is_good = syn::parse_str::<syn::Ident>(name).is_ok();
            if !is_good {
                self.value_error(rename.name.span(), format!("`{name}` is no name in Rust"));
            }
            is_good
        });
        renames
    }

    pub(super) fn text(&mut self, item: &Item<'_>) -> Option<Text> {
        let DeValue::String(text) = item.get_ref() else {
            return self.wrong_type(item, "a text in quotes");
        };
        if text.trim().is_empty() {
            self.value_error(item.span(), "this text is empty");
            return None;
        }
        Some(Spanned::new(item.span(), text.clone().into_owned()))
    }

    pub(super) fn problems(&self) -> &[Diagnostic] {
        &self.problems
    }

    pub(super) fn checked(
        &mut self,
        item: &Item<'_>,
        is_good: fn(&str) -> bool,
        expected: &str,
    ) -> Option<Text> {
        let text = self.text(item)?;
        if !is_good(text.get_ref()) {
            self.value_error(
                item.span(),
                format!("`{}` is not {expected}", text.get_ref()),
            );
            return None;
        }
        Some(text)
    }

    /// A list of texts; one text alone stands for a list of one.
    pub(super) fn texts(&mut self, item: &Item<'_>) -> Vec<Text> {
        if matches!(item.get_ref(), DeValue::String(_)) {
            return self.text(item).into_iter().collect();
        }
        let Some(items) = self.array(item, "a list of texts") else {
            return Vec::new();
        };
        items.iter().filter_map(|item| self.text(item)).collect()
    }

    pub(super) fn table<'v, 't>(&mut self, item: &'v Item<'t>) -> Option<&'v DeTable<'t>> {
        item.get_ref()
            .as_table()
            .or_else(|| self.wrong_type(item, "a table"))
    }

    pub(super) fn array<'v, 't>(
        &mut self,
        item: &'v Item<'t>,
        expected: &str,
    ) -> Option<&'v [Item<'t>]> {
        let array = item.get_ref().as_array().map(|array| &**array);
        array.or_else(|| self.wrong_type(item, expected))
    }

    pub(super) fn wrong_type<T>(&mut self, item: &Item<'_>, expected: &str) -> Option<T> {
        let message = format!("expected {expected}, found {}", described(item.get_ref()));
        self.problems.push(Diagnostic::error(
            "policy-type",
            At::Policy(item.span()),
            message,
        ));
        None
    }

    pub(super) fn value_error(&mut self, range: Range<usize>, message: impl Into<String>) {
        self.problems.push(Diagnostic::error(
            "policy-value",
            At::Policy(range),
            message,
        ));
    }

    pub(super) fn unknown(&mut self, key: &Key<'_>, place: &str, known: &[&str]) {
        let message = format!("{place} has no key `{}`", key.get_ref());
        let hint = format!(
            "its keys are {}",
            known
                .iter()
                .map(|key| format!("`{key}`"))
                .collect::<Vec<_>>()
                .join(", ")
        );
        self.problems.push(
            Diagnostic::error("unknown-policy-key", At::Policy(key.span()), message).hint(hint),
        );
    }
}

pub(super) fn owned(key: &Key<'_>) -> Text {
    Spanned::new(key.span(), key.get_ref().clone().into_owned())
}

/// The entries as they stand in the file; the table itself sorts them by key.
pub(super) fn in_order<'v, 't>(table: &'v DeTable<'t>) -> Vec<(&'v Key<'t>, &'v Item<'t>)> {
    let mut entries: Vec<_> = table.iter().collect();
    entries.sort_by_key(|(key, _)| key.span().start);
    entries
}

fn described(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a text",
        DeValue::Integer(_) | DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}

fn is_version(text: &str) -> bool {
    let (core, tail) = text.split_at(text.find(['-', '+']).unwrap_or(text.len()));
    let numbers: Vec<_> = core.split('.').collect();
    let tail_is_good =
        tail.is_empty() || tail.len() > 1 && tail.split(['-', '+', '.']).skip(1).all(is_identifier);
    numbers.len() == 3 && numbers.into_iter().all(is_number) && tail_is_good
}

fn is_identifier(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

fn is_rust_version(text: &str) -> bool {
    let numbers: Vec<_> = text.split('.').collect();
    (2..=3).contains(&numbers.len()) && numbers.into_iter().all(is_number)
}

fn is_number(text: &str) -> bool {
    let has_zero = text.len() > 1 && text.starts_with('0');
    !has_zero
        && text.len() < 10
        && !text.is_empty()
        && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_keyword(text: &str) -> bool {
    let word = |byte: u8| byte.is_ascii_alphanumeric() || b"-_+".contains(&byte);
    text.len() <= 20
        && text.starts_with(|c: char| c.is_ascii_alphanumeric())
        && text.bytes().all(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each problem with the text it points at.
    fn problems(text: &str) -> Vec<(&'static str, String, &str)> {
        let (_, problems) = read(text);
        let shown = |problem: Diagnostic| {
            let At::Policy(range) = problem.at else {
                panic!("no place: {}", problem.message)
            };
            (problem.code, problem.message, &text[range])
        };
        problems.into_iter().map(shown).collect()
    }

    #[test]
    fn reads_everything() {
        let text = r##"
spec = "a.yaml"
out = "../x"
[crate]
name = "pets"
version = "1.2.3-rc.1"
rust-version = "1.88"
keywords = ["a"]
authors = "Me"
[operations]
"POST /z" = "zed"
b = "bee"
[types]
"#/components/schemas/A/properties/b" = "B"
[variants]
"A.n/a" = "None"
[envelope]
parameter = "wrap"
content = "body"
[environment]
base-url = ["URL"]
credentials = [{ bearer = ["T"] }, { scheme = "S", password = ["P", "Q"], username = "U" }]
[security.Zed]
method = "zed"
arguments = ["a", "b"]
[security.Api]
token-url = "/t"
[errors]
code = "errorCode"
fields = { list = "a.b", field = "f", message = "m" }
[errors.hints]
NOPE = "try again"
[features]
tags = true
default = "a"
"##;
        let (policy, problems) = read(text);
        assert!(problems.is_empty(), "{problems:?}");
        let keys: Vec<_> = policy
            .operations
            .iter()
            .map(|rename| rename.key.get_ref().as_str())
            .collect();
        assert_eq!(keys, ["POST /z", "b"]);
        let rename = policy.operations.get("b").unwrap();
        assert_eq!(
            (&text[rename.key.span()], &text[rename.name.span()]),
            ("b", "\"bee\"")
        );
        let envelope = policy.envelope.unwrap();
        assert_eq!((envelope.status(), envelope.content()), ("status", "body"));
        let credential = &policy.environment.credentials[1];
        let names: Vec<_> = credential
            .variables
            .iter()
            .map(|(key, all)| (key.get_ref().as_str(), all.len()))
            .collect();
        assert_eq!(names, [("password", 2), ("username", 1)]);
        assert_eq!(
            policy
                .security
                .iter()
                .map(|s| s.scheme.get_ref().as_str())
                .collect::<Vec<_>>(),
            ["Zed", "Api"]
        );
        assert_eq!(
            policy.errors.hints.get("NOPE").unwrap().name.get_ref(),
            "try again"
        );
        let fields = policy.errors.fields.unwrap();
        assert_eq!(fields.list_path().collect::<Vec<_>>(), ["a", "b"]);
        assert_eq!(policy.krate.authors[0].get_ref(), "Me");
        let features = policy.features;
        assert!(features.has_tags());
        assert_eq!(features.default.unwrap().get_ref()[0].get_ref(), "a");
    }

    #[test]
    fn all_problems_at_once_in_order() {
        let text = "nope = 1\nspec = 2\n[crate]\nnmae = 'x'\nname = 'a b'\nversion = '1'\n[types]\nA = ['b']\nB = ' '\n[operations]\n";
        let found = problems(text);
        let short: Vec<_> = found
            .iter()
            .map(|(code, _, marked)| (*code, *marked))
            .collect();
        let expected = [
            ("unknown-policy-key", "nope"),
            ("policy-type", "2"),
            ("unknown-policy-key", "nmae"),
            ("policy-value", "'a b'"),
            ("policy-value", "'1'"),
            ("policy-type", "['b']"),
            ("policy-value", "' '"),
        ];
        assert_eq!(short, expected);
        assert_eq!(found[0].1, "a policy has no key `nope`");
    }

    #[test]
    fn bad_toml() {
        assert_eq!(problems("[types")[0].0, "invalid-toml");
        assert_eq!(problems("a = 1\na = 2\n")[0].0, "invalid-toml");
        assert_eq!(
            problems("types = 3")[0].1,
            "expected a table, found a number"
        );
        assert_eq!(
            problems("features = {tags = 'no'}")[0].1,
            "expected true or false, found a text"
        );
        assert_eq!(problems("[envelope]\n")[0].2, "[envelope]");
        assert_eq!(problems("[environment]\ncredentials = [{}]\n")[0].2, "{}");
    }

    #[test]
    fn versions() {
        for good in ["0.1.0", "1.22.3-rc.1", "1.0.0+build.5", "1.0.0-a+b"] {
            assert!(is_version(good), "{good}");
        }
        for bad in [
            "1", "1.2", "01.2.3", "1.2.3-", "1.2.3.4", "v1.2.3", "1.2.x", "",
        ] {
            assert!(!is_version(bad), "{bad}");
        }
        assert!(
            is_rust_version("1.88")
                && is_rust_version("1.88.0")
                && !is_rust_version("1")
                && !is_rust_version("stable")
        );
    }
}
