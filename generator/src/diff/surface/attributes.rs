//! What stands at an item: its visibility, its attributes, its text.

use quote::ToTokens;
use syn::{Attribute, FnArg, Item, Meta, ReturnType, Visibility};

use super::{Piece, Signature};

/// The name, visibility and attributes of an item that can be named.
pub(super) fn head(item: &Item) -> Option<(String, &Visibility, &[Attribute])> {
    let (name, vis, attrs) = match item {
        Item::Struct(item) => (&item.ident, &item.vis, &item.attrs),
        Item::Enum(item) => (&item.ident, &item.vis, &item.attrs),
        Item::Trait(item) => (&item.ident, &item.vis, &item.attrs),
        Item::Type(item) => (&item.ident, &item.vis, &item.attrs),
        Item::Const(item) => (&item.ident, &item.vis, &item.attrs),
        Item::Static(item) => (&item.ident, &item.vis, &item.attrs),
        Item::Fn(item) => (&item.sig.ident, &item.vis, &item.attrs),
        _ => return None,
    };
    Some((name.to_string(), vis, attrs))
}

pub(super) fn is_public(vis: &Visibility) -> bool {
    matches!(vis, Visibility::Public(_))
}

pub(super) fn is_hidden(attrs: &[Attribute]) -> bool {
    // Not what documentation is made of: there is a lot of that.
    let mut lists = attrs
        .iter()
        .filter(|attribute| matches!(attribute.meta, Meta::List(_)));
    lists.any(|attribute| {
        let text = tidy(&attribute.meta);
        text == "doc(hidden)" || text == "cfg(test)"
    })
}

pub(super) fn is_open(attrs: &[Attribute]) -> bool {
    attrs
        .iter()
        .any(|attribute| attribute.path().is_ident("non_exhaustive"))
}

pub(super) fn gate(attrs: &[Attribute]) -> Option<String> {
    let found = attrs.iter().find(|one| one.path().is_ident("cfg"));
    found.map(|attribute| tidy(&attribute.meta))
}

pub(super) fn piece(attrs: &[Attribute], text: String) -> Piece {
    Piece {
        text,
        deprecated: attrs.iter().any(|one| one.path().is_ident("deprecated")),
        gate: gate(attrs),
        ..Piece::default()
    }
}

pub(super) fn function_piece(attrs: &[Attribute], of: &syn::Signature) -> Piece {
    let mut signature = Signature {
        qualifiers: [
            of.constness.map(|_| "const".to_owned()),
            of.asyncness.map(|_| "async".to_owned()),
            Some(tidy(&of.generics)),
            of.generics.where_clause.as_ref().map(tidy),
        ]
        .into_iter()
        .flatten()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" "),
        ..Signature::default()
    };
    let text = tidy(of);
    if text.split(' ').any(|word| word == "unsafe") {
        signature.qualifiers.push_str(" unsafe");
    }
    for argument in &of.inputs {
        match argument {
            FnArg::Receiver(receiver) => {
                // Whether the method changes its own copy is its own matter.
                let own = tidy(receiver);
                signature.receiver = Some(own.strip_prefix("mut ").unwrap_or(&own).to_owned());
            }
            FnArg::Typed(typed) => {
                let name = tidy(&typed.pat);
                let name = name.strip_prefix("mut ").unwrap_or(&name).to_owned();
                signature.arguments.push((name, tidy(&typed.ty)));
            }
        }
    }
    if let ReturnType::Type(_, ty) = &of.output {
        signature.output = tidy(ty);
    }
    Piece {
        signature: Some(signature),
        ..piece(attrs, text)
    }
}

/// Tokens as one writes them, on one line. Paths lose what only says where the file stands.
pub(super) fn tidy(tokens: &impl ToTokens) -> String {
    let mut text = tokens.to_token_stream().to_string();
    if !text.contains([' ', '\n', ':', '-']) {
        return text;
    }
    for (from, to) in [
        ("\n", " "),
        (" :: ", "::"),
        (":: ", "::"),
        (" ::", "::"),
        (" < ", "<"),
        ("< ", "<"),
        (" <", "<"),
        (" >", ">"),
        (" ,", ","),
        (" : ", ": "),
        ("& ", "&"),
        ("( ", "("),
        (" )", ")"),
        (" (", "("),
        ("[ ", "["),
        (" ]", "]"),
        (" ;", ";"),
        (",)", ")"),
        (",>", ">"),
        ("crate::", ""),
        ("super::", ""),
        ("self::", ""),
    ] {
        if text.contains(from) {
            text = text.replace(from, to);
        }
    }
    if text.contains("->") {
        text = text.replace("->", " -> ");
    }
    text.replace("  ", " ").trim().to_owned()
}
