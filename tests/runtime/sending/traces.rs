//! Spans and events: what they tell, and what they never do.

use std::io::Write;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use tests::runtime::auth::Bearer;
use tests::runtime::trace::TraceExchanges;
use tests::runtime::transport::memory::MemoryTransport;
use tests::runtime::{CallOptions, CoreBuilder, RetryPolicy, TransportError, TransportErrorKind};
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::fmt::format::FmtSpan;

use crate::support::{TestClock, answer, builder, open, secured};

/// Keeps what a program would print.
#[derive(Clone, Default)]
struct Output(Arc<Mutex<Vec<u8>>>);

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Output {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        self.clone()
    }
}

/// What is printed at the most talkative level, line by line.
async fn printed(run: impl Future<Output = ()>) -> Vec<String> {
    // With a single subscriber in the process, places that another thread reaches first would be
    // taken for silent ones.
    let second = tracing::Dispatch::new(tracing::subscriber::NoSubscriber::default());
    let output = Output::default();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing_subscriber::filter::LevelFilter::TRACE)
        .with_span_events(FmtSpan::CLOSE)
        .with_ansi(false)
        .without_time()
        .with_writer(output.clone())
        .finish();
    // The runtime of a test has one thread.
    let guard = tracing::subscriber::set_default(subscriber);
    run.await;
    drop((guard, second));
    let text = String::from_utf8(output.0.lock().unwrap().clone()).unwrap();
    text.lines().map(str::to_owned).collect()
}

/// The lines with all of these.
fn having<'l>(lines: &'l [String], parts: &[&str]) -> Vec<&'l String> {
    let has = |line: &&String| parts.iter().all(|part| line.contains(part));
    lines.iter().filter(has).collect()
}

#[tokio::test]
async fn calls_and_attempts_are_told() {
    let count = Mutex::new(0);
    let server = MemoryTransport::fallible(move |_| {
        let mut count = count.lock().unwrap();
        *count += 1;
        match *count {
            1 => Ok(answer(503, &[], "")),
            2 => Err(TransportError::new(TransportErrorKind::Connect, "broken")),
            _ => Ok(answer(200, &[("x-request-id", "r-3")], "")),
        }
    });
    let core = builder(&server)
        .retry(RetryPolicy::new())
        .clock(TestClock::new())
        .build()
        .unwrap();
    let lines = printed(async {
        core.execute(open()).await.unwrap();
    })
    .await;
    let call = having(&lines, &["INFO api_call{", "close"]);
    assert_eq!(call.len(), 1, "{lines:#?}");
    for part in [
        "operation=\"open\"",
        "attempts=3",
        "status=200",
        "request_id=\"r-3\"",
        "duration_ms=",
    ] {
        assert!(call[0].contains(part), "{part}: {}", call[0]);
    }
    let attempts = having(&lines, &["DEBUG", "api_attempt{", "close"]);
    let expected: [&[&str]; 3] = [
        &[
            "attempt=1",
            "method=\"GET\"",
            "path=\"/things/{id}\"",
            "status=503",
        ],
        &["attempt=2", "error=cannot connect: broken"],
        &["attempt=3", "status=200", "request_id=\"r-3\""],
    ];
    assert_eq!(attempts.len(), expected.len());
    for (line, parts) in attempts.iter().zip(expected) {
        for part in parts {
            assert!(line.contains(part), "{part}: {line}");
        }
        // It stands in the span of the call.
        assert!(line.contains("api_call{operation=\"open\""), "{line}");
    }
    assert_eq!(having(&lines, &["trying again wait_ms="]).len(), 2);
}

#[tokio::test]
async fn a_deadline_is_told() {
    let core = CoreBuilder::new("https://api.test", "tests/1")
        .transport(crate::hooks::Silent)
        .build()
        .unwrap();
    let options = CallOptions::new().timeout(Duration::from_millis(5));
    let lines = printed(async {
        core.execute(open().options(options)).await.unwrap_err();
    })
    .await;
    let call = having(
        &lines,
        &["api_call{", "close", "error=no answer within 5ms"],
    );
    assert_eq!(call.len(), 1, "{lines:#?}");
}

#[tokio::test]
async fn bodies_are_told_only_where_asked_for() {
    for (hook, names, ids) in [
        (None, 0, 0),
        (Some(TraceExchanges::new()), 0, 0),
        (Some(TraceExchanges::new().bodies(true)), 1, 1),
        (
            Some(TraceExchanges::new().bodies(true).without(["name"])),
            0,
            1,
        ),
    ] {
        let server = MemoryTransport::new(|_| {
            let headers = [("content-type", "application/json")];
            answer(400, &headers, r#"{"some_id":7,"token":"hunter2"}"#)
        });
        let mut builder = builder(&server).credentials("Token", Bearer::new("hunter2"));
        let exchanges = usize::from(hook.is_some());
        if let Some(hook) = hook {
            builder = builder.hook(hook);
        }
        let core = builder.build().unwrap();
        let call = || {
            let body = Bytes::from_static(br#"{"name":"somebody","password":"hunter2"}"#);
            secured().bytes("application/json", body)
        };
        let lines = printed(async {
            // As an error, and as one whose message holds the body.
            core.execute(call()).await.unwrap().unexpected();
            let limit = CallOptions::new().response_limit(2);
            core.execute(call().options(limit)).await.unwrap_err();
        })
        .await;
        assert!(!lines.is_empty());
        assert_eq!(having(&lines, &["hunter2"]).len(), 0, "{lines:#?}");
        assert_eq!(
            having(&lines, &["secured (attempt 1)"]).len(),
            exchanges * 2
        );
        assert_eq!(having(&lines, &["somebody"]).len(), names * 2, "{lines:#?}");
        assert_eq!(having(&lines, &["some_id"]).len(), ids, "{lines:#?}");
    }
}
