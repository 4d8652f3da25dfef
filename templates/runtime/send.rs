//! How a call is sent: with credentials, again after failures, and within its time limits.

use std::pin::{Pin, pin};
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use http::header::{ACCEPT, CONTENT_TYPE};
use http::request::Parts;
use http::{HeaderMap, HeaderValue, Request, Response, StatusCode, Uri};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::error::Elapsed;

use super::auth::{Again, AuthContext, Clock, Credentials, CredentialsError, TokenStore};
use super::base_url::BaseUrl;
use super::body::{Body, CollectError};
use super::call::{Call, Operation, media_type};
use super::envelope::Envelope;
use super::error::{CallError, Sent, TimeoutError, Undecodable};
use super::error_shape::ErrorShape;
use super::hook::{Attempt, Hooks, Watch};
use super::progress::Progress;
use super::rate_limit::{Admission, Limiter};
use super::response::{Reply, is_json};
use super::retry::{Budget, RetryPolicy};
use super::trace;
use super::transport::{BoxFuture, Transport, TransportError};

/// How often one call may be sent again with new credentials.
const MAX_REJECTIONS: u32 = 3;

/// `Accept`, `Content-Type`, and what credentials put on.
const MORE_HEADERS: usize = 3;

/// A request that is sent as soon as somebody waits for its answer.
type Answer<'a> = BoxFuture<'a, Result<Response<Body>, TransportError>>;

/// The settings and the state of a client.
pub(super) struct Inner {
    pub(super) base_url: BaseUrl,
    // optional: server
    pub(super) servers: super::server::Servers,
    pub(super) transport: Arc<dyn Transport>,
    pub(super) schemes: Vec<(String, Arc<dyn Credentials>)>,
    pub(super) always: Vec<Arc<dyn Credentials>>,
    /// It is among the headers; credentials send it with requests of their own.
    pub(super) user_agent: HeaderValue,
    pub(super) headers: HeaderMap,
    pub(super) timeout: Option<Duration>,
    pub(super) attempt_timeout: Option<Duration>,
    pub(super) retry: RetryPolicy,
    pub(super) budget: Budget,
    pub(super) response_limit: u64,
    pub(super) validate: bool,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) errors: Option<&'static ErrorShape>,
    pub(super) envelope: Option<&'static Envelope>,
    pub(super) token_store: Option<Arc<dyn TokenStore>>,
    pub(super) limiter: Option<Limiter>,
    pub(super) in_flight: Option<Arc<Semaphore>>,
    pub(super) hooks: Hooks,
}

/// A call that is ready to be sent.
struct Prepared<'a> {
    call: &'a Call,
    base_url: &'a BaseUrl,
    /// The security schemes that it goes by.
    schemes: &'static [&'static str],
    body: Body,
    /// The body was a stream that can be sent once only, and is under way.
    spent: bool,
}

/// A request that is under way.
struct Signed<'a> {
    answer: Answer<'a>,
    watch: Option<Box<Watch<'a>>>,
    /// Its head, where a 401 may lead to new credentials.
    sent: Option<Box<Parts>>,
}

/// The leave to send a request.
struct Pass<'a> {
    admission: Option<Admission<'a>>,
    turn: Option<OwnedSemaphorePermit>,
}

impl Prepared<'_> {
    fn take_body(&mut self) -> Body {
        self.body.try_clone().unwrap_or_else(|| {
            self.spent = true;
            std::mem::take(&mut self.body)
        })
    }

    /// The request was not sent.
    fn put_back(&mut self, body: Body) {
        if std::mem::take(&mut self.spent) {
            self.body = body;
        }
    }
}

impl Inner {
    pub(super) fn execute(
        &self,
        call: Box<Call>,
    ) -> impl Future<Output = Result<Reply, CallError>> + Send {
        trace::call(call.operation, self.execute_call(call))
    }

    async fn execute_call(&self, mut call: Box<Call>) -> Result<Reply, CallError> {
        // optional: server
        self.servers.apply(&mut call, &self.base_url)?;
        call.finish()?;
        let body = std::mem::take(&mut call.body);
        let mut prepared = self.prepare(&call, body)?;
        let mut progress = Progress::new(call.options.idempotent);
        let limit = self.limit(&call);
        let result = within(limit, pin!(self.run(&mut prepared, &mut progress))).await;
        result.unwrap_or_else(|_| {
            let error = TimeoutError::new(limit, progress.any_sent());
            Err(error.with_tries(progress.tries).into())
        })
    }

    /// The longest that the whole call may take.
    fn limit(&self, call: &Call) -> Option<Duration> {
        call.options.timeout.or(self.timeout)
    }

    /// Sends the call, and again where its failure may pass.
    ///
    /// `progress` is kept up to date for the case that this future is dropped.
    async fn run(
        &self,
        prepared: &mut Prepared<'_>,
        progress: &mut Progress,
    ) -> Result<Reply, CallError> {
        let limit = self.limit(prepared.call);
        let end = limit.and_then(|limit| self.clock.now().checked_add(limit));
        let mut earlier = None;
        loop {
            progress.begin();
            let (operation, number) = (prepared.call.operation, progress.tries.count);
            let attempt = self.attempt(prepared, progress, end);
            let result = trace::attempt(operation, number, attempt).await;
            if matches!(&result, Ok(reply) if reply.status().is_success()) {
                self.budget.earn();
                return progress.tell(result);
            }
            let Some(delay) = self.delay(prepared, &result, number, end) else {
                return match (result, earlier) {
                    // The failure that led here says more than that it could not be tried again.
                    (Err(CallError::Credentials(_)), Some(earlier)) => progress.tell(earlier),
                    (result, _) => progress.tell(result),
                };
            };
            progress.end(&result);
            earlier = Some(result);
            trace::retry(delay);
            self.clock.sleep(delay).await;
        }
    }

    fn prepare<'a>(&'a self, call: &'a Call, body: Body) -> Result<Prepared<'a>, CallError> {
        let schemes = self.select(call.operation)?;
        let base_url = call.options.base_url.as_deref().unwrap_or(&self.base_url);
        if self.credentials(schemes).next().is_some() && !base_url.keeps_secrets() {
            return Err(CredentialsError::insecure(base_url.as_str()).into());
        }
        Ok(Prepared {
            call,
            base_url,
            schemes,
            body,
            spent: false,
        })
    }

    /// How long to wait before another attempt that ends in time; `None` if there is to be none.
    #[cold]
    fn delay(
        &self,
        prepared: &Prepared<'_>,
        result: &Result<Reply, CallError>,
        attempts: u32,
        end: Option<Instant>,
    ) -> Option<Duration> {
        if prepared.spent {
            return None;
        }
        let call = prepared.call;
        let options = &call.options;
        let policy = options.retry.as_ref().unwrap_or(&self.retry);
        let idempotent = options
            .idempotent
            .unwrap_or(call.operation.method.is_idempotent());
        let delay = policy.delay(result, idempotent, attempts, self.clock.date())?;
        let left = end.map(|end| end.saturating_duration_since(self.clock.now()));
        let in_time = left.is_none_or(|left| delay < left);
        (in_time && self.budget.spend()).then_some(delay)
    }

    /// Sends the call, and again where a 401 leads to new credentials.
    async fn attempt(
        &self,
        prepared: &mut Prepared<'_>,
        progress: &mut Progress,
        end: Option<Instant>,
    ) -> Result<Reply, CallError> {
        let mut rejections = 0;
        loop {
            let pass = if self.limiter.is_some() || self.in_flight.is_some() {
                // Few clients have them: no room is kept for it in the future.
                Some(Box::pin(self.pass(prepared.call.operation, end)).await)
            } else {
                None
            };
            let signed = self.sign(prepared, progress, rejections).await?;
            let call = prepared.call;
            let limit = call.options.attempt_timeout.or(self.attempt_timeout);
            let result = within(limit, pin!(self.receive(call, signed.answer))).await;
            let result =
                result.unwrap_or_else(|_| Err(TimeoutError::new(limit, Sent::Maybe).into()));
            if let Some(watch) = signed.watch {
                watch.done(&result);
            }
            let mut reply = result?;
            if let Some(Pass { admission, turn }) = pass {
                reply = reply.keeping(turn);
                if let Some(admission) = admission {
                    admission.answered(reply.status(), reply.headers(), self.clock.as_ref());
                }
            }
            let Some(sent) = signed.sent else {
                return Ok(reply);
            };
            if reply.status() != StatusCode::UNAUTHORIZED || rejections >= MAX_REJECTIONS {
                return Ok(reply);
            }
            progress.sent = Sent::No;
            let again = Box::pin(self.rejected(prepared, &sent, &reply, rejections)).await?;
            if !again || prepared.spent {
                return Ok(reply);
            }
            rejections += 1;
        }
    }

    /// Waits until a request may be sent.
    async fn pass(&self, operation: &Operation, end: Option<Instant>) -> Pass<'_> {
        let admission = match &self.limiter {
            Some(limiter) => Some(limiter.admit(operation.id, end, self.clock.as_ref()).await),
            None => None,
        };
        let turn = match &self.in_flight {
            // Nobody closes it.
            Some(turns) => turns.clone().acquire_owned().await.ok(),
            None => None,
        };
        Pass { admission, turn }
    }

    /// Makes the request, with credentials, and gives it to the transport.
    async fn sign(
        &self,
        prepared: &mut Prepared<'_>,
        progress: &mut Progress,
        rejections: u32,
    ) -> Result<Signed<'_>, CallError> {
        let call = prepared.call;
        let uri = prepared.base_url.join(&call.path, call.query.text())?;
        let mut request = self.request(call, uri, prepared.take_body());
        // optional: paging
        super::paging::redirect(request.uri_mut(), call, prepared.base_url)?;
        let attempt = Attempt {
            operation: call.operation,
            number: progress.tries.count,
        };
        let mut watch = self
            .hooks
            .before(attempt, &mut request, self.clock.as_ref());
        let context = self.context(prepared.base_url, rejections);
        for one in self.credentials(prepared.schemes) {
            if let Err(error) = one.authorize(&mut request, &context).await {
                prepared.put_back(request.into_body());
                let error = CallError::from(error);
                if let Some(watch) = watch {
                    watch.failed(&error);
                }
                return Err(error);
            }
        }
        if let Some(watch) = &mut watch {
            watch.signed_in(request.headers());
        }
        progress.sent = Sent::Maybe;
        let sent = self
            .renewable(prepared.schemes)
            .then(|| Box::new(head(&request)));
        Ok(Signed {
            answer: self.transport.send(request),
            watch,
            sent,
        })
    }

    /// Receives all of an answer, or all but a stream.
    async fn receive(&self, call: &Call, answer: Answer<'_>) -> Result<Reply, CallError> {
        let (reply, mut body) = {
            let (parts, body) = answer.await?.into_parts();
            let (status, headers) = (parts.status, parts.headers);
            let reply = Reply::new(call.operation, status, headers, Bytes::new());
            (reply.with_errors(self.errors), body)
        };
        let streams = |which: &fn(_, &_) -> bool| {
            reply.status().is_success() && which(reply.status(), reply.headers())
        };
        let envelope = self.envelope.filter(|one| one.is_wanted(&call.query));
        if envelope.is_none() && call.streams.as_ref().is_some_and(streams) {
            return Ok(reply.with_stream(body));
        }
        let limit = call.options.response_limit.unwrap_or(self.response_limit);
        match body.read(limit).await {
            Ok(body) => Ok(open(envelope, reply.with_body(body))),
            Err(CollectError::Transport(error)) => Err(error.into()),
            Err(CollectError::TooLarge { limit }) => {
                let error = Undecodable::too_large(reply, limit);
                Err(CallError::Undecodable(Box::new(error)))
            }
        }
    }

    fn context<'a>(&'a self, base_url: &'a BaseUrl, rejections: u32) -> AuthContext<'a> {
        AuthContext::new(
            self.transport.as_ref(),
            base_url,
            self.clock.as_ref(),
            Some(&self.user_agent),
        )
        .with_token_store(self.token_store.as_deref())
        .with_rejections(rejections)
    }

    /// Gives back what the credentials have fetched.
    pub(super) async fn revoke_tokens(&self) -> Result<(), CredentialsError> {
        let context = self.context(&self.base_url, 0);
        let schemes = self.schemes.iter().map(|(_, credentials)| credentials);
        for credentials in schemes.chain(&self.always) {
            credentials.revoke(&context).await?;
        }
        Ok(())
    }

    /// The security schemes that a call of the operation goes by: the first alternative of which
    /// there are all credentials.
    fn select(&self, operation: &Operation) -> Result<&'static [&'static str], CredentialsError> {
        let complete = |schemes: &&&[&str]| {
            !schemes.is_empty() && schemes.iter().all(|scheme| self.scheme(scheme).is_some())
        };
        if let Some(schemes) = operation.security.iter().find(complete) {
            return Ok(schemes);
        }
        let optional = operation.security.iter().any(|schemes| schemes.is_empty());
        if operation.security.is_empty() || optional || !self.always.is_empty() {
            return Ok(&[]);
        }
        Err(CredentialsError::missing(operation.security))
    }

    /// The credentials of those schemes, and those for every request.
    fn credentials(&self, schemes: &'static [&str]) -> impl Iterator<Item = &dyn Credentials> {
        let chosen = schemes.iter().filter_map(|scheme| self.scheme(scheme));
        chosen.chain(self.always.iter().map(Arc::as_ref))
    }

    fn renewable(&self, schemes: &'static [&str]) -> bool {
        self.credentials(schemes).any(Credentials::are_renewable)
    }

    /// Whether there are new credentials to try.
    async fn rejected(
        &self,
        prepared: &Prepared<'_>,
        request: &Parts,
        reply: &Reply,
        rejections: u32,
    ) -> Result<bool, CredentialsError> {
        let context = self.context(prepared.base_url, rejections);
        let mut again = false;
        let credentials = self.credentials(prepared.schemes);
        for one in credentials.filter(|one| one.are_renewable()) {
            again |= one.rejected(request, reply, &context).await? == Again::Yes;
        }
        Ok(again)
    }

    fn scheme(&self, name: &str) -> Option<&dyn Credentials> {
        self.schemes
            .iter()
            .find(|(scheme, _)| scheme == name)
            .map(|(_, one)| one.as_ref())
    }

    fn request(&self, call: &Call, uri: Uri, body: Body) -> Request<Body> {
        let mut request = Request::new(body);
        request.method_mut().clone_from(&call.operation.method);
        *request.uri_mut() = uri;
        self.put_headers(call, request.headers_mut());
        request
    }

    /// The headers of a request, from those that give way to those that do not.
    fn put_headers(&self, call: &Call, headers: &mut HeaderMap) {
        headers.reserve(self.headers.len() + call.headers.len() + MORE_HEADERS);
        insert_all(headers, &self.headers);
        if !call.operation.accept.is_empty() {
            headers.insert(ACCEPT, media_type(call.operation.accept));
        }
        insert_all(headers, &call.headers);
        if let Some(content_type) = &call.content_type {
            headers.insert(CONTENT_TYPE, content_type.clone());
        }
        if let Some(options) = &call.options.headers {
            insert_all(headers, options);
        }
    }
}

/// What the future gives, if it does so in time. It is passed by reference, because a compiler keeps
/// room for each place that a future moves to.
async fn within<F: Future>(
    limit: Option<Duration>,
    future: Pin<&mut F>,
) -> Result<F::Output, Elapsed> {
    match limit {
        // Few calls have one: no room is kept for it in the future.
        Some(limit) => Box::pin(tokio::time::timeout(limit, future)).await,
        None => Ok(future.await),
    }
}

fn insert_all(headers: &mut HeaderMap, more: &HeaderMap) {
    for (name, value) in more {
        headers.insert(name, value.clone());
    }
}

/// A copy of the request, without its body.
fn head(request: &Request<Body>) -> Parts {
    let (mut parts, ()) = Request::new(()).into_parts();
    parts.method.clone_from(request.method());
    parts.uri.clone_from(request.uri());
    parts.version = request.version();
    parts.headers.clone_from(request.headers());
    parts
}

fn open(envelope: Option<&Envelope>, reply: Reply) -> Reply {
    match envelope {
        Some(envelope) if is_json(reply.content_type()) => match envelope.open(reply.body()) {
            Some((status, content)) => reply.with_content(status, content),
            None => reply,
        },
        _ => reply,
    }
}
