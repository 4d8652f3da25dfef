"""JSON Schema's word on a sample: descriptions rewritten for a validator that is not ours."""

import jsonschema_rs

from description import at, follow, pointer

# Where a schema has other schemas in it.
ONE = ("items", "additionalProperties", "not", "unevaluatedProperties", "contains", "propertyNames", "if", "then", "else")
LISTS = ("allOf", "anyOf", "oneOf", "prefixItems")
MAPS = ("properties", "patternProperties", "dependentSchemas")
VALUES = (
    "type", "enum", "const", "$ref", "required", "pattern", "multipleOf", "minimum", "maximum", "exclusiveMinimum",
    "exclusiveMaximum", "minLength", "maxLength", "minItems", "maxItems", "uniqueItems", "minProperties",
    "maxProperties", "minContains", "maxContains", "dependentRequired",
)
BASE = "urn:description"


class Judge:
    """Validates against the schemas of one description, for one direction.

    `loose` reads `oneOf` as `anyOf`, and no `type` beside them: many descriptions have alternatives
    that overlap, or are of another type, so that no value at all is valid.
    """

    def __init__(self, document, direction, loose=False):
        self.document, self.direction, self.loose = document, direction, loose
        self.old = str(document.get("openapi", "")).startswith("3.0")
        self.schemas, self.validators = {}, {}
        self.unchecked = set()

    def problem(self, where, value):
        """Why a value does not fit the schema at a place, or None."""
        try:
            validator = self.validators.get(where) or self.validators.setdefault(where, self.compiled(where))
            error = next(validator.iter_errors(value), None)
        except (jsonschema_rs.ValidationError, jsonschema_rs.ReferencingError, ValueError) as broken:
            return f"the validator refuses the schema: {str(broken).splitlines()[0]}"
        return f"{error.message} at {'/'.join(map(str, error.instance_path))}" if error else None

    def compiled(self, where):
        wanted, waiting = {}, [where]
        while waiting:
            name = waiting.pop()
            if name not in wanted:
                wanted[name] = self.schema(name)
                waiting.extend(references(wanted[name]))
        keys = {name: f"s{number}" for number, name in enumerate(wanted)}
        bundle = {"$defs": {keys[name]: renamed(schema, keys) for name, schema in wanted.items()}}
        return jsonschema_rs.Draft202012Validator({**bundle, "$ref": f"#/$defs/{keys[where]}"}, validate_formats=False)

    def schema(self, where):
        if where not in self.schemas:
            self.schemas[where] = self.rewritten(at(self.document, where), where)
        return self.schemas[where]

    def rewritten(self, schema, holder=None):
        """The same in words of the draft 2020-12; `holder` is the component that it is."""
        if not isinstance(schema, dict):
            return schema if isinstance(schema, bool) else True
        if self.old and "$ref" in schema:
            return {"$ref": schema["$ref"]}
        if self.old and is_bare_null(schema):
            return {"type": "null"}
        new = {}
        for key, value in schema.items():
            if key in ONE:
                new[key] = self.rewritten(value)
            elif key in LISTS and isinstance(value, list):
                key = "anyOf" if self.loose and key == "oneOf" and "anyOf" not in schema else key
                new[key] = [self.part(item, holder) if key == "allOf" else self.rewritten(item) for item in value]
            elif key in MAPS and isinstance(value, dict):
                new[key] = {name: self.rewritten(item) for name, item in value.items()}
            elif key in VALUES:
                new[key] = value
        if self.loose and ("oneOf" in new or "anyOf" in new):
            new.pop("type", None)
        self.mend(schema, new)
        return new

    def part(self, item, holder):
        """A part of an allOf: a parent that lists this very schema gives its properties only."""
        target = item.get("$ref") if isinstance(item, dict) else None
        parent = at(self.document, target) if target else None
        if isinstance(parent, dict) and any(
            isinstance(variant, dict) and variant.get("$ref") == holder
            for variant in parent.get("oneOf", []) + parent.get("anyOf", [])
        ):
            return self.rewritten({k: v for k, v in parent.items() if k not in ("oneOf", "anyOf")}, target)
        return self.rewritten(item)

    def mend(self, schema, new):
        for bound in ("Minimum", "Maximum"):
            exclusive = new.get(f"exclusive{bound}")
            if isinstance(exclusive, bool):
                del new[f"exclusive{bound}"]
                if exclusive and (limit := bound.lower()) in new:
                    new[f"exclusive{bound}"] = new.pop(limit)
        if "pattern" in new and not self.takes(new["pattern"]):
            self.unchecked.add(new.pop("pattern"))
        if isinstance(new.get("required"), list):
            hidden = hidden_in(self.document, schema, self.direction)
            new["required"] = list(dict.fromkeys(name for name in new["required"] if name not in hidden))
        elif "required" in new:
            del new["required"]
        if self.old and schema.get("nullable") is True:
            # By the words of 3.0.3 it needs a `type` beside it, and null in `enum`: not what people mean.
            kept = {key: new.pop(key) for key in list(new)}
            new["anyOf"] = [kept, {"type": "null"}]

    def takes(self, pattern):
        try:
            jsonschema_rs.Draft202012Validator({"pattern": pattern})
            return True
        except (jsonschema_rs.ValidationError, ValueError):
            return False


def is_bare_null(schema):
    """`nullable: true` and no more: by the letter anything, but it is how schemars writes null."""
    return schema.get("nullable") is True and not schema.keys() - {"nullable", "title", "description"}


def hidden_in(document, schema, direction):
    """The properties that a direction does not carry: readOnly in requests, writeOnly in answers."""
    word = {"request": "readOnly", "response": "writeOnly"}.get(direction)
    return {
        name
        for name, given in (schema.get("properties") or {}).items()
        if word and is_marked(document, given, word)
    }


def is_marked(document, schema, word, depth=8):
    target = follow(document, schema)
    if not isinstance(target, dict) or depth == 0:
        return False
    if target.get(word) is True or isinstance(schema, dict) and schema.get(word) is True:
        return True
    return any(is_marked(document, part, word, depth - 1) for part in target.get("allOf") or [])


def references(schema):
    """All that a rewritten schema refers to."""
    for part in nested(schema):
        if isinstance(part.get("$ref"), str):
            yield part["$ref"]


def renamed(schema, keys):
    """The schema with its references led to the bundle."""
    if not isinstance(schema, dict):
        return schema
    new = {}
    for key, value in schema.items():
        if key == "$ref" and isinstance(value, str):
            new[key] = f"#/$defs/{keys[value]}"
        elif key in ONE:
            new[key] = renamed(value, keys)
        elif key in LISTS and isinstance(value, list):
            new[key] = [renamed(item, keys) for item in value]
        elif key in MAPS and isinstance(value, dict):
            new[key] = {name: renamed(item, keys) for name, item in value.items()}
        else:
            new[key] = value
    return new


def nested(schema):
    """A schema and all that stand in it."""
    if not isinstance(schema, dict):
        return
    yield schema
    for key, value in schema.items():
        if key in ONE:
            yield from nested(value)
        elif key in LISTS and isinstance(value, list):
            for item in value:
                yield from nested(item)
        elif key in MAPS and isinstance(value, dict):
            for item in value.values():
                yield from nested(item)

