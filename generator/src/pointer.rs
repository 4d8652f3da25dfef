//! Places in a description, as RFC 6901 JSON pointers.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

/// Which document of a run a pointer belongs to: an index into [`Sources`](crate::load::Sources).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FileId(pub u16);

/// A JSON pointer into one document. The empty path is the whole document.
///
/// Cheap to clone; `Display` writes it as a URI fragment without percent-encoding (`#/paths/~1pets`).
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Pointer {
    file: FileId,
    /// Escaped, as in RFC 6901: empty or starting with `/`.
    path: Arc<str>,
}

impl Pointer {
    /// The whole document `file`.
    pub fn root(file: FileId) -> Self {
        Self {
            file,
            path: Arc::from(""),
        }
    }

    /// The document that this pointer leads into.
    pub fn file(&self) -> FileId {
        self.file
    }

    /// The escaped path, `""` or `/a/b~1c`.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Whether this is the whole document.
    pub fn is_root(&self) -> bool {
        self.path.is_empty()
    }

    /// The property `key` (as it stands in the document, not escaped) of this object.
    pub fn child(&self, key: &str) -> Self {
        let mut path = String::with_capacity(self.path.len() + key.len() + 8);
        path.push_str(&self.path);
        path.push('/');
        write_escaped(key, &mut path);
        Self {
            file: self.file,
            path: path.into(),
        }
    }

    /// The item `index` of this array.
    pub fn index(&self, index: usize) -> Self {
        let path = format!("{}/{index}", self.path);
        Self {
            file: self.file,
            path: path.into(),
        }
    }

    /// What lies at an escaped path below this place.
    pub(crate) fn join(&self, path: &str) -> Self {
        Self {
            file: self.file,
            path: format!("{}{path}", self.path).into(),
        }
    }

    /// What holds this value; `None` for the whole document.
    pub fn parent(&self) -> Option<Self> {
        let (head, _) = self.path.rsplit_once('/')?;
        Some(Self {
            file: self.file,
            path: head.into(),
        })
    }

    /// The last segment, unescaped; `None` for the whole document.
    pub fn last(&self) -> Option<String> {
        let (_, tail) = self.path.rsplit_once('/')?;
        Some(unescape(tail).into_owned())
    }

    /// All segments from the root on, unescaped.
    pub fn segments(&self) -> impl Iterator<Item = Cow<'_, str>> {
        self.path.split('/').skip(1).map(unescape)
    }

    /// Whether `parent` holds this value.
    pub fn is_child_of(&self, parent: &Self) -> bool {
        let head = self.path.rsplit_once('/').map(|(head, _)| head);
        self.file == parent.file && head == Some(&*parent.path)
    }

    /// Whether `other` is this place or lies below it.
    pub fn contains(&self, other: &Self) -> bool {
        let rest = other.path.strip_prefix(&*self.path);
        self.file == other.file && rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }

    /// This place as a reference, such that [`parse_fragment`](Self::parse_fragment) reads it.
    pub fn fragment(&self) -> String {
        if memchr::memchr(b'%', self.path.as_bytes()).is_some() {
            return format!("#{}", self.path.replace('%', "%25"));
        }
        ["#", &self.path].concat()
    }

    /// Reads the fragment of a reference into `file`: `#`, `#/a/b%7Bc`, `#/paths/~1pets`.
    ///
    /// Returns `None` for what is no JSON pointer: another kind of fragment (`#name`), a bad
    /// escape, a percent sequence that is no UTF-8.
    pub fn parse_fragment(file: FileId, text: &str) -> Option<Self> {
        let path = percent_decode(text.strip_prefix('#')?)?;
        Self::parse(file, &path)
    }

    /// Reads a plain RFC 6901 pointer (`/a/b~1c`), without percent-decoding; `None` when it is none.
    pub fn parse(file: FileId, path: &str) -> Option<Self> {
        let starts = path.is_empty() || path.starts_with('/');
        (starts && has_good_escapes(path)).then(|| Self {
            file,
            path: path.into(),
        })
    }
}

impl fmt::Display for Pointer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{}", self.path)
    }
}

impl fmt::Debug for Pointer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.file.0 {
            0 => write!(f, "{self}"),
            file => write!(f, "{file}:{self}"),
        }
    }
}

/// The way from the root down to where a walk is, as a list on the stack: it costs nothing until its
/// pointer is needed.
#[derive(Debug, Clone, Copy)]
pub enum Trail<'p> {
    /// The whole document.
    Root,
    /// Where a walk began, if not at the root.
    Start(&'p Pointer),
    /// A property of an object.
    Key(&'p Trail<'p>, &'p str),
    /// An item of an array.
    Index(&'p Trail<'p>, usize),
}

impl Trail<'_> {
    /// The escaped path.
    pub fn path(&self) -> String {
        let mut path = String::new();
        self.write(&mut path);
        path
    }

    fn write(&self, path: &mut String) {
        match self {
            Trail::Root => {}
            Trail::Start(pointer) => path.push_str(pointer.path()),
            Trail::Key(parent, key) => {
                parent.write(path);
                path.push('/');
                write_escaped(key, path);
            }
            Trail::Index(parent, index) => {
                parent.write(path);
                path.push('/');
                path.push_str(&index.to_string());
            }
        }
    }

    /// The same as a pointer into a document.
    pub fn pointer(&self, file: FileId) -> Pointer {
        Pointer {
            file,
            path: self.path().into(),
        }
    }

    /// The key that leads here, if a key does.
    pub fn key(&self) -> Option<&str> {
        match self {
            Trail::Key(_, key) => Some(key),
            Trail::Root | Trail::Start(_) | Trail::Index(..) => None,
        }
    }
}

/// Writes one segment in the escaped form: `~` as `~0`, `/` as `~1`.
pub fn escape(key: &str) -> Cow<'_, str> {
    if to_escape(key).is_none() {
        return key.into();
    }
    let mut escaped = String::with_capacity(key.len() + 8);
    write_escaped(key, &mut escaped);
    escaped.into()
}

/// Where a character stands that has a meaning in a path.
fn to_escape(key: &str) -> Option<usize> {
    memchr::memchr2(b'~', b'/', key.as_bytes())
}

fn write_escaped(key: &str, path: &mut String) {
    let mut rest = key;
    while let Some(at) = to_escape(rest) {
        path.push_str(&rest[..at]);
        path.push_str(if rest.as_bytes()[at] == b'~' {
            "~0"
        } else {
            "~1"
        });
        rest = &rest[at + 1..];
    }
    path.push_str(rest);
}

pub(crate) fn unescape(segment: &str) -> Cow<'_, str> {
    // Asked for each step to each place, and almost never there.
    let Some(at) = memchr::memchr(b'~', segment.as_bytes()) else {
        return segment.into();
    };
    let (head, tail) = (&segment[..at], &segment[at + 1..]);
    let mut plain = String::with_capacity(segment.len());
    plain.push_str(head);
    // One by one, so that `~01` becomes `~1` and not `/`.
    for part in tail.split('~') {
        let (sign, rest) = match part.as_bytes().first() {
            Some(b'1') => ("/", &part[1..]),
            Some(b'0') => ("~", &part[1..]),
            _ => ("~", part),
        };
        plain.push_str(sign);
        plain.push_str(rest);
    }
    plain.into()
}

fn has_good_escapes(path: &str) -> bool {
    memchr::memchr_iter(b'~', path.as_bytes())
        .all(|at| matches!(path.as_bytes().get(at + 1), Some(b'0' | b'1')))
}

/// Takes percent sequences for what they stand for; `None` for bad ones.
pub(crate) fn percent_decode(text: &str) -> Option<Cow<'_, str>> {
    if memchr::memchr(b'%', text.as_bytes()).is_none() {
        return Some(text.into());
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut parts = text.split('%');
    bytes.extend_from_slice(parts.next()?.as_bytes());
    for part in parts {
        let digits = part
            .get(..2)
            .filter(|d| d.bytes().all(|b| b.is_ascii_hexdigit()))?;
        bytes.push(u8::from_str_radix(digits, 16).ok()?);
        bytes.extend_from_slice(&part.as_bytes()[2..]);
    }
    String::from_utf8(bytes).ok().map(Cow::Owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: FileId = FileId(0);

    #[test]
    fn escapes_and_unescapes() {
        let place = Pointer::root(FILE)
            .child("paths")
            .child("/a~b/{c}")
            .index(3);
        assert_eq!(place.to_string(), "#/paths/~1a~0b~1{c}/3");
        assert_eq!(
            place.segments().collect::<Vec<_>>(),
            ["paths", "/a~b/{c}", "3"]
        );
        assert_eq!(place.last().as_deref(), Some("3"));
        assert_eq!(
            place.parent().and_then(|p| p.last()).as_deref(),
            Some("/a~b/{c}")
        );
    }

    #[test]
    fn tilde_one_written_as_text_stays() {
        let place = Pointer::root(FILE).child("~1");
        assert_eq!(place.path(), "/~01");
        assert_eq!(place.last().as_deref(), Some("~1"));
    }

    #[test]
    fn the_root_has_no_parent_and_no_name() {
        let root = Pointer::root(FILE);
        assert_eq!(root.to_string(), "#");
        assert!(root.is_root() && root.parent().is_none() && root.last().is_none());
        assert_eq!(root.segments().count(), 0);
        assert_eq!(root.child("").segments().collect::<Vec<_>>(), [""]);
        assert_eq!(root.child("").parent(), Some(root));
    }

    #[test]
    fn reads_fragments() {
        let read = |text| Pointer::parse_fragment(FILE, text).map(|p| p.to_string());
        assert_eq!(read("#").as_deref(), Some("#"));
        assert_eq!(read("#/a/b%7Bc%7D").as_deref(), Some("#/a/b{c}"));
        assert_eq!(read("#/p/~1x~0y").as_deref(), Some("#/p/~1x~0y"));
        assert_eq!(read("#/caf%C3%A9").as_deref(), Some("#/café"));
        for bad in [
            "", "/a", "#name", "#/a~2", "#/a~", "#/%4", "#/%zz", "#/%+1", "#/%FF", "#/%é",
        ] {
            assert_eq!(read(bad), None, "{bad}");
        }
    }

    #[test]
    fn writes_fragments_that_it_reads() {
        let place = Pointer::root(FILE).child("100%25");
        assert_eq!(place.fragment(), "#/100%2525");
        assert_eq!(
            Pointer::parse_fragment(FILE, &place.fragment()),
            Some(place)
        );
    }

    #[test]
    fn knows_what_lies_below() {
        let a = Pointer::root(FILE).child("a");
        assert!(a.contains(&a) && a.contains(&a.child("b")));
        assert!(!a.contains(&Pointer::root(FILE).child("ab")));
        assert!(!a.contains(&Pointer::root(FileId(1)).child("a")));
    }
}
