//! Parameter Objects and Header Objects (OpenAPI 3.0.3, 4.7.12 and 4.7.21).

use openapiv3::{ParameterData, ParameterSchemaOrContent, PathStyle, QueryStyle};

use super::media::is_json;
use super::{Lowerer, Outcome};
use crate::diagnostics::{At, Diagnostic};
use crate::model::{Docs, Header, Location, Parameter, Style, Type, TypeUse};
use crate::pointer::Pointer;
use crate::resolve::Cut;

const CUTS: [(&str, Cut); 4] = [
    ("schema", Cut::One),
    ("content", Cut::Each),
    ("example", Cut::Drop),
    ("examples", Cut::Drop),
];

impl Lowerer<'_, '_> {
    /// The parameters of an operation: its own, and those of its path that it
    /// doesn't redefine (same name and location).
    pub(super) fn parameters(
        &mut self,
        path_item: &Pointer,
        operation: &Pointer,
    ) -> Vec<Parameter> {
        let mut found: Vec<Parameter> = Vec::new();
        for (level, list) in [path_item, operation].into_iter().enumerate() {
            let list = list.child("parameters");
            let count = self
                .resolver
                .get(&list)
                .and_then(|raw| raw.as_array())
                .map_or(0, Vec::len);
            let inherited = if level == 0 { 0 } else { found.len() };
            for index in 0..count {
                let outcome = self.parameter(&list.index(index));
                let Some(Some(parameter)) = self.keep(outcome, "the parameter is left out") else {
                    continue;
                };
                self.add(&mut found, parameter, inherited, &list.index(index));
            }
        }
        found
    }

    fn add(
        &mut self,
        found: &mut Vec<Parameter>,
        parameter: Parameter,
        inherited: usize,
        at: &Pointer,
    ) {
        let same = found
            .iter()
            .position(|other| other.wire == parameter.wire && other.location == parameter.location);
        match same {
            None => found.push(parameter),
            Some(index) if index < inherited => found[index] = parameter,
            Some(_) => self.defect(
                "duplicate-parameter",
                at,
                format!("the parameter `{}` is declared twice", parameter.wire),
                "the first one is taken",
            ),
        }
    }

    /// `None` for the headers that OpenAPI leaves to other parts.
    fn parameter(&mut self, place: &Pointer) -> Outcome<Option<Parameter>> {
        let at = self.resolver.follow(place)?;
        if let Some(known) = self.shared.parameters.get(&at) {
            return Ok(known.clone());
        }
        let parameter = self.parameter_at(&at)?;
        if at != *place {
            self.shared.parameters.insert(at, parameter.clone());
        }
        Ok(parameter)
    }

    fn parameter_at(&mut self, at: &Pointer) -> Outcome<Option<Parameter>> {
        let parameter: openapiv3::Parameter = self.resolver.read(at, "parameter", &CUTS)?;
        let (location, style, allow_reserved) = match &parameter {
            openapiv3::Parameter::Path { style, .. } => (Location::Path, path_style(style), false),
            openapiv3::Parameter::Query {
                style,
                allow_reserved,
                ..
            } => (Location::Query, query_style(style), *allow_reserved),
            openapiv3::Parameter::Header { .. } => (Location::Header, Style::Simple, false),
            openapiv3::Parameter::Cookie { .. } => (Location::Cookie, Style::Form, false),
        };
        let data = parameter.parameter_data();
        if location == Location::Header && is_reserved_header(&data.name) {
            self.warning(
                "ignored-header-parameter",
                at,
                format!(
                    "the header parameter `{}` is ignored (OpenAPI 3.0.3, 4.7.12.1)",
                    data.name
                ),
                "it follows from the media types and the security schemes",
            );
            return Ok(None);
        }
        let (ty, as_json) = self.parameter_type(at, &data)?;
        let style = if as_json { Style::Json } else { style };
        let docs = Docs {
            description: data.description,
            deprecated: data.deprecated.unwrap_or(false),
            example: self
                .example(at)
                .or_else(|| self.example(&at.child("schema")))
                .map(Box::from),
            ..Docs::default()
        };
        Ok(Some(Parameter {
            explode: data
                .explode
                .unwrap_or(style == Style::Form || style == Style::DeepObject),
            required: data.required || location == Location::Path,
            wire: data.name,
            location,
            style,
            allow_reserved,
            content_type: None,
            ty,
            docs,
            at: at.clone(),
        }))
    }

    fn parameter_type(&mut self, at: &Pointer, data: &ParameterData) -> Outcome<(TypeUse, bool)> {
        match &data.format {
            ParameterSchemaOrContent::Schema(_) => Ok((self.use_at(&at.child("schema")), false)),
            ParameterSchemaOrContent::Content(_) => {
                let content = at.child("content");
                let Some(name) = self.resolver.keys(&content).first().copied() else {
                    return Err(Diagnostic::error(
                        "malformed",
                        At::Value(content),
                        "`content` of a parameter has exactly one media type",
                    )
                    .hint("name the media type, for example `application/json`")
                    .into());
                };
                let media = content.child(name);
                if is_json(name) {
                    let schema = Some(media.child("schema"));
                    let schema = schema.filter(|place| self.resolver.get(place).is_some());
                    return Ok((self.media_type_use(schema), true));
                }
                if !name.to_ascii_lowercase().starts_with("text/") {
                    self.warning(
                        "unsupported-media-type",
                        &media,
                        format!("no value is written as `{name}` in a parameter"),
                        "it is a text, to be written by the caller; JSON is written from its type",
                    );
                }
                Ok((TypeUse::of(Type::String(None)), false))
            }
        }
    }

    /// `example`, else the first of `examples`, if it is a text.
    fn example(&self, at: &Pointer) -> Option<&str> {
        let raw = self.resolver.get(at)?;
        if let Some(example) = raw.get("example") {
            return example.as_str();
        }
        let examples = at.child("examples");
        let first = self.resolver.keys(&examples).first().copied()?;
        let place = self.resolver.follow(&examples.child(first)).ok()?;
        self.resolver.get(&place)?.get("value")?.as_str()
    }

    /// The response headers under a `headers` object.
    pub(super) fn headers(&mut self, headers: &Pointer) -> Vec<Header> {
        let names = self.resolver.keys(headers);
        names
            .into_iter()
            .filter(|name| !name.eq_ignore_ascii_case("content-type"))
            .filter_map(|name| {
                let outcome = self.header(name, &headers.child(name));
                self.keep(outcome, "the header is left out")
            })
            .collect()
    }

    fn header(&mut self, name: &str, place: &Pointer) -> Outcome<Header> {
        let at = self.resolver.follow(place)?;
        let known = self.shared.headers.get(&at);
        if let Some(known) = known.filter(|known| known.wire == name) {
            return Ok(known.clone());
        }
        let header = self.header_at(name, &at)?;
        if at != *place {
            self.shared.headers.insert(at, header.clone());
        }
        Ok(header)
    }

    fn header_at(&mut self, name: &str, at: &Pointer) -> Outcome<Header> {
        let header: openapiv3::Header = self.resolver.read(at, "header", &CUTS)?;
        let ty = match &header.format {
            ParameterSchemaOrContent::Schema(_) => self.use_at(&at.child("schema")),
            ParameterSchemaOrContent::Content(_) => TypeUse::of(Type::String(None)),
        };
        let is_flat = !matches!(
            self.behind_aliases(&ty.ty),
            Type::List(_) | Type::Map(_) | Type::Named(_)
        ) || self.is_enum(&ty.ty);
        if !is_flat || matches!(header.format, ParameterSchemaOrContent::Content(_)) {
            self.warning(
                "untyped-header",
                at,
                format!("the header `{name}` is read as a text"),
                "the lists and objects in headers are taken apart by the caller",
            );
        }
        let ty = match ty.ty {
            // Headers are read by `FromStr`, whatever else the policy says.
            Type::Format(format) => TypeUse::of(Type::String(Some(format))),
            _ => ty,
        };
        let docs = Docs {
            description: header.description,
            deprecated: header.deprecated.unwrap_or(false),
            ..Docs::default()
        };
        Ok(Header {
            wire: name.to_owned(),
            ty,
            docs,
            at: at.clone(),
        })
    }
}

fn is_reserved_header(name: &str) -> bool {
    ["accept", "content-type", "authorization"]
        .iter()
        .any(|reserved| name.eq_ignore_ascii_case(reserved))
}

fn path_style(style: &PathStyle) -> Style {
    match style {
        PathStyle::Simple => Style::Simple,
        PathStyle::Label => Style::Label,
        PathStyle::Matrix => Style::Matrix,
    }
}

fn query_style(style: &QueryStyle) -> Style {
    match style {
        QueryStyle::Form => Style::Form,
        QueryStyle::SpaceDelimited => Style::SpaceDelimited,
        QueryStyle::PipeDelimited => Style::PipeDelimited,
        QueryStyle::DeepObject => Style::DeepObject,
    }
}
