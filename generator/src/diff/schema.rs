//! Compares schemas, two nodes at a time.
//!
//! What two nodes say of their own is compared once; what lies below is another pair, and an edge to
//! it. So each difference is found once, circles end, and what a whole schema became is the join of
//! all that can be reached from it.

mod annotations;
mod arrays;
mod limits;
mod objects;
mod texts;
mod unions;
mod values;

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use serde_json::Value;

use super::change::Change;
use super::relation::{Relation, Side};
use super::shape::{NodeId, Shape, Shapes, Sited, component_name};
use super::tree::{Part, Tree};
use super::types::Types;
use crate::pointer::Pointer;

/// How a value is written where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Form {
    /// As JSON: types are told apart.
    Json,
    /// As text (parameters, forms, XML): a number and a text look alike.
    Text,
}

/// A handle of a pair of nodes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PairId(u32);

/// What two nodes have of their own, and where it goes on.
#[derive(Debug, Default)]
pub struct Pair {
    pub changes: Vec<Change>,
    pub edges: Vec<Edge>,
}

/// The way from one pair to one below.
#[derive(Clone, Copy, Debug)]
pub struct Edge {
    pub to: PairId,
    pub request: bool,
    pub response: bool,
    /// Below `not`, where more is less.
    pub inverted: bool,
}

impl Edge {
    fn plain(to: PairId) -> Self {
        Self {
            to,
            request: true,
            response: true,
            inverted: false,
        }
    }
}

enum State {
    Unknown,
    InWork,
    Known(Rc<Pair>),
}

/// Both sides, and what has been compared.
pub struct Comparer<'a> {
    pub old: Shapes<'a>,
    pub new: Shapes<'a>,
    ids: HashMap<(NodeId, NodeId, Form), PairId>,
    keys: Vec<(NodeId, NodeId, Form)>,
    pairs: Vec<State>,
    relations: HashMap<PairId, Relation>,
    /// Steps that comparisons of branches may still take.
    budget: usize,
}

/// Far more than real descriptions need; it bounds what hostile ones cost.
const BUDGET: usize = 20_000_000;

impl<'a> Comparer<'a> {
    pub fn new(old: Tree<'a>, new: Tree<'a>) -> Self {
        Self {
            old: Shapes::new(old),
            new: Shapes::new(new),
            ids: HashMap::new(),
            keys: Vec::new(),
            pairs: Vec::new(),
            relations: HashMap::new(),
            budget: BUDGET,
        }
    }

    /// The pair of what the parts of both sides say.
    pub fn pair(&mut self, old: &[Part<'a>], new: &[Part<'a>], form: Form) -> PairId {
        let key = (self.old.node(old), self.new.node(new), form);
        if let Some(id) = self.ids.get(&key) {
            return *id;
        }
        let id = PairId(u32::try_from(self.keys.len()).unwrap_or(u32::MAX));
        self.ids.insert(key, id);
        self.keys.push(key);
        self.pairs.push(State::Unknown);
        id
    }

    /// The component schemas that a pair consists of.
    pub fn components(&self, id: PairId) -> Option<(String, String)> {
        let (old, new, _) = self.keys[id.0 as usize];
        let name = |parts: &[Part<'_>]| match parts {
            [part] => component_name(&part.at),
            _ => None,
        };
        Some((name(self.old.parts(old))?, name(self.new.parts(new))?))
    }

    /// Where a pair stands on both sides.
    pub fn places(&mut self, id: PairId) -> (Pointer, Pointer) {
        let (old, new, _) = self.keys[id.0 as usize];
        (
            self.old.shape(old).at.clone(),
            self.new.shape(new).at.clone(),
        )
    }

    /// All pairs that were met.
    pub fn ids(&self) -> impl Iterator<Item = PairId> + use<> {
        (0..u32::try_from(self.keys.len()).unwrap_or(u32::MAX)).map(PairId)
    }

    /// Compares a pair. One that is in work compares as equal: what differs is found there.
    pub fn compare(&mut self, id: PairId) -> Rc<Pair> {
        let index = id.0 as usize;
        match &self.pairs[index] {
            State::Known(pair) => return Rc::clone(pair),
            State::InWork => return Rc::default(),
            State::Unknown => self.pairs[index] = State::InWork,
        }
        let (old, new, form) = self.keys[index];
        let shapes = (self.old.shape(old), self.new.shape(new));
        let mut local = Local {
            comparer: self,
            old: &shapes.0,
            new: &shapes.1,
            nodes: (old, new),
            form,
            pair: Pair::default(),
        };
        local.run();
        let pair = Rc::new(local.pair);
        self.pairs[index] = State::Known(Rc::clone(&pair));
        pair
    }

    /// What became of all values of a pair: the join of everything that can be reached.
    pub fn relation(&mut self, id: PairId) -> Relation {
        if let Some(relation) = self.relations.get(&id) {
            return *relation;
        }
        let mut relation = Relation::Equal;
        let mut is_final = true;
        let mut seen = HashSet::from([(id, false)]);
        let mut open = vec![(id, false)];
        while let Some((id, inverted)) = open.pop() {
            if self.budget == 0 {
                return Relation::Incomparable;
            }
            self.budget -= 1;
            is_final &= !matches!(self.pairs[id.0 as usize], State::InWork);
            let pair = self.compare(id);
            for change in &pair.changes {
                let both = change.request.relation.join(change.response.relation);
                relation = relation.join(if inverted { both.swapped() } else { both });
            }
            for edge in &pair.edges {
                let next = (edge.to, inverted != edge.inverted);
                if seen.insert(next) {
                    open.push(next);
                }
            }
            if relation == Relation::Incomparable {
                break;
            }
        }
        if is_final {
            self.relations.insert(id, relation);
        }
        relation
    }
}

/// One comparison.
struct Local<'c, 'a> {
    comparer: &'c mut Comparer<'a>,
    old: &'c Shape<'a>,
    new: &'c Shape<'a>,
    nodes: (NodeId, NodeId),
    form: Form,
    pair: Pair,
}

impl<'a> Local<'_, 'a> {
    fn run(&mut self) {
        let (old, new) = (self.old, self.new);
        self.annotations();
        if old.unions.is_empty() && new.is_only_union() {
            return self.wrapped(true);
        }
        if new.unions.is_empty() && old.is_only_union() {
            return self.wrapped(false);
        }
        let common = self.types();
        self.values(common);
        if common.meets(Types::NUMBER) {
            self.numbers();
        }
        if common.has(Types::STRING) {
            self.strings();
        }
        self.counts(common);
        self.formats(common);
        if common.has(Types::ARRAY) {
            self.arrays();
        }
        if common.has(Types::OBJECT) {
            self.objects();
        }
        self.inner();
        self.unions();
    }

    fn change(&self, rule: &'static str, old: Option<&Pointer>, new: Option<&Pointer>) -> Change {
        Change {
            rule,
            ..Change::new(
                rule,
                old.unwrap_or(&self.old.at),
                new.unwrap_or(&self.new.at),
            )
        }
    }

    fn push(&mut self, mut change: Change) {
        self.judge(&mut change);
        self.pair.changes.push(change);
    }

    /// Drops a witness that is none: what is beside a rule may refuse or take the value anyway.
    fn judge(&mut self, change: &mut Change) {
        if self.form != Form::Json {
            return;
        }
        for effect in [&mut change.request, &mut change.response] {
            let Some(witness) = &effect.witness else {
                continue;
            };
            let old = self.comparer.old.takes(self.old, &witness.value);
            let new = self.comparer.new.takes(self.new, &witness.value);
            let (taken, refused) = match witness.taken_by {
                Side::Old => (old, new),
                Side::New => (new, old),
            };
            if taken == Some(false) || refused == Some(true) {
                effect.witness = None;
            }
        }
    }

    fn edge(&mut self, old: &[Part<'a>], new: &[Part<'a>]) {
        let form = self.form;
        let to = self.comparer.pair(old, new, form);
        self.pair.edges.push(Edge::plain(to));
    }

    fn sample_old(&mut self, types: Types) -> Option<Value> {
        sample_of(&mut self.comparer.old, self.old, types)
    }

    fn sample_new(&mut self, types: Types) -> Option<Value> {
        sample_of(&mut self.comparer.new, self.new, types)
    }
}

fn sample_of(shapes: &mut Shapes<'_>, shape: &Shape<'_>, types: Types) -> Option<Value> {
    if let Some(values) = &shape.values {
        let found = values
            .iter()
            .find(|value| types.has(Types::of(&value.value)));
        return found.map(|value| value.value.clone());
    }
    let each = [
        Types::STRING,
        Types::INTEGER,
        Types::FRACTION,
        Types::BOOLEAN,
        Types::OBJECT,
        Types::ARRAY,
        Types::NULL,
    ];
    let found = each.into_iter().find(|one| types.has(*one))?;
    if !shape.unions.is_empty() {
        return None;
    }
    shapes.sample_of(shape, found, 0)
}

/// A value as one would write it in a sentence.
pub fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn site<T>(sited: &Option<Sited<T>>) -> Option<&Pointer> {
    sited.as_ref().map(|sited| &sited.at)
}
