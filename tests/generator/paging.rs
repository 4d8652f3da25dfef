//! Lists that come in pages, against a server that has three of them.

use bytes::Bytes;
use futures_core::Stream;
use http::{Request, Response};
use tests::cases::paging::Client;
use tests::cases::paging::operations::NamedError;
use tests::runtime::transport::memory::MemoryTransport;

type Answer = fn(&str, Option<&str>) -> Response<Bytes>;

/// A client, and the server that it talks to: `answer` gets the path and the query.
fn client(answer: Answer) -> (Client, MemoryTransport) {
    let server = MemoryTransport::new(move |request: &Request<Bytes>| {
        answer(request.uri().path(), request.uri().query())
    });
    let client = Client::builder()
        .base_url("https://api.test/base")
        .transport(server.clone());
    (client.build().unwrap(), server)
}

fn json(body: &str) -> Response<Bytes> {
    let response = Response::builder().header("content-type", "application/json");
    response.body(Bytes::from(body.to_owned())).unwrap()
}

fn asked(server: &MemoryTransport) -> Vec<String> {
    let requests = server.requests();
    requests
        .iter()
        .map(|request| {
            request
                .uri()
                .to_string()
                .replace("https://api.test/base", "")
        })
        .collect()
}

#[tokio::test]
async fn pages_by_number() {
    let (client, server) = client(|_, query| {
        json(match query {
            None => r#"["a", "b"]"#,
            Some("page=2") => r#"["c"]"#,
            _ => "[]",
        })
    });
    assert_eq!(
        client.numbered().items().collect().await.unwrap(),
        ["a", "b", "c"]
    );
    assert_eq!(
        asked(&server),
        ["/numbered", "/numbered?page=2", "/numbered?page=3"]
    );
    // From another page on.
    assert_eq!(
        client.numbered().page(2).items().collect().await.unwrap(),
        ["c"]
    );
}

#[tokio::test]
async fn pages_by_the_number_of_items() {
    let (client, server) = client(|_, query| {
        json(match query {
            Some("skip=0") => r#"["a", "b"]"#,
            Some("skip=2") => r#"["c"]"#,
            _ => "[]",
        })
    });
    assert_eq!(
        client.skipped(0).items().collect().await.unwrap(),
        ["a", "b", "c"]
    );
    assert_eq!(
        asked(&server),
        ["/skipped?skip=0", "/skipped?skip=2", "/skipped?skip=3"]
    );
}

#[tokio::test]
async fn pages_by_a_mark() {
    let (client, server) = client(|_, query| {
        json(match query {
            Some("items=1") => r#"{"data": {"pets": [{"name": "a"}]}, "mark": "x/y"}"#,
            // A page may be empty, or have no list.
            Some("items=1&after=x%2Fy") => r#"{"data": null, "mark": "z"}"#,
            Some("items=1&after=z") => r#"{"data": {"pets": [{"name": "b"}]}, "mark": null}"#,
            _ => "no",
        })
    });
    let pets = client
        .marked()
        .items(1)
        .all_items()
        .collect()
        .await
        .unwrap();
    let names: Vec<_> = pets.iter().map(|pet| pet.name.as_str()).collect();
    assert_eq!(names, ["a", "b"]);
    assert_eq!(server.requests().len(), 3);
}

/// A server that gives the same mark again and again does not keep a client busy for ever.
#[tokio::test]
async fn a_mark_that_stays_is_the_end() {
    let (client, server) = client(|_, _| json(r#"{"data": null, "mark": "x"}"#));
    assert!(
        client
            .marked()
            .all_items()
            .collect()
            .await
            .unwrap()
            .is_empty()
    );
    assert_eq!(server.requests().len(), 2);
}

#[tokio::test]
async fn pages_by_a_header() {
    let (client, server) = client(|path, query| {
        let (body, next) = match (path, query) {
            (_, None) => (
                r#"["a"]"#,
                "<https://API.test:443/base/v1/linked/7?page=2>; rel=\"next\"",
            ),
            (_, Some("page=2")) => (r#"["b"]"#, "<?page=3>; rel=next, </>; rel=first"),
            ("/base/v1/linked/7", Some("page=3")) => (r#"["c"]"#, "</elsewhere?page=4>; rel=next"),
            _ => (r#"["d"]"#, "</>; rel=first"),
        };
        let mut response = json(body);
        response.headers_mut().insert("link", next.parse().unwrap());
        response
    });
    assert_eq!(
        client.linked("7").items().collect().await.unwrap(),
        ["a", "b", "c", "d"]
    );
    let last = server.requests().pop().unwrap();
    assert_eq!(last.uri(), "https://api.test/elsewhere?page=4");
}

#[tokio::test]
async fn pages_by_a_url_in_the_body() {
    let (client, server) = client(|path, _| {
        json(match path {
            "/base/named" => {
                r#"{"data": {"pets": [{"name": "a"}]}, "links": {"next": "/base/named/2#top"}}"#
            }
            _ => r#"{"data": {"pets": [{"name": "b"}]}, "links": {"next": null}}"#,
        })
    });
    let pets = client.named().items().collect().await.unwrap();
    assert_eq!(pets.len(), 2);
    assert_eq!(asked(&server), ["/named", "/named/2"]);
}

#[tokio::test]
async fn pages_by_a_list_of_links() {
    let (client, server) = client(|path, query| {
        json(match (path, query) {
            ("/base/chained", None) => {
                r#"{"results": ["a"], "links": [{"rel": "self", "href": "/"}, {}, {"rel": "next", "href": "https://api.test/base/chained?pageNum=2"}]}"#
            }
            (_, Some("pageNum=2")) => {
                r#"{"results": ["b"], "links": [{"href": "/base/never"}, {"rel": "self", "href": "/"}]}"#
            }
            _ => "no",
        })
    });
    let found = client.chained().items().collect().await.unwrap();
    assert_eq!(found, ["a", "b"]);
    assert_eq!(asked(&server), ["/chained", "/chained?pageNum=2"]);
}

#[tokio::test]
async fn pages_behind_the_last_item() {
    let (client, server) = client(|_, query| {
        json(match query {
            None => r#"{"data": [{"id": "a"}, {"id": "b"}], "has_more": true}"#,
            Some("starting_after=b") => r#"{"data": [{"id": "c/d"}], "has_more": true}"#,
            Some("starting_after=c%2Fd") => r#"{"data": [{"id": "e"}], "has_more": false}"#,
            _ => "no",
        })
    });
    let found = client.after().items().collect().await.unwrap();
    let ids: Vec<_> = found.iter().map(|thing| thing.id.as_str()).collect();
    assert_eq!(ids, ["a", "b", "c/d", "e"]);
    assert_eq!(server.requests().len(), 3);
    // There is nothing to go on from.
    let (client, server) = self::client(|_, _| json(r#"{"data": [], "has_more": true}"#));
    assert!(client.after().items().collect().await.unwrap().is_empty());
    assert_eq!(server.requests().len(), 1);
}

/// The next page gets the client's credentials: it has to be on the same server.
#[tokio::test]
async fn no_page_is_fetched_from_elsewhere() {
    for next in [
        "https://evil.test/",
        "http://api.test/base/named",
        "https://api.test:8443/",
        "next",
        "//evil.test/",
    ] {
        let server = MemoryTransport::new(move |_| {
            json(&format!(
                r#"{{"data": {{"pets": [{{"name": "a"}}]}}, "links": {{"next": "{next}"}}}}"#
            ))
        });
        let client = Client::builder()
            .base_url("https://api.test/base")
            .transport(server.clone());
        let client = client.build().unwrap();
        let mut items = client.named().items();
        assert_eq!(items.next().await.unwrap().unwrap().name, "a");
        let error = items.next().await.unwrap().unwrap_err();
        assert!(
            matches!(error, NamedError::Transport(_)),
            "{next}: {error:?}"
        );
        assert!(items.next().await.is_none());
        assert_eq!(server.requests().len(), 1, "{next}");
    }
}

/// It is a stream, and asks for a page when it is needed only.
#[tokio::test]
async fn items_come_one_by_one() {
    fn is_stream<S: Stream<Item = Result<String, E>> + Send + Unpin, E>(_: &S) {}
    let (client, server) = client(|_, query| {
        json(if query.is_none() {
            r#"["a", "b"]"#
        } else {
            "[1]"
        })
    });
    let mut items = client.numbered().items();
    is_stream(&items);
    assert_eq!(server.requests().len(), 0);
    assert_eq!(items.next().await.unwrap().unwrap(), "a");
    assert_eq!(items.next().await.unwrap().unwrap(), "b");
    assert_eq!(server.requests().len(), 1);
    assert!(items.next().await.unwrap().is_err());
    assert!(items.next().await.is_none());
}
