"""The program's memory, as a debugger reads it: any of it may be broken.

What cannot be read is Unreadable, and whoever asks for it says so in words.  Nothing here writes, or calls a function of
the program's, so that it works on a core file, too, and in the middle of anything."""

import struct

import gdb

PAGE = 4096


class Unreadable(Exception):
    """Says what could not be read."""


class Machine:
    """The program's words: their size and order."""

    def __init__(self):
        self.word_size = gdb.lookup_type("void").pointer().sizeof
        self.int64_alignment = gdb.lookup_type("long long").alignof
        self.order = ">" if "big endian" in gdb.execute("show endian", to_string=True) else "<"
        self.word_code = "Q" if self.word_size == 8 else "I"

    def read(self, address, size):
        if size == 0:
            return b""
        try:
            return bytes(gdb.selected_inferior().read_memory(address, size))
        except (gdb.error, gdb.MemoryError, OverflowError, ValueError, MemoryError) as error:
            raise Unreadable(f"no memory at {address:#x}") from error

    def unpack(self, code, address):
        code = self.order + code
        return struct.unpack(code, self.read(address, struct.calcsize(code)))[0]

    def unpack_from(self, code, data, place):
        return struct.unpack_from(self.order + code, data, place)[0]

    def u8(self, address):
        return self.unpack("B", address)

    def u16(self, address):
        return self.unpack("H", address)

    def u32(self, address):
        return self.unpack("I", address)

    def i32(self, address):
        return self.unpack("i", address)

    def u64(self, address):
        return self.unpack("Q", address)

    def i64(self, address):
        return self.unpack("q", address)

    def double(self, address):
        return self.unpack("d", address)

    def word(self, address):
        return self.unpack(self.word_code, address)

    def ssize(self, address):
        return self.unpack(self.word_code.lower(), address)

    def words(self, address, count):
        code = f"{self.order}{count}{self.word_code}"
        return struct.unpack(code, self.read(address, count * self.word_size))

    def pack_word(self, value):
        return struct.pack(self.order + self.word_code, value)

    def string(self, address, most=200):
        """A C string, cut at so many bytes; reads no page behind the one with its end."""
        if address == 0:
            raise Unreadable("a NULL string")
        data = b""
        while len(data) < most and b"\0" not in data:
            data += self.read(address + len(data), min(64, PAGE - (address + len(data)) % PAGE))
        return data.split(b"\0")[0][:most].decode("utf-8", "replace")


def symbol(name):
    """The address of a variable, with or without debug information; None if there is none of this name."""
    try:
        return int(gdb.parse_and_eval(f"(unsigned long)&{name}"))
    except gdb.error:
        return None


def thread_pointer(machine, name):
    """What a thread-local pointer holds in the selected thread."""
    if gdb.selected_thread() is None:
        raise Unreadable("no program is running")
    try:
        return int(gdb.parse_and_eval(f"*(unsigned long *)&{name}"))
    except gdb.error as error:
        raise Unreadable(f"{name} of this thread cannot be read ({error})") from error
