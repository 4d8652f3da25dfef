//! Bearer, basic, API keys, client credentials; which of them apply, and that none is printed.

mod support;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::request::Parts;
use http::{Request, Response};
use support::{
    TestClock, UNAUTHORIZED, always, answer, authorization, builder, json, open, secured,
};
use tests::runtime::auth::api_key::ApiKey;
use tests::runtime::auth::basic::Basic;
use tests::runtime::auth::client_credentials::ClientCredentials;
use tests::runtime::auth::digest::Digest;
use tests::runtime::auth::{Again, AuthContext, Bearer};
use tests::runtime::transport::memory::MemoryTransport;
use tests::runtime::transport::reqwest::ReqwestTransport;
use tests::runtime::{
    Body, BoxFuture, CallError, Core, CoreBuilder, Credentials, CredentialsError, Reply, Sent,
    Transport, TransportError, TransportErrorKind,
};

const SECRET: &str = "s3cr:t/+=&é";

#[tokio::test]
async fn simple_credentials() {
    let server = always(json(200, "{}"));
    let client = builder(&server)
        .credentials("Token", Bearer::new("abc"))
        .build()
        .unwrap();
    client.execute(secured()).await.unwrap();
    assert_eq!(authorization(&server.requests()[0]), "Bearer abc");

    let both = builder(&server)
        .credentials("Basic", Basic::new("user", "päss"))
        .credentials("Key", ApiKey::query("key", "a&b"))
        .build()
        .unwrap();
    both.execute(secured()).await.unwrap();
    let request = server.requests().pop().unwrap();
    assert_eq!(
        authorization(&request),
        format!("Basic {}", STANDARD.encode("user:päss"))
    );
    assert_eq!(request.uri(), "https://api.test/things?key=a%26b");

    for (key, uri, name, value) in [
        (
            ApiKey::header("X-Key", "k"),
            "https://api.test/things",
            "x-key",
            "k",
        ),
        (
            ApiKey::cookie("key", "k;1"),
            "https://api.test/things",
            "cookie",
            "key=k%3B1",
        ),
    ] {
        let client = builder(&server).custom_credentials(key).build().unwrap();
        client.execute(secured()).await.unwrap();
        let request = server.requests().pop().unwrap();
        assert_eq!(
            (
                request.uri().to_string().as_str(),
                request.headers()[name].to_str().unwrap()
            ),
            (uri, value)
        );
        assert!(request.headers()[name].is_sensitive());
    }
}

#[tokio::test]
async fn the_first_complete_alternative_applies() {
    let server = always(json(200, "{}"));
    let only_key = builder(&server)
        .credentials("Key", ApiKey::header("x-key", "k"))
        .build()
        .unwrap();
    assert!(matches!(
        only_key.execute(secured()).await,
        Err(CallError::Credentials(CredentialsError::Missing { .. }))
    ));
    let client = builder(&server)
        .credentials("Key", ApiKey::header("x-key", "k"))
        .credentials("Basic", Basic::new("u", "p"))
        .credentials("Token", Bearer::new("old"))
        .credentials("Token", Bearer::new("new"))
        .build()
        .unwrap();
    client.execute(secured()).await.unwrap();
    let request = server.requests().pop().unwrap();
    assert_eq!(authorization(&request), "Bearer new");
    assert!(!request.headers().contains_key("x-key"));
    client.execute(open()).await.unwrap();
    assert_eq!(authorization(&server.requests().pop().unwrap()), "");
}

#[tokio::test]
async fn plain_http_is_for_the_loopback() {
    let server = always(json(200, "{}"));
    let client = |url: &str| {
        builder(&server)
            .base_url(url)
            .credentials("Token", Bearer::new("abc"))
            .build()
            .unwrap()
    };
    for url in [
        "http://localhost:1",
        "http://127.0.0.1",
        "http://127.9.9.9:80",
        "http://[::1]:8080",
        "https://x.test",
    ] {
        client(url).execute(secured()).await.unwrap();
    }
    let sent = server.requests().len();
    for url in [
        "http://x.test",
        "http://localhost.x.test",
        "http://127.0.0.1.x.test",
        "http://[::2]",
        "http://10.0.0.1",
    ] {
        let error = client(url).execute(secured()).await.unwrap_err();
        assert_eq!(
            error.to_string(),
            format!("credentials are not sent over plain http to {url}; use https")
        );
        client(url).execute(open()).await.unwrap();
    }
    assert_eq!(server.requests().len(), sent + 5);
}

#[tokio::test]
async fn unusable_credentials_are_explained_without_them() {
    let server = always(json(200, "{}"));
    for client in [
        builder(&server).credentials("Token", Bearer::new("SECRET\n")),
        builder(&server).custom_credentials(Basic::new("a:b", "SECRET")),
        builder(&server).custom_credentials(ApiKey::header("x key", "SECRET")),
        builder(&server).custom_credentials(ApiKey::header("x-key", "SECRET\r\n")),
    ] {
        let error = client
            .build()
            .unwrap()
            .execute(secured())
            .await
            .unwrap_err();
        assert!(matches!(
            error,
            CallError::Credentials(CredentialsError::Unusable { .. })
        ));
        assert!(!format!("{error} {error:?}").contains("SECRET"));
    }
    assert!(server.requests().is_empty());
}

/// Gives out tokens `t1`, `t2`, … and takes only the last of them.
#[derive(Clone, Default)]
struct TokenServer {
    given: Arc<AtomicUsize>,
    /// Tokens up to this one are no longer taken.
    revoked: Arc<AtomicUsize>,
    delay: Option<Duration>,
}

impl TokenServer {
    fn answer(&self, request: &Request<Bytes>) -> Response<Bytes> {
        if request.uri().path() == "/api/oauth/token" {
            let expected = format!(
                "Basic {}",
                STANDARD.encode("my%20id:s3cr%3At%2F%2B%3D%26%C3%A9")
            );
            assert_eq!(authorization(request), expected);
            assert_eq!(request.method(), "POST");
            assert_eq!(request.headers()["accept"], "application/json");
            assert_eq!(
                request.headers()["content-type"],
                "application/x-www-form-urlencoded"
            );
            assert_eq!(request.headers()["user-agent"], "runtime-tests/1");
            assert_eq!(request.body(), "grant_type=client_credentials");
            let number = self.given.fetch_add(1, Ordering::SeqCst) + 1;
            return json(
                200,
                &format!(
                    r#"{{"access_token":"t{number}","expires_in":3600,"token_type":"Bearer"}}"#
                ),
            );
        }
        let number: usize = authorization(request)
            .trim_start_matches("Bearer t")
            .parse()
            .unwrap();
        if number <= self.revoked.load(Ordering::SeqCst) {
            return json(401, "{}");
        }
        json(200, "{}")
    }
}

impl Transport for TokenServer {
    fn send(
        &self,
        request: Request<Body>,
    ) -> BoxFuture<'_, Result<Response<Body>, TransportError>> {
        Box::pin(async move {
            if let Some(delay) = self.delay {
                tokio::time::sleep(delay).await;
            }
            let (parts, body) = request.into_parts();
            let request = Request::from_parts(parts, body.collect(1000).await.unwrap());
            Ok(self.answer(&request).map(Body::from))
        })
    }
}

fn token_client(server: &TokenServer, clock: &TestClock) -> Core {
    CoreBuilder::new("https://api.test", "runtime-tests/1")
        .transport(server.clone())
        .clock(clock.clone())
        .credentials(
            "Token",
            ClientCredentials::new("/api/oauth/token", "my id", SECRET),
        )
        .build()
        .unwrap()
}

#[tokio::test]
async fn a_token_is_kept_until_a_minute_before_it_expires() {
    let (server, clock) = (TokenServer::default(), TestClock::new());
    let client = token_client(&server, &clock);
    for (seconds, given) in [(0, 1), (3539, 1), (1, 2), (0, 2), (3540, 3), (100_000, 4)] {
        clock.advance(seconds);
        assert_eq!(client.execute(secured()).await.unwrap().status(), 200);
        assert_eq!(server.given.load(Ordering::SeqCst), given);
    }
}

#[tokio::test]
async fn a_rejected_token_is_replaced_once() {
    let (server, clock) = (TokenServer::default(), TestClock::new());
    let client = token_client(&server, &clock);
    client.execute(secured()).await.unwrap();
    server.revoked.store(1, Ordering::SeqCst);
    assert_eq!(client.execute(secured()).await.unwrap().status(), 200);
    assert_eq!(server.given.load(Ordering::SeqCst), 2);
    server.revoked.store(100, Ordering::SeqCst);
    assert_eq!(
        client.execute(secured()).await.unwrap().status(),
        UNAUTHORIZED
    );
    assert_eq!(server.given.load(Ordering::SeqCst), 3);
}

#[tokio::test(start_paused = true)]
async fn a_thousand_calls_fetch_one_token_at_a_time() {
    let server = TokenServer {
        delay: Some(Duration::from_millis(20)),
        ..TokenServer::default()
    };
    let clock = TestClock::new();
    let client = token_client(&server, &clock);
    for round in 1..=4 {
        let calls: Vec<_> = (0..250)
            .map(|_| {
                let client = client.clone();
                tokio::spawn(async move { client.execute(secured()).await.unwrap().status() })
            })
            .collect();
        for call in calls {
            assert_eq!(call.await.unwrap(), 200);
        }
        assert_eq!(server.given.load(Ordering::SeqCst), round);
        clock.advance(3600);
    }
}

#[tokio::test(start_paused = true)]
async fn all_calls_that_share_a_rejected_token_share_its_successor() {
    let server = TokenServer {
        delay: Some(Duration::from_millis(20)),
        ..TokenServer::default()
    };
    let client = token_client(&server, &TestClock::new());
    client.execute(secured()).await.unwrap();
    server.revoked.store(1, Ordering::SeqCst);
    let calls: Vec<_> = (0..50)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move { client.execute(secured()).await.unwrap().status() })
        })
        .collect();
    for call in calls {
        assert_eq!(call.await.unwrap(), 200);
    }
    assert_eq!(server.given.load(Ordering::SeqCst), 2);
}

#[tokio::test(start_paused = true)]
async fn a_dropped_call_leaves_the_others_alive() {
    let server = TokenServer {
        delay: Some(Duration::from_millis(20)),
        ..TokenServer::default()
    };
    let client = token_client(&server, &TestClock::new());
    let first = tokio::spawn({
        let client = client.clone();
        async move { client.execute(secured()).await.map(drop) }
    });
    tokio::time::sleep(Duration::from_millis(5)).await;
    let second = tokio::spawn({
        let client = client.clone();
        async move { client.execute(secured()).await.unwrap().status() }
    });
    tokio::time::sleep(Duration::from_millis(5)).await;
    first.abort();
    assert_eq!(second.await.unwrap(), 200);
    assert_eq!(server.given.load(Ordering::SeqCst), 1);
}

#[tokio::test(start_paused = true)]
async fn a_call_that_times_out_for_want_of_a_token_was_not_sent() {
    let server = TokenServer {
        delay: Some(Duration::from_secs(20)),
        ..TokenServer::default()
    };
    let client = CoreBuilder::new("https://api.test", "runtime-tests/1")
        .transport(server)
        .timeout(Duration::from_secs(10))
        .credentials(
            "Token",
            ClientCredentials::new("api/oauth/token", "my id", SECRET),
        )
        .build()
        .unwrap();
    let error = client.execute(secured()).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "no answer within 10s; the request was not sent"
    );
    assert_eq!(error.request_sent(), Sent::No);
}

/// The time that a token takes is time of the call.
#[tokio::test(start_paused = true)]
async fn a_deadline_is_for_the_token_and_the_call_together() {
    // Each of the two takes so long.
    for (delay, took, sent) in [(4, 8, None), (6, 10, Some(Sent::Maybe))] {
        let server = TokenServer {
            delay: Some(Duration::from_secs(delay)),
            ..TokenServer::default()
        };
        let client = CoreBuilder::new("https://api.test", "runtime-tests/1")
            .transport(server)
            .timeout(Duration::from_secs(10))
            .credentials(
                "Token",
                ClientCredentials::new("api/oauth/token", "my id", SECRET),
            )
            .build()
            .unwrap();
        let begin = tokio::time::Instant::now();
        let error = client.execute(secured()).await.err();
        assert_eq!(begin.elapsed().as_secs(), took);
        assert_eq!(error.map(|error| error.request_sent()), sent);
    }
}

/// Credentials that say whether the call goes on when they are asked, and count that.
#[derive(Clone)]
struct Asked<T> {
    credentials: T,
    again: Again,
    times: Arc<AtomicUsize>,
}

impl<T> Asked<T> {
    fn new(credentials: T, again: Again) -> Self {
        let times = Arc::default();
        Self {
            credentials,
            again,
            times,
        }
    }
}

impl<T: Credentials> Credentials for Asked<T> {
    fn authorize<'a>(
        &'a self,
        request: &'a mut Request<Body>,
        cx: &'a AuthContext<'_>,
    ) -> BoxFuture<'a, Result<(), CredentialsError>> {
        self.credentials.authorize(request, cx)
    }

    fn are_renewable(&self) -> bool {
        self.credentials.are_renewable()
    }

    fn rejected<'a>(
        &'a self,
        request: &'a Parts,
        reply: &'a Reply,
        _: &'a AuthContext<'_>,
    ) -> BoxFuture<'a, Result<Again, CredentialsError>> {
        assert_eq!(reply.status(), UNAUTHORIZED);
        assert!(request.headers.contains_key("user-agent"));
        self.times.fetch_add(1, Ordering::SeqCst);
        Box::pin(std::future::ready(Ok(self.again)))
    }
}

/// Credentials of a user's own, which leave all else to the trait.
#[derive(Clone)]
struct Custom;

impl Credentials for Custom {
    fn authorize<'a>(
        &'a self,
        _: &'a mut Request<Body>,
        _: &'a AuthContext<'_>,
    ) -> BoxFuture<'a, Result<(), CredentialsError>> {
        Box::pin(std::future::ready(Ok(())))
    }
}

/// How often a call is sent whose first so many answers are 401, how often the credentials are
/// asked, and how the call ends.
async fn rejections<T: Credentials + Clone>(
    asked: Asked<T>,
    refused: usize,
) -> (usize, usize, u16) {
    let mut outcomes = Vec::new();
    let plain = |builder: CoreBuilder| builder.custom_credentials(asked.clone());
    let shared = |builder: CoreBuilder| builder.custom_credentials(Arc::new(asked.clone()));
    let scheme = |builder: CoreBuilder| builder.credentials("Token", asked.clone());
    let add: [&dyn Fn(CoreBuilder) -> CoreBuilder; 3] = [&plain, &shared, &scheme];
    for add in add {
        let left = AtomicUsize::new(refused);
        let server = MemoryTransport::new(move |_| {
            let take = |left: usize| left.checked_sub(1);
            let refuse = left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, take);
            json(if refuse.is_ok() { 401 } else { 200 }, "{}")
        });
        asked.times.store(0, Ordering::SeqCst);
        let client = add(builder(&server)).build().unwrap();
        let status = client.execute(secured()).await.unwrap().status().as_u16();
        let times = asked.times.load(Ordering::SeqCst);
        outcomes.push((server.requests().len(), times, status));
    }
    assert_eq!(outcomes, [outcomes[0]; 3]);
    outcomes[0]
}

#[tokio::test]
async fn only_renewable_credentials_are_asked_after_a_401() {
    use Again::{No, Yes};
    // These would try again if they were asked.
    let bearer = Asked::new(Bearer::new("t"), Yes);
    assert_eq!(rejections(bearer, 1).await, (1, 0, 401));
    let basic = Asked::new(Basic::new("u", "p"), Yes);
    assert_eq!(rejections(basic, 1).await, (1, 0, 401));
    let key = Asked::new(ApiKey::header("x-key", "k"), Yes);
    assert_eq!(rejections(key, 1).await, (1, 0, 401));
    for (again, refused, outcome) in [
        (Yes, 0, (1, 0, 200)),
        (Yes, 1, (2, 1, 200)),
        (No, 1, (1, 1, 401)),
        // After three times the 401 is the answer.
        (Yes, 9, (4, 3, 401)),
    ] {
        let custom = Asked::new(Custom, again);
        assert_eq!(rejections(custom, refused).await, outcome);
    }
}

#[tokio::test]
async fn beside_renewable_credentials_the_others_are_not_asked() {
    let server = always(json(401, "{}"));
    let fixed = Asked::new(Bearer::new("t"), Again::Yes);
    let custom = Asked::new(Custom, Again::No);
    let client = builder(&server)
        .credentials("Token", fixed.clone())
        .custom_credentials(custom.clone());
    let reply = client.build().unwrap().execute(secured()).await.unwrap();
    assert_eq!(reply.status(), UNAUTHORIZED);
    let asked = |times: &AtomicUsize| times.load(Ordering::SeqCst);
    assert_eq!((asked(&fixed.times), asked(&custom.times)), (0, 1));
    assert_eq!(server.requests().len(), 1);
}

/// A token endpoint that always answers like this.
fn refusing(status: u16, content_type: &str, body: &str) -> (MemoryTransport, Core) {
    let server = always(answer(status, &[("content-type", content_type)], body));
    let client = builder(&server)
        .credentials("Token", ClientCredentials::new("/t", "my id", SECRET))
        .build()
        .unwrap();
    (server, client)
}

#[tokio::test]
async fn a_pair_that_the_server_repeats_is_hidden() {
    let server = MemoryTransport::new(|request| {
        let sent = request.headers()["authorization"].to_str().unwrap();
        let body = format!(r#"{{"error":"invalid_client","error_description":"Not {sent}."}}"#);
        json(401, &body)
    });
    let client = builder(&server)
        .credentials("Token", ClientCredentials::new("/t", "my id", SECRET))
        .build()
        .unwrap();
    let error = client.execute(secured()).await.unwrap_err().to_string();
    assert!(error.contains("(Not Basic [redacted].)"), "{error}");
}

#[tokio::test]
async fn refusals_are_explained() {
    for (status, body, message) in [
        (
            401,
            r#"{"error":"invalid_client","error_description":"Bad secret s3cr:t/+=&é\nor s3cr%3At%2F%2B%3D%26%C3%A9"}"#,
            "no token: the server answered 401 Unauthorized, invalid_client (Bad secret [redacted] or [redacted]); \
             the client's id or secret is wrong, or the secret has expired",
        ),
        (
            403,
            r#"{"error":"access_denied"}"#,
            "no token: the server answered 403 Forbidden, access_denied; \
             the server gives this client no further token, perhaps because too many are valid: \
             share one client or a token store, and revoke what is not needed",
        ),
        (
            429,
            r#"{"error":429,"errorCode":"RATE_LIMITED","detail":"Slow down","parameters":[1,"a"]}"#,
            "no token: the server answered 429 Too Many Requests, RATE_LIMITED (Slow down); \
             tokens are asked for too often: share one client or a token store",
        ),
        (
            502,
            "<html>",
            "no token: the server answered 502 Bad Gateway",
        ),
        (
            200,
            r#"{"token":"SECRET"}"#,
            "no token: the server answered 200 OK (the answer holds no token: at `$` (byte 0): missing property `access_token`)",
        ),
        (
            200,
            r#"{"access_token":"SECRET","token_type":"mac"}"#,
            "the server gave a token that is no bearer token",
        ),
        (
            200,
            r#"{"access_token":"SECRET\n"}"#,
            "the token cannot be sent",
        ),
        (
            200,
            r#"{"access_token":""}"#,
            "no token: the server answered 200 OK (the answer holds no token: `access_token` is empty)",
        ),
        (
            200,
            r#"{"access_token":{"id":"SECRET"}}"#,
            "no token: the server answered 200 OK (the answer holds no token: at `$.access_token` \
             (byte 16): expected a string, found an object)",
        ),
        (
            200,
            r#"{"access_token":SECRET}"#,
            "no token: the server answered 200 OK (the answer holds no token: at `$.access_token` \
             (byte 16): invalid JSON: expected a value)",
        ),
    ] {
        let (server, client) = refusing(status, "application/json", body);
        let error = client.execute(secured()).await.unwrap_err();
        assert_eq!(error.to_string(), message);
        assert!(
            !format!("{error:?}").contains("SECRET") && !format!("{error:?}").contains("s3cr"),
            "{error:?}"
        );
        assert_eq!(
            (error.request_sent(), server.requests().len()),
            (Sent::No, 1)
        );
    }
}

#[tokio::test]
async fn a_token_url_may_be_absolute_but_not_plain() {
    let token = |url: &str| {
        let server = MemoryTransport::new(|request| match request.uri().path() {
            "/t" => json(200, r#"{"access_token":"SECRET","expires_in":"60"}"#),
            _ => json(200, "{}"),
        });
        let credentials = ClientCredentials::new(url, "id", SECRET).scopes("a b");
        (
            server.clone(),
            builder(&server)
                .credentials("Token", credentials)
                .build()
                .unwrap(),
        )
    };
    let (server, client) = token("https://login.test/t?x=1");
    client.execute(secured()).await.unwrap();
    assert_eq!(server.requests()[0].uri(), "https://login.test/t?x=1");
    assert_eq!(
        server.requests()[0].body(),
        "grant_type=client_credentials&scope=a%20b"
    );
    let (server, client) = token("http://login.test/t?x=1");
    assert!(matches!(
        client.execute(secured()).await,
        Err(CallError::Credentials(CredentialsError::Insecure { .. }))
    ));
    assert!(server.requests().is_empty());
    let (server, client) = token("https://user:SECRET@login.test/t");
    let error = client.execute(secured()).await.unwrap_err();
    assert!(!format!("{error} {error:?}").contains("SECRET"), "{error}");
    assert!(server.requests().is_empty());
    let (_, client) = token("http://127.0.0.1:9/t");
    client.execute(secured()).await.unwrap();
}

#[tokio::test]
async fn an_early_renewal_that_fails_uses_the_old_token() {
    let given = Arc::new(AtomicUsize::new(0));
    let server = MemoryTransport::fallible({
        let given = given.clone();
        move |request| match request.uri().path() {
            "/t" if given.fetch_add(1, Ordering::SeqCst) == 0 => {
                Ok(json(200, r#"{"access_token":"t1","expires_in":3600}"#))
            }
            "/t" => Err(TransportError::new(TransportErrorKind::Connect, "down")),
            _ => Ok(json(200, "{}")),
        }
    });
    let clock = TestClock::new();
    let client = builder(&server)
        .clock(clock.clone())
        .credentials("Token", ClientCredentials::new("/t", "id", SECRET))
        .build()
        .unwrap();
    client.execute(secured()).await.unwrap();
    clock.advance(3570);
    for (seconds, asked) in [(0, 2), (4, 2), (1, 3)] {
        clock.advance(seconds);
        client.execute(secured()).await.unwrap();
        assert_eq!(given.load(Ordering::SeqCst), asked, "not at every call");
    }
    clock.advance(25);
    let error = client.execute(secured()).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "cannot ask for a token: cannot connect: down"
    );
}

/// Everything that can be printed, with secrets in all places where there are secrets.
#[tokio::test]
async fn nothing_prints_a_secret() {
    const WORDS: [&str; 4] = [
        "TOPSECRET",
        "VE9QU0VDUkVU",
        "OlRPUFNFQ1JFV",
        "pUT1BTRUNSRVQ",
    ];
    let mut printed = Vec::new();
    let bearer = Bearer::new("TOPSECRET");
    let basic = Basic::new("me", "TOPSECRET");
    let key = ApiKey::header("x-odd-name", "TOPSECRET");
    let client = ClientCredentials::new("/t", "id", "TOPSECRET");
    let digest = Digest::new("me", "TOPSECRET");
    let odd = ClientCredentials::new("https://me:TOPSECRET@x.test", "id", "TOPSECRET");
    let stored = tests::runtime::auth::StoredToken::new("TOPSECRET");
    printed.push(format!("{odd:?} {stored:?}"));
    let mut headers = http::HeaderMap::new();
    headers.insert("x-key", http::HeaderValue::from_static("TOPSECRET"));
    let reqwest = reqwest::Client::builder().default_headers(headers);
    let reqwest = ReqwestTransport::from(reqwest.build().unwrap());
    printed.push(format!("{reqwest:?}"));
    printed.push(format!(
        "{bearer:?} {basic:?} {key:?} {client:?} {digest:?}"
    ));

    let server = MemoryTransport::new(|request| match request.uri().path() {
        "/t" => json(200, r#"{"access_token":"TOPSECRET","expires_in":60}"#),
        _ => answer(
            500,
            &[
                ("set-cookie", "session=TOPSECRET"),
                ("content-type", "application/json"),
            ],
            "{}",
        ),
    });
    let name = http::HeaderName::from_static("authorization");
    let core = builder(&server)
        .default_header(name.clone(), http::HeaderValue::from_static("TOPSECRET"))
        .credentials("Token", client)
        .custom_credentials(key)
        .custom_credentials(ApiKey::query("q", "TOPSECRET"))
        .custom_credentials(ApiKey::cookie("c", "TOPSECRET"));
    printed.push(format!("{core:?}"));
    let core = core.build().unwrap();
    let options = tests::runtime::CallOptions::new()
        .header(name, http::HeaderValue::from_static("TOPSECRET"));
    printed.push(format!("{options:?}"));
    let call = secured().options(options);
    printed.push(format!("{call:?} {core:?} {server:?}"));
    let reply = core.execute(call).await.unwrap();
    printed.push(format!("{reply:?}"));
    let response = reply.json::<serde_json::Value>().unwrap();
    printed.push(format!("{response:?}"));
    let error = core.execute(secured()).await.unwrap().unexpected();
    printed.push(format!("{error} {error:?} {error:#?}"));
    let error = core.execute(secured()).await.unwrap().undecodable(None);
    printed.push(format!("{error} {error:?}"));
    let sent = server.requests();
    assert!(
        sent.iter()
            .any(|request| request.uri().to_string().contains("TOPSECRET"))
    );
    // http's own Debug of a request keeps to the mark that our headers have.
    printed.push(format!("{:?}", sent[1].headers()));
    for text in &printed {
        for word in WORDS {
            assert!(!text.contains(word), "{word} in {text}");
        }
    }
}
