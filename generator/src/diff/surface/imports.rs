//! Names that `use` brings in or shows.

use syn::{Item, UseTree};

use super::attributes::{is_hidden, is_public};

pub(super) type Target = (Vec<String>, String);

/// The module whose items `pub use self::module::*` brings here.
pub(super) fn glob(item: &Item) -> Option<String> {
    let Item::Use(item) = item else { return None };
    if !is_public(&item.vis) {
        return None;
    }
    let mut tree = &item.tree;
    let mut path = Vec::new();
    loop {
        match tree {
            UseTree::Path(step) => {
                path.push(step.ident.to_string());
                tree = &step.tree;
            }
            UseTree::Glob(_) => break,
            _ => return None,
        }
    }
    path.retain(|step| step != "self");
    match path.as_slice() {
        [name] => Some(name.clone()),
        _ => None,
    }
}

/// What `pub use` makes visible under which name.
pub(super) fn exports(item: &Item, here: &[String]) -> Vec<(Target, String)> {
    match item {
        Item::Use(item) if is_public(&item.vis) && !is_hidden(&item.attrs) => {
            names(&item.tree, here)
        }
        _ => Vec::new(),
    }
}

/// What `use` brings into scope under which name.
pub(super) fn imports(item: &Item, here: &[String]) -> Vec<(Target, String)> {
    match item {
        Item::Use(item) => names(&item.tree, here),
        _ => Vec::new(),
    }
}

pub(super) fn names(tree: &UseTree, here: &[String]) -> Vec<(Target, String)> {
    let mut found = Vec::new();
    let mut open = vec![(tree, Vec::<String>::new())];
    while let Some((tree, path)) = open.pop() {
        match tree {
            UseTree::Path(step) => {
                let mut path = path;
                path.push(step.ident.to_string());
                open.push((&step.tree, path));
            }
            UseTree::Name(name) => {
                let name = name.ident.to_string();
                found.push(((absolute(&path, here), name.clone()), name));
            }
            UseTree::Rename(rename) => {
                let target = (absolute(&path, here), rename.ident.to_string());
                found.push((target, rename.rename.to_string()));
            }
            UseTree::Group(group) => {
                open.extend(group.items.iter().map(|tree| (tree, path.clone())));
            }
            UseTree::Glob(_) => {}
        }
    }
    found
}

/// A path of a `use` as one from the root of the crate.
pub(super) fn absolute(path: &[String], here: &[String]) -> Vec<String> {
    let mut steps = path.iter();
    let mut full = match path.first().map(String::as_str) {
        Some("crate") => {
            steps.next();
            Vec::new()
        }
        Some("self") => {
            steps.next();
            here.to_vec()
        }
        Some("super") => here.to_vec(),
        // A crate of its own, or a module of this one.
        _ => here.to_vec(),
    };
    for step in steps {
        if step == "super" {
            full.pop();
        } else {
            full.push(step.clone());
        }
    }
    full
}
