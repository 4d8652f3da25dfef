//! What request bodies are on the wire: forms, parts, bytes and streams.

mod support;

use std::collections::BTreeMap;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_core::Stream;
use http::{HeaderMap, HeaderValue, StatusCode};
use support::{always, answer};
use tests::cases::forms::{self, types};
use tests::cases::{bodies, multipart};
use tests::runtime::form::{FormField, encode};
use tests::runtime::multipart::{Multipart, Part};
use tests::runtime::transport::memory::MemoryTransport;
use tests::runtime::{Body, QueryStyle, RetryPolicy};

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

/// Some chunks, as a stream.
struct Pieces(Vec<&'static str>);

impl Stream for Pieces {
    type Item = Result<Bytes, std::io::Error>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let next = (!self.0.is_empty()).then(|| self.0.remove(0));
        Poll::Ready(next.map(|text| Ok(text.into())))
    }
}

fn pieces() -> Pieces {
    Pieces(vec!["one, ", "two"])
}

fn parts(server: &MemoryTransport) -> multipart::Client {
    let builder = multipart::Client::builder().base_url("https://api.test");
    builder
        .transport(server.clone())
        .retry(RetryPolicy::none())
        .build()
        .unwrap()
}

/// The last request's parts, each as its headers and its content.
fn sent_parts(server: &MemoryTransport) -> Vec<String> {
    let requests = server.requests();
    let request = requests.last().unwrap();
    let content_type = request.headers()["content-type"].to_str().unwrap();
    let boundary = content_type
        .strip_prefix("multipart/form-data; boundary=")
        .unwrap();
    let body = std::str::from_utf8(request.body()).unwrap();
    let body = body
        .strip_suffix(&format!("--{boundary}--\r\n"))
        .expect("the last boundary");
    let delimiter = format!("--{boundary}\r\n");
    let parts = body.split(&delimiter).skip(1);
    parts
        .map(|part| part.strip_suffix("\r\n").unwrap().replace("\r\n", "|"))
        .collect()
}

#[tokio::test]
async fn parts_have_names_and_types() {
    use multipart::types::{Place, UploadKind};
    let server = always(answer(204, &[], ""));
    let file = Part::new("GIF89a")
        .file_name("a \"b\"\r\nX: y.gif")
        .content_type(HeaderValue::from_static("image/gif"));
    let client = parts(&server);
    let call = client.upload("7", UploadKind::Portrait, Body::stream(pieces()));
    let call = call
        .attachments(vec![file, "second".into()])
        .name("in the query")
        .labels(vec!["replaced".into()])
        .name_("ä")
        .note("# N")
        .place(Place::new().x(1.5))
        .size(3)
        .tags(vec!["t".into(), "u".into()])
        .labels(vec!["x".into(), "y".into()]);
    call.send().await.unwrap();
    let requests = server.requests();
    assert_eq!(
        requests[0].uri().path_and_query().unwrap(),
        "/upload/7?name=in%20the%20query"
    );
    let name = |name: &str| format!("Content-Disposition: form-data; name=\"{name}\"");
    assert_eq!(
        sent_parts(&server),
        [
            name("kind") + "||portrait",
            name("picture") + "; filename=\"picture\"|content-type: image/png||one, two",
            name("attachments")
                + "; filename=\"a %22b%22%0D%0AX: y.gif\"|content-type: image/gif||GIF89a",
            name("attachments")
                + "; filename=\"attachments\"|content-type: application/octet-stream||second",
            name("name") + "||ä",
            name("note") + "|content-type: text/markdown||# N",
            name("place") + "|content-type: application/json||{\"x\":1.5}",
            name("size") + "||3",
            name("tags") + "||t",
            name("tags") + "||u",
            name("labels") + "|content-type: application/json||[\"x\",\"y\"]",
        ]
    );
}

#[tokio::test]
async fn parts_may_be_known_to_the_caller_alone() {
    let server = always(answer(204, &[], ""));
    let body = Multipart::new()
        .part("a", "1")
        .part("a", Part::new("2").file_name("b"));
    parts(&server).any_parts().body(body).send().await.unwrap();
    assert_eq!(
        sent_parts(&server),
        [
            "Content-Disposition: form-data; name=\"a\"||1",
            "Content-Disposition: form-data; name=\"a\"; filename=\"b\"||2",
        ]
    );
    parts(&server).optional_parts().send().await.unwrap();
    assert!(server.requests()[1].body().is_empty());
}

/// What axum makes of a body whose length is known, over a socket.
#[tokio::test]
async fn another_implementation_reads_the_parts() {
    async fn read(headers: HeaderMap, mut form: axum::extract::Multipart) -> (StatusCode, String) {
        let mut told = format!("{:?};", headers.get("content-length").is_some());
        while let Some(field) = form.next_field().await.unwrap() {
            let (name, file) = (
                field.name().map(str::to_owned),
                field.file_name().map(str::to_owned),
            );
            told.push_str(&format!(
                "{name:?} {file:?} {:?};",
                field.text().await.unwrap()
            ));
        }
        (StatusCode::IM_A_TEAPOT, told)
    }
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let app = axum::Router::new().fallback(axum::routing::post(read));
    tokio::spawn(async move { axum::serve(listener, app).await });
    let client = multipart::Client::builder().base_url(&url).build().unwrap();
    let text = |error: multipart::operations::OptionalPartsError| match error {
        multipart::operations::OptionalPartsError::UnexpectedStatus(error) => {
            String::from_utf8(error.body().to_vec()).unwrap()
        }
        other => panic!("{other}"),
    };
    let known = Part::new(Body::stream(pieces()).with_length(8)).file_name("f.txt");
    let told = client
        .optional_parts()
        .file(known)
        .send()
        .await
        .unwrap_err();
    assert_eq!(
        text(told),
        "true;Some(\"file\") Some(\"f.txt\") \"one, two\";"
    );
    let unknown = client
        .optional_parts()
        .file(Body::replayable(pieces))
        .send()
        .await;
    assert_eq!(
        text(unknown.unwrap_err()),
        "false;Some(\"file\") Some(\"file\") \"one, two\";"
    );
}

#[tokio::test]
async fn bytes_may_be_a_stream_that_a_clone_shares() {
    let server = always(answer(200, &[("content-type", "image/png")], "PNG"));
    let builder = bodies::Client::builder().base_url("https://api.test");
    let client = builder
        .transport(server.clone())
        .retry(RetryPolicy::none())
        .build()
        .unwrap();
    let call = client.bytes().body(Body::stream(pieces()));
    let again = call.clone();
    call.send().await.unwrap();
    assert_eq!(server.requests()[0].body(), "one, two");
    assert_eq!(
        server.requests()[0].headers()["content-type"],
        "application/octet-stream"
    );
    let error = again.send().await.unwrap_err().to_string();
    assert!(
        error.ends_with("the stream gives its bytes only once, and was read before"),
        "{error}"
    );
    let replayable = client.bytes().body(Body::replayable(pieces));
    replayable.clone().send().await.unwrap();
    replayable.send().await.unwrap();
    assert_eq!(server.requests()[2].body(), "one, two");
}

#[tokio::test]
async fn a_clone_of_a_stream_that_is_being_read_takes_nothing_from_it() {
    let mut reading = Body::stream(pieces());
    assert_eq!(reading.chunk().await.unwrap().unwrap(), "one, ");
    let mut late = reading.clone();
    let error = late.chunk().await.unwrap_err().to_string();
    assert!(error.ends_with("was read before"), "{error}");
    assert_eq!(reading.chunk().await.unwrap().unwrap(), "two");
    assert_eq!(reading.chunk().await.unwrap(), None);

    // The one that reads first has it, be it the clone of a clone.
    let mut first = Body::stream(pieces());
    let clone = first.clone();
    let all = clone.clone().collect(100).await.unwrap();
    assert_eq!(all, "one, two");
    assert!(first.chunk().await.is_err());
    assert!(clone.collect(100).await.is_err());

    let mut again = Body::replayable(pieces);
    again.chunk().await.unwrap();
    assert_eq!(again.clone().collect(100).await.unwrap(), "one, two");
    assert_eq!(again.collect(100).await.unwrap(), "two");
}
