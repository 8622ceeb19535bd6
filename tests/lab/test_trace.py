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
    def test_cut(self):
        at = next(i for i, line in enumerate(LINES) if json.loads(line).get("i") == 50) + 1
        cut = b"".join([*LINES[:at], b'{"k":"limit","bytes":5000}\n'])
        output = self.read(cut).stdout
        self.assertIn("The trace was cut after step 50, at its limit of 5000 bytes (RECOUNT_TRACE_LIMIT): ", output)
        self.assertIn("\nIt was stopped or has crashed later, or has not ended", output)
        self.assertNotIn("The trace stops here", output)
        output = self.read(cut + LINES[index_of("end")]).stdout
        self.assertIn("The trace was cut after step 50, ", output)
        self.assertNotIn("It was stopped", output)
        self.assertNotIn("was cut", self.start("annotate", "sample.trace").stdout)

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
        self.refused(b"hello\n", ":1: ValueError: this is no trace: recount run --trace writes one, "
                                  "and a program with RECOUNT_TRACE")
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
        self.refused(LINES[0] + b'{"k":1000-2}\n', ":2: ValueError: byte 6: this is no number")
        self.refused(LINES[0] + b'{"k":1.5.2}\n', ":2: ValueError: byte 6: this is no number")
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


class Made(Base):
    """Traces that the tests make: more than the sample has, so that what is kept of it are no small ints."""

    def make(self, lines, source="", folder=None):
        (self.trace.parent / "made.c").write_text(source)
        head = {"k": "trace", "format": 1, "folder": str(folder or self.trace.parent)}
        lines = [head, {"k": "type", "t": 1, "name": "float"}, *lines]
        steps = 0
        for line in lines:
            if line["k"] not in ("trace", "type", "site", "object", "repr", "end"):
                steps += 1
                line["i"] = steps
        self.trace.write_text("".join(json.dumps(line) + "\n" for line in lines))

    def site(self, number, line, api):
        return {"k": "site", "s": number, "file": "made.c", "line": line, "function": "main", **({"api": api} if api else {})}

    def test_many_of_all(self):
        count = 700
        source = ["int main(void)", "{", *(f"    RcObject *v{i} = RcFloat_FromDouble({i});" for i in range(count)), "}"]
        lines = [self.site(1, 1, None), {"k": "enter", "c": 5000, "p": 0, "s": 1}]
        for i in range(count):
            about = {"n": i + 1, "c": 5000, "o": 1000 + i, "a": 1}
            lines += [self.site(i + 2, i + 3, "RcFloat_FromDouble"), {"k": "op", "n": i + 1, "c": 5000, "s": i + 2},
                      {"k": "object", "o": 1000 + i, "t": 1, "at": hex(64 * i + 64)},
                      {"k": "new", **about, "b": 0}, {"k": "got", **about, "b": 1}]
        lines += [self.site(count + 2, count + 3, "Rc_DECREF"), {"k": "enter", "c": 5001, "p": 0}]
        for i in range(count):
            about = {"n": count + 1 + i, "c": 5001, "o": 1000 + i}
            lines += [{"k": "op", "n": count + 1 + i, "c": 5001, "s": count + 2}, {"k": "incref", **about, "b": 1, "a": 2}]
        self.make([*lines, {"k": "end"}], "\n".join(source))
        text = self.read(self.trace.read_bytes()).stdout
        for i in range(count):
            self.assertIn(f"       | O v{i} (float #{1000 + i}): 0 -> 1, held by main\n", text)
        self.assertIn(f"       | O float ({count} objects): 1 -> 2, {count} times, held by main (2 references)\n", text)
        self.assertIn(f"{count} objects made, 0 gone.", text)
        self.assertIn("v699 (float #1699)", self.start("tree", "--most", "1000", str(self.trace)).stdout)
        self.assertIn("v699 (float #1699)", self.start("dot", "--most", "1000", str(self.trace)).stdout)

    def test_definitions_that_come_again(self):
        twice = [line for line in LINES for _ in range(1 + (json.loads(line)["k"] in ("trace", "site", "type", "repr", "end")))]
        self.assertEqual(self.read(b"".join(twice)).stdout, (HERE / "sample.annotated").read_text())

    def test_calls_without_operations_and_results_by_address(self):
        source = "int main(void)\n{\n    Rc_GiveRef(1, &out);\n    keep(out);\n}\nvoid keep(RcObject *op)\n{\n    kept = op;\n}\n"
        about = {"n": 1, "c": 900, "o": 1000, "a": 1}
        keep = {**self.site(4, 8, None), "function": "keep"}
        lines = [self.site(1, 1, None), self.site(2, 3, "Rc_GiveRef"), {**self.site(3, 4, None)}, keep,
                 {"k": "enter", "c": 900, "p": 0, "s": 1}, {"k": "op", "n": 1, "c": 900, "s": 2},
                 {"k": "object", "o": 1000, "t": 1, "at": "0x10"}, {"k": "new", **about, "b": 0},
                 {"k": "got", **about, "b": 1}, {"k": "enter", "c": 901, "p": 900, "s": 4, "from": 3},
                 {"k": "store", **about, "c": 901, "b": 1, "s": 4}, {"k": "leave", "c": 901}, {"k": "end"}]
        self.make(lines, source)
        text = self.read(self.trace.read_bytes()).stdout
        self.assertIn("     3      Rc_GiveRef(1, &out);\n       | O out (float #1000): 0 -> 1, held by main\n", text)

    def test_an_operation_that_is_interrupted(self):
        """What comes before and after another function's operation is one note."""
        source = "int main(void)\n{\n    Rc_DECREF(x);\n}\nvoid other(void)\n{\n    Rc_DECREF(y);\n}\n"
        about = {"n": 1, "c": 1, "o": 1000}
        lines = [self.site(1, 3, "Rc_DECREF"), {**self.site(2, 7, "Rc_DECREF"), "function": "other"},
                 {"k": "enter", "c": 1, "p": 0}, {"k": "object", "o": 1000, "t": 1, "at": "0x10"},
                 {"k": "op", "n": 1, "c": 1, "s": 1}, {"k": "decref", **about, "b": 3, "a": 2},
                 {"k": "enter", "c": 2, "p": 1}, {"k": "op", "n": 2, "c": 2, "s": 2}, {"k": "leave", "c": 2},
                 {"k": "decref", **about, "b": 2, "a": 1}, {"k": "end"}]
        self.make(lines, source)
        text = self.read(self.trace.read_bytes()).stdout
        self.assertIn("       | R x (float #1000): 3 -> 1, held by code outside\n", text)

    def test_edges_are_put_where_they_changed(self):
        """They are measured before the next operation: a function that has ended meanwhile has held the object before."""
        source = "void f(void)\n{\n    Rc_Put(x);\n}\nint main(void)\n{\n    Rc_Call(f, x);\n}\n"
        outer, inner = {"n": 1, "c": 1, "o": 1000}, {"n": 2, "c": 2, "o": 1000}
        lines = [{**self.site(1, 3, "Rc_Put"), "function": "f"}, self.site(2, 7, "Rc_Call"), {"k": "enter", "c": 1, "p": 0, "s": 2},
                 {"k": "object", "o": 1000, "t": 1, "at": "0x10"}, {"k": "object", "o": 1001, "t": 1, "at": "0x20"},
                 {"k": "op", "n": 1, "c": 1, "s": 2}, {"k": "new", **outer, "b": 0, "a": 1},
                 {"k": "enter", "c": 2, "p": 1, "callback": 1}, {"k": "op", "n": 2, "c": 2, "s": 1},
                 {"k": "incref", **inner, "b": 1, "a": 2}, {"k": "leave", "c": 2}, {"k": "decref", **outer, "b": 2, "a": 1},
                 {"k": "hold", **inner, "b": 1, "a": 1, "by": 1001}, {"k": "end"}]
        self.make(lines, source)
        text = self.read(self.trace.read_bytes()).stdout
        self.assertIn("       | O float #1000: 1 -> 2, held by main, float #1001\n", text)

    def stores(self):
        """A tuple and a box get an object, the box by a plain store; both are looked at after another operation.  The lines
        of the three operations are 3, 5, and 6; the store's is 4."""
        lines = [self.site(1, 3, "Rc_Put"), self.site(2, 4, None), self.site(3, 5, "Rc_INCREF"), self.site(4, 6, "Rc_Look"),
                 {"k": "enter", "c": 1, "p": 0, "s": 1},
                 *({"k": "object", "o": 1000 + i, "t": 1, "at": hex(64 + 16 * i)} for i in range(3))]

        def event(kind, operation, number, before, after, **members):
            lines.append({"k": kind, "n": operation, "c": 1, **members, "o": 1000 + number, "b": before, "a": after})

        lines.append({"k": "op", "n": 1, "c": 1, "s": 1})
        event("new", 1, 0, 0, 1)
        event("got", 1, 0, 1, 1)
        event("new", 1, 1, 0, 1)
        event("new", 1, 2, 0, 1)
        event("store", 1, 0, 1, 1, s=2)
        lines.append({"k": "op", "n": 2, "c": 1, "s": 3})
        event("incref", 2, 0, 1, 2)
        lines.append({"k": "op", "n": 3, "c": 1, "s": 4})
        return lines, event

    def notes(self, lines):
        self.make([*lines, {"k": "end"}], "\n\nRc_Put();\nbox->x = x;\nRc_INCREF(x);\nRc_Look();\nRc_New();\n")
        return re.findall(r"^(?:       \| | +(?=\d+  ))(.*)$", self.read(self.trace.read_bytes()).stdout, re.M)

    def test_edges_are_put_behind_their_stores(self):
        lines, event = self.stores()
        event("hold", 1, 0, 2, 2, by=1001, s=2, plain=1)
        notes = self.notes(lines)
        self.assertIn("S float #1000: 1, held by float #1001", notes[notes.index("4  box->x = x;"):])
        self.assertIn("O x (float #1000): 1 -> 2, held by main, float #1001", notes[notes.index("5  Rc_INCREF(x);"):])

    def test_a_store_has_made_one_edge(self):
        lines, event = self.stores()
        event("hold", 1, 0, 2, 2, by=1001, s=2, plain=1)
        event("hold", 1, 0, 2, 2, by=1002, s=2, plain=1)
        self.assertEqual([note for note in self.notes(lines) if note.startswith("S ")], [
            "S float #1000: 1, held by float #1001", "S x (float #1000): 2, held by float #1001, float #1002"])

    def test_a_store_before_the_holder_was_made(self):
        """It is not the edge's: that is the operation's that made the holder."""
        lines, event = self.stores()
        lines[4:4] = [self.site(5, 7, "Rc_New")]
        lines += [{"k": "object", "o": 1003, "t": 1, "at": "0x400"}, {"k": "enter", "c": 2, "p": 1, "s": 5},
                  {"k": "op", "n": 4, "c": 2, "s": 5}]
        event("new", 4, 3, 0, 1, c=2)
        event("incref", 4, 0, 2, 3, c=2)
        event("hold", 1, 0, 3, 3, by=1003, s=2, plain=1)
        lines.append({"k": "leave", "c": 2})
        notes = self.notes(lines)
        self.assertFalse([note for note in notes if note.startswith("S ")])
        self.assertIn("O x (float #1000): 2 -> 3, held by main (2 references), float #1003", notes[notes.index("7  Rc_New();"):])

    def test_stores_of_several_objects_at_several_lines(self):
        lines, event = self.stores()
        lines[4:4] = [self.site(5, 7, None)]
        at = lines.index({"k": "op", "n": 2, "c": 1, "s": 3})
        lines[at:at] = [{"k": "store", "n": 1, "c": 1, "o": 1001, "b": 1, "a": 1, "s": 2},
                        {"k": "store", "n": 1, "c": 1, "o": 1000, "b": 1, "a": 1, "s": 5}]
        event("incref", 3, 1, 1, 2)
        event("hold", 1, 0, 2, 2, by=1002, s=2, plain=1)
        event("hold", 1, 1, 2, 2, by=1002, s=2, plain=1)
        event("hold", 1, 0, 2, 2, by=1001, s=5, plain=1)
        notes = self.notes(lines)
        self.assertEqual([note for note in notes if note.startswith("S ")], [
            "S float (2 objects): 1, 2 times, held by float #1002",
            "S float #1000: 1, held by float #1002, float #1001: 1 more than it counts"])

    def test_stores_after_operations_that_were_not_told(self):
        for number in (0, 10 ** 9):
            lines, event = self.stores()
            event("store", number, 0, 2, 2, s=2)
            event("hold", number, 0, 2, 2, by=1001, s=2, plain=1)
            self.assertIn("S x (float #1000): 2, held by main, float #1001", self.notes(lines))

    def test_what_plain_code_did_comes_after_the_operation(self):
        lines, event = self.stores()
        event("store", 3, 0, 2, 2, s=2)
        event("hold", 3, 0, 2, 2, by=1001, s=2, plain=1)
        event("hold", 3, 0, 2, 2, by=1002)
        self.assertEqual([note for note in self.notes(lines) if note.startswith("S ")], [
            "S x (float #1000): 2, held by float #1002, float #1001", "S x (float #1000): 2, held by main, float #1002"])

    def test_a_way_out_and_a_type_without_traverse(self):
        source = "void load(void)\n{\n    x = RcFloat_New();\n    if (Rc_Check(x))\n        return;\n}\nint main(void)\n{\n    Rc_DECREF(box);\n}\n"
        made, box = {"n": 1, "c": 2, "o": 1000, "a": 1}, {"n": 3, "c": 1, "o": 1001}
        lines = [{"k": "type", "t": 2, "name": "app.Box", "user": 1},
                 {**self.site(1, 3, "RcFloat_New"), "function": "load"}, {**self.site(2, 4, "Rc_Check"), "function": "load"},
                 self.site(3, 9, "Rc_DECREF"), {"k": "enter", "c": 1, "p": 0, "s": 3}, {"k": "enter", "c": 2, "p": 1, "s": 1},
                 {"k": "op", "n": 1, "c": 2, "s": 1}, {"k": "object", "o": 1000, "t": 1, "at": "0x10"},
                 {"k": "new", **made, "b": 0}, {"k": "got", **made, "b": 1}, {"k": "op", "n": 2, "c": 2, "s": 2},
                 {"k": "leave", "c": 2}, {"k": "op", "n": 3, "c": 1, "s": 3}, {"k": "object", "o": 1001, "t": 2, "at": "0x20"},
                 {"k": "object", "o": 1002, "t": 1, "at": "0x30"}, {"k": "decref", **box, "b": 1, "a": 0},
                 {"k": "dealloc", **box, "b": 0, "a": 0}, {"k": "decref", **box, "o": 1002, "b": 2, "a": 1},
                 {"k": "free", **box, "b": 0, "a": 0}]
        finding = {"k": "finding", "n": 3, "id": "1", "kind": "leak", "o": 1000, "type": "float", "s": 1, "what": "it is lost"}
        self.make([*lines, {**finding, "there": "it is made, and kept on one way out of load"}, {**finding, "there": "no more"},
                   {"k": "end"}], source)
        text = self.read(self.trace.read_bytes()).stdout
        self.assertIn("       ! it is made, and kept on one way out of load (it ended so after line 4)\n       !\n", text)
        self.assertIn("     4      if (Rc_Check(x))\n       ! float #1000: after this line load ends without giving it back (leak,"
                      " line 3)\n", text)
        self.assertIn("app.Box has no tp_traverse: what its objects hold is told as held by functions.\n", text)
        self.assertEqual(text.count("made.c\n"), 1)

    def test_names_that_no_longer_hold(self):
        """Of what was cleared, until it is assigned again; of a field of what is gone; of an item by an index."""
        texts = {3: "Rc_CLEAR(a);", 4: "a = Rc_New();", 5: "Rc_INCREF(b->f);", 6: "Rc_INCREF(v[i]);", 7: "Rc_DECREF(b);",
                 8: "Rc_Use();", 9: "Rc_INCREF(b);", 10: "Rc_INCREF(v[0]);", 11: "Rc_INCREF(c->g);", 12: "Rc_INCREF(w);",
                 13: "Rc_INCREF(c);", 15: "Rc_Look();"}
        source = "".join(texts.get(line, "") + "\n" for line in range(1, 20))
        sites = {line: number for number, line in enumerate(texts, 1)}
        lines = [*(self.site(sites[line], line, re.search(r"\w+(?=\()", text)[0]) for line, text in texts.items()),
                 {**self.site(sites[15], 15, "Rc_Look"), "function": "look"}, {"k": "enter", "c": 1, "p": 0, "s": 1},
                 *({"k": "object", "o": 1000 + i, "t": 1, "at": hex(64 + 16 * i)} for i in range(8))]
        counts, numbers = [5, 0, 5, 5, 0, 5, 5, 5], iter(range(1, 100))

        def operation(line, *events, call=1):
            number = next(numbers)
            lines.append({"k": "op", "n": number, "c": call, "s": sites[line]})
            for kind, o in events:
                before = counts[o]
                counts[o] += {"incref": 1, "new": 1, "decref": -1}.get(kind, 0)
                lines.append({"k": kind, "n": number, "c": call, "o": 1000 + o, "b": before, "a": counts[o]})

        a, new, field, item, box, first, other, owner = range(8)
        operation(3, ("decref", a))
        operation(8, ("incref", a))
        operation(4, ("new", new), ("got", new))
        for line, o in [(5, field), (6, item), (9, box), (13, owner), (10, first), (11, other), (12, first), (10, first)]:
            operation(line, ("incref", o))
        operation(8, *(("incref", o) for o in (new, field, item, other)))
        lines.append({"k": "enter", "c": 2, "p": 1, "s": sites[15]})
        operation(15, ("incref", item), call=2)
        operation(7, ("decref", box), ("dealloc", box), ("free", box))
        operation(8, *(("incref", o) for o in (field, other)))
        self.make([*lines, {"k": "end"}], source)
        notes = re.findall(r"^( +\d+  |       \| )(.*?)(?:, held.*)?$", self.read(self.trace.read_bytes()).stdout, re.M)
        told = [text for start, text in notes[[text for _, text in notes].index("Rc_DECREF(b);") + 1:]]
        self.assertEqual(told[:told.index("Rc_INCREF(b);")], [
            "R b (float #1004): 1 -> 0, freed", "Rc_Use();", "O float (3 objects): 4 -> 5 ... 7 -> 8, 3 times",
            "O a (float #1001): 1 -> 2", "O b->f (float #1002): 6 -> 7", "O c->g (float #1006): 6 -> 7 ... 7 -> 8, 2 times"])
        self.assertIn("O v[0] (float #1005): 5 -> 6 ... 7 -> 8, 2 times", told)
        self.assertIn("O v[i] (float #1003): 7 -> 8", told)

    def test_the_programs_folder(self):
        """Sources that are not here are looked for where the program ran."""
        self.make([self.site(1, 1, "Rc_X"), {"k": "enter", "c": 1, "p": 0}, {"k": "op", "n": 1, "c": 1, "s": 1},
                   {"k": "object", "o": 1, "t": 1, "at": "0x10"}, {"k": "new", "n": 1, "c": 1, "o": 1, "b": 0, "a": 1}],
                  "where = Rc_X();\n")
        self.assertIn("     1  where = Rc_X();\n       | O float #1: 0 -> 1", self.read(self.trace.read_bytes()).stdout)


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
