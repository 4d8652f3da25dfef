//! The calls that operations have in common: a type for all that take the same besides their arguments.

use std::collections::BTreeSet;
use std::rc::Rc;

use indexmap::IndexMap;
use serde::Serialize;

use super::Context;
use super::features;
use super::imports::imports_of_operations;
use super::operation::View;
use super::operation::arguments::SetterView;
use super::render::Renderer;
use crate::names;
use crate::plan::Users;

/// Has operations share the types of their calls, and gives the file of these, if there are any.
///
/// # Errors
/// When a template fails.
pub fn share(
    context: &Context<'_>,
    renderer: &Renderer,
    views: &mut [View],
) -> Result<Option<String>, String> {
    let groups = groups(context, views);
    if groups.is_empty() {
        return Ok(None);
    }
    let setters = groups
        .iter()
        .map(|group| names_of(&views[group[0]].setters));
    let names = names::calls(&setters.collect::<Vec<_>>());
    let mut file = File::default();
    for (group, name) in groups.iter().zip(names) {
        let gate = gate(context, group);
        file.gated |= gate.is_some();
        let call = CallView::new(gate, &name, &views[group[0]].setters);
        file.items.push_str(&renderer.render("call.rs", &call)?);
        for index in group {
            views[*index].share(&name);
        }
    }
    file.imports = imports_of_operations(context, &file.items)?;
    renderer.render("calls.rs", &file).map(Some)
}

/// The operations that can have a type for their calls together, in the order of their methods.
fn groups(context: &Context<'_>, views: &[View]) -> Vec<Vec<usize>> {
    let mut order: Vec<usize> = (0..views.len()).collect();
    order.retain(|index| views[*index].is_sharable());
    order.sort_by_key(|index| &context.names.operations[*index].method);
    let mut groups: IndexMap<&[Rc<SetterView>], Vec<usize>> = IndexMap::new();
    for index in order {
        let group = groups.entry(&views[index].setters);
        group.or_default().push(index);
    }
    groups
        .into_values()
        .filter(|group| group.len() > 1)
        .collect()
}

/// The attribute of what only some tags need.
fn gate(context: &Context<'_>, operations: &[usize]) -> Option<String> {
    let tags = operations
        .iter()
        .map(|index| context.api.operations[*index].tag);
    let tags: BTreeSet<Option<usize>> = tags.collect();
    let users = Users::of(&tags, !context.names.features.is_empty())?;
    features::gate(context, &users)
}

fn names_of(setters: &[Rc<SetterView>]) -> Vec<&str> {
    setters.iter().map(|setter| setter.name.as_str()).collect()
}

#[derive(Default, Serialize)]
struct File {
    imports: Vec<String>,
    /// Some of the items are there with some features only.
    gated: bool,
    items: String,
}

#[derive(Serialize)]
struct CallView<'a> {
    gate: Option<String>,
    name: &'a str,
    /// What can be set, in words.
    words: String,
    setters: &'a [Rc<SetterView>],
    /// Some setter takes more than a line.
    longer: bool,
}

impl<'a> CallView<'a> {
    fn new(gate: Option<String>, name: &'a str, setters: &'a [Rc<SetterView>]) -> Self {
        let words: Vec<String> = (names_of(setters).iter())
            .map(|name| format!("`{name}`"))
            .collect();
        Self {
            gate,
            name,
            words: words.join(", "),
            setters,
            longer: setters.iter().any(|setter| setter.brief.is_none()),
        }
    }
}
