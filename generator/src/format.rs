//! Lays out generated Rust: prettyplease for the code, blank lines and the header by hand.
//!
//! prettyplease drops blank lines and `//` comments, so items and methods are printed one at a time
//! and put together with an empty line in between. Nothing here looks into the printed text: a
//! string literal of several lines stays as it is. What stands in a macro's braces has a syntax of
//! its own: its lines are kept.

mod fold;

use std::collections::BTreeSet;
use std::fmt;

use proc_macro2::{TokenStream, TokenTree};
use syn::spanned::Spanned;
use syn::{
    Attribute, File, ImplItem, Item, ItemImpl, ItemMacro, ItemMod, ItemTrait, MacroDelimiter,
    TraitItem,
};

/// Generated text that is no Rust: a mistake in a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormatError {
    /// What the parser says.
    pub message: String,
    /// The line in the text, from 1; 0 when unknown.
    pub line: usize,
    /// That line.
    pub text: String,
}

impl fmt::Display for FormatError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} in line {}: `{}`",
            self.message,
            self.line,
            self.text.trim()
        )
    }
}

impl std::error::Error for FormatError {}

/// Formats a whole file and puts `header` (comment lines, may be empty) on top.
///
/// Depends on nothing but its arguments, so that files can be formatted side by side.
///
/// # Errors
/// When `text` is no Rust.
pub fn rust(text: &str, header: &str) -> Result<String, FormatError> {
    match folded(text, header) {
        Some(result) => Ok(result),
        // It has what has to be looked at closer, or is no Rust.
        None => whole(text, header),
    }
}

fn folded(text: &str, header: &str) -> Option<String> {
    let folded = fold::fold(text).ok()?;
    let short = whole(&folded.text, header).ok()?;
    folded.unfold(&short)
}

fn whole(text: &str, header: &str) -> Result<String, FormatError> {
    let file = syn::parse_file(text).map_err(|error| describe(text, &error))?;
    let head = join_head(header, &file.attrs);
    let items = file.items.into_iter();
    let body = spaced(items.map(|item| (item_kind(&item), item_text(item, text))));
    let parts = [head, body];
    let parts: Vec<_> = parts
        .iter()
        .filter(|part| !part.is_empty())
        .map(String::as_str)
        .collect();
    Ok(parts.join("\n"))
}

fn describe(text: &str, error: &syn::Error) -> FormatError {
    let line = error.span().start().line;
    let shown = line
        .checked_sub(1)
        .and_then(|number| text.lines().nth(number));
    FormatError {
        message: error.to_string(),
        line,
        text: shown.unwrap_or_default().to_owned(),
    }
}

fn join_head(header: &str, attrs: &[Attribute]) -> String {
    let attrs = print(attrs.to_vec(), Vec::new());
    match (header.trim_end(), attrs.as_str()) {
        ("", attrs) => attrs.to_owned(),
        (header, "") => format!("{header}\n"),
        (header, attrs) => format!("{header}\n\n{attrs}"),
    }
}

fn print(attrs: Vec<Attribute>, items: Vec<Item>) -> String {
    prettyplease::unparse(&File {
        shebang: None,
        frontmatter: None,
        attrs,
        items,
    })
}

fn print_item(item: Item) -> String {
    print(Vec::new(), vec![item])
}

/// What stands close together when its neighbour is of the same kind.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Use,
    PublicUse,
    Mod,
    Const,
    Type,
    Macro,
    /// Always set apart.
    Apart,
}

fn spaced(parts: impl Iterator<Item = (Kind, String)>) -> String {
    let mut result = String::new();
    let mut before = None;
    for (kind, text) in parts {
        if before.is_some_and(|before| before == Kind::Apart || before != kind) {
            result.push('\n');
        }
        result.push_str(&text);
        before = Some(kind);
    }
    result
}

fn item_kind(item: &Item) -> Kind {
    match item {
        Item::Use(item) if matches!(item.vis, syn::Visibility::Inherited) => Kind::Use,
        Item::Use(_) => Kind::PublicUse,
        Item::Mod(item) if item.content.is_none() && item.attrs.is_empty() => Kind::Mod,
        Item::Const(item) if item.attrs.is_empty() => Kind::Const,
        Item::Type(item) if item.attrs.is_empty() => Kind::Type,
        Item::Macro(item) if is_one_line(item) => Kind::Macro,
        _ => Kind::Apart,
    }
}

fn is_one_line(item: &ItemMacro) -> bool {
    let braces = matches!(item.mac.delimiter, MacroDelimiter::Brace(_));
    item.ident.is_none() && item.attrs.is_empty() && !braces
}

fn item_text(item: Item, source: &str) -> String {
    match item {
        Item::Impl(block) => impl_text(block),
        Item::Trait(block) => trait_text(block),
        Item::Mod(block) => mod_text(block),
        Item::Macro(call) => {
            macro_text(&call, source).unwrap_or_else(|| print_item(Item::Macro(call)))
        }
        other => print_item(other),
    }
}

/// A macro call in braces: its lines are kept, and indented by the brackets that they stand in.
fn macro_text(call: &ItemMacro, source: &str) -> Option<String> {
    let MacroDelimiter::Brace(brace) = &call.mac.delimiter else {
        return None;
    };
    let close = brace.span.close();
    let text = source.get(call.span().byte_range().start..close.byte_range().end)?;
    let first = call.span().start().line;
    let ends = [brace.span.open(), close].map(|end| end.start().line - first);
    let mut nested = BTreeSet::from([ends.into()]);
    nested_lines(call.mac.tokens.clone(), first, &mut nested);
    let depths = fold::depths(&nested, text.lines().count());
    let mut result = String::new();
    for (text, depth) in text.lines().zip(depths) {
        if !text.trim().is_empty() {
            result.push_str(&"    ".repeat(depth));
            result.push_str(text.trim());
            result.push('\n');
        }
    }
    Some(result)
}

/// The first and the last line of each bracket, counted from a line.
fn nested_lines(tokens: TokenStream, from: usize, found: &mut BTreeSet<(usize, usize)>) {
    for token in tokens {
        if let TokenTree::Group(group) = token {
            let ends = [group.span_open(), group.span_close()];
            found.insert(ends.map(|end| end.start().line - from).into());
            nested_lines(group.stream(), from, found);
        }
    }
}

fn impl_text(mut block: ItemImpl) -> String {
    let members = std::mem::take(&mut block.items);
    let with = |items| {
        print_item(Item::Impl(ItemImpl {
            items,
            ..block.clone()
        }))
    };
    block_text(members, with, |item| match item {
        ImplItem::Const(item) if item.attrs.is_empty() => Kind::Const,
        ImplItem::Type(item) if item.attrs.is_empty() => Kind::Type,
        _ => Kind::Apart,
    })
}

fn trait_text(mut block: ItemTrait) -> String {
    let members = std::mem::take(&mut block.items);
    let with = |items| {
        print_item(Item::Trait(ItemTrait {
            items,
            ..block.clone()
        }))
    };
    block_text(members, with, |item| match item {
        TraitItem::Const(item) if item.attrs.is_empty() => Kind::Const,
        TraitItem::Type(item) if item.attrs.is_empty() => Kind::Type,
        _ => Kind::Apart,
    })
}

fn mod_text(mut block: ItemMod) -> String {
    let Some((brace, members)) = block.content.take() else {
        return print_item(Item::Mod(block));
    };
    let with = |items| {
        let content = Some((brace, items));
        print_item(Item::Mod(ItemMod {
            content,
            ..block.clone()
        }))
    };
    block_text(members, with, item_kind)
}

/// Prints a block once per member and takes what stands between its braces.
fn block_text<T: Clone>(
    members: Vec<T>,
    print: impl Fn(Vec<T>) -> String,
    kind: impl Fn(&T) -> Kind,
) -> String {
    let empty = print(Vec::new());
    let head = empty.strip_suffix("{}\n").filter(|_| members.len() > 1);
    let Some(head) = head else {
        return print(members);
    };
    let inner = |member: &T| {
        let alone = print(vec![member.clone()]);
        let rest = alone.strip_prefix(head)?.strip_prefix("{\n")?;
        rest.strip_suffix("}\n").map(str::to_owned)
    };
    let inners = members
        .iter()
        .map(|member| Some((kind(member), inner(member)?)));
    match inners.collect::<Option<Vec<_>>>() {
        Some(inners) => {
            let body = spaced(inners.into_iter());
            format!("{head}{{\n{body}}}\n")
        }
        None => print(members),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_items_and_methods_apart() {
        let text = "//! Docs.\n#![allow(x)]\nuse a::b; use c; pub use d; mod e; mod f; struct A; struct B { x: u8 }
            impl A { const X: u8 = 1; const Y: u8 = 2; fn a() {} /// Doc.\n fn b() {} }
            impl Iterator for A { type Item = u8; fn next(&mut self) -> Option<u8> { None } }
            go!(A); go!(B);";
        let expected = "\
// Generated.

//! Docs.
#![allow(x)]

use a::b;
use c;

pub use d;

mod e;
mod f;

struct A;

struct B {
    x: u8,
}

impl A {
    const X: u8 = 1;
    const Y: u8 = 2;

    fn a() {}

    /// Doc.
    fn b() {}
}

impl Iterator for A {
    type Item = u8;

    fn next(&mut self) -> Option<u8> {
        None
    }
}

go!(A);
go!(B);
";
        assert_eq!(rust(text, "// Generated.\n").unwrap(), expected);
    }

    #[test]
    fn keeps_the_lines_of_macros_in_braces() {
        let text = "\
open_enum! {
/// Doc.
pub enum X {
A = \"{\",
}
}
struct S;";
        let once = rust(text, "").unwrap();
        assert_eq!(
            once,
            "\
open_enum! {
    /// Doc.
    pub enum X {
        A = \"{\",
    }
}

struct S;
"
        );
        assert_eq!(rust(&once, "").unwrap(), once);
    }

    #[test]
    fn is_stable_and_leaves_literals_alone() {
        let text = "impl<T> A<T> where T: Clone { fn a() -> &'static str { r#\"\n    }\n    fn x() {\n\"# } fn b() {} }\n\
                    mod inner { use a; fn x() {} fn y() {} } trait T { fn a(); fn b(); } enum E { A, B }";
        let once = rust(text, "").unwrap();
        assert!(once.contains("r#\"\n    }\n    fn x() {\n\"#"), "{once}");
        assert!(
            once.contains("\n\n    fn b() {}\n}\n\nmod inner {\n    use a;\n\n    fn x() {}\n"),
            "{once}"
        );
        assert_eq!(rust(&once, "").unwrap(), once);
    }

    #[test]
    fn what_is_folded_is_laid_out_as_the_whole() {
        let text = "\
//! Of the file.
use a::b;
/// Of a macro.
go! {
/// Docs.   \n
  pub struct X {   // gone? no: it is kept
a: call(A, [\"}\", '{', b'\\''], || {
x
}), b: (
1), }
}
go! { in one line }
go! {}
go! { half
}
struct Y {
/// A field.
///
/// Of more.  \npub a: u8, /// Behind.\n b: u8,
}
impl Y {
    /// A \u{1F980}.
    fn a<'a>(&'a self) -> &'a str { go! {
        1
    } r#\"
/// no docs
go! {
\"# }
    /// B.
    fn b() {}
}
mod m {
    /// M.
    go! {
x
    }
}
";
        for text in [text, "", "//! A.", "/// A.\nfn a() {}"] {
            let folded = folded(text, "// H");
            assert_eq!(folded, Some(whole(text, "// H").unwrap()));
        }
    }

    #[test]
    fn what_is_not_understood_is_laid_out_all_the_same() {
        let text = "/* a */ /// \u{1}0\nfn a() {}\t";
        assert_eq!(folded(text, ""), None);
        assert_eq!(rust(text, "").unwrap(), "/// \u{1}0\nfn a() {}\n");
        for bad in [
            "go! {\n(]\n}",
            "go! {\n",
            "struct A { /// a\n }",
            "go! {\n}}",
        ] {
            assert_eq!(folded(bad, ""), None, "{bad}");
            assert!(rust(bad, "").is_err(), "{bad}");
        }
    }

    #[test]
    fn empty_and_header_only() {
        assert_eq!(rust("", "").unwrap(), "");
        assert_eq!(rust("", "// x").unwrap(), "// x\n");
        assert_eq!(
            rust("fn a() {}", "// x\n\n").unwrap(),
            "// x\n\nfn a() {}\n"
        );
    }

    #[test]
    fn bad_rust_names_the_line() {
        let error = rust("fn a() {}\nstruct struct;\n", "").unwrap_err();
        assert_eq!((error.line, error.text.as_str()), (2, "struct struct;"));
    }
}
