//! Which tags need a type.

use std::collections::BTreeSet;

use super::Same;
use crate::analyse::{Facts, uses};
use crate::model::{Api, Type, TypeDef, TypeId, TypeKind, TypeUse};
use crate::names::Names;

/// Whose operations need what is in a module.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Users {
    /// Those of one tag, or of a few.
    Tags(Vec<usize>),
    /// Those without a tag.
    #[default]
    Untagged,
    /// Those of many tags, or the crate as a whole.
    Many,
}

/// Tags, and `None` for what is not behind the feature of any tag.
type Groups = BTreeSet<Option<usize>>;

/// As many tags may have a file for what they share. What more of them need is always there.
const FEW: usize = 3;

impl Users {
    pub fn one(tag: usize) -> Self {
        Self::Tags(vec![tag])
    }

    /// `None` if there are none.
    pub fn of(groups: &Groups, is_divided: bool) -> Option<Self> {
        let tags: Option<Vec<usize>> = groups.iter().copied().collect();
        Some(match (groups.len(), tags) {
            (0, _) => return None,
            (1, None) => Self::Untagged,
            (1, Some(tags)) => Self::Tags(tags),
            (count, Some(tags)) if is_divided && count <= FEW => Self::Tags(tags),
            _ => Self::Many,
        })
    }
}

/// The types that any operation reaches, with the users of each.
pub fn of_types(api: &Api, facts: &Facts, names: &Names, same: &Same) -> Vec<(TypeId, Users)> {
    let is_divided = !names.features.is_empty();
    let mut groups = facts.groups.clone();
    if is_divided {
        for id in in_headers(api) {
            groups[id.0 as usize].insert(None);
        }
        spread(api, facts, same, &mut groups);
    }
    let ids = api.types.iter().map(|ty| ty.id);
    ids.zip(&groups)
        .filter_map(|(id, groups)| Some((id, Users::of(groups, is_divided)?)))
        .collect()
}

/// The types of headers: these have constants, which are always there.
fn in_headers(api: &Api) -> impl Iterator<Item = TypeId> {
    let responses = api.operations.iter().flat_map(|one| one.responses.iter());
    responses
        .flat_map(|response| &response.object.headers)
        .filter_map(|header| named(&header.ty))
}

/// Whoever needs a type needs what its definition names, even where that is no part of what they
/// send or get: a struct that one tag sends and another one gets has the properties of both.
fn spread(api: &Api, facts: &Facts, same: &Same, groups: &mut [Groups]) {
    let mut todo: Vec<TypeId> = api.types.iter().map(|ty| ty.id).collect();
    while let Some(id) = todo.pop() {
        let from = groups[id.0 as usize].clone();
        for to in named_in(facts, &api.types[id]).chain(same.get(&id).copied()) {
            let known = &mut groups[to.0 as usize];
            if !from.is_subset(known) {
                known.extend(&from);
                todo.push(to);
            }
        }
    }
}

/// The types that stand in a definition.
fn named_in<'a>(facts: &'a Facts, ty: &'a TypeDef) -> impl Iterator<Item = TypeId> + 'a {
    let uses: Vec<&TypeUse> = match &ty.kind {
        TypeKind::Struct(structure) => facts
            .members(ty.id, structure)
            .map(|member| &member.field.ty)
            .chain(&structure.extra)
            .collect(),
        TypeKind::Enum(_) | TypeKind::Union(_) | TypeKind::Tuple(_) | TypeKind::Alias(_) => {
            uses(&ty.kind)
        }
    };
    uses.into_iter().filter_map(named)
}

fn named(used: &TypeUse) -> Option<TypeId> {
    match &used.ty {
        Type::Named(id) => Some(*id),
        Type::List(inner) | Type::Map(inner) => named(inner),
        Type::Bool
        | Type::Integer(_)
        | Type::Float(_)
        | Type::String(_)
        | Type::Format(_)
        | Type::Base64
        | Type::Binary
        | Type::File
        | Type::Json => None,
    }
}
