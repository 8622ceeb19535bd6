#!/bin/sh
# Measures recount beside its peers: sh tests/bench/run.sh [quick] [argument of compare.py...]
# Everything takes an hour or two, quick some minutes.  Results are in .build/bench: report.md, *.svg, results.json.
set -eu
cd "$(dirname "$0")/../.."
sh .ci/need cc c++ cmake make pkg-config python3-dev
. .ci/build

if [ "${1:-}" = quick ]; then
    shift
    set -- --quick "$@"
fi
python=python3 # the system's: another one may have been built with less care
[ ! -x /usr/bin/python3 ] || python=/usr/bin/python3

build .build/bench -DCMAKE_BUILD_TYPE=Release -DBUILD_TESTING=OFF -DRECOUNT_BUILD_EXAMPLES=OFF -DRECOUNT_BENCH=ON \
    -DPython3_EXECUTABLE="$(command -v $python)"
grep '^-- Benchmarks: ' .build/bench/log >&2 || true
programs=.build/bench/tests/bench
$python tests/bench/compare.py $programs "$@"
$python tests/bench/report.py $programs
cp $programs/results.json $programs/report.md .build/bench/
cat .build/bench/report.md
