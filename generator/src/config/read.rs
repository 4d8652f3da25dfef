//! From TOML to a [`Policy`]: each key checked, each problem noted, none hiding the next.

use toml::de::DeTable;

use super::Policy;
use super::values::Reader;
use crate::diagnostics::{At, Diagnostic};

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

const TOP: &[&str] = &[
    "spec",
    "overlays",
    "out",
    "crate",
    "operations",
    "types",
    "properties",
    "variants",
    "aliases",
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
                "aliases" => policy.aliases = self.aliases(item),
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
}
