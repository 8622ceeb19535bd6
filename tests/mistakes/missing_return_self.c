/* TITLE: a method that returns itself
 * KIND: missing-incref|over-decref|use-after-free
 * SEES: deep
 * MASKED: no
 * STORY: add() returns its object, so that calls can be chained. Whoever called it gives the result back, as
 * is right, and with it a reference that was somebody else's. One of the two bugs that recount began with. */
#include <recount/recount.h>
#include <stdio.h>

typedef struct Counter {
    RcObject_HEAD
    long value;
} Counter;

static RcObject *counter_add(RcObject *op, RcObject *amount)
{
    long step = RcInt_AsLong(amount);
    if (step == -1 && RcErr_Occurred()) {
        return NULL;
    }
    ((Counter *)op)->value += step;
#ifdef FIXED
    return Rc_NewRef(op);
#else
    return op; /* GUILTY */
#endif
}

static RcMethodDef counter_methods[] = {{"add", counter_add, RC_METH_O, NULL}, {.ml_name = NULL}};

static RcTypeObject Counter_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "tally.Counter",
    .tp_basicsize = sizeof(Counter),
    .tp_methods = counter_methods,
    .tp_new = RcType_GenericNew,
};

int main(void)
{
    if (Rc_Initialize() < 0 || RcType_Ready(&Counter_Type) < 0) {
        return 1;
    }
    RcObject *counter = RcObject_CallNoArgs(RC_OBJECT_CAST(&Counter_Type));
    RcObject *same = RcObject_CallMethod(counter, "add", "i", 3);
    printf("value: %ld\n", ((Counter *)same)->value);
    Rc_DECREF(same);
    Rc_DECREF(counter);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
