//! Path templates (OpenAPI 3.0.3, "Path Templating").

use super::Lowerer;
use crate::diagnostics::{At, Diagnostic};
use crate::model::{Docs, Location, Parameter, PathTemplate, Segment, Style, Type, TypeUse};
use crate::pointer::Pointer;

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

impl Lowerer<'_, '_> {
    /// A path key is no URL, but some are written as one. Of a query in it, what is fixed is sent as
    /// it stands, and a placeholder is the parameter of that name.
    fn query_of(
        &mut self,
        path: &str,
        query: &str,
        at: &Pointer,
        parameters: &mut Vec<Parameter>,
    ) -> String {
        let mut fixed = Vec::new();
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            match &parts(value)[..] {
                [] | [Part::Literal(_)] if !name.contains('{') => fixed.push(pair),
                [Part::Name(of)] => bind_query(parameters, path, name, of, at),
                _ => self.defect(
                    "query-in-path",
                    at,
                    format!("`{pair}` in the query of the path `{path}` is text and placeholders"),
                    "it is left out; declare query parameters under `parameters`",
                ),
            }
        }
        fixed.join("&")
    }

    /// A path, and what of a query in it is fixed.
    fn path_and_query<'p>(
        &mut self,
        path: &'p str,
        at: &Pointer,
        parameters: &mut Vec<Parameter>,
    ) -> (&'p str, String) {
        let (rest, fragment) = path.split_once('#').unwrap_or((path, ""));
        let (before, query) = rest.split_once('?').unwrap_or((rest, ""));
        if before == path {
            return (path, String::new());
        }
        let hint = if fragment.is_empty() {
            "what is fixed is sent as it stands; declare query parameters under `parameters`"
        } else {
            "a fragment is left out, and a fixed query sent as it stands; declare query parameters \
             under `parameters`"
        };
        self.diagnostics.push(
            Diagnostic::defect(
                "query-in-path",
                At::Key(at.clone()),
                format!("the path `{path}` has a query or a fragment"),
            )
            .hint(hint),
        );
        (before, self.query_of(before, query, at, parameters))
    }

    /// Binds the names in the path to the path parameters. What is not
    /// declared is a string; what the path does not name is left out.
    pub(super) fn path_template(
        &mut self,
        path: &str,
        at: &Pointer,
        parameters: &mut Vec<Parameter>,
    ) -> PathTemplate {
        let (path, query) = self.path_and_query(path, at, parameters);
        let named: Vec<String> = parts(path)
            .into_iter()
            .filter_map(|part| match part {
                Part::Name(name) => Some(name),
                Part::Literal(_) => None,
            })
            .collect();
        for name in &named {
            if !parameters.iter().any(|parameter| is_path(parameter, name)) {
                self.diagnostics.push(
                    Diagnostic::defect(
                        "undeclared-path-parameter",
                        At::Key(at.clone()),
                        format!(
                            "the path names `{{{name}}}`, but no such path parameter is declared"
                        ),
                    )
                    .hint("it is taken as a string; declare it under `parameters` with `in: path`"),
                );
                parameters.push(undeclared(name, at));
            }
        }
        parameters.retain(|parameter| {
            let unbound = parameter.location == Location::Path && !named.contains(&parameter.wire);
            if unbound {
                self.diagnostics.push(
                    Diagnostic::defect(
                        "unbound-path-parameter",
                        At::Value(parameter.at.clone()),
                        format!(
                            "the path `{path}` does not name the path parameter `{}`",
                            parameter.wire
                        ),
                    )
                    .hint(format!(
                        "it is left out; put `{{{}}}` in the path or remove it",
                        parameter.wire
                    )),
                );
            }
            !unbound
        });
        let text = if path.starts_with('/') {
            path.to_owned()
        } else {
            format!("/{path}")
        };
        let template = template(&text, |name| {
            parameters
                .iter()
                .position(|parameter| is_path(parameter, name))
                .unwrap_or_default()
        });
        let text = match query.is_empty() {
            true => template.text,
            false => format!("{}?{query}", template.text),
        };
        PathTemplate {
            text,
            query,
            ..template
        }
    }
}

/// Makes sure that there is a query parameter for `name={of}` behind a path.
fn bind_query(parameters: &mut Vec<Parameter>, path: &str, name: &str, of: &str, at: &Pointer) {
    let is_query = |one: &Parameter| one.location == Location::Query && one.wire == name;
    if parameters.iter().any(is_query) {
        return;
    }
    let declared = parameters.iter().position(|one| is_path(one, of));
    let is_in_path = parts(path).contains(&Part::Name(of.to_owned()));
    let declared = declared.map(|index| match is_in_path {
        true => parameters[index].clone(),
        false => parameters.remove(index),
    });
    parameters.push(Parameter {
        wire: name.to_owned(),
        location: Location::Query,
        style: Style::Form,
        explode: true,
        ..declared.unwrap_or_else(|| undeclared(of, at))
    });
}

fn is_path(parameter: &Parameter, name: &str) -> bool {
    parameter.location == Location::Path && parameter.wire == name
}

fn undeclared(name: &str, at: &Pointer) -> Parameter {
    Parameter {
        wire: name.to_owned(),
        location: Location::Path,
        style: Style::Simple,
        explode: false,
        allow_reserved: false,
        required: true,
        content_type: None,
        ty: TypeUse::of(Type::String(None)),
        docs: Docs::default(),
        at: at.clone(),
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
