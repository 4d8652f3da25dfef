"""The table: what comes of each description, and what it costs."""

import argparse
import collections

import description
import workspace
from workspace import note

HEAD = [
    "document", "operations", "types", "lines", "generation CPU", "check CPU", "check memory", "losses", "verdict",
]


def main(arguments):
    parser = argparse.ArgumentParser(prog="run table", description=__doc__)
    description.add_sizes(parser)
    parser.add_argument("--release", action="store_true", help="with a release build of the generator")
    parser.add_argument("--clippy", action="store_true", help="clippy's warnings as well")
    parser.add_argument("--doc", action="store_true", help="rustdoc's warnings as well")
    parser.add_argument("places", nargs="*", help="descriptions, or folders of them [default: the corpus]")
    options = parser.parse_args(arguments)
    files = description.named(options.places, description.size(options))
    if not files:
        return 0
    program = workspace.generator(options.release)
    workspace.prepare()
    warm(program)
    print_row(HEAD)
    print_row(["---"] + ["--:"] * 7 + ["---"])
    bad, codes = [], collections.Counter()
    for file in files:
        row, problem, crate = look(program, file, options)
        print_row(row)
        codes.update(crate.warnings)
        if problem:
            bad.append(file.name)
    print("\nlosses by kind: " + ", ".join(f"{code} {count}" for code, count in codes.most_common()))
    print(f"{len(files) - len(bad)} passed, {len(bad)} failed" + (": " + ", ".join(bad) if bad else ""))
    return 1 if bad else 0


def print_row(cells):
    print("| " + " | ".join(str(cell).replace("|", "\\|") for cell in cells) + " |", flush=True)


def warm(program):
    """Builds what all crates depend on, so that only the crate itself is measured."""
    smallest = workspace.HOME / "empty.yaml"
    smallest.write_text(
        "openapi: 3.0.3\ninfo: {title: Empty, version: '1'}\n"
        "components:\n  securitySchemes:\n    digest: {type: http, scheme: digest}\n"
        "security: [{digest: []}]\n"
        "paths:\n  /a:\n    get:\n      parameters:\n"
        "        - {name: a, in: query, schema: {type: string, pattern: a}}\n"
        "      responses: {'200': {description: Good}}\n"
    )
    crate = workspace.generate(program, smallest)
    ran = check("check", crate.name)
    if crate.made.code or ran.code:
        raise SystemExit(f"the smallest crate fails:\n{crate.made.errors}\n{ran.errors}")


def check(command, name, *extra):
    extra += ("--no-deps",) * (command == "doc")
    flags = {"RUSTDOCFLAGS" if command == "doc" else "RUSTFLAGS": "-Dwarnings"}
    return workspace.run(["cargo", command, "--quiet", "--offline", "-p", name, *extra], **flags)


def look(program, file, options):
    """The row of one description, and what is wrong with its crate."""
    document = try_load(file)
    described = sum(1 for _ in description.operations(document)) if document else "?"
    crate = workspace.generate(program, file)
    cells = [file.stem, f"{crate.operations} / {described}"]
    if crate.made.code:
        problem = f"does not generate: {workspace.first_error(crate.made)}"
        return cells + ["", "", f"{crate.made.cpu:.2f} s", "", "", len(crate.warnings), problem], problem, crate
    ran = check("check", crate.name)
    problem = f"does not compile: {workspace.first_error(ran)}" if ran.code else None
    for command in ["clippy"] * options.clippy + ["doc"] * options.doc:
        if not problem and (other := check(command, crate.name)).code:
            problem = f"{command}: {workspace.first_error(other)}"
    cells += [
        crate.types,
        crate.lines,
        f"{crate.made.cpu:.2f} s",
        f"{ran.cpu:.1f} s",
        f"{ran.megabytes:.0f} MB",
        len(crate.warnings),
        problem or "clean",
    ]
    return cells, problem, crate


def try_load(file):
    try:
        return description.load(file)
    except Exception as problem:  # whatever a library makes of a broken file
        note(f"{file.name}: {problem}")
        return None
