//! `[formats]`: the Rust types that strings of a format have.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::values::{Item, Key, Reader, Text, in_order, owned};

/// `[formats]`: `FORMAT = "CRATE"` for a type that is known here, or a table for any other.
///
/// A string of the format becomes a value of that type in JSON, in parameters and in forms; a text
/// that it can't be read from is a decoding error with its path. Without an entry it is a `String`.
///
/// ```toml
/// [formats]
/// uuid = "uuid"                       # uuid::Uuid
/// date-time = "jiff"                  # jiff::Timestamp; also "chrono", "time"
/// date = "jiff"                       # jiff::civil::Date; also "chrono", "time"
/// duration = "jiff"                   # jiff::SignedDuration
/// decimal = "rust_decimal"            # rust_decimal::Decimal
/// uri = "url"                         # url::Url, which writes `http://a` as `http://a/`
/// ipv4 = "std"                        # std::net::Ipv4Addr
/// ipv6 = "std"                        # std::net::Ipv6Addr
///
/// [formats.semver]                    # any other
/// type = "semver::Version"
/// dependency = 'semver = "1"'         # lines for the crate's Cargo.toml
/// read = "semver::Version::parse"     # &str → Result; default: FromStr
/// write = "|value| value.to_string()" # & → anything with Display; default: Display
/// ```
///
/// The type needs `Clone`, `Debug`, `PartialEq`, `Send` and `Sync`, and takes the place of the rules that
/// the description has for the text.
#[derive(Clone, Debug)]
pub struct FormatPolicy {
    /// The format.
    pub format: Spanned<String>,
    /// `type`: the path of the type.
    pub ty: String,
    /// `dependency`: lines for the crate's `Cargo.toml`, by the name of the dependency.
    pub dependencies: Vec<(String, String)>,
    /// `read`: an expression that is called with a text. Default: `FromStr`.
    pub read: Option<String>,
    /// `write`: an expression that is called with a reference to a value. Default: `Display`.
    pub write: Option<String>,
}

/// A type that needs no table.
struct Known {
    format: &'static str,
    word: &'static str,
    ty: &'static str,
    dependency: &'static str,
    read: Option<&'static str>,
    write: Option<&'static str>,
}

impl Known {
    const fn of(
        [format, word, ty, dependency]: [&'static str; 4],
        codec: Option<(&'static str, &'static str)>,
    ) -> Self {
        let (read, write) = match codec {
            Some((read, write)) => (Some(read), Some(write)),
            None => (None, None),
        };
        Self {
            format,
            word,
            ty,
            dependency,
            read,
            write,
        }
    }
}

const JIFF: &str = "jiff = { version = \"0.2\", default-features = false, features = [\"std\"] }";
const CHRONO: &str =
    "chrono = { version = \"0.4\", default-features = false, features = [\"std\"] }";
const TIME: &str = "time = { version = \"0.3\", features = [\"formatting\", \"parsing\"] }";
const DECIMAL: &str =
    "rust_decimal = { version = \"1\", default-features = false, features = [\"std\"] }";

const KNOWN: [Known; 11] = [
    Known::of(["uuid", "uuid", "uuid::Uuid", "uuid = \"1\""], None),
    Known::of(["date-time", "jiff", "jiff::Timestamp", JIFF], None),
    Known::of(
        [
            "date-time",
            "chrono",
            "chrono::DateTime<chrono::FixedOffset>",
            CHRONO,
        ],
        Some((
            "chrono::DateTime::parse_from_rfc3339",
            "chrono::DateTime::to_rfc3339",
        )),
    ),
    Known::of(
        ["date-time", "time", "time::OffsetDateTime", TIME],
        Some((
            "|text| time::OffsetDateTime::parse(text, &time::format_description::well_known::Rfc3339)",
            "|value: &time::OffsetDateTime| value.format(&time::format_description::well_known::Rfc3339).unwrap_or_else(|_| value.to_string())",
        )),
    ),
    Known::of(["date", "jiff", "jiff::civil::Date", JIFF], None),
    Known::of(["date", "chrono", "chrono::NaiveDate", CHRONO], None),
    Known::of(
        ["date", "time", "time::Date", TIME],
        Some((
            "|text| time::Date::parse(text, &time::format_description::well_known::Iso8601::DATE)",
            "|value: &time::Date| value.to_string()",
        )),
    ),
    Known::of(["duration", "jiff", "jiff::SignedDuration", JIFF], None),
    Known::of(
        ["decimal", "rust_decimal", "rust_decimal::Decimal", DECIMAL],
        None,
    ),
    Known::of(["ipv4", "std", "std::net::Ipv4Addr", ""], None),
    Known::of(["ipv6", "std", "std::net::Ipv6Addr", ""], None),
];

/// `uri` and its like.
const URL: Known = Known::of(["uri", "url", "url::Url", "url = \"2\""], None);

impl Reader {
    pub(super) fn formats(&mut self, table: &DeTable<'_>) -> Vec<FormatPolicy> {
        let mut formats: Vec<FormatPolicy> = Vec::new();
        for (key, item) in in_order(table) {
            if matches!(key.get_ref().as_ref(), "byte" | "binary") {
                let message = "strings of this format have a type of their own";
                self.value_error(key.span(), message);
                continue;
            }
            let format = match item.get_ref() {
                DeValue::String(_) => self.known_format(key, item),
                _ => self
                    .table(item)
                    .and_then(|table| self.format(key, table, item)),
            };
            let Some(format) = format else { continue };
            if let Some(problem) = conflict(&formats, &format) {
                self.value_error(key.span(), problem);
                continue;
            }
            formats.push(format);
        }
        formats
    }

    /// `None` for a string as well, which is what it is anyway.
    fn known_format(&mut self, key: &Key<'_>, item: &Item<'_>) -> Option<FormatPolicy> {
        let word = self.text(item)?;
        let format = key.get_ref().as_ref();
        let mut known = KNOWN.iter().chain([&URL]);
        let Some(known) = known.find(|one| one.format == format && one.word == word.get_ref())
        else {
            if word.get_ref() != "string" {
                let message = format!(
                    "there is no type `{}` for `{format}`; give a table with `type` and `dependency`",
                    word.get_ref()
                );
                self.value_error(item.span(), message);
            }
            return None;
        };
        Some(FormatPolicy {
            format: owned(key),
            ty: known.ty.to_owned(),
            dependencies: dependencies(known.dependency)?,
            read: known.read.map(str::to_owned),
            write: known.write.map(str::to_owned),
        })
    }

    fn format(
        &mut self,
        key: &Key<'_>,
        table: &DeTable<'_>,
        item: &Item<'_>,
    ) -> Option<FormatPolicy> {
        let before = self.problems().len();
        let (mut ty, mut lines, mut read, mut write) = (None, None, None, None);
        for (key, item) in table {
            match key.get_ref().as_ref() {
                "type" => ty = self.checked(item, is_type, "the path of a Rust type"),
                "dependency" => {
                    let expected = "lines for Cargo.toml, like `uuid = \"1\"`";
                    lines = self.checked(item, |text| dependencies(text).is_some(), expected);
                }
                "read" => read = self.checked(item, is_expression, "a Rust expression"),
                "write" => write = self.checked(item, is_expression, "a Rust expression"),
                _ => {
                    let known = ["type", "dependency", "read", "write"];
                    self.unknown(key, "[formats.…]", &known);
                }
            }
        }
        if ty.is_none() && self.problems().len() == before {
            self.value_error(item.span(), "this needs `type`, the path of a Rust type");
        }
        let text = |text: Text| text.get_ref().clone();
        Some(FormatPolicy {
            format: owned(key),
            ty: text(ty?),
            dependencies: lines
                .and_then(|lines| dependencies(lines.get_ref()))
                .unwrap_or_default(),
            read: read.map(text),
            write: write.map(text),
        })
    }
}

/// A type is read and written in one way, and a dependency has one version.
fn conflict(formats: &[FormatPolicy], new: &FormatPolicy) -> Option<String> {
    formats.iter().find_map(|old| {
        let other = old.format.get_ref();
        if old.ty == new.ty && (&old.read, &old.write) != (&new.read, &new.write) {
            return Some(format!(
                "`{other}` reads or writes `{}` in another way",
                new.ty
            ));
        }
        let mut lines = new.dependencies.iter();
        let (name, _) = lines.find(|(name, line)| {
            let mut others = old.dependencies.iter();
            others.any(|(known, other)| known == name && other != line)
        })?;
        Some(format!("`{other}` has another dependency `{name}`"))
    })
}

fn is_type(text: &str) -> bool {
    matches!(syn::parse_str(text), Ok(syn::Type::Path(_)))
}

fn is_expression(text: &str) -> bool {
    syn::parse_str::<syn::Expr>(text).is_ok()
}

/// The entries of a `[dependencies]` table, each in one line; `None` for what is none.
fn dependencies(text: &str) -> Option<Vec<(String, String)>> {
    let table: toml::Table = text.parse().ok()?;
    let is_good = |value: &toml::Value| value.is_str() || value.is_table();
    let all_good = table.values().all(is_good);
    let entries = table.into_iter();
    let lines = entries.map(|(name, value)| {
        let line = format!("{} = {value}", toml::Value::String(name.clone()));
        (name, line)
    });
    all_good.then(|| lines.collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Policy, PolicySource};
    use crate::diagnostics::Diagnostics;

    fn parse(text: &str) -> Result<Policy, Diagnostics> {
        let source = PolicySource {
            path: "a.toml".into(),
            text: text.to_owned(),
        };
        Policy::parse(source, &mut Diagnostics::default())
    }

    #[test]
    fn what_is_known_is_rust() {
        for known in KNOWN.iter().chain([&URL]) {
            let codec = known.read.into_iter().chain(known.write);
            assert!(is_type(known.ty) && codec.into_iter().all(is_expression));
            let lines = dependencies(known.dependency).unwrap();
            assert_eq!(lines.is_empty(), known.word == "std");
        }
    }

    #[test]
    fn words_and_tables() {
        let text = "[formats]\ndate = 'string'\nuuid = 'uuid'\nx = {type = 'a::B<c::D>', dependency = '''a = \"1\"\nc = {git = \"d\"}''', read = 'a::b'}";
        let formats = parse(text).unwrap().formats;
        assert_eq!(formats.len(), 2);
        assert_eq!(formats[0].ty, "uuid::Uuid");
        assert_eq!(formats[1].ty, "a::B<c::D>");
        let names = formats[1]
            .dependencies
            .iter()
            .map(|(name, _)| name.as_str());
        assert_eq!(names.collect::<Vec<_>>(), ["a", "c"]);
        assert_eq!(formats[1].read.as_deref(), Some("a::b"));
    }

    #[test]
    fn what_is_wrong_is_told() {
        for bad in [
            "uuid = 'time'",
            "byte = 'std'",
            "a = {dependency = 'a = \"1\"'}",
            "a = {type = '1'}",
            "a = {type = 'a', dependency = 'x'}",
            "a = {type = 'a', dependency = 'x = 1'}",
            "a = {type = 'a', read = ')'}",
            "a = {type = 'a', rea = 'b'}",
            "a = {type = 'a', read = 'b'}\nb = {type = 'a'}",
            "a = {type = 'a', dependency = 'c = \"1\"'}\nb = {type = 'b', dependency = 'c = \"2\"'}",
            "a = 1",
        ] {
            assert_eq!(
                parse(&format!("[formats]\n{bad}")).unwrap_err().len(),
                1,
                "{bad}"
            );
        }
    }
}
