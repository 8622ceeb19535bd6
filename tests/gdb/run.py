#!/usr/bin/env python3
"""What gdb shows of program.c's objects: run.py PROGRAM --library FOLDER [--ledger] [--core FOLDER] [--fuzz] [--gdb GDB]
                                                  [--strip STRIP --copy LIBRARY --soname NAME]

Starts gdb in batch mode, which loads the printers by itself from FOLDER (or from the program, if that is static), stops
where all objects are there, and compares what each command says with what is expected.  --core: of a core file, too.
--fuzz: and of memory that is broken at random.  --strip: a stripped copy of LIBRARY in FOLDER is used."""

import argparse
import json
import os
import pathlib
import re
import resource
import shutil
import subprocess
import sys
import tempfile

MOST_CORE = 512 << 20  # bytes
MOST_OUTPUT = 50000  # characters, of a command
BEGIN, END = "<<<begin>>>", "<<<end>>>"

# Runs inside gdb: each command by itself, an error is told and no end.
INSIDE = """
import gdb, json
def tell(command):
    try:
        text = gdb.execute(command, to_string=True)
    except gdb.error as error:
        text = "ERROR: " + str(error)
    print({begin!r} + json.dumps([command, text]) + {end!r})
for command in {commands!r}:
    tell(command)
"""

A = "0x[0-9a-f]+"
BROKEN = "(freed memory, or not an object's|being deallocated, or freed|kept by the ledger)"
# (command, what its output matches).  Counts are those of the moment when program.c is in here().
VALUES = [
    ("print null_object", r"= NULL$"),
    ("print small", rf"= {A} int, immortal: 5$"),
    ("print truth", rf"= {A} bool, immortal: True$"),
    ("print number", rf"= {A} int, count 2: -123456789012$"),
    ("print real", rf"= {A} float, count 2: 2\.5$"),
    ("print text", rf"= {A} str, count 1: 'it\\'s ä \"text\"\\n'$"),
    ("print long_text", rf"= {A} str, count 1: '0{{200}}'\.\.\.$"),
    ("print data", rf"= {A} bytes, count 1: b'a\\x00b'$"),
    ("print list", rf"= {A} list, count 4: \[1, 'two', \[3\.5\], 'shared by many'\]$"),
    ("print tuple", rf"= {A} tuple, count 1: \(\[1, 'two', \[3\.5\], 'shared by many'\], None\)$"),
    ("print pair", rf"= {A} tuple, count 1: \(7,\)$"),
    ("print table", rf"HashTable, count 1: HashTable\(\{{'apple': -123456789012, 'plum': 2\.5, 'shared': 'shared by many'\}}, size=4\)$"),
    ("print node", rf"= {A} app\.Node, count 1: <app\.Node object at {A}: next=\[1, 'two', .*\], number=42>$"),
    ("print special", r"app\.Node, count 1: <app\.Node object at "),
    ("print node_type", rf"= {A} type, count 2: <type 'app\.Node'>$"),
    ("print node_type->ob_type", r"type, immortal: <type 'type'>$"),
    ("print weak", r"weakref\.ReferenceType, count 1: <weak reference to HashTable\("),
    ("print method", r"builtin_function_or_method, count 1: <function append>$"),
    ("print *list", rf"ob_refcnt = 4, .*ob_type = {A} type, immortal: <type 'list'>"),
    ("print *node", r"next = .* list, count 4: \[.*secret = .* str, count 5: 'shared by many', number = 42"),
    ("backtrace", r"in_a_frame \(local=0x[0-9a-f]+ str, count 5: 'shared by many'\)"),
    # bounded, however deep, wide or round
    ("print cycle", r"list, count 2: \[\.\.\.\]$"),
    ("print deep", rf"list, count 1: \[\[\[\[\[<list object at {A}>\]\]\]\]\]$"),
    ("print wide", r"list, count 1: \[1000000, 1000001, .*\.\.\. 801 more\]$"),
    # no objects
    ("print garbage", rf"= {A} <no object: "),
    ("print wild", r"= 0x1230 <no object: no memory at 0x1230>$"),
    ("print freed", rf"= {A} .*{BROKEN}"),
    ("print bad_list", r"list, count 4: \["),
    ("print bad_str", r"<str object at .*, broken: its size -3 is none>$"),
    ("print bad_table", r"HashTable, count 1: <hashtable\.HashTable object at .*, broken: no memory at"),
    ("print bad_type", rf"<no object: .*its type pointer {A} leads to no type"),
    ("print untyped", rf"<no object: .*its type pointer {A} leads to no type"),
    ("print (RcObject *)-1", r"<no object: the address is odd>$"),
    ("print (RcObject *)8", r"<no object: no memory at 0x8>$"),
    ("print (RcListObject *)number", r"int, count 2: -123456789012$"),
]
COMMANDS = [
    ("recount", r"recount bins"),
    ("recount object list", r"list, count 4\n  type .*\n  flags .*\n  size     \d+ bytes, and the head of the collector\n  value    \[1, 'two'"),
    ("recount object text", r"size     \d+ bytes\n"),
    ("recount object node_type", r"type, count 2\n"),
    ("recount object number", r"value    -123456789012"),
    ("recount object *node", r"app\.Node, count 1\n  type .*, a heap type"),
    ("recount object bad_str", r"ERROR: recount: its size -3 is none"),
    ("recount object wild", r"ERROR: recount: no object: no memory at 0x1230"),
    ("recount object", r"ERROR: an object is missing"),
    ("recount object nothing_of_this_name", r"ERROR: recount: No symbol \"nothing_of_this_name\""),
    ("recount bins table", r"3 pairs in 4 bins, \d of them used; load 0\.75 of 1\.00\n  \[0\]"),
    ("recount bins odd_table", r"10 pairs in 12 bins"),
    ("recount bins list", r"ERROR: recount: this is no hash table but of type list"),
    ("recount bins bad_table", r"ERROR: recount: no memory at 0xf+"),
    ("recount bins garbage", r"ERROR: recount: no object"),
    ("recount refs shared", r"str, count 5: 'shared by many'\n(?s:.*)  0x[0-9a-f]+ list, count 4: \[1, .*  \[3\]\n"),
    ("recount refs shared", r"app\.Node, count 1: .*  (secret|at offset \d+)\n"),
    ("recount refs shared", r"HashTable, count 1: .*  value 2\n"),
    ("recount refs shared", r"the variable shared \(.*program\.c:\d+\)\n"),
    ("recount refs shared", r"the variable hidden \(.*program\.c:\d+\)\n"),
    ("recount refs shared", r"3 of 5 references are objects'"),
    ("recount refs deep->ob_type", r"type 'list'"),
    ("recount refs garbage", r"<no object: "),
    ("recount refs 0", r"NULL"),
    ("recount refs node_type", r"app\.Node, count 1: .*  its type\n"),
    ("recount objects app.Node", r"^  0x[0-9a-f]+ app\.Node, count 1: <app\.Node object at 0x[0-9a-f]+: next=\[.*\n$"),
    ("recount objects", r" +2 +\d+  hashtable\.HashTable\n"),
    ("recount objects", r" +10\d\d +\d+  list\n"),
    ("recount error", rf"{A} ValueError, count 1: ValueError\('what is wrong',\)\n  cause: {A} KeyError, count 1: KeyError\('the cause',\)\n$"),
    ("recount story shared", r"ERROR: recount: the ledger is not in this program"),
]
# The same with the ledger: it has the book, and knows objects that nobody refers to.
LEDGER = [
    ("recount story shared", r"made, received \(0 -> 1\) at .*program\.c:\d+ in make_values: RcStr_FromString\n"),
    ("recount refs shared", r"3 of 5 references are objects'.*; the book:\n(?s:.*)taken \(\d -> \d\) at .*program\.c:\d+ in make_instances: Rc_NewRef\n"),
    ("recount refs freed", r"the ledger has no record of it among the living"),
    ("recount objects", r"\n(\d+) mortal objects found, Rc_LiveObjects\(\) is \1\n$"),
    ("recount story list", r"made, received \(0 -> 1\) at .*program\.c:\d+ in make_containers: Rc_BuildValue"),
]
# Public layouts, as the debug information has them, and as the printers compute them.
LAYOUT = """
import gdb
from recount_gdb import heap
wrong, fields = [], heap.Heap().fields
for struct, names in fields.structs.items():
    try:
        kind = gdb.lookup_type(struct)
    except gdb.error:
        continue
    offsets = {field.name: field.bitpos // 8 for field in kind.strip_typedefs().fields()}
    wrong += [f"{struct}.{name}: {offset}, not {offsets.get(name)}" for name, offset in names.items()
              if name in offsets and offset != offsets[name] or name not in offsets]
    checked = checked + 1 if "checked" in globals() else 1
print("layouts:", checked, "structs,", wrong)
"""


# Writes what must not be there over words of objects, types and tables, and asks for all of them.
FUZZ = """
import gdb, random
rnd = random.Random({seed})
inferior = gdb.selected_inferior()
names = "list tuple table odd_table text data node special node_type weak method number shared pair cycle".split()
where = {{name: int(gdb.parse_and_eval("(unsigned long)" + name)) for name in names}}
values = [0, 1, 8, 0xFF, 0xFFFFFFFF, 1 << 31, 1 << 40, 1 << 63, (1 << 64) - 1, *where.values()]
word = gdb.lookup_type("unsigned long").pointer()
for i in range({rounds}):
    name = rnd.choice(names)
    place = where[name]
    if rnd.random() < 0.3:  # its type
        place = int(gdb.Value(place + 8).cast(word).dereference()) + rnd.randrange(0, 300, 4)
    elif "table" in name and rnd.random() < 0.6:  # its bins
        place = int(gdb.Value(place + 8 + word.sizeof).cast(word).dereference()) + rnd.randrange(0, 64, 4)
    else:
        place += rnd.randrange(-16, 72, 4)
    saved = bytes(inferior.read_memory(place, 8))
    inferior.write_memory(place, rnd.choice(values).to_bytes(8, "little")[:rnd.choice((1, 4, 8))])
    commands = ["print ", "recount object ", "recount bins "]
    for command in [c + name for c in commands] + ["recount refs shared", "recount objects", "recount error"] * (i % 75 == 0):
        try:
            text = gdb.execute(command, to_string=True)
        except gdb.error as error:
            text = "ERROR: " + str(error)
        if len(text) > {most}:
            print("fuzz:", i, name, command, text[:500])
        if any(word_ in text for word_ in ("Traceback", "cannot be told", "too broken")):
            print("fuzz: Traceback", i, name, command, text[:500])
    inferior.write_memory(place, saved)
print("fuzz: done")
"""


def fuzz(options, rounds=150, seed=7):
    """Broken memory of all kinds; the program is a little-endian one."""
    with tempfile.TemporaryDirectory() as folder:
        script = pathlib.Path(folder, "fuzz.py")
        script.write_text(FUZZ.format(seed=seed, rounds=rounds, most=MOST_OUTPUT))
        result = subprocess.run(
            [options.gdb, "-batch", "-nx", "-iex", f"set auto-load safe-path {':'.join(options.library)}", "-ex",
             "set pagination off", "-ex", "break here", "-ex", "run", "-ex", f"source {script}", options.program],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8", errors="replace",
            check=False, timeout=250, env={**os.environ, "HOME": folder})
    told = [line for line in result.stdout.split("\n") if line.startswith("fuzz:")]
    for line in told[:20]:
        print(line)
    return told == ["fuzz: done"] and "Python Exception" not in result.stdout


def run_gdb(options, target, commands, before):
    """{command: output} and all of the rest."""
    with tempfile.TemporaryDirectory() as folder:
        script = pathlib.Path(folder, "inside.py")
        script.write_text(INSIDE.format(begin=BEGIN, end=END, commands=commands))
        layout = pathlib.Path(folder, "layout.py")
        layout.write_text(LAYOUT)
        start = [argument for command in before for argument in ("-ex", command)]
        result = subprocess.run(
            [options.gdb, "-batch", "-nx", "-iex", "set debuginfod enabled off", "-iex",
             f"set auto-load safe-path {':'.join(options.library)}", "-ex", "set pagination off", "-ex", "set width 0",
             *start, "-ex", f"source {layout}", "-ex", f"source {script}", *target],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8", errors="replace", check=False, timeout=250,
            env={**os.environ, "LC_ALL": "C.UTF-8", "HOME": folder, "ASAN_OPTIONS": "detect_leaks=0"})
    outputs = {}
    for found in re.findall(f"{BEGIN}(.*?){END}", result.stdout, flags=re.S):
        command, text = json.loads(found)
        outputs[command] = text
    return outputs, result.stdout


def complaints(expected, outputs, everything):
    for command, pattern in expected:
        output = outputs.get(command)
        if output is None:
            yield f"{command}: was not run"
        elif not re.search(pattern, output, flags=re.M):
            yield f"{command}: {output[:1500]!r}\n    does not match {pattern!r}"
        elif len(output) > MOST_OUTPUT:
            yield f"{command}: {len(output)} characters"
    for word in ("Traceback", "Python Exception", "has been declined", "cannot be told"):
        if word in everything:
            yield f"{word}: {everything[max(0, everything.find(word) - 500):everything.find(word) + 1500]}"
    found = re.search(r"^layouts: (\d+) structs, (.*)$", everything, flags=re.M)
    if found is None or int(found[1]) < 5 or found[2] != "[]":
        yield f"layouts: {found[0] if found else everything[-2000:]}"


def check(what, expected, outputs, everything):
    wrong = list(complaints(expected, outputs, everything))
    for text in wrong:
        print(f"{what}: {text}")
    print(f"{what}: {len(expected)} expectations, {len(wrong)} wrong")
    return not wrong


def strip_copy(options):
    """A library without symbols for the program, and its script beside, as a package would install them."""
    folder = pathlib.Path(options.library[0])
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    shutil.copy(options.copy + "-gdb.py", folder)
    library = shutil.copy(options.copy, folder)
    subprocess.run([options.strip, "--strip-unneeded", library], check=True)
    (folder / options.soname).symlink_to(library)
    os.environ["LD_LIBRARY_PATH"] = str(folder)


def limit_files():
    resource.setrlimit(resource.RLIMIT_FSIZE, (MOST_CORE, resource.getrlimit(resource.RLIMIT_FSIZE)[1]))


def make_core(options, folder):
    """A core file of the program; None where this system makes none in the working directory."""
    with tempfile.TemporaryDirectory() as home:
        core = pathlib.Path(folder, "core")
        if core.exists():
            core.unlink()
        subprocess.run([options.gdb, "-batch", "-nx", "-ex", "handle SIGABRT stop", "-ex", "run abort", "-ex",
                        f"generate-core-file {core}", options.program],
                       stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False,
                       timeout=250, preexec_fn=limit_files,
                       env={**os.environ, "HOME": home, "ASAN_OPTIONS": "detect_leaks=0"})
    return core if core.exists() else None


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--library", nargs="+", required=True)
    parser.add_argument("--ledger", action="store_true")
    parser.add_argument("--core")
    parser.add_argument("--gdb", default="gdb")
    parser.add_argument("--fuzz", action="store_true")
    parser.add_argument("--strip")
    parser.add_argument("--copy")
    parser.add_argument("--soname")
    options = parser.parse_args()
    if options.strip:
        strip_copy(options)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

    expected = VALUES + COMMANDS
    if options.ledger:
        expected = [row for row in expected if row[0] != "recount story shared"] + LEDGER
    commands = list(dict.fromkeys(command for command, _ in expected))
    good = check("live", expected, *run_gdb(options, [options.program], commands, ["break here", "run"]))
    if options.core:
        core = make_core(options, options.core)
        if core is None:
            print("no core file can be made here: that half is left out")
        else:
            of_core = [row for row in expected if not row[0].startswith(("backtrace", "recount refs shared"))]
            good &= check("core", of_core, *run_gdb(options, [options.program, str(core)], commands, []))
    if options.fuzz and sys.byteorder == "little" and sys.maxsize > 1 << 32:
        good &= fuzz(options)
    sys.exit(not good)


if __name__ == "__main__":
    main()
