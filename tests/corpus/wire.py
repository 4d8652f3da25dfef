"""On the wire: calls of every operation go to a server on the loopback, and others judge the requests."""

import argparse
import collections
import copy
import json
import re
from urllib.parse import unquote

import openapi_core
from openapi_core.datatypes import RequestParameters
from werkzeug.datastructures import Headers, ImmutableMultiDict
from urllib.parse import parse_qsl

import bodies
import brackets
import causes
import description
import workspace
from description import at, escaped, follow
from judge import hidden_in
from sample import everything, same
from server import Recorder
from trips import Maker
from workspace import note

HEAD = [
    "document", "operations", "called", "calls", "accepted", "", "by qs", "by a second", "refused", "not sent",
    "without a judge",
]
REPORT = workspace.HOME / "wire.tsv"


def main(arguments):
    parser = argparse.ArgumentParser(prog="run wire", description=__doc__)
    description.add_sizes(parser)
    parser.add_argument("--release", action="store_true", help="with a release build of the generator")
    parser.add_argument("--least", type=float, default=0, help="fail below this share of accepted calls, in percent")
    parser.add_argument("--explained", action="store_true", help="fail if causes.toml has no cause for a case")
    parser.add_argument("places", nargs="*", help="descriptions, or folders of them [default: the corpus]")
    options = parser.parse_args(arguments)
    files = description.named(options.places, description.size(options))
    if not files:
        return 0
    program = workspace.generator(options.release)
    workspace.prepare()
    print("| " + " | ".join(HEAD) + " |\n| --- |" + " --: |" * (len(HEAD) - 1))
    total, failures = collections.Counter(), []
    for file in files:
        counts, wrong = judge(program, file)
        total += counts
        failures += wrong
        row(file.stem, counts)
    row("all", total)
    unexplained = report(failures)
    return 0 if total["calls"] and share(total) >= options.least and not (options.explained and unexplained) else 1


def row(name, counts):
    cells = [name, *(counts[key] for key in HEAD[1:5]), f"{share(counts):.2f} %", *(counts[key] for key in HEAD[6:])]
    print("| " + " | ".join(map(str, cells)) + " |", flush=True)


def share(counts):
    return 100 * counts["accepted"] / max(counts["calls"] - counts["without a judge"], 1)


def report(failures):
    with open(REPORT, "w", encoding="utf-8") as out:
        out.write("document\toperation\toutcome\treason\targuments\trequest\n")
        for failure in failures:
            out.write("\t".join(re.sub(r"[\t\n\r]", " ", str(part)) for part in failure) + "\n")
    cases = [causes.Case(document, where, outcome, reason) for document, where, outcome, reason, *_ in failures]
    return causes.report("wire", cases, REPORT.with_suffix(".md"))


def judge(program, file):
    """Counts, and what was refused, of one description."""
    document = description.load(file)
    index = workspace.index(program, file)
    crate = workspace.generate(program, file)
    calls = list(arguments_of(document, index["operations"]))
    counts = collections.Counter(operations=sum(1 for _ in description.operations(document)), calls=len(calls))
    counts["called"] = len({number for number, _ in calls})
    server, court = Recorder(), Court(document)
    errors = drive(crate, index["operations"], calls, server)
    wrong = []
    for case, (number, given) in enumerate(calls):
        operation, seen = index["operations"][number], server.seen.get(case, [])
        outcome, reason = "not sent", errors.get(case, "?")
        if seen:
            outcome, reason = court.verdict(operation, given, seen[-1])
            if outcome in ("accepted", "by a second") and brackets.has_brackets(document, operation):
                lost = brackets.lost(document, operation, given, seen[-1], plain)
                outcome, reason = ("refused", f"qs: {lost}") if lost else ("by qs", "")
        counts[outcome] += 1
        if outcome not in ("accepted", "by qs", "by a second"):
            line = f"{seen[-1].method} {seen[-1].target} {seen[-1].body[:300]}" if seen else ""
            wrong.append((file.stem, operation["at"], outcome, reason, json.dumps(given, ensure_ascii=False), line))
    counts["accepted"] += counts["by qs"] + counts["by a second"]
    server.shutdown()
    return counts, wrong


def arguments_of(document, operations):
    """(number of the operation, JSON of its arguments): once with all of them, once with what must be."""
    maker = Maker(document, "request", literal=True)
    for number, operation in enumerate(operations):
        for mode in ("most", "least"):
            given = {}
            for position, argument in enumerate(operation["arguments"]):
                if argument["setter"] and mode == "least":
                    continue
                found, value = argument_of(document, maker, argument, mode)
                if found and not (argument["setter"] and value is None):
                    given[position] = value
                elif not argument["setter"]:
                    break
            else:
                yield number, given


def argument_of(document, maker, argument, mode):
    """Whether there is a value for an argument, and the value."""
    if argument["place"] in ("bytes", "multipart"):
        return True, "a\u00e9"
    where = schema_of(document, argument)
    if where is None:
        return True, "plain"
    for value in maker.some(where, mode):
        if argument["place"] == "text":
            value = value if isinstance(value, str) else json.dumps(value)
        if argument["place"] in ("json", "form", "part") or is_sendable(value, argument["place"]):
            return True, value
    return False, None


def schema_of(document, argument):
    """Where the schema of an argument is."""
    if argument["place"] == "part":
        return argument["at"]
    if argument["wire"] is None:
        where = f"{argument['at']}/content/{escaped(argument['media'])}/schema"
        return where if at(document, where) is not None else None
    given = at(document, argument["at"])
    if "schema" in given:
        return f"{argument['at']}/schema"
    media = next(iter(given.get("content") or {"": {}}))
    return f"{argument['at']}/content/{escaped(media)}/schema" if media else None


def is_sendable(value, place):
    """Styles have no words for null and for what is empty; headers have none for most letters."""
    if isinstance(value, (list, dict)):
        parts = value.values() if isinstance(value, dict) else value
        return bool(value) and all(not isinstance(p, (list, dict)) and is_sendable(p, place) for p in parts)
    if value is None or value == "":
        return False
    if isinstance(value, str) and place in ("header", "cookie"):
        return re.fullmatch(r"[!-~]([ -~]*[!-~])?", value) is not None and not set(value) & set(',;"\\ ')
    if isinstance(value, str) and place == "path":
        return value not in (".", "..")
    return True


class Court:
    """Judges requests by openapi-core."""

    def __init__(self, document):
        self.document, mended = document, copy.deepcopy(document)
        formats, medias = set(), set()
        for node in everything(mended):
            # Where it is sent and who signs in are other tests' subjects.
            if {"paths", "responses"} & node.keys() or "$ref" not in node and set(description.METHODS) & node.keys():
                node.pop("servers", None)
                node.pop("security", None)
            # A description has no say in these headers (OpenAPI 3.0.3, 4.7.12.1).
            if isinstance(node.get("parameters"), list):
                params = [(p, follow(document, p)) for p in node["parameters"]]
                # What is written with brackets is another judge's subject.
                node["parameters"] = [p for p, said in params if not is_ignored(said) and not brackets.is_deep(said)]
            # What only a server sets is required in answers only (4.7.24.2); openapi-core asks for it.
            if isinstance(node.get("required"), list) and isinstance(node.get("properties"), dict):
                hidden = hidden_in(document, node, "request")
                node["required"] = [name for name in node["required"] if name not in hidden]
            # It has octets for these, which are no strings to it.
            if node.get("format") == "binary" and node.get("type") == "string":
                del node["type"], node["format"]
            # What is neither JSON nor a form has no schema that it could be checked against.
            for media, content in (node.get("content") or {}).items() if isinstance(node.get("content"), dict) else ():
                medias.add(media)
                if isinstance(content, dict) and (not re.search(r"[/+]json\b|form", media) or brackets.is_deep(content)):
                    content.pop("schema", None)
                    content.pop("encoding", None)
            # These words are for properties (4.7.24, `readOnly`), and no parameter is one.
            if isinstance(node.get("schema"), dict) and {"name", "in"} <= node.keys():
                said = follow(mended, node["schema"])
                if isinstance(said, dict) and {"readOnly", "writeOnly"} & said.keys():
                    node["schema"] = {key: value for key, value in said.items() if key not in ("readOnly", "writeOnly")}
            # It sends them itself otherwise, and complains of them where a property is read-only.
            if isinstance(node.get("type"), str):
                node.pop("default", None)
            formats |= {node["format"]} if isinstance(node.get("format"), str) else set()
        mended["servers"] = [{"url": "http://judge"}]
        # Values are compared as they came, and a format that it does not know is none of its business.
        same_value = dict.fromkeys(formats, lambda value: value)
        # It knows JSON by `application/json` only.
        as_json = {media: json.loads for media in medias if re.search(r"\+json\b", media)}
        self.config = openapi_core.Config(
            spec_validator_cls=None,
            extra_format_unmarshallers=same_value,
            extra_media_type_deserializers=as_json,
        )
        self.mended = mended
        self.api = openapi_core.OpenAPI.from_dict(mended, config=self.config)

    def verdict(self, operation, given, seen):
        """("accepted", "by a second", "refused" or "without a judge", why)."""
        outcome = self.judged(self.api, operation, given, seen)
        # Of several paths that fit (`/a`, `/a#b`; `/{c}`, `/{c}:d`), it may have taken another one.
        if outcome[0] == "refused":
            outcome = self.judged(self.alone(operation), operation, given, seen)
        if outcome[0] == "accepted":
            return outcome
        but_body = self.judged(self.alone(operation, with_body=False), operation, given, seen)
        if but_body[0] != "accepted":
            return outcome
        second = bodies.problem(self.document, operation, given, seen, schema_of, plain)
        return (outcome[0], f"{outcome[1]}; {second}") if second else ("by a second", "")

    def alone(self, operation, with_body=True):
        """The description with no other path than that of an operation, maybe without its body."""
        key = path_of(operation)
        item = self.mended["paths"][key]
        if not with_body:
            method = operation["method"].lower()
            item = {**item, method: {k: v for k, v in item[method].items() if k != "requestBody"}}
        paths = {re.split("[?#]", key)[0]: item}
        return openapi_core.OpenAPI.from_dict({**self.mended, "paths": paths}, config=self.config)

    def judged(self, api, operation, given, seen):
        try:
            result = api.unmarshal_request(Judged(seen, in_path(operation, given, seen)))
        except RecursionError:
            return "without a judge", "the schemas are recursive in a way that openapi-core does not end with"
        except Exception as problem:  # a defect of the judge or of the description
            return "without a judge", f"{type(problem).__name__}: {problem}"
        if result.errors:
            return "refused", "; ".join(said(error) for error in result.errors)
        lost = self.lost(operation, given, result.parameters)
        return ("refused", lost) if lost else ("accepted", "")

    def lost(self, operation, given, found):
        """What was given for a parameter and is not what the judge read."""
        for position, value in given.items():
            argument = operation["arguments"][position]
            described = at(self.document, argument["at"])
            if not isinstance(described, dict) or "in" not in described:
                continue
            if is_ignored(described) or brackets.is_deep(described):
                continue
            if argument["place"] not in ("path", "query", "header", "cookie"):
                continue
            read = getattr(found, argument["place"])
            got = read.get(argument["wire"])
            if argument["place"] == "path" and isinstance(got, list):
                got = [unquote(item) if isinstance(item, str) else item for item in got]
            if not same(plain(got), plain(value)):
                return f"{argument['place']} {argument['wire']}: {value!r} was given, {got!r} was read"
        return None


def path_of(operation):
    """The key of an operation's path."""
    return unquote(operation["at"].removeprefix("#")).split("/")[2].replace("~1", "/").replace("~0", "~")


def in_path(operation, given, seen):
    """The path parameters of a request: openapi-core does not decode what is percent-encoded in them."""
    template = re.split("[?#]", path_of(operation))[0]
    pattern = re.sub(r"\\{(.+?)\\}", "([^/]*?)", re.escape(unquote(template)))
    names = re.findall(r"\{(.+?)\}", template)
    found = re.fullmatch(pattern, seen.target.partition("?")[0])
    if found is None:
        return {}
    values = dict(zip(names, found.groups()))
    for position, value in given.items():
        argument = operation["arguments"][position]
        # In lists and objects, separators may be encoded.
        if argument["place"] == "path" and not isinstance(value, (list, dict)) and argument["wire"] in values:
            values[argument["wire"]] = unquote(values[argument["wire"]])
    return values


def is_ignored(parameter):
    name = str(parameter.get("name")).lower()
    return parameter.get("in") == "header" and name in ("accept", "content-type", "authorization")


def plain(value):
    """Numbers and booleans as a text would have them: a schema without a type leaves them texts."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (int, float)):
        return repr(float(value))
    if isinstance(value, str):
        try:
            return repr(float(value))
        except ValueError:
            return value
    return value if value is None else str(value)


def said(error):
    cause = error.__cause__
    details = getattr(cause, "schema_errors", None) or [cause] * (cause is not None)
    return f"{error} {' '.join(str(getattr(d, 'message', d)) for d in list(details)[:2])}".strip()


class Judged:
    """A request as openapi-core wants it."""

    def __init__(self, seen, path):
        self.host_url = "http://judge"
        self.path, _, query = seen.target.partition("?")
        self.method = seen.method.lower()
        self.content_type = seen.headers.get("Content-Type", "")
        self.body = seen.body or None
        cookies = dict(part.strip().partition("=")[::2] for part in seen.headers.get("Cookie", "").split(";") if part)
        self.parameters = RequestParameters(
            query=ImmutableMultiDict(parse_qsl(query, keep_blank_values=True)),
            header=Headers(seen.headers.items()),
            cookie=ImmutableMultiDict(cookies),
            path=path,
        )


MAIN = """\
//! Calls operations: lines of the number of the call, that of the operation, and its arguments as JSON.
#![recursion_limit = "1024"]
#![allow(unused_imports, dead_code, deprecated)]
use std::collections::BTreeMap;
use std::io::BufRead as _;

use {crate}::runtime::json::{{self, Base64, Decode, Encode}};
use {crate}::runtime::{{AuthContext, Body, BoxFuture, Credentials, CredentialsError}};
use {crate}::{{Client, RetryPolicy, types}};
use serde_json::{{Map, Value}};

/// Who signs in is not judged here.
struct Nobody;

impl Credentials for Nobody {{
    fn authorize<'a>(
        &'a self,
        _: &'a mut http::Request<Body>,
        _: &'a AuthContext<'_>,
    ) -> BoxFuture<'a, Result<(), CredentialsError>> {{
        Box::pin(async {{ Ok(()) }})
    }}
}}

struct Given(Map<String, Value>);

impl Given {{
    fn optional<T: Decode>(&self, position: &str) -> Result<Option<T>, String> {{
        let Some(value) = self.0.get(position) else {{ return Ok(None) }};
        json::from_slice(&json::to_vec(value)).map(Some).map_err(|error| format!("argument {{position}}: {{error}}"))
    }}

    fn get<T: Decode>(&self, position: &str) -> Result<T, String> {{
        self.optional(position)?.ok_or_else(|| format!("argument {{position}} is missing"))
    }}

    fn bytes(&self, position: &str) -> Vec<u8> {{
        match self.0.get(position) {{
            Some(Value::String(text)) => text.clone().into_bytes(),
            Some(value) => value.to_string().into_bytes(),
            None => Vec::new(),
        }}
    }}
}}

{functions}

async fn call(number: usize, client: &Client, given: &Given) -> Result<(), String> {{
    match number {{
{arms}
        _ => Err("there is no such operation".to_owned()),
    }}
}}

#[tokio::main(flavor = "current_thread")]
async fn main() {{
    let mut arguments = std::env::args().skip(1);
    let file = std::fs::File::open(arguments.next().unwrap()).unwrap();
    let url = arguments.next().unwrap();
    for line in std::io::BufReader::new(file).lines() {{
        let line = line.unwrap();
        let mut parts = line.splitn(3, '\\t');
        let case = parts.next().unwrap();
        let number = parts.next().unwrap().parse().unwrap();
        let given = Given(serde_json::from_str(parts.next().unwrap()).unwrap());
        let client = Client::builder()
            .base_url(format!("{{url}}/{{case}}"))
            .retry(RetryPolicy::none())
            .credentials(Nobody)
            .build()
            .unwrap();
        if let Err(error) = call(number, &client, &given).await {{
            println!("{{case}}\\t{{}}", error.replace('\\n', " "));
        }}
    }}
}}
"""


def drive(crate, operations, calls, server):
    """Makes all calls; why calls failed, by number."""
    if crate.made.code:
        return dict.fromkeys(range(len(calls)), "the description does not generate")
    text = MAIN.format(
        crate=crate.name.replace("-", "_"),
        functions="\n".join(function(number, operation, crate) for number, operation in enumerate(operations)),
        arms="\n".join(f"        {n} => Box::pin(call{n}(client, given)).await," for n in range(len(operations))),
    )
    more = 'http = "1"\nserde_json = "1"\ntokio = { version = "1", features = ["macros", "rt"] }'
    program, problem = workspace.driver(crate, "wire", text, features=["reqwest"], more=more)
    if problem:
        return dict.fromkeys(range(len(calls)), f"the driver does not compile: {problem}")
    lines = workspace.HOME / "calls.tsv"
    with open(lines, "w", encoding="utf-8") as out:
        for case, (number, given) in enumerate(calls):
            out.write(f"{case}\t{number}\t{json.dumps(given)}\n")
    ran = workspace.run([program, lines, server.url])
    if ran.code:
        note(f"{crate.name}: ended with {ran.code}: {ran.errors.strip()[-300:]}")
    return {int(case): reason for case, _, reason in (line.partition("\t") for line in ran.output.splitlines()) if case}


def function(number, operation, crate):
    """The Rust function that makes one call."""
    required = [value(n, a, crate) for n, a in enumerate(operation["arguments"]) if not a["setter"]]
    lines = [f"    let call = client.{operation['name']}({', '.join(required)});"]
    for position, argument in enumerate(operation["arguments"]):
        if argument["setter"]:
            made = argument["place"] in ("bytes", "multipart") or is_file(argument)
            plain = "&value" if argument["borrowed"] else "value"
            given = value(position, argument, crate) if made else plain
            taken = optional(position, argument)
            lines.append(
                f"    let call = match {taken} {{ Some(value) => call.{argument['setter']}({given}), None => call }};"
            )
    return "\n".join(
        [
            f"async fn call{number}(client: &Client, given: &Given) -> Result<(), String> {{",
            *lines,
            "    call.send().await.map(drop).map_err(|error| error.to_string())",
            "}",
        ]
    )


def rust(argument):
    ty = argument["ty"].replace(" ", "")
    return f"Option<{ty}>" if argument["nullable"] and not argument["setter"] and argument["wire"] else ty


def is_file(argument):
    return "Part" in re.findall(r"\w+", argument["ty"])


def value(position, argument, crate):
    runtime = f"{crate.name.replace('-', '_')}::runtime"
    if argument["place"] == "bytes":
        return f'Body::from(given.bytes("{position}"))'
    if argument["place"] == "multipart":
        return f"{runtime}::multipart::Multipart::new()"
    if is_file(argument):
        part = f'{runtime}::multipart::Part::new(given.bytes("{position}")).file_name("a.bin")'
        return part if argument["ty"] == "Part" else f"vec![{part}]"
    given = f'given.get::<{rust(argument)}>("{position}")?'
    if not argument["borrowed"]:
        return given
    return f"{given}.as_deref()" if rust(argument).startswith("Option<") else f"&{given}"


def optional(position, argument):
    if argument["place"] in ("bytes", "multipart") or is_file(argument):
        return f'given.0.get("{position}")'
    return f'given.optional::<{rust(argument)}>("{position}")?'
