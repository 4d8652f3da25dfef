//! The reader accepts and refuses the same documents as `serde_json`, and reads the same from them.

use serde_json::Value;
use tests::runtime::json::{self, RawJson, Reader};

/// Reads a document in all the ways that the reader has, which must agree.
fn read(bytes: &[u8]) -> Option<Value> {
    let value = json::from_slice::<Value>(bytes).ok();
    let raw = json::from_slice::<RawJson>(bytes).ok();
    let mut reader = Reader::new(bytes);
    let skipped = reader.skip().and_then(|()| reader.finish()).is_ok();
    assert_eq!(value.is_some(), raw.is_some(), "raw: {}", show(bytes));
    assert_eq!(value.is_some(), skipped, "skip: {}", show(bytes));
    if let Some(raw) = &raw {
        assert_eq!(Some(raw.to_value()), value, "{}", show(bytes));
    }
    value
}

fn show(bytes: &[u8]) -> String {
    String::from_utf8_lossy(&bytes[..bytes.len().min(200)]).into_owned()
}

fn compare(bytes: &[u8]) {
    let expected = serde_json::from_slice::<Value>(bytes);
    match (&expected, read(bytes)) {
        (Ok(expected), Some(value)) => {
            assert!(
                same(expected, &value),
                "{}: {expected:?} but {value:?}",
                show(bytes)
            );
        }
        (Err(_), None) => {}
        (expected, value) => panic!("{}: {expected:?} but {value:?}", show(bytes)),
    }
}

/// Equal, but for the last bits of a float: without its feature `float_roundtrip`, `serde_json`
/// does not always take the nearest one.
fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(x), Value::Number(y)) if x.is_f64() && y.is_f64() => {
            let (x, y) = (x.as_f64().unwrap(), y.as_f64().unwrap());
            x == y || (x - y).abs() <= x.abs() * 1e-15 || (x - y).abs() < 1e-307
        }
        (Value::Array(x), Value::Array(y)) => {
            x.len() == y.len() && x.iter().zip(y).all(|(x, y)| same(x, y))
        }
        (Value::Object(x), Value::Object(y)) => {
            x.len() == y.len() && x.iter().zip(y).all(|(x, y)| x.0 == y.0 && same(x.1, y.1))
        }
        _ => a == b,
    }
}

#[test]
fn tricky_documents() {
    let documents: &[&[u8]] = &[
        b"",
        b" ",
        b"null",
        b" null ",
        b"nul",
        b"nulll",
        b"Null",
        b"true",
        b"false",
        b"truefalse",
        b"tru",
        b"0",
        b"-0",
        b"-0.0",
        b"00",
        b"01",
        b"-01",
        b"-",
        b"+1",
        b".5",
        b"-.5",
        b"1.",
        b"1.e5",
        b"1e",
        b"1e+",
        b"1e5",
        b"1E5",
        b"1e+5",
        b"1e-5",
        b"1e05",
        b"0e1",
        b"0.0",
        b"1.5",
        b"1.5e3",
        b"0x10",
        b"1_000",
        b"1 2",
        b"1a",
        b"1-",
        b"--1",
        b"NaN",
        b"nan",
        b"Infinity",
        b"-Infinity",
        b"inf",
        b"I",
        b"N",
        b"1e308",
        b"1e309",
        b"-1e309",
        b"1e-400",
        b"1e999999999999",
        b"1.7976931348623159e308",
        b"1.7976931348623157e308",
        b"9223372036854775807",
        b"9223372036854775808",
        b"-9223372036854775808",
        b"-9223372036854775809",
        b"18446744073709551615",
        b"18446744073709551616",
        b"123456789012345678901234567890",
        b"9007199254740993",
        b"0.1",
        b"0.30000000000000004",
        b"5e-324",
        b"2.2250738585072014e-308",
        b"\"\"",
        b"\"a\"",
        b"\"",
        b"\"a",
        b"\"\\\"",
        b"\"\\\"\"",
        b"\"\\u00\"",
        b"\"\\u00e9\"",
        b"\"\\u00E9\"",
        b"\"\\ud83d\\ude00\"",
        b"\"\\ud83d\"",
        b"\"\\ude00\"",
        b"\"\\ud83d\\u0041\"",
        b"\"\\ud83dx\"",
        b"\"\\ud83d\\n\"",
        b"\"\\ud83d\\ud83d\"",
        b"\"\\u0000\"",
        b"\"\\x41\"",
        b"\"\\'\"",
        b"\"\\/\"",
        b"\"\\b\\f\\n\\r\\t\\\\\"",
        b"\"\\uD83D\\uDE00\"",
        b"\"\\u12G4\"",
        b"\"\\u 123\"",
        b"\"\\u+123\"",
        b"\"a\nb\"",
        b"\"a\tb\"",
        b"\"\x00\"",
        b"\"\x1f\"",
        b"\"\x7f\"",
        b"'a'",
        b"\"\xc3\xa9\"",
        b"\"\xc3\"",
        b"\"\xff\"",
        b"\"\xc0\x80\"",
        b"\"\xed\xa0\x80\"",
        b"\"\xf0\x9f\x98\x80\"",
        b"\"\xf4\x90\x80\x80\"",
        b"\"abc\xe2\x82\"",
        b"\xef\xbb\xbf1",
        b"\xff",
        b"\xc2\xa0 1",
        b"[]",
        b"[ ]",
        b"[1]",
        b"[1,]",
        b"[,1]",
        b"[,]",
        b"[1,,2]",
        b"[1 2]",
        b"[1",
        b"[",
        b"]",
        b"[1]]",
        b"[[]",
        b"[1,2 , 3\t,\n4\r]",
        b"[\"\xff\"]",
        b"[1e999]",
        b"[nul]",
        b"[\x0c1]",
        b"{}",
        b"{ }",
        b"{\"a\":1}",
        b"{\"a\":1,}",
        b"{,\"a\":1}",
        b"{\"a\"}",
        b"{\"a\":}",
        b"{\"a\" 1}",
        b"{a:1}",
        b"{1:1}",
        b"{null:1}",
        b"{'a':1}",
        b"{\"a\":1 \"b\":2}",
        b"{\"a\":1,,\"b\":2}",
        b"{\"a\":1",
        b"{",
        b"}",
        b"{\"a\":1}}",
        b"{\"a\":1}{",
        b"{\"a\":1,\"a\":2}",
        b"{\"\":0}",
        b"{\"\\u0061\":1}",
        b"{\"a\xff\":1}",
        b"{\"\\ud800\":1}",
        b"{\"a\n\":1}",
        b"{\"a\":{\"b\":[{}]}}",
        b"{\"a\":1]",
        b"[1}",
        b"[{]}",
        b"{\"a\":[}",
        b"// c\n1",
        b"/* c */1",
        b"1//",
        b"#1",
        b"1;",
        b"[1]x",
        b"null null",
        b"undefined",
        b"True",
    ];
    for document in documents {
        compare(document);
        // The same inside of other values, where other code reads it.
        compare(&[b"[", *document, b"]"].concat());
        compare(&[b"{\"k\": ", *document, b" , \"l\":[0]}"].concat());
    }
}

#[test]
fn long_numbers() {
    for digits in [
        1, 17, 18, 19, 20, 38, 39, 40, 300, 308, 309, 310, 400, 4299, 4300,
    ] {
        for text in [
            "9".repeat(digits),
            format!("1{}", "0".repeat(digits)),
            format!("-{}", "7".repeat(digits)),
            format!("0.{}", "3".repeat(digits)),
            format!("1.{}e10", "0".repeat(digits)),
            format!("0.{}1e{digits}", "0".repeat(digits)),
        ] {
            if text.len() < 4300 || text.contains('.') {
                compare(text.as_bytes());
            }
        }
    }
}

#[test]
fn depth_is_limited_everywhere() {
    for depth in [1, 50, 126, 127, 128, 129, 1000, 100_000] {
        let arrays = format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        let objects = format!("{}1{}", "{\"a\":".repeat(depth), "}".repeat(depth));
        let mixed = format!(
            "{}1{}",
            "[{\"a\":".repeat(depth / 2),
            "}]".repeat(depth / 2)
        );
        for document in [arrays, objects, mixed] {
            compare(document.as_bytes());
            compare(&document.as_bytes()[..document.len() / 2]);
        }
    }
}

/// Documents made by chance, with a fixed seed.
struct Maker(fastrand::Rng);

impl Maker {
    fn value(&mut self, depth: u32, out: &mut String) {
        self.space(out);
        match self.0.u32(0..if depth == 0 { 5 } else { 7 }) {
            0 => out.push_str(["null", "true", "false"][self.0.usize(0..3)]),
            1 => out.push_str(&self.0.i64(..).to_string()),
            2 => out.push_str(&format!(
                "{:?}",
                f64::from_bits(self.0.u64(..) & !(1 << 62))
            )),
            3 => out.push_str(&format!(
                "{}{}.{}e{}",
                self.sign(),
                self.0.u8(..),
                self.0.u32(..),
                self.0.i8(..)
            )),
            4 => self.string(out),
            5 => self.list(depth, "[", "]", false, out),
            _ => self.list(depth, "{", "}", true, out),
        }
        self.space(out);
    }

    fn list(&mut self, depth: u32, open: &str, close: &str, keys: bool, out: &mut String) {
        out.push_str(open);
        for index in 0..self.0.u32(0..5) {
            if index > 0 {
                out.push(',');
            }
            if keys {
                self.space(out);
                self.string(out);
                self.space(out);
                out.push(':');
            }
            self.value(depth - 1, out);
        }
        self.space(out);
        out.push_str(close);
    }

    /// An object whose keys come again and again, plain and with escapes.
    fn object(&mut self, out: &mut String) {
        const KEYS: [&str; 6] = ["kind", "k\\u0069nd", "id", "\\\"", "é", ""];
        self.space(out);
        out.push('{');
        for index in 0..self.0.u32(0..6) {
            out.push_str(if index > 0 { "," } else { "" });
            self.space(out);
            out.push_str(&format!("\"{}\"", KEYS[self.0.usize(0..KEYS.len())]));
            self.space(out);
            out.push(':');
            self.value(3, out);
        }
        out.push('}');
        self.space(out);
    }

    fn string(&mut self, out: &mut String) {
        const PARTS: [&str; 14] = [
            "a",
            "key",
            " ",
            "é",
            "😀",
            "\\n",
            "\\\"",
            "\\\\",
            "\\/",
            "\\u0041",
            "\\ud83d\\ude00",
            "\\u00e9",
            "{",
            "]",
        ];
        out.push('"');
        for _ in 0..self.0.u32(0..20) {
            out.push_str(PARTS[self.0.usize(0..PARTS.len())]);
        }
        out.push('"');
    }

    fn sign(&mut self) -> &'static str {
        if self.0.bool() { "-" } else { "" }
    }

    fn space(&mut self, out: &mut String) {
        if self.0.u8(0..4) == 0 {
            out.push_str([" ", "\n", "\t", "\r\n", "  "][self.0.usize(0..5)]);
        }
    }
}

#[test]
fn made_and_damaged_documents() {
    let mut maker = Maker(fastrand::Rng::with_seed(20_261_124));
    for _ in 0..4_000 {
        let mut document = String::new();
        maker.value(4, &mut document);
        compare(document.as_bytes());
        for _ in 0..4 {
            compare(&damage(document.as_bytes(), &mut maker.0));
        }
    }
}

/// The properties of an object, read one by one; `None` if it is none.
fn properties(bytes: &[u8]) -> Option<Vec<(String, RawJson)>> {
    let mut properties = Vec::new();
    let mut r = Reader::new(bytes);
    let mut object = r.object().ok()?;
    while let Some(key) = r.key(&mut object).ok()? {
        let key = key.to_owned();
        properties.push((key, r.raw().ok()?));
    }
    Some(properties)
}

/// What is seen ahead is what is read afterwards. Of a text that is none, anything may be seen.
fn look_ahead(bytes: &[u8]) {
    let properties = properties(bytes);
    for name in ["kind", "id", "\"", "é", "", "absent"] {
        let mut r = Reader::new(bytes);
        let (tag, shape) = (r.tag(name), r.shape());
        let Some(properties) = &properties else {
            continue;
        };
        let mut named = properties.iter().filter(|(key, _)| key == name);
        let first = named.clone().next();
        let string = first.and_then(|(_, value)| value.decode_as::<String>().ok());
        let (tag, shape) = (tag.unwrap(), shape.unwrap());
        assert_eq!(tag.as_deref(), string.as_deref(), "{}", show(bytes));
        let last = named.next_back().map(|(_, value)| value);
        assert_eq!(shape.text(name), last.map(RawJson::get), "{}", show(bytes));
        let string = last.and_then(|value| value.decode_as::<String>().ok());
        for constant in [string.as_deref().unwrap_or("a"), "", "a", "\\n"] {
            let is = Some(constant) == string.as_deref();
            assert_eq!(shape.is(name, constant), is, "{}", show(bytes));
        }
    }
}

#[test]
fn what_is_seen_ahead_is_there() {
    let mut maker = Maker(fastrand::Rng::with_seed(20_261_126));
    for _ in 0..4_000 {
        let mut document = String::new();
        maker.object(&mut document);
        look_ahead(document.as_bytes());
        assert!(properties(document.as_bytes()).is_some(), "{document}");
        for _ in 0..4 {
            look_ahead(&damage(document.as_bytes(), &mut maker.0));
        }
    }
    for length in 0..2_000 {
        let mut bytes = b"{\"".to_vec();
        bytes.extend((0..length % 40).map(|_| BYTES[maker.0.usize(0..BYTES.len())]));
        look_ahead(&bytes);
    }
    // No matter how deep, and how often it breaks off.
    let deep = "{\"a\":[".repeat(100_000);
    assert!(Reader::new(deep.as_bytes()).tag("kind").is_err());
    assert!(Reader::new(deep.as_bytes()).shape().is_err());
}

const BYTES: &[u8] = b"{}[],:\"\\ 0123456789.eE+-ntfu\x00\x1f\x80\xc3\xff/";

/// The document with a byte changed, removed, doubled or the end cut off.
fn damage(document: &[u8], rng: &mut fastrand::Rng) -> Vec<u8> {
    let mut bytes = document.to_vec();
    for _ in 0..rng.usize(1..3) {
        if bytes.is_empty() {
            break;
        }
        let at = rng.usize(0..bytes.len());
        match rng.u8(0..5) {
            0 => bytes[at] = BYTES[rng.usize(0..BYTES.len())],
            1 => drop(bytes.remove(at)),
            2 => bytes.insert(at, bytes[at]),
            3 => bytes.truncate(at),
            _ => bytes.insert(at, BYTES[rng.usize(0..BYTES.len())]),
        }
    }
    bytes
}

#[test]
fn what_is_written_is_read_again() {
    let mut maker = Maker(fastrand::Rng::with_seed(7));
    for _ in 0..2_000 {
        let mut document = String::new();
        maker.value(4, &mut document);
        let Ok(value) = serde_json::from_str::<Value>(&document) else {
            continue;
        };
        let written = json::to_vec(&value);
        assert_eq!(written, serde_json::to_vec(&value).unwrap(), "{document}");
        assert_eq!(read(&written), Some(value), "{document}");
    }
}
