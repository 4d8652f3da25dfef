//! What a change of a schema means, wherever the schema stands; and what means nothing.

use std::path::Path;

use generator::diagnostics::Diagnostics;
use generator::diff::Tree;
use generator::diff::contract::{self, Differences};
use generator::diff::relation::{Direction, Relation, Severity};
use generator::load;

use Relation::{Incomparable, Narrowed, Widened};

/// Places for a schema, with what travels there. `@` is the schema.
const PLACES: &[(&str, Direction, &str)] = &[
    (
        "request body",
        Direction::Request,
        "{requestBody: {content: {application/json: {schema: @}}}, responses: {}}",
    ),
    (
        "property of a request",
        Direction::Request,
        "{requestBody: {content: {application/json: {schema: {type: object, properties: {p: @}}}}}, responses: {}}",
    ),
    (
        "items of a request",
        Direction::Request,
        "{requestBody: {content: {application/json: {schema: {type: array, items: @}}}}, responses: {}}",
    ),
    (
        "parameter with content",
        Direction::Request,
        "{parameters: [{name: p, in: query, content: {application/json: {schema: @}}}], responses: {}}",
    ),
    (
        "answer",
        Direction::Response,
        "{responses: {'200': {description: D, content: {application/json: {schema: @}}}}}",
    ),
    (
        "error",
        Direction::Response,
        "{responses: {default: {description: D, content: {application/problem+json: {schema: @}}}}}",
    ),
    (
        "property of an answer",
        Direction::Response,
        "{responses: {'200': {description: D, content: {application/json: {schema: {type: object, properties: {p: @}}}}}}}",
    ),
    (
        "map of an answer",
        Direction::Response,
        "{responses: {'200': {description: D, content: {application/json: {schema: {type: object, additionalProperties: @}}}}}}",
    ),
    (
        "branch of an answer",
        Direction::Response,
        "{responses: {'200': {description: D, content: {application/json: {schema: {allOf: [{description: All}, @]}}}}}}",
    ),
    (
        "callback",
        Direction::Response,
        "{callbacks: {c: {'{$request.body#/url}': {post: {requestBody: {content: {application/json: {schema: @}}}, responses: {}}}}}, responses: {}}",
    ),
];

/// Two schemas, what became of the values, and the severities (request, response) where they are not
/// what follows from that.
type Row = (
    &'static str,
    &'static str,
    Relation,
    Option<(Severity, Severity)>,
);

const B: Severity = Severity::Breaking;
const R: Severity = Severity::Risky;
const C: Severity = Severity::Compatible;

const ROWS: &[Row] = &[
    // Types.
    ("{type: string}", "{type: integer}", Incomparable, None),
    ("{type: integer}", "{type: number}", Widened, None),
    (
        "{type: [string, integer]}",
        "{type: string}",
        Narrowed,
        None,
    ),
    ("{type: string}", "{type: [string, 'null']}", Widened, None),
    (
        "{type: string}",
        "{anyOf: [{type: string}, {type: integer}]}",
        Widened,
        None,
    ),
    ("{type: object}", "{type: array}", Incomparable, None),
    ("{}", "{type: string}", Narrowed, None),
    // Values.
    ("{enum: [a, b]}", "{enum: [a]}", Narrowed, None),
    ("{enum: [a]}", "{enum: [a, b]}", Widened, Some((C, R))),
    (
        "{type: string}",
        "{type: string, enum: [a]}",
        Narrowed,
        None,
    ),
    ("{type: string, enum: [a]}", "{type: string}", Widened, None),
    ("{const: a}", "{const: b}", Incomparable, None),
    ("{type: string}", "{type: string, const: a}", Narrowed, None),
    (
        "{type: string, x-extensible-enum: [a, b]}",
        "{type: string, x-extensible-enum: [a]}",
        Narrowed,
        None,
    ),
    // Numbers.
    (
        "{type: number}",
        "{type: number, maximum: 9}",
        Narrowed,
        None,
    ),
    (
        "{type: number, maximum: 9}",
        "{type: number, maximum: 8}",
        Narrowed,
        None,
    ),
    (
        "{type: number, maximum: 9}",
        "{type: number, maximum: 10}",
        Widened,
        None,
    ),
    (
        "{type: number, maximum: 9}",
        "{type: number}",
        Widened,
        None,
    ),
    (
        "{type: number, minimum: 1}",
        "{type: number, minimum: 2}",
        Narrowed,
        None,
    ),
    (
        "{type: number, minimum: 1}",
        "{type: number, exclusiveMinimum: 1}",
        Narrowed,
        None,
    ),
    (
        "{type: number, exclusiveMaximum: 9}",
        "{type: number, maximum: 9}",
        Widened,
        None,
    ),
    (
        "{type: number, exclusiveMaximum: 9}",
        "{type: number, exclusiveMaximum: 8}",
        Narrowed,
        None,
    ),
    (
        "{type: number, exclusiveMinimum: 3}",
        "{type: number, exclusiveMinimum: 2}",
        Widened,
        None,
    ),
    (
        "{type: integer, multipleOf: 2}",
        "{type: integer, multipleOf: 4}",
        Narrowed,
        None,
    ),
    (
        "{type: integer, multipleOf: 6}",
        "{type: integer, multipleOf: 4}",
        Incomparable,
        None,
    ),
    (
        "{type: integer, format: int32}",
        "{type: integer, format: int64}",
        Widened,
        None,
    ),
    (
        "{type: number, format: double}",
        "{type: number, format: float}",
        Narrowed,
        None,
    ),
    // Texts.
    (
        "{type: string}",
        "{type: string, minLength: 1}",
        Narrowed,
        None,
    ),
    (
        "{type: string, minLength: 2}",
        "{type: string, minLength: 1}",
        Widened,
        None,
    ),
    (
        "{type: string, maxLength: 5}",
        "{type: string, maxLength: 4}",
        Narrowed,
        None,
    ),
    (
        "{type: string, maxLength: 5}",
        "{type: string}",
        Widened,
        None,
    ),
    (
        "{type: string}",
        "{type: string, pattern: '^a'}",
        Narrowed,
        None,
    ),
    (
        "{type: string, pattern: '^a'}",
        "{type: string}",
        Widened,
        Some((C, C)),
    ),
    (
        "{type: string, pattern: '^a'}",
        "{type: string, pattern: '^b'}",
        Incomparable,
        Some((B, C)),
    ),
    (
        "{type: string}",
        "{type: string, format: date}",
        Narrowed,
        None,
    ),
    (
        "{type: string, format: date}",
        "{type: string, format: date-time}",
        Incomparable,
        None,
    ),
    (
        "{type: string, contentEncoding: base64}",
        "{type: string, contentEncoding: base32}",
        Incomparable,
        None,
    ),
    (
        "{type: string, contentMediaType: text/css}",
        "{type: string, contentMediaType: text/csv}",
        Incomparable,
        None,
    ),
    (
        "{type: string}",
        "{type: string, contentSchema: {type: object}}",
        Narrowed,
        None,
    ),
    // Lists.
    (
        "{type: array, items: {type: string}}",
        "{type: array, items: {type: integer}}",
        Incomparable,
        None,
    ),
    (
        "{type: array, items: {type: string}}",
        "{type: array}",
        Widened,
        None,
    ),
    (
        "{type: array}",
        "{type: array, maxItems: 3}",
        Narrowed,
        None,
    ),
    (
        "{type: array, minItems: 3}",
        "{type: array, minItems: 2}",
        Widened,
        None,
    ),
    (
        "{type: array}",
        "{type: array, uniqueItems: true}",
        Narrowed,
        None,
    ),
    (
        "{type: array}",
        "{type: array, contains: {type: string}}",
        Narrowed,
        None,
    ),
    (
        "{type: array, contains: {const: 1}, maxContains: 3}",
        "{type: array, contains: {const: 1}, maxContains: 2}",
        Narrowed,
        None,
    ),
    (
        "{type: array, contains: {const: 1}, minContains: 3}",
        "{type: array, contains: {const: 1}, minContains: 2}",
        Widened,
        None,
    ),
    (
        "{type: array}",
        "{type: array, prefixItems: [{type: string}]}",
        Incomparable,
        None,
    ),
    (
        "{type: array, prefixItems: [{type: string}]}",
        "{type: array, prefixItems: [{type: string}, {type: string}]}",
        Incomparable,
        None,
    ),
    (
        "{type: array, prefixItems: [{type: string}]}",
        "{type: array, prefixItems: [{type: integer}]}",
        Incomparable,
        None,
    ),
    (
        "{type: array}",
        "{type: array, unevaluatedItems: false}",
        Narrowed,
        None,
    ),
    // Objects.
    (
        "{type: object, properties: {a: {}}}",
        "{type: object, properties: {a: {}, b: {type: string}}, required: [b]}",
        Narrowed,
        None,
    ),
    (
        "{type: object, properties: {a: {type: string}}}",
        "{type: object, properties: {a: {type: string}}, required: [a]}",
        Narrowed,
        None,
    ),
    (
        "{type: object, properties: {a: {type: string}}, required: [a]}",
        "{type: object, properties: {a: {type: string}}}",
        Widened,
        None,
    ),
    (
        "{type: object, properties: {a: {type: string}}, required: [a]}",
        "{type: object, properties: {b: {}}}",
        Widened,
        Some((R, B)),
    ),
    (
        "{type: object, properties: {a: {type: string}}}",
        "{type: object}",
        Narrowed,
        Some((R, R)),
    ),
    (
        "{type: object}",
        "{type: object, properties: {a: {type: string}}}",
        Widened,
        Some((C, C)),
    ),
    (
        "{type: object, properties: {a: {}, b: {}}, additionalProperties: false}",
        "{type: object, properties: {a: {}}, additionalProperties: false}",
        Narrowed,
        Some((B, R)),
    ),
    (
        "{type: object}",
        "{type: object, additionalProperties: false}",
        Narrowed,
        None,
    ),
    (
        "{type: object, additionalProperties: false}",
        "{type: object}",
        Widened,
        None,
    ),
    (
        "{type: object, additionalProperties: {type: string}}",
        "{type: object, additionalProperties: {type: integer}}",
        Incomparable,
        None,
    ),
    (
        "{type: object}",
        "{type: object, unevaluatedProperties: false}",
        Narrowed,
        None,
    ),
    (
        "{type: object}",
        "{type: object, minProperties: 1}",
        Narrowed,
        None,
    ),
    (
        "{type: object, maxProperties: 3}",
        "{type: object, maxProperties: 4}",
        Widened,
        None,
    ),
    (
        "{type: object}",
        "{type: object, patternProperties: {'^x': {type: string}}}",
        Narrowed,
        None,
    ),
    (
        "{type: object, patternProperties: {'^x': {type: string}}}",
        "{type: object, patternProperties: {'^x': {type: integer}}}",
        Incomparable,
        None,
    ),
    (
        "{type: object}",
        "{type: object, propertyNames: {maxLength: 3}}",
        Narrowed,
        None,
    ),
    (
        "{type: object}",
        "{type: object, dependentRequired: {a: [b]}}",
        Narrowed,
        None,
    ),
    (
        "{type: object, dependentRequired: {a: [b, c]}}",
        "{type: object, dependentRequired: {a: [b]}}",
        Widened,
        None,
    ),
    (
        "{type: object}",
        "{type: object, dependentSchemas: {a: {minProperties: 2}}}",
        Narrowed,
        None,
    ),
    // Several schemas in one.
    (
        "{allOf: [{type: object, properties: {a: {type: string}}}]}",
        "{allOf: [{type: object, properties: {a: {type: string}}}, {required: [a]}]}",
        Narrowed,
        None,
    ),
    (
        "{oneOf: [{type: string}, {type: integer}]}",
        "{oneOf: [{type: string}]}",
        Narrowed,
        None,
    ),
    (
        "{anyOf: [{type: string}]}",
        "{anyOf: [{type: string}, {type: boolean}]}",
        Widened,
        None,
    ),
    (
        "{oneOf: [{type: object, required: [a], properties: {a: {type: string}}}]}",
        "{oneOf: [{type: object, required: [a], properties: {a: {type: string}}}, {type: object, required: [b], properties: {b: {type: string}}}]}",
        Widened,
        None,
    ),
    (
        "{oneOf: [{title: A, type: object, required: [a], properties: {a: {type: string}}}, {title: B, type: object, required: [b], properties: {b: {type: string}}}]}",
        "{oneOf: [{title: A, type: object, required: [a], properties: {a: {type: string}}}]}",
        Narrowed,
        None,
    ),
    (
        "{not: {type: string}}",
        "{not: {type: [string, integer]}}",
        Narrowed,
        None,
    ),
    (
        "{type: object}",
        "{type: object, not: {required: [a]}}",
        Narrowed,
        None,
    ),
    (
        "{type: object}",
        "{type: object, if: {required: [a]}, then: {required: [b]}}",
        Narrowed,
        None,
    ),
    (
        "{type: object, if: {required: [a]}, then: {required: [b]}, else: {required: [c]}}",
        "{type: object, if: {required: [a]}, then: {required: [b]}}",
        Widened,
        None,
    ),
];

fn differences(old: &str, new: &str) -> Differences {
    let load = |text: &str| {
        let result = load::load_text(
            Path::new("case.yaml"),
            text.to_owned(),
            &mut Diagnostics::default(),
        );
        result.unwrap_or_else(|problems| panic!("{text}\n{problems}"))
    };
    let (old, new) = (load(old), load(new));
    contract::compare(Tree::new(&old), Tree::new(&new), None)
}

fn document(operation: &str) -> String {
    format!(
        "openapi: 3.1.0\ninfo: {{title: T, version: '1'}}\npaths: {{/p: {{post: {operation}}}}}\n"
    )
}

/// Relation and severity in one direction.
fn effect(differences: &Differences, direction: Direction) -> (Relation, Severity) {
    let mut all = generator::diff::relation::Effect::default();
    for one in &differences.found {
        all.join(one.change.effect(direction));
    }
    (all.relation, all.severity)
}

fn problems(row: &Row) -> Vec<String> {
    let (old, new, relation, severities) = row;
    let mut problems = Vec::new();
    for (place, direction, operation) in PLACES {
        let [from, to] = [old, new].map(|schema| document(&operation.replace('@', schema)));
        let severity = match severities {
            Some((request, _)) if *direction == Direction::Request => *request,
            Some((_, response)) => *response,
            None => direction.severity(*relation),
        };
        let mut check = |differences: Differences, expected: (Relation, Severity)| {
            let found = effect(&differences, *direction);
            if found != expected {
                problems.push(format!(
                    "{old} → {new}: {place}: {found:?} instead of {expected:?}"
                ));
            }
        };
        check(differences(&from, &to), (*relation, severity));
        let turned = differences(&to, &from);
        let severity = effect(&turned, *direction).1;
        check(turned, (relation.swapped(), severity));
    }
    problems
}

#[test]
fn each_change_means_the_same_at_every_place() {
    let problems: Vec<String> = ROWS.iter().flat_map(problems).collect();
    assert!(problems.is_empty(), "\n{}", problems.join("\n"));
}

/// Two ways to say the same in the schema of a body.
const SAME: &[(&str, &str)] = &[
    ("{type: string}", "{allOf: [{type: string}]}"),
    ("{type: string}", "{oneOf: [{type: string}]}"),
    (
        "{type: string}",
        "{anyOf: [{type: string}, {type: string}]}",
    ),
    (
        "{type: [string, 'null']}",
        "{anyOf: [{type: string}, {type: 'null'}]}",
    ),
    (
        "{type: [string, 'null']}",
        "{oneOf: [{type: 'null'}, {type: string}]}",
    ),
    ("{type: [string, integer]}", "{type: [integer, string]}"),
    ("{type: number}", "{type: [integer, number]}"),
    ("{const: a}", "{enum: [a]}"),
    ("{const: a}", "{type: string, enum: [a]}"),
    ("{enum: [a, b]}", "{enum: [b, a]}"),
    ("{enum: [a, b]}", "{oneOf: [{const: a}, {const: b}]}"),
    (
        "{enum: [a, b, c]}",
        "{anyOf: [{enum: [a, b]}, {enum: [c]}]}",
    ),
    ("{type: string}", "{type: string, minLength: 0}"),
    ("{type: string}", "{type: string, pattern: '.*'}"),
    (
        "{type: string, pattern: '^a$'}",
        "{allOf: [{type: string}, {pattern: '^a$'}]}",
    ),
    (
        "{type: integer, exclusiveMinimum: 0}",
        "{type: integer, minimum: 1}",
    ),
    (
        "{type: integer, maximum: 9.5}",
        "{type: integer, maximum: 9}",
    ),
    ("{type: integer}", "{type: integer, multipleOf: 1}"),
    (
        "{type: number, minimum: 1}",
        "{allOf: [{type: number, minimum: 0}, {minimum: 1}]}",
    ),
    ("{type: array, items: {}}", "{type: array}"),
    (
        "{type: array, items: true}",
        "{type: array, uniqueItems: false}",
    ),
    (
        "{type: object}",
        "{type: object, additionalProperties: true}",
    ),
    ("{type: object}", "{type: object, additionalProperties: {}}"),
    (
        "{type: object, required: [a, b], properties: {a: {}, b: {}}}",
        "{type: object, properties: {b: {}, a: {}}, required: [b, a]}",
    ),
    (
        "{type: object, required: [a], properties: {a: {type: string}, b: {type: string}}}",
        "{allOf: [{type: object, properties: {a: {type: string}}}, {properties: {b: {type: string}}, required: [a]}]}",
    ),
    (
        "{type: object, properties: {a: {type: string, maxLength: 3}}}",
        "{allOf: [{type: object, properties: {a: {type: string}}}, {type: object, properties: {a: {maxLength: 3}}}]}",
    ),
    (
        "{type: object, properties: {a: {type: string}}}",
        "{$ref: '#/components/schemas/Object'}",
    ),
    (
        "{$ref: '#/components/schemas/Object'}",
        "{$ref: '#/components/schemas/Other'}",
    ),
    (
        "{$ref: '#/components/schemas/Object'}",
        "{allOf: [{$ref: '#/components/schemas/Object'}]}",
    ),
    (
        "{$ref: '#/components/schemas/Object'}",
        "{$ref: '#/components/schemas/Alias'}",
    ),
    (
        "{$ref: '#/components/schemas/List'}",
        "{$ref: '#/components/schemas/Unrolled'}",
    ),
    (
        "{oneOf: [{$ref: '#/components/schemas/Object'}, {$ref: '#/components/schemas/List'}]}",
        "{oneOf: [{$ref: '#/components/schemas/List'}, {$ref: '#/components/schemas/Object'}]}",
    ),
    (
        "{oneOf: [{$ref: '#/components/schemas/Object'}, {$ref: '#/components/schemas/List'}]}",
        "{oneOf: [{$ref: '#/components/schemas/Alias'}, {$ref: '#/components/schemas/Unrolled'}]}",
    ),
    (
        "{type: object, dependentRequired: {a: [b, c]}}",
        "{type: object, dependentRequired: {a: [c, b]}}",
    ),
    (
        "{type: string, deprecated: false}",
        "{type: string, readOnly: false}",
    ),
];

/// What 3.1 says in other words than 3.0, in the schema of a body.
const MIGRATED: &[(&str, &str)] = &[
    ("{type: string, nullable: true}", "{type: [string, 'null']}"),
    (
        "{nullable: true, allOf: [{type: string}]}",
        "{oneOf: [{type: string}, {type: 'null'}]}",
    ),
    (
        "{type: number, minimum: 0, exclusiveMinimum: true}",
        "{type: number, exclusiveMinimum: 0}",
    ),
    (
        "{type: number, maximum: 0, exclusiveMaximum: false}",
        "{type: number, maximum: 0}",
    ),
    ("{type: string, enum: [a]}", "{const: a}"),
    (
        "{type: string, format: byte}",
        "{type: string, contentEncoding: base64}",
    ),
    (
        "{type: string, format: byte}",
        "{type: string, format: byte, contentEncoding: Base64}",
    ),
    (
        "{type: string, format: binary}",
        "{contentMediaType: application/octet-stream}",
    ),
    (
        "{type: string, format: binary}",
        "{type: string, format: binary, contentMediaType: application/octet-stream}",
    ),
    ("{type: array, items: {}}", "{type: array}"),
    (
        "{type: string, example: a}",
        "{type: string, examples: [a]}",
    ),
];

#[test]
fn a_description_may_go_from_3_0_to_3_1() {
    for (old, new) in MIGRATED {
        for (place, _, operation) in PLACES {
            let [from, to] = [old, new].map(|schema| document(&operation.replace('@', schema)));
            let from = from.replace("3.1.0", "3.0.3");
            for (from, to) in [(&from, &to), (&to, &from)] {
                let found = differences(from, to).found;
                let rules: Vec<_> = found.iter().map(|one| one.change.rule).collect();
                assert!(rules.is_empty(), "{old} = {new}: {place}: {rules:?}");
            }
        }
    }
}

/// The tags of a union of `A` and `B`, and what became of them.
const TAGS: &[(&str, &str, Relation)] = &[
    ("mapping: {A: A, B: B}", "", Relation::Equal),
    (
        "mapping: {A: A, B: B}",
        "mapping: {A: '#/components/schemas/A', B: B}",
        Relation::Equal,
    ),
    ("mapping: {A: A}", "mapping: {A: A, B: B}", Relation::Equal),
    // Without a mapping the names of the schemas are what is sent.
    ("mapping: {a: A, b: B}", "", Incomparable),
    ("mapping: {a: A, b: B}", "mapping: {a: A}", Incomparable),
    (
        "mapping: {a: A, b: B}",
        "mapping: {a: A, b: B, c: B}",
        Widened,
    ),
    (
        "mapping: {a: A, b: B}",
        "mapping: {a: B, b: A}",
        Incomparable,
    ),
];

#[test]
fn tags_that_are_not_in_the_mapping_are_names() {
    let union = |mapping: &str| {
        let discriminator = format!("{{propertyName: k, {mapping}}}");
        let refs = "[{$ref: '#/components/schemas/A'}, {$ref: '#/components/schemas/B'}]";
        let schema = format!("{{oneOf: {refs}, discriminator: {discriminator}}}");
        let object = |own| {
            format!(
                "{{type: object, required: [k, {own}], properties: {{k: {{type: string}}, {own}: {{type: string}}}}}}"
            )
        };
        let operation = PLACES[0].2.replace('@', &schema);
        document(&operation)
            + &format!(
                "components: {{schemas: {{A: {}, B: {}}}}}\n",
                object("a"),
                object("b")
            )
    };
    for (old, new, relation) in TAGS {
        let there = differences(&union(old), &union(new));
        assert_eq!(
            effect(&there, Direction::Request).0,
            *relation,
            "{old} → {new}"
        );
        let back = differences(&union(new), &union(old));
        assert_eq!(
            effect(&back, Direction::Request).0,
            relation.swapped(),
            "{new} → {old}"
        );
    }
}

/// A witness is taken by one side and refused by the other, by all that is said there.
const WITNESSES: &[(&str, &str, Option<&str>)] = &[
    (
        "{type: integer, minimum: 2}",
        "{type: number, minimum: 2}",
        Some("2.5"),
    ),
    (
        "{type: integer}",
        "{type: integer, multipleOf: 4}",
        Some("5"),
    ),
    (
        "{type: integer, format: int32}",
        "{type: integer, format: int64}",
        Some("9007199254740991"),
    ),
    (
        "{type: integer}",
        "{anyOf: [{type: integer}, {type: number, maximum: 3}]}",
        None,
    ),
    (
        "{type: object, oneOf: [{required: [a]}, {required: [b]}]}",
        "{type: object, oneOf: [{required: [a]}, {required: [b]}, {required: [c]}]}",
        None,
    ),
    (
        "{type: object, required: [c], additionalProperties: false}",
        "{type: boolean}",
        None,
    ),
    (
        "{type: object, required: [c], additionalProperties: {type: integer}}",
        "{type: boolean}",
        Some("{\"c\":0}"),
    ),
];

#[test]
fn witnesses_are_true() {
    for (old, new, witness) in WITNESSES {
        let [from, to] = [old, new].map(|schema| document(&PLACES[0].2.replace('@', schema)));
        let found = differences(&from, &to).found;
        let shown: Vec<_> = (found.iter())
            .filter_map(|one| one.change.request.witness.as_ref())
            .map(|witness| witness.value.to_string())
            .collect();
        assert_eq!(
            shown.first().map(String::as_str),
            *witness,
            "{old} → {new}: {shown:?}"
        );
    }
}

const SCHEMAS: &str = "\
components:
  schemas:
    Object: {type: object, properties: {a: {type: string}}}
    Other: {properties: {a: {type: string}}, type: object}
    Alias: {$ref: '#/components/schemas/Object'}
    List: {type: object, required: [next], properties: {next: {$ref: '#/components/schemas/List'}, value: {type: string}}}
    Unrolled: {type: object, required: [next], properties: {value: {type: string}, next: {type: object, required: [next], properties: {value: {type: string}, next: {$ref: '#/components/schemas/Unrolled'}}}}}
";

#[test]
fn another_way_to_say_the_same_is_nothing() {
    let mut problems = Vec::new();
    for (old, new) in SAME {
        for (place, _, operation) in PLACES {
            let [from, to] =
                [old, new].map(|schema| document(&operation.replace('@', schema)) + SCHEMAS);
            for (from, to) in [(&from, &to), (&to, &from)] {
                let found = differences(from, to).found;
                if !found.is_empty() {
                    let rules: Vec<_> = found.iter().map(|one| one.change.rule).collect();
                    problems.push(format!("{old} = {new}: {place}: {rules:?}"));
                }
            }
        }
    }
    assert!(problems.is_empty(), "\n{}", problems.join("\n"));
}
