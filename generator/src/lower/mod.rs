//! Turns the description into the model: everything that is legal in OpenAPI
//! is decided here, once.

mod both;
mod collection;
mod encoding;
mod ignored;
mod media;
mod merge;
mod multipart;
mod operation;
mod parameter;
mod path;
mod schema;
mod security;
mod server;
mod tags;
mod union;
mod versions;

use std::sync::Arc;

use foldhash::{HashMap, HashSet};
use serde_json::Value;

use crate::config::Policy;
use crate::diagnostics::{At, Diagnostic, Diagnostics};
use crate::model::{Api, Header, Info, Parameter, ResponseObject, Tag, TypeDef, TypeId, Types};
use crate::pointer::Pointer;
use crate::resolve::{Cut, Resolver};
use crate::select::Selected;

type Outcome<T> = Result<T, Box<Diagnostic>>;

/// Lowers what is selected of the description that starts at the resolver's root.
pub fn lower(
    resolver: &Resolver<'_>,
    selected: &Selected,
    policy: &Policy,
    diagnostics: &mut Diagnostics,
) -> Api {
    let mut lowerer = Lowerer {
        resolver,
        selected,
        policy,
        used: versions::Used::default(),
        shared: Shared::default(),
        patterns: HashSet::default(),
        diagnostics,
        types: Vec::new(),
        ids: HashMap::default(),
        tags: Vec::new(),
        schemes: Vec::new(),
    };
    lowerer.api()
}

/// Schemas lead to schemas as deep as a description likes: the stack grows
/// with them instead of running out.
fn deeper<T>(step: impl FnOnce() -> T) -> T {
    stacker::maybe_grow(128 * 1024, 4 * 1024 * 1024, step)
}

/// What operations refer to, by its place: most of them refer to the same few.
#[derive(Default)]
struct Shared {
    parameters: HashMap<Pointer, Option<Parameter>>,
    headers: HashMap<Pointer, Header>,
    /// Of a success and of an error: their media types are chosen differently.
    responses: HashMap<(Pointer, bool), Arc<ResponseObject>>,
}

struct Lowerer<'a, 's> {
    resolver: &'a Resolver<'s>,
    selected: &'a Selected,
    policy: &'a Policy,
    /// What of the policy's `[media]` and `[formats]` came to use.
    used: versions::Used,
    shared: Shared,
    /// Patterns that were found to be regular expressions.
    patterns: HashSet<String>,
    diagnostics: &'a mut Diagnostics,
    /// `None` while a type is being lowered.
    types: Vec<Option<TypeDef>>,
    ids: HashMap<Pointer, TypeId>,
    tags: Vec<Tag>,
    schemes: Vec<crate::model::SecurityScheme>,
}

impl Lowerer<'_, '_> {
    fn api(&mut self) -> Api {
        let root = self.resolver.root().clone();
        let info = self.info(&root.child("info"));
        let servers = self.servers(&root.child("servers"));
        self.tags = self.declared_tags(&root.child("tags"));
        self.schemes = self.security_schemes();
        let operations = self.operations(&root.child("paths"));
        self.diagnostics.extend(self.resolver.take_mended());
        self.report_unused_entries();
        self.report_webhooks(&root.child("webhooks"));
        let types = std::mem::take(&mut self.types);
        let mut types = Types(types.into_iter().flatten().collect());
        tags::infer(&mut types);
        tags::take_from_others(&mut types);
        tags::give_to_structs(&mut types);
        Api {
            info,
            servers,
            schemes: std::mem::take(&mut self.schemes),
            tags: std::mem::take(&mut self.tags),
            operations,
            types,
            formats: self.used.formats.iter().cloned().collect(),
        }
    }

    /// Keeps a problem and goes on without what it spoiled: a defect in one part costs that part,
    /// and no more.
    fn keep<T>(&mut self, outcome: Outcome<T>, cost: &str) -> Option<T> {
        match outcome {
            Ok(value) => Some(value),
            Err(diagnostic) => {
                self.diagnostics.push(diagnostic.costing(cost));
                None
            }
        }
    }

    fn defect(&mut self, code: &'static str, at: &Pointer, message: String, hint: &str) {
        self.diagnostics
            .push(Diagnostic::defect(code, At::Value(at.clone()), message).hint(hint));
    }

    fn warning(&mut self, code: &'static str, at: &Pointer, message: String, hint: &str) {
        self.diagnostics
            .push(Diagnostic::warning(code, At::Value(at.clone()), message).hint(hint));
    }

    fn info(&mut self, at: &Pointer) -> Info {
        let Some(Value::Object(info)) = self.resolver.get(at) else {
            self.diagnostics.push(
                Diagnostic::defect(
                    "missing-info",
                    At::Value(self.resolver.root().clone()),
                    "there is no `info` object",
                )
                .hint("add `info` with a `title` and a `version`"),
            );
            return Info::default();
        };
        let text = |key: &str| info.get(key).and_then(Value::as_str).map(str::to_owned);
        if text("title").is_none() {
            self.defect(
                "missing-title",
                at,
                "`info` has no `title`".to_owned(),
                "give the API a name",
            );
        }
        Info {
            title: text("title").unwrap_or_default(),
            version: text("version").unwrap_or_default(),
            description: text("description"),
        }
    }

    fn declared_tags(&mut self, at: &Pointer) -> Vec<Tag> {
        let count = self
            .resolver
            .get(at)
            .and_then(Value::as_array)
            .map_or(0, Vec::len);
        (0..count)
            .filter_map(|index| {
                let outcome = self.resolver.read::<openapiv3::Tag>(
                    &at.index(index),
                    "tag",
                    &[("externalDocs", Cut::Drop)],
                );
                let tag = self.keep(outcome, "the tag is not described")?;
                self.selected.has_tag(&tag.name).then_some(Tag {
                    name: tag.name,
                    description: tag.description,
                })
            })
            .collect()
    }

    /// The index of a tag, which is added if the description doesn't declare it.
    fn tag(&mut self, name: &str) -> usize {
        let known = self.tags.iter().position(|tag| tag.name == name);
        known.unwrap_or_else(|| {
            self.tags.push(Tag {
                name: name.to_owned(),
                description: None,
            });
            self.tags.len() - 1
        })
    }
}
