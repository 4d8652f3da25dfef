//! The `use` lines of a file, from the names that stand in its text.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::TokenStream;

use super::Context;
use crate::lexer::{Kind, Lexer, Token, Unsure, is_punct};
use crate::names::TYPE_NAMES;

/// A name that generated code may use, and the module it is in.
type Known = (&'static str, Module);

#[derive(Clone, Copy)]
enum Module {
    /// A full path.
    Path(&'static str),
    /// Below the runtime.
    Runtime(&'static str),
    /// Below the generated root.
    Root(&'static str),
}

const KNOWN: &[Known] = &[
    ("BTreeMap", Module::Path("std::collections")),
    ("Base64", Module::Runtime("::json")),
    ("Body", Module::Runtime("")),
    ("Bytes", Module::Path("bytes")),
    ("Call", Module::Runtime("::call")),
    ("CallError", Module::Runtime("::error")),
    ("CallFailure", Module::Runtime("")),
    ("CallOptions", Module::Runtime("::call")),
    ("Client", Module::Root("::client")),
    ("Decode", Module::Runtime("::json")),
    ("DecodeError", Module::Runtime("::json")),
    ("ElementWriter", Module::Runtime("::json::tuple")),
    ("Elements", Module::Runtime("::json::tuple")),
    ("Encode", Module::Runtime("::json")),
    ("Envelope", Module::Runtime("::envelope")),
    ("Events", Module::Runtime("::stream")),
    ("Failed", Module::Runtime("")),
    ("FormField", Module::Runtime("::form")),
    ("FromStr", Module::Path("std::str")),
    ("HeaderMap", Module::Path("http")),
    ("JsonLines", Module::Runtime("::stream")),
    ("Kind", Module::Runtime("::json")),
    ("Maybe", Module::Runtime("::json")),
    ("Method", Module::Path("http")),
    ("Multipart", Module::Runtime("::multipart")),
    ("Operation", Module::Runtime("::call")),
    ("ParamValue", Module::Runtime("::params")),
    ("Part", Module::Runtime("::multipart")),
    ("PartField", Module::Runtime("::multipart")),
    ("PathStyle", Module::Runtime("::params")),
    ("Place", Module::Runtime("::validate")),
    ("QueryStyle", Module::Runtime("::params")),
    ("RawJson", Module::Runtime("::json")),
    ("Reader", Module::Runtime("::json")),
    ("Response", Module::Runtime("::response")),
    ("Sending", Module::Runtime("::sending")),
    ("Sent", Module::Runtime("::error")),
    ("StatusCode", Module::Path("http")),
    ("ToParam", Module::Runtime("::params")),
    ("Unrecognized", Module::Runtime("::json")),
    ("Validate", Module::Runtime("::validate")),
    ("ValidationError", Module::Runtime("")),
    ("Validator", Module::Runtime("::validate")),
    ("Writer", Module::Runtime("::json")),
];

/// Names that stand in codec files alone, which define none of their own.
const IN_CODECS: [&str; 10] = [
    "Decode",
    "DecodeError",
    "ElementWriter",
    "Elements",
    "Encode",
    "FromStr",
    "ParamValue",
    "Reader",
    "ToParam",
    "Writer",
];

/// Macros, each in a module of its name with what it needs.
const MACROS: &[Known] = &[
    ("call!", Module::Runtime("")),
    ("pending!", Module::Runtime("")),
    ("choices!", Module::Runtime("::json")),
    ("object!", Module::Runtime("::json")),
    ("one_of!", Module::Runtime("::json")),
    ("open_enum!", Module::Runtime("")),
    ("operation_error!", Module::Runtime("")),
    ("values!", Module::Runtime("::json")),
];

/// Names that are only meant where a call or a path follows: they may as well
/// be the names of fields.
const MODULES: [Known; 8] = [
    ("calls", Module::Root("")),
    ("errors", Module::Root("")),
    ("client", Module::Root("")),
    ("fmt", Module::Path("std")),
    ("paging", Module::Runtime("")),
    ("params", Module::Runtime("")),
    ("stream", Module::Runtime("")),
    ("types", Module::Root("")),
];

/// The imports of a file with types: only names that no type may have.
///
/// # Errors
/// When the text is no sequence of Rust tokens.
pub fn imports_of_types(context: &Context<'_>, text: &str) -> Result<Vec<String>, String> {
    wanted(context, text, |name| {
        TYPE_NAMES.contains(&name) || name.ends_with('!')
    })
}

/// The imports of a file with operations: only names that no operation may have.
///
/// # Errors
/// When the text is no sequence of Rust tokens.
pub fn imports_of_operations(context: &Context<'_>, text: &str) -> Result<Vec<String>, String> {
    wanted(context, text, |name| !IN_CODECS.contains(&name))
}

/// The imports of any other file, grouped by module: what it defines has names of its own, so a
/// name means what is imported.
///
/// # Errors
/// When the text is no sequence of Rust tokens.
pub fn imports(context: &Context<'_>, text: &str) -> Result<Vec<String>, String> {
    wanted(context, text, |_| true)
}

fn wanted(
    context: &Context<'_>,
    text: &str,
    allowed: impl Fn(&str) -> bool,
) -> Result<Vec<String>, String> {
    let found = match collect(text) {
        Ok(found) => found,
        Err(Unsure) => collect(&plain(text)?)
            .map_err(|Unsure| "a template gives Rust of odd characters".to_owned())?,
    };
    let mut modules: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    let needed = KNOWN
        .iter()
        .chain(&MODULES)
        .chain(MACROS)
        .filter(|(name, _)| found.contains(*name) && allowed(name));
    for (name, module) in needed {
        let path = match module {
            Module::Path(path) => (*path).to_owned(),
            Module::Runtime(path) => format!("{}{path}", context.runtime),
            Module::Root(path) => format!("{}{path}", context.root),
        };
        modules
            .entry(path)
            .or_default()
            .push(name.trim_end_matches('!'));
    }
    Ok(modules
        .into_iter()
        .map(|(path, mut names)| {
            names.sort_unstable();
            match names.as_slice() {
                [name] => format!("{path}::{name}"),
                _ => format!("{path}::{{{}}}", names.join(", ")),
            }
        })
        .collect())
}

/// The same tokens without comments.
fn plain(text: &str) -> Result<String, String> {
    let tokens: Result<TokenStream, _> = text.parse();
    tokens
        .map(|tokens| tokens.to_string())
        .map_err(|error| format!("a template gives no Rust: {error}"))
}

/// Known names that start a path; those of macros with their `!`.
fn collect(text: &str) -> Result<BTreeSet<&'static str>, Unsure> {
    let mut lexer = Lexer::new(text);
    let mut found = BTreeSet::new();
    let (mut after_dot, mut after_fn, mut colons) = (false, false, 0);
    let mut next = lexer.token()?;
    while let Some(token) = next {
        next = lexer.token()?;
        // A function of that name is none that is imported.
        if token.kind == Kind::Word && !after_dot && !after_fn && colons != 2 {
            found.extend(known(token.text, next.as_ref(), text));
        }
        colons = if token.is(":") { colons + 1 } else { 0 };
        after_dot = token.is(".");
        after_fn = token.text == "fn";
    }
    Ok(found)
}

/// What a name means, by what follows.
fn known(name: &str, next: Option<&Token<'_>>, text: &str) -> Option<&'static str> {
    let find = |table: &'static [Known]| table.iter().map(|(known, _)| *known);
    match next {
        Some(next) if next.is("!") => {
            find(MACROS).find(|known| known.strip_suffix('!') == Some(name))
        }
        _ if name.starts_with(|c: char| c.is_ascii_uppercase()) => {
            find(KNOWN).find(|known| *known == name)
        }
        Some(next) if next.is("(") || is_joint(next, text) => {
            find(&MODULES).find(|known| *known == name)
        }
        _ => None,
    }
}

/// Whether a colon is followed by more of an operator.
fn is_joint(token: &Token<'_>, text: &str) -> bool {
    token.is(":")
        && text
            .as_bytes()
            .get(token.at + 1)
            .is_some_and(|byte| is_punct(*byte))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::names::OPERATION_NAMES;

    #[test]
    fn no_operation_takes_an_imported_name() {
        for (name, _) in KNOWN {
            let reserved = TYPE_NAMES.contains(name) || OPERATION_NAMES.contains(name);
            assert!(reserved || IN_CODECS.contains(name), "{name}");
        }
    }

    #[test]
    fn a_name_in_the_middle_of_a_path_is_no_import() {
        let text = "fn f(v: types::Call) -> Maybe<Self> { self.header; a::Kind; fmt::Formatter; stream(x); let params = 1; self.paging(); client: 1; call! {} object! [] values(); Bytes! } fn params(errors: u8) {}";
        let found = collect(text).expect("tokens");
        let wanted = ["Maybe", "call!", "fmt", "object!", "stream", "types"];
        assert_eq!(found.into_iter().collect::<Vec<_>>(), wanted);
    }

    #[test]
    fn comments_of_all_kinds_name_nothing() {
        let text = plain("/* Maybe */ fn a(b: Bytes) { \"Call\" } /// Kind").expect("Rust");
        let found = collect(&text).expect("tokens");
        assert_eq!(found.into_iter().collect::<Vec<_>>(), ["Bytes"]);
    }
}
