//! The text of a lock: one decision a line, sorted, so that a review shows what is new.

use std::collections::BTreeSet;

use super::{Given, Lock, LockedOperation, LockedType};

const HEAD: &str = "\
# What the crate is held to: the names that its users have, where a field is boxed, and which error an
# operation has. Written by the generator, for what could have come out otherwise because of something
# else in the description.
# Commit it. To choose a name yourself, use the policy (the .toml file beside); to have everything
# decided anew, remove this file and generate.
";

pub fn render(lock: &Lock) -> String {
    let mut text = HEAD.to_owned();
    for (key, one) in &lock.operations {
        operation(&mut text, key, one);
    }
    for (key, one) in &lock.types {
        locked_type(&mut text, key, one);
    }
    for (table, names) in [("headers", &lock.headers), ("features", &lock.features)] {
        if !names.is_empty() {
            text.push_str(&format!("\n[{table}]\n"));
            given(&mut text, "", names);
        }
    }
    text
}

fn operation(text: &mut String, key: &str, one: &LockedOperation) {
    let mut lines = String::new();
    let names = [
        ("method", &one.method),
        ("builder", &one.builder),
        ("error", &one.error),
        ("output", &one.output),
        ("body", &one.body),
    ];
    for (what, name) in names {
        line(&mut lines, what, name.as_deref());
    }
    let failure = one.failure.as_ref().map(ToString::to_string);
    line(&mut lines, "failure", failure.as_deref());
    for (location, names) in &one.parameters {
        given(&mut lines, &format!("parameters.{location}."), names);
    }
    table(text, "operations", key, &lines);
}

fn locked_type(text: &mut String, key: &str, one: &LockedType) {
    let mut lines = String::new();
    line(&mut lines, "name", one.name.as_deref());
    given(&mut lines, "members.", &one.members);
    line(&mut lines, "rest", one.rest.as_deref());
    list(&mut lines, "boxed", &one.boxed);
    list(&mut lines, "unboxed", &one.unboxed);
    table(text, "types", key, &lines);
}

fn table(text: &mut String, kind: &str, key: &str, lines: &str) {
    if !lines.is_empty() {
        text.push_str(&format!("\n[{kind}.{}]\n{lines}", quoted_key(key)));
    }
}

fn line(text: &mut String, key: &str, value: Option<&str>) {
    if let Some(value) = value {
        text.push_str(&format!("{key} = {}\n", quoted(value)));
    }
}

fn given(text: &mut String, prefix: &str, names: &Given) {
    for (key, name) in names {
        line(text, &format!("{prefix}{}", quoted_key(key)), Some(name));
    }
}

fn list(text: &mut String, key: &str, values: &BTreeSet<String>) {
    if !values.is_empty() {
        let lines: String = values
            .iter()
            .map(|value| format!("  {},\n", quoted(value)))
            .collect();
        text.push_str(&format!("{key} = [\n{lines}]\n"));
    }
}

/// A key of TOML, quoted where it has to be.
fn quoted_key(key: &str) -> String {
    let is_bare = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    if !key.is_empty() && key.chars().all(is_bare) {
        key.to_owned()
    } else {
        quoted(key)
    }
}

/// A string of TOML on one line.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            c if c.is_control() => quoted.push_str(&format!("\\U{:08X}", c as u32)),
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::lock::LockedFailure;
    use crate::model::Status;

    #[test]
    fn failures_are_read_as_they_are_written() {
        let place = |name: &str| Some(format!("#/components/schemas/{name}"));
        for failure in [
            LockedFailure::None,
            LockedFailure::Own,
            LockedFailure::Shared {
                body: "#/components/schemas/404 - | x".to_owned(),
                ranges: vec![Status::Default],
            },
            LockedFailure::Answers(vec![(Status::Code(304), None)]),
            LockedFailure::Answers(vec![
                (Status::Code(404), place("a b")),
                (Status::Class(4), place("c")),
                (Status::Default, None),
            ]),
        ] {
            assert_eq!(LockedFailure::from(failure.to_string()), failure);
        }
    }

    #[test]
    fn what_is_written_is_read() {
        let given = |pairs: &[(&str, &str)]| -> Given {
            pairs
                .iter()
                .map(|(key, name)| ((*key).to_owned(), (*name).to_owned()))
                .collect()
        };
        let odd = given(&[("a", "a"), ("", "empty"), ("x.y \"\\\n\u{7f}日", "x_y")]);
        let operation = LockedOperation {
            method: Some("get_pet".to_owned()),
            failure: Some(LockedFailure::Shared {
                body: "#/components/schemas/a b".to_owned(),
                ranges: vec![Status::Class(4), Status::Default],
            }),
            parameters: BTreeMap::from([("query".to_owned(), odd.clone())]),
            ..LockedOperation::default()
        };
        let ty = LockedType {
            name: Some("Pet".to_owned()),
            members: odd.clone(),
            boxed: BTreeSet::from(["#/a".to_owned(), "#/b\"".to_owned()]),
            ..LockedType::default()
        };
        let lock = Lock {
            operations: BTreeMap::from([("GET /pets/{id}".to_owned(), operation)]),
            types: BTreeMap::from([("#/components/schemas/Pet".to_owned(), ty)]),
            headers: odd.clone(),
            features: odd,
        };
        assert_eq!(Lock::parse(&lock.render()), Ok(lock));
        assert_eq!(Lock::parse(&Lock::default().render()), Ok(Lock::default()));
        assert!(Lock::parse("names = 1").is_err());
    }
}
