"""Pretty printers: a pointer to an object is shown as what it points to.

That is any pointer to a struct that begins with RcObject_HEAD or RcObject_VAR_HEAD, so to users' own objects, too."""

import gdb
import gdb.printing

from recount_gdb import heap, objects

HEADERS = ("RcObject", "RcVarObject")


def begins_with_header(kind):
    """Is a struct an object's?  Its first field is a header, or a struct that begins so (a subtype's base)."""
    for _ in range(8):
        kind = kind.strip_typedefs()
        if kind.code != gdb.TYPE_CODE_STRUCT:
            return False
        if kind.name in HEADERS or kind.tag in HEADERS:
            return True
        fields = kind.fields()
        if not fields or getattr(fields[0], "bitpos", 1) != 0:
            return kind.name == "RcTypeObject" or kind.tag == "RcTypeObject"
        kind = fields[0].type
    return False


class PointerPrinter:
    def __init__(self, value):
        self.value = value

    def to_string(self):
        address = int(self.value)
        try:
            return objects.describe(heap.Heap(), address)
        except Exception as error:  # a printer may not fail: this is what it is for
            return f"{address:#x} <cannot be told: {error}>"


class Printers(gdb.printing.PrettyPrinter):
    def __init__(self):
        super().__init__("recount")

    def __call__(self, value):
        kind = value.type.strip_typedefs()
        if kind.code == gdb.TYPE_CODE_PTR and not value.is_optimized_out and begins_with_header(kind.target()):
            return PointerPrinter(value)
        return None


def install():
    gdb.printing.register_pretty_printer(None, Printers(), replace=True)
