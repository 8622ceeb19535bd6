"""The command `recount` and what comes after it."""

import gdb

from recount_gdb import heap, ledger, objects, variables
from recount_gdb.memory import Unreadable

MOST_LINES = 200


def address_of(text):
    """What the user has written, as an address."""
    if not text.strip():
        raise gdb.GdbError("an object is missing: any expression of C that is a pointer")
    value = gdb.parse_and_eval(text)
    if value.type.strip_typedefs().code in (gdb.TYPE_CODE_STRUCT, gdb.TYPE_CODE_ARRAY):
        if value.address is None:
            raise gdb.GdbError("this has no address")
        return int(value.address)
    return int(value) & (1 << 64) - 1


def short(a_heap, address):
    return objects.describe(a_heap, address, depth=1)


class Command(gdb.Command):
    """A command that says what it cannot do, and never ends in a traceback."""

    name, completes = None, gdb.COMPLETE_EXPRESSION

    def __init__(self):
        super().__init__(f"recount {self.name}", gdb.COMMAND_DATA, self.completes)

    def invoke(self, argument, from_tty):
        self.lines, self.trouble = 0, []
        try:
            self.run(heap.Heap(), argument)
        except gdb.GdbError:
            raise
        except (Unreadable, objects.NotAnObject, gdb.error, gdb.MemoryError) as error:
            raise gdb.GdbError(f"recount: {error}") from None
        except (ArithmeticError, LookupError, TypeError, ValueError, RecursionError) as error:
            raise gdb.GdbError(f"recount: this memory is too broken ({type(error).__name__}: {error})") from None
        for text in self.trouble:
            print(f"({text})")

    def line(self, text):
        """Prints one of many; False when there were enough."""
        self.lines += 1
        if self.lines <= MOST_LINES:
            print(text)
        elif self.lines == MOST_LINES + 1:
            print("  ...")
        return self.lines <= MOST_LINES

    def run(self, a_heap, argument):
        raise NotImplementedError


class Prefix(gdb.Command):
    """Objects of recount: what they are, what is in them, who refers to them."""

    def __init__(self):
        super().__init__("recount", gdb.COMMAND_DATA, prefix=True)

    def invoke(self, argument, from_tty):
        gdb.execute("help recount")


class ObjectCommand(Command):
    """recount object OBJ: its header, its type, its value."""

    name = "object"

    def run(self, a_heap, argument):
        op = objects.Object(a_heap, address_of(argument))
        flags = [name for bit, name in objects.FLAG_NAMES.items() if op.flags & bit]
        print(f"{op.address:#x}: {op.type.name}, {op.count_text()}")
        print(f"  type     {op.type.address:#x}{'' if not op.type.flags & objects.HEAPTYPE else ', a heap type'}")
        print(f"  flags    {', '.join(flags) or 'none'}")
        print(f"  size     {op.own_size()} bytes{', and the head of the collector' if op.has_head() else ''}")
        if op.is_alive():
            print(f"  value    {objects.Value(a_heap).text(op.address)}")


class BinsCommand(Command):
    """recount bins TABLE: the bins of a hash table, and the pairs in each."""

    name = "bins"

    def run(self, a_heap, argument):
        op = objects.Object(a_heap, address_of(argument))
        if op.type.family() != "table":
            raise gdb.GdbError(f"recount: this is no hash table but of type {op.type.name}")
        table = a_heap.table_of(op)
        bins = {}
        for entry in table.entries():
            bins.setdefault(table.bin_of(entry), []).append(entry)
        print(f"{op.address:#x} {op.type.name}, {op.count_text()}: {table.pairs} pairs in {table.bins} bins, "
              f"{len(bins)} of them used; load {table.pairs / table.bins:.2f} of {table.max_load:.2f}")
        for number in sorted(bins) if table.bins > MOST_LINES else range(table.bins):
            pairs = [f"{objects.Value(a_heap, 1).text(entry.key)}: {objects.Value(a_heap, 1).text(entry.value)}"
                     for entry in bins.get(number, [])[:10]]
            more = len(bins.get(number, [])) - len(pairs)
            if not self.line(f"  [{number}] {', '.join(pairs)}{f', {more} more' if more else ''}".rstrip()):
                break


class RefsCommand(Command):
    """recount refs OBJ: who refers to it: objects, the error indicator, C variables; with the ledger also the book."""

    name = "refs"

    def run(self, a_heap, argument):
        target = address_of(argument)
        print(short(a_heap, target))
        found = 0
        for reference in a_heap.referrers(target, self.trouble):
            found += 1
            if not self.line(f"  {short(a_heap, reference.holder.address)}  {reference.place}"):
                break
        runtime, rows = a_heap.runtime()
        if a_heap.machine.word(runtime + rows["RcRuntime.raised"]) == target:
            found += 1
            print("  the error indicator")
        for text in variables.pointing_to(target):
            self.line(f"  {text}")
        op = a_heap.object_or_none(target)
        if a_heap.has_ledger():
            self.tell_book(a_heap, target, found)
        elif op is not None and op.is_alive() and not op.count & objects.IMMORTAL:
            print(f"{found} of {op.count} references are objects' (or the error indicator's)")

    def tell_book(self, a_heap, target, found):
        record = ledger.Ledger(a_heap).record_of(target)
        if record is None:
            print("the ledger has no record of it among the living")
            return
        print(f"{found} of {record.count} references are objects' (or the error indicator's); the book:")
        tell_story(self, record)


class StoryCommand(Command):
    """recount story OBJ: what was done to its references, with the lines that did it (ledger)."""

    name = "story"

    def run(self, a_heap, argument):
        target = address_of(argument)
        record = ledger.Ledger(a_heap).record_of(target)
        if record is None:
            raise gdb.GdbError("recount: the ledger has no record of it among the living")
        print(short(a_heap, target))
        tell_story(self, record)


def tell_story(command, record):
    for text, where in record.bookings():
        command.line(f"  {text} {where}")
    if record.dropped():
        command.line(f"  ({record.dropped()} entries in the middle were dropped)")


class ObjectsCommand(Command):
    """recount objects [TYPE]: the thread's objects counted by type, or those of one type."""

    name, completes = "objects", gdb.COMPLETE_NONE

    def run(self, a_heap, argument):
        wanted = argument.strip()
        counts = {}
        for op in a_heap.all_objects(self.trouble):
            if op.count & objects.IMMORTAL and not wanted:
                continue
            if wanted and op.type.name == wanted and not self.line(f"  {short(a_heap, op.address)}"):
                return
            try:
                size = op.own_size()
            except Unreadable:
                size = op.type.basic_size
            number, total = counts.get(op.type.name, (0, 0))
            counts[op.type.name] = (number + 1, total + size)
        if not wanted:
            self.tell(a_heap, counts)

    def tell(self, a_heap, counts):
        print(f"{'objects':>10} {'bytes':>12}  type")
        for name, (number, total) in sorted(counts.items(), key=lambda row: (-row[1][0], row[0])):
            self.line(f"{number:>10} {total:>12}  {name}")
        runtime, rows = a_heap.runtime()
        alive = a_heap.machine.ssize(runtime + rows["RcRuntime.live_objects"])
        found = sum(number for number, _ in counts.values())
        print(f"{found} mortal objects found, Rc_LiveObjects() is {alive}")


class ErrorCommand(Command):
    """recount error: the pending exception, what it came from, and what that came from."""

    name, completes = "error", gdb.COMPLETE_NONE

    def run(self, a_heap, argument):
        runtime, rows = a_heap.runtime()
        address = a_heap.machine.word(runtime + rows["RcRuntime.raised"])
        print(short(a_heap, address) if address else "no error is pending")
        seen = set()
        while address and address not in seen and len(seen) < 20:
            seen.add(address)
            op = objects.Object(a_heap, address)
            for field in ("cause", "context"):
                address = op.at(f"RcBaseExceptionObject.{field}")
                if address:
                    self.line(f"  {field}: {short(a_heap, address)}")
                    break


def install():
    Prefix()
    for command in (ObjectCommand, BinsCommand, RefsCommand, StoryCommand, ObjectsCommand, ErrorCommand):
        command()
