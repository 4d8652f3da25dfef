//! `[features]`: the Cargo features for the tags of the description.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::values::Reader;

/// `[features]`: a description with two tags or more gives a crate with a feature for each of them.
#[derive(Clone, Debug, Default)]
pub struct FeaturePolicy {
    /// `tags`: whether there are such features. Default: `true`.
    pub tags: Option<Spanned<bool>>,
    /// `default`: the tags, as the description calls them, whose features are on unless a user turns
    /// the default features off. Default: all.
    pub default: Option<Spanned<Vec<Spanned<String>>>>,
}

impl FeaturePolicy {
    /// Whether tags are to have features.
    pub fn has_tags(&self) -> bool {
        self.tags.as_ref().is_none_or(|tags| *tags.get_ref())
    }
}

impl Reader {
    pub(super) fn features(&mut self, table: &DeTable<'_>) -> FeaturePolicy {
        let mut features = FeaturePolicy::default();
        for (key, item) in table {
            match key.get_ref().as_ref() {
                "tags" => features.tags = self.boolean(item),
                "default" => {
                    features.default = Some(Spanned::new(item.span(), self.texts(item)));
                }
                _ => self.unknown(key, "[features]", &["tags", "default"]),
            }
        }
        features
    }

    fn boolean(&mut self, item: &super::values::Item<'_>) -> Option<Spanned<bool>> {
        match item.get_ref() {
            DeValue::Boolean(value) => Some(Spanned::new(item.span(), *value)),
            _ => self.wrong_type(item, "true or false"),
        }
    }
}
