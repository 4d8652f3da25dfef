//! The name of a type from the place of its schema.

use foldhash::{HashMap, HashSet};

use super::words::pascal;
use super::{OperationNames, alternatives};
use crate::analyse::Facts;
use crate::model::Api;
use crate::pointer::Pointer;

/// What stands at places that names start from.
pub struct Hints<'a> {
    /// Operation and path item places, and the builder's name.
    starts: HashMap<Pointer, String>,
    /// Parameter places and the parameter's wire name.
    parameters: HashMap<Pointer, &'a str>,
    /// The title of a variant's schema.
    titles: HashMap<Pointer, &'a str>,
    /// What alternatives are called that have no title.
    words: HashMap<Pointer, String>,
    /// Where all types stand.
    types: HashSet<&'a Pointer>,
}

impl<'a> Hints<'a> {
    pub fn new(api: &'a Api, facts: &Facts, operations: &[OperationNames]) -> Self {
        let mut hints = Self {
            starts: HashMap::default(),
            parameters: HashMap::default(),
            titles: HashMap::default(),
            words: alternatives::words(api, facts),
            types: api.types.iter().map(|ty| &ty.at).collect(),
        };
        for (operation, names) in api.operations.iter().zip(operations) {
            hints
                .starts
                .insert(operation.at.clone(), names.builder.clone());
            for parameter in &operation.parameters {
                hints
                    .parameters
                    .insert(parameter.at.clone(), &parameter.wire);
            }
        }
        for ty in api.types.iter() {
            if let Some(title) = &ty.docs.title {
                hints.titles.insert(ty.at.clone(), title);
            }
        }
        hints
    }

    pub fn type_name(&self, at: &Pointer) -> String {
        self.name(at, false)
    }

    /// The name where that one is taken: what a component is of stands behind its key.
    pub fn long_name(&self, at: &Pointer) -> String {
        self.name(at, true)
    }

    fn name(&self, at: &Pointer, is_long: bool) -> String {
        let mut name = String::new();
        let mut place = Pointer::root(at.file());
        let mut previous = String::new();
        for segment in at.segments() {
            place = place.child(&segment);
            let named = self.step(&mut name, &previous, &segment, &place);
            if is_long && let Some(part) = component_part(&place) {
                name.push_str(part);
            }
            // A property may be called `properties`: a name is no keyword.
            previous = if named {
                String::new()
            } else {
                segment.into_owned()
            };
        }
        if name.is_empty() {
            "Value".to_owned()
        } else {
            name
        }
    }

    /// Adds one segment's part of the name; tells if it was a name itself.
    fn step(&self, name: &mut String, previous: &str, segment: &str, place: &Pointer) -> bool {
        if let Some(start) = self.starts.get(place) {
            start.clone_into(name);
            return false;
        }
        if let Some(parameter) = self.parameters.get(place) {
            // A component parameter has its key, the others their wire name.
            name.push_str(&pascal(if name.is_empty() && is_under_components(place) {
                segment
            } else {
                parameter
            }));
            return false;
        }
        match previous {
            "schemas" | "responses" | "requestBodies" | "headers" | "properties" | "parameters"
            | "$defs" => {
                let word = match (previous, segment.parse::<u16>()) {
                    ("responses", Ok(200..=299)) => "Response".to_owned(),
                    ("responses", Ok(code)) => super::words::status_code(code),
                    _ => pascal(segment),
                };
                name.push_str(&word);
                return true;
            }
            "oneOf" | "anyOf" => match (self.titles.get(place), segment.parse::<usize>()) {
                (Some(title), _) => name.push_str(&pascal(title)),
                (None, Ok(_)) => name.push_str(self.alternative(place)),
                (None, Err(_)) => name.push_str(&pascal(segment)),
            },
            "prefixItems" => match (self.titles.get(place), segment.parse::<usize>()) {
                (Some(title), _) => name.push_str(&pascal(title)),
                (None, Ok(index)) => name.push_str(&format!("Item{}", index + 1)),
                (None, Err(_)) => {}
            },
            "patternProperties" => {}
            _ => match segment {
                "items" => name.push_str("Item"),
                "additionalProperties" | "patternProperties" => name.push_str("Value"),
                "requestBody" => name.push_str("Body"),
                _ => {}
            },
        }
        false
    }

    /// What an alternative without a title adds to the name.
    fn alternative(&self, place: &Pointer) -> &str {
        match self.words.get(place) {
            Some(word) => word,
            // The only one besides null is what is meant where it stands, unless that has a type as well.
            None if whole(place).is_some_and(|whole| self.types.contains(&whole)) => "Value",
            None => "",
        }
    }
}

/// The schema that an alternative belongs to, of which it may be in a part.
fn whole(place: &Pointer) -> Option<Pointer> {
    let mut schema = place.parent()?.parent()?;
    while let Some(parts) = schema.parent()
        && parts.last().as_deref() == Some("allOf")
    {
        schema = parts.parent()?;
    }
    Some(schema)
}

/// What a component is, if it is none of the schemas.
fn component_part(at: &Pointer) -> Option<&'static str> {
    let section = at.parent()?;
    let is_listed = section.parent()?.last()? == "components";
    Some(match section.last()?.as_str() {
        "responses" if is_listed => "Response",
        "requestBodies" if is_listed => "Body",
        "parameters" if is_listed => "Parameter",
        "headers" if is_listed => "Header",
        _ => return None,
    })
}

fn is_under_components(place: &Pointer) -> bool {
    place
        .segments()
        .next()
        .is_some_and(|first| first == "components")
}

pub fn is_component(at: &Pointer) -> bool {
    component(at).is_some()
}

/// The name of the component schema at a place.
pub fn component(at: &Pointer) -> Option<String> {
    let mut segments = at.segments();
    let is_schema = segments.next()? == "components" && segments.next()? == "schemas";
    let name = segments.next().filter(|_| is_schema)?;
    segments.next().is_none().then(|| name.into_owned())
}
