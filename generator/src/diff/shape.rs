//! Schemas in a normal form: references followed, `allOf` merged, all ways to write one thing made one.
//!
//! A node is a set of places that all hold of the same value: a schema, or what several branches of
//! `allOf` say about one property. There are finitely many, so comparisons of nodes come to an end.

mod branches;
mod keywords;
mod merge;
mod normal;

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::rc::Rc;

use indexmap::IndexMap;
use serde_json::Value;

use merge::Merge;

use super::promise::Promise;
use super::tree::{Part, Tree};
use super::types::Types;
use crate::pointer::Pointer;

/// A handle of a node of one side.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NodeId(u32);

/// A value and the place of the keyword that says it.
#[derive(Clone, Debug)]
pub struct Sited<T> {
    pub value: T,
    pub at: Pointer,
}

/// The end of a range of numbers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bound {
    pub value: f64,
    pub exclusive: bool,
}

/// A property as all parts together describe it.
#[derive(Clone, Debug, Default)]
pub struct Property<'a> {
    pub parts: Vec<Part<'a>>,
}

/// Branches of which one (or more) must hold.
#[derive(Clone, Debug)]
pub struct Union<'a> {
    pub at: Pointer,
    pub branches: Vec<Branch<'a>>,
    /// The property that tells which.
    pub tag: Option<Sited<&'a str>>,
}

/// One branch of a [`Union`].
#[derive(Clone, Debug)]
pub struct Branch<'a> {
    pub part: Part<'a>,
    /// The component that it refers to.
    pub name: Option<String>,
    /// The values of the tag that stand for it: those of the mapping or else, where there is a tag, its name.
    pub tags: BTreeSet<String>,
}

/// What a node says.
#[derive(Clone, Debug)]
pub struct Shape<'a> {
    /// The place to name in messages.
    pub at: Pointer,
    /// Where the types come from, if they are stated.
    pub types_at: Pointer,
    pub title: Option<&'a str>,
    pub types: Types,
    pub values: Option<Vec<Sited<Value>>>,
    pub extensible: Vec<Sited<&'a Value>>,
    pub minimum: Option<Sited<Bound>>,
    pub maximum: Option<Sited<Bound>>,
    pub multiple_of: Option<Sited<f64>>,
    /// `minLength` and the like, by keyword.
    pub counts: BTreeMap<&'static str, Sited<f64>>,
    pub patterns: Vec<Sited<&'a str>>,
    pub format: Option<Sited<&'a str>>,
    /// `contentEncoding`, `contentMediaType`.
    pub content: BTreeMap<&'static str, Sited<&'a str>>,
    pub unique: Option<Pointer>,
    pub prefix: Vec<Vec<Part<'a>>>,
    pub items: Vec<Part<'a>>,
    pub properties: IndexMap<&'a str, Property<'a>>,
    pub required: BTreeMap<&'a str, Pointer>,
    /// What properties of other names must be; `None` is closed.
    pub additional: Option<Vec<Part<'a>>>,
    pub additional_at: Pointer,
    pub pattern_properties: BTreeMap<&'a str, Vec<Part<'a>>>,
    pub dependent_required: BTreeMap<&'a str, Sited<BTreeSet<&'a str>>>,
    pub dependent_schemas: BTreeMap<&'a str, Vec<Part<'a>>>,
    /// Schemas under other keywords, by keyword: `contains`, `propertyNames`, `contentSchema`, `not`, `if`, `then`, `else`.
    pub inner: BTreeMap<&'static str, Vec<Part<'a>>>,
    pub unions: Vec<Union<'a>>,
    pub default: Option<Sited<&'a Value>>,
    pub deprecated: Option<Pointer>,
    /// What is promised of it.
    pub promise: Promise<'a>,
    pub read_only: Option<Pointer>,
    pub write_only: Option<Pointer>,
    pub description: Option<Sited<&'a str>>,
    /// All places that went into it.
    pub sites: Vec<Pointer>,
}

/// The counts and what they are when nothing is said: no limit, or none but zero.
pub const COUNTS: [&str; 8] = [
    "minLength",
    "maxLength",
    "minItems",
    "maxItems",
    "minProperties",
    "maxProperties",
    "minContains",
    "maxContains",
];
const CONTENT: [&str; 2] = ["contentEncoding", "contentMediaType"];
const INNER: [&str; 7] = [
    "contains",
    "propertyNames",
    "contentSchema",
    "not",
    "if",
    "then",
    "else",
];
/// More parts than this in one node come from a description that means no good.
const MAX_PARTS: usize = 4096;

impl<'a> Shape<'a> {
    /// Any value.
    pub fn any(at: &Pointer) -> Self {
        Self {
            at: at.clone(),
            types_at: at.clone(),
            title: None,
            types: Types::ALL,
            values: None,
            extensible: Vec::new(),
            minimum: None,
            maximum: None,
            multiple_of: None,
            counts: BTreeMap::new(),
            patterns: Vec::new(),
            format: None,
            content: BTreeMap::new(),
            unique: None,
            prefix: Vec::new(),
            items: Vec::new(),
            properties: IndexMap::new(),
            required: BTreeMap::new(),
            additional: Some(Vec::new()),
            additional_at: at.clone(),
            pattern_properties: BTreeMap::new(),
            dependent_required: BTreeMap::new(),
            dependent_schemas: BTreeMap::new(),
            inner: BTreeMap::new(),
            unions: Vec::new(),
            default: None,
            deprecated: None,
            promise: Promise::default(),
            read_only: None,
            write_only: None,
            description: None,
            sites: Vec::new(),
        }
    }

    /// Whether it says nothing but which types or values there are.
    fn is_plain(&self) -> bool {
        self.has_no_rules() && !self.types.meets(Types::ARRAY.or(Types::OBJECT))
    }

    /// Whether there is nothing beside types, values and unions.
    pub fn has_no_rules(&self) -> bool {
        self.minimum.is_none()
            && self.maximum.is_none()
            && self.multiple_of.is_none()
            && self.counts.is_empty()
            && self.patterns.is_empty()
            && self.format.is_none()
            && self.content.is_empty()
            && self.unique.is_none()
            && self.prefix.is_empty()
            && self.items.is_empty()
            && self.properties.is_empty()
            && self.required.is_empty()
            && self.additional.as_ref().is_some_and(Vec::is_empty)
            && self.pattern_properties.is_empty()
            && self.dependent_required.is_empty()
            && self.dependent_schemas.is_empty()
            && self.inner.is_empty()
    }

    /// Whether it says nothing about values.
    pub fn takes_all(&self) -> bool {
        self.types == Types::ALL
            && self.values.is_none()
            && self.unions.is_empty()
            && self.has_no_rules()
    }

    /// Whether only its union says what it is.
    pub fn is_only_union(&self) -> bool {
        self.unions.len() == 1 && self.values.is_none() && self.has_no_rules()
    }
}

/// The nodes of one side.
pub struct Shapes<'a> {
    tree: Tree<'a>,
    ids: HashMap<Vec<Pointer>, NodeId>,
    nodes: Vec<Vec<Part<'a>>>,
    shapes: Vec<State<'a>>,
}

enum State<'a> {
    Unknown,
    InWork,
    Known(Rc<Shape<'a>>),
}

impl<'a> Shapes<'a> {
    pub fn new(tree: Tree<'a>) -> Self {
        Self {
            tree,
            ids: HashMap::new(),
            nodes: Vec::new(),
            shapes: Vec::new(),
        }
    }

    pub fn tree(&self) -> Tree<'a> {
        self.tree
    }

    /// The node in which all of `parts` hold.
    pub fn node(&mut self, parts: &[Part<'a>]) -> NodeId {
        let mut found: Vec<Part<'a>> = Vec::with_capacity(parts.len());
        for part in parts {
            let part = self.plain(part);
            if !found.iter().any(|other| other.at == part.at) {
                found.push(part);
            }
        }
        let key: Vec<Pointer> = found.iter().map(|part| part.at.clone()).collect();
        if let Some(id) = self.ids.get(&key) {
            return *id;
        }
        let id = NodeId(u32::try_from(self.nodes.len()).unwrap_or(u32::MAX));
        self.ids.insert(key, id);
        self.nodes.push(found);
        self.shapes.push(State::Unknown);
        id
    }

    /// A reference alone is what it refers to; one with rules beside it is not.
    fn plain(&self, part: &Part<'a>) -> Part<'a> {
        let mut part = part.clone();
        let mut seen = HashSet::new();
        while self.is_plain_reference(&part) && seen.insert(part.at.clone()) {
            let Some(target) = self.tree.target(&part) else {
                break;
            };
            part = target;
        }
        part
    }

    fn is_plain_reference(&self, part: &Part<'a>) -> bool {
        let map = part.object();
        map.is_some_and(|map| {
            map.contains_key("$ref") && (map.len() == 1 || !self.tree.has_siblings())
        })
    }

    /// The places of a node.
    pub fn parts(&self, id: NodeId) -> &[Part<'a>] {
        &self.nodes[id.0 as usize]
    }

    /// What a node says. Of one that is made of itself: anything.
    pub fn shape(&mut self, id: NodeId) -> Rc<Shape<'a>> {
        let index = id.0 as usize;
        match &self.shapes[index] {
            State::Known(shape) => return Rc::clone(shape),
            State::InWork => {
                let at = self.nodes[index].first().map(|part| part.at.clone());
                let at = at.unwrap_or_else(|| self.tree.root().at);
                return Rc::new(Shape::any(&at));
            }
            State::Unknown => self.shapes[index] = State::InWork,
        }
        let parts = self.nodes[index].clone();
        let shape = Rc::new(Merge::new(self, &parts).run(parts));
        self.shapes[index] = State::Known(Rc::clone(&shape));
        shape
    }
}

/// What an entry of a discriminator's mapping stands for: a reference or a name.
pub fn mapped<'a>(tree: Tree<'a>, entry: &Part<'a>) -> Option<Part<'a>> {
    let text = entry.value.as_str()?;
    let at = Pointer::parse_fragment(entry.at.file(), text);
    let named = || {
        tree.root()
            .at
            .child("components")
            .child("schemas")
            .child(text)
    };
    let part = at
        .and_then(|at| tree.part(&at))
        .or_else(|| tree.part(&named()))?;
    Some(tree.follow(part))
}

/// The name of the component schema that stands at a place.
pub fn component_name(at: &Pointer) -> Option<String> {
    let segments: Vec<_> = at.segments().collect();
    match segments.as_slice() {
        [components, schemas, name] if components == "components" && schemas == "schemas" => {
            Some(name.clone().into_owned())
        }
        _ => None,
    }
}
