#!/bin/sh
# The table of docs/ledger.md: what the ledger and other tools say of the gallery of mistakes.
#   sh tests/mistakes/compare.sh [argument of compare.py...]
# CPython's debug build is Debian's; its packages are unpacked into the build folder, so that the installed
# CPython stays as it is.  Without them CPython is left out.
set -eu
cd "$(dirname "$0")/../.."
build=$PWD/.build/compare
mkdir -p "$build/packages"
if [ ! -e "$build/python-debug/usr" ]; then
    (cd "$build/packages" && apt-get download python3.11-dbg libpython3.11-dbg) || :
    for package in "$build"/packages/*.deb; do
        [ ! -e "$package" ] || dpkg -x "$package" "$build/python-debug"
    done
fi
cpython=
[ ! -e "$build/python-debug/usr" ] || cpython=--cpython=$build/python-debug
exec python3 tests/mistakes/compare.py --build "$build" $cpython "$@"
