// @generated from an OpenAPI description; change that, its policy or the templates instead.

//! Checks of the rules that a description states, before a request leaves.
//!
//! Every check goes on to the end, so that one error lists all that is wrong.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::{Deref, DerefMut};

use super::json::{self, Encode, Maybe};

/// A type that can check its own rules.
pub trait Validate {
    /// Reports to `v` what breaks a rule.
    fn validate(&self, v: &mut Validator);
}

/// Where a parameter is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Location {
    /// In the path.
    Path,
    /// In the query.
    Query,
    /// In a header.
    Header,
    /// In a cookie.
    Cookie,
    /// In a part of the body.
    Part,
}

/// One step towards a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// A parameter of the operation.
    Parameter {
        /// Where it is.
        location: Location,
        /// Its name in the description.
        name: &'static str,
    },
    /// The body of the request.
    Body,
    /// A property, by its name in the description.
    Property(&'static str),
    /// A key of a map.
    Key(String),
    /// An item of a list.
    Index(usize),
}

macro_rules! parameters {
    ($($(#[$about:meta])* $name:ident => $location:ident,)+) => {
        impl Place {$(
            $(#[$about])*
            pub const fn $name(name: &'static str) -> Self {
                let location = Location::$location;
                Self::Parameter { location, name }
            }
        )+}
    };
}

parameters! {
    /// A path parameter.
    path => Path,
    /// A query parameter.
    query => Query,
    /// A header parameter.
    header => Header,
    /// A cookie parameter.
    cookie => Cookie,
    /// A part of the body.
    part => Part,
}

impl From<&'static str> for Place {
    fn from(property: &'static str) -> Self {
        Self::Property(property)
    }
}

impl From<usize> for Place {
    fn from(index: usize) -> Self {
        Self::Index(index)
    }
}

/// A [`Validator`] inside of a place; see [`Validator::inside`].
#[derive(Debug)]
pub struct Inside<'v>(&'v mut Validator);

impl Deref for Inside<'_> {
    type Target = Validator;

    fn deref(&self) -> &Validator {
        self.0
    }
}

impl DerefMut for Inside<'_> {
    fn deref_mut(&mut self) -> &mut Validator {
        self.0
    }
}

impl Drop for Inside<'_> {
    fn drop(&mut self) {
        self.0.places.pop();
    }
}

/// What a rule is about, if it is there: of what is not there, rules say nothing.
pub trait Given<'a, T> {
    /// The text, the number, how many there are, or the items.
    fn given(&'a self) -> Option<T>;
}

macro_rules! given {
    ($([$($bound:tt)*] $type:ty, $given:ty: |$value:ident| $expression:expr,)+) => {$(
        impl<'a, $($bound)*> Given<'a, $given> for $type {
            fn given(&'a self) -> Option<$given> {
                let $value = self;
                $expression
            }
        }
    )+};
}

given! {
    [] str, &'a str: |text| Some(text),
    [] String, &'a str: |text| Some(text),
    [] i32, i64: |number| Some(i64::from(*number)),
    [] i64, i64: |number| Some(*number),
    [] u32, u64: |number| Some(u64::from(*number)),
    [] u64, u64: |number| Some(*number),
    [] i32, f64: |number| Some(f64::from(*number)),
    [] i64, f64: |number| Some(*number as f64),
    [] u32, f64: |number| Some(f64::from(*number)),
    [] u64, f64: |number| Some(*number as f64),
    [] f32, f64: |number| Some(f64::from(*number)),
    [] f64, f64: |number| Some(*number),
    [] usize, usize: |count| Some(*count),
    [T] [T], usize: |items| Some(items.len()),
    [T] Vec<T>, usize: |items| Some(items.len()),
    [K, T] BTreeMap<K, T>, usize: |map| Some(map.len()),
    [T] [T], &'a [T]: |items| Some(items),
    [T] Vec<T>, &'a [T]: |items| Some(items),
    [G, T: Given<'a, G> + ?Sized] &T, G: |value| T::given(value),
    [G, T: Given<'a, G> + ?Sized] Box<T>, G: |value| T::given(value),
    [G, T: Given<'a, G>] Option<T>, G: |value| value.as_ref()?.given(),
    [G, T: Given<'a, G>] Maybe<T>, G: |value| value.as_ref()?.given(),
}

macro_rules! ranges {
    ($($name:ident: $number:ty),+) => {$(
        /// The bounds of a number; the flag of a bound says that it is exclusive.
        pub fn $name<'a>(
            &mut self,
            value: &'a impl Given<'a, $number>,
            min: Option<($number, bool)>,
            max: Option<($number, bool)>,
        ) {
            if let Some(value) = value.given() {
                self.bounds(value, min, max);
            }
        }
    )+};
}

/// Collects violations while it walks through a request.
#[derive(Clone, Debug, Default)]
pub struct Validator {
    places: Vec<Place>,
    violations: Vec<Violation>,
}

impl Validator {
    /// A validator that has seen nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Goes on inside of what is being checked, until the result is dropped.
    pub fn inside(&mut self, place: impl Into<Place>) -> Inside<'_> {
        self.places.push(place.into());
        Inside(self)
    }

    /// The rules of a type.
    pub fn check(&mut self, value: &dyn Validate) {
        value.validate(self);
    }

    /// Reports that a rule is broken here. The message must not hold the value.
    #[inline(never)]
    pub fn report(&mut self, rule: &'static str, message: impl Into<String>) {
        let place = describe(&self.places);
        self.violations.push(Violation {
            place,
            rule,
            message: message.into(),
        });
    }

    /// The length of a string, in characters.
    pub fn length<'a>(
        &mut self,
        value: &'a (impl Given<'a, &'a str> + ?Sized),
        min: Option<usize>,
        max: Option<usize>,
    ) {
        if let Some(text) = value.given() {
            let length = text.chars().count();
            self.least(("minLength", "must have", "character"), length, min);
            self.most(("maxLength", "must have", "character"), length, max);
        }
    }

    /// The number of items in a list.
    pub fn items<'a>(
        &mut self,
        value: &'a (impl Given<'a, usize> + ?Sized),
        min: Option<usize>,
        max: Option<usize>,
    ) {
        if let Some(count) = value.given() {
            self.least(("minItems", "must have", "item"), count, min);
            self.most(("maxItems", "must have", "item"), count, max);
        }
    }

    /// The number of properties in an object.
    pub fn properties<'a>(
        &mut self,
        value: &'a (impl Given<'a, usize> + ?Sized),
        min: Option<usize>,
        max: Option<usize>,
    ) {
        if let Some(count) = value.given() {
            self.least(("minProperties", "must have", "property"), count, min);
            self.most(("maxProperties", "must have", "property"), count, max);
        }
    }

    fn least(
        &mut self,
        (rule, verb, noun): (&'static str, &str, &str),
        length: usize,
        min: Option<usize>,
    ) {
        if let Some(min) = min.filter(|min| length < *min) {
            self.report(
                rule,
                format!("{verb} at least {}, has {length}", count(min, noun)),
            );
        }
    }

    fn most(
        &mut self,
        (rule, verb, noun): (&'static str, &str, &str),
        length: usize,
        max: Option<usize>,
    ) {
        if let Some(max) = max.filter(|max| length > *max) {
            self.report(
                rule,
                format!("{verb} at most {}, has {length}", count(max, noun)),
            );
        }
    }

    ranges!(range_i64: i64, range_u64: u64, range_f64: f64);

    fn bounds<T: PartialOrd + fmt::Display>(
        &mut self,
        value: T,
        min: Option<(T, bool)>,
        max: Option<(T, bool)>,
    ) {
        if let Some((min, exclusive)) = min {
            if exclusive && value <= min {
                self.report("exclusiveMinimum", format!("must be greater than {min}"));
            } else if value < min {
                self.report("minimum", format!("must be at least {min}"));
            }
        }
        if let Some((max, exclusive)) = max {
            if exclusive && value >= max {
                self.report("exclusiveMaximum", format!("must be less than {max}"));
            } else if value > max {
                self.report("maximum", format!("must be at most {max}"));
            }
        }
    }

    /// A number must be a multiple of another, as far as floats can tell.
    pub fn multiple_of<'a>(&mut self, value: &'a impl Given<'a, f64>, factor: f64) {
        let Some(value) = value.given() else {
            return;
        };
        let quotient = value / factor;
        let tolerance = 1e-9 * quotient.abs().max(1.0);
        if factor > 0.0 && (quotient - quotient.round()).abs() > tolerance {
            self.report("multipleOf", format!("must be a multiple of {factor}"));
        }
    }

    /// An integer must be a multiple of another.
    pub fn multiple_of_i64<'a>(&mut self, value: &'a impl Given<'a, i64>, factor: i64) {
        let rest = value.given().filter(|_| factor > 0);
        if rest.is_some_and(|value| value % factor != 0) {
            self.report("multipleOf", format!("must be a multiple of {factor}"));
        }
    }

    /// All items must differ.
    pub fn unique<'a, T: Encode + 'a>(&mut self, items: &'a (impl Given<'a, &'a [T]> + ?Sized)) {
        let items = items.given().unwrap_or_default();
        let mut seen = BTreeMap::new();
        for (index, item) in items.iter().enumerate() {
            if let Some(first) = seen.insert(json::to_vec(item), index) {
                self.report(
                    "uniqueItems",
                    format!("items {first} and {index} must differ"),
                );
                return;
            }
        }
    }

    /// The violations, if there are any.
    pub fn finish(self) -> Result<(), ValidationError> {
        ValidationError::check(self.violations)
    }
}

fn count(number: usize, noun: &str) -> String {
    match (number, noun) {
        (1, _) => format!("1 {noun}"),
        (_, "property") => format!("{number} properties"),
        _ => format!("{number} {noun}s"),
    }
}

/// `path parameter `groupId``, or `body $.endpoints[0].ipAddress`.
fn describe(places: &[Place]) -> String {
    let mut text = String::new();
    for place in places {
        match place {
            Place::Parameter { location, name } => {
                text.push_str(&format!("{} parameter `{name}`", location.name()));
            }
            Place::Body => text.push_str("body $"),
            Place::Property(name) => text.push_str(&format!(".{name}")),
            Place::Key(key) => text.push_str(&format!("[{key:?}]")),
            Place::Index(index) => text.push_str(&format!("[{index}]")),
        }
    }
    if text.starts_with(['.', '[']) {
        text.insert(0, '$');
    }
    if text.is_empty() { "$".into() } else { text }
}

impl Location {
    const fn name(self) -> &'static str {
        match self {
            Self::Path => "path",
            Self::Query => "query",
            Self::Header => "header",
            Self::Cookie => "cookie",
            Self::Part => "part",
        }
    }
}

/// A request breaks rules of the description; it was not sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValidationError {
    violations: Vec<Violation>,
}

/// One broken rule.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Violation {
    /// The place, such as ``path parameter `groupId` `` or `body $.endpoints[0].ipAddress`.
    pub place: String,
    /// The rule, by its keyword in the description, such as `pattern`.
    pub rule: &'static str,
    /// What must be so. The value itself is not repeated.
    pub message: String,
}

impl ValidationError {
    /// An error when there is at least one violation.
    pub fn check(violations: Vec<Violation>) -> Result<(), Self> {
        if violations.is_empty() {
            Ok(())
        } else {
            Err(Self { violations })
        }
    }

    /// All broken rules, in the order of the request.
    pub fn violations(&self) -> &[Violation] {
        &self.violations
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.message)
    }
}

impl fmt::Display for ValidationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, violation) in self.violations.iter().enumerate() {
            let separator = if index == 0 { "" } else { "; " };
            write!(f, "{separator}{violation}")?;
        }
        Ok(())
    }
}

impl std::error::Error for ValidationError {}

macro_rules! checks {
    ($([$($bound:tt)*] $type:ty: |$value:ident, $v:ident| $check:expr,)+) => {$(
        impl<$($bound)*> Validate for $type {
            fn validate(&self, $v: &mut Validator) {
                let $value = self;
                $check
            }
        }
    )+};
}

checks! {
    [T: Validate + ?Sized] &T: |value, v| T::validate(value, v),
    [T: Validate + ?Sized] Box<T>: |value, v| T::validate(value, v),
    [T: Validate] Option<T>: |value, v| value.iter().for_each(|value| value.validate(v)),
    [T: Validate] Maybe<T>: |value, v| value.as_ref().validate(v),
    [T: Validate] Vec<T>: |items, v| items.as_slice().validate(v),
    [T: Validate] [T]: |items, v| for (index, item) in items.iter().enumerate() {
        v.inside(index).check(item);
    },
    [T: Validate] BTreeMap<String, T>: |map, v| for (key, value) in map {
        v.inside(Place::Key(key.clone())).check(value);
    },
}
