"""A second judge of bodies, where openapi-core errs: the parsers of Python and werkzeug, and jsonschema-rs."""

import io
import json
import re
from urllib.parse import parse_qsl

from werkzeug.formparser import parse_form_data

from judge import Judge
from sample import same
from trips import strict

PARAMETERS = ("path", "query", "header", "cookie")


def problem(document, operation, given, seen, where_of, plain):
    """What is wrong with the body of a request, or None: it must be what was given, and that must be valid."""
    sent = [(operation["arguments"][position], value) for position, value in given.items()]
    sent = [(argument, value) for argument, value in sent if argument["place"] not in PARAMETERS]
    places = {argument["place"] for argument, _ in sent}
    if not sent:
        return "there is a body, and none was given" if seen.body else None
    if places == {"part"}:
        return lost({argument["wire"]: value for argument, value in sent}, parts(seen), plain)
    if not places <= {"json", "form"}:
        return f"nobody judges {' and '.join(sorted(places))}"
    [(argument, value)] = sent
    if found := Judge(document, "request").problem(where_of(document, argument), value):
        return f"jsonschema-rs: {found}"
    if re.search(r"[/+]json\b", seen.headers.get("Content-Type", "")):
        read = strict(seen.body)
        return None if same(value, read) else f"{value!r} was given, {read!r} was read"
    return lost(value, dict(parse_qsl(seen.body.decode(), keep_blank_values=True)), plain)


def lost(given, read, plain):
    """What was given for the fields of a form and is not what was read."""
    scalar = (str, bool, int, float)
    texts = {name: value if isinstance(value, scalar) else json.dumps(value) for name, value in given.items()}
    return None if plain(texts) == plain(read) else f"{given!r} was given, {read!r} was read"


def parts(seen):
    """The texts of the fields and files of a form, by their names."""
    _, fields, files = parse_form_data({
        "REQUEST_METHOD": "POST",
        "CONTENT_TYPE": seen.headers.get("Content-Type", ""),
        "CONTENT_LENGTH": str(len(seen.body)),
        "wsgi.input": io.BytesIO(seen.body),
    })
    return {**fields.to_dict(), **{name: file.read().decode() for name, file in files.items()}}
