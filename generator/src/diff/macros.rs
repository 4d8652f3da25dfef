//! What the runtime's macros stand for in a crate's public surface.

use quote::quote;
use syn::parse::{Parse, ParseStream, Result};
use syn::{
    Attribute, Expr, ExprArray, Ident, ImplItem, Item, Lit, Token, Type, Visibility, braced,
    parenthesized, parse_quote,
};

/// The items, with the calls of macros that define something replaced by what they define.
///
/// A call that is not as the templates write it stays as it is.
pub fn expand(items: Vec<Item>) -> Vec<Item> {
    items.into_iter().flat_map(expand_item).collect()
}

fn expand_item(item: Item) -> Vec<Item> {
    let Item::Macro(call) = &item else {
        return vec![item];
    };
    let name = call.mac.path.segments.last();
    let tokens = call.mac.tokens.clone();
    let expanded = match name.map(|name| name.ident.to_string()).as_deref() {
        Some("open_enum") => syn::parse2::<OpenEnum>(tokens).map(OpenEnum::items),
        Some("setters") => syn::parse2::<Setters>(tokens).map(Setters::items),
        Some("call") => syn::parse2::<Call>(tokens).map(Call::items),
        Some("variants") => syn::parse2::<Variants>(tokens).map(Variants::items),
        Some("operation_error") => syn::parse2::<OperationError>(tokens).map(OperationError::items),
        _ => return vec![item],
    };
    expanded.unwrap_or_else(|_| vec![item])
}

/// Attributes and name of an enum; what stands in its braces follows.
struct Head {
    attributes: Vec<Attribute>,
    name: Ident,
}

impl Parse for Head {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let attributes = input.call(Attribute::parse_outer)?;
        input.parse::<Visibility>()?;
        input.parse::<Token![enum]>()?;
        let name = input.parse()?;
        Ok(Self { attributes, name })
    }
}

struct OpenEnum {
    head: Head,
    variants: Vec<(Vec<Attribute>, Ident)>,
    unknown: Ident,
    /// The values are integers.
    integers: bool,
}

impl Parse for OpenEnum {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let head = input.parse()?;
        let integers = input.parse::<Option<Token![:]>>()?.is_some();
        if integers {
            input.parse::<Type>()?;
        }
        let body;
        braced!(body in input);
        let mut variants = Vec::new();
        while !body.peek(Token![_]) {
            let attributes = body.call(Attribute::parse_outer)?;
            variants.push((attributes, body.parse()?));
            body.parse::<Token![=]>()?;
            body.parse::<Lit>()?;
            body.parse::<Token![,]>()?;
        }
        body.parse::<Token![_]>()?;
        body.parse::<Token![=>]>()?;
        let unknown = body.parse()?;
        body.parse::<Option<Token![,]>>()?;
        Ok(Self {
            head,
            variants,
            unknown,
            integers,
        })
    }
}

impl OpenEnum {
    fn items(self) -> Vec<Item> {
        let Head { attributes, name } = self.head;
        let unknown = self.unknown;
        let variants = self.variants.iter();
        let variants = variants.map(|(attributes, name)| quote!(#(#attributes)* #name));
        let (held, from, method) = if self.integers {
            (quote!(i64), quote!(i64), quote!(value(&self) -> i64))
        } else {
            (
                quote!(Unrecognized),
                quote!(&str),
                quote!(as_str(&self) -> &str),
            )
        };
        vec![
            parse_quote! {
                #(#attributes)*
                #[derive(Debug, Clone, PartialEq, Eq, Hash)]
                #[non_exhaustive]
                pub enum #name {
                    #(#variants,)*
                    #unknown(#held),
                }
            },
            parse_quote! {
                impl #name {
                    pub fn #method {}
                }
            },
            parse_quote!(impl From<#from> for #name {}),
        ]
    }
}

struct Setters {
    name: Ident,
    /// `new` comes with them.
    constructs: bool,
    setters: Vec<Setter>,
}

struct Setter {
    attributes: Vec<Attribute>,
    name: Ident,
    ty: Type,
}

impl Parse for Setters {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let name = input.parse()?;
        input.parse::<Token![:]>()?;
        let constructs = input.peek2(Token![;]);
        if constructs {
            input.parse::<Ident>()?;
            input.parse::<Token![;]>()?;
        }
        let mut setters = Vec::new();
        while !input.is_empty() {
            let attributes = input.call(Attribute::parse_outer)?;
            let name = input.parse()?;
            input.parse::<Token![:]>()?;
            let ty = input.parse()?;
            input.parse::<Token![,]>()?;
            setters.push(Setter {
                attributes,
                name,
                ty,
            });
        }
        Ok(Self {
            name,
            constructs,
            setters,
        })
    }
}

impl Setter {
    fn method(&self) -> ImplItem {
        let Self {
            attributes,
            name,
            ty,
        } = self;
        parse_quote!(#(#attributes)* pub fn #name(mut self, #name: #ty) -> Self {})
    }
}

impl Setters {
    /// Those of a type.
    fn items(self) -> Vec<Item> {
        let (name, setters) = (self.name, self.setters.iter().map(Setter::method));
        let new = self.constructs.then(|| {
            quote!(
                pub fn new() -> Self {}
            )
        });
        vec![parse_quote!(impl #name { #new #(#[must_use] #setters)* })]
    }
}

/// Conversions into a union.
struct Variants {
    name: Ident,
    held: Vec<Type>,
}

impl Parse for Variants {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let name = input.parse()?;
        input.parse::<Token![:]>()?;
        let mut held = Vec::new();
        while !input.is_empty() {
            input.parse::<Ident>()?;
            let content;
            parenthesized!(content in input);
            held.push(content.parse()?);
            input.parse::<Token![,]>()?;
        }
        Ok(Self { name, held })
    }
}

impl Variants {
    fn items(self) -> Vec<Item> {
        let Self { name, held } = self;
        let from = held.iter();
        from.map(|held| parse_quote!(impl From<#held> for #name {}))
            .collect()
    }
}

/// A call that is not sent yet.
struct Call {
    attributes: Vec<Attribute>,
    name: Ident,
    setters: Vec<Setter>,
    /// What `send` gives, and how it fails.
    send: Option<(Type, Type)>,
}

impl Parse for Call {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let attributes = input.call(Attribute::parse_outer)?;
        input.parse::<Visibility>()?;
        input.parse::<Token![struct]>()?;
        let name = input.parse()?;
        let send = operation(input)?;
        let mut setters = Vec::new();
        while !input.is_empty() {
            let attributes = input.call(Attribute::parse_outer)?;
            let name = input.parse()?;
            input.parse::<Token![:]>()?;
            let ty = input.parse()?;
            input.parse::<Token![=>]>()?;
            step(input)?;
            while input.parse::<Option<Token![where]>>()?.is_some() {
                step(input)?;
            }
            input.parse::<Token![,]>()?;
            setters.push(Setter {
                attributes,
                name,
                ty,
            });
        }
        Ok(Self {
            attributes,
            name,
            setters,
            send,
        })
    }
}

/// The head of a call, behind its name: how the operation goes is not seen from outside.
fn operation(input: ParseStream<'_>) -> Result<Option<(Type, Type)>> {
    input.parse::<Token![=]>()?;
    input.parse::<Lit>()?;
    input.parse::<Token![:]>()?;
    input.parse::<Ident>()?;
    for _ in ["path", "accept"] {
        input.parse::<Lit>()?;
        input.parse::<Token![,]>()?;
        input.parse::<Ident>()?;
    }
    input.parse::<ExprArray>()?;
    let mut send = None;
    if input.parse::<Option<Token![,]>>()?.is_some() {
        input.parse::<Lit>()?;
        input.parse::<Ident>()?;
        input.parse::<Token![=>]>()?;
        let output = input.parse()?;
        input.parse::<Token![,]>()?;
        input.parse::<Ident>()?;
        send = Some((output, input.parse()?));
    }
    input.parse::<Token![;]>()?;
    Ok(send)
}

/// What is done with a value is not seen from outside.
fn step(input: ParseStream<'_>) -> Result<()> {
    input.parse::<Ident>()?;
    let arguments;
    parenthesized!(arguments in input);
    arguments.parse_terminated(Expr::parse, Token![,])?;
    Ok(())
}

impl Call {
    fn items(self) -> Vec<Item> {
        let Self {
            attributes, name, ..
        } = &self;
        let setters = self.setters.iter().map(Setter::method);
        let send = self
            .send
            .iter()
            .map(|(output, error)| quote!(pub fn send(self) -> Sending<'a, #output, #error> {}));
        vec![
            parse_quote! {
                #(#attributes)*
                #[derive(Debug, Clone)]
                #[must_use]
                pub struct #name<'a> {}
            },
            parse_quote! {
                impl<'a> #name<'a> {
                    #(#setters)*
                    pub fn options(mut self, options: CallOptions) -> Self {}
                    #(#send)*
                }
            },
        ]
    }
}

/// What an error of operations is, as far as the description has a say.
struct OperationError {
    head: Head,
    variants: Vec<(Vec<Attribute>, Ident, Type)>,
}

impl Parse for OperationError {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let head = input.parse()?;
        let body;
        braced!(body in input);
        let mut variants = Vec::new();
        while !body.is_empty() {
            let attributes = body.call(Attribute::parse_outer)?;
            let variant = body.parse()?;
            let held;
            parenthesized!(held in body);
            variants.push((attributes, variant, held.parse()?));
            body.parse::<Token![,]>()?;
        }
        Ok(Self { head, variants })
    }
}

impl OperationError {
    fn items(self) -> Vec<Item> {
        let Head { attributes, name } = self.head;
        let variants = self.variants.iter().map(
            |(attributes, variant, body)| quote!(#(#attributes)* #variant(Box<Response<#body>>)),
        );
        vec![
            parse_quote! {
                #(#attributes)*
                #[derive(Debug)]
                #[non_exhaustive]
                pub enum #name {
                    #(#variants,)*
                    UnexpectedStatus(Box<UnexpectedStatus>),
                    Undecodable(Box<Undecodable>),
                    Transport(Failed<TransportError>),
                    Timeout(Failed<TimeoutError>),
                    Credentials(Failed<CredentialsError>),
                    Validation(Failed<ValidationError>),
                }
            },
            parse_quote!(impl Error for #name {}),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use quote::ToTokens as _;

    fn expanded(text: &str) -> String {
        let items = expand(syn::parse_file(text).unwrap().items);
        items
            .iter()
            .map(|item| item.to_token_stream().to_string() + "\n")
            .collect()
    }

    #[test]
    fn an_enum_and_its_methods() {
        let text = expanded(
            "open_enum! { /// Doc.\n pub enum A { /// X.\n #[deprecated] X = \"x\", _ => Unknown, } }",
        );
        assert!(
            text.contains("# [deprecated] X , Unknown (Unrecognized) , }"),
            "{text}"
        );
        assert!(text.contains("pub fn as_str (& self) -> & str"), "{text}");
    }

    #[test]
    fn setters_are_methods() {
        let text = expanded("setters! { A: #[deprecated] x: impl Into<String>, y: Vec<u8>, }");
        assert!(
            text.contains("pub fn x (mut self , x : impl Into < String >) -> Self"),
            "{text}"
        );
        assert!(text.contains("# [deprecated]"), "{text}");
        assert!(text.contains("pub fn y"), "{text}");
    }

    #[test]
    fn constructors_and_conversions() {
        let text = expanded("setters! { A: new; x: u8, } setters! { B: new; }");
        assert!(text.matches("pub fn new () -> Self").count() == 2, "{text}");
        let text = expanded("variants! { U: A(A), B(Vec<B>), }");
        assert!(text.contains("impl From < A > for U"), "{text}");
        assert!(text.contains("impl From < Vec < B > > for U"), "{text}");
    }

    #[test]
    fn parameters_and_errors_of_a_call() {
        let text = expanded(
            "call! { /// Doc.\n pub struct A = \"a\": GET \"/a\", accept \"*/*\", security [[\"k\"], []], \
             200 json => types::T, or AError; /// Doc.\n x: i64 => query(\"x\") where range(x, 1), } \
             call! { pub struct B = \"b\": PUT \"/b\", accept \"\", security []; }",
        );
        assert!(
            text.contains("pub fn send (self) -> Sending < 'a , types :: T , AError >"),
            "{text}"
        );
        assert!(text.matches("pub fn send").count() == 1, "{text}");
        assert!(
            text.contains("pub fn x (mut self , x : i64) -> Self"),
            "{text}"
        );
        assert!(text.matches("pub fn options").count() == 2, "{text}");
        assert!(text.contains("pub struct A < 'a >"), "{text}");
        let text =
            expanded("operation_error! { /// Doc.\n pub enum E { /// 400.\n Bad(types::A), } }");
        assert!(
            text.contains("Bad (Box < Response < types :: A > >)"),
            "{text}"
        );
        assert!(text.contains("impl Error for E"), "{text}");
    }

    #[test]
    fn what_is_none_of_these_stays() {
        for text in ["other! { x }", "open_enum! { pub struct A; }", "struct A;"] {
            assert_eq!(expanded(text).lines().count(), 1, "{text}");
        }
    }
}
