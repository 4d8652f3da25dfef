//! Compares schemas, two nodes at a time.
//!
//! What two nodes say of their own is compared once; what lies below is another pair, and an edge to
//! it. So each difference is found once, circles end, and what a whole schema became is the join of
//! all that can be reached from it.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::rc::Rc;

use serde_json::Value;

use super::change::Change;
use super::relation::{Direction, Relation, Severity, Side};
use super::sample;
use super::shape::{Bound, Branch, COUNTS, NodeId, Shape, Shapes, Sited, Union, component_name};
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

    fn push(&mut self, change: Change) {
        self.pair.changes.push(change);
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

    /// Compares the types and says which ones both have.
    fn types(&mut self) -> Types {
        let (old, new) = (self.old.types, self.new.types);
        let common = old.and(new);
        if old == new {
            return common;
        }
        let (old_at, new_at) = (&self.old.types_at, &self.new.types_at);
        let is_null = |types: Types| !types.is_empty() && types.without(Types::NULL).is_empty();
        if is_null(old.without(new)) && !old.without(Types::NULL).is_empty() {
            let change = self.change("became-not-nullable", Some(old_at), Some(new_at));
            self.push(
                change
                    .values(Relation::Narrowed)
                    .witness(Side::Old, Some(Value::Null)),
            );
        }
        if is_null(new.without(old)) && !new.without(Types::NULL).is_empty() {
            let change = self.change("became-nullable", Some(old_at), Some(new_at));
            self.push(
                change
                    .values(Relation::Widened)
                    .witness(Side::New, Some(Value::Null)),
            );
        }
        let (old, new) = (old.without(Types::NULL), new.without(Types::NULL));
        let lost = old.without(self.as_text(new, self.new));
        let gained = new.without(self.as_text(old, self.old));
        if old == new {
            return common;
        }
        // One value is an array of one in a query.
        if self.form == Form::Text && self.listed(lost, gained) {
            return Types::NONE;
        }
        let relation = Relation::of(!lost.is_empty(), !gained.is_empty());
        let rule = match relation {
            Relation::Narrowed => "type-narrowed",
            Relation::Widened => "type-widened",
            Relation::Equal | Relation::Incomparable => "type-changed",
        };
        let witness = match relation {
            Relation::Widened => (Side::New, self.sample_new(gained)),
            _ => (Side::Old, self.sample_old(lost)),
        };
        let change = self
            .change(rule, Some(old_at), Some(new_at))
            .arg("old", old.names())
            .arg("new", new.names());
        self.push(change.values(relation).witness(witness.0, witness.1));
        common
    }

    /// In text form, what a set of types takes: a text without rules takes all.
    fn as_text(&self, types: Types, shape: &Shape<'_>) -> Types {
        if self.form == Form::Json || !types.has(Types::STRING) {
            return types;
        }
        let is_free = shape.values.is_none()
            && shape.patterns.is_empty()
            && shape.format.is_none()
            && shape.counts.is_empty();
        if is_free {
            types.or(Types::SCALARS)
        } else {
            types
        }
    }

    /// A single value that became an array in text form, or the other way round.
    fn listed(&mut self, lost: Types, gained: Types) -> bool {
        let (old, new) = (self.old, self.new);
        let scalars = |types: Types| types.without(Types::SCALARS).is_empty() && !types.is_empty();
        let (rule, old_parts, new_parts) = if gained == Types::ARRAY
            && scalars(old.types)
            && new.types.without(Types::NULL) == Types::ARRAY
        {
            let parts = self.comparer.old.parts(self.nodes.0).to_vec();
            ("type-widened", parts, new.items.clone())
        } else if lost == Types::ARRAY
            && scalars(new.types)
            && old.types.without(Types::NULL) == Types::ARRAY
        {
            let parts = self.comparer.new.parts(self.nodes.1).to_vec();
            ("type-narrowed", old.items.clone(), parts)
        } else {
            return false;
        };
        let relation = if old_parts.is_empty() || new_parts.is_empty() {
            Relation::Equal
        } else {
            let inner = self.comparer.pair(&old_parts, &new_parts, Form::Text);
            self.comparer.relation(inner)
        };
        let whole = if rule == "type-widened" {
            Relation::Widened
        } else {
            Relation::Narrowed
        };
        let relation = whole.join(relation);
        let rule = if relation == Relation::Incomparable {
            "type-changed"
        } else {
            rule
        };
        let change = self.change(rule, Some(&old.types_at), Some(&new.types_at));
        self.push(
            change
                .arg("old", old.types.names())
                .arg("new", new.types.names())
                .values(relation),
        );
        true
    }

    fn values(&mut self, common: Types) {
        let (old, new) = (self.old, self.new);
        match (&old.values, &new.values) {
            (None, None) => {}
            (Some(old_values), Some(new_values)) => self.lists(old_values, new_values, common),
            (None, Some(values)) => {
                // The new types say it already.
                if old.types.and(common).is_empty() {
                    return;
                }
                let listed: Vec<_> = values.iter().map(|value| value.value.clone()).collect();
                let witness = self.outside(true, common, &listed);
                let at = list_at(values, &new.at);
                let change = self
                    .change("enum-added", None, Some(&at))
                    .arg("values", shown(values));
                self.push(
                    change
                        .values(Relation::Narrowed)
                        .witness(Side::Old, witness),
                );
            }
            (Some(values), None) => {
                if new.types.and(common).is_empty() {
                    return;
                }
                let listed: Vec<_> = values.iter().map(|value| value.value.clone()).collect();
                let witness = self.outside(false, common, &listed);
                let at = list_at(values, &old.at);
                let change = self
                    .change("enum-removed", Some(&at), None)
                    .arg("values", shown(values));
                self.push(change.values(Relation::Widened).witness(Side::New, witness));
            }
        }
        self.extensible();
    }

    fn lists(&mut self, old: &[Sited<Value>], new: &[Sited<Value>], common: Types) {
        let lost: Vec<_> = old
            .iter()
            .filter(|one| !new.iter().any(|other| other.value == one.value))
            .collect();
        let gained: Vec<_> = new
            .iter()
            .filter(|one| !old.iter().any(|other| other.value == one.value))
            .collect();
        if common.is_empty() {
            return;
        }
        if let ([from], [to], 1, 1) = (lost.as_slice(), gained.as_slice(), old.len(), new.len()) {
            let change = self.change("constant-changed", Some(&from.at), Some(&to.at));
            let change = change
                .arg("old", text(&from.value))
                .arg("new", text(&to.value));
            self.push(
                change
                    .values(Relation::Incomparable)
                    .witness(Side::Old, Some(from.value.clone())),
            );
            return;
        }
        let new_list = list_at(new, &self.new.at);
        let old_list = list_at(old, &self.old.at);
        for value in lost {
            let change = self
                .change("enum-value-removed", Some(&value.at), Some(&new_list))
                .arg("value", text(&value.value));
            self.push(
                change
                    .values(Relation::Narrowed)
                    .witness(Side::Old, Some(value.value.clone())),
            );
        }
        for value in gained {
            let change = self
                .change("enum-value-added", Some(&old_list), Some(&value.at))
                .arg("value", text(&value.value));
            let change = change
                .values(Relation::Widened)
                .response_is(Severity::Risky);
            self.push(change.witness(Side::New, Some(value.value.clone())));
        }
    }

    /// `x-extensible-enum`: a list that clients must expect to grow.
    fn extensible(&mut self) {
        let (old, new) = (&self.old.extensible, &self.new.extensible);
        if old.is_empty() || new.is_empty() {
            return;
        }
        for value in old
            .iter()
            .filter(|one| !new.iter().any(|other| other.value == one.value))
        {
            let change = self
                .change("extensible-value-removed", Some(&value.at), None)
                .arg("value", text(value.value));
            self.push(
                change
                    .values(Relation::Narrowed)
                    .witness(Side::Old, Some(value.value.clone())),
            );
        }
        for value in new
            .iter()
            .filter(|one| !old.iter().any(|other| other.value == one.value))
        {
            let change = self
                .change("extensible-value-added", None, Some(&value.at))
                .arg("value", text(value.value));
            let change = change
                .values(Relation::Widened)
                .response_is(Severity::Compatible);
            self.push(change.witness(Side::New, Some(value.value.clone())));
        }
    }

    /// A value of the side without a list that the list does not have.
    fn outside(&mut self, of_old: bool, common: Types, listed: &[Value]) -> Option<Value> {
        let shape = if of_old { self.old } else { self.new };
        if common.has(Types::STRING) {
            let found = sample::TEXTS.iter().rev().find(|text| {
                sample::takes_text(shape, text)
                    && !listed.iter().any(|value| value.as_str() == Some(text))
            });
            return found.map(|text| Value::String((*text).to_owned()));
        }
        let numbers = (0..1000)
            .map(f64::from)
            .filter(|number| sample::takes_number(shape, *number));
        numbers
            .filter_map(sample::number_value)
            .find(|number| !listed.contains(number))
    }

    fn numbers(&mut self) {
        let (old, new) = (self.old, self.new);
        self.bound("minimum", &old.minimum, &new.minimum, 1.0);
        self.bound("maximum", &old.maximum, &new.maximum, -1.0);
        let (lost, gained) = match (&old.multiple_of, &new.multiple_of) {
            (None, None) => return,
            (None, Some(_)) => (true, false),
            (Some(_), None) => (false, true),
            (Some(from), Some(to)) if from.value == to.value => return,
            (Some(from), Some(to)) => (
                !divides(to.value, from.value),
                !divides(from.value, to.value),
            ),
        };
        let shown = |step: &Option<Sited<f64>>| {
            step.as_ref()
                .map_or("none".to_owned(), |step| number_text(step.value))
        };
        let change = self.change(
            "multiple-changed",
            site(&old.multiple_of),
            site(&new.multiple_of),
        );
        let change = change
            .arg("old", shown(&old.multiple_of))
            .arg("new", shown(&new.multiple_of));
        let (by, witness) = match (&old.multiple_of, &new.multiple_of) {
            (Some(step), _) if lost => (Side::Old, sample::number_value(step.value)),
            (None, Some(step)) => (
                Side::Old,
                sample::number_value(
                    step.value / 2.0
                        + if old.types.has(Types::FRACTION) {
                            0.0
                        } else {
                            0.5
                        },
                ),
            ),
            (_, Some(step)) => (Side::New, sample::number_value(step.value)),
            (Some(step), None) => (Side::New, sample::number_value(step.value + 1.0)),
            (None, None) => (Side::Old, None),
        };
        self.push(
            change
                .values(Relation::of(lost, gained))
                .witness(by, witness),
        );
    }

    fn bound(
        &mut self,
        keyword: &str,
        old: &Option<Sited<Bound>>,
        new: &Option<Sited<Bound>>,
        sign: f64,
    ) {
        let rank = |bound: &Option<Sited<Bound>>| {
            bound.as_ref().map_or((f64::NEG_INFINITY, false), |bound| {
                (bound.value.value * sign, bound.value.exclusive)
            })
        };
        let (from, to) = (rank(old), rank(new));
        if from == to {
            return;
        }
        let tighter = to > from;
        let relation = if tighter {
            Relation::Narrowed
        } else {
            Relation::Widened
        };
        // A value between both bounds: the looser bound itself, or beside the tighter one.
        let (loose, tight, shape) = if tighter {
            (old, new, self.old)
        } else {
            (new, old, self.new)
        };
        let mut candidates: Vec<f64> = Vec::new();
        candidates.extend(loose.as_ref().map(|bound| bound.value.value));
        candidates.extend(tight.iter().flat_map(|bound| {
            let value = bound.value.value;
            [value, value - sign, value - sign * 0.5]
        }));
        let other = if tighter { self.new } else { self.old };
        let between = candidates.into_iter().find(|value| {
            sample::takes_number(shape, *value) && !sample::takes_number(other, *value)
        });
        let shown = |bound: &Option<Sited<Bound>>| match bound {
            None => "none".to_owned(),
            Some(bound) if bound.value.exclusive => {
                format!("{} (exclusive)", number_text(bound.value.value))
            }
            Some(bound) => number_text(bound.value.value),
        };
        let rule = if tighter {
            "limit-tightened"
        } else {
            "limit-loosened"
        };
        let change = self
            .change(rule, site(old), site(new))
            .arg("keyword", keyword)
            .arg("old", shown(old))
            .arg("new", shown(new));
        let side = if tighter { Side::Old } else { Side::New };
        self.push(
            change
                .values(relation)
                .witness(side, between.and_then(sample::number_value)),
        );
    }

    fn counts(&mut self, common: Types) {
        for keyword in COUNTS {
            let types = match &keyword[3..] {
                "Length" => Types::STRING,
                "Properties" => Types::OBJECT,
                _ => Types::ARRAY,
            };
            if !common.has(types) {
                continue;
            }
            let sign = if keyword.starts_with("min") {
                1.0
            } else {
                -1.0
            };
            let (old, new) = (
                self.old.counts.get(keyword).cloned(),
                self.new.counts.get(keyword).cloned(),
            );
            let rank = |count: &Option<Sited<f64>>| {
                count
                    .as_ref()
                    .map_or(f64::NEG_INFINITY, |count| count.value * sign)
            };
            let (from, to) = (rank(&old), rank(&new));
            if from == to {
                continue;
            }
            let tighter = to > from;
            let relation = if tighter {
                Relation::Narrowed
            } else {
                Relation::Widened
            };
            let witness = self.of_size(keyword, tighter);
            let shown = |count: &Option<Sited<f64>>| {
                count
                    .as_ref()
                    .map_or("none".to_owned(), |count| number_text(count.value))
            };
            let rule = if tighter {
                "limit-tightened"
            } else {
                "limit-loosened"
            };
            let change = self
                .change(rule, site(&old), site(&new))
                .arg("keyword", keyword)
                .arg("old", shown(&old))
                .arg("new", shown(&new));
            let side = if tighter { Side::Old } else { Side::New };
            self.push(change.values(relation).witness(side, witness));
        }
    }

    /// A text whose length only the looser side takes.
    fn of_size(&mut self, keyword: &str, tighter: bool) -> Option<Value> {
        if !keyword.ends_with("Length") {
            return None;
        }
        let (taken, refused) = if tighter {
            (self.old, self.new)
        } else {
            (self.new, self.old)
        };
        let limit = refused.counts.get(keyword)?.value;
        let length = if keyword.starts_with("min") {
            limit - 1.0
        } else {
            limit + 1.0
        };
        if !(0.0..=200.0).contains(&length) {
            return None;
        }
        let texts = ["a", "0", "A", "x"].map(|text| text.repeat(length as usize));
        let found = texts
            .into_iter()
            .find(|text| sample::takes_text(taken, text));
        found.map(Value::String)
    }

    fn strings(&mut self) {
        let (old, new) = (self.old, self.new);
        let lost: Vec<_> = old
            .patterns
            .iter()
            .filter(|one| !new.patterns.iter().any(|other| other.value == one.value))
            .collect();
        let gained: Vec<_> = new
            .patterns
            .iter()
            .filter(|one| !old.patterns.iter().any(|other| other.value == one.value))
            .collect();
        // Rules on text that only the server's answers meet seldom hurt a client.
        match (lost.as_slice(), gained.as_slice()) {
            ([], []) => {}
            ([from], [to]) => {
                let (one, two) = (
                    sample::text_between(old, new),
                    sample::text_between(new, old),
                );
                let change = self
                    .change("pattern-changed", Some(&from.at), Some(&to.at))
                    .arg("old", from.value)
                    .arg("new", to.value);
                let change = change
                    .values(Relation::Incomparable)
                    .response_is(Severity::Compatible);
                let change = change.witness(Side::Old, one).witness(Side::New, two);
                self.push(change);
            }
            (lost, gained) => {
                for pattern in lost {
                    let change = self
                        .change("pattern-removed", Some(&pattern.at), None)
                        .arg("pattern", pattern.value);
                    let change = change
                        .values(Relation::Widened)
                        .response_is(Severity::Compatible);
                    self.push(change.witness(Side::New, sample::text_between(new, old)));
                }
                for pattern in gained {
                    let change = self
                        .change("pattern-added", None, Some(&pattern.at))
                        .arg("pattern", pattern.value);
                    self.push(
                        change
                            .values(Relation::Narrowed)
                            .witness(Side::Old, sample::text_between(old, new)),
                    );
                }
            }
        }
        for keyword in ["contentEncoding", "contentMediaType"] {
            let (from, to) = (old.content.get(keyword), new.content.get(keyword));
            if from.map(|sited| sited.value) == to.map(|sited| sited.value) {
                continue;
            }
            let relation = match (from, to) {
                (None, _) => Relation::Narrowed,
                (_, None) => Relation::Widened,
                _ => Relation::Incomparable,
            };
            let change = self
                .change(
                    "content-changed",
                    from.map(|sited| &sited.at),
                    to.map(|sited| &sited.at),
                )
                .arg("keyword", keyword);
            let change = change
                .arg("old", from.map_or("none", |sited| sited.value))
                .arg("new", to.map_or("none", |sited| sited.value));
            self.push(change.values(relation));
        }
    }

    fn formats(&mut self, common: Types) {
        let (old, new) = (self.old, self.new);
        let (from, to) = (old.format.as_ref(), new.format.as_ref());
        let (one, two) = (
            from.map(|format| format.value),
            to.map(|format| format.value),
        );
        if one == two {
            return;
        }
        let relation = if common.has(Types::STRING) {
            match (one, two) {
                (None, _) => Relation::Narrowed,
                (_, None) => Relation::Widened,
                _ => Relation::Incomparable,
            }
        } else if common.meets(Types::NUMBER) {
            let (from, to) = (width(one), width(two));
            Relation::of(from > to, to > from)
        } else {
            return;
        };
        let big = || sample::number_value(9_007_199_254_740_991.0);
        let (side, witness) = match relation {
            _ if common.has(Types::STRING) => match two {
                Some(_) if one.is_none() => (
                    Side::Old,
                    Some(Value::from("not of that format")).filter(|value| {
                        sample::takes_text(old, value.as_str().unwrap_or_default())
                    }),
                ),
                None => (
                    Side::New,
                    Some(Value::from("not of that format")).filter(|value| {
                        sample::takes_text(new, value.as_str().unwrap_or_default())
                    }),
                ),
                _ => (Side::Old, sample::text(old).map(Value::String)),
            },
            Relation::Widened if one == Some("int32") => (Side::New, big()),
            Relation::Narrowed if two == Some("int32") => (Side::Old, big()),
            _ => (Side::Old, None),
        };
        let change = self.change(
            "format-changed",
            from.map(|format| &format.at),
            to.map(|format| &format.at),
        );
        let change = change
            .arg("old", one.unwrap_or("none"))
            .arg("new", two.unwrap_or("none"));
        self.push(
            change
                .values(relation)
                .request_at_least(relation)
                .witness(side, witness),
        );
    }

    fn arrays(&mut self) {
        let (old, new) = (self.old, self.new);
        match (&old.unique, &new.unique) {
            (None, Some(at)) => {
                let change = self.change("unique-items-added", None, Some(at));
                self.push(change.values(Relation::Narrowed).witness(Side::Old, None));
            }
            (Some(at), None) => {
                let change = self.change("unique-items-removed", Some(at), None);
                self.push(change.values(Relation::Widened));
            }
            _ => {}
        }
        for index in 0..old.prefix.len().max(new.prefix.len()) {
            match (old.prefix.get(index), new.prefix.get(index)) {
                (Some(from), Some(to)) => self.edge(from, to),
                // What has no schema of its own at this place has the one of all others.
                (Some(from), None) if !new.items.is_empty() => self.edge(from, &new.items),
                (None, Some(to)) if !old.items.is_empty() => self.edge(&old.items, to),
                (Some(from), None) => {
                    let at = from.first().map(|part| &part.at);
                    let change = self
                        .change("tuple-item-removed", at, None)
                        .arg("index", index.to_string());
                    self.push(change.values(Relation::Incomparable));
                }
                (None, Some(to)) => {
                    let at = to.first().map(|part| &part.at);
                    let change = self
                        .change("tuple-item-added", None, at)
                        .arg("index", index.to_string());
                    // More rules for who writes, and a longer tuple for who reads.
                    self.push(change.values(Relation::Incomparable));
                }
                (None, None) => {}
            }
        }
        self.optional_schema("items", &old.items, &new.items);
    }

    /// A schema that may be missing, and then takes anything.
    fn optional_schema(&mut self, keyword: &'static str, old: &[Part<'a>], new: &[Part<'a>]) {
        // `contains: {}` wants something, `not: {}` takes nothing.
        let may_be_left_out = !matches!(keyword, "contains" | "not" | "if");
        match (old.first(), new.first()) {
            (None, None) => {}
            (Some(_), Some(_)) => self.edge(old, new),
            (None, Some(_)) if may_be_left_out && takes_all(&mut self.comparer.new, new) => {}
            (Some(_), None) if may_be_left_out && takes_all(&mut self.comparer.old, old) => {}
            (None, Some(part)) => {
                let change = self
                    .change("schema-keyword-added", None, Some(&part.at))
                    .arg("keyword", keyword);
                self.push(change.values(Relation::Narrowed));
            }
            (Some(part), None) => {
                let change = self
                    .change("schema-keyword-removed", Some(&part.at), None)
                    .arg("keyword", keyword);
                self.push(change.values(Relation::Widened));
            }
        }
    }

    fn objects(&mut self) {
        let (old, new) = (self.old, self.new);
        for (name, property) in &old.properties {
            match new.properties.get(name) {
                Some(other) => self.property(name, &property.parts, &other.parts),
                None => self.removed(name, &property.parts),
            }
        }
        for (name, property) in &new.properties {
            if !old.properties.contains_key(name) {
                self.added(name, &property.parts);
            }
        }
        // What is required without being described.
        let described =
            |name: &str| old.properties.contains_key(name) || new.properties.contains_key(name);
        for (name, at) in &new.required {
            if !described(name) && !old.required.contains_key(name) {
                let change = self
                    .change("requirement-added", None, Some(at))
                    .arg("property", *name);
                self.push(change.values(Relation::Narrowed));
            }
        }
        for (name, at) in &old.required {
            if !described(name) && !new.required.contains_key(name) {
                let change = self
                    .change("requirement-removed", Some(at), None)
                    .arg("property", *name);
                self.push(change.values(Relation::Widened));
            }
        }
        self.additional();
        self.dependents();
    }

    /// Who may send a property: request, response.
    fn access(shapes: &mut Shapes<'a>, parts: &[Part<'a>]) -> (bool, bool) {
        let node = shapes.node(parts);
        let shape = shapes.shape(node);
        (shape.read_only.is_none(), shape.write_only.is_none())
    }

    fn property(&mut self, name: &str, old: &[Part<'a>], new: &[Part<'a>]) {
        let from = Self::access(&mut self.comparer.old, old);
        let to = Self::access(&mut self.comparer.new, new);
        let pair = self.comparer.pair(old, new, self.form);
        self.pair.edges.push(Edge {
            to: pair,
            request: from.0 && to.0,
            response: from.1 && to.1,
            inverted: false,
        });
        let places = (
            old.first().map(|part| part.at.clone()),
            new.first().map(|part| part.at.clone()),
        );
        let (was, is) = (
            self.old.required.get(name).cloned(),
            self.new.required.get(name).cloned(),
        );
        let with = |change: Change| {
            let change = if from.0 && to.0 {
                change
            } else {
                change.without(Direction::Request)
            };
            if from.1 && to.1 {
                change
            } else {
                change.without(Direction::Response)
            }
        };
        if was.is_none()
            && let Some(at) = &is
        {
            let witness = self.object_without(true, name);
            let change = self
                .change("property-became-required", places.0.as_ref(), Some(at))
                .arg("property", name);
            self.push(with(
                change
                    .values(Relation::Narrowed)
                    .witness(Side::Old, witness),
            ));
        }
        if is.is_none()
            && let Some(at) = &was
        {
            let witness = self.object_without(false, name);
            let change = self
                .change("property-became-optional", Some(at), places.1.as_ref())
                .arg("property", name);
            self.push(with(
                change.values(Relation::Widened).witness(Side::New, witness),
            ));
        }
        if from != to {
            self.access_changed(name, from, to, places, is.is_some() || was.is_some());
        }
    }

    fn access_changed(
        &mut self,
        name: &str,
        from: (bool, bool),
        to: (bool, bool),
        places: (Option<Pointer>, Option<Pointer>),
        required: bool,
    ) {
        let was_required = self.old.required.contains_key(name);
        let is_required = self.new.required.contains_key(name);
        for (rule, was, is, direction) in [
            ("read-only-changed", from.0, to.0, Direction::Request),
            ("write-only-changed", from.1, to.1, Direction::Response),
        ] {
            if was == is {
                continue;
            }
            let relation = if is {
                Relation::Widened
            } else {
                Relation::Narrowed
            };
            let change = self
                .change(rule, places.0.as_ref(), places.1.as_ref())
                .arg("property", name);
            let change = change
                .arg("old", (!was).to_string())
                .arg("new", (!is).to_string());
            let change = match direction {
                // What was ignored is now wanted.
                Direction::Request if is && is_required => change.request(Relation::Narrowed),
                Direction::Request if !is && was_required => change
                    .request(Relation::Widened)
                    .request_is(Severity::Risky),
                Direction::Request => change.request(relation).request_is(Severity::Risky),
                Direction::Response => {
                    let severity = if is && !required {
                        Severity::Compatible
                    } else {
                        Severity::Risky
                    };
                    change.response(relation).response_is(severity)
                }
            };
            self.push(change);
        }
    }

    fn object_without(&mut self, of_old: bool, name: &str) -> Option<Value> {
        let mut value = if of_old {
            self.sample_old(Types::OBJECT)
        } else {
            self.sample_new(Types::OBJECT)
        }?;
        if let Value::Object(map) = &mut value {
            map.remove(name);
        }
        Some(value)
    }

    fn object_with(&mut self, of_old: bool, name: &str, parts: &[Part<'a>]) -> Option<Value> {
        let mut value = if of_old {
            self.sample_old(Types::OBJECT)
        } else {
            self.sample_new(Types::OBJECT)
        }?;
        let shapes = if of_old {
            &mut self.comparer.old
        } else {
            &mut self.comparer.new
        };
        let node = shapes.node(parts);
        let property = shapes.sample(node)?;
        if let Value::Object(map) = &mut value {
            map.insert(name.to_owned(), property);
        }
        Some(value)
    }

    fn added(&mut self, name: &str, parts: &[Part<'a>]) {
        let access = Self::access(&mut self.comparer.new, parts);
        let at = parts.first().map(|part| part.at.clone());
        let required = self.new.required.contains_key(name);
        let was_open = self.old.additional.is_some();
        let rule = if required {
            "required-property-added"
        } else {
            "optional-property-added"
        };
        let change = self.change(rule, None, at.as_ref()).arg("property", name);
        let mut change = if required {
            let witness = self.object_without(true, name);
            change
                .values(Relation::Narrowed)
                .witness(Side::Old, witness)
        } else {
            let severity = if was_open {
                Severity::Compatible
            } else {
                Severity::Risky
            };
            let witness = self.object_with(false, name, parts);
            change
                .values(Relation::Widened)
                .response_is(severity)
                .witness(Side::New, witness)
        };
        if !access.0 {
            change = change.without(Direction::Request);
        }
        if !access.1 {
            change = change.without(Direction::Response);
        }
        self.push(change);
        if let Some(rest) = self.old.additional.clone().filter(|rest| !rest.is_empty()) {
            self.edge(&rest, parts);
        }
    }

    fn removed(&mut self, name: &str, parts: &[Part<'a>]) {
        let access = Self::access(&mut self.comparer.old, parts);
        let at = parts.first().map(|part| part.at.clone());
        let required = self.old.required.contains_key(name);
        let is_open = self.new.additional.is_some();
        let refused = if is_open {
            Severity::Risky
        } else {
            Severity::Breaking
        };
        let rule = if required {
            "required-property-removed"
        } else {
            "optional-property-removed"
        };
        let change = self.change(rule, at.as_ref(), None).arg("property", name);
        let mut change = if required {
            let witness = self.object_without(false, name);
            change
                .values(Relation::Widened)
                .request_is(refused)
                .witness(Side::New, witness)
        } else {
            let witness = self.object_with(true, name, parts);
            change
                .values(Relation::Narrowed)
                .request_is(refused)
                .response_is(Severity::Risky)
                .witness(Side::Old, witness)
        };
        if !access.0 {
            change = change.without(Direction::Request);
        }
        if !access.1 {
            change = change.without(Direction::Response);
        }
        self.push(change);
        if let Some(rest) = self.new.additional.clone().filter(|rest| !rest.is_empty()) {
            self.edge(parts, &rest);
        }
    }

    fn additional(&mut self) {
        let (old, new) = (self.old, self.new);
        let places = (&old.additional_at, &new.additional_at);
        match (&old.additional, &new.additional) {
            (None, None) => {}
            (Some(_), None) => {
                let change = self.change("object-closed", Some(places.0), Some(places.1));
                let witness = serde_json::json!({"anotherProperty": true});
                self.push(
                    change
                        .values(Relation::Narrowed)
                        .witness(Side::Old, Some(witness)),
                );
            }
            (None, Some(_)) => {
                let change = self.change("object-opened", Some(places.0), Some(places.1));
                let witness = serde_json::json!({"anotherProperty": true});
                let change = change.values(Relation::Widened);
                self.push(change.witness(Side::New, Some(witness)));
            }
            (Some(from), Some(to)) => self.optional_schema("additionalProperties", from, to),
        }
        for (pattern, from) in &old.pattern_properties {
            match new.pattern_properties.get(pattern) {
                Some(to) => self.edge(from, to),
                None => self.optional_schema("patternProperties", from, &[]),
            }
        }
        for (pattern, to) in &new.pattern_properties {
            if !old.pattern_properties.contains_key(pattern) {
                self.optional_schema("patternProperties", &[], to);
            }
        }
    }

    fn dependents(&mut self) {
        let (old, new) = (self.old, self.new);
        let names: BTreeSet<&str> = old
            .dependent_required
            .keys()
            .chain(new.dependent_required.keys())
            .copied()
            .collect();
        for name in names {
            let (from, to) = (
                old.dependent_required.get(name),
                new.dependent_required.get(name),
            );
            let empty = BTreeSet::new();
            let needs = |sited: Option<&Sited<BTreeSet<&'a str>>>| {
                sited.map_or(empty.clone(), |sited| sited.value.clone())
            };
            let (one, two) = (needs(from), needs(to));
            if one == two {
                continue;
            }
            let relation = Relation::of(!two.is_subset(&one), !one.is_subset(&two));
            let shown =
                |needs: &BTreeSet<&str>| needs.iter().copied().collect::<Vec<_>>().join(", ");
            let change = self.change(
                "dependent-required-changed",
                from.map(|sited| &sited.at),
                to.map(|sited| &sited.at),
            );
            self.push(
                change
                    .arg("property", name)
                    .arg("old", shown(&one))
                    .arg("new", shown(&two))
                    .values(relation),
            );
        }
        let names: BTreeSet<&str> = old
            .dependent_schemas
            .keys()
            .chain(new.dependent_schemas.keys())
            .copied()
            .collect();
        for name in names {
            let none = Vec::new();
            let from = old.dependent_schemas.get(name).unwrap_or(&none);
            let to = new.dependent_schemas.get(name).unwrap_or(&none);
            self.optional_schema("dependentSchemas", from, to);
        }
    }

    fn inner(&mut self) {
        let (old, new) = (self.old, self.new);
        let keywords: BTreeSet<&'static str> =
            old.inner.keys().chain(new.inner.keys()).copied().collect();
        for keyword in keywords {
            let none = Vec::new();
            let from = old.inner.get(keyword).unwrap_or(&none);
            let to = new.inner.get(keyword).unwrap_or(&none);
            for index in 0..from.len().max(to.len()) {
                match (from.get(index), to.get(index)) {
                    (Some(from), Some(to)) => self.inner_pair(keyword, from, to),
                    (Some(from), None) => {
                        self.optional_schema(keyword, std::slice::from_ref(from), &[])
                    }
                    (None, Some(to)) => {
                        self.optional_schema(keyword, &[], std::slice::from_ref(to))
                    }
                    (None, None) => {}
                }
            }
        }
    }

    fn inner_pair(&mut self, keyword: &'static str, old: &Part<'a>, new: &Part<'a>) {
        let pair = self.comparer.pair(
            std::slice::from_ref(old),
            std::slice::from_ref(new),
            Form::Json,
        );
        if keyword == "if" {
            // A condition that changed moves values from one rule to another.
            if self.comparer.relation(pair) != Relation::Equal {
                let change = self.change("condition-changed", Some(&old.at), Some(&new.at));
                self.push(change.values(Relation::Incomparable));
            }
            return;
        }
        self.pair.edges.push(Edge {
            inverted: keyword == "not",
            ..Edge::plain(pair)
        });
    }

    fn annotations(&mut self) {
        let (old, new) = (self.old, self.new);
        let known = |change: Change| {
            change
                .request_is(Severity::Compatible)
                .response_is(Severity::Compatible)
        };
        if old.default.as_ref().map(|default| default.value)
            != new.default.as_ref().map(|default| default.value)
        {
            let shown = |default: &Option<Sited<&Value>>| {
                default
                    .as_ref()
                    .map_or("none".to_owned(), |default| text(default.value))
            };
            let change = self.change("default-changed", site(&old.default), site(&new.default));
            let change = change
                .arg("old", shown(&old.default))
                .arg("new", shown(&new.default));
            self.push(known(change).request_is(Severity::Risky));
        }
        match (&old.deprecated, &new.deprecated) {
            (None, Some(at)) => {
                let change = self.change("deprecated", None, Some(at));
                self.push(known(change));
            }
            (Some(at), None) => {
                let change = self.change("no-longer-deprecated", Some(at), None);
                self.push(known(change));
            }
            _ => {}
        }
        let same_text = old.description.as_ref().map(|text| text.value)
            == new.description.as_ref().map(|text| text.value);
        if !same_text {
            let change = self.change(
                "description-changed",
                site(&old.description),
                site(&new.description),
            );
            self.push(known(change));
        }
        if old.sunset.as_ref().map(|sunset| sunset.value)
            != new.sunset.as_ref().map(|sunset| sunset.value)
        {
            let shown = |sunset: &Option<Sited<&str>>| {
                sunset
                    .as_ref()
                    .map_or("none".to_owned(), |sunset| sunset.value.to_owned())
            };
            let change = self.change("sunset-changed", site(&old.sunset), site(&new.sunset));
            self.push(known(
                change
                    .arg("old", shown(&old.sunset))
                    .arg("new", shown(&new.sunset)),
            ));
        }
    }

    /// One side is a union, the other is not: one value set against several.
    fn wrapped(&mut self, new_is_union: bool) {
        let (old, new) = (self.old, self.new);
        let union = if new_is_union {
            &new.unions[0]
        } else {
            &old.unions[0]
        };
        let plain = if new_is_union {
            self.comparer.old.parts(self.nodes.0)
        } else {
            self.comparer.new.parts(self.nodes.1)
        };
        let plain = plain.to_vec();
        let mut best: Option<(usize, PairId, Relation)> = None;
        for (index, branch) in union.branches.iter().enumerate() {
            let part = std::slice::from_ref(&branch.part);
            let form = self.form;
            let pair = if new_is_union {
                self.comparer.pair(&plain, part, form)
            } else {
                self.comparer.pair(part, &plain, form)
            };
            let relation = self.comparer.relation(pair);
            let rank = |relation: Relation| match (relation, new_is_union) {
                (Relation::Equal, _) => 0,
                (Relation::Widened, true) | (Relation::Narrowed, false) => 1,
                _ => 2,
            };
            if best.is_none_or(|(_, _, known)| rank(relation) < rank(known)) {
                best = Some((index, pair, relation));
            }
        }
        let found = best.filter(|(_, _, relation)| {
            *relation == Relation::Equal
                || *relation
                    == if new_is_union {
                        Relation::Widened
                    } else {
                        Relation::Narrowed
                    }
        });
        let at = union.at.clone();
        let shown = names(union);
        match found {
            Some((chosen, pair, _)) => {
                self.pair.edges.push(Edge::plain(pair));
                let others: Vec<Branch<'a>> = union
                    .branches
                    .iter()
                    .enumerate()
                    .filter(|(index, _)| *index != chosen)
                    .map(|(_, branch)| branch.clone())
                    .collect();
                for branch in others {
                    self.branch_alone(&branch, new_is_union, &at);
                }
            }
            None => {
                let rule = if new_is_union {
                    "became-union"
                } else {
                    "became-single"
                };
                let (old_at, new_at) = if new_is_union {
                    (None, Some(&at))
                } else {
                    (Some(&at), None)
                };
                let change = self.change(rule, old_at, new_at).arg("variants", shown);
                self.push(change.values(Relation::Incomparable));
            }
        }
    }

    fn unions(&mut self) {
        let (old, new) = (self.old, self.new);
        for index in 0..old.unions.len().max(new.unions.len()) {
            match (old.unions.get(index), new.unions.get(index)) {
                (Some(from), Some(to)) => self.union(from, to),
                (Some(from), None) => {
                    let change = self
                        .change("union-removed", Some(&from.at), None)
                        .arg("variants", names(from));
                    self.push(change.values(Relation::Widened));
                }
                (None, Some(to)) => {
                    let change = self
                        .change("union-added", None, Some(&to.at))
                        .arg("variants", names(to));
                    self.push(change.values(Relation::Narrowed));
                }
                (None, None) => {}
            }
        }
    }

    fn union(&mut self, old: &Union<'a>, new: &Union<'a>) {
        if let (Some(from), Some(to)) = (&old.tag, &new.tag)
            && from.value != to.value
        {
            let change = self
                .change("discriminator-changed", Some(&from.at), Some(&to.at))
                .arg("old", from.value)
                .arg("new", to.value);
            self.push(change.values(Relation::Incomparable));
        }
        let mut lost: Vec<&Branch<'a>> = old.branches.iter().collect();
        let mut gained: Vec<&Branch<'a>> = new.branches.iter().collect();
        let mut matched = Vec::new();
        let mut take =
            |lost: &mut Vec<&'_ Branch<'a>>,
             gained: &mut Vec<&'_ Branch<'a>>,
             same: &mut dyn FnMut(&Branch<'a>, &Branch<'a>) -> bool| {
                let mut index = 0;
                while index < lost.len() {
                    match gained.iter().position(|other| same(lost[index], other)) {
                        Some(other) => {
                            matched.push((lost.remove(index).clone(), gained.remove(other).clone()))
                        }
                        None => index += 1,
                    }
                }
            };
        take(&mut lost, &mut gained, &mut |one, two| {
            one.name.is_some() && one.name == two.name
        });
        take(&mut lost, &mut gained, &mut |one, two| {
            !one.tags.is_empty() && one.tags == two.tags
        });
        let form = self.form;
        let comparer = &mut *self.comparer;
        let mut relation = |one: &Branch<'a>, two: &Branch<'a>| {
            let pair = comparer.pair(
                std::slice::from_ref(&one.part),
                std::slice::from_ref(&two.part),
                form,
            );
            comparer.relation(pair)
        };
        take(&mut lost, &mut gained, &mut |one, two| {
            relation(one, two) == Relation::Equal
        });
        let title = |branch: &Branch<'a>| branch.part.text("title");
        take(&mut lost, &mut gained, &mut |one, two| {
            title(one).is_some() && title(one) == title(two)
        });
        take(&mut lost, &mut gained, &mut |one, two| {
            one.name.is_none() && two.name.is_none() && relation(one, two) != Relation::Incomparable
        });
        // What is left of anonymous branches is one branch that changed.
        if let ([one], [two]) = (lost.as_slice(), gained.as_slice())
            && one.name.is_none()
            && two.name.is_none()
        {
            take(&mut lost, &mut gained, &mut |_, _| true);
        }
        for (from, to) in matched {
            self.edge(
                std::slice::from_ref(&from.part),
                std::slice::from_ref(&to.part),
            );
            self.tags(&from, &to);
        }
        for branch in lost {
            if !self.is_taken(branch, new, true) {
                self.branch_alone(branch, false, &new.at);
            }
        }
        for branch in gained {
            if !self.is_taken(branch, old, false) {
                self.branch_alone(branch, true, &old.at);
            }
        }
    }

    /// Whether another branch of the other side takes all that this one takes.
    fn is_taken(&mut self, branch: &Branch<'a>, others: &Union<'a>, of_old: bool) -> bool {
        let form = self.form;
        others.branches.iter().any(|other| {
            let (one, two) = (
                std::slice::from_ref(&branch.part),
                std::slice::from_ref(&other.part),
            );
            if of_old {
                let pair = self.comparer.pair(one, two, form);
                self.comparer.relation(pair).keeps_all()
            } else {
                let pair = self.comparer.pair(two, one, form);
                matches!(
                    self.comparer.relation(pair),
                    Relation::Equal | Relation::Narrowed
                )
            }
        })
    }

    /// A branch that only one side has.
    fn branch_alone(&mut self, branch: &Branch<'a>, added: bool, other: &Pointer) {
        let shapes = if added {
            &mut self.comparer.new
        } else {
            &mut self.comparer.old
        };
        let node = shapes.node(std::slice::from_ref(&branch.part));
        let sample = shapes.sample(node);
        let name = branch_name(branch);
        let (rule, old, new, relation, side) = if added {
            (
                "variant-added",
                other,
                &branch.part.at,
                Relation::Widened,
                Side::New,
            )
        } else {
            (
                "variant-removed",
                &branch.part.at,
                other,
                Relation::Narrowed,
                Side::Old,
            )
        };
        let change = self.change(rule, Some(old), Some(new)).arg("variant", name);
        self.push(change.values(relation).witness(side, sample));
    }

    fn tags(&mut self, old: &Branch<'a>, new: &Branch<'a>) {
        if old.tags == new.tags || old.tags.is_empty() || new.tags.is_empty() {
            return;
        }
        let lost: Vec<_> = old.tags.difference(&new.tags).copied().collect();
        let gained: Vec<_> = new.tags.difference(&old.tags).copied().collect();
        let change = self.change(
            "discriminator-values-changed",
            Some(&old.part.at),
            Some(&new.part.at),
        );
        let change = change
            .arg("variant", branch_name(new))
            .arg("old", lost.join(", "))
            .arg("new", gained.join(", "));
        let (side, witness) = match lost.first() {
            Some(tag) => (Side::Old, Some(Value::from(*tag))),
            None => (Side::New, gained.first().map(|tag| Value::from(*tag))),
        };
        self.push(
            change
                .values(Relation::of(!lost.is_empty(), !gained.is_empty()))
                .witness(side, witness),
        );
    }
}

impl Change {
    /// Where a relation is equal, nobody is concerned beyond knowing.
    fn request_at_least(self, relation: Relation) -> Self {
        match relation {
            Relation::Equal => self
                .request_is(Severity::Compatible)
                .response_is(Severity::Compatible),
            _ => self,
        }
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

/// Whether a schema says nothing about values.
fn takes_all<'a>(shapes: &mut Shapes<'a>, parts: &[Part<'a>]) -> bool {
    let node = shapes.node(parts);
    shapes.shape(node).takes_all()
}

fn branch_name(branch: &Branch<'_>) -> String {
    let title = branch.part.text("title").map(str::to_owned);
    let last = || branch.part.at.last().map(|last| format!("number {last}"));
    branch
        .name
        .clone()
        .or(title)
        .or_else(last)
        .unwrap_or_default()
}

fn names(union: &Union<'_>) -> String {
    union
        .branches
        .iter()
        .map(branch_name)
        .collect::<Vec<_>>()
        .join(", ")
}

fn list_at(values: &[Sited<Value>], other: &Pointer) -> Pointer {
    let first = values.first().map(|value| &value.at);
    let list = first.and_then(|at| {
        if at.last().is_some_and(|last| last == "const") {
            Some(at.clone())
        } else {
            at.parent()
        }
    });
    list.unwrap_or_else(|| other.clone())
}

fn shown(values: &[Sited<Value>]) -> String {
    const MOST: usize = 8;
    let mut shown: Vec<String> = values
        .iter()
        .take(MOST)
        .map(|value| text(&value.value))
        .collect();
    if values.len() > MOST {
        shown.push("…".to_owned());
    }
    shown.join(", ")
}

/// A value as one would write it in a sentence.
pub fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn number_text(value: f64) -> String {
    sample::number_value(value).map_or_else(|| value.to_string(), |value| value.to_string())
}

fn site<T>(sited: &Option<Sited<T>>) -> Option<&Pointer> {
    sited.as_ref().map(|sited| &sited.at)
}

fn divides(part: f64, whole: f64) -> bool {
    let times = whole / part;
    (times - times.round()).abs() < 1e-9
}

/// How many values a format of numbers has, compared to others. One without a format is as wide as
/// the widest of its kind.
fn width(format: Option<&str>) -> u8 {
    match format {
        Some("int8") => 1,
        Some("uint8") => 2,
        Some("int16") => 3,
        Some("uint16") => 4,
        Some("int32" | "float") => 5,
        Some("uint32") => 6,
        _ => 9,
    }
}
