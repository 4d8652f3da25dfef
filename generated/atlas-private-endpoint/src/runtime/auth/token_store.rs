// @generated from an OpenAPI description; change that, its policy or the templates instead.

//! Where tokens outlive a client, so that short-lived processes share one.

use std::time::SystemTime;

use secrecy::SecretString;

use super::super::transport::BoxFuture;

/// Keeps tokens for credentials that fetch them.
///
/// What is stored is as good as a password for as long as it lives: a file should be readable by
/// its owner only. A store that cannot be read is an empty one, and no call fails for it: a store
/// should report its own problems.
pub trait TokenStore: Send + Sync + 'static {
    /// The token under that key. It may have expired.
    fn load<'a>(&'a self, key: &'a TokenKey) -> BoxFuture<'a, Option<StoredToken>>;

    /// Keeps a token in place of the one before it.
    fn save<'a>(&'a self, key: &'a TokenKey, token: StoredToken) -> BoxFuture<'a, ()>;

    /// Forgets a token, which has been revoked.
    fn remove<'a>(&'a self, key: &'a TokenKey) -> BoxFuture<'a, ()>;
}

impl<T: TokenStore + ?Sized> TokenStore for std::sync::Arc<T> {
    fn load<'a>(&'a self, key: &'a TokenKey) -> BoxFuture<'a, Option<StoredToken>> {
        T::load(self, key)
    }

    fn save<'a>(&'a self, key: &'a TokenKey, token: StoredToken) -> BoxFuture<'a, ()> {
        T::save(self, key, token)
    }

    fn remove<'a>(&'a self, key: &'a TokenKey) -> BoxFuture<'a, ()> {
        T::remove(self, key)
    }
}

/// Whose token it is, and what for. It is no secret.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub struct TokenKey {
    /// The absolute URL that gives out the tokens.
    pub token_url: String,
    /// The client's id.
    pub client_id: String,
    /// The scopes that were asked for, separated by spaces.
    pub scopes: String,
}

impl TokenKey {
    /// The key of that client's tokens.
    pub fn new(
        token_url: impl Into<String>,
        client_id: impl Into<String>,
        scopes: impl Into<String>,
    ) -> Self {
        Self {
            token_url: token_url.into(),
            client_id: client_id.into(),
            scopes: scopes.into(),
        }
    }
}

/// A token and its life.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct StoredToken {
    /// The token.
    pub access_token: SecretString,
    /// From when on it should be renewed, if it does not last for ever.
    pub renew_at: Option<SystemTime>,
    /// From when on it is of no use, if it does not last for ever.
    pub expires_at: Option<SystemTime>,
}

impl StoredToken {
    /// A token that lasts for ever.
    pub fn new(access_token: impl Into<SecretString>) -> Self {
        Self {
            access_token: access_token.into(),
            renew_at: None,
            expires_at: None,
        }
    }

    /// The same token with that life.
    #[must_use]
    pub fn with_life(self, renew_at: Option<SystemTime>, expires_at: Option<SystemTime>) -> Self {
        Self {
            renew_at,
            expires_at,
            ..self
        }
    }
}
