//! Strings of a format that the policy has a type for.

use std::net::{Ipv4Addr, Ipv6Addr};
use std::time::Duration;

use serde_json::{Value, json};
use tests::cases::format_types::Client;
use tests::cases::format_types::types::{Form, Host, HostEither};
use tests::runtime::Maybe;
use tests::runtime::json::{from_slice, to_vec};
use tests::runtime::transport::memory::MemoryTransport;
use uuid::Uuid;

const ID: &str = "67e55044-10b1-426f-9247-bb680e5fe0c8";

fn id() -> Uuid {
    ID.parse().unwrap()
}

fn value() -> Value {
    json!({
        "id": ID, "address": "192.0.2.1", "backup": "2001:db8::1", "peers": {"a": ID},
        "either": ID, "lease": "90", "since": "2024-01-31",
    })
}

fn read(value: &Value) -> Result<Host, String> {
    from_slice(value.to_string().as_bytes()).map_err(|error| error.to_string())
}

#[test]
fn they_are_read_and_written() {
    let host = read(&value()).unwrap();
    assert_eq!(host.id, id());
    assert_eq!(host.address, Ipv4Addr::new(192, 0, 2, 1));
    assert_eq!(
        host.backup,
        Maybe::Value(Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 1))
    );
    assert_eq!(host.either, Some(HostEither::Uuid(id())));
    assert_eq!(host.lease, Some(Duration::from_secs(90)));
    assert_eq!(host.since.as_deref(), Some("2024-01-31"));
    let written: Value = serde_json::from_slice(&to_vec(&host)).unwrap();
    assert_eq!(written, value());
}

#[test]
fn other_texts_are_errors_with_their_path() {
    for (place, pointer, format) in [
        ("$.id", "/id", "uuid"),
        ("$.peers.a", "/peers/a", "uuid"),
        ("$.address", "/address", "ipv4"),
        ("$.lease", "/lease", "seconds"),
    ] {
        let mut bad = value();
        *bad.pointer_mut(pointer).unwrap() = json!("no");
        let error = read(&bad).unwrap_err();
        assert!(
            error.contains(place) && error.contains(&format!("`{format}`")),
            "{error}"
        );
    }
}

#[tokio::test]
async fn they_are_parameters_and_fields_of_forms() {
    let server = MemoryTransport::new(|request| {
        let is_form = request.uri().path() == "/form";
        let (status, body) = if is_form {
            (204, "")
        } else {
            (202, "\"67e55044-10b1-426f-9247-bb680e5fe0c8\"")
        };
        http::Response::builder()
            .status(status)
            .header("content-type", "application/json")
            .body(bytes::Bytes::from(body))
            .unwrap()
    });
    let client = Client::builder()
        .base_url("https://api.test")
        .transport(server.clone())
        .build()
        .unwrap();
    let near = vec![Ipv4Addr::LOCALHOST, Ipv4Addr::UNSPECIFIED];
    let call = client.put_host(id(), Host::new(Ipv4Addr::LOCALHOST, id()));
    call.near(near).x_trace(id()).send().await.unwrap();
    let form = Form::new().id(id()).lease(Duration::from_secs(5));
    client.post_form(form).send().await.unwrap();
    let requests = server.requests();
    let wanted = format!("/hosts/{ID}?near=127.0.0.1&near=0.0.0.0");
    assert_eq!(requests[0].uri().path_and_query().unwrap().as_str(), wanted);
    assert_eq!(requests[0].headers()["x-trace"], ID);
    assert_eq!(
        requests[1].body().as_ref(),
        format!("id={ID}&lease=5").as_bytes()
    );
}
