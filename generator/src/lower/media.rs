//! Media types: which one is spoken, and how.

use openapiv3::MediaType;

use super::Lowerer;
use super::schema::ANY;
use super::versions::{Choice, choose};
use crate::diagnostics::{At, Diagnostic};
use crate::model::{Content, Form, Media, Type, TypeUse};
use crate::pointer::Pointer;
use crate::resolve::{Additional, Cut, Node};

/// The content of a media type, by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Codec {
    Json,
    Form,
    Multipart,
    Text,
    Bytes,
    Events,
    Lines,
}

impl Codec {
    fn is_stream(self) -> bool {
        matches!(self, Self::Events | Self::Lines)
    }
}

/// What a body is part of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    Request,
    Success,
    Error,
}

impl Lowerer<'_, '_> {
    /// The media type to send among those of a `content` object: what the policy prefers, else JSON
    /// before forms before text before bytes, and of several versions the one of the policy.
    /// `None` if none can be spoken.
    pub(super) fn media(&mut self, content: &Pointer) -> Option<Media> {
        let known = self.known_media(content, Role::Request);
        let (codec, name) = self.chosen(&known, content)?;
        self.report_unused(&known, content, &[name]);
        Some(self.read_media(&content.child(name), name, codec))
    }

    /// The media type to receive, and the one of a stream that can be asked for in its place.
    pub(super) fn answers(
        &mut self,
        content: &Pointer,
        success: bool,
    ) -> (Option<Media>, Option<Media>) {
        let role = if success { Role::Success } else { Role::Error };
        let known = self.known_media(content, role);
        let Some((codec, name)) = self.chosen(&known, content) else {
            return (None, None);
        };
        let mut others = known.iter().filter(|(_, other)| *other != name);
        let stream = others
            .find(|(codec, _)| codec.is_stream())
            .filter(|_| !codec.is_stream())
            .copied();
        let used: Vec<&str> = stream
            .iter()
            .map(|(_, other)| *other)
            .chain([name])
            .collect();
        self.report_unused(&known, content, &used);
        let media = self.read_media(&content.child(name), name, codec);
        let stream = stream.map(|(codec, name)| self.read_media(&content.child(name), name, codec));
        (Some(media), stream)
    }

    fn report_unused(&mut self, known: &[(Codec, &str)], content: &Pointer, used: &[&str]) {
        let name = used.last().copied().unwrap_or_default();
        for (_, other) in known.iter().filter(|(_, other)| !used.contains(other)) {
            self.warning(
                "unused-media-type",
                &content.child(other),
                format!("the media type `{other}` is not carried over; `{name}` is used"),
                "one media type is used for each body; `[media]` of a policy can choose another",
            );
        }
    }

    fn known_media<'v>(&mut self, content: &Pointer, role: Role) -> Vec<(Codec, &'v str)>
    where
        Self: 'v,
    {
        let mut known = Vec::new();
        for name in self.resolver.keys(content) {
            if !is_media_type(name) {
                self.defect(
                    "invalid-media-type",
                    &content.child(name),
                    format!("`{}` is no media type", name.escape_debug()),
                    "it is left out; a media type looks like `application/json`",
                );
                continue;
            }
            match codec(name, role) {
                Some(codec) => known.push((codec, name)),
                None => self.warning(
                    "unsupported-media-type",
                    &content.child(name),
                    format!("the media type `{name}` is not carried over"),
                    "JSON, forms, text and bytes are",
                ),
            }
        }
        known
    }

    fn chosen<'v>(
        &mut self,
        known: &[(Codec, &'v str)],
        content: &Pointer,
    ) -> Option<(Codec, &'v str)> {
        let policy = &self.policy.media;
        for (index, preferred) in policy.prefer.iter().enumerate() {
            let found = known.iter().find(|(_, name)| name == preferred.get_ref());
            if let Some(found) = found {
                self.used.preferred.push(index);
                return Some(*found);
            }
        }
        let best = known.iter().map(|(codec, _)| *codec).min()?;
        let names: Vec<&str> = known
            .iter()
            .filter(|(codec, _)| *codec == best)
            .map(|(_, name)| *name)
            .collect();
        let (index, choice) = choose(&names, policy, &mut self.used);
        let name = *names.get(index)?;
        if choice == Choice::TooNew {
            self.warning(
                "newer-media-type",
                &content.child(name),
                format!("`{name}` is newer than the policy allows, but there is none that is not"),
                "the oldest is taken",
            );
        }
        Some((best, name))
    }

    /// An entry of the policy that chose nothing is an error.
    pub(super) fn report_unused_entries(&mut self) {
        if self.policy.is_narrowed() {
            return;
        }
        let media = &self.policy.media;
        let unused = |at: std::ops::Range<usize>, message: &str| {
            Diagnostic::error("unused-policy-entry", At::Policy(at), message)
                .hint("correct or remove it")
        };
        for (index, preferred) in media.prefer.iter().enumerate() {
            if !self.used.preferred.contains(&index) {
                let message = format!(
                    "`{}` under `[media] prefer` chooses nothing",
                    preferred.get_ref()
                );
                self.diagnostics.push(unused(preferred.span(), &message));
            }
        }
        if let Some(version) = media.version.as_ref().filter(|_| !self.used.version) {
            let message = "`version` under `[media]` chooses nothing: no media type has a version";
            self.diagnostics.push(unused(version.span(), message));
        }
        for entry in &self.policy.formats {
            if !self.used.formats.contains(entry.format.get_ref()) {
                let format = entry.format.get_ref();
                let message = format!("no string has the format `{format}`");
                self.diagnostics.push(unused(entry.format.span(), &message));
            }
        }
    }

    fn read_media(&mut self, at: &Pointer, name: &str, codec: Codec) -> Media {
        let cuts = [
            ("schema", Cut::One),
            ("example", Cut::Drop),
            ("examples", Cut::Drop),
            ("encoding", Cut::Drop),
        ];
        // Since 3.2 a media type may be a reference.
        let followed = self.resolver.follow(at);
        let at = &self
            .keep(followed, "it is read as it stands")
            .unwrap_or_else(|| at.clone());
        self.report_left_out(at, &["prefixEncoding", "itemEncoding"]);
        if !codec.is_stream() {
            self.report_left_out(at, &["itemSchema"]);
        }
        let outcome = self.resolver.read::<MediaType>(at, "media type", &cuts);
        let media = self.keep(outcome, ANY).unwrap_or_default();
        let schema = media.schema.map(|_| at.child("schema"));
        let content = match codec {
            Codec::Json => Content::Json(self.media_type_use(schema)),
            Codec::Form => {
                let ty = self.media_type_use(schema);
                Content::Form(Form {
                    encodings: self.encodings(at, &ty),
                    ty,
                })
            }
            Codec::Multipart => Content::Multipart(self.media_type_use(schema)),
            Codec::Events => Content::Events(self.event_data(at, schema)),
            Codec::Lines => Content::Lines(self.item(at, schema)),
            Codec::Text => Content::Text,
            Codec::Bytes => Content::Bytes,
        };
        Media {
            name: name.to_owned(),
            content,
        }
    }

    /// The type of the values of a stream: `itemSchema` (OpenAPI 3.2), else `schema`, which may be a
    /// list of them.
    fn item(&mut self, at: &Pointer, schema: Option<Pointer>) -> TypeUse {
        let item = at.child("itemSchema");
        if self.resolver.get(&item).is_some() {
            return self.use_at(&item);
        }
        let whole = self.media_type_use(schema);
        match whole.ty {
            Type::List(items) => *items,
            _ => whole,
        }
    }

    /// The type of the data of events; `None` where it is text.
    ///
    /// `schema` is about the data. `itemSchema` is about the event, whose property `data` is a string
    /// that may hold something else.
    fn event_data(&mut self, at: &Pointer, schema: Option<Pointer>) -> Option<TypeUse> {
        let item = at.child("itemSchema");
        let used = if self.resolver.get(&item).is_some() {
            let event = self.resolver.follow(&item);
            let data = self
                .keep(event, "its data is a text")?
                .child("properties")
                .child("data");
            let content = data.child("contentSchema");
            // Of an event that is described in another way, the data is left as text.
            let place = [content, data]
                .into_iter()
                .find(|place| self.resolver.get(place).is_some())?;
            self.use_at(&place)
        } else {
            self.item(at, Some(schema?))
        };
        (!matches!(used.ty, Type::String(_))).then_some(used)
    }

    /// A form that can hold nothing is the same as no body.
    pub(super) fn is_empty_form(&self, content: &Pointer) -> bool {
        let [name] = self.resolver.keys(content)[..] else {
            return false;
        };
        let schema = self.resolver.follow(&content.child(name).child("schema"));
        let node = schema.and_then(|at| self.resolver.node(&at));
        let closed = |node: &Node| {
            let mut rest = node.clone();
            rest.kind = None;
            rest.additional = Additional::Unspecified;
            node.additional == Additional::Forbidden && !rest.is_structural()
        };
        codec(name, Role::Request) == Some(Codec::Form) && node.is_ok_and(|node| closed(&node))
    }

    /// The type of a media type's schema; without one, it may be anything.
    pub(super) fn media_type_use(&mut self, schema: Option<Pointer>) -> TypeUse {
        schema.map_or_else(|| TypeUse::of(Type::Json), |place| self.use_at(&place))
    }
}

/// A media type or range that can stand in a header (RFC 9110, 8.3.1).
fn is_media_type(name: &str) -> bool {
    let essence = name.split(';').next().unwrap_or_default().trim();
    let is_token = |part: &str| {
        !part.is_empty()
            && part
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
    };
    let parts = essence.split_once('/');
    parts.is_some_and(|(kind, subtype)| is_token(kind) && is_token(subtype))
        && name.bytes().all(|byte| (0x20..0x7f).contains(&byte))
}

fn codec(name: &str, role: Role) -> Option<Codec> {
    let sends = role == Role::Request;
    let essence = name
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    match essence.as_str() {
        "application/x-www-form-urlencoded" if sends => Some(Codec::Form),
        "application/x-www-form-urlencoded" => Some(Codec::Text),
        "text/event-stream" if role == Role::Success => Some(Codec::Events),
        _ if is_lines(&essence) && role == Role::Success => Some(Codec::Lines),
        "multipart/form-data" if sends => Some(Codec::Multipart),
        _ if essence.starts_with("multipart/") => (!sends).then_some(Codec::Bytes),
        _ if is_json(&essence) => Some(Codec::Json),
        // A range can't be sent; what comes under `*/*` is most often JSON.
        "*/*" | "application/*" => Some(if sends { Codec::Json } else { Codec::Bytes }),
        _ if essence.starts_with("text/") => Some(Codec::Text),
        _ => Some(Codec::Bytes),
    }
}

/// JSON under its own name or that of something written in it.
pub(super) fn is_json(name: &str) -> bool {
    let essence = name.split(';').next().unwrap_or_default().trim();
    let essence = essence.to_ascii_lowercase();
    matches!(essence.as_str(), "application/json" | "text/json") || essence.ends_with("+json")
}

/// JSON Lines under its various names, and RFC 7464.
fn is_lines(essence: &str) -> bool {
    let subtype = essence.split_once('/').map_or("", |(_, subtype)| subtype);
    let subtype = subtype.strip_prefix("x-").unwrap_or(subtype);
    matches!(
        subtype,
        "jsonl" | "jsonlines" | "json-lines" | "jsonlist" | "ndjson" | "json-seq" | "geo+json-seq"
    ) || subtype.ends_with("+jsonl")
        || subtype.ends_with("+ndjson")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_fits_a_header_is_a_media_type() {
        for good in [
            "application/json",
            "*/*",
            "image/*",
            "text/plain; charset=utf-8",
            "application/vnd.a.2023-01-01+json",
        ] {
            assert!(is_media_type(good), "{good}");
        }
        for bad in [
            "",
            "json",
            "application/",
            "/json",
            "application/js\non",
            "application/jsön",
            "a b/c",
        ] {
            assert!(!is_media_type(bad), "{bad}");
        }
    }
}
