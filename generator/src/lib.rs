//! Generates a Rust client crate from an OpenAPI description.
//!
//! [`generate`] is the whole pipeline: each stage is a function from data to
//! data, and its problems are collected before the next one starts.

pub mod analyse;
pub mod config;
pub mod diagnostics;
pub mod diff;
pub mod emit;
pub mod format;
pub mod grammar;
pub mod lexer;
pub mod load;
pub mod lock;
pub mod lower;
pub mod model;
pub mod names;
pub mod origins;
pub mod patch;
pub mod plan;
pub mod pointer;
pub mod resolve;
pub mod select;
pub mod slice;
pub mod write;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::str::FromStr;

use config::Policy;
use diagnostics::Diagnostics;
use load::Sources;
use lock::Lock;
use pointer::{FileId, Pointer};

/// How to generate.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// A defect of a part of the description is an error.
    pub strict: bool,
    /// Show the data after this stage.
    pub dump: Option<Stage>,
    /// A folder with templates that take the place of the built-in ones.
    pub templates: Option<PathBuf>,
    pub extent: Extent,
    /// Nobody keeps the lock, so it stays empty.
    pub without_lock: bool,
}

/// How much to generate.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Extent {
    /// The whole crate, as it is written.
    #[default]
    Crate,
    /// What can be named from outside, not laid out: enough to compare two crates, in half the time.
    Surface,
}

/// A stage of [`generate`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Text → tree.
    Load,
    /// The tree, mended.
    Patch,
    /// Places and what refers to them.
    Resolve,
    /// Description → model.
    Lower,
    /// Facts about the model.
    Analyse,
    /// Names of everything.
    Name,
    /// Items → files.
    Plan,
    /// Where everything went: places → Rust.
    Index,
    /// What users of the crate can name, as JSON.
    Surface,
}

impl Stage {
    /// All stages with their names, in order.
    pub const ALL: [(Self, &'static str); 9] = [
        (Self::Load, "load"),
        (Self::Patch, "patch"),
        (Self::Resolve, "resolve"),
        (Self::Lower, "lower"),
        (Self::Analyse, "analyse"),
        (Self::Name, "name"),
        (Self::Plan, "plan"),
        (Self::Index, "index"),
        (Self::Surface, "surface"),
    ];
}

impl FromStr for Stage {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        let found = Self::ALL.iter().find(|(_, known)| *known == name);
        found.map(|(stage, _)| *stage).ok_or_else(|| {
            let names: Vec<&str> = Self::ALL.iter().map(|(_, name)| *name).collect();
            format!(
                "there is no stage `{name}`; the stages are {}",
                names.join(", ")
            )
        })
    }
}

/// A generated crate, not yet written.
#[derive(Debug, Clone)]
pub struct Generated {
    pub crate_name: String,
    /// Relative paths with `/`, and their text.
    pub files: BTreeMap<String, String>,
    pub operations: usize,
    pub types: usize,
    /// Where each item comes from.
    pub origins: Origins,
    /// What the next run is held to.
    pub lock: Lock,
    /// What [`Options::dump`] asked for.
    pub dump: Option<String>,
}

/// The places in the description that Rust items were made of.
#[derive(Debug, Clone, Default)]
pub struct Origins {
    /// Types by name.
    pub types: BTreeMap<String, Pointer>,
    /// Of types by name, whether they are sent, and whether they are received.
    pub travels: BTreeMap<String, [bool; 2]>,
    /// Errors that operations share.
    pub failures: Vec<FailureOrigin>,
    pub operations: Vec<OperationOrigin>,
}

/// An error that operations share.
#[derive(Debug, Clone)]
pub struct FailureOrigin {
    pub name: String,
    /// What it is called, whatever its bodies are.
    pub kind: String,
    /// The places of the bodies.
    pub bodies: Vec<Pointer>,
}

/// What was made of one operation.
#[derive(Debug, Clone)]
pub struct OperationOrigin {
    pub at: Pointer,
    pub method: String,
    /// The types that belong to it alone: the call, its errors, headers and answers, in this order.
    pub types: [String; 3],
    /// The `operationId`, or method and path.
    pub key: String,
    /// The statuses of answers that its error has no variant for.
    pub untold: Vec<String>,
}

/// Where the generated modules are mounted.
#[derive(Debug, Clone, Copy)]
pub struct Mount<'a> {
    /// The path of the generated root: `crate` for a crate of its own.
    pub root: &'a str,
    /// The path of the runtime.
    pub runtime: &'a str,
}

impl Mount<'_> {
    /// A crate of its own, with its own copy of the runtime.
    pub const CRATE: Mount<'static> = Mount {
        root: "crate",
        runtime: "crate::runtime",
    };
}

/// Generates the crate for a loaded description.
///
/// # Errors
/// With the problems of the first stage that had an error. Warnings stay in
/// `diagnostics`.
pub fn generate(
    sources: &Sources,
    policy: &Policy,
    options: &Options,
    diagnostics: &mut Diagnostics,
) -> Result<Generated, Diagnostics> {
    generate_at(Mount::CRATE, sources, policy, options, diagnostics)
}

/// Generates modules that are mounted elsewhere, without the runtime.
///
/// # Errors
/// As [`generate`].
pub fn generate_at(
    mount: Mount<'_>,
    sources: &Sources,
    policy: &Policy,
    options: &Options,
    diagnostics: &mut Diagnostics,
) -> Result<Generated, Diagnostics> {
    // Aliases may lead to one another as far as a description likes.
    stacker::grow(STACK, || run(mount, sources, policy, options, diagnostics))
}

/// Room for the recursion over types; only what is used is taken from memory.
pub(crate) const STACK: usize = 512 << 20;

fn run(
    mount: Mount<'_>,
    sources: &Sources,
    policy: &Policy,
    options: &Options,
    diagnostics: &mut Diagnostics,
) -> Result<Generated, Diagnostics> {
    let mut generated = Generated {
        crate_name: policy.crate_name().to_owned(),
        files: BTreeMap::new(),
        operations: 0,
        types: 0,
        origins: Origins::default(),
        lock: Lock::default(),
        dump: None,
    };
    let dumps = |stage: Stage| options.dump == Some(stage);
    if dumps(Stage::Load) {
        return Ok(
            generated.dumped(serde_json::to_string_pretty(sources.root()).unwrap_or_default())
        );
    }

    let root = Pointer::root(FileId::default());
    let patched = patch::patch(sources, &root, diagnostics);
    diagnostics.checkpoint()?;
    let Some(patch::Patched { sources, .. }) = patched else {
        return Ok(generated);
    };
    if dumps(Stage::Patch) {
        return Ok(
            generated.dumped(serde_json::to_string_pretty(sources.root()).unwrap_or_default())
        );
    }

    let resolver = resolve::Resolver::new(&sources, root);
    if dumps(Stage::Resolve) {
        return Ok(generated.dumped(resolver.dump()));
    }

    let selected = select::select(&resolver, &policy.select, diagnostics);
    diagnostics.checkpoint()?;
    let api = lower::lower(&resolver, &selected, policy, diagnostics);
    diagnostics.checkpoint()?;
    if dumps(Stage::Lower) {
        return Ok(generated.dumped(format!("{api:#?}")));
    }

    let facts = analyse::analyse(&api, policy, diagnostics);
    diagnostics.checkpoint()?;
    if dumps(Stage::Analyse) {
        return Ok(generated.dumped(format!("{facts:#?}")));
    }

    let names = names::name(&api, &facts, policy, diagnostics);
    diagnostics.checkpoint()?;
    if dumps(Stage::Name) {
        return Ok(generated.dumped(format!("{names:#?}")));
    }

    let plan = plan::plan(&api, &facts, &names, policy, diagnostics);
    diagnostics.checkpoint()?;
    if dumps(Stage::Plan) {
        return Ok(generated.dumped(format!("{plan:#?}")));
    }

    let context = emit::Context {
        api: &api,
        facts: &facts,
        names: &names,
        plan: &plan,
        policy,
        root: mount.root,
        runtime: mount.runtime,
    };
    if dumps(Stage::Index) {
        return Ok(generated.dumped(emit::index(&context)));
    }

    let overrides = match load::templates(options.templates.as_deref()) {
        Ok(overrides) => overrides,
        Err(problem) => {
            diagnostics.push(problem);
            BTreeMap::new()
        }
    };
    diagnostics.checkpoint()?;
    generated.files = emit::emit(&context, &overrides, options.extent, diagnostics);
    diagnostics.checkpoint()?;
    if dumps(Stage::Surface) {
        let surface = diff::surface::read(&generated.files, &|_| false);
        return Ok(generated.dumped(surface.json()));
    }
    generated.operations = api.operations.len();
    if !options.without_lock {
        generated.lock = Lock::of(&api, &facts, &names, &plan, policy);
    }
    generated.origins = origins(&api, &facts, &names, &plan);
    generated.types = plan.modules.iter().map(|module| module.types.len()).sum();
    Ok(generated)
}

fn origins(
    api: &model::Api,
    facts: &analyse::Facts,
    names: &names::Names,
    plan: &plan::Plan,
) -> Origins {
    let types = api.types.iter();
    let operations = api.operations.iter().zip(&names.operations);
    let untold = &plan.failures.untold;
    Origins {
        types: types
            .map(|ty| (names.ty(ty.id).name.clone(), ty.at.clone()))
            .collect(),
        failures: (plan.failures.shared.iter())
            .map(|(key, shared)| {
                let bodies = key.bodies();
                let places: Vec<&str> = bodies.iter().map(|_| "_").collect();
                FailureOrigin {
                    name: shared.name.clone(),
                    kind: key.name(&places),
                    bodies: (bodies.iter())
                        .map(|id| api.types[*id].at.clone())
                        .collect(),
                }
            })
            .collect(),
        travels: (api.types.iter())
            .map(|ty| {
                let reach = facts.reach(ty.id);
                let name = names.ty(ty.id).name.clone();
                (name, [reach.request, reach.response])
            })
            .collect(),
        operations: operations
            .zip(untold)
            .map(|((operation, names), untold)| OperationOrigin {
                at: operation.at.clone(),
                key: operation.key.clone(),
                untold: untold.iter().map(ToString::to_string).collect(),
                method: names.method.clone(),
                types: [&names.builder, &names.error, &names.output].map(Clone::clone),
            })
            .collect(),
    }
}

impl Generated {
    fn dumped(mut self, text: String) -> Self {
        self.dump = Some(text);
        self
    }
}
