/* TITLE: the class of an error that was cleared, as a key
 * KIND: stale-borrow
 * SEES: plain
 * MASKED: yes
 * STORY: A statistic of failures borrows the class of the pending error, clears the error, and counts under that class.
 * It works as long as somebody else keeps the class. */
#include <recount/recount.h>
#include <stdio.h>

static RcObject *Overload; /* of the module */

static RcObject *pump(RcObject *self, RcObject *args)
{
    long litres;
    Rc_UNUSED(self);
    if (!RcArg_ParseTuple(args, "l", &litres)) {
        return NULL;
    }
    if (litres > 100) {
        RcErr_Format(Overload, "%ld litres are too much", litres);
        return NULL;
    }
    Rc_RETURN_NONE;
}

static RcMethodDef pump_def = {"pump", pump, RC_METH_VARARGS, NULL};

static int count_failure(RcObject *counts, RcObject *function, long litres)
{
    RcObject *done = RcObject_CallFunction(function, "l", litres), *one;
    if (done != NULL) {
        Rc_DECREF(done);
        return 0;
    }
#ifdef FIXED
    RcObject *kind = Rc_XNewRef(RcErr_Occurred());
#else
    RcObject *kind = RcErr_Occurred(); /* ALSO */
#endif
    RcErr_Clear(); /* ALSO */
    one = RcInt_FromLong(1000 + litres);
    int result = RcHashTable_SetItem(counts, kind, one); /* GUILTY */
    Rc_DECREF(one);
#ifdef FIXED
    Rc_XDECREF(kind);
#endif
    return result;
}

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    Overload = RcErr_NewException("pump.Overload", NULL, NULL);
    RcObject *function = RcCFunction_New(&pump_def, NULL), *counts = RcHashTable_New();
    if (count_failure(counts, function, 20) < 0 || count_failure(counts, function, 200) < 0) {
        RcErr_Print();
    }
    printf("%zd kinds of failures\n", RcHashTable_Size(counts));
    Rc_DECREF(counts);
    Rc_DECREF(function);
    Rc_CLEAR(Overload);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
