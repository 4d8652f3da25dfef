//! Lists and maps whose elements have several schemas: `prefixItems`, `patternProperties`.

use super::Lowerer;
use crate::model::{Type, TypeUse};
use crate::pointer::Pointer;
use crate::resolve::{Additional, Node};

impl Lowerer<'_, '_> {
    /// The one type of all elements of a tuple, or any JSON.
    pub(super) fn tuple_items(&mut self, at: &Pointer, node: &Node) -> TypeUse {
        let is_closed = node
            .rules
            .max_items
            .is_some_and(|max| max <= node.prefix.len());
        let mut places = node.prefix.clone();
        places.extend(node.items.clone());
        let common = if is_closed || node.items.is_some() {
            self.common(&places)
        } else {
            None
        };
        common.unwrap_or_else(|| {
            self.warning(
                "ignored-keyword",
                &at.child("prefixItems"),
                "the elements of this tuple are not all of one type".to_owned(),
                "each of them is any JSON value",
            );
            TypeUse::of(Type::Json)
        })
    }

    /// The type of the properties that are not declared by name.
    pub(super) fn pattern_items(&mut self, at: &Pointer, node: &Node) -> TypeUse {
        let mut places: Vec<Pointer> = node.patterns.iter().map(|(_, at)| at.clone()).collect();
        let takes_all = node.patterns.iter().any(|(pattern, _)| is_any(pattern));
        let is_free = match &node.additional {
            _ if takes_all => false,
            Additional::Schema(rest) => {
                places.push(rest.clone());
                false
            }
            Additional::Any => true,
            Additional::Forbidden => false,
            // Without any property by name, the patterns are meant to be all.
            Additional::Unspecified => !node.properties.is_empty(),
        };
        let common = if is_free { None } else { self.common(&places) };
        let (why, ty) = match common {
            Some(ty) if takes_all => return ty,
            Some(ty) => ("names are not compared with `patternProperties`", ty),
            None => (
                "the properties of `patternProperties` and others are not all of one type",
                TypeUse::of(Type::Json),
            ),
        };
        let hint = if ty.ty == Type::Json {
            "each of them is any JSON value"
        } else {
            "a property of any name is of that type"
        };
        let place = at.child("patternProperties");
        self.warning("ignored-keyword", &place, why.to_owned(), hint);
        ty
    }

    /// The type that all of the schemas have, if it is one.
    fn common(&mut self, places: &[Pointer]) -> Option<TypeUse> {
        let mut uses = places.iter().map(|place| self.use_at(place));
        let first = uses.next()?;
        let rest: Vec<TypeUse> = uses.collect();
        if rest.is_empty() {
            return Some(first);
        }
        let same = |other: &TypeUse| other.ty == first.ty && other.nullable == first.nullable;
        rest.iter().all(same).then(|| TypeUse {
            nullable: first.nullable,
            ..TypeUse::of(first.ty.clone())
        })
    }
}

/// Whether a pattern takes every name.
fn is_any(pattern: &str) -> bool {
    let inner = pattern.strip_prefix('^').unwrap_or(pattern);
    let inner = inner.strip_suffix('$').unwrap_or(inner);
    matches!(inner, ".*" | ".+" | "(.*)" | "(.+)" | "[\\s\\S]*") || pattern.is_empty()
}

#[cfg(test)]
mod tests {
    use super::is_any;

    #[test]
    fn patterns_that_take_everything() {
        for pattern in ["", ".*", "^.*$", "^.+$", ".+"] {
            assert!(is_any(pattern), "{pattern}");
        }
        for pattern in ["^a", "^$", "^[a-z]+$", "."] {
            assert!(!is_any(pattern), "{pattern}");
        }
    }
}
