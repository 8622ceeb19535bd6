#!/bin/sh
# The main job on real input: sh docs/examples/demo.sh
# Builds recount, tells its story, and counts the identifiers of all C headers under /usr/include.
# Installs what is missing first (see .ci/need).  The build is in .build/demo.
set -eu
cd "$(dirname "$0")/../.."
sh .ci/need cc cmake make
. .ci/build

build .build/demo -DCMAKE_BUILD_TYPE=Release -DBUILD_TESTING=OFF -DRECOUNT_LEDGER=OFF -DRECOUNT_BUILD_EXAMPLES=ON
.build/demo/docs/examples/story
echo
find /usr/include -name '*.h' -type f | sort | .build/demo/docs/examples/wordcount -
