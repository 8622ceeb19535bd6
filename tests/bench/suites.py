"""What is measured: suites of cases.  A case is one command line, which prints a figure for each of its rows."""

import os
from dataclasses import dataclass

BOTH = ("cpython", "recount")


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


def number(n):
    """1000 is 1e3."""
    exponent = len(str(n)) - 1
    mantissa = n // 10**exponent
    return f"{mantissa}e{exponent}"


def tables(keys, sizes, rounds):
    return [
        Case(f"{keys} {number(n)}", "table", [keys, str(n)], 3 if n >= 10**7 else rounds)
        for n in sizes
    ]


def suites_of(quick):
    rounds = 3 if quick else 7
    sizes = [10**3, 10**5] if quick else [10**3, 10**5, 10**6, 10**7]
    return [
        Suite("table", tables("str", sizes, rounds) + tables("int", sizes, rounds)),
        Suite("sequence", tables("sequence", sizes, rounds)),
    ]
