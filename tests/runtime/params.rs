//! Parameters: the "Style Examples" table of OpenAPI 3.0, escaping, and what cannot be sent.

mod support;

use std::collections::BTreeMap;

use support::{always, at, core, json};
use tests::runtime::json::Base64;
use tests::runtime::params::{self, percent_encode};
use tests::runtime::{CallError, Maybe, ParamValue, PathStyle, QueryStyle, ToParam};

fn scalar(text: &str) -> ParamValue<'_> {
    ParamValue::Scalar(text.into())
}

fn array() -> ParamValue<'static> {
    ["blue", "black", "brown"].as_slice().to_param()
}

fn object() -> ParamValue<'static> {
    let pairs = [("R", "100"), ("G", "200"), ("B", "150")];
    ParamValue::Object(pairs.map(|(key, value)| (key.into(), value.into())).into())
}

fn path(style: PathStyle, explode: bool, value: &ParamValue<'_>) -> String {
    let mut out = String::new();
    params::write_path(&mut out, "color", style, explode, value);
    out
}

fn query(style: QueryStyle, explode: bool, value: &ParamValue<'_>) -> String {
    let mut out = String::new();
    params::write_query(&mut out, "color", style, explode, false, value);
    out
}

/// The rows of the table. Where 3.0.3 and RFC 6570 differ (a label that is not exploded), it is
/// as in RFC 6570 and 3.0.4: joined by commas.
#[test]
fn path_styles() {
    let rows = [
        (
            PathStyle::Matrix,
            false,
            [
                ";color",
                ";color=blue",
                ";color=blue,black,brown",
                ";color=R,100,G,200,B,150",
            ],
        ),
        (
            PathStyle::Matrix,
            true,
            [
                ";color",
                ";color=blue",
                ";color=blue;color=black;color=brown",
                ";R=100;G=200;B=150",
            ],
        ),
        (
            PathStyle::Label,
            false,
            [".", ".blue", ".blue,black,brown", ".R,100,G,200,B,150"],
        ),
        (
            PathStyle::Label,
            true,
            [".", ".blue", ".blue.black.brown", ".R=100.G=200.B=150"],
        ),
        (
            PathStyle::Simple,
            false,
            ["", "blue", "blue,black,brown", "R,100,G,200,B,150"],
        ),
        (
            PathStyle::Simple,
            true,
            ["", "blue", "blue,black,brown", "R=100,G=200,B=150"],
        ),
    ];
    for (style, explode, expected) in rows {
        let written = [scalar(""), scalar("blue"), array(), object()]
            .map(|value| path(style, explode, &value));
        assert_eq!(written, expected, "{style:?} {explode}");
    }
}

#[test]
fn query_styles() {
    use QueryStyle::{DeepObject, Form, PipeDelimited, SpaceDelimited};
    let rows = [
        (
            Form,
            false,
            [
                "color=",
                "color=blue",
                "color=blue,black,brown",
                "color=R,100,G,200,B,150",
            ],
        ),
        (
            Form,
            true,
            [
                "color=",
                "color=blue",
                "color=blue&color=black&color=brown",
                "R=100&G=200&B=150",
            ],
        ),
        (
            SpaceDelimited,
            false,
            [
                "color=",
                "color=blue",
                "color=blue%20black%20brown",
                "color=R%20100%20G%20200%20B%20150",
            ],
        ),
        (
            PipeDelimited,
            false,
            [
                "color=",
                "color=blue",
                "color=blue%7Cblack%7Cbrown",
                "color=R%7C100%7CG%7C200%7CB%7C150",
            ],
        ),
        (
            SpaceDelimited,
            true,
            [
                "color=",
                "color=blue",
                "color=blue&color=black&color=brown",
                "R=100&G=200&B=150",
            ],
        ),
        (
            PipeDelimited,
            true,
            [
                "color=",
                "color=blue",
                "color=blue&color=black&color=brown",
                "R=100&G=200&B=150",
            ],
        ),
        (
            DeepObject,
            true,
            [
                "color=",
                "color=blue",
                "color%5B%5D=blue&color%5B%5D=black&color%5B%5D=brown",
                "color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150",
            ],
        ),
    ];
    for (style, explode, expected) in rows {
        let written = [scalar(""), scalar("blue"), array(), object()]
            .map(|value| query(style, explode, &value));
        assert_eq!(written, expected, "{style:?} {explode}");
    }
}

#[test]
fn header_and_cookie_styles() {
    let values = [scalar(""), scalar("blue"), array(), object()];
    let headers = |explode| {
        values
            .clone()
            .map(|value| params::header_text(explode, &value).unwrap())
    };
    assert_eq!(
        headers(false),
        ["", "blue", "blue,black,brown", "R,100,G,200,B,150"]
    );
    assert_eq!(
        headers(true),
        ["", "blue", "blue,black,brown", "R=100,G=200,B=150"]
    );
    let cookies = |explode| {
        values.clone().map(|value| {
            let mut out = String::from("a=1");
            params::write_cookie(&mut out, "color", explode, &value);
            out
        })
    };
    assert_eq!(
        cookies(false),
        [
            "a=1; color=",
            "a=1; color=blue",
            "a=1; color=blue,black,brown",
            "a=1; color=R,100,G,200,B,150"
        ]
    );
    assert_eq!(
        cookies(true)[2],
        "a=1; color=blue; color=black; color=brown"
    );
}

#[test]
fn undefined_values_write_nothing() {
    for value in [
        ParamValue::Absent,
        ParamValue::List(vec![]),
        ParamValue::Object(vec![]),
    ] {
        assert_eq!(query(QueryStyle::Form, true, &value), "");
        assert_eq!(query(QueryStyle::DeepObject, true, &value), "");
        assert_eq!(path(PathStyle::Matrix, true, &value), "");
        assert_eq!(params::header_text(false, &value), None);
    }
}

#[test]
fn types_become_parameters() {
    assert_eq!(true.to_param(), scalar("true"));
    assert_eq!((-5_i64).to_param(), scalar("-5"));
    assert_eq!(1.5_f64.to_param(), scalar("1.5"));
    assert_eq!("x".to_param(), scalar("x"));
    assert_eq!(String::from("x").to_param(), scalar("x"));
    assert_eq!(Some(1_u8).to_param(), scalar("1"));
    assert_eq!(None::<u8>.to_param(), ParamValue::Absent);
    assert_eq!(Maybe::<u8>::Null.to_param(), ParamValue::Absent);
    assert_eq!(Base64(vec![255]).to_param(), scalar("/w=="));
    assert_eq!(
        vec![1, 2].to_param(),
        ParamValue::List(vec!["1".into(), "2".into()])
    );
    let map = BTreeMap::from([("a".to_owned(), Some(1)), ("b".to_owned(), None)]);
    assert_eq!(
        map.to_param(),
        ParamValue::Object(vec![("a".into(), "1".into())])
    );
}

#[test]
fn everything_but_unreserved_is_escaped() {
    let all: String = (0..=127_u8).map(char::from).collect();
    for c in all.chars() {
        let encoded = percent_encode(&c.to_string());
        if c.is_ascii_alphanumeric() || "-._~".contains(c) {
            assert_eq!(encoded, c.to_string());
        } else {
            assert_eq!(encoded, format!("%{:02X}", c as u32));
        }
    }
    assert_eq!(percent_encode("é😀"), "%C3%A9%F0%9F%98%80");
    assert_eq!(
        path(PathStyle::Simple, false, &scalar("a/b?c#d%2F e")),
        "a%2Fb%3Fc%23d%252F%20e"
    );
    assert_eq!(
        path(
            PathStyle::Simple,
            false,
            &["a,b", "c"].as_slice().to_param()
        ),
        "a%2Cb,c"
    );
    let object = ParamValue::Object(vec![("a&b".into(), "c=d".into())]);
    assert_eq!(
        query(QueryStyle::DeepObject, true, &object),
        "color%5Ba%26b%5D=c%3Dd"
    );
    assert_eq!(query(QueryStyle::Form, true, &object), "a%26b=c%3Dd");
}

#[test]
fn reserved_characters_can_be_allowed() {
    let mut out = String::new();
    let value = scalar("/a:b?c@d!e$f(g)*h,i;j=k#l[m]&n+o'p%41q%4 é");
    params::write_query(&mut out, "q", QueryStyle::Form, true, true, &value);
    assert_eq!(
        out,
        "q=/a:b?c@d!e$f(g)*h,i;j=k%23l%5Bm%5D%26n%2Bo%27p%41q%254%20%C3%A9"
    );
    let uri: http::Uri = format!("https://a.test/?{out}").parse().unwrap();
    assert_eq!(uri.query(), Some(out.as_str()));
}

#[tokio::test]
async fn a_call_writes_all_of_them() {
    let server = always(json(200, "{}"));
    let call = at("/a/{one}/b{two}")
        .path(&"x y/z")
        .styled_path(PathStyle::Matrix, true, &5)
        .query("q", &"earlier")
        .query("none", &None::<i32>)
        .styled_query("list", QueryStyle::Form, false, false, &vec![1, 2])
        .query("q", &"ä&b")
        .header("X-List", false, &vec!["a", "b"])
        .header("X-None", false, &None::<i32>)
        .cookie("c", true, &"1;2")
        .cookie("d", true, &true)
        .text("text/plain", "hi".into());
    core(&server).execute(call).await.unwrap();
    let request = &server.requests()[0];
    assert_eq!(
        request.uri(),
        "https://api.test/a/x%20y%2Fz/b;two=5?list=1,2&q=%C3%A4%26b"
    );
    assert_eq!(request.headers()["x-list"], "a,b");
    assert!(!request.headers().contains_key("x-none"));
    assert_eq!(request.headers()["cookie"], "c=1%3B2; d=true");
    assert_eq!(request.headers()["content-type"], "text/plain");
    assert_eq!(request.headers()["accept"], "application/json");
    assert_eq!(request.headers()["user-agent"], "runtime-tests/1");
    assert_eq!(request.method(), "GET");
    assert_eq!(request.body(), "hi");
}

#[tokio::test]
async fn what_would_change_the_path_is_not_sent() {
    let server = always(json(200, "{}"));
    let core = core(&server);
    let with = |value: &str| {
        at("/a/{id}/b")
            .path(&value)
            .header("X-Note", false, &"fine")
    };
    for (value, message) in [
        ("", "path parameter `id`: must not be empty"),
        (".", "path parameter `id`: must not be `.` or `..`"),
        ("..", "path parameter `id`: must not be `.` or `..`"),
    ] {
        match core.execute(with(value)).await {
            Err(CallError::Validation(error)) => assert_eq!(error.to_string(), message),
            other => panic!("{other:?}"),
        }
    }
    let split = at("/a/.{id}").path(&".");
    assert!(matches!(
        core.execute(split).await,
        Err(CallError::Validation(_))
    ));
    let header = with("x").header("X-Bad", false, &"a\r\nEvil: 1");
    let error = core.execute(header).await.unwrap_err().to_string();
    assert_eq!(
        error,
        "header parameter `X-Bad`: must not hold line breaks or other control characters"
    );
    assert!(server.requests().is_empty());
    core.execute(with("...")).await.unwrap();
    core.execute(with("%2e%2e")).await.unwrap();
    assert_eq!(server.requests()[1].uri().path(), "/a/%252e%252e/b");
}
