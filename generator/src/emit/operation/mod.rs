//! Operations: the client's methods, their builders and their errors.

mod answers;
pub mod arguments;
mod form;
pub mod request;
mod streaming;

use std::rc::Rc;

use quote::quote;
use serde::Serialize;

use super::Context;
use super::aliases::{self, AliasView};
use super::docs::{comment, describe};
use super::example;
use super::imports::imports_of_operations;
use super::paging;
use super::render::Renderer;
use super::servers;
use super::tokens::compact;
use super::types::{ParameterView, inner_docs};
use crate::model::{Operation, Status};
use crate::plan::{Failure, Module};
use answers::{OutputView, StatusView, errors, output, status_docs, untold};
pub use answers::{header_type, pattern};
use arguments::{Made, SetterView, arguments};
use request::{accept, path_template, request, security};
use streaming::{BriefSend, SendView, streaming, whole};

/// The operations in the order of the model.
pub fn views(context: &Context<'_>) -> Vec<View> {
    let operations = 0..context.api.operations.len();
    let mut made = Made::default();
    operations
        .map(|index| view(context, index, &mut made))
        .collect()
}

pub fn file(
    context: &Context<'_>,
    renderer: &Renderer,
    module: &Module,
    views: &[View],
) -> Result<String, String> {
    let mut items = String::new();
    for index in &module.operations {
        let view = &views[*index];
        items.push_str(&renderer.render("operation.rs", view)?);
        let names = &context.names.operations[*index];
        let before = aliases::of_call(context, names, !view.output.variants.is_empty());
        items.push_str(&aliases::items(before, renderer)?);
        if let Some(paging) = paging::view(context, *index) {
            items.push_str(&renderer.render("paging.rs", &paging)?);
        }
    }
    let view = File {
        docs: inner_docs(context, module, "Operations"),
        imports: imports_of_operations(context, &items)?,
        items,
    };
    renderer.render("operations.rs", &view)
}

#[derive(Serialize)]
struct File {
    docs: String,
    imports: Vec<String>,
    items: String,
}

/// What the template of an operation is given.
#[derive(Serialize)]
pub struct View {
    docs: String,
    deprecated: bool,
    /// More than clippy likes.
    many_parameters: bool,
    method: String,
    /// The names that it had.
    aliases: Vec<AliasView>,
    builder: String,
    /// Its type is one that it has in common with others.
    is_alias: bool,
    /// That of what can be set, where anything can.
    with: Option<String>,
    /// It can have that: there is nothing peculiar to how it is sent.
    #[serde(skip)]
    is_plain: bool,
    /// What the description says about it.
    operation: String,
    error: String,
    id: String,
    http_method: String,
    path: String,
    accept: String,
    security: String,
    /// What the client's method takes.
    parameters: Vec<ParameterView>,
    /// Statements that make values of it.
    conversions: Vec<String>,
    /// Statements that check the request.
    checks: String,
    /// The method calls that put the request together.
    steps: Vec<String>,
    pub setters: Vec<Rc<SetterView>>,
    output: OutputView,
    /// The error that other operations have as well.
    shared_error: Option<String>,
    statuses: Vec<StatusView>,
    /// The usual way to send it, where that is a line.
    brief: Option<BriefSend>,
    /// The other ways.
    sends: Vec<SendView>,
    /// Some setter takes more than a line.
    longer: bool,
    catches_all: bool,
}

impl View {
    /// Whether another operation that takes the same may have its type.
    pub fn is_sharable(&self) -> bool {
        self.is_plain && !self.setters.is_empty()
    }

    /// Makes its call one that others have as well.
    pub fn share(&mut self, name: &str) {
        self.with = Some(name.to_owned());
        self.setters.clear();
        self.be_alias();
    }

    fn be_alias(&mut self) {
        self.is_alias = true;
        self.operation = format!("{}.operation", self.builder);
    }
}

fn view<'a>(context: &Context<'a>, index: usize, made: &mut Made<'a>) -> View {
    let operation = &context.api.operations[index];
    let names = &context.names.operations[index];
    let (output, success_arms) = output(context, operation, names);
    let failures = &context.plan.failures;
    let failure = &failures.of[index];
    let (statuses, error_arms) = match failure {
        Failure::Own => errors(context, operation, names),
        Failure::Undescribed => (Vec::new(), Vec::new()),
        Failure::Shared(key) => (Vec::new(), untold(operation, key, &failures.untold[index])),
    };
    let shared_error = match failure {
        Failure::Own => None,
        Failure::Undescribed => Some("CallFailure".to_owned()),
        Failure::Shared(key) => {
            let shared = failures.shared.get(key);
            shared.map(|shared| format!("errors::{}", shared.name))
        }
    };
    let catches_all = error_arms
        .iter()
        .any(|(status, _)| *status == Status::Default);
    let mut sends = vec![whole(operation, &output.ty, success_arms, &error_arms)];
    sends.extend(streaming(context, operation, &error_arms));
    let mut brief = None;
    if shared_error.is_some() {
        sends.iter_mut().for_each(SendView::ends_with_arms);
        brief = sends[0].brief();
        sends.drain(..usize::from(brief.is_some()));
    }
    let setters = made.setters(context, operation, names);
    let is_plain = brief.is_some() && sends.is_empty() && paging::view(context, index).is_none();
    let mut steps: Vec<String> = servers::step(context, operation).into_iter().collect();
    let request = request(context, operation, names);
    steps.extend(request.steps.iter().map(ToString::to_string));
    let literal = |text: &str| quote!(#text).to_string();
    let arguments = arguments(context, operation, names);
    let conversions = arguments
        .iter()
        .filter_map(|(_, taken)| taken.conversion.as_ref());
    let mut view = View {
        docs: comment(&operation_docs(context, index, made)),
        deprecated: operation.docs.deprecated,
        method: names.method.clone(),
        aliases: aliases::of(context, &names.method),
        builder: names.builder.clone(),
        is_alias: false,
        with: None,
        is_plain,
        operation: format!("{}::OPERATION", names.builder),
        error: names.error.clone(),
        id: literal(&names.method),
        http_method: operation.method.name().to_owned(),
        path: literal(&path_template(operation)),
        accept: literal(&accept(operation)),
        security: compact(security(operation)),
        many_parameters: arguments.len() > 6,
        conversions: conversions.map(ToString::to_string).collect(),
        parameters: arguments
            .into_iter()
            .map(|(name, taken)| ParameterView {
                name,
                ty: taken.ty.to_string(),
            })
            .collect(),
        checks: request.checks.tokens().to_string(),
        steps,
        longer: setters.iter().any(|setter| setter.brief.is_none()),
        setters,
        output,
        shared_error,
        statuses,
        brief,
        sends,
        catches_all,
    };
    if is_plain && view.setters.is_empty() {
        view.be_alias();
    }
    view
}

fn operation_docs<'a>(context: &Context<'a>, index: usize, made: &mut Made<'a>) -> String {
    let operation = &context.api.operations[index];
    let endpoint = format!(
        "`{} {}`",
        operation.method.name(),
        operation.path.text.replace('`', "")
    );
    let mut text = describe(&operation.docs, &endpoint);
    if text != endpoint {
        text.push_str(&format!("\n\n{endpoint}"));
    }
    let names = &context.names.operations[index];
    let described = made.docs(operation, names);
    if !described.is_empty() {
        text.push_str(&format!("\n\n# Arguments\n{}", described.join("\n")));
    }
    text.push_str(&format!("\n\n# Errors\n[`{}`]:", names.error));
    text.push_str(&error_docs(context, operation, index));
    if let Some(example) = example::call(context, index, example::Setup::Given) {
        text.push_str(&format!("\n\n# Example\n{example}"));
    }
    text
}

/// What is said of the error answers: in a line, or in a list where that would be a long one.
fn error_docs(context: &Context<'_>, operation: &Operation, index: usize) -> String {
    const LONG: usize = 160;
    let untold = &context.plan.failures.untold[index];
    let answer = |response| {
        let mut words = status_docs(response).replace('\n', " ");
        if untold.contains(&response.status) {
            if !words.ends_with(['.', '!', '?']) {
                words.push('.');
            }
            words.push_str(" It is an unexpected status, with its body as it was received.");
        }
        words
    };
    let answers: Vec<String> = operation.responses.failures().map(answer).collect();
    if answers.is_empty() {
        return " the description has no error answers.".to_owned();
    }
    let parts: Vec<&str> = answers
        .iter()
        .map(|words| words.strip_suffix('.').unwrap_or(words))
        .collect();
    let line = parts.join("; ");
    if line.len() <= LONG {
        return format!(" {line}.");
    }
    let items = answers.iter().map(|words| format!("\n- {words}"));
    items.collect()
}
