#!/bin/sh
# Fuzzing: sh tests/fuzz/run.sh [NAME [SECONDS]]
#
# Runs a harness (arguments, callbacks, memory, program, table, text; without a name each of them) for so many seconds (60) under
# libFuzzer, AddressSanitizer and UndefinedBehaviorSanitizer, beginning with the inputs of corpus/ and those of earlier
# runs; prints the lines of the library that all inputs of all harnesses so far reach.  An input that breaks something is
# left in .build/fuzz/.  All run with the ledger as well, which audits after every operation, and whose findings end the
# run, too:  RECOUNT_FUZZ_LEDGER=ON sh tests/fuzz/run.sh program.
#   sh tests/fuzz/run.sh keep NAME            writes corpus/NAME.corpus anew, with the fewest inputs that reach as many lines
#   sh tests/fuzz/run.sh afl NAME [SECONDS]   runs a harness under AFL++
set -eu
cd "$(dirname "$0")/../.."
task=fuzz
case ${1:-} in
keep | afl)
    task=$1
    shift
    ;;
esac
names=${1:-arguments callbacks memory program table text}
seconds=${2:-60}
sh .ci/need cc cmake make clang python3 gcovr
. .ci/build
ledger=${RECOUNT_FUZZ_LEDGER:-OFF}
common="-DCMAKE_BUILD_TYPE=Debug -DBUILD_TESTING=ON -DRECOUNT_BUILD_EXAMPLES=OFF -DRECOUNT_PYTHON=OFF -DRECOUNT_LAB=OFF \
    -DRECOUNT_INSTALL=OFF"

# harness FOLDER NAME [-DVARIABLE=VALUE...]: configures, and builds the harness alone.
harness() {
    made_in=$1 made=fuzz_$2
    shift 2
    mkdir -p "$made_in"
    # shellcheck disable=SC2086 # words
    if ! cmake -S . -B "$made_in" $common "$@" >"$made_in/log" 2>&1 ||
        ! cmake --build "$made_in" --target "$made" >>"$made_in/log" 2>&1; then
        cat "$made_in/log" >&2
        exit 1
    fi
}

# libfuzzer NAME: builds the harness for libFuzzer, in $folder.  With AddressSanitizer there would be no pool.
libfuzzer() {
    folder=.build/fuzz sanitizers=address,undefined
    if [ "$ledger" != OFF ]; then
        folder=.build/fuzz-ledger
    elif [ "$1" = memory ]; then
        folder=.build/fuzz-pool sanitizers=undefined
    fi
    harness "$folder" "$1" -DCMAKE_C_COMPILER=clang -DRECOUNT_LEDGER="$ledger" -DRECOUNT_TEST_LEDGER="$ledger" \
        -DRECOUNT_SANITIZE=$sanitizers,fuzzer-no-link
}

# AFL++ asks for one CPU for itself, and for crashes that are told to no program: neither is needed here.
run_afl() {
    sh .ci/need afl-fuzz
    export AFL_QUIET=1 AFL_NO_UI=1 AFL_NO_AFFINITY=1 AFL_SKIP_CPUFREQ=1 AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES=1
    for name in $names; do
        harness .build/fuzz-afl "$name" -DCMAKE_C_COMPILER=afl-clang-fast -DRECOUNT_LEDGER=OFF \
            -DRECOUNT_SANITIZE=address,undefined
        inputs=.build/fuzz-afl/inputs/$name
        python3 tests/fuzz/corpus.py unpack "$name" "$inputs"
        ASAN_OPTIONS=abort_on_error=1:symbolize=0:detect_leaks=0:allocator_may_return_null=1 afl-fuzz -V "$seconds" \
            -t 5000 -m none -i "$inputs" -o ".build/fuzz-afl/$name" -- ".build/fuzz-afl/tests/fuzz/fuzz_$name" \
            >".build/fuzz-afl/$name.log"
        grep 'execs_done\|edges_found\|saved_crashes\|saved_hangs' ".build/fuzz-afl/$name/default/fuzzer_stats"
    done
}

# Without counters: what reaches no other lines than some shorter input is left out.
keep() {
    for name in $names; do
        libfuzzer "$name"
        mkdir -p "$folder/fewest"
        rm -rf "$folder/fewest/$name"
        mkdir "$folder/fewest/$name"
        python3 tests/fuzz/corpus.py unpack "$name" "$folder/inputs/$name"
        "$folder/tests/fuzz/fuzz_$name" -merge=1 -use_counters=0 -max_len=400 "$folder/fewest/$name" \
            "$folder/inputs/$name" 2>/dev/null
        python3 tests/fuzz/corpus.py pack "$name" "$folder/fewest/$name"
    done
}

if [ "$task" = afl ]; then
    run_afl
    exit
fi
if [ "$task" = keep ]; then
    keep
    exit
fi
mkdir -p .build/fuzz-coverage
find .build/fuzz-coverage -name '*.gcda' -delete
for name in $names; do
    libfuzzer "$name"
    harness .build/fuzz-coverage "$name" -DRECOUNT_COVERAGE=ON -DRECOUNT_LEDGER=OFF
    inputs=$folder/inputs/$name
    python3 tests/fuzz/corpus.py unpack "$name" "$inputs"
    RECOUNT_AUDIT=1 ASAN_OPTIONS=detect_leaks=1:allocator_may_return_null=1 "$folder/tests/fuzz/fuzz_$name" \
        -max_total_time="$seconds" -max_len=400 -timeout=20 -rss_limit_mb=4096 -print_final_stats=1 \
        -artifact_prefix="$folder/" "$inputs" 2>"$folder/$name.log" || {
        tail -n 60 "$folder/$name.log" >&2
        exit 1
    }
    grep -a 'DONE\|new_units_added\|number_of_executed' "$folder/$name.log"
    find "$inputs" -type f -print0 | xargs -0 .build/fuzz-coverage/tests/fuzz/fuzz_"$name" >/dev/null 2>&1
    gcovr --root . --gcov-ignore-parse-errors --filter runtime/ --filter hashtable/ --print-summary .build/fuzz-coverage |
        sed -n "s/^lines:/$name: lines so far:/p; s/^branches:/$name: branches so far:/p"
done
