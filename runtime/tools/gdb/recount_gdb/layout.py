"""Where fields are.

Of public structs it follows from their declarations, which are a part of the ABI: Fields says it for words of any size.
Of private ones the libraries tell it themselves, in tables of names and offsets (recount/detail/layout.h)."""

from recount_gdb import memory

ROW_NAME = 28
ROW_SIZE = 32
MOST_ROWS = 200

# The fields of RcTypeObject behind its RcVarObject: a word each.
TYPE_FIELDS = """
tp_name tp_basicsize tp_itemsize tp_dealloc tp_vectorcall_offset tp_getattr tp_setattr tp_as_async tp_repr tp_as_number
tp_as_sequence tp_as_mapping tp_hash tp_call tp_str tp_getattro tp_setattro tp_as_buffer tp_flags tp_doc tp_traverse
tp_clear tp_richcompare tp_weaklistoffset tp_iter tp_iternext tp_methods tp_members tp_getset tp_base tp_dict
""".split()


class Fields:
    """{struct: {field: offset}}"""

    def __init__(self, machine):
        word = machine.word_size
        head = 8 + word  # sizeof(RcObject)
        var = head + word  # sizeof(RcVarObject)
        value = -(-head // machine.int64_alignment) * machine.int64_alignment

        def words(first, *names):
            return {name: first + i * word for i, name in enumerate(names)}

        self.head, self.var = head, var
        self.structs = {
            "RcObject": {"ob_refcnt": 0, "ob_flags": 4, "ob_type": 8},
            "RcVarObject": {"ob_size": head},
            "RcTypeObject": words(var, *TYPE_FIELDS),
            "RcIntObject": {"ob_value": value},
            "RcFloatObject": {"ob_fval": value},
            "RcStrObject": {**words(head, "size", "length", "hash", "interned"), "data": head + 3 * word + 1},
            "RcBytesObject": words(var, "ob_shash", "ob_sval"),
            "RcListObject": words(var, "ob_item", "allocated"),
            "RcTupleObject": {"ob_item": var},
            "RcBaseExceptionObject": words(head, "args", "context", "cause"),
            "RcCFunctionObject": words(head, "m_ml", "m_self", "m_module"),
            "RcMethodObject": words(head, "im_func", "im_self"),
            "RcDescrObject": words(head, "d_type", "d_name"),
            "RcWeakReference": words(head, "wr_object", "wr_callback"),
            "RcMemberDef": {"name": 0, "type": word, "offset": 2 * word, "flags": 3 * word, "doc": 4 * word},
        }

    def __getitem__(self, name):
        struct, field = name.split(".")
        return self.structs[struct][field]


def table(machine, name):
    """{name: value} of a library's table; None if the library is not there."""
    address = memory.symbol(name)
    if address is None:
        return None
    rows = {}
    for i in range(MOST_ROWS):
        row = machine.read(address + i * ROW_SIZE, ROW_SIZE)
        text = row[:ROW_NAME].split(b"\0")[0].decode("ascii", "replace")
        if not text:
            return rows
        rows[text] = machine.u32(address + i * ROW_SIZE + ROW_NAME)
    raise memory.Unreadable(f"{name} has no end")


def need(machine, name, what):
    rows = table(machine, name)
    if rows is None:
        raise memory.Unreadable(f"{what} is not in this program, or not loaded yet (no symbol {name})")
    return rows
