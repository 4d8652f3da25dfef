//! Path Item Objects and Operation Objects (OpenAPI 3.0.3, 4.7.9 and 4.7.10).

use std::sync::Arc;

use foldhash::HashMap;
use openapiv3::{RequestBody, SecurityRequirement};
use serde_json::Value;

use super::{Lowerer, Outcome};
use crate::diagnostics::{At, Diagnostic};
use crate::model::{Body, Docs, Method, Operation, Response, ResponseObject, Responses, Status};
use crate::pointer::Pointer;
use crate::resolve::{Cut, link};

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
                link: source.external_docs.map(link),
                example: None,
            },
            at: at.clone(),
        }))
    }

    /// `None`: the operation can't be carried over, for want of a media type.
    fn body(&mut self, place: &Pointer) -> Outcome<Option<Option<Body>>> {
        if self.resolver.get(place).is_none() {
            return Ok(Some(None));
        }
        let at = self.resolver.follow(place)?;
        let body: RequestBody =
            self.resolver
                .read(&at, "request body", &[("content", Cut::Each)])?;
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
        let key = (at, is_success(status));
        if let Some(object) = self.shared.responses.get(&key) {
            let object = object.clone();
            return Ok(Response { status, object });
        }
        let object = Arc::new(self.response_object(&key.0, key.1)?);
        if key.0 != *place {
            self.shared.responses.insert(key, object.clone());
        }
        Ok(Response { status, object })
    }

    fn response_object(&mut self, at: &Pointer, is_success: bool) -> Outcome<ResponseObject> {
        let cuts = [
            ("headers", Cut::Each),
            ("content", Cut::Each),
            ("links", Cut::Drop),
        ];
        let response: openapiv3::Response = self.resolver.read(at, "response", &cuts)?;
        self.report_left_out(at, &["links"]);
        let (media, stream) = self.answers(&at.child("content"), is_success);
        Ok(ResponseObject {
            media,
            stream,
            headers: self.headers(&at.child("headers")),
            docs: Docs {
                description: Some(response.description),
                ..Docs::default()
            },
            at: at.clone(),
        })
    }

    /// A second operation of the same id goes by its method and path.
    fn make_keys_unique(&mut self, operations: &mut [Operation]) {
        let mut first: HashMap<String, Pointer> = HashMap::default();
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
