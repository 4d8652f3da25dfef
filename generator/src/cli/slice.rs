//! `slice`: writes a part of a description.

use generator::diagnostics::Diagnostics;
use generator::load::{self, Sources};
use generator::{slice, write};

use super::commands::print;
use super::progress::{Progress, count};
use super::{Exit, Slice};

/// Writes the slice, or says why there is none.
pub fn slice(arguments: &Slice, strict: bool, progress: &mut Progress) -> Exit {
    let name = arguments.spec.display().to_string();
    let mut diagnostics = Diagnostics::new(strict);
    progress.step("Parsing", &name);
    let sources = match load::load(&arguments.spec, &mut diagnostics) {
        Ok(sources) => sources,
        Err(problems) => return fail(&name, &problems, &Sources::default(), progress),
    };
    let selection = arguments.selecting.selection().unwrap_or_default();
    let document = match slice::slice(&sources, &selection, &mut diagnostics) {
        Ok(document) => document,
        Err(problems) => return fail(&name, &problems, &sources, progress),
    };
    progress.problems(&diagnostics, &sources, None);
    progress.warned(&name, diagnostics.len());
    let format = sources.docs().first().map(|source| source.format);
    let text = load::to_text(&document, format.unwrap_or(load::Format::Yaml));
    let Some(out) = &arguments.out else {
        return print(&text);
    };
    match write::text(out, &text) {
        Ok(()) => {
            let lines = count(text.lines().count(), "line");
            progress.step("Written", format_args!("{}, {lines}", out.display()));
            Exit::Done
        }
        Err(error) => {
            let mut problems = Diagnostics::default();
            problems.push(error.to_diagnostic());
            fail(&name, &problems, &Sources::default(), progress);
            Exit::Io
        }
    }
}

fn fail(name: &str, problems: &Diagnostics, sources: &Sources, progress: &mut Progress) -> Exit {
    progress.problems(problems, sources, None);
    progress.failed("slice", name, problems.errors(), problems.warnings());
    let is_io = |code: &str| code == load::UNREADABLE;
    if problems.iter().any(|problem| is_io(problem.code)) {
        Exit::Io
    } else {
        Exit::Invalid
    }
}
