//! Problems as people read them: with the file, the line, a mark, and advice.

use std::path::Path;

use annotate_snippets::{AnnotationKind, Element, Group, Level, Origin, Renderer, Snippet};

use super::{At, Diagnostic, Diagnostics, Severity};
use crate::config::PolicySource;
use crate::load::{Position, Sources, position_in};

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
    let texts = Texts::of(diagnostics, sources, policy);
    let renderer = if color {
        Renderer::styled()
    } else {
        Renderer::plain()
    };
    let renderer = renderer.term_width(WIDTH);
    let mut text = String::new();
    for diagnostic in diagnostics {
        text.push_str(&render_one(diagnostic, &texts, &renderer));
        text.push_str("\n\n");
    }
    text
}

pub(super) struct Texts<'a> {
    pub(super) sources: &'a Sources,
    policy: Option<&'a PolicySource>,
}

impl<'a> Texts<'a> {
    /// Where reading them failed, the `diagnostics` know the texts themselves.
    pub(super) fn of(
        diagnostics: &'a Diagnostics,
        sources: &'a Sources,
        policy: Option<&'a PolicySource>,
    ) -> Self {
        Self {
            sources: diagnostics.attached_sources().unwrap_or(sources),
            policy: diagnostics.attached_policy().or(policy),
        }
    }
}

fn render_one(diagnostic: &Diagnostic, texts: &Texts<'_>, renderer: &Renderer) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning | Severity::Defect => Level::WARNING,
    };
    let title = level
        .primary_title(printable(&diagnostic.message))
        .id(diagnostic.code);
    let mark = mark(&diagnostic.at, texts);
    let mut elements: Vec<Element<'_>> = Vec::new();
    match (&mark, &diagnostic.at) {
        (Some(mark), _) => elements.push(mark.snippet()),
        (None, At::Path(path)) => elements.push(Origin::path(path.display().to_string()).into()),
        (None, _) => {}
    }
    if let At::Value(pointer) | At::Key(pointer) = &diagnostic.at {
        let pointer = printable(&texts.sources.origin(pointer).to_string());
        elements.push(Level::NOTE.with_name("at").message(pointer).into());
    }
    if let Some(hint) = &diagnostic.hint {
        elements.push(Level::HELP.message(printable(hint)).into());
    }
    let text = renderer.render(&[Group::with_title(title).elements(elements)]);
    match mark {
        Some(mark) => mark.mend_column(text),
        None => text,
    }
}

/// A range of one line of a text. The rest of the text is left out, since looking through megabytes
/// for each problem would take longer than the run.
pub(super) struct Mark<'a> {
    pub(super) path: String,
    pub(super) position: Position,
    /// The line, or the part of a very long one around the range.
    shown: &'a str,
    /// Where the range begins in `shown`.
    start: usize,
}

pub(super) fn mark<'a>(at: &At, texts: &Texts<'a>) -> Option<Mark<'a>> {
    let file = match at {
        At::Value(pointer) | At::Key(pointer) => texts.sources.origin(pointer).file(),
        At::Text { file, .. } => *file,
        At::Policy(range) => {
            let policy = texts.policy?;
            let position = position_in(&policy.text, range.clone());
            return Some(Mark::new(&policy.path, &policy.text, position));
        }
        At::Path(_) | At::Nowhere => return None,
    };
    let source = texts.sources.source(file)?;
    let position = texts.sources.position(at)?;
    Some(Mark::new(&source.path, &source.text, position))
}

impl<'a> Mark<'a> {
    fn new(path: &Path, text: &'a str, position: Position) -> Self {
        let (near, shift) = near(text, position.offset);
        let (shown, cut) = window(near, position.offset - shift);
        // The place can be the line break itself.
        let start = (position.offset - shift - cut).min(shown.len());
        Self {
            path: path.display().to_string(),
            position,
            shown,
            start,
        }
    }

    fn snippet(&self) -> Element<'a> {
        let end = (self.start + self.position.len).min(self.shown.len());
        let snippet = Snippet::source(self.shown)
            .line_start(self.position.line)
            .path(self.path.clone());
        snippet
            .annotation(AnnotationKind::Primary.span(self.start..end))
            .into()
    }

    /// The renderer counts columns from the beginning of what it is shown.
    fn mend_column(&self, rendered: String) -> String {
        let place = |column: usize| format!("{}:{}:{column}", self.path, self.position.line);
        let counted = self.shown[..self.start].chars().count() + 1;
        if counted == self.position.column {
            return rendered;
        }
        rendered.replacen(&place(counted), &place(self.position.column), 1)
    }
}

/// At most this many bytes of a line reach the renderer: minified JSON is one line of megabytes.
const WINDOW: usize = 2000;

fn window(line: &str, mark: usize) -> (&str, usize) {
    if line.len() <= WINDOW {
        return (line, 0);
    }
    let start = boundary(line, mark.saturating_sub(WINDOW / 2));
    let end = boundary(line, mark + WINDOW / 2);
    (&line[start..end], start)
}

/// The line around an offset, as far as a window may show of it, and where that begins.
fn near(text: &str, offset: usize) -> (&str, usize) {
    let from = boundary(text, offset.saturating_sub(WINDOW));
    let until = boundary(text, offset + WINDOW);
    let start = text[from..offset]
        .rfind('\n')
        .map_or(from, |at| from + at + 1);
    let end = text[offset..until]
        .find('\n')
        .map_or(until, |at| offset + at);
    (text[start..end].trim_end_matches('\r'), start)
}

fn boundary(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// Text of a description can hold anything, escape sequences too: nothing of that reaches a terminal.
fn printable(text: &str) -> String {
    let shown = |c: char| if c.is_control() { ' ' } else { c };
    text.chars().map(shown).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load::load_text;
    use crate::pointer::{FileId, Pointer};

    const YAML: &str = "openapi: 3.0.3\npaths:\n  /pets:\n    get:\n      operationId: 12\n";

    fn show(text: &str, problems: Vec<Diagnostic>) -> String {
        let mut diagnostics = Diagnostics::default();
        let path = Path::new(if text.starts_with('{') {
            "spec/pets.json"
        } else {
            "spec/pets.yaml"
        });
        let sources = load_text(path, text.to_owned(), &mut diagnostics).unwrap();
        diagnostics.extend(problems);
        render(&diagnostics, &sources, None, false)
    }

    fn operation() -> Pointer {
        Pointer::root(FileId(0))
            .child("paths")
            .child("/pets")
            .child("get")
    }

    #[test]
    fn shows_the_value_the_pointer_and_the_hint() {
        let at = At::Value(operation().child("operationId"));
        let problem = Diagnostic::error("wrong-type", at, "expected a text").hint("quote it");
        let expected = "\
error[wrong-type]: expected a text
 --> spec/pets.yaml:5:20
  |
5 |       operationId: 12
  |                    ^^
  |
  = at: #/paths/~1pets/get/operationId
  = help: quote it

";
        assert_eq!(show(YAML, vec![problem.clone(), problem]), expected);
    }

    #[test]
    fn shows_keys_and_objects_by_their_key() {
        for at in [
            At::Key(operation()),
            At::Value(operation()),
            At::Value(operation().child("missing")),
        ] {
            let text = show(YAML, vec![Diagnostic::defect("odd", at, "odd")]);
            assert!(
                text.starts_with("warning[odd]: odd\n --> spec/pets.yaml:4:5\n"),
                "{text}"
            );
            assert!(text.contains("\n4 |     get:\n  |     ^^^\n"), "{text}");
        }
    }

    #[test]
    fn long_lines_are_cut_and_keep_their_column() {
        let long = "é".repeat(4000);
        let text = format!("{{\"x\": \"{long}\", \"y\": 1, \"z\": \"{long}\"}}");
        let at = At::Value(Pointer::root(FileId(0)).child("y"));
        let shown = show(&text, vec![Diagnostic::error("odd", at, "odd")]);
        assert!(shown.contains(" --> spec/pets.json:1:4016\n"), "{shown}");
        assert!(shown.contains("\"y\": 1, \"z\""), "{shown}");
        assert!(
            shown.lines().all(|line| line.chars().count() <= WIDTH),
            "{shown}"
        );
    }

    #[test]
    fn other_places() {
        let policy = PolicySource {
            path: "spec/pets.toml".into(),
            text: "[types]\nA = 1\n".into(),
        };
        let mut all = Diagnostics::default();
        all.push(Diagnostic::error("a", At::Policy(12..13), "in the policy"));
        all.push(Diagnostic::error("b", At::Path("x/y".into()), "a file"));
        all.push(Diagnostic::error("c", At::Nowhere, "esc \u{1b}[31m"));
        let expected = "\
error[a]: in the policy
 --> spec/pets.toml:2:5
  |
2 | A = 1
  |     ^

error[b]: a file
--> x/y

error[c]: esc  [31m

";
        assert_eq!(
            render(&all, &Sources::default(), Some(&policy), false),
            expected
        );
        assert!(render(&all, &Sources::default(), Some(&policy), true).contains('\u{1b}'));
    }

    #[test]
    fn failed_texts_are_shown_without_sources() {
        let problems = load_text(
            Path::new("a.yaml"),
            "a: @b".into(),
            &mut Diagnostics::default(),
        )
        .unwrap_err();
        let text = render(&problems, &Sources::default(), None, false);
        assert!(
            text.contains(" --> a.yaml:1:4\n") && text.contains("1 | a: @b\n"),
            "{text}"
        );
    }
}
