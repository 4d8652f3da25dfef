//! One call of each method through generated code, and its outcome in words.

use std::fmt;
use std::time::Duration;

use atlas_private_endpoint::types::{CloudProvider, CreateAwsEndpointRequest};
use http::{HeaderName, HeaderValue};
use tests::cases::methods;

use crate::server::CASE;

/// How a test calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// The POST of the Atlas endpoint.
    Post,
    /// The same, of which the caller says that it does no harm twice.
    PostIdempotent,
    Patch,
    Get,
    Put,
    Delete,
    /// A PUT of which the caller says that it does harm twice.
    PutOnce,
}

pub const METHODS: [Method; 7] = [
    Method::Post,
    Method::PostIdempotent,
    Method::Patch,
    Method::Get,
    Method::Put,
    Method::Delete,
    Method::PutOnce,
];

impl Method {
    /// Whether sending it twice does no harm.
    pub fn is_idempotent(self) -> bool {
        !matches!(self, Self::Post | Self::Patch | Self::PutOnce)
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::Post => "POST",
            Self::PostIdempotent => "POST, idempotent",
            Self::Patch => "PATCH",
            Self::Get => "GET",
            Self::Put => "PUT",
            Self::Delete => "DELETE",
            Self::PutOnce => "PUT, not idempotent",
        }
    }

    /// What the caller says, where it is not what the method says.
    fn said(self) -> Option<bool> {
        match self {
            Self::PostIdempotent => Some(true),
            Self::PutOnce => Some(false),
            _ => None,
        }
    }
}

/// What became of a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// `ok`, a status, or the kind of the error.
    pub end: String,
    pub attempts: u32,
    /// What an error says about whether the request was sent.
    pub sent: String,
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.end)?;
        if !self.sent.is_empty() {
            write!(f, ", sent: {}", self.sent)?;
        }
        Ok(())
    }
}

/// The errors of two operations are two types, and the runtimes of two crates as well.
macro_rules! outcome {
    ($result:expr, $error:path) => {{
        use $error as Error;
        match $result {
            Ok(response) => Outcome {
                end: "ok".to_owned(),
                attempts: response.attempts(),
                sent: String::new(),
            },
            Err(error) => Outcome {
                end: match (&error, error.status()) {
                    (_, Some(status)) => status.as_u16().to_string(),
                    (Error::Transport(error), _) => format!("{:?}", error.kind()),
                    (Error::Timeout(_), _) => "Timeout".to_owned(),
                    (other, _) => format!("{other:?}"),
                },
                attempts: error.attempts(),
                sent: format!("{:?}", error.request_sent()),
            },
        }
    }};
}

/// Clients that wait next to nothing before they try again.
pub struct Clients {
    atlas: atlas_private_endpoint::Client,
    methods: methods::Client,
}

const FIRST: Duration = Duration::from_millis(1);
const LONGEST: Duration = Duration::from_millis(5);

impl Clients {
    pub fn new(attempts: u32) -> Self {
        let retry = atlas_private_endpoint::RetryPolicy::new()
            .attempts(attempts)
            .backoff(FIRST, LONGEST);
        let atlas = atlas_private_endpoint::Client::builder()
            .bearer("token")
            .retry(retry)
            .retry_budget(u32::MAX);
        let retry = tests::runtime::RetryPolicy::new()
            .attempts(attempts)
            .backoff(FIRST, LONGEST);
        let methods = methods::Client::builder()
            .base_url("http://127.0.0.1")
            .retry(retry)
            .retry_budget(u32::MAX);
        Self {
            atlas: atlas.build().expect("a client"),
            methods: methods.build().expect("a client"),
        }
    }

    /// Calls that server; the requests bear the name of that case.
    pub async fn call(&self, method: Method, url: &str, case: &str, limit: Duration) -> Outcome {
        match method {
            Method::Post | Method::PostIdempotent => self.atlas(method, url, case, limit).await,
            _ => self.methods(method, url, case, limit).await,
        }
    }

    async fn atlas(&self, method: Method, url: &str, case: &str, limit: Duration) -> Outcome {
        let mut options = atlas_private_endpoint::CallOptions::new()
            .base_url(url)
            .expect("a URL")
            .attempt_timeout(limit)
            .header(HeaderName::from_static(CASE), header(case));
        if let Some(idempotent) = method.said() {
            options = options.idempotent(idempotent);
        }
        let group = "5f2c9a8e7b1d3046a9c8e5f1";
        let service = "64d1b7e0c3a95f2816e4d0b9";
        let body = CreateAwsEndpointRequest::new("vpce-0a1b2c3d4e5f60718");
        let call = self
            .atlas
            .create_private_endpoint(group, CloudProvider::Aws, service, body);
        let result = call.options(options).send().await;
        outcome!(
            result,
            atlas_private_endpoint::operations::CreatePrivateEndpointError
        )
    }

    async fn methods(&self, method: Method, url: &str, case: &str, limit: Duration) -> Outcome {
        use methods::operations as o;
        let mut options = tests::runtime::CallOptions::new()
            .base_url(url)
            .expect("a URL")
            .attempt_timeout(limit)
            .header(HeaderName::from_static(CASE), header(case));
        if let Some(idempotent) = method.said() {
            options = options.idempotent(idempotent);
        }
        let thing = || methods::types::Thing::new("thing");
        let client = &self.methods;
        match method {
            Method::Get => {
                let call = client.get_thing("1").options(options);
                outcome!(call.send().await, o::GetThingError)
            }
            Method::Put | Method::PutOnce => {
                let call = client.replace_thing("1", thing()).options(options);
                outcome!(call.send().await, o::ReplaceThingError)
            }
            Method::Delete => {
                let call = client.delete_thing("1").options(options);
                outcome!(call.send().await, o::DeleteThingError)
            }
            Method::Patch => {
                let call = client.change_thing("1", thing()).options(options);
                outcome!(call.send().await, o::ChangeThingError)
            }
            Method::Post | Method::PostIdempotent => {
                let call = client.create_thing(thing()).options(options);
                outcome!(call.send().await, o::CreateThingError)
            }
        }
    }
}

fn header(text: &str) -> HeaderValue {
    HeaderValue::from_str(text).expect("a header value")
}
