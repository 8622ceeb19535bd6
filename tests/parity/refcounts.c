/* Parity: the operations on a reference count, and the idioms made of them. */
#include "parity.h"

static void incref_decref(void)
{
    PyObject *number;
    OBJ(number, flt(2.5), number);
    DO(Py_INCREF(number), number);
    DO(Py_INCREF(number), number);
    DO(Py_DECREF(number), number);
    DO(Py_DECREF(number), number);
    Py_DECREF(number);
}

static void decref_to_zero(void)
{
    PyObject *dying, *other = flt(1.5);
    REF(dying, witness("dying"), dying);
    DO(Py_DECREF(dying), other);
    Py_DECREF(other);
}

static void xincref_xdecref(void)
{
    PyObject *number = flt(2.5), *nothing = NULL;
    DO(Py_XINCREF(number), number);
    DO(Py_XINCREF(nothing), number, nothing);
    DO(Py_XDECREF(number), number);
    DO(Py_XDECREF(nothing), number, nothing);
    Py_DECREF(number);
}

static void incref_functions(void)
{
    PyObject *number = flt(2.5);
    DO(Py_IncRef(number), number);
    DO(Py_IncRef(NULL), number);
    DO(Py_DecRef(number), number);
    DO(Py_DecRef(NULL), number);
    Py_DECREF(number);
}

static void new_ref(void)
{
    PyObject *number = flt(2.5), *same, *nothing;
    OBJ(same, Py_NewRef(number), number, same);
    INT(same == number, number);
    OBJ(same, Py_XNewRef(number), number, same);
    OBJ(nothing, Py_XNewRef(NULL), number, nothing);
    DO(Py_DECREF(same), number);
    DO(Py_DECREF(same), number);
    Py_DECREF(number);
}

static void clear(void)
{
    PyObject *number = flt(2.5), *slot = Py_NewRef(number);
    DO(Py_CLEAR(slot), number, slot);
    DO(Py_CLEAR(slot), number, slot);
    slot = witness("in slot");
    DO(Py_CLEAR(slot), number, slot);
    Py_DECREF(number);
}

static void tell_slot(void *argument)
{
    PyObject *held = *(PyObject **)argument;
    if (held == NULL) {
        printf(" (the slot is empty)");
    } else {
        step_object(held, 1);
    }
}

static void clear_before_release(void)
{
    PyObject *slot = witness("looks at its slot"), *other = flt(1.5);
    witness_on_death(slot, tell_slot, &slot);
    DO(Py_CLEAR(slot), other, slot);
    Py_DECREF(other);
}

static void setref(void)
{
    PyObject *before = flt(1.5), *after = flt(2.5), *slot = Py_NewRef(before);
    DO(Py_SETREF(slot, Py_NewRef(after)), before, after, slot);
    DO(Py_SETREF(slot, Py_NewRef(before)), before, after, slot);
    Py_DECREF(slot);
    Py_DECREF(before);
    Py_DECREF(after);
}

static void setref_stores_first(void)
{
    PyObject *slot = witness("replaced"), *after = flt(2.5);
    witness_on_death(slot, tell_slot, &slot);
    DO(Py_SETREF(slot, Py_NewRef(after)), after, slot);
    Py_DECREF(slot);
    Py_DECREF(after);
}

static void setref_to_itself(void)
{
    PyObject *slot = flt(2.5);
    DO(Py_SETREF(slot, Py_NewRef(slot)), slot);
    Py_DECREF(slot);
}

static void xsetref(void)
{
    PyObject *number = flt(1.5), *slot = NULL;
    DO(Py_XSETREF(slot, Py_NewRef(number)), number, slot);
    DO(Py_XSETREF(slot, NULL), number, slot);
    DO(Py_XSETREF(slot, NULL), number, slot);
    Py_DECREF(number);
}

static void set_refcnt(void)
{
    PyObject *number = flt(2.5);
    DO(Py_SET_REFCNT(number, 5), number);
    INT(Py_REFCNT(number), number);
    DO(Py_SET_REFCNT(number, 1), number);
    Py_DECREF(number);
}

static void identity(void)
{
    PyObject *number = flt(2.5), *equal = flt(2.5);
    INT(Py_Is(number, number), number, equal);
    INT(Py_Is(number, equal), number, equal);
    INT(Py_IsNone(number), number);
    INT(Py_IsNone(Py_None), number);
    INT(Py_IsTrue(Py_True), number);
    INT(Py_IsFalse(Py_True), number);
    INT(Py_IS_TYPE(number, &PyFloat_Type), number);
    INT(Py_TYPE(number) == &PyFloat_Type, number);
    INT(PyObject_TypeCheck(number, &PyFloat_Type), number);
    Py_DECREF(number);
    Py_DECREF(equal);
}

static void chain(void)
{
    PyObject *number = flt(2.5), *chain_of_three;
    REF(chain_of_three,
        witness_holding("first", witness_holding("second", witness_holding("third", Py_NewRef(number)))),
        chain_of_three, number);
    DO(Py_DECREF(chain_of_three), number);
    Py_DECREF(number);
}

/* The two conventions of a function's result. */
static PyObject *gives_borrowed(PyObject *list)
{
    return PyList_GetItem(list, 0);
}

static PyObject *gives_new(PyObject *list)
{
    return Py_XNewRef(PyList_GetItem(list, 0));
}

static void borrowed_and_new_results(void)
{
    PyObject *number = flt(2.5), *list = list_of(number, NULL), *item;
    OBJ(item, gives_borrowed(list), list, number, item);
    OBJ(item, gives_new(list), list, number, item);
    DO(Py_DECREF(item), list, number);
    Py_DECREF(list);
    Py_DECREF(number);
}

static void kept_beyond_its_container(void)
{
    PyObject *list = PyList_New(0), *item = witness("item"), *kept;
    PyList_Append(list, item);
    DO(Py_DECREF(item), item);
    REF(kept, Py_NewRef(PyList_GetItem(list, 0)), list, kept);
    DO(Py_DECREF(list), kept);
    DO(Py_DECREF(kept), NULL);
}

static void swap_of_two_slots(void)
{
    PyObject *left = flt(1.5), *right = flt(2.5), *spare;
    DO(spare = left; left = right; right = spare, left, right);
    Py_DECREF(left);
    Py_DECREF(right);
}

static void twice_in_a_container(void)
{
    PyObject *item = flt(2.5), *pair;
    OBJ(pair, PyTuple_Pack(2, item, item), pair, item);
    DO(Py_DECREF(pair), item);
    Py_DECREF(item);
}

static const Case cases[] = {
    {"refcount.incref", incref_decref},
    {"refcount.decref to zero", decref_to_zero},
    {"refcount.xincref", xincref_xdecref},
    {"refcount.functions", incref_functions},
    {"refcount.newref", new_ref},
    {"refcount.clear", clear},
    {"refcount.clear before release", clear_before_release},
    {"refcount.setref", setref},
    {"refcount.setref stores first", setref_stores_first},
    {"refcount.setref to itself", setref_to_itself},
    {"refcount.xsetref", xsetref},
    {"refcount.set_refcnt", set_refcnt},
    {"refcount.identity", identity},
    {"refcount.chain", chain},
    {"refcount.borrowed and new", borrowed_and_new_results},
    {"refcount.kept beyond its container", kept_beyond_its_container},
    {"refcount.swap", swap_of_two_slots},
    {"refcount.twice in a container", twice_in_a_container},
};
PARITY_MAIN(cases)
