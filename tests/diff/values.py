#!/usr/bin/env python3
"""What a review says of values, against a validator that others wrote.

  tests/diff/values.py [REVIEWS [FIRST SEED]]

Random schemas are changed at random. A value that only the old schema takes has to show up as narrowed, one
that only the new schema takes as widened. Objects are judged twice, as open and as closed to what they do
not describe, and only values on which both agree count: that an optional property came or went is
compatible by convention, though open objects took it before. Needs jsonschema.
"""

import copy
import json
import random
import subprocess
import sys
import tempfile
from pathlib import Path

from jsonschema import Draft202012Validator

ROOT = Path(__file__).resolve().parents[2]
GENERATOR = ROOT / "target/debug/generator"
REVIEWS, SEED = (int(text) for text in (sys.argv[1:] + ["4", "1"][len(sys.argv) - 1 :])[:2])
PAIRS = 250
NAMES = ["a", "b", "c"]


class Schemas:
    """Makes schemas, changes of them, and values that may fit."""

    def __init__(self, seed):
        self.random = random.Random(seed)

    def maybe(self, chance):
        return self.random.random() < chance

    def some(self, values, least=1):
        return self.random.sample(values, self.random.randint(least, len(values)))

    def pick(self, *values):
        return self.random.choice(values)

    def rules(self, table):
        return {key: self.pick(*values) for key, values, chance in table if self.maybe(chance)}

    def scalar(self):
        kind = self.pick("string", "string", "integer", "number", "boolean")
        if kind == "boolean":
            return {"type": kind}
        if kind == "string":
            if self.maybe(0.4):
                return {"type": kind, "enum": self.some(["a", "b", "ab", "abc"])}
            return {"type": kind} | self.rules([("minLength", (0, 1, 2), 0.3), ("maxLength", (2, 3), 0.3), ("pattern", ("^a", "b$"), 0.15)])
        limits = [("minimum", (0, 1, 2), 0.3), ("maximum", (3, 4), 0.3), ("exclusiveMinimum", (0, 1), 0.2), ("exclusiveMaximum", (4, 5), 0.2), ("multipleOf", (1, 2, 3), 0.2)]
        return {"type": kind} | self.rules(limits)

    def object(self, depth):
        schema = {"type": "object", "properties": {name: self.schema(depth - 1) for name in self.some(NAMES)}}
        if self.maybe(0.5):
            schema["required"] = self.some(list(schema["properties"]))
        if self.maybe(0.25):
            schema["additionalProperties"] = self.pick(False, self.scalar())
        return schema | self.rules([("minProperties", (0, 1), 0.1), ("maxProperties", (2, 3), 0.1)])

    def schema(self, depth):
        kind = self.random.random()
        if depth <= 0 or kind < 0.35:
            schema = self.scalar()
        elif kind < 0.7:
            schema = self.object(depth)
        elif kind < 0.8:
            schema = {"type": "array", "items": self.schema(depth - 1)} | self.rules([("minItems", (0, 1), 0.3), ("maxItems", (1, 2), 0.3)])
        elif kind < 0.92:
            return {self.pick("oneOf", "anyOf"): [self.schema(depth - 1) for _ in range(self.random.randint(2, 3))]}
        else:
            # What one part says of further properties is about those of the whole, as people mean it.
            parts = [self.object(depth - 1), self.object(depth - 1)]
            return {"allOf": [{key: part[key] for key in part if key != "additionalProperties"} for part in parts]}
        if self.maybe(0.1) and "enum" not in schema:
            schema["type"] = [schema["type"], "null"]
        return schema

    def changed(self, schema):
        schema = copy.deepcopy(schema)
        for _ in range(self.pick(1, 1, 2)):
            self.change(self.random.choice(nodes(schema)))
        return schema

    def change(self, node):
        old, kind = copy.deepcopy(node), self.random.random()
        if kind < 0.15:
            node.clear()
            node[self.pick("allOf", "anyOf", "oneOf")] = [old]
        elif kind < 0.25:
            node.clear()
            node |= self.schema(1)
        elif "oneOf" in node and kind < 0.5:
            node["anyOf"] = node.pop("oneOf")
        elif ("oneOf" in node or "anyOf" in node) and kind < 0.8:
            branches = node.get("oneOf", node.get("anyOf"))
            if len(branches) > 1 and self.maybe(0.5):
                branches.pop()
            else:
                branches.append(self.schema(0))
        elif "enum" in node:
            node["enum"] = self.some(["a", "b", "ab", "abc", "x"])
        elif isinstance(node.get("type"), str):
            other = self.object(1) if node["type"] == "object" else self.scalar()
            other.pop("additionalProperties", None)
            if other["type"] == node["type"] and "enum" not in other:
                key = self.random.choice(list(other))
                node[key] = other[key]
            keys = [key for key in node if key not in ("type", "properties", "items")]
            if keys and self.maybe(0.4):
                node.pop(self.random.choice(keys))

    def values(self, *schemas):
        few = ["a", "b", "ab", "abc", "abcd", "", "x", 0, 1, 2, 3, 4, 5, 6, 1.5, 2.5, -1, True, None, [], {}]
        for node in [node for schema in schemas for node in nodes(schema)]:
            few += node.get("enum", [])
        many = list(few)
        for _ in range(250):
            if self.maybe(0.7):
                many.append({name: self.random.choice(few if self.maybe(0.8) else many) for name in self.some(NAMES + ["d"], 0)})
            else:
                many.append([self.random.choice(many) for _ in range(self.random.randint(0, 3))])
        return many


def nodes(schema):
    inner = list(schema.get("properties", {}).values())
    inner += [schema[key] for key in ("items", "additionalProperties") if isinstance(schema.get(key), dict)]
    inner += [branch for key in ("oneOf", "anyOf", "allOf") for branch in schema.get(key, [])]
    return [schema] + [node for one in inner for node in nodes(one)]


def judged(schema, closed, alone=True):
    """The schema, in which `oneOf` means what people mean by it, and objects may be closed."""
    if not isinstance(schema, dict):
        return schema
    result = dict(schema)
    for key in ("oneOf", "anyOf", "allOf"):
        if key in schema:
            result.pop(key)
            result["allOf" if key == "allOf" else "anyOf"] = [judged(one, closed, False) for one in schema[key]]
    for key in ("items", "additionalProperties"):
        if key in schema:
            result[key] = judged(schema[key], closed)
    if "properties" in schema:
        result["properties"] = {name: judged(one, closed) for name, one in schema["properties"].items()}
    if closed and alone:
        result["unevaluatedProperties"] = False
    return result


def document(schemas):
    def operation(number, schema):
        content = {"application/json": {"schema": schema}}
        return {"operationId": f"p{number}", "requestBody": {"content": content}, "responses": {"200": {"description": "d", "content": content}}}

    paths = {f"/p{number}": {"post": operation(number, schema)} for number, schema in enumerate(schemas)}
    return {"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": paths}


def review(pairs):
    """The relations of each pair, in requests and in answers."""
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder) / name for name in ("old.json", "new.json")]
        for side, file in enumerate(files):
            file.write_text(json.dumps(document([pair[side] for pair in pairs])))
        done = subprocess.run([GENERATOR, "diff", *files, "--format", "json"], capture_output=True, text=True)
    if done.returncode:
        sys.exit(done.stderr)
    found = [{"request": set(), "response": set()} for _ in pairs]
    for entry in json.loads(done.stdout)["entries"]:
        for name in entry["operations"]:
            for direction, relations in found[int(name.removeprefix("POST /p"))].items():
                relations |= {change["wire"][direction]["relation"] for change in entry["changes"]}
    return found


def run(seed):
    schemas = Schemas(seed)
    pairs = []
    while len(pairs) < PAIRS:
        old = schemas.schema(2)
        new = schemas.changed(old)
        if old != new:
            pairs.append((old, new))
    counts, problems = {"lost": 0, "gained": 0}, []
    for pair, relations in zip(pairs, review(pairs)):
        validators = [[Draft202012Validator(judged(schema, closed)) for schema in pair] for closed in (True, False)]
        examples = {}
        for value in schemas.values(*pair):
            answers = {tuple(one.is_valid(value) for one in sides) for sides in validators}
            for answer, what in (((True, False), "lost"), ((False, True), "gained")):
                if answers == {answer}:
                    examples.setdefault(what, value)
        for what, value in examples.items():
            counts[what] += 1
            wanted = {"lost": "narrowed", "gained": "widened"}[what]
            for direction, found in relations.items():
                if not found & {wanted, "incomparable"}:
                    problems.append(f"seed {seed}, {direction}: {what} {value!r}, but {found or 'nothing'}\n  {json.dumps(pair[0])}\n  {json.dumps(pair[1])}")
    return counts, problems


subprocess.run(["cargo", "build", "--quiet", "-p", "generator"], cwd=ROOT, check=True)
lost, gained, problems = 0, 0, []
for seed in range(SEED, SEED + REVIEWS):
    counts, more = run(seed)
    lost, gained, problems = lost + counts["lost"], gained + counts["gained"], problems + more
for problem in problems:
    print("FAILED  " + problem)
print(f"{REVIEWS * PAIRS} changed schemas, {lost} took less and {gained} more: {len(problems)} were not seen")
sys.exit(bool(problems) or min(lost, gained) < 20 * REVIEWS)
