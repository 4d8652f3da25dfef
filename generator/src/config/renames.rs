//! Tables of names.

use toml::Spanned;

use super::values::{Item, Reader, in_order, owned};

/// One entry of a table of names.
#[derive(Clone, Debug)]
pub struct Rename {
    /// What is renamed.
    pub key: Spanned<String>,
    /// Its name.
    pub name: Spanned<String>,
}

/// A table of names, in the order of the file.
#[derive(Clone, Debug, Default)]
pub struct Renames(Vec<Rename>);

impl Renames {
    /// The name that the policy gives to `key`.
    pub fn get(&self, key: &str) -> Option<&Rename> {
        self.0.iter().find(|rename| rename.key.get_ref() == key)
    }

    /// All entries, to look for those that match nothing.
    pub fn iter(&self) -> std::slice::Iter<'_, Rename> {
        self.0.iter()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Reader {
    pub(super) fn renames(&mut self, item: &Item<'_>) -> Renames {
        let Some(table) = self.table(item) else {
            return Renames::default();
        };
        let entries = in_order(table).into_iter();
        Renames(
            entries
                .filter_map(|(key, item)| {
                    Some(Rename {
                        key: owned(key),
                        name: self.text(item)?,
                    })
                })
                .collect(),
        )
    }

    /// Names that stand in the crate as they are, on both sides.
    pub(super) fn aliases(&mut self, item: &Item<'_>) -> Renames {
        let mut aliases = self.identifiers(item);
        aliases.0.retain(|alias| {
            let name = alias.key.get_ref();
            let is_good = syn::parse_str::<syn::Ident>(name).is_ok();
            if !is_good {
                self.value_error(alias.key.span(), format!("`{name}` is no name in Rust"));
            }
            is_good
        });
        aliases
    }

    /// Renames to names that stand in the crate as they are.
    pub(super) fn identifiers(&mut self, item: &Item<'_>) -> Renames {
        let mut renames = self.renames(item);
        renames.0.retain(|rename| {
            let name = rename.name.get_ref();
            let is_good = syn::parse_str::<syn::Ident>(name).is_ok();
            if !is_good {
                self.value_error(rename.name.span(), format!("`{name}` is no name in Rust"));
            }
            is_good
        });
        renames
    }
}
