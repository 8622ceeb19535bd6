"""recount report in a real browser: test_report_browser.py PROGRAM [TRACE]

Chromium, without a window; without one the test is skipped.  With a TRACE only that one is opened, and the times that
it takes are printed.
"""

import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

import browser
import traces

PROGRAM = ""
SKIPPED = 77  # what ctest takes for skipped

HEAP = "document.querySelector('#heap').textContent"
AT = "document.querySelector('#player .at').textContent"
IS_READY = "!!document.querySelector('#player .at')?.textContent"


def report(trace, page, *arguments):
    subprocess.run([PROGRAM, "report", trace, "-o", page, *arguments], check=True)


class Pages(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = pathlib.Path(folder.name)
        cls.browser = browser.Browser(browser.find())
        cls.addClassCleanup(cls.browser.close)
        traces.many_lists(cls.folder / "two.trace", 400)
        traces.everything(cls.folder / "one.trace")
        report(cls.folder / "one.trace", cls.folder / "one.html", "--compare", cls.folder / "two.trace")

    def setUp(self):
        self.open("one.html")
        self.addCleanup(lambda: self.assertEqual(self.browser.complaints(), []))

    def open(self, name):
        self.browser.open(self.folder / name)
        self.browser.until(IS_READY)

    def value(self, expression):
        return self.browser.evaluate(expression)

    def press(self, *keys):
        self.browser.press(*keys)

    def step(self):
        return int(self.value(AT).split(" / ")[0])

    def test_it_begins_at_the_finding(self):
        self.assertIn("✗ leak: nobody gives it back", self.value(HEAP))
        self.assertEqual(self.value("document.querySelectorAll('.findings button').length"), 1)
        self.assertEqual(self.value("document.querySelector('#source tr.here').dataset.line"), "4")

    def test_keyboard(self):
        self.press("Home")
        self.assertEqual(self.step(), 1)
        self.press("ArrowRight", "ArrowRight", "ArrowLeft")
        self.assertEqual(self.step(), 2)
        self.press("e")
        self.assertIn("✗ leak", self.value(HEAP))
        self.press("End")
        self.assertEqual(self.step(), self.value("Number(document.querySelector('#player input').max)"))
        self.press("2")
        self.assertEqual(self.value("document.querySelector('[aria-selected=true]').textContent"), "Objects")
        self.assertEqual(self.value("document.querySelectorAll('main section:not([hidden])').length"), 1)
        chosen = "document.querySelector('.lane.selected .name').textContent"
        before = self.value(chosen)
        self.press("ArrowDown")
        self.assertNotEqual(self.value(chosen), before)
        self.press("ArrowUp")
        self.assertEqual(self.value(chosen), before)
        self.press("?")
        self.assertTrue(self.value("document.querySelector('#help').open"))
        self.value("document.querySelector('#help').close()")

    def walk(self, expression):
        """The values of an expression at all steps."""
        self.press("Home")
        return self.value("""(() => { const values = [];
            const last = Number(document.querySelector('#player input').max);
            for (let step = 0; step < last; step++) {
                values.push(%s);
                document.body.dispatchEvent(new KeyboardEvent('keydown', {key: 'ArrowRight', bubbles: true}));
            }
            return values; })()""" % expression)

    def test_the_heap_and_its_equation(self):
        """At each step: count = edges + references in C code, in words, in the drawing and in the table."""
        told = self.walk("""[document.querySelector('#equation')?.textContent ?? '',
            document.querySelector('#heap .node.focus .equals')?.textContent ?? '',
            [...document.querySelectorAll('#heap tr.here td')].slice(1, 4).map(cell => Number(cell.textContent))]""")
        equations = [step for step in told if " = " in step[0]]
        self.assertGreater(len(equations), 20)
        for words, drawn, (count, edges, code) in equations:
            self.assertEqual(count, edges + code)
            self.assertTrue(words.startswith(f"count {count} = {edges} edge"), words)
            self.assertIn(f" + {code} in C code", words)
            if drawn != "gone":
                self.assertRegex(drawn, f"^{count} = {edges} edges? \\+ {code} C$")
        self.assertIn([3, 3, 0], [numbers for _, _, numbers in equations])

    def test_it_says_what_recount_tree_says(self):
        """Of a real trace: count, edges and the functions that hold the object, at some of its steps."""
        sample = pathlib.Path(__file__).parent / "sample.trace"
        report(sample, self.folder / "sample.html")
        self.open("sample.html")
        told = self.walk("""[document.querySelector('.event .where span').textContent.slice(5),
            document.querySelector('#equation')?.textContent ?? '',
            [...document.querySelectorAll('#heap .code')].map(box => box.querySelector('.strong').textContent.slice(3) + ' ' +
                box.textContent.match(/holds (\\d+)/)?.[1]).sort()]""")
        compared = 0
        for at, words, holders in told[::8]:
            number = re.search(r"#(\d+)", words)
            if number is None or "=" not in words or " = 0 edges + 0 " in words:
                continue
            tree = subprocess.run([PROGRAM, "tree", "--at", at, "--why", number[1], sample], stdout=subprocess.PIPE, text=True).stdout
            count, edges, code = re.search(r"count (\d+) = (\d+) held by objects \+ (\d+) by functions", tree).groups()
            self.assertRegex(words, f"^count {count} = {edges} edges? \\+ {code} in C code")
            self.assertEqual(holders, sorted(f"{name} {many}" for many, name in re.findall(r"(?m)^  (\d+) by (\w+)$", tree)), tree)
            compared += 1
        self.assertGreater(compared, 5)

    def test_letters(self):
        """Kept, stolen, borrowed and weak references have their own letters and lines."""
        new = self.walk("""(() => { const edge = document.querySelector('#heap .edge.new, #heap .code .edge.B');
            return edge && [edge.nextElementSibling.textContent, getComputedStyle(edge).strokeDasharray]; })()""")
        seen = {letter: dashes for letter, dashes in filter(None, new)}
        self.assertEqual(set(seen), {"O", "S", "B", "W"})
        self.assertEqual(seen["O"], "none")
        self.assertEqual(len(set(seen.values())), 4)  # each its own dashes

    def test_all_views(self):
        for key, words in [("2", ["HashTable #1", "Every reference of the object"]), ("3", ["main", "made", "borrowed"]),
                           ("4", ["1 collection", "trash: nothing outside holds it", "held by C code"]),
                           ("5", ["2 pairs in 4 bins", "Resizes"]), ("6", ["The two runs", "≠"]), ("7", ["/nowhere/made"])]:
            self.press("End", key)
            text = self.value("document.querySelector('main section:not([hidden])').textContent")
            for word in words:
                self.assertIn(word, text)
        self.press("5")
        self.value("document.querySelectorAll('#view-tables .node')[1].dispatchEvent(new Event('click'))")
        self.assertEqual(self.value("[...document.querySelectorAll('.hop-number')].map(hop => hop.textContent)"), ["1", "2"])
        self.assertIn("found with 2 probes", self.value("document.querySelector('#view-tables').textContent"))

    def test_lanes(self):
        self.press("2")
        self.value("""(() => { const search = document.querySelector('#lane-search'); search.value = 'hashtable';
                   search.dispatchEvent(new Event('input')); })()""")
        self.assertEqual(self.value("document.querySelectorAll('.lane').length"), 1)
        self.assertIn("1 of ", self.value("document.querySelector('#view-objects .filters').textContent"))

    def test_exercise(self):
        """It asks before it shows; a right and a wrong answer are counted."""
        self.press("Home", "x")
        for right in (True, False):
            step = self.step()
            self.assertIn("count ? =", self.value(HEAP))
            self.assertEqual(self.value("getComputedStyle(document.querySelector('td.does > *')).display"), "none")
            question = self.value("document.querySelector('.exercise label').textContent")
            self.assertIn("What is it after this step?", question)
            before = int(question.split(" was ")[1].split(".")[0])
            # in this run a count that is asked for was 0 or grows to 2
            self.press(str(before + 1 if right else 9), "Enter")
            self.assertEqual(self.step(), step)
            self.assertIn("✓ Right" if right else "✗ Not 9", self.value(HEAP))
            self.assertNotIn("count ? =", self.value(HEAP))
            self.press("Enter")
            self.assertGreater(self.step(), step)
        self.assertIn("1 of 2 right", self.value(HEAP))
        self.press("x")
        self.assertNotIn("Exercise", self.value(HEAP))

    def test_nothing_is_asked_of_the_network(self):
        self.press("Home", "2", "3", "4", "5", "6", "7", "1")
        self.assertEqual([url for url in self.browser.requests() if not url.startswith("file:")], [])
        self.assertEqual(len(self.browser.requests()), 1)

    def test_narrow_and_large(self):
        """At 200 % of zoom a window is half as wide: nothing but drawings and tables scrolls sideways."""
        self.browser.call("Emulation.setDeviceMetricsOverride", width=640, height=450, deviceScaleFactor=2, mobile=False)
        self.addCleanup(self.browser.call, "Emulation.clearDeviceMetricsOverride")
        for key in "1234567":
            self.press(key)
            self.assertLessEqual(self.value("document.documentElement.scrollWidth"), 640, key)

    def test_dark_and_still(self):
        light = self.value("getComputedStyle(document.body).backgroundColor")
        self.browser.call("Emulation.setEmulatedMedia", features=[
            {"name": "prefers-color-scheme", "value": "dark"}, {"name": "prefers-reduced-motion", "value": "reduce"}])
        self.addCleanup(self.browser.call, "Emulation.setEmulatedMedia", features=[])
        self.assertNotEqual(self.value("getComputedStyle(document.body).backgroundColor"), light)
        self.press("Home", "ArrowRight", "ArrowRight", "ArrowRight")
        self.assertEqual(self.value("document.getAnimations().length"), 0)

    def test_each_drawing_has_its_table(self):
        self.press("e")
        self.assertEqual(self.value("document.querySelectorAll('#heap svg').length"), 1)
        self.assertEqual(self.value("document.querySelectorAll('#heap details table').length"), 1)
        for key, view in [("4", "collections"), ("5", "tables")]:
            self.press(key)
            self.assertGreater(self.value(f"document.querySelectorAll('#view-{view} svg').length"), 0)
            self.assertGreater(self.value(f"document.querySelectorAll('#view-{view} details table').length"), 0)

    def test_a_run_without_steps(self):
        with open(self.folder / "none.trace", "w", encoding="utf-8") as file:
            traces.Writer(file).end()
        report(self.folder / "none.trace", self.folder / "none.html")
        self.browser.open(self.folder / "none.html")
        self.browser.until("!document.body.classList.contains('scripted')")
        self.press("ArrowRight", "e", "x")
        self.assertIn("/nowhere/made", self.value("document.querySelector('main').innerText"))

    def test_without_scripts(self):
        self.browser.call("Emulation.setScriptExecutionDisabled", value=True)
        self.addCleanup(self.browser.call, "Emulation.setScriptExecutionDisabled", value=False)
        self.browser.open(self.folder / "one.html")
        root = self.browser.call("DOM.getDocument")["root"]["nodeId"]
        for selector in ["#verdict h1", ".findings .there", "#source td.does b.letter", "#view-about table", "noscript p"]:
            node = self.browser.call("DOM.querySelector", nodeId=root, selector=selector)["nodeId"]
            box = self.browser.call("DOM.getBoxModel", nodeId=node)["model"]
            self.assertGreater(box["width"] * box["height"], 0, selector)


class Time(unittest.TestCase):
    def test_first_paint_of_100000_steps(self):
        """What is static is painted before the script begins: a page of 100,000 steps takes a small multiple of the time
        of one of 400, in the same browser."""
        with tempfile.TemporaryDirectory() as folder:
            folder = pathlib.Path(folder)
            chromium = browser.Browser(browser.find())
            self.addCleanup(chromium.close)
            for name, steps in [("short", 400), ("long", 145_000)]:
                traces.many_lists(folder / f"{name}.trace", steps, find=5)
                report(folder / f"{name}.trace", folder / f"{name}.html")
            rounds = [[measure(chromium, folder / f"{name}.html")[0] for name in ("short", "long")] for _ in range(3)]
            times = {name: sorted(paints)[1] for name, paints in zip(("short", "long"), zip(*rounds))}
            print(f"first paint: {times['short']:.0f} ms of 400 steps, {times['long']:.0f} ms of 100,000")
            self.assertLess(times["long"], 12 * times["short"])


def measure(chromium, page):
    """Milliseconds to the first paint of something, and until the page can be stepped through."""
    chromium.open(page)
    names = ["first-contentful-paint", "ready"]
    for name in names:
        chromium.until(f"performance.getEntriesByName('{name}').length")
    return [chromium.evaluate(f"performance.getEntriesByName('{name}')[0].startTime") for name in names]


def open_trace(trace):
    """Prints how long a trace's page takes."""
    with tempfile.TemporaryDirectory() as folder:
        page = pathlib.Path(folder) / "page.html"
        report(trace, page)
        chromium = browser.Browser(browser.find())
        times = sorted(measure(chromium, page) for _ in range(5))[2]
        chromium.press("ArrowRight", "2", "3", "4", "5", "1", "e")
        print(f"{page.stat().st_size:,} bytes; first paint {times[0]:.0f} ms, ready {times[1]:.0f} ms; "
              f"complaints: {chromium.complaints() or 'none'}")
        chromium.close()


if __name__ == "__main__":
    PROGRAM = str(pathlib.Path(sys.argv.pop(1)).resolve())
    if browser.find() is None:
        print("no Chromium here (sh .ci/need chromium): skipped")
        sys.exit(SKIPPED)
    if len(sys.argv) > 1 and not sys.argv[1].startswith("-") and pathlib.Path(sys.argv[1]).is_file():
        open_trace(sys.argv[1])
    else:
        unittest.main()
