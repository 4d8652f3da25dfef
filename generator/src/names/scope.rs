//! Allocates names so that none is taken twice or means something else.

use foldhash::{HashMap, HashSet};

/// Names of one namespace.
pub struct Scope {
    /// Lists of names that nobody can have.
    reserved: &'static [&'static [&'static str]],
    taken: HashSet<String>,
    /// The last number behind a name: all before it are taken.
    numbers: HashMap<String, usize>,
    /// What is put behind a reserved name.
    suffix: &'static str,
    /// What is put behind a name that is taken, before numbers are.
    second: &'static str,
}

/// Names of the prelude and of what generated type files import.
pub const TYPE_NAMES: [&str; 44] = [
    "Option",
    "Some",
    "None",
    "Result",
    "Ok",
    "Err",
    "Vec",
    "String",
    "Box",
    "ToString",
    "ToOwned",
    "Clone",
    "Copy",
    "Debug",
    "Default",
    "Drop",
    "Eq",
    "PartialEq",
    "Ord",
    "PartialOrd",
    "Hash",
    "From",
    "Into",
    "TryFrom",
    "TryInto",
    "AsRef",
    "AsMut",
    "Iterator",
    "IntoIterator",
    "Extend",
    "Fn",
    "FnMut",
    "FnOnce",
    "Send",
    "Sync",
    "Sized",
    "Self",
    "Maybe",
    "RawJson",
    "Unrecognized",
    "Base64",
    "BTreeMap",
    "FromIterator",
    "Unpin",
];

/// What generated operation files import.
pub const OPERATION_NAMES: [&str; 37] = [
    "Body",
    "Bytes",
    "Call",
    "CallError",
    "CallFailure",
    "CallOptions",
    "Cause",
    "Client",
    "ClientBuilder",
    "CredentialsError",
    "Envelope",
    "Events",
    "Failed",
    "Failure",
    "FormField",
    "HeaderMap",
    "JsonLines",
    "Method",
    "Multipart",
    "Operation",
    "Part",
    "PartField",
    "PathStyle",
    "Place",
    "QueryStyle",
    "Response",
    "Sending",
    "Sent",
    "StatusCode",
    "TimeoutError",
    "TransportError",
    "Undecodable",
    "UnexpectedStatus",
    "Validate",
    "ValidationError",
    "Validator",
    "Kind",
];

const KEYWORDS: [&str; 53] = [
    "as", "break", "const", "continue", "crate", "else", "enum", "extern", "false", "fn", "for",
    "if", "impl", "in", "let", "loop", "match", "mod", "move", "mut", "pub", "ref", "return",
    "self", "static", "struct", "super", "trait", "true", "type", "unsafe", "use", "where",
    "while", "async", "await", "dyn", "abstract", "become", "box", "do", "final", "macro",
    "override", "priv", "typeof", "unsized", "virtual", "yield", "try", "gen", "union", "_",
];

/// The features that `templates/Cargo.toml` has for every crate.
const FEATURES: [&str; 10] = [
    "default",
    "all",
    "reqwest",
    "rustls",
    "rustls-no-provider",
    "native-tls",
    "gzip",
    "blocking",
    "tracing",
    "serde",
];

impl Scope {
    fn new(reserved: &'static [&'static [&'static str]], suffix: &'static str) -> Self {
        Self {
            reserved,
            taken: HashSet::default(),
            numbers: HashMap::default(),
            suffix,
            second: suffix,
        }
    }

    pub fn types() -> Self {
        Self::new(&[&TYPE_NAMES], "Model")
    }

    /// Builders, outputs and errors of operations.
    pub fn operations() -> Self {
        Self::new(&[&TYPE_NAMES, &OPERATION_NAMES], "Call")
    }

    /// The calls that operations share.
    pub fn calls() -> Self {
        Self {
            second: "",
            ..Self::types()
        }
    }

    /// Methods of the client.
    pub fn methods() -> Self {
        Self::new(
            &[
                &KEYWORDS,
                &["builder", "from_env", "core", "clone", "base_url"],
            ],
            "_",
        )
    }

    /// Arguments and setters of an operation.
    pub fn builder() -> Self {
        Self::new(
            &[
                &KEYWORDS,
                &[
                    "options",
                    "send",
                    "send_streaming",
                    "clone",
                    // Variables of the client's method.
                    "core",
                    "call",
                    "v",
                ],
            ],
            "_",
        )
    }

    pub fn fields() -> Self {
        Self::new(&[&KEYWORDS, &["new", "clone"]], "_")
    }

    /// Constants of headers.
    pub fn headers() -> Self {
        Self::new(&[&["_"]], "_HEADER")
    }

    pub fn variants() -> Self {
        Self {
            second: "",
            ..Self::new(&[&["Self"]], "_")
        }
    }

    /// Variants of an operation's error.
    pub fn statuses() -> Self {
        Self::new(
            &[&[
                "Self",
                "UnexpectedStatus",
                "Undecodable",
                "Transport",
                "Timeout",
                "Credentials",
                "Validation",
            ]],
            "Status",
        )
    }

    /// Cargo features of tags.
    pub fn features() -> Self {
        Self::new(&[&FEATURES], "-api")
    }

    pub fn modules() -> Self {
        Self::new(
            &[
                &KEYWORDS,
                &["types", "operations", "codec", "runtime", "client", "mod"],
            ],
            "_api",
        )
    }

    fn is_reserved(&self, name: &str) -> bool {
        self.reserved.iter().any(|list| list.contains(&name))
    }

    /// Whether anything can have the name.
    pub fn is_free(&self, name: &str) -> bool {
        !self.taken.contains(name) && !self.is_reserved(name)
    }

    /// The wanted name, or the nearest that is free.
    pub fn take(&mut self, wanted: &str) -> String {
        let mut name = wanted.to_owned();
        if self.is_reserved(&name) {
            name.push_str(self.suffix);
        } else if !self.is_free(&name) {
            name.push_str(self.second);
        }
        if !self.is_free(&name) {
            let mut number = self.numbers.get(wanted).map_or(2, |last| last + 1);
            name = format!("{wanted}{number}");
            while !self.is_free(&name) {
                number += 1;
                name = format!("{wanted}{number}");
            }
            self.numbers.insert(wanted.to_owned(), number);
        }
        self.taken.insert(name.clone());
        name
    }

    /// The first of several that is free.
    pub fn first_free(&mut self, wanted: &[&str]) -> String {
        let free = wanted.iter().find(|name| self.is_free(name));
        self.take(free.or(wanted.first()).copied().unwrap_or("Unknown"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_tag_takes_the_name_of_another_feature() {
        let manifest = include_str!("../../../templates/Cargo.toml");
        let (_, features) = manifest.split_once("[features]\n").expect("features");
        let (features, _) = features.split_once("\n[").expect("a table behind them");
        let names = features.lines().filter_map(|line| line.split_once(" = "));
        let mut names: Vec<&str> = names.map(|(name, _)| name).collect();
        names.retain(|name| !name.contains('{'));
        assert_eq!(names.len(), FEATURES.len());
        let mut scope = Scope::features();
        for name in names {
            assert_eq!(scope.take(name), format!("{name}-api"));
        }
    }

    #[test]
    fn a_reserved_or_taken_name_is_changed() {
        let mut types = Scope::types();
        assert_eq!(types.take("Option"), "OptionModel");
        assert_eq!(types.take("Pet"), "Pet");
        assert_eq!(types.take("Pet"), "PetModel");
        assert_eq!(types.take("Pet"), "Pet2");
        let mut fields = Scope::fields();
        assert_eq!(fields.take("type"), "type_");
        assert_eq!(fields.take("type_"), "type__");
        let mut variants = Scope::variants();
        assert_eq!(variants.take("Self"), "Self_");
        assert_eq!(variants.take("String"), "String");
        assert_eq!(variants.take("String"), "String2");
    }
}
