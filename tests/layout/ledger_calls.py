#!/usr/bin/env python3
"""Writes <recount/detail/ledger_calls.h> from the public headers, or checks that it agrees with them.

usage: ledger_calls.py SOURCE_DIR [--write]

With the ledger every call of recount's in a user's source is announced, with file and line.  The header defines
for each exported function a macro of the same name.  So the header follows from the others: whoever adds or
changes a public function runs this script with --write.  Without --write it prints what differs.
"""
import pathlib
import re
import sys

# What is not announced, and why.  A name, or the beginning of names with * behind it.
SILENT = {
    "_RcLedger_*": "the ledger itself",
    "RcLedger_*": "asks the ledger, changes nothing",
    "RcMem_*": "plain memory, touches no object",
    "RcObject_Malloc": "plain memory, touches no object",
    "RcObject_Calloc": "plain memory, touches no object",
    "RcObject_Realloc": "plain memory, touches no object",
    "Rc_FatalError": "does not return",
    "RcConfig_Init": "fills in a struct of the caller's",
    "Rc_RegisterType": "runs before main, without a runtime",
    "RcMapping_SetMaker": "runs before main, without a runtime",
    "Rc_IsInitialized": "touches no object",
    "Rc_LiveObjects": "reads a counter",
    "Rc_LiveTypes": "reads memory",
    "Rc_LeaveRecursiveCall": "changes a counter",
    "Rc_GetRecursionLimit": "reads a setting",
    "Rc_SetRecursionLimit": "changes a setting",
    "Rc_HashBuffer": "touches no object",
    "Rc_HashPointer": "touches no object",
    "RcErr_SetUnraisableHook": "changes a setting",
    "RcGC_Enable": "changes a setting",
    "RcGC_Disable": "changes a setting",
    "RcGC_IsEnabled": "reads a setting",
    "RcGC_SetThreshold": "changes a setting",
    "RcGC_GetThreshold": "reads a setting",
    "RcGC_GetCount": "reads counters",
    "RcGC_GetFreezeCount": "reads a counter",
    "RcGC_SetCallback": "changes a setting",
    "RcGC_SetDebug": "changes a setting",
    "RcGC_GetDebug": "reads a setting",
}

# Headers without functions of the library's: not read, and not included.
NO_FUNCTIONS = ("python.h", "recount.h", "testing.h", "testing_cmocka.h")

HEAD = """\
/* Every call of recount's in a user's source, announced to the ledger.
 *
 * Made from the other headers by tests/layout/ledger_calls.py: change that.
 *
 * <recount/recount.h> includes this last, and with RC_LEDGER only.  For each exported function, and each macro or
 * inline function that takes, gives or lends references, there is a macro of its name.  It calls an inline
 * function with the place of the call in front of the arguments; that function announces the call and makes it.
 * So the arguments have been evaluated, and calls in them made and announced, before; each is evaluated
 * once.  A name without parentheses behind it, or in parentheses itself, is the function as ever.
 *
 * Functions with variable arguments cannot be wrapped.  Their macro leaves a note (_RcLedger_Pending), and the
 * function itself announces the call as its first act (RC_HOOK_VARIADIC). */
/* clang-format off */
#ifndef RECOUNT_DETAIL_LEDGER_CALLS_H
#define RECOUNT_DETAIL_LEDGER_CALLS_H

#include <recount/detail/hooks.h>

#ifdef RC_LEDGER

#include <recount/args.h>
@INCLUDES@

RC_BEGIN_DECLS

/* Not optimising compilers, too, inline these: the functions on the stack are the user's. */
#if defined(__GNUC__) || defined(__clang__)
#define RC_LEDGER_INLINE static inline __attribute__((always_inline, artificial))
#else
#define RC_LEDGER_INLINE static inline
#endif

#define RC_LEDGER_PLACE \\
    const char *rc_file, int rc_line, const char *rc_function, void *rc_frame, void *rc_return
#define RC_LEDGER_AT(api)                                                                       \\
    (RC_UNLIKELY(_RcLedger_At(api, rc_file, rc_line, rc_function, rc_frame, rc_return))         \\
         ? _RcLedger_Announce(api, rc_file, rc_line, rc_function, rc_frame, rc_return) : (void)0)
#define RC_LEDGER_HERE __FILE__, __LINE__, __func__, __builtin_frame_address(0), __builtin_return_address(0)

"""

# The inline operations on references.  Each is (names that the macro part defines, functions, macros).
OPERATIONS_FUNCTIONS = """\
/* -- operations that are no function calls -- */

RC_LEDGER_INLINE void _RcCall_Rc_INCREF(RC_LEDGER_PLACE, RcObject *op)
{
    RC_LEDGER_AT("Rc_INCREF");
    (Rc_INCREF)(op);
}

RC_LEDGER_INLINE void _RcCall_Rc_DECREF(RC_LEDGER_PLACE, RcObject *op)
{
    RC_LEDGER_AT("Rc_DECREF");
    (Rc_DECREF)(op);
}

RC_LEDGER_INLINE void _RcCall_Rc_XINCREF(RC_LEDGER_PLACE, RcObject *op)
{
    RC_LEDGER_AT("Rc_XINCREF");
    (Rc_XINCREF)(op);
}

RC_LEDGER_INLINE void _RcCall_Rc_XDECREF(RC_LEDGER_PLACE, RcObject *op)
{
    RC_LEDGER_AT("Rc_XDECREF");
    (Rc_XDECREF)(op);
}

/* Also for the macros that return a new reference to a constant. */
RC_LEDGER_INLINE RcObject *_RcCall_Rc_NewRef(const char *api, RC_LEDGER_PLACE, RcObject *op)
{
    RC_LEDGER_AT(api);
    return (Rc_NewRef)(op);
}

RC_LEDGER_INLINE RcObject *_RcCall_Rc_XNewRef(RC_LEDGER_PLACE, RcObject *op)
{
    RC_LEDGER_AT("Rc_XNewRef");
    return (Rc_XNewRef)(op);
}

RC_LEDGER_INLINE int _RcCall_Rc_TryIncRef(RC_LEDGER_PLACE, RcObject *op)
{
    RC_LEDGER_AT("Rc_TryIncRef");
    return (Rc_TryIncRef)(op);
}

RC_LEDGER_INLINE void _RcCall_Rc_SET_REFCNT(RC_LEDGER_PLACE, RcObject *op, Rc_ssize_t count)
{
    RC_LEDGER_AT("Rc_SET_REFCNT");
    (Rc_SET_REFCNT)(op, count);
}

/* A variable of any pointer type.  By plain accesses, which the deep ledger sees, and not by memcpy. */
typedef RcObject *__attribute__((may_alias)) _RcLedger_Slot;

RC_LEDGER_INLINE RcObject *_RcCall_Exchange(void *slot, void *value)
{
    _RcLedger_Slot *place = (_RcLedger_Slot *)slot, old = *place;
    *place = (RcObject *)value;
    return old;
}

RC_LEDGER_INLINE void _RcCall_Rc_SETREF(RC_LEDGER_PLACE, void *slot, void *value)
{
    RC_LEDGER_AT("Rc_SETREF");
    (Rc_DECREF)(_RcCall_Exchange(slot, value));
}

/* Also Rc_CLEAR. */
RC_LEDGER_INLINE void _RcCall_Rc_XSETREF(const char *api, RC_LEDGER_PLACE, void *slot, void *value)
{
    RC_LEDGER_AT(api);
    (Rc_XDECREF)(_RcCall_Exchange(slot, value));
}

RC_LEDGER_INLINE void _RcCall_RcList_SET_ITEM(RC_LEDGER_PLACE, RcObject *op, Rc_ssize_t index, RcObject *item)
{
    RC_LEDGER_AT("RcList_SET_ITEM");
    (RcList_SET_ITEM)(op, index, item);
}

RC_LEDGER_INLINE void _RcCall_RcTuple_SET_ITEM(RC_LEDGER_PLACE, RcObject *op, Rc_ssize_t index, RcObject *item)
{
    RC_LEDGER_AT("RcTuple_SET_ITEM");
    (RcTuple_SET_ITEM)(op, index, item);
}

/* The slot, for its macro may be assigned to, and its address be taken even where there is no item. */
RC_LEDGER_INLINE RcObject **_RcCall_Item(const char *api, RC_LEDGER_PLACE, RcObject **slot, RcObject *op,
                                         Rc_ssize_t index)
{
    RC_LEDGER_AT(api);
    if (index >= 0 && index < (Rc_SIZE)(op)) {
        (void)_RcLedger_Lent(op, *slot);
    }
    return slot;
}

RC_LEDGER_INLINE RcObject **_RcCall_RcList_GET_ITEM(RC_LEDGER_PLACE, RcObject *op, Rc_ssize_t index)
{
    return _RcCall_Item("RcList_GET_ITEM", rc_file, rc_line, rc_function, rc_frame, rc_return,
                        ((RcListObject *)op)->ob_item + index, op, index);
}

RC_LEDGER_INLINE RcObject **_RcCall_RcTuple_GET_ITEM(RC_LEDGER_PLACE, RcObject *op, Rc_ssize_t index)
{
    return _RcCall_Item("RcTuple_GET_ITEM", rc_file, rc_line, rc_function, rc_frame, rc_return,
                        ((RcTupleObject *)op)->ob_item + index, op, index);
}

RC_LEDGER_INLINE RcObject *_RcCall_RcSequence_ITEM(RC_LEDGER_PLACE, RcObject *op, Rc_ssize_t index)
{
    RC_LEDGER_AT("RcSequence_ITEM");
    return _RcLedger_Got((Rc_TYPE)(op)->tp_as_sequence->sq_item(op, index));
}
"""

OPERATIONS_MACROS = """\
#undef Rc_INCREF
#undef Rc_DECREF
#undef Rc_XINCREF
#undef Rc_XDECREF
#undef Rc_NewRef
#undef Rc_XNewRef
#undef Rc_TryIncRef
#undef Rc_SET_REFCNT
#undef Rc_SETREF
#undef Rc_XSETREF
#undef Rc_CLEAR
#undef RcList_SET_ITEM
#undef RcTuple_SET_ITEM
#undef RcList_GET_ITEM
#undef RcTuple_GET_ITEM
#undef RcSequence_ITEM
#define Rc_INCREF(op) _RcCall_Rc_INCREF(RC_LEDGER_HERE, RC_OBJECT_CAST(op))
#define Rc_DECREF(op) _RcCall_Rc_DECREF(RC_LEDGER_HERE, RC_OBJECT_CAST(op))
#define Rc_XINCREF(op) _RcCall_Rc_XINCREF(RC_LEDGER_HERE, RC_OBJECT_CAST(op))
#define Rc_XDECREF(op) _RcCall_Rc_XDECREF(RC_LEDGER_HERE, RC_OBJECT_CAST(op))
#define Rc_NewRef(op) _RcCall_Rc_NewRef("Rc_NewRef", RC_LEDGER_HERE, RC_OBJECT_CAST(op))
#define Rc_XNewRef(op) _RcCall_Rc_XNewRef(RC_LEDGER_HERE, RC_OBJECT_CAST(op))
#define Rc_TryIncRef(op) _RcCall_Rc_TryIncRef(RC_LEDGER_HERE, RC_OBJECT_CAST(op))
#define Rc_SET_REFCNT(op, count) _RcCall_Rc_SET_REFCNT(RC_LEDGER_HERE, RC_OBJECT_CAST(op), (count))
#define Rc_SETREF(dst, src) _RcCall_Rc_SETREF(RC_LEDGER_HERE, &(dst), (void *)(src))
#define Rc_XSETREF(dst, src) _RcCall_Rc_XSETREF("Rc_XSETREF", RC_LEDGER_HERE, &(dst), (void *)(src))
#define Rc_CLEAR(slot) _RcCall_Rc_XSETREF("Rc_CLEAR", RC_LEDGER_HERE, &(slot), NULL)
#define RcList_SET_ITEM(op, index, item) \\
    _RcCall_RcList_SET_ITEM(RC_LEDGER_HERE, RC_OBJECT_CAST(op), (index), RC_OBJECT_CAST(item))
#define RcTuple_SET_ITEM(op, index, item) \\
    _RcCall_RcTuple_SET_ITEM(RC_LEDGER_HERE, RC_OBJECT_CAST(op), (index), RC_OBJECT_CAST(item))
#define RcList_GET_ITEM(op, index) (*_RcCall_RcList_GET_ITEM(RC_LEDGER_HERE, RC_OBJECT_CAST(op), (index)))
#define RcTuple_GET_ITEM(op, index) (*_RcCall_RcTuple_GET_ITEM(RC_LEDGER_HERE, RC_OBJECT_CAST(op), (index)))
#define RcSequence_ITEM(op, index) _RcCall_RcSequence_ITEM(RC_LEDGER_HERE, RC_OBJECT_CAST(op), (index))
"""

WORDS = re.compile(r"\b(RC_API|RC_NEWREF|RC_BORROWED|RC_STEALS|RC_NULLABLE|RC_MUST_USE|RC_NORETURN|RC_NONNULL|RC_FREED_BY\(\w+\)|RC_NEWREF_OUT|RC_BORROWED_OUT|RC_REPLACES|inline|static)(?!\w)")


class Function:
    """A declaration of a public header, or a static inline function of python.h."""

    def __init__(self, marks, result, name, parameters):
        self.name = name
        self.new = "RC_NEWREF" in marks
        self.borrowed = "RC_BORROWED" in marks
        self.result = tidy(result)
        self.lends = [i for i, p in enumerate(parameters.split(",")) if "RC_BORROWED_OUT" in p]
        self.parameters = [tidy(p) for p in parameters.split(",")]
        if self.parameters == ["void"]:
            self.parameters = []
        self.variadic = self.parameters[-1:] == ["..."]

    def shown(self):
        """What the user is told it is called."""
        return self.name.lstrip("_")

    def place(self):
        """Words that hand the call's outcome to the ledger."""
        if self.result == "RcObject *" and (self.new or self.borrowed):
            return "_RcLedger_Got(" if self.new else f"_RcLedger_Lent({self.lender()}, "
        return ""

    def lender(self):
        """The object that a borrowed reference is borrowed from, as far as it is an argument."""
        first = re.fullmatch(r"RcObject \*(\w+)", self.parameters[0]) if self.parameters else None
        return first.group(1) if first else "NULL"

    def lending(self, arguments, call):
        """The body of one that lends what it stores, when its result is more than 0."""
        lines = [f"    {self.result} result = {call};"]
        for index in self.lends:
            name = arguments[index]
            lines += [f"    if (result > 0 && {name} != NULL) {{",
                      f"        _RcLedger_LentOut({self.lender()}, *{name}, {index + 1});",
                      "    }"]
        return lines + ["    return result;"]

    def wrapper(self):
        arguments = [re.search(r"(\w+)$", p).group(1) for p in self.parameters]
        call = f"({self.name})({', '.join(arguments)})"
        call = self.place() + call + (")" if self.place() else "")
        result = self.result if self.result.endswith("*") else self.result + " "
        body = [f"    {'' if self.result == 'void' else 'return '}{call};"]
        return "\n".join([
            f"RC_LEDGER_INLINE {result}_RcCall_{self.shown()}({', '.join(['RC_LEDGER_PLACE'] + self.parameters)})",
            "{",
            f'    RC_LEDGER_AT("{self.shown()}");',
            *(self.lending(arguments, call) if self.lends else body),
            "}", ""])

    def macro(self):
        if not self.parameters:
            return f"#define {self.name}() _RcCall_{self.shown()}(RC_LEDGER_HERE)"
        if not self.variadic:
            return f"#define {self.name}(...) _RcCall_{self.shown()}(RC_LEDGER_HERE, __VA_ARGS__)"
        call = self.place() + f"{self.name}(__VA_ARGS__)" + (")" if self.place() else "")
        return (f"#define {self.name}(...) \\\n"
                f'    (_RcLedger_Pending("{self.shown()}", RC_LEDGER_HERE), {call})')


def tidy(text):
    """A type, or a parameter, without the words about ownership and superfluous blanks."""
    return re.sub(r"\* ", "*", re.sub(r"\s+", " ", WORDS.sub(" ", text)).strip())


def plain(path):
    """A header without comments and without preprocessor lines."""
    text = re.sub(r"/\*.*?\*/", " ", path.read_text(), flags=re.S)
    return re.sub(r"^[ \t]*#(?:[^\\\n]|\\\n|\\.)*$", "", text, flags=re.M)


def exported(path):
    pattern = r"^(RC_API\b(?:[^;{}()=]|\bRC_[A-Z_]+\([^()]*\))*?)(\b_?Rc\w+)\(([^;{}]*)\)[^;{}()]*;"
    for match in re.finditer(pattern, plain(path), flags=re.M):
        head, name, parameters = match.groups()
        yield Function(head, head, name, parameters)


def inline_helpers(path):
    pattern = r"^(static inline[^;{}()=]*?)(\bPy\w+)\(([^;{}()]*)\)\s*\{"
    for match in re.finditer(pattern, plain(path), flags=re.M):
        head, name, parameters = match.groups()
        yield Function(head, head, name, parameters)


def is_silent(name):
    return any(name == key or (key.endswith("*") and name.startswith(key[:-1])) for key in SILENT)


def returning_macros(headers):
    """The Rc_RETURN_... macros, with the reference taken under their own name."""
    for path in headers:
        text = path.read_text()
        for match in re.finditer(r"^#define (Rc_RETURN_\w+)((?:[^\\\n]|\\\n)*)$", text, flags=re.M):
            name, body = match.groups()
            if "Rc_NewRef(" not in body:
                sys.exit(f"{path}: {name} takes no reference")
            body = body.replace("Rc_NewRef(", f'_RcCall_Rc_NewRef("{name}", RC_LEDGER_HERE, ')
            yield f"#undef {name}\n#define {name}{body}"


def calls_header(source):
    folders = [source / "runtime/include/recount", source / "hashtable/include/recount"]
    headers = [p for folder in folders for p in sorted(folder.glob("*.h")) if p.name not in NO_FUNCTIONS]
    functions = [(p, [f for f in exported(p) if not is_silent(f.name)]) for p in headers]
    every = {f.name for p in headers for f in exported(p)}
    for key in SILENT:
        if not any(name == key or (key.endswith("*") and name.startswith(key[:-1])) for name in every):
            sys.exit(f"{key}: listed as not announced, but no header declares it")
    wrappers, macros = [], []
    for path, found in functions:
        if not found:
            continue
        wrappers.append(f"/* -- {path.name} -- */\n")
        wrappers += [f.wrapper() for f in found if not f.variadic]
        macros.append(f"/* {path.name} */")
        macros += [f.macro() for f in found]
    includes = "\n".join(f"#include <recount/{p.name}>" for p in headers if p.name != "args.h")
    parts = [HEAD.replace("@INCLUDES@", includes), "\n".join(wrappers), "\n", OPERATIONS_FUNCTIONS,
             "\nRC_END_DECLS\n\n/* -- the names -- */\n\n", "\n".join(macros), "\n\n/* operations */\n",
             OPERATIONS_MACROS, "\n".join(returning_macros(headers)), "\n\n#endif\n\n#endif\n"]
    return "".join(parts)


PYTHON_HEAD = """\
/* The helpers of <recount/python.h>, announced to the ledger; see <recount/detail/ledger_calls.h>.
 *
 * Made from that header by tests/layout/ledger_calls.py: change that. */
/* clang-format off */
#ifndef RECOUNT_DETAIL_LEDGER_CALLS_PYTHON_H
#define RECOUNT_DETAIL_LEDGER_CALLS_PYTHON_H

#include <recount/python.h>

#ifdef RC_LEDGER

RC_BEGIN_DECLS

"""


def python_header(source):
    functions = list(inline_helpers(source / "runtime/include/recount/python.h"))
    return "".join([PYTHON_HEAD, "\n".join(f.wrapper() for f in functions), "\nRC_END_DECLS\n\n",
                    "\n".join(f.macro() for f in functions), "\n\n#endif\n\n#endif\n"])


def main(source, write):
    detail = source / "runtime/include/recount/detail"
    wrong = 0
    for name, text in (("ledger_calls.h", calls_header(source)), ("ledger_calls_python.h", python_header(source))):
        path = detail / name
        if write:
            path.write_text(text)
            continue
        have = path.read_text().splitlines() if path.exists() else []
        want = text.splitlines()
        if have != want:
            wrong += 1
            print(f"{path}: does not agree with the headers; run {__file__} SOURCE_DIR --write")
            for line in sorted(set(want) - set(have)):
                print(f"  missing: {line}")
            for line in sorted(set(have) - set(want)):
                print(f"  too much: {line}")
    count = len(re.findall(r"^#define _?R[cC]\w+\(", calls_header(source), flags=re.M))
    print(f"{count} macros, {wrong} headers differ")
    return 1 if wrong else 0


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3) or sys.argv[2:] not in ([], ["--write"]):
        sys.exit(__doc__)
    sys.exit(main(pathlib.Path(sys.argv[1]), bool(sys.argv[2:])))
