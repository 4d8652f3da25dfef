//! Enums with the same values: one of them is defined, the others are other names of it.

use std::collections::HashMap;

use crate::analyse::Facts;
use crate::model::{Api, Enum, EnumValues, TypeDef, TypeId, TypeKind};
use crate::names::Names;

/// What two enums must have in common to be one type, besides what is said of the values.
type Key<'a> = (&'a [String], &'a [String], &'a str, bool);

/// The enum that another one is a name of.
///
/// Descriptions repeat the same few values in many inline schemas. A schema with a name of its own
/// stays a type of its own, and is preferred as the one to define; else the first by name is.
pub fn same(api: &Api, facts: &Facts, names: &Names) -> HashMap<TypeId, TypeId> {
    let types = api.types.iter().map(|ty| ty.id);
    let mut types: Vec<TypeId> = types
        .filter(|id| !facts.groups[id.0 as usize].is_empty())
        .collect();
    types.sort_by_cached_key(|id| (!is_component(&api.types[*id]), &names.ty(*id).name));
    let mut defined: HashMap<Key<'_>, Vec<(&Enum, TypeId)>> = HashMap::new();
    let mut same = HashMap::new();
    for id in types {
        let ty = &api.types[id];
        let Some((one, key)) = key(ty, names) else {
            continue;
        };
        let alike = defined.entry(key).or_default();
        match alike.iter().find(|(other, _)| other.docs == one.docs) {
            Some((_, first)) if !is_component(ty) => {
                same.insert(id, *first);
            }
            Some(_) => {}
            None => alike.push((one, id)),
        }
    }
    same
}

fn key<'a>(ty: &'a TypeDef, names: &'a Names) -> Option<(&'a Enum, Key<'a>)> {
    let TypeKind::Enum(one) = &ty.kind else {
        return None;
    };
    let EnumValues::Strings(values) = &one.values else {
        return None;
    };
    let names = names.ty(ty.id);
    let key = (
        values.as_slice(),
        names.members.as_slice(),
        names.rest.as_str(),
        ty.docs.deprecated,
    );
    Some((one, key))
}

/// `#/components/schemas/Name`.
fn is_component(ty: &TypeDef) -> bool {
    let place: Vec<_> = ty.at.segments().collect();
    place.len() == 3 && place[0] == "components"
}
