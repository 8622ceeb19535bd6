#!/bin/sh
# The main job: sh docs/examples/demo.sh
# Builds recount, tells its founding story, and then lets `recount run` show the story with its mistake: what each line
# does to the counts, the guilty line, and the same as a page beside it.
# Installs what is missing first (see .ci/need).  The build is in .build/demo.
set -eu
cd "$(dirname "$0")/../.."
sh .ci/need cc cmake make
. .ci/build

build .build/demo -DCMAKE_BUILD_TYPE=Release -DBUILD_TESTING=OFF -DRECOUNT_BUILD_EXAMPLES=ON -DRECOUNT_LEDGER=ON
.build/demo/docs/examples/story
echo
echo '$ recount run docs/examples/story_mistake.c'
# its status is 1: there is a finding
.build/demo/lab/recount run --trace .build/demo/story.trace docs/examples/story_mistake.c || test $? -eq 1
.build/demo/lab/recount report .build/demo/story.trace -o .build/demo/story.html
echo
echo "The same as a page to step through: $PWD/.build/demo/story.html"
echo "Your own programs: '$PWD/.build/demo/lab/recount' run FILE.c"
