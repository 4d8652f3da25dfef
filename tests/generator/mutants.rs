//! No description makes the generator panic, and what it writes is Rust.

use std::fs;
use std::panic::AssertUnwindSafe;
use std::path::Path;
use std::time::{Duration, Instant};

use generator::config::Policy;
use generator::diagnostics::{Diagnostics, render};
use generator::load;
use serde_json::Value;

use crate::mutation::{Random, mutate};
use crate::support::{cases, generate_loaded, spec};

/// How many mutants are tried, if time allows. `MUTANTS=20000` tries that many, however long it takes.
const MUTANTS: u64 = 3000;
/// No more time than this, so that the test stays quick on a slow machine.
const TIME: Duration = Duration::from_secs(18);
/// However slow the machine: fewer would be no test.
const AT_LEAST: u64 = 200;

#[test]
fn mutants() {
    let seeds: Vec<(String, Value)> = cases()
        .into_iter()
        .map(|case| {
            let sources = load::load(&spec(&case), &mut Diagnostics::default()).unwrap();
            (case, sources.root().clone())
        })
        .collect();
    let wanted = std::env::var("MUTANTS").ok();
    let wanted = wanted.map(|number| number.parse().expect("MUTANTS is a number"));
    let start = Instant::now();
    let (mut tried, mut generated) = (0, 0);
    for number in 0..wanted.unwrap_or(MUTANTS) {
        if wanted.is_none() && start.elapsed() > TIME && number >= AT_LEAST {
            break;
        }
        let mut random = Random(number);
        let (case, root) = &seeds[random.below(seeds.len())];
        let mut mutant = root.clone();
        for _ in 0..=random.below(2) {
            mutate(&mut mutant, &mut random);
        }
        let text = serde_json::to_string_pretty(&mutant).unwrap();
        let outcome = std::panic::catch_unwind(AssertUnwindSafe(|| {
            try_one(Path::new("mutant.json"), &text)
        }));
        match outcome {
            Ok(is_generated) => generated += u64::from(is_generated),
            Err(_) => panic!("mutant {number} of the case {case}:\n{text}"),
        }
        tried += 1;
    }
    println!("{generated} of {tried} mutants generated");
    // Most mutants are still good for something, and not all of them.
    assert!(generated > tried / 4, "{generated} of {tried} generated");
    assert!(generated < tried, "{generated} of {tried} generated");
}

/// Text that ends too early, or has a character too many, is a problem and no panic.
#[test]
fn broken_text() {
    let (mut random, mut refused) = (Random(7), 0);
    for case in cases() {
        let text = fs::read_to_string(spec(&case)).unwrap();
        for _ in 0..8 {
            let mut at = random.below(text.len());
            while !text.is_char_boundary(at) {
                at -= 1;
            }
            let noise = [
                "", ":", "{", "]", "\"", "- ", "&a", "*a", "\t", "\u{0}", "%", "|",
            ];
            let noise = noise[random.below(noise.len())];
            let broken = if noise.is_empty() {
                text[..at].to_owned()
            } else {
                format!("{}{noise}{}", &text[..at], &text[at..])
            };
            let outcome = std::panic::catch_unwind(|| try_one(Path::new("broken.yaml"), &broken));
            refused += usize::from(!outcome.unwrap_or_else(|_| panic!("{case}:\n{broken}")));
        }
    }
    assert!(refused > 20, "only {refused} refused");
}

/// Generates, and tells whether that went well.
fn try_one(path: &Path, text: &str) -> bool {
    let mut diagnostics = Diagnostics::default();
    let Ok(sources) = load::load_text(path, text.to_owned(), &mut diagnostics) else {
        return false;
    };
    let result = generate_loaded(&sources, &Policy::default_for("mutant"), &mut diagnostics);
    match result {
        Ok(files) => {
            // The files of the runtime are the same for all.
            let rust = files
                .iter()
                .filter(|(path, _)| path.ends_with(".rs") && !path.starts_with("src/runtime/"));
            for (path, text) in rust {
                let problem = syn::parse_file(text).err();
                assert!(problem.is_none(), "{path} is no Rust: {problem:?}");
            }
            true
        }
        Err(problems) => {
            assert!(problems.has_errors());
            let text = render(&problems, &sources, None, false);
            assert!(!text.contains("error[template]"), "{text}");
            false
        }
    }
}

/// Schemas that lead to one another in a long line must not use up the stack.
#[test]
fn long_chains_of_schemas_are_no_problem() {
    let link = |index: usize, chained: bool| {
        let next = format!("{{$ref: '#/components/schemas/A{}'}}", index + 1);
        match chained {
            false => format!("    A{index}: {{type: object, properties: {{x: {next}}}}}\n"),
            true => format!("    A{index}: {{allOf: [{next}, {{type: object}}]}}\n"),
        }
    };
    for chained in [false, true] {
        let mut text = String::from(
            "openapi: 3.0.3\ninfo: {title: Chain, version: '1'}\npaths:\n  /a:\n    get:\n      operationId: a\n      responses:\n        '200':\n          description: Done.\n          content: {application/json: {schema: {$ref: '#/components/schemas/A0'}}}\ncomponents:\n  schemas:\n",
        );
        (0..2000).for_each(|index| text.push_str(&link(index, chained)));
        text.push_str("    A2000: {type: object, properties: {y: {type: string}}}\n");
        let mut diagnostics = generator::diagnostics::Diagnostics::default();
        let path = std::path::Path::new("chain.yaml");
        let sources = generator::load::load_text(path, text, &mut diagnostics).expect("it loads");
        let policy = generator::config::Policy::default_for("chain");
        let options = generator::Options::default();
        let generated = generator::generate(&sources, &policy, &options, &mut diagnostics);
        let types = generated
            .map(|generated| generated.types)
            .expect("it generates");
        assert_eq!(types, if chained { 1 } else { 2001 });
    }
}
