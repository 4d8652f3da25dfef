"""A second judge: what `a[b]=1&c[]=2` means, which OpenAPI leaves open and openapi-core does not read.

It is the notation of the library qs, by its port to Python. What it reads has to be what was given: that
was made of the schemas, and found to be valid, before.
"""

import qs_codec

from description import at
from sample import same

# No call of ours comes near them; by default it would stop early.
OPTIONS = qs_codec.DecodeOptions(depth=40, list_limit=1000, parameter_limit=100_000)


def is_deep(described):
    """Whether a parameter, or something in a form, is a `deepObject`."""
    encodings = (described.get("encoding") or {}).values()
    return any(one.get("style") == "deepObject" for one in [described, *encodings])


def has_brackets(document, operation):
    """Whether anything of an operation is written with brackets."""
    return any(map(lambda argument: is_deep(described(document, argument)), operation["arguments"]))


def described(document, argument):
    found = at(document, argument["at"])
    if argument["place"] == "form":
        return found["content"][argument["media"]]
    return found if argument["place"] == "query" and isinstance(found, dict) else {}


def lost(document, operation, given, seen, plain):
    """What was given in the query or a form and is not what qs reads; `None` if nothing is."""
    _, _, query = seen.target.partition("?")
    asked = qs_codec.decode(query, OPTIONS)
    for position, value in given.items():
        argument = operation["arguments"][position]
        if argument["place"] == "query":
            got = asked.pop(argument["wire"], None)
        elif argument["place"] == "form":
            got = qs_codec.decode(seen.body.decode(), OPTIONS)
        else:
            continue
        if not same(listed(plain(got)), listed(plain(without_empty(value)))):
            return f"{argument['place']} {argument['wire']}: {value!r} was given, {got!r} was read"
    return f"{sorted(asked)} was sent, but not given" if asked else None


def without_empty(value):
    """What brackets have no words for: null, and lists and objects without anything in them."""
    if isinstance(value, dict):
        pairs = {key: without_empty(item) for key, item in value.items()}
        return {key: item for key, item in pairs.items() if item not in (None, [], {})}
    if isinstance(value, list):
        return [item for item in map(without_empty, value) if item not in (None, [], {})]
    return value


def listed(value):
    """A list of one is a text to qs where it is not written with brackets."""
    if isinstance(value, dict):
        return {key: listed(item) for key, item in value.items()}
    if isinstance(value, list):
        return listed(value[0]) if len(value) == 1 else [listed(item) for item in value]
    return value
