//! Tokens: as text where the formatter does not come, inside of macro calls; and what is named in them.

use proc_macro2::{TokenStream, TokenTree};

/// A path or a type, written as people do.
pub fn compact(tokens: TokenStream) -> String {
    let mut text = String::new();
    let mut after_word = false;
    for token in tokens {
        match token {
            TokenTree::Group(group) => {
                let (open, close) = match group.delimiter() {
                    proc_macro2::Delimiter::Parenthesis => ("(", ")"),
                    proc_macro2::Delimiter::Bracket => ("[", "]"),
                    proc_macro2::Delimiter::Brace => ("{", "}"),
                    proc_macro2::Delimiter::None => ("", ""),
                };
                text.push_str(&format!("{open}{}{close}", compact(group.stream())));
                after_word = false;
            }
            TokenTree::Punct(punct) => {
                text.push(punct.as_char());
                if punct.as_char() == ',' {
                    text.push(' ');
                }
                after_word = false;
            }
            TokenTree::Ident(_) | TokenTree::Literal(_) => {
                if after_word {
                    text.push(' ');
                }
                text.push_str(&token.to_string());
                after_word = true;
            }
        }
    }
    text
}

/// Whether the identifier stands in the tokens; texts do not count.
pub fn mentions(tokens: TokenStream, identifier: &str) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Group(group) => mentions(group.stream(), identifier),
        TokenTree::Ident(ident) => ident == identifier,
        TokenTree::Punct(_) | TokenTree::Literal(_) => false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use quote::quote;

    #[test]
    fn leaves_no_space_but_between_words_and_after_commas() {
        let tokens = quote!(impl Into<BTreeMap<String, Option<(types::A, &'static str)>>>);
        assert_eq!(
            compact(tokens),
            "impl Into<BTreeMap<String, Option<(types::A, &'static str)>>>"
        );
    }

    #[test]
    fn an_identifier_is_no_text() {
        let tokens = quote!(r.attempt({ shape.kind() }, "tag", Self::Reshape));
        assert!(mentions(tokens.clone(), "shape") && !mentions(tokens, "tag"));
    }
}
