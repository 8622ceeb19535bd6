#!/bin/sh
# Prints the line coverage of runtime/ and hashtable/ by the tests: sh tests/coverage.sh
# Fails when it is below 95 %.  The build is in .build/coverage.
set -eu
cd "$(dirname "$0")/.."
sh .ci/need cc c++ cmake make pkg-config cmocka python3-dev gcovr
. .ci/build

build .build/coverage -DCMAKE_BUILD_TYPE=Debug -DRECOUNT_COVERAGE=ON -DRECOUNT_LEDGER=OFF -DBUILD_TESTING=ON
# Counters add up over runs: the old ones go.
find .build/coverage -name '*.gcda' -delete
ctest --test-dir .build/coverage --output-on-failure --parallel "$jobs" --quiet
case $(sed -n 's/^CMAKE_C_COMPILER:[A-Z]*=//p' .build/coverage/CMakeCache.txt) in
*clang*) gcov='llvm-cov gcov' ;;
*) gcov=gcov ;;
esac
gcovr --root . --gcov-ignore-parse-errors --filter runtime/ --filter hashtable/ --gcov-executable "$gcov" --fail-under-line 95 \
    --print-summary .build/coverage
