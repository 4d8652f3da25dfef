//! Server Objects (OpenAPI 3.0.3, 4.7.5): of the whole API, of a path, of an operation.

use serde_json::Value;

use super::Lowerer;
use super::path::{Part, parts};
use crate::diagnostics::{At, Diagnostic};
use crate::model::{Server, ServerVariable};
use crate::pointer::Pointer;

impl Lowerer<'_, '_> {
    pub(super) fn servers(&mut self, at: &Pointer) -> Vec<Server> {
        let count = match self.resolver.get(at) {
            None => 0,
            Some(Value::Array(list)) => list.len(),
            Some(_) => {
                self.diagnostics.push(
                    Diagnostic::error(
                        "malformed",
                        At::Value(at.clone()),
                        "`servers` is a list of Server Objects",
                    )
                    .hint("write `servers: [{url: https://api.example.com}]`"),
                );
                0
            }
        };
        (0..count)
            .filter_map(|index| self.server(&at.index(index)))
            .collect()
    }

    fn server(&mut self, at: &Pointer) -> Option<Server> {
        let outcome = self.resolver.read::<openapiv3::Server>(at, "server", &[]);
        let server = self.keep(outcome, "the server is left out")?;
        let variables = server.variables.into_iter().flatten();
        let mut variables: Vec<_> = variables
            .map(|(name, variable)| ServerVariable {
                name,
                default: variable.default,
                values: variable.enumeration,
            })
            .collect();
        // Their order has no meaning.
        variables.sort_by(|one, other| one.name.cmp(&other.name));
        let is_known = |name: &String| variables.iter().any(|known| known.name == *name);
        let unknown = parts(&server.url).into_iter().find_map(|part| match part {
            Part::Name(name) if !is_known(&name) => Some(name),
            _ => None,
        });
        if let Some(name) = unknown {
            self.defect(
                "undeclared-server-variable",
                &at.child("url"),
                format!("the URL names `{{{name}}}`, but there is no such variable"),
                "the server is left out; declare it under `variables` with a default",
            );
            return None;
        }
        Some(Server {
            template: server.url,
            variables,
            description: server.description,
        })
    }

    /// The server of an operation that is not sent where the others are.
    pub(super) fn own_server(&mut self, item: &Pointer, operation: &Pointer) -> Option<Server> {
        let has_own = |at: &Pointer| {
            let list = self.resolver.get(&at.child("servers"));
            list.and_then(Value::as_array)
                .is_some_and(|list| !list.is_empty())
        };
        let at = [operation, item].into_iter().find(|at| has_own(at))?;
        let at = at.child("servers");
        let servers = self.servers(&at);
        let is_usable = |server: &Server| server.is_absolute() || server.template.starts_with('/');
        let own = servers.into_iter().find(is_usable);
        if own.is_none() {
            self.warning(
                "ignored-field",
                &at,
                "`servers` is not carried over here: none has a full address or path".to_owned(),
                "the client sends to its base URL",
            );
        }
        own
    }
}
