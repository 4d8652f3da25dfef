//! OAuth 2.0 client credentials: a token is fetched with an id and a secret, and kept.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, RETRY_AFTER};
use http::request::Parts;
use http::{HeaderValue, Method, Request, Response};
use secrecy::{ExposeSecret as _, SecretString};

use super::super::base_url::{BaseUrl, keeps_secrets};
use super::super::body::Body;
use super::super::json::{self, Decode, DecodeError, Kind, Reader, required};
use super::super::params::percent_encode;
use super::super::response::{Reply, excerpt, header};
use super::super::transport::BoxFuture;
use super::{Again, AuthContext, Credentials, CredentialsError, Refusal, sensitive};

/// A token is renewed that long before it expires, or in the middle of a shorter life.
const MARGIN: Duration = Duration::from_secs(60);

/// `Authorization: Bearer …` with a token that is fetched when it is needed.
///
/// Calls that need a token at the same time wait for one request; when a call that has begun it is
/// dropped, another one takes over.
pub struct ClientCredentials {
    token_url: String,
    id: String,
    secret: SecretString,
    scopes: String,
    state: Mutex<State>,
    /// Held by the call that fetches a token.
    fetching: tokio::sync::Mutex<()>,
}

#[derive(Default)]
struct State {
    token: Option<Arc<Token>>,
    /// How many requests for a token have ended, and how the last one failed.
    attempts: u64,
    failure: Option<CredentialsError>,
}

struct Token {
    header: HeaderValue,
    renew_at: Option<Instant>,
    expires_at: Option<Instant>,
}

impl Token {
    fn is_fresh(&self, now: Instant) -> bool {
        self.renew_at.is_none_or(|at| now < at)
    }

    fn is_valid(&self, now: Instant) -> bool {
        self.expires_at.is_none_or(|at| now < at)
    }
}

impl ClientCredentials {
    /// Credentials of that client. The token URL is absolute, or a path on the API's server.
    pub fn new(
        token_url: impl Into<String>,
        id: impl Into<String>,
        secret: impl Into<SecretString>,
    ) -> Self {
        Self {
            token_url: token_url.into(),
            id: id.into(),
            secret: secret.into(),
            scopes: String::new(),
            state: Mutex::default(),
            fetching: tokio::sync::Mutex::new(()),
        }
    }

    /// Asks for these scopes, which are separated by spaces.
    #[must_use]
    pub fn scopes(mut self, scopes: impl Into<String>) -> Self {
        self.scopes = scopes.into();
        self
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn token(&self, cx: &AuthContext<'_>) -> Result<Arc<Token>, CredentialsError> {
        let seen = {
            let state = self.state();
            if let Some(token) = state
                .token
                .as_ref()
                .filter(|token| token.is_fresh(cx.now()))
            {
                return Ok(token.clone());
            }
            state.attempts
        };
        let _turn = self.fetching.lock().await;
        if let Some(result) = self.settled_since(seen, cx.now()) {
            return result;
        }
        let result = self.fetch(cx).await;
        self.settle(result, cx.now())
    }

    /// What another call has got while this one waited for its turn.
    fn settled_since(
        &self,
        seen: u64,
        now: Instant,
    ) -> Option<Result<Arc<Token>, CredentialsError>> {
        let state = self.state();
        let waited = state.attempts != seen;
        let usable = |token: &&Arc<Token>| token.is_fresh(now) || (waited && token.is_valid(now));
        if let Some(token) = state.token.as_ref().filter(usable) {
            return Some(Ok(token.clone()));
        }
        state.failure.clone().filter(|_| waited).map(Err)
    }

    fn settle(
        &self,
        result: Result<Token, CredentialsError>,
        now: Instant,
    ) -> Result<Arc<Token>, CredentialsError> {
        let mut state = self.state();
        state.attempts += 1;
        match result {
            Ok(token) => {
                let token = Arc::new(token);
                state.token = Some(token.clone());
                state.failure = None;
                Ok(token)
            }
            Err(error) => {
                state.failure = Some(error.clone());
                // It was only to be renewed early; it still serves.
                let token = state.token.as_ref().filter(|token| token.is_valid(now));
                token.cloned().ok_or(error)
            }
        }
    }

    async fn fetch(&self, cx: &AuthContext<'_>) -> Result<Token, CredentialsError> {
        let request = self.request(cx.base_url())?;
        // A life counts from before the request, which is on the safe side.
        let asked = cx.now();
        let response = cx.send(request).await?;
        if !response.status().is_success() {
            return Err(self.refusal(&response));
        }
        let grant: Grant = json::from_slice(response.body())
            .map_err(|error| self.unreadable(&response, &error))?;
        if grant
            .token_type
            .is_some_and(|kind| !kind.eq_ignore_ascii_case("bearer"))
        {
            return Err(CredentialsError::unusable(
                "the server gave a token that is no bearer token",
            ));
        }
        let life = grant
            .expires_in
            .and_then(|seconds| u64::try_from(seconds).ok())
            .map(Duration::from_secs);
        Ok(Token {
            header: sensitive(
                &format!("Bearer {}", grant.access_token),
                "the token cannot be sent",
            )?,
            renew_at: life.and_then(|life| asked.checked_add(life - MARGIN.min(life / 2))),
            expires_at: life.and_then(|life| asked.checked_add(life)),
        })
    }

    fn request(&self, base_url: &BaseUrl) -> Result<Request<Bytes>, CredentialsError> {
        let absolute =
            self.token_url.starts_with("https://") || self.token_url.starts_with("http://");
        let uri = if absolute {
            self.token_url
                .parse()
                .map_err(|_| CredentialsError::unusable("the token URL is not valid"))?
        } else {
            base_url.join(&self.token_url, "")?
        };
        if !keeps_secrets(&uri) {
            return Err(CredentialsError::insecure(&uri.to_string()));
        }
        let mut form = String::from("grant_type=client_credentials");
        if !self.scopes.is_empty() {
            form.push_str("&scope=");
            form.push_str(&percent_encode(&self.scopes));
        }
        let mut request = Request::new(form.into());
        *request.method_mut() = Method::POST;
        *request.uri_mut() = uri;
        let headers = request.headers_mut();
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        headers.insert(
            CONTENT_TYPE,
            HeaderValue::from_static("application/x-www-form-urlencoded"),
        );
        headers.insert(AUTHORIZATION, self.basic()?);
        Ok(request)
    }

    /// Both parts are form-encoded first, as RFC 6749 wants: a secret may hold `:`, `/`, `+`.
    fn basic(&self) -> Result<HeaderValue, CredentialsError> {
        let secret = percent_encode(self.secret.expose_secret());
        let pair = STANDARD.encode(format!("{}:{secret}", percent_encode(&self.id)));
        sensitive(
            &format!("Basic {pair}"),
            "the client's secret cannot be encoded",
        )
    }

    fn refusal(&self, response: &Response<Bytes>) -> CredentialsError {
        let problem: Problem = json::from_slice(response.body()).unwrap_or_default();
        self.refused(response, problem.code, problem.description)
    }

    fn unreadable(&self, response: &Response<Bytes>, error: &DecodeError) -> CredentialsError {
        self.refused(
            response,
            None,
            Some(format!("the answer holds no token: {error}")),
        )
    }

    fn refused(
        &self,
        response: &Response<Bytes>,
        code: Option<String>,
        description: Option<String>,
    ) -> CredentialsError {
        let clean = |text: String| self.clean(&text);
        CredentialsError::Refused(Box::new(Refusal {
            status: response.status(),
            code: code.map(clean),
            description: description.map(clean),
            retry_after: header(response.headers(), RETRY_AFTER.as_str()),
        }))
    }

    /// A server's words on one line, without the secret should they repeat it.
    fn clean(&self, text: &str) -> String {
        let secret = self.secret.expose_secret();
        if secret.is_empty() {
            return excerpt(text.as_bytes());
        }
        let hidden = text
            .replace(secret, "[redacted]")
            .replace(&percent_encode(secret), "[redacted]");
        excerpt(hidden.as_bytes())
    }

    async fn put_on(
        &self,
        request: &mut Request<Body>,
        cx: &AuthContext<'_>,
    ) -> Result<(), CredentialsError> {
        let token = self.token(cx).await?;
        request
            .headers_mut()
            .insert(AUTHORIZATION, token.header.clone());
        Ok(())
    }

    /// Forgets the token of that request, unless another one has taken its place already.
    fn forget(&self, request: &Parts) {
        let mut state = self.state();
        let used = request.headers.get(AUTHORIZATION);
        if state
            .token
            .as_ref()
            .is_some_and(|token| Some(&token.header) == used)
        {
            state.token = None;
        }
    }
}

impl Credentials for ClientCredentials {
    fn authorize<'a>(
        &'a self,
        request: &'a mut Request<Body>,
        cx: &'a AuthContext<'_>,
    ) -> BoxFuture<'a, Result<(), CredentialsError>> {
        Box::pin(self.put_on(request, cx))
    }

    fn rejected<'a>(
        &'a self,
        request: &'a Parts,
        _: &'a Reply,
        cx: &'a AuthContext<'_>,
    ) -> BoxFuture<'a, Result<Again, CredentialsError>> {
        self.forget(request);
        let again = if cx.rejections() == 0 {
            Again::Yes
        } else {
            Again::No
        };
        super::ready(Ok(again))
    }
}

impl fmt::Debug for ClientCredentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientCredentials")
            .field("token_url", &self.token_url)
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

/// The answer of a token endpoint.
struct Grant {
    access_token: String,
    token_type: Option<String>,
    expires_in: Option<i64>,
}

impl Decode for Grant {
    fn decode(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let mut access_token = None;
        let mut token_type = None;
        let mut expires_in = None;
        let mut object = r.object()?;
        while let Some(key) = r.key(&mut object)? {
            match key {
                "access_token" => access_token = Some(Decode::decode(r)?),
                "token_type" => token_type = Decode::decode(r)?,
                "expires_in" => expires_in = seconds(r)?,
                _ => r.skip()?,
            }
        }
        Ok(Self {
            access_token: required(access_token, "access_token", r, &object)?,
            token_type,
            expires_in,
        })
    }
}

/// Some servers put the number into a string.
fn seconds(r: &mut Reader<'_>) -> Result<Option<i64>, DecodeError> {
    if r.kind()? == Kind::String {
        return Ok(r.string()?.trim().parse().ok());
    }
    Decode::decode(r)
}

/// What a refusal says, in the words of RFC 6749 or in those of the API's own errors.
#[derive(Default)]
struct Problem {
    code: Option<String>,
    description: Option<String>,
}

impl Decode for Problem {
    fn decode(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let mut oauth = Self::default();
        let mut api = Self::default();
        let mut object = r.object()?;
        while let Some(key) = r.key(&mut object)? {
            match key {
                "error" => oauth.code = text(r)?,
                "error_description" => oauth.description = text(r)?,
                "errorCode" => api.code = text(r)?,
                "detail" => api.description = text(r)?,
                _ => r.skip()?,
            }
        }
        // An API's error may have a number under `error`, which `text` passes over.
        Ok(Self {
            code: api.code.or(oauth.code),
            description: api.description.or(oauth.description),
        })
    }
}

fn text(r: &mut Reader<'_>) -> Result<Option<String>, DecodeError> {
    if r.kind()? == Kind::String {
        return r.string().map(|text| Some(text.to_owned()));
    }
    r.skip()?;
    Ok(None)
}
