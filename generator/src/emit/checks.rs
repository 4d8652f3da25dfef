//! Validation keywords → calls of the validator.

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};

use super::Context;
use super::structs::members;
use crate::analyse::has_rules;
use crate::model::{
    Bound, IntegerFormat, Presence, Rules, Struct, Tuple, Type, TypeDef, TypeKind, TypeUse, Union,
};

/// A value to check, as it is written in Rust.
pub struct Value {
    /// Where it is: what fields and methods are asked of.
    place: TokenStream,
    reference: TokenStream,
}

impl Value {
    /// The value that the place holds, such as `self.name`.
    pub fn held(place: TokenStream) -> Self {
        Self {
            reference: quote!(&#place),
            place,
        }
    }

    /// The value that a variable refers to.
    pub fn referred(variable: TokenStream) -> Self {
        Self {
            reference: variable.clone(),
            place: variable,
        }
    }
}

/// A check, in a scope where `v` is the validator.
enum Check {
    /// A call of one of the validator's methods.
    Call(TokenStream),
    /// Statements that are kept apart from others.
    Block(TokenStream),
    Statement(TokenStream),
}

/// Checks, one after another.
#[derive(Default)]
pub struct Checks(Vec<Check>);

impl Checks {
    fn call(call: TokenStream) -> Self {
        Self(vec![Check::Call(call)])
    }

    fn when(condition: bool, call: TokenStream) -> Self {
        if condition {
            Self::call(call)
        } else {
            Self::default()
        }
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn and(mut self, more: Self) -> Self {
        self.0.extend(more.0);
        self
    }

    /// The same checks, of something inside of what is being checked.
    pub fn inside(self, place: &TokenStream) -> Self {
        if self.0.iter().all(|check| matches!(check, Check::Call(_))) {
            let inside = |check| match check {
                Check::Call(call) => Check::Call(quote!(inside(#place).#call)),
                other => other,
            };
            return Self(self.0.into_iter().map(inside).collect());
        }
        let checks = self.tokens();
        Self(vec![Check::Block(
            quote!(let mut v = v.inside(#place); #checks),
        )])
    }

    /// The same checks behind the head of a statement, such as `if let Some(value) = x`.
    pub fn behind(self, head: &TokenStream) -> Self {
        if self.is_empty() {
            return self;
        }
        let checks = match self.0.as_slice() {
            [Check::Block(statements)] => statements.clone(),
            _ => self.tokens(),
        };
        Self(vec![Check::Statement(quote!(#head { #checks }))])
    }

    /// The calls, if they are nothing else.
    pub fn calls(&self) -> Option<Vec<TokenStream>> {
        let call = |check: &Check| match check {
            Check::Call(call) => Some(call.clone()),
            Check::Block(_) | Check::Statement(_) => None,
        };
        self.0.iter().map(call).collect()
    }

    /// The same as what a `match` does in one case.
    fn arm(&self) -> TokenStream {
        match self.0.as_slice() {
            [Check::Call(call)] => quote!(v.#call,),
            _ => {
                let statements = self.tokens();
                quote!({ #statements })
            }
        }
    }

    pub fn tokens(&self) -> TokenStream {
        let statements = self.0.iter().map(|check| match check {
            Check::Call(call) => quote!(v.#call;),
            Check::Block(statements) => quote!({ #statements }),
            Check::Statement(statement) => statement.clone(),
        });
        statements.collect()
    }
}

impl FromIterator<Self> for Checks {
    fn from_iter<I: IntoIterator<Item = Self>>(checks: I) -> Self {
        checks.into_iter().fold(Self::default(), Self::and)
    }
}

/// The body of a type's `validate`; `None` if there is nothing to check.
pub fn of_type(context: &Context<'_>, ty: &TypeDef) -> Option<TokenStream> {
    if !context.facts.ruled.contains(&ty.id) {
        return None;
    }
    let body = match &ty.kind {
        TypeKind::Struct(structure) => of_struct(context, ty, structure).tokens(),
        TypeKind::Union(union) => of_union(context, ty, union),
        TypeKind::Tuple(tuple) => of_tuple(context, tuple).tokens(),
        TypeKind::Alias(target) if context.facts.newtypes.contains(&ty.id) => {
            of_value(context, &Value::held(quote!(self.0)), target).tokens()
        }
        TypeKind::Alias(_) | TypeKind::Enum(_) => return None,
    };
    Some(body)
}

fn of_struct(context: &Context<'_>, ty: &TypeDef, structure: &Struct) -> Checks {
    let mut checks = Checks::default();
    for (member, name) in members(context, ty.id, structure) {
        // What is not sent needs no check.
        if member.read_only || !has_rules(&member.field.ty, &context.facts.ruled) {
            continue;
        }
        let (wire, ident) = (&member.field.wire, format_ident!("{name}"));
        checks = checks.and(of_present(
            context,
            member.presence,
            &quote!(self.#ident),
            &member.field.ty,
            &quote!(#wire),
        ));
    }
    if let Some(count) = count_of_properties(context, ty, structure) {
        checks = checks.and(Checks::call(count));
    }
    if let Some(extra) = structure
        .extra
        .as_ref()
        .filter(|extra| has_rules(extra, &context.facts.ruled))
    {
        let rest = format_ident!("{}", context.names.ty(ty.id).rest);
        checks = checks.and(of_entries(context, &quote!(self.#rest), extra));
    }
    checks
}

/// Checks of what a field, a parameter or a body holds, if it is there.
fn of_present(
    context: &Context<'_>,
    presence: Presence,
    held: &TokenStream,
    used: &TypeUse,
    place: &TokenStream,
) -> Checks {
    // What is not there passes.
    if checks_itself(context, used) {
        return Checks::call(quote!(check(&#held))).inside(place);
    }
    // So it does with a rule, but not with a loop over its items.
    let checks = of_value(context, &Value::held(held.clone()), used);
    let head = match presence {
        _ if checks.calls().is_some() => return checks.inside(place),
        Presence::Required => return checks.inside(place),
        Presence::Optional | Presence::Nullable => quote!(if let Some(value) = &#held),
        Presence::OptionalNullable => quote!(if let Some(value) = #held.as_ref()),
    };
    let value = Value::referred(quote!(value));
    of_value(context, &value, used).inside(place).behind(&head)
}

fn of_union(context: &Context<'_>, ty: &TypeDef, union: &Union) -> TokenStream {
    let names = context.names.ty(ty.id);
    let mut has_others = super::unions::has_unknown(context, ty.id);
    let mut arms: Vec<(TokenStream, Checks)> = Vec::new();
    for (variant, name) in union.variants.iter().zip(&names.members) {
        if !has_rules(&variant.ty, &context.facts.ruled) {
            has_others = true;
            continue;
        }
        let name = format_ident!("{name}");
        let checks = of_value(context, &Value::referred(quote!(value)), &variant.ty);
        // A null passes.
        let is_held = variant.ty.nullable && checks.calls().is_none();
        has_others |= is_held;
        let pattern = match is_held {
            true => quote!(Self::#name(Some(value))),
            false => quote!(Self::#name(value)),
        };
        arms.push((pattern, checks));
    }
    if let ([(pattern, checks)], true) = (arms.as_slice(), has_others) {
        let checks = checks.tokens();
        return quote!(if let #pattern = self { #checks });
    }
    let arms = arms.iter().map(|(pattern, checks)| {
        let checks = checks.arm();
        quote!(#pattern => #checks)
    });
    let others = has_others.then(|| quote!(_ => {}));
    quote!(match self { #(#arms)* #others })
}

fn of_tuple(context: &Context<'_>, tuple: &Tuple) -> Checks {
    let mut checks = Checks::default();
    for (index, element) in tuple.elements.iter().enumerate() {
        if has_rules(&element.ty, &context.facts.ruled) {
            let place = Literal::usize_unsuffixed(index);
            let held = quote!(self.#place);
            let inside = quote!(#place);
            let of_element = of_present(context, element.presence, &held, &element.ty, &inside);
            checks = checks.and(of_element);
        }
    }
    let before = Literal::usize_unsuffixed(tuple.elements.len());
    if let Some(rest) = &tuple.rest {
        let held = Value::held(quote!(self.#before));
        checks = checks.and(rules(context, &held, &rest.ty, rest.rules()));
        if let Type::List(inner) = &rest.ty
            && has_rules(inner, &context.facts.ruled)
        {
            let head = quote!(for (index, value) in self.#before.iter().enumerate());
            let items = of_optional(context, inner).inside(&quote!(#before + index));
            checks = checks.and(items.behind(&head));
        }
    }
    checks
}

/// `minProperties` and `maxProperties` of an object whose properties are known: a call.
fn count_of_properties(
    context: &Context<'_>,
    ty: &TypeDef,
    structure: &Struct,
) -> Option<TokenStream> {
    if !structure.counts_properties() {
        return None;
    }
    let mut always = context.facts.constants(ty.id).len();
    let (mut given, mut sum) = (Vec::new(), Vec::new());
    for (member, name) in members(context, ty.id, structure) {
        let ident = format_ident!("{name}");
        match member.presence {
            _ if member.read_only => {}
            Presence::Required | Presence::Nullable => always += 1,
            Presence::Optional => given.push(quote!(self.#ident.is_some())),
            Presence::OptionalNullable => {
                given.push(quote!(!matches!(self.#ident, Maybe::Absent)));
            }
        }
    }
    if !given.is_empty() {
        sum.push(quote!([#(#given),*].into_iter().filter(|given| *given).count()));
    }
    if structure.extra.is_some() {
        let rest = format_ident!("{}", context.names.ty(ty.id).rest);
        sum.push(quote!(self.#rest.len()));
    }
    if always > 0 || sum.is_empty() {
        let always = Literal::usize_unsuffixed(always);
        sum.push(quote!(#always));
    }
    let (min, max) = (
        count(structure.min_properties),
        count(structure.max_properties),
    );
    Some(quote!(properties(&(#(#sum)+*), #min, #max)))
}

/// Checks of the values of a map and of their names.
fn of_entries(context: &Context<'_>, map: &TokenStream, used: &TypeUse) -> Checks {
    let key = Value::referred(quote!(key));
    let names = used.rules().names.iter();
    let names: Checks = names.map(|rules| text_rules(&key, rules)).collect();
    let values = of_optional(context, used);
    let head = if values.is_empty() {
        quote!(for key in #map.keys())
    } else {
        quote!(for (key, value) in #map.iter())
    };
    let place = quote!(Place::Key(key.clone()));
    names.and(values).inside(&place).behind(&head)
}

fn of_optional(context: &Context<'_>, used: &TypeUse) -> Checks {
    let checks = of_value(context, &Value::referred(quote!(value)), used);
    // A rule takes what is not there.
    if used.nullable && checks.calls().is_none() {
        checks.behind(&quote!(if let Some(value) = value))
    } else {
        checks
    }
}

/// Checks of a value that is there.
pub fn of_value(context: &Context<'_>, value: &Value, used: &TypeUse) -> Checks {
    let (place, reference) = (&value.place, &value.reference);
    if checks_itself(context, used) {
        return Checks::call(quote!(check(#reference)));
    }
    let checks = rules(context, value, &used.ty, used.rules());
    checks.and(match &used.ty {
        // The rules of an alias came with the use; what is inside is checked here.
        Type::Named(id) if context.facts.ruled.contains(id) => match &context.api.types[*id].kind {
            TypeKind::Alias(target) => {
                let inner = TypeUse {
                    rules: None,
                    ..target.clone()
                };
                of_value(context, value, &inner)
            }
            _ => Checks::default(),
        },
        Type::List(_) if checks_its_items(context, used) => Checks::call(quote!(check(#reference))),
        Type::List(inner) if has_rules(inner, &context.facts.ruled) => {
            let head = quote!(for (index, value) in #place.iter().enumerate());
            of_optional(context, inner)
                .inside(&quote!(index))
                .behind(&head)
        }
        Type::Map(inner) if has_rules(inner, &context.facts.ruled) => {
            of_entries(context, place, inner)
        }
        _ => Checks::default(),
    })
}

/// The value, or every item of it, has a type that checks itself, and there is nothing else to check.
fn checks_itself(context: &Context<'_>, used: &TypeUse) -> bool {
    match &used.ty {
        Type::Named(id) => {
            let is_type = !matches!(context.api.types[*id].kind, TypeKind::Alias(_));
            context.facts.ruled.contains(id) && (is_type || context.facts.newtypes.contains(id))
        }
        Type::List(inner) | Type::Map(inner) => {
            used.rules.is_none() && inner.rules.is_none() && checks_itself(context, inner)
        }
        _ => false,
    }
}

/// The same but for rules of how many items there are.
fn checks_its_items(context: &Context<'_>, list: &TypeUse) -> bool {
    let without = TypeUse {
        rules: None,
        ..list.clone()
    };
    checks_itself(context, &without)
}

/// The rules that apply to the type; JSON Schema ignores the others.
fn rules(context: &Context<'_>, value: &Value, ty: &Type, rules: &Rules) -> Checks {
    match ty {
        Type::String(_) | Type::Binary => text_rules(value, rules),
        Type::Integer(format) => integer_rules(value, *format, rules),
        Type::Float(_) => float_rules(value, rules),
        Type::List(_) => list_rules(value, rules),
        Type::Map(_) => {
            let (min, max) = (count(rules.min_properties), count(rules.max_properties));
            let reference = &value.reference;
            Checks::when(
                rules.min_properties.is_some() || rules.max_properties.is_some(),
                quote!(properties(#reference, #min, #max)),
            )
        }
        Type::Named(id) => match &context.api.types[*id].kind {
            TypeKind::Alias(target) if !context.facts.newtypes.contains(id) => {
                self::rules(context, value, &target.ty, rules)
            }
            _ => Checks::default(),
        },
        Type::Bool | Type::Format(_) | Type::Base64 | Type::File | Type::Json => Checks::default(),
    }
}

fn count(value: Option<usize>) -> TokenStream {
    option(value.map(|value| {
        let value = Literal::usize_unsuffixed(value);
        quote!(#value)
    }))
}

fn option(value: Option<TokenStream>) -> TokenStream {
    value.map_or_else(|| quote!(None), |value| quote!(Some(#value)))
}

fn text_rules(value: &Value, rules: &Rules) -> Checks {
    let reference = &value.reference;
    let (min, max) = (count(rules.min_length), count(rules.max_length));
    let length = Checks::when(
        rules.min_length.is_some() || rules.max_length.is_some(),
        quote!(length(#reference, #min, #max)),
    );
    let patterns = rules.patterns.iter();
    let patterns = patterns.map(|pattern| Checks::call(quote!(pattern(#reference, #pattern))));
    length.and(patterns.collect())
}

fn integer_rules(value: &Value, format: IntegerFormat, rules: &Rules) -> Checks {
    let reference = &value.reference;
    let unsigned = matches!(format, IntegerFormat::UInt32 | IntegerFormat::UInt64);
    // Between two integers, the next one is meant.
    let bound = |bound: Option<Bound>, whole: fn(f64) -> f64| {
        option(bound.map(|bound| {
            let (value, exclusive) = (whole(bound.value), bound.exclusive);
            let exclusive = exclusive && value == bound.value;
            let value = if unsigned {
                Literal::u64_unsuffixed(value.max(0.0) as u64)
            } else {
                Literal::i64_unsuffixed(value as i64)
            };
            quote!((#value, #exclusive))
        }))
    };
    let (min, max) = (
        bound(rules.minimum, f64::ceil),
        bound(rules.maximum, f64::floor),
    );
    let any = rules.minimum.is_some() || rules.maximum.is_some();
    let range = match format {
        IntegerFormat::Int32 | IntegerFormat::Int64 => quote!(range_i64(#reference, #min, #max)),
        IntegerFormat::UInt32 | IntegerFormat::UInt64 => quote!(range_u64(#reference, #min, #max)),
    };
    Checks::when(any, range).and(multiple_of(reference, rules))
}

fn float_rules(value: &Value, rules: &Rules) -> Checks {
    let reference = &value.reference;
    let bound = |bound: Option<Bound>| {
        option(bound.map(|bound| {
            let (value, exclusive) = (Literal::f64_unsuffixed(bound.value), bound.exclusive);
            quote!((#value, #exclusive))
        }))
    };
    let (min, max) = (bound(rules.minimum), bound(rules.maximum));
    let range = Checks::when(
        rules.minimum.is_some() || rules.maximum.is_some(),
        quote!(range_f64(#reference, #min, #max)),
    );
    range.and(multiple_of(reference, rules))
}

fn multiple_of(reference: &TokenStream, rules: &Rules) -> Checks {
    let factor = rules.multiple_of.map(Literal::f64_unsuffixed);
    factor.map_or_else(Checks::default, |factor| {
        Checks::call(quote!(multiple_of(#reference, #factor)))
    })
}

fn list_rules(value: &Value, rules: &Rules) -> Checks {
    let reference = &value.reference;
    let (min, max) = (count(rules.min_items), count(rules.max_items));
    let items = Checks::when(
        rules.min_items.is_some() || rules.max_items.is_some(),
        quote!(items(#reference, #min, #max)),
    );
    items.and(Checks::when(rules.unique_items, quote!(unique(#reference))))
}
