/* Harness: any public function on any objects, while user code does what the input says.
 *
 * There are registers with objects of all kinds, among them some whose every slot asks the input (hostile.h): it behaves,
 * answers nonsense, raises, or does what any program may do in the middle, on the same registers: so objects change
 * under the function that uses them, and lose their last reference.  So do weak references' callbacks, finalizers, which
 * may bring their object back, destructors of capsules, the collector's callback, the hook for errors that nobody gets.
 * Allocations fail; a limit may hold; collections run when they like.
 *
 * No model foresees what comes of that.  But a function fails if, and only if, an error is pending, and in the end all
 * that was made is gone. */
#include "calls.h"
#include "hostile.h"

#include <recount/hashtable.h>
#include <string.h>

#define REGISTERS 8
#define DEPTH 3 /* of steps inside of steps */

/* A Hostile that can be weakly referred to, and has a finalizer and members of all types. */
typedef struct Guest {
    Hostile base;
    RcObject *weakrefs;
    RcObject *a, *b;
    union Number {
        short narrow;
        int plain;
        long wide;
        long long widest;
        float single;
        double real;
        const char *text;
        char byte;
    } numbers[14];
} Guest;

static Input *script;
static RcObject *registers[REGISTERS]; /* owned */
static RcObject *guest_type;
static int depth;

static void step(void);

/* A limit on memory, now and then; and on depth: a tuple of twice the same tuple, which is made so, too, and so on, is
 * hashed and compared in time that doubles with each. */
void fuzz_configure(Input *input, RcConfig *config)
{
    unsigned byte = next_byte(input);
    config->memory_limit = byte < 64 ? 4000 + 400 * (size_t)byte : 0;
    config->recursion_limit = 12;
}

static RcObject *any(void)
{
    return Rc_NewRef(registers[choose(script, REGISTERS)]);
}

/* op is new; NULL, with or without an error, is let be. */
static void put(RcObject *op)
{
    int r = choose(script, REGISTERS);
    if (op == NULL) {
        RcErr_Clear();
        return;
    }
    Rc_SETREF(registers[r], op);
}

/* ---- User code ---- */

/* 0: it behaves; 1: it does not; -1: with an error. */
static int act(void)
{
    int kind = choose(script, 8);

    if (kind == 7) {
        RcErr_SetString(RcExc_ValueError, "hostile");
        return -1;
    }
    if (kind >= 5 && depth < DEPTH) {
        RcObject *pending = RcErr_GetRaisedException();
        step();
        RcErr_SetRaisedException(pending);
    }
    return kind == 4 || kind == 6;
}

/* What a slot returns: other, which is new, or any object, or an error.  NULL, with an error, stays. */
static RcObject *answer(RcObject *other)
{
    int status = other != NULL ? act() : 0;

    if (status != 0) {
        Rc_DECREF(other);
        other = status < 0 ? NULL : any();
    }
    return other;
}

static Rc_hash_t on_hash(Hostile *self)
{
    int status = act();
    Rc_UNUSED(self);
    return status < 0 ? -1 : status > 0 ? (Rc_hash_t)next_byte(script) : 3;
}

static RcObject *on_compare(Hostile *self, RcObject *other, int operation)
{
    RcObject *const answers[] = {Rc_NotImplemented, Rc_True, Rc_False};
    Rc_UNUSED(other);
    Rc_UNUSED(self);
    Rc_UNUSED(operation);
    return answer(Rc_NewRef(answers[choose(script, 3)]));
}

static void on_dealloc(Hostile *self)
{
    Rc_UNUSED(self);
    (void)act();
}

static RcObject *on_repr(Hostile *self)
{
    Rc_UNUSED(self);
    return answer(RcStr_FromString("hostile"));
}

static RcObject *on_call(Hostile *self, RcObject *args, RcObject *kwargs)
{
    Rc_UNUSED(self);
    Rc_UNUSED(kwargs);
    return answer(Rc_NewRef(args));
}

static RcObject *on_iter(Hostile *self)
{
    return answer(Rc_NewRef(self));
}

static RcObject *on_next(Hostile *self)
{
    int status = act();
    Rc_UNUSED(self);
    return status > 0 ? any() : NULL;
}

/* No length is too large to be claimed. */
static Rc_ssize_t on_length(Hostile *self)
{
    int status = act();
    Rc_UNUSED(self);
    return status < 0   ? -1
           : status > 0 ? (Rc_ssize_t)next_integer(script) & RC_SSIZE_T_MAX
                        : choose(script, 4);
}

static RcObject *on_getitem(Hostile *self, RcObject *key)
{
    Rc_UNUSED(self);
    if (choose(script, 3) == 0) {
        RcErr_SetObject(choose(script, 2) ? RcExc_KeyError : RcExc_IndexError, key);
        return NULL;
    }
    return answer(Rc_NewRef(key));
}

static int on_setitem(Hostile *self, RcObject *key, RcObject *value)
{
    Rc_UNUSED(self);
    Rc_UNUSED(key);
    Rc_UNUSED(value);
    return act() < 0 ? -1 : 0;
}

static int on_bool(Hostile *self)
{
    Rc_UNUSED(self);
    return act();
}

static RcObject *on_index(Hostile *self)
{
    Rc_UNUSED(self);
    return answer(RcInt_FromInt64(next_integer(script)));
}

/* From now on the object asks the input. */
static RcObject *arm(Hostile *self)
{
    if (self != NULL) {
        self->on_hash = on_hash;
        self->on_compare = on_compare;
        self->on_dealloc = on_dealloc;
        self->on_repr = on_repr;
        self->on_call = on_call;
        self->on_iter = on_iter;
        self->on_next = on_next;
        self->on_length = on_length;
        self->on_getitem = on_getitem;
        self->on_setitem = on_setitem;
        self->on_bool = on_bool;
        self->on_index = on_index;
        self->held[0] = choose(script, 2) ? any() : NULL;
    }
    return RC_OBJECT_CAST(self);
}

static void guest_finalize(RcObject *self)
{
    if (act() > 0) {
        put(Rc_NewRef(self));
    }
}

static void on_capsule(RcObject *capsule)
{
    EXPECT(RcCapsule_GetPointer(capsule, "fuzz") == registers);
    (void)act();
}

static void on_unraisable(RcObject *exception, RcObject *where, void *arg)
{
    Rc_UNUSED(exception);
    Rc_UNUSED(where);
    Rc_UNUSED(arg);
    (void)act();
    RcErr_Clear();
}

static void on_collection(RcGCPhase phase, const RcGCInfo *info, void *arg)
{
    Rc_UNUSED(phase);
    Rc_UNUSED(info);
    Rc_UNUSED(arg);
    (void)act();
}

/* ---- Making ---- */

#define NUMBER(name, type, i)                                                      \
    {                                                                              \
        name, type, offsetof(Guest, numbers) + (i) * sizeof(union Number), 0, NULL \
    }

static RcMemberDef guest_members[] = {
    {"__weaklistoffset__", Rc_T_PYSSIZET, offsetof(Guest, weakrefs), Rc_READONLY, NULL},
    {"a", Rc_T_OBJECT_EX, offsetof(Guest, a), 0, NULL},
    {"b", Rc_T_OBJECT_EX, offsetof(Guest, b), 0, NULL},
    NUMBER("short", Rc_T_SHORT, 0),
    NUMBER("int", Rc_T_INT, 1),
    NUMBER("long", Rc_T_LONG, 2),
    NUMBER("byte", Rc_T_BYTE, 3),
    NUMBER("ubyte", Rc_T_UBYTE, 4),
    NUMBER("ushort", Rc_T_USHORT, 5),
    NUMBER("uint", Rc_T_UINT, 6),
    NUMBER("ulonglong", Rc_T_ULONGLONG, 7),
    NUMBER("ssize", Rc_T_PYSSIZET, 8),
    NUMBER("float", Rc_T_FLOAT, 9),
    NUMBER("double", Rc_T_DOUBLE, 10),
    NUMBER("bool", Rc_T_BOOL, 11),
    NUMBER("char", Rc_T_CHAR, 12),
    NUMBER("text", Rc_T_STRING, 13),
    {NULL, 0, 0, 0, NULL}};

static RcObject *make_type(void)
{
    RcType_Slot slots[] = {{Rc_tp_base, &Hostile_Type},
                           {Rc_tp_members, guest_members},
                           {Rc_tp_finalize, (void *)(uintptr_t)guest_finalize},
                           {Rc_tp_new, (void *)(uintptr_t)RcType_GenericNew},
                           {0, NULL}};
    RcType_Spec spec = {"fuzz.Guest", (int)sizeof(Guest), 0, Rc_TPFLAGS_DEFAULT | Rc_TPFLAGS_BASETYPE, slots};
    return RcType_FromSpec(&spec);
}

static RcObject *make_guest(void)
{
    return guest_type != NULL ? arm((Hostile *)RcObject_CallNoArgs(guest_type)) : NULL;
}

static RcObject *make_hostile(void)
{
    return arm(Hostile_New());
}

static RcObject *make_scalar(void)
{
    size_t size;
    const char *bytes;

    switch (choose(script, 6)) {
    case 0:
        return Rc_NewRef(Rc_None);
    case 1:
        return RcInt_FromInt64(next_integer(script));
    case 2:
        return RcFloat_FromDouble(next_double(script));
    case 3:
        bytes = next_bytes(script, &size);
        return RcStr_DecodeUTF8(bytes, (Rc_ssize_t)(size % 8), "replace");
    case 4:
        bytes = next_bytes(script, &size);
        return RcBytes_FromStringAndSize(bytes, (Rc_ssize_t)(size % 8));
    default: /* names that objects know */
        return RcStr_FromString(choose(script, 2) ? "append" : "a");
    }
}

static RcObject *make_row(void)
{
    RcObject *a = any(), *b = any(), *row;
    static const char *const formats[] = {"(OO)", "[OO]", "{OO}", "(O)", "[(OO)]", "{O:[O]}", "[]", "O"};

    row = Rc_BuildValue(formats[choose(script, 8)], a, b, a, b);
    Rc_DECREF(a);
    Rc_DECREF(b);
    return row;
}

/* More than are sorted by insertion. */
static RcObject *make_long_list(void)
{
    RcObject *list = RcList_New(0);

    for (int i = 0; list != NULL && i < 24; i++) {
        if (RcList_Append(list, registers[choose(script, REGISTERS)]) < 0) {
            Rc_CLEAR(list);
        }
    }
    return list;
}

static RcObject *make_table(void)
{
    RcObject *hash_func = any(), *table;
    int builtin = choose(script, 2);

    table = RcHashTable_NewWith(1 + choose(script, 9), (1 + choose(script, 10)) / 10.0,
                                builtin ? NULL : hash_func);
    Rc_DECREF(hash_func);
    return table;
}

static RcObject *no_arguments(RcObject *self, RcObject *unused)
{
    Rc_UNUSED(unused);
    return answer(Rc_NewRef(self));
}

static RcObject *one_argument(RcObject *self, RcObject *argument)
{
    Rc_UNUSED(self);
    return answer(Rc_NewRef(argument));
}

static RcObject *several_arguments(RcObject *self, RcObject *const *args, Rc_ssize_t nargs, RcObject *kwnames)
{
    Rc_UNUSED(self);
    Rc_UNUSED(kwnames);
    return answer(RcTuple_FromArray(args, nargs));
}

static RcObject *keyword_arguments(RcObject *self, RcObject *args, RcObject *kwargs)
{
    static char a[] = "a", b[] = "b", *names[] = {a, b, NULL};
    RcObject *first = NULL;
    Rc_ssize_t number = 0;

    Rc_UNUSED(self);
    if (!RcArg_ParseTupleAndKeywords(args, kwargs, choose(script, 2) ? "|On:f" : "O$n", names, &first,
                                     &number)) {
        return NULL;
    }
    return answer(Rc_XNewRef(first != NULL ? first : Rc_None));
}

static RcObject *make_function(void)
{
    static RcMethodDef definitions[] = {
        {"f", no_arguments, RC_METH_NOARGS, NULL},
        {"g", one_argument, RC_METH_O, "a doc"},
        {"h", _RcCFunction_CAST(several_arguments), RC_METH_FASTCALL | RC_METH_KEYWORDS, NULL},
        {"i", _RcCFunction_CAST(keyword_arguments), RC_METH_VARARGS | RC_METH_KEYWORDS, NULL}};
    RcObject *self = any(), *function = RcCFunction_New(&definitions[choose(script, 4)], self);
    Rc_DECREF(self);
    return function;
}

static RcObject *next_object(RcObject *self, RcObject *unused)
{
    Rc_UNUSED(self);
    Rc_UNUSED(unused);
    if (at_end(script)) { /* other callables might go on for ever */
        RcErr_SetNone(RcExc_StopIteration);
        return NULL;
    }
    return answer(any());
}

static RcObject *make_iterator(void)
{
    static RcMethodDef definition = {"next_object", next_object, RC_METH_NOARGS, NULL};
    RcObject *function = RcCFunction_New(&definition, NULL), *sentinel = any(), *iterator = NULL;

    if (function != NULL) {
        iterator = RcCallIter_New(function, sentinel);
        Rc_DECREF(function);
    }
    Rc_DECREF(sentinel);
    return iterator;
}

static RcObject *make_exception(void)
{
    RcObject *const classes[] = {RcExc_ValueError,     RcExc_KeyError,   RcExc_StopIteration,
                                 RcExc_AttributeError, RcExc_IndexError, RcExc_TypeError};
    RcObject *type = classes[choose(script, 6)], *argument = any(), *exception;

    exception = choose(script, 4) ? RcObject_CallOneArg(type, argument)
                                  : RcErr_NewException("fuzz.Error", type, NULL);
    Rc_DECREF(argument);
    return exception;
}

/* Types are objects, too: they are called, asked for methods, and refuse to be changed. */
static RcObject *make_static_type(void)
{
    RcTypeObject *const types[] = {&RcList_Type,  &RcTuple_Type, &RcStr_Type,
                                   &RcBytes_Type, &RcInt_Type,   &RcHashTable_Type,
                                   &RcBool_Type,  &RcFloat_Type, &RcType_Type};
    return Rc_NewRef(types[choose(script, (int)(sizeof types / sizeof *types))]);
}

static RcObject *make_capsule(void)
{
    return RcCapsule_New(registers, "fuzz", on_capsule);
}

static void make(void)
{
    static RcObject *(*const makers[])(void) = {
        make_scalar,   make_scalar,      make_row,   make_row,      make_table,     make_hostile,
        make_hostile,  make_guest,       make_guest, make_function, make_exception, make_capsule,
        make_iterator, make_static_type, make_type,  make_long_list};
    RcObject *op = makers[choose(script, (int)(sizeof makers / sizeof *makers))]();
    EXPECT((op == NULL) == (RcErr_Occurred() != NULL) || guest_type == NULL);
    put(op);
}

/* ---- Other operations ---- */

static void call(void)
{
    int which = (choose(script, 256) * 3 + choose(script, 3)) % calls_in_all();
    Arguments x = {any(), any(), any(), (Rc_ssize_t)next_integer(script), (Rc_ssize_t)next_integer(script)};

    put(calls_run(which, x));
    Rc_DECREF(x.a);
    Rc_DECREF(x.b);
    Rc_DECREF(x.c);
}

/* By name: to any callable, or to a list's sort. */
static void call_with_keywords(void)
{
    RcObject *op = any(), *args[2] = {any(), any()}, *names, *method = NULL, *result = NULL;
    Rc_ssize_t positional = choose(script, 2);

    names = positional ? Rc_BuildValue("(s)", choose(script, 2) ? "key" : "b")
                       : Rc_BuildValue("(ss)", choose(script, 2) ? "key" : "a", "reverse");
    if (names != NULL && choose(script, 2)) {
        (void)RcObject_GetOptionalAttrString(op, "sort", &method);
        RcErr_Clear();
    }
    if (names != NULL) {
        result = RcObject_Vectorcall(method != NULL ? method : op, args, (size_t)positional, names);
        EXPECT((result == NULL) == (RcErr_Occurred() != NULL));
    }
    put(result);
    Rc_XDECREF(method);
    Rc_XDECREF(names);
    Rc_DECREF(op);
    Rc_DECREF(args[0]);
    Rc_DECREF(args[1]);
}

static void call_with_format(void)
{
    RcObject *op = any(), *a = any(), *b = any();

    switch (choose(script, 5)) {
    case 0:
        put(RcObject_CallFunction(op, "ON", a, Rc_NewRef(b)));
        break;
    case 1:
        put(RcObject_CallMethod(op, "append", "O", a));
        break;
    case 2:
        put(RcObject_CallFunctionObjArgs(op, a, b, NULL));
        break;
    case 3:
        put(RcObject_CallMethodObjArgs(op, a, b, NULL));
        break;
    default: {
        RcObject *args[3] = {NULL, a, b};
        put(RcObject_VectorcallDict(op, args + 1, (size_t)choose(script, 3) | RC_VECTORCALL_ARGUMENTS_OFFSET,
                                    b));
    }
    }
    Rc_DECREF(op);
    Rc_DECREF(a);
    Rc_DECREF(b);
}

/* A method that some type has. */
static void call_by_name(void)
{
    static const char *const names[] = {
        "append",    "extend",     "insert", "pop",    "remove", "index",      "count",          "reverse",
        "sort",      "clear",      "copy",   "get",    "set",    "update",     "keys",           "values",
        "items",     "setdefault", "stats",  "bin",    "join",   "split",      "replace",        "find",
        "partition", "strip",      "encode", "decode", "rindex", "startswith", "splitlines",     "__init__",
        "upper",     "isalpha",    "size",   "load",   "fill",   "__str__",    "__length_hint__"};
    RcObject *op = any(), *a = any(), *b = any(), *method = NULL;
    RcObject *args[4] = {NULL, a, b, op};

    fuzz_outcome(RcObject_GetOptionalAttrString(
                     op, names[choose(script, (int)(sizeof names / sizeof *names))], &method) < 0);
    if (method != NULL) {
        put(RcObject_Vectorcall(method, args + 1, (size_t)choose(script, 4) | RC_VECTORCALL_ARGUMENTS_OFFSET,
                                NULL));
    }
    Rc_XDECREF(method);
    Rc_DECREF(op);
    Rc_DECREF(a);
    Rc_DECREF(b);
}

/* Members of a Guest, of which any number is none too large; others have no such attributes. */
static void use_member(void)
{
    const char *name = guest_members[1 + choose(script, 16)].name;
    RcObject *op = any(), *value = choose(script, 2) ? any() : RcInt_FromInt64(next_integer(script));

    if (value != NULL) {
        fuzz_outcome(RcObject_SetAttrString(op, name, choose(script, 8) ? value : NULL) < 0);
    }
    put(RcObject_GetAttrString(op, name));
    Rc_XDECREF(value);
    Rc_DECREF(op);
}

/* Arguments as wrong as registers are. */
static void parse(void)
{
    static char a[] = "a", b[] = "", *names[] = {b, a, NULL};
    RcObject *args =
        RcTuple_Pack(2, registers[choose(script, REGISTERS)], registers[choose(script, REGISTERS)]);
    RcObject *kwargs = any(), *object, *part;
    Rc_ssize_t number, size;
    const char *text;
    int status = 0;

    switch (args != NULL ? choose(script, 5) : 5) {
    case 0:
        status = RcArg_ParseTuple(args, "O(nO)", &object, &number, &part);
        break;
    case 1:
        status = RcArg_ParseTuple(args, "np", &number, &size);
        break;
    case 2:
        status = RcArg_ParseTuple(args, "(s#)O", &text, &size, &object);
        break;
    case 3:
        status = RcArg_ParseTupleAndKeywords(RcTuple_GET_ITEM(args, 0), kwargs, "|Os", names, &object, &text);
        break;
    case 4:
        status = RcArg_ParseTupleAndKeywords(args, kwargs, "O|O!", names, &object, &RcInt_Type, &part);
        break;
    default:
        break;
    }
    EXPECT((status == 0) == (RcErr_Occurred() != NULL));
    RcErr_Clear();
    Rc_XDECREF(args);
    Rc_DECREF(kwargs);
}

static void store_many(void)
{
    RcObject *op = any(), *keys[4], *values[4];

    for (int i = 0; i < 4; i++) {
        keys[i] = any();
        values[i] = any();
    }
    if (choose(script, 2)) {
        fuzz_outcome(RcHashTable_SetMany(op, keys, values, 4) < 0);
    } else {
        RcObject *found[4] = {NULL};
        fuzz_outcome(RcHashTable_GetMany(op, keys, 4, found) < 0);
        for (int i = 0; i < 4; i++) {
            Rc_XDECREF(found[i]);
        }
    }
    for (int i = 0; i < 4; i++) {
        Rc_DECREF(keys[i]);
        Rc_DECREF(values[i]);
    }
    Rc_DECREF(op);
}

/* What puts its result where its left operand was; nothing, if it fails. */
static void grow_in_place(void)
{
    RcObject *left = any(), *right = any();
    int text = choose(script, 2), steals = choose(script, 2);

    if (choose(script, 2)) {
        put(Rc_NewRef(Rc_None)); /* the only reference may be the one that is handed over */
    }
    if (steals) {
        Rc_INCREF(right);
        (text ? RcStr_AppendAndDel : RcBytes_ConcatAndDel)(&left, right);
    } else {
        (text ? RcStr_Append : RcBytes_Concat)(&left, right);
    }
    EXPECT((left == NULL) == (RcErr_Occurred() != NULL));
    put(left);
    Rc_DECREF(right);
}

static void intern(void)
{
    RcObject *op = any();
    RcStr_InternInPlace(&op);
    EXPECT(op != NULL && !RcErr_Occurred());
    put(op);
}

/* Any two objects are raised; the exception that comes of it, taken in one piece or in three, is an object again. */
static void raise_any(void)
{
    RcObject *type = any(), *value = any(), *traceback = NULL;

    RcErr_SetObject(type, value);
    EXPECT(RcErr_Occurred() != NULL);
    (void)RcErr_ExceptionMatches(value);
    if (choose(script, 2)) {
        put(RcErr_GetRaisedException());
    } else {
        Rc_DECREF(type);
        Rc_DECREF(value);
        RcErr_Fetch(&type, &value, &traceback);
        RcErr_NormalizeException(&type, &value, &traceback);
        RcErr_Restore(type, value, traceback);
        type = any();
        value = any();
    }
    EXPECT(RcErr_Occurred() == NULL || RcExceptionClass_Check(RcErr_Occurred()));
    RcErr_WriteUnraisable(type);
    RcErr_Clear();
    Rc_DECREF(type);
    Rc_DECREF(value);
}

static void control_collector(void)
{
    switch (choose(script, 8)) {
    case 0:
        (void)RcGC_CollectGeneration(choose(script, 3));
        break;
    case 1:
        RcGC_SetThreshold(choose(script, 8), choose(script, 3), choose(script, 3));
        break;
    case 2:
        RcGC_SetDebug(choose(script, 4) == 0 ? RCGC_DEBUG_STRESS : 0);
        break;
    case 3:
        (void)(choose(script, 2) ? RcGC_Enable() : RcGC_Disable());
        break;
    case 4:
        RcGC_Freeze();
        break;
    case 5:
        RcGC_Unfreeze();
        break;
    case 6:
        put(RcGC_GetObjects(choose(script, 4) - 1));
        break;
    default:
        (void)RcGC_Collect();
    }
    EXPECT(!RcErr_Occurred());
}

static void iterate(void)
{
    RcObject *op = any(), *iterator = RcObject_GetIter(op), *item;
    int status = iterator != NULL;

    fuzz_outcome(iterator == NULL);
    for (int i = 0; status > 0 && i < 20; i++) {
        status = RcIter_NextItem(iterator, &item);
        EXPECT((status > 0) == (item != NULL));
        fuzz_outcome(status < 0);
        if (item != NULL && choose(script, 3) == 0) {
            put(item);
        } else {
            Rc_XDECREF(item);
        }
    }
    Rc_XDECREF(iterator);
    Rc_DECREF(op);
}

static void step(void)
{
    static void (*const operations[])(void) = {make,          make,
                                               make,          make,
                                               call,          call,
                                               call,          call,
                                               call,          call,
                                               call,          call,
                                               parse,         call_with_keywords,
                                               raise_any,     call_with_format,
                                               call,          store_many,
                                               grow_in_place, intern,
                                               call,          control_collector,
                                               iterate,       call_by_name,
                                               call_by_name,  call_by_name,
                                               use_member};
    int operation = choose(script, (int)(sizeof operations / sizeof *operations));
    unsigned failure = next_byte(script);

    depth++;
    RcMem_SetFailAfter(failure < 48 ? (Rc_ssize_t)failure % 8 + 1 : 0);
    operations[operation]();
    RcMem_SetFailAfter(0);
    RcErr_Clear();
    depth--;
}

void fuzz_one(Input *input)
{
    script = input;
    depth = 0;
    for (int i = 0; i < REGISTERS; i++) {
        registers[i] = Rc_NewRef(Rc_None);
    }
    EXPECT(RcType_Ready(&Hostile_Type) == 0);
    guest_type = make_type();
    fuzz_out_of_memory(guest_type == NULL);
    RcErr_SetUnraisableHook(on_unraisable, NULL);
    RcGC_SetCallback(on_collection, NULL);
    while (!at_end(input)) {
        step();
    }
    for (int i = 0; i < REGISTERS; i++) {
        Rc_SETREF(registers[i], Rc_NewRef(Rc_None));
    }
    for (int i = 0; i < REGISTERS; i++) {
        Rc_DECREF(registers[i]);
    }
    RcGC_SetDebug(0);
    RcGC_Unfreeze();
    Rc_XDECREF(guest_type);
    RcErr_NoMemory(); /* the runtime's own exception lets go of what it was given as cause and context */
    RcErr_Clear();
}
