//! The Rust side: generates both crates, compares their surfaces, and finds the definition behind
//! each difference.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::Input;
use super::contract::Differences;
use super::outline::{self, Outlines};
use super::review::Owner;
use super::rust::{Bump, RustChange};
use super::semver::{self, Renames};
use super::surface::{self, Key, Kind, Surface};
use crate::diagnostics::Diagnostics;
use crate::pointer::Pointer;
use crate::{Extent, Generated, OperationOrigin, Options, Origins};

/// What became of the crate.
pub struct Rust {
    pub changes: Vec<Placed>,
    /// What is asked for even if no item changed.
    pub least: Bump,
    /// `Cargo.toml` of both.
    pub manifests: Option<(String, String)>,
    /// The items that changed, as users see them.
    pub outlines: Outlines,
}

/// A change with the places of the definition behind it.
pub struct Placed {
    pub old: Option<Pointer>,
    pub new: Option<Pointer>,
    pub change: RustChange,
}

/// Compares the crates of both sides. What can't be compared is noted.
pub fn compare(
    old: &Input,
    new: &Input,
    differences: &Differences,
    notes: &mut Vec<String>,
) -> Option<Rust> {
    // What was committed is laid out and whole: what is compared with it must be, too.
    let extent = match old.files {
        Some(_) => Extent::Crate,
        None => Extent::Surface,
    };
    let (from, to) = rayon::join(
        || generated(old, Extent::Surface),
        || generated(new, extent),
    );
    let mut side = |input: &Input, result: Result<Generated, Diagnostics>| match result {
        Ok(generated) => Some(generated),
        Err(problems) => {
            let first = problems.iter().next();
            let why = first.map_or("", |problem| problem.message.as_str());
            notes.push(format!(
                "the Rust is not compared: {} does not generate: {why}",
                input.label
            ));
            None
        }
    };
    let (from, to) = (side(old, from), side(new, to));
    let (mut from, to) = (from?, to?);
    if let Some(files) = &old.files {
        from.files.clone_from(files);
    }
    let mut to = to;
    // Only what the surface is made of is compared.
    for files in [&mut from.files, &mut to.files] {
        files.retain(|path, _| {
            path == "Cargo.toml" || (path.starts_with("src/") && path.ends_with(".rs"))
        });
    }
    let manifest = |side: &Generated| side.files.get("Cargo.toml").cloned();
    let manifests = manifest(&from).zip(manifest(&to));
    if from.files == to.files {
        return Some(Rust {
            changes: Vec::new(),
            least: Bump::None,
            manifests,
            outlines: Outlines::new(),
        });
    }
    let gates = [&from.files, &to.files].map(surface::gates::of_files);
    let same = |path: &str| {
        let is_same = from.files.get(path) == to.files.get(path);
        is_same && gates[0].get(path) == gates[1].get(path)
    };
    let (one, two) = rayon::join(
        || surface::read(&from.files, &same),
        || surface::read(&to.files, &same),
    );
    for (input, surface) in [(old, &one), (new, &two)] {
        for file in &surface.unreadable {
            notes.push(format!("{}: {file} could not be read as Rust", input.label));
        }
    }
    let moves = Moves::of(differences, &from.origins, &to.origins);
    let mut changes = moves.changes(&one, &two);
    let places = Places::new(&from.origins, &to.origins, &moves);
    let renamed = semver::renamed(&one, &moves.renames);
    let compared = semver::compare(&renamed, &two).into_iter();
    for mut change in compared.filter(|change| !moves.is_told(change)) {
        explain(&mut change, &from.origins, &to.origins);
        let (old, new) = places.of(&change.item);
        changes.push(Placed { old, new, change });
    }
    changes.extend(moves.untold(&from.origins, &to.origins));
    let named = changes.iter().map(|placed| &placed.change);
    let outlines = outline::outlines(&one, &two, &moves.renames, named);
    Some(Rust {
        changes,
        least: Bump::Patch,
        manifests,
        outlines,
    })
}

fn generated(input: &Input, extent: Extent) -> Result<Generated, Diagnostics> {
    let options = Options {
        extent,
        templates: input.templates.clone(),
        without_lock: true,
        ..Options::default()
    };
    let mut diagnostics = Diagnostics::default();
    crate::generate(&input.sources, &input.policy, &options, &mut diagnostics)
}

/// What goes on under another name.
struct Moves {
    renames: Renames,
    /// Operations: both places, the old and the new method, the types that moved with it.
    operations: Vec<(Pointer, Pointer, String, String)>,
    /// Types: both places and names.
    types: Vec<(Pointer, Pointer, String, String)>,
    /// The old names of all of these.
    names: BTreeSet<String>,
    /// Old places of definitions to new ones.
    places: HashMap<Pointer, Pointer>,
}

impl Moves {
    fn of(differences: &Differences, old: &Origins, new: &Origins) -> Self {
        let mut places: HashMap<Pointer, Pointer> = HashMap::new();
        for call in &differences.calls {
            if let (Some(old), Some(new)) = (&call.old, &call.new) {
                places.insert(old.clone(), new.clone());
            }
        }
        for at in old.types.values() {
            if let Some(name) = super::shape::component_name(at)
                && let Some(other) = differences.renamed.get(&name)
                && let Some(parent) = at.parent()
            {
                places.insert(at.clone(), parent.child(other));
            }
        }
        let mut moves = Self {
            renames: Renames::default(),
            operations: Vec::new(),
            types: Vec::new(),
            names: BTreeSet::new(),
            places,
        };
        moves.find_operations(old, new);
        moves.find_types(old, new);
        moves.find_failures(old, new);
        let renames = &moves.renames;
        let names = renames.types.keys().chain(renames.methods.keys());
        moves.names = names.cloned().collect();
        moves
    }

    fn find_operations(&mut self, old: &Origins, new: &Origins) {
        let by_place: HashMap<&Pointer, _> =
            new.operations.iter().map(|one| (&one.at, one)).collect();
        for from in &old.operations {
            let at = self.places.get(&from.at).unwrap_or(&from.at).clone();
            let Some(to) = by_place.get(&at).filter(|to| to.method != from.method) else {
                continue;
            };
            let renames = &mut self.renames;
            renames
                .methods
                .insert(from.method.clone(), to.method.clone());
            for (one, two) in from.types.iter().zip(&to.types) {
                if one != two && !one.is_empty() && !two.is_empty() {
                    renames.types.insert(one.clone(), two.clone());
                }
            }
            let names = (from.method.clone(), to.method.clone());
            self.operations
                .push((from.at.clone(), at, names.0, names.1));
        }
    }

    fn find_types(&mut self, old: &Origins, new: &Origins) {
        let by_place: HashMap<&Pointer, &String> =
            new.types.iter().map(|(name, at)| (at, name)).collect();
        for (name, at) in &old.types {
            let place = self.moved(at);
            let Some(other) = by_place.get(&place).filter(|other| **other != name) else {
                continue;
            };
            // The name may belong to something else now.
            if new.types.contains_key(name) || old.types.contains_key(*other) {
                continue;
            }
            self.renames.types.insert(name.clone(), (*other).clone());
            self.types
                .push((at.clone(), place, name.clone(), (*other).clone()));
        }
    }

    /// Errors are called after the type of their body.
    fn find_failures(&mut self, old: &Origins, new: &Origins) {
        for from in &old.failures {
            let places: Vec<Pointer> = from.bodies.iter().map(|at| self.moved(at)).collect();
            let same = new.failures.iter();
            let mut same = same.filter(|to| to.bodies == places && to.kind == from.kind);
            // Errors whose bodies stand at other statuses may be alike otherwise.
            let first = same.clone().next();
            if let Some(to) = first.filter(|_| same.all(|to| to.name != from.name)) {
                self.renames
                    .types
                    .insert(from.name.clone(), to.name.clone());
            }
        }
    }

    /// Where a place of the old side is in the new one.
    fn moved(&self, at: &Pointer) -> Pointer {
        let owner = Owner::of(at);
        let start = owner.place(at);
        let Some(place) = self.places.get(&start) else {
            return at.clone();
        };
        at.segments()
            .skip(owner.depth)
            .fold(place.clone(), |at, segment| at.child(&segment))
    }

    /// The moves themselves.
    fn changes(&self, old: &Surface, new: &Surface) -> Vec<Placed> {
        let mut changes = Vec::new();
        for (from, to, name, other) in &self.operations {
            let method = old.pieces.iter().find(|(key, _)| {
                key.kind == Kind::Method && key.path.ends_with(&format!("Client::{name}"))
            });
            let item =
                method.map_or_else(|| format!("Client::{name}"), |(key, _)| key.path.clone());
            let is_kept = new
                .pieces
                .keys()
                .any(|key| key.kind == Kind::Method && key.path == item);
            let what = format!("the method is called `{other}` now, and so are its types");
            let table = format!("`[operations]` takes `{} = \"{name}\"`", self.id(to));
            changes.push(placed(
                from,
                to,
                RustChange {
                    item,
                    before: Some(format!("fn {name}")),
                    after: Some(format!("fn {other}")),
                    ..moved(what, is_kept, (name, other), &table)
                },
            ));
        }
        for (from, to, name, other) in &self.types {
            let find = |kind| Key {
                path: format!("types::{name}"),
                kind,
            };
            let is_there = [Kind::Struct, Kind::Enum, Kind::Alias]
                .into_iter()
                .any(|kind| old.pieces.contains_key(&find(kind)));
            if !is_there {
                continue;
            }
            let key = super::shape::component_name(to).unwrap_or_else(|| to.to_string());
            let is_kept = [Kind::Struct, Kind::Enum, Kind::Alias]
                .into_iter()
                .any(|kind| new.pieces.contains_key(&find(kind)));
            let what = format!("the type is called `{other}` now");
            let table = format!("`[types]` takes `\"{key}\" = \"{name}\"`");
            changes.push(placed(
                from,
                to,
                RustChange {
                    item: format!("types::{name}"),
                    before: Some(name.clone()),
                    after: Some(other.clone()),
                    ..moved(what, is_kept, (name, other), &table)
                },
            ));
        }
        changes
    }

    /// Whether a change is but the deprecated alias of something that moved.
    fn is_told(&self, change: &RustChange) -> bool {
        let name = change.item.rsplit("::").next().unwrap_or_default();
        change.before.is_none() && change.bump == Bump::Minor && self.names.contains(name)
    }

    /// Answers that came without a type, as the operation keeps the error that it has.
    fn untold(&self, old: &Origins, new: &Origins) -> Vec<Placed> {
        let known: HashMap<&Pointer, _> = (old.operations.iter())
            .map(|one| (self.places.get(&one.at).unwrap_or(&one.at), one))
            .collect();
        let mut placed = Vec::new();
        for to in &new.operations {
            let from = known.get(&to.at);
            let is_new = |status: &&String| from.is_none_or(|from| !from.untold.contains(status));
            let statuses: Vec<_> = (to.untold.iter().filter(is_new))
                .map(|status| format!("`{status}`"))
                .collect();
            if !statuses.is_empty() {
                placed.push(Placed {
                    old: from.map(|from| from.at.clone()),
                    new: Some(to.at.clone()),
                    change: kept(to, &statuses.join(", ")),
                });
            }
        }
        placed
    }

    fn id(&self, at: &Pointer) -> String {
        let segments: Vec<_> = at.segments().collect();
        match segments.as_slice() {
            [_, path, method, ..] => format!("\"{} {path}\"", method.to_uppercase()),
            _ => "operationId".to_owned(),
        }
    }
}

/// A name that moved; who uses the old one has to change it, unless that is there still.
fn moved(
    what: String,
    is_kept: bool,
    (name, other): (&String, &String),
    table: &str,
) -> RustChange {
    let help = format!(
        "keep the old name in the policy: {table}; or deprecate it: `[aliases]` takes `{name} = \"{other}\"`"
    );
    RustChange {
        item: String::new(),
        before: None,
        after: None,
        reason: match is_kept {
            true => format!("{what}; the old name is an alias of it, and deprecated"),
            false => what,
        },
        bump: match is_kept {
            true => Bump::Minor,
            false => Bump::Major,
        },
        help: (!is_kept).then_some(help),
        ignored: None,
    }
}

/// Says why a field became optional that the description left as it is: what is read-only can't be
/// asked of those who send it, nor what is write-only of those who receive it.
fn explain(change: &mut RustChange, old: &Origins, new: &Origins) {
    let (Some(before), Some(after)) = (&change.before, &change.after) else {
        return;
    };
    let ty = |text: &str| text.split_once(": ").map(|(_, ty)| ty.to_owned());
    let (Some(from), Some(to)) = (ty(before), ty(after)) else {
        return;
    };
    let mut names = change.item.rsplit("::");
    let Some(name) = names.nth(1).filter(|_| to == format!("Option<{from}>")) else {
        return;
    };
    let (Some(had), Some(has)) = (old.travels.get(name), new.travels.get(name)) else {
        return;
    };
    let (why, whose) = match (had, has) {
        ([false, _], [true, _]) => ("sent", "requests"),
        ([_, false], [_, true]) => ("received", "answers"),
        _ => return,
    };
    change.reason = format!("the field is optional now, as `{name}` is {why}, too");
    change.help = Some(format!(
        "an overlay can give these {whose} a schema of their own, which leaves `{name}` as it is"
    ));
}

fn kept(operation: &OperationOrigin, statuses: &str) -> RustChange {
    let [_, error, _] = &operation.types;
    RustChange {
        item: format!("operations::{error}"),
        before: None,
        after: None,
        reason: format!(
            "the error keeps its type, which has no variant for {statuses}: an unexpected status with a raw body"
        ),
        bump: Bump::Patch,
        help: Some(format!(
            "`[errors]` of the policy takes `own = [{:?}]`: an error of its own, with a variant for each answer, \
             which is a major change",
            operation.key
        )),
        ignored: None,
    }
}

fn placed(old: &Pointer, new: &Pointer, change: RustChange) -> Placed {
    Placed {
        old: Some(old.clone()),
        new: Some(new.clone()),
        change,
    }
}

/// The definitions behind names.
struct Places {
    old: BTreeMap<String, Pointer>,
    new: BTreeMap<String, Pointer>,
}

impl Places {
    fn new(old: &Origins, new: &Origins, moves: &Moves) -> Self {
        let mut places = Self {
            old: by_name(old),
            new: by_name(new),
        };
        // The old surface was compared under its new names.
        let renames = moves.renames.types.iter().chain(&moves.renames.methods);
        for (name, other) in renames {
            if let Some(at) = places.old.remove(name) {
                places.old.insert(other.clone(), at);
            }
        }
        places
    }

    /// By the first segment of a path that is known: the type or, for a client's method, the operation.
    fn of(&self, item: &str) -> (Option<Pointer>, Option<Pointer>) {
        let path = item.split(": ").next().unwrap_or(item);
        let names: Vec<_> = path.split("::").collect();
        // Modules have names like methods.
        let is_item = |(index, name): &(usize, &str)| {
            *index > 0 && (index + 1 == names.len() || name.starts_with(char::is_uppercase))
        };
        let items = names.iter().copied().enumerate().filter(is_item);
        let found = items.map(|(_, name)| name).find_map(|name| {
            let both = (self.old.get(name), self.new.get(name));
            (both.0.is_some() || both.1.is_some()).then(|| (both.0.cloned(), both.1.cloned()))
        });
        found.unwrap_or_default()
    }
}

fn by_name(origins: &Origins) -> BTreeMap<String, Pointer> {
    let mut places = origins.types.clone();
    for failure in &origins.failures {
        let first = failure.bodies.first();
        places.extend(first.map(|at| (failure.name.clone(), at.clone())));
    }
    for operation in &origins.operations {
        let names = operation.types.iter().chain([&operation.method]);
        for name in names.filter(|name| !name.is_empty()) {
            places.insert(name.clone(), operation.at.clone());
        }
    }
    places
}
