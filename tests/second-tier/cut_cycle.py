#!/usr/bin/env python3
"""Prints a description as JSON with the cycles between oneOf parents and allOf children cut.

Usage: cut_cycle.py SPEC.yaml > SPEC.json

    Parent: {properties: P, oneOf: [Child]}          Parent: {properties: P, oneOf: [Child]}
    Child:  {allOf: [$ref Parent, {...}]}     ==>    Child:  {allOf: [{properties: P}, {...}]}

Mock servers and validators follow such a cycle for ever (Steady answers 500, Prism stops looking
at bodies, openapi-spec-validator overflows its stack). The meaning stays the same: a child takes
over the parent's own properties, never the parent's choice.
"""

import copy
import json
import sys

import yaml

PREFIX = "#/components/schemas/"
CHOICE = ("oneOf", "anyOf", "discriminator")


def references(schemas):
    """The component names that a list of schemas refers to."""
    return {s["$ref"].removeprefix(PREFIX) for s in schemas if "$ref" in s}


def own_part(parent):
    """The parent without its choice, and without its documentation."""
    drop = (*CHOICE, "description", "title")
    return {key: copy.deepcopy(value) for key, value in parent.items() if key not in drop}


def cut(schemas):
    """Cuts every cycle in place and counts them."""
    count = 0
    for parent_name, parent in schemas.items():
        children = references(parent.get("oneOf", []) + parent.get("anyOf", []))
        for name in sorted(children):
            parts = schemas[name].get("allOf", [])
            for index, part in enumerate(parts):
                if part.get("$ref") == PREFIX + parent_name:
                    parts[index] = own_part(parent)
                    count += 1
    return count


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        document = yaml.safe_load(file)
    count = cut(document["components"]["schemas"])
    print(f"cut {count} references from a child to its parent", file=sys.stderr)
    json.dump(document, sys.stdout, indent=2)


if __name__ == "__main__":
    main()
