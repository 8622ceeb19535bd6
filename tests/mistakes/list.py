#!/usr/bin/env python3
"""The gallery of mistakes: checks that every program is well-formed and prints them as a table.

A program of this folder opens with a comment of keys (TITLE, KIND, SEES, MASKED, STORY) and is two programs: as it
stands it has one mistake, with FIXED defined it has none.  The line to blame ends with /* GUILTY */, further lines
that a tool may name with /* ALSO */.  The programs in odd/ are correct, though they look odd; their kind is none.

    list.py           a line a program: name, kind, line, function, sees, masked
    list.py --json    the same for machines, a JSON object a line, with all that is known
    list.py --count   programs of each kind

Status 1, and a line on stderr for each fault, if a program is not well-formed."""

import argparse
import collections
import json
import pathlib
import re
import sys

KINDS = ("leak missing-incref over-decref use-after-free bad-traverse bad-dealloc uncollected-cycle stale-borrow "
         "lost-reference").split()
KEYS = ("TITLE", "KIND", "SEES", "MASKED", "STORY")
GUILTY, ALSO = "/* GUILTY */", "/* ALSO */"


class Malformed(Exception):
    pass


def read_header(lines):
    """The keys of the opening comment, each with its text as one line."""
    header, key = {}, None
    if not lines or not lines[0].startswith("/* TITLE: "):
        raise Malformed("the first line is not '/* TITLE: ...'")
    for line in lines:
        text = line[2:].strip()
        last = text.endswith("*/")
        text = text.removesuffix("*/").strip()
        found = re.match(r"([A-Z]+): (.*)$", text)
        if found:
            key = found[1]
            if key not in KEYS or key in header:
                raise Malformed(f"key {key} is unknown or there twice")
            header[key] = found[2]
        else:
            header[key] += " " + text
        if last:
            return header
    raise Malformed("the opening comment does not end")


def active_lines(lines, fixed):
    """The numbers, from 1, of the lines that are compiled.  Knows #ifdef FIXED, #ifndef FIXED, #else and #endif."""
    active, stack = [], []
    for number, line in enumerate(lines, 1):
        word = line.split("//")[0].split()
        if line.startswith("#if"):
            if word[0] not in ("#ifdef", "#ifndef") or word[1:2] != ["FIXED"]:
                raise Malformed(f"line {number}: only #ifdef FIXED and #ifndef FIXED are known")
            stack.append((word[0] == "#ifdef") == fixed)
        elif line.startswith("#else"):
            stack[-1] = not stack[-1]
        elif line.startswith("#endif"):
            stack.pop()
        elif all(stack):
            active.append(number)
    if stack:
        raise Malformed("an #ifdef without #endif")
    return active


def function_at(lines, number):
    """The function that a line is in: the last definition that begins in the first column above it."""
    for line in reversed(lines[:number]):
        found = re.match(r"(?:[A-Za-z].*?\b)?(\w+)\([^;=]*$", line)
        if found:
            return found[1]
    return None


def read_program(path, folder):
    lines = path.read_text(encoding="utf-8").split("\n")
    header = read_header(lines)
    odd = path.parent.name == "odd"
    program = {"name": path.relative_to(folder).with_suffix("").as_posix(), "title": header.get("TITLE"),
               "story": header.get("STORY"), "kinds": header.get("KIND", "").split("|"), "odd": odd}
    for key in ("TITLE", "KIND", "STORY"):
        if not header.get(key):
            raise Malformed(f"no {key}")
    guilty = [n for n, line in enumerate(lines, 1) if GUILTY in line]
    also = [n for n, line in enumerate(lines, 1) if ALSO in line]
    mistaken = active_lines(lines, fixed=False)
    if odd:
        if program["kinds"] != ["none"] or guilty or also or "SEES" in header or "MASKED" in header:
            raise Malformed("a program of odd/ is correct: KIND none, and no line to blame")
        if mistaken != active_lines(lines, fixed=True):
            raise Malformed("a program of odd/ has no FIXED twin")
        return program
    for kind in program["kinds"]:
        if kind not in KINDS:
            raise Malformed(f"unknown kind {kind!r}")
    if header.get("SEES") not in ("plain", "deep") or header.get("MASKED") not in ("yes", "no"):
        raise Malformed("SEES is plain or deep, MASKED is yes or no")
    if len(guilty) != 1 or guilty[0] not in mistaken:
        raise Malformed(f"one GUILTY line must be compiled without FIXED, not {guilty}")
    if not set(also) <= set(mistaken) or set(also) & set(guilty):
        raise Malformed("an ALSO line is GUILTY too, or is compiled with FIXED only")
    if mistaken == active_lines(lines, fixed=True):
        raise Malformed("there is no #ifdef FIXED: both twins are the same")
    program.update(line=guilty[0], also=also, function=function_at(lines, guilty[0]), sees=header["SEES"],
                   masked=header["MASKED"] == "yes")
    if program["function"] is None:
        raise Malformed("the GUILTY line is in no function")
    return program


def read_gallery():
    """All programs, and the faults of those that are not well-formed."""
    folder = pathlib.Path(__file__).resolve().parent
    programs, faults = [], []
    for path in sorted(folder.glob("*.c")) + sorted(folder.glob("odd/*.c")):
        try:
            programs.append(read_program(path, folder))
        except Malformed as fault:
            faults.append(f"{path.relative_to(folder)}: {fault}")
    return programs, faults


def main():
    parser = argparse.ArgumentParser(description="List and check the gallery of mistakes.")
    parser.add_argument("--json", action="store_true", help="a JSON object a line")
    parser.add_argument("--count", action="store_true", help="programs of each kind")
    options = parser.parse_args()
    programs, faults = read_gallery()
    for fault in faults:
        print(fault, file=sys.stderr)
    mistakes = [program for program in programs if not program["odd"]]
    if options.json:
        for program in programs:
            print(json.dumps(program))
    elif options.count:
        for kind, count in collections.Counter(p["kinds"][0] for p in programs).most_common():
            print(f"{count:4} {kind}")
        print(f"{sum(p['sees'] == 'deep' for p in mistakes):4} need the deep ledger for the exact line")
        print(f"{sum(p['masked'] for p in mistakes):4} masked")
    else:
        for p in mistakes:
            print(f"{p['name']:32} {'|'.join(p['kinds']):52} {p['line']:4} {p['function']:24} {p['sees']:6} "
                  f"{'masked' if p['masked'] else ''}".rstrip())
        for p in programs:
            if p["odd"]:
                print(f"{p['name']:32} none")
    return 1 if faults or not mistakes else 0


if __name__ == "__main__":
    sys.exit(main())
