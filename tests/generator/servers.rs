//! Servers with variables, and those of single operations.

use tests::cases::servers_variables::client::{ClientBuilder, SERVERS};
use tests::cases::servers_variables::{Client, client};
use tests::runtime::BuildError;
use tests::runtime::transport::memory::MemoryTransport;

type Set = fn(ClientBuilder) -> ClientBuilder;

/// Where the three operations are sent.
async fn urls(set: Set) -> Vec<String> {
    let server = MemoryTransport::new(|_| {
        let mut response = http::Response::new(bytes::Bytes::new());
        *response.status_mut() = http::StatusCode::NO_CONTENT;
        response
    });
    let client = set(Client::builder()).transport(server.clone());
    let client = client.build().unwrap();
    client.ping().send().await.unwrap();
    client.get_file().send().await.unwrap();
    client.put_file().send().await.unwrap();
    let requests = server.requests();
    requests
        .iter()
        .map(|request| request.uri().to_string())
        .collect()
}

#[tokio::test]
async fn calls_go_where_the_description_says() {
    assert_eq!(client::BASE_URL, "https://eu.test:8443/v2");
    let table: [(Set, [&str; 3]); 4] = [
        (
            |builder| builder,
            [
                "https://eu.test:8443/v2/ping",
                "https://files-eu.test/files",
                "https://eu.test:8443/upload/files",
            ],
        ),
        (
            |builder| {
                builder
                    .server_variable("region", "us")
                    .server_variable("version", "3")
            },
            [
                "https://us.test:8443/v3/ping",
                "https://files-us.test/files",
                "https://us.test:8443/upload/files",
            ],
        ),
        (
            |builder| builder.server(&SERVERS[1]),
            [
                "https://other.test/ping",
                "https://files-eu.test/files",
                "https://other.test/upload/files",
            ],
        ),
        // A server for all of it, such as one for tests.
        (
            |builder| builder.base_url("http://localhost:1/mock"),
            [
                "http://localhost:1/mock/ping",
                "http://localhost:1/mock/files",
                "http://localhost:1/mock/files",
            ],
        ),
    ];
    for (set, wanted) in table {
        assert_eq!(urls(set).await, wanted);
    }
}

#[test]
fn variables_have_the_names_and_values_of_the_description() {
    let build = |name: &str, value: &str| {
        let error = Client::builder().server_variable(name, value).build();
        error.map(drop).map_err(|error| match error {
            BuildError::ServerVariable(problem) => problem,
            other => panic!("{other}"),
        })
    };
    assert_eq!(build("region", "us"), Ok(()));
    assert!(build("region", "mars").unwrap_err().contains("`eu`, `us`"));
    assert!(build("regoin", "us").unwrap_err().contains("`regoin`"));
    let bad = Client::builder().server_variable("port", "x/y?").build();
    assert!(matches!(bad, Err(BuildError::BaseUrl { .. })), "{bad:?}");
}
