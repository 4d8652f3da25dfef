// @generated from an OpenAPI description; change that, its policy or the templates instead.

//! The server that gives out tokens: how it is asked, and what it answers.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE};
use http::{HeaderValue, Method, Request, Response, Uri};
use secrecy::{ExposeSecret as _, SecretString};

use super::super::base_url::keeps_secrets;
use super::super::json::{self, Decode, DecodeError, Kind, Reader};
use super::super::params::percent_encode;
use super::super::response::excerpt;
use super::super::retry::retry_after;
use super::{AuthContext, CredentialsError, Refusal, sensitive};

/// A client, as such a server knows it.
pub(super) struct Account {
    pub(super) id: String,
    pub(super) secret: SecretString,
}

impl Account {
    /// Asks for a token.
    pub(super) async fn fetch(
        &self,
        url: &Uri,
        scopes: &str,
        cx: &AuthContext<'_>,
    ) -> Result<Grant, CredentialsError> {
        let mut form = String::from("grant_type=client_credentials");
        if !scopes.is_empty() {
            form.push_str("&scope=");
            form.push_str(&percent_encode(scopes));
        }
        let response = self.post(url, form, cx).await?;
        let refused = |refusal| CredentialsError::Refused(Box::new(refusal));
        if !response.status().is_success() {
            return Err(refused(self.refusal(&response, None, cx)));
        }
        let unreadable = |problem: String| Refusal {
            status: response.status(),
            code: None,
            description: Some(self.clean(&format!("the answer holds no token: {problem}"), None)),
            retry_after: None,
        };
        let grant: Grant = json::from_slice(response.body())
            .map_err(|error| refused(unreadable(error.to_string())))?;
        if grant.access_token.expose_secret().is_empty() {
            return Err(refused(unreadable("`access_token` is empty".to_owned())));
        }
        let is_bearer = |kind: &String| kind.eq_ignore_ascii_case("bearer");
        if !grant.token_type.as_ref().is_none_or(is_bearer) {
            return Err(CredentialsError::unusable(
                "the server gave a token that is no bearer token",
            ));
        }
        Ok(grant)
    }

    /// Gives a token back.
    pub(super) async fn revoke(
        &self,
        url: &Uri,
        token: &str,
        cx: &AuthContext<'_>,
    ) -> Result<(), CredentialsError> {
        let form = format!(
            "token={}&token_type_hint=access_token",
            percent_encode(token)
        );
        let response = self.post(url, form, cx).await?;
        if response.status().is_success() {
            return Ok(());
        }
        let refusal = self.refusal(&response, Some(token), cx);
        Err(CredentialsError::NotRevoked(Box::new(refusal)))
    }

    async fn post(
        &self,
        url: &Uri,
        form: String,
        cx: &AuthContext<'_>,
    ) -> Result<Response<Bytes>, CredentialsError> {
        if !keeps_secrets(url) {
            return Err(CredentialsError::insecure(&url.to_string()));
        }
        let mut request = Request::new(form.into());
        *request.method_mut() = Method::POST;
        request.uri_mut().clone_from(url);
        let headers = request.headers_mut();
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        headers.insert(
            CONTENT_TYPE,
            HeaderValue::from_static("application/x-www-form-urlencoded"),
        );
        headers.insert(AUTHORIZATION, self.basic()?);
        cx.send(request).await
    }

    /// Both parts are form-encoded first, as RFC 6749 wants: a secret may hold `:`, `/`, `+`.
    fn basic(&self) -> Result<HeaderValue, CredentialsError> {
        sensitive(
            format!("Basic {}", self.pair()),
            "the client's secret cannot be encoded",
        )
    }

    fn pair(&self) -> String {
        let secret = percent_encode(self.secret.expose_secret());
        STANDARD.encode(format!("{}:{secret}", percent_encode(&self.id)))
    }

    fn refusal(
        &self,
        response: &Response<Bytes>,
        token: Option<&str>,
        cx: &AuthContext<'_>,
    ) -> Refusal {
        // What is neither of the known shapes tells no more than its status.
        let problem: Problem = json::from_slice(response.body()).unwrap_or_default();
        let clean = |text: String| self.clean(&text, token);
        Refusal {
            status: response.status(),
            code: problem.code.map(clean),
            description: problem.description.map(clean),
            retry_after: retry_after(response.headers(), cx.date()).map(whole_seconds),
        }
    }

    /// A server's words on one line, without the secrets should they repeat them.
    fn clean(&self, text: &str, token: Option<&str>) -> String {
        let mut hidden = text.replace(&self.pair(), "[redacted]");
        for secret in [Some(self.secret.expose_secret()), token] {
            let Some(secret) = secret.filter(|secret| !secret.is_empty()) else {
                continue;
            };
            for written in [secret, &percent_encode(secret)] {
                hidden = hidden.replace(written, "[redacted]");
            }
        }
        excerpt(hidden.as_bytes())
    }
}

/// As many seconds as are surely enough.
pub(super) fn whole_seconds(time: Duration) -> u64 {
    time.as_secs()
        .saturating_add(u64::from(time.subsec_nanos() > 0))
}

/// The answer of a token endpoint.
pub(super) struct Grant {
    pub(super) access_token: SecretString,
    token_type: Option<String>,
    expires_in: Option<i64>,
}

impl Grant {
    /// How long the token lasts, if not for ever.
    pub(super) fn life(&self) -> Option<Duration> {
        let seconds = u64::try_from(self.expires_in?).unwrap_or_default();
        Some(Duration::from_secs(seconds))
    }
}

impl Decode for Grant {
    fn decode(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let mut access_token = None;
        let mut token_type = None;
        let mut expires_in = None;
        let mut object = r.object()?;
        while let Some(key) = r.key(&mut object)? {
            match key {
                "access_token" => access_token = Some(String::decode(r)?),
                "token_type" => token_type = Decode::decode(r)?,
                "expires_in" => expires_in = seconds(r)?,
                _ => r.skip()?,
            }
        }
        let Some(access_token) = access_token else {
            return Err(DecodeError::missing(object.start(), "access_token"));
        };
        Ok(Self {
            access_token: access_token.into(),
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
