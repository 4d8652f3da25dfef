"""Values that schemas allow, made by reading the description and nothing else."""

import base64
import collections
import contextlib
import functools
import json
import math
import random
import re
import sys

import jsonschema_rs
import rstr

from description import at, follow
from judge import is_bare_null, is_marked

# The class hides the module of the same name.
XEGER = sys.modules["rstr.xeger"]
KINDS = ("null", "boolean", "integer", "number", "string", "array", "object")
DEPTH, SIZE = 7, 250
TEXTS = ("a", "Ünï ☃ 𝄞", 'q"\\/\n\t', "plain words", "0", "true", "")
TIMES = {
    "date-time": ("2026-02-28T23:59:59Z", "2024-02-29T12:00:00.123456+05:30"),
    "date": ("2024-02-29",),
    "time": ("23:59:59Z",),
    "duration": ("P3DT4H",),
    "uuid": ("01890a5d-ac96-774b-bcce-b302099a8057",),
    "uri": ("https://example.com/a%20b?c=d&e=%C3%A9#f",),
    "url": ("https://example.com/",),
    "email": ("a.b+c@example.com",),
    "hostname": ("api.example.com",),
    "ipv4": ("192.0.2.1",),
    "ipv6": ("2001:db8::1",),
    "ip": ("192.0.2.1",),
    "decimal": ("12.50",),
}
LIMITS = {
    "int8": (-(2**7), 2**7 - 1),
    "int16": (-(2**15), 2**15 - 1),
    "int32": (-(2**31), 2**31 - 1),
    "uint8": (0, 2**8 - 1),
    "uint16": (0, 2**16 - 1),
    "uint32": (0, 2**32 - 1),
    "uint64": (0, 2**64 - 1),
    "uint": (0, 2**64 - 1),
}


class Impossible(Exception):
    """No value was found."""


class Sampler:
    """Makes values. `direction` is "request", "response" or "both".

    `literal` takes `nullable` by the letter of 3.0.3: it says nothing without a `type` beside it.
    """

    def __init__(self, document, direction, literal=False):
        self.literal = literal
        self.document, self.direction = document, direction
        self.old = str(document.get("openapi", "")).startswith("3.0")
        self.children, self.tags, self.loose = None, None, False

    def samples(self, where, count):
        """Some values: the least, the most, one for each alternative, and random ones."""
        schema, self.loose = {"$ref": where}, False
        tries = [("least", 0), ("most", 1)]
        tries += [("pick", number) for number in range(min(self.breadth(schema), 40))]
        tries += [("random", number) for number in range(count)]
        for mode, number in tries:
            with contextlib.suppress(Impossible, RecursionError):
                yield self.sample(schema, mode, number)

    def sample(self, schema, mode, number):
        """One value. `loose`, where there is no other, forgets a `type` that its own alternatives contradict."""
        for self.loose in dict.fromkeys((self.loose, True)):
            self.mode, self.number, self.left = mode, number, SIZE
            self.random = random.Random(f"{schema} {mode} {number}")
            try:
                return self.value([schema], 0)
            except Impossible:
                continue
        raise Impossible

    def breadth(self, schema):
        node = follow(self.document, schema)
        if not isinstance(node, dict):
            return 0
        return len(node.get("oneOf") or node.get("anyOf") or node.get("enum") or self.mapped(node) or [])

    # What a schema says: the schemas that a value must all meet, free of references, `allOf` and choices.

    def facts(self, schemas, top, depth):
        found = []
        # What is said twice, as by a parent that is a union of its children, is one choice.
        schemas = [schema for number, schema in enumerate(schemas) if schema not in schemas[:number]]
        waiting = [(schema, None, ()) for schema in schemas]
        while waiting:
            schema, child, seen = waiting.pop(0)
            if schema is False:
                raise Impossible
            if not isinstance(schema, dict):
                continue
            if isinstance(schema.get("$ref"), str):
                step = (schema["$ref"], child)
                if step in seen or len(seen) > 40:
                    raise Impossible
                rest = {} if self.old else {k: v for k, v in schema.items() if k != "$ref"}
                waiting.append((at(self.document, schema["$ref"]), child, (*seen, step)))
                if child is None:
                    waiting.extend((owed, "-", seen) for owed in self.owed(schema["$ref"]))
                if rest:
                    waiting.append((rest, child, seen))
                continue
            here = seen[-1][0] if seen else None
            parts = schema.get("allOf") or []
            for part in parts:
                alone = len(parts) == 1 and here is None and not schema.get("properties")
                waiting.append((part, child if alone else here or child or "-", seen))
            choice = self.choice(schema, child, here, top, depth)
            if choice:
                waiting.extend((picked, None, seen) for picked in choice)
            found.append(schema)
        return found

    def choice(self, schema, child, here, top, depth):
        """The schemas that a union comes to; a parent that a child names joins as properties only."""
        listed = [key for key in ("oneOf", "anyOf") if isinstance(schema.get(key), list) and schema[key]]
        tag = (schema.get("discriminator") or {}).get("propertyName")
        if not listed:
            mapped = self.mapped(schema)
            if not mapped and tag and here:
                mapped = [(None, name) for name in self.named_by(here)]
            if not mapped or child is not None:
                return []
            value, target = mapped[self.number % len(mapped)] if self.picks(top) else self.random.choice(mapped)
            return [{"$ref": target}, self.tagged(tag, value, target)]
        picked = []
        for key in listed:
            variants = schema[key]
            if child is not None and any(v.get("$ref") == child for v in variants if isinstance(v, dict)):
                continue
            if tag and child not in (None, "-") and all("$ref" in v for v in variants if isinstance(v, dict)):
                continue
            variant = self.variant(variants, top, depth)
            target = variant.get("$ref") if isinstance(variant, dict) else None
            picked.append(variant)
            if tag and target:
                values = [value for value, to in self.mapped(schema) if to == target]
                value = self.random.choice(values) if values else None
                picked.append(self.tagged(tag, value, target))
        return picked

    def variant(self, variants, top, depth):
        if self.picks(top):
            return variants[self.number % len(variants)]
        if depth >= DEPTH or self.left <= 0:
            return min(variants, key=lambda v: self.weight(v, 4))
        return self.random.choice(variants)

    def picks(self, top):
        return top and self.mode == "pick"

    def weight(self, schema, depth):
        """Roughly how much a value must hold."""
        node = follow(self.document, schema)
        if not isinstance(node, dict) or depth == 0:
            return 1
        parts = list(node.get("allOf") or [])
        parts += [(node.get("properties") or {}).get(name, {}) for name in node.get("required") or []]
        if node.get("minItems"):
            parts.append(node.get("items") or {})
        least = [self.weight(v, depth - 1) for v in node.get("oneOf") or node.get("anyOf") or []]
        return 1 + sum(self.weight(part, depth - 1) for part in parts) + (min(least) if least else 0)

    def mapped(self, schema):
        """(tag value, reference) of a discriminator's mapping."""
        mapping = (schema.get("discriminator") or {}).get("mapping") or {}
        pairs = []
        for value, target in mapping.items():
            named = f"#/components/schemas/{target}"
            pairs.append((value, named if at(self.document, named) is not None else target))
        return pairs

    def named_by(self, parent):
        """The components that have this one in their allOf."""
        if self.children is None:
            self.children = {}
            for name, schema in ((self.document.get("components") or {}).get("schemas") or {}).items():
                for part in (schema.get("allOf") or []) if isinstance(schema, dict) else []:
                    if isinstance(part, dict) and "$ref" in part:
                        self.children.setdefault(part["$ref"], []).append(f"#/components/schemas/{name}")
        return self.children.get(parent, [])

    def tagged(self, tag, value, target):
        if value is None:
            value = self.random.choice(self.own_tags(target, tag) or [target.rsplit("/", 1)[-1]])
        return {"required": [tag], "properties": {tag: {"const": value}}}

    def owed(self, target):
        """What discriminators ask of a schema that they name: its tag, with a value that leads to it."""
        if self.tags is None:
            self.tags = collections.defaultdict(dict)
            for schema in everything(self.document):
                tag = schema.get("discriminator")
                tag = tag.get("propertyName") if isinstance(tag, dict) else None
                if not isinstance(tag, str):
                    continue
                mapped = self.mapped(schema)
                listed = [v["$ref"] for v in schema.get("oneOf") or schema.get("anyOf") or [] if "$ref" in v]
                mapped += [(None, ref) for ref in listed if ref not in [to for _, to in mapped]]
                for value, ref in mapped:
                    values = [value] if value else self.own_tags(ref, tag) or [ref.rsplit("/", 1)[-1]]
                    self.tags[ref].setdefault(tag, []).extend(values)
        return [{"required": [tag], "properties": {tag: {"enum": v}}} for tag, v in self.tags[target].items()]

    def own_tags(self, target, tag, depth=5):
        """The values of the tag that a variant's own property allows."""
        node = follow(self.document, {"$ref": target})
        if not isinstance(node, dict) or depth == 0:
            return []
        given = follow(self.document, (node.get("properties") or {}).get(tag) or {})
        for part in [given, *(given.get("anyOf") or given.get("oneOf") or [])]:
            part = follow(self.document, part)
            if "const" in part or part.get("enum"):
                return [part["const"]] if "const" in part else [v for v in part["enum"] if v is not None]
        parts = [p["$ref"] for p in node.get("allOf") or [] if isinstance(p, dict) and "$ref" in p]
        found = next(filter(None, (self.own_tags(part, tag, depth - 1) for part in parts)), [])
        return found or self.inner_tags(node, tag, depth)

    def inner_tags(self, union, tag, depth):
        """The values that lead to an alternative of a union in a union."""
        if (union.get("discriminator") or {"propertyName": tag}).get("propertyName") != tag:
            return []
        mapped = self.mapped(union)
        listed = [v["$ref"] for v in union.get("oneOf") or union.get("anyOf") or [] if "$ref" in v]
        listed = [ref for ref in listed if ref not in [to for _, to in mapped]]
        own = [self.own_tags(ref, tag, depth - 1) or [ref.rsplit("/", 1)[-1]] for ref in listed]
        return [value for value, _ in mapped] + [value for values in own for value in values]

    # Values.

    def value(self, schemas, depth):
        self.left -= 1
        if depth > 30:
            raise Impossible
        top = depth == 0
        # Alternatives that do not go with what is said beside them are found by trying.
        for attempt in range(24):
            facts = self.facts(schemas, top and attempt == 0, depth)
            may_be_null = self.nullable(facts)
            if may_be_null and (self.random.random() < 0.15 or depth >= DEPTH) and not top:
                return None
            listed, kinds = self.listed(facts), self.kinds(facts)
            if listed is not None:
                fitting = [v for v in listed if self.kind_fits(facts, v)] or [None] * may_be_null
                if fitting:
                    return fitting[self.number % len(fitting)] if self.picks(top) else self.random.choice(fitting)
            elif kinds:
                return getattr(self, f"make_{self.random.choice(kinds)}")(facts, depth)
        raise Impossible

    def nullable(self, facts):
        if self.old:
            return any(fact.get("nullable") is True and ("type" in fact or not self.literal) for fact in facts[:1])
        return "null" in self.kinds(facts, True)

    def listed(self, facts):
        listed = None
        for fact in facts:
            own = [fact["const"]] if "const" in fact else fact.get("enum")
            if isinstance(own, list):
                listed = own if listed is None else [v for v in listed if v in own]
        return listed

    def kind_fits(self, facts, value):
        return kind_of(value) in self.kinds(facts, True) or (
            kind_of(value) == "integer" and "number" in self.kinds(facts, True)
        )

    def kinds(self, facts, null=False):
        kinds = set(KINDS)
        said = False
        for fact in facts:
            own = fact.get("type")
            if self.loose and (fact.get("oneOf") or fact.get("anyOf")):
                continue
            own = [own] if isinstance(own, str) else own
            if own:
                said = True
                own = set(own) | ({"integer"} if "number" in own else set())
                own |= {"null"} if self.old and fact.get("nullable") is True else set()
                kinds &= own
            elif self.old and is_bare_null(fact):
                kinds &= {"null"}
                said = True
        if said and "number" in kinds:
            kinds -= {"integer"}
        if not said:
            kinds = implied(facts) or kinds
        if not null and len(kinds) > 1:
            kinds -= {"null"}
        return sorted(kinds)

    def make_null(self, facts, depth):
        return None

    def make_boolean(self, facts, depth):
        return self.random.random() < 0.5

    def make_integer(self, facts, depth):
        low, high = -(2**63), 2**63 - 1
        if any(fact.get("format") in LIMITS for fact in facts):
            low, high = next(LIMITS[f["format"]] for f in facts if f.get("format") in LIMITS)
        ceiling = [int(f["maximum"]) for f in facts if number(f.get("maximum"))]
        if ceiling and max(ceiling) > high and not any("format" in f for f in facts):
            high = max(ceiling)
        low, high = bounds(facts, low, high)
        low, high = math.ceil(low), math.floor(high)
        step = max([int(f["multipleOf"]) for f in facts if number(f.get("multipleOf")) and f["multipleOf"] >= 1] or [1])
        usual = [v for v in (0, 1, 2, 17, 100, -3, 4096) if low <= v <= high]
        edges = [v for v in (low, high) if abs(v) < 2**53 or any("format" in f or "maximum" in f for f in facts)]
        pool = usual * 2 + edges or [low, high]
        value = self.random.choice(pool)
        value -= value % step
        if value < low:
            value += step
        if value > high:
            raise Impossible
        return value

    def make_number(self, facts, depth):
        low, high = bounds(facts, -1e15, 1e15)
        if low > high:
            raise Impossible
        step = [f["multipleOf"] for f in facts if number(f.get("multipleOf"))]
        pool = [v for v in (0, 1, 0.5, 2.25, -7.75, 1024, 1e6, 65536.125) if low <= v <= high]
        if all(f.get("format") != "float" for f in facts):
            pool += [v for v in (0.1, 3.141592653589793, 1e-7) if low <= v <= high]
        if step:
            pool = [v for v in (0, *(step[0] * n for n in (1, 2, 5, -1))) if low <= v <= high]
        return self.random.choice(pool or [low, high, (low + high) / 2])

    def make_string(self, facts, depth):
        low = max([f["minLength"] for f in facts if isinstance(f.get("minLength"), int)] or [0])
        high = min([f["maxLength"] for f in facts if isinstance(f.get("maxLength"), int)] or [2**20])
        patterns = [f["pattern"] for f in facts if isinstance(f.get("pattern"), str)]
        formats = [f["format"] for f in facts if isinstance(f.get("format"), str)]
        if patterns:
            return self.matching(patterns, low, high, facts)
        if "byte" in formats or any(f.get("contentEncoding") == "base64" for f in facts):
            octets = bytes(self.random.randrange(256) for _ in range(max(low, self.random.randrange(12))))
            return base64.b64encode(octets[: max(high * 3 // 4 - 2, 0)] if high < 12 else octets).decode()
        fitting = [t for f in formats for t in TIMES.get(f, ()) if low <= len(t) <= high]
        if fitting:
            return self.random.choice(fitting)
        text = self.random.choice(TEXTS)
        return (text + "x" * (low - len(text)))[:high]

    def matching(self, patterns, low, high, facts):
        told = [f[key] for f in facts for key in ("example", "default") if isinstance(f.get(key), str)]
        told += [v for f in facts for v in f.get("examples") or [] if isinstance(v, str)]
        told += [t for f in facts for t in TIMES.get(f.get("format"), ())]
        fitting = self.pool(tuple(patterns), low, high, tuple(told))
        return self.random.choice(fitting) if fitting else "a" * max(low, 1)

    @functools.cache
    def pool(self, patterns, low, high, told):
        """Texts of a fitting length that match all patterns."""
        found, maker = list(told), rstr.Rstr(random.Random(str(patterns)))
        for attempt in range(40):
            # With small bounds at first: most limits of length are upper ones.
            XEGER.STAR_PLUS_LIMIT = (1, 4, 16, 64)[attempt // 10]
            with contextlib.suppress(Exception):  # whatever it makes of a pattern that it does not know
                found.append(maker.xeger(python_pattern(patterns[attempt % len(patterns)], attempt % 2)))
        return [t for t in found if low <= len(t) <= high and all(matcher(p)(t) for p in patterns)][:8]

    def make_array(self, facts, depth):
        low = max([f["minItems"] for f in facts if isinstance(f.get("minItems"), int)] or [0])
        high = min([f["maxItems"] for f in facts if isinstance(f.get("maxItems"), int)] or [2**20])
        items = [f["items"] for f in facts if "items" in f]
        first = [f["prefixItems"] for f in facts if isinstance(f.get("prefixItems"), list)]
        unique = any(f.get("uniqueItems") is True for f in facts)
        wanted = low if self.sparing(depth) else max(low, self.random.choice((0, 1, 2, 3) if self.mode != "most" else (2,)))
        if first and not self.sparing(depth):
            wanted = max(wanted, len(first[0]))
        made = []
        for number in range(min(wanted, high) * 4):
            if len(made) >= min(wanted, high):
                break
            prefixed = [p[len(made)] for p in first if len(made) < len(p)]
            try:
                item = self.value(prefixed or items or [{}], depth + 1)
            except Impossible:
                if len(made) >= low:
                    break
                raise
            if not (unique and any(same(item, had) for had in made)):
                made.append(item)
        return made

    def make_object(self, facts, depth):
        properties, required = {}, []
        for fact in facts:
            for name, schema in (fact.get("properties") or {}).items():
                properties.setdefault(name, []).append(schema)
            listed = fact.get("required")
            required += [n for n in listed if n not in required] if isinstance(listed, list) else []
        made = {}
        for name, schemas in properties.items():
            if name not in required:
                if self.sparing(depth) or (self.mode != "most" and self.random.random() < 0.4):
                    continue
            if self.hidden(schemas):
                continue
            try:
                made[name] = self.value(schemas, depth + 1)
            except Impossible:
                if name in required:
                    raise
        closed = any(f.get("additionalProperties") is False or f.get("unevaluatedProperties") is False for f in facts)
        for name in required:
            if name not in properties and not closed:
                made[name] = self.value([self.further(facts, name)], depth + 1)
        self.add_further(facts, properties, made, depth)
        return made

    def further(self, facts, name):
        schemas = [f["additionalProperties"] for f in facts if isinstance(f.get("additionalProperties"), dict)]
        return {"allOf": schemas} if schemas else {"type": "string"}

    def add_further(self, facts, properties, made, depth):
        """Properties beyond those that are named: where a schema for them, or `true`, asks for it."""
        least = max([f["minProperties"] for f in facts if isinstance(f.get("minProperties"), int)] or [0])
        most = min([f["maxProperties"] for f in facts if isinstance(f.get("maxProperties"), int)] or [2**20])
        patterned = [(p, s) for f in facts for p, s in (f.get("patternProperties") or {}).items()]
        said = [f[k] for f in facts for k in ("additionalProperties", "unevaluatedProperties") if k in f]
        open_too = not properties and not said and not patterned
        if False in said and not patterned:
            return
        if not (said or patterned or open_too):
            return
        wanted = 0 if self.sparing(depth) else self.random.choice((0, 1, 2))
        names = [s for f in facts if isinstance(s := f.get("propertyNames"), dict)]
        for number in range(max(wanted, least - len(made))):
            if len(made) >= most:
                break
            schemas = [s for s in said if isinstance(s, dict)]
            name = f"x{number} Ä" if number % 2 else f"other{number}"
            if patterned:
                pattern, schema = self.random.choice(patterned)
                name, schemas = self.matching([pattern], 0, 2**20, []), [schema]
            elif names:
                # Names are texts, also where `propertyNames` does not say so.
                name = self.value([*names, {"type": "string"}], depth + 1)
            if name in properties or name in made:
                continue
            try:
                made[name] = self.value(schemas or [{"type": ["string", "integer", "boolean"]}], depth + 1)
            except Impossible:
                if len(made) < least:
                    raise

    def hidden(self, schemas):
        word = {"request": "readOnly", "response": "writeOnly"}.get(self.direction)
        return bool(word) and any(is_marked(self.document, schema, word) for schema in schemas)

    def sparing(self, depth):
        return self.mode == "least" or depth >= DEPTH or self.left <= 0


def everything(node):
    """All that may be a schema."""
    if isinstance(node, dict):
        yield node
    for part in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from everything(part)


def implied(facts):
    """The kinds that keywords without a `type` hint at."""
    for kind, words in {
        "object": ("properties", "required", "additionalProperties", "patternProperties"),
        "array": ("items", "prefixItems"),
    }.items():
        if any(word in fact for fact in facts for word in words):
            return {kind}
    return set()


def bounds(facts, low, high):
    for fact in facts:
        for key, sign in (("inimum", 1), ("aximum", -1)):
            word = "m" + key
            limit, exclusive = fact.get(word), fact.get("exclusiveM" + key)
            own = []
            if number(limit):
                own.append(limit + sign if exclusive is True else limit)
            if number(exclusive):
                own.append(exclusive + sign)
            for value in own:
                low, high = (max(low, value), high) if sign == 1 else (low, min(high, value))
    return low, high


def number(value):
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def kind_of(value):
    if value is None:
        return "null"
    return {bool: "boolean", int: "integer", float: "number", str: "string", list: "array", dict: "object"}[type(value)]


def python_pattern(pattern, plain):
    pattern = re.sub(r"\(\?<([A-Za-z_]\w*)>", r"(?P<\1>", pattern)
    return re.sub(r"\(\?<?[=!][^()]*\)", "", pattern) if plain else pattern


@functools.cache
def matcher(pattern):
    """By the rules of ECMA-262, and with a bound on backtracking, which Python's do not have."""
    try:
        return jsonschema_rs.Draft202012Validator({"pattern": pattern}).is_valid
    except (jsonschema_rs.ValidationError, ValueError):
        return lambda text: True


def same(a, b):
    """Equal as JSON: 1 and 1.0 are, 1 and true are not."""
    if isinstance(a, bool) or isinstance(b, bool):
        return a is b
    if number(a) and number(b):
        return a == b
    if type(a) is not type(b):
        return False
    if isinstance(a, dict):
        return a.keys() == b.keys() and all(same(value, b[key]) for key, value in a.items())
    if isinstance(a, list):
        return len(a) == len(b) and all(map(same, a, b))
    return a == b


def difference(a, b, path="$"):
    """The first place where two JSON values are not the same, and how they differ there."""
    if isinstance(a, dict) and isinstance(b, dict):
        for key in [*a, *(k for k in b if k not in a)]:
            if key not in b:
                return f"{path}.{key} is lost"
            if key not in a:
                return f"{path}.{key} is added"
            if not same(a[key], b[key]):
                return difference(a[key], b[key], f"{path}.{key}")
    if isinstance(a, list) and isinstance(b, list) and len(a) == len(b):
        for index, (x, y) in enumerate(zip(a, b)):
            if not same(x, y):
                return difference(x, y, f"{path}[{index}]")
    return f"{path}: {json.dumps(a)[:60]} became {json.dumps(b)[:60]}"
