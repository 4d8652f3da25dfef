//! The generation policy: what a description does not say, and what it says in an unlucky way.
//!
//! A policy is a file `spec/<api>.toml` beside the description. Every key is optional; the keys are
//! documented at the fields of [`Policy`] and of the types it is made of. An unknown key is an error,
//! and so is an entry that matches nothing in the description: each entry keeps its byte range, so
//! that the stage that looks for it can point at it with [`At::Policy`](crate::diagnostics::At).
//!
//! ```toml
//! spec = "pets.yaml"                  # the description; default: same name as this file
//! overlays = ["pets.overlay.yaml"]    # changes to the description
//! out = "../generated/pets"           # the crate's folder; default: ../generated/<crate name>
//!
//! [crate]
//! name = "pets"                       # default: the name of this file
//! version = "0.1.0"
//! keywords = ["pets", "client"]
//!
//! [operations]
//! findPetsByStatus = "findPets"       # operationId = shorter name
//! "POST /pets/{id}/photo" = "upload"  # method and path = name
//!
//! [types]
//! PetV2 = "Pet"                       # component schema = type name
//! "#/components/schemas/Pet/properties/owner" = "Owner"
//!
//! [properties]
//! "#/components/schemas/Pet/properties/type" = "kind"
//!
//! [variants]
//! "PetStatus.n/a" = "NotAvailable"    # Type.VALUE = variant name
//!
//! [aliases]
//! Beast = "Pet"                       # names of an earlier version, which stay for a while
//! find_beast = "find_pet"
//!
//! [features]
//! default = ["Pets", "Shops"]         # the tags that the default features bring in; else all
//! ```

mod envelope;
mod environment;
mod errors;
mod features;
mod formats;
mod media;
mod package;
mod pagination;
mod read;
mod renames;
mod security;
mod select;
mod values;

use std::path::PathBuf;

pub use toml::Spanned;

pub use self::envelope::EnvelopePolicy;
pub use self::environment::{Credential, Environment};
pub use self::errors::{ErrorPolicy, FieldsPolicy};
pub use self::features::FeaturePolicy;
pub use self::formats::FormatPolicy;
pub use self::media::{MediaPolicy, MediaVersion, is_date};
pub use self::package::CratePolicy;
pub use self::pagination::{PageStep, PaginationPolicy};
pub use self::renames::{Rename, Renames};
pub use self::security::SecurityPolicy;
pub use self::select::{
    Criteria, Criterion, METHODS, Selection, is_method, path_fits, path_pattern_problem,
};
use crate::diagnostics::Diagnostics;
use crate::lock::Lock;

/// The text of a policy file, for messages about it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PolicySource {
    /// Where it came from, as the user wrote it.
    pub path: PathBuf,
    /// Its text, without a byte order mark.
    pub text: String,
}

/// The decisions for one crate; see the [module](self) for an example.
#[derive(Clone, Debug, Default)]
pub struct Policy {
    /// The file behind it; `None` for a run without one.
    pub source: Option<PolicySource>,
    /// The name that stands in for `[crate] name` where that is missing.
    default_name: String,
    /// `spec`: the description, relative to the policy file.
    ///
    /// Default: the file of the same name with the extension `.yaml`, `.yml` or `.json`.
    pub spec: Option<Spanned<String>>,
    /// `overlays`: OpenAPI Overlay documents that mend the description, relative to the policy file, in
    /// the order of their application.
    pub overlays: Vec<Spanned<String>>,
    /// `out`: the folder of the generated crate, relative to the policy file.
    ///
    /// Default: `../generated/<crate name>`.
    pub out: Option<Spanned<String>>,
    /// `[crate]`: what stands in the crate's `Cargo.toml`.
    pub krate: CratePolicy,
    /// `[operations]`: `operationId = "name"` or `"POST /path" = "name"`: other names for operations.
    pub operations: Renames,
    /// `[types]`: `Schema = "TypeName"` for component schemas, `"#/json/pointer" = "TypeName"` for
    /// schemas without a name.
    pub types: Renames,
    /// `[properties]`: `"#/json/pointer/of/the/property" = "field_name"`.
    pub properties: Renames,
    /// `[variants]`: `"TypeName.VALUE" = "VariantName"`: other names for enum and union variants.
    pub variants: Renames,
    /// `[aliases]`: `OldType = "NewType"` and `old_method = "new_method"`: what items of the crate were
    /// called before. The old names stay, deprecated.
    pub aliases: Renames,
    /// `[envelope]`: the API can wrap replies into an object that carries the status.
    pub envelope: Option<EnvelopePolicy>,
    /// `[environment]`: the variables that `Client::from_env` reads.
    pub environment: Environment,
    /// `[security.NAME]`: one table per security scheme, in the order of the file.
    pub security: Vec<SecurityPolicy>,
    /// `[errors]`: which properties of error bodies say what happened.
    pub errors: ErrorPolicy,
    /// `[media]`: which media type is spoken where the description has several.
    pub media: MediaPolicy,
    /// `[formats]`: the Rust types of strings of a format.
    pub formats: Vec<FormatPolicy>,
    /// `[[pagination]]`: lists that come in pages.
    pub pagination: Vec<PaginationPolicy>,
    /// `[features]`: the Cargo features for the tags.
    pub features: FeaturePolicy,
    /// `[select]`: which operations the crate has; all unless set.
    pub select: Selection,
    /// What earlier runs have decided; in a file of its own, beside the policy.
    pub lock: Lock,
    /// Whether `select` comes from the command line.
    is_narrowed: bool,
}

impl Policy {
    /// The policy of a run without a policy file, for a crate of this name.
    pub fn default_for(crate_name: &str) -> Self {
        Self {
            default_name: crate_name.to_owned(),
            ..Self::default()
        }
    }

    /// Reads a policy. Without `[crate] name` the crate is called like the file.
    ///
    /// # Errors
    /// Bad TOML, unknown keys, values of a wrong type or out of range: all that there are, on top of
    /// what was in `diagnostics` before. The result holds the text, so that it can be rendered.
    pub fn parse(source: PolicySource, diagnostics: &mut Diagnostics) -> Result<Self, Diagnostics> {
        let (mut policy, problems) = read::read(&source.text);
        diagnostics.extend(problems);
        diagnostics.checkpoint().map_err(|mut problems| {
            problems.attach_policy(source.clone());
            problems
        })?;
        let stem = source.path.file_stem().unwrap_or_default();
        policy.default_name = crate_name(&stem.to_string_lossy());
        policy.source = Some(source);
        Ok(policy)
    }

    /// The name of the generated crate.
    pub fn crate_name(&self) -> &str {
        self.krate
            .name
            .as_ref()
            .map_or(&self.default_name, |name| name.get_ref())
    }

    /// Replaces the crate's name, as `--name` does.
    pub fn set_crate_name(&mut self, name: &str) {
        self.krate.name = None;
        self.default_name = name.to_owned();
    }

    /// Replaces `[select]`, as `--operation` and its like do. Entries of the policy may be about
    /// parts that are not selected, then.
    pub fn narrow(&mut self, selection: Selection) {
        self.select = selection;
        self.is_narrowed = true;
    }

    /// Whether the crate is to have less than the policy was written for.
    pub fn is_narrowed(&self) -> bool {
        self.is_narrowed
    }

    /// The type of strings of a format, where the policy has one.
    pub fn format(&self, format: &str) -> Option<&FormatPolicy> {
        self.formats
            .iter()
            .find(|policy| policy.format.get_ref() == format)
    }

    /// The policy of one security scheme.
    pub fn security(&self, scheme: &str) -> Option<&SecurityPolicy> {
        self.security
            .iter()
            .find(|policy| policy.scheme.get_ref() == scheme)
    }
}

/// Makes a crate name of any text: `My API (v2).yaml` without its extension gives `my-api-v2`.
pub fn crate_name(text: &str) -> String {
    let words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    let words: Vec<_> = words.filter(|word| !word.is_empty()).collect();
    let name = words.join("-").to_ascii_lowercase();
    match name.chars().next() {
        Some(first) if first.is_ascii_alphabetic() => name,
        Some(_) => format!("api-{name}"),
        None => "api".to_owned(),
    }
}

/// Whether cargo takes this as the name of a crate.
pub fn is_crate_name(name: &str) -> bool {
    let word = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    name.len() <= 64
        && name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.chars().all(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn crate_names() {
        assert_eq!(crate_name("My API (v2)"), "my-api-v2");
        assert_eq!(crate_name("31.petstore"), "api-31-petstore");
        assert_eq!(crate_name("→"), "api");
        for text in ["My API (v2)", "31.petstore", "→", "_x"] {
            assert!(is_crate_name(&crate_name(text)), "{text}");
        }
        assert!(!is_crate_name("") && !is_crate_name("1a") && !is_crate_name("a b"));
    }

    #[test]
    fn names_come_from_the_policy_then_the_file() {
        let parse = |text: &str| {
            let source = PolicySource {
                path: "spec/pets.toml".into(),
                text: text.into(),
            };
            Policy::parse(source, &mut Diagnostics::default()).unwrap()
        };
        assert_eq!(parse("").crate_name(), "pets");
        let mut named = parse("[crate]\nname = 'dogs'");
        assert_eq!(named.crate_name(), "dogs");
        named.set_crate_name("cats");
        assert_eq!(named.crate_name(), "cats");
        assert_eq!(Policy::default_for("x").crate_name(), "x");
    }
}
