#!/bin/sh
# Builds the documentation site, reference and pages, and checks its links: sh docs/site.sh [FOLDER]
# It is then in FOLDER/html (.build/site/html if none is given); begin with index.html.  Doxygen is installed if it is
# missing (see .ci/need).
set -eu
cd "$(dirname "$0")/.."
sh .ci/need doxygen python3
out=${1:-.build/site}
python3 docs/site/prepare.py . "$out/input"
version=$(sed -n 's/^#define RC_M[A-Z]*_VERSION //p' runtime/include/recount/version.h | paste -sd. -)
rm -rf "$out/html"
{
    cat docs/site/Doxyfile
    echo "PROJECT_NUMBER = $version"
    echo "INPUT = $out/input"
    echo "STRIP_FROM_PATH = $out/input"
    echo "EXCLUDE = $out/input/extra"
    echo "USE_MDFILE_AS_MAINPAGE = $out/input/README.md"
    echo "OUTPUT_DIRECTORY = $out"
} | doxygen -
cp -R "$out/input/extra/." "$out/html/"
python3 docs/site/check_links.py . "$out/html"
echo "recount: the site is in $out/html/index.html" >&2
