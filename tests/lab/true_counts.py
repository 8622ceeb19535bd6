"""Is the annotated source right?  Each count, name and holder that `recount run` tells is compared with what the program has.

usage: true_counts.py RECOUNT SOURCE BUILD [--all] [FILE [FLAG...]]

Each program runs under `recount run`, and, without a ledger, with steps.c, which stops at each line and looks at
all objects.  Line by line the two must agree: which counts changed, how often, from what to what; callbacks, deallocs and
finalizers included.  Names and holders: true_names.py.  Compared are callbacks.c, which asserts its counts besides, examples, lessons, and some corrected
programs of the gallery of mistakes; --all: all of the gallery (four minutes); FILE: that program.

What differs must be what known_differences.txt lists, with reasons: no more and no less."""

import bisect
import collections
import os
import pathlib
import platform
import re
import shutil
import subprocess
import sys
import tempfile

import true_names

HERE = pathlib.Path(__file__).resolve().parent
SOME = ["cycle_bound_method", "dealloc_without_untrack", "leak_callback_twice", "over_hash_func", "uaf_handler_removes_itself",
        "table_keeps_hash_func", "over_finalizer_and_dealloc", "missing_iternext", "traverse_forgets_base", "leak_memo_key",
        "over_exhausted_iterator", "store_in_list_subclass", "over_clear_leaves_set", "over_saved_value",
        "missing_memcpy_of_array", "missing_struct_copy", "missing_pairwise", "missing_constructor", "leak_fetched_type", "odd/take_and_give"]
NOTE = re.compile(r"^ {7}\| ([ORSBW]) (.*): (immortal|\d+)(?: -> (\d+))?(?: \.\.\. (\d+) -> (\d+))?(?:, (\d+) times)?(?:, brought back)?"
                  r"(, freed|, held by .*)?$")
ONE = re.compile(r"^(?:\S+ \()?([\w.]+)(?: .*,)? #\d+\)?$")
SOURCE_LINE = re.compile(r"^ *(\d+)(?:  .*)?$")
UNKNOWN = object()
Change = collections.namedtuple("Change", "kind before own after")


def run(*words, **options):
    return subprocess.run([str(word) for word in words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                          errors="replace", timeout=200, **options)


# -- what the tool says --

def changes_told(output):
    """FILE:LINE -> the changes of counts that its notes tell: (type or None, before, after), UNKNOWN for what is only
    told to have happened in between; the lines whose notes are not all printed; and what the notes claim besides."""
    told, partly, claims, place, file = collections.defaultdict(list), set(), [], None, None
    lines = output[output.rindex("---- the program"):].splitlines()
    for line, following in zip(lines, lines[1:] + [""]):
        source, note = SOURCE_LINE.match(line), NOTE.match(line)
        if re.match(r"^\S.*\.\w+$", line) and not following:
            file = pathlib.Path(line).name
        elif source and file:
            place = f"{file}:{source[1]}"
        elif note:
            add_note(told[place], note)
            claims.append(true_names.Claim(place, note))
        elif line.startswith("       | "):
            if not re.match(r" {7}\| and \d+ more$", line):
                sys.exit(f"what is this? {line}")
            partly.add(place)
    return told, partly, claims


def add_note(changes, note):
    _, what, before, after, last_before, last_after, times, _ = note.groups()
    if after is None:
        return  # no count changes
    one = ONE.match(what)
    kind = one[1] if one else None
    changes.append((kind, int(before), int(after)))
    if last_before is None:
        changes.extend([(kind, int(before), int(after))] * (int(times or 1) - 1))
    else:
        changes.extend([UNKNOWN] * (int(times) - 2) + [(kind, int(last_before), int(last_after))])


# -- what the program does --

def places(program, folder):
    """The stops of steps.c: where lines of the program's own begin, calls return, functions end."""
    rows = []
    for line in run("objdump", "--dwarf=decodedline", "-w", program).stdout.splitlines():
        row = re.match(r"^(\S+)\s+(\d+|-)\s+0x([0-9a-f]+)(?:\s+\d+)?(?:\s+(x))?", line)
        if row:
            rows.append((int(row[3], 16), row[1], None if row[2] == "-" else int(row[2]), bool(row[4])))
    names = {path.name for path in folder.iterdir()} - {"stops.c", "steps.c", "held.c"}
    rows.sort(key=lambda row: row[0])
    symbols = {int(line.split()[0], 16): line.split()[2] for line in run("nm", program).stdout.splitlines()
               if re.search(r" [tT] ", line)}
    returns = []
    after_call = False
    for line in run("objdump", "-d", "--no-show-raw-insn", program).stdout.splitlines():
        code = re.match(r"^ +([0-9a-f]+):\t(\S+)", line)
        if code:
            returns += [int(code[1], 16)] if after_call else []
            after_call = code[2].startswith("call")
    return stops_of(rows, names, symbols, returns)


def stops_of(rows, names, symbols, returns):
    stops, functions, index = {}, collections.defaultdict(list), 0
    starts = sorted(symbols)

    def start_of(address):
        return starts[max(bisect.bisect_right(starts, address) - 1, 0)]

    own = [(address, file, line) for address, file, line, is_statement in rows
           if line is not None and file in names and is_statement]
    for address, file, line in own:
        start = start_of(address)
        if address != start:
            stops[address] = ("l", f"{file}:{line}")
            functions[start].append((line, address))
    for entries in functions.values():
        last = max(entries)[1]
        stops[last] = ("e", stops[last][1])
    for address in returns:
        while index + 1 < len(rows) and rows[index + 1][0] <= address:
            index += 1
        begin, file, line, _ = rows[index]
        if file in names and line is not None and begin <= address:  # what comes before is the compiler's
            stops.setdefault(address, ("r", f"{file}:{line}"))
    return "".join(f"{address:x} {kind} {place} {symbols[start_of(address)]}\n"
                   for address, (kind, place) in sorted(stops.items()))


def compile_with_gcc(root, *words):
    done = run("gcc", "-std=gnu11", "-w", "-I" + str(root / "runtime/include"), "-I" + str(root / "hashtable/include"), *words)
    if done.returncode != 0:
        sys.exit(done.stderr)


def make_testers(folder, root):
    """steps.o and held.o, each with what both need."""
    for name, flags in (("stops", []), ("steps", []), ("held", ["-DRC_LEDGER"])):
        compile_with_gcc(root, "-O1", "-c", *flags, HERE / f"{name}.c", "-o", folder / f"{name}.o")
    for name in ("steps", "held"):
        run("ld", "-r", folder / f"{name}.o", folder / "stops.o", "-o", folder / f"{name}-tester.o", check=True)


def changes_made(folder, testers, source, flags, build, root):
    """FILE:LINE -> (type, before, after) of each change that a line made; None: the program is too large."""
    program = folder / "stepping"
    compile_with_gcc(root, "-O0", "-g", *flags, source, testers / "steps-tester.o", "-o", program, "-L" + str(build),
                     "-Wl,-rpath," + str(build), "-lrecount", "-lm")
    (folder / "stops").write_text(places(program, source.parent))
    done = run(program, cwd=folder, env={**os.environ, "STEPS_IN": "stops", "STEPS_OUT": "steps", "RECOUNT_HASHSEED": "1"})
    if done.returncode == 77:
        return None
    made = collections.defaultdict(list)
    for line in (folder / "steps").read_text().splitlines():
        place, before, own, after, kind = line.split(" ", 4)
        made[place].append(Change(kind, int(before), int(own), int(after)))
    return made


# -- both --

def fits(told, made):
    """Is a change that is told this one?  Where functions that were called back have changed the count, too, that is left
    out: the line's own change leads to the count at its end."""
    kind, before, after = told
    freed_in_the_end = made.own == 0  # it had taken a reference, and then gave back the last one
    expected = (made.after - made.own + freed_in_the_end, made.after)
    if expected[0] < 0:  # it made the object, and others have freed it
        expected = (0, made.own)
    return kind in (None, made.kind) and (before, after) == expected


def difference(told, made):
    """What is told and not made, and what is made and not told."""
    wrong, missing = [], list(made)
    for change in sorted((change for change in told if change is not UNKNOWN), key=lambda change: change[0] is None):
        same = [other for other in missing if fits(change, other)]
        if same:
            missing.remove(same[0])
        else:
            wrong.append(change)
    unknown = sum(change is UNKNOWN for change in told)
    return wrong, [change for change in missing if change.own != 0][unknown:]


def compare(recount, root, build, testers, source, flags):
    """How many changes, and how many names and rows of holders, agreed; and what did not."""
    with tempfile.TemporaryDirectory(prefix="true counts ") as name:
        folder = pathlib.Path(name)
        made = changes_made(folder, testers, source, flags, build, root)
        if made is None:
            return 0, 0, [f"{source.name}: too large"]
        done = run(recount, "run", "--whole", f"-Wl,{testers / 'held-tester.o'}", *flags, source, cwd=folder,
                   env={**os.environ, "RECOUNT_HASHSEED": "1", "HELD_KEEP": str(folder / "program")})
        if done.returncode != 0:
            return 0, 0, [f"{source.name}: recount run ended with {done.returncode}\n{done.stdout}{done.stderr}"]
        told, partly, claims = changes_told(done.stdout)
        program = folder / "program"
        program.chmod(0o755)
        named, faults = true_names.compare(program, folder, places(program, source.parent), claims)
    agreed, faults = 0, [f"{source.name}: {fault}" for fault in faults]
    for place in sorted({*told, *made}, key=lambda place: (place.split(":")[0], int(place.split(":")[1]))):
        wrong, missing = difference(told[place], made[place])
        agreed += len(told[place]) - len(wrong)
        faults += [f"{source.name}: {place}: it says {change}, which did not happen" for change in wrong]
        if place not in partly:
            faults += [f"{source.name}: {place}: it does not say {change}" for change in missing]
    return agreed, named, faults


def programs(root, names, everything):
    if names:
        return [(pathlib.Path(names[0]).resolve(), names[1:])]
    examples = [root / f"docs/examples/{name}.c" for name in
                ["story", "cycles", "bins", "ownership_errors", "ownership_heaptype", "ownership_reentrancy"]]
    lessons = sorted(root.glob("docs/lessons/*/program.c"))
    gallery = [root / f"tests/mistakes/{name}.c" for name in SOME]
    if everything:
        gallery = sorted([*root.glob("tests/mistakes/*.c"), *root.glob("tests/mistakes/odd/*.c")])
    return [(HERE / "callbacks.c", [])] + [(path, []) for path in examples + lessons] + [(path, ["-DFIXED"]) for path in gallery]


def known_differences(sources):
    """Those of these programs."""
    lines = (HERE / "known_differences.txt").read_text().splitlines()
    return [line for line in lines if line.split(":")[0] in {source.name for source in sources}]


def main():
    everything = "--all" in sys.argv
    recount, root, build, *names = [word for word in sys.argv[1:] if word != "--all"]
    recount, root, build = (pathlib.Path(path).resolve() for path in (recount, root, build))
    if platform.machine() != "x86_64" or not all(shutil.which(tool) for tool in ("gcc", "objdump", "nm")):
        print("skipped: x86-64, gcc and binutils are needed")
        sys.exit(77)
    all_faults, total, total_named = [], 0, 0
    chosen = programs(root, names, everything)
    with tempfile.TemporaryDirectory(prefix="testers ") as name:
        testers = pathlib.Path(name)
        make_testers(testers, root)
        for source, flags in chosen:
            agreed, named, faults = compare(recount, root, build, testers, source, flags)
            total, total_named = total + agreed, total_named + named
            all_faults += faults
            print(f"{source.parent.name}/{source.name}: {agreed} changes, {named} names and holders agree" +
                  (f", {len(faults)} do not" if faults else ""), flush=True)
    found, known = (collections.Counter(texts) for texts in (all_faults, known_differences([source for source, _ in chosen])))
    print(f"{total} changes, {total_named} names and holders agree, {len(all_faults)} do not")
    print("\n".join([*(found - known).elements(), *(f"no longer: {text}" for text in (known - found).elements())]))
    if found != known or total == 0 or total_named == 0:
        sys.exit(1)


if __name__ == "__main__":
    main()
