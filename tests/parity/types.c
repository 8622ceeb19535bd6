/* Parity: types: static ones, heap types, inheritance, and what instances own. */
#include "parity.h"

#include <stddef.h>

/* An instance with one reference. */
typedef struct Box {
    PyObject_HEAD PyObject *item;
} Box;

static PyObject *box_repr(PyObject *op)
{
    return PyUnicode_FromFormat("<box of %R>", ((Box *)op)->item);
}

static int box_init(PyObject *op, PyObject *args, PyObject *kwargs)
{
    PyObject *item;
    (void)kwargs;
    if (!PyArg_ParseTuple(args, "O:Box", &item)) {
        return -1;
    }
    Py_XSETREF(((Box *)op)->item, Py_NewRef(item));
    return 0;
}

static PyObject *box_get(PyObject *op, PyObject *unused)
{
    (void)unused;
    return Py_XNewRef(((Box *)op)->item);
}

static PyMethodDef box_methods[] = {
    {"get", box_get, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL},
};

static PyMemberDef box_members[] = {
    {"item", T_OBJECT_EX, offsetof(Box, item), 0, NULL},
    {NULL, 0, 0, 0, NULL},
};

/* Static types. */

static void static_box_dealloc(PyObject *op)
{
    printf(" [dealloc %s]", Py_TYPE(op)->tp_name);
    Py_XDECREF(((Box *)op)->item);
    Py_TYPE(op)->tp_free(op);
}

static PyTypeObject StaticBox_Type = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "parity.StaticBox",
    .tp_basicsize = sizeof(Box),
    .tp_dealloc = static_box_dealloc,
    .tp_repr = box_repr,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE,
    .tp_methods = box_methods,
    .tp_members = box_members,
    .tp_init = box_init,
    .tp_new = PyType_GenericNew,
};

static PyTypeObject DerivedBox_Type = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "parity.DerivedBox",
    .tp_basicsize = sizeof(Box),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_base = &StaticBox_Type,
};

static void static_type_ready(void)
{
    PyObject *item = flt(1.5);
    INT(PyType_Ready(&StaticBox_Type), item);
    INT(PyType_Ready(&StaticBox_Type), item);
    INT(PyType_Ready(&DerivedBox_Type), item);
    INT(Py_IS_TYPE((PyObject *)&StaticBox_Type, &PyType_Type), item);
    INT(PyType_IsSubtype(&DerivedBox_Type, &StaticBox_Type), item);
    INT(PyType_IsSubtype(&StaticBox_Type, &DerivedBox_Type), item);
    INT(PyType_IsSubtype(&StaticBox_Type, &PyBaseObject_Type), item);
    INT(PyType_Check((PyObject *)&StaticBox_Type), item);
    INT(PyType_Check(item), item);
    INT(StaticBox_Type.tp_base == &PyBaseObject_Type, item);
    INT(DerivedBox_Type.tp_repr == box_repr && DerivedBox_Type.tp_init == box_init, item);
    INT(PyType_HasFeature(&StaticBox_Type, Py_TPFLAGS_READY) != 0, item);
    Py_DECREF(item);
}

static void static_type_instances(void)
{
    PyObject *item = flt(1.5), *box;
    OBJ(box, PyObject_CallOneArg((PyObject *)&StaticBox_Type, item), box, item);
    GIVES(PyObject_GetAttrString(box, "item"), box, item);
    INT(PyObject_SetAttrString(box, "item", Py_None), box, item);
    DO(Py_DECREF(box), item);
    OBJ(box, PyObject_CallOneArg((PyObject *)&DerivedBox_Type, item), box, item);
    INT(PyObject_IsInstance(box, (PyObject *)&StaticBox_Type), box);
    DO(Py_DECREF(box), item);
    Py_DECREF(item);
}

static void failing_init(void)
{
    PyObject *item = flt(1.5);
    GIVES(PyObject_CallNoArgs((PyObject *)&StaticBox_Type), item);
    GIVES(PyObject_CallFunctionObjArgs((PyObject *)&StaticBox_Type, item, item, NULL), item);
    Py_DECREF(item);
}

static void generic_alloc(void)
{
    PyObject *item = flt(1.5), *op;
    REF(op, PyType_GenericAlloc(&StaticBox_Type, 0), op);
    INT(((Box *)op)->item == NULL, op);
    ((Box *)op)->item = Py_NewRef(item);
    DO(Py_DECREF(op), item);
    REF(op, PyType_GenericNew(&StaticBox_Type, NULL, NULL), op);
    DO(Py_DECREF(op), item);
    REF(op, StaticBox_Type.tp_alloc(&StaticBox_Type, 0), op);
    DO(Py_DECREF(op), item);
    Py_DECREF(item);
}

static void init_of_own_memory(void)
{
    PyObject *item = flt(1.5);
    Box *box = PyObject_Malloc(sizeof(Box));
    box->item = Py_NewRef(item);
    INT(PyObject_Init((PyObject *)box, &StaticBox_Type) == (PyObject *)box, box, item);
    DO(Py_DECREF(box), item);
    FAILS(PyObject_Init(NULL, &StaticBox_Type), item);
    Py_DECREF(item);
}

/* A type with a variable number of items. */
typedef struct Row {
    PyObject_VAR_HEAD PyObject *items[1];
} Row;

static void row_dealloc(PyObject *op)
{
    for (Py_ssize_t i = 0; i < Py_SIZE(op); i++) {
        Py_XDECREF(((Row *)op)->items[i]);
    }
    Py_TYPE(op)->tp_free(op);
}

static PyTypeObject Row_Type = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "parity.Row",
    .tp_basicsize = offsetof(Row, items),
    .tp_itemsize = sizeof(PyObject *),
    .tp_dealloc = row_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT,
};

static void variable_size(void)
{
    PyObject *item = flt(1.5);
    PyType_Ready(&Row_Type);
    Row *row = PyObject_NewVar(Row, &Row_Type, 3);
    for (int i = 0; i < 3; i++) {
        row->items[i] = Py_NewRef(item);
    }
    INT(Py_SIZE(row), row, item);
    DO(Py_DECREF(row->items[2]); Py_SET_SIZE(row, 2), row, item);
    DO(Py_DECREF(row), item);
    row = (Row *)PyType_GenericAlloc(&Row_Type, 5);
    INT(Py_SIZE(row), row, item);
    INT(row->items[4] == NULL, row);
    DO(Py_DECREF(row), item);
    Py_DECREF(item);
}

static PyObject *singleton_new(PyTypeObject *type, PyObject *args, PyObject *kwargs)
{
    (void)type;
    (void)kwargs;
    return Py_NewRef(PyTuple_GetItem(args, 0));
}

static int unwanted_init(PyObject *op, PyObject *args, PyObject *kwargs)
{
    (void)op;
    (void)args;
    (void)kwargs;
    printf(" [init]");
    return 0;
}

static PyTypeObject Foreign_Type = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "parity.Foreign",
    .tp_basicsize = sizeof(PyObject),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_init = unwanted_init,
    .tp_new = singleton_new,
};

static void new_of_another_type(void)
{
    PyObject *item = flt(1.5), *result;
    PyType_Ready(&Foreign_Type);
    OBJ(result, PyObject_CallOneArg((PyObject *)&Foreign_Type, item), result, item);
    Py_DECREF(result);
    Py_DECREF(item);
}

static void no_new(void)
{
    PyObject *item = flt(1.5);
    GIVES(PyObject_CallNoArgs((PyObject *)&Row_Type), item);
    Py_DECREF(item);
}

/* Heap types: every instance owns a reference to its type. */

static void heap_box_dealloc(PyObject *op)
{
    PyTypeObject *type = Py_TYPE(op);
    printf(" [dealloc of box]");
    Py_XDECREF(((Box *)op)->item);
    type->tp_free(op);
    Py_DECREF(type);
}

static PyType_Slot heap_box_slots[] = {
    {Py_tp_dealloc, heap_box_dealloc}, {Py_tp_repr, box_repr},       {Py_tp_init, box_init},
    {Py_tp_methods, box_methods},      {Py_tp_members, box_members}, {0, NULL},
};

static PyType_Spec heap_box_spec = {"parity.HeapBox", sizeof(Box), 0,
                                    Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE, heap_box_slots};

static void heap_type_instances(void)
{
    PyObject *type = PyType_FromSpec(&heap_box_spec), *item = flt(1.5), *one, *two;
    Py_ssize_t noted = Py_REFCNT(type);
    OBJ(one, PyObject_CallOneArg(type, item), one, item);
    DELTA(type, noted);
    OBJ(two, PyObject_CallOneArg(type, item), one, two, item);
    DELTA(type, noted);
    DO(Py_DECREF(one), two, item);
    DELTA(type, noted);
    DO(Py_DECREF(two), item);
    DELTA(type, noted);
    Py_DECREF(type);
    collect();
    DO((void)0, item);
    Py_DECREF(item);
}

static void heap_type_failing_init(void)
{
    PyObject *type = PyType_FromSpec(&heap_box_spec), *item = flt(1.5);
    Py_ssize_t noted = Py_REFCNT(type);
    FAILS(PyObject_CallNoArgs(type), item);
    DELTA(type, noted);
    Py_DECREF(type);
    Py_DECREF(item);
    collect();
}

static void heap_type_alloc(void)
{
    PyObject *type = PyType_FromSpec(&heap_box_spec), *item = flt(1.5), *op;
    Py_ssize_t noted = Py_REFCNT(type);
    REF(op, ((PyTypeObject *)type)->tp_alloc((PyTypeObject *)type, 0), op);
    DELTA(type, noted);
    DO(Py_DECREF(op), item);
    DELTA(type, noted);
    Box *box = PyObject_New(Box, (PyTypeObject *)type);
    box->item = Py_NewRef(item);
    DO((void)0, box, item);
    DELTA(type, noted);
    DO(Py_DECREF(box), item);
    DELTA(type, noted);
    Py_DECREF(type);
    Py_DECREF(item);
    collect();
}

static void heap_type_outlived_by_instance(void)
{
    PyObject *type = PyType_FromSpec(&heap_box_spec), *item = flt(1.5),
             *box = PyObject_CallOneArg(type, item);
    Py_DECREF(type);
    collect();
    OBJ(box, box, box, item);
    GIVES(PyObject_GetAttrString(box, "item"), box, item);
    DO(Py_DECREF(box), item);
    collect();
    Py_DECREF(item);
}

static void heap_type_attributes(void)
{
    PyObject *type = PyType_FromSpec(&heap_box_spec), *v = flt(1.5), *w = flt(2.5), *box, *got;
    INT(PyObject_SetAttrString(type, "extra", v), v, w);
    OBJ(got, PyObject_GetAttrString(type, "extra"), v, w, got);
    DO(Py_DECREF(got), v, w);
    box = PyObject_CallOneArg(type, w);
    OBJ(got, PyObject_GetAttrString(box, "extra"), v, w, got);
    DO(Py_DECREF(got), v, w);
    INT(PyObject_SetAttrString(type, "extra", w), v, w);
    INT(PyObject_DelAttrString(type, "extra"), v, w);
    FAILS(PyObject_GetAttrString(type, "extra"), v, w);
    FAILS(PyObject_DelAttrString(type, "extra"), v, w);
    FAILS(PyObject_SetAttrString(box, "extra", v), v, w);
    DO(Py_DECREF(box), v, w);
    Py_DECREF(type);
    collect();
    Py_DECREF(v);
    Py_DECREF(w);
}

static void heap_type_releases_its_attributes(void)
{
    PyObject *type = PyType_FromSpec(&heap_box_spec), *attribute = witness("attribute of the type"),
             *other = flt(1.5);
    PyObject_SetAttrString(type, "extra", attribute);
    Py_DECREF(attribute);
    DO(Py_DECREF(type); collect(), other);
    Py_DECREF(other);
}

static void heap_type_methods(void)
{
    PyObject *type = PyType_FromSpec(&heap_box_spec), *item = flt(1.5),
             *box = PyObject_CallOneArg(type, item), *got;
    PyObject *method, *name = text("get");
    Py_ssize_t noted = Py_REFCNT(type);
    REF(method, PyObject_GetAttr(box, name), method, box, item);
    OBJ(got, PyObject_CallNoArgs(method), got, method, box, item);
    Py_DECREF(got);
    DO(Py_DECREF(method), box, item);
    OBJ(got, PyObject_CallMethodNoArgs(box, name), got, box, item);
    DO(Py_DECREF(got), box, item);
    DELTA(type, noted);
    DO(Py_DECREF(box), item);
    DELTA(type, noted);
    Py_DECREF(name);
    Py_DECREF(type);
    Py_DECREF(item);
    collect();
}

static void type_queries(void)
{
    PyObject *type = PyType_FromSpec(&heap_box_spec), *name;
    PyTypeObject *as_type = (PyTypeObject *)type;
    INT(PyType_GetSlot(as_type, Py_tp_repr) == (void *)box_repr, NULL);
    INT(PyType_GetSlot(as_type, Py_tp_dealloc) == (void *)heap_box_dealloc, NULL);
    INT(PyType_GetSlot(as_type, Py_tp_call) == NULL, NULL);
    OBJ(name, PyType_GetName(as_type), NULL);
    Py_DECREF(name);
    TEXT(as_type->tp_name, NULL);
    INT((PyType_GetFlags(as_type) & Py_TPFLAGS_HEAPTYPE) != 0, NULL);
    INT(PyType_HasFeature(as_type, Py_TPFLAGS_HAVE_GC), NULL);
    GIVES(PyObject_GetAttrString(type, "__name__"), NULL);
    Py_DECREF(type);
    collect();
}

static PyType_Slot plain_slots[] = {{0, NULL}};
static PyType_Spec sub_box_spec = {"parity.SubBox", 0, 0, Py_TPFLAGS_DEFAULT, plain_slots};

static void heap_subtype(void)
{
    PyObject *base = PyType_FromSpec(&heap_box_spec), *bases = PyTuple_Pack(1, base), *item = flt(1.5), *box;
    PyObject *type = PyType_FromSpecWithBases(&sub_box_spec, bases);
    Py_DECREF(bases);
    Py_ssize_t noted = Py_REFCNT(type), base_noted = Py_REFCNT(base);
    INT(PyObject_IsSubclass(type, base), item);
    OBJ(box, PyObject_CallOneArg(type, item), box, item);
    DELTA(type, noted);
    DELTA(base, base_noted);
    INT(PyObject_IsInstance(box, base), box);
    DO(Py_DECREF(box), item);
    DELTA(type, noted);
    DELTA(base, base_noted);
    Py_DECREF(type);
    Py_DECREF(base);
    Py_DECREF(item);
    collect();
}

static void heap_subtype_of_static_type(void)
{
    PyObject *type = PyType_FromSpecWithBases(&sub_box_spec, (PyObject *)&StaticBox_Type), *item = flt(1.5),
             *box;
    Py_ssize_t noted = Py_REFCNT(type);
    OBJ(box, PyObject_CallOneArg(type, item), box, item);
    DELTA(type, noted);
    DO(Py_DECREF(box), item);
    DELTA(type, noted);
    Py_DECREF(type);
    Py_DECREF(item);
    collect();
}

static PyType_Spec sub_list_spec = {"parity.SubList", 0, 0, Py_TPFLAGS_DEFAULT, plain_slots};

static void heap_subtype_of_list(void)
{
    PyObject *type = PyType_FromSpecWithBases(&sub_list_spec, (PyObject *)&PyList_Type), *item = flt(1.5),
             *list;
    Py_ssize_t noted = Py_REFCNT(type);
    OBJ(list, PyObject_CallNoArgs(type), list, item);
    DELTA(type, noted);
    INT(PyList_Check(list), list);
    INT(PyList_CheckExact(list), list);
    INT(PyList_Append(list, item), list, item);
    OBJ(list, list, list, item);
    DO(Py_DECREF(list), item);
    DELTA(type, noted);
    Py_DECREF(type);
    Py_DECREF(item);
    collect();
}

static PyType_Spec sub_float_spec = {"parity.SubFloat", 0, 0, Py_TPFLAGS_DEFAULT, plain_slots};

static void heap_subtype_of_float(void)
{
    PyObject *type = PyType_FromSpecWithBases(&sub_float_spec, (PyObject *)&PyFloat_Type), *item = flt(1.5);
    PyObject *number, *result;
    Py_ssize_t noted = Py_REFCNT(type);
    OBJ(number, PyObject_CallOneArg(type, item), number, item);
    DELTA(type, noted);
    INT(PyFloat_Check(number), number);
    INT(PyFloat_CheckExact(number), number);
    OBJ(result, PyNumber_Positive(number), result, number);
    INT(PyFloat_CheckExact(result), result);
    Py_DECREF(result);
    OBJ(result, PyNumber_Float(number), result, number);
    INT(PyFloat_CheckExact(result), result);
    Py_DECREF(result);
    DO(Py_DECREF(number), item);
    DELTA(type, noted);
    Py_DECREF(type);
    Py_DECREF(item);
    collect();
}

static void unacceptable_bases(void)
{
    PyObject *item = flt(1.5);
    GIVES(PyType_FromSpecWithBases(&sub_box_spec, (PyObject *)&PyBool_Type), item);
    GIVES(PyType_FromSpecWithBases(&sub_box_spec, (PyObject *)&DerivedBox_Type), item);
    Py_DECREF(item);
}

static PyType_Spec sealed_spec = {"parity.Sealed", sizeof(PyObject), 0,
                                  Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION, plain_slots};

static void disallow_instantiation(void)
{
    PyObject *type = PyType_FromSpec(&sealed_spec), *op;
    Py_ssize_t noted = Py_REFCNT(type);
    GIVES(PyObject_CallNoArgs(type), NULL);
    REF(op, PyObject_New(PyObject, (PyTypeObject *)type), op);
    DELTA(type, noted);
    DO(Py_DECREF(op), NULL);
    DELTA(type, noted);
    Py_DECREF(type);
    collect();
}

/* Finalizers. */

static PyObject *saved;

static void resurrect(PyObject *op)
{
    printf(" [finalize]");
    if (((Box *)op)->item == Py_None) {
        saved = Py_NewRef(op);
    }
}

static int finalized_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(Py_TYPE(op));
    Py_VISIT(((Box *)op)->item);
    return 0;
}

static void finalized_dealloc(PyObject *op)
{
    if (PyObject_CallFinalizerFromDealloc(op) < 0) {
        printf(" [it lives on]");
        return;
    }
    PyObject_GC_UnTrack(op);
    heap_box_dealloc(op);
}

static PyType_Slot finalized_slots[] = {
    {Py_tp_dealloc, finalized_dealloc},
    {Py_tp_finalize, resurrect},
    {Py_tp_init, box_init},
    {Py_tp_traverse, finalized_traverse},
    {0, NULL},
};

static PyType_Spec finalized_spec = {"parity.Finalized", sizeof(Box), 0,
                                     Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC, finalized_slots};

static void finalizer(void)
{
    PyObject *type = PyType_FromSpec(&finalized_spec), *item = flt(1.5),
             *box = PyObject_CallOneArg(type, item);
    Py_ssize_t noted = Py_REFCNT(type);
    DO(Py_DECREF(box), item);
    DELTA(type, noted);
    Py_DECREF(type);
    Py_DECREF(item);
    collect();
}

static void resurrection(void)
{
    PyObject *type = PyType_FromSpec(&finalized_spec), *item = flt(1.5),
             *box = PyObject_CallOneArg(type, Py_None);
    Py_ssize_t noted = Py_REFCNT(type);
    DO(Py_DECREF(box), saved);
    DELTA(type, noted);
    Py_XSETREF(((Box *)saved)->item, Py_NewRef(item));
    DO(Py_CLEAR(saved), item);
    DELTA(type, noted);
    Py_DECREF(type);
    Py_DECREF(item);
    collect();
}

static const Case cases[] = {
    {"static type.ready", static_type_ready},
    {"static type.instances", static_type_instances},
    {"static type.failing init", failing_init},
    {"static type.generic alloc", generic_alloc},
    {"static type.own memory", init_of_own_memory},
    {"static type.variable size", variable_size},
    {"static type.new of another type", new_of_another_type},
    {"static type.no new", no_new},
    {"heap type.instances", heap_type_instances},
    {"heap type.failing init", heap_type_failing_init},
    {"heap type.alloc", heap_type_alloc},
    {"heap type.outlived by instance", heap_type_outlived_by_instance},
    {"heap type.attributes", heap_type_attributes},
    {"heap type.releases its attributes", heap_type_releases_its_attributes},
    {"heap type.methods", heap_type_methods},
    {"heap type.queries", type_queries},
    {"heap type.subtype", heap_subtype},
    {"heap type.subtype of static type", heap_subtype_of_static_type},
    {"heap type.subtype of list", heap_subtype_of_list},
    {"heap type.subtype of float", heap_subtype_of_float},
    {"heap type.unacceptable bases", unacceptable_bases},
    {"heap type.disallow instantiation", disallow_instantiation},
    {"heap type.finalizer", finalizer},
    {"heap type.resurrection", resurrection},
};
PARITY_MAIN(cases)
