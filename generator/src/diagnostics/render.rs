//! Problems as people read them: with the file, the line, a mark, and advice.

use std::ops::Range;
use std::path::Path;

use annotate_snippets::{AnnotationKind, Element, Group, Level, Origin, Renderer, Snippet};

use super::{At, Diagnostic, Diagnostics, Severity};
use crate::config::PolicySource;
use crate::load::{Sources, position_in};

/// Wider lines are cut around the mark.
const WIDTH: usize = 120;

/// Renders all problems, each followed by an empty line, in the style of rustc.
///
/// `sources` and `policy` give the text that the places refer to; where reading them failed, the
/// `diagnostics` know it themselves. `color` puts in ANSI escapes.
pub fn render(
    diagnostics: &Diagnostics,
    sources: &Sources,
    policy: Option<&PolicySource>,
    color: bool,
) -> String {
    let texts = Texts {
        sources: diagnostics.attached_sources().unwrap_or(sources),
        policy: diagnostics.attached_policy().or(policy),
    };
    let renderer = if color {
        Renderer::styled()
    } else {
        Renderer::plain()
    };
    let renderer = renderer.term_width(WIDTH);
    let mut text = String::new();
    for (number, diagnostic) in diagnostics.iter().enumerate() {
        // Two stages may find the same thing.
        if !diagnostics
            .iter()
            .take(number)
            .any(|other| other == diagnostic)
        {
            text.push_str(&renderer.render(&[group(diagnostic, &texts)]));
            text.push_str("\n\n");
        }
    }
    text
}

struct Texts<'a> {
    sources: &'a Sources,
    policy: Option<&'a PolicySource>,
}

fn group<'a>(diagnostic: &'a Diagnostic, texts: &Texts<'a>) -> Group<'a> {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning | Severity::Defect => Level::WARNING,
    };
    let title = level
        .primary_title(printable(&diagnostic.message))
        .id(diagnostic.code);
    let mut elements: Vec<Element<'a>> = Vec::new();
    elements.extend(place(&diagnostic.at, texts));
    if let At::Value(pointer) | At::Key(pointer) = &diagnostic.at {
        elements.push(
            Level::NOTE
                .with_name("at")
                .message(printable(&pointer.to_string()))
                .into(),
        );
    }
    if let Some(hint) = &diagnostic.hint {
        elements.push(Level::HELP.message(printable(hint)).into());
    }
    Group::with_title(title).elements(elements)
}

fn place<'a>(at: &At, texts: &Texts<'a>) -> Option<Element<'a>> {
    match at {
        At::Value(pointer) | At::Key(pointer) => {
            let source = texts.sources.source(pointer.file())?;
            let position = texts.sources.position(at)?;
            Some(snippet(
                &source.path,
                &source.text,
                position.offset..position.offset + position.len,
            ))
        }
        At::Text { file, .. } => {
            let source = texts.sources.source(*file)?;
            let position = texts.sources.position(at)?;
            Some(snippet(
                &source.path,
                &source.text,
                position.offset..position.offset + position.len,
            ))
        }
        At::Policy(range) => {
            let policy = texts.policy?;
            Some(snippet(&policy.path, &policy.text, range.clone()))
        }
        At::Path(path) => Some(Origin::path(path.display().to_string()).into()),
        At::Nowhere => None,
    }
}

/// Shows the one line with the mark. The rest of the text is left out, since looking through
/// megabytes for each problem would take longer than the run.
fn snippet<'a>(path: &Path, text: &'a str, range: Range<usize>) -> Element<'a> {
    let position = position_in(text, range);
    let start = text[..position.offset].rfind('\n').map_or(0, |at| at + 1);
    let line = text[start..].lines().next().unwrap_or_default();
    let (line, shift) = window(line, position.offset - start);
    let mark = position.offset - start - shift;
    let end = (mark + position.len).min(line.len()).max(mark);
    let annotation = AnnotationKind::Primary.span(mark.min(line.len())..end);
    Snippet::source(line)
        .line_start(position.line)
        .path(path.display().to_string())
        .annotation(annotation)
        .into()
}

/// At most this many bytes of a line reach the renderer: minified JSON is one line of megabytes.
const WINDOW: usize = 2000;

fn window(line: &str, mark: usize) -> (&str, usize) {
    if line.len() <= WINDOW {
        return (line, 0);
    }
    let boundary = |mut at: usize| {
        while !line.is_char_boundary(at) {
            at -= 1;
        }
        at
    };
    let start = boundary(mark.saturating_sub(WINDOW / 2));
    let end = boundary((mark + WINDOW / 2).min(line.len()));
    (&line[start..end], start)
}

/// Text of a description can hold anything, escape sequences too: nothing of that reaches a terminal.
fn printable(text: &str) -> String {
    let shown = |c: char| if c.is_control() { ' ' } else { c };
    text.chars().map(shown).collect()
}
