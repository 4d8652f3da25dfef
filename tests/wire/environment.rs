//! `from_env()`, in a process of its own for each case: no process changes its own environment.

use std::ffi::OsStr;
use std::process::{Command, Output};

use atlas_private_endpoint::Client;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http_auth::{DigestClient, PasswordParams};

use crate::support::{AWS_REPLY, Seen, Server, answer, call, closed_port, header, json};

/// Says to `child` that it is one.
const CHILD: &str = "WIRE_TESTS_CHILD";

const VARIABLES: [&str; 8] = [
    "MONGODB_ATLAS_ACCESS_TOKEN",
    "MONGODB_ATLAS_BASE_URL",
    "MONGODB_ATLAS_CLIENT_ID",
    "MONGODB_ATLAS_CLIENT_SECRET",
    "MONGODB_ATLAS_PRIVATE_API_KEY",
    "MONGODB_ATLAS_PRIVATE_KEY",
    "MONGODB_ATLAS_PUBLIC_API_KEY",
    "MONGODB_ATLAS_PUBLIC_KEY",
];

/// Makes a client from the environment and one call with it.
#[tokio::test]
#[ignore = "the other tests of this file run it, each with an environment of its own"]
async fn child() {
    if std::env::var_os(CHILD).is_none() {
        return;
    }
    match Client::from_env() {
        Ok(client) => {
            let outcome = call(&client).await;
            println!(
                "call: {}",
                outcome.map_or_else(|e| e.to_string(), |_| "ok".to_owned())
            );
        }
        Err(error) => println!("no client: {error}"),
    }
}

/// What the child says with these variables, which are written without their prefix.
async fn run(variables: &[(&str, &str)]) -> String {
    let named: Vec<_> = variables
        .iter()
        .map(|(name, value)| (format!("MONGODB_ATLAS_{name}"), OsStr::new(value)))
        .collect();
    let named = named.iter().map(|(name, value)| (name.as_str(), *value));
    run_with(&named.collect::<Vec<_>>()).await
}

async fn run_with(variables: &[(&str, &OsStr)]) -> String {
    let mut command = Command::new(std::env::current_exe().expect("this program"));
    command.args(["environment::child", "--exact", "--ignored", "--nocapture"]);
    command.env(CHILD, "1");
    for name in VARIABLES {
        command.env_remove(name);
    }
    for (name, value) in variables {
        assert!(VARIABLES.contains(name), "{name}");
        command.env(name, value);
    }
    let output = tokio::task::spawn_blocking(move || command.output());
    let Output { stdout, stderr, .. } = output
        .await
        .expect("the wait ends")
        .expect("the child runs");
    let text = String::from_utf8(stdout).expect("UTF-8");
    let said = text.lines().find_map(|line| {
        let start = line.find("call: ").or_else(|| line.find("no client: "))?;
        Some(line[start..].to_owned())
    });
    said.unwrap_or_else(|| panic!("{text}\n{}", String::from_utf8_lossy(&stderr)))
}

const CHALLENGE: &str = r#"Digest realm="r", nonce="n", qop="auth", algorithm=MD5"#;

/// Gives out tokens for that secret, and challenges who comes without.
async fn server() -> Server {
    Server::start(|request| {
        if request.uri().path() == "/api/oauth/token" {
            let pair = STANDARD.encode("i:s");
            if header(request, "authorization") != format!("Basic {pair}") {
                return json(401, "{}");
            }
            return json(200, r#"{"access_token":"fetched"}"#);
        }
        if header(request, "authorization").is_empty() {
            return answer(401, &[("www-authenticate", CHALLENGE)], "");
        }
        json(200, AWS_REPLY)
    })
    .await
}

/// What these two answer to the challenge, with the random part of the request.
fn digest(request: &Seen, username: &str, password: &str) -> String {
    let found = header(request, "authorization");
    let random = found.split("cnonce=\"").nth(1).expect("a random part");
    let random = random.split('"').next().expect("its end");
    let challenges = http_auth::parse_challenges(CHALLENGE).expect("a challenge");
    let mut client = DigestClient::try_from(&challenges[0]).expect("a challenge of Digest");
    let password = PasswordParams {
        username,
        password,
        uri: request.uri().path(),
        method: "POST",
        body: None,
    };
    let answer = client.respond_with_testing_cnonce(&password, random);
    answer.expect("an answer")
}

/// What a request has to be signed with.
#[derive(Debug)]
enum Signature {
    Bearer(&'static str),
    Digest(&'static str, &'static str),
}

#[tokio::test]
async fn the_first_complete_set_counts() {
    use Signature::{Bearer, Digest};
    let cases: [(&[(&str, &str)], Signature); 8] = [
        (&[("ACCESS_TOKEN", "given")], Bearer("given")),
        (
            &[("CLIENT_ID", "i"), ("CLIENT_SECRET", "s")],
            Bearer("fetched"),
        ),
        (
            &[("PUBLIC_API_KEY", "user"), ("PRIVATE_API_KEY", "p")],
            Digest("user", "p"),
        ),
        // Older names, an empty value that counts for nothing, and a mixture.
        (
            &[
                ("PUBLIC_API_KEY", ""),
                ("PUBLIC_KEY", "old"),
                ("PRIVATE_API_KEY", "p"),
            ],
            Digest("old", "p"),
        ),
        // All of them, old and new.
        (
            &[
                ("PUBLIC_KEY", "old"),
                ("PRIVATE_KEY", "old"),
                ("PUBLIC_API_KEY", "new"),
                ("PRIVATE_API_KEY", "p"),
            ],
            Digest("new", "p"),
        ),
        // The service account comes before the key.
        (
            &[
                ("PUBLIC_API_KEY", "user"),
                ("PRIVATE_API_KEY", "p"),
                ("CLIENT_ID", "i"),
                ("CLIENT_SECRET", "s"),
            ],
            Bearer("fetched"),
        ),
        // Half a service account is none.
        (
            &[
                ("CLIENT_ID", "i"),
                ("PUBLIC_KEY", "user"),
                ("PRIVATE_KEY", "p"),
            ],
            Digest("user", "p"),
        ),
        // All at once: in the order of the vendor's tools.
        (
            &[
                ("PUBLIC_API_KEY", "user"),
                ("PRIVATE_API_KEY", "p"),
                ("CLIENT_ID", "i"),
                ("CLIENT_SECRET", "s"),
                ("ACCESS_TOKEN", "given"),
            ],
            Bearer("given"),
        ),
    ];
    for (variables, signature) in cases {
        let server = server().await;
        let variables = [variables, &[("BASE_URL", server.url())]].concat();
        assert_eq!(run(&variables).await, "call: ok", "{variables:?}");
        let request = server.requests().pop().expect("a request");
        let expected = match signature {
            Bearer(token) => format!("Bearer {token}"),
            Digest(username, password) => digest(&request, username, password),
        };
        assert_eq!(header(&request, "authorization"), expected, "{variables:?}");
    }
}

#[tokio::test]
async fn no_complete_set_names_what_to_set() {
    let nothing: &[(&str, &str)] = &[];
    let half = [
        ("CLIENT_SECRET", "s"),
        ("PUBLIC_KEY", "u"),
        ("ACCESS_TOKEN", ""),
    ];
    let cases: [(&[(&str, &str)], &str); 2] = [
        (nothing, "none of them is set"),
        (
            &half,
            "only MONGODB_ATLAS_CLIENT_SECRET, MONGODB_ATLAS_PUBLIC_KEY is set",
        ),
    ];
    for (variables, found) in cases {
        let expected = format!(
            "no client: no credentials in the environment: set MONGODB_ATLAS_ACCESS_TOKEN; \
             or MONGODB_ATLAS_CLIENT_ID and MONGODB_ATLAS_CLIENT_SECRET; \
             or MONGODB_ATLAS_PUBLIC_API_KEY or MONGODB_ATLAS_PUBLIC_KEY \
             and MONGODB_ATLAS_PRIVATE_API_KEY or MONGODB_ATLAS_PRIVATE_KEY ({found})"
        );
        assert_eq!(run(variables).await, expected);
    }
}

#[cfg(unix)]
#[tokio::test]
async fn a_variable_that_is_no_text_is_an_error() {
    use std::os::unix::ffi::OsStrExt as _;

    let odd = OsStr::from_bytes(b"secret\xff");
    let said = run_with(&[("MONGODB_ATLAS_ACCESS_TOKEN", odd)]).await;
    assert_eq!(
        said,
        "no client: the environment's MONGODB_ATLAS_ACCESS_TOKEN is not UTF-8"
    );
}

#[tokio::test]
async fn a_bad_base_url_is_an_error() {
    let variables = [("ACCESS_TOKEN", "t"), ("BASE_URL", "cloud.mongodb.com")];
    assert_eq!(
        run(&variables).await,
        "no client: the base URL must begin with https:// or http:// and a host"
    );
    let url = closed_port().await;
    let said = run(&[("ACCESS_TOKEN", "t"), ("BASE_URL", &url)]).await;
    assert!(
        said.starts_with("call: create_private_endpoint: cannot connect: "),
        "{said}"
    );
}
