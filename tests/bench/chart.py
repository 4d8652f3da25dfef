"""A chart of `cargo check`, for light and dark pages."""

from html import escape

LEFT, BAR, GAP, WIDTH, SCALE = 150, 14, 3, 860, 480
STYLE = """\
text { font: 12px system-ui, sans-serif; fill: #1f2328 }
.document { font-weight: 600 } .small { fill: #59636e }
.this { fill: #0969da } .other-1 { fill: #bf8700 } .other-2 { fill: #8250df } .other-3 { fill: #59636e }
@media (prefers-color-scheme: dark) {
  text { fill: #f0f6fc } .small { fill: #9198a1 }
  .this { fill: #4493f8 } .other-1 { fill: #d29922 } .other-2 { fill: #ab7df8 } .other-3 { fill: #9198a1 }
}"""


def svg(results):
    documents = {name: document for name, document in results["documents"].items() if document.get("crates")}
    names = list(dict.fromkeys(tool for document in documents.values() for tool in document["crates"]))
    longest = max([cpu for document in documents.values() for cpu, _ in bars(document).values() if cpu], default=1)
    lines, y = [text(0, 16, "CPU seconds of cargo check: the generated crate alone, whole descriptions", "document")], 30
    for index, name in enumerate(names):
        lines += [box(index * 170, y, 12, style(index)), text(index * 170 + 18, y + 11, name)]
    y += 34
    for name, document in documents.items():
        lines += [text(0, y + 11, name, "document"), text(0, y + 27, f"{document['operations']} operations", "small")]
        for tool, (cpu, words) in bars(document).items():
            width = SCALE * (cpu or 0) / longest
            lines += [box(LEFT, y, max(width, 1), style(names.index(tool))), text(LEFT + width + 6, y + 11, words)]
            y += BAR + GAP
        y += 18
    machine = results["machine"]
    lines.append(text(0, y, f"{machine['date']}, {machine['rustc']}, {machine['processor']}", "small"))
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {y + 10}" role="img">'
    return "\n".join([head, f"<style>\n{STYLE}\n</style>", *lines, "</svg>"]) + "\n"


def bars(document):
    """Seconds and words for each generator."""
    return {tool: bar(crate) for tool, crate in document["crates"].items()}


def bar(crate):
    if "lines" not in crate:
        return None, "does not generate"
    if "check" not in crate:
        return None, "not checked"
    cpu = crate["check"]["cpu"]
    memory = f"{crate['check']['megabytes'] / 1000:.1f} GB"
    errors = f", {crate['errors']} errors" if crate.get("errors") else ""
    return cpu, f"{cpu:.1f} s, {memory}{errors}"


def style(index):
    return "this" if index == 0 else f"other-{index}"


def box(x, y, width, kind):
    return f'<rect class="{kind}" x="{x:.0f}" y="{y}" width="{width:.1f}" height="{BAR}" rx="2"/>'


def text(x, y, words, kind=""):
    kind = f' class="{kind}"' if kind else ""
    return f'<text{kind} x="{x:.0f}" y="{y}">{escape(words)}</text>'
