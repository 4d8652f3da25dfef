//! The codec of plain types, the looks ahead, and the messages of errors.

use std::collections::BTreeMap;

use serde_json::json as tree;
use tests::runtime::json::{
    self, Base64, Decode, DecodeError, Encode, Kind, Maybe, RawJson, Reader, Unrecognized, Writer,
};

fn decode<T: Decode>(text: &str) -> Result<T, String> {
    json::from_slice(text.as_bytes()).map_err(|error| error.to_string())
}

fn encode<T: Encode + ?Sized>(value: &T) -> String {
    String::from_utf8(json::to_vec(value)).unwrap()
}

#[track_caller]
fn both<T: Decode + Encode + PartialEq + std::fmt::Debug>(text: &str, value: T) {
    assert_eq!(decode::<T>(text).as_ref(), Ok(&value));
    assert_eq!(encode(&value), text);
}

#[test]
fn plain_values() {
    both("true", true);
    both("false", false);
    both("-128", i8::MIN);
    both("32767", i16::MAX);
    both("-2147483648", i32::MIN);
    both("9223372036854775807", i64::MAX);
    both("-9223372036854775808", i64::MIN);
    both("255", u8::MAX);
    both("65535", u16::MAX);
    both("4294967295", u32::MAX);
    both("18446744073709551615", u64::MAX);
    both("0.1", 0.1_f64);
    both("0.1", 0.1_f32);
    both("16777216.0", 16_777_216_f32);
    both("\"a\\\"\\n\\u0001é😀\"", String::from("a\"\n\u{1}é😀"));
    both("[1,2,3]", vec![1, 2, 3]);
    both("[]", Vec::<bool>::new());
    both(
        "{\"\":1,\"a\\\\\":2}",
        BTreeMap::from([(String::new(), 1), ("a\\".into(), 2)]),
    );
    both("null", None::<i32>);
    both("5", Some(5));
    both("5", Box::new(5));
    both("[null,1]", vec![None, Some(1)]);
    both("\"AAH/\"", Base64(vec![0, 1, 255]));
    both(
        "{\"a\":[1,null,\"x\",1.5,true]}",
        tree!({"a": [1, null, "x", 1.5, true]}),
    );
    assert_eq!(encode("text"), "\"text\"");
    assert_eq!(encode(&&7), "7");
    assert_eq!(encode(&f64::NAN), "null");
    assert_eq!(encode(&f32::INFINITY), "null");
    assert_eq!(decode::<i32>(" 7 \n"), Ok(7));
}

#[test]
fn integers_are_exact() {
    for (text, value) in [
        ("1.0", 1),
        ("1e3", 1000),
        ("1.5e1", 15),
        ("-2.50e1", -25),
        ("100e-2", 1),
        ("0e9", 0),
    ] {
        assert_eq!(decode::<i64>(text), Ok(value), "{text}");
    }
    for (text, value) in [
        ("-0", 0),
        ("-0.0", 0),
        ("0.000e-7", 0),
        ("1.8446744073709551615e19", u64::MAX),
    ] {
        assert_eq!(decode::<u64>(text), Ok(value), "{text}");
    }
    for text in ["1.5", "1e-1", "0.9999999999999999999999", "1e-400"] {
        let error = decode::<i64>(text).unwrap_err();
        assert!(
            error.ends_with("expected an integer, found a number with a fraction"),
            "{error}"
        );
    }
    for text in ["9223372036854775808", "-9223372036854775809", "1e19"] {
        assert_eq!(
            decode::<i64>(text).unwrap_err(),
            "at `$` (byte 0): the number does not fit i64"
        );
    }
    assert!(
        decode::<u8>("256").is_err() && decode::<u8>("-1").is_err() && decode::<i8>("128").is_err()
    );
    assert!(decode::<u64>("18446744073709551616").is_err() && decode::<u64>("-1").is_err());
    assert!(decode::<i64>(&"9".repeat(5000)).is_err() && decode::<i64>("1e999999999").is_err());
    assert!(
        decode::<i32>("\"1\"").is_err()
            && decode::<i32>("true").is_err()
            && decode::<i32>("null").is_err()
    );
}

#[test]
fn floats_keep_their_digits() {
    assert_eq!(decode::<f64>("3"), Ok(3.0));
    assert_eq!(decode::<f64>("-0").map(f64::is_sign_negative), Ok(true));
    assert_eq!(decode::<f32>("16777217.000000001"), Ok(16_777_218_f32));
    for text in ["1e309", "-1e999"] {
        assert!(
            decode::<f64>(text).unwrap_err().contains("out of range"),
            "{text}"
        );
    }
    assert!(
        decode::<f32>("1e39")
            .unwrap_err()
            .contains("does not fit f32")
    );
    let mut rng = fastrand::Rng::with_seed(3);
    for _ in 0..10_000 {
        let value = f64::from_bits(rng.u64(..));
        if value.is_finite() {
            assert_eq!(
                decode::<f64>(&encode(&value)).map(f64::to_bits),
                Ok(value.to_bits())
            );
        }
        let value = f32::from_bits(rng.u32(..));
        if value.is_finite() {
            assert_eq!(
                decode::<f32>(&encode(&value)).map(f32::to_bits),
                Ok(value.to_bits())
            );
        }
    }
}

#[test]
fn maybe_has_three_states() {
    assert_eq!(decode::<Maybe<i32>>("null"), Ok(Maybe::Null));
    assert_eq!(decode::<Maybe<i32>>("1"), Ok(Maybe::Value(1)));
    assert!(Maybe::<i32>::default().is_absent());
    assert_eq!(Maybe::<i32>::from(None), Maybe::Null);
    assert_eq!(Maybe::<i32>::from(Some(1)), Maybe::Value(1));
    assert_eq!(Maybe::<&str>::from("x"), Maybe::Value("x"));
    assert_eq!(Maybe::Value(String::from("x")).as_deref(), Some("x"));
    assert_eq!(Maybe::Value(2).map(|n| n * 2).into_option(), Some(4));
    assert_eq!(Maybe::<i32>::Null.map(|n| n * 2), Maybe::Null);
    assert_eq!(Maybe::Value(1).as_ref(), Some(&1));
    let mut w = Writer::new();
    w.begin_object();
    w.maybe("a", &Maybe::<i32>::Absent);
    w.maybe("b", &Maybe::<i32>::Null);
    w.maybe("c", &Maybe::Value(1));
    w.optional("d", &None::<i32>);
    w.optional("e", &Some("x"));
    w.required("f", &Vec::<i32>::new());
    w.required("g", &RawJson::parse(" {\"x\" : [ ] }").unwrap());
    w.end_object();
    assert_eq!(
        String::from_utf8(w.into_bytes()).unwrap(),
        "{\"b\":null,\"c\":1,\"e\":\"x\",\"f\":[],\"g\":{\"x\" : [ ] }}"
    );
    assert!(Writer::for_request().is_request() && !Writer::new().is_request());
}

/// As the generator writes it.
#[derive(Debug, PartialEq)]
struct Pet {
    name: String,
    age: Option<i32>,
    note: Maybe<String>,
    friends: Vec<Pet>,
}

impl Decode for Pet {
    fn decode(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let mut name = None;
        let mut age = None;
        let mut note = Maybe::Absent;
        let mut friends = None;
        let mut object = r.object()?;
        while let Some(key) = r.key(&mut object)? {
            match key {
                "name" => name = Some(Decode::decode(r)?),
                "age" => age = Decode::decode(r)?,
                "note" => note = Decode::decode(r)?,
                "friends" => friends = Decode::decode(r)?,
                _ => r.skip()?,
            }
        }
        Ok(Self {
            name: name.ok_or(DecodeError::missing(object.start(), "name"))?,
            age,
            note,
            friends: friends.unwrap_or_default(),
        })
    }
}

#[test]
fn objects_are_read_in_any_order_and_the_last_key_wins() {
    let text = r#"{"extra":{"a":[1,{}]},"note":null,"age":1,"n\u0061me":"x","age":2,"friends":[{"name":"y"}]}"#;
    let pet: Pet = decode(text).unwrap();
    assert_eq!(
        (pet.name.as_str(), pet.age, pet.note),
        ("x", Some(2), Maybe::Null)
    );
    assert_eq!(pet.friends[0].note, Maybe::Absent);
}

#[test]
fn errors_name_the_place() {
    #[track_caller]
    fn fails(text: &str, message: &str) {
        assert_eq!(decode::<Pet>(text).unwrap_err(), message);
    }
    fails("[]", "at `$` (byte 0): expected an object, found an array");
    fails(r#"{"age":1}"#, "at `$` (byte 0): missing property `name`");
    fails(
        r#"{"name": 5}"#,
        "at `$.name` (byte 9): expected a string, found a number",
    );
    fails(
        r#"{"name":"x","age":"5"}"#,
        "at `$.age` (byte 18): expected an integer, found a string",
    );
    fails(
        r#"{"name":"x","age": 99999999999}"#,
        "at `$.age` (byte 19): the number does not fit i32",
    );
    fails(
        r#"{"name":"x","friends":[{"name":"y"}, {"name":"z","friends":[{ }]}]}"#,
        "at `$.friends[1].friends[0]` (byte 60): missing property `name`",
    );
    fails(
        r#"{"name":"x","age":1.5}"#,
        "at `$.age` (byte 18): expected an integer, found a number with a fraction",
    );
    fails(
        r#"{"name":"x","a b":[1,tru]}"#,
        "at `$[\"a b\"][1]` (byte 21): invalid JSON: expected a value",
    );
    fails(
        r#"{"name":"x" "age":1}"#,
        "at `$` (byte 12): invalid JSON: expected `,` or `}`",
    );
    fails(
        r#"{"name":"x","age":1} x"#,
        "at `$` (byte 21): invalid JSON: trailing characters",
    );
    fails(
        r#"{"name":"x"#,
        "at `$.name` (byte 10): invalid JSON: unexpected end of the text",
    );
    fails(
        "",
        "at `$` (byte 0): invalid JSON: unexpected end of the text",
    );
    fails(
        r#"{"name":"x","age":-}"#,
        "at `$.age` (byte 19): invalid JSON: invalid number",
    );
    fails(
        r#"{"name":"x","age":01}"#,
        "at `$.age` (byte 19): invalid JSON: invalid number",
    );
    fails(
        r#"{"name":"x\q"}"#,
        "at `$.name` (byte 11): invalid JSON: invalid escape",
    );
    fails(
        r#"{"name":"\ud800"}"#,
        "at `$.name` (byte 15): invalid JSON: invalid escape",
    );
    fails(
        r#"{"name" "x"}"#,
        "at `$` (byte 8): invalid JSON: expected `:`",
    );
    fails(
        r#"{"name":"x",}"#,
        "at `$` (byte 12): invalid JSON: expected a key in quotes",
    );
    fails(
        r#"{"name":"x","friends":[{},]}"#,
        "at `$.friends[0]` (byte 23): missing property `name`",
    );
    fails(
        r#"{"name":"x","b":[1,]}"#,
        "at `$.b` (byte 19): invalid JSON: expected a value",
    );
    fails(
        r#"{"name":"x","b":[1 2]}"#,
        "at `$.b` (byte 19): invalid JSON: expected `,` or `]`",
    );
    fails(
        "{\"name\":\"a\nb\"}",
        "at `$.name` (byte 10): invalid JSON: a control character in a string",
    );
    let cut = json::from_slice::<Pet>(b"{\"name\":\"x\xff\"}").unwrap_err();
    assert_eq!(
        cut.to_string(),
        "at `$.name` (byte 10): invalid JSON: invalid UTF-8"
    );
    let error = json::from_slice::<Pet>(
        br#"{"name":"x","friends":[{"name":"top secret","age":"also secret"}]}"#,
    );
    let error = error.unwrap_err();
    assert_eq!(
        (error.path(), error.offset()),
        (Some("$.friends[0].age"), 50)
    );
    assert!(!format!("{error} {error:?}").contains("secret"));
    let long = format!("{{\"name\":\"x\",\"{}\":nope}}", "k".repeat(10_000));
    assert!(decode::<Pet>(&long).unwrap_err().len() < 200);
}

#[test]
fn errors_of_strings_and_base64() {
    assert_eq!(
        decode::<Vec<Base64>>("[\"AA==\", \"A*==\"]").unwrap_err(),
        "at `$[1]` (byte 9): the string is not base64"
    );
    assert_eq!(
        decode::<BTreeMap<String, String>>("{\"a\":\"\\ud800\"}")
            .unwrap_err()
            .split(": ")
            .next(),
        Some("at `$.a` (byte 12)")
    );
}

#[test]
fn looking_ahead_passes_over_escapes() {
    for (before, meant) in [
        (r#""#, ""),
        (r#"\\"#, "\\"),
        (r#"\""#, "\""),
        (r#"\\\""#, "\\\""),
        (r#"a\\,\"kind\":\"no\",b"#, "a\\,\"kind\":\"no\",b"),
        (r#"\b\f\n\r\t\/ü"#, "\u{8}\u{c}\n\r\t/ü"),
        (r#"\n\u0041\\"#, "\nA\\"),
    ] {
        let value =
            format!(r#"{{"x":["{before}",{{"y":"{before}"}}],"z":"{before}","kind":"yes"}}"#);
        let mut r = Reader::new(value.as_bytes());
        assert_eq!(r.tag("kind").unwrap().as_deref(), Some("yes"), "{value}");
        let shape = r.shape().unwrap();
        assert_eq!(shape.count(), 3, "{value}");
        let z = shape.text("z").unwrap();
        let read: String = json::from_slice(z.as_bytes()).unwrap();
        assert_eq!(read, meant, "{value}");
    }
    for refused in [r#""\x""#, r#""\"#, r#""\n"#, "\"\\n\n\"", r#""\ud800""#] {
        assert!(
            json::from_slice::<String>(refused.as_bytes()).is_err(),
            "{refused}"
        );
    }
}

#[test]
fn looking_ahead_consumes_nothing() {
    let text = br#" {"n":1,"s":{"kind":"inner"},"kind":"a\u0062c","list":[1]} "#;
    let mut r = Reader::new(text);
    assert_eq!(r.tag("kind").unwrap().as_deref(), Some("abc"));
    assert_eq!(r.tag("n").unwrap(), None);
    assert_eq!(r.tag("nothing").unwrap(), None);
    let shape = r.shape().unwrap();
    assert_eq!(shape.kind(), Kind::Object);
    assert!(shape.has("n") && shape.has("list") && !shape.has("x"));
    assert!(shape.is("kind", "abc") && !shape.is("kind", "ab") && !shape.is("n", "1"));
    assert_eq!(shape.text("s"), Some(r#"{"kind":"inner"}"#));
    let mut choice = r.choice();
    choice.attempt::<Vec<i32>>(&mut r, true, drop);
    choice.attempt::<Pet>(&mut r, true, drop);
    assert!(choice.is_strange_to(&shape) && choice.take(&mut r).is_none());
    assert_eq!(r.raw().unwrap().get().as_bytes(), &text[1..text.len() - 1]);
    r.finish().unwrap();

    assert!(matches!(
        Reader::new(b"{\"kind\":\"AWS\"}").tag("kind"),
        Ok(Some(std::borrow::Cow::Borrowed("AWS")))
    ));
    assert!(Reader::new(b"[1]").tag("kind").is_err());
    assert!(Reader::new(b"{\"kind\":\"a").tag("kind").is_err());
    assert_eq!(Reader::new(b"[1]").shape().unwrap().kind(), Kind::Array);
}

#[test]
fn a_choice_can_be_made_in_the_middle() {
    enum Either {
        Number(i32),
        Text(String),
        Other(RawJson),
    }
    impl Decode for Either {
        fn decode(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
            let mut choice = r.choice();
            choice.attempt(r, true, Self::Number);
            choice.attempt(r, true, |list: Vec<String>| Self::Text(list.concat()));
            match choice.take(r) {
                Some(value) => Ok(value),
                None => r.raw().map(Self::Other),
            }
        }
    }
    let all: Vec<Either> = decode(r#"[1, ["a","\u0062"], ["a",1], {"x":[[]]}, 2]"#).unwrap();
    let shown: Vec<String> = all
        .iter()
        .map(|one| match one {
            Either::Number(number) => number.to_string(),
            Either::Text(text) => text.clone(),
            Either::Other(raw) => format!("{raw:?}"),
        })
        .collect();
    assert_eq!(shown, ["1", "ab", "[\"a\",1]", "{\"x\":[[]]}", "2"]);
}

#[test]
fn choices_inside_of_one_another_end() {
    thread_local!(static READ: std::cell::Cell<usize> = const { std::cell::Cell::new(0) });
    struct Node<const RIGHT: bool>(Option<Box<Tree>>);
    enum Tree {
        Left(Node<false>),
        Right(Node<true>),
    }
    impl<const RIGHT: bool> Decode for Node<RIGHT> {
        fn decode(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
            READ.set(READ.get() + 1);
            let mut child = None;
            let mut object = r.object()?;
            while let Some(key) = r.key(&mut object)? {
                match key {
                    "child" => child = Some(Decode::decode(r)?),
                    "right" if RIGHT => r.skip()?,
                    "left" if !RIGHT => r.skip()?,
                    _ => {
                        r.unknown_value();
                        r.skip()?;
                    }
                }
            }
            Ok(Self(child))
        }
    }
    impl Decode for Tree {
        fn decode(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
            let mut choice = r.choice();
            choice.attempt(r, true, Self::Left);
            choice.attempt(r, true, Self::Right);
            choice.take(r).ok_or_else(|| r.error("a tree"))
        }
    }
    // No variant knows all properties, at no level; one knows more than the other.
    let levels = 60;
    let mut text = "{}".to_owned();
    for level in (0..levels).rev() {
        let knows = if level % 3 == 0 { "left" } else { "right" };
        text = format!("{{\"new\":1,\"{knows}\":1,\"child\":{text}}}");
    }
    // What is decided for the first is not for the second.
    let list = format!("[{text},{}]", text.replace("right", "left"));
    let mut trees = decode::<Vec<Tree>>(&list).unwrap().into_iter();
    for every in [3, 1] {
        let mut tree = trees.next().map(Box::new);
        let mut depth = 0;
        while let Some(inside) = tree {
            let (is_left, Node(child)) = match *inside {
                Tree::Left(node) => (true, node),
                Tree::Right(Node(child)) => (false, Node(child)),
            };
            assert_eq!(is_left, depth % every == 0 || depth == levels, "{depth}");
            tree = child;
            depth += 1;
        }
        assert_eq!(depth, levels + 1);
    }
    assert!(
        READ.get() <= 2 * levels * (levels + 4),
        "{} objects were read",
        READ.get()
    );
}

#[test]
fn raw_json_is_checked() {
    assert_eq!(RawJson::parse(" [1, 2] ").unwrap().get(), "[1, 2]");
    assert!(
        RawJson::parse("[1,").is_err()
            && RawJson::parse("").is_err()
            && RawJson::parse("1 2").is_err()
    );
    let raw = RawJson::parse("{\"a\":1}").unwrap();
    assert_eq!(raw.to_value(), tree!({"a": 1}));
    assert_eq!(raw.decode_as::<BTreeMap<String, i32>>().unwrap()["a"], 1);
    assert_eq!(format!("{raw:?}"), "{\"a\":1}");
    assert_eq!(RawJson::from(&tree!([null])).get(), "[null]");
    assert_eq!(
        format!(
            "{:?} {}",
            Unrecognized::new("NEW"),
            Unrecognized::new("NEW")
        ),
        "\"NEW\" NEW"
    );
}

#[cfg(feature = "serde")]
#[test]
fn serde_goes_through_the_codec() {
    let raw: RawJson = serde_json::from_str("{\"b\": [1, 2.5]}").unwrap();
    assert_eq!(raw.get(), "{\"b\":[1,2.5]}");
    assert_eq!(serde_json::to_string(&raw).unwrap(), "{\"b\":[1,2.5]}");
    assert_eq!(
        serde_json::from_str::<Base64>("\"AAH/\"").unwrap(),
        Base64(vec![0, 1, 255])
    );
}
