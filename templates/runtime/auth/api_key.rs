//! A key in a header, in the query, or in a cookie.

use http::header::COOKIE;
use http::uri::PathAndQuery;
use http::{HeaderName, Request, Uri};
use secrecy::{ExposeSecret as _, SecretString};

use super::super::body::Body;
use super::super::params::percent_encode;
use super::super::transport::BoxFuture;
use super::{AuthContext, Credentials, CredentialsError, ready, sensitive};

/// A key under a name.
#[derive(Clone, Debug)]
pub struct ApiKey {
    place: Place,
    name: String,
    key: SecretString,
}

#[derive(Clone, Copy, Debug)]
enum Place {
    Header,
    Query,
    Cookie,
}

const UNUSABLE: &str = "the API key has characters that cannot be sent";

impl ApiKey {
    /// A key in a header.
    pub fn header(name: impl Into<String>, key: impl Into<SecretString>) -> Self {
        Self {
            place: Place::Header,
            name: name.into(),
            key: key.into(),
        }
    }

    /// A key in the query.
    pub fn query(name: impl Into<String>, key: impl Into<SecretString>) -> Self {
        Self {
            place: Place::Query,
            name: name.into(),
            key: key.into(),
        }
    }

    /// A key in a cookie.
    pub fn cookie(name: impl Into<String>, key: impl Into<SecretString>) -> Self {
        Self {
            place: Place::Cookie,
            name: name.into(),
            key: key.into(),
        }
    }

    fn put_on(&self, request: &mut Request<Body>) -> Result<(), CredentialsError> {
        let key = self.key.expose_secret();
        match self.place {
            Place::Header => {
                let name = HeaderName::from_bytes(self.name.as_bytes()).map_err(|_| {
                    CredentialsError::unusable("the name of the API key is no header name")
                })?;
                request
                    .headers_mut()
                    .insert(name, sensitive(key.to_owned(), UNUSABLE)?);
            }
            Place::Query => {
                let pair = format!("{}={}", percent_encode(&self.name), percent_encode(key));
                let uri =
                    with_pair(request.uri(), &pair).ok_or(CredentialsError::unusable(UNUSABLE))?;
                *request.uri_mut() = uri;
            }
            Place::Cookie => {
                let pair = format!("{}={}", percent_encode(&self.name), percent_encode(key));
                let before = request
                    .headers()
                    .get(COOKIE)
                    .and_then(|value| value.to_str().ok());
                let cookies = before.map_or(pair.clone(), |before| format!("{before}; {pair}"));
                request
                    .headers_mut()
                    .insert(COOKIE, sensitive(cookies, UNUSABLE)?);
            }
        }
        Ok(())
    }
}

fn with_pair(uri: &Uri, pair: &str) -> Option<Uri> {
    let mut parts = uri.clone().into_parts();
    let before = parts
        .path_and_query
        .as_ref()
        .map_or("/", PathAndQuery::as_str);
    let separator = if uri.query().is_some_and(|query| !query.is_empty()) {
        "&"
    } else {
        "?"
    };
    let joined = format!("{}{separator}{pair}", before.trim_end_matches('?'));
    parts.path_and_query = Some(joined.parse().ok()?);
    Uri::from_parts(parts).ok()
}

impl Credentials for ApiKey {
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
