"""Why what remains is not equal or not accepted: cases by their causes, which `causes.toml` explains."""

import collections
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

EXPLAINED = Path(__file__).with_name("causes.toml")
NONE = {"id": "unexplained", "why": "Nobody has looked at these yet."}


@dataclass
class Case:
    """One sample or call: the schema or operation that it is of, and what happened to it."""

    document: str
    place: str
    outcome: str
    reason: str

    @property
    def property(self):
        """The property that the reason names, without the numbers of items."""
        found = re.search(r"\$[\w.$\[\]\"-]*", self.reason)
        return re.sub(r"\[\d+\]", "[]", found[0]) if found else ""

    def fits(self, cause):
        return cause["document"] in ("*", self.document) and all(
            re.search(cause.get(key, ""), text) for key, text in (("place", self.place), ("reason", self.reason))
        )


def report(command, cases, out):
    """Prints how many cases each cause has, and writes all of them as Markdown; gives how many have none."""
    causes = tomllib.loads(EXPLAINED.read_text(encoding="utf-8"))[command]
    groups = collections.defaultdict(list)
    for case in cases:
        groups[next((cause["id"] for cause in causes if case.fits(cause)), NONE["id"])].append(case)
    lines = [f"# What remains of `{command}`: {len(cases)} cases\n"]
    for cause in [*causes, NONE]:
        if group := groups[cause["id"]]:
            documents = collections.Counter(case.document for case in group).most_common()
            print(f"{len(group):5} {cause['id']}: " + ", ".join(f"{name} {count}" for name, count in documents))
            lines += [f"## {cause['id']}: {len(group)}\n", f"{cause['why'].strip()}\n", *table(group), ""]
    out.write_text("\n".join(lines), encoding="utf-8")
    print(f"{len(cases)} cases, {len(groups[NONE['id']])} of them unexplained; listed in {out}")
    return len(groups[NONE["id"]])


def table(group):
    """A row for the cases that differ in nothing but their samples."""
    rows = collections.Counter()
    for case in group:
        reason = re.sub(r"\(byte \d+\)|\[\d+\]", "", case.reason)[:300]
        rows[case.document, case.place, case.outcome, case.property, reason] += 1
    yield "| document | schema or operation | | property | reason | cases |\n| --- | --- | --- | --- | --- | --: |"
    for row, count in rows.most_common():
        yield "| " + " | ".join(re.sub(r"([|\\])", r"\\\1", str(cell)) for cell in (*row, count)) + " |"
