"""recount run, annotate, dot and tree, with the ledger: test_run.py PROGRAM SOURCE BUILD [--all]

SOURCE is recount's folder, BUILD the build tree, which is installed, too.  --all: each program of the gallery of
mistakes, not only some (a minute and a half)."""

import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest

PROGRAM = SOURCE = BUILD = None
GALLERY = []
SOME = ["leak_early_return", "over_list_getitem_masked", "missing_setter_masked", "table_keeps_hash_func",
        "stale_item_after_clear", "cycle_bound_method", "uaf_alias_after_append", "leak_goto_wrong_label"]

START = "#include <recount/recount.h>\n#include <stdio.h>\n"
LEAK = START + """
int main(void)
{
    Rc_Initialize();
    RcObject *list = RcList_New(0);
    RcObject *word = RcStr_FromString("Ada");
    RcList_Append(list, word);
    Rc_DECREF(list);
    printf("left: %d\\n", Rc_Finalize());
    return 0;
}
"""
CLEAN = LEAK.replace("    Rc_DECREF(list);", "    Rc_DECREF(word);\n    Rc_DECREF(list);")

NOTE = re.compile(r"^ +\| (?P<letter>[OSRBW]) (?:(?P<name>[^ ]+) \()?(?P<type>[^ ]+)(?: (?P<repr>'.*'|[^,]*),)?"
                  r"(?: #(?P<number>\d+))\)?: (?:(?P<before>\d+) -> )?(?P<after>\d+)(?P<rest>.*)$")
SOURCE_LINE = re.compile(r"^ *(\d+)(?:  (.*))?$")


class Base(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="recount lab ")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def start(self, *arguments, cwd=None, program=None, **environment):
        return subprocess.run([str(program or PROGRAM), *map(str, arguments)], stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, text=True, errors="replace", timeout=240, cwd=cwd or self.folder,
                              env={**os.environ, "RECOUNT_OPTIONS": "", **environment})

    def recount(self, *arguments, status=0, error="", **options):
        done = self.start(*arguments, **options)
        self.assertRegex(done.stderr, f"^{error}$")
        self.assertEqual(done.returncode, status, done.stdout + done.stderr)
        return done.stdout

    def file(self, name, text):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path

    def traced(self, text, name="app.c", status=0):
        """Runs a program; the trace's path."""
        self.file(name, text)
        self.recount("run", "--trace", "app.trace", name, status=status)
        return self.folder / "app.trace"


def read_notes(output):
    """The annotated source: (line of the file, its text, its notes) for each line that is shown."""
    lines = []
    for text in output.splitlines():
        source = SOURCE_LINE.match(text)
        if source:
            lines.append((int(source[1]), source[2] or "", []))
        elif text.startswith("       | ") and lines:
            lines[-1][2].append(text)
    return lines


def functions_of(text):
    return set(re.findall(r"^\w[^;\n]*?(\w+)\([^;\n]*\n?[^;\n]*\n\{", text, re.M))


def example_of(command):
    """The lines that docs/lab.md shows as a command's output."""
    text = (SOURCE / "docs/lab.md").read_text()
    block = next(block for block in re.findall(r"```\n(.*?)```", text, re.S) if block.startswith("$ " + command))
    return [line for line in block.splitlines()[1:] if line != "..."]


class Counts:
    """Follows the notes of a function in the order of its lines: what each variable's count must be."""

    def __init__(self):
        self.objects, self.counts = {}, {}

    def see(self, note):
        found = NOTE.match(note)
        if found and " times" not in found["rest"]:
            if found["name"]:
                self.objects[found["name"]] = found["number"]
            self.counts[found["number"]] = int(found["after"])

    def of(self, variable):
        return self.counts.get(self.objects.get(variable))


class Run(Base):
    def test_a_leak(self):
        self.file("leak.c", LEAK)
        output = self.recount("run", "leak.c", status=1)
        self.assertTrue(output.startswith("left: 1\n---- the program ended with status 0;"), output)
        for line in ["     7      RcObject *list = RcList_New(0);\n       | O list (list #1): 0 -> 1, held by main\n",
                     "       | O word (str 'Ada', #2): 0 -> 1, held by main\n",
                     "       | O word (str 'Ada', #2): 1 -> 2, held by main, list\n",
                     "       | R list (list #1): 1 -> 0, freed\n", "       ! leak: str 'Ada', #2: ",
                     "1 finding. 2 objects made, 1 gone.\n"]:
            self.assertIn(line, output)

    def test_no_finding(self):
        self.file("clean.c", CLEAN)
        output = self.recount("run", "clean.c")
        self.assertNotIn("       !", output)
        self.assertIn("0 findings. 2 objects made, 2 gone.", output)

    def test_letters(self):
        self.file("letters.c", START + """
int main(void)
{
    Rc_Initialize();
    RcObject *pair = RcTuple_New(1);
    RcObject *word = RcStr_FromString("Ada");
    RcTuple_SetItem(pair, 0, word);
    RcObject *first = RcTuple_GetItem(pair, 0);
    RcObject *table = RcHashTable_New();
    RcObject *weak = RcWeakref_NewRef(table, NULL);
    RcObject *none = Rc_NewRef(Rc_None);
    Rc_DECREF(none);
    Rc_DECREF(weak);
    Rc_DECREF(table);
    Rc_DECREF(pair);
    return Rc_Finalize() + (first == NULL);
}
""")
        output = self.recount("run", "letters.c")
        for note in ["S word (str 'Ada', #2): 1, held by pair", "B first (str 'Ada', #2): 1, held by pair",
                     "W table (hashtable.HashTable #3): 1, held by main", "O none (None): immortal",
                     "R pair (tuple #1): 1 -> 0, freed", "R first (str 'Ada', #2): 1 -> 0, freed"]:
            self.assertIn(f"       | {note}\n", output)

    def test_the_founding_story(self):
        story = SOURCE / "docs/examples/story_mistake.c"
        mistake = next(i for i, line in enumerate(story.read_text().splitlines(), 1) if "the mistake: the" in line)
        for depth in [[], ["--plain"]]:
            output = self.recount("run", *depth, story, status=1)
            told = [number for number, _, notes in read_notes(output.replace("       ! ", "       | ! ")) if
                    any("Rc_INCREF is missing" in note for note in notes)]
            self.assertIn(told, [[mistake]] if not depth else [[mistake], [mistake + 1]])
            self.assertIn("0 findings.", self.recount("run", *depth, "-DFIXED", story))
            if not depth:
                for line in example_of("recount run"):
                    self.assertIn(line + "\n", output)

    def test_plain_stores_and_callbacks(self):
        """What the deep ledger sees, and the plain one concludes."""
        self.file("box.c", START + """
typedef struct Box {
    RcObject_HEAD
    RcObject *value;
} Box;

static int box_traverse(RcObject *op, Rc_visitproc visit, void *arg)
{
    Rc_VISIT(((Box *)op)->value);
    return 0;
}

static void box_dealloc(RcObject *op)
{
    RcObject_GC_UnTrack(op);
    Rc_XDECREF(((Box *)op)->value);
    RcObject_GC_Del(op);
}

static RcTypeObject Box_Type = {
    RcVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "Box",
    .tp_basicsize = sizeof(Box),
    .tp_flags = Rc_TPFLAGS_DEFAULT | Rc_TPFLAGS_HAVE_GC,
    .tp_traverse = box_traverse,
    .tp_dealloc = box_dealloc,
};

static void box_set(Box *box, RcObject *word)
{
    Rc_INCREF(word);
    box->value = word;
}

int main(void)
{
    Rc_Initialize();
    RcType_Ready(&Box_Type);
    Box *box = RcObject_GC_New(Box, &Box_Type);
    box->value = NULL;
    RcObject_GC_Track(box);
    RcObject *name = RcStr_FromString("Ada");
    box_set(box, name);
    Rc_DECREF(name);
    Rc_DECREF(box);
    return Rc_Finalize();
}
""")
        output = self.recount("run", "box.c")
        self.assertIn("""    Rc_INCREF(word);
       | O word (str 'Ada', #2): 1 -> 2, held by main, box_set
    34      box->value = word;
       | S word (str 'Ada', #2): 2, held by main, box
""", output)
        self.assertRegex(output, r"Rc_XDECREF\(\(\(Box \*\)op\)->value\);\n +\| R .*str 'Ada', #2\)?: 1 -> 0, freed\n")
        plain = self.recount("run", "--plain", "box.c")
        self.assertIn("| R box (Box #1): 1 -> 0, freed", plain)
        self.assertIn("0 findings. 2 objects made, 2 gone.", plain)

    def test_findings_of_one_line_are_apart(self):
        self.file("leaks.c", LEAK.replace("word = ", 'words[2] = {RcStr_FromString("Bob"), ').replace(
            '("Ada");', '("Ada")}, *word = words[0];').replace("    Rc_DECREF(list);", "    RcList_Append(list, words[1]);\n    Rc_DECREF(list);"))
        output = self.recount("run", "leaks.c", status=1)
        findings = re.search(r"\n( +8  .*\n(?: .*\n)*?) +9  ", output)[1]
        blocks = "".join(text[9:] + "\n" for text in findings.splitlines() if text.startswith("       !")).split("\n\n")
        self.assertEqual([re.sub("#.*", "", block, flags=re.S) for block in blocks], ["leak: str 'Bob', ", "leak: str 'Ada', "], output)
        self.assertEqual(output.count("       !\n"), 1)

    def test_the_way_out_is_marked(self):
        text = (SOURCE / "tests/mistakes/leak_early_return.c").read_text()
        self.file("early.c", text)
        lines = [i for i, line in enumerate(text.splitlines(), 1) if "GUILTY" in line or "RcInt_FromString" in line]
        output = self.recount("run", "--trace", "t", "early.c", status=1)
        mark = re.search(r"\n +(\d+)  .*\n(?:       \| .*\n)*       ! (str 'timeout', #\d+): after this line load_line ends without"
                         r" giving it back \(lost-reference,\n       !   line (\d+)\)\n", output)
        self.assertEqual([int(mark[3]), int(mark[1])], lines, output)
        self.assertIn("1 finding. ", output)
        self.recount("report", "t", "-o", "page.html")
        page = (self.folder / "page.html").read_text()
        told = re.search(rf'<tr data-line="{lines[1]}">.*?</tr>', page, re.S)[0]
        self.assertIn("load_line ends without giving it back", told)

    def test_types_without_traverse(self):
        text = START + """
typedef struct Box {
    RcObject_HEAD
    RcObject *value;
} Box;

static void box_dealloc(RcObject *op)
{
    RcObject *name = RcStr_FromString("its dealloc's own");
    Rc_DECREF(name);
    Rc_XDECREF(((Box *)op)->value);
    RcObject_Free(op);
}

static RcTypeObject Box_Type = {
    RcVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "app.Box",
    .tp_basicsize = sizeof(Box),
    .tp_dealloc = box_dealloc,
};

int main(void)
{
    Rc_Initialize();
    RcType_Ready(&Box_Type);
    Box *box = RcObject_New(Box, &Box_Type);
    box->value = VALUE;
    Rc_DECREF(box);
    return Rc_Finalize();
}
"""
        self.file("box.c", text)
        told = "app.Box has no tp_traverse: what its objects hold is told as held by functions.\n"
        for depth in [[], ["--plain"]]:
            holds = self.recount("run", *depth, '-DVALUE=RcStr_FromString("Ada")', "box.c")
            self.assertEqual(holds.count(told), 1)
            self.assertNotIn("| S ", holds)
            self.assertNotIn("tp_traverse:", self.recount("run", *depth, "-DVALUE=NULL", "box.c"))

    def test_loops_are_summed_up(self):
        self.file("loop.c", START + """
int main(void)
{
    Rc_Initialize();
    RcObject *list = RcList_New(0);
    for (int i = 0; i < 50; i++) {
        RcObject *number = RcFloat_FromDouble(i);
        RcList_Append(list, number);
        Rc_DECREF(number);
    }
    for (int i = 0; i < 5; i++) {
        Rc_INCREF(list);
    }
    for (int i = 0; i < 6; i++) {
        Rc_DECREF(list);
    }
    return Rc_Finalize();
}
""")
        output = self.recount("run", "loop.c")
        for note in ["O number (50 objects): 0 -> 1, 50 times, held by main",
                     "O number (50 objects): 1 -> 2, 50 times, held by main, list",
                     "R number (50 objects): 2 -> 1, 50 times, held by list",
                     "O list (list #1): 1 -> 2 ... 5 -> 6, 5 times", "R list (list #1): 6 -> 5 ... 2 -> 1, 5 times"]:
            self.assertIn(f"       | {note}", output)

    def test_edges_that_are_measured_late(self):
        """Nothing is told of them at the lines where they are measured, and that is said."""
        self.file("late.c", CLEAN)
        output = self.recount("run", "late.c", RECOUNT_AUDIT="3")
        self.assertIn("From step ", output)
        self.assertIn("is told later than it\nchanged", output)
        self.assertNotIn("| S ", output)
        self.assertNotIn("From step ", self.recount("run", "late.c"))

    def test_a_helper_in_another_file(self):
        self.file("parts of it/main file.c", START + """
RcObject *make(const char *text);
int main(int argc, char **argv)
{
    Rc_Initialize();
    RcObject *word = make(argc > 1 ? argv[1] : "?");
    printf("%s %d\\n", RcStr_AsUTF8(word), SIZE);
    Rc_DECREF(word);
    return Rc_Finalize();
}
""")
        self.file("parts of it/make it.c", START + """
RcObject *make(const char *text)
{
    return RcStr_FromString(text);
}
""")
        output = self.recount("run", "-DSIZE=7", "parts of it/main file.c", "parts of it/make it.c", "--", "two words")
        self.assertTrue(output.startswith("two words 7\n"), output)
        self.assertIn("parts of it/main file.c\n\n", output)
        self.assertIn("       | R word (str 'two words', #1): 1 -> 0, freed\n", output)
        self.assertIn("       | O str 'two words', #1: 0 -> 1, held by make\n", output)

    def test_from_any_folder(self):
        path = self.file("here/clean.c", CLEAN)
        other = self.folder / "other"
        other.mkdir()
        output = self.recount("run", path, cwd=other, TMPDIR=str(other))
        self.assertIn(f"{path}\n\n", output)
        self.assertEqual(list(other.iterdir()), [], "something was left")

    def test_one_file_one_name(self):
        """That which the compiler was given, also where debug information tells another."""
        self.file("a folder/box.c", (SOURCE / "tests/mistakes/missing_setter.c").read_text())
        elsewhere = self.folder / "elsewhere"
        elsewhere.mkdir()
        whole = str(self.folder / "a folder/box.c")
        for given in ["../a folder/box.c", whole]:
            output = self.recount("run", "--trace", "t", given, status=1, cwd=elsewhere)
            self.assertEqual(re.findall(r"^(.*box\.c)$", output, re.M), [given])
            page = self.recount("report", "t", "-o", "-", status=0, cwd=elsewhere)
            self.assertIn(f"at {given}:", page)
            self.assertEqual(f" {whole}:" in page, given == whole)

    def test_compiled_elsewhere(self):
        """A name that was given in another folder, as by ninja, is found by what debug information tells."""
        self.file("project/src/app.c", LEAK)
        (self.folder / "project/build").mkdir()
        self.recount("run", "--trace", "../t", "../src/app.c", status=1, cwd=self.folder / "project/build")
        trace = self.folder / "project/t"
        text = trace.read_text().replace(f"{self.folder}/project/build\"", f"{self.folder}/project\"")
        trace.write_text(text)
        output = self.recount("annotate", trace, status=1, cwd="/")
        self.assertEqual(re.findall(r"^(.*app\.c.*)$", output, re.M), ["src/app.c"])

    def test_compile_error(self):
        self.file("wrong.c", START + "int main(void) { return nothing; }\n")
        done = self.start("run", "wrong.c", TMPDIR=str(self.folder))
        self.assertEqual(done.returncode, 1)
        self.assertEqual(done.stdout, "")
        self.assertRegex(done.stderr, r"wrong\.c:3:.*error:.*nothing")
        self.assertEqual([path.name for path in self.folder.iterdir()], ["wrong.c"])
        self.file("unlinked.c", "int missing(void);\nint main(void) { return missing(); }\n")
        done = self.start("run", "unlinked.c")
        self.assertEqual(done.returncode, 1)
        self.assertIn("missing", done.stderr)

    def test_exit_statuses(self):
        self.file("fails.c", CLEAN.replace("return 0", "return 7"))
        self.assertIn("the program ended with status 7;", self.recount("run", "fails.c", status=1))
        self.file("crash.c", CLEAN.replace('printf("left', '*(volatile int *)0 = 1; printf("left'))
        output = self.recount("run", "crash.c", status=1)
        self.assertIn("the program was ended by signal 11 (Segmentation fault);", output)
        self.assertIn("The trace stops here: the program has crashed", output)
        self.assertIn("Its last operation was Rc_DECREF, at crash.c:11 in main.", output)
        self.assertIn("R word (str 'Ada', #2): 1 -> 0, freed", output)
        self.file("none.c", "int main(void) { return 0; }\n")
        self.recount("run", "none.c", status=1, error=r"recount run: there is no trace: .*Rc_Initialize.*\n")

    def test_wrong_arguments(self):
        hint = "\nrecount run --help tells more\\.\n"
        self.recount("run", status=2, error="recount run: a file is missing" + hint)
        self.recount("run", "--bogus", "x.c", status=2, error="recount run: there is no option --bogus" + hint)
        self.recount("run", "x.c", "--trace", status=2, error="recount run: --trace needs a value" + hint)
        self.assertIn("usage: recount run", self.recount("run", "--help"))
        self.recount("run", "x.py", status=2, error=r"recount run: x\.py is no C file .*" + hint)
        self.recount("run", "x.c", CC="no-such-compiler", status=1, error="recount run: no-such-compiler: .*\n")
        self.file("x.c", CLEAN)
        self.recount("run", "--trace", "x.c", "x.c", status=2,
                     error="recount run: --trace names a file to be written, and x.c is a C file" + hint)
        self.assertEqual((self.folder / "x.c").read_text(), CLEAN)

    def test_where_the_trace_goes(self):
        self.file("clean.c", CLEAN)
        missing = self.start("run", "--trace", "no/t", "clean.c")
        self.assertEqual((missing.stdout, missing.stderr, missing.returncode),
                         ("", "recount run: no/t: No such file or directory\n", 1))
        (self.folder / "link").symlink_to("t")
        for _ in range(2):
            self.recount("run", "--trace", "link", "clean.c")
            self.assertTrue((self.folder / "link").is_symlink())
            self.assertIn(b'"k":"end"', (self.folder / "t").read_bytes())
        self.file("none.c", "int main(void) { return 0; }\n")
        self.recount("run", "--trace", "t", "none.c", status=1, error="recount run: there is no trace: .*\n")

    def test_where_nothing_may_be_written(self):
        """What is made goes to TMPDIR alone; what is to be written in the folder cannot be, and that is said."""
        self.file("clean.c", CLEAN)
        for name, mode in [("temporary", 0o777), (".", 0o555)]:
            (self.folder / name).mkdir(exist_ok=True)
            (self.folder / name).chmod(mode)

        def drop_privileges():
            if os.geteuid() == 0:
                os.setgroups([])
                os.setgid(65534)
                os.setuid(65534)

        def recount(*arguments, **environment):
            done = subprocess.run([str(PROGRAM), *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                                  cwd=self.folder, preexec_fn=drop_privileges, timeout=240,
                                  env={**os.environ, "RECOUNT_OPTIONS": "", "TMPDIR": "temporary", **environment})
            return done.returncode, done.stdout, done.stderr

        try:
            recount("--help")
        except PermissionError:
            self.skipTest("the build tree is not for everybody to read")
        for arguments in [["run", "clean.c"], ["run", "--trace", "temporary/t", "clean.c"]]:
            status, output, errors = recount(*arguments)
            self.assertIn("the program ended with status 0;", output)
            self.assertEqual((status, errors), (0, ""))
        for arguments, name in [(["run", "--trace", "t", "clean.c"], "t"), (["dot", "-o", "g.dot", "temporary/t"], "g.dot"),
                                (["report", "temporary/t"], "report.html")]:
            self.assertEqual(recount(*arguments), (1, "", f"recount {arguments[0]}: {name}: Permission denied\n"))
        status, output, errors = recount("run", "clean.c", TMPDIR=".")
        self.assertRegex(errors, r"^recount run: \./recount-run-\w+: Permission denied; TMPDIR names the folder .*\n$")
        self.assertEqual((status, output), (1, ""))
        self.assertEqual(sorted(path.name for path in (self.folder / "temporary").iterdir()), ["t"])

    def test_ends_in_the_middle(self):
        self.file("reads.c", START + "#include <stdlib.h>\n" + """
int main(void)
{
    Rc_Initialize();
    RcObject *list = RcList_New(0);
    if (getchar() == 'x') {
        exit(Rc_REFCNT(list) == 1 ? 5 : 6);
    }
    abort();
}
""")
        for text, end in [("x", "ended with status 5"), ("y", r"was ended by signal 6 \(Aborted\)")]:
            done = subprocess.run([PROGRAM, "run", "reads.c"], input=text, cwd=self.folder, stdout=subprocess.PIPE, text=True)
            self.assertRegex(done.stdout, f"^---- the program {end}; its source, annotated")
            self.assertIn("The trace stops here: the program has crashed, or has not ended its runtime", done.stdout)
            self.assertIn("Its last operation was RcList_New, at reads.c:8 in main.", done.stdout)
            self.assertEqual(done.returncode, 1)

    def test_signals(self):
        """Keys end the program, and its source is printed; what ends the tool ends the program, too, and nothing is left."""
        self.file("endless.c", CLEAN.replace('printf("left', 'puts("begun"), fflush(stdout); for (;;) {}\n    printf("left'))
        for number, to_all in [(signal.SIGINT, True), (signal.SIGTERM, False), (signal.SIGHUP, False)]:
            run = subprocess.Popen([PROGRAM, "run", "endless.c"], cwd=self.folder, stdout=subprocess.PIPE, text=True,
                                   start_new_session=True, env={**os.environ, "TMPDIR": str(self.folder)},
                                   preexec_fn=lambda: [signal.signal(n, signal.SIG_DFL) for n in (signal.SIGINT, signal.SIGHUP)])
            self.assertEqual(run.stdout.readline(), "begun\n")
            (os.killpg if to_all else os.kill)(run.pid, number)
            output = run.communicate(timeout=100)[0]
            self.assertIn(f"the program was ended by signal {int(number)} ", output)
            self.assertIn("R word (str 'Ada', #2): 1 -> 0, freed", output)
            self.assertEqual(run.returncode, 1)
            self.assertEqual([path.name for path in self.folder.iterdir()], ["endless.c"])

    def start_endless(self, text):
        self.file("endless.c", text)
        # as a shell starts a job in the foreground
        return subprocess.Popen([PROGRAM, "run", "--whole", "endless.c"], cwd=self.folder, stdout=subprocess.PIPE,
                                text=True, start_new_session=True, env={**os.environ, "TMPDIR": str(self.folder)},
                                preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))

    def test_a_key_s_signal_that_a_process_has_sent(self):
        """It came to the tool alone, which passes it on, as often as it comes."""
        begun = 'puts("begun"), fflush(stdout);'
        for number in [signal.SIGINT, signal.SIGQUIT]:
            run = self.start_endless(CLEAN.replace('printf("left', begun + ' for (;;) {}\n    printf("left'))
            self.assertEqual(run.stdout.readline(), "begun\n")
            os.kill(run.pid, number)
            output = run.communicate(timeout=100)[0]
            self.assertIn(f"the program was ended by signal {int(number)} ", output)
            self.assertEqual((run.returncode, [path.name for path in self.folder.iterdir()]), (1, ["endless.c"]))
        run = self.start_endless(CLEAN.replace("int main", """#include <signal.h>
static volatile sig_atomic_t caught;
static void count(int number) { caught += number == SIGINT; }
int main""").replace('printf("left', "signal(SIGINT, count); " + begun + """
    for (int told = 0; told < 3;) {
        if (told < caught) {
            printf("caught %d\\n", ++told), fflush(stdout);
        }
    }
    printf("left"""))
        self.assertEqual(run.stdout.readline(), "begun\n")
        for times in [1, 2, 3]:
            os.kill(run.pid, signal.SIGINT)
            self.assertEqual(run.stdout.readline(), f"caught {times}\n")
        self.assertIn("the program ended with status 0;", run.communicate(timeout=100)[0])
        self.assertEqual(run.returncode, 0)

    def test_nothing_is_left_however_the_tool_ends(self):
        """The folder is gone before the trace is read and told: then nothing is left even if the tool is killed."""
        for number in [signal.SIGINT, signal.SIGTERM, signal.SIGKILL]:
            run = self.start_endless(CLEAN + "/*" + "more than a pipe takes, so that the tool waits\n" * 10000 + "*/\n")
            self.assertTrue(run.stdout.readline().startswith("left"))
            end = time.monotonic() + 100
            while any(path.name.startswith("recount-run") for path in self.folder.iterdir()):
                self.assertLess(time.monotonic(), end, "the folder is there while its source is told")
                time.sleep(0.01)
            run.send_signal(number)
            run.communicate(timeout=100)
            self.assertEqual((run.returncode, [path.name for path in self.folder.iterdir()]), (-number, ["endless.c"]))

    def test_a_trace_is_cut(self):
        """An endless loop, which makes the same mistake again and again, does not fill the disk; and that is told."""
        self.file("loop.c", START + """
int main(int argc, char **argv)
{
    Rc_Initialize();
    for (int i = 0; i < 2000; i++) {
        RcFloat_FromDouble(i);
    }
    return argc > 1 ? *(volatile int *)0 : Rc_Finalize();
}
""")
        for arguments, is_ended in [([], True), (["--", "crash"], False)]:
            output = self.recount("run", "--trace", "t", "loop.c", *arguments, RECOUNT_TRACE_LIMIT="50000", status=1)
            self.assertRegex(output, r"The trace was cut after step \d+, at its limit of 50000 bytes \(RECOUNT_TRACE_LIMIT\)")
            self.assertEqual("It was stopped or has crashed later" in output, not is_ended)
            self.assertNotIn("Its last operation was", output)
            self.assertIn("       ! ", output)
            self.assertLess((self.folder / "t").stat().st_size, 80000)
            self.assertIn("its limit of 50,000 bytes", re.sub("<.*?>", "", self.recount("report", "t", "-o", "-")))

    def test_the_limit_of_a_run(self):
        self.file("asks.c", CLEAN.replace("#include <stdio.h>", "#include <stdio.h>\n#include <stdlib.h>").replace(
            'printf("left', 'puts(getenv("RECOUNT_TRACE_LIMIT"));\n    printf("left'))
        self.assertTrue(self.recount("run", "asks.c").startswith("67108864\n"))
        self.assertTrue(self.recount("run", "asks.c", RECOUNT_TRACE_LIMIT="1000000000").startswith("1000000000\n"))

    def test_other_compiler_and_flags(self):
        self.file("clean.c", CLEAN)
        output = self.recount("run", "-O2", "clean.c", CC=shutil.which("gcc") + " -pipe" if shutil.which("gcc") else "cc")
        self.assertIn("0 findings.", output)
        if shutil.which("clang"):
            self.assertIn("0 findings.", self.recount("run", "clean.c", CC="clang"))

    def test_an_existing_program(self):
        trace = self.traced(LEAK, status=1)
        output = self.recount("annotate", trace, status=1)
        self.assertIn("       | O word (str 'Ada', #2): 1 -> 2, held by main, list\n", output)
        elsewhere = self.folder / "elsewhere"
        elsewhere.mkdir()
        self.assertEqual(self.recount("annotate", trace, status=1, cwd=elsewhere), output)
        (self.folder / "app.c").unlink()
        output = self.recount("annotate", trace, status=1)
        self.assertIn("app.c: its source is not here\n", output)
        self.assertIn("       | O str 'Ada', #2: 0 -> 1, held by main\n", output)

    def test_gaps(self):
        self.file("gaps.c", CLEAN.replace("int main", "/* " + "far\n" * 30 + "*/\nint main"))
        output = self.recount("run", "gaps.c")
        self.assertIn("   ...\n", output)
        whole = self.recount("run", "--whole", "gaps.c")
        self.assertNotIn("   ...\n", whole)
        self.assertEqual(len(re.findall(r"^ +\d+ .*far$", whole, re.M)), 30)

    def test_installed(self):
        prefix = self.folder / "in stalled"
        subprocess.run(["cmake", "--install", BUILD, "--prefix", prefix], check=True, stdout=subprocess.DEVNULL)
        moved = self.folder / "moved here"
        prefix.rename(moved)
        self.file("leak.c", LEAK)
        self.assertEqual(self.recount("run", "leak.c", status=1, program=moved / "bin/recount"),
                         self.recount("run", "leak.c", status=1))
        for library in (moved / "lib").rglob("librecount-deep.so*"):
            library.unlink()
        self.recount("run", "leak.c", status=1, program=moved / "bin/recount",
                     error=r"recount run: there is no ledger here: .*librecount-deep\.so.*\n")


class TrueCounts(Base):
    """The annotated source says what the program itself says of its counts.  (true_counts.py compares all counts.)"""

    def check(self, output, asserted):
        """asserted: a line's text -> (variable, count) pairs that hold after it."""
        counts, checked, lines = Counts(), 0, read_notes(output)
        own = functions_of("\n".join(text for _, text, _ in lines))
        for number, text, notes in lines:
            if any(word in own for word in re.findall(r"(\w+)\(", text)):
                counts = Counts()  # it changes counts on lines of its own
            for note in notes:
                counts.see(note)
            for variable, count in asserted(number, text):
                if counts.of(variable) is not None:  # nothing has happened to it here
                    self.assertEqual(counts.of(variable), count, f"line {number}: {text}")
                    checked += 1
            if text.startswith("}"):
                counts = Counts()
        return checked

    def example(self, name):
        def asserted(_, text):
            found = re.match(r" *COUNT\((\w+), (\d+)\);", text)
            return [(found[1], int(found[2]))] if found else []

        examples = SOURCE / "docs/examples"
        output = self.recount("run", "--whole", examples / f"{name}.c")
        return self.check(output[output.index("---- the program"):], asserted)

    def test_story(self):
        self.assertGreaterEqual(self.example("story"), 20)

    def test_ownership(self):
        checked = sum(self.example("ownership_" + rule) for rule in ["new", "borrowed", "steals", "keeps"])
        self.assertGreaterEqual(checked, 12)


class Traces(Base):
    def lines(self, trace):
        return [json.loads(line) for line in trace.read_text().splitlines()]

    def check(self, trace):
        """What docs/trace.md promises of each trace."""
        lines = self.lines(trace)
        self.assertEqual(lines[0]["k"], "trace")
        self.assertEqual([line["i"] for line in lines if "i" in line], list(range(1, 1 + sum("i" in l for l in lines))))
        sites, types, objects, calls, counts, operation = {0}, set(), {0}, {0}, {}, 0
        for line in lines:
            kind = line["k"]
            if kind == "site":
                sites.add(line["s"])
            elif kind == "type":
                types.add(line["t"])
            elif kind == "object":
                self.assertNotIn(line["o"], objects)
                self.assertIn(line["t"], types)
                objects.add(line["o"])
            elif kind == "enter":
                self.assertNotIn(line["c"], calls)
                self.assertIn(line["p"], calls)
                calls.add(line["c"])
            elif kind == "op":
                operation += 1
                self.assertEqual(line["n"], operation)
            for member, known in [("s", sites), ("from", sites), ("o", objects), ("by", objects)]:
                if isinstance(line.get(member), int):
                    self.assertIn(line[member], known, line)
            if "b" in line:
                self.assertEqual(counts.get(line["o"], line["b"]), line["b"], line)
                counts[line["o"]] = line["a"]
        return lines

    def test_promises(self):
        for program in GALLERY:
            for flag in ["-DFIXED", "-DNOT_FIXED"]:
                with self.subTest(program=program.name, flag=flag):
                    self.start("run", flag, "--trace", "app.trace", program)
                    lines = self.check(self.folder / "app.trace")
                    if flag == "-DFIXED":
                        self.assertEqual(lines[-1]["k"], "end")
                        self.assertEqual((lines[-1]["live"], lines[-1]["findings"]), (0, 0))

    def program(self, text, *flags):
        """Builds a program as recount run does; its path."""
        path = self.file("app.c", text)
        include = [f"-I{SOURCE}/runtime/include", f"-I{SOURCE}/hashtable/include"]
        subprocess.run(["cc", "-g", "-DRC_LEDGER", *flags, *include, path, "-o", self.folder / "app", f"-L{BUILD}",
                        f"-Wl,-rpath,{BUILD}", "-lrecount-ledger"], check=True)
        return self.folder / "app"

    def test_what_cannot_be_written(self):
        app = self.program(CLEAN)
        error = "recount: RECOUNT_TRACE: cannot write /dev/full: No space left on device\n"
        done = self.start(program=app, RECOUNT_TRACE="/dev/full")
        self.assertEqual((done.stdout, done.stderr, done.returncode), ("left: 0\n", error, 0))
        done = self.start(program=app, RECOUNT_TRACE=str(self.folder / "no" / "trace"))
        self.assertEqual((done.stdout, done.returncode), ("left: 0\n", 0))
        self.assertRegex(done.stderr, r"^recount: RECOUNT_TRACE: cannot open .*/no/trace: No such file or directory\n$")

    def test_limit(self):
        app = self.program(LEAK)
        self.start(program=app, RECOUNT_TRACE="short.trace", RECOUNT_TRACE_LIMIT="900")
        lines = self.lines(self.folder / "short.trace")
        self.assertEqual(lines[-1]["k"], "end")
        self.assertGreater(lines[-1]["dropped"], 0)
        self.assertEqual(sum(line["k"] == "finding" for line in lines), 1)
        output = self.recount("annotate", "short.trace", status=1)
        self.assertRegex(output, r"The trace was cut after step \d+, at its limit of \d+ bytes")

    def test_two_runtimes_and_a_fork(self):
        app = self.program(START + """
#include <unistd.h>
#include <sys/wait.h>
static void live(void)
{
    Rc_Initialize();
    RcObject *list = RcList_New(0);
    if (fork() == 0) {
        RcList_Append(list, list);
        _exit(0);
    }
    wait(NULL);
    Rc_DECREF(list);
    Rc_Finalize();
}
int main(void)
{
    live();
    live();
    return 0;
}
""")
        self.start(program=app, RECOUNT_TRACE="two.trace")
        first, second = self.check(self.folder / "two.trace"), self.check(self.folder / "two.trace.2")
        self.assertEqual([line["api"] for line in first if "api" in line],
                         ["RcList_New", "Rc_DECREF", "Rc_Finalize"])
        self.assertEqual(first[-1], second[-1])

    def test_halting(self):
        app = self.program(LEAK)
        done = self.start(program=app, RECOUNT_TRACE="halted.trace")
        self.assertEqual(done.returncode, 1)
        end = self.lines(self.folder / "halted.trace")[-1]
        self.assertEqual((end["k"], end["findings"], end["halted"]), ("end", 1, 1))

    def test_texts(self):
        """Quotes, control characters and what is no UTF-8."""
        app = self.program(START + r"""
int main(void)
{
    Rc_Initialize();
    RcObject *word = RcStr_FromString("a\"b\\c\n\x01 \xc3\xa9");
    Rc_DECREF(word);
    return Rc_Finalize();
}
""")
        self.start(program=app, RECOUNT_TRACE="texts.trace")
        texts = [line["text"] for line in self.check(self.folder / "texts.trace") if line["k"] == "repr"]
        self.assertEqual(texts, ["'a\"b\\c\\n\\x01 \u00e9'"])

    def test_collections_and_tables(self):
        trace = self.traced(START + """
int main(void)
{
    Rc_Initialize();
    RcObject *list = RcList_New(0), *kept = RcList_New(0);
    RcList_Append(list, list);
    Rc_DECREF(list);
    RcGC_Collect();
    RcObject *table = RcHashTable_New();
    RcHashTable_SetItemString(table, "one", kept);
    RcHashTable_SetItemString(table, "two", kept);
    Rc_DECREF(kept);
    Rc_DECREF(table);
    return Rc_Finalize();
}
""")
        lines = self.check(trace)
        collect = next(line for line in lines if line["k"] == "collect")
        self.assertEqual((collect["alive"], collect["trash"]), ([2], [1]))
        self.assertEqual(next(line["freed"] for line in lines if line["k"] == "collected"), 1)
        tables = [line for line in lines if line["k"] == "table"]
        self.assertEqual([line["pairs"] for line in tables], [0, 1, 2])
        last = tables[-1]["chains"]
        self.assertEqual(sum(len(chain) - 1 for chain in last), 2)
        self.assertTrue(all(0 <= chain[0] < tables[-1]["bins"] for chain in last))
        self.assertEqual({pair[1] for chain in last for pair in chain[1:]}, {2})


class Graphs(Base):
    TEXT = START + """
int main(void)
{
    Rc_Initialize();
    RcObject *list = RcList_New(0);
    RcObject *word = RcStr_FromString("a \\"quoted\\" \\\\ word");
    RcList_Append(list, word);
    RcList_Append(list, list);
    RcObject *weak = RcWeakref_NewRef(RcHashTable_BuiltinHash, NULL);
    Rc_XDECREF(weak);
    RcErr_Clear();
    RcObject *deep = RcList_New(0);
    for (int i = 0; i < 40; i++) {
        RcObject *outer = RcList_New(0);
        RcList_Append(outer, deep);
        Rc_SETREF(deep, outer);
    }
    Rc_DECREF(word);
    Rc_DECREF(list);
    Rc_DECREF(deep);
    RcGC_Collect();
    return Rc_Finalize();
}
"""

    def test_tree(self):
        trace = self.traced(self.TEXT)
        output = self.recount("tree", "--at", "app.c:10", trace, LC_ALL="C.UTF-8")
        self.assertEqual(output.split("\n", 2)[2], """main
├── list (list #1), count 2
│   ├── list (list #1), count 2, as above
│   └── word (str 'a "quoted" \\ word', #2), count 2
└── word (str 'a "quoted" \\ word', #2), count 2, as above
""")
        for where in ["app.c:10", "app.c:17", "app.c:21"]:
            text = self.recount("tree", "--at", where, trace, LC_ALL="C")
            self.assertTrue(text.isascii())
            self.assertLessEqual(max(map(len, text.splitlines())), 80)
        self.assertIn("held by no function\n`-- list #1, count 1\n", text)
        self.assertIn("none: nothing of the program's is alive then", self.recount("tree", trace))
        self.assertRegex(self.recount("tree", "--at", "app.c:17", "--most", "3", trace),
                         r"\n\.\.\. and \d+ more lines \(--most\)\n$")

    def test_why(self):
        trace = self.traced(self.TEXT)
        text = self.recount("tree", "--at", "app.c:20", "--why", "2", trace)
        self.assertIn("count 1 = 1 held by objects + 0 by functions", text)
        self.assertIn("It is alive because of\n\nmain\n  holds list (list #1), count 2\n", text)
        self.assertIn("No function holds it", self.recount("tree", "--at", "app.c:21", "--why", "#1", trace))
        self.recount("tree", "--why", "2", trace, status=1, error=r"recount tree: .*: #2 is not alive at step \d+\n")
        self.recount("tree", "--why", "999999", trace, status=1, error=r"recount tree: .*there is no object #999999\n")

    def test_dot(self):
        trace = self.traced(self.TEXT)
        text = self.recount("dot", "--at", "app.c:10", trace)
        for line in ['  "main" [shape=box];', "  o1 -> o2;", "  o1 -> o1;", '  "main" -> o1;',
                     '  o2 [label="word (str \'a \\"quoted\\" \\\\ word\', #2); count 2"];']:
            self.assertIn(line + "\n", text)
        self.assertIn('"and 39 more objects"', self.recount("dot", "--at", "app.c:17", "--most", "4", trace))
        self.assertEqual(self.recount("dot", "--at", "app.c:10", "-o", "graph.dot", trace), "")
        self.assertEqual((self.folder / "graph.dot").read_text(), text)
        self.assertEqual(self.recount("dot", "--at", "app.c:10", "--output=-", trace), text)
        self.recount("dot", "-o", "no folder/graph", trace, status=1, error="recount dot: no folder/graph: No such file .*\n")
        self.recount("dot", "-o", trace, trace, status=2, error="recount dot: .* would be written over(?s:.*)")
        if shutil.which("dot"):
            done = subprocess.run(["dot", "-Tsvg"], input=text, stdout=subprocess.PIPE, text=True, check=True)
            self.assertIn("<svg", done.stdout)

    def test_wrong_arguments(self):
        trace = self.traced(CLEAN)
        for command in ["tree", "dot"]:
            hint = f"\nrecount {command} --help tells more\\.\n"
            self.recount(command, status=2, error=f"recount {command}: a trace is missing{hint}")
            self.recount(command, trace, trace, status=2, error=f"recount {command}: one trace at a time{hint}")
            self.recount(command, "--most", "0", trace, status=2, error=f"recount {command}: --most takes .*{hint}")
            self.recount(command, "--at", "99999", trace, status=1, error=f"recount {command}: .* has the steps 0 to .*\n")
            self.recount(command, "--at", "app.c:1", trace, status=1,
                         error=f"recount {command}: .*: there is no operation at app.c:1\n")
            self.assertIn(f"usage: recount {command}", self.recount(command, "--help"))


if __name__ == "__main__":
    arguments = [argument for argument in sys.argv[1:4]]
    PROGRAM, SOURCE, BUILD = [pathlib.Path(argument).resolve() for argument in arguments]
    programs = SOURCE / "tests/mistakes"
    everything = "--all" in sys.argv
    GALLERY = sorted(programs.glob("*.c")) if everything else [programs / f"{name}.c" for name in SOME]
    unittest.main(argv=[sys.argv[0], *[a for a in sys.argv[4:] if a != "--all"]])
