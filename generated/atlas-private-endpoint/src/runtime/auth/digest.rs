// @generated from an OpenAPI description; change that, its policy or the templates instead.

//! HTTP Digest: the server's challenge is answered with a hash of the password.

use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use http::header::{AUTHORIZATION, WWW_AUTHENTICATE};
use http::request::Parts;
use http::{HeaderMap, HeaderValue, Request, StatusCode};
use http_auth::digest::{Algorithm, Qop};
use http_auth::parser::ChallengeParser;
use http_auth::{DigestClient, PasswordParams};
use secrecy::{ExposeSecret as _, SecretString};

use super::super::body::Body;
use super::super::response::Reply;
use super::super::transport::BoxFuture;
use super::{Again, AuthContext, Credentials, CredentialsError, ready, sensitive};

/// `Authorization: Digest …`, with MD5, SHA-256 or SHA-512-256.
///
/// The first request is sent without an answer, and gets a challenge. Its nonce then serves all
/// requests, each with a count of its own, until the server calls it stale. A body that is long, or
/// can only be sent once, waits until a request without a body has got the challenge.
pub struct Digest {
    username: String,
    password: SecretString,
    /// The last challenge, which also counts its answers.
    challenge: Mutex<Option<DigestClient>>,
}

impl Digest {
    /// Credentials of that user.
    pub fn new(username: impl Into<String>, password: impl Into<SecretString>) -> Self {
        Self {
            username: username.into(),
            password: password.into(),
            challenge: Mutex::new(None),
        }
    }

    fn challenge(&self) -> MutexGuard<'_, Option<DigestClient>> {
        self.challenge
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    async fn put_on(
        &self,
        request: &mut Request<Body>,
        cx: &AuthContext<'_>,
    ) -> Result<(), CredentialsError> {
        if !is_cheap(request.body()) && self.challenge().is_none() {
            self.ask(request, cx).await?;
        }
        self.sign(request)
    }

    /// Gets a challenge by a request without a body.
    async fn ask(
        &self,
        request: &Request<Body>,
        cx: &AuthContext<'_>,
    ) -> Result<(), CredentialsError> {
        let mut question = Request::new(Bytes::new());
        question.method_mut().clone_from(request.method());
        question.uri_mut().clone_from(request.uri());
        let response = cx.send(question).await?;
        if response.status() == StatusCode::UNAUTHORIZED
            && let Some(new) = best_challenge(response.headers())?
        {
            self.learn(new, None);
        }
        Ok(())
    }

    /// Takes a challenge that a request with this nonce got, unless another call was faster.
    ///
    /// A count must go on where a server gives out a nonce once more, as those do that make nonces
    /// from the time, or where an answer comes late.
    fn learn(&self, new: DigestClient, nonce: Option<&str>) {
        let mut challenge = self.challenge();
        let replaces = |known: &DigestClient| Some(known.nonce()) == nonce && !is_same(known, &new);
        if challenge.as_ref().is_none_or(replaces) {
            *challenge = Some(new);
        }
    }

    fn sign(&self, request: &mut Request<Body>) -> Result<(), CredentialsError> {
        let mut challenge = self.challenge();
        let Some(known) = challenge.as_mut() else {
            return Ok(());
        };
        let answer = self.answer(known, request)?;
        drop(challenge);
        let value = sensitive(answer, "the answer to the challenge cannot be sent")?;
        request.headers_mut().insert(AUTHORIZATION, value);
        Ok(())
    }

    fn answer(
        &self,
        known: &mut DigestClient,
        request: &Request<Body>,
    ) -> Result<String, CredentialsError> {
        // The body takes part only where the server insists.
        let body = if known.qop() & Qop::Auth {
            None
        } else {
            request.body().as_bytes().map(AsRef::as_ref)
        };
        let parameters = PasswordParams {
            username: &self.username,
            password: self.password.expose_secret(),
            uri: request
                .uri()
                .path_and_query()
                .map_or("/", |path| path.as_str()),
            method: request.method().as_str(),
            body,
        };
        known
            .respond(&parameters)
            .map_err(|reason| CredentialsError::Challenge { reason })
    }

    fn take_challenge(
        &self,
        request: &Parts,
        reply: &Reply,
        rejections: u32,
    ) -> Result<Again, CredentialsError> {
        let answered = request.headers.get(AUTHORIZATION);
        let Some(new) = best_challenge(reply.headers())? else {
            return Ok(Again::No);
        };
        // A nonce from an earlier call may be too old even where the server does not say `stale`.
        let again = answered.is_none() || new.stale() || rejections == 0;
        // After a wrong password, the next call begins with what the server said last.
        let known = || {
            self.challenge()
                .as_ref()
                .map(|known| known.nonce().to_owned())
        };
        let nonce = answered.and_then(|answer| nonce_of(answer).or_else(known));
        self.learn(new, nonce.as_deref());
        Ok(if again { Again::Yes } else { Again::No })
    }
}

impl Credentials for Digest {
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
        reply: &'a Reply,
        cx: &'a AuthContext<'_>,
    ) -> BoxFuture<'a, Result<Again, CredentialsError>> {
        ready(self.take_challenge(request, reply, cx.rejections()))
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Digest")
            .field("username", &self.username)
            .finish_non_exhaustive()
    }
}

/// Sending that body in vain costs little.
fn is_cheap(body: &Body) -> bool {
    const LIMIT: u64 = 16 << 10;
    body.is_replayable() && body.length().is_some_and(|length| length <= LIMIT)
}

/// The nonce that an answer is made with. It reads like a challenge.
fn nonce_of(answer: &HeaderValue) -> Option<String> {
    let answer = ChallengeParser::new(answer.to_str().ok()?).next()?.ok()?;
    let mut parameters = answer.params.iter();
    let (_, nonce) = parameters.find(|(name, _)| name.eq_ignore_ascii_case("nonce"))?;
    Some(nonce.to_unescaped())
}

/// Only the count, and whether an earlier nonce was stale, may differ.
fn is_same(one: &DigestClient, other: &DigestClient) -> bool {
    let key = |it: &DigestClient| (it.algorithm(), it.session(), it.qop(), it.rfc2069_compat());
    one.nonce() == other.nonce()
        && one.realm() == other.realm()
        && one.opaque() == other.opaque()
        && key(one) == key(other)
}

/// The strongest challenge that can be answered; the first of several that are as strong.
///
/// No Digest challenge at all is `None`: the server wants something else.
fn best_challenge(headers: &HeaderMap) -> Result<Option<DigestClient>, CredentialsError> {
    let mut best: Option<DigestClient> = None;
    let mut problem = None;
    for header in headers.get_all(WWW_AUTHENTICATE) {
        let Ok(header) = header.to_str() else {
            continue;
        };
        for challenge in challenges(header) {
            match challenge {
                Ok(new)
                    if best
                        .as_ref()
                        .is_some_and(|best| strength(best) >= strength(&new)) => {}
                Ok(new) => best = Some(new),
                Err(reason) => problem = Some(reason),
            }
        }
    }
    match (best, problem) {
        (None, Some(reason)) => Err(CredentialsError::Challenge { reason }),
        (best, _) => Ok(best),
    }
}

fn strength(challenge: &DigestClient) -> u8 {
    match challenge.algorithm() {
        Algorithm::Md5 => 0,
        Algorithm::Sha256 => 2,
        // Rarely implemented, so only where there is nothing but MD5 beside it.
        _ => 1,
    }
}

/// The Digest challenges of a header, which may hold challenges of other schemes as well.
fn challenges(header: &str) -> Vec<Result<DigestClient, String>> {
    let mut found = Vec::new();
    let mut rest = header;
    loop {
        let mut parser = ChallengeParser::new(rest);
        let failed = loop {
            match parser.next() {
                Some(Ok(one)) if one.scheme.eq_ignore_ascii_case("digest") => {
                    found.push(DigestClient::try_from(&one));
                }
                Some(Ok(_)) => {}
                Some(Err(_)) => break true,
                None => break false,
            }
        };
        // A scheme with a bare token (`Negotiate dG9r==`) stops the parser: go on behind it.
        match next_digest(rest).filter(|_| failed && found.is_empty()) {
            Some(at) => rest = &rest[at..],
            None => return found,
        }
    }
}

/// Where a Digest challenge begins, other than at the very beginning.
fn next_digest(header: &str) -> Option<usize> {
    let lower = header.to_ascii_lowercase();
    lower
        .match_indices("digest ")
        .map(|(at, _)| at)
        .find(|at| *at > 0 && matches!(header.as_bytes()[at - 1], b' ' | b',' | b'\t'))
}
