//! The template engine, set up strictly.

use std::collections::BTreeMap;

use minijinja::syntax::SyntaxConfig;
use minijinja::{Environment, UndefinedBehavior};
use serde::Serialize;

use super::assets::TEMPLATES;

pub struct Renderer {
    environment: Environment<'static>,
}

impl Renderer {
    /// Takes the built-in templates, with those that the user gave in their place.
    pub fn new(overrides: &BTreeMap<String, String>) -> Result<Self, String> {
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        let syntax = SyntaxConfig::builder()
            .trim_blocks(true)
            .lstrip_blocks(true)
            .keep_trailing_newline(true)
            .build();
        environment.set_syntax(syntax.map_err(|error| describe(&error))?);
        // The output is Rust, not HTML.
        environment.set_auto_escape_callback(|_| minijinja::AutoEscape::None);
        for (name, text) in TEMPLATES {
            let text = overrides.get(*name).map_or(*text, String::as_str);
            environment
                .add_template_owned(*name, text.to_owned())
                .map_err(|error| describe(&error))?;
        }
        Ok(Self { environment })
    }

    pub fn render(&self, name: &str, view: &impl Serialize) -> Result<String, String> {
        let template = self
            .environment
            .get_template(name)
            .map_err(|error| describe(&error))?;
        template
            .render(minijinja::value::Serde(view))
            .map_err(|error| describe(&error))
    }
}

fn describe(error: &minijinja::Error) -> String {
    let place = match (error.name(), error.line()) {
        (Some(name), Some(line)) => format!("template {name}, line {line}: "),
        (Some(name), None) => format!("template {name}: "),
        _ => String::new(),
    };
    format!("{place}{error}")
}
