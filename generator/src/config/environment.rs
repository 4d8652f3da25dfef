//! `[environment]`: the variables that set up a client.

use toml::Spanned;
use toml::de::DeTable;

use super::values::{Item, Reader, in_order, owned};

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

impl Reader {
    pub(super) fn environment(&mut self, table: &DeTable<'_>) -> Environment {
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
}
