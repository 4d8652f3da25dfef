//! Schemas in a normal form: references followed, `allOf` merged, all ways to write one thing made one.
//!
//! A node is a set of places that all hold of the same value: a schema, or what several branches of
//! `allOf` say about one property. There are finitely many, so comparisons of nodes come to an end.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::rc::Rc;

use indexmap::IndexMap;
use serde_json::Value;

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

/// Merges the parts of one node.
struct Merge<'s, 'a> {
    shapes: &'s mut Shapes<'a>,
    shape: Shape<'a>,
    queue: Vec<Part<'a>>,
    seen: HashSet<Pointer>,
    /// Null is taken beside what the types say.
    nullable: bool,
    states_types: bool,
    unions: Vec<(Part<'a>, Vec<Part<'a>>, Option<Part<'a>>)>,
}

impl<'s, 'a> Merge<'s, 'a> {
    fn new(shapes: &'s mut Shapes<'a>, parts: &[Part<'a>]) -> Self {
        let root = shapes.tree.root().at;
        let at = parts.first().map_or(&root, |part| &part.at);
        Self {
            shape: Shape::any(at),
            queue: Vec::new(),
            seen: HashSet::new(),
            nullable: false,
            states_types: false,
            unions: Vec::new(),
            shapes,
        }
    }

    fn run(mut self, parts: Vec<Part<'a>>) -> Shape<'a> {
        self.queue = parts;
        self.queue.reverse();
        self.take_all();
        // What a union says may be more parts, with more unions.
        while let Some((part, branches, discriminator)) = self.unions.pop() {
            self.union(&part, branches, discriminator);
            self.take_all();
        }
        self.finish()
    }

    fn take_all(&mut self) {
        while let Some(part) = self.queue.pop() {
            if self.seen.len() < MAX_PARTS && self.seen.insert(part.at.clone()) {
                self.take(&part);
            }
        }
    }

    fn take(&mut self, part: &Part<'a>) {
        if let Some(target) = self.shapes.tree.target(part) {
            self.queue.push(target);
            if !self.shapes.tree.has_siblings() {
                return;
            }
        }
        match part.value {
            Value::Bool(false) => {
                self.shape.types = Types::NONE;
                self.states_types = true;
                return;
            }
            Value::Object(_) => {}
            _ => return,
        }
        self.shape.sites.push(part.at.clone());
        for branch in part
            .child("allOf")
            .map(|all| all.items())
            .unwrap_or_default()
            .into_iter()
            .rev()
        {
            self.queue.push(branch);
        }
        let discriminator = part.child("discriminator");
        let mut has_union = false;
        for keyword in ["anyOf", "oneOf"] {
            let Some(all) = part.child(keyword) else {
                continue;
            };
            let branches = all.items();
            if branches.is_empty() {
                continue;
            }
            has_union = true;
            self.unions.push((all, branches, discriminator.clone()));
        }
        // A mapping names the branches, too.
        if !has_union && let Some(discriminator) = &discriminator {
            let mapping = discriminator.child("mapping");
            let targets: Vec<_> = mapping
                .iter()
                .flat_map(Part::entries)
                .filter_map(|(_, target)| self.mapped(&target))
                .collect();
            if !targets.is_empty() {
                self.unions
                    .push((discriminator.clone(), targets, Some(discriminator.clone())));
            }
        }
        self.types(part);
        self.values(part);
        self.numbers(part);
        self.strings(part);
        self.arrays(part);
        self.objects(part);
        self.annotations(part);
    }

    /// What an entry of a discriminator's mapping stands for: a reference or a name.
    fn mapped(&self, entry: &Part<'a>) -> Option<Part<'a>> {
        mapped(self.shapes.tree, entry)
    }

    fn types(&mut self, part: &Part<'a>) {
        let stated = match part.value.get("type") {
            Some(Value::String(name)) => Types::named(name),
            Some(Value::Array(names)) => names
                .iter()
                .filter_map(Value::as_str)
                .fold(Types::NONE, |all, name| all.or(Types::named(name))),
            _ => {
                self.nullable |= part.flag("nullable");
                return;
            }
        };
        if stated.is_empty() {
            return;
        }
        let stated = if part.flag("nullable") {
            stated.or(Types::NULL)
        } else {
            stated
        };
        self.nullable |= part.flag("nullable");
        self.shape.types = self.shape.types.and(stated);
        self.shape.types_at = part.at.child("type");
        self.states_types = true;
    }

    fn values(&mut self, part: &Part<'a>) {
        let mut listed: Option<Vec<Sited<Value>>> = None;
        if let Some(all) = part.child("enum").filter(|all| all.value.is_array()) {
            let values = all.items().into_iter();
            listed = Some(
                values
                    .map(|value| Sited {
                        value: value.value.clone(),
                        at: value.at,
                    })
                    .collect(),
            );
        }
        if let Some(one) = part.child("const") {
            listed = Some(vec![Sited {
                value: one.value.clone(),
                at: one.at,
            }]);
        }
        if let Some(listed) = listed {
            self.restrict(listed);
        }
        for value in part
            .child("x-extensible-enum")
            .map(|all| all.items())
            .unwrap_or_default()
        {
            self.shape.extensible.push(Sited {
                value: value.value,
                at: value.at,
            });
        }
    }

    fn restrict(&mut self, listed: Vec<Sited<Value>>) {
        self.shape.values = Some(match self.shape.values.take() {
            Some(known) => known
                .into_iter()
                .filter(|one| listed.iter().any(|other| other.value == one.value))
                .collect(),
            None => listed,
        });
    }

    fn numbers(&mut self, part: &Part<'a>) {
        let number = |key: &str| part.value.get(key).and_then(Value::as_f64);
        let lower = [
            number("minimum").map(|value| (value, part.flag("exclusiveMinimum"), "minimum")),
            number("exclusiveMinimum").map(|value| (value, true, "exclusiveMinimum")),
        ];
        for (value, exclusive, keyword) in lower.into_iter().flatten() {
            let tighter = self.shape.minimum.as_ref().is_none_or(|known| {
                (value, exclusive) > (known.value.value, known.value.exclusive)
            });
            if tighter {
                let bound = Bound { value, exclusive };
                self.shape.minimum = Some(Sited {
                    value: bound,
                    at: part.at.child(keyword),
                });
            }
        }
        let upper = [
            number("maximum").map(|value| (value, part.flag("exclusiveMaximum"), "maximum")),
            number("exclusiveMaximum").map(|value| (value, true, "exclusiveMaximum")),
        ];
        for (value, exclusive, keyword) in upper.into_iter().flatten() {
            let tighter = self.shape.maximum.as_ref().is_none_or(|known| {
                (-value, exclusive) > (-known.value.value, known.value.exclusive)
            });
            if tighter {
                let bound = Bound { value, exclusive };
                self.shape.maximum = Some(Sited {
                    value: bound,
                    at: part.at.child(keyword),
                });
            }
        }
        if let Some(value) = number("multipleOf").filter(|value| *value > 0.0) {
            self.shape.multiple_of = Some(Sited {
                value,
                at: part.at.child("multipleOf"),
            });
        }
        for keyword in COUNTS {
            let Some(value) = number(keyword) else {
                continue;
            };
            // `minContains: 0` says that nothing need be contained, all other zeros nothing at all.
            if value == 0.0 && keyword.starts_with("min") && keyword != "minContains" {
                continue;
            }
            let sited = Sited {
                value,
                at: part.at.child(keyword),
            };
            let known = self.shape.counts.get(keyword).map(|known| known.value);
            let is_tighter = known.is_none_or(|known| {
                if keyword.starts_with("min") {
                    value > known
                } else {
                    value < known
                }
            });
            if is_tighter {
                self.shape.counts.insert(keyword, sited);
            }
        }
    }

    fn strings(&mut self, part: &Part<'a>) {
        if let Some(pattern) = part.text("pattern").filter(|pattern| !takes_all(pattern))
            && !self
                .shape
                .patterns
                .iter()
                .any(|known| known.value == pattern)
        {
            self.shape.patterns.push(Sited {
                value: pattern,
                at: part.at.child("pattern"),
            });
        }
        let (format, content) = binary(part);
        if let Some((keyword, format)) = format {
            self.shape.format = Some(Sited {
                value: format,
                at: part.at.child(keyword),
            });
        }
        for keyword in CONTENT {
            if content.contains(&keyword)
                && let Some(value) = part.text(keyword)
            {
                self.shape.content.insert(
                    keyword,
                    Sited {
                        value,
                        at: part.at.child(keyword),
                    },
                );
            }
        }
        for keyword in INNER {
            if let Some(inner) = part.child(keyword) {
                self.shape.inner.entry(keyword).or_default().push(inner);
            }
        }
    }

    fn arrays(&mut self, part: &Part<'a>) {
        if part.flag("uniqueItems") {
            self.shape.unique = Some(part.at.child("uniqueItems"));
        }
        // Before 2020-12 a list of `items` was what `prefixItems` is now.
        let (list, rest) = match part.child("items") {
            Some(items) if items.value.is_array() => (Some(items), part.child("additionalItems")),
            items => (part.child("prefixItems"), items),
        };
        for (index, item) in list
            .map(|list| list.items())
            .unwrap_or_default()
            .into_iter()
            .enumerate()
        {
            if self.shape.prefix.len() <= index {
                self.shape.prefix.push(Vec::new());
            }
            self.shape.prefix[index].push(item);
        }
        let rest = rest.or_else(|| part.child("unevaluatedItems"));
        self.shape
            .items
            .extend(rest.filter(|rest| *rest.value != Value::Bool(true)));
    }

    fn objects(&mut self, part: &Part<'a>) {
        for (name, property) in part.child("properties").iter().flat_map(Part::entries) {
            self.shape
                .properties
                .entry(name)
                .or_default()
                .parts
                .push(property);
        }
        for item in part
            .child("required")
            .map(|all| all.items())
            .unwrap_or_default()
        {
            if let Some(name) = item.value.as_str() {
                self.shape.required.entry(name).or_insert(item.at);
            }
        }
        for keyword in ["additionalProperties", "unevaluatedProperties"] {
            let Some(rest) = part.child(keyword) else {
                continue;
            };
            self.shape.additional_at = rest.at.clone();
            match rest.value {
                Value::Bool(true) => {}
                Value::Bool(false) => self.shape.additional = None,
                Value::Object(map) if map.is_empty() => {}
                _ => {
                    if let Some(known) = &mut self.shape.additional {
                        known.push(rest);
                    }
                }
            }
        }
        for (pattern, property) in part
            .child("patternProperties")
            .iter()
            .flat_map(Part::entries)
        {
            self.shape
                .pattern_properties
                .entry(pattern)
                .or_default()
                .push(property);
        }
        for (name, needs) in part
            .child("dependentRequired")
            .iter()
            .flat_map(Part::entries)
        {
            let names = needs
                .items()
                .iter()
                .filter_map(|item| item.value.as_str())
                .collect();
            self.shape.dependent_required.insert(
                name,
                Sited {
                    value: names,
                    at: needs.at,
                },
            );
        }
        for (name, schema) in part
            .child("dependentSchemas")
            .iter()
            .flat_map(Part::entries)
        {
            self.shape
                .dependent_schemas
                .entry(name)
                .or_default()
                .push(schema);
        }
    }

    fn annotations(&mut self, part: &Part<'a>) {
        let shape = &mut self.shape;
        shape.title = shape.title.or(part.text("title"));
        if shape.default.is_none()
            && let Some(default) = part.child("default")
        {
            shape.default = Some(Sited {
                value: default.value,
                at: default.at,
            });
        }
        if part.flag("deprecated") {
            shape.deprecated = Some(part.at.child("deprecated"));
        }
        shape.promise.add(part);
        if part.flag("readOnly") {
            shape.read_only = Some(part.at.child("readOnly"));
        }
        if part.flag("writeOnly") {
            shape.write_only = Some(part.at.child("writeOnly"));
        }
        if shape.description.is_none()
            && let Some(text) = part.text("description")
        {
            shape.description = Some(Sited {
                value: text,
                at: part.at.child("description"),
            });
        }
    }

    /// Takes a union as more parts or as a list of types or values where it is one, else as it is.
    fn union(&mut self, part: &Part<'a>, branches: Vec<Part<'a>>, discriminator: Option<Part<'a>>) {
        let tree = self.shapes.tree;
        let ends: Vec<Part<'a>> = branches
            .iter()
            .map(|branch| tree.follow(branch.clone()))
            .collect();
        // A child of the union's own parent takes the parent's properties, not all its children.
        if ends.iter().any(|end| self.seen.contains(&end.at)) {
            return;
        }
        let mut kept = Vec::new();
        for (branch, end) in branches.iter().zip(&ends) {
            let node = self.shapes.node(std::slice::from_ref(branch));
            let shape = self.shapes.shape(node);
            if shape.types == Types::NULL && shape.unions.is_empty() {
                self.nullable = true;
            } else {
                kept.push((branch.clone(), end.clone(), shape));
            }
        }
        if let [(branch, _, _)] = kept.as_slice() {
            self.queue.push(branch.clone());
            return;
        }
        if kept
            .iter()
            .all(|(_, _, shape)| shape.is_plain() && shape.unions.is_empty())
            && self.fold(
                &kept
                    .iter()
                    .map(|(_, _, shape)| Rc::clone(shape))
                    .collect::<Vec<_>>(),
            )
        {
            return;
        }
        let mapping: Vec<_> = discriminator
            .iter()
            .filter_map(|discriminator| discriminator.child("mapping"))
            .flat_map(|mapping| mapping.entries())
            .filter_map(|(tag, entry)| Some((tag, self.mapped(&entry)?)))
            .collect();
        let mut seen = HashSet::new();
        kept.retain(|(_, end, _)| seen.insert(end.at.clone()));
        let is_tagged = discriminator.is_some();
        let branches = kept.into_iter().map(|(part, end, _)| {
            let name = component_name(&end.at);
            let listed = mapping.iter().filter(|(_, target)| target.at == end.at);
            let mut tags: BTreeSet<String> = listed.map(|(tag, _)| (*tag).to_owned()).collect();
            if tags.is_empty() && is_tagged {
                tags.extend(name.clone());
            }
            Branch { part, name, tags }
        });
        let tag = discriminator.and_then(|discriminator| {
            let name = discriminator.child("propertyName")?;
            Some(Sited {
                value: name.value.as_str()?,
                at: name.at,
            })
        });
        self.shape.unions.push(Union {
            at: part.at.clone(),
            branches: branches.collect(),
            tag,
        });
    }

    /// Branches that only list types or values are one list. Says whether they could be made one.
    fn fold(&mut self, branches: &[Rc<Shape<'a>>]) -> bool {
        let types = branches
            .iter()
            .fold(Types::NONE, |all, shape| all.or(shape.types));
        let open = branches.iter().filter(|shape| shape.values.is_none());
        let open = open.fold(Types::NONE, |all, shape| all.or(shape.types));
        let mut listed = branches
            .iter()
            .filter_map(|shape| shape.values.as_ref())
            .flatten();
        if open.is_empty() {
            let listed: Vec<_> = listed.cloned().collect();
            self.restrict(listed);
        } else if !listed.all(|value| open.has(Types::of(&value.value))) {
            return false;
        }
        self.shape.types = self.shape.types.and(types);
        self.nullable |= types.has(Types::NULL);
        self.states_types = true;
        true
    }

    fn finish(mut self) -> Shape<'a> {
        self.shape.unions.reverse();
        let shape = &mut self.shape;
        if !self.states_types && shape.unions.is_empty() && shape.values.is_none() {
            // Nobody means a text when they list properties.
            let is_object = !shape.properties.is_empty()
                || !shape.additional.as_ref().is_some_and(Vec::is_empty);
            let is_array = !shape.items.is_empty() || !shape.prefix.is_empty();
            // And a text when they say how its content is written.
            let is_text = !shape.content.is_empty()
                || (shape.format.as_ref())
                    .is_some_and(|format| ["byte", "binary"].contains(&format.value));
            shape.types = match (is_object, is_array, is_text) {
                (true, false, false) => Types::OBJECT,
                (false, true, false) => Types::ARRAY,
                (false, false, true) => Types::STRING,
                _ => shape.types,
            };
        }
        let null = if self.nullable {
            Types::NULL
        } else {
            Types::NONE
        };
        shape.types = shape.types.or(null);
        if let Some(values) = &mut shape.values {
            values.retain(|value| shape.types.meets(Types::of(&value.value)));
            let listed = values
                .iter()
                .fold(null, |all, value| all.or(Types::of(&value.value)));
            shape.types = shape.types.and(listed);
            // Null is a matter of the types.
            values.retain(|value| !value.value.is_null());
            let mut seen = HashSet::new();
            values.retain(|value| seen.insert(value.value.to_string()));
            if values.is_empty() && !shape.types.is_empty() {
                shape.values = None;
            }
        }
        if shape.types.and(Types::NUMBER) == Types::INTEGER {
            if let Some(step) = &shape.multiple_of
                && (1.0 / step.value).fract() == 0.0
            {
                shape.multiple_of = None;
            }
            whole(&mut shape.minimum, 1.0);
            whole(&mut shape.maximum, -1.0);
        }
        self.shape
    }
}

/// The format with the keyword that says it, and the keywords of [`CONTENT`] that say more than that:
/// what is `format: byte` or `binary` in 3.0 is said by these in 3.1.
fn binary<'a>(part: &Part<'a>) -> (Option<(&'static str, &'a str)>, &'static [&'static str]) {
    let [encoding, media] = &CONTENT;
    let format = part.text("format").map(|format| ("format", format));
    match (format, part.text(encoding), part.text(media)) {
        (None, Some(text), _) if text.eq_ignore_ascii_case("base64") => {
            (Some((encoding, "byte")), &CONTENT[1..])
        }
        (Some((_, "byte")), Some(text), _) if text.eq_ignore_ascii_case("base64") => {
            (format, &CONTENT[1..])
        }
        (None | Some((_, "binary")), None, Some("application/octet-stream")) => {
            (format.or(Some((media, "binary"))), &[])
        }
        _ => (format, &CONTENT),
    }
}

/// Bounds of integers are integers that belong to them.
fn whole(bound: &mut Option<Sited<Bound>>, step: f64) {
    if let Some(Sited { value: bound, .. }) = bound {
        let up = step > 0.0;
        let rounded = if up {
            bound.value.ceil()
        } else {
            bound.value.floor()
        };
        if bound.exclusive && rounded == bound.value {
            bound.value += step;
        } else {
            bound.value = rounded;
        }
        bound.exclusive = false;
    }
}

/// Patterns that every text matches.
fn takes_all(pattern: &str) -> bool {
    matches!(
        pattern,
        "" | ".*"
            | "^.*$"
            | "^.*"
            | ".*$"
            | "(.*)"
            | "^(.*)$"
            | "^"
            | "$"
            | "[\\s\\S]*"
            | "^[\\s\\S]*$"
    )
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
