//! The client: where requests go and how they are signed in.

use std::time::Duration;

{% if environment %}
use {{ runtime }}::environment::{self, EnvironmentError};
{% endif %}
{% if bearer_schemes or schemes %}
use {{ runtime }}::{auth, SecretString};
{% endif %}
{% if error_shape %}
use {{ root }}::errors;
{% endif %}
{% if servers %}
use {{ runtime }}::server::{Server{% if has_variables %}, Variable{% endif %}};
{% endif %}
use {{ runtime }}::{
    BuildError, Core, CoreBuilder, Credentials, {% if envelope %}Envelope, {% endif %}Hook, RateLimitPolicy, RetryPolicy, Transport,
};

{{ base_url_docs }}
pub const BASE_URL: &str = {{ base_url }};

{% if servers %}
/// All servers of the description. Operations that have one of their own are sent there.
pub static SERVERS: [Server; {{ servers | length }}] = [
{% for server in servers %}
    Server {
        url: {{ server.url }},
        description: {{ server.description }},
        variables: &[{% for variable in server.variables %}
            Variable { name: {{ variable.name }}, default: {{ variable.default }}, values: &[{{ variable.values | join(", ") }}] },
        {% endfor %}],
    },
{% endfor %}
];

{% endif %}
{% if envelope %}
/// How a reply comes with its status inside, where a call asks for it.
static ENVELOPE: Envelope = Envelope {
    parameter: {{ envelope.parameter }},
    status: {{ envelope.status }},
    content: {{ envelope.content }},
};

{% endif %}
/// A client of *{{ title }}*. Clones share their connections and credentials.
#[derive(Debug, Clone)]
pub struct Client {
    core: Core,
}

impl Client {
    /// Starts a client.
    pub fn builder() -> ClientBuilder {
        let user_agent = concat!(env!("CARGO_PKG_NAME"), "/", env!("CARGO_PKG_VERSION"));
        ClientBuilder {
            core: CoreBuilder::new(BASE_URL, user_agent){% if servers %}.servers(&SERVERS){% if has_server %}.server(&SERVERS[0]){% endif %}{% endif %}{% if error_shape %}.errors(&errors::SHAPE){% endif %}{% if envelope %}.envelope(&ENVELOPE){% endif %},
        }
    }

{% if environment %}
    {{ environment.docs }}
    ///
    /// # Errors
    /// When no complete set of credentials is there, or no client can be made
    /// with what is there.
    pub fn from_env() -> Result<Self, EnvironmentError> {
        Ok(Self::builder().from_env()?.build()?)
    }

{% endif %}
    /// What all operations share.
    pub fn core(&self) -> &Core {
        &self.core
    }
}

/// Makes a [`Client`].
#[must_use = "a builder does nothing until `build()`"]
pub struct ClientBuilder {
    core: CoreBuilder,
}

impl ClientBuilder {
{% if servers %}
    /// The server to talk to, in place of all [`SERVERS`]. It may have a path.
{% else %}
    /// The server to talk to, in place of [`BASE_URL`]. It may have a path.
{% endif %}
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.core = self.core.base_url(url);
        self
    }

{% if servers %}
    /// One of the [`SERVERS`], for the operations that have none of their own.
    pub fn server(mut self, server: &'static Server) -> Self {
        self.core = self.core.server(server);
        self
    }

    /// The value of a variable in the URLs of the [`SERVERS`], in place of its default.
    pub fn server_variable(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.core = self.core.server_variable(name, value);
        self
    }

{% endif %}
    /// What the client calls itself, in place of this crate's name and version.
    pub fn user_agent(mut self, user_agent: impl Into<String>) -> Self {
        self.core = self.core.user_agent(user_agent);
        self
    }

    /// What carries the requests, in place of `reqwest`.
    pub fn transport(mut self, transport: impl Transport) -> Self {
        self.core = self.core.transport(transport);
        self
    }

    /// The longest that a call may take, with its retries and what credentials need.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.core = self.core.timeout(timeout);
        self
    }

    /// The longest that one attempt may wait for its answer.
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.core = self.core.attempt_timeout(timeout);
        self
    }

    /// The longest that `reqwest` waits for a connection; 5 s unless set.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.core = self.core.connect_timeout(timeout);
        self
    }

    /// The longest that `reqwest` waits for the next bytes of an answer; 60 s unless set.
    pub fn read_timeout(mut self, timeout: Duration) -> Self {
        self.core = self.core.read_timeout(timeout);
        self
    }

    /// When calls are sent again, in place of the usual policy.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.core = self.core.retry(policy);
        self
    }

    /// How many retries all calls together may make, beyond one for every ten successes.
    pub fn retry_budget(mut self, retries: u32) -> Self {
        self.core = self.core.retry_budget(retries);
        self
    }

    /// The most bytes that the body of an answer may have; 64 MiB unless set.
    /// Bodies that are handed out as streams have no limit.
    pub fn response_limit(mut self, bytes: u64) -> Self {
        self.core = self.core.response_limit(bytes);
        self
    }

    /// A header for every request.
    pub fn default_header(mut self, name: http::HeaderName, value: http::HeaderValue) -> Self {
        self.core = self.core.default_header(name, value);
        self
    }

    /// Checks the rules of the description before a request is sent. Off unless
    /// set: a server may have become laxer than the description was.
    pub fn validate(mut self, validate: bool) -> Self {
        self.core = self.core.validate(validate);
        self
    }

    /// Holds requests back while the server's rate limit is used up. Off unless set.
    pub fn rate_limit(mut self, policy: RateLimitPolicy) -> Self {
        self.core = self.core.rate_limit(policy);
        self
    }

    /// How many requests may be under way at the same time. More of them wait for
    /// their turn.
    pub fn max_in_flight(mut self, requests: usize) -> Self {
        self.core = self.core.max_in_flight(requests);
        self
    }

    /// Code to run before and after each request.
    pub fn hook(mut self, hook: impl Hook) -> Self {
        self.core = self.core.hook(hook);
        self
    }

    /// Credentials of your own making, which every request gets.
    pub fn credentials(mut self, credentials: impl Credentials) -> Self {
        self.core = self.core.custom_credentials(credentials);
        self
    }

{% if fetches_tokens %}
    /// Where tokens are kept, so that other processes need not fetch their own.
    pub fn token_store(mut self, store: impl auth::TokenStore) -> Self {
        self.core = self.core.token_store(store);
        self
    }

{% endif %}
{% if bearer_schemes %}
    /// Signs requests in with a bearer token that you have.
    pub fn bearer(mut self, token: impl Into<SecretString>) -> Self {
        let token = std::sync::Arc::new(auth::Bearer::new(token));
{% for name in bearer_schemes %}
        self.core = self.core.credentials({{ name }}, token.clone());
{% endfor %}
        self
    }

{% endif %}
{% for scheme in schemes %}
    {{ scheme.docs }}
    pub fn {{ scheme.method }}(mut self, {% for parameter in scheme.parameters %}{{ parameter.name }}: {{ parameter.ty }}, {% endfor %}) -> Self {
        self.core = self.core.credentials({{ scheme.name }}, {{ scheme.value }});
        self
    }

{% endfor %}
{% if environment %}
    {{ environment.docs }}
    ///
    /// # Errors
    /// When no complete set of credentials is there, or a variable holds no text.
    pub fn from_env(mut self) -> Result<Self, EnvironmentError> {
{% if environment.base_url %}
        if let Some(url) = environment::first(&[{{ environment.base_url | join(", ") }}])? {
            self = self.base_url(url);
        }
{% endif %}
{% for credential in environment.credentials %}
        if let ({% for variables in credential.variables %}Some(value{{ loop.index }}), {% endfor %}) = ({% for variables in credential.variables %}environment::first(&[{{ variables | join(", ") }}])?, {% endfor %}) {
            return Ok(self.{{ credential.method }}({% for variables in credential.variables %}value{{ loop.index }}, {% endfor %}));
        }
{% endfor %}
{% if environment.credentials %}
        Err(EnvironmentError::no_credentials(&[
{% for credential in environment.credentials %}
            &[{% for variables in credential.variables %}&[{{ variables | join(", ") }}], {% endfor %}],
{% endfor %}
        ]))
{% else %}
        Ok(self)
{% endif %}
    }

{% endif %}
    /// Makes the client.
    ///
    /// # Errors
    /// When the base URL is no URL, there is no transport, or settings do not go together.
    pub fn build(self) -> Result<Client, BuildError> {
        Ok(Client {
            core: self.core.build()?,
        })
    }
}
