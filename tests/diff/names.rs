//! Inline schemas that say the same are one type of several names; in a review a name stands for what
//! the type has, whichever of them is defined.

use generator::config::{Policy, PolicySource, Spanned};
use generator::diagnostics::Diagnostics;
use generator::diff::rust::Bump;
use generator::diff::{self, Input, Settings};

use crate::rust::input;

/// The tags are files without features: what a tag needs of another one stays where it is.
fn whole(schemas: &[(&str, &str)]) -> Input {
    undivided(&answers(schemas))
}

fn undivided(text: &str) -> Input {
    let mut input = input(text);
    input.policy.features.tags = Some(Spanned::new(0..0, false));
    input
}

/// Operations with a tag of their own, each of which answers with the schema behind its name.
fn answers(schemas: &[(&str, &str)]) -> String {
    let mut text = String::from("openapi: 3.1.0\ninfo: {title: Names, version: '1'}\npaths:\n");
    for (name, schema) in schemas {
        text.push_str(&format!(
            "  /{name}:\n    get:\n      operationId: get{name}\n      tags: [{name}]\n      responses:\n        '200': {{description: One., content: {{application/json: {{schema: {schema}}}}}}}\n"
        ));
    }
    text + COMPONENTS
}

/// An operation that has them all, and the schemas with names of their own.
const COMPONENTS: &str = "  /animals:
    get:
      operationId: getAnimals
      tags: [animals]
      responses:
        '200': {description: All., content: {application/json: {schema: {$ref: '#/components/schemas/Animals'}}}}
components:
  schemas:
    Animals:
      type: object
      properties: {cat: {$ref: '#/components/schemas/Cat'}, dog: {$ref: '#/components/schemas/Dog'}, cow: {$ref: '#/components/schemas/Cow'}}
    Cat: {type: object, required: [cat], properties: {cat: {type: string}}}
    Dog: {type: object, required: [dog], properties: {dog: {type: string}}}
    Cow: {type: object, required: [cow], properties: {cow: {type: string}}}
";

type Told = Vec<(String, Bump)>;

fn told(old: &Input, new: &Input) -> Told {
    let review = diff::review(old, new, &Settings::default());
    assert_eq!(review.notes, Vec::<String>::new());
    let changes = review.entries.into_iter().flat_map(|entry| entry.rust);
    let mut told: Told = changes.map(|change| (change.item, change.bump)).collect();
    told.sort();
    told
}

fn expected(items: &[(&str, Bump)]) -> Told {
    let items = items.iter();
    let mut told: Told = items
        .map(|(item, bump)| ((*item).to_owned(), *bump))
        .collect();
    told.sort();
    told
}

/// What the answer of one operation is and what it becomes, while that of another stays as it was; what
/// is told of this, and of the way back.
type Grown = (
    &'static str,
    &'static str,
    &'static str,
    &'static [(&'static str, Bump)],
    &'static [(&'static str, Bump)],
);

const GROWN: &[Grown] = &[
    (
        "a property",
        "{type: object, properties: {x: {type: string}, in: {type: object, properties: {y: {type: string}}}}}",
        "{type: object, properties: {x: {type: string}, z: {type: string}, in: {type: object, properties: {y: {type: string}}}}}",
        &[("types::GetBResponse::z", Bump::Minor)],
        &[("types::GetBResponse::z", Bump::Major)],
    ),
    (
        "a property of what is held",
        "{type: object, properties: {in: {type: array, items: {type: object, properties: {y: {type: string}}}}}}",
        "{type: object, properties: {in: {type: array, items: {type: object, properties: {y: {type: string}, z: {type: string}}}}}}",
        &[("types::GetBResponseInItem::z", Bump::Minor)],
        &[("types::GetBResponseInItem::z", Bump::Major)],
    ),
    (
        "a variant",
        "{type: object, properties: {u: {oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}]}}}",
        "{type: object, properties: {u: {oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}, {$ref: '#/components/schemas/Cow'}]}}}",
        &[
            ("types::GetBResponseU::Cow", Bump::Minor),
            ("types::GetBResponseU: From<Cow>", Bump::Minor),
        ],
        &[
            ("types::GetBResponseU::Cow", Bump::Major),
            ("types::GetBResponseU: From<Cow>", Bump::Major),
        ],
    ),
    (
        "a property of what a union is made of",
        "{oneOf: [{type: array, items: {type: object, properties: {y: {type: string}}}}, {type: integer}]}",
        "{oneOf: [{type: array, items: {type: object, properties: {y: {type: string}, z: {type: string}}}}, {type: integer}]}",
        &[("types::GetBResponseItem::z", Bump::Minor)],
        &[("types::GetBResponseItem::z", Bump::Major)],
    ),
    (
        "an item",
        "{type: array, minItems: 2, items: false, prefixItems: [{type: string}, {type: object, properties: {y: {type: string}}}]}",
        "{type: array, minItems: 3, items: false, prefixItems: [{type: string}, {type: object, properties: {y: {type: string}}}, {type: integer}]}",
        &[("types::GetBResponse::2", Bump::Major)],
        &[("types::GetBResponse::2", Bump::Major)],
    ),
    (
        "a value of an enum that is held",
        "{type: object, properties: {mood: {type: string, enum: [good, bad]}}}",
        "{type: object, properties: {mood: {type: string, enum: [good, bad, worse]}}}",
        &[("types::GetBResponseMood::Worse", Bump::Minor)],
        &[("types::GetBResponseMood::Worse", Bump::Major)],
    ),
];

#[test]
fn a_type_of_several_names_may_get_something_of_its_own() {
    // Also where users write their structs in their own way.
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("struct.rs"), PLAIN_STRUCT).unwrap();
    for (what, from, to, there, back) in GROWN {
        for templates in [None, Some(folder.path().to_owned())] {
            let whole = |a, b| Input {
                templates: templates.clone(),
                ..whole(&[("A", a), ("B", b)])
            };
            // What defines the type is in a file that did not change.
            let (old, new) = (whole(from, from), whole(from, to));
            assert_eq!(told(&old, &new), expected(there), "{what}");
            assert_eq!(told(&new, &old), expected(back), "{what}");
            // And the name that it was defined by.
            let own = |items: &[(&str, Bump)]| -> Told {
                let items = expected(items).into_iter();
                items
                    .map(|(item, bump)| (item.replace("GetB", "GetA"), bump))
                    .collect()
            };
            let new = whole(to, from);
            assert_eq!(told(&old, &new), own(there), "{what}");
            assert_eq!(told(&new, &old), own(back), "{what}");
        }
    }
}

/// Which of several names is defined changes with what comes and goes, and with that the features that
/// have it.
#[test]
fn another_name_may_be_the_defined_one() {
    for (what, from, to, ..) in GROWN {
        for is_whole in [true, false] {
            let answering = |schemas: &[(&str, &str)]| match is_whole {
                true => whole(schemas),
                false => input(&answers(schemas)),
            };
            let told = |old: &[(&str, &str)], new: &[(&str, &str)], kept: &str| -> Told {
                let told = told(&answering(old), &answering(new)).into_iter();
                told.filter(|(item, _)| item.contains(kept)).collect()
            };
            let few = [("B", *from), ("C", *to)];
            let many = [("A", *from), ("B", *from), ("C", *to)];
            assert_eq!(told(&few, &many, "GetB"), [], "{what}");
            assert_eq!(told(&many, &few, "GetB"), [], "{what}");
            // From one that says the same to another.
            let first = [("A", *from), ("B", *to), ("C", *from)];
            let last = [("A", *to), ("B", *from), ("C", *from)];
            assert_eq!(told(&first, &last, "GetC"), [], "{what}");
            assert_eq!(told(&last, &first, "GetC"), [], "{what}");
        }
    }
}

/// Constructors and setters name what is sent.
#[test]
fn what_is_sent_may_get_something_of_its_own() {
    let sent = |first: &str, second: &str| {
        let body = |schema: &str| {
            format!(
                "{{type: object, required: [in], properties: {{in: {{type: object, properties: {{x: {{type: string}}}}}}, many: {{type: array, items: {schema}}}, u: {{oneOf: [{{$ref: '#/components/schemas/Cat'}}, {schema}]}}}}}}"
            )
        };
        let text = answers(&[("A", &body(first)), ("B", &body(second))]);
        let (answer, request) = (
            "responses:\n        '200': {description: One.,",
            "responses: {'204': {description: Done.}}\n      requestBody: {required: true,",
        );
        undivided(&text.replace(answer, request).replace("get:", "post:"))
    };
    let from = "{title: One, type: object, properties: {p: {type: string}}}";
    let to = "{title: One, type: object, properties: {p: {type: string}, q: {type: string}}}";
    let (old, new) = (sent(from, from), sent(from, to));
    // A field and its setter.
    let items = |bump| {
        let [item, one] = ["types::GetBBodyManyItem::q", "types::GetBBodyUOne::q"];
        expected(&[(item, bump), (item, bump), (one, bump), (one, bump)])
    };
    assert_eq!(told(&old, &new), items(Bump::Minor));
    assert_eq!(told(&new, &old), items(Bump::Major));
}

const PLAIN_STRUCT: &str = "\
{{ docs }}
#[derive(Clone)]
#[non_exhaustive]
pub struct {{ name }} {
{% for field in fields %}
    pub {{ field.name }}: Option<{{ field.ty }}>,
{% endfor %}
}
";

/// What is another type for all of its names is one.
#[test]
fn another_type_is_told() {
    let held = "{type: object, properties: {in: {type: object, properties: {y: {type: string}}}}}";
    let other = "{type: object, properties: {in: {$ref: '#/components/schemas/Cat'}}}";
    let old = whole(&[("A", held), ("B", held)]);
    let new = whole(&[("A", held), ("B", other)]);
    let items =
        ["types::GetBResponse::in_", "types::GetBResponseIn"].map(|item| (item, Bump::Major));
    assert_eq!(told(&old, &new), expected(&items));
}

/// A name may lead to another one, which leads to the definition.
#[test]
fn names_of_names() {
    let components = |second: &str| {
        let all = |schema: &str| format!("{{allOf: [{schema}]}}");
        let schema = "{type: object, properties: {p: {type: string}}}";
        let text = answers(&[
            ("A", "{$ref: '#/components/schemas/First'}"),
            ("B", "{$ref: '#/components/schemas/Second'}"),
        ]);
        format!(
            "{text}    First: {}\n    Second: {}\n",
            all(schema),
            all(second)
        )
    };
    let aliased = |text: &str| {
        let source = PolicySource {
            path: "names.toml".into(),
            text: "[aliases]\nOld = 'Second'\n".to_owned(),
        };
        let mut input = input(text);
        input.policy = Policy::parse(source, &mut Diagnostics::default()).unwrap();
        input
    };
    let old = aliased(&components(
        "{type: object, properties: {p: {type: string}}}",
    ));
    let new = aliased(&components(
        "{type: object, properties: {p: {type: string}, q: {type: string}}}",
    ));
    let items = |bump| {
        expected(&[
            ("types::Old::q", bump),
            ("types::Second::q", bump),
            ("types::SecondModel::q", bump),
        ])
    };
    assert_eq!(told(&old, &new), items(Bump::Minor));
    assert_eq!(told(&new, &old), items(Bump::Major));
}

/// A union whose variants hold the same type after all is not made of it by itself.
#[test]
fn conversions_go_where_two_variants_hold_the_same() {
    let lists = |name: &str| {
        let items = ["p", name].map(|name| {
            format!(
                "{{type: array, items: {{type: object, properties: {{{name}: {{type: string}}}}}}}}"
            )
        });
        whole(&[("A", &format!("{{oneOf: [{}]}}", items.join(", ")))])
    };
    let (old, new) = (lists("q"), lists("p"));
    let [one, two] = ["GetAResponseVariant1Item", "GetAResponseVariant2Item"];
    let from = [one, two].map(|name| format!("types::GetAResponse: From<Vec<{name}>>"));
    let [p, q] = ["p", "q"].map(|name| format!("types::{two}::{name}"));
    let items = |others, p_itself| {
        expected(&[
            (&from[0], others),
            (&from[1], others),
            (&p, p_itself),
            (&q, others),
        ])
    };
    assert_eq!(told(&old, &new), items(Bump::Major, Bump::Minor));
    assert_eq!(told(&new, &old), items(Bump::Minor, Bump::Major));
}

/// Of two errors with the same bodies at other statuses one has another name, and keeps it.
#[test]
fn errors_that_differ_by_where_their_bodies_stand_are_two() {
    let text = |parameter: &str| {
        let problem = "{description: No., content: {application/json: {schema: {$ref: '#/components/schemas/Problem'}}}}";
        let nothing = "{description: No.}";
        let mut text = String::from("openapi: 3.1.0\ninfo: {title: Names, version: '1'}\npaths:\n");
        for (name, forbidden, missing) in [("a", problem, nothing), ("b", nothing, problem)] {
            text.push_str(&format!(
                "  /{name}:\n    get:\n      operationId: {name}\n      parameters: [{parameter}]\n      responses: {{'204': {{description: Done.}}, '403': {forbidden}, '404': {missing}}}\n"
            ));
        }
        text + "components: {schemas: {Problem: {type: object, properties: {title: {type: string}}}}}\n"
    };
    let more = "{name: q, in: query, schema: {type: string}}";
    let told = told(&input(&text("")), &input(&text(more)));
    let new = [
        ("operations::A::q", Bump::Minor),
        ("operations::B::q", Bump::Minor),
    ];
    assert_eq!(told, expected(&new));
}
