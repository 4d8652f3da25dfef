//! Types that say the same: one of them is defined, the others are other names of it.

use foldhash::HashMap;

use crate::analyse::{self, Facts, Reach};
use crate::model::{
    Api, Docs, Element, Enum, EnumValues, Field, Struct, Tuple, Type, TypeDef, TypeId, TypeKind,
    TypeUse, Union, Variant,
};
use crate::names::{self, Names};

/// The type that another one is a name of, for those that are.
pub type Same = HashMap<TypeId, TypeId>;

/// The type that another one is a name of.
///
/// Descriptions repeat the same inline schemas in many places. A schema with a name of its own stays a
/// type of its own, and is preferred as the one to define; else the first by name is.
pub fn same(api: &Api, facts: &Facts, names: &Names) -> Same {
    let ids = api.types.iter().map(|ty| ty.id);
    let mut order: Vec<TypeId> = ids
        .filter(|id| !facts.groups[id.0 as usize].is_empty())
        .collect();
    order.sort_by_cached_key(|id| (!is_component(&api.types[*id]), &names.ty(*id).name));
    let mut compared = Compared {
        api,
        facts,
        names,
        same: Same::default(),
    };
    // What is held has to be found to be the same before what holds it.
    loop {
        let same = compared.same_among(&order);
        if same == compared.same {
            return same;
        }
        compared.same = same;
    }
}

/// What says the same, by what is known so far.
struct Compared<'a> {
    api: &'a Api,
    facts: &'a Facts,
    names: &'a Names,
    same: Same,
}

/// What types must have in common to be compared at all: few have that and are not the same.
#[derive(PartialEq, Eq, Hash)]
struct Key<'a> {
    members: &'a [String],
    rest: &'a str,
    /// What is said of the members.
    remarks: Vec<Option<&'a str>>,
    /// The types of the members, as far as these are defined.
    held: Vec<TypeId>,
    deprecated: bool,
    /// What is made for a type follows from where it travels, but for enums.
    reach: Option<Reach>,
}

impl<'a> Compared<'a> {
    fn same_among(&self, order: &[TypeId]) -> Same {
        // To grow, it would hash the long texts in its keys again.
        let mut defined: HashMap<Key<'a>, Vec<&TypeDef>> =
            HashMap::with_capacity_and_hasher(order.len(), Default::default());
        let mut same = Same::default();
        for id in order {
            let ty = &self.api.types[*id];
            let Some(key) = self.key(ty) else {
                continue;
            };
            let alike = defined.entry(key).or_default();
            match alike.iter().find(|other| self.says_the_same(other, ty)) {
                Some(first) if !is_component(ty) => {
                    same.insert(*id, first.id);
                }
                Some(_) => {}
                None => alike.push(ty),
            }
        }
        same
    }

    fn key(&self, ty: &'a TypeDef) -> Option<Key<'a>> {
        let reach = match &ty.kind {
            TypeKind::Enum(_) => None,
            TypeKind::Struct(_) | TypeKind::Union(_) | TypeKind::Tuple(_) => {
                Some(self.facts.reach(ty.id))
            }
            TypeKind::Alias(_) => return None,
        };
        let names = self.names.ty(ty.id);
        Some(Key {
            members: &names.members,
            rest: &names.rest,
            remarks: remarks(&ty.kind),
            held: (analyse::uses(&ty.kind).into_iter())
                .filter_map(|used| named(&used.ty))
                .map(|id| defined(&self.same, id))
                .collect(),
            deprecated: ty.docs.deprecated,
            reach,
        })
    }

    fn says_the_same(&self, a: &TypeDef, b: &TypeDef) -> bool {
        let holders = (a.id, b.id);
        match (&a.kind, &b.kind) {
            (TypeKind::Enum(a), TypeKind::Enum(b)) => same_values(a, b),
            (TypeKind::Struct(one), TypeKind::Struct(other)) => {
                self.facts.constants(a.id) == self.facts.constants(b.id)
                    && self.same_structs(holders, one, other)
            }
            (TypeKind::Union(a), TypeKind::Union(b)) => self.same_unions(holders, a, b),
            (TypeKind::Tuple(a), TypeKind::Tuple(b)) => self.same_tuples(holders, a, b),
            _ => false,
        }
    }

    fn same_structs(&self, holders: (TypeId, TypeId), a: &Struct, b: &Struct) -> bool {
        let same_field = |a: &Field, b: &Field| {
            (&a.wire, a.presence, a.access) == (&b.wire, b.presence, b.access)
                && same_docs(&a.docs, &b.docs)
                && self.same_uses(holders, &a.ty, &b.ty)
        };
        (a.min_properties, a.max_properties) == (b.min_properties, b.max_properties)
            && all(&a.fields, &b.fields, same_field)
            && self.same_rests(holders, a.extra.as_ref(), b.extra.as_ref())
    }

    fn same_unions(&self, holders: (TypeId, TypeId), a: &Union, b: &Union) -> bool {
        let same_variant = |a: &Variant, b: &Variant| {
            (&a.tags, &a.title) == (&b.tags, &b.title) && self.same_uses(holders, &a.ty, &b.ty)
        };
        a.tag == b.tag && all(&a.variants, &b.variants, same_variant)
    }

    fn same_tuples(&self, holders: (TypeId, TypeId), a: &Tuple, b: &Tuple) -> bool {
        let same_element = |a: &Element, b: &Element| {
            a.presence == b.presence
                && same_docs(&a.docs, &b.docs)
                && self.same_uses(holders, &a.ty, &b.ty)
        };
        all(&a.elements, &b.elements, same_element)
            && self.same_rests(holders, a.rest.as_ref(), b.rest.as_ref())
    }

    fn same_rests(
        &self,
        holders: (TypeId, TypeId),
        a: Option<&TypeUse>,
        b: Option<&TypeUse>,
    ) -> bool {
        match (a, b) {
            (Some(a), Some(b)) => self.same_uses(holders, a, b),
            (None, None) => true,
            (Some(_), None) | (None, Some(_)) => false,
        }
    }

    fn same_uses(&self, holders: (TypeId, TypeId), a: &TypeUse, b: &TypeUse) -> bool {
        (a.nullable, &a.rules, &a.default) == (b.nullable, &b.rules, &b.default)
            && self.same_types(holders, &a.ty, &b.ty)
    }

    fn same_types(&self, holders: (TypeId, TypeId), a: &Type, b: &Type) -> bool {
        match (a, b) {
            (Type::Named(a), Type::Named(b)) => {
                let is_boxed = |holder, held: &TypeId| self.facts.boxed.contains(&(holder, *held));
                defined(&self.same, *a) == defined(&self.same, *b)
                    && is_boxed(holders.0, a) == is_boxed(holders.1, b)
            }
            (Type::List(a), Type::List(b)) | (Type::Map(a), Type::Map(b)) => {
                self.same_uses(holders, a, b)
            }
            _ => a == b,
        }
    }
}

/// The type of a value, or of the elements of a list or map.
fn named(ty: &Type) -> Option<TypeId> {
    match ty {
        Type::Named(id) => Some(*id),
        Type::List(held) | Type::Map(held) => named(&held.ty),
        _ => None,
    }
}

fn remarks(kind: &TypeKind) -> Vec<Option<&str>> {
    fn described(docs: &Docs) -> Option<&str> {
        docs.description.as_deref()
    }
    match kind {
        TypeKind::Struct(one) => one.fields.iter().map(|one| described(&one.docs)).collect(),
        TypeKind::Enum(one) => one.docs.iter().map(described).collect(),
        TypeKind::Union(one) => one
            .variants
            .iter()
            .map(|one| one.title.as_deref())
            .collect(),
        TypeKind::Tuple(one) => one
            .elements
            .iter()
            .map(|one| described(&one.docs))
            .collect(),
        TypeKind::Alias(_) => Vec::new(),
    }
}

/// The type that is defined under a name or another.
pub fn defined(same: &Same, id: TypeId) -> TypeId {
    same.get(&id).copied().unwrap_or(id)
}

fn same_values(a: &Enum, b: &Enum) -> bool {
    let same = match (&a.values, &b.values) {
        (EnumValues::Strings(a), EnumValues::Strings(b)) => a == b,
        (EnumValues::Integers(a), EnumValues::Integers(b)) => a == b,
        (EnumValues::Strings(_), EnumValues::Integers(_))
        | (EnumValues::Integers(_), EnumValues::Strings(_)) => false,
    };
    same && all(&a.docs, &b.docs, same_docs)
}

/// An example is said of a use, not of a type.
fn same_docs(a: &Docs, b: &Docs) -> bool {
    (&a.title, &a.description, a.deprecated, &a.link)
        == (&b.title, &b.description, b.deprecated, &b.link)
}

fn all<T>(a: &[T], b: &[T], alike: impl Fn(&T, &T) -> bool) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| alike(a, b))
}

fn is_component(ty: &TypeDef) -> bool {
    names::component(&ty.at).is_some()
}
