/* The methods of hashtable.HashTable. */
#include "table.h"

/* -- steps -- */

PyObject *attribute_of(PyObject *op, const char *name)
{
    PyObject *interned = PyUnicode_InternFromString(name);
    PyObject *attribute = interned != NULL ? PyObject_GetAttr(op, interned) : NULL;
    Py_XDECREF(interned);
    return attribute;
}

int table_find(TableObject *self, PyObject *py_key, RcObject **value)
{
    RcObject *key = from_python(py_key);
    if (key == NULL) {
        return -1;
    }
    int found = RcHashTable_GetItemRef(self->table, key, value);
    Rc_DECREF(key);
    if (found < 0) {
        raise_pending();
    }
    return found;
}

int table_store(TableObject *self, PyObject *py_key, PyObject *py_value)
{
    RcObject *key = from_python(py_key);
    RcObject *value = key != NULL ? from_python(py_value) : NULL;
    int status = -1;
    if (value != NULL) {
        status = RcHashTable_SetItem(self->table, key, value);
        if (status < 0) {
            raise_pending();
        }
    }
    Rc_XDECREF(value);
    Rc_XDECREF(key);
    return status;
}

/* The arguments (key, default=None) of get, pop and setdefault, both borrowed.  0, or -1. */
static int parse_default(PyObject *args, PyObject *kwargs, const char *format, PyObject **key,
                         PyObject **fallback)
{
    static char *names[] = {"", "default", NULL};
    *fallback = Py_None;
    return PyArg_ParseTupleAndKeywords(args, kwargs, format, names, key, fallback) ? 0 : -1;
}

static PyObject *none(void)
{
    Py_INCREF(Py_None);
    return Py_None;
}

/* -- one key -- */

static PyObject *method_set(PyObject *op, PyObject *args)
{
    PyObject *key;
    PyObject *value;
    if (!PyArg_ParseTuple(args, "OO:set", &key, &value)) {
        return NULL;
    }
    return table_store((TableObject *)op, key, value) == 0 ? none() : NULL;
}

static PyObject *method_get(PyObject *op, PyObject *args, PyObject *kwargs)
{
    PyObject *key;
    PyObject *fallback;
    RcObject *value;
    if (parse_default(args, kwargs, "O|O:get", &key, &fallback) < 0) {
        return NULL;
    }
    int found = table_find((TableObject *)op, key, &value);
    if (found == 0) {
        Py_INCREF(fallback);
        return fallback;
    }
    return found > 0 ? take_to_python(value) : NULL;
}

static PyObject *method_pop(PyObject *op, PyObject *args, PyObject *kwargs)
{
    PyObject *py_key;
    PyObject *fallback;
    RcObject *value;
    if (parse_default(args, kwargs, "O|O:pop", &py_key, &fallback) < 0) {
        return NULL;
    }
    RcObject *key = from_python(py_key);
    if (key == NULL) {
        return NULL;
    }
    int found = RcHashTable_Pop(((TableObject *)op)->table, key, &value);
    Rc_DECREF(key);
    if (found == 0) {
        Py_INCREF(fallback);
        return fallback;
    }
    return take_to_python(value); /* NULL with an error pending if found is -1 */
}

/* None cannot be stored: without a default a key that is absent is an error, one that is there is not. */
static PyObject *method_setdefault(PyObject *op, PyObject *args, PyObject *kwargs)
{
    TableObject *self = (TableObject *)op;
    PyObject *py_key;
    PyObject *fallback;
    RcObject *value = NULL;
    if (parse_default(args, kwargs, "O|O:setdefault", &py_key, &fallback) < 0) {
        return NULL;
    }
    if (fallback == Py_None && table_find(self, py_key, &value) != 0) {
        return value != NULL ? take_to_python(value) : NULL;
    }
    RcObject *rc_fallback = from_python(fallback);
    RcObject *key = rc_fallback != NULL ? from_python(py_key) : NULL;
    PyObject *result = NULL;
    if (key != NULL) {
        (void)RcHashTable_SetDefaultRef(self->table, key, rc_fallback, &value);
        result = take_to_python(value);
    }
    Rc_XDECREF(key);
    Rc_XDECREF(rc_fallback);
    return result;
}

/* -- the whole table -- */

static PyObject *method_keys(PyObject *op, PyObject *unused)
{
    (void)unused;
    return take_to_python(RcHashTable_Keys(((TableObject *)op)->table));
}

static PyObject *method_values(PyObject *op, PyObject *unused)
{
    (void)unused;
    return take_to_python(RcHashTable_Values(((TableObject *)op)->table));
}

static PyObject *method_items(PyObject *op, PyObject *unused)
{
    (void)unused;
    return take_to_python(RcHashTable_Items(((TableObject *)op)->table));
}

static PyObject *method_clear(PyObject *op, PyObject *unused)
{
    (void)unused;
    RcHashTable_Clear(((TableObject *)op)->table);
    return none();
}

/* Both tables share one hash function of recount, and own a reference each to that of Python. */
static PyObject *method_copy(PyObject *op, PyObject *unused)
{
    (void)unused;
    TableObject *self = (TableObject *)op;
    RcObject *table = RcHashTable_Copy(self->table);
    if (table == NULL) {
        return raise_pending();
    }
    PyObject *copy = PyType_GenericAlloc(hashtable_module.table_type, 0);
    if (copy == NULL) {
        Rc_DECREF(table);
        return NULL;
    }
    Py_XINCREF(self->hash_func);
    ((TableObject *)copy)->hash_func = self->hash_func;
    ((TableObject *)copy)->table = table;
    return copy;
}

/* Stores other[key] for each key in keys. */
static int store_keys(TableObject *self, PyObject *other, PyObject *keys)
{
    PyObject *iterator = PyObject_GetIter(keys);
    if (iterator == NULL) {
        return -1;
    }
    PyObject *key;
    int status = 0;
    while (status == 0 && (key = PyIter_Next(iterator)) != NULL) {
        PyObject *value = PyObject_GetItem(other, key);
        status = value != NULL ? table_store(self, key, value) : -1;
        Py_XDECREF(value);
        Py_DECREF(key);
    }
    Py_DECREF(iterator);
    return status < 0 || PyErr_Occurred() ? -1 : 0;
}

static int update_from_mapping(TableObject *self, PyObject *other)
{
    PyObject *get_keys = attribute_of(other, "keys");
    PyObject *keys = get_keys != NULL ? PyObject_CallObject(get_keys, NULL) : NULL;
    Py_XDECREF(get_keys);
    if (keys == NULL) {
        return -1;
    }
    int status = store_keys(self, other, keys);
    Py_DECREF(keys);
    return status;
}

static PyObject *method_update(PyObject *op, PyObject *other)
{
    TableObject *self = (TableObject *)op;
    if (!is_table(other)) {
        return update_from_mapping(self, other) == 0 ? none() : NULL;
    }
    return RcHashTable_Update(self->table, ((TableObject *)other)->table) == 0 ? none() : raise_pending();
}

/* -- the bins -- */

static PyObject *method_bin(PyObject *op, PyObject *index)
{
    Py_ssize_t bin = PyNumber_AsSsize_t(index, PyExc_IndexError);
    if (bin == -1 && PyErr_Occurred()) {
        return NULL;
    }
    return take_to_python(RcHashTable_BinKeys(((TableObject *)op)->table, bin));
}

static PyObject *method_stats(PyObject *op, PyObject *unused)
{
    (void)unused;
    RcHashTableStats stats;
    if (RcHashTable_GetStats(((TableObject *)op)->table, &stats) < 0) {
        return raise_pending();
    }
    return Py_BuildValue("{s:n,s:n,s:n,s:n,s:d,s:d,s:n,s:n}", "pairs", stats.pairs, "bins", stats.bins,
                         "used_bins", stats.used_bins, "longest_bin", stats.longest_bin, "mean_probes_hit",
                         stats.mean_probes_hit, "mean_probes_miss", stats.mean_probes_miss, "resizes",
                         stats.resizes, "bytes", (Py_ssize_t)stats.bytes);
}

/* The attributes of an instance of a subclass, None where there is no room for any.  New; NULL, raised. */
static PyObject *own_attributes(PyObject *op)
{
    PyObject *attributes = attribute_of(op, "__dict__");
    if (attributes == NULL && PyErr_ExceptionMatches(PyExc_AttributeError)) {
        PyErr_Clear();
        return none();
    }
    return attributes;
}

/* For copy and pickle: the parameters, and the pairs to be stored one by one. */
static PyObject *method_reduce(PyObject *op, PyObject *unused)
{
    TableObject *self = (TableObject *)op;
    PyObject *items = method_items(op, unused);
    PyObject *iterator = items != NULL ? PyObject_GetIter(items) : NULL;
    Py_XDECREF(items);
    PyObject *attributes = iterator != NULL ? own_attributes(op) : NULL;
    if (attributes == NULL) {
        Py_XDECREF(iterator);
        return NULL;
    }
    PyObject *hash_func = self->hash_func != NULL ? self->hash_func : hashtable_module.builtin_hash;
    return Py_BuildValue("O(ndO)NON", (PyObject *)Py_TYPE(op), RcHashTable_Bins(self->table),
                         RcHashTable_MaxLoad(self->table), hash_func, attributes, Py_None, iterator);
}

#define WITH_KEYWORDS(function) ((PyCFunction)(void (*)(void))(function))

PyMethodDef table_methods[] = {
    {"set", method_set, METH_VARARGS, "set($self, key, value, /)\n--\n\nStore value under key."},
    {"get", WITH_KEYWORDS(method_get), METH_VARARGS | METH_KEYWORDS,
     "get($self, key, /, default=None)\n--\n\nThe value, or default if the key is absent."},
    {"pop", WITH_KEYWORDS(method_pop), METH_VARARGS | METH_KEYWORDS,
     "pop($self, key, /, default=None)\n--\n\nRemove the key; its value, or default if it is absent."},
    {"setdefault", WITH_KEYWORDS(method_setdefault), METH_VARARGS | METH_KEYWORDS,
     "setdefault($self, key, /, default=None)\n--\n\n"
     "Store default if the key is absent; the value that is there then."},
    {"keys", method_keys, METH_NOARGS, "keys($self, /)\n--\n\nA list of the keys, in order of insertion."},
    {"values", method_values, METH_NOARGS,
     "values($self, /)\n--\n\nA list of the values, in order of insertion."},
    {"items", method_items, METH_NOARGS,
     "items($self, /)\n--\n\nA list of (key, value), in order of insertion."},
    {"clear", method_clear, METH_NOARGS, "clear($self, /)\n--\n\nRemove all pairs; the bins stay as many."},
    {"copy", method_copy, METH_NOARGS, "copy($self, /)\n--\n\nA table of the same pairs and parameters."},
    {"update", method_update, METH_O, "update($self, mapping, /)\n--\n\nStore all its pairs."},
    {"bin", method_bin, METH_O, "bin($self, index, /)\n--\n\nA list of the keys in this bin."},
    {"stats", method_stats, METH_NOARGS,
     "stats($self, /)\n--\n\nA dict of how the keys are spread: probes, bins, bytes."},
    {"__reduce__", method_reduce, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL},
};
