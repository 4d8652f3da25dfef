//! Media types: which one is spoken, and how.

use openapiv3::MediaType;
use serde_json::Value;

use super::Lowerer;
use super::versions::{Choice, choose};
use crate::diagnostics::{At, Diagnostic};
use crate::model::{Content, Form, Media, Type, TypeUse};
use crate::pointer::Pointer;
use crate::resolve::{Additional, Cut, Node, place};

/// The content of a media type, by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Codec {
    Json,
    Form,
    Multipart,
    Text,
    Bytes,
}

impl Lowerer<'_, '_> {
    /// The media type to speak among those of a `content` object: what the policy prefers, else JSON
    /// before forms before text before bytes, and of several versions the one of the policy.
    /// `None` if none can be spoken.
    pub(super) fn media(&mut self, content: &Pointer, sends: bool) -> Option<Media> {
        let known = self.known_media(content, sends);
        let (codec, name) = self.chosen(&known, content)?;
        for (_, other) in known.iter().filter(|(_, other)| *other != name) {
            self.warning(
                "unused-media-type",
                &content.child(other),
                format!("the media type `{other}` is not carried over; `{name}` is used"),
                "one media type is used for each body; `[media]` of a policy can choose another",
            );
        }
        Some(self.read_media(&content.child(name), name, codec))
    }

    fn known_media<'v>(&mut self, content: &Pointer, sends: bool) -> Vec<(Codec, &'v str)>
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
            match codec(name, sends) {
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
    pub(super) fn report_unused_media(&mut self) {
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
        let at = &self.keep(followed).unwrap_or_else(|| at.clone());
        self.report_left_out(at, &["itemSchema", "prefixEncoding", "itemEncoding"]);
        let outcome = self.resolver.read::<MediaType>(at, "media type", &cuts);
        let media = self.keep(outcome).unwrap_or_default();
        let schema = media.schema.as_ref().and_then(|cut| place(at, cut));
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
            Codec::Text => Content::Text,
            Codec::Bytes => Content::Bytes,
        };
        Media {
            name: name.to_owned(),
            content,
            example: self.example(at),
        }
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
        codec(name, true) == Some(Codec::Form) && node.is_ok_and(|node| closed(&node))
    }

    /// The type of a media type's schema; without one, it may be anything.
    fn media_type_use(&mut self, schema: Option<Pointer>) -> TypeUse {
        schema.map_or_else(|| TypeUse::of(Type::Json), |place| self.use_at(&place))
    }

    /// `example`, else the first of `examples`.
    pub(super) fn example(&self, at: &Pointer) -> Option<Value> {
        let raw = self.resolver.get(at)?;
        if let Some(example) = raw.get("example") {
            return Some(example.clone());
        }
        let first = self.resolver.keys(&at.child("examples")).first().copied()?;
        let place = self
            .resolver
            .follow(&at.child("examples").child(first))
            .ok()?;
        self.resolver.get(&place)?.get("value").cloned()
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

fn codec(name: &str, sends: bool) -> Option<Codec> {
    let essence = name
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    match essence.as_str() {
        "application/x-www-form-urlencoded" if sends => Some(Codec::Form),
        "application/x-www-form-urlencoded" => Some(Codec::Text),
        "text/event-stream" => None,
        "multipart/form-data" if sends => Some(Codec::Multipart),
        _ if essence.starts_with("multipart/") => (!sends).then_some(Codec::Bytes),
        "application/json" | "text/json" => Some(Codec::Json),
        _ if essence.ends_with("+json") => Some(Codec::Json),
        // A range can't be sent; what comes under `*/*` is most often JSON.
        "*/*" | "application/*" => Some(if sends { Codec::Json } else { Codec::Bytes }),
        _ if essence.starts_with("text/") => Some(Codec::Text),
        _ => Some(Codec::Bytes),
    }
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
