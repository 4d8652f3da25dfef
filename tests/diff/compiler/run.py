#!/usr/bin/env python3
"""The Rust verdict of reviews against the compiler.

Each change of `changes.py` is made to `base.yaml`; `consumer.rs`, which uses all that the crate of `base.yaml`
has, is compiled against the crate of the changed description. It must compile unless the review says major (a
miss), and where the review says major it must not, unless the change has a reason.

  tests/diff/compiler/run.py [NAME…]                    only the changes whose names have one of these words
  tests/diff/compiler/run.py --semver-checks [NAME…]    cargo-semver-checks judges the crates as well

For the second one, `cargo install cargo-semver-checks --locked` (about 11 minutes of one core); it is run by
hand, after a change of the templates or of the verdict. What it or the compiler calls a break must be major for
the review, and what it calls minor must not be less; where neither knows of a break that the review tells,
`changes.py` has the reason. With 0.51.0 (2026-11-26): of 55 breaks among 96 changes the compiler alone finds 20,
cargo-semver-checks alone 2, and neither one.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.dont_write_bytecode = True
from changes import CHANGES, POLICIES  # noqa: E402

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]
WORK = ROOT / "target/diff-compiler"
GENERATOR = ROOT / "target/debug/generator"
ENV = {**os.environ, "CARGO_PROFILE_DEV_DEBUG": "0", "CARGO_INCREMENTAL": "0", "CARGO_TERM_COLOR": "never"}
BUMPS = ["none", "patch", "minor", "major"]
CONSUMER = """\
[package]
name = "{name}-user"
version = "0.0.0"
edition = "2024"
[lib]
path = "{consumer}"
[dependencies]
pets = {{ package = "{name}", path = "../{name}", default-features = false, features = ["all"] }}
"""


def run(*command, cwd=WORK):
    return subprocess.run([str(part) for part in command], cwd=cwd, env=ENV, capture_output=True, text=True)


def prepare(name, text, policy=""):
    """Writes a crate and its user."""
    (WORK / f"{name}.toml").write_text(policy)
    spec = WORK / f"{name}.yaml"
    spec.write_text(text)
    done = run(GENERATOR, "generate", "--policy", f"{name}.toml", "--spec", spec, "--out", WORK / name, "--name", name)
    if done.returncode:
        sys.exit(f"{name} does not generate:\n{done.stderr}")
    user = WORK / f"{name}-user"
    user.mkdir()
    (user / "Cargo.toml").write_text(CONSUMER.format(name=name, consumer=HERE / "consumer.rs"))


def review(name):
    done = run(GENERATOR, "diff", "base.yaml", f"{name}.yaml", "--format", "json")
    found = json.loads(done.stdout)
    majors = [change for entry in found["entries"] for change in entry["rust"] if change["bump"] == "major"]
    return found["summary"]["rust"], [f"{change['item']}: {change['reason']}" for change in majors]


def compiled(names):
    """The first error of each crate's user that does not compile; the crates themselves have to."""
    (WORK / "Cargo.toml").write_text('[workspace]\nresolver = "3"\nmembers = ["v*", "base*"]\nexclude = ["*.yaml", "*.toml", "target"]\n')
    done = run("cargo", "check", "--workspace", "--lib", "--keep-going", "--message-format", "json", "--quiet")
    errors = {}
    for line in done.stdout.splitlines():
        message = json.loads(line)
        if message.get("reason") == "compiler-message" and message["message"]["level"] == "error":
            errors.setdefault(message["target"]["name"].replace("_", "-"), message["message"]["message"])
    broken = {name: error for name, error in errors.items() if not name.endswith("-user")}
    if broken or (done.returncode and not errors):
        sys.exit(f"a generated crate does not compile: {broken}\n{done.stderr[-3000:]}")
    return {name: errors.get(f"{name}-user") for name in names}


def described(names):
    """Writes what rustdoc knows of each crate, under one name for all of them."""
    ways = "-Z unstable-options --document-private-items --document-hidden-items --output-format json --cap-lints allow"
    ENV.update(RUSTC_BOOTSTRAP="1", RUSTDOCFLAGS=ways)
    done = run("cargo", "doc", "--workspace", "--exclude", "*-user", "--no-deps", "--lib", "--quiet")
    if done.returncode:
        sys.exit(f"rustdoc fails:\n{done.stderr[-3000:]}")
    for name in names:
        text = (WORK / f"target/doc/{name}.json").read_text()
        (WORK / f"{name}.json").write_text(text.replace(f'"{name}"', '"pets"'))


def judged(name):
    """The bump that cargo-semver-checks asks for, and its reasons."""
    done = run("cargo", "semver-checks", "--baseline-rustdoc", "base.json", "--current-rustdoc", f"{name}.json",
               "--release-type", "patch", "--color", "never")
    text = done.stdout + done.stderr
    reasons = re.findall(r"^--- \w+ (\w+): ", text, re.M)
    found = re.search(r"semver requires new (\w+) version", text)
    if not found and "no semver update required" not in text:
        sys.exit(f"cargo-semver-checks fails for {name}:\n{text[-3000:]}")
    return found.group(1) if found else "none", reasons


def checked(names):
    described(["base", *names])
    with ThreadPoolExecutor(2) as pool:
        return dict(zip(names, pool.map(judged, names)))


def main():
    words = [word for word in sys.argv[1:] if word != "--semver-checks"]
    wanted = [change for change in CHANGES if not words or any(word in change[0] for word in words)]
    built = subprocess.run(["cargo", "build", "--quiet", "-p", "generator"], cwd=ROOT, env=ENV)
    if built.returncode:
        sys.exit(built.returncode)
    WORK.mkdir(parents=True, exist_ok=True)
    for old in [*WORK.glob("v*"), *WORK.glob("base*")]:
        shutil.rmtree(old) if old.is_dir() else old.unlink()
    shutil.copy(ROOT / "Cargo.lock", WORK / "Cargo.lock")
    base = (HERE / "base.yaml").read_text()
    prepare("base", base)
    names = {}
    for number, change in enumerate(wanted):
        what, old, new = change[:3]
        if old not in base:
            sys.exit(f"{what}: base.yaml does not have {old!r}")
        # A name stands in many places, all else in one.
        text = base.replace(old, new) if old in ("Problem",) else base.replace(old, new, 1)
        if what == "security scheme renamed":
            text = text.replace("    key: {type", "    token: {type")
        names[f"v{number:02}"] = change
        prepare(f"v{number:02}", text, POLICIES.get(what, ""))
    errors = compiled(["base", *names])
    if errors.pop("base"):
        sys.exit("the consumer does not compile with the crate that it was written for")
    with ThreadPoolExecutor(2) as pool:
        reviews = dict(zip(names, pool.map(review, names)))
    others = checked(names) if "--semver-checks" in sys.argv else {}
    counts = {"both": 0, "neither": 0, "reasoned": 0}
    problems, alone = [], {"rustc": 0, "cargo-semver-checks": 0}
    for name, (what, _, _, *reason) in names.items():
        bump, majors = reviews[name]
        error = errors[name]
        other, why = others.get(name, ("none", []))
        if bool(error) != (other == "major"):
            alone["rustc" if error else "cargo-semver-checks"] += 1
        if error and bump != "major":
            problems.append(f"MISSED: {what}: the review says {bump}; rustc: {error}")
        elif BUMPS.index(other) > BUMPS.index(bump):
            problems.append(f"MISSED: {what}: the review says {bump}; cargo-semver-checks {other}: {', '.join(why)}")
        elif error or other == "major":
            counts["both"] += 1
        elif bump != "major":
            counts["neither"] += 1
        elif reason:
            counts["reasoned"] += 1
            print(f"major, and the consumer compiles: {what}: {reason[0]}")
        else:
            problems.append(f"NO BREAK: {what}: {'; '.join(majors)}")
    print(f"{len(names)} changes: {counts['both']} break and are called major, {counts['neither']} neither, "
          f"{counts['reasoned']} are called major with a reason, {len(problems)} disagree")
    if others:
        print(f"breaks that only one finds: rustc {alone['rustc']}, "
              f"cargo-semver-checks {alone['cargo-semver-checks']}")
    print("\n".join(problems))
    sys.exit(bool(problems))


main()
