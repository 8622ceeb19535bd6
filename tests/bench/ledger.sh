#!/bin/sh
# What the ledger costs beside the release library: sh tests/bench/ledger.sh [argument of ledger.py...]
# The build, for release, is in .build/cost.
set -eu
cd "$(dirname "$0")/../.."
sh .ci/need cc cmake make python3
. .ci/build

build .build/cost -DCMAKE_BUILD_TYPE=Release -DBUILD_TESTING=OFF -DRECOUNT_BUILD_EXAMPLES=OFF -DRECOUNT_LEDGER=ON
python3 tests/bench/ledger.py .build/cost "$@"
