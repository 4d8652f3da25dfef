// @generated from an OpenAPI description; change that, its policy or the templates instead.

//! The URL of a server, and whether secrets may be sent there.

use std::error::Error;
use std::fmt;
use std::net::{Ipv4Addr, Ipv6Addr};

use http::uri::{self, Authority, PathAndQuery, Scheme, Uri};

use super::client::BuildError;
use super::transport::{TransportError, TransportErrorKind};

/// The URL of a server, which paths are put after.
#[derive(Clone, PartialEq, Eq)]
pub struct BaseUrl {
    /// Without a slash at the end.
    text: String,
    /// Its parts, so that they are not parsed for each request.
    scheme: Scheme,
    authority: Authority,
    path: String,
    keeps_secrets: bool,
}

impl BaseUrl {
    /// Takes an absolute `http` or `https` URL.
    pub fn parse(url: &str) -> Result<Self, BuildError> {
        let reject = |reason| BuildError::BaseUrl { reason };
        if url.contains('#') {
            return Err(reject("must not have a fragment"));
        }
        let uri: Uri = url.parse().map_err(|_| reject("is not a valid URL"))?;
        let authority = uri
            .authority()
            .ok_or(reject("must be absolute, such as https://example.com"))?;
        if authority.as_str().contains('@') {
            return Err(reject("must not hold a user name or password"));
        }
        if uri.query().is_some() {
            return Err(reject("must not have a query"));
        }
        if uri.path().split('/').any(is_dots) {
            return Err(reject("must not have `.` or `..` in its path"));
        }
        let is_web = |scheme: &&Scheme| **scheme == Scheme::HTTP || **scheme == Scheme::HTTPS;
        let (Some(scheme), false) = (uri.scheme().filter(is_web), authority.host().is_empty())
        else {
            return Err(reject("must begin with https:// or http:// and a host"));
        };
        let path = uri.path().trim_end_matches('/');
        Ok(Self {
            text: format!("{scheme}://{authority}{path}"),
            scheme: scheme.clone(),
            authority: authority.clone(),
            path: path.to_owned(),
            keeps_secrets: keeps_secrets(&uri),
        })
    }

    /// The URL, without a slash at the end.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The connection is encrypted, or does not leave this machine.
    pub fn keeps_secrets(&self) -> bool {
        self.keeps_secrets
    }

    /// The URL of a path and query on that server; both are escaped already.
    pub fn join(&self, path: &str, query: &str) -> Result<Uri, TransportError> {
        let slash = if path.starts_with('/') { "" } else { "/" };
        let mark = if path.contains('?') { "&" } else { "?" };
        let mark = if query.is_empty() { "" } else { mark };
        let parts = [&self.path, slash, path, mark, query];
        let mut path = String::with_capacity(parts.iter().map(|part| part.len()).sum());
        parts.iter().for_each(|part| path.push_str(part));
        let mut parts = uri::Parts::default();
        parts.scheme = Some(self.scheme.clone());
        parts.authority = Some(self.authority.clone());
        let path = PathAndQuery::try_from(path).map_err(refused)?;
        parts.path_and_query = Some(path);
        Uri::from_parts(parts).map_err(refused)
    }
}

fn refused(error: impl Error + Send + Sync + 'static) -> TransportError {
    TransportError::new(TransportErrorKind::Request, error)
}

impl fmt::Debug for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// The connection to that URL is encrypted, or does not leave this machine.
pub fn keeps_secrets(url: &Uri) -> bool {
    url.scheme_str() == Some("https") || url.host().is_some_and(is_loopback)
}

fn is_dots(segment: &str) -> bool {
    let plain = segment.replace("%2e", ".").replace("%2E", ".");
    matches!(plain.as_str(), "." | "..")
}

fn is_loopback(host: &str) -> bool {
    let address = host.trim_start_matches('[').trim_end_matches(']');
    host.eq_ignore_ascii_case("localhost")
        || address.parse::<Ipv4Addr>().is_ok_and(|ip| ip.is_loopback())
        || address.parse::<Ipv6Addr>().is_ok_and(|ip| ip.is_loopback())
}
