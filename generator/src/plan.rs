//! Which item goes into which file, and in which order.

mod failures;
mod same;
mod users;

use std::collections::BTreeMap;

use crate::analyse::Facts;
use crate::config::Policy;
use crate::diagnostics::Diagnostics;
use crate::model::{Api, Type, TypeId, TypeUse};
use crate::names::{self, Names};

pub use failures::{Failure, Failures, Key, Shared, Told, body};
pub use same::Same;
pub use users::Users;

/// The files of operations and types.
#[derive(Debug, Default)]
pub struct Plan {
    pub modules: Vec<Module>,
    pub failures: Failures,
    /// Types that are names of another one, which says the same.
    pub same: Same,
}

/// What belongs to one tag, or to several.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Module {
    pub name: String,
    pub users: Users,
    /// Indices in [`Api::operations`], by method name.
    pub operations: Vec<usize>,
    /// By name.
    pub types: Vec<TypeId>,
}

impl Plan {
    /// The module that a type is in.
    pub fn home(&self, id: TypeId) -> Option<&Module> {
        self.modules.iter().find(|one| one.types.contains(&id))
    }

    /// The type that is defined under that name or another.
    pub fn defined(&self, id: TypeId) -> TypeId {
        same::defined(&self.same, id)
    }

    /// The same type by the names that it is defined under.
    pub fn by_definition(&self, used: &TypeUse) -> TypeUse {
        let inner = |used: &TypeUse| Box::new(self.by_definition(used));
        let ty = match &used.ty {
            Type::Named(id) => Type::Named(self.defined(*id)),
            Type::List(item) => Type::List(inner(item)),
            Type::Map(value) => Type::Map(inner(value)),
            other => other.clone(),
        };
        TypeUse { ty, ..used.clone() }
    }
}

/// Puts an operation into the file of its tag, a type into the file of the only tag that reaches it,
/// or else into one that several share. A type that no operation reaches is left out.
pub fn plan(
    api: &Api,
    facts: &Facts,
    names: &Names,
    policy: &Policy,
    diagnostics: &mut Diagnostics,
) -> Plan {
    let same = same::same(api, facts, names);
    let mut modules: BTreeMap<Users, Module> = BTreeMap::new();
    for (index, operation) in api.operations.iter().enumerate() {
        let users = operation.tag.map_or(Users::Untagged, Users::one);
        modules.entry(users).or_default().operations.push(index);
    }
    for (id, users) in users::of_types(api, facts, names, &same) {
        modules.entry(users).or_default().types.push(id);
    }
    let mut modules: Vec<Module> = modules
        .into_iter()
        .map(|(users, module)| Module { users, ..module })
        .collect();
    name_modules(&mut modules, names);
    for module in &mut modules {
        module
            .operations
            .sort_by_key(|index| &names.operations[*index].method);
        module.types.sort_by_key(|id| &names.ty(*id).name);
    }
    modules.sort_by(|a, b| a.name.cmp(&b.name));
    Plan {
        same,
        modules,
        failures: failures::failures(api, names, policy, diagnostics),
    }
}

fn name_modules(modules: &mut [Module], names: &Names) {
    let mut sharing = Vec::new();
    for module in modules {
        match &module.users {
            Users::Untagged => module.name.clone_from(&names.untagged),
            Users::Many => module.name.clone_from(&names.shared),
            Users::Tags(tags) => match tags.as_slice() {
                [tag] => module.name.clone_from(&names.tags[*tag]),
                several => sharing.push((several, &mut module.name)),
            },
        }
    }
    names::sharing(names, sharing);
}
