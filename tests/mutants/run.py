#!/usr/bin/env python3
"""Measures the tests: breaks one ownership operation at a time, and looks whether a test notices.

    python3 tests/mutants/run.py                         all mutants of runtime/ and hashtable/
    python3 tests/mutants/run.py --files '*/list*.c'     those of some files
    python3 tests/mutants/run.py --list                  only say which there are
    python3 tests/mutants/run.py --survivors             again what survived the last time
    python3 tests/mutants/run.py --resume                go on with a run that was interrupted

Each mutant changes one place of one source file.  Only that file is compiled again (with AddressSanitizer),
the library is linked, and the tests run until one fails: first the mirrored test of the file, then
those of its folder, then the others.  A mutant that no test notices has survived.  Those of runtime/ledger/
are in the ledger library, and its tests are to notice them; the others are in the release library.

Mutants that cannot be noticed stand in equivalent.txt, each with its argument; they are not run.
The exit status is 0 when nothing survived.  Needs Python 3.8, a C compiler and cmocka.
"""

import argparse
import bisect
import collections
import fnmatch
import hashlib
import json
import os
import queue
import re
import shlex
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

from c_source import arguments, closing, functions, is_use, without_comments

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent
FOLDERS = ("runtime", "hashtable")  # without python.h, which no source includes: tests/parity is its test

# ---------------------------------------------------------------------------------------------------
# Finding the places

# What is done to an operation, and the text that replaces the call.  {0}, {1} are the arguments, {call} the
# call as it was.  An argument is evaluated as often as before.
TAKE = {
    "remove": "(void)({0})",
    "double": "do {{ RcObject *mutant_ = (RcObject *)({0}); {name}(mutant_); {name}(mutant_); }} while (0)",
}
SET = {
    # The old reference is never released.
    "store": "({0}) = (void *)({1})",
    # Released while the slot still shows it.
    "early": "do {{ void *mutant_ = (void *)({1}); Rc_XDECREF({0}); ({0}) = mutant_; }} while (0)",
    "double": "do {{ RcObject *mutant_ = (RcObject *)({0}); {call}; Rc_XDECREF(mutant_); }} while (0)",
}
OPERATIONS = {
    "Rc_INCREF": TAKE,
    "Rc_XINCREF": TAKE,
    "Rc_DECREF": TAKE,
    "Rc_XDECREF": TAKE,
    "Rc_IncRef": TAKE,
    "Rc_DecRef": TAKE,
    "Rc_SETREF": SET,
    "Rc_XSETREF": SET,
    "Rc_CLEAR": {
        "remove": "(void)({0})",
        "store": "({0}) = NULL",
        "keep": "Rc_XDECREF({0})",
        "early": "do {{ Rc_XDECREF({0}); ({0}) = NULL; }} while (0)",
        "double": SET["double"],
    },
    "Rc_NewRef": {"remove": "((RcObject *)({0}))", "double": "Rc_NewRef(Rc_NewRef({0}))"},
    "Rc_XNewRef": {"remove": "((RcObject *)({0}))", "double": "Rc_XNewRef(Rc_XNewRef({0}))"},
    "Rc_VISIT": {"remove": "(void)({0})", "double": "do {{ {call}; {call}; }} while (0)"},
    "RcObject_GC_Track": {"remove": "(void)({0})", "double": "do {{ {call}; {call}; }} while (0)"},
    # Doubled it is allowed.
    "RcObject_GC_UnTrack": {"remove": "(void)({0})"},
}
# One of these, or a choice of two: their counts never change, so nothing can be noticed.
IMMORTAL = re.compile(r"(.*\?\s*{0}\s*:\s*)?{0}".format("(Rc_None|Rc_NotImplemented|Rc_True|Rc_False)"), re.S)
CALL = re.compile(r"\b(%s)\s*\(" % "|".join(OPERATIONS))
# x->field = NULL;  x[i] = NULL;  *x = NULL;  and so on
SLOT_CLEAR = re.compile(r"(?<=[;{}:)\n])(?P<space>\s*)(?P<text>(?P<slot>\*?\(?\*?\w[\w.\[\]()*+\- ]*?(?:->[\w.\[\]()*+\- ]*?)*)"
                        r"\s*=\s*NULL)\s*;")

Mutant = collections.namedtuple("Mutant", "file line function text nth kind start end replacement")


def name_of(mutant):
    """What identifies a mutant across edits elsewhere in the file; as in equivalent.txt."""
    nth = f" [{mutant.nth}]" if mutant.nth > 1 else ""
    return f"{mutant.file}: {mutant.function}: {mutant.kind}: {mutant.text}{nth}"


def calls(source, code):
    """(start, end, kind, replacement) of each broken call."""
    for match in CALL.finditer(code):
        start, name = match.start(), match.group(1)
        if not is_use(code, start):
            continue
        end = closing(code, match.end() - 1)
        parts = arguments(code, source, match.end(), end - 1)
        if code[end:].lstrip()[:1] == "{" or len(parts) != (2 if "SETREF" in name else 1):
            continue
        if IMMORTAL.fullmatch(parts[0]):
            continue
        for kind, template in OPERATIONS[name].items():
            if kind == "early" and re.fullmatch(r"\w+", parts[0]):
                continue  # nobody else sees a local variable
            yield start, end, kind, template.format(*parts, name=name, call=source[start:end])


def slot_clears(source, code):
    for match in SLOT_CLEAR.finditer(code):
        slot = match.group("slot").strip()
        if re.match(r"(return|else|goto|case)\b", slot) or re.match(r"\w+$", slot):
            continue  # a plain variable is no slot
        if re.match(r"[\w ]*\w +\**\w+$", slot):
            continue  # a declaration
        if slot.count("(") != slot.count(")"):
            continue  # what is behind a cast
        yield match.start("text"), match.end("text"), "remove", "(void)0"


def mutants_of(path):
    source = (ROOT / path).read_text()
    code = without_comments(source)
    bodies = functions(code)
    starts = [start for start, _ in bodies]
    found, seen = [], collections.Counter()
    places = sorted(list(calls(source, code)) + list(slot_clears(source, code)), key=lambda place: place[:2])
    for start, end, kind, replacement in places:
        body = bisect.bisect(starts, start) - 1
        function = bodies[body][1] if body >= 0 else "?"
        text = " ".join(source[start:end].split())
        seen[function, text, kind] += 1
        line = source.count("\n", 0, start) + 1
        found.append(Mutant(path, line, function, text, seen[function, text, kind], kind, start, end, replacement))
    return found


def all_sources():
    """Without those of hashtable/python, which python_module.py is for."""
    paths = [path for folder in FOLDERS for path in (ROOT / folder).rglob("*.[ch]") if path.name != "python.h"]
    names = sorted(str(path.relative_to(ROOT)) for path in paths)
    return [name for name in names if not name.startswith("hashtable/python/")]


def read_equivalents():
    """equivalent.txt: a name_of() at the start of a line, its argument in the indented lines below."""
    entries, path = {}, HERE / "equivalent.txt"
    name = None
    for line in path.read_text().splitlines() if path.exists() else []:
        if not line.strip() or line.startswith("#"):
            continue
        if line[0].isspace():
            if name is None:
                sys.exit(f"{path}: an argument without a mutant: {line.strip()}")
            entries[name] = (entries[name] + " " + line.strip()).strip()
        else:
            name = " ".join(line.split())
            entries[name] = ""
    for name, argument in entries.items():
        if not argument:
            sys.exit(f"{path}: no argument is given for {name}")
    return entries


# ---------------------------------------------------------------------------------------------------
# Building

class Failure(Exception):
    pass


def run(command, cwd, timeout=600):
    done = subprocess.run(command, cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=timeout)
    if done.returncode != 0:
        raise Failure(shlex.join(map(str, command)) + "\n" + done.stdout.decode(errors="replace"))


class Toolchain:
    """How a file is compiled and the library linked.  Paths are relative to a copy of the tree."""

    def __init__(self, compiler, ledger):
        self.compiler = shlex.split(compiler)
        self.ledger = ledger
        common = ["-std=c11", "-w", "-O0", "-fPIC", "-fsanitize=address", "-fno-omit-frame-pointer",
                  "-Iruntime/include", "-Ihashtable/include"]
        self.library = common + ["-D_POSIX_C_SOURCE=200809L", "-fvisibility=hidden"]
        self.tests = common + ["-D_GNU_SOURCE", "-Itests/support"]
        if ledger:
            self.library += ["-DRC_LEDGER", "-fno-optimize-sibling-calls"]
            self.tests += ["-DRC_LEDGER", "-g", "-include", "recount/recount.h"]

    def flags(self, source):
        if source.startswith("tests/"):
            return self.tests + ["-Iruntime", "-Ihashtable"]
        return self.library + (["-Iruntime"] if source.startswith("runtime/") else [])

    def compile(self, tree, source, target):
        path = str(tree / source) if source.startswith("tests/") else source  # the ledger reads the tests' lines
        run(self.compiler + self.flags(source) + ["-MMD", "-c", path, "-o", str(target)], tree)

    def link_library(self, objects, target):
        run(self.compiler + ["-shared", "-fsanitize=address", "-Wl,-soname,librecount.so", "-o", str(target)]
            + list(map(str, objects)) + ["-lm"], ROOT)

    def link_test(self, objects, target):
        run(self.compiler + ["-fsanitize=address", "-o", str(target)] + list(map(str, objects))
            + ["-lcmocka", "-lm", "-lpthread"], ROOT)


def object_of(directory, source):
    return directory / (source.replace("/", "__") + ".o")


def prerequisites(target):
    """The files that an object was made from, as the compiler noted them."""
    note = target.with_suffix(".d")
    if not target.exists() or not note.exists():
        return None
    return note.read_text().replace("\\\n", " ").split(":", 1)[1].split()


def is_fresh(target):
    files = prerequisites(target)
    if files is None:
        return False
    made = target.stat().st_mtime
    return all((ROOT / file).exists() and (ROOT / file).stat().st_mtime < made for file in files)


class Test:
    def __init__(self, path, internal, ledger):
        self.path = "tests/" + path
        self.source = re.sub(r"test_([^/]*)$", r"\1", path)  # the file that it mirrors
        self.internal = internal  # linked with the library's objects, because it uses private functions
        self.ledger = ledger  # with the ledger library's
        self.seconds = 0.0


def read_tests():
    text = re.sub(r"#[^\n]*", "", (ROOT / "tests/CMakeLists.txt").read_text())
    return [Test(path, bool(internal), bool(ledger)) for path, internal, ledger in
            re.findall(r"recount_test\(\s*([\w/]+\.c)\s*(INTERNAL)?\s*(LEDGER)?\s*\)", text)]


def is_ledgers(path):
    return path.startswith("runtime/ledger/")


class Base:
    """The unmutated library and the tests, built once; every worker starts from its objects."""

    def __init__(self, directory, toolchain, jobs):
        self.directory = directory
        self.toolchain = toolchain
        self.objects = directory / "objects"
        self.programs = directory / "programs"
        ledger = toolchain.ledger
        self.sources = [path for path in all_sources() if path.endswith(".c") and (ledger or not is_ledgers(path))
                        and not path.endswith("compiler_hooks.c")]  # that is another library
        self.support = ["tests/support/support.c", "tests/support/hostile.c"]
        self.tests = [test for test in read_tests() if test.ledger == ledger]
        self.objects.mkdir(parents=True, exist_ok=True)
        self.programs.mkdir(parents=True, exist_ok=True)
        self.build(jobs)

    def build(self, jobs):
        wanted = self.sources + self.support + [test.path for test in self.tests]
        stale = [path for path in wanted if not is_fresh(object_of(self.objects, path))]
        for_each(stale, jobs, lambda path: self.toolchain.compile(ROOT, path, object_of(self.objects, path)))
        self.toolchain.link_library(self.library_objects(), self.directory / "librecount.so")
        for_each([test for test in self.tests if not test.internal], jobs, self.link_shared)

    def library_objects(self):
        return [object_of(self.objects, source) for source in self.sources]

    def test_objects(self, test):
        return [object_of(self.objects, path) for path in [test.path] + self.support]

    def program(self, test):
        return self.programs / test.path.replace("/", "__")[:-2]

    def link_shared(self, test):
        self.toolchain.link_test(self.test_objects(test) + [self.directory / "librecount.so"], self.program(test))


def for_each(items, jobs, action):
    """Runs action(item) for all items in some threads; the first failure ends everything."""
    pending, failures = queue.Queue(), []
    for item in items:
        pending.put(item)

    def work():
        while not failures:
            try:
                action(pending.get_nowait())
            except queue.Empty:
                return
            except Failure as failure:
                failures.append(failure)

    threads = [threading.Thread(target=work) for _ in range(jobs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        sys.exit(str(failures[0]))


# ---------------------------------------------------------------------------------------------------
# Running

ENVIRONMENT = {
    "ASAN_OPTIONS": "detect_leaks=1:allocator_may_return_null=1:max_malloc_fill_size=65536:abort_on_error=0",
    "RECOUNT_TEST_QUICK": "1",
}


class Worker:
    """A copy of the sources and of the objects, in which one mutant lives at a time."""

    def __init__(self, base, number, timeout):
        self.base = base
        self.timeout = timeout
        self.directory = base.directory / f"worker{number}"
        shutil.rmtree(self.directory, ignore_errors=True)
        self.objects = self.directory / "objects"
        self.objects.mkdir(parents=True)
        for folder in FOLDERS:
            shutil.copytree(ROOT / folder, self.directory / folder)
        for source in base.sources:
            self.restore(source)
        self.link()

    def restore(self, source):
        shutil.copy(object_of(self.base.objects, source), object_of(self.objects, source))

    def link(self):
        self.base.toolchain.link_library(self.library_objects(), self.directory / "librecount.so")

    def library_objects(self):
        return [object_of(self.objects, source) for source in self.base.sources]

    def dependents(self, path):
        """The sources to compile again after a change of path."""
        if path.endswith(".c"):
            return [path]
        return [source for source in self.base.sources
                if path in (prerequisites(object_of(self.base.objects, source)) or [])]

    def passes(self, test):
        program = self.base.program(test)
        if test.internal:
            program = self.directory / "internal_test"
            self.base.toolchain.link_test(self.base.test_objects(test) + self.library_objects(), program)
        environment = dict(os.environ, LD_LIBRARY_PATH=str(self.directory), **ENVIRONMENT)
        if test.ledger:  # which tells of leaks itself; its tests make some on purpose
            environment["ASAN_OPTIONS"] = environment["ASAN_OPTIONS"].replace("detect_leaks=1", "detect_leaks=0")
        process = subprocess.Popen([program], cwd=self.directory, env=environment, stdin=subprocess.DEVNULL,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
        try:
            return process.wait(timeout=self.timeout + 10 * test.seconds) == 0
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            return False

    def measure(self, mutant, tests):
        """("killed", test), ("survived", None) or ("invalid", message of the compiler)."""
        path = self.directory / mutant.file
        source = path.read_text()
        if " ".join(source[mutant.start:mutant.end].split()) != mutant.text:
            return "invalid", "the source was changed during the run"
        dependents = self.dependents(mutant.file)
        path.write_text(source[: mutant.start] + mutant.replacement + source[mutant.end:])
        try:
            try:
                for dependent in dependents:
                    self.base.toolchain.compile(self.directory, dependent, object_of(self.objects, dependent))
                self.link()
            except Failure as failure:
                return "invalid", str(failure)
            for test in tests:
                if not self.passes(test):
                    return "killed", test.path
            return "survived", None
        finally:
            path.write_text(source)
            for dependent in dependents:
                self.restore(dependent)


def in_order(tests, path):
    """The mirrored test, those of the same folder, those of the same tree, the others."""
    def distance(test):
        mine, other = Path(path), Path(test.source)
        return (other.with_suffix("") != mine.with_suffix(""), other.parent != mine.parent,
                other.parts[0] != mine.parts[0], test.seconds)
    return sorted(tests, key=distance)


def sound_tests(base, worker):
    """The tests that pass without any mutant, with the time that each takes."""
    sound = []
    for test in base.tests:
        begin = time.monotonic()
        if worker.passes(test):
            test.seconds = time.monotonic() - begin
            sound.append(test)
        else:
            print(f"{test.path} fails without any mutant: it is left out", flush=True)
    if not sound:
        sys.exit("no test passes")
    return sound


class Results:
    """What is known of each mutant; written after each, so that a run can be resumed."""

    def __init__(self, path, keep):
        self.path = path
        self.known = json.loads(path.read_text()) if keep and path.exists() else {}
        self.lock = threading.Lock()

    def state(self, mutant, digest):
        entry = self.known.get(name_of(mutant))
        return entry["state"] if entry and entry["digest"] == digest else None

    def add(self, mutant, digest, state, by):
        with self.lock:
            self.known[name_of(mutant)] = {"digest": digest, "state": state, "by": by}
            scratch = self.path.with_suffix(".new")
            scratch.write_text(json.dumps(self.known, indent=1))
            scratch.replace(self.path)


def digest_of(path):
    return hashlib.sha256((ROOT / path).read_bytes()).hexdigest()[:16]


def measure_all(mutants, base, workers, results):
    """Gives the mutants to the workers.  Returns {mutant: (state, by)}."""
    tests = sound_tests(base, workers[0])
    pending, states, lock = queue.Queue(), {}, threading.Lock()
    for mutant in mutants:
        pending.put(mutant)
    begin = time.monotonic()

    def work(worker):
        while True:
            try:
                mutant = pending.get_nowait()
            except queue.Empty:
                return
            state, by = worker.measure(mutant, in_order(tests, mutant.file))
            results.add(mutant, digest_of(mutant.file), state, by)
            with lock:
                states[mutant] = state, by
                report_progress(mutant, state, by, len(states), len(mutants), time.monotonic() - begin)

    threads = [threading.Thread(target=work, args=(worker,)) for worker in workers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return states


def report_progress(mutant, state, by, done, total, seconds):
    if state != "killed":
        print(f"{state.upper()} {mutant.file}:{mutant.line}: {mutant.kind}: {mutant.text}", flush=True)
        if state == "invalid":
            print("    " + by.strip().replace("\n", "\n    "), flush=True)
    if done % 25 == 0 or done == total:
        print(f"{done} of {total} mutants, {seconds:.0f} s, {seconds / done:.2f} s each", flush=True)


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--files", action="append", metavar="GLOB", help="only mutants of these files")
    parser.add_argument("--kinds", metavar="KIND,...", help="only remove, double, store, early, keep")
    parser.add_argument("--jobs", type=int, default=2, help="how many at a time (default: 2)")
    parser.add_argument("--timeout", type=float, default=5, help="seconds for a test beyond ten times its usual")
    parser.add_argument("--list", action="store_true", help="list the mutants, run nothing")
    parser.add_argument("--resume", action="store_true", help="leave out what has a result for the same source")
    parser.add_argument("--survivors", action="store_true", help="only what survived before; the sources may differ")
    parser.add_argument("--equivalent", action="store_true", help="run those of equivalent.txt, too")
    parser.add_argument("--build", default=str(ROOT / ".build/mutants"), metavar="DIR", help="working directory")
    parser.add_argument("--compiler", default=os.environ.get("CC", "cc"))
    return parser.parse_args()


# The deep ledger, whose programs are instrumented by another sanitizer than the mutants'; and what only Clang's analyzer
# reads (tests/references).
NOT_RUN = ("runtime/ledger/deep.c", "runtime/ledger/compiler_hooks.c", "runtime/include/recount/detail/analyzer_calls.h")


def select(options, equivalents):
    mutants = [mutant for path in all_sources() if path not in NOT_RUN for mutant in mutants_of(path)]
    names = {name_of(mutant) for mutant in mutants}
    for name in equivalents:
        if name not in names:
            print(f"equivalent.txt: there is no such mutant any more: {name}")
    if options.files:
        mutants = [m for m in mutants if any(fnmatch.fnmatch(m.file, glob) for glob in options.files)]
    if options.kinds:
        mutants = [m for m in mutants if m.kind in options.kinds.split(",")]
    return mutants


def main():
    options = parse_arguments()
    equivalents = read_equivalents()
    mutants = select(options, equivalents)
    if options.list:
        for mutant in mutants:
            mark = " (equivalent)" if name_of(mutant) in equivalents else ""
            print(f"{mutant.file}:{mutant.line}: {mutant.function}: {mutant.kind}: {mutant.text}{mark}")
        print(f"{len(mutants)} mutants")
        return 0

    directory = Path(options.build).resolve()
    directory.mkdir(parents=True, exist_ok=True)
    results = Results(directory / "results.json", options.resume or options.survivors or options.files)
    excused = [m for m in mutants if name_of(m) in equivalents]
    counted = mutants if options.equivalent else [m for m in mutants if name_of(m) not in equivalents]
    states = {}
    if options.survivors:
        counted = [m for m in counted if results.known.get(name_of(m), {}).get("state") == "survived"]
    elif options.resume:
        for mutant in counted:
            state = results.state(mutant, digest_of(mutant.file))
            if state:
                states[mutant] = state, None
    todo = [mutant for mutant in counted if mutant not in states]
    print(f"{len(counted)} mutants, {len(excused)} equivalent ones, {len(todo)} to run", flush=True)
    for ledger in (False, True):
        mine = [mutant for mutant in todo if is_ledgers(mutant.file) == ledger]
        if mine:
            base = Base(directory / "ledger" if ledger else directory, Toolchain(options.compiler, ledger), options.jobs)
            workers = [Worker(base, number, options.timeout) for number in range(options.jobs)]
            states.update(measure_all(mine, base, workers, results))
    return summary(counted, states, equivalents)


def summary(counted, states, equivalents):
    by_state = collections.defaultdict(list)
    for mutant in counted:
        by_state[states[mutant][0]].append(mutant)
    survivors = by_state["survived"]
    for mutant in by_state["invalid"]:
        print(f"does not compile, not counted: {mutant.file}:{mutant.line}: {mutant.kind}: {mutant.text}")
    for mutant in by_state["killed"]:
        if name_of(mutant) in equivalents:
            print(f"equivalent.txt is wrong, this was killed: {name_of(mutant)}")
    for mutant in survivors:
        print(f"survivor: {mutant.file}:{mutant.line}: {mutant.function}: {mutant.kind}: {mutant.text}")
        print(f"    as in equivalent.txt: {name_of(mutant)}")
    killed = len(by_state["killed"])
    print(f"killed {killed} of {killed + len(survivors)}, survivors: {len(survivors)}")
    return 1 if survivors else 0


if __name__ == "__main__":
    sys.exit(main())
