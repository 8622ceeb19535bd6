"""recount report, as files: test_report.py PROGRAM"""

import html.parser
import json
import os
import pathlib
import random
import re
import subprocess
import sys
import tempfile
import unittest

import traces

PROGRAM = ""
MOST_BYTES = 5_000_000  # of a page of 100,000 steps


class Text(html.parser.HTMLParser):
    """What is to be read on a page without scripts, and what it refers to."""

    def __init__(self, page):
        super().__init__()
        self.skipped = 0
        self.words = []
        self.references = []
        self.tags = []
        self.feed(page)
        self.text = " ".join(" ".join(self.words).split())

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        self.skipped += tag in ("script", "style", "title")
        self.references += [value for name, value in attributes if name in ("src", "href", "action", "data", "srcset")]

    def handle_endtag(self, tag):
        self.skipped -= tag in ("script", "style", "title")

    def handle_data(self, data):
        if not self.skipped:
            self.words.append(data)


def packed(page, name="trace"):
    """The JSON of the page."""
    return json.loads(re.search(f'<script type="application/json" id="{name}">(.*?)</script>', page, re.S).group(1))


class Base(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def report(self, *arguments, status=0, error=""):
        done = subprocess.run([PROGRAM, "report", *map(str, arguments)], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              timeout=240, cwd=self.folder)
        self.assertRegex(done.stderr.decode(), f"^{error}$")
        self.assertEqual(done.returncode, status)
        return done.stdout.decode()

    def page(self, trace, *arguments):
        out = self.folder / "page with space.html"
        self.assertEqual(self.report(trace, "-o", out, *arguments), "")
        return out.read_text(encoding="utf-8")

    def many(self, steps, **how):
        path = self.folder / "many.trace"
        traces.many_lists(path, steps, **how)
        return path


class Arguments(Base):
    def test_help_and_errors(self):
        text = self.report("--help")
        for word in ["usage: recount report", "--output", "-o", "--compare", "--steps"]:
            self.assertIn(word, text)
        error = "recount report: {}\nrecount report --help tells more\\.\n"
        self.report(status=2, error=error.format("a trace is missing"))
        self.report("a", "b", status=2, error=error.format("one trace at a time"))
        self.report("--steps", "10", "a", status=2, error=error.format("--steps takes .*, not '10'"))
        self.report("-x", "a", status=2, error=error.format("there is no option -x"))
        self.report("nowhere", status=1, error="recount report: nowhere: No such file or directory\n")
        trace = self.many(100)
        self.report(trace, "-o", self.folder / "no" / "page.html", status=1,
                    error="recount report: .*/no/page.html: No such file or directory\n")
        self.report(trace, "--compare", "nowhere", status=1, error="recount report: nowhere: No such .*\n")
        self.assertEqual(list(self.folder.glob("*.html")), [])  # nothing was begun
        before = pathlib.Path(trace).read_bytes()
        for words in [(trace, "-o", trace), (trace, "-o", os.path.relpath(trace, self.folder)), (trace, "--compare", trace, "-o", trace)]:
            self.report(*words, status=2, error=error.format(".* would be written over, and is read"))
        self.assertEqual(pathlib.Path(trace).read_bytes(), before)

    def test_no_trace(self):
        for name, content in [("empty", ""), ("other", "hello\n"), ("torn", '{"k":"trace"')]:
            path = self.folder / name
            path.write_text(content)
            self.report(path, status=1, error=f"recount report: .*{name}.*\n")

    def test_output(self):
        trace = self.many(100)
        self.report(trace)
        page = (self.folder / "report.html").read_text()
        self.assertEqual(self.report(trace, "--output", "-"), page)
        self.assertEqual(self.report(trace, "--output=-"), page)


class Static(Base):
    """Without scripts."""

    def test_verdict_and_findings(self):
        page = Text(self.page(self.many(500, find=2)))
        self.assertIn("✗ 1 mistake found", page.text)
        self.assertIn("leak at made.c:20 in fill : str #10 'word 6': an object is still referenced <&> by nobody",
                      re.sub(" +", " ", page.text).replace("fill:", "fill :"))
        self.assertIn("it is made here", page.text)
        self.assertIn("recount: error: leak", page.text)
        page = Text(self.page(self.many(500)))
        self.assertIn("✓ No mistake found", page.text)
        self.assertIn("objects were looked at", page.text)  # what was checked, and what was not

    def test_a_trace_without_an_end(self):
        trace = self.many(300)
        lines = trace.read_text().splitlines(True)
        trace.write_text("".join(lines[:-1]) + lines[-1][:20])
        page = Text(self.page(trace))
        self.assertIn("? No verdict", page.text)
        self.assertIn("the program has crashed, or has not ended its runtime", page.text)

    def test_source(self):
        source = "\n".join(f"line {i} <of> \"it\" & more" for i in range(1, 41)).encode()
        trace = self.folder / "t.trace"
        traces.many_lists(trace, 300, find=0)
        text = trace.read_text().replace("/nowhere", str(self.folder))
        trace.write_text(text)
        (self.folder / "made.c").write_bytes(source.replace(b"line 11", b"line \xff\x01 11"))
        page = self.page(trace)
        told = Text(page).text
        self.assertIn('10 line 10 <of> "it" & more', told)
        self.assertIn("line �� 11", told)
        self.assertIn("made.c 1 line without an operation 2 line 2", told)
        self.assertIn("30 line 30 <of> \"it\" & more 10 lines without an operation", told)
        rows = dict(re.findall(r'<tr data-line="(\d+)"[^>]*>(.*?)</tr>', page, re.S))
        self.assertRegex(rows["20"], r"✗|&#10007;")  # the guilty line, marked by a sign
        self.assertIn("it is made here", rows["20"])
        self.assertRegex(rows["21"], r'<b class="letter O">O</b> .*1&#8594;2')
        self.assertRegex(rows["22"], r'<b class="letter R">R</b> .*2&#8594;1')
        self.assertNotIn("<of>", page)

    def test_no_source(self):
        told = Text(self.page(self.many(300))).text
        self.assertIn("Its source is not here.", told)
        self.assertRegex(told, "20 .*O ")


class Whole(Base):
    """One file that needs no other."""

    def test_nothing_outside(self):
        page = self.page(self.many(3000, find=3))
        self.assertEqual([reference for reference in Text(page).references if not reference.startswith("#")], [])
        self.assertEqual(set(re.findall(r"https?://[^\"'<> ]*", page)), {"http://www.w3.org/2000/svg"})  # a name
        self.assertNotRegex(page, r"@import|url\((?!#)|fetch\(|XMLHttpRequest|WebSocket|sendBeacon|import\(")
        self.assertIn("default-src 'none'", page)

    def test_escaping(self):
        bad = ["</script><script>alert(1)</script>", "<!--<script>", "a\u0000\u0001\u001b[31m", "\ud800\u2028\u2029&amp;",
               "'\"\\`${x}", "\u202etxt.exe", "]]>", "x" * 5000]
        page = self.page(self.many(400, text=lambda i: bad[i % len(bad)], find=0))
        self.assertEqual(Text(page).tags.count("script"), 4)
        self.assertNotIn("alert(1)</", page)
        self.assertNotRegex(page, "[\u0000-\u0008\u000b-\u001f\u007f]")
        data = packed(page)
        self.assertIn("</script><script>alert(1)</script>", data["objects"]["repr"])
        self.assertIn("'\"\\`${x}", data["objects"]["repr"])

    def test_what_is_no_trace_inside(self):
        with open(self.folder / "odd.trace", "w", encoding="utf-8") as file:
            writer = traces.Writer(file, "</script><b>.c")
            writer.enter()
            writer.operation(1, "RcList_New<i>", "f</pre><i>")
            writer.new("list", "<i>")
            writer.finding(1, 2, "what</li><i>", "</h1><i>")
            writer.end()
        page = self.page(self.folder / "odd.trace")
        self.assertNotIn("i", Text(page).tags)
        self.assertIn("what</li><i>", Text(page).text)

    def test_contrast(self):
        """Each colour that text has, on each ground that it stands on, in both schemes."""
        page = self.page(self.many(100))
        schemes = re.findall(r":root \{(.*?)\}", page, re.S)
        self.assertEqual(len(schemes), 2)
        for scheme in schemes:
            colours = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", scheme))
            for ink in ["ink", "quiet", "own", "borrow", "steal", "weak", "wrong", "right", "accent"]:
                for ground in ["ground", "panel"]:
                    self.assertGreaterEqual(contrast(colours[ink], colours[ground]), 4.5, (ink, ground))
            for ink, ground in [("ink", "here"), ("ink", "wrong-ground"), ("wrong", "wrong-ground"), ("wrong", "here"),
                                ("quiet", "here"), ("own", "here"), ("steal", "here"), ("borrow", "here"), ("own", "wrong-ground"),
                                ("on-accent", "accent")]:
                self.assertGreaterEqual(contrast(colours[ink], colours[ground]), 4.5, (ink, ground))


def contrast(one, two):
    def luminance(colour):
        parts = [int(colour[i:i + 2], 16) / 255 for i in (1, 3, 5)]
        parts = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
    dark, light = sorted((luminance(one), luminance(two)))
    return (light + 0.05) / (dark + 0.05)


def totals(values):
    result, total = [], 0
    for value in values:
        total += value
        result.append(total)
    return result


class Data(Base):
    """What the script gets is what stands in the trace."""

    def test_steps(self):
        trace = self.many(500, find=1)
        data = packed(self.page(trace))
        lines = [json.loads(line) for line in trace.read_text().splitlines()]
        steps = [line for line in lines if "i" in line and line["k"] not in ("op", "enter", "leave")]
        letters = {"new": "n", "incref": "+", "decref": "-", "got": "g", "hold": "h", "drop": "d", "dealloc": "x", "free": "f",
                   "finding": "!"}
        self.assertEqual(data["steps"]["kind"], "".join(letters[step["k"]] for step in steps))
        self.assertEqual(totals(data["steps"]["number"]), [step["i"] for step in steps])
        numbers = data["objects"]["number"]
        self.assertEqual([numbers[i] for i in totals(data["steps"]["object"])], [step["o"] for step in steps])
        counts = list(data["objects"]["start"])
        jumps = dict(data["steps"]["jumps"])
        for i, (step, change) in enumerate(zip(steps, data["steps"]["change"])):
            number = numbers.index(step["o"])
            counts[number] += {"-": -1, "0": 0, "+": 1}[change] if change != "*" else jumps[i]
            if "a" in step:
                self.assertEqual(counts[number], step["a"], step)
        holders = [numbers[i] for i in totals(data["steps"]["by"])]
        self.assertEqual(holders, [step["by"] for step in steps if "by" in step])
        self.assertEqual(data["steps"]["slot"], [step["at"] for step in steps if step["k"] == "hold"])
        self.assertEqual(data["leftOut"], 0)
        self.assertEqual(data["findings"][0]["what"], "an object is still referenced <&> by nobody")
        self.assertEqual(numbers[data["findings"][0]["object"]], 6)

    def test_tables(self):
        """Of a table that has not been resized what differs is told."""
        states = [(4, [[1, [2, 3]]]), (4, [[1, [2, 3]], [3, [3, 2]]]), (4, [[3, [3, 2]]]), (8, [[7, [2, 3], [3, 2]]])]
        with open(self.folder / "t.trace", "w", encoding="utf-8") as file:
            writer = traces.Writer(file)
            writer.enter()
            for kind in ["list", "str", "str"]:
                writer.operation(1, "RcList_New")
                writer.new(kind)
            for i, (bins, chains) in enumerate(states):
                writer.operation(2, "RcHashTable_SetItem")
                writer.about("incref", 1, 1)
                writer.event("table", n=writer.operations, o=1, bins=bins, pairs=len(chains), resizes=i // 3, max_load=0.5,
                             chains=chains)
            writer.event("table", n=writer.operations, o=1, bins=1024, pairs=300, resizes=9, max_load=1, lengths=[5, 6])
            writer.end()
        tables = packed(self.page(self.folder / "t.trace"))["tables"]
        self.assertEqual([table["chains"] for table in tables[:4]],
                         [[[1, [1, 2]]], [[3, [2, 1]]], [[1]], [[7, [1, 2], [2, 1]]]])
        self.assertEqual([table["whole"] for table in tables], [1, 0, 0, 1, 1])
        self.assertEqual(tables[4]["lengths"], [5, 6])
        self.assertEqual((tables[0]["maxLoad"], tables[4]["maxLoad"]), (0.5, 1))

    def test_compare(self):
        one = self.folder / "one.trace"
        two = self.folder / "two.trace"
        traces.many_lists(one, 300, find=1)
        traces.many_lists(two, 300)
        page = self.page(one, "--compare", two)
        self.assertEqual(len(packed(page)["findings"]), 1)
        self.assertEqual(packed(page, "other")["findings"], [])
        alone = self.page(one)
        self.assertIn('id="other"></script>', alone)


class Damaged(Base):
    """A trace may hold anything: then the page is made of what can be read, or it is told what cannot."""

    def test_damaged(self):
        lines = (pathlib.Path(__file__).parent / "sample.trace").read_bytes().splitlines(True)
        chance = random.Random(7)
        seen = set()
        for _ in range(60):
            damaged = list(lines)
            for _ in range(chance.choice([1, 1, 3])):
                self.damage(damaged, chance)
            trace = self.folder / "damaged.trace"
            trace.write_bytes(b"".join(damaged))
            done = subprocess.run([PROGRAM, "report", "-o", "-", trace], stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=240)
            self.assertIn(done.returncode, (0, 1), done.stderr)
            seen.add(done.returncode)
            if done.returncode == 0:
                packed(done.stdout.decode())  # it is JSON
            else:
                self.assertRegex(done.stderr.decode(), r"^recount report: .*damaged\.trace")
        self.assertEqual(seen, {0, 1})

    @staticmethod
    def damage(lines, chance):
        at = chance.randrange(1, len(lines))
        line = json.loads(lines[at])
        name = chance.choice(list(line))
        line[name] = chance.choice([0, 1, 2, 7, 10**9, -1, 2**63 - 1, 10**30, 1e999, "x", "", None, True, [], [[1]], [[1, 2], 3],
                                    [["a", [1, "b"]]], {}, line[name]])
        how = chance.choice(["change", "drop", "double"])
        lines[at:at + 1] = {"change": [json.dumps(line).encode() + b"\n"], "drop": [], "double": [lines[at]] * 2}[how]


class Long(Base):
    def test_100000_steps(self):
        trace = self.many(145_000, find=50)
        page = self.page(trace)
        data = packed(page)
        self.assertGreater(len(data["steps"]["kind"]), 100_000 - 40)
        self.assertLessEqual(len(page.encode()), MOST_BYTES)

    def test_thinned(self):
        trace = self.many(8000, find=100)
        page = self.page(trace, "--steps", 1000)
        data = packed(page)
        steps = len(data["steps"]["kind"])
        self.assertLessEqual(steps, 1000)
        self.assertGreater(steps, 900)
        self.assertEqual(steps + data["leftOut"], data["stepsInTrace"])
        mark = re.search(r'id="thinned">(.*?)</p>', page, re.S).group(1)
        self.assertIn(f"{steps:,} of the trace's {data['stepsInTrace']:,} steps", mark)
        self.assertGreater(len(data["steps"]["gaps"]), 0)
        self.assertEqual(len(data["findings"]), 1)
        # objects are there whole: each that was made, and had no finding, has gone
        for object in range(len(data["objects"]["number"])):
            kinds = [kind for kind, other in zip(data["steps"]["kind"], totals(data["steps"]["object"])) if other == object]
            if kinds:
                self.assertEqual((kinds[0], kinds[-1]), ("n", "!" if "!" in kinds else "f"))
        self.assertNotIn('id="thinned"', self.page(self.many(300)))

    def test_folded(self):
        """An object with more steps than the page may have keeps its first and its last ones, and its counts."""
        with open(self.folder / "t.trace", "w", encoding="utf-8") as file:
            writer = traces.Writer(file)
            writer.enter()
            writer.operation(1, "RcList_New")
            holder = writer.new("list")
            writer.operation(1, "RcList_New")
            many = writer.new("list")
            for i in range(600):
                writer.operation(2, "RcList_Append")
                writer.about("incref", many, 1)
                writer.about("hold", many, by=holder, at=i)
            writer.end(live=2)
        data = packed(self.page(self.folder / "t.trace", "--steps", 500))
        (step, folded, edges), = data["steps"]["folds"]
        self.assertEqual(data["steps"]["kind"][step], "~")
        self.assertEqual(folded + len(data["steps"]["kind"]) - 1, data["stepsInTrace"])
        objects = totals(data["steps"]["object"])
        jumps = dict(data["steps"]["jumps"])
        count = sum({"-": -1, "0": 0, "+": 1}[change] if change != "*" else jumps[i]
                    for i, change in enumerate(data["steps"]["change"]) if objects[i] == 1)
        self.assertEqual(count, 601)
        self.assertEqual(edges + data["steps"]["kind"].count("h"), 600)


if __name__ == "__main__":
    PROGRAM = str(pathlib.Path(sys.argv.pop(1)).resolve())
    unittest.main()
