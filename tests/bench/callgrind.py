"""Runs a program of this folder under callgrind: what it counts does not depend on the machine's mood."""

import os
import pathlib
import re
import statistics
import subprocess
import sys
import tempfile

# Hashes are the same in every run, symbols are bound before anything is counted, and memcmp is the same on every
# x86-64 processor.
ENVIRONMENT = {
    "RECOUNT_HASHSEED": "1",
    "PYTHONHASHSEED": "1",
    "LD_BIND_NOW": "1",
    "GLIBC_TUNABLES": "glibc.cpu.hwcaps=-AVX2,-AVX2_Usable",
}


def events_of(dump):
    """The row that a dump is of, and its {event: count}."""
    head = dump.read_text(errors="replace")
    row = re.search(r"^desc: Trigger: Client Request: (\S+)$", head, re.M)
    if row is None:
        return None
    names = re.search(r"^events: (.*)$", head, re.M).group(1).split()
    counts = re.search(r"^summary: (.*)$", head, re.M).group(1).split()
    return row.group(1), dict(zip(names, map(int, counts)))


def count(command, *options):
    """{row: {event: count an operation}}.  Of a row that was run several times it is the median."""
    with tempfile.TemporaryDirectory() as scratch:
        out = pathlib.Path(scratch) / "out"
        done = subprocess.run(
            ["valgrind", "--tool=callgrind", f"--callgrind-out-file={out}", *options, *command],
            env={**os.environ, **ENVIRONMENT},
            capture_output=True,
            text=True,
        )
        if done.returncode != 0:
            sys.exit(f"{' '.join(command)}: exit status {done.returncode}\n{done.stderr}")
        operations = {row: int(number) for row, _, number in map(str.split, done.stdout.splitlines())}
        dumps = {}
        for dump in pathlib.Path(scratch).iterdir():
            found = events_of(dump)
            if found is not None:
                dumps.setdefault(found[0], []).append(found[1])
    if not dumps:
        sys.exit("nothing was counted: were the programs built without valgrind's header?")
    return {
        row: {
            event: statistics.median(turn[event] for turn in dumps[row]) * len(dumps[row]) / number
            for event in dumps[row][0]
        }
        for row, number in operations.items()
    }
