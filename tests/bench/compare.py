"""Runs the benchmark for recount and for CPython in turn, and compares.

    compare.py RECOUNT_PROGRAM CPYTHON_PROGRAM [ROUNDS]

Each round runs every workload once for either side, in fresh processes, one directly after the other: what
disturbs the machine disturbs both.  The ratio is the median of the rounds' own ratios; its spread is from the
least to the greatest.  Exit status 1: a collection is slower than CPython's.
"""

import statistics
import subprocess
import sys

COLLECTIONS = ["live-near", "live-random", "rooted-near", "rooted-random", "dead-pairs"]
SIZES = ["250000", "500000", "1000000", "2000000"]


def cost(program, *arguments):
    run = subprocess.run([program, *arguments], capture_output=True, check=True, text=True)
    return float(run.stdout)


def measure(programs, arguments, rounds):
    """Two lists of nanoseconds per object.  Who is first changes from round to round."""
    costs = {program: [] for program in programs}
    for turn in range(rounds):
        for program in programs if turn % 2 == 0 else reversed(programs):
            costs[program].append(cost(program, *arguments))
    return [costs[program] for program in programs]


def tell(name, ours, theirs):
    ratios = [our / their for our, their in zip(ours, theirs)]
    ratio = statistics.median(ratios)
    print(
        f"{name:16} {statistics.median(ours):9.1f} {statistics.median(theirs):9.1f}"
        f" {ratio:7.2f}   {min(ratios):.2f} - {max(ratios):.2f}",
        flush=True,
    )
    return ratio


def main():
    programs = sys.argv[1:3]
    rounds = int(sys.argv[3]) if len(sys.argv) > 3 else 7
    print(f"nanoseconds per object, median of {rounds} rounds")
    print(f"{'':16} {'recount':>9} {'CPython':>9} {'ratio':>7}   {'spread'}")
    slow = 0
    for name in COLLECTIONS:
        slow += tell(name, *measure(programs, [name], rounds)) > 1.0
    for size in SIZES:
        tell(f"build {size}", *measure(programs, ["build", size], rounds))
    sys.exit(slow > 0)


if __name__ == "__main__":
    main()
