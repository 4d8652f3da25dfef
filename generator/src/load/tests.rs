use std::path::Path;

use super::*;
use crate::pointer::{FileId, Pointer};

fn read(name: &str, text: &str) -> (Sources, Vec<Diagnostic>) {
    let mut diagnostics = Diagnostics::default();
    let sources = load_text(Path::new(name), text.to_owned(), &mut diagnostics).unwrap();
    (sources, diagnostics.into_iter().collect())
}

fn yaml(text: &str) -> Sources {
    read("a.yaml", text).0
}

fn fails(name: &str, text: &str) -> Diagnostic {
    let problems = load_text(
        Path::new(name),
        text.to_owned(),
        &mut Diagnostics::default(),
    );
    problems.unwrap_err().into_iter().next().unwrap()
}

fn at(path: &str) -> Pointer {
    Pointer::parse(FileId(0), path).unwrap()
}

/// The marked text with its line and column, of a value and of its key.
fn places<'s>(sources: &'s Sources, path: &str) -> [(&'s str, usize, usize); 2] {
    [At::Value(at(path)), At::Key(at(path))].map(|at| {
        let place = sources.position(&at).unwrap();
        let text = &sources.docs()[0].text[place.offset..place.offset + place.len];
        (text, place.line, place.column)
    })
}

#[test]
fn positions_in_block_yaml() {
    let sources = yaml(
        "a:\n  b: one two # no\n  'c d': \"x\\ny\"\n  e: |\n    text\n    more\n  f:\nlist:\n  - 1\n  - k: v\n",
    );
    assert_eq!(places(&sources, "/a/b"), [("one two", 2, 6), ("b", 2, 3)]);
    assert_eq!(
        places(&sources, "/a/c d"),
        [("\"x\\ny\"", 3, 10), ("'c d'", 3, 3)]
    );
    assert_eq!(places(&sources, "/a/e"), [("text", 5, 5), ("e", 4, 3)]);
    assert_eq!(places(&sources, "/a/f"), [("f", 7, 3), ("f", 7, 3)]);
    assert_eq!(places(&sources, "/a"), [("a", 1, 1), ("a", 1, 1)]);
    assert_eq!(places(&sources, "/list/0")[0], ("1", 9, 5));
    assert_eq!(places(&sources, "/list/1/k"), [("v", 10, 8), ("k", 10, 5)]);
}

#[test]
fn positions_in_flow_yaml_and_after_wide_characters() {
    let sources = yaml("é: {ü: [1, 'two'], \"q\\\"r\": {}}\r\n日: 本\r\n");
    assert_eq!(places(&sources, "/é/ü/1")[0], ("'two'", 1, 12));
    assert_eq!(places(&sources, "/é/q\"r")[1], ("\"q\\\"r\"", 1, 20));
    assert_eq!(places(&sources, "/日"), [("本", 2, 4), ("日", 2, 1)]);
}

#[test]
fn positions_in_json() {
    let sources = read(
        "a.json",
        "{\"a\": {\"b/\\u0063\": [true, -1.5e3,\n null, \"x\\\"]\"]}}",
    )
    .0;
    assert_eq!(places(&sources, "/a/b~1c/0")[0], ("true", 1, 21));
    assert_eq!(places(&sources, "/a/b~1c/1")[0], ("-1.5e3", 1, 27));
    assert_eq!(places(&sources, "/a/b~1c/2")[0], ("null", 2, 2));
    assert_eq!(places(&sources, "/a/b~1c/3")[0], ("\"x\\\"]\"", 2, 8));
    assert_eq!(places(&sources, "/a/b~1c")[1], ("\"b/\\u0063\"", 1, 8));
}

#[test]
fn positions_through_aliases_and_merges() {
    let sources =
        yaml("base: &b {x: 1, y: 2}\nmore: &m\n  z: 3\nuse: *b\nmix:\n  <<: [*b, *m]\n  x: 9\n");
    assert_eq!(places(&sources, "/use"), [("*b", 4, 6), ("use", 4, 1)]);
    assert_eq!(places(&sources, "/use/y"), [("2", 1, 20), ("y", 1, 17)]);
    assert_eq!(places(&sources, "/mix/x")[0], ("9", 7, 6));
    assert_eq!(places(&sources, "/mix/z")[0], ("3", 3, 6));
    assert_eq!(
        sources.get(&at("/mix")),
        Some(&serde_json::json!({"x": 9, "y": 2, "z": 3}))
    );
}

#[test]
fn what_is_missing_is_looked_for_nearby() {
    let sources = yaml("a:\n  b: 1\n");
    assert_eq!(places(&sources, "/a/nope/deep")[0], ("a", 1, 1));
    assert_eq!(sources.get(&at("/a/nope")), None);
    assert_eq!(sources.position(&At::Value(Pointer::root(FileId(7)))), None);
    assert_eq!(sources.position(&At::Nowhere), None);
    let end = At::Text {
        file: FileId(0),
        offset: 999,
    };
    assert_eq!(
        sources.position(&end).map(|place| (place.line, place.len)),
        Some((3, 0))
    );
}

#[test]
fn keys_are_text_and_order_stays() {
    let sources = yaml("z: {200: a, 1.0: b, true: c, ~: d, 2023-01-01: e}\na: 1\n");
    let keys: Vec<_> = sources
        .get(&at("/z"))
        .unwrap()
        .as_object()
        .unwrap()
        .keys()
        .collect();
    assert_eq!(keys, ["200", "1.0", "true", "~", "2023-01-01"]);
    assert_eq!(
        sources
            .root()
            .as_object()
            .unwrap()
            .keys()
            .collect::<Vec<_>>(),
        ["z", "a"]
    );
}

#[test]
fn numbers_stay_exact() {
    let text = "{\"a\": 18446744073709551615, \"b\": -9223372036854775808, \"c\": 1e2, \"d\": 9007199254740993}";
    for name in ["a.json", "a.yaml"] {
        let sources = read(name, text).0;
        assert_eq!(
            sources.get(&at("/a")).and_then(Value::as_u64),
            Some(u64::MAX)
        );
        assert_eq!(
            sources.get(&at("/b")).and_then(Value::as_i64),
            Some(i64::MIN)
        );
        assert_eq!(sources.get(&at("/c")).and_then(Value::as_f64), Some(100.0));
        assert_eq!(
            sources.get(&at("/d")).and_then(Value::as_u64),
            Some(9_007_199_254_740_993)
        );
    }
    assert!(
        yaml("a: 123456789012345678901234567890")
            .get(&at("/a"))
            .unwrap()
            .is_f64()
    );
}

#[test]
fn duplicate_keys_are_defects_at_each_but_the_first() {
    let cases = [
        (
            "a.yaml",
            "a: 1\nb: {c: 1, c: 2}\n\"a\": 3\nx: &x {k: 1, k: 2}\ny: *x\na: 4\n",
            vec![(2, 11), (3, 1), (4, 14), (6, 1)],
        ),
        (
            "a.json",
            "{\"a\": 1, \"b\": {\"c\": 1,\n\"\\u0063\": 2}, \"a\": 3}",
            vec![(2, 1), (2, 15)],
        ),
    ];
    for (name, text, expected) in cases {
        let (sources, problems) = read(name, text);
        let mut found: Vec<_> = problems
            .iter()
            .map(|problem| {
                sources
                    .position(&problem.at)
                    .map(|place| (place.line, place.column))
                    .unwrap()
            })
            .collect();
        found.sort_unstable();
        assert_eq!(found, expected, "{name}");
        assert!(
            problems
                .iter()
                .all(|problem| problem.code == "duplicate-key")
        );
        assert_eq!(sources.get(&at("/a")), Some(&1.into()));
        assert_eq!(sources.get(&at("/b/c")), Some(&1.into()));
    }
}

#[test]
fn formats_are_told_apart() {
    let format = |name, text| read(name, text).0.docs()[0].format;
    assert_eq!(format("a.json", "{}"), Format::Json);
    assert_eq!(format("a.YML", "a: 1"), Format::Yaml);
    assert_eq!(
        format("a.yaml", "{\"a\": \"\\ud83d\\ude00\"}"),
        Format::Json
    );
    assert_eq!(format("a.yaml", "{a: 1}"), Format::Yaml);
    assert_eq!(format("a", " \n{\"a\": 1}"), Format::Json);
    assert_eq!(format("a", "a: 1"), Format::Yaml);
    assert_eq!(read("a.yaml", "\u{feff}a: 1").0.docs()[0].text, "a: 1");
}

#[test]
fn bad_texts_are_located() {
    let place = |name: &str, text: &str| match fails(name, text).at {
        At::Text { offset, .. } => offset,
        other => panic!("{text}: {other:?}"),
    };
    assert_eq!(place("a.yaml", "é: 1\nb: @c"), 9);
    assert_eq!(place("a.yaml", "a:\n\tb: 1"), 3);
    assert_eq!(place("a.yaml", "é: \u{7}b"), 4);
    assert_eq!(place("a.yaml", "a: 1\n---\nb: 2\n"), 5);
    assert_eq!(place("a.yaml", "é: .nan"), 4);
    assert_eq!(place("a.yaml", "a: !x y"), 3);
    assert_eq!(place("a.yaml", "? [a]\n: 1"), 2);
    assert_eq!(place("a.yaml", "a: *b"), 3);
    assert_eq!(place("a.json", "{\"é\": 1,\n}"), 10);
    assert_eq!(place("a.json", "{\"a\": [1"), 7);
    assert_eq!(place("a.json", "{} {}"), 3);
    assert_eq!(place("a.yaml", "- a"), 0);
}

#[test]
fn messages_carry_no_second_place() {
    for (name, text) in [
        ("a.yaml", "a: b: c"),
        ("a.yaml", "a: [1"),
        ("a.json", "{,}"),
        ("a.yaml", "a: \u{1}"),
    ] {
        let message = fails(name, text).message;
        assert!(
            !message.contains(" line ") && !message.contains("position"),
            "{message}"
        );
    }
}

#[test]
fn hostile_texts_fail_soon_and_softly() {
    let lists = |first: char, depth: u8| {
        let next = |level: u8| char::from(first as u8 + level);
        (1..depth)
            .map(|n| {
                format!(
                    "{}: &{0} [{}]\n",
                    next(n),
                    format!("*{},", next(n - 1)).repeat(10)
                )
            })
            .collect::<String>()
    };
    let texts = [
        "a: ".to_owned() + &"[".repeat(100_000),
        "{a: ".repeat(100_000),
        "- ".repeat(20_000),
        (0..2000).map(|n| " ".repeat(n) + "a:\n").collect(),
        "a: &a\n  b: *a\n".to_owned(),
        "a: &a [x]\n".to_owned() + &lists('a', 10),
        format!(
            "a: &a \"{}\"\nb: [{}]\n",
            "x".repeat(1_000_000),
            "*a,".repeat(1000)
        ),
    ];
    for text in texts {
        assert_eq!(fails("a.yaml", &text).code, "invalid-yaml", "{:.20}", text);
    }
    for text in ["[".repeat(100_000), "{\"a\":".repeat(100_000)] {
        assert_eq!(fails("a.json", &text).code, "invalid-json");
    }
    assert_eq!(fails("a.yaml", " \n").code, "not-a-description");
}

#[test]
fn files_that_are_none() {
    let temp = tempfile::tempdir().unwrap();
    let code = |path: &Path| {
        load(path, &mut Diagnostics::default())
            .unwrap_err()
            .iter()
            .next()
            .unwrap()
            .code
    };
    assert_eq!(code(temp.path()), UNREADABLE);
    assert_eq!(code(&temp.path().join("nope")), UNREADABLE);
    let latin = temp.path().join("a.yaml");
    std::fs::write(&latin, b"a: \xe9").unwrap();
    assert_eq!(code(&latin), "not-utf-8");
}

#[test]
fn lists_specs_in_order() {
    let temp = tempfile::tempdir().unwrap();
    let spec = temp.path().join(SPEC_DIR);
    std::fs::create_dir_all(spec.join("deep.yaml")).unwrap();
    for name in [
        "b.toml",
        "a.toml",
        "b.yaml",
        "a.json",
        ".x.yaml",
        "README.md",
    ] {
        std::fs::write(spec.join(name), "").unwrap();
    }
    let found = list_specs(&spec).unwrap();
    assert_eq!(found.policies, [spec.join("a.toml"), spec.join("b.toml")]);
    assert_eq!(
        found.descriptions,
        [spec.join("a.json"), spec.join("b.yaml")]
    );
    assert_eq!(
        description_beside(&spec.join("b.toml")),
        Some(spec.join("b.yaml"))
    );
    assert_eq!(find_workspace(&spec.join("deep.yaml")), Some(temp.path()));
}

/// What is looked up is what counting from the beginning gives.
#[test]
fn places_are_counted_the_same_in_long_texts() {
    let text = format!("a: é\r\n\nb: \"{}\"\nc: ü\n", "xé€".repeat(3000));
    let sources = load_text(
        Path::new("long.yaml"),
        text.clone(),
        &mut Diagnostics::default(),
    )
    .unwrap();
    let source = sources.source(FileId(0)).unwrap();
    for start in (0..text.len() + 2)
        .step_by(97)
        .chain(text.len() - 9..text.len() + 2)
    {
        let range = start..start + 5;
        assert_eq!(
            source.position_in(range.clone()),
            position_in(&text, range),
            "{start}"
        );
    }
}

/// The places of a value and of all in it, and of what is not there.
fn all_places(pointer: Pointer, value: &Value, places: &mut Vec<Pointer>) {
    places.push(pointer.child("not there"));
    match value {
        Value::Object(map) => {
            for (key, value) in map {
                all_places(pointer.child(key), value, places);
            }
        }
        Value::Array(items) => {
            for (number, value) in items.iter().enumerate() {
                all_places(pointer.index(number), value, places);
            }
        }
        _ => {}
    }
    places.push(pointer);
}

/// Of all places in a text, how many are found by lines, and how many there are. What is found so is
/// what reading all of it finds.
fn found_by_lines(text: &str) -> (usize, usize) {
    let sources = yaml(text);
    let source = &sources.docs()[0];
    let whole = Positions::of(&source.text, source.format);
    let mut places = Vec::new();
    all_places(Pointer::root(FileId(0)), &source.value, &mut places);
    let by_lines = places.iter().filter(|place| {
        let segments: Vec<_> = place.segments().collect();
        let outline = Outline::default();
        let part = outline.part(&source.text, &source.value, &segments);
        part.is_some_and(|part| {
            let found = part.positions.find(part.rest.iter().cloned());
            let found = found.moved(part.start);
            let right = whole.find(segments.iter().cloned());
            for range in [value_range, key_range] {
                let places = [found, right].map(|found| source.position_in(range(found)));
                assert_eq!(places[0], places[1], "{place}");
            }
            true
        })
    });
    (by_lines.count(), places.len())
}

#[test]
fn places_are_found_by_lines_where_these_tell() {
    // Only the root, and what is not in it, need the whole text.
    for text in [
        "a: 1\nb:\n  c: x\n  d:\n    e: [1, {f: 2}]\n",
        "---\n# first\na:\n- x\n- y: 1\n  z: 2\nb: é\n\n# last\n",
        "a: |\n  b: 1\n\n  c: 2\nb: >-\n    x\n   # no comment\nc: two\n  lines, no\n",
        "\"a\": 1\n'/b/{c}':\r\n  \"d\":\r\n    e: 1\r\n  200: é f\r\n",
        "a: {\n  b: 1,\n  c: 2\n  }\n\"d\" : [1,\n  2]\ne: {f:\n  {g: 1}}\n",
        "? a\n: b: 1\n  c: 2\nd:\n  ? e\n  : - f\n    - g: 1\n",
    ] {
        let (found, all) = found_by_lines(text);
        assert_eq!(found, all - 2, "{text}");
    }
}

#[test]
fn places_need_the_whole_text_where_lines_tell_nothing() {
    for (text, found) in [
        // A flow mapping and a text may go on in any column.
        ("a: {\nb: 1\n}\nb: 2\n", 0),
        ("a: \"x\nb: 1\"\nb: 2\n", 0),
        ("a: \"x\né\nb: 1\"\nb: 2\n", 0),
        // Keys that a reader of YAML must read.
        ("\"a\\u0062\": 1\n", 0),
        ("? \"a\"\n: 1\n", 0),
        ("%YAML 1.2\n---\na: 1\n", 0),
        // What came in by a merge, and what stands elsewhere.
        ("a: &x {y: 1}\nb: *x\nc: 1\n", 6),
        ("a: &x {y: 1}\nb:\n  <<: *x\n  c: 1\n", 4),
        ("{a: 1, b: 2}\n", 0),
        // The key that stands twice has two places.
        ("a: 1\nb: 2\na: 3\n", 0),
    ] {
        assert_eq!(found_by_lines(text).0, found, "{text}");
    }
}

#[test]
fn parts_of_a_text_are_read_up_to_its_length() {
    let sources = yaml("a: [1, 2, 3]\nb: 2\n");
    let is_whole_read = || sources.docs()[0].positions.get().is_some();
    assert_eq!(places(&sources, "/b")[0], ("2", 2, 4));
    assert!(!is_whole_read());
    for _ in 0..2 {
        assert_eq!(places(&sources, "/a/2")[0], ("3", 1, 11));
    }
    assert!(is_whole_read());
}
