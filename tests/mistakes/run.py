#!/usr/bin/env python3
"""Passes the gallery of mistakes through the ledger, and judges what it tells.

Each program is built twice, as it stands and with FIXED, and run with RECOUNT_AUDIT=1.  The mistake must be
told, as one of its kinds, and the first finding's first line should be the guilty one or one that is as good.
The corrected twin and the programs of odd/ must end with status 0 and without a finding.

    run.py --library DIR [--deep] [--compiler CC] [--options=-O2] [--build DIR] [--jobs N] [name...]
    run.py ... --figures    known.txt is the measure: status 1 if less is found or named than it says, or more
    run.py ... --recorded   status 1 if what is told differs from recorded.json, of which docs/mistakes.md is made
    run.py ... --record     writes what is told to recorded.json, and the measures of it to measured.json
    run.py ... --unread     a third of the programs say that they come from a file which is not there, so that the
                            ledger has no source to read: status 1 if one crashes

DIR has librecount-ledger.so and librecount-deep.so.  With names, only programs whose names contain one.
Status 1 on any finding on correct code."""

import argparse
import json
import sys
import zlib

import list as gallery
import running

RECORDED = running.FOLDER / "recorded.json"  # {program: {tool: what it says}}
MEASURED = running.FOLDER / "measured.json"  # {program: {tool: the measures that hold}}
KNOWN = running.FOLDER / "known.txt"


def read_known(mode):
    """known.txt: the figures of a mode, and the programs of which nothing is found, with the reasons."""
    figures, not_found = {}, {}
    for line in KNOWN.read_text(encoding="utf-8").splitlines():
        words = line.split(None, 3)
        if not words or line.startswith("#") or words[0] != mode:
            continue
        if words[1] == "misses":
            not_found[words[2]] = words[3]
        else:
            figures[words[1]] = int(words[2])
    return figures, not_found


def is_kind(kind, kinds):
    """Is this kind right?  A reference that is lost is a leak, seen earlier."""
    return kind in kinds or (kind == "lost-reference" and "leak" in kinds)


def judge(program, builder):
    """Runs both twins.  The program's facts, and what was found of it."""
    fixed = running.run_with_ledger(builder.build(program["name"], fixed=not program["odd"]))
    false = running.first_finding(fixed.err)
    result = dict(program, false=None)
    if false or fixed.status != 0:
        result["false"] = "\n".join(false["lines"]) if false else f"status {fixed.status}"
    if program["odd"]:
        return result
    run = running.run_with_ledger(builder.build(program["name"]))
    finding = running.first_finding(run.err)
    result.update(finding=finding, status=run.status, found=finding is not None, right_kind=False, right_line=False,
                  near=False, early=False)
    early = finding is not None and not finding["at_end"]
    result["measures"] = running.measure(program, result["found"], running.lines_named(program, run.err), early)
    if finding:
        guilty = [program["line"], *program["also"]]
        result.update(right_kind=is_kind(finding["kind"], program["kinds"]),
                      right_line=finding["line"] in guilty,
                      near=finding["function"] == program["function"]
                      or any(abs(finding["line"] - line) <= 2 for line in guilty),
                      early=early)
    return result


def print_table(results, print_all):
    print(f"{'program':32} {'kind':18} {'line told':>10} {'guilty':>7}")
    for result in results:
        if result["odd"]:
            if print_all or result["false"]:
                print(f"{result['name']:32} {'none' if not result['false'] else 'FALSE REPORT'}")
            continue
        good = result["right_line"] and result["right_kind"] and not result["false"]
        if good and not print_all:
            continue
        finding = result["finding"] or {"kind": f"NOT FOUND ({result['status']})", "line": ""}
        remarks = ["" if not result["found"] or result["right_kind"] else "WRONG KIND",
                   "" if not result["found"] or result["right_line"] else "near" if result["near"] else "elsewhere",
                   "at the end" if result["found"] and not result["early"] else "",
                   "FALSE REPORT on the corrected twin" if result["false"] else ""]
        print(f"{result['name']:32} {finding['kind']:18} {finding['line']:>10} {result['line']:>7}  "
              + ", ".join(filter(None, remarks)))
    for result in results:
        if result["false"]:
            print(f"{result['name']}: on correct code:\n{result['false']}")


def totals_of(results):
    mistakes = [result for result in results if not result["odd"]]
    totals = {name: sum(result[name] for result in mistakes)
              for name in ("found", "right_kind", "right_line", "near", "early")}
    return dict(totals, mistakes=len(mistakes), correct=len(results), false=sum(bool(r["false"]) for r in results))


def print_totals(mode, totals):
    print(f"{mode}: {totals['mistakes']} mistakes: {totals['found']} found, {totals['right_kind']} with a right kind, "
          f"{totals['right_line']} guilty line first, {totals['near']} that line, its function or within two lines, "
          f"{totals['early']} before the end; {totals['correct']} correct programs: {totals['false']} false reports")


def check_figures(mode, results, totals):
    """Complaints where this run and known.txt differ."""
    figures, known = read_known(mode)
    complaints = []
    for result in results:
        if result["odd"]:
            continue
        if not result["found"] and result["name"] not in known:
            complaints.append(f"{result['name']}: the mistake is not found any more")
        if result["found"] and result["name"] in known:
            complaints.append(f"{result['name']}: the mistake is found now: take it out of known.txt")
    for name, measure in (("kinds", "right_kind"), ("lines", "right_line")):
        if totals[measure] < figures[name]:
            complaints.append(f"{name}: {totals[measure]}, and known.txt says {figures[name]}")
    return complaints


def is_in_share(name):
    """Always the same third of the programs."""
    return zlib.crc32(name.encode()) % 3 == 0


def check_endings(results):
    return [f"{r['name']}: it ended with {r['status']}" for r in results if not r["odd"] and r["status"] not in (0, 1)]


def told(results):
    return {r["name"]: r["finding"]["lines"] if r["finding"] else None for r in results if not r["odd"]}


def check_recorded(mode, results):
    recorded = read(RECORDED)
    differing = [name for name, lines in told(results).items() if recorded.get(name, {}).get(mode) != lines]
    if not differing:
        return []
    return [f"{name}: what is told is not what recorded.json says" for name in differing] + [
        "If what is told now is right: tests/mistakes/run.py --record, plain and --deep, then catalogue.py"]


def record(mode, results):
    recorded = read(RECORDED)
    for name, lines in told(results).items():
        recorded.setdefault(name, {})[mode] = lines
    write(RECORDED, recorded)
    record_measures({mode: {r["name"]: r["measures"] for r in results if not r["odd"]}})


def record_measures(results):
    """results: {tool: {program: {measure: whether it holds}}}; a program that a tool cannot run has no measures."""
    measured = read(MEASURED)
    for tool, of in results.items():
        for name, row in of.items():
            tools = measured.setdefault(name, {})
            tools.pop(tool, None)
            if "not_built" not in row:
                tools[tool] = " ".join(measure for measure in running.MEASURES if row[measure])
    write(MEASURED, measured)


def read(path):
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def write(path, of_programs):
    """A program a line, so that a change of one is a change of one line."""
    lines = [f"{json.dumps(name)}: {json.dumps(of_programs[name], sort_keys=True)}" for name in sorted(of_programs)]
    path.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


def read_arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("names", nargs="*")
    parser.add_argument("--library", required=True)
    parser.add_argument("--deep", action="store_true")
    parser.add_argument("--compiler", default="gcc")
    parser.add_argument("--options", default="", help="further options of the compiler, such as -O2")
    parser.add_argument("--build", default=str(running.ROOT / ".build/mistakes"))
    parser.add_argument("--unread", action="store_true")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--all", action="store_true", help="the table has those that are right, too")
    parser.add_argument("--figures", action="store_true")
    parser.add_argument("--recorded", action="store_true")
    parser.add_argument("--record", action="store_true")
    return parser.parse_args()


def main():
    options = read_arguments()
    mode = "deep" if options.deep else "plain"
    programs, complaints = gallery.read_gallery()
    if options.names:
        programs = [p for p in programs if any(name in p["name"] for name in options.names)]
    if options.unread:
        programs = [p for p in programs if is_in_share(p["name"])]
    try:
        builder = running.ledger_builder(options.build, options.compiler, options.library, options.deep,
                                         options.options.split(), options.unread)
        results = running.in_parallel(lambda program: judge(program, builder), programs, options.jobs)
    except running.NotBuilt as fault:
        sys.exit(f"cannot be built: {fault}")
    totals = totals_of(results)
    print_table(results, options.all)
    print_totals(mode, totals)
    if totals["false"]:
        complaints.append(f"{totals['false']} findings on correct code")
    if options.figures:
        complaints += check_figures(mode, results, totals)
    if options.unread:
        complaints += check_endings(results)
    if options.recorded:
        complaints += check_recorded(mode, results)
    if options.record:
        record(mode, results)
    for complaint in complaints:
        print(complaint, file=sys.stderr)
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
