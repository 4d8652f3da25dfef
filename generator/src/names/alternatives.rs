//! What the alternatives of a union are called that have no name of their own: by what tells them from
//! the others.

use foldhash::{HashMap, HashSet};

use super::words::variant;
use crate::analyse::{Facts, Only, Shape, shapes};
use crate::model::{Api, EnumValues, Field, Type, TypeKind, Union, Variant};
use crate::pointer::Pointer;

/// The words for the alternatives of all unions, by their places.
pub fn words(api: &Api, facts: &Facts) -> HashMap<Pointer, String> {
    let mut words = HashMap::default();
    for ty in api.types.iter() {
        let TypeKind::Union(union) = &ty.kind else {
            continue;
        };
        let numbers: Vec<_> = union.variants.iter().map(number).collect();
        if numbers.iter().all(Option::is_none) {
            continue;
        }
        let alternatives = Alternatives::new(api, facts, union);
        for ((variant, number), word) in
            union.variants.iter().zip(numbers).zip(alternatives.words())
        {
            if let Some(number) = number {
                let word = word.unwrap_or_else(|| format!("Variant{number}"));
                words.insert(variant.at.clone(), word);
            }
        }
    }
    words
}

/// Which alternative it is, from 1 on, if it stands in the union itself.
fn number(variant: &Variant) -> Option<usize> {
    let index: usize = variant.at.last()?.parse().ok()?;
    let list = variant.at.parent()?.last()?;
    matches!(list.as_str(), "oneOf" | "anyOf").then_some(index + 1)
}

struct Alternatives<'a> {
    api: &'a Api,
    variants: &'a [Variant],
    /// What each looks like; of a union, what its variants have in common.
    shapes: Vec<Shape>,
    /// The fields of those that are structs.
    fields: Vec<Option<&'a [Field]>>,
    /// The property whose value tells most of them apart.
    tag: Option<String>,
    /// How many have to have a property, and how many have it.
    required: Counts,
    known: Counts,
}

/// How often there is what.
type Counts = HashMap<String, usize>;

fn counts<'n>(names: impl Iterator<Item = &'n str>) -> Counts {
    let mut counts = Counts::default();
    for name in names {
        match counts.get_mut(name) {
            Some(count) => *count += 1,
            None => {
                counts.insert(name.to_owned(), 1);
            }
        }
    }
    counts
}

impl<'a> Alternatives<'a> {
    fn new(api: &'a Api, facts: &Facts, union: &'a Union) -> Self {
        let shape = |variant: &Variant| common(shapes(api, facts, &variant.ty));
        let shapes: Vec<Shape> = union.variants.iter().map(shape).collect();
        let fields = union.variants.iter().map(|variant| fields(api, variant));
        let fields: Vec<Option<&[Field]>> = fields.collect();
        let required = shapes.iter().flat_map(|shape| &shape.required);
        let known = fields.iter().flatten().copied().flatten();
        Self {
            api,
            variants: &union.variants,
            tag: tag(&shapes),
            required: counts(required.map(String::as_str)),
            known: counts(known.map(|field| field.wire.as_str())),
            shapes,
            fields,
        }
    }

    /// A word for each; none for those that would have the same one.
    fn words(&self) -> impl Iterator<Item = Option<String>> {
        let words = (0..self.variants.len()).map(|index| self.word(index));
        let words: Vec<Option<String>> = words.collect();
        let counts = counts(words.iter().flatten().map(String::as_str));
        (words.into_iter()).map(move |word| word.filter(|word| counts.get(word) == Some(&1)))
    }

    fn word(&self, index: usize) -> Option<String> {
        let variant = &self.variants[index];
        match &variant.ty.ty {
            // What it holds has a name for itself. Of several none has this word.
            ty if holds_named(ty) => Some(String::new()),
            Type::Named(id) => match &self.api.types[*id].kind {
                TypeKind::Struct(_) | TypeKind::Union(_) => self.object_word(index),
                TypeKind::Enum(listed) => Some(enum_word(&listed.values)),
                TypeKind::Tuple(_) => Some("Tuple".to_owned()),
                TypeKind::Alias(_) => None,
            },
            _ => None,
        }
    }

    /// The value of the tag, else a property that only this one has to have, or has, else that it is an
    /// object where the others are none.
    fn object_word(&self, index: usize) -> Option<String> {
        if let [tag] = self.variants[index].tags.as_slice() {
            return Some(variant(tag));
        }
        let shape = &self.shapes[index];
        if let Some(value) = (self.tag.as_ref()).and_then(|tag| value(shape, tag)) {
            return Some(variant(&value));
        }
        let required = shape.required.as_slice();
        let own = required
            .iter()
            .find(|name| self.required.get(*name) == Some(&1));
        let property = own.map(String::as_str).or_else(|| match required {
            [only] => Some(only),
            _ => self.own_property(index),
        });
        property.map(variant).or_else(|| {
            let word = match self.fields[index] {
                Some([]) => "Empty",
                Some(_) if self.fields.iter().flatten().count() == 1 => "Object",
                _ => return None,
            };
            Some(word.to_owned())
        })
    }

    /// The only property that no other alternative has.
    fn own_property(&self, index: usize) -> Option<&'a str> {
        let is_own = |field: &&Field| self.known.get(&field.wire) == Some(&1);
        let mut own = self.fields[index]?.iter().filter(is_own);
        let first = own.next()?;
        own.next().is_none().then_some(&first.wire)
    }
}

/// What is true of all of them.
fn common(shapes: Vec<Shape>) -> Shape {
    let all = shapes.into_iter().reduce(|mut all, shape| {
        all.kind = all.kind.filter(|kind| shape.kind == Some(*kind));
        all.constants
            .retain(|constant| shape.constants.contains(constant));
        all.required.retain(|name| shape.required.contains(name));
        all
    });
    all.unwrap_or_default()
}

/// The fields of a struct.
fn fields<'a>(api: &'a Api, variant: &Variant) -> Option<&'a [Field]> {
    let id = api.types.target_struct(&variant.ty.ty)?;
    match &api.types[id].kind {
        TypeKind::Struct(structure) => Some(&structure.fields),
        _ => None,
    }
}

/// Whether it is a list or a map of what has a name.
fn holds_named(ty: &Type) -> bool {
    match ty {
        Type::List(inner) | Type::Map(inner) => {
            matches!(inner.ty, Type::Named(_)) || holds_named(&inner.ty)
        }
        _ => false,
    }
}

fn enum_word(values: &EnumValues) -> String {
    match values {
        EnumValues::Strings(values) => match values.as_slice() {
            [only] => variant(only),
            _ => "Keyword".to_owned(),
        },
        EnumValues::Integers(values) => match values.as_slice() {
            [only] => format!("Code{only}"),
            _ => "Code".to_owned(),
        },
    }
}

/// The property that has one value in most of the alternatives, in each another one; of several the
/// first in the order of their names.
fn tag(shapes: &[Shape]) -> Option<String> {
    let mut values: HashMap<&str, Vec<&Only>> = HashMap::default();
    for (property, value) in shapes.iter().flat_map(|shape| &shape.constants) {
        values.entry(property).or_default().push(value);
    }
    let tells_apart = |values: &[&Only]| {
        let mut seen = HashSet::default();
        values.iter().all(|value| seen.insert(*value))
    };
    let tags = values.into_iter().filter(|(_, values)| tells_apart(values));
    let best = tags.min_by_key(|(property, values)| (usize::MAX - values.len(), *property));
    best.map(|(property, _)| property.to_owned())
}

/// The only value of a property.
fn value(shape: &Shape, property: &str) -> Option<String> {
    let (_, only) = shape.constants.iter().find(|(wire, _)| wire == property)?;
    Some(match only {
        Only::Text(value) => value.clone(),
        Only::Integer(value) => format!("{property} {value}"),
    })
}
