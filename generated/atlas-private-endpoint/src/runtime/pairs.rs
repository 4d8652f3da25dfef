// @generated from an OpenAPI description; change that, its policy or the templates instead.

//! Parameters that stand one after another: those of a query, and those of a cookie.

use percent_encoding::percent_decode_str;

/// `a=1&b=2`, where a parameter may be set again.
#[derive(Clone, Debug)]
pub(super) struct Pairs {
    text: String,
    separator: &'static str,
    /// The parameters that are there, and where each of them begins.
    starts: Vec<(&'static str, usize)>,
}

impl Pairs {
    pub(super) const fn new(separator: &'static str) -> Self {
        Self {
            text: String::new(),
            separator,
            starts: Vec::new(),
        }
    }

    /// All of them.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// Writes a parameter, which puts a separator before itself, in place of what it was before.
    pub(super) fn set(&mut self, name: &'static str, write: impl FnOnce(&mut String)) {
        self.remove(name);
        let start = self.text.len();
        write(&mut self.text);
        if self.text.len() > start {
            self.starts.push((name, start));
        }
    }

    /// The value of a parameter that is one pair.
    #[allow(dead_code, reason = "only lists in pages and envelopes need it")]
    pub(super) fn value(&self, name: &str) -> Option<String> {
        let (_, value) = self.pair(self.position(name)?).split_once('=')?;
        Some(percent_decode_str(value).decode_utf8_lossy().into_owned())
    }

    fn position(&self, name: &str) -> Option<usize> {
        self.starts.iter().position(|(known, _)| *known == name)
    }

    fn end(&self, index: usize) -> usize {
        let next = self.starts.get(index + 1);
        next.map_or(self.text.len(), |(_, start)| *start)
    }

    /// One parameter, without the separator before it.
    fn pair(&self, index: usize) -> &str {
        let start = self.starts[index].1;
        let pair = &self.text[start..self.end(index)];
        pair.strip_prefix(self.separator).unwrap_or(pair)
    }

    fn remove(&mut self, name: &str) {
        let Some(index) = self.position(name) else {
            return;
        };
        let (start, end) = (self.starts[index].1, self.end(index));
        self.text.replace_range(start..end, "");
        self.starts.remove(index);
        for (_, later) in &mut self.starts[index..] {
            *later -= end - start;
        }
        if start == 0 && self.text.starts_with(self.separator) {
            let separator = self.separator.len();
            self.text.replace_range(..separator, "");
            for (_, later) in &mut self.starts[1..] {
                *later -= separator;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(pairs: &mut Pairs, name: &'static str, text: &str) {
        pairs.set(name, |out| {
            if !out.is_empty() && !text.is_empty() {
                out.push('&');
            }
            out.push_str(text);
        });
    }

    #[test]
    fn a_later_value_takes_the_place_of_an_earlier_one() {
        let mut pairs = Pairs::new("&");
        for (name, text, expected) in [
            ("a", "a=1", "a=1"),
            ("b", "x=1&y=2", "a=1&x=1&y=2"),
            ("c", "c=3%204", "a=1&x=1&y=2&c=3%204"),
            ("a", "a=5", "x=1&y=2&c=3%204&a=5"),
            ("c", "c=6%207", "x=1&y=2&a=5&c=6%207"),
            ("b", "", "a=5&c=6%207"),
            ("a", "", "c=6%207"),
            ("c", "", ""),
            ("c", "c=6%207", "c=6%207"),
        ] {
            set(&mut pairs, name, text);
            assert_eq!(pairs.text(), expected);
        }
        assert_eq!(pairs.value("c").as_deref(), Some("6 7"));
        assert_eq!(pairs.value("a"), None);
    }
}
