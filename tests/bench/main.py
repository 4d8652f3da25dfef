"""Measures, and writes what was measured; see `run`."""

import argparse
import datetime
import json
import os
import platform
import shutil
import sys
from dataclasses import asdict
from pathlib import Path

from process import HERE, HOME, ROOT, Effort, measured, note, run

sys.path.insert(0, str(ROOT / "tests/corpus"))

import change  # noqa: E402
import chart  # noqa: E402
import crates  # noqa: E402
import report  # noqa: E402
import tools  # noqa: E402

WHAT = ("all", "peers", "crates", "change", "codec", "report")
DOCUMENTS = ["atlas", "github-old", "stripe", "digitalocean", "discord", "box"]
OTHERS = ["ploidy", "openapi-generator", "openapi-to-rust"]
RESULTS = HOME / "results.json"


def main():
    options = arguments()
    results = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() and options.what != "all" else {}
    results.setdefault("documents", {})
    if options.what != "report":
        measure(options, results)
        save(results)
    if options.what != "peers":
        report.write(results, options.out)
        (options.out / "chart.svg").write_text(chart.svg(results), encoding="utf-8")


def arguments():
    parser = argparse.ArgumentParser(prog="tests/bench/run", description=__doc__)
    parser.add_argument("--runs", type=int, default=3, help="medians of so many runs [default: 3]")
    parser.add_argument(
        "--enough", type=float, default=60, help="no further run after so many CPU seconds [default: 60]"
    )
    parser.add_argument("--builds", default="check,dev,release", help="which builds [default: check,dev,release]")
    parser.add_argument("--generators", default=",".join(OTHERS), help="beside ours [default: all but progenitor]")
    parser.add_argument("--llvm", action="store_true", help="count the lines of LLVM IR too")
    parser.add_argument("--out", type=Path, default=HERE, help="where results.md and chart.svg go")
    parser.add_argument("words", nargs="*", metavar="WHAT|DOCUMENT")
    options = parser.parse_intermixed_args()
    options.what = options.words.pop(0) if options.words and options.words[0] in WHAT else "all"
    options.builds = options.builds.split(",")
    options.effort = Effort(options.runs, options.enough)
    return options


def measure(options, results):
    generators, missing = tools.installed(["this", *options.generators.split(",")])
    results["machine"] = machine()
    # Those of documents that were measured before stay.
    results.setdefault("generators", {}).update({tool.name: tool.version for tool in generators})
    results["missing"] = missing
    if options.what == "peers":
        return
    if options.what in ("all", "codec"):
        results["codec"] = codec()
        save(results)
    for path in descriptions(options.words) if options.what != "codec" else []:
        document = crates.Document(path)
        figures = results["documents"].setdefault(document.name, {})
        figures["operations"] = document.operations
        if options.what in ("all", "crates"):
            measure_crates(document, figures, generators, options)
            save(results)
        if options.what in ("all", "change"):
            figures["change"] = change.measure(document, generators[0])
            save(results)


def measure_crates(document, figures, generators, options):
    figures["crates"], figures["floor"] = crates.measure(document, generators, floor(document), options)
    figures["tags"] = crates.tags(HOME / "crates/this" / document.name)


def descriptions(words):
    corpus = Path(os.environ.get("CORPUS", ROOT / "../shared/corpus"))
    for word in words or DOCUMENTS:
        found = [Path(word)] if Path(word).is_file() else sorted(corpus.glob(f"{word}.*"))
        if not found:
            raise SystemExit(f"there is no description {word}, nor {corpus / word}.*")
        yield found[0]


def floor(document):
    """Runs what the parsers and the printer alone take for the files of our crate."""
    program = build("floor")

    def once():
        ran = measured([program, document.path, HOME / "crates/this" / document.name])
        if ran.code:
            raise SystemExit(f"floor: {ran.failure()}")
        return ran

    return once


def codec():
    note("codec")
    ran = run([build("codec"), "--json"])
    if ran.code:
        raise SystemExit(f"codec: {ran.failure()}")
    return json.loads(ran.output)


def build(program):
    """Builds a program of this folder's package and gives its path."""
    command = ["cargo", "build", "--quiet", "--release", "-p", "bench", "--bin", program]
    target = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
    ran = run(command, ROOT, CARGO_TARGET_DIR=str(target))
    if ran.code:
        raise SystemExit(ran.output)
    return target / "release" / program


def machine():
    """What the figures depend on."""
    cpu = [line for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")]
    memory = next(line for line in Path("/proc/meminfo").read_text().splitlines() if line.startswith("MemTotal"))
    return {
        "date": datetime.date.today().isoformat(),
        "processor": cpu[0].split(":", 1)[1].strip() if cpu else platform.machine(),
        "cores": os.cpu_count(),
        "gigabytes": round(int(memory.split()[1]) / 2**20),
        "rustc": run(["rustc", "--version"]).output.strip(),
        "java": run(["java", "-version"]).output.splitlines()[0] if shutil.which("java") else "none",
    }


def save(results):
    RESULTS.parent.mkdir(parents=True, exist_ok=True)
    RESULTS.write_text(json.dumps(results, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
