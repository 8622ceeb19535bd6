#!/bin/sh
# Builds recount and passes its tests: sh tests/run.sh [argument of ctest...]
# Installs what is missing first (see .ci/need).  The build is in .build/tests.
set -eu
cd "$(dirname "$0")/.."
sh .ci/need cc c++ cmake make pkg-config cmocka python3-dev
. .ci/build

build .build/tests -DCMAKE_BUILD_TYPE=RelWithDebInfo -DBUILD_TESTING=ON -DRECOUNT_BUILD_EXAMPLES=ON
ctest --test-dir .build/tests --output-on-failure --parallel "$jobs" "$@"
