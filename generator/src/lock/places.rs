//! What a type is found by when its description has changed: its place, without what is only order.

use std::borrow::Cow;

use foldhash::HashMap;

use super::Lock;
use crate::model::{Api, Location, Parameter, TypeId};
use crate::pointer::{FileId, Pointer, escape};

/// The keys of types.
#[derive(Default)]
pub struct Places {
    keys: Vec<String>,
    /// `None` for a key of several types.
    ids: HashMap<String, Option<TypeId>>,
}

impl Places {
    pub fn new(api: &Api) -> Self {
        let names = Names::new(api);
        let keys: Vec<String> = api.types.iter().map(|ty| names.key(&ty.at)).collect();
        let mut ids = HashMap::default();
        for (ty, key) in api.types.iter().zip(&keys) {
            let known = ids.entry(key.clone());
            known.and_modify(|id| *id = None).or_insert(Some(ty.id));
        }
        Self { keys, ids }
    }

    /// The keys for who looks them up in a lock: none, where it has nothing.
    pub fn for_lock(api: &Api, lock: &Lock) -> Self {
        if lock.is_empty() {
            return Self::default();
        }
        Self::new(api)
    }

    /// The key of a type; `None` for those that can't be told apart by it.
    pub fn key(&self, id: TypeId) -> Option<&str> {
        let key = self.keys.get(id.0 as usize)?;
        self.find(key).map(|_| key.as_str())
    }

    /// The type that has a key.
    pub fn find(&self, key: &str) -> Option<TypeId> {
        self.ids.get(key).copied().flatten()
    }
}

/// What stands in place of an index.
struct Names<'a> {
    /// Of parameters: location and wire name.
    parameters: HashMap<(FileId, &'a str), String>,
    /// Of variants: the title.
    titles: HashMap<(FileId, &'a str), &'a str>,
}

impl<'a> Names<'a> {
    fn new(api: &'a Api) -> Self {
        let parameters = api.operations.iter().flat_map(|one| &one.parameters);
        let types = api.types.iter();
        Self {
            parameters: parameters
                .map(|one| (place(&one.at), format!("{}.{}", location(one), one.wire)))
                .collect(),
            titles: types
                .filter_map(|ty| Some((place(&ty.at), ty.docs.title.as_deref()?)))
                .collect(),
        }
    }

    fn key(&self, at: &'a Pointer) -> String {
        let (file, path) = place(at);
        let mut key = String::from("#");
        let mut end = 0;
        for segment in path.split('/').skip(1) {
            end += 1 + segment.len();
            let is_index = segment.bytes().all(|byte| byte.is_ascii_digit());
            let name = is_index.then(|| self.name((file, &path[..end]))).flatten();
            key.push('/');
            key.push_str(&name.map_or(Cow::Borrowed(segment), escape));
        }
        key
    }

    fn name(&self, place: (FileId, &'a str)) -> Option<&str> {
        let parameter = self.parameters.get(&place).map(String::as_str);
        parameter.or_else(|| self.titles.get(&place).copied())
    }
}

fn place(at: &Pointer) -> (FileId, &str) {
    (at.file(), at.path())
}

/// Where a parameter goes, as the description says it.
pub fn location(parameter: &Parameter) -> &'static str {
    match parameter.location {
        Location::Path => "path",
        Location::Query => "query",
        Location::Header => "header",
        Location::Cookie => "cookie",
        Location::Part => "part",
    }
}
