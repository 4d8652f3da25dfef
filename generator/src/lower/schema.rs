//! Schema Objects (OpenAPI 3.0.3, 4.7.24) → types.

use std::rc::Rc;

use foldhash::fast::RandomState;
use foldhash::{HashMap, HashSet};
use indexmap::{IndexMap, IndexSet};
use serde_json::Value;

use super::{Lowerer, Outcome};
use crate::diagnostics::{At, Diagnostic};
use crate::model::{
    Access, Bound, Docs, Enum, EnumValues, Field, FloatFormat, IntegerFormat, Presence, Rules,
    Struct, Type, TypeDef, TypeId, TypeKind, TypeUse,
};
use crate::pointer::Pointer;
use crate::resolve::{Additional, Node};

/// What stands for a schema that cannot be used.
pub(super) const ANY: &str = "any JSON stands for it";

/// What a schema came to: a type that wants a name, or one that has no need.
enum Lowered {
    Named(TypeKind),
    Plain(TypeUse),
}

impl Lowerer<'_, '_> {
    /// The type of the schema at a place. A defect is kept, and any JSON value
    /// stands for what it spoiled.
    pub(super) fn use_at(&mut self, place: &Pointer) -> TypeUse {
        let outcome = super::deeper(|| self.try_use(place));
        self.keep(outcome, ANY)
            .unwrap_or_else(|| TypeUse::of(Type::Json))
    }

    fn try_use(&mut self, place: &Pointer) -> Outcome<TypeUse> {
        let at = self.resolver.follow(place)?;
        self.report_siblings(place);
        let node = self.resolver.node(&at)?;
        if self.resolver.component_name(&at).is_some() {
            return self.use_component(&at, &node);
        }
        self.use_inline(&at, &node)
    }

    fn use_component(&mut self, at: &Pointer, node: &Rc<Node>) -> Outcome<TypeUse> {
        let nullable = self.nullable(node);
        let id = self.define(at, node);
        // Rules of an alias are checked where it is used; null is said by the use.
        let rules = match self.types[id.0 as usize].as_ref().map(|ty| &ty.kind) {
            Some(TypeKind::Alias(alias)) => alias.rules.clone(),
            _ => None,
        };
        Ok(TypeUse {
            nullable,
            rules,
            ..TypeUse::of(Type::Named(id))
        })
    }

    fn use_inline(&mut self, at: &Pointer, node: &Rc<Node>) -> Outcome<TypeUse> {
        if let Some(id) = self.ids.get(at) {
            return Ok(TypeUse {
                nullable: self.nullable(node),
                default: node.default.clone(),
                ..TypeUse::of(Type::Named(*id))
            });
        }
        if let Some(part) = self.wrapped(at, node)? {
            self.report_ignored(node);
            let inner = self.use_at(&part);
            self.report_rules(at, node, &inner.ty);
            return Ok(TypeUse {
                nullable: self.nullable(node) || inner.nullable,
                rules: self
                    .applicable(&both(inner.rules(), &node.rules), &inner.ty)
                    .boxed(),
                default: node.default.clone().or(inner.default),
                ty: inner.ty,
            });
        }
        if self.wants_name(at, node)? {
            let id = self.define(at, node);
            return Ok(TypeUse {
                nullable: self.nullable(node),
                default: node.default.clone(),
                ..TypeUse::of(Type::Named(id))
            });
        }
        match self.lowered(at, node)? {
            Lowered::Plain(plain) => Ok(plain),
            // `wants_name` answers the same question as `lowered`.
            Lowered::Named(_) => Ok(TypeUse::of(Type::Json)),
        }
    }

    /// The rules that say something about values of this type: JSON Schema
    /// ignores the others.
    pub(super) fn applicable(&self, rules: &Rules, ty: &Type) -> Rules {
        let none = Rules::default();
        match self.behind_aliases(ty) {
            Type::String(_) | Type::Binary => Rules {
                patterns: rules.patterns.clone(),
                min_length: rules.min_length,
                max_length: rules.max_length,
                ..none
            },
            Type::Integer(_) | Type::Float(_) => Rules {
                minimum: rules.minimum,
                maximum: rules.maximum,
                multiple_of: rules.multiple_of,
                ..none
            },
            Type::List(_) => Rules {
                min_items: rules.min_items,
                max_items: rules.max_items,
                unique_items: rules.unique_items,
                ..none
            },
            Type::Map(_) => Rules {
                min_properties: rules.min_properties,
                max_properties: rules.max_properties,
                ..none
            },
            Type::Bool
            | Type::Format(_)
            | Type::Base64
            | Type::File
            | Type::Named(_)
            | Type::Json => none,
        }
    }

    /// The type that aliases lead to. They may lead in a circle, which is told later.
    pub(super) fn behind_aliases<'t>(&'t self, mut ty: &'t Type) -> &'t Type {
        for _ in 0..=self.types.len() {
            let Type::Named(id) = ty else { break };
            match self.types[id.0 as usize].as_ref().map(|ty| &ty.kind) {
                Some(TypeKind::Alias(target)) => ty = &target.ty,
                _ => break,
            }
        }
        ty
    }

    pub(super) fn is_enum(&self, ty: &Type) -> bool {
        let Type::Named(id) = self.behind_aliases(ty) else {
            return false;
        };
        let found = self.types[id.0 as usize].as_ref();
        found.is_some_and(|ty| matches!(ty.kind, TypeKind::Enum(_)))
    }

    /// Whether null may stand where the schema is used.
    fn nullable(&self, node: &Node) -> bool {
        let wrapped = match node.all_of.as_slice() {
            [part] => self
                .resolver
                .follow(part)
                .and_then(|at| self.resolver.node(&at))
                .is_ok_and(|node| node.nullable || self.lists_null(&node)),
            _ => false,
        };
        node.nullable || wrapped || node.values.contains(&Value::Null) || self.lists_null(node)
    }

    /// The only part that says anything, where `allOf` just adds a remark to it.
    pub(super) fn wrapped(&mut self, at: &Pointer, node: &Node) -> Outcome<Option<Pointer>> {
        if node.all_of.is_empty() {
            return Ok(self.alternative_alone(node));
        }
        if node.has_content() || node.has_alternatives() || node.discriminator.is_some() {
            return Ok(None);
        }
        let kind = &node.kind;
        let mut only = None;
        for part in &node.all_of {
            let target = self.resolver.follow(part)?;
            let said = self.resolver.node(&target)?;
            // The type may be said again.
            if kind.is_some() && said.kind.is_some() && *kind != said.kind {
                return Ok(None);
            }
            if self.resolver.component_name(at).is_some()
                && self.lists_as_variant(&target, &said, at)
            {
                return Ok(None);
            }
            if said.is_structural() && only.replace(part.clone()).is_some() {
                return Ok(None);
            }
        }
        Ok(only)
    }

    /// The only alternative besides null, where nothing else is said.
    fn alternative_alone(&self, node: &Node) -> Option<Pointer> {
        let says_more = node.kind.is_some() || !node.all_of.is_empty() || node.has_content();
        if says_more || !node.has_alternatives() {
            return None;
        }
        self.only_alternative(node)
    }

    fn wants_name(&mut self, at: &Pointer, node: &Rc<Node>) -> Outcome<bool> {
        let node = self.merged(at, node)?;
        Ok(!self.members(at, &node)?.is_empty()
            || is_enum(&node)
            || is_struct(&node)
            || self.is_tuple(&node))
    }

    /// The named type at a place, lowered at its first use.
    pub(super) fn define(&mut self, at: &Pointer, node: &Rc<Node>) -> TypeId {
        if let Some(id) = self.ids.get(at) {
            return *id;
        }
        let id = TypeId(self.types.len() as u32);
        self.types.push(None);
        self.ids.insert(at.clone(), id);
        let outcome = self.kind(at, node);
        let kind = self
            .keep(outcome, ANY)
            .unwrap_or_else(|| TypeKind::Alias(TypeUse::of(Type::Json)));
        self.types[id.0 as usize] = Some(TypeDef {
            id,
            at: at.clone(),
            docs: node.docs.clone(),
            kind,
        });
        id
    }

    /// A named type for a schema that stands nowhere in the text.
    pub(super) fn define_as(&mut self, at: &Pointer, node: &Rc<Node>) -> TypeUse {
        TypeUse::of(Type::Named(self.define(at, node)))
    }

    fn kind(&mut self, at: &Pointer, node: &Rc<Node>) -> Outcome<TypeKind> {
        if node.at.is_some()
            && let Some(part) = self.wrapped(at, node)?
        {
            self.report_ignored(node);
            let mut inner = self.use_at(&part);
            self.report_rules(at, node, &inner.ty);
            let rules = both(inner.rules(), &node.rules);
            inner.rules = self.applicable(&rules, &inner.ty).boxed();
            return Ok(TypeKind::Alias(inner));
        }
        Ok(match self.lowered(at, node)? {
            Lowered::Named(kind) => kind,
            Lowered::Plain(plain) => TypeKind::Alias(TypeUse {
                nullable: false,
                ..plain
            }),
        })
    }

    fn lowered(&mut self, at: &Pointer, node: &Rc<Node>) -> Outcome<Lowered> {
        let node = self.merged(at, node)?;
        self.report_ignored(&node);
        let members = self.members(at, &node)?;
        if !members.is_empty() {
            self.report_unevaluated(at, &node);
            self.report_rules(at, &node, &Type::Json);
            return self.union(at, &node, &members).map(Lowered::Named);
        }
        if is_enum(&node) {
            return Ok(Lowered::Named(TypeKind::Enum(self.enumeration(at, &node))));
        }
        if is_struct(&node) {
            return Ok(Lowered::Named(TypeKind::Struct(self.structure(at, &node))));
        }
        if self.is_tuple(&node) {
            return Ok(Lowered::Named(TypeKind::Tuple(self.tuple(at, &node))));
        }
        self.report_values(at, &node);
        let ty = self.plain(at, &node)?;
        let default = self.default_of(at, &node, &ty);
        let nullable = self.nullable(&node);
        let rules = self.applicable(&node.rules, &ty);
        self.report_rules(at, &node, &ty);
        let rules = self.checked_rules(at, rules).boxed();
        Ok(Lowered::Plain(TypeUse {
            ty,
            nullable,
            rules,
            default,
        }))
    }

    /// The rules, without patterns that are no regular expressions.
    pub(super) fn checked_rules(&mut self, at: &Pointer, mut rules: Rules) -> Rules {
        rules
            .patterns
            .retain(|pattern| self.is_regular(at, pattern));
        rules
    }

    fn is_regular(&mut self, at: &Pointer, pattern: &str) -> bool {
        if self.patterns.contains(pattern) {
            return true;
        }
        match regress::Regex::new(pattern) {
            Ok(_) => {
                self.patterns.insert(pattern.to_owned());
                true
            }
            Err(error) => {
                self.defect(
                    "invalid-pattern",
                    &at.child("pattern"),
                    format!("this is not a regular expression of ECMA-262: {error}"),
                    "the pattern is not checked",
                );
                false
            }
        }
    }

    fn plain(&mut self, at: &Pointer, node: &Node) -> Outcome<Type> {
        let format = node.format.as_deref();
        Ok(match node.kind.as_deref().or(kind_of_values(node)) {
            Some("boolean") => Type::Bool,
            Some("integer") => Type::Integer(self.integer(at, node)),
            Some("number") => Type::Float(if format == Some("float") {
                FloatFormat::Float
            } else {
                FloatFormat::Double
            }),
            Some("string") => match format {
                Some("byte") => Type::Base64,
                Some("binary") => Type::Binary,
                Some(other) if self.policy.format(other).is_some() => {
                    self.used.formats.insert(other.to_owned());
                    Type::Format(other.to_owned())
                }
                other => Type::String(other.map(str::to_owned)),
            },
            Some("array") => self.list(node),
            Some("object") => self.map(at, node),
            None if node.items.is_some() => self.list(node),
            None if !node.patterns.is_empty() => self.map(at, node),
            None => Type::Json,
            // There is nothing but null to be had.
            Some("null") => Type::Json,
            Some(other) => {
                return Err(Diagnostic::error(
                    "unknown-type",
                    At::Value(at.child("type")),
                    format!("`{other}` is not a type of OpenAPI"),
                )
                .hint("the types are string, number, integer, boolean, array and object")
                .into());
            }
        })
    }

    /// Without a format it follows from the limits.
    fn integer(&mut self, at: &Pointer, node: &Node) -> IntegerFormat {
        // As text: the largest i64 is no f64.
        let fits = |keyword: &str| {
            let limit = self.resolver.get(&at.child(keyword));
            limit.is_none_or(|limit| limit.is_i64())
        };
        let all_fit = fits("minimum") && fits("maximum");
        let beyond = |limit: f64| {
            let is_larger = |bound: &Bound| bound.value.abs() >= limit;
            let bounds = [node.rules.minimum, node.rules.maximum];
            !all_fit && bounds.iter().flatten().any(is_larger)
        };
        let is_positive = node.rules.minimum.is_some_and(|bound| bound.value >= 0.0);
        match node.format.as_deref() {
            Some("int32" | "int16" | "int8") => return IntegerFormat::Int32,
            Some("uint32" | "uint16" | "uint8") => return IntegerFormat::UInt32,
            Some("uint64" | "uint") => return IntegerFormat::UInt64,
            _ if !beyond(i64::MAX as f64) => return IntegerFormat::Int64,
            _ => {}
        }
        if !is_positive || beyond(u64::MAX as f64 * 1.01) {
            self.warning(
                "ignored-rule",
                at,
                "there may be integers here that 64 bits can't hold".to_owned(),
                "such an integer can't be read",
            );
        }
        if is_positive {
            IntegerFormat::UInt64
        } else {
            IntegerFormat::Int64
        }
    }

    fn list(&mut self, node: &Node) -> Type {
        let items = match &node.items {
            Some(place) => self.use_at(place),
            None => TypeUse::of(Type::Json),
        };
        Type::List(Box::new(items))
    }

    /// An object of which nothing is known is any JSON: servers do send
    /// something else where a description says no more than `type: object`.
    fn map(&mut self, at: &Pointer, node: &Node) -> Type {
        match &node.additional {
            Additional::Unspecified if node.patterns.is_empty() && node.names.is_none() => {
                Type::Json
            }
            _ => self
                .others(at, node)
                .map_or(Type::Json, |ty| Type::Map(Box::new(ty))),
        }
    }

    fn default_of(&mut self, at: &Pointer, node: &Node, ty: &Type) -> Option<Box<Value>> {
        let default = node.default.as_ref()?;
        let fits = match ty {
            Type::Bool => default.is_boolean(),
            Type::Integer(_) => default.as_f64().is_some_and(|number| number.fract() == 0.0),
            Type::Float(_) => default.is_number(),
            Type::String(_) | Type::Format(_) | Type::Base64 | Type::Binary | Type::File => {
                default.is_string()
            }
            Type::List(_) => default.is_array(),
            Type::Map(_) => default.is_object(),
            Type::Named(_) | Type::Json => true,
        };
        if fits || (default.is_null() && node.nullable) {
            return Some(default.clone());
        }
        self.defect(
            "default-mismatch",
            &at.child("default"),
            format!("the default {default} is not a value of this schema's type"),
            "the default is left out",
        );
        None
    }

    fn enumeration(&mut self, at: &Pointer, node: &Node) -> Enum {
        let mut values: IndexSet<&Value, RandomState> = IndexSet::default();
        for (index, value) in node
            .values
            .iter()
            .enumerate()
            .filter(|(_, value)| !value.is_null())
        {
            if !values.insert(value) {
                self.defect(
                    "duplicate-enum-value",
                    &at.child("enum").index(index),
                    format!("the value {value} stands in this `enum` twice"),
                    "the second one is left out",
                );
            }
        }
        if let Some(default) = &node.default
            && !node.values.contains(default)
        {
            self.defect(
                "default-outside-enum",
                &at.child("default"),
                format!("the default {default} is not one of the values of its `enum`"),
                "the default is left out",
            );
        }
        let strings = values
            .iter()
            .map(|value| value.as_str().map(str::to_owned))
            .collect::<Option<Vec<_>>>();
        // What is said first of a value counts.
        let about = node.about.iter().rev();
        let about: HashMap<&Value, &Docs> = about.map(|(value, docs)| (value, docs)).collect();
        let said = |value: &&Value| {
            about
                .get(*value)
                .map_or_else(Docs::default, |docs| (*docs).clone())
        };
        Enum {
            docs: values.iter().map(said).collect(),
            values: match strings {
                Some(strings) => EnumValues::Strings(strings),
                None => {
                    EnumValues::Integers(values.iter().filter_map(|value| value.as_i64()).collect())
                }
            },
        }
    }

    fn structure(&mut self, at: &Pointer, node: &Rc<Node>) -> Struct {
        let required: HashSet<&str> = node.required.iter().map(String::as_str).collect();
        let mut fields: Vec<Field> = node
            .properties
            .iter()
            .map(|(wire, place)| self.field(wire, place, required.contains(wire.as_str())))
            .collect();
        fields.extend(self.undeclared(at, node));
        let extra = self.others(at, node);
        Struct {
            fields,
            extra,
            min_properties: node.rules.min_properties,
            max_properties: node.rules.max_properties,
        }
    }

    /// What is required, but declared nowhere: nothing is known of it but its name. It is more often
    /// a slip than a property that is always there, so that it may be absent.
    fn undeclared(&mut self, at: &Pointer, node: &Node) -> Vec<Field> {
        let own = node.required.iter().map(|name| (name.clone(), at.clone()));
        let required = own.chain(self.required_by_alternatives(node));
        let mut fields: IndexMap<String, Field> = IndexMap::new();
        for (name, at) in required.collect::<Vec<_>>() {
            if fields.contains_key(&name) || node.properties.contains_key(&name) {
                continue;
            }
            self.defect(
                "required-undeclared",
                &at.child("required"),
                format!("the property `{name}` is required, but not declared"),
                "it may be any JSON value, or absent; declare it under `properties`",
            );
            if node.additional == Additional::Unspecified && node.patterns.is_empty() {
                let field = Field {
                    wire: name.clone(),
                    ty: TypeUse::of(Type::Json),
                    presence: Presence::Optional,
                    access: Access::Both,
                    docs: Docs::default(),
                    at: at.child("properties").child(&name),
                };
                fields.insert(name, field);
            }
        }
        fields.into_values().collect()
    }

    fn field(&mut self, wire: &str, place: &Pointer, required: bool) -> Field {
        let mut ty = self.use_at(place);
        let presence = Presence::new(required, ty.nullable);
        ty.nullable = false;
        let (access, docs) = self.about(place);
        Field {
            wire: wire.to_owned(),
            ty,
            presence,
            access,
            docs,
            at: place.clone(),
        }
    }

    /// What a schema says of itself; a reference leaves the words to its target.
    pub(super) fn about(&mut self, place: &Pointer) -> (Access, Docs) {
        let Ok(at) = self.resolver.follow(place) else {
            return (Access::Both, Docs::default());
        };
        let Ok(node) = self.resolver.node(&at) else {
            return (Access::Both, Docs::default());
        };
        let (mut read, mut write) = (node.read_only, node.write_only);
        if let Ok(merged) = self.merged(&at, &node) {
            read |= merged.read_only;
            write |= merged.write_only;
        }
        let access = match (read, write) {
            (true, false) => Access::Read,
            (false, true) => Access::Write,
            (false, false) => Access::Both,
            (true, true) => {
                self.defect(
                    "read-only-and-write-only",
                    place,
                    "a property can't be both readOnly and writeOnly".to_owned(),
                    "neither is taken (OpenAPI 3.0.3, 4.7.24.2)",
                );
                Access::Both
            }
        };
        let docs = if at == *place {
            node.docs.clone()
        } else {
            Docs {
                deprecated: node.docs.deprecated,
                ..Docs::default()
            }
        };
        (access, docs)
    }
}

fn is_enum(node: &Node) -> bool {
    let mut values = node
        .values
        .iter()
        .filter(|value| !value.is_null())
        .peekable();
    let kind = node.kind.as_deref();
    values.peek().is_some()
        && (values.clone().all(Value::is_string) && matches!(kind, None | Some("string"))
            || values.all(Value::is_i64) && matches!(kind, None | Some("integer" | "number")))
}

/// The type of the values that are listed, where nothing else says it.
fn kind_of_values(node: &Node) -> Option<&'static str> {
    let mut values = node
        .values
        .iter()
        .filter(|value| !value.is_null())
        .peekable();
    values.peek()?;
    if values.clone().all(Value::is_boolean) {
        Some("boolean")
    } else if values.all(Value::is_number) {
        Some("number")
    } else {
        None
    }
}

fn is_struct(node: &Node) -> bool {
    matches!(node.kind.as_deref(), None | Some("object"))
        && (!node.properties.is_empty()
            || node.additional == Additional::Forbidden && node.patterns.is_empty())
}

/// The rules of both. Of two limits the tighter one counts.
pub(super) fn both(first: &Rules, second: &Rules) -> Rules {
    let least = |a: Option<usize>, b: Option<usize>| a.max(b);
    let most = |a: Option<usize>, b: Option<usize>| a.into_iter().chain(b).min();
    let tighter = |a: Option<Bound>, b: Option<Bound>, is_tighter: fn(&Bound, &Bound) -> bool| {
        let (Some(one), Some(other)) = (a, b) else {
            return b.or(a);
        };
        let first = is_tighter(&one, &other) || one.value == other.value && one.exclusive;
        Some(if first { one } else { other })
    };
    let mut patterns = first.patterns.clone();
    let new = |pattern: &&String| !first.patterns.contains(pattern);
    patterns.extend(second.patterns.iter().filter(new).cloned());
    Rules {
        patterns,
        min_length: least(first.min_length, second.min_length),
        max_length: most(first.max_length, second.max_length),
        minimum: tighter(first.minimum, second.minimum, |a, b| a.value > b.value),
        maximum: tighter(first.maximum, second.maximum, |a, b| a.value < b.value),
        multiple_of: second.multiple_of.or(first.multiple_of),
        min_items: least(first.min_items, second.min_items),
        max_items: most(first.max_items, second.max_items),
        unique_items: first.unique_items || second.unique_items,
        min_properties: least(first.min_properties, second.min_properties),
        max_properties: most(first.max_properties, second.max_properties),
        names: [first.names.clone(), second.names.clone()].concat(),
    }
}
