// @generated from an OpenAPI description; change that, its policy or the templates instead.

//! The client: where requests go and how they are signed in.

use std::time::Duration;
use crate::runtime::environment::{self, EnvironmentError};
use crate::runtime::{auth, SecretString};
use crate::errors;
use crate::runtime::{
    BuildError, Core, CoreBuilder, Credentials, Envelope, Hook, RateLimitPolicy,
    RetryPolicy, Transport,
};

/// The server that is used unless the builder is given another one.
pub const BASE_URL: &str = "https://cloud.mongodb.com";

/// How a reply comes with its status inside, where a call asks for it.
static ENVELOPE: Envelope = Envelope {
    parameter: "envelope",
    status: "status",
    content: "content",
};

/// A client of *MongoDB Atlas private endpoints*. Clones share their connections and credentials.
#[derive(Debug, Clone)]
pub struct Client {
    core: Core,
}

impl Client {
    /// Starts a client.
    pub fn builder() -> ClientBuilder {
        let user_agent = concat!(env!("CARGO_PKG_NAME"), "/", env!("CARGO_PKG_VERSION"));
        ClientBuilder {
            core: CoreBuilder::new(BASE_URL, user_agent)
                .errors(&errors::SHAPE)
                .envelope(&ENVELOPE),
        }
    }

    /// Takes the base URL and the credentials from the environment. The first complete set of these counts:
    /// - `MONGODB_ATLAS_ACCESS_TOKEN`
    /// - `MONGODB_ATLAS_CLIENT_ID` and `MONGODB_ATLAS_CLIENT_SECRET`
    /// - `MONGODB_ATLAS_PUBLIC_API_KEY` or `MONGODB_ATLAS_PUBLIC_KEY` and `MONGODB_ATLAS_PRIVATE_API_KEY` or `MONGODB_ATLAS_PRIVATE_KEY`
    ///
    /// The base URL is `MONGODB_ATLAS_BASE_URL`, if set.
    ///
    /// # Errors
    /// When no complete set of credentials is there, or no client can be made
    /// with what is there.
    pub fn from_env() -> Result<Self, EnvironmentError> {
        Ok(Self::builder().from_env()?.build()?)
    }

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
    /// The server to talk to, in place of [`BASE_URL`]. It may have a path.
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.core = self.core.base_url(url);
        self
    }

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
    pub fn default_header(
        mut self,
        name: http::HeaderName,
        value: http::HeaderValue,
    ) -> Self {
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

    /// Where tokens are kept, so that other processes need not fetch their own.
    pub fn token_store(mut self, store: impl auth::TokenStore) -> Self {
        self.core = self.core.token_store(store);
        self
    }

    /// Signs requests in with a bearer token that you have.
    pub fn bearer(mut self, token: impl Into<SecretString>) -> Self {
        let token = std::sync::Arc::new(auth::Bearer::new(token));
        self.core = self.core.credentials("ServiceAccounts", token.clone());
        self
    }

    /// Signs requests in with `DigestAuth`: HTTP Digest.
    ///
    /// HTTP Digest with an API key: the public key is the user name, the private key the
    /// password. Older than service accounts, and still common.
    pub fn api_key(
        mut self,
        public_key: impl Into<String>,
        private_key: impl Into<SecretString>,
    ) -> Self {
        self.core = self
            .core
            .credentials(
                "DigestAuth",
                auth::digest::Digest::new(public_key, private_key),
            );
        self
    }

    /// Signs requests in with `ServiceAccounts`: OAuth 2.0 client credentials, whose token is fetched, kept and renewed.
    ///
    /// OAuth 2.0 client credentials. Trade the id and the secret of a service account for a
    /// token that is good for an hour. The way to go for new programs.
    pub fn service_account(
        mut self,
        client_id: impl Into<String>,
        client_secret: impl Into<SecretString>,
    ) -> Self {
        self.core = self
            .core
            .credentials(
                "ServiceAccounts",
                auth::client_credentials::ClientCredentials::new(
                        "/api/oauth/token",
                        client_id,
                        client_secret,
                    )
                    .revocation_url("/api/oauth/revoke"),
            );
        self
    }

    /// Takes the base URL and the credentials from the environment. The first complete set of these counts:
    /// - `MONGODB_ATLAS_ACCESS_TOKEN`
    /// - `MONGODB_ATLAS_CLIENT_ID` and `MONGODB_ATLAS_CLIENT_SECRET`
    /// - `MONGODB_ATLAS_PUBLIC_API_KEY` or `MONGODB_ATLAS_PUBLIC_KEY` and `MONGODB_ATLAS_PRIVATE_API_KEY` or `MONGODB_ATLAS_PRIVATE_KEY`
    ///
    /// The base URL is `MONGODB_ATLAS_BASE_URL`, if set.
    ///
    /// # Errors
    /// When no complete set of credentials is there, or a variable holds no text.
    pub fn from_env(mut self) -> Result<Self, EnvironmentError> {
        if let Some(url) = environment::first(&["MONGODB_ATLAS_BASE_URL"])? {
            self = self.base_url(url);
        }
        if let (Some(value1),) = (
            environment::first(&["MONGODB_ATLAS_ACCESS_TOKEN"])?,
        ) {
            return Ok(self.bearer(value1));
        }
        if let (Some(value1), Some(value2)) = (
            environment::first(&["MONGODB_ATLAS_CLIENT_ID"])?,
            environment::first(&["MONGODB_ATLAS_CLIENT_SECRET"])?,
        ) {
            return Ok(self.service_account(value1, value2));
        }
        if let (Some(value1), Some(value2)) = (
            environment::first(
                &["MONGODB_ATLAS_PUBLIC_API_KEY", "MONGODB_ATLAS_PUBLIC_KEY"],
            )?,
            environment::first(
                &["MONGODB_ATLAS_PRIVATE_API_KEY", "MONGODB_ATLAS_PRIVATE_KEY"],
            )?,
        ) {
            return Ok(self.api_key(value1, value2));
        }
        Err(
            EnvironmentError::no_credentials(
                &[
                    &[&["MONGODB_ATLAS_ACCESS_TOKEN"]],
                    &[&["MONGODB_ATLAS_CLIENT_ID"], &["MONGODB_ATLAS_CLIENT_SECRET"]],
                    &[
                        &["MONGODB_ATLAS_PUBLIC_API_KEY", "MONGODB_ATLAS_PUBLIC_KEY"],
                        &["MONGODB_ATLAS_PRIVATE_API_KEY", "MONGODB_ATLAS_PRIVATE_KEY"],
                    ],
                ],
            ),
        )
    }

    /// Makes the client.
    ///
    /// # Errors
    /// When the base URL is no URL, there is no transport, or settings do not go together.
    pub fn build(self) -> Result<Client, BuildError> {
        Ok(Client { core: self.core.build()? })
    }
}
