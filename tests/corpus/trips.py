"""Round trips: samples of every schema, read and written by the generated types, are the same JSON."""

import argparse
import collections
import json
import re

import causes
import description
import workspace
from description import at, escaped, pointer
from judge import Judge, nested
from sample import Sampler, difference, same
from workspace import note

HEAD = [
    "document", "schemas", "without a type", "without a sample", "samples", "equal", "", "refused", "changed", "unknown",
    "loose",
]
UNKNOWN = "a part of it is taken for a variant that is not known"
REPORT = workspace.HOME / "trips.tsv"


def main(arguments):
    parser = argparse.ArgumentParser(prog="run trips", description=__doc__)
    description.add_sizes(parser)
    parser.add_argument("--release", action="store_true", help="with a release build of the generator")
    parser.add_argument("--samples", type=int, default=8, help="random samples of each schema [default: 8]")
    parser.add_argument("--least", type=float, default=0, help="fail below this share of equal samples, in percent")
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
        counts, wrong = trip(program, file, options.samples)
        total += counts
        failures += wrong
        row(file.stem, counts)
    row("all", total)
    unexplained = report(failures)
    return 0 if total["samples"] and share(total) >= options.least and not (options.explained and unexplained) else 1


def row(name, counts):
    cells = [name, *(counts[key] for key in HEAD[1:6]), f"{share(counts):.2f} %", *(counts[key] for key in HEAD[7:])]
    print("| " + " | ".join(map(str, cells)) + " |", flush=True)


def share(counts):
    return 100 * counts["equal"] / max(counts["samples"], 1)


def report(failures):
    """All that failed as a table in a file, and by its causes on the screen; how much has none."""
    with open(REPORT, "w", encoding="utf-8") as out:
        out.write("document\tschema\tdirection\treason\tsample\n")
        for failure in failures:
            out.write("\t".join(failure) + "\n")
    cases = [causes.Case(document, where, way, reason) for document, where, way, reason, _ in failures]
    return causes.report("trips", cases, REPORT.with_suffix(".md"))


def trip(program, file, count):
    """Counts, and what failed, of one description."""
    document = description.load(file)
    index = workspace.index(program, file)
    counts = collections.Counter()
    types = {entry["at"]: entry["ty"] for entry in index["schemas"]}
    wanted = list(schemas(document))
    counts["schemas"] = len(wanted)
    counts["without a type"] = sum(1 for where, _ in wanted if where not in types)
    samples, without = [], []
    makers = {}
    for where, direction in wanted:
        if where not in types:
            continue
        maker = makers.setdefault(direction, Maker(document, direction))
        made = maker.valid(where, count)
        without += [] if made else [(where, direction)]
        samples += [(where, direction, types[where], value, loose) for value, loose in made]
    counts["without a sample"], counts["samples"] = len(without), len(samples)
    counts["loose"] = sum(1 for sample in samples if sample[4])
    wrong = [(file.stem, where, direction, "no valid sample was found", "") for where, direction in without]
    answers = drive(workspace.generate(program, file), samples)
    for (where, direction, _, value, _), (kind, text) in zip(samples, answers):
        if kind == "ok" and same(value, parsed := strict(text)):
            counts["equal"] += 1
            continue
        counts[{"ok": "changed", "unknown": "unknown"}.get(kind, "refused")] += 1
        reason = difference(value, parsed) if kind == "ok" else UNKNOWN if kind == "unknown" else text
        wrong.append((file.stem, where, direction, reason, json.dumps(value, ensure_ascii=False)))
    return counts, wrong


class Maker:
    """Makes samples of which an independent validator says that they are valid."""

    def __init__(self, document, direction, literal=False):
        self.sampler = Sampler(document, direction, literal)
        self.judges = [(Judge(document, direction), False), (Judge(document, direction, loose=True), True)]

    def valid(self, where, count):
        """(sample, whether only the loose reading allows it), none of them twice."""
        found, seen = [], set()
        is_component = where.startswith("#/components/schemas/")
        for value in self.sampler.samples(where, count):
            text = json.dumps(value, sort_keys=True)
            # Whether a component may be null is said where it is used, and there it is tried.
            if text in seen or is_component and value is None:
                continue
            seen.add(text)
            loose = next((loose for judge, loose in self.judges if judge.problem(where, value) is None), None)
            if loose is not None:
                found.append((value, loose))
        return found


    def some(self, where, mode):
        """Valid samples, the one of this mode first."""
        found = sorted(self.valid(where, 12), key=lambda sample: sample[1])
        found = [value for value, loose in found if not loose or found[0][1]]
        return reversed(found) if mode == "least" else found[1:] + found[:1]


def schemas(document):
    """Every schema of the components, of JSON bodies and of JSON answers, and which way it travels."""
    ways = collections.defaultdict(set)
    found = {}
    for way, where in contents(document):
        found.setdefault(where, way)
        for reached in reach(document, where):
            ways[reached].add(way)
    for name in (document.get("components") or {}).get("schemas") or {}:
        where = pointer("components", "schemas", name)
        found[where] = next(iter(ways[where])) if len(ways[where]) == 1 else "both"
    return found.items()


def contents(document):
    """(way, place) of the JSON schema of each body and answer, where it is written."""
    for path, method, _, operation in description.operations(document):
        here = pointer("paths", path, method)
        bodies = [("request", f"{here}/requestBody", operation.get("requestBody"))]
        for status, answer in (operation.get("responses") or {}).items():
            bodies.append(("response", f"{here}/responses/{escaped(status)}", answer))
        for way, where, body in bodies:
            while isinstance(body, dict) and "$ref" in body:
                where = body["$ref"]
                body = at(document, where)
            for media, content in ((body or {}).get("content") or {}).items():
                if re.search(r"[/+]json\b", media) and isinstance(content.get("schema"), (dict, bool)):
                    yield way, f"{where}/content/{escaped(media)}/schema"


def reach(document, where):
    """The places of all schemas that have values where one has, itself included.

    What a schema is put together of (`allOf`) has none: the values are those of the whole.
    """
    seen, found, waiting, sampler = set(), set(), [(where, True)], Sampler(document, "both")
    while waiting:
        place, has_values = waiting.pop()
        found |= {place} if has_values else set()
        if place in seen:
            continue
        seen.add(place)
        pieces = set()
        for part in nested(at(document, place)):
            if len(part.get("allOf") or []) > 1 or part.get("allOf") and part.get("properties"):
                pieces |= {id(piece) for piece in part["allOf"]}
            targets = [target for _, target in sampler.mapped(part)]
            targets += sampler.named_by(place) if part.get("discriminator") else []
            waiting += [(target, True) for target in targets]
            waiting += [(part["$ref"], id(part) not in pieces)] if isinstance(part.get("$ref"), str) else []
    return found


def strict(text):
    """JSON in which no property stands twice."""

    def pairs(found):
        twice = [key for key, count in collections.Counter(key for key, _ in found).items() if count > 1]
        return dict(found) if not twice else {**dict(found), "written twice": twice}

    return json.loads(text, object_pairs_hook=pairs)


MAIN = """\
//! Reads and writes samples: lines of the number of a type, the direction and JSON.
#![recursion_limit = "1024"]
#[allow(unused_imports)]
use std::collections::BTreeMap;
use std::io::{{BufRead as _, Write as _}};

#[allow(unused_imports)]
use {crate}::runtime::json::{{self, Base64, Decode, Encode}};
#[allow(unused_imports)]
use {crate}::types;

type Trip = fn(&[u8], bool) -> Result<Vec<u8>, String>;

fn trip<T: Decode + Encode>(text: &[u8], request: bool) -> Result<Vec<u8>, String> {{
    let value: T = json::from_slice(text).map_err(|error| error.to_string())?;
    Ok(if request {{ json::to_request(&value) }} else {{ json::to_vec(&value) }})
}}

fn kind() -> &'static [u8] {{
    if json::UNKNOWN.swap(false, std::sync::atomic::Ordering::Relaxed) {{
        b"unknown\\t"
    }} else {{
        b"ok\\t"
    }}
}}

static TRIPS: &[Trip] = &[
{trips}
];

fn main() {{
    let mut arguments = std::env::args().skip(1);
    let file = std::fs::File::open(arguments.next().unwrap()).unwrap();
    let skip: usize = arguments.next().unwrap().parse().unwrap();
    let mut out = std::io::stdout().lock();
    for line in std::io::BufReader::new(file).lines().skip(skip) {{
        let line = line.unwrap();
        let mut parts = line.splitn(3, '\\t');
        let trip = TRIPS[parts.next().unwrap().parse::<usize>().unwrap()];
        let request = parts.next() == Some("request");
        match trip(parts.next().unwrap().as_bytes(), request) {{
            Ok(json) => {{
                out.write_all(kind()).unwrap();
                out.write_all(&json).unwrap();
            }}
            Err(error) => write!(out, "error\\t{{}}", error.replace('\\n', " ")).unwrap(),
        }}
        out.write_all(b"\\n").unwrap();
        out.flush().unwrap();
    }}
}}
"""


def tell_unknown(crate):
    """Has the crate tell where a union's variant is not known: its JSON is kept, so that nothing else shows it."""
    json = crate.folder / "src/runtime/json"
    text = (json / "codec.rs").read_text(encoding="utf-8")
    writes = "        w.raw(self.get());\n"
    if text.count(writes) != 1:
        raise SystemExit(f"{json}/codec.rs does not write JSON as it was any more")
    told = f"        super::UNKNOWN.store(true, std::sync::atomic::Ordering::Relaxed);\n{writes}"
    (json / "codec.rs").write_text(text.replace(writes, told), encoding="utf-8")
    with open(json / "mod.rs", "a", encoding="utf-8") as out:
        out.write("/// A variant was not known.\n")
        out.write("pub static UNKNOWN: std::sync::atomic::AtomicBool = std::sync::atomic::AtomicBool::new(false);\n")


def drive(crate, samples):
    """What the generated types made of each sample: ("ok", JSON), ("unknown", JSON) or ("error", reason)."""
    if crate.made.code:
        return [("error", "the description does not generate")] * len(samples)
    tell_unknown(crate)
    types = sorted({sample[2] for sample in samples})
    text = MAIN.format(
        crate=crate.name.replace("-", "_"), trips="\n".join(f"    trip::<{ty.replace(' ', '')}>," for ty in types)
    )
    program, problem = workspace.driver(crate, "trips", text, more='serde_json = "1"')
    if problem:
        return [("error", f"the driver does not compile: {problem}")] * len(samples)
    numbers = {ty: number for number, ty in enumerate(types)}
    lines = workspace.HOME / "samples.tsv"
    with open(lines, "w", encoding="utf-8") as out:
        for _, direction, ty, value, _ in samples:
            out.write(f"{numbers[ty]}\t{direction}\t{json.dumps(value)}\n")
    answers = []
    while len(answers) < len(samples):
        ran = workspace.run([program, lines, len(answers)])
        answers += [tuple(line.split("\t", 1)) for line in ran.output.split("\n") if "\t" in line]
        if len(answers) < len(samples):
            note(f"{crate.name}: ended with {ran.code} at sample {len(answers)}: {ran.errors.strip()[-200:]}")
            answers.append(("error", f"the process ended with {ran.code}"))
    return answers
