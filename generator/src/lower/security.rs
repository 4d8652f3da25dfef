//! Security Scheme Objects and Security Requirement Objects (OpenAPI 3.0.3,
//! 4.7.27 and 4.7.30).

use openapiv3::{APIKeyLocation, SecurityRequirement, SecurityScheme};

use super::Lowerer;
use crate::diagnostics::{At, Diagnostic};
use crate::model::{self, Location, SchemeKind};
use crate::pointer::Pointer;

impl Lowerer<'_, '_> {
    pub(super) fn security_schemes(&mut self) -> Vec<model::SecurityScheme> {
        let section = self.resolver.components("securitySchemes");
        let mut names = self.resolver.keys(&section);
        // Their order has no meaning.
        names.sort_unstable();
        names
            .into_iter()
            .filter(|name| self.selected.has_scheme(name))
            .filter_map(|name| self.security_scheme(name, &section.child(name)))
            .collect()
    }

    fn security_scheme(&mut self, name: &str, place: &Pointer) -> Option<model::SecurityScheme> {
        let followed = self.resolver.follow(place);
        let at = self.keep(followed, "the security scheme is left out")?;
        let outcome = self
            .resolver
            .read::<SecurityScheme>(&at, "security scheme", &[]);
        let (kind, description) = match self.keep(outcome, "the security scheme is left out")? {
            SecurityScheme::APIKey {
                location,
                name,
                description,
                ..
            } => {
                let location = match location {
                    APIKeyLocation::Query => Location::Query,
                    APIKeyLocation::Header => Location::Header,
                    APIKeyLocation::Cookie => Location::Cookie,
                };
                (SchemeKind::ApiKey { location, name }, description)
            }
            SecurityScheme::HTTP {
                scheme,
                description,
                ..
            } => (self.http_scheme(&at, &scheme), description),
            SecurityScheme::OAuth2 {
                flows, description, ..
            } => {
                let kind = match flows.client_credentials {
                    Some(flow) => SchemeKind::ClientCredentials {
                        token_url: flow.token_url,
                    },
                    None => SchemeKind::Bearer,
                };
                (kind, description)
            }
            SecurityScheme::OpenIDConnect { description, .. } => (SchemeKind::Bearer, description),
        };
        Some(model::SecurityScheme {
            name: name.to_owned(),
            kind,
            description,
            at,
        })
    }

    fn http_scheme(&mut self, at: &Pointer, scheme: &str) -> SchemeKind {
        match scheme.to_ascii_lowercase().as_str() {
            "basic" => SchemeKind::Basic,
            "digest" => SchemeKind::Digest,
            "bearer" => SchemeKind::Bearer,
            other => {
                self.warning(
                    "unsupported-http-scheme",
                    &at.child("scheme"),
                    format!("the HTTP authentication scheme `{other}` is not known; a bearer token is taken instead"),
                    "known are basic, bearer and digest; any other can be given to the client as custom credentials",
                );
                SchemeKind::Bearer
            }
        }
    }

    /// An or of ands of scheme names. Empty: no credentials are asked for.
    pub(super) fn security(
        &mut self,
        at: &Pointer,
        requirements: &[SecurityRequirement],
    ) -> Vec<Vec<String>> {
        let mut alternatives = Vec::new();
        for (index, requirement) in requirements.iter().enumerate() {
            let unknown = requirement
                .keys()
                .find(|name| !self.schemes.iter().any(|scheme| scheme.name == **name));
            match unknown {
                None => {
                    let mut together: Vec<String> = requirement.keys().cloned().collect();
                    together.sort_unstable();
                    alternatives.push(together);
                }
                Some(name) => self.diagnostics.push(
                    Diagnostic::defect(
                        "unknown-security-scheme",
                        At::Key(at.index(index).child(name)),
                        format!("the security scheme `{name}` is not declared"),
                    )
                    .hint("this alternative is left out; declare the scheme under `#/components/securitySchemes`"),
                ),
            }
        }
        alternatives
    }
}
