//! `oneOf`, `anyOf` and `discriminator` (OpenAPI 3.0.3, 4.7.25): a union.

use std::rc::Rc;

use indexmap::{IndexMap, IndexSet};

use super::{Lowerer, Outcome};
use crate::diagnostics::{At, Diagnostic};
use crate::model::{Type, TypeKind, TypeUse, Union, Variant};
use crate::pointer::Pointer;
use crate::resolve::{Discriminator, Node};

/// The alternatives of `oneOf`, else those of `anyOf`.
fn listed(node: &Node) -> &[Pointer] {
    if node.one_of.is_empty() {
        &node.any_of
    } else {
        &node.one_of
    }
}

/// What it means that an entry of a discriminator's mapping cannot be used.
const VALUE: &str = "the value is left out";

impl Lowerer<'_, '_> {
    /// The places of the variants; none if the schema is no union.
    pub(super) fn members(&mut self, at: &Pointer, node: &Node) -> Outcome<Vec<Pointer>> {
        let listed = listed(node);
        if !listed.is_empty() {
            if self.only_requires(listed) {
                return Ok(Vec::new());
            }
            let is_value = |member: &&Pointer| !self.is_null(member);
            return Ok(listed.iter().filter(is_value).cloned().collect());
        }
        let Some(discriminator) = &node.discriminator else {
            return Ok(Vec::new());
        };
        if discriminator.mapping.is_empty() {
            return Ok(self.resolver.children(at).to_vec());
        }
        let mut members: Vec<Pointer> = Vec::new();
        for (value, target) in &discriminator.mapping {
            let member = self.mapped(at, value, target);
            let Some(member) = self.keep(member, VALUE) else {
                continue;
            };
            if !members.contains(&member) {
                members.push(member);
            }
        }
        Ok(members)
    }

    /// Whether a member of a union is null and nothing else: that makes the union nullable.
    ///
    /// `nullable: true` alone would allow anything, but is how some tools write null in 3.0.
    fn is_null(&self, member: &Pointer) -> bool {
        let node = self.resolver.follow(member);
        node.and_then(|at| self.resolver.node(&at))
            .is_ok_and(|node| node.is_null() || node.nullable && !node.is_structural())
    }

    /// Whether null is one of the alternatives.
    pub(super) fn lists_null(&self, node: &Node) -> bool {
        listed(node).iter().any(|member| self.is_null(member))
    }

    /// The only alternative besides null, which 3.0 says by `nullable` (OpenAPI 3.0.3, 4.7.24).
    ///
    /// One alternative without null stays a union: a description says so where more are to come.
    pub(super) fn only_alternative(&self, node: &Node) -> Option<Pointer> {
        let mut others = listed(node).iter().filter(|member| !self.is_null(member));
        let only = others.next()?;
        let is_or_null = node.nullable || self.lists_null(node);
        (others.next().is_none() && is_or_null).then(|| only.clone())
    }

    /// `oneOf: [{required: [a]}, {required: [b]}]` says which properties go
    /// together; it makes no union.
    fn only_requires(&self, members: &[Pointer]) -> bool {
        members.iter().all(|member| {
            let keys = self.resolver.keys(member);
            !keys.is_empty()
                && keys
                    .iter()
                    .all(|key| matches!(*key, "required" | "not" | "title" | "description"))
        })
    }

    /// The properties that alternatives require which say nothing else, and the places of these.
    pub(super) fn required_by_alternatives(&self, node: &Node) -> Vec<(String, Pointer)> {
        let members = listed(node);
        if !self.only_requires(members) {
            return Vec::new();
        }
        let required = |member: &Pointer| {
            let names = self.resolver.get(member)?.get("required")?.as_array()?;
            let names = names.iter().filter_map(|name| name.as_str());
            Some(
                names
                    .map(|name| (name.to_owned(), member.clone()))
                    .collect(),
            )
        };
        let found: Vec<Vec<_>> = members.iter().filter_map(required).collect();
        found.into_iter().flatten().collect()
    }

    /// What a mapping entry names: a reference, or a component by its name.
    fn mapped(&self, at: &Pointer, value: &str, target: &str) -> Outcome<Pointer> {
        let place = at.child("discriminator").child("mapping").child(value);
        let by_name = self.resolver.components("schemas").child(target);
        let pointer = if self.resolver.get(&by_name).is_some() {
            Some(by_name)
        } else {
            Pointer::parse_fragment(at.file(), target)
                .filter(|pointer| self.resolver.get(pointer).is_some())
        };
        match pointer {
            Some(pointer) => self.resolver.follow(&pointer),
            None => Err(Diagnostic::error(
                "unresolved-reference",
                At::Value(place),
                format!("the discriminator maps `{value}` to `{target}`, which is not there"),
            )
            .hint(
                self.resolver
                    .failure(target)
                    .unwrap_or("a mapping names a component schema or refers to one"),
            )
            .into()),
        }
    }

    /// Whether `parent` is a union that has `child` as a variant, or passes
    /// its properties down to whoever names it (a discriminator does that).
    pub(super) fn lists_as_variant(
        &mut self,
        at: &Pointer,
        parent: &Node,
        child: &Pointer,
    ) -> bool {
        if parent.discriminator.is_some() {
            return true;
        }
        let lists = parent.one_of.iter().chain(&parent.any_of);
        at != child
            && lists
                .into_iter()
                .any(|member| self.resolver.follow(member).is_ok_and(|to| to == *child))
    }

    pub(super) fn union(
        &mut self,
        at: &Pointer,
        node: &Rc<Node>,
        members: &[Pointer],
    ) -> Outcome<TypeKind> {
        let tags = self.tags_of(at, node);
        let mut variants: Vec<Variant> = Vec::new();
        for member in members {
            let target = self.resolver.follow(member);
            let Some(target) = self.keep(target, "the variant is left out") else {
                continue;
            };
            let tags = match &node.discriminator {
                None => Vec::new(),
                Some(discriminator) => self.member_tags(&target, discriminator, &tags),
            };
            let (ty, place) = self.variant_type(at, node, member, &target);
            let title = self
                .resolver
                .get(&target)
                .and_then(|raw| raw.get("title")?.as_str())
                .map(str::to_owned);
            variants.push(Variant {
                tags,
                ty,
                at: place,
                title,
            });
        }
        let tag = node
            .discriminator
            .as_ref()
            .map(|discriminator| discriminator.property.clone());
        if variants.is_empty() {
            return Ok(TypeKind::Alias(TypeUse::of(Type::Json)));
        }
        Ok(TypeKind::Union(Union {
            tag,
            infers_tag: false,
            variants,
        }))
    }

    fn tags_of(&mut self, at: &Pointer, node: &Node) -> IndexMap<String, Pointer> {
        let Some(discriminator) = &node.discriminator else {
            return IndexMap::new();
        };
        let mut tags = IndexMap::new();
        for (value, target) in &discriminator.mapping {
            let target = self.mapped(at, value, target);
            if let Some(target) = self.keep(target, VALUE) {
                tags.insert(value.clone(), target);
            }
        }
        tags
    }

    /// The tag values of a variant: those that are mapped to it; else those
    /// that its own property allows; else, if it is a union, those of its
    /// variants; else its component name.
    fn member_tags(
        &mut self,
        target: &Pointer,
        discriminator: &Discriminator,
        tags: &IndexMap<String, Pointer>,
    ) -> Vec<String> {
        self.tags_inside(target, &discriminator.property, tags, &mut Vec::new())
    }

    /// `above` are the schemas that led to this one.
    fn tags_inside(
        &mut self,
        target: &Pointer,
        property: &str,
        tags: &IndexMap<String, Pointer>,
        above: &mut Vec<Pointer>,
    ) -> Vec<String> {
        let mapped = tags.iter().filter(|(_, to)| *to == target);
        let mut found: Vec<String> = mapped.map(|(tag, _)| tag.clone()).collect();
        if found.is_empty() {
            found = self.own_values(target, property);
        }
        if found.is_empty() && !above.contains(target) {
            above.push(target.clone());
            found = match self.referred(target) {
                Some(referred) => self.tags_inside(&referred, property, tags, above),
                None => self.tags_of_members(target, property, above),
            };
            above.pop();
        }
        if found.is_empty() {
            found.extend(self.resolver.component_name(target));
        }
        found
    }

    /// What an inline schema refers to, where it only adds a remark.
    fn referred(&mut self, inline: &Pointer) -> Option<Pointer> {
        if self.resolver.component_name(inline).is_some() {
            return None;
        }
        let node = self.resolver.node(inline).ok()?;
        let part = self.wrapped(inline, &node).ok()??;
        self.resolver.follow(&part).ok()
    }

    fn tags_of_members(
        &mut self,
        union: &Pointer,
        property: &str,
        above: &mut Vec<Pointer>,
    ) -> Vec<String> {
        let Ok(node) = self.resolver.node(union) else {
            return Vec::new();
        };
        let by = node.discriminator.as_ref();
        if by.is_some_and(|by| by.property != property) {
            return Vec::new();
        }
        let tags = self.tags_of(union, &node);
        let mut found: IndexSet<String> = IndexSet::new();
        for member in listed(&node) {
            if let Ok(target) = self.resolver.follow(member) {
                found.extend(self.tags_inside(&target, property, &tags, above));
            }
        }
        found.into_iter().collect()
    }

    /// The strings that a property may have, if its schema lists them.
    fn own_values(&mut self, target: &Pointer, property: &str) -> Vec<String> {
        self.listed_values(target, property).unwrap_or_default()
    }

    fn listed_values(&mut self, target: &Pointer, property: &str) -> Option<Vec<String>> {
        let node = self.resolver.node(target).ok()?;
        let place = self.merged(target, &node).ok()?;
        let mut place = self.resolver.follow(place.properties.get(property)?).ok()?;
        let mut node = self.resolver.node(&place).ok()?;
        if let Some(only) = self.only_alternative(&node) {
            place = self.resolver.follow(&only).ok()?;
            node = self.resolver.node(&place).ok()?;
        }
        let values = &self.merged(&place, &node).ok()?.values;
        values
            .iter()
            .filter(|value| !value.is_null())
            .map(|value| value.as_str().map(str::to_owned))
            .collect()
    }

    /// A variant's type and what it is called by: the schema itself, or, where the union has properties
    /// of its own that the variant lacks, both together.
    fn variant_type(
        &mut self,
        at: &Pointer,
        union: &Rc<Node>,
        member: &Pointer,
        target: &Pointer,
    ) -> (TypeUse, Pointer) {
        // What stands elsewhere may be used without the union as well.
        let place = if member == target && at.contains(target) {
            target.clone()
        } else {
            at.child("oneOf").child(&target.last().unwrap_or_default())
        };
        let outcome = self.with_properties(union, target, &place);
        let cost = "the variant is without the properties beside the union";
        match self.keep(outcome, cost) {
            Some(Some(both)) => {
                let is_named = self.resolver.component_name(target).is_some();
                let called = if is_named { target } else { &place };
                (self.define_as(&place, &Rc::new(both)), called.clone())
            }
            _ => (self.use_at(member), target.clone()),
        }
    }

    /// The variant with the union's own properties, if these add to what it says. A variant that is a
    /// union passes them on to its own.
    fn with_properties(
        &mut self,
        union: &Rc<Node>,
        target: &Pointer,
        place: &Pointer,
    ) -> Outcome<Option<Node>> {
        let tag = union.discriminator.as_ref().map(|found| &found.property);
        if !union.has_alternatives() || union.properties.keys().all(|name| Some(name) == tag) {
            return Ok(None);
        }
        let node = self.resolver.node(target)?;
        let variant = self.merged(target, &node)?;
        let may_be_object = match variant.kind.as_deref() {
            Some(kind) => kind == "object",
            None => {
                let says = !variant.properties.is_empty() || !variant.required.is_empty();
                says || variant.has_alternatives()
            }
        };
        if !may_be_object {
            return Ok(None);
        }
        if variant.has_alternatives() && self.comes_again(target, place) {
            self.warning(
                "ignored-sibling",
                place,
                "this union has an alternative that leads back to it".to_owned(),
                "the properties beside the union are not carried over to it",
            );
            return Ok(None);
        }
        let mut both = (*variant).clone();
        both.kind = Some("object".to_owned());
        for (name, had) in &union.properties {
            let at = place.child("allOf").child("properties").child(name);
            let said = match variant.properties.get(name) {
                // Rules alone are not worth a type of their own.
                Some(said) if self.says_of_parts(had) => self.both_at(at, had, said.clone()),
                Some(said) => said.clone(),
                None => had.clone(),
            };
            both.properties.insert(name.clone(), said);
        }
        let required = union.required.iter();
        let new = required.filter(|name| !variant.required.contains(name));
        both.required.extend(new.cloned());
        Ok((both.properties != variant.properties).then_some(both))
    }

    /// Whether a component that is a union is a variant of itself at this place, or so deep inside that
    /// the ways there would be too many.
    fn comes_again(&self, target: &Pointer, place: &Pointer) -> bool {
        let Some(name) = self.resolver.component_name(target) else {
            return false;
        };
        let segments: Vec<_> = place.segments().collect();
        let mut unions = segments.windows(2).filter(|pair| pair[0] == "oneOf");
        let again = unions.clone().filter(|pair| pair[1] == name).count() > 1;
        again || target.contains(place) || unions.nth(4).is_some()
    }
}
