#!/usr/bin/env python3
"""What other tools say of the gallery of mistakes, beside what the ledger says: one table.

    compare.py --build DIR [--cpython DIR] [--tools NAME,...] [--jobs N] [--each] [--record] [name...]

Builds recount itself below DIR: with the ledger, for release, and with ASan and UBSan.  The tools:

    plain, deep    the ledger
    asan           ASan, LSan and UBSan, program and library
    valgrind       memcheck with --leak-check=full, on the release library
    finalize       the number of objects left that the release library's Rc_Finalize returns
    cpython        CPython's debug build runs the program, by tools/cpython.h: its assertions and fatal errors
    totals         the same, and the number of references in all that it counts, as far as it differs from the
                   corrected twin's (who has no corrected twin repeats a test and looks whether it grows)

--cpython DIR: where python3.11-dbg and libpython3.11-dbg of Debian are unpacked ("/": they are installed); without
it CPython is left out.  The tools get what is best for them: each object is a malloc block of its own.

found       what the tool says of the mistake differs from what it says of the corrected twin
first       the first line of the program's that it names is the guilty one, or one that is as good
anywhere    the guilty line is somewhere in its report
before      it speaks before the program's end begins

--record writes what the tools say to recorded.json, for docs/mistakes.md, and which measures hold to measured.json, for
docs/ledger.md; catalogue.py makes these pages."""

import argparse
import copy
import pathlib
import re
import sys

import list as gallery
import run
import running

TOOLS = ("plain", "deep", "asan", "valgrind", "finalize", "cpython", "totals")
PLACE = {"asan": re.compile(r"#\d+ 0x\w+ in \S+ \S*?([\w]+\.c):(\d+)"),
         "valgrind": re.compile(r"==\d+== +(?:at|by) 0x\w+: \S+ \(([\w]+\.c):(\d+)\)"),
         "cpython": re.compile(r"([\w]+\.c):(\d+)")}


def make_recount(build, folder, *options):
    """Builds recount, and returns the folder of its libraries."""
    target = build / folder
    common = ["-DBUILD_TESTING=OFF", "-DRECOUNT_BUILD_EXAMPLES=OFF", "-DRECOUNT_INSTALL=OFF", "-DRECOUNT_LAB=OFF",
              "-DRECOUNT_PYTHON=OFF"]
    running.Builder.do(["cmake", "-S", str(running.ROOT), "-B", str(target), *common, *options])
    running.Builder.do(["cmake", "--build", str(target), "--parallel", "2"], seconds=600)
    return target


# -- the tools: each a class with say(program, fixed): what it says --

class Said:
    """text: the report, "" if there is none; lines: the program's lines in it, in order; one: its gist in a line."""

    def __init__(self, text="", lines=(), one="", early=False):
        self.text, self.lines, self.one, self.early = text, list(lines), one, early


class Ledger:
    def __init__(self, build, library, deep):
        self.builder = running.ledger_builder(build / "programs", "gcc", library, deep)

    def say(self, program, fixed):
        err = running.run_with_ledger(self.builder.build(program["name"], fixed)).err
        finding = running.first_finding(err)
        if not finding:
            return Said()
        return Said(err, running.lines_named(program, err), "\n".join(finding["lines"]), not finding["at_end"])


def lines_of(tool, program, report):
    source = pathlib.Path(program["name"]).name + ".c"
    return [int(line) for file, line in PLACE[tool].findall(report) if file == source]


def split(err):
    """What was said before the end, and at it."""
    before, _, after = err.partition(running.THE_END)
    return before, after


def ended_badly(status):
    return status is None or status < 0 or status >= 128


class Asan:
    SAYS = re.compile(r"ERROR: (AddressSanitizer|LeakSanitizer): .*|.*: runtime error: .*")

    def __init__(self, build):
        library = make_recount(build, "asan", "-DCMAKE_BUILD_TYPE=Debug", "-DRECOUNT_SANITIZE=address,undefined",
                               "-DRECOUNT_LEDGER=OFF")
        flags = "-fsanitize=address,undefined"
        self.builder = running.Builder(build / "programs/asan", "gcc", [flags, *running.INCLUDES],
                                       [flags, f"-L{library}", f"-Wl,-rpath,{library}", "-lrecount", "-lm",
                                        "-lpthread"])

    def say(self, program, fixed):
        run_ = running.call([str(self.builder.build(program["name"], fixed))], {
            "ASAN_OPTIONS": "detect_leaks=1:detect_stack_use_after_return=1", "UBSAN_OPTIONS": "print_stacktrace=1",
            "RECOUNT_MALLOC": "malloc"})
        said = self.SAYS.search(run_.err)
        if not said:
            return Said("ended by a signal", [], f"status {run_.status}") if ended_badly(run_.status) else Said()
        before, _ = split(run_.err)
        one = re.sub(r" at pc .*| on (unknown )?address .*|ERROR: ", "", said[0])
        blocks = re.findall(r"SUMMARY: AddressSanitizer: (\d+ byte.*)", run_.err)
        if "LeakSanitizer" in said[0] and blocks:
            one = f"LeakSanitizer: {blocks[0]}"
        return Said(run_.err[said.start():], lines_of("asan", program, run_.err[said.start():]),
                    running.normalise(one), bool(self.SAYS.search(before)))


class Valgrind:
    COMMAND = ["valgrind", "--leak-check=full", "--error-exitcode=99"]
    SAYS = re.compile(r"==\d+== (Invalid \w+ of size \d+|Invalid free.*|Conditional jump.*|Use of uninit.*|"
                      r"Process terminating.*|Jump to the invalid.*|"
                      r"[\d,() a-z]+ bytes in .* (?:definitely|possibly) lost.*)")

    def __init__(self, build, library):
        self.builder = running.Builder(build / "programs/release", "gcc", running.INCLUDES,
                                       [f"-L{library}", f"-Wl,-rpath,{library}", "-lrecount", "-lm", "-lpthread"])

    def say(self, program, fixed):
        done = running.call([*self.COMMAND, str(self.builder.build(program["name"], fixed))],
                            {"RECOUNT_MALLOC": "malloc"})
        said = self.SAYS.search(done.err)
        if not said:
            return Said()
        before, _ = split(done.err)
        return Said(done.err[said.start():], lines_of("valgrind", program, done.err[said.start():]), said[1],
                    bool(self.SAYS.search(before)))


class Finalize:
    def __init__(self, valgrind):
        self.builder = valgrind.builder

    def say(self, program, fixed):
        done = running.call([str(self.builder.build(program["name"], fixed))])
        before, after = split(done.err)
        left = re.search(r"objects left: (-?\d+)", done.out)
        if ended_badly(done.status):
            return Said(f"status {done.status}", [], "crash", running.THE_END not in done.err)
        text = "" if left and left[1] == "0" else f"objects left: {left[1] if left else '?'}"
        text = "\n".join(filter(None, [text, before, after]))
        return Said(text, [], text.split("\n")[0], bool(before))


class CPython:
    ABORTS = re.compile(r"Fatal Python error: .*|.*Assertion .* failed.*|.*: _Py_NegativeRefcount: .*")

    def __init__(self, build, root):
        include = build / "cpython/include/recount"
        include.mkdir(parents=True, exist_ok=True)
        (include / "recount.h").write_text(self.mirror(), encoding="utf-8")
        (include / "hashtable.h").write_text("#include <recount/recount.h>\n", encoding="utf-8")
        library = f"{root}/usr/lib/x86_64-linux-gnu"
        debug = "-DPy_DEBUG"  # as in the debug build's pyconfig.h, which Debian has in another folder
        self.builder = running.Builder(build / "programs/cpython", "gcc",
                                       [f"-I{include.parent}", debug, "-I/usr/include/python3.11"],
                                       [f"-L{library}", f"-Wl,-rpath,{library}", "-lpython3.11d", "-lm", "-lpthread"],
                                       wrap=False)
        self.totals = False

    def with_totals(self):
        other = copy.copy(self)
        other.totals = True
        return other

    @staticmethod
    def mirror():
        """recount's names for CPython's: <recount/python.h>, the other way round."""
        names = (running.ROOT / "runtime/include/recount/python.h").read_text(encoding="utf-8")
        pairs = re.findall(r"^#define (\w+) (Rc\w+|RC_\w+|_Rc\w+)$", names, re.MULTILINE)
        pairs += [(new, old) for old, new in re.findall(r"^typedef (Rc\w+) (\w+);$", names, re.MULTILINE)]
        lines = ["#pragma once", "#define PY_SSIZE_T_CLEAN", "#include <Python.h>", "#include <structmember.h>",
                 *(f"#define {ours} {theirs}" for theirs, ours in pairs),
                 f'#include "{running.FOLDER / "tools/cpython.h"}"']
        return "\n".join(lines) + "\n"

    def say(self, program, fixed):
        done = running.call([str(self.builder.build(program["name"], fixed))],
                            {"PYTHONHOME": "/usr", "PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "1"})
        _, after = split(done.err)
        said = self.ABORTS.search(done.err)
        if said or ended_badly(done.status):
            text = done.err if said else f"status {done.status}"
            one = running.normalise(said[0]) if said else "crash"
            return Said(text, lines_of("cpython", program, done.err), one, running.THE_END not in done.err)
        if not self.totals:
            return Said()
        count = re.search(r"gallery: references: (-?\d+)\n", after)
        return Said(f"references in all: {count[1] if count else '?'}", [],
                    f"references in all at the end: {count[1] if count else '?'}")


def judge(tool, program):
    """What a tool says of a program's two twins, and the measures of it."""
    try:
        mistake, fixed = tool.say(program, False), tool.say(program, True)
    except running.NotBuilt as fault:
        return {"not_built": str(fault)}
    if fixed.one == "crash":
        return {"not_built": "the corrected twin crashes: it needs what only recount has"}
    found = mistake.text != "" and mistake.one != fixed.one
    twin = fixed.one if fixed.text and isinstance(tool, (Asan, Valgrind, Ledger)) else ""
    return dict(running.measure(program, found, mistake.lines, mistake.early), one=mistake.one,
                line=mistake.lines[0] if mistake.lines else None, twin=twin)


def make_tools(options):
    build = pathlib.Path(options.build).resolve()
    build.mkdir(parents=True, exist_ok=True)
    wanted, tools = options.tools.split(","), {}
    if {"plain", "deep"} & set(wanted):
        ours = make_recount(build, "ledger", "-DCMAKE_BUILD_TYPE=RelWithDebInfo", "-DRECOUNT_LEDGER=ON")
        tools.update(plain=Ledger(build, ours, False), deep=Ledger(build, ours, True))
    if "asan" in wanted:
        tools["asan"] = Asan(build)
    if {"valgrind", "finalize"} & set(wanted):
        ours = make_recount(build, "release", "-DCMAKE_BUILD_TYPE=RelWithDebInfo", "-DRECOUNT_LEDGER=OFF")
        tools["valgrind"] = Valgrind(build, ours)
        tools["finalize"] = Finalize(tools["valgrind"])
    if options.cpython and {"cpython", "totals"} & set(wanted):
        tools["cpython"] = CPython(build, options.cpython.rstrip("/"))
        tools["totals"] = tools["cpython"].with_totals()
    return {name: tool for name, tool in tools.items() if name in wanted}


def print_totals(title, results, programs):
    names = [program["name"] for program in programs]
    print(f"\n{title}: {len(names)} programs")
    print(f"| {'tool':10} | found | guilty line first | guilty line anywhere | found before the end | not built |"
          " reports on twins |")
    print("|---|---:|---:|---:|---:|---:|---:|")
    for tool, of in results.items():
        rows = [of[name] for name in names]
        sums = [sum(row.get(measure, False) for row in rows) for measure in running.MEASURES]
        missing, twins = sum("not_built" in row for row in rows), sum(bool(row.get("twin")) for row in rows)
        print(f"| {tool:10} | {' | '.join(map(str, sums))} | {missing} | {twins} |")


def record(results):
    recorded = run.read(run.RECORDED)
    for tool, of in results.items():
        for name, row in of.items():
            one = row.get("one", "") if row.get("found") else ""
            if tool in ("plain", "deep"):
                told = one.split("\n") if one else None
            elif "not_built" in row:
                told = "the program cannot be built for it"
            else:
                told = one and f"`{one}`" + (f"; it names line {row['line']} first" if row["line"] else "")
            recorded.setdefault(name, {})[tool] = told
    run.write(run.RECORDED, recorded)
    run.record_measures(results)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("names", nargs="*")
    parser.add_argument("--build", default=str(running.ROOT / ".build/compare"))
    parser.add_argument("--cpython", default="")
    parser.add_argument("--tools", default=",".join(TOOLS))
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--record", action="store_true")
    parser.add_argument("--each", action="store_true", help="what each tool says of each program")
    options = parser.parse_args()
    programs, faults = gallery.read_gallery()
    programs = [p for p in programs if not p["odd"]]
    if options.names:
        programs = [p for p in programs if any(name in p["name"] for name in options.names)]
    results = {}
    for tool, sayer in make_tools(options).items():
        rows = running.in_parallel(lambda program, sayer=sayer: judge(sayer, program), programs, options.jobs)
        results[tool] = {program["name"]: row for program, row in zip(programs, rows)}
        print(f"{tool}: done", file=sys.stderr)
    if options.each:
        for program in programs:
            print(program["name"], f"({program['line']})")
            for tool, of in results.items():
                row = of[program["name"]]
                marks = " ".join(m for m in running.MEASURES if row.get(m))
                print(f"  {tool:9} {marks:28} {row.get('one', row.get('not_built', ''))[:300]}"
                      + (f"  TWIN: {row['twin'][:100]}" if row.get("twin") else ""))
    print_totals("All", results, programs)
    print_totals("Masked: another holder keeps the object alive", results, [p for p in programs if p["masked"]])
    if options.record:
        record(results)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
