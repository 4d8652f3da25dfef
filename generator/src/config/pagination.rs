//! `[[pagination]]`: how the items of lists that come in pages are gone through.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::path_fits;
use super::values::{Item, Reader};

/// One `[[pagination]]`: the operations, where the items are in an answer, and how the next page is had.
///
/// Each of the operations gets a method `items()`, a stream of the items of all pages.
///
/// ```toml
/// [[pagination]]
/// operations = ["listPets", "GET /v1/**"]  # operationIds, or a method and a pattern of paths
/// items = "/results"                       # JSON pointer to the list in the body; default: all of it
/// page = "pageNum"                         # one of these: the parameter with the page's number,
/// first = 1                                #   and the number of the first page; default: 1
/// # offset = "skip"                        # … the parameter with the number of items to skip
/// # cursor = "after"                       # … the parameter with a mark,
/// # next = "/next_cursor"                  #   and where the answer has the mark of the next page
/// # next = "/links/next"                   # … the answer has the URL of the next page;
/// # next = "/links[rel=next]/href"         #   `[…]` takes an object from a list
/// # cursor = "starting_after"              # … the parameter with a mark,
/// # last = "/id"                           #   and where the last item has it
/// # link = true                            # … a `Link` header has it, with `rel="next"`
/// # more = "/has_more"                     # with any of them: where the answer says that there is more
/// ```
///
/// The first table that fits an operation counts.
#[derive(Clone, Debug)]
pub struct PaginationPolicy {
    /// `operations`.
    pub operations: Vec<Spanned<String>>,
    /// `items`: a JSON pointer into the body.
    pub items: String,
    /// How the next page is had.
    pub step: PageStep,
    /// `more`: a JSON pointer to a boolean in the body.
    pub more: Option<String>,
    /// The byte range of the whole table.
    pub range: Range<usize>,
}

/// How the next page is had.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PageStep {
    /// `page` and `first`.
    Page {
        /// The parameter.
        parameter: String,
        /// The number of the first page.
        first: i64,
    },
    /// `offset`: the parameter.
    Offset(String),
    /// `cursor` and `next`.
    Cursor {
        /// The parameter.
        parameter: String,
        /// A JSON pointer into the body.
        next: String,
    },
    /// `cursor` and `last`.
    Last {
        /// The parameter.
        parameter: String,
        /// A JSON pointer into the last item.
        last: String,
    },
    /// `next` alone: a JSON pointer to a URL in the body.
    Url(String),
    /// `link`.
    Link,
}

impl PaginationPolicy {
    /// Whether one of `operations` means this operation.
    pub fn fits(&self, key: &str, method: &str, path: &str) -> bool {
        self.operations.iter().any(|text| {
            let text = text.get_ref();
            let pattern = text.split_once(' ');
            let fits = |(of, pattern): (&str, &str)| {
                of.eq_ignore_ascii_case(method) && path_fits(pattern, path)
            };
            text == key || pattern.is_some_and(fits)
        })
    }
}

const KEYS: [&str; 10] = [
    "operations",
    "items",
    "page",
    "first",
    "offset",
    "cursor",
    "next",
    "last",
    "link",
    "more",
];

/// The values of a table, before it is known how they go together.
#[derive(Default)]
struct Keys {
    page: Option<String>,
    first: Option<i64>,
    offset: Option<String>,
    cursor: Option<String>,
    next: Option<String>,
    last: Option<String>,
    link: bool,
}

impl Keys {
    fn step(self) -> Option<PageStep> {
        let Self {
            page,
            first,
            offset,
            cursor,
            next,
            last,
            link,
        } = self;
        if let Some(last) = last {
            let others = [page, offset, next].iter().any(Option::is_some);
            let parameter = cursor.filter(|_| !others && !link && first.is_none())?;
            return Some(PageStep::Last { parameter, last });
        }
        match (page, offset, cursor, next, link) {
            (Some(parameter), None, None, None, false) => Some(PageStep::Page {
                parameter,
                first: first.unwrap_or(1),
            }),
            _ if first.is_some() => None,
            (None, Some(parameter), None, None, false) => Some(PageStep::Offset(parameter)),
            (None, None, Some(parameter), Some(next), false) => {
                Some(PageStep::Cursor { parameter, next })
            }
            (None, None, None, Some(next), false) => Some(PageStep::Url(next)),
            (None, None, None, None, true) => Some(PageStep::Link),
            _ => None,
        }
    }
}

impl Reader {
    pub(super) fn pagination(&mut self, item: &Item<'_>) -> Vec<PaginationPolicy> {
        let Some(items) = self.array(item, "tables: `[[pagination]]`") else {
            return Vec::new();
        };
        let tables = items.iter();
        tables
            .filter_map(|item| {
                let table = self.table(item)?;
                self.paging(table, item.span())
            })
            .collect()
    }

    fn paging(&mut self, table: &DeTable<'_>, range: Range<usize>) -> Option<PaginationPolicy> {
        let before = self.problems().len();
        let (mut operations, mut items, mut more) = (Vec::new(), None, None);
        let mut keys = Keys::default();
        for (key, item) in table {
            match key.get_ref().as_ref() {
                "operations" => operations = self.texts(item),
                "items" => items = self.pointer(item),
                "page" => keys.page = self.word(item),
                "first" => keys.first = self.number(item),
                "offset" => keys.offset = self.word(item),
                "cursor" => keys.cursor = self.word(item),
                "next" => keys.next = self.pointer(item),
                "last" => keys.last = self.pointer(item),
                "more" => more = self.pointer(item),
                "link" => match item.get_ref() {
                    DeValue::Boolean(true) => keys.link = true,
                    _ => self.value_error(item.span(), "`link` is `true`, or not there"),
                },
                _ => self.unknown(key, "[[pagination]]", &KEYS),
            }
        }
        let step = keys.step();
        if self.problems().len() > before {
            return None;
        }
        if operations.is_empty() {
            self.value_error(range.clone(), "this needs `operations`");
            return None;
        }
        if step.is_none() {
            let message = "this needs one of `page` (with `first`), `offset`, `cursor` with `next` or `last`, `next`, and `link = true`";
            self.value_error(range.clone(), message);
        }
        Some(PaginationPolicy {
            operations,
            items: items.unwrap_or_default(),
            step: step?,
            more,
            range,
        })
    }

    fn word(&mut self, item: &Item<'_>) -> Option<String> {
        self.text(item).map(Spanned::into_inner)
    }

    fn pointer(&mut self, item: &Item<'_>) -> Option<String> {
        let is_pointer = |text: &str| text.starts_with('/');
        let expected = "a JSON pointer like `/data/items`";
        self.checked(item, is_pointer, expected)
            .map(Spanned::into_inner)
    }

    fn number(&mut self, item: &Item<'_>) -> Option<i64> {
        let number = match item.get_ref() {
            DeValue::Integer(number) => i64::from_str_radix(number.as_str(), number.radix()).ok(),
            _ => None,
        };
        if number.is_none() {
            self.value_error(item.span(), "expected a whole number");
        }
        number
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Policy, PolicySource};
    use crate::diagnostics::Diagnostics;

    fn parse(text: &str) -> Result<Vec<PaginationPolicy>, usize> {
        let source = PolicySource {
            path: "a.toml".into(),
            text: format!("[[pagination]]\n{text}"),
        };
        let policy = Policy::parse(source, &mut Diagnostics::default());
        policy
            .map(|policy| policy.pagination)
            .map_err(|problems| problems.len())
    }

    #[test]
    fn one_way_to_the_next_page() {
        let step = |text: &str| {
            let found = parse(&format!("operations = 'a'\n{text}"))?;
            Ok(found[0].step.clone())
        };
        let page = |first| PageStep::Page {
            parameter: "p".to_owned(),
            first,
        };
        let cursor = PageStep::Cursor {
            parameter: "c".to_owned(),
            next: "/n".to_owned(),
        };
        assert_eq!(step("page = 'p'"), Ok(page(1)));
        assert_eq!(step("page = 'p'\nfirst = 0"), Ok(page(0)));
        assert_eq!(step("offset = 'o'"), Ok(PageStep::Offset("o".to_owned())));
        assert_eq!(step("cursor = 'c'\nnext = '/n'"), Ok(cursor));
        let last = PageStep::Last {
            parameter: "c".to_owned(),
            last: "/id".to_owned(),
        };
        assert_eq!(step("cursor = 'c'\nlast = '/id'\nmore = '/m'"), Ok(last));
        assert_eq!(step("next = '/n'"), Ok(PageStep::Url("/n".to_owned())));
        assert_eq!(step("link = true"), Ok(PageStep::Link));
        for bad in [
            "",
            "cursor = 'c'",
            "last = '/id'",
            "cursor = 'c'\nlast = '/id'\nnext = '/n'",
            "more = '/m'",
            "next = 'n'",
            "page = 'p'\nlink = true",
            "link = false",
            "offset = 'o'\nfirst = 2",
            "page = 'p'\nfirst = 'x'",
            "items = 'data'\nlink = true",
            "pages = 'p'",
        ] {
            assert_eq!(step(bad), Err(1), "{bad}");
        }
        assert_eq!(parse("link = true").map(|found| found.len()), Err(1));
    }

    #[test]
    fn names_and_patterns_of_operations() {
        let found = parse("operations = ['a', 'GET /v1/**']\nlink = true").unwrap();
        assert!(found[0].fits("a", "PUT", "/x"));
        assert!(found[0].fits("b", "GET", "/v1/c/d"));
        assert!(!found[0].fits("b", "POST", "/v1/c"));
        assert!(!found[0].fits("b", "GET", "/v2"));
    }
}
