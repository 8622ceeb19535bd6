"""Reading traces, good ones and damaged ones: test_trace.py PROGRAM [--remake]

It needs no ledger: sample.trace is of sample.c.  --remake makes that anew, and sample.annotated, by recount run; then
look at what has changed."""

import json
import os
import pathlib
import random
import re
import subprocess
import sys
import tempfile
import unittest

PROGRAM = ""
HERE = pathlib.Path(__file__).parent
SAMPLE = (HERE / "sample.trace").read_bytes()
LINES = SAMPLE.splitlines(keepends=True)


class Base(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.trace = pathlib.Path(folder.name) / "a.trace"

    def start(self, command, *arguments):
        """Also sees to it that the tool leaves nothing behind, and does not crash."""
        done = subprocess.run([PROGRAM, command, *arguments], cwd=HERE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              text=True, errors="replace", timeout=240, env={**os.environ, "LC_ALL": "C.UTF-8"})
        self.assertIn(done.returncode, (0, 1), done.stderr)
        return done

    def read(self, content, command="annotate"):
        self.trace.write_bytes(content)
        return self.start(command, str(self.trace))

    def refused(self, content, error):
        done = self.read(content)
        self.assertEqual((done.stdout, done.returncode), ("", 1), done.stderr)
        self.assertRegex(done.stderr, rf"^recount annotate: {re.escape(str(self.trace))}{error}\n$")


def changed(number, **members):
    """The sample with other members in the line of this number (from 0); None takes one out."""
    line = {**json.loads(LINES[number]), **members}
    line = {name: value for name, value in line.items() if value is not None}
    return b"".join([*LINES[:number], json.dumps(line).encode() + b"\n", *LINES[number + 1:]])


def index_of(kind):
    return next(i for i, line in enumerate(LINES) if json.loads(line)["k"] == kind)


class Reading(Base):
    def test_annotated(self):
        done = self.start("annotate", "sample.trace")
        self.assertEqual(done.stdout, (HERE / "sample.annotated").read_text())
        self.assertEqual((done.stderr, done.returncode), ("", 1))

    def test_graphs(self):
        text = self.start("tree", "--at", "sample.c:34", "sample.trace").stdout
        self.assertIn("├── table (hashtable.HashTable #6), count 1\n", text)
        self.assertIn("table (hashtable.HashTable #6), weak, count 1\n", text)
        self.assertIn("held by no function\n", self.start("tree", "--at", "sample.c:38", "sample.trace").stdout)
        self.assertIn("and 2 more objects", self.start("dot", "--at", "sample.c:34", "--most", "6", "sample.trace").stdout)
        self.assertIn("It is alive because of", self.start("tree", "--at", "40", "--why", "2", "sample.trace").stdout)
        self.assertIn("immortal; who refers to these is not kept\n", self.start("tree", "--immortal", "--at", "sample.c:34", "sample.trace").stdout)
        self.assertEqual(self.start("tree", "--at", "sample.c:34", "--why", "5000", "sample.trace").returncode, 1)
        self.assertIn(" [style=dotted, label=\"weak\"];\n", self.start("dot", "--at", "sample.c:34", "sample.trace").stdout)

    def test_the_documentation(self):
        blocks = re.findall(r"```\n\$ recount (tree .*)\n([^`]*)```", (HERE / "../../docs/lab.md").read_text())
        self.assertEqual(len(blocks), 2)
        for command, output in blocks:
            self.assertEqual(self.start(*command.split()).stdout, output)

    def test_unknown_kinds_and_members_are_passed_over(self):
        known = self.read(SAMPLE).stdout
        more = LINES[0] + b'{"k":"later","x":[1,{"y":null}]}\n' + b"".join(LINES[1:])
        self.assertEqual(self.read(more).stdout, known)
        self.assertEqual(self.read(changed(index_of("op"), later=True)).stdout, known)

    def test_not_a_trace(self):
        self.refused(b"", ": this is no trace: it is empty")
        self.refused(b"hello\n", ":1: ValueError: byte 1: a value is expected")
        self.refused(b"[1]\n", ":1: ValueError: this is no line of a trace: it has no 'k'")
        self.refused(b'{"k":"op"}\n', ":1: ValueError: this is no trace: it does not begin with a line 'trace'")
        self.refused(changed(0, format=2), ":1: ValueError: this trace is of a format that this recount does not know")
        done = self.start("annotate", str(self.trace) + ".no")
        self.assertRegex(done.stderr, r"^recount annotate: .*a\.trace\.no: No such file or directory\n$")
        done = self.start("annotate", str(self.trace.parent))
        self.assertRegex(done.stderr, r"^recount annotate: .*: Is a directory\n$")
        self.assertEqual(done.returncode, 1)

    def test_damaged_lines(self):
        new, site, op = index_of("new"), index_of("site"), index_of("op")
        error = ":{}: ValueError: "
        self.refused(changed(new, o=None), error.format(new + 1) + "the number 'o' is missing")
        self.refused(changed(new, o="x"), error.format(new + 1) + "the number 'o' is missing")
        self.refused(changed(new, o=-1), error.format(new + 1) + "the number 'o' is out of range")
        self.refused(changed(new, o=12345), error.format(new + 1) + "the object of 'o' is not defined")
        self.refused(changed(site, s=10**9), error.format(site + 1) + "the number 's' is not the next one")
        self.refused(changed(site, line=10**12), error.format(site + 1) + "the number 'line' is out of range")
        self.refused(changed(op, n=10**12), error.format(op + 1) + "the number 'n' is not the next one")
        self.refused(changed(new, n=10**30), f":{new + 1}: OverflowError: .*")
        self.refused(LINES[0] + b'{"k":"op",\n', ":2: ValueError: byte 12: a member's name is expected")
        self.refused(LINES[0] + b'{"k":"op"} x\n', ":2: ValueError: byte 12: there is something behind the value")
        self.refused(LINES[0] + b"[" * 1000 + b"\n", ":2: RecursionError: JSON that is nested too deep")
        self.refused(LINES[0] + b'{"k":"\\ud800\\u12"}\n', ":2: ValueError: .*four hexadecimal digits")
        self.refused(LINES[0] + b'{"k":"\xff"}\n', ":2: UnicodeDecodeError: .*")

    def test_cut_off(self):
        """A trace that ends anywhere is told as far as it goes."""
        for size in range(len(LINES[0]), len(SAMPLE) - 1, 613):
            done = self.read(SAMPLE[:size])
            self.assertIn("The trace stops here", done.stdout, f"{size} bytes")
            self.assertEqual(done.stderr, "", f"{size} bytes")

    def test_random_damage(self):
        seed = int(os.environ.get("RECOUNT_SEED", "20260721"))
        choose = random.Random(seed)
        for i in range(60):
            content = bytearray(SAMPLE)
            for _ in range(choose.randint(1, 3)):
                place = choose.randrange(len(content))
                if choose.random() < 0.5:
                    content[place] = choose.choice(b'0123456789,:"{}[]\n\0e-k')
                else:
                    del content[place:place + choose.randint(1, 400)]
            with self.subTest(seed=seed, round=i):
                done = self.read(bytes(content), choose.choice(["annotate", "tree", "dot"]))
                if done.returncode == 1 and not done.stdout:
                    self.assertRegex(done.stderr, r"^recount \w+: .*\n$")


def remake():
    """sample.trace is as if it had been made in /home/ada."""
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "trace"
        subprocess.run([PROGRAM, "run", "--trace", path, "sample.c"], cwd=HERE, stdout=subprocess.DEVNULL)
        text = path.read_text().replace(json.loads(path.read_text().splitlines()[0])["folder"], "/home/ada")
    text = re.sub(r'"program":"[^"]*","args":.*\]', '"program":"/home/ada/sample","args":["./sample"]', text)
    (HERE / "sample.trace").write_text(text)
    done = subprocess.run([PROGRAM, "annotate", "sample.trace"], cwd=HERE, stdout=subprocess.PIPE, text=True)
    (HERE / "sample.annotated").write_text(done.stdout)


if __name__ == "__main__":
    PROGRAM = str(pathlib.Path(sys.argv.pop(1)).resolve())
    if "--remake" in sys.argv:
        remake()
    else:
        unittest.main()
