//! The definition that a place belongs to.

use super::Kind;
use crate::pointer::Pointer;

/// The definition that a place belongs to.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Owner {
    pub kind: Kind,
    pub name: String,
    /// How many segments of a pointer name it.
    pub depth: usize,
}

impl Owner {
    /// The definition that holds a place.
    pub fn of(at: &Pointer) -> Self {
        let segments: Vec<_> = at.segments().take(4).collect();
        let owner = |kind, name: String, depth| Self { kind, name, depth };
        match segments.as_slice() {
            [first, section, name, ..] if first == "components" => {
                let kind = match &**section {
                    "schemas" => Kind::Schema,
                    "parameters" => Kind::Parameter,
                    "headers" => Kind::Header,
                    "requestBodies" => Kind::Body,
                    "responses" => Kind::Response,
                    "securitySchemes" => Kind::Security,
                    _ => Kind::Component,
                };
                owner(kind, name.to_string(), 3)
            }
            [first, path, method, ..] if first == "paths" && method != "parameters" => owner(
                Kind::Operation,
                format!("{} {path}", method.to_uppercase()),
                3,
            ),
            [first, path, ..] if first == "paths" => owner(Kind::Path, path.to_string(), 2),
            [first, name, ..] if first == "webhooks" => owner(Kind::Webhook, name.to_string(), 2),
            [first, ..] => owner(Kind::Document, first.to_string(), 1),
            [] => owner(Kind::Document, "description".to_owned(), 0),
        }
    }

    pub(super) fn is_document(&self) -> bool {
        self.kind == Kind::Document
    }

    /// The place of the definition, from a place in it.
    pub fn place(&self, at: &Pointer) -> Pointer {
        let segments: Vec<_> = at.segments().take(self.depth).collect();
        segments
            .iter()
            .fold(Pointer::root(at.file()), |at, segment| at.child(segment))
    }
}
