//! Validation keywords → calls of the validator.

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};

use super::Context;
use super::types::members;
use crate::analyse::has_rules;
use crate::model::{
    Bound, FloatFormat, IntegerFormat, Presence, Rules, Struct, Tuple, Type, TypeDef, TypeKind,
    TypeUse, Union,
};

/// The body of a type's `validate`; `None` if there is nothing to check.
pub fn of_type(context: &Context<'_>, ty: &TypeDef) -> Option<TokenStream> {
    if !context.facts.ruled.contains(&ty.id) {
        return None;
    }
    let body = match &ty.kind {
        TypeKind::Struct(structure) => of_struct(context, ty, structure),
        TypeKind::Union(union) => of_union(context, ty, union),
        TypeKind::Tuple(tuple) => of_tuple(context, tuple),
        TypeKind::Alias(target) if context.facts.newtypes.contains(&ty.id) => {
            of_value(context, &quote!(&self.0), target)
        }
        TypeKind::Alias(_) | TypeKind::Enum(_) => return None,
    };
    Some(body)
}

fn of_struct(context: &Context<'_>, ty: &TypeDef, structure: &Struct) -> TokenStream {
    let mut checks = TokenStream::new();
    for (member, name) in members(context, ty.id, structure) {
        // What is not sent needs no check.
        if member.read_only || !has_rules(&member.field.ty, &context.facts.ruled) {
            continue;
        }
        let (wire, ident) = (&member.field.wire, format_ident!("{name}"));
        let check = of_value(context, &quote!(value), &member.field.ty);
        let place = quote!(Place::Property(#wire));
        checks.extend(match member.presence {
            Presence::Required => quote! {
                v.at(#place, |v| { let value = &self.#ident; #check });
            },
            Presence::Optional | Presence::Nullable => quote! {
                if let Some(value) = &self.#ident { v.at(#place, |v| { #check }); }
            },
            Presence::OptionalNullable => quote! {
                if let Some(value) = self.#ident.as_ref() { v.at(#place, |v| { #check }); }
            },
        });
    }
    checks.extend(count_of_properties(context, ty, structure));
    if let Some(extra) = structure
        .extra
        .as_ref()
        .filter(|extra| has_rules(extra, &context.facts.ruled))
    {
        let rest = format_ident!("{}", context.names.ty(ty.id).rest);
        checks.extend(of_entries(context, &quote!(self.#rest), extra));
    }
    checks
}

fn of_union(context: &Context<'_>, ty: &TypeDef, union: &Union) -> TokenStream {
    let names = context.names.ty(ty.id);
    let arms: Vec<(proc_macro2::Ident, TokenStream)> = union
        .variants
        .iter()
        .zip(&names.members)
        .filter(|(variant, _)| has_rules(&variant.ty, &context.facts.ruled))
        .map(|(variant, name)| (format_ident!("{name}"), of_optional(context, &variant.ty)))
        .collect();
    let has_others = arms.len() < union.variants.len() || super::types::has_unknown(context, ty.id);
    if let ([(name, check)], true) = (arms.as_slice(), has_others) {
        return quote!(if let Self::#name(value) = self { #check });
    }
    let arms = arms
        .iter()
        .map(|(name, check)| quote!(Self::#name(value) => { #check }));
    let others = when(has_others, quote!(_ => {}));
    quote!(match self { #(#arms)* #others })
}

fn of_tuple(context: &Context<'_>, tuple: &Tuple) -> TokenStream {
    let mut checks = TokenStream::new();
    for (index, element) in tuple.elements.iter().enumerate() {
        if has_rules(&element.ty, &context.facts.ruled) {
            let check = of_value(context, &quote!(value), &element.ty);
            let place = Literal::usize_unsuffixed(index);
            checks.extend(present(
                &element.presence,
                &quote!(self.#place),
                quote!(v.at(Place::Index(#place), |v| { #check });),
            ));
        }
    }
    let before = Literal::usize_unsuffixed(tuple.elements.len());
    if let Some(rest) = &tuple.rest {
        checks.extend(rules(context, &quote!(self.#before), &rest.ty, &rest.rules));
        if let Type::List(inner) = &rest.ty
            && has_rules(inner, &context.facts.ruled)
        {
            let check = of_optional(context, inner);
            checks.extend(quote! {
                for (index, value) in self.#before.iter().enumerate() {
                    v.at(Place::Index(#before + index), |v| { #check });
                }
            });
        }
    }
    checks
}

/// A check of `value` for what is there.
fn present(presence: &Presence, place: &TokenStream, check: TokenStream) -> TokenStream {
    match presence {
        Presence::Required => quote!({ let value = &#place; #check }),
        Presence::Optional | Presence::Nullable => quote!(if let Some(value) = &#place { #check }),
        Presence::OptionalNullable => quote!(if let Some(value) = #place.as_ref() { #check }),
    }
}

/// `minProperties` and `maxProperties` of an object whose properties are known.
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
    Some(quote!(v.properties(#(#sum)+*, #min, #max);))
}

/// Checks of the values of a map and of their names.
fn of_entries(context: &Context<'_>, map: &TokenStream, used: &TypeUse) -> TokenStream {
    let names = used.rules.names.iter();
    let names: Vec<TokenStream> = names.map(|rules| text_rules(&quote!(key), rules)).collect();
    let names = apart(names);
    let check = of_optional(context, used);
    if check.is_empty() {
        return quote!(for key in #map.keys() { v.at(Place::Key(key.clone()), |v| { #names }); });
    }
    quote! {
        for (key, value) in #map.iter() { v.at(Place::Key(key.clone()), |v| { #names #check }); }
    }
}

fn of_optional(context: &Context<'_>, used: &TypeUse) -> TokenStream {
    let check = of_value(context, &quote!(value), used);
    if used.nullable {
        quote!(if let Some(value) = value { #check })
    } else {
        check
    }
}

/// Checks of the reference `value`.
pub fn of_value(context: &Context<'_>, value: &TokenStream, used: &TypeUse) -> TokenStream {
    let mut checks = rules(context, value, &used.ty, &used.rules);
    match &used.ty {
        Type::Named(id) if context.facts.ruled.contains(id) => match &context.api.types[*id].kind {
            // The rules of an alias came with the use; what is inside is checked here.
            TypeKind::Alias(target) if !context.facts.newtypes.contains(id) => {
                let inner = TypeUse {
                    rules: Rules::default(),
                    ..target.clone()
                };
                checks.extend(of_value(context, value, &inner));
            }
            _ => checks.extend(quote!(Validate::validate(#value, v);)),
        },
        Type::List(inner) if has_rules(inner, &context.facts.ruled) => {
            let check = of_optional(context, inner);
            checks.extend(quote! {
                for (index, value) in #value.iter().enumerate() { v.at(Place::Index(index), |v| { #check }); }
            });
        }
        Type::Map(inner) if has_rules(inner, &context.facts.ruled) => {
            checks.extend(of_entries(context, value, inner));
        }
        _ => {}
    }
    checks
}

/// The rules that apply to the type; JSON Schema ignores the others.
fn rules(context: &Context<'_>, value: &TokenStream, ty: &Type, rules: &Rules) -> TokenStream {
    match ty {
        Type::String(_) | Type::Binary => text_rules(value, rules),
        Type::Integer(format) => integer_rules(value, *format, rules),
        Type::Float(format) => float_rules(value, *format, rules),
        Type::List(_) => list_rules(value, rules),
        Type::Map(_) => {
            let (min, max) = (count(rules.min_properties), count(rules.max_properties));
            when(
                rules.min_properties.is_some() || rules.max_properties.is_some(),
                quote!(v.properties(#value.len(), #min, #max);),
            )
        }
        Type::Named(id) => match &context.api.types[*id].kind {
            TypeKind::Alias(target) if !context.facts.newtypes.contains(id) => {
                self::rules(context, value, &target.ty, rules)
            }
            _ => TokenStream::new(),
        },
        Type::Bool | Type::Format(_) | Type::Base64 | Type::File | Type::Json => TokenStream::new(),
    }
}

/// Checks that may define the same names.
fn apart(checks: Vec<TokenStream>) -> TokenStream {
    match checks.as_slice() {
        [only] => only.clone(),
        several => quote!(#({ #several })*),
    }
}

fn when(condition: bool, tokens: TokenStream) -> TokenStream {
    if condition {
        tokens
    } else {
        TokenStream::new()
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

fn text_rules(value: &TokenStream, rules: &Rules) -> TokenStream {
    let (min, max) = (count(rules.min_length), count(rules.max_length));
    let length = when(
        rules.min_length.is_some() || rules.max_length.is_some(),
        quote!(v.length(#value, #min, #max);),
    );
    let patterns = rules.patterns.iter().map(|pattern| {
        quote! {
            static PATTERN: Pattern = Pattern::new(#pattern);
            v.pattern(#value, &PATTERN);
        }
    });
    let patterns = apart(patterns.collect());
    quote!(#length #patterns)
}

fn integer_rules(value: &TokenStream, format: IntegerFormat, rules: &Rules) -> TokenStream {
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
        IntegerFormat::Int32 => quote!(v.range_i64(i64::from(*#value), #min, #max);),
        IntegerFormat::Int64 => quote!(v.range_i64(*#value, #min, #max);),
        IntegerFormat::UInt32 => quote!(v.range_u64(u64::from(*#value), #min, #max);),
        IntegerFormat::UInt64 => quote!(v.range_u64(*#value, #min, #max);),
    };
    let factor = rules.multiple_of.map(|factor| {
        let factor = Literal::f64_unsuffixed(factor);
        quote!(v.multiple_of(*#value as f64, #factor);)
    });
    let range = when(any, range);
    quote!(#range #factor)
}

fn float_rules(value: &TokenStream, format: FloatFormat, rules: &Rules) -> TokenStream {
    let double = match format {
        FloatFormat::Float => quote!(f64::from(*#value)),
        FloatFormat::Double => quote!(*#value),
    };
    let bound = |bound: Option<Bound>| {
        option(bound.map(|bound| {
            let (value, exclusive) = (Literal::f64_unsuffixed(bound.value), bound.exclusive);
            quote!((#value, #exclusive))
        }))
    };
    let (min, max) = (bound(rules.minimum), bound(rules.maximum));
    let range = when(
        rules.minimum.is_some() || rules.maximum.is_some(),
        quote!(v.range_f64(#double, #min, #max);),
    );
    let factor = rules.multiple_of.map(|factor| {
        let factor = Literal::f64_unsuffixed(factor);
        quote!(v.multiple_of(#double, #factor);)
    });
    quote!(#range #factor)
}

fn list_rules(value: &TokenStream, rules: &Rules) -> TokenStream {
    let (min, max) = (count(rules.min_items), count(rules.max_items));
    let items = when(
        rules.min_items.is_some() || rules.max_items.is_some(),
        quote!(v.items(#value.len(), #min, #max);),
    );
    let unique = when(rules.unique_items, quote!(v.unique(#value);));
    quote!(#items #unique)
}
