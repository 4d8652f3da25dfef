// @generated from an OpenAPI description; change that, its policy or the templates instead.

//! How a call is sent: with credentials, again after failures, and within its time limits.

use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use bytes::Bytes;
use http::header::{ACCEPT, CONTENT_TYPE};
use http::request::Parts;
use http::{HeaderMap, HeaderName, HeaderValue, Request, Response, StatusCode, Uri};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::error::Elapsed;
use tokio::time::{Timeout, timeout};

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
    pub(super) transport: Arc<dyn Transport>,
    pub(super) schemes: Vec<(String, Arc<dyn Credentials>)>,
    pub(super) always: Vec<Arc<dyn Credentials>>,
    /// It is among the headers; credentials send it with requests of their own.
    pub(super) user_agent: HeaderValue,
    pub(super) headers: Vec<(HeaderName, HeaderValue)>,
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
    call: Box<Call>,
    credentials: Vec<&'a dyn Credentials>,
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

/// A request that is under way, or waits for its credentials.
enum Signing<'a, 'w> {
    Signed(Signed<'a>),
    Waiting(BoxFuture<'w, Result<Signed<'a>, CallError>>),
}

/// The leave to send a request.
struct Pass<'a> {
    admission: Option<Admission<'a>>,
    turn: Option<OwnedSemaphorePermit>,
}

impl Pass<'_> {
    #[cold]
    fn answered(self, reply: Reply, clock: &dyn Clock) -> Reply {
        let reply = reply.keeping(self.turn);
        if let Some(admission) = self.admission {
            admission.answered(reply.status(), reply.headers(), clock);
        }
        reply
    }
}

impl Prepared<'_> {
    fn take_body(&mut self) -> Body {
        let body = &mut self.call.body;
        body.try_clone().unwrap_or_else(|| {
            self.spent = true;
            std::mem::take(body)
        })
    }

    /// The request was not sent.
    fn put_back(&mut self, body: Body) {
        if std::mem::take(&mut self.spent) {
            self.call.body = body;
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
        call.finish()?;
        let mut progress = Progress::new(call.options.idempotent);
        let limit = self.limit(&call);
        let mut prepared = self.prepare(call)?;
        let result = Within::new(limit, pin!(self.run(&mut prepared, &mut progress))).await;
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
        let limit = self.limit(&prepared.call);
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

    /// The server that a call goes to.
    fn base_url<'a>(&'a self, call: &'a Call) -> &'a BaseUrl {
        call.options.base_url.as_deref().unwrap_or(&self.base_url)
    }

    fn prepare(&self, call: Box<Call>) -> Result<Prepared<'_>, CallError> {
        let credentials = self.credentials(call.operation)?;
        let base_url = self.base_url(&call);
        if !credentials.is_empty() && !base_url.keeps_secrets() {
            return Err(CredentialsError::insecure(base_url.as_str()).into());
        }
        Ok(Prepared {
            call,
            credentials,
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
        let call = &prepared.call;
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
            // Few clients have limits: no room is kept for them in the future.
            let pass = if self.limiter.is_some() || self.in_flight.is_some() {
                Some(Box::pin(self.pass(prepared.call.operation, end)).await)
            } else {
                None
            };
            let signed = match self.sign(prepared, progress, rejections)? {
                Signing::Signed(signed) => signed,
                Signing::Waiting(signing) => signing.await?,
            };
            let call = &prepared.call;
            let limit = call.options.attempt_timeout.or(self.attempt_timeout);
            let result = Within::new(limit, pin!(self.receive(call, signed.answer))).await;
            let result = result.unwrap_or_else(|_| Err(attempt_timeout(limit)));
            if let Some(watch) = signed.watch {
                watch.done(&result);
            }
            let mut reply = result?;
            if let Some(pass) = pass {
                reply = pass.answered(reply, self.clock.as_ref());
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
    async fn pass(&self, operation: &Operation, end: Option<Instant>) -> Box<Pass<'_>> {
        let admission = match &self.limiter {
            Some(limiter) => Some(limiter.admit(operation.id, end, self.clock.as_ref()).await),
            None => None,
        };
        let turn = match &self.in_flight {
            // Nobody closes it.
            Some(turns) => turns.clone().acquire_owned().await.ok(),
            None => None,
        };
        Box::new(Pass { admission, turn })
    }

    /// Makes the request, with credentials, and gives it to the transport.
    ///
    /// Most credentials are there at once: no future has room for a request that waits for them.
    fn sign<'a: 'w, 'w>(
        &'a self,
        prepared: &'w mut Prepared<'_>,
        progress: &'w mut Progress,
        rejections: u32,
    ) -> Result<Signing<'a, 'w>, CallError> {
        let base_url = self.base_url(&prepared.call);
        let uri = base_url.join(&prepared.call.path, prepared.call.query.text())?;
        let body = prepared.take_body();
        let call = &prepared.call;
        let mut request = self.request(call, uri, body);
        let attempt = Attempt {
            operation: call.operation,
            number: progress.tries.count,
        };
        let watch = self
            .hooks
            .before(attempt, &mut request, self.clock.as_ref());
        let context = self.context(self.base_url(call), rejections);
        for (done, one) in prepared.credentials.iter().enumerate() {
            match one.authorize_at_once(&mut request, &context) {
                Some(Ok(())) => {}
                Some(Err(error)) => return Err(unsigned(prepared, request, watch, error)),
                None => {
                    let begun = (done, request, watch);
                    return Ok(self.sign_later(prepared, progress, rejections, begun));
                }
            }
        }
        Ok(Signing::Signed(
            self.give(prepared, progress, request, watch),
        ))
    }

    /// The same from the first credentials on that take their time.
    #[cold]
    fn sign_later<'a: 'w, 'w>(
        &'a self,
        prepared: &'w mut Prepared<'_>,
        progress: &'w mut Progress,
        rejections: u32,
        (done, mut request, watch): (usize, Request<Body>, Option<Box<Watch<'a>>>),
    ) -> Signing<'a, 'w> {
        Signing::Waiting(Box::pin(async move {
            let mut authorized = Ok(());
            for one in &prepared.credentials[done..] {
                let context = self.context(self.base_url(&prepared.call), rejections);
                authorized = one.authorize(&mut request, &context).await;
                if authorized.is_err() {
                    break;
                }
            }
            match authorized {
                Ok(()) => Ok(self.give(prepared, progress, request, watch)),
                Err(error) => Err(unsigned(prepared, request, watch, error)),
            }
        }))
    }

    /// Gives a request with its credentials to the transport.
    fn give<'a>(
        &'a self,
        prepared: &Prepared<'_>,
        progress: &mut Progress,
        request: Request<Body>,
        mut watch: Option<Box<Watch<'a>>>,
    ) -> Signed<'a> {
        if let Some(watch) = &mut watch {
            watch.signed_in(request.headers());
        }
        progress.sent = Sent::Maybe;
        let renewable = prepared.credentials.iter().any(|one| one.are_renewable());
        let sent = renewable.then(|| Box::new(head(&request)));
        Signed {
            answer: self.transport.send(request),
            watch,
            sent,
        }
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

    /// The credentials that a call of the operation goes by: those of the first alternative of which
    /// there are all, and those for every request.
    fn credentials(
        &self,
        operation: &Operation,
    ) -> Result<Vec<&dyn Credentials>, CredentialsError> {
        let mut chosen: Vec<&dyn Credentials> = Vec::with_capacity(1 + self.always.len());
        for schemes in operation.security {
            chosen.clear();
            for scheme in *schemes {
                chosen.extend(self.scheme(scheme));
            }
            if !chosen.is_empty() && chosen.len() == schemes.len() {
                break;
            }
            chosen.clear();
        }
        for one in &self.always {
            chosen.push(one.as_ref());
        }
        let security = operation.security;
        let optional = security.is_empty() || security.iter().any(|schemes| schemes.is_empty());
        if chosen.is_empty() && !optional {
            return Err(CredentialsError::missing(security));
        }
        Ok(chosen)
    }

    /// Whether there are new credentials to try.
    async fn rejected(
        &self,
        prepared: &Prepared<'_>,
        request: &Parts,
        reply: &Reply,
        rejections: u32,
    ) -> Result<bool, CredentialsError> {
        let context = self.context(self.base_url(&prepared.call), rejections);
        let mut again = false;
        for one in &prepared.credentials {
            if one.are_renewable() {
                again |= one.rejected(request, reply, &context).await? == Again::Yes;
            }
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
        for (name, value) in &self.headers {
            headers.insert(name, value.clone());
        }
        if !call.operation.accept.is_empty() {
            headers.insert(ACCEPT, media_type(call.operation.accept));
        }
        if !call.headers.is_empty() {
            insert_all(headers, &call.headers);
        }
        if let Some(content_type) = &call.content_type {
            headers.insert(CONTENT_TYPE, content_type.clone());
        }
        if let Some(options) = &call.options.headers {
            insert_all(headers, options);
        }
    }
}

/// A future that is to be done in time, where there is a limit. It is passed by reference, because a
/// compiler keeps room for each place that a future moves to.
enum Within<'a, F> {
    Always(Pin<&'a mut F>),
    /// Few calls have a limit: no room is kept for it in the future.
    Limited(Pin<Box<Timeout<Pin<&'a mut F>>>>),
}

impl<'a, F: Future> Within<'a, F> {
    fn new(limit: Option<Duration>, future: Pin<&'a mut F>) -> Self {
        match limit {
            Some(limit) => Self::Limited(Box::pin(timeout(limit, future))),
            None => Self::Always(future),
        }
    }
}

impl<F: Future> Future for Within<'_, F> {
    type Output = Result<F::Output, Elapsed>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        match &mut *self {
            Self::Always(future) => future.as_mut().poll(cx).map(Ok),
            Self::Limited(future) => future.as_mut().poll(cx),
        }
    }
}

fn insert_all(headers: &mut HeaderMap, more: &HeaderMap) {
    for (name, value) in more {
        headers.insert(name, value.clone());
    }
}

#[cold]
fn attempt_timeout(limit: Option<Duration>) -> CallError {
    TimeoutError::new(limit, Sent::Maybe).into()
}

/// The error of a request that has not got its credentials.
#[cold]
fn unsigned(
    prepared: &mut Prepared<'_>,
    request: Request<Body>,
    watch: Option<Box<Watch<'_>>>,
    error: CredentialsError,
) -> CallError {
    prepared.put_back(request.into_body());
    let error = CallError::from(error);
    if let Some(watch) = watch {
        watch.failed(&error);
    }
    error
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
