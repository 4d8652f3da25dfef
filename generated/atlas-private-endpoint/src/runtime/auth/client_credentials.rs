// @generated from an OpenAPI description; change that, its policy or the templates instead.

//! OAuth 2.0 client credentials: a token is fetched with an id and a secret, and kept.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use http::header::AUTHORIZATION;
use http::request::Parts;
use http::{HeaderValue, Request, Uri};
use secrecy::{ExposeSecret as _, SecretString};

use super::super::body::Body;
use super::super::response::Reply;
use super::super::transport::BoxFuture;
use super::token_endpoint::{Account, Grant, whole_seconds};
use super::token_store::{StoredToken, TokenKey};
use super::{Again, AuthContext, Credentials, CredentialsError, sensitive};

/// A token is renewed that long before it expires, or in the middle of a shorter life.
const MARGIN: Duration = Duration::from_secs(60);

/// After an early renewal has failed, the next one is tried that much later.
const RENEWAL_PAUSE: Duration = Duration::from_secs(5);

/// The longest that a server may ask to be left alone.
const LONGEST_PAUSE: Duration = Duration::from_secs(120);

/// `Authorization: Bearer …` with a token that is fetched when it is needed.
///
/// Calls that need a token at the same time wait for one request; when a call that has begun it is
/// dropped, another one takes over. A server that limits requests for tokens is left alone for as
/// long as it asks: until then calls fail at once, or wait before they are sent again.
///
/// With a [`TokenStore`](super::TokenStore), a token also serves other processes.
pub struct ClientCredentials {
    token_url: String,
    revocation_url: Option<String>,
    account: Account,
    scopes: String,
    state: Mutex<State>,
    /// Held by the call that fetches a token.
    fetching: tokio::sync::Mutex<()>,
}

#[derive(Default)]
struct State {
    token: Option<Arc<Token>>,
    /// The last token that the API has refused: it is not taken from a store again.
    refused: Option<HeaderValue>,
    /// How many requests for a token have ended, and how the last one failed.
    attempts: u64,
    failure: Option<CredentialsError>,
    /// The server asks not to be asked until then.
    limited: Option<Instant>,
    /// An early renewal has failed, and is not tried again until then.
    renewal: Option<Instant>,
}

struct Token {
    secret: SecretString,
    header: HeaderValue,
    renew_at: Option<Instant>,
    expires_at: Option<Instant>,
}

impl Token {
    fn new(
        secret: SecretString,
        renew_at: Option<Instant>,
        expires_at: Option<Instant>,
    ) -> Result<Self, CredentialsError> {
        let text = format!("Bearer {}", secret.expose_secret());
        Ok(Self {
            header: sensitive(text, "the token cannot be sent")?,
            secret,
            renew_at,
            expires_at,
        })
    }

    fn put_on(&self, request: &mut Request<Body>) {
        let header = self.header.clone();
        request.headers_mut().insert(AUTHORIZATION, header);
    }

    fn is_fresh(&self, now: Instant) -> bool {
        self.renew_at.is_none_or(|at| now < at)
    }

    fn is_valid(&self, now: Instant) -> bool {
        self.expires_at.is_none_or(|at| now < at)
    }

    fn from_store(stored: StoredToken, cx: &AuthContext<'_>) -> Result<Self, CredentialsError> {
        let (now, date) = (cx.now(), cx.date());
        let instant = |at: SystemTime| {
            let left = at.duration_since(date).unwrap_or_default();
            now.checked_add(left)
        };
        let renew_at = stored.renew_at.and_then(instant);
        Self::new(
            stored.access_token,
            renew_at,
            stored.expires_at.and_then(instant),
        )
    }

    fn to_store(&self, cx: &AuthContext<'_>) -> StoredToken {
        let (now, date) = (cx.now(), cx.date());
        let dated = |at: Instant| date.checked_add(at.saturating_duration_since(now));
        StoredToken::new(self.secret.clone()).with_life(
            self.renew_at.and_then(dated),
            self.expires_at.and_then(dated),
        )
    }
}

impl State {
    /// What there is without asking anybody.
    fn known(&self, now: Instant) -> Option<Result<Arc<Token>, CredentialsError>> {
        let limited = self.limited.filter(|until| now < *until);
        let waits = limited.is_some() || self.renewal.is_some_and(|until| now < until);
        let usable = |token: &&Arc<Token>| token.is_fresh(now) || (waits && token.is_valid(now));
        if let Some(token) = self.token.as_ref().filter(usable) {
            return Some(Ok(token.clone()));
        }
        let left = limited?.saturating_duration_since(now);
        self.failure
            .clone()
            .map(|failure| Err(later(failure, left)))
    }

    /// What another call has got while this one waited for its turn.
    fn known_since(&self, seen: u64, now: Instant) -> Option<Result<Arc<Token>, CredentialsError>> {
        if let Some(known) = self.known(now) {
            return Some(known);
        }
        if self.attempts == seen {
            return None;
        }
        match self.token.as_ref().filter(|token| token.is_valid(now)) {
            Some(token) => Some(Ok(token.clone())),
            None => self.failure.clone().map(Err),
        }
    }
}

/// The same refusal, to a call that comes later.
fn later(failure: CredentialsError, left: Duration) -> CredentialsError {
    match failure {
        CredentialsError::Refused(mut refusal) => {
            refusal.retry_after = Some(whole_seconds(left));
            CredentialsError::Refused(refusal)
        }
        other => other,
    }
}

/// For how long the server asks not to be asked.
fn asked_pause(failure: &CredentialsError) -> Option<Duration> {
    match failure {
        CredentialsError::Refused(refusal) => refusal.retry_after.map(Duration::from_secs),
        _ => None,
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
            revocation_url: None,
            account: Account {
                id: id.into(),
                secret: secret.into(),
            },
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

    /// Where tokens are given back: an absolute URL, or a path on the API's server.
    #[must_use]
    pub fn revocation_url(mut self, url: impl Into<String>) -> Self {
        self.revocation_url = Some(url.into());
        self
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn token(&self, cx: &AuthContext<'_>) -> Result<Arc<Token>, CredentialsError> {
        let seen = {
            let state = self.state();
            if let Some(known) = state.known(cx.now()) {
                return known;
            }
            state.attempts
        };
        let _turn = self.fetching.lock().await;
        if let Some(known) = self.state().known_since(seen, cx.now()) {
            return known;
        }
        let url = url(&self.token_url, cx)?;
        self.take_stored(&url, cx).await;
        if let Some(known) = self.state().known(cx.now()) {
            return known;
        }
        let fetched = self.fetch(&url, cx).await;
        let is_new = fetched.is_ok();
        let token = self.settle(fetched, cx.now())?;
        if let Some(store) = cx.token_store().filter(|_| is_new) {
            store.save(&self.key(&url), token.to_store(cx)).await;
        }
        Ok(token)
    }

    async fn fetch(&self, url: &Uri, cx: &AuthContext<'_>) -> Result<Token, CredentialsError> {
        // A life counts from before the request, which is on the safe side.
        let asked = cx.now();
        let grant: Grant = self.account.fetch(url, &self.scopes, cx).await?;
        let life = grant.life();
        let after = |time: Duration| asked.checked_add(time);
        Token::new(
            grant.access_token,
            life.and_then(|life| after(life - MARGIN.min(life / 2))),
            life.and_then(after),
        )
    }

    /// Keeps what a request for a token has led to.
    fn settle(
        &self,
        fetched: Result<Token, CredentialsError>,
        now: Instant,
    ) -> Result<Arc<Token>, CredentialsError> {
        let mut state = self.state();
        state.attempts += 1;
        match fetched {
            Ok(token) => {
                let token = Arc::new(token);
                state.token = Some(token.clone());
                state.failure = None;
                state.limited = None;
                state.renewal = None;
                Ok(token)
            }
            Err(error) => {
                // It was only to be renewed early; it still serves.
                let token = state.token.clone().filter(|token| token.is_valid(now));
                let asked = asked_pause(&error).map(|pause| pause.min(LONGEST_PAUSE));
                state.limited = asked.and_then(|pause| now.checked_add(pause));
                state.renewal = now.checked_add(RENEWAL_PAUSE);
                state.failure = Some(error.clone());
                token.ok_or(error)
            }
        }
    }

    fn key(&self, url: &Uri) -> TokenKey {
        TokenKey::new(url.to_string(), &self.account.id, &self.scopes)
    }

    /// Takes the token of a store, if that is better than none.
    async fn take_stored(&self, url: &Uri, cx: &AuthContext<'_>) {
        let Some(store) = cx.token_store() else {
            return;
        };
        let Some(stored) = store.load(&self.key(url)).await else {
            return;
        };
        // What no header can hold is no token.
        let Ok(token) = Token::from_store(stored, cx) else {
            return;
        };
        let now = cx.now();
        let mut state = self.state();
        let has_one = state.token.as_ref().is_some_and(|one| one.is_valid(now));
        let is_refused = state.refused.as_ref() == Some(&token.header);
        if !is_refused && (token.is_fresh(now) || (token.is_valid(now) && !has_one)) {
            state.token = Some(Arc::new(token));
        }
    }

    async fn put_on(
        &self,
        request: &mut Request<Body>,
        cx: &AuthContext<'_>,
    ) -> Result<(), CredentialsError> {
        let token = self.token(cx).await?;
        token.put_on(request);
        Ok(())
    }

    /// Forgets the token with that header, unless another one has taken its place already.
    fn forget(&self, header: Option<&HeaderValue>) {
        let mut state = self.state();
        let is_it = |token: &Arc<Token>| Some(&token.header) == header;
        if state.token.as_ref().is_some_and(is_it) {
            state.token = None;
            state.refused = header.cloned();
        }
    }

    async fn give_back(&self, cx: &AuthContext<'_>) -> Result<(), CredentialsError> {
        let Some(revocation_url) = &self.revocation_url else {
            return Err(CredentialsError::unusable(
                "tokens cannot be revoked: the revocation URL is not known",
            ));
        };
        let _turn = self.fetching.lock().await;
        let token_url = url(&self.token_url, cx)?;
        self.take_stored(&token_url, cx).await;
        let Some(token) = self.state().token.clone() else {
            return Ok(());
        };
        let url = url(revocation_url, cx)?;
        self.account
            .revoke(&url, token.secret.expose_secret(), cx)
            .await?;
        self.forget(Some(&token.header));
        if let Some(store) = cx.token_store() {
            store.remove(&self.key(&token_url)).await;
        }
        Ok(())
    }
}

/// An absolute URL, or a path on the API's server.
fn url(text: &str, cx: &AuthContext<'_>) -> Result<Uri, CredentialsError> {
    if !text.starts_with("https://") && !text.starts_with("http://") {
        return Ok(cx.base_url().join(text, "")?);
    }
    let not_valid = CredentialsError::unusable("the token URL is not valid");
    let url: Uri = text.parse().map_err(|_| not_valid)?;
    if has_user(&url) {
        let reason = "the token URL must not hold a user name or password";
        return Err(CredentialsError::unusable(reason));
    }
    Ok(url)
}

fn has_user(url: &Uri) -> bool {
    url.authority().is_some_and(|it| it.as_str().contains('@'))
}

impl Credentials for ClientCredentials {
    fn authorize<'a>(
        &'a self,
        request: &'a mut Request<Body>,
        cx: &'a AuthContext<'_>,
    ) -> BoxFuture<'a, Result<(), CredentialsError>> {
        Box::pin(self.put_on(request, cx))
    }

    /// Most calls find a token that was fetched before.
    fn authorize_at_once(
        &self,
        request: &mut Request<Body>,
        cx: &AuthContext<'_>,
    ) -> Option<Result<(), CredentialsError>> {
        let known = self.state().known(cx.now())?;
        Some(known.map(|token| token.put_on(request)))
    }

    fn rejected<'a>(
        &'a self,
        request: &'a Parts,
        _: &'a Reply,
        cx: &'a AuthContext<'_>,
    ) -> BoxFuture<'a, Result<Again, CredentialsError>> {
        self.forget(request.headers.get(AUTHORIZATION));
        let again = if cx.rejections() == 0 {
            Again::Yes
        } else {
            Again::No
        };
        super::ready(Ok(again))
    }

    fn revoke<'a>(
        &'a self,
        cx: &'a AuthContext<'_>,
    ) -> BoxFuture<'a, Result<(), CredentialsError>> {
        Box::pin(self.give_back(cx))
    }
}

impl fmt::Debug for ClientCredentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A URL may have a password in it, by mistake.
        let shown = |url: &String| !url.contains('@');
        f.debug_struct("ClientCredentials")
            .field("token_url", &Some(&self.token_url).filter(|url| shown(url)))
            .field("id", &self.account.id)
            .finish_non_exhaustive()
    }
}
