"""Runs the workloads for every peer that was built, and writes down what each cost.

    compare.py PROGRAMS RESULTS [--quick] [--rounds N] [--most N] [--only SUITE...] [--peers PEER...] [--under COMMAND]

The folder PROGRAMS has the programs, WORKLOAD_PEER; the folder RESULTS gets results.json, where suites that are not
run this time are kept.  A case, such as the table with 1000 str keys, is run in rounds: in each round every peer once,
in a fresh process, one directly after the other, so what disturbs the machine disturbs all; who is first changes from
round to round.  --under puts a command in front of each program, such as "taskset -c 1".
"""

import argparse
import json
import os
import pathlib
import platform
import shlex
import subprocess
import sys
import time

from suites import suites_of

PEERS = ["cpython", "recount", "cpython_static", "recount_static", "khash", "abseil", "uthash", "glib", "lua",
         "mimalloc", "malloc"]


def command_line():
    parser = argparse.ArgumentParser(description="Measures recount beside its peers.")
    parser.add_argument("programs", type=pathlib.Path)
    parser.add_argument("results", type=pathlib.Path)
    parser.add_argument("--quick", action="store_true", help="fewer and smaller cases, fewer rounds")
    parser.add_argument("--rounds", type=int)
    parser.add_argument("--most", type=int, default=10**8, metavar="N", help="the largest table")
    parser.add_argument("--only", nargs="+", default=[], metavar="SUITE")
    parser.add_argument("--peers", nargs="+", default=PEERS, metavar="PEER")
    parser.add_argument("--under", default="", metavar="COMMAND")
    return parser.parse_args()


def peers_of(case, options):
    """Those that the case is for and that were built."""
    wanted = [peer for peer in case.peers or PEERS if peer in options.peers]
    return [peer for peer in wanted if (options.programs / f"{case.program}_{peer}").exists()]


def run(case, peer, options):
    """A row's name and its figure, for each line that the program prints."""
    program = options.programs / f"{case.program}_{peer}"
    command = [*shlex.split(options.under), str(program), *case.arguments]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)}: exit status {done.returncode}\n{done.stderr}")
    return {name: float(figure) for name, figure, _ in map(str.split, done.stdout.splitlines())}


def measure(case, options, progress):
    """{row: {peer: [a figure of each round]}}"""
    peers = peers_of(case, options)
    figures = {}
    for turn in range(options.rounds or case.rounds):
        first = turn % len(peers) if peers else 0
        for peer in peers[first:] + peers[:first]:
            progress(f"{case.program} {case.label}: round {turn + 1}, {peer}")
            for row, figure in run(case, peer, options).items():
                figures.setdefault(row, {}).setdefault(peer, []).append(figure)
    return figures


def machine():
    """What the figures were taken on, in words."""
    model = "unknown processor"
    for line in open("/proc/cpuinfo", encoding="utf-8"):
        if line.startswith("model name"):
            model = line.split(":", 1)[1].strip()
    return f"{model}, {os.cpu_count()} processors"


def main():
    options = command_line()
    cases = [
        (suite, case)
        for suite in suites_of(options.quick, options.most)
        if not options.only or suite.name in options.only
        for case in suite.cases
    ]
    path = options.results / "results.json"
    results = {"suites": {}, "about": {}}
    if options.only and path.exists():
        results |= json.loads(path.read_text())
    results |= {"machine": machine(), "cpython": platform.python_version(), "date": time.strftime("%Y-%m-%d")}
    results["about"] |= {suite.name: f"In {suite.unit}. {suite.note}".strip() for suite, _ in cases}
    for suite, _ in cases:
        results["suites"][suite.name] = {}
    begin = time.monotonic()
    for number, (suite, case) in enumerate(cases):

        def progress(text, number=number):
            minutes, seconds = divmod(int(time.monotonic() - begin), 60)
            end = "\r" if sys.stderr.isatty() else "\n"
            print(f"{number + 1}/{len(cases)} {minutes:3}:{seconds:02}  {text:60}", end=end, file=sys.stderr)

        figures = measure(case, options, progress)
        results["suites"][suite.name].setdefault(case.label, {}).update(figures)
        path.write_text(json.dumps(results, indent=1))
    if sys.stderr.isatty():
        print(file=sys.stderr)


if __name__ == "__main__":
    main()
