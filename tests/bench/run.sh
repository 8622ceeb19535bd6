#!/bin/sh
# Measures recount beside its peers: sh tests/bench/run.sh [quick] [argument of compare.py...]
# All of it takes an hour or two, quick a few minutes.  What is missing of the peers is installed, if that can be, or
# left out.  Results are in .build/bench/results: report.md, summary.md, limits.md, *.svg, and all figures in results.json.
set -eu
cd "$(dirname "$0")/../.."
export PATH="/usr/bin:$PATH" # the system's CPython first: others may have been built with less care
sh .ci/need cc c++ cmake make pkg-config python3-dev
for peer in glib abseil uthash khash lua mimalloc matplotlib valgrind; do
    sh .ci/need $peer || echo "recount: $peer is left out" >&2
done
. .ci/build

mode=
if [ "${1:-}" = quick ]; then
    mode=--quick
    shift
fi
rm -f .build/bench/CMakeCache.txt # it remembers what was not there
build .build/bench -DCMAKE_BUILD_TYPE=Release -DBUILD_TESTING=OFF -DRECOUNT_BUILD_EXAMPLES=OFF -DRECOUNT_BENCH=ON \
    -DRECOUNT_LEDGER=OFF -DPython3_EXECUTABLE="$(command -v python3)"
grep '^-- Benchmarks: ' .build/bench/log >&2 || true

programs=.build/bench/tests/bench
results=.build/bench/results
mkdir -p $results
# shellcheck disable=SC2086 # mode is a word or none
python3 tests/bench/compare.py $programs $results $mode "$@"
python3 tests/bench/report.py $results
if python3 -c 'import matplotlib' 2>/dev/null; then
    python3 tests/bench/plot.py $results
else
    echo "recount: no matplotlib here, nothing is drawn" >&2
fi
if [ -z "$mode$*" ] && command -v valgrind >/dev/null; then
    python3 tests/bench/limits.py $programs $results
fi
cat $results/report.md
