"""Traces (docs/trace.md) made by hand, for the tests of what reads them."""

import json

TYPES = ["str", "list", "int", "hashtable.HashTable", "weakref.ReferenceType"]


class Writer:
    """Writes the lines of a run of one function; numbers are given in order."""

    def __init__(self, file, source="made.c"):
        self.file = file
        self.source = source
        self.steps = self.operations = self.objects = self.calls = self.sites = 0
        self.site_of = {}
        self.stack = []
        self.counts = {}
        self.line({"k": "trace", "format": 1, "recount": "0.1.0", "deep": True, "audit": 1, "folder": "/nowhere",
                   "program": "/nowhere/made", "args": ["./made", "an argument"]})
        for number, name in enumerate(TYPES, 1):
            self.line({"k": "type", "t": number, "name": name})

    def line(self, members):
        self.file.write(json.dumps(members, separators=(",", ":")) + "\n")

    def event(self, event_kind, **members):
        self.steps += 1
        self.line({"k": event_kind, "i": self.steps, **members})

    def enter(self):
        parent = self.stack[-1] if self.stack else 0
        self.calls += 1
        self.stack.append(self.calls)
        self.event("enter", c=self.calls, p=parent)

    def leave(self):
        self.event("leave", c=self.stack.pop())

    def site(self, line, api, function):
        key = (line, api, function)
        if key not in self.site_of:
            self.sites += 1
            self.site_of[key] = self.sites
            self.line({"k": "site", "s": self.sites, "file": self.source, "line": line, "function": function, "api": api})
        return self.site_of[key]

    def operation(self, line, api, function="main"):
        site = self.site(line, api, function)
        self.operations += 1
        self.event("op", n=self.operations, c=self.stack[-1], s=site)

    def about(self, kind, number, change=0, **members):
        before = self.counts.get(number, 0)
        self.counts[number] = before + change
        self.event(kind, n=self.operations, c=self.stack[-1], o=number, b=before, a=before + change, **members)

    def new(self, kind, text=None):
        self.objects += 1
        self.line({"k": "object", "o": self.objects, "t": TYPES.index(kind) + 1, "at": hex(4096 + 16 * self.objects)})
        self.about("new", self.objects, 1)
        if text is not None:
            self.line({"k": "repr", "o": self.objects, "text": text})
        self.about("got", self.objects)
        return self.objects

    def finding(self, number, line, what, function="main"):
        self.event("finding", n=self.operations, id="made", kind="leak", o=number, type="str",
                   s=self.site(line, "RcStr_FromString", function), what=what, there="it is made here",
                   text=f"recount: error: leak: {what}\n  at {self.source}:{line}\n")

    def end(self, **members):
        self.line({"k": "end", "events": self.steps, "ops": self.operations, "live": 0, "findings": 0, "dropped": 0, **members})


def many_lists(path, steps, text=lambda i: f"'word {i}'", find=None):
    """A run of at least so many steps of objects: lists of three strs come and go.  find: the list whose first str
    leaks."""
    with open(path, "w", encoding="utf-8") as file:
        writer = Writer(file)
        writer.enter()
        told = lists = 0
        while told < steps:
            told += one_list(writer, lists, text, lists == find)
            lists += 1
        writer.leave()
        writer.end(findings=int(find is not None))
    return told


def one_list(writer, i, text, leaks):
    before = writer.steps
    writer.operation(10, "RcList_New")
    container = writer.new("list")
    writer.enter()
    words = []
    for slot in range(3):
        writer.operation(20, "RcStr_FromString", "fill")
        word = writer.new("str", text(3 * i + slot))
        writer.operation(21, "RcList_Append", "fill")
        writer.about("incref", word, 1)
        writer.about("hold", word, by=container, at=slot)
        if not (leaks and slot == 0):
            writer.operation(22, "Rc_DECREF", "fill")
            writer.about("decref", word, -1)
        words.append(word)
    writer.leave()
    writer.operation(12, "Rc_DECREF")
    writer.about("decref", container, -1)
    writer.about("dealloc", container)
    for word in words:
        writer.about("drop", word, by=container)
        writer.about("decref", word, -1)
        if writer.counts[word] == 0:
            writer.about("dealloc", word)
            writer.about("free", word)
    writer.about("free", container)
    if leaks:
        writer.finding(words[0], 20, "an object is still referenced <&> by nobody", "fill")
    return writer.steps - before


def everything(path):
    """A short run in which each kind of reference occurs: kept, stolen, borrowed, weak, handed over; a hash table, a
    collection, and a finding."""
    with open(path, "w", encoding="utf-8") as file:
        writer = Writer(file)
        writer.enter()
        writer.operation(1, "RcHashTable_New")
        table = writer.new("hashtable.HashTable")
        writer.operation(2, "RcStr_FromString")
        key = writer.new("str", "'key'")
        writer.operation(4, "RcStr_FromString")
        lost = writer.new("str", "'lost'")
        pairs(writer, table, key, lost)
        writer.operation(7, "RcHashTable_GetItem")
        writer.about("lent", lost)
        writer.operation(8, "RcWeakref_NewRef")
        weak = writer.new("weakref.ReferenceType")
        writer.about("weak", table, by=weak)
        cycle(writer)
        writer.operation(12, "Rc_DECREF")
        writer.about("decref", key, -1)
        writer.finding(lost, 4, "nobody gives it back")
        writer.leave()
        writer.end(live=4, findings=1)


def pairs(writer, table, key, lost):
    """Two pairs in one bin; the tuple steals what it is given."""
    writer.operation(5, "RcHashTable_SetItem")
    for slot, word in enumerate([key, lost]):
        writer.about("incref", word, 1)
        writer.about("hold", word, by=table, at=slot)
    state = {"n": writer.operations, "o": table, "max_load": 0.5}
    writer.event("table", bins=2, pairs=1, resizes=0, chains=[[1, [key, lost]]], **state)
    writer.event("table", bins=4, pairs=2, resizes=1, chains=[[3, [lost, key], [key, lost]]], **state)
    writer.operation(6, "RcTuple_New")
    thief = writer.new("list")
    writer.operation(6, "RcTuple_SetItem")
    writer.about("hold", lost, by=thief, at=0)
    writer.operation(6, "RcList_Append")
    writer.about("incref", lost, 1)
    writer.about("hold", lost, by=thief, at=1)


def cycle(writer):
    """A list that refers to itself; the collector finds it."""
    writer.operation(9, "RcList_New")
    ring = writer.new("list")
    writer.operation(10, "RcList_Append")
    writer.about("incref", ring, 1)
    writer.about("hold", ring, by=ring, at=0)
    writer.operation(11, "Rc_DECREF")
    writer.about("decref", ring, -1)
    writer.operation(11, "RcGC_Collect")
    writer.event("collect", n=writer.operations, c=writer.stack[-1], alive=[1], trash=[ring])
    writer.about("drop", ring, by=ring)
    writer.about("decref", ring, -1)
    writer.about("dealloc", ring)
    writer.about("free", ring)
    writer.event("collected", freed=1, stuck=0)
