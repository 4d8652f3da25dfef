//! Path Item Objects and Operation Objects (OpenAPI 3.0.3, 4.7.9 and 4.7.10).

use std::collections::HashMap;

use openapiv3::{RequestBody, SecurityRequirement};
use serde_json::Value;

use super::path::{Part, parts, template};
use super::{Lowerer, Outcome};
use crate::diagnostics::{At, Diagnostic};
use crate::model::{
    Body, Docs, Link, Location, Method, Operation, Parameter, PathTemplate, Response, Responses,
    Status, Style, Type, TypeUse,
};
use crate::pointer::Pointer;
use crate::resolve::Cut;

const CUTS: [(&str, Cut); 5] = [
    ("parameters", Cut::Each),
    ("requestBody", Cut::One),
    ("responses", Cut::Each),
    ("callbacks", Cut::Drop),
    ("servers", Cut::Drop),
];

impl Lowerer<'_, '_> {
    pub(super) fn operations(&mut self, paths: &Pointer) -> Vec<Operation> {
        match self.resolver.get(paths) {
            Some(Value::Object(_)) => {}
            found => {
                let (at, message) = match found {
                    Some(_) => (paths.clone(), "`paths` is not an object"),
                    None => (self.resolver.root().clone(), "there is no `paths` object"),
                };
                self.diagnostics.push(
                    Diagnostic::error("missing-paths", At::Value(at), message)
                        .hint("`paths` maps each path to its operations; it may be empty"),
                );
                return Vec::new();
            }
        }
        let global = self.requirements(&self.resolver.root().child("security"));
        let mut operations = Vec::new();
        for path in self
            .resolver
            .keys(paths)
            .into_iter()
            .filter(|path| !path.starts_with("x-"))
        {
            let item = paths.child(path);
            let followed = self.resolver.follow(&item);
            let Some(item) = self.keep(followed, "its operations are left out") else {
                continue;
            };
            if !self.selected.has_path(path) {
                continue;
            }
            if !path.starts_with('/') {
                self.defect(
                    "relative-path",
                    &item,
                    format!("the path `{path}` does not start with `/`"),
                    "a `/` is put before it",
                );
            }
            self.report_left_out(&item, &["query", "additionalOperations"]);
            for method in Method::ALL {
                let at = item.child(method.key());
                if self.resolver.get(&at).is_some() && self.selected.has(path, method.key()) {
                    let outcome = self.operation(path, method, &item, &at, &global);
                    let operation = self.keep(outcome, "the operation is left out");
                    operations.extend(operation.flatten());
                }
            }
        }
        self.make_keys_unique(&mut operations);
        operations
    }

    fn requirements(&mut self, at: &Pointer) -> Vec<SecurityRequirement> {
        let Some(raw) = self.resolver.get(at) else {
            return Vec::new();
        };
        match serde_json::from_value(raw.clone()) {
            Ok(requirements) => requirements,
            Err(error) => {
                self.diagnostics.push(
                    Diagnostic::error(
                        "malformed",
                        At::Value(at.clone()),
                        format!("this is not a list of security requirements: {error}"),
                    )
                    .hint("write `security: [{schemeName: []}]`"),
                );
                Vec::new()
            }
        }
    }

    fn operation(
        &mut self,
        path: &str,
        method: Method,
        item: &Pointer,
        at: &Pointer,
        global: &[SecurityRequirement],
    ) -> Outcome<Option<Operation>> {
        let source: openapiv3::Operation = self.resolver.read(at, "operation", &CUTS)?;
        self.report_left_out(at, &["callbacks"]);
        let server = self.own_server(item, at);
        let tag = source.tags.first().map(|name| self.tag(name));
        let mut parameters = self.parameters(item, at);
        let template = self.path_template(path, at, &mut parameters);
        let Some(body) = self.body(&at.child("requestBody"))? else {
            return Ok(None);
        };
        let body = self.without_parts(body, &mut parameters);
        let responses = self.responses(&at.child("responses"));
        let security = match &source.security {
            Some(own) => self.security(&at.child("security"), own),
            None => self.security(&self.resolver.root().child("security"), global),
        };
        Ok(Some(Operation {
            key: source
                .operation_id
                .unwrap_or_else(|| format!("{} {path}", method.name())),
            method,
            path: template,
            server,
            parameters,
            body,
            responses,
            security,
            tag,
            docs: Docs {
                title: source.summary,
                description: source.description,
                deprecated: source.deprecated,
                link: source.external_docs.map(|link| Link {
                    url: link.url,
                    text: link.description,
                }),
                example: None,
            },
            at: at.clone(),
        }))
    }

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
                [Part::Name(of)] => bind_query(parameters, name, of, at),
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
        (before, self.query_of(path, query, at, parameters))
    }

    /// Binds the names in the path to the path parameters. What is not
    /// declared is a string; what the path does not name is left out.
    fn path_template(
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

    /// `None`: the operation can't be carried over, for want of a media type.
    fn body(&mut self, place: &Pointer) -> Outcome<Option<Option<Body>>> {
        if self.resolver.get(place).is_none() {
            return Ok(Some(None));
        }
        let at = self.resolver.follow(place)?;
        let body: RequestBody =
            self.resolver
                .read(&at, "request body", &[("content", Cut::Hollow)])?;
        if !body.required && self.is_empty_form(&at.child("content")) {
            return Ok(Some(None));
        }
        let Some(media) = self.media(&at.child("content")) else {
            self.defect(
                "unsupported-request-body",
                &at,
                "no media type of this request body is supported".to_owned(),
                "the operation is left out",
            );
            return Ok(None);
        };
        let docs = Docs {
            description: body.description,
            ..Docs::default()
        };
        Ok(Some(Some(Body {
            required: body.required,
            media,
            docs,
            at,
        })))
    }

    fn responses(&mut self, at: &Pointer) -> Responses {
        let mut responses = Responses::default();
        for key in self
            .resolver
            .keys(at)
            .into_iter()
            .filter(|key| !key.starts_with("x-"))
        {
            let place = at.child(key);
            let Some(status) = status(key) else {
                self.defect(
                    "invalid-status",
                    &place,
                    format!("`{key}` is not a status code, a class such as `4XX`, or `default`"),
                    "the response is left out",
                );
                continue;
            };
            let outcome = self.response(status, &place);
            let Some(response) = self.keep(outcome, "the response is left out") else {
                continue;
            };
            match status {
                Status::Default => responses.default = Some(response),
                _ if is_success(status) => responses.success.push(response),
                Status::Code(_) | Status::Class(_) => responses.errors.push(response),
            }
        }
        responses.success.sort_by_key(|response| response.status);
        responses.errors.sort_by_key(|response| response.status);
        responses
    }

    fn response(&mut self, status: Status, place: &Pointer) -> Outcome<Response> {
        let at = self.resolver.follow(place)?;
        let cuts = [
            ("headers", Cut::Each),
            ("content", Cut::Hollow),
            ("links", Cut::Drop),
        ];
        let response: openapiv3::Response = self.resolver.read(&at, "response", &cuts)?;
        self.report_left_out(&at, &["links"]);
        let (media, stream) = self.answers(&at.child("content"), is_success(status));
        Ok(Response {
            status,
            media,
            stream,
            headers: self.headers(&at.child("headers")),
            docs: Docs {
                description: Some(response.description),
                ..Docs::default()
            },
            at,
        })
    }

    /// A second operation of the same id goes by its method and path.
    fn make_keys_unique(&mut self, operations: &mut [Operation]) {
        let mut first: HashMap<String, Pointer> = HashMap::new();
        for operation in operations {
            let earlier = first.get(&operation.key).cloned();
            match earlier {
                None => {
                    first.insert(operation.key.clone(), operation.at.clone());
                }
                Some(earlier) => {
                    self.defect(
                        "duplicate-operation-id",
                        &operation.at.child("operationId"),
                        format!(
                            "the operationId `{}` is taken by `{earlier}`",
                            operation.key
                        ),
                        "this operation is named after its method and path",
                    );
                    operation.key = format!("{} {}", operation.method.name(), operation.path.text);
                }
            }
        }
    }
}

fn is_path(parameter: &Parameter, name: &str) -> bool {
    parameter.location == Location::Path && parameter.wire == name
}

/// Makes sure that there is a query parameter for `name={of}` in a path.
fn bind_query(parameters: &mut Vec<Parameter>, name: &str, of: &str, at: &Pointer) {
    let is_query = |one: &Parameter| one.location == Location::Query && one.wire == name;
    if parameters.iter().any(is_query) {
        return;
    }
    let declared = parameters.iter().position(|one| is_path(one, of));
    let declared = declared.map(|index| parameters.remove(index));
    parameters.push(Parameter {
        wire: name.to_owned(),
        location: Location::Query,
        style: Style::Form,
        explode: true,
        ..declared.unwrap_or_else(|| undeclared(of, at))
    });
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

fn is_success(status: Status) -> bool {
    matches!(status, Status::Code(200..=299) | Status::Class(2))
}

fn status(key: &str) -> Option<Status> {
    if key == "default" {
        return Some(Status::Default);
    }
    if let Some(class) = key.strip_suffix("XX").or_else(|| key.strip_suffix("xx")) {
        return class
            .parse()
            .ok()
            .filter(|class| (1..=5).contains(class))
            .map(Status::Class);
    }
    key.parse()
        .ok()
        .filter(|code| (100..=599).contains(code))
        .map(Status::Code)
}
