#!/usr/bin/env python3
"""The same for the Python module: breaks one ownership operation of hashtable/python/ at a time, recount's or Python's.

    python3 tests/mutants/python_module.py BUILD [GLOB]       BUILD: a build directory, made with a preset

Compiles the file as BUILD does, links the module and runs tests/python/test_hashtable.py with it.  A crash, a failure or a
timeout kills a mutant.  Those that cannot be noticed stand in equivalent.txt.  Exit status 0 when nothing survived.
"""

import fnmatch
import json
import os
import pathlib
import re
import shlex
import subprocess
import sys
import tempfile

import run

FOLDER = "hashtable/python"
TIMEOUT = 60


def twins():
    """What is done to Python's operations is what is done to recount's."""
    for name, kinds in list(run.OPERATIONS.items()):
        twin = name.replace("RcObject", "PyObject").replace("Rc_", "Py_", 1)
        run.OPERATIONS[twin] = {kind: text.replace("RcObject", "PyObject").replace("Rc_", "Py_")
                                for kind, text in kinds.items()}
    for name in ("RcObject_GC_Track", "RcObject_GC_UnTrack"):  # recount's collector is off here
        del run.OPERATIONS[name]
    run.OPERATIONS["HASHTABLE_GIVE_BACK"] = run.TAKE
    run.CALL = re.compile(r"\b(%s)\s*\(" % "|".join(run.OPERATIONS))


def commands(build):
    """How each file of the module is compiled: file -> list of words."""
    entries = json.loads((build / "compile_commands.json").read_text())
    return {str(pathlib.Path(entry["file"]).relative_to(run.ROOT)): shlex.split(entry["command"]) for entry in entries
            if "/recount_python.dir/" in entry["command"] and f"/{FOLDER}/" in entry["file"]}


def link_command(build, objects, module):
    shared = sorted(str(path) for path in build.rglob("recount_one_runtime.dir/**/*.o"))
    return [os.environ.get("CC", "cc"), "-shared", "-o", module, *objects, *shared, "-lm",
            f"-Wl,--version-script={run.ROOT / FOLDER / 'exports.map'}"]


def survives(mutant, compile_of, objects, build, scratch):
    source = (run.ROOT / mutant.file).read_text()
    path = scratch / pathlib.Path(mutant.file).name
    path.write_text(source[:mutant.start] + mutant.replacement + source[mutant.end:])
    command = list(compile_of[mutant.file])
    target = scratch / "mutant.o"
    command[command.index("-o") + 1] = str(target)
    command[command.index("-c") + 1] = str(path)
    command[1:1] = ["-w", f"-I{run.ROOT / FOLDER}"]
    if subprocess.run(command, cwd=build, stderr=subprocess.DEVNULL).returncode != 0:
        return False
    module = scratch / "hashtable.abi3.so"
    parts = [str(target) if name == mutant.file else name_of for name, name_of in objects.items()]
    subprocess.run(link_command(build, parts, str(module)), check=True)
    try:
        done = subprocess.run([sys.executable, "-B", str(run.ROOT / "tests/python/test_hashtable.py"), "-f"],
                              env={**os.environ, "PYTHONPATH": str(scratch), "RECOUNT_MALLOC": "malloc",
                                   "PYTHONMALLOC": "debug", "MALLOC_PERTURB_": "165"}, timeout=TIMEOUT,
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0


def main(build, glob="*"):
    build = pathlib.Path(build).resolve()
    twins()
    compile_of = commands(build)
    objects = {name: str(next(build.rglob(f"recount_python.dir/{pathlib.Path(name).name}.o"))) for name in compile_of}
    equivalents = run.read_equivalents()
    mutants = [mutant for name in sorted(compile_of) if fnmatch.fnmatch(name, glob) for mutant in run.mutants_of(name)
               if run.name_of(mutant) not in equivalents]
    survivors = 0
    with tempfile.TemporaryDirectory() as scratch:
        for number, mutant in enumerate(mutants, 1):
            if survives(mutant, compile_of, objects, build, pathlib.Path(scratch)):
                survivors += 1
                print(f"survived: line {mutant.line}: {run.name_of(mutant)}", flush=True)
            print(f"\r{number}/{len(mutants)}", end="", file=sys.stderr)
    print(f"{len(mutants) - survivors} killed of {len(mutants)}")
    return 1 if survivors or not mutants else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
