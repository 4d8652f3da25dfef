"""Crates made of descriptions, in a workspace of their own below target/."""

import json
import os
import re
import shutil
import subprocess
import sys
import time
import tomllib
from dataclasses import dataclass, field

from description import ROOT

HOME = ROOT / "target" / "corpus"
CRATES = HOME / "crates"
# Those of a measured build must not depend on who builds.
ENVIRONMENT = {
    **os.environ,
    "CARGO_TARGET_DIR": str(HOME / "target"),
    "CARGO_INCREMENTAL": "0",
    "CARGO_PROFILE_DEV_DEBUG": "0",
    "CARGO_TERM_COLOR": "never",
}


@dataclass
class Ran:
    """How a process ended and what it took, its children included."""

    code: int
    output: str
    errors: str
    cpu: float = 0.0
    megabytes: float = 0.0
    seconds: float = 0.0


def run(command, limit=900, log="last", **environment):
    """Runs a command to its end, or kills it after `limit` seconds."""
    HOME.mkdir(parents=True, exist_ok=True)
    out, err = HOME / f"{log}.out", HOME / f"{log}.err"
    began = time.monotonic()
    with open(out, "wb") as stdout, open(err, "wb") as stderr:
        process = subprocess.Popen(
            [str(part) for part in command],
            stdout=stdout,
            stderr=stderr,
            stdin=subprocess.DEVNULL,
            cwd=HOME,
            env={**ENVIRONMENT, **environment},
            start_new_session=True,
        )
        code, usage = _wait(process, began + limit)
    return Ran(
        code,
        out.read_text(encoding="utf-8", errors="replace"),
        err.read_text(encoding="utf-8", errors="replace"),
        usage.ru_utime + usage.ru_stime,
        usage.ru_maxrss / 1024,
        time.monotonic() - began,
    )


def _wait(process, until):
    while True:
        pid, status, usage = os.wait4(process.pid, os.WNOHANG)
        if pid:
            process.returncode = os.waitstatus_to_exitcode(status)
            return process.returncode, usage
        if time.monotonic() > until:
            os.killpg(process.pid, 9)
            _, _, usage = os.wait4(process.pid, 0)
            process.returncode = -9
            return -9, usage
        time.sleep(0.01)


def generator(release):
    """Builds the generator and gives its path."""
    profile = ["--release"] if release else []
    command = ["cargo", "build", "--quiet", "-p", "generator", *profile]
    subprocess.run(command, cwd=ROOT, check=True)
    target = os.environ.get("CARGO_TARGET_DIR", ROOT / "target")
    return f"{target}/{'release' if release else 'debug'}/generator"


def crate_name(path):
    """A crate's name for a description."""
    name = re.sub(r"[^a-z0-9]+", "-", path.stem.lower()).strip("-")
    return f"corpus-{name}"


def prepare():
    """An empty workspace, with the versions of the dependencies that this repository has."""
    CRATES.mkdir(parents=True, exist_ok=True)
    (HOME / "Cargo.toml").write_text('[workspace]\nresolver = "3"\nmembers = ["crates/*"]\n')
    if not (HOME / "Cargo.lock").exists():
        shutil.copy(ROOT / "Cargo.lock", HOME / "Cargo.lock")
    for old in CRATES.iterdir():
        shutil.rmtree(old)


@dataclass
class Crate:
    """What the generator made of one description."""

    name: str
    made: Ran
    operations: int = 0
    types: int = 0
    lines: int = 0
    warnings: list = field(default_factory=list)

    @property
    def folder(self):
        return CRATES / self.name

    def tags(self):
        """The features of its tags."""
        manifest = tomllib.loads((self.folder / "Cargo.toml").read_text())
        return manifest["features"].get("all", [])


def generate(program, path, *more, name=None):
    """Generates a crate into the workspace."""
    name = name or crate_name(path)
    out = CRATES / name
    made = run([program, "generate", "--spec", path.resolve(), "--out", out, "--name", name, *more], 120)
    crate = Crate(name, made)
    if found := re.search(r"Generated (\d+) operations?, (\d+) types?", made.errors):
        crate.operations, crate.types = int(found[1]), int(found[2])
    crate.warnings = re.findall(r"^warning\[([a-z-]+)\]", made.errors, re.MULTILINE)
    crate.lines = sum(
        sum(1 for _ in open(file, "rb")) for file in out.glob("src/**/*.rs") if "runtime" not in file.parts
    )
    return crate


def index(program, path):
    """Where each schema and operation went in Rust."""
    made = run([program, "generate", "--spec", path.resolve(), "--out", HOME / "none", "--dump", "index"], 120)
    return json.loads(made.output) if made.code == 0 else {"schemas": [], "operations": []}


MANIFEST = """\
[package]
name = "{name}"
edition = "2024"

[dependencies]
{crate} = {{ path = "../{crate}", default-features = false, features = {features} }}
{more}
"""


def driver(crate, what, text, features=(), more=""):
    """A program that uses a crate, with all of its tags: its path, or why it does not compile."""
    features = json.dumps([*features, *["all"] * bool(crate.tags())])
    name = f"{crate.name}-{what}"
    folder = CRATES / name
    (folder / "src").mkdir(parents=True, exist_ok=True)
    (folder / "Cargo.toml").write_text(MANIFEST.format(name=name, crate=crate.name, features=features, more=more))
    (folder / "src/main.rs").write_text(text)
    built = run(["cargo", "build", "--quiet", "--offline", "-p", name])
    if built.code:
        return None, first_error(built)
    return HOME / "target/debug" / name, None


def first_error(ran):
    """The first line that tells what went wrong."""
    if ran.code == -9:
        return "took too long"
    lines = [line for line in ran.errors.splitlines() if re.match(r"(error|warning)\b", line)]
    errors = [line for line in lines if line.startswith("error")] or lines or ran.errors.splitlines()[-1:]
    return (errors or ["?"])[0][:160]


def note(*words):
    print(*words, file=sys.stderr, flush=True)
