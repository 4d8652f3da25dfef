//! All rules: their ids, which never change, and what to tell people, which may.

/// The text of each rule; `{name}` is an argument.
pub const RULES: &[(&str, &str)] = &[
    ("became-not-nullable", "null is not taken any more"),
    ("became-nullable", "null may stand here"),
    (
        "became-single",
        "one schema stands in place of the variants {variants}",
    ),
    (
        "became-union",
        "the variants {variants} stand in place of one schema",
    ),
    ("body-became-optional", "the request body became optional"),
    ("body-became-required", "the request body became required"),
    ("body-removed", "the request body was removed"),
    ("callback-added", "the callback `{operation}` was added"),
    ("callback-removed", "the callback `{operation}` was removed"),
    ("condition-changed", "the condition `if` changed"),
    ("constant-changed", "the constant `{old}` became `{new}`"),
    ("content-changed", "`{keyword}` changed from {old} to {new}"),
    ("default-changed", "the default changed from {old} to {new}"),
    (
        "dependent-required-changed",
        "what `{property}` needs beside it changed from [{old}] to [{new}]",
    ),
    ("deprecated", "it is deprecated now"),
    ("description-changed", "its text changed"),
    (
        "discriminator-changed",
        "the discriminator changed from `{old}` to `{new}`",
    ),
    (
        "discriminator-values-changed",
        "the tags of the variant {variant} changed: [{old}] went, [{new}] came",
    ),
    (
        "empty-value-allowed",
        "an empty value of the parameter `{parameter}` is taken",
    ),
    (
        "empty-value-refused",
        "an empty value of the parameter `{parameter}` is not taken any more",
    ),
    (
        "encoding-changed",
        "the encoding of the property `{property}` changed",
    ),
    ("enum-added", "only the values {values} are taken"),
    ("enum-removed", "values other than {values} are taken"),
    ("enum-value-added", "the value `{value}` was added"),
    ("enum-value-removed", "the value `{value}` was removed"),
    ("error-status-added", "the error status {status} was added"),
    (
        "error-status-removed",
        "the error status {status} was removed",
    ),
    (
        "extensible-value-added",
        "the value `{value}` was added to `x-extensible-enum`",
    ),
    (
        "extensible-value-removed",
        "the value `{value}` was removed from `x-extensible-enum`",
    ),
    ("format-changed", "the format changed from {old} to {new}"),
    (
        "header-became-optional",
        "the header `{header}` became optional",
    ),
    (
        "header-became-required",
        "the header `{header}` is always sent",
    ),
    (
        "header-deprecated",
        "the deprecation of the header `{header}` changed",
    ),
    (
        "header-style-changed",
        "the header `{header}` is written in another way",
    ),
    (
        "limit-loosened",
        "`{keyword}` was loosened from {old} to {new}",
    ),
    (
        "limit-tightened",
        "`{keyword}` was tightened from {old} to {new}",
    ),
    ("link-added", "the link `{link}` was added"),
    ("link-changed", "the link `{link}` changed"),
    ("link-removed", "the link `{link}` was removed"),
    ("media-type-added", "the media type `{media}` was added"),
    (
        "media-type-narrowed",
        "the media type `{old}` became `{new}`, which is narrower",
    ),
    ("media-type-removed", "the media type `{media}` was removed"),
    (
        "media-type-widened",
        "the media type `{old}` became `{new}`, which is wider",
    ),
    ("method-changed", "the method changed from {old} to {new}"),
    (
        "multiple-changed",
        "`multipleOf` changed from {old} to {new}",
    ),
    ("no-longer-deprecated", "it is not deprecated any more"),
    (
        "oauth-flow-added",
        "the flow `{flow}` of `{scheme}` was added",
    ),
    (
        "oauth-flow-removed",
        "the flow `{flow}` of `{scheme}` was removed",
    ),
    (
        "oauth-scope-added",
        "the scope `{scope}` of `{scheme}` was added",
    ),
    (
        "oauth-scope-removed",
        "the scope `{scope}` of `{scheme}` was removed",
    ),
    (
        "oauth-url-changed",
        "`{keyword}` of `{scheme}` changed from {old} to {new}",
    ),
    (
        "object-closed",
        "properties that are not described are refused",
    ),
    (
        "object-opened",
        "properties that are not described are taken",
    ),
    ("operation-added", "the operation was added"),
    ("operation-deprecated", "the operation is deprecated now"),
    (
        "operation-id-changed",
        "the `operationId` changed from `{old}` to `{new}`",
    ),
    (
        "operation-reactivated",
        "the operation is not deprecated any more",
    ),
    ("operation-removed", "the operation was removed"),
    ("optional-body-added", "an optional request body was added"),
    ("optional-header-added", "the header `{header}` was added"),
    (
        "optional-header-removed",
        "the optional header `{header}` was removed",
    ),
    (
        "optional-parameter-added",
        "the optional {in} parameter `{parameter}` was added",
    ),
    (
        "optional-property-added",
        "the optional property `{property}` was added",
    ),
    (
        "optional-property-removed",
        "the optional property `{property}` was removed",
    ),
    (
        "parameter-became-optional",
        "the parameter `{parameter}` became optional",
    ),
    (
        "parameter-became-required",
        "the parameter `{parameter}` became required",
    ),
    (
        "parameter-default-changed",
        "the default of the parameter `{parameter}` changed from {old} to {new}",
    ),
    (
        "parameter-deprecated",
        "the parameter `{parameter}` is deprecated now",
    ),
    (
        "parameter-moved",
        "the parameter `{parameter}` moved from {old} to {new}",
    ),
    (
        "parameter-reactivated",
        "the parameter `{parameter}` is not deprecated any more",
    ),
    (
        "parameter-removed",
        "the {in} parameter `{parameter}` was removed",
    ),
    (
        "parameter-style-changed",
        "the parameter `{parameter}` is written in another way: {new} instead of {old}",
    ),
    ("path-changed", "the path changed from `{old}` to `{new}`"),
    (
        "path-parameter-renamed",
        "a parameter of the path was renamed: `{old}` became `{new}`",
    ),
    ("pattern-added", "the pattern `{pattern}` was added"),
    (
        "pattern-changed",
        "the pattern changed from `{old}` to `{new}`",
    ),
    ("pattern-removed", "the pattern `{pattern}` was removed"),
    (
        "property-became-optional",
        "the property `{property}` became optional",
    ),
    (
        "property-became-required",
        "the property `{property}` became required",
    ),
    (
        "read-only-changed",
        "`readOnly` of the property `{property}` changed from {old} to {new}",
    ),
    ("required-body-added", "a required request body was added"),
    (
        "required-header-added",
        "the header `{header}`, which is always sent, was added",
    ),
    (
        "required-header-removed",
        "the header `{header}`, which was always sent, was removed",
    ),
    (
        "required-parameter-added",
        "the required {in} parameter `{parameter}` was added",
    ),
    (
        "required-property-added",
        "the required property `{property}` was added",
    ),
    (
        "required-property-removed",
        "the required property `{property}` was removed",
    ),
    (
        "requirement-added",
        "a property `{property}` became required, which is not described",
    ),
    (
        "requirement-removed",
        "a property `{property}`, which is not described, is not required any more",
    ),
    (
        "rust-surface-changed",
        "the generated Rust changed, though nothing that is sent did",
    ),
    ("schema-added", "a schema was added where there was none"),
    ("schema-component-added", "the schema is new"),
    ("schema-component-removed", "the schema was removed"),
    ("schema-keyword-added", "`{keyword}` was added"),
    ("schema-keyword-removed", "`{keyword}` was removed"),
    (
        "schema-removed",
        "the schema was removed: anything may stand here",
    ),
    ("schema-renamed", "the schema `{old}` is called `{new}` now"),
    (
        "security-changed",
        "the operation asks for {new}, where it was {old}",
    ),
    (
        "security-scheme-added",
        "the security scheme `{scheme}` was added",
    ),
    (
        "security-scheme-changed",
        "`{keyword}` of the security scheme `{scheme}` changed from {old} to {new}",
    ),
    (
        "security-scheme-removed",
        "the security scheme `{scheme}` was removed",
    ),
    (
        "server-variable-changed",
        "the values of the variable `{variable}` of the server changed from {old} to {new}",
    ),
    ("servers-changed", "the servers changed from {old} to {new}"),
    (
        "stability-changed",
        "the stability changed from {old} to {new}",
    ),
    (
        "stability-decreased",
        "the stability fell from {old} to {new}",
    ),
    (
        "stability-level-invalid",
        "{level} is no level of stability",
    ),
    (
        "success-status-added",
        "the success status {status} was added",
    ),
    (
        "success-status-removed",
        "the success status {status} was removed",
    ),
    ("sunset-changed", "the sunset changed from {old} to {new}"),
    ("sunset-invalid", "the sunset {sunset} is no day"),
    ("tags-changed", "the tags changed from [{old}] to [{new}]"),
    (
        "tuple-item-added",
        "item {index} of the array got a schema of its own",
    ),
    (
        "tuple-item-removed",
        "item {index} of the array lost its own schema",
    ),
    ("type-changed", "the type changed from {old} to {new}"),
    ("type-narrowed", "the type was narrowed from {old} to {new}"),
    ("type-widened", "the type was widened from {old} to {new}"),
    (
        "union-added",
        "one of the variants {variants} must be met as well",
    ),
    (
        "union-removed",
        "none of the variants {variants} need be met any more",
    ),
    ("unique-items-added", "items must differ from each other"),
    ("unique-items-removed", "items may be equal to each other"),
    ("variant-added", "the variant {variant} was added"),
    ("variant-removed", "the variant {variant} was removed"),
    ("webhook-added", "the webhook `{operation}` was added"),
    ("webhook-removed", "the webhook `{operation}` was removed"),
    (
        "write-only-changed",
        "`writeOnly` of the property `{property}` changed from {old} to {new}",
    ),
];

/// What to tell people.
pub fn text<'a>(rule: &str, argument: impl Fn(&str) -> Option<&'a str>) -> String {
    let template = RULES
        .iter()
        .find(|(id, _)| *id == rule)
        .map_or(rule, |(_, text)| text);
    let mut text = String::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}').unwrap_or((after, ""));
        text.push_str(before);
        text.push_str(argument(name).unwrap_or("?"));
        rest = after;
    }
    text + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_sorted_and_unique() {
        assert!(RULES.is_sorted_by(|one, two| one.0 < two.0));
    }

    #[test]
    fn arguments_are_filled_in() {
        let text = text("limit-tightened", |name| {
            Some(if name == "old" { "1" } else { "x" })
        });
        assert_eq!(text, "`x` was tightened from 1 to x");
    }
}
