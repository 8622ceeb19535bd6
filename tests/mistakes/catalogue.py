#!/usr/bin/env python3
"""Writes docs/mistakes.md, the catalogue of the gallery, and the tables of docs/ledger.md that compare the tools.

    catalogue.py            writes them
    catalogue.py --check    status 1 if they are not what would be written

recorded.json is what the tools said, without addresses, measured.json what is good of it: run.py --record and
compare.py --record write them."""

import argparse
import pathlib
import re
import sys
import textwrap

import list as gallery
import run
import running

PAGE = running.ROOT / "docs/mistakes.md"
LEDGER = running.ROOT / "docs/ledger.md"
BEGIN, END = "<!-- the tables: tests/mistakes/catalogue.py -->", "<!-- the end of the tables -->"
TOOLS = {"plain": "recount, plain ledger", "deep": "recount, deep ledger", "asan": "ASan, LSan and UBSan",
         "valgrind": "Valgrind", "finalize": "`Rc_Finalize` of the release library",
         "cpython": "CPython's debug build", "totals": "the same, and its total of references"}
NAMELESS = ("finalize",)  # it tells a number
CONTEXT = 3  # preprocessor lines count
WIDTH = 116
KINDS = {
    "leak": "A reference that nobody gives back. `lost-reference` is the same, seen earlier: when C code has lost its "
            "last pointer to it.",
    "lost-reference": "C code has lost its last pointer to a reference that it owns.",
    "missing-incref": "Somebody refers to an object for which its count has no share.",
    "over-decref": "A reference is given back by somebody who does not own one.",
    "use-after-free": "An object is used that is gone.",
    "stale-borrow": "A borrowed reference is used after its lender has given the object up.",
    "bad-traverse": "A `tp_traverse` visits what the object does not own, or misses what it does.",
    "bad-dealloc": "A `tp_dealloc` forgets a field, frees what is tracked, or disturbs the error indicator.",
    "uncollected-cycle": "Cyclic trash that no traverse or clear can break.",
}
HEAD = """# The catalogue of mistakes

{count} small programs, each with one mistake that people make with counted references, and what is said of it: by
recount's ledger, by AddressSanitizer with LeakSanitizer, and by CPython's debug build (where the program can be built
with CPython, on an object of CPython's). The programs are in [tests/mistakes](../tests/mistakes); built with `FIXED`
defined they are right. How to read a finding, and a table of all tools: [ledger.md](ledger.md).

In the extracts `-` is the mistake, `+` the fix, and an arrow marks the guilty line. What the ledger tells is cut to
its first two lines; the object's story follows them. The deep ledger is quoted where it says something else than
the plain one.

This page is made by `tests/mistakes/catalogue.py` and checked by the tests.
"""


def extract(program):
    """The lines around the guilty one and around the fix, as a diff."""
    lines = (running.FOLDER / f"{program['name']}.c").read_text(encoding="utf-8").split("\n")
    mistaken, fixed = (set(gallery.active_lines(lines, fixed)) for fixed in (False, True))
    marked = (mistaken ^ fixed) | {program["line"]}
    shown, last = [], None
    for number in sorted(mistaken | fixed):
        line = lines[number - 1]
        if min(abs(number - other) for other in marked) > CONTEXT:
            continue
        if last is not None and any(n in mistaken | fixed for n in range(last + 1, number)):
            shown.append("      ...")
        last = number
        sign = " " if number in mistaken & fixed else "-" if number in mistaken else "+"
        text = re.sub(r"\s*/\* (GUILTY|ALSO) \*/", "", line).rstrip()
        arrow = "   <--" if number == program["line"] else ""
        shown.append(f"{sign} {number:3}  {text}{arrow}".rstrip())
    return shown


def block(kind, lines):
    return [f"```{kind}", *lines, "```", ""]


def wrapped(lines):
    """Told lines, none of them wider than a page."""
    result = []
    for line in lines:
        indent = " " * (len(line) - len(line.lstrip()) + 4)
        result += textwrap.wrap(line, WIDTH, subsequent_indent=indent, break_on_hyphens=False)
    return result


def others_say(recorded):
    """A line for each of the other tools."""
    result = []
    for tool, name in (("asan", "ASan and LSan"), ("cpython", "CPython's debug build")):
        if tool in recorded:
            said = recorded[tool]
            if said == "":
                said = "nothing, but it counts more or fewer references in all than in the corrected program" \
                    if tool == "cpython" and recorded.get("totals") else "nothing"
            result += textwrap.wrap(f"- {name}: {said}", WIDTH, subsequent_indent="  ", break_on_hyphens=False,
                                    break_long_words=False)
    return result


def section(program, recorded):
    plain, deep = recorded.get("plain"), recorded.get("deep")
    masked = " Another holder keeps the object alive." if program["masked"] else ""
    lines = [f"### {program['name']}", "", f"**{program['title'][0].upper()}{program['title'][1:]}.**{masked}", ""]
    lines += [*textwrap.wrap(program["story"].replace("*", r"\*").replace("_", r"\_"), WIDTH), ""]
    lines += block("diff", extract(program))
    if plain:
        lines += block("text", wrapped(plain))
    if deep and deep != plain:
        lines += ["The deep ledger:" if plain else "The plain ledger does not see it. The deep one:", ""]
        lines += block("text", wrapped(deep))
    if not plain and not deep:
        lines += ["The ledger does not see it.", ""]
    return [*lines, *others_say(recorded), ""]


def catalogue(programs, recorded):
    kinds = {}
    for program in programs:
        kinds.setdefault(program["kinds"][0], []).append(program)
    lines = HEAD.format(count=len(programs)).split("\n")
    order = [kind for kind in KINDS if kind in kinds]
    for kind in order:
        lines += [*textwrap.wrap(f"**[{kind}](#{kind})** ({len(kinds[kind])}). {KINDS[kind]}", WIDTH), ""]
        for p in kinds[kind]:
            lines += textwrap.wrap(f"- [{p['name']}](#{p['name']}): {p['title']}", WIDTH, subsequent_indent="  ")
        lines.append("")
    for kind in order:
        lines += [f"## {kind}", "", *textwrap.wrap(KINDS[kind], WIDTH), ""]
        for program in kinds[kind]:
            lines += section(program, recorded.get(program["name"], {}))
    return "\n".join(lines).rstrip() + "\n"


def table(programs, measured):
    """A row for each tool; a tool that was tried on some of the programs says so."""
    rows = ["| tool | found | guilty line first | guilty line anywhere | found before the end |",
            "|---|---:|---:|---:|---:|"]
    for tool, title in TOOLS.items():
        of = [measured[p["name"]][tool].split() for p in programs if tool in measured.get(p["name"], {})]
        some = "" if len(of) == len(programs) else f" ({len(of)} programs)"
        sums = {name: sum(name in holds for holds in of) for name in running.MEASURES}
        if tool in NAMELESS:
            sums.update(first="-", anywhere="-")
        rows.append(f"| {title}{some} | {' | '.join(str(sums[name]) for name in running.MEASURES)} |")
    return rows


def with_tables(page, programs, measured):
    masked = [p for p in programs if p["masked"]]
    lines = [BEGIN, "", f"All {len(programs)} programs:", "", *table(programs, measured), "",
             f"The {len(masked)} in which another holder keeps the object alive:", "", *table(masked, measured), "",
             END]
    begin, end = page.index(BEGIN), page.index(END) + len(END)
    return page[:begin] + "\n".join(lines) + page[end:]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    programs, faults = gallery.read_gallery()
    programs = [p for p in programs if not p["odd"]]
    pages = {PAGE: catalogue(programs, run.read(run.RECORDED)),
             LEDGER: with_tables(LEDGER.read_text(encoding="utf-8"), programs, run.read(run.MEASURED))}
    for page, text in pages.items():
        if not options.check:
            page.write_text(text, encoding="utf-8")
        elif page.read_text(encoding="utf-8") != text:
            faults.append(f"{page.relative_to(running.ROOT)} is not up to date: python3 tests/mistakes/catalogue.py")
            print(faults[-1], file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
