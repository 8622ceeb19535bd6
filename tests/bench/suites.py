"""What is measured: suites of cases.  A case is one command line, which prints a figure for each of its rows."""

import os
from dataclasses import dataclass

BOTH = ("cpython", "recount")
LIBRARIES = (*BOTH, "cpython_static", "recount_static")
TABLE_ROWS = ["set-new", "get-same", "get-equal", "get-absent", "update", "iterate", "pop"]
GRAPHS = ["live-near", "live-random", "rooted-near", "rooted-random", "dead-pairs"]


@dataclass
class Case:
    label: str
    program: str
    arguments: list
    rounds: int
    peers: tuple = ()  # none: all that were built


@dataclass
class Suite:
    name: str
    cases: list
    unit: str = "ns an operation"
    note: str = ""


def text(n):
    """1000 is 1e3."""
    exponent = len(str(n)) - 1
    return f"{n // 10**exponent}e{exponent}"


def tables(keys, sizes, rounds):
    return [
        Case(f"{keys} {text(n)}", "table", [keys, str(n), *TABLE_ROWS], min(rounds, 3) if n >= 10**7 else rounds)
        for n in sizes
    ]


def bulk(sizes, rounds):
    """Each row in a process of its own, so that what is warm is the same for both ways."""
    return [
        Case(f"{keys} {text(n)}", "table", [keys, str(n), row], min(rounds, 3) if n >= 10**7 else rounds, BOTH)
        for keys in ("str", "int")
        for n in sizes
        for row in ("get-each", "get-many", "set-each", "set-many", "update-each", "update-many", "update-all")
    ]


BYTES_A_PAIR = 170  # of the scale's workload at its peak: two ints, a float, pointers to them, the table as it grows


def fits(n):
    """Does the machine have the memory, with a fifth left?"""
    return n * BYTES_A_PAIR < 0.8 * os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGESIZE")


def scale(most):
    sizes = [step * 10**power for power in range(2, 8) for step in (1, 2, 5)] + [10**8]
    sizes = [n for n in sizes if n <= most]
    fitting = [n for n in sizes if fits(n)]
    cases = [
        Case(text(n), "table", ["int", str(n), "set-new", "get-same", "get-absent"], 1 if n >= 5 * 10**7 else 3,
             (*BOTH, "abseil", "khash"))
        for n in fitting
    ]
    note = f"Up to {text(fitting[-1])} pairs: "
    note += "what was asked for." if fitting == sizes else "more do not fit into four fifths of the free memory."
    return Suite("scale", cases, note=note)


def longest(sizes, rounds):
    return [Case(f"{keys} {text(n)}", "table", [keys, str(n), "longest-set"], rounds, (*BOTH, "abseil", "khash"))
            for keys in ("str", "int") for n in sizes]


def collections(rounds, sizes):
    graphs = [Case("1e6", "collector", ["1000000", graph], rounds, (*BOTH, "lua")) for graph in GRAPHS]
    builds = [Case(text(n), "collector", [str(n), "build"], rounds, (*BOTH, "lua")) for n in sizes]
    return graphs + builds


def suites_of(quick, most):
    """No table and no graph is larger than most, except where a case's size is fixed."""
    rounds = 3 if quick else 7
    most = min(most, 10**5) if quick else most
    sizes = [n for n in (10**3, 10**5, 10**6, 10**7) if n <= most]
    builds = [n for n in (10**5, 10**6, 10**7) if n <= most]
    return [
        Suite("table", tables("str", sizes, rounds) + tables("int", sizes, rounds)),
        Suite("sequence", tables("sequence", sizes, rounds)),
        Suite("bulk", bulk(sizes, rounds)),
        Suite("memory", [Case(keys, "memory", [keys], 1, BOTH) for keys in ("str", "int")], "bytes"),
        Suite("objects", [
            Case("objects", "objects", [], rounds, (*LIBRARIES, "mimalloc", "malloc")),
            Case("references", "counts", [], rounds, LIBRARIES),
        ]),
        Suite("resident", [Case("a million floats", "objects", ["resident-after"], rounds)], "% of before"),
        Suite("collector", collections(rounds, builds), "ns a container"),
        Suite("pause", [Case(text(n), "collector", [str(n), "longest-build"], rounds, BOTH) for n in builds], "ns"),
        Suite("longest", longest(sizes[1:], min(rounds, 5)), "ns"),
        scale(most),
    ]
