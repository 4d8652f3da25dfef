//! What a change of a description does to Rust code that uses the crate: the bump, by the Cargo book.

use std::path::Path;

use generator::config::{Policy, PolicySource};
use generator::diagnostics::Diagnostics;
use generator::diff::rust::Bump;
use generator::diff::{self, Input, Settings, github, terminal};
use generator::{Extent, Options, load};

const BASE: &str = "\
openapi: 3.0.3
info: {title: Pets, version: '1'}
tags: [{name: pets}]
paths:
  /pets/{id}:
    get:
      operationId: getPet
      tags: [pets]
      parameters:
        - {name: id, in: path, required: true, schema: {type: string}}
        - {name: limit, in: query, schema: {type: integer, format: int32}}
      responses:
        '200': {description: One., content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}
        '404': {description: None., content: {application/json: {schema: {$ref: '#/components/schemas/Problem'}}}}
    put:
      operationId: putPet
      tags: [pets]
      parameters:
        - {name: id, in: path, required: true, schema: {type: string}}
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/NewPet'}}}}
      responses:
        '200': {description: One., content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}
components:
  schemas:
    Pet:
      type: object
      required: [name]
      properties:
        name: {type: string}
        age: {type: integer, format: int32}
        kind: {$ref: '#/components/schemas/Kind'}
    NewPet:
      type: object
      required: [name]
      properties:
        name: {type: string}
        age: {type: integer, format: int32}
    Kind: {type: string, enum: [cat, dog]}
    Problem: {type: object, properties: {code: {type: string}}}
";

/// The description that is changed.
pub fn base() -> &'static str {
    BASE
}

pub fn input(text: &str) -> Input {
    let mut diagnostics = Diagnostics::default();
    let sources = load::load_text(Path::new("pets.yaml"), text.to_owned(), &mut diagnostics);
    Input {
        label: "pets.yaml".to_owned(),
        sources: sources.unwrap_or_else(|problems| panic!("{problems}")),
        policy: Policy::default_for("pets"),
        ..Input::default()
    }
}

/// What is replaced by what, the bump of the surface, and an item that is named with it.
pub const CHANGES: &[(&str, &str, &str, Bump, &str)] = &[
    (
        "text",
        "description: None.",
        "description: Nothing.",
        Bump::Patch,
        "",
    ),
    (
        "limit of a value",
        "age: {type: integer, format: int32}",
        "age: {type: integer, format: int32, maximum: 9}",
        Bump::Patch,
        "",
    ),
    (
        "optional parameter added",
        "        - {name: limit,",
        "        - {name: more, in: query, schema: {type: string}}\n        - {name: limit,",
        Bump::Minor,
        "operations::GetPet::more",
    ),
    (
        "optional parameter removed",
        "        - {name: limit, in: query, schema: {type: integer, format: int32}}\n",
        "",
        Bump::Major,
        "operations::GetPet::limit",
    ),
    (
        "parameter became required",
        "{name: limit, in: query,",
        "{name: limit, in: query, required: true,",
        Bump::Major,
        "client::Client::get_pet",
    ),
    (
        "parameter widened",
        "{name: limit, in: query, schema: {type: integer, format: int32}}",
        "{name: limit, in: query, schema: {type: integer, format: int64}}",
        Bump::Major,
        "operations::GetPet::limit",
    ),
    (
        "operation removed",
        "    put:\n      operationId: putPet",
        "    x-put:\n      operationId: putPet",
        Bump::Major,
        "client::Client::put_pet",
    ),
    (
        "operation renamed",
        "operationId: getPet",
        "operationId: findPet",
        Bump::Major,
        "client::Client::get_pet",
    ),
    (
        "operation deprecated",
        "      operationId: getPet\n",
        "      operationId: getPet\n      deprecated: true\n",
        Bump::Minor,
        "client::Client::get_pet",
    ),
    (
        "path changed",
        "  /pets/{id}:",
        "  /animals/{id}:",
        Bump::Patch,
        "",
    ),
    (
        "optional property added",
        "        kind: {$ref",
        "        more: {type: string}\n        kind: {$ref",
        Bump::Minor,
        "types::Pet::more",
    ),
    (
        "property removed",
        "        kind: {$ref: '#/components/schemas/Kind'}\n",
        "",
        Bump::Major,
        "types::Pet::kind",
    ),
    (
        "property became required",
        "      required: [name]\n      properties:\n        name: {type: string}\n        age: {type: integer, format: int32}\n        kind",
        "      required: [name, age]\n      properties:\n        name: {type: string}\n        age: {type: integer, format: int32}\n        kind",
        Bump::Major,
        "types::Pet::age",
    ),
    (
        "required property of a request added",
        "    NewPet:\n      type: object\n      required: [name]\n      properties:\n",
        "    NewPet:\n      type: object\n      required: [name, more]\n      properties:\n        more: {type: string}\n",
        Bump::Major,
        "types::NewPet::new",
    ),
    (
        "property became nullable",
        "        age: {type: integer, format: int32}\n        kind",
        "        age: {type: integer, format: int32, nullable: true}\n        kind",
        Bump::Major,
        "types::Pet::age",
    ),
    (
        "type of a property",
        "        age: {type: integer, format: int32}\n        kind",
        "        age: {type: number}\n        kind",
        Bump::Major,
        "types::Pet::age",
    ),
    (
        "enum value added",
        "enum: [cat, dog]",
        "enum: [cat, dog, cow]",
        Bump::Minor,
        "types::Kind::Cow",
    ),
    (
        "enum value removed",
        "enum: [cat, dog]",
        "enum: [cat]",
        Bump::Major,
        "types::Kind::Dog",
    ),
    (
        "schema renamed",
        "Problem",
        "Fault",
        Bump::Major,
        "types::Problem",
    ),
    (
        "property renamed",
        "code: {type: string}",
        "number: {type: string}",
        Bump::Major,
        "types::Problem::code",
    ),
    (
        "error status added",
        "        '404':",
        "        '409': {description: Busy., content: {application/json: {schema: {$ref: '#/components/schemas/Problem'}}}}\n        '404':",
        Bump::Minor,
        "errors::ProblemFailure::Conflict",
    ),
    (
        "error status with another body added",
        "        '404':",
        "        '409': {description: Busy.}\n        '404':",
        Bump::Major,
        "operations::GetPetError",
    ),
    (
        "error status removed",
        "        '404': {description: None., content: {application/json: {schema: {$ref: '#/components/schemas/Problem'}}}}\n",
        "",
        Bump::Major,
        "operations::GetPetError",
    ),
    (
        "answer replaced",
        "'200': {description: One., content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}\n        '404'",
        "'200': {description: One., content: {application/json: {schema: {$ref: '#/components/schemas/Problem'}}}}\n        '404'",
        Bump::Major,
        "operations::GetPet::send",
    ),
    (
        "body became optional",
        "requestBody: {required: true,",
        "requestBody: {required: false,",
        Bump::Major,
        "client::Client::put_pet",
    ),
    (
        "tag renamed",
        "tags: [pets]",
        "tags: [animals]",
        Bump::Patch,
        "",
    ),
    (
        "order of parameters",
        "        - {name: id, in: path, required: true, schema: {type: string}}\n        - {name: limit, in: query, schema: {type: integer, format: int32}}\n",
        "        - {name: limit, in: query, schema: {type: integer, format: int32}}\n        - {name: id, in: path, required: true, schema: {type: string}}\n",
        Bump::None,
        "",
    ),
    (
        "allOf of the same meaning",
        "    Problem: {type: object, properties: {code: {type: string}}}",
        "    Problem: {allOf: [{type: object, properties: {code: {type: string}}}]}",
        Bump::Minor,
        "types::ProblemModel",
    ),
];

#[test]
fn each_change_has_its_bump() {
    for (name, from, to, bump, item) in CHANGES {
        assert!(BASE.contains(from), "{name}");
        let review = diff::review(
            &input(BASE),
            &input(&BASE.replace(from, to)),
            &Settings::default(),
        );
        let changes: Vec<_> = review
            .entries
            .iter()
            .flat_map(|entry| &entry.rust)
            .collect();
        assert_eq!(review.notes, Vec::<String>::new(), "{name}");
        assert_eq!(review.summary.rust, Some(*bump), "{name}: {changes:#?}");
        let is_named =
            |change: &&&diff::rust::RustChange| change.item == *item && change.bump == *bump;
        assert_eq!(
            changes.iter().filter(is_named).count() > 0,
            !item.is_empty(),
            "{name}: {changes:#?}"
        );
        for entry in review.entries.iter().filter(|entry| !entry.rust.is_empty()) {
            assert_ne!(
                entry.kind,
                diff::review::Kind::Crate,
                "{name}: {:#?}",
                entry.rust
            );
        }
    }
}

#[test]
fn an_enum_of_several_names_may_get_a_value_of_its_own() {
    let moods = |text: &str, mood: &str| {
        let pet = format!(
            "kind: {{$ref: '#/components/schemas/Kind'}}\n        mood: {{type: string, enum: [{mood}]}}"
        );
        let problem =
            "Problem: {type: object, properties: {mood: {type: string, enum: [good, bad]}, code:";
        text.replace("kind: {$ref: '#/components/schemas/Kind'}", &pet)
            .replace("Problem: {type: object, properties: {code:", problem)
    };
    for (from, to, bump, item) in [
        (
            "good, bad",
            "good, bad, worse",
            Bump::Minor,
            "types::PetMood::Worse",
        ),
        (
            "good, bad, worse",
            "good, bad",
            Bump::Major,
            "types::PetMood::Worse",
        ),
    ] {
        let (old, new) = (moods(BASE, from), moods(BASE, to));
        let review = diff::review(&input(&old), &input(&new), &Settings::default());
        let changes: Vec<_> = review
            .entries
            .iter()
            .flat_map(|entry| &entry.rust)
            .collect();
        let items: Vec<&str> = changes.iter().map(|change| change.item.as_str()).collect();
        assert_eq!(items, [item], "{changes:#?}");
        assert_eq!(review.summary.rust, Some(bump));
    }
}

/// What is renamed may keep its old name for a while, which breaks nobody.
#[test]
fn an_old_name_may_stay_as_an_alias() {
    let new = BASE
        .replace("schemas/Pet'", "schemas/Animal'")
        .replace("    Pet:\n", "    Animal:\n")
        .replace("Problem", "Fault")
        .replace("Kind", "Sort")
        .replace("operationId: getPet", "operationId: findPet");
    let told = |new: &Input| {
        let review = diff::review(&input(BASE), new, &Settings::default());
        let changes = review.entries.into_iter().flat_map(|entry| entry.rust);
        let mut changes: Vec<_> = changes
            .map(|change| (change.item, change.bump, change.help))
            .collect();
        changes.sort();
        changes
    };
    let items = [
        "client::Client::get_pet",
        "types::Kind",
        "types::Pet",
        "types::Problem",
    ];
    let mut new = input(&new);
    let mut policy = String::from("[aliases]\n");
    let moved = told(&new);
    for ((item, bump, help), wanted) in moved.iter().zip(items) {
        assert_eq!((item.as_str(), *bump), (wanted, Bump::Major));
        // What is offered is taken.
        let help = help.as_deref().unwrap();
        let (_, line) = help.split_once("`[aliases]` takes `").unwrap();
        policy.push_str(&format!("{}\n", line.trim_end_matches('`')));
    }
    assert_eq!(moved.len(), items.len(), "{moved:?}");
    let source = PolicySource {
        path: "pets.toml".into(),
        text: policy,
    };
    new.policy = Policy::parse(source, &mut Diagnostics::default()).unwrap();
    let kept = items.map(|item| (item.to_owned(), Bump::Minor, None));
    assert_eq!(told(&new), kept);
}

/// A property that only answers have is required in a type that is only received; who sends the type has
/// none. That breaks, and it says why and what helps.
#[test]
fn a_type_of_answers_may_be_sent_as_well() {
    let old = BASE.replace(
        "      required: [name]\n      properties:\n        name: {type: string}\n        age: {type: integer, format: int32}\n        kind",
        "      required: [name, id]\n      properties:\n        name: {type: string}\n        id: {type: string, readOnly: true}\n        age: {type: integer, format: int32}\n        kind",
    );
    let new = old.replace(
        "schemas/NewPet'}}}}\n      responses",
        "schemas/Pet'}}}}\n      responses",
    );
    let change = |old: &str, new: &str| {
        let review = diff::review(&input(old), &input(new), &Settings::default());
        let mut changes = review.entries.into_iter().flat_map(|entry| entry.rust);
        changes
            .find(|change| change.item == "types::Pet::id")
            .unwrap()
    };
    let sent = change(&old, &new);
    assert_eq!(sent.bump, Bump::Major);
    assert_eq!(sent.after.as_deref(), Some("pub id: Option<String>"));
    assert_eq!(
        sent.reason,
        "the field is optional now, as `Pet` is sent, too"
    );
    assert!(sent.help.unwrap().contains("overlay"));
    // Where the description made it optional, that is the reason.
    let optional = change(&old, &old.replace("[name, id]", "[name]"));
    assert_eq!(optional.reason, "the type of the field changed");
}

#[test]
fn an_enum_may_be_defined_in_a_file_that_did_not_change() {
    let text = |mood: &str| {
        let mut text = String::from("openapi: 3.0.3\ninfo: {title: Moods, version: '1'}\npaths:\n");
        for (tag, values) in [("A", "good, bad"), ("B", mood)] {
            text.push_str(&format!(
                "  /{tag}:\n    get:\n      operationId: get{tag}\n      tags: [{tag}]\n      responses:\n        '200': {{description: One., content: {{application/json: {{schema: {{type: object, properties: {{mood: {{type: string, enum: [{values}]}}}}}}}}}}}}\n"
            ));
        }
        text
    };
    // Also where users write their enums in their own way.
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("enum.rs"), PLAIN_ENUM).unwrap();
    for templates in [None, Some(folder.path().to_owned())] {
        let input = |mood: &str| {
            let mut input = input(&text(mood));
            // Tags without features: what a tag needs of another one stays where it is.
            input.policy.features.tags = Some(generator::config::Spanned::new(0..0, false));
            input.templates = templates.clone();
            input
        };
        let (old, new) = (input("good, bad"), input("good, bad, worse"));
        let review = diff::review(&old, &new, &Settings::default());
        let changes: Vec<_> = review
            .entries
            .iter()
            .flat_map(|entry| &entry.rust)
            .collect();
        let items: Vec<_> = changes
            .iter()
            .map(|change| (change.item.as_str(), change.bump))
            .collect();
        assert_eq!(
            items,
            [("types::GetBResponseMood::Worse", Bump::Minor)],
            "{changes:#?}"
        );
    }
}

const PLAIN_ENUM: &str = "\
{{ docs }}
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum {{ name }} {
{% for variant in variants %}
    {{ variant.name }},
{% endfor %}
    {{ unknown }}(String),
}
";

/// Two tags, one of which reaches all types.
const TAGS: &str = "\
openapi: 3.0.3
info: {title: Town, version: '1'}
paths:
  /pets:
    get:
      operationId: listPets
      tags: [pets]
      responses:
        '200': {description: Pets., content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}
    delete:
      operationId: deletePets
      tags: [pets]
      responses: {'204': {description: Done.}}
  /shops:
    get:
      operationId: listShops
      tags: [shops]
      responses:
        '200': {description: Shops., content: {application/json: {schema: {$ref: '#/components/schemas/Shop'}}}}
components:
  schemas:
    Pet: {type: object, properties: {name: {type: string}}}
    Shop: {type: object, properties: {name: {type: string}, pet: {$ref: '#/components/schemas/Pet'}}}
";

const OPERATIONS: &str = "    delete:\n      operationId: deletePets\n      tags: [pets]\n";

/// What is replaced by what, and all that is said of the Rust.
type Told = (
    &'static str,
    &'static str,
    &'static str,
    &'static [(&'static str, Bump, &'static str)],
);

const FEATURES: &[Told] = &[
    (
        "a tag more",
        OPERATIONS,
        "    put:\n      operationId: putPets\n      tags: [zoos]\n      responses: {'204': {description: Done.}}\n    delete:\n      operationId: deletePets\n      tags: [pets]\n",
        &[
            ("feature all", Bump::Minor, "the feature enables more"),
            ("feature zoos", Bump::Minor, "the feature is new"),
            ("client::Client::put_pets", Bump::Minor, "the method is new"),
            ("operations::PutPets", Bump::Minor, "the struct is new"),
            ("operations::PutPetsError", Bump::Minor, "the type is new"),
        ],
    ),
    (
        "an operation under another tag",
        OPERATIONS,
        "    delete:\n      operationId: deletePets\n      tags: [shops]\n",
        &[
            (
                "client::Client::delete_pets",
                Bump::Major,
                "it needs the feature `shops` now: code that has the crate with `default-features = false` and the feature `pets` does not find it",
            ),
            ("operations::DeletePets", Bump::Major, "it needs"),
            ("operations::DeletePetsError", Bump::Major, "it needs"),
        ],
    ),
    (
        "another name of a tag",
        "tags: [shops]",
        "tags: [stores]",
        &[
            ("feature all", Bump::Minor, "the feature enables more"),
            ("feature shops", Bump::Major, "the feature is gone"),
            ("feature stores", Bump::Minor, "the feature is new"),
        ],
    ),
    (
        "a type that a tag does not reach any more",
        ", pet: {$ref: '#/components/schemas/Pet'}",
        "",
        &[
            ("types::Pet", Bump::Major, "it needs the feature `pets` now"),
            ("types::Shop::pet", Bump::Major, "the field is gone"),
        ],
    ),
    (
        "a type that another tag reaches as well",
        "'204': {description: Done.}",
        "'200': {description: Done., content: {application/json: {schema: {$ref: '#/components/schemas/Shop'}}}}",
        &[
            (
                "operations::DeletePets::send",
                Bump::Major,
                "it returns another type",
            ),
            (
                "types::Shop",
                Bump::Minor,
                "it is there with the feature `pets` as well",
            ),
        ],
    ),
    (
        "one tag for all",
        "tags: [shops]",
        "tags: [pets]",
        &[
            ("feature all", Bump::Major, "the feature is gone"),
            ("feature pets", Bump::Major, "the feature is gone"),
            ("feature shops", Bump::Major, "the feature is gone"),
        ],
    ),
];

/// Items with what is said of them; not what is new because its type is.
fn told(old: &Input, new: &Input) -> Vec<(String, Bump, String)> {
    let review = diff::review(old, new, &Settings::default());
    let changes = review.entries.iter().flat_map(|entry| &entry.rust);
    let told = changes.map(|change| (change.item.clone(), change.bump, change.reason.clone()));
    let mut told: Vec<_> = told.collect();
    told.sort();
    let new = told.iter().filter(|one| one.2.ends_with(" is new"));
    let new: Vec<String> = new.map(|one| format!("{}:", one.0)).collect();
    told.retain(|one| !new.iter().any(|new| one.0.starts_with(new)));
    told
}

#[track_caller]
fn assert_told(what: &str, found: &[(String, Bump, String)], expected: &[(&str, Bump, &str)]) {
    let mut expected = expected.to_vec();
    expected.sort();
    let is_same = found.len() == expected.len();
    let fits = found.iter().zip(&expected).all(|(found, expected)| {
        (found.0.as_str(), found.1) == (expected.0, expected.1) && found.2.starts_with(expected.2)
    });
    assert!(is_same && fits, "{what}: {found:#?}");
}

#[test]
fn features_of_tags() {
    for (name, from, to, expected) in FEATURES {
        assert!(TAGS.contains(from), "{name}");
        let found = told(&input(TAGS), &input(&TAGS.replace(from, to)));
        assert_told(name, &found, expected);
    }
}

#[test]
fn a_crate_that_is_divided_breaks_those_without_the_default_features() {
    let divided = input(TAGS);
    let mut whole = input(TAGS);
    whole.policy.features.tags = Some(generator::config::Spanned::new(0..0, false));
    let needs = "operations and types need the features of their tags now";
    let to_divided = [
        ("feature all", Bump::Major, needs),
        ("feature default", Bump::Minor, "the feature enables more"),
        ("feature pets", Bump::Minor, "the feature is new"),
        ("feature shops", Bump::Minor, "the feature is new"),
    ];
    assert_told("divided", &told(&whole, &divided), &to_divided);
    // A second tag does it as well.
    let single = input(&TAGS.replace("tags: [shops]", "tags: [pets]"));
    assert_told("second tag", &told(&single, &divided), &to_divided);
    assert_eq!(told(&divided, &divided), []);
}

/// With a lock an answer with another body changes no type: that is told, and what would.
#[test]
fn an_answer_without_a_variant_is_told() {
    let gone = "        '410': {description: Gone., content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}\n    put:";
    let (mut old, mut new) = (input(BASE), input(&BASE.replacen("    put:", gone, 1)));
    let options = Options {
        extent: Extent::Surface,
        ..Options::default()
    };
    let generated = generator::generate(
        &old.sources,
        &old.policy,
        &options,
        &mut Diagnostics::default(),
    );
    let lock = generated.unwrap().lock;
    let rust = |old: &Input, new: &Input| {
        let review = diff::review(old, new, &Settings::default());
        let mut changes = review.entries.iter().flat_map(|entry| &entry.rust);
        let item = changes.find(|change| change.item == "operations::GetPetError");
        let shown = [terminal::render(&review, false), github::render(&review)];
        let help = "own = [\"getPet\"]";
        let is_shown = shown.map(|text| text.contains(help));
        (review.summary.rust, item.cloned(), is_shown)
    };
    assert_eq!(rust(&old, &new).0, Some(Bump::Major));
    old.policy.lock = lock.clone();
    new.policy.lock = lock;
    let (bump, change, is_shown) = rust(&old, &new);
    assert_eq!((bump, is_shown), (Some(Bump::Patch), [true, true]));
    assert!(change.unwrap().reason.contains("no variant for `410`"));
    // What is known is not told again.
    let later = Input {
        policy: new.policy.clone(),
        ..input(&BASE.replacen("    put:", &gone.replace("Gone", "Long gone"), 1))
    };
    assert_eq!(
        rust(&new, &later),
        (Some(Bump::Patch), None, [false, false])
    );
    new.policy.errors.own = vec![generator::config::Spanned::new(0..0, "getPet".to_owned())];
    assert_eq!(rust(&old, &new).0, Some(Bump::Major));
}
