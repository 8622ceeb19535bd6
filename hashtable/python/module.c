/* The module hashtable: loading it starts recount, Python's end ends it. */
#include "module.h"

HashTableModule hashtable_module;

/* After Python: tables that it did not take apart go with the process. */
static void end_runtime(void)
{
    hashtable_module = (HashTableModule){.waiting = NULL};
    (void)Rc_Finalize();
}

/* There is nothing to collect: the objects of a table hold nothing.  recount's limit bounds how deep hash
 * functions may be in one another; Python's does not count functions in C alike in all versions. */
static int start_runtime(void)
{
    RcConfig config;
    RcConfig_Init(&config);
    config.gc_enabled = 0;
    if (Rc_InitializeFromConfig(&config) < 0) {
        PyErr_SetString(PyExc_ImportError, "hashtable: recount cannot start, see standard error");
        return -1;
    }
    (void)Py_AtExit(end_runtime); /* without room for it the process ends the runtime */
    return 0;
}

static PyObject *get_builtin_hash(void)
{
    PyObject *builtins = PyImport_ImportModule("builtins");
    PyObject *hash = builtins != NULL ? PyObject_GetAttrString(builtins, "hash") : NULL;
    Py_XDECREF(builtins);
    return hash;
}

static int fill(HashTableModule *module)
{
    module->builtin_hash = get_builtin_hash();
    module->table_type = (PyTypeObject *)PyType_FromSpec(&table_spec);
    module->iterator_type = (PyTypeObject *)PyType_FromSpec(&iterator_spec);
    if (module->builtin_hash != NULL && module->table_type != NULL && module->iterator_type != NULL) {
        return 0;
    }
    Py_CLEAR(module->builtin_hash);
    Py_CLEAR(module->table_type);
    Py_CLEAR(module->iterator_type);
    return -1;
}

/* So a table is a Mapping for isinstance() and match. */
static int register_as_mapping(void)
{
    PyObject *abc = PyImport_ImportModule("collections.abc");
    PyObject *mapping = abc != NULL ? PyObject_GetAttrString(abc, "Mapping") : NULL;
    PyObject *result = NULL;
    if (mapping != NULL) {
        result = PyObject_CallMethod(mapping, "register", "O", hashtable_module.table_type);
    }
    Py_XDECREF(abc);
    Py_XDECREF(mapping);
    Py_XDECREF(result);
    return result != NULL ? 0 : -1;
}

static int add_types(PyObject *module)
{
    PyObject *table_type = (PyObject *)hashtable_module.table_type;
    Py_INCREF(table_type);
    if (PyModule_AddObject(module, "HashTable", table_type) < 0) {
        Py_DECREF(table_type);
        return -1;
    }
    return PyModule_AddStringConstant(module, "__version__", RC_VERSION);
}

static int load(PyObject *module)
{
    if (PyInterpreterState_GetID(PyInterpreterState_Get()) != 0) {
        PyErr_SetString(PyExc_ImportError, "hashtable cannot be loaded in a sub-interpreter");
        return -1;
    }
    if (!Rc_IsInitialized() && start_runtime() < 0) {
        return -1;
    }
    if (hashtable_module.table_type == NULL && fill(&hashtable_module) < 0) {
        return -1;
    }
    return register_as_mapping() < 0 ? -1 : add_types(module);
}

static PyObject *live_objects(PyObject *module, PyObject *unused)
{
    (void)module;
    (void)unused;
    return PyLong_FromSsize_t(Rc_LiveObjects());
}

static PyObject *fail_after(PyObject *module, PyObject *number)
{
    (void)module;
    Py_ssize_t n = PyNumber_AsSsize_t(number, PyExc_OverflowError);
    if (n == -1 && PyErr_Occurred()) {
        return NULL;
    }
    RcMem_SetFailAfter(n);
    Py_INCREF(Py_None);
    return Py_None;
}

static PyMethodDef functions[] = {
    {"_fail_after", fail_after, METH_O,
     "Make recount's n-th allocation from now on fail, and no other; for tests."},
    {"_live_objects", live_objects, METH_NOARGS, "How many objects of recount are alive, for tests."},
    {NULL, NULL, 0, NULL},
};

static PyModuleDef_Slot module_slots[] = {
    {Py_mod_exec, load},
    {0, NULL},
};

static PyModuleDef module_definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "hashtable",
    .m_doc = "A hash table whose bins can be seen, with a hash function of your choice.",
    .m_methods = functions,
    .m_slots = module_slots,
};

PyMODINIT_FUNC PyInit_hashtable(void);

PyMODINIT_FUNC PyInit_hashtable(void)
{
    return PyModuleDef_Init(&module_definition);
}
