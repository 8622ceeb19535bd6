#!/bin/sh
# The tests on a bare Debian of another age: sh tests/debian.sh SUITE [COMMAND...]
#
# SUITE is a release's name, or testing: compilers, C library, CMake and CPython are then those of that release.  Its
# smallest system is put into .build/debian/SUITE (root, debootstrap), a copy of this tree into it, and COMMAND runs
# there, by default the README's test command.  So nothing is there but what the project installs itself.
set -eu
cd "$(dirname "$0")/.."
suite=${1:-}
if [ -z "$suite" ]; then
    sed -n '2,/^set/s/^# \{0,1\}//p' "$0" >&2
    exit 2
fi
shift
[ $# -gt 0 ] || set -- sh tests/run.sh
sh .ci/need debootstrap
system=$PWD/.build/debian/$suite
if [ ! -d "$system/recount" ]; then
    mkdir -p "$system"
    echo "recount: fetching Debian's $suite" >&2
    # sid's way serves for releases that debootstrap has not heard of
    script=/usr/share/debootstrap/scripts/$suite
    [ -e "$script" ] || script=/usr/share/debootstrap/scripts/sid
    debootstrap --variant=minbase --keyring=/usr/share/keyrings/debian-archive-keyring.gpg "$suite" "$system" \
        http://deb.debian.org/debian "$script" >"$system.log" 2>&1 || { cat "$system.log" >&2 && exit 1; }
    echo 'Acquire::Check-Valid-Until "false";' >"$system/etc/apt/apt.conf.d/late-mirror"
    mkdir "$system/recount"
fi
git ls-files -z | tar -c --null -T - | tar -x -C "$system/recount"
cp /etc/resolv.conf "$system/etc/"
# shellcheck disable=SC2016 # the inner shell's
exec unshare --mount sh -c '
    system=$1
    shift
    mount -t proc proc "$system/proc"
    mount --rbind /dev "$system/dev"
    exec chroot "$system" sh -c "cd /recount && exec \"\$@\"" sh "$@"' sh "$system" "$@"
