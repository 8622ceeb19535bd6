#!/usr/bin/env python3
"""Checks that <recount/python.h> gives a CPython spelling to every public name of recount that has a twin.

usage: check_aliases.py SOURCE_DIR [CPYTHON_INCLUDE_DIR]

Every public identifier of the headers must have its spelling by the naming rule in python.h, or stand in
own_names.txt as a name that CPython does not have.  Every alias must lead to a name that exists.  With CPython's
headers, a name of own_names.txt whose spelling by the rule is there after all is an error, too.
"""
import pathlib
import re
import sys

MODERNISED = [("IntObject", "LongObject"), ("Int_", "Long_"), ("StrObject", "UnicodeObject"),
              ("StrWriter", "UnicodeWriter"), ("StrIter", "UnicodeIter"), ("Str_", "Unicode_"),
              ("HashTableObject", "DictObject"), ("HashTable_", "Dict_")]

# Where the rule leaves a doubt, or CPython has a name of its own.
IRREGULAR = {
    "Rc_IsImmortal": ["PyUnstable_IsImmortal"],
    "Rc_SetImmortal": ["PyUnstable_SetImmortal"],
    "Rc_TryIncRef": ["PyUnstable_TryIncRef"],
    "RcNone_Type": ["_PyNone_Type"],
    "RcNotImplemented_Type": ["_PyNotImplemented_Type"],
    "RcHashTableIter_Type": ["PyDictIterKey_Type"],
    "RcInt_FromStrObject": ["PyLong_FromUnicodeObject"],
    "RcHashTable_GetItem": ["PyDict_GetItemWithError"],
    "RcHashTable_Size": ["PyDict_Size", "PyDict_GET_SIZE"],
    "RcCFunctionFast": ["PyCFunctionFast", "_PyCFunctionFast"],
    "RcCFunctionFastWithKeywords": ["PyCFunctionFastWithKeywords", "_PyCFunctionFastWithKeywords"],
    "RcGC_VisitObjects": ["PyUnstable_GC_VisitObjects"],
    "RcGC_VisitObjectsFunc": ["gcvisitobjects_t"],
    "RcObject_ClearWeakRefsNoCallbacks": ["PyUnstable_Object_ClearWeakRefsNoCallbacks"],
    "Rc_READONLY": ["Py_READONLY", "READONLY"],
    "Rc_TPFLAGS_INT_SUBCLASS": ["Py_TPFLAGS_LONG_SUBCLASS"],
    "Rc_TPFLAGS_STR_SUBCLASS": ["Py_TPFLAGS_UNICODE_SUBCLASS"],
    "Rc_TPFLAGS_HASHTABLE_SUBCLASS": ["Py_TPFLAGS_DICT_SUBCLASS"],
}

# Function pointer types have no prefix in CPython.
FUNCTION_TYPES = {"Rc_" + name for name in """
    freefunc destructor visitproc traverseproc inquiry reprfunc hashfunc richcmpfunc getattrofunc setattrofunc
    getiterfunc iternextfunc descrgetfunc descrsetfunc initproc newfunc allocfunc vectorcallfunc unaryfunc
    binaryfunc ternaryfunc lenfunc ssizeargfunc ssizeobjargproc objobjproc objobjargproc getter setter
    """.split()}

# Written by hand in python.h, because what CPython's twin does is not the same in everything.
BY_HAND = {"Rc_Initialize", "Rc_Finalize", "Rc_UNUSED", "RcHashTable_GetItemString"}


def cpython_names(name):
    """The spellings that CPython has for a name of recount's."""
    if name in IRREGULAR:
        return IRREGULAR[name]
    if name in FUNCTION_TYPES:
        return [name[3:]]
    if name.startswith("RC_METH_"):
        return [name[3:]]
    if name.startswith("Rc_T_"):
        return ["Py_T_" + name[5:], "T_" + name[5:]]
    if name.startswith("Rc_"):
        return ["Py_" + name[3:]]
    prefix, bare = re.match(r"(_?R[cC])(.*)", name).groups()
    for ours, theirs in MODERNISED:
        if bare.startswith(ours):
            bare = theirs + bare[len(ours):]
            break
    return [prefix.replace("Rc", "Py").replace("RC", "PY") + bare]


def without_comments(text):
    text = re.sub(r"/\*.*?\*/", " ", text, flags=re.S)
    return re.sub(r'"(\\.|[^"\\\n])*"', " ", text)


def public_names(source):
    """All identifiers of recount's in the public headers, but for those that begin with an underscore."""
    names = set()
    for folder in ("runtime/include/recount", "hashtable/include/recount"):
        for header in sorted((source / folder).rglob("*.h")):
            if header.name != "python.h":
                names |= set(re.findall(r"\bR[cC][A-Za-z0-9_]*\b", without_comments(header.read_text())))
    return names


def own_names(source):
    """The names of own_names.txt, each with its reason."""
    lines = (source / "tests/parity/own_names.txt").read_text().splitlines()
    entries = [line.split(None, 1) for line in lines if line.strip() and not line.startswith("#")]
    return {entry[0]: entry[1] if len(entry) > 1 else "" for entry in entries}


def cpython_identifiers(folder):
    names = set()
    for header in pathlib.Path(folder).rglob("*.h"):
        if "internal" not in header.parts:
            names |= set(re.findall(r"\b[A-Za-z_]\w*\b", without_comments(header.read_text(errors="replace"))))
    return names


def main(source, cpython=None):
    text = without_comments((source / "runtime/include/recount/python.h").read_text())
    aliases = dict(re.findall(r"^#define (\w+) (_?R[cC]\w*)$", text, flags=re.M))
    aliases.update((theirs, ours) for ours, theirs in re.findall(r"^typedef (Rc\w+) (\w+);$", text, flags=re.M))
    defined = set(aliases) | set(re.findall(r"^#define (\w+)", text, flags=re.M))
    names, reasons = public_names(source), own_names(source)
    own = set(reasons)
    problems = []
    for name in sorted(names - own - BY_HAND):
        problems += [f"{name}: python.h has no {theirs}" for theirs in cpython_names(name)
                     if aliases.get(theirs) != name]
    for theirs, name in sorted(aliases.items()):
        if name not in names and not name.startswith("_"):
            problems.append(f"{theirs}: leads to {name}, which no header declares")
    problems += [f"{name}: in own_names.txt, but no header declares it" for name in sorted(own - names)]
    problems += [f"{name}: in own_names.txt, and in python.h" for name in sorted(own & set(aliases.values()))]
    if cpython is not None:
        known = cpython_identifiers(cpython)
        problems += [f"{name}: in own_names.txt, but CPython has {theirs}" for name in sorted(own)
                     if not reasons[name].startswith("differs:") for theirs in cpython_names(name) if theirs in known]
    for problem in problems:
        print(problem)
    print(f"{len(aliases)} aliases, {len(defined)} names in all, {len(own)} names of recount's own, "
          f"{len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    sys.exit(main(pathlib.Path(sys.argv[1]), *sys.argv[2:]))
