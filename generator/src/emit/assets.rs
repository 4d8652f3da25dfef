//! What is built into the generator: the templates and the runtime.

use super::Context;
use crate::model::{Content, Location, SchemeKind, TypeDef, TypeKind};

/// The first lines of each generated file.
pub const HEADER: &str =
    "// @generated from an OpenAPI description; change that, its policy or the templates instead.";

macro_rules! texts {
    ($folder:literal: $($name:literal),+ $(,)?) => {
        &[$(($name, include_str!(concat!("../../../templates/", $folder, $name)))),+]
    };
}

/// Templates by name. A user may override each of them.
pub const TEMPLATES: &[(&str, &str)] = texts!["":
    "alias.rs", "call.rs", "calls.rs", "choices.rs", "client.rs", "codec.rs", "enum.rs", "errors.rs", "headers.rs", "lib.rs", "names_before.rs", "newtype_codec.rs",
    "operation.rs", "operations.rs", "paging.rs", "setter.rs", "setter_line.rs", "struct.rs", "to_param.rs", "tuple.rs", "tuple_codec.rs", "types.rs", "union.rs",
    "union_codec.rs", "validate.rs", "Cargo.toml", "README.md",
];

/// The files of the runtime, which every crate has a copy of.
pub const RUNTIME: &[(&str, &str)] = texts!["runtime/":
    "auth/api_key.rs", "auth/basic.rs", "auth/bearer.rs", "auth/client_credentials.rs", "auth/digest.rs",
    "auth/mod.rs", "auth/token_endpoint.rs", "auth/token_store.rs", "base_url.rs", "body.rs", "call.rs", "client.rs", "envelope.rs", "environment.rs", "error.rs", "failure.rs",
    "form.rs",
    "error_shape.rs", "operation_error.rs",
    "blocking.rs", "hook.rs", "progress.rs", "rate_limit.rs", "redact.rs", "trace.rs",
    "json/choice.rs", "json/choices.rs", "json/codec.rs", "json/error.rs", "json/glance.rs", "json/mod.rs", "json/object.rs", "json/one_of.rs", "json/presence.rs", "json/reader.rs", "json/scan.rs", "json/tuple.rs", "json/value.rs", "json/values.rs", "json/writer.rs",
    "mod.rs", "multipart.rs", "open_enum.rs", "pairs.rs", "paging.rs", "params.rs", "pattern.rs", "pending.rs", "response.rs", "retry.rs", "send.rs", "sending.rs", "serde_bridge.rs", "server.rs", "stream.rs", "text_format.rs",
    "transport/memory.rs", "transport/mod.rs", "transport/reqwest.rs", "validate.rs",
];

/// Modules of the runtime that not every description needs.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Parts {
    pub pattern: bool,
    pub form: bool,
    pub multipart: bool,
    pub stream: bool,
    pub server: bool,
    pub paging: bool,
    pub tuple: bool,
    pub api_key: bool,
    pub basic: bool,
    pub client_credentials: bool,
    pub digest: bool,
}

impl Parts {
    pub fn of(context: &Context<'_>) -> Self {
        let any = |wanted: fn(&SchemeKind) -> bool| {
            context
                .api
                .schemes
                .iter()
                .any(|scheme| wanted(&scheme.kind))
        };
        Self {
            pattern: context.facts.has_patterns,
            form: bodies(context).any(|content| matches!(content, Content::Form(_))),
            multipart: has_parts(context),
            stream: has_streams(context),
            paging: (0..context.api.operations.len())
                .any(|index| super::paging::view(context, index).is_some()),
            tuple: has_tuples(context),
            server: !super::servers::all(context).is_empty(),
            api_key: any(|kind| matches!(kind, SchemeKind::ApiKey { .. })),
            basic: any(|kind| *kind == SchemeKind::Basic),
            client_credentials: any(|kind| matches!(kind, SchemeKind::ClientCredentials { .. })),
            digest: any(|kind| *kind == SchemeKind::Digest),
        }
    }

    fn has(self, name: &str) -> bool {
        match name {
            "pattern" => self.pattern,
            "form" => self.form,
            "multipart" => self.multipart,
            "stream" => self.stream,
            "server" => self.server,
            "paging" => self.paging,
            "tuple" => self.tuple,
            "api_key" => self.api_key,
            "basic" => self.basic,
            "client_credentials" | "token_endpoint" => self.client_credentials,
            "digest" => self.digest,
            _ => true,
        }
    }
}

fn bodies<'a>(context: &'a Context<'_>) -> impl Iterator<Item = &'a Content> {
    let bodies = context
        .api
        .operations
        .iter()
        .filter_map(|one| one.body.as_ref());
    bodies.map(|body| &body.media.content)
}

fn has_parts(context: &Context<'_>) -> bool {
    let mut parameters = context
        .api
        .operations
        .iter()
        .flat_map(|one| &one.parameters);
    parameters.any(|parameter| parameter.location == Location::Part)
        || bodies(context).any(|content| matches!(content, Content::Multipart(_)))
}

fn has_tuples(context: &Context<'_>) -> bool {
    let is_tuple = |ty: &TypeDef| matches!(ty.kind, TypeKind::Tuple(_));
    context.api.types.iter().any(is_tuple)
}

fn has_streams(context: &Context<'_>) -> bool {
    let mut responses = context
        .api
        .operations
        .iter()
        .flat_map(|one| one.responses.iter());
    responses.any(|response| {
        let mut media = response.object.media.iter().chain(&response.object.stream);
        media.any(|media| matches!(media.content, Content::Events(_) | Content::Lines(_)))
    })
}

/// The runtime's files, without the modules that nothing needs.
pub fn runtime(context: &Context<'_>) -> Vec<(String, String)> {
    let parts = Parts::of(context);
    RUNTIME
        .iter()
        .filter(|(path, _)| parts.has(stem(path)))
        .map(|(path, text)| (format!("src/runtime/{path}"), without_missing(text, parts)))
        .collect()
}

fn stem(path: &str) -> &str {
    let file = path.rsplit('/').next().unwrap_or(path);
    file.strip_suffix(".rs").unwrap_or(file)
}

/// Drops `// optional: name` marks, and the line behind one whose module is not needed.
fn without_missing(text: &str, parts: Parts) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut drop_next = false;
    for line in text.split_inclusive('\n') {
        if let Some(name) = line.trim().strip_prefix("// optional: ") {
            drop_next = !parts.has(name);
        } else if !std::mem::take(&mut drop_next) {
            kept.push_str(line);
        }
    }
    kept
}
