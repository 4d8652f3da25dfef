"""What crates cost: to generate, to check and to build."""

import json
import os
import re
import shutil
import tempfile
import tomllib
from dataclasses import asdict
from pathlib import Path

import patches
from description import load, operations
from process import HOME, ROOT, TARGET, Effort, cargo, measured, median, note

BUILDS = {"check": ["check"], "dev": ["build"], "release": ["build", "--release"]}
ONCE = Effort(1, 0)
MEMORY = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None

MANIFEST = """\
[package]
name = "{name}"
version = "0.1.0"
edition = "{edition}"

[lib]
path = "src/lib.rs"

[workspace]

{dependencies}
"""


class Document:
    """A description, and the same as JSON with no key twice, for who does not read the file."""

    def __init__(self, path):
        self.path = Path(path).resolve()
        self.name = self.path.stem
        self.tree = load(self.path)
        self.operations = sum(1 for _ in operations(self.tree))

    def as_json(self):
        return write_json(self.tree, HOME / "descriptions" / f"{self.name}.json")


def write_json(tree, path):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(tree), encoding="utf-8")
    return path


def measure(document, tool, options):
    """The figures of one crate, as far as it got."""
    note(f"{document.name}: {tool.name}")
    out = HOME / "crates" / tool.name / document.name
    name = crate_name(document)
    ran, figures = generate(document, tool, out, name, options.effort)
    if ran.code:
        return figures | {"failure": ran.failure()}
    figures |= {"generation": asdict(ran.usage)} | size(out / "src")
    manifest(tool, out, name)
    figures |= {"patches": patches.apply(tool, out)}
    figures |= build(tool, out, options.effort, options.builds)
    if options.llvm and "failure" not in figures:
        figures["llvm"] = llvm(tool, out, name)
    return figures


def generate(document, tool, out, name, effort):
    """The run that made the crate, and which form of the description it read.

    The crate is made in memory, where the machine has a folder for that. On a disk from which the last
    one was just deleted a file system may take longer to find places for files than generators run.
    """
    shutil.rmtree(out, ignore_errors=True)
    with tempfile.TemporaryDirectory(dir=MEMORY) as folder:
        made = Path(folder) / out.name
        for mended in [False, True]:
            spec = document.as_json() if mended else document.path

            def once():
                shutil.rmtree(made, ignore_errors=True)
                tool.prepare(spec, made, name)
                return measured(tool.command(spec, made, name), made if made.exists() else HOME)

            ran = median(once, effort)
            if ran.code == 0:
                break
        if made.exists():
            shutil.copytree(made, out)
    return ran, {"mended": mended and ran.code == 0}


def size(folder):
    """Lines and bytes of Rust, and which of the lines are the same for every description."""
    figures = {"lines": 0, "bytes": 0, "runtime": 0}
    for file in folder.rglob("*.rs"):
        text = file.read_bytes()
        lines = text.count(b"\n")
        figures["lines"] += lines
        figures["bytes"] += len(text)
        figures["runtime"] += lines if "runtime" in file.parts else 0
    return figures


def manifest(tool, out, name):
    """The crate gets a manifest for a workspace of its own, and its dependencies are built."""
    edition = "2021" if tool.name in ("openapi-generator", "progenitor") else "2024"
    dependencies = tool.dependencies(out)
    empty = out.with_name(f"{out.name}-dependencies")
    (empty / "src").mkdir(parents=True, exist_ok=True)
    (empty / "src/lib.rs").write_text("")
    for folder, name in [(empty, f"{name}-dependencies"), (out, name)]:
        text = MANIFEST.format(name=name, edition=edition, dependencies=dependencies)
        (folder / "Cargo.toml").write_text(text, encoding="utf-8")
        # The versions that this repository has, where it has any.
        shutil.copy(ROOT / "Cargo.lock", folder / "Cargo.lock")


def build(tool, out, effort, builds):
    """Checks and builds, until one fails."""
    figures = {}
    empty = out.with_name(f"{out.name}-dependencies")
    for kind in builds:
        command = [*BUILDS[kind], "--quiet", *tool.features]
        ran = cargo(command, empty)
        if ran.code:
            return figures | {"failure": f"dependencies: {ran.failure()}"}
        shutil.copy(empty / "Cargo.lock", out / "Cargo.lock")
        ran = median(lambda command=command: fresh(command, out), effort)
        if ran.usage:
            figures[kind] = asdict(ran.usage)
        if ran.code:
            return figures | {"failure": ran.failure(), "failed": kind, "errors": errors(ran)}
    return figures


def fresh(command, crate):
    """Runs cargo as if the crate had changed."""
    (crate / "src/lib.rs").touch()
    return cargo(command, crate)


def errors(ran):
    found = re.search(r"due to (\d+ )?previous error", ran.output)
    return int(found[1] or 1) if found else 0


def tags(out):
    """What it costs to check the crate with each tag's feature alone."""
    features = tomllib.loads((out / "Cargo.toml").read_text(encoding="utf-8")).get("features", {})
    figures = {}
    for tag in features.get("all", []):
        note(f"{out.name}: {tag}")
        command = ["check", "--quiet", "--no-default-features", "--features", f"rustls,{tag}"]
        ran = cargo(command, out)
        if ran.code:
            raise SystemExit(f"{out} with {tag} alone: {ran.failure()}")
        figures[tag] = asdict(ran.usage)
    return figures


def llvm(tool, out, name):
    """How much the crate gives LLVM to do: functions, and lines of them, before any of its passes."""
    command = ["rustc", "--quiet", *tool.features, "--", "--emit=llvm-ir", "-Cno-prepopulate-passes"]
    (out / "src/lib.rs").touch()
    ran = cargo([*command, "-Ccodegen-units=1"], out, CARGO_PROFILE_DEV_DEBUG="0")
    if ran.code:
        raise SystemExit(f"{out}: {ran.failure()}")
    found = (TARGET / "debug/deps").glob(f"{name.replace('-', '_')}-*.ll")
    newest = max(found, key=lambda file: file.stat().st_mtime)
    figures = {"lines": 0, "functions": 0}
    inside = False
    with open(newest, encoding="utf-8", errors="replace") as text:
        for line in text:
            if line.startswith("define "):
                inside = True
                figures["functions"] += 1
            inside = inside and line != "}\n"
            figures["lines"] += inside
    newest.unlink()
    return figures


def crate_name(document):
    return f"bench-{document.name}"
