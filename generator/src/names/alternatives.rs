//! What the alternatives of a union are called that have no name of their own: by what tells them from
//! the others.

use foldhash::HashMap;

use super::words::variant;
use crate::analyse::{Facts, Only, Shape, shapes, target_struct};
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
    /// What each looks like, where that is one thing.
    shapes: Vec<Shape>,
    /// The property whose value tells most of them apart.
    tag: Option<String>,
}

impl<'a> Alternatives<'a> {
    fn new(api: &'a Api, facts: &Facts, union: &'a Union) -> Self {
        let shape =
            |variant: &Variant| match <[Shape; 1]>::try_from(shapes(api, facts, &variant.ty)) {
                Ok([shape]) => shape,
                Err(_) => Shape::default(),
            };
        let shapes: Vec<Shape> = union.variants.iter().map(shape).collect();
        Self {
            api,
            variants: &union.variants,
            tag: tag(&shapes),
            shapes,
        }
    }

    /// A word for each; none for those that would have the same one.
    fn words(&self) -> impl Iterator<Item = Option<String>> {
        let words: Vec<_> = (0..self.variants.len())
            .map(|index| self.word(index))
            .collect();
        let is_own: Vec<bool> = (words.iter())
            .map(|word| words.iter().filter(|other| *other == word).count() == 1)
            .collect();
        (words.into_iter().zip(is_own)).map(|(word, is_own)| word.filter(|_| is_own))
    }

    fn word(&self, index: usize) -> Option<String> {
        let variant = &self.variants[index];
        match &variant.ty.ty {
            // What they hold has a name for itself, if no other holds anything that needs one.
            Type::List(_) | Type::Map(_) => self.is_only(index, holds_named).then(String::new),
            Type::Named(id) => match &self.api.types[*id].kind {
                TypeKind::Struct(_) => self.struct_word(index),
                TypeKind::Enum(listed) => Some(enum_word(&listed.values)),
                TypeKind::Tuple(_) => Some("Tuple".to_owned()),
                TypeKind::Union(_) | TypeKind::Alias(_) => None,
            },
            _ => None,
        }
    }

    /// The value of the tag, else a property that only this one has to have, or has, else that it is an
    /// object where the others are none.
    fn struct_word(&self, index: usize) -> Option<String> {
        if let [tag] = self.variants[index].tags.as_slice() {
            return Some(variant(tag));
        }
        let shape = &self.shapes[index];
        if let Some(value) = (self.tag.as_ref()).and_then(|tag| value(shape, tag)) {
            return Some(variant(&value));
        }
        let required = shape.required.as_slice();
        let is_own = |name: &&String| {
            let others = (self.shapes.iter().enumerate()).filter(|(other, _)| *other != index);
            others
                .into_iter()
                .all(|(_, other)| !other.required.contains(name))
        };
        let own = required.iter().find(is_own);
        let property = own.map(String::as_str).or_else(|| match required {
            [only] => Some(only),
            _ => self.own_property(index),
        });
        property.map(variant).or_else(|| {
            let is_empty = |ty: &Type| self.fields(ty).is_some_and(<[_]>::is_empty);
            let is_struct = |ty: &Type| self.fields(ty).is_some();
            let word = match is_empty(&self.variants[index].ty.ty) {
                true => "Empty",
                false if self.is_only(index, is_struct) => "Object",
                false => return None,
            };
            Some(word.to_owned())
        })
    }

    /// The only property that no other alternative has.
    fn own_property(&self, index: usize) -> Option<&'a str> {
        let others = (self.variants.iter().enumerate()).filter(|(other, _)| *other != index);
        let others: Vec<&Field> = others
            .filter_map(|(_, other)| self.fields(&other.ty.ty))
            .flatten()
            .collect();
        let is_own = |field: &&Field| others.iter().all(|other| other.wire != field.wire);
        let mut own = self
            .fields(&self.variants[index].ty.ty)?
            .iter()
            .filter(is_own);
        let first = own.next()?;
        own.next().is_none().then_some(&first.wire)
    }

    /// The fields of a struct.
    fn fields(&self, ty: &Type) -> Option<&'a [Field]> {
        let id = target_struct(self.api, ty)?;
        match &self.api.types[id].kind {
            TypeKind::Struct(structure) => Some(&structure.fields),
            _ => None,
        }
    }

    /// Whether it is the only alternative of which that is true.
    fn is_only(&self, index: usize, is: impl Fn(&Type) -> bool) -> bool {
        let mut others = (self.variants.iter().enumerate()).filter(|(other, _)| *other != index);
        others.all(|(_, other)| !is(&other.ty.ty))
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
    let tells_apart =
        |values: &[&Only]| (1..values.len()).all(|index| !values[..index].contains(&values[index]));
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
