//! What one more operation, object or enum costs in generated Rust, and a whole crate by kind of file.
//! These budgets only go down.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use generator::config::Policy;
use generator::diagnostics::Diagnostics;
use generator::load;

use crate::support::generate_loaded;

/// How much of what there is in a description.
#[derive(Clone, Copy)]
struct Sizes {
    operations: usize,
    objects: usize,
    enums: usize,
}

const BASE: Sizes = Sizes {
    operations: 10,
    objects: 10,
    enums: 10,
};

/// Adds so many of something.
type More = fn(&mut Sizes, usize);

/// What is counted: one more of it, and the lines that this may take, documentation included. Whoever
/// needs fewer writes the smaller number here.
const BUDGETS: [(&str, More, usize); 3] = [
    ("operation", |sizes, more| sizes.operations += more, 37),
    ("object", |sizes, more| sizes.objects += more, 12),
    ("enum", |sizes, more| sizes.enums += more, 11),
];

#[test]
fn each_item_keeps_to_its_budget() {
    let base = lines(BASE);
    for (what, add, budget) in BUDGETS {
        let of = |more| {
            let mut sizes = BASE;
            add(&mut sizes, more);
            lines(sizes) - base
        };
        assert_eq!(of(1), budget, "lines of one more {what}");
        assert_eq!(of(20), 20 * budget, "lines of 20 more of {what}");
    }
}

/// A crate of middle size.
const MIDDLE: Sizes = Sizes {
    operations: 60,
    objects: 100,
    enums: 40,
};

/// Lines, bytes and functions of the files of a kind, which are those in a folder of `src/` or, `.`,
/// in none. What a macro of the runtime makes of a line is no function here.
type Size = [usize; 3];

/// What is there may be less than this by a twentieth; whoever saves more writes the smaller numbers
/// here. Only the runtime may grow, with what it can do.
const KINDS: [(&str, Size); 5] = [
    (".", [249, 7690, 20]),
    ("codec", [3, 190, 0]),
    ("operations", [2234, 68_250, 60]),
    ("runtime", [11_115, 359_420, 816]),
    ("types", [1666, 46_440, 0]),
];

#[test]
fn each_kind_of_file_keeps_to_its_budget() {
    let files = rust(MIDDLE);
    let mut sizes: BTreeMap<&str, Size> = BTreeMap::new();
    for (path, text) in &files {
        let kind = path
            .strip_prefix("src/")
            .and_then(|path| path.split_once('/'));
        let size = sizes
            .entry(kind.map_or(".", |(folder, _)| folder))
            .or_default();
        let functions = text.lines().filter(|line| is_function(line)).count();
        for (sum, more) in size
            .iter_mut()
            .zip([text.lines().count(), text.len(), functions])
        {
            *sum += more;
        }
    }
    let budgets = BTreeMap::from(KINDS);
    let kept = |(kind, size): (&&str, &Size)| {
        let budget = budgets.get(kind).unwrap_or(&[0; 3]);
        let mut pairs = size.iter().zip(budget);
        pairs.all(|(size, budget)| size <= budget && size * 20 >= budget * 19)
    };
    assert!(
        sizes.len() == budgets.len() && sizes.iter().all(kept),
        "lines, bytes and functions are {sizes:?}; the budget is {budgets:?}"
    );
}

fn is_function(line: &str) -> bool {
    let words = line.split('(').next().unwrap_or_default();
    words.split(['<', ' ']).any(|word| word == "fn") && !words.contains("//")
}

fn lines(sizes: Sizes) -> usize {
    let files = rust(sizes);
    files.values().map(|text| text.lines().count()).sum()
}

/// The files of a crate that are Rust.
fn rust(sizes: Sizes) -> BTreeMap<String, String> {
    let mut diagnostics = Diagnostics::default();
    let text = description(sizes);
    let sources = load::load_text(Path::new("budget.yaml"), text, &mut diagnostics);
    let sources = sources.expect("a description");
    let policy = Policy::default_for("budget");
    let mut files = generate_loaded(&sources, &policy, &mut diagnostics).expect("a crate");
    files.retain(|path, _| path.ends_with(".rs"));
    files
}

/// Operations with a rule, an optional parameter, a body and an error; objects of five properties that
/// travel both ways; enums of three values.
fn description(sizes: Sizes) -> String {
    let mut text = String::from(
        "openapi: 3.0.3\ninfo: {title: Budget, version: '1'}\ntags: [{name: all}]\npaths:\n",
    );
    for n in 100..100 + sizes.operations {
        let _ = write!(
            text,
            "  /things/{n}/{{id}}:
    put:
      operationId: putThing{n}
      tags: [all]
      parameters:
        - {{name: id, in: path, required: true, description: Which., schema: {{type: string, pattern: '^a'}}}}
        - {{name: dry, in: query, description: Whether to try only., schema: {{type: boolean}}}}
      requestBody: {{required: true, content: {{application/json: {{schema: {{$ref: '#/components/schemas/All'}}}}}}}}
      responses:
        '200': {{description: Good., content: {{application/json: {{schema: {{$ref: '#/components/schemas/All'}}}}}}}}
        default: {{description: Bad., content: {{application/json: {{schema: {{$ref: '#/components/schemas/Problem'}}}}}}}}
"
        );
    }
    text.push_str("components:\n  schemas:\n    Problem: {type: object, properties: {code: {type: string}}}\n");
    for n in 100..100 + sizes.objects {
        let _ = writeln!(
            text,
            "    Object{n}: {{type: object, required: [a, b], properties: {{a: {{type: string}}, b: {{type: integer}}, c: {{type: string}}, d: {{type: boolean}}, e: {{type: string, nullable: true}}}}}}"
        );
    }
    for n in 100..100 + sizes.enums {
        let _ = writeln!(
            text,
            "    Enum{n}: {{type: string, enum: [a{n}, b{n}, c{n}]}}"
        );
    }
    text.push_str("    All:\n      type: object\n      properties:\n");
    for (kind, count) in [("Object", sizes.objects), ("Enum", sizes.enums)] {
        for n in 100..100 + count {
            let _ = writeln!(
                text,
                "        {kind}{n}: {{$ref: '#/components/schemas/{kind}{n}'}}"
            );
        }
    }
    text
}
