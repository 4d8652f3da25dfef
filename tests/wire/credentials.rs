//! How calls are signed in: bearer tokens, service accounts, HTTP Digest, and none of them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use atlas_private_endpoint::runtime::{
    AuthContext, Body, BoxFuture, Credentials, CredentialsError, Sent,
};
use atlas_private_endpoint::{Client, RetryPolicy};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::HeaderValue;
use md5::{Digest as _, Md5};
use tokio::task::JoinSet;

use crate::support::{
    AWS_BODY, AWS_PATH, AWS_REPLY, Answer, Failed, Seen, Server, answer, api_error, build, builder,
    call, header, json, kind, said,
};

const UNAUTHORIZED: &str = r#"{"error":401,"errorCode":"USER_UNAUTHORIZED"}"#;
const TOKEN_PATH: &str = "/api/oauth/token";
const ID: &str = "mdb_sa_id_0";
const SECRET: &str = "s3cr:t/+=&é";

fn service_account(server: &Server) -> Client {
    build(
        Client::builder()
            .base_url(server.url())
            .service_account(ID, SECRET)
            .retry(RetryPolicy::none()),
    )
}

/// A server that gives out `token-1`, `token-2` and so on, each with these further properties.
async fn token_server(
    more: &str,
    accepts: impl Fn(&str) -> bool + Send + Sync + 'static,
) -> Server {
    let count = AtomicUsize::new(0);
    let more = more.to_owned();
    Server::start(move |request| {
        if request.uri().path() == TOKEN_PATH {
            let number = count.fetch_add(1, Ordering::SeqCst) + 1;
            return json(
                200,
                &format!(r#"{{"access_token":"token-{number}"{more}}}"#),
            );
        }
        if accepts(header(request, "authorization")) {
            json(200, AWS_REPLY)
        } else {
            json(401, UNAUTHORIZED)
        }
    })
    .await
}

const AN_HOUR: &str = r#","expires_in":3600,"token_type":"Bearer""#;

/// What each request was signed in with; `None` for those that asked for a token.
fn signatures(server: &Server) -> Vec<Option<String>> {
    let sign = |request: &Seen| {
        let asks = request.uri().path() == TOKEN_PATH;
        (!asks).then(|| header(request, "authorization").to_owned())
    };
    server.requests().iter().map(sign).collect()
}

fn bearer(number: usize) -> Option<String> {
    Some(format!("Bearer token-{number}"))
}

#[tokio::test]
async fn a_service_account_asks_for_a_token_and_keeps_it() {
    let server = token_server(AN_HOUR, |_| true).await;
    let client = service_account(&server);
    for client in [&client, &client, &client.clone()] {
        call(client).await.expect("a success");
    }
    assert_eq!(signatures(&server), [None, bearer(1), bearer(1), bearer(1)]);

    let request = &server.requests()[0];
    assert_eq!(request.method(), "POST");
    assert_eq!(request.uri().to_string(), TOKEN_PATH);
    assert_eq!(request.body(), "grant_type=client_credentials");
    assert_eq!(
        header(request, "content-type"),
        "application/x-www-form-urlencoded"
    );
    assert_eq!(header(request, "accept"), "application/json");
    assert!(header(request, "user-agent").starts_with("atlas-private-endpoint/"));
    // Both parts are URL-encoded before they are put together.
    let pair = STANDARD.encode("mdb_sa_id_0:s3cr%3At%2F%2B%3D%26%C3%A9");
    assert_eq!(header(request, "authorization"), format!("Basic {pair}"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn fifty_calls_at_once_share_one_token() {
    let server = token_server(AN_HOUR, |_| true).await;
    let client = service_account(&server);
    let mut calls = JoinSet::new();
    for _ in 0..50 {
        let client = client.clone();
        calls.spawn(async move { call(&client).await });
    }
    for outcome in calls.join_all().await {
        outcome.expect("a success");
    }
    let signatures = signatures(&server);
    assert_eq!(signatures.len(), 51);
    assert_eq!(signatures.iter().filter(|one| one.is_none()).count(), 1);
}

#[tokio::test]
async fn a_token_lives_as_long_as_the_server_says() {
    let cases = [
        (AN_HOUR, 1),
        (r#","expires_in":"3600""#, 1),
        // Without an end it is kept until the server refuses it.
        ("", 1),
        (r#","expires_in":0"#, 2),
        (r#","token_type":"bearer","scope":"x","expires_in":3600"#, 1),
    ];
    for (more, tokens) in cases {
        let server = token_server(more, |_| true).await;
        let client = service_account(&server);
        call(&client).await.expect("a success");
        call(&client).await.expect("a success");
        let asked = signatures(&server)
            .iter()
            .filter(|one| one.is_none())
            .count();
        assert_eq!(asked, tokens, "{more}");
    }
}

#[tokio::test]
async fn a_token_that_is_refused_is_replaced_once() {
    let server = token_server(AN_HOUR, |authorization| authorization != "Bearer token-1").await;
    let client = service_account(&server);
    call(&client).await.expect("a success");
    assert_eq!(signatures(&server), [None, bearer(1), None, bearer(2)]);
    assert!(
        server.requests()[3].body() == AWS_BODY,
        "the body is sent again"
    );
    call(&client).await.expect("a success");
    assert_eq!(server.requests().len(), 5, "the new token is kept");
}

#[tokio::test]
async fn a_server_that_refuses_every_token_is_asked_twice() {
    let server = token_server(AN_HOUR, |_| false).await;
    let error = call(&service_account(&server)).await.expect_err("401");
    assert_eq!(kind(&error), "Unauthorized");
    assert_eq!(api_error(&error).body().error_code, "USER_UNAUTHORIZED");
    assert_eq!(signatures(&server), [None, bearer(1), None, bearer(2)]);
}

#[tokio::test]
async fn no_token_means_no_call() {
    let cases = [
        (
            json(
                401,
                r#"{"error":"invalid_client","error_description":"no such client"}"#,
            ),
            "no token: the server answered 401 Unauthorized, invalid_client (no such client); \
             the client's id or secret is wrong, or the secret has expired",
        ),
        (
            json(403, r#"{"error":"access_denied"}"#),
            "no token: the server answered 403 Forbidden, access_denied; \
             the server gives this client no further token, perhaps because too many are valid: \
             share one client or a token store, and revoke what is not needed",
        ),
        (
            json(
                429,
                r#"{"error":429,"errorCode":"RATE_LIMITED","detail":"too many"}"#,
            ),
            "no token: the server answered 429 Too Many Requests, RATE_LIMITED (too many); \
             tokens are asked for too often: share one client or a token store",
        ),
        (
            answer(502, &[], "<html>"),
            "no token: the server answered 502 Bad Gateway",
        ),
        (
            json(200, "{}"),
            "no token: the server answered 200 OK (the answer holds no token: \
             at `$` (byte 0): missing property `access_token`)",
        ),
        (
            json(200, r#"{"access_token":"a","token_type":"mac"}"#),
            "the server gave a token that is no bearer token",
        ),
    ];
    for (answer, message) in cases {
        let server = Server::always(answer).await;
        let error = call(&service_account(&server)).await.expect_err(message);
        assert_eq!(kind(&error), "Credentials");
        assert_eq!(said(&error), message);
        assert_eq!(error.request_sent(), Sent::No);
        assert_eq!(server.only().uri().path(), TOKEN_PATH);
    }
}

// ---- HTTP Digest ----

const REALM: &str = "MMS Public API";
const USER: &str = "public-key";
const PASSWORD: &str = "private/key+=";

fn api_key(server: &Server, password: &str) -> Client {
    build(
        Client::builder()
            .base_url(server.url())
            .api_key(USER, password),
    )
}

fn challenge(nonce: &str, stale: bool) -> Answer {
    let text = format!(
        r#"Digest realm="{REALM}", domain="", nonce="{nonce}", algorithm=MD5, qop="auth", stale={stale}"#
    );
    let headers = [
        ("www-authenticate", text.as_str()),
        ("content-type", "application/json"),
    ];
    answer(401, &headers, UNAUTHORIZED)
}

fn md5(text: &str) -> String {
    let hash = Md5::digest(text);
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The parameters of the answer to a challenge, once it is proven right.
fn verified(request: &Seen) -> Option<BTreeMap<String, String>> {
    let text = header(request, "authorization").strip_prefix("Digest ")?;
    let pairs = text.split(", ").filter_map(|pair| pair.split_once('='));
    let parameters: BTreeMap<_, _> = pairs
        .map(|(key, value)| (key.to_owned(), value.trim_matches('"').to_owned()))
        .collect();
    let of = |key: &str| parameters.get(key).map_or("", String::as_str);
    assert_eq!(of("uri"), request.uri().to_string());
    let who = md5(&format!("{USER}:{REALM}:{PASSWORD}"));
    let what = md5(&format!("{}:{}", request.method(), of("uri")));
    let (nonce, count, own) = (of("nonce"), of("nc"), of("cnonce"));
    let expected = md5(&format!("{who}:{nonce}:{count}:{own}:auth:{what}"));
    (of("username") == USER && of("qop") == "auth" && of("response") == expected)
        .then_some(parameters)
}

/// Nonces last for so many requests, and the next one then begins.
async fn digest_server(uses: usize) -> Server {
    let served = AtomicUsize::new(0);
    Server::start(move |request| {
        let current = format!("nonce-{}", served.load(Ordering::SeqCst) / uses);
        match verified(request) {
            Some(parameters) if parameters["nonce"] == current => {
                served.fetch_add(1, Ordering::SeqCst);
                json(200, AWS_REPLY)
            }
            Some(_) => challenge(&current, true),
            None => challenge(&current, false),
        }
    })
    .await
}

/// The nonce and count that each request came with.
fn nonces(server: &Server) -> Vec<Option<(String, String)>> {
    let requests = server.requests();
    let pair = |p: BTreeMap<String, String>| (p["nonce"].clone(), p["nc"].clone());
    requests
        .iter()
        .map(|request| verified(request).map(pair))
        .collect()
}

fn nonce(number: usize, count: &str) -> Option<(String, String)> {
    Some((format!("nonce-{number}"), count.to_owned()))
}

#[tokio::test]
async fn a_digest_challenge_is_answered_and_its_nonce_kept() {
    let server = digest_server(usize::MAX).await;
    let client = api_key(&server, PASSWORD);
    for _ in 0..3 {
        call(&client).await.expect("a success");
    }
    let expected = [
        None,
        nonce(0, "00000001"),
        nonce(0, "00000002"),
        nonce(0, "00000003"),
    ];
    assert_eq!(
        nonces(&server),
        expected,
        "one more round trip, for the first call alone"
    );
    for request in server.requests() {
        assert_eq!(request.uri().to_string(), AWS_PATH);
        assert_eq!(request.body(), AWS_BODY);
    }
}

#[tokio::test]
async fn a_stale_nonce_costs_one_round_trip() {
    let server = digest_server(2).await;
    let client = api_key(&server, PASSWORD);
    for _ in 0..3 {
        call(&client).await.expect("a success");
    }
    let expected = [
        None,
        nonce(0, "00000001"),
        nonce(0, "00000002"),
        nonce(0, "00000003"),
        nonce(1, "00000001"),
    ];
    assert_eq!(nonces(&server), expected);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn no_count_is_used_twice() {
    let server = digest_server(usize::MAX).await;
    let client = api_key(&server, PASSWORD);
    call(&client).await.expect("a success");
    let mut calls = JoinSet::new();
    for _ in 0..20 {
        let client = client.clone();
        calls.spawn(async move { call(&client).await });
    }
    for outcome in calls.join_all().await {
        outcome.expect("a success");
    }
    let nonces = nonces(&server);
    assert_eq!(nonces.len(), 22);
    assert_eq!(nonces.iter().collect::<BTreeSet<_>>().len(), 22);
}

#[tokio::test]
async fn a_wrong_password_is_tried_once() {
    let server = digest_server(usize::MAX).await;
    let error = call(&api_key(&server, "wrong")).await.expect_err("401");
    assert_eq!(kind(&error), "Unauthorized");
    assert_eq!(api_error(&error).body().error_code, "USER_UNAUTHORIZED");
    assert_eq!(server.requests().len(), 2);
}

#[tokio::test]
async fn a_challenge_that_nobody_can_answer() {
    let headers = [(
        "www-authenticate",
        r#"Digest realm="r", nonce="n", algorithm=SHA3"#,
    )];
    let server = Server::always(answer(401, &headers, UNAUTHORIZED)).await;
    let error = call(&api_key(&server, PASSWORD))
        .await
        .expect_err("no answer");
    assert_eq!(kind(&error), "Credentials");
    let message = said(&error);
    assert!(
        message.starts_with("cannot answer the server's challenge: "),
        "{message}"
    );
    server.only();
}

// ---- which credentials ----

#[tokio::test]
async fn without_credentials_nothing_is_sent() {
    let server = Server::always(json(200, AWS_REPLY)).await;
    let client = build(Client::builder().base_url(server.url()));
    let error = call(&client).await.expect_err("no credentials");
    assert_eq!(
        said(&error),
        "no credentials for this operation, which takes ServiceAccounts, or DigestAuth"
    );
    assert!(
        matches!(&error, Failed::Credentials(error) if matches!(**error, CredentialsError::Missing { .. })),
        "{error:?}"
    );
    assert_eq!(error.request_sent(), Sent::No);
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn the_first_scheme_of_the_description_is_preferred() {
    let server = token_server(AN_HOUR, |_| true).await;
    let both = Client::builder()
        .base_url(server.url())
        .api_key(USER, PASSWORD);
    call(&build(both.service_account(ID, SECRET)))
        .await
        .expect("a success");
    assert_eq!(signatures(&server), [None, bearer(1)]);
}

#[tokio::test]
async fn a_token_of_ones_own() {
    let server = Server::always(json(401, UNAUTHORIZED)).await;
    let error = call(&build(builder(server.url()).bearer("mine")))
        .await
        .expect_err("401");
    assert_eq!(kind(&error), "Unauthorized");
    // There is no other token to try.
    assert_eq!(header(&server.only(), "authorization"), "Bearer mine");

    let broken = build(builder(server.url()).bearer("a\r\nb"));
    let error = call(&broken).await.expect_err("no header");
    assert_eq!(
        said(&error),
        "the bearer token has characters that no header can hold"
    );
    assert_eq!(server.requests().len(), 1);
}

/// What somebody with a gateway of their own would write.
struct Gateway;

impl Credentials for Gateway {
    fn authorize<'a>(
        &'a self,
        request: &'a mut http::Request<Body>,
        _: &'a AuthContext<'_>,
    ) -> BoxFuture<'a, Result<(), CredentialsError>> {
        request
            .headers_mut()
            .insert("x-gateway", HeaderValue::from_static("open sesame"));
        Box::pin(async { Ok(()) })
    }
}

#[tokio::test]
async fn credentials_of_ones_own() {
    let server = Server::always(json(200, AWS_REPLY)).await;
    let plain = Client::builder()
        .base_url(server.url())
        .credentials(Arc::new(Gateway));
    call(&build(plain)).await.expect("a success");
    let request = server.only();
    assert_eq!(header(&request, "x-gateway"), "open sesame");
    assert_eq!(header(&request, "authorization"), "");

    call(&build(builder(server.url()).credentials(Gateway)))
        .await
        .expect("a success");
    let request = server.requests().pop().expect("a request");
    assert_eq!(header(&request, "x-gateway"), "open sesame");
    assert!(header(&request, "authorization").starts_with("Bearer "));
}

#[tokio::test]
async fn credentials_do_not_travel_in_the_open() {
    // Nothing is looked up or sent: the name does not even exist.
    let url = "http://atlas.invalid";
    let base = || Client::builder().base_url(url);
    for builder in [
        base().bearer("t"),
        base().service_account("i", "s"),
        base().api_key("u", "p"),
    ] {
        let error = call(&build(builder)).await.expect_err("plain http");
        assert_eq!(
            said(&error),
            "credentials are not sent over plain http to http://atlas.invalid; use https"
        );
        assert_eq!(kind(&error), "Credentials");
        assert_eq!(error.request_sent(), Sent::No);
    }
}
