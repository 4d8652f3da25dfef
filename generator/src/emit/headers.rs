//! The headers of answers: a constant for each, with the type of its value.

use std::collections::BTreeMap;

use proc_macro2::Literal;
use quote::quote;
use serde::Serialize;

use super::Context;
use super::docs::{comment, describe};
use super::imports::imports;
use super::operation::header_type;
use super::render::Renderer;
use crate::model::Header;

pub fn file(context: &Context<'_>, renderer: &Renderer) -> Result<String, String> {
    let headers: Vec<View> = described(context)
        .into_iter()
        .filter_map(|(wire, headers)| view(context, &wire, &headers))
        .collect();
    let types: Vec<&str> = headers.iter().map(|header| header.ty.as_str()).collect();
    let view = File {
        imports: imports(context, &types.join(" "))?,
        runtime: context.runtime,
        headers,
    };
    renderer.render("headers.rs", &view)
}

#[derive(Serialize)]
struct File<'a> {
    imports: Vec<String>,
    runtime: &'a str,
    headers: Vec<View>,
}

#[derive(Serialize)]
struct View {
    docs: String,
    name: String,
    ty: String,
    wire: String,
}

/// Each header with all its places.
fn described<'a>(context: &Context<'a>) -> BTreeMap<String, Vec<&'a Header>> {
    let mut headers: BTreeMap<String, Vec<&Header>> = BTreeMap::new();
    let operations = context.api.operations.iter();
    for header in operations
        .flat_map(|operation| operation.responses.iter())
        .flat_map(|response| &response.object.headers)
    {
        let wire = header.wire.to_ascii_lowercase();
        headers.entry(wire).or_default().push(header);
    }
    headers
}

fn view(context: &Context<'_>, wire: &str, headers: &[&Header]) -> Option<View> {
    let first = headers.first()?;
    let types: Vec<String> = headers
        .iter()
        .map(|header| header_type(context, &header.ty).to_string())
        .collect();
    // Where the description does not agree with itself, it is text.
    let ty = match types.first() {
        Some(ty) if types.iter().all(|other| other == ty) => ty.clone(),
        _ => quote!(String).to_string(),
    };
    let fallback = format!("The header `{}`.", first.wire.replace('`', ""));
    Some(View {
        docs: comment(&describe(&first.docs, &fallback)),
        name: context.names.headers.get(wire)?.clone(),
        ty,
        wire: Literal::string(wire).to_string(),
    })
}
