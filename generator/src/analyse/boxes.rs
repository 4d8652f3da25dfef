//! Where a `Box` is needed for a type to have a size.

use foldhash::{HashMap, HashSet};

use super::{components, direct};
use crate::lock::{Lock, Places};
use crate::model::{Api, TypeId, TypeKind};

/// That one type holds another in itself.
type Edge = (TypeId, TypeId);

/// Every direct edge inside a strongly connected component is boxed: which ones are depends on
/// nothing outside of the circle. When a new edge closes a circle, the ones that were there stay as
/// they were, as there was no circle without it; one that was opened leaves the boxes where they are.
pub fn boxed(api: &Api, lock: &Lock) -> HashSet<Edge> {
    let edges: Vec<Edge> = (api.types.iter())
        .flat_map(|ty| direct(&ty.kind).map(|to| (ty.id, to)))
        .collect();
    let held = held(api, lock);
    let is = |edge: &&Edge, wanted: bool| held.get(edge) == Some(&wanted);
    let mut boxed: HashSet<Edge> = edges
        .iter()
        .filter(|edge| is(edge, true))
        .copied()
        .collect();
    let closed = circular(api, &edges);
    boxed.extend(closed.iter().filter(|edge| !is(edge, false)));
    // A lock may say what can't be: that a circle has no box at all.
    let rest: Vec<Edge> = (edges.into_iter())
        .filter(|edge| !boxed.contains(edge))
        .collect();
    boxed.extend(circular(api, &rest));
    boxed
}

/// Whether an edge was boxed, where that was decided.
fn held(api: &Api, lock: &Lock) -> HashMap<Edge, bool> {
    if lock.types.is_empty() {
        return HashMap::default();
    }
    let places = Places::new(api);
    let mut held = HashMap::default();
    for ty in api.types.iter().filter(|ty| !is_alias(api, ty.id)) {
        let Some(locked) = places.key(ty.id).and_then(|key| lock.types.get(key)) else {
            continue;
        };
        for to in direct(&ty.kind) {
            let Some(key) = places.key(to) else { continue };
            if locked.boxed.contains(key) {
                held.insert((ty.id, to), true);
            } else if locked.unboxed.contains(key) {
                held.insert((ty.id, to), false);
            }
        }
    }
    held
}

/// The edges that are part of a circle and can be boxed.
fn circular(api: &Api, edges: &[Edge]) -> Vec<Edge> {
    let mut targets = vec![Vec::new(); api.types.len()];
    for (from, to) in edges {
        targets[from.0 as usize].push(to.0 as usize);
    }
    let component = components(&targets);
    edges
        .iter()
        // An alias holds nothing: whoever names it does.
        .filter(|(from, _)| !is_alias(api, *from))
        .filter(|(from, to)| component[from.0 as usize] == component[to.0 as usize])
        .copied()
        .collect()
}

fn is_alias(api: &Api, id: TypeId) -> bool {
    matches!(api.types[id].kind, TypeKind::Alias(_))
}
