"""The ledger's book: its records of all objects, and each object's history."""

import gdb

from recount_gdb import layout, memory
from recount_gdb.memory import Unreadable

KINDS = ("made", "taken", "given back", "put into a slot", "taken out of a slot", "received", "lent", "returned", "stored",
         "dealloc begins", "freed", "moved")
SHIFTS = (52, 56, 60)  # of the kinds in a booking's head (runtime/ledger/history.h)
MOST_RECORDS = 1000000


class Record:
    def __init__(self, ledger, address):
        machine, rows = ledger.heap.machine, ledger.rows
        self.ledger, self.address = ledger, address
        self.object = machine.word(address + rows["Record.object"])
        self.next = machine.word(address + rows["Record.next"])
        self.count = machine.ssize(address + rows["Record.count"])
        self.edges = machine.i32(address + rows["Record.edges"])
        self.op = ledger.heap.object_or_none(self.object)

    def bookings(self):
        """(text, file:line and function) of what was done to its references, in order of time."""
        machine, rows = self.ledger.heap.machine, self.ledger.rows
        history = self.address + rows["Record.history"]
        first, behind = machine.word(self.address + rows["Record.bookings"]), machine.word(history + rows["History.next"])
        room, left = (machine.u8(history + rows[f"History.{name}"]) for name in ("room", "left"))
        most = rows["HISTORY_FIRST"] + rows["HISTORY_LAST"]
        kept = min(max(room - left, 0), most)
        # The last ones are a ring once there is no more room: the oldest one is the next to be dropped.
        oldest = (behind - first) // rows["sizeof Booking"] - rows["HISTORY_FIRST"] if kept == most else 0
        for i in range(kept):
            if i >= rows["HISTORY_FIRST"]:
                i = rows["HISTORY_FIRST"] + (oldest + i - rows["HISTORY_FIRST"]) % rows["HISTORY_LAST"]
            yield self.ledger.booking(first + i * rows["sizeof Booking"])

    def dropped(self):
        return self.ledger.heap.machine.u32(self.address + self.ledger.rows["Record.history"]
                                            + self.ledger.rows["History.dropped"])


class Ledger:
    def __init__(self, heap):
        self.heap = heap
        self.rows = layout.need(heap.machine, "_RcLedger_layout", "the ledger")
        self.address = memory.thread_pointer(heap.machine, "_Rc_ledger")
        if self.address == 0:
            raise Unreadable("this thread has no ledger (Rc_Initialize has not been called, or the runtime has ended)")

    def records(self, trouble):
        """Of all objects that live, or are being deallocated."""
        head = self.address + self.rows["Ledger.live"]
        address = self.heap.machine.word(head + self.rows["Record.next"])
        for _ in range(MOST_RECORDS):
            if address == head:
                return
            record = Record(self, address)
            yield record
            address = record.next
        trouble.append(f"only {MOST_RECORDS} records were looked at")

    def record_of(self, target):
        return next((record for record in self.records([]) if record.object == target), None)

    def booking(self, place):
        machine, rows = self.heap.machine, self.rows
        head = machine.u64(place + rows["Booking.head"])
        before = machine.i32(place + rows["Booking.before"])
        kinds = [head >> shift & 15 for shift in SHIFTS]
        words = [KINDS[kind] if kind < len(KINDS) else "?" for i, kind in enumerate(kinds) if i == 0 or kind]
        change = (head >> 40 & 0xFFF) - 0x800
        counts = f"{before} -> {before + change}" if change else f"{before}"
        return f"{', '.join(words)} ({counts})", self.site(machine.word(place + rows["Booking.site"]))

    def site(self, place):
        machine, rows = self.heap.machine, self.rows
        names = []
        for field in ("Site.api", "Site.file", "Site.function"):
            address = machine.word(place + rows[field])
            names.append(machine.string(address) if address else None)
        api, file, function = names
        line = machine.i32(place + rows["Site.line"])
        if file is None:
            file, line, function = line_of(machine.word(place + rows["Site.pc"]))
        where = f"at {file}:{line} in {function or '?'}" if file else "at no known line"
        return where + (f": {api}" if api else "")


def line_of(pc):
    """Of a return address: the line of the call."""
    if pc == 0:
        return None, 0, None
    found = gdb.find_pc_line(pc - 1)
    block = gdb.block_for_pc(pc - 1)
    while block is not None and block.function is None:
        block = block.superblock
    file = found.symtab.filename if found.symtab is not None else None
    return file, found.line, block.function.name if block is not None else None
