"""The generators: how each is installed and called, and what it makes of a description."""

import importlib.util
import os
import re
import shutil
import subprocess
from pathlib import Path

from process import HOME, INHERITED, ROOT, note


class Tool:
    """A generator that takes a description and writes a crate into a folder."""

    name = ""
    version = ""
    # Which of the crate's features are on: each is to have its HTTP client with rustls.
    features = ()

    def install(self):
        """Gets the program, or gives the reason why it cannot be had."""

    def prepare(self, spec, out, name):
        """What is no part of the generation and has to be there before."""

    def command(self, spec, out, name):
        raise NotImplementedError

    def dependencies(self, out):
        """The manifest as it was generated, from its dependencies on."""
        return sections((out / "Cargo.toml").read_text(encoding="utf-8"))


class Ours(Tool):
    name = "this"

    def __init__(self):
        described = ["git", "describe", "--always", "--dirty", "--exclude=*"]
        self.version = subprocess.run(described, cwd=ROOT, capture_output=True, text=True, check=False).stdout.strip()

    def install(self):
        command = ["cargo", "build", "--quiet", "--release", "-p", "generator"]
        subprocess.run(command, cwd=ROOT, env=INHERITED, check=True)

    def command(self, spec, out, name):
        target = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
        return [target / "release/generator", "generate", "--spec", spec, "--out", out, "--name", name]


class FromCrates(Tool):
    """A program of the crates registry."""

    package = ""

    @property
    def program(self):
        return HOME / "tools" / f"{self.package}-{self.version}" / "bin" / self.package

    def install(self):
        if not self.program.exists():
            note(f"installing {self.package} {self.version}")
            root = self.program.parents[1]
            command = ["cargo", "install", "--locked", "--quiet", "--root", root, f"{self.package}@{self.version}"]
            environment = {**INHERITED, "CARGO_TARGET_DIR": str(HOME / "tools/target")}
            if subprocess.run(command, env=environment, check=False).returncode:
                return "cargo install failed"
        return None


class Ploidy(FromCrates):
    name = package = "ploidy"
    version = "0.15.0"

    def command(self, spec, out, name):
        return [self.program, "generate", "rust", spec, "-o", out, "--name", name]


class OpenapiGenerator(Tool):
    """The Java program, from its Python wheel (requirements.txt), called as most people would."""

    name = "openapi-generator"
    version = "7.26.0"
    features = ("--no-default-features", "--features", "rustls")

    def install(self):
        if not shutil.which("java"):
            return "there is no java"
        return None

    def command(self, spec, out, name):
        package = importlib.util.find_spec("openapi_generator_cli").submodule_search_locations[0]
        return [
            # Its own limit for YAML is 3 MB, and four of the six descriptions do not pass its validator.
            *("java", "-DmaxYamlCodePoints=99999999", "-jar", f"{package}/openapi-generator.jar"),
            *("generate", "-g", "rust", "--skip-validate-spec"),
            *("-i", spec, "-o", out, "--package-name", name),
        ]


class OpenapiToRust(FromCrates):
    name = package = "openapi-to-rust"
    version = "0.23.0"

    def prepare(self, spec, out, name):
        out.mkdir(parents=True, exist_ok=True)
        (out / "openapi-to-rust.toml").write_text(
            f'[generator]\nspec_path = "{spec}"\noutput_dir = "src"\nmodule_name = "api"\n\n'
            "[features]\nenable_async_client = true\n\n[http_client.tracing]\nenabled = false\n"
        )

    def command(self, spec, out, name):
        return [self.program, "generate", "--config", out / "openapi-to-rust.toml"]

    def dependencies(self, out):
        # It writes a module for a crate of one's own.
        (out / "src/mod.rs").rename(out / "src/lib.rs")
        return (out / "src/REQUIRED_DEPS.toml").read_text(encoding="utf-8")


class Progenitor(FromCrates):
    name = "progenitor"
    package = "cargo-progenitor"
    version = "0.15.1"

    def command(self, spec, out, name):
        return [self.program, "progenitor", "-i", spec, "-o", out, "-n", name, "-v", "0.1.0"]


ALL = [Ours, Ploidy, OpenapiGenerator, OpenapiToRust, Progenitor]


def sections(manifest):
    """Features and dependencies; the rest of a manifest, some of them without a valid version, is ours."""
    parts = re.split(r"^(?=\[)", manifest, flags=re.MULTILINE)
    kept = [part for part in parts if re.match(r"\[(features|dependencies|target\.)", part)]
    return "".join(kept)


def installed(names):
    """The tools of these names that could be installed, and why others could not."""
    tools, missing = [], {}
    for tool in (make() for make in ALL):
        if tool.name not in names:
            continue
        if reason := tool.install():
            note(f"skipped: {tool.name}: {reason}")
            missing[tool.name] = reason
        else:
            tools.append(tool)
    return tools, missing
