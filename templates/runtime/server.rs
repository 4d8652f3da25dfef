//! The servers of a description: URLs with variables in them, for all operations or for some.

use std::collections::BTreeMap;

use super::base_url::BaseUrl;
use super::call::Call;
use super::client::{BuildError, CoreBuilder};
use super::transport::{TransportError, TransportErrorKind};

/// A server of the description.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Server {
    /// Its URL, with `{name}` for each variable. It may be a path, on the host of the others.
    pub url: &'static str,
    /// What the description says about it.
    pub description: &'static str,
    /// What may be put in.
    pub variables: &'static [Variable],
}

/// A variable in the URL of a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Variable {
    /// Its name.
    pub name: &'static str,
    /// What is put in unless something else is set.
    pub default: &'static str,
    /// All that may be put in; anything if it is empty.
    pub values: &'static [&'static str],
}

/// What a builder was told about servers.
#[derive(Debug, Default)]
pub(super) struct Servers {
    all: &'static [Server],
    chosen: Option<&'static Server>,
    values: BTreeMap<String, String>,
    /// A base URL is set, which takes the place of all of them.
    pub(super) is_replaced: bool,
}

impl Servers {
    /// The base URL of a client.
    pub(super) fn base_url(&self, otherwise: String) -> Result<String, BuildError> {
        for name in self.values.keys() {
            let mut variables = self.all.iter().flat_map(|server| server.variables);
            if !variables.any(|variable| variable.name == name) {
                return Err(BuildError::ServerVariable(format!(
                    "no server has a variable `{name}`"
                )));
            }
        }
        for server in self.all {
            self.fill(server)?;
        }
        match self.chosen {
            Some(server) if !self.is_replaced => self.fill(server),
            _ => Ok(otherwise),
        }
    }

    fn fill(&self, server: &Server) -> Result<String, BuildError> {
        let mut url = server.url.to_owned();
        for variable in server.variables {
            let value = self.values.get(variable.name);
            let value = value.map_or(variable.default, String::as_str);
            let is_known = variable.values.is_empty() || variable.values.contains(&value);
            if !is_known && value != variable.default {
                let (name, values) = (variable.name, variable.values.join("`, `"));
                let problem = format!("`{name}` is one of `{values}`, not `{value}`");
                return Err(BuildError::ServerVariable(problem));
            }
            url = url.replace(&format!("{{{}}}", variable.name), value);
        }
        Ok(url)
    }

    /// Sends the call to the server of its operation, if that has one of its own.
    pub(super) fn apply(&self, call: &mut Call, base: &BaseUrl) -> Result<(), TransportError> {
        if let Some(server) = call.server.filter(|_| !self.is_replaced)
            && call.options.base_url.is_none()
        {
            let url = self.fill(server).map(|url| match url.strip_prefix('/') {
                Some(path) => format!("{}/{path}", origin(base.as_str())),
                None => url,
            });
            let url = url.and_then(|url| BaseUrl::parse(&url));
            let url =
                url.map_err(|error| TransportError::new(TransportErrorKind::Request, error))?;
            call.options.base_url = Some(Box::new(url));
        }
        Ok(())
    }
}

/// A URL without its path.
fn origin(url: &str) -> &str {
    let host = url.find("://").map_or(0, |at| at + 3);
    let end = url[host..].find('/').map_or(url.len(), |at| host + at);
    &url[..end]
}

impl CoreBuilder {
    /// All servers of the description.
    pub fn servers(mut self, all: &'static [Server]) -> Self {
        self.servers.all = all;
        self
    }

    /// The server of the operations that have none of their own.
    pub fn server(mut self, server: &'static Server) -> Self {
        self.servers.chosen = Some(server);
        self
    }

    /// The value of a variable, in the URLs of all servers that have one of this name.
    pub fn server_variable(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.servers.values.insert(name.into(), value.into());
        self
    }
}

impl Call {
    /// The server of the operation, in place of the client's.
    pub fn server(mut self: Box<Self>, server: &'static Server) -> Box<Self> {
        self.server = Some(server);
        self
    }
}
