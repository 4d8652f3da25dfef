//! The `use` lines of a file, from the names that stand in its text.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{TokenStream, TokenTree};

use super::Context;
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
    ("object!", Module::Runtime("::json")),
    ("open_enum!", Module::Runtime("")),
    ("operation_error!", Module::Runtime("")),
    ("setters!", Module::Runtime("")),
    ("variants!", Module::Runtime("")),
    ("values!", Module::Runtime("::json")),
];

/// Names that are only meant where a call or a path follows: they may as well
/// be the names of fields.
const MODULES: [Known; 7] = [
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
    let tokens: TokenStream = text
        .parse()
        .map_err(|error| format!("a template gives no Rust: {error}"))?;
    let mut found = BTreeSet::new();
    collect(tokens, &mut found);
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

/// Names that start a path.
fn collect(tokens: TokenStream, found: &mut BTreeSet<String>) {
    let mut tokens = tokens.into_iter().peekable();
    let (mut after_colons, mut after_dot, mut colons) = (false, false, 0);
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Group(group) => {
                collect(group.stream(), found);
                (after_colons, after_dot, colons) = (false, false, 0);
            }
            TokenTree::Ident(ident) => {
                let name = ident.to_string();
                let starts = !after_colons && !after_dot;
                let is_module = MODULES.iter().any(|(module, _)| *module == name);
                let leads = match tokens.peek() {
                    Some(TokenTree::Punct(next)) => {
                        next.as_char() == ':' && next.spacing() == proc_macro2::Spacing::Joint
                    }
                    Some(TokenTree::Group(next)) => {
                        next.delimiter() == proc_macro2::Delimiter::Parenthesis
                    }
                    _ => false,
                };
                let calls =
                    matches!(tokens.peek(), Some(TokenTree::Punct(next)) if next.as_char() == '!');
                if starts && calls {
                    found.insert(format!("{name}!"));
                } else if starts && (!is_module || leads) {
                    found.insert(name);
                }
                (after_colons, after_dot, colons) = (false, false, 0);
            }
            TokenTree::Punct(punct) => {
                colons = if punct.as_char() == ':' {
                    colons + 1
                } else {
                    0
                };
                after_colons = colons == 2;
                after_dot = punct.as_char() == '.';
            }
            TokenTree::Literal(_) => (after_colons, after_dot, colons) = (false, false, 0),
        }
    }
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
        let mut found = BTreeSet::new();
        let text = "fn f(v: types::Call) -> Maybe<Self> { self.header; a::Kind; fmt::Formatter; required(x); let fmt = 1; }";
        collect(text.parse().expect("tokens"), &mut found);
        for name in ["types", "Maybe", "fmt", "required"] {
            assert!(found.contains(name), "{name}");
        }
        for name in ["Call", "Kind", "header"] {
            assert!(!found.contains(name), "{name}");
        }
    }
}
