#!/bin/sh
# Has an operation become slower?  sh tests/bench/guard.sh [--update]
# Counts instructions, which are the same whatever else the machine does, and compares them with instructions.txt.
# --update writes them there.  The build, for release, is in .build/guard.
set -eu
cd "$(dirname "$0")/../.."
sh .ci/need cc cmake make valgrind python3
. .ci/build

build .build/guard -DCMAKE_BUILD_TYPE=Release -DBUILD_TESTING=OFF -DRECOUNT_BUILD_EXAMPLES=OFF -DRECOUNT_BENCH=ON \
    -DRECOUNT_LEDGER=OFF -DRECOUNT_BENCH_PEERS=OFF -DRECOUNT_WERROR="${RECOUNT_WERROR:-OFF}"
python3 tests/bench/guard.py .build/guard/tests/bench "$@"
