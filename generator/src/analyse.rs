//! Facts about the model, computed once and kept beside it.

mod boxes;
mod shape;

use std::collections::{BTreeMap, BTreeSet};

use foldhash::HashSet;

use crate::config::Policy;
use crate::diagnostics::{At, Diagnostic, Diagnostics};
use crate::lock::{LockedFailure, Places};
use crate::model::{
    Access, Api, Field, Location, Presence, Struct, Type, TypeDef, TypeId, TypeKind, TypeUse,
};

pub use shape::{JsonKind, Only, Shape, only_value, shapes};

/// In which directions a type travels.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Reach {
    pub request: bool,
    pub response: bool,
    /// It is (part of) a parameter or a header.
    pub parameter: bool,
}

/// Side tables over [`TypeId`].
#[derive(Debug)]
pub struct Facts {
    pub reach: Vec<Reach>,
    /// The tags (`None`: untagged operations) whose operations reach a type.
    pub groups: Vec<BTreeSet<Option<usize>>>,
    /// Properties with just one possible value: the tags of the unions that a
    /// struct is a variant of.
    pub constants: Vec<Vec<Constant>>,
    /// Edges that need a `Box` for the type to have a size.
    pub boxed: HashSet<(TypeId, TypeId)>,
    /// Aliases that lead back to themselves and so have to be types.
    pub newtypes: HashSet<TypeId>,
    /// Types of requests that have rules, themselves or further down.
    pub ruled: HashSet<TypeId>,
    /// Whether any request has a pattern to check.
    pub has_patterns: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Constant {
    pub wire: String,
    pub value: String,
}

/// A field as its struct has it in Rust, given how the struct travels.
#[derive(Debug, Clone)]
pub struct Member<'a> {
    pub field: &'a Field,
    pub presence: Presence,
    /// Left out of requests.
    pub read_only: bool,
}

impl Facts {
    pub fn reach(&self, id: TypeId) -> Reach {
        self.reach[id.0 as usize]
    }

    pub fn constants(&self, id: TypeId) -> &[Constant] {
        &self.constants[id.0 as usize]
    }

    /// The fields that a struct gets: without its constants, and without what
    /// can't travel in any direction that the struct does.
    pub fn members<'a>(
        &'a self,
        id: TypeId,
        structure: &'a Struct,
    ) -> impl Iterator<Item = Member<'a>> {
        let reach = self.reach(id);
        let constants = self.constants(id);
        structure.fields.iter().filter_map(move |field| {
            if constants.iter().any(|constant| constant.wire == field.wire) {
                return None;
            }
            let presence = match field.access {
                Access::Both => field.presence,
                Access::Read if !reach.response && reach.request => return None,
                Access::Write if !reach.request && reach.response => return None,
                Access::Read if reach.request => field.presence.optional(),
                Access::Write if reach.response => field.presence.optional(),
                Access::Read | Access::Write => field.presence,
            };
            Some(Member {
                field,
                presence,
                read_only: field.access == Access::Read,
            })
        })
    }
}

/// Computes all facts.
///
/// # Errors
/// Pushes an error for an alias that is nothing but itself.
pub fn analyse(api: &Api, policy: &Policy, diagnostics: &mut Diagnostics) -> Facts {
    let count = api.types.len();
    let mut facts = Facts {
        reach: vec![Reach::default(); count],
        groups: vec![BTreeSet::new(); count],
        constants: constants(api),
        boxed: boxes::boxed(api, &policy.lock),
        newtypes: newtypes(api),
        ruled: HashSet::default(),
        has_patterns: false,
    };
    report_empty_aliases(api, diagnostics);
    for operation in &api.operations {
        for (ty, how) in roots(operation) {
            spread(api, &mut facts, ty, how, operation.tag);
        }
    }
    for (ty, tag) in kept_bodies(api, policy) {
        spread(api, &mut facts, &ty, RESPONSE, tag);
    }
    facts.ruled = ruled(api, &facts);
    facts.has_patterns = has_patterns(api, &facts);
    shape::report_ambiguous(api, &facts, diagnostics);
    facts
}

const REQUEST: Reach = Reach {
    request: true,
    response: false,
    parameter: false,
};
const RESPONSE: Reach = Reach {
    request: false,
    response: true,
    parameter: false,
};
const PARAMETER: Reach = Reach {
    request: true,
    response: false,
    parameter: true,
};

fn roots(operation: &crate::model::Operation) -> Vec<(&TypeUse, Reach)> {
    let mut roots: Vec<(&TypeUse, Reach)> = operation
        .parameters
        .iter()
        .map(|parameter| match parameter.location {
            Location::Part => (&parameter.ty, REQUEST),
            _ => (&parameter.ty, PARAMETER),
        })
        .collect();
    roots.extend(
        operation
            .body
            .iter()
            .filter_map(|body| Some((body.media.content.ty()?, REQUEST))),
    );
    for response in operation.responses.iter() {
        let object = &response.object;
        let media = object.media.iter().chain(&object.stream);
        roots.extend(media.filter_map(|media| Some((media.content.ty()?, RESPONSE))));
        roots.extend(object.headers.iter().map(|header| (&header.ty, RESPONSE)));
    }
    roots
}

/// The bodies of errors that operations keep, also where no answer has them any more.
fn kept_bodies(api: &Api, policy: &Policy) -> Vec<(TypeUse, Option<usize>)> {
    let locked = &policy.lock.operations;
    if locked.is_empty() {
        return Vec::new();
    }
    let places = Places::new(api);
    let kept = api.operations.iter().filter_map(|operation| {
        let locked = locked.get(&operation.key)?;
        let Some(LockedFailure::Shared { body, .. }) = &locked.failure else {
            return None;
        };
        let id = places.find(body)?;
        let is_own = policy.errors.is_own(&operation.key);
        (!is_own).then(|| (TypeUse::of(Type::Named(id)), operation.tag))
    });
    kept.collect()
}

/// Marks all that a use leads to. A property that doesn't travel in this
/// direction leads nowhere.
fn spread(api: &Api, facts: &mut Facts, from: &TypeUse, how: Reach, group: Option<usize>) {
    let mut todo = vec![from];
    while let Some(next) = todo.pop() {
        let Type::Named(id) = next.ty else {
            todo.extend(inner(&next.ty));
            continue;
        };
        let index = id.0 as usize;
        let had = facts.reach[index];
        let all = Reach {
            request: had.request || how.request,
            response: had.response || how.response,
            parameter: had.parameter || how.parameter,
        };
        let new_group = facts.groups[index].insert(group);
        facts.reach[index] = all;
        if had == all && !new_group {
            continue;
        }
        match &api.types[id].kind {
            TypeKind::Struct(structure) => {
                let constants = &facts.constants[index];
                let travels = |field: &&Field| {
                    let fits = match field.access {
                        Access::Both => true,
                        Access::Read => how.response,
                        Access::Write => how.request,
                    };
                    // A constant is written as it is: it has no type in Rust.
                    fits && !constants.iter().any(|constant| constant.wire == field.wire)
                };
                todo.extend(
                    structure
                        .fields
                        .iter()
                        .filter(travels)
                        .map(|field| &field.ty),
                );
                todo.extend(&structure.extra);
            }
            TypeKind::Union(union) => todo.extend(union.variants.iter().map(|variant| &variant.ty)),
            TypeKind::Tuple(_) | TypeKind::Alias(_) => todo.extend(uses(&api.types[id].kind)),
            TypeKind::Enum(_) => {}
        }
    }
}

/// The element type of a list or a map.
fn inner(ty: &Type) -> Option<&TypeUse> {
    match ty {
        Type::List(inner) | Type::Map(inner) => Some(inner),
        Type::Bool
        | Type::Integer(_)
        | Type::Float(_)
        | Type::String(_)
        | Type::Format(_)
        | Type::Base64
        | Type::Binary
        | Type::File
        | Type::Named(_)
        | Type::Json => None,
    }
}

/// All uses that a definition has at its first level.
pub fn uses(kind: &TypeKind) -> Vec<&TypeUse> {
    match kind {
        TypeKind::Struct(structure) => structure
            .fields
            .iter()
            .map(|field| &field.ty)
            .chain(&structure.extra)
            .collect(),
        TypeKind::Union(union) => union.variants.iter().map(|variant| &variant.ty).collect(),
        TypeKind::Tuple(tuple) => {
            let elements = tuple.elements.iter().map(|element| &element.ty);
            elements.chain(&tuple.rest).collect()
        }
        TypeKind::Alias(target) => vec![target],
        TypeKind::Enum(_) => Vec::new(),
    }
}

/// A struct's constant is a tag property for which all its unions agree on
/// one value.
fn constants(api: &Api) -> Vec<Vec<Constant>> {
    let mut values: BTreeMap<(TypeId, &str), BTreeSet<&str>> = BTreeMap::new();
    for ty in api.types.iter() {
        let TypeKind::Union(union) = &ty.kind else {
            continue;
        };
        let Some(tag) = &union.tag else { continue };
        for variant in &union.variants {
            if let Some(id) = api.types.target_struct(&variant.ty.ty) {
                values
                    .entry((id, tag))
                    .or_default()
                    .extend(variant.tags.iter().map(String::as_str));
            }
        }
    }
    let mut constants = vec![Vec::new(); api.types.len()];
    for ((id, wire), values) in values {
        if values.len() == 1 {
            constants[id.0 as usize].extend(values.into_iter().map(|value| Constant {
                wire: wire.to_owned(),
                value: value.to_owned(),
            }));
        }
    }
    constants
}

/// Whether null is a value of the type itself: it is any JSON.
pub fn takes_null(api: &Api, used: &TypeUse) -> bool {
    let mut seen = HashSet::default();
    let mut next = &used.ty;
    while let Type::Named(id) = next {
        match &api.types[*id].kind {
            TypeKind::Alias(target) if seen.insert(*id) => next = &target.ty,
            _ => return false,
        }
    }
    matches!(next, Type::Json)
}

/// The types that a type holds in itself, not behind a list or a map.
pub fn direct(kind: &TypeKind) -> impl Iterator<Item = TypeId> + '_ {
    uses(kind).into_iter().filter_map(|used| match used.ty {
        Type::Named(id) => Some(id),
        _ => None,
    })
}

fn newtypes(api: &Api) -> HashSet<TypeId> {
    let is_alias = |id: TypeId| matches!(api.types[id].kind, TypeKind::Alias(_));
    let edges: Vec<Vec<usize>> = api
        .types
        .iter()
        .map(|ty| match &ty.kind {
            TypeKind::Alias(target) => {
                let mut next = target;
                while let Some(element) = inner(&next.ty) {
                    next = element;
                }
                match next.ty {
                    Type::Named(id) if is_alias(id) => vec![id.0 as usize],
                    _ => Vec::new(),
                }
            }
            TypeKind::Struct(_) | TypeKind::Enum(_) | TypeKind::Union(_) | TypeKind::Tuple(_) => {
                Vec::new()
            }
        })
        .collect();
    let component = components(&edges);
    edges
        .iter()
        .enumerate()
        .filter(|(from, targets)| targets.iter().any(|to| component[*from] == component[*to]))
        .map(|(from, _)| TypeId(from as u32))
        .collect()
}

fn report_empty_aliases(api: &Api, diagnostics: &mut Diagnostics) {
    for ty in api.types.iter() {
        let mut seen = HashSet::from_iter([ty.id]);
        let mut next = ty;
        while let TypeKind::Alias(TypeUse {
            ty: Type::Named(id),
            ..
        }) = &next.kind
        {
            next = &api.types[*id];
            if next.id == ty.id {
                diagnostics.push(
                    Diagnostic::error(
                        "reference-cycle",
                        At::Value(ty.at.clone()),
                        "this schema is nothing but a reference to itself",
                    )
                    .hint("one of the schemas in the circle has to be a real schema"),
                );
            }
            if !seen.insert(next.id) {
                break;
            }
        }
    }
}

/// Tarjan's algorithm without recursion: the number of each node's strongly
/// connected component. A node without an edge to itself is alone in its
/// component, and no edge leads back.
fn components(edges: &[Vec<usize>]) -> Vec<usize> {
    const NEW: usize = usize::MAX;
    let count = edges.len();
    let (mut index, mut low, mut component) = (vec![NEW; count], vec![0; count], vec![NEW; count]);
    let (mut stack, mut next, mut found) = (Vec::new(), 0, 0);
    for root in 0..count {
        if index[root] != NEW {
            continue;
        }
        let mut work = vec![(root, 0)];
        while let Some((node, edge)) = work.pop() {
            if edge == 0 {
                index[node] = next;
                low[node] = next;
                next += 1;
                stack.push(node);
            }
            if let Some(&to) = edges[node].get(edge) {
                work.push((node, edge + 1));
                if index[to] == NEW {
                    work.push((to, 0));
                } else if component[to] == NEW {
                    low[node] = low[node].min(index[to]);
                }
                continue;
            }
            if low[node] == index[node] {
                while let Some(member) = stack.pop() {
                    component[member] = found;
                    if member == node {
                        break;
                    }
                }
                found += 1;
            }
            if let Some(&(parent, _)) = work.last() {
                low[parent] = low[parent].min(low[node]);
            }
        }
    }
    component
}

/// Types in requests with a rule of their own or, to a fixed point, inside.
fn ruled(api: &Api, facts: &Facts) -> HashSet<TypeId> {
    let mut ruled: HashSet<TypeId> = HashSet::default();
    loop {
        let before = ruled.len();
        for ty in api.types.iter().filter(|ty| facts.reach(ty.id).request) {
            if has_own_rules(ty) || sent(facts, ty).any(|used| has_rules(used, &ruled)) {
                ruled.insert(ty.id);
            }
        }
        if ruled.len() == before {
            return ruled;
        }
    }
}

fn has_own_rules(ty: &TypeDef) -> bool {
    matches!(&ty.kind, TypeKind::Struct(structure) if structure.counts_properties())
}

/// The uses in a definition that a request carries.
fn sent<'a>(facts: &'a Facts, ty: &'a TypeDef) -> impl Iterator<Item = &'a TypeUse> {
    let left_out = move |used: &&TypeUse| match &ty.kind {
        TypeKind::Struct(structure) => structure.fields.iter().any(|field| {
            let is_constant = facts
                .constants(ty.id)
                .iter()
                .any(|constant| constant.wire == field.wire);
            std::ptr::eq(&field.ty, *used) && (is_constant || field.access == Access::Read)
        }),
        TypeKind::Enum(_) | TypeKind::Union(_) | TypeKind::Tuple(_) | TypeKind::Alias(_) => false,
    };
    uses(&ty.kind)
        .into_iter()
        .filter(move |used| !left_out(used))
}

/// Whether a value of this use has anything to check.
pub fn has_rules(used: &TypeUse, ruled: &HashSet<TypeId>) -> bool {
    if used.rules.is_some() {
        return true;
    }
    match &used.ty {
        Type::List(inner) | Type::Map(inner) => has_rules(inner, ruled),
        Type::Named(id) => ruled.contains(id),
        _ => false,
    }
}

fn has_patterns(api: &Api, facts: &Facts) -> bool {
    let ruled = api.types.iter().filter(|ty| facts.ruled.contains(&ty.id));
    let in_types = ruled.flat_map(|ty| sent(facts, ty)).any(has_pattern);
    let in_operations = api
        .operations
        .iter()
        .flat_map(roots)
        .any(|(used, how)| how.request && has_pattern(used));
    in_types || in_operations
}

fn has_pattern(used: &TypeUse) -> bool {
    let rules = used.rules();
    let mut names = rules.names.iter();
    !rules.patterns.is_empty()
        || names.any(|names| !names.patterns.is_empty())
        || inner(&used.ty).is_some_and(has_pattern)
}
