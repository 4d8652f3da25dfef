//! Reads the tree piece by piece through `openapiv3`, and follows `$ref`s.
//!
//! Every child schema is cut out of the piece before it is read, and has a
//! place of its own. So a defect is located, costs only its part, and later
//! stages see pointers instead of `ReferenceOr`.

mod listed;
mod node;
mod piece;

use std::cell::RefCell;
use std::rc::Rc;

use foldhash::{HashMap, HashSet};
use serde::de::DeserializeOwned;
use serde_json::Value;

pub use node::{Additional, Discriminator, Node, link};
pub use piece::Cut;

use crate::diagnostics::{At, Diagnostic};
use crate::load::{Finder, Sources};
use crate::pointer::{FileId, Pointer};

/// Keywords whose absence changes nothing but what people read.
const FOR_READERS: [&str; 6] = [
    "summary",
    "description",
    "deprecated",
    "externalDocs",
    "tags",
    "example",
];

type Outcome<T> = Result<T, Box<Diagnostic>>;

/// Access to the parts of a description by their place.
pub struct Resolver<'a> {
    sources: &'a Sources,
    root: Pointer,
    /// The components' schemas.
    schemas: Pointer,
    finder: RefCell<Finder<'a>>,
    nodes: RefCell<HashMap<Pointer, Rc<Node>>>,
    /// Where references lead, by the document that they stand in and their text.
    followed: RefCell<HashMap<(FileId, &'a str), Pointer>>,
    /// What is wrong with pieces that were read all the same.
    mended: RefCell<Vec<Diagnostic>>,
    children: HashMap<Pointer, Vec<Pointer>>,
}

impl<'a> Resolver<'a> {
    pub fn new(sources: &'a Sources, root: Pointer) -> Self {
        let mut resolver = Self {
            sources,
            schemas: root.child("components").child("schemas"),
            root,
            finder: RefCell::new(Finder::new(sources.root())),
            nodes: RefCell::default(),
            followed: RefCell::default(),
            mended: RefCell::default(),
            children: HashMap::default(),
        };
        resolver.children = resolver.index_children();
        resolver
    }

    pub fn root(&self) -> &Pointer {
        &self.root
    }

    /// The raw value at a place.
    pub fn get(&self, at: &Pointer) -> Option<&'a Value> {
        if at.file() != FileId::default() {
            return self.sources.get(at);
        }
        self.finder.borrow_mut().find(at.path())
    }

    /// Why a reference to another file leads nowhere.
    pub fn failure(&self, reference: &str) -> Option<&'a str> {
        self.sources.failure(reference)
    }

    /// The keys of the object at a place, in the order of the text.
    pub fn keys(&self, at: &Pointer) -> Vec<&'a str> {
        match self.get(at) {
            Some(Value::Object(map)) => map.keys().map(String::as_str).collect(),
            _ => Vec::new(),
        }
    }

    /// The place of `#/components/<section>`.
    pub fn components(&self, section: &str) -> Pointer {
        self.root.child("components").child(section)
    }

    /// The name of the component schema that stands at a place.
    pub fn component_name(&self, at: &Pointer) -> Option<String> {
        at.is_child_of(&self.schemas).then(|| at.last()).flatten()
    }

    /// Follows `$ref`s from a place until something else stands there.
    ///
    /// # Errors
    /// When a reference leads nowhere, or in a circle.
    pub fn follow(&self, place: &Pointer) -> Outcome<Pointer> {
        let mut at = place.clone();
        let mut passed = Vec::new();
        let mut seen = HashSet::default();
        while let Some(reference) = self.reference(&at) {
            let key = (at.file(), reference);
            let known = self.followed.borrow().get(&key).cloned();
            if let Some(known) = known {
                at = known;
                break;
            }
            let from = at.child("$ref");
            seen.insert(at);
            at = self.target(reference, &from)?;
            passed.push(key);
            if seen.contains(&at) {
                return Err(Diagnostic::error(
                    "reference-cycle",
                    At::Value(from),
                    format!("`$ref` leads back to itself through `{reference}`"),
                )
                .hint("one of the schemas in the circle has to be a real schema")
                .into());
            }
        }
        if !passed.is_empty() {
            let found = passed.into_iter().map(|key| (key, at.clone()));
            self.followed.borrow_mut().extend(found);
        }
        Ok(at)
    }

    fn reference(&self, at: &Pointer) -> Option<&'a str> {
        self.get(at)?.get("$ref")?.as_str()
    }

    fn target(&self, reference: &str, from: &Pointer) -> Outcome<Pointer> {
        let unresolved = |hint: &str| {
            Diagnostic::error(
                "unresolved-reference",
                At::Value(from.clone()),
                format!("`$ref` to `{reference}` leads nowhere"),
            )
            .hint(hint)
        };
        if let Some(reason) = self.failure(reference) {
            return Err(unresolved(reason).into());
        }
        let Some(pointer) = Pointer::parse_fragment(from.file(), reference) else {
            let hint =
                "what stands behind a `#` is a JSON pointer, such as `#/components/schemas/Name`";
            return Err(unresolved(hint).into());
        };
        match self.get(&pointer) {
            Some(_) => Ok(pointer),
            None => Err(unresolved(&self.suggestion(&pointer)).into()),
        }
    }

    /// Names the sibling that looks most like what was asked for.
    fn suggestion(&self, wanted: &Pointer) -> String {
        let (Some(parent), Some(name)) = (wanted.parent(), wanted.last()) else {
            return "check the spelling".to_owned();
        };
        let best = self
            .keys(&parent)
            .into_iter()
            .map(|key| (similar::TextDiff::from_chars(key, &name).ratio(), key))
            .filter(|(ratio, _)| *ratio > 0.6)
            .max_by(|a, b| a.0.total_cmp(&b.0));
        match best {
            Some((_, key)) => format!("did you mean `{}`?", parent.child(key)),
            None => format!("there is no `{wanted}`"),
        }
    }

    /// Reads the piece at a place, with the parts named by `cuts` left out. A keyword that is there
    /// for readers alone, and malformed, is left out as well.
    ///
    /// # Errors
    /// When the piece is not what the specification says it is.
    pub fn read<T: DeserializeOwned>(
        &self,
        at: &Pointer,
        what: &str,
        cuts: &[(&str, Cut)],
    ) -> Outcome<T> {
        self.read_mended(at, what, cuts, |keyword| FOR_READERS.contains(&keyword))
    }

    /// Reads the piece at a place, without a keyword that alone makes it unreadable, if that one may
    /// be left out.
    fn read_mended<T: DeserializeOwned>(
        &self,
        at: &Pointer,
        what: &str,
        cuts: &[(&str, Cut)],
        may_drop: fn(&str) -> bool,
    ) -> Outcome<T> {
        let problem = match self.read_as_it_is(at, what, cuts) {
            Ok(piece) => return Ok(piece),
            Err(problem) => problem,
        };
        let keyword = match &problem.at {
            At::Value(place) if place != at => place.last(),
            _ => None,
        };
        let Some(keyword) = keyword.filter(|keyword| may_drop(keyword)) else {
            return Err(problem);
        };
        let rest = [cuts, &[(keyword.as_str(), Cut::Drop)]].concat();
        let Ok(piece) = self.read_as_it_is(at, what, &rest) else {
            return Err(problem);
        };
        let problem = problem.costing("the keyword is left out");
        self.mended.borrow_mut().push(problem);
        Ok(piece)
    }

    fn read_as_it_is<T: DeserializeOwned>(
        &self,
        at: &Pointer,
        what: &str,
        cuts: &[(&str, Cut)],
    ) -> Outcome<T> {
        let Some(value) = self.get(at) else {
            return Err(Diagnostic::error(
                "missing",
                At::Value(at.clone()),
                format!("there is no {what} here"),
            )
            .into());
        };
        piece::read(value, at, what, cuts)
    }

    /// The schema at a place; the place must not be a reference.
    ///
    /// # Errors
    /// When the schema is malformed.
    pub fn node(&self, at: &Pointer) -> Outcome<Rc<Node>> {
        if let Some(node) = self.nodes.borrow().get(at) {
            return Ok(node.clone());
        }
        let node = Rc::new(node::read(self, at)?);
        self.nodes.borrow_mut().insert(at.clone(), node.clone());
        Ok(node)
    }

    /// What is wrong with pieces that were read all the same, since this was last asked.
    pub fn take_mended(&self) -> Vec<Diagnostic> {
        self.mended.take()
    }

    /// Adds a schema that stands nowhere in the text.
    pub fn add(&self, at: Pointer, node: Node) {
        self.nodes.borrow_mut().insert(at, Rc::new(node));
    }

    /// The component schemas that name this one in their `allOf`.
    pub fn children(&self, parent: &Pointer) -> &[Pointer] {
        self.children.get(parent).map_or(&[], Vec::as_slice)
    }

    /// All references and where they lead, one a line.
    pub fn dump(&self) -> String {
        let mut text = String::new();
        let mut todo = vec![self.root.clone()];
        while let Some(at) = todo.pop() {
            if let Some(reference) = self.reference(&at) {
                let target = self
                    .follow(&at)
                    .map_or_else(|problem| problem.message, |target| target.to_string());
                text.push_str(&format!("{at}: {reference} -> {target}\n"));
            }
            match self.get(&at) {
                Some(Value::Object(map)) => todo.extend(map.keys().rev().map(|key| at.child(key))),
                Some(Value::Array(items)) => {
                    todo.extend((0..items.len()).rev().map(|index| at.index(index)))
                }
                _ => {}
            }
        }
        text
    }

    fn index_children(&self) -> HashMap<Pointer, Vec<Pointer>> {
        let schemas = self.components("schemas");
        let mut children: HashMap<Pointer, Vec<Pointer>> = HashMap::default();
        for name in self.keys(&schemas) {
            let child = schemas.child(name);
            let Some(parts) = self.get(&child.child("allOf")).and_then(Value::as_array) else {
                continue;
            };
            for index in 0..parts.len() {
                let part = child.child("allOf").index(index);
                if self.reference(&part).is_none() {
                    continue;
                }
                if let Ok(parent) = self.follow(&part) {
                    children.entry(parent).or_default().push(child.clone());
                }
            }
        }
        children
    }
}
