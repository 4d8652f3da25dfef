"""Writes what was measured: results.md, and the part of the repository's README about it."""

import re

from process import ROOT

US = "this"
BUILDS = {"check": "`cargo check`", "dev": "dev build", "release": "release build"}
BLOCK = re.compile(r"(<!-- bench -->\n).*?(<!-- /bench -->)", re.DOTALL)


def write(results, out):
    (out / "results.md").write_text(full(results), encoding="utf-8")
    readme = ROOT / "README.md"
    text = readme.read_text(encoding="utf-8")
    if out == ROOT / "tests/bench" and BLOCK.search(text):
        block = short(results)
        readme.write_text(BLOCK.sub(lambda found: f"{found[1]}{block}{found[2]}", text), encoding="utf-8")


def full(results):
    parts = [
        "# What it costs",
        "Written by `tests/bench/run`. " + conditions(results),
        "CPU seconds (user and system) and peak memory of the one process: the generator, or rustc for the generated "
        "crate alone, with its dependencies built before and `CARGO_INCREMENTAL=0`. openapi-generator's crates are "
        "mended before they are compiled (`patches.py`). Generators write into memory, not to a disk. What is compared runs in "
        "turn, so that a machine that becomes slower does so for all. × is how many "
        "times ours the figure of another is. Code that is generic, as what serde derives is, costs nothing in a build of "
        "the crate that has it: whoever calls it compiles it. Ours is not generic, and compiled here once.",
    ]
    for name, document in results["documents"].items():
        if "crates" in document:
            parts += [f"## {name}, {document['operations']} operations", crates_table(document)]
            parts += remarks(document)
    parts += section("## The generator over its floor", floor_table(results))
    parts += section("## One property changed", change_table(results))
    parts += section("## Reading and writing JSON, over serde's derives and serde_json", codec_table(results))
    return "\n\n".join(parts) + "\n"


def short(results):
    parts = [summary_table(results), "![CPU seconds of cargo check](tests/bench/chart.svg)"]
    parts += [codec_table(results)] if results.get("codec") else []
    return "\n" + "\n\n".join([*parts, conditions(results)]) + "\n\n"


def section(title, text):
    return [title, text] if text else []


def conditions(results):
    machine = results["machine"]
    generators = [f"{name} {version}" for name, version in results["generators"].items() if name != US]
    words = f"{machine['date']}, {machine['rustc']}, {machine['processor']}, {machine['cores']} cores, "
    words += f"{machine['gigabytes']} GB; " + ", ".join(generators)
    words += f"; this at {results['generators'].get(US, '?')}."
    for name, reason in results["missing"].items():
        words += f" Without {name}: {reason}."
    return words


def table(head, rows):
    """A Markdown table, without columns that have nothing to say."""
    lines = [head, ["---"] + ["--:"] * (len(head) - 1), *rows]
    kept = [not rows or any(row[column] != "" for row in rows) for column in range(len(head))]
    lines = [[cell for cell, keep in zip(line, kept) if keep] for line in lines]
    return "\n".join("| " + " | ".join(str(cell).replace("|", "\\|") for cell in line) + " |" for line in lines)


def crates_table(document):
    ours = document["crates"].get(US, {})
    rows = [crate_row(name, crate, ours) for name, crate in document["crates"].items()]
    for word, find in [("one tag, median", middle), ("one tag, largest", largest)]:
        if tag := find(document.get("tags")):
            check = cell(tag, None)
            rows.append([f"{US}, {word}", "", "", "", check] + [""] * len(list(BUILDS)[1:]))
    return table(["", "generation", "lines", "bytes", *BUILDS.values()], rows)


def crate_row(name, crate, ours):
    if "lines" not in crate:
        return [name, "fails"] + [""] * (2 + len(BUILDS))
    base = ours if name != US else {}
    cells = [name, cell(crate["generation"], base.get("generation"), 2)]
    cells += [count(crate[key], base.get(key)) for key in ("lines", "bytes")]
    for build in BUILDS:
        if build not in crate:
            cells.append("")
        elif crate.get("failed") == build:
            cells.append(f"{crate['errors']} errors after {seconds(crate[build]['cpu'])}")
        else:
            cells.append(cell(crate[build], base.get(build)))
    return cells


def cell(usage, base, digits=1):
    text = f"{seconds(usage['cpu'], digits)}, {usage['megabytes']:,.0f} MB"
    return text + (f" (×{times(usage['cpu'] / base['cpu'])})" if base else "")


def count(number, base):
    return f"{number:,}" + (f" (×{times(number / base)})" if base else "")


def seconds(cpu, digits=1):
    return f"{cpu:.{digits}f} s"


def times(ratio):
    return f"{ratio:.1f}" if ratio >= 1 else f"{ratio:.2f}"


def middle(tags):
    return by_cost(tags)[len(tags) // 2] if tags else None


def largest(tags):
    return by_cost(tags)[-1] if tags else None


def by_cost(tags):
    return sorted(tags.values(), key=lambda usage: usage["cpu"])


def remarks(document):
    words = []
    for name, crate in document["crates"].items():
        if "failure" in crate:
            words.append(f"- {name}: `{crate['failure'].replace('`', '')}`")
        if crate.get("mended"):
            words.append(f"- {name} does not read the file; it got the same as JSON, without keys that stand twice.")
        if crate.get("patches"):
            rules = ", ".join(f"{rule} in {files} files" for rule, files in crate["patches"].items())
            words.append(f"- {name}, mended: {rules}.")
        if llvm := crate.get("llvm"):
            words.append(f"- {name}: {llvm['lines']:,} lines of LLVM IR, {llvm['functions']:,} functions.")
    return ["\n".join(words)] if words else []


def floor_table(results):
    rows = []
    for name, document in results["documents"].items():
        if floor := document.get("floor"):
            ours = document["crates"][US]["generation"]
            ratio = f"{ours['cpu'] / floor['cpu']:.2f}"
            per = f"{1000 * ours['cpu'] / document['operations']:.2f} ms"
            rows.append([name, seconds(ours["cpu"], 2), seconds(floor["cpu"], 2), ratio, per])
    head = ["", "generation", "floor: read it, parse and print the output", "ratio", "generation per operation"]
    return rows and table(head, rows)


def change_table(results):
    rows = []
    for name, document in results["documents"].items():
        if change := document.get("change"):
            ratio = f"{change['check']['cpu'] / change['full']['cpu']:.2f}"
            written = f"{change['changed']} of {change['files']}"
            figures = [seconds(change[key]["cpu"], 2) for key in ("generation", "full", "check")]
            rows.append([name, change["property"], written, *figures, ratio])
    head = ["", "property", "files written", "generation", "check before", "check after", "after / before"]
    return rows and table(head, rows)


def codec_table(results):
    rows = []
    for text in results.get("codec", []):
        cells = [f"{text['what']}, {text['bytes']:,} bytes"]
        for direction in ("decode", "encode"):
            figures = text[direction]
            cells.append(f"{figures['this']:.0f} / {figures['serde']:.0f} MB/s")
            cells.append(f"**{figures['times']:.2f}**")
        rows.append(cells)
    return rows and table(["this / serde", "decode", "times as fast", "encode", "times as fast"], rows)


def summary_table(results):
    """Ours, and how many times as much the best of the others takes."""
    rows = []
    for name, document in results["documents"].items():
        ours = document.get("crates", {}).get(US)
        if ours and "check" in ours:
            others = {other: crate for other, crate in document["crates"].items() if other != US}
            cells = [f"{name}, {document['operations']}", best(ours, others, lambda crate: crate.get("lines"), "{:,}")]
            for kind in ["generation", *BUILDS]:
                cells.append(best(ours, others, lambda crate, kind=kind: sound(crate, kind), "{:.1f} s"))
            tag = middle(document.get("tags"))
            cells.append(best({"check": tag}, others, lambda crate: sound(crate, "check"), "{:.1f} s") if tag else "")
            rows.append(cells)
    head = ["description, operations", "lines", "generation", *BUILDS.values(), "check of one tag"]
    return table(head, rows)


def sound(crate, kind):
    """The CPU seconds, if the crate compiles."""
    return crate[kind]["cpu"] if kind in crate and (kind == "generation" or crate.get("failed") != kind) else None


def best(ours, others, figure, form):
    mine = figure(ours)
    if mine is None:
        return ""
    figures = {name: figure(crate) for name, crate in others.items() if figure(crate) is not None}
    if not figures:
        return form.format(mine)
    name = min(figures, key=figures.get)
    return f"{form.format(mine)}; {name} {form.format(figures[name])}: **×{times(figures[name] / mine)}**"
