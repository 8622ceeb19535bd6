#!/usr/bin/env python3
"""Writes recount as a few files: recount.h, recount.c, and recount-ledger.c for the ledger.

usage: amalgamate.py SOURCE_DIR OUTPUT_DIR VERSION SOURCE... [--ledger SOURCE...]

The sources are named from SOURCE_DIR, in the order in which they are to stand; those behind --ledger make
recount-ledger.c.  Each header stands where it is needed first.  What is no part of recount.h (recount.hpp for C++,
python.h, the test kit) becomes a file beside it.  Nothing is changed in what a file says, but that

- includes of recount's own headers are gone,
- a source's macros end with it (#undef), as they do when it is compiled by itself,
- feature macros (_GNU_SOURCE) stand at the top.

So no two sources of a file may have a name in common at file scope: the compiler tells of one.  The same sources give
the same files.
"""
import pathlib
import re
import sys

INCLUDE = re.compile(r'\s*#\s*include\s+[<"]([^>"]+)[>"]')
DEFINE = re.compile(r"#\s*define\s+(\w+)")
FEATURE = re.compile(r"#\s*define\s+_(GNU|DEFAULT|POSIX_C)_SOURCE\b")
FOLDERS = ("runtime/include", "hashtable/include", "runtime", "hashtable")

PUBLIC = "runtime/include/recount/"
BESIDE = ("python.h", "recount.hpp", "testing.h", "testing_cmocka.h")

RULE = "/* " + "=" * 104 + " */"

USE = """\
 * Put the folder recount, where this is, into your program's, and write #include <recount/recount.h>.  In C11:
 *     cc -I. app.c recount/recount.c -lm
 * With the ledger, which finds mistakes in reference counting:
 *     cc -I. -g -DRC_LEDGER app.c recount/recount.c recount/recount-ledger.c -lm
"""

LICENCE = " * MIT licence.  Made by runtime/tools/amalgamate.py: a change belongs into the file that it is about.\n *\n"

# What recount.h must not bring into the library's own sources: the announcements of users' calls.
HEAD_OF_SOURCE = """
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#ifdef __clang__ /* not all that a header offers is used; clang says so where it stands in a source */
#pragma clang diagnostic ignored "-Wunused-function"
#endif
#define RECOUNT_DETAIL_ANALYZER_CALLS_H
#define RECOUNT_DETAIL_LEDGER_CALLS_H
#include "recount.h"
"""


class Amalgamation:
    """Files put one behind the other, each once."""

    def __init__(self, root, done=(), beside=()):
        self.root = root
        self.done = set(done)
        self.beside = set(beside)  # stay files of their own, which are included
        self.map = []  # (path, number of its first line)
        self.lines = []

    def find(self, path, name):
        """The path from the root of a header of recount's that is included; None for another's."""
        for folder in (pathlib.PurePosixPath(path).parent.as_posix(), *FOLDERS):
            if (self.root / folder / name).is_file():
                return f"{folder}/{name}"
        return None

    def add(self, path):
        """The file, with the headers that it needs in front."""
        self.done.add(path)
        text = (self.root / path).read_text(encoding="utf-8")
        body, depth = [], 0
        for number, line in enumerate(text.splitlines(), 1):
            match = INCLUDE.match(line)
            own = self.find(path, match[1]) if match else None
            if own in self.beside:
                body.append(f'#include "{pathlib.PurePosixPath(own).name}"')
            elif own and own not in self.done:
                # Only a header's guard may be open, else the header would be there under a condition.
                if depth > (0 if path.endswith(".c") else 1):
                    sys.exit(f"{path}:{number}: a header is included first under a condition")
                if not path.endswith(".c"):
                    self.flush(path, body)
                    body = []
                self.add(own)
            elif not own and not FEATURE.match(line):
                depth += bool(re.match(r"\s*#\s*if", line)) - bool(re.match(r"\s*#\s*endif", line))
                body.append(line)
        if path.endswith(".c"):
            body += ["", *(f"#undef {name}" for name in macros_of(text))]
        self.flush(path, body)

    def flush(self, path, body):
        """Appends lines of a file, under a headline."""
        body = "\n".join(body).strip("\n").split("\n")
        if body == [""]:
            return
        self.lines += ["", RULE, f"/* {path} */", ""]
        if all(path != known for known, _ in self.map):
            self.map.append((path, len(self.lines)))
        self.lines += body

    def write(self, path, title, head=""):
        """The file, beginning with a map of what is in it."""
        intro = f"/* {title}\n *\n{USE} *\n{LICENCE}"
        first = intro.count("\n") + len(self.map) + head.count("\n")
        table = "\n".join(f" *   {first + line:6}  {name}" for name, line in self.map)
        path.write_text(intro + table + " */\n" + head + "\n".join(self.lines) + "\n", encoding="utf-8")


def macros_of(text):
    """The macros that a source defines and leaves defined, each once."""
    names = []
    for line in text.splitlines():
        match = DEFINE.match(line)
        if match and not FEATURE.match(line) and match[1] not in names:
            names.append(match[1])
        match = re.match(r"#\s*undef\s+(\w+)", line)
        if match and match[1] in names:
            names.remove(match[1])
    return names


def main():
    if len(sys.argv) < 5:
        sys.exit(__doc__.split("\n\n")[1])
    root, output, version = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), sys.argv[3]
    release, ledger = sys.argv[4:], []
    if "--ledger" in release:
        at = release.index("--ledger")
        release, ledger = release[:at], release[at + 1:]
    output.mkdir(parents=True, exist_ok=True)

    header = Amalgamation(root)
    header.add(PUBLIC + "recount.h")
    header.write(output / "recount.h", f"recount {version}: the public headers as one.")
    for name in BESIDE:
        beside = {PUBLIC + other for other in ("recount.h", *BESIDE) if other != name}
        other = Amalgamation(root, header.done, beside)
        other.add(PUBLIC + name)
        other.write(output / name, f"recount {version}: {name}.")
    (output / "recount-ledger.c").unlink(missing_ok=True)
    for name, what, paths in (("recount.c", "the library as one source", release),
                              ("recount-ledger.c", "what the ledger has besides", ledger)):
        sources = Amalgamation(root, header.done)
        for path in paths:
            sources.add(path)
        if paths:
            sources.write(output / name, f"recount {version}: {what}.", HEAD_OF_SOURCE)


if __name__ == "__main__":
    main()
