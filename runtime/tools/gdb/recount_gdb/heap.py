"""All objects of a thread, and who refers to whom.

Without the ledger they are found by the collector's lists, and from there through what containers refer to: an int that
C code alone holds is in no list.  The ledger has a record of each object.

An object's references are what its memory says, not what its tp_traverse would: the items of lists and tuples, the keys
and values of tables, and each word of any other object that is the address of one."""

from collections import namedtuple

from recount_gdb import layout, memory, objects
from recount_gdb.memory import Unreadable

MOST_OBJECTS = 500000
MOST_ENTRIES = 200000  # of one list or table
MOST_FIELDS = 4096  # bytes of one object that are searched for references
MOST_WORDS = 2000000  # in all: broken sizes must not take forever
AT_ONCE = 512
GENERATIONS = 3

Entry = namedtuple("Entry", "hash key value upper")
Reference = namedtuple("Reference", "holder place")


class Table:
    """The inside of a hash table, checked."""

    def __init__(self, heap, op):
        rows = layout.need(heap.machine, "_RcHashTable_layout", "recount's hash table")
        machine = heap.machine
        self.machine, self.rows = machine, rows
        block = machine.word(op.address + rows["HashTable.table.block"])
        self.hash_func = machine.word(op.address + rows["HashTable.hash_func"])
        self.used = machine.u32(op.address + rows["HashTable.table.used"])
        self.pairs = machine.u32(op.address + rows["HashTable.table.pairs"])
        self.first = machine.word(block + rows["RcTableBlock.entries"])
        self.max_load = machine.double(block + rows["RcTableBlock.max_load"])
        self.bins = machine.u32(block + rows["RcTableBlock.last"]) + 1
        self.room = machine.u32(block + rows["RcTableBlock.room"])
        self.has_upper = machine.u8(block + rows["RcTableBlock.has_upper"])
        if self.used and not self.pairs <= self.used <= self.room:
            raise Unreadable(f"{self.pairs} pairs in {self.used} entries of {self.room}")

    def entries(self):
        """Those that are no holes, in order of insertion; read many at a time."""
        size, used = self.rows["sizeof RcTableEntry"], min(self.used, MOST_ENTRIES)
        for start in range(0, used, AT_ONCE):
            count = min(AT_ONCE, used - start)
            data = self.machine.read(self.first + start * size, count * size)
            upper = self.machine.read(self.first + self.room * size + 4 * start, 4 * count) if self.has_upper else None
            for i in range(count):
                entry = self.entry_in(data, i * size, upper, 4 * i)
                if entry.key:
                    yield entry

    def entry_in(self, data, place, upper, upper_place):
        machine, rows = self.machine, self.rows
        return Entry(machine.unpack_from("I", data, place + rows["RcTableEntry.hash"]),
                     machine.unpack_from(machine.word_code, data, place + rows["RcTableEntry.key"]),
                     machine.unpack_from(machine.word_code, data, place + rows["RcTableEntry.value"]),
                     machine.unpack_from("I", upper, upper_place) if upper is not None else None)

    def bin_of(self, entry):
        if entry.upper is None:
            return entry.hash % self.bins
        value, bits = entry.upper << 32 | entry.hash, 8 * self.machine.word_size
        value &= (1 << bits) - 1
        return (value - (value >> (bits - 1) << bits)) % self.bins


class Heap:
    """What is known of the selected thread's objects; made anew for each command."""

    def __init__(self):
        self.machine = memory.Machine()
        self.fields = layout.Fields(self.machine)
        self.types, self.type_members = {}, {}
        self.ledger_rows = None
        self.words_left = MOST_WORDS

    def has_ledger(self):
        if self.ledger_rows is None:
            self.ledger_rows = layout.table(self.machine, "_RcLedger_layout") or {}
        return bool(self.ledger_rows)

    # -- single objects --

    def type_at(self, address):
        if address not in self.types:
            self.types[address] = objects.Type(self, address)
        return self.types[address]

    def members_of(self, a_type):
        """(name, code, offset) of a type's members."""
        if a_type.address not in self.type_members:
            self.type_members[a_type.address] = list(self._members(a_type.members))
        return self.type_members[a_type.address]

    def _members(self, place):
        machine, fields = self.machine, self.fields
        try:
            for _ in range(objects.MOST_MEMBERS if place else 0):
                name = machine.word(place + fields["RcMemberDef.name"])
                if name == 0:
                    return
                yield (machine.string(name), machine.i32(place + fields["RcMemberDef.type"]),
                       machine.ssize(place + fields["RcMemberDef.offset"]))
                place += 5 * machine.word_size
        except Unreadable:
            return

    def items_of(self, op):
        """(address of the first, number) of a list's or a tuple's slots."""
        size = op.size_field("RcVarObject.ob_size")
        if op.type.family() == "tuple":
            return op.address + self.fields["RcTupleObject.ob_item"], size
        allocated = self.machine.ssize(op.address + self.fields["RcListObject.allocated"])
        if size > allocated >= 0:
            raise Unreadable(f"{size} items in room for {allocated}")
        return op.at("RcListObject.ob_item"), size

    def table_of(self, op):
        return Table(self, op)

    def references(self, op):
        """(place in words, address) of what an object refers to; reads what can be read."""
        if op.type.flags & objects.HEAPTYPE:
            yield "its type", op.type.address
        try:
            family = op.type.family()
            if family in ("list", "tuple"):
                first, size = self.items_of(op)
                yield from ((f"[{i}]", word) for i, word in self.each_word(first, size))
            if family == "table":
                table = self.table_of(op)
                yield "hash_func", table.hash_func
                for i, entry in enumerate(table.entries()):
                    yield f"key {i}", entry.key
                    yield f"value {i}", entry.value
            elif family not in ("tuple", "int", "str", "bytes"):
                yield from self.fields_of(op)
        except Unreadable:
            return

    def each_word(self, first, count):
        for i in range(0, min(count, MOST_ENTRIES, self.words_left), AT_ONCE):
            self.words_left -= AT_ONCE if count > AT_ONCE else count
            yield from enumerate(self.machine.words(first + i * self.machine.word_size, min(AT_ONCE, count - i)), i)

    def fields_of(self, op):
        """Each word behind the header, with the member's name if it has one.  Weak references are none of these."""
        if op.type.name.startswith("weakref."):
            yield "wr_callback", op.at("RcWeakReference.wr_callback")
            return
        names = {offset: name for name, kind, offset in self.members_of(op.type) if kind in objects.MEMBER_OBJECTS}
        for struct in PUBLIC_STRUCTS.get(op.type.family() or op.type.name, ()):
            names.update({offset: name for name, offset in self.fields.structs[struct].items()})
        size = self.machine.word_size
        first = -(-self.fields.head // size) * size
        for i, word in self.each_word(op.address + first, (min(op.own_size(), MOST_FIELDS) - first) // size):
            if first + i * size != op.type.weaklist:
                yield names.get(first + i * size, f"at offset {first + i * size}"), word

    def object_or_none(self, address):
        try:
            return objects.Object(self, address)
        except objects.NotAnObject:
            return None

    # -- all of them --

    def runtime(self):
        address = memory.thread_pointer(self.machine, "_Rc_runtime")
        if address == 0:
            raise Unreadable("this thread has no runtime (Rc_Initialize has not been called, or it has ended)")
        return address, layout.need(self.machine, "_Rc_layout", "recount")

    def tracked(self, trouble):
        """The objects in the collector's lists; what is wrong with the lists is appended to trouble."""
        runtime, rows = self.runtime()
        lists = [runtime + rows["RcRuntime.gc.generations"] + i * rows["sizeof RcGC_Head"] for i in range(GENERATIONS)]
        for head in [*lists, runtime + rows["RcRuntime.gc.frozen"]]:
            node, seen = self.machine.word(head), set()
            while node != head:
                op = self.object_or_none(node + rows["sizeof RcGC_Block"])
                if op is None or node in seen:
                    trouble.append(f"the collector's list is broken at {node:#x}")
                    break
                seen.add(node)
                if len(seen) > MOST_OBJECTS:
                    trouble.append(f"only {MOST_OBJECTS} objects of a list were looked at")
                    break
                yield op
                node = self.machine.word(node)

    def all_objects(self, trouble):
        """Each object once."""
        if self.has_ledger():
            from recount_gdb import ledger
            yield from (record.op for record in ledger.Ledger(self).records(trouble) if record.op is not None)
            return
        seen = set()  # objects, and addresses that are none
        waiting = list(self.tracked(trouble))
        while waiting:
            op = waiting.pop()
            if op.address in seen:
                continue
            if len(seen) >= MOST_OBJECTS:
                trouble.append(f"only {MOST_OBJECTS} addresses were looked at")
                return
            seen.add(op.address)
            yield op
            for _, address in self.references(op):
                if address not in seen and address % self.machine.word_size == 0:
                    target = self.object_or_none(address) if address else None
                    if target is not None and target.is_alive() and not target.flags & objects.STATIC:
                        waiting.append(target)
                    else:
                        seen.add(address)
        if self.words_left <= 0:
            trouble.append(f"no more than {MOST_WORDS} words were looked at")

    def referrers(self, target, trouble):
        """Each reference to an address that an object holds."""
        for op in self.all_objects(trouble):
            for place, address in self.references(op):
                if address == target:
                    yield Reference(op, place)


PUBLIC_STRUCTS = {"exception": ("RcBaseExceptionObject",), "type": ("RcTypeObject",), "method": ("RcMethodObject",),
                  "builtin_function_or_method": ("RcCFunctionObject",), "method_descriptor": ("RcDescrObject",),
                  "member_descriptor": ("RcDescrObject",), "getset_descriptor": ("RcDescrObject",)}
