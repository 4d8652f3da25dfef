"""What it costs to change one property in a description: files written, and the check after it."""

import copy
import shutil
from dataclasses import asdict
from pathlib import Path

import crates
from process import HOME, TARGET, cargo, measured, note


def measure(document, tool):
    """Generates, changes a property and generates again into the same folder; checks the crate both times."""
    note(f"{document.name}: a change")
    out = HOME / "crates" / tool.name / f"{document.name}-change"
    shutil.rmtree(out, ignore_errors=True)
    name = crates.crate_name(document)
    for old in (TARGET / "debug/incremental").glob(f"{name.replace('-', '_')}-*"):
        shutil.rmtree(old)
    spec = HOME / "descriptions" / f"{document.name}-change.json"
    generate(tool, document.tree, spec, out, name)
    full = check(out)
    before = contents(out)
    for at, tree in changes(document.tree):
        again = generate(tool, tree, spec, out, name)
        after = contents(out)
        changed = [path for path in after.keys() | before.keys() if after.get(path) != before.get(path)]
        if changed:
            checked = check(out)
            return {
                "property": at,
                "files": len(after),
                "changed": len(changed),
                "generation": asdict(again.usage),
                "full": asdict(full.usage),
                "check": asdict(checked.usage),
            }
    return None


def generate(tool, tree, spec, out, name):
    ran = measured(tool.command(crates.write_json(tree, spec), out, name))
    if ran.code:
        raise SystemExit(f"{spec}: {ran.failure()}")
    crates.manifest(tool, out, name)
    return ran


def check(out):
    """As at a desk: with what the compiler remembers of the last time."""
    ran = cargo(["check", "--quiet"], out, CARGO_INCREMENTAL="1")
    if ran.code:
        raise SystemExit(f"{out}: {ran.failure()}")
    return ran


def contents(out):
    return {path.relative_to(out): path.read_bytes() for path in Path(out, "src").rglob("*.rs")}


def changes(tree):
    """Descriptions with one optional text that has become a number; the middle of the schemas first."""
    schemas = tree.get("components", {}).get("schemas", {})
    names = sorted(schemas)
    for name in names[len(names) // 2 :] + names[: len(names) // 2]:
        properties = schemas[name].get("properties") or {}
        for key, schema in properties.items():
            if key not in schemas[name].get("required", []) and is_plain_text(schema):
                changed = copy.deepcopy(tree)
                changed["components"]["schemas"][name]["properties"][key] = {"type": "integer"}
                yield f"{name}.{key}", changed


def is_plain_text(schema):
    return isinstance(schema, dict) and schema.get("type") == "string" and not {"enum", "const"} & schema.keys()
