#!/usr/bin/env python3
"""What the ledger costs: ledger.py LIBRARIES [--rounds N] [--under "taskset -c 1"] [--compiler CC]

LIBRARIES is a build for release with all three libraries (RECOUNT_LEDGER); sh tests/bench/ledger.sh makes one.
ledger_cost.c is compiled for each of them, and the programs run one after the other, round by round.  Printed are
medians of the rounds' ratios to the release library: of a table's life without audits, and of an audit to a full
collection of the same heap.
"""

import argparse
import os
import pathlib
import shlex
import statistics
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]
LIBRARIES = {
    "release": ([], ["-lrecount"]),
    "ledger": (["-DRC_LEDGER", "-g"], ["-lrecount-ledger"]),
    "deep": (["-DRC_LEDGER", "-g", "-fsanitize=thread"], ["-lrecount-deep", "-lrecount-ledger"]),
}
GOALS = {"ledger": 6, "deep": 30, "audit": 4}
TABLES = [(keys, pairs) for keys in ("str", "int") for pairs in ("1000", "100000")]


def compiled(compiler, libraries, name):
    """Compiled and linked in two steps: the sanitizer's own runtime is not wanted."""
    compile_options, link_options = LIBRARIES[name]
    program = libraries / f"ledger_cost_{name}"
    includes = [f"-I{ROOT / folder / 'include'}" for folder in ("runtime", "hashtable")]
    source = ROOT / "tests/bench/ledger_cost.c"
    subprocess.run([compiler, "-std=gnu11", "-O2", *compile_options, *includes, "-c", source, "-o", f"{program}.o"],
                   check=True)
    subprocess.run([compiler, f"{program}.o", "-o", program, f"-L{libraries}", f"-Wl,-rpath,{libraries}",
                    *link_options], check=True)
    return program


def run(under, program, *arguments):
    """{row: nanoseconds}"""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("RECOUNT_")}
    lines = subprocess.run([*under, program, *arguments], check=True, stdout=subprocess.PIPE, text=True,
                           env=environment).stdout.splitlines()
    return {row: float(cost) for row, cost in (line.split() for line in lines)}


def rounds_of(count, under, programs, arguments):
    return [{name: run(under, program, *arguments) for name, program in programs.items()} for _ in range(count)]


def median(rounds, name, row):
    return statistics.median(turn[name][row] for turn in rounds)


def print_table(rounds, keys, pairs):
    for row in rounds[0]["release"]:
        costs = f"{keys} {pairs:>6} {row:8} {median(rounds, 'release', row):8.1f} ns"
        for name in ("ledger", "deep"):
            ratio = statistics.median(turn[name][row] / turn["release"][row] for turn in rounds)
            costs += f"  {name} {ratio:6.1f}"
        print(costs, flush=True)


def print_audit(rounds):
    print(f"a full collection of the release library's: {median(rounds, 'release', 'collection'):.1f} ns an object")
    for name in ("ledger", "deep"):
        to_release = statistics.median(turn[name]["audit"] / turn["release"]["collection"] for turn in rounds)
        to_own = statistics.median(turn[name]["audit"] / turn[name]["collection"] for turn in rounds)
        print(f"an audit, {name}: {to_release:.1f} of these, {to_own:.1f} collections in the same program")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("libraries", type=lambda path: pathlib.Path(path).resolve())
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--under", type=shlex.split, default=[])
    parser.add_argument("--compiler", default="gcc")
    parser.add_argument("--only", choices=("tables", "audit"))
    arguments = parser.parse_args()
    programs = {name: compiled(arguments.compiler, arguments.libraries, name) for name in LIBRARIES}
    print(f"goals: ledger {GOALS['ledger']}, deep {GOALS['deep']}, an audit {GOALS['audit']} collections")
    if arguments.only != "audit":
        for keys, pairs in TABLES:
            print_table(rounds_of(arguments.rounds, arguments.under, programs, [keys, pairs]), keys, pairs)
    if arguments.only != "tables":
        print_audit(rounds_of(arguments.rounds, arguments.under, programs, ["audit", "10000"]))


if __name__ == "__main__":
    main()
