//! `[crate]`: the generated crate's `Cargo.toml`.

use toml::Spanned;
use toml::de::DeTable;

use super::is_crate_name;
use super::values::{Item, Reader, Text};

const CRATE: &[&str] = &[
    "name",
    "version",
    "description",
    "license",
    "repository",
    "homepage",
    "keywords",
    "categories",
    "rust-version",
    "authors",
];

/// `[crate]`: what stands in the `Cargo.toml` of the generated crate.
#[derive(Clone, Debug, Default)]
pub struct CratePolicy {
    /// `name`: the crate's name. Default: the name of the policy file.
    pub name: Option<Spanned<String>>,
    /// `version`: a semantic version. Default: `0.1.0`.
    pub version: Option<Spanned<String>>,
    /// `description`: one sentence. Default: the first sentence of the API's description or its title.
    pub description: Option<Spanned<String>>,
    /// `license`: an SPDX expression. Default: `MIT OR Apache-2.0`.
    pub license: Option<Spanned<String>>,
    /// `repository`: a URL.
    pub repository: Option<Spanned<String>>,
    /// `homepage`: a URL.
    pub homepage: Option<Spanned<String>>,
    /// `keywords`: at most five, as the package index wants them.
    pub keywords: Vec<Spanned<String>>,
    /// `categories`: slugs of the package index.
    pub categories: Vec<Spanned<String>>,
    /// `rust-version`: the oldest compiler that the crate is for.
    pub rust_version: Option<Spanned<String>>,
    /// `authors`: names with addresses.
    pub authors: Vec<Spanned<String>>,
}

impl Reader {
    pub(super) fn krate(&mut self, table: &DeTable<'_>) -> CratePolicy {
        let mut krate = CratePolicy::default();
        for (key, item) in table {
            match key.get_ref().as_ref() {
                "name" => {
                    krate.name = self.checked(item, is_crate_name, "a crate name like `my-api`")
                }
                "version" => {
                    krate.version = self.checked(item, is_version, "a version like `1.2.3`")
                }
                "description" => krate.description = self.text(item),
                "license" => krate.license = self.text(item),
                "repository" => krate.repository = self.text(item),
                "homepage" => krate.homepage = self.text(item),
                "keywords" => krate.keywords = self.keywords(item),
                "categories" => krate.categories = self.texts(item),
                "rust-version" => {
                    krate.rust_version =
                        self.checked(item, is_rust_version, "a version like `1.88`")
                }
                "authors" => krate.authors = self.texts(item),
                _ => self.unknown(key, "[crate]", CRATE),
            }
        }
        krate
    }

    fn keywords(&mut self, item: &Item<'_>) -> Vec<Text> {
        let keywords = self.texts(item);
        if keywords.len() > 5 {
            self.value_error(item.span(), "the package index takes five keywords at most");
        }
        for keyword in keywords
            .iter()
            .filter(|keyword| !is_keyword(keyword.get_ref()))
        {
            let message = "a keyword has at most 20 characters: letters, digits, `-`, `_`, `+`, the first a letter or digit";
            self.value_error(keyword.span(), message);
        }
        keywords
    }
}

fn is_version(text: &str) -> bool {
    let (core, tail) = text.split_at(text.find(['-', '+']).unwrap_or(text.len()));
    let numbers: Vec<_> = core.split('.').collect();
    let tail_is_good =
        tail.is_empty() || tail.len() > 1 && tail.split(['-', '+', '.']).skip(1).all(is_identifier);
    numbers.len() == 3 && numbers.into_iter().all(is_number) && tail_is_good
}

fn is_identifier(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

fn is_rust_version(text: &str) -> bool {
    let numbers: Vec<_> = text.split('.').collect();
    (2..=3).contains(&numbers.len()) && numbers.into_iter().all(is_number)
}

fn is_number(text: &str) -> bool {
    let has_zero = text.len() > 1 && text.starts_with('0');
    !has_zero
        && text.len() < 10
        && !text.is_empty()
        && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_keyword(text: &str) -> bool {
    let word = |byte: u8| byte.is_ascii_alphanumeric() || b"-_+".contains(&byte);
    text.len() <= 20
        && text.starts_with(|c: char| c.is_ascii_alphanumeric())
        && text.bytes().all(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions() {
        for good in ["0.1.0", "1.22.3-rc.1", "1.0.0+build.5", "1.0.0-a+b"] {
            assert!(is_version(good), "{good}");
        }
        for bad in [
            "1", "1.2", "01.2.3", "1.2.3-", "1.2.3.4", "v1.2.3", "1.2.x", "",
        ] {
            assert!(!is_version(bad), "{bad}");
        }
        assert!(
            is_rust_version("1.88")
                && is_rust_version("1.88.0")
                && !is_rust_version("1")
                && !is_rust_version("stable")
        );
    }
}
