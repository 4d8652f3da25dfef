"""Descriptions as Python data, read without any help of the generator."""

import json
import os
import re
import sys
from pathlib import Path
from urllib.parse import unquote

import yaml

ROOT = Path(__file__).resolve().parents[2]
METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace", "query")
# In bytes: what takes seconds, and what takes no more than a minute. The rest is looked at on request.
SMALL, MEDIUM = 60_000, 600_000


class Core(yaml.CSafeLoader):
    """YAML 1.2 (core schema), as OpenAPI wants it: a date, `yes` and `0o17`'s likes are text."""


Core.yaml_implicit_resolvers = {}
for _tag, _pattern, _first in [
    ("bool", r"^(?:true|True|TRUE|false|False|FALSE)$", "tTfF"),
    ("int", r"^[-+]?[0-9]+$", "-+0123456789"),
    ("float", r"^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$", "-+.0123456789"),
    ("null", r"^(?:~|null|Null|NULL|)$", ["~", "n", "N", ""]),
]:
    Core.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(_pattern), list(_first))


def _integer(loader, node):
    return int(loader.construct_scalar(node))


Core.add_constructor("tag:yaml.org,2002:int", _integer)


def load(path):
    """The document; of a duplicate key the last one counts."""
    text = Path(path).read_text(encoding="utf-8")
    if Path(path).suffix == ".json":
        return json.loads(text)
    return yaml.load(text, Loader=Core)


def add_sizes(parser):
    """The options for how much of a folder is looked at."""
    parser.add_argument("--small", action="store_true", help="only descriptions of up to 60 KB")
    parser.add_argument("--all", action="store_true", help="those of more than 600 KB too")


def size(options):
    return SMALL if options.small else float("inf") if options.all else MEDIUM


def named(arguments, size):
    """The files that the arguments name, the smallest first; without any, those of the corpus.

    What is no path here is the name of a file in the corpus."""
    corpus = Path(os.environ.get("CORPUS", ROOT / "../shared/corpus"))
    if not corpus.is_dir() and not all(Path(a).exists() for a in arguments or [corpus]):
        print(f"skipped: there are no descriptions in {corpus}", file=sys.stderr)
        return []
    places = [Path(a) if Path(a).exists() else corpus / a for a in arguments] or [corpus]
    files = []
    for place in places:
        if place.is_dir():
            found = [f for f in place.iterdir() if f.suffix in (".yaml", ".yml", ".json")]
            files += [f for f in found if f.stat().st_size <= size]
        else:
            files.append(place)
    return sorted(files, key=lambda f: (f.stat().st_size, f.name))


def operations(document):
    """All operations as (path, method, path item, operation)."""
    for path, item in (document.get("paths") or {}).items():
        item = follow(document, item)
        for method in METHODS:
            if isinstance(item.get(method), dict):
                yield path, method, item, item[method]


def follow(document, node):
    """The node that a chain of references in this document leads to."""
    seen = set()
    while isinstance(node, dict) and isinstance(node.get("$ref"), str):
        if node["$ref"] in seen:
            return {}
        seen.add(node["$ref"])
        found = at(document, node["$ref"])
        if found is None:
            return {}
        node = found
    return node


def at(document, reference):
    """What a fragment (`#/a/b~1c`) points to, or None."""
    node = document
    for part in unquote(reference.removeprefix("#")).split("/")[1:]:
        part = part.replace("~1", "/").replace("~0", "~")
        if isinstance(node, list) and part.isdigit() and int(part) < len(node):
            node = node[int(part)]
        elif isinstance(node, dict) and part in node:
            node = node[part]
        else:
            return None
    return node


def pointer(*parts):
    """A fragment of these parts."""
    return "#" + "".join("/" + str(p).replace("~", "~0").replace("/", "~1") for p in parts)


def escaped(part):
    """A part as it stands in a fragment."""
    return pointer(part)[2:]
