//! What the commands do.

use std::io::Write;
use std::time::Instant;

use generator::diagnostics::Diagnostics;
use generator::load::{self, Sources};
use generator::write::{self, Changes, Output, WriteError};
use generator::{Generated, Options};

use super::jobs::{self, Job};
use super::progress::{Progress, count};
use super::report::Report;
use super::{Check, Exit, Generate, options};

/// The command that a failed check recommends.
const REGENERATE: &str = "cargo run -p generator";

/// `generate`: writes crates, or prints what a stage has made.
///
/// Fails with a message when the arguments make no sense.
pub fn generate(
    arguments: &Generate,
    strict: bool,
    progress: &mut Progress,
) -> Result<Exit, String> {
    let jobs = jobs::from_arguments(arguments, strict)?;
    let options = options(strict, arguments.dump, arguments.templates.as_ref());
    let start = Instant::now();
    let mut report = Report::new(&arguments.reporting);
    let mut exit = Exit::Done;
    for job in &jobs {
        exit = exit.max(generate_one(job, &options, &mut report, progress));
    }
    exit = exit.max(report.write(progress));
    if exit == Exit::Done && options.dump.is_none() {
        progress.step(
            "Finished",
            format_args!("{} in {:.2} s", count(jobs.len(), "crate"), seconds(start)),
        );
    }
    Ok(exit)
}

fn generate_one(
    job: &Job,
    options: &Options,
    losses: &mut Report,
    progress: &mut Progress,
) -> Exit {
    let generated = match run(job, options, losses, progress) {
        Ok(generated) => generated,
        Err(exit) => return exit,
    };
    if let Some(dump) = generated.dump {
        return print(&dump);
    }
    match write::apply(&output(job, generated)) {
        Ok(changes) => {
            report(job, &changes, progress);
            Exit::Done
        }
        Err(error) => refuse(job, &error, "write", progress),
    }
}

fn report(job: &Job, changes: &Changes, progress: &mut Progress) {
    progress.files("Written", &job.out, &changes.written);
    progress.files("Removed", &job.out, &changes.removed);
    if let Some(lock) = job.lock.as_ref().filter(|_| changes.lock) {
        progress.step("Locked", lock.display());
    }
    if !changes.unchanged.is_empty() {
        progress.step("Unchanged", count(changes.unchanged.len(), "file"));
    }
}

/// `check`: shows what `generate` would change.
///
/// Fails with a message when a name is unknown.
pub fn check(arguments: &Check, strict: bool, progress: &mut Progress) -> Result<Exit, String> {
    let jobs = jobs::called(jobs::in_workspace(strict)?, &arguments.names)?;
    let options = options(strict, None, arguments.templates.as_ref());
    let mut exit = Exit::Done;
    for job in &jobs {
        exit = exit.max(check_one(job, &options, progress));
    }
    if exit == Exit::Different {
        progress.error(format_args!(
            "what is on the disk is not what the descriptions give; run `{REGENERATE}`"
        ));
    }
    Ok(exit)
}

fn check_one(job: &Job, options: &Options, progress: &mut Progress) -> Exit {
    let generated = match run(job, options, &mut Report::default(), progress) {
        Ok(generated) => generated,
        Err(exit) => return exit,
    };
    let differences = match write::check(&output(job, generated)) {
        Ok(differences) => differences,
        Err(error) => return refuse(job, &error, "check", progress),
    };
    if differences.is_empty() {
        progress.step("Fresh", job.out.display());
        return Exit::Done;
    }
    let diff: String = differences
        .iter()
        .map(|difference| difference.diff.as_str())
        .collect();
    progress.step(
        "Stale",
        format_args!(
            "{}, {}",
            job.out.display(),
            count(differences.len(), "difference")
        ),
    );
    print(&diff).max(Exit::Different)
}

/// Everything up to the writing; tells the problems on the way.
fn run(
    job: &Job,
    options: &Options,
    losses: &mut Report,
    progress: &mut Progress,
) -> Result<Generated, Exit> {
    let nothing = Sources::default();
    let mut failed = |problems: &Diagnostics, sources: &Sources, progress: &mut Progress| {
        losses.add(job, problems, sources);
        fail(job, problems, sources, "generate", progress)
    };
    if let Some(problems) = &job.problem {
        return Err(failed(problems, &nothing, progress));
    }
    let start = Instant::now();
    let mut diagnostics = Diagnostics::new(options.strict);
    progress.step("Parsing", job.spec.display());
    let sources = load::load_for(&job.spec, &job.policy, &mut diagnostics)
        .map_err(|problems| failed(&problems, &nothing, progress))?;
    let options = Options {
        without_lock: job.lock.is_none(),
        ..options.clone()
    };
    let generated = generator::generate(&sources, &job.policy, &options, &mut diagnostics)
        .map_err(|problems| failed(&problems, &sources, progress))?;
    progress.problems(&diagnostics, &sources, job.policy_source());
    progress.warned(&job.name, diagnostics.len());
    losses.add(job, &diagnostics, &sources);
    losses.sum_up(job, &diagnostics, progress)?;
    if generated.dump.is_none() {
        let (operations, types) = (
            count(generated.operations, "operation"),
            count(generated.types, "type"),
        );
        progress.step(
            "Generated",
            format_args!("{operations}, {types} in {:.2} s", seconds(start)),
        );
    }
    Ok(generated)
}

fn output(job: &Job, generated: Generated) -> Output {
    Output {
        dir: job.out.clone(),
        // A run for a part of a description says nothing of the rest.
        lock: (job.lock.clone())
            .filter(|_| !job.policy.is_narrowed())
            .map(|path| (path, generated.lock.render())),
        files: generated.files,
    }
}

fn fail(
    job: &Job,
    problems: &Diagnostics,
    sources: &Sources,
    action: &str,
    progress: &mut Progress,
) -> Exit {
    progress.problems(problems, sources, job.policy_source());
    progress.failed(action, &job.name, problems.errors(), problems.warnings());
    exit_of(problems)
}

/// Tells why a side of a comparison could not be read.
pub fn fail_to_read(name: &str, problems: &Diagnostics, progress: &mut Progress) -> Exit {
    progress.problems(problems, &Sources::default(), None);
    progress.failed("read", name, problems.errors(), problems.warnings());
    exit_of(problems)
}

fn exit_of(problems: &Diagnostics) -> Exit {
    if problems
        .iter()
        .any(|problem| problem.code == load::UNREADABLE)
    {
        Exit::Io
    } else {
        Exit::Invalid
    }
}

fn refuse(job: &Job, error: &WriteError, action: &str, progress: &mut Progress) -> Exit {
    let mut problems = Diagnostics::default();
    problems.push(error.to_diagnostic());
    fail(job, &problems, &Sources::default(), action, progress);
    Exit::Io
}

/// Prints to standard output. A reader that has seen enough (`| head`) is no error.
pub fn print(text: &str) -> Exit {
    print_to(std::io::stdout().lock(), text)
}

/// The same for text with colors, which go only to where they are seen.
pub fn print_styled(text: &str) -> Exit {
    print_to(anstream::stdout().lock(), text)
}

fn print_to(mut stdout: impl Write, text: &str) -> Exit {
    let newline = if text.ends_with('\n') || text.is_empty() {
        ""
    } else {
        "\n"
    };
    match write!(stdout, "{text}{newline}").and_then(|()| stdout.flush()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Exit::Io,
        _ => Exit::Done,
    }
}

fn seconds(start: Instant) -> f64 {
    start.elapsed().as_secs_f64()
}
