//! What a change around the schemas means: paths, parameters, bodies, answers, rights, servers.

use std::path::Path;

use generator::diagnostics::Diagnostics;
use generator::diff::relation::{Effect, Severity};
use generator::diff::{Tree, contract};
use generator::load;

const BASE: &str = "\
openapi: 3.1.0
info: {title: T, version: '1'}
servers: [{url: 'https://a.example.com/v1'}]
security: [{key: []}]
paths:
  /pets/{id}:
    get:
      operationId: getPet
      parameters:
        - {name: id, in: path, required: true, schema: {type: string}}
        - {name: limit, in: query, schema: {type: integer, default: 10}}
        - {name: sort, in: query, required: true, schema: {type: array, items: {type: string}}}
        - {name: X-Trace, in: header, schema: {type: string}}
      responses:
        '200':
          description: One.
          headers:
            X-Count: {required: true, schema: {type: integer}}
            X-More: {schema: {type: string}}
          content:
            application/json: {schema: {type: string}}
            text/csv: {schema: {type: string}}
            application/vnd.pets.2024-08-05+json: {schema: {type: string}}
        '404': {description: None., content: {application/json: {schema: {type: string}}}}
    put:
      operationId: putPet
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      requestBody:
        required: true
        content:
          application/json: {schema: {type: string}}
          multipart/form-data:
            schema: {type: object, properties: {photo: {type: string}}}
            encoding: {photo: {contentType: image/png}}
      responses: {'204': {description: Done.}}
      callbacks:
        done: {'{$request.body#/url}': {post: {requestBody: {content: {application/json: {schema: {type: object, properties: {a: {type: string}}}}}}, responses: {'200': {description: Ok.}}}}}
    delete:
      operationId: deletePet
      deprecated: true
      x-sunset: '2026-03-01'
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses: {'204': {description: Done.}}
webhooks:
  fed: {post: {requestBody: {content: {application/json: {schema: {type: object, properties: {amount: {type: integer}}}}}}, responses: {'200': {description: Ok.}}}}
components:
  securitySchemes:
    key: {type: apiKey, in: header, name: X-Key}
    other: {type: http, scheme: basic}
";

const N: Severity = Severity::None;
const C: Severity = Severity::Compatible;
const R: Severity = Severity::Risky;
const B: Severity = Severity::Breaking;

/// What is replaced by what; the severities of requests and answers.
const ROWS: &[(&str, &str, Severity, Severity)] = &[
    // Operations.
    (
        "    put:\n      operationId",
        "    x-put:\n      operationId",
        B,
        N,
    ),
    (
        "    get:\n      operationId",
        "    x-get:\n      operationId",
        B,
        N,
    ),
    ("  /pets/{id}:", "  /animals/{id}:", B, N),
    (
        "  /pets/{id}:\n    get:\n",
        "  /pets/{id}:\n    post:\n",
        B,
        N,
    ),
    ("operationId: getPet", "operationId: findPet", C, N),
    (
        "      operationId: getPet\n",
        "      operationId: getPet\n      deprecated: true\n",
        C,
        N,
    ),
    (
        "      operationId: getPet\n",
        "      operationId: getPet\n      x-stability-level: beta\n",
        C,
        N,
    ),
    (
        "      operationId: getPet\n",
        "      operationId: getPet\n      tags: [pets]\n",
        C,
        N,
    ),
    ("x-sunset: '2026-03-01'", "x-sunset: '2026-02-01'", B, N),
    ("x-sunset: '2026-03-01'", "x-sunset: '2026-05-01'", C, N),
    ("      x-sunset: '2026-03-01'\n", "", B, N),
    (
        "      deprecated: true\n      x-sunset: '2026-03-01'\n",
        "",
        C,
        N,
    ),
    ("x-sunset: '2026-03-01'", "x-sunset: some day", B, N),
    (
        "{name: X-Trace, in: header,",
        "{name: X-Trace, in: header, x-stability-level: beta,",
        C,
        N,
    ),
    (
        "properties: {photo: {type: string}}",
        "properties: {photo: {type: string, deprecated: true, x-sunset: '2026-05-01'}}",
        C,
        N,
    ),
    // Parameters.
    (
        "        - {name: limit, in: query, schema: {type: integer, default: 10}}\n",
        "",
        R,
        N,
    ),
    (
        "        - {name: sort,",
        "        - {name: more, in: query, schema: {type: string}}\n        - {name: sort,",
        C,
        N,
    ),
    (
        "        - {name: sort,",
        "        - {name: more, in: query, required: true, schema: {type: string}}\n        - {name: sort,",
        B,
        N,
    ),
    (
        "        - {name: sort,",
        "        - {name: more, in: cookie, required: true, schema: {type: string}}\n        - {name: sort,",
        B,
        N,
    ),
    (
        "{name: limit, in: query,",
        "{name: limit, in: query, required: true,",
        B,
        N,
    ),
    (
        "{name: sort, in: query, required: true,",
        "{name: sort, in: query,",
        C,
        N,
    ),
    (
        "{name: limit, in: query,",
        "{name: limit, in: header,",
        B,
        N,
    ),
    ("{name: limit, in: query,", "{name: Limit, in: query,", B, N),
    (
        "{name: limit, in: query,",
        "{name: limit, in: query, deprecated: true,",
        C,
        N,
    ),
    (
        "{name: sort, in: query,",
        "{name: sort, in: query, explode: false,",
        B,
        N,
    ),
    (
        "{name: sort, in: query,",
        "{name: sort, in: query, style: pipeDelimited,",
        B,
        N,
    ),
    (
        "{name: sort, in: query,",
        "{name: sort, in: query, allowReserved: true,",
        B,
        N,
    ),
    (
        "{name: id, in: path, required: true, schema: {type: string}}\n        - {name: limit",
        "{name: id, in: path, required: true, style: label, schema: {type: string}}\n        - {name: limit",
        B,
        N,
    ),
    (
        "schema: {type: integer, default: 10}",
        "schema: {type: integer, default: 20}",
        B,
        N,
    ),
    (
        "schema: {type: integer, default: 10}",
        "schema: {type: number, default: 10}",
        C,
        N,
    ),
    (
        "schema: {type: integer, default: 10}",
        "schema: {type: boolean, default: 10}",
        B,
        N,
    ),
    (
        "schema: {type: integer, default: 10}",
        "schema: {type: integer, default: 10, maximum: 9}",
        B,
        N,
    ),
    (
        "schema: {type: integer, default: 10}",
        "content: {application/json: {schema: {type: integer}}}",
        B,
        N,
    ),
    ("items: {type: string}", "items: {type: integer}", B, N),
    (
        "items: {type: string}",
        "items: {type: string, enum: [up, down]}",
        B,
        N,
    ),
    (
        "{name: X-Trace, in: header, schema: {type: string}}",
        "{name: X-Trace, in: header, required: true, schema: {type: string}}",
        B,
        N,
    ),
    (
        "{name: X-Trace, in: header, schema: {type: string}}",
        "{name: X-Trace, in: header, schema: {type: string, maxLength: 9}}",
        B,
        N,
    ),
    // Bodies.
    (
        "      requestBody:\n        required: true",
        "      requestBody:\n        required: false",
        C,
        N,
    ),
    ("      requestBody:\n", "      x-requestBody:\n", B, N),
    (
        "          application/json: {schema: {type: string}}\n          multipart",
        "          multipart",
        B,
        N,
    ),
    (
        "          application/json: {schema: {type: string}}\n          multipart",
        "          application/json: {schema: {type: string}}\n          text/plain: {schema: {type: string}}\n          multipart",
        C,
        N,
    ),
    (
        "          application/json: {schema: {type: string}}\n          multipart",
        "          application/merge-patch+json: {schema: {type: string}}\n          multipart",
        B,
        N,
    ),
    ("contentType: image/png", "contentType: image/webp", B, N),
    // Answers.
    ("            text/csv: {schema: {type: string}}\n", "", N, B),
    (
        "            text/csv: {schema: {type: string}}\n",
        "            text/csv: {schema: {type: string}}\n            text/plain: {schema: {type: string}}\n",
        N,
        C,
    ),
    (
        "            text/csv:",
        "            text/csv;version=2:",
        N,
        N,
    ),
    (
        "        '404': {",
        "        '409': {description: Busy.}\n        '404': {",
        N,
        C,
    ),
    (
        "        '404': {",
        "        '202': {description: Later.}\n        '404': {",
        N,
        R,
    ),
    (
        "        '404': {description: None., content: {application/json: {schema: {type: string}}}}\n",
        "",
        N,
        C,
    ),
    ("        '404': {", "        4XX: {", N, N),
    ("        '200':\n", "        '201':\n", N, B),
    (
        "responses: {'204': {description: Done.}}\n      callbacks",
        "responses: {'200': {description: Done.}}\n      callbacks",
        N,
        B,
    ),
    (
        "            X-Count: {required: true, schema: {type: integer}}\n",
        "",
        N,
        B,
    ),
    (
        "            X-Count: {required: true, schema: {type: integer}}\n",
        "            X-Count: {schema: {type: integer}}\n",
        N,
        B,
    ),
    (
        "            X-Count: {required: true, schema: {type: integer}}\n",
        "            X-Count: {required: true, schema: {type: string}}\n",
        N,
        B,
    ),
    ("            X-More: {schema: {type: string}}\n", "", N, R),
    (
        "            X-More: {schema: {type: string}}\n",
        "            X-More: {schema: {type: string}}\n            X-Less: {schema: {type: string}}\n",
        N,
        C,
    ),
    // Callbacks: the server calls.
    (
        "properties: {a: {type: string}}",
        "properties: {a: {type: integer}}",
        N,
        B,
    ),
    (
        "properties: {a: {type: string}}",
        "properties: {a: {type: string, maxLength: 3}}",
        N,
        C,
    ),
    (
        "properties: {a: {type: string}}",
        "properties: {a: {type: string}, b: {type: string}}",
        N,
        C,
    ),
    ("        done: {", "        ready: {", N, B),
    // Rights and servers.
    (
        "security: [{key: []}]",
        "security: [{key: [], other: []}]",
        B,
        N,
    ),
    (
        "security: [{key: []}]",
        "security: [{key: []}, {other: []}]",
        C,
        N,
    ),
    ("security: [{key: []}]", "security: [{other: []}]", B, N),
    ("security: [{key: []}]", "security: []", C, N),
    ("security: [{key: []}]\n", "", C, N),
    ("in: header, name: X-Key", "in: query, name: X-Key", B, N),
    ("name: X-Key", "name: X-Token", B, N),
    (
        "type: http, scheme: basic",
        "type: http, scheme: bearer",
        B,
        N,
    ),
    ("https://a.example.com/v1", "https://a.example.com/v2", B, N),
    (
        "'https://a.example.com/v1'}",
        "'https://a.example.com/v1'}, {url: 'https://b.example.com/v1'}",
        C,
        N,
    ),
    // Nothing at all.
    (
        "'https://a.example.com/v1'",
        "'https://a.example.com/v1/'",
        N,
        N,
    ),
    (
        "'https://a.example.com/v1'",
        "'https://{host}/v1', variables: {host: {default: a.example.com}}",
        N,
        N,
    ),
    (
        "{name: sort, in: query,",
        "{name: sort, in: query, style: form, explode: true,",
        N,
        N,
    ),
    (
        "{name: X-Trace, in: header,",
        "{name: x-trace, in: header, style: simple,",
        N,
        N,
    ),
    ("name: X-Key", "name: x-key", N, N),
    ("scheme: basic", "scheme: Basic", N, N),
    (
        "            application/json: {schema",
        "            Application/JSON: {schema",
        N,
        N,
    ),
    ("    delete:\n", "    x-other: 1\n    delete:\n", N, N),
    // Versions of media types.
    ("vnd.pets.2024-08-05+json", "vnd.pets.2025-01-01+json", N, B),
    (
        "            application/vnd.pets.2024-08-05+json: {schema",
        "            application/vnd.pets.2025-01-01+json: {schema: {type: string}}\n            application/vnd.pets.2024-08-05+json: {schema",
        N,
        C,
    ),
    // Of a webhook the client is the one that is called.
    ("amount: {type: integer}", "amount: {type: number}", N, B),
    ("  fed: {post", "  eaten: {post", N, B),
    (
        "info: {title: T, version: '1'}",
        "info: {title: U, version: '2'}",
        N,
        N,
    ),
    (
        "        - {name: sort,",
        "        - {name: Authorization, in: header, schema: {type: string}}\n        - {name: sort,",
        N,
        N,
    ),
    // What is written out, and was so anyway.
    (
        "{photo: {contentType: image/png}}",
        "{photo: {contentType: image/png, style: form, explode: true, allowReserved: false}}",
        N,
        N,
    ),
    (
        "{photo: {contentType: image/png}}",
        "{photo: {contentType: 'image/jpeg, image/png'}}",
        C,
        N,
    ),
    (
        "{photo: {contentType: image/png}}",
        "{photo: {contentType: image/png, explode: false}}",
        B,
        N,
    ),
    (
        "[{url: 'https://a.example.com/v1'}]",
        "[{url: 'https://{a}.example.com/v1', variables: {a: {default: a, enum: [a, b]}}}]",
        N,
        N,
    ),
];

fn severities(old: &str, new: &str) -> (Severity, Severity, Vec<&'static str>) {
    let load = |text: &str| {
        let loaded = load::load_text(
            Path::new("case.yaml"),
            text.to_owned(),
            &mut Diagnostics::default(),
        );
        loaded.unwrap_or_else(|problems| panic!("{text}\n{problems}"))
    };
    let (old, new) = (load(old), load(new));
    let found = contract::compare(Tree::new(&old), Tree::new(&new), Some("2026-01-31")).found;
    let mut both = (Effect::default(), Effect::default());
    for one in &found {
        both.0.join(&one.change.request);
        both.1.join(&one.change.response);
    }
    let rules = found.iter().map(|one| one.change.rule).collect();
    (both.0.severity, both.1.severity, rules)
}

#[test]
fn each_change_has_its_severity() {
    let mut problems = Vec::new();
    for (from, to, request, response) in ROWS {
        assert!(BASE.contains(from), "{from}");
        let (one, two, rules) = severities(BASE, &BASE.replace(from, to));
        if (one, two) != (*request, *response) {
            problems.push(format!(
                "{from:?} → {to:?}: {one:?}, {two:?} instead of {request:?}, {response:?}: {rules:?}"
            ));
        }
    }
    assert!(problems.is_empty(), "\n{}", problems.join("\n"));
}

/// A client may have chosen any value that is listed.
#[test]
fn variables_of_servers() {
    let server = |values: &str| {
        let server = format!(
            "[{{url: 'https://{{a}}.example.com/v1', variables: {{a: {{default: a, enum: [{values}]}}}}}}]"
        );
        BASE.replace("[{url: 'https://a.example.com/v1'}]", &server)
    };
    let (two, one) = (server("a, b"), server("a"));
    let rules = |count| vec!["server-variable-changed"; count];
    let found = severities(&two, &one);
    assert_eq!(
        (found.0, found.1, found.2.clone()),
        (R, N, rules(found.2.len()))
    );
    let found = severities(&one, &two);
    assert_eq!(
        (found.0, found.1, found.2.clone()),
        (C, N, rules(found.2.len()))
    );
    assert!(severities(&two, &server("b, a")).2.is_empty());
}

/// What was announced may go on its day, and not before.
#[test]
fn a_sunset_counts_from_its_day_on() {
    let without = BASE.replace("    delete:\n", "    x-delete:\n");
    for (sunset, severity) in [
        ("2026-01-31", R),
        ("2026-01-30T10:00:00Z", R),
        ("2026-02-01", B),
    ] {
        let old = BASE.replace("2026-03-01", sunset);
        assert_eq!(severities(&old, &without).0, severity, "{sunset}");
    }
    let unannounced = BASE.replace("      x-sunset: '2026-03-01'\n", "");
    assert_eq!(severities(&unannounced, &without).0, R);
}

#[test]
fn what_is_said_of_parameters_and_properties_is_a_promise_too() {
    let trace = "{name: X-Trace, in: header, schema: {type: string}}";
    let with =
        |say: &str| BASE.replace(trace, &trace.replace("header,", &format!("header, {say},")));
    let line = |text: &str| format!("        - {text}\n");
    for (old, new, severity) in [
        (
            "deprecated: true, x-sunset: '2026-05-01'",
            "deprecated: true, x-sunset: '2026-04-01'",
            B,
        ),
        (
            "deprecated: true, x-sunset: '2026-05-01'",
            "deprecated: true",
            B,
        ),
        (
            "deprecated: true, x-sunset: '2026-05-01'",
            "deprecated: true, x-sunset: '2026-06-01'",
            C,
        ),
        ("x-stability-level: stable", "x-stability-level: beta", B),
        ("x-stability-level: beta", "x-stability-level: stable", C),
        ("x-stability-level: beta", "x-stability-level: solid", B),
    ] {
        let found = severities(&with(old), &with(new));
        assert_eq!(found.0, severity, "{old} → {new}: {:?}", found.2);
    }
    for (sunset, severity) in [("2026-05-01", B), ("2026-01-01", R)] {
        let old = with(&format!("deprecated: true, x-sunset: '{sunset}'"));
        let gone = trace.replace(
            "header,",
            &format!("header, deprecated: true, x-sunset: '{sunset}',"),
        );
        assert!(old.contains(&line(&gone)));
        assert_eq!(severities(&old, &old.replace(&line(&gone), "")).0, severity);
    }
    let property = |say: &str| {
        BASE.replace(
            "{a: {type: string}}",
            &format!("{{a: {{type: string, {say}}}}}"),
        )
    };
    let found = severities(
        &property("x-stability-level: stable"),
        &property("x-stability-level: draft"),
    );
    assert_eq!(found.1, B);
}
