//! What the runtime's macros stand for in a crate's public surface.

use quote::{ToTokens, quote};
use syn::parse::{Parse, ParseStream, Result};
use syn::punctuated::Punctuated;
use syn::{
    Attribute, Expr, ExprArray, Ident, Item, Lit, Meta, Token, Type, Visibility, braced,
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
        Some("object") => syn::parse2::<Object>(tokens).map(Object::items),
        Some("call") => syn::parse2::<Call>(tokens).map(Call::items),
        Some("one_of") => syn::parse2::<OneOf>(tokens).map(OneOf::items),
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

struct Setter {
    attributes: Vec<Attribute>,
    name: Ident,
    ty: Type,
}

impl Setter {
    fn method(&self) -> impl ToTokens {
        let Self {
            attributes,
            name,
            ty,
        } = self;
        quote!(#(#attributes)* pub fn #name(mut self, #name: #ty) -> Self {})
    }
}

/// A struct.
struct Object {
    attributes: Vec<Attribute>,
    name: Ident,
    /// What `new` takes, if people make one.
    new: Option<Vec<(Ident, Type)>>,
    fields: Vec<Field>,
    /// The map for what is not named.
    rest: Option<(Ident, Type)>,
}

struct Field {
    attributes: Vec<Attribute>,
    name: Ident,
    presence: String,
    held: Type,
    /// What its setter takes in place of that.
    from: Option<Type>,
}

impl Parse for Object {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let attributes = input.call(Attribute::parse_outer)?;
        input.parse::<Visibility>()?;
        input.parse::<Token![struct]>()?;
        let name = input.parse()?;
        let new = match input.parse::<Option<Token![:]>>()? {
            Some(_) => Some(constructor(input)?),
            None => None,
        };
        let body;
        braced!(body in input);
        while body.peek(Lit) {
            body.parse::<Lit>()?;
            body.parse::<Token![=]>()?;
            body.parse::<Lit>()?;
            body.parse::<Token![,]>()?;
        }
        let mut fields = Vec::new();
        while !body.is_empty() && !body.peek(Token![..]) {
            fields.push(body.parse()?);
        }
        let mut rest = None;
        if body.parse::<Option<Token![..]>>()?.is_some() {
            let name = body.parse()?;
            body.parse::<Token![:]>()?;
            rest = Some((name, body.parse()?));
            body.parse::<Token![,]>()?;
        }
        Ok(Self {
            attributes,
            name,
            new,
            fields,
            rest,
        })
    }
}

/// What `new` takes; what it knows besides is not seen from outside.
fn constructor(input: ParseStream<'_>) -> Result<Vec<(Ident, Type)>> {
    input.parse::<Ident>()?;
    let arguments;
    parenthesized!(arguments in input);
    let mut parameters = Vec::new();
    while !arguments.is_empty() && !arguments.peek(Token![;]) {
        let name = arguments.parse()?;
        arguments.parse::<Token![:]>()?;
        parameters.push((name, arguments.parse()?));
        arguments.parse::<Option<Token![,]>>()?;
    }
    if arguments.parse::<Option<Token![;]>>()?.is_some() {
        arguments.parse_terminated(Expr::parse, Token![,])?;
    }
    Ok(parameters)
}

impl Parse for Field {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let attributes = input.call(Attribute::parse_outer)?;
        let name = input.parse()?;
        input.parse::<Token![:]>()?;
        let presence = input.parse::<Ident>()?.to_string();
        let held = input.parse()?;
        input.parse::<Token![=]>()?;
        input.parse::<Lit>()?;
        let from = match input.parse::<Option<Ident>>()? {
            Some(_) => Some(input.parse()?),
            None => None,
        };
        input.parse::<Token![,]>()?;
        Ok(Self {
            attributes,
            name,
            presence,
            held,
            from,
        })
    }
}

impl Field {
    fn ty(&self) -> impl ToTokens {
        let held = &self.held;
        match self.presence.trim_start_matches("read_") {
            "required" => quote!(#held),
            "maybe" => quote!(Maybe<#held>),
            _ => quote!(Option<#held>),
        }
    }

    fn setter(&self) -> Option<impl ToTokens> {
        if self.presence == "required" || self.presence.starts_with("read_") {
            return None;
        }
        let is_old = |attribute: &&Attribute| attribute.path().is_ident("deprecated");
        let setter = Setter {
            attributes: self.attributes.iter().filter(is_old).cloned().collect(),
            name: self.name.clone(),
            ty: self.from.clone().unwrap_or_else(|| self.held.clone()),
        };
        let method = setter.method();
        Some(quote!(#[must_use] #method))
    }
}

impl Object {
    fn items(self) -> Vec<Item> {
        let Self {
            attributes, name, ..
        } = &self;
        let fields = self.fields.iter().map(|field| {
            let (attributes, name, ty) = (&field.attributes, &field.name, field.ty());
            quote!(#(#attributes)* pub #name: #ty)
        });
        let rest = self.rest.iter();
        let rest = rest.map(|(name, ty)| quote!(pub #name: BTreeMap<String, #ty>));
        let fields = fields.chain(rest);
        let is_default = self.new.as_ref().is_some_and(Vec::is_empty);
        let default = is_default.then(|| quote!(, Default));
        let mut items = vec![parse_quote! {
            #(#attributes)*
            #[derive(Clone #default)]
            #[non_exhaustive]
            pub struct #name { #(#fields,)* }
        }];
        items.extend(self.new.as_ref().map(|parameters| {
            let parameters = parameters.iter().map(|(name, ty)| quote!(#name: #ty));
            let setters = self.fields.iter().filter_map(Field::setter);
            parse_quote! {
                impl #name {
                    pub fn new(#(#parameters),*) -> Self {}
                    #(#setters)*
                }
            }
        }));
        items
    }
}

/// A union.
struct OneOf {
    head: Head,
    variants: Vec<Variant>,
    unknown: Option<Ident>,
}

struct Variant {
    attributes: Vec<Attribute>,
    name: Ident,
    held: Type,
    /// What the union is made of.
    from: Option<Type>,
}

impl Parse for OneOf {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let head = input.parse()?;
        if input.parse::<Option<Ident>>()?.is_some() {
            input.parse::<Lit>()?;
        }
        let body;
        braced!(body in input);
        let mut variants = Vec::new();
        while !body.is_empty() && !body.peek(Token![_]) {
            variants.push(body.parse()?);
        }
        let mut unknown = None;
        if body.parse::<Option<Token![_]>>()?.is_some() {
            body.parse::<Token![=>]>()?;
            unknown = Some(body.parse()?);
            body.parse::<Token![,]>()?;
        }
        Ok(Self {
            head,
            variants,
            unknown,
        })
    }
}

impl Parse for Variant {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let attributes = input.call(Attribute::parse_outer)?;
        let name = input.parse()?;
        let content;
        parenthesized!(content in input);
        let marks = content.call(Attribute::parse_outer)?;
        let held: Type = content.parse()?;
        let from = match marks.first().map(|mark| &mark.meta) {
            Some(Meta::List(list)) => Some(syn::parse2(list.tokens.clone())?),
            Some(_) => Some(held.clone()),
            None => None,
        };
        if input.parse::<Option<Token![=]>>()?.is_some() {
            Punctuated::<Lit, Token![|]>::parse_separated_nonempty(input)?;
        }
        input.parse::<Token![,]>()?;
        Ok(Self {
            attributes,
            name,
            held,
            from,
        })
    }
}

impl OneOf {
    fn items(self) -> Vec<Item> {
        let Head { attributes, name } = self.head;
        let variants = self.variants.iter().map(|variant| {
            let (attributes, name, held) = (&variant.attributes, &variant.name, &variant.held);
            quote!(#(#attributes)* #name(#held))
        });
        let unknown = self.unknown.iter().map(|name| quote!(#name(RawJson)));
        let variants = variants.chain(unknown);
        let mut items = vec![parse_quote! {
            #(#attributes)*
            #[derive(Clone)]
            #[non_exhaustive]
            pub enum #name { #(#variants,)* }
        }];
        let from = self
            .variants
            .iter()
            .filter_map(|variant| variant.from.as_ref());
        items.extend(from.map(|from| parse_quote!(impl From<#from> for #name {})));
        items
    }
}

/// A call that is not sent yet.
struct Call {
    attributes: Vec<Attribute>,
    name: Ident,
    setters: Vec<Setter>,
    /// What `send` gives, and how it fails.
    send: Option<Send>,
}

struct Send {
    output: Type,
    error: Ident,
    /// What the error is, if that is another type.
    shared: Option<Type>,
}

impl Parse for Call {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let attributes = input.call(Attribute::parse_outer)?;
        input.parse::<Visibility>()?;
        // One that has its type in common with others is used by the same name, in the same way.
        if input.parse::<Option<Token![type]>>()?.is_none() {
            input.parse::<Token![struct]>()?;
        }
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
fn operation(input: ParseStream<'_>) -> Result<Option<Send>> {
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
        let error = input.parse()?;
        let shared = match input.parse::<Option<Token![=]>>()? {
            Some(_) => Some(input.parse()?),
            None => None,
        };
        send = Some(Send {
            output,
            error,
            shared,
        });
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
        let send = self.send.iter().map(|send| {
            let (output, error) = (&send.output, &send.error);
            quote!(pub fn send(self) -> Sending<'a, #output, #error> {})
        });
        let error = self.send.iter().filter_map(|send| {
            let (error, shared) = (&send.error, send.shared.as_ref()?);
            Some(parse_quote!(pub type #error = #shared;))
        });
        let mut items = vec![
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
        ];
        items.extend(error);
        items
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
    fn a_struct_its_constructor_and_setters() {
        let text = expanded(
            "object! { /// Doc.\n pub struct A: new(a: impl Into<String>; k = K::A) { \"t\" = \"x\", \
             a: required String = \"a\", k: required K = \"k\", /// B.\n #[deprecated = \"x\"] \
             b: optional String = \"b\" from impl Into<String>, c: maybe Vec<u8> = \"c\", \
             d: read_any Value = \"d\", ..rest: u8, } }",
        );
        for part in [
            "# [derive (Clone)]",
            "pub a : String , pub k : K ,",
            "pub b : Option < String > , pub c : Maybe < Vec < u8 > > , pub d : Option < Value > ,",
            "pub rest : BTreeMap < String , u8 >",
            "pub fn new (a : impl Into < String >) -> Self",
            "pub fn b (mut self , b : impl Into < String >) -> Self",
            "pub fn c (mut self , c : Vec < u8 >) -> Self",
        ] {
            assert!(text.contains(part), "{part}: {text}");
        }
        assert_eq!(text.matches("pub fn").count(), 3, "{text}");
        assert_eq!(text.matches("deprecated").count(), 2, "{text}");
        let text = expanded("object! { pub struct A: new() { } } object! { pub struct B { } }");
        assert_eq!(text.matches("pub fn new () -> Self").count(), 1, "{text}");
        assert_eq!(text.matches("Default").count(), 1, "{text}");
    }

    #[test]
    fn a_union_and_what_it_is_made_of() {
        let text = expanded(
            "one_of! { /// U.\n pub enum U by \"k\" { /// A.\n A(#[from] A) = \"a\" | \"b\", \
             B(#[from(B)] Box<B>) = \"c\", C(C) = \"d\", _ => Unknown, } } \
             one_of! { pub enum V { A(Vec<A>), } }",
        );
        for part in [
            "A (A) , B (Box < B >) , C (C) , Unknown (RawJson) ,",
            "impl From < A > for U",
            "impl From < B > for U",
            "pub enum V { A (Vec < A >) , }",
        ] {
            assert!(text.contains(part), "{part}: {text}");
        }
        assert_eq!(text.matches("impl From").count(), 2, "{text}");
    }

    #[test]
    fn parameters_and_errors_of_a_call() {
        let text = expanded(
            "call! { /// Doc.\n pub struct A = \"a\": GET \"/a\", accept \"*/*\", security [[\"k\"], []], \
             200 json => types::T, or AError = errors::Shared; /// Doc.\n x: i64 => query(\"x\") where range(x, 1), } \
             call! { pub struct B = \"b\": PUT \"/b\", accept \"\", security []; }",
        );
        assert!(
            text.contains("pub fn send (self) -> Sending < 'a , types :: T , AError >"),
            "{text}"
        );
        assert!(text.matches("pub fn send").count() == 1, "{text}");
        assert!(
            text.contains("pub type AError = errors :: Shared ;"),
            "{text}"
        );
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
