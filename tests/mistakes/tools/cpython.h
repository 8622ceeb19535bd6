/* CPython 3.11 behind recount's names, for the programs of the gallery.  compare.py puts the mirror image of
 * <recount/python.h> before this file; here is what is not a matter of names: the beginning and the end of a
 * program, functions that CPython got later than 3.11, and what the table has beyond a dict. */
#include <stdio.h>

/* -- the beginning and the end -- */

static Py_ssize_t gallery_references;

static int Rc_Initialize(void)
{
    Py_InitializeEx(0);
    gallery_references = _Py_GetRefTotal();
    return 0;
}

/* What a debug build knows at the end is how many references there are in all. */
__attribute__((unused)) static int Rc_Finalize(void)
{
    fflush(stdout);
    fputs("gallery: the end begins\n", stderr);
    PyGC_Collect();
    fprintf(stderr, "gallery: references: %zd\n", _Py_GetRefTotal() - gallery_references);
    return Py_FinalizeEx();
}

/* -- later than 3.11 -- */

__attribute__((unused)) static PyObject *gallery_raised(void)
{
    PyObject *type, *value, *traceback;
    PyErr_Fetch(&type, &value, &traceback);
    if (type == NULL) {
        return NULL;
    }
    PyErr_NormalizeException(&type, &value, &traceback);
    Py_DECREF(type);
    Py_XDECREF(traceback);
    return value;
}

__attribute__((unused)) static void gallery_raise(PyObject *error)
{
    if (error == NULL) {
        PyErr_Clear();
        return;
    }
    PyErr_Restore(Py_NewRef(Py_TYPE(error)), error, NULL);
}

__attribute__((unused)) static int gallery_found(PyObject *borrowed, PyObject **result)
{
    *result = Py_XNewRef(borrowed);
    return borrowed != NULL ? 1 : PyErr_Occurred() ? -1 : 0;
}

__attribute__((unused)) static int gallery_get(PyObject *dict, PyObject *key, PyObject **result)
{
    return gallery_found(PyDict_GetItemWithError(dict, key), result);
}

__attribute__((unused)) static int gallery_get_string(PyObject *dict, const char *name, PyObject **result)
{
    PyObject *key = PyUnicode_FromString(name);
    int found = gallery_get(dict, key, result);
    Py_DECREF(key);
    return found;
}

__attribute__((unused)) static int gallery_pop(PyObject *dict, PyObject *key, PyObject **result)
{
    PyObject *value;
    int found = gallery_get(dict, key, &value);
    if (found > 0) {
        found = PyDict_DelItem(dict, key) < 0 ? -1 : 1;
    }
    if (result != NULL) {
        *result = value;
    } else {
        Py_XDECREF(value);
    }
    return found;
}

__attribute__((unused)) static int gallery_pop_string(PyObject *dict, const char *name, PyObject **result)
{
    PyObject *key = PyUnicode_FromString(name);
    int found = gallery_pop(dict, key, result);
    Py_DECREF(key);
    return found;
}

__attribute__((unused)) static int gallery_set_default(PyObject *dict, PyObject *key, PyObject *preset,
                                                       PyObject **result)
{
    int there = PyDict_Contains(dict, key);
    PyObject *value = PyDict_SetDefault(dict, key, preset);
    if (result != NULL) {
        *result = Py_XNewRef(value);
    }
    return value == NULL ? -1 : there;
}

__attribute__((unused)) static int gallery_weakref_get(PyObject *reference, PyObject **result)
{
    PyObject *object = PyWeakref_GetObject(reference);
    *result = object == Py_None ? NULL : Py_XNewRef(object);
    return *result != NULL;
}

__attribute__((unused)) static int gallery_weakref_is_dead(PyObject *reference)
{
    return PyWeakref_GetObject(reference) == Py_None;
}

__attribute__((unused)) static PyObject *gallery_list_item(PyObject *list, Py_ssize_t index)
{
    return Py_XNewRef(PyList_GetItem(list, index));
}

__attribute__((unused)) static int gallery_list_clear(PyObject *list)
{
    return PyList_SetSlice(list, 0, PY_SSIZE_T_MAX, NULL);
}

__attribute__((unused)) static int gallery_str_equal(PyObject *left, PyObject *right)
{
    return PyObject_RichCompareBool(left, right, Py_EQ);
}

#undef RcErr_GetRaisedException
#define RcErr_GetRaisedException gallery_raised
#undef RcErr_SetRaisedException
#define RcErr_SetRaisedException gallery_raise
#undef RcHashTable_GetItemRef
#define RcHashTable_GetItemRef gallery_get
#undef RcHashTable_GetItemStringRef
#define RcHashTable_GetItemStringRef gallery_get_string
#undef RcHashTable_Pop
#define RcHashTable_Pop gallery_pop
#undef RcHashTable_PopString
#define RcHashTable_PopString gallery_pop_string
#undef RcHashTable_SetDefaultRef
#define RcHashTable_SetDefaultRef gallery_set_default
#undef RcHashTable_GetItem
#define RcHashTable_GetItem PyDict_GetItemWithError
#define RcHashTable_GetItemString PyDict_GetItemString
#undef RcWeakref_GetRef
#define RcWeakref_GetRef gallery_weakref_get
#undef RcWeakref_IsDead
#define RcWeakref_IsDead gallery_weakref_is_dead
#undef RcList_GetItemRef
#define RcList_GetItemRef gallery_list_item
#undef RcList_Clear
#define RcList_Clear gallery_list_clear
#undef RcStr_Equal
#define RcStr_Equal gallery_str_equal
#undef RcGC_Collect
#define RcGC_Collect PyGC_Collect
#undef Rc_UNUSED
#define Rc_UNUSED(name) (void)(name)

#define RC_OBJECT_CAST(op) ((PyObject *)(op))
#undef Rc_SetImmortal
#define Rc_SetImmortal(op) ((void)(op)) /* later than 3.11; the mistake is then one on an ordinary object */

/* -- what a dict does not have -- */

#define RcHashTable_Bins PyDict_Size
