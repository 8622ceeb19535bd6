/* hashtable.HashTable as a Python type: life, members, protocols.  Its methods are in methods.c. */
#include "table.h"

/* -- life -- */

static PyObject *table_new(PyTypeObject *type, PyObject *args, PyObject *kwargs)
{
    (void)args; /* they are tp_init's */
    (void)kwargs;
    PyObject *op = PyType_GenericAlloc(type, 0);
    if (op == NULL) {
        return NULL;
    }
    TableObject *self = (TableObject *)op;
    PyObject *function = hashtable_module.builtin_hash;
    RcObject *hash_function = hash_function_of(function);
    if (hash_function != NULL) {
        self->table = RcHashTable_NewWith(4, 0.5, hash_function);
        Rc_DECREF(hash_function);
    }
    if (self->table == NULL) {
        raise_pending();
        Py_DECREF(op);
        return NULL;
    }
    Py_INCREF(function);
    self->hash_func = function;
    return op;
}

/* A parameter for recount's HashTable, which knows which are right and what to say of others.  New; None for
 * what is no number.  NULL, raised in Python, for an int of more than 64 bits. */
static RcObject *number_from_python(PyObject *op)
{
    return PyLong_Check(op) || PyFloat_Check(op) ? from_python(op) : Rc_NewRef(Rc_None);
}

/* The arguments of recount's tp_init: (size, max_load, hash_func), new.  NULL, raised in Python. */
static RcObject *parameters(PyObject *size, PyObject *max_load, PyObject *hash_func)
{
    RcObject *result = NULL;
    RcObject *rc_size = size != NULL ? number_from_python(size) : RcInt_FromLong(4);
    RcObject *rc_max_load = max_load != NULL ? number_from_python(max_load) : RcFloat_FromDouble(0.5);
    /* What cannot be called is refused by recount, after the parameters before it. */
    RcObject *rc_hash_func = PyCallable_Check(hash_func) ? hash_function_of(hash_func) : Rc_NewRef(Rc_None);
    if (rc_size != NULL && rc_max_load != NULL && rc_hash_func != NULL) {
        result = RcTuple_Pack(3, rc_size, rc_max_load, rc_hash_func);
    }
    Rc_XDECREF(rc_size);
    Rc_XDECREF(rc_max_load);
    Rc_XDECREF(rc_hash_func);
    if (result == NULL && RcErr_Occurred()) {
        raise_pending();
    }
    return result;
}

/* A second call empties the table and gives it new parameters, as recount's own does.  A lookup that waits
 * for the old hash function notices it. */
static int table_init(PyObject *op, PyObject *args, PyObject *kwargs)
{
    static char *names[] = {"size", "max_load", "hash_func", NULL};
    TableObject *self = (TableObject *)op;
    PyObject *size = NULL;
    PyObject *max_load = NULL;
    PyObject *hash_func = hashtable_module.builtin_hash;
    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "|OOO:HashTable", names, &size, &max_load, &hash_func)) {
        return -1;
    }
    RcObject *rc_args = parameters(size, max_load, hash_func);
    if (rc_args == NULL) {
        return -1;
    }
    int status = RcHashTable_Type.tp_init(self->table, rc_args, NULL);
    Rc_DECREF(rc_args);
    if (status < 0) {
        raise_pending();
        return -1;
    }
    PyObject *old = self->hash_func;
    Py_INCREF(hash_func);
    self->hash_func = hash_func;
    Py_XDECREF(old);
    return 0;
}

/* Leaves an empty table that works, with recount's builtin hash: nothing calls hash_func any more. */
static int table_clear_slots(PyObject *op)
{
    TableObject *self = (TableObject *)op;
    (void)RcHashTable_Type.tp_clear(self->table);
    Py_CLEAR(self->hash_func);
    return 0;
}

static int table_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(Py_TYPE(op));
    Py_VISIT(((TableObject *)op)->hash_func);
    return 0;
}

static void take_apart(TableObject *self)
{
    PyTypeObject *type = Py_TYPE((PyObject *)self);
    Rc_XDECREF(self->table); /* first: it calls hash_func */
    HASHTABLE_GIVE_BACK(self->hash_func);
    freefunc free_object = (freefunc)PyType_GetSlot(type, Py_tp_free);
    free_object(self);
    Py_DECREF(type);
}

/* A hash function may hold the last reference to another table, and so on: from some depth on a dead table
 * waits until the outermost dealloc comes to it. */
static void table_dealloc(PyObject *op)
{
    enum { DEEPEST = 50 };
    TableObject *self = (TableObject *)op;
    HashTableModule *module = &hashtable_module;
    PyObject_GC_UnTrack(op);
    if (self->weakrefs != NULL) {
        PyObject_ClearWeakRefs(op);
    }
    if (module->dealloc_depth >= DEEPEST) {
        self->next_waiting = module->waiting;
        module->waiting = self;
        return;
    }
    module->dealloc_depth++;
    take_apart(self);
    while (module->dealloc_depth == 1 && module->waiting != NULL) {
        TableObject *next = module->waiting;
        module->waiting = next->next_waiting;
        take_apart(next);
    }
    module->dealloc_depth--;
}

/* -- texts -- */

static PyObject *table_str(PyObject *op)
{
    return take_to_python(RcObject_Str(((TableObject *)op)->table));
}

/* "'hello': 'world'", new, of a pair that is borrowed. */
static PyObject *repr_pair(RcObject *rc_key, RcObject *rc_value)
{
    PyObject *key = to_python(rc_key);
    PyObject *value = key != NULL ? to_python(rc_value) : NULL;
    PyObject *text = value != NULL ? PyUnicode_FromFormat("%R: %R", key, value) : NULL;
    Py_XDECREF(key);
    Py_XDECREF(value);
    return text;
}

/* "'hello': 'world', 'a': 1", new.  No user code runs: the table stays as it is. */
static PyObject *repr_pairs(RcObject *table)
{
    PyObject *texts = PyList_New(0);
    Rc_ssize_t pos = 0;
    RcObject *key;
    RcObject *value;
    while (texts != NULL && RcHashTable_Next(table, &pos, &key, &value)) {
        PyObject *text = repr_pair(key, value);
        if (text == NULL || PyList_Append(texts, text) < 0) {
            Py_CLEAR(texts);
        }
        Py_XDECREF(text);
    }
    PyObject *comma = texts != NULL ? PyUnicode_FromString(", ") : NULL;
    PyObject *result = comma != NULL ? PyUnicode_Join(comma, texts) : NULL;
    Py_XDECREF(comma);
    Py_XDECREF(texts);
    return result;
}

static PyObject *table_repr(PyObject *op)
{
    RcObject *table = ((TableObject *)op)->table;
    PyObject *name = attribute_of((PyObject *)Py_TYPE(op), "__name__");
    PyObject *pairs = name != NULL ? repr_pairs(table) : NULL;
    PyObject *max_load = pairs != NULL ? PyFloat_FromDouble(RcHashTable_MaxLoad(table)) : NULL;
    PyObject *text = NULL;
    if (max_load != NULL) {
        text = PyUnicode_FromFormat("%U({%U}, size=%zd, max_load=%R)", name, pairs, RcHashTable_Bins(table),
                                    max_load);
    }
    Py_XDECREF(max_load);
    Py_XDECREF(pairs);
    Py_XDECREF(name);
    return text;
}

/* -- protocols -- */

static Py_ssize_t table_length(PyObject *op)
{
    return RcHashTable_Size(((TableObject *)op)->table);
}

static int table_contains(PyObject *op, PyObject *py_key)
{
    RcObject *key = from_python(py_key);
    if (key == NULL) {
        return -1;
    }
    int found = RcHashTable_Contains(((TableObject *)op)->table, key);
    Rc_DECREF(key);
    if (found < 0) {
        raise_pending();
    }
    return found;
}

static PyObject *table_subscript(PyObject *op, PyObject *py_key)
{
    RcObject *value;
    int found = table_find((TableObject *)op, py_key, &value);
    if (found == 0) {
        PyErr_SetObject(PyExc_KeyError, py_key);
    }
    return found > 0 ? take_to_python(value) : NULL;
}

static int delete_item(TableObject *self, PyObject *py_key)
{
    RcObject *key = from_python(py_key);
    if (key == NULL) {
        return -1;
    }
    int found = RcHashTable_Pop(self->table, key, NULL);
    Rc_DECREF(key);
    if (found < 0) {
        raise_pending();
    } else if (found == 0) {
        PyErr_SetObject(PyExc_KeyError, py_key);
    }
    return found > 0 ? 0 : -1;
}

static int table_ass_subscript(PyObject *op, PyObject *key, PyObject *value)
{
    return value != NULL ? table_store((TableObject *)op, key, value) : delete_item((TableObject *)op, key);
}

static PyObject *table_richcompare(PyObject *op, PyObject *other, int operation)
{
    if (!is_table(op) || !is_table(other) || (operation != Py_EQ && operation != Py_NE)) {
        Py_INCREF(Py_NotImplemented);
        return Py_NotImplemented;
    }
    int equal = RcObject_RichCompareBool(((TableObject *)op)->table, ((TableObject *)other)->table, Rc_EQ);
    return equal >= 0 ? PyBool_FromLong(equal == (operation == Py_EQ)) : raise_pending();
}

/* -- members -- */

static PyObject *get_size(PyObject *op, void *unused)
{
    (void)unused;
    return PyLong_FromSsize_t(RcHashTable_Bins(((TableObject *)op)->table));
}

static PyObject *get_load(PyObject *op, void *unused)
{
    (void)unused;
    return PyLong_FromSsize_t(table_length(op));
}

static PyObject *get_max_load(PyObject *op, void *unused)
{
    (void)unused;
    return PyFloat_FromDouble(RcHashTable_MaxLoad(((TableObject *)op)->table));
}

static PyGetSetDef table_getset[] = {
    {"size", get_size, NULL, "The number of bins.", NULL},
    {"load", get_load, NULL, "The number of pairs.", NULL},
    {"max_load", get_max_load, NULL, "The greatest load / size.", NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

static PyMemberDef table_members[] = {
    {"hash_func", T_OBJECT, offsetof(TableObject, hash_func), READONLY, "What hashes the keys."},
    {"__weaklistoffset__", T_PYSSIZET, offsetof(TableObject, weakrefs), READONLY, NULL},
    {NULL, 0, 0, 0, NULL},
};

static PyType_Slot table_slots[] = {
    {Py_tp_doc, "HashTable(size=4, max_load=0.5, hash_func=hash)\n\n"
                "A mapping whose keys live in the bin hash_func(key) mod size."},
    {Py_tp_new, table_new},
    {Py_tp_init, table_init},
    {Py_tp_dealloc, table_dealloc},
    {Py_tp_traverse, table_traverse},
    {Py_tp_clear, table_clear_slots},
    {Py_tp_repr, table_repr},
    {Py_tp_str, table_str},
    {Py_tp_hash, PyObject_HashNotImplemented},
    {Py_tp_richcompare, table_richcompare},
    {Py_tp_iter, iterate_table},
    {Py_mp_length, table_length},
    {Py_mp_subscript, table_subscript},
    {Py_mp_ass_subscript, table_ass_subscript},
    {Py_sq_contains, table_contains},
    {Py_tp_methods, table_methods},
    {Py_tp_members, table_members},
    {Py_tp_getset, table_getset},
    {0, NULL},
};

PyType_Spec table_spec = {
    .name = "hashtable.HashTable",
    .basicsize = sizeof(TableObject),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC,
    .slots = table_slots,
};
