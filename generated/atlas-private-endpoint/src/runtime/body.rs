// @generated from an OpenAPI description; change that, its policy or the templates instead.

//! Bodies of requests and responses: whole, or a stream of chunks.

use std::collections::VecDeque;
use std::error::Error;
use std::fmt;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::task::{Context, Poll, ready};

use bytes::{Bytes, BytesMut};
use futures_core::Stream;

use super::transport::{TransportError, TransportErrorKind};

/// A stream of chunks on the heap.
pub type Chunks = Pin<Box<dyn Stream<Item = Result<Bytes, TransportError>> + Send>>;

type Factory = dyn Fn() -> Chunks + Send + Sync;

/// The body of a request or a response.
///
/// It is read by [`chunk`](Self::chunk), as a [`Stream`], or at once by [`collect`](Self::collect).
///
/// A clone of a stream that gives its bytes only once is the same stream: whoever reads first has it,
/// and the others get an error.
#[derive(Clone)]
pub struct Body {
    kind: Kind,
    length: Option<u64>,
}

#[derive(Clone)]
enum Kind {
    Whole(Bytes),
    Stream(Source),
}

/// Where chunks come from.
struct Source {
    /// The stream that is being read, or is going to be. Nobody locks it but clones: a lock is what
    /// makes a body `Sync`.
    open: Mutex<Option<Chunks>>,
    /// Something has been read.
    begun: bool,
    origin: Origin,
}

#[derive(Clone)]
enum Origin {
    /// Makes the stream, as often as it is wanted.
    Again(Arc<Factory>),
    /// What clones share: the stream itself, until somebody takes it.
    Once(OnceLock<Arc<Mutex<Option<Chunks>>>>),
}

impl Body {
    /// No body.
    pub fn empty() -> Self {
        Bytes::new().into()
    }

    /// The chunks of a stream. It can be sent once only: such a request is never sent again.
    pub fn stream<S, E>(stream: S) -> Self
    where
        S: Stream<Item = Result<Bytes, E>> + Send + 'static,
        E: Into<Box<dyn Error + Send + Sync>> + 'static,
    {
        Self::from_chunks(readable(stream))
    }

    /// The chunks of a stream that can be made anew, so that the request can be sent again.
    ///
    /// Each stream has to give the same bytes.
    pub fn replayable<F, S, E>(make: F) -> Self
    where
        F: Fn() -> S + Send + Sync + 'static,
        S: Stream<Item = Result<Bytes, E>> + Send + 'static,
        E: Into<Box<dyn Error + Send + Sync>> + 'static,
    {
        Self::from_source(None, Origin::Again(Arc::new(move || readable(make()))))
    }

    /// The same stream, which keeps something until it ends or is dropped.
    pub(super) fn keeping<T: Send + Unpin + 'static>(self, kept: T) -> Self {
        if matches!(self.kind, Kind::Whole(_)) {
            return self;
        }
        let length = self.length;
        let kept = Some(kept);
        let body = Self::from_chunks(Box::pin(Keeping { body: self, kept }));
        Self { length, ..body }
    }

    /// The chunks that a transport receives.
    pub fn from_chunks(chunks: Chunks) -> Self {
        Self::from_source(Some(chunks), Origin::Once(OnceLock::new()))
    }

    fn from_source(open: Option<Chunks>, origin: Origin) -> Self {
        Self::of(Kind::Stream(Source {
            open: Mutex::new(open),
            begun: false,
            origin,
        }))
    }

    /// Bodies one after the other. They can be sent again if each of them can.
    #[allow(dead_code, reason = "only bodies of several parts need it")]
    pub(super) fn chain(bodies: Vec<Self>) -> Self {
        let length = bodies.iter().map(Self::length).sum::<Option<u64>>();
        let chained = if bodies.iter().all(Self::is_replayable) {
            let make = move || Box::pin(Chain(bodies.clone().into())) as Chunks;
            Self::from_source(None, Origin::Again(Arc::new(make)))
        } else {
            Self::from_chunks(Box::pin(Chain(bodies.into())))
        };
        match length {
            Some(length) => chained.with_length(length),
            None => chained,
        }
    }

    fn of(kind: Kind) -> Self {
        Self { kind, length: None }
    }

    /// The same body, where it is known how many bytes the stream gives.
    #[must_use]
    pub fn with_length(mut self, length: u64) -> Self {
        if !matches!(self.kind, Kind::Whole(_)) {
            self.length = Some(length);
        }
        self
    }

    /// How many bytes it has, if that is known.
    pub fn length(&self) -> Option<u64> {
        match &self.kind {
            Kind::Whole(bytes) => u64::try_from(bytes.len()).ok(),
            Kind::Stream(_) => self.length,
        }
    }

    /// The bytes, where it is no stream.
    pub fn as_bytes(&self) -> Option<&Bytes> {
        match &self.kind {
            Kind::Whole(bytes) => Some(bytes),
            Kind::Stream(_) => None,
        }
    }

    /// The bytes, or the stream.
    #[cfg(feature = "reqwest")]
    pub(super) fn into_bytes(self) -> Result<Bytes, Self> {
        match self.kind {
            Kind::Whole(bytes) => Ok(bytes),
            Kind::Stream(_) => Err(self),
        }
    }

    /// The same bytes once more; `None` for a stream that gives them only once.
    pub fn try_clone(&self) -> Option<Self> {
        match &self.kind {
            Kind::Whole(bytes) => Some(bytes.clone().into()),
            Kind::Stream(_) => self.is_replayable().then(|| self.clone()),
        }
    }

    /// Whether [`try_clone`](Self::try_clone) gives a body.
    pub fn is_replayable(&self) -> bool {
        match &self.kind {
            Kind::Whole(_) => true,
            Kind::Stream(source) => matches!(source.origin, Origin::Again(_)),
        }
    }

    /// The next chunk; `None` at the end.
    ///
    /// # Errors
    /// When the stream breaks off.
    pub async fn chunk(&mut self) -> Result<Option<Bytes>, TransportError> {
        std::future::poll_fn(|cx| self.poll_chunk(cx))
            .await
            .transpose()
    }

    /// All bytes.
    ///
    /// # Errors
    /// When the stream breaks off, or has more than `limit` bytes.
    pub async fn collect(mut self, limit: u64) -> Result<Bytes, CollectError> {
        self.read(limit).await
    }

    /// All bytes that have not been read.
    pub(super) fn read(
        &mut self,
        limit: u64,
    ) -> impl Future<Output = Result<Bytes, CollectError>> + Send {
        let too_large = self.length().is_some_and(|length| length > limit);
        // Most bodies are one chunk, which is not copied.
        let (mut first, mut all) = (Bytes::new(), BytesMut::new());
        std::future::poll_fn(move |cx| {
            if too_large {
                return Poll::Ready(Err(CollectError::TooLarge { limit }));
            }
            while let Some(chunk) = ready!(self.poll_chunk(cx)?) {
                if first.is_empty() {
                    first = chunk;
                } else {
                    if all.is_empty() {
                        all.extend_from_slice(&first);
                    }
                    all.extend_from_slice(&chunk);
                }
                if first.len().max(all.len()) as u64 > limit {
                    return Poll::Ready(Err(CollectError::TooLarge { limit }));
                }
            }
            let all = std::mem::take(&mut all).freeze();
            Poll::Ready(Ok(if all.is_empty() {
                std::mem::take(&mut first)
            } else {
                all
            }))
        })
    }

    fn poll_chunk(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, TransportError>>> {
        let next = match &mut self.kind {
            Kind::Whole(bytes) if bytes.is_empty() => Poll::Ready(None),
            Kind::Whole(bytes) => Poll::Ready(Some(Ok(std::mem::take(bytes)))),
            Kind::Stream(source) => source.poll_chunk(cx),
        };
        if matches!(next, Poll::Ready(None | Some(Err(_)))) {
            self.kind = Kind::Whole(Bytes::new());
        }
        next
    }
}

impl Source {
    fn poll_chunk(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, TransportError>>> {
        let open = self.open.get_mut().unwrap_or_else(PoisonError::into_inner);
        if !std::mem::replace(&mut self.begun, true) && open.is_none() {
            *open = self.origin.open();
        }
        match open {
            Some(chunks) => chunks.as_mut().poll_next(cx),
            None => Poll::Ready(Some(Err(TransportError::new(
                TransportErrorKind::Body,
                "the stream gives its bytes only once, and was read before",
            )))),
        }
    }
}

impl Origin {
    fn open(&self) -> Option<Chunks> {
        match self {
            Self::Again(make) => Some(make()),
            Self::Once(shared) => lock(shared.get()?).take(),
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What has been read of a stream is not read again: a clone starts at the beginning, if it can.
impl Clone for Source {
    fn clone(&self) -> Self {
        if let Origin::Once(shared) = &self.origin {
            let unread = || lock(&self.open).take_if(|_| !self.begun);
            shared.get_or_init(|| Arc::new(Mutex::new(unread())));
        }
        Self {
            open: Mutex::default(),
            begun: false,
            origin: self.origin.clone(),
        }
    }
}

/// Bodies one after the other.
struct Chain(VecDeque<Body>);

impl Stream for Chain {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        while let Some(body) = self.0.front_mut() {
            match ready!(body.poll_chunk(cx)) {
                Some(chunk) => return Poll::Ready(Some(chunk)),
                None => self.0.pop_front(),
            };
        }
        Poll::Ready(None)
    }
}

/// A stream that keeps something until it ends.
struct Keeping<T> {
    body: Body,
    kept: Option<T>,
}

impl<T: Unpin> Stream for Keeping<T> {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let next = self.body.poll_chunk(cx);
        if matches!(next, Poll::Ready(None | Some(Err(_)))) {
            self.kept = None;
        }
        next
    }
}

/// A stream whose errors say that it is the request that cannot be read.
fn readable<S, E>(stream: S) -> Chunks
where
    S: Stream<Item = Result<Bytes, E>> + Send + 'static,
    E: Into<Box<dyn Error + Send + Sync>> + 'static,
{
    Box::pin(Readable(Box::pin(stream)))
}

struct Readable<S>(Pin<Box<S>>);

impl<S, E> Stream for Readable<S>
where
    S: Stream<Item = Result<Bytes, E>>,
    E: Into<Box<dyn Error + Send + Sync>>,
{
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let next = self.0.as_mut().poll_next(cx);
        next.map_err(|error| TransportError::new(TransportErrorKind::Body, error))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.0.size_hint()
    }
}

/// The chunks. After an error there are none.
impl Stream for Body {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_chunk(cx)
    }
}

impl Default for Body {
    fn default() -> Self {
        Self::empty()
    }
}

impl From<Bytes> for Body {
    fn from(bytes: Bytes) -> Self {
        Self::of(Kind::Whole(bytes))
    }
}

macro_rules! whole {
    ($($type:ty),+) => {$(
        impl From<$type> for Body {
            fn from(bytes: $type) -> Self {
                Bytes::from(bytes).into()
            }
        }
    )+};
}

whole!(String, Vec<u8>, &'static str, &'static [u8]);

/// It says how much there is, and nothing of what it is.
impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.length(), &self.kind) {
            (Some(length), Kind::Whole(_)) => write!(f, "{length} bytes"),
            (Some(length), _) => write!(f, "a stream of {length} bytes"),
            (None, _) => f.write_str("a stream"),
        }
    }
}

/// The bytes of a body cannot be had.
#[derive(Debug)]
#[non_exhaustive]
pub enum CollectError {
    /// There are more than were allowed.
    TooLarge {
        /// How many were allowed.
        limit: u64,
    },
    /// The stream broke off.
    Transport(TransportError),
}

impl fmt::Display for CollectError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLarge { limit } => write!(f, "the body is larger than {limit} bytes"),
            Self::Transport(error) => error.fmt(f),
        }
    }
}

impl Error for CollectError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::TooLarge { .. } => None,
            Self::Transport(error) => error.source(),
        }
    }
}

impl From<TransportError> for CollectError {
    fn from(error: TransportError) -> Self {
        Self::Transport(error)
    }
}
