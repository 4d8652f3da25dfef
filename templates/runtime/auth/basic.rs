//! A user name and a password, sent with each request.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::Request;
use http::header::AUTHORIZATION;
use secrecy::{ExposeSecret as _, SecretString};

use super::super::body::Body;
use super::super::transport::BoxFuture;
use super::{AuthContext, Credentials, CredentialsError, ready, sensitive};

/// `Authorization: Basic …`
#[derive(Clone, Debug)]
pub struct Basic {
    username: String,
    password: SecretString,
}

impl Basic {
    /// Credentials of that user.
    pub fn new(username: impl Into<String>, password: impl Into<SecretString>) -> Self {
        Self {
            username: username.into(),
            password: password.into(),
        }
    }

    fn put_on(&self, request: &mut Request<Body>) -> Result<(), CredentialsError> {
        if self.username.contains(':') {
            return Err(CredentialsError::unusable(
                "the user name of Basic credentials must not hold a colon",
            ));
        }
        let pair = format!("{}:{}", self.username, self.password.expose_secret());
        let text = format!("Basic {}", STANDARD.encode(pair));
        let value = sensitive(text, "the password cannot be encoded")?;
        request.headers_mut().insert(AUTHORIZATION, value);
        Ok(())
    }
}

impl Credentials for Basic {
    fn authorize<'a>(
        &'a self,
        request: &'a mut Request<Body>,
        _: &'a AuthContext<'_>,
    ) -> BoxFuture<'a, Result<(), CredentialsError>> {
        ready(self.put_on(request))
    }

    fn authorize_at_once(
        &self,
        request: &mut Request<Body>,
        _: &AuthContext<'_>,
    ) -> Option<Result<(), CredentialsError>> {
        Some(self.put_on(request))
    }

    fn are_renewable(&self) -> bool {
        false
    }
}
