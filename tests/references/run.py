#!/usr/bin/env python3
"""References checked at compile time: what recount-check must report, and what it must not.

    run.py programs   this folder's sources: just the lines that are marked REPORT
    run.py own        recount's own sources and the examples: nothing
    run.py gallery    the gallery of mistakes: its corrected twins and the programs of odd/ nothing, its mistakes what
                      recorded.json says; and at least 60 of 100 of those that lie within one function
    run.py page       docs/static-checking.md has the table that follows from the recorded results

    run.py ... --clang CLANG --jobs N    --write: recorded.json, or the page, is made anew"""

import argparse
import collections
import concurrent.futures
import json
import pathlib
import re
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
GALLERY = ROOT / "tests/mistakes"
sys.path.insert(0, str(GALLERY))
import list as gallery  # noqa: E402

COMMAND = ["sh", str(ROOT / "runtime/tools/recount-check")]
PUBLIC = [f"-I{ROOT}/runtime/include", f"-I{ROOT}/hashtable/include", "-std=c11"]
PRIVATE = [*PUBLIC, f"-I{ROOT}/runtime", f"-I{ROOT}/hashtable", "-D_POSIX_C_SOURCE=200809L"]
REPORT = re.compile(r"^(\S+?):(\d+):\d+: (?:warning|error|fatal error): (.*?)(?: \[osx\.cocoa\.RetainCount\])?$", re.M)
RECORDED = HERE / "recorded.json"
UNSEEN = HERE / "unseen.txt"
PAGE = ROOT / "docs/static-checking.md"
GOAL = 60
BEGIN, END = "<!-- the table: tests/references/run.py page -->", "<!-- the end of the table -->"


def check(clang, path, options):
    """The reports on a source: (line, message), sorted.  An error of the compiler's is one, too."""
    done = subprocess.run([*COMMAND, "--compiler", clang, *options, str(path)], capture_output=True, text=True,
                          check=False)
    reports = {(int(line), text if name.endswith(path.name) else f"{name}: {text}")
               for name, line, text in REPORT.findall(done.stderr)}
    if (done.returncode == 0) != (not reports):
        reports.add((0, f"status {done.returncode}: {done.stderr}"))
    return sorted(reports)


def check_all(options, sources):
    """What is reported of each (path, options of the compiler)."""
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        return list(pool.map(lambda source: check(options.clang, *source), sources))


def programs(options):
    paths = sorted(HERE.glob("*.c"))
    faults = []
    for path, reports in zip(paths, check_all(options, [(path, PUBLIC) for path in paths])):
        lines = path.read_text(encoding="utf-8").split("\n")
        wanted = {number for number, line in enumerate(lines, 1) if "REPORT" in line}
        found = dict(reports)
        faults += [f"{path.name}:{line}: not reported" for line in sorted(wanted - set(found))]
        faults += [f"{path.name}:{line}: {found[line]}" for line in sorted(set(found) - wanted)]
    print(f"{len(paths)} sources")
    return faults


def own(options):
    """The ledger's sources are left out: they exist with RC_LEDGER only, with which nothing can be checked."""
    paths = [path for pattern in ("runtime/**/*.c", "hashtable/*.c", "docs/examples/*.c")
             for path in sorted(ROOT.glob(pattern)) if path.parent.name != "ledger"]
    faults = [f"{path.relative_to(ROOT)}:{line}: {text}"
              for path, reports in zip(paths, check_all(options, [(path, PRIVATE) for path in paths]))
              for line, text in reports]
    print(f"{len(paths)} sources")
    return faults


def read_unseen():
    """The mistakes that are not found: whether each lies within one function, and why it is not."""
    unseen = {}
    for line in UNSEEN.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            name, where, why = line.split(None, 2)
            unseen[name] = (where == "one", why)
    return unseen


def judge_gallery(options):
    every, faults = gallery.read_gallery()
    mistakes = [program for program in every if not program["odd"]]
    twins = check_all(options, [(GALLERY / f"{p['name']}.c", [*PUBLIC, "-DFIXED"]) for p in every])
    for program, reports in zip(every, twins):
        faults += [f"{program['name']}.c:{line}: on correct code: {text}" for line, text in reports]
    found = check_all(options, [(GALLERY / f"{p['name']}.c", PUBLIC) for p in mistakes])
    return {p["name"]: [f"{line}: {text}" for line, text in reports] for p, reports in zip(mistakes, found)}, faults


def complain_of_unseen(told):
    unseen = read_unseen()
    faults = [f"{name}: not found, and unseen.txt does not say why" for name, lines in told.items()
              if not lines and name not in unseen]
    faults += [f"{name}: in unseen.txt, and found" for name, lines in told.items() if lines and name in unseen]
    faults += [f"{name}: in unseen.txt, and no such mistake" for name in unseen if name not in told]
    return faults


def figures(told):
    """Found; those that lie within one function."""
    unseen = read_unseen()
    found = sum(bool(lines) for lines in told.values())
    return found, found + sum(one for one, _ in unseen.values())


def of_gallery(options):
    told, faults = judge_gallery(options)
    if options.write:
        lines = [f"{json.dumps(name)}: {json.dumps(told[name])}" for name in sorted(told)]
        RECORDED.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
    recorded = json.loads(RECORDED.read_text(encoding="utf-8"))
    faults += [f"{name}: {told.get(name)} is not what recorded.json says: {recorded.get(name)}"
               for name in sorted(told.keys() | recorded.keys()) if told.get(name) != recorded.get(name)]
    faults += complain_of_unseen(told)
    found, within = figures(told)
    print(f"{len(told)} mistakes, {found} found; {within} lie within one function: {100 * found // within} of 100")
    if 100 * found < GOAL * within:
        faults.append(f"less than {GOAL} of 100")
    return faults


def table():
    """A row for each mistake: compile time, ledger, ASan."""
    told = json.loads(RECORDED.read_text(encoding="utf-8"))
    others = json.loads((GALLERY / "recorded.json").read_text(encoding="utf-8"))
    programs_of = {p["name"]: p for p in gallery.read_gallery()[0]}
    unseen = read_unseen()
    found, within = figures(told)
    sums = collections.Counter()
    measured = 0
    rows = []
    for name in sorted(told):
        of = others.get(name, {})
        seen = {"compile time": bool(told[name]), "plain": bool(of.get("plain")), "deep": bool(of.get("deep")),
                "asan": bool(of.get("asan"))}
        asan = "yes" if seen["asan"] else "-" if "asan" in of else "not measured"
        measured += "asan" in of
        sums.update(tool for tool in seen if seen[tool])
        ledger = "yes" if seen["plain"] else "deep" if seen["deep"] else "-"
        why = "" if seen["compile time"] else unseen.get(name, (False, "?"))[1]
        rows.append(f"| [{name}](mistakes.md#{name}) | {programs_of[name]['title']} | "
                    f"{'yes' if seen['compile time'] else '-'} | {ledger} | {asan} | {why} |")
    head = [f"Of {len(told)} mistakes {sums['compile time']} are found at compile time, {sums['plain']} by the plain "
            f"ledger, {sums['deep']} by the deep one.",
            f"{within} of them lie within one function, of which {found} are found at compile time: "
            f"{100 * found // within} of 100.",
            f"ASan and LSan find {sums['asan']} of the {measured} that they were tried on.", "",
            "| mistake | | compile time | ledger | ASan | why not at compile time |", "|---|---|---|---|---|---|"]
    return "\n".join([BEGIN, "", *head, *rows, "", END])


def of_page(options):
    text = PAGE.read_text(encoding="utf-8")
    begin, end = text.index(BEGIN), text.index(END) + len(END)
    wanted = text[:begin] + table() + text[end:]
    if options.write:
        PAGE.write_text(wanted, encoding="utf-8")
    elif wanted != text:
        return [f"{PAGE.relative_to(ROOT)} is not up to date: python3 tests/references/run.py page --write"]
    return []


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    what = {"programs": programs, "own": own, "gallery": of_gallery, "page": of_page}
    parser.add_argument("what", choices=what)
    parser.add_argument("--clang", default="clang")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    faults = what[options.what](options)
    for fault in faults:
        print(fault, file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
