"""Processes, and what they take."""

import json
import os
import statistics
import subprocess
import sys
from dataclasses import astuple, dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
HOME = Path(os.environ.get("BENCH_DIR", ROOT / "target/bench")).resolve()
TARGET = HOME / "target"
USAGE = HOME / "usage.jsonl"

# Cargo's own profiles, whatever this shell has set for its other work.
INHERITED = {
    name: value
    for name, value in os.environ.items()
    if not name.startswith(("CARGO_PROFILE_", "CARGO_BUILD_")) and name not in ("RUSTFLAGS", "RUSTC_WRAPPER")
}
ENVIRONMENT = {
    **INHERITED,
    "BENCH_USAGE": str(USAGE),
    "CARGO_INCREMENTAL": "0",
    "CARGO_TARGET_DIR": str(TARGET),
    "CARGO_TERM_COLOR": "never",
}


@dataclass
class Usage:
    """CPU seconds (user and system), peak of memory, and seconds by the clock."""

    cpu: float
    megabytes: float
    seconds: float


@dataclass
class Ran:
    code: int
    output: str
    usage: Usage | None

    def failure(self):
        """The line that tells what went wrong."""
        lines = [line.strip() for line in self.output.splitlines() if line.strip()]
        told = [line for line in lines if "error" in line.lower() or "exception" in line.lower()]
        return (told or lines or [f"exit status {self.code}"])[-1][:200]


def run(command, cwd=HOME, **environment):
    """Runs a command to its end. What it took is known if a child of it was `usage.py`."""
    HOME.mkdir(parents=True, exist_ok=True)
    USAGE.unlink(missing_ok=True)
    done = subprocess.run(
        [str(part) for part in command],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        cwd=cwd,
        env={**ENVIRONMENT, **environment},
        check=False,
    )
    lines = USAGE.read_text(encoding="utf-8").splitlines() if USAGE.exists() else []
    # Cargo asks rustc for its version before it compiles anything: the last one is the crate.
    usage = Usage(**json.loads(lines[-1])) if lines else None
    return Ran(done.returncode, done.stdout.decode("utf-8", "replace"), usage)


def measured(command, cwd=HOME):
    """Runs a command; the usage is all of it."""
    return run([HERE / "usage.py", *command], cwd)


def cargo(arguments, cwd, **environment):
    """Runs cargo; the usage is that of rustc for the crate in this folder."""
    return run(["cargo", *arguments], cwd, RUSTC_WORKSPACE_WRAPPER=str(HERE / "usage.py"), **environment)


def in_turn(measures, effort):
    """Measures each as often as the effort says, in rounds: a machine that becomes slower does so for all.

    Gives the last run of each, with the medians of its runs.
    """
    ran, usages, waiting = {}, {name: [] for name in measures}, dict(measures)
    while waiting:
        for name, measure in list(waiting.items()):
            ran[name] = measure()
            usages[name] += [ran[name].usage] if ran[name].code == 0 else []
            if ran[name].code or effort.is_enough(usages[name]):
                del waiting[name]
    for name, found in usages.items():
        if ran[name].code == 0:
            ran[name].usage = Usage(*(statistics.median(values) for values in zip(*map(astuple, found))))
    return ran


@dataclass(frozen=True)
class Effort:
    """So many runs, but no more once they took so many seconds: what takes long varies little."""

    runs: int
    enough: float

    def is_enough(self, usages):
        return len(usages) >= self.runs or sum(usage.cpu for usage in usages) >= self.enough


def note(*words):
    print(*words, file=sys.stderr, flush=True)
