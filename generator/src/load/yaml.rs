//! Writes YAML that readers of version 1.1 and of 1.2 take for the same: what the one takes for a
//! text may be a date, a number or a truth value to the other, so such a text is quoted (which
//! `serde_yaml` does not do: it writes `yes` and `2023-01-01` as they are).

use serde_json::{Number, Value};

/// One document.
pub(super) fn write(value: &Value) -> String {
    let mut text = String::new();
    match value {
        Value::Object(map) if !map.is_empty() => children(&mut text, value, 0),
        Value::Array(items) if !items.is_empty() => children(&mut text, value, 0),
        other => node(&mut text, other, 1),
    }
    text
}

/// A value behind its key or dash, up to the end of its last line.
fn node(text: &mut String, value: &Value, depth: usize) {
    match value {
        Value::Object(map) if map.is_empty() => text.push_str(" {}\n"),
        Value::Array(items) if items.is_empty() => text.push_str(" []\n"),
        Value::Object(_) | Value::Array(_) => {
            text.push('\n');
            children(text, value, depth);
        }
        Value::String(string) if is_block(string) => block(text, string, depth),
        Value::String(string) => line(text, &scalar(string)),
        Value::Number(value) => line(text, &number(value)),
        Value::Null => line(text, "null"),
        Value::Bool(value) => line(text, if *value { "true" } else { "false" }),
    }
}

fn line(text: &mut String, scalar: &str) {
    text.push(' ');
    text.push_str(scalar);
    text.push('\n');
}

fn children(text: &mut String, value: &Value, depth: usize) {
    match value {
        Value::Object(map) => {
            for (key, value) in map {
                indent(text, depth);
                text.push_str(&scalar(key));
                text.push(':');
                node(text, value, depth + 1);
            }
        }
        Value::Array(items) => {
            for item in items {
                indent(text, depth);
                text.push('-');
                let start = text.len();
                node(text, item, depth + 1);
                // The first entry of an object in a list stands behind the dash.
                let is_object = item.as_object().is_some_and(|map| !map.is_empty());
                if is_object {
                    text.replace_range(start..start + 1 + 2 * (depth + 1), " ");
                }
            }
        }
        _ => {}
    }
}

fn indent(text: &mut String, depth: usize) {
    text.extend(std::iter::repeat_n("  ", depth));
}

/// A text of several lines, none of which a block would change.
fn is_block(text: &str) -> bool {
    text.contains('\n')
        && !text.starts_with([' ', '\n'])
        && !text.ends_with(' ')
        && !text.contains(|c: char| is_odd(c) && c != '\n')
        && !text
            .lines()
            .any(|line| line.ends_with([' ', '\t']) || line.starts_with('\t'))
}

fn block(text: &mut String, string: &str, depth: usize) {
    let ends = string.len() - string.trim_end_matches('\n').len();
    text.push_str(match ends {
        0 => " |-\n",
        1 => " |\n",
        _ => " |+\n",
    });
    for line in string.strip_suffix('\n').unwrap_or(string).split('\n') {
        if !line.is_empty() {
            indent(text, depth);
            text.push_str(line);
        }
        text.push('\n');
    }
}

/// Characters that stand in quotes only as an escape.
fn is_odd(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}'
        )
}

fn scalar(text: &str) -> String {
    if text.contains(is_odd) {
        return quoted(text);
    }
    if is_plain(text) {
        return text.to_owned();
    }
    format!("'{}'", text.replace('\'', "''"))
}

fn quoted(text: &str) -> String {
    let mut quoted = String::from('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            '\n' => quoted.push_str("\\n"),
            '\t' => quoted.push_str("\\t"),
            '\r' => quoted.push_str("\\r"),
            c if is_odd(c) => quoted.push_str(&format!("\\u{:04X}", u32::from(c))),
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

/// A text that no reader takes for anything else. It starts with a letter or a slash: numbers,
/// dates and indicators don't.
fn is_plain(text: &str) -> bool {
    const WORDS: [&str; 9] = ["null", "true", "false", "yes", "no", "on", "off", "y", "n"];
    text.starts_with(|c: char| c.is_ascii_alphabetic() || "/_".contains(c))
        && !text.ends_with([' ', ':'])
        && !text.contains(": ")
        && !text.contains(" #")
        && !WORDS.iter().any(|word| text.eq_ignore_ascii_case(word))
}

/// A float has a point in version 1.1.
fn number(number: &Number) -> String {
    let text = number.to_string();
    match text.split_once('e') {
        Some((digits, exponent)) if !digits.contains('.') => format!("{digits}.0e{exponent}"),
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::load::Format;

    fn read(text: &str) -> Value {
        crate::load::value::read(text, Format::Yaml).unwrap().0
    }

    #[test]
    fn reads_back_as_it_was() {
        let texts = [
            "",
            " ",
            "a",
            "a b",
            "a: b",
            "a:b",
            "a #b",
            "a#b",
            "- a",
            "-",
            "?",
            "*a",
            "&a",
            "!a",
            "%a",
            "@a",
            "`a`",
            "{a}",
            "[a]",
            "'a'",
            "\"a\"",
            "it's",
            "\\",
            "yes",
            "No",
            "null",
            "~",
            "1",
            "1.5",
            "0x1",
            "2023-01-01",
            "1:30",
            ".inf",
            "a\nb",
            "a\nb\n",
            "a\n\nb\n\n",
            "\na",
            " a\nb",
            "a \nb",
            "a\n  b\n c",
            "a\tb",
            "\ta",
            "a\r\nb",
            "é😀",
            "a\u{2028}b",
            "\u{7f}",
            "a\u{0}",
            "a:",
            "/a/{b}",
            "#/a",
            "...",
            "---",
            "a\n---\nb",
            "|",
            ">",
            "a\n# b",
            "a,b",
            "<<",
            "=",
            "\n",
            "a\n ",
            "key: |",
        ];
        let map: serde_json::Map<_, _> = texts
            .iter()
            // As a key it is YAML 1.1's merge key, quoted or not.
            .filter(|text| **text != "<<")
            .map(|text| {
                (
                    (*text).to_owned(),
                    json!([text, {"a": text, "b": [[], {}, [text]]}]),
                )
            })
            .collect();
        let value = json!({
            "texts": map,
            "numbers": [0, -1, 1.5, 1e30, -2.5e-7, u64::MAX, i64::MIN],
            "rest": [null, true, false, [[[1]], [2]], {"a": {"b": {}}}],
        });
        let text = write(&value);
        assert_eq!(read(&text), value, "{text}");
        for scalar in [json!("a"), json!([]), json!(1), json!("a\nb\n")] {
            assert_eq!(read(&write(&scalar)), scalar);
        }
    }

    #[test]
    fn looks_like_yaml_by_hand() {
        let value = json!({"a": {"b": [{"c": 1, "d": ["e"]}, "2023-01-01"]}, "text": "one\ntwo\n", "no": "no"});
        let expected = "a:\n  b:\n    - c: 1\n      d:\n        - e\n    - '2023-01-01'\ntext: |\n  one\n  two\n'no': 'no'\n";
        assert_eq!(write(&value), expected);
    }
}
