//! Checks before a request is sent.

use std::collections::BTreeMap;

use tests::runtime::pattern::is_match;
use tests::runtime::validate::Place;
use tests::runtime::{Maybe, Validate, Validator};

const ID: &str = "^([a-f0-9]{24})$";
const AHEAD: &str = "^(?!-)[a-z-]{3,}$";
const BROKEN: &str = "([";

#[test]
fn patterns() {
    assert!(is_match(ID, "0123456789abcdef01234567"));
    assert!(!is_match(ID, "0123456789abcdef0123456") && !is_match(ID, "x0123456789abcdef01234567"));
    assert!(is_match(AHEAD, "a-b") && !is_match(AHEAD, "-ab"));
    assert!(
        is_match("b+", "abc"),
        "a pattern is searched for, not anchored"
    );
    assert!(is_match(BROKEN, "anything"));
}

struct Endpoint {
    name: String,
    ports: Vec<i64>,
}

impl Validate for Endpoint {
    fn validate(&self, v: &mut Validator) {
        v.inside("name").length(&self.name, Some(2), Some(4));
        let mut v = v.inside("ports");
        v.items(&self.ports, Some(1), Some(3));
        v.unique(&self.ports);
        for (index, port) in self.ports.iter().enumerate() {
            v.inside(index)
                .range_i64(port, Some((1, false)), Some((65_536, true)));
        }
    }
}

#[test]
fn violations_name_the_place_and_not_the_value() {
    let mut v = Validator::new();
    v.inside(Place::path("groupId")).pattern("SECRET", ID);
    let endpoints = vec![
        Endpoint {
            name: "fine".into(),
            ports: vec![1],
        },
        Endpoint {
            name: "s".into(),
            ports: vec![0, 7, 7, 65_536],
        },
    ];
    v.inside(Place::Body).inside("endpoints").check(&endpoints);
    let map = BTreeMap::from([(
        "k".to_owned(),
        Some(Box::new(Endpoint {
            name: "toolong".into(),
            ports: vec![],
        })),
    )]);
    v.inside(Place::query("filter")).check(&map);
    let error = v.finish().unwrap_err();
    assert_eq!(
        error.to_string().split("; ").collect::<Vec<_>>(),
        [
            "path parameter `groupId`: must match the pattern `^([a-f0-9]{24})$`",
            "body $.endpoints[1].name: must have at least 2 characters, has 1",
            "body $.endpoints[1].ports: must have at most 3 items, has 4",
            "body $.endpoints[1].ports: items 1 and 2 must differ",
            "body $.endpoints[1].ports[0]: must be at least 1",
            "body $.endpoints[1].ports[3]: must be less than 65536",
            "query parameter `filter`[\"k\"].name: must have at most 4 characters, has 7",
            "query parameter `filter`[\"k\"].ports: must have at least 1 item, has 0",
        ]
    );
    assert_eq!(error.violations()[0].rule, "pattern");
    assert!(!format!("{error:?}").contains("SECRET"));
}

#[test]
fn numbers_and_counts() {
    fn broken(check: impl FnOnce(&mut Validator)) -> Vec<&'static str> {
        let mut v = Validator::new();
        check(&mut v);
        v.finish().err().map_or(vec![], |error| {
            error.violations().iter().map(|one| one.rule).collect()
        })
    }
    assert_eq!(
        broken(|v| v.range_f64(&1.0, Some((1.0, true)), None)),
        ["exclusiveMinimum"]
    );
    assert_eq!(
        broken(|v| v.range_f64(&1.0, Some((1.0, false)), Some((1.0, false)))),
        [""; 0]
    );
    assert_eq!(
        broken(|v| v.range_u64(&u64::MAX, None, Some((5, false)))),
        ["maximum"]
    );
    assert_eq!(broken(|v| v.multiple_of(&0.3, 0.1)), [""; 0]);
    assert_eq!(broken(|v| v.multiple_of(&0.35, 0.1)), ["multipleOf"]);
    assert_eq!(broken(|v| v.multiple_of_i64(&9_i64, 3)), [""; 0]);
    assert_eq!(broken(|v| v.multiple_of_i64(&10_i64, 3)), ["multipleOf"]);
    assert_eq!(
        broken(|v| v.properties(&0, Some(1), None)),
        ["minProperties"]
    );
    assert_eq!(broken(|v| v.length("äöü", None, Some(3))), [""; 0]);
    assert_eq!(broken(|v| Maybe::<Endpoint>::Null.validate(v)), [""; 0]);
    assert_eq!(broken(|v| v.unique(["a", "b"].as_slice())), [""; 0]);
    // What is not there breaks no rule, what is there does.
    let (none, some) = (None::<String>, Some(String::new()));
    assert_eq!(broken(|v| v.length(&none, Some(1), None)), [""; 0]);
    assert_eq!(broken(|v| v.length(&some, Some(1), None)), ["minLength"]);
    let (null, two) = (Maybe::<i32>::Null, Maybe::Value(2));
    assert_eq!(
        broken(|v| v.range_i64(&null, Some((3, false)), None)),
        [""; 0]
    );
    assert_eq!(
        broken(|v| v.range_i64(&two, Some((3, false)), None)),
        ["minimum"]
    );
    let (none, same) = (None::<Vec<i64>>, Some(vec![1_i64, 1]));
    assert_eq!(broken(|v| v.items(&none, Some(3), None)), [""; 0]);
    assert_eq!(broken(|v| v.items(&same, Some(3), None)), ["minItems"]);
    assert_eq!(broken(|v| v.unique(&none)), [""; 0]);
    assert_eq!(broken(|v| v.unique(&same)), ["uniqueItems"]);
}
