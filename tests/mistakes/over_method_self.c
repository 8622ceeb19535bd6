/* TITLE: the self of a bound method given back
 * KIND: over-decref
 * SEES: plain
 * MASKED: no
 * STORY: RcMethod_Self lends the object that the method is bound to. Here it is compared with another and
 * released as if it had been made; a bound method that outlives its object is the result. */
#include <recount/recount.h>
#include <stdio.h>

static RcObject *length(RcObject *self, RcObject *list)
{
    Rc_UNUSED(self);
    return RcInt_FromSsize_t(RcList_Size(list));
}

static RcMethodDef length_def = {"length", length, RC_METH_O, NULL};

static int is_bound_to(RcObject *method, RcObject *op)
{
    RcObject *self = RcMethod_Self(method);
    int same = self == op;
#ifndef FIXED
    Rc_XDECREF(self); /* GUILTY */
#endif
    return same;
}

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    RcObject *list = Rc_BuildValue("[dd]", 1.5, 2.5);
    RcObject *function = RcCFunction_New(&length_def, NULL);
    RcObject *method = RcMethod_New(function, list);
    Rc_DECREF(function);
    Rc_DECREF(list);
    printf("bound: %d\n", is_bound_to(method, Rc_None));
    Rc_DECREF(method);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
