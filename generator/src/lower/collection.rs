//! Lists and maps whose elements have several schemas: `prefixItems`, `patternProperties`.

use std::rc::Rc;

use super::Lowerer;
use super::ignored::ACCEPTS_MORE;
use crate::model::{Element, Presence, Rules, Tuple, Type, TypeUse};
use crate::pointer::Pointer;
use crate::resolve::{Additional, Node};

/// What it means that names of properties are not described well.
const NAMES: &str = "the names are not checked";

impl Lowerer<'_, '_> {
    /// Whether the elements of an array have schemas of their own, and not all that of the rest.
    pub(super) fn is_tuple(&self, node: &Node) -> bool {
        let same = |rest: &Pointer| {
            let rest = self.resolver.get(rest);
            let mut elements = node.prefix.iter();
            elements.all(|element| self.resolver.get(element) == rest)
        };
        matches!(node.kind.as_deref(), None | Some("array"))
            && !node.prefix.is_empty()
            && !node.items.as_ref().is_some_and(same)
    }

    /// Without `minItems` all elements are meant to be there: that is how tuples are written.
    pub(super) fn tuple(&mut self, at: &Pointer, node: &Node) -> Tuple {
        let (min, max) = (node.rules.min_items, node.rules.max_items);
        let count = node.prefix.len().min(max.unwrap_or(usize::MAX));
        if node.rules.unique_items {
            self.warning(
                "ignored-keyword",
                &at.child("uniqueItems"),
                "the items of a tuple are not compared with one another".to_owned(),
                ACCEPTS_MORE,
            );
        }
        let places = node.prefix.iter().take(count).enumerate();
        let elements = places
            .map(|(index, place)| self.element(place, index < min.unwrap_or(count)))
            .collect();
        let more = min.is_some_and(|min| min > count);
        let items = match &node.items {
            Some(place) if max.is_none_or(|max| max > count) => Some(self.use_at(place)),
            None if more => Some(TypeUse::of(Type::Json)),
            _ => None,
        };
        let rest = items.map(|items| TypeUse {
            rules: Rules {
                min_items: min
                    .and_then(|min| min.checked_sub(count))
                    .filter(|min| *min > 0),
                max_items: max.and_then(|max| max.checked_sub(count)),
                ..Rules::NONE
            }
            .boxed(),
            ..TypeUse::of(Type::List(Box::new(items)))
        });
        Tuple { elements, rest }
    }

    fn element(&mut self, place: &Pointer, required: bool) -> Element {
        let mut ty = self.use_at(place);
        let presence = Presence::new(required, ty.nullable);
        ty.nullable = false;
        let (_, docs) = self.about(place);
        Element { ty, presence, docs }
    }

    /// The type of the properties that are not declared by name; `None` if none are said to be there.
    pub(super) fn others(&mut self, at: &Pointer, node: &Node) -> Option<TypeUse> {
        let mut ty = match &node.additional {
            _ if !node.patterns.is_empty() => self.pattern_items(at, node),
            Additional::Schema(place) => self.use_at(place),
            Additional::Any => TypeUse::of(Type::Json),
            // Any other name may come, as long as it looks like that.
            Additional::Unspecified if node.names.is_some() && node.properties.is_empty() => {
                TypeUse::of(Type::Json)
            }
            Additional::Unspecified | Additional::Forbidden => {
                self.report_names(node);
                return None;
            }
        };
        add_names(&mut ty, self.name_rules(node));
        Some(ty)
    }

    /// The type of the properties whose names follow patterns, and of others beside them.
    fn pattern_items(&mut self, at: &Pointer, node: &Node) -> TypeUse {
        let mut places: Vec<Pointer> = node.patterns.iter().map(|(_, at)| at.clone()).collect();
        let takes_all = node.patterns.iter().any(|(pattern, _)| is_any(pattern));
        let place = at.child("patternProperties");
        match &node.additional {
            Additional::Schema(rest) if !takes_all => places.push(rest.clone()),
            Additional::Forbidden => {
                let mut ty = self.one_of(&place, &places);
                add_names(&mut ty, self.one_pattern(node));
                return ty;
            }
            // Without any property by name, the patterns are meant to be all.
            Additional::Unspecified if node.properties.is_empty() && !takes_all => self.warning(
                "ignored-keyword",
                &place,
                "names are not compared with `patternProperties`".to_owned(),
                "a property of any name is of that type",
            ),
            Additional::Any | Additional::Unspecified if !takes_all => {
                self.warning(
                    "ignored-keyword",
                    &place,
                    "names are not compared with `patternProperties`".to_owned(),
                    "each of the properties is any JSON value, since others may be that",
                );
                return TypeUse::of(Type::Json);
            }
            _ => {}
        }
        self.one_of(&place, &places)
    }

    /// The type that all of the schemas have, or a union of them.
    fn one_of(&mut self, at: &Pointer, places: &[Pointer]) -> TypeUse {
        if let Some(common) = self.common(places) {
            return common;
        }
        let mut distinct: Vec<Pointer> = Vec::new();
        for place in places {
            let is_new = |other: &Pointer| self.resolver.get(other) != self.resolver.get(place);
            if distinct.iter().all(is_new) {
                distinct.push(place.clone());
            }
        }
        let union = Node {
            any_of: distinct,
            ..Node::default()
        };
        let nullable = self.lists_null(&union);
        let ty = self.define_as(at, &Rc::new(union));
        TypeUse { nullable, ..ty }
    }

    /// A name has to match one of the patterns.
    fn one_pattern(&mut self, node: &Node) -> Option<Rules> {
        let patterns: Vec<&str> = node
            .patterns
            .iter()
            .map(|(text, _)| text.as_str())
            .collect();
        let pattern = match patterns.as_slice() {
            [only] => (*only).to_owned(),
            several => format!("(?:{})", several.join(")|(?:")),
        };
        let rules = Rules {
            patterns: vec![pattern],
            ..Rules::default()
        };
        let (_, place) = node.patterns.first()?;
        let rules = self.checked_rules(&place.parent()?, rules);
        (!rules.is_empty()).then_some(rules)
    }

    /// What `propertyNames` says that can be checked.
    fn name_rules(&mut self, node: &Node) -> Option<Rules> {
        let place = node.names.as_ref()?;
        let outcome = self.resolver.follow(place);
        let at = self.keep(outcome, NAMES)?;
        let outcome = self.resolver.node(&at);
        let names = self.keep(outcome, NAMES)?;
        if names.has_content() || names.has_parts() {
            self.report_names(node);
        }
        let rules = Rules {
            patterns: names.rules.patterns.clone(),
            min_length: names.rules.min_length,
            max_length: names.rules.max_length,
            ..Rules::default()
        };
        let rules = self.checked_rules(&at, rules);
        (!rules.is_empty()).then_some(rules)
    }

    fn report_names(&mut self, node: &Node) {
        if let Some(place) = &node.names {
            self.warning(
                "ignored-keyword",
                place,
                "`propertyNames` is carried over as a pattern and a length, for maps".to_owned(),
                ACCEPTS_MORE,
            );
        }
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

/// Has the names in a map meet these rules as well.
fn add_names(map: &mut TypeUse, rules: Option<Rules>) {
    if let Some(rules) = rules {
        map.rules.get_or_insert_default().names.push(rules);
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
