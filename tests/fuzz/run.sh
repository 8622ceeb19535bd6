#!/bin/sh
# Fuzzing: sh tests/fuzz/run.sh [NAME [SECONDS]]
#
# Runs a harness (arguments, program, table, text; without a name each of them) for so many seconds (60) under libFuzzer,
# AddressSanitizer and UndefinedBehaviorSanitizer, beginning with the inputs of corpus/ and those of earlier runs; prints
# the lines of the library that all inputs together reach.  An input that breaks something is left in .build/fuzz/.
# `program` runs with the ledger as well, which audits after every operation:  RECOUNT_FUZZ_LEDGER=ON sh tests/fuzz/run.sh
# program.  sh tests/fuzz/run.sh keep NAME writes corpus/NAME.corpus anew, with the fewest inputs that reach as much.
set -eu
cd "$(dirname "$0")/../.."
keep=no
if [ "${1:-}" = keep ]; then
    keep=yes
    shift
fi
names=${1:-arguments program table text}
seconds=${2:-60}
sh .ci/need cc cmake make clang python3 gcovr
. .ci/build
ledger=${RECOUNT_FUZZ_LEDGER:-OFF}
folder=.build/fuzz
[ "$ledger" = OFF ] || folder=.build/fuzz-ledger
common="-DCMAKE_BUILD_TYPE=Debug -DBUILD_TESTING=ON -DRECOUNT_BUILD_EXAMPLES=OFF -DRECOUNT_PYTHON=OFF -DRECOUNT_LAB=OFF \
    -DRECOUNT_INSTALL=OFF"

# programs FOLDER [-DVARIABLE=VALUE...]: configures, and builds the harnesses alone.
programs() {
    made_in=$1
    shift
    mkdir -p "$made_in"
    # shellcheck disable=SC2046,SC2086 # words
    if ! cmake -S . -B "$made_in" $common "$@" >"$made_in/log" 2>&1 ||
        ! cmake --build "$made_in" --target $(printf 'fuzz_%s ' $names) >>"$made_in/log" 2>&1; then
        cat "$made_in/log" >&2
        exit 1
    fi
}

programs $folder -DCMAKE_C_COMPILER=clang -DRECOUNT_LEDGER="$ledger" -DRECOUNT_TEST_LEDGER="$ledger" \
    -DRECOUNT_SANITIZE=address,undefined,fuzzer-no-link
programs .build/fuzz-coverage -DRECOUNT_COVERAGE=ON -DRECOUNT_LEDGER=OFF
for name in $names; do
    inputs=$folder/inputs/$name
    python3 tests/fuzz/corpus.py unpack "$name" "$inputs"
    if [ $keep = yes ]; then
        mkdir -p "$folder/fewest"
        rm -rf "$folder/fewest/$name"
        mkdir "$folder/fewest/$name"
        "$folder/tests/fuzz/fuzz_$name" -merge=1 -max_len=400 "$folder/fewest/$name" "$inputs" 2>/dev/null
        python3 tests/fuzz/corpus.py pack "$name" "$folder/fewest/$name"
        continue
    fi
    RECOUNT_AUDIT=1 ASAN_OPTIONS=detect_leaks=1:allocator_may_return_null=1 "$folder/tests/fuzz/fuzz_$name" \
        -max_total_time="$seconds" -max_len=400 -timeout=20 -rss_limit_mb=4096 -print_final_stats=1 \
        -artifact_prefix="$folder/" "$inputs" 2>"$folder/$name.log" || {
        tail -n 60 "$folder/$name.log" >&2
        exit 1
    }
    grep -a 'DONE\|new_units_added\|number_of_executed' "$folder/$name.log"
    find .build/fuzz-coverage -name '*.gcda' -delete
    find "$inputs" -type f -print0 | xargs -0 .build/fuzz-coverage/tests/fuzz/fuzz_"$name" >/dev/null
    gcovr --root . --gcov-ignore-parse-errors --filter runtime/ --filter hashtable/ --print-summary .build/fuzz-coverage |
        sed -n "s/^lines:/$name: lines:/p; s/^branches:/$name: branches:/p"
done
