//! What values of a type look like from outside: how a union without a
//! discriminator tells its variants apart.

use foldhash::HashMap;

use super::{Facts, Member};
use crate::diagnostics::{At, Diagnostic, Diagnostics};
use crate::model::{Access, Api, Enum, EnumValues, Type, TypeId, TypeKind, TypeUse, Union};

/// The kinds of JSON values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum JsonKind {
    Bool,
    Number,
    String,
    Array,
    Object,
}

/// What can be asked of a value before it is read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Shape {
    /// `None`: any kind.
    pub kind: Option<JsonKind>,
    /// Properties with just one possible value.
    pub constants: Vec<(String, Only)>,
    /// Further properties that have to be there.
    pub required: Vec<String>,
    /// How few of the values of its kind the type takes: the few go first.
    pub narrow: usize,
}

/// The only value of a property.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Only {
    Text(String),
    Integer(i64),
}

impl Shape {
    fn of_kind(kind: JsonKind) -> Self {
        Self {
            kind: Some(kind),
            ..Self::default()
        }
    }

    fn narrow(kind: JsonKind) -> Self {
        Self {
            narrow: 1,
            ..Self::of_kind(kind)
        }
    }

    /// Whether the property has another value than any of these.
    pub fn excludes(&self, property: &str, values: &[&str]) -> bool {
        let constant = self.constants.iter().find(|(wire, _)| wire == property);
        constant.is_some_and(|(_, only)| match only {
            Only::Text(value) => !values.contains(&value.as_str()),
            Only::Integer(_) => true,
        })
    }

    /// How much it asks for; what asks for most is tried first.
    pub fn rank(&self) -> usize {
        usize::from(self.kind.is_some())
            + self.narrow
            + 100 * self.constants.len()
            + self.required.len()
    }
}

/// The shapes of the values that a use takes: those of the variants, where it names a union.
///
/// A union takes every value, as unknown if need be, so an outer union has to ask before it reads.
pub fn shapes(api: &Api, facts: &Facts, used: &TypeUse) -> Vec<Shape> {
    let mut found = Vec::new();
    spread(api, facts, used, &mut Vec::new(), &mut found);
    found
}

fn spread(
    api: &Api,
    facts: &Facts,
    used: &TypeUse,
    above: &mut Vec<TypeId>,
    found: &mut Vec<Shape>,
) {
    let Type::Named(id) = used.ty else {
        found.push(shape(api, facts, used));
        return;
    };
    if above.contains(&id) {
        return;
    }
    above.push(id);
    match &api.types[id].kind {
        TypeKind::Union(union) if !used.nullable => {
            for variant in &union.variants {
                spread(api, facts, &variant.ty, above, found);
            }
        }
        TypeKind::Alias(target) if !used.nullable && !facts.newtypes.contains(&id) => {
            spread(api, facts, target, above, found);
        }
        _ => found.push(shape(api, facts, used)),
    }
    above.pop();
}

/// The shape of the values that a use takes.
fn shape(api: &Api, facts: &Facts, used: &TypeUse) -> Shape {
    if used.nullable {
        return Shape::default();
    }
    match &used.ty {
        Type::Bool => Shape::of_kind(JsonKind::Bool),
        Type::Integer(_) => Shape::narrow(JsonKind::Number),
        Type::Float(_) => Shape::of_kind(JsonKind::Number),
        Type::String(_) | Type::Format(_) | Type::Base64 | Type::Binary | Type::File => {
            Shape::of_kind(JsonKind::String)
        }
        Type::List(_) => Shape::of_kind(JsonKind::Array),
        Type::Map(_) => Shape::of_kind(JsonKind::Object),
        Type::Json => Shape::default(),
        Type::Named(id) => named(api, facts, used, *id),
    }
}

fn named(api: &Api, facts: &Facts, used: &TypeUse, id: TypeId) -> Shape {
    if let Some(target) = api.types.target_struct(&used.ty) {
        return object(api, facts, target);
    }
    match &api.types[id].kind {
        TypeKind::Enum(Enum {
            values: EnumValues::Strings(_),
            ..
        }) => Shape::narrow(JsonKind::String),
        TypeKind::Enum(Enum {
            values: EnumValues::Integers(_),
            ..
        }) => Shape {
            narrow: 2,
            ..Shape::of_kind(JsonKind::Number)
        },
        TypeKind::Alias(target) if !facts.newtypes.contains(&id) => shape(api, facts, target),
        TypeKind::Tuple(_) => Shape::narrow(JsonKind::Array),
        TypeKind::Alias(_) | TypeKind::Struct(_) | TypeKind::Union(_) => Shape::default(),
    }
}

fn object(api: &Api, facts: &Facts, id: TypeId) -> Shape {
    let mut shape = Shape::narrow(JsonKind::Object);
    let TypeKind::Struct(structure) = &api.types[id].kind else {
        return shape;
    };
    for constant in facts.constants(id) {
        shape
            .constants
            .push((constant.wire.clone(), Only::Text(constant.value.clone())));
    }
    let is_received = facts.reach(id).response;
    for Member { field, .. } in facts.members(id, structure) {
        // What is only sent is not there when a value is read.
        let is_there = field.access != Access::Write || !is_received;
        if !field.presence.must_be_given() || !is_there {
            continue;
        }
        match only_value(api, &field.ty) {
            Some(value) => shape.constants.push((field.wire.clone(), value)),
            None => shape.required.push(field.wire.clone()),
        }
    }
    shape.required.sort();
    shape
}

/// The one value of an enum that has just one.
pub fn only_value(api: &Api, used: &TypeUse) -> Option<Only> {
    let Type::Named(id) = used.ty else {
        return None;
    };
    let TypeKind::Enum(listed) = &api.types[id].kind else {
        return None;
    };
    match &listed.values {
        EnumValues::Strings(values) => match values.as_slice() {
            [value] => Some(Only::Text(value.clone())),
            _ => None,
        },
        EnumValues::Integers(values) => match values.as_slice() {
            [value] => Some(Only::Integer(*value)),
            _ => None,
        },
    }
}

/// Warns of unions whose variants look alike: the first that can be read is
/// taken, whatever was meant.
pub fn report_ambiguous(api: &Api, facts: &Facts, diagnostics: &mut Diagnostics) {
    for ty in api.types.iter() {
        let TypeKind::Union(union) = &ty.kind else {
            continue;
        };
        if union.tag.is_none()
            && facts.reach(ty.id).response
            && let Some((first, second)) = alike(api, facts, union)
        {
            diagnostics.push(
                Diagnostic::warning(
                    "ambiguous-union",
                    At::Value(ty.at.clone()),
                    format!(
                        "variants {} and {} of this union can't be told apart",
                        first + 1,
                        second + 1
                    ),
                )
                .hint("the first one that can be read is taken; a discriminator would tell"),
            );
        }
    }
}

fn alike(api: &Api, facts: &Facts, union: &Union) -> Option<(usize, usize)> {
    let mut seen: HashMap<Shape, usize> = HashMap::default();
    for (second, variant) in union.variants.iter().enumerate() {
        for shape in shapes(api, facts, &variant.ty) {
            let first = *seen.entry(shape).or_insert(second);
            if first != second {
                return Some((first, second));
            }
        }
    }
    None
}
