"""Are the names and the holders right that the annotated source tells?  A part of true_counts.py.

The program that `recount run` has made runs once more, with held.c, which stops at each line and looks into memory: what
variables have, and which objects refer to which.  A note says that a variable has an object: it must have it when the line
begins, when a call within it has returned, or when it ends.  And it says who holds that: at one of these moments, but for
the beginning, the object's count must be the one of the note; the objects that are named must refer to it, so often, and no
others; and what the count has besides must be the functions', which must be running.  Of an object that is half made the
references may be its own or the function's.  The ledger is asked only for the numbers of objects."""

import collections
import json
import os
import re
import subprocess

import dwarf

NAMED = re.compile(r"^([A-Za-z_][\w.\[\]>-]*) \((.*)\)$")
OBJECTS = re.compile(r"^(\d+) objects$")
TIMES = re.compile(r"^(.*) \((\d+) references\)$")
OUTSIDE = ("code outside", "the pending error")


class Claim:
    """What a note says: of one object or of several; that variable has it, or that it is of that type; and who holds it."""

    def __init__(self, place, note):
        _, what, before, after, *_ = note.groups()
        holders = note.groups()[-1]
        self.place, self.text = place, note[0].strip()
        named = NAMED.match(what)
        several = OBJECTS.match(named[2]) if named else None
        self.word = named[1] if named else None
        self.described = None if several else named[2] if named else what
        self.needed = int(several[1]) if several else 1
        self.after = int(after or before) if before != "immortal" else None
        self.holders = None
        if holders and holders.startswith(", held by "):
            self.holders = holders[len(", held by "):]
        self.named, self.held = set(), set()

    def read_holders(self):
        """[(word, times)], how many more there are, and whether the functions owe some."""
        text, _, owed = self.holders.partition(": ")
        more = re.search(r" and (\d+) more$", text)
        text = text[:more.start()] if more else text
        words = []
        for word in text.split(", "):
            times = TIMES.match(word)
            if word != "nobody":
                words.append((times[1], int(times[2])) if times else (word, 1))
        return words, bool(more), bool(owed)


class World:
    """Who there is, and who refers to whom."""

    def __init__(self):
        self.counts, self.types, self.edges = {}, {}, {}
        self.holders, self.makings = collections.defaultdict(collections.Counter), {}

    def forget(self, number):
        for other in self.edges.pop(number, ()):
            self.holders[other][number] -= 1
        self.counts.pop(number, None)
        self.types.pop(number, None)
        self.makings.pop(number, None)

    def see(self, number, count, kind, edges, is_whole):
        self.forget(number)
        self.counts[number], self.types[number] = count, kind
        if not is_whole:
            self.makings[number] = collections.Counter(edges)
            return
        self.edges[number] = edges
        for other in edges:
            self.holders[other][number] += 1


def is_held(claim, world, number, values, running):
    """values: what a word has; running: functions."""
    words, more, owed = claim.read_holders()
    referring = +world.holders[number]
    rest, of_functions, of_makings = collections.Counter(referring), 0, 0
    for word, times in words:
        numbered = re.match(r"^\S+ #(\d+)$", word)
        candidates = {int(numbered[1])} if numbered else values(word)
        found = [holder for holder in candidates if rest[holder] == times]
        if found:
            del rest[found[0]]
        elif any(world.makings.get(holder, {}).get(number, 0) >= times for holder in candidates):
            of_makings += times
        elif word in running or word in OUTSIDE:
            of_functions += times
        else:
            return False
    others = world.counts[number] - sum(referring.values()) - of_makings
    return more or (not +rest and (owed or of_functions == others))


class Check:
    def __init__(self, claims, variables, functions):
        self.claims, self.world, self.answers = collections.defaultdict(list), World(), collections.defaultdict(set)
        self.numbers, self.asked, self.is_variable = {}, [], set()
        for claim in claims:
            self.claims[claim.place].append(claim)
        for place in self.claims:
            words = set()
            for claim in self.claims[place]:
                words |= {claim.word} if claim.word else set()
                words |= {word for word, _ in claim.read_holders()[0]} if claim.holders else set()
            for word in sorted(words):
                self.ask(place, word, variables, functions)

    def ask(self, place, word, variables, functions):
        for function in functions:
            for row in variables.words(function, word):
                number = self.numbers.setdefault((place, word), len(self.numbers) + 1)
                self.asked.append(f"{number} {place} {function} {row}\n")

    def read(self, lines, described):
        """The lines of held.c; described: what immortal objects look like -> their numbers."""
        for line in lines:
            kind, *words = line.split()
            if kind == "v":
                self.answers[int(words[0])].add(int(words[1]))
            elif kind in "gh":
                self.world.see(int(words[0]), int(words[1]), words[2], [int(word) for word in words[3:]], kind == "g")
            elif kind == "x":
                self.world.forget(int(words[0]))
            else:
                self.see_moment(words[0], words[1] == "b", words[2:], described)
                self.answers.clear()

    def see_moment(self, place, is_beginning, running, described):
        def values(word):
            return self.answers.get(self.numbers.get((place, word)), set())

        for claim in self.claims.get(place, []):
            of_type = {number for number, kind in self.world.types.items() if kind == claim.word}
            if claim.described is None:
                claim.named |= values(claim.word) | of_type
                objects = self.world.counts
            else:
                number = re.search(r"#(\d+)$", claim.described)
                objects = {int(number[1])} if number else described.get(claim.described, set())
                claim.named |= objects & values(claim.word)
            for number in objects:
                if claim.holders and not is_beginning and self.world.counts.get(number) == claim.after and \
                        is_held(claim, self.world, number, values, running):
                    claim.held.add(number)

    def faults(self):
        agreed, faults = 0, []
        for claim in (claim for claims in self.claims.values() for claim in claims):
            wrong = []
            if claim.word and len(claim.named) < claim.needed:
                wrong.append("the variable does not have it" if claim.described else
                             f"there were {len(claim.named)} such objects")
            if claim.described is None:
                claim.held &= claim.named
            if claim.holders and len(claim.held) < claim.needed:
                wrong.append("it is not held so" if claim.needed == 1 else f"{len(claim.held)} are held so")
            agreed += (claim.word is not None) + (claim.holders is not None) - len(wrong)
            faults += [f"{claim.place}: {claim.text}: {why}" for why in wrong]
        return agreed, faults


def compare(program, folder, stops, claims):
    """The number of names and rows of holders that agreed, and what did not."""
    functions = sorted({line.split()[3] for line in stops.splitlines()})
    check = Check(claims, dwarf.Variables(program), functions)
    (folder / "held stops").write_text(stops)
    (folder / "asked").write_text("".join(check.asked))
    done = subprocess.run([program], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=100, env={
        **os.environ, "HELD_IN": "held stops", "HELD_ASKED": "asked", "HELD_OUT": "held", "RECOUNT_TRACE": "held.trace",
        "RECOUNT_AUDIT": "1", "RECOUNT_OPTIONS": "halt=0:log=/dev/null", "RECOUNT_HASHSEED": "1"})
    if done.returncode != 0:
        return 0, [f"with held.c it ended with {done.returncode}: {done.stderr.decode(errors='replace').strip()}"]
    described = collections.defaultdict(set)
    for line in (folder / "held.trace").read_text(errors="replace").splitlines():
        if line.startswith('{"k":"repr"'):
            repr_line = json.loads(line)
            described[repr_line["text"]].add(repr_line["o"])
    check.read((folder / "held").read_text().splitlines(), described)
    return check.faults()
