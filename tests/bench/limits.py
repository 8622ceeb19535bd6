"""How far from the machine's limit? limits.py PROGRAMS RESULTS

Under callgrind, for recount and for CPython: instructions an operation with 1000 pairs, where all is in the cache, and
cache lines an operation fetches with a million, of a simulated first level and of one of 2 MiB behind it.  Writes
RESULTS/limits.md.
"""

import pathlib
import sys

import callgrind
from report import markdown
from suites import TABLE_ROWS

PEERS = ("cpython", "recount")
CACHES = ["--cache-sim=yes", "--I1=32768,8,64", "--D1=32768,8,64", "--LL=2097152,16,64"]


def missed(events, level):
    return events[f"{level}mr"] + events[f"{level}mw"]


def lines(programs, keys):
    few = {}
    many = {}
    for peer in PEERS:
        program = str(programs / f"table_{peer}")
        print(f"counting {keys}, {peer}", file=sys.stderr)
        few[peer] = callgrind.count([program, keys, "1000", *TABLE_ROWS])
        many[peer] = callgrind.count([program, keys, "1000000", *TABLE_ROWS], *CACHES)
    for row in TABLE_ROWS:
        yield [
            f"{keys}: {row}",
            *(f"{few[peer][row]['Ir']:.0f}" for peer in PEERS),
            *(f"{missed(many[peer][row], 'D1'):.1f}" for peer in PEERS),
            *(f"{missed(many[peer][row], 'DL'):.1f}" for peer in PEERS),
        ]


def main():
    programs, results = map(pathlib.Path, sys.argv[1:3])
    heads = [""] + [f"{what}, {who}" for what in ("instructions", "beyond 32 KiB", "beyond 2 MiB")
                    for who in ("CPython", "recount")]
    rows = [line for keys in ("str", "int") for line in lines(programs, keys)]
    (results / "limits.md").write_text(markdown(heads, rows))


if __name__ == "__main__":
    main()
