/* Parity: garbage cycles through each kind of container. */
#include "node.h"

/* list, tuple, dict */

static void list_in_itself(void)
{
    PyObject *list = PyList_New(0), *item = flt(1.5);
    INT(PyList_Append(list, item), list, item);
    INT(PyList_Append(list, list), list, item);
    DO(Py_DECREF(list), list, item);
    INT(PyGC_Collect(), item);
    INT(PyGC_Collect(), item);
    Py_DECREF(item);
}

static void two_lists(void)
{
    PyObject *one = PyList_New(0), *other = PyList_New(0), *item = flt(1.5);
    PyList_Append(one, other);
    PyList_Append(other, one);
    PyList_Append(other, item);
    DO(Py_DECREF(one), one, other, item);
    INT(PyGC_Collect(), one, other, item);
    DO(Py_DECREF(other), other, item);
    INT(PyGC_Collect(), item);
    Py_DECREF(item);
}

static void list_many_times_in_itself(void)
{
    PyObject *list = PyList_New(0), *item = flt(1.5);
    PyList_Append(list, item);
    for (int i = 0; i < 10; i++) {
        PyList_Append(list, list);
    }
    DO(Py_DECREF(list), list, item);
    INT(PyGC_Collect(), item);
    Py_DECREF(item);
}

static void witness_in_a_list(void)
{
    PyObject *list = PyList_New(0), *dying = witness("W");
    PyList_Append(list, dying);
    PyList_Append(list, list);
    DO(Py_DECREF(dying), list);
    DO(Py_DECREF(list), NULL);
    INT(PyGC_Collect(), NULL);
}

static void tuple_and_list(void)
{
    PyObject *list = PyList_New(0), *tuple = PyTuple_New(2), *item = flt(1.5);
    PyTuple_SET_ITEM(tuple, 0, Py_NewRef(list));
    PyTuple_SET_ITEM(tuple, 1, Py_NewRef(item));
    INT(PyList_Append(list, tuple), list, tuple, item);
    DO(Py_DECREF(list); Py_DECREF(tuple), list, tuple, item);
    INT(PyGC_Collect(), item);
    Py_DECREF(item);
}

/* Nobody can clear it: it stays, until a hand reaches in. */
static void tuple_in_itself(void)
{
    PyObject *tuple = PyTuple_New(2), *item = flt(1.5);
    PyTuple_SET_ITEM(tuple, 0, Py_NewRef(item));
    PyTuple_SET_ITEM(tuple, 1, Py_NewRef(tuple));
    DO(Py_DECREF(tuple), tuple, item);
    INT(PyGC_Collect(), tuple, item);
    INT(PyGC_Collect(), tuple, item);
    DO(PyTuple_SET_ITEM(tuple, 1, NULL); Py_DECREF(tuple), item);
    INT(PyGC_Collect(), item);
    Py_DECREF(item);
}

/* A tuple that hangs on a cycle is garbage with it, unless it has been found harmless before. */
static void young_tuple_on_a_cycle(void)
{
    PyObject *list = PyList_New(0), *tuple = PyTuple_New(1), *item = flt(1.5);
    PyTuple_SET_ITEM(tuple, 0, Py_NewRef(item));
    PyList_Append(list, list);
    PyList_Append(list, tuple);
    DO(Py_DECREF(list); Py_DECREF(tuple), list, tuple, item);
    INT(PyGC_Collect(), item);
    Py_DECREF(item);
}

static void old_tuple_on_a_cycle(void)
{
    PyObject *list = PyList_New(0), *tuple = PyTuple_New(1), *item = flt(1.5);
    PyTuple_SET_ITEM(tuple, 0, Py_NewRef(item));
    PyList_Append(list, list);
    PyList_Append(list, tuple);
    INT(PyGC_Collect(), list, tuple, item);
    DO(Py_DECREF(list); Py_DECREF(tuple), list, tuple, item);
    INT(PyGC_Collect(), item);
    Py_DECREF(item);
}

static void dict_in_itself(void)
{
    PyObject *dict = PyDict_New(), *name = text("itself"), *item = flt(1.5);
    INT(PyDict_SetItem(dict, name, dict), dict, name, item);
    INT(PyDict_SetItem(dict, item, item), dict, name, item);
    DO(Py_DECREF(dict), dict, name, item);
    INT(PyGC_Collect(), name, item);
    Py_DECREF(name);
    Py_DECREF(item);
}

static void dict_and_list(void)
{
    PyObject *dict = PyDict_New(), *list = PyList_New(0), *dying = witness("W");
    PyDict_SetItemString(dict, "list", list);
    PyDict_SetItemString(dict, "witness", dying);
    PyList_Append(list, dict);
    DO(Py_DECREF(dying); Py_DECREF(list); Py_DECREF(dict), dict, list, dying);
    INT(PyGC_Collect(), NULL);
}

static void dict_of_keys_that_own_it(void)
{
    PyObject *dict = PyDict_New(), *item = flt(1.5), *list = PyList_New(0);
    PyDict_SetItemString(dict, "list", list); /* from here on CPython tracks it */
    Py_DECREF(list);
    Node *a = node("A", dict), *b = node("B", dict);
    INT(PyDict_SetItem(dict, (PyObject *)a, item), dict, item, a);
    INT(PyDict_SetItem(dict, item, (PyObject *)b), dict, item, b);
    DO(Py_DECREF(a); Py_DECREF(b); Py_DECREF(dict), dict, item, a, b);
    INT(PyGC_Collect(), item);
    Py_DECREF(item);
}

static void emptied_by_hand(void)
{
    PyObject *list = PyList_New(0), *dict = PyDict_New(), *item = flt(1.5);
    PyList_Append(list, dict);
    PyDict_SetItem(dict, item, list);
    Py_DECREF(dict);
    DO(PyDict_Clear(dict), list, dict, item);
    DO(Py_DECREF(list), item);
    INT(PyGC_Collect(), item);
    Py_DECREF(item);
}

/* Iterators */

static void list_iterator(void)
{
    PyObject *list = PyList_New(0), *iterator = PyObject_GetIter(list);
    INT(PyList_Append(list, iterator), list, iterator);
    DO(Py_DECREF(list); Py_DECREF(iterator), list, iterator);
    INT(PyGC_Collect(), NULL);
}

static void tuple_iterator(void)
{
    PyObject *list = PyList_New(0), *tuple = PyTuple_New(1), *iterator;
    PyTuple_SET_ITEM(tuple, 0, Py_NewRef(list));
    iterator = PyObject_GetIter(tuple);
    PyList_Append(list, iterator);
    DO(Py_DECREF(list); Py_DECREF(tuple); Py_DECREF(iterator), list, tuple, iterator);
    INT(PyGC_Collect(), NULL);
}

static void sequence_iterator(void)
{
    PyObject *list = PyList_New(0), *iterator = PySeqIter_New(list);
    PyList_Append(list, iterator);
    DO(Py_DECREF(list); Py_DECREF(iterator), list, iterator);
    INT(PyGC_Collect(), NULL);
}

static void call_iterator(void)
{
    PyObject *list = PyList_New(0), *function = callback_holding(list), *item = flt(1.5), *iterator;
    iterator = PyCallIter_New(function, item);
    PyList_Append(list, iterator);
    DO(Py_DECREF(list); Py_DECREF(function); Py_DECREF(iterator), list, function, iterator, item);
    INT(PyGC_Collect(), item);
    Py_DECREF(item);
}

static void call_iterator_by_its_sentinel(void)
{
    PyObject *list = PyList_New(0), *function = callback("unused"), *iterator;
    iterator = PyCallIter_New(function, list);
    PyList_Append(list, iterator);
    DO(Py_DECREF(list); Py_DECREF(iterator), list, function, iterator);
    INT(PyGC_Collect(), function);
    Py_DECREF(function);
}

static void dict_iterator(void)
{
    PyObject *dict = PyDict_New(), *item = flt(1.5), *iterator;
    iterator = PyObject_GetIter(dict);
    PyDict_SetItem(dict, item, iterator);
    DO(Py_DECREF(dict); Py_DECREF(iterator), dict, iterator, item);
    INT(PyGC_Collect(), item);
    Py_DECREF(item);
}

/* Functions and methods */

static void function_with_self(void)
{
    PyObject *list = PyList_New(0), *function = callback_holding(list);
    PyList_Append(list, function);
    DO(Py_DECREF(list); Py_DECREF(function), list, function);
    INT(PyGC_Collect(), NULL);
}

static void function_and_tuple(void)
{
    PyObject *tuple = PyTuple_New(1), *function = callback_holding(tuple);
    PyTuple_SET_ITEM(tuple, 0, function);
    DO(Py_DECREF(tuple), tuple, function);
    INT(PyGC_Collect(), tuple, function);
    DO(PyTuple_SET_ITEM(tuple, 0, NULL); Py_DECREF(function), NULL);
}

static void bound_method(void)
{
    PyObject *function = callback("unused"), *method;
    Node *a = node("A", NULL);
    method = PyMethod_New(function, (PyObject *)a);
    set_left(a, method);
    DO(Py_DECREF(method); Py_DECREF(a), a, method, function);
    INT(PyGC_Collect(), function);
    Py_DECREF(function);
}

static void bound_method_by_its_function(void)
{
    PyObject *list = PyList_New(0), *function = callback_holding(list), *item = flt(1.5), *method;
    method = PyMethod_New(function, item);
    PyList_Append(list, method);
    DO(Py_DECREF(list); Py_DECREF(function); Py_DECREF(method), list, function, method, item);
    INT(PyGC_Collect(), item);
    Py_DECREF(item);
}

/* Exceptions */

static void exceptions_in_each_others_context(void)
{
    PyObject *a = PyObject_CallNoArgs(PyExc_ValueError), *b = PyObject_CallNoArgs(PyExc_TypeError);
    DO(PyException_SetContext(a, Py_NewRef(b)), a, b);
    DO(PyException_SetContext(b, Py_NewRef(a)), a, b);
    DO(Py_DECREF(a); Py_DECREF(b), a, b);
    INT(PyGC_Collect(), NULL);
}

static void exception_its_own_cause(void)
{
    PyObject *a = PyObject_CallNoArgs(PyExc_ValueError);
    DO(PyException_SetCause(a, Py_NewRef(a)), a);
    DO(Py_DECREF(a), a);
    INT(PyGC_Collect(), NULL);
}

static void exception_in_its_arguments(void)
{
    PyObject *list = PyList_New(0), *exception = PyObject_CallOneArg(PyExc_ValueError, list);
    PyList_Append(list, exception);
    DO(Py_DECREF(list); Py_DECREF(exception), list, exception);
    INT(PyGC_Collect(), NULL);
}

static void exception_in_a_node(void)
{
    Node *a = node("A", NULL);
    PyObject *exception = PyObject_CallNoArgs(PyExc_KeyError), *cause = PyObject_CallNoArgs(PyExc_KeyError);
    PyObject *list = list_of((PyObject *)a, NULL);
    set_left(a, exception);
    PyException_SetCause(exception, cause);
    PyObject_SetAttrString(cause, "args", list); /* becomes a tuple */
    DO(Py_DECREF(list), a, exception, cause);
    DO(Py_DECREF(a); Py_DECREF(exception), a, exception, cause);
    INT(PyGC_Collect(), NULL);
}

/* Instances of own types */

static void node_in_itself(void)
{
    Node *a = node("A", NULL);
    PyObject *item = flt(1.5);
    a->right = Py_NewRef(item);
    set_left(a, a);
    DO(Py_DECREF(a), a, item);
    INT(PyGC_Collect(), item);
    Py_DECREF(item);
}

static void ring_of_three(void)
{
    Node *nodes[] = {node("A", NULL), node("B", NULL), node("C", NULL)};
    DO(close_ring(nodes, 3), nodes[0], nodes[1], nodes[2]);
    INT(PyGC_Collect(), NULL);
}

static void ring_without_finalizers(void)
{
    Node *nodes[] = {node_of(&Plain_Type, "A", NULL), node_of(&Plain_Type, "B", NULL)};
    DO(close_ring(nodes, 2), nodes[0], nodes[1]);
    INT(PyGC_Collect(), NULL);
}

static void figure_of_eight(void)
{
    Node *middle = node("M", NULL), *left = node("L", middle), *right = node("R", middle);
    set_left(middle, left);
    middle->right = Py_NewRef((PyObject *)right);
    DO(Py_DECREF(left); Py_DECREF(right); Py_DECREF(middle), left, right, middle);
    INT(PyGC_Collect(), NULL);
}

static void two_rings_one_held(void)
{
    Node *held[] = {node("A", NULL), node("B", NULL)};
    lose_pair("C", "D");
    Py_INCREF(held[1]);
    close_ring(held, 2);
    INT(PyGC_Collect(), held[0], held[1]);
    DO(Py_DECREF(held[1]), held[0], held[1]);
    INT(PyGC_Collect(), NULL);
}

static void ring_held_from_outside(void)
{
    Node *nodes[] = {node("A", NULL), node("B", NULL), node("C", NULL)};
    PyObject *list = list_of((PyObject *)nodes[1], NULL);
    close_ring(nodes, 3);
    INT(PyGC_Collect(), nodes[0], nodes[1], nodes[2]);
    DO(Py_DECREF(list), nodes[0], nodes[1], nodes[2]);
    INT(PyGC_Collect(), NULL);
}

static void what_hangs_on_a_ring(void)
{
    PyObject *item = flt(1.5), *list = list_of(item, NULL);
    Node *a = node("A", NULL), *tail = node("tail", list);
    Py_DECREF(list);
    set_left(a, a);
    a->right = (PyObject *)tail;
    DO(Py_DECREF(a), a, tail, list, item);
    INT(PyGC_Collect(), item);
    Py_DECREF(item);
}

static void what_leads_to_a_ring(void)
{
    Node *nodes[] = {node("A", NULL), node("B", NULL)}, *front = node("front", nodes[0]);
    close_ring(nodes, 2);
    INT(PyGC_Collect(), front, nodes[0], nodes[1]);
    DO(Py_DECREF(front), nodes[0], nodes[1]);
    INT(PyGC_Collect(), NULL);
}

static void ring_of_all_kinds(void)
{
    PyObject *list = PyList_New(0), *dict = PyDict_New(), *tuple = PyTuple_New(1), *iterator, *function,
             *method, *exception = PyObject_CallNoArgs(PyExc_ValueError);
    Node *a = node("A", list);
    PyList_Append(list, dict);
    PyDict_SetItemString(dict, "tuple", tuple);
    iterator = PyObject_GetIter(list);
    PyTuple_SET_ITEM(tuple, 0, iterator);
    function = callback_holding(exception);
    method = PyMethod_New(function, (PyObject *)a);
    PyException_SetContext(exception, method == NULL ? NULL : Py_NewRef(exception));
    PyList_Append(list, method);
    DO(Py_DECREF(list); Py_DECREF(dict); Py_DECREF(tuple); Py_DECREF(function), list, dict, tuple, function);
    DO(Py_DECREF(method); Py_DECREF(exception); Py_DECREF(a), method, exception, a);
    INT(PyGC_Collect(), NULL);
}

/* A type that nobody can clear is let go by the others of its cycle ... */
static void type_without_clear(void)
{
    Node *a = node_of(&NoClear_Type, "A", NULL), *b = node("B", a);
    set_left(a, b);
    DO(Py_DECREF(a); Py_DECREF(b), a, b);
    INT(PyGC_Collect(), NULL);
}

/* ... if there are others. */
static void cycle_without_clear(void)
{
    Node *nodes[] = {node_of(&NoClear_Type, "A", NULL), node_of(&NoClear_Type, "B", NULL)};
    close_ring(nodes, 2);
    INT(PyGC_Collect(), nodes[0], nodes[1]);
    INT(PyGC_Collect(), nodes[0], nodes[1]);
    DO(Py_CLEAR(nodes[0]->left), NULL);
}

static void type_that_does_not_visit(void)
{
    Node *blind = node_of(&NoVisit_Type, "blind", NULL), *a = node("A", blind);
    set_left(blind, a);
    DO(Py_DECREF(a); Py_DECREF(blind), a, blind);
    INT(PyGC_Collect(), a, blind);
    DO(Py_CLEAR(blind->left), NULL);
}

/* Heap types: in CPython they are garbage of many objects, so only deaths and counts are compared. */

typedef struct Holder {
    PyObject_HEAD PyObject *held;
} Holder;

static void holder_dealloc(PyObject *op)
{
    PyTypeObject *type = Py_TYPE(op);
    PyObject_GC_UnTrack(op);
    printf(" [dealloc of holder]");
    Py_CLEAR(((Holder *)op)->held);
    type->tp_free(op);
    Py_DECREF(type);
}

static int holder_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(Py_TYPE(op));
    Py_VISIT(((Holder *)op)->held);
    return 0;
}

static int holder_clear(PyObject *op)
{
    Py_CLEAR(((Holder *)op)->held);
    return 0;
}

static PyType_Slot holder_slots[] = {
    {Py_tp_dealloc, holder_dealloc},
    {Py_tp_traverse, holder_traverse},
    {Py_tp_clear, holder_clear},
    {0, NULL},
};

static PyType_Spec holder_spec = {"parity.Holder", sizeof(Holder), 0,
                                  Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_BASETYPE,
                                  holder_slots};

static PyObject *holder_of(PyObject *type, PyObject *held)
{
    PyObject *op = PyObject_CallNoArgs(type);
    ((Holder *)op)->held = Py_XNewRef(held);
    return op;
}

static void heap_instances(void)
{
    PyObject *type = PyType_FromSpec(&holder_spec), *a = holder_of(type, NULL), *b = holder_of(type, a);
    Py_ssize_t noted = Py_REFCNT(type);
    ((Holder *)a)->held = Py_NewRef(b);
    DO(Py_DECREF(a); Py_DECREF(b), a, b);
    INT(PyGC_Collect(), NULL);
    DELTA(type, noted);
    Py_DECREF(type);
    collect();
}

static void heap_instance_of_a_lost_type(void)
{
    PyObject *type = PyType_FromSpec(&holder_spec), *list = PyList_New(0), *op = holder_of(type, list),
             *item = flt(1.5);
    PyList_Append(list, op);
    PyList_Append(list, item);
    DO(Py_DECREF(type), list, op, item);
    DO(Py_DECREF(list); Py_DECREF(op), list, op, item);
    DO((void)PyGC_Collect(), item);
    Py_DECREF(item);
}

static void type_and_its_instance(void)
{
    PyObject *type = PyType_FromSpec(&holder_spec), *item = flt(1.5), *op = holder_of(type, item);
    INT(PyObject_SetAttrString(type, "instance", op), op, item);
    DO(Py_DECREF(type), op, item);
    DO(Py_DECREF(op), op, item);
    DO((void)PyGC_Collect(), item);
    Py_DECREF(item);
}

static void type_that_holds_itself(void)
{
    PyObject *type = PyType_FromSpec(&holder_spec), *dying = witness("attribute");
    INT(PyObject_SetAttrString(type, "itself", type), dying);
    INT(PyObject_SetAttrString(type, "attribute", dying), dying);
    DO(Py_DECREF(dying), dying);
    DO(Py_DECREF(type), dying);
    DO((void)PyGC_Collect(), NULL);
}

static PyType_Slot no_slots[] = {{0, NULL}};
static PyType_Spec sub_holder_spec = {"parity.SubHolder", 0, 0, Py_TPFLAGS_DEFAULT, no_slots};

static void type_and_its_base(void)
{
    PyObject *base = PyType_FromSpec(&holder_spec), *bases = PyTuple_Pack(1, base), *dying = witness("W");
    PyObject *type = PyType_FromSpecWithBases(&sub_holder_spec, bases);
    INT(PyObject_SetAttrString(base, "derived", type), dying);
    INT(PyObject_SetAttrString(type, "attribute", dying), dying);
    DO(Py_DECREF(bases); Py_DECREF(dying); Py_DECREF(type); Py_DECREF(base), dying);
    DO((void)PyGC_Collect(), NULL);
}

static void instance_of_a_subtype(void)
{
    PyObject *base = PyType_FromSpec(&holder_spec), *bases = PyTuple_Pack(1, base);
    PyObject *type = PyType_FromSpecWithBases(&sub_holder_spec, bases), *op = holder_of(type, NULL);
    Py_ssize_t noted = Py_REFCNT(type);
    Py_DECREF(bases);
    ((Holder *)op)->held = Py_NewRef(op);
    DO(Py_DECREF(op), op);
    INT(PyGC_Collect(), NULL);
    DELTA(type, noted);
    Py_DECREF(type);
    Py_DECREF(base);
    collect();
}

static PyType_Spec sub_list_spec = {"parity.SubList", 0, 0, Py_TPFLAGS_DEFAULT, no_slots};

static void list_subtype_in_itself(void)
{
    PyObject *type = PyType_FromSpecWithBases(&sub_list_spec, (PyObject *)&PyList_Type), *item = flt(1.5),
             *list = PyObject_CallNoArgs(type);
    PyList_Append(list, list);
    PyList_Append(list, item);
    DO(Py_DECREF(list), list, item);
    INT(PyGC_Collect(), item);
    Py_DECREF(type);
    Py_DECREF(item);
    collect();
}

typedef struct Extended {
    Node node;
    PyObject *extra;
} Extended;

static PyMemberDef extended_members[] = {
    {"extra", T_OBJECT_EX, offsetof(Extended, extra), 0, NULL},
    {NULL, 0, 0, 0, NULL},
};
static PyType_Slot extended_slots[] = {{Py_tp_members, extended_members}, {0, NULL}};
static PyType_Spec extended_spec = {"parity.Extended", sizeof(Extended), 0, Py_TPFLAGS_DEFAULT,
                                    extended_slots};

static void member_on_a_cycle(void)
{
    PyObject *type = PyType_FromSpecWithBases(&extended_spec, (PyObject *)&Node_Type);
    PyObject *op = PyObject_CallNoArgs(type), *item = flt(1.5);
    ((Node *)op)->name = "extended";
    INT(PyObject_SetAttrString(op, "extra", item), op, item);
    set_left((Node *)op, op);
    DO(Py_DECREF(op), op, item);
    INT(PyGC_Collect(), item);
    Py_DECREF(type);
    Py_DECREF(item);
    collect();
}

/* Large ones */

static void large_ring(void)
{
    enum { COUNT = 10000 };
    static Node *nodes[COUNT];
    PyObject *item = flt(1.5);
    for (int i = 0; i < COUNT; i++) {
        nodes[i] = node(NULL, NULL);
        nodes[i]->right = Py_NewRef(item);
    }
    DO(close_ring(nodes, COUNT), item);
    INT(PyGC_Collect(), item);
    Py_DECREF(item);
}

static void each_with_each(void)
{
    PyObject *lists[30], *item = flt(1.5);
    for (int i = 0; i < 30; i++) {
        lists[i] = list_of(item, NULL);
    }
    for (int i = 0; i < 30; i++) {
        for (int j = 0; j < 30; j++) {
            PyList_Append(lists[i], lists[j]);
        }
    }
    COUNTS(lists[0], lists[29], item);
    for (int i = 0; i < 29; i++) {
        Py_DECREF(lists[i]);
    }
    INT(PyGC_Collect(), lists[0], lists[29], item);
    DO(Py_DECREF(lists[29]), item);
    INT(PyGC_Collect(), item);
    Py_DECREF(item);
}

static void many_small_cycles(void)
{
    PyObject *item = flt(1.5);
    for (int i = 0; i < 300; i++) { /* few enough for no collection to start by itself */
        PyObject *list = list_of(item, NULL);
        PyList_Append(list, list);
        Py_DECREF(list);
    }
    COUNTS(item);
    INT(PyGC_Collect(), item);
    Py_DECREF(item);
}

static const Case cases[] = {
    {"list.in itself", list_in_itself},
    {"list.two", two_lists},
    {"list.many times in itself", list_many_times_in_itself},
    {"list.with a witness", witness_in_a_list},
    {"tuple.and list", tuple_and_list},
    {"tuple.in itself", tuple_in_itself},
    {"tuple.young on a cycle", young_tuple_on_a_cycle},
    {"tuple.old on a cycle", old_tuple_on_a_cycle},
    {"dict.in itself", dict_in_itself},
    {"dict.and list", dict_and_list},
    {"dict.keys that own it", dict_of_keys_that_own_it},
    {"dict.emptied by hand", emptied_by_hand},
    {"iterator.list", list_iterator},
    {"iterator.tuple", tuple_iterator},
    {"iterator.sequence", sequence_iterator},
    {"iterator.call", call_iterator},
    {"iterator.sentinel", call_iterator_by_its_sentinel},
    {"iterator.dict", dict_iterator},
    {"function.with self", function_with_self},
    {"function.and tuple", function_and_tuple},
    {"method.bound", bound_method},
    {"method.by its function", bound_method_by_its_function},
    {"exception.each other's context", exceptions_in_each_others_context},
    {"exception.its own cause", exception_its_own_cause},
    {"exception.in its arguments", exception_in_its_arguments},
    {"exception.in a node", exception_in_a_node},
    {"node.in itself", node_in_itself},
    {"node.ring of three", ring_of_three},
    {"node.ring without finalizers", ring_without_finalizers},
    {"node.figure of eight", figure_of_eight},
    {"node.two rings, one held", two_rings_one_held},
    {"node.ring held from outside", ring_held_from_outside},
    {"node.what hangs on a ring", what_hangs_on_a_ring},
    {"node.what leads to a ring", what_leads_to_a_ring},
    {"node.ring of all kinds", ring_of_all_kinds},
    {"node.type without clear", type_without_clear},
    {"node.cycle without clear", cycle_without_clear},
    {"node.type that does not visit", type_that_does_not_visit},
    {"heap type.instances", heap_instances},
    {"heap type.instance of a lost type", heap_instance_of_a_lost_type},
    {"heap type.and its instance", type_and_its_instance},
    {"heap type.holds itself", type_that_holds_itself},
    {"heap type.and its base", type_and_its_base},
    {"heap type.instance of a subtype", instance_of_a_subtype},
    {"heap type.list in itself", list_subtype_in_itself},
    {"heap type.member", member_on_a_cycle},
    {"large.ring", large_ring},
    {"large.each with each", each_with_each},
    {"large.many small cycles", many_small_cycles},
};
NODE_MAIN(cases)
