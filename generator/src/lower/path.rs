//! Path templates (OpenAPI 3.0.3, "Path Templating").

use crate::model::{PathTemplate, Segment};

/// A part of a template before its parameters are known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    Literal(String),
    Name(String),
}

/// Splits `/a/{b}.json` into literals and names. A brace without its partner
/// is text.
pub fn parts(text: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some(open) = rest.find('{') {
        let Some(length) = rest[open..].find('}') else {
            break;
        };
        if open > 0 {
            parts.push(Part::Literal(rest[..open].to_owned()));
        }
        parts.push(Part::Name(rest[open + 1..open + length].to_owned()));
        rest = &rest[open + length + 1..];
    }
    if !rest.is_empty() {
        parts.push(Part::Literal(rest.to_owned()));
    }
    parts
}

/// Puts the index of its parameter for each name; `find` knows it.
pub fn template(text: &str, mut find: impl FnMut(&str) -> usize) -> PathTemplate {
    let segments = parts(text)
        .into_iter()
        .map(|part| match part {
            Part::Literal(text) => Segment::Literal(text),
            Part::Name(name) => Segment::Parameter(find(&name)),
        })
        .collect();
    PathTemplate {
        text: text.to_owned(),
        segments,
        query: String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn show(text: &str) -> String {
        parts(text)
            .into_iter()
            .map(|part| match part {
                Part::Literal(text) => format!("'{text}'"),
                Part::Name(name) => format!("<{name}>"),
            })
            .collect()
    }

    #[test]
    fn templates_split_at_braces() {
        assert_eq!(show("/a/{b}.json"), "'/a/'<b>'.json'");
        assert_eq!(show("/{a}:{verb}"), "'/'<a>':'<verb>");
        assert_eq!(show("/plain"), "'/plain'");
        assert_eq!(show("/broken/{a"), "'/broken/{a'");
        assert_eq!(show("{a}{b}"), "<a><b>");
    }
}
