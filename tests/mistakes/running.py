"""Compiling and running the programs of the gallery, and reading what the ledger told of them."""

import concurrent.futures
import dataclasses
import os
import pathlib
import re
import subprocess

FOLDER = pathlib.Path(__file__).resolve().parent
ROOT = FOLDER.parents[1]
INCLUDES = [f"-I{ROOT}/runtime/include", f"-I{ROOT}/hashtable/include"]
SECONDS = 60
THE_END = "gallery: the end begins\n"  # tools/at_end.c
MEASURES = ("found", "first", "anywhere", "before")
# The program may have written a piece of a line before.
FINDING = re.compile(r"recount: error: (?P<kind>[\w-]+): (?P<what>.*)\n"
                     r"  at (?P<file>.*?):(?P<line>\d+) in (?P<function>\S+): ")


@dataclasses.dataclass
class Run:
    """How a program ended: status as of subprocess, None if it took too long, and all that it wrote."""
    status: int | None
    out: str
    err: str


class NotBuilt(Exception):
    pass


def call(command, environment=None, seconds=SECONDS):
    """Runs a command.  What is in environment is added to this process's; None takes a name away."""
    variables = dict(os.environ)
    for name, value in (environment or {}).items():
        variables.pop(name, None)
        if value is not None:
            variables[name] = value
    try:
        done = subprocess.run(command, capture_output=True, env=variables, timeout=seconds, check=False)
    except subprocess.TimeoutExpired as late:
        return Run(None, (late.stdout or b"").decode(errors="replace"), (late.stderr or b"").decode(errors="replace"))
    return Run(done.returncode, done.stdout.decode(errors="replace"), done.stderr.decode(errors="replace"))


def newest(paths):
    return max((path.stat().st_mtime for path in paths), default=0)


class Builder:
    """Compiles programs one way, into a folder: compile and link are lists of options.  In two steps, because
    -fsanitize=thread at linking would bring in the sanitizer's runtime.  A program that was
    made in the same way, and is newer than its source and the headers, is used again.  unread: it says that its
    source is a file which is not there."""

    def __init__(self, folder, compiler, compile_options, link_options, wrap=True, unread=False):
        self.folder = pathlib.Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.unread = unread
        self.compile = [compiler, "-std=c11", "-g", "-O0", "-w", *compile_options]
        self.link = [compiler]
        self.link_options = [*link_options]
        if wrap:
            self.link_options += ["-Wl,--wrap=Rc_Finalize", self.compile_at_end(compiler)]
        self.headers = newest(ROOT.glob("*/include/recount/**/*.h"))

    def compile_at_end(self, compiler):
        compiled = self.folder / "at_end.o"
        self.do([compiler, "-c", str(FOLDER / "tools/at_end.c"), "-o", str(compiled)])
        return str(compiled)

    @staticmethod
    def do(step, seconds=SECONDS):
        done = call(step, seconds=seconds)
        if done.status != 0:
            raise NotBuilt(f"{' '.join(step)}\n{done.err}")

    def without_source(self, source, program):
        """A copy of the source for this program that says it is another file."""
        copy = program.with_suffix(".c")
        text = f'#line 1 "/nonexistent/{source.name}"\n{source.read_text(encoding="utf-8")}'
        if not copy.exists() or copy.read_text(encoding="utf-8") != text:
            copy.write_text(text, encoding="utf-8")
        return copy

    def build(self, name, fixed=False):
        source = FOLDER / f"{name}.c"
        program = self.folder / (name.replace("/", "_") + ("_fixed" if fixed else ""))
        if self.unread:
            source = self.without_source(source, program)
        steps = [[*self.compile, *(["-DFIXED"] if fixed else []), "-c", str(source), "-o", f"{program}.o"],
                 [*self.link, f"{program}.o", "-o", str(program), *self.link_options]]
        made = program.with_suffix(".made")  # how it was
        if program.exists() and made.exists() and made.read_text(encoding="utf-8") == str(steps) and (
                program.stat().st_mtime > max(source.stat().st_mtime, self.headers)):
            return program
        for step in steps:
            self.do(step)
        pathlib.Path(f"{program}.o").unlink()
        made.write_text(str(steps), encoding="utf-8")
        return program


def ledger_builder(folder, compiler, library, deep, options=(), unread=False):
    """library: the folder of librecount-ledger.so and librecount-deep.so; options: further ones of the compiler."""
    libraries = [*(["-lrecount-deep"] if deep else []), "-lrecount-ledger", "-lm", "-lpthread"]
    return Builder(pathlib.Path(folder) / (("deep" if deep else "plain") + ("_unread" if unread else "")), compiler,
                   ["-DRC_LEDGER", *(["-fsanitize=thread"] if deep else []), *options, *INCLUDES],
                   [f"-L{library}", f"-Wl,-rpath,{library}", *libraries], unread=unread)


def run_with_ledger(program):
    return call([str(program)], {"RECOUNT_AUDIT": "1", "RECOUNT_OPTIONS": None, "RECOUNT_REPORT": None})


def first_finding(text):
    """The first finding: kind, file, line, function, what, at_end, and lines, its first two; None: there is none."""
    found = FINDING.search(text)
    if not found:
        return None
    finding = found.groupdict()
    finding["line"] = int(finding["line"])
    finding["at_end"] = THE_END in text[:found.start()]
    lines = text[found.start():].split("\n")
    finding["lines"] = [normalise(line) for line in lines[:2]]
    return finding


def lines_named(program, text):
    """The lines of a program that a text names as FILE:LINE, in order."""
    name = pathlib.Path(program["name"]).name
    return [int(line) for line in re.findall(rf"\b{name}\.c:(\d+)", text)]


def measure(program, found, lines, early):
    """Which MEASURES hold of a tool that has found the mistake, has named these lines, has spoken before the end."""
    guilty = {program["line"], *program["also"]}
    holds = {"found": found, "first": found and not guilty.isdisjoint(lines[:1]),
             "anywhere": found and not guilty.isdisjoint(lines), "before": found and early}
    return {name: bool(holds[name]) for name in MEASURES}


def normalise(line):
    """What differs from run to run and from machine to machine."""
    line = re.sub(r"0x[0-9a-f]+", "0xADDRESS", line.replace(f"{FOLDER}/", ""))  # it may have spaces
    return re.sub(r"(?<![\w.])/[^ :]*/", "", line)


def in_parallel(function, items, jobs):
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        return list(pool.map(function, items))
