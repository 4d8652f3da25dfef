//! The client and its builder: servers, credentials and the environment.

use quote::quote;
use serde::Serialize;

use super::Context;
use super::docs::{clean, comment};
use super::render::Renderer;
use crate::model::{Location, SchemeKind, SecurityScheme};
use crate::names::snake;

pub fn file(context: &Context<'_>, renderer: &Renderer) -> Result<String, String> {
    renderer.render("client.rs", &view(context))
}

#[derive(Serialize)]
struct View<'a> {
    root: &'a str,
    runtime: &'a str,
    /// The policy says what error bodies look like.
    error_shape: bool,
    envelope: Option<EnvelopeView>,
    title: String,
    /// The default base URL as a literal; empty if the description has none.
    base_url: String,
    base_url_docs: String,
    /// All servers, where there are several, or variables.
    servers: Vec<super::servers::ServerView>,
    /// The first of them is the usual one.
    has_server: bool,
    has_variables: bool,
    schemes: Vec<SchemeView>,
    /// The schemes that a bearer token of the caller's may stand for, as literals.
    bearer_schemes: Vec<String>,
    /// Some scheme's credentials fetch tokens.
    fetches_tokens: bool,
    environment: Option<EnvironmentView>,
}

/// The envelope of the policy, as literals.
#[derive(Serialize)]
struct EnvelopeView {
    parameter: String,
    status: String,
    content: String,
}

#[derive(Serialize)]
struct SchemeView {
    docs: String,
    method: String,
    parameters: Vec<Argument>,
    /// The scheme's name as a literal.
    name: String,
    /// The expression that makes the credentials.
    value: String,
}

#[derive(Serialize)]
struct Argument {
    name: String,
    ty: &'static str,
}

#[derive(Serialize)]
struct EnvironmentView {
    docs: String,
    /// Variables of the base URL as literals.
    base_url: Vec<String>,
    credentials: Vec<CredentialView>,
}

#[derive(Serialize)]
struct CredentialView {
    method: String,
    /// For each argument, the variables to look at, as literals.
    variables: Vec<Vec<String>>,
}

fn literal(text: &str) -> String {
    quote!(#text).to_string()
}

fn view<'a>(context: &'a Context<'_>) -> View<'a> {
    let mut servers = context.api.servers.iter();
    let server = servers.find(|server| server.is_absolute());
    let url = server.map(crate::model::Server::url);
    let bearer_schemes = context
        .api
        .schemes
        .iter()
        .filter(|scheme| {
            matches!(
                scheme.kind,
                SchemeKind::Bearer | SchemeKind::ClientCredentials { .. }
            )
        })
        .map(|scheme| literal(&scheme.name))
        .collect();
    View {
        root: context.root,
        runtime: context.runtime,
        error_shape: super::errors::has_error_shape(context),
        envelope: context.policy.envelope.as_ref().map(|policy| EnvelopeView {
            parameter: literal(policy.parameter.get_ref()),
            status: literal(policy.status()),
            content: literal(policy.content()),
        }),
        title: super::package::title(context),
        base_url: literal(&url.unwrap_or_default()),
        servers: super::servers::views(context),
        has_server: server.is_some(),
        has_variables: super::servers::all(context)
            .iter()
            .any(|server| !server.variables.is_empty()),
        base_url_docs: comment(&server.map_or_else(
            || {
                let why = if context.api.servers.is_empty() {
                    "The description names no server"
                } else {
                    "The server of the description has no full address"
                };
                format!("{why}: the builder needs a base URL.")
            },
            |_| "The server that is used unless the builder is given another one.".to_owned(),
        )),
        schemes: context
            .api
            .schemes
            .iter()
            .filter(|scheme| scheme.kind != SchemeKind::Bearer)
            .map(|scheme| scheme_view(context, scheme))
            .collect(),
        bearer_schemes,
        fetches_tokens: context
            .api
            .schemes
            .iter()
            .any(|scheme| matches!(scheme.kind, SchemeKind::ClientCredentials { .. })),
        environment: environment(context),
    }
}

/// The arguments that a kind of credentials takes: key in the policy, default name.
pub fn arguments(kind: &SchemeKind) -> &'static [(&'static str, &'static str)] {
    match kind {
        SchemeKind::Basic | SchemeKind::Digest => {
            &[("username", "username"), ("password", "password")]
        }
        SchemeKind::ClientCredentials { .. } => &[
            ("client-id", "client_id"),
            ("client-secret", "client_secret"),
        ],
        SchemeKind::Bearer => &[("token", "token")],
        SchemeKind::ApiKey { .. } => &[("key", "key")],
    }
}

fn scheme_view(context: &Context<'_>, scheme: &SecurityScheme) -> SchemeView {
    let policy = context.policy.security(&scheme.name);
    let names: Vec<String> = arguments(&scheme.kind)
        .iter()
        .enumerate()
        .map(|(index, (_, default))| {
            policy
                .and_then(|policy| policy.arguments.get(index))
                .map_or_else(|| (*default).to_owned(), |name| snake(name.get_ref()))
        })
        .collect();
    let last = names.len() - 1;
    let parameters = names
        .iter()
        .enumerate()
        .map(|(index, name)| Argument {
            name: name.clone(),
            ty: if index == last {
                "impl Into<SecretString>"
            } else {
                "impl Into<String>"
            },
        })
        .collect();
    let passed = names.join(", ");
    let value = match &scheme.kind {
        SchemeKind::Basic => format!("auth::basic::Basic::new({passed})"),
        SchemeKind::Digest => format!("auth::digest::Digest::new({passed})"),
        SchemeKind::Bearer => format!("auth::Bearer::new({passed})"),
        SchemeKind::ClientCredentials { token_url } => {
            let url = policy
                .and_then(|policy| policy.token_url.as_ref())
                .map_or(token_url, |url| url.get_ref());
            let revocation = policy
                .and_then(|policy| policy.revocation_url.as_ref())
                .map_or_else(String::new, |url| {
                    format!(".revocation_url({})", literal(url.get_ref()))
                });
            format!(
                "auth::client_credentials::ClientCredentials::new({}, {passed}){revocation}",
                literal(url)
            )
        }
        SchemeKind::ApiKey { location, name } => {
            let constructor = match location {
                Location::Cookie => "cookie",
                Location::Query => "query",
                Location::Header | Location::Path | Location::Part => "header",
            };
            format!(
                "auth::api_key::ApiKey::{constructor}({}, {passed})",
                literal(name)
            )
        }
    };
    SchemeView {
        docs: comment(&scheme_docs(scheme)),
        method: method(context, scheme),
        parameters,
        name: literal(&scheme.name),
        value,
    }
}

/// The methods that the builder has of its own.
const BUILDER_METHODS: [&str; 21] = [
    "server",
    "server_variable",
    "base_url",
    "user_agent",
    "transport",
    "timeout",
    "attempt_timeout",
    "connect_timeout",
    "read_timeout",
    "response_limit",
    "token_store",
    "retry",
    "retry_budget",
    "validate",
    "credentials",
    "bearer",
    "build",
    "from_env",
    "default_header",
    "clock",
    "custom_credentials",
];

/// The builder's method for a scheme. `api-key` and `apiKey` may stand beside each other.
fn method(context: &Context<'_>, scheme: &SecurityScheme) -> String {
    let mut taken: Vec<String> = Vec::new();
    for other in &context.api.schemes {
        let wanted = wanted_method(context, other);
        let mut name = wanted.clone();
        for number in 2.. {
            if !taken.contains(&name) {
                break;
            }
            name = format!("{wanted}{number}");
        }
        if other.name == scheme.name {
            return name;
        }
        if other.kind != SchemeKind::Bearer {
            taken.push(name);
        }
    }
    wanted_method(context, scheme)
}

fn wanted_method(context: &Context<'_>, scheme: &SecurityScheme) -> String {
    let chosen = context
        .policy
        .security(&scheme.name)
        .and_then(|policy| policy.method.as_ref());
    let name = chosen.map_or_else(|| snake(&scheme.name), |name| snake(name.get_ref()));
    if BUILDER_METHODS.contains(&name.as_str()) || syn::parse_str::<syn::Ident>(&name).is_err() {
        format!("{name}_auth")
    } else {
        name
    }
}

fn scheme_docs(scheme: &SecurityScheme) -> String {
    let kind = match &scheme.kind {
        SchemeKind::Basic => "HTTP Basic",
        SchemeKind::Digest => "HTTP Digest",
        SchemeKind::Bearer => "a bearer token",
        SchemeKind::ClientCredentials { .. } => {
            "OAuth 2.0 client credentials, whose token is fetched, kept and renewed"
        }
        SchemeKind::ApiKey { .. } => "an API key",
    };
    let words = scheme
        .description
        .as_deref()
        .map(clean)
        .filter(|words| !words.is_empty());
    let head = format!(
        "Signs requests in with `{}`: {kind}.",
        scheme.name.replace('`', "")
    );
    words.map_or_else(|| head.clone(), |words| format!("{head}\n\n{words}"))
}

fn environment(context: &Context<'_>) -> Option<EnvironmentView> {
    let policy = &context.policy.environment;
    if policy.base_url.is_empty() && policy.credentials.is_empty() {
        return None;
    }
    let credentials: Vec<CredentialView> = policy
        .credentials
        .iter()
        .filter_map(|credential| {
            let Some(name) = &credential.scheme else {
                let variables = credential
                    .variables
                    .iter()
                    .map(|(_, names)| names.iter().map(|name| literal(name.get_ref())).collect());
                return Some(CredentialView {
                    method: "bearer".to_owned(),
                    variables: variables.collect(),
                });
            };
            let scheme = context
                .api
                .schemes
                .iter()
                .find(|scheme| scheme.name == *name.get_ref())?;
            let variables = arguments(&scheme.kind)
                .iter()
                .map(|(key, _)| {
                    let found = credential
                        .variables
                        .iter()
                        .find(|(name, _)| name.get_ref() == key);
                    found.map_or_else(Vec::new, |(_, names)| {
                        names.iter().map(|name| literal(name.get_ref())).collect()
                    })
                })
                .collect();
            let method = if scheme.kind == SchemeKind::Bearer {
                "bearer".to_owned()
            } else {
                method(context, scheme)
            };
            Some(CredentialView { method, variables })
        })
        .collect();
    let list: Vec<String> = credentials
        .iter()
        .map(|credential| {
            let set: Vec<String> = credential
                .variables
                .iter()
                .map(|names| {
                    names
                        .iter()
                        .map(|name| format!("`{}`", name.trim_matches('"')))
                        .collect::<Vec<_>>()
                        .join(" or ")
                })
                .collect();
            format!("- {}", set.join(" and "))
        })
        .collect();
    let base: Vec<String> = policy
        .base_url
        .iter()
        .map(|name| format!("`{}`", name.get_ref()))
        .collect();
    let base = if base.is_empty() {
        String::new()
    } else {
        format!("\n\nThe base URL is {}, if set.", base.join(" or "))
    };
    Some(EnvironmentView {
        docs: comment(&format!(
            "Takes the base URL and the credentials from the environment. The first complete set of these counts:\n{}{base}",
            list.join("\n")
        )),
        base_url: policy
            .base_url
            .iter()
            .map(|name| literal(name.get_ref()))
            .collect(),
        credentials,
    })
}
