//! The tables of a policy.

use toml::Spanned;

/// `[crate]`: what stands in the `Cargo.toml` of the generated crate.
#[derive(Clone, Debug, Default)]
pub struct CratePolicy {
    /// `name`: the crate's name. Default: the name of the policy file.
    pub name: Option<Spanned<String>>,
    /// `version`: a semantic version. Default: `0.1.0`.
    pub version: Option<Spanned<String>>,
    /// `description`: one sentence. Default: the first sentence of the API's description or its title.
    pub description: Option<Spanned<String>>,
    /// `license`: an SPDX expression. Default: `MIT OR Apache-2.0`.
    pub license: Option<Spanned<String>>,
    /// `repository`: a URL.
    pub repository: Option<Spanned<String>>,
    /// `homepage`: a URL.
    pub homepage: Option<Spanned<String>>,
    /// `keywords`: at most five, as the package index wants them.
    pub keywords: Vec<Spanned<String>>,
    /// `categories`: slugs of the package index.
    pub categories: Vec<Spanned<String>>,
    /// `rust-version`: the oldest compiler that the crate is for.
    pub rust_version: Option<Spanned<String>>,
    /// `authors`: names with addresses.
    pub authors: Vec<Spanned<String>>,
}

/// One entry of a table of names.
#[derive(Clone, Debug)]
pub struct Rename {
    /// What is renamed.
    pub key: Spanned<String>,
    /// Its name.
    pub name: Spanned<String>,
}

/// A table of names, in the order of the file.
#[derive(Clone, Debug, Default)]
pub struct Renames(pub(super) Vec<Rename>);

impl Renames {
    /// The name that the policy gives to `key`.
    pub fn get(&self, key: &str) -> Option<&Rename> {
        self.0.iter().find(|rename| rename.key.get_ref() == key)
    }

    /// All entries, to look for those that match nothing.
    pub fn iter(&self) -> std::slice::Iter<'_, Rename> {
        self.0.iter()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// `[envelope]`: a parameter asks the API to wrap the reply into an object with the status in it.
#[derive(Clone, Debug)]
pub struct EnvelopePolicy {
    /// `parameter`: the query parameter that asks for it.
    pub parameter: Spanned<String>,
    /// `status`: the property that holds the status. Default: `status`.
    pub status: Option<Spanned<String>>,
    /// `content`: the property that holds the reply. Default: `content`.
    pub content: Option<Spanned<String>>,
}

impl EnvelopePolicy {
    /// The property that holds the status.
    pub fn status(&self) -> &str {
        self.status.as_ref().map_or("status", |name| name.get_ref())
    }

    /// The property that holds the reply.
    pub fn content(&self) -> &str {
        self.content
            .as_ref()
            .map_or("content", |name| name.get_ref())
    }
}

/// `[environment]`: the environment variables that set up a client.
#[derive(Clone, Debug, Default)]
pub struct Environment {
    /// `base-url`: variables that hold the base URL; the first that is set counts.
    pub base_url: Vec<Spanned<String>>,
    /// `credentials`: an array of tables; the first of which all variables are set counts.
    pub credentials: Vec<Credential>,
}

/// One entry of `[environment] credentials`:
/// `{ scheme = "ServiceAccounts", client-id = ["ID"], client-secret = ["SECRET"] }` or
/// `{ bearer = ["TOKEN"] }`.
#[derive(Clone, Debug)]
pub struct Credential {
    /// `scheme`: the security scheme; `None` for a plain bearer token.
    pub scheme: Option<Spanned<String>>,
    /// All other keys: an argument of the scheme, or `bearer`, and the variables that hold it; the
    /// first that is set counts.
    pub variables: Vec<(Spanned<String>, Vec<Spanned<String>>)>,
    /// The byte range of the whole entry.
    pub range: std::ops::Range<usize>,
}

/// `[security.NAME]`: how a security scheme looks in the client.
#[derive(Clone, Debug)]
pub struct SecurityPolicy {
    /// `NAME`: the scheme in the description.
    pub scheme: Spanned<String>,
    /// `method`: the method of the client's builder. Default: made from the scheme's name.
    pub method: Option<Spanned<String>>,
    /// `arguments`: the names of that method's arguments, in order.
    pub arguments: Vec<Spanned<String>>,
    /// `token-url`: where tokens come from, instead of what the description says.
    pub token_url: Option<Spanned<String>>,
    /// `revocation-url`: where tokens are given back, which a description cannot say.
    pub revocation_url: Option<Spanned<String>>,
}

/// `fields` of `[errors]`: where error bodies list the fields of a request that are wrong.
#[derive(Clone, Debug)]
pub struct FieldsPolicy {
    /// `list`: the list, or the properties that lead to it, with dots between them.
    pub list: Spanned<String>,
    /// `field`: the property of an entry that names the field.
    pub field: Spanned<String>,
    /// `message`: the property of an entry that says what is wrong with it.
    pub message: Spanned<String>,
}

impl FieldsPolicy {
    /// The properties that lead to the list.
    pub fn list_path(&self) -> impl Iterator<Item = &str> {
        self.list.get_ref().split('.')
    }
}

/// `[media]`: which media type is spoken where the description has several.
#[derive(Clone, Debug, Default)]
pub struct MediaPolicy {
    /// `version`: of media types that have a date in their name (`application/vnd.x.2024-08-05+json`),
    /// `"newest"`, or the newest that is not newer than a date: `"2024-12-31"`. Default: `newest`.
    pub version: Option<Spanned<MediaVersion>>,
    /// `prefer`: media types that are taken before all others, the first first.
    pub prefer: Vec<Spanned<String>>,
}

/// Which version of a media type is taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MediaVersion {
    /// The newest.
    Newest,
    /// The newest that is not newer than this date.
    NotAfter(String),
}

/// `2024-08-05`
pub fn is_date(text: &str) -> bool {
    let digits =
        |part: &str, count| part.len() == count && part.bytes().all(|b| b.is_ascii_digit());
    match text.split('-').collect::<Vec<_>>()[..] {
        [year, month, day] => digits(year, 4) && digits(month, 2) && digits(day, 2),
        _ => false,
    }
}

/// `[errors]`: what to tell people about an error reply.
#[derive(Clone, Debug, Default)]
pub struct ErrorPolicy {
    /// `code`: the property of error bodies that holds a stable code.
    pub code: Option<Spanned<String>>,
    /// `message`: the property of error bodies that holds a text for people.
    pub message: Option<Spanned<String>>,
    /// `fields`: where error bodies list the fields that are wrong.
    pub fields: Option<FieldsPolicy>,
    /// `[errors.hints]`: `CODE = "what to do"`.
    pub hints: Renames,
}
