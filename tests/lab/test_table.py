"""recount table, and what all subcommands share: test_table.py PROGRAM"""

import os
import pathlib
import pty
import re
import subprocess
import sys
import tempfile
import unittest
import xml.etree.ElementTree

PROGRAM = ""
NAMES = ["builtin", "fnv1a", "djb2", "sdbm", "first", "length"]
MASK = 2**64 - 1


def signed(value):
    value &= MASK
    return value - 2**64 if value >= 2**63 else value


def fnv1a(data):
    value = 14695981039346656037
    for byte in data:
        value = (value ^ byte) * 1099511628211 & MASK
    return value


def polynomial(seed, factor):
    def function(data):
        value = seed
        for byte in data:
            value = (value * factor + byte) & MASK
        return value
    return function


# What the tool's functions are, once more.
MODELS = {"fnv1a": fnv1a, "djb2": polynomial(5381, 33), "sdbm": polynomial(0, 65599), "first": lambda data: data[0],
          "length": len}


class Base(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def recount(self, *arguments, status=0, error="", stdin=b""):
        """Runs the tool; gives its output.  error is a regular expression for all of stderr."""
        done = subprocess.run([PROGRAM, *map(str, arguments)], input=stdin, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              timeout=240)
        self.assertRegex(done.stderr.decode(), f"^{error}$")
        self.assertEqual(done.returncode, status)
        return done.stdout.decode()

    def file(self, name, content):
        path = self.folder / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path


class Tool(Base):
    def test_help_and_version(self):
        self.assertRegex(self.recount("--help"), r"(?s)^usage: recount COMMAND.*\n  table ")
        self.assertEqual(self.recount("-h"), self.recount("--help"))
        self.assertRegex(self.recount("--version"), r"^recount \d+\.\d+\.\d+\n$")
        text = self.recount("table", "--help")
        for word in ["usage: recount table", "--size", "--max-load", "--keys", "--plot", "--most", *NAMES]:
            self.assertIn(word, text)

    def test_wrong_arguments(self):
        hint = r"\nrecount --help tells more\.\n"
        self.recount(status=2, error="recount: a command is missing" + hint)
        self.recount("tabel", status=2, error="recount: there is no command 'tabel'" + hint)
        table = "recount table: {}\nrecount table --help tells more\\.\n"
        self.recount("table", status=2, error=table.format("a file is missing"))
        self.recount("table", "--bogus", "x", status=2, error=table.format("there is no option --bogus"))
        self.recount("table", "x", "--size", status=2, error=table.format("--size needs a value"))
        for option, values in {"size": ["0", "-1", "4x", "", "99999999999"], "max-load": ["0", "1.1", "-1", "nan", "x"],
                               "hash": ["sha", ""], "keys": ["word"], "most": ["-1", "x"]}.items():
            for value in values:
                self.recount("table", f"--{option}", value, "x", status=2,
                             error=table.format(f"--{option} takes [^\n]*, not '{re.escape(value)}'"))

    def test_files_that_cannot_be_read(self):
        good = self.file("good", "a b")
        missing = self.folder / "missing"
        self.assertEqual(self.recount("table", good, missing, status=1,
                                      error=f"recount table: {missing}: No such file or directory\n"), "")
        self.recount("table", self.folder, status=1, error=f"recount table: {self.folder}: Is a directory\n")
        self.recount("table", self.file("empty", " \n,;"), status=1, error="recount table: there are no words in the file\n")

    def test_output_that_cannot_be_written(self):
        if not os.path.exists("/dev/full"):
            self.skipTest("no /dev/full here")
        with open("/dev/full", "wb") as full:
            done = subprocess.run([PROGRAM, "--help"], stdout=full, stderr=subprocess.PIPE)
            done = subprocess.run([PROGRAM, "table", self.file("f", "a b")], stdout=full, stderr=subprocess.PIPE)
        self.assertEqual((done.returncode, done.stderr), (1, b"recount table: cannot write the output\n"))
        path = self.file("g", "a b")
        done = subprocess.run([PROGRAM, "table", "--plot", path, self.file("f", "c"), path], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.assertEqual((done.returncode, done.stdout), (2, b""))
        self.assertRegex(done.stderr, rb"^recount table: .*g would be written over, and is read\n")
        self.assertEqual(pathlib.Path(path).read_text(), "a b")

    def test_progress_on_a_terminal(self):
        ours, theirs = pty.openpty()
        words = self.file("words", " ".join(f"w{i}" for i in range(70000)))
        done = subprocess.run([PROGRAM, "table", words], stdout=subprocess.PIPE, stderr=theirs)
        os.close(theirs)
        shown = os.read(ours, 100000).decode()
        os.close(ours)
        self.assertEqual(done.returncode, 0)
        self.assertIn("reading: 65536 keys, 65536 different", shown)
        self.assertIn("builtin: 70000 keys, round 5 of 5", shown)
        self.assertTrue(shown.endswith("\r\x1b[K"))


class Keys(Base):
    def head(self, *arguments, **options):
        return self.recount("table", *arguments, **options).splitlines()[0]

    def test_words(self):
        path = self.file("f", "the cat, the hat; a_b c3 \u00e4rger\u20ac the\n")
        self.assertEqual(self.head(path), "1 file: 8 words, 6 different")
        self.assertEqual(self.head(path, path), "2 files: 16 words, 6 different")
        self.assertEqual(self.head("-", stdin=b"x y x"), "1 file: 3 words, 2 different")

    def test_lines(self):
        path = self.file("f", "one two\n\none two\nthree\r\nlast, without an end")
        self.assertEqual(self.head("--keys", "lines", path), "1 file: 4 lines, 3 different")

    def test_ints(self):
        path = self.file("f", "1 2 3\n-5 +2 9223372036854775807 -9223372036854775808 007")
        self.assertEqual(self.head("--keys", "ints", path), "1 file: 8 ints, 7 different")
        for wrong, message in (("x", "ValueError: invalid literal for int\\(\\) with base 10: 'x'"),
                               ("9223372036854775808", "OverflowError: [^\n]*")):
            bad = self.file("bad", f"1 {wrong} 2")
            self.recount("table", "--keys", "ints", bad, status=1, error=f"recount table: {bad}: {message}\n")

    def test_what_is_no_text(self):
        self.assertEqual(self.head(self.file("f", b"\xff\xfe a\0b \xff")), "1 file: 4 words, 4 different")

    def test_most(self):
        path = self.file("f", " ".join(map(str, range(100))))
        self.assertEqual(self.head("--most", "10", path), "1 file: 100 words, 100 different; of these the first 10")
        self.assertEqual(self.head("--most", "0", path), "1 file: 100 words, 100 different")


class Figures(Base):
    WORDS = [f"word{i * i}" for i in range(300)] + ["x", "yy"]

    def row(self, text, name):
        return next(line for line in text.splitlines() if line.startswith(name + " ")).split()

    def model(self, name, words, absent, size, max_load):
        """used bins, longest bin, probes of hits and of misses."""
        resizes = 0
        while len(words) / size > max_load:
            size *= 2
            resizes += 1
        bins = [0] * size
        for word in words:
            bins[signed(MODELS[name](word.encode())) % size] += 1
        hits = sum(n * (n + 1) / 2 for n in bins) / len(words)
        misses = sum(bins[signed(MODELS[name](word.encode())) % size] for word in absent) / len(absent)
        return [str(size), str(sum(n > 0 for n in bins)), str(max(bins)), f"{hits:.2f}", f"{misses:.2f}", str(resizes)]

    def test_all_hash_functions(self):
        path = self.file("f", " ".join(self.WORDS))
        for size, max_load in ((4, 0.5), (7, 1.0), (1024, 0.25)):
            text = self.recount("table", "--hash", "all", "--size", size, "--max-load", max_load, path)
            self.assertIn(f"\n{size} bins at first, max_load {max_load:g}\n", text)
            for name in MODELS:
                expected = self.model(name, self.WORDS, [word + "~" for word in self.WORDS], size, max_load)
                self.assertEqual(self.row(text, name)[1:7], expected, name)
            times = [float(t) for name in NAMES for t in self.row(text, name)[8:]]
            self.assertEqual((len(times), min(times) > 0), (18, True))

    def test_ints(self):
        numbers = [str(i * 3) for i in range(200)]
        text = self.recount("table", "--keys", "ints", "--hash", "all", "-", stdin=" ".join(numbers).encode())
        for name in MODELS:
            absent = [str(598 + i) for i in range(200)]
            self.assertEqual(self.row(text, name)[1:7], self.model(name, numbers, absent, 4, 0.5), name)

    def test_one_hash_function(self):
        path = self.file("f", "a b c dd ee fff")
        text = self.recount("table", "--hash", "length", "--size", "8", "--max-load", "1", path)
        for line in (r"bins +8, load 0\.75", "used bins +3", "longest bin +3", "resizes +0", r"bytes +\d+, \d+\.\d a key",
                     r"probes +1\.67 a hit, 1\.33 a miss", r"ns +[\d.]+ a set, [\d.]+ a hit, [\d.]+ a miss"):
            self.assertRegex(text, r"(?m)^  " + line + "$")
        # Poisson's with 6 keys in 8 bins: 8 exp(-0.75), ...
        rows = re.findall(r"(?m)^  (\d) +(\d+) +(\d+)$", text)
        self.assertEqual(rows, [("0", "5", "4"), ("1", "1", "3"), ("2", "1", "1"), ("3", "1", "0")])

    def test_the_builtin_is_seeded(self):
        path = self.file("f", " ".join(self.WORDS))
        os.environ["RECOUNT_HASHSEED"] = "1"
        self.addCleanup(os.environ.pop, "RECOUNT_HASHSEED")
        once, again = (self.row(self.recount("table", "--hash", "all", path), "builtin")[:8] for _ in range(2))
        self.assertEqual(once, again)

    def test_cpython(self):
        text = self.recount("table", "--hash", "all", self.file("f", "a b c"))
        if "not here" in text:
            self.assertIn("CPython's library (libpython3.*.so.1.0) is not here", text)
        else:
            self.assertEqual(self.row(text, "dict")[1:7], ["-"] * 6)
            self.assertGreater(int(self.row(text, "dict")[7]), 100)
            self.assertRegex(text, r"\ndict: that of CPython 3\.\d+")

    def test_a_cpython_that_is_not_whole(self):
        os.environ["PYTHONHOME"] = str(self.folder)
        self.addCleanup(os.environ.pop, "PYTHONHOME")
        text = self.recount("table", "--hash", "all", self.file("f", "a b c"))
        self.assertIn("no comparison with its dict", text)


class Plot(Base):
    def lines(self, path):
        root = xml.etree.ElementTree.parse(path).getroot()
        space = "{http://www.w3.org/2000/svg}"
        self.assertEqual(root.tag, space + "svg")
        return [line for line in root.iter(space + "path") if line.get("class") == "line"]

    def test_all(self):
        out = self.folder / "with space.svg"
        self.recount("table", "--hash", "all", "--plot", out, self.file("f", " ".join(f"w{i}" for i in range(100))))
        lines = self.lines(out)
        self.assertEqual([line[0].text for line in lines], NAMES * 2)
        self.assertEqual(len({line.get("stroke-dasharray") for line in lines}), 6)  # not by colour alone
        self.assertIn("a table of 64 bins", out.read_text())
        for line in lines:
            points = re.findall(r"[ML]([\d.]+) ([\d.]+)", line.get("d"))
            self.assertEqual(len(points), 10)
        # "length" has two bins: probes grow with the load, so its line rises (y falls)
        heights = [float(y) for _, y in re.findall(r"[ML]([\d.]+) ([\d.]+)", lines[5].get("d"))]
        self.assertEqual(heights, sorted(heights, reverse=True))

    def test_one(self):
        out = self.folder / "one.svg"
        self.recount("table", "--hash", "fnv1a", "--plot", out, self.file("f", "just one or two"))
        self.assertEqual([line[0].text for line in self.lines(out)], ["fnv1a"] * 2)

    def test_a_place_that_is_not_there(self):
        out = self.folder / "no" / "plot.svg"
        self.recount("table", "--plot", out, self.file("f", "a"), status=1,
                     error=f"recount table: {out}: No such file or directory\n")


if __name__ == "__main__":
    PROGRAM = sys.argv.pop(1)
    unittest.main()
