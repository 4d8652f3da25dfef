//! The pieces of one item.

use std::collections::HashMap;

use syn::{Attribute, Fields, ImplItem, Item, TraitItem};

use super::attributes::*;
use super::modules::{Module, Reader};
use super::{Kind, Piece};

impl Reader<'_> {
    pub(super) fn item(
        &mut self,
        module: &Module,
        place: Option<&[String]>,
        item: &Item,
        exported: &HashMap<(Vec<String>, String), Vec<String>>,
    ) {
        let Some((name, vis, attrs)) = head(item) else {
            return;
        };
        if is_hidden(attrs) || !is_public(vis) {
            return;
        }
        let own = (module.path.clone(), name.clone());
        let path = match place {
            Some(place) => {
                let mut path = place.to_vec();
                path.push(name.clone());
                path.join("::")
            }
            None => match exported.get(&own) {
                Some(seen) => seen.join("::"),
                None => return,
            },
        };
        self.types.insert(own, path.clone());
        match item {
            Item::Struct(item) => {
                let text = format!("struct {name}{}", tidy(&item.generics));
                let has_private = item.fields.iter().any(|field| !is_public(&field.vis));
                let open = is_open(attrs) || has_private;
                let piece = Piece {
                    open,
                    ..piece(attrs, text)
                };
                self.push(&path, Kind::Struct, piece);
                self.derives(&path, attrs);
                for (index, field) in item.fields.iter().enumerate() {
                    if is_public(&field.vis) && !is_hidden(&field.attrs) {
                        let name = field
                            .ident
                            .as_ref()
                            .map_or(index.to_string(), |name| name.to_string());
                        self.member(&path, &name, Kind::Field, &field.attrs, tidy(&field.ty));
                    }
                }
            }
            Item::Enum(item) => {
                let text = format!("enum {name}{}", tidy(&item.generics));
                let piece = Piece {
                    open: is_open(attrs),
                    ..piece(attrs, text)
                };
                self.push(&path, Kind::Enum, piece);
                self.derives(&path, attrs);
                for variant in &item.variants {
                    let text = match &variant.fields {
                        Fields::Unit => String::new(),
                        fields => tidy(fields),
                    };
                    self.member(
                        &path,
                        &variant.ident.to_string(),
                        Kind::Variant,
                        &variant.attrs,
                        text,
                    );
                }
            }
            Item::Trait(item) => {
                let text = format!(
                    "trait {name}{}: {}",
                    tidy(&item.generics),
                    tidy(&item.supertraits)
                );
                self.push(&path, Kind::Trait, piece(attrs, text));
                for member in &item.items {
                    if let TraitItem::Fn(function) = member {
                        let mut piece = function_piece(&function.attrs, &function.sig);
                        piece.parent = Some(path.clone());
                        // What has a body need not be written by those who implement it.
                        piece.open = function.default.is_some();
                        self.push(
                            &format!("{path}::{}", function.sig.ident),
                            Kind::Method,
                            piece,
                        );
                    }
                }
            }
            Item::Type(item) => {
                let text = format!("type {name}{} = {}", tidy(&item.generics), tidy(&item.ty));
                self.push(&path, Kind::Alias, piece(attrs, text));
            }
            Item::Const(item) => {
                let text = format!("const {name}: {} = {}", tidy(&item.ty), tidy(&item.expr));
                self.push(&path, Kind::Constant, piece(attrs, text));
            }
            Item::Static(item) => {
                let text = format!("static {name}: {}", tidy(&item.ty));
                self.push(&path, Kind::Constant, piece(attrs, text));
            }
            Item::Fn(item) => {
                self.push(&path, Kind::Function, function_piece(attrs, &item.sig));
            }
            _ => {}
        }
    }

    pub(super) fn member(
        &mut self,
        parent: &str,
        name: &str,
        kind: Kind,
        attrs: &[Attribute],
        text: String,
    ) {
        let member = Piece {
            parent: Some(parent.to_owned()),
            ..piece(attrs, text)
        };
        self.push(&format!("{parent}::{name}"), kind, member);
    }

    pub(super) fn derives(&mut self, path: &str, attrs: &[Attribute]) {
        let mut names = Vec::new();
        for attribute in attrs.iter().filter(|one| one.path().is_ident("derive")) {
            let _ = attribute.parse_nested_meta(|meta| {
                names.push(tidy(&meta.path));
                Ok(())
            });
        }
        for name in names {
            let derived = Piece {
                text: name.clone(),
                parent: Some(path.to_owned()),
                ..Piece::default()
            };
            self.push(&format!("{path}: {name}"), Kind::Impl, derived);
        }
    }

    pub(super) fn implementation(&mut self, module: &Module, block: &syn::ItemImpl) {
        let syn::Type::Path(target) = &*block.self_ty else {
            return;
        };
        let Some(last) = target.path.segments.last() else {
            return;
        };
        let Some(path) = self.resolve(module, &last.ident.to_string()) else {
            return;
        };
        if let Some((of, _)) = &block.trait_ {
            let text = tidy(of);
            let implemented = Piece {
                text: text.clone(),
                parent: Some(path.clone()),
                gate: gate(&block.attrs),
                ..Piece::default()
            };
            self.push(&format!("{path}: {text}"), Kind::Impl, implemented);
            return;
        }
        for member in &block.items {
            match member {
                ImplItem::Fn(function)
                    if is_public(&function.vis) && !is_hidden(&function.attrs) =>
                {
                    let mut method = function_piece(&function.attrs, &function.sig);
                    method.parent = Some(path.clone());
                    method.gate = method.gate.or_else(|| gate(&block.attrs));
                    self.push(
                        &format!("{path}::{}", function.sig.ident),
                        Kind::Method,
                        method,
                    );
                }
                ImplItem::Const(constant) if is_public(&constant.vis) => {
                    let text = format!("const {}: {}", constant.ident, tidy(&constant.ty));
                    self.member(
                        &path,
                        &constant.ident.to_string(),
                        Kind::Constant,
                        &constant.attrs,
                        text,
                    );
                }
                _ => {}
            }
        }
    }

    /// The features that `Cargo.toml` has.
    pub(super) fn manifest(&mut self) {
        let Some(text) = self.files.get("Cargo.toml") else {
            return;
        };
        let Ok(manifest) = toml::from_str::<toml::Table>(text) else {
            self.surface.unreadable.push("Cargo.toml".to_owned());
            return;
        };
        let Some(features) = manifest.get("features").and_then(toml::Value::as_table) else {
            return;
        };
        for (name, enables) in features {
            let list = enables.as_array().map(Vec::as_slice).unwrap_or_default();
            let mut names: Vec<&str> = list.iter().filter_map(toml::Value::as_str).collect();
            names.sort_unstable();
            let feature = Piece {
                text: names.join(", "),
                ..Piece::default()
            };
            self.push(&format!("feature {name}"), Kind::Feature, feature);
        }
    }
}
