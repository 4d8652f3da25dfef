#!/usr/bin/env python3
"""Reviews of real descriptions (../shared): how much is said, and how long it takes.

  tests/diff/real.py [FOLDER]     FOLDER has diff/atlas and corpus [default: ../shared beside the checkout]

Builds the generator with optimisations. Fails where a limit does not hold; skipped where FOLDER is missing.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(sys.argv[1] if len(sys.argv) > 1 else os.environ.get("SHARED", ROOT.parent / "shared"))
MOST_ENTRIES, MOST_COMMENT, MOST_TIMES = 70, 65_536, 3
problems = []


def check(holds, text):
    print(("ok      " if holds else "FAILED  ") + text)
    if not holds:
        problems.append(text)


def run(*arguments):
    """Standard output, and the seconds that it took: by the clock and of CPU."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    done = subprocess.run([GENERATOR, *map(str, arguments)], capture_output=True, text=True)
    after, elapsed = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic() - start
    if done.returncode not in (0, 1):
        check(False, f"{' '.join(map(str, arguments))}: exit status {done.returncode}\n{done.stderr[-500:]}")
    return done.stdout, (elapsed, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


def best(*arguments):
    """The least that it takes, by the clock and of CPU."""
    return [min(figures) for figures in zip(*(run(*arguments)[1] for _ in range(3)))]


def review(name):
    pair = [SHARED / "diff/atlas" / name / side for side in ("old.yaml", "new.yaml")]
    text, _ = run("diff", *pair, "--format", "json")
    comment, _ = run("diff", *pair, "--format", "markdown")
    check(len(comment.encode()) < MOST_COMMENT, f"{name}: the comment has {len(comment.encode())} bytes")
    return json.loads(text), pair


def noisy():
    found, pair = review("noisy")
    count = len(found["entries"])
    check(count <= MOST_ENTRIES, f"noisy: {count} entries {found['summary']}")
    with tempfile.TemporaryDirectory() as out:
        one = best("generate", "--spec", pair[1], "--out", out, "--name", "atlas")
    both = best("diff", *pair, "--format", "json")
    times, cpu = (each / single for each, single in zip(both, one))
    check(times <= MOST_TIMES, f"noisy: {both[0]:.1f} s, {times:.1f} times generating one ({one[0]:.1f} s); of CPU {cpu:.1f} times")


def renames():
    found, _ = review("renames")
    changes = [(entry, change) for entry in found["entries"] for change in entry["changes"]]
    renamed = [(entry, change) for entry, change in changes if change["rule"] == "operation-id-changed"]
    check(len(renamed) == 446, f"renames: {len(renamed)} operations are renamed")
    check(all(change["severity"] == "compatible" for _, change in renamed), "renames: none of them breaks on the wire")
    moved = [change for entry, _ in renamed for change in entry["rust"] if "is called" in change["reason"] and change["help"]]
    check(len(moved) >= len(renamed), f"renames: {len(moved)} renames in Rust, each with what keeps the old name")
    gone = [change for _, change in changes if change["rule"] in ("operation-removed", "operation-added")]
    print(f"        renames: {len(gone)} operations were added or removed")


def same():
    files = sorted((SHARED / "corpus").glob("*.yaml")) + sorted((SHARED / "corpus").glob("*.json"))
    differ = [file.name for file in files if json.loads(run("diff", file, file, "--format", "json")[0])["entries"]]
    check(files and not differ, f"{len(files)} descriptions are what they are {differ or ''}")


if not (SHARED / "diff/atlas").is_dir():
    print(f"skipped: {SHARED / 'diff/atlas'} is not there")
    sys.exit()
subprocess.run(["cargo", "build", "--quiet", "--release", "-p", "generator"], cwd=ROOT, check=True)
GENERATOR = ROOT / "target/release/generator"
noisy()
renames()
same()
sys.exit(bool(problems))
