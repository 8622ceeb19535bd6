"""Compares instructions an operation with those in instructions.txt: guard.py DIRECTORY [--update]

DIRECTORY has the programs, and the file `compiler` that says what built them; figures are kept for each compiler.
--update writes the figures of this compiler.  Exit status 1: an operation needs over 3 % more than stored.
"""

import pathlib
import sys

import callgrind

STORED = pathlib.Path(__file__).with_name("instructions.txt")
TOLERANCE = 0.03
PROGRAMS = [
    ["table", "str", "1000"],
    ["table", "int", "1000"],
    ["objects"],
    ["counts"],
    *(["collector", "10000", row] for row in ("live-near", "live-random", "rooted-near", "dead-pairs", "build")),
]
HEAD = """# Instructions an operation, by compiler: sh tests/bench/guard.sh compares them, and
# sh tests/bench/guard.sh --update writes those of the compiler that is here.
"""


def load():
    """{(compiler, operation): instructions}"""
    lines = STORED.read_text().splitlines() if STORED.exists() else []
    fields = [line.split() for line in lines if line and not line.startswith("#")]
    return {(compiler, operation): float(figure) for compiler, operation, figure in fields}


def store(figures):
    lines = [f"{compiler} {operation:32} {figure:10.1f}\n" for (compiler, operation), figure in figures.items()]
    STORED.write_text(HEAD + "".join(lines))


def measure(directory):
    """{operation: instructions}"""
    figures = {}
    for name, *arguments in PROGRAMS:
        print(f"counting {' '.join([name, *arguments])}", file=sys.stderr)
        rows = callgrind.count([str(directory / f"{name}_recount"), *arguments])
        where = arguments[0] if name == "table" else name
        figures.update({f"{where}/{row}": events["Ir"] for row, events in rows.items()})
    return figures


def compare(figures, stored):
    """Says what changed; how many operations need too much."""
    worse = 0
    for operation, figure in figures.items():
        before = stored.get(operation)
        if before is None:
            print(f"{operation}: {figure:.1f}, nothing stored", file=sys.stderr)
            continue
        change = figure / before - 1
        if abs(change) > TOLERANCE:
            print(f"{operation}: {figure:.1f} instructions, {change:+.1%} to the stored {before:.1f}", file=sys.stderr)
        worse += change > TOLERANCE
    return worse


def main():
    directory = pathlib.Path(sys.argv[1])
    compiler = (directory / "compiler").read_text().strip()
    figures = measure(directory)
    all_stored = load()
    if "--update" in sys.argv[2:]:
        others = {key: figure for key, figure in all_stored.items() if key[0] != compiler}
        store({**others, **{(compiler, operation): figure for operation, figure in figures.items()}})
        print(f"{len(figures)} figures of {compiler} stored in {STORED}", file=sys.stderr)
        return
    stored = {operation: figure for (built_by, operation), figure in all_stored.items() if built_by == compiler}
    if not stored:
        print(f"no figures of {compiler} are stored, so there is nothing to compare with", file=sys.stderr)
        return
    worse = compare(figures, stored)
    print(f"{len(figures)} operations counted, {worse} need over {TOLERANCE:.0%} more instructions than stored",
          file=sys.stderr)
    sys.exit(worse > 0)


if __name__ == "__main__":
    main()
