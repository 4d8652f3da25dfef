// @generated from an OpenAPI description; change that, its policy or the templates instead.

//! Calls for programs that are not async: `.send().wait()`.

use std::fmt;
use std::io::{self, Read};
use std::sync::LazyLock;

use bytes::{Buf as _, Bytes};
use tokio::runtime::{Builder, Handle, Runtime};

use super::body::Body;

/// Waits for a future, such as that of a call, on the thread that asks.
///
/// ```text
/// use some_api::blocking::Wait as _;
///
/// let answer = client.get_thing("id").send().wait()?;
/// ```
///
/// Connections are looked after by one more thread, which all clients of the process share.
pub trait Wait: Future + Sized {
    /// Waits until it is done.
    ///
    /// It may also be used where async code runs, but then costs a thread of its own for the
    /// time, and the caller's is blocked.
    ///
    /// # Panics
    ///
    /// When the operating system gives no thread, and where the future panics.
    fn wait(self) -> Self::Output
    where
        Self: Send,
        Self::Output: Send,
    {
        if Handle::try_current().is_err() {
            return RUNTIME.block_on(self);
        }
        // Here is a runtime already, which must not be blocked by another one on the same thread.
        std::thread::scope(|scope| {
            let waiting = scope.spawn(|| RUNTIME.block_on(self));
            waiting
                .join()
                .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        })
    }
}

impl<F: Future> Wait for F {}

/// It lives as long as the process, as connections are bound to it.
static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| {
    Builder::new_multi_thread()
        .worker_threads(1)
        .thread_name("api-client")
        .enable_all()
        .build()
        .unwrap_or_else(|error| panic!("cannot start a thread for connections: {error}"))
});

/// Reads a body that is a stream.
pub struct BodyReader {
    body: Body,
    chunk: Bytes,
}

impl From<Body> for BodyReader {
    fn from(body: Body) -> Self {
        Self {
            body,
            chunk: Bytes::new(),
        }
    }
}

impl Read for BodyReader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.chunk.is_empty() && !buffer.is_empty() {
            match self.body.chunk().wait().map_err(io::Error::other)? {
                Some(chunk) => self.chunk = chunk,
                None => return Ok(0),
            }
        }
        let length = buffer.len().min(self.chunk.len());
        self.chunk.copy_to_slice(&mut buffer[..length]);
        Ok(length)
    }
}

impl fmt::Debug for BodyReader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BodyReader")
            .field("body", &self.body)
            .finish_non_exhaustive()
    }
}
