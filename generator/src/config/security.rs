//! `[security]`: how security schemes look in the client.

use toml::Spanned;
use toml::de::DeTable;

use super::values::{Key, Reader, in_order, owned};

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

impl Reader {
    pub(super) fn security(&mut self, table: &DeTable<'_>) -> Vec<SecurityPolicy> {
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
}
