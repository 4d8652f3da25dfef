//! `[media]`: the media types that are spoken.

use toml::Spanned;
use toml::de::DeTable;

use super::values::{Item, Reader};

/// `[media]`: which media type is spoken where the description has several.
#[derive(Clone, Debug, Default)]
pub struct MediaPolicy {
    /// `version`: of media types that have a date in their name (`application/vnd.x.2024-08-05+json`),
    /// `"newest"`, or the newest that is not newer than a date: `"2024-12-31"`. Default: `newest`.
    pub version: Option<Spanned<MediaVersion>>,
    /// `prefer`: media types that are taken before all others, the first first.
    pub prefer: Vec<Spanned<String>>,
}

/// Which version of a media type is taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MediaVersion {
    /// The newest.
    Newest,
    /// The newest that is not newer than this date.
    NotAfter(String),
}

/// `2024-08-05`
pub fn is_date(text: &str) -> bool {
    let digits =
        |part: &str, count| part.len() == count && part.bytes().all(|b| b.is_ascii_digit());
    match text.split('-').collect::<Vec<_>>()[..] {
        [year, month, day] => digits(year, 4) && digits(month, 2) && digits(day, 2),
        _ => false,
    }
}

impl Reader {
    pub(super) fn media(&mut self, table: &DeTable<'_>) -> MediaPolicy {
        let mut media = MediaPolicy::default();
        for (key, item) in table {
            match key.get_ref().as_ref() {
                "version" => media.version = self.media_version(item),
                "prefer" => media.prefer = self.texts(item),
                _ => self.unknown(key, "[media]", &["version", "prefer"]),
            }
        }
        media
    }

    fn media_version(&mut self, item: &Item<'_>) -> Option<Spanned<MediaVersion>> {
        let expected = "`newest` or a date like `2024-08-05`";
        let text = self.checked(item, |text| text == "newest" || is_date(text), expected)?;
        let version = match text.get_ref().as_str() {
            "newest" => MediaVersion::Newest,
            date => MediaVersion::NotAfter(date.to_owned()),
        };
        Some(Spanned::new(text.span(), version))
    }
}
