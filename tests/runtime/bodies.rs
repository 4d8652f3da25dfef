//! What request bodies are on the wire: forms.

mod support;

use std::collections::BTreeMap;

use support::{always, answer};
use tests::cases::forms::{self, types};
use tests::runtime::form::{FormField, encode};
use tests::runtime::transport::memory::MemoryTransport;
use tests::runtime::{QueryStyle, RetryPolicy};

fn client(server: &MemoryTransport) -> forms::Client {
    let builder = forms::Client::builder().base_url("https://api.test");
    builder
        .transport(server.clone())
        .retry(RetryPolicy::none())
        .build()
        .unwrap()
}

fn order() -> types::Order {
    let address = types::BuyerAddress::new().street("1 & 2 = 3");
    let item = |name: &str| types::OrderItemsItem::new(name);
    types::Order::new(7)
        .note("ä b/c")
        .tags(vec!["x y".into(), "z,".into()])
        .flags(vec![true, false])
        .labels(BTreeMap::from([("k".into(), "v".into())]))
        .buyer(types::Buyer::new().name("N").address(address))
        .items(vec![item("a").sizes(vec![1, 2]), item("b")])
}

/// The parts of the body of the last request, with escapes of brackets undone.
fn sent(server: &MemoryTransport) -> Vec<String> {
    let requests = server.requests();
    let request = requests.last().unwrap();
    assert_eq!(
        request.headers()["content-type"],
        "application/x-www-form-urlencoded"
    );
    let body = std::str::from_utf8(request.body()).unwrap();
    let body = body.replace("%5B", "[").replace("%5D", "]");
    body.split('&').map(str::to_owned).collect()
}

#[tokio::test]
async fn a_form_without_encodings_goes_by_type() {
    let server = always(answer(204, &[], ""));
    client(&server).plain(order()).send().await.unwrap();
    assert_eq!(
        sent(&server),
        [
            "id=7",
            "note=%C3%A4%20b%2Fc",
            "tags=x%20y",
            "tags=z%2C",
            "flags=true",
            "flags=false",
            "labels=%7B%22k%22%3A%22v%22%7D",
            "buyer=%7B%22name%22%3A%22N%22%2C%22address%22%3A%7B%22street%22%3A%221%20%26%202%20%3D%203%22%7D%7D",
            "items=%7B%22name%22%3A%22a%22%2C%22sizes%22%3A[1%2C2]%7D",
            "items=%7B%22name%22%3A%22b%22%7D",
        ]
    );
}

/// The way of Stripe, PHP and Rails.
#[tokio::test]
async fn deep_objects_nest_in_brackets() {
    let server = always(answer(204, &[], ""));
    client(&server).deep().body(order()).send().await.unwrap();
    assert_eq!(
        sent(&server),
        [
            "id=7",
            "note=%C3%A4%20b%2Fc",
            "tags[]=x%20y",
            "tags[]=z%2C",
            "flags[]=true",
            "flags[]=false",
            "labels[k]=v",
            "buyer[name]=N",
            "buyer[address][street]=1%20%26%202%20%3D%203",
            "items[0][name]=a",
            "items[0][sizes][]=1",
            "items[0][sizes][]=2",
            "items[1][name]=b",
        ]
    );
}

#[tokio::test]
async fn each_property_has_its_own_encoding() {
    let server = always(answer(204, &[], ""));
    let order = order().note("a/b?c").buyer(types::Buyer::new().name("N"));
    client(&server).mixed(order).send().await.unwrap();
    assert_eq!(
        sent(&server)[..8],
        [
            "id=7",
            "note=a/b?c",
            "tags=x%20y%20z%2C",
            "flags=true,false",
            "labels=%7B%22k%22%3A%22v%22%7D",
            "name=N",
            "items=%7B%22name%22%3A%22a%22%2C%22sizes%22%3A[1%2C2]%7D",
            "items=%7B%22name%22%3A%22b%22%7D",
        ]
    );
}

#[tokio::test]
async fn an_optional_body_is_left_out_with_its_type() {
    let server = always(answer(204, &[], ""));
    client(&server).deep().send().await.unwrap();
    let request = &server.requests()[0];
    assert!(request.body().is_empty());
    assert!(!request.headers().contains_key("content-type"));
}

/// A form is written from JSON: nothing but an object will do, and `null` is left out.
#[test]
fn what_a_form_can_hold() {
    let deep = |json: &str| encode(json.as_bytes(), FormField::DEEP, &[]);
    let nested = r#"{"a":null,"b":[],"c":{},"d":[[1,2],null,{"e":1e3}],"f":"","\"[":true}"#;
    assert_eq!(
        deep(nested).unwrap(),
        "d%5B0%5D%5B%5D=1&d%5B0%5D%5B%5D=2&d%5B1%5D%5Be%5D=1e3&f=&%22%5B=true"
    );
    let plain = encode(
        br#"{"a":null,"b":[null,"x",[1]],"c":12345678901234567890123}"#,
        FormField::ByType,
        &[],
    );
    assert_eq!(plain.unwrap(), "b=x&b=%5B1%5D&c=12345678901234567890123");
    let piped = FormField::style(QueryStyle::PipeDelimited, false);
    let piped = encode(
        br#"{"a":["x|","y"],"b":1}"#,
        FormField::Json,
        &[("a", piped)],
    );
    assert_eq!(piped.unwrap(), "a=x%7C%7Cy&b=1");
    for wrong in ["[]", "1", "null", "\"a\""] {
        assert!(deep(wrong).is_err(), "{wrong}");
    }
}
