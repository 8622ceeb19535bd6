#!/bin/sh
# Compares the collector with CPython's: sh tests/bench/gc.sh [rounds]
# Fails when a collection is slower.  The build, for release, is in .build/bench.
set -eu
cd "$(dirname "$0")/../.."
sh .ci/need cc c++ cmake make pkg-config python3-dev
. .ci/build

build .build/bench -DCMAKE_BUILD_TYPE=Release -DBUILD_TESTING=OFF -DRECOUNT_BUILD_EXAMPLES=OFF -DRECOUNT_BENCH=ON
bench=.build/bench/tests/bench
python3 tests/bench/compare.py "$bench/gc_graph_recount" "$bench/gc_graph_cpython" "${1:-7}"
