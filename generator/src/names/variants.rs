//! What the variants of enums and unions are called where nobody chose a name.

use foldhash::HashSet;

use super::TypeNames;
use super::words::{self, pascal};
use crate::model::{Api, Docs, Enum, EnumValues, Type, TypeDef, TypeId, TypeKind, Union, Variant};

/// A variant that is to be named.
pub struct VariantKey {
    /// What it is called in the policy and in the lock.
    pub key: String,
    /// What it would be called there if the description told its tag, or told none.
    other: Option<String>,
    /// Its name, if these are silent.
    pub natural: String,
}

impl VariantKey {
    fn new(key: String, natural: String) -> Self {
        Self {
            key,
            other: None,
            natural,
        }
    }

    /// What is known under one of its keys.
    pub fn find<T>(&self, known: impl Fn(&str) -> Option<T>) -> Option<T> {
        known(&self.key).or_else(|| known(self.other.as_ref()?))
    }
}

/// The variants of an enum or a union, of which the types have their names.
pub fn variant_keys(api: &Api, ty: &TypeDef, names: &[TypeNames]) -> Vec<VariantKey> {
    match &ty.kind {
        TypeKind::Enum(values) => of_enum(values),
        TypeKind::Union(union) => {
            let variants = Variants {
                api,
                ty,
                union,
                names,
            };
            variants.keys()
        }
        TypeKind::Struct(_) | TypeKind::Tuple(_) | TypeKind::Alias(_) => Vec::new(),
    }
}

/// The keys of an enum's variants: its values.
pub fn value_keys(listed: &Enum) -> Vec<String> {
    match &listed.values {
        EnumValues::Strings(values) => values.clone(),
        EnumValues::Integers(values) => values.iter().map(i64::to_string).collect(),
    }
}

fn of_enum(listed: &Enum) -> Vec<VariantKey> {
    let is_text = matches!(listed.values, EnumValues::Strings(_));
    let title = |docs: &Docs| words::title(docs.title.as_deref()?, is_text);
    let titles: Vec<Option<String>> = listed.docs.iter().map(title).collect();
    // Titles that tell values apart, else none of them: names come from one source.
    let named = {
        let mut known = HashSet::default();
        titles.iter().flatten().all(|title| known.insert(title))
    };
    let keys = value_keys(listed)
        .into_iter()
        .zip(titles)
        .map(|(value, title)| {
            let title = title.filter(|_| named);
            let natural = title.unwrap_or_else(|| words::variant(&value));
            VariantKey::new(value, natural)
        });
    keys.collect()
}

/// A union whose variants are to be named.
struct Variants<'a> {
    api: &'a Api,
    ty: &'a TypeDef,
    union: &'a Union,
    names: &'a [TypeNames],
}

impl Variants<'_> {
    fn keys(&self) -> Vec<VariantKey> {
        let indices = 0..self.union.variants.len();
        let mut variants: Vec<VariantKey> = indices.map(|index| self.key(index)).collect();
        // What is the key of one is none of another.
        let keys: HashSet<String> = variants.iter().map(|one| one.key.clone()).collect();
        for variant in &mut variants {
            variant.other.take_if(|other| keys.contains(other.as_str()));
        }
        variants
    }

    /// A variant is called by its tag, if it is the first of those that have it. Where the tag only
    /// follows from the alternatives, it may be gone with the next one: it is no key then.
    fn key(&self, index: usize) -> VariantKey {
        let (earlier, variant) = (&self.union.variants[..index], &self.union.variants[index]);
        let untagged = self.untagged(index);
        match variant.tags.as_slice() {
            [tag] if !earlier.iter().any(|other| other.tags == variant.tags) => {
                let (key, other) = match self.union.infers_tag {
                    false => (tag.clone(), untagged.key),
                    true => (untagged.key, tag.clone()),
                };
                VariantKey {
                    key,
                    other: Some(other),
                    natural: words::variant(tag),
                }
            }
            _ => untagged,
        }
    }

    /// The same by what it is.
    fn untagged(&self, index: usize) -> VariantKey {
        let variant = &self.union.variants[index];
        let word = match (&variant.ty.ty, &variant.title) {
            (Type::Named(id), _) => {
                return VariantKey::new(self.name(*id).to_owned(), self.below(*id).to_owned());
            }
            (Type::Json, Some(title)) => pascal(title),
            (Type::List(_), _) => {
                return self.holder(index, "List", |ty| matches!(ty, Type::List(_)));
            }
            (Type::Map(_), _) => return self.holder(index, "Map", |ty| matches!(ty, Type::Map(_))),
            (ty, _) => self.word(ty),
        };
        VariantKey::new(word.clone(), word)
    }

    /// A list or a map: where there are several, by what they hold.
    fn holder(&self, index: usize, word: &str, is: impl Fn(&Type) -> bool) -> VariantKey {
        let variants = &self.union.variants;
        let same = |range: &[_]| {
            range
                .iter()
                .filter(|other: &&Variant| is(&other.ty.ty))
                .count()
        };
        if same(variants) == 1 {
            return VariantKey::new(word.to_owned(), word.to_owned());
        }
        let natural = self.word(&variants[index].ty.ty);
        // The first may have been the only one.
        let is_first = same(&variants[..index]) == 0;
        let key = if is_first {
            word.to_owned()
        } else {
            natural.clone()
        };
        VariantKey::new(key, natural)
    }

    fn word(&self, ty: &Type) -> String {
        match ty {
            Type::Bool => "Bool".to_owned(),
            Type::Integer(_) => "Integer".to_owned(),
            Type::Float(_) => "Number".to_owned(),
            Type::Format(format) => pascal(format),
            Type::String(_) | Type::Base64 | Type::Binary | Type::File => "String".to_owned(),
            Type::List(held) => format!("{}List", self.word(&held.ty)),
            Type::Map(held) => format!("{}Map", self.word(&held.ty)),
            Type::Named(id) => self.below(*id).to_owned(),
            Type::Json => "Json".to_owned(),
        }
    }

    fn name(&self, id: TypeId) -> &str {
        &self.names[id.0 as usize].name
    }

    /// What the name of an inline type says beyond the name of the union, all of it for others.
    fn below(&self, held: TypeId) -> &str {
        let (at, inner) = (&self.ty.at, &self.api.types[held].at);
        let is_inside = at != inner && at.contains(inner);
        let rest = self.name(held).strip_prefix(self.name(self.ty.id));
        match rest {
            Some(rest) if is_inside && rest.starts_with(char::is_uppercase) => rest,
            _ => self.name(held),
        }
    }
}
