//! Which operations of a description are wanted. It looks at the tree alone, before anything is
//! lowered, so that nothing is said about parts that nobody asked for.

use std::collections::{BTreeSet, HashSet};

use serde_json::Value;

use crate::config::{Criteria, Criterion, Selection, is_method, path_fits};
use crate::diagnostics::{At, Diagnostic, Diagnostics, nearest};
use crate::pointer::Pointer;
use crate::resolve::Resolver;

/// An operation, as far as it matters for a choice.
#[derive(Clone, Debug)]
pub struct Candidate<'a> {
    /// The key under `paths`.
    pub path: &'a str,
    /// The key in the Path Item Object, such as `get`.
    pub method: &'a str,
    /// Where its Operation Object stands.
    pub at: Pointer,
    id: Option<&'a str>,
    tags: Vec<&'a str>,
}

impl Candidate<'_> {
    fn key(&self) -> String {
        format!("{} {}", self.method.to_ascii_uppercase(), self.path)
    }

    fn is_called(&self, name: &str) -> bool {
        self.id == Some(name) || self.key() == name
    }
}

/// All operations below `paths`, in the order of the text. A Path Item Object that is not there
/// has none; who lowers it says so.
pub fn candidates<'a>(resolver: &Resolver<'a>) -> Vec<Candidate<'a>> {
    let paths = resolver.root().child("paths");
    let mut found = Vec::new();
    for path in resolver.keys(&paths) {
        let Ok(item) = resolver.follow(&paths.child(path)) else {
            continue;
        };
        for method in resolver.keys(&item) {
            let at = item.child(method);
            if method == "additionalOperations" {
                let more = resolver.keys(&at).into_iter();
                found.extend(more.filter_map(|own| candidate(resolver, path, own, at.child(own))));
            } else if is_method_key(method) {
                found.extend(candidate(resolver, path, method, at));
            }
        }
    }
    found.retain(|candidate| !candidate.path.starts_with("x-"));
    found
}

/// Whether a Path Item Object has an operation under this key.
pub fn is_method_key(key: &str) -> bool {
    is_method(key) && key.bytes().all(|byte| byte.is_ascii_lowercase())
}

fn candidate<'a>(
    resolver: &Resolver<'a>,
    path: &'a str,
    method: &'a str,
    at: Pointer,
) -> Option<Candidate<'a>> {
    let operation = resolver.get(&at)?.as_object()?;
    let tags = operation.get("tags").and_then(Value::as_array);
    Some(Candidate {
        path,
        method,
        id: operation.get("operationId").and_then(Value::as_str),
        tags: tags
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect(),
        at,
    })
}

/// What was chosen.
#[derive(Clone, Debug, Default)]
pub struct Selected {
    /// `None`: everything.
    part: Option<Part>,
}

#[derive(Clone, Debug, Default)]
struct Part {
    operations: HashSet<(String, String)>,
    ids: HashSet<String>,
    tags: BTreeSet<String>,
    schemes: BTreeSet<String>,
}

impl Selected {
    /// Whether it is less than everything.
    pub fn is_part(&self) -> bool {
        self.part.is_some()
    }

    /// Whether an operation is wanted; `method` is its key in the Path Item Object.
    pub fn has(&self, path: &str, method: &str) -> bool {
        let key = || (path.to_owned(), method.to_owned());
        self.part
            .as_ref()
            .is_none_or(|part| part.operations.contains(&key()))
    }

    /// Whether any operation of a path is wanted.
    pub fn has_path(&self, path: &str) -> bool {
        let any = |part: &Part| part.operations.iter().any(|(own, _)| own == path);
        self.part.as_ref().is_none_or(any)
    }

    /// Whether an operation of this operationId is wanted.
    pub fn has_id(&self, id: &str) -> bool {
        self.part.as_ref().is_none_or(|part| part.ids.contains(id))
    }

    /// Whether a tag is one of an operation that is wanted.
    pub fn has_tag(&self, tag: &str) -> bool {
        self.part
            .as_ref()
            .is_none_or(|part| part.tags.contains(tag))
    }

    /// Whether an operation that is wanted takes a security scheme.
    pub fn has_scheme(&self, scheme: &str) -> bool {
        self.part
            .as_ref()
            .is_none_or(|part| part.schemes.contains(scheme))
    }
}

/// Chooses by the policy or the command line. An entry that fits no operation is an error.
pub fn select(
    resolver: &Resolver<'_>,
    selection: &Selection,
    diagnostics: &mut Diagnostics,
) -> Selected {
    if selection.is_empty() {
        return Selected::default();
    }
    part(resolver, selection, diagnostics)
}

/// Like [`select`]; everything is a part, too, so that tags and schemes without an operation are not.
pub fn part(
    resolver: &Resolver<'_>,
    selection: &Selection,
    diagnostics: &mut Diagnostics,
) -> Selected {
    let all = candidates(resolver);
    let before = diagnostics.errors();
    report_unused(&all, selection, diagnostics);
    let chosen: Vec<&Candidate<'_>> = all.iter().filter(|one| is_chosen(selection, one)).collect();
    if chosen.is_empty() && !selection.is_empty() && diagnostics.errors() == before {
        let at = selection.include.all().chain(selection.exclude.all());
        let at = at
            .map(|entry| entry.at.clone())
            .next()
            .unwrap_or(At::Nowhere);
        let problem = Diagnostic::error("empty-selection", at, "no operation is selected");
        diagnostics.push(problem.hint(
            "`tags`, `paths` and `methods` have to fit at once, and nothing in `exclude` may fit",
        ));
    }
    let mut part = Part::default();
    for one in chosen {
        part.operations
            .insert((one.path.to_owned(), one.method.to_owned()));
        part.ids.extend(one.id.map(str::to_owned));
        part.tags
            .extend(one.tags.iter().map(|tag| (*tag).to_owned()));
        part.schemes.extend(schemes(resolver, &one.at));
    }
    Selected { part: Some(part) }
}

fn is_chosen(selection: &Selection, one: &Candidate<'_>) -> bool {
    let Criteria {
        operations,
        tags,
        paths,
        methods,
    } = &selection.include;
    let fits = |entries: &[Criterion], fit: fn(&str, &Candidate<'_>) -> bool| {
        entries.iter().any(|entry| fit(&entry.text, one))
    };
    let narrows = !(tags.is_empty() && paths.is_empty() && methods.is_empty());
    let included = selection.include.is_empty()
        || fits(operations, by_name)
        || narrows
            && (tags.is_empty() || fits(tags, by_tag))
            && (paths.is_empty() || fits(paths, by_path))
            && (methods.is_empty() || fits(methods, by_method));
    let out = &selection.exclude;
    let excluded = fits(&out.operations, by_name)
        || fits(&out.tags, by_tag)
        || fits(&out.paths, by_path)
        || fits(&out.methods, by_method);
    included && !excluded
}

fn by_name(name: &str, one: &Candidate<'_>) -> bool {
    one.is_called(name)
}

fn by_tag(tag: &str, one: &Candidate<'_>) -> bool {
    one.tags.contains(&tag)
}

fn by_path(pattern: &str, one: &Candidate<'_>) -> bool {
    path_fits(pattern, one.path)
}

fn by_method(method: &str, one: &Candidate<'_>) -> bool {
    one.method.eq_ignore_ascii_case(method)
}

fn report_unused(all: &[Candidate<'_>], selection: &Selection, diagnostics: &mut Diagnostics) {
    for criteria in [&selection.include, &selection.exclude] {
        let names = || all.iter().filter_map(|one| one.id);
        let tags = || all.iter().flat_map(|one| one.tags.iter().copied());
        let paths = || all.iter().map(|one| one.path);
        for entry in unused(&criteria.operations, all, by_name) {
            let what = format!("no operation is called `{}`", entry.text);
            let like = nearest(names(), &entry.text).map(str::to_owned);
            report(
                entry,
                what,
                like,
                "give an operationId, or method and path: `GET /pets/{id}`",
                diagnostics,
            );
        }
        for entry in unused(&criteria.tags, all, by_tag) {
            let what = format!("no operation has the tag `{}`", entry.text);
            let like = nearest(tags(), &entry.text).map(str::to_owned);
            report(
                entry,
                what,
                like,
                "upper and lower case differ",
                diagnostics,
            );
        }
        for entry in unused(&criteria.paths, all, by_path) {
            let what = format!("no path with an operation fits `{}`", entry.text);
            let like = nearest(paths(), &entry.text).map(str::to_owned);
            report(
                entry,
                what,
                like,
                "`*` stands for a part of a segment, `**` for any number of segments",
                diagnostics,
            );
        }
        for entry in unused(&criteria.methods, all, by_method) {
            let what = format!("no operation has the method `{}`", entry.text);
            report(entry, what, None, "correct or remove it", diagnostics);
        }
    }
}

fn unused<'e>(
    entries: &'e [Criterion],
    all: &[Candidate<'_>],
    fit: fn(&str, &Candidate<'_>) -> bool,
) -> impl Iterator<Item = &'e Criterion> {
    entries
        .iter()
        .filter(move |entry| !all.iter().any(|one| fit(&entry.text, one)))
}

fn report(
    entry: &Criterion,
    what: String,
    like: Option<String>,
    hint: &str,
    diagnostics: &mut Diagnostics,
) {
    let hint = like.map_or_else(|| hint.to_owned(), |like| format!("did you mean `{like}`?"));
    let problem = Diagnostic::error("unused-selection", entry.at.clone(), what);
    diagnostics.push(problem.hint(hint));
}

/// The security schemes that an operation names, or else the description as a whole.
fn schemes(resolver: &Resolver<'_>, operation: &Pointer) -> Vec<String> {
    let own = resolver.get(&operation.child("security"));
    let found = own.or_else(|| resolver.get(&resolver.root().child("security")));
    let mut names = required(found);
    for callback in resolver.keys(&operation.child("callbacks")) {
        let place = operation.child("callbacks").child(callback);
        names.extend(schemes_of_callback(resolver, &place));
    }
    names
}

/// What the operations of a callback ask for of their own.
fn schemes_of_callback(resolver: &Resolver<'_>, place: &Pointer) -> Vec<String> {
    let mut names = Vec::new();
    let Ok(callback) = resolver.follow(place) else {
        return names;
    };
    for expression in resolver.keys(&callback) {
        let Ok(item) = resolver.follow(&callback.child(expression)) else {
            continue;
        };
        for method in resolver
            .keys(&item)
            .into_iter()
            .filter(|key| is_method_key(key))
        {
            names.extend(required(
                resolver.get(&item.child(method).child("security")),
            ));
        }
    }
    names
}

fn required(security: Option<&Value>) -> Vec<String> {
    let alternatives = security.and_then(Value::as_array).into_iter().flatten();
    let names = alternatives
        .filter_map(Value::as_object)
        .flat_map(|one| one.keys());
    names.cloned().collect()
}
