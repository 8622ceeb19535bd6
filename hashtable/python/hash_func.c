/* A Python callable as a hash function of recount. */
#include "module.h"

#define CAPSULE_NAME "hashtable.hash_func"

/* An int that 64 bits do not hold counts by its lower ones, so where the number of bins is a power of two the
 * key is in the bin `hash mod size` all the same. */
static RcObject *int_from_hash(PyObject *hash)
{
    int overflow;
    long long value = PyLong_AsLongLongAndOverflow(hash, &overflow);
    return RcInt_FromLongLong(overflow == 0 ? value : (long long)PyLong_AsUnsignedLongLongMask(hash));
}

static PyObject *call_python(PyObject *function, PyObject *key)
{
    if (function == hashtable_module.builtin_hash) {
        Py_hash_t hash = PyObject_Hash(key);
        return hash != -1 ? PyLong_FromSsize_t(hash) : NULL;
    }
    Py_INCREF(function); /* the call may take it away from its table */
    PyObject *hash = PyObject_CallFunctionObjArgs(function, key, NULL);
    Py_DECREF(function);
    return hash;
}

/* With an error in Python one has to be in recount as well, which is never seen: raise_pending() drops it. */
static RcObject *failed(void)
{
    RcErr_SetNone(RcExc_RuntimeError);
    return NULL;
}

static RcObject *hash_key(RcObject *capsule, RcObject *rc_key)
{
    PyObject *key = to_python(rc_key);
    if (key == NULL) {
        return failed();
    }
    PyObject *hash = call_python(RcCapsule_GetPointer(capsule, CAPSULE_NAME), key);
    Py_DECREF(key);
    if (hash == NULL) {
        return failed();
    }
    /* None is refused by the table, which has the words for it. */
    RcObject *result = PyLong_Check(hash) ? int_from_hash(hash) : Rc_NewRef(Rc_None);
    Py_DECREF(hash);
    return result;
}

static RcMethodDef hash_key_definition = {"hash_func", hash_key, RC_METH_O,
                                          "The hash that a Python function gives."};

RcObject *hash_function_of(PyObject *function)
{
    RcObject *capsule = RcCapsule_New(function, CAPSULE_NAME, NULL);
    if (capsule == NULL) {
        return NULL;
    }
    RcObject *result = RcCFunction_New(&hash_key_definition, capsule);
    Rc_DECREF(capsule);
    return result;
}
