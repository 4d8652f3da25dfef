//! What the lock is for: whatever comes into a description or goes out of it, nothing else in the crate
//! changes.

use std::collections::BTreeSet;
use std::path::Path;
use std::time::{Duration, Instant};

use generator::config::{Policy, PolicySource};
use generator::diagnostics::Diagnostics;
use generator::diff::surface::{self, Kind, Piece, Surface};
use generator::load;
use generator::lock::Lock;
use generator::{Extent, Generated, Options};
use serde_json::{Value, json};

use crate::edits::seeds;
use crate::mutation::Random;

/// How many edits are tried, if time allows.
const EDITS: u64 = 400;
const TIME: Duration = Duration::from_secs(10);
const AT_LEAST: u64 = 24;

fn generate(description: &Value, lock: Lock) -> Option<Generated> {
    let text = serde_json::to_string_pretty(description).unwrap();
    let mut diagnostics = Diagnostics::default();
    let sources = load::load_text(Path::new("spec.json"), text, &mut diagnostics).ok()?;
    let mut policy = Policy::default_for("spec");
    policy.lock = lock;
    let options = Options {
        extent: Extent::Surface,
        ..Options::default()
    };
    generator::generate(&sources, &policy, &options, &mut diagnostics).ok()
}

fn surface(generated: &Generated) -> Surface {
    let mut surface = surface::read(&generated.files, &|_| false);
    // How many credentials, features and the like there are is said by the description as a whole.
    surface.pieces.retain(|key, _| key.kind != Kind::Feature);
    surface
}

/// Whether all with whose features something was there still have it. A crate that had no features of
/// tags may get them with a second tag, which a review tells.
fn is_there_as_before(old: Option<&str>, new: Option<&str>, is_whole: bool) -> bool {
    let features = |gate: &str| -> BTreeSet<String> {
        let named = gate.split('"').skip(1).step_by(2);
        named.map(str::to_owned).collect()
    };
    match (old, new) {
        (None, Some(_)) => is_whole,
        (_, None) => true,
        (Some(old), Some(new)) => {
            old == new || new.starts_with("cfg(any(") && features(old).is_subset(&features(new))
        }
    }
}

/// What of one crate is no longer so in another.
fn lost(old: &Surface, new: &Surface, is_whole: bool) -> Vec<String> {
    let kept = |key| new.pieces.get(key);
    let is_kept = |piece: &Piece, other: &Piece| {
        let gates = [&piece.gate, &other.gate].map(Option::as_deref);
        let other = Piece {
            gate: piece.gate.clone(),
            ..other.clone()
        };
        other == *piece && is_there_as_before(gates[0], gates[1], is_whole)
    };
    (old.pieces.iter())
        .filter(|(key, piece)| kept(key).is_none_or(|other| !is_kept(piece, other)))
        .map(|(key, piece)| format!("{key:?}\n  {}\n  {:?}", piece.text, kept(key)))
        .collect()
}

/// The last parts of paths, which are what is wished for by what comes in.
fn names(surface: &Surface, kinds: &[Kind]) -> Vec<String> {
    let found: BTreeSet<&str> = (surface.pieces.keys())
        .filter(|key| kinds.contains(&key.kind))
        .filter_map(|key| key.path.rsplit("::").next())
        .collect();
    found.into_iter().map(str::to_owned).collect()
}

fn pick(from: &[String], random: &mut Random) -> String {
    match from.len() {
        0 => "x".to_owned(),
        count => from[random.below(count)].clone(),
    }
}

/// The same name, spelled in another way.
fn respelled(name: &str, random: &mut Random) -> String {
    match random.below(4) {
        0 => name.to_owned(),
        1 => name.to_uppercase(),
        2 => name.replace('_', "-"),
        _ => format!("{name}_"),
    }
}

/// A schema, with a name that is in use, and an operation that needs it and is called like another.
fn add_operation(root: &mut Value, surface: &Surface, random: &mut Random) -> Option<()> {
    let types = names(surface, &[Kind::Struct, Kind::Enum, Kind::Alias]);
    let methods = names(surface, &[Kind::Method]);
    let schema = respelled(&pick(&types, random), random);
    let schemas = object(root, &["components", "schemas"])?;
    if schemas.contains_key(&schema) {
        return None;
    }
    let schema_text = match random.below(3) {
        0 => json!({"type": "string", "enum": ["a", "unknown", "A"]}),
        1 => {
            json!({"type": "object", "properties": {"next": {"$ref": format!("#/components/schemas/{}", schema.replace('~', "~0").replace('/', "~1"))}}})
        }
        _ => json!({"type": "object", "required": ["x"], "properties": {"x": {"type": "string"}}}),
    };
    schemas.insert(schema.clone(), schema_text);
    let reference = json!({"$ref": format!("#/components/schemas/{}", schema.replace('~', "~0").replace('/', "~1"))});
    let header = pick(&names(surface, &[Kind::Constant]), random);
    let operation = json!({
        "operationId": respelled(&pick(&methods, random), random),
        "tags": [pick(&types, random)],
        "parameters": [{"name": "body", "in": "query", "schema": {"type": "string", "enum": ["x"]}}],
        "requestBody": {"content": {"application/json": {"schema": reference}}},
        "responses": {"200": {
            "description": "d",
            "headers": {header: {"schema": {"type": "string"}}},
            "content": {"application/json": {"schema": reference}}
        }}
    });
    let path = format!("/{}/added", pick(&types, random));
    object(root, &["paths"])?.insert(path, json!({"post": operation}));
    Some(())
}

/// A property that wants the name of another one, in any schema, which may close a circle.
fn add_property(root: &mut Value, _: &Surface, random: &mut Random) -> Option<()> {
    let schemas = object(root, &["components", "schemas"])?;
    let keys: Vec<String> = schemas.keys().cloned().collect();
    let target = pick(&keys, random).replace('~', "~0").replace('/', "~1");
    let schema = schemas.get_mut(&pick(&keys, random))?;
    let properties = schema.get_mut("properties")?.as_object_mut()?;
    let mut taken: Vec<String> = properties.keys().cloned().collect();
    taken.push("extra".to_owned());
    let name = respelled(&pick(&taken, random), random);
    let value = match random.below(2) {
        0 => json!({"type": "string"}),
        _ => json!({"$ref": format!("#/components/schemas/{target}")}),
    };
    (!properties.contains_key(&name)).then(|| properties.insert(name, value))?;
    Some(())
}

/// Values that want the names of others.
fn add_value(root: &mut Value, _: &Surface, random: &mut Random) -> Option<()> {
    let mut lists = Vec::new();
    enums(root, String::new(), &mut lists);
    let list = root.pointer_mut(&pick(&lists, random))?.as_array_mut()?;
    let taken: Vec<String> = (list.iter().filter_map(Value::as_str))
        .map(str::to_lowercase)
        .chain(["unknown".to_owned()])
        .collect();
    let value = json!(pick(&taken, random));
    (!list.contains(&value)).then(|| list.insert(0, value))
}

fn enums(value: &Value, at: String, found: &mut Vec<String>) {
    let children: Vec<(String, &Value)> = match value {
        Value::Object(members) => (members.iter())
            .map(|(key, value)| (key.replace('~', "~0").replace('/', "~1"), value))
            .collect(),
        Value::Array(items) => (items.iter().enumerate())
            .map(|(index, value)| (index.to_string(), value))
            .collect(),
        _ => return,
    };
    for (key, child) in children {
        let place = format!("{at}/{key}");
        // Of one value only it may be a constant, which is something else.
        let is_list = child
            .as_array()
            .is_some_and(|list| list.len() > 1 && list.iter().all(Value::is_string));
        if key == "enum" && is_list {
            found.push(place.clone());
        }
        enums(child, place, found);
    }
}

/// A parameter that wants the name of another one or of the body, in front of all others.
fn add_parameter(root: &mut Value, _: &Surface, random: &mut Random) -> Option<()> {
    let paths = object(root, &["paths"])?;
    let keys: Vec<String> = paths.keys().cloned().collect();
    let item = paths.get_mut(&pick(&keys, random))?.as_object_mut()?;
    let methods: Vec<String> = (item.keys())
        .filter(|key| ["get", "put", "post", "delete", "patch"].contains(&key.as_str()))
        .cloned()
        .collect();
    let operation = item.get_mut(&pick(&methods, random))?.as_object_mut()?;
    let parameters = operation.entry("parameters").or_insert_with(|| json!([]));
    let parameters = parameters.as_array_mut()?;
    let mut taken: Vec<String> = (parameters.iter())
        .filter_map(|one| Some(one["name"].as_str()?.to_owned()))
        .collect();
    taken.push("body".to_owned());
    let name = respelled(&pick(&taken, random), random);
    if parameters.iter().any(|one| one["name"] == json!(name)) {
        return None;
    }
    let schema = json!({"type": "string", "enum": ["x", "X"]});
    parameters.insert(0, json!({"name": name, "in": "query", "schema": schema}));
    Some(())
}

fn object<'v>(
    root: &'v mut Value,
    path: &[&str],
) -> Option<&'v mut serde_json::Map<String, Value>> {
    path.iter()
        .try_fold(root, |value, key| value.get_mut(*key))?
        .as_object_mut()
}

/// What an edit has put in.
fn difference(old: &Value, new: &Value) -> String {
    let (old, new) = (format!("{old:#}"), format!("{new:#}"));
    let diff = similar::TextDiff::from_lines(&old, &new);
    diff.unified_diff().to_string()
}

type Edit = fn(&mut Value, &Surface, &mut Random) -> Option<()>;

/// Adds something, and takes it away again.
fn check(old: &Value, edit: Edit, random: &mut Random) -> Option<Result<bool, String>> {
    let before = generate(old, Lock::default())?;
    let again = generate(old, before.lock.clone())?;
    assert_eq!(before.files, again.files, "the lock is of the crate itself");
    let there = surface(&before);
    let is_whole = before.lock.features.is_empty();
    let mut new = old.clone();
    edit(&mut new, &there, random)?;
    let after = generate(&new, before.lock.clone())?;
    let grown = surface(&after);
    let gone = lost(&there, &grown, is_whole);
    if !gone.is_empty() {
        return Some(Err(format!(
            "{}\n{}",
            gone.join("\n"),
            difference(old, &new)
        )));
    }
    let back = surface(&generate(old, after.lock.clone())?);
    let gone = lost(&back, &grown, is_whole);
    if !gone.is_empty() {
        return Some(Err(format!(
            "back: {}\n{}",
            gone.join("\n"),
            difference(old, &new)
        )));
    }
    let free = surface(&generate(&new, Lock::default())?);
    Some(Ok(!lost(&there, &free, is_whole).is_empty()))
}

#[test]
fn what_is_there_stays() {
    let seeds = seeds();
    let start = Instant::now();
    let edits: [Edit; 4] = [add_operation, add_property, add_value, add_parameter];
    let (mut compared, mut needed, mut problems) = (0, [0; 4], Vec::new());
    let number = std::env::var("MUTANTS")
        .ok()
        .and_then(|number| number.parse().ok());
    for seed in 0..number.unwrap_or(EDITS) {
        if number.is_none() && start.elapsed() > TIME && seed >= AT_LEAST {
            break;
        }
        let mut random = Random(seed);
        let old = &seeds[random.below(seeds.len())];
        let kind = random.below(edits.len());
        match check(old, edits[kind], &mut random) {
            None => {}
            Some(Ok(is_needed)) => {
                compared += 1;
                needed[kind] += u64::from(is_needed);
            }
            Some(Err(lost)) => problems.push(format!("edit {seed}: {lost}")),
        }
    }
    assert_eq!(problems, Vec::<String>::new());
    println!("{compared} compared, without a lock {needed:?} had lost something");
    assert!(compared > AT_LEAST / 4, "only {compared} compared");
    assert!(
        needed.iter().sum::<u64>() > compared / 20,
        "{needed:?} of {compared}"
    );
}

/// Two types, of which the first holds the second, and an enum without a name of its own.
fn pets(more: &Value) -> Value {
    let answer = json!({"$ref": "#/components/schemas/Pet"});
    let mut pets = json!({
        "openapi": "3.0.3",
        "info": {"title": "Pets", "version": "1"},
        "paths": {"/pet": {"get": {
            "operationId": "getPet",
            "responses": {"200": {"description": "d", "content": {"application/json": {"schema": answer}}}}
        }}},
        "components": {"schemas": {
            "Pet": {"type": "object", "properties": {
                "owner": {"$ref": "#/components/schemas/Owner"},
                "kind": {"type": "string", "enum": ["cat", "dog"]},
                "extra": {"type": "string"}
            }, "additionalProperties": {"type": "string"}},
            "Owner": {"type": "object", "properties": {"name": {"type": "string"}}}
        }}
    });
    merge(&mut pets, more);
    pets
}

fn merge(target: &mut Value, more: &Value) {
    match (target, more) {
        (Value::Object(target), Value::Object(more)) => {
            for (key, value) in more {
                merge(target.entry(key.clone()).or_insert(Value::Null), value);
            }
        }
        (target, more) => *target = more.clone(),
    }
}

fn text(surface: &Surface, kind: Kind, path: &str) -> Option<String> {
    let key = surface::Key {
        path: path.to_owned(),
        kind,
    };
    surface.pieces.get(&key).map(|piece| piece.text.clone())
}

#[test]
fn a_new_circle_boxes_what_closes_it() {
    let lock = generate(&pets(&json!({})), Lock::default()).unwrap().lock;
    let pet = json!({"$ref": "#/components/schemas/Pet"});
    let closed = pets(&json!({"components": {"schemas": {"Owner": {"properties": {"pet": pet}}}}}));
    let boxes = |lock: &Lock, description: &Value| {
        let generated = generate(description, lock.clone()).unwrap();
        let surface = surface(&generated);
        let found = ["types::Pet::owner", "types::Owner::pet"]
            .map(|path| text(&surface, Kind::Field, path));
        (
            found.map(|text| text.is_some_and(|text| text.contains("Box<"))),
            generated.lock,
        )
    };
    assert_eq!(boxes(&Lock::default(), &closed).0, [true, true]);
    let (found, known) = boxes(&lock, &closed);
    assert_eq!(found, [false, true]);
    assert_eq!(boxes(&known, &closed), ([false, true], known.clone()));
    // A circle that is opened leaves the box where it is.
    let (_, free) = boxes(&Lock::default(), &closed);
    assert_eq!(boxes(&free, &pets(&json!({}))).0, [true, false]);
    // A lock that was written by hand, and can't be.
    let mut wrong = free;
    for ty in wrong.types.values_mut() {
        ty.unboxed.append(&mut ty.boxed);
    }
    assert_eq!(boxes(&wrong, &closed).0, [true, true]);
}

#[test]
fn who_has_a_name_keeps_it() {
    let lock = generate(&pets(&json!({})), Lock::default()).unwrap().lock;
    let kind = json!({"$ref": "#/components/schemas/PetKind"});
    let both = pets(&json!({"components": {"schemas": {
        "PetKind": {"type": "string", "enum": ["big", "small"]},
        "Owner": {"properties": {"kind": kind}}
    }}}));
    let named = |lock: Lock| {
        let surface = surface(&generate(&both, lock).unwrap());
        ["types::Pet::kind", "types::Owner::kind"]
            .map(|path| text(&surface, Kind::Field, path).unwrap())
    };
    assert_eq!(
        named(Lock::default()),
        ["Option<PetKindModel>", "Option<PetKind>"]
    );
    assert_eq!(
        named(lock.clone()),
        ["Option<PetKind>", "Option<PetKindModel>"]
    );

    let properties = json!({"components": {"schemas": {"Pet": {
        "properties": {"Owner": {"type": "string"}, "kind": {"enum": ["unknown", "cat", "CAT"]}}
    }}}});
    let generated = generate(&pets(&properties), lock).unwrap();
    let pet = &generated.lock.types["#/components/schemas/Pet"];
    assert_eq!(
        (pet.members["owner"].as_str(), pet.members["Owner"].as_str()),
        ("owner", "owner_")
    );
    assert_eq!(
        (pet.members["extra"].as_str(), pet.rest.as_deref()),
        ("extra", Some("extra_"))
    );
    let kind = &generated.lock.types["#/components/schemas/Pet/properties/kind"];
    assert_eq!(
        (kind.members["cat"].as_str(), kind.members["CAT"].as_str()),
        ("Cat", "Cat2")
    );
    assert_eq!(
        (kind.members["unknown"].as_str(), kind.rest.as_deref()),
        ("Unknown2", Some("Unknown"))
    );
}

/// A tag that follows from the alternatives goes with the first that lacks it, or is told one day.
#[test]
fn variants_keep_their_names_when_a_tag_comes_or_goes() {
    let dog = json!({"$ref": "#/components/schemas/Dog"});
    let cat = json!({"type": "object", "required": ["kind"], "properties": {"kind": {"enum": ["a cat"]}, "lives": {"type": "integer"}}});
    let owned = |union: Value| {
        pets(&json!({"components": {"schemas": {
            "Owner": {"properties": {"animal": union}},
            "Dog": {"type": "object", "required": ["kind", "name"], "properties": {"kind": {"enum": ["a dog"]}, "name": {"type": "string"}}}
        }}}))
    };
    let inferred = owned(json!({"oneOf": [dog, cat]}));
    let told = owned(json!({"oneOf": [dog, cat], "discriminator": {"propertyName": "kind"}}));
    let fish = json!({"type": "object", "required": ["fins"], "properties": {"fins": {"type": "integer"}}});
    let untold = owned(json!({"oneOf": [dog, cat, fish]}));
    let variants = |description: &Value, lock: &Lock| {
        let generated = generate(description, lock.clone()).unwrap();
        let union = &generated.lock.types["#/components/schemas/Owner/properties/animal"];
        let mut names: Vec<String> = union.members.values().cloned().collect();
        names.sort();
        (names.join(" "), generated.lock)
    };
    let anew = [&inferred, &told, &untold].map(|one| variants(one, &Lock::default()));
    assert_eq!(
        [0, 1, 2].map(|index| anew[index].0.as_str()),
        ["ACat ADog", "ACat ADog", "ACat Dog Fins"]
    );
    let [(_, inferring), (_, telling), (_, untelling)] = &anew;
    assert_eq!(variants(&told, inferring).0, "ACat ADog");
    assert_eq!(variants(&untold, inferring).0, "ACat ADog Fins");
    assert_eq!(variants(&inferred, telling).0, "ACat ADog");
    assert_eq!(variants(&inferred, untelling).0, "ACat Dog");
    // Also when it was known by the other key in between.
    let known = variants(&told, untelling).1;
    assert_eq!(variants(&inferred, &known).0, "ACat Dog");
}

/// A tag may be called like the type of another variant: the policy means the variant of that tag.
#[test]
fn a_variant_is_not_named_by_the_key_of_another() {
    let both = json!([{"$ref": "#/components/schemas/Cat"}, {"$ref": "#/components/schemas/Dog"}]);
    let object =
        json!({"type": "object", "required": ["kind"], "properties": {"kind": {"type": "string"}}});
    let union = json!({"oneOf": both, "discriminator": {"propertyName": "kind", "mapping": {
        "Dog": "#/components/schemas/Cat", "other": "#/components/schemas/Dog"
    }}});
    let description = pets(&json!({"components": {"schemas": {
        "Owner": {"properties": {"animal": union}}, "Cat": object, "Dog": object
    }}}));
    let written = serde_json::to_string(&description).unwrap();
    let mut diagnostics = Diagnostics::default();
    let sources = load::load_text(Path::new("spec.json"), written, &mut diagnostics).unwrap();
    let source = PolicySource {
        path: "spec.toml".into(),
        text: "[variants]\n'OwnerAnimal.Dog' = 'Purring'\n".to_owned(),
    };
    let policy = Policy::parse(source, &mut diagnostics).unwrap();
    let generated =
        generator::generate(&sources, &policy, &Options::default(), &mut diagnostics).unwrap();
    let surface = surface(&generated);
    let there = ["Purring", "Purring2", "Other"].map(|name| {
        text(
            &surface,
            Kind::Variant,
            &format!("types::OwnerAnimal::{name}"),
        )
        .is_some()
    });
    assert_eq!(there, [true, false, true]);
}

#[test]
fn the_policy_goes_before_the_lock() {
    let text = serde_json::to_string(&pets(&json!({}))).unwrap();
    let mut diagnostics = Diagnostics::default();
    let sources = load::load_text(Path::new("spec.json"), text, &mut diagnostics).unwrap();
    let source = PolicySource {
        path: "spec.toml".into(),
        text: "[types]\nOwner = 'Pet'\n[operations]\ngetPet = 'find'\n".to_owned(),
    };
    let mut policy = Policy::parse(source, &mut diagnostics).unwrap();
    policy.lock = generate(&pets(&json!({})), Lock::default()).unwrap().lock;
    let generate = |policy: &Policy| {
        generator::generate(
            &sources,
            policy,
            &Options::default(),
            &mut Diagnostics::default(),
        )
    };
    let generated = generate(&policy).unwrap();
    assert_eq!(generated.origins.operations[0].method, "find");
    assert_eq!(
        generated.origins.types["Pet"].to_string(),
        "#/components/schemas/Owner"
    );
    let lock = &generated.lock;
    assert_eq!(lock.types["#/components/schemas/Owner"].name, None);
    assert_eq!(
        lock.types["#/components/schemas/Pet"].name.as_deref(),
        Some("PetModel")
    );
    assert_eq!(lock.operations["getPet"].method, None);
}

/// The pets with an operation that has the same errors, and another type of body.
fn failing(answers: &Value) -> Value {
    let problem = json!({"type": "object", "properties": {"detail": {"type": "string"}}});
    let mut pets = pets(&json!({
        "paths": {
            "/pet": {"get": {"responses": {"404": of("Problem")}}},
            "/other": {"get": {"operationId": "other", "responses": {"404": of("Problem"), "409": of("Problem")}}}
        },
        "components": {"schemas": {"Problem": problem}}
    }));
    let responses = pets["paths"]["/pet"]["get"]["responses"].as_object_mut();
    let responses = responses.unwrap();
    responses.retain(|status, _| status == "200");
    responses.extend(answers.as_object().unwrap().clone());
    pets
}

fn of(schema: &str) -> Value {
    let body = json!({"$ref": format!("#/components/schemas/{schema}")});
    json!({"description": "d", "content": {"application/json": {"schema": body}}})
}

/// The answers that there were and that there are, the error of both, what it would be without a lock,
/// and the statuses without a variant.
type Kept<'a> = (
    Value,
    Value,
    Option<&'a str>,
    Option<&'a str>,
    &'a [&'a str],
);

#[test]
fn answers_that_come_and_go_leave_the_type_of_the_error() {
    const SHARED: &str = "type GetPetError = errors::ProblemFailure";
    const SEVERAL: &str = "type GetPetError = errors::ProblemOrOwnerFailure404_410";
    const NONE: &str = "type GetPetError = CallFailure";
    let (problem, owner) = (of("Problem"), of("Owner"));
    let plain =
        json!({"description": "d", "content": {"text/plain": {"schema": {"type": "string"}}}});
    let one = json!({"404": problem});
    let two = json!({"404": problem, "410": owner});
    let own = json!({"404": problem, "410": plain});
    let cases: [Kept<'_>; 11] = [
        (
            one.clone(),
            two.clone(),
            Some(SHARED),
            Some(SEVERAL),
            &["410"],
        ),
        (
            one.clone(),
            json!({"404": problem, "4XX": owner}),
            Some(SHARED),
            Some("type GetPetError = errors::ProblemOrOwnerFailure404_4xx"),
            &["4XX"],
        ),
        (
            one.clone(),
            json!({"404": problem, "default": problem}),
            Some(SHARED),
            Some("type GetPetError = errors::ProblemAnyFailure"),
            &["default"],
        ),
        (
            one.clone(),
            json!({"404": problem, "409": problem}),
            Some(SHARED),
            Some(SHARED),
            &[],
        ),
        (one.clone(), json!({}), Some(SHARED), Some(NONE), &[]),
        (json!({}), one.clone(), Some(NONE), Some(SHARED), &["404"]),
        (two.clone(), one.clone(), Some(SEVERAL), Some(SHARED), &[]),
        (two.clone(), json!({}), Some(SEVERAL), Some(NONE), &[]),
        (
            two.clone(),
            json!({"404": problem, "410": owner, "429": owner}),
            Some(SEVERAL),
            Some("type GetPetError = errors::ProblemOrOwnerFailure404_410_429"),
            &[],
        ),
        (
            two,
            json!({"404": owner, "410": owner}),
            Some(SEVERAL),
            Some("type GetPetError = errors::OwnerFailure"),
            &["404"],
        ),
        (own, one, None, Some(SHARED), &[]),
    ];
    let error =
        |generated: &Generated| text(&surface(generated), Kind::Alias, "operations::GetPetError");
    for (old, new, kept, free, untold) in cases {
        let what = format!("{old} to {new}");
        let before = generate(&failing(&old), Lock::default()).unwrap();
        assert_eq!(error(&before).as_deref(), kept, "{what}");
        let after = generate(&failing(&new), before.lock.clone()).unwrap();
        assert_eq!(error(&after).as_deref(), kept, "{what}");
        let again = generate(&failing(&new), after.lock.clone()).unwrap();
        assert_eq!(again.files, after.files, "{what}");
        let origin = after
            .origins
            .operations
            .iter()
            .find(|one| one.key == "getPet");
        assert_eq!(origin.unwrap().untold, untold, "{what}");
        let free_one = generate(&failing(&new), Lock::default()).unwrap();
        assert_eq!(error(&free_one).as_deref(), free, "{what}");
    }
}
