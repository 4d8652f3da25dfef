//! HTTP Digest: challenges, counts, stale nonces, and RFC 7616's example.

mod support;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use http::{HeaderMap, Request, Response};
use http_auth::{DigestClient, PasswordParams};
use support::{UNAUTHORIZED, authorization, builder, json, secured};
use tests::runtime::auth::digest::Digest;
use tests::runtime::transport::memory::MemoryTransport;
use tests::runtime::{Body, CallError, Core, Transport as _};

const USER: &str = "public";
const PASSWORD: &str = "pri\"vate";

/// The parameters of an `Authorization` header.
fn parameters(request: &Request<Bytes>) -> BTreeMap<String, String> {
    let text = authorization(request)
        .strip_prefix("Digest ")
        .expect("an answer");
    let pairs = text.split(", ").filter_map(|pair| pair.split_once('='));
    pairs
        .map(|(key, value)| (key.to_owned(), value.trim_matches('"').to_owned()))
        .collect()
}

/// What the answer must be, by the challenge that the server remembers.
fn expected(request: &Request<Bytes>, challenge: &str) -> String {
    let parameters = parameters(request);
    let parsed = http_auth::parse_challenges(challenge).unwrap();
    let mut client = DigestClient::try_from(&parsed[0]).unwrap();
    let count = u32::from_str_radix(&parameters["nc"], 16).unwrap();
    let uri = request.uri().path_and_query().unwrap().as_str();
    let password = PasswordParams {
        username: USER,
        password: PASSWORD,
        uri,
        method: request.method().as_str(),
        body: (parameters["qop"] == "auth-int").then(|| request.body().as_ref()),
    };
    for _ in 1..count {
        client.respond_with_testing_cnonce(&password, "x").unwrap();
    }
    client
        .respond_with_testing_cnonce(&password, &parameters["cnonce"])
        .unwrap()
}

/// A server with a list of challenges that it gives out one after the other; a nonce is good for
/// as many answers as `life` says.
#[derive(Clone)]
struct Server {
    transport: MemoryTransport,
    counts: Arc<Mutex<Vec<(String, String)>>>,
}

impl Server {
    fn new(parameters: &'static str, life: usize, says_stale: bool) -> Self {
        let counts = Arc::new(Mutex::new(Vec::new()));
        let state = Arc::new(Mutex::new((0_usize, 0_usize)));
        let transport = MemoryTransport::new({
            let counts = counts.clone();
            move |request| {
                let (nonce, used) = &mut *state.lock().unwrap();
                let challenge =
                    |nonce: &usize| format!("Digest realm=\"r\", nonce=\"n{nonce}\", {parameters}");
                if !request.headers().contains_key("authorization") {
                    *nonce += 1;
                    *used = 0;
                    return unauthorized(&[&challenge(nonce)]);
                }
                let got = self::parameters(request);
                counts
                    .lock()
                    .unwrap()
                    .push((got["nonce"].clone(), got["nc"].clone()));
                if got["nonce"] != format!("n{nonce}") || *used >= life {
                    *nonce += 1;
                    *used = 0;
                    let stale = if says_stale { ", stale=true" } else { "" };
                    return unauthorized(&[&format!("{}{stale}", challenge(nonce))]);
                }
                *used += 1;
                assert_eq!(authorization(request), expected(request, &challenge(nonce)));
                json(200, "{}")
            }
        });
        Self { transport, counts }
    }

    fn client(&self) -> Core {
        client(&self.transport, PASSWORD)
    }

    fn counts(&self) -> Vec<String> {
        let counts = self.counts.lock().unwrap();
        counts
            .iter()
            .map(|(nonce, count)| format!("{nonce}/{}", count.trim_start_matches('0')))
            .collect()
    }
}

fn client(transport: &MemoryTransport, password: &str) -> Core {
    builder(transport)
        .credentials("Digest", Digest::new(USER, password))
        .build()
        .unwrap()
}

fn unauthorized(challenges: &[&str]) -> Response<Bytes> {
    let mut response = json(401, "{}");
    let mut headers = HeaderMap::new();
    for challenge in challenges {
        headers.append("www-authenticate", challenge.parse().unwrap());
    }
    response.headers_mut().extend(headers);
    response
}

#[tokio::test]
async fn a_known_nonce_needs_no_second_round_trip() {
    for parameters in [
        "qop=\"auth\", algorithm=MD5",
        "qop=\"auth\", algorithm=SHA-256, charset=\"UTF-8\"",
        "qop=\"auth,auth-int\", algorithm=SHA-512-256, opaque=\"o\", domain=\"\", stale=false",
        "qop=\"auth-int\", algorithm=MD5-sess",
        "charset=UTF-8, qop=\"auth\"",
    ] {
        let server = Server::new(parameters, 100, true);
        let client = server.client();
        for _ in 0..3 {
            let call = secured().text("text/plain", "body".into());
            assert_eq!(
                client.execute(call).await.unwrap().status(),
                200,
                "{parameters}"
            );
        }
        assert_eq!(server.transport.requests().len(), 4);
        assert_eq!(server.counts(), ["n1/1", "n1/2", "n1/3"]);
        assert!(
            server
                .transport
                .requests()
                .iter()
                .all(|request| request.body() == "body")
        );
    }
}

#[tokio::test]
async fn a_stale_nonce_is_replaced() {
    for says_stale in [true, false] {
        let server = Server::new("qop=\"auth\", algorithm=MD5", 2, says_stale);
        let client = server.client();
        for _ in 0..5 {
            assert_eq!(client.execute(secured()).await.unwrap().status(), 200);
        }
        assert_eq!(
            server.counts(),
            ["n1/1", "n1/2", "n1/3", "n2/1", "n2/2", "n2/3", "n3/1"]
        );
    }
}

/// Such a name and nonce are written in other ways.
#[tokio::test]
async fn a_stale_nonce_is_replaced_for_any_name() {
    for user in ["üser", "us\"er", "us\\er"] {
        let given = Mutex::new(0);
        let server = MemoryTransport::new(move |request| {
            let mut given = given.lock().unwrap();
            if authorization(request).contains(&format!("n={given}\\\"=")) {
                return json(200, "{}");
            }
            *given += 1;
            unauthorized(&[&format!(
                r#"Digest realm="r", nonce="n={given}\"=", stale=true, qop="auth""#
            )])
        });
        let client = builder(&server)
            .credentials("Digest", Digest::new(user, PASSWORD))
            .build()
            .unwrap();
        for _ in 0..2 {
            assert_eq!(client.execute(secured()).await.unwrap().status(), 200);
        }
        assert_eq!(server.requests().len(), 3, "{user}");
        // The server is started again, say.
        let foreign = Request::post("https://api.test/things").body(Body::empty());
        server.send(foreign.unwrap()).await.unwrap();
        for _ in 0..2 {
            assert_eq!(client.execute(secured()).await.unwrap().status(), 200);
        }
        assert_eq!(server.requests().len(), 7, "{user}");
    }
}

#[tokio::test]
async fn a_wrong_password_is_tried_once() {
    let server =
        MemoryTransport::new(|_| unauthorized(&["Digest realm=\"r\", nonce=\"n\", qop=\"auth\""]));
    let client = client(&server, "wrong");
    assert_eq!(
        client.execute(secured()).await.unwrap().status(),
        UNAUTHORIZED
    );
    assert_eq!(server.requests().len(), 2);
    // A nonce that is always called stale does not go on for ever.
    let server = MemoryTransport::new(|_| {
        unauthorized(&["Digest realm=\"r\", nonce=\"n\", stale=TRUE, qop=\"auth\""])
    });
    assert_eq!(
        self::client(&server, "wrong")
            .execute(secured())
            .await
            .unwrap()
            .status(),
        UNAUTHORIZED
    );
    assert_eq!(server.requests().len(), 4);
}

#[tokio::test]
async fn the_strongest_of_several_challenges_is_answered() {
    const MD5: &str = "Digest realm=\"r\", nonce=\"m\", algorithm=MD5, qop=\"auth\"";
    const SHA: &str =
        "Digest realm=\"r, Digest x\", nonce=\"s\", algorithm=SHA-256, qop=\"auth\", charset=UTF-8";
    let cases: &[(&[&str], &str)] = &[
        (&[MD5, SHA], "s"),
        (&[SHA, MD5], "s"),
        (&["Basic realm=\"b\"", MD5], "m"),
        (
            &["Basic realm=\"b\", Digest realm=\"r\", nonce=\"m\", qop=\"auth\""],
            "m",
        ),
        (
            &[
                "Digest realm=\"r\", nonce=\"m\", qop=\"auth\", Digest realm=\"r\", nonce=\"s\", algorithm=SHA-256, qop=\"auth\"",
            ],
            "s",
        ),
        (
            &["Negotiate dG9rZW4==, Digest realm=\"r\", nonce=\"m\", qop=\"auth\""],
            "m",
        ),
        (
            &[
                "Digest realm=\"r\", nonce=\"x\", algorithm=WEIRD, qop=\"auth\"",
                MD5,
            ],
            "m",
        ),
        (&["Negotiate", "Bearer", SHA], "s"),
        (&["digest REALM=\"r\",NONCE=\"m\",QOP=auth"], "m"),
    ];
    for (challenges, nonce) in cases {
        let server =
            MemoryTransport::new(
                |request| match request.headers().contains_key("authorization") {
                    true => json(200, "{}"),
                    false => unauthorized(challenges),
                },
            );
        assert_eq!(
            client(&server, PASSWORD)
                .execute(secured())
                .await
                .unwrap()
                .status(),
            200,
            "{challenges:?}"
        );
        assert_eq!(
            parameters(&server.requests()[1])["nonce"],
            *nonce,
            "{challenges:?}"
        );
    }
}

#[tokio::test]
async fn what_cannot_be_answered_is_explained() {
    let server = MemoryTransport::new(|_| {
        unauthorized(&["Digest realm=\"r\", nonce=\"n\", algorithm=WEIRD"])
    });
    match client(&server, PASSWORD).execute(secured()).await {
        Err(CallError::Credentials(error)) => {
            assert_eq!(
                error.to_string(),
                "cannot answer the server's challenge: unknown algorithm \"WEIRD\""
            );
        }
        other => panic!("{other:?}"),
    }
    // Without any Digest challenge, the 401 is the answer.
    for challenges in [
        &[][..],
        &["Bearer realm=\"r\""],
        &["Digest"],
        &["\u{7f}"][..0],
    ] {
        let challenges: Vec<String> = challenges.iter().map(ToString::to_string).collect();
        let server = MemoryTransport::new(move |_| {
            unauthorized(&challenges.iter().map(String::as_str).collect::<Vec<_>>())
        });
        let result = client(&server, PASSWORD).execute(secured()).await;
        assert!(result.is_err() || result.unwrap().status() == UNAUTHORIZED);
        assert_eq!(server.requests().len(), 1);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn counts_never_repeat() {
    let server = Server::new("qop=\"auth\", algorithm=SHA-256", 100_000, true);
    let client = server.client();
    client.execute(secured()).await.unwrap();
    let tasks: Vec<_> = (0..20)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move {
                for _ in 0..10 {
                    assert_eq!(client.execute(secured()).await.unwrap().status(), 200);
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    let mut counts = server.counts();
    assert_eq!(counts.len(), 201);
    counts.sort();
    counts.dedup();
    assert_eq!(counts.len(), 201);
    assert_eq!(server.transport.requests().len(), 202);
}

/// A strict server, as calls at the same time may meet it: a nonce is good for some answers, each
/// with the next count that was not used, and calls that are challenged at about the same time get
/// the same nonce, as from a server that makes nonces from the time.
struct Strict {
    nonce: u32,
    used: Vec<u32>,
    life: usize,
    says_stale: bool,
}

impl Strict {
    fn answer(&mut self, request: &Request<Bytes>) -> Response<Bytes> {
        if request.headers().contains_key("authorization") {
            let got = parameters(request);
            let count = u32::from_str_radix(&got["nc"], 16).unwrap();
            assert!(count > 0, "counts begin at 1");
            if got["nonce"] == format!("n{}", self.nonce) {
                assert!(!self.used.contains(&count), "{count} was used twice");
                self.used.push(count);
                if self.used.len() <= self.life {
                    return json(200, "{}");
                }
                self.nonce += 1;
                self.used.clear();
            }
        }
        let stale = if self.says_stale { ", stale=true" } else { "" };
        unauthorized(&[&format!(
            "Digest realm=\"r\", nonce=\"n{}\", algorithm=MD5, qop=\"auth\"{stale}",
            self.nonce
        )])
    }
}

/// Whatever the number of tasks and the life of nonces: no count is used twice, none is left out.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn counts_go_on_one_by_one() {
    for seed in 0..60 {
        let mut random = fastrand::Rng::with_seed(seed);
        let tasks = random.usize(1..24);
        let calls = random.usize(1..12);
        let says_stale = random.bool();
        // A call may be challenged three times, or once where nobody says that the nonce is stale.
        let nonces = if says_stale { random.usize(1..3) } else { 1 };
        let strict = Arc::new(Mutex::new(Strict {
            nonce: 1,
            used: Vec::new(),
            life: (tasks * calls + 1).div_ceil(nonces),
            says_stale,
        }));
        let server = MemoryTransport::new({
            let strict = strict.clone();
            move |request| strict.lock().unwrap().answer(request)
        });
        let client = client(&server, PASSWORD);
        let running: Vec<_> = (0..tasks)
            .map(|_| tokio::spawn(some_calls(client.clone(), calls)))
            .collect();
        for task in running {
            task.await.unwrap();
        }
        let mut counts: BTreeMap<String, Vec<u32>> = BTreeMap::new();
        for request in server.requests() {
            if request.headers().contains_key("authorization") {
                let got = parameters(&request);
                let count = u32::from_str_radix(&got["nc"], 16).unwrap();
                counts.entry(got["nonce"].clone()).or_default().push(count);
            }
        }
        for (nonce, mut counts) in counts {
            counts.sort_unstable();
            let all: Vec<u32> = (1..).take(counts.len()).collect();
            assert_eq!(counts, all, "seed {seed}, nonce {nonce}");
        }
    }
}

async fn some_calls(client: Core, calls: usize) {
    for _ in 0..calls {
        assert_eq!(client.execute(secured()).await.unwrap().status(), 200);
        tokio::task::yield_now().await;
    }
}

/// RFC 7616, section 3.9.1: what the protocol's crate computes for its example.
#[test]
fn rfc_7616_example() {
    let user = PasswordParams {
        username: "Mufasa",
        password: "Circle of Life",
        uri: "/dir/index.html",
        method: "GET",
        body: None,
    };
    for (algorithm, response) in [
        (
            "SHA-256",
            "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1",
        ),
        ("MD5", "8ca523f5e9506fed4657c9700eebdbec"),
    ] {
        let challenge = format!(
            "Digest realm=\"http-auth@example.org\", qop=\"auth, auth-int\", algorithm={algorithm}, \
             nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\", opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\""
        );
        let parsed = http_auth::parse_challenges(&challenge).unwrap();
        let mut client = DigestClient::try_from(&parsed[0]).unwrap();
        let answer = client
            .respond_with_testing_cnonce(&user, "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ")
            .unwrap();
        assert!(
            answer.contains(&format!("response=\"{response}\"")),
            "{answer}"
        );
    }
}

#[tokio::test]
async fn the_uri_is_the_one_on_the_wire() {
    let server = Server::new("qop=\"auth\", algorithm=MD5", 9, true);
    let call = secured().styled_query(
        "q",
        tests::runtime::QueryStyle::Form,
        true,
        true,
        &"x/y:'z'|ä",
    );
    assert_eq!(server.client().execute(call).await.unwrap().status(), 200);
    let request = server.transport.requests().pop().unwrap();
    // Another parser of URLs, such as the one in reqwest, must leave it as it is.
    assert_eq!(
        parameters(&request)["uri"],
        "/things?q=x/y:%27z%27%7C%C3%A4"
    );
}
