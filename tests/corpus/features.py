"""Features of tags: each alone, none and all, without a warning, and what they cost."""

import argparse

import description
import table
import workspace

HEAD = ["document", "tags", "check: none", "one tag: least", "median", "most", "all", "verdict"]


def main(arguments):
    parser = argparse.ArgumentParser(prog="run features", description=__doc__)
    description.add_sizes(parser)
    parser.add_argument("--release", action="store_true", help="with a release build of the generator")
    parser.add_argument("--doc", action="store_true", help="rustdoc's warnings as well")
    parser.add_argument("places", nargs="*", help="descriptions, or folders of them [default: the corpus]")
    options = parser.parse_args(arguments)
    files = description.named(options.places, description.size(options))
    if not files:
        return 0
    program = workspace.generator(options.release)
    workspace.prepare()
    table.warm(program)
    table.print_row(HEAD)
    table.print_row(["---"] + ["--:"] * 6 + ["---"])
    bad = []
    for file in files:
        problems = look(workspace.generate(program, file), file, options)
        for problem in problems:
            workspace.note(f"{file.name}: {problem}")
        bad += [file.name] * bool(problems)
    print(f"\n{len(files) - len(bad)} passed, {len(bad)} failed" + (": " + ", ".join(bad) if bad else ""))
    return 1 if bad else 0


def look(crate, file, options):
    """Prints the row of a crate; what is wrong with it."""
    if crate.made.code:
        problems = [f"does not generate: {workspace.first_error(crate.made)}"]
        table.print_row([file.stem] + [""] * 6 + problems)
        return problems
    tags = crate.tags()
    # The crates of dependencies are built before one is measured: they are the same for all.
    alone("check", crate, [])
    (crate.folder / "src/lib.rs").touch()
    subsets = [[]] + [[tag] for tag in tags] + [["all"]] * bool(tags)
    seconds, problems = [], []
    for subset in subsets:
        for command in ["check"] + ["doc"] * options.doc:
            ran = alone(command, crate, subset)
            if ran.code:
                what = ", ".join(subset) or "no tag"
                problems.append(f"{command} with {what}: {workspace.first_error(ran)}")
            if command == "check":
                seconds.append(ran.cpu)
    singles = sorted(seconds[1 : len(tags) + 1]) or [0]
    cells = [seconds[0], singles[0], singles[len(singles) // 2], singles[-1], seconds[-1]]
    shown = [f"{cell:.1f} s" for cell in cells] if tags else [f"{seconds[0]:.1f} s", "", "", "", ""]
    table.print_row([file.stem, len(tags)] + shown + [f"{len(problems)} fail" if problems else "clean"])
    return problems


def alone(command, crate, features):
    """Without reqwest, which has nothing to do with tags."""
    return table.check(command, crate.name, "--no-default-features", "--features", ",".join(features))
