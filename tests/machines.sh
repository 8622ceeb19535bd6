#!/bin/sh
# The tests on another machine: sh tests/machines.sh MACHINE [argument of ctest...]
#
#   aarch64   64-bit ARM            }
#   armhf     32-bit ARM            } qemu runs the programs
#   s390x     64-bit, big-endian    }
#   m32       32-bit x86
#   musl      another C library
#   msan      clang's MemorySanitizer
#   valgrind  valgrind's memcheck
#
# Installs what is missing (see .ci/need), builds recount with cmocka's source; the builds are in
# .build/machines/.  What is about the tree and not about the machine (the tool, installation, Python, C++) is left out.
set -eu
cd "$(dirname "$0")/.."
machine=${1:-}
if [ ! -f "tests/machines/$machine.cmake" ]; then
    sed -n '2,/^set/s/^# \{0,1\}//p' "$0" >&2
    exit 2
fi
shift
ledger=OFF memory=unlimited without=-
# Under qemu: what madvise and /proc/self say of a program's addresses is not the system's answer (range); the memory that
# is resident is qemu's own (resident); and it has a book of each page of the program's addresses, of which there are
# therefore few (-R in machines/*.cmake): too few for large blocks, so malloc serves, as with 32 bits (large), and for
# sixteen runtimes at once (threads).
not_emulated='^runtime/memory/(large|range)|^model/(resident|threads)'
case $machine in
aarch64)
    sh .ci/need cmake make aarch64-linux-gnu-gcc qemu-aarch64
    without=$not_emulated
    ;;
armhf)
    sh .ci/need cmake make arm-linux-gnueabihf-gcc qemu-arm
    without=$not_emulated
    ;;
s390x)
    sh .ci/need cmake make s390x-linux-gnu-gcc qemu-s390x
    without=$not_emulated
    ;;
m32)
    sh .ci/need cmake make i686-linux-gnu-gcc
    ledger=ON memory=500000
    ;;
musl)
    sh .ci/need cmake make musl-gcc
    # gdb finds no thread's variables; dlopen refuses libraries that have their own; cmocka's header is elsewhere
    without='^gdb|^layout/(two_versions|headers-c)'
    ;;
msan)
    sh .ci/need cmake make clang
    without='^gdb' # as with other sanitizers
    ;;
valgrind)
    sh .ci/need cmake make gcc valgrind
    without='^gdb|^model/resident' # the memory that is resident is Valgrind's own
    ;;
esac
. .ci/build
folder=.build/machines/$machine
toolchain=$PWD/tests/machines/$machine.cmake

# One that is there serves all machines.  The list of sources is one of our own: the system's often names no sources.
fetch_cmocka() {
    apt_folder=$PWD/.build/machines/apt
    mkdir -p "$apt_folder/lists/partial"
    . /etc/os-release
    case $ID in
    ubuntu) site="http://archive.ubuntu.com/ubuntu $VERSION_CODENAME main universe" ;;
    *) site="http://deb.debian.org/debian $VERSION_CODENAME main" ;;
    esac
    echo "deb-src $site" >"$apt_folder/sources.list"
    set -- -qq -o Dir::Etc::SourceList="$apt_folder/sources.list" -o Dir::Etc::SourceParts=/dev/null \
        -o Dir::State::Lists="$apt_folder/lists" -o APT::Sandbox::User=
    apt-get "$@" update
    (cd .build/machines && apt-get "$@" source --download-only cmocka)
    mkdir .build/machines/cmocka.new
    tar -xf .build/machines/cmocka_*.orig.tar.?z -C .build/machines/cmocka.new --strip-components=1
    mv .build/machines/cmocka.new .build/machines/cmocka
}

if [ "$machine" = armhf ]; then
    mkdir -p "$folder"
    arm-linux-gnueabihf-gcc -D_GNU_SOURCE -shared -fPIC -O2 -o "$folder/scarce.so" tests/machines/scarce.c
fi
if [ ! -f .build/machines/cmocka/src/cmocka.c ]; then
    echo "recount: fetching cmocka's source" >&2
    fetch_cmocka
fi

build "$folder" -DCMAKE_TOOLCHAIN_FILE="$toolchain" -DCMAKE_BUILD_TYPE=RelWithDebInfo -DBUILD_TESTING=ON \
    -DRECOUNT_BUILD_EXAMPLES=ON -DRECOUNT_CMOCKA="$PWD/.build/machines/cmocka" -DRECOUNT_PYTHON=OFF -DRECOUNT_LAB=OFF \
    -DRECOUNT_INSTALL=OFF -DRECOUNT_LEDGER=$ledger -DRECOUNT_WERROR=ON -DCMAKE_CXX_COMPILER=NOTFOUND
# Tests ask for more memory than there is, for which 32 bits have hardly numbers: so there is less.
ulimit -S -v $memory
RECOUNT_TEST_QUICK=1 ctest --test-dir "$folder" --output-on-failure --parallel "$jobs" -E "$without" "$@"
