//! The servers of the description, with their variables.

use quote::quote;
use serde::Serialize;

use super::Context;
use crate::model::{Operation, Server};

#[derive(Serialize)]
pub struct ServerView {
    /// All of it is literals.
    url: String,
    description: String,
    variables: Vec<VariableView>,
}

#[derive(Serialize)]
pub struct VariableView {
    name: String,
    default: String,
    values: Vec<String>,
}

/// All servers that a client may choose from, or that have something to choose: those of the API first,
/// then those of single operations. None where there is only one without variables.
pub fn all<'c>(context: &'c Context<'_>) -> Vec<&'c Server> {
    let common = context.api.servers.iter();
    let common = common.filter(|server| server.is_absolute());
    let own = context.api.operations.iter();
    let mut own: Vec<_> = own.filter_map(|one| one.server.as_ref()).collect();
    // The order of operations has no meaning.
    own.sort_by(|one, other| one.template.cmp(&other.template));
    let has_own = !own.is_empty();
    let mut servers: Vec<&Server> = Vec::new();
    for server in common.chain(own) {
        if !servers.iter().any(|known| is_same(known, server)) {
            servers.push(server);
        }
    }
    let has_variables = servers.iter().any(|server| !server.variables.is_empty());
    if servers.len() > 1 || has_own || has_variables {
        servers
    } else {
        Vec::new()
    }
}

fn is_same(one: &Server, other: &Server) -> bool {
    (&one.template, &one.variables) == (&other.template, &other.variables)
}

/// What makes a call go to the operation's own server.
pub fn step(context: &Context<'_>, operation: &Operation) -> Option<String> {
    let own = operation.server.as_ref()?;
    let mut servers = all(context).into_iter();
    let index = servers.position(|server| is_same(server, own))?;
    Some(format!("server(&client::SERVERS[{index}])"))
}

pub fn views(context: &Context<'_>) -> Vec<ServerView> {
    let literal = |text: &String| quote!(#text).to_string();
    let view = |server: &Server| ServerView {
        url: literal(&server.template),
        description: literal(&server.description.clone().unwrap_or_default()),
        variables: server
            .variables
            .iter()
            .map(|variable| VariableView {
                name: literal(&variable.name),
                default: literal(&variable.default),
                values: variable.values.iter().map(literal).collect(),
            })
            .collect(),
    };
    all(context).into_iter().map(view).collect()
}
