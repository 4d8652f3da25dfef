//! The forms of a review for other tools: SARIF, GitHub Actions, a CHANGELOG; and what is ignored.

use std::collections::BTreeSet;

use generator::config::PolicySource;
use generator::diff::preset::Preset;
use generator::diff::relation::Severity;
use generator::diff::review::Review;
use generator::diff::rust::Bump;
use generator::diff::{self, Settings, changelog, github, html, ignore, sarif};
use serde_json::Value;

use crate::rust::{base, input};

fn review() -> Review {
    let new = base()
        .replace("enum: [cat, dog]", "enum: [cat, cow]")
        .replace(
            "{name: limit, in: query,",
            "{name: limit, in: query, required: true,",
        )
        .replace("description: None.", "description: Nothing.")
        .replace(
            "        kind: {$ref",
            "        more: {type: string}\n        kind: {$ref",
        );
    diff::review(&input(base()), &input(&new), &Settings::default())
}

fn ignored(text: &str) -> ignore::Ignored {
    let source = PolicySource {
        path: "ignore.toml".into(),
        text: text.to_owned(),
    };
    ignore::read(&source).unwrap_or_else(|problems| panic!("{problems}"))
}

#[test]
fn sarif_has_all_that_its_readers_ask_for() {
    let mut review = review();
    let rule = "[[ignore]]\nrule = \"enum-value-added\"\nreason = \"Known.\"\n";
    ignored(rule).apply(&mut review, None);
    let log: Value = serde_json::from_str(&sarif::render(&review)).unwrap();
    assert_eq!(log["version"], "2.1.0");
    let run = &log["runs"][0];
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    let rules: BTreeSet<&str> = rules
        .iter()
        .map(|rule| rule["id"].as_str().unwrap())
        .collect();
    let results = run["results"].as_array().unwrap();
    let wire: usize = review.entries.iter().map(|entry| entry.changes.len()).sum();
    let rust: usize = review.entries.iter().map(|entry| entry.rust.len()).sum();
    assert_eq!(results.len(), wire + rust);
    let mut prints = BTreeSet::new();
    for result in results {
        assert!(
            rules.contains(result["ruleId"].as_str().unwrap()),
            "{result}"
        );
        assert!(["error", "warning", "note"].contains(&result["level"].as_str().unwrap()));
        assert!(!result["message"]["text"].as_str().unwrap().is_empty());
        assert!(prints.insert(result["partialFingerprints"]["openapiChange/v1"].to_string()));
        let place = &result["locations"][0]["physicalLocation"];
        assert_eq!(place["artifactLocation"]["uri"], "pets.yaml");
        assert!(place["region"]["startLine"].as_u64().unwrap() > 1);
    }
    let suppressed = results
        .iter()
        .filter(|result| result.get("suppressions").is_some());
    let suppressed: Vec<_> = suppressed.collect();
    assert_eq!(suppressed.len(), 1);
    assert_eq!(suppressed[0]["ruleId"], "enum-value-added");
    assert_eq!(suppressed[0]["suppressions"][0]["justification"], "Known.");
}

#[test]
fn annotations_are_one_line_each() {
    let text = github::render(&review());
    let expected = "\
::error file=pets.yaml,line=11,col=11,title=operation GET /pets/{id}::breaking: parameters/1: the parameter `limit` became required%0ARust major: client::Client::get_pet: it takes 2 arguments, not 1%0ARust major: operations::GetPet::limit: the method is gone
::error file=pets.yaml,line=39,col=38,title=schema Kind::risky: enum/1: the value `cow` was added%0ARust major: types::Kind::Dog: the variant is gone
::notice title=API review::wire breaking, Rust major, version bump major: 1 breaking, 1 risky, 1 compatible, 0 ignored
";
    assert_eq!(text, expected);
}

#[test]
fn a_changelog_tells_users_of_the_crate() {
    let mut review = review();
    review.check_version();
    let expected = "\
## 0.2.0

### Breaking in Rust

- `client::Client::get_pet`: it takes 2 arguments, not 1: `fn get_pet(&self, id: &str) -> GetPet<'_>` → `fn get_pet(&self, id: &str, limit: i32) -> GetPet<'_>`
- `operations::GetPet::limit`: the method is gone
- `types::Kind::Dog`: the variant is gone

### Breaking on the wire

- operation `GET /pets/{id}`, `parameters/1`: the parameter `limit` became required

### Added

- `types::Kind::Cow`: the variant is new
- `types::Pet::more`: the field is new

### May behave differently

- schema `Kind`, `enum/1`: the value `cow` was added
";
    assert_eq!(changelog::render(&review), expected);
}

#[test]
fn what_is_ignored_does_not_count() {
    let mut review = review();
    assert_eq!(review.summary.rust, Some(Bump::Major));
    let text = "\
[[ignore]]
pointer = \"#/paths/~1pets~1{id}/*\"
operation = \"GET *\"
reason = \"The limit was always needed.\"

[[ignore]]
item = \"*::GetPet::limit\"
reason = \"As above.\"

[[ignore]]
item = \"client::Client::get_pet\"
reason = \"As above.\"

[[ignore]]
item = \"types::Kind::Dog\"
reason = \"There never was a dog.\"
expires = \"2026-01-31\"
";
    let problems = ignored(text).apply(&mut review, Some("2026-01-31"));
    assert!(!problems.has_errors(), "{problems}");
    assert_eq!(review.summary.wire, Severity::Risky);
    assert_eq!(review.summary.rust, Some(Bump::Minor));
    assert_eq!(review.summary.ignored, 1);
}

#[test]
fn what_fits_nothing_or_has_ended_is_an_error() {
    for (rule, today, code) in [
        (
            "rule = \"body-removed\"",
            "2026-01-01",
            "unused-ignore-entry",
        ),
        (
            "rule = \"*\"\nexpires = \"2026-01-31\"",
            "2026-02-01",
            "expired-ignore-entry",
        ),
        (
            "fingerprint = \"0000000000000000\"",
            "2026-01-01",
            "unused-ignore-entry",
        ),
        (
            "rule = \"*\"\nitem = \"*\"",
            "2026-01-01",
            "unused-ignore-entry",
        ),
    ] {
        let text = format!("[[ignore]]\nreason = \"Why not.\"\n{rule}\n");
        let mut review = review();
        let before = review.summary.breaking;
        let problems = ignored(&text).apply(&mut review, Some(today));
        let codes: Vec<_> = problems.iter().map(|problem| problem.code).collect();
        assert_eq!(codes, [code], "{rule}");
        assert_eq!(review.summary.breaking, before);
    }
    for (text, code) in [
        ("[[ignore]]\nrule = \"a\"\n", "invalid-ignore-file"),
        ("[[ignore]]\nreason = \"a\"\n", "invalid-ignore-entry"),
        (
            "[[ignore]]\nrule = \"a\"\nreason = \" \"\n",
            "invalid-ignore-entry",
        ),
        (
            "[[ignore]]\nrule = \"a\"\nreason = \"a\"\nexpires = \"soon\"\n",
            "invalid-ignore-entry",
        ),
        ("[[ignored]]\n", "invalid-ignore-file"),
        ("[[", "invalid-ignore-file"),
    ] {
        let source = PolicySource {
            path: "ignore.toml".into(),
            text: text.to_owned(),
        };
        let problems = ignore::read(&source).unwrap_err();
        let codes: Vec<_> = problems.iter().map(|problem| problem.code).collect();
        assert_eq!(codes, [code], "{text}");
    }
}

#[test]
fn an_entry_is_ignored_by_its_fingerprint() {
    let mut review = review();
    let print = review.entries[0].fingerprint.clone();
    let rule = format!("[[ignore]]\nfingerprint = \"{print}\"\nreason = \"Known.\"\n");
    let problems = ignored(&rule).apply(&mut review, None);
    assert!(!problems.has_errors());
    assert_eq!(review.entries[0].ignored.as_deref(), Some("Known."));
    assert_eq!(review.summary.wire, Severity::Risky);
}

#[test]
fn presets_are_for_other_clients() {
    let with = |preset: Preset| {
        let mut review = review();
        preset.apply(&mut review);
        let kind = review
            .entries
            .iter()
            .find(|entry| entry.name == "Kind")
            .unwrap();
        (kind.severity, review.summary.breaking)
    };
    assert_eq!(with(Preset::Standard), (Severity::Risky, 1));
    assert_eq!(with(Preset::Strict), (Severity::Breaking, 2));
    assert_eq!(with(Preset::Generated), (Severity::Compatible, 1));
}

#[test]
fn a_page_needs_nothing_else_and_keeps_text_as_text() {
    let hostile = "</script><script>alert(1)</script>";
    let new = base().replace(
        "enum: [cat, dog]",
        &format!("enum: [cat, \"{hostile}\", \"{{{{entries}}}}\"]"),
    );
    let (old, new) = (input(base()), input(&new));
    let review = diff::review(&old, &new, &Settings::default());
    let page = html::render(&review, &old, &new);
    assert_eq!(page.matches("<article").count(), review.entries.len());
    assert_eq!(page.matches("<script>").count(), 1);
    assert!(!page.contains("alert(1)</script>"));
    for outside in ["http:", "https:", "src=", "@import", "url("] {
        assert!(!page.contains(outside), "{outside}");
    }
    assert!(page.contains("<td class=\"went\">    Dog,</td>"), "{page}");
    assert!(page.contains("<td class=\"went\">Kind: {type: string, enum: [cat, dog]}</td>"));
}
