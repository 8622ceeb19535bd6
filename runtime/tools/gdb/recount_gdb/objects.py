"""What an object is, and its value in a few words.

An object is believed only if its header can be one: the flags are those that there are, the type is a type.  The text of
a value is bounded in depth and in length, whatever the memory holds."""

from recount_gdb import layout, memory
from recount_gdb.memory import Unreadable

IMMORTAL = 0x80000000
IMMORTAL_COUNT = 0xC0000000
MOST_REFERENCES = 1 << 30  # that 32 bits' addresses have room for
FLAG_NAMES = {0x1: "static", 0x2: "finalized", 0x4: "queued", 0x8: "retrack", 0x10: "root"}
QUEUED = 0x4
STATIC = 0x1
OWNER = 0x7FE0
DEAD = 0x8000

READY = 1 << 12
HAVE_GC = 1 << 14
HEAPTYPE = 1 << 9
LEAVES = ("int", "str", "bytes", "type")
FAMILIES = {24: "int", 25: "list", 26: "tuple", 27: "bytes", 28: "str", 29: "table", 30: "exception", 31: "type"}

# Bytes and codes of members (Rc_T_...) that are shown.
MEMBER_CODES = {0: "h", 1: "i", 3: "f", 4: "d", 8: "b", 9: "B", 10: "H", 11: "I", 14: "B", 17: "q", 18: "Q"}
MEMBER_OBJECTS = (6, 16)
MEMBER_WORDS = {2: "ssize", 12: "word", 19: "ssize"}

MOST_DEPTH = 4
MOST_ITEMS = 200  # of a whole value, however nested
MOST_TEXT = 200  # characters of a str
MOST_VALUE = 4000  # of a whole value
MOST_MEMBERS = 16
SANE_SIZE = 1 << 31


class NotAnObject(Exception):
    """Says why."""


class Type:
    """A type object, believed."""

    def __init__(self, heap, address):
        machine, fields = heap.machine, heap.fields

        def field(name):
            return machine.word(address + fields["RcTypeObject." + name])

        try:
            meta = machine.word(address + fields["RcObject.ob_type"])
            meta_flags = machine.word(meta + fields["RcTypeObject.tp_flags"])
            self.name = machine.string(field("tp_name"))
            self.flags = field("tp_flags")
            self.basic_size, self.item_size = field("tp_basicsize"), field("tp_itemsize")
            self.members, self.weaklist = field("tp_members"), field("tp_weaklistoffset")
        except Unreadable as error:
            raise NotAnObject(f"its type pointer {address:#x} leads to no type") from error
        sane = fields.head <= self.basic_size < SANE_SIZE and self.item_size < SANE_SIZE
        if not (meta_flags >> 31 & 1 and self.flags & READY and sane and self.name and self.name.isprintable()):
            raise NotAnObject(f"its type pointer {address:#x} leads to no type")
        self.address = address

    def family(self):
        for bit, name in FAMILIES.items():
            if self.flags >> bit & 1:
                return name
        return None


class Object:
    """An object, believed: its header, read once."""

    def __init__(self, heap, address):
        machine = heap.machine
        if address == 0:
            raise NotAnObject("NULL")
        if address % 4:
            raise NotAnObject("no object: the address is odd")
        try:
            self.count, self.flags = machine.u32(address), machine.u32(address + 4)
            type_address = machine.word(address + heap.fields["RcObject.ob_type"])
        except Unreadable as error:
            raise NotAnObject(f"no object: {error}") from error
        self.heap, self.address = heap, address
        self.is_dead = bool(self.flags & DEAD)
        odd = self.flags & (0 if heap.has_ledger() else OWNER | DEAD) or (
            not self.flags & QUEUED and (self.flags >> 16 or self.has_link()))
        if odd:
            raise NotAnObject("no object: freed memory, or not an object's")
        try:
            self.type = heap.type_at(type_address)
        except NotAnObject as error:
            raise NotAnObject(f"no object: freed memory, or not an object's ({error})") from error

    def has_link(self):
        """Is what would be its count a free block's link to the next one?  With 64 bits that is in the flags, too."""
        return self.heap.machine.word_size == 4 and self.count >= MOST_REFERENCES and self.count != IMMORTAL_COUNT

    def is_alive(self):
        return not self.is_dead and self.count != 0 and not self.flags & QUEUED

    def count_text(self):
        if self.is_dead:
            return "dead, kept by the ledger"
        if self.flags & QUEUED:
            return "dead, its dealloc is queued"
        if self.count == 0:
            return "count 0: being deallocated, or freed"
        return "immortal" if self.count & IMMORTAL else f"count {self.count}"

    def has_head(self):
        return bool(self.type.flags & HAVE_GC) and not self.flags & STATIC

    def at(self, name):
        return self.heap.machine.word(self.address + self.heap.fields[name])

    def size_field(self, name, most=1 << 47):
        size = self.heap.machine.ssize(self.address + self.heap.fields[name])
        if not 0 <= size < most:
            raise Unreadable(f"its size {size} is none")
        return size

    def own_size(self):
        """Bytes of its own block, from the header on."""
        size = self.type.basic_size
        if self.type.family() == "str":
            return self.heap.fields["RcStrObject.data"] + self.size_field("RcStrObject.size") + 1
        if self.type.family() == "bytes":
            return self.heap.fields["RcBytesObject.ob_sval"] + self.size_field("RcVarObject.ob_size") + 1
        if self.type.item_size:
            size += self.type.item_size * self.size_field("RcVarObject.ob_size")
        return size


class Value:
    """The text of one value, with everything in it."""

    def __init__(self, heap, depth=MOST_DEPTH):
        self.heap, self.depth = heap, depth
        self.left = MOST_ITEMS
        self.path = []

    def text(self, address):
        """Of any address, object or not."""
        if address == 0:
            return "NULL"
        try:
            op = Object(self.heap, address)
        except NotAnObject as error:
            return f"<{address:#x}: {error}>"
        if not op.is_alive():
            return f"<{op.type.name} object at {address:#x}, {op.count_text()}>"
        if address in self.path:
            return "..."
        deep = len(self.path) > self.depth and op.type.family() not in LEAVES and op.type.name not in NAMED
        if deep or self.left <= 0:
            return f"<{op.type.name} object at {address:#x}>"
        self.left -= 1
        self.path.append(address)
        try:
            return self.of(op)
        except (Unreadable, NotAnObject) as error:
            return f"<{op.type.name} object at {address:#x}, broken: {error}>"
        finally:
            self.path.pop()

    def of(self, op):
        name = op.type.family() or NAMED.get(op.type.name)
        return getattr(self, "of_" + name)(op) if name else self.of_instance(op)

    # -- the families --

    def of_int(self, op):
        value = self.heap.machine.i64(op.address + self.heap.fields["RcIntObject.ob_value"])
        if op.type.name == "bool":
            return "True" if value else "False"
        return str(value)

    def of_float(self, op):
        return repr(self.heap.machine.double(op.address + self.heap.fields["RcFloatObject.ob_fval"]))

    def of_none(self, op):
        return "None" if op.type.name == "NoneType" else "NotImplemented"

    def characters(self, op, size, data):
        shown = self.heap.machine.read(op.address + self.heap.fields[data], min(size, MOST_TEXT))
        return shown, "..." if size > MOST_TEXT else ""

    def of_str(self, op):
        shown, more = self.characters(op, op.size_field("RcStrObject.size"), "RcStrObject.data")
        return repr(shown.decode("utf-8", "ignore" if more else "replace")) + more

    def of_bytes(self, op):
        shown, more = self.characters(op, op.size_field("RcVarObject.ob_size"), "RcBytesObject.ob_sval")
        return repr(shown) + more

    def items(self, first, size):
        shown = self.heap.machine.words(first, max(0, min(size, self.left)))
        texts = [self.text(item) for item in shown]
        return ", ".join(texts + [f"... {size - len(shown)} more"] * (len(shown) < size))

    def of_list(self, op):
        first, size = self.heap.items_of(op)
        return f"[{self.items(first, size)}]"

    def of_tuple(self, op):
        first, size = self.heap.items_of(op)
        return f"({self.items(first, size)}{',' if size == 1 else ''})"

    def of_table(self, op):
        table = self.heap.table_of(op)
        texts = []
        for entry in table.entries():
            if self.left <= 0:
                texts.append("...")
                break
            texts.append(f"{self.text(entry.key)}: {self.text(entry.value)}")
        return f"{op.type.name.split('.')[-1]}({{{', '.join(texts)}}}, size={table.bins})"

    def of_exception(self, op):
        args = op.at("RcBaseExceptionObject.args")
        text = self.text(args) if args else "()"
        return op.type.name + (text if text.startswith("(") else f"({text})")

    def of_type(self, op):
        return f"<type '{self.heap.type_at(op.address).name}'>"

    # -- types of the runtime that are no family --

    def of_function(self, op):
        name = self.heap.machine.string(self.heap.machine.word(op.at("RcCFunctionObject.m_ml")))
        return f"<function {name}>"

    def of_method(self, op):
        return f"<method {self.text(op.at('RcMethodObject.im_func'))} of {self.text(op.at('RcMethodObject.im_self'))}>"

    def of_descriptor(self, op):
        owner = self.heap.type_at(op.at("RcDescrObject.d_type")).name
        return f"<'{self.heap.machine.string(op.at('RcDescrObject.d_name'))}' of '{owner}' objects>"

    def of_weakref(self, op):
        target = op.at("RcWeakReference.wr_object")
        return f"<weak reference to {self.text(target)}>" if target else "<weak reference, dead>"

    def of_instance(self, op):
        shown = ", ".join(f"{name}={value}" for name, value in self.members(op))
        return f"<{op.type.name} object at {op.address:#x}{': ' if shown else ''}{shown}>"

    def members(self, op):
        """(name, text) of the fields that the type shows as members."""
        machine, fields = self.heap.machine, self.heap.fields
        for name, kind, offset in self.heap.members_of(op.type):
            place = op.address + offset
            if not fields.head <= offset < op.type.basic_size:
                continue
            if kind in MEMBER_OBJECTS:
                yield name, self.text(machine.word(place))
            elif kind in MEMBER_WORDS:
                yield name, str(getattr(machine, MEMBER_WORDS[kind])(place))
            elif kind in MEMBER_CODES:
                yield name, str(machine.unpack(MEMBER_CODES[kind], place))


NAMED = {"float": "float", "NoneType": "none", "NotImplementedType": "none",
         "builtin_function_or_method": "function", "method": "method", "method_descriptor": "descriptor",
         "member_descriptor": "descriptor", "getset_descriptor": "descriptor", "weakref.ReferenceType": "weakref",
         "weakref.ProxyType": "weakref", "weakref.CallableProxyType": "weakref"}


def describe(heap, address, depth=MOST_DEPTH):
    """An address and what is there: the text that `print` shows."""
    if address == 0:
        return "NULL"
    try:
        op = Object(heap, address)
    except NotAnObject as error:
        return f"{address:#x} <{error}>"
    text = f"{address:#x} {op.type.name}, {op.count_text()}"
    if not op.is_alive():
        return text
    value = Value(heap, depth).text(address)
    return f"{text}: {value[:MOST_VALUE]}{'...' if len(value) > MOST_VALUE else ''}"
