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
from process import HOME, ROOT, TARGET, cargo, in_turn, measured, note

BUILDS = {"check": ["check"], "dev": ["build"], "release": ["build", "--release"]}
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


def measure(document, tools, floor, options):
    """The figures of each generator's crate, by its name, as far as they got; and the floor's."""
    made = {tool.name: Made(document, tool) for tool in tools}
    for crate in made.values():
        crate.make()
    ran = in_turn({name: crate.again for name, crate in made.items() if crate.is_made} | {"": floor}, options.effort)
    for name, crate in made.items():
        if crate.is_made:
            crate.figures["generation"] = asdict(ran[name].usage)
    for kind in options.builds:
        build(kind, made.values(), options.effort)
    for crate in made.values():
        if options.llvm and crate.is_sound:
            crate.figures["llvm"] = llvm(crate.tool, crate.out, crate.name)
    return {name: crate.figures for name, crate in made.items()}, asdict(ran[""].usage)


class Made:
    """A crate that a generator makes, and what is known of it."""

    def __init__(self, document, tool):
        self.document, self.tool = document, tool
        self.name = crate_name(document)
        self.out = HOME / "crates" / tool.name / document.name
        self.is_made = False
        self.figures = {}

    @property
    def is_sound(self):
        return "failure" not in self.figures

    def make(self):
        """Makes the crate, from the form of the description that the generator reads, ready to be compiled."""
        note(f"{self.document.name}: {self.tool.name}")
        shutil.rmtree(self.out, ignore_errors=True)
        for mended in (False, True):
            self.spec = self.document.as_json() if mended else self.document.path
            ran = self.generate(keep=True)
            if ran.code == 0:
                break
        self.figures["mended"] = mended and ran.code == 0
        if ran.code:
            self.figures["failure"] = ran.failure()
            return
        self.is_made = True
        self.figures |= size(self.out / "src")
        manifest(self.tool, self.out, self.name)
        self.figures["patches"] = patches.apply(self.tool, self.out)

    def again(self):
        return self.generate(keep=False)

    def generate(self, keep):
        """Runs the generator.

        It writes into memory, where the machine has a folder for that. On a disk from which the last crate
        was just deleted a file system may take longer to find places for files than generators run.
        """
        with tempfile.TemporaryDirectory(dir=MEMORY) as folder:
            made = Path(folder) / self.out.name
            self.tool.prepare(self.spec, made, self.name)
            ran = measured(self.tool.command(self.spec, made, self.name), made if made.exists() else HOME)
            if keep and made.exists():
                shutil.copytree(made, self.out)
        return ran


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
    """The crate gets a manifest for a workspace of its own, and so does one for its dependencies alone."""
    edition = "2021" if tool.name in ("openapi-generator", "progenitor") else "2024"
    dependencies = tool.dependencies(out)
    empty = dependencies_of(out)
    (empty / "src").mkdir(parents=True, exist_ok=True)
    (empty / "src/lib.rs").write_text("")
    for folder, name in [(empty, f"{name}-dependencies"), (out, name)]:
        text = MANIFEST.format(name=name, edition=edition, dependencies=dependencies)
        (folder / "Cargo.toml").write_text(text, encoding="utf-8")
        # The versions that this repository has, where it has any.
        shutil.copy(ROOT / "Cargo.lock", folder / "Cargo.lock")


def dependencies_of(out):
    return out.with_name(f"{out.name}-dependencies")


def build(kind, crates, effort):
    """Builds the crates in turn, those that did not fail before."""
    ready = {}
    for crate in crates:
        if not crate.is_sound:
            continue
        command = [*BUILDS[kind], "--quiet", *crate.tool.features]
        empty = dependencies_of(crate.out)
        ran = cargo(command, empty)
        if ran.code:
            crate.figures["failure"] = f"dependencies: {ran.failure()}"
            continue
        shutil.copy(empty / "Cargo.lock", crate.out / "Cargo.lock")
        ready[crate.tool.name] = crate, lambda command=command, out=crate.out: fresh(command, out)
    ran = in_turn({name: run for name, (_, run) in ready.items()}, effort)
    for name, (crate, _) in ready.items():
        if ran[name].usage:
            crate.figures[kind] = asdict(ran[name].usage)
        if ran[name].code:
            crate.figures |= {"failure": ran[name].failure(), "failed": kind, "errors": errors(ran[name])}


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
