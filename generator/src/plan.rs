//! Which item goes into which file, and in which order.

mod enums;
mod failures;

use std::collections::{BTreeSet, HashMap};

use crate::analyse::Facts;
use crate::model::{Api, TypeId};
use crate::names::Names;

pub use failures::{Failure, Failures, Key};

/// The files of operations and types.
#[derive(Debug, Default)]
pub struct Plan {
    pub modules: Vec<Module>,
    pub failures: Failures,
    /// Enums that are names of another one, which has the same values.
    pub same: HashMap<TypeId, TypeId>,
}

/// What belongs to one tag, or to several.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Module {
    pub name: String,
    /// The tag's own name and description come from here; `None` for what is
    /// untagged or shared.
    pub tag: Option<usize>,
    /// Indices in [`Api::operations`], by method name.
    pub operations: Vec<usize>,
    /// By name.
    pub types: Vec<TypeId>,
}

/// Puts an operation into the file of its tag, a type into the file of the
/// only tag that reaches it or else into the shared one. A type that no
/// operation reaches is left out.
pub fn plan(api: &Api, facts: &Facts, names: &Names) -> Plan {
    let mut modules: Vec<Module> = api
        .tags
        .iter()
        .enumerate()
        .map(|(index, _)| Module {
            name: names.tags[index].clone(),
            tag: Some(index),
            ..Module::default()
        })
        .collect();
    modules.push(Module {
        name: names.untagged.clone(),
        ..Module::default()
    });
    modules.push(Module {
        name: names.shared.clone(),
        ..Module::default()
    });
    let (untagged, shared) = (modules.len() - 2, modules.len() - 1);
    for (index, operation) in api.operations.iter().enumerate() {
        modules[operation.tag.unwrap_or(untagged)]
            .operations
            .push(index);
    }
    for ty in api.types.iter() {
        if let Some(module) = home(&facts.groups[ty.id.0 as usize], untagged, shared) {
            modules[module].types.push(ty.id);
        }
    }
    for module in &mut modules {
        module
            .operations
            .sort_by_key(|index| &names.operations[*index].method);
        module.types.sort_by_key(|id| &names.ty(*id).name);
    }
    modules.retain(|module| !module.operations.is_empty() || !module.types.is_empty());
    modules.sort_by(|a, b| a.name.cmp(&b.name));
    Plan {
        same: enums::same(api, names, &modules),
        modules,
        failures: failures::failures(api, names),
    }
}

fn home(groups: &BTreeSet<Option<usize>>, untagged: usize, shared: usize) -> Option<usize> {
    let mut groups = groups.iter();
    match (groups.next(), groups.next()) {
        (None, _) => None,
        (Some(only), None) => Some(only.unwrap_or(untagged)),
        (Some(_), Some(_)) => Some(shared),
    }
}
