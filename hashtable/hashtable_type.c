/* RcHashTable as a type: its slots, its methods, the builtin hash, and how the runtime comes to know
 * of it. */
#include "hashtable_internal.h"

#include <recount/args.h>
#include <recount/bool.h>
#include <recount/errors.h>
#include <recount/float.h>
#include <recount/gc.h>
#include <recount/int.h>
#include <recount/lifecycle.h>
#include <recount/mapping.h>
#include <recount/memory.h>
#include <recount/number.h>
#include <recount/objectprotocol.h>
#include <recount/str.h>
#include <recount/strwriter.h>
#include <recount/tuple.h>
#include <recount/weakref.h>

/* -- life -- */

static RcObject *table_new(RcTypeObject *type, RcObject *args, RcObject *kwargs)
{
    Rc_UNUSED(args); /* they are tp_init's */
    Rc_UNUSED(kwargs);
    HashTable *self = _RcHashTable_Alloc(type);
    if (self != NULL) { /* the bins of the default are shared: this cannot fail */
        (void)_RcHashTable_Init(self, DEFAULT_SIZE, DEFAULT_MAX_LOAD, RcHashTable_BuiltinHash);
    }
    return RC_OBJECT_CAST(self);
}

/* A number of the right kind as it is, any other object as a number that is refused. */
static Rc_ssize_t size_of(RcObject *op)
{
    return RcInt_Check(op) ? RcInt_AsSsize_t(op) : 0;
}

static double max_load_of(RcObject *op)
{
    if (RcFloat_Check(op)) {
        return RcFloat_AS_DOUBLE(op);
    }
    return RcInt_Check(op) ? (double)((RcIntObject *)op)->ob_value : 0.0;
}

/* Are these the parameters that tp_new has given, and is there nothing in it yet? */
static int is_fresh(const HashTable *self, Rc_ssize_t size, double max_load, const RcObject *hash_func)
{
    return self->table.block == _RcTable_SharedBlock() && size == DEFAULT_SIZE &&
           max_load == DEFAULT_MAX_LOAD && self->hash_func == hash_func;
}

static int table_init(RcObject *op, RcObject *args, RcObject *kwargs)
{
    static char *const names[] = {"size", "max_load", "hash_func", NULL};
    RcObject *size = NULL;
    RcObject *max_load = NULL;
    RcObject *hash_func = RcHashTable_BuiltinHash;
    if (!RcArg_ParseTupleAndKeywords(args, kwargs, "|OOO:HashTable", names, &size, &max_load, &hash_func)) {
        return -1;
    }
    HashTable *self = (HashTable *)op;
    Rc_ssize_t bins = size != NULL ? size_of(size) : DEFAULT_SIZE;
    double greatest_load = max_load != NULL ? max_load_of(max_load) : DEFAULT_MAX_LOAD;
    RcTable table;
    if (_RcHashTable_CheckParameters(bins, greatest_load, hash_func) < 0) {
        return -1;
    }
    if (is_fresh(self, bins, greatest_load, hash_func)) {
        return 0;
    }
    if (_RcHashTable_InitTable(&table, bins, greatest_load, hash_func) < 0) {
        return -1;
    }

    _RcTable_Exchange(&self->table, &table);
    RcObject *old_hash_func = self->hash_func;
    self->hash_func = Rc_NewRef(hash_func);

    _RcHashTable_Drop(_RcTable_Detach(&table));
    _RcTable_Free(&table);
    Rc_XDECREF(old_hash_func); /* NULL after a tp_new that is not ours */
    return 0;
}

static void table_dealloc(RcObject *op)
{
    HashTable *self = (HashTable *)op;
    RcObject_GC_UnTrack(op);
    RcObject_ClearWeakRefs(op);
    _RcHashTable_Drop(_RcTable_Detach(&self->table));
    _RcTable_Free(&self->table);
    Rc_XDECREF(self->hash_func);
    Rc_TYPE(op)->tp_free(op);
}

static int table_traverse(RcObject *op, Rc_visitproc visit, void *arg)
{
    HashTable *self = (HashTable *)op;
    Rc_VISIT(self->hash_func);
    Rc_ssize_t pos = 0;
    RcTableEntry *entry;
    while ((entry = _RcTable_Next(&self->table, &pos)) != NULL) {
        Rc_VISIT(entry->key);
        Rc_VISIT(entry->value);
    }
    return 0;
}

/* Leaves an empty table that works: with the builtin hash. */
static int table_clear_slots(RcObject *op)
{
    RcHashTable_Clear(op);
    Rc_XSETREF(((HashTable *)op)->hash_func, Rc_NewRef(RcHashTable_BuiltinHash));
    return 0;
}

/* -- texts -- */

static const char *short_name(const RcTypeObject *type)
{
    const char *dot = strrchr(type->tp_name, '.');
    return dot != NULL ? dot + 1 : type->tp_name;
}

static int write_pair(RcStrWriter *writer, RcObject *key, RcObject *value)
{
    if (RcStrWriter_WriteRepr(writer, key) < 0 || RcStrWriter_WriteASCII(writer, ": ", 2) < 0) {
        return -1;
    }
    return RcStrWriter_WriteRepr(writer, value);
}

/* 'hello': 'world', and so on.  A repr may change the table: the pair at hand is held, and the next
 * one is what then comes next. */
static int write_pairs(RcStrWriter *writer, HashTable *self)
{
    int status = 0;
    const char *separator = "";
    Rc_ssize_t pos = 0;
    RcTableEntry *entry;
    while (status == 0 && (entry = _RcTable_Next(&self->table, &pos)) != NULL) {
        RcObject *key = Rc_NewRef(entry->key);
        RcObject *value = Rc_NewRef(entry->value);
        status = RcStrWriter_WriteASCII(writer, separator, -1);
        if (status == 0) {
            status = write_pair(writer, key, value);
        }
        Rc_DECREF(value);
        Rc_DECREF(key);
        separator = ", ";
    }
    return status;
}

static int write_parameters(RcStrWriter *writer, HashTable *self)
{
    RcObject *max_load = RcFloat_FromDouble(self->table.block->max_load);
    if (max_load == NULL) {
        return -1;
    }
    int status =
        RcStrWriter_Format(writer, ", size=%zd, max_load=%R)", _RcTable_Bins(&self->table), max_load);
    Rc_DECREF(max_load);
    return status;
}

static RcObject *make_repr(HashTable *self)
{
    RcStrWriter *writer = RcStrWriter_Create(0);
    if (writer == NULL) {
        return NULL;
    }
    if (RcStrWriter_Format(writer, "%s({", short_name(Rc_TYPE(self))) < 0 || write_pairs(writer, self) < 0 ||
        RcStrWriter_WriteASCII(writer, "}", 1) < 0 || write_parameters(writer, self) < 0) {
        RcStrWriter_Discard(writer);
        return NULL;
    }
    return RcStrWriter_Finish(writer);
}

static RcObject *table_repr(RcObject *op)
{
    int seen = Rc_ReprEnter(op);
    if (seen != 0) {
        return seen > 0 ? RcStr_FromFormat("%s({...})", short_name(Rc_TYPE(op))) : NULL;
    }
    RcObject *repr = make_repr((HashTable *)op);
    Rc_ReprLeave(op);
    return repr;
}

/* -- protocols -- */

static RcObject *table_richcompare(RcObject *op, RcObject *other, int operation)
{
    HashTable *left = _RcHashTable_Cast(op);
    HashTable *right = _RcHashTable_Cast(other);
    if (left == NULL || right == NULL || (operation != Rc_EQ && operation != Rc_NE)) {
        Rc_RETURN_NOTIMPLEMENTED;
    }
    Rc_INCREF(op);
    Rc_INCREF(other);
    int equal = _RcHashTable_Equal(left, right);
    Rc_DECREF(other);
    Rc_DECREF(op);
    if (equal < 0) {
        return NULL;
    }
    return RcBool_FromLong(equal == (operation == Rc_EQ));
}

static RcObject *table_subscript(RcObject *op, RcObject *key)
{
    RcObject *value;
    Rc_INCREF(key);
    if (RcHashTable_GetItemRef(op, key, &value) == 0) {
        _RcHashTable_SetKeyError(key);
    }
    Rc_DECREF(key);
    return value;
}

static int table_ass_subscript(RcObject *op, RcObject *key, RcObject *value)
{
    return value != NULL ? RcHashTable_SetItem(op, key, value) : RcHashTable_DelItem(op, key);
}

static RcMappingMethods table_as_mapping = {
    .mp_length = RcHashTable_Size,
    .mp_subscript = table_subscript,
    .mp_ass_subscript = table_ass_subscript,
};

static RcSequenceMethods table_as_sequence = {
    .sq_contains = RcHashTable_Contains,
};

/* -- methods -- */

static RcObject *method_set(RcObject *op, RcObject *const *args, Rc_ssize_t nargs)
{
    if (nargs != 2) {
        return RcErr_Format(RcExc_TypeError, "set expected 2 arguments, got %zd", nargs);
    }
    if (RcHashTable_SetItem(op, args[0], args[1]) < 0) {
        return NULL;
    }
    Rc_RETURN_NONE;
}

/* The second argument of get, pop and setdefault, (key, default=None), by place or by name.  Borrowed; NULL
 * with TypeError. */
static RcObject *parse_default(const char *method, RcObject *const *args, Rc_ssize_t nargs, RcObject *kwnames)
{
    Rc_ssize_t named = kwnames != NULL ? RcTuple_GET_SIZE(kwnames) : 0;
    if (nargs < 1 || nargs > 2) {
        return RcErr_Format(RcExc_TypeError, "%s expected at %s, got %zd", method,
                            nargs < 1 ? "least 1 argument" : "most 2 arguments", nargs);
    }
    for (Rc_ssize_t i = 0; i < named; i++) {
        RcObject *name = RcTuple_GET_ITEM(kwnames, i);
        if (!RcStr_EqualToUTF8(name, "default")) {
            return RcErr_Format(RcExc_TypeError, "%s() got an unexpected keyword argument '%U'", method,
                                name);
        }
    }
    if (nargs + named > 2) {
        return RcErr_Format(RcExc_TypeError, "argument for %s() given by name ('default') and position (2)",
                            method);
    }
    return nargs + named == 2 ? args[1] : Rc_None;
}

static RcObject *method_get(RcObject *op, RcObject *const *args, Rc_ssize_t nargs, RcObject *kwnames)
{
    RcObject *fallback = parse_default("get", args, nargs, kwnames);
    RcObject *value;
    if (fallback == NULL || RcHashTable_GetItemRef(op, args[0], &value) < 0) {
        return NULL;
    }
    return value != NULL ? value : Rc_NewRef(fallback);
}

static RcObject *method_pop(RcObject *op, RcObject *const *args, Rc_ssize_t nargs, RcObject *kwnames)
{
    RcObject *fallback = parse_default("pop", args, nargs, kwnames);
    RcObject *value;
    if (fallback == NULL || RcHashTable_Pop(op, args[0], &value) < 0) {
        return NULL;
    }
    return value != NULL ? value : Rc_NewRef(fallback);
}

static RcObject *method_setdefault(RcObject *op, RcObject *const *args, Rc_ssize_t nargs, RcObject *kwnames)
{
    RcObject *fallback = parse_default("setdefault", args, nargs, kwnames);
    RcObject *value = NULL;
    if (fallback != NULL) {
        RcHashTable_SetDefaultRef(op, args[0], fallback, &value);
    }
    return value;
}

static RcObject *method_keys(RcObject *op, RcObject *unused)
{
    Rc_UNUSED(unused);
    return RcHashTable_Keys(op);
}

static RcObject *method_values(RcObject *op, RcObject *unused)
{
    Rc_UNUSED(unused);
    return RcHashTable_Values(op);
}

static RcObject *method_items(RcObject *op, RcObject *unused)
{
    Rc_UNUSED(unused);
    return RcHashTable_Items(op);
}

static RcObject *method_copy(RcObject *op, RcObject *unused)
{
    Rc_UNUSED(unused);
    return RcHashTable_Copy(op);
}

static RcObject *method_stats(RcObject *op, RcObject *unused)
{
    Rc_UNUSED(unused);
    return _RcHashTable_StatsTable(op);
}

static RcObject *method_clear(RcObject *op, RcObject *unused)
{
    Rc_UNUSED(unused);
    RcHashTable_Clear(op);
    Rc_RETURN_NONE;
}

static RcObject *method_update(RcObject *op, RcObject *other)
{
    if (RcHashTable_Update(op, other) < 0) {
        return NULL;
    }
    Rc_RETURN_NONE;
}

static RcObject *method_bin(RcObject *op, RcObject *index)
{
    Rc_ssize_t bin = RcNumber_AsSsize_t(index, RcExc_IndexError);
    if (bin == -1 && RcErr_Occurred()) {
        return NULL;
    }
    return RcHashTable_BinKeys(op, bin);
}

static RcMethodDef table_methods[] = {
    {"set", _RcCFunction_CAST(method_set), RC_METH_FASTCALL, "set(key, value): store value under key."},
    {"get", _RcCFunction_CAST(method_get), RC_METH_FASTCALL | RC_METH_KEYWORDS,
     "get(key, default=None): the value, or default if the key is absent."},
    {"pop", _RcCFunction_CAST(method_pop), RC_METH_FASTCALL | RC_METH_KEYWORDS,
     "pop(key, default=None): remove the key; its value, or default if it is absent."},
    {"setdefault", _RcCFunction_CAST(method_setdefault), RC_METH_FASTCALL | RC_METH_KEYWORDS,
     "setdefault(key, default=None): store default if the key is absent; the value that is there then."},
    {"keys", method_keys, RC_METH_NOARGS, "A list of the keys, in order of insertion."},
    {"values", method_values, RC_METH_NOARGS, "A list of the values, in order of insertion."},
    {"items", method_items, RC_METH_NOARGS, "A list of (key, value), in order of insertion."},
    {"clear", method_clear, RC_METH_NOARGS, "Remove all pairs; the bins stay as many."},
    {"copy", method_copy, RC_METH_NOARGS, "A table of the same pairs and parameters."},
    {"update", method_update, RC_METH_O, "update(mapping): store all its pairs."},
    {"stats", method_stats, RC_METH_NOARGS, "A table of statistics by their names."},
    {"bin", method_bin, RC_METH_O, "bin(index): a list of the keys in this bin."},
    {NULL, NULL, 0, NULL},
};

static RcObject *get_size(RcObject *op, void *unused)
{
    Rc_UNUSED(unused);
    return RcInt_FromSsize_t(_RcTable_Bins(&((HashTable *)op)->table));
}

static RcObject *get_max_load(RcObject *op, void *unused)
{
    Rc_UNUSED(unused);
    return RcFloat_FromDouble(((HashTable *)op)->table.block->max_load);
}

static RcGetSetDef table_getset[] = {
    {"size", get_size, NULL, "The number of bins.", NULL},
    {"max_load", get_max_load, NULL, "The greatest load / size.", NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

static RcMemberDef table_members[] = {
    {"load", Rc_T_UINT, offsetof(HashTable, table.pairs), Rc_READONLY, "The number of pairs."},
    {"hash_func", Rc_T_OBJECT, offsetof(HashTable, hash_func), Rc_READONLY, "What hashes the keys."},
    {NULL, 0, 0, 0, NULL},
};

_Static_assert(sizeof(HashTable) <= sizeof(RcHashTableObject), "the public struct has room for the content");

RcTypeObject RcHashTable_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0) /* */
        .tp_name = "hashtable.HashTable",
    .tp_basicsize = sizeof(RcHashTableObject),
    .tp_dealloc = table_dealloc,
    .tp_repr = table_repr,
    .tp_as_sequence = &table_as_sequence,
    .tp_as_mapping = &table_as_mapping,
    .tp_hash = RcObject_HashNotImplemented,
    .tp_str = _RcHashTable_Draw,
    .tp_flags = Rc_TPFLAGS_DEFAULT | Rc_TPFLAGS_BASETYPE | Rc_TPFLAGS_HAVE_GC | Rc_TPFLAGS_HASHTABLE_SUBCLASS,
    .tp_doc = "HashTable(size=4, max_load=0.5, hash_func=hash)\n--\n\n"
              "A mapping whose keys live in the bin hash_func(key) mod size.",
    .tp_traverse = table_traverse,
    .tp_clear = table_clear_slots,
    .tp_richcompare = table_richcompare,
    .tp_weaklistoffset = offsetof(HashTable, weaklist),
    .tp_iter = _RcHashTable_Iter,
    .tp_methods = table_methods,
    .tp_members = table_members,
    .tp_getset = table_getset,
    .tp_init = table_init,
    .tp_alloc = RcType_GenericAlloc,
    .tp_new = table_new,
    .tp_free = RcObject_GC_Del,
};

/* -- the builtin hash -- */

static RcObject *builtin_hash(RcObject *unused, RcObject *key)
{
    Rc_UNUSED(unused);
    Rc_hash_t hash = RcObject_Hash(key);
    return hash != -1 ? RcInt_FromSsize_t(hash) : NULL;
}

static RcMethodDef builtin_hash_def = {"hash", builtin_hash, RC_METH_O,
                                       "hash(object): its hash; equal objects have the same one."};

RcCFunctionObject _RcHashTable_BuiltinHash = RcCFunction_STATIC_INIT(&builtin_hash_def, NULL);

/* -- the runtime's side -- */

/* Before main: the runtime is below this library and cannot name it. */
__attribute__((constructor)) static void introduce_types(void)
{
    RcMapping_SetMaker(RcHashTable_New);
    Rc_RegisterType(&RcHashTable_Type);
    Rc_RegisterType(&RcHashTableIter_Type);
    RC_HOOK_TABLES(_RcHashTable_View);
}
