//! What the compiled cases do: JSON in and out, rules, requests, answers.

use std::collections::BTreeMap;

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Response, StatusCode};
use serde_json::{Value, json};
use tests::cases;
use tests::runtime::Maybe;
use tests::runtime::json::{self, Decode, Encode};
use tests::runtime::transport::memory::MemoryTransport;

fn decode<T: Decode>(value: &Value) -> Result<T, String> {
    json::from_slice(value.to_string().as_bytes()).map_err(|error| error.to_string())
}

fn encode<T: Encode>(value: &T) -> Value {
    serde_json::from_slice(&json::to_vec(value)).unwrap()
}

fn encode_request<T: Encode>(value: &T) -> Value {
    serde_json::from_slice(&json::to_request(value)).unwrap()
}

/// Reads a value and writes it again: the same comes out.
#[track_caller]
fn round_trip<T: Decode + Encode + PartialEq + std::fmt::Debug>(value: Value) -> T {
    let read: T = decode(&value).unwrap_or_else(|error| panic!("{value}: {error}"));
    assert_eq!(encode(&read), value);
    assert_eq!(decode::<T>(&encode(&read)).unwrap(), read);
    read
}

#[test]
fn unions_with_a_cycle() {
    use cases::union_cycle::types::{Cat, Dog, Pet};
    let cat = Pet::from(Cat::new(9, "Tom"));
    let expected = json!({"kind": "CAT", "name": "Tom", "lives": 9});
    assert_eq!(encode(&cat), expected);
    assert_eq!(round_trip::<Pet>(expected), cat);
    let dog = Dog::new("Rex").friend(cat.clone());
    let nested =
        json!({"kind": "DOG", "name": "Rex", "friend": {"kind": "CAT", "name": "Tom", "lives": 9}});
    assert_eq!(round_trip::<Pet>(nested), Pet::from(dog));
    // The tag may come last, and a variant alone has it too.
    let last = json!({"lives": 9, "name": "Tom", "kind": "CAT"});
    assert_eq!(decode::<Pet>(&last).unwrap(), cat);
    for unknown in [
        json!({"kind": "FISH", "fins": 2}),
        json!({"name": "x"}),
        json!({"kind": null}),
    ] {
        let read = round_trip::<Pet>(unknown.clone());
        assert!(
            matches!(&read, Pet::Unknown(raw) if raw.to_value() == unknown),
            "{read:?}"
        );
    }
    // What is known and broken is an error, with its place.
    let error = decode::<Pet>(&json!({"kind": "CAT", "name": "Tom", "lives": "many"})).unwrap_err();
    assert!(error.contains("$.lives"), "{error}");
}

#[test]
fn unions_told_apart_by_what_they_hold() {
    use cases::union_untagged::types::{Line, Point, Value as Union};
    type Check = fn(&Union) -> bool;
    let table: [(Value, Check); 11] = [
        (json!("a"), |v| matches!(v, Union::String(_))),
        (json!(1), |v| matches!(v, Union::Integer(1))),
        (json!(1.5), |v| matches!(v, Union::Unknown(_))),
        (json!(true), |v| matches!(v, Union::Bool(true))),
        (json!(["a"]), |v| matches!(v, Union::List(_))),
        (json!([1]), |v| matches!(v, Union::Unknown(_))),
        (json!({"x": 1.0, "y": 2.0}), |v| {
            *v == Union::from(Point::new(1.0, 2.0))
        }),
        (json!({"x": 1.0, "y": 2.0, "length": 3.0}), |v| {
            *v == Union::from(Line::new(3.0, 1.0, 2.0))
        }),
        (
            json!({"kind": "marker", "x": 1.0, "y": 2.0, "length": 3.0}),
            |v| matches!(v, Union::Marker(_)),
        ),
        (json!({"x": 1.0}), |v| matches!(v, Union::Unknown(_))),
        (json!(null), |v| matches!(v, Union::Unknown(_))),
    ];
    for (value, check) in table {
        let read = round_trip::<Union>(value.clone());
        assert!(check(&read), "{value}: {read:?}");
    }
}

#[test]
fn a_union_of_what_may_all_be_absent() {
    use cases::union_untagged::types::Choice;
    type Check = fn(&Choice) -> bool;
    let table: [(Value, Check); 7] = [
        (json!({"name": "a"}), |v| matches!(v, Choice::Speed(_))),
        (json!({}), |v| matches!(v, Choice::Speed(_))),
        // Any JSON is all that can be made of it.
        (json!({"other": "a", "more": null}), |v| {
            matches!(v, Choice::Anything(_))
        }),
        (json!({"name": "a", "speed": 1}), |v| {
            matches!(v, Choice::Speed(_))
        }),
        (json!({"name": "a", "tone": "b"}), |v| {
            matches!(v, Choice::Colour(_))
        }),
        (json!([1]), |v| matches!(v, Choice::Anything(_))),
        (json!(null), |v| matches!(v, Choice::Anything(_))),
    ];
    for (value, check) in table {
        let read = round_trip::<Choice>(value.clone());
        assert!(check(&read), "{value}: {read:?}");
    }
    // What a server adds later does not make another variant of it.
    let newer = json!({"name": "a", "colour": "b", "tone": "c", "added": 1});
    assert!(matches!(decode(&newer), Ok(Choice::Colour(_))));
}

#[test]
fn a_union_whose_variants_differ_further_inside() {
    use cases::union_untagged::types::Rule;
    type Check = fn(&Rule) -> bool;
    let table: [(Value, Check); 4] = [
        // Of the others, null is none of the values.
        (json!({"limits": null}), |v| matches!(v, Rule::Nothing(_))),
        (json!({"limits": {"words": 1}}), |v| {
            matches!(v, Rule::Words(_))
        }),
        (json!({"limits": {"marks": 1}}), |v| {
            matches!(v, Rule::Marks(_))
        }),
        (json!({"limits": {}}), |v| matches!(v, Rule::Words(_))),
    ];
    for (value, check) in table {
        let read = round_trip::<Rule>(value.clone());
        assert!(check(&read), "{value}: {read:?}");
    }
    // What is new inside counts less than what is new outside.
    let newer = json!({"limits": {"words": 1, "a": 1, "b": 2}, "new": 1});
    assert!(matches!(decode(&newer), Ok(Rule::Words(_))));
}

#[test]
fn a_union_in_a_union() {
    use cases::union_nested::types::{Branch, Leaf, Node};
    type Check = fn(&Node) -> bool;
    let table: [(Value, Check); 6] = [
        (json!("a"), |v| matches!(v, Node::Leaf(Leaf::String(_)))),
        (json!(1.5), |v| matches!(v, Node::Leaf(Leaf::Number(_)))),
        (
            json!({"side": "l", "node": "x"}),
            |v| matches!(v, Node::Branch(branch) if matches!(&**branch, Branch::L(left) if left.node.is_some())),
        ),
        (
            json!({"side": "r", "nodes": [1.5, {"side": "l"}]}),
            |v| matches!(v, Node::Branch(branch) if matches!(&**branch, Branch::R(_))),
        ),
        (json!([]), |v| matches!(v, Node::Unknown(_))),
        (json!({"side": "x"}), |v| matches!(v, Node::Unknown(_))),
    ];
    for (value, check) in table {
        let read = round_trip::<Node>(value.clone());
        assert!(check(&read), "{value}: {read:?}");
    }
}

#[test]
fn what_knows_a_value_goes_before_a_union_that_does_not() {
    use cases::union_nested::types::{Branch, Entry};
    type Check = fn(&Entry) -> bool;
    let table: [(Value, Check); 5] = [
        (json!({"side": "l", "node": "a"}), |v| {
            matches!(v, Entry::Branch(Branch::L(_)))
        }),
        (json!({"side": "x", "text": "a"}), |v| {
            matches!(v, Entry::Plain(_))
        }),
        (
            json!({"inside": {"side": "r", "nodes": []}}),
            |v| matches!(v, Entry::Variant3(one) if matches!(one.inside, Branch::R(_))),
        ),
        (json!({"inside": {"side": "x", "text": "a"}}), |v| {
            matches!(v, Entry::Variant4(_))
        }),
        (json!({"out": 1}), |v| matches!(v, Entry::Unknown(_))),
    ];
    for (value, check) in table {
        let read = round_trip::<Entry>(value.clone());
        assert!(check(&read), "{value}: {read:?}");
    }
}

#[test]
fn what_two_schemas_say_of_a_value() {
    use cases::all_of_both::types::{App, AppOther, AppWeb, Found, Job, Order, Similar, State};
    let order = round_trip::<Order>(json!({
        "lines": [{"id": "1", "title": "a", "count": 2}],
        "extended": [{"name": "a", "note": "b"}],
        "state": "open",
        "described": "a",
        "grid": [[{"x": 1, "y": 2}]],
        "three": {"a": "1", "b": "2", "c": "3"},
        "number": 1,
    }));
    assert_eq!(order.state, Some(State::Open));
    assert!(decode::<Order>(&json!({"three": {"b": "2"}})).is_err());

    // Parts of the same union, each with its own properties.
    let found = round_trip::<Found>(json!({"page": 1, "query": "a"}));
    assert!(matches!(found, Found::Page(found) if found.query == "a"));
    let similar = round_trip::<Similar>(json!({"offset": 1, "id": "a"}));
    assert!(matches!(similar, Similar::Offset(similar) if similar.id == "a"));

    type Check = fn(&App) -> bool;
    let table: [(Value, Check); 4] = [
        (
            json!({"kind": "web", "team": "a", "id": "1", "data": {"url": "b", "more": [1]}}),
            |v| matches!(v, App::Web(AppWeb::Team(web)) if web.id == "1" && web.data.url.is_some()),
        ),
        (
            json!({"kind": "machine", "id": "1", "data": {"a": 1}}),
            |v| matches!(v, App::Machine(machine) if machine.data.len() == 1),
        ),
        (
            json!({"kind": "left", "left": "a", "id": "1", "data": {}}),
            |v| matches!(v, App::Other(AppOther::Left(left)) if left.id == "1"),
        ),
        (json!({"kind": "new", "id": "1", "data": {}}), |v| {
            matches!(v, App::Unknown(_))
        }),
    ];
    for (value, check) in table {
        let read = round_trip::<App>(value.clone());
        assert!(check(&read), "{value}: {read:?}");
    }

    // A request is without what only servers set.
    let job = round_trip::<Job>(json!({"query": "a"}));
    assert!(matches!(job, Job::Query(_)));
}

#[test]
fn a_tag_that_several_variants_share() {
    use cases::union_tag_shared::types::{Call, Item};
    type Check = fn(&Item) -> bool;
    let table: [(Value, Check); 7] = [
        (json!({"type": "message", "text": "a"}), |v| {
            matches!(v, Item::Message(_))
        }),
        (
            json!({"type": "message", "text": "a", "phase": "b"}),
            |v| matches!(v, Item::Answer(answer) if answer.phase.is_some()),
        ),
        (json!({"type": "search", "words": "a"}), |v| {
            matches!(v, Item::Call(Call::Search(_)))
        }),
        (json!({"type": "fetch", "url": "a"}), |v| {
            matches!(v, Item::Call(Call::Fetch(_)))
        }),
        (json!("a"), |v| matches!(v, Item::String(_))),
        (json!({"type": "new"}), |v| matches!(v, Item::Unknown(_))),
        (json!([1]), |v| matches!(v, Item::Unknown(_))),
    ];
    for (value, check) in table {
        let read = round_trip::<Item>(value.clone());
        assert!(check(&read), "{value}: {read:?}");
    }
}

#[test]
fn a_tag_that_not_all_variants_have() {
    use cases::union_tag_shared::types::{Change, Content, Cup, Drink};
    type Check = fn(&Content) -> bool;
    let table: [(Value, Check); 5] = [
        (
            json!([{"type": "file", "size": 1}]),
            |v| matches!(v, Content::Folder(files) if files[0].size == 1),
        ),
        (json!({"type": "file", "size": 1}), |v| {
            matches!(v, Content::File(_))
        }),
        (json!({"type": "link", "to": "a"}), |v| {
            matches!(v, Content::Link(_))
        }),
        (json!({"type": "array"}), |v| {
            matches!(v, Content::Unknown(_))
        }),
        (json!("a"), |v| matches!(v, Content::Unknown(_))),
    ];
    for (value, check) in table {
        let read = round_trip::<Content>(value.clone());
        assert!(check(&read), "{value}: {read:?}");
    }
    // Which of its values led to a variant is kept, and can be said.
    let drink = round_trip::<Drink>(json!({"size": "large", "of": "tea"}));
    assert_eq!(drink, Cup::new("tea").size("large").into());
    round_trip::<Drink>(json!({"size": "pot", "of": "tea"}));
    // What only an alternative names is there, too.
    let change = round_trip::<Change>(json!({"public": true}));
    assert_eq!(change.public, Some(json!(true)));
}

#[test]
fn a_union_by_mapping_and_by_names() {
    use cases::union_implicit::types::{Circle, Shape, Square, Triangle};
    use cases::union_mapping_only::types::Event;
    assert_eq!(
        round_trip::<Shape>(json!({"shape": "Circle", "radius": 1.0})),
        Circle::new(1.0).into()
    );
    assert_eq!(
        round_trip::<Shape>(json!({"shape": "square", "side": 1.0})),
        Square::new(1.0).into()
    );
    assert_eq!(
        round_trip::<Shape>(json!({"shape": "triangle", "angles": [90.0]})),
        Triangle::new(vec![90.0]).into()
    );
    for shape in ["oval", "ellipse"] {
        let read = round_trip::<Shape>(json!({"shape": shape}));
        assert!(matches!(read, Shape::Oval(_)), "{read:?}");
    }
    // Only ever sent: nothing unknown to keep.
    assert!(decode::<Shape>(&json!({"shape": "Square", "side": 1})).is_err());
    for (value, is_stopped) in [
        (json!({"type": "started", "at": "now", "by": "me"}), false),
        (json!({"type": "stopped", "code": 1}), true),
        (json!({"type": "killed", "at": "now", "code": 9}), true),
    ] {
        let event = round_trip::<Event>(value.clone());
        assert_eq!(matches!(event, Event::Stopped(_)), is_stopped, "{value}");
        assert!(!matches!(event, Event::Unknown(_)), "{value}");
    }
}

#[test]
fn recursion() {
    use cases::recursion::types::{Nest, Tree};
    let tree = json!({
        "direct": {"must": {}}, "orNull": null, "list": [{"must": {}}], "map": {"a": {"must": {}}},
        "choice": {"must": {}}, "must": {"tree": {"must": {}}}, "nest": [[], [[]]], "registry": {"a": {"b": {}}},
    });
    let read = round_trip::<Tree>(tree);
    assert!(read.or_null.is_null() && read.direct.is_some());
    assert_eq!(
        read.nest,
        Some(Nest(vec![Nest(vec![]), Nest(vec![Nest(vec![])])]))
    );
    // Deep, but no deeper than the reader allows: an error, no overflow.
    let deep = "[".repeat(100_000) + &"]".repeat(100_000);
    assert!(json::from_slice::<Nest>(deep.as_bytes()).is_err());
}

#[test]
fn absent_null_and_a_value() {
    use cases::presence::types::{Both, Received, Sent};
    let full = json!({
        "required": "a", "requiredNullable": null, "optional": "b", "optionalNullable": null,
        "readOnly": 1, "writeOnly": 2, "optionalReadOnly": 3, "anything": null, "undeclared": [1],
    });
    let both = round_trip::<Both>(full.clone());
    assert_eq!(
        (both.optional_nullable.clone(), both.read_only),
        (Maybe::Null, Some(1))
    );
    let sent = json!({"required": "a", "requiredNullable": null, "optional": "b", "optionalNullable": null, "writeOnly": 2, "anything": null, "undeclared": [1]});
    assert_eq!(encode_request(&both), sent);
    assert_eq!(round_trip::<Sent>(sent).write_only, 2);
    let received =
        json!({"required": "a", "requiredNullable": "x", "optionalNullable": "y", "readOnly": 1});
    let read = round_trip::<Received>(received);
    assert_eq!(
        (read.optional.clone(), read.optional_nullable.clone()),
        (None, Maybe::Value("y".to_owned()))
    );

    // An optional property that is null is taken as absent, unknown ones are passed over.
    let odd = json!({"required": "a", "requiredNullable": null, "optional": null, "readOnly": 1, "new": [{}]});
    assert_eq!(decode::<Received>(&odd).unwrap().optional, None);
    for (broken, place) in [
        (json!({"requiredNullable": null, "readOnly": 1}), "required"),
        (json!({"required": "a", "readOnly": 1}), "requiredNullable"),
        (
            json!({"required": null, "requiredNullable": null, "readOnly": 1}),
            "$.required",
        ),
        (
            json!({"required": "a", "requiredNullable": 1, "readOnly": 1}),
            "$.requiredNullable",
        ),
        (
            json!({"required": "a", "requiredNullable": null}),
            "readOnly",
        ),
    ] {
        let error = decode::<Received>(&broken).unwrap_err();
        assert!(error.contains(place), "{broken}: {error}");
    }
}

#[test]
fn enums_are_open() {
    use cases::enums::types::{Enums, EnumsMixed, EnumsMixedInteger, EnumsMixedString, Level, Odd};
    for text in [
        "", " ", ">", ">=", "<", "+1", "-1", "1.5", "type", "self", "Self", "unknown", "Unknown",
        "n/a", "N/A", "日本", "a\nb",
    ] {
        let odd = round_trip::<Odd>(json!(text));
        assert!(!matches!(odd, Odd::Unrecognized(_)), "{text}");
        assert_eq!(odd.as_str(), text);
    }
    let new = round_trip::<Odd>(json!("brand new"));
    assert!(matches!(&new, Odd::Unrecognized(value) if value.as_str() == "brand new"));
    // Made from a text, a value is the known one.
    assert_eq!(Odd::from("unknown"), Odd::Unknown);
    for (number, level) in [
        (-1, Level::Minus1),
        (10, Level::N10),
        (7, Level::Unknown(7)),
    ] {
        assert_eq!(round_trip::<Level>(json!(number)), level);
    }
    // Values of several types are an alternative for each type, and no less open.
    for (value, mixed) in [
        (json!(1), EnumsMixedInteger::N1.into()),
        (json!(2), EnumsMixedInteger::Unknown(2).into()),
        (json!("two"), EnumsMixedString::Two.into()),
        (json!("three"), EnumsMixedString::from("three").into()),
        (json!(true), EnumsMixed::Bool(true)),
    ] {
        assert_eq!(round_trip::<EnumsMixed>(value), mixed);
    }
    let other = round_trip::<EnumsMixed>(json!([1]));
    assert!(matches!(other, EnumsMixed::Unknown(_)));
    let whole = json!({"odd": ">", "level": 5, "orNull": null, "list": ["one", "two"], "byName": {"a": "on", "b": "?"}, "mixed": [1]});
    round_trip::<Enums>(whole);
    assert!(decode::<Odd>(&json!(1)).is_err() && decode::<Level>(&json!("1")).is_err());
}

#[test]
fn enums_of_constants() {
    use cases::enums_of_constants::types::{
        AddPartOrder, Button, Colour, Mode, Old, Part, Row, Size,
    };
    assert_eq!(AddPartOrder::from("asc"), AddPartOrder::Ascending);
    assert_eq!(AddPartOrder::Descending.as_str(), "desc");
    // A constant is written by itself, and integers tell the variants apart.
    let row = Row::new().parts(vec![Button::new().size(Size::Xl).into()]);
    let wire = json!({"type": 1, "parts": [{"type": 2, "size": "xl"}]});
    assert_eq!(encode(&row), wire);
    assert_eq!(round_trip::<Part>(wire), Part::Row(row));
    assert_eq!(
        round_trip::<Part>(json!({"type": -3})),
        Part::Old(Old::new())
    );
    assert_eq!(
        decode::<Part>(&json!({"type": 2.0})).unwrap(),
        Part::Button(Button::new())
    );
    for unknown in [
        json!({"type": 4}),
        json!({"type": "1"}),
        json!({"parts": []}),
    ] {
        assert!(matches!(round_trip::<Part>(unknown), Part::Unknown(_)));
    }
    // Any text is a colour, and null is none.
    let button: Button = round_trip(json!({"type": 2, "colour": "blue", "mode": 1}));
    assert_eq!(button.colour, Maybe::Value(Colour::from("blue")));
    assert_eq!(button.mode, Some(Mode::FullyOn));
    let button: Button = round_trip(json!({"type": 2, "colour": null, "size": "l"}));
    assert_eq!((button.colour, button.size), (Maybe::Null, Some(Size::L)));
}

#[test]
fn tuples() {
    use cases::tuples::types::{Lines, LinesChoice, LinesPair, LinesTail, Tree};
    let lines: Lines = round_trip(json!({"pair": ["a", 1.5], "same": [1.0, 2.0, 3.0]}));
    assert_eq!(lines.pair, Some(LinesPair("a".to_owned(), 1.5)));
    // What may be absent is written as far as something follows.
    let tails = [
        (
            json!(["a"]),
            LinesTail("a".to_owned(), Maybe::Absent, None, None, vec![]),
        ),
        (
            json!(["a", null]),
            LinesTail("a".to_owned(), Maybe::Null, None, None, vec![]),
        ),
        (
            json!(["a", 1, true, null, "b"]),
            LinesTail(
                "a".to_owned(),
                Maybe::Value(1),
                Some(true),
                Some(Value::Null),
                vec!["b".to_owned()],
            ),
        ),
    ];
    for (wire, wanted) in tails {
        assert_eq!(round_trip::<LinesTail>(wire), wanted);
    }
    let hole = LinesTail("a".to_owned(), Maybe::Absent, Some(false), None, vec![]);
    assert_eq!(encode(&hole), json!(["a", null, false]));
    round_trip::<Lines>(json!({"open": [1.0, "x", {}], "maybe": [{"a": "b"}, ["c", null]]}));
    round_trip::<Lines>(json!({"maybe": null}));
    let tree: Tree = round_trip(json!(["a", ["b", null]]));
    assert_eq!(
        tree,
        Tree("a".to_owned(), Some(Box::new(Tree("b".to_owned(), None))))
    );
    // Items that are not known are passed over, and some may not be missing.
    let pair: LinesPair = decode(&json!(["a", 1, {"b": []}])).unwrap();
    assert_eq!(encode(&pair), json!(["a", 1.0]));
    for wrong in [json!([]), json!(["a"]), json!({"0": "a"}), json!([1, 2])] {
        assert!(decode::<LinesPair>(&wrong).is_err(), "{wrong}");
    }
    let error = decode::<Lines>(&json!({"pair": ["a"]})).unwrap_err();
    assert_eq!(error, "at `$.pair` (byte 8): the array has too few items");
    // A constant inside tells tuples apart.
    let dot: LinesChoice = round_trip(json!(["dot", 1.0]));
    assert!(matches!(dot, LinesChoice::Variant2(_)));
    let line: LinesChoice = round_trip(json!(["line", 1.0, 2.0]));
    assert!(matches!(line, LinesChoice::Variant1(_)));
}

/// What no discriminator names is a tag all the same, where each alternative has its own value of it.
#[test]
fn unions_with_a_tag_that_follows_from_the_alternatives() {
    use cases::union_alternatives::types::*;
    let source = Source::from(SourceLocalFile::new("/tmp"));
    let wire = json!({"type": "local_file", "version": "v1", "path": "/tmp"});
    assert_eq!(encode(&source), wire);
    assert_eq!(round_trip::<Source>(wire), source);
    // Where it is not told what a value is, it is kept as it is.
    for unknown in [
        json!({"type": "tape", "path": "/tmp"}),
        json!({"path": "/tmp"}),
        json!({"type": null, "version": "v1", "path": "/tmp"}),
    ] {
        assert!(
            matches!(round_trip::<Source>(unknown.clone()), Source::Unknown(_)),
            "{unknown}"
        );
    }
    let event: Event = round_trip(json!({"kind": "changed", "id": "1", "by": "me"}));
    assert!(matches!(&event, Event::Changed(changed) if changed.by.as_deref() == Some("me")));
    let nested: Nested = round_trip(json!({"kind": "created", "id": "1"}));
    assert!(matches!(nested, Nested::Event(Event::Created(_))));
    let removed: Nested = round_trip(json!({"kind": "removed"}));
    assert!(matches!(removed, Nested::Removed(_)));
    // Requests have no property that is only read, so that it tells nothing apart.
    assert_eq!(
        encode_request(&Sent::from(SentA::new("x"))),
        json!({"a": "x"})
    );
    let sent: Sent = round_trip(json!({"kind": "b", "b": "x"}));
    assert!(matches!(sent, Sent::B(_)));
}

#[test]
fn properties_by_patterns() {
    use cases::tuples::types::{Lines, LinesNotes, LinesPair, LinesTail};
    use tests::runtime::validate::Validator;
    let notes: LinesNotes =
        round_trip(json!({"name": "n", "x-a": 1, "y-b": {"b": "c"}, "other": "text"}));
    assert_eq!(notes.extra.len(), 3);
    let mut lines = Lines::new()
        .counts(BTreeMap::from([("x-a".to_owned(), 1), ("b".to_owned(), 2)]))
        .notes(LinesNotes::new())
        .named(BTreeMap::from([("A".to_owned(), 1.0)]))
        .pair(LinesPair("a".to_owned(), -1.0))
        .tail(LinesTail(
            "a".to_owned(),
            Maybe::Absent,
            None,
            None,
            vec!["too long".to_owned()],
        ));
    lines
        .notes
        .as_mut()
        .unwrap()
        .extra
        .insert("longer than ten".to_owned(), 1.into());
    let mut validator = Validator::new();
    tests::runtime::Validate::validate(&lines, &mut validator);
    let found = validator.finish().unwrap_err().to_string();
    for wanted in [
        "$.pair[1]",
        "$.tail[4]",
        "$.counts[\"b\"]",
        "$.notes[\"longer than ten\"]",
        "$.named[\"A\"]",
    ] {
        assert!(found.contains(wanted), "{wanted}: {found}");
    }
}

#[test]
fn maps_and_formats() {
    use cases::formats::types::Formats;
    use cases::maps::types::{Maps, Mixed};
    round_trip::<Maps>(json!({
        "typed": {"a": 1}, "ofLists": {"a": ["x"]}, "orNull": {"a": null, "b": "x"}, "free": {"a": [1]},
        "anything": [null], "object": {"a": {}}, "closed": {"a": "x"}, "empty": {}, "inline": {"a": "x"},
        "mixed": {"key": "k", "extra": "e", "more": 1}, "mixedFree": {"name": "n", "x": {}}, "ofObjects": {"a": {"b": "c"}},
    }));
    let mixed = decode::<Mixed>(&json!({"key": "k", "a": 1, "b": 2})).unwrap();
    assert_eq!(
        mixed.extra_,
        BTreeMap::from([("a".to_owned(), 1), ("b".to_owned(), 2)])
    );
    let formats = round_trip::<Formats>(json!({
        "byte": "AAEC/w==", "binary": "b", "dateTime": "2026-01-02T03:04:05Z", "int": -1, "int32": 2_147_483_647,
        "int64": 9_223_372_036_854_775_807_i64, "uint32": 4_294_967_295_u32, "uint64": 18_446_744_073_709_551_615_u64,
        "number": 0.1, "float": 0.5, "double": 1e300, "bool": false,
    }));
    assert_eq!(formats.byte.as_ref(), [0, 1, 2, 255]);
    for broken in [
        json!({"byte": "***", "int64": 1, "double": 1}),
        json!({"byte": "", "int64": 9_223_372_036_854_775_808_u64, "double": 1}),
        json!({"byte": "", "int64": 1.5, "double": 1}),
        json!({"byte": "", "int64": 1, "double": 1, "int32": 2_147_483_648_u32}),
        json!({"byte": "", "int64": 1, "double": 1, "uint64": -1}),
    ] {
        assert!(decode::<Formats>(&broken).is_err(), "{broken}");
    }
}

#[test]
fn serde_sees_the_same() {
    use cases::union_cycle::types::{Cat, Pet};
    let cat = Pet::from(Cat::new(9, "Tom"));
    let value = json!({"kind": "CAT", "name": "Tom", "lives": 9});
    assert_eq!(serde_json::to_value(&cat).unwrap(), value);
    assert_eq!(serde_json::from_value::<Pet>(value).unwrap(), cat);
    assert!(serde_json::from_value::<Cat>(json!({"kind": "CAT"})).is_err());
}

#[test]
fn odd_names_on_the_wire() {
    use cases::names::types::Everything;
    let names = [
        "type",
        "self",
        "gen",
        "match",
        "2fa",
        "$ref",
        "a-b",
        "a_b",
        "aB",
        "",
        "日本",
        "new",
        "clone",
        "default",
        "r",
        "w",
        "v",
        "key",
        "object",
        "required",
        "required_field",
        "fmt",
        "types",
        "params",
    ];
    let mut value: serde_json::Map<String, Value> = names
        .iter()
        .map(|name| ((*name).to_owned(), json!(name)))
        .collect();
    value.insert("error".to_owned(), json!({"Ok": "x"}));
    value.insert("digits".to_owned(), json!({"a": "x"}));
    round_trip::<Everything>(Value::Object(value));
}

/// Answers every request in the same way.
fn server(status: u16, content_type: &'static str, body: &'static str) -> MemoryTransport {
    MemoryTransport::new(move |_| {
        let mut response = Response::new(Bytes::from_static(body.as_bytes()));
        *response.status_mut() = StatusCode::from_u16(status).unwrap();
        response
            .headers_mut()
            .insert("content-type", HeaderValue::from_static(content_type));
        response
            .headers_mut()
            .insert("retry-after", HeaderValue::from_static("7"));
        response
    })
}

macro_rules! client {
    ($case:ident, $server:expr) => {
        cases::$case::Client::builder()
            .base_url("https://api.test/base")
            .transport($server.clone())
            .build()
            .unwrap()
    };
}

/// The types that operations have in common set, show, copy and send what each operation is.
#[tokio::test]
async fn calls_that_operations_share() {
    use cases::calls_shared::operations::{DeletePets, GetBare, ListPets, ListPetsError};
    use cases::calls_shared::types::Params;
    use tests::runtime::CallOptions;
    let server = server(200, "application/json", "[\"Tom\"]");
    let client = cases::calls_shared::Client::builder()
        .base_url("https://api.test")
        .transport(server.clone())
        .validate(true)
        .build()
        .unwrap();
    let call: ListPets<'_> = client.list_pets().page(2).pretty(true);
    assert_eq!(
        format!("{call:?}"),
        "Pending { operation: \"list_pets\", .. }"
    );
    let answer = call.clone().send().await.unwrap();
    assert_eq!(answer.into_body(), ["Tom"]);
    let header = (
        HeaderName::from_static("x-a"),
        HeaderValue::from_static("1"),
    );
    let options = CallOptions::new().header(header.0, header.1);
    call.options(options).send().await.unwrap();
    let bare: GetBare<'_> = client.get_bare();
    let wrong = bare.clone().send().await.unwrap_err();
    assert!(wrong.to_string().starts_with("get_bare: "), "{wrong}");
    let error = client.list_pets().page(0).send().await.unwrap_err();
    assert!(matches!(error, ListPetsError::Validation(_)), "{error}");
    // Another status is another answer than the one that it is.
    let deleting: DeletePets<'_> = client.delete_pets().pretty(false);
    let error = deleting.send().await.unwrap_err();
    assert_eq!(error.status(), Some(StatusCode::OK));
    let error = client.put_params().body(Params::new("long")).send().await;
    assert!(error.unwrap_err().to_string().contains("name"));
    client
        .set_part()
        .params("p")
        .fmt("f")
        .send()
        .await
        .unwrap_err();
    let sent = server.requests();
    let sent = sent
        .iter()
        .map(|request| format!("{} {}", request.method(), request.uri()));
    assert_eq!(
        sent.collect::<Vec<_>>(),
        [
            "GET https://api.test/pets?page=2&pretty=true",
            "GET https://api.test/pets?page=2&pretty=true",
            "GET https://api.test/bare",
            "DELETE https://api.test/pets?pretty=false",
            "PUT https://api.test/parts",
        ]
    );
    assert_eq!(server.requests()[1].headers()["x-a"], "1");
}

#[tokio::test]
async fn parameters_of_all_styles() {
    use cases::parameters::types::{Object, QueryInline};
    let server = server(204, "text/plain", "");
    let client = client!(parameters, server);
    let list = || vec!["a b".to_owned(), "c,d".to_owned()];
    let object = || Object::new("x/y").age(7);
    client
        .simple_path("ü?#", list(), object(), object())
        .send()
        .await
        .unwrap();
    client
        .other_path(list(), list(), object(), object())
        .send()
        .await
        .unwrap();
    client
        .query(1)
        .form(list())
        .form_flat(list())
        .send()
        .await
        .unwrap();
    client
        .query(1)
        .form_object(object())
        .deep(object())
        .send()
        .await
        .unwrap();
    client
        .query(1)
        .space(list())
        .pipe(vec![1, 2])
        .send()
        .await
        .unwrap();
    client
        .query(1)
        .reserved("a/b?c&d")
        .json(object())
        .send()
        .await
        .unwrap();
    let map = BTreeMap::from([("k".to_owned(), "v&w".to_owned())]);
    client
        .query(1)
        .inline(QueryInline::new().a("="))
        .map(map)
        .or_null("")
        .send()
        .await
        .unwrap();
    let uris: Vec<String> = server
        .requests()
        .iter()
        .map(|request| request.uri().to_string())
        .collect();
    let base = "https://api.test/base";
    let expected = [
        "/simple/%C3%BC%3F%23/a%20b,c%2Cd/role,x%2Fy,age,7/role=x%2Fy,age=7",
        "/label/.a%20b,c%2Cd/.a%20b.c%2Cd/matrix/;object=role,x%2Fy,age,7/;role=x%2Fy;age=7",
        "/query?shared=1&form=a%20b&form=c%2Cd&formFlat=a%20b,c%2Cd",
        "/query?shared=1&role=x%2Fy&age=7&deep[role]=x%2Fy&deep[age]=7",
        "/query?shared=1&space=a%20b%20c%2Cd&pipe=1|2",
        "/query?shared=1&reserved=a/b?c%26d&json=%7B%22role%22%3A%22x%2Fy%22%2C%22age%22%3A7%7D",
        "/query?shared=1&inline[a]=%3D&k=v%26w&orNull=",
    ];
    for (uri, expected) in uris.iter().zip(expected) {
        // Brackets and bars may be sent either way (RFC 3986 wants them encoded).
        let uri = uri
            .replace("%5B", "[")
            .replace("%5D", "]")
            .replace("%7C", "|");
        assert_eq!(uri, format!("{base}{expected}"));
    }
    assert_eq!(uris.len(), expected.len());
    client
        .others(list())
        .x_object(object())
        .x_trace("t")
        .session("s;1")
        .page_number(2)
        .send()
        .await
        .unwrap();
    let request = server.requests().pop().unwrap();
    let header = |name: &str| {
        request
            .headers()
            .get(name)
            .map(|value| value.to_str().unwrap().to_owned())
    };
    assert_eq!(request.uri().query(), Some("page-number=2"));
    assert_eq!(header("x-trace").as_deref(), Some("t"));
    assert_eq!(header("x-object").as_deref(), Some("role=x/y,age=7"));
    assert_eq!(header("authorization"), None);
    assert!(
        header("cookie").unwrap().starts_with("session=s"),
        "{request:?}"
    );
}

#[tokio::test]
async fn paths() {
    let server = server(204, "text/plain", "");
    let client = client!(path_segments, server);
    client.get_file("a/b").send().await.unwrap();
    client.do_verb("users", "x:y").send().await.unwrap();
    client.get_range(1, 2).send().await.unwrap();
    client.compare("v1.0", "main", "diff").send().await.unwrap();
    client.fixed_query("a&b").more("m").send().await.unwrap();
    client.fixed_query("c").send().await.unwrap();
    client.fixed_query_alone().send().await.unwrap();
    client.twice(1, 2).send().await.unwrap();
    let queries: Vec<String> = server.requests()[4..]
        .iter()
        .map(|request| request.uri().to_string())
        .collect();
    let queries: Vec<&str> = queries
        .iter()
        .filter_map(|uri| Some(uri.split_once("/base")?.1))
        .collect();
    assert_eq!(
        queries,
        [
            "/with?fixed=1&list=a%26b&more=m",
            "/with?fixed=1&list=c",
            "/rest?method=photos.get%20all&v",
            "/both/1?again=2"
        ]
    );
    let paths: Vec<String> = server
        .requests()
        .iter()
        .map(|request| request.uri().path().to_owned())
        .collect();
    assert_eq!(paths[0], "/base/files/a%2Fb.json");
    assert!(
        ["/base/users:x:y", "/base/users:x%3Ay"].contains(&paths[1].as_str()),
        "{}",
        paths[1]
    );
    assert_eq!(paths[2], "/base/range/1-2/1");
    assert_eq!(paths[3], "/base/compare/v1.0...main/v1.0.diff");
}

#[tokio::test]
async fn bodies() {
    use cases::bodies::types::Body;
    let server = server(204, "text/plain", "");
    let client = client!(bodies, server);
    client.optional_body().send().await.unwrap();
    client
        .optional_body()
        .body(Body::new().a("x"))
        .send()
        .await
        .unwrap();
    let sent: Vec<_> = server
        .requests()
        .iter()
        .map(|request| {
            let kind = request
                .headers()
                .get("content-type")
                .map(|value| value.to_str().unwrap().to_owned());
            (kind, String::from_utf8(request.body().to_vec()).unwrap())
        })
        .collect();
    assert_eq!(sent[0], (None, String::new()));
    assert_eq!(
        sent[1],
        (
            Some("application/vnd.test+json;v=1".to_owned()),
            "{\"a\":\"x\"}".to_owned()
        )
    );

    let server = self::server(200, "text/csv", "a,b");
    let client = client!(bodies, server);
    assert_eq!(client.text("ü").send().await.unwrap().into_body(), "a,b");
    let request = server.requests().pop().unwrap();
    assert_eq!(
        (
            request.body().as_ref(),
            request.headers()["content-type"].as_bytes()
        ),
        ("ü".as_bytes(), b"text/plain".as_slice())
    );
    assert_eq!(request.headers()["accept"], "text/csv");
}

#[tokio::test]
async fn answers_by_status() {
    use cases::responses::operations::{SeveralError as Error, SeveralOutput as Output};
    type Check = fn(&Result<Output, Error>) -> bool;
    let table: [(u16, &str, &str, Check); 11] = [
        (
            200,
            "application/json",
            "{\"id\":\"x\"}",
            |r| matches!(r, Ok(Output::Ok(thing)) if thing.id.as_deref() == Some("x")),
        ),
        (
            202,
            "text/plain",
            "soon",
            |r| matches!(r, Ok(Output::Accepted(text)) if text == "soon"),
        ),
        (204, "text/plain", "", |r| {
            matches!(r, Ok(Output::NoContent))
        }),
        (
            299,
            "application/octet-stream",
            "\u{1}",
            |r| matches!(r, Ok(Output::Success(bytes)) if bytes.as_ref() == [1]),
        ),
        (304, "text/plain", "", |r| {
            matches!(r, Err(Error::NotModified(_)))
        }),
        (
            400,
            "application/problem+json",
            "{\"detail\":\"x\"}",
            |r| matches!(r, Err(Error::BadRequest(e)) if e.header(cases::responses::headers::RETRY_AFTER) == Some(7)),
        ),
        (404, "text/plain", "", |r| {
            matches!(r, Err(Error::NotFound(_)))
        }),
        (418, "application/problem+json", "{}", |r| {
            matches!(r, Err(Error::ClientError(_)))
        }),
        (
            503,
            "text/html",
            "<p>",
            |r| matches!(r, Err(Error::ServiceUnavailable(e)) if e.body() == "<p>"),
        ),
        (500, "application/problem+json", "{}", |r| {
            matches!(r, Err(Error::Default(_)))
        }),
        (400, "application/problem+json", "{", |r| {
            matches!(r, Err(Error::Undecodable(_)))
        }),
    ];
    for (status, kind, body, check) in table {
        let server = server(status, kind, body);
        let client = client!(responses, server);
        let result = client
            .several()
            .send()
            .await
            .map(|response| response.into_body());
        assert!(check(&result), "{status}: {result:?}");
        let error_status = result
            .as_ref()
            .err()
            .map(|error| error.status().map(|status| status.as_u16()));
        assert_eq!(
            error_status,
            result.is_err().then_some(Some(status)),
            "{status}"
        );
    }
}

#[tokio::test]
async fn rules_are_checked_when_asked_for() {
    use cases::rules::types::{Inner, Rules, RulesChoice, RulesEither, RulesSome};
    let server = server(204, "text/plain", "");
    let client = client!(rules, server);
    let good = || {
        Rules::new("ab")
            .code("xy")
            .tenths(0.3)
            .open(1.0)
            .unsigned(1_u64)
    };
    let strict = cases::rules::Client::builder()
        .base_url("https://api.test")
        .transport(server.clone())
        .validate(true)
        .build()
        .unwrap();
    let mut null = RulesSome::new();
    null.b = Maybe::Null;
    // No place: it is right.
    let table = [
        (Rules::new(""), "text"),
        (Rules::new("abcd"), "text"),
        (good().or_null("b"), "orNull"),
        (good().open(0.0), "open"),
        (good().open(1.5), "open"),
        (good().tenths(0.35), "tenths"),
        (good().both("bh"), "both"),
        (good().both("both__h"), "both"),
        (good().both("both"), ""),
        (good().both("bold"), "both"),
        (good().both("hoth"), "both"),
        (good().between(1), "between"),
        (good().between(2), ""),
        (good().between(4), "between"),
        (good().large(u64::MAX), ""),
        (good().some(RulesSome::new()), "some"),
        (good().some(RulesSome::new().a("")), ""),
        (good().some(null), ""),
        (good().some(RulesSome::new().a("").b("").c("")), "some"),
        (good().unsigned(0_u64), "unsigned"),
        (good().list(vec![]), "list"),
        (good().list(vec![vec![], vec![]]), "list"),
        (
            good().list(vec![vec!["xa".to_owned(), "a".to_owned()]]),
            "list[0][1]",
        ),
        (good().map(BTreeMap::new()), "map"),
        (good().map(BTreeMap::from([("a b".to_owned(), 6)])), "map"),
        (good().inner(Inner::new(2)), "inner.n"),
        (
            good().inner(Inner::new(3).again(Inner::new(1))),
            "inner.again.n",
        ),
        (
            good().inners(BTreeMap::from([("k".to_owned(), Inner::new(1))])),
            "inners",
        ),
        (good().choice(RulesChoice::from(Inner::new(1))), "choice.n"),
        (good().code("x"), "code"),
        (
            good().either(RulesEither::String(Some("abc".to_owned()))),
            "either",
        ),
        (good().either(RulesEither::String(None)), ""),
        (
            good().either(RulesEither::List(Some(vec![5, 6]))),
            "either[1]",
        ),
        (good().either(RulesEither::List(None)), ""),
        (good().texts(vec![None, Some("abc".to_owned())]), "texts[1]"),
        (good().lists(vec![None, Some(vec![5, 6])]), "lists[1][1]"),
        (good().lists(vec![None, Some(vec![5])]), ""),
    ];
    for (body, place) in table {
        let result = strict.rules("00ff", body).send().await;
        let error = result
            .err()
            .map(|error| error.to_string())
            .unwrap_or_default();
        assert_eq!(error.is_empty(), place.is_empty(), "{place}: {error}");
        assert!(error.contains(place), "{place}: {error}");
    }
    let parameters = strict
        .rules("00FF", good())
        .look("a foo")
        .limit(11)
        .tags(vec!["x".to_owned(), "xx".to_owned(), "xx".to_owned()])
        .x_even(3);
    let error = parameters.send().await.unwrap_err();
    let text = error.to_string();
    let cases::rules::operations::RulesError::Validation(error) = error else {
        panic!("{error:?}");
    };
    for name in ["id", "look", "limit", "tags", "`tags`[0]", "X-Even"] {
        assert!(text.contains(name), "{name}: {text}");
    }
    // Too many and not unique.
    assert_eq!(error.violations().len(), 7, "{text}");

    // Off unless asked for. Those that passed before are the requests so far.
    let passed = server.requests().len();
    client.rules("bad", Rules::new("")).send().await.unwrap();
    assert_eq!(server.requests().len(), passed + 1);
    let refused = strict
        .rules("bad", Rules::new(""))
        .send()
        .await
        .unwrap_err();
    assert!(
        matches!(refused, cases::rules::operations::RulesError::Validation(_)),
        "{refused:?}"
    );
    assert_eq!(server.requests().len(), passed + 1);
}

#[tokio::test]
async fn credentials() {
    let server = server(204, "text/plain", "");
    let builder = || {
        cases::security::Client::builder()
            .base_url("https://api.test")
            .transport(server.clone())
    };
    let none = builder().build().unwrap();
    none.none().send().await.unwrap();
    assert!(none.default().send().await.is_err());
    assert_eq!(server.requests().len(), 1);
    builder()
        .bearer("tok")
        .build()
        .unwrap()
        .default()
        .send()
        .await
        .unwrap();
    assert_eq!(
        server.requests()[1].headers()["authorization"],
        "Bearer tok"
    );
    let both = builder().basic("u", "p").key_header("k").build().unwrap();
    both.several().send().await.unwrap();
    let request = server.requests().pop().unwrap();
    assert_eq!(request.headers()["authorization"], "Basic dTpw");
    let keys: Vec<_> = ["x-key", "x-other-key"]
        .iter()
        .filter(|name| request.headers().contains_key(**name))
        .collect();
    assert_eq!(keys.len(), 1, "{request:?}");
}

/// Code that was written for the names of an earlier version.
#[tokio::test]
#[allow(deprecated, reason = "that is what they are")]
async fn earlier_names() {
    use cases::earlier_names::Client;
    use cases::earlier_names::errors::ProblemFailure;
    use cases::earlier_names::operations::{GetPet, GetPetError, GetPetOutput};
    use cases::earlier_names::types::{Kind, Pet, Problem};

    let pet: Pet = Pet::new("Tom").sort(Kind::Cat);
    for (status, body) in [
        (200, r#"{"name":"Tom","sort":"cat"}"#),
        (404, r#"{"detail":"d"}"#),
    ] {
        let builder = Client::builder().base_url("https://api.test");
        let client = builder.transport(server(status, "application/json", body));
        let client = client.build().unwrap();
        let call: GetPet<'_> = client.get_pet("a").view(Kind::Dog);
        let answer: Result<_, GetPetError> = call.send().await;
        match answer.map(tests::runtime::Response::into_body) {
            Ok(GetPetOutput::Ok(found)) => assert_eq!((status, found), (200, pet.clone())),
            Err(ProblemFailure::NotFound(response)) => {
                let problem: &Problem = response.body();
                assert_eq!((status, problem.detail.as_deref()), (404, Some("d")));
            }
            other => panic!("{other:?}"),
        }
    }
}
