//! Text of the description → doc comments that rustdoc renders without
//! warnings and never runs as code.

use std::borrow::Cow;

use crate::model::Docs;

/// `///` lines for Markdown text; empty text gives nothing.
pub fn comment(text: &str) -> String {
    lines("///", text)
}

/// `//!` lines.
pub fn inner(text: &str) -> String {
    lines("//!", text)
}

/// The text without what a source file can't have: rustc refuses characters that turn the direction
/// of text.
fn shown(text: &str) -> Cow<'_, str> {
    // Such characters are rare, and two bytes begin all of them that are not ASCII.
    let is_rare = |byte: u8| matches!(byte, 0..=b'\t' | b'\x0b'..=b'\x1f' | 0x7f | 0xc2 | 0xe2);
    // By blocks, which a compiler makes one step of.
    let has_rare = |block: &[u8]| block.iter().fold(false, |has, byte| has | is_rare(*byte));
    if !text.as_bytes().chunks(64).any(has_rare) {
        return text.into();
    }
    let turns = |c| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    text.replace("\r\n", "\n")
        .replace('\r', "\n")
        .replace('\t', "    ")
        .replace(|c: char| (c.is_control() && c != '\n') || turns(c), "")
        .into()
}

fn lines(mark: &str, text: &str) -> String {
    let text = shown(text);
    let text = text.trim();
    let mut result = String::with_capacity(text.len() + 16);
    for line in text.lines() {
        result.push_str(mark);
        let line = line.trim_end();
        if !line.is_empty() {
            result.push(' ');
            result.push_str(line);
        }
        result.push('\n');
    }
    result
}

/// Title, description and link of an item; `fallback` if it has no words.
pub fn describe(docs: &Docs, fallback: &str) -> String {
    let mut parts = Vec::new();
    let description = docs.description.as_deref().map(clean).unwrap_or_default();
    if let Some(title) = docs
        .title
        .as_deref()
        .map(clean)
        .filter(|title| !title.is_empty() && *title != description)
    {
        parts.push(title);
    }
    if !description.is_empty() {
        parts.push(description);
    }
    if parts.is_empty() {
        parts.push(fallback.to_owned());
    }
    if let Some(link) = &docs.link
        && is_url(&link.url)
    {
        let text = link
            .text
            .as_deref()
            .map_or("More about it".to_owned(), clean);
        parts.push(format!("[{}]({})", text.replace('\n', " "), link.url));
    }
    parts.join("\n\n")
}

/// Puts a sentence behind a text: in its last paragraph, if that is nothing but words.
pub fn also(text: &mut String, sentence: &str) {
    let paragraph = text.rsplit("\n\n").next().unwrap_or_default();
    let is_block = |line: &str| {
        let first = line.trim_start().chars().next();
        line.starts_with("    ")
            || first.is_none_or(|c| "-*+#>|`~<=".contains(c) || c.is_ascii_digit())
    };
    let in_block = text.contains("```") || text.contains("~~~") || paragraph.lines().any(is_block);
    if in_block || paragraph.ends_with([':', '|', '\\']) || paragraph.is_empty() {
        text.push_str("\n\n");
    } else if paragraph.ends_with(['.', '!', '?', '…']) {
        text.push(' ');
    } else {
        text.push_str(". ");
    }
    text.push_str(sentence);
}

/// A few words about an item that the description says nothing of.
pub fn words_for(what: &str, name: &str) -> String {
    if name.is_empty() || name.contains(['`', '\n', '\r']) {
        return format!("The {what} {}.", clean(&format!("{name:?}")));
    }
    format!("The {what} `{name}`.")
}

fn is_url(text: &str) -> bool {
    (text.starts_with("https://") || text.starts_with("http://"))
        && !text.contains(|c: char| {
            c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | '(' | ')')
        })
}

/// Makes Markdown from elsewhere safe: code fences are no Rust, indented code
/// is text, brackets are no links to items, tags are no HTML, URLs are links.
pub fn clean(text: &str) -> String {
    let mut out: Vec<String> = Vec::new();
    let mut fence: Option<String> = None;
    for line in shown(text).lines() {
        let line = line.trim_end();
        let trimmed = line.trim_start();
        match &fence {
            Some(open) => {
                if trimmed.starts_with(open.as_str()) {
                    fence = None;
                }
                out.push(line.to_owned());
            }
            None => match fence_of(trimmed) {
                Some(open) => {
                    let language = trimmed.trim_start_matches(['`', '~']).trim();
                    out.push(format!("{open}{}", language_of(language)));
                    fence = Some(open);
                }
                None => out.push(escape(unindent(line))),
            },
        }
    }
    if let Some(open) = fence {
        out.push(open);
    }
    out.join("\n").trim().to_owned()
}

fn fence_of(line: &str) -> Option<String> {
    ["```", "~~~"]
        .into_iter()
        .find(|mark| line.starts_with(mark))
        .map(str::to_owned)
}

/// rustdoc would compile a block without a language, or in Rust.
fn language_of(language: &str) -> &str {
    let plain = !language.is_empty() && language.chars().all(|c| c.is_ascii_alphanumeric());
    if plain && !matches!(language, "rust" | "rs") {
        language
    } else {
        "text"
    }
}

/// Four spaces would make it code; a list item may stay indented by less.
fn unindent(line: &str) -> &str {
    let rest = line.trim_start_matches([' ', '\t']);
    let indent = line.len() - rest.len();
    if indent >= 4 || line.starts_with('\t') {
        rest
    } else {
        line
    }
}

/// Escapes one line outside of its code spans.
fn escape(line: &str) -> String {
    let mut out = String::new();
    let mut rest = line;
    while let Some(start) = rest.find('`') {
        let ticks = rest[start..].chars().take_while(|c| *c == '`').count();
        let mark = "`".repeat(ticks);
        out.push_str(&escape_text(&rest[..start]));
        let after = &rest[start + ticks..];
        match after.find(&mark) {
            Some(end) => {
                out.push_str(&rest[start..start + ticks + end + ticks]);
                rest = &after[end + ticks..];
            }
            None => {
                out.push_str(&"\\`".repeat(ticks));
                rest = after;
            }
        }
    }
    out.push_str(&escape_text(rest));
    out
}

fn escape_text(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    let mut rest = text;
    loop {
        // No link begins with another character.
        let plain = rest.bytes().take_while(|byte| !b"[]<h".contains(byte));
        let (plain, others) = rest.split_at(plain.count());
        out.push_str(plain);
        rest = others;
        let Some(c) = rest.chars().next() else {
            return out;
        };
        if let Some(length) = link_length(rest) {
            out.push_str(&rest[..length]);
            rest = &rest[length..];
            continue;
        }
        if let Some(length) = autolink_length(rest) {
            out.push_str(&rest[..length]);
            rest = &rest[length..];
            continue;
        }
        if let Some(length) = url_length(rest) {
            out.push_str(&format!("<{}>", &rest[..length]));
            rest = &rest[length..];
            continue;
        }
        match c {
            '[' | ']' | '<' => {
                out.push('\\');
                out.push(c);
            }
            _ => out.push(c),
        }
        rest = &rest[c.len_utf8()..];
    }
}

/// The length of a `[text](https://…)` that starts here.
fn link_length(text: &str) -> Option<usize> {
    let text_end = text.strip_prefix('[')?.find(']')? + 1;
    if text[1..text_end].contains(['[', '`', '<']) {
        return None;
    }
    let target = text[text_end + 1..].strip_prefix('(')?;
    let end = target.find(')')?;
    is_url(&target[..end]).then_some(text_end + 1 + 1 + end + 1)
}

/// The length of a `<https://…>` that starts here.
fn autolink_length(text: &str) -> Option<usize> {
    let end = text.strip_prefix('<')?.find('>')?;
    is_url(&text[1..=end]).then_some(end + 2)
}

/// The length of a bare URL that starts here.
fn url_length(text: &str) -> Option<usize> {
    if !text.starts_with("https://") && !text.starts_with("http://") {
        return None;
    }
    let end = text
        .find(|c: char| {
            c.is_whitespace()
                || matches!(
                    c,
                    '<' | '>'
                        | '"'
                        | '\''
                        | '['
                        | ']'
                        | '('
                        | ')'
                        | '{'
                        | '}'
                        | '`'
                        | '|'
                        | '\\'
                        | '*'
                )
        })
        .unwrap_or(text.len());
    let url = text[..end].trim_end_matches(['.', ',', ';', ':', '!', '?']);
    (url.len() > "https://".len()).then_some(url.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_is_put_into_the_last_paragraph_of_words() {
        for (text, expected) in [
            ("A name", "A name. More."),
            ("A name.\n\nIts length?", "A name.\n\nIts length? More."),
            ("One\ntwo", "One\ntwo. More."),
            ("One of:\n\n- a\n- b", "One of:\n\n- a\n- b\n\nMore."),
            ("Such as:", "Such as:\n\nMore."),
            ("```text\na\n\nb\n```", "```text\na\n\nb\n```\n\nMore."),
            ("| a |", "| a |\n\nMore."),
            ("Title\n=====", "Title\n=====\n\nMore."),
            ("", "More."),
        ] {
            let mut text = text.to_owned();
            also(&mut text, "More.");
            assert_eq!(text.trim_start(), expected);
        }
    }

    #[test]
    fn markdown_from_elsewhere_is_made_safe() {
        let cases = [
            (
                "see [the docs](https://a.b/c)",
                "see [the docs](https://a.b/c)",
            ),
            ("see [Other] or a[0]", "see \\[Other\\] or a\\[0\\]"),
            ("see [x](#/tag)", "see \\[x\\](#/tag)"),
            ("go to https://a.b/c.", "go to <https://a.b/c>."),
            ("at <https://a.b/c>.", "at <https://a.b/c>."),
            ("a <b>bold</b> word", "a \\<b>bold\\</b> word"),
            ("`a[0] <b>` stays", "`a[0] <b>` stays"),
            ("an ` alone [x]", "an \\` alone \\[x\\]"),
            ("```\nlet x = [1];\n```", "```text\nlet x = [1];\n```"),
            ("```json\n{}\n", "```json\n{}\n```"),
            ("a\n    fn main() {}", "a\nfn main() {}"),
            ("*/ {} \r\n\"", "*/ {}\n\""),
        ];
        for (text, wanted) in cases {
            assert_eq!(clean(text), wanted, "{text}");
        }
    }
}
