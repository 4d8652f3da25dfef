// @generated from an OpenAPI description; change that, its policy or the templates instead.

//! A token that is known in advance.

use http::Request;
use http::header::AUTHORIZATION;
use secrecy::{ExposeSecret as _, SecretString};

use super::super::body::Body;
use super::super::transport::BoxFuture;
use super::{AuthContext, Credentials, CredentialsError, ready, sensitive};

/// `Authorization: Bearer …`
#[derive(Clone, Debug)]
pub struct Bearer {
    token: SecretString,
}

impl Bearer {
    /// Credentials of that token.
    pub fn new(token: impl Into<SecretString>) -> Self {
        Self {
            token: token.into(),
        }
    }

    fn put_on(&self, request: &mut Request<Body>) -> Result<(), CredentialsError> {
        let value = sensitive(
            ["Bearer ", self.token.expose_secret()].concat(),
            "the bearer token has characters that no header can hold",
        )?;
        request.headers_mut().insert(AUTHORIZATION, value);
        Ok(())
    }
}

impl Credentials for Bearer {
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
