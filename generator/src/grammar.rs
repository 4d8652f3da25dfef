//! Which object of the specification stands where: OpenAPI 3.0 to 3.2, and JSON Schema inside.
//!
//! Walks over a tree ask here, so that an example that looks like a schema is not taken for one.

use crate::pointer::Pointer;

/// An object of the specification, or a collection of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    Document,
    Components,
    PathItem,
    Operation,
    /// A Parameter or Header Object.
    Parameter,
    RequestBody,
    Response,
    MediaType,
    Encoding,
    Callback,
    Schema,
    Example,
    Link,
    SecurityScheme,
    /// An object whose values are of a kind.
    Map(&'static Kind),
    /// A list of a kind.
    List(&'static Kind),
}

/// What stands under a key of an object; `None` where the specification knows of nothing that
/// refers to anything.
pub fn child(kind: Kind, key: &str) -> Option<Kind> {
    match kind {
        Kind::Document => document(key),
        Kind::Components => components(key),
        Kind::PathItem => path_item(key),
        Kind::Operation => operation(key),
        Kind::Parameter => parameter(key),
        Kind::RequestBody => (key == "content").then_some(Kind::Map(&Kind::MediaType)),
        Kind::Response => response(key),
        Kind::MediaType => media_type(key),
        Kind::Encoding => encoding(key),
        Kind::Callback => (!is_extension(key)).then_some(Kind::PathItem),
        Kind::Schema => schema(key),
        Kind::Example | Kind::Link | Kind::SecurityScheme | Kind::List(_) => None,
        // Names of schemas are free; elsewhere `x-` is for extensions.
        Kind::Map(Kind::Schema) => Some(Kind::Schema),
        Kind::Map(inner) => (!is_extension(key)).then_some(*inner),
    }
}

/// What the elements of a list are.
pub fn item(kind: Kind) -> Option<Kind> {
    match kind {
        Kind::List(inner) => Some(*inner),
        // Older drafts of JSON Schema have a list of schemas under `items`.
        Kind::Schema => Some(Kind::Schema),
        _ => None,
    }
}

/// What stands at a place below something of a kind.
pub fn below<'s>(
    kind: Kind,
    segments: impl Iterator<Item = std::borrow::Cow<'s, str>>,
) -> Option<Kind> {
    let mut at = kind;
    for segment in segments {
        let is_index = segment.parse::<usize>().is_ok();
        at = match at {
            Kind::List(_) if is_index => item(at)?,
            _ => child(at, &segment)?,
        };
    }
    Some(at)
}

/// What stands at a place of a whole OpenAPI document.
pub fn in_document(at: &Pointer) -> Option<Kind> {
    below(Kind::Document, at.segments())
}

fn is_extension(key: &str) -> bool {
    key.starts_with("x-")
}

fn document(key: &str) -> Option<Kind> {
    match key {
        "paths" | "webhooks" => Some(Kind::Map(&Kind::PathItem)),
        "components" => Some(Kind::Components),
        _ => None,
    }
}

fn components(key: &str) -> Option<Kind> {
    Some(Kind::Map(match key {
        "schemas" => &Kind::Schema,
        "responses" => &Kind::Response,
        "parameters" | "headers" => &Kind::Parameter,
        "requestBodies" => &Kind::RequestBody,
        "callbacks" => &Kind::Callback,
        "pathItems" => &Kind::PathItem,
        "mediaTypes" => &Kind::MediaType,
        "examples" => &Kind::Example,
        "links" => &Kind::Link,
        "securitySchemes" => &Kind::SecurityScheme,
        _ => return None,
    }))
}

fn path_item(key: &str) -> Option<Kind> {
    match key {
        "get" | "put" | "post" | "delete" | "options" | "head" | "patch" | "trace" | "query" => {
            Some(Kind::Operation)
        }
        "additionalOperations" => Some(Kind::Map(&Kind::Operation)),
        "parameters" => Some(Kind::List(&Kind::Parameter)),
        _ => None,
    }
}

fn operation(key: &str) -> Option<Kind> {
    match key {
        "parameters" => Some(Kind::List(&Kind::Parameter)),
        "requestBody" => Some(Kind::RequestBody),
        "responses" => Some(Kind::Map(&Kind::Response)),
        "callbacks" => Some(Kind::Map(&Kind::Callback)),
        _ => None,
    }
}

fn parameter(key: &str) -> Option<Kind> {
    match key {
        "schema" => Some(Kind::Schema),
        "content" => Some(Kind::Map(&Kind::MediaType)),
        "examples" => Some(Kind::Map(&Kind::Example)),
        _ => None,
    }
}

fn response(key: &str) -> Option<Kind> {
    match key {
        "headers" => Some(Kind::Map(&Kind::Parameter)),
        "content" => Some(Kind::Map(&Kind::MediaType)),
        "links" => Some(Kind::Map(&Kind::Link)),
        _ => None,
    }
}

fn media_type(key: &str) -> Option<Kind> {
    match key {
        "schema" | "itemSchema" => Some(Kind::Schema),
        "examples" => Some(Kind::Map(&Kind::Example)),
        _ => encoding(key).filter(|_| key != "headers"),
    }
}

fn encoding(key: &str) -> Option<Kind> {
    match key {
        "headers" => Some(Kind::Map(&Kind::Parameter)),
        "encoding" => Some(Kind::Map(&Kind::Encoding)),
        "prefixEncoding" => Some(Kind::List(&Kind::Encoding)),
        "itemEncoding" => Some(Kind::Encoding),
        _ => None,
    }
}

fn schema(key: &str) -> Option<Kind> {
    match key {
        "properties" | "patternProperties" | "$defs" | "definitions" | "dependentSchemas" => {
            Some(Kind::Map(&Kind::Schema))
        }
        "allOf" | "oneOf" | "anyOf" | "prefixItems" => Some(Kind::List(&Kind::Schema)),
        "items"
        | "additionalItems"
        | "unevaluatedItems"
        | "contains"
        | "additionalProperties"
        | "unevaluatedProperties"
        | "propertyNames"
        | "not"
        | "if"
        | "then"
        | "else"
        | "contentSchema" => Some(Kind::Schema),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pointer::FileId;

    fn kind(path: &str) -> Option<Kind> {
        in_document(&Pointer::parse(FileId::default(), path)?)
    }

    #[test]
    fn knows_what_stands_where() {
        let schemas = [
            "/components/schemas/x-a/properties/example",
            "/paths/~1a/get/parameters/0/schema/oneOf/1/items",
            "/paths/~1a/post/callbacks/c/{url}/post/requestBody/content/a~1b/schema",
            "/webhooks/w/post/responses/200/headers/h/schema/$defs/d",
            "/paths/~1a/get/responses/200/content/a~1b/itemSchema",
        ];
        for path in schemas {
            assert_eq!(kind(path), Some(Kind::Schema), "{path}");
        }
        let nothing = [
            "/components/schemas/A/example/properties/b",
            "/components/schemas/A/default",
            "/paths/x-a/get",
            "/paths/~1a/get/parameters/x",
            "/info",
        ];
        for path in nothing {
            assert_eq!(kind(path), None, "{path}");
        }
    }
}
