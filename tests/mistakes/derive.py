#!/usr/bin/env python3
"""Derives wrong programs from correct ones, one mistake at a place of their code, and judges what the ledger tells.

    derive.py --library DIR [--deep] [--sample N] [--seed S] [--group few,many,traverse,dealloc] [--jobs N] [name...]
    derive.py --list               only says which there are; a name is PROGRAM:MISTAKE:LINE, or a part of it
    derive.py ... --from FOLDER    the correct programs of that folder instead of the gallery's twins, its odd programs,
                                   docs/examples and docs/lessons; may be given more than once

Groups: few (a reference too few: missing-incref, over-decref, use-after-free, stale-borrow), many (one too many: leak,
lost-reference, bad-dealloc), traverse (bad-traverse, uncollected-cycle), dealloc (bad-dealloc).

A mistake is one operation on a reference that is left out, done twice, or another one's (MISTAKES).  Which lines may be
named as guilty is known with it: the changed line, or, where something is missing, the lines where a maintainer
would add it.  What is not found is run again with a probe in the place of the mistake: a place that is
never reached, or reached with NULL, is no mistake, and is left out.

The programs are kept in BUILD/derive.  Status 1 if a mistake is not found, or something is told of a correct program."""

import argparse
import collections
import dataclasses
import itertools
import pathlib
import random
import re
import sys

import running

sys.path.append(str(running.ROOT / "tests/mutants"))
from c_source import arguments, closing, is_use, without_comments  # noqa: E402

SECONDS = 60
REACHED = 77
PROBE = """#include <recount/recount.h>
#include <stdio.h>
#include <unistd.h>
static inline void *derive_if(void *op, int is_mistake) { if (is_mistake) _exit(77); return op; }
static inline void *derive_any(void *op) { return derive_if(op, op != NULL); }
static inline void *derive_last(void *op) { return derive_if(op, op != NULL && Rc_REFCNT((RcObject *)op) == 1); }
static inline void *derive_gc(void *op) { return derive_if(op, op != NULL && RcType_IS_GC(Rc_TYPE((RcObject *)op))); }
static inline void *derive_tracked(void *op) { return derive_if(op, RcObject_GC_IsTracked((RcObject *)op)); }
static inline int derive_finalize(void) { int left = (Rc_Finalize)(); printf("left: %d\\n", left); return left; }
#define Rc_Finalize derive_finalize
"""
KINDS = {
    "few": {"missing-incref", "over-decref", "use-after-free", "stale-borrow"},
    "many": {"leak", "lost-reference", "bad-dealloc", "uncollected-cycle"},
    "traverse": {"bad-traverse", "uncollected-cycle", "leak"},
    "dealloc": {"bad-dealloc", "bad-traverse"},
}
OPERATION = re.compile(r"\b(?:Rc|Py)(?:Object)?_(X?(?:INCREF|DECREF|NewRef|SETREF)|CLEAR|VISIT|GC_UnTrack)\s*\(")
LENDS = re.compile(r"\b(\w+)\s*=\s*((?:Rc|Py)(?:List|Tuple|HashTable|Dict)_(?:GetItem|GET_ITEM|GetItemString)\s*\()")
MAKES = re.compile(r"(?<![=!<>])=\s*((?:Rc|Py)(?:(?:Str|Unicode|Int|Long|Float|Tuple|List|HashTable|Dict)_(?:From\w+|New|Pack)|"
                   r"_BuildValue|Object_(?:GetAttrString|Str|Repr|CallNoArgs|CallOneArg|GetItem)|Sequence_GetItem|"
                   r"Number_\w+)\s*\()")
STEALS = re.compile(r"\b(?:Rc|Py)(?:List|Tuple)_(?:SetItem|SET_ITEM)\s*\(")
PACKS = re.compile(r"\b(?:Rc|Py)_BuildValue\s*\(")
WAY_OUT = re.compile(r"\b(return|goto|break|continue)\b")
FREEING = re.compile(r"(?:\btp_free|_Free|_Del|\bfree)\s*\(")


# -- programs --

def as_corrected(text):
    """The program as it is compiled with FIXED, without what the gallery says of it."""
    lines, states = [], []
    for line in text.split("\n"):
        words = line.split()
        if re.match(r"#if", line):
            states.append({"#ifdef": True, "#ifndef": False}.get(words[0]) if words[1] == "FIXED" else None)
        elif line.startswith("#else") and states[-1] is not None:
            states[-1] = not states[-1]
        elif line.startswith("#endif") and states.pop() is not None:
            continue
        elif all(state is not False for state in states):
            lines.append(re.sub(r"\s*/\* (?:ALSO|GUILTY) \*/", "", line))
            continue
        if states and states[-1] is None:
            lines.append(line)
    return re.sub(r"\A/\* TITLE.*?\*/\n", "", "\n".join(lines), flags=re.S)


@dataclasses.dataclass
class Function:
    name: str
    head: int  # lines
    first: int
    last: int


class Program:
    def __init__(self, name, text, folder):
        self.name, self.text, self.folder = name, text, folder
        self.code = without_comments(text)
        self.lines = [""] + self.code.split("\n")
        self.functions = list(self.find_functions())

    def line_of(self, position):
        return self.code.count("\n", 0, position) + 1

    def find_functions(self):
        position = 0
        while (position := self.code.find("{", position)) >= 0:
            end = closing(self.code, position)
            head = self.code[max(self.code.rfind(mark, 0, position) for mark in ";}") + 1:position]
            names = re.findall(r"(\w+)\s*\(", head)
            if names and head.rstrip().endswith(")"):
                begin = position - len(head.lstrip())
                yield Function(names[0], self.line_of(position - len(head) + head.index(names[0])),
                               self.line_of(begin), self.line_of(end - 1))
            position = end

    def function_at(self, line):
        return next((f for f in self.functions if f.first <= line <= f.last), None)

    def where(self, pattern, function=None):
        """The lines, of a function or of all, that match."""
        first, last = (function.first, function.last) if function else (1, len(self.lines) - 1)
        return {n for n in range(first, last + 1) if re.search(pattern, self.lines[n])}

    def beside(self, line):
        """The next lines of code on either side."""
        found = set()
        for way in (-1, 1):
            number = line + way
            while 0 < number < len(self.lines) and not self.lines[number].strip(" \t{};"):
                number += way
            found.add(number)
        return found


def read_programs(folders):
    root = running.ROOT
    if folders:
        paths = [path for folder in folders for path in sorted(pathlib.Path(folder).rglob("*.c")) if "tools" not in path.parts]
    else:
        paths = [*running.FOLDER.glob("*.c"), *running.FOLDER.glob("odd/*.c"), *root.glob("docs/examples/*.c"),
                 *(path for path in root.glob("docs/lessons/*/*.c") if path.stem in ("program", "solution"))]
    for path in sorted(paths):
        name = f"{path.parent.name}_{path.stem}" if path.parent != running.FOLDER else path.stem
        text = as_corrected(path.read_text(encoding="utf-8"))
        if re.search(r"\bmain\s*\(", text):
            yield Program(name, text, path.parent)


# -- what a line does with a variable or a field --

def variable_of(expression):
    """The name of a variable, or of the last field, and whether it is a field; None: it is neither."""
    bare = re.sub(r"\(\s*(?:const\s+)?(?:struct\s+)?\w+\s*\*+\s*\)", "", expression).strip()
    while bare.startswith("(") and closing(bare, 0) == len(bare):
        bare = bare[1:-1].strip()
    found = re.search(r"(?:(?P<field>->|\.)\s*)?\*?(?P<name>\w+)\s*(?:\[.*\])?$", bare)
    return (found["name"], bool(found["field"])) if found else (None, False)


def taking(name):
    return rf"\b{name}\b(?:\s*\[[^=]*\])?\s*=(?!=)|&\s*(?:\w+->)?{name}\b"


def giving(name):
    return rf"(?:DECREF|CLEAR|SETREF)\s*\(.*\b{name}\b"


def passing(name):
    return (rf"return\b.*\b{name}\b|=[^=;][^;]*\b{name}\b|^\s*\*\w+ = \*\w+;|"
            rf"(?:SetItem|SET_ITEM|SetRaisedException|BuildValue)\w*\s*\(.*\b{name}\b")


def lines_for_taking(program, line, name, is_field=False):
    """Where a reference to what a variable has may be missing."""
    function = program.function_at(line)
    patterns = [taking(name), passing(name)] if is_field else [taking(name), giving(name), passing(name)]
    return {line}.union(*(program.where(pattern, function) for pattern in patterns)) if name else {line}


def lines_for_giving(program, line, name, is_field=False):
    """Where a reference may be given back that nobody gives back: here, on the way out, where it was taken, and where
    the pointer is overwritten."""
    function = program.function_at(line)
    lines = {line, *program.beside(line), function.last}
    lines |= {n for n in program.where(WAY_OUT, function) if n > line}
    if is_field:
        lines |= {function.head} | program.where(FREEING, function)
        lines |= program.where(rf"(?:->|\.)\s*(?:{taking(name)})|SETREF\s*\([^,]*\b{name}\b")
    elif name:
        lines |= program.where(rf"{taking(name)}|(?:SETREF|INCREF|NewRef)\s*\(\s*{name}\b", function)
    return lines


# -- mistakes --

@dataclasses.dataclass
class Mistake:
    program: Program
    kind: str
    group: str
    line: int
    guilty: set
    edits: list  # (start, end, text) of the source
    probe: list | None  # the same with a probe; None: it is judged by what the program does otherwise
    poison: bool = False  # the probe's program does otherwise if it is a mistake

    @property
    def name(self):
        return f"{self.program.name}:{self.kind}:{self.line}"

    def source(self, edits):
        text = self.program.text
        for start, end, replacement in sorted(edits, reverse=True):
            text = text[:start] + replacement + text[end:]
        return text

    @property
    def functions(self):
        return {f.name for f in map(self.program.function_at, self.guilty) if f}


def is_pure(expression):
    return not re.search(r"\+\+|--|[^=!<>]=[^=]|\w\s*\(", expression)


def plain(expression):
    """An argument that takes the place of the call."""
    return expression if re.fullmatch(r"[\w.\[\]>-]+", expression) else f"({expression})"


class Place:
    """A call in a program."""

    def __init__(self, program, start, opening):
        self.program, self.start = program, start
        self.end = closing(program.code, opening)
        self.line = program.line_of(start)
        self.parts = arguments(program.code, program.text, opening + 1, self.end - 1)
        self.call = program.text[start:self.end]
        before = program.code[:start].rstrip()
        self.is_statement = program.code[self.end:].lstrip().startswith(";") and (
            before[-1:] in ";{}):" or before.endswith("else"))
        self.is_alone = self.is_statement and before[-1:] in ";{}"
        self.is_line = self.is_alone and program.lines[self.line].strip() == program.code[self.start:self.end] + ";"
        self.name, self.is_field = variable_of(self.parts[0])
        statement = before[max(before.rfind(mark) for mark in ";{}") + 1:]
        assigned = re.search(r"(?:^|[\s*])(\w+)\s*=(?!=)[^=]*$", statement)
        self.assigned = assigned[1] if assigned else None

    def mistake(self, kind, group, guilty, text, probe=None, poison=False):
        end = self.end if text or not self.is_alone else self.program.code.index(";", self.end) + 1
        edit = [(self.start, end, text)]
        return Mistake(self.program, kind, group, self.line, {n for n in guilty if n > 0}, edit,
                       [(self.start, self.end, probe)] if probe else None, poison)


    def twice(self, kind, group, guilty, probe):
        """The statement once more, in a line of its own."""
        lines = {n + (n > self.line) for n in guilty} | {self.line, self.line + 1}
        begin = self.program.text.rfind("\n", 0, self.start) + 1
        end = self.program.text.find("\n", self.end)
        line = self.program.text[begin:end]
        mistake = self.mistake(kind, group, lines, self.call, probe)
        mistake.edits = [(end, end, "\n" + line[:len(line) - len(line.lstrip())] + self.call + ";")]
        return mistake


def left_out(place):
    return "" if place.is_statement and is_pure(place.parts[0]) else f"(void)({place.parts[0]})"


def takings(place):
    """Rc_INCREF, Rc_NewRef."""
    program, line, argument = place.program, place.line, place.parts[0]
    probe = f"derive_any((void *)({argument}))"
    if place.is_statement:
        guilty = lines_for_taking(program, line, place.name, place.is_field) | program.beside(line)
        yield place.mistake("take-left-out", "few", guilty, left_out(place), probe)
        if place.is_line and is_pure(argument):
            guilty = program.where(taking(place.name), program.function_at(line)) if place.name else set()
            yield place.twice("take-twice", "many", guilty, probe)
        return
    guilty = lines_for_taking(program, line, place.assigned)
    if place.name and not place.is_field:
        guilty |= program.where(passing(place.name), program.function_at(line))
    yield place.mistake("take-left-out", "few", guilty, plain(argument), probe)
    guilty = lines_for_giving(program, line, place.assigned) if place.assigned else {line}
    yield place.mistake("take-twice", "many", guilty, place.call.replace(argument, place.call, 1), probe)


def givings(place):
    """Rc_DECREF."""
    probe = f"derive_any((void *)({place.parts[0]}))"
    guilty = lines_for_giving(place.program, place.line, place.name, place.is_field)
    yield place.mistake("give-left-out", "many", guilty, left_out(place), probe)
    if place.is_line and is_pure(place.parts[0]):
        yield place.twice("give-twice", "few", set(), probe)
        yield from given_early(place)


def given_early(place):
    """The line before, which uses the variable, comes after the giving."""
    program, line = place.program, place.line
    before, here = program.lines[line - 1], program.lines[line]
    indent = re.match(r"\s*", here)[0]
    if (place.is_field or here.strip() != f"{place.call};" or not re.match(rf"{indent}\S.*;\s*$", before)
            or not re.search(rf"\b{place.name}\b", before) or re.search(taking(place.name), before)
            or re.search(r"REF\(|CLEAR\(|\breturn\b", before)
            or program.lines[line - 2].strip()[-1:] not in (";", "{", "}")):
        return
    lines = program.text.split("\n")
    start = sum(len(text) + 1 for text in lines[:line - 2])
    end = start + len(lines[line - 2]) + 1 + len(lines[line - 1])
    swapped = f"{lines[line - 1]}\n{lines[line - 2]}"
    probe = f"derive_last((void *)({place.parts[0]}));\n"
    yield Mistake(program, "give-early", "few", line - 1, {line - 1, line}, [(start, end, swapped)],
                  [(start, start, probe)])


def clearings(place):
    """Rc_CLEAR."""
    argument, group = place.parts[0], "many"
    guilty = lines_for_giving(place.program, place.line, place.name, place.is_field)
    probe = f"derive_any((void *)({argument}))"
    yield place.mistake("clear-left-out", group, guilty, left_out(place))
    yield place.mistake("clear-without-give", group, guilty, f"{argument} = NULL", probe)
    if place.is_alone:
        give = f"Rc_XDECREF({argument})"
        yield place.mistake("give-without-clear", "few", {place.line}, give,
                            f"do {{ void *derive_ = (void *)({argument}); {give}; "
                            f"if (derive_) {argument} = (void *)0xdeaddeaddeaddead; }} while (0)", poison=True)


def settings(place):
    """Rc_SETREF."""
    guilty = lines_for_giving(place.program, place.line, place.name, place.is_field)
    yield place.mistake("set-without-give", "many", guilty, f"{place.parts[0]} = {place.parts[1]}",
                        f"derive_any((void *)({place.parts[0]}))")


def visits(place):
    function = place.program.function_at(place.line)
    guilty = set(range(function.first, function.last + 1)) if function else {place.line}
    yield place.mistake("visit-left-out", "traverse", guilty, left_out(place), f"derive_gc((void *)({place.parts[0]}))")


def untrackings(place):
    function = place.program.function_at(place.line)
    guilty = set(range(function.first, function.last + 1))
    yield place.mistake("untrack-left-out", "dealloc", guilty, left_out(place), f"derive_tracked({place.parts[0]})")


OPERATIONS = {"INCREF": takings, "NewRef": takings, "DECREF": givings, "CLEAR": clearings, "SETREF": settings,
              "VISIT": visits, "GC_UnTrack": untrackings}


def of_operations(program):
    for found in OPERATION.finditer(program.code):
        if is_use(program.code, found.start()) and program.function_at(program.line_of(found.start())):
            place = Place(program, found.start(), found.end() - 1)
            yield from OPERATIONS[found[1].removeprefix("X")](place)


def last_use(program, place, name):
    """The end of the last line in the block that uses a variable, if it is a statement."""
    depth, end, position = 0, None, place.end
    for line in program.code[place.end:].splitlines(keepends=True):
        if depth == 0 and re.search(rf"\b{name}\b", line) and re.search(r"\breturn\b|\bgoto\b", line) is None:
            is_statement = re.match(r"\s*\w[^{}]*;\s*$", line) and program.code[:position].rstrip()[-1:] in (";", "{", "}")
            end = position + len(line.rstrip()) if is_statement else None
        depth += line.count("{") - line.count("}")
        if depth < 0:
            break
        position += len(line)
    return end


def of_lendings(program):
    """What was lent is given back; or is taken, and not given back."""
    for found in LENDS.finditer(program.code):
        place = Place(program, found.start(2), found.end() - 1)
        name = found[1]
        taken = f"Rc_XNewRef({place.call})"
        probe = f"derive_any({place.call})"
        yield place.mistake("lent-taken", "many", lines_for_giving(program, place.line, name), taken, probe)
        end = last_use(program, place, name)
        if end is not None:
            line = program.line_of(end)
            yield Mistake(program, "lent-given", "few", line, {line} | lines_for_taking(program, place.line, name), [(end, end, f" Rc_XDECREF({name});")],
                          [(end, end, f" derive_any({name});")])


def of_makings(program):
    for found in MAKES.finditer(program.code):
        place = Place(program, found.start(1), found.end() - 1)
        if program.function_at(place.line):
            guilty = {place.line} if not place.assigned else lines_for_giving(program, place.line, place.assigned)
            yield place.mistake("made-taken", "many", guilty, f"Rc_XNewRef({place.call})", f"derive_any({place.call})")
        if "List_GetItemRef" in place.call:
            yield place.mistake("new-as-lent", "few", lines_for_taking(program, place.line, place.assigned),
                                place.call.replace("GetItemRef", "GetItem", 1), f"derive_any({place.call})")


def of_steals(program):
    """What was stolen is given back; what is packed as one's own is another's, and the other way round."""
    for found in STEALS.finditer(program.code):
        place = Place(program, found.start(), found.end() - 1)
        name = place.parts[-1]
        if place.is_alone and re.fullmatch(r"[a-z_]\w*", name):
            yield place.mistake("stolen-given", "few", {place.line}, f"{place.call}; Rc_DECREF({name})",
                                f"derive_any({name})")


def of_packings(program):
    for found in PACKS.finditer(program.code):
        place = Place(program, found.start(), found.end() - 1)
        letters = re.match(r"\"([^\"]*)\"", place.parts[0])
        values = re.findall(r"[A-Za-z]", letters[1]) if letters else []
        if len(values) != len(place.parts) - 1 or not program.function_at(place.line):
            continue
        for index, letter in enumerate(values):
            if letter not in "ON":
                continue
            other, value = "NO"[letter == "N"], place.parts[index + 1]
            at = place.start + place.call.index(letters[0]) + [m.end() for m in re.finditer("[A-Za-z]", letters[0])][index]
            name, is_field = variable_of(value)
            lines = lines_for_taking if other == "N" else lines_for_giving
            mistake = place.mistake(f"{letter}-as-{other}", "few" if other == "N" else "many",
                                    lines(program, place.line, name, is_field), "", f"derive_any({value})")
            mistake.edits = [(at - 1, at, other)]
            yield mistake


def mistakes_of(program):
    for derive in (of_operations, of_lendings, of_makings, of_steals, of_packings):
        yield from derive(program)


# -- running --

class Laboratory:
    """Compiles and runs programs of which only the text is there."""

    numbers = itertools.count()  # two mistakes of one kind may be in one line

    def __init__(self, options):
        self.folder = pathlib.Path(options.build) / "derive"
        self.ledger = running.ledger_builder(self.folder, options.compiler, options.library, options.deep)
        self.folder = self.ledger.folder
        self.release = running.Builder(self.folder / "release", options.compiler, running.INCLUDES, [
            f"-L{options.library}", f"-Wl,-rpath,{options.library}", "-lrecount", "-lm"], wrap=False)

    def build(self, builder, program, name, text):
        source = builder.folder / f"{re.sub(r'[^A-Za-z0-9_]', '_', name)}_{next(self.numbers)}.c"
        source.write_text(text, encoding="utf-8")
        made = source.with_suffix("")
        builder.do([*builder.compile, f"-I{program.folder}", "-c", str(source), "-o", f"{made}.o"])
        builder.do([*builder.link, f"{made}.o", "-o", str(made), *builder.link_options])
        pathlib.Path(f"{made}.o").unlink()
        return made

    def run_with_ledger(self, program, name, text):
        made = self.build(self.ledger, program, name, text)
        run = running.run_with_ledger(made)
        made.unlink()
        return run

    def run_with_release(self, program, name, text):
        made = self.build(self.release, program, name, PROBE + text)
        run = running.call([str(made)])
        made.unlink()
        return run

    def is_effective(self, mistake):
        """Does the mistake change anything?  A place that is not reached, or with NULL, does not."""
        program = mistake.program
        changed = self.run_with_release(program, mistake.name, mistake.source(mistake.probe or mistake.edits))
        if mistake.probe and not mistake.poison:
            return changed.status == REACHED
        if mistake.poison:
            return changed.status < 0
        correct = self.run_with_release(program, program.name, program.text)
        return (changed.status, changed.out) != (correct.status, correct.out)


def judge(mistake, laboratory):
    """The verdict and what was told; None: there is no mistake."""
    try:
        run = laboratory.run_with_ledger(mistake.program, mistake.name, mistake.source(mistake.edits))
    except running.NotBuilt:
        return None
    finding = running.first_finding(run.err)
    if finding is None:
        try:
            if run.status is not None and not laboratory.is_effective(mistake):
                return None
        except running.NotBuilt as fault:
            print(f"{mistake.name}: no probe: {fault}", file=sys.stderr)
        return mistake, "HANGS" if run.status is None else "NOT FOUND", f"status {run.status}"
    right_kind = finding["kind"] in KINDS[mistake.group]
    if finding["line"] in mistake.guilty:
        verdict = "right" if right_kind else "wrong kind"
    elif finding["function"] in mistake.functions or any(abs(finding["line"] - n) <= 2 for n in mistake.guilty):
        verdict = "near"
    else:
        verdict = "elsewhere"
    return mistake, verdict, f"{finding['line']} in {finding['function']}: {finding['kind']}"


def is_clean(program, laboratory):
    run = laboratory.run_with_ledger(program, program.name, program.text)
    finding = running.first_finding(run.err)
    if finding:
        print(f"{program.name}: told of a correct program:\n" + "\n".join(finding["lines"]))
    return (run.status == 0 and not finding), bool(finding)


# -- telling --

def percent(part, whole):
    return f"{part} ({100 * part / max(whole, 1):.0f} %)"


def print_figures(title, verdicts):
    count = collections.Counter(verdicts)
    whole = len(verdicts)
    found = whole - count["NOT FOUND"] - count["HANGS"]
    lines = count["right"] + count["wrong kind"]
    print(f"{title:20} {whole:5} found {percent(found, whole):12} line first {percent(lines, whole):12} "
          f"function or two lines {percent(lines + count['near'], whole):12} wrong kind {count['wrong kind']}")


def print_results(results):
    for mistake, verdict, told in sorted(results, key=lambda result: (result[1], result[0].name)):
        if verdict != "right":
            lines = sorted(mistake.guilty)
            print(f"{verdict:10} {mistake.name}: told {told}; guilty {', '.join(map(str, lines[:12]))}")
    for kind in sorted({mistake.kind for mistake, _, _ in results}):
        print_figures(kind, [verdict for mistake, verdict, _ in results if mistake.kind == kind])
    for group in KINDS:
        print_figures(f"[{group}]", [verdict for mistake, verdict, _ in results if mistake.group == group])
    print_figures("all", [verdict for _, verdict, _ in results])


def read_arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", help="only mistakes whose names contain one of these")
    parser.add_argument("--library", help="the folder of the libraries")
    parser.add_argument("--deep", action="store_true")
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--group", default="few,many,traverse,dealloc")
    parser.add_argument("--sample", type=int, default=0, help="so many of them, chosen by --seed; 0: all")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--from", dest="folders", action="append", default=[])
    parser.add_argument("--compiler", default="gcc")
    parser.add_argument("--build", default=str(running.ROOT / ".build/mistakes"))
    parser.add_argument("--jobs", type=int, default=2)
    return parser.parse_args()


def choose(options, programs):
    mistakes = [m for program in programs for m in mistakes_of(program) if m.group in options.group.split(",")]
    if options.names:
        mistakes = [m for m in mistakes if any(name in m.name for name in options.names)]
    if options.sample and options.sample < len(mistakes):
        mistakes = sample(mistakes, options.sample, random.Random(options.seed))
    return mistakes


def sample(mistakes, number, generator):
    """As many of each kind, as far as there are."""
    kinds = collections.defaultdict(list)
    for mistake in generator.sample(mistakes, len(mistakes)):
        kinds[mistake.kind].append(mistake)
    chosen = []
    while len(chosen) < number:
        chosen += [kind.pop() for kind in kinds.values() if kind]
    return chosen[:number]


def main():
    options = read_arguments()
    mistakes = choose(options, read_programs(options.folders))
    if options.list:
        print("\n".join(f"{m.name}  guilty {sorted(m.guilty)}" for m in mistakes))
        return 0
    running.SECONDS = SECONDS
    options.library = pathlib.Path(options.library).resolve()
    laboratory = Laboratory(options)
    programs = {m.program.name: m.program for m in mistakes}
    clean = dict(zip(programs, running.in_parallel(lambda p: is_clean(p, laboratory), programs.values(), options.jobs)))
    left_out_programs = [name for name, (is_good, _) in clean.items() if not is_good]
    if left_out_programs:
        print("left out, for they do not end well as they are:", *left_out_programs)
    judged = running.in_parallel(lambda m: judge(m, laboratory), [m for m in mistakes if clean[m.program.name][0]],
                                 options.jobs)
    results = [result for result in judged if result]
    print_results(results)
    print(f"{'deep' if options.deep else 'plain'}: {len(judged)} places, {len(judged) - len(results)} of them without effect")
    return 1 if any(v in ("NOT FOUND", "HANGS") for _, v, _ in results) or any(f for _, f in clean.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
