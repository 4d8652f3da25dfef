// @generated from an OpenAPI description; change that, its policy or the templates instead.

//! What the words mean that say how a property is present.

/// The types of fields. They are read as what they stand for, also by rustdoc.
#[allow(
    dead_code,
    non_camel_case_types,
    reason = "words of `object!`, of which an API needs some"
)]
pub(crate) mod held {
    use super::super::value::Maybe;

    pub(crate) type required<T> = T;
    pub(crate) type optional<T> = Option<T>;
    pub(crate) type maybe<T> = Maybe<T>;
    pub(crate) type any<T> = Option<T>;
    pub(crate) type read_required<T> = T;
    pub(crate) type read_optional<T> = Option<T>;
    pub(crate) type read_maybe<T> = Maybe<T>;
    pub(crate) type read_any<T> = Option<T>;
}

/// What a field is before its property was read.
#[allow(
    unused_imports,
    reason = "words of `object!`, of which an API needs some"
)]
pub(crate) mod empty {
    use super::super::object::Read;
    use super::super::value::Maybe;

    pub(crate) use Maybe::Absent as maybe;
    pub(crate) use Maybe::Absent as read_maybe;
    pub(crate) use Option::None as optional;
    pub(crate) use Option::None as read_optional;
    pub(crate) use Read::Nothing as any;
    pub(crate) use Read::Nothing as read_any;
    pub(crate) use Read::Nothing as read_required;
    pub(crate) use Read::Nothing as required;
}
