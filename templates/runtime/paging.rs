//! Lists that come in pages, as streams of their items.

use std::fmt;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;
use http::{HeaderMap, Uri};

use super::base_url::BaseUrl;
use super::call::Call;
use super::params::ToParam;
use super::transport::{TransportError, TransportErrorKind};
use super::validate::{Location, Place};

/// The items of all pages of a list.
///
/// It is read by [`next`](Self::next) or as a [`Stream`]. A page is asked for when the items of the one
/// before are used up. After an error there is nothing more.
pub struct Items<'a, T, E> {
    ready: std::vec::IntoIter<T>,
    next: Option<Fetch<'a, T, E>>,
}

/// A page that is on its way.
pub type Fetch<'a, T, E> = Pin<Box<dyn Future<Output = Result<Page<'a, T, E>, E>> + Send + 'a>>;

/// A page.
pub struct Page<'a, T, E> {
    /// What is on it.
    pub items: Vec<T>,
    /// The page behind it, if there is one.
    pub next: Option<Fetch<'a, T, E>>,
}

impl<'a, T, E> Items<'a, T, E> {
    /// The items of this page and of those behind it.
    pub fn new(first: Fetch<'a, T, E>) -> Self {
        Self {
            ready: Vec::new().into_iter(),
            next: Some(first),
        }
    }

    /// The next item; `None` when there are no more.
    pub async fn next(&mut self) -> Option<Result<T, E>> {
        poll_fn(|cx| self.poll_item(cx)).await
    }

    /// All items at once.
    pub async fn collect(mut self) -> Result<Vec<T>, E> {
        let mut items = Vec::new();
        while let Some(item) = self.next().await {
            items.push(item?);
        }
        Ok(items)
    }

    fn poll_item(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<T, E>>> {
        loop {
            if let Some(item) = self.ready.next() {
                return Poll::Ready(Some(Ok(item)));
            }
            let Some(page) = &mut self.next else {
                return Poll::Ready(None);
            };
            let page = ready!(page.as_mut().poll(cx));
            self.next = None;
            match page {
                Ok(page) => {
                    self.ready = page.items.into_iter();
                    self.next = page.next;
                }
                Err(error) => return Poll::Ready(Some(Err(error))),
            }
        }
    }
}

// Nothing in it is pinned but what is in a box.
impl<T, E> Unpin for Items<'_, T, E> {}

impl<T, E> Stream for Items<'_, T, E> {
    type Item = Result<T, E>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll_item(cx)
    }
}

impl<T, E> fmt::Debug for Items<'_, T, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items")
            .field("ready", &self.ready.len())
            .field("is_last", &self.next.is_none())
            .finish()
    }
}

/// What a `Link` header says to be next.
pub fn next_link(headers: &HeaderMap) -> Option<String> {
    let values = headers.get_all(http::header::LINK).into_iter();
    values
        .filter_map(|value| value.to_str().ok())
        .find_map(next_in)
}

/// Reads `<a>; rel="next", <b>; rel=last`.
fn next_in(mut text: &str) -> Option<String> {
    loop {
        let (_, link) = text.split_once('<')?;
        let (url, rest) = link.split_once('>')?;
        let end = rest.find(outside_quotes(',')).unwrap_or(rest.len());
        if rest[..end].split(outside_quotes(';')).any(is_next) {
            return Some(url.trim().to_owned());
        }
        text = &rest[end..];
    }
}

/// Finds a separator, but not what stands in the quotes of a parameter.
fn outside_quotes(separator: char) -> impl FnMut(char) -> bool {
    let mut quoted = false;
    move |c| {
        quoted ^= c == '"';
        c == separator && !quoted
    }
}

fn is_next(parameter: &str) -> bool {
    let Some((name, value)) = parameter.split_once('=') else {
        return false;
    };
    let mut relations = value.trim().trim_matches('"').split_ascii_whitespace();
    name.trim().eq_ignore_ascii_case("rel")
        && relations.any(|relation| relation.eq_ignore_ascii_case("next"))
}

impl Call {
    /// The call with a number that has grown; `first` is what the server takes it for if it is not sent.
    pub fn advance(self: Box<Self>, parameter: Place, first: i64, by: usize) -> Option<Box<Self>> {
        let now = match self.sent(&parameter) {
            Some(text) => text.parse().ok()?,
            None => first,
        };
        let by = i64::try_from(by).ok().filter(|by| *by > 0)?;
        Some(self.with(parameter, &now.checked_add(by)?))
    }

    /// The call with a mark, unless there is none or it had that already.
    pub fn after(self: Box<Self>, parameter: Place, mark: Option<String>) -> Option<Box<Self>> {
        let mark = mark.filter(|mark| !mark.is_empty())?;
        let is_new = self.sent(&parameter).as_ref() != Some(&mark);
        is_new.then(|| self.with(parameter, &mark))
    }

    /// The call to the URL of a page, unless there is none or it went there already.
    pub fn follow(mut self: Box<Self>, page: Option<String>) -> Option<Box<Self>> {
        let page = page.filter(|page| !page.is_empty())?;
        let is_new = self.options.page.as_ref() != Some(&page);
        self.options.page = Some(page);
        is_new.then_some(self)
    }

    /// The text of a parameter, if it is sent.
    fn sent(&self, parameter: &Place) -> Option<String> {
        let Place::Parameter { location, name } = *parameter else {
            return None;
        };
        match location {
            Location::Query => self.query.value(name),
            Location::Cookie => self.cookies.value(name),
            Location::Header => {
                let value = self.headers.get(name)?.to_str().ok()?;
                Some(value.to_owned())
            }
            Location::Path | Location::Part => None,
        }
    }

    fn with(self: Box<Self>, parameter: Place, value: &dyn ToParam) -> Box<Self> {
        match parameter {
            Place::Parameter {
                location: Location::Query,
                name,
            } => self.query(name, value),
            Place::Parameter {
                location: Location::Cookie,
                name,
            } => self.cookie(name, true, value),
            Place::Parameter {
                location: Location::Header,
                name,
            } => self.header(name, false, value),
            _ => self,
        }
    }
}

/// Puts the URL of a page in place of the operation's. It has to be on the same server: it gets the
/// same credentials.
pub(super) fn redirect(uri: &mut Uri, call: &Call, base: &BaseUrl) -> Result<(), TransportError> {
    let Some(page) = &call.options.page else {
        return Ok(());
    };
    let refuse = |problem: &'static str| TransportError::new(TransportErrorKind::Request, problem);
    let page = page.split('#').next().unwrap_or_default();
    if let Some(query) = page.strip_prefix('?') {
        *uri = base.join(&call.path, query)?;
        return Ok(());
    }
    let invalid = || refuse("the next page has no valid URL");
    // `//host/path` is an address without its scheme.
    let scheme = if page.starts_with("//") {
        format!("{}:", uri.scheme_str().unwrap_or_default())
    } else {
        String::new()
    };
    let page: Uri = format!("{scheme}{page}").parse().map_err(|_| invalid())?;
    if page.host().is_some() && server(&page) != server(uri) {
        return Err(refuse("the next page is on another server"));
    }
    let mut parts = std::mem::take(uri).into_parts();
    parts.path_and_query = page.into_parts().path_and_query;
    *uri = Uri::from_parts(parts).map_err(|_| invalid())?;
    Ok(())
}

/// What has to be the same for two URLs to be of one server.
fn server(url: &Uri) -> (Option<&str>, Option<String>, Option<u16>) {
    let usual = match url.scheme_str() {
        Some("https") => Some(443),
        Some("http") => Some(80),
        _ => None,
    };
    let host = url.host().map(str::to_ascii_lowercase);
    (url.scheme_str(), host, url.port_u16().or(usual))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links() {
        for (header, next) in [
            (
                "<https://a/?p=2>; rel=\"next\", <https://a/?p=9>; rel=\"last\"",
                Some("https://a/?p=2"),
            ),
            (
                "<b>; title=\"a, <c>; rel=next\"; rel=\"prev\", <d>; REL=\"up Next\"",
                Some("d"),
            ),
            ("<a>; rel=nextpage", None),
            ("<a>", None),
            ("a; rel=next", None),
            ("<a; rel=next", None),
        ] {
            assert_eq!(next_in(header).as_deref(), next, "{header}");
        }
    }
}
